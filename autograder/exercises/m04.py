"""Module 4, activation functions: ``sigmoid`` and ``softmax``; the others beside it.

Both promise not to overflow, and an overflow is an error here: numpy would only warn, and with
1 / (1 + inf) = 0 the value would even be right.
"""

import math

import numpy as np

from autograder.exercise import Case, Exercise, Misconception
from autograder.exercises.m04_number import MY_RELAY
from autograder.exercises.m04_slopes import DEAD_FRACTION, DERIVATIVES, SOFTMAX_JACOBIAN
from nnlib.activations import sigmoid as engine_sigmoid
from nnlib.activations import softmax as engine_softmax

# ---------------------------------------------------------------- sigmoid


def sigmoid_cases(rng):
    """Draw the cases; where z is large on one side only, the two one-sided forms differ."""

    def between(low, high, shape):
        return rng.uniform(low, high, shape)

    whole = rng.permutation(np.array([-3, -1, 0, 1, 2]))
    both = between(800, 3000, (3, 2)) * np.array([[1, -1], [-1, 1], [1, -1]])
    return [
        Case("the example of the docstring", {"z": np.array([0.0, 2.0])}, tags=("curve",)),
        Case("a vector", {"z": between(0.3, 3, 4) * np.array([1, -1, 1, -1])}, tags=("curve",)),
        Case("a table", {"z": between(-4, 4, (3, 5))}, tags=("curve",)),
        Case("far below 0, where few digits are left", {"z": between(-18, -13, 4)}, tags=("far",)),
        Case("very large numbers", {"z": between(800, 3000, 3)}, tags=("far",)),
        Case("very large numbers below 0", {"z": -between(800, 3000, 3)}, tags=("far",)),
        Case("very large numbers on both sides", {"z": both}, tags=("far",)),
        Case("arrays of float32", {"z": between(-4, 4, 5).astype(np.float32)}, tags=("curve",)),
        Case("an array of whole numbers", {"z": whole}, tags=("whole numbers",)),
    ]


def _by_sides(z, out):
    positive = z >= 0
    out[positive] = 1 / (1 + np.exp(-z[positive]))
    small = np.exp(z[~positive])
    out[~positive] = small / (1 + small)
    return out


def _whole_by_index(z):
    out = np.zeros_like(z)
    for i in np.ndindex(z.shape):
        out[i] = 0.5 * (1 + math.tanh(0.5 * z[i]))
    return out


def _one_number(z):
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))


def _clipped(bound):
    return lambda z: 1 / (1 + np.exp(-np.clip(z, -bound, bound)))


