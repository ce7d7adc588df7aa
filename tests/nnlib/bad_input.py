"""What nnlib refuses: a table of wrong calls, each with the error that it has to raise.

`REFUSALS` holds the rows. The tests run each of them; `python bench/bench_bad_input.py` prints
them with the messages as they were really raised.
"""

from dataclasses import dataclass

import numpy as np

import nnlib

RNG = np.random.default_rng(0)
X, y, Z = np.ones((5, 3)), np.array([0, 1, 0, 1, 1]), np.ones((5, 2))
W, b = np.ones((3, 2)), np.zeros(2)
V, ONE, NAN = np.ones(3), np.ones(1), float("nan")


@dataclass
class Refusal:
    """A wrong call.

    Attributes
    ----------
    name : str
        The public name it is about, such as "Affine".
    call : str
        What is called, as an expression in the names of this file.
    error : type
    expected, came : str
        Both have to stand in the message: what would have been right, and what was given.
    """

    name: str
    call: str
    error: type
    expected: str
    came: str

    def message(self):
        """Make the call and return the message of its error.

        Raises
        ------
        AssertionError
            If nothing, or another class of error, was raised.
        """
        try:
            eval(self.call, globals())
        except Exception as error:
            raised = error
        else:
            raise AssertionError(f"{self.call} was accepted")
        if type(raised) is not self.error:
            raise AssertionError(f"{self.call} raised {raised!r}")
        return str(raised)


def state(D):
    """Return the running averages that batch normalization starts from."""
    return {"mean": np.zeros(D), "var": np.ones(D)}


def ran(layer, data=X):
    """Return a layer after a forward pass in training."""
    layer.forward(data, training=True)
    return layer


def ran_loss(y):
    """Run a cross-entropy of two samples on these targets."""
    return nnlib.SoftmaxCrossEntropy().forward(np.eye(2), y)


def used(optimizer):
    """Return an optimizer that has stepped a small network."""
    optimizer.step(nnlib.mlp([2, 1]))
    return optimizer


def net():
    """Return a small network."""
    return nnlib.mlp([3, 4, 2], rng=np.random.default_rng(1))


def fit(**changes):
    """Call nnlib.fit with one argument that is wrong."""
    right = dict(optimizer=nnlib.SGD(0.1), epochs=1, batch_size=2, rng=RNG, progress=False)
    data = changes.pop("X", X), changes.pop("y", y)
    learner, loss = changes.pop("net", net()), changes.pop("loss", nnlib.SoftmaxCrossEntropy())
    return nnlib.fit(learner, loss, *data, **(right | changes))


def rates(**changes):
    """Call nnlib.lr_range_test with one argument that is wrong."""
    right = dict(optimizer=nnlib.SGD, low=0.01, high=1, steps=4, batch_size=2, rng=RNG)
    return nnlib.lr_range_test(net(), nnlib.SoftmaxCrossEntropy(), X, y, **(right | changes))


def _rows(error, table):
    for line in table.strip().splitlines():
        name, call, expected, came = (cell.strip() for cell in line.split(" | "))
        yield Refusal(name, call, error, expected, came)


