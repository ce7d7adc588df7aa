"""The corners in which wrong answers hide: one table, from which every exercise draws its cases.

An ordinary case is put into a corner by a function of this module, which says so in the case's
``corners``. What can be seen from the inputs, such as a batch of one, is seen by `corners_of`.
``tests/lessons/mNN/kinds.py`` says of each exercise which corners it holds, and why not the rest.
"""

import dataclasses

import numpy as np

from autograder.core.plain_data import Layout

# What a case may be beside ordinary, and what an answer does wrong there.
CORNERS = {
    "one": "an axis of length 1: a batch of one, a single feature; a sum over the wrong axis shows",
    "equal sizes": "a table as high as wide: a turned one still fits",
    "float32": "numbers of half the digits: what is made beside them has the wrong dtype",
    "layout": "arrays that lie in memory in another order: what reads the memory reads nonsense",
    "whole": "whole numbers: an array like them cuts what is put into it",
    "tie": "two entries or a score and its border are exactly alike: > or ≥ decides",
    "beside": "one step beside a border: what is off by one shows",
    "decades": "sizes from tiny to huge: an absolute tolerance shows, and an overflow",
    "other options": "an argument that is not the docstring's: a number in the code shows",
    "shapes": "as many axes as one likes",
    "zeros": "what is 0 throughout, or says nothing",
    "long": "more steps, layers or entries than anybody writes out by hand",
}


def away_from_zero(rng, shape=(), low=0.5, high=2.0):
    """Draw numbers of either sign, none near 0.

    Parameters
    ----------
    rng : numpy.random.Generator
    shape : tuple of int or int
    low, high : float
        Between which their sizes lie.

    Returns
    -------
    ndarray
    """
    return np.asarray(rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape))


def in_corner(case, *corners, **changes):
    """Say that a case is in corners; ``changes`` are other fields of it.

    Raises
    ------
    ValueError
        If the table has no such corner.
    """
    for corner in corners:
        if corner not in CORNERS:
            raise ValueError(f"expected one of {', '.join(CORNERS)}; got {corner!r}")
    return dataclasses.replace(case, corners=(*case.corners, *corners), **changes)


def in_float32(case):
    """Make of a case one whose arrays of floats are float32."""

    def single(array):
        return array.astype(np.float32) if array.dtype.kind == "f" else array

    inputs = _each_array(case.inputs, single)
    return in_corner(case, "float32", name="numbers of float32", inputs=inputs)


def laid_out(case, **kinds):
    """Make of a case one whose arrays lie in memory in another order.

    Parameters
    ----------
    case : Case
    **kinds : {"fortran", "strided"} or tuple or list of these
        By the names of inputs; a tuple or list for an input that is one, None for what stays.
    """

    def change(value, kind):
        if isinstance(value, (tuple, list)):
            return type(value)(map(change, value, kind))
        return Layout(kind, value) if kind else value

    inputs = {
        name: change(value, kinds[name]) if name in kinds else value
        for name, value in case.inputs.items()
    }
    name = "arrays laid out another way in memory"
    return in_corner(case, "layout", name=name, inputs=inputs)


def array_of(value):
    """Return the array of an input, however it is to lie in memory."""
    return value.array if isinstance(value, Layout) else value


def corners_of(case):
    """Name the corners that a case is in: those that it says, and those that its inputs show.

    Returns
    -------
    set of str
    """
    found, sizes = set(case.corners), []
    _each_array(case.inputs, lambda array: sizes.append(array.shape))
    if any(1 in shape for shape in sizes):
        found.add("one")
    if any(len(shape) == 2 and shape[0] == shape[1] > 1 for shape in sizes):
        found.add("equal sizes")
    return found


def _each_array(value, change):
    """Return plain data with each of its arrays changed."""
    if isinstance(value, dict):
        return {name: _each_array(part, change) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_each_array(part, change) for part in value)
    if isinstance(value, Layout):
        return Layout(value.kind, change(value.array))
    return change(value) if isinstance(value, np.ndarray) else value
