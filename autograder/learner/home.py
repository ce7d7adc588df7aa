"""The learner's one home: a folder of plain files that the lessons share.

It is the folder that ``NNF_HOME`` names, else one in the user's data folder, so that lessons which
lie in different folders share it. Nothing in it is read for marks, nothing is sent. Nothing is
written while a notebook is graded or validated, nor into a folder that cannot be written to. Each
file is written whole or not at all, by one notebook at a time; a damaged one counts as empty, is
put aside, and takes nothing else with it.

======================  ==========================================================
``record.json``         points and mistakes, :mod:`autograder.learner.kept_files`
``shelf/NAME.py``       functions that passed their check, :mod:`autograder.learner.shelf`
``predictions.json``    what was bet, :mod:`autograder.learner.predictions`
``ledger.json``         what reads the digits, :mod:`autograder.learner.ledger`
``taken-over.json``     folders of earlier editions, :mod:`autograder.learner.taking_over`
``earlier/``            what had to give way to something later
======================  ==========================================================
"""

import contextlib
import json
import os
from pathlib import Path

from autograder.core.whole_file import write_whole

VARIABLE = "NNF_HOME"
APPLICATION = "neural-networks-fundamentals"
# where an earlier edition of the course kept these files: beside each lesson
BESIDE = ".course"


def home():
    """Return the folder; it need not exist yet."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    import platformdirs  # where the variable is set, nobody waits for it

    return platformdirs.user_data_path(APPLICATION, appauthor=False)


def is_quiet():
    """Tell whether nothing may be written now."""
    return any(
        name == "NNF_GRADING" or name.startswith("NBGRADER_")
        for name, value in os.environ.items()
        if value
    )


def path_of(name):
    """Return the path of a file, after what lies beside the lesson was taken over.

    Where there is no home and none can be made, the folder beside the lesson serves.
    """
    at_home, beside = home(), Path.cwd() / BESIDE
    if beside.is_dir() and beside != at_home:
        from autograder.learner.taking_over import take_over

        take_over(beside, at_home)
        if not at_home.is_dir():
            return beside / name
    return at_home / name


def read_file(name):
    """Read a JSON file: a dict, empty if the file is missing or damaged."""
    return read_json(path_of(name))


def read_json(path):
    """Read a JSON file anywhere, in the same way."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def change_file(name, edit):
    """Let ``edit`` change the content of a JSON file; tell whether it was written.

    Parameters
    ----------
    name : str
    edit : callable
        Receives the content as a dict and changes it in place.
    """
    if is_quiet():
        return False
    path = path_of(name)
    try:
        with alone(path.parent):
            content = read_json(path)
            if not content and path.is_file() and path.read_bytes().strip() not in (b"", b"{}"):
                path.replace(path.with_suffix(".damaged"))
            edit(content)
            write_json(path, content)
    except OSError:
        return False
    return True


def write_json(path, content):
    """Write a JSON file whole."""
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False)
    write_whole(path, text + "\n")


def write_text(name, text):
    """Write a text file whole; tell whether it was written."""
    if is_quiet():
        return False
    try:
        path = path_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
    except OSError:
        return False
    return True


@contextlib.contextmanager
def alone(folder):
    """Wait for a folder, which is made if need be: two notebooks may write at the same moment."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:  # Windows locks no folders
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network drives know no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
