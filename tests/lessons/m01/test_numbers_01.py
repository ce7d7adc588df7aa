"""Lesson 1: every number of its text comes out of a run."""

import numpy as np
import pytest

import nnlib
from autograder.learner.questions import load
from autograder.lessons import of_module
from autograder.lessons.own_number import LARGEST, SMALLEST
from nnlib.data import load_digits
from nnlib.lessons import lesson01 as experiments
from nnlib.neuron import count_parameters, layer, neuron, neuron_step, widest_hidden
from nnlib.viz import lesson01 as panels
from tests.lessons.claimed_numbers import left_over, missing, plain, prose_of

# Places, names and definitions: which digits are read, what 0 and 1 stand for.
NAMES = (
    r"<code>.*?</code>",
    r"<summary>\d\.",
    r"\b3 against 8\b|\b3 from 8\b|\b8 from 3\b|3s and 8s|from a 3 \(target 0\)|an 8 \(target 1\)",
    r"what an 8 looks like|speak for 8|ones for 3|an 8 closes its two loops and\s+a 3",
    r": a 3 whose waist",
    r"(Sample|neuron|column|row|input|columns?) [01](?=[ ,.:])",
    r"(?<=[ ,(])(3|4|6|7|10) (\((networks that|activation|why this|how many)|are about rate)",
    r"(?<=[ \n])6\.$",
    r"0 for paper, 1 for ink",
    r"where the target is 1 for\s+malignant and 0 for benign|targets that are 1|closer to 0 or 1",
    r"between 0 and 1|the closer to 1|above or below 0",
)


def minus(text):
    return str(text).replace("-", "−")


# ------------------------------------------------------------ the claims, part by part


def ready():
    assert np.zeros((5, 3)).sum(axis=0).shape == (3,)
    yield "The axis that you name disappears: axis 0 counts the rows"
    yield "It adds 10 to the first column, 20 to the second, 30 to the third"
    yield "How steep is the curve of x² at x = 3?"
    nudged = f"{3.1**2 - 9:.2f}"
    yield f"6, twice the place. Nudge it: 3.1² − 3² is {nudged}, about 6 times the nudge of 0.1"
    yield "About 40 minutes to read and play, 45 to solve"  # asked of readers, not of a run


def hook():
    X, y = experiments.tissue()
    left = len(experiments.wrong_side(*experiments.machine(), X, y))

    def by_hand(angle, offset):
        return len(experiments.wrong_side(*experiments.line_by_hand(angle, offset), X, y))

    yield f"{len(y)} samples of breast tissue, and two measurements"
    yield f"It leaves **{left} of {len(y)} on the wrong side**"
    yield "Arrow keys work: one degree, and 0.05."
    yield f"angle 0, offset 0 | {by_hand(0, 0)} |"
    yield f"| the machine's | {left} |"
    assert by_hand(13, -0.1) == by_hand(14, -0.1)
    yield f"| angle 13 or 14, offset −0.1 | {by_hand(13, -0.1)} |"
    fine = min(by_hand(a, c) for a in np.arange(10, 20, 0.25) for c in np.arange(-0.3, 0.3, 0.01))
    yield f"the best that a finer search has found | {fine} |"
    yield f"Which of the {fine} mistakes of the best line"
    yield f"You beat the machine: {by_hand(13, -0.1)} against {left}, or so"
    yield f'"I left {by_hand(13, -0.1)} on the wrong side and the machine {left},'
    yield f"The {len(y)} samples are halved at random"
    assert np.allclose((X.mean(axis=0), X.std(axis=0)), [[0, 0], [1, 1]])
    yield "0 is the average sample, 1 is one standard deviation above it"


def one_neuron():
    x, w, b = [1, 2, 3], [2, 0, 1], 4
    for value, weight in zip(x, w, strict=True):
        yield f"| {value} | {weight} | {value * weight} |"
    yield f"| | bias $b$ | {b} |"
    yield f"| | **sum $z$** | **{neuron(x, w, b)}** |"
    yield "with weight 0 an input is ignored"
    yield "A neuron with all weights 0: what does it answer"
    assert neuron(x, [0, 0, 0], b) == neuron([0, 0, 0], w, b) == b
    yield f"With all weights 0 the answer is the bias, here {b}. With all inputs 0 as well."
    sums = [-5, -2, 0, 2, 5]
    yield "| sum $z$ | " + " | ".join(map(minus, sums)) + " |"
    found = nnlib.sigmoid(np.array(sums, float))
    shown = [f"{v:.2f}" if 0.01 < v < 0.99 else f"{v:.3f}" for v in found]
    yield "| sigmoid of $z$ | " + " | ".join(s.replace("0.50", "0.5") for s in shown) + " |"
    yield 'above 0.5 "malignant", below "benign". The sigmoid is exactly 0.5 where $z = 0$'
    yield "+ b = 0$ form a straight line"
    yield "What does an activation of 0.5 tell you"


