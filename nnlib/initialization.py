"""Weights have to start different from each other, and neither too large nor too small.

Different, because equal units stay equal for ever. Of the right size, because each layer
multiplies the spread of the signal, and of the gradient on its way back, by the same factor.
"""

import copy
import math

import numpy as np

from nnlib._checks import (
    cast,
    check_choice,
    check_count,
    check_generator,
    check_not_negative,
    check_object,
    check_positive,
    check_sizes,
)
from nnlib.affine import Affine

# ---- one array


def fans(shape):
    """Count the connections into and out of one unit.

    Parameters
    ----------
    shape : tuple of int
        (D, H) of a dense layer, or (F, C, height, width) of a convolution with F filters.

    Returns
    -------
    fan_in, fan_out : int
        D and H; for a convolution C and F times the area of the kernel.

    Raises
    ------
    ValueError
        If it is neither.
    """
    if not isinstance(shape, list | tuple) or len(shape) not in (2, 4):
        raise ValueError(f"fans expected a shape (D, H) or (F, C, height, width), got {shape!r}")
    first, second, *kernel = check_sizes(shape, len(shape), "fans")
    area = math.prod(kernel)
    return (second * area, first * area) if kernel else (first, second)


def zeros(shape):
    """Return zeros: right for biases; weights that start so never learn to differ."""
    return np.zeros(shape)


def constant(shape, value):
    """Return one number everywhere: all units of a layer stay identical for ever."""
    return np.full(shape, float(value))


def normal(shape, rng, std=0.01):
    """Draw from a normal distribution of mean 0.

    Parameters
    ----------
    shape : tuple of int
    rng : numpy.random.Generator
    std : float, default 0.01
        Standard deviation, at least 0.

    Returns
    -------
    W : ndarray of float64
    """
    check_generator(rng, "normal")
    return check_not_negative(std, "normal: std") * rng.standard_normal(shape)


def uniform(shape, rng, limit=0.01):
    """Draw from a uniform distribution between -limit and limit.

    Parameters
    ----------
    shape : tuple of int
    rng : numpy.random.Generator
    limit : float, default 0.01
        At least 0. The standard deviation is limit / √3.

    Returns
    -------
    W : ndarray of float64
    """
    check_generator(rng, "uniform")
    limit = check_not_negative(limit, "uniform: limit")
    return rng.uniform(-limit, limit, shape)


def lecun(shape, rng, distribution="normal"):
    """Draw with variance 1 / fan_in: keeps the spread where the slope is 1 (SELU, tanh near 0).

    Parameters
    ----------
    shape : tuple of int
        See `fans`.
    rng : numpy.random.Generator
    distribution : {"normal", "uniform"}

    Returns
    -------
    W : ndarray of float64

    References
    ----------
    LeCun, Bottou, Orr and Müller (1998), Efficient backprop, section 4.6.
    """
    return _draw(shape, rng, 1 / fans(shape)[0], distribution, "lecun")


def xavier(shape, rng, distribution="normal", gain=1.0):
    """Draw with variance 2 / (fan_in + fan_out), between what forward and backward ask for.

    Parameters
    ----------
    shape : tuple of int
        See `fans`.
    rng : numpy.random.Generator
    distribution : {"normal", "uniform"}
    gain : float, default 1
        Multiplies the standard deviation.

    Returns
    -------
    W : ndarray of float64

    Notes
    -----
    Derived for symmetric activations whose slope at 0 is 1, such as tanh.

    References
    ----------
    Glorot and Bengio (2010), Understanding the difficulty of training deep feedforward neural
    networks, eq. 12 and 16.
    """
    gain = check_positive(gain, "xavier: gain")
    return gain * _draw(shape, rng, 2 / sum(fans(shape)), distribution, "xavier")


