"""Lesson 2, the perceptron: the exercises, as the judge knows them."""

from autograder.lessons.m02.judge.fit import FIT_PERCEPTRON
from autograder.lessons.m02.judge.margin import MARGIN_BOUND
from autograder.lessons.m02.judge.number import MY_MISTAKES
from autograder.lessons.m02.judge.predict import PREDICT
from autograder.lessons.m02.judge.update import PERCEPTRON_UPDATE
from autograder.lessons.m02.judge.xor import XOR_CERTIFICATE

EXERCISES = (
    PREDICT,
    PERCEPTRON_UPDATE,
    FIT_PERCEPTRON,
    MARGIN_BOUND,
    XOR_CERTIFICATE,
    MY_MISTAKES,
)
