"""The warm process: imports everything once, then forks a walled-in child for each submission.

Three processes stand in a row. The *keeper* stays outside and writes the user maps; the *warm*
process is the first of its own process namespace, sits behind the wall and runs no learner's
code; for each submission it forks an *init* in a further process namespace, which starts the
notebook and reaps what it leaves. When the init is killed, the kernel kills all that is with it,
detached processes included; when the keeper dies, all of them do.

Started by :mod:`autograder.grade.wall.sandbox`, with the descriptor of a socket as its argument.
"""

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import sys
import traceback

from autograder.grade.wall import absent, isolation, linux, wire
from autograder.grade.wall.processes import Memory

MOST_ORDER, MOST_SETUP = 2**20, 64 * 2**20
# What tries a learner's function on cases: all of the course that is behind the wall.
MACHINERY = ("autograder.grade.wall.child", "autograder.grade.wall.shell")
# What notebooks do often and what takes long the first time: it loads modules and fonts.
WARM_UP = (
    "import numpy as np\nnp.ones(2) @ np.ones(2)",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2], label='a')\nplt.legend();",
    "1 / 0",
    "1 +",
    "%timeit -n1 -r1 None",
    "np.ones(2)",
)


def main(descriptor):
    """Be the keeper: wall a child in and wait for it."""
    control = socket.socket(fileno=descriptor)
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    setup = wire.receive(control, MOST_SETUP)
    if setup["door"] is not None:
        os.set_inheritable(setup["door"], False)
    if not setup["isolated"]:
        _load(setup)
        _be_warm(control, setup)
        return 0

    def work():
        _load(setup)
        isolation.wall_in(setup["folders"], setup["course"])
        _be_warm(control, setup)

    def tell(error):
        traceback.print_exception(error)
        name = "" if isinstance(error, OSError) else f"{type(error).__name__}: "
        wire.send(control, {"problem": f"{name}{error}"})

    return isolation.run_inside(work, tell, let_go=control.close, watch=_watcher(setup["limits"]))


def _watcher(limits):
    """Make what the keeper does meanwhile: it watches the memory that a submission takes.

    The judge does so too, and says what it found; but it also reads and compares, which may take
    long, and does not look meanwhile. What the keeper ends takes a quarter more than it may.
    """
    memory = Memory(os.getpid(), 2, limits["memory"] * 5 // 4)

    def watch():
        if memory.is_over():
            memory.free(limits["processes"])

    return watch


def _load(setup):
    """Import what is ours and needed behind the wall, where none of it can be read.

    Of a lesson that is its public half: the functions that make inputs out of coefficients.
    """
    for name in (*MACHINERY, *setup["modules"]):
        importlib.import_module(name)
    sys.modules[MACHINERY[0]].held.update(setup["questions"])
    absent.install(setup["present"])


def _be_warm(control, setup):
    """Import, say that all is ready, and fork on demand until the judge goes away."""
    for name in ("numpy.random", "matplotlib.pyplot"):
        importlib.import_module(name)
    from autograder.grade.wall.shell import Shell

    shell = Shell.instance()
    for source in (*WARM_UP, *setup["warm_up"]):
        shell.run(source)
    shell.reset()
    # inline figures are drawn once more when they are shown: what is drawn here, nobody sees
    sys.modules["matplotlib.pyplot"].uninstall_repl_displayhook()
    gc.collect()
    gc.freeze()  # children share what stays untouched
    own = os.pidfd_open(os.getpid())
    wire.send(control, {"ready": isolation_report(setup["canary"]) if setup["isolated"] else []})
    while True:
        try:
            data, descriptors, _, _ = socket.recv_fds(control, 1, 250)
        except ConnectionResetError:
            return
        if not data:
            return
        order = wire.receive(control, MOST_ORDER)
        pid = _fork_init(shell, control, descriptors, order, own, setup["door"])
        for number in descriptors:
            os.close(number)
        _watch(control, pid, setup["isolated"])


def _fork_init(shell, control, descriptors, order, own, door):
    if order["isolated"]:
        linux.unshare(linux.CLONE_NEWPID)
    pid = os.fork()
    if not pid:
        try:
            control.close()
            _be_init(shell, descriptors, order, door)
        finally:
            os._exit(1)
    if order["isolated"]:
        linux.join_namespace(own, linux.CLONE_NEWPID)
    return pid


def _be_init(shell, descriptors, order, door):
    """Start the notebook, then reap whatever ends, until nothing is left."""
    os.setsid()
    if door is not None:
        os.write(door, b"0")  # joins the group, and all that it forks with it
        os.close(door)
    if order["isolated"]:
        isolation.close_the_door(order["limits"])
    else:
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)  # the parent of what is left behind
        os.chdir(order["scratch"])
    isolation.set_limits(order["limits"])
    if order["isolated"]:
        isolation.limit_processes(order["limits"]["processes"])
    if not os.fork():
        from autograder.grade.wall.child import run_notebook

        control, *channels = (socket.socket(fileno=number) for number in descriptors)
        try:
            run_notebook(shell, control, channels)
        finally:
            os._exit(0)
    linux.prctl(linux.PR_SET_DUMPABLE, 0)
    for number in descriptors:
        os.close(number)
    try:
        while True:
            os.wait()
    except ChildProcessError:
        os._exit(0)


def _watch(control, pid, isolated):
    """Wait until a submission has ended, or end it when the judge says so."""
    handle = os.pidfd_open(pid)
    poller = select.poll()
    poller.register(handle, select.POLLIN)
    poller.register(control, select.POLLIN)
    while True:
        ready = dict(poller.poll())
        if control.fileno() in ready:
            order = control.recv(1)
            _kill(pid, isolated)
            os.waitpid(pid, 0)
            os.close(handle)
            if order:
                control.sendall(b"k")
            return
        if handle in ready:
            # the judge still has to say that it is done
            poller.unregister(handle)


def _kill(pid, isolated):
    if isolated:
        os.kill(pid, signal.SIGKILL)  # the kernel takes all of its namespace along
        return
    from autograder.grade.wall.processes import descendants

    while below := descendants(pid):
        for one in below:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
    os.kill(pid, signal.SIGKILL)


def isolation_report(canary):
    """Try what must not work and say what is walled off.

    Parameters
    ----------
    canary : str
        Path of a file that exists outside.

    Raises
    ------
    OSError
        If something is open that should be closed.
    """
    open_doors = []
    if any(map(os.path.exists, ("/proc/self", "/etc/passwd", canary))):
        open_doors.append("the files of this machine can be seen")
    try:
        with open("/written", "w"):
            open_doors.append("the root can be written to")
    except OSError:
        pass
    if [name for _, name in socket.if_nameindex() if name != "lo"]:
        open_doors.append("there is a network")
    if open_doors:
        raise OSError("; ".join(open_doors))
    return ["files", "processes", "network", "rights"]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
