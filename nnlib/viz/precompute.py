"""Frames computed ahead: some at once, the rest by one thread for all panels of a notebook."""

import queue
import threading
import time

import numpy as np

AT_ONCE = 0.4  # seconds: what a cell may take longer for the first frames
FIRST_FRAMES = 11


class Ahead:
    """The frames of some controls, while all others stay where they are.

    Parameters
    ----------
    pictures : Pictures
        Of the panel.
    names : list of str
        Of the controls.
    places : dict
        Of all controls, now.

    Attributes
    ----------
    made : list
        For each combination its frame and words; None where it is missing, () where it failed.
    sent : int
        How many frames the browser has been given.
    """

    def __init__(self, pictures, names, places):
        self._pictures, self._names, self._places = pictures, names, dict(places)
        self._choices = [pictures.choices(name) for name in names]
        self._counts = [len(choices) for choices in self._choices]
        self.made, self.sent = [None] * int(np.prod(self._counts)), 0

    def spread(self, seconds):
        """Compute up to 11 frames spread over all, the present one first, as time allows."""
        at = [c.index(self._places[n]) for n, c in zip(self._names, self._choices, strict=True)]
        here = np.ravel_multi_index(at, self._counts)
        places = np.linspace(0, len(self.made) - 1, min(FIRST_FRAMES, len(self.made)))
        end = time.monotonic() + seconds
        for k in dict.fromkeys([int(here), *places.round().astype(int).tolist()]):
            if time.monotonic() > end:
                break
            self.make(k)

    def missing(self):
        """Go through the frames that nobody has tried to compute."""
        return (k for k, there in enumerate(self.made) if there is None)

    def count(self):
        """Return how many frames there are."""
        return sum(map(bool, self.made))

    def make(self, k):
        """Compute one frame; one that cannot be computed stays away."""
        at = np.unravel_index(k, self._counts)
        chosen = zip(self._names, self._choices, at, strict=True)
        places = self._places | {name: choices[p] for name, choices, p in chosen}
        try:
            self.made[k] = self._pictures.picture(places)
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
