"""What a panel can draw along one axis: curves, bars, histograms, the depth gauge.

A plot says how it looks, once; its numbers come with every frame. It names its arrays, and
``compute`` gives them. Every plot can draw itself twice: in the browser (``spec`` tells the canvas
how) and as SVG (``draw``), for saved notebooks.
"""

from dataclasses import dataclass, field

import numpy as np

from nnlib.viz.svg import MARGIN, MARKS, Frame, curve_look, fading, ink, inner

SHADES_OF_BARS = (0.62, 0.26, 0.44, 0.14)  # of several series; browser/curves.js has the same


@dataclass(frozen=True)
class Axis:
    """One axis of a plot.

    Parameters
    ----------
    label : str
        With its unit, if it has one.
    log : bool
    range : tuple of two floats, optional
        Fixed limits; without them the axis follows the data.
    reversed : bool
        Whether values grow to the left.
    """

    label: str
    log: bool = False
    range: tuple | None = None
    reversed: bool = False

    def spec(self):
        """Describe the axis for the canvas."""
        return {
            "label": self.label,
            "log": self.log,
            "range": None if self.range is None else [float(v) for v in self.range],
            "reversed": self.reversed,
        }


@dataclass(frozen=True)
class Ask:
    """A value that learners set on the plot itself.

    Parameters
    ----------
    name : str
        Under which ``compute`` gets it.
    start : object
        As the browser sends it: numbers and lists.
    read : callable
        Turns what came from the browser into what ``compute`` gets; raises ValueError.
    more : dict
        What else the browser must know.
    choices : list
        All that can be sent, if that is few enough to be computed ahead.
    write : callable, optional
        The other way round: turns a value into what the browser would send, so that a button can
        set it, see `Panel.choose`.
    """

    name: str
    start: object
    read: object
    more: dict = field(default_factory=dict)
    choices: list = field(default_factory=list)
    write: object = None

    def spec(self):
        """Describe it for the browser."""
        return {"name": self.name, "start": self.start, **self.more}


class Plot:
    """What all plots have in common.

    Attributes
    ----------
    asks : Ask or None
        What learners set on the plot.
    may_be_empty, may_have_gaps : tuple of str
        Arrays that need no number at all, or may hold nan without a note.
    """

    asks = None
    may_be_empty = ()
    may_have_gaps = ()

    def all_asks(self):
        """List all that learners set on the plot."""
        return [self.asks] if self.asks else []

    def prepare(self, name, array):
        """Turn an array into what is sent; called for each of the plot's arrays."""
        return np.asarray(array)

    def check(self, data):
        """Refuse data whose sizes do not fit; the message says what came and what was expected."""

    def _expect(self, name, array, size):
        if np.size(array) != size:
            raise ValueError(
                f"{self.title}: expected {size} numbers for {name}, got {np.size(array)}"
            )


