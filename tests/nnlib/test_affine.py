"""Affine maps: what the comparison with torch does not say."""

import numpy as np
import pytest

import nnlib


def test_cache_holds_the_arrays_that_were_given(rng):
    # wrong: caches the flattened X, so that dX comes back in another shape
    X, W, b = rng.normal(size=(5, 8, 8)), rng.normal(size=(64, 3)), np.zeros(3)
    Z, cache = nnlib.affine_forward(X, W, b)
    assert cache[0] is X
    assert cache[1] is W
    np.testing.assert_allclose(Z, X.reshape(5, 64) @ W, rtol=1e-13)
    dX, dW, _ = nnlib.affine_backward(np.ones((5, 3)), cache)
    assert dX.shape == (5, 8, 8)
    assert dW.shape == (64, 3)


def test_leading_axes_are_folded_and_unfolded(rng):
    # wrong: dW of shape (B, D, H), or db summed over the batch but not over time
    B, T, D, H = 3, 4, 5, 2
    X, dZ = rng.normal(size=(B, T, D)), rng.normal(size=(B, T, H))
    layer = nnlib.Affine(D, H, rng=rng)
    assert layer.forward(X).shape == (B, T, H)
    assert layer.backward(dZ).shape == (B, T, D)
    np.testing.assert_allclose(layer.dW, np.einsum("btd,bth->dh", X, dZ), rtol=1e-12)
    np.testing.assert_allclose(layer.db, dZ.sum((0, 1)), rtol=1e-12)


def test_start_is_he_and_repeats_with_its_generator():
    # wrong: the variance from the outputs, a bias that is drawn, a global generator
    layer = nnlib.Affine(400, 100, rng=np.random.default_rng(3))
    assert abs(layer.W.std() / np.sqrt(2 / 400) - 1) < 0.02
    assert not layer.b.any()
    again = nnlib.Affine(400, 100, rng=np.random.default_rng(3))
    np.testing.assert_array_equal(layer.W, again.W)
    assert nnlib.Affine(4, 3).W.tolist() != nnlib.Affine(4, 3).W.tolist()


def test_global_random_state_is_left_alone():
    # wrong: np.random.normal inside a layer, the builder or the loop
    np.random.seed(5)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    nnlib.Affine(4, 3)
    nnlib.mlp([3, 2])
    np.testing.assert_array_equal(before, np.random.get_state()[1])  # noqa: NPY002


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        ((64, 32), r"^Affine expected X of shape \(N, 64\), got \(64, 32\)$"),
        ((64,), r"^Affine expected X of shape \(N, 64\), got \(64,\)$"),
        ((), r"^Affine expected X of shape \(N, 64\), got \(\)$"),
    ],
)
def test_wrong_input_is_named(shape, says):
    with pytest.raises(ValueError, match=says):
        nnlib.Affine(64, 32).forward(np.zeros(shape))


def test_wrong_arguments_of_the_functions_are_named():
    X, W, b = np.zeros((7, 4)), np.zeros((4, 3)), np.zeros(3)
    _, cache = nnlib.affine_forward(X, W, b)
    with pytest.raises(ValueError, match=r"expected X of shape \(N, 4\), got \(4, 7\)"):
        nnlib.affine_forward(X.T, W, b)
    with pytest.raises(ValueError, match=r"expected W of shape \(D, H\), got \(4,\)"):
        nnlib.affine_forward(X, W[:, 0], b)
    with pytest.raises(ValueError, match=r"expected b of shape \(3,\), got \(7, 1\)"):
        nnlib.affine_forward(X, W, np.zeros((7, 1)))
    with pytest.raises(ValueError, match=r"expected dZ of shape \(7, 3\), got \(3, 7\)"):
        nnlib.affine_backward(np.zeros((3, 7)), cache)


def test_wrong_slope_is_named():
    layer = nnlib.Affine(4, 3)
    layer.forward(np.zeros((7, 4)))
    with pytest.raises(ValueError, match=r"^Affine expected dZ of shape \(7, 3\), got \(3, 7\)$"):
        layer.backward(np.zeros((3, 7)))


def test_wrong_makers_are_refused():
    with pytest.raises(ValueError, match="in_features must be a whole number of at least 1"):
        nnlib.Affine(0, 3)
    with pytest.raises(ValueError, match=r"out_features must be a whole number .* got 3\.0"):
        nnlib.Affine(4, 3.0)
    with pytest.raises(TypeError, match=r"expected rng=np\.random\.default_rng\(seed\), got 0"):
        nnlib.Affine(4, 3, rng=0)
    with pytest.raises(TypeError, match="expected a floating dtype"):
        nnlib.Affine(4, 3, dtype=int)
