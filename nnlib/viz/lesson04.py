"""The panels of lesson 4: the relay, six curves, flat and dead units, softmax under a nudge."""

import functools

import numpy as np

import nnlib
from nnlib.data import load_digits_split
from nnlib.viz.controls import (
    activation,
    choice,
    depth,
    init_scale,
    learning_rate,
    linear_control,
    spoken_number,
)
from nnlib.viz.figures import figure, show
from nnlib.viz.grids import HeatMap
from nnlib.viz.panel import Panel
from nnlib.viz.plots import Axis, Bars, Curves, DepthGauge, Row
from nnlib.viz.predict import Predict

LAYERS = 10
UNITS = 32
FUNCTIONS = {"sigmoid": "sigmoid", "tanh": "tanh", "ReLU": "relu"}
SIX = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "silu")
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
def _pictures():
    return load_digits_split(seed=0)


# ------------------------------------------------------------ the relay


def relay(name, net):
    """Nudge all pixels of the first training digit by the same hair and follow the nudge.

    Parameters
    ----------
    name : str
        Of the activation between the layers.
    net : nnlib.Sequential

    Returns
    -------
    left : ndarray, shape (hidden layers + 1,)
        How far the outputs of each hidden layer move, and at the end the ten scores, as a share of
        how far the pixels moved.
    """
    Z, nudge, left = _pictures()[0][:1], np.full(64, 1 / 8), []  # of length 1
    for layer in net.layers:
        if isinstance(layer, nnlib.Affine):
            Z, nudge = layer.forward(Z), nudge @ layer.W
        else:
            Z, nudge = layer.forward(Z), nudge * nnlib.derivative(name, Z)[0]
            left.append(np.linalg.norm(nudge))
    return np.array([*left, np.linalg.norm(nudge)])


def _relay_plot(names, range):
    return Curves(
        "How much of the nudge is left",
        Axis("after layer", range=(0, LAYERS)),
        Axis("share that is left", log=True, range=range),
        {name: ("layer", name) for name in names},
    )


def _through(shown, scale=1.0):
    """Return what is left after 0, 1, … 10 hidden layers, at least 1e-30 for the logarithm."""
    name = FUNCTIONS[shown]
    left = relay(name, start(name, scale=scale))[:LAYERS]
    return np.maximum(np.append(1.0, left), 1e-30)


def ten_layers_one_hair():
    """Make the hook: the learner draws what is left of a nudge after each of ten sigmoid layers."""
    plot = _relay_plot(["sigmoid"], (1e-8, 10))

    def compute():
        left = _through("sigmoid")
        return {"layer": np.arange(LAYERS + 1.0), "sigmoid": left}, (
            f"Ten layers with sigmoid: after layer 1 the share {_about(left[1])} of the nudge is "
            f"left, after layer 5 {_about(left[5])}, after layer 10 {_about(left[10])}."
        )

    asked = Predict(
        "Ten layers. All pixels are nudged by a hair. How much of it is left after each layer?",
        curve=(plot.title, "sigmoid"),
    )
    return Panel(compute, [plot], predict=asked, height=330)


def the_relay():
    """Make the star panel: three functions, and the scale of the start."""
    plot = _relay_plot(FUNCTIONS, (1e-9, 1e9))

    def compute(scale):
        left = {shown: _through(shown, scale) for shown in FUNCTIONS}
        ends = ", ".join(f"{shown} {_about(curve[-1])}" for shown, curve in left.items())
        return {"layer": np.arange(LAYERS + 1.0)} | left, (
            f"Start {spoken_number(scale)} times Xavier's: after ten layers this share of a "
            f"nudge is left: {ends}."
        )

    return Panel(
        compute, [plot], {"scale": init_scale(1.0, 0.1, 10, 9)}, precompute="scale", height=360
    )


def _about(number):
    return spoken_number(number, 1)


# ------------------------------------------------------------ six curves


