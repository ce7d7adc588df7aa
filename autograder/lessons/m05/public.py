"""Lesson 5, forward propagation: what is known of its exercises where a learner's code runs."""

from autograder.core.exercise import Task

AFFINE_FORWARD = Task("affine_forward", 5)
FORWARD = Task(
    "forward",
    5,
    steps=("one layer", "A goes on to the next layer", "a new note for each layer"),
)
MINIBATCHES = Task("minibatches", 5, by_script=True)
FIRST_MISMATCH = Task("first_mismatch", 5)
FLOPS_FORWARD = Task("flops_forward", 5)
MY_CONFIDENCE = Task("my_confidence", 5, libraries=True)

TASKS = (
    AFFINE_FORWARD,
    FORWARD,
    MINIBATCHES,
    FIRST_MISMATCH,
    FLOPS_FORWARD,
    MY_CONFIDENCE,
)