@dataclass(frozen=True)
class Curves(Plot):
    """Curves over a common axis, named at their right ends.

    Parameters
    ----------
    title : str
    x, y : Axis
    curves : dict of str to tuple of two str
        Name of the curve -> names of its two arrays.
    cursor : str, optional
        Name of an array with one number: the place on the x axis that the control points at.
    dots : tuple of str
        Names of the curves that are drawn as dots without a line.
    levels : dict of str to float
        Dotted lines across, such as {"chance": 10}.
    legend : bool
        Names in a row above instead of at the ends; chosen by itself where the ends have no room.
    gaps : bool
        Whether nan is nothing to be noted, as in curves that are still being drawn.
    """

    title: str
    x: Axis
    y: Axis
    curves: dict
    cursor: str | None = None
    dots: tuple = ()
    levels: dict = field(default_factory=dict)
    legend: bool = False
    gaps: bool = False

    @property
    def arrays(self):
        """The names of the arrays that the plot wants."""
        names = [name for pair in self.curves.values() for name in pair]
        return names + ([self.cursor] if self.cursor else [])

    @property
    def may_have_gaps(self):
        """With ``gaps``, all of them."""
        return tuple(self.arrays) if self.gaps else ()

    def check(self, data):
        """Refuse curves whose two arrays differ in length."""
        for x, y in self.curves.values():
            if np.size(data[x]) != np.size(data[y]):
                raise ValueError(
                    f"{self.title}: expected {x} and {y} of one length, "
                    f"got {np.size(data[x])} and {np.size(data[y])}"
                )

    def spec(self, place):
        """Describe the plot for the canvas; ``place`` maps names of arrays to their place."""
        curves = [
            {"name": name, "x": place[x], "y": place[y], "dots": name in self.dots}
            for name, (x, y) in self.curves.items()
        ]
        return {
            "type": "curves",
            "title": self.title,
            "x": self.x.spec(),
            "y": self.y.spec(),
            "curves": curves,
            "cursor": place[self.cursor] if self.cursor else None,
            "levels": [{"name": name, "value": value} for name, value in self.levels.items()],
            "legend": self.legend,
        }

    def draw(self, picture, cell, data):
        """Draw the plot into a cell of a picture."""
        xs = np.concatenate([np.ravel(data[x]) for x, _ in self.curves.values()] or [[0, 1]])
        ys = [np.ravel(data[y]) for _, y in self.curves.values()]
        ys = np.concatenate([*ys, list(self.levels.values())])
        frame = Frame(picture, inner(cell), self.x, self.y, xs, ys)
        frame.ticks()
        named = []
        for k, (name, (x, y)) in enumerate(self.curves.items()):
            look = curve_look(k)
            if name in self.dots:
                frame.dots(data[x], data[y], look["colour"], MARKS[k % len(MARKS)], 3)
            else:
                frame.curve(data[x], data[y], **look)
            named.append((name, look))
        left, _, width, _ = frame.box
        for name, value in self.levels.items():
            at = frame.y(value)
            picture.line(left, at, left + width, at, colour="soft", dash="2 4")
            picture.text(left + 6, at - 5, name, size=12, colour="soft")
        if self.cursor:
            at = frame.x(float(np.ravel(data[self.cursor])[0]))
            picture.line(at, frame.box[1], at, frame.box[1] + frame.box[3], dash="2 4")
        if any(self.curves):
            frame.names(named)


def _series(values):
    """Return {name: array name}, also where one array was given without a name."""
    return {"": values} if isinstance(values, str) else dict(values)


@dataclass(frozen=True)
class Bars(Plot):
    """Bars for each label, with their numbers.

    Parameters
    ----------
    title : str
    labels : tuple of str
    y : Axis
    values : str or dict of str to str
        Name of the array, one number for each label; or several series: name -> array.
    mark : str, optional
        Name of an array with one number: the label that gets a frame, -1 for none.
    gaps : bool
        Whether nan, a bar that is not known yet, is nothing to be noted.
    """

    title: str
    labels: tuple
    y: Axis
    values: str | dict
    mark: str | None = None
    gaps: bool = False

    @property
    def arrays(self):
        """The names of the arrays that the plot wants."""
        return [*_series(self.values).values(), *([self.mark] if self.mark else [])]

    @property
    def may_have_gaps(self):
        """With ``gaps``, all of them."""
        return tuple(self.arrays) if self.gaps else ()

    def check(self, data):
        """Refuse another number of values than labels."""
        for name in _series(self.values).values():
            self._expect(name, data[name], len(self.labels))

    def spec(self, place):
        """Describe the plot for the canvas."""
        series = [{"name": n, "values": place[v]} for n, v in _series(self.values).items()]
        return {
            "type": "bars",
            "title": self.title,
            "labels": [str(label) for label in self.labels],
            "x": Axis("").spec(),
            "y": self.y.spec(),
            "series": series,
            "mark": place[self.mark] if self.mark else None,
        }

    def draw(self, picture, cell, data):
        """Draw the bars into a cell of a picture."""
        series = _series(self.values)
        numbers = [np.ravel(np.asarray(data[name], float)) for name in series.values()]
        x = Axis("", range=(-0.5, len(self.labels) - 0.5))
        frame = Frame(picture, inner(cell), x, self.y, (), [0.0, *np.concatenate(numbers)])
        frame.ticks([str(label) for label in self.labels])
        width = 0.7 / len(series)
        foot = frame.y(max(frame.y.low, 0.0) if not self.y.log else frame.y.low)
        named = []
        for k, (name, values) in enumerate(zip(series, numbers, strict=True)):
            for place, value in enumerate(values):
                top = frame.y(value) if np.isfinite(value) else foot
                left, right = (frame.x(place - 0.35 + width * (k + side)) for side in (0.04, 0.96))
                picture.add(
                    "rect", x=left, y=min(top, foot), width=right - left, height=abs(foot - top),
                    style=f"fill:{ink('ink')};fill-opacity:{SHADES_OF_BARS[k % 4]}",
                )  # fmt: skip
            shade = fading("ink", SHADES_OF_BARS[k % 4])
            named.append((name, {"colour": shade, "width": 6}))
        if len(series) > 1:
            frame.names(named)


