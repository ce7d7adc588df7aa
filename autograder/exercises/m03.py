"""Module 3, multi-layer perceptrons: the exercises stand in the files beside this one."""

from autograder.exercises.m03_bumps import APPROXIMATE, BUMP
from autograder.exercises.m03_forward import MLP_FORWARD
from autograder.exercises.m03_number import MY_CURVE
from autograder.exercises.m03_pieces import COLLAPSE_LINEAR, RELU_REGIONS_1D
from autograder.exercises.m03_xor import XOR_NETWORK

EXERCISES = (
    XOR_NETWORK,
    MLP_FORWARD,
    COLLAPSE_LINEAR,
    RELU_REGIONS_1D,
    BUMP,
    APPROXIMATE,
    MY_CURVE,
)
