"""Activations and softmax where they are pushed to their ends."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

import nnlib

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
