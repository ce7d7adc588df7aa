"""A search that is right is never refused for the calls that it takes; what has no end is."""

import pytest

from autograder.core.assess import assess
from autograder.core.driver import drive
from autograder.core.exercise import MOST_CALLS, Case
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
    ("body", "said"),
    [
        (
            "    i = 0\n    while i < len(x):\n        pass",
            "it goes on and on in this case: which loop is it, and what should stop it?",
        ),
        (
            "    while True:\n        neuron_of(x)\ndef neuron_of(x):\n    return x",
            f"it called functions more than {MOST_CALLS:,} times in this case; which part of the "
            "work does it do again and again?",
        ),
    ],
)
def test_what_goes_on_for_ever_is_ended_and_told(body, said):
    outcome = drive(find("neuron"), neuron(body), find("neuron").draw("1")[0])
    assert outcome.error["type"] == "Exhausted"
    assert outcome.error["message"] == said


def test_a_case_may_allow_fewer_calls():
    body = "    return sum(v * k for v, k in zip(x, w)) + b"
    inputs = find("neuron").draw("1")[1].inputs
    assert drive(find("neuron"), neuron(body), Case("a case", inputs)).error is None
    few = drive(find("neuron"), neuron(body), Case("a case", inputs, calls=3))
    assert few.error["message"].startswith("it called functions more than 3 times")
