"""A panel: controls, one canvas with plots, and a sentence that says what is to be seen.

*Live*: a slider moves, ``compute`` runs, one binary frame goes to the browser. *Precomputed*: the
frames of one control are computed ahead and linked to its slider in the browser, which then
answers without the kernel. The first frames are there when the panel is made; a thread makes the
others, because an asyncio task would starve while other cells run.
"""

import base64
import os
import threading
from pathlib import Path

import anywidget
import ipywidgets
import numpy as np
import traitlets

from nnlib.training import one_blas_thread
from nnlib.viz.figures import figure, png_of
from nnlib.viz.frames import pack

FIRST_FRAMES = 11
STYLE = """<style>
.nnf-panel{border:1px solid var(--jp-border-color2,#ccc);border-radius:6px;padding:8px 12px;
max-width:1000px;background:var(--jp-layout-color0,#fff)}
.nnf-panel .widget-label{color:var(--jp-content-font-color1,#222)}
.nnf-panel .noUi-connect{background:#0072B2}
.nnf-panel .noUi-handle:focus-visible{outline:3px solid #D55E00;outline-offset:2px}
.nnf-finding{margin:.3em 0 .2em;color:var(--jp-content-font-color1,#222);
font-family:var(--jp-content-font-family);font-size:14px;line-height:1.45;min-height:2.9em}
.nnf-fault{color:var(--jp-content-font-color1,#222);border-left:4px solid #D55E00;padding-left:8px}
</style>"""


class Canvas(anywidget.AnyWidget):
    """The drawing: what it shows comes as bytes, how it looks as a spec."""

    _esm = Path(__file__).with_name("canvas.js")
    spec = traitlets.Dict().tag(sync=True)
    frame = traitlets.Bytes(b"").tag(sync=True)
    sentence = traitlets.Unicode("").tag(sync=True)
    # precomputed: all frames in one buffer, int32 (start, length) for each, 0 where still missing
    frames = traitlets.Bytes(b"").tag(sync=True)
    offsets = traitlets.Bytes(b"").tag(sync=True)
    sentences = traitlets.List(traitlets.Unicode()).tag(sync=True)
    index = traitlets.Int(0).tag(sync=True)


def is_grading():
    """Tell whether demonstrations should return at once."""
    return os.environ.get("NNF_GRADING") == "1"


