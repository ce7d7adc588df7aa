"""Invented submissions: learner editions with answers filled in, as learners hand them in."""

import copy
from pathlib import Path

import nbformat

from autograder.master import write_notebook
from autograder.project import ANSWERS, role_of


def fill(released, answers):
    """Write answers into a copy of a learner edition.

    Parameters
    ----------
    released : nbformat.NotebookNode
    answers : dict of str to str
        grade_id of a solution cell -> its new source; cells that are not named stay as released.

    Returns
    -------
    nbformat.NotebookNode

    Raises
    ------
    KeyError
        If an answer belongs to no solution cell.
    """
    nb = copy.deepcopy(released)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in nb.cells if role_of(cell) in ANSWERS}
    for name, source in answers.items():
        if name not in cells:
            raise KeyError(f"expected a solution cell of {sorted(cells)}, got {name!r}")
        cells[name].source = source
    return nb


def solutions(solved):
    """Collect the sources of the solution cells of a solved edition, by grade_id."""
    return {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in solved.cells
        if role_of(cell) in ANSWERS
    }


def read_release(course, assignment):
    """Read the learner edition that a course has released."""
    path = Path(course) / "release" / assignment / f"{assignment}.ipynb"
    return nbformat.read(path, as_version=4)


def hand_in(course, assignment, student, nb):
    """Lay a notebook where nbgrader's ``collect`` would have put it."""
    write_notebook(nb, Path(course) / "submitted" / student / assignment / f"{assignment}.ipynb")
