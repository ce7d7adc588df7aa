"""Losses and slopes worked out on paper."""

import numpy as np
import pytest

import nnlib

LOG2, LOG3 = np.log(2), np.log(3)


def run(loss, Z, y):
    return loss.forward(Z, y), loss.backward()


def test_mean_squared_error():
    # errors 1, -2, 0, 3: squares 1, 4, 0, 9
    value, dZ = run(nnlib.MeanSquaredError(), [[2, 1], [5, 7]], [[1, 3], [5, 4]])
    assert value == 14 / 4
    assert dZ.tolist() == [[2 / 4, -4 / 4], [0, 6 / 4]]
    assert nnlib.mse([[2, 1], [5, 7]], [[1, 3], [5, 4]])[0] == 14 / 4


def test_mean_absolute_error():
    value, dZ = run(nnlib.MeanAbsoluteError(), [[2, 1], [5, 7]], [[1, 3], [5, 4]])
    assert value == 6 / 4
    assert dZ.tolist() == [[1 / 4, -1 / 4], [0, 1 / 4]]


def test_huber_on_both_sides_of_its_corner():
    # delta 2: |d| = 1 costs 1/2, |d| = 2 costs 2 by either formula, |d| = 5 costs 2 (5 - 1) = 8
    value, dZ = run(nnlib.Huber(2), [1.0, -2.0, 5.0, 0.0], [0.0, 0.0, 0.0, 0.0])
    assert value == (0.5 + 2 + 8 + 0) / 4
    assert dZ.tolist() == [1 / 4, -2 / 4, 2 / 4, 0]


def test_binary_cross_entropy():
    # sigmoid(log 3) = 3/4: a 1 costs log(4/3) there, a 0 costs log 4
    loss = nnlib.BinaryCrossEntropy()
    value, dZ = run(loss, [LOG3, LOG3, 0.0, -LOG3], [1, 0, 1, 0])
    expected = (np.log(4 / 3) + np.log(4) + LOG2 + np.log(4 / 3)) / 4
    assert value == pytest.approx(expected, rel=1e-15)
    np.testing.assert_allclose(dZ, np.array([-1 / 4, 3 / 4, -1 / 2, 1 / 4]) / 4, rtol=1e-14)
    # a target between the two: 1/4 of the one, 3/4 of the other
    value, dZ = run(loss, [LOG3], [0.25])
    assert value == pytest.approx(0.25 * np.log(4 / 3) + 0.75 * np.log(4), rel=1e-15)
    np.testing.assert_allclose(dZ, [0.5], rtol=1e-14)


def test_cross_entropy_of_known_probabilities():
    # scores log 1, log 2, log 5 give probabilities 1/8, 2/8, 5/8
    Z = np.log([[1.0, 2, 5], [1, 1, 2]])
    value, dZ = run(nnlib.SoftmaxCrossEntropy(), Z, [2, 0])
    assert value == pytest.approx((np.log(8 / 5) + np.log(4)) / 2, rel=1e-15)
    expected = np.array([[1 / 8, 2 / 8, -3 / 8], [-3 / 4, 1 / 4, 2 / 4]]) / 2
    np.testing.assert_allclose(dZ, expected, rtol=1e-14)
    assert nnlib.cross_entropy(Z, [2, 0]) == value


def test_weights_make_a_weighted_mean():
    # weights 3 and 1: (3 log 2 + 1 log 4) / 4, and not divided by 2
    Z, y = np.log([[1.0, 1.0], [3.0, 1.0]]), [0, 1]
    value, dZ = run(nnlib.SoftmaxCrossEntropy([3, 1]), Z, y)
    assert value == pytest.approx((3 * LOG2 + np.log(4)) / 4, rel=1e-15)
    expected = [[-3 / 8, 3 / 8], [3 / 16, -3 / 16]]
    np.testing.assert_allclose(dZ, expected, rtol=1e-14)
    # a weight of 0 leaves a class out
    value, dZ = run(nnlib.SoftmaxCrossEntropy([0, 1]), Z, y)
    assert value == pytest.approx(np.log(4), rel=1e-15)
    assert not dZ[0].any()
    with pytest.raises(ValueError, match="the classes of this batch all have weight 0"):
        nnlib.SoftmaxCrossEntropy([0, 1]).forward(Z, [0, 0])


def test_focal_loss():
    # p = 3/4: (1/4)² log(4/3); its slope in the right score is
    # d/dz = p (1 - p)^γ (γ log p - (1 - p) / p) · …, worked out below for γ = 2
    p = 3 / 4
    value, dZ = run(nnlib.FocalLoss(2), [[LOG3, 0.0]], [0])
    assert value == pytest.approx((1 - p) ** 2 * np.log(1 / p), rel=1e-14)
    # dL/dp = 2 (1 - p) log p - (1 - p)² / p, and dp/dz = p (1 - p)
    slope = (2 * (1 - p) * np.log(p) - (1 - p) ** 2 / p) * p * (1 - p)
    np.testing.assert_allclose(dZ, [[slope, -slope]], rtol=1e-13)
    # certain and right: no loss, no slope, no 0/0
    value, dZ = run(nnlib.FocalLoss(2), [[800.0, 0.0]], [0])
    assert value == 0
    assert not dZ.any()


def test_focal_loss_of_a_hopeless_sample_is_its_entropy():
    # wrong: a log of a probability that was rounded to 0
    value, dZ = run(nnlib.FocalLoss(2), [[0.0, 800.0]], [0])
    assert value == 800
    np.testing.assert_array_equal(dZ, [[-1, 1]])


def test_baseline():
    # three of four in one class: 3/4 log(4/3) + 1/4 log 4; empty classes cost nothing
    expected = 3 / 4 * np.log(4 / 3) + 1 / 4 * np.log(4)
    assert nnlib.baseline_loss([2, 2, 0, 2], 3) == pytest.approx(expected, rel=1e-15)
    assert nnlib.baseline_loss([0, 1, 2, 3], 4) == pytest.approx(np.log(4), rel=1e-15)
    assert nnlib.baseline_loss([1, 1], 5) == 0
    with pytest.raises(ValueError, match="expected labels from 0 to 1, got 0 to 2"):
        nnlib.baseline_loss([0, 2], 2)


@pytest.mark.parametrize(
    "loss", [nnlib.MeanSquaredError(), nnlib.MeanAbsoluteError(), nnlib.Huber()]
)
def test_losses_of_numbers_take_any_shape(loss):
    # wrong: the mean over the samples alone
    flat = run(loss, np.arange(6.0), np.zeros(6))
    table = run(loss, np.arange(6.0).reshape(3, 2), np.zeros((3, 2)))
    assert table[0] == flat[0]
    np.testing.assert_array_equal(table[1].ravel(), flat[1])
