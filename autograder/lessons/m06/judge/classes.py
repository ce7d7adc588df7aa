"""Module 6: ``cross_entropy``, the loss of many classes, from scores of any size."""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import array_of, in_corner, in_float32, laid_out
from autograder.lessons.m06 import public
from nnlib import log_softmax
from nnlib.losses import cross_entropy

LARGE, APART = ("large scores",), ("rows far apart",)


def scores_and_labels(rng, N, C, spread=1.8):
    """Draw scores and right classes: labels repeat, and some classes are right oftener.

    In each row the scores keep a distance from each other, and the right class is not always the
    one with the largest score.
    """
    Z = rng.permuted(np.tile(np.linspace(-spread, spread, C), (N, 1)), axis=1)
    y = rng.permutation(np.minimum(np.arange(N) % C, C - 2 if N <= C else C - 1))
    Z = Z + rng.uniform(-0.2, 0.2, (N, C))
    if N > 1:  # the first row is right, the second one is not
        Z[0, y[0]], Z[1, y[1]] = Z[0].max() + 1, Z[1].min() - 1
    return Z, y


def cross_entropy_cases(rng):
    """Draw the cases: right and wrong answers, and scores of every size."""

    def case(name, N, C):
        return Case(name, dict(zip("Zy", scores_and_labels(rng, N, C), strict=True)))

    example = {"Z": np.array([[2.0, 0.0], [0.0, 1.0]]), "y": np.array([0, 1])}
    N, C = (int(n) for n in rng.permutation([4, 6]))
    uneven = case("one class far oftener than the others", 7, 3)
    uneven.inputs["y"][:] = np.array([2, 0, 2, 2, 1, 2, 2])
    another_order = laid_out(case("", C, N), Z="fortran", y="strided")
    return [
        Case("the example of the docstring", example),
        case("a batch of samples", N, C),
        case("as many samples as classes", 5, 5),
        case("one sample", 1, 4),
        case("two classes", 5, 2),
        uneven,
        _whole(rng),
        _behind(rng),
        another_order,
        in_float32(case("", N, C)),
        in_corner(case("fifty samples", 50, 10), "long"),
        _scores_of_a_thousand(rng),
        _far_ahead(rng),
        _far_behind(rng),
        _far_below(rng),
        _rows_apart(rng),
    ]


def _whole(rng):
    """Draw whole scores, the two largest of each row alike."""
    Z = rng.permuted(np.tile([-1, 0, 2, 2], (5, 1)), axis=1) + rng.integers(-2, 3, (5, 1))
    case = Case("whole numbers for scores", {"Z": Z, "y": rng.permutation(np.arange(5) % 4)})
    return in_corner(case, "whole", "tie")


def _behind(rng):
    """Right classes that are 3, 6 and 10 behind: what is added to a probability shows, or not."""
    Z = np.zeros((3, 3))
    y = rng.permutation(3)
    Z[np.arange(3), y] = -np.array([3.0, 6.0, 10.0])
    case = Case("right classes that are behind", {"Z": Z, "y": y}, tags=LARGE)
    return in_corner(case, "decades")


def _scores_of_a_thousand(rng):
    """In one row the right class is far ahead, in another far behind, in the last all are alike."""
    Z = rng.uniform(-1, 1, (3, 4))
    Z[0] += [-2000, 1000, 0, 300]
    Z[1, 2] += 1000
    Z[2] += 800
    y = np.array([1, 0, int(rng.integers(0, 4))])
    return in_corner(Case("scores around 1,000", {"Z": Z, "y": y}, tags=LARGE), "decades")


def _far_ahead(rng):
    """Right classes without a rival: no probability that is asked for is rounded to 0.

    Before the largest entry of a row comes one that is 2,000 below it, so that neither the first
    nor the mean will do for the maximum.
    """
    Z = rng.uniform(-1, 1, (3, 3))
    Z[:2] += [[-1000, 1000, 200], [-1000, -200, 1000]]
    y = np.array([1, 2, int(rng.integers(0, 3))])
    name = "right classes that are 800 ahead, or more"
    return in_corner(Case(name, {"Z": Z, "y": y}, tags=LARGE), "decades")


