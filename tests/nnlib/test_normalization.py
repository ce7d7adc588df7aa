"""Normalization worked out on paper."""

import math

import numpy as np
import pytest

import nnlib
from nnlib.normalization import normalize_backward, normalize_forward

# columns 1, 3, 5 and 2, 2, 8: means 3 and 4, variances 8/3 and 8, unbiased 4 and 12
X = np.array([[1.0, 2.0], [3.0, 2.0], [5.0, 8.0]])
MEAN, VAR, UNBIASED = np.array([3.0, 4.0]), np.array([8 / 3, 8.0]), np.array([4.0, 12.0])
CENTRED = np.array([[-2.0, -2.0], [0.0, -2.0], [2.0, 4.0]])


def norm(eps=1e-300, **options):
    layer = nnlib.BatchNorm(2, eps=eps, **options)
    layer.gamma, layer.beta = [2, 3], [10, 20]
    return layer


def test_batchnorm_in_training():
    expected = [2, 3] * CENTRED / np.sqrt(VAR) + [10, 20]
    np.testing.assert_allclose(norm().forward(X, training=True), expected, rtol=1e-14)
    # eps is added to the variance under the root, not to the root
    expected = [2, 3] * CENTRED / np.sqrt(VAR + 1) + [10, 20]
    np.testing.assert_allclose(norm(eps=1).forward(X, training=True), expected, rtol=1e-14)


def test_running_averages_step_by_step():
    # wrong: biased variance, momentum as what is kept, the start forgotten
    layer = norm(momentum=0.25)
    assert layer.running_mean.tolist() == [0, 0]
    assert layer.running_var.tolist() == [1, 1]
    layer.forward(X, training=True)
    np.testing.assert_allclose(layer.running_mean, MEAN / 4, rtol=1e-15)
    np.testing.assert_allclose(layer.running_var, 3 / 4 + UNBIASED / 4, rtol=1e-15)
    layer.forward(2 * X, training=True)
    np.testing.assert_allclose(layer.running_mean, 3 / 4 * MEAN / 4 + 2 * MEAN / 4, rtol=1e-15)
    expected = 3 / 4 * (3 / 4 + UNBIASED / 4) + 4 * UNBIASED / 4
    np.testing.assert_allclose(layer.running_var, expected, rtol=1e-15)


def test_batchnorm_in_use_takes_the_running_averages():
    layer = norm()
    layer.running_mean, layer.running_var = np.array([1.0, 0.0]), np.array([4.0, 16.0])
    Y = layer.forward([[3.0, 8.0]])
    assert Y.tolist() == [[2 * 2 / 2 + 10, 3 * 8 / 4 + 20]]
    dX = layer.backward([[1.0, 1.0]])  # mean and variance are constants now
    assert dX.tolist() == [[2 / 2, 3 / 4]]
    assert layer.dgamma.tolist() == [2 / 2, 8 / 4]
    assert layer.dbeta.tolist() == [1, 1]
    assert layer.running_mean.tolist() == [1, 0]


def test_slopes_of_batchnorm():
    # first column: X̂ = (-1, 0, 1) √(3/2), dY = (1, 0, 0), so dbeta = 1, dgamma = -√(3/2), and
    # dX = gamma / std · (dY - 1/3 + X̂ √(3/2) / 3) = 2 / √(8/3) · (1/6, -1/3, 1/6)
    layer = norm()
    layer.forward(X, training=True)
    dX = layer.backward([[1.0, 0.0], [0.0, 0.0], [0.0, 0.0]])
    expected = 2 / math.sqrt(8 / 3) * np.array([1 / 6, -1 / 3, 1 / 6])
    np.testing.assert_allclose(dX[:, 0], expected, rtol=1e-13)
    assert not dX[:, 1].any()
    np.testing.assert_allclose(layer.dgamma, [-math.sqrt(3 / 2), 0], rtol=1e-13)
    assert layer.dbeta.tolist() == [1, 0]


def test_the_function_of_lesson_eleven_is_the_layer():
    layer, state = norm(momentum=0.2), {"mean": np.zeros(2), "var": np.ones(2)}
    kept = state["mean"]
    options = {"momentum": 0.2, "eps": 1e-300}
    for training in (True, False):
        Y, cache = nnlib.batchnorm_forward(X, [2, 3], [10, 20], state, training, **options)
        np.testing.assert_array_equal(layer.forward(X, training=training), Y)
        dX, dgamma, dbeta = nnlib.batchnorm_backward(CENTRED, cache)
        np.testing.assert_array_equal(layer.backward(CENTRED), dX)
        np.testing.assert_array_equal((layer.dgamma, layer.dbeta), (dgamma, dbeta))
    np.testing.assert_array_equal(layer.running_mean, state["mean"])
    np.testing.assert_array_equal(layer.running_var, state["var"])
    assert kept.tolist() == [0, 0]  # replaced and not written into


