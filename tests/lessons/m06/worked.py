"""Lesson 6: the numbers of its text that are worked out by hand, or counted by others."""

import numpy as np
import pytest

import nnlib
from autograder.lessons.own_number import LARGEST, SMALLEST
from nnlib.lessons import lesson06 as experiments
from nnlib.viz import lesson06 as panels
from tests.lessons.worked import matrix, minus

# Places, names and definitions: classes and targets, powers and terms of formulas, settings.
NAMES = (
    r"<code>.*?</code>",
    r"<summary>\d\.",
    r"target [01]\b|targets? of 0 or 1|class [01]\b|one 1 and nine 0s",
    r"1 - a|\(1 - y_n\)|\\log\(1 \+ e\^z\)|e\^z / \(1 \+ e\^z\)|1 / \(1 \+ e\^\{-z\}\)",
    r"\$\(a - y\)\^2\$ for|\\frac\{1\}\{N\}|\\frac\{\\lambda\}\{2\}|1 / \(1 \+ e *\)",
    r"2\(a - y\)|\(1 - p\)\^|Its slope at \$p\$ is \$1/p\$",
    r"\*What lesson 1 promised\*|of lesson 1 |rule of lesson 1|^Lesson 1 gave|lesson 1:",
    r"^\| (works|fails|surprises) \| 10? \| [15] \|",
    r"^\| measure \| after 50 epochs \| after 1,000 \||\| mistakes above 90 %, all splits",
    r"^\| loss \| rate 0.03 \| rate 0.3 \| rate 1 \| rate 10 \|",
    r"64-32-10",
)


def squared(z):
    return float(experiments.squared_error(np.array([z]), 1)[1][0])


def entropy_slope(z):
    return nnlib.sigmoid(z) - 1


def hero():
    flat = squared(-2.0) / squared(-10.0)
    assert 1900 < flat < 2100
    yield minus(f"At a score of -2 squared error has the slope {squared(-2.0):.3f}.")
    yield minus(f"At -10 it has {squared(-10.0):.5f}, which is about 2,000 times flatter")
    slopes = entropy_slope(-2.0), entropy_slope(-10.0)
    yield minus(f"at these two places are {slopes[0]:.2f} and {slopes[1]:.2f}")
    a = np.linspace(0, 1, 30001)
    slope = 2 * (a - 1) * a * (1 - a)
    assert a[slope.argmin()] == pytest.approx(1 / 3)
    yield minus(f"output of one third, with a slope of {slope.min():.3f}")
    yield "(lesson 4), nearly 0 at both ends"
    yield "Four questions on lessons 1 and 4"
    yield "about 90 minutes"  # asked of readers, not of a run
    yield "A sigmoid has the output 0.5. How steep is it there"
    assert nnlib.sigmoid_backward(np.array([1.0]), np.array([0.5])) == 0.25
    yield "so it is 0.25 there. It is nearly flat"
    yield "where the output is close to 0 or to 1"
    yield "Ten probabilities: none below 0, and their sum is 1"
    yield "comes closer to 0?"
    yield "It is 0, and then it falls below every number"


def loss_function():
    yield "in the picture the target is 1."
    yield "moves from left to right, and 60 digits are read"
    yield f"Add {experiments.NUDGE} to each of the weights and biases"
    yield f"for the output 0.8 and the target 1: the squared error is $(0.8 - 1)^2 = {0.2**2:.2f},$"
    yield f"$-\\log 0.8 = {-np.log(0.8):.3f}$"


