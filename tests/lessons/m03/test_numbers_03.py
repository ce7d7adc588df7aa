"""Lesson 3: every number of its text comes out of a run; see ``claimed_numbers.py``."""

import numpy as np
import pytest

import nnlib
from autograder.learner.questions import load
from autograder.lessons import of_module
from autograder.lessons.own_number import LARGEST, SMALLEST
from nnlib.data import load_digits_split
from nnlib.lessons import lesson03 as experiments
from nnlib.network import bump, collapse_linear, mlp_forward, relu_regions_1d, xor_network
from nnlib.neuron import count_parameters
from nnlib.viz import lesson03 as panels
from tests.lessons.claimed_numbers import left_over, missing, plain, prose_of

# Places, names and the formula of the ReLU, not measurements.
NAMES = (
    r"\\max\(0,",
    r"^> match: opened in 7 and 8\.",
    r"(?<=, )(2|5|10) \((why one line|the forward pass|starts)",
    r"sigmoid, a\n> step with round corners from 0 to 1:",
    r"^Unit 1 listens",
    r"where \$w x \+ b = 0\$",
)
CORNERS = [f"({a:g}, {b:g})" for a, b in experiments.CORNERS]


# ------------------------------------------------------------ the claims, part by part


def fold():
    yield "XOR, which is 1 where exactly one input is 1."
    yield "a\n> step with round corners from 0 to 1:"
    for (a, b), answer in zip(experiments.CORNERS, experiments.ANSWERS, strict=True):
        yield f"| {a:g} | {b:g} | {answer} |"
    yield "| folded | where (0, 1) has gone |"
    panel = panels.fold()
    for share in (0.0, 0.5, 0.65):
        panel.choose(share=share)
        x, y = (panel.data[name][1] for name in ("h1", "h2"))
        right = experiments.dividing_line(
            np.stack([panel.data["h1"], panel.data["h2"]], 1), experiments.ANSWERS
        )
        yield f"| {100 * share:g} % | ({plain(x)}, {plain(y)}) | {right[1]} of 4 right |"
    panel.choose(share=1.0)
    places = np.stack([panel.data["h1"], panel.data["h2"]], 1)
    assert (places[1] == places[2]).all()
    right = experiments.dividing_line(places, experiments.ANSWERS)[1]
    where = f"({places[1, 0]:g}, {places[1, 1]:g}), where (1, 0) lies"
    yield f"| 100 % | {where} | {right} of 4 right |"
    yield "At 100 % the two points whose answer is 1 lie"


def hidden():
    (W1, b1), (W2, b2) = xor_network()
    yield f"x_1 + x_2 - {-b1[1]:g})"
    yield "until its sum passes 0, and then"
    yield f"$h_1 - {-W2[1, 0]:g} h_2$ |"
    sums = experiments.CORNERS @ W1 + b1
    A = np.maximum(sums, 0)
    Z = A @ W2 + b2
    for k, corner in enumerate(CORNERS):
        z = f"{sums[k, 0]:g}, {sums[k, 1]:g}".replace("-", "−")
        yield f"| {corner} | {z} | ({A[k, 0]:g}, {A[k, 1]:g}) | {Z[k, 0]:g} |"
    yield f"| `X` | {experiments.CORNERS.shape} |"
    yield f"`A = np.maximum(0, X @ W1 + b1)` | {A.shape} |"
    yield f"`Z = A @ W2 + b2` | {Z.shape} |"
    yield f"at the four corners: {', '.join(f'{z:g}' for z in Z[:, 0])}."


