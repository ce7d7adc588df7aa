"""A class graded, and partly by real nbgrader too: everybody gets the marks that they deserve."""

import csv
import importlib
import re

import pytest
from nbgrader.api import Gradebook

from autograder import demo
from autograder.cli import UserError
from autograder.course import submissions
from autograder.course.marks import read_graded
from autograder.course.stock import nbgrader, read_marks
from autograder.demo import marks_by_stock
from autograder.learner.questions import load
from autograder.lessons import of_module
from autograder.lessons.m07.judge.samples import SAMPLES
from autograder.project import module_of
from tests.drawn import LESSONS, drawn_lesson

LESSON = "07_backpropagation"
# What stock nbgrader gave, by lesson: it takes seconds for each submission.
BY_STOCK = {}


@pytest.fixture(scope="module", params=LESSONS)
def report(request, released_course, tmp_path_factory):
    """Grade the class of a lesson; stock nbgrader grades the right submission too, or this raises.

    Of the lesson that is drawn it grades three, everybody gets feedback, and all begins with an
    empty folder, as the command does.
    """
    course, lesson = tmp_path_factory.mktemp("class") / "course", request.param

    def remembered(course, lesson, students):
        BY_STOCK[lesson] = marks_by_stock(course, lesson, students)
        return BY_STOCK[lesson]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo, "marks_by_stock", remembered)
        if lesson == drawn_lesson():
            return demo.grade_demo_class(course, lesson)
        looked_at = expected_of(lesson).FEEDBACK
        return demo.grade_samples(
            released_course(lesson, course), lesson, by_stock=1, feedback=looked_at
        )


def expected_of(lesson):
    """What is written down for a lesson in a file of its own, ``mNN/expected.py``."""
    return importlib.import_module(f"tests.lessons.m{module_of(lesson):02}.expected")


@pytest.fixture
def expected(graded):
    return expected_of(graded.assignment)


@pytest.fixture(scope="module")
def graded(report):
    return report.graded


@pytest.mark.slow
def test_marks_are_those_that_the_submissions_deserve(graded, expected):
    marks = {
        student: {name: (cells[f"check_{name}"], cells[f"hidden_{name}"]) for name in expected.FULL}
        for student, cells in read_marks(graded.course, graded.assignment).items()
    }
    assert marks == expected.MARKS
    graded_exercises = [e.name for e in of_module(module_of(graded.assignment)) if not e.bonus]
    assert list(expected.FULL) == graded_exercises


@pytest.mark.slow
def test_mistakes_are_named(graded, expected):
    assert {s: found for s, found in graded.mistakes.items() if found} == expected.MISTAKES


@pytest.mark.slow
def test_what_was_mended_is_told_and_nobody_is_left_out(report, expected):
    assert report.repairs == expected.REPAIRS
    assert (report.refused, report.faults, report.status) == ({}, {}, 0)


@pytest.mark.slow
def test_the_graded_notebooks_and_the_gradebook_hold_the_same(graded):
    read = read_graded(graded.course, graded.assignment)
    assert read.mistakes == graded.mistakes
    assert read.table() == graded.table()


@pytest.mark.slow
def test_other_marks_by_stock_are_noticed(graded, monkeypatch):
    monkeypatch.setattr(demo, "marks_by_stock", lambda course, lesson, students: BY_STOCK[lesson])
    lesson, student = graded.assignment, "right"
    cell = next(cell for cell in graded.most if cell.startswith("hidden_"))
    with Gradebook(f"sqlite:///{graded.course / 'gradebook.db'}") as book:
        grade = book.find_grade(cell, lesson, lesson, student)
        right, grade.auto_score = grade.auto_score, grade.auto_score - 0.25
        book.db.commit()
        with pytest.raises(UserError, match=rf"{student}, {cell}: \S+ here, {right} by nbgrader"):
            demo.compare_with_stock(graded.course, lesson, [student])
        grade.auto_score = right
        book.db.commit()


@pytest.mark.all
def test_stock_gives_three_of_every_class_the_same_marks(graded):
    students = demo.for_stock(graded.assignment)
    assert len(students) == 3
    demo.compare_with_stock(graded.course, graded.assignment, students)


@pytest.mark.slow
def test_export_holds_the_same_marks(graded, expected):
    with open(graded.course / "grades.csv", newline="") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    deserved = {student: sum(map(sum, marks.values())) for student, marks in expected.MARKS.items()}
    assert scores == deserved


@pytest.mark.slow
def test_feedback_gives_the_hint_and_no_hidden_case(graded, expected):
    lesson = graded.assignment
    assert expected.FEEDBACK
    for student, (there, not_there) in expected.FEEDBACK.items():
        page = (graded.course / "feedback" / student / lesson / f"{lesson}.html").read_text()
        assert [words for words in there if words not in page] == []
        assert [words for words in not_there if words in page] == []


@pytest.mark.slow
def test_the_seed_is_in_no_file_but_its_own(graded):
    seed = (graded.course / "private" / "seed").read_text().strip()
    assert len(seed) >= 16
    holders = [
        path
        for path in graded.course.rglob("*")
        if path.is_file() and seed.encode() in path.read_bytes()
    ]
    assert holders == [graded.course / "private" / "seed"]
    assert (graded.course / "private" / "seed").stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_the_table_shows_every_student_and_what_can_be_earned(graded, expected):
    table = graded.table()
    for student in expected.MARKS:
        assert re.search(rf"^{student} ", table, re.MULTILINE), student
    points = load(module_of(graded.assignment)).points  # with those for words
    assert re.search(rf"^ +all together +{points:g}$", table, re.MULTILINE)
    for found in expected.MISTAKES.values():
        for exercise, (mistake, *_) in found.items():
            assert re.search(rf"^ +\d  {exercise}: {mistake}$", table, re.MULTILINE), mistake
    # it fits a window: the notes alone may be longer
    heads = [line.partition("mistakes")[0] for line in table.splitlines()]
    assert max(len(head) for head in heads if head.startswith("student")) < 110


@pytest.mark.slow
def test_nobody_loses_marks_by_what_others_hand_in(released_course, tmp_path):
    # docs/classroom.md says so: nbgrader ends with an error and has graded everybody else
    course = released_course(LESSON, tmp_path / "course")
    edition = submissions.read_release(course, LESSON)
    answers = {"relu_backward": SAMPLES["right"].answers["relu_backward"].strip()}
    copied = submissions.fill(edition, answers)
    SAMPLES["cell-copied"].tamper(copied)
    for student, nb in {"a-copied": copied, "b-damaged": edition, "c-renamed": edition}.items():
        submissions.hand_in(course, LESSON, student, nb)
    submissions.hand_in(course, LESSON, "d-fine", submissions.fill(edition, answers))
    (course / "submitted" / "b-damaged" / LESSON / f"{LESSON}.ipynb").write_text("{")
    renamed = course / "submitted" / "c-renamed" / LESSON / f"{LESSON}.ipynb"
    renamed.rename(renamed.with_name("homework.ipynb"))
    assert nbgrader(course, "autograde", LESSON, check=False).returncode != 0

    graded = read_graded(course, LESSON)
    assert graded.marks["d-fine"]["hidden_relu_backward"] == 0.5
    assert sorted(graded.faults) == ["a-copied", "b-damaged", "c-renamed"]
    table = graded.table()
    for words in (
        "a-copied .* not graded: the cell “affine_backward” stands twice",
        "b-damaged .* not graded: .* cannot be read as a notebook",
        "c-renamed .* not graded: .* “homework.ipynb” is there: rename it",
    ):
        assert re.search(f"^{words}", table, re.MULTILINE), table
