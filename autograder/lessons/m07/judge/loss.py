"""Module 7: ``softmax_cross_entropy``, the loss together with its slope in every score."""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import array_of, in_corner, in_float32, laid_out
from autograder.lessons.m07 import public
from nnlib import log_softmax
from nnlib import softmax_cross_entropy as engine_softmax_cross_entropy

LARGE = ("large scores",)


def softmax_cross_entropy_cases(rng):
    """Draw the cases; labels repeat, and where a batch is long every class is one."""

    def case(name, N, C):
        Z = rng.permuted(np.tile(np.linspace(-1.5, 1.8, C), (N, 1)), axis=1)
        y = rng.permutation(np.arange(N) % (C if N > C else C - 1))
        y = y if N > 1 else rng.integers(0, C, 1)
        return Case(name, {"Z": Z + rng.uniform(-0.2, 0.2, (N, C)), "y": y})

    N, C = (int(n) for n in rng.permutation([4, 6]))
    another_order = laid_out(case("", N, C), Z="fortran", y="strided")
    single = in_float32(case("", N, C))
    example = {"Z": np.array([[2.0, 2.0]]), "y": np.array([0])}
    return [
        Case("the example of the docstring", example),
        case("a batch of samples", N, C),
        case("as many samples as classes", 5, 5),
        case("a batch of one", 1, 4),
        case("three classes", 5, 3),
        another_order,
        single,
        _whole_scores(rng),
        _far_behind(rng),
        _scores_of_a_thousand(rng),
        _rows_far_apart(rng),
    ]


def _whole_scores(rng):
    """In each row the two largest are equal."""
    Z = rng.permuted(np.tile([-1, 0, 2, 2], (5, 1)), axis=1) + rng.integers(-2, 3, (5, 1))
    case = Case("whole numbers for scores", {"Z": Z, "y": rng.permutation(np.arange(5) % 4)})
    return in_corner(case, "whole", "tie")


def _far_behind(rng):
    """The right class has a probability of 0.05, 0.00005 and so on: whatever is added shows."""
    Z, y = rng.uniform(-1, 1, (4, 3)), rng.permutation(np.arange(4) % 3)
    Z[np.arange(4), y] -= rng.permutation([3, 10, 30, 100])
    return in_corner(Case("right classes that lie behind", {"Z": Z, "y": y}), "decades")


def _scores_of_a_thousand(rng):
    """In one row the right class lies far ahead, in the other far behind.

    The first row's mean and the middle between its ends are nowhere near its maximum.
    """
    Z = rng.uniform(-1, 1, (2, 3))
    Z[0] += [-2000, 1000, 0]
    Z[1, 2] += 1000
    case = Case("scores around 1,000", {"Z": Z, "y": np.array([1, 0])}, tags=LARGE)
    return in_corner(case, "decades")


def _rows_far_apart(rng):
    Z = rng.uniform(-1, 1, (3, 4)) + np.array([[0.0], [2000.0], [-2000.0]])
    return Case("rows 2,000 apart", {"Z": Z, "y": rng.integers(0, 4, 3)}, tags=LARGE)


def _facts(case):
    N, C = array_of(case.inputs["Z"]).shape
    return {"N": N, "C": C}


# ---------------------------------------------------------------- wrong versions


def _one_hot(Z, y):
    return np.eye(Z.shape[1])[y]


def _right_but(
    loss=lambda log_P, Y, Z: -np.sum(Y * log_P) / len(Z),
    dZ=lambda log_P, Y, Z: (np.exp(log_P) - Y) / len(Z),
):
    """Make a wrong version: right but for the loss, or dZ; Y holds the targets, shape (N, C)."""

    def version(Z, y):
        log_P, Y = log_softmax(Z), _one_hot(Z, y)
        return float(loss(log_P, Y, Z)), dZ(log_P, Y, Z)

    return version


def _score_minus_target(log_P, Y, Z):
    return (Z - Y) / len(Z)


