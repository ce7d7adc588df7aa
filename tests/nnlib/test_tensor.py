"""The graph: every rule against torch and the nudge, and graphs as awkward as they come."""

import gc
import subprocess
import sys

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, mutually_broadcastable_shapes

import nnlib
from nnlib import Tensor
from nnlib.autodiff import unbroadcast

TOLERANCE = 1e-12


def assert_close(ours, theirs):
    """Compare to 1e-12 of the largest entry, shape included."""
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.shape == theirs.shape
    assert np.isfinite(ours).all()
    if ours.size:
        assert np.abs(ours - theirs).max() <= TOLERANCE * max(np.abs(theirs).max(), 1e-300)


def assert_as_torch(f, *arrays, seed=0):
    """Run f on tensors of both kinds, weigh its output at random, and compare all slopes."""
    ours = [Tensor(array) for array in arrays]
    theirs = [torch.tensor(np.array(array), requires_grad=True) for array in arrays]
    out, out_theirs = f(*ours), f(*theirs)
    assert_close(out.data, out_theirs.detach())
    weight = np.random.default_rng(seed).normal(size=out.data.shape)
    (out * weight).sum().backward()
    (out_theirs * torch.tensor(weight)).sum().backward()
    for a, b in zip(ours, theirs, strict=True):
        assert_close(a.grad, b.grad)


def shapes(seed):
    """Return a shape of 0 to 3 axes; each kind comes up, batches of one among them."""
    rng = np.random.default_rng(seed)
    shape = tuple(int(size) for size in rng.integers(1, 6, seed % 4))
    return (1, *shape[1:]) if seed % 5 == 0 and shape else shape


def laid_out(array, seed):
    """Return the same numbers C-ordered, Fortran-ordered, or as a view with gaps."""
    if seed % 3 == 0 or array.ndim == 0:
        return array
    if seed % 3 == 1:
        return np.asfortranarray(array)
    return np.repeat(array, 2, axis=-1)[..., ::2]


ELEMENTWISE = {
    "neg": lambda x: -x,
    "square": lambda x: x**2,
    "cube": lambda x: x**3.0,
    "reciprocal": lambda x: x**-1,
    "root": lambda x: (x * x + 0.1) ** 0.5,
    "constant": lambda x: x**0 + x,
    "exp": lambda x: x.exp(),
    "log": lambda x: (x * x + 0.1).log(),
    "tanh": lambda x: x.tanh(),
    "sigmoid": lambda x: x.sigmoid(),
    "relu": lambda x: x.relu(),
    "number left": lambda x: 2 - 3 / x + 2 * x + (1 + x),
    "number right": lambda x: (x - 2) / 3 + x * 2 + (x + 1),
    "sum": lambda x: x.sum(),
    "mean": lambda x: x.mean(),
}


@pytest.mark.parametrize("seed", range(24))
@pytest.mark.parametrize("name", ELEMENTWISE)
def test_a_rule_of_one_tensor(name, seed):
    # wrong: a slope taken at the output instead of the input, a sign, the factor of a power
    x = np.random.default_rng(seed).normal(size=shapes(seed))
    assert_as_torch(ELEMENTWISE[name], laid_out(x, seed), seed=seed)


TWO = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}


@pytest.mark.parametrize("op", TWO)
@given(
    pair=mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=4),
    seed=st.integers(0, 99),
)
def test_a_rule_of_two_tensors_with_broadcasting(op, pair, seed):
    # wrong: the slope keeps the shape of the result; (3, 1) is summed over the wrong axis
    rng = np.random.default_rng(seed)
    a, b = (rng.normal(size=shape) for shape in pair.input_shapes)
    assert_as_torch(TWO[op], laid_out(a, seed), np.copysign(0.5, b) + b, seed=seed)


PAIRS = [
    ((), (2, 3)), ((2, 3), ()), ((3,), (2, 3)), ((2, 3), (3,)), ((2, 1), (2, 3)), ((1, 3), (2, 1)),
    ((1,), ()), ((1, 1), (3,)), ((4, 1, 3), (2, 1)), ((1, 1, 1), (2, 3)), ((5,), (1, 5)),
]  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS, ids=str)
@pytest.mark.parametrize("op", TWO)
def test_the_broadcasts_that_networks_use(op, pair):
    rng = np.random.default_rng(1)
    a, b = (rng.normal(size=shape) for shape in pair)
    assert_as_torch(TWO[op], a, b)


