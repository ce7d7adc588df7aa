"""Compare an answer with the expected one: which part differs, and how.

What came from the learner is plain data by now. The first difference of type, shape, finiteness
or value becomes a :class:`Mismatch`.
"""

import math
import re
from dataclasses import dataclass, replace

import numpy as np

from autograder.core import border
from autograder.core.guard import SILENCERS
from autograder.core.plain_data import Foreign, Layout, array_of

# Relative error that still counts as right where the learner's answer is in float32.
FLOAT32_TOLERANCE = 1e-4
SMALLEST = 1e-15  # what two answers near 0 may differ by
MOST_SAID = 300  # characters of what an exception says
MOST_VERIFIED = 1000


@dataclass(frozen=True)
class Mismatch:
    """How an answer (or one part of it) differs.

    Parameters
    ----------
    kind : {"type", "shape", "nan", "value", "verified", "error"}
        The first of these that is off; "verified" of an answer that is judged by running it,
        "error" where the function raised.
    text : str
        What follows the name of the part; if "verified", a whole sentence.
    path : tuple
        Leads to the place in a nested answer.
    whole : bool
        Whether the text is about all parts together.
    is_question : bool
        Whether the text is a question, with its question mark.
    mistake : Misconception or None
        The one that the exercise recognised by running the answer.
    error, message : str
        Type and message of the exception.
    function, line : str
        Name of the learner's function that raised, and the text of its line; ``""`` if unknown.
    silenced : str
        The function of numpy that was to silence the error, ``"np.errstate"`` or ``"np.seterr"``.
    ours : str
        What there is to say where no line of the learner's raised, as a whole sentence.
    """

    kind: str
    text: str
    path: tuple = ()
    whole: bool = False
    is_question: bool = False
    mistake: object = None
    error: str = ""
    message: str = ""
    function: str = ""
    line: str = ""
    silenced: str = ""
    ours: str = ""


def mismatches(exercise, case, expected, outcome, written=True):
    """List what is not right in one outcome.

    Parameters
    ----------
    exercise : Exercise
    case : Case
    expected, outcome : Outcome
        Of the engine's version, and of the learner's.
    written : bool
        Whether another case shows that the function is written.

    Returns
    -------
    dict
        Part of the answer (``""`` for the whole) -> Mismatch.
    """
    if case.must_refuse and _refuses(outcome, written):
        return {}
    if outcome.error:
        raised = _raised(exercise, case, outcome.error)
        return dict.fromkeys(exercise.outputs or ("",), raised)
    if case.must_refuse:
        return dict.fromkeys(exercise.outputs or ("",), ACCEPTED)
    if exercise.verify:
        mismatch = _verify(exercise, case, outcome.value)
        return {"": mismatch} if mismatch else {}
    want, got = expected.value, outcome.value
    if not exercise.outputs:
        mismatch = compare(want, got, _tolerance(exercise, case), exercise.beside_0)
        return {"": mismatch} if mismatch else {}
    if type(got) not in (tuple, list) or len(got) != len(exercise.outputs):
        what = _values(len(got)) if type(got) in (tuple, list) else _name_of(got)
        text = f"is {what}; expected {', '.join(exercise.outputs)}"
        if isinstance(got, np.ndarray) and got.shape[:1] == (len(exercise.outputs),):
            text += ", one after the other with commas between, not stacked into one array"
        return dict.fromkeys(exercise.outputs, Mismatch("type", text, whole=True))
    parts = zip(exercise.outputs, want, got, strict=True)
    tolerance = _tolerance(exercise, case)
    found = {name: compare(w, g, tolerance, exercise.beside_0) for name, w, g in parts}
    return {name: mismatch for name, mismatch in found.items() if mismatch}


# What says nothing about the inputs: a function that is not written, a name that is not there, a
# search without an end.
NO_REFUSAL = ("NameError", "UnboundLocalError", "Exhausted", "Delegated")
ACCEPTED = Mismatch(
    "value", "is a value; these inputs cannot be right, so an error has to be raised", whole=True
)


def _refuses(outcome, written):
    """Tell whether a line of the learner's own has raised an error about the inputs.

    The line that was to be replaced raises NotImplementedError everywhere, and without a word.
    """
    error = outcome.error
    if not (error and error.get("function")) or is_no_error(error):
        return False
    if error.get("type") == "NotImplementedError":
        return written or bool(error.get("message"))
    return error.get("type") not in NO_REFUSAL


