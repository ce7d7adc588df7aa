"""Corners that a hard reading of the engine found; each test names what went wrong there."""

import math
import warnings

import numpy as np
import pytest

import nnlib

W = np.array([[3.0, -1.0], [0.5, 2.0], [0.0, 4.0]])
b, V = np.array([0.5, -0.5]), np.array([3.0, 4.0])


# ---- a loss of nothing


PERFECT = {
    "baseline_loss": lambda: nnlib.baseline_loss([1, 1, 1], 3),
    "cross_entropy": lambda: nnlib.cross_entropy([[1000.0, 0.0]], [0]),
    "weighted_cross_entropy": lambda: nnlib.weighted_cross_entropy([[1e3, 0]], [0], [2, 1])[0],
    "FocalLoss": lambda: nnlib.FocalLoss().forward([[1000.0, 0.0]], [0]),
    "MeanAbsoluteError": lambda: nnlib.MeanAbsoluteError().forward([-0.0], [0.0]),
    "MeanSquaredError": lambda: nnlib.MeanSquaredError().forward([-0.0], [0.0]),
    "Huber": lambda: nnlib.Huber().forward([-0.0], [0.0]),
    "BinaryCrossEntropy": lambda: nnlib.BinaryCrossEntropy().forward([1000.0, -1000.0], [1, 0]),
}


@pytest.mark.parametrize("name", PERFECT)
def test_a_perfect_answer_costs_zero_and_not_minus_zero(name):
    # wrong: -log(1) printed as -0.0
    loss = PERFECT[name]()
    assert loss == 0
    assert math.copysign(1, loss) == 1


# ---- numbers as large as they come


@pytest.mark.parametrize(("dtype", "huge"), [(np.float32, 1e30), (np.float64, 1e200)])
@pytest.mark.parametrize("name", nnlib.ACTIVATIONS)
def test_slopes_far_out_are_those_of_a_straight_line(name, dtype, huge):
    # wrong: a cube that overflows, and 0 · inf = nan in the slope of GELU
    layer, X = nnlib.activation(name), np.array([[-huge, -50.0, 50.0, huge]], dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        layer.forward(X)
        slope = layer.backward(np.ones_like(X))[0]
    left = {"identity": 1, "leaky_relu": 0.01}.get(name, 0)
    right = {"sigmoid": 0, "tanh": 0, "step": 0, "selu": nnlib.activations.SELU_SCALE}.get(name, 1)
    np.testing.assert_allclose(slope, [left, left, right, right], rtol=1e-6, atol=1e-18)


def test_the_end_of_gelu_is_where_its_tanh_has_reached_one():
    # wrong: cut off so early that digits are lost
    z = np.linspace(-12, 12, 241)
    inner = np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)
    np.testing.assert_allclose(nnlib.gelu(z), 0.5 * z * (1 + np.tanh(inner)), atol=1e-14)
    exact = nnlib.complex_step_gradient(lambda z: nnlib.gelu(z).sum(), z)
    np.testing.assert_allclose(nnlib.derivative("gelu", z), exact, atol=1e-14)


# ---- float32 in, float32 out


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        *[(make(), (5, 4)) for make in nnlib.ACTIVATIONS.values()],
        (nnlib.Softmax(), (5, 4)),
        (nnlib.LogSoftmax(), (5, 4)),
        (nnlib.Affine(4, 3, dtype=np.float32), (5, 4)),
        (nnlib.DropConnect(4, 3, 0.5, dtype=np.float32), (5, 4)),
        (nnlib.Dropout(0.5), (5, 4)),
        (nnlib.AlphaDropout(0.5), (5, 4)),
        (nnlib.SpatialDropout(0.5), (5, 4, 2)),
        (nnlib.BatchNorm(4, dtype=np.float32), (5, 4)),
        (nnlib.BatchNorm(4, dtype=np.float32), (5, 4, 2)),
        (nnlib.LayerNorm(4, dtype=np.float32), (5, 4)),
        (nnlib.GroupNorm(2, 4, dtype=np.float32), (5, 4)),
        (nnlib.InstanceNorm(4, dtype=np.float32), (5, 4, 2)),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, nnlib.Layer) else None,
)
@pytest.mark.parametrize("training", [False, True])
def test_a_layer_alone_answers_a_float64_slope_in_float32(layer, shape, training):
    # wrong: dY of float64 times a slope of float32
    Y = layer.forward(np.ones(shape, np.float32), training=training)
    assert Y.dtype == np.float32
    assert layer.backward(np.ones(Y.shape)).dtype == np.float32


