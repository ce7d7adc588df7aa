"""Module 3: ``my_curve``, what came out of a learner's own run.

A number of the learner's own draws a curve; how closely 10 and 40 bumps follow it is judged by
running it again.
"""

import functools
import math

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.m03 import public
from nnlib.lessons.lesson03 import BUMPS, own_errors

EXAMPLE = 4711
SMALLEST, LARGEST = 1000, 999_999_999
CLOSE = 0.02  # three digits that count are off by 0.5 % at most

# The pairs (inside, outside): with 10 bumps, with 40.
errors = functools.lru_cache(maxsize=256)(own_errors)


def my_curve():
    """Return a number of one's own and the two worst errors that a run with it gave."""
    return 73519, *_inside(73519)


def _inside(number):
    return [pair[0] for pair in errors(number)]


# ---------------------------------------------------------------- judging by running


def verify(case, value):
    """Run the learner's curve and compare; see ``Exercise.verify``."""
    if type(value) not in (tuple, list) or len(value) != 3:
        return "return three numbers: yours, the worst error with 10 bumps, and with 40."
    number, *given = map(_as_number, value)
    if type(number) is not int or not SMALLEST <= number <= LARGEST:
        return "the first number is a whole number of your own with 4 to 9 digits."
    if any(error is None or not math.isfinite(error) for error in given):
        return "the two errors are numbers that your run has printed; one of these is none."
    if number == EXAMPLE:
        return "number of the example"
    if _close(_inside(number), given):
        return ""
    if _close(_inside(number), given, 5 * CLOSE):
        return f"with your number {number} that is nearly it: give three digits that count."
    return _known_mistake(number, given) or _what_is_off(number, given)


def _as_number(value):
    """Take an int or a float out of plain data; None for anything else."""
    if isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "iuf":
        value = value.item()
    return value if type(value) in (int, float) else None


def _close(ours, given, tolerance=CLOSE):
    pairs = zip(ours, given, strict=True)
    return all(abs(mine - theirs) <= tolerance * mine for mine, theirs in pairs)


def _known_mistake(number, given):
    """Name the misconception that turns the learner's number into these two, or ``""``."""
    for name, wrong in WRONG_ERRORS.items():
        if _close(wrong(number), given):
            return name
    return ""


def _what_is_off(number, given):
    holds = [_close([mine], [theirs]) for mine, theirs in zip(_inside(number), given, strict=True)]
    if any(holds):
        off = BUMPS[1] if holds[0] else BUMPS[0]
        return f"your number {number} gives another error with {off} bumps; the other one holds."
    return (
        f"your number {number} gives other errors, with 10 bumps and with 40. "
        "Has the run been started from that number?"
    )


WRONG_ERRORS = {
    "in another order": lambda n: _inside(n)[::-1],
    "outside the interval": lambda n: [pair[1] for pair in errors(n)],
    "one run twice": lambda n: [_inside(n)[0]] * 2,
    "run of the example": lambda n: _inside(EXAMPLE),
}


def _wrong(name):
    """Make two learners with the same mistake: other numbers, other digits."""
    return (
        lambda: (20261, *WRONG_ERRORS[name](20261)),
        lambda: [987_654, *(float(f"{error:.4g}") for error in WRONG_ERRORS[name](987_654))],
    )


MY_CURVE = public.MY_CURVE.judged(
    reference=my_curve,
    cases=lambda rng: [Case("your own run", tags=("own run",))],
    visible_points=0.5,
    rubric={"own run": 1.5},
    verify=verify,
    misconceptions=(
        Misconception(
            "in another order",
            "Both numbers come from your run, in another order than asked. "
            "Which of them belongs to 10 bumps, and should it be the larger one?",
            _wrong("in another order"),
        ),
        Misconception(
            "outside the interval",
            "These are the errors outside the interval, where no bump stands. "
            "In which column of your run's output is the error inside?",
            _wrong("outside the interval"),
        ),
        Misconception(
            "one run twice",
            "The error with 10 bumps holds, and the other one is the same number. "
            "In which line of your run's output do the 40 bumps stand?",
            _wrong("one run twice"),
        ),
        Misconception(
            "run of the example",
            "These errors belong to the number of the example. "
            "Which number stood in the cell when your run printed them?",
            _wrong("run of the example"),
        ),
        Misconception(
            "number of the example",
            "This is the number of the example, and its answer stands there for all to read. "
            "Which number would nobody else in the room think of?",
            (lambda: (EXAMPLE, *_inside(EXAMPLE)), lambda: (EXAMPLE, 0.5, 0.5)),
        ),
    ),
)
