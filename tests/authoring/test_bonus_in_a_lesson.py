"""A bonus in a lesson: a solution, a locked and ungraded check, and no hidden test."""

import re
import shutil

import nbformat
import pytest

from autograder.authoring.build import build
from autograder.authoring.master_rules import problems_of_master
from autograder.authoring.stock_check import expected_points
from autograder.master import read_master
from autograder.project import masters, role_of

LESSON = "07_backpropagation"
HEAD = '# %% nbgrader={{"grade": {}, "grade_id": "{}", "locked": {}, "schema_version": 3, '
HEAD += '"solution": {}, "task": false{}}}\n'
SOLUTION = """def softmax_vjp(P, G):
    ### BEGIN SOLUTION
    gathered = (P * G).sum(axis=1, keepdims=True)
    return P * (G - gathered)
    ### END SOLUTION

"""
HIDDEN = """# hidden tests: 0 points, leave this cell
### BEGIN HIDDEN TESTS
grade(softmax_vjp)
### END HIDDEN TESTS

"""


def cell(source, grade_id, grade=False, locked=True, solution=False, points=None):
    """A cell of a master, as text."""
    words = [str(value).lower() for value in (grade, locked, solution)]
    more = "" if points is None else f', "points": {points}'
    return HEAD.format(words[0], grade_id, words[1], words[2], more) + source


WRITTEN = cell(SOLUTION, "softmax_vjp", locked=False, solution=True)
CHECKED = cell("check(softmax_vjp)\n\n", "check_softmax_vjp")
GRADED = cell("check(softmax_vjp)\n\n", "check_softmax_vjp", grade=True, points=0)
UNLOCKED = cell("check(softmax_vjp)\n\n", "check_softmax_vjp", locked=False)
TESTED = cell(HIDDEN, "hidden_softmax_vjp", grade=True, points=0)
# the cells that the lesson has itself
OWN = re.compile(r'"grade_id": "(check_)?softmax_vjp"')


@pytest.fixture
def lesson(tmp_path, root):
    """A function that makes a project whose lesson has other cells for the bonus."""

    def make(*cells):
        source = tmp_path / "project" / "notebooks" / "source"
        source.mkdir(parents=True)
        shutil.copy(root / "pyproject.toml", tmp_path / "project")
        text = (root / "notebooks" / "source" / f"{LESSON}.py").read_text(encoding="utf-8")
        kept = [c for c in re.split(r"^(?=# %%)", text, flags=re.MULTILINE) if not OWN.search(c)]
        text = "".join(kept).rstrip() + "\n\n" + "".join(cells)
        (source / f"{LESSON}.py").write_text(text, encoding="utf-8")
        return tmp_path / "project"

    return make


def refusals(project):
    """What the build says against the bonus."""
    said = problems_of_master(read_master(masters(project)[0]))
    return [text for text in said if "softmax_vjp" in text]


def test_a_bonus_needs_no_hidden_test(lesson):
    assert refusals(lesson(WRITTEN, CHECKED)) == []


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ([WRITTEN], "has no visible check cell"),
        ([CHECKED], "has no solution cell"),
        ([CHECKED, WRITTEN], "are not in the order"),
        ([WRITTEN, GRADED], "is not locked and ungraded"),
        ([WRITTEN, UNLOCKED], "is not locked and ungraded"),
        ([WRITTEN, CHECKED, TESTED], "has a hidden test"),
    ],
    ids=["no check", "no solution", "order", "graded", "unlocked", "hidden test"],
)
def test_a_bonus_of_another_form_is_refused(lesson, cells, text):
    assert any(text in said for said in refusals(lesson(*cells)))


@pytest.mark.slow
def test_an_unsolved_bonus_does_not_stop_the_lesson(lesson):
    built = build(lesson(WRITTEN, CHECKED))
    text = next(text for path, text in built.items() if path.suffix == ".ipynb")
    cells = {c.id: c for c in nbformat.reads(text, as_version=4).cells}
    assert "gathered" not in text
    for name in ("softmax_vjp", "check_softmax_vjp"):
        assert "raises-exception" in cells[name].metadata.tags
    assert role_of(cells["check_softmax_vjp"]) == "check"
    assert not cells["check_softmax_vjp"].metadata.nbgrader.grade


def test_a_bonus_counts_for_nothing_in_the_expected_points():
    for cells in expected_points(7).values():
        assert not any("softmax_vjp" in name for name in cells)