def _probability_plus(little):
    return lambda log_P, Y, Z: -np.log(np.exp(log_P)[Y == 1] + little).mean()


def _small_numbers():
    """List what is added to a probability: powers of ten, and between them what fills the gaps.

    The loss of a class far behind is about the logarithm. No two of these logarithms are closer
    than 6 %, and to each number from 1e-3 to 1e-20 one of them is: that is the mistake's tolerance.
    """
    powers = [3, 3.375, 3.75, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 9, 10, 11, 12, 13.5, 15, 16]
    return [10.0**-power for power in [*powers, 18, 20, 30, 100, 300]]


def _like_the_scores(array, Z):
    return array.astype(Z.dtype)


def _by_index(
    targets=_one_hot,
    loss=lambda log_P, y: -log_P[np.arange(len(y)), y].mean(),
    log_P=log_softmax,
):
    """Make a wrong version that picks by the labels: right but for what is given."""

    def version(Z, y):
        logs = log_P(Z)
        return loss(logs, y), (np.exp(logs) - targets(Z, y)) / len(Z)

    return version


def _whole_columns(Z, y):
    return _one_hot(Z, y).any(axis=0)


def _labels_as_a_column(Z, y):
    return y[:, None]


def _naive(Z, y):
    N = len(Z)
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    loss = -np.log(P[np.arange(N), y]).mean()
    P[np.arange(N), y] -= 1
    return loss, P / N


def _naive_with_log_of_sum(Z, y):
    N = len(Z)
    sums = np.exp(Z).sum(axis=1)
    loss = np.mean(np.log(sums) - Z[np.arange(N), y])
    return loss, (np.exp(Z) / sums[:, None] - _one_hot(Z, y)) / N


def _naive_logarithms(Z):
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


def _mean_of_row(Z):
    return Z.mean(axis=1, keepdims=True)


def _first_of_row(Z):
    return Z[:, :1]


def _size_of_row(Z):
    return np.abs(Z).max(axis=1, keepdims=True)


def _protected_by(number):
    """Make a wrong version that takes a number away from each row, and not its maximum."""
    return lambda Z, y: _naive(Z - number(Z), y)


def _logarithms_protected_by(number):
    return _by_index(log_P=lambda Z: _naive_logarithms(Z - number(Z)))


def _not_divided(version):
    def wrong(Z, y):
        loss, dZ = version(Z, y)
        return loss, dZ * len(Z)

    return wrong


def _along_the_batch(Z, y):
    P = np.exp(Z - Z.max(axis=0))
    P /= P.sum(axis=0)
    with np.errstate(divide="ignore"):
        loss = -np.log(P[np.arange(len(Z)), y]).mean()
    return loss, (P - _one_hot(Z, y)) / len(Z)


def _scores_overwritten(Z, y):
    rows = np.arange(len(Z))
    Z -= Z.max(axis=1, keepdims=True)
    P = Z
    np.exp(Z, out=P)
    P /= P.sum(axis=1, keepdims=True)
    loss = np.mean(np.log(np.exp(Z).sum(axis=1)) - Z[rows, y])
    P[rows, y] -= 1
    return loss, P / len(P)


def _target_taken_away_before_the_loss(Z, y):
    rows = np.arange(len(Z))
    P = np.exp(log_softmax(Z))
    dZ = P
    dZ[rows, y] -= 1
    loss = -np.log(P[rows, y]).mean()
    return loss, dZ / len(Z)


