"""What a panel can draw along one axis: curves, bars, histograms, the depth gauge.

A plot says how it looks, once; its numbers come with every frame. It names its arrays, and
``compute`` gives them. Every plot can draw itself twice: in the browser (``spec`` tells the canvas
how) and by matplotlib (``draw``), for saved notebooks.
"""

from dataclasses import dataclass, field

import numpy as np


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

    def set_up(self, ax, which):
        """Set up an axis of matplotlib; ``which`` is "x" or "y"."""
        getattr(ax, f"set_{which}label")(self.label)
        if self.log:
            getattr(ax, f"set_{which}scale")("log")
        if self.range is not None:
            getattr(ax, f"set_{which}lim")(*self.range)
        if self.reversed:
            getattr(ax, f"invert_{which}axis")()


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
    """

    name: str
    start: object
    read: object
    more: dict = field(default_factory=dict)
    choices: list = field(default_factory=list)

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

    def draw(self, ax, data):
        """Draw the plot by matplotlib."""
        self.x.set_up(ax, "x")
        self.y.set_up(ax, "y")
        for k, (name, (x, y)) in enumerate(self.curves.items()):
            # markers at other places for each curve: one that lies on another stays visible
            every = max(1, np.size(data[x]) // 10)
            line = {"linestyle": ""} if name in self.dots else {"markevery": (k % every, every)}
            ax.plot(np.ravel(data[x]), np.ravel(data[y]), label=name, **line)
        for name, value in self.levels.items():
            ax.axhline(value, color="0.4", linestyle=":", marker="")
            ax.annotate(name, (0.02, value), xycoords=("axes fraction", "data"), va="bottom")
        if self.cursor:
            ax.axvline(float(np.ravel(data[self.cursor])[0]), color="0.5", linestyle=":", marker="")
        if any(self.curves):
            ax.legend(fontsize="small")


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
    many : bool
        Whether each bar of a single series has a colour of its own.
    gaps : bool
        Whether nan, a bar that is not known yet, is nothing to be noted.
    """

    title: str
    labels: tuple
    y: Axis
    values: str | dict
    mark: str | None = None
    many: bool = True
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
            "many": self.many,
        }

    def draw(self, ax, data):
        """Draw the plot by matplotlib."""
        self.y.set_up(ax, "y")
        series = _series(self.values)
        width, x = 0.7 / len(series), np.arange(len(self.labels))
        for k, (name, values) in enumerate(series.items()):
            ax.bar(x - 0.35 + width * (k + 0.5), np.ravel(data[values]), width, label=name)
        ax.set_xticks(x, [str(label) for label in self.labels])
        if len(series) > 1:
            ax.legend(fontsize="small")


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

    def draw(self, ax, data):
        """Draw the plot by matplotlib."""
        self.x.set_up(ax, "x")
        self.y.set_up(ax, "y")
        for name, counts in _series(self.counts).items():
            ax.stairs(np.ravel(data[counts]), np.ravel(data[self.edges]), label=name, linewidth=2)
        if len(_series(self.counts)) > 1:
            ax.legend(fontsize="small")


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

    def draw(self, ax, data):
        """Draw the plot by matplotlib, all quantities on one axis."""
        ax.set_xlabel(self.x.label)
        ax.set_yscale("log" if any(row.log for row in self.rows) else "linear")
        for row in self.rows:
            ax.plot(np.arange(1, np.size(data[row.values]) + 1), data[row.values], label=row.label)
        ax.legend(fontsize="small")
