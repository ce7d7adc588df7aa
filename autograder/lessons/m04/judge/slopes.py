"""Module 4: ``derivatives``, the slopes of six activation functions."""

import numpy as np

from autograder.core.exercise import Case, Step
from autograder.lessons.corners import away_from_zero, in_corner, in_float32
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
    far = rng.uniform(800, 2000, 8) * np.array([1, -1] * 4)
    return [
        Case("the example of the docstring", {"z": np.array([0.5, 2.0])}),
        Case("a vector", {"z": vector}),
        in_corner(Case("a table", {"z": z((3, 4))}), "shapes"),
        # six numbers would make six outputs of a single list of slopes
        in_float32(Case("", {"z": z(7)})),
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
    builds_on=("sigmoid",),
    tolerance=1e-9,
    version=2,
    steps=(
        *(Step(name, (name,)) for name in SIX),
        Step("very large numbers", ("far out",)),
    ),
    misconceptions=MISCONCEPTIONS,
)
