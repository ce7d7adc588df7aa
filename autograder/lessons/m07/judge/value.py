"""Module 7: ``Value``, a number that remembers where it came from and can ask for its slopes.

A case is a script of calls. Only ``data`` and ``grad`` are read, so a learner may keep the graph
in any form.
"""

import itertools

import numpy as np

from autograder.core.exercise import Case, Misconception, Step
from autograder.core.plain_data import Ref
from autograder.lessons.corners import in_corner
from autograder.lessons.m07 import public
from autograder.lessons.m07.judge import value_wrong as wrong
from autograder.lessons.m07.judge.value_right import Value

# ---------------------------------------------------------------- cases


def value_cases(rng):
    """Draw the cases; every graph has slopes that no mistake gives by chance."""

    first = itertools.cycle([-1, 1])

    def case(name, graph, *tags, scale=1.0):
        # the first two numbers are below and above 0 in turn, the third below: abs always shows
        numbers, sign = scale * _numbers(rng, 8), next(first)
        numbers[:3] = abs(numbers[:3]) * (sign, -sign, -1)
        return _case(name, graph, numbers.tolist(), tags)

    chain = [("c0", "*", "a", "b")]
    for i in range(6):
        chain += [(f"s{i}", "+", f"c{i}", "b"), (f"c{i + 1}", "*", f"s{i}", "d")]
    # what takes two numbers for one because they are equal, or nearly, and what divides by 0
    size = int(rng.integers(2, 5)) * int(rng.choice([-1, 1]))
    alike = [size, size, size * (1 + 1e-12), 0]
    far = (np.array([0.01, -4.0, 7.0]) * rng.uniform(0.97, 1.03, 3)).tolist()
    return [
        _case("the example of the docstring", _SQUARE_AND_ITSELF, [3.0], ("several roads",)),
        case("a product", [("out", "*", "a", "b")]),
        case("a product and a sum", [("c", "*", "a", "b"), ("out", "+", "c", "d")]),
        case("products in a row", [("c", "*", "a", "b"), ("out", "*", "d", "c")]),
        case("a long chain", [*chain, ("out", "*", "c6", "a")], "several roads"),
        case("a neuron", _NEURON, "tanh"),
        case("tanh of a number", [("out", "tanh", "a")], "tanh"),
        case("tanh of tanh", _TANH_OF_TANH, "tanh"),
        in_corner(_case("tanh near 0 and far out", _NEAR_AND_FAR, far, ("tanh",)), "decades"),
        case("a number plus itself", [("out", "+", "a", "a")], "several roads"),
        case("roads that part and meet again", _DIAMOND, "several roads"),
        in_corner(
            _case("numbers that are alike", _ALIKE, alike, ("several roads",)), "whole", "tie"
        ),
        case("used early and late, the early use first", _early_and_late("c", "e"), "order"),
        case("used early and late, the late use first", _early_and_late("e", "c"), "order"),
        in_corner(case("a number doubled 15 times: 32,768 roads", _DOUBLED, "order"), "long"),
        # tanh of numbers far out has cases of its own, and is not to decide here
        case("a short road and a long one", _short_and_long("a", "d"), "order", scale=0.7),
        case("a long road and a short one", _short_and_long("d", "a"), "order", scale=0.7),
        case("a sum, a product, then tanh of one number", _TANH_AT_LAST, "order"),
        case("one number in a sum, a product and tanh", _IN_EVERYTHING, "order"),
        case("backward twice", [*_DIAMOND, ("", "backward", "out")], "again"),
        case("the graph goes on after backward", _GOES_ON, "again"),
        case("a second graph with a number of the first", _TWO_GRAPHS, "again"),
    ]


def _numbers(rng, count):
    """Draw numbers of distinct sizes, none near 0 or 1: a slope of 1 must not come by itself."""
    sizes = rng.permutation([0.4, 0.55, 0.7, 0.85, 1.2, 1.35, 1.5, 1.65])[:count]
    return sizes * rng.uniform(0.97, 1.03, count) * rng.choice([-1, 1], count)


