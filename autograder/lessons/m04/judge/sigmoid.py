"""Module 4, activation functions: ``sigmoid``; the other exercises stand beside it.

It promises not to overflow, and an overflow is an error here: numpy would only warn, and with
1 / (1 + inf) = 0 the value would even be right.
"""

import math

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import in_corner, in_float32, laid_out
from autograder.lessons.m04 import public
from nnlib.activations import sigmoid as engine_sigmoid


def sigmoid_cases(rng):
    """Draw the cases; where z is large on one side only, the two one-sided forms differ."""

    def between(low, high, shape):
        return rng.uniform(low, high, shape)

    whole = rng.permutation(np.array([-3, -1, 0, 1, 2]))
    # what is cut off anywhere short of 4 shows in every draw
    table = rng.permutation(np.append(between(-3.9, 3.9, 13), [4, -4]))
    # a gap between two masks shows, however narrow; a second loop over rows is not enough
    signs = rng.choice([-1, 1]) * np.tile([1, -1, -1, 1], 3)
    tiny = signs * between(1, 2, 12) * 10.0 ** -np.arange(1, 13)
    tiny[1] *= 5
    # the largest is so small that the smallest counts beside it
    few = -(np.array([17.5, 20, 23, 26, 30.1]) + between(0, 0.3, 5))
    # twenty times as far not even a long double holds its exponential
    large = between(800, 3000, (2, 5)) * np.array([1, 1, 1, 1, 20])
    # a curve that ends too soon shows, wherever it does
    early = np.array([4.5, 6.5, 8.5, 10.5, 12.5, 25, 150]) + between(0, 0.5, 7)
    both = between(1, 3, (5, 2)) * np.array(
        [[800, -800], [-800, 800], [800, -800], [5, -25], [-150, 30]]
    )
    tiny = laid_out(Case("", {"z": tiny.reshape(2, 2, 3)}), z="fortran")
    return [
        Case("the example of the docstring", {"z": np.array([0.0, 2.0])}),
        Case("a vector", {"z": between(0.3, 3, 4) * np.array([1, -1, 1, -1])}),
        in_corner(Case("a table", {"z": table.reshape(3, 5)}), "shapes"),
        in_corner(tiny, "decades", "beside", name="very small numbers, laid out another way"),
        Case("far below 0, where few digits are left", {"z": few}, tags=("far",)),
        Case("large numbers", {"z": np.append(early, large[0])}, tags=("far",)),
        Case("very large numbers below 0", {"z": -large[1]}, tags=("far",)),
        in_corner(Case("very large numbers on both sides", {"z": both}, tags=("far",)), "decades"),
        in_float32(Case("", {"z": between(-4, 4, 5)})),
        in_corner(
            Case("an array of whole numbers", {"z": whole}, tags=("whole numbers",)), "whole"
        ),
    ]


def _above(z):
    return 1 / (1 + np.exp(-z))


def _below(z):
    return np.exp(z) / (1 + np.exp(z))


def _one_number(z):
    return _above(z) if z >= 0 else _below(z)


def _by_masks(up=lambda z: z >= 0, forms=(_above, _below), dtype=float, whole=False):
    """Make a version that fills an array side by side, by default the right one.

    Parameters
    ----------
    up : callable
        The mask of the upper side.
    forms : tuple of two callables
    dtype : dtype, optional
        Of the array; None for that of z.
    whole : bool
        Whether a side is offered the answers for all of z.
    """

    def version(z):
        out = np.zeros(z.shape, dtype or z.dtype)
        for side, form in zip((up(z), z < 0), forms, strict=True):
            out[side] = form(z if whole else z[side])
        return out

    return version


def _tanh(inside=0.5, squeeze=0.5, up=0.5):
    """Make a version that moves and squeezes tanh, by default the right one."""
    return lambda z: up + squeeze * np.tanh(inside * z)


def _number_by_number(z):
    return np.array([1 / (1 + math.exp(-v)) for v in z.ravel()]).reshape(z.shape)


def _clipped(bound):
    return lambda z: _above(np.clip(z, -bound, bound))


def _floored(least):
    return lambda z: np.clip(_tanh()(z), least, 1 - least)


def _rounded(decimals):
    return lambda z: _tanh()(z).round(decimals)


