"""Module 7, backpropagation: ``numerical_gradient`` and ``affine_backward``; the others beside it.

Every wrong version below is one that learners write. Each mistake comes in at least two styles,
because a mistake is recognised by what it answers, never by how it is spelt.
"""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.core.plain_data import Family, Layout
from autograder.lessons.m07 import public
from autograder.lessons.m07.judge.hunt import WITNESS
from autograder.lessons.m07.judge.layers import RELU_BACKWARD, SOFTMAX_JVP, TANH_BACKWARD
from autograder.lessons.m07.judge.loss import SOFTMAX_CROSS_ENTROPY
from autograder.lessons.m07.judge.network import MLP_BACKWARD
from autograder.lessons.m07.judge.number import MY_NUMBER
from autograder.lessons.m07.judge.value import VALUE
from nnlib.affine import affine_backward as engine_affine_backward
from nnlib.autodiff import numerical_gradient as engine_numerical_gradient

# ---------------------------------------------------------------- numerical_gradient


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

# ---------------------------------------------------------------- affine_backward


def affine_backward_cases(rng):
    """Draw the cases; letters as in the course: N samples, D features in, H units."""
    example = {
        "dZ": np.array([[1.0, 3.0]]),
        "cache": (np.array([[1.0, 2.0]]), np.array([[2.0, 1.0], [4.0, 3.0]])),
    }
    N, D, H = (int(n) for n in rng.permutation([3, 5, 7]))
    cases = [
        Case("the example of the docstring", example),
        _affine_case(rng, "a batch of samples", N, D, H),
        _affine_case(rng, "as many features as units", 5, 3, 3),
        _affine_case(rng, "as many samples as units", 4, 3, 4),
        _affine_case(rng, "a batch of one", 1, 4, 3),
        _affine_case(rng, "three of everything", 3, 3, 3),
        _affine_case(rng, "one feature, one unit", 6, 1, 1),
    ]
    laid_out = _affine_case(rng, "arrays laid out another way in memory", N, D, H)
    X, W = laid_out.inputs["cache"]
    laid_out.inputs.update(
        dZ=Layout("fortran", laid_out.inputs["dZ"]), cache=(Layout("strided", X), W)
    )
    small = _affine_case(rng, "arrays of float32", N, D, H)
    X, W = small.inputs["cache"]
    small.inputs.update(
        dZ=small.inputs["dZ"].astype(np.float32),
        cache=(X.astype(np.float32), W.astype(np.float32)),
    )
    # Z is linear in X, W and b, so a nudge is exact if only it is long enough; but one by one it
    # takes more calls of functions than the guard allows
    many = _affine_case(rng, "a thousand features", 2, 1000, 2)
    return [*cases, laid_out, small, many]


def _affine_case(rng, name, N, D, H):
    X, W, dZ = (rng.standard_normal(shape) for shape in ((N, D), (D, H), (N, H)))
    # no unit's slopes may nearly cancel: a mistake in db must show beside the largest entry
    return Case(name, {"dZ": dZ + np.sign(dZ.sum(axis=0)), "cache": (X, W)})


def _affine_facts(case):
    X, W = case.inputs["cache"]
    X = X.array if isinstance(X, Layout) else X
    return {"N": X.shape[0], "D": W.shape[0], "H": W.shape[1]}


def _right_but(**parts):
    """Make a wrong version: right but for the parts given as functions of (dZ, X, W)."""

    def version(dZ, cache):
        X, W = cache
        right = {"dX": dZ @ W.T, "dW": X.T @ dZ, "db": dZ.sum(axis=0)}
        right |= {name: part(dZ, X, W) for name, part in parts.items()}
        return right["dX"], right["dW"], right["db"]

    return version


def _loops_then(finish):
    """Make a wrong version from loops over samples, features and units."""

    def version(dZ, cache):
        X, W = cache
        dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(W.shape[1])
        for n in range(X.shape[0]):
            for i in range(W.shape[0]):
                for j in range(W.shape[1]):
                    dX[n, i] += dZ[n, j] * W[i, j]
                    dW[i, j] += X[n, i] * dZ[n, j]
            db += dZ[n]
        return finish(dX, dW, db, X.shape[0])

    return version


def _weights_moved_first(lr):
    def version(dZ, cache):
        X, W = cache
        dW, db = X.T @ dZ, dZ.sum(axis=0)
        W -= lr * dW
        return dZ @ W.T, dW, db

    return version


def _no_transpose_by_dot(dZ, cache):
    X, W = cache
    dX = np.dot(dZ, W)
    return dX, np.dot(X.T, dZ), np.sum(dZ, 0)


