"""Before a lesson is published, stock nbgrader grades it untouched, always wrong, and solved.

An untouched lesson and one whose functions always answer 0 must earn nothing in any cell, a
solved one everything in every cell, also with its demonstrations deleted. Where a lesson has
exercises under "More", it is graded once more with their weights as points, as a teacher may do.
"""

import tempfile
from pathlib import Path

import nbformat

from autograder.cli import UserError
from autograder.course import submissions
from autograder.course.new_course import new_course
from autograder.course.stock import nbgrader, read_marks
from autograder.lessons import of_module
from autograder.master import read_master, write_notebook
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
        course, marks, problems = Path(folder) / "course", {}, []
        names = new_course(course, lessons, root=root)
        for name in names:
            marks[name] = _grade_versions(root, course, name)
            problems += _other_marks(name, marks[name], expected_points(module_of(name)))
        weighted = [name for name in names if _give_weights(course, name)]
        for name in weighted:
            found = _grade_versions(root, course, name)
            expected = expected_points(module_of(name), weighted=True)
            problems += _other_marks(f"{name}, with weights", found, expected)
    if problems:
        raise UserError("stock nbgrader gives other marks\n  " + "\n  ".join(problems))
    return marks


def _other_marks(name, versions, expected):
    return [
        f"{name}, {version}: {cell} got {cells.get(cell)}, expected {expected[version].get(cell)}"
        for version, cells in versions.items()
        for cell in sorted(cells.keys() | expected[version].keys())
        if cells.get(cell) != expected[version].get(cell)
    ]


def expected_points(module, weighted=False):
    """Say what each cell of each version should get; weighted, also under "More"."""
    full = {}
    for exercise in of_module(module):
        if exercise.bonus:
            continue
        points = exercise.on_the_road
        if weighted:
            points = exercise.visible_points, exercise.hidden_points
        full[f"check_{exercise.name}"], full[f"hidden_{exercise.name}"] = points
    nothing = dict.fromkeys(full, 0.0)
    return {"untouched": nothing, "wrong": nothing, "solved": full, "nodemo": full}


def _give_weights(course, name):
    """Give points to what stands under "More", in a course's source; tell whether there is any."""
    path = course / "source" / name / f"{name}.ipynb"
    nb = nbformat.read(path, as_version=4)
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in nb.cells}
    more = [exercise for exercise in of_module(module_of(name)) if exercise.under_more]
    for exercise in more:
        cells[f"check_{exercise.name}"].metadata.nbgrader.points = exercise.visible_points
        cells[f"hidden_{exercise.name}"].metadata.nbgrader.points = exercise.hidden_points
    if more:
        write_notebook(nb, path)
    return bool(more)


def _grade_versions(root, course, name):
    nbgrader(course, "generate_assignment", name, "--force")
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
    nbgrader(course, "autograde", name, "--force")
    by_hand = {
        cell.metadata.nbgrader.grade_id for cell in released.cells if role_of(cell) == "task"
    }
    return {
        version: {cell: points for cell, points in cells.items() if cell not in by_hand}
        for version, cells in read_marks(course, name).items()
    }
