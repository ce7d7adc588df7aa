"""Lesson 7: every number of its text comes out of a run."""

import math

import numpy as np
import pytest

import nnlib
from autograder.learner.questions import load
from autograder.lessons import of_module
from autograder.lessons.own_number import LARGEST, SMALLEST
from nnlib.data import load_digits_split
from nnlib.lessons import lesson07 as experiments
from nnlib.viz import lesson07 as panels
from tests.lessons.claimed_numbers import left_over, missing, plain, prose_of
from tests.measured import readers

BATCH, STARTS = 32, 5
PARAMETERS = experiments.make_reader("C")[0].params.size
NAMES = (
    r"(?<=, )(5|6|10) \((what a layer keeps|the loss|starts)\)",
    r"\b[ZAWb]_\d",
    r"64-32-10",
    r"sigmoid \$1/\(1 \+ e",
    r"entry [01]\b",
    r"\(layer \d\)",
    r"layer 1 of ten",
)


# ------------------------------------------------------------ the claims, part by part


def hook():
    right = {letter: f"{curve[-1]:.0f} %" for letter, curve in readers(0).items()}
    worst = {k: max(found.values()) for k, found in experiments.nudge_readers().items()}
    for letter in "ABDEFG":
        yield f"| {letter} | … | {right[letter]} | {plain(worst[letter], 2)} |"
    assert worst["C"] < 5e-10
    yield f"| **C** | **nothing wrong** | **{right['C']}** | **{worst['C']:.10f}** |"
    yield "about 0 where they agree, about 1 where they have nothing in common"  # the definition
    yield f'"five times too large" shows as {1 - 1 / 5}'
    healed = readers(0, lr=0.1 / BATCH, letters="G")["G"][-1]
    assert healed > 95
    yield f"as the batch has samples, in training {BATCH}."
    yield f"With a learning rate that is {BATCH} times smaller it learns"
    X, *_ = load_digits_split(0)
    side = math.isqrt(X.shape[1])
    yield f"handwritten digits, {side} by {side} pixels"
    yield f"its features are its numbers, here {X.shape[1]} pixels"


def nudge():
    def f(x0, x1):
        return x0**2 + 3 * x1

    up, down = f(2.1, 1), f(1.9, 1)
    yield f"f(x) = x_0^2 + 3\\,x_1$ at the point $x = (2, 1)$, where $f = {f(2, 1)}$."
    yield "Nudge $x_0$ by 0.1 in both"
    yield f"| $x = (2.1,\\ 1)$ | ${2.1**2:.2f} + 3 = {up:.2f}$ |"
    yield f"| $x = (1.9,\\ 1)$ | ${1.9**2:.2f} + 3 = {down:.2f}$ |"
    yield f"moved by ${up - down:.1f}$ while $x_0$ moved by $0.2$"
    yield f"of ${up - down:.1f} / 0.2 = {plain((up - down) / 0.2)}$"
    up, down = f(2, 1.1), f(2, 0.9)
    slope = plain((up - down) / 0.2)
    yield f"${up:.1f} - {down:.1f} = {up - down:.1f}$ over $0.2$, a slope of ${slope}$"
    found = nnlib.numerical_gradient(lambda x: f(*x), [2.0, 1.0])
    yield f"here $({plain(found[0])}, {plain(found[1])})$"
    yield "{2\\,\\varepsilon}$"  # the formula
    yield "$e_i$ is 1 at place $i$ and 0 elsewhere"
    places = ", ".join(map(str, list(np.ndindex(2, 3))[:4]))
    yield f"`np.ndindex(2, 3)` walks through `{places}, …`"
    data = panels.nudge_size().data
    best = data["sizes"][data["both"].argmin()]
    large = data["sizes"] > 3e-5
    sizes = np.log(data["sizes"][large])
    two, one = (np.polyfit(sizes, np.log(data[side][large]), 1)[0] for side in ("both", "one"))
    assert round(one) == 1
    yield f"shrinks with $\\varepsilon^{round(two)}$ (from one side only: with $\\varepsilon$)"
    yield f"balance near $\\varepsilon = 10^{{{round(math.log10(best))}}}$"
    yield f"its numbers keep\n{round(-math.log10(np.finfo(float).eps))} digits"


