"""Module 8: ``sgd_step``, the warm-up, and ``momentum_step``, which adds up a velocity."""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import in_corner
from autograder.lessons.m08 import public
from autograder.lessons.m08.judge.drawn import arrays, corner_cases, with_zero
from nnlib.optimizers import momentum_step, sgd_step

# ---------------------------------------------------------------- sgd_step


def sgd_step_cases(rng):
    """Draw the cases; only the docstring's example has a rate of 1."""
    example = {"w": np.array([1.0, 1.0]), "g": np.array([0.01, 1.0]), "lr": 1.0}

    def case(name, shape, lr):
        return Case(name, {**arrays(rng, ("w", "g"), shape), "lr": lr})

    return [
        Case("the example of the docstring", example),
        in_corner(case("a vector", (4,), 0.3), "other options"),
        case("a table", (2, 3), 0.05),
        with_zero(case("", (3,), 0.2), "a gradient of 0", "g"),
        *corner_cases(rng, ("w", "g"), lr=0.3),
    ]


SGD_STEP = public.SGD_STEP.judged(
    reference=sgd_step,
    cases=sgd_step_cases,
    visible_points=0,
    rubric={},
    bonus=True,
    facts=lambda case: {"lr": f"{case.inputs['lr']:g}"},
    misconceptions=(
        Misconception(
            "uphill",
            "Your step is as long as it should be, and it leads up. A gradient points to where the "
            "loss grows: to which side of w does a step downhill lead?",
            lambda w, g, lr: w + lr * g,
        ),
        Misconception(
            "learning rate left out",
            "Right for a rate of 1, as in the example. Here it is {lr}: which part of your line "
            "knows of it?",
            lambda w, g, lr: w - g,
        ),
        Misconception(
            "w times the rate",
            "Right for a rate of 1. Here it is {lr}, and it shrinks w as well as the step. With a "
            "gradient of 0, where should w end?",
            lambda w, g, lr: lr * (w - g),
        ),
        Misconception(
            "divided by the rate",
            "Right for a rate of 1. Here it is {lr}, and a smaller rate makes your steps longer: "
            "is the rate a factor of the step, or what divides it?",
            lambda w, g, lr: w - g / lr,
        ),
        Misconception(
            "the step alone",
            "You return how far w moves. Where is it afterwards?",
            (lambda w, g, lr: -lr * g, lambda w, g, lr: lr * g),
        ),
        Misconception(
            "the sign alone",
            "All your steps have the same length. Where the slope is steeper, gradient descent "
            "takes a longer step: does yours know how steep it is?",
            lambda w, g, lr: w - lr * np.sign(g),
        ),
        Misconception(
            "the rate alone",
            "All entries of w move by {lr}, to the same side. Where the slope goes down, so should "
            "w: which part of your line knows the gradient?",
            lambda w, g, lr: w - lr,
        ),
        Misconception(
            "w times the gradient",
            "Your step is longer where w is larger. How far a step leads depends on the gradient "
            "and the rate: what is multiplied in your line that should not be?",
            (lambda w, g, lr: w * (1 - lr * g), lambda w, g, lr: (w - lr) * g),
        ),
        Misconception(
            "always of length 1",
            "You divide the gradient by its length, so all steps are equally long. Near the bottom "
            "a gradient is short, and so should the step be: where is its length lost?",
            lambda w, g, lr: w - lr * g / (np.linalg.norm(g) or 1.0),
        ),
        Misconception(
            "one step for all",
            "All entries of w moved by the same amount. Each has an entry of g of its own: which "
            "line joins them into one number?",
            (lambda w, g, lr: w - lr * g.mean(), lambda w, g, lr: w - lr * g.sum()),
        ),
    ),
)

# ---------------------------------------------------------------- momentum_step


def momentum_step_cases(rng):
    """Draw the cases; the rate is never 1 - mu, with which the two forms in use are alike."""
    example = {"w": np.array([-1.45]), "g": np.array([-1.0]), "v": np.array([1.9]), "lr": 0.5}
    names = ("w", "g", "v")

    def case(name, shape, lr, **mu):
        return Case(name, {**arrays(rng, names, shape), "lr": lr, **mu})

    return [
        Case("the example of the docstring", example),
        case("a vector, mu as it is if nothing is said", (3,), 0.3),
        in_corner(case("a table, and mu = 0.5", (2, 3), 0.2, mu=0.5), "other options"),
        case("mu = 0: nothing is kept", (4,), 0.3, mu=0.0),
        with_zero(case("", (4,), 0.2, mu=0.9), "a gradient of 0: it goes on by itself", "g"),
        with_zero(case("", (4,), 0.2, mu=0.9), "the first step, from a velocity of 0", "v"),
        *corner_cases(rng, names, lr=0.2, mu=0.3),
    ]


