"""Module 2: ``margin_bound``, the most mistakes that a perceptron can make before it stops."""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import away_from_zero
from autograder.lessons.m02 import public
from nnlib.perceptron import margin_bound as engine_margin_bound


def margin_bound_cases(rng):
    """Draw the cases; in those of "any length" the line's weights are longer or shorter than 1."""
    example = {
        "X": np.array([[2.0, 2.0], [0.0, 0.0]]),
        "y": np.array([1, 0]),
        "w": np.array([1.0, 1.0]),
        "b": -2.0,
    }
    D = int(rng.integers(3, 6))
    unit, long = ("unit length",), ("any length",)
    return [
        Case("the example of the docstring", example, tags=long),
        _with_line(rng, "a line of length 1", 7, 2, 1.0, unit),
        _with_line(rng, "a line of length 1, more features", 9, D, 1.0, unit),
        _with_line(rng, "a long line", 8, 3, float(rng.uniform(3, 6)), long),
        _with_line(rng, "a short line", 8, D, float(rng.uniform(0.1, 0.4)), long),
        _with_line(rng, "a single feature", 6, 1, float(rng.uniform(2, 3)), long),
    ]


def _with_line(rng, name, N, D, length, tags):
    """Draw a line and samples on both sides of it, the farthest of class 1."""
    line = away_from_zero(rng, D + 1, 0.5, 1.2)
    line *= length / np.linalg.norm(line)
    w, b = line[:-1], float(line[-1])
    y = rng.permutation(np.resize([0, 1], N))
    X = rng.normal(0, 1.5, (N, D))
    far = rng.uniform(0.3, 1.5, N)
    # the farthest one is of class 1: among the scores below 0 the largest distance is another
    first, farthest = int(np.argmax(y)), int(np.argmax(far))
    far[[first, farthest]] = far[[farthest, first]]
    wanted = length * far * (2 * y - 1)
    X += np.outer((wanted - b - X @ w) / (w @ w), w)
    return Case(name, {"X": X, "y": y, "w": w, "b": b}, tags=tags)


# ---------------------------------------------------------------- wrong versions


def _by_arrays(
    ones=True,
    length=lambda w, b: np.linalg.norm(np.append(w, b)),
    signs=lambda y: 2 * y - 1,
    longest=np.max,
    nearest=np.min,
    bound=lambda R, gamma: (R / gamma) ** 2,
):
    """Make a wrong version: right but for the parts given."""

    def version(X, y, w, b):
        lengths = np.sqrt((X**2).sum(axis=1) + ones)
        distances = signs(y) * (X @ w + b) / length(w, b)
        return float(bound(longest(lengths), nearest(distances)))

    return version


def _no_bias_at_all(X, y, w, b):
    distances = (2 * y - 1) * (X @ w) / np.linalg.norm(w)
    return float((np.linalg.norm(X, axis=1).max() / distances.min()) ** 2)


def _no_bias_at_all_by_loop(X, y, w, b):
    R2 = max(float(x @ x) for x in X)
    scores = [float(x @ w) * (1 if t else -1) for x, t in zip(X, y, strict=True)]
    return R2 * float(w @ w) / min(scores) ** 2


def _columns_measured(X, y, w, b):
    lengths = np.linalg.norm(np.column_stack([X, np.ones(len(X))]), axis=0)
    return float((lengths.max() * np.linalg.norm(np.append(w, b)) / np.abs(X @ w + b).min()) ** 2)


def _largest_entry(X, y, w, b):
    gamma = np.abs(X @ w + b).min() / np.linalg.norm(np.append(w, b))
    return float((max(1.0, np.abs(X).max()) / gamma) ** 2)


