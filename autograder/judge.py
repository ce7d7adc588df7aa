"""Judge a learner's code that runs in another process.

The child executes the notebook's cells and then answers cases, with the same driver as the
notebook's own check. It receives inputs and sends answers, both as plain bytes; expected values,
the seed and the points stay on this side.

This is the border, not the wall: the child is an ordinary process of the same user. What it may
see and do is limited elsewhere.
"""

import contextlib
import importlib
import os
import struct
import subprocess
import sys

from autograder.driver import Outcome, drive
from autograder.exercise import Case
from autograder.exercises import find
from autograder.judging import assess
from autograder.plain import MAX_BYTES, NotPlain, decode, encode

HEADER = struct.Struct("<Q")


class ChildEnded(RuntimeError):
    """The child process ended or sent something else than an answer."""


class Judge:
    """A child process that holds a learner's notebook; use it in a ``with`` statement.

    Parameters
    ----------
    cells : list of str
        The code of the notebook, executed in order; a cell that raises does not stop the rest.
    modules : tuple of str
        Further modules with exercises that the child imports, for example a teacher's own.
    """

    def __init__(self, cells, modules=()):
        self._cells = list(cells)
        self._modules = tuple(modules)
        self._process = None
        self._fault = None
        self._asked = None
        self.errors = ()

    def __enter__(self):
        self._start()
        return self

    def __exit__(self, *error):
        self._stop()

    def _start(self):
        paths = [path for path in sys.path if path]
        environment = {**os.environ, "NNF_GRADING": "1", "PYTHONPATH": os.pathsep.join(paths)}
        # the child has no business with the course: the seed is drawn on this side
        environment.pop("NNF_COURSE", None)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "autograder.judge"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        self._fault = None
        try:
            reply = self._ask({"modules": list(self._modules), "cells": self._cells})
            self.errors = _errors_from_plain(reply)
        except (ChildEnded, NotPlain) as error:
            self._fault = error

    def _stop(self):
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()
        with contextlib.suppress(OSError):  # a question that a dead child never took
            self._process.stdin.close()

    def run(self, exercise):
        """Make the ``run`` that ``assess`` wants for one exercise."""

        def run(cases, replaced):
            return [self._drive(exercise, case, replaced) for case in cases]

        return run

    def verdict(self, exercise, seed):
        """Judge one exercise on cases drawn from a seed.

        Parameters
        ----------
        exercise : Exercise
        seed : str

        Returns
        -------
        Verdict
        """
        return assess(exercise, self.run(exercise), seed)

    def _drive(self, exercise, case, replaced):
        question = {
            "exercise": exercise.name,
            "case": case.name,
            "inputs": case.inputs,
            "script": case.script,
            "replaced": tuple(replaced),
        }
        if self._fault and self._asked != exercise.name:
            # a child that broke down costs the exercise that it broke down at, and no other
            self._stop()
            self._start()
        self._asked = exercise.name
        if not self._fault:
            try:
                return outcome_from_plain(self._ask(question))
            except (ChildEnded, NotPlain) as error:
                self._fault = error
        fault = self._fault
        return Outcome(error={"type": type(fault).__name__, "message": str(fault), "line": ""})

    def _ask(self, question):
        try:
            _send(self._process.stdin, question)
            return _receive(self._process.stdout)
        except NotPlain:
            raise
        except (OSError, EOFError, ValueError) as error:
            raise ChildEnded("the process with the notebook ended") from error


def outcome_from_plain(answer):
    """Build an outcome from what a child sent, trusting none of its types.

    Raises
    ------
    NotPlain
        If a field is missing or of another type than the driver sends.
    """
    kinds = {
        "error": (type(None), dict),
        "changed": (tuple,),
        "delegated": (type(None), str),
        "printed": (str,),
    }
    if type(answer) is not dict or answer.keys() != {"value", *kinds}:
        raise NotPlain("expected the fields of an outcome from the child")
    for name, kind in kinds.items():
        if type(answer[name]) not in kind:
            raise NotPlain(f"expected {name} of another type, got {type(answer[name]).__name__}")
    error = answer["error"]
    if error is not None and {type(error.get(key)) for key in ("type", "message")} != {str}:
        raise NotPlain("expected type and message of an error from the child")
    if any(type(name) is not str for name in answer["changed"]):
        raise NotPlain("expected names of changed inputs from the child")
    return Outcome(**answer)


def _errors_from_plain(answer):
    """Read which cells raised, trusting none of the types."""
    errors = answer.get("errors") if type(answer) is dict else None
    if type(errors) is not list or any(type(name) is not str for name in errors):
        raise NotPlain("expected the names of exceptions from the child")
    return tuple(errors)


def _send(stream, value):
    data = encode(value)
    stream.write(HEADER.pack(len(data)) + data)
    stream.flush()


def _receive(stream):
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        raise EOFError
    (length,) = HEADER.unpack(header)
    if length > MAX_BYTES:
        raise NotPlain(f"expected at most {MAX_BYTES} bytes, got {length}")
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return decode(data)


def _answer_questions(questions, answers):
    """Run in the child: execute the cells, then drive the learner's functions on cases."""
    from IPython.core.interactiveshell import InteractiveShell

    first = _receive(questions)
    for module in first["modules"]:
        importlib.import_module(module)
    shell = InteractiveShell.instance(history_load_length=0)
    shell.history_manager.enabled = False
    _send(answers, {"errors": [_execute(shell, cell) for cell in first["cells"]]})
    while True:
        try:
            question = _receive(questions)
        except EOFError:
            return
        exercise = find(question["exercise"])
        target = shell.user_ns.get(exercise.name)
        case = Case(question["case"], question["inputs"], question["script"])
        if target is None:
            outcome = Outcome(
                error={
                    "type": "NameError",
                    "message": f"{exercise.name} is not defined",
                    "line": "",
                }
            )
        else:
            outcome = drive(exercise, target, case, replaced=question["replaced"])
        _send(answers, outcome.as_plain())


def _execute(shell, cell):
    """Run one cell and return the name of its exception, or ``""``."""
    result = shell.run_cell(cell, store_history=False)
    error = result.error_before_exec or result.error_in_exec
    return type(error).__name__ if error else ""


def _main():
    # the learner's prints must not mix with the answers: both real ends are kept aside
    questions = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    _answer_questions(questions, answers)


if __name__ == "__main__":
    _main()
