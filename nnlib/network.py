"""A multi-layer perceptron: affine maps with an activation between each two.

These are the functions of lesson 3: how to build such a network and send a batch through it, and
what one can compute before it learns anything, by weights that are chosen by hand. The class that
holds a network together is `nnlib.Sequential`.
"""

import functools
import itertools

import numpy as np

from nnlib._checks import check_count, check_generator, check_pairs, check_positive, check_sizes
from nnlib.activations import ReLU, relu, sigmoid
from nnlib.activations import activation as by_name
from nnlib.affine import Affine, affine_forward
from nnlib.sequential import Sequential


def mlp(sizes, activation=ReLU, *, rng=None, dtype=np.float64):
    """Build a multi-layer perceptron: affine maps with an activation between each two.

    Parameters
    ----------
    sizes : sequence of int
        Features in, units of each hidden layer, outputs: [64, 32, 10].
    activation : str, class of Layer, or None
        A name of `nnlib.activations.ACTIVATIONS`, or what is called without arguments; None
        leaves the activations out. The last layer is affine: a loss takes logits.
    rng : numpy.random.Generator, optional
        Draws the initial weights, layer by layer; without it they cannot be repeated.
    dtype : numpy dtype, default float64

    Returns
    -------
    net : Sequential

    Raises
    ------
    ValueError
        If there are fewer than two sizes, one is no whole number of at least 1, or the name of
        the activation is unknown.
    TypeError
        If the activation is a layer that is made already: each place needs a layer to itself.
    """
    sizes = check_sizes(sizes, None, "mlp")
    rng = np.random.default_rng() if rng is None else check_generator(rng, "mlp")
    make = functools.partial(by_name, activation) if isinstance(activation, str) else activation
    if not (make is None or callable(make)):
        got = type(make).__name__
        raise TypeError(f"mlp expected activation='relu' or nnlib.ReLU, got an object {got}")
    layers = []
    for i, (D, H) in enumerate(itertools.pairwise(sizes)):
        if i > 0 and make is not None:
            layers.append(make())
        layers.append(Affine(D, H, rng=rng, dtype=dtype))
    return Sequential(*layers)


def mlp_forward(X, params):
    """Send a batch through affine maps with a ReLU between each two.

    Parameters
    ----------
    X : ndarray, shape (N, D)
    params : list of (W, b) pairs
        In forward order, shapes (D, H), (H,) up to (H, C), (C,).

    Returns
    -------
    Z : ndarray, shape (N, C)
        Logits: there is no ReLU after the last map.

    Raises
    ------
    ValueError
        If there is no pair, or a shape does not fit: `affine_forward expected X of shape …`.
    """
    check_pairs(params, "mlp_forward")
    Z, _ = affine_forward(X, *params[0])
    for W, b in params[1:]:
        Z, _ = affine_forward(relu(Z), W, b)
    return Z


# ---- by hand


def xor_network():
    """Return the weights of a network of two hidden ReLUs that computes XOR.

    Returns
    -------
    params : list of (W, b) pairs
        Shapes (2, 2), (2,), (2, 1), (1,), for `mlp_forward`; the output is 0 or 1.

    Notes
    -----
    Both hidden units add the inputs up; the second counts from 1 on. So the sum 0, 1, 2 becomes
    0, 1, 2 and 0, 0, 1, and the first minus twice the second is 0, 1, 0.
    """
    W1, b1 = np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0.0, -1.0])
    W2, b2 = np.array([[1.0], [-2.0]]), np.array([0.0])
    return [(W1, b1), (W2, b2)]


def relu_regions_1d(w, b, lo, hi):
    """Count the straight pieces that a layer of ReLUs of one input cuts an interval into.

    Parameters
    ----------
    w, b : array_like, shape (H,)
        Weight and bias of each unit, relu(w x + b).
    lo, hi : float
        The interval, lo < hi.

    Returns
    -------
    pieces : int
        One more than the different places -b/w strictly inside; a unit of weight 0 bends nothing.

    Raises
    ------
    ValueError
        If the shapes differ or lo is not below hi.
    """
    w, b = np.asarray(w, dtype=float), np.asarray(b, dtype=float)
    if w.ndim != 1 or w.shape != b.shape:
        raise ValueError(f"relu_regions_1d expected w and b (H,), got {w.shape} and {b.shape}")
    if not lo < hi:
        raise ValueError(f"relu_regions_1d expected lo below hi, got {lo} and {hi}")
    bends = w != 0
    kinks = -b[bends] / w[bends]
    return len(np.unique(kinks[(lo < kinks) & (kinks < hi)])) + 1


def bump(x, left, right, height, k):
    """Raise a block between two places, by one sigmoid that steps up and one that steps down.

    Parameters
    ----------
    x : array_like, any shape
    left, right : float
        Where the steps are.
    height : float
    k : float
        Steepness, above 0: a step takes about 4 / k from bottom to top.

    Returns
    -------
    y : ndarray, shape of x

    Raises
    ------
    ValueError
        If k is not a finite number above 0.
    """
    x, k = np.asarray(x), check_positive(k, "bump: k")
    return height * (sigmoid(k * (x - left)) - sigmoid(k * (x - right)))


def approximate(x, f, n_bumps, lo, hi, k):
    """Lay bumps side by side until they follow a function: universal approximation by hand.

    Parameters
    ----------
    x : array_like, any shape
        Where to evaluate.
    f : callable
        Takes a number.
    n_bumps : int
        At least 1; they divide lo to hi equally.
    lo, hi : float
        The interval; nothing is promised outside.
    k : float
        Steepness of each step, above 0.

    Returns
    -------
    y : ndarray, shape of x
        Each bump is as high as f in the middle of its base.

    Raises
    ------
    ValueError
        If n_bumps is below 1, lo is not below hi or k is not above 0.
    """
    check_count(n_bumps, "approximate: n_bumps")
    if not lo < hi:
        raise ValueError(f"approximate expected lo below hi, got {lo} and {hi}")
    edges = np.linspace(lo, hi, n_bumps + 1)
    middles = (edges[1:] + edges[:-1]) / 2
    places = zip(edges[:-1], edges[1:], middles, strict=True)
    return sum(bump(x, left, right, f(middle), k) for left, right, middle in places)


def collapse_linear(W1, b1, W2, b2):
    """Return the one affine map that does what two in a row do.

    Parameters
    ----------
    W1, b1 : array_like, shapes (D, H), (H,)
    W2, b2 : array_like, shapes (H, C), (C,)

    Returns
    -------
    W, b : ndarray, shapes (D, C), (C,)
        X W + b = (X W1 + b1) W2 + b2 for every X: without an activation, depth buys nothing.

    Raises
    ------
    ValueError
        If the shapes do not fit: `affine_forward expected …`.
    """
    W, _ = affine_forward(W1, W2, np.zeros(np.shape(b2)))
    b, _ = affine_forward(np.asarray(b1)[None], W2, b2)
    return W, b[0]