MARGIN_BOUND = public.MARGIN_BOUND.judged(
    reference=engine_margin_bound,
    cases=margin_bound_cases,
    visible_points=1,
    rubric={"unit length": 1.5, "any length": 0.5},
    misconceptions=(
        Misconception(
            "length of the line left in",
            "Doubling w and b changes your answer. "
            "The line did not move; should the distance of a sample from it?",
            _by_arrays(length=lambda w, b: 1.0),
        ),
        Misconception(
            "bias nowhere folded in",
            "Your arrows are as long as in the plane, and your line is measured by w alone. "
            "The bias is the weight of one more input: in which two lengths does it have a share?",
            _by_arrays(ones=False, length=lambda w, b: np.linalg.norm(w)),
        ),
        Misconception(
            "ones missing in R",
            "The distances hold. Your longest sample has no entry for the bias: "
            "which number stands there for every sample?",
            _by_arrays(ones=False),
        ),
        Misconception(
            "bias missing in the length",
            "R holds. The line was made shorter by the length of w alone, and the bias is one of "
            "its weights too. How long is the arrow of all its numbers?",
            _by_arrays(length=lambda w, b: np.linalg.norm(w)),
        ),
        Misconception(
            "no bias in the score",
            "Your scores know nothing of b, so you measured from a line through the origin. "
            "From which line should the distances be taken?",
            (_no_bias_at_all, _no_bias_at_all_by_loop),
        ),
        Misconception(
            "mean distance",
            "R holds. You took the mean of the distances, and the bound has to hold for the "
            "hardest sample. Which one is that?",
            _by_arrays(nearest=np.mean),
        ),
        Misconception(
            "largest distance",
            "R holds. Your γ belongs to the sample that is farthest from the line. "
            "Did you take the largest distance, or turn the signs of the other class?",
            _by_arrays(nearest=np.max),
        ),
        Misconception(
            "signs of the classes left out",
            "You took the smallest score, and for a sample of class 0 a score far below 0 is far "
            "on its own side. How can a distance count for both classes?",
            _by_arrays(signs=np.ones_like),
        ),
        Misconception(
            "targets as signs",
            "The samples of class 0 were multiplied by 0, so their distance came out as 0. "
            "Which number turns a distance below the line into one above?",
            _by_arrays(signs=lambda y: y),
        ),
        Misconception(
            "not squared",
            "This is R / γ. How much a step can help grows with γ, how much it can hurt with the "
            "square of R: is something left to do with your quotient?",
            _by_arrays(bound=lambda R, gamma: R / gamma),
        ),
        Misconception(
            "one square of two",
            "Of R and γ one is squared in your answer and the other is not. "
            "The bound is the square of R / γ: how much of it does your square cover?",
            (
                _by_arrays(bound=lambda R, gamma: R / gamma**2),
                _by_arrays(bound=lambda R, gamma: R**2 / gamma),
            ),
        ),
        Misconception(
            "length squared",
            "Lines of length 1 hold. You divided by the square of the length, and so doubling w "
            "and b halves your distances. Which number undoes a doubling and no more?",
            _by_arrays(length=lambda w, b: w @ w + b * b),
        ),
        Misconception(
            "length of the whole table",
            "γ holds. Your R is one length for all numbers of the table together. "
            "Whose length is R, and along which axis of the table does it lie?",
            _by_arrays(longest=lambda lengths: np.linalg.norm(lengths)),
        ),
        Misconception(
            "columns measured",
            "γ holds. For R you measured the columns, one length for each feature. "
            "Which way does a sample lie in the table?",
            _columns_measured,
        ),
        Misconception(
            "largest entry for R",
            "γ holds. Your R is the largest single number of the table. "
            "A sample is an arrow of several numbers: how long is it from end to end?",
            _largest_entry,
        ),
        Misconception(
            "mean length for R",
            "γ holds. Your R is the mean length of the samples, and the longest one can push the "
            "line farthest. Which one must a promise be made for?",
            _by_arrays(longest=np.mean),
        ),
        Misconception(
            "upside down",
            "You divided γ by R. "
            "With a smaller gap there should be more mistakes to fear: does your number grow then?",
            _by_arrays(bound=lambda R, gamma: (gamma / R) ** 2),
        ),
    ),
)
