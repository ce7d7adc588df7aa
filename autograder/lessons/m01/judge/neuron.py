"""Module 1: ``neuron``, the weighted sum of one neuron."""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import (
    array_of,
    away_from_zero,
    in_corner,
    in_float32,
    laid_out,
)
from autograder.lessons.m01 import public
from nnlib.neuron import neuron as engine_neuron


def neuron_cases(rng):
    """Draw the cases: other numbers of inputs, a sum below 0, and a bias alone."""
    D = int(rng.integers(4, 7))
    example = {"x": np.array([1.0, 2.0, 3.0]), "w": np.array([2.0, 0.0, 1.0]), "b": 4.0}
    one = _neuron_case(rng, "one input, with a whole number for its weight", 1, 1)
    large = laid_out(_neuron_case(rng, "", D, 1, 1e4), x="strided", w="strided")
    return [
        Case("the example of the docstring", example),
        _neuron_case(rng, f"{D} inputs", D, 1),
        _neuron_case(rng, "a sum below 0", D + 1, -1),
        _neuron_case(rng, "two inputs", 2, -1),
        in_corner(one, "whole", inputs=one.inputs | {"w": rng.integers(2, 6, 1)}),
        _zeros(rng, "all weights 0: the bias alone", "w"),
        _zeros(rng, "all inputs 0: the bias alone", "x"),
        _alike(rng),
        in_corner(_neuron_case(rng, "64 inputs, all far below 1", 64, 1, 1e-4), "decades", "long"),
        in_corner(large, "decades", name="large numbers, each the second of an array"),
        in_float32(_neuron_case(rng, "", D, 1)),
    ]


def _neuron_case(rng, name, D, sign, size=1.0):
    x, w = away_from_zero(rng, D), away_from_zero(rng, D)
    # inputs of both signs; every product has the sign of the sum, so that neither sum nor mean can
    # come near 0
    x = size * np.abs(x) * np.where(np.arange(D) % 2, 1, -1)
    w = size * sign * np.abs(w) * np.sign(x)
    return Case(name, {"x": x, "w": w, "b": float(sign * size**2 * rng.uniform(0.3, 0.9))})


def _zeros(rng, name, zero):
    inputs = {"x": away_from_zero(rng, 3), "w": away_from_zero(rng, 3), "b": rng.uniform(1, 2)}
    return Case(name, inputs | {zero: np.zeros(3)}, corners=("zeros",))


def _alike(rng):
    """Draw inputs that are whole numbers; some are alike, as are some weights and products."""
    p = int(rng.integers(2, 6))
    r, s, t = rng.permutation([0.3, 0.7, 1.1]) + rng.uniform(0.01, 0.2)
    x, w = np.array([p, 0, p, p + 3, p]), np.array([r, t, s, s, r])
    inputs = {"x": x, "w": w, "b": float(rng.uniform(0.3, 0.9))}
    name = "inputs that are whole numbers, some of them alike"
    return Case(name, inputs, corners=("whole", "tie"))


def _neuron_facts(case):
    return {"D": len(array_of(case.inputs["x"])), "b": f"{case.inputs['b']:.3g}"}


def _three_by_index(x, w, b):
    return float(x[0] * w[0] + x[1] * w[1] + x[2] * w[2] + b)


def _three_by_name(x, w, b):
    first, second, third = x
    return first * w[0] + second * w[1] + third * w[2] + b


def _last_input_by_loop(x, w, b):
    for value, weight in zip(x, w, strict=True):
        z = value * weight
    return z + b


def _first_input_by_loop(x, w, b):
    z = b
    for i in range(len(x)):
        z += x[i] * w[i]
        return z
    return z


def _place_by_input(x, w, b):
    places = [list(x).index(value) for value in x]
    return x @ w[places] + b


def _place_by_weight(x, w, b):
    places = [list(w).index(weight) for weight in w]
    return x[places] @ w + b


