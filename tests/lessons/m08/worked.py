"""Lesson 8: the numbers of its text that are worked out by hand, or counted by others."""

import numpy as np
import pytest

from autograder.lessons.m08.judge import facts
from autograder.lessons.own_number import LARGEST, SMALLEST
from nnlib.lessons import lesson08 as experiments
from nnlib.optimizers import (
    adam_step,
    adamw_step,
    clip_by_global_norm,
    cosine_rate,
    momentum_step,
    rmsprop_step,
    sgd_step,
)
from nnlib.viz import lesson08 as panels
from tests.lessons.worked import minus, plain

# Places, names and definitions: what 0 and 1 stand for, rates of panels and presets, indices.
NAMES = (
    r"<code>.*?</code>",
    r"<summary>\d\.",
    r"lessons? \d+( to \d+)?",
    r"\bbeta[12]\b",
    r"Lecture 6e",
    r"From \(1, 1\)|from \(1, 1\)",
    r"\\beta_[12]",
    r"starting(?: for|) at 0|started at 0|begins? at 0",
    r"divided by 0|above 0|below 0|is 0 before|between 0 and 1",
    r"from 0 to 1\b|at most 1\b|from 1 to 0\b",
    r"means? over @ splits|over @ splits",
    r"three (?:rates|tries)",
    r"\beps\b",
)


