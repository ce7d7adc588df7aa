"""Regularization makes a network generalize instead of memorize.

Four ways: a penalty on large weights, noise inside the network (dropout and its variants),
stopping in time, and more data by harmless changes of the data there are.
"""

import math

import numpy as np

from nnlib._checks import (
    check_count,
    check_generator,
    check_not_negative,
    check_pairs,
    check_shape,
    check_share,
    check_sizes,
    floats,
)
from nnlib.activations import SELU_ALPHA, SELU_SCALE
from nnlib.affine import Affine
from nnlib.layer import Layer

# ---- penalties


def l2_penalty(params, lam):
    """Compute the L2 penalty of a network and its slope in each parameter.

    Parameters
    ----------
    params : list of (W, b) pairs
    lam : float
        Strength, at least 0.

    Returns
    -------
    penalty : float
        lam / 2 times the sum of all squared weights; biases are left alone.
    grads : list of (dW, db) pairs
        dW = lam W and db = 0: the half makes the slope as simple as that.

    Raises
    ------
    ValueError
        If params is no list of pairs, or lam is negative or not finite.
    """
    check_pairs(params, "l2_penalty")
    lam = check_not_negative(lam, "l2_penalty: lam")
    params = [(floats(W, "l2_penalty"), floats(b, "l2_penalty")) for W, b in params]
    penalty = lam / 2 * sum(float(np.vdot(W, W)) for W, _ in params)
    return penalty, [(lam * W, np.zeros_like(b)) for W, b in params]


class L2:
    """Add lam / 2 times the sum of the squared weights to the loss; biases are left alone.

    Parameters
    ----------
    lam : float
        Strength, at least 0.

    Notes
    -----
    For plain SGD this is the same as shrinking each weight by the share lr · lam at every step
    (weight decay). For Adam it is not: see `nnlib.AdamW`.
    """

    def __init__(self, lam):
        self.lam = check_not_negative(lam, f"{type(self).__name__}: lam")

    def value(self, net):
        """Return the penalty of a network."""
        return self.lam / 2 * sum(float(np.vdot(W, W)) for W, _ in _weights(net))

    def add_gradient(self, net):
        """Add its slope lam W to each dW, after the network's backward."""
        for W, dW in _weights(net):
            dW += self.lam * W


class L1(L2):
    """Add lam times the sum of the absolute weights to the loss; small weights become zero."""

    def value(self, net):
        """Return the penalty of a network."""
        return self.lam * sum(float(np.abs(W).sum()) for W, _ in _weights(net))

    def add_gradient(self, net):
        """Add its slope lam sign(W) to each dW, after the network's backward."""
        for W, dW in _weights(net):
            dW += self.lam * np.sign(W)


def _weights(net):
    """List the weights of a network with their gradients, without biases, scales and shifts."""
    grads = net.named_grads()
    return [(W, grads[name]) for name, W in net.named_params().items() if name.endswith(".W")]


# ---- noise


def dropout_forward(A, p, rng, training=True):
    """Silence each unit of each sample with probability p, and make the others louder.

    Parameters
    ----------
    A : ndarray, any shape
    p : float
        Probability to *drop*, 0 to below 1. (Srivastava's p is that to keep.)
    rng : numpy.random.Generator
    training : bool, default True
        False leaves everything as it is.

    Returns
    -------
    A : ndarray, shape of A
    mask : ndarray, shape of A
        0 where silenced, elsewhere 1 / (1 - p): the mean over many draws is A, so nothing has to
        be rescaled later (inverted dropout). All 1 outside training.

    Raises
    ------
    ValueError
        If p is outside 0 to 1, or 1.
    TypeError
        If rng is no Generator.

    References
    ----------
    Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov (2014), Dropout: a simple way to
    prevent neural networks from overfitting.
    """
    A, p = floats(A, "dropout_forward"), check_share(p, "dropout_forward: p")
    check_generator(rng, "dropout_forward")
    mask = _mask(A.shape, p, rng, A.dtype) if training else np.ones_like(A)
    return A * mask, mask


def dropout_backward(dA, mask):
    """Send the slope back through the units that spoke, as loud as they spoke.

    Parameters
    ----------
    dA, mask : ndarray, any one shape
        The mask from `dropout_forward`.

    Returns
    -------
    dA : ndarray

    Raises
    ------
    ValueError
        `dropout_backward expected dA of shape (7, 3), got (7, 1)`.
    """
    mask = np.asarray(mask)
    return check_shape(dA, mask.shape, None, "dropout_backward", "dA") * mask


