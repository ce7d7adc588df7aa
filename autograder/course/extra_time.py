"""More time for single learners: nbgrader itself knows one due date for everybody."""

import math

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Dict, Float, TraitError, Unicode, validate

SECONDS = 3600


class ExtraTime(LateSubmissionPlugin):
    """Takes off for being late what the course says, counted from each learner's own due date.

    In ``nbgrader_config.py``::

        c.AssignLatePenalties.plugin_class = "autograder.stock.ExtraTime"
        c.ExtraTime.hours = {"ada": 24}
        c.LateSubmissionPlugin.penalty_method = "zero"
    """

    hours = Dict(
        key_trait=Unicode(),
        value_trait=Float(),
        help="Name of a learner -> hours that the due date is later.",
    ).tag(config=True)

    @validate("hours")
    def _are_numbers(self, proposal):
        for student, hours in proposal["value"].items():
            if not math.isfinite(hours):
                raise TraitError(f"expected hours for {student!r}, got {hours}")
        return proposal["value"]

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        """Return the points that are taken off, or None for none.

        Parameters
        ----------
        student_id : str
        score : float
            What the submission has earned.
        total_seconds_late : float
            Counted from the due date of the assignment.
        """
        late = total_seconds_late - SECONDS * self.hours.get(student_id, 0.0)
        return super().late_submission_penalty(student_id, score, late) if late > 0 else None
