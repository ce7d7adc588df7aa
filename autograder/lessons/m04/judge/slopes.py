"""Module 4: ``derivatives``, the slopes of six activation functions."""

import numpy as np

from autograder.core.exercise import Case, Step
from autograder.lessons.corners import away_from_zero, in_corner, in_float32, laid_out
from autograder.lessons.m04 import public
from autograder.lessons.m04.judge.slopes_wrong import MISCONCEPTIONS, SIX
from nnlib.activations import derivative


def six_slopes(z):
    """Return the slopes of the six functions at z, in the order of ``SIX``."""
    return tuple(derivative(name, z) for name in SIX)


def derivatives_cases(rng):
    """Draw the cases; no z is 0, where a kink has no slope."""

    def z(shape):
        return away_from_zero(rng, shape, 0.3, 3)

    vector = rng.permutation(z(5) * 0 + rng.uniform(0.3, 3, 5) * [1, 1, 1, -1, -1])
    # what is cut off anywhere short of 3 shows in every draw
    table = rng.permutation(np.append(z(10), [3, -3]))
    # a slope that changes sides a little beside 0 shows, however little
    signs = rng.choice([-1, 1]) * np.tile([1, -1, -1, 1], 3)
    tiny = signs * rng.uniform(1, 2, 12) * 10.0 ** -np.arange(1, 13)
    tiny[1] *= 5
    tiny = laid_out(Case("", {"z": tiny.reshape(2, 2, 3)}), z="fortran")
    # here not even the square of an exponential overflows
    sizes = np.array([3.5, 7, 12, 16, 20.5, 60, 180, 330]) * rng.uniform(1, 1.02, (2, 8))
    large = rng.permutation(np.append(*sizes * [[1], [-1]]))
    far = rng.uniform(800, 2000, 8) * np.array([1, -1] * 4)
    return [
        Case("the example of the docstring", {"z": np.array([0.5, 2.0])}),
        Case("a vector", {"z": vector}),
        in_corner(Case("a table", {"z": table.reshape(3, 4)}), "shapes"),
        in_corner(tiny, "decades", "beside", name="very small numbers, laid out another way"),
        # six numbers would make six outputs of a single list of slopes, and among a few a nudge of
        # the size 1e-4 may be lucky with all of them
        in_float32(Case("", {"z": z(23)})),
        Case("large numbers on both sides", {"z": large}, tags=("far out",)),
        in_corner(
            Case("very large numbers on both sides", {"z": far}, tags=("far out",)), "decades"
        ),
    ]


DERIVATIVES = public.DERIVATIVES.judged(
    reference=six_slopes,
    cases=derivatives_cases,
    visible_points=1,
    outputs=SIX,
    rubric={
        "sigmoid": 0.25,
        "tanh": 0.25,
        "relu": 0.25,
        "leaky_relu": 0.25,
        "elu": 0.5,
        "silu": 0.25,
        "far out": 0.25,
    },
    label_words={"far out": "numbers far from 0"},
    builds_on=("sigmoid",),
    tolerance=1e-9,
    version=4,
    steps=(
        *(Step(name, (name,)) for name in SIX),
        Step("very large numbers", ("far out",)),
    ),
    misconceptions=MISCONCEPTIONS,
)
