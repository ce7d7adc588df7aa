"""Lesson 1, introduction: the exercises, as the judge knows them."""

from autograder.lessons.m01.judge.counting import COUNT_PARAMETERS, WIDEST_HIDDEN
from autograder.lessons.m01.judge.layer import LAYER
from autograder.lessons.m01.judge.neuron import NEURON
from autograder.lessons.m01.judge.number import MY_MISSES
from autograder.lessons.m01.judge.step import NEURON_STEP

EXERCISES = (NEURON, LAYER, NEURON_STEP, COUNT_PARAMETERS, WIDEST_HIDDEN, MY_MISSES)
