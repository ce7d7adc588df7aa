"""A kernel behind the wall, for those who grade with stock nbgrader: ``nnf-walled``.

nbgrader runs a notebook in a kernel, and the kernel in the submission's folder with the teacher's
rights. This one sees the code that it needs, the seed, and an empty folder; it has no network.
The messages of Jupyter go through sockets in a folder that the two sides share, and that cannot be
written to once the sockets are there.

It walls off the teacher's files, not the marks: tests run in the learner's process, as ever with
stock. Started by :class:`autograder.course.stock.ExecuteLesson`.
"""

import os
import signal
import sys
import time
from pathlib import Path

from autograder.core.seed import seed_file
from autograder.grade.wall import isolation, linux
from autograder.grade.wall.limits import Limits
from autograder.grade.wall.sandbox import ENVIRONMENT

COURSE = "/course"
LIMITS = Limits(cpu_seconds=600, open_files=256)
SOCKETS = 5  # shell, iopub, stdin, control, heartbeat
START_SECONDS = 60
# Own sockets, those of the empty network, and what lists its (missing) interfaces.
# Families that know no such walls, as the line from a virtual machine to its host, are refused.
AF_UNIX, AF_INET, AF_INET6, AF_NETLINK = FAMILIES = 1, 2, 10, 16


def main(connection):
    """Start again with a clean environment, which stays in a process's memory; then be the keeper.

    Parameters
    ----------
    connection : str
        The connection file, in a folder of its own.
    """
    course = os.environ.pop("NNF_COURSE", "/nowhere")
    if os.environ.get("NNF_WALLED") != "clean":
        environment = {**ENVIRONMENT, "NNF_COURSE": course, "NNF_WALLED": "clean"}
        environment["PYTHONPATH"] = isolation.import_path()
        command = [sys.executable, "-P", "-m", "autograder.grade.wall.walled_kernel", connection]
        os.execve(sys.executable, command, environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is meant for the kernel alone
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    folder = os.path.dirname(connection)
    if os.geteuid() == 0:  # behind the wall root is nobody
        for path in (folder, connection):
            os.chown(path, isolation.NOBODY, isolation.NOBODY)
    files = {str(seed_file(COURSE)): seed_file(course).read_text()}
    return isolation.run_inside(lambda: _be_init(connection, files), _tell)


def _tell(error):
    os.write(2, f"the wall around the kernel: {type(error).__name__}: {error}\n".encode())


def _be_init(connection, files):
    """Build the wall, start the kernel behind it, close the shared folder, reap what ends."""
    folder = os.path.dirname(connection)
    shown = isolation.code_folders(), list(isolation.PACKAGES.values())
    isolation.wall_in(*shown, writable=(folder,), files=files)
    limits = LIMITS.as_dict()
    isolation.lay_scratch(limits)
    pid = os.fork()
    if not pid:
        isolation.end_with(lambda: _be_kernel(connection, limits), _tell)
    end = time.monotonic() + START_SECONDS
    while len(list(Path(folder).glob("ipc-*"))) < SOCKETS and time.monotonic() < end:
        if os.waitpid(pid, os.WNOHANG)[0]:
            return 1
        time.sleep(0.02)
    flags = linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY
    linux.mount("none", folder, flags=flags | linux.MS_NOSUID | linux.MS_NODEV)
    linux.prctl(linux.PR_SET_DUMPABLE, 0)
    while os.wait()[0] != pid:
        pass
    return 0


def _be_kernel(connection, limits):
    """Give up all rights and be an ordinary kernel."""
    nothing = os.open("/dev/null", os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    os.closerange(3, 1024)
    # The kernel's own messages need sockets, and behind the wall the network is an empty one.
    isolation.give_up_rights(allowed=("socket",))
    linux.refuse_families(FAMILIES)
    isolation.set_limits(limits)
    isolation.limit_processes(limits["processes"])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ["NNF_COURSE"] = COURSE
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(["-f", connection, "--HistoryManager.hist_file=:memory:"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
