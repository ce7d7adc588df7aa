"""Networks on one flat vector. Views break silently, so every rule about them has its test."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnlib
from nnlib import Affine, ReLU, Sequential, Tanh

COPIES = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda net: pickle.loads(pickle.dumps(net)),
    "astype": lambda net: net.astype(net.dtype),
}


@pytest.fixture
def net(rng):
    return nnlib.mlp([3, 5, 2], Tanh, rng=rng)


def assert_layers_look_at(net):
    """Change the vector, then a layer, and see each through the other."""
    net.params[:] = np.arange(net.params.size)
    seen = np.concatenate([window.ravel() for window in net.named_params().values()])
    np.testing.assert_array_equal(seen, net.params)
    net.grads[:] = -np.arange(net.grads.size)
    seen = np.concatenate([window.ravel() for window in net.named_grads().values()])
    np.testing.assert_array_equal(seen, net.grads)


# ---- one vector


def test_layers_look_at_one_vector(net):
    assert net.params.shape == net.grads.shape == (3 * 5 + 5 + 5 * 2 + 2,)
    assert_layers_look_at(net)
    net.layers[0].b[1] = 99
    assert net.params[3 * 5 + 1] == 99


def test_a_network_keeps_the_start_of_its_layers(rng):
    layer = Affine(3, 2, rng=rng)
    W = layer.W.copy()
    net = Sequential(layer, ReLU())
    np.testing.assert_array_equal(net.params[:6].reshape(3, 2), W)


def test_backward_fills_the_flat_gradient(net, rng):
    net.forward(rng.normal(size=(4, 3)))
    net.backward(rng.normal(size=(4, 2)))
    seen = np.concatenate([window.ravel() for window in net.named_grads().values()])
    assert np.count_nonzero(net.grads) == net.grads.size
    np.testing.assert_array_equal(seen, net.grads)


def test_backward_overwrites(net, rng):
    # wrong: gradients added up until somebody sets them to zero
    dY = rng.normal(size=(4, 2))
    net.forward(rng.normal(size=(4, 3)))
    net.backward(dY)
    once = net.grads.copy()
    net.backward(dY)
    np.testing.assert_array_equal(net.grads, once)


# ---- assignment


def test_assigning_the_vector_copies_into_it(net):
    vector, start, slope = net.params, net.params.copy(), np.arange(net.params.size)
    net.params = net.params - 0.1 * slope
    assert net.params is vector
    np.testing.assert_array_equal(vector, start - 0.1 * slope)
    assert_layers_look_at(net)


def test_assigning_the_vector_takes_no_hold_of_the_array(net):
    given_array = np.ones(net.params.size)
    net.params = given_array
    given_array[:] = 7
    assert net.params.tolist() == [1.0] * net.params.size


def test_changing_the_vector_in_place(net):
    start = net.params.copy()
    net.params -= 0.5
    np.testing.assert_array_equal(net.params, start - 0.5)
    assert_layers_look_at(net)


def test_assigning_a_layer_window_copies_into_the_vector(net):
    layer = net.layers[2]
    layer.W = np.full((5, 2), 3)
    layer.b = [4, 5]
    assert net.params[20:].tolist() == [3.0] * 10 + [4.0, 5.0]
    layer.W *= 2
    layer.b += 1
    assert net.params[20:].tolist() == [6.0] * 10 + [5.0, 6.0]
    layer.dW = np.full((5, 2), -1)
    assert net.grads[20:30].tolist() == [-1.0] * 10
    assert_layers_look_at(net)


def test_assigning_an_overlapping_view(net):
    backwards = net.params[::-1].tolist()
    net.params = net.params[::-1]
    assert net.params.tolist() == backwards


@pytest.mark.parametrize("value", [np.zeros(31), np.zeros((32, 1)), 0.0])
def test_assigning_a_wrong_shape_to_the_vector(net, value):
    # wrong: broadcasting a single number over all parameters
    start = net.params.copy()
    with pytest.raises(ValueError, match=r"^Sequential\.params expected an array of shape \(32,\)"):
        net.params = value
    np.testing.assert_array_equal(net.params, start)


def test_assigning_a_wrong_shape_to_a_layer(net):
    with pytest.raises(
        ValueError, match=r"^layer 2 \(Affine\)\.W expected .* \(5, 2\), got \(2, 5\)$"
    ):
        net.layers[2].W = np.zeros((2, 5))
    with pytest.raises(ValueError, match=r"\.b expected an array of shape \(2,\), got \(1, 2\)$"):
        net.layers[2].b = np.zeros((1, 2))


def test_assigning_complex_to_real_is_refused(net):
    # wrong: the imaginary part is dropped with a warning, and a complex step yields zeros
    with pytest.raises(TypeError, match="computes in float64, got an array of complex128"):
        net.params = net.params + 1j


def test_layers_cannot_be_exchanged_behind_the_vector(net):
    with pytest.raises(AttributeError):
        net.layers = ()
    with pytest.raises(TypeError):
        net.layers[0] = Affine(3, 5)


# ---- copies


@pytest.mark.parametrize("how", COPIES)
def test_changing_a_copy_leaves_the_original(net, how, rng):
    # wrong: a shallow copy shares the vector, or its layers still look at the original's
    twin, before = COPIES[how](net), net.params.copy()
    np.testing.assert_array_equal(twin.params, before)
    twin.params += 1
    for layer in twin.layers[::2]:
        layer.W *= 3
    twin.forward(rng.normal(size=(4, 3)))
    twin.backward(rng.normal(size=(4, 2)))
    np.testing.assert_array_equal(net.params, before)
    assert not net.grads.any()
    assert_layers_look_at(twin)


@pytest.mark.parametrize("how", COPIES)
def test_a_copy_computes_the_same_and_learns(net, how, rng):
    X, dY = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    twin = COPIES[how](net)
    np.testing.assert_array_equal(twin.forward(X), net.forward(X))
    twin.backward(dY)
    net.backward(dY)
    np.testing.assert_array_equal(twin.grads, net.grads)
    nnlib.SGD(0.1).step(twin)
    assert np.abs(twin.forward(X) - net.forward(X)).max() > 0


@pytest.mark.parametrize("how", COPIES)
def test_a_copy_remembers_no_forward_pass(net, how, rng):
    # wrong: the cache of the copy holds windows of the original, so backward reads the wrong W
    net.forward(rng.normal(size=(4, 3)))
    with pytest.raises(RuntimeError, match=r"^layer 2 \(Affine\): backward was called before"):
        COPIES[how](net).backward(np.ones((4, 2)))


@pytest.mark.parametrize("how", COPIES)
def test_a_copied_layer_is_free(net, how, rng):
    # wrong: the copy still counts as part of the network, or still looks at its vector
    layer = COPIES[how](net.layers[2])
    assert layer.params.shape == (12,)
    assert layer.name == "Affine"
    other = Sequential(layer)
    other.params[:] = 0
    assert net.layers[2].W.any()
    assert_layers_look_at(other)


def test_copies_of_a_network_and_its_layer_stay_together(net):
    # wrong: a structure that holds both falls apart when it is copied
    twin, layer = copy.deepcopy([net, net.layers[0]])
    assert twin.layers[0] is layer
    layer, twin = copy.deepcopy([net.layers[0], net])
    assert twin.layers[0] is layer
    assert_layers_look_at(twin)


# ---- a layer and its network


def test_a_layer_outside_a_network_owns_its_vector(rng):
    layer = Affine(3, 2, rng=rng)
    layer.params = np.arange(8)
    assert layer.W.tolist() == [[0, 1], [2, 3], [4, 5]]
    assert layer.b.tolist() == [6, 7]
    layer.forward(np.ones((1, 3)))
    layer.backward(np.ones((1, 2)))
    nnlib.SGD(1).step(layer)
    assert layer.params.tolist() == [-1, 0, 1, 2, 3, 4, 5, 6]


def test_a_layer_in_two_networks():
    layer = Affine(3, 3)
    Sequential(ReLU(), layer)
    with pytest.raises(ValueError, match=r"^layer 1 \(Affine\) already belongs to a network"):
        Sequential(Affine(3, 3), layer)


def test_a_layer_twice_in_one_network():
    relu = ReLU()
    with pytest.raises(ValueError, match=r"^layer 2 \(ReLU\) already belongs to a network"):
        Sequential(relu, Affine(3, 3), relu)


def test_a_refused_network_leaves_its_layers_free():
    # wrong: the first layer is taken before the second is looked at
    first, taken = Affine(3, 3), Affine(3, 3)
    Sequential(taken)
    with pytest.raises(ValueError, match="already belongs"):
        Sequential(first, taken)
    assert Sequential(first).layers == (first,)


@pytest.mark.parametrize(
    ("layers", "error", "says"),
    [
        ((), ValueError, "expected at least one layer"),
        ((ReLU,), TypeError, r"layer 0 is the class ReLU: write ReLU\(\.\.\.\) to make one"),
        (([ReLU()],), TypeError, r"layer 0 is no Layer but list: write Sequential\(\*layers\)"),
        ((ReLU(), np.tanh), TypeError, "layer 1 is no Layer but ufunc"),
    ],
)
def test_what_is_no_layer_is_refused(layers, error, says):
    with pytest.raises(error, match=says):
        Sequential(*layers)


def test_a_learners_own_layer():
    class Double(nnlib.Layer):
        def forward(self, X, training=False):
            return 2 * X

        def backward(self, dY):
            return 2 * dY

    class Forgetful(Double):
        def __init__(self):
            self.factor = 2

    net = Sequential(Affine(3, 2), Double())
    loss = nnlib.MeanSquaredError()
    errors = nnlib.check_gradients(net, loss, np.ones((2, 3)), np.ones((2, 2)))
    assert max(errors.values()) < 1e-7
    with pytest.raises(TypeError, match=r"layer 0 \(Forgetful\) has no params"):
        Sequential(Forgetful())
    with pytest.raises(NotImplementedError, match="Layer has no forward yet"):
        nnlib.Layer().forward(1)
    with pytest.raises(NotImplementedError, match="Layer has no backward yet"):
        nnlib.Layer().backward(1)


class Listens(nnlib.Layer):
    """Notes how it was called."""

    def forward(self, X, training=False):
        self.training = training
        return X


def test_layers_are_told_whether_this_is_training():
    # wrong: dropout stays off while training, or on afterwards
    listener = Listens()
    net = Sequential(ReLU(), Sequential(listener))
    X = np.ones((2, 3))
    for call, told in (
        (lambda: net.forward(X, training=True), True),
        (lambda: net.forward(X), False),
        (lambda: net.forward(X, training=True), True),
        (lambda: net.predict(X), False),
    ):
        call()
        assert listener.training is told


# ---- networks inside networks


@pytest.fixture
def nested(rng):
    inner = Sequential(Affine(5, 4, rng=rng), Tanh())
    return Sequential(Affine(3, 5, rng=rng), inner, Affine(4, 2, rng=rng))


@pytest.mark.parametrize("how", [None, *COPIES])
def test_a_network_in_a_network(nested, how, rng):
    # wrong: the inner network keeps its own vector, and its layers stop learning
    nested = COPIES[how](nested) if how else nested
    inner = nested.layers[1]
    inner.params = np.arange(24)
    assert nested.params[20:44].tolist() == list(range(24))
    assert_layers_look_at(nested)
    nested.params = rng.normal(size=nested.params.shape)
    X, y = rng.normal(size=(4, 3)), rng.integers(0, 2, 4)
    errors = nnlib.check_gradients(nested, nnlib.SoftmaxCrossEntropy(), X, y, method="complex")
    assert len(errors) == 7
    assert max(errors.values()) < 1e-12


def test_a_layer_deep_inside_is_named(nested):
    with pytest.raises(ValueError, match=r"^layer 1 \(Sequential\), layer 0 \(Affine\) expected X"):
        nested.layers[1].forward(np.zeros((2, 9)))


# ---- shapes and dtypes


def test_shape_errors_name_the_layer():
    net = Sequential(Affine(3, 5), ReLU(), Affine(4, 2))
    with pytest.raises(
        ValueError, match=r"^layer 2 \(Affine\) expected X of shape \(N, 4\), got \(7, 5\)$"
    ):
        net.forward(np.zeros((7, 3)))


def test_backward_before_forward_names_the_layer(net):
    with pytest.raises(
        RuntimeError, match=r"^layer 2 \(Affine\): backward was called before forward"
    ):
        net.backward(np.zeros((4, 2)))


def test_leading_axes(net, rng):
    # wrong: only the forward pass is unfolded
    X, dY = rng.normal(size=(2, 4, 3)), rng.normal(size=(2, 4, 2))
    Y, dX, grads = net.forward(X), net.backward(dY), net.grads.copy()
    np.testing.assert_array_equal(Y, net.forward(X.reshape(8, 3)).reshape(2, 4, 2))
    np.testing.assert_array_equal(dX, net.backward(dY.reshape(8, 2)).reshape(2, 4, 3))
    np.testing.assert_array_equal(grads, net.grads)


@pytest.mark.parametrize("given_dtype", [np.float64, np.float32, np.uint8, bool])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_mixed_dtypes(dtype, given_dtype, rng):
    # wrong: a float64 input drags a float32 network along, or out= refuses it
    net = nnlib.mlp([3, 5, 2], rng=rng, dtype=dtype)
    X = rng.integers(0, 2, (4, 3)).astype(given_dtype)
    assert net.forward(X).dtype == dtype
    assert net.backward(np.ones((4, 2), given_dtype)).dtype == dtype
    assert net.params.dtype == net.grads.dtype == net.layers[0].dW.dtype == dtype
    assert net.grads.any()


def test_a_network_without_parameters_keeps_its_dtype():
    net = Sequential(ReLU(), dtype=np.float32)
    assert net.forward(np.ones((4, 3))).dtype == np.float32
    assert net.backward(np.ones((4, 3))).dtype == np.float32


def test_a_layer_alone_takes_mixed_dtypes_too(rng):
    layer = Affine(3, 2, rng=rng, dtype=np.float32)
    assert layer.forward(rng.normal(size=(4, 3))).dtype == np.float32
    assert layer.backward(rng.normal(size=(4, 2))).dtype == np.float32


def test_common_dtype_of_the_layers():
    single, double = Affine(3, 2, dtype=np.float32), Affine(2, 2)
    assert Sequential(copy.copy(single), ReLU()).dtype == np.float32
    assert Sequential(ReLU()).dtype == np.float64
    assert Sequential(copy.copy(single), copy.copy(double), dtype=np.float32).dtype == np.float32
    net = Sequential(single, double)
    assert net.dtype == single.dtype == single.W.dtype == np.float64
    with pytest.raises(TypeError, match="Sequential expected a floating dtype"):
        Sequential(ReLU(), dtype=int)


def test_complex_and_text_are_no_input_of_a_real_network(net):
    for X in (np.ones((2, 3), complex), np.array([["a", "b", "c"]])):
        with pytest.raises(TypeError, match="Sequential computes in float64, got an array of"):
            net.forward(X)


def test_nothing_writes_into_what_it_was_given(rng):
    # wrong: an in-place ReLU, a bias added into Z, a loss that subtracts 1 from the logits
    net = Sequential(ReLU(), Affine(3, 4), Tanh(), Affine(4, 2), nnlib.Sigmoid())
    given_arrays = X, Y, dY = [rng.normal(size=size) for size in ((4, 3), (4, 2), (4, 2))]
    before = [array.copy() for array in given_arrays]
    Z = net.forward(X)
    Z_before = Z.copy()
    for loss, target in (
        (nnlib.MeanSquaredError(), Y),
        (nnlib.SoftmaxCrossEntropy(), [0, 1, 1, 0]),
    ):
        loss.forward(Z, target)
        loss.backward()
    net.backward(dY)
    nnlib.SGD(0.1).step(net)
    np.testing.assert_array_equal(Z, Z_before)
    for array, copied in zip(given_arrays, before, strict=True):
        np.testing.assert_array_equal(array, copied)


@given(st.integers(1, 8), st.integers(0, 1000))
def test_a_batch_is_its_rows_one_by_one(N, seed):
    # wrong: anything that lets one sample see another
    rng = np.random.default_rng(seed)
    net = nnlib.mlp([3, 6, 2], rng=rng)
    X = rng.normal(size=(N, 3))
    rows = np.concatenate([net.predict(row[None]) for row in X])
    np.testing.assert_allclose(net.predict(X), rows, rtol=1e-12, atol=1e-13)


@given(st.integers(1, 8), st.integers(0, 1000))
def test_the_gradient_of_a_batch_is_the_mean_of_its_rows(N, seed):
    # wrong: divided by N twice, or not at all
    rng = np.random.default_rng(seed)
    net, loss = nnlib.mlp([3, 6, 2], Tanh, rng=rng), nnlib.SoftmaxCrossEntropy()
    X, y = rng.normal(size=(N, 3)), rng.integers(0, 2, N)

    def gradient(X, y):
        loss.forward(net.forward(X), y)
        net.backward(loss.backward())
        return net.grads.copy()

    rows = [gradient(X[n : n + 1], y[n : n + 1]) for n in range(N)]
    np.testing.assert_allclose(gradient(X, y), np.mean(rows, axis=0), rtol=1e-10, atol=1e-13)


# ---- the builder


def test_mlp_has_no_activation_at_its_end(rng):
    net = nnlib.mlp((4, 3, 3, 2), Tanh, rng=rng)
    assert [type(layer) for layer in net.layers] == [Affine, Tanh, Affine, Tanh, Affine]
    assert [type(layer) for layer in nnlib.mlp([4, 3, 2], None).layers] == [Affine, Affine]
    assert [layer.W.shape for layer in net.layers[::2]] == [(4, 3), (3, 3), (3, 2)]
    assert net.layers[2].W.tolist() != net.layers[0].W[:3].tolist()


def test_mlp_repeats_with_its_seed():
    first, second = (nnlib.mlp([4, 3, 2], rng=np.random.default_rng(1)) for _ in range(2))
    np.testing.assert_array_equal(first.params, second.params)


@pytest.mark.parametrize("sizes", [[4], [], 4, [[4, 2]]])
def test_mlp_refuses_wrong_sizes(sizes):
    with pytest.raises(ValueError, match=r"mlp expected sizes such as \[64, 32, 10\]"):
        nnlib.mlp(sizes)


def test_mlp_refuses_wrong_numbers():
    with pytest.raises(ValueError, match="each size must be a whole number of at least 1, got 0"):
        nnlib.mlp([4, 0, 2])
    with pytest.raises(TypeError, match=r"mlp expected rng=np\.random\.default_rng\(seed\), got 1"):
        nnlib.mlp([4, 2], rng=1)


def test_repr_tells_the_shapes(nested):
    text = repr(nested)
    assert text.startswith("Sequential of 54 parameters, float64:\n  0: Affine(W (3, 5), b (5,))")
    assert "\n    1: Tanh()\n" in text


# ---- backpropagation on one page


@given(st.integers(1, 8), st.lists(st.integers(1, 6), min_size=2, max_size=5), st.integers(0, 99))
def test_the_page_is_the_network(N, sizes, seed):
    rng = np.random.default_rng(seed)
    net, loss = nnlib.mlp(sizes, rng=rng), nnlib.SoftmaxCrossEntropy()
    net.params += 0.1 * rng.normal(size=net.params.shape)
    params = [(layer.W, layer.b) for layer in net.layers[::2]]
    X, y = rng.normal(size=(N, sizes[0])), rng.integers(0, sizes[-1], N)
    before = net.params.copy(), X.copy(), y.copy()
    value, grads = nnlib.mlp_backward(X, y, params)
    Z = net.forward(X)
    np.testing.assert_array_equal(nnlib.mlp_forward(X, params), Z)
    assert value == loss.forward(Z, y)
    net.backward(loss.backward())
    for (dW, db), layer in zip(grads, net.layers[::2], strict=True):
        np.testing.assert_array_equal(dW, layer.dW)
        # the layer lets BLAS add the samples up, in another order: rounding of numbers below 1
        np.testing.assert_allclose(db, layer.db, rtol=0, atol=4e-15)
    for array, copied in zip((net.params, X, y), before, strict=True):
        np.testing.assert_array_equal(array, copied)


@pytest.mark.parametrize("params", [[], [np.ones((3, 2)), np.ones(2)], [(1, 2, 3)], ()])
def test_the_page_refuses_what_are_no_pairs(params):
    X = np.ones((4, 3))
    with pytest.raises(ValueError, match=r"^mlp_forward expected params to be a list of \(W, b\)"):
        nnlib.mlp_forward(X, params)
    with pytest.raises(ValueError, match=r"^mlp_backward expected params to be a list of \(W, b\)"):
        nnlib.mlp_backward(X, [0] * 4, params)


def test_the_page_names_wrong_shapes():
    pairs = [(np.ones((3, 5)), np.ones(5)), (np.ones((4, 2)), np.ones(2))]
    says = r"^affine_forward expected X of shape \(N, 4\), got \(7, 5\)$"
    with pytest.raises(ValueError, match=says):
        nnlib.mlp_backward(np.ones((7, 3)), [0] * 7, pairs)
