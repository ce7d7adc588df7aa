"""What all tests share: one thread for numpy, the repository, and what is made once a run."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"  # before anything imports numpy
# Nothing is kept in a learner's record, here and in every process that a test starts, as while
# nbgrader validates a notebook. Tests of what is kept take it away.
os.environ["NBGRADER_VALIDATING"] = "1"

import pytest  # noqa: E402
from filelock import FileLock  # noqa: E402

from tests import nbgrader_server  # noqa: E402
from tests.drawn import drawn_lesson  # noqa: E402

pytest_plugins = ["tests.running.plugin", "pytester"]
ROOT = Path(__file__).resolve().parents[1]


def pytest_report_header():
    """Say which class stock nbgrader grades more of."""
    return f"stock nbgrader grades three of the class of {drawn_lesson()}, one of every other"


@pytest.fixture(scope="session")
def root():
    """The folder of the repository."""
    return ROOT


@pytest.fixture(autouse=True)
def _permissions_of_new_files():
    """Give permissions back that the settings of a course took, where a test ran them in here."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


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


@pytest.fixture(scope="session", autouse=True)
def _nbgrader_is_imported_once():
    """Let one process have nbgrader imported, where tests use it, and fork for each command."""
    if "autograder.course.stock" not in sys.modules:  # no test that was collected does
        yield
        return
    import autograder.course.stock

    with nbgrader_server.serving() as run, pytest.MonkeyPatch.context() as patch:
        patch.setattr(autograder.course.stock, "run_nbgrader", run)
        yield


@pytest.fixture(scope="session")
def once(tmp_path_factory, pytestconfig):
    """A function that makes a folder once a run, whichever worker comes first: ``(name, make)``.

    ``make(folder)`` fills a folder that is not there yet. What comes back is to be read or copied,
    never changed: it is everybody's.
    """
    base = tmp_path_factory.getbasetemp()
    if hasattr(pytestconfig, "workerinput"):
        base = base.parent  # a worker's own lies in that of the run

    def once(name, make):
        folder, aside = base / name, base / f"{name}.part"
        with FileLock(base / f"{name}.lock"):
            if not folder.exists():
                shutil.rmtree(aside, ignore_errors=True)  # what a failure has left
                make(aside)
                aside.rename(folder)
        return folder

    return once


@pytest.fixture(scope="session")
def released_course(once):
    """A function that lays a course with one released lesson out: ``(lesson, folder)``.

    The lesson is released once a run; what a test gets is a copy of its own.
    """
    from autograder.course.new_course import new_course
    from autograder.course.stock import nbgrader

    def copy(lesson, folder):
        def make(made):
            new_course(made / "course", [lesson])
            nbgrader(made / "course", "generate_assignment", lesson)

        made = once(f"released-{lesson}", make)
        return shutil.copytree(made / "course", folder)

    return copy


@pytest.fixture(scope="session")
def built(root, once):
    """What one build makes of all lessons: path below the root -> text."""

    def make(folder):
        from autograder.authoring.build import build

        made = {str(path): text for path, text in build(root).items()}
        folder.mkdir()
        (folder / "built.json").write_text(json.dumps(made))

    made = json.loads((once("built", make) / "built.json").read_text())
    return {Path(path): text for path, text in made.items()}
