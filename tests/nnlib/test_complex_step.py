"""Every layer and loss against a step in the imaginary direction: no torch, all digits."""

import copy
import pickle
import subprocess
import sys

import numpy as np
import pytest

import nnlib

TOLERANCE = 1e-12
DENSE = {
    **{name: make for name, make in nnlib.ACTIVATIONS.items()},
    "Softmax": nnlib.Softmax,
    "LogSoftmax": nnlib.LogSoftmax,
    "Affine": lambda: nnlib.Affine(4, 3, rng=np.random.default_rng(1)),
    "DropConnect": lambda: nnlib.DropConnect(4, 3, 0.3, rng=np.random.default_rng(1)),
    "Dropout": lambda: nnlib.Dropout(0.3, rng=np.random.default_rng(1)),
    "AlphaDropout": lambda: nnlib.AlphaDropout(0.3, rng=np.random.default_rng(1)),
    "BatchNorm": lambda: nnlib.BatchNorm(4),
    "LayerNorm": lambda: nnlib.LayerNorm(4),
    "GroupNorm": lambda: nnlib.GroupNorm(2, 4),
}
PICTURES = {
    "SpatialDropout": lambda: nnlib.SpatialDropout(0.3, rng=np.random.default_rng(1)),
    "InstanceNorm": lambda: nnlib.InstanceNorm(4),
    **{name: DENSE[name] for name in ("Dropout", "AlphaDropout", "BatchNorm", "GroupNorm", "relu")},
}
CASES = [(make, (5, 4), name) for name, make in DENSE.items()]
CASES += [(make, (3, 4, 2, 3), f"{name}, pictures") for name, make in PICTURES.items()]
LAYERS = pytest.mark.parametrize(
    ("make", "shape"), [case[:2] for case in CASES], ids=[case[2] for case in CASES]
)


def started(make, rng):
    """Return a network of this layer whose parameters are no round numbers."""
    net = nnlib.Sequential(make())
    net.params = net.params + rng.normal(size=net.params.shape)
    return net


@pytest.mark.parametrize("training", [False, True])
@LAYERS
def test_layers(make, shape, training, rng):
    # wrong: any slope at all; a copy that draws another mask; a cast that drops imaginary parts
    net, X = started(make, rng), rng.normal(size=shape)
    Y = copy.deepcopy(net).forward(X).shape
    errors = nnlib.check_gradients(
        net, nnlib.MeanSquaredError(), X, rng.normal(size=Y), "complex", training
    )
    assert set(errors) == {*net.named_params(), "X"}
    assert max(errors.values()) <= TOLERANCE


LOSSES = {
    "MeanSquaredError": (nnlib.MeanSquaredError, None),
    "MeanAbsoluteError": (nnlib.MeanAbsoluteError, None),
    "Huber": (lambda: nnlib.Huber(0.7), None),
    "BinaryCrossEntropy": (nnlib.BinaryCrossEntropy, "shares"),
    "SoftmaxCrossEntropy": (nnlib.SoftmaxCrossEntropy, "classes"),
    "SoftmaxCrossEntropy, weighted": (lambda: nnlib.SoftmaxCrossEntropy([1, 2, 0.5]), "classes"),
    "SoftmaxCrossEntropy, one-hot": (nnlib.SoftmaxCrossEntropy, "rows"),
    "FocalLoss": (nnlib.FocalLoss, "classes"),
    "FocalLoss, 0.5": (lambda: nnlib.FocalLoss(0.5), "classes"),
}


@pytest.mark.parametrize(("make", "kind"), LOSSES.values(), ids=LOSSES)
def test_losses(make, kind, rng):
    classes = rng.integers(0, 3, 6)
    y = {
        None: rng.normal(size=(6, 3)), "shares": rng.uniform(size=(6, 3)),
        "classes": classes, "rows": np.eye(3)[classes],
    }[kind]  # fmt: skip
    net, Z = nnlib.Sequential(nnlib.Identity()), 2 * rng.normal(size=(6, 3))
    assert nnlib.check_gradients(net, make(), Z, y, "complex")["X"] <= TOLERANCE


def test_nothing_is_left_out():
    # wrong: a layer or loss that is added later and has no case
    public = [getattr(nnlib, name) for name in nnlib.__all__]
    classes = [c for c in public if isinstance(c, type)]
    layers = {c for c in classes if issubclass(c, nnlib.Layer)}
    made = {type(make()) for make, _, _ in CASES}
    assert layers - made == {nnlib.Layer, nnlib.Activation, nnlib.Sequential}
    losses = {c for c in classes if issubclass(c, nnlib.Loss)}
    assert losses - {type(make()) for make, _ in LOSSES.values()} == {nnlib.Loss}


# ---- rules that hold for every layer


