"""Wrong versions of ``Value``: a right one with a part changed, and ways through a graph."""

import math

from autograder.lessons.m07.judge.value_right import parents_first

# ------------------------------------------------------------ ways from the end through a graph
# Each lists nodes, the end's parents and theirs, in the order in which such a walk meets them.


def before_its_parents(end):
    row = []

    def visit(node):
        if node not in row:
            row.append(node)
            for parent, _ in node.parents:
                visit(parent)

    visit(end)
    return row


def parents_first_by(end, key=lambda data: data, at_once=False):
    """Take numbers with the same key for one: the first of them is met, the others are not."""
    row, met = [], set()

    def visit(node):
        if key(node.data) in met:
            return
        if at_once:
            met.add(key(node.data))
        for parent, _ in node.parents:
            visit(parent)
        met.add(key(node.data))
        row.append(node)

    visit(end)
    return row


def breadth_first(end):
    row, queue = [end], [end]
    while queue:
        for parent, _ in queue.pop(0).parents:
            if parent not in row:
                row.append(parent)
                queue.append(parent)
    return row


def by_a_stack(end):
    row, stack = [], [end]
    while stack:
        node = stack.pop()
        if node not in row:
            row.append(node)
            stack.extend(parent for parent, _ in node.parents)
    return row


def at_every_visit(end):
    row = [end]
    for parent, _ in end.parents:
        row += at_every_visit(parent)
    return row


def at_every_visit_after_its_parents(end):
    parents = [at_every_visit_after_its_parents(parent) for parent, _ in end.parents]
    return [*(node for row in parents for node in row), end]


def at_every_visit_by_levels(end):
    row, level = [], [end]
    while level:
        row += level
        level = [parent for node in level for parent, _ in node.parents]
    return row


def at_every_visit_by_a_stack(end):
    row, stack = [], [end]
    while stack:
        node = stack.pop()
        row.append(node)
        stack.extend(parent for parent, _ in node.parents)
    return row


# ------------------------------------------------------------ versions


def but(
    name,
    factors=lambda a, b: (b, a),
    steepness=lambda x, t: 1 - t**2,
    listed=parents_first,
    speakers=lambda end: parents_first(end)[::-1],
    start=lambda end: 1.0,
    reset=lambda node: 0.0,
    together=lambda grad, share, by: grad + share,
    remembered=lambda by, parents: parents,
):
    """Make a version: right but for the parts given.

    Parameters
    ----------
    name : str
        That of the class.
    factors : callable
        The local slopes of a product, from both numbers.
    steepness : callable
        The local slope of tanh, from what went in and what came out.
    listed : callable
        What `in_order` answers, from the end.
    speakers : callable
        The nodes in the order in which they pass their slopes on, from the end.
    start, reset : callable
        The grad of the end, and before it of every node, when the way back begins.
    together : callable
        The grad of a parent, from what it had, the share that comes, and the operation, "+", "*"
        or "tanh".
    remembered : callable
        The parents of a new number, from its operation and those that it should have.
    """

    class Version:
        def __init__(self, data, parents=(), by=""):
            self.data, self.grad, self.by = data, 0.0, by
            self.parents = remembered(by, parents)

        def __add__(self, other):
            return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)), "+")

        def __mul__(self, other):
            mine, its = factors(self.data, other.data)
            return type(self)(self.data * other.data, ((self, mine), (other, its)), "*")

        def tanh(self):
            t = math.tanh(self.data)
            return type(self)(t, ((self, steepness(self.data, t)),), "tanh")

        def in_order(self):
            return listed(self)

        def backward(self):
            for node in parents_first(self):
                node.grad = reset(node)
            self.grad = start(self)
            for node in speakers(self):
                for parent, slope in node.parents:
                    parent.grad = together(parent.grad, slope * node.grad, node.by)

    Version.__name__ = name
    return Version


Right = but("Right")

# ------------------------------------------------------------ products and tanh

OwnFactor = but("OwnFactor", factors=lambda a, b: (a, b))
ProductLikeSum = but("ProductLikeSum", factors=lambda a, b: (1.0, 1.0))
ProductOfBoth = but("ProductOfBoth", factors=lambda a, b: (a * b, a * b))
TanhOfTheInput = but("TanhOfTheInput", steepness=lambda x, t: 1 - x**2)
TanhTwice = but("TanhTwice", steepness=lambda x, t: 1 - math.tanh(t) ** 2)
TanhNotSquared = but("TanhNotSquared", steepness=lambda x, t: 1 - t)
TanhItself = but("TanhItself", steepness=lambda x, t: t)
TanhOpen = but("TanhOpen", steepness=lambda x, t: 1.0)

