"""The place of ``check_steps`` in notebooks that were handed out."""

from autograder.learner.steps import check_steps

__all__ = ["check_steps"]
