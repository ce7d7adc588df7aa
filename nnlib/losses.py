"""A loss is one number that says how far a batch of outputs is from its targets.

`forward` computes it, `backward` says which way to move each output. All losses here are means,
so a batch of 8 and a batch of 512 pull equally hard. Losses of classes take logits, never
probabilities: a probability that was rounded to 0 has lost its logarithm.
"""

import numpy as np

from nnlib._checks import cast, check_count, check_not_negative, check_positive, check_shape, floats
from nnlib.activations import sigmoid, softplus
from nnlib.probabilities import log_softmax


class Loss:
    """Remember one forward pass; the base of every loss."""

    _cache = None

    def forward(self, Z, y):
        """Return the loss of outputs Z against targets y, one number."""
        raise NotImplementedError(f"{type(self).__name__} has no forward yet")

    def backward(self):
        """Return dZ, the slope of the loss in each output of the last forward pass."""
        return self._remembered().copy()

    def _remembered(self):
        if self._cache is None:
            raise RuntimeError(f"{type(self).__name__}: backward was called before forward")
        return self._cache


# ---- numbers


def mse(Z, Y):
    """Compute the mean squared error and its slope in each prediction.

    Parameters
    ----------
    Z : array_like, shape (N, C) or any other
        Predictions.
    Y : array_like, shape of Z
        Targets.

    Returns
    -------
    loss : float
        Σ (Z - Y)² / (N C), the mean over *all* entries. Complex if Z is, for complex-step tests.
    dZ : ndarray, shape of Z
        2 (Z - Y) / (N C).

    Raises
    ------
    ValueError
        `mse expected Y of shape (5, 1), got (5,)`, or for an empty batch.

    Notes
    -----
    Twice the outputs at the same errors give the same loss. Some books divide by N alone or by
    2 N; then a learning rate means something else.
    """
    difference = _difference(Z, Y, "mse")
    return _mean_square(difference), difference * (2 / difference.size)


class MeanSquaredError(Loss):
    """Average the squared differences over all entries, samples and outputs alike; see `mse`."""

    def forward(self, Z, Y):
        """Return the mean squared difference.

        Parameters
        ----------
        Z : array_like, shape (N, C) or any other
            Outputs of the network.
        Y : array_like, shape of Z
            Targets.

        Returns
        -------
        loss : float

        Raises
        ------
        ValueError
            `MeanSquaredError expected Y of shape (5, 1), got (5,)`, or for an empty batch.
        """
        self._cache = _difference(Z, Y, "MeanSquaredError")
        return _mean_square(self._cache)

    def backward(self):
        """Return dZ = 2 (Z - Y) / (N C), shape of Z."""
        difference = self._remembered()
        return difference * (2 / difference.size)


class MeanAbsoluteError(Loss):
    """Average the absolute differences over all entries; outliers pull no harder than others.

    `backward` gives sign(Z - Y) / (N C): 0 where the output is exactly right.
    """

    def forward(self, Z, Y):
        """Return the mean absolute difference; arguments as in `MeanSquaredError`."""
        difference = _difference(Z, Y, "MeanAbsoluteError")
        sign = np.sign(difference.real).astype(difference.dtype)
        self._cache = sign / sign.size
        return (sign * difference).mean().item()


class Huber(Loss):
    """Square small differences, take large ones as they are: smooth at 0, calm about outliers.

    Parameters
    ----------
    delta : float, default 1
        Where the parabola becomes a line, above 0.

    Notes
    -----
    The mean of d² / 2 where |d| <= delta, and of delta (|d| - delta / 2) beyond. `backward` gives
    d cut off at plus and minus delta, divided by N C.

    References
    ----------
    Huber (1964), Robust estimation of a location parameter.
    """

    def __init__(self, delta=1.0):
        self.delta = check_positive(delta, "Huber: delta")

    def forward(self, Z, Y):
        """Return the mean; arguments as in `MeanSquaredError`."""
        difference = _difference(Z, Y, "Huber")
        sign = np.sign(difference.real).astype(difference.dtype)
        beyond = np.abs(difference.real) > self.delta
        slope = np.where(beyond, self.delta * sign, difference)
        self._cache = slope / slope.size
        # on the line: delta |d| - delta² / 2; on the parabola: d² - d² / 2
        return (slope * difference - slope * slope / 2).mean().item()


