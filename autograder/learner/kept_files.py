"""A learner's own record: plain files in the folder ``.course`` beside the notebook.

They are for the learner alone: nothing reads them for marks, nothing is sent. Nothing is written
while a notebook is graded or validated, nor into a folder that cannot be written to. Each
file is written whole or not at all, by one notebook at a time; a damaged one counts as empty, is
put aside, and takes nothing else with it.

======================  ==========================================================
``record.json``         points and mistakes, this module
``shelf/NAME.py``       functions that passed their check, :mod:`autograder.learner.shelf`
``predictions.json``    what was predicted, :mod:`autograder.learner.predictions`
``ledger.json``         what reads the digits, :mod:`autograder.learner.ledger`
======================  ==========================================================
"""

import contextlib
import json
import math
import os
from pathlib import Path

from autograder.core.whole_file import write_whole
from autograder.lessons import present_mistakes, present_name

FOLDER = Path(".course")
FILE = FOLDER / "record.json"


def is_quiet():
    """Tell whether nothing may be written now."""
    return any(
        name == "NNF_GRADING" or name.startswith("NBGRADER_")
        for name, value in os.environ.items()
        if value
    )


def read(folder="."):
    """Read the record of a folder, without the entries that are damaged.

    Returns
    -------
    dict
        exercise -> {"module", "points", "of", "mistakes", "overcome"}. A mistake is overcome when
        the exercise passed after it was met.
    """
    return _entries(read_file(FILE.name, folder))


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


def keep(exercise, points, mistakes, passed=False, folder="."):
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

    change_file(FILE.name, edit, folder)


def overcome_in(entry):
    """Return the names of the mistakes that an entry of the record calls overcome."""
    names = entry.get("overcome", ())
    return {name for name in names if isinstance(name, str)} if isinstance(names, list) else set()


def points_of_module(module, folder="."):
    """Sum the points kept for a module."""
    return sum(entry["points"] for entry in read(folder).values() if entry["module"] == module)


# ------------------------------------------------------------ files


def read_file(name, folder="."):
    """Read a JSON file of ``.course``: a dict, empty if the file is missing or damaged."""
    try:
        content = json.loads((Path(folder) / FOLDER / name).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def change_file(name, edit, folder="."):
    """Let ``edit`` change the content of a JSON file of ``.course``; tell whether it was written.

    Parameters
    ----------
    name : str
    edit : callable
        Receives the content as a dict and changes it in place.
    """
    if is_quiet():
        return False
    try:
        with _alone(folder):
            content = read_file(name, folder)
            path = Path(folder) / FOLDER / name
            if not content and path.is_file() and path.read_bytes().strip() not in (b"", b"{}"):
                path.replace(path.with_suffix(".damaged"))
            edit(content)
            write_whole(
                path, json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
            )
    except OSError:
        return False
    return True


def write_text(name, text, folder="."):
    """Write a text file of ``.course`` whole; tell whether it was written."""
    if is_quiet():
        return False
    try:
        path = Path(folder) / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
    except OSError:
        return False
    return True


@contextlib.contextmanager
def _alone(folder):
    """Wait for the folder: two notebooks may pass a check at the same moment."""
    home = Path(folder) / FOLDER
    home.mkdir(exist_ok=True)
    try:
        import fcntl
    except ImportError:  # Windows locks no folders
        yield
        return
    handle = os.open(home, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network drives know no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
