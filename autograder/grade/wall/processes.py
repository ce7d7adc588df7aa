"""Look at processes by way of ``/proc``: who descends from whom, and how much memory they take."""

import contextlib
import os
import signal
import time
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")


class Family:
    """All processes below one, followed from look to look.

    A look costs a listing of ``/proc`` and a line for each process that was not there before, so
    that twenty looks a second do not show in the time that grading takes.

    Parameters
    ----------
    pid : int
        The ancestor; it does not count itself.
    """

    def __init__(self, pid):
        self._depth = {pid: 0}
        self._strangers = set()

    def members(self, deeper_than=0):
        """List the descendants, those more than so many generations below."""
        here = {int(name) for name in os.listdir("/proc") if name.isdigit()}
        self._strangers &= here
        root = next(iter(self._depth))
        self._depth = {p: d for p, d in self._depth.items() if p in here or p == root}
        # a parent may have a higher number than its child, when numbers start over
        new = {pid: _parent(pid) for pid in here - self._strangers - self._depth.keys()}
        while found := {pid for pid, parent in new.items() if parent in self._depth}:
            for pid in found:
                self._depth[pid] = self._depth[new.pop(pid)] + 1
        self._strangers |= new.keys()
        return [pid for pid, depth in self._depth.items() if depth > deeper_than]

    def depth(self, pid):
        """Return how many generations below a member of the last look is."""
        return self._depth[pid]


def descendants(pid):
    """List the processes below one, however deep."""
    return Family(pid).members()


def memory_of(pids, shared, enough):
    """Return about how many bytes processes take together.

    Parameters
    ----------
    pids : list of int
    shared : int
        Bytes that each of them has in common with the warm process, while it leaves them alone.
    enough : int
        If a coarse count, which takes pages that they share with each other several times, stays
        below this, it is returned: the exact one takes far longer.
    """
    coarse = sum(max(0, resident(pid) - shared) for pid in pids)
    return coarse if coarse < enough else sum(_own_part(pid) for pid in pids)


class Memory:
    """The memory of what a warm process has forked, and the means to free it.

    Parameters
    ----------
    pid : int
        The process at the top.
    generations : int
        How many below it belong to the warm process itself.
    limit : int
        Bytes.
    """

    def __init__(self, pid, generations, limit):
        self._family, self._generations, self.limit = Family(pid), generations, limit
        self._pid = pid

    def members(self):
        """List the processes of the sandbox."""
        return self._look()[0]

    def is_over(self):
        """Tell whether they take more than they may, together."""
        members, shared = self._look()
        return memory_of(members, shared, self.limit // 2) > self.limit

    def free(self, most):
        """Kill what takes most, until the rest may go on; the init, youngest of all, is small.

        Parameters
        ----------
        most : int
            Processes that are killed at most.
        """
        for _ in range(most):
            members, shared = self._look()
            if not members or memory_of(members, shared, 0) < self.limit // 2:
                return
            with contextlib.suppress(ProcessLookupError):
                os.kill(max(members, key=resident), signal.SIGKILL)
            time.sleep(0.01)

    def _look(self):
        """List the sandbox's processes, and say how much each has in common with the warm one."""
        below = self._family.members()
        members = [pid for pid in below if self._family.depth(pid) > self._generations]
        above = set(below).difference(members) or {self._pid}
        return members, max(map(resident, above))


def resident(pid):
    """Return the bytes that a process has in memory, 0 if it is gone."""
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:
            return int(file.read().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def _parent(pid):
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[1])
    except (OSError, IndexError):
        return 0


def _own_part(pid):
    """Return what a process takes, with a page that n processes share counted 1/n."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return resident(pid)
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) * 1024
