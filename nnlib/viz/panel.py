"""A panel: controls, one canvas with plots, and a sentence that says what is to be seen.

*Live*: a control moves, ``compute`` runs, one binary frame goes to the browser. *Precomputed*: the
frames of some controls are computed ahead and kept by the browser, which then answers without the
kernel. The first frames are there when the panel is made; a thread makes the others, because an
asyncio task would starve while other cells run.
"""

import os
import threading
import time

import anywidget
import numpy as np
import traitlets
from IPython.display import display

from nnlib.threads import one_blas_thread
from nnlib.viz import ahead, browser
from nnlib.viz.controls import Button
from nnlib.viz.fallback import StillPanel
from nnlib.viz.frames import pack

RESTS = 0.5  # seconds without a change until a control counts as let go
WAITS = (
    "Still computing. If nothing comes for long, the kernel is busy or gone: run this cell again."
)


def is_grading():
    """Tell whether demonstrations should return at once."""
    return os.environ.get("NNF_GRADING") == "1"


class Panel(anywidget.AnyWidget):
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

    def __init__(
        self, compute, plots, controls=None, *, precompute=(), columns=1, height=320,
        predict=None, label="", trainer=None,
    ):  # fmt: skip
        self._compute, self._plots, self._controls = compute, list(plots), dict(controls or {})
        self._asks = {plot.asks.name: plot.asks for plot in self._plots if plot.asks}
        self._names = list(dict.fromkeys(name for plot in self._plots for name in plot.arrays))
        self._ahead = [precompute] if isinstance(precompute, str) else list(precompute)
        self._predict = predict
        self._inputs = self._start_inputs()
        self._sending, self._computing, self._state = (threading.RLock() for _ in range(3))
        self._wanted, self._busy, self._round, self._touched = None, False, 0, -RESTS
        self._pictures = 0
        self.data, self.predicted = {}, None
        super().__init__(spec=self._make_spec(columns, height, label, trainer))
        self._say(sentence="")
        self.on_msg(self._received)
        if not is_grading() and self._may_compute():
            self._picture_now()
            if self._ahead:
                self._start_ahead(at_once=ahead.AT_ONCE)

    # ------------------------------------------------------------ what the panel is

    def _start_inputs(self):
        """Return where controls and plots stand at first, as the browser counts."""
        twice = self._asks.keys() & self._controls.keys()
        if twice:
            raise ValueError(f"Panel: {', '.join(twice)} is asked by a control and by a plot")
        for name in self._ahead:
            if not self._choices(name):
                raise ValueError(f"Panel: precompute expected a control, got {name!r}")
        places = {n: c.start for n, c in self._controls.items() if not isinstance(c, Button)}
        return places | {name: ask.start for name, ask in self._asks.items()}

    def _make_spec(self, columns, height, label, trainer):
        place = {name: k for k, name in enumerate(self._names)}
        return {
            "plots": [{"asks": None, **plot.spec(place)} for plot in self._plots],
            "controls": [control.spec(name) for name, control in self._controls.items()],
            "columns": columns,
            "height": height,
            "label": label or ", ".join(plot.title for plot in self._plots),
            "ahead": [self._ahead_spec(name) for name in self._ahead],
            "predict": self._predict.spec(self._plots) if self._predict else None,
            "trainer": trainer,
            "kernel": True,
            "waits": WAITS,
        }

    def _choices(self, name):
        """List all that a control or a plot can be set to, as the browser counts; maybe nothing."""
        control = self._controls.get(name)
        if control is not None:
            return list(range(len(getattr(control, "values", ()))))
        return self._asks[name].choices if name in self._asks else []

    def _ahead_spec(self, name):
        columns = self._asks[name].more.get("columns", 1) if name in self._asks else 1
        return {"name": name, "count": len(self._choices(name)), "columns": columns}

    def _may_compute(self):
        return self._compute is not None

    @property
    def values(self):
        """The values of controls and plots by name, as ``compute`` gets them."""
        return self._read(self._inputs)

    @property
    def sentence(self):
        """The sentence that stands below the picture."""
        return self.shown["sentence"]

    def choose(self, **values):
        """Set controls, as a learner would.

        Parameters
        ----------
        **values
            By the names of the controls; each must be one of the control's values.

        Raises
        ------
        ValueError
            `learning rate: expected one of 0.001, …, got 100`.
        """
        for name, value in values.items():
            if name not in self._inputs or name in self._asks:
                raise ValueError(f"choose expected {', '.join(self._controls)}, got {name!r}")
            self._inputs = self._inputs | {name: self._controls[name].place_of(value)}
        self._change(self._inputs)

    def press(self, name):
        """Press a button, as a learner would."""
        self._controls[name].action()
        self._picture_now()

    # ------------------------------------------------------------ what the browser says

    def _received(self, _, content, buffers):
        """Take what the browser sends as what anybody may have sent."""
        if not isinstance(content, dict):
            return
        reply = {"client": str(content.get("client")), "answered": content.get("seq", 0)}
        try:
            act = getattr(self, f"_on_{content.get('kind')}", None)
            if act is not None:
                act(content, reply)
        except Exception as fault:  # whatever a lesson's function raises belongs into the panel
            self._tell(fault, reply)

    def _read_inputs(self, came):
        """Check places that came from the browser; what is not there stays as it is."""
        known = {name: came[name] for name in self._inputs if name in came}
        for name, place in known.items():
            (self._asks.get(name) or self._controls[name]).read(place)
        return self._inputs | known

    def _on_values(self, content, reply):
        self._change(self._read_inputs(content["inputs"]), reply)

    def _on_moved(self, content, reply):
        self._inputs = self._read_inputs(content["inputs"])
        self._say(reply)  # the picture is there already

    def _on_press(self, content, reply):
        control = self._controls.get(content.get("name"))
        if isinstance(control, Button):
            with self._computing, one_blas_thread():
                self._inputs = self._read_inputs(content["inputs"])
                control.action()
            self._picture_now(reply)

    def _on_said(self, content, reply):
        if self._predict and self.predicted is None:
            self.predicted = self._predict.read(content["said"], self.data)
            self._predict.keep(self.predicted)
        self._say(reply)

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
            data, sentence = self._computed(self._inputs)
            self.push(data, sentence, reply=reply, forget=outdated)
        except Exception as fault:
            self._tell(fault, reply)
        if outdated:
            self._start_ahead()

    def _read(self, inputs):
        controls = {n: c.values[inputs[n]] for n, c in self._controls.items() if n in inputs}
        return controls | {name: ask.read(inputs[name]) for name, ask in self._asks.items()}

    def _computed(self, inputs):
        values = self._read(inputs)
        with self._computing, one_blas_thread(), np.errstate(all="ignore"):
            made = self._compute(**values)
        if not isinstance(made, tuple) or len(made) != 2:
            raise TypeError(
                f"compute expected to return (data, sentence), got {type(made).__name__}"
            )
        data, sentence = made
        asked = {name: values[name] for name in self._asks}
        return {**asked, **data}, sentence

    # ------------------------------------------------------------ showing

    def push(self, data, sentence, *, reply=None, forget=False, **more):
        """Show a picture: one message to the browser.

        Parameters
        ----------
        data : dict of str to array_like
        sentence : str
            What is to be seen, with its numbers.
        """
        frame, note = self._packed(data)
        self.data = data
        with self._sending, self.hold_sync():
            self.frame = frame
            if forget:
                self.offsets = b""
            fresh = {"sentence": sentence, "note": note, "fault": "", "stopped": False}
            self._say(reply, **fresh | self._next_picture(reply) | more)

    def _packed(self, data):
        """Return the frame, and what is to be noted about its numbers."""
        missing = [name for name in self._names if name not in data]
        if missing:
            raise KeyError(f"compute expected to give {', '.join(missing)}, gave {', '.join(data)}")
        notes, ready = [], {}
        for plot in self._plots:
            plot.check(data)
            for name in plot.arrays:
                notes += _look(name, data[name], plot)
                ready[name] = plot.prepare(name, data[name])
        return pack([ready[name] for name in self._names]), " ".join(dict.fromkeys(notes))

    def _say(self, reply=None, **what):
        """Change what is said around the picture."""
        said = self.predicted if self._predict else None
        none = {"sentence": "", "note": "", "fault": "", "client": "", "answered": 0}
        old = {**none, "picture": {"number": 0}, **self.shown}
        with self._sending:
            self.shown = {**old, **what, **(reply or {}), "inputs": self._inputs, "said": said}

    def _tell(self, fault, reply=None):
        text = fault.args[0] if isinstance(fault, KeyError) and fault.args else fault
        with self._sending:
            what = f"{type(fault).__name__}: {text}"
            self._say(reply, fault=what, stopped=True, **self._next_picture(reply))

    def _next_picture(self, reply):
        """Number what is shown now, and note which question it answers, if any."""
        self._pictures += 1
        asked = {name: (reply or {}).get(name) for name in ("client", "answered")}
        return {"picture": {"number": self._pictures, **asked}}

    # ------------------------------------------------------------ frames ahead

    def _start_ahead(self, at_once=0.0):
        """Compute frames for the first fraction of a second, and the rest in the background."""
        self._round += 1
        work = ahead.Ahead(self, self._ahead, self._round)
        work.spread(at_once)
        ahead.in_background(work.pieces())

    # ------------------------------------------------------------ without a kernel

    def still(self):
        """Return the picture and the sentence for pages without a kernel."""
        return StillPanel(self._plots, self.data, self.sentence)

    def watch(self, work):
        """Show the panel, then do work that pushes pictures; they are seen as they come.

        Parameters
        ----------
        work : callable
            Called without arguments.
        """
        if is_grading():
            return
        self._show_alive()
        work()
        display(self.still())

    def __repr__(self):
        return self.sentence or "a panel"

    def _repr_mimebundle_(self, **options):
        """Say the sentence where no widget can be shown."""
        if is_grading():
            return {"text/plain": "(a panel; left out while grading)"}
        return super()._repr_mimebundle_(**options)

    def _ipython_display_(self):
        """Show the panel, and beside it its picture, which hides itself while the panel lives.

        After a kernel restart and a reload, JupyterLab shows "model not found" in place of a panel
        and of all that stands in the same output; so the picture is an output of its own.
        """
        self._show_alive()
        if not is_grading() and self.data:
            display(self.still())

    def _show_alive(self):
        bundle = self._repr_mimebundle_()
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        display(data, metadata=metadata, raw=True)


def _look(name, array, plot):
    """Refuse an array without numbers; note those that cannot be drawn."""
    array = np.asarray(array)
    if array.size == 0 and name not in plot.may_be_empty:
        raise ValueError(f"{plot.title}: expected numbers for {name}, got an empty array")
    if array.dtype.kind not in "fc" or name in plot.may_have_gaps:
        return []
    bad = array.size - int(np.isfinite(array).sum())
    return (
        [f"{name}: {bad} of {array.size} are not finite numbers and are not drawn."] if bad else []
    )
