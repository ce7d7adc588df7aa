"""The affine map by hand, and what lesson 5 needs besides: shapes, batches, operations."""

import numpy as np
import pytest

import nnlib
from nnlib import forward


def test_affine_map_by_hand():
    X, W, b = [[1, 2], [3, 4]], [[1, 0, -1], [2, 1, 0]], [10, 20, 30]
    Z, cache = nnlib.affine_forward(X, W, b)
    assert Z.tolist() == [[15, 22, 29], [21, 24, 27]]
    dX, dW, db = nnlib.affine_backward([[1, 0, 2], [0, 1, 0]], cache)
    assert dX.tolist() == [[-1, 2], [0, 1]]  # dZ Wᵀ
    assert dW.tolist() == [[1, 3, 2], [2, 4, 4]]  # Xᵀ dZ
    assert db.tolist() == [1, 1, 2]


def test_the_layer_by_hand():
    layer = nnlib.Affine(2, 3)
    layer.W, layer.b = [[1, 0, -1], [2, 1, 0]], [10, 20, 30]
    assert layer.forward([[1, 2], [3, 4]]).tolist() == [[15, 22, 29], [21, 24, 27]]
    assert layer.backward([[1, 0, 2], [0, 1, 0]]).tolist() == [[-1, 2], [0, 1]]
    assert layer.dW.tolist() == [[1, 3, 2], [2, 4, 4]]
    assert layer.db.tolist() == [1, 1, 2]
    layer.grads = np.zeros(9)
    layer.backward_params([[1, 0, 2], [0, 1, 0]])
    assert layer.grads.tolist() == [1, 3, 2, 2, 4, 4, 1, 1, 2]


def test_forward_keeps_every_step():
    # wrong: X of the whole network in every cache, A before its activation
    params = [(np.array([[1.0, -1.0]]), np.array([0.0, 1.0])), (np.ones((2, 1)), np.array([-2.0]))]
    A, caches = forward.forward(np.array([[3.0], [-2.0]]), params, ["relu", "identity"])
    assert A.tolist() == [[1], [1]]
    assert [sorted(cache) for cache in caches] == [["A", "X", "Z"]] * 2
    assert caches[0]["X"].tolist() == [[3], [-2]]
    assert caches[0]["Z"].tolist() == [[3, -2], [-2, 3]]
    assert caches[0]["A"].tolist() == caches[1]["X"].tolist() == [[3, 0], [0, 3]]
    assert caches[1]["Z"].tolist() == caches[1]["A"].tolist() == [[1], [1]]


def test_the_first_shape_that_does_not_fit():
    # wrong: the last mismatch, the index of the matrix before it, columns for rows
    assert nnlib.first_mismatch([(4, 3), (3, 2), (2, 5)]) is None
    assert nnlib.first_mismatch([(4, 3), (2, 2), (9, 5)]) == (1, 3)
    assert nnlib.first_mismatch([(4, 3), (3, 2), (3, 5)]) == (2, 2)
    assert nnlib.first_mismatch([(4, 3)]) is None
    assert nnlib.first_mismatch([]) is None
    with pytest.raises(ValueError, match="each shape expected 2 sizes, got 4"):
        nnlib.first_mismatch([4, 3])


def test_operations_by_hand():
    # 64 x 32 and 32 x 10 weights, two operations each
    assert nnlib.flops_forward([64, 32, 10]) == 2 * (64 * 32 + 32 * 10) == 4736
    assert nnlib.flops_forward([64, 32, 10], N=100) == 473_600
    assert nnlib.flops_forward((1, 1)) == 2


def test_batches_by_hand():
    # wrong: rows of X and y shuffled apart, the rest dropped, views on the caller's arrays
    X, y = np.arange(10).reshape(5, 2), np.arange(5) * 2
    batches = list(nnlib.minibatches(X, y, 2, np.random.default_rng(5)))
    order = np.random.default_rng(5).permutation(5)
    assert [len(rows) for rows, _ in batches] == [2, 2, 1]
    np.testing.assert_array_equal(np.concatenate([rows for rows, _ in batches]), X[order])
    np.testing.assert_array_equal(np.concatenate([targets for _, targets in batches]), y[order])
    batches[0][0][:] = -1
    assert X.min() == 0
    whole = list(nnlib.minibatches(X, y, 99, np.random.default_rng(0)))
    assert len(whole) == 1
    assert not list(nnlib.minibatches(X[:0], y[:0], 2, np.random.default_rng(0)))


def test_a_refused_slope_leaves_the_gradients_as_they_were():
    layer = nnlib.Affine(2, 3)
    layer.forward(np.ones((4, 2)))
    layer.backward(np.ones((4, 3)))
    before = layer.grads.copy()
    with pytest.raises(ValueError, match="expected dZ"):
        layer.backward(np.ones((4, 2)))
    np.testing.assert_array_equal(layer.grads, before)
