"""Checks of a gradient: the nudge is slow and knows no formula, so it can judge every formula.

`numerical_gradient` of lesson 7 agrees with a right gradient to about seven digits; a nudge in the
imaginary direction agrees to all of them.
"""

import copy

import numpy as np

from nnlib._checks import check_choice, check_object, check_positive
from nnlib.autodiff import numerical_gradient, one_number


def complex_step_gradient(f, x, step=1e-30):
    """Compute the gradient of f at x by a step in the imaginary direction.

    Parameters
    ----------
    f : callable
        Takes a complex128 array of x's shape and returns one complex number. It has to be made
        of analytic steps: no abs, no conjugate; kinks must compare real parts.
    x : array_like, any shape
        Real. Never changed.
    step : float, default 1e-30
        Above 0. It may be tiny: nothing is subtracted, so nothing cancels.

    Returns
    -------
    gradient : ndarray of float64, shape of x

    Raises
    ------
    ValueError
        If step is not a finite number above 0, or f returns an array.
    TypeError
        If x is complex, or f returns a real number: the imaginary part got lost on the way.

    Notes
    -----
    f(x + ih) = f(x) + ih f'(x) - h² f''(x) / 2 - …, so the imaginary part over h is f'(x) to
    rounding.

    References
    ----------
    Squire and Trapp (1998), Using complex variables to estimate derivatives of real functions,
    SIAM Review 40.
    """
    step = check_positive(step, "complex_step_gradient: step")
    if np.iscomplexobj(x):
        raise TypeError("complex_step_gradient expected real numbers, got complex ones")
    x = np.asarray(x, dtype=np.float64)
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        nudged = x.astype(np.complex128)
        nudged[i] += 1j * step
        value = one_number(f(nudged))
        if not np.iscomplexobj(value):
            raise TypeError("complex_step_gradient expected f to return a complex number")
        gradient[i] = value.imag / step
    return gradient


def relative_error(a, b, floor=0.0):
    """Compare two arrays: the largest difference relative to the largest entry of both.

    Parameters
    ----------
    a, b : array_like
        Of one shape.
    floor : float, default 0
        The divisor is never below it. Without one, two zeros that differ by rounding
        (1e-17 and 0) count as entirely different.

    Returns
    -------
    error : float
        0 if equal, about 1 if unrelated, at most 2; inf if an entry is nan or infinite.

    Raises
    ------
    ValueError
        If the shapes differ or the arrays are empty: broadcasting would compare other things.
    """
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape:
        raise ValueError(f"relative_error expected two equal shapes, got {a.shape} and {b.shape}")
    if a.size == 0:
        raise ValueError(f"relative_error got two empty arrays of shape {a.shape}")
    # inf and not nan: `error > tolerance` is False for nan, and a broken gradient would pass
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return float("inf")
    largest = max(np.abs(a).max(), np.abs(b).max(), floor)
    return float(np.abs(a - b).max() / largest) if largest > 0 else 0.0


def check_gradients(net, loss, X, y, method="central", training=False):
    """Compare a network's backward pass with the nudge, for every parameter and for X.

    Parameters
    ----------
    net : Sequential
        Not changed: all work is done on copies in float64.
    loss : object with forward(Z, y) and backward()
    X : array_like, shape (N, D)
        A few samples are enough: each number of X and of the parameters is nudged.
    y : array_like
        Whatever the loss expects.
    method : {"central", "complex"}
        Central differences agree to about 1e-7, the complex step to about 1e-13.
    training : bool
        How the forward pass is run. Each nudge starts from the same copy, so layers that draw
        random numbers draw the same ones each time.

    Returns
    -------
    errors : dict of str to float
        The relative error of each gradient, such as {"layer 0 (Affine).W": 2e-11, …, "X": 3e-11}.

    Raises
    ------
    ValueError
        If the method is unknown.
    TypeError
        If net is no network, or loss is no loss.
    """
    check_object(net, "astype", "nnlib.mlp([2, 8, 1])", "check_gradients: net")
    check_object(loss, "backward", "nnlib.MeanSquaredError()", "check_gradients: loss")
    check_choice(method, ("central", "complex"), "check_gradients: method")
    nudge = numerical_gradient if method == "central" else complex_step_gradient
    dtype = np.float64 if method == "central" else np.complex128
    start, judge = net.astype(np.float64), copy.deepcopy(loss)
    X = np.asarray(X, dtype=np.float64)

    nudged = start.astype(dtype)

    def value(params, X):
        twin = copy.deepcopy(nudged) if training else nudged
        twin.params = params
        return judge.forward(twin.forward(X, training=training), y)

    by_nudge = start.astype(np.float64)
    by_nudge.grads = nudge(lambda params: value(params, X), start.params)
    dX_by_nudge = nudge(lambda X: value(start.params, X), X)

    by_net = start.astype(np.float64)
    judge.forward(by_net.forward(X, training=training), y)
    dX = by_net.backward(judge.backward())
    # Below 1e-4 the rounding of the nudge itself would dominate; a gradient that is missing
    # altogether still stands out.
    numbers = by_nudge.named_grads()
    errors = {k: relative_error(v, numbers[k], floor=1e-4) for k, v in by_net.named_grads().items()}
    errors["X"] = relative_error(dX, dX_by_nudge, floor=1e-4)
    return errors
