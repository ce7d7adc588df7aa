"""Lesson 4: what is left of a nudge, flat and dead units, ten layers that read digits."""

import functools

import numpy as np

import nnlib
from nnlib.data import load_digits_split

LAYERS = 10
UNITS = 32
FUNCTIONS = {"sigmoid": "sigmoid", "tanh": "tanh", "ReLU": "relu"}
SIX = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "silu")
# The factors of Xavier's start that the text names: the slider takes nine steps to ten times.
SCALES = {"0_36": 10 ** (-4 / 9), "1": 1.0, "2_2": 10 ** (3 / 9), "6": 10 ** (7 / 9)}

# A unit is called flat where its slope is less than this share of the function's steepest one.
FLAT = 0.1
STEEPEST = {"sigmoid": 0.25, "tanh": 1.0, "relu": 1.0}


def start(name, seed=0, scale=1.0, layers=LAYERS, dtype=np.float64, scheme="xavier"):
    """Make a network of hidden layers of 32 units for the digits, and give it its first weights.

    Parameters
    ----------
    name : str, or what is called without arguments
        The activation, as `nnlib.mlp` takes it.
    seed : int
    scale : float
        Of the weights, in units of the scheme.
    layers : int
        Hidden ones.
    dtype : numpy dtype
    scheme : str

    Returns
    -------
    net : nnlib.Sequential
    """
    rng = np.random.default_rng(seed)
    net = nnlib.mlp([64, *[UNITS] * layers, 10], name, rng=rng, dtype=dtype)
    return nnlib.initialize(net, scheme, rng, scale)


@functools.cache
def _pictures(split=0):
    return load_digits_split(seed=split)


# ------------------------------------------------------------ the relay


def relay(name, net, digit=0, split=0):
    """Nudge all pixels of a training digit by the same hair and follow the nudge.

    Parameters
    ----------
    name : str
        Of the activation between the layers.
    net : nnlib.Sequential
    digit, split : int
        Which of the training digits, and of which split.

    Returns
    -------
    left : ndarray, shape (hidden layers + 1,)
        How far the outputs of each hidden layer move, and at the end the ten scores, as a share of
        how far the pixels moved.
    """
    Z, nudge, left = _pictures(split)[0][[digit]], np.full(64, 1 / 8), []  # of length 1
    for layer in net.layers:
        if isinstance(layer, nnlib.Affine):
            Z, nudge = layer.forward(Z), nudge @ layer.W
        else:
            Z, nudge = layer.forward(Z), nudge * nnlib.derivative(name, Z)[0]
            left.append(np.linalg.norm(nudge))
    return np.array([*left, np.linalg.norm(nudge)])


def through(shown, scale=1.0):
    """Return what is left after 0, 1, … 10 hidden layers, at least 1e-30 for the logarithm."""
    name = FUNCTIONS[shown]
    left = relay(name, start(name, scale=scale))[:LAYERS]
    return np.maximum(np.append(1.0, left), 1e-30)


# ------------------------------------------------------------ flat and dead


def flat_units(shown, scale, layers):
    """Measure layer by layer how many units lie where their function is flat.

    Parameters
    ----------
    shown : str
        A key of `FUNCTIONS`.
    scale : float
        Of the start, in units of Xavier's.
    layers : int
        Hidden ones.

    Returns
    -------
    flat : ndarray, shape (layers,)
        Share of pairs of unit and picture (200 training digits) at which the slope is less than a
        tenth of the function's steepest one.
    dead : ndarray, shape (layers,)
        Share of units that are flat for all 200.
    left : ndarray, shape (layers,)
        What is left of a nudge of the pixels; see `relay`.
    """
    name, A = FUNCTIONS[shown], _pictures()[0][:200]
    net, flat, dead = start(name, scale=scale, layers=layers), [], []
    for layer in net.layers[:-1]:
        if not isinstance(layer, nnlib.Affine):
            low = nnlib.derivative(name, A) < FLAT * STEEPEST[name]
            flat.append(low.mean())
            dead.append(low.all(axis=0).mean())
        A = layer.forward(A)
    return np.array(flat), np.array(dead), relay(name, net)[:-1]


def first_and_last(name, seed=0):
    """Return the size (root mean square) of the loss's slopes in the weights of two layers.

    Parameters
    ----------
    name : str
    seed : int
    """
    X, y, *_ = _pictures()
    net = start(name, seed, scheme=SCHEMES[name])
    rows = nnlib.layer_statistics(net, nnlib.SoftmaxCrossEntropy(), X[:200], y[:200])
    return rows[0]["weight_gradient"], rows[-1]["weight_gradient"]


# ------------------------------------------------------------ units that die


STARTS = 5
EPOCHS = 5
KINDS = {"ReLU": "relu", "leaky ReLU": "leaky_relu"}


def units_that_die(lr, scale=1.0, kind="ReLU", dead_fraction=nnlib.activations.dead_fraction):
    """Train two hidden layers of 32 units for five epochs, from five starts.

    Parameters
    ----------
    lr : float
    scale : float
        Of the start, in units of He's.
    kind : str
        A key of `KINDS`.
    dead_fraction : callable
        The learner's, or the engine's.

    Returns
    -------
    dead, right : ndarray, shape (5,)
        Percent of the hidden units that are silent for all training digits, and percent of the
        test digits that are read.
    """
    X, _, X_test, y_test = _pictures()
    dead, right = [], []
    for seed in range(STARTS):
        net = two_layers(KINDS[kind], lr, seed, scale)
        with np.errstate(all="ignore"):
            first = net.layers[1].forward(net.layers[0].forward(X.astype(np.float32)))
            second = net.layers[3].forward(net.layers[2].forward(first))
            right.append(100 * nnlib.accuracy(net, X_test, y_test))
        dead.append(50 * (dead_fraction(first) + dead_fraction(second)))
    return np.array(dead), np.array(right)


