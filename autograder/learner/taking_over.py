"""What an earlier edition kept in ``.course`` beside each lesson comes into the one home.

A folder is taken over when a notebook beside it first needs something, and then moved below
``beside-lessons/``: beside a lesson ``nbgrader submit`` would hand it in.
Where both places hold something under one name, the later one wins, and the file in which the
other stands is kept below ``earlier/``. Of points and mistakes nothing gives way: they are joined.
"""

import hashlib
import json
import os
import shutil

from autograder.core.whole_file import write_whole
from autograder.learner import plain_files as files
from autograder.learner.record_entries import joined_records

LIST = "taken-over.json"
EARLIER = "earlier"
MOVED = "beside-lessons"


def take_over(beside, at_home):
    """Bring what lies beside a lesson home, unless that was done before or nothing may be written.

    Parameters
    ----------
    beside, at_home : Path

    Returns
    -------
    bool
        Whether it was done now.
    """
    if files.is_quiet() or not beside.is_dir() or at_home.is_relative_to(beside):
        return False
    try:
        with files.alone(at_home):
            known = _taken_over(at_home)
            if str(beside) in known:  # by an edition that left it there, or it could not be moved
                _move(beside, at_home)
                return False
            if not beside.is_dir():  # another notebook was first
                return False
            for name in ("record.json", "predictions.json", "ledger.json"):
                _bring(name, beside, at_home)
            for kept in sorted((beside / "shelf").glob("*.py")):
                _bring_text(f"shelf/{kept.name}", beside, at_home)
            if not _move(beside, at_home):
                write_whole(at_home / LIST, json.dumps([*known, str(beside)], indent=1) + "\n")
    except OSError:
        return False
    return True


def _move(beside, at_home):
    """Move a folder that is taken over into the home, whole; tell whether that was possible."""
    digest = hashlib.sha256(str(beside).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    place, number = at_home / MOVED / digest, 1
    while place.exists():
        number += 1
        place = place.with_name(f"{digest}-{number}")
    place.parent.mkdir(exist_ok=True)
    try:
        os.rename(beside, place)
        return True
    except OSError:  # it lies on another drive
        pass
    try:
        shutil.copytree(beside, place, symlinks=True)
    except (OSError, shutil.Error):
        shutil.rmtree(place, ignore_errors=True)
        return False
    shutil.rmtree(beside, ignore_errors=True)
    return not beside.exists()


def _taken_over(at_home):
    """List the folders that are here already; of a damaged list nothing is believed."""
    try:
        known = json.loads((at_home / LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    return [name for name in known if isinstance(name, str)] if isinstance(known, list) else []


def _bring(name, beside, at_home):
    """Join a JSON file with the one at home, entry by entry."""
    there, here = beside / name, at_home / name
    theirs, ours = files.read_json(there), files.read_json(here)
    if not theirs:
        return
    if name == "record.json":
        files.write_json(here, joined_records(ours, theirs))
        return
    both = {key for key in theirs if key in ours and ours[key] != theirs[key]}
    later = {key for key in both if _is_later(theirs[key], ours[key], there, here)}
    if both - later:
        _keep_aside(there, at_home, name)
    if later:
        _keep_aside(here, at_home, name)
    files.write_json(here, {**theirs, **ours, **{key: theirs[key] for key in later}})


def _is_later(entry, other, file, other_file):
    """Tell which of two entries is the later one: by its own time, else by that of its file."""
    times = [one.get("when") if isinstance(one, dict) else None for one in (entry, other)]
    if all(isinstance(time, str) and time for time in times):
        return times[0] > times[1]
    return file.stat().st_mtime > other_file.stat().st_mtime


def _bring_text(name, beside, at_home):
    there, here = beside / name, at_home / name
    text = there.read_text(encoding="utf-8", errors="replace")
    if here.is_file():
        if here.read_text(encoding="utf-8", errors="replace") == text:
            return
        if here.stat().st_mtime >= there.stat().st_mtime:
            _keep_aside(there, at_home, name)
            return
        _keep_aside(here, at_home, name)
    here.parent.mkdir(parents=True, exist_ok=True)
    write_whole(here, text)


def _keep_aside(path, at_home, name):
    """Copy a file below ``earlier/``, under a name that its content gives: once, however often."""
    text = path.read_text(encoding="utf-8", errors="replace")
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    stem, _, suffix = name.rpartition(".")
    aside = at_home / EARLIER / f"{stem}-{digest}.{suffix}"
    aside.parent.mkdir(parents=True, exist_ok=True)
    write_whole(aside, text)
