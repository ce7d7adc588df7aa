"""Drawings that can be grabbed: pictures of few things, made by `compute` as SVG.

A drawing is SVG that stands inside the panel, so that its parts can take the focus and be named.
Handles in it are dragged by mouse and finger and moved by arrow keys; where one stands is one of
the values that ``compute`` gets, and the next drawing is made from it.
"""

import math
from dataclasses import dataclass

import numpy as np

from nnlib.viz.plots import Ask, Plot
from nnlib.viz.svg import element, ink


@dataclass(frozen=True)
class Handle:
    """Something in a drawing that a learner can take hold of.

    Parameters
    ----------
    name : str
        Under which ``compute`` gets where it stands.
    start : object
        Its first value.
    value : callable
        ``value(x, y)``: what it means that it is dragged to a place, in pixels of the drawing.
    at : callable
        ``at(value) -> (x, y)``: where it stands for a value.
    step : tuple of two floats
        Pixels of one press of an arrow key, across and up; with Shift ten times as far.
    """

    name: str
    start: object
    value: object
    at: object
    step: tuple = (8.0, 8.0)

    def read(self, came):
        """Turn a place that came from the browser into a value."""
        good = isinstance(came, list) and len(came) == 2
        if not good or not all(type(v) in (int, float) and math.isfinite(v) for v in came):
            raise ValueError(f"{self.name}: expected a place [x, y], got {came!r}")
        return self.value(float(came[0]), float(came[1]))

    def ask(self):
        """Describe the value for the panel."""
        start = [float(v) for v in self.at(self.start)]
        return Ask(self.name, start, self.read, {"step": list(self.step)})


@dataclass(frozen=True)
class Drawing(Plot):
    """A drawing as SVG.

    Parameters
    ----------
    title : str
    svg : str
        Name of the "array" in which ``compute`` gives a `Picture`, or SVG without its outer tag.
    size : tuple of two floats
        Width and height in the drawing's own pixels.
    handles : tuple of Handle
    """

    title: str
    svg: str
    size: tuple
    handles: tuple = ()

    @property
    def arrays(self):
        """The name under which the drawing comes."""
        return [self.svg]

    def all_asks(self):
        """One for each handle."""
        return [handle.ask() for handle in self.handles]

    def prepare(self, name, array):
        """Turn the drawing into bytes."""
        return np.frombuffer(_inside(array).encode(), np.uint8)

    def spec(self, place):
        """Describe the drawing for the browser."""
        return {
            "type": "drawing",
            "title": self.title,
            "svg": place[self.svg],
            "size": [float(v) for v in self.size],
            "handles": [ask.spec() for ask in self.all_asks()],
        }

    def draw(self, picture, cell, data):
        """Put the drawing into a cell of a picture."""
        left, top, width, height = cell
        picture.add(
            "svg", _inside(data[self.svg]), x=left, y=top + 26, width=width, height=height - 26,
            viewBox=f"0 0 {self.size[0]:g} {self.size[1]:g}",
        )  # fmt: skip


def _inside(drawing):
    """Return the SVG of a drawing without its outer tag."""
    if isinstance(drawing, np.ndarray):  # a text that went through numpy
        drawing = drawing.item()
    return "".join(drawing.parts) if hasattr(drawing, "parts") else str(drawing)


def handle(x, y, name, label, says="", radius=8):
    """Return the ring that says "this can be dragged".

    Parameters
    ----------
    x, y : float
        Its middle.
    name : str
        Of the `Handle`.
    label : str
        What screen readers call it.
    says : str
        Its value in words.
    """
    return element(
        "circle", cx=float(x), cy=float(y), r=radius, class_="nnf-grab", tabindex=0, role="slider",
        aria_label=label, aria_valuetext=says, aria_valuenow=0, data_handle=name,
        data_x=float(x), data_y=float(y),
        style=f"fill:{ink('paper')};stroke:{ink('ink')};stroke-width:2.5",
    )  # fmt: skip
