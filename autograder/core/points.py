"""The points of a hidden cell, in the form in which nbgrader reads them."""

from autograder.core import words


class Grade:
    """Points of a hidden cell, as nbgrader reads them.

    nbgrader takes the ``text/plain`` of a cell's value for the points if it is a number between
    0 and the points of the cell, and gives *all* points for anything else: so it is a plain
    decimal and nothing besides.
    """

    def __init__(self, points, message, mistakes=()):
        self.points = points
        self.message = message
        self.mistakes = tuple(mistakes)

    def __repr__(self):
        return f"{self.points:g}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {
            "text/plain": repr(self),
            "text/html": words.message_html(self.message),
            words.MISTAKES_MIME: list(self.mistakes),
        }


def grade_of(exercise, verdict, practise):
    """Put a verdict under the course's seed into a :class:`Grade`.

    The words come from a second look, at the practice cases (``practise()`` gives that verdict):
    a hint may name numbers of a case.
    """
    if verdict.right:
        return Grade(verdict.points, f"{exercise.name}: {words.earned(exercise, verdict)}")
    practice = practise()
    if practice.right:
        said = f"{exercise.name} is right on the practice cases and fails on others."
    else:
        said = words.sentence(exercise, practice)
    message = f"{said} ({words.earned(exercise, verdict)})"
    return Grade(verdict.points, message, practice.mistake_names)