AFFINE_BACKWARD = public.AFFINE_BACKWARD.judged(
    reference=engine_affine_backward,
    cases=affine_backward_cases,
    visible_points=2,
    rubric={"dX": 1.5, "dW": 1.5, "db": 1},
    tolerance=1e-12,  # a nudge of the usual size is 1e-11 off at best: backwards was asked for
    outputs=("dX", "dW", "db"),
    version=2,
    facts=_affine_facts,
    misconceptions=(
        Misconception(
            "bias averaged",
            "Your db is {N} times too small, and the batch has {N} samples. "
            "Has somebody divided already?",
            (
                _right_but(db=lambda dZ, X, W: dZ.mean(axis=0)),
                _loops_then(lambda dX, dW, db, N: (dX, dW, db / N)),
            ),
            holds="dX and dW hold.",
        ),
        Misconception(
            "bias summed over the units",
            "Your db has {N} numbers, one for each sample, and the layer has {H} "
            "units. Which axis is the batch?",
            (
                _right_but(db=lambda dZ, X, W: dZ.sum(axis=1)),
                _right_but(db=lambda dZ, X, W: np.array([sum(row) for row in dZ])),
            ),
            holds="dX and dW hold.",
        ),
        Misconception(
            "bias kept as a row",
            "b has shape ({H},) and your db (1, {H}): how many axes does a bias have?",
            (
                _right_but(db=lambda dZ, X, W: dZ.sum(axis=0, keepdims=True)),
                _right_but(db=lambda dZ, X, W: np.ones((1, len(dZ)), dZ.dtype) @ dZ),
            ),
            holds="dX and dW hold, and so do the numbers of db. But",
        ),
        Misconception(
            "bias gradient left out",
            "db is 0. Raise every bias by a little: does the loss really stay where it is?",
            (
                _right_but(db=lambda dZ, X, W: np.zeros(W.shape[1])),
                _loops_then(lambda dX, dW, db, N: (dX, dW, 0 * db)),
            ),
            holds="dX and dW hold, and",
        ),
        Misconception(
            "divided by the batch again",
            "Your slopes of the weights are {N} times too small, and the batch has {N} samples. "
            "The loss was a mean, so dZ carries its 1/N already: who divides a second time?",
            (
                _right_but(
                    dW=lambda dZ, X, W: X.T @ dZ / len(X), db=lambda dZ, X, W: dZ.mean(axis=0)
                ),
                _right_but(dW=lambda dZ, X, W: X.T @ dZ / len(X)),
                _loops_then(lambda dX, dW, db, N: (dX, dW / N, db / N)),
                _loops_then(lambda dX, dW, db, N: (dX / N, dW / N, db / N)),
            ),
        ),
        Misconception(
            "dW lies on its side",
            "Your dW has one row for each unit, W has one for each feature. "
            "Say it aloud: row i of dW belongs to which input?",
            (
                _right_but(dW=lambda dZ, X, W: dZ.T @ X),
                _loops_then(lambda dX, dW, db, N: (dX, dW.T, db)),
            ),
            holds="dX and db hold.",
        ),
        Misconception(
            "W the wrong way round",
            "Your dX multiplies dZ by W as it stands: that runs only where features and units are "
            "equally many, and is not right there either. A row of dZ has {H} numbers and a row of "
            "dX needs {D}: which axis of W has to be summed away?",
            (_right_but(dX=lambda dZ, X, W: dZ @ W), _no_transpose_by_dot),
        ),
        Misconception(
            "entry by entry",
            "The star multiplies numbers that stand in the same place, and X and dZ have no places "
            "in common. Every sample touched W[i, j]: what gathers {N} products into one number?",
            (
                _right_but(dX=lambda dZ, X, W: dZ * W.T, dW=lambda dZ, X, W: X.T * dZ),
                _right_but(dW=lambda dZ, X, W: X.T * dZ),
                _right_but(dW=lambda dZ, X, W: np.multiply(X, dZ)),
            ),
        ),
        Misconception(
            "weights moved first",
            "Your dX was computed after W had moved, and the forward pass "
            "never saw that W. In which order do passing back and stepping come?",
            (_weights_moved_first(0.1), _weights_moved_first(0.01), _weights_moved_first(1.0)),
            holds="dW and db hold.",
        ),
        Misconception(
            "another order",
            "All three are there, in another order than asked: dX, dW, db. "
            "Which of yours has the shape of X?",
            (
                lambda dZ, cache: (cache[0].T @ dZ, dZ.sum(axis=0), dZ @ cache[1].T),
                lambda dZ, cache: (cache[0].T @ dZ, dZ @ cache[1].T, dZ.sum(axis=0)),
                _loops_then(lambda dX, dW, db, N: (dW, db, dX)),
            ),
        ),
    ),
)

EXERCISES = (
    NUMERICAL_GRADIENT,
    VALUE,
    AFFINE_BACKWARD,
    RELU_BACKWARD,
    TANH_BACKWARD,
    SOFTMAX_CROSS_ENTROPY,
    MLP_BACKWARD,
    MY_NUMBER,
    WITNESS,
    SOFTMAX_JVP,
)
