"""Module 1, introduction: ``layer``; the other exercises of the lesson beside it.

Every wrong version in these files is one that learners write; how it is spelt does not matter,
because a mistake is recognised by what it answers.
"""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import (
    array_of,
    away_from_zero,
    in_corner,
    in_float32,
    laid_out,
)
from autograder.lessons.m01 import public
from nnlib.neuron import layer as engine_layer


def layer_cases(rng):
    """Draw the cases; letters as in the course: N samples, D inputs, H neurons."""
    example = {
        "X": np.array([[1.0, 2.0, 3.0], [2.0, 1.0, 0.0]]),
        "W": np.array([[2.0, 1.0], [0.0, -1.0], [1.0, 2.0]]),
        "b": np.array([4.0, 0.0]),
    }
    N, D, H = (int(n) for n in rng.permutation([3, 4, 6]))
    by_columns = laid_out(_layer_case(rng, "", N, D, H), X="fortran", W="fortran", b="strided")
    large = laid_out(in_float32(_layer_case(rng, "", N, D, H, 1e4)), X="strided", W="strided")
    return [
        Case("the example of the docstring", example, tags=("batch",)),
        _layer_case(rng, "a batch of samples", N, D, H),
        _layer_case(rng, "as many inputs as neurons", 5, 3, 3),
        _whole(_layer_case(rng, "as many samples as neurons, with whole inputs", 4, 3, 4), "X"),
        _whole(_layer_case(rng, "three of everything, with whole weights", 3, 3, 3), "W", "b"),
        _alike(rng),
        by_columns,
        in_corner(large, "decades", name="large numbers of float32, each the second in its row"),
        in_corner(_layer_case(rng, "a large batch far below 1", 9, 16, 8, 1e-4), "decades", "long"),
        _layer_case(rng, "one sample", 1, 4, 3, tag="one of a kind"),
        _layer_case(rng, "one neuron", 4, 3, 1, tag="one of a kind"),
        _layer_case(rng, "one input", 3, 1, 2, tag="one of a kind"),
    ]


def _layer_case(rng, name, N, D, H, size=1.0, tag="batch"):
    X, W, b = (away_from_zero(rng, shape) for shape in ((N, D), (D, H), H))
    X[0], X[1:, 0] = np.abs(X[0]), -np.abs(X[1:, 0])
    W[:, -1], b[-1] = -np.abs(W[:, -1]), -np.abs(b[-1])  # the first sample has a sum below 0
    return Case(name, {"X": size * X, "W": size * W, "b": size**2 * b}, tags=(tag,))


def _whole(case, *names):
    """Make of a case one in which some of the inputs are whole numbers."""
    whole = {name: np.rint(2 * case.inputs[name]).astype(int) for name in names}
    return in_corner(case, "whole", inputs=case.inputs | whole)


def _alike(rng):
    """Draw two samples alike and one of zeros, for two neurons alike but for their biases."""
    case = _layer_case(rng, "some samples alike, some neurons, and a sample of zeros", 5, 4, 3)
    X, W = case.inputs["X"], case.inputs["W"]
    X[2], X[3], W[:, 1] = X[1], 0.0, W[:, 0]
    return in_corner(case, "tie", "zeros")


def _layer_facts(case):
    X, W = array_of(case.inputs["X"]), array_of(case.inputs["W"])
    return {"N": X.shape[0], "D": X.shape[1], "H": W.shape[1]}


def _bias_for_each_input(X, W, b):
    Z = np.zeros((len(X), W.shape[1]))
    for d in range(len(W)):
        Z += np.outer(X[:, d], W[d]) + b
    return Z


def _first_row_by_loop(X, W, b):
    Z = np.zeros((len(X), W.shape[1]))
    for n in range(len(X)):
        for h in range(W.shape[1]):
            Z[n, h] = X[n] @ W[:, h] + b[h]
        return Z
    return Z


def _rows_by_index_added_up(X, W, b):
    Z = np.zeros((X.shape[0], W.shape[1]))
    for n in range(X.shape[0]):
        for h in range(W.shape[1]):
            Z[n, h] = np.sum(X[n] * W[h]) + b[h]
    return Z


def _rows_in_turn_added_up(X, W, b):
    return np.array([[np.sum(x * w) + c for w, c in zip(W, b, strict=False)] for x in X])


def _last_row_by_loop(X, W, b):
    Z = np.zeros((len(X), W.shape[1]))
    Z[:-1] = X[:-1] @ W + b
    return Z


def _last_column_by_loop(X, W, b):
    Z = np.zeros((len(X), W.shape[1]))
    Z[:, :-1] = X @ W[:, :-1] + b[:-1]
    return Z


def _added_into_biases(X, W, b):
    Z = b * np.ones((len(X), 1), b.dtype)
    Z += X @ W
    return Z


def _all_biases_into_a_place(X, W, b):
    Z = np.zeros((len(X), W.shape[1]))
    for n in range(len(X)):
        for h in range(W.shape[1]):
            Z[n, h] = X[n] @ W[:, h] + b
    return Z


def _all_biases_in_lists(X, W, b):
    return np.array([[X[n] @ W[:, h] + b for h in range(W.shape[1])] for n in range(len(X))])


