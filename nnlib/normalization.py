"""Normalization gives every feature mean 0 and variance 1 inside the network.

Batch normalization measures each feature over the samples of a batch, layer normalization each
sample over its features. A learned scale gamma and shift beta give the freedom back.
"""

import math

import numpy as np

from nnlib._checks import cast, check_alike, check_count, check_positive, check_shape, check_share
from nnlib.layer import Layer

# ---- batch normalization as lesson 11 writes it


def batchnorm_forward(X, gamma, beta, state, training, momentum=0.1, eps=1e-5):
    """Normalize each feature over the batch; outside training, by the running averages.

    Parameters
    ----------
    X : ndarray, shape (N, D)
    gamma, beta : ndarray, shape (D,)
    state : dict with "mean" and "var", arrays of shape (D,)
        Running averages; in training they are replaced by new ones.
    training : bool
    momentum : float, default 0.1
        Share of the *new* batch in the running averages, as in PyTorch.
    eps : float, default 1e-5
        Added to the variance, under the root.

    Returns
    -------
    Y : ndarray, shape (N, D)
    cache : tuple
        For `batchnorm_backward`.

    Raises
    ------
    ValueError
        If X is no table of that width, gamma, beta, mean and var differ in shape or are missing,
        or a training batch has a single sample.

    Notes
    -----
    The variance that normalizes divides by N, the one that is averaged for later by N - 1
    (unbiased), as in the paper and in PyTorch.

    References
    ----------
    Ioffe and Szegedy (2015), Batch normalization, algorithms 1 and 2.
    """
    if not {"mean", "var"} <= set(state):
        raise ValueError(f'batchnorm_forward expected state with "mean" and "var", got {state!r}')
    named = {"gamma": gamma, "beta": beta, "mean": state["mean"], "var": state["var"]}
    gamma, beta, mean, var = check_alike(named, "batchnorm_forward")
    X, D = np.asarray(X), gamma.size
    if X.ndim != 2 or X.shape[1] != D:
        raise ValueError(f"batchnorm_forward expected X of shape (N, {D}), got {X.shape}")
    N = len(X)
    if training and N < 2:  # the variance of one number is 0, whatever the number
        raise ValueError(f"batchnorm needs at least 2 numbers a feature in training, got {N}")
    if training:
        old_mean, old_var = mean, var
        mean = X.mean(axis=0)
        var = ((X - mean) ** 2).mean(axis=0)  # `var` would take the absolute of complex numbers
        state["mean"] = (1 - momentum) * old_mean + momentum * mean
        state["var"] = (1 - momentum) * old_var + momentum * var * (N / (N - 1))
    std = np.sqrt(var + eps)
    X_hat = (X - mean) / std
    return gamma * X_hat + beta, (X_hat, std, gamma, training)


def batchnorm_backward(dY, cache):
    """Turn the slope of the loss in Y into its slopes in X, gamma and beta.

    Parameters
    ----------
    dY : ndarray, shape (N, D)
    cache : tuple
        From `batchnorm_forward`.

    Returns
    -------
    dX : ndarray, shape (N, D)
        After a pass in training each column adds up to 0.
    dgamma, dbeta : ndarray, shape (D,)

    Raises
    ------
    ValueError
        `batchnorm_backward expected dY of shape (7, 3), got (7, 1)`.

    Notes
    -----
    Every X moves the mean and the variance of its column, so three roads lead from X to Y. Their
    sum is

        dX = gamma / std · (dY - mean(dY) - X̂ mean(dY X̂))

    X̂ does not feel a shift of the column, so the slope loses its mean; it does not feel a
    stretch, so the slope loses its share along X̂. Both means are dbeta / N and dgamma / N.
    Outside training mean and variance are constants, and one road is left.
    """
    X_hat, std, gamma, training = cache
    dY = check_shape(dY, X_hat.shape, X_hat.dtype, "batchnorm_backward")
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    if training:
        N = len(dY)
        dX = gamma / std * (dY - dbeta / N - X_hat * (dgamma / N))
    else:
        dX = gamma / std * dY
    return dX, dgamma, dbeta


