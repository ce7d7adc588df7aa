"""Lesson 4: the numbers of its text that are worked out by hand, or counted by others."""

import numpy as np
import pytest

import nnlib
from autograder.learner.ledger import stored
from autograder.lessons.own_number import LARGEST, SMALLEST
from nnlib.activations import activation, derivative
from nnlib.data import load_digits_split
from nnlib.lessons import lesson04 as experiments
from nnlib.probabilities import softmax_jacobian
from tests.lessons.worked import minus, plain

# Places, names and the formulas of the functions, not measurements.
NAMES = (
    r"\\max\(0, z\)",
    r"(?<=`, which turns the weights: lessons 7 and )8",
    r"(?<=: )lessons \d and \d",
    r"(?<=, )\d+ \((why a|the relay|starts|a layer)",
    r"layer 1(?= (move|that))|those of layer 2",
    r"\$z\$ above 0,( else( 0)?)?",
    r"e\^z - 1",
    r"\\frac\{1\}\{1 \+ e|\\frac\{e\^z\}\{e\^z \+ 1\}|\$1 / \(1 \+ e",
    r"\\log\(1 \+ e\^z\)",
    r"z / \(1 \+ \|z\|\)",
    r"^\| −?[\d.]+( times Xavier's)? (?=\| @)|, start \d (?=\| @)",
)


def hook():
    # a guess, not yet asked of readers
    yield "About 45 minutes to read and play, 60 for the exercises. You need lessons 1 to 3:"
    yield "lessons 1 and 3 used"
    yield "turns the weights: lessons 7 and 8."
    yield f"each of {experiments.UNITS} sigmoids."
    yield f"how far the {experiments.UNITS} outputs move,"


def bend():
    x, w, nudge = 1, 2, 0.01
    z, moved = w * x, w * (x + nudge)
    a, b = nnlib.sigmoid(np.array([z, moved]))
    yield f"with one input, $w = {w}$ and"
    yield f"| input $x$ | {x} | {x + nudge} | {nudge} |"
    yield f"| sum $z = w x$ | {z} | {moved} | {moved - z:.2g} |"
    yield f"| {a:.4f} | {b:.4f} | {b - a:.4f} |"
    slope = float(derivative("sigmoid", z))
    yield f"*times the weight*, {w}."
    yield f"at that place*, {slope:.3f}."
    yield f"Together ${w} \\cdot {slope:.3f} = {w * slope:.2f}$, so a fifth"


def six():
    yield "| function | value | from … to | slope at −3 | −1 | 1 | 3 |"
    yield from ("| 0 to 1 |", "| −1 to 1 |", "| 0 to ∞ |", "| −1 to ∞ |")
    yield "else $0.01\\,z$"
    yield "its slope is ¼ at $z = 0$ and less"
    yield "Tanh reaches 1 at 0."
    yield "wherever $z$ is well above 0."


def sigmoid():
    yield "any number to one between 0 and 1:"
    a, b = nnlib.sigmoid(np.array([0.0, 2.0]))
    yield f'"malignant with {b:.2f}"'
    yield "$a\\,(1 - a)$"
    yield f"At $z = 0$ that is ${a:g} \\cdot {1 - a:g} = {a * (1 - a):g}$,"
    yield f"at $z = 2$ it is ${b:.3f} \\cdot {1 - b:.3f} = {b * (1 - b):.3f}$."
    yield "end at about $10^{308}$, and $e^{710}$ is"
    yield "say to 1000, and what to −1000?"
    yield "At $z = -1000$ the first face asks for $e^{1000}$, the second one for $e^{-1000}$."
    yield "At $z = 1000$ it is the other way round."
    yield "show to −3, and which to 5?"
    yield "the numbers from 0 up with"
    yield "tanh from −1 to 1."
    yield "runs from 0 to 1, and"


