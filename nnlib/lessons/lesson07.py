"""Lesson 7: seven readers, six of them broken; depth, the tangent, the cost of a gradient."""

import functools
import timeit

import numpy as np

import nnlib
from nnlib.data import load_digits_split
from nnlib.threads import one_blas_thread

EPOCHS = 30
STEP_DIGITS = 200  # in the panels that take one gradient


# ------------------------------------------------------------ seven readers


class Spoiled(nnlib.Affine):
    """An affine layer whose own gradients go wrong; both ways back do the same to them."""

    def backward(self, dZ):
        """Pass back what is right, and spoil dW or db."""
        dX = super().backward(dZ)
        self.spoil(len(dZ))
        return dX

    def backward_params(self, dZ):
        """Spoil dW or db, where nobody asks for dX."""
        super().backward_params(dZ)
        self.spoil(len(dZ))

    def spoil(self, N):
        """Change dW or db in place, for a batch of N samples."""
        raise NotImplementedError


class AveragedBias(Spoiled):
    """Averages the slope of the bias over the batch, though dZ carries the 1/N already."""

    def spoil(self, N):
        """Make db N times too small."""
        self.db /= N


class SilentBias(Spoiled):
    """Leaves the slope of the bias at zero."""

    def spoil(self, N):
        """Forget db."""
        self.db[:] = 0


class Frozen(Spoiled):
    """Never moves."""

    def spoil(self, N):
        """Forget dW and db."""
        self.dW[:] = 0
        self.db[:] = 0


class RandomRoad(nnlib.Affine):
    """Passes slopes back through a fixed random matrix in place of its weights."""

    def backward(self, dZ):
        """Pass back; dX has nothing to do with W."""
        super().backward(dZ)
        road = np.random.default_rng(7).normal(0, np.sqrt(2 / self.W.shape[0]), self.W.shape)
        return dZ @ road.T


class OpenGate(nnlib.ReLU):
    """Passes every slope back, also through units that were switched off."""

    def backward(self, dA):
        """Pass back without the mask."""
        return dA


class SummedLoss(nnlib.SoftmaxCrossEntropy):
    """Says that it is a mean, and passes the slope of the sum back."""

    def backward(self):
        """Pass back slopes that are N times too large."""
        dZ = super().backward()
        return dZ * len(dZ)


RIGHT = (nnlib.Affine, nnlib.ReLU, nnlib.Affine, nnlib.SoftmaxCrossEntropy)
# Letter -> first layer, activation, last layer, loss, and what is wrong in the learner's words.
READERS = {
    "A": ((AveragedBias, nnlib.ReLU, AveragedBias, RIGHT[3]), "averages the bias a second time"),
    "B": ((nnlib.Affine, nnlib.ReLU, RandomRoad, RIGHT[3]), "passes back through random weights"),
    "C": (RIGHT, "nothing"),
    "D": ((nnlib.Affine, OpenGate, nnlib.Affine, RIGHT[3]), "passes back through closed units"),
    "E": ((Frozen, nnlib.ReLU, nnlib.Affine, RIGHT[3]), "never moves its first layer"),
    "F": ((SilentBias, nnlib.ReLU, SilentBias, RIGHT[3]), "leaves the slope of the bias at 0"),
    "G": ((*RIGHT[:3], SummedLoss), "forgets to divide by the batch"),
}


def make_reader(letter, seed=0):
    """Make one of the seven networks, 64-32-10; all start from the same weights.

    Returns
    -------
    net : nnlib.Sequential
    loss : nnlib.SoftmaxCrossEntropy
    """
    first, relu, last, loss = READERS[letter][0]
    rng = np.random.default_rng(seed)
    net = nnlib.Sequential(first(64, 32, rng=rng), relu(), last(32, 10, rng=rng))
    return net, loss()


def train_readers(seed=0, lr=0.1, letters="ABCDEFG", each_epoch=lambda curves: None):
    """Train readers side by side on one split of the digits.

    Parameters
    ----------
    seed : int
        Of split, start and order.
    lr : float
    letters : str
    each_epoch : callable
        Called after each epoch with the curves so far.

    Returns
    -------
    dict of str to ndarray
        Letter -> test accuracy in percent after each epoch, shape (30,).
    """
    X, y, X_test, y_test = load_digits_split(seed)
    nets = {letter: make_reader(letter, seed) for letter in letters}
    orders = {letter: np.random.default_rng(seed) for letter in letters}
    curves = {letter: np.full(EPOCHS, np.nan) for letter in letters}
    for epoch in range(EPOCHS):
        for letter, (net, loss) in nets.items():
            nnlib.fit(
                net,
                loss,
                X,
                y,
                optimizer=nnlib.SGD(lr),
                epochs=1,
                batch_size=32,
                rng=orders[letter],
                progress=False,
            )
            curves[letter][epoch] = 100 * nnlib.accuracy(net, X_test, y_test)
        each_epoch(curves)
    return curves


