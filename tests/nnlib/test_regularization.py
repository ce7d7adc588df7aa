"""Penalties, stopping in time and more data, by hand; noise stands in the tests of properties."""

import math

import numpy as np
import pytest

import nnlib

# ---- penalties


def small_net():
    net = nnlib.Sequential(nnlib.Affine(2, 2), nnlib.BatchNorm(2), nnlib.Affine(2, 1))
    net.layers[0].W, net.layers[0].b = [[1, -2], [0, 3]], [5, 5]
    net.layers[1].gamma, net.layers[1].beta = [7, 7], [7, 7]
    net.layers[2].W, net.layers[2].b = [[-1], [4]], [5]
    return net


def test_penalties_by_hand():
    # wrong: biases, scales or shifts counted; the half of L2 forgotten
    net = small_net()  # squares 1 + 4 + 0 + 9 + 1 + 16 = 31, sizes 1 + 2 + 0 + 3 + 1 + 4 = 11
    assert nnlib.L2(0.5).value(net) == 0.25 * 31
    assert nnlib.L1(0.5).value(net) == 0.5 * 11


def test_slopes_of_penalties_are_added_to_those_of_the_loss():
    # wrong: written over the slope of the loss, biases shrunk
    for penalty, first, last in (
        (nnlib.L2(0.5), [[0.5, -1], [0, 1.5]], [[-0.5], [2]]),
        (nnlib.L1(0.5), [[0.5, -0.5], [0, 0.5]], [[-0.5], [0.5]]),
    ):
        net = small_net()
        net.grads = np.full(net.grads.size, 10)
        penalty.add_gradient(net)
        assert (net.layers[0].dW - 10).tolist() == first
        assert (net.layers[2].dW - 10).tolist() == last
        others = net.layers[0].db, net.layers[1].dgamma, net.layers[1].dbeta, net.layers[2].db
        assert all((array == 10).all() for array in others)


def test_the_penalty_of_lesson_nine():
    params = [([[1, -2], [0, 3]], [5, 5]), ([[-1], [4]], [5])]
    penalty, grads = nnlib.l2_penalty(params, 0.5)
    assert penalty == 0.25 * 31
    (dW1, db1), (dW2, db2) = grads
    assert dW1.tolist() == [[0.5, -1], [0, 1.5]]
    assert dW2.tolist() == [[-0.5], [2]]
    assert db1.tolist() == [0, 0]
    assert db2.tolist() == [0]


def test_plain_descent_on_l2_is_weight_decay(rng):
    # wrong: decay of lam and not of lr · lam
    X, y = rng.normal(size=(6, 3)), rng.integers(0, 2, 6)
    penalized, decayed = (nnlib.mlp([3, 2], rng=np.random.default_rng(1)) for _ in range(2))
    decayed.layers[0].b = penalized.layers[0].b = [0, 0]
    loss = nnlib.SoftmaxCrossEntropy()
    for _ in range(5):
        for net in (penalized, decayed):
            loss.forward(net.forward(X), y)
            net.backward(loss.backward())
        nnlib.L2(0.3).add_gradient(penalized)
        decayed.layers[0].W *= 1 - 0.1 * 0.3
        for net in (penalized, decayed):
            net.params = net.params - 0.1 * net.grads
    np.testing.assert_allclose(penalized.params, decayed.params, rtol=1e-12)


def test_l1_makes_zeros_and_l2_does_not():
    # one useful column and nine of noise
    rng = np.random.default_rng(3)
    X = rng.normal(size=(200, 10))
    Y = 3 * X[:, :1] + 0.1 * rng.normal(size=(200, 1))
    sizes = {}
    for name, penalty in (("L1", nnlib.L1(0.2)), ("L2", nnlib.L2(0.2))):
        net = nnlib.mlp([10, 1], rng=np.random.default_rng(0))
        nnlib.fit(
            net, nnlib.MeanSquaredError(), X, Y, optimizer=nnlib.SGD(0.01), epochs=300,
            batch_size=200, rng=rng, penalty=penalty, progress=False,
        )  # fmt: skip
        sizes[name] = np.abs(net.layers[0].W[1:])
    assert (sizes["L1"] < 0.005).all()  # it hovers by one step, lr · lam, around zero
    assert (sizes["L2"] > 0.005).any()


