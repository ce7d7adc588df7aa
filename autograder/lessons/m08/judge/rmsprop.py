"""Module 8: ``rmsprop_step``, the gradient divided by its usual size."""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import in_corner
from autograder.lessons.m08 import public
from autograder.lessons.m08.judge.drawn import arrays, corner_cases, with_zero
from nnlib.optimizers import rmsprop_step


def rmsprop_step_cases(rng):
    """Draw the cases; the average of squares is never below 0, and eps is beside the root."""
    example = {"w": np.array([2.0]), "g": np.array([2.0]), "s": np.zeros(1), "lr": 0.1}

    def case(name, shape, lr, **numbers):
        drawn = arrays(rng, ("w", "g"), shape)
        return Case(name, {**drawn, "s": rng.uniform(0.5, 2, shape), "lr": lr, **numbers})

    still = with_zero(case("", (3,), 0.2), "a gradient of 0 that has never been another", "g", "s")
    small = {  # not the smallest case: that is shown
        "w": np.array([0.5, -0.25, 1.5, 0.75, -0.5]),
        "g": 1e-7 * np.array([1.0, -3.0, 2.0, 1.0, -1.0]),
        "s": np.zeros(5),
    }
    sizes = case("gradients from 0.3 to 1,000,000, the first step", (6,), 0.1)
    sizes.inputs["g"] = np.sign(sizes.inputs["g"]) * [0.3, 3.0, 30.0, 3e3, 3e5, 1e6]
    sizes.inputs["s"] = np.zeros(6)
    shared = corner_cases(rng, ("w", "g", "s"), lr=0.3)[2:]
    for one in shared:
        one.inputs["s"] = _above_0(one.inputs["s"])
    return [
        Case("the example of the docstring", example),
        case("a vector, rho as it is if nothing is said", (4,), 0.3),
        in_corner(case("a table, and rho = 0.8", (2, 3), 0.2, rho=0.8), "other options"),
        in_corner(case("a larger eps, 0.1", (4,), 0.2, rho=0.8, eps=0.1), "other options"),
        with_zero(case("", (3,), 0.2), "a gradient of 0 after others", "g"),
        still,
        in_corner(Case("gradients nearly as small as eps", {**small, "lr": 0.1}), "decades"),
        in_corner(sizes, "decades"),
        *shared,
    ]


def _above_0(s):
    """Take the sign from an average of squares, however it is laid out."""
    return type(s)(s.kind, np.abs(s.array)) if hasattr(s, "kind") else np.abs(s)


def _rmsprop(
    average=lambda s, g, rho: rho * s + (1 - rho) * g**2,
    way=lambda g, s, eps: g / (np.sqrt(s) + eps),
    place=lambda w, way, lr: w - lr * way,
):
    """Make a version: the right one but for the parts that are given as functions."""

    def version(w, g, s, lr, rho=0.99, eps=1e-8):
        new = average(s, g, rho)
        return place(w, way(g, new, eps), lr), new

    return version


def _by_the_old(w, g, s, lr, rho=0.99, eps=1e-8):
    return w - lr * g / (np.sqrt(s) + eps), rho * s + (1 - rho) * g**2


def _old_returned(w, g, s, lr, rho=0.99, eps=1e-8):
    return _rmsprop()(w, g, s, lr, rho, eps)[0], s


def _usual_rho(w, g, s, lr, rho=0.99, eps=1e-8):
    return _rmsprop()(w, g, s, lr, 0.99, eps)


