"""What a lesson calls: ``check(function)`` for learners, ``grade(function)`` in hidden cells.

``check`` tries the function on practice cases, names the mistake if it knows it, and otherwise
shows the smallest case that fails. ``grade`` tries it on cases drawn from the course's secret
seed and is worth points; what it says comes from the practice cases, so that no hidden case
shows through. Importing them costs numpy and IPython, and nothing more: exercises and engine are
loaded when the first function is looked at.
"""

import sys
import textwrap

from IPython.display import display

from autograder.core.assess import assess
from autograder.core.exercise import PRACTICE_SEED
from autograder.core.points import Grade, grade_of
from autograder.core.seed import course_seed
from autograder.core.words import sentence
from autograder.learner import kept_files
from autograder.learner.html_table import Shown
from autograder.learner.ledger import ledger
from autograder.learner.order import put_in_order
from autograder.learner.own_digits import own_digits
from autograder.learner.predictions import book, guess, predict, reveal
from autograder.learner.progress import points
from autograder.learner.quiz import quiz
from autograder.learner.shelf import keep as keep_on_shelf
from autograder.learner.shelf import shelf, version_of
from autograder.learner.show import card, show_failure, show_success
from autograder.learner.undefined import explain_missing_names, stale
from autograder.lessons import find, is_known, known_names
from autograder.lessons.runs import runner

__all__ = [
    "CheckFailed",
    "Grade",
    "book",
    "check",
    "grade",
    "guess",
    "ledger",
    "own_digits",
    "points",
    "predict",
    "put_in_order",
    "quiz",
    "reveal",
    "shelf",
    "take",
    "whose",
]


explain_missing_names()


class CheckFailed(Exception):
    """A check that did not pass. IPython shows its sentence and no stack."""

    def _render_traceback_(self):
        return textwrap.wrap(str(self), 80)


def check(function):
    """Try a learner's function on the practice cases and say what holds.

    Parameters
    ----------
    function : callable
        The function or class that an exercise of the course asks for.

    Raises
    ------
    CheckFailed
        With one sentence: the hint of the mistake that was recognised, or what failed where.
    """
    exercise = _exercise_of(function, sys._getframe(1).f_globals)
    if said := stale(exercise.name_of(function), function):
        display(Shown(said, card("wait", said)))
        raise CheckFailed(said)
    try:
        verdict = assess(exercise, runner(exercise, function), PRACTICE_SEED)
    except KeyboardInterrupt:
        # a loop without an end: the stack would lead through this package, not to the loop
        raise CheckFailed(
            f"{exercise.name} was interrupted before it came to an end. "
            "Which loop in it goes on, and what should stop it?"
        ) from None
    passed = verdict.right and not verdict.changed
    points = exercise.points if passed else verdict.points
    points = 0 if exercise.under_more else points
    kept_files.keep(exercise, points, verdict.mistake_names, passed)
    if not passed:
        said = sentence(exercise, verdict)
        show_failure(exercise, verdict, exercise.name_of(function), said, function=function)
        raise CheckFailed(said)
    if not verdict.given:  # what was right only beside the engine's versions is not done yet
        keep_on_shelf(exercise, function)
    show_success(exercise, verdict, kept_files.points_of_module(exercise.module))


def take(function):
    """Return the learner's own version of a function if it is right, else the engine's.

    Parameters
    ----------
    function : callable or str
        The function, or its name: a name works too where a cell that should define the function
        failed, and in a later lesson, which finds it on the shelf.

    Returns
    -------
    callable
        What stands in this notebook, if it holds on the practice cases. If the notebook has no
        such name, what was kept when its check passed. Otherwise the engine's.
    """
    return version_of(*_wanted(function, sys._getframe(1).f_globals))[0]


def whose(function):
    """Tell whose version :func:`take` gives: "yours" or "borrowed"."""
    return version_of(*_wanted(function, sys._getframe(1).f_globals))[1]


def grade(function):
    """Give the points of a hidden cell; the last and only expression of that cell.

    Parameters
    ----------
    function : callable

    Returns
    -------
    Grade
        Between 0 and the exercise's hidden points, a multiple of 0.25.
    """
    exercise = _exercise_of(function, sys._getframe(1).f_globals)
    run = runner(exercise, function)
    verdict = assess(exercise, run, course_seed(), explain=False)
    return grade_of(exercise, verdict, lambda: assess(exercise, run, PRACTICE_SEED))


def _wanted(function, namespace):
    """Find the name of an exercise, and what the notebook holds under it, if anything."""
    if not isinstance(function, str):
        for name in known_names():
            if find(name).reference is function:
                return name, function
        return _exercise_of(function, namespace).name, function
    held = namespace.get(function)
    return find(function).name, held if callable(held) else None


def _exercise_of(function, namespace):
    """Find the exercise by the name under which the notebook holds the function."""
    own = getattr(function, "__name__", type(function).__name__)
    names = [name for known in known_names() for name in find(known).names]
    held = [name for name in names if name in namespace and namespace[name] is function]
    if held and not callable(function):
        raise CheckFailed(
            f"{held[0]} is a {type(function).__name__} here and no function: another line has "
            "taken its name. Run the cell that defines it once more, then this one."
        )
    if held:
        return find(own if own in held else held[0])
    if is_known(own):
        return find(own)
    raise CheckFailed(
        f"expected one of the functions that the course asks for, got {own!r}. "
        "Pass the function itself, without calling it: its name, and no brackets behind it."
    )