SIGMOID = public.SIGMOID.judged(
    reference=engine_sigmoid,
    stand_in="""
        def sigmoid(z):
            return 0.5 * (1 + np.tanh(0.5 * z))
    """,
    cases=sigmoid_cases,
    visible_points=1,
    rubric={"curve": 1, "far": 0.75, "whole numbers": 0.25},
    label_words={"curve": "ordinary numbers", "far": "numbers far from 0"},
    version=3,
    misconceptions=(
        Misconception(
            "no protection",
            "The curve is right, and above 0 you can go as far as you like. Far below 0 your exp "
            "gives up. At z = −1000, which number does it have to work out?",
            (_above, _number_by_number),
        ),
        Misconception(
            "the other side overflows",
            "Far below 0 your form is safe, and the curve is right. Far above 0 it divides one "
            "endless number by another. At z = 1000, what does your exp have to work out?",
            _below,
        ),
        Misconception(
            "both branches computed",
            "You have a form for each side: a good idea. But a form still meets numbers of the "
            "other side, for np.where computes both before it picks, and a mask may be turned "
            "round. Which of yours meets z = −1000, and what does it do there?",
            lambda z: np.where(z >= 0, _above(z), _below(z)),
        ),
        Misconception(
            "one form for the whole array",
            "Your two forms are right, and you choose one of them for the whole array. "
            "In a table that holds −1000 and 1000, which one serves both?",
            lambda z: _above(z) if (z >= 0).all() else _below(z),
        ),
        Misconception(
            "nobody takes 0",
            "Above 0 and below 0 your curve holds, and at 0 itself you give 0. "
            "Which of your two sides should 0 belong to?",
            _by_masks(up=lambda z: z > 0),
        ),
        Misconception(
            "both sides alike",
            "Your curve gives for −2 what it gives for 2. "
            "Where a sigmoid says 0.88 at 2, how much is left for it to say at −2?",
            lambda z: _above(np.abs(z)),
        ),
        Misconception(
            "cut off too near",
            "Nothing overflows, because you hold z back, or what comes out. But at −13 and at −17 "
            "your curve answers the same. How far out may it bend before a slope is lost?",
            (*map(_clipped, range(3, 14)), *map(_floored, (1e-2, 1e-3, 1e-4, 1e-5))),
            tolerance=1e-2,  # on the other side they bend by less, or not at all
        ),
        Misconception(
            "cut off a little too near",
            "Nothing overflows, because you hold z back, or what comes out. But at −45 your curve "
            "answers the same as at −50, where it should still fall. How far out does exp itself "
            "hold?",
            (
                *map(_clipped, (14, 15, 16, 18, 20, 22, 24, 25, 28, 30, 32, 35)),
                *map(_floored, (1e-6, 1e-7, 1e-8, 1e-10, 1e-12)),
            ),
        ),
        Misconception(
            "rounded",
            "Your numbers end after a few decimals; the example rounds its answer for showing it, "
            "and the curve itself goes on. What is left of it at −17 and at −20?",
            tuple(map(_rounded, (2, 3, 4, 5, 8))),
        ),
        Misconception(
            "brackets",
            "Your answers lie above 1. In 1 / 1 + exp(−z), "
            "what does Python do first, and what should stand below the line?",
            lambda z: 1 / 1 + np.exp(-z),
        ),
        Misconception(
            "mirrored",
            "Your curve falls where it should rise: 2 gives less than 0. "
            "For a large z, should the exponential in the denominator be large or small?",
            (lambda z: _above(-z), _tanh(squeeze=-0.5)),
        ),
        Misconception(
            "twice as steep",
            "At 0 and at the ends your curve holds; in between it rises too soon. It answers at 1 "
            "what it should answer at 2 or later. On how wide a scale does tanh do the same rise?",
            (_tanh(inside=1), _tanh(inside=2)),
        ),
        Misconception(
            "moved or squeezed, not both",
            "Your S has the right steps on its way, and it does not run from 0 to 1. What comes "
            "out for a very large z and for a very small one, and what should?",
            (_tanh(squeeze=1), _tanh(squeeze=1, up=1), _tanh(up=1), _tanh(up=0)),
        ),
        Misconception(
            "tanh left as it is",
            "Your S runs from −1 to 1, and at 0 it gives 0. A sigmoid is meant to be read as a "
            "share, from 0 to 1: how would you move and squeeze it?",
            (_tanh(squeeze=1, up=0), np.tanh),
        ),
        Misconception(
            "whole numbers",
            "Right for −1.0 and 2.0; for −1 and 2 only zeros come back. "
            "What kind of number can the array hold that you made to be filled?",
            _by_masks(dtype=None),
        ),
        Misconception(
            "one number at a time",
            "For a single number this may be right. An array of many numbers came, some above 0 "
            "and some below. Which answer should one `if`, or one `max`, give for all of them?",
            _one_number,
        ),
        Misconception(
            "exp of one number",
            "This exp takes a single number, and an array of many came. "
            "Who else has an exp, one that goes through a whole array by itself?",
            lambda z: 1 / (1 + math.exp(-z)),
        ),
        Misconception(
            "a table walked by rows",
            "For a row of numbers this holds. A table came too, and a loop over a table hands out "
            "whole rows. How do you reach every number, whatever the shape?",
            (
                lambda z: np.array([_one_number(v) for v in z]),
                lambda z: np.array([0.5 * (1 + math.tanh(v / 2)) for v in z]),
            ),
        ),
        Misconception(
            "all numbers for some places",
            "A mask chose the places on one side, and then you offered them the answers for the "
            "whole array. How many places are there, and which z belong to them?",
            (
                _by_masks(whole=True),
                _by_masks(
                    forms=(lambda z: _above(np.abs(z)), lambda z: _below(-np.abs(z))), whole=True
                ),
            ),
        ),
    ),
)
