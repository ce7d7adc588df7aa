"""Names that others already use stay importable for good, wherever their code is today.

Learners keep notebooks and teachers keep courses that were made with an earlier version. What
those import by name is listed here; a name is never taken from these lists.
"""

import ast
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.cli import main

EDITIONS = Path(__file__).resolve().parents[1] / "classroom" / "editions_before"
# Every attribute that the lessons' cells use, solutions and hidden tests included.
NOTEBOOKS = {
    "autograder.check": "book check grade ledger points predict quiz shelf take whose",
    "autograder.check:ledger": "add",
    "autograder.steps": "check_steps",
    "nnlib": (
        "SGD SoftmaxCrossEntropy Tensor activations fit fit_perceptron minibatches mlp mlp_forward "
        "relative_error softmax_jvp viz"
    ),
    "nnlib.activations": "relu selu sigmoid",
    "nnlib.data": "load_digits_split load_iris",
    "nnlib.viz": "figure lesson01 lesson02 lesson03 lesson04 lesson07 show",
    "nnlib.viz.lesson01": (
        "FEATURES halves lights_up mean_miss rate_and_start read_three_or_eight run_of_your_own "
        "show_digits thirty_measurements tissue watch_it_learn weights_and_bias wrong_side "
        "you_against_the_machine"
    ),
    "nnlib.viz.lesson02": (
        "best_line mistake_by_mistake moving_apart radius_and_margin rate_and_start "
        "run_of_your_own ten_times_faster"
    ),
    "nnlib.viz.lesson03": "bumps count_xor fold folds_on_folds run_of_your_own spirals",
    "nnlib.viz.lesson04": (
        "against_a_nudge depth_gauge dying five_scores run_of_your_own six_curves "
        "table_by_nudging ten_layers ten_layers_one_hair the_relay weight_slopes"
    ),
    "nnlib.viz.lesson07": (
        "cost_of_a_gradient depth_gauge nobody_noticed nudge_size run_of_your_own speak_in_turn "
        "suspects two_curves where_the_tangent_ends"
    ),
}
COURSES = {
    "autograder.stock": "Excluded ExecuteLesson",
    "autograder.stock:Excluded": "of",
    "autograder.pages": "Harmless markdown",
    "autograder.grade.walled": "main",
}
LESSON = re.compile(r"lesson\d\d")
COMMANDS = ("lab", "progress", "build", "new-course", "grade", "marks", "demo-class")


@pytest.mark.parametrize("place", [*NOTEBOOKS, *COURSES])
def test_every_name_is_there(place):
    module, _, attribute = place.partition(":")
    there = importlib.import_module(module)
    for name in (NOTEBOOKS | COURSES)[place].split():
        if LESSON.fullmatch(name):
            importlib.import_module(f"{place}.{name}")
        assert hasattr(getattr(there, attribute) if attribute else there, name), name


@pytest.mark.slow
def test_a_fresh_process_can_import_them_all(tmp_path):
    lines = [
        f"from {place} import {', '.join(names.split())}"
        for place, names in (NOTEBOOKS | COURSES).items()
        if ":" not in place
    ]
    done = subprocess.run([sys.executable, "-c", "\n".join(lines)], cwd=tmp_path, text=True)
    assert done.returncode == 0


def used(source, names):
    """Yield (place, name) for all that a cell uses of our packages.

    ``names`` holds what earlier cells of the notebook have imported: name -> place.
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and ours(node.module):
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                yield node.module, alias.name
        elif isinstance(node, ast.Import):
            for alias in filter(lambda alias: ours(alias.name), node.names):
                names[alias.asname or alias.name.partition(".")[0]] = alias.name
    for node in ast.walk(tree):
        chain = []
        while isinstance(node, ast.Attribute):
            chain, node = [node.attr, *chain], node.value
        if isinstance(node, ast.Name) and node.id in names:
            place = names[node.id]
            for attribute in chain:
                yield place, attribute
                place = f"{place}.{attribute}"


def ours(module):
    return bool(module) and module.partition(".")[0] in ("nnlib", "autograder")


def test_the_list_holds_all_that_the_notebooks_use():
    known = {
        (place.replace(":", "."), name)
        for place, names in NOTEBOOKS.items()
        for name in names.split()
    }
    solutions = json.loads((EDITIONS / "solutions.json").read_text(encoding="utf-8"))
    seen = set()
    for path in sorted(EDITIONS.glob("*.ipynb")):
        names = {}
        cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
        for source in [*(c.source for c in cells), *solutions[path.stem].values()]:
            seen |= set(used(source, names))
    assert seen - known == set()
    assert len(seen) > 60


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_how_it_is_used(command, capsys):
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    assert end.value.code == 0
    assert f"autograder {command}" in capsys.readouterr().out


def test_python_finds_the_commands(tmp_path):
    command = [sys.executable, "-m", "autograder", "--help"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0
    assert [name for name in COMMANDS if name not in done.stdout] == []


def test_the_bootstrap_is_at_its_place_and_needs_nothing_else(root, tmp_path):
    # -I and -S: neither the project nor anything installed can be imported
    shutil.copy(root / "autograder" / "bootstrap.py", tmp_path)
    command = [sys.executable, "-I", "-S", "bootstrap.py", "--help"]
    environment = {"PATH": os.environ["PATH"]}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "usage: bootstrap.py" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["bootstrap.py"]
