"""The judge's side of the wall: start a warm process, open a sandbox for a submission, end it."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time

from autograder.grade.wall import wire
from autograder.grade.wall.absent import PRESENT, files_of
from autograder.grade.wall.control_group import make_group
from autograder.grade.wall.isolation import CannotIsolate, code_folders, import_path
from autograder.grade.wall.processes import Memory

START_SECONDS = 60
MOST_REPORT = 2**20
# Nothing of the teacher's environment gets in, so no key, token or path does.
ENVIRONMENT = {
    "HOME": "/scratch",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MPLCONFIGDIR": "/scratch",
    "NNF_GRADING": "1",
    "PATH": "/usr/bin:/bin",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONSAFEPATH": "1",
    "TMPDIR": "/scratch",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


class OutOfMemory(RuntimeError):
    """The processes of a submission took more memory than they may."""


class Warm:
    """A warm process, which opens one sandbox after the other; use it in a ``with`` statement.

    Parameters
    ----------
    limits : Limits
    isolated : bool
        Whether the children are walled in; without, they run as the teacher and see everything.
    modules : tuple of str
        The public halves of lessons: what is imported beforehand, beside what runs the cases.
    warm_up : tuple of str
        Code of the teacher's that is run beforehand, for what it imports and loads.
    present : tuple of str
        Modules of the course that are there in earnest, see :mod:`autograder.grade.wall.absent`.
    questions : dict of str to dict
        What is asked of every learner and no secret, see
        :func:`autograder.grade.answers.practice_questions`: read beforehand, it is fast.

    Raises
    ------
    CannotIsolate
        On entering, if this system does not offer what the wall needs.
    """

    def __init__(
        self, limits, isolated=True, modules=(), warm_up=(), present=PRESENT, questions=None
    ):
        self.limits = limits
        self.isolated = isolated
        self._modules, self._warm_up = tuple(modules), tuple(warm_up)
        self._present, self._others = tuple(present), {}
        self._questions = questions or {}
        self._process = self._group = None

    def __enter__(self):
        self._control, theirs = wire.pair()
        self._control.settimeout(START_SECONDS)
        if self.isolated:
            self._group = make_group(self.limits.memory * 5 // 4)
        environment = dict(ENVIRONMENT)
        if not self.isolated:
            environment["HOME"] = environment["MPLCONFIGDIR"] = tempfile.gettempdir()
            environment["TMPDIR"] = tempfile.gettempdir()
        environment["PYTHONPATH"] = import_path()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "autograder.grade.wall.warm", str(theirs.fileno())],
            pass_fds=[theirs.fileno(), *([self._group.door] if self._group else [])],
            env=environment,
            cwd="/",
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=None if os.environ.get("NNF_GRADE_DEBUG") else subprocess.DEVNULL,
        )
        theirs.close()
        try:
            self._set_up()
        except BaseException:
            self.__exit__()
            raise
        return self

    @contextlib.contextmanager
    def having(self, present):
        """Give the same, where other modules of the course are there in earnest.

        It is made when it is first asked for, since most classes need none, and made anew when it
        has ended, or after an error.
        """
        if present in self._others and self._others[present]._process.poll() is not None:
            self._others.pop(present).__exit__()
        if present not in self._others:
            same = self.limits, self.isolated, self._modules, self._warm_up
            self._others[present] = Warm(*same, present, self._questions).__enter__()
        try:
            yield self._others[present]
        except BaseException:
            self._others.pop(present).__exit__()
            raise

    def __exit__(self, *error):
        with contextlib.ExitStack() as others:
            while self._others:
                others.callback(self._others.popitem()[1].__exit__)
            self._end()

    def _end(self):
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        self._process.kill()
        self._process.wait()
        if self._group:
            self._group.close()
            self._group = None

    def _set_up(self):
        with tempfile.NamedTemporaryFile() as canary:
            setup = {
                "isolated": self.isolated,
                "folders": code_folders(),
                "course": files_of(self._present),
                "present": list(self._present),
                "modules": list(self._modules),
                "warm_up": list(self._warm_up),
                "questions": self._questions,
                "canary": canary.name,
                "limits": self.limits.as_dict(),
                "door": self._group.door if self._group else None,
            }
            try:
                wire.send(self._control, setup)
                answer = wire.receive(
                    self._control, MOST_REPORT, deadline=time.monotonic() + START_SECONDS
                )
            except (wire.Ended, wire.Late) as error:
                raise CannotIsolate(f"the warm process did not start: {error}") from error
        if "ready" not in answer:
            raise CannotIsolate(answer.get("problem", "no reason given"))
        generations = 2 if self.isolated else 0
        self._memory = Memory(self._process.pid, generations, self.limits.memory)

    @contextlib.contextmanager
    def sandbox(self, channels):
        """Open a sandbox; at the end everything in it is killed.

        Parameters
        ----------
        channels : int
            How many channels it gets beside the control channel.

        Yields
        ------
        Sandbox
        """
        pairs = [wire.pair() for _ in range(channels + 1)]
        ours, theirs = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        with contextlib.ExitStack() as ends:
            for end in (*ours, *theirs):
                ends.enter_context(end)
            order = {"isolated": self.isolated, "limits": self.limits.as_dict()}
            if not self.isolated:
                order["scratch"] = ends.enter_context(tempfile.TemporaryDirectory())
            ends.callback(self._end_sandbox)
            socket.send_fds(self._control, [b"o"], [end.fileno() for end in theirs])
            wire.send(self._control, order)
            for end in theirs:
                end.close()
            for end in ours:
                end.settimeout(self.limits.exercise_seconds)
            self._kills = self._group.kills() if self._group else 0
            checks = self._check_memory, self._free_memory
            yield Sandbox(ours[0], ours[1:], *checks, self._questions.keys())

    def _end_sandbox(self):
        self._control.sendall(b"k")
        if self._control.recv(1) != b"k":
            raise RuntimeError("the warm process ended")

    def _check_memory(self):
        kills = self._group.kills() if self._group else 0
        if kills > self._kills or self._memory.is_over():
            self._kills = kills
            megabytes = self._memory.limit // 2**20
            raise OutOfMemory(f"it took more than {megabytes} MB of memory")

    def _free_memory(self):
        self._memory.free(self.limits.processes)


class Sandbox:
    """The ends of one sandbox's channels, what it holds, and what can be done about its memory."""

    def __init__(self, control, channels, check_memory, free_memory, held=()):
        self.control = control
        self.channels = channels
        self.check_memory = check_memory
        self.free_memory = free_memory
        self.held = held
