"""A search that is right is never refused for the calls that it takes; what has no end is."""

import pytest

from autograder.core.assess import assess
from autograder.core.compare import mismatches
from autograder.core.driver import drive
from autograder.core.exercise import MOST_CALLS, Case
from autograder.core.words import sentence
from autograder.lessons import find
from autograder.lessons.runs import runner
from tests.core.cells import define

SEARCHES = {
    "through all widths, asking count_parameters": """
        def count_parameters(sizes):
            return sum(D * H + H for D, H in zip(sizes, sizes[1:]))
        def widest_hidden(D, C, budget):
            fits = [H for H in range(budget + 1) if count_parameters([D, H, C]) <= budget]
            return max(fits, default=0)
    """,
    "downwards, with a generator": """
        def widest_hidden(D, C, budget):
            for H in range(budget, 0, -1):
                sizes = [D, H, C]
                if sum(sizes[i] * sizes[i + 1] + sizes[i + 1] for i in range(2)) <= budget:
                    return H
            return 0
    """,
    "upwards from 0": """
        def widest_hidden(D, C, budget):
            H = 0
            while count_parameters([D, H, C]) <= budget:
                H += 1
            return max(H - 1, 0)
    """,
}


@pytest.mark.parametrize("style", SEARCHES)
@pytest.mark.parametrize("seed", ["practice", "1", "2"])
def test_a_right_search_is_not_refused(style, seed):
    exercise = find("widest_hidden")
    verdict = assess(exercise, runner(exercise, define(SEARCHES[style], "widest_hidden")), seed)
    assert verdict.right, verdict.failure


def neuron(body):
    return define(f"def neuron(x, w, b):\n{body}", "neuron")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "found"),
    [
        (
            "    i = 0\n    while i < len(x):\n        pass",
            {"calls": None},
        ),
        (
            "    while True:\n        neuron_of(x)\ndef neuron_of(x):\n    return x",
            {"calls": MOST_CALLS},
        ),
    ],
)
def test_what_goes_on_for_ever_is_ended_and_told(body, found):
    outcome = drive(find("neuron"), neuron(body), find("neuron").draw("1")[0])
    assert outcome.error["type"] == "Exhausted"
    assert outcome.error["found"] == found
    told = mismatches(find("neuron"), find("neuron").draw("1")[0], outcome, outcome, True)
    words = "again and again?" if found["calls"] else "what should stop it?"
    assert told[""].ours.endswith(words)


def test_a_case_may_allow_fewer_calls():
    body = "    return sum(v * k for v, k in zip(x, w)) + b"
    inputs = find("neuron").draw("1")[1].inputs
    assert drive(find("neuron"), neuron(body), Case("a case", inputs)).error is None
    few = drive(find("neuron"), neuron(body), Case("a case", inputs, calls=3))
    assert few.error["found"] == {"calls": 3}


ADAM = """
    def adam_step(w, g, m, v, t, {star}lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
        size = np.sqrt(v / (1 - beta2**t)) + eps
        return {answer}
"""
NEW_W = "w - lr * m / (1 - beta1**t) / size"


@pytest.mark.parametrize(
    ("star", "answer", "said"),
    [
        ("*, ", f"{NEW_W}, m, v", "after the * in the def line, lr can only be given by name"),
        ("", f"np.array([{NEW_W}, m, v])", "one after the other with commas between, not stacked"),
        ("", NEW_W, "The next call needs w and both averages: what is missing in your return?"),
    ],
    ids=["keyword-only", "stacked", "one of three"],
)
def test_how_it_is_called_and_what_it_returns_is_said(star, answer, said):
    exercise = find("adam_step")
    function = define(ADAM.format(star=star, answer=answer), "adam_step")
    verdict = assess(exercise, runner(exercise, function), "practice")
    assert not verdict.right
    assert said in sentence(exercise, verdict)


def test_of_an_array_in_place_of_three_it_is_said_what_was_expected():
    exercise = find("affine_backward")
    alone = """
        def affine_backward(dZ, cache):
            X, W = cache
            return dZ @ W.T
    """
    verdict = assess(exercise, runner(exercise, define(alone, "affine_backward")), "practice")
    assert "is an array of shape (1, 2); expected dX, dW, db." in sentence(exercise, verdict)
