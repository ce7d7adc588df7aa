"""Each gloss stands beside the message that Python and numpy really give."""

import numpy as np
import pytest

from autograder.core.compare import Mismatch
from autograder.learner.gloss import gloss_of, glosses

A, B, WHOLE = np.ones((2, 3)), np.ones((2, 3)), np.arange(3)
SEEN = {
    "got an array of answers": ["if A: pass", "0 < A < 1", "max(0, A)"],
    "Two arrays met entry by entry": ["A + np.ones(2)"],
    "writes the product into A": ["M = np.ones((2, 2)); M @= np.ones((2, 3))"],
    "A product like A @ B": ["A @ B", "np.dot(A, B)"],
    "holds whole numbers only": ["WHOLE += 0.5", "WHOLE *= 0.5"],
    "A place for one number": ["np.zeros(3)[0] = A"],
    "of different lengths": ["np.array([[1, 2], [3]])"],
    "On the left of =": ["a, b = 1, 2, 3", "a, b = (1,)"],
    "math.exp and float take one": ["__import__('math').exp(A)", "float(A)"],
    "^ is no power": ["0.5 ^ 2", "A ^ 2", "2 ^ A"],
    "kinds that it does not know together": ["[1] + 2", "'1' - 1"],
    "Square brackets stand behind": ["WHOLE[0][0]", "np.mean[0]"],
    "Round brackets": ["WHOLE(3)"],
    "fewer values than": ["(lambda a, b: 0)(1)"],
    "more values than": ["(lambda a: 0)(1, 2)", "(lambda a, b=1: 0)(1, 2, 3)"],
    "A loop was to go": ["for k in 3: pass"],
    "An index points behind": ["A[2]", "[1][1]"],
    "more indices in": ["WHOLE[0, 0]"],
    "not a place in an array": ["A[0.5]"],
    "A name is used": ["nowhere"],
    "further down in this function": ["def f():\n    a = b\n    b = 1\nf()"],
    "in front of the point is None": ["None.shape"],
    "One of the values is None": ["np.exp(None)"],
    "The function calls itself": ["def f():\n    return f()\nf()"],
    "Something is divided by 0.": ["1 / 0", "np.ones(1) / 0"],
    "larger than a computer": ["np.exp(np.array([1000.0]))"],
    "An operation has no result": ["np.zeros(1) / 0"],
}


def raised(code):
    with np.errstate(all="raise"), pytest.raises(Exception) as caught:  # noqa: PT011 - any of them
        exec(code, {"np": np, "A": A.copy(), "B": B.copy(), "WHOLE": WHOLE.copy()})
    kind, message = type(caught.value).__name__, str(caught.value)
    return Mismatch("error", f"raised {kind}: {message}", error=kind, message=message)


@pytest.mark.parametrize(("words", "code"), [(w, c) for w, many in SEEN.items() for c in many])
def test_the_gloss_of_a_message(words, code):
    assert words in gloss_of(raised(code))


def test_every_gloss_is_seen():
    left = [g["means"] for g in glosses() if not any(words in g["means"] for words in SEEN)]
    assert left == []


def test_what_is_no_error_has_no_gloss():
    assert gloss_of(Mismatch("value", "is 3")) == ""
