"""Lesson 4: what its text states in numbers, and the runs that give them."""

import functools

import numpy as np

import nnlib
from autograder.lessons.facts import Facts, nearest, plain, power_of_ten
from nnlib.lessons import lesson04 as experiments

FACTS = Facts(__file__)


def slope(number):
    """Print a slope; what is 0 but for its last digit is 0."""
    return plain(2)(round(number, 4) + 0.0)


# ------------------------------------------------------------ curves and their slopes


@FACTS.fact(slope, spread=1e-9, several=" | ")
def slopes():
    """The slopes of the six at −3, −1, 1 and 3."""
    places = np.array([-3.0, -1.0, 1.0, 3.0])
    return {name: nnlib.derivative(name, places) for name in experiments.SIX}


@FACTS.fact(plain(2), spread=1e-3)  # a step of the grid
def lowest():
    """The least values of two curves, and where GELU has its own."""
    z = np.linspace(-3, 0, 3001)
    silu, gelu = (nnlib.activations.activation(name).value(z) for name in ("silu", "gelu"))
    return {"silu": silu.min(), "gelu": gelu.min(), "gelu_at": z[gelu.argmin()]}


@FACTS.fact("{:.2f}", spread=1e-6)
def kink_of_selu():
    """The slopes of SELU on both sides of 0."""
    left, right = nnlib.derivative("selu", np.array([-1e-9, 1e-9]))
    return {"left": left, "right": right}


# ------------------------------------------------------------ the relay


@FACTS.fact(power_of_ten, spread=1e-9)
def left():
    """The share of a nudge that is left after ten layers, as a power of ten, by the start."""
    return {
        shown: {
            name: np.log10(experiments.through(shown, scale)[-1])
            for name, scale in experiments.SCALES.items()
        }
        for shown in experiments.FUNCTIONS
    }


DRAWS = 100


@functools.cache
def sigmoid_over_draws(scale):
    """Measure what is left after ten sigmoid layers, from other starts and for other digits.

    Parameters
    ----------
    scale : float

    Returns
    -------
    left : ndarray, shape (DRAWS,)
    """
    starts = (experiments.start("sigmoid", 200 + k, scale) for k in range(DRAWS))
    return np.array(
        [
            experiments.relay("sigmoid", net, digit=7 * k, split=3)[experiments.LAYERS - 1]
            for k, net in enumerate(starts)
        ]
    )


@FACTS.fact("{:.0f}", spread=0)
def draws():
    """How many other starts and digits the next two facts look at."""
    return DRAWS


@FACTS.fact(power_of_ten, spread=1e-9)
def after_ten():
    """The share that is left after ten sigmoid layers, as a power of ten, over these draws."""
    return np.log10(sigmoid_over_draws(1.0))


@FACTS.fact(plain(1), spread=1)
def times_more():
    """How many times more of it the sigmoids let through with six times the weights."""
    return sigmoid_over_draws(experiments.SCALES["6"]) / sigmoid_over_draws(1.0)


@FACTS.fact("{:.0f}", spread=0)
def flat():
    """In layer 10, percent of pairs of unit and digit that are flat, and of units always flat."""
    return {
        shown: {scale: _flat(shown, scale) for scale in ("1", "6")}
        for shown in experiments.FUNCTIONS
    }


def _flat(shown, scale):
    pairs, units, _ = experiments.flat_units(shown, experiments.SCALES[scale], experiments.LAYERS)
    return {"pairs": 100 * pairs[-1], "units": 100 * units[-1]}


# Five epochs at these rates give the same counts with every BLAS that was tried, and from weights
# that differ in their last digit. From rate 1 up they do not: those rows are not filled in.
@FACTS.fact("{:.0f}", spread=0)
def dying():
    """Percent of hidden units that are dead and of test digits read, over the starts, by rate."""
    found = {}
    for name, rate in {"0_1": 0.1, "0_32": 10**-0.5}.items():
        dead, read = experiments.units_that_die(rate)
        leaky_dead, leaky_read = experiments.units_that_die(rate, kind="leaky ReLU")
        found[name] = {
            "dead": dead, "read": read, "leaky_dead": leaky_dead, "leaky_read": leaky_read
        }  # fmt: skip
    return found


# ------------------------------------------------------------ softmax


@FACTS.fact("{:.1f} %", spread=1e-9, several=" | ")
def shares():
    """The probabilities of the five animals in percent, by the score of the fox."""
    return {
        f"{fox}": 100 * nnlib.softmax(experiments.scores_with(fox)[None])[0]
        for fox in (-4, 0, 2, 8)
    }


@FACTS.fact("{:.1f} %", spread=1e-9)
def surest_fox():
    """The probability of the fox at a score of 8."""
    return shares()["8"][experiments.CLASSES.index("fox")]


@FACTS.fact(plain(1), spread=1e-9)
def largest_answer():
    """The largest entry of the table of slopes at a score of 8."""
    return np.abs(experiments.table_by_nudging(nnlib.softmax, experiments.scores_with(8))).max()


# ------------------------------------------------------------ ten layers read digits


@FACTS.fact("{:,}", spread=0)
def size():
    """The pixels of a digit, the test digits, and the parameters of ten layers."""
    X, _, X_test, _ = nnlib.data.load_digits_split(seed=0)
    parameters = experiments.start("tanh").params.size
    return {"pixels": X.shape[1], "test": len(X_test), "parameters": parameters}


@FACTS.fact(nearest(5), spread=1)  # a long training may misread a digit more, or less
def misread():
    """The test digits that ten layers misread, on average over five starts."""
    return {
        name: np.mean([experiments.ten_layers(name, seed) for seed in range(experiments.STARTS)])
        for name in ("sigmoid", "tanh")
    }
