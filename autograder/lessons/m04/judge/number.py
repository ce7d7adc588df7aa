"""Module 4: ``my_relay``, how much of a nudge came through a learner's own ten layers.

Nobody else can know the answer, because the learner chooses the number that the run starts from;
so it is judged by running it again.
"""

import functools
import math

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.m04 import public
from nnlib.lessons.lesson04 import own_shares

EXAMPLE = 4711
SMALLEST, LARGEST = 1000, 999_999_999
CLOSE = 0.02  # three digits that count are off by 0.5 % at most

shares = functools.lru_cache(maxsize=256)(own_shares)


def my_relay():
    """Return a number of one's own and the two shares that a run with it gave."""
    return 73519, *shares(73519)


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
    holds = [_near(ours, share) for ours, share in zip(shares(number), given, strict=True)]
    if all(holds):
        return ""
    for name, wrong in WRONG.items():
        if all(map(_near, wrong(number), given)):
            return name
    if any(holds):
        which, other = ("tanh", "sigmoid") if holds[0] else ("sigmoid", "tanh")
        return f"your number {number} gives another share with {which}; the one with {other} holds."
    return f"your number {number} gives other shares. Has the run been started from that number?"


def _as_number(value):
    """Take an int or a float out of plain data; None for anything else."""
    if isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "iuf":
        value = value.item()
    return value if type(value) in (int, float) else None


def _near(ours, share):
    return abs(ours - share) <= CLOSE * abs(ours)


def _digits_of(share):
    """Return 1.689 for 1.689e-08: what stays when the power of ten is not written down."""
    return share / 10.0 ** math.floor(math.log10(share))


WRONG = {
    "in another order": lambda n: shares(n)[::-1],
    "powers of ten": lambda n: tuple(math.log10(share) for share in shares(n)),
    "one network twice": lambda n: (shares(n)[0],) * 2,
    "run of the example": lambda n: shares(EXAMPLE),
    "in percent": lambda n: tuple(100 * share for share in shares(n)),
    "power of ten lost": lambda n: (_digits_of(shares(n)[0]), shares(n)[1]),
}


def _wrong(name):
    """Make two learners with the same mistake: other numbers, other digits."""
    return (
        lambda: (20261, *WRONG[name](20261)),
        lambda: [987_654, *(float(f"{share:.4g}") for share in WRONG[name](987_654))],
    )


MY_RELAY = public.MY_RELAY.judged(
    reference=my_relay,
    cases=lambda rng: [Case("your own run", tags=("own run",))],
    visible_points=0.5,
    rubric={"own run": 1.5},
    verify=verify,
    misconceptions=(
        Misconception(
            "in another order",
            "Both numbers come from your run, in another order than asked. "
            "Which of the two functions lets almost nothing through?",
            _wrong("in another order"),
        ),
        Misconception(
            "powers of ten",
            "These are powers of ten, as they stand along a logarithmic axis. "
            "The share itself was asked for: if the power is −3, what is the share?",
            _wrong("powers of ten"),
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
            "in percent",
            "Both numbers come from your run, in percent. "
            "The share itself was asked for: how did your run print it?",
            _wrong("in percent"),
        ),
        Misconception(
            "power of ten lost",
            "The share with tanh holds. Of the one with sigmoid the digits are right, and its "
            "power of ten is gone: what does e-08 behind a number say?",
            _wrong("power of ten lost"),
        ),
        Misconception(
            "number of the example",
            "This is the number of the example, and its answer stands there for all to read. "
            "Which number would nobody else in the room think of?",
            (lambda: (EXAMPLE, *shares(EXAMPLE)), lambda: (EXAMPLE, 0.5, 0.5)),
        ),
    ),
)