def two_layers(made, lr, seed, scale=1.0, split=0):
    """Train two hidden layers of 32 units for five epochs, from one start.

    Parameters
    ----------
    made : str, or what is called without arguments
        The activation, as `nnlib.mlp` takes it.
    lr : float
    seed : int
        Of the start and of the order of the batches.
    scale : float
        Of the start, in units of He's.
    split : int
        Of the digits.

    Returns
    -------
    net : nnlib.Sequential
    """
    net = start(made, seed, scale, layers=2, dtype=np.float32, scheme="he")
    # a rate that is far too high overflows, which the picture shows and no warning need repeat
    with np.errstate(all="ignore"):
        _learn(net, lr, EPOCHS, seed, split)
    return net


def _learn(net, lr, epochs, seed, split=0):
    X, y, *_ = _pictures(split)
    nnlib.fit(
        net, nnlib.SoftmaxCrossEntropy(), X, y, optimizer=nnlib.SGD(lr), epochs=epochs,
        batch_size=32, rng=np.random.default_rng(seed), progress=False,
    )  # fmt: skip


# ------------------------------------------------------------ softmax under a nudge


CLASSES = ("cat", "dog", "fox", "hen", "owl")


def scores_with(fox):
    """Return the scores of the five, shape (5,), with this one for the fox."""
    return np.array([2.0, 1.0, fox, -1.0, 0.5])


def table_by_nudging(softmax, scores):
    """Nudge each score a little and see how each probability answers.

    Parameters
    ----------
    softmax : callable
        Of a table (N, C).
    scores : ndarray, shape (C,)

    Returns
    -------
    table : ndarray, shape (C, C)
        Row i, column j: slope of probability i in score j.
    """
    nudges = 1e-5 * np.eye(len(scores))
    up, down = softmax(scores + nudges), softmax(scores - nudges)
    return (up - down).T / 2e-5


# ------------------------------------------------------------ ten layers read digits


RATE = 0.05
LONG = 30
SCHEMES = {"sigmoid": "xavier", "tanh": "xavier", "relu": "he"}


class Own(nnlib.activations.Activation):
    """An activation whose slope a learner has written.

    Parameters
    ----------
    name : str
        One of the six.
    derivatives : callable
        The learner's; returns the slopes of all six.
    """

    def __init__(self, name, derivatives):
        super().__init__()
        self.engine, self.place = nnlib.activations.activation(name), SIX.index(name)
        self.derivatives = derivatives

    def value(self, X):
        """Return the engine's value."""
        return self.engine.value(X)

    def slope(self, X, A):
        """Return the learner's slope."""
        return self.derivatives(X)[self.place]


def ten_layers(name, seed, scale=1.0, derivatives=None):
    """Train ten hidden layers of 32 units to read digits, and count what they misread.

    Parameters
    ----------
    name : str
        Of the activation.
    seed : int
        Of the start and of the order of the batches.
    scale : float
        Of the start, in units of Xavier's, for ReLU of He's.
    derivatives : callable, optional
        A learner's slopes, in place of the engine's.

    Returns
    -------
    wrong : int
        Of 500 test digits.
    """
    if derivatives:
        return _misread(functools.partial(Own, name, derivatives), seed, scale, SCHEMES[name])
    return _misread_with_the_engine(name, seed, scale)


@functools.cache  # a second each, and always the same
def _misread_with_the_engine(name, seed, scale):
    return _misread(name, seed, scale, SCHEMES[name])


def _misread(made, seed, scale, scheme):
    # in float64 a training takes half as long again
    net = start(made, seed, scale, dtype=np.float32, scheme=scheme)
    _learn(net, RATE, LONG, seed)
    X_test, y_test = _pictures()[2:]
    return round(len(y_test) * (1 - nnlib.accuracy(net, X_test, y_test)))


# ------------------------------------------------------------ a run of your own


OWN_SIZES = [64, *[8] * LAYERS, 10]


def own_shares(number):
    """Compute how much of a nudge arrives after ten narrow layers: with a sigmoid, and with tanh.

    Parameters
    ----------
    number : int
        Draws the start of both networks, 64-8-…-8-10, by Xavier's scheme.

    Returns
    -------
    tuple of two floats
        How far the ten scores of the first training digit move, as a share of how far its pixels
        were moved, all by the same little bit.
    """
    found = []
    for name in ("sigmoid", "tanh"):
        rng = np.random.default_rng(number)
        net = nnlib.initialize(nnlib.mlp(OWN_SIZES, name, rng=rng), "xavier", rng)
        found.append(float(relay(name, net)[-1]))
    return tuple(found)


def run_of_your_own(number):
    """Say what your own number gives: what is left of a nudge after ten narrow layers.

    Parameters
    ----------
    number : int
    """
    for name, share in zip(("sigmoid", "tanh"), own_shares(number), strict=True):
        print(f"{name:8} share left: {share:.4g}")
