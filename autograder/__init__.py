"""Checks for learners, the build of the lessons, and the grading of a class."""
