"""Run a function on the cases of an exercise: a learner's, the engine's, or a wrong version.

Here the lessons are known, so here it is looked up which functions stand in for earlier ones. What
the engine and the wrong versions answer is kept: a class asks for the same again and again.
"""

import functools

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
    """Find the functions that stand in for earlier exercises: name -> the engine's function."""
    return {name: find(name).reference for name in names}


@functools.lru_cache(maxsize=256)
def drawn_cases(exercise, seed):
    """Draw the cases of an exercise; nobody changes them."""
    return tuple(exercise.draw(seed))


@functools.lru_cache(maxsize=256)
def expected_outcomes(exercise, seed):
    """Draw the cases and answer them with the engine's version; neither is ever changed.

    Returns
    -------
    cases : tuple of Case
    outcomes : tuple of Outcome

    Raises
    ------
    RuntimeError
        If the engine's version fails on a case.
    """
    cases = drawn_cases(exercise, seed)
    outcomes = _unguarded(exercise, exercise.reference, cases)
    for case, outcome in zip(cases, outcomes, strict=True):
        if outcome.error:
            raise RuntimeError(f"{exercise.name}: the reference fails on {case.name}: {outcome}")
    return cases, outcomes


@functools.lru_cache(maxsize=1024)  # all of a lesson: a class asks for the same ones again
def wrong_outcomes(exercise, seed, version):
    """Answer the cases with a wrong version of a misconception: a tuple of Outcome."""
    cases, _ = expected_outcomes(exercise, seed)
    return _unguarded(exercise, version, cases)


def _unguarded(exercise, function, cases):
    lends = exercise.reference
    return tuple(drive(exercise, function, c, guarded=False, lends=lends) for c in cases)
