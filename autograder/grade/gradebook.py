"""Write results into the course, by one writer: nbgrader's gradebook, and the graded notebooks.

All goes through nbgrader's own :class:`Gradebook`, so that formgrader, feedback and export find
what they would find after ``nbgrader autograde``. A submission is one transaction: it is there
whole or not at all.
"""

import contextlib
import hashlib
import json
import os
import re
import stat
from math import isfinite
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties

from autograder.cli import UserError
from autograder.core import border
from autograder.core.whole_file import write_whole
from autograder.core.words import number
from autograder.course.settings import cannot_be_used, read_settings
from autograder.grade.submission import answers_in

SECRET = "submission_secret.txt"
SECRET_FORM = re.compile(r"[\x21-\x7e]{1,200}")
MOST_SMALL = 250


class Recorder:
    """The one writer of a course's marks; use it in a ``with`` statement.

    Parameters
    ----------
    course : path
    assignment : str

    Raises
    ------
    UserError
        If the gradebook does not know the assignment.
    """

    def __init__(self, course, assignment):
        self.course, self.assignment = Path(course), assignment
        config = read_settings(self.course)
        try:
            folders = CourseDirectory(config=config)
            folders.root = str(self.course)
            self._late = AssignLatePenalties(config=config)
            self._late.init_plugin()
            self._try_plugin()
        except Exception as error:  # a setting may be anything, and a plugin anybody's
            raise cannot_be_used(self.course, error) from None
        unknown = UserError(
            f"the gradebook has no assignment {assignment!r}; "
            f"run nbgrader generate_assignment {assignment} first"
        )
        kind, _, place = folders.db_url.partition(":///")
        if kind == "sqlite" and not Path(place).is_file():
            raise unknown
        self.gradebook = Gradebook(folders.db_url, folders.course_id)
        try:
            known = self.gradebook.find_assignment(assignment)
        except MissingEntry:
            self.gradebook.close()
            raise unknown from None
        self._names = {
            cell.id: cell.name
            for notebook in known.notebooks
            for cells in (notebook.grade_cells, notebook.solution_cells, notebook.task_cells)
            for cell in cells
        }

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.gradebook.close()

    def _try_plugin(self):
        """Ask what being late costs, before anybody is graded: of an hour, and of one point."""
        penalty = self._late.plugin_inst.late_submission_penalty("", 1.0, 3600.0)
        if penalty is not None and not (isinstance(penalty, (int, float)) and isfinite(penalty)):
            raise TypeError(f"expected a number of points to take off as late, got {penalty!r}")

    def check(self, lessons):
        """Make sure that the gradebook knows the cells of the lessons, with the same points.

        Raises
        ------
        UserError
        """
        known = self.gradebook.find_assignment(self.assignment)
        points = {
            cell.name: cell.max_score
            for notebook in known.notebooks
            for cells in (notebook.grade_cells, notebook.task_cells)
            for cell in cells
        }
        for lesson in lessons:
            for cell in lesson.cells.values():
                marks = cell.metadata["nbgrader"]
                graded = marks.get("grade") or marks.get("task")
                if graded and points.get(cell.name) != cell.points:
                    raise UserError(
                        f"the gradebook gives {cell.name} {points.get(cell.name)} points, the "
                        f"release {cell.points:g}; run nbgrader generate_assignment again"
                    )

    def record(self, result, folder, noted):
        """Record a result: the notebook first, then the marks in one transaction.

        Parameters
        ----------
        result : Result
        folder : path
            What was handed in, for its timestamp.
        noted : dict
            What the journal says of the run before, where the graded notebook is gone.
        """
        when, stamp = read_timestamp(folder, result.repairs)
        target = self.course / "autograded" / result.student / self.assignment
        before = noted.get("answers", {}) | {
            name: answer
            for notebook in result.notebooks
            for name, answer in _answers_in(target / f"{notebook}.ipynb").items()
        }
        for name, notebook in result.notebooks.items():
            if notebook["text"]:
                _write(target / f"{name}.ipynb", notebook["text"])
        # nbgrader's later commands look for them beside the graded notebook
        for name, text in {"timestamp.txt": stamp, SECRET: read_secret(folder)}.items():
            if text:
                _write(target / name, text)
            else:
                (target / name).unlink(missing_ok=True)
        with self._transaction():
            self._record_marks(result, when, before)

    def _record_marks(self, result, when, before):
        gradebook, student = self.gradebook, result.student
        gradebook.update_or_create_student(student)
        with gradebook.db.waiting():
            known = {"timestamp": when} if when else {}
            submission = gradebook.update_or_create_submission(self.assignment, student, **known)
        for notebook in submission.notebooks:
            got = result.notebooks.get(notebook.name)
            if got is None:
                continue
            for grade in notebook.grades:
                name = self._names[grade.cell_id]
                replaced = self._is_replaced(grade, name, before, got, result)
                if name in got["marks"]:
                    grade.auto_score = got["marks"][name]
                    by_hand = grade.manual_score is not None or grade.auto_score is None
                    look = bool(result.refused) or name in got["look"]
                    grade.needs_manual_grade = by_hand or look
                elif replaced:
                    grade.needs_manual_grade = True
            for comment in notebook.comments:
                name = self._names[comment.cell_id]
                if name in got["comments"]:
                    comment.auto_comment = got["comments"][name]
            self._penalise(submission, notebook, student)

    def _is_replaced(self, grade, name, before, got, result):
        """Tell whether a person gave points to an answer that reads otherwise now, and say so."""
        now = got["answers"]
        if grade.manual_score is None or name not in before or before[name] == now.get(name):
            return False
        result.repairs.append(f"{name} was marked by hand; the answer has changed since")
        return True

    def _penalise(self, submission, notebook, student):
        """Take off what the course's plugin takes off for being late."""
        notebook.late_submission_penalty = None
        if submission.total_seconds_late > 0:
            self.gradebook.db.flush()
            self.gradebook.db.expire(notebook, ["score"])
            notebook.late_submission_penalty = self._penalty(submission, notebook, student)

    def _penalty(self, submission, notebook, student):
        """Return what being late costs with the present marks and due date; None for nothing."""
        late = submission.total_seconds_late
        if late <= 0:
            return None
        plugin = self._late.plugin_inst
        penalty = plugin.late_submission_penalty(student, notebook.score, late)
        return None if penalty is None else self._late._check_late_penalty(notebook, penalty)

    def outdated_penalties(self, renew=False):
        """Find penalties that marks given by hand, or a new due date, have changed.

        Parameters
        ----------
        renew : bool
            Whether to write the present ones down.

        Returns
        -------
        dict of str to tuple of (float, float)
            Student -> what is taken off, and what has to be.
        dict of str to str
            Student -> why that cannot be said.
        """
        found, faults = {}, {}
        for submission in self.gradebook.assignment_submissions(self.assignment):
            student, before, after = submission.student.id, 0.0, 0.0
            for notebook in submission.notebooks:
                try:
                    penalty = self._penalty(submission, notebook, student)
                except Exception as error:  # the plugin may be anybody's
                    said = border.quoted(str(error))
                    faults[student] = f"what being late costs: {type(error).__name__}: {said}"
                    continue
                before += notebook.late_submission_penalty or 0.0
                after += penalty or 0.0
                if renew:
                    notebook.late_submission_penalty = penalty
            if abs(before - after) > 1e-9:
                found[student] = before, after
        if renew:
            self.gradebook.db.commit()
        return found, faults

    def unknown_in_settings(self):
        """List the names that have more time in the settings and are no learner's of the course."""
        hours = getattr(self._late.plugin_inst, "hours", {})
        return sorted(set(hours) - {student.id for student in self.gradebook.students})

    def above_the_most(self):
        """Find points that people gave, more than their cell has: it was given fewer since.

        Returns
        -------
        dict of str to list of str
            Student -> "words_judge 2 of 0".
        """
        found = {}
        for submission in self.gradebook.assignment_submissions(self.assignment):
            for grade in (grade for notebook in submission.notebooks for grade in notebook.grades):
                most, given = grade.max_score, grade.manual_score or 0.0
                given += 0.0 if most else grade.extra_credit or 0.0
                if given > most:
                    said = f"{self._names[grade.cell_id]} {number(given)} of {number(most)}"
                    found.setdefault(submission.student.id, []).append(said)
        return found

    def changed_elsewhere(self, entries):
        """Find students whose marks are no longer those that were recorded.

        Parameters
        ----------
        entries : dict
            Of the journal: student -> what was recorded.

        Returns
        -------
        set of str
        """
        submissions = self.gradebook.assignment_submissions(self.assignment)
        known = {submission.student.id: submission for submission in submissions}
        return {s for s, noted in entries.items() if not self._stands(noted, known.get(s))}

    def _stands(self, noted, submission):
        """Tell whether all that was recorded of a submission is there still, as it was."""
        if submission is None:
            return False
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        marks = {self._names[grade.cell_id]: grade.auto_score for grade in grades}
        told = [comment for notebook in submission.notebooks for comment in notebook.comments]
        comments = {self._names[comment.cell_id]: comment.auto_comment for comment in told}
        place = self.course / "autograded" / noted["student"] / self.assignment
        pages = noted.get("pages", {})
        return (
            _is_within(noted["marks"], marks)
            and _is_within(noted.get("comments", {}), comments)
            and all(digest_of(place / f"{name}.ipynb") == page for name, page in pages.items())
        )

    @contextlib.contextmanager
    def _transaction(self):
        """Hold back the commits of the gradebook's methods until all is said."""
        session = self.gradebook.db
        self.gradebook.db = _Held(session)
        try:
            yield
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            self.gradebook.db = session
            session.expunge_all()  # a class of a thousand must not pile up in memory