@functools.cache
def nudge_readers(seed=0):
    """Compare every slope of each reader with the nudge, on five digits.

    Returns
    -------
    dict of str to dict
        Letter -> name of the parameter -> relative error.
    """
    X, y, *_ = load_digits_split(seed)
    return {
        letter: {
            name: error
            for name, error in nnlib.check_gradients(*make_reader(letter), X[:5], y[:5]).items()
            if name != "X"
        }
        for letter in READERS
    }


# ------------------------------------------------------------ the size of a nudge


def error_of_slope(measure, eps):
    """Never exactly 0: a logarithmic axis could not show it."""
    slope = measure(lambda x: float(np.sin(x[0])), np.array([1.0]), eps)[0]
    return max(abs(slope - np.cos(1)), 1e-16)


# ------------------------------------------------------------ the depth gauge


def depth_signals(depth, scale, seed=0):
    """Send a batch forwards and its slopes backwards through a deep ReLU network.

    Parameters
    ----------
    depth : int
        Hidden layers of 32 units.
    scale : float
        Of the initial weights, in units of the default start.
    seed : int

    Returns
    -------
    forward, backward, weights : ndarray, shape (depth + 1,)
        Root mean square, affine layer by affine layer, of Z, of the slope dZ that arrives there,
        and of the slope dW.
    """
    X, y, *_ = load_digits_split(0)
    net = nnlib.mlp([64, *[32] * depth, 10], rng=np.random.default_rng(seed))
    net.params *= scale
    rows = nnlib.layer_statistics(
        net, nnlib.SoftmaxCrossEntropy(), X[:STEP_DIGITS], y[:STEP_DIGITS]
    )
    affine = [row for row in rows if row["weight"] is not None]
    keys = "output", "gradient", "weight_gradient"
    return tuple(np.array([row[key] for row in affine]) for key in keys)


# ------------------------------------------------------------ where the tangent ends


@functools.cache
def one_step(scale, seed=0):
    """Return the loss at a start, its squared slopes added up, and the loss after a step."""
    X, y, *_ = load_digits_split(0)
    X, y = X[:STEP_DIGITS], y[:STEP_DIGITS]
    net = nnlib.mlp([64, 32, 10], rng=np.random.default_rng(seed))
    net.params *= scale
    start, dZ = nnlib.softmax_cross_entropy(net.forward(X, training=True), y)
    net.backward(dZ)
    layers = net.layers[::2]

    def loss_after(lr):
        params = [(layer.W - lr * layer.dW, layer.b - lr * layer.db) for layer in layers]
        return nnlib.softmax_cross_entropy(nnlib.mlp_forward(X, params), y)[0]

    return start, float(net.grads @ net.grads), loss_after


@functools.cache
def tangent(scale, seed=0):
    """Take one step of every size along the gradient, and compare with what the slope promises.

    Parameters
    ----------
    scale : float
        Of the initial weights, in units of the default start.
    seed : int

    Returns
    -------
    rates, promised, actual : ndarray, shape (41,)
        Learning rates from 0.001 to 10, and the decrease of the loss.
    """
    start, squared, loss_after = one_step(scale, seed)
    rates = np.geomspace(1e-3, 10, 41)
    return rates, rates * squared, np.array([start - loss_after(lr) for lr in rates])


# ------------------------------------------------------------ speak in turn


def worked_graph():
    """Make the graph of the lesson: c = a b, d = c + b, L = c d, with a = 3 and b = -1.

    Returns
    -------
    list of nnlib.Tensor
        a, b, c, d, L: each after its parents.
    """
    a, b = nnlib.Tensor(3.0, name="a"), nnlib.Tensor(-1.0, name="b")
    c = a * b
    d = c + b
    end = c * d
    c.name, d.name, end.name = "c", "d", "L"
    return [a, b, c, d, end]


# ------------------------------------------------------------ what a gradient costs


