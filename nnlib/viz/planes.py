"""A plane of two features: where a network decides, its points, straight lines and paths."""

import dataclasses
import functools
from dataclasses import dataclass

import numpy as np

from nnlib.viz.frames import as_bytes
from nnlib.viz.plots import Ask, Axis, Plot
from nnlib.viz.svg import (
    COLOURS,
    DASHES,
    MARKS,
    Frame,
    contour,
    curve_look,
    fading,
    inner,
    rgb_of,
    tinted,
)


@dataclass(frozen=True)
class Field:
    """A number for each place of a plane, shown as a tint.

    Parameters
    ----------
    values : str
        Name of the array, shape (rows, columns), the lowest row first: what a network says to
        ``plane.grid``, in its order.
    shape : tuple of two int
    range : tuple of two floats
        Which values have the two strongest tints. What lies beyond gets the strongest one.
    levels : tuple of float
        Lines are drawn where the field has these values.
    kind : {"probability", "classes", "height"}
        Two tints with paper between them; a tint for each whole number; the more the darker.
    """

    values: str
    shape: tuple = (100, 100)
    range: tuple = (0.0, 1.0)
    levels: tuple = (0.5,)
    kind: str = "probability"

    def spec(self, place):
        """Describe the field for the canvas."""
        return {
            "values": place[self.values],
            "shape": [int(n) for n in self.shape],
            "range": [0.0, 255.0] if self.kind == "classes" else [float(v) for v in self.range],
            "levels": [] if self.kind == "classes" else [float(v) for v in self.levels],
            "classes": self.kind == "classes",
            "height": self.kind == "height",
        }

    def prepare(self, array):
        """Turn values into bytes: a byte is finer than the eye."""
        if self.kind == "classes":
            return np.asarray(array).astype(np.uint8)
        if self.kind == "height":
            return np.asarray(array)  # the lines at its levels need more than 256 steps
        return as_bytes(array, *self.range)

    def draw(self, frame, array):
        """Fill the area of a frame with the field, and draw lines at its levels."""
        values = np.reshape(np.asarray(array, float), self.shape)
        if self.kind == "classes":
            tints = np.array([rgb_of(COLOURS[k]) for k in range(7)])
            rgb = np.round(255 - 0.35 * (255 - tints[values.astype(int) % 7]))
        elif self.kind == "height":
            rgb = tinted(values, *self.range, ("paper", fading("soft", 0.7)))
        else:
            classes = fading("class-a", 0.5), "paper", fading("class-b", 0.5)
            rgb = tinted(values, *self.range, classes)
        frame.image(rgb[::-1])
        if self.kind != "classes" and np.ptp(values) > 0:
            for level in self.levels:
                for piece in contour(values, level):
                    rows, columns = piece.T / np.array([[self.shape[0]], [self.shape[1]]])
                    x = frame.x.low + columns * (frame.x.high - frame.x.low)
                    y = frame.y.low + rows * (frame.y.high - frame.y.low)
                    frame.curve(x, y, width=1.2)


@dataclass(frozen=True)
class Points:
    """Points on a plane.

    Parameters
    ----------
    x, y : str
        Names of the arrays of coordinates.
    group : str, optional
        Name of an array of whole numbers: which group a point belongs to.
    names : tuple of str
        Of the groups; each has its colour and its marker.
    ring : str, optional
        Name of an array: places of the points that get a ring around them; it may be empty.
    """

    x: str
    y: str
    group: str | None = None
    names: tuple = ()
    ring: str | None = None

    @property
    def arrays(self):
        """The names of the arrays."""
        return [name for name in (self.x, self.y, self.group, self.ring) if name]

    def draw(self, frame, data):
        """Draw the points on a frame; return what their groups are called and look like."""
        x, y = np.ravel(data[self.x]), np.ravel(data[self.y])
        groups = np.ravel(data[self.group]).astype(int) if self.group else np.zeros(len(x), int)
        named = []
        for g in np.unique(groups):
            at = groups == g
            frame.dots(x[at], y[at], COLOURS[g % 7], MARKS[g % len(MARKS)], 3.5)
            if g < len(self.names):
                mark = {"colour": COLOURS[g % 7], "mark": MARKS[g % len(MARKS)]}
                named.append((self.names[g], mark))
        if self.ring:
            at = np.ravel(data[self.ring]).astype(int)
            frame.dots(x[at], y[at], "ink", "ring", 7)
        return named


@dataclass(frozen=True)
class Move:
    """A point of the plane that learners move by keys or mouse.

    Parameters
    ----------
    name : str
        Under which ``compute`` gets it, as (x, y).
    start : tuple of two floats
    step : float
        Of one press of an arrow key; with Shift ten times as far.
    """

    name: str
    start: tuple
    step: float = 0.1


