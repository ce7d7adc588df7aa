"""An activation bends: it is applied to each number of a layer's output on its own.

Without one, a stack of affine maps is one affine map. Its slope decides how much of a nudge gets
through, and so how much an earlier layer can learn.
"""

import numpy as np

from nnlib.layer import Layer


def relu(z):
    """Return max(0, z).

    Parameters
    ----------
    z : array_like, any shape

    Returns
    -------
    a : ndarray, shape of z, in [0, inf)

    Notes
    -----
    The slope is 0 below zero and 1 above. At 0 there is none; every value in [0, 1] is a
    subgradient, and nnlib takes 0, as PyTorch does. Complex numbers are judged by their real part.

    References
    ----------
    Fukushima (1969), Visual feature extraction by a multilayered network of analog threshold
    elements; Nair and Hinton (2010), Rectified linear units improve restricted Boltzmann machines.
    """
    z = np.asarray(z)
    if np.iscomplexobj(z):  # np.maximum would compare imaginary parts where real parts are equal
        return np.where(z.real > 0, z, 0)
    return np.maximum(z, 0)  # unlike np.where(z > 0, z, 0), this lets nan through to be seen


def tanh(z):
    """Return the hyperbolic tangent, an S-curve through 0.

    Parameters
    ----------
    z : array_like, any shape

    Returns
    -------
    a : ndarray, shape of z, in [-1, 1]

    Notes
    -----
    The slope is 1 - a²: 1 at z = 0 and almost none beyond |z| = 4.
    """
    return np.tanh(z)


def sigmoid(z):
    """Return 1 / (1 + exp(-z)), an S-curve from 0 to 1.

    Parameters
    ----------
    z : array_like, any shape

    Returns
    -------
    a : ndarray, shape of z, in [0, 1]

    Notes
    -----
    The slope is a (1 - a), at most 1/4. Multiply numerator and denominator by exp(z/2) to find
    (1 + tanh(z/2)) / 2: the same curve without an exponential that can overflow. Below z = -37
    it rounds to 0; who needs the logarithm of a tiny probability takes a loss on logits.
    """
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(z)))


def log_softmax(Z):
    """Return the logarithm of softmax(Z) along the last axis.

    Parameters
    ----------
    Z : array_like, shape (..., C)
        Scores (logits).

    Returns
    -------
    log_P : ndarray, shape (..., C), in [-inf, 0]

    Notes
    -----
    Subtracting a number from all scores of a row leaves its softmax as it is; with the row's own
    maximum the largest exponent is 0, so exp cannot overflow and its sum is at least 1. The
    maximum of the whole table would not do: rows far below it would underflow to log(0).
    """
    Z = np.asarray(Z)
    shifted = Z - Z.real.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


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


class ReLU(Layer):
    """Apply max(0, x) to each number; see `relu` for the slope at 0."""

    def forward(self, X, training=False):
        """Return max(0, X), shape of X."""
        X = np.asarray(X)
        self._cache = X.real > 0
        return relu(X)

    def backward(self, dA):
        """Return dX: the slope passes where X was above 0; dA has the shape of X."""
        return _same_shape(self, dA, self._remembered()) * self._cache


class Tanh(Layer):
    """Apply tanh to each number; the slope is computed from the output."""

    def forward(self, X, training=False):
        """Return tanh(X), shape of X."""
        self._cache = tanh(X)
        return self._cache

    def backward(self, dA):
        """Return dX = dA (1 - A²); dA has the shape of X."""
        A = self._remembered()
        return _same_shape(self, dA, A) * (1 - A * A)


class Sigmoid(Layer):
    """Apply the sigmoid to each number; the slope is computed from the output."""

    def forward(self, X, training=False):
        """Return sigmoid(X), shape of X."""
        self._cache = sigmoid(X)
        return self._cache

    def backward(self, dA):
        """Return dX = dA A (1 - A); dA has the shape of X."""
        A = self._remembered()
        return _same_shape(self, dA, A) * (A * (1 - A))


def _same_shape(layer, dA, kept):
    """Return dA as an array, refuse one that would be broadcast over what forward kept."""
    dA = np.asarray(dA)
    if dA.shape != kept.shape:
        raise ValueError(f"{layer.name} expected dA of shape {kept.shape}, got {dA.shape}")
    return dA
