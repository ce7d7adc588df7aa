"""The kinds of faults that graders have, and how the exercises of a lesson stand to each.

Each lesson has a ``kinds.py`` with three tables, and test_kinds.py tries all that they hold:
``ROWS`` (exercise -> kind -> answer, or why the kind cannot occur there), ``CORNERS`` (exercise ->
the corners that its cases are in, and why not in the others) and ``SLIPS`` (slips that are often
made, and the mistake by whose name each is told).
"""

from dataclasses import dataclass

KINDS = {
    # right answers that were refused
    "search": "a right answer that calls functions very often",
    "asks for more": "an answer that asks an earlier function for more than its docstring promises",
    # wrong answers that earned everything
    "memory": "something is kept from one call, or from one object, to the next",
    "graph": "what is used twice is added up by one operation, and overwritten by another",
    "scale": "an entry is measured by its own size where the largest is meant, or the reverse",
    "threshold": "a threshold lies a little beside its place",
    "border": "the other end of an interval counts, or > stands for ≥",
    "tolerance": "what is nearly equal passes for equal",
    "range": "right for ordinary sizes, and not for very small or very large ones",
    "default": "a number in the code, where an argument or its default should stand",
    "dtype": "wrong for whole numbers or for float32",
    "layout": "wrong for arrays that lie in memory in another order",
    "free value": "where several answers are right, one that is none of them",
    "coincidence": "wrong only where two numbers are equal, or one is 0",
    # answers that were told too little, or got points by luck
    "luck": "wrong in a case that not every draw makes, so that the points depend on the seed",
    "constant": "a mistake with another number in it than the one that is registered",
    "two at once": "two registered mistakes in one answer",
}


@dataclass(frozen=True)
class Right:
    """An answer that earns everything under every seed."""

    source: str


@dataclass(frozen=True)
class Wrong:
    """An answer that fails the check and loses points, the same under every seed.

    Parameters
    ----------
    source : str
        What the learner's cell holds; earlier exercises that it calls may be missing.
    mistake : str
        The registered mistake, or of two the one, by which it is told; ``""`` if by none.
    """

    source: str
    mistake: str = ""


@dataclass(frozen=True)
class Slip:
    """An answer to an exercise that is often given, and the mistake by whose name it is told."""

    exercise: str
    source: str
    mistake: str


def changed(source, *pairs):
    """Put texts of an answer into the place of others; each of these must be there.

    Parameters
    ----------
    source : str
    *pairs : (str, str)
        What is there, and what comes into its place wherever it is.

    Raises
    ------
    ValueError
        If a text is not there: the answer would be one that it is not meant to be.
    """
    for old, new in pairs:
        if old not in source:
            raise ValueError(f"there is no {old!r} in {source!r}")
        source = source.replace(old, new)
    return source


def wrong_by(source, *pairs, mistake=""):
    """Make a wrong answer of another answer; see `changed` and `Wrong`."""
    return Wrong(changed(source, *pairs), mistake)


def cannot(why, *kinds):
    """Say of several kinds, or corners, why they cannot occur."""
    return dict.fromkeys(kinds, why)


def held(corners, **cannot_be):
    """Make a row of corners: those that the cases are in, and of the others why not.

    Parameters
    ----------
    corners : str
        Names with commas between.
    **cannot_be : str
        Corner, with _ for a blank -> why the exercise has no such case.
    """
    row = dict.fromkeys(filter(None, corners.split(", ")), True)
    return row | {name.replace("_", " "): why for name, why in cannot_be.items()}
