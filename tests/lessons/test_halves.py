"""The two halves of a lesson: the public one does without the judge's."""

import json
import subprocess
import sys

import pytest

from autograder.authoring.build import read_master
from autograder.core.exercise import Exercise, Task
from autograder.lessons import find, known_names
from autograder.project import masters

ALONE = """
import importlib, json, sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        parts = name.split(".")
        if parts[:2] == ["nnlib", "lessons"] or "judge" in parts:
            raise ImportError(f"{name} is the judge's")

sys.meta_path.insert(0, Blocked())
lessons, setups = json.loads(sys.argv[1])
from autograder.core.driver import drive
from autograder.core.exercise import Case

class Toy:
    def __init__(self, x):
        self.x = x

driven = {}
for lesson in lessons:
    for task in importlib.import_module(f"autograder.lessons.{lesson}.public").TASKS:
        script = (("make", "a", 2.0), ("read", "a", "x"))
        case = Case("toy", script=script) if task.by_script else Case("toy", {"x": 2.0})
        outcome = drive(task, Toy if task.by_script else lambda x: [x], case)
        driven[task.name] = [outcome.value, outcome.error]
for source in setups:
    exec(source, {})
judges = [name for name in sys.modules if "judge" in name.split(".")]
print(json.dumps([driven, judges, "nnlib.lessons" in sys.modules]))
"""


def setup_cells(master):
    """The source of the cells that import: the locked ones that are neither test nor question."""
    for cell in read_master(master).solved.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "setup":
            yield cell.source


@pytest.mark.slow
def test_public_halves_and_setup_cells_do_without_the_judges_halves(root):
    numbers = sorted({find(name).module for name in known_names()})
    setups = [source for path in masters(root) for source in setup_cells(path)]
    assert len(setups) == len(masters(root))
    given = json.dumps([[f"m{number:02}" for number in numbers], setups])
    ran = subprocess.run(
        [sys.executable, "-c", ALONE, given], cwd=root, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    # the pages of setup cells are displayed before it
    driven, judges, experiments = json.loads(ran.stdout.splitlines()[-1])
    assert driven == {name: [[2.0], None] for name in known_names()}
    assert judges == []
    assert not experiments


def test_the_halves_agree_about_scripts():
    for exercise in map(find, known_names()):
        assert {bool(case.script) for case in exercise.draw("practice")} == {exercise.by_script}


def test_halves_that_name_different_steps_are_refused():
    task = Task("f", 1, steps=("first",))
    with pytest.raises(ValueError, match=r"f: expected the steps \('first',\), got \(\)"):
        task.judged(reference=abs, cases=list, visible_points=1, rubric={"a": 1})


def test_a_half_is_joined_whole():
    task = Task("f", 1, families={"g": abs}, libraries=True, overflow_counts=True)
    joined = task.judged(reference=abs, cases=list, visible_points=1, rubric={"a": 1})
    assert isinstance(joined, Exercise)
    kept = (joined.name, joined.module, joined.families, joined.libraries, joined.overflow_counts)
    assert kept == ("f", 1, {"g": abs}, True, True)
