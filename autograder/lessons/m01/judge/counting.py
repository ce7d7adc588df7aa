"""Module 1: ``count_parameters`` and ``widest_hidden``, how large a network is."""

import itertools
import math

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import in_corner
from autograder.lessons.m01 import public
from nnlib.neuron import count_parameters, widest_hidden

# ---------------------------------------------------------------- count_parameters


def count_parameters_cases(rng):
    """Draw the cases: one layer, several, equal sizes; no two mistakes may give one number."""

    def sizes(count):
        return [int(n) for n in rng.choice(range(3, 40), size=count, replace=False)]

    k = int(rng.integers(3, 9))

    def case(name, sizes, *corners):
        return Case(name, {"sizes": sizes}, corners=corners)

    return [
        case("the example of the docstring", [3, 1]),
        case("one layer", sizes(2)),
        case("one hidden layer", sizes(3)),
        case("two hidden layers", sizes(4)),
        case("four hidden layers", sizes(6), "long"),
        case("all layers alike", [k, k, k], "equal sizes"),
        case("one output", [*sizes(2), 1], "one"),
    ]


def _weights(sizes):
    return sum(D * H for D, H in itertools.pairwise(sizes))


def _last_layer_by_loop(sizes):
    for D, H in itertools.pairwise(sizes):
        total = D * H + H
    return total


def _three_by_name(sizes):
    D, H, C = sizes
    return D * H + H + H * C + C


COUNT_PARAMETERS = public.COUNT_PARAMETERS.judged(
    reference=count_parameters,
    stand_in="""
        def count_parameters(sizes):
            total = 0
            for i in range(1, len(sizes)):
                total += sizes[i - 1] * sizes[i] + sizes[i]
            return total
    """,
    cases=count_parameters_cases,
    visible_points=0.5,
    rubric={"count": 0.5},
    facts=lambda case: {
        "sizes": case.inputs["sizes"],
        "D": case.inputs["sizes"][0],
        "count": len(case.inputs["sizes"]),
    },
    misconceptions=(
        Misconception(
            "biases left out",
            "Every weight is counted. One kind of number is missing: "
            "what does a neuron have besides its weights?",
            _weights,
        ),
        Misconception(
            "inputs counted as neurons",
            "Your count is {D} too high, and there are {D} inputs. "
            "An input is a number that is handed in: has it a bias?",
            lambda sizes: _weights(sizes) + sum(sizes),
        ),
        Misconception(
            "first layer only",
            "The first layer is counted in full. "
            "How many pairs of neighbours are there in {sizes}?",
            lambda sizes: sizes[0] * sizes[1] + sizes[1],
        ),
        Misconception(
            "last layer only",
            "The last layer is counted in full, and what came before it is gone. "
            "When your loop comes to the next pair, what happens to the count so far?",
            _last_layer_by_loop,
        ),
        Misconception(
            "three sizes only",
            "Your code counts on three sizes, and this network has {count} of them. "
            "Which step would you repeat for a longer list?",
            (
                _three_by_name,
                lambda sizes: (lambda D, H, C: (D + 1) * H + (H + 1) * C)(*sizes[:3]),
                lambda s: s[0] * s[1] + s[1] + s[1] * s[2] + s[2],
            ),
        ),
        Misconception(
            "one bias a layer",
            "Every weight is counted, and one bias for each layer. "
            "Two neurons of a layer: do they share one?",
            lambda sizes: _weights(sizes) + len(sizes) - 1,
        ),
        Misconception(
            "one bias in all",
            "Every weight is counted, and one single bias for the whole network. "
            "Which neurons go without?",
            lambda sizes: _weights(sizes) + 1,
        ),
        Misconception(
            "outputs without bias",
            "The hidden layers hold. The last layer has come without its biases: "
            "are outputs neurons like the others?",
            lambda sizes: _weights(sizes) + sum(sizes[1:-1]),
        ),
        Misconception(
            "neurons, not connections",
            "You counted neurons. Between 3 inputs and 4 neurons: "
            "how many lines would you have to draw?",
            lambda sizes: sum(sizes),
        ),
        Misconception(
            "everything multiplied",
            "You multiplied all the sizes. Inputs are joined to the next layer only: "
            "which sizes belong together in one product?",
            lambda sizes: math.prod(sizes),
        ),
        Misconception(
            "biases of the layer before",
            "Every weight is counted, and the number of biases is that of the layer before. "
            "In the step from 64 inputs to 10 neurons: who has a bias?",
            lambda sizes: sum(D * H + D for D, H in itertools.pairwise(sizes)),
        ),
    ),
)

# ---------------------------------------------------------------- widest_hidden


