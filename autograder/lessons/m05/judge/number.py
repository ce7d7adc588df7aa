"""Module 5: ``my_confidence``, how sure ten layers are that have never learned."""

from autograder.lessons.m05 import public
from autograder.lessons.own_number import own_number
from nnlib.lessons.lesson05 import own_confidence

# Of 300 numbers no guess at both confidences is this close for more than a few: see the claims.
CLOSE = 0.006


def confidences(found):
    """Return the mean confidence at both scales, in percent."""
    (first, _), (second, _) = found
    return 100 * first, 100 * second


MY_CONFIDENCE = own_number(
    public.MY_CONFIDENCE,
    own_confidence,
    confidences,
    said={
        "kind": "confidences",
        "asked": "the confidence at scale 1, the confidence at scale 1.2",
        "first": "confidence at scale 1; the one at scale 1.2 is right",
        "second": "confidence at scale 1.2; the one at scale 1 is right",
        "both": "confidences at scale 1 and scale 1.2",
    },
    close=CLOSE,
    under_more=True,
    wrong={
        "in another order": (
            lambda found: confidences(found)[::-1],
            "Both numbers come from your run, in another order than asked. At which scale are the "
            "scores larger?",
        ),
        "shares": (
            lambda found: [sure / 100 for sure in confidences(found)],
            "Your numbers are a hundred times too small: they are shares of 1. Which sign stands "
            "behind the numbers that your run printed?",
        ),
        "doubt, not confidence": (
            lambda found: [100 - sure for sure in confidences(found)],
            "You subtracted your numbers from 100. Which numbers stand in the lines that your run "
            "printed?",
        ),
        "share right": (
            lambda found: [100 * right for _, right in found],
            "These are the shares of digits that are right. The same lines also say how sure the "
            "network is: is that the same thing?",
        ),
        "one line twice": (
            lambda found: [confidences(found)[0]] * 2,
            "The confidence at scale 1 is right, and the other number is the same. In which line "
            "of your run's output is scale 1.2?",
        ),
    },
)
