"""The panels of lesson 3: the fold, bumps, twenty starts on a spiral, folds on folds."""

import dataclasses
import functools

import numpy as np

import nnlib
from nnlib.viz.controls import (
    choice,
    count_control,
    init_scale,
    learning_rate,
    linear_control,
    spoken_number,
    width,
)
from nnlib.viz.handed_on import handed_on
from nnlib.viz.panel import Panel
from nnlib.viz.planes import Field, Plane, Points
from nnlib.viz.plots import Axis, Bars, Curves
from nnlib.viz.trainer import Trainer

__getattr__ = handed_on("lesson03", "count_xor", "run_of_your_own")


# ------------------------------------------------------------ the fold


def fold(params=None):
    """Make the panel of the fold: from the input plane to the plane of two hidden units.

    Parameters
    ----------
    params : list of two (W, b) pairs, optional
        A network of two inputs, two hidden ReLUs and one output; the engine's without it.
    """
    from nnlib.lessons.lesson03 import ANSWERS, CORNERS, dividing_line

    (W, b), _ = [(np.asarray(w, float), np.asarray(c, float)) for w, c in params or _engine()]
    reach = np.maximum(CORNERS @ W + b, 0).max()
    top = max(2.4, 1.2 * reach)
    sheet = Plane(
        "The sheet, as it was",
        Axis("x1", range=(-0.4, 1.4)),
        Axis("x2", range=(-0.4, 1.4)),
        field=Field("side", shape=(60, 60)),
        points=Points("x1", "x2", "answer", names=("answer 0", "answer 1")),
    )
    folded = Plane(
        "The sheet, on its way",
        Axis("from x1 to h1", range=(-0.4, top)),
        Axis("from x2 to h2", range=(-0.4, top)),
        points=Points("h1", "h2", "answer", names=("answer 0", "answer 1")),
        lines={"best line": "line"},
        paths={"sheet": ("row", "column")},
        ruled=True,
    )
    snake = _snake()

    def moved(X, share):
        return (1 - share) * X + share * np.maximum(X @ W + b, 0)

    def compute(share):
        places = moved(CORNERS, share)
        line, right = dividing_line(places, ANSWERS)
        side = moved(sheet.grid.astype(float), share) @ line[:2] + line[2] > 0
        path = moved(snake, share)
        data = {
            "x1": CORNERS[:, 0],
            "x2": CORNERS[:, 1],
            "h1": places[:, 0],
            "h2": places[:, 1],
            "answer": ANSWERS,
            "line": line,
            "side": side.astype(float),
            "row": path[:, 0],
            "column": path[:, 1],
        }
        return data, _fold_in_words(share, places, right)

    share = linear_control("folded", 0.0, 0.0, 1.0, 0.05)
    controls = {"share": dataclasses.replace(share, spoken=_percent)}
    return Panel(compute, [sheet, folded], controls, precompute="share", columns=2, height=330)


def _percent(share):
    return f"{100 * share:.0f} %"


def _engine():
    return nnlib.network.xor_network()


def _snake():
    """Walk over the square once in rows and once in columns, as ruled paper has them."""
    lines = np.linspace(0, 1, 6)
    rows = [
        np.stack([lines[:: 1 - 2 * (k % 2)], np.full(6, line)], 1) for k, line in enumerate(lines)
    ]
    # the last row ends in the corner where the first column then begins
    columns = [part[::-1, ::-1] for part in rows]
    return np.concatenate([*rows, *columns])


def _fold_in_words(share, places, right):
    from nnlib.lessons.lesson03 import CORNERS

    spots = ", ".join(
        f"({x:g}, {y:g}) at ({spoken_number(u)}, {spoken_number(v)})"
        for (x, y), (u, v) in zip(CORNERS, places, strict=True)
    )
    return f"Folded {_percent(share)}: {spots}. One line gets {right} of 4 right."


# ------------------------------------------------------------ bumps


def bumps(approximate=nnlib.network.approximate):
    """Make the panel of the bumps: their number, and the function they follow.

    Parameters
    ----------
    approximate : callable
        The learner's, or the engine's.
    """
    from nnlib.lessons.lesson03 import HI, LO, STEEP, TARGETS, worst_error

    numbers = np.array([1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60])
    x = np.linspace(LO - 2, HI + 2, 501)
    curves = Curves(
        "The function and its bumps",
        Axis("x", range=(LO - 2, HI + 2)),
        Axis("f(x)", range=(-2.2, 2.2)),
        {"wanted": ("x", "wanted"), "bumps": ("x", "made")},
    )
    errors = Curves(
        "Worst error from 0 to 6",
        Axis("number of bumps", log=True, range=(1, 60)),
        Axis("worst error", log=True, range=(0.02, 3)),
        {"error": ("numbers", "errors")},
        cursor="at",
    )

    @functools.cache
    def errors_of(name):
        return np.array([worst_error(name, int(n), approximate) for n in numbers])

    def compute(n, name):
        f = TARGETS[name]
        made = approximate(x, f, n, LO, HI, STEEP * n / (HI - LO))
        error = worst_error(name, n, approximate)
        outside = np.abs(made - f(x))[x > HI + 0.2].max()
        data = {"x": x, "wanted": f(x), "made": made, "at": [float(n)]}
        counted = "1 bump" if n == 1 else f"{n} bumps"
        sentence = (
            f"{counted}, {2 * n} hidden units: the worst error from 0 to 6 is "
            f"{spoken_number(error)}; from 6 to 8 it is {spoken_number(outside)}."
        )
        return data | {"numbers": numbers, "errors": errors_of(name)}, sentence

    controls = {
        "n": count_control("number of bumps", 5, 1, 60),
        "name": choice("function", tuple(TARGETS)),
    }
    return Panel(compute, [curves, errors], controls, columns=2, height=320)


