"""Lesson 1: the numbers of its text that are worked out by hand, or counted by others."""

import numpy as np

import nnlib
from autograder.lessons.own_number import LARGEST, SMALLEST
from nnlib.lessons import lesson01 as experiments
from nnlib.neuron import count_parameters, layer, neuron, neuron_step, widest_hidden
from tests.lessons.worked import matrix, minus, plain

# Places, names and definitions: which digits are read, what 0 and 1 stand for, where to look.
NAMES = (
    r"<code>.*?</code>",
    r"<summary>\d\.",
    r"\b3 against 8\b|\b3 from 8\b|\b8 from 3\b|3s and 8s|from a 3 \(target 0\)|an 8 \(target 1\)",
    r"what an 8 looks like|speak for 8|ones for 3|an 8 closes its two loops and\s+a 3|a clear 3 ",
    r": a 3 whose waist",
    r"(Sample|neuron|column|row|input|columns?) [01](?=[ ,.:])",
    r"(?<=[ ,(])(3|4|6|7|10) (\((networks that|activation|why this|how many)|are about rate)",
    r"(?<=[ \n])6\.$",
    r"0 for paper, 1 for ink|8 by 8 pixels",
    r"where the target is 1 for\s+malignant and 0 for benign|targets that are 1|closer to 0 or 1",
    r"between 0 and 1|the closer to 1|above or below 0|weight above 0|weight below 0|weight is 0",
    r"angle 0, offset 0|angle 13 or 14, offset −0\.1|one degree, and 0\.05",
    r"^\| −?\d, −?\d(\.\d)?(, 0)? \| @|^\| [\d.]+ \| @|start [\d.]+ (?=\|)",
    r"after 100 steps|At step 0\b",
)


def by_definition():
    assert np.zeros((5, 3)).sum(axis=0).shape == (3,)
    yield "The axis that you name disappears: axis 0 counts the rows"
    yield "It adds 10 to the first column, 20 to the second, 30 to the third"
    X, _ = experiments.tissue()
    assert np.allclose((X.mean(axis=0), X.std(axis=0)), [[0, 0], [1, 1]])
    yield "0 is the average sample, 1 is one standard deviation above it"
    yield "About 40 minutes to read and play, 45 to solve"  # asked of readers, not of a run
    yield "= 2$, $w_2 = 0.5$, $b = 0$. Then multiply both weights by 4."
    yield "orange where it is near 1, blue where it is near 0"
    yield "solid line stands where it is 0.5, the broken ones where it is 0.1 and 0.9"
    yield "The line where $z = 0$ stays"
    yield "Then put both inputs to 1 and nudge the weight by one step"
    yield "is a weight above 0, a broken blue one a weight below 0"
    assert (experiments.W1 == 0).any()
    yield "without a line the weight is 0"
    yield "And with the area at 0?"
    yield "At (1, 1) the nudge from 2 to 2.5 moved the output"
    steeper = experiments.W1 + np.array([[0.5], [0]])
    assert experiments.light((0, 1))[2] == experiments.light((0, 1), steeper)[2]
    yield "With the area at 0 it moved nothing: a weight has no say where its input is 0"
    yield "+ b = 0$ form a straight line"
    yield "how far from 0 the wrong start is"
    yield "(Why is the far start ahead at rate 1?"
    yield "all weights are 0, every output is 0.5"
    yield "look at step 50."
    yield "The sigmoid is exactly 0.5 where $z = 0$"
    yield 'above 0.5 "malignant", below "benign".'
    yield "What does an activation of 0.5 tell you"
    yield "their input is 0, so by the rule nothing ever moves"
    yield "It began with 0, 0 and 0"
    yield "Was the input 0, the weight had no part"
    yield "as if its input were always 1"
    yield "start at 0, and as long as the next width still fits"
    yield "Never answer with less than 0"


def one_neuron():
    nudged = f"{3.1**2 - 9:.2f}"
    yield "How steep is the curve of x² at x = 3?"
    yield f"6, twice the place. Nudge it: 3.1² − 3² is {nudged}, about 6 times the nudge of 0.1"
    x, w, b = [1, 2, 3], [2, 0, 1], 4
    for value, weight in zip(x, w, strict=True):
        yield f"| {value} | {weight} | {value * weight} |"
    yield f"| | bias $b$ | {b} |"
    yield f"| | **sum $z$** | **{neuron(x, w, b)}** |"
    yield "with weight 0 an input is ignored"
    assert neuron(x, [0, 0, 0], b) == neuron([0, 0, 0], w, b) == b
    yield "A neuron with all weights 0: what does it answer"
    yield f"With all weights 0 the answer is the bias, here {b}. With all inputs 0 as well."
    sums = [-5, -2, 0, 2, 5]
    found = nnlib.sigmoid(np.array(sums, float))
    shown = [f"{v:.2f}" if 0.01 < v < 0.99 else f"{v:.3f}" for v in found]
    yield "| sum $z$ | " + " | ".join(map(minus, sums)) + " |"
    yield "| sigmoid of $z$ | " + " | ".join(s.replace("0.50", "0.5") for s in shown) + " |"


