"""Lesson 1, introduction: what is known of its exercises where a learner's code runs."""

from autograder.core.exercise import Task

NEURON = Task("neuron", 1)
LAYER = Task("layer", 1)
COUNT_PARAMETERS = Task("count_parameters", 1)
WIDEST_HIDDEN = Task("widest_hidden", 1)
NEURON_STEP = Task(
    "neuron_step",
    1,
    steps=("b: outputs, errors, their mean", "w with a single input", "all of w"),
)
MY_MISSES = Task("my_misses", 1, libraries=True)

TASKS = (
    NEURON,
    LAYER,
    NEURON_STEP,
    COUNT_PARAMETERS,
    WIDEST_HIDDEN,
    MY_MISSES,
)
