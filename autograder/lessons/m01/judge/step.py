"""Module 1: ``neuron_step``, the rule rate × error × input, averaged over a batch."""

import math
from dataclasses import replace

import numpy as np

from autograder.core.exercise import Case, Misconception, Step
from autograder.lessons.corners import array_of, away_from_zero, in_corner, in_float32, laid_out
from autograder.lessons.m01 import public
from nnlib import sigmoid
from nnlib.neuron import neuron_step


def neuron_step_cases(rng):
    """Draw the cases; more samples than inputs and fewer, one of each, and a rate that is not 1."""
    example = {
        "w": np.zeros(2),
        "b": 0.0,
        "X": np.array([[1.0, 2.0], [3.0, 0.0], [0.0, 1.0]]),
        "y": np.array([1.0, 0.0, 1.0]),
        "lr": 3.0,
    }
    N, D = (int(n) for n in rng.permutation([3, 5]))
    in_columns = _step_case(rng, "", N, D, -0.6)
    in_columns.inputs["y"][:] = np.arange(N) == N - 1  # read without the gaps it is 0 throughout
    single = laid_out(in_float32(_step_case(rng, "", N, D, 0.7)), X="strided", y="strided")
    return [
        Case("the example of the docstring", example),
        in_corner(_step_case(rng, "a batch of samples", N, D, -0.6), "other options"),
        _step_case(rng, "as many samples as inputs", 4, 4, 0.7, _long_steps(rng)),
        _step_case(rng, "one sample", 1, 3, -0.6),
        replace(_step_case(rng, "one input", 5, 1, 0.7, _long_steps(rng)), tags=("one input",)),
        _alike(rng),
        _nearly_right(rng),
        laid_out(in_columns, w="strided", X="fortran", y="strided"),
        in_corner(single, name="numbers of float32, each the second in its row"),
    ]


def _long_steps(rng):
    return float(rng.choice([2.5, 3.0]))


def _step_case(rng, name, N, D, b, lr=None):
    w, X = (away_from_zero(rng, shape, 0.3, 1.2) for shape in (D, (N, D)))
    X[0, 0], w[-1] = -abs(X[0, 0]), -abs(w[-1])
    y = rng.permutation(np.arange(N) % 2).astype(float)
    return Case(name, {"w": w, "b": b, "X": X, "y": y, "lr": lr or float(rng.choice([0.25, 0.5]))})


def _alike(rng):
    """Draw inputs and targets that are whole numbers: two samples alike but for their targets."""
    case = _step_case(rng, "whole numbers, and two samples alike", 4, 3, 0.7)
    X = np.rint(3 * case.inputs["X"]).astype(int)
    X[1], X[2, 1] = X[0], 0
    inputs = case.inputs | {"X": X, "y": np.array([1, 0, 1, 0])}
    return in_corner(case, "whole", "tie", inputs=inputs)


def _nearly_right(rng):
    """Draw samples that are answered nearly right, and a rate at which that shows.

    The errors are between 5e-9 and 5e-6, and for the last sample 0 as good as. Rounding leaves the
    smallest of them open by 2e-8 of its size.
    """
    case = _step_case(rng, "samples that are nearly right, and long steps", 4, 3, 0.7)
    w, b, X = (case.inputs[name] for name in ("w", "b", "X"))
    wanted = np.array([12.5, -19, 13.5, 30]) + rng.uniform(-0.2, 0.2, 4)
    X = X + np.outer(wanted - b - X @ w, w / (w @ w))
    inputs = case.inputs | {"X": X, "y": np.array([1.0, 0.0, 1.0, 1.0]), "lr": 1e6}
    return in_corner(case, "decades", inputs=inputs)


def _step_facts(case):
    N, D = array_of(case.inputs["X"]).shape
    return {"N": N, "D": D, "lr": f"{case.inputs['lr']:,.9g}"}


