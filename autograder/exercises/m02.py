"""Module 2, the perceptron: ``predict`` and ``perceptron_update``; the others beside it.

Every wrong version is one that learners write, in at least two styles. No score lies so near 0
that rounding could turn an answer, except where a sample is meant to lie exactly on the line.
"""

import numpy as np

from autograder.exercise import Case, Exercise, Misconception
from autograder.exercises.m02_fit import FIT_PERCEPTRON
from autograder.exercises.m02_margin import MARGIN_BOUND
from autograder.exercises.m02_number import MY_MISTAKES
from autograder.exercises.m02_xor import XOR_CERTIFICATE
from autograder.plain import Layout
from nnlib.perceptron import perceptron_update as engine_perceptron_update
from nnlib.perceptron import predict as engine_predict


def _away_from_zero(rng, shape, low=0.5, high=1.5):
    return np.asarray(rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape))


# ---------------------------------------------------------------- predict


def predict_cases(rng):
    """Draw the cases; the scores are drawn first, so that every mistake meets one it changes."""
    N, D = (int(n) for n in rng.permutation([5, 7]))
    example = {"X": np.array([[2.0, 1.0], [1.0, 3.0]]), "w": np.array([1.0, -1.0]), "b": 0.5}
    cases = [
        Case("the example of the docstring", example, tags=("sides",)),
        _scored_case(rng, "a table of samples", N, D),
        _scored_case(rng, "as many samples as features", 6, 6),
        _scored_case(rng, "a single feature", 6, 1),
        _scored_case(rng, "a single sample", 1, 4),
    ]
    small = _scored_case(rng, "arrays of float32", N, D)
    inputs = small.inputs
    inputs.update(X=inputs["X"].astype(np.float32), w=inputs["w"].astype(np.float32))
    strided = _scored_case(rng, "a table laid out another way in memory", N, D)
    strided.inputs.update(X=Layout("fortran", strided.inputs["X"]))
    # whole numbers: the score is exactly 0, however it is added up
    X = rng.integers(1, 5, (4, 3)).astype(float)
    w = rng.integers(1, 4, 3).astype(float)
    b = -float(X[1] @ w)
    X[2] += 1
    X[3] -= 1
    tie = Case("a sample on the line", {"X": X, "w": w, "b": b}, tags=("on the line",))
    return [*cases, small, strided, tie]


def _scored_case(rng, name, N, D):
    """Make samples with given scores: two between 0 and 0.5, and a bias that decides for some."""
    w = _away_from_zero(rng, D, 0.6, 1.4)
    b = float(_away_from_zero(rng, (), 1.5, 2.5))
    scores = np.resize([0.3, -0.3, b + 0.3, b - 0.3, b / 2, 2 * b], N) * np.resize([1, 1.1], N)
    scores = rng.permutation(scores) if N > 1 else np.array([0.3])
    X = rng.normal(size=(N, D))
    # move each sample along w until it has its score
    X += np.outer((scores - b - X @ w) / (w @ w), w)
    return Case(name, {"X": X, "w": w, "b": b}, tags=("sides",))


def _whole(value):
    """Take True and False for 1 and 0: in Python they are."""
    is_bool = isinstance(value, np.ndarray) and value.dtype.kind == "b"
    return value.astype(np.int64) if is_bool else value


def _decided(decide):
    """Make two styles of a wrong version from a rule on the score: (x · w, b) -> answer."""

    def by_product(X, w, b):
        return np.array([int(decide(float(s), b)) for s in np.asarray(X) @ w])

    def by_loop(X, w, b):
        answers = []
        for x in X:
            total = 0.0
            for value, weight in zip(x, w, strict=True):
                total += float(value) * float(weight)
            answers.append(decide(total, b))
        return np.array(answers, dtype=int)

    return by_product, by_loop


PREDICT = Exercise(
    name="predict",
    module=2,
    reference=engine_predict,
    cases=predict_cases,
    visible_points=0.5,
    rubric={"sides": 0.25, "on the line": 0.25},
    tidy=_whole,
    facts=lambda case: {"b": f"{case.inputs['b']:.2g}".replace("-", "−")},
    misconceptions=(
        Misconception(
            "on the line",
            "Every sample beside the line has its answer. One lies exactly on it, with score 0, "
            "and you gave it a 1: is 0 above 0?",
            _decided(lambda s, b: s + b >= 0),
        ),
        Misconception(
            "answers of −1",
            "Your answers are 1 and −1, and this course says 1 and 0. "
            "What should a sample below the line be called?",
            (
                lambda X, w, b: np.where(X @ w + b > 0, 1, -1),
                lambda X, w, b: np.array([1 if x @ w + b > 0 else -1 for x in X]),
            ),
        ),
        Misconception(
            "threshold of a half",
            "A sample with score 0.3 got a 0 from you, so your step stands at 0.5. "
            "That is where a probability is cut; at which score does this step stand?",
            _decided(lambda s, b: s + b > 0.5),
        ),
        Misconception(
            "bias left out",
            "Your line runs through the origin, wherever b would like it. "
            "Here b is {b}: where does it enter your score?",
            _decided(lambda s, b: s > 0),
        ),
        Misconception(
            "bias as a threshold",
            "You asked whether the weighted sum is above b. A threshold works that way; the bias "
            "is minus the threshold. With b = {b}, which way should it push the score?",
            _decided(lambda s, b: s > b),
        ),
        Misconception(
            "scores, no answers",
            "These are the scores themselves, and asked for is a decision. "
            "What does the step make of a score of −1.7?",
            (lambda X, w, b: X @ w + b, lambda X, w, b: (X * w).sum(axis=1) + b),
        ),
    ),
)

