"""Behind the wall: run a notebook cell by cell, and answer cases from snapshots of it.

A snapshot is a fork of the process that runs the notebook, taken where a test stands. It waits
until the whole notebook has run and its output has left, so that nothing of a hidden case can
get into what a learner is shown; then it answers questions, and is killed. What is in here runs
beside the learner's code and may be taken over by it: nothing that comes from here is believed,
only right answers to inputs that were first seen here earn points.
"""

import contextlib
import os
import random
import resource
import signal

import numpy as np

from autograder.driver import Outcome, drive
from autograder.exercise import Case
from autograder.exercises import find
from autograder.grade import wire
from autograder.grade.shell import score_of

MOST_QUESTION = 64 * 2**20


def run_notebook(shell, control, channels):
    """Run the cells that the judge sends, and leave snapshots where it asks for them.

    Parameters
    ----------
    shell : autograder.grade.shell.Shell
    control : socket.socket
        Takes a list of steps ``(verb, argument)``: ``("run", source)`` runs a cell, and
        ``("leave", channels)`` leaves a snapshot behind each of these channels. Gives a message
        for each step.
    channels : list of socket.socket
        For the snapshots, one each.
    """
    np.random.seed(0)  # noqa: NPY002  learners' code that draws freely gets the same mark twice
    random.seed(0)
    fork = os.fork
    for verb, argument in wire.receive(control, MOST_QUESTION):
        if verb == "run":
            wire.send(control, shell.run(argument))
            continue
        for number in argument:
            if not fork():
                control.close()
                _answer_and_end(shell, channels, number)
        wire.send(control, {"left": len(argument)})


def _answer_and_end(shell, channels, number):
    """Answer questions until the judge closes the channel."""
    with contextlib.suppress(BaseException):
        for other, channel in enumerate(channels):
            if other != number:
                channel.close()
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
            signal.signal(name, signal.SIG_DFL)
        while True:
            for answer in _answers(shell, wire.receive(channels[number], MOST_QUESTION)):
                wire.send(channels[number], answer)
    os._exit(0)


def _answers(shell, question):
    """Yield an answer for each case, or one for a teacher's own tests."""
    if "source" in question:
        yield score_of(shell, question["source"])
        return
    exercise = find(question["exercise"])
    target = shell.user_ns.get(exercise.name)
    for name, inputs, script in question["cases"]:
        if target is None:
            yield _missing(exercise.name).as_plain()
        else:
            case = Case(name, inputs, script)
            yield drive(exercise, target, case, replaced=question["replaced"]).as_plain()


def _missing(name):
    message = f"name {name!r} is not defined"
    return Outcome(error={"type": "NameError", "message": message, "line": ""})


def used():
    """Tell what this process has used so far, for the benchmark: CPU seconds."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
