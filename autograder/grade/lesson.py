"""What the teacher handed out: the cells of a lesson in order, and what each of them is for."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from autograder.cli import UserError
from autograder.core import border
from autograder.core.notebook import METADATA
from autograder.core.points import MOST_POINTS
from autograder.course.edition import refuse_unknown
from autograder.course.new_course import check_assignment
from autograder.grade.answers import practice_questions
from autograder.lessons import find, is_known
from autograder.project import ANSWERS, checked_name, hidden_cell, role_of, text_of


@dataclass(frozen=True)
class LessonCell:
    """A cell with nbgrader's metadata, as it was handed out.

    Parameters
    ----------
    name : str
        Its ``grade_id``.
    role : str
        ``"solution"``, ``"manual"`` (an answer that a person grades), ``"task"``, ``"check"`` and
        ``"hidden"`` (judged outside), ``"tests"`` (a teacher's own) or ``"locked"``.
    kind : str
        ``"code"``, ``"markdown"`` or ``"raw"``.
    released : str
        The source that learners got.
    source : str
        The source for grading; of a test cell with what learners did not get.
    metadata : dict
    points : float
    exercise : str
        The exercise that a "check" or "hidden" cell judges.
    """

    name: str
    role: str
    kind: str
    released: str
    source: str
    metadata: dict
    points: float = 0.0
    exercise: str = ""

    @property
    def answers(self):
        """Whether the learner's text stands in this cell."""
        return self.role in ANSWERS

    @property
    def judged(self):
        """Whether the cell is judged outside of the learner's process."""
        return self.role in ("check", "hidden", "tests")


@dataclass(frozen=True)
class Lesson:
    """A notebook of an assignment.

    Parameters
    ----------
    name : str
        The notebook's name without its ending.
    cells : dict of str to LessonCell
        In the order of the notebook.
    demos : frozenset of str
        Ids of the cells that only show something.
    texts : frozenset of str
        The Markdown of cells without nbgrader's metadata.
    metadata : dict
        Of the notebook.
    digest : str
        Changes when anything of this changes.
    unreleased : dict of str to tuple of (float, float)
        Cell -> its points in the release, and others in ``source/``.
    ungraded : tuple of str
        Cells that have points, and are not graded.
    """

    name: str
    cells: dict
    demos: frozenset
    texts: frozenset = frozenset()
    metadata: dict = field(default_factory=dict)
    digest: str = ""
    unreleased: dict = field(default_factory=dict)
    ungraded: tuple = ()

    @property
    def warm_up(self):
        """The code that every learner's notebook starts with: run once beforehand, it is fast."""
        cells = [cell for cell in self.cells.values() if cell.kind == "code"]
        return tuple(cell.source for cell in cells if cell.role == "locked")

    @property
    def exercises(self):
        """The names of the exercises that are judged, each once."""
        return tuple(dict.fromkeys(c.exercise for c in self.cells.values() if c.exercise))

    @property
    def public(self):
        """The modules that have the functions which make inputs of cases out of coefficients."""
        families = [f for name in self.exercises for f in find(name).families.values()]
        return tuple(dict.fromkeys(function.__module__ for function in families))

    @property
    def questions(self):
        """The questions of the practice cases, which every learner's notebook is asked."""
        return practice_questions(map(find, self.exercises))


def read_lessons(course, assignment):
    """Read the notebooks of an assignment from a course.

    Parameters
    ----------
    course : path
    assignment : str

    Returns
    -------
    list of Lesson

    Raises
    ------
    UserError
        If the assignment has not been released, its source does not fit the release, or this
        version does not know an exercise of it.
    """
    course = Path(course)
    refuse_unknown(course, [assignment])
    released = sorted((course / "release" / assignment).glob("*.ipynb"))
    if not released:
        check_assignment(course, assignment)
        raise UserError(
            f"{assignment} is not released yet; run nbgrader generate_assignment {assignment} first"
        )
    lessons = [read_lesson(path, course / "source" / assignment / path.name) for path in released]
    places = {}
    for lesson in lessons:
        for cell in lesson.cells.values():
            if cell.role not in ("locked", "solution"):
                places.setdefault(cell.name, []).append(f"{lesson.name}.ipynb")
    for name, files in places.items():
        if len(files) > 1:
            raise UserError(
                f"nobody was graded: the cell {name} stands in {' and in '.join(files)}, and a "
                f"table has one column for a name; give one of them another grade_id"
            )
    return lessons


def read_lesson(released, source):
    """Read one notebook: its learner edition, and the hidden tests from its source."""
    texts = []
    for path in (released, source):
        try:
            texts.append(Path(path).read_text(encoding="utf-8"))
        except OSError as error:
            raise UserError(f"cannot read {path}: {error.strerror}") from None
    learner, solved = map(json.loads, texts)
    full = {_name(cell): cell for cell in solved["cells"] if _name(cell)}
    cells, demos, unreleased, ungraded = {}, set(), {}, []
    for cell in learner["cells"]:
        name = _name(cell)
        if name and name not in full:
            raise UserError(f"the released cell {name} is not in {source}; release it again")
        if name:
            cells[name] = _lesson_cell(cell, text_of(full[name]))
            both = [one["metadata"]["nbgrader"].get("points") for one in (cell, full[name])]
            if both[0] != both[1]:
                unreleased[name] = tuple(both)
            if both[0] and not _counts(cell["metadata"]["nbgrader"]):
                ungraded.append(name)
        elif "demo" in cell["metadata"].get("tags", ()):
            demos.add(cell.get("id", ""))
    digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    texts = {text_of(c) for c in learner["cells"] if c["cell_type"] == "markdown" and not _name(c)}
    return Lesson(
        Path(released).stem,
        cells,
        frozenset(demos),
        frozenset(texts),
        METADATA,
        digest,
        unreleased,
        tuple(ungraded),
    )


def _name(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade_id")


def _lesson_cell(cell, full):
    marks = cell["metadata"]["nbgrader"]
    role, exercise = _role(cell, full)
    metadata = {key: value for key, value in cell["metadata"].items() if key != "tags"}
    return LessonCell(
        name=marks["grade_id"],
        role=role,
        kind=cell["cell_type"],
        released=text_of(cell),
        source=full if role in ("check", "hidden", "tests") else text_of(cell),
        metadata=metadata,
        points=_points(marks, role, exercise) if _counts(marks) else 0.0,
        exercise=exercise,
    )


def _counts(marks):
    """Tell whether the gradebook knows a cell as one with points."""
    return bool(marks.get("grade") or marks.get("task"))


def _points(marks, role, exercise):
    """Return the points of a cell.

    Raises
    ------
    UserError
        If they are no number from 0 on, or cannot be shared out.
    """
    name, points = marks["grade_id"], marks.get("points") or 0
    number = type(points) in (int, float) and 0 <= points <= MOST_POINTS
    if not number:
        raise UserError(
            f"nobody was graded: {name} has {border.line(repr(points), 60)} points; expected a "
            f"number from 0 to {MOST_POINTS:,.0f}"
        )
    if role == "hidden" and points and not find(exercise).hidden_points:
        raise UserError(
            f"nobody was graded: {name} has {points:g} points, and the exercise {exercise} gives "
            "no shares of them; give them to its check"
        )
    return float(points)


def _role(cell, full):
    """Return the role of a cell, and the exercise that it judges."""
    marks, role = cell["metadata"]["nbgrader"], role_of(cell, full)
    if role not in ("check", "hidden"):
        return role, ""
    form = hidden_cell(full)
    name = form.name if form else checked_name(full)
    if is_known(name):
        return role, name
    return ("tests" if marks.get("grade") else "locked"), ""
