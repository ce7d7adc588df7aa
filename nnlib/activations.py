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


def relu_backward(dA, Z):
    """Turn the slope of the loss in A = relu(Z) into its slope in Z.

    Parameters
    ----------
    dA : array_like, any shape
    Z : array_like, shape of dA
        What went into the ReLU. A itself would do too: it is above 0 where Z is.

    Returns
    -------
    dZ : ndarray, shape of dA
        dA where Z > 0, elsewhere 0: also where Z is exactly 0, by convention, see `relu`.

    Raises
    ------
    ValueError
        `relu_backward expected dA of shape (7, 3), got (7, 1)`.
    """
    Z = np.asarray(Z)
    return _same_shape("relu_backward", dA, Z) * (Z.real > 0)


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


def tanh_backward(dA, A):
    """Turn the slope of the loss in A = tanh(Z) into its slope in Z.

    Parameters
    ----------
    dA : array_like, any shape
    A : array_like, shape of dA
        The output of tanh, not its input: its slope 1 - A² needs no second tanh.

    Returns
    -------
    dZ : ndarray, shape of dA
        dA (1 - A²).

    Raises
    ------
    ValueError
        `tanh_backward expected dA of shape (7, 3), got (7, 1)`.
    """
    A = np.asarray(A)
    return _same_shape("tanh_backward", dA, A) * (1 - A * A)


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


def sigmoid_backward(dA, A):
    """Turn the slope of the loss in A = sigmoid(Z) into its slope in Z.

    Parameters
    ----------
    dA : array_like, any shape
    A : array_like, shape of dA
        The output of the sigmoid, not its input.

    Returns
    -------
    dZ : ndarray, shape of dA
        dA A (1 - A).

    Raises
    ------
    ValueError
        `sigmoid_backward expected dA of shape (7, 3), got (7, 1)`.
    """
    A = np.asarray(A)
    return _same_shape("sigmoid_backward", dA, A) * (A * (1 - A))


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


def softmax_jvp(P, G):
    """Multiply the Jacobian of each row's softmax with the same row of G.

    Parameters
    ----------
    P : array_like, shape (N, C)
        Probabilities, P = softmax(Z). Any number of leading axes.
    G : array_like, shape of P
        A nudge of Z, or the slope of the loss in P: both ask for the same product.

    Returns
    -------
    JG : ndarray, shape (N, C)
        How P answers to the nudge, or the slope of the loss in Z. Each row adds up to 0.

    Raises
    ------
    ValueError
        `softmax_jvp expected G of shape (7, 3), got (3,)`.

    Notes
    -----
    Every probability depends on every score of its row: J[i, j] = P[i] ([i = j] - P[j]), a table
    of C x C numbers for each row. The product with G needs none of them twice:

        (J G)[i] = P[i] (G[i] - Σ_j P[j] G[j])

    J is symmetric, so the product forward (nudges) and backward (slopes) is the same.
    """
    P, G = np.asarray(P), np.asarray(G)
    if G.shape != P.shape:
        raise ValueError(f"softmax_jvp expected G of shape {P.shape}, got {G.shape}")
    return P * (G - (P * G).sum(axis=-1, keepdims=True))


class ReLU(Layer):
    """Apply max(0, x) to each number; see `relu` for the slope at 0."""

    def forward(self, X, training=False):
        """Return max(0, X), shape of X."""
        self._cache = np.asarray(X)
        return relu(X)

    def backward(self, dA):
        """Return dX: the slope passes where X was above 0; dA has the shape of X."""
        X = self._remembered()
        return relu_backward(_same_shape(self.name, dA, X), X)


class Tanh(Layer):
    """Apply tanh to each number; the slope is computed from the output."""

    def forward(self, X, training=False):
        """Return tanh(X), shape of X."""
        self._cache = tanh(X)
        return self._cache

    def backward(self, dA):
        """Return dX = dA (1 - A²); dA has the shape of X."""
        A = self._remembered()
        return tanh_backward(_same_shape(self.name, dA, A), A)


class Sigmoid(Layer):
    """Apply the sigmoid to each number; the slope is computed from the output."""

    def forward(self, X, training=False):
        """Return sigmoid(X), shape of X."""
        self._cache = sigmoid(X)
        return self._cache

    def backward(self, dA):
        """Return dX = dA A (1 - A); dA has the shape of X."""
        A = self._remembered()
        return sigmoid_backward(_same_shape(self.name, dA, A), A)


def _same_shape(name, dA, kept):
    """Return dA as an array, refuse one that would be broadcast over what forward kept."""
    dA = np.asarray(dA)
    if dA.shape != kept.shape:
        raise ValueError(f"{name} expected dA of shape {kept.shape}, got {dA.shape}")
    return dA
