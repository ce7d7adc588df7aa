"""Lesson 8, optimization: the exercises, as the judge knows them."""

from autograder.lessons.m08.judge.adam import ADAM_STEP
from autograder.lessons.m08.judge.adamw import ADAMW_STEP
from autograder.lessons.m08.judge.clipping import CLIP_BY_GLOBAL_NORM
from autograder.lessons.m08.judge.momentum import MOMENTUM_STEP, SGD_STEP
from autograder.lessons.m08.judge.number import MY_LIMIT
from autograder.lessons.m08.judge.rmsprop import RMSPROP_STEP
from autograder.lessons.m08.judge.schedule import COSINE_RATE

EXERCISES = (
    SGD_STEP,
    MOMENTUM_STEP,
    ADAM_STEP,
    ADAMW_STEP,
    RMSPROP_STEP,
    CLIP_BY_GLOBAL_NORM,
    COSINE_RATE,
    MY_LIMIT,
)
