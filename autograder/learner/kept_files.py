"""A learner's own record, in their home: the best points of each exercise, and the mistakes met."""

import math

from autograder.learner.home import change_file, is_quiet, read_file, write_text
from autograder.lessons import present_mistakes, present_name

__all__ = [
    "change_file",
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
        exercise -> {"module", "points", "of", "mistakes", "overcome"}. A mistake is overcome when
        the exercise passed after it was met.
    """
    return _entries(read_file(FILE))


def _entries(content):
    """Take the whole entries, under the names that exercises and mistakes have now."""
    found = {}
    for old, entry in content.items():
        if not _is_entry(entry):
            continue
        name, entry = present_name(old), dict(entry)
        entry["mistakes"] = present_mistakes(old, entry["mistakes"])
        if overcome := overcome_in(entry):
            entry["overcome"] = sorted(present_mistakes(old, overcome))
        # there are two if notebooks of two versions of the course were run here
        found[name] = _joined(found[name], entry) if name in found else entry
    return found


def joined_records(one, other):
    """Join the contents of two records: of each exercise the better points and all mistakes."""
    found = _entries(one)
    for name, entry in _entries(other).items():
        found[name] = _joined(found[name], entry) if name in found else entry
    return found


def _joined(one, other):
    """Join two entries of one exercise: the better points, and the mistakes of both."""
    better = max(one, other, key=lambda entry: entry["points"])
    met = sorted({*one["mistakes"], *other["mistakes"]})
    overcome = sorted(overcome_in(one) | overcome_in(other))
    return {**better, "mistakes": met, **({"overcome": overcome} if overcome else {})}


def _is_entry(entry):
    """Somebody's editor or a sync may have left anything in the file."""
    return (
        isinstance(entry, dict)
        and all(
            isinstance(entry.get(key), (int, float)) and math.isfinite(entry[key])
            for key in ("module", "points")
        )
        and isinstance(entry.get("mistakes"), list)
        and all(isinstance(name, str) for name in entry["mistakes"])
    )


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
        entry = _entries(record).get(exercise.name, {})
        for old in [name for name in record if present_name(name) == exercise.name]:
            del record[old]
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

    change_file(FILE, edit)


def overcome_in(entry):
    """Return the names of the mistakes that an entry of the record calls overcome."""
    names = entry.get("overcome", ())
    return {name for name in names if isinstance(name, str)} if isinstance(names, list) else set()


def points_of_module(module):
    """Sum the points kept for a module."""
    return sum(entry["points"] for entry in read().values() if entry["module"] == module)
