"""Lesson 7, backpropagation: what is known of its exercises where a learner's code runs."""

import numpy as np

from autograder.core.exercise import Task

# ---------------------------------------------------------------- functions to take slopes of


def coupled_cubic(cubes, weights):
    """Make f(x) = sum(cubes * x**3) + sum(weights * x)**2.

    The cube makes the size of the nudge visible, the square couples the entries: an entry that
    was not put back shows in the slopes of the others.
    """

    def f(x):
        x = _asked_at(x, cubes.shape)
        return float(np.sum(cubes * x**3) + np.sum(weights * x) ** 2)

    return f


def square_plus_three(shape):
    """Make f(x) = x[0]**2 + 3 * x[1], the example of the docstring."""

    def f(x):
        x = _asked_at(x, tuple(shape))
        return float(x[0] ** 2 + 3 * x[1])

    return f


def _asked_at(x, shape):
    x = np.asarray(x, dtype=float)
    if x.shape != shape:
        raise ValueError(f"f expected an array of shape {shape}, got {x.shape}")
    return x


# ---------------------------------------------------------------- losses and gradients


def cost(a, b, leak, batch, scale):
    """Make loss(x): scale times the mean over the samples of Σ a·bend(x) + b·x²/2.

    bend(x) is x above 0 and leak·x below; ``batch`` says whether the first axis counts samples.
    """

    def loss(x):
        x = np.asarray(x, dtype=float)
        samples = len(x) if batch else 1
        # called some hundred times for each learner: few calls of numpy, not the shortest formula
        bent = np.maximum(x, leak * x)  # leak is 1 at most
        return float(scale * (a * bent.sum() + b / 2 * np.vdot(x, x)) / samples)

    return loss


def slope_of_cost(a, b, leak, batch, scale, fault):
    """Make gradient(x) of the cost, right or with a fault."""

    def gradient(x):
        x = np.asarray(x, dtype=float)
        samples = len(x) if batch and fault != "not divided" else 1
        gate = np.ones(x.shape) if fault == "no gate" else np.where(x > 0, 1.0, leak)
        curved = 0.0 if fault == "term missing" else b * x
        return FAULTS.get(fault, lambda g, x: g)(scale * (a * gate + curved) / samples, x)

    return gradient


def _last_too_steep(g):
    g.flat[-1] *= 1.5
    return g


# Faults that spoil a right gradient g at x; each leaves it as it is on some x.
FAULTS = {
    "transposed": lambda g, x: g.T,
    "turned round": lambda g, x: g.reshape(-1)[::-1].reshape(x.shape),
    "sign": lambda g, x: np.where(x.flat[0] < 0, -g, g),
    "3 % short": lambda g, x: np.where(x.flat[0] < 0, 0.97 * g, g),
    "short": lambda g, x: np.where(x.flat[0] < 0, 0.6 * g, g),
    "one entry": lambda g, x: _last_too_steep(g) if x.flat[0] < 0 else g,
    "nan": lambda g, x: np.where(x < 0, np.nan, g),
}


def squares():
    """Make loss(x) = Σ x², the example of the docstring."""
    return lambda x: float(np.sum(np.asarray(x) ** 2))


def twice_the_size():
    """Make gradient(x) = 2·|x|, right where nothing is negative."""
    return lambda x: 2 * np.abs(x)


# ---------------------------------------------------------------- the exercises

NUMERICAL_GRADIENT = Task(
    "numerical_gradient",
    7,
    families={"coupled_cubic": coupled_cubic, "square_plus_three": square_plus_three},
)
VALUE = Task(
    "Value",
    7,
    by_script=True,
    steps=(
        "the product",
        "tanh",
        "in_order",
        "backward: shares add up",
        "backward: everybody waits",
        "backward: a second time",
    ),
)
AFFINE_BACKWARD = Task("affine_backward", 7)
RELU_BACKWARD = Task("relu_backward", 7)
TANH_BACKWARD = Task("tanh_backward", 7)
SOFTMAX_CROSS_ENTROPY = Task("softmax_cross_entropy", 7)
MLP_BACKWARD = Task("mlp_backward", 7)
MY_NUMBER = Task("my_number", 7, libraries=True)
WITNESS = Task(
    "witness",
    7,
    families={
        "cost": cost,
        "slope_of_cost": slope_of_cost,
        "squares": squares,
        "twice_the_size": twice_the_size,
    },
)
SOFTMAX_VJP = Task("softmax_vjp", 7)

TASKS = (
    NUMERICAL_GRADIENT,
    VALUE,
    AFFINE_BACKWARD,
    RELU_BACKWARD,
    TANH_BACKWARD,
    SOFTMAX_CROSS_ENTROPY,
    MLP_BACKWARD,
    MY_NUMBER,
    WITNESS,
    SOFTMAX_VJP,
)
