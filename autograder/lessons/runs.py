"""Run a learner's function on the cases of an exercise, with others in place of earlier ones."""

import threading

from autograder.core.driver import drive
from autograder.core.stand_ins import plain_function
from autograder.lessons import find

# What a case captures and watches belongs to the process, and a card may ask for a run in another
# thread while a cell is being checked: one at a time.
at_work = threading.RLock()


def runner(exercise, function, guarded=True):
    """Make the ``run`` that :func:`autograder.core.assess.assess` takes, in this very process.

    Parameters
    ----------
    exercise : Exercise
    function : callable
        The learner's function or class.
    guarded : bool
        Whether calls into libraries are refused; False for lines of the course's own.

    Returns
    -------
    callable
        ``run(cases, replaced) -> list of Outcome``.
    """

    def run(cases, replaced):
        options = {"stand_ins": stand_ins(replaced), "lends": exercise.reference}
        with at_work:
            return [drive(exercise, function, c, guarded, **options) for c in cases]

    return run


def formulas(names):
    """Find the formulas of earlier exercises.

    Returns
    -------
    dict of str to tuple of (str, str)
        Each name that an exercise has or had -> the name of its formula's function, and the source.
    """
    found = {}
    for one in map(find, names):
        if not one.stand_in:
            raise ValueError(f"{one.name}: expected a formula to stand in, as others build on it")
        found |= dict.fromkeys(one.names, (one.name, one.stand_in))
    return found


def stand_ins(names):
    """Find what stands in for earlier exercises: each of their names -> a plain function."""
    return {name: plain_function(*formula) for name, formula in formulas(names).items()}