@pytest.mark.parametrize("seed", range(24))
def test_matrices(seed):
    # wrong: the transposes, seen only where no shape is square
    rng = np.random.default_rng(seed)
    N, D, H = (int(size) for size in rng.integers(1, 7, 3))
    N = 1 if seed % 5 == 0 else N
    a, b = laid_out(rng.normal(size=(N, D)), seed), laid_out(rng.normal(size=(D, H)), seed + 1)
    assert_as_torch(lambda a, b: a @ b, a, b, seed=seed)
    assert_as_torch(lambda a, b: a.T @ (a @ b), a, b, seed=seed)


BATCHED = [
    ((4, 2, 3), (4, 3, 5)), ((4, 2, 3), (3, 5)), ((2, 3), (4, 3, 5)), ((1, 2, 3), (4, 3, 5)),
    ((6, 1, 2, 3), (4, 3, 5)), ((6, 4, 2, 3), (6, 1, 3, 1)), ((1, 1, 3), (1, 3, 1)),
]  # fmt: skip


@pytest.mark.parametrize("pair", BATCHED, ids=str)
@pytest.mark.parametrize("seed", range(3))
def test_batches_of_matrices(pair, seed):
    # wrong: .T turns all axes around, also those of the batch
    rng = np.random.default_rng(seed)
    a, b = (rng.normal(size=shape) for shape in pair)
    assert_as_torch(lambda a, b: a @ b, a, b, seed=seed)


AXES = [None, 0, 1, -1, (0, 2), (-1, 0), (0, 1, 2)]


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", AXES, ids=str)
@pytest.mark.parametrize("name", ["sum", "mean", "max"])
@pytest.mark.parametrize("seed", range(3))
def test_summaries_over_axes(name, axis, keepdims, seed):
    # wrong: the slope of a sum over axis 1 is laid along axis 0 wherever the shape is square
    x = np.random.default_rng(seed).normal(size=[(3, 3, 3), (2, 3, 4), (1, 3, 1)][seed])

    def f(x):
        if isinstance(x, Tensor):
            return getattr(x, name)(axis, keepdims)
        torch_axis = (0, 1, 2) if axis is None else axis
        name_theirs = "amax" if name == "max" else name
        return getattr(x, name_theirs)(dim=torch_axis, keepdim=keepdims)

    assert_as_torch(f, laid_out(x, seed), seed=seed)


def test_equal_largest_numbers_share_the_slope():
    x = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]])
    assert_as_torch(lambda x: x.max(1) if isinstance(x, Tensor) else x.amax(1), x)


INDICES = [
    0, -1, slice(1, 3), np.array([2, 0, 2, 2]), [1, 1], (np.arange(4), np.array([0, 2, 1, 1])),
    (slice(None), 1), (..., None, 0), np.array([True, False, True, True]),
    np.array([[0, 1], [1, 1]]),
]  # fmt: skip


@pytest.mark.parametrize("index", INDICES, ids=str)
@pytest.mark.parametrize("seed", range(3))
def test_picking_entries(index, seed):
    # wrong: slope[index] = dC, or +=, which counts an entry that is picked twice once
    x = np.random.default_rng(seed).normal(size=(4, 3))
    assert_as_torch(lambda x: x[index], laid_out(x, seed), seed=seed)


@pytest.mark.parametrize("seed", range(24))
def test_other_shapes(seed):
    # wrong: transposing back by the same order, right for two axes and wrong for three
    rng = np.random.default_rng(seed)
    shape = tuple(int(size) for size in rng.integers(1, 5, 3))
    x, axes = laid_out(rng.normal(size=shape), seed), rng.permutation(3)
    axes = tuple(int(axis) - 3 * int(rng.integers(2)) for axis in axes)  # some count from behind

    def transposed(x):
        return x.transpose(axes) if isinstance(x, Tensor) else x.permute(axes)

    assert_as_torch(transposed, x, seed=seed)
    assert_as_torch(lambda x: x.reshape(-1, shape[0]), x, seed=seed)
    assert_as_torch(lambda x: x.reshape((-1,)), x, seed=seed)
    assert_as_torch(lambda x: x[0].T, x, seed=seed)


