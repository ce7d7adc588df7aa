"""Lesson 8, optimization: what is known of its exercises where a learner's code runs."""

from autograder.core.exercise import Task

SGD_STEP = Task("sgd_step", 8)
MOMENTUM_STEP = Task("momentum_step", 8)
ADAM_STEP = Task(
    "adam_step",
    8,
    steps=("the averages m and v", "the correction: the first step", "every later step, and eps"),
)
ADAMW_STEP = Task("adamw_step", 8)
RMSPROP_STEP = Task("rmsprop_step", 8)
CLIP_BY_GLOBAL_NORM = Task("clip_by_global_norm", 8)
COSINE_RATE = Task("cosine_rate", 8)
MY_LIMIT = Task("my_limit", 8, libraries=True)

TASKS = (
    SGD_STEP,
    MOMENTUM_STEP,
    ADAM_STEP,
    ADAMW_STEP,
    RMSPROP_STEP,
    CLIP_BY_GLOBAL_NORM,
    COSINE_RATE,
    MY_LIMIT,
)
