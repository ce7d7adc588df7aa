"""What normalization does not feel, and what its slopes therefore cannot hold."""

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnlib
from tests.nnlib.layer_cases import QUICK

# eps is kept tiny here: it is the one thing that does feel the size of its input
EPS = 1e-15
CLOSE = {"rtol": 1e-7, "atol": 1e-8}
sizes = st.tuples(st.integers(3, 8), st.integers(2, 6), st.integers(0, 10_000))
scales = st.floats(0.01, 100)


def started(layer, rng):
    """Give scale and shift numbers that are not 1 and 0."""
    layer.gamma, layer.beta = rng.normal(size=layer.gamma.shape), rng.normal(size=layer.beta.shape)
    return layer


def batch(size, *behind):
    """Return a generator and a batch whose rows and columns all vary."""
    N, D, seed = size
    rng = np.random.default_rng(seed)
    while True:
        X = 3 + 2 * rng.normal(size=(N, D, *behind))
        if min(X.var(axis=0).min(), X.var(axis=1).min()) > 0.02:
            return rng, X


def both(layer, X, dY):
    """Return the output and dX in training."""
    return layer.forward(X, training=True), layer.backward(dY)


# ---- over the batch


@given(size=sizes, scale=scales, seed=st.integers(0, 99))
@QUICK
def test_batchnorm_feels_no_scale_and_no_shift_of_a_column(size, scale, seed):
    # wrong: the mean of the whole table, the variance around zero, no division
    rng, X = batch(size)
    layer, dY = started(nnlib.BatchNorm(X.shape[1], eps=EPS), rng), rng.normal(size=X.shape)
    a, c = np.random.default_rng(seed).uniform(0.5, 2, (2, X.shape[1]))
    Y, dX = both(layer, X, dY)
    Y2, dX2 = both(layer, scale * a * X + 10 * c, dY)
    np.testing.assert_allclose(Y2, Y, **CLOSE)
    # what does not move the output has a slope that much smaller
    np.testing.assert_allclose(scale * a * dX2, dX, **CLOSE)
    mirrored, _ = both(layer, -X, dY)
    np.testing.assert_allclose(mirrored - layer.beta, layer.beta - Y, **CLOSE)


@given(size=sizes, scale=scales)
@QUICK
def test_weights_before_batchnorm_have_no_length(size, scale):
    # wrong: running averages used in training; dX that forgets 1 / std
    rng, X = batch(size)
    D, H = X.shape[1], 3
    net = nnlib.Sequential(nnlib.Affine(D, H, rng=rng), nnlib.BatchNorm(H, eps=EPS))
    dY, twin = rng.normal(size=(len(X), H)), copy.deepcopy(net)
    twin.layers[0].W *= scale
    Y, _ = both(net, X, dY)
    Y2, _ = both(twin, X, dY)
    np.testing.assert_allclose(Y2, Y, **CLOSE)
    dW, dW2 = net.layers[0].dW, twin.layers[0].dW
    np.testing.assert_allclose(scale * dW2, dW, rtol=1e-6, atol=1e-7)
    # so the slope is at right angles to the weights of each unit
    along = (dW * net.layers[0].W).sum(axis=0)
    np.testing.assert_allclose(along, 0, atol=1e-8 * (1 + np.abs(dW).max()))


@given(size=sizes)
@QUICK
def test_a_bias_before_batchnorm_learns_nothing(size):
    # wrong: the road through the mean forgotten
    rng, X = batch(size)
    D = X.shape[1]
    net = nnlib.Sequential(nnlib.Affine(D, 3, rng=rng), started(nnlib.BatchNorm(3), rng))
    both(net, X, rng.normal(size=(len(X), 3)))
    np.testing.assert_allclose(net.layers[0].db, 0, atol=1e-12 * (1 + np.abs(net.grads).max()))


@given(size=sizes)
@QUICK
def test_slopes_behind_batchnorm_neither_shift_nor_stretch(size):
    # wrong: one of the three roads from X to Y left out
    rng, X = batch(size)
    layer = started(nnlib.BatchNorm(X.shape[1], eps=EPS), rng)
    _, dX = both(layer, X, rng.normal(size=X.shape))
    largest = np.abs(dX).max()
    np.testing.assert_allclose(dX.sum(axis=0), 0, atol=1e-10 * largest)
    np.testing.assert_allclose((dX * (X - X.mean(axis=0))).sum(axis=0), 0, atol=1e-9 * largest)