def squares():
    Z, Y = (np.array(panels.BY_HAND[name]) for name in "ZY")
    loss, dZ = nnlib.mse(Z, Y)
    yield "predictions $Z = (1, 2, 3)$ and the targets $Y = (1, 1, 1)$ it is"
    yield f"$(0 + 1 + 4) / 3 = {loss:.2f}$"
    nudged = (2.1**2 - 2**2) / 3
    yield "third prediction by 0.1. Its difference grows from $2$ to $2.1,$"
    yield f"$(2.1^2 - 2^2) / 3 = {nudged:.3f}$. That is {nudged / 0.1:.2f} times the nudge"
    yield f"with ever smaller nudges {dZ[2]:.2f} times"
    yield f"$(0,\\ {dZ[1]:.2f},\\ {dZ[2]:.2f})$"
    slope, at = experiments.TRUE_LINE
    yield f"near the line $y = {slope:g}x + {at:g}$"
    yield f"in {experiments.LINE_STEPS} steps"
    yield f"of shape $({experiments.LINE_POINTS}, 1),$ and the targets"
    yield f"the shape $({experiments.LINE_POINTS},)$"
    assert (np.zeros((50, 1)) - np.zeros(50)).shape == (50, 50)
    yield "column of 50 minus a row of 50 is a table of 50 by 50 differences"
    yield "With targets of shape $(50, 1)$ the slope is"
    errors = np.array([0.0, 1.0, 2.0, 4.0])
    yield "The differences 0, 1, 2 and 4 in a table of two by two"
    yield f"the squares add up to {errors @ errors:g}"
    yield f"their mean is {errors @ errors / 4}"
    grown = (4.1**2 - 16) / 4
    yield f"by 0.1: its square grows from 16 to {4.1**2:.2f}, and the mean by {grown:.4f}"
    yield "made of the difference 4 and the 4 entries"


def tosses():
    costs = [float(np.mean([-np.log(p), -np.log(p), -np.log(1 - p)])) for p in (0.5, 2 / 3, 0.9)]
    yield "For the guesses ½, ⅔ and 0.9 it is ${:.3f},$ ${:.3f}$ and ${:.3f}$".format(*costs)


def two_classes():
    z, y = np.array([2.0, -1.0]), np.array([1.0, 0.0])
    loss, dz = nnlib.bce_with_logits(z, y)
    a = nnlib.sigmoid(z)
    yield "for the scores $z = (2, -1)$ and the targets $y = (1, 0)$"
    yield f"the outputs are ${a[0]:.3f}$ and ${a[1]:.3f},$"
    yield f"$-\\log {a[0]:.3f} = {-np.log(a[0]):.3f}$ and $-\\log(1 - {a[1]:.3f})"
    yield f"= {-np.log(1 - a[1]):.3f},$ and their mean is ${loss:.3f}$"
    yield f"two scores are $({dz[0]:.3f},\\ {dz[1]:.3f})$"
    assert nnlib.sigmoid(40.0) == 1
    yield "At a score of 40 the computer rounds the output to 1, and $\\log(1 - 1)$ is minus"
    yield "| one sample, target 0 | $z = 2$ | $z = 1000$ |"
    at_2 = nnlib.bce_with_logits(np.array([2.0]), np.zeros(1))[0]
    far = nnlib.bce_with_logits(np.array([1000.0]), np.zeros(1))[0]
    with np.errstate(all="ignore"):
        assert -np.log(1 - nnlib.sigmoid(1000.0)) == np.log(1 + np.exp(1000.0)) == np.inf
    assert -np.log(1 - nnlib.sigmoid(2.0)) == pytest.approx(at_2)
    yield f"| from the output: $-\\log(1 - a)$ | {at_2:.3f} | inf |"
    yield f"| from the score: $\\log(1 + e^z) - z y$ | {at_2:.3f} | inf |"
    yield f"| as you will write it | {at_2:.3f} | {far:.0f} |"
    yield "corner from lesson 4"
    yield "for a score of 1000 and for one of −1000? It should never be above 0."
    yield f"$\\log(1 + e^2) = {np.log(1 + np.exp(2)):.3f}$"
    yield f"$\\log(1 + e^{{-2}}) = {np.log(1 + np.exp(-2)):.3f}$. The two differ by 2."
    yield "a score of 2 and one of −2 have in common, and what does the score of 2 have on top"
    more = np.log(1 + np.exp(2.1))
    yield f"the loss at $z = 2.1$ is {more:.3f}"
    yield f"a nudge of 0.1 moved it by {more - np.log(1 + np.exp(2)):.3f}"
    yield "How large is the output at $z = 2$?"
    yield "minus that is never above 1"
    yield "Add the score where it is above 0"


