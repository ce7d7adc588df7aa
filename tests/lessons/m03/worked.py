"""Lesson 3: the numbers of its text that are worked out by hand, or stated by others."""

import inspect

import numpy as np

import nnlib
from autograder.lessons.own_number import LARGEST, SMALLEST
from nnlib.lessons import lesson03 as experiments
from nnlib.network import bump, collapse_linear, mlp_forward, relu_regions_1d, xor_network
from nnlib.viz import lesson03 as panels
from tests.lessons.worked import minus, plain

# Places, names and the formula of the ReLU, not measurements; and the first cells of rows.
NAMES = (
    r"\\max\(0,",
    r"^> match: opened in 7 and 8\.",
    r"(?<=, )(2|5|10) \((why one line|the forward pass|starts)",
    r"^Unit 1 listens",
    r"where \$w x \+ b = 0\$",
    r"^\| (16|64|4|8, 8|16, 16|8, 8, 8) \| @",
)
CORNERS = [f"({a:g}, {b:g})" for a, b in experiments.CORNERS]


# ------------------------------------------------------------ the claims, part by part


def fold():
    yield "XOR, which is 1 where exactly one input is 1."
    yield "a > step with round corners from 0 to 1:"
    for (a, b), answer in zip(experiments.CORNERS, experiments.ANSWERS, strict=True):
        yield f"| {a:g} | {b:g} | {answer} |"
    yield "| folded | where (0, 1) has gone |"
    W, b = xor_network()[0]
    hidden = np.maximum(experiments.CORNERS @ W + b, 0)
    assert (hidden[1] == hidden[2]).all()
    for share, beside in {0: "", 0.5: "", 0.65: "", 1: ", where (1, 0) lies"}.items():
        places = (1 - share) * experiments.CORNERS + share * hidden
        _, right = experiments.dividing_line(places, experiments.ANSWERS)
        x, y = map(plain, places[1])
        yield f"| {100 * share:g} % | ({x}, {y}){beside} | {right} of 4 right |"
    yield "At 100 % the two points whose answer is 1 lie"


def hidden():
    (W1, b1), (W2, b2) = xor_network()
    yield f"x_1 + x_2 - {-b1[1]:g})"
    yield "until its sum passes 0, and then"
    yield f"$h_1 - {-W2[1, 0]:g} h_2$ |"
    sums = experiments.CORNERS @ W1 + b1
    A = np.maximum(sums, 0)
    Z = A @ W2 + b2
    for corner, z, h, out in zip(CORNERS, sums, A, Z[:, 0], strict=True):
        yield minus(f"| {corner} | {z[0]:g}, {z[1]:g} | ({h[0]:g}, {h[1]:g}) | {out:g} |")
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
    yield "could never answer a number below 0."
    W, b = collapse_linear([[3.0]], [1.0], [[2.0]], [5.0])
    yield "$z = 3x + 1$, then $2z + 5$. Together $2(3x + 1) + 5 = "
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
    yield minus("| $z$ | " + " | ".join(map(plain, z)) + " |")
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
        yield f"| {n} | {2 * n} | @ |"
    yield "the network answers 0, whatever"
    yield "one height has to serve 0 and 1, and"
    yield "for any worst error above 0 |"
    yield f"with {len(str(SMALLEST))} to {len(str(LARGEST))} digits"
    yield f"It draws a curve from {experiments.LO:g} to {experiments.HI:g}."
    yield "closely do {} bumps follow it, and {}?".format(*experiments.BUMPS)
    yield "on a closed interval goes to 0."


def starts():
    xor = inspect.signature(experiments.count_xor).parameters
    count, steps = xor["starts"].default, xor["steps"].default
    yield f"from {count} random starts, with {steps:,} steps each."
    yield f"Of {count} starts with two units"
    yield "about @ in 100 succeed with two units, and about @ in 100 with eight."
    yield "about @ in 100 end with a silent unit:"
    yield "about @ in 100 succeed: silent"
    yield "it gives 0 at all four corners,"
    yield "a slope of 0.01, and"
    yield f"two hidden layers has depth {len([2, 8, 8, 2]) - 1}."
    yield f"wound around each other, {len(experiments.spiral()[0])} points."
    yield "one layer of 64 units (@ parameters) stands against two layers of 16 (@)."
    least = f"at least {100 * experiments.SOLVED:g} %"
    yield f"{least} of the points right after {experiments.STEPS} steps."
    yield "Choose 64 units in one hidden layer, then 16 in two."
    draws = len(experiments.DRAWS)
    assert draws == len(experiments.SPLITS) == 8
    yield f"| of {experiments.STARTS} starts succeed | of {draws * experiments.FEWER} on eight"
    yield "Two layers of 16 succeed on every one of these spirals from nearly all starts;"
    yield "with one of 64 it depends"
    yield f"the wide one {experiments.LONG:,} steps, and"
    yield "it succeeds from all of them:"
    yield f"At a learning rate of {experiments.FASTER:g} the two are"
    yield f"about even after {experiments.STEPS} steps already:"
    yield "layers of 16. Move one"
    yield f"| two layers of 16 | of {experiments.STARTS} starts succeed |"
    yield f"| learning rate {experiments.RATE:g}, scale 1 | @ |"
    slowest, *_, fastest = panels.rates().values
    yield f"| learning rate {plain(slowest, 2)} | none: in {experiments.STEPS} steps"
    yield f"| learning rate {plain(fastest, 2)} | none"
    yield "| initialization scale 0.1 |"
    yield "| initialization scale 10 |"
    yield "a hidden layer of 10 ReLUs before it, then with 32."
    yield "longer training (100 epochs, learning rate 0.3), no hidden layer reads about @ of @ test"
    yield "ten hidden units about @. Room"
    yield "hidden = scores + 100, output = hidden − 100."
    yield "With 32 units a quarter of the mistakes go here; part of that is a head start,"
    yield "for after 30 epochs"
    yield "right about @ times in 100."


def its_end():
    # a guess, not yet asked of readers
    yield "About 50 minutes to read and play, 60 for the exercises. You need lessons 1 and 2:"
    assert experiments.tent(np.array([0.5])) == 1
    yield "the interval from 0 to 1 in its middle:"
    yield "$2\\max(0, x) - 4\\max(0, x - \\tfrac12)$ goes up to 1 and"
    yield "$2k$ units, $2^k$ pieces."
    yield "so $2^k$ pieces cost $2^k - 1$ units:"
    yield f"{2 * 6} units in six layers against {2**6 - 1} in one."
    yield "$x^2 = x - \\sum_s \\text{tent}^s(x)/4^s$."
    yield "Ten layers, 30 units, are off by @; one layer of 30 units by @ at best (Yarotsky 2017,"
    yield "10 along each of 64 axes would be $10^{64}$."


def literature():
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


PARTS = (fold, hidden, forward, pieces, bumps, starts, its_end, literature)
