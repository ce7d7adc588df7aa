"""An exercise that this version does not know stops grading: it never costs points in silence."""

from pathlib import Path

import nbformat
import pytest

from autograder.cli import UserError, main
from autograder.course import edition
from autograder.course.stock import Excluded, ExecuteLesson, nbgrader, read_marks
from autograder.grade.assignment import grade_assignment
from tests.grade.class_of_learners import FULL, LESSON, RIGHT, handed_in, lay, points

PLACES = [
    ("source", "grade(relu_backward)", "grade(relu_upside_down)"),
    ("source", "check(relu_backward)", "check(relu_upside_down)"),
    ("release", "check(relu_backward)", "check(relu_upside_down)"),
]


@pytest.fixture
def course(new_class, released, tmp_path):
    course = new_class(tmp_path / "course")
    lay(course, "ada", handed_in(released, RIGHT))
    return course


def put(course, folder, old, new):
    """Let a cell of the lesson ask for another exercise."""
    path = course / folder / LESSON / f"{LESSON}.ipynb"
    text = path.read_text()
    assert text.count(old) == 1
    path.chmod(0o644)
    path.write_text(text.replace(old, new))


def nobody_is_graded(course):
    return not list((course / "autograded").glob("*/*")) and not read_marks(course, LESSON)


@pytest.mark.slow
@pytest.mark.parametrize(("folder", "old", "new"), PLACES)
def test_autograder_grade_stops_with_one_sentence(course, folder, old, new, capsys):
    put(course, folder, old, new)
    assert main(["grade", LESSON, "--course", str(course)]) == 1
    said = capsys.readouterr().err
    assert said == (
        f"autograder: nobody was graded: {folder}/{LESSON}/{LESSON}.ipynb has a cell {new}, and "
        "this version of the course knows no exercise relu_upside_down; install the version that "
        "the lesson is from\n"
    )
    assert nobody_is_graded(course)


@pytest.mark.slow
def test_stock_stops_by_the_courses_settings(course):
    put(course, *PLACES[0])
    done = nbgrader(course, "autograde", LESSON, check=False)
    assert done.returncode != 0
    assert f"nobody was graded: source/{LESSON}/{LESSON}.ipynb has a cell {PLACES[0][2]}" in (
        done.stdout
    )
    assert "Traceback" not in done.stdout
    assert nobody_is_graded(course)
    # what grades nobody goes on: Formgrader and its like read the settings too
    assert nbgrader(course, "export", "--to", "grades.csv").returncode == 0


@pytest.mark.slow
def test_a_submission_may_hold_anything(course, released):
    text = {**RIGHT, "relu_backward": "check(relu_upside_down)\n"}
    lay(course, "bob", handed_in(released, text))
    report = grade_assignment(course, LESSON, workers=1, progress=False)
    assert report.status == 0
    marks = read_marks(course, LESSON)
    assert points(marks["ada"]) == FULL
    assert points(marks["bob"])["Value"] == FULL["Value"]


@pytest.fixture
def small(tmp_path):
    """A function that writes a course whose lessons have the given cells."""

    def write(**lessons):
        for name, cells in lessons.items():
            path = tmp_path / "source" / name / f"{name}.ipynb"
            path.parent.mkdir(parents=True)
            cells = [nbformat.v4.new_code_cell(text) for text in cells]
            nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        return tmp_path

    return write


OURS = "from autograder.check import check, grade"


@pytest.mark.parametrize(
    "arguments",
    [
        ["autograde"],
        ["autograde", "one"],
        ["autograde", "--assignment=one"],
        ["autograde", "--assignment", "one", "--student", "ada"],
    ],
)
def test_the_settings_look_at_what_is_to_be_graded(small, arguments, monkeypatch):
    course = small(one=[OURS, "grade(nothing)"], two=[OURS, "check(relu_backward)"])
    (course / "private").mkdir()
    (course / "private" / "seed").write_text("a" * 20)
    monkeypatch.setattr("sys.argv", ["nbgrader", *arguments])
    with pytest.raises(SystemExit, match=r"one.ipynb has a cell grade\(nothing\)"):
        Excluded.of(course)
    for others in (["autograde", "two"], ["generate_assignment", "one"], ["export"]):
        monkeypatch.setattr("sys.argv", ["nbgrader", *others])
        assert Excluded.of(course) == ""


def test_formgrader_stops_at_each_submission(small, monkeypatch):
    course = small(one=[OURS, "grade(nothing)"])
    monkeypatch.setenv("NNF_COURSE", str(course))
    with pytest.raises(UserError, match="knows no exercise nothing"):
        ExecuteLesson().preprocess(nbformat.v4.new_notebook(), {"nbgrader": {"assignment": "one"}})


def test_a_check_of_the_teachers_own_is_none_of_ours(small):
    edition.refuse_unknown(small(own=["from mine import check", "check(nothing)"]))


def test_what_cannot_be_read_is_told_by_who_grades_it(small):
    course = small(one=[OURS])
    for text in ("", "{}", '{"cells": 3}', '{"cells": [{}]}', "\x00"):
        Path(course, "source", "one", "one.ipynb").write_text(text)
        edition.refuse_unknown(course)


def test_the_lessons_of_the_course_are_known(root):
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        calls = edition._calls(path)
        assert len(calls) >= 4
        assert all(edition.is_known(name) for _, name in calls)