def forward():
    first = np.array([[1, -1], [1, 0]]), np.zeros(2)
    last = np.array([[2], [5]]), np.ones(1)
    X = np.array([[1, 2]])
    yield "for $X = (1, 2)$ and"
    yield "\\begin{pmatrix} 1 & -1 \\\\ 1 & 0 \\end{pmatrix},\\ b_1 = (0, 0),"
    yield "\\begin{pmatrix} 2 \\\\ 5 \\end{pmatrix},\\ b_2 = 1$$"
    sums = (X @ first[0])[0]
    yield f"The sums are $1 + 2 = {sums[0]}$ and ${sums[1]}$."
    A = np.maximum(sums, 0)
    yield f"makes $({A[0]}, {A[1]})$ of them."
    out = mlp_forward(X, [first, last])[0, 0]
    yield f"output is ${A[0]} \\cdot 2 + {A[1]} \\cdot 5 + 1 = {out:g}$"
    yield "could never answer a\nnumber below 0."
    W, b = collapse_linear([[3.0]], [1.0], [[2.0]], [5.0])
    yield "$z = 3x + 1$,\nthen $2z + 5$. Together $2(3x + 1) + 5 = "
    yield f"{W.item():g}x + {b.item():g}$."
    yield "Feed in $x = 0$."
    yield f"In $2(3x + 1) + 5$ the 1 arrives at the end as {2 * 1}, and the 5 as 5."
    yield "Who doubled the 1?"


def pieces():
    units = {"x": (1, 0), "2x - 1": (2, -1), "2 - x": (-1, 2)}
    yield "on the interval from −1 to 3:"
    for text, (w, b) in units.items():
        yield f"| $\\max(0,\\ {text})$ | {-b / w:g} |"
    w, b = np.transpose(list(units.values()))
    assert relu_regions_1d(w, b, -1, 3) == 4
    kinks = sorted(-b / w)
    yield f"so four pieces: −1 to {kinks[0]:g}, to {kinks[1]:g}, to {kinks[2]:g}, to 3."
    yield "if a weight is 0?"
    yield "A unit with weight 0 says the same"
    yield "two units with kinks at 1:"
    yield "whose weight is not 0 and"
    assert relu_regions_1d([0, 1, 1], [1, -1, -1], 0, 2) == 2
    yield "different ones, and add 1."


def bumps():
    z = np.array([-4.0, -1.0, 0.0, 1.0, 4.0])
    yield "climbs from 0 to 1 around $z = 0$;"
    yield "| $z$ | " + " | ".join(f"{v:g}".replace("-", "−") for v in z) + " |"
    heights = [plain(v) for v in nnlib.sigmoid(z)]
    heights[0] = f"{nnlib.sigmoid(-4.0):.3f}"
    yield "| sigmoid$(z)$ | " + " | ".join(heights) + " |"
    yield f"at $x = 0$ the first step stands at sigmoid(4) = {heights[4]},"
    yield f"at sigmoid(−4) = {heights[0]}. How"
    yield f"two make {bump(0.0, -4, 4, 1, 1):.3f}?"
    yield "Two bumps from 0 to 2 for $f(x) = x^2$: bases 0 to 1 and 1 to 2, middles 0.5 and 1.5."
    yield "Start a sum at 0."
    yield f"beyond {experiments.HI:g} and below {experiments.LO:g}."
    yield "(All three are 0 at both ends"
    for n in (5, 10, 20, 40):
        errors = [plain(experiments.worst_error(name, n), 2) for name in experiments.TARGETS]
        yield f"| {n} | {2 * n} | " + " | ".join(errors) + " |"
    yield "the network answers 0, whatever"
    halves = experiments.worst_error("jump", 60), experiments.worst_error("jump", 10)
    assert halves == pytest.approx((0.5, 1), abs=0.01)
    yield f"one height has to serve 0 and 1, and the\nworst error stays near {halves[1]:.0f}."
    yield "Only with 60 bumps both jumps fall between two bumps"
    yield "for any worst error above 0 |"
    yield f"with {len(str(SMALLEST))} to {len(str(LARGEST))} digits"
    yield f"It draws a curve from {experiments.LO:g} to {experiments.HI:g}."
    yield "closely do {} bumps follow it, and {}?".format(*experiments.BUMPS)
    yield "on a closed interval goes to 0."