LAYER = public.LAYER.judged(
    reference=engine_layer,
    stand_in="""
        def layer(X, W, b):
            return X @ W + b
    """,
    cases=layer_cases,
    visible_points=1.5,
    rubric={"batch": 3.5, "one of a kind": 1},
    another_way="""def layer(X, W, b):
    Z = np.zeros((len(X), len(b)))
    for n in range(len(X)):
        for h in range(len(b)):
            Z[n, h] = neuron(X[n], W[:, h], b[h])
    return Z""",
    version=2,
    label_words={
        "batch": "ordinary batches",
        "one of a kind": "single samples, neurons and inputs",
    },
    builds_on=("neuron",),
    facts=_layer_facts,
    misconceptions=(
        Misconception(
            "weights first",
            "The product is taken with the weights in front. The answer has one row for each "
            "sample and one column for each neuron: whose rows come first in a product?",
            (
                lambda X, W, b: W @ X + b,
                lambda X, W, b: np.dot(W, X) + b,
                lambda X, W, b: W @ X.T + b,
                lambda X, W, b: np.dot(W, X.T) + b,
            ),
        ),
        Misconception(
            "entry by entry",
            "You multiply the two tables entry by entry. Neuron 0 wants all {D} inputs of a "
            "sample, each with a weight of its own: which product multiplies and adds up?",
            lambda X, W, b: X * W + b,
        ),
        Misconception(
            "one sample only",
            "{H} numbers came back, the answers for the first sample. "
            "The batch has {N}: who answers for the others?",
            lambda X, W, b: X[0] @ W + b,
        ),
        Misconception(
            "first row only",
            "The first sample has its {H} answers, and the rows below are still 0. "
            "How far have the loops come when your return is reached?",
            _first_row_by_loop,
        ),
        Misconception(
            "bias goes with the samples",
            "The products hold. Your bias goes down the rows, one for each sample; b has {H} "
            "numbers: what are there {H} of?",
            lambda X, W, b: X @ W + b[:, None],
        ),
        Misconception(
            "bias left out",
            "The products hold. A sample with all inputs at 0 gives 0 in your layer: "
            "which numbers were given to say something else?",
            lambda X, W, b: X @ W,
        ),
        Misconception(
            "bias subtracted",
            "The products hold, and the biases pull the other way. "
            "If b grows, should the sums grow or shrink?",
            lambda X, W, b: X @ W - b,
        ),
        Misconception(
            "bias D times",
            "The products hold, and the bias of each neuron came in {D} times, once with every "
            "input. How often does the formula add it?",
            _bias_for_each_input,
        ),
        Misconception(
            "all biases for one neuron",
            "A neuron gets all {H} biases. It has one of its own: which entry of b belongs to "
            "neuron h?",
            (_all_biases_into_a_place, _all_biases_in_lists, lambda X, W, b: X @ W + b.sum()),
        ),
        Misconception(
            "columns as samples",
            "You take a sample from a column of X. X has {N} rows and {D} columns, and there are "
            "{N} samples: where do the inputs of one sample stand?",
            (lambda X, W, b: X.T @ W + b, lambda X, W, b: np.dot(X.T, W) + b),
        ),
        Misconception(
            "rows as neurons",
            "You read the weights of a neuron from a row of W. W has {D} rows and {H} columns, "
            "and there are {D} inputs: where do the weights of one neuron stand?",
            (
                lambda X, W, b: X @ W.T + b,
                lambda X, W, b: np.dot(X, np.transpose(W)) + b,
                _rows_by_index_added_up,
                _rows_in_turn_added_up,
            ),
        ),
        Misconception(
            "on its side",
            "Every number is there, with the neurons down the side. "
            "One row for each sample: which way should your table stand?",
            lambda X, W, b: (X @ W + b).T,
        ),
        Misconception(
            "on its side before the bias",
            "Your product has the neurons down the side when the biases come, and they are one for "
            "each column. One row for each sample: which way should the product stand?",
            lambda X, W, b: (X @ W).T + b,
        ),
        Misconception(
            "a loop too short",
            "All but the last is right: the last sample or the last neuron is left out. "
            "How many rows and columns does your code visit, and how many are there?",
            (_last_row_by_loop, _last_column_by_loop),
        ),
        Misconception(
            "last input left out",
            "The last input is missing in every sum. "
            "How many inputs does your code visit, and how many has a sample here?",
            lambda X, W, b: X[:, :-1] @ W[:-1] + b,
        ),
        Misconception(
            "first row repeated",
            "Every row of your answer is that of the first sample. "
            "When the next sample comes, which row of X does your code take?",
            lambda X, W, b: np.tile(X[0] @ W + b, (len(X), 1)),
        ),
        Misconception(
            "two neurons only",
            "Right for two neurons, as in the example. "
            "This layer has {H}: where does your code count to two?",
            lambda X, W, b: np.stack([X @ W[:, 0] + b[0], X @ W[:, 1] + b[1]], axis=1),
        ),
        Misconception(
            "two samples only",
            "Right for two samples, as in the example. "
            "This batch has {N}: where does your code count to two?",
            lambda X, W, b: np.stack([X[0] @ W + b, X[1] @ W + b]),
        ),
        Misconception(
            "cut to whole numbers",
            "Right while only floats come. Here some numbers are whole, and an array made like "
            "theirs has no room for a fraction: what becomes of 2.5 in it?",
            (
                lambda X, W, b: (X @ W + b).astype(X.dtype),
                lambda X, W, b: (X @ W + b).astype(W.dtype),
                _added_into_biases,
            ),
        ),
        Misconception(
            "squeezed",
            "Your answers lie between 0 and 1, because they have been through the sigmoid. "
            "Asked for is what goes into that curve: what are the plain sums?",
            lambda X, W, b: 1 / (1 + np.exp(-(X @ W + b))),
        ),
        Misconception(
            "never below 0",
            "Sums above 0 hold; below 0 you answer 0. That is an activation, and it comes after "
            "the layer: what is the plain sum there?",
            lambda X, W, b: np.maximum(X @ W + b, 0),
        ),
        Misconception(
            "neurons added up",
            "One number for each sample: you added the {H} neurons together. "
            "They look at the same inputs, and each has an answer of its own: where is it?",
            lambda X, W, b: (X @ W + b).sum(axis=1),
        ),
    ),
)
