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
done = shell.run_cell(sys.argv[1])
print("RAISED", type(done.error_in_exec).__name__)
"""


def said_by(cell):
    done = subprocess.run(
        [sys.executable, "-c", KERNEL, cell],
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


@pytest.mark.slow
def test_another_name_is_left_to_python():
    said = said_by("nowhere")
    assert "is not there yet" not in said
    assert "name 'nowhere' is not defined" in said
    assert "RAISED NameError" in said
