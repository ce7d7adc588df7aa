"""Where the lessons are, what they are called, and what their cells are for."""

import re
from pathlib import Path

from autograder.cli import UserError

PACKAGE = Path(__file__).resolve().parent
LESSON = re.compile(r"(\d\d)_[a-z0-9_]+")


def find_root(start=None):
    """Find the project's folder: the one above ``start`` that holds the masters, else our own.

    Raises
    ------
    UserError
        If neither the folder nor the installed package lies in the project.
    """
    here = Path.cwd() if start is None else Path(start)
    for folder in [here, *here.parents, PACKAGE.parent]:
        if (folder / "notebooks" / "source").is_dir() and (folder / "pyproject.toml").is_file():
            return folder
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


def role_of(cell):
    """Name what a cell is for: "solution", "check", "hidden", "task" or ``""``."""
    metadata = cell.metadata.get("nbgrader", {})
    if metadata.get("task"):
        return "task"
    if metadata.get("solution"):
        return "solution"
    if metadata.get("grade"):
        return (
            "hidden" if "HIDDEN TESTS" in cell.source or "hidden tests" in cell.source else "check"
        )
    # the check of a bonus is locked and ungraded
    return "check" if metadata.get("grade_id", "").startswith("check_") else ""