def _far_behind(rng):
    Z = rng.uniform(-1, 1, (4, 3))
    y = rng.permutation(np.arange(4) % 3)
    Z[np.arange(4), y] -= rng.permutation([50, 100, 200, 400])
    name = "right classes that are 50 to 400 behind"
    return in_corner(Case(name, {"Z": Z, "y": y}, tags=LARGE), "decades")


def _far_below(rng):
    """All scores are far below 0: their exponentials are rounded to 0."""
    Z = rng.uniform(-1, 1, (3, 4)) - rng.permutation([750.0, 800.0, 1000.0])[:, None]
    return Case("scores far below 0", {"Z": Z, "y": rng.integers(0, 4, 3)}, tags=LARGE)


def _rows_apart(rng):
    """Rows in which the right class leads: held back, all would be alike and cost more."""
    Z, y = rng.uniform(-1, 1, (3, 4)), rng.integers(0, 4, 3)
    Z[np.arange(3), y] += 3
    Z += np.array([[0.0], [2000.0], [-2000.0]])
    return Case("rows 2,000 apart", {"Z": Z, "y": y}, tags=APART)


def _facts(case):
    N, C = array_of(case.inputs["Z"]).shape
    return {"N": N, "C": C}


# ---------------------------------------------------------------- wrong versions


def _of(loss, log_P=log_softmax):
    """Make a version from the logarithms of the probabilities, and the rows with their labels."""

    def version(Z, y):
        value = loss(log_P(Z), np.arange(len(Z)), y)
        return float(value) if np.ndim(value) == 0 else value

    return version


def _right(log_P, rows, y):
    return 0 - log_P[rows, y].sum() / len(rows)


def _through_probabilities(log):
    return _of(lambda log_P, rows, y: -log(np.exp(log_P)[rows, y]).mean())


def _propped(little):
    return _through_probabilities(lambda p: np.log(p + little))


def _clipped(little):
    return _through_probabilities(lambda p: np.log(np.clip(p, little, 1 - little)))


ADDED = [10.0**-power for power in (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 30, 100)]
ADDED += [1e-300, float(np.finfo(float).eps), 1.5e-8]
CUT_AT = [10.0**-power for power in range(3, 17)]
# A number of 1e-6 inside a logarithm is one mistake with one of 1e-12, and costs as much: in scores
# of everyday size it is off by 4e-5 at most, and one of 1e-5 by 1e-4 at least.
TOLERANCE = 7e-5


def _log_of_sum(Z, shift=lambda Z: 0.0):
    Z = Z - shift(Z)
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


def _summed_up(Z):
    return Z - np.log(np.exp(Z).sum())


def _probabilities(Z, axis=1):
    E = np.exp(Z)
    return np.log(E / E.sum(axis=axis, keepdims=True))


def _shifted_by(shift):
    return _of(_right, lambda Z: _log_of_sum(Z, shift))


def _down_the_columns(Z):
    return log_softmax(Z.T).T


def _held_back(bound):
    return _of(_right, lambda Z: log_softmax(np.clip(Z, -bound, bound)))


def _first_rows(count):
    return lambda Z, y: _of(_right)(Z[:count], y[:count])


def _like_the_scores(Z):
    return log_softmax(Z).astype(Z.dtype)


def _one_hot_of(shift):
    """Make the loss by a one-hot table and the logarithms of probabilities."""

    def version(Z, y):
        E = np.exp(Z - shift(Z))
        P = E / E.sum(axis=1, keepdims=True)
        return float(-(np.eye(Z.shape[1])[y] * np.log(P)).sum() / len(y))

    return version


def _of_each_class_for_itself(log_P, rows, y):
    """Take the formula of two classes for each class: the others cost −log(1 − p)."""
    Y, P = np.eye(log_P.shape[1])[y], np.exp(log_P)
    return -np.where(Y == 1, log_P, np.log(1 - P)).sum(axis=1)


