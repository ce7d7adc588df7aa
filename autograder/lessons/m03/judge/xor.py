"""Module 3: ``xor_network``, weights by hand for what no single line can do.

Any weights that work are right, so an answer is judged by running it on the four corners.
"""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.m03 import public
from nnlib.lessons.lesson03 import ANSWERS as WANTED
from nnlib.lessons.lesson03 import CORNERS
from nnlib.network import mlp_forward
from nnlib.network import xor_network as engine_xor_network

SHAPES = ((2, 2), (2,), (2, 1), (1,))
NAMES = ("W1", "b1", "W2", "b2")
CLOSE = 1e-6


def xor_cases(rng):
    """Name what is looked at; there is no input, so nothing is drawn."""
    return [
        Case("the side of one half", tags=("sides",)),
        Case("the values 0 and 1", tags=("values",)),
    ]


def verify(case, value):
    """Run the learner's weights on the four corners; see ``Exercise.verify``."""
    arrays = _four_arrays(value)
    if isinstance(arrays, str):
        return arrays
    answers = _answers(arrays)
    if not np.isfinite(answers).all():
        return "some of your weights are not finite numbers."
    right_sides = _is_xor(answers)
    if np.abs(answers - WANTED).max() <= CLOSE or ("sides" in case.tags and right_sides):
        return ""
    if right_sides:
        return _the_value_that_is_off(answers)
    return _known_mistake(arrays, answers) or _the_corner_that_is_off(answers)


def _four_arrays(value):
    """Take W1, b1, W2, b2 out of two pairs, or say what came instead."""
    if type(value) not in (list, tuple) or len(value) != 2:
        return "return a list of two pairs, [(W1, b1), (W2, b2)]."
    if any(type(pair) not in (list, tuple) or len(pair) != 2 for pair in value):
        return "each of the two entries is a pair: the weights and the biases of one layer."
    try:
        arrays = [np.asarray(array, dtype=float) for pair in value for array in pair]
    except (TypeError, ValueError):
        return "weights and biases are arrays of numbers; one of these is none."
    shapes = tuple(array.shape for array in arrays)
    if shapes == SHAPES:
        return arrays
    if shapes == ((2, 2), (2,), (1, 2), (1,)):
        return "on its side"
    if len(shapes[1]) == 1 and shapes[1][0] > 2:
        return f"your network has {shapes[1][0]} hidden units. Two are enough: which two?"
    place = next(i for i in range(4) if shapes[i] != SHAPES[i])
    return f"your {NAMES[place]} has shape {shapes[place]}; expected {SHAPES[place]}."


def _answers(arrays):
    W1, b1, W2, b2 = arrays
    with np.errstate(all="ignore"):
        return mlp_forward(CORNERS, [(W1, b1), (W2, b2)])[:, 0]


def _is_xor(answers):
    return bool(((answers > 0.5) == (WANTED > 0.5)).all())


def _known_mistake(arrays, answers):
    """Name the misconception behind a network that sorts the corners otherwise, or ``""``."""
    W1, b1, W2, b2 = arrays
    if _is_xor(_answers([W1.T, b1, W2, b2])):
        return "on its side"
    stepped = (((CORNERS @ W1 + b1 > 0) @ W2 + b2) > 0).astype(float)[:, 0]
    if _is_xor(stepped):
        return "made for steps"
    if not b1.any():
        return "no thresholds"
    if _is_xor(_answers([W1, -b1, W2, b2])):
        return "thresholds with their sign lost"
    return SORTED.get(tuple(int(side) for side in answers > 0.5), "")


SORTED = {
    (0, 1, 1, 1): "OR",
    (0, 0, 0, 1): "AND",
    (1, 0, 0, 1): "upside down",
    (0, 1, 0, 0): "one corner only",
    (0, 0, 1, 0): "one corner only",
}


def _the_corner_that_is_off(answers):
    place = int(np.argmax((answers > 0.5) != (WANTED > 0.5)))
    corner = ", ".join(f"{v:g}" for v in CORNERS[place])
    return f"at ({corner}) your network answers {answers[place]:.3g}; expected {WANTED[place]:g}."


