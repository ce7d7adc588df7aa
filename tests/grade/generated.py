"""A class of any size, drawn from a seed: right in many styles, every known mistake, blank, odd."""

import textwrap

import numpy as np

from autograder.lessons import find
from autograder.lessons.m07.judge import samples as m07
from tests.core import learner_answers
from tests.grade.class_of_learners import RIGHT, at_end, before, handed_in, on_top

# How often an answer is right, has a known mistake, is blank, or is something odd.
SHARES = {"right": 0.6, "mistake": 0.25, "blank": 0.08, "odd": 0.07}
OWN_CELLS = (
    "print('note to myself')",
    "import math\nmath.sqrt(2)",
    "helper = [1, 2, 3]\nhelper.append(4)\nhelper",
    "1 / 0",
    "%timeit -n1 -r1 sum(range(10))",
    "def unused(x):\n    return x",
    "import sys\nprint('a warning', file=sys.stderr)",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
)


def _with(text, right, wrong):
    """Put something wrong into a right answer."""
    assert right in text, (right, text)  # else it would be right still
    return text.replace(right, wrong)


# Wrong answers as learners write them: plain cells. The wrong versions are many more.
BY_HAND = {
    "numerical_gradient": (m07.ONE_SIDED, m07.NOT_PUT_BACK),
    "Value": (m07.VALUE_OVERWRITES,),
    "affine_backward": (m07.BIAS_AVERAGED, m07.DW_ON_ITS_SIDE, m07.TWO_MISTAKES),
    "relu_backward": (m07.RELU_OPEN, _with(m07.RELU, "Z <= 0", "dA <= 0")),
    "tanh_backward": ("def tanh_backward(dA, A):\n    return dA * (1 - np.tanh(A) ** 2)\n",),
    "softmax_cross_entropy": (m07.LOSS_NOT_DIVIDED, _with(m07.LOSS, "np.mean", "np.sum")),
    "mlp_backward": (
        _with(m07.NETWORK, "slope = relu_backward(slope, kept[-1][2])", "pass  # to the next"),
        _with(m07.NETWORK, "grads[::-1]", "grads"),
    ),
    "my_number": ("def my_number():\n    return 20710, 0.01, 2.7\n",),
    "witness": (
        _with(m07.WITNESS, "gap / largest > 0.0001", "gap > 1e-6"),
        _with(m07.WITNESS, "return k", "return k + 1"),
    ),
}


def generate(released, count, seed=0, by_hand=False):
    """Draw submissions.

    Parameters
    ----------
    released : dict
        The learner edition, as JSON.
    count : int
    seed : int
    by_hand : bool
        Whether mistakes are cells as learners write them, instead of any registered wrong version.

    Yields
    ------
    tuple of (str, dict)
        Name of the learner, and the notebook.
    """
    rng = np.random.default_rng(seed)
    for number in range(count):
        if number % 10 == 0:
            # whole notebooks too: nothing done, and the first half done
            done = list(RIGHT)[: 0 if number % 20 else len(RIGHT) // 2]
        else:
            done = list(RIGHT)
        texts = {name: _answer(rng, name, by_hand) for name in done}
        texts = {name: text for name, text in texts.items() if text is not None}
        yield f"learner-{number:04}", handed_in(released, texts, _own_cells(rng))


def _answer(rng, name, by_hand):
    kind = rng.choice(list(SHARES), p=list(SHARES.values()))
    exercise = find(name)
    if kind == "blank":
        return None
    if kind == "odd":
        return learner_answers.strange(name, rng.choice(list(learner_answers.BODIES)))
    if kind == "mistake" and by_hand:
        return BY_HAND[name][rng.integers(len(BY_HAND[name]))]
    if kind == "mistake":
        number = rng.integers(len(exercise.misconceptions))
        style = rng.integers(len(exercise.misconceptions[number].versions))
        return learner_answers.wrong_version(exercise, int(number), int(style))
    styles = list(learner_answers.RIGHT[name].values())
    return textwrap.dedent(styles[rng.integers(len(styles))])


def _own_cells(rng):
    """Put up to two cells of the learner's own somewhere."""

    def change(notebook):
        for _ in range(rng.integers(3)):
            source = OWN_CELLS[rng.integers(len(OWN_CELLS))]
            place = rng.choice([*RIGHT, "top", "end"])
            ways = {"top": on_top, "end": at_end}
            way = ways[place](source) if place in ways else before(place, source)
            way(notebook)

    return change