def is_no_error(error):
    """Tell whether ``raise`` was given something that is no error, such as a text.

    Python stops there, and what it says is about the line and not about the inputs.
    """
    message = error.get("message")  # from the learner's side: whatever it is
    return (
        error.get("type") == "TypeError"
        and type(message) is str
        and message.startswith("exceptions must derive from BaseException")
    )


def ask_for_the_return(wrong):
    """Ask for the return: the whole answer is None, and no case expects None."""
    text = "is None: does the function end without a return?"
    return {part: replace(m, text=text, is_question=True) for part, m in wrong.items()}


def _raised(exercise, case, error):
    """Put an exception of the learner's function into a mismatch; all of it comes from there."""
    name, message = border.identifier(error["type"], "an exception"), error["message"]
    said = f": {border.quoted(message, MOST_SAID)}" if message else ""
    return Mismatch(
        "error",
        f"raised {border.exception_name(name)}{said}",
        whole=True,
        error=name,
        message=message,
        function=_raised_in(error),
        line=_line_of(error),
        silenced=_silenced_by(error),
        ours=_in_our_words(exercise, case, error.get("found")),
    )


NOTHING_CAME = "what came back is None: is a return or a yield missing?"


def _in_our_words(exercise, case, found):
    """Say what driver or guard found, and no line of the learner's raised; else ``""``.

    What is found travels as data and is put into words here: nobody else speaks in our voice. A
    learner's code can raise the driver's exceptions itself, so names and numbers are said only if
    they are the case's or the exercise's.
    """
    if type(found) is not dict:
        return ""
    if "fault" in found:
        return f"it gave no answer: {found['fault']}."
    if "calls" in found:
        if type(found["calls"]) is not int:  # its own alone: it asks for lengths, or appends
            return "it goes on and on in this case: which loop is it, and what should stop it?"
        return (
            f"it called functions more than {case.calls:,} times in this case; "
            "which part of the work does it do again and again?"
        )
    name, came, wanted = (_name_in(found, key) for key in ("name", "came", "wanted"))
    if not name:
        return "" if found.get("name") else NOTHING_CAME
    if name not in {step[1] for step in case.script}:
        return ""
    what = f"a {border.type_name(came, exercise.names)}" if came else "None: is a return missing"
    return f"{name} is {what}{f'; expected a {wanted}' * (wanted in exercise.names)}."


def _name_in(found, key):
    """Return a name that driver or guard found; it comes from the learner's side, if at all."""
    name = found.get(key)
    return border.identifier(name, "") if type(name) is str else ""


def _raised_in(error):
    """Name the learner's function that raised; the name comes from their side, if at all."""
    name = error.get("function")
    return name if type(name) is str and name.isidentifier() and len(name) < 50 else ""


def _line_of(error):
    """Return the learner's line that raised; it comes from their side as well."""
    line = error.get("line")
    return line if type(line) is str and line.isprintable() and len(line) < 100 else ""


def _silenced_by(error):
    """Name the function of numpy that the learner used to silence the error."""
    silenced = error.get("silenced")
    return silenced if type(silenced) is str and silenced in SILENCERS else ""


def _verify(exercise, case, value):
    """Let the exercise judge an answer by running it; whatever came must not stop the judge."""
    try:
        text = exercise.verify(case, value)
    except Exception as error:
        text = f"this answer cannot be judged ({type(error).__name__})."
    if not text:
        return None
    mistake = next((m for m in exercise.misconceptions if m.name == text), None)
    if mistake:
        text = mistake.words.format(**exercise.facts(case))
    return Mismatch("verified", border.line(text, MOST_VERIFIED), mistake=mistake)


def _tolerance(exercise, case):
    """Inputs in float32 leave the last digits open, whatever the answer is kept in."""
    single = _holds_float32(list(case.inputs.values()))
    return max(exercise.tolerance, FLOAT32_TOLERANCE) if single else exercise.tolerance


def _holds_float32(value):
    if isinstance(value, (list, tuple)):
        return any(map(_holds_float32, value))
    if isinstance(value, Layout):
        value = value.array
    return isinstance(value, np.ndarray) and value.dtype == np.float32


def _entries(count):
    return "1 entry" if count == 1 else f"{count} entries"


def _values(count):
    return "1 value" if count == 1 else f"{count} values"


def _name_of(got):
    """Name the type of what came, also where it is none of ours: a Counter, an ndarray."""
    if not isinstance(got, Foreign):
        return _kind_of(got)
    article = "an" if got.type_name[:1].lower() in "aeio" else "a"
    # the name of a type is the learner's to choose; a phrase of several words is ours
    is_ours = not got.type_name.isidentifier()
    return f"{article} {got.type_name if is_ours else border.type_name(got.type_name)}"


