"""Invented submissions of a demonstration class, one file a lesson: no learner wrote any of them.

Each file has a dict ``SAMPLES``: name of the sample -> :class:`Sample`. The answers are written
in other words than the exercises' own wrong versions, as learners' would be.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sample:
    """One submission.

    Parameters
    ----------
    answers : dict of str to str
        grade_id of a solution cell -> source.
    tamper : callable, optional
        Changes the notebook in place, as learners sometimes do to theirs.
    alone : bool
        Whether it has to be graded in a run of its own, because nbgrader's run ends in an error.
    """

    answers: dict = field(default_factory=dict)
    tamper: Callable | None = None
    alone: bool = False


# ------------------------------------------------------------ what learners do to a notebook


def raise_on_top(nb):
    """Put a cell that raises above all others."""
    import nbformat

    nb.cells.insert(0, nbformat.v4.new_code_cell("print(1 / 0)", id="on-top"))


def without(grade_id):
    """Make a change that deletes a cell."""

    def delete(nb):
        nb.cells = [cell for cell in nb.cells if _grade_id(cell) != grade_id]

    return delete


def twice(grade_id):
    """Make a change that copies a cell and puts the copy above it."""

    def copy_it(nb):
        place = [_grade_id(cell) for cell in nb.cells].index(grade_id)
        twin = copy.deepcopy(nb.cells[place])
        twin["id"] = "the-copy"
        nb.cells.insert(place, twin)

    return copy_it


def _grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")