# ---- stopping in time


def history_of(*losses):
    """Return a history with these validation losses, one epoch each."""
    history = nnlib.History()
    for loss in losses:
        history.append(val_loss=loss)
        yield history


def stops_at(stop, losses, net=None):
    """Return the epoch in which a stop ends the training, or None."""
    net = net or nnlib.mlp([1, 1])
    for epoch, history in enumerate(history_of(*losses), start=1):
        if stop(epoch, net, history):
            return epoch
    return None


def test_patience_by_hand():
    # wrong: one epoch too early or too late, patience that is not renewed by a new best
    assert stops_at(nnlib.EarlyStopping(1), [3, 2, 2]) == 3
    assert stops_at(nnlib.EarlyStopping(2), [3, 2, 2]) is None
    assert stops_at(nnlib.EarlyStopping(2), [3, 2, 4, 1, 4, 4]) == 6
    assert stops_at(nnlib.EarlyStopping(3), [1, 2, 2, 2, 0]) == 4
    stop = nnlib.EarlyStopping(2)
    assert stops_at(stop, [3, 2, 4, 1, 4, 4]) == 6
    assert (stop.best, stop.best_epoch) == (1, 4)


def test_a_fall_smaller_than_min_delta_is_none():
    # wrong: measured from the loss before and not from the best
    assert stops_at(nnlib.EarlyStopping(3, 0.5), [4, 3.75, 3.5, 3.25, 3.0]) is None
    assert stops_at(nnlib.EarlyStopping(2, 0.5), [4, 3.75, 3.5]) == 3
    assert stops_at(nnlib.EarlyStopping(2, 0.5), [4, 3.75, 3.25, 3.0, 2.75]) == 5


def test_nan_is_no_new_best():
    stop = nnlib.EarlyStopping(2)
    assert stops_at(stop, [1, np.nan, np.nan]) == 3
    assert stop.best == 1


def test_without_validation_data_it_says_so():
    with pytest.raises(ValueError, match="EarlyStopping needs validation data"):
        nnlib.EarlyStopping(2)(1, nnlib.mlp([1, 1]), nnlib.History())


def overfit(stop, epochs=200):
    """Train a large network on few noisy samples, so that validation turns; return what it saw."""
    rng = np.random.default_rng(5)
    X = rng.uniform(-1, 1, (30, 1))
    Y = np.sin(3 * X) + 0.5 * rng.normal(size=X.shape)
    X_val = rng.uniform(-1, 1, (40, 1))
    Y_val = np.sin(3 * X_val) + 0.5 * rng.normal(size=X_val.shape)
    net = nnlib.Sequential(
        nnlib.Affine(1, 40, rng=rng), nnlib.BatchNorm(40), nnlib.Tanh(),
        nnlib.Affine(40, 1, rng=rng),
    )  # fmt: skip
    loss, seen = nnlib.MeanSquaredError(), []

    def watch(epoch, net, history):
        seen.append((history.val_loss[-1], net.params.copy(), net.layers[1].running_mean.copy()))

    history = nnlib.fit(
        net, loss, X, Y, optimizer=nnlib.Adam(0.02), epochs=epochs, batch_size=10, rng=rng,
        X_val=X_val, y_val=Y_val, progress=False, callbacks=[watch, stop],
    )  # fmt: skip
    return net, history, seen, loss.forward(net.predict(X_val), Y_val)


def test_fit_gives_the_best_network_back():
    # wrong: the last weights, the best weights with the last running averages, a window on params
    stop = nnlib.EarlyStopping(15)
    net, history, seen, after = overfit(stop)
    best = int(np.argmin([loss for loss, *_ in seen]))
    assert history.stopped == f"Training stopped by EarlyStopping after epoch {len(seen)}."
    assert (stop.best_epoch, len(seen)) == (best + 1, best + 1 + 15)
    assert after == stop.best == seen[best][0]
    np.testing.assert_array_equal(net.params, seen[best][1])
    np.testing.assert_array_equal(net.layers[1].running_mean, seen[best][2])
    assert np.abs(net.params - seen[-1][1]).max() > 1e-3
    assert len(history.val_loss) == len(seen)  # the curve goes on to where training stopped