def test_slope_of_relu_at_zero_is_zero():
    x = Tensor([-1.0, 0.0, 1.0])
    x.relu().sum().backward()
    assert x.grad.tolist() == [0, 0, 1]


def test_a_power_of_zero_at_zero():
    # wrong: 0 * 0**-1 is nan
    x = Tensor([0.0, 2.0])
    (x**0 + x**1 + x**2).sum().backward()
    assert x.grad.tolist() == [1, 5]


# ---- the nudge, without torch


def formula(x, W, b, lib):
    """A function of three arrays, for tensors and for numpy; analytic but for its kink."""
    A = lib["tanh"](x @ W + b)
    S = lib["exp"](A * 0.3) / (1 + lib["exp"](-A))
    return (lib["log"](S + 2.0) * A**2 - S / (A + 3.0)).sum() + (x.T @ A).sum() * b.sum()


OURS = {"tanh": Tensor.tanh, "exp": Tensor.exp, "log": Tensor.log}
NUMPY = {"tanh": np.tanh, "exp": np.exp, "log": np.log}


@pytest.mark.parametrize("seed", range(20))
def test_a_formula_against_the_nudge(seed):
    rng = np.random.default_rng(seed)
    N, D, H = (int(size) for size in rng.integers(1, 5, 3))
    arrays = [rng.normal(size=shape) for shape in ((N, D), (D, H), (H,))]
    tensors = [Tensor(array) for array in arrays]
    formula(*tensors, OURS).backward()
    for i, tensor in enumerate(tensors):

        def f(array, i=i):
            return formula(*[array if j == i else other for j, other in enumerate(arrays)], NUMPY)

        exact = nnlib.complex_step_gradient(f, arrays[i])
        assert nnlib.relative_error(tensor.grad, exact, floor=1e-3) < 1e-11
        nudged = nnlib.numerical_gradient(f, arrays[i])
        assert nnlib.relative_error(tensor.grad, nudged, floor=1e-3) < 1e-6


# ---- graph = layer

ACTIVATIONS = {nnlib.ReLU: Tensor.relu, nnlib.Tanh: Tensor.tanh, nnlib.Sigmoid: Tensor.sigmoid}


def cross_entropy(Z, y):
    shifted = Z - Z.max(axis=-1, keepdims=True)
    log_P = shifted - shifted.exp().sum(axis=-1, keepdims=True).log()
    return -log_P[np.arange(len(y)), y].mean()