SOFTMAX_CROSS_ENTROPY = public.SOFTMAX_CROSS_ENTROPY.judged(
    reference=engine_softmax_cross_entropy,
    stand_in="""
        def softmax_cross_entropy(Z, y):
            N = len(y)
            log_P = Z - Z.max(axis=1, keepdims=True)
            log_P = log_P - np.log(np.exp(log_P).sum(axis=1, keepdims=True))
            loss = -log_P[np.arange(N), y].mean()
            dZ = np.exp(log_P)
            dZ[np.arange(N), y] -= 1
            return loss, dZ / N
    """,
    cases=softmax_cross_entropy_cases,
    visible_points=1,
    rubric={"dZ": 1.5, "loss": 0.75, "large scores": 0.75},
    tolerance=1e-11,  # a nudge is 1e-11 off at best: backwards was asked for
    outputs=("loss", "dZ"),
    facts=_facts,
    version=2,
    misconceptions=(
        Misconception(
            "dZ not divided",
            "Your dZ is as large as if the batch had one sample; this one has {N}. "
            "The loss is a mean: how much of it belongs to a single sample?",
            _right_but(dZ=lambda log_P, Y, Z: np.exp(log_P) - Y),
            holds="The loss holds.",
        ),
        Misconception(
            "loss summed",
            "Your loss grows with the batch: {N} samples, and it is {N} times too large. "
            "Would two batches of different size still be comparable?",
            _right_but(loss=lambda log_P, Y, Z: -np.sum(Y * log_P)),
            holds="dZ holds.",
        ),
        Misconception(
            "divided by the classes too",
            "Something is {C} times too small, and there are {C} classes. "
            "How many numbers does one sample add to the loss: one, or one for each class?",
            (
                _right_but(loss=lambda log_P, Y, Z: -np.mean(Y * log_P)),
                _right_but(
                    loss=lambda log_P, Y, Z: -np.mean(Y * log_P),
                    dZ=lambda log_P, Y, Z: (np.exp(log_P) - Y) / Z.size,
                ),
                _right_but(dZ=lambda log_P, Y, Z: (np.exp(log_P) - Y) / Z.size),
            ),
        ),
        Misconception(
            "divided by the classes",
            "Your dZ fits where a batch has as many samples as classes; this one has {N} samples "
            "and {C} classes. The loss is a mean: over how many of what?",
            _right_but(dZ=lambda log_P, Y, Z: (np.exp(log_P) - Y) / Z.shape[1]),
            holds="The loss holds.",
        ),
        Misconception(
            "slopes cut to whole numbers",
            "Where the scores are whole numbers, your dZ is cut to whole numbers as well. What can "
            "an array that was made like Z keep of a probability of 0.3, or of a slope of −0.2?",
            (
                _right_but(
                    dZ=lambda log_P, Y, Z: (_like_the_scores(np.exp(log_P), Z) - Y) / len(Z)
                ),
                _right_but(
                    dZ=lambda log_P, Y, Z: _like_the_scores((np.exp(log_P) - Y) / len(Z), Z)
                ),
            ),
            holds="The loss holds.",
        ),
        Misconception(
            "no protection",
            "Right for everyday scores, lost around 1,000, where the exponential is beyond all "
            "numbers. Take the same amount from every score of a row, on paper: what happens to "
            "its probabilities?",
            (
                _naive,
                _naive_with_log_of_sum,
                _by_index(log_P=_naive_logarithms),
                _right_but(loss=lambda log_P, Y, Z: -_naive_logarithms(Z)[Y == 1].mean()),
            ),
        ),
        Misconception(
            "another number than the maximum",
            "Everyday scores hold, and you take a number away from each row: that is the idea. "
            "Around 1,000 it is not yet the one that helps. What is the largest entry of each row "
            "after it, and what would it have to be?",
            tuple(
                version(number)
                for number in (_mean_of_row, _first_of_row, _size_of_row)
                for version in (_protected_by, _logarithms_protected_by)
            ),
        ),
        Misconception(
            "not divided, no protection",
            "Two things. Your dZ is as large as if the batch had one sample, and it has {N}: how "
            "much of a mean belongs to a single one? And around 1,000 all is lost: what may be "
            "taken from every score of a row without a change of its probabilities?",
            (_not_divided(_naive), _not_divided(_naive_with_log_of_sum)),
        ),
        Misconception(
            "maximum of the whole table",
            "One row holds; rows 2,000 below the largest number of the table became nan or inf. "
            "Does a row need to know about another row?",
            (
                lambda Z, y: _naive(Z - Z.max(), y),
                lambda Z, y: _naive_with_log_of_sum(Z - Z.max(), y),
            ),
        ),
        Misconception(
            "logarithm of zero",
            "Where the right class lies 1,000 behind, your loss is inf; it should be "
            "about 1,000 for that row. First rounded to 0, then the logarithm of it: do you need "
            "the detour through the probability?",
            _right_but(loss=_probability_plus(0)),
            holds="dZ holds.",
        ),
        Misconception(
            "zero propped up",
            "no inf is to be seen. But a right class 1,000 behind costs about 1,000, and with your "
            "small number it costs no more than that number's own logarithm. Is there a way to "
            "the logarithm that never passes 0?",
            tuple(_right_but(loss=_probability_plus(little)) for little in _small_numbers()),
            tolerance=0.06,
            holds="dZ holds, and",
        ),
        Misconception(
            "scores taken for probabilities",
            "You took Z for probabilities. A row of Z may hold −3 and 5: "
            "what has to happen to it before its entries are above 0 and add up to 1?",
            (
                lambda Z, y: (
                    -np.log(Z[np.arange(len(Z)), y]).mean(),
                    (Z - _one_hot(Z, y)) / len(Z),
                ),
                _right_but(
                    loss=lambda log_P, Y, Z: -np.log(abs(Z[Y == 1])).mean(), dZ=_score_minus_target
                ),
            ),
        ),
        Misconception(
            "target taken from the scores",
            "In dZ you took the target away from the scores; add 10 to every score "
            "of a row, and the loss stays as it is. Does your dZ stay too?",
            _right_but(dZ=_score_minus_target),
            holds="The loss holds.",
        ),
        Misconception(
            "softmax along the batch",
            "Each column of your probabilities adds up to 1. "
            "Who shares out the probability here: the {N} samples or the {C} classes?",
            (_along_the_batch, _by_index(log_P=lambda Z: log_softmax(Z.T).T)),
        ),
        Misconception(
            "target left out",
            "Your dZ is the probabilities alone, so every score of a row is told "
            "to fall. Which one should rise, and where does dZ say so?",
            _right_but(dZ=lambda log_P, Y, Z: np.exp(log_P) / len(Z)),
            holds="The loss holds.",
        ),
        Misconception(
            "target minus output",
            "Your dZ points the other way everywhere: raise the score of the right "
            "class a little. Does the loss rise or fall, and which sign has its slope?",
            _right_but(dZ=lambda log_P, Y, Z: (Y - np.exp(log_P)) / len(Z)),
            holds="The loss holds.",
        ),
        Misconception(
            "whole columns",
            "A batch of one holds. With more samples you took 1 away from whole columns, and a "
            "label belongs to its own row. How do you name {N} places of a table, one in each row?",
            (
                _by_index(_whole_columns),
                _by_index(_whole_columns, loss=lambda log_P, y: -np.mean(log_P[:, y])),
            ),
        ),
        Misconception(
            "labels used as numbers",
            "y holds the numbers of the classes: 3 means the fourth class, not three of something. "
            "What would you write as target for the {C} entries of one row?",
            (
                _by_index(_labels_as_a_column),
                _by_index(lambda Z, y: y, loss=lambda log_P, y: -np.sum(y * log_P) / len(y)),
                _by_index(
                    _labels_as_a_column,
                    loss=lambda log_P, y: -np.sum(y[:, None] * log_P) / len(y),
                ),
            ),
        ),
        Misconception(
            "one array under two names",
            "When you came to the loss, the numbers it needs had been written over: two "
            "names, one array. In which line does it change, and who still reads it?",
            (_scores_overwritten, _target_taken_away_before_the_loss),
            holds="dZ holds.",
        ),
    ),
)
