"""``autograder marks``: a graded class as a table, with the mistakes that were recognised."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from autograder.cli import UserError
from autograder.core import border
from autograder.core.points import NOT_TRIED, STATE_MIME, STATES
from autograder.core.text_table import Column, aligned
from autograder.core.words import MISTAKES_MIME, number
from autograder.course.new_course import check_assignment
from autograder.lessons import present_mistakes

NO_MARK = "-"
MOST_NOTE = 300  # characters that a line says about a student
NOT_GRADED = "Not graded: "  # how the note begins that stands in place of an answer
UNREADABLE = "note"  # the id of its cell, where a submission could not be read


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
        student -> why nbgrader could not grade the submission.
    most : dict
        cell -> points that can be earned there, in the order of the lesson.
    states : dict
        student -> exercise -> how an answer failed, where that is more than being wrong.
    totals : dict
        student -> all points together, as nbgrader exports them: what is taken off for being late
        is taken off. Students without a mark are not in it.
    penalties : dict
        student -> what was taken off, where it is more than nothing.
    absent : list of str
        Students of the course who have handed nothing in.
    refused : dict
        student -> why the submission could not be read: it has 0 points.
    """

    course: Path
    assignment: str
    marks: dict
    mistakes: dict
    faults: dict = field(default_factory=dict)
    most: dict = field(default_factory=dict)
    states: dict = field(default_factory=dict)
    totals: dict = field(default_factory=dict)
    penalties: dict = field(default_factory=dict)
    absent: list = field(default_factory=list)
    refused: dict = field(default_factory=dict)

    def read_gradebook(self, students=None):
        """Fill marks, totals and penalties in from the gradebook, which has what people gave too.

        Parameters
        ----------
        students : iterable of str, optional
            Only these.
        """
        from autograder.course.stock import read_rows

        rows, self.absent = read_rows(self.course, self.assignment)
        for student, row in rows.items():
            if students is None or student in students:
                marks = {cell: row.marks.get(cell) for cell in self.most}
                self.marks[student] = marks
                if any(points is not None for points in marks.values()):
                    self.totals[student] = max(0.0, row.score - row.penalty)
                if row.penalty:
                    self.penalties[student] = row.penalty

    def table(self):
        """Lay the marks out as text: what can be earned, one student a line, the mistakes."""
        exercises = dict.fromkeys(map(_exercise, self.most))
        columns = {name: str(number) for number, name in enumerate(exercises, 1)}
        lines = [*self._legend(columns), "", *self._rows(columns)]
        return "\n".join([*lines, "", *self._common_mistakes(), *self._footnotes()])

    def _legend(self, columns):
        """Say which exercise a column is, and how many points it has."""
        yield f"{self.assignment}, points that can be earned"
        rows = [(column, name, number(_sum(self.most, name))) for name, column in columns.items()]
        rows.append(("", "all together", number(sum(self.most.values()))))
        yield from aligned(rows, [Column(">", width=3), Column("<"), Column(">", width=5)])

    def _rows(self, columns):
        """Write the head, and a line for each student."""
        late = ("late",) if self.penalties else ()
        rows = [("student", *columns.values(), *late, "total", "mistakes")]
        for student, row in sorted(self.marks.items()):
            sums = [_sum(row, exercise) for exercise in columns]
            known = [points for points in sums if points is not None]
            total = self.totals.get(student, sum(known) if known else None)
            ends = [_shown(total), self._note(student)]
            if late:
                off = self.penalties.get(student)
                ends.insert(0, f"−{number(off)}" if off else "")
            rows.append((border.name(student), *map(_shown, sums), *ends))
        points = [Column(">", gap=0, width=6)] * (len(columns) + len(late))
        ends = [Column(">", width=6), Column("<")]
        yield from aligned(rows, [Column("<", gap=0), *points, *ends])

    def _note(self, student):
        """Name the mistakes of a student and what was not tried, or why there are no marks."""
        if student in self.faults:
            return f"not graded: {border.line(self.faults[student], MOST_NOTE)}"
        if student in self.refused:
            return f"could not be read: {border.line(self.refused[student], MOST_NOTE)}"
        found = self.mistakes.get(student, {})
        said = [f"{name}: {', '.join(mistakes)}" for name, mistakes in found.items()]
        states = self.states.get(student, {})
        tested = {_exercise(cell) for cell in self.most if cell.startswith("hidden_")}
        if tested and states == dict.fromkeys(tested, NOT_TRIED):
            return "nothing was tried"
        for state in STATES:
            names = [name for name, one in states.items() if one == state]
            if names:
                said.append(f"{state}: {', '.join(names)}")
        return "; ".join(said)

    def _common_mistakes(self):
        """List the mistakes of the class, the most frequent first."""
        counts = Counter(
            f"{exercise}: {name}"
            for found in self.mistakes.values()
            for exercise, names in found.items()
            for name in names
        )
        if counts:
            yield "mistakes in the class"
            ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            rows = [(str(count), text) for text, count in ordered]
            yield from aligned(rows, [Column(">", width=3), Column("<")])
            yield ""

    def _footnotes(self):
        yield f"{NO_MARK} : no mark yet (to be read by a person, or not graded)"
        if any(None in row.values() for row in self.marks.values()):
            yield "total : of the marks that there are"
        if self.penalties:
            yield "late : points that were taken off for being late; the total is without them"
        if self.absent:
            yield f"handed in nothing: {', '.join(map(border.name, self.absent))}"


def add_arguments(parser):
    """Declare the options of ``autograder marks``."""
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="for example 07_backpropagation")
    parser.add_argument("--course", default=".", metavar="DIR", help="the course's folder")


