"""Module 7: ``my_number``, what came out of a learner's own run.

Nobody else can know the answer, because the learner chooses the number that the run starts from;
so it is judged by running it again.
"""

import functools
import math

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.m07 import public
from nnlib.lessons.lesson07 import own_norms

EXAMPLE = 4711
SMALLEST, LARGEST = 1000, 999_999_999
# Three digits that count are off by 0.5 % at most. Of 4,000 numbers the best single guess at both
# shares was this close for 6.
CLOSE = 0.02

_norms = functools.lru_cache(maxsize=256)(own_norms)


def shares(number):
    """Return how much slope reaches the first layer, as a share of the last: sigmoid, tanh."""
    return tuple(first / last for first, last in _norms(number))


def my_number():
    """Return a number of one's own and the two shares that a run with it gave."""
    return 73519, *shares(73519)


# ---------------------------------------------------------------- judging by running


def verify(case, value):
    """Run the two networks from the learner's number and compare; see ``Exercise.verify``."""
    if type(value) not in (tuple, list) or len(value) != 3:
        return "return three numbers: yours, the share with sigmoid, the share with tanh."
    number, *given = map(_as_number, value)
    if type(number) is not int or not SMALLEST <= number <= LARGEST:
        return "the first number is a whole number of your own with 4 to 9 digits."
    if any(share is None or not math.isfinite(share) for share in given):
        return "the two shares are numbers that your run has printed; one of these is none."
    if number == EXAMPLE:
        return "number of the example"
    pairs = list(zip(shares(number), given, strict=True))
    holds = [abs(ours - share) <= CLOSE * ours for ours, share in pairs]
    if all(holds):
        return ""
    if all(abs(ours - share) <= 5 * CLOSE * ours for ours, share in pairs):
        return f"with your number {number} that is nearly it: give three digits that count."
    return _known_mistake(number, given) or _what_is_off(number, holds)


def _as_number(value):
    """Take an int or a float out of plain data; None for anything else."""
    if isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "iuf":
        value = value.item()
    return value if type(value) in (int, float) else None


def _known_mistake(number, given):
    """Name the misconception that turns the learner's number into these shares, or ``""``."""
    for name, wrong in WRONG_SHARES.items():
        if all(abs(w - share) <= CLOSE * w for w, share in zip(wrong(number), given, strict=True)):
            return name
    return ""


def _what_is_off(number, holds):
    if any(holds):
        which, other = ("tanh", "sigmoid") if holds[0] else ("sigmoid", "tanh")
        return f"your number {number} gives another share with {which}; the one with {other} holds."
    return (
        f"your number {number} gives other shares, with sigmoid and with tanh. "
        "Has the run been started from that number?"
    )


WRONG_SHARES = {
    "last over first": lambda n: [last / first for first, last in _norms(n)],
    "in another order": lambda n: shares(n)[::-1],
    "squares": lambda n: [(first / last) ** 2 for first, last in _norms(n)],
    "sizes, no shares": lambda n: [first for first, last in _norms(n)],
    "one network twice": lambda n: [shares(n)[0]] * 2,
    "run of the example": lambda n: shares(EXAMPLE),
}


def _wrong(name):
    """Make two learners with the same mistake: other numbers, other digits."""
    return (
        lambda: (20261, *WRONG_SHARES[name](20261)),
        lambda: [987_654, *(float(f"{share:.4g}") for share in WRONG_SHARES[name](987_654))],
    )


MY_NUMBER = public.MY_NUMBER.judged(
    reference=my_number,
    cases=lambda rng: [Case("your own run", tags=("own run",))],
    visible_points=0.5,
    rubric={"own run": 1.5},
    verify=verify,
    misconceptions=(
        Misconception(
            "last over first",
            "Your shares are upside down: they divide the last layer's slope by the first layer's. "
            "The share of the first layer was asked for: which of the two is measured by which?",
            _wrong("last over first"),
        ),
        Misconception(
            "in another order",
            "Both numbers come from your run, in another order than asked. "
            "Which of the two networks starves its first layer?",
            _wrong("in another order"),
        ),
        Misconception(
            "squares",
            "Your shares compare sums of squares. "
            "An arrow of 3 and 4 has length 5: what is still missing after 9 + 16?",
            _wrong("squares"),
        ),
        Misconception(
            "sizes, no shares",
            "You wrote down the sizes in the first layer. "
            "Compared with which layer is such a number large or small?",
            _wrong("sizes, no shares"),
        ),
        Misconception(
            "one network twice",
            "The share with sigmoid holds, and the other one is the same number. "
            "In which line of your run's output does tanh stand?",
            _wrong("one network twice"),
        ),
        Misconception(
            "run of the example",
            "These shares belong to the number of the example. "
            "Which number stood in the cell when your run printed them?",
            _wrong("run of the example"),
        ),
        Misconception(
            "number of the example",
            "This is the number of the example, and its answer stands there for all to read. "
            "Which number would nobody else in the room think of?",
            (lambda: (EXAMPLE, *shares(EXAMPLE)), lambda: (EXAMPLE, 0.5, 0.5)),
        ),
    ),
)
