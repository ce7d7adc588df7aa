"""A learner's own record, in their home: the best points of each exercise, and the mistakes met."""

from autograder.learner.home import change_file, is_quiet, read_file, write_text
from autograder.learner.record_entries import (
    entries_of,
    has_passed_in,
    joined_records,
    overcome_in,
)
from autograder.lessons import present_name

__all__ = [
    "change_file",
    "has_passed_in",
    "is_quiet",
    "joined_records",
    "keep",
    "overcome_in",
    "points_of_module",
    "read",
    "read_file",
    "write_text",
]

FILE = "record.json"


def read():
    """Read the record, without the entries that are damaged.

    Returns
    -------
    dict
        exercise -> {"module", "points", "of", "mistakes", "overcome", "passed"}. A mistake is
        overcome when the exercise passed after it was met; "passed" is there, and True, where one
        has passed that has no points which would tell.
    """
    return entries_of(read_file(FILE))


def keep(exercise, points, mistakes, passed=False):
    """Note the best result so far and the mistakes met; quietly does nothing where it may not.

    Parameters
    ----------
    exercise : Exercise
    points : float
    mistakes : sequence of str
        Names of the misconceptions that were recognised this time.
    passed : bool
        Whether everything holds now: then the mistakes met before are overcome.
    """

    def edit(record):
        entry = entries_of(record).get(exercise.name, {})
        for old in [name for name in record if present_name(name) == exercise.name]:
            del record[old]
        has_passed = passed or has_passed_in(entry)
        met = {*entry.get("mistakes", ()), *mistakes}
        overcome = met if passed else overcome_in(entry) & met
        record[exercise.name] = {
            "module": exercise.module,
            "points": max(points, entry.get("points", 0)),
            "of": exercise.points,
            "mistakes": sorted(met),
        }
        if overcome:
            record[exercise.name]["overcome"] = sorted(overcome)
        if has_passed and not record[exercise.name]["points"]:
            record[exercise.name]["passed"] = True

    change_file(FILE, edit)


def points_of_module(module):
    """Sum the points kept for a module."""
    return sum(entry["points"] for entry in read().values() if entry["module"] == module)
