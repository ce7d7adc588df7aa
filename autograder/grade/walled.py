"""A kernel behind the wall, for those who grade with stock nbgrader: ``nnf-walled``.

nbgrader runs a notebook in a kernel, and the kernel in the submission's folder with the teacher's
rights. This one sees the code that it needs, the seed, and an empty folder; it has no network.
The messages of Jupyter go through sockets in a folder that the two sides share, and that cannot be
written to once the sockets are there.

It walls off the teacher's files, not the marks: tests run in the learner's process, as ever with
stock. Started by :class:`autograder.stock.ExecuteLesson`.
"""

import ctypes
import os
import platform
import signal
import struct
import sys
import time
from pathlib import Path

from autograder.grade import isolation, kernel
from autograder.grade.limits import Limits
from autograder.grade.sandbox import ENVIRONMENT

COURSE = "/course"
LIMITS = Limits(cpu_seconds=600, open_files=256)
SOCKETS = 5  # shell, iopub, stdin, control, heartbeat
START_SECONDS = 60
# Own sockets, those of the empty network, and what lists its (missing) interfaces.
AF_UNIX, AF_INET, AF_INET6, AF_NETLINK = FAMILIES = 1, 2, 10, 16
SOCKET_CALL = {"x86_64": 41, "aarch64": 198}


def main(connection):
    """Start again with a clean environment, which stays in a process's memory; then be the keeper.

    Parameters
    ----------
    connection : str
        The connection file, in a folder of its own.
    """
    seed = Path(os.environ.pop("NNF_COURSE", "/nowhere"), "private", "seed")
    if os.environ.get("NNF_WALLED") != "clean":
        environment = {**ENVIRONMENT, "NNF_COURSE": str(seed.parents[1]), "NNF_WALLED": "clean"}
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        command = [sys.executable, "-P", "-m", "autograder.grade.walled", connection]
        os.execve(sys.executable, command, environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is meant for the kernel alone
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    folder = os.path.dirname(connection)
    if os.geteuid() == 0:  # behind the wall root is nobody
        for path in (folder, connection):
            os.chown(path, isolation.NOBODY, isolation.NOBODY)
    files = {f"{COURSE}/private/seed": seed.read_text()}
    ready, go = os.pipe(), os.pipe()
    pid = os.fork()
    if not pid:
        _ending(lambda: _enter(connection, files, ready[1], go[0]))
    os.close(ready[1])
    if os.read(ready[0], 1):
        isolation.map_users(pid)
        os.write(go[1], b"m")
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _ending(work):
    """Do the work of a forked process, and end it."""
    status = 1
    try:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        status = work() or 0
    except BaseException as error:
        os.write(2, f"the wall around the kernel: {type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(status)


def _enter(connection, files, ready, go):
    """Enter new user and process namespaces."""
    kernel.unshare(kernel.CLONE_NEWUSER)
    os.write(ready, b"u")
    if not os.read(go, 1):
        raise OSError("the map of users was refused")
    kernel.unshare(kernel.CLONE_NEWPID)
    pid = os.fork()
    if not pid:
        _ending(lambda: _be_init(connection, files))
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _be_init(connection, files):
    """Build the wall, start the kernel behind it, close the shared folder, reap what ends."""
    folder = os.path.dirname(connection)
    isolation.wall_in(isolation.code_folders(), writable=(folder,), files=files)
    limits = LIMITS.as_dict()
    size = f"size={limits['scratch']},nr_inodes=4096,mode=700"
    owner = f",uid={isolation.INSIDE_ID},gid={isolation.INSIDE_ID}"
    flags = kernel.MS_NOSUID | kernel.MS_NODEV
    kernel.mount("none", isolation.SCRATCH, "tmpfs", flags, size + owner)
    pid = os.fork()
    if not pid:
        _ending(lambda: _be_kernel(connection, limits))
    end = time.monotonic() + START_SECONDS
    while len(list(Path(folder).glob("ipc-*"))) < SOCKETS and time.monotonic() < end:
        if os.waitpid(pid, os.WNOHANG)[0]:
            return 1
        time.sleep(0.02)
    flags |= kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY
    kernel.mount("none", folder, flags=flags)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    while os.wait()[0] != pid:
        pass
    return 0


def _be_kernel(connection, limits):
    """Give up all rights and be an ordinary kernel."""
    nothing = os.open("/dev/null", os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    os.closerange(3, 1024)
    os.chdir(isolation.SCRATCH)
    if os.getuid() != isolation.INSIDE_ID:
        os.setgroups([])
        os.setresgid(*[isolation.INSIDE_ID] * 3)
        os.setresuid(*[isolation.INSIDE_ID] * 3)
    kernel.drop_capabilities()
    _refuse_calls()
    isolation.set_limits(limits)
    isolation.limit_processes(limits["processes"])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ["NNF_COURSE"] = COURSE
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(["-f", connection, "--HistoryManager.hist_file=:memory:"])


def _refuse_calls():
    """Install two filters of system calls; of a call the stricter one decides.

    The kernel's own messages need sockets, and of the network nothing is behind the wall but an
    empty one. Families that know no such walls, as the line from a virtual machine to its host,
    are refused.
    """
    machine = platform.machine()
    del kernel.REFUSED[machine]["socket"]
    kernel.refusals.cache_clear()  # it was written down with sockets among them
    kernel.refuse_calls()
    load, equal, give, allow, refuse = 0x20, 0x15, 0x06, 0x7FFF0000, 0x00050001
    program = [
        (load, 0, 0, 0),
        (equal, 0, len(FAMILIES) + 2, SOCKET_CALL[machine]),
        (load, 0, 0, 16),
        *((equal, len(FAMILIES) - place, 0, family) for place, family in enumerate(FAMILIES)),
        (give, 0, 0, refuse),
        (give, 0, 0, allow),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in program))
    filter_ = struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    kernel.prctl(
        kernel.PR_SET_SECCOMP, 2, ctypes.addressof(buffer := ctypes.create_string_buffer(filter_))
    )
    del buffer


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