class Dropout(Layer):
    """Silence each unit of each sample with probability p while training.

    Parameters
    ----------
    p : float
        Probability to drop, 0 to below 1.
    rng : numpy.random.Generator, optional
        Draws the masks; without it they cannot be repeated.

    Raises
    ------
    ValueError
        If p is outside 0 to 1, or 1.
    """

    config = ("p",)

    def __init__(self, p, *, rng=None):
        super().__init__()
        name = type(self).__name__
        self.p = check_share(p, f"{name}: p")
        self.rng = np.random.default_rng() if rng is None else check_generator(rng, name)

    def mask_shape(self, shape):
        """Return the shape of a mask for outputs of a shape: here one draw for each number."""
        return shape

    def forward(self, X, training=False):
        """Return X times the mask while training, else X itself; shape of X."""
        X = floats(X, self.name)
        mask = np.ones_like(X)
        if training:
            mask = _mask(self.mask_shape(X.shape), self.p, self.rng, X.dtype)
        self._remember(mask, X.shape)
        return X * mask if training else X

    def backward(self, dY):
        """Return dX = dY times the mask; dY has the shape of X."""
        mask, shape = self._remembered()
        return check_shape(dY, shape, mask.dtype, self.name) * mask


class SpatialDropout(Dropout):
    """Silence whole channels of each sample: neighbours in a picture know too much of each other.

    Takes X of shape (N, C, ...). Parameters as in `Dropout`.

    References
    ----------
    Tompson, Goroshin, Jain, LeCun and Bregler (2015), Efficient object localization using
    convolutional networks.
    """

    def mask_shape(self, shape):
        """Return (N, C, 1, …): one draw for each channel of each sample."""
        if len(shape) < 3:
            raise ValueError(f"{self.name} expected X of shape (N, C, ...), got {shape}")
        return (*shape[:2], *(1 for _ in shape[2:]))


class AlphaDropout(Dropout):
    """Send units to the floor of SELU instead of 0, and stretch, so mean and variance stay.

    Parameters as in `Dropout`. For inputs of mean 0 and variance 1, as SELU keeps them.

    References
    ----------
    Klambauer, Unterthiner, Mayr and Hochreiter (2017), Self-normalizing neural networks.
    """

    def forward(self, X, training=False):
        """Return a (X or the floor) + b while training, else X itself; shape of X."""
        if not training or self.p == 0:
            return super().forward(X, training=False)
        X, floor, p = floats(X, self.name), -SELU_SCALE * SELU_ALPHA, self.p
        kept = (self.rng.random(X.shape) >= p).astype(X.dtype)
        a = 1 / math.sqrt((1 - p) * (1 + p * floor**2))
        self._remember(a * kept, X.shape)
        return X * (a * kept) + (a * floor * (1 - kept) - a * p * floor)


class DropConnect(Affine):
    """Silence single weights while training: an affine map, Z = X (W ∘ mask) + b.

    Parameters
    ----------
    in_features, out_features : int
    p : float
        Probability to drop a weight, 0 to below 1. One mask serves the whole batch.
    rng : numpy.random.Generator, optional
        Draws the start and the masks.
    dtype : numpy dtype, default float64

    Notes
    -----
    The paper samples at test time too; here, as with dropout, the weights kept are scaled by
    1 / (1 - p) in training and nothing happens afterwards.

    References
    ----------
    Wan, Zeiler, Zhang, LeCun and Fergus (2013), Regularization of neural networks using
    DropConnect.
    """

    config = ("in_features", "out_features", "p")

    def __init__(self, in_features, out_features, p, *, rng=None, dtype=np.float64):
        rng = np.random.default_rng() if rng is None else check_generator(rng, "DropConnect")
        super().__init__(in_features, out_features, rng=rng, dtype=dtype)
        self.p, self.rng, self._mask = check_share(p, "DropConnect: p"), rng, None

    def forward(self, X, training=False):
        """Compute Z with a new mask while training, else with all weights."""
        self._mask = _mask(self.W.shape, self.p, self.rng, self.dtype) if training else None
        return super().forward(X, training=training)

    def weights(self):
        """Return the weights that are awake."""
        return self.W if self._mask is None else self.W * self._mask

    def backward(self, dZ):
        """Return dX and overwrite dW and db; a weight asleep has no slope."""
        dX = super().backward(dZ)
        if self._mask is not None:
            self.dW *= self._mask
        return dX

    def backward_params(self, dZ):
        """Overwrite dW and db."""
        self.backward(dZ)


def _mask(shape, p, rng, dtype):
    """Draw 0 with probability p, else 1 / (1 - p)."""
    return (rng.random(shape) >= p).astype(dtype) / dtype.type(1 - p)


# ---- stopping in time


