"""Module 3: ``xor_network``, weights by hand for what no single line can do.

Any weights that work are right, so an answer is judged by running it on the four corners.
"""

import numpy as np

from autograder.core.compare import numbers_apart
from autograder.core.exercise import Case, Misconception
from autograder.core.plain_data import array_of
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
        Case("above or below one half", tags=("sides",)),
        Case("the values 0 and 1", tags=("values",)),
    ]


@np.errstate(all="ignore")
def verify(case, value):
    """Run the learner's weights on the four corners; see ``Exercise.verify``."""
    arrays = _four_arrays(value)
    if isinstance(arrays, str):
        return arrays
    if not all(np.isfinite(array).all() for array in arrays):
        return "some of your weights are not finite numbers."
    answers = _answers(arrays)
    if not np.isfinite(answers).all():
        return "with weights as large as these the output is not a finite number."
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
    arrays = [array_of(array) for pair in value for array in pair]
    if any(array is None for array in arrays):
        return "weights and biases are arrays of numbers; one of these is none."
    shapes = tuple(array.shape for array in arrays)
    if shapes == SHAPES:
        return [array.astype(float) for array in arrays]
    if shapes == ((2, 2), (2,), (1, 2), (1,)):
        return "on its side"
    if len(shapes[1]) == 1 and shapes[1][0] > 2:
        return f"your network has {shapes[1][0]} hidden units. Two are enough: which two?"
    place = next(i for i in range(4) if shapes[i] != SHAPES[i])
    return f"your {NAMES[place]} has shape {shapes[place]}; expected {SHAPES[place]}."


def _answers(arrays):
    W1, b1, W2, b2 = arrays
    return mlp_forward(CORNERS, [(W1, b1), (W2, b2)])[:, 0]


def _is_off(answers):
    """Tell corner by corner whether the output is not on its side of one half, or exactly on it."""
    return np.where(WANTED > 0.5, answers <= 0.5, answers >= 0.5)


def _is_xor(answers):
    return not _is_off(answers).any()


def _known_mistake(arrays, answers):
    """Name the misconception behind a network that sorts the corners otherwise, or ``""``.

    What its hint says is true of each network that comes to its line.
    """
    W1, b1, W2, b2 = arrays
    hidden = CORNERS @ W1 + b1
    stepped = ((hidden > 0) @ W2 + b2)[:, 0]
    sides = tuple((answers > 0.5).astype(int).tolist())
    if _is_xor(_answers([W1.T, b1, W2, b2])):
        return "on its side"
    if _is_xor(answers > 0):
        return "compared with 0"
    if SORTED.get(sides) == "OR":
        return "OR"
    if _is_xor(stepped > 0):
        return "made for steps"
    if _ignores_an_input(answers):
        return "one input ignored"
    if not b1.any() and not np.isclose(answers[0], answers[3]):
        return "no thresholds"
    if _is_xor(_answers([W1, -b1, W2, b2])):
        return "thresholds with their sign lost"
    return SORTED.get(sides, "")


def _ignores_an_input(answers):
    """Tell whether the output changes with one of the inputs, and not with the other."""
    table = answers.reshape(2, 2)  # rows: the first input, columns: the second
    changes = [not np.allclose(*rows) for rows in (table, table.T)]
    return changes[0] != changes[1]


SORTED = {
    (0, 1, 1, 1): "OR",
    (0, 0, 0, 1): "AND",
    (1, 0, 0, 1): "upside down",
    (0, 1, 0, 0): "one corner only",
    (0, 0, 1, 0): "one corner only",
}


def _the_corner_that_is_off(answers):
    corner, got, wanted = _at(int(np.argmax(_is_off(answers))), answers)
    return f"at {corner} your network answers {got}; expected {wanted}."


def _the_value_that_is_off(answers):
    corner, got, wanted = _at(int(np.argmax(np.abs(answers - WANTED))), answers)
    return (
        "all four corners lie on their side of one half: one line is enough now. "
        f"At {corner} your network answers {got}, and {wanted} was asked."
    )


def _at(place, answers):
    """Write a corner, the output there and the one that is wanted, with digits that differ."""
    x1, x2 = CORNERS[place]
    return f"({x1:g}, {x2:g})", *numbers_apart(answers[place], WANTED[place])


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
            "With steps for activations these weights would be right, but a ReLU that is above its "
            "threshold gives the sum itself. What do your two hidden units give at each corner, "
            "and where is that neither 0 nor 1?",
            (
                _network([[1, -1], [1, -1]], [-0.5, 1.5], [[1], [1]], [-1.5]),
                _network([[2, -1], [2, -1]], [-1, 1.5], [[1], [1]], [-1.5]),
                _network(b1=[-0.5, -1.5], W2=[[1], [-1]], b2=[-0.5]),
            ),
        ),
        Misconception(
            "compared with 0",
            "Your output is above 0 at the two ones only. But nothing compares it with 0, for it "
            "is the answer itself: which two numbers are asked for, and which does it give?",
            (
                _network(TWINS, [0, 0], [[1], [1]], [-0.5]),
                _network(TWINS, [0, 0], [[0.5], [0.5]]),
            ),
        ),
        Misconception(
            "one input ignored",
            "Your output follows one of the two inputs, and the other makes no difference. Each "
            "row of W1 belongs to an input, each column to a hidden unit: what is in the two rows?",
            (
                _network([[1, 1], [0, 0]]),
                _network([[0, 0], [1, 1]]),
            ),
        ),
        Misconception(
            "no thresholds",
            "All biases of your hidden layer are 0, so from (0, 0) straight to (1, 1) nothing "
            "bends, and your output moves away from where it began. What could bring it back?",
            (
                _network(b1=[0, 0]),
                _network([[1, 0], [0, 1]], [0, 0], [[2], [-1]]),
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
            "Three corners are right; at (1, 1) the output is above one half, so this is OR. "
            "Is a hidden unit above 0 at (1, 1) alone, and how much does it subtract there?",
            (
                _network(W2=[[1], [-1]]),
                _network(W2=[[1], [0]]),
                _network([[1, 0], [0, 1]], [0, 0], [[1], [1]]),
            ),
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
            "One of the two ones is found; where the inputs are exchanged, the output is not above "
            "one half. What do your hidden units give there, and what does W2 make of it?",
            (_network(TWINS, W2=[[1], [1]]), _network(TWINS, [-2, 0], [[1], [1]])),
        ),
        Misconception(
            "on its side",
            "At least one of your arrays lies on its side. In W the rows are what comes in and "
            "the columns what goes out: how many of each have W1 and W2?",
            (
                _network(W2=[[1, -2]]),
                _network([[1, 1], [-1, -1]], [0, 0], [[1, 1]]),
            ),
        ),
    ),
)
