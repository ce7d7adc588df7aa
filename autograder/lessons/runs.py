"""Run a learner's function on the cases of an exercise, with others in place of earlier ones."""

import functools
import os
import textwrap
import threading

import numpy as np

from autograder.core.driver import drive
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


def stand_ins(names):
    """Find what stands in for earlier exercises: each of their names -> a plain function."""
    earlier = map(find, names)
    return {name: _plain_function(exercise) for exercise in earlier for name in exercise.names}


@functools.cache
def _plain_function(exercise):
    """Define an exercise's stand-in; without one, as in a teacher's own, the reference is it."""
    if not exercise.stand_in:
        return exercise.reference
    space = {"__name__": "numpy", "np": np}
    source = textwrap.dedent(exercise.stand_in)
    # under a name in this package: what it raises is not quoted as a line of the learner's
    exec(compile(source, os.path.join(os.path.dirname(__file__), exercise.name), "exec"), space)
    return space[exercise.name]
