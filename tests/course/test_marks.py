"""The table of a graded class: what a teacher reads, whatever a learner's notebook holds."""

import json
from pathlib import Path

import pytest

from autograder.cli import UserError, main
from autograder.core.words import MISTAKES_MIME
from autograder.course import marks
from autograder.course.marks import Graded, plain_fault

LESSON = "07_backpropagation"
MOST = {"check_a": 1.0, "hidden_a": 3.0, "check_b": 2.0, "hidden_b": 4.5, "words_x": 2.0}
ODD = json.dumps(
    {
        "nbformat": 4,
        "nbformat_minor": 4,
        "metadata": {},
        "cells": [{"cell_type": "raw", "metadata": {"nbgrader": 3}, "source": ""}],
    }
)
FULL = {**MOST, "words_x": None}


def graded(**changes):
    """A class of four: everything right, one mistake, two mistakes, and nothing to be read."""
    halves = {**FULL, "check_a": 0.0, "hidden_a": 0.75}
    given = {
        "marks": {"zoe": FULL, "ada": halves, "bo": halves, "cy": dict.fromkeys(MOST)},
        "mistakes": {"zoe": {}, "ada": {"a": ["m"]}, "bo": {"a": ["m", "n"]}, "cy": {}},
        "faults": {"cy": "the cell a stands twice"},
        "most": MOST,
    }
    return Graded(Path("course"), LESSON, **given | changes)


def test_the_table_says_what_can_be_earned_and_who_earned_it():
    assert graded().table().splitlines() == [
        "07_backpropagation, points that can be earned",
        "    1  a                 4",
        "    2  b               6.5",
        "    3  words_x           2",
        "       all together   12.5",
        "",
        "student     1     2     3   total  mistakes",
        "ada      0.75   6.5     -    7.25  a: m",
        "bo       0.75   6.5     -    7.25  a: m, n",
        "cy          -     -     -       -  not graded: the cell a stands twice",
        "zoe         4   6.5     -    10.5",
        "",
        "mistakes in the class",
        "    2  a: m",
        "    1  a: n",
        "",
        "- : no mark yet (to be read by a person, or not graded)",
        "total : of the marks that there are",
    ]


def test_a_class_without_mistakes_and_gaps_has_no_words_about_them():
    everything = {"zoe": dict(MOST)}
    table = graded(marks=everything, mistakes={"zoe": {}}, faults={}).table()
    assert "mistakes in the class" not in table
    assert "total :" not in table
    assert table.splitlines()[-3] == "zoe         4   6.5     2    12.5"


# ------------------------------------------------------------ what a notebook may hold


@pytest.fixture
def hand_in(tmp_path):
    """A function that lays a notebook of one hidden cell into a course, and returns the course."""

    def lay(folder, cells, student="ada", name=f"{LESSON}.ipynb"):
        path = tmp_path / folder / student / LESSON / name
        path.parent.mkdir(parents=True, exist_ok=True)
        notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
        path.write_text(cells if isinstance(cells, str) else json.dumps(notebook))
        return tmp_path

    return lay


def cell(grade_id, mistakes=None):
    """A graded cell whose output carries what it says of mistakes."""
    data = {"text/plain": "1", MISTAKES_MIME: mistakes}
    output = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": data}
    return {
        "cell_type": "code",
        "id": grade_id.replace("_", "-"),
        "metadata": {"nbgrader": {"grade_id": grade_id, "schema_version": 3}},
        "execution_count": 1,
        "source": "",
        "outputs": [output] if mistakes is not None else [],
    }


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (["bias averaged"], {"b": ["bias averaged"]}),
        ([], {}),
        (7, {}),
        ("bias averaged", {}),
        ({"bias": 1}, {}),
        ([["bias"], 3, None, "no gate"], {"b": ["no gate"]}),
        (["\x1b[2Jall marks are 40", "", "x" * 500], {}),
    ],
)
def test_names_of_mistakes_are_read_whatever_the_notebook_holds(said, kept, hand_in):
    course = hand_in("autograded", [cell("hidden_b", said), cell("check_a", ["not here"])])
    page = marks._autograded(course, "ada", LESSON, LESSON)
    found = {name: both[0] for name, both in marks._noted(page).items()}
    assert found == kept


def test_a_fault_is_said_in_plain_words(hand_in):
    course = hand_in("submitted", [cell("check_b"), cell("hidden_b")])
    told = plain_fault(course, LESSON, "ada")
    assert told == "run autograder grade 07_backpropagation --student ada"

    hand_in("submitted", [cell("check_b"), cell("check_b"), cell("hidden_b")])
    assert "the cell “check_b” stands twice" in plain_fault(course, LESSON, "ada")

    for damaged in ("{", "[]", '{"cells": 3, "nbformat": 4, "nbformat_minor": 5}', "", ODD):
        hand_in("submitted", damaged)
        told = plain_fault(course, LESSON, "ada")
        assert told.startswith(f"{LESSON}.ipynb cannot be read as a notebook"), damaged


def test_a_notebook_of_another_name_is_named(hand_in):
    course = hand_in("submitted", [cell("check_b")], name="my homework.ipynb")
    told = plain_fault(course, LESSON, "ada")
    assert told == f"there is no {LESSON}.ipynb; “my homework.ipynb” is there: rename it"
    assert plain_fault(course, LESSON, "bo") == f"there is no {LESSON}.ipynb"


def test_a_folder_that_is_no_graded_course_is_a_mistake_at_the_keyboard(tmp_path, capsys):
    assert main(["marks", LESSON, "--course", str(tmp_path)]) == 1
    assert f"{tmp_path} is no course" in capsys.readouterr().err
    (tmp_path / "source" / LESSON).mkdir(parents=True)
    with pytest.raises(UserError, match=f"no assignment '7'; it has {LESSON}"):
        marks.read_graded(tmp_path, "7")
    with pytest.raises(UserError, match=f"nbgrader generate_assignment {LESSON}"):
        marks.read_graded(tmp_path, LESSON)
