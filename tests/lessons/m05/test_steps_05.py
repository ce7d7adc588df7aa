"""The board of ``forward``: what a learner sees who writes it layer by layer."""

import pytest

from autograder.learner.steps import HOLDS, NOT_WRITTEN, NOT_YET, board_of
from autograder.lessons import find
from tests.core.cells import notebook

ACTIVATIONS = """
ACTIVATIONS = {
    "identity": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "sigmoid": lambda z: 0.5 * (1 + np.tanh(z / 2)),
}
"""
FIRST_ALONE = """
def forward(X, params, activations):
    W, b = params[0]
    Z = {sums}
    A = {curve}
    return A, None
"""
LOOP = """
def forward(X, params, activations):
    A, caches, cache = X, [], {{}}
    for (W, b), name in zip(params, activations):
        cache = {cache}
        cache["X"], cache["Z"] = {read}, {read} @ W + b
        cache["A"] = ACTIVATIONS[name](cache["Z"])
        A = cache["A"]
        caches.append(cache)
    return A, {caches}
"""
TANH = "ACTIVATIONS[activations[0]](Z)"
YES, NO, OPEN = HOLDS, NOT_YET, NOT_WRITTEN


def first(sums="X @ W + b", curve=TANH):
    return FIRST_ALONE.format(sums=sums, curve=curve)


def loop(cache="{}", read="A", caches="None"):
    return LOOP.format(cache=cache, read=read, caches=caches)


# what is written -> how the three steps stand, and the mistake that is told of the first that fails
DRAFTS = {
    "one layer": (first(), [YES, NO, OPEN], ("first layer only",)),
    "one layer without bias": (first("X @ W"), [NO, NO, OPEN], ("biases forgotten",)),
    "one layer, plain sums": (first(curve="Z"), [NO, NO, OPEN], ("plain sums returned",)),
    "all layers": (loop(), [YES, YES, OPEN], ()),
    "all layers from X": (loop(read="X"), [YES, NO, NO], ("X fed to every layer",)),
    "one note": (loop("cache", caches="caches"), [YES, YES, NO], ("one note for all layers",)),
    "no notes": (loop(caches="[]"), [YES, YES, NO], ("notes not returned",)),
    "all of it": (loop(caches="caches"), [YES] * 3, ()),
}


@pytest.mark.parametrize("name", DRAFTS)
def test_each_step_says_how_it_stands(name):
    source, states, mistakes = DRAFTS[name]
    found = board_of(find("forward"), notebook(ACTIVATIONS + source)["forward"])
    assert [standing.state for standing in found] == states
    first = next((s for s in found if s.state == NO), None)
    assert (first.verdict.mistake_names if first else ()) == mistakes