def _change(w=None, b=None, output=None, error=None):
    """Make a version: the right one but for the parts that are given as functions."""
    output = output or (lambda z: sigmoid(z))
    error = error or (lambda y, a: y - a)
    w = w or (lambda e, X, lr: lr * e @ X / len(X))
    b = b or (lambda e, lr: lr * e.mean())

    def version(w_old, b_old, X, y, lr):
        e = error(y, output(X @ w_old + b_old))
        return w_old + w(e, X, lr), float(b_old + b(e, lr))

    return version


def _by_loops(finish):
    """Make a version that walks over the samples; ``finish`` gets the two sums."""

    def version(w, b, X, y, lr):
        dw, db = np.zeros(len(w)), 0.0
        for x, target in zip(X, y, strict=True):
            error = target - sigmoid(x @ w + b)
            dw += error * x
            db += error
        return finish(w, b, dw, db, len(X), lr)

    return version


def _moved_before_the_bias(w, b, X, y, lr):
    w = w + lr * (y - sigmoid(X @ w + b)) @ X / len(X)
    return w, b + lr * np.mean(y - sigmoid(X @ w + b))


def _moved_after_the_bias(w, b, X, y, lr):
    b = float(b + lr * np.mean(y - sigmoid(X @ w + b)))
    return w + lr * (y - sigmoid(X @ w + b)) @ X / len(X), b


def _one_after_the_other(share):
    """Make a version that moves after every sample; ``share`` says how far, by their number."""

    def version(w, b, X, y, lr):
        for x, target in zip(X, y, strict=True):
            error = share(len(y)) * (target - sigmoid(x @ w + b))
            w, b = w + lr * error * x, b + lr * error
        return w, b

    return version


def _one_weight_after_the_other(measured_again_for_b):
    """Make a version in which every weight meets the errors that the weights before it leave."""

    def version(w, b, X, y, lr):
        w, first = w.astype(float), y - sigmoid(X @ w + b)
        for d in range(len(w)):
            w[d] += lr * np.mean((y - sigmoid(X @ w + b)) * X[:, d])
        last = y - sigmoid(X @ w + b)
        return w, b + lr * np.mean(last if measured_again_for_b else first)

    return version


def _rows_all_along(w, b, X, y, lr):
    error = y - sigmoid(X @ w + b)
    return w + lr * error[:, None] * X, b + lr * error


def _rows_all_along_crosswise(w, b, X, y, lr):
    error = y - sigmoid(X @ w + b)
    return w + lr * error * X, b + lr * error


def _without_bias(w, b, X, y, lr):
    e = y - sigmoid(X @ w)
    return w + lr * e @ X / len(X), float(b + lr * e.mean())


def _flat(z):
    a = sigmoid(z)
    return a * (1 - a)


def _with_slope(w, b, X, y, lr):
    z = X @ w + b
    push = (y - sigmoid(z)) * _flat(z)
    return w + lr * push @ X / len(X), b + lr * push.mean()


def _cut(like):
    """Make a version that keeps errors, or what they ask for, in an array like one that came."""

    def version(w, b, X, y, lr):
        error = y - sigmoid(X @ w + b)
        kept = error.astype(y.dtype) if like == "y" else error
        asked = kept[:, None] * X
        asked = asked.astype(X.dtype) if like == "X" else asked
        return w + lr * asked.mean(axis=0), float(b + lr * kept.mean())

    return version


def _all_but_the_last(w, b, X, y, lr):
    error = y - sigmoid(X @ w + b)
    error[-1] = 0
    return w + lr * error @ X / len(X), float(b + lr * error.mean())


def _one_sum_at_a_time(z):
    return 1 / (1 + math.exp(-z))