SIGMOID = Exercise(
    name="sigmoid",
    module=4,
    reference=engine_sigmoid,
    cases=sigmoid_cases,
    visible_points=1,
    rubric={"curve": 1, "far": 0.75, "whole numbers": 0.25},
    overflow_counts=True,
    misconceptions=(
        Misconception(
            "no protection",
            "The curve is right, and above 0 you can go as far as you like. Far below 0 numpy "
            "gives up. At z = −1000, which number does your exp have to work out?",
            (
                lambda z: 1 / (1 + np.exp(-z)),
                lambda z: (1 + np.exp(-1.0 * z)) ** -1.0,
                lambda z: 1 / (1 + np.power(math.e, -z)),
            ),
        ),
        Misconception(
            "the other side overflows",
            "Far below 0 your form is safe, and the curve is right. Far above 0 it divides one "
            "endless number by another. At z = 1000, what does your exp have to work out?",
            (
                lambda z: np.exp(z) / (1 + np.exp(z)),
                lambda z: 1 - 1 / (1 + np.exp(z)),
            ),
        ),
        Misconception(
            "both branches computed",
            "You have a form for each side: a good idea. But numpy computes both for every number "
            "before it picks. What does the form that is not picked do at the other end?",
            (
                lambda z: np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z))),
                lambda z: np.where(z < 0, np.exp(z) / (1 + np.exp(z)), 1 / (1 + np.exp(-z))),
                lambda z: np.choose(
                    (z > 0).astype(int), (np.exp(z) / (1 + np.exp(z)), 1 / (1 + np.exp(-z)))
                ),
            ),
        ),
        Misconception(
            "cut off too near",
            "Nothing overflows, because you hold z back. But at −13 and at −17 your curve answers "
            "the same. How far out may it bend before a slope is lost?",
            (
                _clipped(10),
                _clipped(5),
                _clipped(6),
                _clipped(8),
                lambda z: 0.5 * (1 + np.tanh(np.clip(z, -10, 10) / 2)),
                lambda z: np.clip(0.5 * (1 + np.tanh(z / 2)), 1e-5, 1 - 1e-5),
                lambda z: np.clip(0.5 * (1 + np.tanh(z / 2)), 1e-3, 1 - 1e-3),
            ),
        ),
        Misconception(
            "mirrored",
            "Your curve falls where it should rise: 2 gives less than 0. "
            "For a large z, should the exponential in the denominator be large or small?",
            (lambda z: 1 / (1 + np.exp(z)), lambda z: 0.5 * (1 - np.tanh(z / 2))),
        ),
        Misconception(
            "twice as steep",
            "At 0 and at the ends your curve holds; in between it rises too soon. It answers at 1 "
            "what it should answer at 2. On how wide a scale does tanh do the same rise?",
            (
                lambda z: 0.5 * (1 + np.tanh(z)),
                lambda z: 0.5 + 0.5 * np.tanh(1.0 * z),
            ),
        ),
        Misconception(
            "tanh left as it is",
            "Your S runs from −1 to 1, and at 0 it gives 0. A sigmoid is meant to be read as a "
            "share, from 0 to 1: how would you move and squeeze it?",
            (lambda z: np.tanh(z / 2), np.tanh),
        ),
        Misconception(
            "whole numbers",
            "Right for −1.0 and 2.0; for −1 and 2 only zeros come back. "
            "What kind of number can the array hold that you made to be filled?",
            (lambda z: _by_sides(z, np.zeros_like(z)), _whole_by_index),
        ),
        Misconception(
            "one number at a time",
            "For a single number this may be right. An array of many numbers came, some above 0 "
            "and some below. Which answer should one `if` give for all of them?",
            (_one_number, lambda z: _one_number(z) if z < 0 else 1 / (1 + np.exp(-z))),
        ),
    ),
)

# ---------------------------------------------------------------- softmax


def softmax_cases(rng):
    """Draw the cases; rows that lie thousands apart tell the row's maximum from the table's."""

    def scores(N, C):
        return rng.normal(0, 1.5, (N, C))

    def case(name, Z, tag):
        return Case(name, {"Z": Z}, tags=(tag,))

    N, C = (int(n) for n in rng.permutation([3, 5]))
    apart = scores(3, 4) + rng.permutation(np.array([0.0, 2000.0, -2500.0]))[:, None]
    wide = scores(4, 3) + 2000 * np.eye(4, 3) * rng.choice([0.9, 1.1])
    return [
        case("the example of the docstring", np.array([[0.0, np.log(3.0)]]), "rows"),
        case("a batch of samples", scores(N, C), "rows"),
        case("as many samples as classes", scores(4, 4), "rows"),
        case("a batch of one", scores(1, 4), "rows"),
        case("arrays of float32", scores(N, C).astype(np.float32), "rows"),
        case("large scores", scores(3, 5) + 1000, "large scores"),
        case("large scores below 0", scores(3, 5) - 1000, "large scores"),
        case("one score far above the others", wide, "large scores"),
        case("rows that lie thousands apart", apart, "rows far apart"),
    ]


def _facts(case):
    return {"N": case.inputs["Z"].shape[0], "C": case.inputs["Z"].shape[1]}


def _shares(E, axis=1):
    return E / E.sum(axis=axis, keepdims=True)


def _shifted(Z):
    return Z - Z.max(axis=1, keepdims=True)


