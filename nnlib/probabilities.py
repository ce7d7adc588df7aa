"""Softmax turns the scores of one sample into probabilities: positive, and with the sum 1.

It is no activation like the others: each probability depends on all scores of its row. Its slope
is a table, and `softmax_vjp` multiplies by that table without ever writing it down.
"""

import numpy as np

from nnlib._checks import check_shape, floats
from nnlib.layer import Layer


def log_softmax(Z):
    """Return the logarithm of softmax(Z) along the last axis.

    Parameters
    ----------
    Z : array_like, shape (..., C)
        Scores (logits).

    Returns
    -------
    log_P : ndarray, shape (..., C), in [-inf, 0]

    Raises
    ------
    ValueError
        `softmax expected scores of shape (..., C), C at least 1, got ()`.

    Notes
    -----
    Subtracting a number from all scores of a row leaves its softmax as it is; with the row's own
    maximum the largest exponent is 0, so exp cannot overflow and its sum is at least 1. The
    maximum of the whole table would not do: rows far below it would underflow to log(0).
    """
    Z = floats(Z, "softmax")
    if Z.ndim < 1 or Z.shape[-1] < 1:
        raise ValueError(f"softmax expected scores of shape (..., C), C at least 1, got {Z.shape}")
    Z = Z - Z.real.max(axis=-1, keepdims=True)
    total = np.exp(Z) @ np.ones(Z.shape[-1], Z.dtype)  # of a short row, sooner done than its sum
    return Z - np.log(total)[..., None]


def softmax(Z):
    """Turn the scores of each row into probabilities.

    Parameters
    ----------
    Z : array_like, shape (..., C)
        Scores (logits).

    Returns
    -------
    P : ndarray, shape (..., C), in [0, 1]
        Each row adds up to 1.
    """
    return np.exp(log_softmax(Z))


def softmax_vjp(P, G):
    """Multiply each row of G with the Jacobian of the same row's softmax, without the table.

    Parameters
    ----------
    P : array_like, shape (N, C)
        Probabilities, P = softmax(Z). Any number of leading axes.
    G : array_like, shape of P
        The slope of the loss in P.

    Returns
    -------
    GJ : ndarray, shape (N, C)
        The slope of the loss in Z. Each row adds up to 0.

    Raises
    ------
    ValueError
        `softmax_vjp expected G of shape (7, 3), got (3,)`.

    Notes
    -----
    Every probability depends on every score of its row: J[i, j] = P[i] ([i = j] - P[j]), a table
    of C x C numbers for each row. The product with G needs none of them twice:

        (G J)[i] = P[i] (G[i] - Σ_j P[j] G[j])

    Backwards, slopes ask for the vector-Jacobian product G J; forwards, a nudge of Z asks for the
    Jacobian-vector product J G. The Jacobian of softmax is symmetric, so that the two coincide.
    """
    P = np.asarray(P)
    G = check_shape(G, P.shape, None, "softmax_vjp", "G")
    return P * (G - (P * G).sum(axis=-1, keepdims=True))


softmax_jvp = softmax_vjp  # its name in earlier notebooks


def log_softmax_backward(dA, log_P):
    """Turn the slope of the loss in log_P = log_softmax(Z) into its slope in Z.

    Parameters
    ----------
    dA, log_P : ndarray, any one shape (..., C)

    Returns
    -------
    dZ : ndarray, shape (..., C)
        dA - P Σ dA along each row; each row adds up to 0.
    """
    return dA - np.exp(log_P) * dA.sum(axis=-1, keepdims=True)


def softmax_jacobian(p):
    """Return how each probability answers to a nudge of each score, for one sample.

    Parameters
    ----------
    p : array_like, shape (C,)
        Probabilities, p = softmax(z).

    Returns
    -------
    J : ndarray, shape (C, C)
        J[i, j] = p[i] ([i = j] - p[j]), the slope of p[i] in z[j]. It is symmetric and each row
        adds up to 0: what one class wins, the others lose.

    Raises
    ------
    ValueError
        `softmax_jacobian expected p of shape (C,), got (5, 3)`.
    """
    p = np.asarray(p)
    if p.ndim != 1:
        raise ValueError(f"softmax_jacobian expected p of shape (C,), got {p.shape}")
    return np.diag(p) - np.outer(p, p)


class Softmax(Layer):
    """Turn each row of scores into probabilities. For training, take a loss on logits instead."""

    def forward(self, X, training=False):
        """Return softmax(X) along the last axis, shape of X."""
        self._cache = softmax(X)
        return self._cache

    def backward(self, dA):
        """Return dX, the Jacobian of each row times its dA; dA has the shape of X."""
        P = self._remembered()
        return softmax_vjp(P, check_shape(dA, P.shape, P.dtype, self.name, "dA"))


class LogSoftmax(Layer):
    """Turn each row of scores into logarithms of probabilities."""

    def forward(self, X, training=False):
        """Return log_softmax(X) along the last axis, shape of X."""
        self._cache = log_softmax(X)
        return self._cache

    def backward(self, dA):
        """Return dX = dA - P Σ dA along each row; dA has the shape of X."""
        log_P = self._remembered()
        dA = check_shape(dA, log_P.shape, log_P.dtype, self.name, "dA")
        return log_softmax_backward(dA, log_P)
