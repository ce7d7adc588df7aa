"""The marks of 200 generated submissions are those that stock nbgrader gives, cell by cell."""

import json
import shutil
from collections import Counter

import pytest

from autograder.course.stock import nbgrader, read_marks
from autograder.grade.assignment import grade_assignment
from tests.grade.class_of_learners import LESSON, lay
from tests.grade.generated import generate
from tests.grade.stock_rules import RULES, Stock, explain

SUBMISSIONS = 200
# Rules that a class without ill will needs, and nothing else; counted in the run.
NEEDED = {"practice_only"}


@pytest.fixture(scope="module")
def compared(new_class, released, tmp_path_factory):
    """Grade one class in both ways: our marks, stock's, and what stock left behind."""
    ours = new_class(tmp_path_factory.mktemp("ours") / "course")
    for student, notebook in generate(released, SUBMISSIONS):
        lay(ours, student, notebook)
    stock = tmp_path_factory.mktemp("stock") / "course"
    shutil.copytree(ours, stock)
    assert grade_assignment(ours, LESSON, progress=False).status == 0
    nbgrader(stock, "autograde", LESSON)
    return read_marks(ours, LESSON), read_marks(stock, LESSON), stock


@pytest.mark.all
def test_marks_are_stocks_and_every_difference_has_a_named_reason(compared, lesson):
    ours, theirs, course = compared
    assert len(ours) == SUBMISSIONS
    assert ours.keys() == theirs.keys()
    order, reasons, cells = list(lesson.cells), Counter(), 0
    for student, marks in theirs.items():
        path = course / "autograded" / student / LESSON / f"{LESSON}.ipynb"
        stock = Stock(path, marks, order)
        for cell, mark in marks.items():
            cells += 1
            if ours[student][cell] != mark:
                reason = explain(stock, cell, ours[student][cell])
                reasons[reason or f"{student} {cell} {ours[student][cell]} {mark}"] += 1
    print(json.dumps({"cells": cells, "differences": reasons}))
    assert set(reasons) <= NEEDED, reasons
    assert cells == SUBMISSIONS * 20


@pytest.mark.all
def test_the_class_is_a_mixture(compared):
    totals = {
        student: sum(m or 0 for m in cells.values()) for student, cells in compared[0].items()
    }
    assert len(set(totals.values())) > 40
    assert min(totals.values()) == 0
    assert max(totals.values()) == 36


def test_there_are_at_most_six_rules():
    assert len(RULES) <= 6
