"""The board of ``neuron_step``: what a learner sees who writes it part by part."""

import pytest

from autograder.learner.steps import HOLDS, NOT_WRITTEN, NOT_YET, board_of
from autograder.lessons import find
from tests.core.cells import notebook

CELL = """
def sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))

def neuron_step(w, b, X, y, lr):
    e = y - {output}
    return {w}, {b}
"""
OUTPUT, B = "sigmoid(X @ w + b)", "b + lr * e.mean()"
YES, NO, OPEN = HOLDS, NOT_YET, NOT_WRITTEN

# what is written -> how the three steps stand, and the name of the first that does not hold
DRAFTS = {
    "the bias alone": (("None", B), [YES, OPEN, OPEN], ()),
    "the bias, summed": (("None", "b + lr * e.sum()"), [NO, OPEN, OPEN], ("b summed",)),
    "the bias, without rate": (("None", "b + e.mean()"), [NO, OPEN, OPEN], ("rate for w alone",)),
    "the weights alone": (("w + lr * e @ X / len(X)", "None"), [OPEN, YES, YES], ()),
    "one weight": (("w + lr * np.mean(e * X[:, 0])", B), [YES, YES, NO], ()),
    "one mean for all": (
        ("w + lr * np.mean(e[:, None] * X)", B),
        [YES, YES, NO],
        ("one push for all weights",),
    ),
    "weights, summed": (("w + lr * e @ X", "None"), [OPEN, NO, NO], ("w summed",)),
    "all of it": (("w + lr * e @ X / len(X)", B), [YES] * 3, ()),
}


def board(w, b, output=OUTPUT):
    return board_of(
        find("neuron_step"), notebook(CELL.format(w=w, b=b, output=output))["neuron_step"]
    )


@pytest.mark.parametrize("name", DRAFTS)
def test_each_step_says_how_it_stands(name):
    (w, b), states, mistakes = DRAFTS[name]
    found = board(w, b)
    assert [standing.state for standing in found] == states
    first = next((s for s in found if s.state == NO), None)
    assert (first.verdict.mistake_names if first else ()) == mistakes


def test_a_mistake_in_the_output_is_told_at_the_first_step():
    found = board("None", B, output="(X @ w + b)")
    assert found[0].verdict.mistake_names == ("no sigmoid",)
    found = board("None", B, output="sigmoid(X @ w)")
    assert found[0].verdict.mistake_names == ("output without bias",)
