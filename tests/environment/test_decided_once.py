"""What is decided in one place is spelled out in no other."""

import re

import pytest

from autograder.core.libraries import FRAMEWORKS, LIBRARIES
from autograder.grade.wall.isolation import HIDDEN_PACKAGES
from autograder.project import PACKAGE
from nnlib.viz import browser, predict

# A pattern that gives a decision away -> the files of the package that hold it.
PLACES = {
    # the form of a hidden cell, and what a cell is for
    r"hidden tests: \(\?P": "project.py",
    r"\(check\|grade\)": "project.py",
    # what a notebook of the course says of itself
    r'"kernelspec": \{': "core/notebook.py",
    # the file of the seed; a course's settings are a copy that imports no module for it
    r"private\W+seed\b": "core/seed.py",
    # libraries that could answer
    r"\btinygrad\b": "core/libraries.py",
    # running a learner's function: here, or behind the wall; and the versions that are known
    r"\bdrive\(": "core/driver.py core/known_outcomes.py grade/wall/child.py lessons/runs.py",
    # a file written whole
    r"\.part\"": "core/whole_file.py",
    # tables and styles
    r"<table": "learner/html_table.py",
    r"<style": "learner/html_table.py",
}


@pytest.mark.parametrize("pattern", PLACES)
def test_a_decision_is_in_its_place_alone(pattern):
    found = [
        path.relative_to(PACKAGE).as_posix()
        for path in sorted(PACKAGE.rglob("*.py"))
        if re.search(pattern, path.read_text(encoding="utf-8"))
    ]
    assert found == PLACES[pattern].split()


def test_the_wall_hides_what_the_guard_refuses():
    assert set(HIDDEN_PACKAGES) == FRAMEWORKS | {"nbgrader"}
    assert FRAMEWORKS | {"nnlib"} == LIBRARIES


def test_the_places_of_a_drawn_curve_are_counted_by_python():
    assert not re.search(rf"\b{predict.POINTS}\b", (browser.FOLDER / "predict.js").read_text())
