"""The loop and its diagnostics, step by step on networks small enough for paper."""

import numpy as np
import pytest

import nnlib


def line(w, b=0.0):
    """Return a network that computes w x + b."""
    net = nnlib.mlp([1, 1])
    net.params = [w, b]
    return net


def fit_line(net, optimizer, X=((1.0,), (2.0,)), Y=((0.0,), (0.0,)), **changes):
    """Fit both samples in one batch for one epoch."""
    options = {"epochs": 1, "batch_size": 2, "rng": np.random.default_rng(0), "progress": False}
    return nnlib.fit(
        net, nnlib.MeanSquaredError(), np.array(X), np.array(Y), optimizer=optimizer,
        **(options | changes),
    )  # fmt: skip


def test_one_step_by_hand():
    # outputs 3 and 6, loss 45/2; dZ = (3, 6), dw = 3 + 12 = 15, db = 9
    net = line(3)
    history = fit_line(net, nnlib.SGD(0.1))
    assert history.loss.tolist() == history.batch_loss.tolist() == [22.5]
    np.testing.assert_allclose(net.params, [3 - 1.5, -0.9], rtol=1e-15)


def test_a_penalty_moves_the_step_and_not_the_curve():
    # the slope of w is 15 + 0.5 · 3
    net = line(3)
    history = fit_line(net, nnlib.SGD(0.1), penalty=nnlib.L2(0.5))
    assert history.loss.tolist() == [22.5]
    np.testing.assert_allclose(net.params, [3 - 1.65, -0.9], rtol=1e-15)


def test_clipping_shortens_what_the_optimizer_sees():
    # the slope (15, 9) has length √306; with the penalty (16.5, 9), which is clipped too
    net = line(3)
    fit_line(net, nnlib.SGD(0.1), max_norm=1)
    np.testing.assert_allclose(net.params, [3 - 1.5 / 306**0.5, -0.9 / 306**0.5], rtol=1e-13)
    net = line(3)
    fit_line(net, nnlib.SGD(0.1), max_norm=1, penalty=nnlib.L2(0.5))
    length = (16.5**2 + 9**2) ** 0.5
    np.testing.assert_allclose(net.params, [3 - 1.65 / length, -0.9 / length], rtol=1e-13)
    net = line(3)
    fit_line(net, nnlib.SGD(0.1), max_norm=100)
    np.testing.assert_allclose(net.params, [1.5, -0.9], rtol=1e-15)


def test_validation_is_measured_after_the_epoch():
    # after the step the line is 1.5 x - 0.9: at x = 1 it gives 0.6
    history = fit_line(line(3), nnlib.SGD(0.1), X_val=[[1.0]], y_val=[[0.0]])
    np.testing.assert_allclose(history.val_loss, [0.36], rtol=1e-13)
    assert history.val_accuracy.shape == (0,)


def test_accuracy_of_class_labels_is_recorded():
    net = nnlib.mlp([2, 2])
    net.params = [1, 0, 0, 1, 0, 0]
    X, y = np.array([[2.0, 1], [1, 2], [3, 1]]), np.array([0, 1, 1])
    history = nnlib.fit(
        net, nnlib.SoftmaxCrossEntropy(), X, y, optimizer=nnlib.SGD(1e-9), epochs=1, batch_size=3,
        rng=np.random.default_rng(0), X_val=X[:2], y_val=y[:2], progress=False,
    )  # fmt: skip
    assert history.accuracy.tolist() == [2 / 3]
    assert history.val_accuracy.tolist() == [1]


def test_a_schedule_counts_steps_and_not_epochs():
    rates = []

    def rate(t):
        rates.append(t)
        return 0.01

    fit_line(line(3), nnlib.SGD(rate), epochs=3, batch_size=1)
    assert rates[1:] == [1, 2, 3, 4, 5, 6]  # the first call looks whether the rate is one


def test_the_seed_decides_order_masks_and_start():
    # wrong: a global generator, a dictionary's order, memory that was not cleared
    def train(seed):
        rng = np.random.default_rng(seed)
        X, y = np.random.default_rng(0).normal(size=(20, 4)), np.arange(20) % 3
        net = nnlib.Sequential(
            nnlib.Affine(4, 8, rng=rng), nnlib.BatchNorm(8), nnlib.ReLU(),
            nnlib.Dropout(0.3, rng=rng), nnlib.DropConnect(8, 3, 0.2, rng=rng),
        )  # fmt: skip
        history = nnlib.fit(
            net, nnlib.SoftmaxCrossEntropy(), X, y, optimizer=nnlib.Adam(0.01), epochs=4,
            batch_size=6, rng=rng, progress=False,
        )  # fmt: skip
        return net.params.copy(), history.batch_loss, net.layers[1].running_var

    for one, same, other in zip(train(1), train(1), train(2), strict=True):
        np.testing.assert_array_equal(one, same)
        assert np.abs(one - other).max() > 1e-6


