"""Module 7: ``affine_backward``, the three questions to a layer, for a whole batch."""

from dataclasses import replace

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import array_of, in_corner, in_float32, laid_out
from autograder.lessons.m07 import public
from nnlib.affine import affine_backward as engine_affine_backward


def affine_backward_cases(rng):
    """Draw the cases; letters as in the course: N samples, D features in, H units."""
    example = {
        "dZ": np.array([[1.0, 3.0]]),
        "cache": (np.array([[1.0, 2.0]]), np.array([[2.0, 1.0], [4.0, 3.0]])),
    }
    N, D, H = (int(n) for n in rng.permutation([3, 5, 7]))
    batch = _affine_case(rng, "a batch of samples", N, D, H)
    X, W = batch.inputs["cache"]
    X[:, 0] *= 1e-6  # slopes that are small beside others are slopes all the same
    W[0] *= 1e-6
    cases = [
        Case("the example of the docstring", example),
        in_corner(batch, "decades"),
        _affine_case(rng, "as many features as units", 5, 3, 3),
        _affine_case(rng, "as many samples as units", 4, 3, 4),
        _affine_case(rng, "a batch of one", 1, 4, 3),
        _affine_case(rng, "three of everything", 3, 3, 3),
        _affine_case(rng, "one feature, one unit", 6, 1, 1),
    ]
    another_order = laid_out(
        _affine_case(rng, "", N, D, H), dZ="fortran", cache=("fortran", "fortran")
    )
    single = in_float32(_affine_case(rng, "", N, D, H))
    # Z is linear in X, W and b, so a nudge is exact if only it is long enough; but one by one it
    # takes more calls of functions than the guard allows
    many = replace(_affine_case(rng, "a thousand features", 2, 1000, 2), calls=30_000)
    return [*cases, another_order, single, in_corner(many, "long")]


def _affine_case(rng, name, N, D, H):
    X, W, dZ = (rng.standard_normal(shape) for shape in ((N, D), (D, H), (N, H)))
    # no unit's slopes may nearly cancel: a mistake in db must show beside the largest entry
    return Case(name, {"dZ": dZ + np.sign(dZ.sum(axis=0)), "cache": (X, W)})


def _affine_facts(case):
    X, W = case.inputs["cache"]
    N, D = array_of(X).shape
    return {"N": N, "D": D, "H": array_of(W).shape[1]}


def _right_but(**parts):
    """Make a wrong version: right but for the parts given as functions of (dZ, X, W)."""

    def version(dZ, cache):
        X, W = cache
        right = {"dX": dZ @ W.T, "dW": X.T @ dZ, "db": dZ.sum(axis=0)}
        right |= {name: part(dZ, X, W) for name, part in parts.items()}
        return right["dX"], right["dW"], right["db"]

    return version


def _all_divided(dZ, cache):
    """Divide all three by the batch; products are added up in float64, as loops do it."""
    X, W = cache
    dX = (dZ[:, None] * W).sum(axis=2, dtype=float)
    dW = (X[:, :, None] * dZ[:, None]).sum(axis=0, dtype=float)
    return dX / len(X), dW / len(X), dZ.mean(axis=0, dtype=float)


def _weights_moved_first(lr):
    return _right_but(dX=lambda dZ, X, W: dZ @ (W - lr * (X.T @ dZ)).T)


AFFINE_BACKWARD = public.AFFINE_BACKWARD.judged(
    reference=engine_affine_backward,
    stand_in="""
        def affine_backward(dZ, cache):
            X, W = cache
            return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)
    """,
    cases=affine_backward_cases,
    visible_points=2,
    rubric={"dX": 1.5, "dW": 1.5, "db": 1},
    tolerance=1e-12,  # a nudge of the usual size is 1e-11 off at best: backwards was asked for
    outputs=("dX", "dW", "db"),
    version=3,
    facts=_affine_facts,
    misconceptions=(
        Misconception(
            "bias averaged",
            "Your db is {N} times too small, and the batch has {N} samples. "
            "Has somebody divided already?",
            _right_but(db=lambda dZ, X, W: dZ.mean(axis=0)),
            holds="dX and dW hold.",
        ),
        Misconception(
            "bias added up to one number",
            "Your db is one number for the whole layer, and each of its {H} units has a bias of "
            "its own. Over which axis do you add up, and which one has to stay?",
            _right_but(db=lambda dZ, X, W: dZ.sum()),
            holds="dX and dW hold.",
        ),
        Misconception(
            "bias not summed",
            "Your db is dZ itself, {N} rows for a bias that all {N} samples share. How far does "
            "the loss move if all of them feel one nudge of b?",
            _right_but(db=lambda dZ, X, W: dZ.copy()),
            holds="dX and dW hold.",
        ),
        Misconception(
            "bias summed over the units",
            "Your db has {N} numbers, one for each sample, and the layer has {H} "
            "units. Which axis is the batch?",
            _right_but(db=lambda dZ, X, W: dZ.sum(axis=1)),
            holds="dX and dW hold.",
        ),
        Misconception(
            "bias kept as a row",
            "b has shape ({H},) and your db (1, {H}): how many axes does a bias have?",
            _right_but(db=lambda dZ, X, W: dZ.sum(axis=0, keepdims=True)),
            holds="dX and dW hold, and so do the numbers of db. But",
        ),
        Misconception(
            "bias gradient left out",
            "db is 0. Raise every bias by a little: does the loss really stay where it is?",
            _right_but(db=lambda dZ, X, W: np.zeros(W.shape[1])),
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
                _all_divided,
            ),
        ),
        Misconception(
            "dW lies on its side",
            "Your dW has one row for each unit, W has one for each feature. "
            "Say it aloud: row i of dW belongs to which input?",
            _right_but(dW=lambda dZ, X, W: dZ.T @ X),
            holds="dX and db hold.",
        ),
        Misconception(
            "W the wrong way round",
            "Your dX multiplies dZ by W as it stands: that runs only where features and units are "
            "equally many, and is not right there either. A row of dZ has {H} numbers and a row of "
            "dX needs {D}: which axis of W has to be summed away?",
            (
                _right_but(dX=lambda dZ, X, W: dZ @ W),
                _right_but(dX=lambda dZ, X, W: np.dot(dZ, W)),
            ),
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
            tuple(map(_weights_moved_first, (1.0, 0.5, 0.1, 0.05, 0.01, 0.001))),
            holds="dW and db hold.",
        ),
        Misconception(
            "another order",
            "All three are there, in another order than asked: dX, dW, db. "
            "Which of yours has the shape of X?",
            (
                lambda dZ, cache: (cache[0].T @ dZ, dZ.sum(axis=0), dZ @ cache[1].T),
                lambda dZ, cache: (cache[0].T @ dZ, dZ @ cache[1].T, dZ.sum(axis=0)),
            ),
        ),
    ),
)
