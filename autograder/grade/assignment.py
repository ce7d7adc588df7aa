"""Grade an assignment: find the submissions, give them to workers, record what comes back."""

import contextlib
import os
import pickle
import sys
import tempfile
import time
from pathlib import Path

from tqdm import tqdm

from autograder.cli import UserError
from autograder.core import border
from autograder.core.seed import SeedError, read_seed, seed_file
from autograder.course.edition import other_edition
from autograder.course.marks import Graded
from autograder.course.new_course import for_teachers, refuse_path
from autograder.grade.handed_in import find_misplaced, find_submissions, unfit_names
from autograder.grade.journal import Journal, code_key, files_key, state_key, submission_key
from autograder.grade.lesson import read_lessons
from autograder.grade.pool import Pool
from autograder.grade.report import Report
from autograder.grade.wall.isolation import CannotIsolate
from autograder.grade.wall.limits import Limits

CANNOT = (
    "this system cannot isolate learners' code: {reason}. See docs/grading.md for what it needs; "
    "or grade in an account or machine that holds nothing else, and pass --no-isolation."
)


def grade_assignment(
    course,
    assignment,
    students=None,
    workers=None,
    resume=False,
    isolated=True,
    limits=None,
    progress=None,
    accept_changes=False,
):
    """Grade the submissions of an assignment and record the marks.

    Parameters
    ----------
    course : path
    assignment : str
    students : list of str, optional
        Only these.
    workers : int, optional
        Processes that judge; by default as many as there are cores.
    resume : bool
        Whether to leave submissions alone that are graded and have not changed. A run that was
        cut short is gone on with in any case.
    isolated : bool
    limits : Limits, optional
    progress : bool, optional
        Whether to show a progress bar; by default if stderr is a terminal.
    accept_changes : bool
        Whether to record marks also where another version of the course gave the same submission
        another one. Otherwise nothing is recorded then, and the report lists them.

    Returns
    -------
    Report

    Raises
    ------
    UserError
        If the course is not ready, a student has handed nothing in, or this system cannot isolate.
    """
    started = time.monotonic()
    if sys.platform != "linux":
        raise UserError("autograder grade needs Linux (or WSL); nbgrader autograde works elsewhere")
    course, limits = Path(course).resolve(), limits or Limits()
    refuse_path(course)
    lessons = read_lessons(course, assignment)
    try:
        seed = read_seed(course)
    except SeedError as error:
        raise UserError(f"{error} ({seed_file(course)})") from None
    folders = find_submissions(course, assignment, students)
    report = Report(Graded(course, assignment, {}, {}), isolated=isolated)
    report.misplaced = find_misplaced(course)
    report.edition = other_edition(course, assignment)
    for student, why in unfit_names(folders).items():
        del folders[student]
        report.faults[student] = why
    with contextlib.ExitStack() as stack:
        stack.enter_context(for_teachers(course))
        # the workers get ready while nbgrader is imported: both take seconds
        workers = min(workers or os.cpu_count() or 1, len(folders) or 1)
        pool = stack.enter_context(Pool(workers, lessons, seed, limits, isolated))
        from autograder.course.stock import read_most
        from autograder.grade.gradebook import Recorder

        recorder = stack.enter_context(Recorder(course, assignment))
        recorder.check(lessons)
        journal = stack.enter_context(Journal(course, assignment))
        state = state_key(lessons, seed, limits, isolated)
        files = _files(folders, report)
        keys = {student: submission_key(state, one) for student, one in files.items()}
        goes_on = resume or not journal.finished
        again = recorder.changed_elsewhere(journal.entries) & keys.keys() if goes_on else set()
        todo, earlier = journal.todo(keys, resume, again), dict(journal.entries)
        report.kept, report.again = len(keys) - len(todo), sorted(again)
        results = pool.grade([(student, folders[student]) for student in todo])
        results = _with_bar(results, len(todo), progress)
        try:
            if not accept_changes and _is_by_another_version(journal.entries, todo):
                results = _Kept(stack.enter_context(tempfile.TemporaryDirectory()), results)
                report.would_change = _changes(results, journal.entries, files)
            if report.would_change:
                return report
            journal.begin(resume, everybody=students is None)
            for result in results:
                _record(result, folders, keys, files, earlier, recorder, journal, report)
        except CannotIsolate as reason:
            raise CannotIsolate(CANNOT.format(reason=reason)) from None
        report.penalties, faults = recorder.outdated_penalties(renew=True)
        report.faults |= {s: why for s, why in faults.items() if s in folders}
        journal.end()
        report.notes = [*_notes(recorder, lessons, assignment)]
        # in the gradebook's order, as in every other table
        most = read_most(course, assignment)
        report.graded.most = {cell: points for cell, points in most.items() if points}
        _fill(report, journal.entries, folders, everybody=students is None)
    report.seconds = time.monotonic() - started
    return report


