"""Stock nbgrader: run its commands in a course, and read the marks that it recorded."""

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import Execute

from autograder.cli import UserError
from autograder.core import border
from autograder.core.points import grade_in
from autograder.core.seed import SeedError, read_seed, seed_file
from autograder.course.edition import refuse_unknown
from autograder.course.formgrader import take_the_button

WALLED = "nnf-walled"
MOST_LOG, MOST_SAID = 10**7, 5000
# The address of a Unix socket has room for 107 bytes; "/nnf-kernel-12345678/ipc-5" takes 26.
LONGEST_PLACE = 107 - 26


class ExecuteLesson(Execute):
    """nbgrader's own execution, but for the demonstrations: they are left as they are.

    Only cells without nbgrader's metadata can be demonstrations. A learner who tags a graded
    cell so changes nothing.

    With the kernel ``nnf-walled`` it talks by way of a folder: that kernel has no network.
    """

    def preprocess(self, nb, resources=None, km=None):
        """Execute a notebook, if this version knows every exercise of its lesson."""
        assignment = (resources or {}).get("nbgrader", {}).get("assignment")
        if assignment and os.environ.get("NNF_COURSE"):
            # for Formgrader, whose settings are read before it is known what to grade
            refuse_unknown(os.environ["NNF_COURSE"], [assignment])
        if self.kernel_name != WALLED:
            return super().preprocess(nb, resources, km)
        place = place_for_sockets()
        with tempfile.TemporaryDirectory(prefix="nnf-kernel-", dir=place) as self._folder:
            return super().preprocess(nb, resources, km)

    def create_kernel_manager(self):
        """Make what starts and ends the kernel."""
        manager = super().create_kernel_manager()
        if self.kernel_name == WALLED:
            manager.transport, manager.ip = "ipc", f"{self._folder}/ipc"
            manager.connection_file = f"{self._folder}/kernel.json"
        return manager

    def preprocess_cell(self, cell, resources, cell_index):
        """Execute a cell unless it is a demonstration."""
        if "demo" in cell.metadata.get("tags", []) and "nbgrader" not in cell.metadata:
            return cell, resources
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        _scale(cell)
        return cell, resources


def _scale(cell):
    """Give the value of a hidden cell in the cell's own points, whatever those of the exercise."""
    nbgrader_of = cell.metadata.get("nbgrader", {})
    if not nbgrader_of.get("grade") or nbgrader_of.get("solution"):
        return
    for output in cell.get("outputs", []):
        if output.get("output_type") == "execute_result":
            grade = grade_in(output["data"], nbgrader_of.get("points", 0))
            if grade:
                output["data"].update(grade._repr_mimebundle_())


def place_for_sockets():
    """Return a folder below which a socket's address is not too long: the usual one, or /tmp."""
    place = tempfile.gettempdir()
    return place if len(os.fsencode(place)) <= LONGEST_PLACE else "/tmp"


class Excluded(str):
    """The names of learners that nbgrader leaves out; it splits them at commas.

    Those of a course are the folders whose names would act in Formgrader's pages. Such a name may
    hold a comma itself, so the list is kept as it is.
    """

    @classmethod
    def of(cls, course):
        """Find them in what was handed in, and see to it that nobody grades in a wrong way.

        The settings of all courses call this. It ends nbgrader where the course's seed cannot be
        read, and ``nbgrader autograde`` at an unknown exercise: after any other exception than
        SystemExit nbgrader would go on without the settings.
        """
        try:
            read_seed(course)  # who cannot read it would grade with other cases
        except SeedError as error:
            said = f"autograder: nothing was done: {error} ({seed_file(course)})"
            raise SystemExit(said) from None
        _stop_at_unknown(course)
        take_the_button()
        folder = Path(course) / "submitted"
        found = sorted(path.name for path in folder.glob("*") if border.STRANGE.search(path.name))
        names = cls(",".join(found))
        names.found = found
        return names

    def split(self, sep=None, maxsplit=-1):
        """Return the names, whole."""
        return list(self.found)


def _stop_at_unknown(course):
    """End ``nbgrader autograde`` if it is to grade a lesson with an unknown exercise.

    The settings of a course call this through :class:`Excluded`, those of courses that are older
    than this check included. After any other exception nbgrader would go on without the settings.
    """
    if "autograde" not in sys.argv:
        return
    named = {argument.rpartition("=")[2] for argument in sys.argv}
    chosen = [path.name for path in (Path(course) / "source").glob("*") if path.name in named]
    try:
        refuse_unknown(course, chosen or None)
    except UserError as mistake:
        raise SystemExit(f"autograder: {mistake}") from None


