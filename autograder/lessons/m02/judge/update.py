"""Module 2: ``perceptron_update``, what one sample teaches.

No score lies so near 0 that rounding could turn an answer: those on the line and close beside it
are exact, or all numbers are as small as they.
"""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import array_of, away_from_zero, in_corner, in_float32, laid_out
from autograder.lessons.m02 import public
from nnlib.perceptron import perceptron_update as engine_perceptron_update

CLOSE = 2.0**-40  # the score of a sample close beside the line, made of numbers of 1 and more


def perceptron_update_cases(rng):
    """Draw the cases: both kinds of mistake, and samples that were answered right."""
    example = {"x": np.array([1.0, 2.0]), "t": 1, "w": np.array([0.5, -1.0]), "b": 0.25, "lr": 0.5}
    # the sign of the score, with the bias and without it, and the target
    missed = [(1, -1, "a missed sample"), (0, 1, "a false alarm")]
    cases = [Case("the example of the docstring", example)]
    for t, side, name in missed:
        cases.append(_update_case(rng, name, 4, t, side))
        cases.append(_update_case(rng, f"{name}, decided by the bias", 3, t, side, against=True))
        cases.append(_update_case(rng, f"{name}, a single feature", 1, t, side))
    for t, side in ((1, 1), (0, -1)):
        for against in (False, True):
            name = f"answered right, target {t}" + (", by the bias" if against else "")
            cases.append(_update_case(rng, name, 4, t, side, against, ("already right",)))
    # so long that the step of b alone turns the answer: who asks again after it meets another;
    # one of them in huge numbers, of which none is 1
    long = [_update_case(rng, f"{name}, a long step", 3, t, side) for t, side, name in missed]
    for case, size in zip(long, (1.0, 2.0**30), strict=True):
        case.inputs["lr"] = float(rng.uniform(1.1, 1.5))
        _scale(case, size, ("w", "b", "lr"))
    long[1] = in_corner(long[1], "decades")
    cases += (in_corner(case, "other options") for case in long)
    return [*cases, *_cases_on_the_line(rng), *_cases_close_to_it(rng)]


def _cases_on_the_line(rng):
    """Make two samples with score 0: one that may stay, and one that was to be above."""
    x, w = (rng.integers(1, 4, 5) * rng.choice([-1.0, 1.0], 5) for _ in range(2))
    lr = float(rng.uniform(0.2, 0.8))
    on = {"x": x, "t": 0, "w": w, "b": -float(x @ w), "lr": lr}
    origin = {"x": np.zeros(3), "t": 1, "w": away_from_zero(rng, 3), "b": 0.0, "lr": lr}
    right = Case("on the line, target 0", on, tags=("already right",))
    return [
        in_corner(right, "tie"),
        in_corner(Case("at the origin, on the line, target 1", origin), "tie", "zeros"),
    ]


def _cases_close_to_it(rng):
    """Make a false alarm in whole numbers, and a missed sample; both scores are tiny."""
    at, w = rng.integers(1, 5, 2), rng.integers(1, 4, 2)
    x, b = np.array([1, *at]), -float(at @ w)
    whole = {"x": x, "t": 0, "w": np.array([CLOSE, *w]), "b": b, "lr": float(rng.uniform(0.2, 0.8))}
    whole = Case("whole numbers in x, a score close to 0", whole)
    small = _update_case(rng, "", 4, 1, -1)
    _scale(small, 2.0**-36, ("w", "b"))
    small = in_float32(laid_out(small, x="strided", w="strided"))
    name = "tiny weights of float32, laid out another way in memory"
    return [
        in_corner(whole, "whole", "beside"),
        in_corner(small, "beside", "decades", name=name),
    ]


def _scale(case, size, names):
    """Multiply some of the numbers."""
    for name in names:
        case.inputs[name] = case.inputs[name] * size


