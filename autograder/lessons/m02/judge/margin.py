"""Module 2: ``margin_bound``, the most mistakes that a perceptron can make before it stops."""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import away_from_zero, in_corner, in_float32, laid_out
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
    single = in_float32(
        laid_out(_with_line(rng, "", 8, 3, 2.0, 1, 0), X="fortran", y="strided", w="strided")
    )
    name = "numbers of float32, laid out another way in memory"
    return [
        Case("the example of the docstring", example, tags=("any length",)),
        _with_line(rng, "a line of length 1", 7, 2, 1.0, 0, 1),
        _with_line(rng, "a line of length 1, more features", 9, D, 1.0, 1, 0),
        _with_line(rng, "as many samples as features", 6, 6, float(rng.uniform(3, 6)), 0, 1),
        in_corner(_long_line(rng), "decades"),
        in_corner(_short_line(rng, D), "decades"),
        in_corner(_single_feature(rng), "whole"),
        in_corner(single, name=name),
    ]


def _long_line(rng):
    return _with_line(rng, "a very long line", 8, 3, float(rng.uniform(3, 6)) * 2.0**20, 1, 0)


def _short_line(rng, D):
    """Draw a line of tiny weights, and a sample so close to it that one more number would show."""
    length = float(rng.uniform(0.1, 0.4)) * 2.0**-30
    return _with_line(rng, "a very short line, a sample close to it", 8, D, length, 0, 1, 2.0**-13)


def _with_line(rng, name, N, D, length, near, long, nearest=0.3):
    """Draw a line and samples on both sides of it, the farthest of class 1.

    The nearest sample is of class ``near`` and the longest of class ``long``, each another one and
    none of the first two: whoever looks at one class or at the first of each is off.
    """
    line = away_from_zero(rng, D + 1, 0.5, 1.2)
    line *= length / np.linalg.norm(line)
    w, b = line[:-1], float(line[-1])
    y = np.concatenate([rng.permutation([0, 1]), rng.permutation(np.resize([0, 1], N - 2))])
    places = [2 + np.flatnonzero(y[2:] == kind) for kind in (0, 1)]
    near, long = places[near][0], places[long][-1]
    far = rng.uniform(0.5, 1.5, N)
    # among the scores below 0 the largest distance is another one
    far[near], far[places[1][-1]] = nearest, 1.8
    X = rng.normal(0, 1.5, (N, D))
    wanted = length * far * (2 * y - 1)
    X += np.outer((wanted - b - X @ w) / (w @ w), w)
    # along the line, where the distance stays
    along = np.append([-w[1], w[0]], np.zeros(D - 2))
    X[long] += (6 + np.linalg.norm(X, axis=1).max()) * along / np.linalg.norm(along)
    tags = () if length == 1 else ("any length",)
    return Case(name, {"X": X, "y": y, "w": w, "b": b}, tags=tags)


def _single_feature(rng):
    """Draw whole numbers for all but b, on both sides of a place near 0."""
    x = rng.permutation(rng.integers(1, 5, 6) * [1, 1, 1, -1, -1, -1])
    w, b = rng.choice([-3, -2, 2, 3], 1), 0.5 * float(rng.choice([-1, 1]))
    inputs = {"X": x[:, np.newaxis], "y": (w * x > 0).astype(np.int64), "w": w, "b": b}
    return Case("a single feature, whole numbers", inputs, tags=("any length",))


# ---------------------------------------------------------------- wrong versions


def _lengths(samples):
    return np.linalg.norm(samples, axis=1)


def _without_ones(samples):
    return _lengths(samples[:, :-1]).max()


def _but(
    R=lambda samples: _lengths(samples).max(),
    length=lambda w, b: np.linalg.norm(np.append(w, b)),
    signs=lambda y: 2 * y - 1,
    nearest=np.min,
    bound=lambda R, gamma: (R / gamma) ** 2,
    for_R=lambda y: y >= 0,
    for_gamma=lambda y: y >= 0,
):
    """Make a wrong version: right but for the parts given.

    ``R`` gets the samples with their ones, shape (N, D + 1); ``for_R`` and ``for_gamma`` say which
    samples count.
    """

    def version(X, y, w, b):
        samples = np.column_stack([X, np.ones(len(X))])
        distances = signs(y) * (X @ w + b) / length(w, b)
        return float(bound(R(samples[for_R(y)]), nearest(distances[for_gamma(y)])))

    return version


def _one(w, b):
    return 1.0


def _in_python(R, gamma):
    return (float(R) / float(gamma)) ** 2


