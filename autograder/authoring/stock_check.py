"""Before a lesson is published, stock nbgrader grades it untouched, always wrong, and solved.

An untouched lesson and one whose functions always answer 0 must earn nothing in any cell, a
solved one everything in every cell, also with its demonstrations deleted.
"""

import tempfile
from pathlib import Path

from autograder.cli import UserError
from autograder.course import submissions
from autograder.course.new_course import new_course
from autograder.course.stock import nbgrader, read_marks
from autograder.lessons import of_module
from autograder.master import read_master
from autograder.project import masters, module_of, role_of


def check_by_stock(root, lessons=None):
    """Grade the four versions of each lesson.

    Parameters
    ----------
    root : path
        The project's folder.
    lessons : list of str, optional

    Returns
    -------
    dict
        lesson -> version -> cell -> points.

    Raises
    ------
    UserError
        Naming every cell that has other points than it should.
    """
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder) / "course"
        marks = {
            name: _grade_versions(root, course, name)
            for name in new_course(course, lessons, root=root)
        }
    problems = [
        f"{name}, {version}: {cell} got {cells.get(cell)}, expected {expected[version].get(cell)}"
        for name, versions in marks.items()
        for expected in [expected_points(module_of(name))]
        for version, cells in versions.items()
        for cell in sorted(cells.keys() | expected[version].keys())
        if cells.get(cell) != expected[version].get(cell)
    ]
    if problems:
        raise UserError("stock nbgrader gives other marks\n  " + "\n  ".join(problems))
    return marks


def expected_points(module):
    """Say what each cell of each version should get."""
    full = {}
    for exercise in of_module(module):
        if exercise.bonus:
            continue
        full[f"check_{exercise.name}"] = exercise.visible_points
        full[f"hidden_{exercise.name}"] = exercise.hidden_points
    nothing = dict.fromkeys(full, 0.0)
    return {"untouched": nothing, "wrong": nothing, "solved": full, "nodemo": full}


def _grade_versions(root, course, name):
    nbgrader(course, "generate_assignment", name)
    released = submissions.read_release(course, name)
    solved = submissions.solutions(
        next(read_master(path).solved for path in masters(root) if path.stem == name)
    )
    right = submissions.fill(released, solved)
    bare = submissions.fill(released, solved)
    bare.cells = [cell for cell in bare.cells if "demo" not in cell.metadata.get("tags", [])]
    wrong = {key: f"def {key}(*arguments):\n    return 0.0" for key in solved}
    versions = {
        "untouched": released,
        "wrong": submissions.fill(released, wrong),
        "solved": right,
        "nodemo": bare,
    }
    for version, nb in versions.items():
        submissions.hand_in(course, name, version, nb)
    nbgrader(course, "autograde", name)
    by_hand = {
        cell.metadata.nbgrader.grade_id for cell in released.cells if role_of(cell) == "task"
    }
    return {
        version: {cell: points for cell, points in cells.items() if cell not in by_hand}
        for version, cells in read_marks(course, name).items()
    }
