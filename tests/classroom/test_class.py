"""A class graded by real nbgrader: everybody gets the marks that the submission deserves."""

import csv
import re

import pytest

from autograder import submissions
from autograder.course import new_course
from autograder.demo import grade_demo_class
from autograder.marks import read_graded
from autograder.samples.m07 import SAMPLES
from autograder.stock import nbgrader

LESSON = "07_backpropagation"
EXERCISES = (
    "numerical_gradient",
    "Value",
    "affine_backward",
    "relu_backward",
    "tanh_backward",
    "softmax_cross_entropy",
    "mlp_backward",
    "my_number",
    "witness",
)
FULL = {
    "numerical_gradient": (1, 3),
    "Value": (2, 6),
    "affine_backward": (2, 4),
    "relu_backward": (0.5, 0.5),
    "tanh_backward": (0.5, 0.5),
    "softmax_cross_entropy": (1, 3),
    "mlp_backward": (2, 4),
    "my_number": (0.5, 1.5),
    "witness": (1, 3),
}
# (visible, hidden) points of each exercise. Written down before the first run, from the rubrics:
# for affine_backward dX 1.5, dW 1.5, db 1; for numerical_gradient vectors 2, and so on.
EXPECTED_MARKS = {
    "right": FULL,
    "right-other-style": FULL,
    "one-sided": FULL | {"numerical_gradient": (0, 0)},
    "not-put-back": FULL | {"numerical_gradient": (0, 0)},
    "bias-averaged": FULL | {"affine_backward": (0, 3)},
    "on-its-side": FULL | {"affine_backward": (0, 2.5)},
    "unheard-of": FULL | {"affine_backward": (0, 2.5)},
    "two-mistakes": FULL | {"affine_backward": (0, 1.5)},
    # products 1.5 and tanh 1 need no second road
    "overwrites": FULL | {"Value": (0, 2.5)},
    "gate-open": FULL | {"relu_backward": (0, 0)},
    # the loss itself holds: 0.75
    "not-divided": FULL | {"softmax_cross_entropy": (0, 0.75)},
    "blank": dict.fromkeys(FULL, (0, 0)),
    "exception-on-top": FULL,
    "test-deleted": FULL,
    # stock nbgrader cannot read a notebook with a copied cell: no marks, and nobody else's lost
    "cell-copied": dict.fromkeys(FULL, (None, None)),
}
EXPECTED_MISTAKES = {
    "one-sided": {"numerical_gradient": ["one-sided difference"]},
    "not-put-back": {"numerical_gradient": ["entry not put back"]},
    "bias-averaged": {"affine_backward": ["bias averaged"]},
    "on-its-side": {"affine_backward": ["dW lies on its side"]},
    "two-mistakes": {"affine_backward": ["bias averaged", "dW lies on its side"]},
    "overwrites": {"Value": ["overwrites"]},
    "gate-open": {"relu_backward": ["no gate"]},
    "not-divided": {"softmax_cross_entropy": ["dZ not divided"]},
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    return grade_demo_class(tmp_path_factory.mktemp("class") / "course", LESSON)


@pytest.mark.slow
def test_marks_are_those_that_the_submissions_deserve(graded):
    marks = {
        student: {name: (cells[f"check_{name}"], cells[f"hidden_{name}"]) for name in EXERCISES}
        for student, cells in graded.marks.items()
    }
    assert marks == EXPECTED_MARKS


@pytest.mark.slow
def test_mistakes_are_named(graded):
    assert {s: found for s, found in graded.mistakes.items() if found} == EXPECTED_MISTAKES


@pytest.mark.slow
def test_only_the_copied_cell_is_a_fault(graded):
    assert list(graded.faults) == ["cell-copied"]


@pytest.mark.slow
def test_export_holds_the_same_marks(graded):
    with open(graded.course / "grades.csv", newline="") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    expected = {
        student: sum(map(sum, marks.values()))
        for student, marks in EXPECTED_MARKS.items()
        if student != "cell-copied"
    }
    assert {s: scores[s] for s in expected} == expected


@pytest.mark.slow
def test_feedback_gives_the_hint_and_no_hidden_case(graded):
    page = (graded.course / "feedback" / "bias-averaged" / LESSON / f"{LESSON}.html").read_text()
    assert "Has somebody divided already?" in page
    assert "3 of 4 points" in page
    # mlp_backward was judged with a right affine_backward in place of theirs, and says so
    assert "mlp_backward: 4 of 4 points, given a right affine_backward" in page
    page = (graded.course / "feedback" / "right" / LESSON / f"{LESSON}.html").read_text()
    assert "given a right" not in page


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
def test_the_table_shows_every_student_and_what_can_be_earned(graded):
    table = graded.table()
    for student in EXPECTED_MARKS:
        assert re.search(rf"^{student} ", table, re.MULTILINE), student
    assert re.search(r"^ +all together +40$", table, re.MULTILINE)  # with 4 for the words
    assert re.search(r"^ +2  affine_backward: bias averaged$", table, re.MULTILINE)
    # it fits a window: the notes alone may be longer
    assert max(len(line[: line.find("  ", 90)]) for line in table.splitlines()) < 110


@pytest.mark.slow
def test_nobody_loses_marks_by_what_others_hand_in(tmp_path):
    # docs/classroom.md says so: nbgrader ends with an error and has graded everybody else
    course = tmp_path / "course"
    new_course(course, [LESSON])
    nbgrader(course, "generate_assignment", LESSON)
    released = submissions.read_release(course, LESSON)
    answers = {"relu_backward": SAMPLES["right"].answers["relu_backward"].strip()}
    copied = submissions.fill(released, answers)
    SAMPLES["cell-copied"].tamper(copied)
    for student, nb in {"a-copied": copied, "b-damaged": released, "c-renamed": released}.items():
        submissions.hand_in(course, LESSON, student, nb)
    submissions.hand_in(course, LESSON, "d-fine", submissions.fill(released, answers))
    (course / "submitted" / "b-damaged" / LESSON / f"{LESSON}.ipynb").write_text("{")
    renamed = course / "submitted" / "c-renamed" / LESSON / f"{LESSON}.ipynb"
    renamed.rename(renamed.with_name("homework.ipynb"))
    assert nbgrader(course, "autograde", LESSON, check=False).returncode != 0

    graded = read_graded(course, LESSON)
    assert graded.marks["d-fine"]["hidden_relu_backward"] == 0.5
    assert sorted(graded.faults) == ["a-copied", "b-damaged", "c-renamed"]
    table = graded.table()
    for words in (
        "a-copied .* not graded: the cell affine_backward stands twice",
        "b-damaged .* not graded: .* cannot be read as a notebook",
        "c-renamed .* not graded: .* homework.ipynb is there: rename it",
    ):
        assert re.search(f"^{words}", table, re.MULTILINE), table