def test_folding_by_hand():
    # Z = 2 x + 1, then (Z - 3) / 2 · 5 + 7 = 5 x + 2
    W, b = nnlib.batchnorm_fold([[2.0]], [1.0], [5.0], [7.0], [3.0], [4.0], eps=1e-300)
    assert W.tolist() == [[5]]
    assert b.tolist() == [2]


def test_a_network_after_folding_is_the_network_before(rng):
    net = nnlib.Sequential(
        nnlib.Affine(4, 5, rng=rng), nnlib.BatchNorm(5), nnlib.ReLU(), nnlib.Affine(5, 2, rng=rng)
    )
    for _ in range(20):
        net.forward(2 + 3 * rng.normal(size=(16, 4)), training=True)
    affine, norm, relu, last = net.layers
    W, b = nnlib.batchnorm_fold(
        affine.W, affine.b, norm.gamma, norm.beta, norm.running_mean, norm.running_var
    )
    X = rng.normal(size=(6, 4))
    np.testing.assert_allclose(last.forward(relu.forward(X @ W + b)), net.forward(X), rtol=1e-10)


def test_layernorm():
    # rows (1, 2, 6) and (-3, 0, 3): means 3 and 0, variances 14/3 and 6
    layer = nnlib.LayerNorm(3, eps=1e-300)
    layer.gamma, layer.beta = [1, 2, 3], [0, 0, 10]
    rows = np.array([[1.0, 2, 6], [-3, 0, 3]])
    expected = np.array(
        [
            [-2 / math.sqrt(14 / 3), -2 / math.sqrt(14 / 3), 9 / math.sqrt(14 / 3) + 10],
            [-3 / math.sqrt(6), 0, 9 / math.sqrt(6) + 10],
        ]
    )
    for training in (True, False):
        np.testing.assert_allclose(layer.forward(rows, training=training), expected, rtol=1e-14)
    got = nnlib.layernorm_forward(rows, [1, 2, 3], [0, 0, 10], eps=1e-300)
    np.testing.assert_allclose(got, expected, rtol=1e-14)


def test_layernorm_of_a_single_feature_is_its_shift():
    layer = nnlib.LayerNorm(1)
    layer.beta = [4]
    assert layer.forward([[3.0], [-8.0]]).tolist() == [[4], [4]]


def test_groupnorm():
    # one sample of four channels with one pixel each: groups (1, 3) and (10, 20)
    layer = nnlib.GroupNorm(2, 4, eps=1e-300)
    layer.gamma, layer.beta = [1, 2, 3, 4], [0, 0, 0, 100]
    assert layer.forward([[1.0, 3, 10, 20]]).tolist() == [[-1, 2, -3, 104]]


def test_instancenorm():
    # two channels of two pixels: (0, 4) becomes ±1, (5, 7) too
    layer = nnlib.InstanceNorm(2, eps=1e-300)
    layer.gamma = [1, 3]
    assert layer.forward([[[0.0, 4], [5, 7]]]).tolist() == [[[-1, 1], [-3, 3]]]
    assert (layer.groups, layer.channels) == (2, 2)


def test_the_slope_of_a_group_whose_gamma_differs_inside(rng):
    # wrong: gamma taken out of the means, right only where it is one number
    A, gamma, dY = rng.normal(size=(2, 5)), rng.normal(size=5), rng.normal(size=(2, 5))
    _, cache = normalize_forward(A, gamma, np.zeros(5), (1,))
    dX, _ = normalize_backward(dY, cache)
    exact = nnlib.complex_step_gradient(
        lambda A: (normalize_forward(A, gamma, np.zeros(5), (1,))[0] * dY).sum(), A
    )
    np.testing.assert_allclose(dX, exact, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("make", [nnlib.BatchNorm, nnlib.LayerNorm, nnlib.InstanceNorm])
def test_a_constant_gives_the_shift_and_no_nan(make):
    # wrong: 0 / 0, because eps comes after the root or not at all
    layer = make(3)
    layer.beta = [1, 2, 3]
    shape = (4, 3) if make is nnlib.LayerNorm else (4, 3, 2)
    constant = np.full(shape, 7.0)
    Y = layer.forward(constant, training=True)
    assert np.isfinite(layer.backward(np.ones(shape))).all()
    expected = layer.beta if make is nnlib.LayerNorm else layer.beta[:, None]
    np.testing.assert_array_equal(Y, np.broadcast_to(expected, shape))