def cost():
    yield f"The reader of the digits has {PARAMETERS:,} numbers to turn"
    yield f"questions for each make {2 * PARAMETERS:,} forward passes"
    yield f"all {PARAMETERS:,} slopes from one walk"
    yield f"backwards takes one walk, and forwards {PARAMETERS:,}"
    yield f"A network has {PARAMETERS:,} inputs in this sense"
    yield f"drawing of a network with {PARAMETERS:,} parameters"


def graphs():
    a, b = 3.0, -1.0
    c, d = a * b, a * b + b
    end = c * d
    nodes = experiments.worked_graph()
    nodes[-1].backward()
    da, db, dc, dd, _ = (plain(float(node.grad)) for node in nodes)
    yield "$c = a \\cdot b$ with $a = 3$ and $b = -1$, then nudging $a$ by 0.1"
    yield f"moves $c$ by ${(a + 0.1) * b - c:.1f}$"
    yield f"is the *other* factor, ${b:g}$. And the slope in $b$ is {a:g}"
    yield "| $c = a + b$ | 1 and 1 |"
    yield "| $c = \\tanh(a)$ | $1 - c^2$ | steepest, 1, where $c = 0$; flat where $c$ is near ±1 |"
    yield "| $c = \\log a$ | $1/a$ |"
    yield f"If $c$ moves ${b:g}$ times as far as $a$, and the end $L$ moves ${dc}$ times"
    yield f"then $L$ moves $({dc}) \\cdot ({b:g}) = {da}$ times"
    yield f"with $a = {a:g}$ and $b = {b:g}$. Forwards,\n$c = {c:g}$, $d = {d:g}$ and $L = {end:g}$"
    yield "The end knows its slope: 1."
    yield f"to $c$: $1 \\cdot d = {d:g}$; to $d$: $1 \\cdot c = {c:g}$ | $d$: ${dd}$, complete |"
    yield f"to $c$: ${dd} \\cdot 1 = {dd}$; to $b$: ${dd}$ | $c$: ${d:g} - 3 = {dc}$, complete |"
    assert float(dd) == -3
    yield f"to $a$: ${dc} \\cdot ({b:g}) = {da}$; to $b$: ${dc} \\cdot {a:g} = {float(dc) * a:g}$"
    yield f"| $a$: ${da}$; $b$: $-3 - 21 = {db}$ |"
    high, low = ((x * b) * (x * b + b) for x in (3.1, 2.9))
    yield f"with $a = 3.1$ the end is {high:.2f}, with $a = 2.9$ it is {low:.2f}"
    yield f"${high - low:.1f} / 0.2 = {plain((high - low) / 0.2)}$"
    miss = nnlib.Tensor(0.5) * nnlib.Tensor(2.0) - 0.8
    (miss * miss).backward()
    share = plain(float(miss.data))
    yield f"so its slope is ${share} + {share} = {plain(float(miss.grad))}$"
    yield f"$c = a \\cdot b$ has the parents $(a, {b:g})$ and $(b, {a:g})$"
    yield "with 1 as the grad of L"
    yield "set every grad in the list to 0, and then `self.grad` to 1"


