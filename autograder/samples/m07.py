"""Invented submissions for lesson 7."""

import copy

import nbformat

from autograder.samples import Sample

GRADIENT = """
def numerical_gradient(f, x, eps=1e-5):
    x = np.asarray(x, float)
    grad = np.empty_like(x)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += eps
        down[index] -= eps
        grad[index] = (f(up) - f(down)) / (2 * eps)
    return grad
"""
GRADIENT_LIST = """
def numerical_gradient(func, point, step=1e-5):
    point = np.array(point, dtype=np.float64)
    units = np.eye(point.size).reshape((point.size,) + point.shape)
    slopes = [(func(point + step * u) - func(point - step * u)) / step / 2 for u in units]
    return np.array(slopes).reshape(point.shape)
"""
ONE_SIDED = """
def numerical_gradient(f, x, eps=1e-5):
    here = f(x)
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        z = x.astype(float)
        z[i] = z[i] + eps
        grad[i] = (f(z) - here) / eps
    return grad
"""
NOT_PUT_BACK = """
def numerical_gradient(f, x, eps=1e-5):
    z = x * 1.0
    grad = z * 0
    for i, _ in np.ndenumerate(x):
        z[i] += eps
        a = f(z)
        z[i] -= 2 * eps
        b = f(z)
        grad[i] = (a - b) / (2 * eps)
    return grad
"""
AFFINE = """
def affine_backward(dZ, cache):
    X, W = cache
    return np.dot(dZ, W.T), np.dot(X.T, dZ), np.sum(dZ, axis=0)
"""
AFFINE_EINSUM = """
def affine_backward(upstream, kept):
    inputs, weights = kept
    dX = np.einsum("nh,dh->nd", upstream, weights)
    dW = sum(np.outer(x, g) for x, g in zip(inputs, upstream))
    db = np.array([column.sum() for column in upstream.T])
    return dX, dW, db
"""
BIAS_AVERAGED = """
def affine_backward(dZ, cache):
    X, W = cache
    N = X.shape[0]
    dX = dZ.dot(W.T)
    dW = X.T.dot(dZ)
    db = np.sum(dZ, axis=0) / N
    return dX, dW, db
"""
DW_ON_ITS_SIDE = """
def affine_backward(dZ, cache):
    X, W = cache
    dX = (W @ dZ.T).T
    dW = np.einsum("nd,nh->hd", X, dZ)
    return dX, dW, dZ.sum(0)
"""
NOBODY_EXPECTED_THIS = """
def affine_backward(dZ, cache):
    X, W = cache
    return dZ @ np.abs(W).T, X.T @ dZ, dZ.sum(axis=0)
"""
TWO_MISTAKES = """
def affine_backward(dZ, cache):
    X, W = cache
    dX = dZ @ W.T
    dW = dZ.T @ X
    db = np.average(dZ, axis=0)
    return dX, dW, db
"""


def _raise_on_top(nb):
    nb.cells.insert(0, nbformat.v4.new_code_cell("print(1 / 0)", id="on-top"))


def _delete_a_test(nb):
    nb.cells = [
        cell
        for cell in nb.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") != "hidden_affine_backward"
    ]


def _copy_a_cell(nb):
    for place, cell in enumerate(nb.cells):
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "affine_backward":
            twin = copy.deepcopy(cell)
            twin["id"] = "the-copy"
            nb.cells.insert(place, twin)
            return


RIGHT = {"numerical_gradient": GRADIENT, "affine_backward": AFFINE}

SAMPLES = {
    "right": Sample(RIGHT),
    "right-other-style": Sample(
        {"numerical_gradient": GRADIENT_LIST, "affine_backward": AFFINE_EINSUM}
    ),
    "one-sided": Sample({**RIGHT, "numerical_gradient": ONE_SIDED}),
    "not-put-back": Sample({**RIGHT, "numerical_gradient": NOT_PUT_BACK}),
    "bias-averaged": Sample({**RIGHT, "affine_backward": BIAS_AVERAGED}),
    "on-its-side": Sample({**RIGHT, "affine_backward": DW_ON_ITS_SIDE}),
    "unheard-of": Sample({**RIGHT, "affine_backward": NOBODY_EXPECTED_THIS}),
    "two-mistakes": Sample({**RIGHT, "affine_backward": TWO_MISTAKES}),
    "blank": Sample(),
    "exception-on-top": Sample(RIGHT, _raise_on_top),
    "test-deleted": Sample(RIGHT, _delete_a_test),
    "cell-copied": Sample(RIGHT, _copy_a_cell, alone=True),
}
