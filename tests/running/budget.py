"""What a test or a fixture may cost, and a meter for what it did cost.

Processor time is that of this process, of its children that have ended and been waited for, and
of the living processes below it. Two kinds are missed: a process whose parent ended before it
(it has another parent then; `calls` counts it in the whole), and a child that ended unnoticed
because its parent ignores SIGCHLD. Outside Linux the living ones are not seen.
"""

import os
import resource
import sys
import time

CALL_CPU, CALL_WALL, FIXTURE_CPU = 60, 180, 120  # seconds
# Looking at all processes takes milliseconds: five times a second is enough.
PAUSE = 0.2
TICKS = os.sysconf("SC_CLK_TCK")


class Meter:
    """Reads the seconds spent so far: ``(CPU, wall)``."""

    def __init__(self):
        self._looked, self._ended, self._living = float("-inf"), 0.0, 0.0

    def read(self):
        """Return the CPU seconds of this process and all below it, and the clock's."""
        now = time.perf_counter()
        own, ended = _seconds(resource.RUSAGE_SELF), _seconds(resource.RUSAGE_CHILDREN)
        if not has_children():
            self._living = 0.0
        # a child that has ended meanwhile would count twice: as living, and as ended
        elif now - self._looked > PAUSE or ended != self._ended:
            self._looked, self._living = now, living_below(os.getpid())
        self._ended = ended
        return own + ended + self._living, now

    def since(self, before):
        """Return the ``[CPU, wall]`` seconds since an earlier reading."""
        # A process that got another parent takes what it had used along: less than nothing is 0.
        return [max(now - then, 0.0) for now, then in zip(self.read(), before, strict=True)]


def _seconds(who):
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def has_children():
    """Whether this process has children that it has not waited for."""
    if sys.platform != "linux":
        return False
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def living_below(pid):
    """Return the CPU seconds of the processes below one, with those they have waited for."""
    children, used = {}, {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
        except (FileNotFoundError, ProcessLookupError):  # it has just ended
            continue
        children.setdefault(int(fields[1]), []).append(int(name))
        used[int(name)] = sum(map(int, fields[11:15])) / TICKS
    total, below = 0.0, list(children.get(pid, ()))
    while below:
        one = below.pop()
        total += used[one]
        below += children.get(one, ())
    return total


def over_call(cost):
    """Return what is said about a test whose call cost ``[CPU, wall]`` seconds, or None."""
    cpu, wall = cost
    if cpu > CALL_CPU:
        return f"over the budget: {cpu:.1f} CPU s in a test, at most {CALL_CPU}"
    if wall > CALL_WALL:
        return f"over the budget: {wall:.1f} s on the wall in a test, at most {CALL_WALL}"
    return None


def over_fixture(name, cost):
    """Return what is said about a fixture that cost ``[CPU, wall]`` seconds, or None."""
    if cost[0] > FIXTURE_CPU:
        return f"over the budget: {cost[0]:.1f} CPU s in fixture {name}, at most {FIXTURE_CPU}"
    return None
