"""Module 7: ``numerical_gradient``.

Every wrong version below is one that learners write. Each mistake comes in at least two styles,
because a mistake is recognised by what it answers, never by how it is spelt.
"""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.core.plain_data import Family
from autograder.lessons.m07 import public
from nnlib.autodiff import numerical_gradient as engine_numerical_gradient


def numerical_gradient_cases(rng):
    """Draw the cases; eps is coarse throughout, because then the formula shows."""
    cases = [
        Case(
            "the example of the docstring",
            {
                "f": Family("square_plus_three", {"shape": [2]}),
                "x": np.array([2.0, 1.0]),
                "eps": 0.1,
            },
            tags=("vectors",),
        )
    ]
    shapes = [("a vector", (4,)), ("a table", (2, 3)), ("three axes", (2, 2, 2))]
    # no 0-d arrays: x * 1.0 turns one into a number, and that is numpy's whim, not the idea
    shapes += [("a single entry", (1,))]
    for name, shape in shapes:
        tag = "vectors" if len(shape) == 1 else "any shape"
        cases.append(_cubic_case(rng, name, _away_from_zero(rng, shape), tag))
    # longer than vector and table: who is wrong there too is shown the ordinary one
    whole = rng.integers(1, 4, (7,)) * rng.choice([-1, 1], (7,))
    cases.append(_cubic_case(rng, "an array of whole numbers", whole, "whole numbers"))
    return cases


def _cubic_case(rng, name, x, tag):
    coefficients = {
        "cubes": _away_from_zero(rng, x.shape),
        "weights": _away_from_zero(rng, x.shape),
    }
    eps = float(rng.uniform(0.3, 0.6))
    inputs = {"f": Family("coupled_cubic", coefficients), "x": x, "eps": eps}
    return Case(name, inputs, tags=(tag,))


def _away_from_zero(rng, shape):
    return np.asarray(rng.uniform(0.5, 1.5, shape) * rng.choice([-1.0, 1.0], shape))


def _nudged(f, x, i, amount):
    x = np.array(x, dtype=float)
    x[i] += amount
    return f(x)


def _slopes(x, slope_at):
    x = np.asarray(x)
    slopes = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        slopes[i] = slope_at(i)
    return slopes


def _forward_difference(f, x, eps=1e-5):
    return _slopes(x, lambda i: (_nudged(f, x, i, eps) - f(np.array(x, float))) / eps)


def _forward_difference_flat(f, x, eps=1e-5):
    base = f(np.array(x, float))
    flat = np.ravel(x).astype(float)
    rows = flat + eps * np.eye(flat.size)
    return np.array([(f(row.reshape(np.shape(x))) - base) / eps for row in rows]).reshape(
        np.shape(x)
    )


def _backward_difference(f, x, eps=1e-5):
    return _slopes(x, lambda i: (f(np.array(x, float)) - _nudged(f, x, i, -eps)) / eps)


