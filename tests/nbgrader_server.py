"""nbgrader for the tests: one process has it imported and forks for each command.

A command of nbgrader works for a second and imports for two. Each command still is a process of
its own, with its own folder, environment and output; ``test_nbgrader_server.py`` holds the two ways
side by side.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys


@contextlib.contextmanager
def serving():
    """Give what runs nbgrader as ``course.stock.run_nbgrader`` does; it starts when needed."""
    server = _Server()
    try:
        yield server.run
    finally:
        server.end()


class _Server:
    """This side of it."""

    def __init__(self):
        self._process = None

    def run(self, arguments, folder, environment, output, seconds):
        """Run one command to its end and give its exit status."""
        assert seconds is None, "nothing ends a command here: take the real nbgrader"
        if self._process is None:
            self._start()
        folder = os.path.abspath(folder)
        order = {"arguments": arguments, "folder": folder, "environment": environment}
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._channel, [b"x"], [theirs.fileno(), output.fileno()])
        with ours, ours.makefile("rw") as line:
            line.write(json.dumps(order) + "\n")
            line.flush()
            return int(line.readline())

    def _start(self):
        self._channel, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                # -P: what lies beside this file is no module of a command
                [sys.executable, "-P", __file__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )

    def end(self):
        """Let it end, so that its seconds are counted as this process's."""
        if self._process is not None:
            self._channel.close()
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:  # a command was interrupted and goes on
                self._process.kill()
                raise


# ------------------------------------------------------------ the other side


def serve(channel):
    """Fork for each command until the other side has gone."""
    import gc

    import nbgrader.apps
    import nbgrader.apps.nbgraderapp  # noqa: F401

    import autograder.course.harmless_html
    import autograder.course.stock  # noqa: F401

    gc.freeze()
    while True:
        _, ends, _, _ = socket.recv_fds(channel, 1, 2)
        if not ends:
            return
        with socket.socket(fileno=ends[0]) as asker, asker.makefile("rw") as line:
            order = json.loads(line.readline())
            command = os.fork()
            if command == 0:
                os.close(channel.detach())
                os.close(asker.detach())
                _run(order, ends[1])
            os.close(ends[1])
            line.write(f"{os.waitstatus_to_exitcode(os.waitpid(command, 0)[1])}\n")


def _run(order, output):
    """Become the command: as ``python -m nbgrader`` would begin and end in this process."""
    import atexit
    import runpy
    import tempfile
    import threading
    import traceback

    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    tempfile.tempdir = None  # another TMPDIR may be asked for
    sys.path.insert(0, os.getcwd())
    sys.argv = ["nbgrader", *order["arguments"]]
    status = 1
    try:
        runpy.run_module("nbgrader", run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as end:
        if isinstance(end.code, int | None):
            status = end.code or 0
        else:
            print(end.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
    finally:
        threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status & 0xFF)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
