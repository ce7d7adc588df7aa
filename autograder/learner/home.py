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
``digits.json``         digits of one's own, :mod:`autograder.learner.own_digits`
``taken-over.json``     folders of earlier editions, :mod:`autograder.learner.taking_over`
``earlier/``            what had to give way to something later
``beside-lessons/``     the folders of earlier editions, as they were
======================  ==========================================================
"""

import os
from pathlib import Path

from autograder.core.whole_file import write_whole
from autograder.learner.plain_files import alone, is_quiet, read_json, write_json

VARIABLE = "NNF_HOME"
APPLICATION = "neural-networks-fundamentals"
# where an earlier edition of the course kept these files: beside each lesson
BESIDE = ".course"


def home():
    """Return the folder; it need not exist yet.

    One that the variable names inside the folder of a lesson is not taken: ``nbgrader submit``
    hands in all that lies there.
    """
    named = os.environ.get(VARIABLE)
    if named:
        folder = Path(named).expanduser().absolute()
        if not _is_handed_in(folder):
            return folder
    import platformdirs  # where the variable is set, nobody waits for it

    return platformdirs.user_data_path(APPLICATION, appauthor=False)


def _is_handed_in(folder):
    """Tell whether a folder lies below one with a lesson in it."""
    here = Path.cwd()
    return folder.is_relative_to(here) and any(here.glob("*.ipynb"))


def path_of(name, write=False):
    """Return the path of a file, after what lies beside the lesson was taken over.

    Where there is no home, what lies beside the lesson is read there; but nothing is written there,
    where it would be handed in.
    """
    at_home, beside = home(), Path.cwd() / BESIDE
    if beside.is_dir() and beside != at_home:
        from autograder.learner.taking_over import take_over

        take_over(beside, at_home)
        if not (at_home.is_dir() or write):
            return beside / name
    return at_home / name


def read_file(name):
    """Read a JSON file: a dict, empty if the file is missing or damaged."""
    return read_json(path_of(name))


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
    path = path_of(name, write=True)
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


def write_text(name, text):
    """Write a text file whole; tell whether it was written."""
    if is_quiet():
        return False
    try:
        path = path_of(name, write=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
    except OSError:
        return False
    return True
