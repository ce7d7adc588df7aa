"""Module 7: ``numerical_gradient``.

A wrong version is a small change of one right walk over the entries: `walk` changes the array in
place, `slopes` makes a new one for each nudge.
"""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.core.plain_data import Family
from autograder.lessons.corners import away_from_zero, in_corner, laid_out
from autograder.lessons.m07 import public
from nnlib.autodiff import numerical_gradient as engine_numerical_gradient


def numerical_gradient_cases(rng):
    """Draw the cases; eps is coarse, because then the formula shows, or left out."""

    def case(name, x, *tags):
        signs = set()
        while len(signs) < min(x.size, 2):  # abs of a slope must always show
            cubes, weights = (away_from_zero(rng, x.shape, 0.5, 1.5) for _ in range(2))
            eps = float(rng.uniform(0.3, 0.6))
            f = public.coupled_cubic(cubes, weights)
            signs = set(np.sign(engine_numerical_gradient(f, x, eps)).flat)
        f = Family("coupled_cubic", {"cubes": cubes, "weights": weights})
        return Case(name, {"f": f, "x": x, "eps": eps}, tags=tags)

    def fractions(*shape):
        return away_from_zero(rng, shape, 0.5, 1.5)

    example = {
        "f": Family("square_plus_three", {"shape": [2]}),
        "x": np.array([2.0, 1.0]),
        "eps": 0.1,
    }
    cases = [
        Case("the example of the docstring", example),
        case("a vector", _below_and_above_1(rng)),
        in_corner(case("a table", fractions(2, 3), "any shape"), "shapes"),
        in_corner(case("three axes", fractions(2, 2, 2), "any shape"), "shapes"),
        # no 0-d arrays: x * 1.0 turns one into a number, and that is numpy's whim, not the idea
        case("a single entry", fractions(1)),
    ]
    # longer than vector and table: who is wrong there too is shown the ordinary one
    whole = rng.permutation([0, 1, 1, 2, -2, 3, -3]) * rng.choice([-1, 1])
    whole = case("an array of whole numbers", whole, "whole numbers")
    another_order = laid_out(case("", fractions(3, 2), "any shape"), x="fortran")
    return [*cases, in_corner(whole, "whole", "tie"), another_order, _eps_left_out(rng)]


def _below_and_above_1(rng):
    """Draw a vector with a 0 in it: a nudge may not depend on the size of an entry."""
    sizes = [0.0, *rng.uniform(0.5, 0.9, 2), *rng.uniform(1.2, 1.6, 2)]
    return rng.permutation(sizes) * rng.choice([-1, 1], 5)


def _eps_left_out(rng):
    """Make x so small that a cube shows a nudge of 1e-5; nor may tiny slopes be rounded."""
    x = 1e-4 * away_from_zero(rng, (3, 3), 0.5, 1.5)
    f = Family("coupled_cubic", {"cubes": away_from_zero(rng, (3, 3)), "weights": np.zeros((3, 3))})
    case = Case("tiny numbers, and eps left out", {"f": f, "x": x}, tags=("any shape",))
    return in_corner(case, "decades", "other options")


CALLERS, A_COPY = "the caller's", "a copy"


def slopes(
    up=1, down=1, width=2, own_eps=None, default=1e-5, like_x=False, at_once=False, brackets=True
):
    """Make a version that nudges a copy, by default the right one.

    Parameters
    ----------
    up, down : int
        How many eps the copies are moved.
    width : int
        How many eps the difference is divided by.
    own_eps : float, optional
        In place of the caller's.
    default : float
        Where the caller has none.
    like_x : bool
        Whether the slopes are kept in an array of x's dtype.
    at_once : bool
        Whether all entries are moved together.
    brackets : bool
        Whether there are brackets around the width.
    """

    def numerical_gradient(f, x, eps=default):
        eps = own_eps or eps
        grad = np.zeros_like(x) if like_x else np.zeros(np.shape(x))
        for i in [...] if at_once else np.ndindex(np.shape(x)):
            above, below = np.array(x, float), np.array(x, float)
            above[i] += up * eps
            below[i] -= down * eps
            difference = f(above) - f(below)
            grad[i] = difference / (width * eps) if brackets else difference / width * eps
        return grad

    return numerical_gradient


