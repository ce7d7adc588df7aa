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


# ------------------------------------------------------------ answers with parts

TANH_AND_OVERFLOW = """
def derivatives(z):
    s = sigmoid(z)
    elu = np.where(z > 0, 1.0, np.exp(z))
    silu = s * (1 + z * (1 - s))
    return s * (1 - s), 1 - z**2, 1.0 * (z > 0), np.where(z > 0, 1.0, 0.01), elu, silu
"""


def test_a_wrong_part_and_an_error_far_out_are_told_together():
    exercise = find("derivatives")
    function = notebook(TANH_AND_OVERFLOW)["derivatives"]
    for seed in (PRACTICE_SEED, "0", "1"):
        verdict = assess(exercise, runner(exercise, function), seed)
        assert verdict.failure.mismatch.error != "NameError"
        assert len(verdict.mistakes) == 2, verdict.failure


def test_an_answer_with_parts_may_be_a_list():
    exercise = find("affine_backward")
    source = """
        def affine_backward(dZ, cache):
            X, W = cache
            return [dZ @ W.T, X.T @ dZ, dZ.mean(axis=0)]
    """
    function = notebook(source)["affine_backward"]
    verdict = assess(exercise, runner(exercise, function), PRACTICE_SEED)
    assert verdict.mistake_names == ("bias averaged",)


def test_an_answer_that_raises_in_every_case_is_told_by_no_pair():
    exercise = find("derivatives")
    function = notebook("def derivatives(z):\n    raise FloatingPointError('overflow')")
    verdict = assess(exercise, runner(exercise, function["derivatives"]), PRACTICE_SEED)
    assert verdict.mistakes == ()


NUDGED = """
def derivatives(z):
    def six(z):
        elu = np.where(z > 0, z, np.expm1(np.minimum(z, 0)))
        leaky = np.where(z > 0, z, 0.01 * z)
        return sigmoid(z), np.tanh(z), np.maximum(z, 0), leaky, elu, z * sigmoid(z)
    ends = zip(six(z + 1e-5), six(z - 1e-5))
    return tuple(FACTOR * (up - down) / 2e-5 for up, down in ends)
"""


def test_a_mistake_is_not_recognised_by_the_corners_that_it_leaves_open():
    exercise = find("derivatives")

    def names(factor):
        function = notebook(NUDGED.replace("FACTOR", factor))["derivatives"]
        return assess(exercise, runner(exercise, function), PRACTICE_SEED).mistake_names

    assert "float32" in next(m for m in exercise.misconceptions if m.name == "nudged").open_in
    assert names("1") == ("nudged",)
    assert names("0.9") == ()  # elsewhere it is as strict as others
