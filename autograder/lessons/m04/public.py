"""Lesson 4, activation functions: what is known of its exercises where a learner's code runs."""

from autograder.core.exercise import Task

SIGMOID = Task("sigmoid", 4, overflow_counts=True)
DERIVATIVES = Task(
    "derivatives",
    4,
    overflow_counts=True,
    steps=("sigmoid", "tanh", "relu", "leaky_relu", "elu", "silu", "very large numbers"),
)
DEAD_FRACTION = Task("dead_fraction", 4)
SOFTMAX = Task("softmax", 4, overflow_counts=True)
SOFTMAX_JACOBIAN = Task("softmax_jacobian", 4)
MY_RELAY = Task("my_relay", 4, libraries=True)

TASKS = (
    SIGMOID,
    DERIVATIVES,
    DEAD_FRACTION,
    SOFTMAX,
    SOFTMAX_JACOBIAN,
    MY_RELAY,
)