def _update_case(rng, name, D, t, side, against=False, tags=()):
    """Draw a sample whose score lies on the given side; ``against``: x · w alone says otherwise."""
    x, w = (away_from_zero(rng, D, 0.5, 1.5) for _ in range(2))
    score = side * rng.uniform(0.6, 0.9)
    product = (-1 if against else 1) * side * rng.uniform(0.3, 0.45)
    w += (product - x @ w) / (x @ x) * x
    lr = float(rng.uniform(0.2, 0.8))
    inputs = {"x": x, "t": t, "w": w, "b": float(score - product), "lr": lr}
    return Case(name, inputs, tags=tags)


def _update_facts(case):
    x, t, w, b, lr = map(array_of, case.inputs.values())
    before = float(x @ w + b)
    after = before - lr * (t - int(before > 0)) * float(x @ x + 1)
    return {
        "before": f"{before:.2g}".replace("-", "−"),
        "after": f"{after:.2g}".replace("-", "−"),
        "t": t,
    }


def _error(s, b, t):
    return t - int(s + b > 0)


def _moved(
    error=_error,
    rate=lambda lr: lr,
    factor=lambda x: x,
    bias=lambda lr, e, x: lr * e,
):
    """Make a wrong version: right but for the error, the rate, or the steps of w and b."""

    def version(x, t, w, b, lr):
        e, lr = error(x @ w, b, t), rate(lr)
        return w + lr * e * factor(x), float(b + bias(lr, e, x))

    return version


def _signed(t):
    return 2 * t - 1


def _made_like_x(x, t, w, b, lr):
    w, b = _moved()(x, t, w, b, lr)
    return w.astype(x.dtype), b


def _soft_error(s, b, t):
    return t - 1 / (1 + np.exp(-(s + b)))


def _asks_again_for_b(x, t, w, b, lr):
    w = w + lr * _error(x @ w, b, t) * x
    return w, b + lr * _error(x @ w, b, t)


def _asks_again_for_w(x, t, w, b, lr):
    b = b + lr * _error(x @ w, b, t)
    return w + lr * _error(x @ w, b, t) * x, b


def _asks_again_for_each(x, t, w, b, lr):
    w = np.array(w, float)
    for d in range(len(x)):
        w[d] += lr * _error(sum(x * w), b, t) * x[d]
    return w, b + lr * _error(sum(x * w), b, t)


