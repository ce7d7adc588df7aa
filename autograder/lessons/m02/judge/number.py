"""Module 2: ``my_mistakes``, how many mistakes a perceptron made, from zero and from a start."""

from autograder.lessons.m02 import public
from autograder.lessons.own_number import own_number
from nnlib.lessons.lesson02 import own_mistakes

MY_MISTAKES = own_number(
    public.MY_MISTAKES,
    own_mistakes,
    tuple,
    said={
        "kind": "counts",
        "asked": "the mistakes from zero, those from the start",
        "none": "the two counts of mistakes are whole numbers that your run has printed.",
        "first": "count from zero; the one from the drawn start holds",
        "second": "count from the drawn start; the one from zero holds",
        "both": "counts",
    },
    whole=True,
    nearly=False,
    wrong={
        "in another order": (
            lambda found: found[::-1],
            "Both counts come from your run, in another order than asked. "
            "Which of the two runs began at zero?",
        ),
        "from zero twice": (
            lambda found: (found[0], found[0]),
            "The count from zero holds, and the other one is the same number. "
            "In which line of your run's output does the drawn start stand?",
        ),
    },
)
