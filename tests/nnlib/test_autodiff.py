"""The nudge, the complex step, and the check of a whole network by either."""

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

import nnlib
import nnlib.autodiff
from nnlib import complex_step_gradient, numerical_gradient, relative_error

WAYS = [numerical_gradient, complex_step_gradient]


def mixed(x):
    """A function whose slopes depend on all entries, so that a nudge left behind shows."""
    return (x**3).sum() + x.sum() ** 2


@pytest.mark.parametrize("way", WAYS)
@given(x=arrays(np.float64, array_shapes(max_side=4), elements=st.floats(-2, 2)))
def test_any_shape(way, x):
    # wrong: a loop over the first axis only; a nudge that is not taken back
    before = x.copy()
    gradient = way(mixed, x)
    assert gradient.shape == x.shape
    assert gradient.dtype == np.float64
    np.testing.assert_allclose(gradient, 3 * x**2 + 2 * x.sum(), rtol=1e-6, atol=1e-6)
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("x", [3, 3.0, np.array(3), np.float32(3)])
def test_a_single_number(way, x):
    gradient = way(lambda x: x**2, x)
    assert isinstance(gradient, np.ndarray)
    assert gradient.shape == ()
    assert gradient == pytest.approx(6)


@pytest.mark.parametrize("way", WAYS)
def test_integers(way):
    # wrong: the nudge is rounded away in an integer array, and every slope is 0
    x = np.array([[1, 2], [3, 4]])
    np.testing.assert_allclose(way(lambda x: (x**2).sum(), x), 2 * x, rtol=1e-8)
    assert x.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("layout", [np.asfortranarray, lambda x: np.repeat(x, 2, 1)[:, ::2]])
def test_layouts(way, layout):
    # wrong: x.reshape(-1)[i] += eps nudges a copy when x is not contiguous
    x = layout(np.arange(6.0).reshape(2, 3))
    np.testing.assert_allclose(way(mixed, x), 3 * x**2 + 2 * 15, rtol=1e-8)


@pytest.mark.parametrize("way", WAYS)
def test_x_is_unchanged_whatever_f_does(way):
    x = np.array([1.0, 2.0])

    def rude(x):
        x *= 0
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        way(rude, x)
    assert x.tolist() == [1, 2]

    def writes(x):
        value = (x**2).sum()
        x[:] = 0
        return value

    np.testing.assert_allclose(way(writes, x), [2, 4], rtol=1e-8)
    assert x.tolist() == [1, 2]


@pytest.mark.parametrize("way", WAYS)
def test_f_gets_the_shape_and_the_result_is_new(way):
    shapes = set()

    def f(x):
        shapes.add(x.shape)
        return x.sum()

    x = np.zeros((2, 1, 3))
    assert not np.shares_memory(way(f, x), x)
    assert shapes == {(2, 1, 3)}


def test_central_and_not_one_sided():
    # wrong: (f(x + eps) - f(x)) / eps errs by eps f''/2, here 1e-3
    assert abs(numerical_gradient(lambda x: x**2, 1.0, eps=1e-3) - 2) < 1e-12


def test_complex_step_reaches_rounding():
    got = complex_step_gradient(lambda x: np.sin(x).sum(), np.linspace(-3, 3, 50))
    np.testing.assert_allclose(got, np.cos(np.linspace(-3, 3, 50)), rtol=1e-14)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("nudge", [0, 0.0, -1e-5, np.nan, np.inf, True, "a", None])
def test_a_nudge_must_be_positive(way, nudge):
    with pytest.raises(ValueError, match="must be a finite number above 0"):
        way(np.sum, np.ones(2), nudge)


@pytest.mark.parametrize("way", WAYS)
def test_f_must_return_one_number(way):
    with pytest.raises(ValueError, match=r"one number, got an array of shape \(2,\)"):
        way(lambda x: x**2, np.ones(2))
    with pytest.raises(TypeError, match="expected real numbers"):
        way(np.sum, np.ones(2) * 1j)


