"""Module 7: ``my_number``, how much slope reaches the first layer of a network a number draws."""

from autograder.lessons.m07 import public
from autograder.lessons.own_number import own_number
from nnlib.lessons.lesson07 import own_norms


def shares(norms):
    """Return the slope in the first layer as a share of the last: with sigmoid, with tanh."""
    return [first / last for first, last in norms]


# of 4,000 numbers the best single guess at both shares was close enough for 6
MY_NUMBER = own_number(
    public.MY_NUMBER,
    own_norms,
    shares,
    said={
        "kind": "shares",
        "asked": "the share with sigmoid, the share with tanh",
        "first": "share with sigmoid; the one with tanh holds",
        "second": "share with tanh; the one with sigmoid holds",
        "both": "shares, with sigmoid and with tanh",
    },
    wrong={
        "last over first": (
            lambda norms: [last / first for first, last in norms],
            "Your shares are upside down: they divide the last layer's slope by the first layer's. "
            "The share of the first layer was asked for: which of the two is measured by which?",
        ),
        "in another order": (
            lambda norms: shares(norms)[::-1],
            "Both numbers come from your run, in another order than asked. "
            "Which of the two networks starves its first layer?",
        ),
        "squares": (
            lambda norms: [(first / last) ** 2 for first, last in norms],
            "Your shares compare sums of squares. "
            "An arrow of 3 and 4 has length 5: what is still missing after 9 + 16?",
        ),
        "sizes, no shares": (
            lambda norms: [first for first, last in norms],
            "You wrote down the sizes in the first layer. "
            "Compared with which layer is such a number large or small?",
        ),
        "one network twice": (
            lambda norms: [shares(norms)[0]] * 2,
            "The share with sigmoid holds, and the other one is the same number. "
            "In which line of your run's output does tanh stand?",
        ),
    },
)