def problem(kind, rng, N, C):
    if kind == "classes":
        return nnlib.SoftmaxCrossEntropy(), rng.integers(0, C, N), cross_entropy
    Y = rng.normal(size=(N, C))
    return nnlib.MeanSquaredError(), Y, lambda Z, Y: ((Z - Y) ** 2).mean()


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda cls: cls.__name__)
@pytest.mark.parametrize("kind", ["classes", "numbers"])
def test_a_graph_of_operations_is_the_network(activation, kind, case):
    rng, (N, D, H, C), layout = case
    net = nnlib.mlp([D, H, C], activation, rng=rng)
    net.params = net.params + 0.1 * rng.normal(size=net.params.shape)
    loss, y, loss_of = problem(kind, rng, N, C)
    X = layout(rng.normal(size=(N, D)))
    value = loss.forward(net.forward(X), y)
    dX = net.backward(loss.backward())

    x, (W1, b1, W2, b2) = Tensor(X), [Tensor(value) for value in net.named_params().values()]
    end = loss_of(ACTIVATIONS[activation](x @ W1 + b1) @ W2 + b2, y)
    end.backward()
    assert_close(end.data, value)
    assert_close(x.grad, dX)
    for tensor, grad in zip((W1, b1, W2, b2), net.named_grads().values(), strict=True):
        assert_close(tensor.grad, grad)


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda cls: cls.__name__)
@pytest.mark.parametrize("kind", ["classes", "numbers"])
@pytest.mark.parametrize("whole", [True, False], ids=["whole", "layer by layer"])
def test_a_graph_of_layers_is_the_network(activation, kind, whole, case):
    rng, (N, D, H, C), layout = case
    net = nnlib.mlp([D, H, C], activation, rng=rng)
    loss, y, _ = problem(kind, rng, N, C)
    # a tensor copies its data, which undoes a stride, and BLAS rounds otherwise for another layout
    X = Tensor(layout(rng.normal(size=(N, D)))).data
    value = loss.forward(net.forward(X), y)
    dX = net.backward(loss.backward())
    grads = net.grads.copy()
    net.grads[:] = np.nan

    x = out = Tensor(X)
    for layer in [net] if whole else net.layers:
        out = Tensor.apply(layer, out)
    end = Tensor.apply(loss, out, y)
    end.backward()
    assert end.data == value
    np.testing.assert_array_equal(x.grad, dX)
    np.testing.assert_array_equal(net.grads, grads)
    end.backward()
    np.testing.assert_array_equal(x.grad, dX)
    np.testing.assert_array_equal(net.grads, grads)


def test_layers_and_operations_in_one_graph(rng):
    # wrong: the slope of the end is not passed into a loss, right only where the loss is the end
    layer, loss = nnlib.Affine(3, 4, rng=rng), nnlib.SoftmaxCrossEntropy()
    X, y = rng.normal(size=(5, 3)), rng.integers(0, 4, 5)
    x = Tensor(X)
    end = 3 * Tensor.apply(loss, Tensor.apply(layer, x * x).tanh(), y) + (x**2).sum()
    end.backward()
    W = Tensor(layer.W)
    x2 = Tensor(X)
    (3 * cross_entropy((x2 * x2 @ W).tanh(), y) + (x2**2).sum()).backward()
    assert_close(x.grad, x2.grad)
    assert_close(layer.dW, W.grad)


def test_apply_passes_training_on():
    class Listens(nnlib.Layer):
        def forward(self, X, training=False):
            self.training = training
            return X

        def backward(self, dY):
            return dY

    layer = Listens()
    Tensor.apply(layer, [1.0], training=True)
    assert layer.training is True
    Tensor.apply(layer, [1.0])
    assert layer.training is False


def test_a_float32_layer_in_a_graph(rng):
    net = nnlib.mlp([3, 2], rng=rng, dtype=np.float32)
    x = Tensor(rng.normal(size=(4, 3)))
    Tensor.apply(net, x).sum().backward()
    assert x.grad.dtype == np.float64
    np.testing.assert_allclose(x.grad, np.tile(net.layers[0].W.sum(1), (4, 1)), rtol=1e-6)


AGAIN = "was run again after Tensor.apply recorded it"


@pytest.mark.parametrize(
    "make", [lambda rng: nnlib.Affine(3, 3, rng=rng), lambda rng: nnlib.Tanh()]
)
def test_a_layer_twice_in_a_graph(make, rng):
    # wrong: the second run overwrites what the first one kept, and nobody notices
    layer = make(rng)
    x = Tensor(rng.normal(size=(4, 3)))
    with pytest.raises(RuntimeError, match=f"^{layer.name} {AGAIN}"):
        Tensor.apply(layer, Tensor.apply(layer, x)).sum().backward()
    with pytest.raises(RuntimeError, match=AGAIN):
        (Tensor.apply(layer, x) + Tensor.apply(layer, x)).sum().backward()
    assert x.grad is None  # refused before anything was changed


def test_a_layer_that_keeps_nothing_twice_in_a_graph():
    # wrong: db of the first place is overwritten by db of the second, there being no cache to ask
    class Bias(nnlib.Layer):
        def __init__(self):
            super().__init__({"b": (3,)})

        def forward(self, X, training=False):
            return X + self.b

        def backward(self, dY):
            self.db = dY.sum(0)
            return dY

    layer = Bias()
    once = Tensor.apply(layer, np.ones((2, 3)))
    once.sum().backward()
    assert layer.db.tolist() == [2, 2, 2]
    with pytest.raises(RuntimeError, match=AGAIN):
        Tensor.apply(layer, once).sum().backward()


