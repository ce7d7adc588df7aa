"""Optimizers: one textbook line on two flat vectors."""

import numpy as np
import pytest

import nnlib


def test_sgd_by_hand():
    # wrong: the sign; a new vector beside the network's
    net = nnlib.mlp([2, 1])
    vector = net.params
    net.params, net.grads = [1, 2, 3], [10, -20, 0]
    nnlib.SGD(0.1).step(net)
    assert net.params is vector
    np.testing.assert_allclose(vector, [0, 4, 3], atol=1e-15)
    assert net.layers[0].W.ravel().tolist() == vector[:2].tolist()
    assert net.grads.tolist() == [10, -20, 0]


def test_sgd_keeps_float32():
    net = nnlib.mlp([2, 1], dtype=np.float32)
    nnlib.SGD(np.float64(0.1)).step(net)
    assert net.params.dtype == np.float32


@pytest.mark.parametrize("lr", [0, -0.1, np.nan, np.inf, "0.1", None, True])
def test_sgd_refuses(lr):
    with pytest.raises(ValueError, match="SGD: lr must be a finite number above 0, got"):
        nnlib.SGD(lr)


def test_repr():
    assert repr(nnlib.SGD(0.1)) == "SGD(lr=0.1)"
