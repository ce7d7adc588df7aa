"""What must hold for the repository as a whole: names, bounds, commands, licences."""

import re
import shutil
import subprocess
import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# On the package index these two names belong to strangers.
OURS = ("nnlib", "autograder")


@pytest.fixture(scope="session")
def texts(tracked, root):
    """{path: text} of every text file that git knows."""
    found = {}
    for path in tracked:
        try:
            found[path] = (root / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


@pytest.fixture(scope="session")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text())["project"]


def listed(path):
    """The requirements of a file by name, and its other lines (options, the project)."""
    lines = [line.split("#")[0].strip() for line in path.read_text().splitlines()]
    lines = [line for line in lines if line]
    named = [Requirement(line) for line in lines if not line.startswith(("-", "."))]
    others = [line for line in lines if line.startswith(("-", "."))]
    return {canonicalize_name(one.name): one for one in named}, others


def names_a_stranger(text):
    """Find commands that would install one of our names from the package index."""
    pattern = rf"\bpip3?\W+install\b[^\n;&|]*?[\s\"'=]({'|'.join(OURS)})(?![\w/\\.-])"
    return re.findall(pattern, text)


def test_the_search_for_strangers_finds_them():
    pip = "pip " + "install"  # in two parts, or this file would be found
    for command in (f"{pip} nnlib", f"{pip} -U 'autograder'", f"python -m {pip} numpy nnlib"):
        assert names_a_stranger(command), command
    for command in (f"{pip} -r requirements.txt\npython -m autograder lab", f"{pip} ./nnlib"):
        assert not names_a_stranger(command), command


def test_nothing_installs_a_strangers_package(texts):
    assert texts
    assert {path: found for path, text in texts.items() if (found := names_a_stranger(text))} == {}


def test_no_list_of_requirements_names_a_stranger(tracked, root, project):
    names = set()
    for path in tracked:
        if re.fullmatch(r"(.*/)?requirements[^/]*\.txt", path.as_posix()):
            names |= set(listed(root / path)[0])
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    names |= {canonicalize_name(Requirement(line).name) for group in groups for line in group}
    assert "numpy" in names
    assert names.isdisjoint(OURS)
    assert canonicalize_name(project["name"]) not in OURS


def test_requirements_and_project_agree(root, project):
    named, others = listed(root / "requirements.txt")
    assert others == ["-e ."]  # the project, once
    extras = project["optional-dependencies"]
    needed = [Requirement(line) for line in project["dependencies"] + extras["grading"]]
    for one in needed:
        assert named[canonicalize_name(one.name)].specifier == one.specifier, one.name
    for one in map(Requirement, extras["dev"]):
        if canonicalize_name(one.name) in named:
            assert named[canonicalize_name(one.name)].specifier == one.specifier, one.name
    for one in named.values():
        assert "<" in str(one.specifier), f"{one.name} has no upper bound"


def test_reading_a_notebook_compiles_no_grammar():
    # as jsonschema does from 4.25 on, for seconds, at each start of JupyterLab and nbgrader
    seen = "import sys, nbformat; print(sorted({'lark', 'rfc3987_syntax'} & sys.modules.keys()))"
    said = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"


def test_binder_keeps_no_list_of_its_own(root):
    named, others = listed(root / "binder" / "requirements.txt")
    assert others == ["-r ../requirements.txt"]
    # but one bound, which JupyterLab 4.4.9 of its image needs and a newer one does not
    assert list(named) == ["jupytext"]
    assert not named["jupytext"].specifier.contains("1.19.5")
    assert named["jupytext"].specifier.contains("1.19.4")


def test_git_hands_out_the_same_bytes_on_every_machine(root, tmp_path):
    # Git for Windows comes with these settings, and `autograder build --check` compares bytes.
    options = ["-c", "core.autocrlf=true", "-c", "core.eol=crlf"]
    clone = tmp_path / "clone"
    subprocess.run(["git", *options, "clone", "--quiet", root, clone], check=True)
    names = [
        *(clone / "notebooks").rglob("*.*"),
        *(clone / "docs").glob("*.md"),
        *(clone / "binder").iterdir(),
        clone / "README.md",
    ]
    assert len(names) > 8
    assert [name for name in names if b"\r" in name.read_bytes()] == []
    assert (clone / "nnlib/data/digits.npz").read_bytes() == (
        root / "nnlib/data/digits.npz"
    ).read_bytes()


def test_ci_runs_the_tests_that_people_run(root):
    lines = (root / ".ci" / "run").read_text().splitlines()
    assert "set -euo pipefail" in lines
    assert lines[-1] == "make test </dev/null"


def test_make_clean_spares_what_cannot_be_made_again(root, tmp_path):
    folder = tmp_path / "my course"
    for name in ("work/__pycache__", ".venv/__pycache__", "nnlib/__pycache__", "build"):
        (folder / name).mkdir(parents=True)
        (folder / name / "file").write_text("x")
    shutil.copy(root / "Makefile", folder)
    subprocess.run(["make", "clean"], cwd=folder, check=True, capture_output=True)
    left = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("file"))
    assert left == [".venv/__pycache__/file", "work/__pycache__/file"]
    assert not (folder / "build").exists()


def test_the_licences_are_there(root, project):
    assert "The authors of Neural Networks Fundamentals" in (root / "LICENSE").read_text()
    text = (root / "LICENSE-TEXT").read_text()
    assert "https://creativecommons.org/licenses/by/4.0/" in text
    assert set(project["license-files"]) == {"LICENSE", "LICENSE-TEXT"}