# numpy's own advice: of a matrix * is the product, and every slice stays a table
MATRIX = ". A matrix of numpy takes * and shapes in its own way: np.asarray(…) makes an array of it"


def compare(expected, got, tolerance=1e-6, beside_0=0.0):
    """Compare two pieces of plain data: exact type, shape, finiteness, then values.

    Parameters
    ----------
    expected, got : plain data
    tolerance : float
        Largest difference that counts as equal, relative to the largest entry of ``expected``.
    beside_0 : float
        What a single number may be off by where 0 is right. In an array of zeros the size of what
        came beside them says much, such as where a sigmoid was cut off.

    Returns
    -------
    Mismatch or None
    """
    if isinstance(got, Foreign):
        wanted = f"is {_name_of(got)}; expected {_kind_of(expected)}"
        return Mismatch("type", wanted + MATRIX * (got.type_name == "matrix"))
    if _is_number(expected):
        expected = np.asarray(expected)
    if isinstance(expected, np.ndarray):
        return _compare_arrays(expected, got, tolerance, beside_0)
    if type(got) is not type(expected):
        if expected is None and _is_number(got):
            return Mismatch("type", f"is {numbers_apart(got)[0]}; expected None")
        return Mismatch("type", f"is {_kind_of(got)}; expected {_kind_of(expected)}")
    if isinstance(expected, (list, tuple)):
        if len(got) != len(expected):
            return Mismatch("shape", f"has {_entries(len(got))}; expected {len(expected)}")
        places = [(i, *pair) for i, pair in enumerate(zip(expected, got, strict=True))]
    elif isinstance(expected, dict):
        if got.keys() != expected.keys():
            return Mismatch(
                "shape", f"has the keys {_shown(sorted(got))}; expected {sorted(expected)}"
            )
        places = [(key, value, got[key]) for key, value in expected.items()]
    else:
        return (
            None
            if got == expected
            else Mismatch("value", f"is {_shown(got)}; expected {expected!r}")
        )
    for place, *pair in places:
        mismatch = compare(*pair, tolerance, beside_0)
        if mismatch:
            return replace(mismatch, path=(place, *mismatch.path))
    return None


def _shown(value):
    """Write a text or a list of texts from the learner's side, as Python does."""
    return border.line(repr(value), MOST_SAID)


def numbers_apart(*numbers):
    """Write numbers with three digits, or with as many as tell them apart."""
    numbers = [np.asarray(number).item() for number in numbers]
    for digits in (3, 6, 9, 17):
        texts = [_written(number, digits) for number in numbers]
        if len(set(texts)) == len(texts):
            break
    return texts


def same_outcome(one, other, tolerance=1e-6):
    """Tell whether two outcomes are the same answer, the same nan and the same error included."""
    if one.error or other.error:
        return bool(one.error and other.error) and _gist(one.error) == _gist(other.error)
    return same_value(one.value, other.value, tolerance)


def _gist(error):
    """Tell errors apart as a reader does: by type and words, up to the first name or number.

    A TypeError alone says little: exp of an array, or an argument that is missing?
    """
    message = error.get("message")  # from the learner's side: whatever it is
    words = re.match(r"[A-Za-z ]*", message)[0].strip() if type(message) is str else ""
    return error["type"], words.partition(" in ")[0]  # an overflow is one in exp and in cosh