def run(args):
    """Print the table."""
    print(read_graded(args.course, args.assignment).table())


def read_graded(course, assignment):
    """Collect marks from the gradebook and mistakes from the autograded notebooks.

    Parameters
    ----------
    course : path
    assignment : str

    Returns
    -------
    Graded
        Everybody who has handed something in is there, also who could not be graded.

    Raises
    ------
    UserError
        If there is no gradebook, or no such assignment in it.
    """
    from autograder.course.stock import read_most, read_notebooks

    course = Path(course).resolve()
    check_assignment(course, assignment)
    if not (course / "gradebook.db").is_file():
        raise UserError(
            f"nothing is released yet in {course}: it has no gradebook.db; "
            f"run nbgrader generate_assignment {assignment} first"
        )
    most = {cell: points for cell, points in read_most(course, assignment).items() if points}
    graded = Graded(course, assignment, {}, {}, most=most)
    graded.read_gradebook()
    handed_in = {path.parent.name for path in course.glob(f"submitted/*/{assignment}")}
    graded.absent = [student for student in graded.absent if student not in handed_in]
    names = read_notebooks(course, assignment)
    for student in sorted(handed_in | graded.marks.keys()):
        graded.marks.setdefault(student, dict.fromkeys(most))
        pages = [_autograded(course, student, assignment, name) for name in names]
        if not any(page.is_file() for page in pages):
            graded.faults[student] = plain_fault(course, assignment, student, names=names)
        elif refusal := next(filter(None, map(_refusal, pages)), ""):
            graded.refused[student] = refusal
    counted = set(map(_exercise, most))
    for student in graded.marks:
        pages = [_autograded(course, student, assignment, name) for name in names]
        noted = [item for page in pages for item in _noted(page).items()]
        noted = {exercise: both for exercise, both in noted if exercise in counted}
        graded.mistakes[student] = {name: both[0] for name, both in noted.items() if both[0]}
        graded.states[student] = {name: both[1] for name, both in noted.items() if both[1]}
    return graded


@border.entrance("a submission that was not graded")
def plain_fault(course, assignment, student, names=()):
    """Say in plain words why a submission is not graded.

    nbgrader's own words mislead here: for a copied cell it blames an old metadata format or
    raises a KeyError.

    Parameters
    ----------
    course : path
    assignment, student : str
    names : collection of str
        Of the assignment's notebooks; by default there is one, called like it.

    Returns
    -------
    str
    """
    folder = Path(course) / "submitted" / student / assignment
    paths = [folder / f"{name}.ipynb" for name in names or [assignment]]
    path = next((path for path in paths if path.is_file()), paths[0])
    if not path.is_file():
        others = sorted(other.name for other in folder.glob("*.[iI][pP][yY][nN][bB]"))
        seen = f"; {border.quoted(border.name(others[0]))} is there: rename it" if others else ""
        return f"there is no {path.name}{seen}"
    try:
        cells = nbformat.read(path, as_version=4).cells
        names = Counter(cell.metadata.get("nbgrader", {}).get("grade_id") for cell in cells)
    except Exception as error:  # a damaged file can fail in any way
        return f"{path.name} cannot be read as a notebook ({type(error).__name__})"
    twice = [name for name, count in names.items() if name and count > 1]
    if twice:
        name = border.quoted(border.line(str(twice[0]), border.MOST_NAME))
        return f"the cell {name} stands twice; delete the copy in {path.name} and grade again"
    return f"run autograder grade {assignment} --student {border.name(student)}"


def _autograded(course, student, assignment, name):
    return course / "autograded" / student / assignment / f"{name}.ipynb"


@border.entrance("why a submission could not be read, in its graded notebook")
def _refusal(path):
    """Read the note that stands in place of an answer, where a submission could not be read."""
    for cell in _cells_of(path)[:1]:
        found = re.match(rf"{NOT_GRADED}(.*)\.$", cell.source)
        if cell.get("id") == UNREADABLE and found:
            return border.line(found[1], MOST_NOTE)
    return ""


def _cells_of(path):
    try:
        return nbformat.read(path, as_version=4).cells
    except Exception:  # a damaged file can fail in any way; its marks are in the gradebook
        return []


def _noted(path):
    """Read what the hidden cells of an autograded notebook noted beside their points.

    Returns
    -------
    dict of str to tuple of (list of str, str)
        Exercise -> the names of the mistakes, and how the answer failed.
    """
    found = {}
    for cell in _cells_of(path):
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        for output in cell.get("outputs", []) if name.startswith("hidden_") else []:
            data, exercise = output.get("data", {}), _exercise(name)
            mistakes = present_mistakes(exercise, _names(data.get(MISTAKES_MIME)))
            state = data.get(STATE_MIME)
            if mistakes or state in STATES:
                found[exercise] = mistakes, state if state in STATES else ""
    return found


@border.entrance("the names of mistakes in a graded notebook")
def _names(mistakes):
    """Keep what can be the name of a mistake: a learner's notebook may hold anything."""
    listed = mistakes if isinstance(mistakes, list) else []
    return [
        name
        for name in listed
        if isinstance(name, str) and name.isprintable() and name
        if len(name) <= border.MOST_NAME
    ]


def _exercise(cell):
    for prefix in ("check_", "hidden_"):
        if cell.startswith(prefix):
            return cell.removeprefix(prefix)
    return cell


def _sum(row, exercise):
    """Add the points of an exercise's cells up; None if one of them has no mark."""
    points = [points for cell, points in row.items() if _exercise(cell) == exercise]
    return None if None in points else sum(points)


def _shown(points):
    return NO_MARK if points is None else number(points)
