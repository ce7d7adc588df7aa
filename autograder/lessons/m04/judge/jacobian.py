"""Module 4: ``softmax_jacobian``, how each probability answers to a nudge of each score."""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import array_of, in_corner, in_float32, laid_out
from autograder.lessons.m04 import public
from nnlib.probabilities import softmax
from nnlib.probabilities import softmax_jacobian as engine_softmax_jacobian


def softmax_jacobian_cases(rng):
    """Draw the cases; the probabilities of one sample."""

    scores = rng.normal(size=int(rng.choice([10, 11])))
    scores[1], scores[2] = scores[0], -8  # two alike, and one that has next to nothing
    # beside the one that is nearly certain, nothing else is large
    rare = 1e-9 * rng.uniform(3, 9, 2)
    certain = rng.permutation(np.array([1 - rare.sum(), *rare, 0.0]))
    four = Case("", {"p": softmax(rng.normal(size=4))})
    return [
        Case("the example of the docstring", {"p": np.array([0.5, 0.5])}),
        Case("three classes", {"p": softmax(rng.normal(size=3))}),
        in_corner(Case("many classes, two of them alike", {"p": softmax(scores)}), "tie", "long"),
        in_corner(Case("a class that is nearly certain", {"p": certain}), "zeros", "decades"),
        Case("a single class", {"p": np.array([1.0])}),
        in_corner(
            in_float32(laid_out(four, p="strided")), name="numbers of float32, laid out another way"
        ),
    ]


SOFTMAX_JACOBIAN = public.SOFTMAX_JACOBIAN.judged(
    reference=engine_softmax_jacobian,
    cases=softmax_jacobian_cases,
    visible_points=0.5,
    rubric={"table": 1.5},
    version=2,
    facts=lambda case: {"C": len(array_of(case.inputs["p"]))},
    misconceptions=(
        Misconception(
            "diagonal only",
            "One score rose, its probability rose: the diagonal holds. "
            "Your table says that nobody else lost anything; where did it come from?",
            lambda p: np.diag(p * (1 - p)),
        ),
        Misconception(
            "a list for a table",
            "You answered {C} numbers: how each probability answers to its own score. "
            "How many pairs of a probability and a score are there?",
            lambda p: p * (1 - p),
        ),
        Misconception(
            "the same probability twice",
            "The diagonal holds. Beside it your numbers know only one of the two classes. "
            "Nudge the score of a class that has 1 % only: who can lose much to it?",
            (lambda p: p * (np.eye(len(p)) - p), lambda p: np.diag(p) - (p**2)[:, None]),
        ),
        Misconception(
            "one number for all products",
            "Each entry loses the same number, the sum of all squares: that is what @ and np.dot "
            "give for two arrays of one axis. How many products does a table of all pairs hold?",
            lambda p: np.diag(p) - p @ p.T,
        ),
        Misconception(
            "softmax taken twice",
            "You put p through softmax once more. "
            "These numbers add up to 1 already: what are they?",
            lambda p: np.diag(softmax(p)) - np.outer(softmax(p), softmax(p)),
        ),
        Misconception(
            "signs turned",
            "Every sign is turned: your diagonal is below 0. "
            "Raise the score of a class: does its own probability rise or fall?",
            lambda p: np.outer(p, p) - np.diag(p),
        ),
        Misconception(
            "others rise as well",
            "Beside the diagonal your numbers are above 0: one score rises, and every probability "
            "with it. They add up to 1 before and after: can all of them rise?",
            (
                lambda p: np.diag(p) + np.outer(p, p),
                lambda p: np.outer(p, p) + np.diag(p * (1 - 2 * p)),
                lambda p: np.outer(p, 1 - p),
                lambda p: np.outer(1 - p, p),
            ),
        ),
        Misconception(
            "diagonal forgotten",
            "Beside the diagonal your table holds. On the diagonal it says that a class loses when "
            "its own score rises. What comes on top where both indices are the same?",
            lambda p: -np.outer(p, p),
        ),
        Misconception(
            "products alone",
            "This is the table of all products, and every number of it is above 0. "
            "Which of them should be losses, and what comes on top where a class meets itself?",
            lambda p: np.outer(p, p),
        ),
        Misconception(
            "one factor only",
            "Beside the diagonal you take a single probability away, where two classes meet. "
            "If one of the two has no chance at all, how much can the other lose to it?",
            (lambda p: np.diag(p) - p, lambda p: np.diag(p) - p[:, None]),
        ),
        Misconception(
            "what is missing to 1, beside the diagonal too",
            "The diagonal holds. Beside it you multiply one probability by what the other is "
            "missing to 1, and of two classes that is right. Who shares what is missing of {C}?",
            (
                lambda p: np.diag(2 * p * (1 - p)) - np.outer(p, 1 - p),
                lambda p: np.outer(1 - p, p) * (2 * np.eye(len(p)) - 1),
            ),
        ),
        Misconception(
            "ones on the diagonal",
            "You let a class of probability 0.01 rise as strongly as one of 0.5. "
            "When its score moves by a little, by which share of itself does a probability move?",
            (lambda p: np.eye(len(p)) - np.outer(p, p), lambda p: np.eye(len(p)) - p),
        ),
    ),
)
