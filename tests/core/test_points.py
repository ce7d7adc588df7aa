"""Points belong to the cell: a grade is scaled to them, exactly, and said with two decimals."""

import json

import pytest

from autograder.core import words
from autograder.core.points import POINTS_MIME, Grade, as_decimal, grade_in, scaled


@pytest.mark.parametrize(
    ("points", "of", "most", "in_the_cell"),
    [
        (3, 3, 3, 3), (2, 3, 6, 4), (1, 3, 2, 2 / 3), (2.5, 3.5, 1, 5 / 7), (3, 3, 0.1, 0.1),
        (3, 3, 0, 0), (0, 3, 5, 0), (0, 0, 5, 0),
    ],
)  # fmt: skip
def test_points_are_scaled_to_the_cell(points, of, most, in_the_cell):
    assert scaled(points, of, most) == pytest.approx(in_the_cell, abs=1e-12)
    grade = Grade(points, of).scaled(most)
    assert float(repr(grade)) == pytest.approx(in_the_cell, abs=1e-9)
    assert 0 <= float(repr(grade)) <= most


def test_all_points_stay_all_points_whatever_they_are():
    for most in (0.1, 1 / 3, 2.4, 7, 1e6, 0.3):
        grade = Grade(3.5, 3.5).scaled(most)
        assert grade.points == most
        assert float(repr(grade)) <= most  # more than the cell's is an error in nbgrader


@pytest.mark.parametrize("points", [0, 1, 2 / 3, 1e-7, 1e9, 0.25, 1e-12])
def test_what_nbgrader_reads_is_a_plain_decimal(points):
    text = as_decimal(points)
    assert set(text) <= set("0123456789.")
    assert float(text) == points


def test_the_message_gives_the_points_of_the_cell_with_two_decimals():
    grade = Grade(2, 3, "neuron: ", ": dX holds, db not yet")
    assert grade.message == "neuron: 2 of 3 points: dX holds, db not yet"
    assert grade.scaled(4).message == "neuron: 2.67 of 4 points: dX holds, db not yet"
    assert Grade(1, 2, "It is off. (", ")").scaled(1).message == "It is off. (0.5 of 1 point)"
    assert words.in_points(0.999) == "1 point"


def test_where_a_cell_is_left_out_no_points_are_spoken_of():
    grade = Grade(2, 3, "It is off. (", ": dX holds)", "It is off.")
    assert grade.scaled(0).message == "It is off."
    assert repr(grade.scaled(0)) == "0"


def test_a_grade_is_read_out_of_what_a_cell_showed():
    grade = Grade(2, 3, "neuron: ", "", "", ("one", "two"))
    shown = json.loads(json.dumps(grade._repr_mimebundle_()))
    assert vars(grade_in(shown, 6)) == vars(grade.scaled(6))
    assert grade_in(shown, 6)._repr_mimebundle_()["text/plain"] == "4"


@pytest.mark.parametrize(
    "noted",
    [
        None, 3, [], {}, {"points": 3},
        {"points": 4, "most": 3, "before": "", "after": "", "left_out": ""},
        {"points": -1, "most": 3, "before": "", "after": "", "left_out": ""},
        {"points": "3", "most": 3, "before": "", "after": "", "left_out": ""},
        {"points": True, "most": 3, "before": "", "after": "", "left_out": ""},
        {"points": 3, "most": 3, "before": 1, "after": "", "left_out": ""},
        {"points": float("nan"), "most": 3, "before": "", "after": "", "left_out": ""},
        {"points": 3, "most": 3, "before": "", "after": "", "left_out": "", "more": 1},
    ],
)  # fmt: skip
def test_what_is_no_grade_is_left_as_it_is(noted):
    assert grade_in({POINTS_MIME: noted, "text/plain": "3"}, 6) is None


def test_a_cell_that_shows_nothing_of_ours_is_left_as_it_is():
    assert grade_in({"text/plain": "3"}, 6) is None
    assert grade_in(None, 6) is None
