"""Where the lessons are, what they are called, and what their cells are for."""

import re
from pathlib import Path
from typing import NamedTuple

from autograder.cli import UserError

PACKAGE = Path(__file__).resolve().parent
SHIPPED = PACKAGE / "shipped"  # the lessons, in an installed copy
LESSON = re.compile(r"(\d\d)_[a-z0-9_]+")
TITLES = {
    1: "Introduction to Neural Networks",
    2: "The Perceptron",
    3: "Multi-Layer Perceptrons",
    4: "Activation Functions",
    5: "Forward Propagation",
    6: "Loss Functions",
    7: "Backpropagation",
    8: "Gradient Descent and Optimization",
    9: "Regularization",
    10: "Weight Initialization",
    11: "Batch Normalization",
    12: "Architectures",
}

# The roles of cells that a learner's text is in.
ANSWERS = ("solution", "manual")
FIRST_LINE = r"# hidden tests: (?P<points>[\d.]+) points?, leave this cell"
# The build wants the first line alone above the region, and no other space; courses may differ.
HIDDEN = re.compile(
    rf"({FIRST_LINE}\n|(?P<other>(#[^\n]*\n)*))"
    r"### BEGIN HIDDEN TESTS\n(?P<before>\s*)grade\((?P<name>\w+)\)\n"
    r"### END HIDDEN TESTS(?P<after>\s*)"
)
CHECK = re.compile(r"check\((?P<name>\w+)\)")


def find_root(start=None):
    """Find the project's folder: the one above ``start`` that holds the masters, else our own.

    An installed copy has the lessons in its package.

    Raises
    ------
    UserError
        If neither the folder nor the installed package lies in the project.
    """
    here = Path.cwd() if start is None else Path(start)
    for folder in [here, *here.parents, PACKAGE.parent]:
        if (folder / "notebooks" / "source").is_dir() and (folder / "pyproject.toml").is_file():
            return folder
    if (SHIPPED / "notebooks" / "source").is_dir():
        return SHIPPED
    raise UserError(
        f"expected to run inside the course's folder (with notebooks/source), got {here}"
    )


def masters(root):
    """List the masters in the order of the lessons."""
    return sorted(
        path for path in (root / "notebooks" / "source").glob("*.py") if LESSON.fullmatch(path.stem)
    )


def module_of(path):
    """Return a lesson's number: 7 for ``07_backpropagation``."""
    return int(LESSON.fullmatch(Path(path).stem).group(1))


class HiddenCell(NamedTuple):
    """What a hidden cell says: ``grade(name)``, and above it how many points that is worth.

    ``points`` is the text of its first line, or None if the cell differs from the form that the
    build wants: that line, then the region with the call and nothing else.
    """

    name: str
    points: str | None


def hidden_cell(source):
    """Read the source of a hidden cell; None if it is none."""
    form = HIDDEN.fullmatch(source)
    if not form:
        return None
    exact = not (form["before"] or form["after"])
    return HiddenCell(form["name"], form["points"] if exact else None)


def checked_name(source):
    """Return the name in a cell that is ``check(name)`` alone, else None."""
    form = CHECK.fullmatch(source.strip())
    return form and form["name"]


def call_in(source):
    """Return ("check" or "grade", name) for a cell that is such a call, comments aside, or None."""
    lines = [line for line in source.splitlines() if not line.startswith("#")]
    form = re.fullmatch(r"(check|grade)\((\w+)\)", "\n".join(lines).strip())
    return form and form.groups()


def role_of(cell, source=None):
    """Name what a cell is for, by nbgrader's metadata and its form.

    Parameters
    ----------
    cell : dict or nbformat.NotebookNode
    source : str, optional
        Its source in the solved edition, if the cell is one of a learner edition.

    Returns
    -------
    str
        "solution", "manual" (an answer that a person grades), "task", "check", "hidden", "tests"
        (graded by a teacher's own tests), "locked", or ``""`` without nbgrader's metadata.
    """
    marks = cell["metadata"].get("nbgrader")
    if not marks:
        return ""
    if marks.get("task"):
        return "task"
    if marks.get("solution"):
        return "manual" if marks.get("grade") else "solution"
    if cell["cell_type"] != "code":
        return "manual" if marks.get("grade") else "locked"
    source = text_of(cell) if source is None else source
    if checked_name(source):
        return "check"
    if not marks.get("grade"):
        return "locked"
    # of a hidden cell, the learner edition shows the first line
    return "hidden" if hidden_cell(source) or re.fullmatch(FIRST_LINE, source) else "tests"


def text_of(cell):
    """Return the source of a cell, which may be a list of lines."""
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else source