def one_neuron():
    yield "a single input, which is 1, and the target 1"
    # the two slopes of one sample: see test_claims_06
    yield "The slope of $\\log a$ is $1/a$ and that of"
    yield "is $-1/(1 - a).$ So that of the loss is $-y/a + (1 - y)/(1 - a),$ or on one"
    yield "With a rate of 1,000 it needs @"  # the steps are facts
    yield "the readers under *Squared error on trial* fail at 10."  # see test_claims_06
    yield f"begin at ${experiments.START:g}$ each"
    yield f"when its output is above {experiments.ARRIVED}"


def many_classes():
    Z, y = np.array([[2.0, 0.0], [0.0, 1.0]]), np.array([0, 1])
    P = nnlib.softmax(Z)[[0, 1], y]
    yield f"Z = {matrix(Z)},\\quad y = (0, 1)"
    yield f"right classes are ${P[0]:.3f}$ and ${P[1]:.3f},$ so the loss is"
    yield "the probabilities, with 1 subtracted at the right class"
    yield f"${nnlib.cross_entropy(Z, y):.3f}$. This is the number of the section"
    assert nnlib.softmax([[2.0, 0.0]])[0, 0] == pytest.approx(nnlib.sigmoid(2.0))
    yield "softmax of the scores $(2, 0)$ is the sigmoid of their difference"
    far = nnlib.cross_entropy(np.array([[1000.0, 0.0]]), np.array([1]))
    yield "Scores (1000, 0), and the right class is 1. Subtract the row's maximum: (0, −1000)."
    yield "The exponentials add up to 1, and the logarithm of 1 is 0."
    yield f"So the loss is 0 − (−1000) = {far:.0f}, and no logarithm of 0 was on the way."


def baseline():
    equal = f"{np.log(10):.3f}"
    yield f"the probability 0.1, and that costs $-\\log 0.1 = \\log 10,$ or ln 10 = {equal}"
    yield f"and above {equal} in"
    assert nnlib.cross_entropy(np.zeros((3, 10)), np.arange(3)) == pytest.approx(np.log(10))
    yield f"With a last layer of zeros it is {equal} exactly"
    yield "For the labels 0, 0, 0, 1 the best guess is ¾ and ¼. Three samples cost"
    yield f"$-\\log 0.75 = {-np.log(0.75):.3f}$ each"
    yield f"$-\\log 0.25 = {-np.log(0.25):.3f}$"
    yield f"The mean of the four is {nnlib.baseline_loss([0, 0, 0, 1], 2):.3f}"
    yield "for 0 times minus infinity is no number"
    assert experiments.RAW == 16
    yield "and with pixels from 0 to 16 about"


def objectives():
    (loss_a, squares_a), (loss_b, squares_b) = panels.NETWORKS.values()
    half = panels.LAMBDA / 2
    yield f"with $\\lambda = {panels.LAMBDA}$"
    yield f"That sum is {squares_a} in network A and {squares_b} in network B"
    a, b = loss_a + half * squares_a, loss_b + half * squares_b
    assert loss_b > loss_a
    assert b < a
    yield f"${loss_a} + \\tfrac12 \\cdot {panels.LAMBDA} \\cdot {squares_a} = {a:.3f}"
    yield f"{loss_b} + \\tfrac12 \\cdot {panels.LAMBDA} \\cdot {squares_b} = {b:.3f}$"
    yield "such a penalty is good for is lesson 9"


def two_readers():
    early, late = experiments.EPOCHS.values()
    yield f"After {early} epochs you keep a copy, the *early* reader; at {late:,} it is"
    yield f"All this at rate {experiments.READER_RATE}. At rate {experiments.GENTLE_RATE} the loss"
    # measured: see test_claims_06
    yield 'says: "Both readers are 93 % right, so take either."'  # run 0: see test_claims_06
    yield "for a seed of your own (not 0)"