def slopes():
    yield "runs from −1 to 1, through 0."
    yield "$\\tanh(z) = 2\\,\\text{sigmoid}(2z) - 1$"
    yield "should lie around 0: a layer"
    yield f"something near {nnlib.sigmoid(0.0):g} even when"
    yield "Its slope is $1 - a^2$, four times as steep at 0 as"
    a = np.tanh(1.0)
    yield f"at $z = 1$, $a = {a:.3f}$ and the slope is $1 - {a * a:.2f} = {1 - a * a:.2f}$."
    yield "where the sum is above 0, a nudge goes through"
    yield "Where it is below 0 nothing"
    yield "Exactly at 0 there is a kink and no slope; any number from 0 to 1 would do,"
    yield "and our engine take 0."
    assert derivative("relu", 0.0) == 0
    yield "No $z$ of the tests is 0."
    yield "which side of 0 you are?"
    yield "Nudge each by 0.1 from −1 to −0.9:"
    for name, shown in (("leaky_relu", "leaky ReLU goes"), ("elu", "ELU"), ("silu", "SiLU")):
        before, after = activation(name).value(np.array([-1.0, -0.9]))
        before, after = (f"{v:.3f}" if name == "silu" else plain(v) for v in (before, after))
        yield minus(f"{shown} from {before} to {after}")
    yield "ReLU: 1 above 0, elsewhere 0, as floats."
    yield "below 0 its slope is the exponential that is left when the −1 has gone;"


def relays():
    assert pytest.approx(1e-6, rel=0.05) == 0.25**10
    yield "Ten such factors make about a millionth"
    yield "are neither 0 nor infinite,"
    yield "all starting weights; 1 is Xavier's"
    yield f"is $6^{{10}}$, {6**10 / 1e6:.0f} million times more."
    yield "all its weights and slopes together, about 1; for ReLU that start"


def gauge():
    yield "Begin with sigmoid at scale 1. Then tanh, and pull the scale up to 6."
    yield "| ten layers, layer 10 |"
    yield "flat for all 200 digits |"


def dead():
    yield "A ReLU below 0 is *silent*: it says 0, and its slope is 0."
    yield "the gradient of its weights is 0,"
    A = np.array([[0, 0, 0], [2, 0, 1], [0, 0, 3]])
    yield "| output | unit 0 | unit 1 | unit 2 |"
    for n, row in enumerate(A):
        yield f"| sample {n} | " + " | ".join(map(str, row)) + " |"
    (which,) = np.flatnonzero((A == 0).all(axis=0))
    yield f"one dead unit: unit {which}."
    yield "Ask of every number whether it is 0."
    yield f"Two hidden layers of {experiments.UNITS} ReLUs learn"
    yield "At 0.1 a few units are dead. How many at 1, and what does a leak below 0 do"
    # means of 100 starts, too long a run for a fact: test_truth_04.py measures them
    yield "| 1 | about 75 | about 20 | 0 | about 28 |"
    yield "| 2 | about 88 | about 10 | 0 | about 11 |"
    yield "at rates 1 and 2 the means of 100 and of 40 others."
    yield "its sum is below 0 for all digits,"
    yield "**At rate 1 it helps only a little:** 28 % against 20 %."
    yield "still lie below 0 for every digit,"
    yield "where a slope of 0.01 hardly moves them; a leak of 0.05 frees more,"
    yield "At rate 0.32 both kinds read"
    yield "At rate 0.1 up to one unit in nine is dead,"
    yield "Try 10 at rate 0.1: about half"


