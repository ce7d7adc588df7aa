"""The benchmarks can be started: none imports a module that has moved."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

BENCH = Path(__file__).parents[2] / "bench"
# As `python bench/NAME.py` starts it from the project's folder, up to its `main()`.
START = """
import runpy, sys
sys.path[0] = {folder!r}
runpy.run_path({script!r}, run_name="imported")
"""


@pytest.mark.parametrize("script", sorted(path.name for path in BENCH.glob("bench_*.py")))
def test_it_can_be_started(script):
    code = START.format(folder=str(BENCH), script=str(BENCH / script))
    run = subprocess.run([sys.executable, "-c", code], cwd=BENCH.parent, capture_output=True)
    assert run.returncode == 0, run.stderr.decode()