def _files(folders, report):
    """Hash the files of each submission; of one that cannot be read the fault is noted."""
    files = {}
    for student, folder in folders.items():
        try:
            files[student] = files_key(folder)
        except OSError as error:
            report.faults[student] = f"its files cannot be read: {error.strerror}"
    return files


def _is_by_another_version(entries, todo):
    """Tell whether some of these were graded by another version of the course."""
    return any(entries[student].get("code") != code_key() for student in todo if student in entries)


class _Kept:
    """Results that are kept in files, until it is known whether they are to be recorded.

    Parameters
    ----------
    folder : str
    results : iterable of Result
    """

    def __init__(self, folder, results):
        self._paths = []
        for result in results:
            self._paths.append(Path(folder) / str(len(self._paths)))
            self._paths[-1].write_bytes(pickle.dumps(result))

    def __iter__(self):
        return (pickle.loads(path.read_bytes()) for path in self._paths)


def _changes(results, entries, files):
    """Find marks that another version gave otherwise, for the same submission.

    Returns
    -------
    dict of str to dict of str to tuple
        Student -> cell -> the mark then and the mark now.
    """
    changes = {}
    for result in results:
        entry = entries.get(result.student, {})
        if result.fault or entry.get("files") != files[result.student]:
            continue
        then, now = entry["marks"], result.marks
        cells = [cell for cell in then.keys() & now.keys() if then[cell] != now[cell]]
        if cells:
            changes[result.student] = {cell: (then[cell], now[cell]) for cell in sorted(cells)}
    return changes


def _notes(recorder, lessons, assignment):
    """Say what a teacher might want to mend in points or settings."""
    for lesson in lessons:
        for cell in lesson.ungraded:
            yield f'{cell} has points that count nowhere: its metadata do not say "grade": true'
        for cell, both in lesson.unreleased.items():
            released, source = ("none" if points is None else points for points in both)
            yield (
                f"{cell} has {source} points in source/ and {released} in release/, which count: "
                f"nbgrader generate_assignment {assignment} --force"
            )
    for student, cells in sorted(recorder.above_the_most().items()):
        yield (
            f"{border.name(student)} was given more by hand than there is now, and it counts: "
            f"{', '.join(cells)}"
        )
    for name in recorder.unknown_in_settings():
        yield f"the settings give {border.quoted(name)} more time, and no learner has that name"


def _record(result, folders, keys, files, earlier, recorder, journal, report):
    """Write one result down, or note the fault that kept it from coming about."""
    student = result.student
    try:
        if not result.fault:
            recorder.record(result, folders[student], earlier.get(student, {}))
            journal.note(student, keys[student], result, files[student], code_key())
            report.fresh += 1
    except Exception as error:
        # whatever is the matter with this one, the others' marks are to be recorded
        said = border.quoted(str(error))
        result.fault = f"it could not be recorded: {type(error).__name__}: {said}"
    if result.fault:
        report.faults[student] = result.fault


def _with_bar(results, total, progress):
    """Show how far the run is, and about how long it takes."""
    hidden = None if progress is None else not progress
    with tqdm(total=total, unit="submission", disable=hidden, mininterval=0.5) as bar:
        for result in results:
            yield result
            bar.update()


def _fill(report, entries, folders, everybody):
    """Put what the journal knows of these submissions into the report."""
    graded = report.graded
    graded.read_gradebook(folders)
    for student in report.faults:  # what an earlier run gave is not the mark of this submission
        graded.marks[student] = dict.fromkeys(graded.most)
        graded.totals.pop(student, None)
        graded.penalties.pop(student, None)
    handed_in = folders.keys() | report.faults.keys()
    graded.absent = sorted({*graded.absent} - handed_in) if everybody else []
    for student in folders:
        graded.marks.setdefault(student, dict.fromkeys(graded.most))
        entry = entries.get(student, {})
        graded.mistakes[student] = entry.get("mistakes", {})
        graded.states[student] = entry.get("states", {})
        if entry.get("repairs"):
            report.each_repair[student] = entry["repairs"]
            report.repairs[student] = "; ".join(entry["repairs"])
        if entry.get("refused"):
            report.refused[student] = entry["refused"]
    graded.faults, graded.refused = dict(report.faults), dict(report.refused)
