"""Lesson 3, multi-layer perceptrons: the exercises, as the judge knows them."""

from autograder.lessons.m03.judge.bumps import APPROXIMATE, BUMP
from autograder.lessons.m03.judge.forward import MLP_FORWARD
from autograder.lessons.m03.judge.number import MY_CURVE
from autograder.lessons.m03.judge.pieces import COLLAPSE_LINEAR, RELU_REGIONS_1D
from autograder.lessons.m03.judge.xor import XOR_NETWORK

EXERCISES = (
    XOR_NETWORK,
    MLP_FORWARD,
    COLLAPSE_LINEAR,
    RELU_REGIONS_1D,
    BUMP,
    APPROXIMATE,
    MY_CURVE,
)
