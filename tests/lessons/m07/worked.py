"""Lesson 7: the numbers of its text that are worked out by hand, or stand in books."""

import math

import numpy as np
import pytest

import nnlib
from autograder.lessons.own_number import LARGEST, SMALLEST
from nnlib.data import load_digits_split
from nnlib.lessons import lesson07 as experiments
from tests.lessons.worked import matrix, plain

BATCH = 32
# Places, names and settings: an entry, a layer, a rate in the first column of a table.
NAMES = (
    r"(?<=, )(5|6|10) \((what a layer keeps|the loss|initialization)\)",
    r"\b[ZAWb]_\d",
    r"64-32-10",
    r"sigmoid \$1/\(1 \+ e",
    r"entry [01]\b",
    r"\(layer \d\)",
    r"layer 1 of ten",
    r"^\| [\d.]+ \| @|^\| 1 \| 1 \|$",
)


def by_definition():
    side = math.isqrt(experiments.make_reader("C")[0].layers[0].W.shape[0])
    yield f"handwritten digits, {side} by {side} pixels"
    yield f"its features are its numbers, here {side**2} pixels"
    yield "about 0 where they agree, about 1 where they have nothing in common"
    yield f"as the batch has samples, in training {BATCH}."
    yield f"With a learning rate that is {BATCH} times smaller it learns"
    yield "about 100 and 150 minutes"  # asked of readers, not of a run
    yield f"from one choice of initial weights, on {experiments.STEP_DIGITS} digits"
    yield f"with {len(str(SMALLEST))} to {len(str(LARGEST))} digits"
    assert [64, *[8] * 5, 10] == experiments.OWN_SIZES
    yield "five hidden layers of 8 units"
    yield "against scale 1, in five runs"
    yield "What does a gradient of 0 tell you"


def nudge():
    def f(x0, x1):
        return x0**2 + 3 * x1

    up, down = f(2.1, 1), f(1.9, 1)
    yield (
        f"f(x) = x_0^2 + 3\\,x_1$ at the point $x = (2, 1)$, where $f = {f(2, 1)}$; as in code, "
        "entries are counted from 0."
    )
    yield "Nudge $x_0$ by 0.1 in both"
    yield f"| $x = (2.1,\\ 1)$ | ${2.1**2:.2f} + 3 = {up:.2f}$ |"
    yield f"| $x = (1.9,\\ 1)$ | ${1.9**2:.2f} + 3 = {down:.2f}$ |"
    yield f"moved by ${up - down:.1f}$ while $x_0$ moved by $0.2$"
    yield f"of ${up - down:.1f} / 0.2 = {plain((up - down) / 0.2)}$"
    up, down = f(2, 1.1), f(2, 0.9)
    slope = plain((up - down) / 0.2)
    yield f"${up:.1f} - {down:.1f} = {up - down:.1f}$ over $0.2$, a slope of ${slope}$"
    found = nnlib.numerical_gradient(lambda x: f(*x), [2.0, 1.0], 0.1)
    yield f"here $({plain(found[0])}, {plain(found[1])})$"
    yield "{2\\,\\varepsilon}$"  # the formula
    yield "$e_i$ is 1 at place $i$ and 0 elsewhere"
    places = ", ".join(map(str, list(np.ndindex(2, 3))[:4]))
    yield f"`np.ndindex(2, 3)` walks through `{places}, …`"
    # the bend errs by eps squared and rounding by precision / eps: alike at the cube root
    precision = np.finfo(float).eps
    best = round(math.log10(np.cbrt(precision)))
    yield "shrinks with $\\varepsilon^2$ (from one side only: with $\\varepsilon$)"
    yield f"balance near $\\varepsilon = 10^{{{best}}}$"
    yield f"Below about $10^{{{best}}}$ rounding takes over."
    yield f"its numbers keep\n{round(-math.log10(precision))} digits"


def graphs():
    a, b = 3.0, -1.0
    c, d = a * b, a * b + b
    end = c * d
    nodes = experiments.worked_graph()
    nodes[-1].backward()
    assert [float(node.data) for node in nodes] == [a, b, c, d, end]
    grads = [float(node.grad) for node in nodes]
    da, db, dc, dd, _ = map(plain, grads)

    def end_at(x):
        return x[0] * x[1] * (x[0] * x[1] + x[1])

    assert nnlib.numerical_gradient(end_at, [a, b]) == pytest.approx(grads[:2])
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
    high, low = end_at((3.1, b)), end_at((2.9, b))
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
    for name, rows in (("X", X), ("W", W), ("dZ", dZ)):
        yield f"{name} = {matrix(rows)}"
    yield "It carries feature 0 to unit 1."
    yield f"moves by $X_{{00}}\\,\\varepsilon = {X[0, 0]}\\,\\varepsilon$"
    yield f"\\cdot {X[0, 0]}\\,\\varepsilon = {dW[0, 1]:g}\\,\\varepsilon$."
    yield f"So $dW_{{01}} = {dW[0, 1]:g}$"
    yield f"$Z_{{00}}$ with weight {W[0, 0]} and $Z_{{01}}$ with weight {W[0, 1]}"
    yield f"$dX_{{00}} = {dZ[0, 0]} \\cdot {W[0, 0]} + {dZ[0, 1]} \\cdot {W[0, 1]} = {dX[0, 0]:g}$"
    yield f"$dX_{{01}} = {dZ[0, 0]} \\cdot {W[1, 0]} + {dZ[0, 1]} \\cdot {W[1, 1]} = {dX[0, 1]:g}$"
    yield f"$dW_{{11}} = {X[0, 1]} \\cdot {dZ[0, 1]} = {dW[1, 1]:g}$"
    yield f"$db_1 = {db[1]:g}$"
    yield f"In the example $dW$ is ${matrix(dW)}$"


def activations():
    yield "| ReLU | $A = \\max(0, Z)$ | 1 where $Z > 0$, else 0 |"
    yield "ReLU $\\max(0, z)$"
    yield "$A_1 = \\max(0, Z_1)$"
    yield "| tanh | $A = \\tanh Z$ | $1 - A^2$ |"
    through = nnlib.relu_backward(np.array([5.0, 2.0]), np.array([1.0, -4.0]))
    yield "$Z = (1, -4)$ and $dA = (5, 2)$."
    yield f"leaves it silent: $dZ = ({through[0]:g}, {through[1]:g})$"
    yield "(At $Z = 0$ exactly the ReLU has a kink and no slope;"
    yield "every value from 0 to 1 would do. Most programs take 0;"
    yield '"The slope of ReLU at 0 is 0." | It has none there; 0 is a convention,'
    yield "and every value from 0 to 1 would be defensible"
    assert nnlib.tanh_backward(np.array([4.0]), np.array([0.5])) == 0.75 * 4
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
    yield "Every row of the answer adds up to 0:"


def judge():
    yield f'"five times too large" shows as {1 - 1 / 5}'
    yield f"nine halves, $2^{{-9}} = 1/{2**9}$"
    yield "$\\eta \\cdot \\lVert \\nabla L \\rVert^2$"
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


def literature():
    # the years as in FACTS, with their sources there
    yield '"Backpropagation was invented in 1986."'
    yield "described by Linnainmaa in 1970; Werbos brought it to neural networks"
    yield "(the idea in a thesis of 1974, the efficient form in 1981/82), and Kelley (1960)"
    yield "Nature 323"
    yield "described the reverse mode in 1970 for another purpose"
    assert 1986 - 1970 == 16
    yield "Sixteen years passed"


PARTS = (by_definition, nudge, graphs, layers, activations, entropy, judge, literature)