def test_a_layer_that_was_run_elsewhere_meanwhile(rng):
    # wrong: looking at the validation data between apply and backward changes the gradient
    net, loss = nnlib.mlp([3, 4, 2], rng=rng), nnlib.SoftmaxCrossEntropy()
    X, y = rng.normal(size=(5, 3)), rng.integers(0, 2, 5)
    end = Tensor.apply(loss, Tensor.apply(net, X), y)
    net.predict(X[:2])
    with pytest.raises(RuntimeError, match=rf"^layer 0 \(Affine\) {AGAIN}"):
        end.backward()
    end = Tensor.apply(loss, Tensor.apply(net, X), y)
    loss.forward(net.layers[2].forward(np.ones((5, 4))), y)
    with pytest.raises(RuntimeError, match=f"^SoftmaxCrossEntropy {AGAIN}"):
        end.backward()
    end = Tensor.apply(loss, Tensor.apply(net, X), y)
    end.backward()


def test_a_network_and_its_layer_in_one_graph(rng):
    net = nnlib.mlp([3, 4, 3], rng=rng)
    X = rng.normal(size=(5, 3))
    for first, second in ((net, net.layers[0]), (net.layers[0], net)):
        with pytest.raises(RuntimeError, match=AGAIN):
            (Tensor.apply(first, X).sum() + Tensor.apply(second, X).sum()).backward()


def test_apply_refuses():
    says = "^Tensor.apply expected a Layer without y, or a loss with its targets y$"
    with pytest.raises(TypeError, match=says):
        Tensor.apply(nnlib.MeanSquaredError(), [[1.0]])
    with pytest.raises(TypeError, match=says):
        Tensor.apply(nnlib.ReLU(), [[1.0]], [[1.0]])
    with pytest.raises(ValueError, match=r"^Affine expected X of shape \(N, 3\), got \(2, 2\)$"):
        Tensor.apply(nnlib.Affine(3, 2), np.ones((2, 2)))


# ---- graphs


def test_a_tensor_used_twice():
    # wrong: = instead of +=
    x = Tensor(3.0)
    (x * x + x).backward()
    assert x.grad == 7
    A = Tensor([[1.0, 2.0], [3.0, 4.0]])
    (A + A + A.T).sum().backward()
    assert A.grad.tolist() == [[3, 3], [3, 3]]


def test_a_diamond():
    # wrong: a node passes its slope on before all who use it have reported: 2 instead of 8
    x = Tensor(1.0)
    a = x * 2
    b = a * 3
    c = a + b  # the short road to a arrives before the long one
    c.backward()
    assert (x.grad, a.grad, b.grad) == (8, 4, 1)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 2)), max_size=30))
def test_any_graph_of_sums_and_products(steps):
    ours, theirs = [Tensor(1.1)], [torch.tensor(1.1, dtype=torch.float64, requires_grad=True)]
    for i, j, op in steps:
        for values in (ours, theirs):
            a, b = values[i % len(values)], values[j % len(values)]
            values.append([a + b, a * b * 0.5, (a - b).tanh()][op])
    theirs[-1].backward()
    ours[-1].backward()
    expected = theirs[0].grad.item()
    if np.isfinite(expected):
        assert ours[0].grad == pytest.approx(expected, rel=1e-10, abs=1e-12)


def test_doubling_thirty_times_is_quick():
    # wrong: walking every road, of which there are 2 to the 30
    x = end = Tensor(1.0)
    for _ in range(30):
        end = end + end
    end.backward()
    assert x.grad == 2**30


@pytest.mark.slow
@pytest.mark.parametrize("layered", [False, True])
def test_a_deep_chain(layered):
    # wrong: recursion stops at a thousand levels, while walking or while throwing away
    x = end = Tensor(2.0)
    for _ in range(10_000):
        end = Tensor.apply(nnlib.Tanh(), end) if layered else end + 1.0
    end.backward()
    assert 0 < x.grad <= 1
    assert layered or x.grad == 1
    del end
    gc.collect()