def _the_value_that_is_off(answers):
    place = int(np.argmax(np.abs(answers - WANTED)))
    corner = ", ".join(f"{v:g}" for v in CORNERS[place])
    return (
        "all four corners lie on their side of one half: one line is enough now. "
        f"At ({corner}) your network answers {answers[place]:.3g}, and {WANTED[place]:g} was asked."
    )


# ---------------------------------------------------------------- wrong versions


SUMS = [[1, 1], [1, 1]]
TWINS = [[1, -1], [-1, 1]]


def _network(W1=SUMS, b1=(0, -1), W2=((1,), (-2,)), b2=(0,)):
    """Make a function that returns these weights, by default the right ones of the lesson."""

    def version():
        first = np.array(W1, dtype=float), np.array(b1, dtype=float)
        return [first, (np.array(W2, dtype=float), np.array(b2, dtype=float))]

    return version


XOR_NETWORK = public.XOR_NETWORK.judged(
    reference=engine_xor_network,
    cases=xor_cases,
    visible_points=1,
    rubric={"sides": 1.5, "values": 0.5},
    label_words={"sides": "the four sides", "values": "the four values"},
    verify=verify,
    misconceptions=(
        Misconception(
            "made for steps",
            "With steps for activations these weights would be right. A ReLU does not stop at 1: "
            "what do your two hidden units give at (0, 0), where one of them is well above its "
            "threshold?",
            (
                _network([[1, -1], [1, -1]], [-0.5, 1.5], [[1], [1]], [-1.5]),
                _network([[2, -1], [2, -1]], [-1, 1.5], [[1], [1]], [-1.5]),
            ),
        ),
        Misconception(
            "no thresholds",
            "All biases of your hidden layer are 0, so along the way from (0, 0) through (1, 1) "
            "nothing ever bends. Where has one of the two units to wake up?",
            (
                _network(b1=[0, 0]),
                _network([[1, 0], [0, 1]], [0, 0], [[1], [1]]),
            ),
        ),
        Misconception(
            "thresholds with their sign lost",
            "Your weights work once the biases of the hidden layer change their sign. A unit that "
            "is to wake up at a sum of 1: what has to be added to the sum to make 0 of it there?",
            (
                _network(b1=[0, 1]),
                _network([[2, 2], [2, 2]], [0, 2], [[0.5], [-1]]),
            ),
        ),
        Misconception(
            "OR",
            "Three corners hold; (1, 1) ends on the side of the ones, so this is OR. "
            "The second unit speaks at (1, 1) alone: how much must it take away there?",
            (_network(W2=[[1], [-0.5]]), _network(W2=[[1], [0]])),
        ),
        Misconception(
            "AND",
            "Your network picks out (1, 1) alone, so this is AND. "
            "Which number of ones does XOR ask for?",
            (_network(W2=[[0], [1]]), _network(b1=[-1, -1], W2=[[0.5], [0.5]])),
        ),
        Misconception(
            "upside down",
            "The corners are divided as they should be, with 0 and 1 exchanged. "
            "Which sign, and which bias, turn the output over?",
            (
                _network(W2=[[-1], [2]], b2=[1]),
                _network(TWINS, [-0.25, -0.25], [[-1], [-1]], [1]),
            ),
        ),
        Misconception(
            "one corner only",
            "One of the two ones is found, its mirror image is not. "
            "Your hidden units notice which input is larger: which of the two watches the other "
            "case?",
            (_network(TWINS, W2=[[1], [1]]), _network(TWINS, [-2, 0], [[1], [1]])),
        ),
        Misconception(
            "on its side",
            "Your numbers work, in an array that lies on its side. In W the rows are what comes "
            "in and the columns what goes out: how many of each have W1 and W2?",
            (
                _network(W2=[[1, -2]]),
                _network([[1, 1], [-1, -1]], [0, 0], [[1, 1]]),
            ),
        ),
    ),
)