def weights():
    X, y = experiments.tissue()
    yield "= 2$, $w_2 = 0.5$, $b = 0$. Then multiply both weights by 4."
    yield "orange where it is near 1, blue where it is near 0"
    yield "solid line stands where it is 0.5, the broken ones where it is 0.1 and 0.9"
    yield "right of 569 | output off by, on average"
    for w in ((2, 0.5), (4, 1), (8, 2), (-8, -2)):
        right = len(y) - len(experiments.wrong_side(np.array(w), 0, X, y))
        miss = experiments.mean_miss(np.array(w), 0, X, y)
        yield minus(f"| {w[0]}, {w[1]}, 0 | {right} | {miss:.3f} |")
    yield "The line where $z = 0$ stays"


def layers():
    X, W, b = [[1, 2, 3], [2, 1, 0]], [[2, 1], [0, -1], [1, 2]], [4, 0]
    Z = layer(X, W, b)

    def table(rows):
        return " \\\\ ".join(" & ".join(map(str, row)) for row in rows)

    for name, rows in (("X", X), ("W", W), ("b", [b])):
        yield f"{name} = \\begin{{pmatrix}} {table(rows)} \\end{{pmatrix}}"
    yield f"$1 \\cdot 2 + 2 \\cdot 0 + 3 \\cdot 1 + 4 = {Z[0, 0]}$, as before"
    yield f"$1 \\cdot 1 - 2 \\cdot 1 + 3 \\cdot 2 + 0 = {Z[0, 1]}$"
    yield f"Sample 1 gives {Z[1, 0]} and {Z[1, 1]}"
    yield f"The first row of the answer is ({Z[0, 0]}, {Z[0, 1]})"
    for x in ((-1, -1), (0, 0), (2, 0), (2, 2)):
        _, hidden, out = experiments.light(x)
        shades = ", ".join(f"{h:.2f}" for h in hidden)
        yield minus(f"| {x[0]}, {x[1]} | {shades} | {out[0]:.2f} |")
    yield "Then put both inputs to 1 and nudge the weight by one step"
    yield "is a weight above 0, a broken blue one a weight below 0"
    assert (experiments.W1 == 0).any()
    yield "without a line the weight is 0"
    yield "And with the area at 0?"
    turned = experiments.W1.copy()
    turned[0, 0] += 0.5
    out = [experiments.light((1, 1), W1)[2][0] for W1 in (experiments.W1, turned)]
    yield f"At (1, 1) the nudge from 2 to 2.5 moved the output from {out[0]:.2f} to {out[1]:.2f}"
    assert experiments.light((0, 1))[2] == experiments.light((0, 1), turned)[2]
    yield "With the area at 0 it moved nothing: a weight has no say where its input is 0"


def counting():
    total = count_parameters([2, 3, 1])
    yield f"$2 \\cdot 3$ weights and 3 biases, then $3 \\cdot 1$ weights and 1 bias, {total} in all"
    yield f"three inputs: 3 weights and 1 bias, {count_parameters([3, 1])}."
    each = count_parameters([2, 5, 1]) - count_parameters([2, 4, 1])
    yield f"costs {each} parameters for every hidden neuron, and 1 more that is there"
    found = [widest_hidden(2, 1, budget) for budget in (13, 12, 4)]
    assert found[2] == 0
    yield f"budget of 13 you can pay for {found[0]}; with 12 for {found[1]}; with 4 for none"
    yield "start at 0, and as long as the next width still fits"
    yield "Never answer with less than 0"
    yield f"(64, {widest_hidden(64, 10, 2410)} and 10 will come back"


def learning():
    X, y = np.array([[1, 2], [3, 0]]), np.array([1, 0])
    w, b = neuron_step([0, 0], 0, X, y, 1)
    error = y - nnlib.sigmoid(X @ [0.0, 0.0])
    yield "It began with 0, 0 and 0"
    yield "Was the input 0, the weight had no part"
    yield "as if its input were always 1"
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


