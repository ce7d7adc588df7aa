"""Lesson 5, forward propagation: the exercises, as the judge knows them."""

from autograder.lessons.m05.judge.affine import AFFINE_FORWARD
from autograder.lessons.m05.judge.batches import MINIBATCHES
from autograder.lessons.m05.judge.counting import FIRST_MISMATCH, FLOPS_FORWARD
from autograder.lessons.m05.judge.layers import FORWARD
from autograder.lessons.m05.judge.number import MY_CONFIDENCE

EXERCISES = (
    AFFINE_FORWARD,
    FORWARD,
    MINIBATCHES,
    FIRST_MISMATCH,
    FLOPS_FORWARD,
    MY_CONFIDENCE,
)
