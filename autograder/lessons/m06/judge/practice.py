"""Module 6, under More: ``weighted_cross_entropy`` and ``focal_loss``."""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import array_of, in_corner, in_float32, laid_out
from autograder.lessons.m06 import public
from autograder.lessons.m06.judge.classes import scores_and_labels
from nnlib import log_softmax
from nnlib.losses import focal_loss, weighted_cross_entropy


def _facts(case):
    N, C = array_of(case.inputs["Z"]).shape
    return {"N": N, "C": C}


def _drawn(rng, name, N, C, **more):
    Z, y = scores_and_labels(rng, N, C)
    return Case(name, {"Z": Z, "y": y, **more})


def _large(rng, **more):
    """Draw scores around 1,000, with right classes ahead and behind."""
    Z = rng.uniform(-1, 1, (3, 4))
    Z[0, 1] += 1000
    Z[1, 2] += 900
    Z[2] -= 800
    case = Case("scores around 1,000", {"Z": Z, "y": np.array([1, 0, 3]), **more})
    return in_corner(case, "decades")


def _whole(rng, **more):
    Z = rng.permuted(np.tile([-1, 0, 2, 2], (5, 1)), axis=1)
    case = Case("whole numbers", {"Z": Z, "y": rng.permutation(np.arange(5) % 4), **more})
    return in_corner(case, "whole", "tie")


def _number(value):
    return float(value) if np.ndim(value) == 0 else value


# ---------------------------------------------------------------- weighted_cross_entropy


def weighted_cases(rng):
    """Draw the cases; no two weights are alike, and their order is not that of the samples."""

    def weights(C):
        return rng.permutation(np.linspace(0.5, 4, C)) + rng.uniform(0, 0.2, C)

    example = {"Z": np.array([[2.0, 0.0], [0.0, 1.0]]), "y": np.array([0, 1])}
    N, C = (int(n) for n in rng.permutation([4, 6]))
    zero = weights(3)
    zero[2] = 0.0
    without = _drawn(rng, "a class with weight 0", 6, 3, weights=zero)
    without.inputs["y"][:] = np.array([0, 1, 2, 0, 2, 0])
    another_order = laid_out(
        _drawn(rng, "", C, N, weights=weights(N)), Z="fortran", y="strided", weights="strided"
    )
    whole = _whole(rng, weights=rng.permutation([1, 2, 3, 5]))
    equal = _drawn(rng, "all weights alike", 5, 3, weights=np.full(3, 2.5))
    return [
        Case("the example of the docstring", {**example, "weights": np.array([1.0, 3.0])}),
        _drawn(rng, "a batch of samples", N, C, weights=weights(C)),
        _drawn(rng, "as many samples as classes", 4, 4, weights=weights(4)),
        _drawn(rng, "one sample", 1, 4, weights=weights(4)),
        equal,
        in_corner(without, "zeros"),
        whole,
        another_order,
        in_float32(_drawn(rng, "", N, C, weights=weights(C))),
        in_corner(_drawn(rng, "fifty samples", 50, 5, weights=weights(5)), "long"),
        _large(rng, weights=weights(4)),
    ]


def _share(weights, y):
    return weights[y] / weights[y].sum()


def _weighted(
    share=_share, dZ_share=None, log_P=log_softmax, dZ=lambda P, Y: P - Y
):  # fmt: skip
    """Make a version: right but for the parts that are given."""

    def version(Z, y, weights):
        logs, rows = log_P(Z), np.arange(len(Z))
        each = share(weights, y)
        slopes = (dZ_share or share)(weights, y)
        loss = 0 - (each * logs[rows, y]).sum()
        table = dZ(np.exp(logs), np.eye(Z.shape[1])[y])
        return _number(loss), np.asarray(slopes)[:, None] * table

    return version


def _alike(weights, y):
    return np.full(len(y), 1 / len(y))


def _of_all_samples(weights, y):
    return weights[y] / len(y)


def _of_all_classes(weights, y):
    return weights[y] / weights.sum()


def _undivided(weights, y):
    return weights[y]


def _by_place(weights, y):
    share = weights[np.arange(len(y)) % len(weights)]
    return share / share.sum()


def _by_column(Z, y, weights):
    """Multiply the columns of dZ by the weights of the classes."""
    loss, _ = _weighted()(Z, y, weights)
    P = np.exp(log_softmax(Z))
    return loss, weights * (P - np.eye(Z.shape[1])[y]) / weights[y].sum()


def _unprotected(Z):
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


def _whole_slopes(Z, y, weights):
    loss, dZ = _weighted()(Z, y, weights)
    return loss, dZ.astype(Z.dtype)