def walk(moves=(1, -1, 0), by_steps=False, start=float, rows=False, like_x=False, into_x=False):
    """Make a version that moves an entry of one array, by default the right one.

    Parameters
    ----------
    moves : tuple of three ints
        Where the entry stands, in eps from where it was found, when f is asked for the first and
        for the second time, and when the walk goes on.
    by_steps : bool
        Whether it goes from place to place by `+=`, and not from what it was.
    start : dtype, A_COPY or CALLERS
        The array that is changed.
    rows : bool
        Whether whole rows are moved.
    like_x : bool
        Whether the slopes are kept in an array of x's dtype.
    into_x : bool
        Whether the slopes are written into the array.
    """

    def numerical_gradient(f, x, eps=1e-5):
        if start is not CALLERS:
            x = np.array(x, None if start is A_COPY else start)
        grad = x if into_x else np.zeros_like(x) if like_x else np.zeros(np.shape(x))
        for i in range(len(x)) if rows else np.ndindex(np.shape(x)):
            found, stands, asked = x[i], 0, []
            for place in moves:
                if by_steps:
                    x[i] += (place - stands) * eps
                else:
                    x[i] = found + place * eps
                stands = place
                asked.append(f(x) if len(asked) < 2 else None)
            grad[i] = (asked[0] - asked[1]) / ((moves[0] - moves[1]) * eps)
        return grad

    return numerical_gradient


def two_names(start=CALLERS, asked_at_last=False):
    """Make a version whose array above x and array below x are one and the same.

    Parameters
    ----------
    start : dtype or CALLERS
        The array that is changed.
    asked_at_last : bool
        Whether f is asked when both have been moved.
    """

    def numerical_gradient(f, x, eps=1e-5):
        if start is not CALLERS:
            x = np.array(x, start)
        grad = np.zeros(np.shape(x))
        for i in np.ndindex(np.shape(x)):
            above = x
            above[i] += eps
            high = None if asked_at_last else f(above)
            below = x
            below[i] -= eps
            grad[i] = ((f(above) if asked_at_last else high) - f(below)) / (2 * eps)
        return grad

    return numerical_gradient


def one_side_not_put_back(once):
    """Make a version that looks to one side, and asks f at x once or before each nudge."""

    def numerical_gradient(f, x, eps=1e-5):
        x = np.array(x, float)
        grad, here = np.zeros(x.shape), f(x)
        for i in np.ndindex(x.shape):
            here = here if once else f(x)
            x[i] += eps
            grad[i] = (f(x) - here) / eps
        return grad

    return numerical_gradient


def one_number(f, x, eps=1e-5):
    """Move all entries together, and return one slope."""
    x = np.asarray(x, dtype=float)
    return (f(x + eps) - f(x - eps)) / (2 * eps)


NOT_PUT_BACK = (1, -1, -1)