# ------------------------------------------------------------ twenty starts


def rates():
    """Make the control of the learning rate; it begins where the experiments are."""
    from nnlib.lessons.lesson03 import RATE

    return learning_rate(RATE, 1e-3, 2.0, 5)


class _SpiralRun:
    """Twenty starts with their picture."""

    def __init__(self, plane, units, depth, lr, scale):
        from nnlib.lessons.lesson03 import ManyStarts, spiral

        sizes = [2, *[units] * depth, 2]
        self.plane, self.points = plane, spiral()
        self.runs = ManyStarts(sizes, *self.points, lr=lr, scale=scale)
        self.parameters = nnlib.neuron.count_parameters(sizes)

    def step(self):
        """Take one step from every start."""
        self.runs.step()

    @property
    def lr(self):
        """The learning rate, which may change on the way."""
        return self.runs.lr

    @lr.setter
    def lr(self, value):
        self.runs.lr = value

    def picture(self):
        """Return the data of the plots, and the sentence."""
        from nnlib.lessons.lesson03 import SOLVED, STARTS, STEPS

        X, y = self.points
        right = self.runs.right()
        first = [p[:1] for p in self.runs.params]
        A = self.plane.grid
        for k in range(0, len(first), 2):
            A = A @ first[k][0] + first[k + 1][0]
            A = np.maximum(A, 0) if k < len(first) - 2 else A
        with np.errstate(over="ignore"):
            field = nnlib.sigmoid(A[:, 1] - A[:, 0])
        solved = int((right >= SOLVED).sum())
        data = {"x1": X[:, 0], "x2": X[:, 1], "arm": y, "field": field, "right": 100 * right}
        return data, (
            f"{self.parameters} parameters, after {self.runs.t} of {STEPS} steps: "
            f"{solved} of {STARTS} starts get at least 99 % of the points right; "
            f"the middle one has {100 * np.median(right):.0f} %."
        )


def spirals(more=False):
    """Make the panel of width and depth on a spiral, twenty starts at a time.

    Parameters
    ----------
    more : bool
        Whether learning rate and initialization scale can be moved too.
    """
    from nnlib.lessons.lesson03 import RATE, STARTS, STEPS

    plane = Plane(
        "What start 0 has learnt",
        Axis("x1", range=(-1.15, 1.15)),
        Axis("x2", range=(-1.15, 1.15)),
        field=Field("field", shape=(60, 60)),
        points=Points("x1", "x2", "arm", names=("arm 0", "arm 1")),
    )
    bars = Bars(
        "Points on the right side, by start",
        tuple(range(STARTS)),
        Axis("right (%)", range=(0, 112)),  # room for the numbers above full bars
        "right",
    )

    def make(units, depth, lr=RATE, scale=1.0):
        return _SpiralRun(plane, units, depth, lr, scale)

    controls = {
        "units": width(16, 4, 64),
        "depth": count_control("hidden layers", 1, 1, 3),
    }
    live = ()
    if more:
        controls |= {"lr": rates(), "scale": init_scale(1, 0.1, 10, 5)}
        live = ("lr",)
    return Trainer(
        make, [plane, bars], controls, live=live, speeds=(5, 10, 30), limit=STEPS, columns=2,
        height=330,
    )  # fmt: skip


# ------------------------------------------------------------ folds on folds


def folds_on_folds():
    """Make the panel of the deep dive: the same two units, layer upon layer."""
    from nnlib.lessons.lesson03 import tent

    x = np.linspace(0, 1, 1025)
    curves = Curves(
        "The same fold, layer upon layer",
        Axis("x", range=(0, 1)),
        Axis("output", range=(-0.05, 1.05)),
        {"output": ("x", "y")},
    )

    def compute(depth):
        y = x
        for _ in range(depth):
            y = tent(y)
        pieces = 1 + int((np.diff(np.sign(np.diff(y))) != 0).sum())
        return {"x": x, "y": y}, (
            f"{depth} {'layer' if depth == 1 else 'layers'} of 2 units, {2 * depth} in all: "
            f"{pieces} straight pieces. "
            f"One hidden layer needs {pieces - 1} {'kink' if pieces == 2 else 'kinks'} for that."
        )

    return Panel(compute, [curves], {"depth": count_control("hidden layers", 1, 1, 8)}, height=260)
