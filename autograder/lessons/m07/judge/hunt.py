"""Module 7: ``witness``, the hunt for an input on which a backward pass and the nudge disagree.

Losses and gradients are families: the gradient of a case is right, or has one named fault that
shows on some candidates only. Every answer is an index that was drawn, or None.
"""

import functools

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.core.plain_data import Family, Layout
from autograder.lessons.corners import in_corner
from autograder.lessons.m07 import public
from nnlib import numerical_gradient

# Rounding makes a right gradient and the nudge differ by 1e-8 of the largest slope or less; the
# mildest faults are off by 1 % less than CLOSE and by 1 % more.
CLOSE = 1e-4
HUGE, TINY = 1e9, 1e-25


def witness(loss, gradient, candidates):
    """Return the index of the first candidate on which gradient and nudge disagree, or None."""
    for i, x in enumerate(candidates):
        if _apart(gradient(x), numerical_gradient(loss, x)):
            return i
    return None


def _apart(g, n, close=CLOSE):
    return not np.abs(g - n).max() <= close * np.abs(n).max()


# ---------------------------------------------------------------- cases


def witness_cases(rng):
    """Draw the cases; where the first witness stands is drawn too."""
    example = {
        "loss": Family("squares"),
        "gradient": Family("twice_the_size"),
        "candidates": [np.array([1.0, 2.0]), np.array([3.0, -1.0])],
    }
    up, down = _signed(rng, "positive"), _signed(rng, "negative")
    any_sign = _signed(rng, "any")
    # so near 0 that every slope has the sign of the scale
    near_up, near_down = _near_zero(up(3)), _near_zero(down(3))
    one_sign = {"leak": 1.0}
    case = functools.partial(_hunt, rng)
    return [
        Case("the example of the docstring", example),
        case("a right gradient", "", any_sign(3), None),
        _in_fortran_order(
            case("a right gradient, arrays of several shapes", "", _shapes(any_sign), None)
        ),
        case("a gate that is missing", "no gate", up(3), down(3)),
        case("a mean that is no mean", "not divided", any_sign(1, 2), any_sign(2, 2), batch=True),
        case("a square on its side", "transposed", _symmetric(any_sign), any_sign(2, 2)),
        case("a term that is missing", "term missing", lambda: np.zeros(3), any_sign(3)),
        case("slopes in another order", "turned round", any_sign(1), up(3)),
        case("another sign", "sign", up(3), down(3)),
        case("the first of them", "sign", up(2), down(2), lead=0),
        case("one entry of many", "one entry", up(2, 3), down(2, 3)),
        in_corner(case("three in a hundred", "3 % short", up(3), down(3)), "long"),
        case("arrays of several shapes", "no gate", _shapes(up), _shapes(down)),
        in_corner(case("large slopes", "", any_sign(3), None, "any scale", scale=HUGE), "decades"),
        case("large slopes, a fault", "sign", up(3), down(3), "any scale", scale=HUGE),
        in_corner(case("tiny slopes", "", any_sign(3), None, "any scale", scale=TINY), "decades"),
        case("tiny slopes, a fault", "sign", up(3), down(3), "any scale", scale=TINY),
        in_corner(_beside_the_limit(rng), "beside"),
        in_corner(_slopes_of_many_sizes(rng), "decades"),
        in_corner(case("whole numbers", "", _whole(any_sign(3)), None, "any scale"), "whole"),
        case("a first slope that is no number", "nan", up(3), _one_negative(up(3), 0), "nan"),
        case("a last slope that is no number", "nan", up(3), _one_negative(up(3), -1), "nan"),
        # the difference of the two gradients, and the largest slope, may be below 0
        case("rising everywhere, claimed too flat", "short", near_up, near_down, **one_sign),
        case("falling everywhere", "", near_down, None, scale=-1.0, **one_sign),
        case("falling, claimed too flat", "short", near_up, near_down, scale=-1.0, **one_sign),
    ]


def _hunt(rng, name, fault, good, bad, *tags, batch=False, scale=1.0, lead=None, leak=0.1):
    """Put witnesses after one to three innocent candidates, and an innocent one between them."""
    lead = rng.integers(1, 4) if lead is None else lead
    candidates = [good() for _ in range(lead)]
    candidates += [good()] if bad is None else [bad(), good(), bad()]
    coefficients = {
        "a": float(rng.uniform(1, 2)),
        "b": float(rng.uniform(0.5, 1)),
        "leak": leak,
        "batch": batch,
        "scale": scale,
    }
    if fault == "term missing":
        coefficients["leak"] = 1.0  # the innocent candidate is 0, and 0 must be no kink
    inputs = {
        "loss": Family("cost", coefficients),
        "gradient": Family("slope_of_cost", {**coefficients, "fault": fault}),
        "candidates": candidates,
    }
    return Case(name, inputs, tags=tags)