def softmax():
    yield f"One output that says {nnlib.sigmoid(2.0):.2f} is enough"
    yield "no number below 0, and together 1."
    Z = np.array([2.0, 1, 0])
    yield "| number | class 0 | class 1 | class 2 | sum |"
    yield "| score $Z$ | " + " | ".join(f"{z:g}" for z in Z) + " |"
    E = np.exp(Z)
    yield "| $e^Z$ | " + " | ".join(map(plain, E)) + f" | {E.sum():.2f} |"
    P = nnlib.softmax(Z[None])[0]
    yield "| $P$ | " + " | ".join(f"{p:.3f}" for p in P) + f" | {P.sum():g} |"
    net = experiments.start("relu", scale=6)
    assert np.abs(net.predict(load_digits_split(0)[0])).max() > 1000
    yield "Scores of 1000 do occur: ten ReLU layers"
    yield "And $e^{1000}$ is out of reach."
    yield "add 999 to all three scores"
    yield "leaves none of them above 0?"
    E = np.exp([-2.0, -1, 0])
    yield "Scores 1000, 1001, 1002. Take 1002 away: −2, −1, 0."
    yield f"Now $e^{{-2}} = {E[0]:.3f}$, $e^{{-1}} = {E[1]:.3f}$, $e^0 = {E[2]:g}$,"
    yield f"and the sum is {E.sum():.3f}."
    cat, dog, fox, hen, owl = map(minus, (f"{v:g}" for v in experiments.scores_with(0)))
    yield f"cat {cat}, dog {dog}, hen {hen}, owl {owl}, and fox {fox}."
    yield f"dog always keeps {np.exp(-1):.3f} times as much as cat, $e^{{1-2}}$,"
    yield "score of 8: it is nearly empty"
    for p in ((0.5, 0.5), (0.9, 0.1)):
        J = softmax_jacobian(np.array(p)).ravel()
        yield f"$p = ({p[0]}, {p[1]})$ the"
        if p[0] == 0.5:
            yield minus(f"has {J[0]:g} on the diagonal and {J[1]:g} beside it.")
        else:
            signed = [minus(plain(v)) for v in J]
            yield f"entries are {', '.join(signed[:3])} and {signed[3]}."
            yield f"product of two probabilities gives {plain(J[0])}?"


def digits():
    yield f"ten hidden layers of {experiments.UNITS} units,"
    yield f"{experiments.LONG} epochs, learning rate {experiments.RATE}, five starts"
    batches = -(-len(load_digits_split(0)[0]) // 32)
    yield f"after {batches * experiments.LONG:,} steps"
    assert np.mean(stored()["hidden-32"]["wrong"]) == pytest.approx(20, abs=0.5)
    yield "one hidden layer of 32, with a fifth of the parameters, misreads about 20."
    yield "Start 0 of tanh once more,"
    sizes = len(str(SMALLEST)), len(str(LARGEST))
    yield "with {} to {} digits that nobody".format(*sizes)
    yield f"narrow layers, of {experiments.OWN_SIZES[1]} units each"
    yield "$1.5 \\cdot 10^{-8}$"


def its_end():
    # years as in FACTS and in the engine's references
    yield "(Maas and others 2013) keeps a slope of 0.01 below 0."
    yield "(Clevert and others 2016) levels off at −1, so that outputs lie around 0;"
    yield "(Klambauer and others 2017)"
    yield "with mean 0 and variance 1, what goes out has mean 0 and variance 1 too,"
    yield "(Hendrycks and Gimpel 2016)"
    yield "cheap, and slope 1 where it speaks"
    yield '"The slope of ReLU at 0 is 0." | There is none. Every number from 0 to 1 is'
    yield "TensorFlow return 0 by convention."
    yield "None outputs 0 for all samples, but at rate 1 most stay below 0 for all digits,"
    yield "proposed in 2000 and ignored until 2012."
    yield "Householder used it in 1941, Fukushima in 1969. Nair and Hinton (2010) and"
    yield "others (2011) trained networks of them before 2012."
    yield "(Shazeer 2020)"
    yield "at most ¼ *everywhere*"
    yield "wrote it down in 1941, two years before"
    yield "theirs, in 1943."
    yield "slope 1 or 0 |"
    yield "S-curve from 0 to 1; slope at most ¼"
    yield "S-curve from −1 to 1, around 0; slope at most 1 |"
    yield "that add up to 1 |"
    yield "10 (starts by calculation), 11 (a layer that"
    yield "after 100 epochs."
    yield "train for 1,000 epochs."
    yield "puts out are 0. So half"
    yield "if numbers lie around 0?"


PARTS = (hook, bend, six, sigmoid, slopes, relays, gauge, dead, softmax, digits, its_end)
