"""Cases are put into corners; which exercise has which is in tests/lessons/test_kinds.py."""

from types import SimpleNamespace

import numpy as np
import pytest

from autograder.core.compare import compare, mismatches
from autograder.core.driver import Outcome
from autograder.core.exercise import Case
from autograder.core.plain_data import Layout
from autograder.lessons.corners import (
    array_of,
    away_from_zero,
    corners_of,
    in_corner,
    in_float32,
    laid_out,
)

# ------------------------------------------------------------ cases are put into a corner


def case(**inputs):
    return Case("ordinary", inputs, tags=("all",))


def test_numbers_of_either_sign_stay_away_from_0():
    numbers = away_from_zero(np.random.default_rng(0), (100, 3), 0.2, 0.4)
    assert numbers.shape == (100, 3)
    assert 0.2 <= np.abs(numbers).min() < np.abs(numbers).max() <= 0.4
    assert {-1.0, 1.0} == set(np.sign(numbers).flat)
    assert away_from_zero(np.random.default_rng(0)).shape == ()


def test_only_floats_become_float32():
    before = case(X=np.ones((2, 3)), y=np.array([0, 1]), params=[(np.zeros(2), 0.5)])
    after = in_float32(before)
    assert after.inputs["X"].dtype == after.inputs["params"][0][0].dtype == np.float32
    assert after.inputs["y"].dtype == before.inputs["y"].dtype
    assert after.inputs["params"][0][1] == 0.5
    assert before.inputs["X"].dtype == float
    assert (after.corners, after.tags) == (("float32",), ("all",))


def test_arrays_are_laid_out_where_it_is_asked_for():
    after = laid_out(
        case(X=np.ones(2), cache=(np.zeros(3), np.ones(4)), lr=0.5), cache=("strided", None)
    )
    layout, other = after.inputs["cache"]
    assert isinstance(layout, Layout)
    assert layout.kind == "strided"
    assert array_of(layout).tolist() == [0, 0, 0]
    assert array_of(other) is other
    assert isinstance(after.inputs["X"], np.ndarray)
    assert corners_of(after) == {"layout"}
    assert corners_of(in_float32(after)) == {"layout", "float32"}


def test_arrays_in_lists_of_pairs_are_laid_out_as_well():
    params = [(np.ones((2, 3)), np.ones(3)), (np.ones((3, 1)), np.ones(1))]
    after = laid_out(case(params=params), params=[("fortran", None), ("strided", None)])
    (W1, b1), (W2, _) = after.inputs["params"]
    assert (W1.kind, W2.kind) == ("fortran", "strided")
    assert b1 is params[0][1]


def test_numbers_of_float32_leave_the_last_digits_open_in_any_layout():
    both = laid_out(in_float32(case(X=np.ones((2, 3)))), X="fortran")
    exercise = SimpleNamespace(outputs=(), verify=None, tolerance=1e-6, beside_0=0.0)
    right, near = (Outcome(np.ones(3) * size) for size in (1, 1 + 3e-5))
    assert mismatches(exercise, both, right, near) == {}
    assert mismatches(exercise, case(X=np.ones((2, 3))), right, near) != {}


def test_what_the_inputs_show_needs_not_be_said():
    assert corners_of(case(X=np.ones((3, 3)))) == {"equal sizes"}
    assert corners_of(case(params=[(np.ones((1, 3)), np.ones(3))])) == {"one"}
    assert corners_of(case(X=np.ones((2, 3)), y=np.ones(2))) == set()


def test_a_corner_that_the_table_lacks_is_refused():
    with pytest.raises(ValueError, match=r"expected one of one, equal sizes, .*; got 'dusty'"):
        in_corner(case(), "tie", "dusty")


@pytest.mark.parametrize(
    ("expected", "came", "right"),
    [
        (0.0, -1e-12, True),
        (0.0, 1e-9, True),
        (0.0, 1e-6, False),
        (1e-12, 2e-12, False),
        (np.zeros(3), np.full(3, 1e-12), False),
        (np.array([0.0, 1.0]), np.array([1e-9, 1.0]), True),
    ],
)
def test_a_single_number_may_be_off_a_little_beside_0(expected, came, right):
    assert (compare(expected, came, beside_0=1e-8) is None) == right


def test_where_no_exercise_says_so_beside_0_nothing_else_is_right():
    # a rate of 1e-9 makes steps of that size, and a step too many is one
    assert compare(0.0, 1e-9).text == "is 1e-09; expected 0"