# ---- plain lists


def _batchnorm(X, gamma, beta, mean, var):
    state = {"mean": mean, "var": var}
    Y, cache = nnlib.batchnorm_forward(X, gamma, beta, state, True)
    return Y, *nnlib.batchnorm_backward(X, cache), state["mean"], state["var"]


LISTS = {
    "sgd_step": (lambda w, g: nnlib.sgd_step(w, g, 0.1), W, 2 * W),
    "momentum_step": (lambda w, g, v: nnlib.momentum_step(w, g, v, 0.1), W, W + 1, 2 * W),
    "adagrad_step": (lambda w, g, s: nnlib.adagrad_step(w, g, s, 0.1), W, W + 1, W * W),
    "rmsprop_step": (lambda w, g, s: nnlib.rmsprop_step(w, g, s, 0.1), W, W + 1, W * W),
    "adam_step": (lambda w, g, m, v: nnlib.adam_step(w, g, m, v, 2), W, W + 1, W, W * W),
    "adamw_step": (lambda w, g, m, v: nnlib.adamw_step(w, g, m, v, 2), W, W + 1, W, W * W),
    "clip_by_global_norm": (lambda a, b: nnlib.clip_by_global_norm([a, b], 0.5)[0], W, b),
    "l2_penalty": (lambda W, b: nnlib.l2_penalty([(W, b)], 0.3)[1][0], W, b),
    "dropout_forward": (lambda A: nnlib.dropout_forward(A, 0.5, np.random.default_rng(0)), W),
    "dropout_backward": (nnlib.dropout_backward, W, W > 1),
    "batchnorm_forward": (_batchnorm, W, b, V, b, V),
    "batchnorm_fold": (nnlib.batchnorm_fold, W, b, V, b, b, V),
    "layernorm_forward": (nnlib.layernorm_forward, W, b, V),
    "affine_forward": (lambda X, W, b: nnlib.affine_forward(X, W, b)[0], W, W.T, np.ones(3)),
    "mlp_forward": (lambda X, W, b: nnlib.mlp_forward(X, [(W, b)]), W, W.T, np.ones(3)),
    "mse": (nnlib.mse, W, W + 1),
    "bce_with_logits": (nnlib.bce_with_logits, b, np.array([1, 0])),
    "softmax_cross_entropy": (nnlib.softmax_cross_entropy, W, np.array([0, 1, 1])),
    "weighted_cross_entropy": (nnlib.weighted_cross_entropy, W, np.array([0, 1, 1]), V),
    "softmax_vjp": (nnlib.softmax_vjp, W, W + 1),
    "relu_backward": (nnlib.relu_backward, W, W - 1),
    "tanh_backward": (nnlib.tanh_backward, W, W - 1),
    "sigmoid_backward": (nnlib.sigmoid_backward, W, W - 1),
    "dead_fraction": (nnlib.dead_fraction, W),
    "distinct_units": (nnlib.distinct_units, W),
    "relative_error": (nnlib.relative_error, W, W + 1),
    "neuron_step": (lambda w, X, y: nnlib.neuron_step(w, 0.5, X, y, 0.1), b, W, np.ones(3)),
    "fit_perceptron": (nnlib.fit_perceptron, W, np.array([1, 0, 0])),
    "margin_bound": (lambda X, y, w: nnlib.margin_bound(X, y, w, -1), W, np.array([1, 0, 0]), b),
    "augment_flip": (lambda X: nnlib.augment_flip(X, 1, 2), W),
    "augment_noise": (lambda X: nnlib.augment_noise(X, 1, np.random.default_rng(0)), W),
    "minibatches": (
        lambda X, y: next(nnlib.minibatches(X, y, 2, np.random.default_rng(0))),
        W,
        np.arange(3),
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_as_good_as_arrays(name):
    # wrong: "can't multiply sequence by non-int of type 'float'", which names nothing
    function, *arrays = LISTS[name]
    from_arrays = function(*arrays)
    from_lists = function(*[array.tolist() for array in arrays])
    if not isinstance(from_arrays, tuple | list):
        from_arrays, from_lists = [from_arrays], [from_lists]
    for expected, got in zip(from_arrays, from_lists, strict=True):
        assert type(got) is type(expected)
        np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize("step", [nnlib.sgd_step, nnlib.momentum_step, nnlib.rmsprop_step])
def test_text_is_no_number(step):
    vectors = ["one", "two"] if step is nnlib.sgd_step else ["one", "two", "three"]
    with pytest.raises(TypeError, match=rf"^{step.__name__} computes in float64, got an array of"):
        step(*vectors, 0.1)


# ---- one number, one sample


def test_a_group_of_one_number_is_refused():
    # wrong: X - X = 0 whatever X is, and training goes on with a constant
    for layer, X in (
        (nnlib.GroupNorm(4, 4), np.ones((2, 4))),
        (nnlib.GroupNorm(4, 4), np.ones((2, 4, 1, 1))),
        (nnlib.InstanceNorm(4), np.ones((2, 4))),
    ):
        says = rf"^{layer.name} expected two numbers or more in each of 4 groups, got X of shape"
        with pytest.raises(ValueError, match=says):
            layer.forward(X)
    nnlib.GroupNorm(4, 4).forward(np.ones((2, 4, 2)))
    nnlib.GroupNorm(2, 4).forward(np.ones((1, 4)))


def test_a_single_sample_cannot_tell_who_is_silent(rng):
    # wrong: "silent for every sample" of one sample, which is every unit there is
    net, X = nnlib.mlp([3, 4, 2], rng=rng), rng.normal(size=(5, 3))
    for n, silent in ((1, [True] * 3), (5, [False] * 3)):
        rows = nnlib.layer_statistics(net, nnlib.MeanSquaredError(), X[:n], np.zeros((n, 2)))
        assert [math.isnan(row["silent"]) for row in rows] == silent
        assert all(row["std"] > 0 for row in rows)


def digits_of(n):
    rng = np.random.default_rng(0)
    return rng.normal(size=(n, 3)), rng.integers(0, 2, n)


def fit_normed(X, y, batch_size, **options):
    """Train a network with batch normalization and dropout for two epochs."""
    rng = np.random.default_rng(1)
    net = nnlib.Sequential(
        nnlib.Affine(3, 4, rng=rng), nnlib.BatchNorm(4), nnlib.Dropout(0.5, rng=rng),
        nnlib.Affine(4, 2, rng=rng),
    )  # fmt: skip
    options = {"optimizer": nnlib.SGD(0.1), "epochs": 2, "rng": rng, "progress": False} | options
    before = net.params.copy(), net.layers[1].running_mean.copy()
    try:
        nnlib.fit(net, nnlib.SoftmaxCrossEntropy(), X, y, batch_size=batch_size, **options)
    finally:
        fit_normed.moved = bool((net.params != before[0]).any())
        fit_normed.counted = bool((net.layers[1].running_mean != before[1]).any())
    return net


@pytest.mark.parametrize(("n", "batch_size"), [(9, 4), (5, 1), (3, 2)])
def test_a_last_batch_of_one_is_refused_before_the_first_step(n, batch_size):
    # wrong: the error comes at the end of the first epoch, from inside a layer
    says = (
        rf"^fit cannot use batches of {batch_size}: of {n} samples the last batch gets one, and "
        r"batchnorm needs at least 2 .* Choose another batch_size$"
    )
    with pytest.raises(ValueError, match=says):
        fit_normed(*digits_of(n), batch_size)
    assert not fit_normed.moved
    assert not fit_normed.counted


def test_other_batches_and_other_networks_are_left_alone():
    for n, batch_size in ((9, 5), (8, 4), (9, 9), (9, 100)):
        fit_normed(*digits_of(n), batch_size)
        assert fit_normed.moved
    X, y = digits_of(9)
    rng = np.random.default_rng(1)
    net = nnlib.Sequential(nnlib.Affine(3, 2, rng=rng), nnlib.Dropout(0.5, rng=rng))
    options = {"optimizer": nnlib.SGD(0.1), "epochs": 1, "batch_size": 4, "progress": False}
    history = nnlib.fit(net, nnlib.SoftmaxCrossEntropy(), X, y, rng=rng, **options)
    assert len(history.batch_loss) == 3


def test_trying_the_last_batch_draws_nothing():
    # wrong: the trial takes masks from the generator, and the same seed gives another training
    X, y = digits_of(9)
    masks = []

    class Watched(nnlib.Dropout):
        def forward(self, X, training=False):
            Y = super().forward(X, training)
            masks.append(self._cache[0])
            return Y

    rng = np.random.default_rng(1)
    net = nnlib.Sequential(nnlib.Affine(3, 2, rng=rng), Watched(0.5, rng=np.random.default_rng(5)))
    options = {"optimizer": nnlib.SGD(0.1), "epochs": 1, "batch_size": 4, "progress": False}
    nnlib.fit(net, nnlib.SoftmaxCrossEntropy(), X, y, rng=rng, **options)
    first = next(mask for mask in masks if len(mask) == 4)
    np.testing.assert_array_equal(first > 0, np.random.default_rng(5).random((4, 2)) >= 0.5)


def test_a_wrong_shape_is_not_blamed_on_the_batch():
    with pytest.raises(ValueError, match=r"^layer 0 \(Affine\) expected X of shape \(N, 3\)"):
        fit_normed(np.ones((9, 4)), np.zeros(9, int), 4)


# ---- a training that breaks off


class Breaks:
    """A callback that breaks a training off, and counts how often it is told of the end."""

    def __init__(self, epoch, error):
        self.epoch, self.error, self.ends = epoch, error, 0

    def __call__(self, epoch, net, history):
        if epoch == self.epoch:
            raise self.error

    def finish(self, net):
        self.ends += 1


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ZeroDivisionError()])
def test_the_best_weights_come_back_after_an_interrupt(error):
    # wrong: the stop button leaves the last weights, though EarlyStopping had kept better ones
    X, y = digits_of(40)
    net = nnlib.mlp([3, 2], rng=np.random.default_rng(0))
    stop, breaks = nnlib.EarlyStopping(100), Breaks(6, error)
    losses = []

    def spoil(epoch, net, history):
        losses.append(history.val_loss[-1])
        net.params = net.params * (1 if epoch < 3 else -5)

    with pytest.raises(type(error)):
        nnlib.fit(
            net, nnlib.SoftmaxCrossEntropy(), X, y, optimizer=nnlib.SGD(0.1), epochs=9,
            batch_size=8, rng=np.random.default_rng(0), X_val=X, y_val=y, progress=False,
            callbacks=[stop, spoil, breaks],
        )  # fmt: skip
    assert breaks.ends == 1
    assert len(losses) == 6
    after = nnlib.SoftmaxCrossEntropy().forward(net.predict(X), y)
    assert after == stop.best == min(losses)
    assert after < losses[-1]