def batchnorm_fold(W, b, gamma, beta, mean, var, eps=1e-5):
    """Put a trained batch normalization into the affine map before it.

    Parameters
    ----------
    W, b : ndarray, shapes (D, H), (H,)
    gamma, beta, mean, var : ndarray, shape (H,)
    eps : float, default 1e-5

    Returns
    -------
    W, b : ndarray, shapes (D, H), (H,)
        X W + b gives what the affine map followed by the normalization gave outside training.

    Raises
    ------
    ValueError
        If b, gamma, beta, mean and var do not all have the shape (H,).
    """
    W = np.asarray(W)
    units = {"b": b, "gamma": gamma, "beta": beta, "mean": mean, "var": var}
    row = {"a row of W": np.zeros(W.shape[1:])}
    _, b, gamma, beta, mean, var = check_alike(row | units, "batchnorm_fold")
    scale = gamma / np.sqrt(var + eps)
    return W * scale, (b - mean) * scale + beta


# ---- normalization over any axes


def normalize_forward(X, gamma, beta, axes, eps=1e-5):
    """Subtract the mean, divide by the standard deviation, scale and shift.

    Parameters
    ----------
    X : ndarray
    gamma, beta : ndarray
        Broadcast against X; they may differ along the axes.
    axes : tuple of int
        Mean and (biased) variance are taken over these.
    eps : float, default 1e-5

    Returns
    -------
    Y : ndarray, shape of X
    cache : tuple
        For `normalize_backward`.
    """
    X_hat = X - X.mean(axis=axes, keepdims=True)
    inv_std = 1 / np.sqrt((X_hat * X_hat).mean(axis=axes, keepdims=True) + eps)
    X_hat *= inv_std
    return gamma * X_hat + beta, (X_hat, inv_std, gamma, axes)


def normalize_backward(dY, cache):
    """Turn the slope of the loss in Y into its slope in X, and into the summands of dgamma.

    Parameters
    ----------
    dY : ndarray, shape of Y
    cache : tuple
        From `normalize_forward`.

    Returns
    -------
    dX : ndarray, shape of X
        (G - mean(G) - X̂ mean(G X̂)) / std with G = gamma dY, as in `batchnorm_backward`; only
        that gamma may differ inside a group, so it stays with dY in the means.
    dY_X_hat : ndarray, shape of X
        Added up over where gamma was broadcast, it is dgamma.
    """
    X_hat, inv_std, gamma, axes = cache
    G = gamma * dY
    along = (G * X_hat).mean(axis=axes, keepdims=True)
    return (G - G.mean(axis=axes, keepdims=True) - X_hat * along) * inv_std, dY * X_hat


def layernorm_forward(X, gamma, beta, eps=1e-5):
    """Normalize each sample over its features.

    Parameters
    ----------
    X : ndarray, shape (..., D)
    gamma, beta : ndarray, shape (D,)
    eps : float, default 1e-5

    Returns
    -------
    Y : ndarray, shape (..., D)
        No batch, no running averages, no difference between training and use.

    References
    ----------
    Ba, Kiros and Hinton (2016), Layer normalization.
    """
    X = np.asarray(X)
    sample = {"a sample": np.zeros(X.shape[-1:])}
    _, gamma, beta = check_alike(sample | {"gamma": gamma, "beta": beta}, "layernorm_forward")
    return normalize_forward(X, gamma, beta, (-1,), eps)[0]


# ---- layers