MISCONCEPTIONS = (
    Misconception(
        "away from the target",
        "Each number moves by the right amount, in the other direction. Target 1, output 0.2, "
        "input 1: should the weight grow or shrink, and which sign in your lines is against it?",
        _change(error=lambda y, a: a - y),
    ),
    Misconception(
        "w away from the target",
        "w moves by the right amount, in the other direction. Output too low, input positive: "
        "should the weight grow or shrink?",
        _change(lambda e, X, lr: -lr * e @ X / len(X)),
        holds="b holds.",
    ),
    Misconception(
        "b away from the target",
        "b moves by the right amount, in the other direction. Output too low: "
        "should the bias grow or shrink?",
        _change(b=lambda e, lr: -lr * e.mean()),
        holds="w holds.",
    ),
    Misconception(
        "w stays",
        "w stays where it was. What does the rule say about a weight whose input was not 0?",
        _change(lambda e, X, lr: np.zeros(X.shape[1])),
        holds="b holds, and",
    ),
    Misconception(
        "bias stays",
        "b stays where it was. Read b as the weight of an input that is always 1: what does "
        "the rule say then?",
        _change(b=lambda e, lr: 0.0),
        holds="w holds, and",
    ),
    Misconception(
        "summed over the batch",
        "Both steps are {N} times too long, and the batch has {N} samples. "
        "Should a neuron leap further because it saw the same thing more often?",
        _change(lambda e, X, lr: lr * e @ X, lambda e, lr: lr * e.sum()),
    ),
    Misconception(
        "w summed",
        "w moves {N} times too far, and the batch has {N} samples. For b you took the mean: "
        "what did you take for w?",
        _change(lambda e, X, lr: lr * e @ X),
        holds="b holds.",
    ),
    Misconception(
        "b summed",
        "b moves {N} times too far, and the batch has {N} samples. For w you took the mean: "
        "what did you take for b?",
        _change(b=lambda e, lr: lr * e.sum()),
        holds="w holds.",
    ),
    Misconception(
        "a row for each sample",
        "Your w has a row for each sample of the batch, and the neuron has one w. "
        "Each row is what one sample asks for: what does the batch ask for?",
        (
            _change(lambda e, X, lr: lr * e[:, None] * X),
            _change(lambda e, X, lr: lr * e * X),
            _rows_all_along,
            _rows_all_along_crosswise,
        ),
    ),
    Misconception(
        "one sample only",
        "Right for one sample. With more of them you learn from a single one: "
        "what do the others of the batch ask for?",
        (
            lambda w, b, X, y, lr: _change()(w, b, X[:1], y[:1], lr),
            lambda w, b, X, y, lr: _change()(w, b, X[-1:], y[-1:], lr),
        ),
    ),
    Misconception(
        "rate for w alone",
        "b moves as if the rate were 1, and here it is {lr}: how long should its step be?",
        _change(b=lambda e, lr: e.mean()),
        holds="w holds.",
    ),
    Misconception(
        "rate for b alone",
        "w moves as if the rate were 1, and here it is {lr}: how long should its steps be?",
        _change(lambda e, X, lr: e @ X / len(X)),
        holds="b holds.",
    ),
    Misconception(
        "no sigmoid",
        "Your error compares the target with the plain sum. A sum may be 7 or −3, a target is "
        "0 or 1: what turns a sum into an output?",
        _change(output=lambda z: z),
    ),
    Misconception(
        "learning rate left out",
        "Right for a rate of 1. Here it is {lr}: in which of your lines does it stand?",
        _change(lambda e, X, lr: e @ X / len(X), lambda e, lr: e.mean()),
    ),
    Misconception(
        "input left out",
        "all your weights moved by the same amount. A weight whose input was 0 had no part "
        "in the error: should it move?",
        _change(lambda e, X, lr: lr * e.mean()),
        holds="b holds, and",
    ),
    Misconception(
        "one push for all weights",
        "you averaged over samples and inputs together, so all weights move alike. Each "
        "weight has inputs of its own: over what is its mean taken?",
        _change(lambda e, X, lr: lr * np.mean(e[:, None] * X)),
        holds="b holds;",
    ),
    Misconception(
        "one push, errors along the rows",
        "One mean is taken over all the products of errors and inputs, so all weights move "
        "alike. Each weight has inputs of its own: over which numbers is its mean taken?",
        _change(lambda e, X, lr: lr * np.mean(e * X)),
    ),
    Misconception(
        "errors along the rows",
        "Your errors are laid along the rows of X, as if there were one for each input. There "
        "is one for each sample: which way in X does it go from sample to sample?",
        _change(lambda e, X, lr: lr * (e * X).mean(axis=0)),
    ),
    Misconception(
        "X on its side",
        "Your product of X and the errors adds up along a row of X, where the inputs of one "
        "sample stand. Over what is the mean of a weight taken: over inputs or samples?",
        (
            _change(lambda e, X, lr: lr * X @ e / len(X)),
            _change(lambda e, X, lr: lr * np.dot(X, e) / len(X)),
        ),
    ),
    Misconception(
        "mean along the rows",
        "Your mean goes along the rows, over the inputs of one sample, so there is a number for "
        "each sample. A weight wants one from every sample: along which axis do they lie?",
        _change(lambda e, X, lr: lr * (e[:, None] * X).mean(axis=1)),
    ),
    Misconception(
        "in another order",
        "The new w and the new b are right, and they come back in another order. "
        "In which order does the docstring name them?",
        lambda w, b, X, y, lr: _change()(w, b, X, y, lr)[::-1],
    ),
    Misconception(
        "last sample left out",
        "The last sample of the batch has no say in your step. "
        "How many samples are there, and how many does your loop visit?",
        _all_but_the_last,
    ),
    Misconception(
        "exp of one number",
        "A function for a single number, like math.exp or float, got a number for each sample. "
        "In which line is that, and what is there for whole arrays?",
        _change(output=_one_sum_at_a_time),
    ),
    Misconception(
        "cut to whole numbers",
        "Right while only floats come. Here X and y hold whole numbers, and an array made like "
        "them has no room for a fraction: what becomes of an error of 0.3 in it?",
        (_cut("y"), _cut("X")),
    ),
    Misconception(
        "output without bias",
        "Right while b is 0, as in the example. Here it is not: does your output know of it?",
        _without_bias,
    ),
    Misconception(
        "means multiplied",
        "Right for one sample. With more of them you average errors and inputs apart, and "
        "multiply afterwards: which error belongs to which input?",
        _change(lambda e, X, lr: lr * e.mean() * X.mean(axis=0)),
    ),
    Misconception(
        "new weights, new error",
        "For b you measured the error a second time, after w had moved: from which output "
        "should both of them learn?",
        _moved_before_the_bias,
        holds="w holds.",
    ),
    Misconception(
        "new bias, new error",
        "For w you measured the error a second time, after b had moved: from which output "
        "should both of them learn?",
        _moved_after_the_bias,
        holds="b holds.",
    ),
    Misconception(
        "one weight after the other",
        "Your later weights learn from errors that were measured after the first had moved: from "
        "which w and b should all of them come?",
        (_one_weight_after_the_other(True), _one_weight_after_the_other(False)),
    ),
    Misconception(
        "one after the other",
        "You step after every sample, so the second one meets a neuron that has moved. "
        "The batch is seen at once: from which w and b do all its errors come?",
        (_one_after_the_other(lambda N: 1), _one_after_the_other(lambda N: 1 / N)),
    ),
    Misconception(
        "yes or no",
        "Your outputs are 0 or 1, so an error is 0, 1 or −1 and nothing in between. "
        "How far is an output of 0.6 from a target of 1?",
        (
            _change(output=lambda z: (z > 0) * 1.0),
            _change(output=lambda z: (z >= 0) * 1.0),
        ),
    ),
    Misconception(
        "divided by the inputs",
        "for w you divided by {D}, the number of inputs. You average over the batch: how "
        "many samples are there?",
        _change(lambda e, X, lr: lr * e @ X / X.shape[1]),
        holds="b holds, and",
    ),
    Misconception(
        "the change alone",
        "You return by how much w and b move. Right from zero, as in the example: "
        "where do they stand afterwards, if they did not start there?",
        _by_loops(lambda w, b, dw, db, N, lr: (lr * dw / N, lr * db / N)),
    ),
    Misconception(
        "error without its sign",
        "Your error has lost its sign: every sample pushes the bias upwards. "
        "An output of 0.9 for a target of 0: which way should the bias go?",
        _change(error=lambda y, a: np.abs(y - a)),
    ),
    Misconception(
        "slope of the sigmoid",
        "Your push is multiplied by how steep the sigmoid is. Some rules do that; this one "
        "does not: what stands between rate and input in the formula?",
        _with_slope,
    ),
)