def test_complex_step_notices_a_lost_imaginary_part():
    # wrong: abs or .real in f, and all slopes come out as 0
    with pytest.raises(TypeError, match="expected f to return a complex number"):
        complex_step_gradient(lambda x: np.abs(x).sum(), np.ones(2))


def test_relative_error_by_hand():
    assert relative_error([1, 2], [1, 2.5]) == 0.5 / 2.5
    assert relative_error([0, 0], [0, 0]) == 0
    assert relative_error(1e-17, 0) == 1
    assert relative_error(1e-17, 0, floor=1e-4) == pytest.approx(1e-13)
    assert relative_error(1 + 1j, 1) == pytest.approx(1 / np.sqrt(2))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_relative_error_of_what_is_not_finite(bad):
    # wrong: nan, for which `error > tolerance` is False
    assert relative_error([1, bad], [1, 2]) == np.inf
    assert relative_error([1, 2], [1, bad]) == np.inf
    assert relative_error([bad], [bad]) == np.inf


def test_relative_error_refuses_to_broadcast():
    with pytest.raises(ValueError, match=r"two equal shapes, got \(3,\) and \(3, 1\)"):
        relative_error(np.ones(3), np.ones((3, 1)))
    with pytest.raises(ValueError, match="two empty arrays"):
        relative_error([], [])


@given(*[arrays(np.float64, (3,), elements=st.floats(-1e6, 1e6)) for _ in range(2)])
def test_relative_error_knows_no_first_and_second(a, b):
    assert relative_error(a, b) == relative_error(b, a)
    assert 0 <= relative_error(a, b) <= 2


# ---- whole networks, without torch

ACTIVATIONS = [nnlib.ReLU, nnlib.Tanh, nnlib.Sigmoid]
METHODS = {"central": 1e-7, "complex": 1e-12}


def problem(activation, kind, seed=0, N=7):
    """Return a 3-5-6-4 network with biases that are not 0, a loss and a batch of unequal sizes."""
    rng = np.random.default_rng(seed)
    net = nnlib.mlp([3, 5, 6, 4], activation, rng=rng)
    net.params += 0.1 * rng.normal(size=net.params.shape)
    X = rng.normal(size=(N, 3))
    if kind == "classes":
        return net, nnlib.SoftmaxCrossEntropy(), X, rng.integers(0, 4, N)
    return net, nnlib.MeanSquaredError(), X, rng.normal(size=(N, 4))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("kind", ["classes", "numbers"])
@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda cls: cls.__name__)
def test_backward_agrees_with_the_nudge(activation, kind, method, seed):
    net, loss, X, y = problem(activation, kind, seed, N=1 if seed == 0 else 7)
    errors = nnlib.check_gradients(net, loss, X, y, method=method)
    assert list(errors) == [*net.named_params(), "X"]
    assert max(errors.values()) <= METHODS[method], errors


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "layer",
    [*[cls() for cls in ACTIVATIONS], nnlib.Affine(4, 3, rng=np.random.default_rng(4))],
    ids=repr,
)
def test_a_layer_without_a_network_agrees_with_the_nudge(layer, method):
    rng = np.random.default_rng(1)
    X = rng.normal(size=(5, 4))
    Y = rng.normal(size=layer.forward(X).shape)
    errors = nnlib.check_gradients(layer, nnlib.MeanSquaredError(), X, Y, method=method)
    assert max(errors.values()) <= METHODS[method], errors


@pytest.mark.parametrize("training", [False, True])
def test_the_check_changes_nothing(training):
    # wrong: the loss goes on with the targets of the check
    net, loss, X, y = problem(nnlib.Tanh, "classes")
    loss.forward(net.forward(X), 3 - y)
    net.backward(loss.backward())
    before = net.params.copy(), net.grads.copy(), X.copy()
    nnlib.check_gradients(net, loss, X, y, training=training)
    for array, copied in zip((net.params, net.grads, X), before, strict=True):
        np.testing.assert_array_equal(array, copied)
    net.backward(loss.backward())  # and the forward pass before the check is still remembered
    np.testing.assert_array_equal(net.grads, before[1])


