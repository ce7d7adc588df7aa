"""Lesson 2, the perceptron: what is known of its exercises where a learner's code runs."""

from autograder.core.exercise import Task

PREDICT = Task("predict", 2)
PERCEPTRON_UPDATE = Task("perceptron_update", 2)
FIT_PERCEPTRON = Task("fit_perceptron", 2)
MARGIN_BOUND = Task("margin_bound", 2)
XOR_CERTIFICATE = Task("xor_certificate", 2)
MY_MISTAKES = Task("my_mistakes", 2, libraries=True)

TASKS = (
    PREDICT,
    PERCEPTRON_UPDATE,
    FIT_PERCEPTRON,
    MARGIN_BOUND,
    XOR_CERTIFICATE,
    MY_MISTAKES,
)