def _not_restored(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += eps
        up = f(x)
        x[i] -= 2 * eps
        grad[i] = (up - f(x)) / (2 * eps)
    return grad


def _not_restored_down_first(f, x, eps=1e-5):
    nudged = np.array(x, dtype=float)
    grad = np.zeros(np.shape(x))
    for i in np.ndindex(np.shape(x)):
        nudged[i] = x[i] - eps
        down = f(nudged)
        nudged[i] = x[i] + eps
        grad[i] = (f(nudged) - down) / (2 * eps)
    return grad


def _not_restored_in_the_callers_array(f, x, eps=1e-5):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += eps
        up = f(x)
        x[i] -= 2 * eps
        grad[i] = (up - f(x)) / (2 * eps)
    return grad


def _restored_once_only(f, x, eps=1e-5):
    # adds eps, takes it away again, and takes it away once more for the second value
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += eps
        up = f(x)
        x[i] -= eps
        x[i] -= eps
        down = f(x)
        grad[i] = (up - down) / (2 * eps)
    return grad


def _not_restored_row_by_row(f, x, eps=1e-5):
    grad = np.zeros(x.shape)
    for i in range(len(x)):
        x[i] += eps
        up = f(x)
        x[i] -= 2 * eps
        grad[i] = (up - f(x)) / (2 * eps)
    return grad


def _row_by_row(f, x, eps=1e-5):
    x = x.astype(float)
    return _rows_moved(f, x, eps)


def _rows_moved(f, x, eps=1e-5):
    grad = np.zeros(x.shape)
    for i in range(len(x)):
        x[i] += eps
        up = f(x)
        x[i] -= 2 * eps
        grad[i] = (up - f(x)) / (2 * eps)
        x[i] += eps
    return grad


def _row_put_back_from_a_view(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    for i in range(len(x)):
        old = x[i]
        x[i] = old + eps
        up = f(x)
        x[i] = old - eps
        grad[i] = (up - f(x)) / (2 * eps)
        x[i] = old
    return grad


def _whole_rows_put_back_from_a_view(f, x, eps=1e-5):
    x = x.copy()
    grad = np.zeros(x.shape)
    for i in range(len(x)):
        old = x[i]
        x[i] = old + eps
        up = f(x)
        x[i] = old - eps
        grad[i] = (up - f(x)) / (2 * eps)
        x[i] = old
    return grad


def _whole_number_nudge(f, x, eps=1e-5):
    x = np.array(x)
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + eps
        up = f(x)
        x[i] = old - eps
        grad[i] = (up - f(x)) / (2 * eps)
        x[i] = old
    return grad


def _whole_number_steps(f, x, eps=1e-5):
    x = np.array(x)
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += eps
        up = f(x)
        x[i] -= 2 * eps
        grad[i] = (up - f(x)) / (2 * eps)
        x[i] += eps
    return grad


def _whole_number_gradient(f, x, eps=1e-5):
    grad = np.zeros_like(x)
    for i in np.ndindex(np.shape(x)):
        grad[i] = (_nudged(f, x, i, eps) - _nudged(f, x, i, -eps)) / (2 * eps)
    return grad


def _whole_number_both(f, x, eps=1e-5):
    grad = np.zeros_like(x)
    for i in np.ndindex(np.shape(x)):
        up, down = x.copy(), x.copy()
        up[i] += eps
        down[i] -= eps
        grad[i] = (f(up) - f(down)) / (2 * eps)
    return grad


def _own_eps(f, x, eps=1e-5):
    return engine_numerical_gradient(f, x, 1e-5)


def _own_tiny_eps(f, x, eps=1e-5):
    return _slopes(x, lambda i: (_nudged(f, x, i, 1e-12) - _nudged(f, x, i, -1e-12)) / 2e-12)


def _not_halved(f, x, eps=1e-5):
    return _slopes(x, lambda i: (_nudged(f, x, i, eps) - _nudged(f, x, i, -eps)) / eps)


def _not_halved_flat(f, x, eps=1e-5):
    flat = np.ravel(x).astype(float)
    steps = eps * np.eye(flat.size)
    shape = np.shape(x)
    slopes = [(f((flat + s).reshape(shape)) - f((flat - s).reshape(shape))) / eps for s in steps]
    return np.reshape(slopes, shape)


def _all_entries_at_once(f, x, eps=1e-5):
    x = np.asarray(x, dtype=float)
    return (f(x + eps) - f(x - eps)) / (2 * eps)


def _all_entries_at_once_filled(f, x, eps=1e-5):
    x = np.asarray(x, dtype=float)
    return np.full(x.shape, (f(x + eps) - f(x - eps)) / (2 * eps))


def _written_into_x(f, x, eps=1e-5):
    grad = x
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + eps
        up = f(x)
        x[i] = old - eps
        down = f(x)
        x[i] = old
        grad[i] = (up - down) / (2 * eps)
    return grad


def _written_into_x_flat(f, x, eps=1e-5):
    flat = x.reshape(-1)
    for i in range(flat.size):
        old = flat[i].copy()
        values = []
        for nudge in (eps, -eps):
            flat[i] = old + nudge
            values.append(f(x))
        flat[i] = (values[0] - values[1]) / (2 * eps)
    return x


NUMERICAL_GRADIENT = public.NUMERICAL_GRADIENT.judged(
    reference=engine_numerical_gradient,
    cases=numerical_gradient_cases,
    visible_points=1,
    rubric={"vectors": 2, "any shape": 0.5, "whole numbers": 0.5},
    version=2,
    misconceptions=(
        Misconception(
            "one-sided difference",
            "Your slopes lean to one side. For x³ at 1 with eps = 1 a nudge up alone says "
            "8 − 1 = 7, and both directions together say 4: what does the other direction add?",
            (_forward_difference, _forward_difference_flat, _backward_difference),
        ),
        Misconception(
            "entry not put back",
            "The first slope is right, the later ones drift. "
            "When the second entry has its turn, where does the first one stand?",
            (
                _not_restored,
                _not_restored_down_first,
                _not_restored_in_the_callers_array,
                _restored_once_only,
                _not_restored_row_by_row,
            ),
        ),
        Misconception(
            "a row at a time",
            "Vectors hold. In a table x[0] is no number but a whole row, and you moved all of it "
            "at once. Which index names a single entry, and how do you walk through all of those?",
            (
                _row_by_row,
                _rows_moved,
                _row_put_back_from_a_view,
                _whole_rows_put_back_from_a_view,
            ),
        ),
        Misconception(
            "whole numbers",
            "Right for 1.0 and 2.0, lost for 1 and 2. "
            "What can an array of whole numbers keep of 1 + 0.5, or of a slope of 2.7?",
            (_whole_number_nudge, _whole_number_steps, _whole_number_gradient, _whole_number_both),
        ),
        Misconception(
            "eps ignored",
            "With a cube a coarse nudge gives a coarse slope, and yours does not change with eps. "
            "The caller chose eps: which one does your code use?",
            (_own_eps, _own_tiny_eps),
            tolerance=1e-2,
        ),
        Misconception(
            "width of the nudge",
            "Every slope is twice as steep as it should be. "
            "From x − eps to x + eps: how far is that?",
            (_not_halved, _not_halved_flat),
        ),
        Misconception(
            "all entries at once",
            "You moved all entries together and got one number for all of them. "
            "Which entry made f change, and by how much?",
            (_all_entries_at_once, _all_entries_at_once_filled),
        ),
        Misconception(
            "slopes written into x",
            "The first slope is right; after it f is asked at another place, because the slope "
            "stands where an entry of x was. Where do your answers go?",
            (_written_into_x, _written_into_x_flat),
        ),
    ),
)
