"""Two registered mistakes at once, in an answer without parts: the first that shows is named."""

import pytest

from autograder.core.assess import assess
from autograder.core.exercise import PRACTICE_SEED
from autograder.lessons import find
from autograder.lessons.runs import runner
from tests.core.cells import notebook

# every node passes on what it has and asks its parents to do the same; nothing is set to 0 before
EACH_ROAD_BY_ITSELF = """
class Value:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0.0, parents
    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))
    def __mul__(self, other):
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))
    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, ((self, 1 - t * t),))
    def backward(self, first=True):
        if first:
            self.grad = 1.0
        for parent, slope in self.parents:
            parent.grad += slope * self.grad
            parent.backward(False)
"""
ANSWERS = {
    "each road by itself, nothing set to 0": ("Value", EACH_ROAD_BY_ITSELF, "asked twice"),
}


@pytest.mark.parametrize("what", ANSWERS)
@pytest.mark.parametrize("seed", [PRACTICE_SEED, "1", "2", "3"])
def test_the_first_that_can_be_told_apart_is_named(what, seed):
    name, source, mistake = ANSWERS[what]
    exercise = find(name)
    function = notebook(f"import math\nimport numpy as np\n{source}")[name]
    assert assess(exercise, runner(exercise, function), seed).mistake_names == (mistake,)