# ---- two classes


def bce_with_logits(z, y):
    """Compute the mean binary cross-entropy of scores and its slope in each of them.

    Parameters
    ----------
    z : array_like, any shape
        Logits: the probability of class 1 is sigmoid(z).
    y : array_like, shape of z
        Targets from 0 to 1.

    Returns
    -------
    loss : float
        In nats.
    dz : ndarray, shape of z
        (sigmoid(z) - y) / N.

    Raises
    ------
    ValueError
        If the shapes differ, a target is outside 0 to 1, or the batch is empty.

    Notes
    -----
    -log sigmoid(z) = softplus(-z) and -log(1 - sigmoid(z)) = softplus(z), so the loss is the mean
    of softplus(z) - z y; the exponential in `softplus` never overflows.
    """
    z, y = _pair(z, y, "bce_with_logits", "y")
    if not ((y >= 0) & (y <= 1)).all():
        raise ValueError(
            f"bce_with_logits expected targets from 0 to 1, got {y.min()} to {y.max()}"
        )
    loss = (softplus(z) - z * y).mean().item()
    return loss, ((sigmoid(z) - y) / z.size).astype(z.dtype, copy=False)


class BinaryCrossEntropy(Loss):
    """Average -log(probability of the right one of two classes); see `bce_with_logits`."""

    def forward(self, Z, y):
        """Return the mean binary cross-entropy in nats.

        Parameters
        ----------
        Z : array_like, shape (N,), (N, 1) or any other
            Logits.
        y : array_like, shape of Z
            Targets from 0 to 1.

        Returns
        -------
        loss : float
        """
        loss, self._cache = bce_with_logits(Z, y)
        return loss


# ---- many classes


def cross_entropy(Z, y):
    """Compute the mean cross-entropy of scores.

    Parameters
    ----------
    Z : array_like, shape (N, C)
        Logits.
    y : array_like of int, shape (N,)
        The right class of each sample, 0 to C - 1.

    Returns
    -------
    loss : float
        In nats: log(C) for equal scores.

    Raises
    ------
    ValueError, TypeError
        As `softmax_cross_entropy`.
    """
    loss, _ = softmax_cross_entropy(Z, y)
    return loss


def baseline_loss(y, C):
    """Return the cross-entropy of the best answer that ignores the input.

    Parameters
    ----------
    y : array_like of int, shape (N,)
        The right class of each sample, 0 to C - 1.
    C : int
        Number of classes, at least 1.

    Returns
    -------
    loss : float
        The entropy of the class frequencies, in nats; log(C) if all are equally frequent.

    Raises
    ------
    ValueError
        If a label is outside 0 to C - 1, or there is none.
    TypeError
        If the labels are not integers.
    """
    y, C = np.asarray(y), check_count(C, "baseline_loss: C")
    if y.ndim != 1 or y.size == 0:  # one-hot rows would count as N C labels 0 and 1
        raise ValueError(f"baseline_loss expected y of shape (N,), got {y.shape}")
    y = _labels(np.zeros((*y.shape, C)), y, "baseline_loss")
    share = np.bincount(y.ravel(), minlength=C) / y.size
    share = share[share > 0]  # a class that never comes adds nothing, since p log p goes to 0
    return float(0 - (share * np.log(share)).sum())


