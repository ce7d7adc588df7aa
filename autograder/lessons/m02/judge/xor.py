"""Module 2: ``xor_certificate``, a proof that no line computes XOR, judged by checking it."""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.core.plain_data import array_of
from autograder.lessons.m02 import public
from nnlib.perceptron import xor_certificate

POINTS = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], dtype=float)
ABOVE = np.array([False, True, True, False])
# The four conditions: above the line where the answer is 1; turned round where it is 0.
CONDITIONS = np.where(ABOVE[:, None], POINTS, -POINTS)
NAMES = ("(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)")


def verify(case, value):
    """Check a certificate, whatever order or lengths its rows have; see ``Exercise.verify``."""
    if type(value) not in (tuple, list) or len(value) != 2:
        return "return two things: the rows, shape (4, 3), and the multipliers, shape (4,)."
    tolerance = max(map(_tolerance, value))
    rows, multipliers = map(_as_array, value)
    if rows is None or multipliers is None:
        return "rows and multipliers are arrays (or lists) of finite numbers; one of yours is not."
    if rows.size and not rows.any():
        return "your rows hold zeros only. Each holds the three numbers of one condition."
    if rows.shape == (4, 2) or (rows.shape == (4, 3) and not rows[:, 2].any()):
        return "bias left out"
    if rows.shape != (4, 3) or multipliers.shape != (4,):
        return (
            "rows of shape (4, 3) and multipliers of shape (4,) were asked for, "
            f"not {rows.shape} and {multipliers.shape}."
        )
    return _judge_rows(rows) or _judge_multipliers(rows, multipliers, tolerance)


def _tolerance(value):
    """What a sum may be off by, next to its terms: a third in float32 has fewer digits."""
    dtype = getattr(value, "dtype", np.dtype(float))
    return max(1e-9, 8 * float(np.finfo(dtype).eps)) if dtype.kind == "f" else 1e-9


def _as_array(value):
    """Take numbers out of lists and arrays; None for anything else."""
    array = array_of(value)
    if array is None or not np.isfinite(array).all():
        return None
    return array.astype(float)


def _judge_rows(rows):
    """Return ``""`` if the rows are the four conditions, each once, in any order and length."""
    places = [_which(row, CONDITIONS) for row in rows]
    if sorted(place for place in places if place is not None) == [0, 1, 2, 3]:
        return ""
    for name, wrong in WRONG_ROWS.items():
        found = [_which(row, wrong) for row in rows]
        if sorted(place for place in found if place is not None) == [0, 1, 2, 3]:
            return name
    missing = next(k for k in range(4) if k not in places)
    if any(_which(row, -CONDITIONS[missing : missing + 1]) == 0 for row in rows):
        return (
            f"one row asks the opposite of what a line has to do at {NAMES[missing]}: "
            "on which side of 0 does the score have to be there?"
        )
    return f"no row says what a line has to do at {NAMES[missing]}."


def _which(row, conditions):
    """Say which condition a row is a positive multiple of, if any."""
    for place, condition in enumerate(conditions):
        if np.abs(_scaled(row) - _scaled(condition)).max() < 1e-9:
            return place
    return None


def _scaled(numbers):
    """Divide by the largest size, so that nothing overflows; zeros stay as they are."""
    return numbers / (np.abs(numbers).max() or 1.0)


def _judge_multipliers(rows, multipliers, tolerance):
    if not multipliers.any():
        return "nothing multiplied"
    if multipliers.min() < 0:
        return "negative multiplier"
    terms = _scaled(multipliers)[:, None] * _scaled(rows)
    total, size = terms.sum(axis=0), np.abs(terms).sum(axis=0)
    # each column is measured against what was added up in it: nothing hides behind a long row
    if (np.abs(total) <= tolerance * size).all() and size.min() > 0:
        return ""
    with np.errstate(over="ignore", invalid="ignore"):
        shown = multipliers @ rows
    text = ", ".join(f"{number:.3g}".replace("-", "−") for number in shown + 0.0)
    return (
        f"the rows hold. Multiplied and added up they give ({text}); "
        "a contradiction needs (0, 0, 0)."
    )


