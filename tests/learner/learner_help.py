"""A notebook made of text, whose cells have sources that can be found, as in a kernel."""

import itertools
import linecache

import numpy as np

from autograder import check as checks
from autograder.core.exercise import Case, Exercise
from autograder.lessons import register

_count = itertools.count()

AFFINE = """
def affine_backward(dZ, cache):
    X, W = cache
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)
"""
AVERAGED = AFFINE.replace("dZ.sum", "dZ.mean")


class Notebook:
    """Cells that share a namespace; ``run`` executes one as IPython does."""

    def __init__(self, *cells):
        self.names = {"__name__": "__main__", "np": np}
        for name in checks.__all__:
            self.names[name] = getattr(checks, name)
        for cell in cells:
            self.run(cell)

    def run(self, source):
        """Execute a cell; its source stays where tracebacks and inspect look for it."""
        name = f"<cell {next(_count)}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        exec(compile(source, name, "exec"), self.names)

    def value(self, expression):
        """Evaluate an expression in the notebook."""
        return eval(expression, self.names)


# ------------------------------------------------------------ two exercises that no lesson asks for


def center(X):
    return X - X.mean(axis=0)


CENTER = "def center(X):\n    return X - X.mean(axis=0)"


def standardize(X):
    C = center(X)
    return C / np.sqrt((C * C).mean(axis=0))


def _tables(rng):
    return [
        Case("a table", {"X": rng.normal(2, 3, shape)}, tags=("t",)) for shape in ((4, 3), (3, 3))
    ]


def register_two():
    """Make ``center`` known, and ``standardize``, which builds on it."""
    shared = {"module": 99, "cases": _tables, "visible_points": 1, "rubric": {"t": 2}}
    register(Exercise(name="center", reference=center, stand_in=CENTER, **shared))
    register(Exercise(name="standardize", reference=standardize, builds_on=("center",), **shared))