@pytest.mark.parametrize("training", [False, True])
@LAYERS
def test_backward_is_linear(make, shape, training, rng):
    # wrong: a backward that draws anew, or changes what it remembers
    net = started(make, rng)
    Y = net.forward(rng.normal(size=shape), training=training)
    A, B = rng.normal(size=(2, *Y.shape))
    dA, gA = net.backward(A), net.grads.copy()
    dB, gB = net.backward(B), net.grads.copy()
    both = net.backward(2 * A - 3 * B)
    np.testing.assert_allclose(both, 2 * dA - 3 * dB, rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(net.grads, 2 * gA - 3 * gB, rtol=1e-10, atol=1e-10)


@LAYERS
def test_rows_alone_are_rows_together(make, shape, rng):
    net, X = started(make, rng), rng.normal(size=shape)
    alone = np.concatenate([net.forward(X[n : n + 1]) for n in range(len(X))])
    np.testing.assert_allclose(net.forward(X), alone, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.complex128])
@pytest.mark.parametrize("training", [False, True])
@LAYERS
def test_the_dtype_stays(make, shape, training, dtype, rng):
    # wrong: a constant or running average of float64 that lifts the whole network
    net = started(make, rng).astype(dtype)
    Y = net.forward(rng.normal(size=shape), training=training)
    dX = net.backward(np.ones(Y.shape))
    assert Y.dtype == dX.dtype == net.params.dtype == net.grads.dtype == dtype


@LAYERS
def test_copies_compute_the_same_on_their_own_vector(make, shape, rng, tmp_path):
    # wrong: a copy whose windows still show the original's vector
    net, X = started(make, rng), rng.normal(size=shape)
    net.forward(X, training=True)  # running averages move
    nnlib.save(net, tmp_path / "net.npz")
    before = net.forward(X)
    twins = copy.deepcopy(net), pickle.loads(pickle.dumps(net)), nnlib.load(tmp_path / "net.npz")
    for twin in (*twins, net.astype(np.float64)):
        np.testing.assert_array_equal(twin.forward(X), before)
        twin.params = np.zeros_like(twin.params)
        seen = [window.ravel() for window in twin.named_params().values()]
        assert not any(window.any() for window in seen)
        np.testing.assert_array_equal(net.forward(X), before)


# ---- what a hard reading found


def test_integers_have_slopes_and_masks():
    # wrong: 0.01 or 1 / (1 - p) in the dtype of an integer array, which is 0
    leaky = nnlib.LeakyReLU(0.5)
    leaky.forward(np.array([[-1, 2]]))
    assert leaky.backward([[1.0, 1.0]]).tolist() == [[0.5, 1]]
    A, mask = nnlib.dropout_forward(np.ones((50, 2), int), 0.5, np.random.default_rng(0))
    assert set(np.unique(A)) == set(np.unique(mask)) == {0, 2}


def test_a_fresh_process_knows_all_layers(tmp_path, root):
    # wrong: a class is known only after somebody has used its module
    net = nnlib.Sequential(nnlib.BatchNorm(3), nnlib.Dropout(0.5))
    nnlib.save(net, tmp_path / "net.npz")
    code = "import sys, nnlib; print(nnlib.load(sys.argv[1]).params.size)"
    run = [sys.executable, "-c", code, str(tmp_path / "net.npz")]
    assert subprocess.run(run, cwd=root, capture_output=True, text=True).stdout == "6\n"


def test_a_signal_that_explodes_is_infinite():
    assert nnlib.predict_second_moment(500, 1.0, 512) == np.inf
    assert nnlib.predict_second_moment(3, 0.5, 8) == 8


def test_statistics_leave_the_network_alone(rng):
    net = nnlib.Sequential(nnlib.BatchNorm(3), nnlib.Affine(3, 2))
    before = net.layers[0].running_mean.copy()
    X, Y = 1 + rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    nnlib.layer_statistics(net, nnlib.MeanSquaredError(), X, Y)
    np.testing.assert_array_equal(net.layers[0].running_mean, before)
    assert not net.grads.any()


def test_early_stopping_starts_afresh():
    # wrong: the best weights of an earlier training come back
    stop, history = nnlib.EarlyStopping(2), nnlib.History()
    first, second = nnlib.mlp([2, 1]), nnlib.mlp([3, 1])
    history.append(val_loss=0.1)
    stop(1, first, history)
    history.append(val_loss=0.9)
    stop(1, second, history)
    assert (stop.best, stop.best_epoch) == (0.9, 1)
    stop.finish(second)


def test_the_wrong_row_is_the_one_that_is_named():
    with pytest.raises(ValueError, match=r"got \[1 1\]"):
        nnlib.SoftmaxCrossEntropy().forward(np.eye(2), [[0, 1], [1, 1]])
