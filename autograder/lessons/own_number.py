"""A number of your own: an exercise whose answer nobody else can know.

The learner chooses the number that a run of the lesson starts from, and writes down what the run
prints. So it is judged by running it again.
"""

import functools
import math

import numpy as np

from autograder.core.exercise import Case, Misconception

EXAMPLE = 4711  # the number of the docstring, whose answer everybody can read
SMALLEST, LARGEST = 1000, 999_999_999
# Three digits that count are off by 0.5 % at most.
CLOSE = 0.02
# Numbers of two learners who make a mistake, and of one who makes none.
TWO_LEARNERS, RIGHT = (20261, 271_828), 73519


def own_number(
    task, run, written, said, wrong, *, whole=False, close=CLOSE, nearly=True, under_more=False
):  # fmt: skip
    """Make the exercise of a lesson whose run draws from a number.

    Parameters
    ----------
    task : autograder.core.exercise.Task
    run : callable
        ``run(number)``: what the lesson prints from; it is called once for each number.
    written : callable
        ``written(found) -> (first, second)``: the two numbers to be written down, from what
        `run` returned.
    said : dict of str to str
        The lesson's words for them. "kind": "misses"; "asked": "the miss before, the miss
        after"; "none": a whole sentence for what is no number, if "kind" does not make it;
        "first" and "second": what is said if only this one is off, after "your number 5823 gives
        another "; "both": what comes after "gives other "; "example": a sentence for the number of
        the example, where its answer does not stand beside it.
    wrong : dict of str to (callable, str)
        Name of a mistake -> ``(written wrongly, hint)``, the first like `written`.
    whole : bool
        Whether both are whole numbers, which are compared exactly.
    close : float
        How close numbers must come, relative to what the run gives.
    nearly : bool
        Whether numbers five times as far off are told to need more digits.
    under_more : bool
        Whether it is practice, in cells of 0 points.

    Returns
    -------
    autograder.core.exercise.Exercise
    """
    found = functools.lru_cache(maxsize=256)(run)

    def pair(number, write=written):
        return tuple(write(found(number)))

    def reference():
        return RIGHT, *pair(RIGHT)

    reference.__name__ = task.name
    kind = said["kind"]
    mistakes = {
        **wrong,
        "run of the example": (
            lambda _: pair(EXAMPLE),
            f"These {kind} belong to the number of the example. "
            "Which number stood in the cell when your run printed them?",
        ),
    }

    def near(ours, given, close=close):
        return ours == given if whole else abs(ours - given) <= close * abs(ours)

    def verify(case, value):
        """Run the lesson's run from the learner's number and compare; see ``Exercise.verify``."""
        if isinstance(value, np.ndarray) and value.ndim == 1:
            value = value.tolist()  # its first entry is a float like the others
        if type(value) not in (tuple, list) or len(value) != 3:
            numbers = "three whole numbers" if whole else "three numbers"
            came = len(value) if type(value) in (tuple, list) else 0
            commas = " Decimals are written with a point: 0.31." if came == 5 and not whole else ""
            return f"return {numbers}: yours, {said['asked']}.{commas}"
        number = _number(value[0], whole=True)
        given = [_number(part, whole=whole) for part in value[1:]]
        if type(number) is not int or not SMALLEST <= number <= LARGEST:
            return (
                "give a whole number of your own with 4 to 9 digits as the first number; "
                f"yours is {_shown(value[0])}."
            )
        if any(part is None or not math.isfinite(part) for part in given):
            printed = f"the two {kind} are numbers that your run has printed; one of these is none."
            return said.get("none", printed)
        if number == EXAMPLE:
            return "number of the example"
        holds = list(map(near, pair(number), given))
        if all(holds):
            return ""
        for name, (write, _) in mistakes.items():
            if all(map(near, pair(number, write), given)):
                return name
        if nearly and all(near(o, g, 5 * close) for o, g in zip(pair(number), given, strict=True)):
            return f"with your number {number} that is nearly it: give three digits that count."
        if any(holds):
            return f"your number {number} gives another {said['second' if holds[0] else 'first']}."
        return (
            f"your number {number} gives other {said['both']}. "
            "Has the run been started from that number?"
        )

    def learners(write):
        one, other = TWO_LEARNERS
        return (
            lambda: (one, *pair(one, write)),
            lambda: [other, *(float(f"{part:.4g}") for part in pair(other, write))],
        )

    example = Misconception(
        "number of the example",
        said.get(
            "example",
            "This is the number of the example, and its answer stands there for all to read. ",
        )
        + "Which number would nobody else in the room think of?",
        (lambda: (EXAMPLE, *pair(EXAMPLE)), lambda: (EXAMPLE, 50, 60)),
    )
    named = [Misconception(name, hint, learners(write)) for name, (write, hint) in mistakes.items()]
    return task.judged(
        reference=reference,
        cases=lambda rng: [Case("your own run", tags=("own run",))],
        under_more=under_more,
        visible_points=0.5,
        rubric={"own run": 1.5},
        verify=verify,
        misconceptions=(*named, example),
    )


def _shown(value):
    """Quote what came in place of a number, cut: it is the learner's."""
    if isinstance(value, str):
        return f"a text, {value[:20]!r}"
    return repr(value)[:20] if isinstance(value, (int, float)) else f"a {type(value).__name__}"


def _number(value, whole):
    """Take an int or a float out of plain data, or only a whole number; None for anything else."""
    if isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "iuf":
        value = value.item()
    if whole and type(value) is float and value.is_integer():
        value = int(value)
    return value if type(value) in ((int,) if whole else (int, float)) else None
