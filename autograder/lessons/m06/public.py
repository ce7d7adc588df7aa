"""Lesson 6, loss functions: what is known of its exercises where a learner's code runs."""

from autograder.core.exercise import Task

MSE = Task("mse", 6)
BCE_WITH_LOGITS = Task(
    "bce_with_logits",
    6,
    steps=("the loss", "its slope", "scores of any size", "different shapes"),
)
CROSS_ENTROPY = Task("cross_entropy", 6)
BASELINE_LOSS = Task("baseline_loss", 6)
WEIGHTED_CROSS_ENTROPY = Task("weighted_cross_entropy", 6)
FOCAL_LOSS = Task("focal_loss", 6)
MY_LOSSES = Task("my_losses", 6, libraries=True)

TASKS = (
    MSE,
    BCE_WITH_LOGITS,
    CROSS_ENTROPY,
    BASELINE_LOSS,
    WEIGHTED_CROSS_ENTROPY,
    FOCAL_LOSS,
    MY_LOSSES,
)
