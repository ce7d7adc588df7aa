"""Module 7: ``numerical_gradient``.

A wrong version is a small change of one right walk over the entries: `walk` changes the array in
place, `slopes` makes a new one for each nudge.
"""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.core.plain_data import Family
from autograder.lessons.corners import away_from_zero, in_corner
from autograder.lessons.m07 import public
from nnlib.autodiff import numerical_gradient as engine_numerical_gradient


def numerical_gradient_cases(rng):
    """Draw the cases; eps is coarse throughout, because then the formula shows."""

    def case(name, x, *tags):
        cubes, weights = (away_from_zero(rng, x.shape, 0.5, 1.5) for _ in range(2))
        f = Family("coupled_cubic", {"cubes": cubes, "weights": weights})
        return Case(name, {"f": f, "x": x, "eps": float(rng.uniform(0.3, 0.6))}, tags=tags)

    def fractions(*shape):
        return away_from_zero(rng, shape, 0.5, 1.5)

    example = {
        "f": Family("square_plus_three", {"shape": [2]}),
        "x": np.array([2.0, 1.0]),
        "eps": 0.1,
    }
    cases = [
        Case("the example of the docstring", example),
        case("a vector", fractions(4)),
        in_corner(case("a table", fractions(2, 3), "any shape"), "shapes"),
        in_corner(case("three axes", fractions(2, 2, 2), "any shape"), "shapes"),
        # no 0-d arrays: x * 1.0 turns one into a number, and that is numpy's whim, not the idea
        case("a single entry", fractions(1)),
    ]
    # longer than vector and table: who is wrong there too is shown the ordinary one
    whole = rng.integers(1, 4, (7,)) * rng.choice([-1, 1], (7,))
    whole = case("an array of whole numbers", whole, "whole numbers")
    return [*cases, in_corner(whole, "whole")]


CALLERS, A_COPY = "the caller's", "a copy"


def slopes(up=1, down=1, width=2, own_eps=None, like_x=False, at_once=False):
    """Make a version that nudges a copy, by default the right one.

    Parameters
    ----------
    up, down : int
        How many eps the copies are moved.
    width : int
        How many eps the difference is divided by.
    own_eps : float, optional
        In place of the caller's.
    like_x : bool
        Whether the slopes are kept in an array of x's dtype.
    at_once : bool
        Whether all entries are moved together.
    """

    def numerical_gradient(f, x, eps=1e-5):
        eps = own_eps or eps
        grad = np.zeros_like(x) if like_x else np.zeros(np.shape(x))
        for i in [...] if at_once else np.ndindex(np.shape(x)):
            above, below = np.array(x, float), np.array(x, float)
            above[i] += up * eps
            below[i] -= down * eps
            grad[i] = (f(above) - f(below)) / (width * eps)
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
    version=2,
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
            "With a cube a coarse nudge gives a coarse slope, and yours does not change with eps. "
            "The caller chose eps: which one does your code use?",
            slopes(own_eps=1e-5),
            tolerance=1e-2,
        ),
        Misconception(
            "width of the nudge",
            "Every slope is twice as steep as it should be. "
            "From x − eps to x + eps: how far is that?",
            slopes(width=1),
        ),
        Misconception(
            "all entries at once",
            "You moved all entries together and got one number for all of them. "
            "Which entry made f change, and by how much?",
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
