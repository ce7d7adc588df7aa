"""Module 3: ``my_curve``, how closely 10 and 40 bumps follow a curve that a number draws."""

from autograder.lessons.m03 import public
from autograder.lessons.own_number import own_number
from nnlib.lessons.lesson03 import own_errors


def inside(found):
    """Return the worst errors inside the interval: with 10 bumps, with 40."""
    return [pair[0] for pair in found]


MY_CURVE = own_number(
    public.MY_CURVE,
    own_errors,
    inside,
    said={
        "kind": "errors",
        "asked": "the worst error with 10 bumps, and with 40",
        "first": "error with 10 bumps; the other one holds",
        "second": "error with 40 bumps; the other one holds",
        "both": "errors, with 10 bumps and with 40",
    },
    wrong={
        "in another order": (
            lambda found: inside(found)[::-1],
            "Both numbers come from your run, in another order than asked. "
            "Which of them belongs to 10 bumps, and should it be the larger one?",
        ),
        "outside the interval": (
            lambda found: [pair[1] for pair in found],
            "These are the errors outside the interval, where no bump stands. "
            "In which column of your run's output is the error inside?",
        ),
        "one run twice": (
            lambda found: [inside(found)[0]] * 2,
            "The error with 10 bumps holds, and the other one is the same number. "
            "In which line of your run's output do the 40 bumps stand?",
        ),
    },
)