def test_fit_gives_the_best_back_also_when_nothing_stopped_it():
    stop = nnlib.EarlyStopping(10_000)
    _, history, seen, after = overfit(stop, epochs=60)
    assert (history.stopped, len(seen)) == ("", 60)
    assert after == min(loss for loss, *_ in seen)
    assert stop.best_epoch < 60


# ---- more data

PICTURE = np.array([[1, 2, 3], [4, 5, 6]])
ROW = PICTURE.reshape(1, 6)


@pytest.mark.parametrize(
    ("dx", "dy", "expected"),
    [
        (0, 0, [[1, 2, 3], [4, 5, 6]]),
        (1, 0, [[0, 1, 2], [0, 4, 5]]),
        (-1, 0, [[2, 3, 0], [5, 6, 0]]),
        (0, 1, [[0, 0, 0], [1, 2, 3]]),
        (0, -1, [[4, 5, 6], [0, 0, 0]]),
        (2, -1, [[0, 0, 4], [0, 0, 0]]),
        (3, 0, [[0, 0, 0], [0, 0, 0]]),
        (-99, 0, [[0, 0, 0], [0, 0, 0]]),
        (0, 99, [[0, 0, 0], [0, 0, 0]]),
    ],
)
def test_shifting_by_hand(dx, dy, expected):
    # wrong: np.roll, which lets the right edge come in on the left; dx and dy exchanged
    got = nnlib.augment_shift(ROW, dx, dy, height=2, width=3)
    assert got.reshape(2, 3).tolist() == expected
    assert got.shape == (1, 6)
    assert ROW.tolist() == [[1, 2, 3, 4, 5, 6]]


def test_shifting_makes_a_copy_and_keeps_the_dtype():
    X = np.ones((2, 64), np.float32)
    moved = nnlib.augment_shift(X, 0, 0)
    moved[:] = 5
    assert X.max() == 1
    assert moved.dtype == np.float32
    assert nnlib.augment_shift(X[:0], 1, 1).shape == nnlib.augment_flip(X[:0]).shape == (0, 64)
    assert nnlib.augment_shift(X, np.int64(1), np.int8(-1)).sum() == 2 * 49


def test_flipping_by_hand():
    # wrong: upside down, the whole row reversed, all samples in one turn
    got = nnlib.augment_flip(np.concatenate([ROW, 10 * ROW]), height=2, width=3)
    assert got.tolist() == [[3, 2, 1, 6, 5, 4], [30, 20, 10, 60, 50, 40]]
    again = nnlib.augment_flip(got, height=2, width=3)
    assert again.tolist() == [ROW[0].tolist(), (10 * ROW[0]).tolist()]


def test_noise_has_the_size_that_was_asked_for():
    # wrong: the variance for the standard deviation, one draw for all, a uniform draw
    X = np.full((200, 100), 3.0)
    noise = nnlib.augment_noise(X, 0.5, np.random.default_rng(0)) - X
    assert abs(noise.mean()) < 6 * 0.5 / math.sqrt(noise.size)
    assert abs(noise.std() - 0.5) < 6 * 0.5 / math.sqrt(2 * noise.size)
    assert abs((np.abs(noise) < 0.5).mean() - 0.6827) < 0.02
    np.testing.assert_array_equal(nnlib.augment_noise(X, 0, np.random.default_rng(0)), X)
    assert (X == 3).all()


def test_augmentation_refuses_what_is_no_picture():
    with pytest.raises(ValueError, match=r"augment_shift expected X of shape \(N, 64\), got \(6"):
        nnlib.augment_shift(np.ones(6), 1, 0)
    with pytest.raises(ValueError, match=r"augment_flip expected X of shape \(N, 6\), got \(1, 5"):
        nnlib.augment_flip(np.ones((1, 5)), 2, 3)
    with pytest.raises(ValueError, match="dx must be a whole number, got True"):
        nnlib.augment_shift(ROW, True, 0, 2, 3)
    with pytest.raises(TypeError, match="augment_noise expected rng"):
        nnlib.augment_noise(ROW, 1, 0)
