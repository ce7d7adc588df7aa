"""Module 5: ``affine_forward``, the affine map of a batch, whatever shape a sample has."""

import math

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import (
    array_of,
    away_from_zero,
    in_corner,
    in_float32,
    laid_out,
)
from autograder.lessons.m05 import public
from nnlib.affine import affine_forward as engine_affine_forward

AXES = ("further axes",)


def affine_forward_cases(rng):
    """Draw the cases; letters as in the course: N samples, D features, H units."""
    example = {
        "X": np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
        "W": np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]),
        "b": np.array([10.0, 20.0]),
    }
    N, D, H = (int(n) for n in rng.permutation([3, 4, 6]))

    def case(name, shape, H, size=1.0, tags=()):
        return _case(rng, name, shape, H, size, tags)

    pictures = case("pictures of 2 × 3 pixels", (4, 2, 3), 5, tags=AXES)
    on_its_side = laid_out(case("", (3, 2, 4), 2, tags=AXES), X="fortran")
    by_columns = laid_out(case("", (N, D), H), X="fortran", W="fortran", b="strided")
    large = laid_out(in_float32(case("", (N, D), H, 1e4)), X="strided", W="strided")
    return [
        Case("the example of the docstring", example),
        case("a batch of samples", (N, D), H),
        case("pictures of 2 × 2 pixels", (3, 2, 2), 2, tags=AXES),
        in_corner(pictures, "shapes"),
        case("a middle axis of length 1", (4, 1, 5), 3, tags=AXES),
        case("pictures in three colours, 2 × 2 pixels", (3, 2, 2, 3), 2, tags=AXES),
        in_corner(case("two axes of length 1", (4, 1, 1, 5), 3, tags=AXES), "shapes"),
        in_corner(on_its_side, "shapes", name="pictures that are laid out another way in memory"),
        in_corner(case("pictures of 8 × 8 pixels", (3, 8, 8), 2, tags=AXES), "long", "shapes"),
        case("as many samples as units", (4, 3), 4),
        case("as many features as units", (5, 3), 3),
        case("three of everything", (3, 3), 3),
        case("one sample", (1, 4), 3),
        case("one unit", (4, 3), 1),
        case("one feature", (3, 1), 2),
        _whole(case("features that are whole numbers", (N, D), H), "X"),
        _whole(case("whole numbers, and biases that are not", (N, D), H), "X", "W"),
        _alike(case("some samples alike, some units, and a sample of zeros", (5, 4), 3)),
        by_columns,
        in_corner(large, "decades", name="large numbers of float32, each the second in its row"),
        in_corner(case("numbers far below 1", (N, D), H, 1e-4), "decades"),
    ]


def _case(rng, name, shape, H, size, tags):
    D = math.prod(shape[1:])
    X, W, b = (away_from_zero(rng, of) for of in (shape, (D, H), H))
    # the first sample and the last unit give a sum below 0
    X[0], W[:, -1], b[-1] = np.abs(X[0]), -np.abs(W[:, -1]), -np.abs(b[-1])
    return Case(name, {"X": size * X, "W": size * W, "b": size**2 * b}, tags=tags)


def _whole(case, *names):
    """Make of a case one in which some of the inputs are whole numbers."""
    whole = {name: np.rint(2 * case.inputs[name]).astype(int) for name in names}
    return in_corner(case, "whole", inputs=case.inputs | whole)


def _alike(case):
    X, W = case.inputs["X"], case.inputs["W"]
    X[2], X[3], W[:, 1] = X[1], 0.0, W[:, 0]
    return in_corner(case, "tie", "zeros")


def _facts(case):
    X, W = array_of(case.inputs["X"]), array_of(case.inputs["W"])
    return {"N": len(X), "D": W.shape[0], "H": W.shape[1]}


def _tidy(value):
    """Take [X, W] for (X, W) in the cache."""
    if type(value) in (tuple, list) and len(value) == 2 and type(value[1]) is list:
        return value[0], tuple(value[1])
    return value


# ---------------------------------------------------------------- wrong versions


def _rows(X, W):
    return X.reshape(len(X), -1)


def _but(
    rows=_rows,
    product=lambda rows, W: rows @ W,
    bias=lambda Z, b: Z + b,
    cache=lambda X, W, b, Z: (X, W),
    answer=lambda Z, cache: (Z, cache),
):
    """Make a version: the right one but for the parts that are given as functions."""

    def version(X, W, b):
        Z = bias(product(rows(X, W), W), b)
        return answer(Z, cache(X, W, b, Z))

    return version


def _dot(rows, W):
    return np.dot(rows, W)


def _einsum(rows, W):
    return np.einsum("nd,dh->nh", rows, W)


def _both_products(rows):
    """Make two versions: numpy has another error for `@` than for `dot`."""
    return _but(rows), _but(rows, _dot)


def _reshaped_in_place(X, W, b):
    X.shape = len(X), len(W)
    return X @ W + b, (X, W)


def _added_in_place(X, W, b):
    Z = _rows(X, W) @ W
    Z += b
    return Z, (X, W)


