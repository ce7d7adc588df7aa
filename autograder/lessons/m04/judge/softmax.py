"""Module 4: ``softmax``, which never overflows."""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import array_of, in_corner, in_float32, laid_out
from autograder.lessons.m04 import public
from nnlib.probabilities import softmax


def softmax_cases(rng):
    """Draw the cases; rows that lie thousands apart tell the row's maximum from the table's."""

    def scores(N, C):
        return rng.uniform(-4, 4, (N, C))

    def rows(*tops):
        """Rows of which each has a certain largest score, one 1 below it, and very small shares."""
        below = np.array([0, 1, 2, 7, 11]) + rng.uniform(0, 1, (len(tops), 5)) * [0, 0, 1, 1, 1]
        return rng.permuted(np.array(tops)[:, None] - below, axis=1)

    def case(name, Z, *tags):
        return Case(name, {"Z": Z}, tags=tags)

    N, C = (int(n) for n in rng.permutation([3, 5]))
    alike = scores(4, 4)
    alike[1], alike[2, 2:] = 0.7, 4.5
    # a bound anywhere on the way shows, and none of these needs a shift
    sizes = np.vstack([1e-3 * scores(1, 5), rows(6, 30, 300, -300), -rows(30)])
    # larger than an ordinary batch: what fails there too is shown there
    apart = scores(3, 6) + rng.permutation(np.array([0.0, 20000.0, -25000.0]))[:, None]
    # not even a long double holds its exponential
    wide = scores(4, 5) + 20000 * np.eye(4, 5) * rng.choice([0.9, 1.1])
    # exp gives up at 709.8 and at -745.2; beside one score far below nothing has to be done
    high = np.vstack([rows(710, 711), scores(1, 5) - 800 * np.eye(5)[2]])
    turned = case("", scores(C, N))
    return [
        case("the example of the docstring", np.array([[0.0, np.log(3.0)]])),
        case("a batch of samples", scores(N, C)),
        in_corner(case("as many samples as classes", alike), "tie"),
        case("a batch of one", scores(1, 4)),
        in_corner(case("scores of all sizes", sizes), "decades"),
        in_corner(
            in_float32(laid_out(turned, Z="fortran")),
            name="numbers of float32, laid out another way",
        ),
        in_corner(case("large scores", rng.permutation(high), "large scores"), "beside"),
        case("large scores below 0", rows(-746, -747, -748), "large scores"),
        case("one score far above the others", wide, "large scores"),
        in_corner(case("rows that lie thousands apart", apart, "rows far apart"), "decades"),
    ]


def _shares(E, axis=1):
    return E / E.sum(axis=axis, keepdims=True)


def _shifted(Z):
    return Z - Z.max(axis=1, keepdims=True)


def _moved(number):
    return lambda Z: _shares(np.exp(Z - number))


def _held_back(least, most):
    return lambda Z: _shares(np.exp(np.clip(Z, least, most)))


def _rounded(decimals):
    return lambda Z: _shares(np.exp(_shifted(Z))).round(decimals)


