"""Lesson 6, loss functions: the exercises, as the judge knows them."""

from autograder.lessons.m06.judge.baseline import BASELINE_LOSS
from autograder.lessons.m06.judge.classes import CROSS_ENTROPY
from autograder.lessons.m06.judge.number import MY_LOSSES
from autograder.lessons.m06.judge.practice import FOCAL_LOSS, WEIGHTED_CROSS_ENTROPY
from autograder.lessons.m06.judge.slopes import BCE_WITH_LOGITS, MSE

EXERCISES = (
    MSE,
    BCE_WITH_LOGITS,
    CROSS_ENTROPY,
    BASELINE_LOSS,
    WEIGHTED_CROSS_ENTROPY,
    FOCAL_LOSS,
    MY_LOSSES,
)