def cost_of_a_gradient(rounds=30, seed=0):
    """Time a forward pass, and a forward pass with the backward pass after it, side by side.

    Returns
    -------
    ratio : float
        How many forward passes one gradient of all 2,410 numbers costs, backwards: the fastest
        of the rounds for either, because whatever else the machine does only makes them slower.
    """
    net, loss = make_reader("C", seed)
    X, y, *_ = load_digits_split(seed)
    X, y = X[:32], y[:32]

    def forward():
        return loss.forward(net.forward(X, training=True), y)

    def both():
        forward()
        net.backward(loss.backward())

    with one_blas_thread():
        pairs = [
            [timeit.timeit(work, number=20) for work in (forward, both)] for _ in range(rounds)
        ]
    fastest_forward, fastest_both = np.min(pairs, axis=0)
    return float(fastest_both / fastest_forward)


# ------------------------------------------------------------ two curves


def engine_curve(seed=0):
    """Train the reader 64-32-10 by the engine's ``fit``.

    Parameters
    ----------
    seed : int
        Of start and order.

    Returns
    -------
    list of float, length 30
        Training loss after each epoch.
    """
    X, y, *_ = load_digits_split(0)
    return nnlib.fit(
        nnlib.mlp([64, 32, 10], rng=np.random.default_rng(seed)),
        nnlib.SoftmaxCrossEntropy(),
        X,
        y,
        optimizer=nnlib.SGD(lr=0.1),
        epochs=EPOCHS,
        batch_size=32,
        rng=np.random.default_rng(seed),
        progress=False,
    ).loss


# ------------------------------------------------------------ the hunt


def suspects(seed=0):
    """Make small copies of the seven readers, 8-6-4, ready to be questioned.

    Returns
    -------
    dict of str to tuple
        Letter -> (loss, gradient, candidates): two functions of a flat parameter vector, shape
        (82,), and three such vectors: one with which every hidden unit is silent, one with which
        every hidden unit speaks, and one between.
    """
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(7, 8)), np.arange(7) % 4
    made = {}
    for letter, ((first, relu, last, loss), _) in READERS.items():
        net = nnlib.Sequential(first(8, 6, rng=rng), relu(), last(6, 4, rng=rng))
        starts = [_start_of(net, rng, bias) for bias in (-10.0, 10.0, 0.0)]
        made[letter] = (*_as_functions(net, loss(), X, y), starts)
    return made


def _start_of(net, rng, bias):
    net.params = rng.normal(0, 0.7, net.params.shape)
    net.layers[0].b = np.full(6, bias) + (bias == 0) * rng.normal(0, 0.7, 6)
    return net.params.copy()


def _as_functions(net, loss, X, y):
    def loss_at(params):
        net.params = params
        return loss.forward(net.forward(X, training=True), y)

    def gradient_at(params):
        loss_at(params)
        net.backward(loss.backward())
        return net.grads.copy()

    return loss_at, gradient_at


# ------------------------------------------------------------ a run of your own


OWN_SIZES = [64, 8, 8, 8, 8, 8, 10]


def own_norms(number):
    """Compute how much slope reaches the first and the last layer of two deep networks.

    Parameters
    ----------
    number : int
        Draws the start of both networks, 64-8-8-8-8-8-10.

    Returns
    -------
    sigmoid, tanh : tuple of two floats
        The Euclidean norm of dW in the first affine layer and in the last one, on the first 200
        training digits of split 0.
    """
    X, y, *_ = load_digits_split(seed=0)
    X, y, found = X[:STEP_DIGITS], y[:STEP_DIGITS], []
    for activation in (nnlib.Sigmoid, nnlib.Tanh):
        net = nnlib.mlp(OWN_SIZES, activation, rng=np.random.default_rng(number))
        _, dZ = nnlib.softmax_cross_entropy(net.forward(X), y)
        net.backward(dZ)
        found.append(tuple(float(np.linalg.norm(net.layers[k].dW)) for k in (0, -1)))
    return tuple(found)


def run_of_your_own(number):
    """Start two deep networks from a number and say how much slope reaches their first layer.

    Parameters
    ----------
    number : int
        A whole number of your own.
    """
    for name, (first, last) in zip(("sigmoid", "tanh"), own_norms(number), strict=True):
        print(f"{name:8} first layer {first:.4g}, last layer {last:.4g}, share {first / last:.4g}")
