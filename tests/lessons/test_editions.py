"""Both editions of every lesson run from top to bottom, by nbval and within their time."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.master import read_master, write_notebook
from autograder.project import masters

ROOT = Path(__file__).resolve().parents[2]
LESSONS = [path.stem for path in masters(ROOT)]
A_MINUTE = 60

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("lesson", LESSONS)]


def nbval(notebook):
    """Run a notebook by nbval, lax: every cell must run; outputs are not compared.

    Returns
    -------
    (float, float)
        Seconds on the wall, and seconds of the processors.
    """
    start, before = time.monotonic(), _spent_by_children()
    command = [sys.executable, "-m", "pytest", "-p", "nbval.plugin", "--nbval-lax", "-q"]
    result = subprocess.run(
        [*command, "-p", "no:cacheprovider", notebook],
        cwd=notebook.parent,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return time.monotonic() - start, _spent_by_children() - before


def _spent_by_children():
    used = os.times()
    return used.children_user + used.children_system


@pytest.fixture
def as_learners_get_it(lesson, tmp_path):
    """The learner edition of a lesson, in a folder of its own."""
    notebook = tmp_path / f"{lesson}.ipynb"
    notebook.write_bytes((ROOT / "notebooks" / notebook.name).read_bytes())
    return notebook


def test_run_all_reaches_the_end_and_computes_less_than_a_minute(as_learners_get_it):
    _, computed = nbval(as_learners_get_it)
    assert computed < A_MINUTE


@pytest.mark.all
@pytest.mark.clock
def test_run_all_reaches_the_end_in_under_a_minute(as_learners_get_it):
    waited, _ = nbval(as_learners_get_it)
    assert waited < A_MINUTE


# the cells of the solved edition run in the tests of its lesson, in its class and by stock as well
@pytest.mark.all
@pytest.mark.clock
def test_the_solved_edition_reaches_its_end_in_under_a_minute(lesson, tmp_path):
    notebook = tmp_path / f"{lesson}.ipynb"
    solved = read_master(ROOT / "notebooks" / "source" / f"{lesson}.py").solved
    write_notebook(solved, notebook)
    waited, _ = nbval(notebook)
    assert waited < A_MINUTE