ProductWithoutParents = but(
    "ProductWithoutParents", remembered=lambda by, parents: () if by == "*" else parents
)
TanhWithoutParents = but(
    "TanhWithoutParents", remembered=lambda by, parents: () if by == "tanh" else parents
)
NoParents = but("NoParents", remembered=lambda by, parents: parents if by == "+" else ())


class PairWithoutComma(Right):
    def tanh(self):
        out = super().tanh()
        (out.parents,) = out.parents
        return out

    def backward(self):
        met = [self]
        for node in met:
            met += [parent for parent in self.parents_of(node) if parent not in met]
        super().backward()

    def parents_of(self, node):
        return [parent for parent, _ in node.parents]


class PairWithoutCommaByIndex(PairWithoutComma):
    def parents_of(self, node):
        return [pair[0] for pair in node.parents]


# ------------------------------------------------------------ in_order

EndFirst = but("EndFirst", listed=lambda end: parents_first(end)[::-1])
ListedBeforeItsParents = but("ListedBeforeItsParents", listed=before_its_parents)
ListedAtEveryVisit = but("ListedAtEveryVisit", listed=at_every_visit_after_its_parents)
ListedFirstAtEveryVisit = but("ListedFirstAtEveryVisit", listed=at_every_visit)
ListedByAStack = but("ListedByAStack", listed=lambda end: at_every_visit_by_a_stack(end)[::-1])
WithoutTheEnd = but("WithoutTheEnd", listed=lambda end: parents_first(end)[:-1])
ParentsAlone = but("ParentsAlone", listed=lambda end: list(dict(end.parents)))

# ------------------------------------------------------------ backward

Overwrites = but("Overwrites", together=lambda grad, share, by: share)
SumOverwrites, ProductOverwrites, TanhOverwrites = (
    but(name, together=lambda grad, share, by, one=one: share if by == one else grad + share)
    for name, one in (
        ("SumOverwrites", "+"),
        ("ProductOverwrites", "*"),
        ("TanhOverwrites", "tanh"),
    )
)
MetByData = but("MetByData", speakers=lambda end: parents_first_by(end)[::-1])
MetByDataAtOnce = but(
    "MetByDataAtOnce", speakers=lambda end: parents_first_by(end, at_once=True)[::-1]
)
MetByRoundedData = but(
    "MetByRoundedData", speakers=lambda end: parents_first_by(end, lambda x: round(x, 9))[::-1]
)
FromTheLeaves = but("FromTheLeaves", speakers=parents_first)
BreadthFirst = but("BreadthFirst", speakers=breadth_first)
DepthFirst = but("DepthFirst", speakers=before_its_parents)
Stack = but("Stack", speakers=by_a_stack)
AskedAgain = but("AskedAgain", speakers=at_every_visit)
AskedAgainByLevels = but("AskedAgainByLevels", speakers=at_every_visit_by_levels)
NeverReset = but("NeverReset", reset=lambda node: node.grad)
EndsNeverReset = but("EndsNeverReset", reset=lambda node: 0.0 if node.parents else node.grad)
EndSilent = but("EndSilent", start=lambda end: 0.0)
EndWithItsData = but("EndWithItsData", start=lambda end: end.data)


class ClearsTheGraphBefore(Right):
    before = ()

    def backward(self):
        order = parents_first(self)
        for node in ClearsTheGraphBefore.before:
            node.grad = 0.0
        ClearsTheGraphBefore.before = order
        super().backward()


class EndSpeaksTooLate(EndSilent):
    def backward(self):
        super().backward()
        self.grad = 1.0


class OverwritesRoadByRoad(Right):
    def backward(self, arriving=1.0):
        self.grad = arriving
        for parent, slope in self.parents:
            parent.backward(slope * arriving)


class AddsUpOverCalls(Right):
    def backward(self):
        before = {node: node.grad for node in parents_first(self)}
        super().backward()
        for node, grad in before.items():
            node.grad += grad


class EverybodyAnEnd(Right):
    def backward(self):
        self.grad = 1.0
        for parent, slope in self.parents:
            parent.grad += slope * self.grad
            parent.backward()