class Panel(ipywidgets.VBox):
    """Controls above a canvas.

    Parameters
    ----------
    compute : callable
        ``compute(**values) -> (data, sentence)``: the values of the controls by name; ``data`` maps
        the names of the plots' arrays to arrays.
    plots : list of Curves, Bars, DepthGauge
    controls : dict of str to Control, optional
    precompute : str, optional
        Name of the control whose frames are computed ahead.
    columns : int
        Plots side by side; in a narrow window they stand one below the other.
    height : int
        Of one row of plots, in pixels.

    Notes
    -----
    Callbacks may come in another thread than the cell's. A lock lets one compute at a time; a
    value that arrives meanwhile is computed after it, and those between are dropped.
    """

    def __init__(self, compute, plots, controls=None, *, precompute=None, columns=1, height=320):
        super().__init__()
        self._compute, self._plots, self._controls = compute, list(plots), dict(controls or {})
        self._names = list(dict.fromkeys(name for plot in self._plots for name in plot.arrays))
        place = {name: k for k, name in enumerate(self._names)}
        self.canvas = Canvas(
            spec={
                "plots": [plot.spec(place) for plot in self._plots],
                "columns": columns,
                "height": height,
            }
        )
        self._sliders = {name: control.widget() for name, control in self._controls.items()}
        self._fault = ipywidgets.HTML()
        self.children = [
            ipywidgets.HTML(STYLE),
            *self._sliders.values(),
            self.canvas,
            self._fault,
        ]
        self.add_class("nnf-panel")
        self._lock = threading.RLock()
        self._precompute, self._round = precompute, 0
        self._wanted = None
        self.data = {}
        if is_grading():
            return
        if self._controls:
            self._show_values()
        for slider in self._sliders.values():
            slider.observe(self._moved, "index")
        if precompute is not None:
            slider = self._sliders[precompute]
            ipywidgets.jslink((slider, "index"), (self.canvas, "index"))
            self._start_precomputing()

    @property
    def values(self):
        """The values of the controls by name."""
        return {n: self._controls[n].values[s.index] for n, s in self._sliders.items()}

    def push(self, data, sentence):
        """Show a picture: one message to the browser.

        Parameters
        ----------
        data : dict of str to array_like
        sentence : str
            What is to be seen, with its numbers.
        """
        self.data = data
        with self.canvas.hold_sync():
            self.canvas.frame = self._packed(data)
            self.canvas.sentence = sentence

    def _packed(self, data):
        missing = [name for name in self._names if name not in data]
        if missing:
            raise KeyError(f"compute expected to give {', '.join(missing)}, gave {', '.join(data)}")
        return pack([data[name] for name in self._names])

    def _show_values(self):
        """Compute for the controls as they stand; a fault is shown, and the panel lives on."""
        try:
            with one_blas_thread(), np.errstate(all="ignore"):
                self.push(*self._compute(**self.values))
            self._fault.value = ""
        except Exception as fault:
            self._tell(fault)

    def _tell(self, fault):
        text = f"{type(fault).__name__}: {fault}".replace("&", "&amp;").replace("<", "&lt;")
        self._fault.value = f"<div class='nnf-fault' role='alert'>{text}</div>"

    def _moved(self, change):
        self._wanted = self.values
        if not self._lock.acquire(blocking=False):
            return  # whoever computes now will see the wanted values
        try:
            while self._wanted is not None:
                self._wanted = None
                self._show_values()
        finally:
            self._lock.release()
        if self._precompute and change["owner"] is not self._sliders[self._precompute]:
            self._start_precomputing()

    # ------------------------------------------------------------ frames ahead

    def _start_precomputing(self):
        """Compute a few frames now and the rest in a thread; an older thread gives up."""
        self._round += 1
        control = self._controls[self._precompute]
        others = {n: v for n, v in self.values.items() if n != self._precompute}
        made = [None] * len(control.values)
        spread = np.linspace(0, len(made) - 1, min(FIRST_FRAMES, len(made))).round().astype(int)
        self._make(made, sorted({*spread.tolist(), self._sliders[self._precompute].index}), others)
        self._send_frames(made)
        rest = [k for k, frame in enumerate(made) if frame is None]
        if rest:
            work = (made, rest, others, self._round)
            threading.Thread(target=self._make_rest, args=work, daemon=True).start()

    def _make(self, made, places, others):
        control = self._controls[self._precompute]
        for k in places:
            try:
                with one_blas_thread(), np.errstate(all="ignore"):
                    data, sentence = self._compute(
                        **others, **{self._precompute: control.values[k]}
                    )
                made[k] = (self._packed(data), sentence)
            except Exception as fault:
                self._tell(fault)
                return

    def _make_rest(self, made, rest, others, this_round):
        for k in rest:
            with self._lock:
                if self._round != this_round:
                    return
                self._make(made, [k], others)
        with self._lock:
            if self._round == this_round:
                self._send_frames(made)

    def _send_frames(self, made):
        frames, table, place = [], [], 0
        for entry in made:
            frame = entry[0] if entry else b""
            frames.append(frame)
            table += [place, len(frame)]
            place += len(frame)
        with self.canvas.hold_sync():
            self.canvas.frames = b"".join(frames)
            self.canvas.offsets = np.array(table, "<i4").tobytes()
            self.canvas.sentences = [entry[1] if entry else "" for entry in made]
            self.canvas.index = self._sliders[self._precompute].index

    # ------------------------------------------------------------ without a kernel

    def _repr_mimebundle_(self, **options):
        """Add a picture and the sentence for places where no widget can be shown."""
        if is_grading():
            return {"text/plain": "(a panel; left out while grading)"}
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        data = dict(data or {})
        data["text/plain"] = self.canvas.sentence or "(a panel)"
        if self.data:
            fig, axes = figure(len(self._plots), width=6.0, height=3.4)
            for plot, ax in zip(self._plots, axes, strict=True):
                plot.draw(ax, self.data)
            data["image/png"] = base64.b64encode(png_of(fig)).decode()
            metadata = {**(metadata or {}), "image/png": {"alt": data["text/plain"]}}
        return data, metadata