_SQUARE_AND_ITSELF = [("c", "*", "a", "a"), ("out", "+", "c", "a")]
# whoever walks every road to the end, and does not wait at the nodes, walks for a long time
_DOUBLED_ALONE = [(f"x{k + 1}", "+", f"x{k}", f"x{k}") for k in range(15)]
_DOUBLED = [*_DOUBLED_ALONE, ("out", "*", "x15", "a")]
_NEURON = [("p", "*", "w", "x"), ("z", "+", "p", "b"), ("h", "tanh", "z"), ("out", "*", "h", "v")]
_TANH_OF_TANH = [("c", "tanh", "a"), ("d", "tanh", "c"), ("out", "*", "d", "b")]
_DIAMOND = [
    ("c", "*", "a", "b"),
    ("d", "*", "a", "c"),
    ("e", "*", "c", "b"),
    ("out", "*", "d", "e"),
]
# every operation after every other, and before: one that overwrites shows behind one that adds up
_TANH_AT_LAST = [
    ("t", "tanh", "a"),
    ("p", "*", "a", "t"),
    ("s", "+", "p", "a"),
    ("out", "*", "s", "b"),
]
_IN_EVERYTHING = [
    ("p", "*", "a", "b"),
    ("s", "+", "d", "a"),
    ("q", "*", "s", "p"),
    ("t", "tanh", "a"),
    ("u", "tanh", "a"),
    ("r", "*", "q", "t"),
    ("out", "*", "r", "u"),
]
_NEAR_AND_FAR = [
    ("c", "tanh", "a"),
    ("d", "tanh", "b"),
    ("e", "+", "c", "d"),
    ("h", "tanh", "v"),
    ("out", "+", "e", "h"),
]
_ALIKE = [
    ("c", "*", "a", "b"),
    ("d", "*", "b", "a"),
    ("e", "*", "a", "v"),
    ("s", "+", "c", "d"),
    ("p", "*", "s", "e"),
    ("z", "*", "w", "a"),
    ("out", "+", "p", "z"),
]
_TWO_GRAPHS = [("c", "*", "a", "b"), ("", "backward", "c"), ("out", "*", "a", "d")]
_GOES_ON = [
    ("c", "*", "a", "b"),
    ("", "backward", "c"),
    ("d", "*", "c", "a"),
    ("out", "*", "d", "v"),
]


def _early_and_late(*factors):
    graph = [("c", "*", "a", "b"), ("d", "*", "c", "v"), ("e", "+", "d", "a")]
    return [*graph, ("out", "*", *factors)]


def _short_and_long(*factors):
    graph = [("a", "*", "v", "b"), ("c", "+", "a", "w"), ("d", "tanh", "c")]
    return [*graph, ("out", "*", *factors)]


def _case(name, graph, numbers, tags):
    """Turn steps (name, operation, operands) into a script; names that no step makes are leaves."""
    made = [step[0] for step in graph]
    operands = [name for step in graph for name in step[2:]]
    leaves = [name for name in dict.fromkeys(operands) if name not in made]
    graph = [*graph, ("", "backward", "out")]
    script = _built(graph, dict(zip(leaves, numbers, strict=False)))
    inner = [name for name in made if name and name != "out"]
    read = [("read", "out", "data"), *(("read", node, "grad") for node in [*leaves, "out"])]
    read += [("read", node, "grad") for node in inner[-3:]]
    # a walk along every road of a graph would go on for hours
    return Case(name, script=(*script, *read), tags=tags, calls=30_000)


def _built(graph, leaves):
    """Turn leaves and steps (name, operation, operands) into the beginning of a script."""
    script = [("make", leaf, number) for leaf, number in leaves.items()]
    for node, operation, *names in graph:
        if operation in ("tanh", "backward"):
            script.append(("call", node or "nothing", names[0], operation))
        else:
            script.append(("operate", node, operation, *map(Ref, names)))
    return script


def order_cases(rng):
    """Draw the cases of ``in_order``: each number is made of the one before, so one order holds."""
    early_and_late = [("c", "*", "a", "a"), ("d", "*", "c", "a"), ("e", "+", "d", "a")]

    def case(name, graph):
        asked = ("call", "row", graph[-1][0], "in_order")
        leaves = {operand for step in graph for operand in step[2:]} - {step[0] for step in graph}
        start = dict.fromkeys(leaves, float(rng.choice(_numbers(rng, 8))))
        script = (*_built(graph, start), asked, ("names", "row"))
        return Case(name, script=script, calls=30_000)

    return [
        case("the example of the docstring", _SQUARE_AND_ITSELF),
        case("a square", [("c", "*", "a", "a")]),
        case("tanh of tanh", [("c", "tanh", "a"), ("d", "tanh", "c"), ("out", "*", "d", "a")]),
        case("used early and late", [*early_and_late, ("out", "*", "c", "e")]),
        case("used late and early", [*early_and_late, ("out", "*", "e", "c")]),
        case("a number doubled 15 times", _DOUBLED_ALONE),
    ]


VALUE_STEPS = (
    Step("the product", ("products",), lends=("backward",)),
    Step("tanh", ("tanh",), lends=("backward",)),
    Step(
        "in_order",
        cases=order_cases,
        misconceptions=(
            Misconception(
                "the end comes first",
                "Your list begins with the end, and a comes after c, which was made of it. In a "
                "visit to c: when is its turn to join the list, before its parents have, or after?",
                (wrong.EndFirst, wrong.ListedBeforeItsParents),
            ),
            Misconception(
                "listed more than once",
                "a stands more than once in your list: c asks for it, and so does the end. "
                "How could a visit know that it has been here before?",
                (wrong.ListedAtEveryVisit, wrong.ListedFirstAtEveryVisit, wrong.ListedByAStack),
            ),
            Misconception(
                "somebody is missing",
                "Not everybody is in your list. Who asks whose parents, how far back does that go, "
                "and does the end itself have a place?",
                (wrong.WithoutTheEnd, wrong.ParentsAlone),
            ),
        ),
    ),
    Step("backward: shares add up", ("several roads",)),
    Step("backward: everybody waits", ("order",)),
    Step("backward: a second time", ("again",)),
)


