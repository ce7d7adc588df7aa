"""Module 6: ``my_losses``, the first loss of a reader, and that of a larger last layer."""

import numpy as np

from autograder.lessons.m06 import public
from autograder.lessons.own_number import own_number
from nnlib.lessons.lesson06 import own_losses

# Of 300 numbers no guess at both losses is this close for more than a few: see the claims.
CLOSE = 0.006


def losses(found):
    """Return the two losses on the digits held back."""
    _, held_back = found
    return held_back


MY_LOSSES = own_number(
    public.MY_LOSSES,
    own_losses,
    losses,
    said={
        "kind": "losses",
        "asked": "the first loss, the one of a last layer ten times as large",
        "first": "first loss; the other one holds",
        "second": "loss of a larger last layer; the first one holds",
        "both": "losses",
    },
    close=CLOSE,
    under_more=True,
    wrong={
        "in another order": (
            lambda found: losses(found)[::-1],
            "Both numbers come from your run, in another order than asked. Which of the two "
            "belongs to the initial weights as they were drawn?",
        ),
        "in bits": (
            lambda found: [loss / np.log(2) for loss in losses(found)],
            "Your numbers are 1.44 times too large: they are in bits. Which base has the logarithm "
            "that your run used?",
        ),
        "one line twice": (
            lambda found: [losses(found)[0]] * 2,
            "The first loss holds, and the other number is the same. In which line of your run's "
            "output is the loss of the larger last layer?",
        ),
        "how many times more": (
            lambda found: [losses(found)[0], losses(found)[1] / losses(found)[0]],
            "The first loss holds. The other number says how many times as large the second one "
            "is: which loss did your run print in its second line?",
        ),
        "first loss of the digits to learn from": (
            lambda found: [found[0][0], losses(found)[1]],
            "The second loss holds. The first one is that of the digits that were not held back: "
            "which ones does the run print?",
        ),
        "digits to learn from": (
            lambda found: found[0],
            "These are the losses on the digits that were not held back. Which ones does the run "
            "print?",
        ),
    },
)