def _beside_the_limit(rng):
    """Let the claim be off by 0.99 of a ten-thousandth of the largest slope, and at last by 1.01.

    The slopes are a + b·x, and claimed is a + (1 + δ)·b·x: in the largest entry X, which has the
    largest slope, this is the share δ·b·X / (a + b·X) too much.
    """
    a, b = float(rng.uniform(1, 2)), float(rng.uniform(0.5, 1))
    size = a / (2 * b)  # then a third of the slope grows with x
    delta = 3 * CLOSE

    def candidate(limits):
        share = limits / 3
        others = rng.uniform(0.1, 0.4, 2) * size * [1, -1]
        return rng.permutation([a * share / (b * (1 - share)), *others])

    lead = rng.integers(1, 4)
    known = {"a": a, "leak": 1.0, "batch": False, "scale": 1.0}
    claimed = {**known, "b": b * (1 + delta), "fault": ""}
    inputs = {
        "loss": Family("cost", {**known, "b": b}),
        "gradient": Family("slope_of_cost", claimed),
        "candidates": [candidate(limits) for limits in [*[0.99] * lead, 1.01]],
    }
    return Case("just below the limit, and just above it", inputs, tags=("any scale",))


def _slopes_of_many_sizes(rng):
    """Put slopes of ten to the power of −10 beside ordinary ones: a nudge measures them badly."""
    case = _hunt(rng, "slopes of very different sizes", "", lambda: None, None, "any scale", leak=1)
    a, b = (case.inputs["loss"].coefficients[name] for name in "ab")

    def candidate():
        ordinary = rng.uniform(2, 4, 3)
        return rng.permutation([*ordinary, *(1e-10 * rng.uniform(1, 3, 4) - a) / b])

    case.inputs["candidates"][:] = [candidate() for _ in case.inputs["candidates"]]
    return case


def _in_fortran_order(case):
    candidates = [Layout("fortran", x) for x in case.inputs["candidates"]]
    return in_corner(case, "layout", "shapes", inputs={**case.inputs, "candidates": candidates})


def _whole(make):
    return lambda: np.rint(2 * make()).astype(int)


def _one_negative(make, place):
    def candidate():
        x = make()
        x.flat[place] *= -1
        return x

    return candidate


def _signed(rng, kind):
    """Make a maker of makers of arrays; sizes differ by entry, and the first one shows the sign."""

    def of_shape(*shape):
        def make():
            count = int(np.prod(shape))
            x = rng.permutation(np.linspace(0.5, 2, count)) + rng.uniform(-0.1, 0.1, count)
            signs = np.ones(count) if kind == "positive" else rng.choice([-1.0, 1.0], count)
            if kind == "negative":
                signs[0] = -1
            return (x * signs).reshape(shape)

        return make

    return of_shape


def _near_zero(make):
    return lambda: make() / 5


def _shapes(maker):
    shapes = iter([(2, 3), (3, 1), (1, 2, 2), (4,), (2, 2), (1,), (2, 1), (2,)])
    return lambda: maker(*next(shapes))()


def _symmetric(maker):
    def make():
        x = maker(2, 2)()
        x[1, 0] = x[0, 1]
        return x

    return make


# ---------------------------------------------------------------- wrong versions


def _hunter(disagree, found=lambda i, x: i, order=list, start=0):
    """Make a version from a rule disagree(g, n) on the two gradients."""

    def version(loss, gradient, candidates):
        for i, x in order(enumerate(candidates, start)):
            if disagree(gradient(x), numerical_gradient(loss, x)):
                return found(i, x)
        return None

    return version


def _by_own_size(close):
    return _hunter(lambda g, n: not (np.abs(g - n) <= close * np.abs(n)).all())


def _by_length(close):
    return _hunter(lambda g, n: not np.linalg.norm(g - n) <= close * np.linalg.norm(n))


def _only_the_first(loss, gradient, candidates):
    return 0 if _apart(gradient(candidates[0]), numerical_gradient(loss, candidates[0])) else None


def _all_verdicts(loss, gradient, candidates):
    guilty = [bool(_apart(gradient(x), numerical_gradient(loss, x))) for x in candidates]
    return guilty if any(guilty) else None