def test_the_check_of_a_float32_network_judges_the_formulas():
    net, loss, X, y = problem(nnlib.Tanh, "classes")
    errors = nnlib.check_gradients(net.astype(np.float32), loss, X, y, method="complex")
    assert max(errors.values()) < 1e-12


def test_unknown_method():
    with pytest.raises(ValueError, match="must be one of central, complex, got 'complx'"):
        nnlib.check_gradients(*problem(nnlib.Tanh, "classes"), method="complx")


class NoMask(nnlib.ReLU):
    """Lets every slope through."""

    def backward(self, dA):
        return dA


class WrongInput(nnlib.Affine):
    """Sends back the slope in X of another layer."""

    def backward(self, dZ):
        return 2 * super().backward(dZ)


class MeanBias(nnlib.Affine):
    """Averages the bias gradient over the batch."""

    def backward(self, dZ):
        dX = super().backward(dZ)
        self.db /= len(dZ)
        return dX


class StuckRow(nnlib.Affine):
    """Has no gradient for one row of weights."""

    def backward(self, dZ):
        dX = super().backward(dZ)
        self.dW[0] = 0
        return dX


class NotDivided(nnlib.SoftmaxCrossEntropy):
    """Gives the slope of the sum instead of the mean."""

    def backward(self):
        return super().backward() * 7


class DrawsNoise(nnlib.Layer):
    """Multiplies by random numbers while training, as dropout does."""

    def __init__(self):
        super().__init__()
        self.rng = np.random.default_rng(5)

    def forward(self, X, training=False):
        self._cache = self.rng.normal(size=X.shape) if training else np.ones(X.shape)
        return X * self._cache

    def backward(self, dY):
        return dY * self._cache


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (NoMask(), {"layer 0 (Affine).W", "layer 0 (Affine).b", "X"}),
        (
            WrongInput(5, 5, rng=np.random.default_rng(4)),
            {"layer 0 (Affine).W", "layer 0 (Affine).b", "X"},
        ),
        (MeanBias(5, 5, rng=np.random.default_rng(4)), {"layer 1 (MeanBias).b"}),
        (StuckRow(5, 5, rng=np.random.default_rng(4)), {"layer 1 (StuckRow).W"}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_wrong_layer_is_found_and_placed(wrong, where, method):
    rng = np.random.default_rng(2)
    net = nnlib.Sequential(
        nnlib.Affine(3, 5, rng=rng), wrong.astype(float), nnlib.Affine(5, 4, rng=rng)
    )
    X, y = rng.normal(size=(7, 3)), rng.integers(0, 4, 7)
    errors = nnlib.check_gradients(net, nnlib.SoftmaxCrossEntropy(), X, y, method=method)
    assert {name for name, error in errors.items() if error > 1e-2} == where
    assert {name for name, error in errors.items() if error > METHODS[method]} == where


def test_a_wrong_loss_is_found():
    net, _, X, y = problem(nnlib.Tanh, "classes")
    errors = nnlib.check_gradients(net, NotDivided(), X, y)
    assert min(errors.values()) > 0.5


def test_a_layer_that_draws_can_be_checked_in_training():
    # wrong: every nudge meets another mask
    rng = np.random.default_rng(3)
    net = nnlib.Sequential(nnlib.Affine(3, 5, rng=rng), DrawsNoise(), nnlib.Affine(5, 4, rng=rng))
    X, y = rng.normal(size=(7, 3)), rng.integers(0, 4, 7)
    errors = nnlib.check_gradients(net, nnlib.SoftmaxCrossEntropy(), X, y, training=True)
    assert max(errors.values()) < 1e-7


def test_examples_in_the_docstrings():
    results = doctest.testmod(nnlib.autodiff)
    assert results.attempted > 0
    assert results.failed == 0