REFUSALS = [
    *_rows(
        ValueError,
        """
neuron.neuron | nnlib.neuron.neuron(X, V, 0) | shape (D,) | (5, 3)
neuron.neuron | nnlib.neuron.neuron(V, np.ones(2), 0) | shape (3,) | (2,)
neuron.neuron | nnlib.neuron.neuron(V, V, V) | one number | (3,)
neuron.layer | nnlib.neuron.layer(V, W, b) | shape (N, D) | (3,)
neuron.layer | nnlib.neuron.layer(X, W.T, b) | shape (3, H) | (2, 3)
neuron.layer | nnlib.neuron.layer(X, W, b[None]) | shape (2,) | (1, 2)
count_parameters | nnlib.count_parameters([4]) | sizes such as | [4]
count_parameters | nnlib.count_parameters([4, 0]) | at least 1 | 0
widest_hidden | nnlib.widest_hidden(4, 3, 2.5) | whole number | 2.5
neuron_step | nnlib.neuron_step(V, 0, X, y, -0.1) | above 0 | -0.1
neuron_step | nnlib.neuron_step(V, 0, X.T, y, 0.1) | shape (N, 3) | (3, 5)
neuron_step | nnlib.neuron_step(V, 0, X, y[:, None], 0.1) | shape (5,) | (5, 1)
perceptron.predict | nnlib.perceptron.predict(X.T, V, 0) | shape (N, 3) | (3, 5)
perceptron.predict | nnlib.perceptron.predict(X, V, np.ones(5)) | one number | (5,)
perceptron_update | nnlib.perceptron_update(V, 2, V, 0, 1) | 0 or 1 | 2
perceptron_update | nnlib.perceptron_update(V, 1, W, 0, 1) | shape (3, 2) | (3,)
perceptron_update | nnlib.perceptron_update(V, 1, V, 0, 0) | above 0 | 0
fit_perceptron | nnlib.fit_perceptron(X, y[1:]) | shape (N,) | (4,)
fit_perceptron | nnlib.fit_perceptron(X[:0], y[:0]) | shape (N, D) | (0, 3)
fit_perceptron | nnlib.fit_perceptron(X, y, w=b) | shape (3,) | (2,)
fit_perceptron | nnlib.fit_perceptron(X, y, max_epochs=0) | at least 1 | 0
margin_bound | nnlib.margin_bound(X, y[1:], V, 0) | y (N,) | (4,)
margin_bound | nnlib.margin_bound(X, 2 * y, V, 0) | 0 and 1 | 2
mlp | nnlib.mlp([4]) | sizes such as | [4]
mlp | nnlib.mlp([4, 2, 1], "rellu") | relu | 'rellu'
mlp_forward | nnlib.mlp_forward(X, [W, b]) | list of (W, b) pairs | 2 entries
mlp_forward | nnlib.mlp_forward(X.T, [(W, b)]) | shape (N, 3) | (3, 5)
save | nnlib.save(net(), "net.json") | .npz | 'net.json'
load | nnlib.load(__file__) | nnlib.save has written | bad_input.py
network.relu_regions_1d | nnlib.network.relu_regions_1d(V, b, 0, 1) | (H,) | (2,)
network.relu_regions_1d | nnlib.network.relu_regions_1d(V, V, 1, 0) | lo below hi | 1 and 0
network.bump | nnlib.network.bump(V, 0, 1, 1, 0) | above 0 | 0
network.approximate | nnlib.network.approximate(V, abs, 3, 1, 1, 9) | lo below hi | 1 and 1
network.approximate | nnlib.network.approximate(V, abs, 0, 0, 1, 9) | at least 1 | 0
network.collapse_linear | nnlib.network.collapse_linear(W, b, W, b) | shape (N, 3) | (3, 2)
Sequential | nnlib.Sequential(net().layers[0]) | a new layer | already belongs
Sequential | net().forward(X.T) | shape (N, 3) | (3, 5)
Sequential | ran(net()).backward(X) | shape (5, 2) | (5, 3)
Sequential | setattr(net(), "params", V) | shape (26,) | (3,)
Activation | ran(nnlib.Tanh()).backward(V) | shape (5, 3) | (3,)
ReLU | ran(nnlib.ReLU()).backward(X[:, :1]) | shape (5, 3) | (5, 1)
LeakyReLU | nnlib.LeakyReLU(-0.1) | above 0 | -0.1
ELU | nnlib.ELU(NAN) | above 0 | nan
Softmax | nnlib.Softmax().forward(1.0) | shape (..., C) | ()
Softmax | ran(nnlib.Softmax()).backward(V) | shape (5, 3) | (3,)
LogSoftmax | ran(nnlib.LogSoftmax()).backward(V) | shape (5, 3) | (3,)
softmax | nnlib.softmax(X[:, :0]) | C at least 1 | (5, 0)
log_softmax | nnlib.log_softmax(1.0) | shape (..., C) | ()
softmax_vjp | nnlib.softmax_vjp(X, V) | shape (5, 3) | (3,)
softmax_jacobian | nnlib.softmax_jacobian(X) | shape (C,) | (5, 3)
relu_backward | nnlib.relu_backward(V, X) | shape (5, 3) | (3,)
tanh_backward | nnlib.tanh_backward(V, X) | shape (5, 3) | (3,)
sigmoid_backward | nnlib.sigmoid_backward(V, X) | shape (5, 3) | (3,)
activation | nnlib.activation("rellu") | relu | 'rellu'
derivative | nnlib.derivative("swish", 0) | silu | 'swish'
dead_fraction | nnlib.dead_fraction(X[:0]) | shape (N, H) | (0, 3)
affine_forward | nnlib.affine_forward(X.T, W, b) | shape (N, 3) | (3, 5)
affine_forward | nnlib.affine_forward(X, W, b[None]) | shape (2,) | (1, 2)
affine_backward | nnlib.affine_backward(Z.T, (X, W)) | shape (5, 2) | (2, 5)
forward.forward | nnlib.forward.forward(X, [(W, b)], []) | one activation a layer | 0 for 1
first_mismatch | nnlib.first_mismatch([(3, 2), (2,)]) | 2 sizes | (2,)
minibatches | nnlib.minibatches(X, y[1:], 2, RNG) | length 5 | 4
minibatches | nnlib.minibatches(X, y, 0, RNG) | at least 1 | 0
flops_forward | nnlib.flops_forward([3, 2], N=0) | at least 1 | 0
Affine | nnlib.Affine(0, 2) | at least 1 | 0
Affine | nnlib.Affine(3, 2).forward(X.T) | shape (N, 3) | (3, 5)
Affine | ran(nnlib.Affine(3, 2)).backward(Z.T) | shape (5, 2) | (2, 5)
Affine | setattr(nnlib.Affine(3, 2), "W", W.T) | shape (3, 2) | (2, 3)
mse | nnlib.mse(X, V) | shape (5, 3) | (3,)
MeanSquaredError | nnlib.MeanSquaredError().forward(X[:, :1], X[:, 0]) | shape (5, 1) | (5,)
MeanAbsoluteError | nnlib.MeanAbsoluteError().forward(X, V) | shape (5, 3) | (3,)
Huber | nnlib.Huber(0) | above 0 | 0
Huber | nnlib.Huber().forward(X, V) | shape (5, 3) | (3,)
bce_with_logits | nnlib.bce_with_logits(V, 2 * V) | from 0 to 1 | 2.0
BinaryCrossEntropy | nnlib.BinaryCrossEntropy().forward(X[:, :1], X[:, 0]) | shape (5, 1) | (5,)
cross_entropy | nnlib.cross_entropy(Z, y + 1) | from 0 to 1 | 1 to 2
baseline_loss | nnlib.baseline_loss(np.eye(3, dtype=int), 3) | shape (N,) | (3, 3)
baseline_loss | nnlib.baseline_loss(y, 1) | from 0 to 0 | 0 to 1
softmax_cross_entropy | nnlib.softmax_cross_entropy(Z, y[:, None]) | shape (5,) | (5, 1)
softmax_cross_entropy | nnlib.softmax_cross_entropy(Z[:0], y[:0]) | shape (N, C) | (0, 2)
SoftmaxCrossEntropy | nnlib.SoftmaxCrossEntropy([-1, 2]) | from 0 on | [-1, 2]
SoftmaxCrossEntropy | ran_loss([[0, 1], [1, 1]]) | one-hot | [1 1]
focal_loss | nnlib.focal_loss(Z, y, -1) | from 0 on | -1
focal_loss | nnlib.focal_loss(Z, y + 1, 2) | from 0 to 1 | 1 to 2
weighted_cross_entropy | nnlib.weighted_cross_entropy(Z, y, V) | shape (2,) | (3,)
weighted_cross_entropy | nnlib.weighted_cross_entropy(Z, y, [1, -1]) | from 0 on | [1, -1]
FocalLoss | nnlib.FocalLoss(-1) | from 0 on | -1
FocalLoss | nnlib.FocalLoss().forward(Z, y - 1) | from 0 to 1 | -1 to 0
numerical_gradient | nnlib.numerical_gradient(abs, V) | one number | (3,)
mlp_backward | nnlib.mlp_backward(X, y, None) | list of (W, b) pairs | None
Tensor | nnlib.Tensor(X).backward() | one number | (5, 3)
Tensor | nnlib.Tensor(X) @ X | (..., D, H) | (5, 3)
complex_step_gradient | nnlib.complex_step_gradient(np.sum, V, step=0) | above 0 | 0
relative_error | nnlib.relative_error(X, V) | equal shapes | (3,)
check_gradients | nnlib.check_gradients(net(), nnlib.Huber(), X, Z, "magic") | complex | 'magic'
Optimizer | nnlib.Optimizer(-1) | above 0 | -1
SGD | nnlib.SGD(NAN) | above 0 | nan
SGD | nnlib.SGD(0.1, momentum=1) | below 1 | 1
SGD | nnlib.SGD(0.1, weight_decay=-1) | from 0 on | -1
SGD | used(nnlib.SGD(0.1)).step(net()) | 3 parameters | 26
Adagrad | nnlib.Adagrad(eps=0) | above 0 | 0
RMSprop | nnlib.RMSprop(rho=1.5) | below 1 | 1.5
Adam | nnlib.Adam(beta1=1) | below 1 | 1
AdamW | nnlib.AdamW(weight_decay=-0.1) | from 0 on | -0.1
StepDecay | nnlib.StepDecay(0.1, 0) | at least 1 | 0
Cosine | nnlib.Cosine(0.1, 10, end=-1) | from 0 on | -1
Warmup | nnlib.Warmup(2.5, 0.1) | whole number | 2.5
sgd_step | nnlib.sgd_step(V, V[:, None], 0.1) | shape (3,) | (3, 1)
momentum_step | nnlib.momentum_step(V, V, ONE, 0.1) | shape (3,) | (1,)
adagrad_step | nnlib.adagrad_step(V, V, ONE, 0.1) | shape (3,) | (1,)
rmsprop_step | nnlib.rmsprop_step(V, V, ONE, 0.1) | shape (3,) | (1,)
adam_step | nnlib.adam_step(V, V, V, V, 0) | at least 1 | 0
adamw_step | nnlib.adamw_step(V, V, V, ONE, 1) | shape (3,) | (1,)
clip_by_global_norm | nnlib.clip_by_global_norm(V, 0) | above 0 | 0
cosine_rate | nnlib.cosine_rate(-1, 0.1, 10) | from 0 on | -1
cosine_rate | nnlib.cosine_rate(1, 0.1, 0) | at least 1 | 0
l2_penalty | nnlib.l2_penalty([(W, b)], -1) | from 0 on | -1
L2 | nnlib.L2(-1) | from 0 on | -1
L1 | nnlib.L1(NAN) | from 0 on | nan
Dropout | nnlib.Dropout(1) | below 1 | 1
Dropout | ran(nnlib.Dropout(0.5)).backward(V) | shape (5, 3) | (3,)
SpatialDropout | nnlib.SpatialDropout(0.5).forward(X, training=True) | (N, C, ...) | (5, 3)
AlphaDropout | nnlib.AlphaDropout(-0.1) | at least 0 | -0.1
AlphaDropout | ran(nnlib.AlphaDropout(0.5)).backward(V) | shape (5, 3) | (3,)
DropConnect | nnlib.DropConnect(3, 2, 1.5) | below 1 | 1.5
dropout_forward | nnlib.dropout_forward(X, 1.5, RNG) | below 1 | 1.5
dropout_backward | nnlib.dropout_backward(V, X) | shape (5, 3) | (3,)
EarlyStopping | nnlib.EarlyStopping(0) | at least 1 | 0
augment_flip | nnlib.augment_flip(np.ones(64)) | shape (N, 64) | (64,)
augment_shift | nnlib.augment_shift(np.ones((2, 64)), 0.5, 0) | whole number | 0.5
augment_noise | nnlib.augment_noise(X, -1, RNG) | from 0 on | -1
fans | nnlib.fans((3,)) | (D, H) | (3,)
lecun | nnlib.lecun((3, 2), RNG, "gauss") | normal, uniform | 'gauss'
xavier | nnlib.xavier((3, 2), RNG, gain=0) | above 0 | 0
he | nnlib.he((3, 0), RNG) | at least 1 | 0
orthogonal | nnlib.orthogonal((3, 2, 2), RNG) | 2 sizes | (3, 2, 2)
initialize | nnlib.initialize(net(), "glorot", RNG) | xavier | 'glorot'
lsuv | nnlib.lsuv(net(), X * 0, RNG) | differ | same number
predict_second_moment | nnlib.predict_second_moment(3, -1, 5) | from 0 on | -1
distinct_units | nnlib.distinct_units(V) | shape (D, H) | (3,)
BatchNorm | nnlib.BatchNorm(3, momentum=1.5) | below 1 | 1.5
BatchNorm | nnlib.BatchNorm(3).forward(X[:1], training=True) | at least 2 | 1
BatchNorm | nnlib.BatchNorm(2).forward(X) | shape (N, 2, ...) | (5, 3)
LayerNorm | nnlib.LayerNorm(2).forward(X) | shape (N, 2) | (5, 3)
GroupNorm | nnlib.GroupNorm(2, 3) | 2 groups | 3 channels
GroupNorm | nnlib.GroupNorm(3, 3).forward(X) | two numbers or more in each of 3 groups | (5, 3)
InstanceNorm | nnlib.InstanceNorm(3).forward(X[:, :, None]) | two numbers | (5, 3, 1)
batchnorm_forward | nnlib.batchnorm_forward(X, b, b, state(2), True) | shape (N, 2) | (5, 3)
batchnorm_forward | nnlib.batchnorm_forward(Z, b, b, {"mean": b}, True) | "mean" and "var" | {'mean'
batchnorm_forward | nnlib.batchnorm_forward(Z, b, b, state(1), True) | shape (2,) as gamma | (1,)
batchnorm_backward | nnlib.batchnorm_backward(V, (X, V, V, True)) | shape (5, 3) | (3,)
batchnorm_fold | nnlib.batchnorm_fold(W, b, b[:, None], b, b, b) | shape (2,) | (2, 1)
layernorm_forward | nnlib.layernorm_forward(X, b, b) | shape (3,) | (2,)
accuracy | nnlib.accuracy(net(), X, y[:, None]) | shape (5,) | (5, 1)
fit | fit(epochs=0) | at least 1 | 0
fit | fit(y=y[1:]) | one length | (4,)
fit | fit(X=X * NAN) | finite | nan
fit | fit(max_norm=-1) | above 0 | -1
fit | fit(net=nnlib.Sequential(nnlib.BatchNorm(3))) | Choose another batch_size | 2: of 5 samples
lr_range_test | rates(low=2) | low below high | 2, 1
lr_range_test | rates(steps=1) | at least 2 steps | and 1
""",
    ),
    *_rows(
        TypeError,
        """
Affine | nnlib.Affine(3, 2, rng=7) | default_rng(seed) | 7
Affine | nnlib.Affine(3, 2, dtype=int) | floating dtype | int64
Affine | nnlib.Affine(3, 2).forward(X * 1j) | float64 | complex128
Sequential | nnlib.Sequential(nnlib.ReLU) | ReLU(...) | the class ReLU
Sequential | nnlib.Sequential([nnlib.ReLU()]) | Sequential(*layers) | list
Layer | nnlib.Layer({"W": (3, 2)}, dtype=int) | floating dtype | int64
save | nnlib.save(nnlib.ReLU(), "net.npz") | Sequential | ReLU
SoftmaxCrossEntropy | nnlib.SoftmaxCrossEntropy().forward(Z, y * 1.0) | integer | float64
Tensor | nnlib.Tensor("text") | float64 | <U4
Tensor | nnlib.Tensor(2.0) ** "2" | number | str
complex_step_gradient | nnlib.complex_step_gradient(np.sum, V * 1j) | real | complex
accuracy | nnlib.accuracy(net(), X, y * 1.0) | integer | float64
fit | fit(rng=7) | default_rng(seed) | 7
initialize | nnlib.initialize(net(), "he", 7) | default_rng(seed) | 7
initialize | nnlib.initialize([nnlib.Affine(3, 2)], "he", RNG) | nnlib.mlp | list
initialize | nnlib.initialize(nnlib.Affine, "he", RNG) | nnlib.mlp | the class Affine
lsuv | nnlib.lsuv([(W, b)], X, RNG) | nnlib.mlp | list
mlp | nnlib.mlp([3, 4, 2], nnlib.ReLU()) | activation='relu' | ReLU
accuracy | nnlib.accuracy([(W, b)], X, y) | nnlib.mlp | list
check_gradients | nnlib.check_gradients([W, b], nnlib.Huber(), X, Z) | nnlib.mlp | list
check_gradients | nnlib.check_gradients(net(), nnlib.Huber, X, Z) | Error() | the class Huber
SGD | nnlib.SGD(0.1).step(net().params) | expected a network | ndarray
update_ratios | nnlib.update_ratios([W, b], nnlib.SGD(0.1)) | nnlib.mlp | list
update_ratios | nnlib.update_ratios(net(), nnlib.SGD) | nnlib.SGD(0.1) | the class SGD
fit | fit(net=[W, b]) | nnlib.mlp | list
fit | fit(loss=nnlib.Huber) | nnlib.MeanSquaredError() | the class Huber
fit | fit(optimizer=nnlib.SGD) | nnlib.SGD(0.1) | the class SGD
fit | fit(optimizer=0.1) | nnlib.SGD(0.1) | float
fit | fit(penalty=0.01) | nnlib.L2(0.01) | float
fit | fit(callbacks=print) | [nnlib.EarlyStopping()] | builtin_function
lr_range_test | rates(optimizer=nnlib.SGD(0.1)) | nnlib.SGD | an object SGD
Dropout | nnlib.Dropout(0.5, rng=7) | default_rng(seed) | 7
layer_statistics | nnlib.layer_statistics(nnlib.ReLU(), nnlib.Huber(), X, X) | Sequential | ReLU
""",
    ),
    *_rows(
        RuntimeError,
        """
Affine | nnlib.Affine(3, 2).backward(Z) | forward | before
Loss | nnlib.Huber().backward() | forward | before
""",
    ),
    *_rows(
        NotImplementedError,
        """
Layer | nnlib.Layer().forward(X) | forward | Layer
Loss | nnlib.Loss().forward(Z, y) | forward | Loss
Activation | nnlib.Activation().forward(X) | value | Activation
Optimizer | used(nnlib.Optimizer(0.1)) | rule | Optimizer
""",
    ),
]

_ANY = "takes numbers of any shape; a subclass without arguments shares Activation's refusals"
_FUNCTIONS = "relu tanh sigmoid identity step leaky_relu elu selu gelu silu softplus"
_CLASSES = "Identity Step SELU GELU SiLU Softplus Tanh Sigmoid"
WITHOUT = {
    **dict.fromkeys(f"{_FUNCTIONS} {_CLASSES}".split(), _ANY),
    "ACTIVATIONS": "a dict",
    "SCHEMES": "a dict",
    "History": "made by fit, takes no arguments",
}