@border.entrance("what nbgrader's commands print")
def nbgrader(course, *arguments, check=True, seconds=None):
    """Run an nbgrader command in a course, with the settings of that course alone.

    Parameters
    ----------
    course : path
    *arguments : str
        The command and its options: ``"autograde", "07_backpropagation"``.
    check : bool
        Whether a failure raises; otherwise it is in the result.
    seconds : float, optional
        How long it may take; then it is ended, with ``subprocess.TimeoutExpired``.

    Returns
    -------
    subprocess.CompletedProcess
        With stdout and stderr together as text.

    Raises
    ------
    UserError
        If the command fails, with the last lines that it printed.
    """
    # A teacher's own ~/.jupyter/nbgrader_config.py may ask for other stubs or another course.
    environment = {**os.environ, "JUPYTER_NO_CONFIG": "1"}
    # nbgrader looks for the alembic executable there when it makes a gradebook
    here = str(Path(sys.executable).parent)
    environment["PATH"] = os.pathsep.join([here, environment.get("PATH", "")])
    # into a file: at the end of a pipe, a process that a learner left behind would be waited for
    with tempfile.TemporaryFile() as output:
        status = run_nbgrader(arguments, course, environment, output, seconds)
        output.seek(0)
        said = border.plain(output.read().decode("utf-8", "replace"), MOST_LOG)
    result = subprocess.CompletedProcess(["nbgrader", *arguments], status, said)
    if check and result.returncode:
        last = border.plain("\n".join(result.stdout.splitlines()[-12:]), MOST_SAID)
        raise UserError(f"nbgrader {' '.join(arguments)} failed:\n{last}")
    return result


def run_nbgrader(arguments, folder, environment, output, seconds):
    """Run an nbgrader command in a process of its own and give its exit status."""
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        timeout=seconds,
    ).returncode


class Row(NamedTuple):
    """What the gradebook says of one submission.

    Parameters
    ----------
    marks : dict
        cell's grade_id -> points, or None where a person has to read it or no mark was recorded.
    score : float
        All points together, those that a person gave included, without what is taken off.
    penalty : float
        What is taken off for being late.
    """

    marks: dict
    score: float
    penalty: float


def read_rows(course, assignment):
    """Read what the gradebook says of an assignment.

    Parameters
    ----------
    course : path
    assignment : str

    Returns
    -------
    tuple of (dict of str to Row, list of str)
        By student; and the students of the course who have handed nothing in, by name.
    """
    rows = {}
    with _gradebook(course, assignment) as gradebook:
        for submission in gradebook.assignment_submissions(assignment):
            cells = {}
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    given = grade.auto_score if grade.manual_score is None else grade.manual_score
                    extra = grade.extra_credit or 0.0
                    cells[grade.cell.name] = None if given is None else given + extra
            penalty = submission.late_submission_penalty or 0.0
            rows[submission.student.id] = Row(cells, submission.score or 0.0, penalty)
        absent = sorted({student.id for student in gradebook.students} - rows.keys())
    return rows, absent


def read_marks(course, assignment):
    """Read the marks of an assignment from the gradebook.

    Parameters
    ----------
    course : path
    assignment : str

    Returns
    -------
    dict
        student -> cell's grade_id -> points, or None where a person has to read it or no mark
        was recorded.
    """
    return {student: row.marks for student, row in read_rows(course, assignment)[0].items()}


def read_most(course, assignment):
    """Read how many points each graded cell of an assignment can earn, in the lesson's order.

    Parameters
    ----------
    course : path
    assignment : str

    Returns
    -------
    dict
        cell's grade_id -> points.

    Raises
    ------
    UserError
        If a name stands twice, in two notebooks.
    """
    most, places = {}, {}
    with _gradebook(course, assignment) as gradebook:
        for notebook in gradebook.find_assignment(assignment).notebooks:
            for cell in [*notebook.grade_cells, *notebook.task_cells]:
                if cell.name in most:
                    raise UserError(
                        f"the cell {cell.name} stands in {places[cell.name]}.ipynb and in "
                        f"{notebook.name}.ipynb, and a table has one column for a name; give one "
                        "of them another grade_id"
                    )
                most[cell.name], places[cell.name] = cell.max_score, notebook.name
    return most


def read_notebooks(course, assignment):
    """List the names of an assignment's notebooks, without the ending.

    Parameters
    ----------
    course : path
    assignment : str

    Returns
    -------
    list of str
    """
    with _gradebook(course, assignment) as gradebook:
        return [notebook.name for notebook in gradebook.find_assignment(assignment).notebooks]


@contextlib.contextmanager
def _gradebook(course, assignment):
    """Open the gradebook of a course, which has to know the assignment."""
    with Gradebook(f"sqlite:///{Path(course) / 'gradebook.db'}") as gradebook:
        try:
            gradebook.find_assignment(assignment)
        except MissingEntry:
            raise UserError(
                f"the gradebook of {course} has no assignment {assignment!r}; "
                f"run nbgrader generate_assignment {assignment} first"
            ) from None
        yield gradebook