def widest_hidden_cases(rng):
    """Draw the cases around a budget that is used up to the last parameter.

    None is above 3,000: a search from 0, or from the budget downwards, is a right answer.
    """
    D, C = int(rng.integers(8, 16)), int(rng.integers(4, 8))
    H = int(rng.integers(5, 30))
    one = D + 1 + C

    def case(name, budget, tag):
        return Case(name, {"D": D, "C": C, "budget": int(budget)}, tags=(tag,))

    return [
        Case("the example of the docstring", {"D": 64, "C": 10, "budget": 2410}, tags=("fits",)),
        in_corner(case("used up to the last parameter", H * one + C, "fits"), "tie"),
        in_corner(case("one parameter short", H * one + C - 1, "fits"), "beside"),
        in_corner(case("one parameter to spare", H * one + C + 1, "fits"), "beside"),
        case("most of a neuron to spare", H * one + C + one - 1, "fits"),
        case("a little more than half a neuron to spare", H * one + C + one // 2 + 1, "fits"),
        in_corner(
            case("a large budget", (3_000 // one - 1) * one + C + one // 3, "fits"), "decades"
        ),
        # where leaving out the biases of the outputs, or those of the hidden neurons, shows apart
        case("another large budget", 3 * one * (one - 1) + C // 2, "fits"),
        case("not one neuron fits", C + one - 1, "nothing fits"),
        in_corner(
            case("less than the biases of the outputs", C - rng.integers(1, 4), "nothing fits"),
            "beside",
        ),
        in_corner(case("one neuron, to the last parameter", C + one, "fits"), "tie"),
    ]


def _first_too_large(D, C, budget):
    H = 0
    while budget >= H * (D + 1 + C) + C:
        H += 1
    return H


def _last_that_leaves_change(D, C, budget):
    H = 0
    while budget > (H + 1) * (D + 1 + C) + C:
        H += 1
    return H


def _first_not_below(D, C, budget):
    H = 0
    while budget > H * (D + 1 + C) + C:
        H += 1
    return H


def _starts_at_one(D, C, budget):
    H = 1
    while budget >= (H + 1) * (D + 1 + C) + C:
        H += 1
    return H


WIDEST_HIDDEN = public.WIDEST_HIDDEN.judged(
    reference=widest_hidden,
    cases=widest_hidden_cases,
    visible_points=0.5,
    rubric={"fits": 1, "nothing fits": 0.5},
    label_words={
        "fits": "budgets that pay for neurons",
        "nothing fits": "budgets that pay for none",
    },
    builds_on=("count_parameters",),
    facts=lambda case: dict(case.inputs),
    version=2,
    misconceptions=(
        Misconception(
            "output biases free",
            "Nearly it: you share out the whole budget among the hidden neurons. "
            "Which parameters are there before the first hidden neuron comes?",
            lambda D, C, budget: budget // (D + 1 + C),
        ),
        Misconception(
            "one too wide",
            "One neuron too many: with it the budget of {budget} is overdrawn. "
            "When your search stops, does the last width it looked at still fit?",
            _first_too_large,
        ),
        Misconception(
            "rounded up",
            "Right when the budget is used up to the last parameter. Here you take one neuron more "
            "than can be paid: what has the count reached when your search stops?",
            _first_not_below,
        ),
        Misconception(
            "change demanded",
            "Right unless the budget is used up to the last parameter; then you are one short. "
            "May a network cost exactly what you have?",
            _last_that_leaves_change,
        ),
        Misconception(
            "no biases",
            "You paid for weights only. What else does each neuron cost, hidden or output?",
            lambda D, C, budget: budget // (D + C),
        ),
        Misconception(
            "hidden biases free",
            "The biases of the outputs are paid. "
            "One more hidden neuron brings {D} weights in and {C} out: and what of its own?",
            lambda D, C, budget: max(0, (budget - C) // (D + C)),
        ),
        Misconception(
            "way out free",
            "You paid for what leads into the hidden layer. "
            "Each hidden neuron is also joined to {C} outputs: who pays for that?",
            lambda D, C, budget: budget // (D + 1),
        ),
        Misconception(
            "fewer than none",
            "Right while something fits. Here the budget does not cover the outputs, and you "
            "answer with a negative width: how many neurons is the least?",
            lambda D, C, budget: (budget - C) // (D + 1 + C),
        ),
        Misconception(
            "at least one",
            "Right while something fits. Here the budget of {budget} does not pay for a single "
            "neuron, and you take one all the same: with which money?",
            _starts_at_one,
        ),
        Misconception(
            "rounded to the nearest",
            "Where most of a neuron could be paid, you take all of it. "
            "Is it covered by {budget} parameters?",
            lambda D, C, budget: max(0, round((budget - C) / (D + 1 + C))),
        ),
        Misconception(
            "parts of a neuron",
            "Your width has decimal places. Who would build a part of a neuron: "
            "how many whole ones can be paid?",
            (
                lambda D, C, budget: max(0, (budget - C) / (D + 1 + C)),
                lambda D, C, budget: (budget - C) / (D + 1 + C),
            ),
        ),
    ),
)
