"""What the settings of courses name."""

from autograder.course.extra_time import ExtraTime
from autograder.course.new_course import close_to_others
from autograder.course.settings import check_json
from autograder.course.stock import Excluded, ExecuteLesson

__all__ = ["Excluded", "ExecuteLesson", "ExtraTime", "check_json", "close_to_others"]