def _cut(like):
    """Make a version that keeps its sums in an array like one that came."""

    def version(X, W, b):
        Z = _rows(X, W) @ W + b
        return Z.astype({"X": X, "W": W}[like].dtype), (X, W)

    return version


def _by_axes(join):
    """Make a version that takes a sample with one axis as it is, and joins others in a way."""
    return _but(lambda X, W: X if X.ndim == 2 else join(X))


def _if_three_axes(X, W):
    return X.reshape(len(X), X.shape[1] * X.shape[2]) if X.ndim == 3 else X


AFFINE_FORWARD = public.AFFINE_FORWARD.judged(
    reference=engine_affine_forward,
    stand_in="""
        def affine_forward(X, W, b):
            return X.reshape(len(X), -1) @ W + b, (X, W)
    """,
    cases=affine_forward_cases,
    visible_points=1,
    rubric={"Z": 2, "cache": 0.5, "further axes": 1.5},
    about={"further axes": ("Z",)},
    label_words={"further axes": "samples of several axes"},
    outputs=("Z", "cache"),
    facts=_facts,
    tidy=_tidy,
    another_way="""def affine_forward(X, W, b):
    Z = np.stack([x.ravel() @ W + b for x in X])
    return Z, (X, W)""",
    misconceptions=(
        Misconception(
            "not flattened",
            "Right where a sample is one row of numbers. Here it has several axes, and the product "
            "joins only the last of them with W. How many numbers has one sample in all, and "
            "where should they be?",
            (*_both_products(lambda X, W: X), _but(lambda X, W: X, _einsum)),
        ),
        Misconception(
            "a picture cut into rows",
            "Right where a sample is one row of numbers. Here each sample was cut into several "
            "rows, or an axis was lost. Which axis counts the samples, and must stay as it is?",
            (
                *_both_products(lambda X, W: X.reshape(-1, X.shape[1])),
                *_both_products(lambda X, W: X.reshape(-1, X.shape[-1])),
                *_both_products(lambda X, W: np.squeeze(X)),
            ),
        ),
        Misconception(
            "64 features, whatever comes",
            "Your table has 64 columns, whatever comes in. A sample here has {D} numbers: from "
            "what can the function tell how many there are?",
            _but(lambda X, W: X.reshape(len(X), 64)),
        ),
        Misconception(
            "pictures only",
            "Your code counts on samples with rows and columns, and a sample may have any shape. "
            "Of the axes of X one has to stay; how can the length of the rest be left open?",
            _but(lambda X, W: X.reshape(len(X), X.shape[1] * X.shape[2])),
        ),
        Misconception(
            "two axes at most",
            "Right where a sample is a row or has rows and columns. Here it has three axes, as a "
            "picture in colours has: how many axes does your code count on, and which one of them "
            "all has to stay?",
            (
                *_both_products(_if_three_axes),
                _by_axes(lambda X: X.reshape(len(X), X.shape[1] * X.shape[2])),
                _by_axes(lambda X: np.hstack([X[:, i] for i in range(X.shape[1])])),
            ),
        ),
        Misconception(
            "samples across",
            "Your reshape gives the table {N} columns, as many as there are samples. A row for "
            "each sample: which place in a shape counts the rows?",
            _both_products(lambda X, W: X.reshape(-1, len(X))),
        ),
        Misconception(
            "entry by entry",
            "Your product goes entry by entry. An entry of Z is a sum of products, of a row of X "
            "with a column of W: which sign stood between X and W in the panel of blocks?",
            _but(product=lambda rows, W: rows * W),
        ),
        Misconception(
            "samples mixed by reshape",
            "The shape is right, and each row holds numbers of several samples. reshape reads "
            "sample by sample: after it, should the samples be down the side or across?",
            _but(lambda X, W: X.reshape(len(W), len(X)).T),
        ),
        Misconception(
            "pictures read by columns",
            "Right for samples that are rows. Of a picture you take the pixels column by column, "
            "and the weights in W count them row by row. In which order are the axes of X walked "
            "through?",
            _but(lambda X, W: X.T.reshape(-1, len(X)).T),
        ),
        Misconception(
            "the batch as one sample",
            "All {N} samples became one long row of numbers. A row for each sample: which of the "
            "axes of X has to stay when the others are joined?",
            (
                *_both_products(lambda X, W: X.ravel()),
                *_both_products(lambda X, W: X.reshape(1, -1)),
            ),
        ),
        Misconception(
            "first sample only",
            "Only the first sample is in your answer, and the batch has {N}. (np.resize, for one, "
            "drops what does not fit and says nothing.) Who answers for the others?",
            (
                _but(lambda X, W: np.resize(X, len(W))),
                _but(lambda X, W: np.resize(X, (1, len(W)))),
            ),
        ),
        Misconception(
            "X reshaped in place",
            "You gave X itself another shape, and whoever called your function still needs it as "
            "it came. Which way of reshaping makes a new array?",
            _reshaped_in_place,
        ),
        Misconception(
            "bias along the samples",
            "The products are right. Your bias goes down the rows, one for each sample; b has {H} "
            "numbers: what are there {H} of?",
            _but(bias=lambda Z, b: Z + b[:, None]),
        ),
        Misconception(
            "bias forgotten",
            "The products are right. A sample of zeros gives 0 in your Z: which numbers were "
            "handed in to make it something else?",
            _but(bias=lambda Z, b: Z),
        ),
        Misconception(
            "bias subtracted",
            "The products are right, and the biases pull the other way. If b grows, should Z grow "
            "or shrink?",
            _but(bias=lambda Z, b: Z - b),
        ),
        Misconception(
            "bias added twice",
            "The products are right. A sample of zeros gives 2 · b in your Z: in how many places "
            "does your code add the biases?",
            _but(bias=lambda Z, b: Z + 2 * b),
        ),
        Misconception(
            "ReLU added",
            "The sums above 0 are right, and those below 0 have become 0. Z holds the sums as they "
            "are: what comes after a linear transformation, and not inside it?",
            _but(bias=lambda Z, b: np.maximum(Z + b, 0)),
        ),
        Misconception(
            "weights first",
            "The product is taken with the weights in front. Z has a row for each of the {N} "
            "samples: whose rows come first in a product?",
            (
                _but(product=lambda rows, W: W @ rows),
                _but(product=lambda rows, W: np.dot(W, rows)),
                _but(product=lambda rows, W: W @ rows.T),
                _but(product=lambda rows, W: np.dot(W, rows.T)),
            ),
        ),
        Misconception(
            "on its side",
            "Every number is there, with the units down the side. A row for each sample: which "
            "way should Z lie?",
            _but(bias=lambda Z, b: (Z + b).T),
        ),
        Misconception(
            "on its side before the bias",
            "Your product has the units down the side when the biases come, and there is one bias "
            "for each column. A row for each sample: which way should the product lie?",
            _but(product=lambda rows, W: (rows @ W).T),
        ),
        Misconception(
            "biases put into whole numbers",
            "Right while only floats come. Here X and W are whole numbers, and so is their "
            "product; += wants to keep the sum in that very array. What becomes of a bias of 0.5 "
            "there?",
            _added_in_place,
        ),
        Misconception(
            "cut to whole numbers",
            "Right while only floats come. Here some numbers are whole, and an array made like "
            "theirs has no room for a fraction: what becomes of 2.5 in it?",
            (_cut("X"), _cut("W")),
        ),
        Misconception(
            "cache of the flat X",
            "Your cache keeps X laid flat. Keep what came in: in which shape did X come?",
            _but(cache=lambda X, W, b, Z: (_rows(X, W), W)),
            holds="Z is right.",
        ),
        Misconception(
            "cache of three",
            "Your cache has an entry too many. It holds what was multiplied, and nothing else: "
            "which two arrays are these?",
            _but(cache=lambda X, W, b, Z: (X, W, b)),
            holds="Z is right.",
        ),
        Misconception(
            "Z in the cache",
            "Z is returned already, and your cache has it a second time. It keeps what went into "
            "the product: which two arrays are these?",
            (
                _but(cache=lambda X, W, b, Z: (X, W, Z)),
                _but(cache=lambda X, W, b, Z: (X, Z)),
                _but(cache=lambda X, W, b, Z: (X, W, b, Z)),
            ),
            holds="Z is right.",
        ),
        Misconception(
            "cache in another order",
            "Your cache holds both arrays, W before X. In which order does the docstring name "
            "them?",
            _but(cache=lambda X, W, b, Z: (W, X)),
            holds="Z is right.",
        ),
        Misconception(
            "cache of X alone",
            "Your cache holds X and nothing else. A product is made of two arrays: which one is "
            "missing?",
            (
                _but(cache=lambda X, W, b, Z: X),
                _but(cache=lambda X, W, b, Z: (X,)),
            ),
            holds="Z is right.",
        ),
        Misconception(
            "a dict as cache",
            "Both arrays are in your cache, under names. Asked for is a pair: what is written in "
            "parentheses, and has an order in place of names?",
            _but(cache=lambda X, W, b, Z: {"X": X, "W": W}),
            holds="Z is right.",
        ),
        Misconception(
            "three answers",
            "Z, X and W come back side by side. Asked for are two things, Z and a cache: which of "
            "the three belong together in a tuple of their own?",
            (
                _but(answer=lambda Z, cache: (Z, *cache)),
                _but(cache=lambda X, W, b, Z: (X, W, b), answer=lambda Z, cache: (Z, *cache)),
            ),
        ),
        Misconception(
            "no cache",
            "Your Z comes back alone. Asked for are two things, Z and a cache: which two arrays "
            "made Z, and will be needed again?",
            (
                _but(answer=lambda Z, cache: Z),
                _but(cache=lambda X, W, b, Z: None),
            ),
        ),
        Misconception(
            "cache first",
            "Z and the cache are both there, the cache in front. In which order does the docstring "
            "name them?",
            _but(answer=lambda Z, cache: (cache, Z)),
        ),
    ),
)