def he(shape, rng, distribution="normal", alpha=0.0):
    """Draw with variance 2 / fan_in: makes up for the half that ReLU takes away.

    Parameters
    ----------
    shape : tuple of int
        See `fans`.
    rng : numpy.random.Generator
    distribution : {"normal", "uniform"}
    alpha : float, default 0
        Slope of a leaky ReLU below 0; the variance is 2 / ((1 + alpha²) fan_in).

    Returns
    -------
    W : ndarray of float64

    References
    ----------
    He, Zhang, Ren and Sun (2015), Delving deep into rectifiers, eq. 10 and 15.
    """
    alpha = check_not_negative(alpha, "he: alpha")
    return _draw(shape, rng, 2 / ((1 + alpha**2) * fans(shape)[0]), distribution, "he")


def orthogonal(shape, rng, gain=1.0):
    """Draw a matrix that turns and mirrors but does not stretch.

    Parameters
    ----------
    shape : (int, int)
    rng : numpy.random.Generator
    gain : float, default 1

    Returns
    -------
    W : ndarray of float64, shape (D, H)
        gain times orthonormal columns if D >= H, else rows.

    References
    ----------
    Saxe, McClelland and Ganguli (2014), Exact solutions to the nonlinear dynamics of learning in
    deep linear neural networks.
    """
    D, H = check_sizes(shape, 2, "orthogonal")
    check_generator(rng, "orthogonal")
    gain = check_positive(gain, "orthogonal: gain")
    Q, R = np.linalg.qr(rng.standard_normal((max(D, H), min(D, H))))
    Q *= np.sign(np.diag(R))  # QR fixes signs by itself; without this not all turns are as likely
    return gain * (Q if D >= H else Q.T)


def _draw(shape, rng, variance, distribution, name):
    """Draw with mean 0 and this variance; a uniform box reaches √3 standard deviations."""
    check_generator(rng, name)
    check_choice(distribution, ("normal", "uniform"), f"{name}: distribution")
    if distribution == "normal":
        return normal(shape, rng, math.sqrt(variance))
    return uniform(shape, rng, math.sqrt(3 * variance))


# ---- a whole network

SCHEMES = {
    "zeros": lambda shape, rng: zeros(shape),
    "constant": lambda shape, rng: constant(shape, 0.1),
    "normal": normal,
    "uniform": uniform,
    "lecun": lecun,
    "xavier": xavier,
    "he": he,
    "orthogonal": orthogonal,
}


def initialize(net, scheme, rng, scale=1.0):
    """Give every affine layer new weights by a scheme, and zero biases.

    Parameters
    ----------
    net : Sequential
        Changed.
    scheme : str
        A key of `SCHEMES`: zeros, constant (0.1), normal and uniform (0.01), lecun, xavier, he,
        orthogonal.
    rng : numpy.random.Generator
        Draws layer by layer.
    scale : float, default 1
        Multiplies the weights, above 0.

    Returns
    -------
    net : Sequential
        The same.

    Raises
    ------
    ValueError
        If the scheme is unknown or the scale not above 0.
    TypeError
        If net is no network or rng no Generator.
    """
    check_object(net, "parts", "nnlib.mlp([2, 8, 1])", "initialize: net")
    draw = SCHEMES[check_choice(scheme, tuple(SCHEMES), "initialize: scheme")]
    check_generator(rng, "initialize")
    scale = check_positive(scale, "initialize: scale")
    for layer in net.parts():
        if isinstance(layer, Affine):
            layer.W = scale * draw(layer.W.shape, rng)
            layer.b = np.zeros(layer.b.shape)
    return net


def lsuv(net, X, rng, tolerance=0.01, tries=10):
    """Start orthogonal, then divide each layer's weights until its outputs have variance 1.

    Parameters
    ----------
    net : Sequential
        Changed.
    X : array_like, shape (N, D)
        A batch to measure with.
    rng : numpy.random.Generator
    tolerance : float, default 0.01
        How far the variance may be from 1.
    tries : int, default 10
        At most so many divisions a layer.

    Returns
    -------
    net : Sequential
        The same.

    Raises
    ------
    ValueError
        If a layer gives the same number for every sample, whatever its weights.

    References
    ----------
    Mishkin and Matas (2016), All you need is a good init.
    """
    check_positive(tolerance, "lsuv: tolerance")
    check_count(tries, "lsuv: tries")
    initialize(net, "orthogonal", rng)
    for layer in net.parts():
        for _ in range(tries if isinstance(layer, Affine) else 0):
            variance = layer.forward(X).var()
            if not variance > 0:
                raise ValueError(
                    f"lsuv expected outputs that differ, got the same number for every sample "
                    f"from {layer.name}"
                )
            if abs(variance - 1) <= tolerance:
                break
            layer.W = layer.W / math.sqrt(variance)
        X = layer.forward(X)
    return net


