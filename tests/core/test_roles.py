"""What a cell is for is decided by one rule, for the build and for the grading."""

import json

import nbformat
import pytest

from autograder.project import call_in, hidden_cell, role_of

LINE = "# hidden tests: 4 points, leave this cell"
REGION = "### BEGIN HIDDEN TESTS\ngrade(f)\n### END HIDDEN TESTS"
GRADED = {"grade": True, "solution": False, "grade_id": "x", "points": 4}
LOCKED = {"grade": False, "solution": False, "grade_id": "x", "locked": True}
SOLUTION = {"grade": False, "solution": True, "grade_id": "x"}
ROLES = [
    ("code", None, "check(f)", ""),
    ("code", {}, "check(f)", ""),
    ("markdown", {"task": True, "grade_id": "x", "points": 2}, "Why?", "task"),
    ("code", SOLUTION, "def f(): pass", "solution"),
    ("markdown", SOLUTION, "words", "solution"),
    ("code", {**SOLUTION, "grade": True}, "x = 1", "manual"),
    ("markdown", {**SOLUTION, "grade": True}, "words", "manual"),
    ("markdown", LOCKED, "a text", "locked"),
    ("code", LOCKED, "import numpy as np", "locked"),
    ("code", LOCKED, "check(f)", "check"),
    ("code", GRADED, "check(f)\n", "check"),
    ("code", GRADED, "check(f, g)", "tests"),
    ("code", GRADED, f"{LINE}\n{REGION}", "hidden"),
    ("code", GRADED, f"# a remark\n# another\n{REGION}\n", "hidden"),
    ("code", GRADED, LINE, "hidden"),
    ("code", GRADED, f"x = 1\n{REGION}", "tests"),
    ("code", GRADED, "assert f(1) == 2  # hidden tests", "tests"),
    ("code", LOCKED, f"{LINE}\n{REGION}", "locked"),
]


@pytest.mark.parametrize(("kind", "marks", "source", "role"), ROLES)
def test_the_role_is_the_same_in_every_form_of_a_cell(kind, marks, source, role):
    metadata = {} if marks is None else {"nbgrader": marks}
    cell = {"cell_type": kind, "metadata": metadata, "source": source}
    assert role_of(cell) == role
    assert role_of({**cell, "source": source.splitlines(keepends=True)}) == role
    assert role_of(nbformat.from_dict(cell)) == role
    assert role_of(json.loads(json.dumps(cell))) == role
    assert role_of({**cell, "source": "of the learner edition"}, source) == role


@pytest.mark.parametrize(
    ("source", "read"),
    [
        (f"{LINE}\n{REGION}", ("f", "4")),
        (f"# hidden tests: 0.5 points, leave this cell\n{REGION}", ("f", "0.5")),
        # judged so, and refused by the build
        (REGION, ("f", None)),
        (f"# a remark\n{REGION}", ("f", None)),
        (f"{LINE}\n# a remark\n{REGION}", ("f", None)),
        (f"{LINE}\n{REGION}\n", ("f", None)),
        (f"{LINE}\n{REGION.replace('grade', ' grade')}", ("f", None)),
        # no hidden cell
        (f"{LINE}\n{REGION}\n4.0", None),
        (f"{LINE}\n{REGION.replace('grade(f)', 'p = grade(f)')}", None),
        (LINE, None),
    ],
)
def test_a_hidden_cell_has_one_form(source, read):
    assert hidden_cell(source) == read


@pytest.mark.parametrize(
    ("source", "call"),
    [
        ("check(f)", ("check", "f")),
        ("# a remark\ncheck(f)\n", ("check", "f")),
        (f"{LINE}\n{REGION}", ("grade", "f")),
        ("grade(f)", ("grade", "f")),
        ("print(check(f))", None),
        ("check(f.g)", None),
        ("x = 1\ncheck(f)", None),
        ("check_steps('f')", None),
    ],
)
def test_which_exercise_a_cell_asks_for(source, call):
    assert call_in(source) == call
