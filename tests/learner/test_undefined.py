"""The NameError of an exercise's name is explained; any other is left as it is."""

import subprocess
import sys

import pytest

KERNEL = """
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.kernel = object()
shell.run_cell("from autograder.check import check")
for cell in sys.argv[1:]:
    done = shell.run_cell(cell)
print("RAISED", type(done.error_in_exec).__name__)
"""


def said_by(cell):
    return said_by_all(cell)


def said_by_all(*cells):
    done = subprocess.run(
        [sys.executable, "-c", KERNEL, *cells],
        capture_output=True,
        text=True,
        env=environment(),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def environment():
    import os

    return {name: value for name, value in os.environ.items() if name != "NBGRADER_VALIDATING"}


@pytest.mark.slow
def test_the_name_of_an_exercise_is_explained_and_still_an_error():
    said = said_by("check(neuron)")
    assert "neuron is not there yet. Run the cell in which you write it" in said
    assert "name 'neuron' is not defined" in said
    assert "RAISED NameError" in said


RIGHT = "def neuron(x, w, b):\n    return x @ w + b"


@pytest.mark.slow
@pytest.mark.parametrize("broken", [RIGHT.replace(":", "", 1), f"1 / 0\n{RIGHT}"])
def test_a_function_from_before_its_cell_failed_is_not_praised(broken):
    said = said_by_all(RIGHT, broken, "check(neuron)")
    assert "points" not in said
    assert "The cell in which you write neuron ended with a" in said
    assert "RAISED CheckFailed" in said
    mended = said_by_all(RIGHT, broken, RIGHT, "check(neuron)")
    assert "3 of 3 points" in mended
    assert "RAISED NoneType" in mended


@pytest.mark.slow
def test_a_cell_that_fails_after_its_function_is_checked_as_it_stands():
    said = said_by_all(RIGHT, f"{RIGHT}\nneuron(1)", "check(neuron)")
    assert "3 of 3 points" in said


@pytest.mark.slow
def test_another_name_is_left_to_python():
    said = said_by("nowhere")
    assert "is not there yet" not in said
    assert "name 'nowhere' is not defined" in said
    assert "RAISED NameError" in said
