"""Starts: moments, bounds and shapes of what is drawn, and the statistics that judge it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnlib
from nnlib import initialization
from tests.nnlib.layer_cases import QUICK

SHAPE = (300, 200)
N = SHAPE[0] * SHAPE[1]
CASES = {
    # what is drawn, its variance by the paper
    "normal": (lambda rng, kind: initialization.normal(SHAPE, rng, 0.3), 0.09),
    "uniform": (lambda rng, kind: initialization.uniform(SHAPE, rng, 0.3), 0.03),
    "lecun": (lambda rng, kind: nnlib.lecun(SHAPE, rng, kind), 1 / 300),
    "xavier": (lambda rng, kind: nnlib.xavier(SHAPE, rng, kind), 2 / 500),
    "xavier, gain": (lambda rng, kind: nnlib.xavier(SHAPE, rng, kind, gain=5 / 3), 25 / 9 / 250),
    "he": (lambda rng, kind: nnlib.he(SHAPE, rng, kind), 2 / 300),
    "he, leaky": (lambda rng, kind: nnlib.he(SHAPE, rng, kind, alpha=0.5), 2 / 1.25 / 300),
    "he, convolution": (
        lambda rng, kind: nnlib.he((100, 24, 5, 5), rng, kind).reshape(SHAPE),
        2 / (24 * 25),
    ),
}


def moments(W):
    return W.mean(), W.var(), (W**4).mean() / W.var() ** 2


@pytest.mark.parametrize("kind", ["normal", "uniform"])
@pytest.mark.parametrize("name", CASES)
def test_moments(name, kind):
    # wrong: fan_out for fan_in, a standard deviation for a variance, gain not squared
    draw, variance = CASES[name]
    W = draw(np.random.default_rng(2), kind)
    assert W.shape == SHAPE
    assert W.dtype == np.float64
    kind = name if name in ("normal", "uniform") else kind
    fourth = 3 if kind == "normal" else 9 / 5
    mean, var, kurtosis = moments(W)
    assert abs(mean) < 6 * math.sqrt(variance / N)
    assert abs(var / variance - 1) < 6 * math.sqrt((fourth - 1) / N)
    assert kurtosis == pytest.approx(fourth, abs=0.1)
    if kind == "uniform":
        # a box of this variance reaches √3 standard deviations, and 60,000 draws come near it
        limit = math.sqrt(3 * variance)
        assert 0.999 * limit < np.abs(W).max() <= limit
    else:
        assert np.abs(W).max() > 3.5 * math.sqrt(variance)


@given(D=st.integers(1, 12), H=st.integers(1, 12), gain=st.floats(0.1, 3), seed=st.integers(0, 999))
@QUICK
def test_orthogonal_matrices_turn_and_do_not_stretch(D, H, gain, seed):
    # wrong: rows of unit length that are no right angles, gain squared, the transpose
    W = nnlib.orthogonal((D, H), np.random.default_rng(seed), gain)
    assert W.shape == (D, H)
    product = W.T @ W if D >= H else W @ W.T
    np.testing.assert_allclose(product, gain**2 * np.eye(min(D, H)), atol=1e-12 * gain**2)
    x = np.random.default_rng(seed + 1).normal(size=D)
    if D <= H:
        assert np.linalg.norm(x @ W) == pytest.approx(gain * np.linalg.norm(x), rel=1e-10)


def test_all_turns_are_as_likely():
    # wrong: the signs that QR likes: W[0, 0] is then never above 0
    corner = [nnlib.orthogonal((3, 3), np.random.default_rng(i))[0, 0] for i in range(400)]
    assert abs(np.mean(np.array(corner) > 0) - 0.5) < 6 * 0.5 / math.sqrt(400)
    # a coordinate of a random direction in space is uniform on [-1, 1]
    assert abs(np.var(corner) - 1 / 3) < 0.1


def test_fans_by_hand():
    assert nnlib.fans((64, 32)) == (64, 32)
    assert nnlib.fans((16, 3, 5, 4)) == (3 * 20, 16 * 20)
    assert nnlib.fans([1, 1]) == (1, 1)


def test_the_plain_starts():
    assert initialization.zeros((2, 3)).tolist() == [[0, 0, 0], [0, 0, 0]]
    assert initialization.constant((2, 2), 3).tolist() == [[3, 3], [3, 3]]
    assert initialization.constant((1,), 3).dtype == np.float64
    assert not initialization.normal((5, 5), np.random.default_rng(0), 0).any()


# ---- a whole network


def test_a_scheme_starts_every_affine_layer_and_nothing_else():
    # wrong: biases drawn, gamma overwritten, inner networks forgotten, one draw for all layers
    rng = np.random.default_rng(0)
    inner = nnlib.Sequential(nnlib.Affine(30, 30), nnlib.DropConnect(30, 30, 0.5))
    net = nnlib.Sequential(nnlib.Affine(20, 30), nnlib.BatchNorm(30), inner)
    net.params = net.params * 0 + 5
    assert nnlib.initialize(net, "xavier", rng, scale=2) is net
    for layer, fans in ((net.layers[0], 50), (inner.layers[0], 60), (inner.layers[1], 60)):
        assert layer.W.std() == pytest.approx(2 * math.sqrt(2 / fans), rel=0.1)
        assert not layer.b.any()
    assert (net.layers[1].gamma == 5).all()
    assert (inner.layers[0].W != inner.layers[1].W).all()
    again = np.random.default_rng(0)
    np.testing.assert_array_equal(net.layers[0].W, 2 * nnlib.xavier((20, 30), again))
    np.testing.assert_array_equal(inner.layers[0].W, 2 * nnlib.xavier((30, 30), again))


@pytest.mark.parametrize("scheme", nnlib.SCHEMES)
def test_every_scheme_starts_a_network_in_its_dtype(scheme):
    net = nnlib.mlp([6, 5, 4], dtype=np.float32)
    nnlib.initialize(net, scheme, np.random.default_rng(0))
    assert net.params.dtype == np.float32
    W = net.layers[0].W
    distinct = {"zeros": 1, "constant": 1}.get(scheme, 5)
    assert nnlib.distinct_units(W) == distinct
    assert {"zeros": 0, "constant": np.float32(0.1)}.get(scheme, W[0, 0]) == W[0, 0]


def test_lsuv_gives_every_layer_variance_one(rng):
    # wrong: only the first layer, variance before the weights were divided, of the activation
    net = nnlib.mlp([20, 50, 30, 10], nnlib.Tanh, rng=rng)
    X = 7 * rng.normal(size=(400, 20)) + 3
    before = X.copy()
    assert nnlib.lsuv(net, X, rng, tolerance=1e-6, tries=50) is net
    np.testing.assert_array_equal(X, before)
    A = X
    for layer in net.layers:
        A = layer.forward(A)
        if isinstance(layer, nnlib.Affine):
            assert A.var() == pytest.approx(1, abs=1e-6)
    for layer in net.layers[::2]:  # divided, so still orthogonal up to a factor
        W = layer.W
        product = W.T @ W if W.shape[0] >= W.shape[1] else W @ W.T
        np.testing.assert_allclose(product / product[0, 0], np.eye(len(product)), atol=1e-10)
        assert not layer.b.any()


def test_lsuv_keeps_to_its_tolerance(rng):
    # wrong: it goes on dividing though it is near enough
    net = nnlib.mlp([8, 8], rng=rng)
    X = rng.normal(size=(200, 8))
    nnlib.lsuv(net, X, np.random.default_rng(0), tolerance=0.5)
    np.testing.assert_array_equal(
        net.layers[0].W, nnlib.orthogonal((8, 8), np.random.default_rng(0))
    )
    with pytest.raises(ValueError, match=r"same number for every sample from layer 0 \(Affine\)"):
        nnlib.lsuv(net, 0 * X, rng)


# ---- what becomes of the signal


def test_the_second_moment_by_hand_and_by_experiment():
    assert nnlib.predict_second_moment(1, 2 / 100, 100) == 1
    assert nnlib.predict_second_moment(3, 1 / 100, 100) == pytest.approx(1 / 8)
    assert nnlib.predict_second_moment(10, 4 / 50, 50) == pytest.approx(2**10)
    rng = np.random.default_rng(0)
    A = rng.normal(size=(500, 200))
    for depth in range(1, 6):
        A = nnlib.relu(A @ rng.normal(0, math.sqrt(1.5 / 200), (200, 200)))
        predicted = nnlib.predict_second_moment(depth, 1.5 / 200, 200)
        assert (A**2).mean() == pytest.approx(predicted, rel=0.25)


def test_distinct_units_by_hand():
    # wrong: rows for columns, only neighbours compared
    assert nnlib.distinct_units([[1, 2, 1], [3, 4, 3]]) == 2
    assert nnlib.distinct_units([[1, 1], [1, 1]]) == 1
    assert nnlib.distinct_units([[1, 2], [1, 2]]) == 2
    assert nnlib.distinct_units([[1.0, 1.05, 1.2]], tolerance=0.1) == 2


def test_layer_statistics_by_hand():
    # wrong: sizes for deviations, the slope of the input, a gradient of another layer
    net = nnlib.Sequential(nnlib.Affine(1, 2), nnlib.ReLU())
    net.layers[0].W, net.layers[0].b = [[2, -1]], [0, -3]
    rows = nnlib.layer_statistics(net, nnlib.MeanSquaredError(), [[1.0], [3.0]], [[0.0, 0], [0, 0]])
    # Z = [[2, -4], [6, -6]], A = [[2, 0], [6, 0]], dA = A / 2, dZ = [[1, 0], [3, 0]]
    affine, relu = rows
    assert affine["layer"] == "layer 0 (Affine)"
    assert relu["layer"] == "layer 1 (ReLU)"
    assert affine["mean"] == -0.5
    assert affine["std"] == pytest.approx(math.sqrt((4 + 16 + 36 + 36) / 4 - 0.25))
    assert affine["output"] == pytest.approx(math.sqrt(92 / 4))
    assert relu["output"] == pytest.approx(math.sqrt(40 / 4))
    assert (affine["silent"], relu["silent"]) == (0, 0.5)
    assert affine["gradient"] == relu["gradient"] == pytest.approx(math.sqrt(10 / 4))
    assert affine["weight_gradient"] == pytest.approx(math.sqrt((10**2 + 0) / 2))
    assert affine["weight"] == pytest.approx(math.sqrt((4 + 1) / 2))
    assert relu["weight"] is relu["weight_gradient"] is None
