"""What is renamed keeps its old name: nothing that a learner has is lost."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder import lessons
from autograder.check import CheckFailed
from autograder.core.exercise import Exercise, Misconception
from autograder.learner import kept_files, shelf
from autograder.learner.steps import check_steps
from autograder.lessons import find, present_mistakes, present_name, register
from tests.learner.learner_help import Notebook, center, register_two, standardize

OLD = "def centre(X):\n    return X - X.mean(axis=0)\n"
WRONG = "def centre(X):\n    return X - X.mean(axis=1, keepdims=True)\n"
OF_SAMPLES = Misconception(
    "mean of each sample",
    "Your means belong to samples. Which axis holds the features?",
    (lambda X: X - X.mean(axis=1, keepdims=True),),
    aliases=("rows averaged",),
)
RECORD = Path(".course/record.json")


@pytest.fixture
def renamed(folder):
    """``center``, which was once called ``centre``, and ``standardize``, which builds on it."""
    register_two()
    for name in ("center", "standardize"):
        before = lessons.registry._known.pop(name)
        register(
            Exercise(
                name=name,
                module=99,
                reference=before.reference,
                cases=before.cases,
                visible_points=1,
                rubric={"t": 2},
                builds_on=before.builds_on,
                stand_in=before.stand_in,
                aliases=("centre",) if name == "center" else (),
                misconceptions=(OF_SAMPLES,) if name == "center" else (),
            )
        )
    return folder


def test_an_old_name_finds_the_exercise(renamed):
    assert find("centre") is find("center")
    assert "centre" not in lessons.known_names()
    assert [present_name(name) for name in ("centre", "center", "nothing")] == [
        "center",
        "center",
        "nothing",
    ]
    assert present_mistakes("centre", ["rows averaged", "another"]) == [
        "mean of each sample",
        "another",
    ]
    assert present_mistakes("nothing", ["rows averaged"]) == ["rows averaged"]
    with pytest.raises(KeyError, match="got 'central'"):
        find("central")


def test_a_new_name_changes_no_case(renamed):
    now, first = find("center"), replace(find("center"), name="centre", aliases=())
    other = replace(first, name="center")
    cases = [[case.inputs["X"].tobytes() for case in e.draw("a seed")] for e in (now, first, other)]
    assert cases[0] == cases[1] != cases[2]


def test_an_old_name_belongs_to_one_exercise(renamed):
    shared = {"module": 99, "reference": center, "cases": list, "rubric": {"t": 1}}
    for names in ({"name": "centre"}, {"name": "x", "aliases": ("center",)}):
        with pytest.raises(ValueError, match="expected one exercise called 'cent"):
            register(Exercise(**names, visible_points=1, **shared))
    assert find("centre").name == "center"


def test_a_notebook_with_the_old_name_is_checked_and_graded(renamed, capsys):
    notebook = Notebook(OLD)
    notebook.value("check(centre)")
    assert "holds on all 2 practice cases" in capsys.readouterr().out
    assert repr(notebook.value("grade(centre)")) == "2"
    assert notebook.value("whose(centre)") == notebook.value("whose('centre')") == "yours"
    wrong = Notebook(WRONG)
    with pytest.raises(CheckFailed, match="Your means belong to samples"):
        wrong.value("check(centre)")
    assert wrong.value("take('centre')") is center


@pytest.mark.slow
def test_the_code_that_is_shown_calls_a_class_by_the_name_in_the_notebook(folder, capsys):
    value = lessons.registry._known.pop("Value")
    register(replace(value, name="Number", aliases=("Value",)))
    notebook = Notebook("class Value:\n    def __init__(self, data):\n        self.data = data\n")
    notebook.names["check_steps"] = check_steps
    with pytest.raises(CheckFailed, match="Number"):
        notebook.value("check(Value)")
    notebook.value("check_steps('Value')")
    shown = capsys.readouterr().out
    assert shown.count("a = Value(") == 2
    assert "a = Number(" not in shown


def test_a_right_version_stands_in_under_the_old_name_too(renamed, capsys):
    later = "def standardize(X):\n    C = centre(X)\n    return C / np.sqrt((C * C).mean(axis=0))\n"
    Notebook(WRONG, later).value("check(standardize)")
    assert "given a right center" in capsys.readouterr().out


def test_what_the_old_notebook_kept_is_found_by_the_new_one(renamed):
    Notebook(OLD).value("check(centre)")
    assert [path.name for path in Path(".course/shelf").iterdir()] == ["centre.py"]
    shelf._tried.clear()
    later = Notebook()
    assert later.value("whose('center')") == "yours"
    X = np.array([[1.0, 4.0], [3.0, 8.0]])
    np.testing.assert_array_equal(later.value("take('center')")(X), X - X.mean(axis=0))
    assert later.value("take('center')") is not center


def test_a_kept_function_that_calls_the_old_name_still_works(renamed):
    text = "def standardize(X):\n    C = centre(X)\n    return C / np.sqrt((C * C).mean(axis=0))\n"
    Notebook(OLD, text).value("check(standardize)")
    shelf._tried.clear()
    assert Notebook().value("whose('standardize')") == "yours"
    assert standardize is not Notebook().value("take('standardize')")


def test_a_record_under_the_old_names_is_read_and_goes_on(renamed):
    RECORD.parent.mkdir()
    entry = {"module": 99, "points": 1, "of": 3, "mistakes": ["rows averaged"]}
    RECORD.write_text(json.dumps({"centre": entry, "of_another_version": entry}))
    assert kept_files.read()["center"] == {**entry, "mistakes": ["mean of each sample"]}
    assert kept_files.read()["of_another_version"] == entry
    assert kept_files.points_of_module(99) == 2
    Notebook("def center(X):\n    return X - X.mean(axis=0)\n").value("check(center)")
    kept = json.loads(RECORD.read_text())
    assert kept.keys() == {"center", "of_another_version"}
    assert kept["center"] == {
        **entry,
        "points": 3,
        "mistakes": ["mean of each sample"],
        "overcome": ["mean of each sample"],
    }


def test_of_two_entries_of_one_exercise_the_better_one_counts(renamed):
    RECORD.parent.mkdir()
    entry = {"module": 99, "of": 3, "mistakes": []}
    for old, new in ((1, 2), (2, 1)):
        entries = {"centre": {**entry, "points": old}, "center": {**entry, "points": new}}
        RECORD.write_text(json.dumps(entries))
        assert kept_files.points_of_module(99) == 2


def test_no_mistake_of_two_entries_is_lost_or_told_twice(renamed):
    RECORD.parent.mkdir()
    entry = {"module": 99, "of": 3}
    old = {**entry, "points": 1, "mistakes": ["rows averaged", "a"], "overcome": ["a"]}
    new = {**entry, "points": 2, "mistakes": ["b", "mean of each sample", "rows averaged"]}
    RECORD.write_text(json.dumps({"centre": old, "center": new}))
    joined = {**new, "mistakes": ["a", "b", "mean of each sample"], "overcome": ["a"]}
    assert kept_files.read() == {"center": joined}
    kept_files.keep(find("center"), 0, ["c"])
    assert json.loads(RECORD.read_text()) == {
        "center": {**joined, "mistakes": ["a", "b", "c", "mean of each sample"]}
    }
