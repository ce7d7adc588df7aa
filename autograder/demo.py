"""``autograder demo-class``: grade a class of invented submissions, some by stock nbgrader too."""

import importlib
import shutil
import tempfile
from pathlib import Path

from autograder.cli import UserError
from autograder.course import submissions
from autograder.course.new_course import new_course
from autograder.course.stock import nbgrader, read_marks
from autograder.project import module_of

# So many submissions are graded by stock nbgrader as well: it takes seconds for each.
BY_STOCK = 3


def add_arguments(parser):
    """Declare the options of ``autograder demo-class``."""
    parser.add_argument("--lesson", default="07_backpropagation", metavar="NN_NAME")
    parser.add_argument("--folder", metavar="DIR", help="keep the course there (default: scratch)")


def run(args):
    """Grade the class and print its marks."""
    with tempfile.TemporaryDirectory(prefix="class-") as scratch:
        report = grade_demo_class(args.folder or Path(scratch) / "course", args.lesson, say=print)
        print("\n" + report.text())


def grade_demo_class(folder, lesson, say=lambda line: None):
    """Make a course, release a lesson in it and grade the samples; see `grade_samples`.

    Parameters
    ----------
    folder : path
        Empty or new.
    lesson : str
    say : callable
        Told each step in a line.

    Returns
    -------
    autograder.grade.assignment.Report
    """
    course = Path(folder).resolve()
    say(f"laying out a course in {course}")
    new_course(course, [lesson])
    say("releasing the lesson")
    nbgrader(course, "generate_assignment", lesson)
    return grade_samples(course, lesson, say)


def grade_samples(course, lesson, say=lambda line: None, by_stock=BY_STOCK, feedback=("*",)):
    """Hand the samples in, grade them, and let stock nbgrader grade some of them too.

    Parameters
    ----------
    course : path
        Of a course that has released the lesson.
    lesson : str
    say : callable
        Told each step in a line.
    by_stock : int
        How many of `for_stock` stock nbgrader grades as well.
    feedback : iterable of str
        The students who get a page, by name or pattern.

    Returns
    -------
    autograder.grade.assignment.Report

    Raises
    ------
    UserError
        If stock nbgrader gives other marks.
    """
    from autograder.grade.assignment import grade_assignment
    from autograder.grade.wall.isolation import CannotIsolate

    samples = samples_of(lesson)
    released = submissions.read_release(course, lesson)
    for name, sample in samples.items():
        _hand_in(course, lesson, name, sample, released)
    say(f"grading {len(samples)} submissions")
    try:
        report = grade_assignment(course, lesson)
    except CannotIsolate as reason:
        # these submissions are the project's own: nothing in them means harm
        say(f"{reason}\ngrading without isolation")
        report = grade_assignment(course, lesson, isolated=False)
    chosen = for_stock(lesson)[:by_stock]
    say(f"grading {', '.join(chosen)} with stock nbgrader as well")
    compare_with_stock(course, lesson, chosen)
    say("writing feedback and exporting the marks")
    for student in feedback:
        nbgrader(course, "generate_feedback", lesson, "--student", student)
    nbgrader(course, "export", "--to", "grades.csv")
    return report


def samples_of(lesson):
    """Return the samples of a lesson: student -> sample."""
    return importlib.import_module(
        f"autograder.lessons.m{module_of(lesson):02d}.judge.samples"
    ).SAMPLES


def for_stock(lesson):
    """List the students of a class whose submissions stock nbgrader grades too, the right first."""
    names = [name for name, sample in samples_of(lesson).items() if not sample.alone]
    return names[:: len(names) // BY_STOCK][:BY_STOCK]


def compare_with_stock(course, lesson, students):
    """Let stock nbgrader grade some submissions in a copy of a course, and compare the marks.

    Parameters
    ----------
    course : path
        With marks by ``autograder grade``.
    lesson : str
    students : list of str

    Raises
    ------
    UserError
        Naming every cell with other marks.
    """
    marks, stock = read_marks(course, lesson), marks_by_stock(course, lesson, students)
    problems = [
        f"{student}, {cell}: {points} here, {stock[student][cell]} by nbgrader"
        for student in students
        for cell, points in marks[student].items()
        if stock[student][cell] != points
    ]
    if problems:
        raise UserError("stock nbgrader gives other marks\n  " + "\n  ".join(problems))


def marks_by_stock(course, lesson, students):
    """Let stock nbgrader grade some submissions in a copy of a course, and read the marks there."""
    with tempfile.TemporaryDirectory(prefix="stock-") as scratch:
        copy = Path(scratch) / "course"
        shutil.copytree(course, copy, ignore=shutil.ignore_patterns("autograded", "submitted"))
        for student in students:
            shutil.copytree(course / "submitted" / student, copy / "submitted" / student)
        nbgrader(copy, "autograde", lesson)
        return read_marks(copy, lesson)


def _hand_in(course, lesson, name, sample, released):
    nb = submissions.fill(released, {key: text.strip() for key, text in sample.answers.items()})
    if sample.tamper:
        sample.tamper(nb)
    submissions.hand_in(course, lesson, name, nb)
