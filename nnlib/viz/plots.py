"""What a panel can draw: each plot says how it looks, once; its numbers come with every frame.

A plot names its arrays; ``compute`` gives them. Every plot can draw itself twice: in the browser
(``spec`` tells the canvas how) and by matplotlib (``draw``), for saved notebooks.
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
class Curves:
    """Curves over a common axis, named at their right ends.

    Parameters
    ----------
    title : str
    x, y : Axis
    curves : dict of str to tuple of two str
        Name of the curve -> names of its two arrays.
    cursor : str, optional
        Name of an array with one number: the place on the x axis that the control points at.
    """

    title: str
    x: Axis
    y: Axis
    curves: dict
    cursor: str | None = None

    @property
    def arrays(self):
        """The names of the arrays that the plot wants."""
        names = [name for pair in self.curves.values() for name in pair]
        return names + ([self.cursor] if self.cursor else [])

    def spec(self, place):
        """Describe the plot for the canvas; ``place`` maps names of arrays to their place."""
        curves = [{"name": n, "x": place[x], "y": place[y]} for n, (x, y) in self.curves.items()]
        return {
            "type": "curves",
            "title": self.title,
            "x": self.x.spec(),
            "y": self.y.spec(),
            "curves": curves,
            "cursor": place[self.cursor] if self.cursor else None,
        }

    def draw(self, ax, data):
        """Draw the plot by matplotlib."""
        self.x.set_up(ax, "x")
        self.y.set_up(ax, "y")
        ax.set_title(self.title, fontsize="medium", loc="left")
        for k, (name, (x, y)) in enumerate(self.curves.items()):
            # markers at other places for each curve: one that lies on another stays visible
            every = max(1, len(data[x]) // 10)
            ax.plot(data[x], data[y], label=name, markevery=(k % every, every))
        if self.cursor:
            ax.axvline(float(np.ravel(data[self.cursor])[0]), color="0.5", linestyle=":")
        ax.legend(fontsize="small")


@dataclass(frozen=True)
class Bars:
    """One bar for each label, with its number above it.

    Parameters
    ----------
    title : str
    labels : tuple of str
    y : Axis
    values : str
        Name of the array, one number for each label.
    """

    title: str
    labels: tuple
    y: Axis
    values: str

    @property
    def arrays(self):
        """The names of the arrays that the plot wants."""
        return [self.values]

    def spec(self, place):
        """Describe the plot for the canvas."""
        return {
            "type": "bars",
            "title": self.title,
            "labels": list(self.labels),
            "x": Axis("").spec(),
            "y": self.y.spec(),
            "values": place[self.values],
        }

    def draw(self, ax, data):
        """Draw the plot by matplotlib."""
        self.y.set_up(ax, "y")
        ax.set_title(self.title, fontsize="medium", loc="left")
        ax.bar(self.labels, data[self.values])


@dataclass(frozen=True)
class Row:
    """One quantity of the depth gauge: a strip with a stem for each layer."""

    label: str
    values: str
    log: bool = True
    range: tuple | None = None


@dataclass(frozen=True)
class DepthGauge:
    """Layers across, one strip for each quantity: the same picture in many lessons.

    Parameters
    ----------
    title : str
    rows : tuple of Row
    """

    title: str
    rows: tuple
    x: Axis = field(default_factory=lambda: Axis("layer"))

    @property
    def arrays(self):
        """The names of the arrays that the plot wants."""
        return [row.values for row in self.rows]

    def spec(self, place):
        """Describe the plot for the canvas."""
        rows = [
            Axis(row.label, row.log, row.range).spec() | {"values": place[row.values]}
            for row in self.rows
        ]
        return {"type": "gauge", "title": self.title, "x": self.x.spec(), "rows": rows}

    def draw(self, ax, data):
        """Draw the plot by matplotlib, all quantities on one axis."""
        ax.set_title(self.title, fontsize="medium", loc="left")
        ax.set_xlabel(self.x.label)
        ax.set_yscale("log" if any(row.log for row in self.rows) else "linear")
        for row in self.rows:
            ax.plot(np.arange(1, len(data[row.values]) + 1), data[row.values], label=row.label)
        ax.legend(fontsize="small")