# ---- what becomes of signal and gradient


def predict_second_moment(depth, var_w, n):
    """Predict the mean square of the signal after several ReLU layers.

    Parameters
    ----------
    depth : int
        Number of layers, at least 1.
    var_w : float
        Variance of the weights, at least 0.
    n : int
        Units of each layer, at least 1.

    Returns
    -------
    moment : float
        (n var_w / 2) ^ depth, for inputs of mean square 1: a sum of n products has n var_w times
        the mean square, and ReLU keeps half of it. It is the second moment that halves; the
        variance alone falls to 0.34.

    Raises
    ------
    ValueError
        If a number is out of its range.
    """
    depth = check_count(depth, "predict_second_moment: depth")
    n = check_count(n, "predict_second_moment: n")
    var_w = check_not_negative(var_w, "predict_second_moment: var_w")
    with np.errstate(over="ignore"):  # Python's own numbers would raise where these become inf
        return float(np.float64(n * var_w / 2) ** depth)


def distinct_units(W, tolerance=1e-9):
    """Count the units of a layer that differ from all others.

    Parameters
    ----------
    W : array_like, shape (D, H)
    tolerance : float, default 1e-9
        Columns closer than this in every entry count as one.

    Returns
    -------
    count : int, 1 to H
        Units with equal weights in and equal weights out get equal gradients, and stay one.

    Raises
    ------
    ValueError
        `distinct_units expected W of shape (D, H), got (7,)`.
    """
    W = np.asarray(W)
    if W.ndim != 2 or W.size == 0:
        raise ValueError(f"distinct_units expected W of shape (D, H), got {W.shape}")
    kept = []
    for column in W.T:
        if not any(np.abs(column - other).max() <= tolerance for other in kept):
            kept.append(column)
    return len(kept)


def layer_statistics(net, loss, X, y):
    """Measure signal and gradient layer by layer: the numbers of the depth gauge.

    Parameters
    ----------
    net : Sequential
        Not changed: a copy is measured, as in training.
    loss : Loss
    X : array_like, shape (N, D)
    y : array_like
        Whatever the loss expects.

    Returns
    -------
    rows : list of dict, one a layer, in forward order
        "layer": name. "mean", "std", "output": mean, standard deviation and size of its output.
        "silent": share of units that give the same number for every sample (dead, or saturated
        beyond rounding); nan for a batch of one, which cannot tell. "gradient": size of the slope
        of the loss in its output. "weight_gradient", "weight": size of its dW and W, None for a
        layer without W. A size is the root of the mean square.

    Raises
    ------
    TypeError
        If net has no layers.
    """
    check_object(net, "layers", "Sequential(nnlib.Affine(2, 1))", "layer_statistics: net")
    net = copy.deepcopy(net)  # running averages would move
    rows, A = [], cast(X, net.dtype, net.name)
    for layer in net.layers:
        A = layer.forward(A, training=True)
        row = {"layer": layer.name, "mean": float(A.mean()), "std": float(A.std())}
        silent = (A[:1] == A).all(axis=0).mean() if len(A) > 1 else np.nan
        rows.append(row | {"output": _size(A), "silent": float(silent)})
    loss.forward(A, y)
    dA = loss.backward()
    for layer, row in zip(reversed(net.layers), reversed(rows), strict=True):
        row["gradient"] = _size(dA)
        dA = layer.backward(dA)
        row["weight_gradient"] = _size(getattr(layer, "dW", None))
        row["weight"] = _size(getattr(layer, "W", None))
    return rows


def _size(array):
    """Return the root of the mean square, or None without an array."""
    return None if array is None else float(np.sqrt(np.mean(np.square(array))))
