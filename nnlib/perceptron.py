"""A perceptron is one neuron that answers yes or no, and learns only from its mistakes.

If a line (in D dimensions: a hyperplane) divides the classes, it finds one and stops. If none
does, it never settles.
"""

import numpy as np

from nnlib._checks import check_count, check_positive, check_single
from nnlib.activations import step


def predict(X, w, b):
    """Decide for each sample on which side of the line it lies.

    Parameters
    ----------
    X : array_like, shape (N, D)
    w : array_like, shape (D,)
    b : float
        The bias, that is minus the threshold.

    Returns
    -------
    y : ndarray of int, shape (N,), 0 or 1
        1 where X w + b is above 0; a sample that lies exactly on the line gets 0.

    Raises
    ------
    ValueError
        `predict expected X of shape (N, 4), got (4, 7)`.
    """
    X, w = np.asarray(X), np.asarray(w)
    if X.ndim != 2 or w.shape != X.shape[1:]:
        raise ValueError(f"predict expected X of shape (N, {w.size}), got {X.shape}")
    check_single(b, "predict: b")
    return step(X @ w + b).astype(np.int64)


def perceptron_update(x, t, w, b, lr):
    """Learn from one sample: move the line only if the answer was wrong.

    Parameters
    ----------
    x : array_like, shape (D,)
    t : int
        The target, 0 or 1.
    w : array_like, shape (D,)
    b : float
    lr : float
        Learning rate, above 0.

    Returns
    -------
    w : ndarray, shape (D,)
    b : float
        w + lr (t - prediction) x and b + lr (t - prediction); those given are not changed.

    Raises
    ------
    ValueError
        If the shapes differ, t is neither 0 nor 1, or lr is not above 0.

    References
    ----------
    Rosenblatt (1958), The perceptron: a probabilistic model for information storage and
    organization in the brain, Psychological Review 65.
    """
    x, w = np.asarray(x), np.asarray(w)
    lr = check_positive(lr, "perceptron_update: lr")
    if x.shape != w.shape or x.ndim != 1:
        raise ValueError(f"perceptron_update expected x of shape {w.shape}, got {x.shape}")
    check_single(b, "perceptron_update: b")
    if t not in (0, 1):
        raise ValueError(f"perceptron_update: t must be 0 or 1, got {t!r}")
    error = t - step(x @ w + b).item()
    return w + lr * error * x, b + lr * error


def fit_perceptron(X, y, lr=1.0, max_epochs=100, w=None, b=0.0):
    """Go through the samples in order, again and again, until an epoch has no mistake.

    Parameters
    ----------
    X : array_like, shape (N, D)
    y : array_like, shape (N,), 0 or 1
    lr : float, default 1
        Learning rate, above 0.
    max_epochs : int, default 100
        When to give up: without a dividing line there is always another mistake.
    w : array_like, shape (D,), optional
        Where to start; default: zeros.
    b : float, default 0

    Returns
    -------
    w : ndarray, shape (D,)
    b : float
    errors_per_epoch : list of int
        Mistakes of each epoch, each counted before its update; the last is 0 if it converged.

    Raises
    ------
    ValueError
        If the shapes do not fit, a target is neither 0 nor 1, there is no sample, lr is not above
        0 or max_epochs is below 1.

    Notes
    -----
    From w = 0, b = 0 the learning rate only scales w and b: the mistakes are the same for every
    lr above 0, up to rounding where a score is nearly 0. From another start, what counts is the
    size of the start against lr.
    """
    X, y = np.asarray(X), np.asarray(y)
    check_count(max_epochs, "fit_perceptron: max_epochs")
    if X.ndim != 2 or X.size == 0 or y.shape != X.shape[:1]:
        raise ValueError(
            f"fit_perceptron expected X of shape (N, D) and y of shape (N,), "
            f"got {X.shape} and {y.shape}"
        )
    w = np.zeros(X.shape[1]) if w is None else np.asarray(w, dtype=float)
    if w.shape != X.shape[1:]:
        raise ValueError(f"fit_perceptron expected w of shape {X.shape[1:]}, got {w.shape}")
    errors_per_epoch = []
    for _ in range(max_epochs):
        errors = 0
        for x, t in zip(X, y, strict=True):
            errors += int(step(x @ w + b).item() != t)
            w, b = perceptron_update(x, t, w, b, lr)
        errors_per_epoch.append(errors)
        if errors == 0:
            break
    return w, float(b), errors_per_epoch


def margin_bound(X, y, w, b):
    """Return the most mistakes that a perceptron can make before it stops.

    Parameters
    ----------
    X : array_like, shape (N, D)
    y : array_like, shape (N,), 0 or 1
    w : array_like, shape (D,)
    b : float
        A line that divides the classes; its length does not matter.

    Returns
    -------
    bound : float
        (R / γ)², with the bias counted as a weight of an input that is always 1: R is the length
        of the longest sample, γ the smallest distance of a sample from the line.

    Raises
    ------
    ValueError
        If the shapes do not fit, a target is neither 0 nor 1, or the line does not divide the
        classes.

    References
    ----------
    Novikoff (1962), On convergence proofs on perceptrons.
    """
    X, y, w = np.asarray(X), np.asarray(y), np.asarray(w)
    if X.ndim != 2 or w.shape != X.shape[1:] or y.shape != X.shape[:1] or X.size == 0:
        raise ValueError(
            f"margin_bound expected X (N, D), y (N,), w (D,), got {X.shape}, {y.shape}, {w.shape}"
        )
    if not np.isin(y, (0, 1)).all():
        raise ValueError(f"margin_bound: y must hold 0 and 1 only, got {np.unique(y)}")
    X1 = np.column_stack([X, np.ones(len(X))])
    line = np.append(w, b)
    margin = ((2 * y - 1) * (X1 @ line)).min()
    if not margin > 0:
        raise ValueError("margin_bound expected a line that divides the classes")
    margin /= np.linalg.norm(line)
    return float((np.linalg.norm(X1, axis=1).max() / margin) ** 2)


def xor_certificate():
    """Prove that no line computes XOR.

    Returns
    -------
    rows : ndarray, shape (4, 3)
        Each row c is a condition c · (w1, w2, b) on a line that would answer right: at least 0
        where the answer has to be 0 (the sign is turned for it), above 0 where it has to be 1.
    multipliers : ndarray, shape (4,), at least 0, above 0 for a row whose condition is "above 0"
        Multiplied by these, the rows add up to zero, so the conditions add up to 0 > 0.
    """
    points = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
    signs = np.array([-1, 1, 1, -1])  # (0, 1) and (1, 0) have to lie above the line
    return points * signs[:, None], np.ones(4)