PERCEPTRON_UPDATE = public.PERCEPTRON_UPDATE.judged(
    reference=engine_perceptron_update,
    stand_in="""
        def perceptron_update(x, t, w, b, lr):
            answer = 1 if x @ w + b > 0 else 0
            error = t - answer
            return w + lr * error * x, b + lr * error
    """,
    cases=perceptron_update_cases,
    visible_points=1,
    rubric={"w": 1, "b": 0.5, "already right": 0.5},
    label_words={"already right": "samples that were answered right"},
    outputs=("w", "b"),
    builds_on=("predict",),
    version=3,
    facts=_update_facts,
    misconceptions=(
        Misconception(
            "moves when it was right",
            "This sample was already answered correctly, yet w moved. "
            "What is target − prediction there, and where does that number go in your lines?",
            _moved(lambda s, b, t: 2 * t - 1),
        ),
        Misconception(
            "bias forgotten",
            "b stayed. A line that may only turn about the same point of its axis cannot reach "
            "every place; who moves it sideways?",
            _moved(bias=lambda lr, e, x: 0.0),
            holds="w moved as it should,",
        ),
        Misconception(
            "sign turned round",
            "The target is {t}, the score was {before}, and after your update it is {after}. "
            "Which way did it have to go?",
            _moved(lambda s, b, t: -_error(s, b, t)),
        ),
        Misconception(
            "error of the score",
            "You compared the target with the score {before}. A perceptron learns from its answer, "
            "which is 0 or 1: which of the two numbers comes after the step?",
            _moved(lambda s, b, t: t - (s + b)),
        ),
        Misconception(
            "curve in place of the step",
            "You compared the target with a number between 0 and 1, as the neuron of lesson 1 "
            "does. A perceptron has a step there: what does it answer at a score of {before}?",
            _moved(_soft_error),
        ),
        Misconception(
            "asks again in between",
            "You asked the perceptron for its answer more than once, and in between the line had "
            "moved. Which of these answers was the mistake that you learn from?",
            (_asks_again_for_b, _asks_again_for_w, _asks_again_for_each),
        ),
        Misconception(
            "answers of −1",
            "A target of 0 met an answer of −1, or a target of 1 did and the step became twice as "
            "long. Which two answers does this course's perceptron give?",
            (
                _moved(lambda s, b, t: t - (1 if s + b > 0 else -1)),
                _moved(lambda s, b, t: t - int(np.sign(s + b))),
            ),
        ),
        Misconception(
            "twice as far",
            "The direction holds and samples that were right stay in peace, but every step is "
            "twice as long. How far apart are your two targets: 1, or 2?",
            _moved(lambda s, b, t: 2 * _error(s, b, t)),
        ),
        Misconception(
            "rate left out",
            "Your steps have the same length at every learning rate. "
            "The caller handed over lr: where does it make the step longer or shorter?",
            (
                _moved(rate=lambda lr: 1.0),
                _moved(rate=lambda lr: 0.5),
                _moved(rate=lambda lr: 0.1),
                _moved(rate=lambda lr: 0.01),
            ),
        ),
        Misconception(
            "rate missing in b",
            "b moved by the whole error, whatever the learning rate. Is b a weight like the "
            "others, with an input of 1?",
            _moved(bias=lambda lr, e, x: e),
            holds="w holds.",
        ),
        Misconception(
            "inputs in the bias",
            "The step of b depends on x in your version. If b is the weight of an extra input, "
            "which value has that input for every sample?",
            _moved(bias=lambda lr, e, x: lr * e * x.sum()),
            holds="w holds.",
        ),
        Misconception(
            "input left out",
            "All your weights moved by the same amount, whatever the inputs were. In rate × "
            "error × input, which number is another one for each weight?",
            _moved(factor=lambda x: 0 * x + 1),
            holds="b holds.",
        ),
        Misconception(
            "false alarms ignored",
            "Missed samples hold, and so do those that were right. After a false alarm nothing "
            "moves, and the score stays at {before}: which way should it go?",
            _moved(lambda s, b, t: max(_error(s, b, t), 0)),
        ),
        Misconception(
            "only upwards",
            "Missed samples hold. After a false alarm the score should fall, and yours rises from "
            "{before}: what sign has target − prediction then?",
            _moved(lambda s, b, t: abs(_error(s, b, t))),
        ),
        Misconception(
            "target in place of the error",
            "Missed samples hold. After a false alarm nothing happens, and a sample that was right "
            "is moved for: have you asked what the perceptron answered?",
            _moved(lambda s, b, t: t),
        ),
        Misconception(
            "decided without the bias",
            "Whether there was a mistake is asked of x and w alone in your version, and the bias "
            "has a vote too. Which score decides the answer?",
            _moved(lambda s, b, t: t - int(s > 0)),
        ),
        Misconception(
            "on the line",
            "Beside the line everything is right. One sample is exactly on it, with score 0: what "
            "does the perceptron answer there, and for which target is that a mistake?",
            (
                _moved(lambda s, b, t: t - int(s + b >= 0)),
                _moved(lambda s, b, t: _signed(t) * int(_signed(t) * (s + b) <= 0)),
                _moved(lambda s, b, t: _signed(t) * int(_signed(t) * (s + b) < 0)),
                _moved(lambda s, b, t: t - (np.sign(s + b) + 1) / 2),
            ),
        ),
        Misconception(
            "a step beside 0",
            "Far from the line everything is right. Of two scores close to 0 one is above it and "
            "one below, and both get the same answer: how far above 0 must a score be for a 1?",
            (
                _moved(lambda s, b, t: t - int(s + b > 1e-5)),
                _moved(lambda s, b, t: t - int(s + b > -1e-5)),
            ),
        ),
        Misconception(
            "b first",
            "Two things came, and the single number is the first of them. "
            "In which order are w and b to be returned?",
            lambda x, t, w, b, lr: _moved()(x, t, w, b, lr)[::-1],
        ),
        Misconception(
            "cut to whole numbers",
            "Where x holds whole numbers your new w does, too, and its decimals are cut off. "
            "Of which kind are the numbers of an array that is made like x?",
            _made_like_x,
            holds="b holds.",
        ),
    ),
)
