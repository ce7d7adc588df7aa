"""What the pages under docs/ tell people to do works as it stands there."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(\w+)(?: file=(\S+)| panel)?\n(.*?)^```$", re.DOTALL | re.MULTILINE)

FOLDERS = "autograder|bench|binder|docs|nnlib|notebooks|tests"
PATH = re.compile(rf"(?<![\w/.])(?:{FOLDERS})/[\w./*-]*[\w/](?![\w{{])")
# What a page writes for the lesson of its reader, and what is there in its place.
ANY_LESSON = {
    "NN_name": "07_*",
    "99_example": "07_*",
    "lesson99": "lesson07",
    "NN": "07",
    "m99": "m07",
    "NAME": "*",
}


def blocks(page, language):
    """List (file, text) of the fenced blocks of one language."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return [(name, code) for kind, name, code in FENCE.findall(text) if kind == language]


def environment(**changes):
    """The environment of a person who has activated the course's environment."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {**os.environ, "PATH": path, **changes}


@pytest.mark.slow
def test_classroom_commands_lead_from_an_empty_folder_to_marks(tmp_path):
    commands = "\n".join(code for _, code in blocks("classroom.md", "bash"))
    assert commands.count("\n") >= 8
    project = {"PYTHONPATH": str(ROOT)}
    # new-course looks for the project from where it is called, else beside the package
    result = subprocess.run(
        ["bash", "-euo", "pipefail"],
        input=commands,
        cwd=tmp_path,
        env=environment(**project),
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    row = r"^ada( +0)+( +-)+ +0  nothing was tried$"
    assert re.search(row, result.stdout, re.MULTILINE), result.stdout
    assert "handed in nothing: bob, zoe" in result.stdout
    assert (tmp_path / "spring" / "grades.csv").read_text().count("ada") == 1
    feedback = tmp_path / "spring" / "feedback" / "ada" / "07_backpropagation"
    assert [path.suffix for path in feedback.iterdir()] == [".html"]


@pytest.mark.slow
def test_a_lesson_written_from_the_authoring_page_alone_can_be_published(tmp_path):
    project = tmp_path / "project"
    keep = shutil.ignore_patterns(
        ".git", ".venv*", "work", "__pycache__", "test-results", ".*_cache"
    )
    shutil.copytree(ROOT, project, ignore=keep)
    for master in (project / "notebooks" / "source").glob("*.py"):
        master.unlink()  # the course's own lessons are built elsewhere
    files = [*blocks("authoring.md", "toml"), *blocks("authoring.md", "python")]
    files = [(name, code) for name, code in files if name]
    assert [name for name, _ in files] == [
        "autograder/lessons/m99/questions.toml",
        "notebooks/source/99_example.py",
        "nnlib/viz/lesson99.py",
        "autograder/lessons/m99/judge/facts.py",
        "autograder/lessons/m99/public.py",
        "autograder/lessons/m99/judge/__init__.py",
    ]
    for name, code in files:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(code, encoding="utf-8")
    script = (
        "from pathlib import Path\n"
        "import autograder\n"
        "from autograder.authoring.build import build\n"
        "from autograder.authoring.measure_facts import run\n"
        "from argparse import Namespace\n"
        "from autograder.authoring.stock_check import check_by_stock\n"
        "root = Path.cwd()\n"
        "assert Path(autograder.__file__).is_relative_to(root), autograder.__file__\n"
        "run(Namespace(lessons=[99]))\n"
        "page = build(root)[Path('notebooks/99_example.ipynb')]\n"
        "assert 'has a mean of 172.2 cm' in page\n"
        "from autograder.authoring.length import length_of\n"
        "from autograder.master import read_master\n"
        "master = read_master(root / 'notebooks' / 'source' / '99_example.py')\n"
        "assert length_of(master).over() == []\n"
        "from nnlib.viz import lesson99\n"
        "panel = lesson99.five_heights()\n"
        "assert panel.sentence == 'The tallest is 182 cm tall, and the mean is 172.0 cm.'\n"
        "grown, said = panel.pictures.compute(tallest=232)\n"
        "assert said.endswith('the mean is 182.0 cm.')\n"
        "print(check_by_stock(root, ['99_example'])['99_example']['solved'])\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script],
        cwd=project,
        env=environment(PYTHONPATH=str(project)),
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "{'check_column_means': 1.0, 'hidden_column_means': 1.0}" in result.stdout


def test_a_small_exercise_is_written_in_25_lines():
    files = dict(blocks("authoring.md", "python"))
    halves = [
        files[f"autograder/lessons/m99/{half}"] for half in ("public.py", "judge/__init__.py")
    ]
    assert sum(bool(line.strip()) for half in halves for line in half.splitlines()) <= 25


def test_every_command_named_on_the_pages_exists():
    from autograder.cli import COMMANDS

    text = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("docs/*.md"))
    text += (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`autograder ([a-z-]+)", text))
    named |= set(re.findall(r"^autograder ([a-z-]+)", text, re.MULTILINE))
    assert named
    assert named <= set(COMMANDS)
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)`", text)) <= targets


def test_every_path_and_module_that_is_named_exists(tracked):
    missing, found = [], 0
    for page in tracked:  # the tests name files of toys, too
        if page.parts[0] == "tests" or page.suffix not in (".md", ".py", ".toml", ".js", ".txt"):
            continue
        text = (ROOT / page).read_text(encoding="utf-8")
        modules = re.findall(r"python -m ([\w.]*\w)", text)
        missing += [(page, name) for name in modules if not importlib.util.find_spec(name)]
        for path in PATH.findall(text):
            name = path
            for word, there in ANY_LESSON.items():
                name = name.replace(word, there)
            missing += [] if any(ROOT.glob(name.rstrip("/"))) else [(page, path)]
            found += 1
    assert found > 100
    assert missing == []