def more():
    yield "| rate " + " | rate ".join(f"{lr:g}" for lr in experiments.TRIAL_RATES) + " |"
    yield "raised by 3 to 6"
    yield f"a square up to an error of {experiments.HUBER}"
    yield "With 10 % of the points raised"
    yield "The tissue samples of lesson 1 come"
    yield f"one neuron does with {experiments.TISSUE_HELD_BACK} samples held back"
    light, *_, heavy = experiments.WEIGHTS
    yield f"with weight {light}, @ are missed and there are @ false alarms; with weight {heavy}, @"
    yield f"of @, weight {heavy} left no fewer missed than weight {light}"
    yield "has a 1 at the right class of each row and 0 elsewhere"
    costs, weights = np.array([np.log(1 + np.exp(-2)), np.log(1 + np.exp(-1))]), np.array([1, 3])
    yield f"The costs of the example are {costs[0]:.3f} and {costs[1]:.3f}, the weights 1 and 3."
    yield f"The weighted costs add up to {costs @ weights:.3f}, the weights to {weights.sum()}"
    yield f"the loss is {costs @ weights / 4:.3f}. If all weights were 3, it would be"
    yield f"{costs.mean():.3f} again"
    yield "subtract 1 at the right classes"
    yield "A sample that is read with $p = 0.9$ is easy. Should its factor be near 0 or near 1?"
    cost = -np.log(0.9)
    yield f"$p = 0.9$ and $\\gamma = 2$: the factor is $0.1^2 = 0.01,$ the cost {cost:.3f}"
    yield f"the focal loss {0.01 * cost:.5f}"


def own_number():
    low, high = len(str(SMALLEST)), len(str(LARGEST))
    yield f"with {low} to {high} digits that nobody"
    yield f"which {experiments.OWN_HELD_BACK} digits are held back"


def deep():
    yield "rounds a very small probability to 0"
    yield "linear output, $\\frac12 (z - y)^2,$ has the slope $z - y,$"
    far = -nnlib.bce_with_logits(np.array([-800.0]), np.ones(1))[0]
    yield f"$\\log \\sigma(-800)$ is {minus(round(far))}"
    ceiling = -np.log(1e-12)
    yield "such as $10^{-12},$ hides the inf"
    yield f"a ceiling of {ceiling:.1f} on the cost"
    yield f"below a score of about −{ceiling:.0f}, or above {ceiling:.0f} for target 0"
    yield "(lesson 7)"
    yield "a fair coin fell is 1 bit"
    assert -np.log2(0.5) == 1
    yield "and that is 0 only if they can be known"
    nats = nnlib.baseline_loss([0] * 8 + [1] * 2, 2)
    yield "right in 80 % of all cases"
    yield f"no reader can expect less than {nats:.3f} on new data, or {nats / np.log(2):.3f} bits"
    yield '"A confidence of 95 % is right in 95 % of cases."'
    yield '"A perfect reader has cross-entropy 0."'
    yield '"70 % rain" every day'
    yield "wrong in 5 % and knows when, or one that is wrong in 3 % and never does"


def literature():
    # years as in the literature that is named beside them
    yield "(Gneiting and Raftery, 2007)"
    yield "(Guo and others, 2017)"
    yield "(Lin and others, 2017)"
    yield "*Strictly proper scoring rules, prediction, and estimation* (2007)"
    yield "*On calibration of modern neural networks* (2017)"
    yield "*Focal loss for dense object detection* (2017)"
    yield "*Robust estimation of a location parameter* (1964)"
    yield "*Optical recognition of handwritten digits* (1998)"
    yield "breast tumor diagnosis* (1993)"


PARTS = (
    hero, loss_function, squares, tosses, two_classes, one_neuron, many_classes, baseline,
    objectives, two_readers, more, own_number, deep, literature,
)  # fmt: skip