def layers():
    X, W, b = [[1, 2, 3], [2, 1, 0]], [[2, 1], [0, -1], [1, 2]], [4, 0]
    Z = layer(X, W, b)
    for name, rows in (("X", X), ("W", W), ("b", [b])):
        yield f"{name} = {matrix(rows)}"
    yield f"$1 \\cdot 2 + 2 \\cdot 0 + 3 \\cdot 1 + 4 = {Z[0, 0]}$, as before"
    yield f"$1 \\cdot 1 - 2 \\cdot 1 + 3 \\cdot 2 + 0 = {Z[0, 1]}$"
    yield f"Sample 1 gives {Z[1, 0]} and {Z[1, 1]}"
    yield f"The first row of the answer is ({Z[0, 0]}, {Z[0, 1]})"


def counting():
    total = count_parameters([2, 3, 1])
    yield f"$2 \\cdot 3$ weights and 3 biases, then $3 \\cdot 1$ weights and 1 bias, {total} in all"
    yield f"three inputs: 3 weights and 1 bias, {count_parameters([3, 1])}."
    each = count_parameters([2, 5, 1]) - count_parameters([2, 4, 1])
    yield f"costs {each} parameters for every hidden neuron, and 1 more that is there"
    found = [widest_hidden(2, 1, budget) for budget in (13, 12, 4)]
    assert found[2] == 0
    yield f"budget of 13 you can pay for {found[0]}; with 12 for {found[1]}; with 4 for none"
    yield f"(64, {widest_hidden(64, 10, 2410)} and 10 will come back"


def learning():
    X, y = np.array([[1, 2], [3, 0]]), np.array([1, 0])
    w, b = neuron_step([0, 0], 0, X, y, 1)
    error = y - nnlib.sigmoid(X @ [0.0, 0.0])
    yield "from $w = (0, 0)$, $b = 0$ and with rate 1"
    for x, target, e in zip(X, y, error, strict=True):
        share = ", ".join(plain(v) for v in e * x + 0.0)
        yield minus(f"| ({x[0]}, {x[1]}) | {target} | {target - e:g} | {e:g} | ({share}) |")
    yield minus(f"| | | mean | {error.mean():g} | ({w[0]:g}, {w[1]:g}) |")
    yield f"So the new weights are $({w[0]:g}, {w[1]:g})$, and the bias stays at {b:g}"
    z = X @ w + b
    yield minus(f"the first sample has the sum {z[0]:g} and the second {z[1]:g}:")
    yield "\\frac{1}{N} \\sum_n e_n X_{nd}$"
    yield "\\frac{1}{N} \\sum_n e_n$"
    products = error * X[:, 1]
    yield minus(
        f"The errors are ({error[0]:g}, {error[1]:g}), the second inputs ({X[0, 1]}, {X[1, 1]}): "
        f"products {products[0]:g} and {abs(products[1]):g}, mean {products.mean():g}."
    )


def own_number():
    low, high = len(str(SMALLEST)), len(str(LARGEST))
    yield f"with {low} to {high} digits that nobody"
    yield f"which {experiments.HELD_BACK} of the 3s and 8s"
    yield "the 64 weights of a neuron start"
    yield f"before it learns and after {experiments.OWN_STEPS} steps"
    yield "With the scale at 10 the panel ends at"
    yield "300 steps are too few, and after 3,000 it is that one picture"  # run in test_claims_01


def literature():
    # years and counts as in the literature that is named beside them
    yield "a network of 5 to 8 layers was needed (Beniaguev and others, 2021)"
    yield "carry information (Seth, 2015)"
    yield "they answered 0 or 1 (McCulloch and Pitts, 1943; Rosenblatt, 1958)"
    yield "(LeCun, Bengio and Hinton, 2015)"
    yield "Switch-C had 1.6 trillion (Fedus and others, 2021)"
    yield "Kimi K2 has 1.04 trillion, of which 32 billion are used for one token (2025)"
    yield "about 86 billion neurons (86.1 ± 8.1 in the count of Azevedo and others, 2009)"
    yield "in the order of $10^{14}$: about $1.5 \\cdot 10^{14}$ in the neocortex"
    yield "(Pakkenberg and others, 2003)"
    assert 80 < 1.5e14 / 1.6e12 < 120
    yield "about a hundred times as many synapses"


PARTS = (by_definition, one_neuron, layers, counting, learning, own_number, literature)