SOFTMAX = public.SOFTMAX.judged(
    reference=softmax,
    cases=softmax_cases,
    visible_points=1,
    rubric={"rows": 1.5, "large scores": 1, "rows far apart": 0.5},
    label_words={"rows": "ordinary rows"},
    version=3,
    facts=lambda case: dict(zip("NC", array_of(case.inputs["Z"]).shape, strict=True)),
    misconceptions=(
        Misconception(
            "no protection",
            "Right for scores such as 1, 2, 3; lost for 1000, 1001, 1002. "
            "Add 999 to every score on paper: what happens to the answer?",
            (
                lambda Z: _shares(np.exp(Z)),
                lambda Z: np.array([np.exp(row) / sum(np.exp(row)) for row in Z]),
            ),
        ),
        Misconception(
            "maximum of the whole table",
            "Some rows are right; a row whose scores lie thousands below the largest number of the "
            "table is lost. Does a row need to know about another row?",
            lambda Z: _shares(np.exp(Z - Z.max())),
        ),
        Misconception(
            "columns add up to 1",
            "Each of your columns adds up to 1, and there are {N} rows. "
            "Who shares out the probability here: the samples or the classes?",
            (
                lambda Z: _shares(np.exp(_shifted(Z)), 0),
                lambda Z: _shares(np.exp(Z - Z.max(axis=0)), 0),
                lambda Z: _shares(np.exp(Z), 0),
            ),
        ),
        Misconception(
            "sums without their axis",
            "A row alone is right. With more rows the {N} sums stand beside each other, where they "
            "should stand below each other, one for each row. What shape should they have?",
            (
                lambda Z: np.exp(_shifted(Z)) / np.exp(_shifted(Z)).sum(axis=1),
                lambda Z: _shares(np.exp(Z - Z.max(axis=1))),
                lambda Z: np.exp(Z) / np.exp(Z).sum(axis=1),
                lambda Z: np.exp(Z - Z.max(axis=1)) / np.exp(Z - Z.max(axis=1)).sum(axis=1),
                lambda Z: np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(axis=1),
            ),
        ),
        Misconception(
            "first row only",
            "One row of probabilities came back, and {N} rows of scores went in. "
            "What becomes of the samples after the first one?",
            lambda Z: _shares(np.exp(_shifted(Z)))[0],
        ),
        Misconception(
            "one sum for the table",
            "All {N} rows together add up to 1. "
            "How much probability does one sample have to give away: a share, or all of it?",
            (
                lambda Z: np.exp(_shifted(Z)) / np.exp(_shifted(Z)).sum(),
                lambda Z: np.exp(Z - Z.max()) / np.sum(np.exp(Z - Z.max())),
                lambda Z: np.exp(Z) / np.sum(np.exp(Z)),
            ),
        ),
        Misconception(
            "no exponential",
            "You shared out the scores as they are, and a score below 0 becomes a share below 0. "
            "Which step makes every number positive first?",
            lambda Z: Z / Z.sum(axis=1, keepdims=True),
        ),
        Misconception(
            "shifted by another number",
            "Ordinary scores hold. With one score far above its row you still ask exp for "
            "something like e to the 1000. Which number of a row, taken away, leaves none above 0?",
            lambda Z: _shares(np.exp(Z - Z.mean(axis=1, keepdims=True))),
        ),
        Misconception(
            "largest size taken away",
            "You took away the largest size of a row, its sign left out. "
            "Of −1002, −1001 and −1000 that is 1002: where do the three scores lie then?",
            lambda Z: _shares(np.exp(Z - np.abs(Z).max(axis=1, keepdims=True))),
        ),
        Misconception(
            "one number for every table",
            "You take the same number away from every score, whatever came. It fits the scores of "
            "one table: of 0 and 1, of 1000 and of −1000, which does it leave within exp's reach?",
            tuple(map(_moved, (50, 100, 300, 500, 1000))),
        ),
        Misconception(
            "held back",
            "Nothing overflows, because you hold the scores back. But beyond your bound 1000 and "
            "1002 become the same score. What depends on the difference between two scores?",
            (
                *(_held_back(-bound, bound) for bound in (5, 10, 20, 100, 500, 700, 709)),
                *(_held_back(-np.inf, bound) for bound in (100, 500, 700)),
            ),
            tolerance=1e-3,
        ),
        Misconception(
            "shifted on one side of the line",
            "You took the maximum away above the line or below it, and not on both sides. "
            "A fraction keeps its value if both are divided by the same: by what did you divide?",
            (
                lambda Z: np.exp(_shifted(Z)) / np.exp(Z).sum(axis=1, keepdims=True),
                lambda Z: np.exp(Z) / np.exp(_shifted(Z)).sum(axis=1, keepdims=True),
            ),
        ),
        Misconception(
            "maximum of the column",
            "Your sums run along the rows, but what you took away is the largest score of each "
            "column. So that its answer stays, what must all scores of a row lose?",
            lambda Z: _shares(np.exp(Z - Z.max(axis=0))),
        ),
        Misconception(
            "logarithms left",
            "These are the logarithms of the probabilities: none is above 0. "
            "What turns a logarithm back into its number?",
            lambda Z: _shifted(Z) - np.log(np.exp(_shifted(Z)).sum(axis=1, keepdims=True)),
        ),
        Misconception(
            "largest gets 1",
            "In each row the largest score gets exactly 1, and the row adds up to more. "
            "You have taken the maximum away and gone through exp: what makes shares of that?",
            lambda Z: np.exp(_shifted(Z)),
        ),
        Misconception(
            "largest takes all",
            "In each row the largest score gets everything, and the others nothing. "
            "How much less likely than the largest is a class whose score is 0.1 below it?",
            (
                lambda Z: np.eye(Z.shape[1])[Z.argmax(axis=1)],
                lambda Z: np.where(_shifted(Z) < 0, 0.0, 1.0),
                lambda Z: _shares(np.where(_shifted(Z) < 0, 0.0, 1.0)),
            ),
        ),
        Misconception(
            "Python's max",
            "Python's max compares the rows of your table as wholes, and of two rows neither is "
            "larger than the other. What in numpy finds the largest number along an axis?",
            lambda Z: _shares(np.exp(Z - max(Z))),
        ),
        Misconception(
            "not shifted below 0",
            "Scores far above 0 hold. In a row of −1002, −1001 and −1000 you take nothing away, "
            "and every exp gives 0: which is the largest of the three?",
            lambda Z: _shares(np.exp(Z - np.maximum(Z.max(axis=1, keepdims=True), 0))),
        ),
        Misconception(
            "rounded",
            "Your shares end after a few decimals; the example rounds its answer for showing it. "
            "Which share does a class have whose score is 20 below the largest?",
            tuple(map(_rounded, (2, 3, 4))),
        ),
    ),
)
