"""A loss is one number that says how far a batch of outputs is from its targets.

`forward` computes it, `backward` says which way to move each output. All losses here are means,
so a batch of 8 and a batch of 512 pull equally hard.
"""

import numpy as np

from nnlib.activations import log_softmax


class Loss:
    """Remember one forward pass; the base of every loss."""

    _cache = None

    def forward(self, Z, y):
        """Return the loss of outputs Z against targets y, one number."""
        raise NotImplementedError(f"{type(self).__name__} has no forward yet")

    def backward(self):
        """Return dZ, the slope of the loss in each output of the last forward pass."""
        raise NotImplementedError(f"{type(self).__name__} has no backward yet")

    def _remembered(self):
        if self._cache is None:
            raise RuntimeError(f"{type(self).__name__}: backward was called before forward")
        return self._cache


class MeanSquaredError(Loss):
    """Average the squared differences over *all* entries, samples and outputs alike.

    Notes
    -----
    loss = Σ (Z - Y)² / (N C) and dZ = 2 (Z - Y) / (N C) for shape (N, C): twice the outputs at
    the same errors give the same loss. Some books divide by N alone or by 2 N; then a learning
    rate means something else.
    """

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
            Complex if Z is, for complex-step tests.

        Raises
        ------
        ValueError
            `MeanSquaredError expected Y of shape (5, 1), got (5,)`, or for an empty batch.
        """
        Z, Y = np.asarray(Z), np.asarray(Y)
        # numpy would take (5, 1) - (5,) for 25 differences, and training would look healthy
        if Y.shape != Z.shape:
            raise ValueError(f"MeanSquaredError expected Y of shape {Z.shape}, got {Y.shape}")
        if Z.size == 0:
            raise ValueError(f"MeanSquaredError got an empty batch of shape {Z.shape}")
        # bool and unsigned integers have no negative numbers to hold a difference
        Y = Y if Y.dtype.kind in "fc" else Y.astype(np.float64)
        difference = (Z - Y).astype(np.result_type(Z, np.float32), copy=False)
        self._cache = difference
        return (difference * difference).mean().item()

    def backward(self):
        """Return dZ, shape of Z."""
        difference = self._remembered()
        return difference * (2 / difference.size)


def softmax_cross_entropy(Z, y):
    """Compute the mean cross-entropy of scores and its slope in each of them.

    Parameters
    ----------
    Z : array_like, shape (N, C)
        Logits, not probabilities; not changed. Any leading axes: (B, T, C) goes with y of
        shape (B, T).
    y : array_like of int, shape (N,)
        The right class of each sample, 0 to C - 1.

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
        an empty batch.
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
    Z, y = np.asarray(Z), np.asarray(y)
    _check_labels(Z, y)
    N, C = y.size, Z.shape[-1]
    log_P = log_softmax(Z).reshape(N, C)
    right = np.arange(N), y.reshape(N)
    loss = -log_P[right].mean().item()
    dZ = np.exp(log_P)
    dZ[right] -= 1
    return loss, (dZ / N).reshape(Z.shape)


class SoftmaxCrossEntropy(Loss):
    """Average -log(probability of the right class); see `softmax_cross_entropy`."""

    def forward(self, Z, y):
        """Return the mean cross-entropy in nats.

        Parameters
        ----------
        Z : array_like, shape (N, C)
            Logits, not probabilities. Any leading axes: (B, T, C) goes with y of shape (B, T).
        y : array_like of int, shape (N,)
            The right class of each sample, 0 to C - 1.

        Returns
        -------
        loss : float
        """
        loss, self._cache = softmax_cross_entropy(Z, y)
        return loss

    def backward(self):
        """Return dZ = (P - one_hot(y)) / N, shape of Z."""
        return self._remembered().copy()


def _check_labels(Z, y):
    """Refuse labels that numpy would index or broadcast with in another sense."""
    name = "softmax_cross_entropy"
    if Z.ndim < 2 or Z.size == 0:
        raise ValueError(f"{name} expected logits of shape (N, C), got {Z.shape}")
    if y.shape != Z.shape[:-1]:
        hint = " (class numbers, not one-hot rows)" if y.shape == Z.shape else ""
        raise ValueError(f"{name} expected y of shape {Z.shape[:-1]}, got {y.shape}{hint}")
    if y.dtype.kind not in "iu":
        raise TypeError(f"{name} expected integer labels, got {y.dtype}")
    C = Z.shape[-1]
    if y.min() < 0 or y.max() >= C:  # -1 would silently mean the last class
        raise ValueError(f"{name} expected labels from 0 to {C - 1}, got {y.min()} to {y.max()}")
