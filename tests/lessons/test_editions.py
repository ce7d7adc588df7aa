"""Both editions of every lesson run from top to bottom, by nbval and within their time."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.master import read_master, write_notebook
from autograder.project import masters

ROOT = Path(__file__).resolve().parents[2]
LESSONS = [path.stem for path in masters(ROOT)]


def nbval(notebook):
    """Run a notebook by nbval, lax: every cell must run; outputs are not compared.

    What is timed is what a learner waits for after "Run All": the cells, without the start of
    pytest and of the kernel.
    """
    command = [sys.executable, "-m", "pytest", "-p", "nbval.plugin", "--nbval-lax", "-q"]
    result = subprocess.run(
        [*command, "-p", "no:cacheprovider", "-vv", "--durations=0", notebook],
        cwd=notebook.parent,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
    )
    cells = re.findall(r"^ *([\d.]+)s call ", result.stdout, re.MULTILINE)
    return result, sum(map(float, cells))


# the cells of the solved edition run in the tests of its lesson, in its class and by stock as well
EDITIONS = ["learner", pytest.param("solved", marks=pytest.mark.all)]


@pytest.fixture(scope="module", params=LESSONS)
def lesson(request):
    """The name of a lesson."""
    return request.param


@pytest.fixture(scope="module", params=EDITIONS)
def run(request, lesson, tmp_path_factory):
    """One run of an edition from top to bottom, and the seconds that its cells took."""
    notebook = tmp_path_factory.mktemp(request.param) / f"{lesson}.ipynb"
    if request.param == "learner":
        notebook.write_bytes((ROOT / "notebooks" / f"{lesson}.ipynb").read_bytes())
    else:
        solved = read_master(ROOT / "notebooks" / "source" / f"{lesson}.py").solved
        write_notebook(solved, notebook)
    return nbval(notebook)


@pytest.mark.slow
@pytest.mark.clock
def test_run_all_reaches_the_end(run):
    result, _ = run
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.slow
@pytest.mark.clock
def test_it_does_in_under_a_minute(run):
    _, seconds = run
    assert 0 < seconds < 60