def softmax_cross_entropy(Z, y):
    """Compute the mean cross-entropy of scores and its slope in each of them.

    Parameters
    ----------
    Z : array_like, shape (N, C)
        Logits, not probabilities; not changed. Any leading axes: (B, T, C) goes with y of
        shape (B, T).
    y : array_like of int, shape (N,), or one-hot, shape (N, C)
        The right class of each sample, 0 to C - 1, or a row with a 1 there and 0 elsewhere.

    Returns
    -------
    loss : float
        In nats, at least 0; log(C) for equal logits. Complex if Z is, for complex-step tests.
    dZ : ndarray, shape (N, C)
        Each row adds up to 0.

    Raises
    ------
    ValueError
        `softmax_cross_entropy expected y of shape (5,), got (5, 1)`; a label outside 0 to C - 1;
        rows that are not one-hot; an empty batch.
    TypeError
        If the labels are not integers.

    Notes
    -----
    With P = softmax(Z), loss = -Σ_n log P[n, y_n] / N. The slope of log P[n, y_n] in Z[n, c] is
    [c = y_n] - P[n, c], so dZ = (P - one_hot(y)) / N: output minus target, bounded by 1/N even
    where the loss is huge. Softmax and logarithm are taken together because the logarithm of a
    probability that was rounded to 0 is lost.

    References
    ----------
    Bridle (1990), Probabilistic interpretation of feedforward classification network outputs.
    """
    Z = floats(Z, "softmax_cross_entropy")
    y = _labels(Z, y, "softmax_cross_entropy")
    log_P, right = _log_probabilities(Z, y)
    dZ = np.exp(log_P)
    dZ[right] -= 1
    dZ /= len(log_P)
    return 0 - log_P[right].sum().item() / len(dZ), dZ.reshape(Z.shape)  # -x would make -0.0 of a 0


class SoftmaxCrossEntropy(Loss):
    """Average -log(probability of the right class); see `softmax_cross_entropy`.

    Parameters
    ----------
    weights : array_like, shape (C,), optional
        How much a sample of each class counts, at least 0; default: all alike. The loss is the
        *weighted* mean, so doubling all weights changes nothing.

    Raises
    ------
    ValueError
        If a weight is negative or not finite, or all are 0.
    """

    def __init__(self, weights=None):
        self.weights = None if weights is None else _weights(weights, type(self).__name__)

    def forward(self, Z, y):
        """Return the mean cross-entropy in nats.

        Parameters
        ----------
        Z : array_like, shape (N, C)
            Logits, not probabilities. Any leading axes: (B, T, C) goes with y of shape (B, T).
        y : array_like of int, shape (N,), or one-hot, shape (N, C)
            The right class of each sample, 0 to C - 1.

        Returns
        -------
        loss : float

        Raises
        ------
        ValueError
            If the weights of all samples of the batch are 0, and as `softmax_cross_entropy`.
        """
        if self.weights is None:
            loss, self._cache = softmax_cross_entropy(Z, y)
        else:
            loss, self._cache = weighted_cross_entropy(Z, y, self.weights)
        return loss


def weighted_cross_entropy(Z, y, weights):
    """Compute a cross-entropy in which some classes count more, and its slope in each score.

    Parameters
    ----------
    Z : array_like, shape (N, C)
        Logits.
    y : array_like of int, shape (N,), or one-hot
    weights : array_like, shape (C,)
        How much a sample of each class counts, at least 0.

    Returns
    -------
    loss : float
        Σ_n w[y_n] loss_n / Σ_n w[y_n], a weighted mean.
    dZ : ndarray, shape (N, C)

    Raises
    ------
    ValueError
        If there is not one weight for each class, one is negative or not finite, or the weights
        of all samples are 0.
    """
    Z, weights = floats(Z, "weighted_cross_entropy"), _weights(weights, "weighted_cross_entropy")
    y = _labels(Z, y, "weighted_cross_entropy")
    check_shape(weights, Z.shape[-1:], None, "weighted_cross_entropy", "weights")
    share = weights[y.ravel()]
    if not share.sum() > 0:
        raise ValueError("weighted_cross_entropy: the classes of this batch all have weight 0")
    share = (share / share.sum()).astype(Z.real.dtype)
    log_P, right = _log_probabilities(Z, y)
    dZ = np.exp(log_P)
    dZ[right] -= 1
    return 0 - (share * log_P[right]).sum().item(), (share[:, None] * dZ).reshape(Z.shape)


def focal_loss(Z, y, gamma):
    """Compute a cross-entropy that turns away from samples which are easy already.

    Parameters
    ----------
    Z : array_like, shape (N, C)
        Logits.
    y : array_like of int, shape (N,), or one-hot
    gamma : float
        At least 0; see `FocalLoss`.

    Returns
    -------
    loss : float
        The mean of -(1 - p)^gamma log p, p the probability of a sample's right class.

    Raises
    ------
    ValueError
        If gamma is negative, the shapes do not fit or a label is no class.
    """
    return FocalLoss(gamma).forward(Z, y)


