"""A class graded by real nbgrader: everybody gets the marks that the submission deserves."""

import csv
import re

import pytest

from autograder.demo import grade_demo_class

LESSON = "07_backpropagation"
CELLS = (
    "check_numerical_gradient",
    "hidden_numerical_gradient",
    "check_affine_backward",
    "hidden_affine_backward",
)
# Written down before the first run, from the rubric: dX 1.5, dW 1.5, db 1; vectors 2 and the rest.
EXPECTED_MARKS = {
    "right": (1, 3, 2, 4),
    "right-other-style": (1, 3, 2, 4),
    "one-sided": (0, 0, 2, 4),
    "not-put-back": (0, 0, 2, 4),
    "bias-averaged": (1, 3, 0, 3),
    "on-its-side": (1, 3, 0, 2.5),
    "unheard-of": (1, 3, 0, 2.5),
    "two-mistakes": (1, 3, 0, 1.5),
    "blank": (0, 0, 0, 0),
    "exception-on-top": (1, 3, 2, 4),
    "test-deleted": (1, 3, 2, 4),
    # stock nbgrader cannot read a notebook with a copied cell: no marks, and nobody else's lost
    "cell-copied": (None, None, None, None),
}
EXPECTED_MISTAKES = {
    "one-sided": {"numerical_gradient": ["one-sided difference"]},
    "not-put-back": {"numerical_gradient": ["entry not put back"]},
    "bias-averaged": {"affine_backward": ["bias averaged"]},
    "on-its-side": {"affine_backward": ["dW lies on its side"]},
    "two-mistakes": {"affine_backward": ["bias averaged", "dW lies on its side"]},
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    return grade_demo_class(tmp_path_factory.mktemp("class") / "course", LESSON)


@pytest.mark.slow
def test_marks_are_those_that_the_submissions_deserve(graded):
    marks = {s: tuple(cells.get(c) for c in CELLS) for s, cells in graded.marks.items()}
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
    expected = {s: sum(m) for s, m in EXPECTED_MARKS.items() if None not in m}
    assert {s: scores[s] for s in expected} == expected


@pytest.mark.slow
def test_feedback_gives_the_hint_and_no_hidden_case(graded):
    page = (graded.course / "feedback" / "bias-averaged" / LESSON / f"{LESSON}.html").read_text()
    assert "Has somebody divided already?" in page
    assert "3 of 4 points" in page


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
def test_the_table_shows_every_student(graded):
    table = graded.table()
    for student in EXPECTED_MARKS:
        assert re.search(rf"^{student} ", table, re.MULTILINE), student
    assert "bias averaged" in table