NEURON = public.NEURON.judged(
    reference=engine_neuron,
    stand_in="""
        def neuron(x, w, b):
            return x @ w + b
    """,
    cases=neuron_cases,
    visible_points=0.5,
    rubric={"sum": 2.5},
    another_way="""def neuron(x, w, b):
    z = b
    for value, weight in zip(x, w):
        z += value * weight
    return z""",
    version=2,
    facts=_neuron_facts,
    misconceptions=(
        Misconception(
            "bias D times",
            "With zero weights your neuron should answer b. "
            "For D inputs it answers D times b: how often does the formula add it?",
            lambda x, w, b: np.sum(x * w + b),
        ),
        Misconception(
            "not summed",
            "You have one product for each input, and a neuron has one answer. "
            "What happens to the products after they are made?",
            (lambda x, w, b: x * w + b, lambda x, w, b: (x * w).tolist() + b),
        ),
        Misconception(
            "bias subtracted",
            "The products hold, and the bias pulls the other way. "
            "If b grows, should the sum grow or shrink?",
            lambda x, w, b: x @ w - b,
        ),
        Misconception(
            "bias left out",
            "The products hold. With all inputs at 0 your neuron says 0: "
            "which number was given to say something else?",
            lambda x, w, b: x @ w,
        ),
        Misconception(
            "three inputs only",
            "Right for three inputs, as in the example. "
            "This neuron has another number of them: where does your code count to three?",
            (_three_by_index, _three_by_name),
        ),
        Misconception(
            "never below 0",
            "Sums above 0 hold; below 0 you answer 0. That is an activation, and it comes later: "
            "what is the plain sum here?",
            lambda x, w, b: max(0.0, float(x @ w + b)),
        ),
        Misconception(
            "squeezed",
            "Your answer lies between 0 and 1, because it has been through the sigmoid. "
            "Asked for is what goes into that curve: what is the plain sum?",
            lambda x, w, b: 1 / (1 + np.exp(-(x @ w + b))),
        ),
        Misconception(
            "last input only",
            "Your answer knows the last input and its weight alone. "
            "Which products are in your sum when it is returned, and which should be?",
            _last_input_by_loop,
        ),
        Misconception(
            "first input only",
            "Your answer knows the first input and its weight alone. "
            "Which products are in your sum when it is returned, and which should be?",
            _first_input_by_loop,
        ),
        Misconception(
            "largest product only",
            "One product is in your answer, the largest. The others count as well: "
            "what is done with all of them?",
            lambda x, w, b: max(x * w) + b,
        ),
        Misconception(
            "bias of the example",
            "Right for a bias of 4, as in the example. Here b is {b}: does your answer know of it?",
            lambda x, w, b: x @ w + 4.0,
        ),
        Misconception(
            "averaged",
            "Your products are divided by their number before the bias comes. "
            "A second strong input should add its full share: does it in yours?",
            lambda x, w, b: np.mean(x * w) + b,
        ),
        Misconception(
            "summed first",
            "You add up the inputs and the weights first and multiply once. "
            "How would input 0 know which of the weights is its own?",
            lambda x, w, b: x.sum() * w.sum() + b,
        ),
        Misconception(
            "inputs added to weights",
            "An input of 0 should leave no trace, whatever its weight. "
            "In your sum its weight still counts: what joins an input and its weight?",
            lambda x, w, b: np.sum(x + w) + b,
        ),
        Misconception(
            "an input left out",
            "All inputs but one have their say; the first or the last has none. "
            "Which places does your code visit, and which are there?",
            (lambda x, w, b: x[:-1] @ w[:-1] + b, lambda x, w, b: x[1:] @ w[1:] + b),
        ),
        Misconception(
            "bias multiplied",
            "Your bias is multiplied with something. The rule does not multiply it: "
            "what does it do with the bias once the products are added up?",
            (lambda x, w, b: x @ (w + b), lambda x, w, b: (x + b) @ w, lambda x, w, b: (x @ w) * b),
        ),
        Misconception(
            "looked up by value",
            "Right while no two inputs and no two weights are alike. Here some are, and you look a "
            "place up by the number in it: which of several places does a search find?",
            (_place_by_input, _place_by_weight),
        ),
        Misconception(
            "cut to whole numbers",
            "Right while only floats come. Here some numbers are whole, and an array made like "
            "theirs has no room for a fraction: what becomes of 2.5 in it?",
            (
                lambda x, w, b: (x * w).astype(x.dtype).sum() + b,
                lambda x, w, b: (x * w).astype(w.dtype).sum() + b,
            ),
        ),
    ),
)
