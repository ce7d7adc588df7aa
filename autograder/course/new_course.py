"""``autograder new-course DIR``: lay out an nbgrader course.

It is an ordinary course folder, in which nbgrader's own commands and its formgrader work. Only the
secret seed is ours; see ``docs/classroom.md``.
"""

import contextlib
import os
import re
import secrets
import shlex
import shutil
import stat
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
    parser.add_argument(
        "--group", metavar="NAME", help="teachers who share the course; without, it is yours alone"
    )


def run(args):
    """Lay the course out and say what to do next."""
    lessons = new_course(args.folder, lessons=args.lesson, group=args.group)
    print(f"A course with {', '.join(lessons)} is laid out in {args.folder}.")
    print(f"Next: cd {shlex.quote(args.folder)} && nbgrader generate_assignment {lessons[0]}")


def new_course(folder, lessons=None, root=None, group=None):
    """Lay out a course.

    Parameters
    ----------
    folder : path
        Must not exist or be empty: nothing is written over.
    lessons : list of str, optional
        Names such as ``07_backpropagation``; by default all.
    root : path, optional
        The project's folder.
    group : str, optional
        The group of the teachers: they may read and change everything in the folder. Without it
        the folder is for the calling user alone. Nobody else sees anything of it in any case.

    Returns
    -------
    list of str
        The names of the lessons, each an assignment of the course.

    Raises
    ------
    UserError
        If the folder is not empty or lies in the project, if there is no such group, if nbgrader
        would take its path for a pattern, or if a lesson is unknown.
    """
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

    number = None if group is None else _number_of(group)
    folder.mkdir(parents=True, exist_ok=True)
    with private(folder, number):
        _fill(folder, [known[name] for name in chosen])
    return chosen


def is_shared(course):
    """Tell whether a course belongs to a group of teachers: its folder has the set-group-ID bit."""
    return bool(course.stat().st_mode & stat.S_ISGID)


def close_to_others(course):
    """See to it that what this process makes from now on is for the teachers of a course alone.

    Parameters
    ----------
    course : Path

    Returns
    -------
    bool
        Whether it belongs to a group of teachers.
    """
    shared = is_shared(course)
    os.umask(0o007 if shared else 0o077)
    if shared:
        # SQLite would make it for reading only by the group
        os.close(os.open(course / "gradebook.db", os.O_RDWR | os.O_CREAT, 0o660))
    return shared


@contextlib.contextmanager
def for_teachers(course):
    """See to it that what is made in a course meanwhile is for its teachers alone.

    Parameters
    ----------
    course : Path
    """
    before = os.umask(0o007 if is_shared(course) else 0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextlib.contextmanager
def private(folder, group=None):
    """Close a folder to others; what is made meanwhile belongs to its teachers alone.

    Parameters
    ----------
    folder : Path
    group : int, optional
        Number of the group that may work in it. What is made in such a folder later belongs to the
        group too, whoever makes it: the settings of a course see to the permissions.
    """
    if group is not None:
        os.chown(folder, -1, group)
    folder.chmod(0o700 if group is None else 0o2770)
    with for_teachers(folder):
        yield


def _number_of(group):
    try:
        import grp  # not on Windows
    except ImportError:
        raise UserError("groups of teachers are for Linux and macOS") from None
    try:
        return grp.getgrnam(group).gr_gid
    except KeyError:
        raise UserError(f"expected a group of this system, got {group!r}") from None


def _fill(folder, lessons):
    """Lay settings, kernels, seed and lessons into a course's folder."""
    from autograder.master import read_master, write_notebook

    for name in ("nbgrader_config.py", "nbgrader_config.json"):
        shutil.copyfile(TEMPLATE / name, folder / name)
    for name, spec in {"nnf-grading": "kernel.json", "nnf-walled": "walled.json"}.items():
        kernel = folder / "jupyter" / "kernels" / name
        kernel.mkdir(parents=True)
        shutil.copyfile(TEMPLATE / spec, kernel / "kernel.json")
    _draw_seed(folder)
    for path in lessons:
        name = path.stem
        write_notebook(read_master(path).solved, folder / "source" / name / f"{name}.ipynb")
    write_edition(folder, lessons)


def refuse_path(course):
    """Make sure that nbgrader can work with the path of a course.

    It looks for files with the path as a pattern, and its gradebook's address ends at a "?".

    Raises
    ------
    UserError
    """
    unseen = rf"[\t\n]|{border.UNSEEN.pattern}|{border.HALVES.pattern}"
    if re.search(rf"[{border.PATTERNS}#%]|{unseen}", str(course)):
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
    """Write a fresh secret seed, for the teachers alone."""
    file = seed_file(course)
    file.parent.mkdir()
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o660)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_hex(16) + "\n")
