"""Run a learner's function on the cases of an exercise, with others in place of earlier ones."""

from autograder.core.driver import drive
from autograder.lessons import find


def runner(exercise, function):
    """Make the ``run`` that :func:`autograder.core.assess.assess` takes, in this very process.

    Parameters
    ----------
    exercise : Exercise
    function : callable
        The learner's function or class.

    Returns
    -------
    callable
        ``run(cases, replaced) -> list of Outcome``.
    """

    def run(cases, replaced):
        given = stand_ins(replaced)
        lends = exercise.reference
        return [drive(exercise, function, c, stand_ins=given, lends=lends) for c in cases]

    return run


def stand_ins(names):
    """Find what stands in for earlier exercises: each of their names -> the engine's function."""
    earlier = map(find, names)
    return {name: exercise.reference for exercise in earlier for name in exercise.names}
