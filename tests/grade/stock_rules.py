"""The rules that may explain why stock nbgrader gives another mark, each read off stock's output.

There are six, and a test counts how often each one is needed. A rule sees what stock left behind
(the executed notebook, and its marks) and nothing of ours; it names the mark that is ours then.
"""

import nbformat


def practice_only(stock, cell):
    """The check passed, and the hidden test gave under half: the check's points are withheld."""
    hidden = f"hidden_{cell.removeprefix('check_')}"
    if not cell.startswith("check_") or not stock.marks[cell] or hidden not in stock.marks:
        return None
    return 0.0 if 2 * stock.marks[hidden] < stock.most(hidden) else None


def no_notebook(stock, cell):
    """Stock could not grade the submission at all: whatever we give is more than it gave."""
    return ... if stock.notebook is None else None


def on_stderr(stock, cell):
    """Something was written to stderr beside a result: stock gives 0 for it."""
    outputs = stock.outputs(cell)
    noisy = any(output.get("name") == "stderr" for output in outputs)
    return ... if noisy and stock.marks[cell] == 0 else None


def timed_out(stock, cell):
    """Stock interrupted a cell: it goes by its own clock, and by one function at a time."""
    names = [output.get("ename") for c in stock.cells for output in c.get("outputs", [])]
    return ... if "CellTimeoutError" in names else None


def no_verdict(stock, cell):
    """A hidden test showed no verdict, and stock gave all points for it."""
    outputs = [output for output in stock.outputs(cell) if output["output_type"] != "stream"]
    given = [o for o in outputs if "application/vnd.nnf.mistakes+json" in o.get("data", {})]
    return ... if cell.startswith("hidden_") and stock.marks[cell] and not given else None


def moved(stock, cell):
    """The graded cells stood in another order, or some were missing or copied."""
    order = [name for name in map(stock.name, stock.cells) if name in stock.marks]
    wanted = [name for name in stock.order if name in stock.marks]
    return ... if order != wanted else None


RULES = (practice_only, no_notebook, on_stderr, timed_out, no_verdict, moved)


class Stock:
    """What stock nbgrader left behind of a submission.

    Parameters
    ----------
    path : Path
        The executed notebook; it need not be there.
    marks : dict
        Of the submission's cells.
    order : list of str
        The lesson's graded cells, in order.
    """

    def __init__(self, path, marks, order):
        self.notebook = nbformat.read(path, as_version=4) if path.is_file() else None
        self.cells = self.notebook.cells if self.notebook else []
        self.marks, self.order = marks, order

    @staticmethod
    def name(cell):
        return cell.metadata.get("nbgrader", {}).get("grade_id", "")

    def most(self, name):
        """The points that a cell has, by the notebook that stock left behind."""
        cell = next((c for c in self.cells if self.name(c) == name), None)
        return cell.metadata["nbgrader"]["points"] if cell else 0

    def outputs(self, name):
        return next((c.get("outputs", []) for c in self.cells if self.name(c) == name), [])


def explain(stock, cell, ours):
    """Name the rule that explains a difference, or ``""``."""
    for rule in RULES:
        mark = rule(stock, cell)
        if mark is not None and (mark is ... or mark == ours):
            return rule.__name__
    return ""
