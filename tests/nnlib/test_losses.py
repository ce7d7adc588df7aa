"""Losses: what the comparison with torch does not say."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnlib


def test_cross_entropy_of_equal_logits_is_log_of_the_classes():
    # wrong: the logarithm to base 2
    loss = nnlib.SoftmaxCrossEntropy()
    value = loss.forward(np.zeros((4, 10)), [0, 3, 5, 9])
    assert value == pytest.approx(np.log(10), rel=1e-15)
    assert type(value) is float


def test_cross_entropy_of_a_confident_mistake():
    # wrong: softmax first, then log: the probability is rounded to 0 and the loss is inf
    loss = nnlib.SoftmaxCrossEntropy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert loss.forward([[1000.0, 0.0]], [1]) == 1000
    np.testing.assert_array_equal(loss.backward(), [[1, -1]])


def test_cross_entropy_folds_leading_axes(rng):
    # wrong: divides by B instead of by all B T predictions
    Z, y = rng.normal(size=(3, 4, 5)), rng.integers(0, 5, (3, 4))
    folded, flat = nnlib.SoftmaxCrossEntropy(), nnlib.SoftmaxCrossEntropy()
    assert folded.forward(Z, y) == flat.forward(Z.reshape(12, 5), y.reshape(12))
    np.testing.assert_array_equal(folded.backward(), flat.backward().reshape(3, 4, 5))


@pytest.mark.parametrize(
    ("y", "error", "says"),
    [
        ([[0], [1], [2]], ValueError, r"expected y of shape \(3,\), got \(3, 1\)$"),
        ([0, 1], ValueError, r"expected y of shape \(3,\), got \(2,\)"),
        (2 * np.eye(3, 4, dtype=int), ValueError, "expected class numbers or one-hot rows, got"),
        (np.full((3, 4), 0.25), ValueError, "expected class numbers or one-hot rows, got"),
        ([0, 1, 4], ValueError, "expected labels from 0 to 3, got 0 to 4"),
        ([0, -1, 2], ValueError, "expected labels from 0 to 3, got -1 to 2"),
        ([0.0, 1.0, 2.0], TypeError, "expected integer labels, got float64"),
        ([True, False, True], TypeError, "expected integer labels, got bool"),
    ],
)
def test_cross_entropy_refuses_wrong_labels(y, error, says):
    with pytest.raises(error, match=says):
        nnlib.SoftmaxCrossEntropy().forward(np.zeros((3, 4)), y)


@pytest.mark.parametrize("shape", [(4,), (0, 4), (3, 0)])
def test_cross_entropy_refuses_what_is_no_batch(shape):
    with pytest.raises(ValueError, match="expected logits of shape"):
        nnlib.SoftmaxCrossEntropy().forward(np.zeros(shape), [0] * shape[0])


def test_squared_error_refuses_the_silent_bug():
    # wrong: (5, 1) - (5,) makes 25 differences of 5 predictions
    with pytest.raises(ValueError, match=r"expected Y of shape \(5, 1\), got \(5,\)$"):
        nnlib.MeanSquaredError().forward(np.zeros((5, 1)), np.zeros(5))
    with pytest.raises(ValueError, match="empty batch"):
        nnlib.MeanSquaredError().forward(np.zeros((0, 1)), np.zeros((0, 1)))


def test_squared_error_by_hand():
    loss = nnlib.MeanSquaredError()
    assert loss.forward([[1, 2], [3, 4]], [[0, 2], [3, 1]]) == (1 + 9) / 4
    np.testing.assert_array_equal(loss.backward(), [[0.5, 0], [0, 1.5]])


@pytest.mark.parametrize("kind", [np.uint8, bool])
def test_squared_error_takes_targets_that_cannot_be_negative(kind):
    # wrong: uint8 arithmetic wraps around, bool refuses to subtract
    Y = np.array([[1], [0]], dtype=kind)
    assert nnlib.MeanSquaredError().forward(np.array([[0], [1]], dtype=kind), Y) == 1


@given(st.integers(1, 6), st.integers(1, 5), st.integers(2, 4), st.integers(0, 1000))
def test_a_batch_twice_is_the_same_mean(N, C, times, seed):
    # wrong: a sum, whose learning rate would depend on the batch size
    rng = np.random.default_rng(seed)
    Z, y = rng.normal(size=(N, C)), rng.integers(0, C, N)
    for loss, target in ((nnlib.SoftmaxCrossEntropy(), y), (nnlib.MeanSquaredError(), -Z)):
        once, dZ = loss.forward(Z, target), loss.backward()
        often = loss.forward(np.concatenate([Z] * times), np.concatenate([target] * times))
        assert often == pytest.approx(once, rel=1e-12, abs=1e-14)
        np.testing.assert_allclose(loss.backward()[:N] * times, dZ, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("loss", [nnlib.SoftmaxCrossEntropy(), nnlib.MeanSquaredError()])
def test_backward_before_forward(loss):
    with pytest.raises(RuntimeError, match="backward was called before forward"):
        loss.backward()


def test_float32_stays_float32(rng):
    Z = rng.normal(size=(4, 3)).astype(np.float32)
    for loss, target in (
        (nnlib.SoftmaxCrossEntropy(), [0, 1, 2, 0]),
        (nnlib.MeanSquaredError(), np.eye(4, 3)),
    ):
        assert type(loss.forward(Z, target)) is float
        assert loss.backward().dtype == np.float32


# ---- the loss and its slope in one call


@given(st.integers(1, 6), st.integers(1, 5), st.integers(0, 1000))
def test_the_function_is_the_loss(N, C, seed):
    # wrong: dZ of the sum; the scores of the caller turned into probabilities
    rng = np.random.default_rng(seed)
    Z, y = 5 * rng.normal(size=(N, C)), rng.integers(0, C, N)
    before = Z.copy()
    loss, dZ = nnlib.softmax_cross_entropy(Z, y)
    layer = nnlib.SoftmaxCrossEntropy()
    assert type(loss) is float
    assert layer.forward(Z, y) == loss
    np.testing.assert_array_equal(layer.backward(), dZ)
    np.testing.assert_allclose(dZ.sum(axis=1), 0, atol=1e-15)
    np.testing.assert_array_equal(Z, before)
    exact = nnlib.complex_step_gradient(lambda Z: nnlib.softmax_cross_entropy(Z, y)[0], Z)
    np.testing.assert_allclose(dZ, exact, rtol=1e-12, atol=1e-14)


def test_the_function_at_scores_of_a_thousand():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        loss, dZ = nnlib.softmax_cross_entropy([[1000.0, 0.0], [-1000.0, 1000.0]], [1, 1])
    assert loss == 500
    np.testing.assert_array_equal(dZ, [[0.5, -0.5], [0, 0]])


def test_the_function_names_itself():
    says = r"^softmax_cross_entropy expected y of shape \(3,\), got \(3, 1\)$"
    with pytest.raises(ValueError, match=says):
        nnlib.softmax_cross_entropy(np.zeros((3, 4)), [[0], [1], [2]])


def test_who_writes_into_dZ_does_not_change_the_next_one():
    loss = nnlib.SoftmaxCrossEntropy()
    loss.forward([[1.0, 2.0]], [0])
    dZ = loss.backward()
    kept = dZ.copy()
    dZ *= 0
    np.testing.assert_array_equal(loss.backward(), kept)
