"""Lesson 4, activation functions: the exercises, as the judge knows them."""

from autograder.lessons.m04.judge.dead import DEAD_FRACTION
from autograder.lessons.m04.judge.jacobian import SOFTMAX_JACOBIAN
from autograder.lessons.m04.judge.number import MY_RELAY
from autograder.lessons.m04.judge.sigmoid import SIGMOID
from autograder.lessons.m04.judge.slopes import DERIVATIVES
from autograder.lessons.m04.judge.softmax import SOFTMAX

EXERCISES = (SIGMOID, DERIVATIVES, DEAD_FRACTION, SOFTMAX, SOFTMAX_JACOBIAN, MY_RELAY)