def six_curves():
    """Make the panel of six functions: value with its tangent, slope, and all six slopes at z."""
    z = np.linspace(-6, 6, 241)
    value = Curves(
        "What comes out",
        Axis("z", range=(-6, 6)),
        Axis("f(z)", range=(-2, 6)),
        {"f": ("z", "f"), "tangent": ("near", "tangent")},
        cursor="at",
    )
    slope = Curves(
        "How steep it is there",
        Axis("z", range=(-6, 6)),
        Axis("slope of f", range=(-0.2, 1.2)),
        {"slope": ("z", "slope")},
        cursor="at",
    )
    bars = Bars(
        "Slopes of all six at this z",
        ("sigmoid", "tanh", "relu", "leaky", "elu", "silu"),
        Axis("slope", range=(-0.2, 1.2)),
        "slopes",
        mark="which",
    )

    def compute(at, name):
        layer = nnlib.activations.activation(name)
        here, steep = float(layer.value(np.array(at))), float(nnlib.derivative(name, at))
        near = at + np.linspace(-1.5, 1.5, 31)
        data = {
            "z": z,
            "f": layer.value(z),
            "slope": nnlib.derivative(name, z),
            "near": near,
            "tangent": here + steep * (near - at),
            "at": [at],
            "slopes": [float(nnlib.derivative(other, at)) for other in SIX],
            "which": [float(SIX.index(name))],
        }
        return data, (
            f"{name.replace('_', ' ')} at z = {spoken_number(at)}: value {spoken_number(here, 3)}, "
            f"slope {spoken_number(steep)}. Nudge z by 0.01 and the output moves by "
            f"{spoken_number(0.01 * steep)}."
        )

    controls = {"at": linear_control("z", 0.0, -6.0, 6.0, 0.1), "name": choice("function", SIX)}
    return Panel(compute, [value, slope, bars], controls, columns=2, height=240)


def against_a_nudge(derivatives):
    """Draw six slopes as a learner's function gives them, and as a nudge measures them.

    Parameters
    ----------
    derivatives : callable
        The learner's, or the engine's.
    """
    z = np.linspace(-4, 4, 80)  # never 0, where two of them have a kink
    nudge, off = 1e-5, {}
    fig, axes = figure(3, rows=2, width=3.2, height=2.2)
    for name, ax, given in zip(SIX, axes, derivatives(z), strict=True):
        f = nnlib.activations.activation(name).value
        measured = (f(z + nudge) - f(z - nudge)) / (2 * nudge)
        off[name] = float(np.abs(given - measured).max())
        ax.plot(z, given, marker="", label="derivatives")
        ax.plot(z[::8], measured[::8], linestyle="", marker="o", markersize=4, label="nudge")
        ax.set(title=name, xlabel="z", ylim=(-0.2, 1.2))
    axes[0].set_ylabel("slope")
    axes[0].legend(fontsize="small")
    furthest = max(off, key=off.get)
    return show(
        fig,
        alt="Six small pictures, one for each function: its slope as a line, and dots that a nudge "
        f"measured. They are furthest apart for {furthest}, by {_about(off[furthest])}.",
    )


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


def depth_gauge():
    """Make the depth gauge of this lesson: flat, dead, and what is left of a nudge."""

    def compute(scale, layers, shown):
        flat, dead, left = flat_units(shown, scale, layers)
        counted = "1 layer" if layers == 1 else f"{layers} layers"
        return {"flat": flat, "dead": dead, "left": np.maximum(left, 1e-30)}, (
            f"{counted} of {shown}, start {spoken_number(scale)} times Xavier's: in the last "
            f"hidden layer {100 * flat[-1]:.0f} % lie where the function is flat and "
            f"{100 * dead[-1]:.0f} % of the units are flat for all 200 digits; the share "
            f"{_about(left[-1])} of a nudge is left."
        )

    gauge = DepthGauge(
        "Through the layers",
        (
            Row("flat: slope under a tenth of the steepest (share)", "flat", False, (0, 1)),
            Row("flat for all 200 digits (share of units)", "dead", False, (0, 1)),
            Row("share of a nudge that is left", "left", True, (1e-9, 1e9)),
        ),
        x=Axis("hidden layer (1 is next to the input)"),
    )
    controls = {
        "scale": init_scale(1.0, 0.1, 10, 9),
        "layers": depth(10),
        "shown": activation(tuple(FUNCTIONS), 0),
    }
    return Panel(compute, [gauge], controls, precompute="scale", height=470)


def weight_slopes():
    """Say how steep the loss is in the weights of the first and the last layer, at the start."""
    for shown, name in FUNCTIONS.items():
        first, last = first_and_last(name)
        print(
            f"{shown:8} slope in a weight of layer 1: {_about(first):8} "
            f"of the last layer: {_about(last)}"
        )


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
        net = start(KINDS[kind], seed, scale, layers=2, dtype=np.float32, scheme="he")
        # a rate that is far too high overflows, which the picture shows and no warning need repeat
        with np.errstate(all="ignore"):
            _learn(net, lr, EPOCHS, seed)
            first = net.layers[1].forward(net.layers[0].forward(X.astype(np.float32)))
            second = net.layers[3].forward(net.layers[2].forward(first))
            right.append(100 * nnlib.accuracy(net, X_test, y_test))
        dead.append(50 * (dead_fraction(first) + dead_fraction(second)))
    return np.array(dead), np.array(right)


