"""What holds for every layer, whatever the numbers."""

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnlib
from tests.nnlib.layer_cases import LAYERS, NOISY, OVER_THE_BATCH, QUICK, SIZES, TABLES, build, run

pytestmark = pytest.mark.slow

CLOSE = {"rtol": 1e-9, "atol": 1e-10}
EXACT = [name for name in LAYERS if name not in NOISY]
# (layer, training): noise draws another mask for another order, so it is compared in use only
MODES = [(name, False) for name in LAYERS] + [(name, True) for name in EXACT]
ROWWISE = [(name, t) for name, t in MODES if not (t and name in OVER_THE_BATCH)]
FOLDED = [name for name in TABLES if name not in {*OVER_THE_BATCH, "GroupNorm"}]


def slope(net, X, rng, training):
    """Draw a slope of the right shape, and leave the network as it was."""
    return rng.normal(size=copy.deepcopy(net).forward(X, training=training).shape)


def test_no_layer_is_left_out():
    # wrong: a layer that is added later and has no case
    public = [getattr(nnlib, name) for name in nnlib.__all__]
    layers = {c for c in public if isinstance(c, type) and issubclass(c, nnlib.Layer)}
    made = {type(build(name, (2, 4, 0))[0].layers[0]) for name in LAYERS}
    assert layers - made == {nnlib.Layer, nnlib.Activation}


@pytest.mark.parametrize(("name", "training"), MODES)
@given(size=SIZES)
@QUICK
def test_the_order_of_the_samples_does_not_matter(name, training, size):
    # wrong: an axis mixed up, a mean that starts with the first sample, dX of another row
    net, X, rng = build(name, size)
    dY, order = slope(net, X, rng, training), rng.permutation(len(X))
    Y, dX, grads = run(copy.deepcopy(net), X, dY, training)
    Y2, dX2, grads2 = run(net, X[order], dY[order], training)
    np.testing.assert_allclose(Y2, Y[order], **CLOSE)
    np.testing.assert_allclose(dX2, dX[order], **CLOSE)
    np.testing.assert_allclose(grads2, grads, **CLOSE)


@pytest.mark.parametrize(("name", "training"), ROWWISE)
@given(size=SIZES)
@QUICK
def test_two_halves_are_the_whole(name, training, size):
    # wrong: gradients averaged over the batch and not added, a sample that knows its neighbours
    net, X, rng = build(name, size)
    dY, half = slope(net, X, rng, training), len(X) // 2
    Y, dX, grads = run(net, X, dY, training)
    first = run(net, X[:half], dY[:half], training)
    second = run(net, X[half:], dY[half:], training)
    np.testing.assert_allclose(np.concatenate([first[0], second[0]]), Y, **CLOSE)
    np.testing.assert_allclose(np.concatenate([first[1], second[1]]), dX, **CLOSE)
    np.testing.assert_allclose(first[2] + second[2], grads, **CLOSE)


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("name", LAYERS)
@given(size=SIZES, a=st.floats(-3, 3), b=st.floats(-3, 3))
@QUICK
def test_backward_adds_up_and_stretches(name, training, size, a, b):
    # wrong: gradients that pile up, a constant that does not come from dY, a clipped slope
    net, X, rng = build(name, size)
    A, B = slope(net, X, rng, training), slope(net, X, rng, training)
    net.forward(X, training=training)
    dA, gA = net.backward(A), net.grads.copy()
    dB, gB = net.backward(B), net.grads.copy()
    both = net.backward(a * A + b * B)
    np.testing.assert_allclose(both, a * dA + b * dB, **CLOSE)
    np.testing.assert_allclose(net.grads, a * gA + b * gB, **CLOSE)
    assert not net.backward(0 * A).any()
    assert not net.grads.any()


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("name", LAYERS)
@given(size=SIZES)
@QUICK
def test_what_was_given_is_not_written_into(name, training, size):
    # wrong: X -= mean, dY *= mask
    net, X, rng = build(name, size)
    dY = slope(net, X, rng, training)
    before = X.copy(), dY.copy()
    net.forward(X, training=training)
    net.backward(dY)
    np.testing.assert_array_equal(X, before[0])
    np.testing.assert_array_equal(dY, before[1])


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("name", LAYERS)
@given(size=SIZES)
@QUICK
def test_the_layout_in_memory_does_not_matter(name, training, size):
    # wrong: reshape or ravel by the order in memory
    net, X, rng = build(name, size)
    dY, twin = slope(net, X, rng, training), copy.deepcopy(net)
    sparse = np.full([2 * n for n in X.shape], np.nan)
    view = sparse[tuple(slice(None, None, 2) for _ in X.shape)]
    view[...] = X
    expected = run(net, X, dY, training)
    for layout in (np.asfortranarray(X), view):
        got = run(copy.deepcopy(twin), layout, np.asfortranarray(dY), training)
        for one, other in zip(got, expected, strict=True):
            np.testing.assert_allclose(one, other, **CLOSE)


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("name", LAYERS)
@given(size=SIZES)
@QUICK
def test_float32_comes_out_as_float32_and_near(name, training, size):
    # wrong: a constant of float64 on the way; an accumulator of half the digits
    net, X, rng = build(name, size)
    dY, small = slope(net, X, rng, training), net.astype(np.float32)
    expected = run(net, X, dY, training)
    got = run(small, X.astype(np.float32), dY, training)
    assert [array.dtype for array in got] == [np.float32] * 3
    if not (training and name in OVER_THE_BATCH):  # a batch of two equal numbers divides by eps
        for one, other in zip(got, expected, strict=True):
            np.testing.assert_allclose(one, other, rtol=2e-3, atol=2e-3)


@pytest.mark.parametrize("name", FOLDED)
@given(size=SIZES)
@QUICK
def test_a_time_axis_is_more_samples(name, size):
    # wrong: the first axis taken for the batch and the second for the features
    net, X, rng = build(name, (12, *size[1:]))
    dY = slope(net, X, rng, False)
    Y, dX, grads = run(net, X, dY, False)
    folded, dY_folded = X.reshape(3, 4, -1), dY.reshape(3, 4, -1)
    Y2, dX2, grads2 = run(net, folded, dY_folded, False)
    np.testing.assert_allclose(Y2.reshape(Y.shape), Y, **CLOSE)
    np.testing.assert_allclose(dX2.reshape(dX.shape), dX, **CLOSE)
    np.testing.assert_allclose(grads2, grads, **CLOSE)
    assert Y2.shape[:2] == dX2.shape[:2] == (3, 4)


@pytest.mark.parametrize("name", LAYERS)
@given(size=SIZES)
@QUICK
def test_use_repeats_and_remembers_nothing(name, size):
    # wrong: noise in use, running averages that move in use, gradients written by forward
    net, X, _ = build(name, size)
    net.forward(X, training=True)
    state = {key: value.copy() for key, value in net.named_state().items()}
    net.grads = np.arange(net.grads.size)
    first = net.forward(X)
    np.testing.assert_array_equal(net.forward(X), first)
    assert net.grads.tolist() == list(range(net.grads.size))
    for key, value in net.named_state().items():
        np.testing.assert_array_equal(value, state[key])
