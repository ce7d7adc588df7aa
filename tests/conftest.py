"""What all tests share: one thread for numpy, and the folder of the repository."""

import os
import shutil
import subprocess
from pathlib import Path

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"  # before anything imports numpy
# Nothing is kept in a learner's record, here and in every process that a test starts, as while
# nbgrader validates a notebook. Tests of what is kept take it away.
os.environ["NBGRADER_VALIDATING"] = "1"

import pytest  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root():
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def tracked():
    """Return the files of the repository that git knows, relative to its root."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    names = [Path(os.fsdecode(name)) for name in listed.stdout.split(b"\0") if name]
    return [name for name in names if (ROOT / name).is_file()]


@pytest.fixture(scope="session")
def copy_tree(tracked):
    """A function that copies what git knows, as it is on disk now, into a new folder."""

    def copy(target):
        for name in tracked:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
        return target

    return copy