def _compare_arrays(expected, got, tolerance, beside_0):
    wanted = _kind_of(expected)
    if _is_number(got):
        got = np.asarray(got)
    if not isinstance(got, np.ndarray):
        if got is None and not expected.ndim:
            wanted = numbers_apart(expected)[0]
        if _is_list_for_array(expected, got):
            of = (
                "arrays"
                if any(isinstance(one, np.ndarray) and one.ndim for one in got)
                else "numbers"
            )
            text = f"is a {type(got).__name__} of {of}; np.array(…) around it makes {wanted}"
            return Mismatch("type", text)
        return Mismatch("type", f"is {_kind_of(got)}; expected {wanted}")
    if got.shape != expected.shape:
        return Mismatch("shape", f"is {_kind_of(got)}; expected {wanted}")
    allowed = {"b": "b", "i": "iuf", "u": "iuf", "f": "iuf", "c": "iufc"}[expected.dtype.kind]
    if got.dtype.kind not in allowed or got.dtype == np.float16:
        return Mismatch("type", f"has dtype {got.dtype}; expected {expected.dtype}")
    if got.size == 0 or _plainly_close(expected, got, tolerance):
        return None
    finite = np.isfinite(expected)
    if not np.isfinite(got[finite]).all():
        return Mismatch("nan", _number_off(got, expected) or "contains nan or inf")
    if not np.array_equal(got[~finite], expected[~finite], equal_nan=True):
        text = _number_off(got, expected) or "should contain nan or inf in other places"
        return Mismatch("value", text)
    whole = got, expected
    # where inf was expected, it would forgive every other entry
    got, expected = got[finite], expected[finite]
    if got.size == 0:
        return None
    if np.float32 in (got.dtype, expected.dtype):
        tolerance = max(tolerance, FLOAT32_TOLERANCE)
    if got.dtype.kind == "b":
        got, expected = got.astype(int), expected.astype(int)  # numpy subtracts no bools
    with np.errstate(all="ignore"):
        worst = float(np.max(np.abs(got - expected.astype(np.result_type(got, expected)))))
        largest = float(np.max(np.abs(expected)))
        entry = expected.ravel()[np.argmax(np.abs(expected))]
    close = tolerance * max(largest, 1e-12)
    if not largest and not whole[1].ndim:
        close = max(close, beside_0)
    if not worst <= close:
        size = f"{entry:.3g}".replace("-", "−") if np.isrealobj(entry) else f"of size {largest:.3g}"
        text = f"is off by up to {worst:.3g}, and its entry farthest from 0 should be {size}"
        return Mismatch("value", _number_off(*whole) or text)
    return None


def _plainly_close(expected, got, tolerance):
    """Tell whether two arrays of finite float64 are close: nearly all of a right answer is."""
    if not expected.dtype == got.dtype == np.float64:
        return False
    with np.errstate(all="ignore"):
        worst = np.abs(got - expected).max()
        largest = np.abs(expected).max()
    # nan compares as false, and inf is left to a closer look
    return bool(worst <= tolerance * largest < np.inf)


def _is_list_for_array(expected, got):
    """Tell whether a list (of lists) of numbers has the shape of the array that was expected."""
    if type(got) not in (list, tuple) or not expected.ndim:
        return False
    made = array_of(got)
    return made is not None and made.shape == expected.shape


def _number_off(got, expected):
    """Say what a single number is and should be; ``""`` of an array."""
    return "" if expected.ndim else "is {}; expected {}".format(*numbers_apart(got, expected))


def same_value(one, other, tolerance=1e-6):
    """Equal as answers go: nan equals nan, rounding is forgiven."""
    if type(one) is type(other) is float and math.isfinite(one) and math.isfinite(other):
        return abs(one - other) <= tolerance * abs(one) + SMALLEST
    if _is_number(one) or isinstance(one, np.ndarray):
        if not (_is_number(other) or isinstance(other, np.ndarray)):
            return False
        one, other = np.asarray(one), np.asarray(other)
        # truth values are refused where numbers are expected, so they are a different answer
        if one.shape != other.shape or (one.dtype.kind == "b") != (other.dtype.kind == "b"):
            return False
        if np.float32 in (one.dtype, other.dtype):
            tolerance = max(tolerance, FLOAT32_TOLERANCE)
        return _all_close(one, other, tolerance)
    if type(one) is not type(other):
        return False
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(
            same_value(a, b, tolerance) for a, b in zip(one, other, strict=True)
        )
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(
            same_value(one[key], other[key], tolerance) for key in one
        )
    return one == other


def _all_close(one, other, tolerance):
    """Do what np.allclose does with equal_nan, in a quarter of the time: it is asked very often."""
    with np.errstate(all="ignore"):
        if one.dtype == other.dtype == np.float64 and one.size:
            largest, worst = np.abs(one).max(), np.abs(one - other).max()
            if largest < np.inf and worst < np.inf:  # of nan neither is true
                return bool(worst <= tolerance * largest + SMALLEST)
        scale = np.max(np.abs(one), initial=0.0, where=np.isfinite(one))
        apart = np.abs(one - other.astype(np.result_type(other, 1.0)))
        close = apart <= tolerance * scale + SMALLEST
        if close.all():
            return True
        return bool((close | (one == other) | (np.isnan(one) & np.isnan(other))).all())


def _is_number(value):
    return type(value) in (bool, int, float, complex)


def _written(number, digits):
    """Write a whole number out, and any other number with that many digits."""
    if type(number) is float and number.is_integer() and abs(number) < 1e6:
        number = int(number)
    return str(number) if type(number) in (int, bool) else f"{number:.{digits}g}"


def _kind_of(value):
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    if _is_number(value) or isinstance(value, np.ndarray):
        return "a single number"
    return "None" if value is None else f"a {type(value).__name__}"
