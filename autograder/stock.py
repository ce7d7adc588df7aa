"""What the settings of courses name."""

from autograder.course.stock import Excluded, ExecuteLesson

__all__ = ["Excluded", "ExecuteLesson"]
