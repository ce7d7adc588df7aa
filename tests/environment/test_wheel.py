"""The wheel: whoever installs the project by it has every file that the packages open."""

import subprocess
import sys
import zipfile

import pytest


@pytest.fixture(scope="module")
def names_in_wheel(copy_tree, tmp_path_factory):
    """Build a wheel from what git knows, and list its files."""
    tree, target = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    copy_tree(tree)
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"),
            *("--no-build-isolation", "--no-index", "--wheel-dir", target, tree),
        ],
        check=True,
        stdin=subprocess.DEVNULL,
    )
    (wheel,) = target.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.mark.all
def test_the_wheel_holds_every_file_of_the_packages(names_in_wheel, tracked):
    files = {path.as_posix() for path in tracked if path.parts[0] in ("nnlib", "autograder")}
    endings = {name.rpartition(".")[2] for name in files}
    assert {"py", "js", "css", "json", "npz", "toml"} <= endings  # the list is no empty one
    assert sorted(files - names_in_wheel) == []


@pytest.mark.all
def test_the_wheel_holds_nothing_else(names_in_wheel, tracked):
    files = {path.as_posix() for path in tracked}
    # an installed copy has the lessons in its package
    files |= {f"autograder/shipped/{name}" for name in files if name.startswith("notebooks/")}
    foreign = {name for name in names_in_wheel - files if ".dist-info/" not in name}
    assert sorted(foreign) == []
