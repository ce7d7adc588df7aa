"""A neuron multiplies each input by a weight, adds the products up and adds its bias.

A layer is several neurons that look at the same inputs. These are the functions of lesson 1; the
same sum for whole networks is in `nnlib.affine`.
"""

import itertools

import numpy as np

from nnlib._checks import check_count, check_positive, check_single, check_sizes
from nnlib.activations import sigmoid


def neuron(x, w, b):
    """Return the weighted sum of one neuron.

    Parameters
    ----------
    x : array_like, shape (D,)
        The inputs.
    w : array_like, shape (D,)
        One weight for each input.
    b : float
        The bias, added once.

    Returns
    -------
    z : float
        x[0] w[0] + … + x[D - 1] w[D - 1] + b.

    Raises
    ------
    ValueError
        `neuron expected w of shape (3,), got (2,)`.
    """
    x, w = np.asarray(x), np.asarray(w)
    if x.ndim != 1:
        raise ValueError(f"neuron expected x of shape (D,), got {x.shape}")
    if w.shape != x.shape:
        raise ValueError(f"neuron expected w of shape {x.shape}, got {w.shape}")
    check_single(b, "neuron: b")
    return (x @ w + b).item()


def layer(X, W, b):
    """Return the weighted sums of H neurons for N samples.

    Parameters
    ----------
    X : array_like, shape (N, D)
        One sample a row.
    W : array_like, shape (D, H)
        Column h holds the weights of neuron h.
    b : array_like, shape (H,)
        One bias for each neuron.

    Returns
    -------
    Z : ndarray, shape (N, H)

    Raises
    ------
    ValueError
        `layer expected W of shape (3, H), got (2, 3)`; the same for X and b.
    """
    X, W, b = np.asarray(X), np.asarray(W), np.asarray(b)
    if X.ndim != 2:
        raise ValueError(f"layer expected X of shape (N, D), got {X.shape}")
    if W.ndim != 2 or len(W) != X.shape[1]:
        raise ValueError(f"layer expected W of shape ({X.shape[1]}, H), got {W.shape}")
    if b.shape != W.shape[1:]:
        raise ValueError(f"layer expected b of shape {W.shape[1:]}, got {b.shape}")
    return X @ W + b


def count_parameters(sizes):
    """Count the weights and biases of a fully connected network.

    Parameters
    ----------
    sizes : sequence of int
        Inputs, neurons of each layer, outputs: [64, 32, 10]. The inputs are no neurons.

    Returns
    -------
    count : int
        D H weights and H biases for each pair of sizes D, H.

    Raises
    ------
    ValueError
        If there are fewer than two sizes, or one is no whole number of at least 1.
    """
    sizes = check_sizes(sizes, None, "count_parameters")
    return sum(D * H + H for D, H in itertools.pairwise(sizes))


def widest_hidden(D, C, budget):
    """Find the widest hidden layer that a number of parameters pays for.

    Parameters
    ----------
    D, C : int
        Inputs and outputs of the network [D, H, C].
    budget : int
        The most parameters that it may have, at least 1.

    Returns
    -------
    H : int
        The largest H with count_parameters([D, H, C]) <= budget; 0 if not even one unit fits.

    Raises
    ------
    ValueError
        If a number is no whole number of at least 1.
    """
    D, C = check_count(D, "widest_hidden: D"), check_count(C, "widest_hidden: C")
    budget = check_count(budget, "widest_hidden: budget")
    # each hidden unit costs D weights, 1 bias and C weights to the outputs; C biases are fixed
    return max(0, (budget - C) // (D + 1 + C))


def neuron_step(w, b, X, y, lr):
    """Let one neuron with a sigmoid learn from a batch once.

    Parameters
    ----------
    w : array_like, shape (D,)
    b : float
    X : array_like, shape (N, D)
    y : array_like, shape (N,)
        Targets from 0 to 1.
    lr : float
        Learning rate, above 0.

    Returns
    -------
    w : ndarray, shape (D,)
    b : float
        The new ones; those given are not changed.

    Raises
    ------
    ValueError
        If the shapes do not fit or lr is not above 0.

    Notes
    -----
    With output = sigmoid(X w + b) and error = target - output,

        w <- w + lr · mean(error · input),    b <- b + lr · mean(error)

    This is gradient descent on the cross-entropy of lesson 6, found here without any calculus.
    """
    w, X, y = np.asarray(w), np.asarray(X), np.asarray(y)
    lr = check_positive(lr, "neuron_step: lr")
    if X.ndim != 2 or w.shape != X.shape[1:]:
        raise ValueError(f"neuron_step expected X of shape (N, {w.size}), got {X.shape}")
    if y.shape != X.shape[:1] or y.size == 0:
        raise ValueError(f"neuron_step expected y of shape {X.shape[:1]}, got {y.shape}")
    check_single(b, "neuron_step: b")
    error = y - sigmoid(X @ w + b)
    return w + lr * (error @ X) / len(X), (b + lr * error.mean()).item()