VALUE = public.VALUE.judged(
    reference=Value,
    cases=value_cases,
    visible_points=2,
    rubric={"products": 1.5, "tanh": 1, "several roads": 1.5, "order": 1, "again": 1},
    version=3,
    steps=VALUE_STEPS,
    misconceptions=(
        Misconception(
            "overwrites",
            "Along a single road everything holds. With a + a the slope of a is 1 in your graph; a "
            "nudge says 2. Two roads lead to a: what happens when the second arrives?",
            (wrong.Overwrites, wrong.OverwritesRoadByRoad),
        ),
        Misconception(
            "overwrites in one operation",
            "Most shares are added up in your graph, and one operation writes its own over what is "
            "there. A number goes into a sum, into a product and into tanh: what does each of "
            "the three do when a share of another one has arrived before?",
            (wrong.SumOverwrites, wrong.ProductOverwrites, wrong.TanhOverwrites),
        ),
        Misconception(
            "speaks too early",
            "Products and tanh hold. A node passed its slope on before all its own had come in. In "
            "a drawing of c · (c · v + a): which node may speak only when two others have spoken?",
            (wrong.BreadthFirst, wrong.DepthFirst, wrong.Stack),
        ),
        Misconception(
            "starts at the wrong end",
            "The first link before the end has its slope, and what lies further back has 0. "
            "Your nodes stand in a row, parents first: who has something to pass on at the start?",
            wrong.FromTheLeaves,
        ),
        Misconception(
            "asked twice",
            "The slopes grow too large as soon as a node is used twice: it was asked twice, and "
            "both times it passed on all it had. How could it know that it had its turn?",
            (wrong.AskedAgain, wrong.AskedAgainByLevels),
        ),
        Misconception(
            "not afresh",
            "The first time everything holds, the second time the slopes have grown. "
            "What still stood in grad when the second call began?",
            (wrong.NeverReset, wrong.EndsNeverReset, wrong.AddsUpOverCalls),
        ),
        Misconception(
            "another graph is cleared",
            "After a second graph was asked, numbers of the first have lost their slopes, although "
            "nothing in the second was made from them. Whom does your backward set to 0, and what "
            "is left over in your list from the call before?",
            wrong.ClearsTheGraphBefore,
        ),
        Misconception(
            "equal numbers taken for one",
            "Right while all numbers differ. Two of them may hold the same 3 and are two all "
            "the same, each with a slope of its own: by what does your code recognise a number "
            "that it has met?",
            (wrong.MetByData, wrong.MetByDataAtOnce, wrong.MetByRoundedData),
        ),
        Misconception(
            "own factor",
            "a · a holds, a · b does not. Let a = 2 and b = 5 and move a to 2.1: the product moves "
            "by 0.5. Which of the two numbers sets that pace?",
            wrong.OwnFactor,
        ),
        Misconception(
            "product like a sum",
            "Sums hold. For 2 · 5, move the 2 to 2.1: the product goes from 10 to 10.5. "
            "Is that the slope that your product passes back?",
            (wrong.ProductLikeSum, wrong.ProductOfBoth),
        ),
        Misconception(
            "slope of tanh from another number",
            "Sums and products hold. tanh is almost flat for an input of 3, and nearly a straight "
            "line for 0.1. Which number do you take the square of: the one that goes in, the one "
            "that comes out, or a third?",
            (wrong.TanhOfTheInput, wrong.TanhTwice),
        ),
        Misconception(
            "another slope for tanh",
            "Sums and products hold, the value of tanh too. At 0 its slope is 1, and far out on "
            "either side it is nearly 0. What does your slope say at −3, at 0 and at 3?",
            (wrong.TanhItself, wrong.TanhNotSquared, wrong.TanhOpen),
        ),
        Misconception(
            "no parents",
            "At one of your operations the way back ends, and what was put into it keeps a slope "
            "of 0. Which parents does the new number remember, and with which slopes?",
            (wrong.ProductWithoutParents, wrong.TanhWithoutParents, wrong.NoParents),
        ),
        Misconception(
            "a pair without a comma",
            "Behind tanh your way back finds something that is no tuple of pairs. A single pair "
            "needs a comma: (3) is the number 3, and (3,) a tuple that holds it. What is "
            "((a, 2.0))?",
            (wrong.PairWithoutComma, wrong.PairWithoutCommaByIndex),
        ),
        Misconception(
            "everybody is an end",
            "Every slope is 1, or grows from a 1. Your backward hands the slope 1 to each number "
            "that it comes to: whose slope is 1 before anybody has spoken?",
            wrong.EverybodyAnEnd,
        ),
        Misconception(
            "the end says nothing",
            "All slopes on the way are 0. Everything you pass on is a multiple of what the end "
            "has: if the end itself is nudged by a little, how much does the end move?",
            (wrong.EndSilent, wrong.EndSpeaksTooLate),
        ),
        Misconception(
            "the end passes on its value",
            "All slopes are off by one and the same factor, the value of the end. "
            "If the end is nudged by a little, how much does the end move?",
            wrong.EndWithItsData,
        ),
    ),
)
