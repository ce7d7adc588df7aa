"""Which edition of the lessons a course was laid out with, and whether the installed one fits.

``new-course`` writes ``edition.toml``: the version of the course's package and, of each lesson, a
digest of its master. A course keeps its own copy of every lesson, so another edition grades it
too; what it does not know, it must not grade.
"""

import hashlib
import importlib.metadata
import json
import tomllib
from pathlib import Path

from autograder.cli import UserError
from autograder.core.whole_file import write_whole
from autograder.lessons import is_known
from autograder.project import call_in, find_root, masters, text_of

FILE = "edition.toml"
HEAD = "# Written by `autograder new-course`: the edition that this course was laid out with.\n"


def write_edition(course, lessons):
    """Write down the edition of a course that is laid out now.

    Parameters
    ----------
    course : Path
    lessons : list of Path
        The masters that its lessons were made from.
    """
    lines = [f'version = "{_version()}"', "", "[lessons]"]
    lines += [f'{path.stem} = "{_digest(path)}"' for path in lessons]
    write_whole(course / FILE, HEAD + "\n".join(lines) + "\n")


def other_edition(course, assignment):
    """Say in a sentence that a lesson was laid out with a different edition from the installed one.

    Parameters
    ----------
    course : path
    assignment : str

    Returns
    -------
    str
        ``""`` if it is the same, or if nothing is known of one of the two.
    """
    try:
        written = tomllib.loads((Path(course) / FILE).read_text(encoding="utf-8"))
        version, digest = str(written["version"]), str(written["lessons"][assignment])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    try:
        installed = {path.stem: path for path in masters(find_root())}
    except UserError:
        installed = {}
    if version != _version():
        return (
            f"{assignment} was laid out with version {version} of the course; "
            f"version {_version()} graded it."
        )
    if assignment in installed and _digest(installed[assignment]) != digest:
        return f"{assignment} was laid out with a different edition from the one that graded it."
    return ""


def refuse_unknown(course, assignments=None):
    """Make sure that this version knows every exercise that a course's lessons ask for.

    Without it, a cell ``grade(x)`` would give 0 points to the whole class without a word.
    Source and release are read, never a submission.

    Parameters
    ----------
    course : path
    assignments : list of str, optional
        Only these.

    Raises
    ------
    UserError
        With the name of the exercise and of the lesson.
    """
    course = Path(course)
    if assignments is None:
        assignments = sorted(path.name for path in (course / "source").glob("*"))
    for assignment in assignments:
        for folder in ("source", "release"):
            for path in sorted((course / folder / assignment).glob("*.ipynb")):
                for verb, name in _calls(path):
                    if not is_known(name):
                        raise UserError(
                            f"nobody was graded: {folder}/{assignment}/{path.name} has a cell "
                            f"{verb}({name}), and this version of the course knows no exercise "
                            f"{name}; install the version that the lesson is from"
                        )


def _calls(path):
    """List the calls of check and grade in the cells of a notebook that imports them."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        texts = [text_of(cell) for cell in cells if cell["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError):
        return []  # the grading itself says what is wrong with it
    if not any("autograder" in text for text in texts):
        return []  # a check of the teacher's own
    return list(filter(None, map(call_in, texts)))


def _version():
    try:
        return importlib.metadata.version("nnf-course")
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


def _digest(path):
    """Return a digest of a master, whatever its line endings are."""
    text = path.read_text(encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()[:16]
