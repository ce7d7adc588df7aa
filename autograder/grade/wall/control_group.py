"""A limit on memory that the kernel keeps, where this process may make a control group.

Judge and keeper look at the memory of a submission some times a second; a kernel looks at each
page. Both versions of control groups are known. Ordinary users mostly may make none, and then there
is none: the others still look.
"""

import contextlib
import os
import re
from pathlib import Path

NAME = re.compile(r"nnf-(\d+)-\d+")
# Where the limit is written and the kills are counted, by version.
FILES = {
    1: ("memory.limit_in_bytes", "memory.oom_control"),
    2: ("memory.max", "memory.events"),
}


class ControlGroup:
    """A control group for the processes of one warm process after the other's submissions.

    Parameters
    ----------
    folder : Path
        That of the group, which exists.
    version : {1, 2}
    """

    def __init__(self, folder, version):
        self.folder = folder
        self._limit, self._events = (folder / name for name in FILES[version])
        # who writes 0 to it joins; it is opened where it may be opened
        self.door = os.open(folder / "cgroup.procs", os.O_WRONLY | os.O_CLOEXEC)

    def kills(self):
        """Return how many processes the kernel has ended in this group."""
        with contextlib.suppress(OSError):
            found = re.search(r"^oom_kill (\d+)$", self._events.read_text(), re.MULTILINE)
            return int(found[1]) if found else 0
        return 0

    def close(self):
        """Take the group away; its processes have ended."""
        os.close(self.door)
        with contextlib.suppress(OSError):
            self.folder.rmdir()


def make_group(limit, places=None):
    """Make a group with a limit on memory.

    Parameters
    ----------
    limit : int
        Bytes.
    places : list of tuple of (Path, int), optional
        Folders below which a group may be made, with the version; by default those of this process.

    Returns
    -------
    ControlGroup or None
        None where none can be made.
    """
    for parent, version in places_of_this_process() if places is None else places:
        _remove_left(parent)
        folder = parent / f"nnf-{os.getpid()}-{len(list(parent.glob('nnf-*')))}"
        try:
            folder.mkdir()
        except OSError:
            continue
        try:
            with open(folder / FILES[version][0], "r+") as file:  # the kernel lays it there
                file.write(str(limit))
            return ControlGroup(folder, version)
        except OSError:
            with contextlib.suppress(OSError):
                folder.rmdir()
    return None


def places_of_this_process():
    """List where this process could make a group: below its own, and beside it."""
    mounts = _mounts()
    found = []
    for line in _read("/proc/self/cgroup").splitlines():
        _, controllers, path = line.split(":", 2)
        version = 1 if "memory" in controllers.split(",") else 2 if not controllers else 0
        if version in mounts:
            own = mounts[version] / path.lstrip("/")
            found += [(own, version), *([(own.parent, version)] if path != "/" else [])]
    return [(place, version) for place, version in found if _limits_memory(place, version)]


def _limits_memory(place, version):
    """Tell whether groups below a folder have a limit on memory."""
    if version == 1:
        return (place / FILES[1][0]).exists()
    return "memory" in _read(place / "cgroup.subtree_control").split()


def _mounts():
    found = {}
    for line in _read("/proc/self/mounts").splitlines():
        _, place, kind, options, *_ = line.split(" ")
        if kind == "cgroup2":
            found[2] = Path(place)
        elif kind == "cgroup" and "memory" in options.split(","):
            found[1] = Path(place)
    return found


def _remove_left(parent):
    """Remove the groups of processes that were killed before they could."""
    with contextlib.suppress(OSError):
        for folder in parent.glob("nnf-*"):
            named = NAME.fullmatch(folder.name)
            if named and not os.path.exists(f"/proc/{named[1]}"):
                with contextlib.suppress(OSError):
                    folder.rmdir()


def _read(path):
    try:
        return Path(path).read_text()
    except OSError:
        return ""
