"""Find what was handed in: the folders in ``submitted/``, and what is wrong with their names."""

import contextlib
import os
import re
import unicodedata

from autograder.cli import UserError
from autograder.core import border

MISREAD = re.compile(r"\A | {2}| \Z")


def unfit_names(folders):
    """Find the submissions that cannot be graded under the name of their folder.

    Parameters
    ----------
    folders : iterable of str

    Returns
    -------
    dict of str to str
        Name -> what is the matter with it.
    """
    unfit, spelled = {}, {}
    for student in folders:
        spelled.setdefault(unicodedata.normalize("NFC", student), []).append(student)
        if border.STRANGE.search(student):
            unfit[student] = (
                'a name with <, >, ", &, \\, [, ], {, }, ?, * or a character that cannot be seen '
                "acts in Formgrader or misleads nbgrader; rename it"
            )
        elif MISREAD.search(student):
            unfit[student] = (
                "a name with two blanks together, or with one at either end, can be taken for "
                "another name or for a row of the table; rename it"
            )
        elif student.startswith("."):
            unfit[student] = (
                'nbgrader makes no feedback page for a name that begins with "."; rename it'
            )
    for same in spelled.values():
        if len(same) > 1:
            unfit |= dict.fromkeys(
                same, "two folders have this name, with an accent written in two ways; rename one"
            )
    return unfit


@border.entrance("the names of the folders in submitted/")
def find_submissions(course, assignment, students=None):
    """Find the folders of an assignment's submissions.

    Returns
    -------
    dict of str to Path

    Raises
    ------
    UserError
        If there is none, or none of a student who was asked for.
    """
    found = {}
    for folder in _listed(course / "submitted"):
        try:
            os.lstat(folder / assignment)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            pass  # it is somebody's, and cannot be looked at: that becomes a fault
        # whatever lies there was handed in, also what is no folder
        found[folder.name] = folder / assignment
    if students is None:
        if not found:
            strange = find_misplaced(course)[:1]
            lies = f"; {strange[0]} does not lie in such a folder" if strange else ""
            raise UserError(f"expected submissions in {course}/submitted/NAME/{assignment}/{lies}")
        return found
    for student in students:
        if student not in found:
            raise UserError(f"{student!r} has handed nothing in for {assignment}")
    return {student: found[student] for student in students}


def _listed(folder):
    """List what is in ``submitted/``, which need not be there before anybody hands in."""
    try:
        return sorted(folder.iterdir())
    except FileNotFoundError:
        return []
    except NotADirectoryError:
        raise UserError(f"expected a folder with the submissions, got the file {folder}") from None
    except OSError as error:
        raise UserError(f"{folder} cannot be read: {error.strerror}") from None


@border.entrance("notebooks that lie in the wrong place")
def find_misplaced(course):
    """List notebooks that lie in ``submitted/`` itself or in a folder right below, as text."""
    found = []
    for one in _listed(course / "submitted"):
        if one.suffix == ".ipynb":
            found.append(one)
        with contextlib.suppress(OSError):  # a file, or a folder that cannot be read
            found += [path for path in one.iterdir() if path.suffix == ".ipynb"]
    found.sort()
    return [border.name(str(path.relative_to(course)), 120) for path in found]