def test_a_second_backward_gives_the_same():
    # wrong: gradients pile up from call to call
    x = Tensor([1.0, 2.0])
    end = (x * x).sum()
    end.backward()
    first = x.grad
    end.backward()
    assert x.grad.tolist() == first.tolist() == [2, 4]
    (3 * x).sum().backward()
    assert x.grad.tolist() == [3, 3]
    assert first.tolist() == [2, 4]  # an array that somebody kept is not written into


def test_what_is_not_in_the_graph_is_left_alone():
    x, other = Tensor(2.0), Tensor(5.0)
    (other * other).backward()
    (x * x).backward()
    assert (x.grad, other.grad) == (4, 10)
    assert Tensor(1.0).grad is None


def test_numbers_alone_are_detached():
    # wrong: the slope finds a road through numbers that were taken out of the graph
    x = Tensor(3.0)
    (x * Tensor((x * x).data)).backward()
    assert x.grad == 9


def test_backward_from_the_middle_and_from_an_input():
    x = Tensor(3.0)
    middle = x * x
    end = middle * 5
    middle.backward()
    assert (x.grad, middle.grad, end.grad) == (6, 1, None)
    x.backward()
    assert x.grad == 1
    one = Tensor([[2.0]])
    (one * one).backward()
    assert one.grad.tolist() == [[4]]


def test_learning_by_steps():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(20, 2))
    w = Tensor(np.zeros((2, 1)), "w")
    for _ in range(200):
        ((Tensor(X) @ w - X @ [[2.0], [-1.0]]) ** 2).mean().backward()
        w.data -= 0.2 * w.grad
    np.testing.assert_allclose(w.data, [[2], [-1]], atol=1e-6)


def test_data_are_copied_and_float64():
    array = np.array([1, 2])
    x = Tensor(array)
    array[:] = 9
    assert x.data.tolist() == [1, 2]
    assert x.data.dtype == np.float64
    row = x[:1]
    x.data[:] = 5
    assert row.data.tolist() == [1]
    for value in (3, 3.0, np.float32(3), np.array(3), True):
        assert Tensor(value).data.shape == ()


def test_nothing_given_is_written_into(rng):
    arrays = [rng.normal(size=(3, 3)) for _ in range(3)]
    before = [array.copy() for array in arrays]
    x = Tensor(arrays[0])
    out = ((arrays[1] @ x - arrays[2]) / 3).relu().max(0).exp()
    kept = out.data.copy()
    out.mean().backward()
    np.testing.assert_array_equal(out.data, kept)
    for array, copied in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, copied)


def test_parents_ops_and_names():
    x, w = Tensor(2.0, "x"), Tensor(3.0, "w")
    y = x * w
    assert y.parents == (x, w)
    assert (y.op, y.name, x.op, x.name, x.parents) == ("*", "", "", "x", ())
    y.name = "y"
    assert repr(y) == "Tensor(6., y *)"
    assert repr(Tensor([1, 2])) == "Tensor([1., 2.])"
    assert (2 - x).parents[1] is x
    assert Tensor.apply(nnlib.Tanh(), x).op == "Tanh"


def test_local_slopes():
    a, b = Tensor(3.0), Tensor(4.0)
    assert (a * b).local_slopes() == [4, 3]
    assert (a * a).local_slopes() == [3, 3]
    assert (a / b).local_slopes() == [1 / 4, -3 / 16]
    assert a.local_slopes() == []
    assert (a * Tensor([1, 2])).local_slopes() == [None, None]
    assert Tensor([1, 2]).sum().local_slopes() == [None]
    layer = nnlib.Affine(1, 1)
    out = Tensor.apply(layer, [[1.0]])
    layer.dW = [[7.0]]
    assert out.local_slopes() == [None]
    assert layer.dW == 7  # asking changed nothing