def layers():
    X, W, dZ = np.array([[1, 2]]), np.array([[2, 1], [4, 3]]), np.array([[1, 3]])
    dX, dW, db = nnlib.affine_backward(dZ.astype(float), (X, W))

    def table(rows):
        return " \\\\ ".join(" & ".join(f"{n:g}" for n in row) for row in rows)

    yield f"X = \\begin{{pmatrix}} {table(X)} \\end{{pmatrix}}"
    yield f"W = \\begin{{pmatrix}} {table(W)} \\end{{pmatrix}}"
    yield f"dZ = \\begin{{pmatrix}} {table(dZ)} \\end{{pmatrix}}"
    yield "It carries feature 0 to unit 1."
    yield f"moves by $X_{{00}}\\,\\varepsilon = {X[0, 0]}\\,\\varepsilon$"
    yield f"\\cdot {X[0, 0]}\\,\\varepsilon = {dW[0, 1]:g}\\,\\varepsilon$."
    yield f"So $dW_{{01}} = {dW[0, 1]:g}$"
    yield f"$Z_{{00}}$ with weight {W[0, 0]} and $Z_{{01}}$ with weight {W[0, 1]}"
    yield f"$dX_{{00}} = {dZ[0, 0]} \\cdot {W[0, 0]} + {dZ[0, 1]} \\cdot {W[0, 1]} = {dX[0, 0]:g}$"
    yield f"$dX_{{01}} = {dZ[0, 0]} \\cdot {W[1, 0]} + {dZ[0, 1]} \\cdot {W[1, 1]} = {dX[0, 1]:g}$"
    yield f"$dW_{{11}} = {X[0, 1]} \\cdot {dZ[0, 1]} = {dW[1, 1]:g}$"
    yield f"$db_1 = {db[1]:g}$"
    yield f"In the example $dW$ is $\\begin{{pmatrix}} {table(dW)} \\end{{pmatrix}}$"
    yield "| ReLU | $A = \\max(0, Z)$ | 1 where $Z > 0$, else 0 |"
    yield "ReLU $\\max(0, z)$"
    yield "$A_1 = \\max(0, Z_1)$"
    yield "| tanh | $A = \\tanh Z$ | $1 - A^2$ |"
    through = nnlib.relu_backward(np.array([5.0, 2.0]), np.array([1.0, -4.0]))
    yield "$Z = (1, -4)$ and $dA = (5, 2)$."
    yield f"leaves it silent: $dZ = ({through[0]:g}, {through[1]:g})$"
    yield "(At $Z = 0$ exactly the ReLU has a kink and no slope;"
    yield "every value from 0 to 1 would do. Most programs take 0;"
    steep = nnlib.tanh_backward(np.array([4.0]), np.array([0.5]))[0]
    assert steep == 0.75 * 4
    yield "With `A = 0.5` tanh is three quarters as steep as at 0. From behind comes 4."
    yield "holds 1 where Z is positive and 0 elsewhere"


def entropy():
    loss, dZ = nnlib.softmax_cross_entropy(np.array([[2.0, 2.0]]), np.array([0]))
    assert dZ.tolist() == [[-0.5, 0.5]]
    yield "L = -\\frac{1}{N}"
    yield "is 1 for the right class and 0 for all others"
    yield "| $-1$ in $Z_y$, 0 elsewhere |"
    yield "each sample has a share of $1/N$"
    yield "scores $(2, 2)$, right class 0."
    yield f"$-\\log \\tfrac12 = {loss:.3f}$, and $dZ = (-\\tfrac12, \\tfrac12)$"
    yield "The scores may be as large as 1,000:"
    far, _ = nnlib.softmax_cross_entropy(np.array([[1000.0, 0.0]]), np.array([1]))
    assert far == pytest.approx(1000)
    yield "For scores (1000, 0) take 1000 away: (0, −1000)."
    yield "Now the logarithm of the sum of exponentials is about 0."
    yield "What is the loss if class 1 was right? It is a plain number, with no logarithm of 0."
    yield "minus 1 at the picked entries"