# ---- the history


def test_history_by_hand():
    history = nnlib.History()
    assert history.last() == {}
    history.append(loss=3.0, accuracy=None, batch_loss=[4.0, 2.0])
    history.append(loss=1.0, accuracy=0.5, batch_loss=[1.0])
    assert history.loss.tolist() == [3, 1]
    assert history.accuracy.tolist() == [0.5]
    assert history.batch_loss.tolist() == [4, 2, 1]
    assert history.last() == {"loss": 1.0, "accuracy": 0.5}
    assert repr(history) == "History of 2 epochs: loss 1, accuracy 0.5"
    history.stopped = "Enough."
    assert repr(history).endswith("\nEnough.")
    assert not nnlib.History().loss.size  # curves are no shared default


# ---- the range test


def test_range_test_rates_and_losses():
    # wrong: equal steps in place of equal factors, the loss after the step, the network changed
    net = line(3)
    options = {"optimizer": nnlib.SGD, "low": 1e-3, "high": 1e-1, "steps": 5, "batch_size": 1}
    X, Y = np.ones((3, 1)), np.zeros((3, 1))
    rates, losses = nnlib.lr_range_test(
        net, nnlib.MeanSquaredError(), X, Y, rng=np.random.default_rng(0), **options
    )
    np.testing.assert_allclose(rates, 10.0 ** np.array([-3, -2.5, -2, -1.5, -1]), rtol=1e-12)
    expected, z = [], 3.0
    for rate in rates:
        expected.append(z * z)
        z -= rate * 2 * 2 * z  # both w and b move by rate · 2 z
    np.testing.assert_allclose(losses, expected, rtol=1e-12)
    assert net.params.tolist() == [3, 0]


def test_range_test_ends_where_the_loss_explodes():
    net = line(3)
    rates, losses = nnlib.lr_range_test(
        net, nnlib.MeanSquaredError(), np.ones((4, 1)), np.zeros((4, 1)), optimizer=nnlib.SGD,
        low=1e-2, high=1e200, steps=100, batch_size=2, rng=np.random.default_rng(0),
    )  # fmt: skip
    assert len(rates) == len(losses) < 100
    assert np.isfinite(losses[:-1]).all()
    assert not np.isfinite(losses[-1])


def test_range_test_takes_any_maker_of_optimizers():
    rates, losses = nnlib.lr_range_test(
        line(3), nnlib.MeanSquaredError(), np.ones((4, 1)), np.zeros((4, 1)),
        optimizer=lambda lr: nnlib.SGD(lr, momentum=0.9), low=1e-4, high=1e-3, steps=7,
        batch_size=4, rng=np.random.default_rng(0),
    )  # fmt: skip
    assert rates.shape == losses.shape == (7,)
    assert (np.diff(losses) < 0).all()


# ---- how far a step moves


def test_update_ratios_by_hand():
    # wrong: the gradient in place of the step, a ratio of all parameters together
    net, optimizer = nnlib.mlp([2, 1]), nnlib.SGD(0.1)
    net.params, net.grads = [3, 4, 0], [30, 40, 7]
    ratios = nnlib.update_ratios(net, optimizer)
    assert ratios == {"layer 0 (Affine).W": pytest.approx(1.0), "layer 0 (Affine).b": np.inf}
    net.grads = [0, 0, 0]
    assert nnlib.update_ratios(net, optimizer) == dict.fromkeys(ratios, 0.0)
    assert net.params.tolist() == [3, 4, 0]
    assert optimizer.t == 0


def test_update_ratios_are_those_of_the_next_step():
    # wrong: a fresh optimizer without the memories of this one
    rng = np.random.default_rng(0)
    net, optimizer = nnlib.mlp([3, 4, 2], rng=rng), nnlib.Adam(0.01)
    for _ in range(3):
        net.grads = rng.normal(size=net.grads.shape)
        optimizer.step(net)
    expected = nnlib.update_ratios(net, optimizer)
    before = {name: value.copy() for name, value in net.named_params().items()}
    optimizer.step(net)
    for name, after in net.named_params().items():
        moved = np.linalg.norm(after - before[name]) / np.linalg.norm(before[name])
        assert expected[name] == pytest.approx(moved, rel=1e-12)
