"""Module 1: ``my_misses``, the mean absolute error of a neuron before and after it learnt."""

from autograder.lessons.m01 import public
from autograder.lessons.own_number import own_number
from nnlib.lessons.lesson01 import own_misses

# Of 1,500 numbers the best single guess at both misses was this close for 6.
CLOSE = 0.006


def misses(found):
    """Return the misses on the pictures held back."""
    _, held_back = found
    return held_back


MY_MISSES = own_number(
    public.MY_MISSES,
    own_misses,
    misses,
    said={
        "kind": "errors",
        "asked": "the error before, the error after",
        "first": "error before learning; the one after holds",
        "second": "error after learning; the one before holds",
        "both": "errors, before and after",
    },
    close=CLOSE,
    under_more=True,
    wrong={
        "in another order": (
            lambda found: misses(found)[::-1],
            "Both numbers come from your run, in another order than asked. "
            "Which of the two belongs to the neuron that has learnt nothing yet?",
        ),
        "percent": (
            lambda found: [100 * miss for miss in misses(found)],
            "Your numbers are a hundred times too large: they are percent. "
            "Between which two numbers does |target − output| lie?",
        ),
        "hits, not misses": (
            lambda found: [1 - miss for miss in misses(found)],
            "You took your numbers away from 1. The error says how far off the output is: "
            "which numbers stand in the lines that your run printed?",
        ),
        "how much was gained": (
            lambda found: [misses(found)[0], misses(found)[0] - misses(found)[1]],
            "The error before holds. The other number says how much was gained: "
            "how far off is the neuron when it has learnt?",
        ),
        "one line twice": (
            lambda found: [misses(found)[1]] * 2,
            "The error after learning holds, and the other number is the same. "
            "In which line of your run's output does the start stand?",
        ),
        "pictures it has learnt from": (
            lambda found: found[0],
            "These are the errors on the pictures that the neuron learnt from. "
            "Which ones tell what it does with something new?",
        ),
    },
)
