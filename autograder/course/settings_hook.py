"""Refuses to be imported where the settings of a course were not run.

nbgrader imports what ``nbgrader_config.json`` names when it makes a converter: before it has
removed or written anything.
"""

from autograder.course.settings import refuse_without

refuse_without()


def are_loaded(**conversion):
    """Be a hook that nbgrader calls before it converts the notebooks of a submission."""
    refuse_without()
