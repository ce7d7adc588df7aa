"""Module 8: ``cosine_rate``, a learning rate that falls along half a cosine."""

import math

from autograder.core.exercise import Case, Misconception
from autograder.lessons.m08 import public
from nnlib.optimizers import cosine_rate


def cosine_rate_cases(rng):
    """Draw the cases; at both ends, beside them, in the middle and long after the end."""

    def case(name, t, steps, *corners, lr=None, **end):
        lr = float(rng.uniform(0.2, 0.9)) if lr is None else lr
        inputs = {"t": int(t), "lr": lr, "steps": int(steps), **end}
        return Case(name, inputs, corners=corners)

    steps = int(rng.integers(30, 60))
    early, late = int(rng.integers(5, 12)), steps - int(rng.integers(5, 12))
    end = float(rng.uniform(0.05, 0.15))
    return [
        case("the example of the docstring", 5, 10, lr=0.1),
        case("the beginning", 0, steps, "zeros", end=end),
        case("one step after the beginning", 1, steps, "beside", end=end),
        case("early", early, steps, end=end),
        case("late, towards 0", late, steps),
        case("one step before the end", steps - 1, steps, "beside", end=end),
        case("exactly at the end", steps, steps, "tie", end=end),
        case("one step after the end", steps + 1, steps, "beside", end=end),
        case("long after the end", 3 * steps + 7, steps, "long", end=end),
        case("a rate from 8 down to 2", early, steps, "other options", lr=8.0, end=2.0),
        case("tiny rates", early, steps, "decades", lr=3e-7, end=1e-8),
        case("a million steps", 700_000, 1_000_000, "decades", end=end),
        case("a single step", 1, 1, "one", end=end),
    ]


def _cosine(share=lambda t, steps: min(t / steps, 1), shape=None):
    """Make a version: right but for how far along it is, or for the curve."""
    shape = shape or (lambda done, lr, end: end + (lr - end) * (1 + math.cos(math.pi * done)) / 2)
    return lambda t, lr, steps, end=0.0: shape(share(t, steps), lr, end)


COSINE_RATE = public.COSINE_RATE.judged(
    reference=cosine_rate,
    cases=cosine_rate_cases,
    under_more=True,
    visible_points=0.25,
    rubric={"values": 0.75},
    facts=lambda case: {
        "lr": f"{case.inputs['lr']:.3g}",
        "end": f"{case.inputs.get('end', 0.0):.3g}",
        "t": str(case.inputs["t"]),
        "steps": str(case.inputs["steps"]),
    },
    misconceptions=(
        Misconception(
            "not held at the end",
            "Up to the end it is right. After {steps} steps your rate rises again, as a cosine "
            "does: how far along may t / steps be at most?",
            _cosine(lambda t, steps: t / steps),
        ),
        Misconception(
            "counted from 1",
            "Your curve is one step late: at t = 0 it is not at its beginning. Which share of the "
            "way is done after 0 steps?",
            (
                _cosine(lambda t, steps: min((t - 1) / steps, 1)),
                _cosine(lambda t, steps: min(max(t - 1, 0) / steps, 1)),
            ),
        ),
        Misconception(
            "one step early",
            "Your curve is one step ahead: at t = 0 it has moved already. Which share of the way "
            "is done after 0 steps?",
            _cosine(lambda t, steps: min((t + 1) / steps, 1)),
        ),
        Misconception(
            "a full period",
            "Your rate is at its end in the middle, and rises again. What is the cosine of π, and "
            "how far along its curve should the last step be?",
            _cosine(lambda t, steps: 2 * min(t / steps, 1)),
        ),
        Misconception(
            "a quarter of a period",
            "Your cosine goes from 1 to 0 only, so the rate stops half way. How far must it go, to "
            "reach −1 at the last step?",
            _cosine(lambda t, steps: min(t / steps, 1) / 2),
        ),
        Misconception(
            "a quarter, down to the end",
            "Right at both ends. Between them yours is the quarter of a cosine from 1 to 0, which "
            "ends steeply. Half a cosine goes from 1 to −1: what makes a factor from 1 to 0 of it?",
            _cosine(shape=lambda done, lr, end: end + (lr - end) * math.cos(math.pi * done / 2)),
        ),
        Misconception(
            "a straight line",
            "Right at both ends and in the middle. Between them your rate falls evenly: which "
            "curve falls slowly at first, then fast, then slowly?",
            _cosine(shape=lambda done, lr, end: lr + (end - lr) * done),
        ),
        Misconception(
            "the other way round",
            "Your rate begins at the end, {end}, and ends at {lr}. Which sign does the cosine have "
            "at the first step?",
            _cosine(
                shape=lambda done, lr, end: end + (lr - end) * (1 - math.cos(math.pi * done)) / 2
            ),
        ),
        Misconception(
            "not halved",
            "1 + cos goes from 2 to 0, so your rate begins twice as high above its end. What "
            "brings it to 1 at the first step?",
            _cosine(shape=lambda done, lr, end: end + (lr - end) * (1 + math.cos(math.pi * done))),
        ),
        Misconception(
            "below 0",
            "Your factor goes from 1 to −1, so the rate falls below its end. What can be done to "
            "a cosine, so that it goes from 1 to 0?",
            _cosine(shape=lambda done, lr, end: end + (lr - end) * math.cos(math.pi * done)),
        ),
        Misconception(
            "end left out",
            "Right where the rate ends at 0. Here it should end at {end}: does your line know of "
            "it?",
            _cosine(shape=lambda done, lr, end: lr * (1 + math.cos(math.pi * done)) / 2),
        ),
        Misconception(
            "end added on top",
            "Right where the rate ends at 0. Here your rate begins above {lr}: from where to where "
            "does the cosine lead, if the end is there all along?",
            _cosine(shape=lambda done, lr, end: end + lr * (1 + math.cos(math.pi * done)) / 2),
        ),
        Misconception(
            "degrees",
            "Your angle is in degrees, and cos counts in radians. Half a turn is 180 degrees: how "
            "much is it in radians?",
            _cosine(shape=lambda done, lr, end: end + (lr - end) * (1 + math.cos(180 * done)) / 2),
        ),
    ),
)