def _without_the_sum(shift):
    return lambda Z, y: float(-(Z - shift(Z))[np.arange(len(Z)), y].mean())


def _row_maximum(Z):
    return Z.max(axis=1, keepdims=True)


def _squared(log_P, rows, y):
    return ((np.exp(log_P) - np.eye(log_P.shape[1])[y]) ** 2).mean()


def _wrong_share(log_P, rows, y):
    return (log_P.argmax(axis=1) != y).mean()


CROSS_ENTROPY = public.CROSS_ENTROPY.judged(
    reference=cross_entropy,
    cases=cross_entropy_cases,
    visible_points=1,
    rubric={"ordinary scores": 2.5, "large scores": 1, "rows far apart": 0.5},
    tolerance=TOLERANCE,
    facts=_facts,
    another_way="""def cross_entropy(Z, y):
    losses = []
    for scores, right in zip(Z, y):
        top = scores.max()
        losses.append(top + np.log(np.exp(scores - top).sum()) - scores[right])
    return np.mean(losses)""",
    misconceptions=(
        Misconception(
            "whole columns",
            "One sample is right. With {N} of them you pick whole columns: y names a class for "
            "each row, and you took these classes from all rows. How do you name {N} places, one "
            "in each row?",
            (
                _of(lambda log_P, rows, y: -log_P[:, y].mean()),
                _of(lambda log_P, rows, y: -log_P[:, y].sum() / len(y)),
            ),
        ),
        Misconception(
            "all classes averaged",
            "You average over all classes of each sample, the right one or not. Which of the {C} "
            "should a sample pay for, and what tells you?",
            _of(lambda log_P, rows, y: -log_P.mean()),
        ),
        Misconception(
            "one sum for the whole table",
            "You add up the exponentials of all rows in one sum. The probabilities of a sample add "
            "up to 1 by themselves: over what would you add for a single one of them?",
            (
                _of(_right, lambda Z: _summed_up(Z - Z.max(axis=1, keepdims=True))),
                _of(_right, _summed_up),
                _of(_right, lambda Z: _summed_up(Z - Z.max())),
            ),
        ),
        Misconception(
            "maximum taken from the sum alone",
            "In the sum you work with scores that have lost their row's maximum, and for the right "
            "class you take a score that has kept it. Add 10 to all scores of a row: what should "
            "happen to its loss, and what happens to yours?",
            _of(_right, lambda Z: log_softmax(Z) + Z.max(axis=1, keepdims=True)),
        ),
        Misconception(
            "divided by the classes too",
            "Your loss is {C} times too small, and there are {C} classes. How many numbers does a "
            "sample add to the loss: one, or one for each class?",
            _of(lambda log_P, rows, y: -log_P[rows, y].sum() / log_P.size),
        ),
        Misconception(
            "divided by the classes",
            "Right where there are as many samples as classes. Here there are {N} samples and {C} "
            "classes: over how many of what is the mean taken?",
            _of(lambda log_P, rows, y: -log_P[rows, y].sum() / log_P.shape[1]),
        ),
        Misconception(
            "summed",
            "Your loss is the sum over {N} samples. Would two batches of different size be "
            "comparable by it?",
            _of(lambda log_P, rows, y: -log_P[rows, y].sum()),
        ),
        Misconception(
            "not averaged",
            "Your loss has a number for each sample, and training wants one number. "
            "What makes one of them?",
            _of(lambda log_P, rows, y: -log_P[rows, y]),
        ),
        Misconception(
            "in bits",
            "Your loss is 1.44 times too large: that is the logarithm with base 2. Which one has "
            "the base e?",
            _of(lambda log_P, rows, y: -log_P[rows, y].mean() / np.log(2)),
        ),
        Misconception(
            "logarithm with base 10",
            "Your loss is 2.3 times too small: that is the logarithm with base 10. Which one has "
            "the base e?",
            _of(lambda log_P, rows, y: -log_P[rows, y].mean() / np.log(10)),
        ),
        Misconception(
            "sign of the loss",
            "Your loss has the other sign. The logarithm of a probability is never above 0: what "
            "turns it into a price?",
            _of(lambda log_P, rows, y: log_P[rows, y].mean()),
        ),
        Misconception(
            "the largest score's loss",
            "Your loss is that of the class with the largest score, whatever the label says. "
            "A sample that is misread costs little in it: which class should each row be asked "
            "about?",
            _of(lambda log_P, rows, y: -log_P.max(axis=1).mean()),
        ),
        Misconception(
            "no protection",
            "Right for everyday scores, lost around 1,000, where the exponential is beyond all "
            "numbers. Take the same amount from every score of a row, on paper: what happens to "
            "its probabilities?",
            (
                _of(_right, _log_of_sum),
                _of(_right, _probabilities),
            ),
        ),
        Misconception(
            "maximum of the whole table",
            "Rows that lie 2,000 below the largest number of the table are lost. Does a row need "
            "to know about another row?",
            (
                _shifted_by(lambda Z: Z.max()),
                _of(_right, lambda Z: _probabilities(Z - Z.max())),
            ),
        ),
        Misconception(
            "another number than the maximum",
            "Everyday scores hold, and you take a number away from each row: that is the idea. "
            "Around 1,000 it is not yet the one that helps. What is the largest entry of each row "
            "after it, and what would it have to be?",
            (
                # as with the mean, so it is with a row's first score and with its smallest one
                _shifted_by(lambda Z: Z.mean(axis=1, keepdims=True)),
                _shifted_by(lambda Z: np.abs(Z).max(axis=1, keepdims=True)),
            ),
        ),
        Misconception(
            "maximum of the columns",
            "You took away the largest score of each column, so the classes of a row lose "
            "different amounts. So that its probabilities stay, what must all scores of a row "
            "lose?",
            _shifted_by(lambda Z: Z.max(axis=0)),
        ),
        Misconception(
            "logarithm of 0",
            "Right where no probability is rounded to 0. A right class that lies 1,000 behind "
            "costs 1,000, and yours costs inf: do you need the detour through the probability?",
            _through_probabilities(np.log),
        ),
        Misconception(
            "0 times minus infinity",
            "Right where no probability is rounded to 0. Your one-hot table multiplies by 0 what "
            "should not count, and 0 times −inf is nan: how do you pick the right class without "
            "touching the others?",
            _one_hot_of(_row_maximum),
        ),
        Misconception(
            "two classes for each",
            "You took the formula of two classes, class by class: the classes that are not right "
            "cost −log(1 − p) in it. With softmax they cost by what they take away from the right "
            "one: which bar alone should be counted?",
            (
                _of(lambda log_P, rows, y: _of_each_class_for_itself(log_P, rows, y).mean()),
                _of(
                    lambda log_P, rows, y: (
                        _of_each_class_for_itself(log_P, rows, y).mean() / log_P.shape[1]
                    )
                ),
            ),
        ),
        Misconception(
            "sum of exponentials forgotten",
            "You return the right classes' scores, shifted, with a minus. What a class costs also "
            "depends on the others: where does the logarithm of the sum of the exponentials come "
            "in?",
            _without_the_sum(_row_maximum),
        ),
        Misconception(
            "logarithm cut off",
            "No inf is to be seen, because you replace what is too far below 0. But a right class "
            "that lies 1,000 behind costs 1,000: does it in yours, and is there a way that needs "
            "no replacement?",
            (
                _through_probabilities(lambda p: np.maximum(np.log(p), -100)),
                _through_probabilities(lambda p: np.nan_to_num(np.log(p))),
            ),
        ),
        Misconception(
            "maximum of one row",
            "You subtract the largest score of the first row from all rows. Does a row need to "
            "know about another row, and what is its own largest score after it?",
            _shifted_by(lambda Z: Z[0].max()),
        ),
        Misconception(
            "zero propped up",
            "No inf is to be seen. But a right class that lies 1,000 behind costs 1,000, and with "
            "your small number it costs no more than that number's own logarithm. Is there a way "
            "to the logarithm that never passes 0?",
            # what is cut off below 1e-9 answers as if it were added
            (*map(_propped, ADDED), *map(_clipped, CUT_AT[:7])),
        ),
        Misconception(
            "held back",
            "Nothing overflows, because you hold the scores back. But beyond your bound two scores "
            "become alike: what does the loss depend on, if not on their difference?",
            tuple(map(_held_back, (20, 50, 100, 500, 700))),
        ),
        Misconception(
            "scores taken for probabilities",
            "You took Z for probabilities. A row of Z may hold −3 and 5: what has to happen to it "
            "before its entries are above 0 and add up to 1?",
            (
                lambda Z, y: float(-np.log(Z[np.arange(len(Z)), y]).mean()),
                lambda Z, y: float(-Z[np.arange(len(Z)), y].mean()),
            ),
        ),
        Misconception(
            "softmax down the columns",
            "Each column of your probabilities adds up to 1. Who shares out the probability here: "
            "the {N} samples or the {C} classes?",
            _of(_right, _down_the_columns),
        ),
        Misconception(
            "no logarithm",
            "You averaged probabilities, without a logarithm. A right class with probability 0.5 "
            "costs 0.693: what does it cost in yours?",
            (
                _of(lambda log_P, rows, y: -np.exp(log_P)[rows, y].mean()),
                _of(lambda log_P, rows, y: 1 - np.exp(log_P)[rows, y].mean()),
            ),
        ),
        Misconception(
            "logarithm of the mean",
            "You take the mean of the probabilities first and its logarithm afterwards. One sample "
            "with probability 0 should cost without limit: does it in yours?",
            _of(lambda log_P, rows, y: -np.log(np.exp(log_P)[rows, y].mean())),
        ),
        Misconception(
            "squared error",
            "This is the squared error of the probabilities. Which loss was asked for, and what "
            "does it make of the probability of the right class?",
            _of(_squared),
        ),
        Misconception(
            "mistakes counted",
            "You count mistakes. A count does not move under a small nudge: what does the loss ask "
            "of the probability of the right class?",
            (_of(_wrong_share), _of(lambda log_P, rows, y: 1 - _wrong_share(log_P, rows, y))),
        ),
        Misconception(
            "labels used as numbers",
            "y holds the numbers of the classes: 3 means the fourth class, and not three of "
            "something. Which entry of a row should a label pick?",
            (
                _of(lambda log_P, rows, y: -(y[:, None] * log_P).sum() / len(y)),
                _of(lambda log_P, rows, y: -(y * log_P).sum() / len(y)),
            ),
        ),
        Misconception(
            "classes counted from 1",
            "You pick the class before the right one; for class 0 that is the last. From which "
            "number on are the classes counted here?",
            _of(lambda log_P, rows, y: -log_P[rows, y - 1].mean()),
        ),
        Misconception(
            "two samples only",
            "Right for two samples, as in the example. This batch has {N}: where does your code "
            "count to two?",
            (
                _first_rows(2),
                _of(lambda log_P, rows, y: 0 - log_P[rows, y].sum() / 2),
            ),
        ),
        Misconception(
            "last sample left out",
            "The last sample has no say in your loss. How many rows are there, and how many does "
            "your loop visit?",
            (
                lambda Z, y: _of(_right)(Z[:-1], y[:-1]) if len(Z) > 1 else 0.0,
                _of(lambda log_P, rows, y: -log_P[rows[:-1], y[:-1]].sum() / len(y)),
            ),
        ),
        Misconception(
            "cut to whole numbers",
            "Where the scores are whole numbers, something is cut to whole numbers on the way. "
            "What can an array that was made like Z keep of a logarithm of −0.3?",
            _of(_right, _like_the_scores),
        ),
    ),
)