@dataclass(frozen=True)
class Plane(Plot):
    """Two features across and up: a field, points, straight lines, paths.

    Parameters
    ----------
    title : str
    x, y : Axis
        With fixed ranges.
    field : Field, optional
    points : Points, optional
    lines : dict of str to str
        Name -> array of three numbers w1, w2, b: all places with w1 x + w2 y + b = 0. Short teeth
        stand on the side where it is above 0. The second line is dashed.
    paths : dict of str to tuple of two str
        Name -> arrays of the places that are joined, in order. They may be empty.
    numbered : bool
        Whether the first places of a path carry their number.
    ruled : bool
        Whether paths are thin grey lines without dots, as on ruled paper: then nobody takes the
        places for samples.
    equal : bool
        Whether one unit is as long across as up.
    move : Move, optional
    """

    title: str
    x: Axis
    y: Axis
    field: Field | None = None
    points: Points | None = None
    lines: dict = dataclasses.field(default_factory=dict)
    paths: dict = dataclasses.field(default_factory=dict)
    numbered: bool = False
    ruled: bool = False
    equal: bool = False
    move: Move | None = None

    def __post_init__(self):
        if self.x.range is None or self.y.range is None:
            raise ValueError(f"{self.title}: a Plane expected ranges for both of its axes")

    @functools.cached_property
    def grid(self):
        """The places at which the field is wanted, shape (rows * columns, 2), float32."""
        rows, columns = self.field.shape
        # the middles of the cells
        x = self.x.range[0] + np.ptp(self.x.range) * (np.arange(columns) + 0.5) / columns
        y = self.y.range[0] + np.ptp(self.y.range) * (np.arange(rows) + 0.5) / rows
        return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2).astype(np.float32)

    @property
    def arrays(self):
        """The names of the arrays that the plot wants."""
        names = [self.field.values] if self.field else []
        names += self.points.arrays if self.points else []
        return [*names, *self.lines.values(), *(n for pair in self.paths.values() for n in pair)]

    @property
    def may_be_empty(self):
        """Rings and paths."""
        ring = [self.points.ring] if self.points and self.points.ring else []
        return (*ring, *(n for pair in self.paths.values() for n in pair))

    @property
    def asks(self):
        """The point that is moved."""
        if self.move is None:
            return None
        start = [float(v) for v in self.move.start]
        return Ask(self.move.name, start, self._read_move, {"step": self.move.step})

    def _read_move(self, came):
        ranges = (self.x.range, self.y.range)
        good = isinstance(came, list) and len(came) == 2
        if not good or not all(a <= v <= b for v, (a, b) in zip(came, ranges, strict=True)):
            raise ValueError(f"{self.title}: expected a point inside {ranges}, got {came!r}")
        return (float(came[0]), float(came[1]))

    def prepare(self, name, array):
        """Turn the field into bytes, and the groups."""
        if self.field and name == self.field.values:
            return self.field.prepare(array)
        if self.points and name == self.points.group:
            return np.asarray(array).astype(np.uint8)
        return np.asarray(array)

    def check(self, data):
        """Refuse a field of another size, coordinates of different lengths, lines without b."""
        if self.field:
            self._expect(self.field.values, data[self.field.values], int(np.prod(self.field.shape)))
        if self.points:
            for name in (self.points.y, self.points.group):
                if name:
                    self._expect(name, data[name], np.size(data[self.points.x]))
        for name in self.lines.values():
            self._expect(name, data[name], 3)
        for x, y in self.paths.values():
            self._expect(y, data[y], np.size(data[x]))

    def spec(self, place):
        """Describe the plot for the canvas."""
        points = self.points and {
            "x": place[self.points.x],
            "y": place[self.points.y],
            "group": place[self.points.group] if self.points.group else None,
        }
        return {
            "type": "plane",
            "title": self.title,
            "x": self.x.spec(),
            "y": self.y.spec(),
            "field": self.field.spec(place) if self.field else None,
            "points": points,
            "groups": list(self.points.names) if self.points else [],
            "ring": place[self.points.ring] if self.points and self.points.ring else None,
            "lines": [{"name": n, "values": place[v]} for n, v in self.lines.items()],
            "paths": [
                {
                    "name": n,
                    "x": place[x],
                    "y": place[y],
                    "numbered": self.numbered,
                    "ruled": self.ruled,
                }
                for n, (x, y) in self.paths.items()
            ],
            "equal": self.equal,
            "asks": self.asks.spec() if self.asks else None,
        }

    def draw(self, picture, cell, data):
        """Draw the plot into a cell of a picture."""
        box = inner(cell)
        if self.equal:
            box = self._of_equal_units(box)
        frame, named = Frame(picture, box, self.x, self.y), []
        if self.field:
            self.field.draw(frame, data[self.field.values])
        frame.ticks()
        for k, (name, (x, y)) in enumerate(self.paths.items()):
            look = {"colour": "soft", "width": 0.8} if self.ruled else curve_look(k)
            frame.curve(data[x], data[y], **look)
            if not self.ruled:
                frame.dots(data[x], data[y], look["colour"], "disc", 2)
            named.append((name, look))
        if self.points:
            named += self.points.draw(frame, data)
        for k, (name, values) in enumerate(self.lines.items()):
            look = {"dash": DASHES[k % len(DASHES)]}
            frame.straight(data[values], **look)
            named.append((name, look))
        if self.move:
            frame.dots(*[[v] for v in data[self.move.name]], "ink", "ring", 7)
        frame.names([(name, look) for name, look in named if name])

    def _of_equal_units(self, box):
        """Narrow a box until a unit is as long across as up."""
        left, top, width, height = box
        across, up = (abs(axis.range[1] - axis.range[0]) for axis in (self.x, self.y))
        unit = min(width / across, height / up)
        return left, top + (height - unit * up) / 2, unit * across, unit * up