WRONG_ROWS = {
    "signs not turned": POINTS,
    "all turned round": -CONDITIONS,
    "bias not turned": np.where([True, True, False], CONDITIONS, POINTS),
    "inputs not turned": np.where([True, True, False], POINTS, CONDITIONS),
    "answer in place of the bias": np.column_stack([POINTS[:, :2], ABOVE]),
    "bias in front": CONDITIONS[:, [2, 0, 1]],
    "conditions of OR": POINTS * [[-1], [1], [1], [1]],
    "conditions of AND": POINTS * [[-1], [-1], [-1], [1]],
    "conditions of NAND": POINTS * [[1], [1], [1], [-1]],
}


def _wrong_rows(name, hint):
    """Make a mistake of two learners: an array in order, lists in another order."""
    rows = WRONG_ROWS[name]
    versions = (
        lambda: (rows.copy(), np.ones(4)),
        lambda: (rows[::-1].tolist(), [1, 1, 1, 1]),
    )
    return Misconception(name, hint, versions)


XOR_CERTIFICATE = public.XOR_CERTIFICATE.judged(
    reference=xor_certificate,
    cases=lambda rng: [Case("your certificate"), Case("your certificate, asked for once more")],
    visible_points=1,
    version=2,
    rubric={"certificate": 2},
    verify=verify,
    misconceptions=(
        _wrong_rows(
            "signs not turned",
            "All four of your rows ask for a score above 0. At (0, 0) and (1, 1) the answer has to "
            "be 0: what must hold for the score there, and for its negative?",
        ),
        _wrong_rows(
            "all turned round",
            "Your rows describe the opposite of XOR: a 1 for (0, 0) and for (1, 1). "
            "On which side do (0, 1) and (1, 0) have to lie?",
        ),
        _wrong_rows(
            "bias not turned",
            "You turned the signs of w1 and w2 and left that of b. "
            "If a whole score has to be at most 0, which of its parts change sign with it?",
        ),
        _wrong_rows(
            "inputs not turned",
            "You turned the sign of b and left those of w1 and w2. "
            "If a whole score has to be at most 0, which of its parts change sign with it?",
        ),
        _wrong_rows(
            "answer in place of the bias",
            "Your rows are those of the table: two inputs and the answer. The answer says on which "
            "side of 0 a score has to lie; what is b multiplied by in each score?",
        ),
        _wrong_rows(
            "bias in front",
            "The numbers are right, and in each row that of the bias comes first. "
            "In which order was a row to name w1, w2 and b?",
        ),
        _wrong_rows(
            "conditions of OR",
            "These are the conditions of OR, and OR has a line. What does XOR say about (1, 1)?",
        ),
        _wrong_rows(
            "conditions of AND",
            "These are the conditions of AND, and AND has a line. "
            "What does XOR say about (0, 1) and (1, 0)?",
        ),
        _wrong_rows(
            "conditions of NAND",
            "Three of your rows hold. The one of (0, 0) asks for a score above 0, and a line can "
            "do that: what does XOR say about (0, 0)?",
        ),
        Misconception(
            "bias left out",
            "The bias has no share in your rows, so they speak of lines through the origin only. "
            "What multiplies b in the score of every point?",
            (
                lambda: (CONDITIONS[:, :2].copy(), np.ones(4)),
                lambda: ([[0, 0], [0, 1], [1, 0], [-1, -1]], [1, 1, 1, 1]),
                lambda: (CONDITIONS * [1, 1, 0], np.ones(4)),
            ),
        ),
        Misconception(
            "negative multiplier",
            "The rows hold. One of your multipliers is below 0, and multiplying a condition by a "
            "negative number turns it round. Which sums can be made without?",
            (
                lambda: (CONDITIONS * 1.0, np.array([1.0, -1.0, -1.0, 1.0])),
                lambda: (CONDITIONS[::-1].tolist(), [1, 1, 1, -1]),
            ),
        ),
        Misconception(
            "nothing multiplied",
            "The rows hold. Multiplied by 0 all conditions disappear, and 0 > 0 does not follow "
            "from nothing. Which of them do you need?",
            (
                lambda: (CONDITIONS * 1.0, np.zeros(4)),
                lambda: (CONDITIONS.tolist(), [0, 0, 0, 0]),
            ),
        ),
    ),
)
