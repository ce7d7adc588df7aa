"""``autograder demo-class``: a class of invented submissions, graded by real nbgrader."""

import importlib
import tempfile
from pathlib import Path

from autograder import submissions
from autograder.course import new_course
from autograder.marks import plain_fault, read_graded
from autograder.project import module_of
from autograder.stock import nbgrader


def add_arguments(parser):
    """Declare the options of ``autograder demo-class``."""
    parser.add_argument("--lesson", default="07_backpropagation", metavar="NN_NAME")
    parser.add_argument("--folder", metavar="DIR", help="keep the course there (default: scratch)")


def run(args):
    """Grade the class and print its marks."""
    with tempfile.TemporaryDirectory(prefix="class-") as scratch:
        graded = grade_demo_class(args.folder or Path(scratch) / "course", args.lesson, say=print)
        print("\n" + graded.table())


def grade_demo_class(folder, lesson, say=lambda line: None):
    """Make a course, hand the samples in, and let nbgrader grade them.

    Parameters
    ----------
    folder : path
        Empty or new.
    lesson : str
    say : callable
        Told each step in a line.

    Returns
    -------
    autograder.marks.Graded
    """
    samples = importlib.import_module(f"autograder.samples.m{module_of(lesson):02d}").SAMPLES
    course = Path(folder).resolve()
    say(f"laying out a course in {course}")
    new_course(course, [lesson])
    say("releasing the lesson")
    nbgrader(course, "generate_assignment", lesson)
    released = submissions.read_release(course, lesson)
    faults = {}
    together = {name: sample for name, sample in samples.items() if not sample.alone}
    for name, sample in together.items():
        _hand_in(course, lesson, name, sample, released)
    say(f"autograding {len(together)} submissions")
    nbgrader(course, "autograde", lesson)
    for name in samples.keys() - together.keys():
        _hand_in(course, lesson, name, samples[name], released)
        say(f"autograding {name} alone")
        result = nbgrader(course, "autograde", lesson, "--student", name, check=False)
        if result.returncode:
            faults[name] = plain_fault(course, lesson, name, result.stdout)
    say("writing feedback and exporting the marks")
    nbgrader(course, "generate_feedback", lesson)
    nbgrader(course, "export", "--to", "grades.csv")
    return read_graded(course, lesson, faults)


def _hand_in(course, lesson, name, sample, released):
    nb = submissions.fill(released, {key: text.strip() for key, text in sample.answers.items()})
    if sample.tamper:
        sample.tamper(nb)
    submissions.hand_in(course, lesson, name, nb)
