"""An affine map multiplies its input by a weight matrix and adds a bias: Z = X W + b.

It is the only place where a plain network mixes its features; everything that such a network
learns is in W and b. The functions hold the maths, the class remembers what `backward` needs.
"""

import math

import numpy as np

from nnlib._checks import cast, check_count, check_generator, check_shape
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
    check_shape(b, (H,), None, "affine_forward", "b")
    return X.reshape(len(X), D) @ W + b, (X, W)


def affine_backward(dZ, cache):
    """Turn the slope of the loss in Z into its slopes in X, W and b.

    Parameters
    ----------
    dZ : ndarray, shape (N, H)
        Slope of the mean loss in each entry of Z.
    cache : tuple (X, W)
        From `affine_forward`.

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
    N, (D, H) = len(X), W.shape
    dZ = check_shape(dZ, (N, H), None, "affine_backward", "dZ")
    dX = (dZ @ W.T).reshape(X.shape)
    dW = X.reshape(N, D).T @ dZ
    db = dZ.sum(axis=0)
    return dX, dW, db


class Affine(Layer):
    """Map D features to H units: Z = X W + b.

    Parameters
    ----------
    in_features, out_features : int
        D and H, at least 1.
    rng : numpy.random.Generator, optional
        Draws the initial weights; without it they cannot be repeated.
    dtype : numpy dtype, default float64

    Attributes
    ----------
    W, dW : ndarray, shape (D, H)
        Initially normal with standard deviation sqrt(2 / D).
    b, db : ndarray, shape (H,)
        Initially zero.

    References
    ----------
    He, Zhang, Ren and Sun (2015), Delving deep into rectifiers, eq. 10 (the initial weights).
    """

    config = ("in_features", "out_features")

    def __init__(self, in_features, out_features, *, rng=None, dtype=np.float64):
        D = check_count(in_features, "Affine: in_features")
        H = check_count(out_features, "Affine: out_features")
        rng = np.random.default_rng() if rng is None else check_generator(rng, "Affine")
        super().__init__({"W": (D, H), "b": (H,)}, dtype)
        self.in_features, self.out_features = D, H
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
        X = cast(X, self.params.dtype, self.name)
        W = self.weights()
        if X.ndim < 2 or X.shape[-1] != len(W):
            raise ValueError(f"{self.name} expected X of shape (N, {len(W)}), got {X.shape}")
        # for two tables `dot` is `@`, and starts faster: a tenth of a small network's step
        Z = (X if X.ndim == 2 else _rows(X)).dot(W)
        Z += self.b
        if X.ndim > 2:
            Z = Z.reshape(*X.shape[:-1], W.shape[1])
        self._remember(X, W, Z.shape)
        return Z

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
        X, W, dZ = self._remembered_rows(dZ)
        X.T.dot(dZ, out=self.dW)
        dZ.sum(axis=0, out=self.db)
        dX = dZ.dot(W.T)
        return dX.reshape(self._cache[0].shape)

    def backward_params(self, dZ):
        """Overwrite dW and db only: without dX, one of three matrix products is saved."""
        X, _, dZ = self._remembered_rows(dZ)
        X.T.dot(dZ, out=self.dW)
        dZ.sum(axis=0, out=self.db)

    def weights(self):
        """Return what X is multiplied by; `DropConnect` returns something else than W."""
        return self.W

    def _remembered_rows(self, dZ):
        """Return X, W and the checked dZ; X and dZ with one row for each sample."""
        X, W, shape = self._remembered()
        dZ = check_shape(dZ, shape, W.dtype, self.name, "dZ")
        return (X, W, dZ) if X.ndim == 2 else (_rows(X), W, _rows(dZ))


def _rows(X):
    """Fold the leading axes of X, shape (..., D), into one: one row for each sample."""
    return X.reshape(-1, X.shape[-1])
