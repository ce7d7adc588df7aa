"""A notebook made of text, whose cells have sources that can be found, as in a kernel."""

import itertools
import linecache

import numpy as np

from autograder import check as checks

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
