"""Lesson 7, backpropagation: the exercises, as the judge knows them."""

from autograder.lessons.m07.judge.affine import AFFINE_BACKWARD
from autograder.lessons.m07.judge.hunt import WITNESS
from autograder.lessons.m07.judge.layers import RELU_BACKWARD, SOFTMAX_VJP, TANH_BACKWARD
from autograder.lessons.m07.judge.loss import SOFTMAX_CROSS_ENTROPY
from autograder.lessons.m07.judge.network import MLP_BACKWARD
from autograder.lessons.m07.judge.nudge import NUMERICAL_GRADIENT
from autograder.lessons.m07.judge.number import MY_NUMBER
from autograder.lessons.m07.judge.value import VALUE

EXERCISES = (
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
