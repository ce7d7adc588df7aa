"""Pictures of the course: figures and panels, in one style, and never without words.

A figure is shown together with a sentence that says what is to be seen: for those who cannot see
it, for saved notebooks, and for whoever writes the lesson to notice that there is nothing to say.
A panel has controls, and a sentence that follows them. Widgets load when they are used.
"""

import importlib

_WHERE = {
    "page_style": ("page",),
    "figures": ("PALETTE", "figure", "show"),
    "svg": ("Picture",),
    "shown_picture": ("show_picture",),
    "drawing": ("Drawing", "Handle", "handle"),
    "panel": ("Panel",),
    "by_hand": ("interact",),
    "trainer": ("Trainer",),
    "predict": ("Predict",),
    "export": ("export_html",),
    "plots": ("Axis", "Bars", "Curves", "DepthGauge", "Histogram", "Row"),
    "planes": ("Field", "Move", "Plane", "Points"),
    "grids": ("HeatMap", "ImageGrid", "PixelEditor"),
    "diagrams": ("GraphSteps", "NetworkDiagram", "graph_steps", "step_through"),
    "controls": (
        "activation", "batch_size", "button", "choice", "count_control", "dataset", "depth",
        "dropout", "init_scale", "init_scheme", "learning_rate", "linear_control", "log_control",
        "optimizer", "powers_control", "seed", "spoken_number", "switch", "weight_decay", "width",
    ),
}  # fmt: skip
_MODULE = {name: module for module, names in _WHERE.items() for name in names}

__all__ = [*_MODULE]


def __getattr__(name):
    if name not in _MODULE:
        raise AttributeError(f"nnlib.viz has no {name!r}")
    return getattr(importlib.import_module(f"nnlib.viz.{_MODULE[name]}"), name)


def __dir__():
    return __all__