MARGIN_BOUND = public.MARGIN_BOUND.judged(
    reference=engine_margin_bound,
    cases=margin_bound_cases,
    visible_points=1,
    version=2,
    rubric={"unit length": 1.5, "any length": 0.5},
    label_words={"unit length": "lines of length 1", "any length": "lines of other lengths"},
    misconceptions=(
        Misconception(
            "length of the line left in",
            "Doubling w and b changes your answer. "
            "The line did not move; should the distance of a sample from it?",
            # with a second mistake, too: this one is told first
            (
                _but(length=_one),
                _but(length=_one, bound=lambda R, gamma: R / gamma**2),
                _but(length=_one, bound=lambda R, gamma: R**2 / gamma),
                _but(length=_one, bound=lambda R, gamma: R / gamma),
                _but(_without_ones, length=_one),
            ),
        ),
        Misconception(
            "bias nowhere folded in",
            "Your arrows are as long as in the plane, and your line is measured by w alone. "
            "The bias is the weight of one more input: in which two lengths does it have a share?",
            _but(_without_ones, length=lambda w, b: np.linalg.norm(w)),
        ),
        Misconception(
            "ones missing in R",
            "The distances hold. Your longest sample has no entry for the bias: "
            "which number stands there for every sample?",
            _but(_without_ones),
        ),
        Misconception(
            "bias missing in the length",
            "R holds. The line was made shorter by the length of w alone, and the bias is one of "
            "its weights too. How long is the arrow of all its numbers?",
            _but(length=lambda w, b: np.linalg.norm(w)),
        ),
        Misconception(
            "no bias in the score",
            "Your scores know nothing of b, so you measured from a line through the origin. "
            "From which line should the distances be taken?",
            # the example has a sample in the origin: numpy divides by 0, and Python raises
            (
                lambda X, y, w, b: _but(_without_ones)(X, y, w, 0.0),
                lambda X, y, w, b: _but(_without_ones, bound=_in_python)(X, y, w, 0.0),
            ),
        ),
        Misconception(
            "mean distance",
            "R holds. You took the mean of the distances, and the bound has to hold for the "
            "hardest sample. Which one is that?",
            _but(nearest=np.mean),
        ),
        Misconception(
            "largest distance",
            "R holds. Your γ belongs to the sample that is farthest from the line. "
            "Did you take the largest distance, or turn the signs of the other class?",
            _but(nearest=np.max),
        ),
        Misconception(
            "signs of the classes left out",
            "You took the smallest score, and for a sample of class 0 a score far below 0 is far "
            "on its own side. How can a distance count for both classes?",
            _but(signs=np.ones_like),
        ),
        Misconception(
            "targets as signs",
            "The samples of class 0 were multiplied by 0, so their distance came out as 0. "
            "Which number turns a distance below the line into one above?",
            _but(signs=lambda y: y),
        ),
        Misconception(
            "not squared",
            "This is R / γ. How much a step can help grows with γ, how much it can hurt with the "
            "square of R: is something left to do with your quotient?",
            _but(bound=lambda R, gamma: R / gamma),
        ),
        Misconception(
            "one square of two",
            "Of R and γ one is squared in your answer and the other is not. "
            "The bound is the square of R / γ: how much of it does your square cover?",
            (
                _but(bound=lambda R, gamma: R / gamma**2),
                _but(bound=lambda R, gamma: R**2 / gamma),
            ),
        ),
        Misconception(
            "length squared",
            "Lines of length 1 hold. You divided by the square of the length, and so doubling w "
            "and b halves your distances. Which number undoes a doubling and no more?",
            _but(length=lambda w, b: w @ w + b * b),
        ),
        Misconception(
            "length of the whole table",
            "γ holds. Your R is one length for all numbers of the table together. "
            "Whose length is R, and along which axis of the table does it lie?",
            _but(np.linalg.norm),
        ),
        Misconception(
            "columns measured",
            "γ holds. For R you measured the columns, one length for each feature. "
            "Which way does a sample lie in the table?",
            _but(lambda samples: np.linalg.norm(samples, axis=0).max()),
        ),
        Misconception(
            "largest entry for R",
            "γ holds. Your R is the largest single number of the table. "
            "A sample is an arrow of several numbers: how long is it from end to end?",
            _but(lambda samples: np.abs(samples).max()),
        ),
        Misconception(
            "mean length for R",
            "γ holds. Your R is the mean length of the samples, and the longest one can push the "
            "line farthest. Which one must a promise be made for?",
            _but(lambda samples: _lengths(samples).mean()),
        ),
        Misconception(
            "upside down",
            "You divided γ by R. "
            "With a smaller gap there should be more mistakes to fear: does your number grow then?",
            _but(bound=lambda R, gamma: (gamma / R) ** 2),
        ),
        Misconception(
            "one class only",
            "One of your two numbers, R or γ, comes from the samples of a single class. "
            "In which class can the longest sample be, and in which the nearest?",
            (
                _but(for_R=lambda y: y == 1),
                _but(for_R=lambda y: y == 0),
                _but(for_gamma=lambda y: y == 1),
                _but(for_gamma=lambda y: y == 0),
            ),
        ),
        Misconception(
            "cut to a whole number",
            "Your number is whole, as a count of mistakes is. Asked for is the square of R / γ as "
            "it comes out: what became of its decimals?",
            (
                _but(bound=lambda R, gamma: np.floor((R / gamma) ** 2)),
                _but(bound=lambda R, gamma: np.ceil((R / gamma) ** 2)),
                _but(bound=lambda R, gamma: np.round((R / gamma) ** 2)),
            ),
        ),
    ),
)
