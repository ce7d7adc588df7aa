"""Noise inside a network: what it keeps on average, and how its slope follows it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnlib
from tests.nnlib.layer_cases import QUICK

shares = st.just(0.0) | st.floats(0.05, 0.9)
seeds = st.integers(0, 10_000)
MASKED = {
    "Dropout": (nnlib.Dropout, (40, 50)),
    "SpatialDropout": (nnlib.SpatialDropout, (40, 50, 2, 3)),
}


def drawn(make, p, seed):
    return make(p, rng=np.random.default_rng(seed))


# ---- masks


@pytest.mark.parametrize("name", MASKED)
@given(p=shares, seed=seeds)
@QUICK
def test_the_mean_stays_what_it_was(name, p, seed):
    # wrong: nothing scaled, scaled by 1 - p or 1 / p, p as the share that is kept
    make, shape = MASKED[name]
    Y = drawn(make, p, seed).forward(np.ones(shape), training=True)
    draws = shape[0] * shape[1]  # of channels: what stands behind one is no draw of its own
    spread = np.sqrt(p / (1 - p) / draws)
    assert abs(Y.mean() - 1) <= 6 * spread + 1e-12
    assert abs((Y == 0).mean() - p) <= 6 * np.sqrt(p * (1 - p) / draws)
    np.testing.assert_allclose(np.unique(Y[Y > 0]), 1 / (1 - p), rtol=1e-15)


@pytest.mark.parametrize("name", MASKED)
@given(p=shares, seed=seeds)
@QUICK
def test_the_slope_goes_through_the_same_holes(name, p, seed):
    # wrong: a second mask for backward, a slope that is not scaled, a mask that X has a say in
    make, shape = MASKED[name]
    rng = np.random.default_rng(seed)
    layer, X, dY = drawn(make, p, seed), rng.normal(size=shape), rng.normal(size=shape)
    X[0] = 0  # a unit that says 0 is not a unit that was silenced
    Y = layer.forward(X, training=True)
    mask = layer.backward(np.ones(shape))
    np.testing.assert_array_equal(Y, X * mask)
    np.testing.assert_array_equal(layer.backward(dY), dY * mask)
    again = drawn(make, p, seed).forward(rng.normal(size=shape), training=True)
    np.testing.assert_array_equal(again == 0, mask == 0)


@pytest.mark.parametrize("make", [nnlib.Dropout, nnlib.SpatialDropout, nnlib.AlphaDropout])
@given(p=shares, seed=seeds)
@QUICK
def test_in_use_nothing_is_silenced(make, p, seed):
    # wrong: masks in use, scaling in use, a slope through the mask of an earlier pass
    rng = np.random.default_rng(seed)
    layer, X, dY = drawn(make, p, seed), *rng.normal(size=(2, 4, 3, 2))
    layer.forward(X, training=True)
    np.testing.assert_array_equal(layer.forward(X), X)
    np.testing.assert_array_equal(layer.backward(dY), dY)
    off = drawn(make, 0, seed)
    np.testing.assert_array_equal(off.forward(X, training=True), X)
    np.testing.assert_array_equal(off.backward(dY), dY)


@given(seed=seeds)
@QUICK
def test_every_pass_draws_anew_and_every_seed_repeats(seed):
    # wrong: one mask for ever, a global generator
    X = np.ones((8, 10))
    for make in (nnlib.Dropout, nnlib.AlphaDropout):
        layer, twin = drawn(make, 0.5, seed), drawn(make, 0.5, seed)
        first, second = (layer.forward(X, training=True) for _ in range(2))
        assert (first != second).any()
        np.testing.assert_array_equal(twin.forward(X, training=True), first)
        np.testing.assert_array_equal(twin.forward(X, training=True), second)


@given(p=shares, seed=seeds)
@QUICK
def test_the_function_is_the_layer(p, seed):
    # wrong: the function of the lesson and the layer draw different masks
    A, dA = np.random.default_rng(seed + 1).normal(size=(2, 6, 5))
    Y, mask = nnlib.dropout_forward(A, p, np.random.default_rng(seed))
    layer = drawn(nnlib.Dropout, p, seed)
    np.testing.assert_array_equal(layer.forward(A, training=True), Y)
    np.testing.assert_array_equal(layer.backward(dA), nnlib.dropout_backward(dA, mask))
    off, ones = nnlib.dropout_forward(A, p, np.random.default_rng(seed), training=False)
    np.testing.assert_array_equal(off, A)
    assert (ones == 1).all()


@given(p=st.floats(0.2, 0.8), seed=seeds)
@QUICK
def test_whole_channels_fall_silent(p, seed):
    # wrong: single pixels, the same channels for every sample, samples in place of channels
    layer = drawn(nnlib.SpatialDropout, p, seed)
    Y = layer.forward(np.ones((30, 20, 3, 2)), training=True)
    silent = Y == 0
    assert (silent == silent[:, :, :1, :1]).all()
    channels = silent[:, :, 0, 0]
    assert 0 < channels.sum() < channels.size
    assert (channels != channels[0]).any()
    assert (channels != channels[:, :1]).any()


# ---- SELU's own noise


@given(p=st.just(0.0) | st.floats(0.05, 0.5), seed=seeds)
@QUICK
def test_alpha_dropout_keeps_mean_and_variance(p, seed):
    # wrong: dropped to 0 and not to the floor, a and b of another paper, variance alone
    X = np.random.default_rng(seed + 1).normal(size=(400, 100))
    X = (X - X.mean()) / X.std()
    Y = drawn(nnlib.AlphaDropout, p, seed).forward(X, training=True)
    # 40,000 draws; the spread of the mean is 1/200, of the variance at most 2/200
    assert abs(Y.mean()) < 6 / 200
    assert abs(Y.var() - 1) < 6 * 2 / 200


@given(p=st.floats(0.1, 0.6), seed=seeds)
@QUICK
def test_alpha_dropout_sends_units_to_one_floor(p, seed):
    # wrong: a floor that depends on X, a slope through what was dropped
    X = np.random.default_rng(seed + 1).normal(size=(30, 20))
    layer = drawn(nnlib.AlphaDropout, p, seed)
    Y = layer.forward(X, training=True)
    slope = layer.backward(np.ones_like(X))
    dropped = slope == 0
    assert np.ptp(Y[dropped]) < 1e-12
    assert abs(dropped.mean() - p) <= 6 * np.sqrt(p * (1 - p) / X.size)
    a = slope.max()
    assert set(np.unique(slope)) == {0, a}
    kept = Y[~dropped] - a * X[~dropped]
    assert np.ptp(kept) < 1e-12  # Y = a X + b


# ---- weights that sleep


@given(p=st.floats(0.2, 0.8), seed=seeds)
@QUICK
def test_dropconnect_silences_weights_and_not_samples(p, seed):
    # wrong: a mask for each sample, a bias that sleeps, dW of a weight that was asleep
    rng = np.random.default_rng(seed)
    layer = nnlib.DropConnect(12, 9, p, rng=rng)
    layer.b = rng.normal(size=9)
    awake = layer.forward(np.eye(12), training=True) - layer.b  # row d is W[d] times its mask
    asleep = np.abs(awake) < 1e-12
    np.testing.assert_allclose(awake[~asleep], layer.W[~asleep] / (1 - p), rtol=1e-9)
    assert abs(asleep.mean() - p) <= 6 * np.sqrt(p * (1 - p) / asleep.size)
    layer.backward(np.ones((12, 9)))
    np.testing.assert_allclose(layer.dW, np.where(asleep, 0, 1 / (1 - p)), rtol=1e-12)
    assert (layer.db == 12).all()
    alike = layer.forward(np.ones((5, 12)), training=True)
    np.testing.assert_allclose(alike, alike[:1].repeat(5, axis=0), rtol=1e-12)


@given(p=st.floats(0, 0.8), seed=seeds)
@QUICK
def test_dropconnect_in_use_is_an_affine_map(p, seed):
    # wrong: weights scaled in use, the mask of the last training pass left on
    rng = np.random.default_rng(seed)
    layer, X, dZ = nnlib.DropConnect(4, 3, p, rng=rng), *rng.normal(size=(2, 5, 4))
    layer.forward(X, training=True)
    twin = nnlib.Affine(4, 3)
    twin.params = layer.params
    np.testing.assert_array_equal(layer.forward(X), twin.forward(X))
    np.testing.assert_array_equal(layer.backward(dZ[:, :3]), twin.backward(dZ[:, :3]))
    np.testing.assert_array_equal(layer.grads, twin.grads)


def test_the_mean_of_many_maps_is_the_map(rng):
    # wrong: kept weights not scaled, so that use is louder than training
    layer, X = nnlib.DropConnect(6, 4, 0.4, rng=rng), rng.normal(size=(3, 6))
    many = np.array([layer.forward(X, training=True) for _ in range(4000)])
    spread = many.std(axis=0) / np.sqrt(len(many))
    assert (np.abs(many.mean(axis=0) - layer.forward(X)) <= 6 * spread).all()
