"""Every layer and loss against its formula, written anew in operations of a Tensor.

The graph differentiates by itself: it knows nothing of a layer's backward pass. |x| is
relu(x) + relu(-x), and min(x, 0) is -relu(-x).
"""

import numpy as np
import pytest

import nnlib
from nnlib import Tensor
from nnlib.activations import SELU_ALPHA, SELU_SCALE

TOLERANCE = 1e-12
EXCEPTIONS = {
    # as against torch: two numbers become ±1 / √(1 + eps / v), and dX is what rounding leaves
    "BatchNorm, a batch of two": 1e-9,
}


def error_of(ours, formula):
    """Return the largest difference relative to the largest entry of the formula."""
    ours, formula = np.asarray(ours), np.asarray(formula)
    assert ours.shape == formula.shape
    assert np.isfinite(ours).all()
    assert np.isfinite(formula).all()
    largest = np.abs(formula).max()
    return np.abs(ours - formula).max() / (largest if largest > 0 else 1)


def below(x):
    """Return min(x, 0)."""
    return -(-x).relu()


def elu(x, alpha):
    return x.relu() + alpha * (below(x).exp() - 1)


def gelu(x):
    return 0.5 * x * (1 + (np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)).tanh())


def softplus(x):
    # log(1 + e^x) overflows as it stands; the smaller exponent of the two does not
    return x.relu() + (1 + (below(x) - x.relu()).exp()).log()


def normalize(x, axes, eps=1e-5):
    centred = x - x.mean(axes, keepdims=True)
    return centred / ((centred**2).mean(axes, keepdims=True) + eps) ** 0.5


ACTIVATIONS = {
    "identity": lambda x: x + 0,
    "step": lambda x: 0 * x + nnlib.step(x.data),
    "sigmoid": lambda x: 0.5 * (1 + (0.5 * x).tanh()),
    "tanh": lambda x: 1 - 2 / ((2 * x).exp() + 1),
    "relu": lambda x: x.relu(),
    "leaky_relu": lambda x: x.relu() + 0.01 * below(x),
    "elu": lambda x: elu(x, 1.0),
    "selu": lambda x: SELU_SCALE * elu(x, SELU_ALPHA),
    "gelu": gelu,
    "silu": lambda x: x / (1 + (-x).exp()),
    "softplus": softplus,
}


# ---- layers: name -> (layer, X, formula of x and the parameters, is it training?)


def affine(rng, shape):
    N, D, H, _ = shape
    return nnlib.Affine(D, H, rng=rng), rng.normal(size=(N, D)), lambda x, W, b: x @ W + b


def in_time(rng, shape):
    N, D, H, T = shape
    return nnlib.Affine(D, H, rng=rng), rng.normal(size=(N, T, D)), lambda x, W, b: x @ W + b


def batchnorm(rng, shape, N=None):
    X = 3 * rng.normal(size=(N or max(3, shape[0]), shape[1])) + 2
    return nnlib.BatchNorm(shape[1]), X, lambda x, g, b: g * normalize(x, 0) + b


def batchnorm_in_use(rng, shape):
    layer = nnlib.BatchNorm(shape[1])
    layer.running_mean, layer.running_var = rng.normal(size=shape[1]), rng.uniform(1, 2, shape[1])
    mean, std = layer.running_mean, np.sqrt(layer.running_var + 1e-5)
    return layer, rng.normal(size=shape[:2]), lambda x, g, b: g * (x - mean) / std + b


def channels(parameter):
    """Align a parameter of C channels with pictures (N, C, H, W)."""
    return parameter.reshape(1, -1, 1, 1)


def pictures(rng, shape, per_channel=1):
    size = shape[0], per_channel * (shape[1] % 4 + 1), shape[2] % 5 + 2, shape[3] % 4 + 2
    return 3 * rng.normal(size=size) + 2


def batchnorm_of_pictures(rng, shape):
    X = pictures(rng, shape)

    def formula(x, g, b):
        return channels(g) * normalize(x, (0, 2, 3)) + channels(b)

    return nnlib.BatchNorm(X.shape[1]), X, formula


def layernorm(rng, shape):
    X = 3 * rng.normal(size=(shape[0], shape[2] % 4 + 1, shape[1])) + 2
    return nnlib.LayerNorm(shape[1]), X, lambda x, g, b: g * normalize(x, -1) + b


def groupnorm(rng, shape):
    groups = shape[2] % 3 + 1
    X = pictures(rng, shape, groups)

    def formula(x, g, b):
        grouped = x.reshape(len(X), groups, -1, *X.shape[2:])
        return channels(g) * normalize(grouped, (2, 3, 4)).reshape(X.shape) + channels(b)

    return nnlib.GroupNorm(groups, X.shape[1]), X, formula