def _learn(net, lr, epochs, seed):
    X, y, *_ = _pictures()
    nnlib.fit(
        net, nnlib.SoftmaxCrossEntropy(), X, y, optimizer=nnlib.SGD(lr), epochs=epochs,
        batch_size=32, rng=np.random.default_rng(seed), progress=False,
    )  # fmt: skip


def dying(dead_fraction=nnlib.activations.dead_fraction):
    """Make the panel of units that die: learning rate, initialization, and a leak.

    Parameters
    ----------
    dead_fraction : callable
        The learner's, or the engine's.
    """
    starts = tuple(f"start {k}" for k in range(STARTS))
    plots = [
        Bars("Dead units after five epochs", starts, Axis("dead (%)", range=(0, 100)), "dead",
             many=False),
        Bars("Test digits read", starts, Axis("right (%)", range=(0, 100)), "right", many=False),
    ]  # fmt: skip

    def compute(lr, scale, kind):
        dead, right = units_that_die(lr, scale, kind, dead_fraction)
        return {"dead": dead, "right": right}, (
            f"{kind}, learning rate {spoken_number(lr)}, start {spoken_number(scale)} times He's: "
            f"{_span(dead)} % of the hidden units are dead, {_span(right)} % of the digits are "
            "read."
        )

    controls = {
        "lr": learning_rate(0.1, 0.03, 3.2, 10),
        "scale": init_scale(1.0, 0.1, 10, 5),
        "kind": choice("activation", tuple(KINDS)),
    }
    return Panel(compute, plots, controls, precompute="lr", columns=2, height=300)


def _span(values):
    low, high = round(min(values)), round(max(values))
    return f"{low}" if low == high else f"{low} to {high}"


# ------------------------------------------------------------ softmax under a nudge

CLASSES = ("cat", "dog", "fox", "hen", "owl")
SCORES = np.array([2.0, 1.0, 0.0, -1.0, 0.5])


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


def five_scores(softmax=nnlib.softmax):
    """Make the panel of softmax: one score moves, five probabilities answer.

    Parameters
    ----------
    softmax : callable
        The learner's, or the engine's.
    """
    plots = [
        Bars("Probabilities", CLASSES, Axis("probability", range=(0, 1)), "p", mark="which"),
        HeatMap(
            "Answers to a nudge", Axis("score that is nudged"),
            Axis("probability that answers"), CLASSES, CLASSES, "table", range=(-0.25, 0.25),
            signed=True,
        ),
    ]  # fmt: skip

    def compute(fox):
        scores = SCORES.copy()
        scores[2] = fox
        p = softmax(scores[None])[0]
        shares = ", ".join(f"{name} {100 * v:.1f} %" for name, v in zip(CLASSES, p, strict=True))
        data = {"p": p, "table": table_by_nudging(softmax, scores)}
        return data | {"which": [2.0]}, (
            f"Score of fox {spoken_number(fox, 3)}: {shares}. Dog has {p[1] / p[0]:.3f} times as "
            "much as cat."
        )

    controls = {"fox": linear_control("score of fox", 0.0, -4.0, 8.0, 0.25)}
    return Panel(compute, plots, controls, columns=2, height=330)


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
    made = functools.partial(Own, name, derivatives) if derivatives else name
    net = start(made, seed, scale, scheme=SCHEMES[name])
    _learn(net, RATE, LONG, seed)
    X_test, y_test = _pictures()[2:]
    return round(len(y_test) * (1 - nnlib.accuracy(net, X_test, y_test)))


# ------------------------------------------------------------ a run of one's own


def run_of_your_own(number):
    """Say what a learner's own number gives: what is left of a nudge after ten narrow layers.

    Parameters
    ----------
    number : int
    """
    for name in ("sigmoid", "tanh"):
        rng = np.random.default_rng(number)
        net = nnlib.mlp([64, *[8] * LAYERS, 10], name, rng=rng)
        print(f"{name:8} share left: {relay(name, nnlib.initialize(net, 'xavier', rng))[-1]:.4g}")