class BatchNorm(Layer):
    """Normalize each feature, or each channel of pictures, over the batch.

    Parameters
    ----------
    features : int
        D of X (N, D), or C of X (N, C, ...): everything but axis 1 is averaged over.
    momentum : float, default 0.1
        Share of the *new* batch in the running averages, at least 0 and below 1.
    eps : float, default 1e-5
    dtype : numpy dtype, default float64

    Attributes
    ----------
    gamma, beta : ndarray, shape (features,)
        Start: 1 and 0. A bias right before this layer is useless: the mean takes it away again.
    running_mean, running_var : ndarray, shape (features,)
        What is used outside training; the variance unbiased. Start: 0 and 1.

    References
    ----------
    Ioffe and Szegedy (2015), Batch normalization.
    """

    config = ("features", "momentum", "eps")
    state = ("running_mean", "running_var")

    def __init__(self, features, *, momentum=0.1, eps=1e-5, dtype=np.float64):
        D = self.features = check_count(features, "BatchNorm: features")
        super().__init__({"gamma": (D,), "beta": (D,)}, dtype)
        self.gamma = np.ones(D)
        self.momentum = check_share(momentum, "BatchNorm: momentum")
        self.eps = check_positive(eps, "BatchNorm: eps")
        self.running_mean, self.running_var = np.zeros(D), np.ones(D)

    def forward(self, X, training=False):
        """Normalize by the batch while training, else by the running averages; shape of X.

        Raises
        ------
        ValueError
            `BatchNorm expected X of shape (N, 32, ...), got (7, 30)`, or for a training batch
            with one number a feature: its variance is 0, whatever it holds.
        """
        X, D = cast(X, self.dtype, self.name), self.features
        if X.ndim < 2 or X.shape[1] != D:
            raise ValueError(f"{self.name} expected X of shape (N, {D}, ...), got {X.shape}")
        # in the dtype of X, or a float32 network would go on in float64
        state = {"mean": self.running_mean.astype(X.dtype), "var": self.running_var.astype(X.dtype)}
        Y, cache = batchnorm_forward(
            _table(X), self.gamma, self.beta, state, training, self.momentum, self.eps
        )
        if training:
            self.running_mean, self.running_var = state["mean"].real, state["var"].real
        self._remember(cache, X.shape)
        return _untable(Y, X.shape)

    def backward(self, dY):
        """Return dX, overwrite dgamma and dbeta; after a forward pass outside training too."""
        cache, shape = self._remembered()
        dY = check_shape(dY, shape, self.dtype, self.name)
        dX, self.dgamma, self.dbeta = batchnorm_backward(_table(dY), cache)
        return _untable(dX, shape)


class LayerNorm(Layer):
    """Normalize each sample over its features, at every place of leading axes.

    Parameters
    ----------
    features : int
        D of X (..., D). With a single one the output is beta, whatever comes in, as in PyTorch.
    eps : float, default 1e-5
    dtype : numpy dtype, default float64

    Attributes
    ----------
    gamma, beta : ndarray, shape (features,)
        Start: 1 and 0.

    References
    ----------
    Ba, Kiros and Hinton (2016), Layer normalization.
    """

    config = ("features", "eps")

    def __init__(self, features, *, eps=1e-5, dtype=np.float64):
        D = self.features = check_count(features, "LayerNorm: features")
        super().__init__({"gamma": (D,), "beta": (D,)}, dtype)
        self.gamma = np.ones(D)
        self.eps = check_positive(eps, "LayerNorm: eps")

    def forward(self, X, training=False):
        """Return the normalized samples, shape of X; the same in training and outside."""
        X = cast(X, self.dtype, self.name)
        if X.ndim < 2 or X.shape[-1] != self.features:
            raise ValueError(f"{self.name} expected X of shape (N, {self.features}), got {X.shape}")
        Y, cache = normalize_forward(X, self.gamma, self.beta, (-1,), self.eps)
        self._remember(*cache)
        return Y

    def backward(self, dY):
        """Return dX, overwrite dgamma and dbeta."""
        cache = self._remembered()
        dY = check_shape(dY, cache[0].shape, self.dtype, self.name)
        dX, dY_X_hat = normalize_backward(dY, cache)
        leading = tuple(range(dY.ndim - 1))
        dY_X_hat.sum(axis=leading, out=self.dgamma)
        dY.sum(axis=leading, out=self.dbeta)
        return dX


