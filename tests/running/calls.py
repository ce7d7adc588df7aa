"""Calls of pytest, and the time of all processes that came of them."""

import ctypes
import json
import os
import resource
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from tests.running.budget import has_children, living_below

ROOT = Path(__file__).resolve().parents[2]
PYTEST = [sys.executable, "-m", "pytest"]
NOTHING_SELECTED = 5  # as pytest ends
# What stopped us is not told by how pytest ends: with 2, after a file that cannot be imported too.
INTERRUPTED = -signal.SIGINT
PR_SET_CHILD_SUBREAPER = 36


@dataclass
class Call:
    """How a call ended: exit status, seconds on the wall and of the processors, the record."""

    status: int
    wall: float
    cpu: float
    record: dict = field(default_factory=dict)

    @property
    def is_green(self):
        """Whether all tests that were selected passed; there may be none."""
        return self.status in (0, NOTHING_SELECTED)

    @property
    def counts(self):
        """Return how many tests passed, failed and so on."""
        counts = dict(self.record.get("counts", {}))
        if not self.is_green and not counts.get("failed"):
            counts["error"] = max(counts.get("error", 0), 1)  # pytest itself may have failed
        return counts


def pytest(arguments, record):
    """Run pytest from the root, for everybody to see, and read its record."""
    record = Path(record)
    record.unlink(missing_ok=True)
    (status,), wall, cpu = run([([*PYTEST, *arguments, "--record", str(record)], None)])
    kept = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    return Call(status, wall, cpu, kept)


def run(commands, at_once=1):
    """Run commands from the root and wait for them and for what they leave behind.

    A process whose parent has ended becomes a child of this one (on Linux), so that its time is
    counted. What still runs when the commands have ended is counted up to then.

    Parameters
    ----------
    commands : list of (list of str, path or None)
        Each command, and the file that its output goes to.
    at_once : int
        How many run side by side.

    Returns
    -------
    (list of int, float, float)
        The exit statuses (all are INTERRUPTED if somebody stopped this), the seconds on the wall,
        the CPU seconds.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before, start = _spent(), perf_counter()
    statuses, interrupted = [INTERRUPTED] * len(commands), False
    waiting, running = list(enumerate(commands)), {}

    def stop(*_):
        note()
        for pid in running:
            os.kill(pid, signal.SIGINT)  # pytest then sums up

    def note(*_):
        nonlocal interrupted
        interrupted = True
        waiting.clear()

    before_us = {signal.SIGTERM: signal.signal(signal.SIGTERM, stop)}
    if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:
        # the others got it as well; raised here, it could come between two lines
        before_us[signal.SIGINT] = signal.signal(signal.SIGINT, note)
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                number, (command, output) = waiting.pop(0)
                running[_spawn(command, output)] = number
            pid, code = os.wait()
            if pid in running:
                statuses[running.pop(pid)] = os.waitstatus_to_exitcode(code)
    finally:
        for number, handler in before_us.items():
            signal.signal(number, handler)
    wall = perf_counter() - start
    while has_children() and os.waitpid(-1, os.WNOHANG)[0]:  # what has ended meanwhile
        pass
    if interrupted:
        statuses = [INTERRUPTED] * len(commands)
    return statuses, wall, _spent() - before


def _spawn(command, output):
    actions = []
    if output is not None:
        mode = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        actions = [(os.POSIX_SPAWN_OPEN, 1, str(output), mode, 0o644)]
        actions += [(os.POSIX_SPAWN_DUP2, 1, 2)]
    os.chdir(ROOT)
    sys.stdout.flush()
    # behind `&` a shell has it ignored, and tests of Ctrl-C would wait for ever
    stops = [signal.SIGINT]
    return os.posix_spawn(command[0], command, os.environ, file_actions=actions, setsigdef=stops)


def _spent():
    """Return the CPU seconds of all children, living and ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    living = living_below(os.getpid()) if sys.platform == "linux" else 0.0
    return used.ru_utime + used.ru_stime + living
