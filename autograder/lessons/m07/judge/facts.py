"""Lesson 7: what its text states in numbers, and the runs that give them."""

import functools

import numpy as np

from autograder.lessons.facts import Facts, plain
from nnlib.lessons import lesson07 as experiments

FACTS = Facts(__file__)
STARTS = 5


# ------------------------------------------------------------ the seven, and what a gradient costs


@FACTS.fact("{:.0f}", spread=1e-9)  # whole digits: no kernel of a BLAS has moved one of them
def reads():
    """Test digits that each of the seven reads, in percent."""
    return {letter: curve[-1] for letter, curve in experiments.train_readers(0).items()}


@FACTS.fact(plain(2), spread=1e-6)
def worst_error():
    """The largest relative error of a slope, for those with a mistake."""
    return {letter: error for letter, error in _worst().items() if letter != "C"}


@FACTS.fact("{:.9f}", spread=0)
def honest_error_below():
    """The power of ten below which the same stays for C: rounding, another on each machine."""
    return 10.0 ** np.ceil(np.log10(_worst()["C"]))


def _worst():
    return {letter: max(found.values()) for letter, found in experiments.nudge_readers().items()}


@FACTS.fact("{:,}", spread=0)
def parameters():
    """The numbers to turn, in a reader and in a small copy of it; and the nudges, two for each."""
    net, _ = experiments.make_reader("C")
    _, _, candidates = experiments.suspects()["C"]
    return {"reader": net.params.size, "nudges": 2 * net.params.size, "copy": candidates[0].size}


# ------------------------------------------------------------ depth, and where a tangent ends


@FACTS.fact(plain(2), spread=1e-6)
def first_gradient():
    """How many times smaller and larger dW of layer 1 of ten is, with weights half and twice."""
    sizes = {
        scale: [experiments.depth_signals(9, scale, seed)[2][0] for seed in range(STARTS)]
        for scale in (0.5, 1, 2)
    }
    return {
        "smaller": np.divide(sizes[1], sizes[0.5]),
        "larger": np.divide(sizes[2], sizes[1]),
    }


@FACTS.fact(plain(2), spread=1e-9)
def short_step():
    """The decrease of the loss after one step of such a rate: what is promised, what comes."""
    return {
        "promised_0_01": _step(0.01)[0],
        "falls_0_01": _step(0.01)[1],
        "promised_0_1": _step(0.1)[0],
        "falls_0_1": _step(0.1)[1],
    }


@FACTS.fact("{:#.2g}", spread=1e-9)
def long_step():
    """The same for rates so large that the promise breaks."""
    return {
        "promised_1": _step(1)[0],
        "falls_1": _step(1)[1],
        "promised_10": _step(10)[0],
        "rises_10": -_step(10)[1],
    }


@functools.cache
def _step(lr):
    rates, promised, actual = experiments.tangent(1.0)
    at = np.argmin(np.abs(np.log(rates / lr)))
    return promised[at], actual[at]