def instancenorm(rng, shape):
    X = pictures(rng, shape)

    def formula(x, g, b):
        return channels(g) * normalize(x, (2, 3)) + channels(b)

    return nnlib.InstanceNorm(X.shape[1]), X, formula


def silenced(layer, X):
    """Return the formula of a dropout whose mask is what it did to a batch of ones."""
    return layer, X, lambda x: x * (layer.backward(np.ones(X.shape)) > 0) / 0.7


def alphadropout(rng, shape):
    layer, X = nnlib.AlphaDropout(0.3, rng=rng), rng.normal(size=shape[:2])
    floor = -SELU_SCALE * SELU_ALPHA
    a = (0.7 * (1 + 0.3 * floor**2)) ** -0.5  # the paper's a = (q + α'² q (1 - q))^(-1/2)

    def formula(x):
        kept = layer.backward(np.ones(X.shape)) > 0
        return a * (x * kept + floor * ~kept) - a * 0.3 * floor

    return layer, X, formula


def dropconnect(rng, shape):
    N, D, H, _ = shape
    layer = nnlib.DropConnect(D, H, 0.3, rng=rng)

    def formula(x, W, b):
        return x @ (W * (layer.weights() != 0) / 0.7) + b

    return layer, rng.normal(size=(N, D)), formula


def rows(layer, formula):
    return lambda rng, shape: (layer(), 5 * rng.normal(size=(shape[0], shape[3])), formula)


def log_softmax(x):
    shifted = x - x.max(-1, keepdims=True)
    return shifted - shifted.exp().sum(-1, keepdims=True).log()


def softmax(x):
    e = (x - x.max(-1, keepdims=True)).exp()
    return e / e.sum(-1, keepdims=True)


def activation(name):
    def make(rng, shape):
        return nnlib.activation(name), 3 * rng.normal(size=shape[:2]), ACTIVATIONS[name]

    return make


LAYERS = {
    **{name: activation(name) for name in ACTIVATIONS},
    "leaky_relu, 0.3": rows(lambda: nnlib.LeakyReLU(0.3), lambda x: x.relu() + 0.3 * below(x)),
    "elu, 0.6": rows(lambda: nnlib.ELU(0.6), lambda x: elu(x, 0.6)),
    "Softmax": rows(nnlib.Softmax, softmax),
    "LogSoftmax": rows(nnlib.LogSoftmax, log_softmax),
    "Affine": affine,
    "Affine, in time": in_time,
    "BatchNorm": batchnorm,
    "BatchNorm, a batch of two": lambda rng, shape: batchnorm(rng, shape, 2),
    "BatchNorm, pictures": batchnorm_of_pictures,
    "BatchNorm, in use": batchnorm_in_use,
    "LayerNorm": layernorm,
    "GroupNorm": groupnorm,
    "InstanceNorm": instancenorm,
    "Dropout": lambda rng, shape: silenced(nnlib.Dropout(0.3, rng=rng), rng.normal(size=shape[:2])),
    "SpatialDropout": lambda rng, shape: silenced(
        nnlib.SpatialDropout(0.3, rng=rng), pictures(rng, shape)
    ),
    "AlphaDropout": alphadropout,
    "DropConnect": dropconnect,
}


@pytest.mark.parametrize("name", LAYERS)
def test_layers(name, case):
    # wrong: a road of the gradient left out; the mask forgotten on the way back; a mean for a sum
    rng, shape, layout = case
    layer, X, formula = LAYERS[name](rng, shape)
    layer.params = layer.params + 0.3 * rng.normal(size=layer.params.shape)
    X = layout(X)
    Y = layer.forward(X, training="in use" not in name)
    x, parameters = Tensor(X), [Tensor(value) for value in layer.named_params().values()]
    y = formula(x, *parameters)
    dY = layout(rng.normal(size=Y.shape))
    (y * dY).sum().backward()
    errors = {"Y": error_of(Y, y.data), "dX": error_of(layer.backward(dY), x.grad)}
    for key, tensor in zip(layer.named_grads(), parameters, strict=True):
        errors[key] = error_of(layer.named_grads()[key], tensor.grad)
    assert max(errors.values()) <= EXCEPTIONS.get(name, TOLERANCE), errors


# ---- losses: name -> (loss, Z, y, formula of z)


def absolute(x):
    return x.relu() + (-x).relu()


def numbers(make, formula):
    def case(rng, shape):
        Z, Y = rng.normal(size=(2, shape[0], shape[3]))
        return make(), 2 * Z, Y, lambda z: formula(z - Y).mean()

    return case


def huber(d, delta=0.7):
    near = absolute(d) - (absolute(d) - delta).relu()  # min(|d|, delta)
    return near * near / 2 + delta * (absolute(d) - near)


