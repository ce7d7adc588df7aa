"""An affine map multiplies its input by a weight matrix and adds a bias: Z = X W + b.

It is the only place where a plain network mixes its features; everything that such a network
learns sits in W and b. The functions hold the maths, the class the bookkeeping.
"""

import math

import numpy as np

from nnlib._checks import cast, check_count, check_generator
from nnlib.layer import Layer


def affine_forward(X, W, b):
    """Compute Z = X W + b for a batch.

    Parameters
    ----------
    X : ndarray, shape (N, D)
        One sample a row. Further axes are flattened: (N, 8, 8) counts as (N, 64).
    W : ndarray, shape (D, H)
        Column h holds the weights of unit h.
    b : ndarray, shape (H,)

    Returns
    -------
    Z : ndarray, shape (N, H)
    cache : tuple (X, W)
        What `affine_backward` needs: the arrays themselves, not copies.

    Raises
    ------
    ValueError
        `affine_forward expected X of shape (N, 64), got (64, 32)`, the same for W and b.
    """
    X, W, b = np.asarray(X), np.asarray(W), np.asarray(b)
    if W.ndim != 2:
        raise ValueError(f"affine_forward expected W of shape (D, H), got {W.shape}")
    D, H = W.shape
    if X.ndim < 2 or math.prod(X.shape[1:]) != D:
        raise ValueError(f"affine_forward expected X of shape (N, {D}), got {X.shape}")
    # b of shape (1, H) would pass unnoticed, and (N, 1) would add another number to every sample
    if b.shape != (H,):
        raise ValueError(f"affine_forward expected b of shape ({H},), got {b.shape}")
    Z = X.reshape(len(X), D) @ W + b
    return Z, (X, W)


def affine_backward(dZ, cache, out=(None, None)):
    """Turn the slope of the loss in Z into its slopes in X, W and b.

    Parameters
    ----------
    dZ : ndarray, shape (N, H)
        Slope of the mean loss in each entry of Z.
    cache : tuple (X, W)
        From `affine_forward`.
    out : tuple of two, each None or ndarray
        Arrays of shape (D, H) and (H,) to write dW and db into; None makes new ones.

    Returns
    -------
    dX : ndarray, shape of X
    dW : ndarray, shape (D, H)
    db : ndarray, shape (H,)

    Raises
    ------
    ValueError
        `affine_backward expected dZ of shape (7, 32), got (32, 7)`.

    Notes
    -----
    W[i, j] touches Z[n, j] by way of X[n, i], once for every sample n, hence the sum over n:

        dX = dZ Wᵀ,    dW = Xᵀ dZ,    db = Σ_n dZ[n]

    There is no division by N: the loss is a mean, so dZ carries the 1/N already.

    References
    ----------
    Rumelhart, Hinton and Williams (1986), Learning representations by back-propagating errors,
    Nature 323, eq. 6 and 7.
    """
    X, W = cache
    dZ = np.asarray(dZ)
    N, (D, H) = len(X), W.shape
    if dZ.shape != (N, H):
        raise ValueError(f"affine_backward expected dZ of shape ({N}, {H}), got {dZ.shape}")
    dX = (dZ @ W.T).reshape(X.shape)
    dW = np.matmul(X.reshape(N, D).T, dZ, out=out[0])
    db = np.sum(dZ, axis=0, out=out[1])
    return dX, dW, db


class Affine(Layer):
    """Map D features to H units: Z = X W + b.

    Parameters
    ----------
    in_features, out_features : int
        D and H, at least 1.
    rng : numpy.random.Generator, optional
        Draws the start; without it each layer draws a start that cannot be repeated.
    dtype : numpy dtype, default float64

    Attributes
    ----------
    W, dW : ndarray, shape (D, H)
        Start: normal with standard deviation sqrt(2 / D).
    b, db : ndarray, shape (H,)
        Start: zero.

    References
    ----------
    He, Zhang, Ren and Sun (2015), Delving deep into rectifiers, eq. 10 (the start).
    """

    def __init__(self, in_features, out_features, *, rng=None, dtype=np.float64):
        D = check_count(in_features, "Affine: in_features")
        H = check_count(out_features, "Affine: out_features")
        rng = np.random.default_rng() if rng is None else check_generator(rng, "Affine")
        super().__init__({"W": (D, H), "b": (H,)}, dtype)
        self.W = rng.normal(0.0, np.sqrt(2 / D), (D, H))

    def forward(self, X, training=False):
        """Compute Z = X W + b.

        Parameters
        ----------
        X : array_like, shape (N, D)
            Any number of leading axes: (B, T, D) gives Z of shape (B, T, H).
        training : bool
            Makes no difference here.

        Returns
        -------
        Z : ndarray, shape (N, H)

        Raises
        ------
        ValueError
            `Affine expected X of shape (N, 64), got (64, 32)`.
        """
        X = cast(X, self.dtype, self.name)
        D, H = self.W.shape
        if X.ndim < 2 or X.shape[-1] != D:
            raise ValueError(f"{self.name} expected X of shape (N, {D}), got {X.shape}")
        Z, cache = affine_forward(X.reshape(-1, D), self.W, self.b)
        self._cache = cache, X.shape
        return Z.reshape(*X.shape[:-1], H)

    def backward(self, dZ):
        """Return dX and overwrite dW and db.

        Parameters
        ----------
        dZ : array_like, shape of Z
            Slope of the mean loss in Z.

        Returns
        -------
        dX : ndarray, shape of X

        Raises
        ------
        RuntimeError
            If there was no forward pass.
        ValueError
            `Affine expected dZ of shape (7, 32), got (32, 7)`.
        """
        cache, shape = self._remembered()
        dZ = cast(dZ, self.dtype, self.name)
        H = self.b.size
        if dZ.shape != (*shape[:-1], H):
            raise ValueError(f"{self.name} expected dZ of shape {(*shape[:-1], H)}, got {dZ.shape}")
        dX, _, _ = affine_backward(dZ.reshape(-1, H), cache, out=(self.dW, self.db))
        return dX.reshape(shape)
