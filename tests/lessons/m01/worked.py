"""Lesson 1: the numbers of its text that are worked out by hand, or counted by others."""

import numpy as np
import pytest

import nnlib
from autograder.lessons.own_number import LARGEST, SMALLEST
from nnlib.lessons import lesson01 as experiments
from nnlib.neuron import count_parameters, layer, neuron, neuron_step, widest_hidden
from tests.lessons.worked import minus, plain

# Places, names and definitions: which digits are read, what 0 and 1 stand for, where to look.
NAMES = (
    r"<code>.*?</code>",
    r"<summary>\d\.",
    r"\b3 against 8\b|\b8 from 3\b|\b3s and 8s\b|what\s+an 8 looks like|count for 8|ones for 3",
    r"an 8 closes its two loops and a 3|tells 8 from 3|target of an 8 is 1|8 by 8 pixels",
    r"(?<=[ ,(])(3|4|6|7|8|9|10) (and 10 are about|\(networks that|is about)|lesson [0-9]+",
    r"(?<=[ \n])6\.$",
    r"1 for malignant and 0 for benign|targets that are 1|closer to 0 or 1|a sum of 0 times",
    r"between 0 and 1|above 0|below 0|weight (is )?0",
    r"^\| (40|100|284|500) \| @",
)


def by_definition():
    assert np.zeros((5, 3)).sum(axis=0).shape == (3,)
    yield "The axis that you name disappears: axis 0 counts the rows"
    yield "It adds 10 to the first column, 30 to the second, 50 to the third"
    yield "about 90 minutes"  # asked of readers, not of a run
    yield "Tilted by 13 degrees and shifted a little it leaves"
    assert nnlib.sigmoid(0.0) == 0.5
    yield 'above 0.5 as "malignant"'
    assert nnlib.sigmoid(1.3) == pytest.approx(1 / (1 + np.exp(-1.3)))
    yield "\\sigma(z) = \\frac{1}{1 + e^{-z}}"
    yield "It is exactly 0.5 where the sum is 0"
    yield "+ b = 0$ form a straight line"
    yield "On the solid line it is a half, on the broken lines 0.1 and 0.9"
    assert f"{nnlib.sigmoid(9.0):.4f}" == "0.9999"
    yield "The sum of 9 has the activation 0.9999"
    yield "Press *all three × 4*, and compare"
    assert len(experiments.OFFSETS) == 81
    yield "at each angle 81 places"
    yield "With $w = (2, 0.5)$ the neuron has"
    yield "with $w = (8, 2)$ the same"
    yield "four times a sum of 0 is still 0"
    yield "says that 0 is the average sample"
    yield "how far from 0 the first weights are"
    yield "from paper to ink"
    yield "Pixels that are always paper have input 0, so their weights never move"
    yield "If the input was 0, the weight had no part"
    yield "as if its input were always 1"
    yield "start at 0, and as long as the next width still fits"
    yield "Never answer with less than 0"
    yield "Then put both inputs to 1 and move the weight from 2 to 2.5"
    yield "Then the same with the size at 0"
    yield "At (1, 1) the step from 2 to 2.5 moves the output"
    steeper = experiments.W1 + np.array([[0.5], [0]])
    assert experiments.light((0, 1))[2] == experiments.light((0, 1), steeper)[2]
    yield "with the size at 0 it moves nothing, because a weight has no say where its input is 0"
    yield "A neuron with all weights 0: what does it answer"
    yield "What does an activation of 0.5 tell you"
    # the rates of the panel; what they give is run in test_claims_01
    yield "At rate 0.001 nothing seems to happen, at 0.1 the line crawls"
    yield "and at 10 it stands nearly right after ten steps"
    yield "after 100 the mean absolute error is"
    yield "in the wrong direction, rate 0.1 gets much less far in the same number of steps"
    yield "With *works*, step 50 has a line with"
    yield "at step 100 there are"
    yield "From 500 samples no advantage could be measured"
    # what is measured by taking causes away, and later: run in test_claims_01
    yield "with 284 samples to learn from, the neuron won"
    yield "points from 40 samples and by"
    yield "from 284: with few samples"
    yield "worse than ours from 40 samples, and"
    yield "from 284: the samples on the right side"
    yield "after 100 steps at rate 2"
    yield "after 3,000 steps it is"


def one_neuron():
    nudged = f"{3.1**2 - 9:.2f}"
    yield "How steep is the curve of x² at x = 3?"
    yield "6: the slope of x² is 2x"
    yield f"3.1² − 3² is {nudged}, about 6 times the nudge of 0.1"
    x, w, b = [1, 2, 3], [2, 0, 1], 4
    products = " + ".join(f"{value} \\cdot {weight}" for value, weight in zip(x, w, strict=True))
    yield f"$${products} + {b} = {neuron(x, w, b)}$$"
    yield f"A sum of {neuron(x, w, b)} is neither yes nor no"
    assert neuron(x, [0, 0, 0], b) == neuron([0, 0, 0], w, b) == b
    yield f"If all weights are 0, only the bias is left, here {b}. If all inputs are 0, it is the"