@dataclass(frozen=True)
class Histogram(Plot):
    """How often values fall between edges.

    Parameters
    ----------
    title : str
    x, y : Axis
    edges : str
        Name of the array of edges, one more than counts; see `numpy.histogram`.
    counts : str or dict of str to str
        Name of the array of counts; or several: name -> array.
    """

    title: str
    x: Axis
    y: Axis
    edges: str
    counts: str | dict

    @property
    def arrays(self):
        """The names of the arrays that the plot wants."""
        return [self.edges, *_series(self.counts).values()]

    def check(self, data):
        """Refuse another number of counts than edges allow."""
        for name in _series(self.counts).values():
            self._expect(name, data[name], np.size(data[self.edges]) - 1)

    def spec(self, place):
        """Describe the plot for the canvas."""
        series = [{"name": n, "values": place[v]} for n, v in _series(self.counts).items()]
        return {
            "type": "histogram",
            "title": self.title,
            "x": self.x.spec(),
            "y": self.y.spec(),
            "edges": place[self.edges],
            "series": series,
        }

    def draw(self, picture, cell, data):
        """Draw the outlines into a cell of a picture."""
        edges, series = np.ravel(data[self.edges]), _series(self.counts)
        counts = [np.ravel(data[name]) for name in series.values()]
        frame = Frame(
            picture, inner(cell), self.x, self.y, edges, [0.0, *np.concatenate(counts)]
        )  # fmt: skip
        frame.ticks()
        named = []
        for k, (name, heights) in enumerate(zip(series, counts, strict=True)):
            look = curve_look(k)
            x = np.repeat(edges, 2)
            y = np.concatenate([[frame.y.low], np.repeat(heights, 2), [frame.y.low]])
            frame.curve(x, y, **look)
            named.append((name, look))
        if len(series) > 1:
            frame.names(named)


@dataclass(frozen=True)
class Row:
    """One quantity of the depth gauge: a strip with a stem for each layer."""

    label: str
    values: str
    log: bool = True
    range: tuple | None = None


@dataclass(frozen=True)
class DepthGauge(Plot):
    """Layers across, one strip for each quantity: the same picture in many lessons.

    Parameters
    ----------
    title : str
    rows : tuple of Row
    x : Axis
        Only its label counts.
    """

    title: str
    rows: tuple
    x: Axis = field(default_factory=lambda: Axis("layer"))

    @property
    def arrays(self):
        """The names of the arrays that the plot wants."""
        return [row.values for row in self.rows]

    @property
    def may_have_gaps(self):
        """A stem without a number is an arrowhead, which says enough."""
        return tuple(self.arrays)

    def spec(self, place):
        """Describe the plot for the canvas."""
        rows = [
            Axis(row.label, row.log, row.range).spec() | {"values": place[row.values]}
            for row in self.rows
        ]
        return {"type": "gauge", "title": self.title, "x": self.x.spec(), "rows": rows}

    def draw(self, picture, cell, data):
        """Draw a strip for each quantity into a cell of a picture."""
        left, top, width, height = cell
        each = (height - MARGIN["top"] - MARGIN["bottom"]) / len(self.rows)
        for k, row in enumerate(self.rows):
            values = np.ravel(np.asarray(data[row.values], float))
            is_last = k == len(self.rows) - 1
            x = Axis(self.x.label if is_last else "", range=(0.5, max(len(values), 1) + 0.5))
            y = Axis("", log=row.log, range=row.range)
            box = (left + MARGIN["left"], top + MARGIN["top"] + k * each + 16,
                   width - MARGIN["left"] - MARGIN["right"], each - 30)  # fmt: skip
            frame = Frame(picture, box, x, y, (), values)
            frame.ticks(None if is_last else ())
            picture.text(box[0], box[1] - 5, row.label, size=12, colour="soft")
            for layer, value in enumerate(values, 1):
                at, up = frame.x(layer), frame.y(value) if np.isfinite(value) else np.nan
                if np.isfinite(up):
                    picture.line(at, box[1] + box[3], at, up, width=2)
            frame.dots(np.arange(1, len(values) + 1), values, "ink", "disc", 3.5)
