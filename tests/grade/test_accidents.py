"""Classes break notebooks without meaning to, and machines break down: nobody's mark suffers."""

import copy
import math
import random
import signal
import subprocess
import sys
import time

import pytest

from autograder.course.stock import read_marks
from autograder.grade.assignment import grade_assignment
from autograder.grade.journal import Journal
from tests.grade.class_of_learners import LESSON, cell_of, code, lay
from tests.grade.generated import generate

CLASS, BROKEN = 300, 20
WORKED, KILLS = 200, 20


def _copy(notebook):
    notebook["cells"].append(copy.deepcopy(cell_of(notebook, "Value")))


def _delete(notebook):
    for name in ("hidden_relu_backward", "tanh_backward"):
        notebook["cells"].remove(cell_of(notebook, name))


def _change_type(notebook):
    cell_of(notebook, "relu_backward")["cell_type"] = "markdown"


def _lose_metadata(notebook):
    for cell in notebook["cells"]:
        cell["metadata"] = {}


def _edit_a_test(notebook):
    cell_of(notebook, "check_Value")["source"] = "check(Value)  # does this work?"


def _merge_lessons(notebook):
    notebook["cells"].append(code("x", nbgrader={"grade_id": "perceptron", "grade": False}))


def _other_kernel(notebook):
    notebook["metadata"]["kernelspec"] = {"language": "julia", "name": "julia-1.11"}


def _damage(notebook):
    notebook["cells"].insert(4, None)


def _import_in_the_setup(notebook):
    cell = cell_of(notebook, "setup")
    cell["source"] = "".join(cell["source"]) + "\nimport itertools"


def _answer_in_the_question(notebook):
    cell = next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("task"))
    cell["source"] = "".join(cell["source"]) + "\n\nI think that it is the second one."


def _half_a_character(notebook):
    notebook["cells"].append(
        code("print('\\ud800\\u202e\\x1b[2K')", nbgrader={"grade_id": "\u202e"})
    )


def _answers_into_one_cell(notebook):
    first, second = (cell_of(notebook, name) for name in ("relu_backward", "tanh_backward"))
    first["source"] = "\n\n\n".join("".join(cell["source"]) for cell in (first, second))
    notebook["cells"].remove(second)


# What happens, and a word of what is said about it.
ACCIDENTS = {
    "copied": (_copy, "stands 2 times"),
    "deleted": (_delete, "was deleted"),
    "type": (_change_type, "markdown cell"),
    "stripped": (_lose_metadata, "lost its grading data"),
    "edited": (_edit_a_test, "was changed"),
    "merged": (_merge_lessons, "belongs to no cell"),
    "kernel": (_other_kernel, "kernel of “julia”"),
    "damaged": (_damage, "damaged cells"),
    "setup": (_import_in_the_setup, "setup was changed; what was added stands in a cell behind"),
    "question": (_answer_in_the_question, "what was added stands in a cell behind"),
    "unseen": (_half_a_character, "belongs to no cell"),
    "one cell": (_answers_into_one_cell, "what has its name elsewhere counts"),
}


@pytest.mark.all
def test_a_class_with_accidents_is_graded_and_each_repair_is_told(new_class, released, tmp_path):
    """Of 300 submissions one in twenty is broken somehow; its marks are as if it were not."""
    whole, broken = new_class(tmp_path / "whole"), new_class(tmp_path / "broken")
    seed = (whole / "private" / "seed").read_text()
    (broken / "private" / "seed").write_text(seed)
    expected, kinds = {}, [*ACCIDENTS, "renamed"]
    for number, (student, notebook) in enumerate(generate(released, CLASS, seed=1)):
        lay(whole, student, notebook)
        name = f"{LESSON}.ipynb"
        if number % (CLASS // BROKEN) == 7:
            kind = kinds[len(expected) % len(kinds)]
            if kind == "renamed":
                name, expected[student] = "homework (1).ipynb", (kind, "was called")
            else:
                accident, words = ACCIDENTS[kind]
                accident(notebook)
                expected[student] = kind, words
        lay(broken, student, notebook, name=name)
    assert len(expected) == BROKEN
    reports = [grade_assignment(course, LESSON, progress=False) for course in (whole, broken)]
    assert [report.status for report in reports] == [0, 0]
    assert reports[0].repairs == {}
    assert reports[1].repairs.keys() == expected.keys()
    for student, (_, words) in expected.items():
        assert words in reports[1].repairs[student]
    before, after = (read_marks(course, LESSON) for course in (whole, broken))
    for student, marks in before.items():
        if expected.get(student, ("",))[0] == "deleted":
            marks = marks | {"check_tanh_backward": 0.0, "hidden_tanh_backward": 0.0}
        assert after[student] == marks, student


@pytest.mark.all
def test_killed_at_twenty_random_moments_the_gradebook_is_that_of_an_undisturbed_run(
    new_class, released, tmp_path
):
    calm, killed = new_class(tmp_path / "calm"), new_class(tmp_path / "killed")
    (killed / "private" / "seed").write_text((calm / "private" / "seed").read_text())
    for student, notebook in generate(released, WORKED, seed=2):
        lay(calm, student, notebook)
        lay(killed, student, notebook)
    grade_assignment(calm, LESSON, progress=False)
    command = [sys.executable, "-m", "autograder", "grade", LESSON, "--workers", "2"]
    moments, kills, noted = random.Random(0), 0, set()
    while kills < KILLS:
        run = subprocess.Popen(command, cwd=killed, stderr=subprocess.DEVNULL)
        # one in two by the clock, from the first import on, the others by what is recorded; a fast
        # machine, too, comes no farther than a few learners in a run
        ends = time.monotonic() + moments.uniform(0.3, 4) if kills % 2 else math.inf
        target = len(noted) + moments.randrange(1, 6)
        while time.monotonic() < ends and len(Journal(killed, LESSON).entries) < target:
            if run.poll() is not None:
                break
            time.sleep(0.02)
        run.send_signal(signal.SIGKILL)
        run.wait()
        kills += 1
        entries = set(Journal(killed, LESSON).entries)
        assert noted <= entries, "a kill lost what was recorded"
        noted = entries
    assert 0 < len(noted) < WORKED, "the kills came too early or too late to tell anything"
    grade_assignment(killed, LESSON, progress=False)
    assert read_marks(killed, LESSON) == read_marks(calm, LESSON)
    assert len(read_marks(killed, LESSON)) == WORKED