SOFTMAX = Exercise(
    name="softmax",
    module=4,
    reference=engine_softmax,
    cases=softmax_cases,
    visible_points=1,
    rubric={"rows": 1.5, "large scores": 1, "rows far apart": 0.5},
    overflow_counts=True,
    facts=_facts,
    misconceptions=(
        Misconception(
            "no protection",
            "Right for scores such as 1, 2, 3; lost for 1000, 1001, 1002. "
            "Add 999 to every score on paper: what happens to the answer?",
            (
                lambda Z: _shares(np.exp(Z)),
                lambda Z: np.array([np.exp(row) / sum(np.exp(row)) for row in Z]),
            ),
        ),
        Misconception(
            "maximum of the whole table",
            "Some rows are right; a row whose scores lie thousands below the largest number of the "
            "table is lost. Does a row need to know about another row?",
            (
                lambda Z: _shares(np.exp(Z - Z.max())),
                lambda Z: np.array(
                    [np.exp(row - np.max(Z)) / np.exp(row - np.max(Z)).sum() for row in Z]
                ),
            ),
        ),
        Misconception(
            "columns add up to 1",
            "Each of your columns adds up to 1, and there are {N} rows. "
            "Who shares out the probability here: the samples or the classes?",
            (
                lambda Z: _shares(np.exp(_shifted(Z)), 0),
                lambda Z: _shares(np.exp(Z - Z.max(axis=0)), 0),
                lambda Z: _shares(np.exp(Z), 0),
            ),
        ),
        Misconception(
            "sums without their axis",
            "A row alone is right. With more rows the {N} sums stand beside each other, where they "
            "should stand below each other, one for each row. What shape should they have?",
            (
                lambda Z: np.exp(_shifted(Z)) / np.exp(_shifted(Z)).sum(axis=1),
                lambda Z: np.exp(_shifted(Z)) / np.sum(np.exp(_shifted(Z)), -1),
                lambda Z: _shares(np.exp(Z - Z.max(axis=1))),
                lambda Z: np.exp(Z - Z.max(axis=1)) / np.exp(Z - Z.max(axis=1)).sum(axis=1),
            ),
        ),
        Misconception(
            "one sum for the table",
            "All {N} rows together add up to 1. "
            "How much probability does one sample have to give away: a share, or all of it?",
            (
                lambda Z: np.exp(_shifted(Z)) / np.exp(_shifted(Z)).sum(),
                lambda Z: np.exp(Z - Z.max()) / np.sum(np.exp(Z - Z.max())),
            ),
        ),
        Misconception(
            "no exponential",
            "You shared out the scores as they are, and a score below 0 becomes a share below 0. "
            "Which step makes every number positive first?",
            (
                lambda Z: Z / Z.sum(axis=1, keepdims=True),
                lambda Z: np.array([row / sum(row) for row in Z]),
            ),
        ),
        Misconception(
            "shifted by another number",
            "Ordinary scores hold. With one score far above its row you still ask exp for "
            "something like e to the 1000. Which number of a row, taken away, leaves none above 0?",
            (
                lambda Z: _shares(np.exp(Z - Z.mean(axis=1, keepdims=True))),
                lambda Z: _shares(np.exp(Z - Z.min(axis=1, keepdims=True))),
            ),
        ),
        Misconception(
            "logarithms left",
            "These are the logarithms of the probabilities: none is above 0. "
            "What turns a logarithm back into its number?",
            (
                lambda Z: _shifted(Z) - np.log(np.exp(_shifted(Z)).sum(axis=1, keepdims=True)),
                lambda Z: Z - np.logaddexp.reduce(Z, axis=1, keepdims=True),
            ),
        ),
        Misconception(
            "largest gets 1",
            "In each row the largest score gets exactly 1, and the row adds up to more. "
            "You have taken the maximum away and gone through exp: what makes shares of that?",
            (
                lambda Z: np.exp(_shifted(Z)),
                lambda Z: np.exp(Z - np.max(Z, axis=-1)[:, None]),
            ),
        ),
    ),
)

EXERCISES = (SIGMOID, DERIVATIVES, DEAD_FRACTION, SOFTMAX, SOFTMAX_JACOBIAN, MY_RELAY)
