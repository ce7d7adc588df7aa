"""Module 4: ``derivatives``, the slopes of six activation functions."""

import numpy as np

from autograder.core.exercise import Case, Step
from autograder.lessons.m04 import public
from autograder.lessons.m04.judge.slopes_wrong import MISCONCEPTIONS, SIX
from nnlib.activations import derivative


def six_slopes(z):
    """Return the slopes of the six functions at z, in the order of ``SIX``."""
    return tuple(derivative(name, z) for name in SIX)


def derivatives_cases(rng):
    """Draw the cases; no z is 0, where a kink has no slope."""

    def z(shape):
        return rng.uniform(0.3, 3, shape) * rng.choice([-1.0, 1.0], shape)

    vector = rng.permutation(z(5) * 0 + rng.uniform(0.3, 3, 5) * [1, 1, 1, -1, -1])
    far = rng.uniform(800, 2000, 8) * np.array([1, -1] * 4)
    return [
        Case("the example of the docstring", {"z": np.array([0.5, 2.0])}),
        Case("a vector", {"z": vector}),
        Case("a table", {"z": z((3, 4))}),
        # six numbers would make six outputs of a single list of slopes
        Case("arrays of float32", {"z": z(7).astype(np.float32)}),
        Case("very large numbers on both sides", {"z": far}, tags=("far out",)),
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
        Step("sigmoid", ("sigmoid",)),
        Step("tanh", ("tanh",)),
        Step("relu", ("relu",)),
        Step("leaky_relu", ("leaky_relu",)),
        Step("elu", ("elu",)),
        Step("silu", ("silu",)),
        Step("very large numbers", ("far out",)),
    ),
    misconceptions=MISCONCEPTIONS,
)
