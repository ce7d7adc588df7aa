"""``autograder new-course DIR``: lay out an nbgrader course.

It is an ordinary course folder, in which nbgrader's own commands and its formgrader work. Only the
secret seed is ours; see ``docs/classroom.md``.
"""

import os
import re
import secrets
import shlex
import shutil
from pathlib import Path

from autograder.cli import UserError
from autograder.core import border
from autograder.core.seed import seed_file
from autograder.course.edition import write_edition
from autograder.project import PACKAGE, find_root, masters

TEMPLATE = PACKAGE / "course" / "template"


def add_arguments(parser):
    """Declare the options of ``autograder new-course``."""
    parser.add_argument("folder", metavar="DIR", help="an empty or new folder, outside the project")
    parser.add_argument(
        "--lesson", action="append", metavar="NN_NAME", help="only this; repeatable"
    )


def run(args):
    """Lay the course out and say what to do next."""
    lessons = new_course(args.folder, lessons=args.lesson)
    print(f"A course with {', '.join(lessons)} is laid out in {args.folder}.")
    print(f"Next: cd {shlex.quote(args.folder)} && nbgrader generate_assignment {lessons[0]}")


def new_course(folder, lessons=None, root=None):
    """Lay out a course.

    Parameters
    ----------
    folder : path
        Must not exist or be empty: nothing is written over.
    lessons : list of str, optional
        Names such as ``07_backpropagation``; by default all.
    root : path, optional
        The project's folder.

    Returns
    -------
    list of str
        The names of the lessons, each an assignment of the course.

    Raises
    ------
    UserError
        If the folder is not empty or lies in the project, if nbgrader would take its path for a
        pattern, or if a lesson is unknown.
    """
    from autograder.master import read_master, write_notebook

    root = find_root() if root is None else Path(root)
    folder = Path(folder).resolve()
    refuse_path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"expected an empty or new folder for the course, got {folder}")
    if folder.is_relative_to(root.resolve()):
        raise UserError(f"a class's data must not lie in the project: got {folder}")
    known = {path.stem: path for path in masters(root)}
    chosen = list(known) if lessons is None else lessons
    for name in chosen:
        if name not in known:
            raise UserError(f"expected one of {', '.join(known)}; got {name!r}")

    folder.mkdir(parents=True, exist_ok=True)
    for name in ("nbgrader_config.py", "nbgrader_config.json"):
        shutil.copy(TEMPLATE / name, folder)
    for name, spec in {"nnf-grading": "kernel.json", "nnf-walled": "walled.json"}.items():
        kernel = folder / "jupyter" / "kernels" / name
        kernel.mkdir(parents=True)
        shutil.copy(TEMPLATE / spec, kernel / "kernel.json")
    _draw_seed(folder)
    for name in chosen:
        write_notebook(read_master(known[name]).solved, folder / "source" / name / f"{name}.ipynb")
    write_edition(folder, [known[name] for name in chosen])
    return chosen


def refuse_path(course):
    """Make sure that nbgrader can work with the path of a course.

    It looks for files with the path as a pattern, and its gradebook's address ends at a "?".

    Raises
    ------
    UserError
    """
    if re.search(rf"[{border.PATTERNS}#%]|{border.NOT_IN_A_NAME.pattern}", str(course)):
        raise UserError(
            "expected a folder whose path has no [, ], {, }, ?, *, # or %, which nbgrader takes "
            f"for a pattern or an address; got {border.name(str(course), 200)}"
        )


def check_assignment(course, assignment):
    """Make sure that a folder is a course's, and that the course has the assignment.

    Parameters
    ----------
    course : path
    assignment : str

    Raises
    ------
    UserError
        Says what is there instead.
    """
    course = Path(course).resolve()
    refuse_path(course)
    known = sorted(path.name for path in (course / "source").glob("*") if path.is_dir())
    if not known:
        raise UserError(
            f"{course} is no course: it has no lesson in source/. Go to the course's folder, or "
            "name it with --course DIR"
        )
    if assignment not in known:
        raise UserError(f"this course has no assignment {assignment!r}; it has {', '.join(known)}")


def _draw_seed(course):
    """Write a fresh secret seed that only the owner can read."""
    file = seed_file(course)
    file.parent.mkdir(mode=0o700)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_hex(16) + "\n")
