"""The border: what comes from outside is made harmless here, before anything is done with it.

A text from outside may hold half a character that no file takes, orders to a terminal, marks that
turn the direction of the words beside it, or two million letters without a space; a number may
have forty digits; a time may lie before the year 1. Outside is whatever a learner, a learner's
code, a file system or another program chose: outputs, errors, names, comments, times.

Functions that read from outside carry the mark :func:`entrance`; a test passes the same texts and
numbers through each of them, and through all that prints.
"""

import re
from datetime import UTC, datetime

MOST_LINE, MOST_TEXT, MOST_NAME = 200, 2000, 60
CUT = "…"
# Orders to a terminal: colours, and the title of its window.
ORDERS = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]{0,200}(?:\x07|\x1b\\))")
# Other characters without a picture that change how their neighbours are shown, and half ones.
CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
DIRECTIONS = r"\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb"
UNSEEN = re.compile(rf"[{CONTROLS}{DIRECTIONS}]")
HALVES = re.compile(r"[\ud800-\udfff]")
# Not in the name of a submission's folder: Formgrader writes it into its pages as it is, nbgrader
# takes some characters for a pattern, and some names cannot be printed or written. nbgrader's
# collect takes the name from the exchange, where learners choose it, and only warns of a wrong one.
PATTERNS = r"\[\]{}?*"
NOT_IN_A_NAME = re.compile(rf"[\t\n{CONTROLS}{DIRECTIONS}\ud800-\udfff]")
STRANGE = re.compile(rf'[<>"&\\{PATTERNS}]|{NOT_IN_A_NAME.pattern}')
BITS = 64
EARLIEST, LATEST = datetime(1970, 1, 1), datetime(2200, 1, 1)
# As nbgrader writes it, and as ISO 8601 has it: nothing else is certain. (Of an offset such as
# +0100 nbgrader itself makes a hundred seconds.)
TIME = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?"
CERTAIN = re.compile(rf"{TIME} ?(UTC|Z|GMT)")
OFFSET = re.compile(rf"{TIME}[+-]\d\d:?\d\d")

ENTRANCES = {}


def entrance(what):
    """Mark a function that reads from outside; ``what`` names what it reads, for people."""

    def mark(function):
        ENTRANCES[f"{function.__module__}.{function.__qualname__}"] = what
        return function

    return mark


def plain(text, most=MOST_TEXT):
    """Make a text of several lines harmless: it can be written and printed, and is not too long.

    Parameters
    ----------
    text : str
    most : int
        Characters that are kept; of a longer text the end is left out, with a mark.

    Returns
    -------
    str
    """
    if len(text) > most:
        text = text[:most] + CUT
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return writable(UNSEEN.sub("", ORDERS.sub("", text)))


def line(text, most=MOST_LINE):
    """Make a text harmless that has to stand in one line; any white space becomes a blank."""
    text = " ".join(plain(text[: 4 * most], 4 * most).split())
    return text if len(text) <= most else text[:most] + CUT


def quoted(text, most=MOST_LINE):
    """Write words of somebody else's, so that they cannot be taken for ours."""
    bare = re.sub("[“”]", '"', line(text, most))
    return f"“{bare}”"


def name(text, most=MOST_NAME):
    """Write a name of somebody else's choice, of a file, a folder or a student.

    What is not to be seen is written as an escape, so that two names that differ stay different.
    """
    shown = NOT_IN_A_NAME.sub(lambda one: ascii(one[0])[1:-1], text[:most])
    return shown + CUT * (len(text) > most)


def writable(text):
    """Return a text with a mark in the place of half characters, which no file takes."""
    return HALVES.sub("\ufffd", text)


def identifier(text, otherwise):
    """Return a name of Python's from outside, of a type for instance, or else other words."""
    return text if text.isidentifier() and text.isascii() and len(text) <= MOST_NAME else otherwise


def fits(number):
    """Tell whether a whole number has no more than 64 bits: others are no numbers of a notebook."""
    return number.bit_length() <= BITS


def moment(text):
    """Read a time that somebody else wrote down.

    Parameters
    ----------
    text : str

    Returns
    -------
    tuple of (datetime or None, str)
        The time in UTC, without a zone; and what is not certain about it, in words that go on
        after "its timestamp.txt", or ``""``. None stands for a time that cannot be read.
    """
    from nbgrader.utils import parse_utc

    said = quoted(text, 60)
    try:
        compact = re.sub(r" (?=[+-]\d\d:?\d\d$)", "", text)
        when = datetime.fromisoformat(compact) if OFFSET.fullmatch(compact) else parse_utc(text)
        if when.tzinfo is not None:
            when = when.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, TypeError, AttributeError, RecursionError):
        return None, f"cannot be read: it says {said}"
    if not EARLIEST <= when < LATEST:
        return None, f"says {said}, which cannot be the time of a submission"
    if CERTAIN.fullmatch(text):
        return when, ""
    return when, f"says {said}, which is not certain; it was read as {when:%Y-%m-%d %H:%M} UTC"
