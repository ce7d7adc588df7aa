"""An affine map multiplies its input by a weight matrix and adds a bias: Z = X W + b.

It is the only place where a plain network mixes its features; everything that such a network
learns sits in W and b. The functions hold the maths, the class the bookkeeping. Below it: what
lesson 5 needs besides, shapes that fit, batches, and the number of operations.
"""

import itertools
import math

import numpy as np

from nnlib._checks import cast, check_count, check_generator, check_shape, check_sizes
from nnlib.activations import activation
from nnlib.layer import Layer, row_of_ones


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
        # `dot` has less to decide than `@`, and `+=` makes no second array
        Z = (X if X.ndim == 2 else X.reshape(-1, len(W))).dot(W)
        Z += self.b
        if X.ndim > 2:
            Z = Z.reshape(*X.shape[:-1], -1)
        self.__dict__["_cache"] = X, W, Z.shape  # as `_remember` does, without the call
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
        dZ = self._write_grads(dZ)
        X, W, _ = self._cache
        dX = dZ.dot(W.T)
        return dX if X.ndim == 2 else dX.reshape(X.shape)

    def backward_params(self, dZ):
        """Overwrite dW and db only, which saves one of three matrix products."""
        self._write_grads(dZ)

    def weights(self):
        """Return what X is multiplied by; a kind of layer may answer with something else."""
        return self.W

    def _write_grads(self, dZ):
        """Write dW and db where the network keeps them; return dZ with one row for each sample.

        The same as in `affine_backward`, without new arrays: small networks spend their time on
        making arrays, not on numbers. A row of ones times dZ adds up the samples, four times as
        fast as `sum` does it.
        """
        X, W, expected = self._cache or self._remembered()
        dZ = check_shape(dZ, expected, self.params.dtype, self.name, "dZ")
        if X.ndim > 2:
            X, dZ = X.reshape(-1, len(W)), dZ.reshape(-1, W.shape[1])
        X.T.dot(dZ, self.dW)
        row_of_ones(len(dZ), dZ.dtype).dot(dZ, self.db)
        return dZ


def forward(X, params, activations):
    """Send a batch through affine maps, each followed by its activation, and keep every step.

    Parameters
    ----------
    X : ndarray, shape (N, D)
    params : list of (W, b) pairs
        In forward order, shapes (D, H), (H,) up to (H, C), (C,).
    activations : list of str
        One name for each pair, see `nnlib.activations.ACTIVATIONS`; the last is "identity" where
        the outputs are logits.

    Returns
    -------
    A : ndarray, shape (N, C)
        Output of the last layer.
    caches : list of dict
        For each layer what came in ("X"), the weighted sums ("Z") and the output ("A").

    Raises
    ------
    ValueError
        If there are not as many names as pairs, a name is unknown or a shape does not fit.
    """
    if len(params) != len(activations):
        raise ValueError(
            f"forward expected one activation a layer, got {len(activations)} for {len(params)}"
        )
    A, caches = X, []
    for (W, b), name in zip(params, activations, strict=True):
        Z, (X, _) = affine_forward(A, W, b)
        A = activation(name).value(Z)
        caches.append({"X": X, "Z": Z, "A": A})
    return A, caches


def first_mismatch(shapes):
    """Find the first weight matrix that does not fit the one before it.

    Parameters
    ----------
    shapes : list of (int, int)
        Shapes (in, out) of the weight matrices, in forward order.

    Returns
    -------
    mismatch : (int, int) or None
        Index of the first matrix that does not fit, and the number of rows it would need; None
        if all fit.

    Raises
    ------
    ValueError
        If an entry is no pair of whole numbers of at least 1.
    """
    for shape in shapes:
        check_sizes(shape, 2, "first_mismatch: each shape")
    for i, ((_, out), (rows, _)) in enumerate(itertools.pairwise(shapes), start=1):
        if rows != out:
            return i, out
    return None


def minibatches(X, y, batch_size, rng):
    """Walk through all samples once in random order, a batch at a time.

    Parameters
    ----------
    X : ndarray, shape (N, ...)
    y : ndarray, shape (N, ...)
        Row n belongs to row n of X, also in the batches.
    batch_size : int
        At least 1. What is left over makes a last, smaller batch.
    rng : numpy.random.Generator
        Draws one permutation of N, at once.

    Returns
    -------
    batches : iterator of (X_batch, y_batch)
        Copies, shape (batch_size, ...), made one pair at a time.

    Raises
    ------
    ValueError
        If X and y differ in length, or batch_size is below 1.
    TypeError
        If rng is no Generator.
    """
    check_count(batch_size, "minibatches: batch_size")
    check_generator(rng, "minibatches")
    X, y = np.asarray(X), np.asarray(y)
    if len(X) != len(y):
        raise ValueError(f"minibatches expected y of length {len(X)}, got {len(y)}")
    order = rng.permutation(len(X))
    # no `yield` here: a generator would keep its complaints until the first batch is asked for
    batches = (order[start : start + batch_size] for start in range(0, len(X), batch_size))
    return ((X[batch], y[batch]) for batch in batches)


def flops_forward(sizes, N=1):
    """Count the operations of the affine maps in one forward pass.

    Parameters
    ----------
    sizes : sequence of int
        Features in, units of each hidden layer, outputs: [64, 32, 10].
    N : int, default 1
        Number of samples.

    Returns
    -------
    flops : int
        2 N D H for each pair of sizes D, H: every weight is one product and one addition (a
        multiply-accumulate, MAC, counts as two operations). The addition of the bias and the
        activations are not counted.

    Raises
    ------
    ValueError
        If there are fewer than two sizes, or a number is below 1.
    """
    sizes, N = check_sizes(sizes, None, "flops_forward"), check_count(N, "flops_forward: N")
    return sum(2 * N * D * H for D, H in itertools.pairwise(sizes))