def test_an_array_on_the_left():
    # wrong: numpy runs through the array and makes an array of tensors
    x = Tensor([1.0, 2.0])
    for out in (np.ones(2) + x, np.ones(2) * x, np.ones(2) - x, np.ones(2) / x, np.float64(2) * x):
        assert isinstance(out, Tensor)
        assert out.data.shape == (2,)
    assert (np.ones((3, 2)) @ x.reshape(2, 1)).data.tolist() == [[3], [3], [3]]


# ---- errors


def test_backward_of_an_array():
    with pytest.raises(ValueError, match=r"expected a tensor of one number, got shape \(3, 2\)"):
        Tensor(np.ones((3, 2))).backward()


@pytest.mark.parametrize("data", ["a", None, 1j, np.ones(2) * 1j])
def test_data_that_are_no_real_numbers(data):
    with pytest.raises(TypeError, match=r"^Tensor computes in float64, got an array of"):
        Tensor(data)
    with pytest.raises(TypeError, match=r"^Tensor computes in float64, got an array of"):
        Tensor(1.0) + data


def test_shapes_that_do_not_fit():
    says = r"^Tensor @ expected shapes \(\.\.\., N, D\) and \(\.\.\., D, H\), got {} and {}$"
    with pytest.raises(ValueError, match=says.format(r"\(2, 3\)", r"\(2, 3\)")):
        Tensor(np.ones((2, 3))) @ np.ones((2, 3))
    with pytest.raises(ValueError, match=says.format(r"\(3,\)", r"\(3, 2\)")):
        np.ones(3) @ Tensor(np.ones((3, 2)))
    with pytest.raises(ValueError, match=r"\(3,\) \(4,\)"):
        Tensor(np.ones(3)) + np.ones(4)


def test_a_tensor_is_no_array():
    # wrong: an array of objects, computed with until it fails far away
    x = Tensor(np.ones((2, 3)))
    for use in (np.asarray, nnlib.Affine(3, 2).forward, nnlib.relu, Tensor, lambda x: x[Tensor(0)]):
        with pytest.raises(TypeError, match=r"^expected an array, got a Tensor: take its \.data"):
            use(x)
    with pytest.raises(TypeError, match="does not support ufuncs"):
        np.exp(x)
    with pytest.raises(TypeError, match=r"^Tensor \*\* expected a number as exponent, got Tensor$"):
        x**x
    with pytest.raises(TypeError, match="unsupported operand"):
        2**x


@given(mutually_broadcastable_shapes(num_shapes=1, base_shape=(2, 3, 4), max_dims=3))
def test_unbroadcast_counts_each_use(pair):
    (shape,) = pair.input_shapes
    if np.broadcast_shapes(shape, (2, 3, 4)) == (2, 3, 4):
        uses = unbroadcast(np.ones((2, 3, 4)), shape)
        assert uses.shape == shape
        assert (uses == 24 / max(np.prod(shape), 1)).all()


@given(array_shapes(min_dims=0, max_dims=3))
def test_unbroadcast_leaves_what_fits(shape):
    slope = np.ones(shape)
    assert unbroadcast(slope, shape) is slope


def test_tensors_cost_numpy_alone():
    code = (
        "import sys, nnlib; x = nnlib.Tensor(2.0); (x * x).backward();"
        "print('matplotlib' in sys.modules, 'nnlib.viz' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == "False False\n"


@pytest.mark.parametrize("seed", range(20))
def test_softmax_through_the_graph_is_the_product_with_its_jacobian(seed):
    rng = np.random.default_rng(seed)
    Z, G = rng.normal(size=(2, seed % 4 + 1, seed % 7 + 1))
    z = Tensor(Z)
    e = (z - z.max(-1, keepdims=True)).exp()
    ((e / e.sum(-1, keepdims=True)) * G).sum().backward()
    got = nnlib.softmax_vjp(nnlib.softmax(Z), G)
    np.testing.assert_allclose(z.grad, got, rtol=1e-12, atol=1e-15)
    theirs = torch.tensor(Z, requires_grad=True)
    (F.softmax(theirs, -1) * torch.tensor(G)).sum().backward()
    np.testing.assert_allclose(got, theirs.grad, rtol=1e-12, atol=1e-15)