def _momentum(velocity=None, place=None):
    """Make a version: the right one but for the parts that are given as functions."""
    velocity = velocity or (lambda g, v, lr, mu: mu * v + g)
    place = place or (lambda w, g, old, new, lr, mu: w - lr * new)

    def version(w, g, v, lr, mu=0.9):
        new = velocity(g, v, lr, mu)
        return place(w, g, v, new, lr, mu), new

    return version


def _returning(pick):
    """Make a version that has both right and returns something else: pick(w, old, new, lr)."""

    def version(w, g, v, lr, mu=0.9):
        new = mu * v + g
        return pick(w - lr * new, v, new, lr)

    return version


def _with_numbers(**fixed):
    """Make a version in which numbers of the example stand in the code."""

    def version(w, g, v, lr, mu=0.9):
        given = {"lr": lr, "mu": mu} | fixed
        return _momentum()(w, g, v, **given)

    return version


MOMENTUM_STEP = public.MOMENTUM_STEP.judged(
    reference=momentum_step,
    cases=momentum_step_cases,
    visible_points=1,
    rubric={"w": 2.25, "v": 1.75},
    outputs=("w", "v"),
    facts=lambda case: {
        "lr": f"{case.inputs['lr']:g}",
        "mu": f"{case.inputs.get('mu', 0.9):g}",
    },
    another_way="""
def momentum_step(w, g, v, lr, mu=0.9):
    kept = mu * v
    return w - lr * kept - lr * g, kept + g
""",
    misconceptions=(
        Misconception(
            "averaged",
            "Your velocity takes in 1 − mu of the gradient, so it is an average. That form is in "
            "use, too, and its steps are shorter. The one asked for accumulates: how much of each "
            "new gradient does it take in?",
            _momentum(lambda g, v, lr, mu: mu * v + (1 - mu) * g),
        ),
        Misconception(
            "step without the velocity",
            "w moves as if there were no velocity, by the gradient alone. You have made v: which "
            "line uses it?",
            _momentum(place=lambda w, g, old, new, lr, mu: w - lr * g),
            holds="v holds.",
        ),
        Misconception(
            "velocity forgotten",
            "Your new velocity is the gradient alone. What was v for, which came in, and which "
            "share of it should go on?",
            _momentum(lambda g, v, lr, mu: 1.0 * g),
        ),
        Misconception(
            "uphill",
            "w moves as far as it should, to the other side. The velocity adds up gradients, and "
            "a gradient points uphill: to which side does the step lead?",
            _momentum(place=lambda w, g, old, new, lr, mu: w + lr * new),
            holds="v holds.",
        ),
        Misconception(
            "step by the old velocity",
            "w moves by the velocity that came in, so this gradient acts one step late. Which "
            "comes first, the new velocity or the step?",
            _momentum(place=lambda w, g, old, new, lr, mu: w - lr * old),
            holds="v holds.",
        ),
        Misconception(
            "a step ahead",
            "Your step adds the gradient once more to what is kept of the new velocity: that is "
            "Nesterov's form, under More. Plain momentum steps by the velocity alone: what is "
            "added to it in your line?",
            _momentum(place=lambda w, g, old, new, lr, mu: w - lr * (g + mu * new)),
            holds="v holds.",
        ),
        Misconception(
            "gradient added twice",
            "Your velocity has this gradient in it, and your step adds it once more. In which of "
            "the two lines does it belong?",
            _momentum(place=lambda w, g, old, new, lr, mu: w - lr * (new + g)),
            holds="v holds.",
        ),
        Misconception(
            "mu and rate exchanged",
            "The rate keeps a share of your velocity, and mu says how far you step. Here the rate "
            "is {lr} and mu is {mu}: which of them is a share that is kept?",
            _momentum(lambda g, v, lr, mu: lr * v + g, lambda w, g, old, new, lr, mu: w - mu * new),
        ),
        Misconception(
            "rate twice",
            "The learning rate is in your velocity and in your step, so a step has it twice: "
            "{lr} · {lr}. In which of the two lines is its place?",
            _momentum(lambda g, v, lr, mu: mu * v + lr * g),
        ),
        Misconception(
            "rate inside the velocity",
            "From a velocity of 0 your w goes the same way: the rate inside v is the other form in "
            "use. But the v that comes in here was made without a rate: where does {lr} belong, if "
            "v is to stay a sum of gradients?",
            _momentum(lambda g, v, lr, mu: mu * v + lr * g, lambda w, g, old, new, lr, mu: w - new),
        ),
        Misconception(
            "rate and sign inside the velocity",
            "Your velocity holds the rate and the minus, as in some books, and you add it. The v "
            "that comes in here is a sum of gradients, uphill and without a rate: in which line do "
            "both belong?",
            _momentum(lambda g, v, lr, mu: mu * v - lr * g, lambda w, g, old, new, lr, mu: w + new),
        ),
        Misconception(
            "sign inside the velocity",
            "Your velocity points downhill, and you add it. The v that comes in points uphill, as "
            "a sum of gradients does: what becomes of the two when they are added?",
            _momentum(lambda g, v, lr, mu: mu * v - g, lambda w, g, old, new, lr, mu: w + lr * new),
        ),
        Misconception(
            "nothing is forgotten",
            "Your velocity keeps all of what it was. With a gradient of 0, should it go on for "
            "ever, and which number says how much of it is kept?",
            _momentum(lambda g, v, lr, mu: v + g),
        ),
        Misconception(
            "gradient shrunk as well",
            "mu multiplies your whole sum, the new gradient too. How much of the gradient should "
            "be in the velocity in the moment in which it comes?",
            _momentum(lambda g, v, lr, mu: mu * (v + g)),
        ),
        Misconception(
            "mu at the gradient",
            "mu multiplies the gradient in your line, and 1 − mu the velocity. mu near 1 is a "
            "long memory: which of the two should it keep?",
            _momentum(lambda g, v, lr, mu: (1 - mu) * v + mu * g),
        ),
        Misconception(
            "rate left out",
            "w moves by the whole velocity. The rate here is {lr}: in which line should it be?",
            _momentum(place=lambda w, g, old, new, lr, mu: w - new),
            holds="v holds.",
        ),
        Misconception(
            "the step alone",
            "You return how far w moves. Where is it afterwards?",
            (
                _momentum(place=lambda w, g, old, new, lr, mu: -lr * new),
                _momentum(place=lambda w, g, old, new, lr, mu: lr * new),
            ),
            holds="v holds.",
        ),
        Misconception(
            "old velocity returned",
            "the v that you return is the one that came in. The next call begins with it: which "
            "velocity should it find?",
            _returning(lambda w, old, new, lr: (w, old)),
            holds="w holds, and",
        ),
        Misconception(
            "step returned for the velocity",
            "the second thing that you return is the step, {lr} times the velocity. Which of the "
            "two does the next call need?",
            (
                _returning(lambda w, old, new, lr: (w, lr * new)),
                _returning(lambda w, old, new, lr: (w, -lr * new)),
            ),
            holds="w holds, and",
        ),
        Misconception(
            "velocity turned round",
            "the velocity that you return has its sign turned. The next call adds a gradient to "
            "it, and that points uphill: which sign should the velocity have?",
            _returning(lambda w, old, new, lr: (w, -new)),
            holds="w holds, but",
        ),
        Misconception(
            "velocity not returned",
            "Only w comes back. The next call begins with the new velocity: how does a return hand "
            "over two arrays?",
            _returning(lambda w, old, new, lr: w),
        ),
        Misconception(
            "in another order",
            "Both arrays are right, and they come back in another order. In which order does the "
            "docstring name them?",
            _returning(lambda w, old, new, lr: (new, w)),
        ),
        Misconception(
            "mu of the example",
            "Right for mu = 0.9, as in the example. Here mu is {mu}: does your line know of it?",
            _with_numbers(mu=0.9),
        ),
        Misconception(
            "rate of the example",
            "Right for a rate of 0.5, as in the example. Here it is {lr}: does your line know of "
            "it?",
            _with_numbers(lr=0.5),
        ),
    ),
)