@given(size=sizes)
@QUICK
def test_what_batchnorm_gives_in_training(size):
    # wrong: variance divided by N - 1, gamma squared, beta before gamma
    rng, X = batch(size)
    layer = started(nnlib.BatchNorm(X.shape[1], eps=EPS), rng)
    Y = layer.forward(X, training=True)
    np.testing.assert_allclose(Y.mean(axis=0), layer.beta, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(Y.std(axis=0), np.abs(layer.gamma), rtol=1e-7)


@given(size=sizes, momentum=st.floats(0, 0.9), steps=st.integers(1, 5))
@QUICK
def test_running_averages_are_those_of_the_paper(size, momentum, steps):
    # wrong: momentum as the share of the old, biased variance, moved outside training
    rng, X = batch(size)
    layer = nnlib.BatchNorm(X.shape[1], momentum=momentum)
    mean, var = np.zeros(X.shape[1]), np.ones(X.shape[1])
    for _ in range(steps):
        X = X + rng.normal(size=X.shape)
        layer.forward(X, training=True)
        layer.forward(X + 5)
        mean = mean + momentum * (X.mean(axis=0) - mean)
        var = var + momentum * (X.var(axis=0, ddof=1) - var)
    np.testing.assert_allclose(layer.running_mean, mean, rtol=1e-12)
    np.testing.assert_allclose(layer.running_var, var, rtol=1e-12)


@given(size=sizes)
@QUICK
def test_pictures_are_many_rows_of_channels(size):
    # wrong: a mean for each pixel; channels taken from the last axis
    rng, X = batch(size, 2, 3)
    C = X.shape[1]
    layer, dY = started(nnlib.BatchNorm(C), rng), rng.normal(size=X.shape)
    twin = copy.deepcopy(layer)

    def table(A):
        return A.transpose(0, 2, 3, 1).reshape(-1, C)

    Y, dX = both(layer, X, dY)
    Y2, dX2 = both(twin, table(X), table(dY))
    np.testing.assert_allclose(table(Y), Y2, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(table(dX), dX2, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(layer.grads, twin.grads, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(layer.running_var, twin.running_var, rtol=1e-12)


@given(size=sizes, H=st.integers(1, 5))
@QUICK
def test_folded_weights_give_what_the_pair_gave(size, H):
    # wrong: the running mean added, eps outside the root, a scale for each row of W
    rng, X = batch(size)
    affine, norm = nnlib.Affine(X.shape[1], H, rng=rng), started(nnlib.BatchNorm(H, eps=0.1), rng)
    affine.b = rng.normal(size=H)
    norm.running_mean, norm.running_var = rng.normal(size=H), rng.uniform(0.1, 2, H)
    W, b = nnlib.batchnorm_fold(
        affine.W, affine.b, norm.gamma, norm.beta, norm.running_mean, norm.running_var, eps=0.1
    )
    np.testing.assert_allclose(X @ W + b, norm.forward(affine.forward(X)), rtol=1e-9, atol=1e-10)


# ---- over the sample


@given(size=sizes, scale=scales, shift=st.floats(-10, 10))
@QUICK
def test_layernorm_feels_no_scale_and_no_shift_of_a_row(size, scale, shift):
    # wrong: mean and variance over the batch, over all axes, around zero
    rng, X = batch(size)
    layer, dY = started(nnlib.LayerNorm(X.shape[1], eps=EPS), rng), rng.normal(size=X.shape)
    a, c = rng.uniform(0.5, 2, (2, len(X), 1))
    Y, dX = both(layer, X, dY)
    Y2, dX2 = both(layer, scale * a * X + shift * c, dY)
    np.testing.assert_allclose(Y2, Y, rtol=1e-5, atol=1e-6)
    assert np.abs(dX.sum(axis=1)).max() <= 1e-10 * (1 + np.abs(dX).max())
    # two features make ±1 whatever they are: what is left of the slope then is rounding
    if X.shape[1] > 2:
        largest = np.abs(dX).max()
        np.testing.assert_allclose(scale * a * dX2, dX, rtol=1e-4, atol=1e-4 * largest)


@given(size=sizes)
@QUICK
def test_layernorm_does_not_know_the_order_of_the_features(size):
    # wrong: gamma of another feature, a mean that weighs by place
    rng, X = batch(size)
    layer, dY = started(nnlib.LayerNorm(X.shape[1]), rng), rng.normal(size=X.shape)
    order, twin = rng.permutation(X.shape[1]), copy.deepcopy(layer)
    twin.gamma, twin.beta = layer.gamma[order], layer.beta[order]
    Y, dX = both(layer, X, dY)
    Y2, dX2 = both(twin, X[:, order], dY[:, order])
    np.testing.assert_allclose(Y2, Y[:, order], rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(dX2, dX[:, order], rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(twin.dgamma, layer.dgamma[order], rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(nnlib.layernorm_forward(X, layer.gamma, layer.beta), Y, rtol=1e-12)


@given(size=sizes, scale=scales)
@QUICK
def test_each_group_of_each_sample_stands_alone(size, scale):
    # wrong: groups that interleave, a mean over several samples or groups
    rng, X = batch((size[0], 6, size[2]), 3)
    layer = started(nnlib.GroupNorm(3, 6, eps=EPS), rng)
    Y = layer.forward(X)
    stretched = X.copy()
    stretched[1, 2:4] = scale * X[1, 2:4] - 7  # one group of one sample: nobody feels it
    np.testing.assert_allclose(layer.forward(stretched), Y, rtol=1e-6, atol=1e-7)
    bent = X.copy()
    bent[1, 2] *= 1.5  # half of a group: that group feels it, and no other
    moved = np.abs(layer.forward(bent) - Y).max(axis=2) > 1e-6
    assert moved[1, 2:4].all()
    assert moved.sum() == 2


@given(size=sizes)
@QUICK
def test_group_norm_between_its_two_ends(size):
    # wrong: as many groups as channels and one group mixed up
    rng, X = batch(size, 4)
    C, dY = X.shape[1], rng.normal(size=X.shape)
    gamma, beta = rng.normal(size=(2, C))
    pairs = [
        (nnlib.GroupNorm(C, C), nnlib.InstanceNorm(C), X, dY),
        (nnlib.GroupNorm(1, C), nnlib.LayerNorm(C), X[..., 0], dY[..., 0]),
    ]
    for one, other, X_seen, dY_seen in pairs:
        for layer in (one, other):
            layer.gamma, layer.beta = gamma, beta
        (Y, dX), (Y2, dX2) = both(one, X_seen, dY_seen), both(other, X_seen, dY_seen)
        np.testing.assert_allclose(Y, Y2, rtol=1e-11, atol=1e-12)
        np.testing.assert_allclose(dX, dX2, rtol=1e-9, atol=1e-10)
        np.testing.assert_allclose(one.grads, other.grads, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("make", [nnlib.LayerNorm, nnlib.InstanceNorm, nnlib.BatchNorm])
@given(size=sizes)
@QUICK
def test_gamma_and_beta_get_what_was_added_up_for_them(make, size):
    # wrong: a mean in place of the sum, the sum over the wrong axes
    N, C = size[0], size[1]
    rng, X = batch((N, C, size[2]), C) if make is nnlib.LayerNorm else batch(size, 3)
    layer = started(make(C), rng)
    dY = rng.normal(size=X.shape)
    Y, _ = both(layer, X, dY)
    axis = -1 if make is nnlib.LayerNorm else 1
    others = tuple(i for i in range(X.ndim) if i != axis % X.ndim)
    aligned = (-1,) if axis == -1 else (-1, *(1,) * (X.ndim - 2))
    X_hat = (Y - layer.beta.reshape(aligned)) / layer.gamma.reshape(aligned)
    np.testing.assert_allclose(layer.dbeta, dY.sum(axis=others), rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(layer.dgamma, (dY * X_hat).sum(axis=others), rtol=1e-6, atol=1e-6)