def explorations():
    found = {}
    for scale in (0.5, 2.0):
        sizes = [
            [experiments.depth_signals(9, s, seed)[2][0] for s in (scale, 1.0)]
            for seed in range(STARTS)
        ]
        ratios = [max(size / one, one / size) for size, one in sizes]
        found[scale] = " to ".join(f"{float(f'{r:.2g}'):,.0f}" for r in (min(ratios), max(ratios)))
    yield f"| 0.5 | {found[0.5]} times smaller |"
    yield "| 1 | 1 |"
    yield f"| 2 | {found[2.0]} times larger |"
    yield "against scale 1, over five starts"
    yield f"nine halves, $2^{{-9}} = 1/{2**9}$"
    rates, promised, actual = experiments.tangent(1.0)
    for lr in (0.01, 0.1, 1, 10):
        at = int(np.argmin(np.abs(np.log(rates / lr))))
        fall = f"{actual[at]:.2g}" if actual[at] > 0 else f"the loss *rises* by {-actual[at]:.2g}"
        promise = f"{promised[at]:.2f}" if lr == 1 else plain(promised[at], 2)
        promise = f"{promised[at]:.1f}" if lr == 10 else promise
        yield f"| {lr:g} | {promise} | {fall} |"
    yield f"from one start, on {experiments.STEP_DIGITS} digits"
    yield "$lr \\cdot \\lVert \\nabla L \\rVert^2$"
    yield f"with {len(str(SMALLEST))} to {len(str(LARGEST))} digits"
    yield "five hidden layers of 8 units"
    assert [64, *[8] * 5, 10] == experiments.OWN_SIZES


def judge():
    _, _, candidates = experiments.suspects()["C"]
    yield f"as small copies with {candidates[0].size} parameters each"
    yield 'slopes may be\naround a billion or around $10^{-12}$, so "differ by 0.001" means'
    yield "Two slopes are 1,000,000,000 and 1,000,000,001. Two others are 0.000001 and 0.000002."
    pairs = (1e9 + 1, 1e9), (2e-6, 1e-6)
    large, small = ((a - b) / a for a, b in pairs)
    yield f"for the first pair $10^{{{round(math.log10(large))}}}$, for the second {small:.1f}."
    net, loss = experiments.make_reader("C")
    X, y, *_ = load_digits_split(0)
    assert max(nnlib.check_gradients(net, loss, X[:5], y[:5]).values()) < 1e-8
    yield "differ by about $10^{-8}$ or less"
    yield "And what is `nan > 0.001`?"
    yield "Every row of the answer adds up to 0:"


def its_end():
    # the years as in FACTS, with their sources there
    yield '"Backpropagation was invented in 1986."'
    yield "described by Linnainmaa in 1970; Werbos brought it to neural networks"
    yield "(the idea in a thesis of 1974, the efficient form in 1981/82), and Kelley (1960)"
    yield "described the reverse mode in 1970 for another purpose"
    assert 1986 - 1970 == 16
    yield "Sixteen years passed"
    yield "about 100 and 150 minutes"  # asked of readers, not of a run
    last = readers(0)["C"][-1]
    yield f'"My network reads {last:.0f} % of the digits'
    yield "Below about $10^{-5}$ rounding takes over."
    yield '"The slope of ReLU at 0 is 0." | It has none there; 0 is a convention,'
    yield "and every value from 0 to 1 would be defensible"
    yield "What does a gradient of 0 tell you"


def points():
    for exercise in of_module(7):
        if exercise.name in ("relu_backward", "tanh_backward"):
            yield f"`relu_backward` and `tanh_backward` ({exercise.points:g} point each)"
        elif exercise.name == "my_number":
            yield f"### A number of your own ({exercise.points:g} points)"
        elif not exercise.bonus:
            yield f"### Exercise: `{exercise.name}` ({exercise.points:g} points)"
    half = load(7).words / 2
    yield f"In your own words, 1 of 2 ({half:g} points"
    yield f"In your own words, 2 of 2 ({half:g} points"


PARTS = [hook, nudge, cost, graphs, layers, entropy, explorations, judge, its_end, points]


@pytest.fixture(scope="module")
def prose(lesson_07):
    return prose_of(lesson_07.master.solved)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_the_text_says_what_the_run_gives(part, prose):
    assert missing(part, prose) == []


def test_no_number_stands_in_the_text_without_a_run(prose):
    assert left_over(PARTS, prose, NAMES) == []


def test_a_number_that_is_changed_or_new_is_seen(prose):
    changed = prose.replace("550 to 860 times", "550 to 870 times")
    assert missing(explorations, changed)
    assert left_over([explorations], "With 3 layers it takes 2 times as long.\nIn lesson 8.") == [
        "With 3 layers it takes 2 times as long."
    ]
