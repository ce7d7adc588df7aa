"""A panel: controls, one canvas with plots, and a sentence that says what is to be seen.

*Live*: a control moves, ``compute`` runs, one binary frame goes to the browser. *Precomputed*: the
frames of some controls are computed ahead and kept by the browser, which then answers without the
kernel. The first frames are there when the panel is made; a thread makes the others, because an
asyncio task would starve while other cells run.
"""

import contextlib
import functools
import os
import threading
import time

import traitlets
from IPython.display import display

from nnlib.viz import browser
from nnlib.viz.controls import Button
from nnlib.viz.pictures import Pictures
from nnlib.viz.placed import Placed
from nnlib.viz.precompute import AT_ONCE, Ahead, in_background
from nnlib.viz.still import StillPanel

RESTS = 0.5  # seconds without a change until a control counts as let go
WAITS = (
    "Still computing. If nothing comes for long, the kernel is busy or gone: run this cell again."
)


def is_grading():
    """Tell whether demonstrations should return at once."""
    return os.environ.get("NNF_GRADING") == "1"


class Panel(Placed):
    """Controls above a canvas.

    Parameters
    ----------
    compute : callable, or None
        ``compute(**values) -> (data, sentence)``: the values of the controls, and of what is set on
        the plots, by name; ``data`` maps the names of the plots' arrays to arrays. With None, the
        pictures come by `push`.
    plots : list of Plot
    controls : dict of str to Control or Button, optional
    precompute : str or tuple of str, optional
        Names of the controls whose frames are computed ahead: all combinations of their values.
    columns : int
        Plots side by side; in a narrow window they stand one below the other.
    height : int
        Of one row of plots, in pixels.
    predict : Predict, optional
        What the learner says before the result is shown.
    label : str
        What screen readers call the panel.

    Attributes
    ----------
    data : dict of str to array_like
        What was drawn last.
    pictures : Pictures
        What can be drawn, and its controls.
    task : str
        What a bet asks its learner to do, for the card's "Now …, and see.".
    tried : callable
        ``tried() -> bool``: whether enough was done to see what the bet is about; asked after each
        move.
    found : callable or None
        ``found() -> (choice, words)``: the answer of the bet that holds here, by what was measured,
        and a sentence that says so. None where the same holds everywhere.

    Raises
    ------
    ValueError, TypeError
        If names do not fit together. What ``compute`` raises is shown in the panel.

    Notes
    -----
    Callbacks may come in another thread than the cell's. A lock lets one compute at a time; a
    value that arrives meanwhile is computed after it, and those between are dropped.
    """

    _esm = browser.module()
    _css = browser.styles()
    spec = traitlets.Dict().tag(sync=True)
    frame = traitlets.Bytes(b"").tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)
    # computed ahead: all frames in one buffer, int32 (start, length) for each, 0 where missing
    frames = traitlets.Bytes(b"").tag(sync=True)
    offsets = traitlets.Bytes(b"").tag(sync=True)
    texts = traitlets.List().tag(sync=True)
    # nothing moves before a bet is made
    locked = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self, compute, plots, controls=None, *, precompute=(), columns=1, height=320,
        predict=None, label="", trainer=None,
    ):  # fmt: skip
        self.pictures = Pictures(compute, list(plots), dict(controls or {}))
        self._ahead = [precompute] if isinstance(precompute, str) else list(precompute)
        for name in self._ahead:
            if not self.pictures.choices(name):
                raise ValueError(f"Panel: precompute expected a control, got {name!r}")
        self._predict = predict
        self._inputs = self.pictures.start()  # where controls and plots are, as the browser counts
        self._sending, self._state = threading.RLock(), threading.RLock()
        self._wanted, self._busy, self._round, self._touched = None, False, 0, -RESTS
        self._count = 0  # of the pictures that were shown
        self._layout, self._on_move, self._sliders = (columns, height), None, None
        self.task, self.tried, self.found = "move something below", lambda: True, None
        self.data, self.predicted = {}, None
        self._drawn, self._drawn_for = None, None  # what a notebook keeps, and for which places
        super().__init__(spec=self._make_spec(columns, height, label, trainer))
        self._say(sentence="")
        self.on_msg(self._received)
        if not is_grading() and compute is not None:
            self._picture_now()
            if self._ahead:
                self._start_ahead(at_once=AT_ONCE)

    # ------------------------------------------------------------ what the panel is

    def _make_spec(self, columns, height, label, trainer):
        plots, controls = self.pictures.plots, self.pictures.controls
        place = {name: k for k, name in enumerate(self.pictures.names)}
        return {
            "plots": [{"asks": None, **plot.spec(place)} for plot in plots],
            "controls": [control.spec(name) for name, control in controls.items()],
            "columns": columns,
            "height": height,
            "label": label or ", ".join(plot.title for plot in plots),
            "ahead": [self.pictures.ahead_spec(name) for name in self._ahead],
            "predict": self._predict.spec(plots) if self._predict else None,
            "trainer": trainer,
            "kernel": True,
            "waits": WAITS,
        }

    @property
    def values(self):
        """The values of controls and plots by name, as ``compute`` gets them."""
        return self.pictures.values(self._inputs)

    @property
    def sentence(self):
        """The sentence that stands below the picture."""
        return self.shown["sentence"]

    @property
    def sliders(self):
        """The controls as widgets of ipywidgets, by name, linked with the panel both ways."""
        if self._sliders is None:
            controls = self.pictures.controls
            self._sliders = {
                name: control.widget()
                for name, control in controls.items()
                if not isinstance(control, Button)
            }
            self._set_sliders()
            for name, slider in self._sliders.items():
                slider.observe(functools.partial(self._slider_moved, name), "value")
        return self._sliders

    def _slider_moved(self, name, change):
        if self.values[name] != change["new"]:
            self.choose(**{name: change["new"]})

    def _set_sliders(self):
        for name, slider in (self._sliders or {}).items():
            if slider.value != self.values[name]:
                slider.value = self.values[name]

    def choose(self, **values):
        """Set controls, and what can be set on plots, as a learner would.

        Parameters
        ----------
        **values
            By the names of the controls; each must be one of the control's values. Of what is set
            on a plot, such as the image of a `PixelEditor`, the value that ``compute`` gets.

        Raises
        ------
        ValueError
            `learning rate: expected one of 0.001, …, got 100`.
        """
        for name, value in values.items():
            self._inputs = self._inputs | {name: self.pictures.place_of(name, value)}
        self._change(self._inputs)

    def press(self, name):
        """Press a button, as a learner would."""
        self.pictures.controls[name].action()
        self._picture_now()

    # ------------------------------------------------------------ what the browser says

    def _received(self, _, content, buffers):
        """Take what the browser sends as what anybody may have sent."""
        if not isinstance(content, dict):
            return
        reply = {"client": str(content.get("client")), "answered": content.get("seq", 0)}
        kind = content.get("kind")
        act = self._answers.get(kind) if isinstance(kind, str) else None
        try:
            if act is not None:
                act(self, content, reply)
                self._has_moved()
        except Exception as fault:  # whatever a lesson's function raises belongs into the panel
            self._tell(fault, reply)

    def when_moved(self, call):
        """Call a function, without arguments, when a learner has moved something, and enough."""
        self._on_move = call

    def _has_moved(self):
        if self._on_move is not None and self.tried():
            call, self._on_move = self._on_move, None
            call()

    def _read_inputs(self, came):
        """Check places that came from the browser; what is not there stays as it is."""
        known = {name: came[name] for name in self._inputs if name in came}
        self.pictures.check(known)
        return self._inputs | known

    def _on_values(self, content, reply):
        self._change(self._read_inputs(content["inputs"]), reply)

    def _on_moved(self, content, reply):
        self._inputs = self._read_inputs(content["inputs"])
        self._say(reply)  # the picture is there already

    def _on_press(self, content, reply):
        control = self.pictures.controls.get(content.get("name"))
        if isinstance(control, Button):
            with self.pictures.computing():
                self._inputs = self._read_inputs(content["inputs"])
                control.action()
            self._picture_now(reply)

    def _on_said(self, content, reply):
        if self._predict and self.predicted is None:
            self.predicted = self._predict.read(content["said"], self.data)
            self._predict.keep(self.predicted)
        self._say(reply)

    # by the kind of message; the name comes from a browser, so nothing else may be called by it
    _answers = {"values": _on_values, "moved": _on_moved, "press": _on_press, "said": _on_said}

    # ------------------------------------------------------------ computing

    def _change(self, inputs, reply=None):
        """Compute for new places; the last ones win, and those between are dropped."""
        with self._state:
            self._wanted, self._touched = (inputs, reply), time.monotonic()
            if self._busy:
                return  # whoever computes now will see what is wanted
            self._busy = True
        while True:
            with self._state:
                if self._wanted is None:
                    self._busy = False
                    return
                (inputs, reply), self._wanted = self._wanted, None
            old, self._inputs = self._inputs, inputs
            self._picture_now(reply, {n for n in inputs if inputs[n] != old.get(n)})

    def _is_in_use(self):
        return self._busy or time.monotonic() < self._touched + RESTS

    def _picture_now(self, reply=None, moved=()):
        """Compute for the places as they stand; a fault is shown, and the panel lives on."""
        outdated = bool(self._ahead) and any(name not in self._ahead for name in moved)
        if outdated:
            self._round += 1
        try:
            data, sentence = self.pictures.data(self._inputs)
            self.push(data, sentence, reply=reply, forget=outdated)
        except Exception as fault:
            self._tell(fault, reply)
        if outdated:
            self._start_ahead()

    # ------------------------------------------------------------ showing

    def push(self, data, sentence, *, reply=None, forget=False, **more):
        """Show a picture: one message to the browser.

        Parameters
        ----------
        data : dict of str to array_like
        sentence : str
            What is to be seen, with its numbers.
        """
        frame, note = self.pictures.packed(data)
        self.data, self._drawn, self._drawn_for = data, None, self._inputs
        with self._sending, self.hold_sync():
            self.frame = frame
            if forget:
                self.offsets = b""
            fresh = {"sentence": sentence, "note": note, "fault": "", "stopped": False}
            self._say(reply, **fresh | self._next_picture(reply) | more)

    def _say(self, reply=None, **what):
        """Change what is said around the picture."""
        said = self.predicted if self._predict else None
        none = {"sentence": "", "note": "", "fault": "", "client": "", "answered": 0}
        old = {**none, "picture": {"number": 0}, **self.shown}
        with self._sending:
            self.shown = {**old, **what, **(reply or {}), "inputs": self._inputs, "said": said}
        self.saved_changed()
        self._set_sliders()

    def _tell(self, fault, reply=None):
        text = fault.args[0] if isinstance(fault, KeyError) and fault.args else fault
        with self._sending:
            what = f"{type(fault).__name__}: {text}"
            self._say(reply, fault=what, stopped=True, **self._next_picture(reply))

    def _next_picture(self, reply):
        """Number what is shown now, and note which question it answers, if any."""
        self._count += 1
        asked = {name: (reply or {}).get(name) for name in ("client", "answered")}
        return {"picture": {"number": self._count, **asked}}

    # ------------------------------------------------------------ frames ahead

    def _start_ahead(self, at_once=0.0):
        """Compute frames for the first fraction of a second, and the rest in the background."""
        self._round += 1
        this_round = self._round
        work = Ahead(self.pictures, self._ahead, self._inputs)
        work.spread(at_once)
        if at_once:
            self._send_frames(work, this_round)
        in_background(self._rest_of_frames(work, this_round))

    def _rest_of_frames(self, work, this_round):
        """Compute the frames that are missing, one with each step of the generator."""
        for k in work.missing():
            while self._is_in_use() and self._round == this_round:
                time.sleep(0.01)  # the finger goes first
            if self._round != this_round:
                return
            work.make(k)
            # twice as many each time: little is sent twice, and nobody waits for all
            if work.count() >= 2 * max(work.sent, 1):
                self._send_frames(work, this_round)
            yield
        self._send_frames(work, this_round)

    def _send_frames(self, work, this_round):
        frames, offsets, texts = work.joined()
        with self._sending:
            if self._round == this_round:
                with self.hold_sync():
                    self.frames, self.texts, self.offsets = frames, texts, offsets
        work.sent = work.count()

    # ------------------------------------------------------------ without a kernel

    def still(self):
        """Return the picture and the sentence for pages without a kernel."""
        return StillPanel(self.pictures.plots, *self._seen(), *self._layout)

    def _seen(self):
        """Give data and sentence of what is seen; to frames made ahead the browser goes alone."""
        inputs = self._inputs
        if self._ahead and inputs != self._drawn_for:
            with contextlib.suppress(Exception):  # then there is no such frame either
                drawn = self.pictures.data(inputs)
                self._drawn, self._drawn_for = drawn, inputs
        return self._drawn or (self.data, self.sentence)

    def saved_html(self):
        """Return picture and sentence."""
        return self.still().html() if self.data else ""

    def saved_text(self):
        """Return the sentence."""
        return self._seen()[1] or "a panel"

    def begin(self):
        """Do the work with which a panel begins when it is shown; most have none."""

    def watch(self, work):
        """Show the panel, then do work that pushes pictures; they are seen as they come.

        Parameters
        ----------
        work : callable
            Called without arguments.
        """
        if is_grading():
            return
        display(self)
        work()

    def __repr__(self):
        return self.sentence or "a panel"

    def _ipython_display_(self):
        """Show the panel in its place; while grading, say that it is left out."""
        if is_grading():
            display({"text/plain": "(a panel; left out while grading)"}, raw=True)
        else:
            super()._ipython_display_()