WEIGHTED_CROSS_ENTROPY = public.WEIGHTED_CROSS_ENTROPY.judged(
    reference=weighted_cross_entropy,
    cases=weighted_cases,
    under_more=True,
    visible_points=0.5,
    rubric={"loss": 0.75, "dZ": 0.75},
    outputs=("loss", "dZ"),
    facts=_facts,
    misconceptions=(
        Misconception(
            "divided by the samples",
            "You divide by the number of samples. Double all weights: nothing should change, and "
            "in yours something doubles. By what is a weighted mean divided?",
            (
                _weighted(_of_all_samples),
                _weighted(_of_all_samples, _share),
                _weighted(_share, _of_all_samples),
            ),
        ),
        Misconception(
            "divided by the weights of the classes",
            "Right where each class has one sample, as in the example. You divide by the sum of "
            "the weights of the {C} classes; a class with two samples weighs in twice: over what "
            "does the sum go?",
            (
                _weighted(_of_all_classes),
                _weighted(_of_all_classes, _share),
                _weighted(_share, _of_all_classes),
            ),
        ),
        Misconception(
            "not divided",
            "Nothing is divided in yours, so a larger batch has a larger loss. By what is a "
            "weighted mean divided?",
            (
                _weighted(_undivided),
                _weighted(_undivided, _share),
                _weighted(_share, _undivided),
            ),
        ),
        Misconception(
            "weights left out",
            "All samples weigh alike in yours, as if there were no weights. Where does the weight "
            "of a class come in?",
            (
                _weighted(_alike),
                _weighted(_alike, _share),
            ),
        ),
        Misconception(
            "slopes without weights",
            "In dZ all samples pull alike, as if there were no weights. Nudge a score of a sample "
            "that weighs three times as much: how much more does your loss move?",
            _weighted(_share, _alike),
            holds="The loss holds.",
        ),
        Misconception(
            "weights by place",
            "Right where the labels count up from 0, as in the example. You give the first sample "
            "the first weight, the second one the second: whose weight does a sample get?",
            _weighted(_by_place),
        ),
        Misconception(
            "weights along the classes",
            "In dZ you multiply each column by the weight of its class. A sample weighs as a "
            "whole, with all its scores: which class decides how much?",
            _by_column,
            holds="The loss holds.",
        ),
        Misconception(
            "target left out",
            "Your dZ is the probabilities alone, so every score of a row is told to fall. Which "
            "one should rise, and where does dZ say so?",
            _weighted(dZ=lambda P, Y: P),
            holds="The loss holds.",
        ),
        Misconception(
            "target minus output",
            "Your dZ points the other way everywhere: raise the score of the right class a little. "
            "Does the loss rise or fall, and which sign has its slope?",
            _weighted(dZ=lambda P, Y: Y - P),
            holds="The loss holds.",
        ),
        Misconception(
            "no protection",
            "Right for everyday scores, lost around 1,000, where the exponential is beyond all "
            "numbers. Which number, taken from all scores of a row, leaves none above 0?",
            _weighted(log_P=_unprotected),
        ),
        Misconception(
            "slopes cut to whole numbers",
            "Where the scores are whole numbers, your dZ is cut to whole numbers as well. What can "
            "an array that was made like Z keep of a slope of −0.2?",
            _whole_slopes,
            holds="The loss holds.",
        ),
    ),
)

# ---------------------------------------------------------------- focal_loss


def focal_cases(rng):
    """Draw the cases; several gammas, 0 among them, and right classes that are far behind."""
    example = {"Z": np.array([[np.log(9.0), 0.0]]), "y": np.array([0]), "gamma": 2.0}
    N, C = (int(n) for n in rng.permutation([4, 6]))
    half, five = float(rng.uniform(0.4, 0.7)), float(rng.uniform(3, 5))
    behind = np.zeros((3, 3))
    y = rng.permutation(3)
    behind[np.arange(3), y] = -np.array([3.0, 10.0, 40.0])
    another_order = laid_out(_drawn(rng, "", C, N, gamma=2.0), Z="fortran", y="strided")
    return [
        Case("the example of the docstring", example),
        _drawn(rng, "a batch of samples", N, C, gamma=2.0),
        in_corner(_drawn(rng, "a small gamma", 5, 3, gamma=half), "other options"),
        in_corner(_drawn(rng, "a large gamma", 5, 4, gamma=five), "other options"),
        in_corner(_drawn(rng, "gamma 0: cross-entropy", 5, 3, gamma=0.0), "zeros"),
        _drawn(rng, "as many samples as classes", 4, 4, gamma=1.0),
        _drawn(rng, "one sample", 1, 5, gamma=half),
        _whole(rng, gamma=2),
        in_corner(
            Case("right classes that are behind", {"Z": behind, "y": y, "gamma": 2.0}), "decades"
        ),
        another_order,
        in_float32(_drawn(rng, "", N, C, gamma=2.0)),
        in_corner(_drawn(rng, "fifty samples", 50, 5, gamma=half), "long"),
        _large(rng, gamma=2.0),
    ]


