"""Module 2, the perceptron: ``predict``; the others beside it.

No score lies so near 0 that rounding could turn an answer, except where a sample is meant to lie
exactly on the line.
"""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import away_from_zero, in_corner, in_float32, laid_out
from autograder.lessons.m02 import public
from nnlib.perceptron import predict as engine_predict


def predict_cases(rng):
    """Draw the cases; the scores are drawn first, so that every mistake meets one it changes."""
    N, D = (int(n) for n in rng.permutation([5, 7]))
    example = {"X": np.array([[2.0, 1.0], [1.0, 3.0]]), "w": np.array([1.0, -1.0]), "b": 0.5}
    cases = [
        Case("the example of the docstring", example),
        _scored_case(rng, "a table of samples", N, D),
        _scored_case(rng, "as many samples as features", 6, 6),
        _scored_case(rng, "a single feature", 6, 1),
        _scored_case(rng, "a single sample", 1, 4),
    ]
    single = in_float32(_scored_case(rng, "", N, D))
    another_order = laid_out(_scored_case(rng, "", N, D), X="fortran")
    # whole numbers: the score is exactly 0, however it is added up
    X = rng.integers(1, 5, (4, 3)).astype(float)
    w = rng.integers(1, 4, 3).astype(float)
    b = -float(X[1] @ w)
    X[2] += 1
    X[3] -= 1
    tie = Case("a sample on the line", {"X": X, "w": w, "b": b}, tags=("on the line",))
    return [*cases, single, another_order, in_corner(tie, "tie", "beside")]


def _scored_case(rng, name, N, D):
    """Make samples with given scores: two between 0 and 0.5, and a bias that decides for some."""
    w = away_from_zero(rng, D, 0.6, 1.4)
    b = float(away_from_zero(rng, (), 1.5, 2.5))
    scores = np.resize([0.3, -0.3, b + 0.3, b - 0.3, b / 2, 2 * b], N) * np.resize([1, 1.1], N)
    scores = rng.permutation(scores) if N > 1 else np.array([0.3])
    X = rng.normal(size=(N, D))
    # move each sample along w until it has its score
    X += np.outer((scores - b - X @ w) / (w @ w), w)
    return Case(name, {"X": X, "w": w, "b": b})


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
            "A sample with score 0.3 got a 0 from you, so your step stands at 0.5. "
            "That is where a probability is cut; at which score does this step stand?",
            lambda X, w, b: (X @ w + b > 0.5).astype(int),
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
    ),
)
