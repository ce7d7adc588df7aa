"""What holds for losses and for softmax, whatever the numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnlib
from tests.nnlib.layer_cases import QUICK, SIZES

pytestmark = pytest.mark.slow

CLOSE = {"rtol": 1e-10, "atol": 1e-12}
WEIGHTS = np.array([1.0, 2.0, 0.5, 3.0, 0.25, 1.5])
CLASSES = {
    "SoftmaxCrossEntropy": lambda C: nnlib.SoftmaxCrossEntropy(),
    "SoftmaxCrossEntropy, weighted": lambda C: nnlib.SoftmaxCrossEntropy(WEIGHTS[:C]),
    "FocalLoss": lambda C: nnlib.FocalLoss(1.5),
}
NUMBERS = {
    "MeanSquaredError": lambda C: nnlib.MeanSquaredError(),
    "MeanAbsoluteError": lambda C: nnlib.MeanAbsoluteError(),
    "Huber": lambda C: nnlib.Huber(0.7),
}
LOSSES = {**CLASSES, **NUMBERS, "BinaryCrossEntropy": lambda C: nnlib.BinaryCrossEntropy()}


def build(name, size):
    """Return a loss, outputs, targets and a generator."""
    N, C, seed = size
    rng = np.random.default_rng(seed)
    Z = 2 * rng.normal(size=(N, C))
    if name in CLASSES:
        y = rng.integers(0, C, N)
    elif name in NUMBERS:
        y = rng.normal(size=(N, C))
    else:
        y = rng.integers(0, 2, (N, C))
    return LOSSES[name](C), Z, y, rng


def run(loss, Z, y):
    return loss.forward(Z, y), loss.backward()


def test_no_loss_is_left_out():
    public = [getattr(nnlib, name) for name in nnlib.__all__]
    losses = {c for c in public if isinstance(c, type) and issubclass(c, nnlib.Loss)}
    assert losses - {type(make(3)) for make in LOSSES.values()} == {nnlib.Loss}


@pytest.mark.parametrize("name", LOSSES)
@given(size=SIZES)
@QUICK
def test_the_order_of_the_samples_costs_nothing(name, size):
    # wrong: a running mean, targets of another row
    loss, Z, y, rng = build(name, size)
    order = rng.permutation(len(Z))
    value, dZ = run(loss, Z, y)
    value2, dZ2 = run(loss, Z[order], y[order])
    assert value2 == pytest.approx(value, rel=1e-12)
    np.testing.assert_allclose(dZ2, dZ[order], **CLOSE)


@pytest.mark.parametrize("name", LOSSES)
@given(size=SIZES)
@QUICK
def test_the_loss_of_a_batch_is_the_mean_of_its_parts(name, size):
    # wrong: a sum, the mean over C forgotten or taken twice, weights that do not weigh the mean
    loss, Z, y, _ = build(name, size)
    n = 1 + len(Z) // 3
    weigh = WEIGHTS[y] if name.endswith("weighted") else np.ones(len(Z))
    share = weigh[:n].sum() / weigh.sum()
    value, dZ = run(loss, Z, y)
    first, dZ_first = run(loss, Z[:n], y[:n])
    second, dZ_second = run(loss, Z[n:], y[n:])
    assert value == pytest.approx(share * first + (1 - share) * second, rel=1e-10)
    parts = np.concatenate([share * dZ_first, (1 - share) * dZ_second])
    np.testing.assert_allclose(dZ, parts, **CLOSE)


@pytest.mark.parametrize("name", [name for name in LOSSES if name != "FocalLoss"])
@given(size=SIZES, far=st.floats(0.01, 10))
@QUICK
def test_a_convex_loss_lies_above_its_tangent(name, size, far):
    # wrong: a slope of another sign or twice as steep. (The focal loss is not convex.)
    loss, Z, y, rng = build(name, size)
    value, dZ = run(loss, Z, y)
    step = far * rng.normal(size=Z.shape)
    # along the slope too, where a wrong length shows at once
    for move in (step, 1e-3 * dZ, -1e-3 * dZ):
        tangent = value + (dZ * move).sum()
        assert loss.forward(Z + move, y) >= tangent - 1e-12 * (1 + abs(tangent))


@pytest.mark.parametrize("name", LOSSES)
@given(size=SIZES)
@QUICK
def test_float32_outputs_get_float32_slopes(name, size):
    # wrong: targets or weights of float64 that lift the slope, and with it the whole way back
    loss, Z, y, _ = build(name, size)
    value, dZ = run(loss, Z, y)
    small, dZ_small = run(loss, Z.astype(np.float32), y)
    assert type(value) is type(small) is float
    assert (dZ.dtype, dZ_small.dtype) == (np.float64, np.float32)
    assert small == pytest.approx(value, rel=1e-4, abs=1e-5)
    np.testing.assert_allclose(dZ_small, dZ, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("name", LOSSES)
@given(size=SIZES)
@QUICK
def test_losses_write_into_nothing_and_are_never_below_zero(name, size):
    loss, Z, y, _ = build(name, size)
    before = Z.copy(), y.copy()
    value, dZ = run(loss, Z, y)
    assert value >= 0
    dZ *= 0
    assert loss.backward().any() == (value > 0)
    np.testing.assert_array_equal(Z, before[0])
    np.testing.assert_array_equal(y, before[1])


# ---- numbers


@pytest.mark.parametrize("name", NUMBERS)
@given(size=SIZES, shift=st.floats(-5, 5))
@QUICK
def test_only_the_difference_counts(name, size, shift):
    # wrong: a relative error, a slope that looks at Y
    loss, Z, Y, _ = build(name, size)
    value, dZ = run(loss, Z, Y)
    shifted, dZ_shifted = run(loss, Z + shift, Y + shift)
    assert shifted == pytest.approx(value, rel=1e-9)
    np.testing.assert_allclose(dZ_shifted, dZ, rtol=1e-9, atol=1e-9)
    swapped, dZ_swapped = run(loss, Y, Z)
    assert swapped == pytest.approx(value, rel=1e-12)
    np.testing.assert_allclose(dZ_swapped, -dZ, **CLOSE)


@given(size=SIZES)
@QUICK
def test_huber_is_one_loss_near_and_the_other_far(size):
    # wrong: a jump where the parabola becomes a line, half a square forgotten
    _, Z, Y, _ = build("Huber", size)
    near, far = np.abs(Z - Y).max() + 1, np.abs(Z - Y).min() / 2
    value, dZ = run(nnlib.Huber(near), Z, Y)
    square, dZ_square = run(nnlib.MeanSquaredError(), Z, Y)
    assert value == pytest.approx(square / 2, rel=1e-12)
    np.testing.assert_allclose(dZ, dZ_square / 2, **CLOSE)
    value, dZ = run(nnlib.Huber(far), Z, Y)
    absolute, dZ_absolute = run(nnlib.MeanAbsoluteError(), Z, Y)
    assert value == pytest.approx(far * (absolute - far / 2), rel=1e-10)
    np.testing.assert_allclose(dZ, far * dZ_absolute, **CLOSE)


# ---- classes


@pytest.mark.parametrize("name", CLASSES)
@given(size=SIZES, shift=st.floats(-100, 100))
@QUICK
def test_what_all_scores_of_a_row_share_costs_nothing(name, size, shift):
    # wrong: the maximum of the table, a log of probabilities that were rounded
    loss, Z, y, rng = build(name, size)
    value, dZ = run(loss, Z, y)
    shifted, dZ_shifted = run(loss, Z + shift * rng.normal(size=(len(Z), 1)), y)
    assert shifted == pytest.approx(value, rel=1e-9, abs=1e-12)
    np.testing.assert_allclose(dZ_shifted, dZ, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(dZ.sum(axis=1), 0, atol=1e-12)


@pytest.mark.parametrize("name", CLASSES)
@given(size=SIZES)
@QUICK
def test_classes_have_no_order(name, size):
    # wrong: the last class as a background, weights of another class
    loss, Z, y, rng = build(name, size)
    C = Z.shape[1]
    order = rng.permutation(C)
    place = np.argsort(order)  # class c stands at place[c] now
    value, dZ = run(loss, Z, y)
    if name.endswith("weighted"):
        loss = nnlib.SoftmaxCrossEntropy(WEIGHTS[:C][order])
    value2, dZ2 = run(loss, Z[:, order], place[y])
    assert value2 == pytest.approx(value, rel=1e-12)
    np.testing.assert_allclose(dZ2, dZ[:, order], **CLOSE)
    value3, dZ3 = run(loss, Z[:, order], np.eye(C)[place[y]])
    assert value3 == value2
    np.testing.assert_array_equal(dZ3, dZ2)


@given(size=SIZES, factor=st.floats(0.01, 100))
@QUICK
def test_losses_that_are_the_same_loss(size, factor):
    # wrong: weights that change the learning rate; a focal loss of gamma 0 that is no entropy
    plain, Z, y, _ = build("SoftmaxCrossEntropy", size)
    C = Z.shape[1]
    expected = run(plain, Z, y)
    for loss in (nnlib.FocalLoss(0), nnlib.SoftmaxCrossEntropy(np.full(C, factor))):
        value, dZ = run(loss, Z, y)
        assert value == pytest.approx(expected[0], rel=1e-12)
        np.testing.assert_allclose(dZ, expected[1], **CLOSE)
    weighted = run(nnlib.SoftmaxCrossEntropy(WEIGHTS[:C]), Z, y)
    stretched = run(nnlib.SoftmaxCrossEntropy(factor * WEIGHTS[:C]), Z, y)
    assert stretched[0] == pytest.approx(weighted[0], rel=1e-12)
    np.testing.assert_allclose(stretched[1], weighted[1], **CLOSE)


@given(size=SIZES)
@QUICK
def test_two_classes_are_one_score(size):
    # wrong: class 0 and class 1 exchanged, a mean over two columns
    N, _, seed = size
    loss, Z, y, _ = build("SoftmaxCrossEntropy", (N, 2, seed))
    value, dZ = run(loss, Z, y)
    binary, dz = run(nnlib.BinaryCrossEntropy(), Z[:, 1] - Z[:, 0], y)
    assert binary == pytest.approx(value, rel=1e-12)
    np.testing.assert_allclose(np.column_stack([-dz, dz]), dZ, **CLOSE)


@given(size=SIZES, gamma=st.floats(0.1, 4))
@QUICK
def test_the_focal_loss_turns_away_from_what_is_easy(size, gamma):
    # wrong: p^gamma, a weight above 1
    plain, Z, y, _ = build("SoftmaxCrossEntropy", size)
    for n in range(len(Z)):
        easy = nnlib.softmax(Z[n])[y[n]]
        focal = nnlib.FocalLoss(gamma).forward(Z[n : n + 1], y[n : n + 1])
        whole = plain.forward(Z[n : n + 1], y[n : n + 1])
        assert focal == pytest.approx((1 - easy) ** gamma * whole, rel=1e-9)


@given(size=SIZES)
@QUICK
def test_the_baseline_is_the_best_constant_answer(size):
    # wrong: log C for all, a logarithm to another base, classes that never come counted
    N, C, seed = size
    y = np.random.default_rng(seed).integers(0, C, N)
    share = np.bincount(y, minlength=C) / N
    best = nnlib.baseline_loss(y, C)
    with np.errstate(divide="ignore"):
        answer = np.log(share)
    assert nnlib.cross_entropy(np.tile(np.maximum(answer, -1e3), (N, 1)), y) == pytest.approx(best)
    assert best <= np.log(C) + 1e-12
    for other in np.random.default_rng(seed).normal(size=(5, C)):
        assert nnlib.cross_entropy(np.tile(other, (N, 1)), y) >= best - 1e-12


# ---- softmax


@given(size=SIZES, shift=st.floats(-500, 500))
@QUICK
def test_softmax_and_its_logarithm(size, shift):
    # wrong: a shift that is not taken back, an axis, an order that is lost
    _, Z, _, rng = build("SoftmaxCrossEntropy", size)
    P, order = nnlib.softmax(Z), rng.permutation(Z.shape[1])
    np.testing.assert_allclose(nnlib.softmax(Z + shift), P, rtol=1e-9)
    np.testing.assert_allclose(np.exp(nnlib.log_softmax(Z)), P, rtol=1e-12)
    np.testing.assert_allclose(P.sum(axis=1), 1, rtol=1e-12)
    np.testing.assert_allclose(nnlib.softmax(Z[:, order]), P[:, order], rtol=1e-12)
    np.testing.assert_array_equal(P.argsort(axis=1), Z.argsort(axis=1))
    # the ratio of two probabilities is what the difference of their scores says
    np.testing.assert_allclose(P[:, 0] / P[:, 1], np.exp(Z[:, 0] - Z[:, 1]), rtol=1e-9)


# ---- activations


RISING = ["identity", "step", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "softplus"]


@pytest.mark.parametrize("name", RISING)
@given(z=st.lists(st.floats(-60, 60), min_size=2, max_size=9))
@QUICK
def test_activations_that_never_fall(name, z):
    # wrong: a sign, a branch for the wrong side
    z = np.sort(z)
    values = nnlib.activation(name).value(z)
    assert (np.diff(values) >= -1e-12 * np.abs(values[1:])).all()
    assert (nnlib.derivative(name, z) >= 0).all()


@pytest.mark.parametrize("name", ["gelu", "silu", "softplus", "elu", "relu", "leaky_relu", "selu"])
@given(z=st.floats(0, 60))
@QUICK
def test_both_sides_of_a_rectifier_together(name, z):
    # wrong: a curve that does not become its input on the right
    f = nnlib.activation(name).value
    right, left = f(np.array([z])), f(np.array([-z]))
    # f(z) - f(-z) = z for those made of z times a share that adds up to 1
    if name in ("gelu", "silu", "softplus", "relu"):
        np.testing.assert_allclose(right - left, z, rtol=1e-12, atol=1e-12)
    else:
        scale = nnlib.activations.SELU_SCALE if name == "selu" else 1
        np.testing.assert_allclose(right, scale * z, rtol=1e-15)
        assert -1.7582 <= left.item() <= 0
