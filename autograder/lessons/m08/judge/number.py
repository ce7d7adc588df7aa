"""Module 8: ``my_limit``, the rate from which on the loss of a reader of your own grows."""

from autograder.lessons.m08 import public
from autograder.lessons.own_number import own_number
from nnlib.lessons.lesson08 import own_limit


def limit_and_loss(found):
    """Return the limit, and the loss after 1,000 steps at half of it."""
    return found[:2]


MY_LIMIT = own_number(
    public.MY_LIMIT,
    own_limit,
    limit_and_loss,
    said={
        "kind": "numbers",
        "asked": "the rate that breaks it, the loss at half of that rate",
        "first": "rate that breaks it; the loss at half of it holds",
        "second": "loss at half of your rate; the rate holds",
        "both": "numbers: below the rate that breaks it the cell prints “falls”, above it “rises”",
        "example": "This is the number of the example, which all others have as well. ",
    },
    under_more=True,
    close=0.006,  # three digits that count are off by 0.5 %, and a search by a fiftieth of that
    wrong={
        "in another order": (
            lambda found: limit_and_loss(found)[::-1],
            "Both numbers come from your reader, in another order than asked. "
            "Which of the two is a learning rate?",
        ),
        "half of the limit": (
            lambda found: [found[0] / 2, found[1]],
            "The loss holds, and belongs to the rate that you give. Asked for is the rate at which "
            "the loss begins to grow: how many times as large is it?",
        ),
        "loss before learning": (
            lambda found: [found[0], found[3]],
            "Your rate holds. The loss is the one before the first step: what did the cell print "
            "for the end?",
        ),
        "curvature": (
            lambda found: [found[2], found[1]],
            "The loss holds. The first number is the largest curvature, and not a rate: what does "
            "the limit have above it?",
        ),
    },
)