def _focal(cost, log_P=log_softmax):
    """Make a version from log p and p of the right classes, and gamma."""

    def version(Z, y, gamma):
        log_p = log_P(Z)[np.arange(len(Z)), y]
        return _number(cost(log_p, np.exp(log_p), gamma))

    return version


def _rest(log_p):
    return -np.expm1(log_p)


def _right_cost(log_p, p, gamma):
    return 0 - (_rest(log_p) ** gamma * log_p).mean()


def _all_classes(Z, y, gamma):
    log_P = log_softmax(Z)
    Y = np.eye(Z.shape[1])[y]
    return float(-((1 - np.exp(log_P)) ** gamma * Y * log_P).mean())


FOCAL_LOSS = public.FOCAL_LOSS.judged(
    reference=focal_loss,
    cases=focal_cases,
    under_more=True,
    visible_points=0.5,
    rubric={"loss": 0.5},
    facts=_facts,
    misconceptions=(
        Misconception(
            "easy samples favoured",
            "Your factor is p to the power gamma: near 1 for a sample that is easy. Which samples "
            "should count less?",
            _focal(lambda log_p, p, gamma: -(p**gamma * log_p).mean()),
        ),
        Misconception(
            "gamma left out",
            "Right for gamma 1, or for 0. What does a larger gamma do to the factor of an easy "
            "sample, and where is it in your lines?",
            (
                _focal(lambda log_p, p, gamma: -log_p.mean()),
                _focal(lambda log_p, p, gamma: -(_rest(log_p) * log_p).mean()),
            ),
        ),
        Misconception(
            "gamma of the example",
            "Right for gamma 2, as in the example. Where does your code count to two?",
            _focal(lambda log_p, p, gamma: _right_cost(log_p, p, 2)),
        ),
        Misconception(
            "times gamma",
            "You multiply by gamma. It is a power: with gamma 0 every factor should be 1, and what "
            "is it in yours?",
            (
                _focal(lambda log_p, p, gamma: -(gamma * _rest(log_p) * log_p).mean()),
                _focal(lambda log_p, p, gamma: -(gamma * log_p).mean()),
            ),
        ),
        Misconception(
            "one minus the power",
            "You take p to the power gamma first and subtract it from 1 afterwards. Which of the "
            "two comes first?",
            _focal(lambda log_p, p, gamma: -((1 - p**gamma) * log_p).mean()),
        ),
        Misconception(
            "summed",
            "Right for one sample, as in the example. Your loss is the sum over {N} samples: what "
            "makes a mean of it?",
            _focal(lambda log_p, p, gamma: 0 - (_rest(log_p) ** gamma * log_p).sum()),
        ),
        Misconception(
            "divided by the classes too",
            "Your loss is {C} times too small, and there are {C} classes. How many numbers does a "
            "sample add to the loss?",
            _all_classes,
        ),
        Misconception(
            "sign of the loss",
            "Your loss has the other sign. The logarithm of a probability is never above 0: what "
            "turns it into a price?",
            _focal(lambda log_p, p, gamma: -_right_cost(log_p, p, gamma)),
        ),
        Misconception(
            "factor of the mean",
            "You average probabilities and costs apart, and multiply afterwards. Which factor "
            "belongs to which sample?",
            _focal(lambda log_p, p, gamma: -((1 - p.mean()) ** gamma) * log_p.mean()),
        ),
        Misconception(
            "divided by the factors",
            "You divide by the sum of the factors, as in a weighted mean. Then a batch of easy "
            "samples costs as much as before: by what is the sum of a mean divided?",
            _focal(
                lambda log_p, p, gamma: (
                    -(_rest(log_p) ** gamma * log_p).sum() / (_rest(log_p) ** gamma).sum()
                )
            ),
        ),
        Misconception(
            "no protection",
            "Right for everyday scores, lost around 1,000, where the exponential is beyond all "
            "numbers. Which number, taken from all scores of a row, leaves none above 0?",
            _focal(_right_cost, _unprotected),
        ),
        Misconception(
            "probability rounded to 0",
            "Right where no probability is rounded to 0. A right class that lies 1,000 behind "
            "costs 1,000, and yours is lost: do you need the logarithm of the probability, or can "
            "you have it without?",
            _focal(lambda log_p, p, gamma: -((1 - p) ** gamma * np.log(p)).mean()),
        ),
    ),
)