# ---------------------------------------------------------------- perceptron_update


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
            case = _update_case(rng, name, 4, t, side, against)
            cases.append(Case(case.name, case.inputs, tags=("already right",)))
    whole = _update_case(rng, "whole numbers in x", 3, 1, -1)
    whole.inputs.update(x=rng.integers(1, 5, 3), w=-rng.uniform(1, 2, 3))
    return [*cases, whole]


def _update_case(rng, name, D, t, side, against=False):
    """Draw a sample whose score lies on the given side; ``against``: x · w alone says otherwise."""
    x, w = _away_from_zero(rng, D), _away_from_zero(rng, D)
    score = side * rng.uniform(0.6, 0.9)
    product = (-1 if against else 1) * side * rng.uniform(0.3, 0.45)
    w += (product - x @ w) / (x @ x) * x
    lr = float(rng.uniform(0.2, 0.8))
    inputs = {"x": x, "t": t, "w": w, "b": float(score - product), "lr": lr}
    return Case(name, inputs)


def _update_facts(case):
    x, t, w, b, lr = case.inputs.values()
    before = float(x @ w + b)
    after = before - lr * (t - int(before > 0)) * float(x @ x + 1)
    return {
        "before": f"{before:.2g}".replace("-", "−"),
        "after": f"{after:.2g}".replace("-", "−"),
        "t": t,
    }


def _moved(error, bias=None, rate=lambda lr: lr):
    """Make two styles of a wrong version from rules for the error and for the step of b."""
    bias = bias or (lambda lr, e, x: lr * e)

    def with_arrays(x, t, w, b, lr):
        e = error(float(x @ w), b, t)
        return w + rate(lr) * e * x, float(b + bias(rate(lr), e, x))

    def by_loop(x, t, w, b, lr):
        total = sum(float(v) * float(k) for v, k in zip(x, w, strict=True))
        e = error(total, b, t)
        moved = [float(k) + rate(lr) * e * float(v) for v, k in zip(x, w, strict=True)]
        return np.array(moved), b + float(bias(rate(lr), e, np.asarray(x)))

    return with_arrays, by_loop


def _error(s, b, t):
    return t - int(s + b > 0)


PERCEPTRON_UPDATE = Exercise(
    name="perceptron_update",
    module=2,
    reference=engine_perceptron_update,
    cases=perceptron_update_cases,
    visible_points=1,
    rubric={"w": 1, "b": 0.5, "already right": 0.5},
    outputs=("w", "b"),
    builds_on=("predict",),
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
            "w moved as it should, b stayed. A line that may only turn about the same point of its "
            "axis cannot reach every place; who moves it sideways?",
            _moved(_error, bias=lambda lr, e, x: 0.0),
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
            "answers of −1",
            "A target of 0 met an answer of −1, or a target of 1 did and the step became twice as "
            "long. Which two answers does this course's perceptron give?",
            _moved(lambda s, b, t: t - (1 if s + b > 0 else -1)),
        ),
        Misconception(
            "twice as far",
            "The direction holds and samples that were right stay in peace, but every step is "
            "twice as long. How far apart are your two targets: 1, or 2?",
            _moved(lambda s, b, t: 2 * _error(s, b, t)),
        ),
        Misconception(
            "rate left out",
            "Your steps are as long as if the learning rate were 1. "
            "The caller handed over lr: where does it shorten the step?",
            _moved(_error, rate=lambda lr: 1.0),
        ),
        Misconception(
            "rate missing in b",
            "w holds. b moved by the whole error, whatever the learning rate. "
            "Is b a weight like the others, with an input of 1?",
            _moved(_error, bias=lambda lr, e, x: e),
        ),
        Misconception(
            "inputs in the bias",
            "w holds. The step of b depends on x in your version. "
            "If b is the weight of an extra input, which value has that input for every sample?",
            _moved(_error, bias=lambda lr, e, x: lr * e * x.sum()),
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
    ),
)

EXERCISES = (
    PREDICT,
    PERCEPTRON_UPDATE,
    FIT_PERCEPTRON,
    MARGIN_BOUND,
    XOR_CERTIFICATE,
    MY_MISTAKES,
)
