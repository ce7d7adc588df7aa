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
# the cells of the solved edition run in the tests of its lesson, in its class and by stock as well
EDITIONS = ["learner", pytest.param("solved", marks=pytest.mark.all)]


def nbval(notebook):
    """Run a notebook by nbval, lax: every cell must run; outputs are not compared."""
    start = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-p", "nbval.plugin", "--nbval-lax", "-q"]
    result = subprocess.run(
        [*command, "-p", "no:cacheprovider", notebook],
        cwd=notebook.parent,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
    )
    return result, time.monotonic() - start


@pytest.mark.slow
@pytest.mark.clock
@pytest.mark.parametrize("lesson", LESSONS)
@pytest.mark.parametrize("edition", EDITIONS)
def test_run_all_reaches_the_end_in_under_a_minute(lesson, edition, tmp_path):
    notebook = tmp_path / f"{lesson}.ipynb"
    if edition == "learner":
        notebook.write_bytes((ROOT / "notebooks" / f"{lesson}.ipynb").read_bytes())
    else:
        solved = read_master(ROOT / "notebooks" / "source" / f"{lesson}.py").solved
        write_notebook(solved, notebook)
    result, seconds = nbval(notebook)
    assert result.returncode == 0, result.stdout + result.stderr
    assert seconds < 60
