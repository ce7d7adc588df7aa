"""Module 1: ``count_parameters`` and ``widest_hidden``, how large a network is."""

import itertools
import math

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import in_corner
from autograder.lessons.m01 import public
from nnlib.neuron import count_parameters, widest_hidden

# ---------------------------------------------------------------- count_parameters


def count_parameters_cases(rng):
    """Draw the cases: one layer, several, some alike; no two mistakes may give one number."""

    def sizes(count):
        return [int(n) for n in rng.choice(range(3, 40), size=count, replace=False)]

    k = int(rng.integers(3, 9))
    first, second, third = sizes(3)

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
        # neighbours are found by their places: a size may stand in two of them
        case("some layers alike", [first, second, first, third, second], "tie"),
        case(
            "many neurons",
            [10, int(rng.integers(255, 275)), int(rng.integers(280, 300))],
            "decades",
        ),
    ]


def _weights(sizes):
    return sum(D * H for D, H in itertools.pairwise(sizes))


def _last_layer_by_loop(sizes):
    for D, H in itertools.pairwise(sizes):
        total = D * H + H
    return total


def _two_by_name(sizes):
    inputs, neurons = sizes
    return inputs * neurons + neurons


def _four_by_name(sizes):
    D, H, K, C = sizes
    return D * H + H + H * K + K + K * C + C


def _three_by_name(sizes):
    D, H, C = sizes
    return D * H + H + H * C + C


def _past_the_end(sizes):
    """Look for a neighbour of the last size, too."""
    total = 0
    for i in range(len(sizes)):
        total += sizes[i] * sizes[i + 1] + sizes[i + 1]
    return total


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
    under_more=True,
    visible_points=0.5,
    rubric={"count": 0.5},
    version=2,
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
            "Which pairs of neighbours are in your count when it is returned?",
            _last_layer_by_loop,
        ),
        Misconception(
            "a fixed number of sizes",
            "Your code counts on a fixed number of sizes, and this network has {count} of them. "
            "Which step would you repeat for a longer list?",
            (
                _two_by_name,
                _four_by_name,
                _three_by_name,
                lambda sizes: (lambda D, H, C: (D + 1) * H + (H + 1) * C)(*sizes[:3]),
                lambda s: s[0] * s[1] + s[1] + s[1] * s[2] + s[2],
            ),
            aliases=("three sizes only",),
        ),
        Misconception(
            "past the end",
            "Your code asks for a size after the last one, and there is none. "
            "In {sizes}, which places does your loop visit, and which have a right neighbour?",
            _past_the_end,
        ),
        Misconception(
            "a pair left out",
            "One pair of neighbours is missing, the first or the last. "
            "Which pairs are there in {sizes}, and which of them does your loop visit?",
            (
                lambda sizes: _weights(sizes[:-1]) + sum(sizes[1:-1]),
                lambda sizes: _weights(sizes[1:]) + sum(sizes[2:]),
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
            (lambda sizes: sum(sizes), lambda sizes: sum(sizes[1:])),
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

    None is far above 3,000: a search from 0, or from the budget downwards, is a right answer.
    """
    D, C = int(rng.integers(9, 17)), int(rng.integers(4, 8))
    H = int(rng.integers(5, 30))
    one, many = D + 1 + C, int(rng.integers(1_020, 1_060))

    def case(name, budget, tag, D=D, C=C):
        return Case(name, {"D": D, "C": C, "budget": int(budget)}, tags=(tag,))

    return [
        Case("the example of the docstring", {"D": 64, "C": 10, "budget": 2410}, tags=("fits",)),
        in_corner(case("used up to the last parameter", H * one + C, "fits"), "tie"),
        in_corner(case("one parameter short", H * one + C - 1, "fits"), "beside"),
        in_corner(case("one parameter to spare", H * one + C + 1, "fits"), "beside"),
        case("most of a neuron to spare", H * one + C + one - 1, "fits"),
        case("a little more than half a neuron to spare", H * one + C + one // 2 + 1, "fits"),
        # a budget that there was, for another network
        in_corner(case("more outputs than inputs", H * one + C, "fits", D=C, C=D), "other options"),
        in_corner(
            case("one input, one output", 3 * many, "fits", D=1, C=1),
            *("one", "beside", "decades", "long"),
        ),
        # where leaving out the biases of the outputs, or those of the hidden neurons, shows apart
        case("a large budget", 3 * one * (one - 1) + C // 2, "fits"),
        case("not one neuron fits", C + one - 1, "nothing fits"),
        in_corner(
            case("less than the biases of the outputs", C - rng.integers(1, 4), "nothing fits"),
            "beside",
        ),
        # with so many inputs that their number goes into the budget only once
        in_corner(
            case("one neuron, to the last parameter", C + 2 * D + one, "fits", D=3 * D), "tie"
        ),
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


def _cost(D, H, C):
    return (D + 1) * H + (H + 1) * C


def _widest_from(least):
    """Make a version that takes the largest of the widths that fit, from the least one up."""
    return lambda D, C, budget: max(
        H for H in range(least, budget // D + 1) if _cost(D, H, C) <= budget
    )


def _last_of_a_list(least):
    return lambda D, C, budget: [
        H for H in range(least, budget // D + 1) if _cost(D, H, C) <= budget
    ][-1]


def _none_unless_found(least):
    return lambda D, C, budget: next(
        (H for H in range(budget // D, least - 1, -1) if _cost(D, H, C) <= budget), None
    )


WIDEST_HIDDEN = public.WIDEST_HIDDEN.judged(
    reference=widest_hidden,
    cases=widest_hidden_cases,
    under_more=True,
    visible_points=0.5,
    rubric={"fits": 1, "nothing fits": 0.5},
    label_words={
        "fits": "budgets that pay for neurons",
        "nothing fits": "budgets that pay for none",
    },
    builds_on=("count_parameters",),
    facts=lambda case: dict(case.inputs),
    version=3,
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
            "than can be paid: has the last of them been paid in full?",
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
            "no answer where nothing fits",
            "Right while something fits. Here the budget of {budget} pays for no neuron, and your "
            "search comes back empty-handed: how wide is the hidden layer then?",
            (
                *map(_widest_from, (0, 1)),
                *map(_last_of_a_list, (0, 1)),
                *map(_none_unless_found, (0, 1)),
            ),
        ),
        Misconception(
            "inputs for outputs",
            "You set {D} aside before the first hidden neuron comes, one for each input. "
            "Which of inputs and outputs have biases that are there in any case?",
            lambda D, C, budget: max(0, (budget - D) // (D + 1 + C)),
        ),
        Misconception(
            "biases for inputs",
            "You set {D} aside for the inputs, as if each had a bias. "
            "An input is a number that is handed in: which parts of a network own a bias?",
            lambda D, C, budget: max(0, (budget - C - D) // (D + 1 + C)),
        ),
        Misconception(
            "sizes of the example",
            "Right for 64 inputs and 10 outputs, as in the example. "
            "Here there are {D} and {C}: which places in your code should know of them?",
            lambda D, C, budget: max(0, (budget - 10) // 75),
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