class EarlyStopping:
    """End training when the validation loss has stopped falling, and keep the best network.

    A callback of `nnlib.fit`, which has to be given validation data.

    Parameters
    ----------
    patience : int
        So many epochs in a row without a new best end the training; at least 1.
    min_delta : float, default 0
        By how much a loss has to fall below the best to count as new.

    Attributes
    ----------
    best : float
        The smallest validation loss so far.
    best_epoch : int
        When that was, counted from 1.

    Raises
    ------
    ValueError
        If patience is below 1 or min_delta is negative.

    References
    ----------
    Prechelt (1998), Early stopping, but when?
    """

    def __init__(self, patience, min_delta=0.0):
        self.patience = check_count(patience, "EarlyStopping: patience")
        self.min_delta = check_not_negative(min_delta, "EarlyStopping: min_delta")
        self.best, self.best_epoch = math.inf, 0
        self._kept = None

    def __call__(self, epoch, net, history):
        """Look at the last validation loss; True ends the training."""
        if not len(history.val_loss):
            raise ValueError("EarlyStopping needs validation data: give fit X_val and y_val")
        if epoch == 1:  # another training: what was best in an earlier one does not count
            self.best, self.best_epoch = math.inf, 0
        value = history.val_loss[-1]
        if value < self.best - self.min_delta:
            self.best, self.best_epoch = float(value), epoch
            # copies and no views: net.params goes on changing
            self._kept = net.params.copy(), {k: v.copy() for k, v in net.named_state().items()}
        return epoch - self.best_epoch >= self.patience

    def finish(self, net):
        """Put the best parameters (and running averages) back, also if nothing ended it."""
        if self._kept is not None:
            net.params = self._kept[0]
            net.set_state(self._kept[1])
            self._kept = None  # nor does it come back if the next training breaks off at once


# ---- more data


def augment_shift(X, dx, dy, height=8, width=8):
    """Move pictures by whole pixels; what comes in at the edge is paper.

    Parameters
    ----------
    X : array_like, shape (N, height * width)
        One picture a row, pixel by pixel.
    dx, dy : int
        To the right and down; negative numbers to the left and up.
    height, width : int, default 8

    Returns
    -------
    X : ndarray, shape (N, height * width)
        A copy. Nothing wraps around to the other side.

    Raises
    ------
    ValueError
        `augment_shift expected X of shape (N, 64), got (64,)`, or if dx or dy is no whole number.
    """
    for name, by in (("dx", dx), ("dy", dy)):
        if isinstance(by, bool) or not isinstance(by, int | np.integer):
            raise ValueError(f"augment_shift: {name} must be a whole number, got {by!r}")
    pictures = _pictures(X, height, width, "augment_shift")
    shifted = np.zeros_like(pictures)
    rows, from_rows = _overlap(dy, height)
    columns, from_columns = _overlap(dx, width)
    shifted[:, rows, columns] = pictures[:, from_rows, from_columns]
    return shifted.reshape(-1, height * width)


def augment_flip(X, height=8, width=8):
    """Mirror pictures left to right: right for cats, wrong for most digits.

    Parameters
    ----------
    X : array_like, shape (N, height * width)
    height, width : int, default 8

    Returns
    -------
    X : ndarray, shape (N, height * width)

    Raises
    ------
    ValueError
        `augment_flip expected X of shape (N, 64), got (64,)`.
    """
    pictures = _pictures(X, height, width, "augment_flip")
    return pictures[:, :, ::-1].reshape(-1, height * width)


def augment_noise(X, std, rng):
    """Add normal noise to each number.

    Parameters
    ----------
    X : array_like, any shape
    std : float
        Standard deviation, at least 0.
    rng : numpy.random.Generator

    Returns
    -------
    X : ndarray, shape of X

    Raises
    ------
    ValueError
        If std is negative or not finite.
    TypeError
        If rng is no Generator.
    """
    std = check_not_negative(std, "augment_noise: std")
    check_generator(rng, "augment_noise")
    X = np.asarray(X)
    return X + std * rng.standard_normal(X.shape)


def _pictures(X, height, width, name):
    """Return rows of pixels as pictures, shape (N, height, width)."""
    X, (height, width) = np.asarray(X), check_sizes((height, width), 2, f"{name}: height, width")
    if X.ndim != 2 or X.shape[1] != height * width:
        raise ValueError(f"{name} expected X of shape (N, {height * width}), got {X.shape}")
    return X.reshape(-1, height, width)


def _overlap(d, size):
    """Return where a line of pixels lands when it is shifted by d, and what of it is seen."""
    d = max(-size, min(size, int(d)))
    return slice(max(d, 0), size + min(d, 0)), slice(max(-d, 0), size - max(d, 0))