NUMERICAL_GRADIENT = public.NUMERICAL_GRADIENT.judged(
    reference=engine_numerical_gradient,
    stand_in="""
        def numerical_gradient(f, x, eps=1e-5):
            x = np.array(x, dtype=float)
            slopes = np.zeros(x.shape)
            for i in np.ndindex(x.shape):
                middle = x[i]
                x[i] = middle + eps
                above = f(x)
                x[i] = middle - eps
                below = f(x)
                x[i] = middle
                slopes[i] = (above - below) / (2 * eps)
            return slopes
    """,
    cases=numerical_gradient_cases,
    visible_points=1,
    rubric={"vectors": 2, "any shape": 0.5, "whole numbers": 0.5},
    version=3,
    misconceptions=(
        Misconception(
            "one-sided difference",
            "Your slopes lean to one side. For x³ at 1 with eps = 1 a nudge up alone says "
            "8 − 1 = 7, and both directions together say 4: what does the other direction add?",
            (slopes(down=0, width=1), slopes(up=0, width=1)),
        ),
        Misconception(
            "entry not put back",
            "The first slope is right, the later ones drift. "
            "When the second entry has its turn, where does the first one stand?",
            (
                walk(NOT_PUT_BACK, by_steps=True),
                walk((-1, 1, 1)),
                walk(NOT_PUT_BACK, by_steps=True, start=CALLERS),
                walk(NOT_PUT_BACK, by_steps=True, start=CALLERS, rows=True),
            ),
        ),
        Misconception(
            "one-sided, entry not put back",
            "Two things. You look to one side only, and for x³ at 1 with eps = 1 a nudge up alone "
            "says 7 where both directions say 4. And when the second entry has its turn: where "
            "does the first one stand?",
            (one_side_not_put_back(once=True), one_side_not_put_back(once=False)),
        ),
        Misconception(
            "two names for one array",
            "f was asked at two places that are not above and below x. A second name for an array "
            "copies nothing, so a nudge of one shows in the other: how many arrays are there in "
            "your loop, and which numbers does f get each time?",
            (two_names(), two_names(start=float)),
        ),
        Misconception(
            "all slopes 0",
            "All your slopes are 0: nothing was written into the answer, or f saw the same numbers "
            "both times. If an array has two names and is nudged up and then down, which numbers "
            "does it hold at the end?",
            two_names(asked_at_last=True),
        ),
        Misconception(
            "a row at a time",
            "Vectors hold. In a table x[0] is no number but a whole row, and you moved all of it "
            "at once. Which index names a single entry, and how do you walk through all of those?",
            (
                walk(by_steps=True, rows=True),
                walk(by_steps=True, rows=True, start=CALLERS),
                walk(rows=True),
                walk(rows=True, start=A_COPY),
            ),
        ),
        Misconception(
            "whole numbers",
            "Right for 1.0 and 2.0, lost for 1 and 2. "
            "What can an array of whole numbers keep of 1 + 0.5, or of a slope of 2.7?",
            (
                walk(start=A_COPY),
                walk(start=A_COPY, by_steps=True),
                slopes(like_x=True),
                walk(start=A_COPY, like_x=True),
            ),
        ),
        Misconception(
            "eps ignored",
            "With a coarse nudge the slope of a cube is coarse, and yours is exact: as with a tiny "
            "nudge, or with more than two places for each entry. At which two places does the "
            "caller's eps ask for f?",
            slopes(own_eps=1e-5),
            tolerance=1e-2,
            open_in=("decades",),  # where a nudge of one's own shows
        ),
        Misconception(
            "another default",
            "Right where the caller says eps. Where it is left out your slopes belong to another "
            "nudge. The first line of the cell gave eps a number: what became of it?",
            tuple(slopes(default=eps) for eps in (0.1, 1e-2, 1e-3, 1e-4, 1e-6)),
            tolerance=1e-4,
        ),
        Misconception(
            "brackets around the width",
            "Your slopes are too small by eps · eps. Python goes from left to right: it divides by "
            "2, and what does it do with eps after that?",
            slopes(brackets=False),
        ),
        Misconception(
            "width of the nudge",
            "Every slope is twice as steep as it should be. "
            "From x − eps to x + eps: how far is that?",
            slopes(width=1),
        ),
        Misconception(
            "all entries at once",
            "Yours is the slope for all entries moved together, which is the sum of theirs. If the "
            "first entry alone is nudged: by how much does f change?",
            (one_number, slopes(at_once=True)),
        ),
        Misconception(
            "slopes written into x",
            "The first slope is right; after it f is asked at another place, because the slope "
            "stands where an entry of x was. Where do your answers go?",
            walk(start=CALLERS, into_x=True),
        ),
    ),
)