class FocalLoss(Loss):
    """Cross-entropy that turns away from samples which are easy already.

    Parameters
    ----------
    gamma : float, default 2
        At least 0. The loss of a sample is multiplied by (1 - p)^gamma, p the probability of its
        right class: 0.01 of the weight is left at p = 0.9. With 0 it is plain cross-entropy.

    References
    ----------
    Lin, Goyal, Girshick, He and Dollár (2017), Focal loss for dense object detection, eq. 4.
    """

    def __init__(self, gamma=2.0):
        self.gamma = check_not_negative(gamma, "FocalLoss: gamma")

    def forward(self, Z, y):
        """Return the mean focal loss; arguments as in `SoftmaxCrossEntropy`."""
        Z = floats(Z, "FocalLoss")
        y = _labels(Z, y, "FocalLoss")
        log_P, right = _log_probabilities(Z, y)
        P = np.exp(log_P)
        log_p, p = log_P[right], P[right]
        rest = -np.expm1(log_p)  # 1 - p without losing the digits of a p near 1
        # loss = -(1 - p)^γ log p, and d(log p) / dZ = one_hot - P
        ratio = np.divide(log_p, rest, out=-np.ones_like(rest), where=rest != 0)  # -1 as p -> 1
        slope = rest**self.gamma * (1 - self.gamma * p * ratio)
        P[right] -= 1
        self._cache = (slope[:, None] * P / len(P)).reshape(Z.shape)
        return 0 - (rest**self.gamma * log_p).mean().item()


# ---- what they share


def _pair(Z, Y, name, letter="Y"):
    """Return outputs and targets as arrays, refuse different shapes and an empty batch."""
    Z, Y = floats(Z, name), floats(Y, name)
    # numpy would take (5, 1) - (5,) for 25 differences, and training would look healthy
    if Y.shape != Z.shape:
        raise ValueError(f"{name} expected {letter} of shape {Z.shape}, got {Y.shape}")
    if Z.size == 0:
        raise ValueError(f"{name} got an empty batch of shape {Z.shape}")
    return Z, Y


def _difference(Z, Y, name):
    """Return Z - Y of two arrays of one shape, in the dtype of Z."""
    Z, Y = _pair(Z, Y, name)
    return Z - cast(Y, Z.dtype, name)


def _mean_square(difference):
    """Return the mean of the squares; complex numbers are squared, not taken absolute."""
    flat = difference.ravel()
    return flat.dot(flat).item() / flat.size


def _log_probabilities(Z, y):
    """Return the log-probabilities, one row a sample, and the index of the right ones."""
    log_P = log_softmax(Z).reshape(y.size, Z.shape[-1])
    return log_P, (np.arange(y.size), y.ravel())


def _weights(weights, name):
    """Return class weights as an array, refuse what cannot weigh."""
    w = np.asarray(weights, dtype=float)
    if w.ndim != 1 or not (np.isfinite(w).all() and (w >= 0).all() and w.any()):
        raise ValueError(f"{name} expected weights from 0 on, shape (C,), got {weights!r}")
    return w


def _labels(Z, y, name):
    """Return class numbers; refuse what numpy would index or broadcast in another sense."""
    y = np.asarray(y)
    if Z.ndim < 2 or Z.size == 0:
        raise ValueError(f"{name} expected logits of shape (N, C), got {Z.shape}")
    if y.shape == Z.shape:
        wrong = ~(((y == 0) | (y == 1)).all(axis=-1) & (y.sum(axis=-1) == 1))
        if wrong.any():
            raise ValueError(f"{name} expected class numbers or one-hot rows, got {y[wrong][0]}")
        return y.argmax(axis=-1)
    if y.shape != Z.shape[:-1]:
        raise ValueError(f"{name} expected y of shape {Z.shape[:-1]}, got {y.shape}")
    if y.dtype.kind not in "iu":
        raise TypeError(f"{name} expected integer labels, got {y.dtype}")
    C = Z.shape[-1]
    if y.min() < 0 or y.max() >= C:  # -1 would silently mean the last class
        raise ValueError(f"{name} expected labels from 0 to {C - 1}, got {y.min()} to {y.max()}")
    return y
