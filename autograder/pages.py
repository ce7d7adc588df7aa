"""What the settings of courses name."""

from autograder.course.harmless_html import Harmless, markdown

__all__ = ["Harmless", "markdown"]
