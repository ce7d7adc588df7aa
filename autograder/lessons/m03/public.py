"""Lesson 3, multi-layer perceptrons: what is known of its exercises where a learner's code runs."""

import numpy as np

from autograder.core.exercise import Task


def square(power):
    """Make f(x) = x**power, the function of the docstring's example."""
    return lambda x: np.asarray(x) ** power


def wave(sines, cosines, level):
    """Make a sum of three sines and three cosines; takes a number or an array."""

    def f(x):
        x = np.asarray(x, dtype=float)
        waves = [a * np.sin((j + 1) * x) for j, a in enumerate(sines)]
        return level + sum(waves) + sum(c * np.cos((j + 1) * x) for j, c in enumerate(cosines))

    return f


# ---------------------------------------------------------------- the exercises

XOR_NETWORK = Task("xor_network", 3)
MLP_FORWARD = Task("mlp_forward", 3)
COLLAPSE_LINEAR = Task("collapse_linear", 3)
RELU_REGIONS_1D = Task("relu_regions_1d", 3)
BUMP = Task("bump", 3)
APPROXIMATE = Task("approximate", 3, families={"square": square, "wave": wave})
MY_CURVE = Task("my_curve", 3, libraries=True)

TASKS = (
    XOR_NETWORK,
    MLP_FORWARD,
    COLLAPSE_LINEAR,
    RELU_REGIONS_1D,
    BUMP,
    APPROXIMATE,
    MY_CURVE,
)
