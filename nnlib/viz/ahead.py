"""Frames computed ahead: some at once, the rest by one thread for all panels of a notebook."""

import queue
import threading
import time

import numpy as np

AT_ONCE = 0.4  # seconds: what a cell may take longer for the first frames
FIRST_FRAMES = 11


class Ahead:
    """The frames of some controls of a panel, while its other controls stand still.

    Parameters
    ----------
    panel : Panel
    names : list of str
        Of the controls.
    this_round : int
        The work is given up when the panel has begun another round.
    """

    def __init__(self, panel, names, this_round):
        self._panel, self._names, self._round = panel, names, this_round
        self._others = dict(panel._inputs)
        self._choices = [panel._choices(name) for name in names]
        self.counts = [len(choices) for choices in self._choices]
        self.made = [None] * int(np.prod(self.counts))
        self._sent = 0

    def spread(self, seconds):
        """Compute up to 11 frames spread over all, the present one first, as time allows."""
        at = [c.index(self._others[n]) for n, c in zip(self._names, self._choices, strict=True)]
        here = np.ravel_multi_index(at, self.counts)
        places = np.linspace(0, len(self.made) - 1, min(FIRST_FRAMES, len(self.made)))
        end = time.monotonic() + seconds
        for k in dict.fromkeys([int(here), *places.round().astype(int).tolist()]):
            if time.monotonic() > end:
                break
            self.make(k)
        if seconds:
            self._send()

    def pieces(self):
        """Compute the rest, one frame with each step of the generator."""
        for k, there in enumerate(self.made):
            if there is not None:
                continue
            while self._panel._is_in_use() and self._panel._round == self._round:
                time.sleep(0.01)  # the finger goes first
            if self._panel._round != self._round:
                return
            self.make(k)
            # twice as many each time: little is sent twice, and nobody waits for all
            if sum(map(bool, self.made)) >= 2 * max(self._sent, 1):
                self._send()
            yield
        self._send()

    def make(self, k):
        """Compute one frame; one that cannot be computed stays away."""
        places = np.unravel_index(k, self.counts)
        chosen = zip(self._names, self._choices, places, strict=True)
        inputs = self._others | {name: choices[p] for name, choices, p in chosen}
        try:
            data, sentence = self._panel._computed(inputs)
            frame, note = self._panel._packed(data)
            self.made[k] = (frame, {"sentence": sentence, "note": note})
        except Exception:
            self.made[k] = ()  # when it is wanted, it is computed live, and the fault is told then

    def joined(self):
        """Return all frames in one buffer, the table of their places, and their texts."""
        frames, table, place = [], [], 0
        for entry in self.made:
            frame = entry[0] if entry else b""
            frames.append(frame)
            table += [place, len(frame)]
            place += len(frame)
        texts = [entry[1] if entry else None for entry in self.made]
        return b"".join(frames), np.array(table, "<i4").tobytes(), texts

    def _send(self):
        panel, (frames, offsets, texts) = self._panel, self.joined()
        with panel._sending:
            if panel._round != self._round:
                return
            with panel.hold_sync():
                panel.frames, panel.texts, panel.offsets = frames, texts, offsets
        self._sent = sum(map(bool, self.made))


# ------------------------------------------------------------ the thread

_waiting = queue.SimpleQueue()
_starting = threading.Lock()
_thread = None


def in_background(pieces):
    """Let a generator run to its end in the background, after those that came before."""
    global _thread
    _waiting.put(pieces)
    with _starting:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_work, name="panels", daemon=True)
            _thread.start()


def _work():
    while True:
        for _ in _waiting.get():
            time.sleep(0)  # lets cells and callbacks have the interpreter
