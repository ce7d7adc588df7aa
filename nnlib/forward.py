"""A forward pass, looked at step by step: which shapes fit, in which batches, at what price.

These are the functions of lesson 5. The affine map itself is in `nnlib.affine`, whole networks in
`nnlib.network` and `nnlib.sequential`.
"""

import itertools

import numpy as np

from nnlib._checks import check_count, check_generator, check_sizes
from nnlib.activations import activation
from nnlib.affine import affine_forward


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