def layers():
    X, W, b = [[1, 2, 3], [2, 1, 0]], [[2, 1], [0, -1], [1, 2]], [4, 0]
    Z = layer(X, W, b)
    yield f"$1 \\cdot 2 + 2 \\cdot 0 + 3 \\cdot 1 + 4 = {Z[0, 0]}$, as before"
    yield f"$1 \\cdot 1 - 2 \\cdot 1 + 3 \\cdot 2 + 0 = {Z[0, 1]}$"
    yield f"The second sample gives {Z[1, 0]} and {Z[1, 1]}"
    yield f"The first row of the answer is ({Z[0, 0]}, {Z[0, 1]})"
    yield "It needs row 0 of X, and from W first column 0, then column 1."


def counting():
    total = count_parameters([2, 3, 1])
    yield f"$2 \\cdot 3$ weights and 3 biases, then $3 \\cdot 1$ weights and 1 bias, {total} in all"
    yield f"three inputs: 3 weights and 1 bias, {count_parameters([3, 1])}."
    each = count_parameters([2, 5, 1]) - count_parameters([2, 4, 1])
    yield f"costs {each} parameters for every hidden neuron, and 1 more that is there"
    found = [widest_hidden(2, 1, budget) for budget in (13, 12, 4)]
    assert found[2] == 0
    yield f"budget of 13 you can pay for {found[0]}; with 12 for {found[1]}; with 4 for none"


def learning():
    X, y, lr = np.array([[1, 2], [3, 0], [0, 1]]), np.array([1, 0, 1]), 3
    w, b = neuron_step([0, 0], 0, X, y, lr)
    error = y - nnlib.sigmoid(X @ [0.0, 0.0])
    yield f"from $w = (0, 0)$ and $b = 0$, with rate {lr}"
    for x, target, e in zip(X, y, error, strict=True):
        share = ", ".join(plain(v) for v in e * x + 0.0)
        yield minus(f"| ({x[0]}, {x[1]}) | {target} | {target - e:g} | {e:g} | ({share}) |")
    means = (error @ X / 3, error.mean())
    assert means[0] == pytest.approx([-1 / 3, 1 / 2])
    assert means[1] == pytest.approx(1 / 6)
    yield "| | | mean | 1/6 | (−1/3, 1/2) |"
    yield f"gives $w = ({w[0]:g}, {w[1]:g})$ and $b = {b:g}$"
    z = X @ w + b
    yield minus(f"The sums of the three samples are now {z[0]:g}, {z[1]:g} and {z[2]:g}:")
    yield "\\frac{1}{N} \\sum_n e_n X_{nd}$"
    yield "\\frac{1}{N} \\sum_n e_n$"
    products = error * X[:, 1] + 0.0
    yield minus(
        f"The errors are ({error[0]:g}, {error[1]:g}, {error[2]:g}), the second inputs (2, 0, 1): "
        f"products {products[0]:g}, {products[1]:g} and {products[2]:g}, mean {products.mean():g}."
    )


def own_number():
    low, high = len(str(SMALLEST)), len(str(LARGEST))
    yield f"with {low} to {high} digits that nobody"
    yield f"which {experiments.HELD_BACK} of the"
    yield "the 64 weights of a neuron start"
    yield f"before it learns and after {experiments.OWN_STEPS} steps"
    # run in test_claims_01
    yield "With seed 0 and initialization scale 10, 300 steps are too few"
    yield "After 3,000 steps it is that one digit again"
    yield "or what a line is for 64 inputs"


def literature():
    # years and counts as in the literature that is named beside them
    yield "a network of 5 to 8 layers was needed (Beniaguev and others, 2021)"
    yield "carry information (Seth, 2015)"
    yield "they answered 0 or 1 (McCulloch and Pitts, 1943; Rosenblatt, 1958)"
    yield "(LeCun, Bengio and Hinton, 2015)"
    yield "in nervous activity* (1943)"
    yield "organization in the brain* (1958)"
    yield "*Aging and the human neocortex* (2003)"
    yield "*Neural coding: rate and time codes work together* (2015)"
    yield "efficient sparsity* (2021)"
    yield "*Kimi K2: open agentic intelligence* (2025)"
    yield "(1993). The digits: E. Alpaydin and C. Kaynak"
    yield "*Optical recognition of handwritten digits* (1998)"
    yield "scaled-up primate brain* (2009)"
    yield "*Deep learning* (2015)"
    yield "artificial neural networks* (2021)"
    yield "torch.nn.Linear(2, 1)(X))"
    yield "Switch-C had 1.6 trillion (Fedus and others, 2021)"
    yield "Kimi K2 has 1.04 trillion, of which 32 billion are used for one token (2025)"
    yield "about 86 billion neurons (86.1 ± 8.1 in the count of Azevedo and others, 2009)"
    yield "in the order of $10^{14}$: about $1.5 \\cdot 10^{14}$ in the neocortex"
    yield "(Pakkenberg and others, 2003)"
    yield "called M6-10T had 10 trillion (Lin and others, 2021)"
    yield "*M6-10T: a sharing-delinking paradigm for efficient"
    yield "multi-trillion parameter pretraining* (2021)"
    assert 1.5e14 > 10 * 1e13
    yield "That is far more than the models above have parameters"


PARTS = (by_definition, one_neuron, layers, counting, learning, own_number, literature)
