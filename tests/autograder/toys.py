"""Toy exercises that no lesson asks for: two classes driven by scripts, and a pair that builds.

They show what the exercises of lesson 7 do not need: scripts of calls, and follow-through.
:func:`register_all` makes them known; only tests call it.
"""

import math

import numpy as np

from autograder.exercise import Case, Exercise, Misconception
from autograder.exercises import register
from autograder.plain import Ref

MODULE = 99

# ---------------------------------------------------------------- Value


class Value:
    def __init__(self, data, links=()):
        self.data = data
        self.links = links
        self.grad = 0.0

    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def backward(self):
        order = []

        def visit(node):
            if node not in order:
                for parent, _ in node.links:
                    visit(parent)
                order.append(node)

        visit(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node.links:
                parent.grad += slope * node.grad


class _Linked:
    """What the wrong versions share: a graph, and an order in which parents come first."""

    def __init__(self, data, links=()):
        self.data, self.links, self.grad = data, links, 0.0

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    def order(self):
        order = []

        def visit(node):
            if node not in order:
                for parent, _ in node.links:
                    visit(parent)
                order.append(node)

        visit(self)
        return order


class _Overwrites(_Linked):
    def backward(self):
        self.grad = 1.0
        for node in reversed(self.order()):
            for parent, slope in node.links:
                parent.grad = slope * node.grad


class _OverwritesByUpdate(_Linked):
    def backward(self):
        grads = {self: 1.0}
        for node in self.order()[::-1]:
            node.grad = grads[node]
            grads.update({parent: slope * node.grad for parent, slope in node.links})


class _NoOrder(_Linked):
    def backward(self):
        for node in self.order():
            node.grad = 0.0
        self.grad = 1.0
        self.push()

    def push(self):
        for parent, slope in self.links:
            parent.grad += slope * self.grad
        for parent, _ in self.links:
            parent.push()


class _DepthFirst(_Linked):
    def backward(self):
        for node in self.order():
            node.grad = 0.0
        self.grad, stack, seen = 1.0, [self], set()
        while stack:
            node = stack.pop(0)
            if node in seen:
                continue
            seen.add(node)
            for parent, slope in node.links:
                parent.grad += slope * node.grad
            stack = [parent for parent, _ in node.links] + stack


class _NeverReset(_Linked):
    def backward(self):
        self.grad = 1.0
        for node in reversed(self.order()):
            for parent, slope in node.links:
                parent.grad += slope * node.grad


class _NeverResetLeaves(_Linked):
    def backward(self):
        grads = dict.fromkeys(self.order(), 0.0) | {self: 1.0}
        for node in self.order()[::-1]:
            node.grad += grads[node]
            for parent, slope in node.links:
                grads[parent] += slope * grads[node]


def value_cases(rng):
    def numbers(count):
        return (rng.uniform(0.5, 2.0, count) * rng.choice([-1, 1], count)).tolist()

    def script(leaves, *steps, backwards=1):
        made = [("make", name, number) for name, number in leaves.items()]
        ends = [("call", "nothing", "out", "backward")] * backwards
        read = [("read", name, "grad") for name in leaves]
        return (*made, *steps, *ends, *read, ("read", "out", "data"))

    times = ("operate", "out", "*", Ref("a"), Ref("b"))
    a, b = numbers(2)
    return [
        Case("the example", script=script({"a": 2.0, "b": 3.0}, times), tags=("one road",)),
        Case(
            "a product and a sum",
            script=script(
                dict(zip("abc", numbers(3), strict=True)),
                ("operate", "d", "*", Ref("a"), Ref("b")),
                ("operate", "out", "+", Ref("d"), Ref("c")),
            ),
            tags=("one road",),
        ),
        Case(
            "a number that is used twice",
            script=script({"a": a}, ("operate", "out", "*", Ref("a"), Ref("a"))),
            tags=("several roads",),
        ),
        Case(
            "roads that part and meet again",
            script=script(
                dict(zip("ab", numbers(2), strict=True)),
                ("operate", "c", "*", Ref("a"), Ref("b")),
                ("operate", "d", "+", Ref("c"), Ref("a")),
                ("operate", "out", "*", Ref("c"), Ref("d")),
            ),
            tags=("several roads",),
        ),
        Case(
            "backward twice",
            script=script({"a": b, "b": a}, times, backwards=2),
            tags=("again",),
        ),
    ]


VALUE = Exercise(
    name="Value",
    module=MODULE,
    reference=Value,
    cases=value_cases,
    visible_points=1,
    rubric={"one road": 1, "several roads": 1, "again": 0.5},
    misconceptions=(
        Misconception(
            "overwrites",
            "One road holds. Where two roads lead from a number, the second wipes the first out: "
            "what do slopes of several roads do?",
            (_Overwrites, _OverwritesByUpdate),
        ),
        Misconception(
            "wrong order",
            "A number passed its slope on before all of it had arrived. Who has to go first?",
            (_NoOrder, _DepthFirst),
        ),
        Misconception(
            "second backward",
            "The first time everything holds, the second time it has grown. What was left over?",
            (_NeverReset, _NeverResetLeaves),
        ),
    ),
)

# ---------------------------------------------------------------- EarlyStopping


class EarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.best = math.inf
        self.waited = 0
        self.best_weights = None

    def update(self, loss, weights):
        self.waited += 1
        if loss < self.best:
            self.best, self.best_weights, self.waited = loss, weights.copy(), 0
        return self.waited >= self.patience


class _Reference(EarlyStopping):
    def update(self, loss, weights):
        if loss < self.best:
            self.best_weights = weights
        kept = self.best_weights
        stop = super().update(loss, weights)
        self.best_weights = kept
        return stop


class _View(EarlyStopping):
    def update(self, loss, weights):
        self.waited = 0 if loss < self.best else self.waited + 1
        if loss < self.best:
            self.best, self.best_weights = loss, weights[:]
        return self.waited >= self.patience


class _FirstRise(EarlyStopping):
    def update(self, loss, weights):
        super().update(loss, weights)
        return loss > self.best


class _RiseSinceLast(EarlyStopping):
    last = math.inf

    def update(self, loss, weights):
        super().update(loss, weights)
        rose, self.last = loss > self.last, loss
        return rose


class _Last(EarlyStopping):
    def update(self, loss, weights):
        stop = super().update(loss, weights)
        self.best_weights = np.array(weights)
        return stop


class _LastButPatient(EarlyStopping):
    def update(self, loss, weights):
        self.best_weights = 1 * weights
        self.waited = 0 if loss < self.best else self.waited + 1
        self.best = min(self.best, loss)
        return self.waited >= self.patience


def early_stopping_cases(rng):
    def script(patience, losses, shown):
        steps = [("array", "weights", rng.normal(size=3)), ("make", "stopping", patience)]
        for loss in losses:
            update = ("call", "stop", "stopping", "update", loss, Ref("weights"))
            steps += [("change", "weights", int(rng.integers(3)), float(rng.normal())), update]
            steps += [("show", "stop")] if shown == "stop" else []
        if shown == "weights":
            steps += [("change", "weights", 0, float(rng.normal()))]
            steps += [("read", "stopping", "best_weights")]
        return tuple(steps)

    example = (
        ("make", "stopping", 2),
        ("call", "stop", "stopping", "update", 1.0, np.array([1.0, 2.0])),
        ("show", "stop"),
        ("read", "stopping", "best_weights"),
    )
    down = np.sort(rng.uniform(1, 2, 3))[::-1].tolist()
    up = np.sort(rng.uniform(2, 3, 4)).tolist()
    recovers = [*down, *up[:2], 0.9, *up]
    return [
        Case("the example", script=example, tags=("stops", "weights")),
        Case("falling losses", script=script(3, down, "stop"), tags=("stops",)),
        Case("a rise and a recovery", script=script(3, recovers, "stop"), tags=("stops",)),
        Case(
            "the weights at the best loss",
            script=script(9, [*down, *up], "weights"),
            tags=("weights",),
        ),
        Case("a recovery moves the best", script=script(3, recovers, "weights"), tags=("weights",)),
    ]


EARLY_STOPPING = Exercise(
    name="EarlyStopping",
    module=MODULE,
    reference=EarlyStopping,
    cases=early_stopping_cases,
    visible_points=0.5,
    rubric={"stops": 1, "weights": 0.75},
    misconceptions=(
        Misconception(
            "keeps a reference",
            "Your best weights go on changing after they were kept. Whose array is it?",
            (_Reference, _View),
        ),
        Misconception(
            "stops at the first rise",
            "One bad epoch, and you stop. How many did the caller want to wait?",
            (_FirstRise, _RiseSinceLast),
        ),
        Misconception(
            "keeps the last",
            "You hand back the weights of the last epoch. Which epoch had the smallest loss?",
            (_Last, _LastButPatient),
        ),
    ),
)

# ---------------------------------------------------------------- center, standardize


def center(X):
    return X - X.mean(axis=0)


def standardize(X):
    C = center(X)
    return C / np.sqrt((C * C).mean(axis=0))


def _of_samples(X):
    return X - X.mean(axis=1, keepdims=True)


def _of_samples_by_rows(X):
    return np.array([row - sum(row) / len(row) for row in X])


def _of_everything(X):
    return X - np.mean(X)


def _of_everything_flat(X):
    return (X.ravel() - X.sum() / X.size).reshape(X.shape)


def _variance(X):
    return (X - X.mean(axis=0)) / X.var(axis=0)


def _variance_by_columns(X):
    return np.stack([(x - x.mean()) / np.mean((x - x.mean()) ** 2) for x in X.T], axis=1)


def _one_less(X):
    return (X - X.mean(axis=0)) / X.std(axis=0, ddof=1)


def _one_less_by_hand(X):
    C = X - X.mean(axis=0)
    return C / np.sqrt(np.sum(C**2, axis=0) / (len(X) - 1))


def table_cases(rng):
    def case(name, *shape):
        X = rng.normal(size=shape) * rng.uniform(2, 3, shape[1]) + rng.uniform(2, 3, shape[1])
        return Case(name, {"X": X}, tags=("tables",))

    example = Case("the example", {"X": np.array([[1.0, 4.0], [3.0, 8.0]])}, tags=("tables",))
    return [example, case("a table", 4, 3), case("a square", 3, 3), case("one feature", 5, 1)]


CENTER = Exercise(
    name="center",
    module=MODULE,
    reference=center,
    cases=table_cases,
    visible_points=1,
    rubric={"tables": 2},
    misconceptions=(
        Misconception(
            "mean of each sample",
            "Your means belong to samples. Which axis holds the features?",
            (_of_samples, _of_samples_by_rows),
        ),
        Misconception(
            "mean of everything",
            "One mean for all features. Do they have one scale?",
            (_of_everything, _of_everything_flat),
        ),
    ),
)

STANDARDIZE = Exercise(
    name="standardize",
    module=MODULE,
    reference=standardize,
    cases=table_cases,
    visible_points=1,
    rubric={"tables": 2},
    builds_on=("center",),
    misconceptions=(
        Misconception(
            "variance",
            "Your spread is squared. In which unit is a variance?",
            (_variance, _variance_by_columns),
        ),
        Misconception(
            "one less",
            "You divide by one less than the number of samples. Is this an estimate?",
            (_one_less, _one_less_by_hand),
        ),
    ),
)

TOYS = (VALUE, EARLY_STOPPING, CENTER, STANDARDIZE)


def register_all():
    """Make the toys known until the test ends (see ``conftest.py``)."""
    for exercise in TOYS:
        register(exercise)
