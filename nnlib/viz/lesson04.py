"""The panels of lesson 4: the relay, six curves, flat and dead units, softmax under a nudge."""

import numpy as np

import nnlib
from nnlib.viz.controls import (
    about,
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
from nnlib.viz.handed_on import handed_on
from nnlib.viz.panel import Panel
from nnlib.viz.plots import Axis, Bars, Curves, DepthGauge, Row
from nnlib.viz.predict import Predict

__getattr__ = handed_on("lesson04", "run_of_your_own", "table_by_nudging", "ten_layers")


# ------------------------------------------------------------ the relay


def _relay_plot(names, range):
    from nnlib.lessons.lesson04 import LAYERS

    return Curves(
        "How much of the nudge is left",
        Axis("after layer", range=(0, LAYERS)),
        Axis("share that is left", log=True, range=range),
        {name: ("layer", name) for name in names},
    )


def ten_layers_one_hair():
    """Make the hook: the learner draws what is left of a nudge after each of ten sigmoid layers."""
    from nnlib.lessons.lesson04 import LAYERS, through

    plot = _relay_plot(["sigmoid"], (1e-8, 10))

    def compute():
        left = through("sigmoid")
        return {"layer": np.arange(LAYERS + 1.0), "sigmoid": left}, (
            f"Ten layers with sigmoid: after layer 1 the share {about(left[1])} of the nudge is "
            f"left, after layer 5 {about(left[5])}, after layer 10 {about(left[10])}."
        )

    asked = Predict(
        "Ten layers. All pixels are nudged by a hair. How much of it is left after each layer?",
        curve=(plot.title, "sigmoid"),
    )
    return Panel(compute, [plot], predict=asked, height=330)


def the_relay():
    """Make the star panel: three functions, and the scale of the start."""
    from nnlib.lessons.lesson04 import FUNCTIONS, LAYERS, through

    plot = _relay_plot(FUNCTIONS, (1e-9, 1e9))

    def compute(scale):
        left = {shown: through(shown, scale) for shown in FUNCTIONS}
        ends = ", ".join(f"{shown} {about(curve[-1])}" for shown, curve in left.items())
        return {"layer": np.arange(LAYERS + 1.0)} | left, (
            f"Start {spoken_number(scale)} times Xavier's: after ten layers this share of a "
            f"nudge is left: {ends}."
        )

    return Panel(
        compute, [plot], {"scale": init_scale(1.0, 0.1, 10, 9)}, precompute="scale", height=360
    )


# ------------------------------------------------------------ six curves


def six_curves():
    """Make the panel of six functions: value with its tangent, slope, and all six slopes at z."""
    from nnlib.lessons.lesson04 import SIX

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
    from nnlib.lessons.lesson04 import SIX

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
        f"measured. They are furthest apart for {furthest}, by {about(off[furthest])}.",
    )


# ------------------------------------------------------------ flat and dead


def depth_gauge():
    """Make the depth gauge of this lesson: flat, dead, and what is left of a nudge."""
    from nnlib.lessons.lesson04 import FUNCTIONS, flat_units

    def compute(scale, layers, shown):
        flat, dead, left = flat_units(shown, scale, layers)
        counted = "1 layer" if layers == 1 else f"{layers} layers"
        return {"flat": flat, "dead": dead, "left": np.maximum(left, 1e-30)}, (
            f"{counted} of {shown}, start {spoken_number(scale)} times Xavier's: in the last "
            f"hidden layer {100 * flat[-1]:.0f} % lie where the function is flat and "
            f"{100 * dead[-1]:.0f} % of the units are flat for all 200 digits; the share "
            f"{about(left[-1])} of a nudge is left."
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
    from nnlib.lessons.lesson04 import FUNCTIONS, first_and_last

    for shown, name in FUNCTIONS.items():
        first, last = first_and_last(name)
        print(
            f"{shown:8} slope in a weight of layer 1: {about(first):8} "
            f"of the last layer: {about(last)}"
        )


# ------------------------------------------------------------ units that die


def dying(dead_fraction=nnlib.activations.dead_fraction):
    """Make the panel of units that die: learning rate, initialization, and a leak.

    Parameters
    ----------
    dead_fraction : callable
        The learner's, or the engine's.
    """
    from nnlib.lessons.lesson04 import KINDS, STARTS, units_that_die

    starts = tuple(f"start {k}" for k in range(STARTS))
    plots = [
        Bars("Dead units after five epochs", starts, Axis("dead (%)", range=(0, 100)), "dead"),
        Bars("Test digits read", starts, Axis("right (%)", range=(0, 100)), "right"),
    ]

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


def five_scores(softmax=nnlib.softmax):
    """Make the panel of softmax: one score moves, five probabilities answer.

    Parameters
    ----------
    softmax : callable
        The learner's, or the engine's.
    """
    from nnlib.lessons.lesson04 import CLASSES, scores_with, table_by_nudging

    plots = [
        Bars("Probabilities", CLASSES, Axis("probability", range=(0, 1)), "p", mark="which"),
        HeatMap(
            "Answers to a nudge", Axis("score that is nudged"),
            Axis("probability that answers"), CLASSES, CLASSES, "table", range=(-0.25, 0.25),
            signed=True,
        ),
    ]  # fmt: skip

    def compute(fox):
        scores = scores_with(fox)
        p = softmax(scores[None])[0]
        shares = ", ".join(f"{name} {100 * v:.1f} %" for name, v in zip(CLASSES, p, strict=True))
        data = {"p": p, "table": table_by_nudging(softmax, scores)}
        return data | {"which": [2.0]}, (
            f"Score of fox {spoken_number(fox, 3)}: {shares}. Dog has {p[1] / p[0]:.3f} times as "
            "much as cat."
        )

    controls = {"fox": linear_control("score of fox", 0.0, -4.0, 8.0, 0.25)}
    return Panel(compute, plots, controls, columns=2, height=330)
