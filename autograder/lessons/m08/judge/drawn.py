"""Module 8: arrays for one step of an optimizer, and the corners that all of these steps share."""

from dataclasses import replace

import numpy as np

from autograder.core.exercise import Case
from autograder.lessons.corners import away_from_zero, in_corner, in_float32, laid_out

TINY, HUGE = 1e-9, 1e6  # sizes of all that comes in; between them lie cases of ordinary size


def arrays(rng, names, shape, size=1.0):
    """Draw an array of one shape for each name, with entries of both signs, none near 0."""
    return {name: size * away_from_zero(rng, shape) for name in names}


def whole(rng, names, shape):
    """Draw the same as whole numbers."""
    return {name: rng.integers(2, 9, shape) * rng.choice([-1, 1], shape) for name in names}


def corner_cases(rng, names, **options):
    """Draw the cases of a step that is right entry by entry, whatever the shape.

    Parameters
    ----------
    names : sequence of str
        Of the arrays, in the order of the call.
    **options : float
        What comes after them.

    Returns
    -------
    list of Case
        All sizes tiny and all huge, three axes, float32, another order in memory, whole numbers
        (from 2 to 8: with options such as 0.3 no result is whole).
    """

    def case(name, shape, size=1.0, make=arrays):
        drawn = arrays(rng, names, shape, size) if make is arrays else make(rng, names, shape)
        return Case(name, {**drawn, **options})

    orders = dict.fromkeys(names, "fortran") | {names[-1]: "strided"}
    return [
        in_corner(case("tiny numbers", (3,), TINY), "decades"),
        in_corner(case("numbers of size 1,000,000", (3,), HUGE), "decades"),
        in_corner(case("arrays with three axes", (2, 1, 3)), "shapes"),
        in_float32(case("", (4,))),
        laid_out(case("", (3, 2)), **orders),
        in_corner(case("whole numbers", (4,), make=whole), "whole"),
    ]


def with_zero(case, name, *zero):
    """Make of a case one in which some arrays are 0 throughout."""
    zeros = {key: np.zeros_like(case.inputs[key]) for key in zero}
    return in_corner(replace(case, name=name, inputs={**case.inputs, **zeros}), "zeros")
