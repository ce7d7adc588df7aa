"""Module 2, the perceptron: ``predict``; the others beside it.

No score lies so near 0 that rounding could turn an answer, except where a sample is meant to lie
on the line or close beside it: those scores are exact, however they are added up.
"""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import away_from_zero, in_corner, in_float32, laid_out
from autograder.lessons.m02 import public
from nnlib.perceptron import predict as engine_predict

# The score of a sample close beside the line, next to others of 1 and more. Were it much smaller,
# whoever asks whether the sigmoid is above a half would be off by rounding alone.
CLOSE = 2.0**-40


def predict_cases(rng):
    """Draw the cases; the scores are drawn first, so that every mistake meets one it changes."""
    N, D = (int(n) for n in rng.permutation([5, 7]))
    example = {"X": np.array([[2.0, 1.0], [1.0, 3.0]]), "w": np.array([1.0, -1.0]), "b": 0.5}
    cases = [
        Case("the example of the docstring", example),
        _scored_case(rng, "a table of samples", N, D, -1),
        _scored_case(rng, "as many samples as features", 6, 6, 1),
        _scored_case(rng, "a single feature", 6, 1, -1),
        _scored_case(rng, "a single sample", 1, 4, 1),
    ]
    single = in_float32(_scored_case(rng, "", N, D, 1))
    # so many that answers to samples in disorder cannot all be right by chance
    another_order = laid_out(_scored_case(rng, "", 30, 6, -1), X="fortran")
    close = in_corner(_close_case(rng), "whole", "beside", "decades")
    # whole numbers: the score is exactly 0, however it is added up
    at = rng.integers(1, 5, 3)
    X = (at + [[1], [0], [-1], [-1]] * rng.integers(1, 4, (4, 3))).astype(float)
    w = rng.integers(1, 4, 3).astype(float)
    inputs = {"X": X, "w": w, "b": -float(at @ w)}
    tie = Case("a sample on the line", inputs, tags=("on the line",))
    zeros = {"X": away_from_zero(rng, (5, 2)), "w": np.zeros(2), "b": 0.0}
    start = Case("weights of zero, as training begins", zeros, tags=("on the line",))
    return [
        *(*cases, single, another_order, close),
        *(in_corner(tie, "tie", "beside"), in_corner(start, "tie", "zeros")),
    ]


def _scored_case(rng, name, N, D, sign):
    """Make samples with given scores: two between 0 and 0.5, and a bias that decides for some.

    Between 0.35 and 1.1 lies no score: a step anywhere there gives the same answers.
    """
    w = away_from_zero(rng, D, 0.6, 1.4)
    b = sign * float(rng.uniform(2.4, 3.2))
    scores = np.resize([0.3, -0.3, b + 0.3, b - 0.3, b / 2, 2 * b], N) * np.resize([1, 1.1], N)
    scores = rng.permutation(scores) if N > 1 else np.array([0.3])
    X = rng.normal(size=(N, D))
    # move each sample along w until it has its score
    X += np.outer((scores - b - X @ w) / (w @ w), w)
    return Case(name, {"X": X, "w": w, "b": b})


def _close_case(rng):
    """Make whole numbers whose scores are CLOSE or −CLOSE, and others far and very far from 0.

    And two whose scores are 5/16 and −5/16, by the last feature.
    """
    w, at = rng.integers(1, 4, 2), rng.integers(1, 5, 2)
    along = at + rng.integers(-3, 4, (6, 1)) * [w[1], -w[0]]
    far = at + [[1], [-1], [10**5], [-(10**5)]] * rng.integers(1, 4, (4, 2))
    first, last = [1, -1] * 5, [0, 0, 0, 0, 1, -1, 0, 0, 0, 0]
    X = rng.permutation(np.column_stack([first, np.concatenate([along, far]), last]))
    inputs = {"X": X, "w": np.array([CLOSE, *w, 5 / 16]), "b": -float(at @ w)}
    return Case("whole numbers, scores close to 0", inputs)


def _cut(X, w, b):
    z = X @ w + b
    return (z.astype(X.dtype) > 0).astype(int)


def _whole(value):
    """Take True and False for 1 and 0: in Python they are."""
    is_bool = isinstance(value, np.ndarray) and value.dtype.kind == "b"
    return value.astype(np.int64) if is_bool else value


PREDICT = public.PREDICT.judged(
    reference=engine_predict,
    stand_in="""
        def predict(X, w, b):
            return (X @ w + b > 0).astype(int)
    """,
    cases=predict_cases,
    visible_points=0.5,
    version=2,
    rubric={"sides": 0.25, "on the line": 0.25},
    label_words={"sides": "samples beside the line", "on the line": "samples on the line"},
    tidy=_whole,
    facts=lambda case: {"b": f"{case.inputs['b']:.2g}".replace("-", "−")},
    misconceptions=(
        Misconception(
            "on the line",
            "Every sample beside the line has its answer. One lies exactly on it, with score 0, "
            "and you gave it a 1: is 0 above 0?",
            lambda X, w, b: (X @ w + b >= 0).astype(int),
        ),
        Misconception(
            "answers of −1",
            "Your answers are 1 and −1, and this course says 1 and 0. "
            "What should a sample below the line be called?",
            (lambda X, w, b: np.where(X @ w + b > 0, 1, -1), lambda X, w, b: np.sign(X @ w + b)),
        ),
        Misconception(
            "threshold of a half",
            "A sample with score 0.3 got a 0 from you, so your step is higher up, perhaps at 0.5, "
            "where a probability is cut. At which score is the step of a perceptron?",
            lambda X, w, b: (X @ w + b > 0.5).astype(int),
        ),
        Misconception(
            "a step beside 0",
            "Far from the line every answer is right. Of two scores close to 0 one is above it and "
            "one below, and both get the same answer: how far above 0 must a score be for a 1?",
            (
                lambda X, w, b: (X @ w + b > 1e-5).astype(int),
                lambda X, w, b: (X @ w + b > -1e-5).astype(int),
            ),
        ),
        Misconception(
            "bias left out",
            "Your line runs through the origin, wherever b would like it. "
            "Here b is {b}: where does it enter your score?",
            lambda X, w, b: (X @ w > 0).astype(int),
        ),
        Misconception(
            "bias as a threshold",
            "You asked whether the weighted sum is above b. A threshold works that way; the bias "
            "is minus the threshold. With b = {b}, which way should it push the score?",
            lambda X, w, b: (X @ w > b).astype(int),
        ),
        Misconception(
            "scores, no answers",
            "These are the scores themselves, and asked for is a decision. "
            "What does the step make of a score of −1.7?",
            lambda X, w, b: X @ w + b,
        ),
        Misconception(
            "curve in place of the step",
            "These are numbers between 0 and 1, as from the neuron of lesson 1. A perceptron "
            "decides: which of its two answers belongs to a score of −1.7?",
            lambda X, w, b: 1 / (1 + np.exp(-(X @ w + b))),
        ),
        Misconception(
            "scores cut to whole numbers",
            "Where X holds whole numbers your scores are whole too, and what is between 0 and 1 is "
            "cut off. Of which kind are the numbers of an array that is made like X?",
            _cut,
        ),
        Misconception(
            "two features only",
            "Right for two features, as in the example. These samples have a different number of "
            "them: where does your code count to two?",
            lambda X, w, b: (X[:, 0] * w[0] + X[:, 1] * w[1] + b > 0).astype(int),
        ),
    ),
)