RMSPROP_STEP = public.RMSPROP_STEP.judged(
    reference=rmsprop_step,
    cases=rmsprop_step_cases,
    under_more=True,
    visible_points=0.5,
    rubric={"w": 1, "s": 0.5},
    outputs=("w", "s"),
    facts=lambda case: {
        "lr": f"{case.inputs['lr']:g}",
        "rho": f"{case.inputs.get('rho', 0.99):g}",
        "eps": f"{case.inputs.get('eps', 1e-8):g}",
    },
    misconceptions=(
        Misconception(
            "no root",
            "Make the gradient ten times larger: the step should keep its length, and yours "
            "shrinks tenfold. s has the units of a squared gradient: what of it has the units of a "
            "gradient?",
            _rmsprop(way=lambda g, s, eps: g / (s + eps)),
            holds="s holds.",
        ),
        Misconception(
            "square of the average",
            "Your s is an average of gradients that is squared afterwards. Gradients that change "
            "their sign cancel in it: which comes first, squaring or averaging?",
            (
                _rmsprop(lambda s, g, rho: (rho * np.sqrt(s) + (1 - rho) * g) ** 2),
                _rmsprop(lambda s, g, rho: (rho * s + (1 - rho) * g) ** 2),
            ),
        ),
        Misconception(
            "gradient not squared",
            "Your s averages the gradient itself, so it can fall below 0, where a root is nan. "
            "What is the same for a gradient of −2 and of 2?",
            _rmsprop(lambda s, g, rho: rho * s + (1 - rho) * g),
        ),
        Misconception(
            "no eps that helps",
            "A weight that has never had a gradient becomes nan: 0 divided by 0. To what must eps "
            "be added, so that nothing is divided by 0?",
            _rmsprop(way=lambda g, s, eps: g / np.sqrt(s)),
        ),
        Misconception(
            "eps without brackets",
            "Python divides before it adds: your eps is added after the division, and a weight "
            "that has never had a gradient is 0 divided by 0. What should be added up first, and "
            "how do you say so?",
            (
                _rmsprop(way=lambda g, s, eps: g / np.sqrt(s) + eps),
                lambda w, g, s, lr, rho=0.99, eps=1e-8: (
                    _rmsprop(way=lambda g, s, _: g / np.sqrt(s))(w, g, s, lr, rho)[0] + eps,
                    rho * s + (1 - rho) * g**2,
                ),
            ),
            holds="s holds.",
        ),
        Misconception(
            "eps as a floor",
            "You divide by the larger of two numbers, the root or eps: so eps counts only where "
            "the root is tiny. The docstring lets it always count: what is done with the two?",
            _rmsprop(way=lambda g, s, eps: g / np.maximum(np.sqrt(s), eps)),
            holds="s holds.",
        ),
        Misconception(
            "usual eps in the code",
            "Right for the usual eps, 0.00000001. Here it is {eps}: does your line know of it?",
            lambda w, g, s, lr, rho=0.99, eps=1e-8: _rmsprop()(w, g, s, lr, rho),
            holds="s holds.",
        ),
        Misconception(
            "eps inside the root",
            "Right while gradients are large. With gradients nearly as small as eps your step is "
            "far shorter: does the docstring add eps before the root or after it?",
            (
                _rmsprop(way=lambda g, s, eps: g / np.sqrt(s + eps)),
                _rmsprop(way=lambda g, s, eps: g / np.sqrt(s + eps**2)),
            ),
            holds="s holds.",
        ),
        Misconception(
            "one average for all",
            "All entries take in the same number, a mean over all gradients. Each weight has a "
            "usual size of its own: what does your line average over?",
            _rmsprop(lambda s, g, rho: rho * s + (1 - rho) * np.mean(g**2)),
        ),
        Misconception(
            "average lost",
            "The first step is right, and the second looks like a first: nothing is left of the s "
            "that came in. Which share of it should be kept?",
            _rmsprop(lambda s, g, rho: (1 - rho) * g**2),
        ),
        Misconception(
            "squares added up",
            "Your s takes in the whole squared gradient. An average of equal squares should be "
            "that square: how much of a new one may come in, if a share rho is kept?",
            (
                _rmsprop(lambda s, g, rho: rho * s + g**2),
                _rmsprop(lambda s, g, rho: s + g**2),
            ),
        ),
        Misconception(
            "rho at the gradient",
            "rho multiplies the squared gradient in your line, and 1 − rho what was there. rho "
            "near 1 is a long memory: which of the two should it keep?",
            _rmsprop(lambda s, g, rho: (1 - rho) * s + rho * g**2),
        ),
        Misconception(
            "step by the old average",
            "w is moved by the s that came in, so the first gradient is divided by nothing but "
            "eps. Which comes first, the new average or the step?",
            _by_the_old,
            holds="s holds.",
        ),
        Misconception(
            "old average returned",
            "the s that you return is the one that came in. Which one should the next call find?",
            _old_returned,
            holds="w holds, and",
        ),
        Misconception(
            "uphill",
            "w moves as far as it should, to the other side. A gradient points uphill: to which "
            "side does the step lead?",
            _rmsprop(place=lambda w, way, lr: w + lr * way),
            holds="s holds.",
        ),
        Misconception(
            "rate left out",
            "Your step does not know of the rate, here {lr}. In which line should it be?",
            _rmsprop(place=lambda w, way, lr: w - way),
            holds="s holds.",
        ),
        Misconception(
            "usual rho in the code",
            "Right for rho = 0.99. Here it is {rho}: does your line know of it?",
            _usual_rho,
        ),
        Misconception(
            "average not returned",
            "Only w comes back. The next call begins with the new s: how does a return hand over "
            "two arrays?",
            lambda w, g, s, lr, rho=0.99, eps=1e-8: _rmsprop()(w, g, s, lr, rho, eps)[0],
        ),
        Misconception(
            "in another order",
            "Both arrays are right, and they come back in another order. In which order does the "
            "docstring name them?",
            lambda w, g, s, lr, rho=0.99, eps=1e-8: _rmsprop()(w, g, s, lr, rho, eps)[::-1],
        ),
    ),
)
