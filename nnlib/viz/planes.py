"""A plane of two features: where a network decides, its points, straight lines and paths."""

import dataclasses
import functools
from dataclasses import dataclass

import numpy as np

from nnlib.viz.figures import PALETTE, SIGNED
from nnlib.viz.frames import as_bytes
from nnlib.viz.plots import Ask, Axis, Plot

COLOURS = list(PALETTE.values())
MARKERS = ("o", "s", "^", "D", "v", "P", "X")


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

    def draw(self, ax, array, extent):
        """Draw the field by matplotlib."""
        values = np.reshape(np.asarray(array, float), self.shape)
        cmap = {"probability": SIGNED, "classes": "Pastel1", "height": "Blues"}[self.kind]
        limits = (0, 8) if self.kind == "classes" else self.range
        ax.imshow(
            values, cmap=cmap, vmin=limits[0], vmax=limits[1], alpha=0.6,
            origin="lower", extent=extent, aspect="auto",
        )  # fmt: skip
        if self.kind != "classes" and len(self.levels) and np.ptp(values) > 0:
            rows, columns = (
                np.linspace(*extent[k : k + 2], n)
                for k, n in ((2, self.shape[0]), (0, self.shape[1]))
            )
            ax.contour(
                columns, rows, values, levels=sorted(self.levels), colors="0.2", linewidths=1
            )


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

    def draw(self, ax, data):
        """Draw the points by matplotlib."""
        x, y = np.ravel(data[self.x]), np.ravel(data[self.y])
        groups = np.ravel(data[self.group]).astype(int) if self.group else np.zeros(len(x), int)
        for g in np.unique(groups):
            name = self.names[g] if g < len(self.names) else None
            at = groups == g
            ax.scatter(
                x[at], y[at], s=18, color=COLOURS[g % 7], marker=MARKERS[g % 7],
                edgecolors="white", linewidths=0.6, label=name, zorder=3,
            )  # fmt: skip
        if self.ring:
            at = np.ravel(data[self.ring]).astype(int)
            ax.scatter(x[at], y[at], s=120, facecolors="none", edgecolors="black", zorder=4)


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

    def draw(self, ax, data):
        """Draw the plot by matplotlib."""
        if self.field:
            self.field.draw(ax, data[self.field.values], (*self.x.range, *self.y.range))
            ax.grid(False)
        for name, (x, y) in self.paths.items():
            ruled = {"color": "0.5", "linewidth": 0.8, "linestyle": "-", "marker": ""}
            look = ruled if self.ruled else {"markersize": 3}
            ax.plot(np.ravel(data[x]), np.ravel(data[y]), label=name, **look)
        if self.points:
            self.points.draw(ax, data)
        for k, (name, values) in enumerate(self.lines.items()):
            self._draw_line(ax, np.ravel(data[values]), ("-", "--", ":")[k % 3], name)
        if self.move:
            ax.plot(*data[self.move.name], marker="+", markersize=14, color="black")
        self.x.set_up(ax, "x")
        self.y.set_up(ax, "y")
        if self.equal:
            ax.set_aspect("equal")
        if self.lines or self.paths or (self.points and self.points.names):
            ax.legend(fontsize="small")

    def _draw_line(self, ax, line, style, name):
        w1, w2, b = (float(v) for v in line)
        if w1 or w2:
            at = np.array([w1, w2]) * -b / (w1 * w1 + w2 * w2)
            ax.axline(
                at, at + np.array([-w2, w1]), color="black", linestyle=style, label=name, marker=""
            )
