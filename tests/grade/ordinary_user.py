"""Run a command as an ordinary user, although root's files are closed to others.

The project and the interpreter may lie below a folder that only root may enter. In a mount
namespace of its own the command finds them at the same paths, in folders that are open.
"""

import os
import subprocess
import sys
from pathlib import Path

from autograder.grade.wall import linux

USER = 54321


def run_as_user(command, root, scratch, user=USER, group=USER, needs=(), folder=None):
    """Run a command as an ordinary user and return the finished process, its output together.

    Parameters
    ----------
    command : list of str
    root : Path
        The project's folder, where the command runs.
    scratch : Path
        Becomes the user's own, and is the home.
    user, group : int
    needs : iterable of Path
        Further folders that the command has to reach.
    folder : Path, optional
        Where the command runs instead.
    """
    needed = {Path(sys.base_prefix).resolve(), Path(sys.prefix), root, scratch, *needs}
    os.chown(scratch, user, group)

    def become():
        linux.unshare(linux.CLONE_NEWNS)
        linux.mount(None, "/", flags=linux.MS_REC | linux.MS_PRIVATE)
        _open_up(needed, root)
        os.setgroups([])
        os.setresgid(group, group, group)
        os.setresuid(user, user, user)
        os.chdir(folder or root)

    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    own = {"HOME": str(scratch), "TMPDIR": str(scratch), "PATH": programs}
    return subprocess.run(
        command,
        preexec_fn=become,
        env={**os.environ, **own},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _open_up(needed, root):
    """Lay an open folder over each closed one, and what is needed into it."""
    closed = {}
    for path in needed:
        first = next((p for p in [*reversed(path.parents)] if not p.stat().st_mode & 0o001), None)
        if first:
            closed.setdefault(first, []).append(path)
    for folder, paths in closed.items():
        handles = [(path, os.open(path, os.O_PATH)) for path in paths]
        linux.mount("none", str(folder), "tmpfs", 0, "mode=755")
        for path, handle in sorted(handles):
            path.mkdir(parents=True, exist_ok=True)
            linux.mount(f"/proc/self/fd/{handle}", str(path), flags=linux.MS_BIND)
            os.close(handle)
