"""``autograder marks``: a graded class as a table, with the mistakes that were recognised."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from autograder.cli import UserError
from autograder.render import MISTAKES_MIME


@dataclass
class Graded:
    """A graded assignment.

    Parameters
    ----------
    course : Path
    assignment : str
    marks : dict
        student -> cell -> points, or None.
    mistakes : dict
        student -> exercise -> names of the misconceptions found.
    faults : dict
        student -> the last line that nbgrader printed, for those it could not grade.
    """

    course: Path
    assignment: str
    marks: dict
    mistakes: dict
    faults: dict = field(default_factory=dict)

    def table(self):
        """Lay the marks out as text, one student a line."""
        cells = list(dict.fromkeys(cell for row in self.marks.values() for cell in row))
        exercises = list(dict.fromkeys(_exercise(cell) for cell in cells))
        width = max(map(len, [*self.marks, "student"]))
        columns = [max(len(name), 6) for name in exercises]
        head = [f"{'student':<{width}}"]
        head += [f"{name:>{w}}" for name, w in zip(exercises, columns, strict=True)]
        lines = ["  ".join([*head, " total", "mistakes"])]
        for student, row in sorted(self.marks.items()):
            sums = [_sum(row, cells, exercise) for exercise in exercises]
            shown = ["-" if points is None else f"{points:g}" for points in sums]
            known = [points for points in sums if points is not None]
            total = f"{sum(known):g}" if known else "-"
            notes = [f"{name}: {', '.join(m)}" for name, m in self.mistakes[student].items()]
            if student in self.faults:
                notes = [f"not graded: {self.faults[student]}"]
            fields = [f"{student:<{width}}"]
            fields += [f"{text:>{w}}" for text, w in zip(shown, columns, strict=True)]
            lines.append("  ".join([*fields, f"{total:>6}", "; ".join(notes)]).rstrip())
        return "\n".join([*lines, "", "- : no mark yet (to be read by a person, or not graded)"])


def add_arguments(parser):
    """Declare the options of ``autograder marks``."""
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="for example 07_backpropagation")
    parser.add_argument("--course", default=".", metavar="DIR", help="the course's folder")


def run(args):
    """Print the table."""
    print(read_graded(args.course, args.assignment).table())


def read_graded(course, assignment, faults=None):
    """Collect marks from the gradebook and mistakes from the autograded notebooks.

    Parameters
    ----------
    course : path
    assignment : str
    faults : dict, optional

    Returns
    -------
    Graded

    Raises
    ------
    UserError
        If there is no gradebook, or no such assignment in it.
    """
    from autograder.stock import read_marks  # imports nbgrader: seconds

    course = Path(course).resolve()
    if not (course / "gradebook.db").is_file():
        raise UserError(f"expected a graded course, got {course} without a gradebook.db")
    marks = read_marks(course, assignment)
    mistakes = {student: _mistakes(course, student, assignment) for student in marks}
    return Graded(course, assignment, marks, mistakes, dict(faults or {}))


def plain_fault(course, assignment, student, log):
    """Say in plain words why nbgrader could not grade a submission.

    nbgrader's own words mislead here: for a copied cell it blames an old metadata format or
    raises a KeyError.
    """
    path = course / "submitted" / student / assignment / f"{assignment}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    names = Counter(cell.metadata.get("nbgrader", {}).get("grade_id") for cell in cells)
    twice = [name for name, count in names.items() if name and count > 1]
    if twice:
        return f"the cell {twice[0]} stands twice; delete the copy in {path.name} and grade again"
    errors = [
        line.strip() for line in log.splitlines() if re.match(r"\s*\w+(Error|Exception)\b", line)
    ]
    return (errors or log.strip().splitlines() or ["nbgrader gave no reason"])[-1][:160]


def _mistakes(course, student, assignment):
    """Read what the hidden cells of an autograded notebook noted beside their points."""
    path = course / "autograded" / student / assignment / f"{assignment}.ipynb"
    if not path.is_file():
        return {}
    found = {}
    for cell in nbformat.read(path, as_version=4).cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        for output in cell.get("outputs", []):
            mistakes = output.get("data", {}).get(MISTAKES_MIME)
            if mistakes and name.startswith("hidden_"):
                found[_exercise(name)] = list(mistakes)
    return found


def _exercise(cell):
    for prefix in ("check_", "hidden_"):
        if cell.startswith(prefix):
            return cell.removeprefix(prefix)
    return cell


def _sum(row, cells, exercise):
    points = [row.get(cell) for cell in cells if _exercise(cell) == exercise]
    return None if None in points else sum(points)
