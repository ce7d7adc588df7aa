"""The command line, ``autograder COMMAND``; each command lives in a module of its own."""

import argparse
import contextlib
import importlib
import sys

# Command: (module, one line of help). A module is imported only when its command runs,
# because some of them import nbgrader, which takes seconds.
COMMANDS = {
    "lab": ("autograder.lab.launch", "lay the lessons out in work/ and open JupyterLab there"),
    "progress": (
        "autograder.learner.progress",
        "print what a learner's folder keeps: points, shelf, …",
    ),
    "build": (
        "autograder.authoring.build",
        "make the solved and the learner edition from the masters",
    ),
    "facts": (
        "autograder.authoring.measure_facts",
        "measure the numbers that the lessons' texts state",
    ),
    "new-course": ("autograder.course.new_course", "lay out an nbgrader course in an empty folder"),
    "grade": ("autograder.grade", "grade a class: fast, and with learners' code walled in"),
    "marks": ("autograder.course.marks", "print a graded class: marks and misconceptions"),
    "demo-class": ("autograder.demo", "grade a class of invented submissions"),
}


# What an installed copy has only with its extra "grading".
EXTRA = {"nbgrader", "nbformat", "nbconvert", "jupytext", "nh3", "pebble", "jupyter_server"}


class UserError(Exception):
    """A mistake of the person at the keyboard: shown as one sentence, without a traceback."""


def main(argv=None):
    """Run one command and return its exit status: 0 done, 1 failed, 2 wrong usage, 130 stopped."""
    argv = sys.argv[1:] if argv is None else list(argv)
    for stream in (sys.stdout, sys.stderr):
        # A name that the console's encoding lacks must not stop a command: it is shown as \\u0141.
        with contextlib.suppress(AttributeError, OSError, ValueError):  # none, or another's
            stream.reconfigure(errors="backslashreplace")
    try:
        return _run(argv)
    except ModuleNotFoundError as missing:
        package = (missing.name or "").partition(".")[0]
        if package not in EXTRA:
            raise
        print(
            f"autograder: this needs {package}: install the course with its extra [grading]",
            file=sys.stderr,
        )
        return 1


def _run(argv):
    parser = argparse.ArgumentParser(prog="autograder", description=__doc__)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (module, line) in COMMANDS.items():
        command = commands.add_parser(name, help=line, description=line)
        if argv[:1] == [name]:
            importlib.import_module(module).add_arguments(command)
    args = parser.parse_args(argv)
    try:
        return importlib.import_module(COMMANDS[args.command][0]).run(args) or 0
    except UserError as mistake:
        print(f"autograder: {mistake}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nautograder: stopped", file=sys.stderr)
        return 130
