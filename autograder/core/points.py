"""The points of a hidden cell, in the form in which nbgrader reads them.

Points belong to the cell: an exercise gives shares of them. Where the cell is worth another number
of points than the exercise, a :class:`Grade` is scaled, by our own grading and by the settings of a
course under stock nbgrader.
"""

from decimal import Decimal

from autograder.core import border, words
from autograder.core.assess import is_stub

# Under this name a hidden cell notes what a Grade was made of, so that it can be scaled.
POINTS_MIME = "application/vnd.nnf.points+json"
MOST_POINTS = 1e6
WORDS = ("before", "after", "left_out")  # what is noted beside the points
# Under this name a hidden cell notes how an answer failed, where that is more than being wrong.
STATE_MIME = "application/vnd.nnf.state+json"
NOT_TRIED, CRASHED, TOO_LONG = STATES = ("not tried", "crashed", "took too long")
TIME = ("TooLong", "Exhausted")


def scaled(points, of, most):
    """Turn points of an exercise into those of a cell.

    Parameters
    ----------
    points : float
        Between 0 and `of`.
    of : float
        The points of the exercise; with 0 of them there is nothing to share out.
    most : float
        The points of the cell.

    Returns
    -------
    float
    """
    return most * (points / of) if of else 0.0  # all of them stay all, to the last digit


def as_decimal(points):
    """Write points as a plain decimal, exactly; nbgrader gives all points for anything else."""
    whole = int(points)
    return str(whole) if whole == points else f"{Decimal(repr(float(points))):f}"


class Grade:
    """Points of a hidden cell, as nbgrader reads them.

    nbgrader takes the ``text/plain`` of a cell's value for the points if it is a number between
    0 and the points of the cell, and gives *all* points for anything else: so it is a plain
    decimal and nothing besides.

    Parameters
    ----------
    points : float
        Those that were earned.
    most : float
        Those that can be.
    before, after : str
        What is said before the points and after them.
    left_out : str
        What is said where the cell is left out, worth 0 points.
    mistakes : tuple of str
    state : str
        How the answer failed: one of :data:`STATES`, or ``""``.
    """

    def __init__(self, points, most, before="", after="", left_out="", mistakes=(), state=""):
        self.points, self.most = points, most
        self.before, self.after, self.left_out = before, after, left_out
        self.mistakes, self.state = tuple(mistakes), state

    @property
    def message(self):
        """The sentence for the learner, with the points."""
        if not self.most:
            return self.left_out
        earned = f"{words.number(self.points)} of {words.in_points(self.most)}"
        return f"{self.before}{earned}{self.after}"

    def scaled(self, most):
        """Make the same grade for a cell of so many points."""
        points = scaled(self.points, self.most, most)
        said = self.before, self.after, self.left_out
        return Grade(points, most, *said, self.mistakes, self.state)

    def __repr__(self):
        return as_decimal(self.points)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {
            "text/plain": repr(self),
            "text/html": words.message_html(self.message),
            words.MISTAKES_MIME: list(self.mistakes),
            STATE_MIME: self.state,
            POINTS_MIME: {
                "points": self.points,
                "most": self.most,
                **{name: getattr(self, name) for name in WORDS},
            },
        }


@border.entrance("the points that a hidden cell noted, under stock nbgrader")
def grade_in(data, most):
    """Read a Grade out of what a cell showed, for a cell of so many points; None if there is none.

    Parameters
    ----------
    data : plain data
        The mimebundle of an output: a learner's notebook may hold anything.
    most : float
    """
    noted = data.get(POINTS_MIME) if isinstance(data, dict) else None
    if not isinstance(noted, dict) or noted.keys() != {"points", "most", *WORDS}:
        return None
    points, of, *said = (noted[key] for key in ("points", "most", *WORDS))
    if any(type(text) is not str for text in said):
        return None
    if not {type(points), type(of)} <= {int, float} or not 0 <= points <= of <= MOST_POINTS:
        return None
    said = [border.plain(text) for text in said]
    mistakes = data.get(words.MISTAKES_MIME)
    mistakes = mistakes if isinstance(mistakes, list) else ()
    state = data.get(STATE_MIME)
    return Grade(points, of, *said, mistakes, state if state in STATES else "").scaled(most)


def grade_of(exercise, verdict, practise, broken=""):
    """Put a verdict under the course's seed into a :class:`Grade`.

    The words come from a second look, at the practice cases (``practise()`` gives that verdict):
    a hint may name numbers of a case. ``broken`` says in their place why there is no function.
    """
    points, most, because = verdict.points, exercise.hidden_points, words.because(exercise, verdict)
    if verdict.right:
        right = f"{exercise.name} is right."
        return Grade(points, most, f"{exercise.name}: ", because, right)
    practice = practise()
    if practice.right:
        said = f"{exercise.name} is right on the practice cases and fails on others."
    else:
        said = broken or words.sentence(exercise, practice)
    state = state_of(practice)
    return Grade(points, most, f"{said} (", f"{because})", said, practice.mistake_names, state)


def state_of(verdict):
    """Say how an answer failed: not tried, crashed, took too long, or ``""`` where it is wrong."""
    if verdict.right or verdict.mistakes or not verdict.failure:
        return ""
    if is_stub(verdict):
        return NOT_TRIED
    error = verdict.failure.mismatch.error
    if error in TIME:
        return TOO_LONG
    return CRASHED if error else ""