def test_an_interrupt_in_the_first_epoch_brings_no_earlier_training_back():
    # wrong: finish puts the weights of the training before into another network
    X, y = digits_of(8)
    stop = nnlib.EarlyStopping(5)
    options = {"optimizer": nnlib.SGD(0.1), "epochs": 2, "batch_size": 8, "progress": False}
    options |= {"X_val": X, "y_val": y, "rng": np.random.default_rng(0)}
    nnlib.fit(nnlib.mlp([3, 2]), nnlib.SoftmaxCrossEntropy(), X, y, callbacks=[stop], **options)

    class Stops(nnlib.Identity):
        def forward(self, X, training=False):
            raise KeyboardInterrupt

    other = nnlib.Sequential(nnlib.Affine(3, 4), Stops())
    before = other.params.copy()
    with pytest.raises(KeyboardInterrupt):
        nnlib.fit(other, nnlib.SoftmaxCrossEntropy(), X, y, callbacks=[stop], **options)
    np.testing.assert_array_equal(other.params, before)


def test_batches_complain_at_once():
    # wrong: a generator that says nothing until its first batch is asked for
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="minibatches expected y of length 3, got 2"):
        nnlib.minibatches(np.ones((3, 2)), [0, 1], 2, rng)
    nnlib.minibatches(np.ones((3, 2)), [0, 1, 1], 2, rng)
    assert rng.random() != np.random.default_rng(0).random()  # the order was drawn at once
