"""Module 2: ``my_mistakes``, what came out of a learner's own run.

The learner's number draws the order of the pictures and a start, so nobody else knows the answer;
it is judged by running it again.
"""

import functools

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.m02 import public
from nnlib.lessons.lesson02 import own_mistakes

EXAMPLE = 4711
SMALLEST, LARGEST = 1000, 999_999_999

mistakes = functools.lru_cache(maxsize=256)(own_mistakes)


def my_mistakes():
    """Return a number of one's own and the two counts that a run with it gave."""
    return 73519, *mistakes(73519)


# ---------------------------------------------------------------- judging by running


def verify(case, value):
    """Run the perceptron from the learner's number and compare; see ``Exercise.verify``."""
    if type(value) not in (tuple, list) or len(value) != 3:
        return "return three whole numbers: yours, the mistakes from zero, those from the start."
    number, *given = map(_as_whole, value)
    if number is None or not SMALLEST <= number <= LARGEST:
        return "the first number is a whole number of your own with 4 to 9 digits."
    if None in given:
        return "the two counts of mistakes are whole numbers that your run has printed."
    if number == EXAMPLE:
        return "number of the example"
    if tuple(given) == mistakes(number):
        return ""
    for name, wrong in WRONG_COUNTS.items():
        if tuple(given) == wrong(number):
            return name
    holds = [a == b for a, b in zip(given, mistakes(number), strict=True)]
    if any(holds):
        held, other = ("from zero", "from the drawn start")[:: 1 if holds[0] else -1]
        return f"your number {number} gives another count {other}; the one {held} holds."
    return f"your number {number} gives other counts. Has the run been started from that number?"


def _as_whole(value):
    """Take a whole number out of plain data; None for anything else."""
    if isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "iuf":
        value = value.item()
    if type(value) is float and value.is_integer():
        value = int(value)
    return value if type(value) is int else None


WRONG_COUNTS = {
    "in another order": lambda n: mistakes(n)[::-1],
    "from zero twice": lambda n: (mistakes(n)[0],) * 2,
    "run of the example": lambda n: mistakes(EXAMPLE),
}


def _wrong(name):
    """Make two learners with the same mistake: other numbers."""
    return (
        lambda: (20261, *WRONG_COUNTS[name](20261)),
        lambda: [987_654, *map(float, WRONG_COUNTS[name](987_654))],
    )


MY_MISTAKES = public.MY_MISTAKES.judged(
    reference=my_mistakes,
    cases=lambda rng: [Case("your own run", tags=("own run",))],
    visible_points=0.5,
    rubric={"own run": 1.5},
    verify=verify,
    misconceptions=(
        Misconception(
            "in another order",
            "Both counts come from your run, in another order than asked. "
            "Which of the two runs began at zero?",
            _wrong("in another order"),
        ),
        Misconception(
            "from zero twice",
            "The count from zero holds, and the other one is the same number. "
            "In which line of your run's output does the drawn start stand?",
            _wrong("from zero twice"),
        ),
        Misconception(
            "run of the example",
            "These counts belong to the number of the example. "
            "Which number stood in the cell when your run printed them?",
            _wrong("run of the example"),
        ),
        Misconception(
            "number of the example",
            "This is the number of the example, and everybody can read what it gives. "
            "Which number would nobody else in the room think of?",
            (lambda: (EXAMPLE, *mistakes(EXAMPLE)), lambda: (EXAMPLE, 50, 60)),
        ),
    ),
)
