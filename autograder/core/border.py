"""The border: what comes from outside is made harmless here, before anything is done with it.

A text from outside may hold half a character that no file takes, orders to a terminal, marks that
turn the direction of the words beside it, or two million letters without a space; a number may
have forty digits; a time may lie before the year 1. Outside is whatever a learner, a learner's
code, a file system or another program chose: outputs, errors, names, comments, times.

Functions that read from outside carry the mark :func:`entrance`; a test passes the same texts and
numbers through each of them, and through all that prints.
"""

import builtins
import re
from datetime import UTC, datetime

MOST_LINE, MOST_TEXT, MOST_NAME = 200, 2000, 60
CUT = "…"
# Orders to a terminal: colours, and the title of its window.
ORDERS = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]{0,200}(?:\x07|\x1b\\))")
# Other characters without a picture that change how their neighbours are shown or part words
# unseen, and half ones. What joins letters and pictures stays: some languages write with it.
CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
DIRECTIONS = r"\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
TAGS = r"\U000e0000-\U000e007f"
UNSEEN = re.compile(rf"[{CONTROLS}{DIRECTIONS}{TAGS}]")
HALVES = re.compile(r"[\ud800-\udfff]")
# Letters and marks without a picture: fillers, and what chooses among the pictures of a letter.
FILLERS = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U0001d159"
    r"\U00016fe4\U000e0100-\U000e01ef]"
)
# A blank that nobody sees or counts: one after another, or at either end.
BLANKS = re.compile(r"\A |(?<= ) | \Z")
# Not in the name of a submission's folder: Formgrader writes it into its pages as it is, nbgrader
# takes some characters for a pattern, and some names cannot be printed or written. nbgrader's
# collect takes the name from the exchange, where learners choose it, and only warns of a wrong one.
PATTERNS = r"\[\]{}?*"
ACTING = re.compile(rf'[<>"&\\{PATTERNS}]')
BITS = 64
EARLIEST, LATEST = datetime(1970, 1, 1), datetime(2200, 1, 1)
# As nbgrader writes it, and as ISO 8601 has it: nothing else is certain. (Of an offset such as
# +0100 nbgrader itself makes a hundred seconds.)
TIME = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?"
CERTAIN = re.compile(rf"{TIME} ?(UTC|Z|GMT)")
OFFSET = re.compile(rf"{TIME}[+-]\d\d:?\d\d")
# Exceptions that are no learner's own, beside Python's: numpy's, the library's, and our words.
EXCEPTIONS = {"AxisError", "LinAlgError", "UFuncTypeError", "ComplexWarning", "RankWarning"}
EXCEPTIONS |= {"DTypePromotionError", "TooHardError", "VisibleDeprecationWarning"}
EXCEPTIONS |= {"_ArrayMemoryError", "_UFuncBinaryResolutionError", "_UFuncNoLoopError"}
EXCEPTIONS |= {"_UFuncInputCastingError", "_UFuncOutputCastingError", "ModuleDeprecationWarning"}
EXCEPTIONS |= {"JSONDecodeError", "FrozenInstanceError", "PicklingError", "UnpicklingError"}
EXCEPTIONS |= {"CheckFailed", "Delegated", "an exception"}
EXCEPTIONS |= {"NoAnswer", "ProcessEnded", "TooLong", "TooMuchMemory"}
# The same of other types.
TYPES = {"Counter", "OrderedDict", "defaultdict", "deque", "Decimal", "Fraction", "NoneType"}
TYPES |= {"function", "method", "builtin_function_or_method", "generator", "module", "ellipsis"}
TYPES |= {"dict_keys", "dict_values", "dict_items", "mappingproxy", "array", "partial"}
TYPES |= {"ndarray", "matrix", "MaskedArray", "Generator", "RandomState", "dtype", "ufunc"}
TYPES |= {"str_", "bytes_", "object_", "void", "datetime64", "timedelta64", "recarray", "memmap"}

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

    What is not to be seen is written as an escape, so that two names that differ stay different,
    and a blank that follows another, so that none looks like a row of a table.
    """
    shown = BLANKS.sub(r"\\x20", text[:most])
    shown = "".join(one if is_seen(one) else ascii(one)[1:-1] for one in shown)
    return shown + CUT * (len(text) > most)


def is_seen(text):
    """Tell whether each character of a text has a picture, or is a blank.

    Python calls printable what is no control, mark of format, half, private or unknown character
    and, but for the blank, no separator.
    """
    return text.isprintable() and not FILLERS.search(text)


class Strange:
    """Finds what may not be in the name of a folder; :mod:`re` knows no classes of Unicode."""

    def search(self, text):
        """Tell whether a name holds what acts in a page or a pattern, or cannot be seen."""
        return bool(ACTING.search(text)) or not is_seen(text)


STRANGE = Strange()


def writable(text):
    """Return a text with a mark in the place of half characters, which no file takes."""
    return HALVES.sub("\ufffd", text)


def identifier(text, otherwise):
    """Return a name of Python's from outside, of a type for instance, or else other words."""
    return text if text.isidentifier() and text.isascii() and len(text) <= MOST_NAME else otherwise


def exception_name(text):
    """Write the type of an exception in a sentence of ours.

    A learner may give an exception any name, such as ``Your_points_are_full``: one that is neither
    Python's nor numpy's nor ours is quoted.
    """
    known = getattr(builtins, text, None)
    is_pythons = isinstance(known, type) and issubclass(known, BaseException)
    text = identifier(text, "an exception")
    return text if is_pythons or text in EXCEPTIONS else quoted(text)


def type_name(text, own=()):
    """Write the type of a value in a sentence of ours; a learner may name a class like a verdict.

    Parameters
    ----------
    text : str
    own : collection of str
        Further names that may stand there as they are, such as the exercise's.
    """
    known = text in TYPES or text in own or isinstance(getattr(builtins, text, None), type)
    return text if known else quoted(text)


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

    # what is not shown may not count: dateutil takes what it likes from among other characters
    shown = line(text, 60)
    if shown != " ".join(text.split()) or not is_seen(shown):
        return None, f"cannot be read: it says {quoted(name(text, 60))}"
    text, said = shown, quoted(shown)
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
