"""An installed copy has the lessons: its commands work from any folder."""

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.all

BUILD = """
import sys
from setuptools import build_meta
print(getattr(build_meta, sys.argv[1])(sys.argv[2]))
"""


@pytest.fixture(scope="module")
def built(copy_tree, tmp_path_factory):
    """A wheel and an sdist of the project, built without a net."""
    project = copy_tree(tmp_path_factory.mktemp("project") / "nnf")
    target = tmp_path_factory.mktemp("built")
    for what in ("build_wheel", "build_sdist"):
        command = [sys.executable, "-c", BUILD, what, str(target)]
        subprocess.run(command, cwd=project, check=True, capture_output=True)
    (wheel,), (sdist,) = target.glob("*.whl"), target.glob("*.tar.gz")
    return wheel, sdist


@pytest.fixture(scope="module")
def python(built, tmp_path_factory):
    """A Python that has the wheel, and of our own environment the other packages."""
    place = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    (site,) = place.glob("lib/python*/site-packages")
    with zipfile.ZipFile(built[0]) as wheel:
        wheel.extractall(site)
    # a line of such a file is added to the path, but files like it there are not read
    others = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "others.pth").write_text(f"{others}\n")
    return place / "bin" / "python"


def run(python, folder, *arguments, code=None):
    own = {"PYTHONPATH", "NNF_HOME"}
    environment = {k: v for k, v in os.environ.items() if k not in own}
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = [str(python), *(["-c", code] if code else ["-m", "autograder"]), *arguments]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment | {"HOME": str(folder), "XDG_DATA_HOME": str(folder / "data")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout


def lessons(root):
    return sorted(path.name for path in root.glob("notebooks/[0-9]*.ipynb"))


def test_wheel_and_sdist_bring_masters_and_notebooks(built, root):
    masters = sorted(path.name for path in root.glob("notebooks/source/[0-9]*.py"))
    with zipfile.ZipFile(built[0]) as wheel:
        names = wheel.namelist()
    there = sorted(Path(n).name for n in names if n.startswith("autograder/shipped/"))
    assert there == sorted([*lessons(root), *masters])
    with tarfile.open(built[1]) as sdist:
        names = [name.partition("/")[2] for name in sdist.getnames()]
    for name in [*lessons(root), *(f"source/{master}" for master in masters)]:
        assert f"notebooks/{name}" in names
    for needed in ("setup.py", "pyproject.toml", "nnlib/data/digits.npz", "LICENSE"):
        assert needed in names


def test_its_own_packages_are_the_installed_ones(python, tmp_path, root):
    code = "import autograder, nnlib; print(autograder.__file__, nnlib.__file__)"
    _, said = run(python, tmp_path, code=code)
    assert said.count(str(python.parents[1])) == 2
    assert str(root / "nnlib") not in said


def test_lab_lays_the_lessons_out_where_one_is(python, tmp_path, root):
    status, said = run(python, tmp_path, "lab", "--layout-only")
    assert status == 0, said
    assert sorted(path.name for path in (tmp_path / "work").glob("*.ipynb")) == lessons(root)


def test_progress_works_from_any_folder(python, tmp_path):
    status, said = run(python, tmp_path, "progress")
    assert status == 0, said
    assert "Nothing is kept in" in said


def test_a_course_is_laid_out_released_and_graded(python, tmp_path):
    lesson = "01_introduction"
    status, said = run(python, tmp_path, "new-course", "spring", "--lesson", lesson)
    assert status == 0, said
    course = tmp_path / "spring"
    code = (
        "import sys; from nbgrader.apps.nbgraderapp import main; sys.argv[0] = 'nbgrader'; main()"
    )
    status, said = run(python, course, "generate_assignment", lesson, code=code)
    assert status == 0, said
    release = course / "release" / lesson / f"{lesson}.ipynb"
    handed_in = course / "submitted" / "ada" / lesson / f"{lesson}.ipynb"
    handed_in.parent.mkdir(parents=True)
    handed_in.write_text(json.dumps(json.loads(release.read_text())))
    status, said = run(python, course, "grade", lesson)
    assert status == 0, said
    assert "nothing was tried" in said


WITHOUT = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in "nbgrader nbformat nbconvert jupytext pebble nh3".split():
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
from autograder.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    "command",
    [
        ["new-course", "spring"],
        ["grade", "01_introduction", "--course", "course"],
        ["marks", "01_introduction", "--course", "course"],
        ["demo-class"],
    ],
    ids=lambda command: command[0],
)
def test_without_the_packages_for_grading_there_is_one_sentence(python, tmp_path, command):
    (tmp_path / "course" / "source" / "01_introduction").mkdir(parents=True)
    (tmp_path / "course" / "gradebook.db").touch()
    status, said = run(python, tmp_path, *command, code=WITHOUT)
    assert status == 1
    assert "install the course with its extra [grading]" in said
    assert said.count("\n") == 1