def _is_within(noted, now):
    return all(name in now and now[name] == value for name, value in noted.items())


@border.entrance("a notebook that was graded before, as bytes")
def digest_of(path):
    """Return the hash of a file, or ``""`` where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


class _Held:
    """A session whose commits only reach the transaction."""

    def __init__(self, session):
        self._session, self._waits = session, False

    def __getattr__(self, name):
        return getattr(self._session, name)

    def commit(self):
        if not self._waits:
            self._session.flush()

    @contextlib.contextmanager
    def waiting(self):
        """Send nothing within it: new rows hang together only when all are there, marks and all."""
        self._waits = True
        with self._session.no_autoflush:
            yield
        self._waits = False


@border.entrance("a notebook that was graded before")
def _answers_in(path):
    """Read what a person could read and mark in a notebook that was graded before: its hashes."""
    try:
        return answers_in(json.loads(path.read_text(encoding="utf-8"))["cells"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


@border.entrance("the time of a submission")
def read_timestamp(folder, repairs):
    """Return the time of a submission, and the text to lay beside the graded notebook.

    Parameters
    ----------
    folder : path
    repairs : list of str
        Gets a sentence if the time cannot be read, or not for certain.

    Returns
    -------
    tuple of (datetime or None, str)
        In UTC; None and ``""`` where there is no time that can be read.
    """
    text = _small_text(Path(folder) / "timestamp.txt")
    if text is None:
        return None, ""
    when, problem = border.moment(text.strip())
    if problem:
        repairs.append(f"its timestamp.txt {problem}")
    return when, "" if when is None else border.line(text, MOST_SMALL)


@border.entrance("what nbgrader lays beside a submission for its feedback")
def read_secret(folder):
    """Return the text with which the feedback of a submission is found again, or ``""``.

    ``nbgrader submit`` lays it beside the notebook, and ``nbgrader release_feedback`` looks for it
    beside the feedback; a learner may have put anything there.
    """
    text = (_small_text(Path(folder) / SECRET) or "").strip()
    return text if SECRET_FORM.fullmatch(text) else ""


def _small_text(path):
    """Read the beginning of a small plain file; None if there is none. Links are not followed."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        return os.read(descriptor, MOST_SMALL).decode("utf-8", "replace")
    finally:
        os.close(descriptor)


def _write(path, text):
    """Write a file for reading only, as nbgrader does: for the teachers of the course."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text, mode=0o440)
