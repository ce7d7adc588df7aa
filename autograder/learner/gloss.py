"""What numpy's and Python's own messages mean, in words that a learner of lesson 1 has."""

import re

# The first that fits is taken: type of the error, words in its message -> what it means.
GLOSSES = (
    ("ValueError", r"truth value of an array", "An if, an and or an or got an array of answers, one "
     "for each entry, and cannot know which of them you mean."),
    ("ValueError", r"operands could not be broadcast", "Two arrays met entry by entry whose shapes "
     "do not fit: along each axis the lengths must be equal, or one of them 1."),
    ("ValueError", r"matmul: .*mismatch|shapes .* not aligned", "In A @ B the rows of A and the "
     "columns of B are multiplied entry by entry, so A must have as many columns as B has rows."),
    ("ValueError", r"inhomogeneous shape", "An array was to be made of rows of different lengths."),
    ("ValueError", r"too many values to unpack|not enough values to unpack", "On the left of = "
     "stand more or fewer names than there are values on the right."),
    ("TypeError", r"only (length-1|0-dimensional|size-1) arrays", "A function for one number got an "
     "array: math.exp and float take one number, np.exp takes each entry."),
    ("TypeError", r"unsupported operand type", "The two things on the sides of this sign are of "
     "kinds that it does not know together."),
    ("TypeError", r"not subscriptable", "Square brackets stand behind something that has no "
     "entries."),
    ("TypeError", r"not callable", "Round brackets stand behind something that is no function; a "
     "sign for multiplication may be missing in front of them."),
    ("TypeError", r"missing \d+ required positional argument", "The function was called with fewer "
     "values than it has parameters."),
    ("TypeError", r"takes \d+ positional arguments? but|takes from \d+ to", "The function was "
     "called with more values than it has parameters."),
    ("TypeError", r"not iterable", "A loop was to go through something that has no entries."),
    ("IndexError", r"out of bounds|out of range", "An index points behind the last entry; the first "
     "entry has the index 0."),
    ("IndexError", r"too many indices", "There are more indices in the brackets than the array has "
     "axes."),
    ("IndexError", r"invalid index to scalar|only integers, slices", "What stands in the brackets "
     "is no place in an array."),
    ("NameError", r"is not defined", "A name is used that has no value here: it may be spelt "
     "otherwise where it gets one, or the cell that gives it one was not run."),
    ("UnboundLocalError", r"", "The name gets its value further down in this function, and is used "
     "before that."),
    ("AttributeError", r"NoneType", "Something in front of the point is None: what a function "
     "gives back that has no return."),
    ("TypeError", r"NoneType", "One of the values is None: what a function gives back that has no "
     "return."),
    ("RecursionError", r"", "The function calls itself, and nothing stops it."),
    ("ZeroDivisionError", r"", "Something is divided by 0."),
    ("FloatingPointError", r"overflow", "A number has become larger than a computer can hold."),
    ("FloatingPointError", r"divide by zero", "Something is divided by 0."),
    ("FloatingPointError", r"invalid value", "An operation has no result, like 0 divided by 0."),
)  # fmt: skip


def gloss_of(mismatch):
    """Return a sentence about the error in a mismatch, or ``""``.

    Parameters
    ----------
    mismatch : Mismatch
    """
    if mismatch.kind != "error":
        return ""
    for error, words, meaning in GLOSSES:
        if mismatch.error == error and re.search(words, mismatch.message or mismatch.text):
            return meaning
    return ""
