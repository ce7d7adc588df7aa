"""Module 1: ``my_misses``, what came out of a learner's own run.

Nobody else can know the answer, because the learner chooses the number that the run starts from;
so it is judged by running it again.
"""

import functools
import math

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.m01 import public
from nnlib.lessons.lesson01 import own_misses

EXAMPLE = 4711
SMALLEST, LARGEST = 1000, 999_999_999
# Three digits that count are off by 0.5 % at most. Of 1,500 numbers the best single guess at both
# misses was this close for 6.
CLOSE = 0.006

_runs = functools.lru_cache(maxsize=256)(own_misses)


def misses(number):
    """Return the two misses on the pictures held back that a run with this number prints."""
    return _runs(number)[1]


def my_misses():
    """Return a number of one's own and the two misses that a run with it gave."""
    return 73519, *misses(73519)


# ---------------------------------------------------------------- judging by running


def verify(case, value):
    """Let the neuron learn from the learner's number and compare; see ``Exercise.verify``."""
    if type(value) not in (tuple, list) or len(value) != 3:
        return "return three numbers: yours, the miss before, the miss after."
    number, *given = map(_as_number, value)
    if type(number) is not int or not SMALLEST <= number <= LARGEST:
        return "the first number is a whole number of your own with 4 to 9 digits."
    if any(miss is None or not math.isfinite(miss) for miss in given):
        return "the two misses are numbers that your run has printed; one of these is none."
    if number == EXAMPLE:
        return "number of the example"
    holds = [_same(ours, miss, CLOSE) for ours, miss in zip(misses(number), given, strict=True)]
    if all(holds):
        return ""
    if all(_same(o, m, 5 * CLOSE) for o, m in zip(misses(number), given, strict=True)):
        return f"with your number {number} that is nearly it: give three digits that count."
    return _known_mistake(number, given) or _what_is_off(number, holds)


def _same(ours, given, close):
    return abs(ours - given) <= close * abs(ours)


def _as_number(value):
    """Take an int or a float out of plain data; None for anything else."""
    if isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "iuf":
        value = value.item()
    return value if type(value) in (int, float) else None


def _known_mistake(number, given):
    """Name the misconception that turns the learner's number into these misses, or ``""``."""
    for name, wrong in WRONG_MISSES.items():
        if all(_same(w, miss, CLOSE) for w, miss in zip(wrong(number), given, strict=True)):
            return name
    return ""


def _what_is_off(number, holds):
    if any(holds):
        which, other = ("after", "before") if holds[0] else ("before", "after")
        return f"your number {number} gives another miss {which} learning; the one {other} holds."
    return (
        f"your number {number} gives other misses, before and after. "
        "Has the run been started from that number?"
    )


WRONG_MISSES = {
    "in another order": lambda n: misses(n)[::-1],
    "percent": lambda n: [100 * miss for miss in misses(n)],
    "hits, not misses": lambda n: [1 - miss for miss in misses(n)],
    "how much was gained": lambda n: [misses(n)[0], misses(n)[0] - misses(n)[1]],
    "one line twice": lambda n: [misses(n)[1]] * 2,
    "pictures it has learnt from": lambda n: _runs(n)[0],
    "run of the example": lambda n: misses(EXAMPLE),
}


def _wrong(name):
    """Make two learners with the same mistake: other numbers, other digits."""
    return (
        lambda: (20261, *WRONG_MISSES[name](20261)),
        lambda: [271_828, *(float(f"{miss:.4g}") for miss in WRONG_MISSES[name](271_828))],
    )


MY_MISSES = public.MY_MISSES.judged(
    reference=my_misses,
    cases=lambda rng: [Case("your own run", tags=("own run",))],
    visible_points=0.5,
    rubric={"own run": 1.5},
    verify=verify,
    misconceptions=(
        Misconception(
            "in another order",
            "Both numbers come from your run, in another order than asked. "
            "Which of the two belongs to the neuron that has learnt nothing yet?",
            _wrong("in another order"),
        ),
        Misconception(
            "percent",
            "Your numbers are a hundred times too large: they are percent. "
            "Between which two numbers does |target − output| lie?",
            _wrong("percent"),
        ),
        Misconception(
            "hits, not misses",
            "You took your numbers away from 1. The miss says how far off the output is: "
            "which numbers stand in the lines that your run printed?",
            _wrong("hits, not misses"),
        ),
        Misconception(
            "how much was gained",
            "The miss before holds. The other number says how much was gained: "
            "how far off is the neuron when it has learnt?",
            _wrong("how much was gained"),
        ),
        Misconception(
            "one line twice",
            "The miss after learning holds, and the other number is the same. "
            "In which line of your run's output does the start stand?",
            _wrong("one line twice"),
        ),
        Misconception(
            "pictures it has learnt from",
            "These are the misses on the pictures that the neuron learnt from. "
            "Which ones tell what it does with something new?",
            _wrong("pictures it has learnt from"),
        ),
        Misconception(
            "run of the example",
            "These misses belong to the number of the example. "
            "Which number stood in the cell when your run printed them?",
            _wrong("run of the example"),
        ),
        Misconception(
            "number of the example",
            "This is the number of the example, and its answer stands there for all to read. "
            "Which number would nobody else in the room think of?",
            (lambda: (EXAMPLE, *misses(EXAMPLE)), lambda: (EXAMPLE, 0.5, 0.5)),
        ),
    ),
)