WITNESS = public.WITNESS.judged(
    reference=witness,
    cases=witness_cases,
    visible_points=1,
    version=3,
    rubric={"finds": 1.75, "any scale": 0.75, "nan": 0.5},
    label_words={
        "finds": "slopes of ordinary size",
        "any scale": "slopes of any size",
        "nan": "slopes that are no numbers",
    },
    builds_on=("numerical_gradient",),
    misconceptions=(
        Misconception(
            "fixed tolerance",
            "Slopes of ordinary size hold. With slopes of a billion mere rounding is larger than "
            "your limit, with tiny ones even another sign is smaller. Compared with what is a "
            "difference of 0.001 large?",
            (
                _hunter(lambda g, n: np.abs(g - n).max() > 1e-6),
                _hunter(lambda g, n: not np.allclose(g, n)),
                _hunter(lambda g, n: not (np.abs(g - n) < 1e-7).all()),
            ),
        ),
        Misconception(
            "a small number added",
            "Ordinary and large slopes hold, and of tiny ones even a sign that is off goes free: "
            "a small number of yours counts beside them, and is large for them. Against what alone "
            "is a difference large or small here?",
            _hunter(lambda g, n: not np.abs(g - n).max() <= CLOSE * (np.abs(n).max() + 1e-8)),
        ),
        Misconception(
            "another limit",
            "Coarse faults are found. The two disagree from a ten-thousandth of the largest "
            "measured slope on: where does your code begin, and of which number is that a share?",
            (
                _hunter(lambda g, n: _apart(g, n, 1e-5)),
                _hunter(lambda g, n: _apart(g, n, 1e-3)),
            ),
        ),
        Misconception(
            "each slope by its own size",
            "You measure each slope by itself, and one that is ten billion times smaller than "
            "another one is lost in the rounding of the nudge. Of which slope is a "
            "ten-thousandth asked for?",
            (_by_own_size(CLOSE), _by_own_size(1e-3), _by_own_size(1e-6)),
        ),
        Misconception(
            "only the first candidate",
            "The first candidate holds, and then your hunt is over. "
            "A gradient may be right on one input and off on the next: when may you say None?",
            _only_the_first,
        ),
        Misconception(
            "one number for all slopes",
            "You made one number out of all slopes before you compared. "
            "(1, 2) and (2, 1) have the same sum and the same length: are they the same gradient?",
            (
                _hunter(lambda g, n: not abs(g.sum() - n.sum()) <= CLOSE * abs(n.sum())),
                _hunter(lambda g, n: _apart(np.sqrt((g**2).sum()), np.sqrt((n**2).sum()))),
            ),
        ),
        Misconception(
            "not a hair apart",
            "You accuse gradients that are right. The nudge is a measurement and rounds in the "
            "eighth digit or later. From what difference on would you speak of a mistake?",
            (
                _hunter(lambda g, n: (g != n).any()),
                _hunter(lambda g, n: not np.max(np.abs(g - n)) <= 1e-15 * np.abs(n).max()),
            ),
        ),
        Misconception(
            "nan slips through",
            "Faults in numbers are found, and a slope that is nan goes free. What do nan > 0.0001 "
            "and nan <= 0.0001 say, and what becomes of nan on your way to the largest difference?",
            _hunter(lambda g, n: np.abs(g - n).max() > CLOSE * np.abs(n).max()),
        ),
        Misconception(
            "nan lost in max",
            "A slope that is nan is found where it comes first, and goes free behind a number: "
            "Python's max keeps what it has until something larger comes. Is nan larger than 1, "
            "and is 1 larger than nan?",
            _hunter(lambda g, n: not max(np.abs(g - n).flat) <= CLOSE * np.abs(n).max()),
        ),
        Misconception(
            "sign left in",
            "The sign decides your hunt: claims that are off to one side go free, or right "
            "gradients are accused where all slopes are negative. Is −5 a small difference, and "
            "is −5 the size of a slope?",
            (
                _hunter(lambda g, n: not (g - n).max() <= CLOSE * n.max()),
                _hunter(lambda g, n: not (g - n).max() <= CLOSE * np.abs(n).max()),
                _hunter(lambda g, n: not np.abs(g - n).max() <= CLOSE * n.max()),
                _hunter(lambda g, n: not (n - g).max() <= CLOSE * n.max()),
                _hunter(lambda g, n: not (n - g).max() <= CLOSE * np.abs(n).max()),
                _hunter(lambda g, n: (g - n).max() > CLOSE * n.max()),
                _hunter(lambda g, n: (g - n).max() > CLOSE * np.abs(n).max()),
            ),
        ),
        Misconception(
            "not the index",
            "You noticed the right thing and handed out something else. "
            "Asked for is the place in the list, a whole number: what did your function return?",
            (
                _hunter(_apart, found=lambda i, x: x),
                _hunter(_apart, found=lambda i, x: True),
                _hunter(_apart, found=lambda i, x: (i, x)),
                _all_verdicts,
            ),
        ),
        Misconception(
            "the last witness",
            "It is a witness, and not the first one: an earlier candidate shows the mistake as "
            "well. When you have found one, does your hunt go on?",
            _hunter(_apart, order=lambda pairs: list(pairs)[::-1]),
        ),
        Misconception(
            "counted from 1",
            "You found the right one and counted from 1. "
            "What stands at candidates[i] for the i that you return?",
            _hunter(_apart, start=1),
        ),
        Misconception(
            "the innocent one",
            "You return a candidate on which gradient and nudge agree. "
            "Which of the two would convict a backward pass: agreement or disagreement?",
            _hunter(lambda g, n: not _apart(g, n)),
        ),
        Misconception(
            "no entry but the first",
            "You looked at one slope of each candidate. "
            "A mistake in another entry stays unseen: how do you ask all of them at once?",
            _hunter(lambda g, n: not abs(g.flat[0] - n.flat[0]) <= CLOSE * abs(n.flat[0])),
        ),
    ),
)
