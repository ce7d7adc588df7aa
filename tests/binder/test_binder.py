"""Binder: what it would build, without docker; and the same steps really done."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from tests.binder.binder_render import problems, problems_of, render

# What is looked at in a rendered build, and what Binder reads besides.
LISTS = ("requirements.txt", "binder/requirements.txt")


@pytest.fixture
def tree(tmp_path, copy_tree):
    """A copy of the repository with nothing in it that git does not know."""
    return copy_tree(tmp_path / "tree")


@pytest.fixture(scope="module")
def rendered(tmp_path_factory, copy_tree):
    """The build that is rendered of the repository."""
    return render(copy_tree(tmp_path_factory.mktemp("rendered") / "tree"))


@pytest.fixture
def build(rendered, tmp_path):
    """The same build of a tree that holds nothing but the lists, which a test may change."""
    for name in LISTS:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(rendered.tree / name, tmp_path / name)
    return replace(rendered, tree=tmp_path)


def test_the_image_has_our_python_our_packages_and_our_project(rendered):
    assert problems_of(rendered) == []


@pytest.mark.all
def test_without_runtime_txt_python_is_another(tree):
    (tree / "binder" / "runtime.txt").unlink()
    assert problems(tree) == ["Python is whatever repo2docker likes, not 3.11"]


@pytest.mark.all
def test_another_python_is_noticed(tree):
    (tree / "binder" / "runtime.txt").write_text("python-3.12\n")
    assert problems(tree) == ["Python is 3.12, not 3.11"]


def test_without_its_line_the_project_is_missing(build):
    path = build.tree / "requirements.txt"
    path.write_text(path.read_text().replace("-e .\n", ""))
    assert problems_of(build) == ["the project is installed 0 times"]


def test_a_second_line_for_the_project_is_noticed(build):
    with open(build.tree / "binder" / "requirements.txt", "a") as file:
        file.write(".\n")
    assert problems_of(build) == ["the project is installed 2 times"]


def test_a_requirement_that_binder_lacks_is_noticed(build):
    shutil.copy(build.tree / "requirements.txt", build.tree / "binder" / "requirements.txt")
    with open(build.tree / "requirements.txt", "a") as file:
        file.write("something-new<2\n")
    assert problems_of(build) == ["not installed: something-new<2"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"python": ""}, "Python is whatever repo2docker likes, not 3.11"),
        ({"python": "3.12"}, "Python is 3.12, not 3.11"),
        ({"pip": []}, "nothing is installed"),
        ({"scripts": []}, "postBuild is not run"),
        ({"start": ""}, "start is not used"),
    ],
    ids=["no Python asked for", "another Python", "no list", "no postBuild", "no start"],
)
def test_what_repo2docker_leaves_out_is_noticed(rendered, change, said):
    assert said in problems_of(replace(rendered, **change))


@pytest.mark.all
def test_lists_in_the_root_do_nothing_beside_a_folder_binder(tree):
    (tree / "binder" / "requirements.txt").unlink()
    found = problems(tree)
    assert "nothing is installed" in found
    assert "the project is installed 0 times" in found


@pytest.mark.all
def test_without_the_folder_binder_the_rest_is_missing_too(tree):
    shutil.rmtree(tree / "binder")
    found = problems(tree)
    assert any(problem.startswith("Python is") for problem in found)
    assert {"postBuild is not run", "start is not used"} <= set(found)


def run(tree, command, path, **more):
    """Run one step of the build as Binder does: in the tree, its programs first on PATH."""
    environment = {**os.environ, "PATH": path + os.pathsep + os.environ["PATH"], **more}
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        environment.pop(name, None)
    return subprocess.run(
        ["bash", "-c", command], cwd=tree, env=environment, capture_output=True, text=True
    )


def test_post_build_stops_at_an_error(tree, tmp_path):
    # The first of its commands fails, and all that come after it would succeed.
    fake = tmp_path / "bin" / "python"
    fake.parent.mkdir()
    fake.write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/called"\n[ "$1" != -c ]\n')
    fake.chmod(0o755)
    done = run(tree, "./binder/postBuild", str(fake.parent))
    assert done.returncode != 0
    assert len((tmp_path / "called").read_text().splitlines()) == 1


def test_post_build_fails_without_lessons(tree):
    for lesson in (tree / "notebooks").glob("*.ipynb"):
        lesson.unlink()
    (tree / "notebooks").mkdir(exist_ok=True)
    python = os.path.dirname(sys.executable)
    done = run(tree, "./binder/postBuild", python, PYTHONPATH=str(tree))
    assert done.returncode != 0
    assert "no lesson" in done.stderr
    assert not (tree / "work").exists()


@pytest.mark.all
def test_the_steps_of_the_image_really_work(tree, tmp_path):
    build = render(tree)
    prefix = tmp_path / "env"
    subprocess.run([sys.executable, "-m", "venv", prefix], check=True)
    path = str(prefix / "bin")
    for command in [*build.pip, *build.scripts]:
        done = run(tree, command, path, KERNEL_PYTHON_PREFIX=str(prefix))
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    lessons = sorted(lesson.name for lesson in (tree / "notebooks").glob("*.ipynb"))
    assert sorted(lesson.name for lesson in (tree / "work").glob("*.ipynb")) == lessons != []

    start = build.start.replace("${REPO_DIR}", str(tree))
    code = (
        "import os, autograder.check, jupyterlab, nbgrader, nnlib; print(nnlib.__file__);"
        "print(*(os.environ[f'{name}_NUM_THREADS'] for name in ('OPENBLAS', 'OMP', 'MKL')))"
    )
    # From another folder: the project is installed, not just lying there.
    done = run(tmp_path, f'"{start}" python -c "{code}"', path)
    assert done.returncode == 0, done.stderr
    where, threads = done.stdout.splitlines()
    assert where.startswith(str(tree))
    assert threads == "1 1 1"
    failing = run(tmp_path, f'"{start}" python -c "raise SystemExit(7)"', path)
    assert failing.returncode == 7