class GroupNorm(Layer):
    """Normalize each sample over groups of its channels, whatever the batch.

    Parameters
    ----------
    groups : int
        Divides the channels equally; 1 takes all together.
    channels : int
        C of X (N, C, ...).
    eps : float, default 1e-5
    dtype : numpy dtype, default float64

    Attributes
    ----------
    gamma, beta : ndarray, shape (channels,)
        Start: 1 and 0.

    Raises
    ------
    ValueError
        If the groups do not divide the channels.

    References
    ----------
    Wu and He (2018), Group normalization.
    """

    config = ("groups", "channels", "eps")

    def __init__(self, groups, channels, *, eps=1e-5, dtype=np.float64):
        name = type(self).__name__
        self.groups = check_count(groups, f"{name}: groups")
        C = self.channels = check_count(channels, f"{name}: channels")
        if C % self.groups:
            raise ValueError(f"{name} cannot divide {C} channels into {self.groups} groups")
        super().__init__({"gamma": (C,), "beta": (C,)}, dtype)
        self.gamma = np.ones(C)
        self.eps = check_positive(eps, f"{name}: eps")

    def forward(self, X, training=False):
        """Return the normalized samples, shape of X; the same in training and outside.

        Raises
        ------
        ValueError
            `GroupNorm expected X of shape (N, 6, ...), got (7, 4)`, or if a group of a sample is
            a single number, which its own mean would turn into 0 whatever it was.
        """
        X, C = cast(X, self.dtype, self.name), self.channels
        if X.ndim < 2 or X.shape[1] != C:
            raise ValueError(f"{self.name} expected X of shape (N, {C}, ...), got {X.shape}")
        grouped = self._grouped(X)
        if math.prod(grouped.shape[2:]) < 2:  # one number is its own mean, and would become 0
            raise ValueError(
                f"{self.name} expected two numbers or more in each of {self.groups} groups, "
                f"got X of shape {X.shape}"
            )
        aligned = (1, *grouped.shape[1:3]) + (1,) * (grouped.ndim - 3)
        gamma, beta = self.gamma.reshape(aligned), self.beta.reshape(aligned)
        axes = tuple(range(2, grouped.ndim))
        Y, cache = normalize_forward(grouped, gamma, beta, axes, self.eps)
        self._remember(*cache, X.shape)
        return Y.reshape(X.shape)

    def backward(self, dY):
        """Return dX, overwrite dgamma and dbeta."""
        *cache, shape = self._remembered()
        dY = check_shape(dY, shape, self.dtype, self.name)
        dX, dY_X_hat = normalize_backward(self._grouped(dY), cache)
        axes = (0, *range(2, dY.ndim))
        dY_X_hat.reshape(shape).sum(axis=axes, out=self.dgamma)
        dY.sum(axis=axes, out=self.dbeta)
        return dX.reshape(shape)

    def _grouped(self, X):
        """Return X as (N, groups, channels of a group, ...)."""
        return X.reshape(len(X), self.groups, self.channels // self.groups, *X.shape[2:])


class InstanceNorm(GroupNorm):
    """Normalize each channel of each picture by itself: as many groups as channels.

    Parameters
    ----------
    channels : int
        C of X (N, C, ...), at least two numbers in each channel.
    eps : float, default 1e-5
    dtype : numpy dtype, default float64

    References
    ----------
    Ulyanov, Vedaldi and Lempitsky (2016), Instance normalization.
    """

    config = ("channels", "eps")

    def __init__(self, channels, *, eps=1e-5, dtype=np.float64):
        super().__init__(channels, channels, eps=eps, dtype=dtype)


def _table(X):
    """Return X (N, C, ...) as a table with one column for each channel."""
    return X if X.ndim == 2 else np.moveaxis(X, 1, -1).reshape(-1, X.shape[1])


def _untable(table, shape):
    """Undo `_table`."""
    if len(shape) == 2:
        return table
    return np.moveaxis(table.reshape(shape[0], *shape[2:], shape[1]), -1, 1)
