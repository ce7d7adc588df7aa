"""Behind the wall: run a notebook cell by cell, then answer cases as it stood at each test.

At a test the names of the notebook are noted down. Before a cell that could change more than
names, a process is left behind as a *snapshot* of the notebook, and at the end the process that
ran it becomes one: it waits until the whole notebook has run and its output has left, so that
nothing of a hidden case can get into what a learner is shown. Then it answers questions itself;
or, if the judge keeps the original (see :class:`autograder.grade.answers.Snapshot`), it forks off
a copy that does, and another one when that has broken down.

What is in here runs beside the learner's code and may be taken over by it: nothing that comes
from here is believed, only right answers to inputs that were first seen here earn points.
"""

import contextlib
import importlib
import os
import random
import signal
import socket
import sys

import numpy as np

from autograder.core.driver import Outcome, drive
from autograder.core.exercise import Case, Task
from autograder.core.stand_ins import plain_function
from autograder.grade.wall import wire
from autograder.grade.wall.shell import own_alarms, score_of

MOST_QUESTION = 64 * 2**20

# The questions of the practice cases, which are public: read once, for all that is forked later.
held = {}


def run_notebook(shell, control, channels):
    """Run the steps that the judge sends, then wait for questions.

    Parameters
    ----------
    shell : autograder.grade.wall.shell.Shell
    control : socket.socket
        Takes a list of steps: ``("run", source)`` runs a cell, ``("mark", point)`` notes the
        names down, ``("leave", snapshot)`` leaves a snapshot behind. Gives a message for each step.
    channels : list of socket.socket
        One for each snapshot; the last one is for the notebook in its final state.
    """
    np.random.seed(0)  # noqa: NPY002  learners' code that draws freely gets the same mark twice
    random.seed(0)
    names, own = {}, os.getpid()
    for verb, argument in wire.receive(control, MOST_QUESTION):
        answer = {}
        if verb == "run":
            answer = shell.run(argument)
            _end_if_other(own)
        elif verb == "mark":
            names[argument] = dict(shell.user_ns)
        elif not os.fork():
            control.close()
            _be_snapshot(shell, channels, argument, names)
        else:
            names = {}
        wire.send(control, answer)
    control.close()
    _be_snapshot(shell, channels, len(channels) - 1, names)


def _end_if_other(own):
    """End a process that a learner's code has forked off: two must not speak on one channel."""
    if os.getpid() != own:
        os._exit(0)


def _be_snapshot(shell, channels, number, names):
    """Answer on the channel that the judge sends, or fork a process for each that it sends."""
    for other, channel in enumerate(channels):
        if other != number:
            channel.close()
    worker = 0
    while True:
        word, descriptors, _, _ = socket.recv_fds(channels[number], 1, 1)
        if worker:
            os.kill(worker, signal.SIGKILL)
            os.waitpid(worker, 0)
        if not word:
            os._exit(0)
        # threads that the notebook started go on in here; in a fork there are none
        if word == wire.YOURSELF and len(sys._current_frames()) == 1:
            channels[number].close()
            # should it break down with answers kept back, all is done again with a copy
            channel = socket.socket(fileno=descriptors[0])
            _answer_and_end(shell, channel, wire.Outbox(channel), names)
        drawn = random.getstate()
        worker = os.fork()
        if not worker:
            random.setstate(drawn)  # a fork draws afresh, and the marks should not
            channels[number].close()
            # what it answers before it breaks down counts
            channel = socket.socket(fileno=descriptors[0])
            _answer_and_end(shell, channel, wire.Outbox(channel, most=0), names)
        os.close(descriptors[0])


def _answer_and_end(shell, channel, outbox, names):
    """Answer questions until the judge closes the channel."""
    own = os.getpid()
    with contextlib.suppress(BaseException):
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
            signal.signal(name, signal.SIG_DFL)
        while True:
            question = wire.receive(channel, MOST_QUESTION)
            question |= held.get(question["held"], {})
            shell.user_ns.clear()
            shell.user_ns.update(names[question["point"]])
            for answer in _answers(shell, question):
                _end_if_other(own)
                outbox.send(answer)
            outbox.flush()
    os._exit(0)


def _answers(shell, question):
    """Yield an answer for each case, or one for a teacher's own tests."""
    if "source" in question:
        yield score_of(shell, question["source"])
        return
    own = question["exercise"]
    target = shell.user_ns.get(own)
    families = {name: _found(*place) for name, place in question["families"].items()}
    about = {key: question[key] for key in ("libraries", "overflow_counts")}
    task = Task(name=own, module=0, families=families, **about)
    given = {name: plain_function(*formula) for name, formula in question["replaced"].items()}
    for inputs, script, calls in question["cases"]:
        if target is None:
            yield _missing(own).as_plain()
        else:
            with own_alarms():
                outcome = drive(
                    task, target, Case("", inputs, script, calls=calls), stand_ins=given
                )
            yield outcome.as_plain()


def _found(module, name):
    """Find a function of a lesson's public half, which makes an input out of coefficients."""
    return getattr(importlib.import_module(module), name)


def _missing(name):
    message = f"name {name!r} is not defined"
    return Outcome(error={"type": "NameError", "message": message, "line": ""})
