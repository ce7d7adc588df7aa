"""``Value`` itself: what the exercise compares with, and its wrong versions are made from."""

import math


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

    def in_order(self):
        return parents_first(self)

    def backward(self):
        order = parents_first(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node.parents:
                parent.grad += slope * node.grad


def parents_first(end):
    order, seen = [], set()

    def visit(node):
        if id(node) not in seen:
            seen.add(id(node))
            for parent, _ in pairs_of(node):
                visit(parent)
            order.append(node)

    visit(end)
    return order


def pairs_of(node):
    """Return the parents of a learner's object; one pair without its comma is no tuple of pairs."""
    for entry in node.parents:
        if not isinstance(entry, (tuple, list)) or len(entry) != 2:
            raise TypeError(
                "parents expected pairs (parent, local slope), each in brackets of its own; "
                f"one of them is a {type(entry).__name__}. A single pair needs a comma: ((a, 2.0),)"
            )
    return node.parents
