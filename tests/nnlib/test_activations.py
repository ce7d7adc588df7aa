"""Activations and softmax where they are pushed to their ends."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

import nnlib

BACKWARD = {
    nnlib.relu_backward: lambda Z: Z,
    nnlib.tanh_backward: nnlib.tanh,
    nnlib.sigmoid_backward: nnlib.sigmoid,
}
FORWARD = {
    nnlib.relu_backward: nnlib.relu,
    nnlib.tanh_backward: nnlib.tanh,
    nnlib.sigmoid_backward: nnlib.sigmoid,
}
LAYERS = [nnlib.ReLU, nnlib.Tanh, nnlib.Sigmoid]
numbers = st.floats(-1e4, 1e4)
tables = arrays(np.float64, array_shapes(min_dims=2, max_dims=3, max_side=6), elements=numbers)


def test_slope_of_relu_at_zero_is_zero():
    layer = nnlib.ReLU()
    layer.forward(np.array([[-1.0, -0.0, 0.0, 1.0]]))
    np.testing.assert_array_equal(layer.backward(np.ones((1, 4))), [[0, 0, 0, 1]])


def test_relu_lets_nan_through():
    # wrong: np.where(z > 0, z, 0) turns a diverged network into a healthy-looking one
    assert np.isnan(nnlib.relu(np.array([np.nan, 1.0]))[0])


def test_relu_judges_complex_numbers_by_their_real_part():
    # wrong: np.maximum compares imaginary parts where real parts are equal
    z = np.array([-2 + 1j, 0 + 1j, 2 - 1j])
    np.testing.assert_array_equal(nnlib.relu(z), [0, 0, 2 - 1j])


def test_sigmoid_at_its_ends_is_exact_and_silent():
    # wrong: exp(1000) overflows; a clip makes sigmoid(40) differ from 1 by its own edge
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        a = nnlib.sigmoid([-1000.0, -2.0, 0.0, 2.0, 1000.0])
    low = 1 / (1 + np.exp(2.0))
    np.testing.assert_allclose(a, [0, low, 0.5, 1 - low, 1], rtol=1e-15)


def test_softmax_row_far_below_the_others():
    # wrong: the maximum of the whole table leaves 0/0 in the second row
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        P = nnlib.softmax(np.array([[1000.0, 999.0], [-1000.0, -1000.0]]))
        log_P = nnlib.log_softmax(np.array([[1000.0, 0.0]]))
    np.testing.assert_allclose(P[1], [0.5, 0.5], rtol=1e-15)
    np.testing.assert_array_equal(log_P, [[0, -1000]])


@given(tables)
def test_softmax_rows_add_up_to_one(Z):
    P = nnlib.softmax(Z)
    assert P.min() >= 0
    np.testing.assert_allclose(P.sum(axis=-1), 1, rtol=1e-12)


@given(tables, st.floats(-1e3, 1e3))
def test_softmax_ignores_what_a_whole_row_shares(Z, shift):
    np.testing.assert_allclose(nnlib.softmax(Z + shift), nnlib.softmax(Z), atol=1e-11)


@given(tables)
def test_sigmoid_mirrors(Z):
    np.testing.assert_allclose(nnlib.sigmoid(-Z), 1 - nnlib.sigmoid(Z), atol=1e-15)


@pytest.mark.parametrize("activation", LAYERS)
@given(Z=tables)
def test_rows_do_not_know_each_other(activation, Z):
    rows = [activation().forward(row[None])[0] for row in Z]
    np.testing.assert_allclose(activation().forward(Z), rows, rtol=1e-15)


@pytest.mark.parametrize("activation", LAYERS)
def test_wrong_slope_is_named(activation):
    # wrong: (7, 1) would be broadcast over all units
    layer = activation()
    layer.forward(np.ones((7, 3)))
    says = rf"^{activation.__name__} expected dA of shape \(7, 3\), got \(7, 1\)$"
    with pytest.raises(ValueError, match=says):
        layer.backward(np.ones((7, 1)))


@pytest.mark.parametrize("activation", LAYERS)
def test_float32_stays_float32(activation):
    layer = activation()
    X = np.ones((2, 3), np.float32)
    assert layer.forward(X).dtype == np.float32
    assert layer.backward(X).dtype == np.float32


# ---- slopes as functions


@pytest.mark.parametrize("backward", BACKWARD, ids=lambda f: f.__name__)
@given(Z=tables, seed=st.integers(0, 99))
def test_slopes_agree_with_the_complex_step(backward, Z, seed):
    # wrong: the mask from dA; 1 - tanh(A)²; a slope that forgets dA
    Z = Z / 1e3
    dA = np.random.default_rng(seed).normal(size=Z.shape)
    before = Z.copy(), dA.copy()
    got = backward(dA, BACKWARD[backward](Z))
    exact = nnlib.complex_step_gradient(lambda Z: (FORWARD[backward](Z) * dA).sum(), Z)
    np.testing.assert_allclose(got, exact, rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal((Z, dA), before)


def test_slope_of_relu_by_hand():
    # wrong: Z >= 0, a slope of 1/2 at 0, dA that is cut off at 0 itself
    dA = np.array([5.0, -5.0, 5.0, -5.0, 5.0, 5.0])
    Z = np.array([-1.0, -1.0, 2.0, 2.0, 0.0, -0.0])
    assert nnlib.relu_backward(dA, Z).tolist() == [0, 0, 5, -5, 0, 0]
    np.testing.assert_array_equal(nnlib.relu_backward(dA, nnlib.relu(Z)), [0, 0, 5, -5, 0, 0])


@pytest.mark.parametrize("backward", BACKWARD, ids=lambda f: f.__name__)
def test_wrong_shapes_of_slopes_are_named(backward):
    says = rf"^{backward.__name__} expected dA of shape \(7, 3\), got \(7, 1\)$"
    with pytest.raises(ValueError, match=says):
        backward(np.ones((7, 1)), np.ones((7, 3)))
    assert backward(2, 0.5).shape == ()


@pytest.mark.parametrize("activation", LAYERS)
@pytest.mark.parametrize("backward", BACKWARD, ids=lambda f: f.__name__)
def test_layers_use_the_same_slopes(activation, backward, monkeypatch):
    # wrong: the same maths twice, of which only one is tested
    name = backward.__name__.removesuffix("_backward")
    monkeypatch.setattr(nnlib.activations, f"_{name}_slope", lambda kept: kept * 0 + 42)
    assert (backward(np.ones((2, 3)), np.ones((2, 3))) == 42).all()
    layer = activation()
    layer.forward(np.ones((2, 3)))
    mine = name == activation.__name__.lower()
    assert (layer.backward(np.ones((2, 3))) == 42).all() == mine


@given(Z=tables, seed=st.integers(0, 99))
def test_softmax_vjp_is_the_table_times_the_vector(Z, seed):
    # wrong: the diagonal alone; the sum over the batch instead of the classes
    P, G = nnlib.softmax(Z / 1e3), np.random.default_rng(seed).normal(size=Z.shape)
    before = P.copy(), G.copy()
    got = nnlib.softmax_vjp(P, G)
    for row in np.ndindex(Z.shape[:-1]):
        table = np.diag(P[row]) - np.outer(P[row], P[row])
        np.testing.assert_allclose(got[row], table @ G[row], rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(got.sum(axis=-1), 0, atol=1e-13)
    np.testing.assert_allclose(nnlib.softmax_vjp(P, G + 3), got, atol=1e-13)
    np.testing.assert_array_equal((P, G), before)


def test_softmax_vjp_is_the_jvp_too_because_the_table_is_symmetric(rng):
    Z, G = rng.normal(size=(2, 5, 4))
    nudged = nnlib.softmax(Z + 1e-30j * G).imag / 1e-30
    np.testing.assert_allclose(nnlib.softmax_vjp(nnlib.softmax(Z), G), nudged, atol=1e-15)


def test_softmax_vjp_never_builds_the_table():
    # wrong: np.einsum over (N, C, C), here 80 GB
    P = np.full((1, 100_000), 1e-5)
    assert nnlib.softmax_vjp(P, P).shape == P.shape
    with pytest.raises(ValueError, match=r"^softmax_vjp expected G of shape \(7, 3\), got \(3,\)$"):
        nnlib.softmax_vjp(np.ones((7, 3)), np.ones(3))
