"""Invented submissions of a demonstration class, one file a lesson: no learner wrote any of them.

Each file has a dict ``SAMPLES``: name of the sample -> :class:`Sample`. The answers are written
in other words than the exercises' own wrong versions, as learners' would be.
"""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sample:
    """One submission.

    Parameters
    ----------
    answers : dict of str to str
        grade_id of a solution cell -> source.
    tamper : callable, optional
        Changes the notebook in place, as learners sometimes do to theirs.
    alone : bool
        Whether it has to be graded in a run of its own, because nbgrader's run ends in an error.
    """

    answers: dict = field(default_factory=dict)
    tamper: Callable | None = None
    alone: bool = False
