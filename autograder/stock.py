"""What the settings of courses name."""

from autograder.course.extra_time import ExtraTime
from autograder.course.new_course import close_to_others
from autograder.course.stock import Excluded, ExecuteLesson

__all__ = ["Excluded", "ExecuteLesson", "ExtraTime", "close_to_others"]
