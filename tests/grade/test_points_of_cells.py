"""Points belong to the cell: a course may set others than the exercises give, and 0 leaves out."""

import json
import shutil

import pytest

from autograder.cli import UserError
from autograder.core.words import MISTAKES_MIME
from autograder.course.marks import read_graded
from autograder.course.stock import nbgrader, read_marks
from autograder.grade.assignment import grade_assignment
from autograder.grade.lesson import _points
from tests.grade.class_of_learners import FULL, LESSON, RIGHT, cell_of, handed_in, lay

pytestmark = pytest.mark.slow

# those of these cells; the others stay as they are
SET = {
    "check_affine_backward": 0.3,
    "hidden_affine_backward": 10,
    "check_numerical_gradient": 5,
    "hidden_numerical_gradient": 1,
    "hidden_softmax_cross_entropy": 9,
    "hidden_mlp_backward": 6,
    "check_relu_backward": 0,
    "hidden_relu_backward": 0,
}
# dX and dW hold, db does not: 3 of 4
BIAS_AVERAGED = """
def affine_backward(dZ, cache):
    X, W = cache
    return dZ @ W.T, X.T @ dZ, dZ.mean(axis=0)
"""
# wrong throughout, in an exercise that is left out
FORGETS_Z = "def relu_backward(dA, Z):\n    return dA"
MIXED = {**RIGHT, "affine_backward": BIAS_AVERAGED, "relu_backward": FORGETS_Z}


@pytest.fixture(scope="module")
def courses(new_class, released, tmp_path_factory):
    """Two courses with points of their own, graded in both ways."""
    ours = new_class(tmp_path_factory.mktemp("points") / "course")
    source = ours / "source" / LESSON / f"{LESSON}.ipynb"
    notebook = json.loads(source.read_text())
    for name, points in SET.items():
        cell_of(notebook, name)["metadata"]["nbgrader"]["points"] = points
    source.write_text(json.dumps(notebook))
    nbgrader(ours, "generate_assignment", LESSON, "--force")
    for student, answers in (("right", RIGHT), ("mixed", MIXED), ("blank", {})):
        lay(ours, student, handed_in(released, answers))
    stock = tmp_path_factory.mktemp("by-stock") / "course"
    shutil.copytree(ours, stock)
    report = grade_assignment(ours, LESSON, progress=False)
    assert report.status == 0
    nbgrader(stock, "autograde", LESSON)
    return report, ours, stock


def expected(student):
    most = {f"{part}_{name}": p for name, both in FULL.items() for part, p in zip(
        ("check", "hidden"), both, strict=True)} | SET  # fmt: skip
    if student == "blank":
        return dict.fromkeys(most, 0)
    if student == "mixed":
        return most | {"check_affine_backward": 0, "hidden_affine_backward": 7.5}
    return most


@pytest.mark.parametrize("way", [1, 2], ids=["autograder grade", "nbgrader autograde"])
@pytest.mark.parametrize("student", ["right", "mixed", "blank"])
def test_a_cell_gives_its_own_points_whichever_way_is_graded(courses, way, student):
    marks = read_marks(courses[way], LESSON)[student]
    assert {cell: marks[cell] for cell in expected(student)} == pytest.approx(
        expected(student), abs=1e-9
    )


@pytest.mark.parametrize("way", [1, 2], ids=["autograder grade", "nbgrader autograde"])
def test_what_is_worth_0_is_left_out_of_the_table(courses, way):
    graded = read_graded(courses[way], LESSON)
    assert not {cell for cell in SET if not SET[cell]} & graded.most.keys()
    table = graded.table()
    assert "relu_backward" not in table
    assert "affine_backward: bias averaged" in table
    assert graded.mistakes["mixed"].keys() == {"affine_backward"}
    assert all(row.keys() == graded.most.keys() for row in graded.marks.values())


def test_the_report_of_a_run_leaves_it_out_as_well(courses):
    graded = courses[0].graded
    assert "relu_backward" not in graded.table()
    assert graded.most == read_graded(courses[1], LESSON).most


@pytest.mark.parametrize("way", [1, 2], ids=["autograder grade", "nbgrader autograde"])
def test_what_is_said_has_the_points_of_the_cell(courses, way):
    path = courses[way] / "autograded" / "mixed" / LESSON / f"{LESSON}.ipynb"
    notebook = json.loads(path.read_text())

    def shown(name):
        (output,) = cell_of(notebook, name)["outputs"]
        return output["data"]

    html = "".join(shown("hidden_affine_backward")["text/html"])
    assert "7.5 of 10 points" in html
    assert shown("hidden_affine_backward")[MISTAKES_MIME] == ["bias averaged"]
    left_out = shown("hidden_relu_backward")
    assert "".join(left_out["text/plain"]) == "0"
    assert "point" not in "".join(left_out["text/html"])


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (-1, "-1 points"),
        ("3", "'3' points"),
        (float("nan"), "nan points"),
        (10**9, "0 to 1,000,000"),
    ],
    ids=str,
)
def test_points_that_are_none_stop_everything_before_anybody_is_graded(
    new_class, released, tmp_path, points, words
):
    course = new_class(tmp_path / "course")
    lay(course, "ada", handed_in(released, RIGHT))
    path = course / "release" / LESSON / f"{LESSON}.ipynb"
    notebook = json.loads(path.read_text())
    cell_of(notebook, "hidden_Value")["metadata"]["nbgrader"]["points"] = points
    path.write_text(json.dumps(notebook))
    with pytest.raises(UserError, match=f"nobody was graded: hidden_Value has .*{words}"):
        grade_assignment(course, LESSON, progress=False)
    assert read_marks(course, LESSON) == {}


def test_points_that_nobody_can_share_out_are_refused():
    marks = {"grade_id": "hidden_sgd_step", "points": 2}
    with pytest.raises(UserError, match="sgd_step gives no shares of them"):
        _points(marks, "hidden", "sgd_step")
    assert _points(marks, "check", "sgd_step") == 2
