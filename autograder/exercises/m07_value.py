"""Module 7: ``Value``, a number that remembers where it came from and can ask for its slopes.

A case is a script of calls. Only ``data`` and ``grad`` are read, so a learner may keep the graph
in any form.
"""

import math

from autograder.exercise import Case, Exercise, Misconception
from autograder.plain import Ref


class Value:
    """A number that remembers its parents, and the slope along the way from each of them."""

    def __init__(self, data, parents=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, ((self, 1 - t * t),))

    def backward(self):
        order = _parents_first(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node.parents:
                parent.grad += slope * node.grad


def _parents_first(end):
    order, seen = [], set()

    def visit(node):
        if id(node) not in seen:
            seen.add(id(node))
            for parent, _ in node.parents:
                visit(parent)
            order.append(node)

    visit(end)
    return order


# ---------------------------------------------------------------- cases


def value_cases(rng):
    """Draw the cases; every graph has slopes that no mistake gives by chance."""

    def case(name, graph, *tags):
        return _case(name, graph, rng.permutation(_numbers(rng, 8)).tolist(), tags)

    chain = [("c0", "*", "a", "b")]
    for i in range(6):
        chain += [(f"s{i}", "+", f"c{i}", "b"), (f"c{i + 1}", "*", f"s{i}", "d")]
    return [
        _case("the example of the docstring", _SQUARE_AND_ITSELF, [3.0], ("several roads",)),
        case("a product", [("out", "*", "a", "b")], "products"),
        case("a product and a sum", [("c", "*", "a", "b"), ("out", "+", "c", "d")], "products"),
        case("products in a row", [("c", "*", "a", "b"), ("out", "*", "d", "c")], "products"),
        case("a long chain", [*chain, ("out", "*", "c6", "a")], "several roads"),
        case("tanh of a number", [("out", "tanh", "a")], "tanh"),
        case("a neuron", _NEURON, "tanh"),
        case("tanh of tanh", _TANH_OF_TANH, "tanh"),
        case("a number plus itself", [("out", "+", "a", "a")], "several roads"),
        case("roads that part and meet again", _DIAMOND, "several roads"),
        case("used early and late, the early use first", _early_and_late("c", "e"), "order"),
        case("used early and late, the late use first", _early_and_late("e", "c"), "order"),
        case("a number doubled 15 times: 32,768 roads", _DOUBLED, "order"),
        case("a short road and a long one", _short_and_long("a", "d"), "order"),
        case("a long road and a short one", _short_and_long("d", "a"), "order"),
        case("backward twice", [*_DIAMOND, ("", "backward", "out")], "again"),
        case("the graph goes on after backward", _GOES_ON, "again"),
    ]


def _numbers(rng, count):
    """Draw numbers of distinct sizes, none near 0 or 1: a slope of 1 must not come by itself."""
    sizes = rng.permutation([0.4, 0.55, 0.7, 0.85, 1.2, 1.35, 1.5, 1.65])[:count]
    return sizes * rng.uniform(0.97, 1.03, count) * rng.choice([-1, 1], count)


_SQUARE_AND_ITSELF = [("c", "*", "a", "a"), ("out", "+", "c", "a")]
# whoever walks every road to the end, and does not wait at the nodes, walks for a long time
_DOUBLED = [(f"x{k + 1}", "+", f"x{k}", f"x{k}") for k in range(15)] + [("out", "*", "x15", "a")]
_NEURON = [("p", "*", "w", "x"), ("z", "+", "p", "b"), ("h", "tanh", "z"), ("out", "*", "h", "v")]
_TANH_OF_TANH = [("c", "tanh", "a"), ("d", "tanh", "c"), ("out", "*", "d", "b")]
_DIAMOND = [
    ("c", "*", "a", "b"),
    ("d", "*", "a", "c"),
    ("e", "*", "c", "b"),
    ("out", "*", "d", "e"),
]
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
    script = [("make", leaf, number) for leaf, number in zip(leaves, numbers, strict=False)]
    for node, operation, *names in [*graph, ("", "backward", "out")]:
        if operation in ("tanh", "backward"):
            script.append(("call", node or "nothing", names[0], operation))
        else:
            script.append(("operate", node, operation, *map(Ref, names)))
    inner = [name for name in made if name and name != "out"]
    read = [("read", "out", "data"), *(("read", node, "grad") for node in [*leaves, "out"])]
    read += [("read", node, "grad") for node in inner[-3:]]
    return Case(name, script=(*script, *read), tags=tags)


# ---------------------------------------------------------------- wrong versions


class _Graph:
    """What the wrong versions share: everything as it should be."""

    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0.0, parents

    def _new(self, data, *parents):
        return type(self)(data, parents)

    def __add__(self, other):
        return self._new(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        return self._new(self.data * other.data, (self, other.data), (other, self.data))

    def tanh(self):
        t = math.tanh(self.data)
        return self._new(t, (self, 1 - t**2))

    def backward(self):
        order = self._reset()
        self.grad = 1.0
        for node in reversed(order):
            node._push()

    def _reset(self):
        order = _parents_first(self)
        for node in order:
            node.grad = 0.0
        return order

    def _push(self):
        for parent, slope in self.parents:
            parent.grad += slope * self.grad


class _Overwrites(_Graph):
    def _push(self):
        for parent, slope in self.parents:
            parent.grad = slope * self.grad


class _OverwritesByDict(_Graph):
    def backward(self):
        slopes = {self: 1.0}
        for node in _parents_first(self)[::-1]:
            node.grad = slopes[node]
            slopes.update({parent: slope * node.grad for parent, slope in node.parents})


class _OverwritesRoadByRoad(_Graph):
    def backward(self, arriving=1.0):
        self.grad = arriving
        for parent, slope in self.parents:
            parent.backward(slope * arriving)


class _BreadthFirst(_Graph):
    def backward(self):
        self._reset()
        self.grad, queue, seen = 1.0, [self], {self}
        while queue:
            node = queue.pop(0)
            node._push()
            for parent, _ in node.parents:
                if parent not in seen:
                    seen.add(parent)
                    queue.append(parent)


class _DepthFirst(_Graph):
    def backward(self):
        self._reset()
        self.grad = 1.0
        self._walk(set())

    def _walk(self, seen):
        seen.add(self)
        self._push()
        for parent, _ in self.parents:
            if parent not in seen:
                parent._walk(seen)


class _Stack(_Graph):
    def backward(self):
        self._reset()
        self.grad, stack, seen = 1.0, [self], set()
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                node._push()
                stack.extend(parent for parent, _ in node.parents)


class _FromTheLeaves(_Graph):
    def backward(self):
        order = self._reset()
        self.grad = 1.0
        for node in order:
            node._push()


class _FromTheLeavesByDict(_Graph):
    def backward(self):
        slopes = {node: float(node is self) for node in _parents_first(self)}
        for node in slopes:
            for parent, slope in node.parents:
                slopes[parent] += slope * slopes[node]
        for node, slope in slopes.items():
            node.grad = slope


class _AskedAgain(_Graph):
    def backward(self):
        self._reset()
        self.grad = 1.0
        self._walk()

    def _walk(self):
        self._push()
        for parent, _ in self.parents:
            parent._walk()


class _AskedAgainByLevels(_Graph):
    def backward(self):
        self._reset()
        self.grad, level = 1.0, [self]
        while level:
            for node in level:
                node._push()
            level = [parent for node in level for parent, _ in node.parents]


class _NeverReset(_Graph):
    def _reset(self):
        return _parents_first(self)


class _EndsNeverReset(_Graph):
    def _reset(self):
        order = _parents_first(self)
        for node in order:
            node.grad = 0.0 if node.parents else node.grad
        return order


class _AddsUpOverCalls(_Graph):
    def backward(self):
        order = _parents_first(self)
        slopes = dict.fromkeys(order, 0.0) | {self: 1.0}
        for node in order[::-1]:
            node.grad += slopes[node]
            for parent, slope in node.parents:
                slopes[parent] += slope * slopes[node]


class _OwnFactor(_Graph):
    def __mul__(self, other):
        return self._new(self.data * other.data, (self, self.data), (other, other.data))


class _OwnFactorByQuotient(_Graph):
    def __mul__(self, other):
        out = self.data * other.data
        return self._new(out, (self, out / other.data), (other, out / self.data))


class _ProductLikeSum(_Graph):
    def __mul__(self, other):
        return self._new(self.data * other.data, (self, 1.0), (other, 1.0))


class _ProductOfBoth(_Graph):
    def __mul__(self, other):
        out = self.data * other.data
        return self._new(out, (self, out), (other, out))


class _TanhOfTheInput(_Graph):
    def tanh(self):
        return self._new(math.tanh(self.data), (self, 1 - self.data**2))


class _TanhTwice(_Graph):
    def tanh(self):
        t = math.tanh(self.data)
        return self._new(t, (self, 1 - math.tanh(t) ** 2))


class _TanhNotSquared(_Graph):
    def tanh(self):
        t = math.tanh(self.data)
        return self._new(t, (self, 1 - t))


class _TanhItself(_Graph):
    def tanh(self):
        t = math.tanh(self.data)
        return self._new(t, (self, t))


class _TanhOpen(_Graph):
    def tanh(self):
        return self._new(math.tanh(self.data), (self, 1.0))


class _EndSilent(_Graph):
    def backward(self):
        for node in reversed(self._reset()):
            node._push()


class _EndSpeaksTooLate(_Graph):
    def backward(self):
        for node in reversed(self._reset()):
            node._push()
        self.grad = 1.0


class _EndWithItsData(_Graph):
    def backward(self):
        order = self._reset()
        self.grad = self.data
        for node in reversed(order):
            node._push()


class _EndWithItsDataRoadByRoad(_Graph):
    def backward(self):
        self._reset()
        self._walk(self.data)

    def _walk(self, arriving):
        self.grad += arriving
        for parent, slope in self.parents:
            parent._walk(slope * arriving)


VALUE = Exercise(
    name="Value",
    module=7,
    reference=Value,
    cases=value_cases,
    visible_points=2,
    rubric={"products": 1.5, "tanh": 1, "several roads": 1.5, "order": 1, "again": 1},
    version=2,
    misconceptions=(
        Misconception(
            "overwrites",
            "Along a single road everything holds. With a + a the slope of a is 1 in your graph; a "
            "nudge says 2. Two roads lead to a: what happens when the second arrives?",
            (_Overwrites, _OverwritesByDict, _OverwritesRoadByRoad),
        ),
        Misconception(
            "speaks too early",
            "Products and tanh hold. A node passed its slope on before all its own had come in. In "
            "a drawing of c · (c · v + a): which node may speak only when two others have spoken?",
            (_BreadthFirst, _DepthFirst, _Stack),
        ),
        Misconception(
            "starts at the wrong end",
            "The first link before the end has its slope, and what lies further back has 0. "
            "Your nodes stand in a row, parents first: who has something to pass on at the start?",
            (_FromTheLeaves, _FromTheLeavesByDict),
        ),
        Misconception(
            "asked twice",
            "The slopes grow too large as soon as a node is used twice: it was asked twice, and "
            "both times it passed on all it had. How could it know that it had its turn?",
            (_AskedAgain, _AskedAgainByLevels),
        ),
        Misconception(
            "not afresh",
            "The first time everything holds, the second time the slopes have grown. "
            "What still stood in grad when the second call began?",
            (_NeverReset, _EndsNeverReset, _AddsUpOverCalls),
        ),
        Misconception(
            "own factor",
            "a · a holds, a · b does not. Let a = 2 and b = 5 and move a to 2.1: the product moves "
            "by 0.5. Which of the two numbers sets that pace?",
            (_OwnFactor, _OwnFactorByQuotient),
        ),
        Misconception(
            "product like a sum",
            "Sums hold. For 2 · 5, move the 2 to 2.1: the product goes from 10 to 10.5. "
            "Is that the slope that your product passes back?",
            (_ProductLikeSum, _ProductOfBoth),
        ),
        Misconception(
            "slope of tanh from another number",
            "Sums and products hold. tanh is almost flat for an input of 3, and nearly a straight "
            "line for 0.1. Which number do you take the square of: the one that goes in, the one "
            "that comes out, or a third?",
            (_TanhOfTheInput, _TanhTwice),
        ),
        Misconception(
            "another slope for tanh",
            "Sums and products hold, the value of tanh too. At 0 its slope is 1, and far out on "
            "either side it is nearly 0. What does your slope say at −3, at 0 and at 3?",
            (_TanhItself, _TanhNotSquared, _TanhOpen),
        ),
        Misconception(
            "the end says nothing",
            "All slopes on the way are 0. Everything you pass on is a multiple of what the end "
            "has: if the end itself is nudged by a little, how much does the end move?",
            (_EndSilent, _EndSpeaksTooLate),
        ),
        Misconception(
            "the end passes on its value",
            "All slopes are off by one and the same factor, the value of the end. "
            "If the end is nudged by a little, how much does the end move?",
            (_EndWithItsData, _EndWithItsDataRoadByRoad),
        ),
    ),
)