def by_definition():
    yield "About 90 minutes"  # asked of readers, not of a run
    assert experiments.KAPPA == 100
    assert experiments.LIMIT * experiments.curvatures()[1] == 2
    yield "takes @ steps, half of it @, 0.9 takes @ and 0.99 takes @"
    yield "At 1.01 the walk leaves the valley"
    assert experiments.walk((1, 1), 1.01, steps=2000)[-1, 1] > 1e6
    yield "it was @ steps at half, and @ at 0.99"
    yield "*across* the valley by 1 − 2 · share, and the distance *along* it by"
    yield "1 − 2 · share / 100"
    share, place = 0.3, np.array([1.0, 1.0])
    after = experiments.walk(place, share, steps=1)[1]
    assert after == pytest.approx([1 - 2 * share / 100, 1 - 2 * share])
    yield "steeper the valley is across than along, here 100"
    yield "It is a hundred times steeper across than along: its *condition number* κ is 100"
    yield "The share that is best for the worst starting point is κ / (κ + 1), where"
    for kappa in (10, 100):
        along, across = 1 - 2 * kappa / (kappa + 1) * experiments.curvatures(kappa)
        assert along == pytest.approx(-across)
    yield "In a valley with κ = 10 it is @, with @ steps, and 0.99 takes @"
    yield "Three questions on lessons 5 to 7"
    yield "divides by twice as many (lessons 6 and 7)"
    yield "1,297 digits in batches of 32"
    yield "41, and the last one has 17 digits"
    assert (-(-1297 // 32), 1297 - 40 * 32) == (41, 17)
    yield "and @ with batches of 32"
    yield "64 inputs, 32 hidden units and 10 outputs"
    assert experiments.SIZES == (64, 32, 10)
    yield "a batch of 1 is off by @"
    yield "a batch of 4 by @, of 16 by @, of 64 by @, of 256 by @"
    yield "with batches of 32, @ ± @ %"
    yield "on 1,000 digits, with batches of 4 and rate 1"
    assert experiments.JumpingLoss().size == 4
    assert experiments.JumpingLoss.SAMPLES == 1000
    yield "watch the loss on all 1,000 digits"
    yield "in a noisy run it stops after 20"
    assert panels.WAITS_AFTER == 20
    yield "only what is below 0.5"
    yield "in epochs 15 to 21 the loss jumped about in the range @, and was"
    yield "after 60 epochs the runs that had used the button"
    yield "those that were shortened after 45 of 60 epochs at"
    yield "Rate 0.05 from the beginning had"
    assert 1 / experiments.JumpingLoss.SHARE == 0.05
    yield "the loss rose in @ of 399 steps"
    yield "With μ above 0 the limit is higher"
    yield "its best of 40 rates"
    yield "with μ = 0.67, @; with μ = 0.9, @; with μ = 0.99, @"
    yield "0.99 was slower than no momentum"
    yield "For κ = 100, each at"
    yield "for κ = 10,000 it is faster than 0.9"
    yield "after ten epochs with batches of 32, momentum is mostly"
    yield "With batches of 128 they are farther apart"
    yield "at (0, 1), half of the limit needs a single step"
    yield "At rate 0.03 it reads as many digits as SGD at 0.3, and at 0.003 as many as SGD at 0.03"
    yield "At factors from a thousandth to ten SGD at rate 0.1 reads"
    yield "at 100 and 1,000 only @ %, as by chance"
    yield f"Adam keeps {experiments.ADAM_RATE:g}"
    yield "At a factor of a millionth"
    assert len(experiments.FACTORS) == 7
    yield "all at rate 3"
    yield "a rate of 0.01 gives each of them steps of a different length"
    yield "points ahead of SGD with 0.01 for all"
    yield "at 0.01 Adam is"
    yield "times a factor from 0.1 to 10, one rate"
    yield "| all at 0.01 |"
    tuned = ", ".join(f"{rate:g}" for rate in experiments.TUNED.values())
    yield f"| tuned: {tuned} |"
    own = ", ".join(f"{rate:g}" for rate in experiments.TUNED_IN_OWN_UNITS.values())
    yield f"| own units: {own} |"
    yield "After 30 epochs it is @ (@) ahead of SGD"
    yield "The lead at 0.01 and"
    yield "Initialization scales from 0.1 to 3 change the four means by about @ point at most"
    yield "at 10 they are @, with standard deviations of @"
    rates = experiments.FOUR_RATES
    yield f"each ten times the one before, from {rates[0]:g} to {rates[-1]:g}"
    yield "at rate 0.01, after ten epochs instead of 30"
    yield "the rates 0.003, 0.03, 0.3 and 3 read"
    yield "@ ± @ %, and ranked alike on every split"
    yield "on one of eight others 0.3 and 0.03 changed places"
    yield "splits at rate 1, in most of them at 1.3, and in all at 1.7"
    yield "over 30 epochs and @ splits a constant 0.3 reads"
    yield "by as much as a point: a constant 1;"
    yield "a rate that falls from 1 to 0 along half a cosine"
    yield "the same with 40 steps of *warm-up*"
    yield "both at rate 0.01, and says"
    yield "may be written from 0 to 1, from 0 to 255"
    yield "from 0 to 1: @ ± @; negative: @ ± @; from 0 to 16: @ ± @; from 0 to 255: @ ± @"
    yield "bring inputs to a size of about 1."
    yield "At a size of about 1, what hurts is the mean"
    yield "From 0 to 255 none of these rates"
    yield "the best of four, down to 0.00001, reads"
    yield "all pixels are above 0"
    yield "at initialization scale 0.01, @ at 1 and @ at 10"
    yield "What does a velocity of 0.9 times itself remember"
    yield "inputs that are seldom anything but 0"


def steps_by_hand():
    yield "with its loss $\\frac{1}{2}(w_1^2/100 + w_2^2)$"
    w, h = np.array([1.0, 1.0]), experiments.curvatures()
    g = h * w
    reached = sgd_step(w, g, 1.0)
    yield f"at $(1, 1)$ the gradient is $({g[0]:g}, {g[1]:g})$, and a step of 1 times the gradient"
    yield f"leads to $({reached[0]:g}, {reached[1]:g})$"
    yield "and the loss $w^2/2$"
    yield "the distance to the lowest point by $1 - \\eta h$"
    yield "as long as $\\eta$ is below $2/h$"
    half, far = (sgd_step(np.ones(1), np.ones(1), lr) for lr in (0.5, 2.5))
    yield minus(
        f"From $w = 1$ with gradient 1 and rate 0.5 you reach {half[0]:g}; with rate 2.5 you "
        f"reach {far[0]:g}"
    )
    for lr, places in ((0.5, (0.5, 0.25)), (1.5, (-0.5, 0.25)), (2, (-1, 1)), (2.5, (-1.5, 2.25))):
        assert ((1 - lr) ** np.array([1, 2])).tolist() == list(places)


def batches_by_hand():
    gradients = np.array([4, 0, 2, -2])
    yield f"the gradients $4, 0, 2, -2$, with mean {gradients.mean():g}"
    one, other = gradients[:2].mean(), gradients[2:].mean()
    yield f"The batches $(4, 0)$ and $(2, -2)$ give {one:g} and {other:g}"


def momentum_by_hand():
    w, v, ws, vs = np.zeros(1), np.zeros(1), [], []
    for g in (1.0, 1.0, -1.0):
        w, v = momentum_step(w, np.array([g]), v, 0.5)
        ws.append(f"{w[0]:g}")
        vs.append(f"{v[0]:g}")
    yield "with rate 0.5 and $\\mu = 0.9$: the gradients $1, 1, -1$"
    yield f"give the velocities ${', '.join(vs)}$, and $w$ goes from 0 to ${', '.join(ws)}$"
    kept = 0.9 * 1.9
    yield f"The velocity was 1.9, and the gradient is −1. 0.9 of 1.9 is {kept:.2f}, and"
    yield f"{kept - 1:.2f} is left"
    yield "because the rate is 0.5, moves w from −1.45 to −1.805"
    yield "Where does it end with equal deposits of 1? At 1 / (1 − keep)"
    yield "equal gradients add up to $1 / (1 - 0.9)$ of them, ten"
    assert sum(0.9**n for n in range(400)) == pytest.approx(10)


def averages_by_hand():
    yield "a share of 0.99 and takes in 0.01 of the new square"
    w, _ = rmsprop_step(np.zeros(1), np.array([5.0]), np.zeros(1), 1.0)
    assert -w[0] == pytest.approx(10, rel=1e-5)
    yield "holds the share $1 - \\beta_1^t$"
    yield "For $v$ the share is $1 - \\beta_2^t$"
    yield "with rate 0.1, $\\beta_1 = 0.9$ and $\\beta_2 = 0.999$"
    w, m, v = np.zeros(1), np.zeros(1), np.zeros(1)
    for t, g in enumerate((1.0, 1.0, -1.0), start=1):
        before = w
        w, m, v = adam_step(w, np.array([g]), m, v, t, 0.1)
        m_hat, v_hat, step = m[0] / (1 - 0.9**t), v[0] / (1 - 0.999**t), (before - w)[0]
        numbers = " | ".join(plain(n) for n in (m[0], m_hat, v_hat))
        yield minus(f"| {t} | {g:g} | {numbers} | {step:.2g} |")
    w, m, v = adam_step(np.ones(1), np.array([2.0]), np.zeros(1), np.zeros(1), 1, 0.1)
    yield f"The first gradient is 2: m is {m[0]:.1f} and v is {v[0]:.3f}"
    yield "Corrected they are 2 and 4. The root of 4 is 2, and 2 / 2 is 1"
    yield "by its own 1 minus beta to the power t"
    w, *_ = adamw_step(np.array([2.0]), *np.zeros((3, 1)), 1, 0.1, weight_decay=0.1)
    yield f"$2 - 0.1 \\cdot 0.1 \\cdot 2 = {w[0]:g}$"
    yield "With rate 0.1 and decay 0.1 a weight of 2 loses a hundredth of itself"
    yield "and a weight of 200 loses 2."
    yield "After two gradients of 1, $m$ is 0.19: that is $1 - 0.9^2$ of a full average"
    assert pytest.approx(0.19) == 1 - 0.9**2
    yield "takes a whole step, whether the weight is 2 or 20"
    assert experiments.FIRST_WEIGHT == 20
    yield "A weight of 20, without a gradient"


def more_by_hand():
    _, s = rmsprop_step(np.ones(1), np.array([2.0]), np.zeros(1), 0.1)
    yield "Gradients of −2 and 2 have the same size"
    yield f"The first gradient is 2: its square is 4, and s takes in a hundredth of it, {s[0]:.2g}"
    yield f"The root is {np.sqrt(s[0]):.1f}, so the step is 10 times the rate"
    grads, norm = clip_by_global_norm([np.array([3.0]), np.array([4.0])], 2.5)
    yield "Two arrays, $(3)$ and $(4)$"
    yield f"Its length is {norm:g}. With a limit of 2.5 both arrays are halved; with a limit of 10"
    assert [g.item() for g in grads] == [1.5, 2.0]
    yield "multiply every array by limit / length, else by 1"
    yield "A sibling, solved: shares that add up to 1"
    yield "A cosine goes from 1 at the angle 0 to −1 at $\\pi$"
    yield "so that it goes from 1 to 0"
    yield "Half-way the cosine is 0, and the rate is the mean"
    assert cosine_rate(5, 0.3, 10, 0.1) == pytest.approx(0.2)
    yield "and at most 1. Take the cosine of pi times that share, add 1 and halve it"
    yield "a factor from 1 to 0"
    low, high = len(str(SMALLEST)), len(str(LARGEST))
    yield f"with {low} to {high} digits that nobody"


def theory():
    yield "as long as $\\eta$ is below $2(1 + \\mu)/h$"
    yield "its limit is lower: $2(1 + \\mu)/((1 + 2\\mu)h)$"
    yield "with $\\rho = 0.99$ its first step is ten times the rate"
    yield "$\\eta/(1 - \\mu)$ is the *effective learning rate*"
    yield "In the four pictures $h$ is 1, and the limit 2"
    yield "multiplies the distance by $1 - \\eta h$"
    yield "$(\\kappa - 1)/(\\kappa + 1)$"
    yield "$(\\sqrt\\kappa - 1)/(\\sqrt\\kappa + 1)$"
    kappa = experiments.KAPPA
    one, two = (kappa - 1) / (kappa + 1), (kappa**0.5 - 1) / (kappa**0.5 + 1)
    yield f"For $\\kappa = {kappa:g}$ that is ${one:.2f}$ and ${two:.2f}$"
    t = np.arange(1, 200)
    raw = (1 - 0.9**t) / np.sqrt(1 - 0.999**t)
    first, longest, largest = f"{raw[0]:.2f}", raw.argmax() + 1, f"{raw.max():.1f}"
    yield (
        f"Without it the first step is {first} times the rate, and step {longest} under a "
        f"constant gradient is {largest} times the rate"
    )
    yield "ten times as long at $\\mu = 0.9$"
    yield "with `(1 - mu) * g`, keeps their length"
    yield "at 1.99 times the inverse curvature a walk arrives, at 2.01 times it never does"
    assert abs(1 - 1.99) < 1 < abs(1 - 2.01)
    assert facts.counts()["steps"] == 410


def literature():
    # years as in the literature that is named beside them
    yield "(Kingma and Ba, 2015)"
    yield "(Tieleman and Hinton, 2012)"
    yield "(Polyak, 1964; Goh, 2017)"
    yield "(Dauphin and others, 2014)"
    yield "(Wilson and others, 2017)"
    yield "(Choi and others, 2019)"
    yield "optimizers for deep learning* (2019)"
    yield "(Reddi, Kale and Kumar, 2018)"
    yield "on arXiv in December 2014 and presented at the conference ICLR in 2015"
    yield "of iteration methods* (1964)"
    yield "slides (2012)"
    yield "optimization* (2014)"
    yield "*Adam: a method for stochastic optimization* (2015)"
    yield "with warm restarts* (2017)"
    yield "regularization* (2019)"
    yield "*Why momentum really works* (2017)"
    yield "in machine learning* (2017)"
    yield "*On the convergence of Adam and beyond* (2018)"
    yield "*Optical recognition of handwritten digits* (1998)"


PARTS = (
    by_definition,
    steps_by_hand,
    batches_by_hand,
    momentum_by_hand,
    averages_by_hand,
    more_by_hand,
    theory,
    literature,
)
