"""What the settings of courses name."""

from autograder.course.extra_time import ExtraTime
from autograder.course.stock import Excluded, ExecuteLesson

__all__ = ["Excluded", "ExecuteLesson", "ExtraTime"]