def rates():
    X, y = experiments.tissue()
    yield "how far from 0 the wrong start is"
    yield f"Off by, after {panels.STEPS} steps"
    yield "| start 0.1 | start 1 | start 10 |"
    for lr in (0.001, 0.1, 1, 10):
        ends = [
            experiments.learn(X, y, lr, panels.STEPS, s * panels.WRONG_WAY)[2][-1]
            for s in (0.1, 1, 10)
        ]
        yield f"| {lr:g} | " + " | ".join(f"{miss:.3f}" for miss in ends) + " |"
    yield "(Why is the far start ahead at rate 1?"
    w, b, left = np.zeros(2), 0.0, []
    for _ in range(301):
        left.append(len(experiments.wrong_side(w, b, X, y)))
        w, b = neuron_step(w, b, X, y, experiments.MACHINE["lr"])
    yield "At step 0 all weights are 0, every output is 0.5"
    yield f"all {left[0]} malignant samples"
    yield f"look at step 50. The machine *had* a line that leaves {left[50]},"
    yield f"it ended at {left[300]} again"


def tissue():
    runs = {
        name: [experiments.thirty_measurements(neuron_step, seed, features) for seed in range(5)]
        for name, features in (("two", experiments.FEATURES), ("thirty", slice(None)))
    }
    X, _ = nnlib.data.load_breast_cancer()
    yield f"A neuron with {X.shape[1]} weights is the same"
    yield f"169 are held back, the *test* samples, and it learns from the other {len(X) - 169}"
    means = [plain(np.mean(runs[name])) for name in ("thirty", "two")]
    yield f"{means[0]} on average in place of {means[1]}"
    yield f"look at the spread: {min(runs['thirty'])} to {max(runs['thirty'])},"
    hand, hand_new, machine, machine_new = experiments.halves().mean(axis=0)
    yield f"| the line that counts best | {hand:.1f} | {hand_new:.1f} |"
    yield f"| the neuron | {machine:.1f} | {machine_new:.1f} |"
    yield "the neuron wins 58, the hand 26, and 16 are even"  # run in test_claims_01


def digits():
    X, _, X_test, _ = experiments.threes_and_eights()
    runs = [experiments.read_three_or_eight(neuron_step, seed) for seed in range(5)]
    assert [len(places) for places, _ in runs] == [1] * 5
    (place,), output = runs[0]
    yield f"It gets {output[place]:.2f}, and a clear 3 gets {output[0]:.2f}"
    yield f"These are six of the {len(X_test)}"
    # both run in test_claims_01
    yield "With the scale at 10 the panel ends at 2 of 110: from so far away 300 steps are too few"
    yield "after 3,000 it is that one picture again"
    assert load_digits()[0].shape[1] == 8 * 8
    yield f"A handwritten digit of 8 by 8 pixels is a row of {X.shape[1]} numbers"
    yield f"One neuron with {X.shape[1]} weights shall tell"
    yield f"There are {len(X)} to learn from and {len(X_test)} to be tested on"
    yield f"watch the {X.shape[1]} weights"
    yield "their input is 0, so by the rule nothing ever moves"
    yield f"One of {len(X_test)}, from each of five starts"
    yield f"the same answer to each of the {len(X_test)}"
    yield "over ten of them it is 0 to 2 digits"  # run in test_claims_01
    yield f"with one mistake in {len(X_test)}"


def own_number():
    low, high = len(str(SMALLEST)), len(str(LARGEST))
    yield f"with {low} to {high} digits that nobody"
    yield f"which {experiments.HELD_BACK} of the 3s and 8s"
    yield "the 64 weights of a neuron start"
    yield f"before it learns and after {experiments.OWN_STEPS} steps"


def sources():
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


def points():
    for exercise in of_module(1):
        plural = "" if exercise.points == 1 else "s"
        if exercise.name == "my_misses":
            yield f"### A number of your own ({exercise.points:g} points)"
        else:
            yield f"### Exercise: `{exercise.name}` ({exercise.points:g} point{plural})"
    half = load(1).words / 2
    for k in (1, 2):
        yield f"In your own words, {k} of 2 ({half:g} points"


PARTS = [
    ready, hook, one_neuron, weights, layers, counting, learning, rates, tissue, digits, own_number,
    sources, points,
]  # fmt: skip


@pytest.fixture(scope="module")
def prose(lesson_01):
    return prose_of(lesson_01.master.solved)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_the_text_says_what_the_run_gives(part, prose):
    assert missing(part, prose) == []


def test_no_number_stands_in_the_text_without_a_run(prose):
    assert left_over(PARTS, prose, NAMES) == []


def test_a_number_that_is_changed_is_seen(prose):
    assert missing(tissue, prose.replace("| 10.2 | 12.6 |", "| 12.6 | 10.2 |"))
    assert missing(hook, prose.replace("**24 of 569", "**21 of 569"))