def starts():
    defaults = dict(zip(("starts", "steps"), experiments.count_xor.__defaults__, strict=False))
    assert defaults == {"starts": 50, "steps": 1000}
    yield f"from {defaults['starts']}\nrandom starts, with {defaults['steps']:,} steps each."
    yield f"Of {defaults['starts']} starts with two units"
    yield f"two hidden layers has depth {len([2, 8, 8, 2]) - 1}."
    X, _ = experiments.spiral()
    wide, deep = count_parameters([2, 64, 2]), count_parameters([2, 16, 16, 2])
    yield f"wound around each other, {len(X)} points."
    yield f"one layer of 64 units ({wide}\nparameters) stands against two layers of 16 ({deep})."
    least = f"at least {100 * experiments.SOLVED:g} %"
    yield f"{least} of the points right after {experiments.STEPS} steps."
    yield "Choose 64 units in one hidden layer, then\n16 in two."
    yield f"| parameters | of {experiments.STARTS} starts succeed |"
    # how many succeed is held against a run, with its rounding, in test_claims_03.py
    for sizes in ((4,), (16,), (64,), (8, 8), (16, 16), (8, 8, 8)):
        row = ", ".join(map(str, sizes))
        yield f"| {row} | {count_parameters([2, *sizes, 2])} | … |"
    yield "two layers of 8, with a third of the parameters, do as well as one of 64."
    yield "layers of 16. Move one"
    yield f"| two layers of 16 | of {experiments.STARTS} starts succeed |"
    yield f"| learning rate {experiments.RATE:g}, scale 1 | … |"
    rates = panels.rates().values
    yield f"| learning rate {plain(rates[0], 2)} | none: in {experiments.STEPS} steps"
    yield from (
        f"| learning rate {plain(rates[-1], 2)} |",
        "| initialization scale 0.1 |",
        "| initialization scale 10 |",
    )


def digits():
    X, _, X_test, _ = load_digits_split(0)
    yield f"{len(X):,} handwritten digits to learn from, {len(X_test)} others"
    yield f"tested on, {X.shape[1]} pixels each."
    yield "a hidden layer of 10 ReLUs before it, then\nwith 32."
    yield f"door for {X.shape[1]} pixels"
    yield "With 32 units"
    ten, none = count_parameters([64, 10, 10]), count_parameters([64, 10])
    yield f"{ten} is more than {none}."
    yield "right about 95 times in 100."  # measured in test_claims_03.py


def its_end():
    # a guess, not yet asked of readers
    yield "About 50 minutes to read and play, 60 for the exercises. You need lessons 1 and 2:"
    assert experiments.tent(np.array([0.5])) == 1
    yield "the interval from 0 to 1 in its middle:"
    yield "$2\\max(0, x) - 4\\max(0, x - \\tfrac12)$ goes up to 1 and"
    yield "$2k$ units, $2^k$ pieces."
    yield "so $2^k$ pieces cost $2^k - 1$ units:"
    yield f"{2 * 6} units in six layers against {2**6 - 1} in one."
    yield "10 along each of 64 axes would be $10^{64}$."
    # years and orders as in FACTS, with their sources there
    yield "Telgarsky (2016) proved"
    yield "the order of $k^3$ layers"
    yield "something like $2^k$ units."
    yield "Cybenko (1989) for"
    yield "White (1989) for"
    yield "others (1993) found"
    yield "(Zeiler and Fergus 2014)"
    yield "was proved in 1989, and then we waited for computers until 2012."
    yield "in the 1990s (LeCun and others 1998). In 2012 data,"
    yield '"Nobody knew about several layers before the 1980s."'
    yield "Rosenblatt wrote about them in 1962, Ivakhnenko and Lapa in 1965."


def points():
    for exercise in of_module(3):
        name = f"`{exercise.name}`"
        if exercise.name == "my_curve":
            yield f"### A number of your own ({exercise.points:g} points)"
        else:
            unit = "point" if exercise.points == 1 else "points"
            yield f"### Exercise: {name} ({exercise.points:g} {unit})"
    half = load(3).words / 2
    yield f"In your own words, 1 of 2 ({half:g} points"
    yield f"In your own words, 2 of 2 ({half:g} points"


PARTS = [fold, hidden, forward, pieces, bumps, starts, digits, its_end, points]


@pytest.fixture(scope="module")
def prose(lesson_03):
    return prose_of(lesson_03.master.solved)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_the_text_says_what_the_run_gives(part, prose):
    assert missing(part, prose) == []


def test_no_number_stands_in_the_text_without_a_run(prose):
    assert left_over(PARTS, prose, NAMES) == []