def bce(rng, shape):
    Z, y = 6 * rng.normal(size=shape[:2]), rng.uniform(size=shape[:2])

    def formula(z):
        # the logarithm of each probability, as the log of a sigmoid: -softplus(-z)
        return (y * softplus(-z) + (1 - y) * softplus(z)).mean()

    return nnlib.BinaryCrossEntropy(), Z, y, formula


def classes(make, formula, rows=False):
    def case(rng, shape):
        N, _, _, C = shape
        y, weights = rng.integers(0, C, N), rng.uniform(0.2, 3, C)
        loss, Z = make(weights), 3 * rng.normal(size=(N, C))

        def of_logits(z):
            return formula(log_softmax(z)[np.arange(N), y], weights[y])

        return loss, Z, np.eye(C)[y] if rows else y, of_logits

    return case


def focal(gamma):
    return classes(
        lambda w: nnlib.FocalLoss(gamma),
        lambda log_p, w: -((1 - log_p.exp()) ** gamma * log_p).mean(),
    )


LOSSES = {
    "MeanSquaredError": numbers(nnlib.MeanSquaredError, lambda d: d * d),
    "MeanAbsoluteError": numbers(nnlib.MeanAbsoluteError, absolute),
    "Huber": numbers(lambda: nnlib.Huber(0.7), huber),
    "BinaryCrossEntropy": bce,
    "SoftmaxCrossEntropy": classes(
        lambda w: nnlib.SoftmaxCrossEntropy(), lambda log_p, w: -log_p.mean()
    ),
    "SoftmaxCrossEntropy, one-hot": classes(
        lambda w: nnlib.SoftmaxCrossEntropy(), lambda log_p, w: -log_p.mean(), rows=True
    ),
    "SoftmaxCrossEntropy, weighted": classes(
        nnlib.SoftmaxCrossEntropy, lambda log_p, w: -(w * log_p).sum() / w.sum()
    ),
    "FocalLoss": focal(2.0),
    "FocalLoss, 1.5": focal(1.5),
    "FocalLoss, 0": focal(0.0),
}


@pytest.mark.parametrize("name", LOSSES)
def test_losses(name, case):
    # wrong: divided by N where N C are averaged; weights that do not add up to 1; half a square
    rng, shape, layout = case
    loss, Z, y, formula = LOSSES[name](rng, shape)
    Z = layout(Z)
    value, z = loss.forward(Z, y), Tensor(Z)
    end = formula(z)
    end.backward()
    assert error_of(value, end.data) <= TOLERANCE
    assert error_of(loss.backward(), z.grad) <= TOLERANCE


# ---- the functions of the lessons


def test_functions_of_normalization(case):
    # wrong: the function of a lesson drifts away from the layer
    rng, (N, D, _, _), layout = case
    X, dY = layout(rng.normal(size=(max(N, 3), D))), rng.normal(size=(max(N, 3), D))
    gamma, beta = rng.normal(size=(2, D))
    x, g, b = Tensor(X), Tensor(gamma), Tensor(beta)
    y = g * normalize(x, 0) + b
    (y * dY).sum().backward()
    state = {"mean": np.zeros(D), "var": np.ones(D)}
    Y, cache = nnlib.batchnorm_forward(X, gamma, beta, state, True)
    got = Y, *nnlib.batchnorm_backward(dY, cache)
    for ours, formula in zip(got, (y.data, x.grad, g.grad, b.grad), strict=True):
        assert error_of(ours, formula) <= TOLERANCE
    assert error_of(nnlib.layernorm_forward(X, gamma, beta), (g * normalize(x, 1) + b).data) <= (
        TOLERANCE
    )


def test_nothing_is_left_out():
    # wrong: a layer or loss that is added later and has no formula here
    rng, shape = np.random.default_rng(0), (4, 3, 5, 3)
    public = [getattr(nnlib, name) for name in nnlib.__all__]
    layers = {c for c in public if isinstance(c, type) and issubclass(c, nnlib.Layer)}
    written = {type(make(rng, shape)[0]) for make in LAYERS.values()}
    assert layers - written == {nnlib.Layer, nnlib.Activation, nnlib.Sequential}
    losses = {c for c in public if isinstance(c, type) and issubclass(c, nnlib.Loss)}
    assert losses - {type(make(rng, shape)[0]) for make in LOSSES.values()} == {nnlib.Loss}


def test_the_measure_sees_a_missing_road(rng):
    # the test above, turned on a batch norm that takes mean and variance for constants
    class OneRoad(nnlib.BatchNorm):
        def backward(self, dY):
            ((_, std, gamma, _), _) = self._remembered()
            return dY * gamma / std

    layer, X = OneRoad(3), rng.normal(size=(6, 3))
    Y, x = layer.forward(X, training=True), Tensor(X)
    (normalize(x, 0) * X).sum().backward()
    assert error_of(Y, normalize(x, 0).data) <= TOLERANCE
    assert error_of(layer.backward(X), x.grad) > 0.1
