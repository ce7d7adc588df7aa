"""Wrong versions of ``Value``, as learners write them; ``Graph`` is what they share, and right."""

import math

from autograder.lessons.m07.judge.value_right import parents_first


class Graph:
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
        order = parents_first(self)
        for node in order:
            node.grad = 0.0
        return order

    def _push(self):
        for parent, slope in self.parents:
            parent.grad += slope * self.grad


class Overwrites(Graph):
    def _push(self):
        for parent, slope in self.parents:
            parent.grad = slope * self.grad


class OverwritesByDict(Graph):
    def backward(self):
        slopes = {self: 1.0}
        for node in parents_first(self)[::-1]:
            node.grad = slopes[node]
            slopes.update({parent: slope * node.grad for parent, slope in node.parents})


class OverwritesRoadByRoad(Graph):
    def backward(self, arriving=1.0):
        self.grad = arriving
        for parent, slope in self.parents:
            parent.backward(slope * arriving)


class BreadthFirst(Graph):
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


class DepthFirst(Graph):
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


class Stack(Graph):
    def backward(self):
        self._reset()
        self.grad, stack, seen = 1.0, [self], set()
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                node._push()
                stack.extend(parent for parent, _ in node.parents)


class FromTheLeaves(Graph):
    def backward(self):
        order = self._reset()
        self.grad = 1.0
        for node in order:
            node._push()


class FromTheLeavesByDict(Graph):
    def backward(self):
        slopes = {node: float(node is self) for node in parents_first(self)}
        for node in slopes:
            for parent, slope in node.parents:
                slopes[parent] += slope * slopes[node]
        for node, slope in slopes.items():
            node.grad = slope


class AskedAgain(Graph):
    def backward(self):
        self._reset()
        self.grad = 1.0
        self._walk()

    def _walk(self):
        self._push()
        for parent, _ in self.parents:
            parent._walk()


class AskedAgainByLevels(Graph):
    def backward(self):
        self._reset()
        self.grad, level = 1.0, [self]
        while level:
            for node in level:
                node._push()
            level = [parent for node in level for parent, _ in node.parents]


class NeverReset(Graph):
    def _reset(self):
        return parents_first(self)


class EndsNeverReset(Graph):
    def _reset(self):
        order = parents_first(self)
        for node in order:
            node.grad = 0.0 if node.parents else node.grad
        return order


class AddsUpOverCalls(Graph):
    def backward(self):
        order = parents_first(self)
        slopes = dict.fromkeys(order, 0.0) | {self: 1.0}
        for node in order[::-1]:
            node.grad += slopes[node]
            for parent, slope in node.parents:
                slopes[parent] += slope * slopes[node]


class OwnFactor(Graph):
    def __mul__(self, other):
        return self._new(self.data * other.data, (self, self.data), (other, other.data))


class OwnFactorByQuotient(Graph):
    def __mul__(self, other):
        out = self.data * other.data
        return self._new(out, (self, out / other.data), (other, out / self.data))


class ProductLikeSum(Graph):
    def __mul__(self, other):
        return self._new(self.data * other.data, (self, 1.0), (other, 1.0))


class ProductOfBoth(Graph):
    def __mul__(self, other):
        out = self.data * other.data
        return self._new(out, (self, out), (other, out))


class TanhOfTheInput(Graph):
    def tanh(self):
        return self._new(math.tanh(self.data), (self, 1 - self.data**2))


class TanhTwice(Graph):
    def tanh(self):
        t = math.tanh(self.data)
        return self._new(t, (self, 1 - math.tanh(t) ** 2))


class TanhNotSquared(Graph):
    def tanh(self):
        t = math.tanh(self.data)
        return self._new(t, (self, 1 - t))


class TanhItself(Graph):
    def tanh(self):
        t = math.tanh(self.data)
        return self._new(t, (self, t))


class TanhOpen(Graph):
    def tanh(self):
        return self._new(math.tanh(self.data), (self, 1.0))


class EverybodyAnEnd(Graph):
    def backward(self):
        self.grad = 1.0
        for parent, slope in self.parents:
            parent.grad += slope * self.grad
            parent.backward()


class EverybodyAnEndFirst(Graph):
    def backward(self):
        for node in reversed(self._reset()):
            node.grad = 1.0
            node._push()


class EndSilent(Graph):
    def backward(self):
        for node in reversed(self._reset()):
            node._push()


class EndSpeaksTooLate(Graph):
    def backward(self):
        for node in reversed(self._reset()):
            node._push()
        self.grad = 1.0


class EndWithItsData(Graph):
    def backward(self):
        order = self._reset()
        self.grad = self.data
        for node in reversed(order):
            node._push()


class EndWithItsDataRoadByRoad(Graph):
    def backward(self):
        self._reset()
        self._walk(self.data)

    def _walk(self, arriving):
        self.grad += arriving
        for parent, slope in self.parents:
            parent._walk(slope * arriving)


class EndFirst(Graph):
    def in_order(self):
        return parents_first(self)[::-1]


class ListedBeforeItsParents(Graph):
    def in_order(self):
        order = []

        def visit(node):
            if node not in order:
                order.append(node)
                for parent, _ in node.parents:
                    visit(parent)

        visit(self)
        return order


class ListedAtEveryVisit(Graph):
    def in_order(self):
        parents = [parent.in_order() for parent, _ in self.parents]
        return [*(node for row in parents for node in row), self]


class ListedFirstAtEveryVisit(Graph):
    def in_order(self):
        row = [self]
        for parent, _ in self.parents:
            row += parent.in_order()
        return row


class ListedByAStack(Graph):
    def in_order(self):
        order, waiting = [], [self]
        while waiting:
            node = waiting.pop()
            order.insert(0, node)
            waiting += [parent for parent, _ in node.parents]
        return order


class WithoutTheEnd(Graph):
    def in_order(self):
        return parents_first(self)[:-1]


class ParentsAlone(Graph):
    def in_order(self):
        return [parent for parent in dict(self.parents)]