def _known(*names):
    """Pick mistakes by their names, for a step that looks at one part of the answer alone."""
    by_name = {mistake.name: mistake for mistake in MISCONCEPTIONS}
    return tuple(replace(by_name[name], holds="") for name in names)


OF_BOTH_PARTS = _known(
    "one sample only",
    "last sample left out",
    "no sigmoid",
    "output without bias",
    "yes or no",
    "slope of the sigmoid",
    "one after the other",
    "exp of one number",
    "cut to whole numbers",
)
OF_THE_BIAS = (
    *OF_BOTH_PARTS,
    *_known(
        "b away from the target",
        "bias stays",
        "rate for w alone",
        "error without its sign",
        "new weights, new error",
    ),
    Misconception(
        "w stops it",
        "Your code stops at shapes that do not fit, so no b comes back. If that is in the line "
        "for w, return None in its place for now: does b hold by itself?",
        (
            _change(lambda e, X, lr: lr * (e * X).mean(axis=0)),
            _change(lambda e, X, lr: lr * X @ e / len(X)),
            _change(lambda e, X, lr: lr * np.dot(X, e) / len(X)),
            _change(lambda e, X, lr: lr * (e[:, None] * X).mean(axis=1)),
        ),
    ),
    Misconception(
        "b summed",
        "b moves {N} times too far, and the batch has {N} samples. "
        "Should a neuron leap further because it saw the same thing more often?",
        _change(b=lambda e, lr: lr * e.sum()),
    ),
    Misconception(
        "the change of b alone",
        "You return by how much b moves. Where does it stand afterwards, if it did not start at 0?",
        lambda w, b, X, y, lr: (w, _change()(w, b, X, y, lr)[1] - b),
    ),
)
OF_ONE_WEIGHT = (
    *OF_BOTH_PARTS,
    *_known(
        "w away from the target",
        "w stays",
        "rate for b alone",
        "errors along the rows",
        "X on its side",
        "mean along the rows",
        "means multiplied",
        "a row for each sample",
        "new bias, new error",
    ),
    Misconception(
        "input left out of one weight",
        "Your weight moved by rate × mean error, as a bias does. Two samples with the same error "
        "and inputs 0.1 and 3: do they ask for the same change?",
        _change(lambda e, X, lr: lr * e.mean()),
    ),
    Misconception(
        "w summed",
        "w moves {N} times too far, and the batch has {N} samples. The sum over the samples is "
        "there: by which number does a mean divide it, and by which do you?",
        _change(lambda e, X, lr: lr * e @ X),
    ),
    Misconception(
        "the change of w alone",
        "You return by how much w moves. Where does it stand afterwards, if it did not start at 0?",
        lambda w, b, X, y, lr: (_change()(w, b, X, y, lr)[0] - w, b),
    ),
)
OF_ALL_WEIGHTS = (
    *(mistake for mistake in OF_ONE_WEIGHT if mistake.name != "input left out of one weight"),
    *_known(
        "input left out",
        "one push for all weights",
        "one push, errors along the rows",
        "divided by the inputs",
    ),
)
BIAS, ONE_WEIGHT, ALL_WEIGHTS = public.NEURON_STEP.steps

NEURON_STEP = public.NEURON_STEP.judged(
    reference=neuron_step,
    cases=neuron_step_cases,
    visible_points=1.5,
    rubric={"w": 3.5, "b": 2},
    another_way="""def neuron_step(w, b, X, y, lr):
    error = y - sigmoid(X @ w + b)
    dw = (error[:, None] * X).mean(axis=0)
    return w + lr * dw, b + lr * error.mean()""",
    outputs=("w", "b"),
    version=3,
    builds_on=("neuron", "layer"),
    facts=_step_facts,
    steps=(
        Step(BIAS, ("b",), misconceptions=OF_THE_BIAS),
        Step(ONE_WEIGHT, ("w", "one input"), misconceptions=OF_ONE_WEIGHT),
        Step(ALL_WEIGHTS, ("w",), misconceptions=OF_ALL_WEIGHTS),
    ),
    misconceptions=MISCONCEPTIONS,
)
