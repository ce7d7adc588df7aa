"""The driver needs little of an exercise and nothing of the lessons: it may run behind a wall."""

import ast
import subprocess
import sys
import textwrap
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.core.driver import drive
from autograder.core.exercise import Case
from autograder.core.guard import NUMPYS_SETTINGS
from autograder.core.plain_data import Family
from autograder.project import PACKAGE

# What a learner's side may know of an exercise.
PUBLIC = SimpleNamespace(
    name="f",
    families={"line": lambda slope: lambda x: slope * x},
    libraries=False,
    overflow_counts=True,
)


def test_a_case_runs_with_the_public_half_of_an_exercise():
    case = Case("a case", {"g": Family("line", {"slope": 3.0}), "x": np.ones(2)})
    assert drive(PUBLIC, lambda g, x: g(x), case).value.tolist() == [3.0, 3.0]
    found = drive(PUBLIC, lambda g, x: np.exp(1000 * x), case)
    assert found.error["type"] == "FloatingPointError"


def test_what_stands_in_is_handed_over():
    names = {"__name__": "__main__"}
    exec("def f(x): return earlier(x) + 1", names)
    case = Case("a case", {"x": 2.0})
    assert drive(PUBLIC, names["f"], case).error["type"] == "NameError"
    found = drive(PUBLIC, names["f"], case, stand_ins={"earlier": lambda x: 10 * x})
    assert (found.value, found.error) == (21.0, None)
    assert "earlier" not in names


def test_what_lends_is_handed_over():
    class Node:
        pass

    class Lender:
        def count(self):
            return 7

    script = (("make", "a"), ("lent", "n", "a", "count"), ("show", "n"))
    assert drive(PUBLIC, Node, Case("a case", script=script), lends=Lender).value == [7]


def test_the_driver_imports_no_lesson_and_no_engine():
    code = """
        import sys
        import autograder.core.driver
        names = {"autograder.lessons", "autograder.core.known_outcomes", "nnlib"}
        assert not names & set(sys.modules), names & set(sys.modules)
    """
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_of_an_exercise_the_driver_reads_the_public_half_alone():
    tree = ast.parse((PACKAGE / "core" / "driver.py").read_text(encoding="utf-8"))
    read = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "exercise"
    }
    assert read <= set(vars(PUBLIC))


@pytest.mark.parametrize("path", sorted((PACKAGE / "core").glob("*.py")), ids=lambda p: p.name)
def test_numpys_private_names_are_left_alone(path):
    private = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.endswith("__")
        and ast.unparse(node.value).partition(".")[0] in ("np", "numpy")
    ]
    assert private == []


def test_numpy_sets_how_errors_are_treated_in_python():
    # where it would not, nobody would see that an overflow is silenced
    assert NUMPYS_SETTINGS is np.seterr.__globals__ is np.errstate.__enter__.__globals__
