"""Wall a process in: its own root with code to read and nothing else, no network, no rights.

The wall is built once around a warm process (:func:`wall_in`), which never runs a learner's
code; each of its children then closes the last door behind itself (:func:`close_the_door`). The
namespaces are the kernel's own, by way of a user namespace, so that root and an ordinary user
get the same wall.

=====================  =====================================================================
what is walled off     how
=====================  =====================================================================
files                  an own root: interpreter and libraries, read-only; ``/scratch``
other processes        an own process namespace for each submission, no ``/proc``
the network            an empty network namespace, and no sockets to be had
rights                 user ``nobody`` or the teacher's own number, no capability, no new ones
the kernel's back      a seccomp filter: no further namespaces, no memory without a name, …
=====================  =====================================================================
"""

import importlib.util
import os
import resource
import signal
import socket
import sys
import time
from pathlib import Path

from autograder.cli import UserError
from autograder.core.libraries import FRAMEWORKS
from autograder.grade.wall import linux
from autograder.project import SHIPPED

WATCH_SECONDS = 0.1
SCRATCH = "/scratch"
HOST = "grader"  # a name that says nothing
INSIDE_ID = 1000
NOBODY = 65534
DEVICES = ("null", "zero", "full", "random", "urandom")
SYSTEM = ("/lib", "/lib32", "/lib64", "/libx32", "/usr/lib", "/usr/lib32", "/usr/lib64")
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime")
# Could answer for the learner; where they are installed, the learner's code does not see them.
HIDDEN_PACKAGES = (*sorted(FRAMEWORKS), "nbgrader")
# The course's own packages, and where they are installed.
PACKAGES = {
    name: os.path.dirname(importlib.util.find_spec(name).origin) for name in ("autograder", "nnlib")
}


class CannotIsolate(UserError):
    """This system does not offer what the isolation needs; the message says what is missing."""


def code_folders():
    """List what a child has to read: the interpreter and its libraries.

    Returns
    -------
    list of str
        Existing files and folders, none inside another.
    """
    found = set()
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix} - {"/usr"}
    for prefix in prefixes:
        found |= {str(path) for path in Path(prefix).glob("lib*")}
    found |= {path for path in (*SYSTEM, *SYSTEM_FILES) if os.path.exists(path)}
    found |= {path for path in sys.path if "-packages" in path and os.path.isdir(path)}
    real = {path for path in found if not os.path.islink(path)}
    links = found - real
    inner = {p for p in real if any(q != p and Path(p).is_relative_to(q) for q in real)}
    return sorted(real - inner) + sorted(links)


def import_path():
    """Give this process's folders of modules as ``PYTHONPATH`` for one that starts elsewhere.

    A name that is no whole path, such as the mark of an editable installation, is left out: Python
    would look for it in the folder where it starts, and ends if there is none.
    """
    return os.pathsep.join(path for path in sys.path if os.path.isabs(path))


def run_inside(work, tell, let_go=lambda: None, watch=None):
    """Do work as the first process of new user and process namespaces, and wait for its end.

    Three processes stand in a row: the caller, which stays outside and writes the maps of users;
    one that enters the namespaces; and the first process of the new ones, which does the work.
    When one of them dies the next is killed, and with the last of them all that it started.

    Parameters
    ----------
    work : callable
        What it returns becomes the exit code; None counts as 0.
    tell : callable
        Takes an exception, in the process that it ended.
    let_go : callable
        Called in the two that only wait, once the next one is there: to close what it alone
        should hold.
    watch : callable, optional
        Called ten times a second in the caller, outside, as long as the work goes on.

    Returns
    -------
    int
        The exit code of the work.
    """
    outside, inside = socket.socketpair()
    pid = os.fork()
    if not pid:
        outside.close()
        end_with(lambda: _enter(inside, work, tell, let_go), tell)
    inside.close()
    let_go()
    if outside.recv(1):
        map_users(pid)
        outside.send(b"m")
    while watch:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(WATCH_SECONDS)
        watch()
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _enter(caller, work, tell, let_go):
    """Enter the namespaces, and fork the first process of them."""
    linux.unshare(linux.CLONE_NEWUSER)
    caller.send(b"u")
    if not caller.recv(1):
        raise OSError("the map of users was refused")
    caller.close()
    linux.unshare(linux.CLONE_NEWPID)
    pid = os.fork()
    if not pid:
        end_with(work, tell)
    let_go()
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def end_with(work, tell):
    """Do the work of a forked process, which its parent takes along, and end it."""
    status = 1
    try:
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        status = work() or 0
    except BaseException as error:
        tell(error)
    finally:
        os._exit(status)


def wall_in(folders, course, writable=(), files=None):
    """Build the wall around the calling process, which must have forked off its ``/proc`` writer.

    Parameters
    ----------
    folders : list of str
        What :func:`code_folders` gave.
    course : list of str
        What is there of the course's own packages, files or folders; all else of them is hidden.
    writable : tuple of str
        Folders that are shown at their place and can be written to.
    files : dict of str to str, optional
        Path -> text of files that exist behind the wall only.
    """
    linux.refusals(()), linux.no_locks()  # written once, for all children
    os.umask(0o022)  # a teacher's own would close what is built here to the learner's code
    _forbid_more_namespaces()
    linux.unshare(
        linux.CLONE_NEWNS
        | linux.CLONE_NEWIPC
        | linux.CLONE_NEWNET
        | linux.CLONE_NEWUTS
        | linux.CLONE_NEWCGROUP
    )
    socket.sethostname(HOST)
    linux.mount(None, "/", flags=linux.MS_REC | linux.MS_PRIVATE)
    root = "/sys"  # an empty place to build on: no code lies below it
    linux.mount("none", root, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "size=1m,mode=755")
    for folder in folders:
        _show(folder, root)
    for device in DEVICES:
        _show(f"/dev/{device}", root)
    _show_course(course, root)
    _hide_packages(folders, root)
    for folder in writable:
        os.makedirs(root + folder)
        linux.mount(folder, root + folder, flags=linux.MS_BIND)
    for path, text in (files or {}).items():
        os.makedirs(os.path.dirname(root + path))
        Path(root + path).write_text(text)
    os.makedirs(root + SCRATCH)
    linux.mount("none", root + SCRATCH, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "size=16m")
    linux.change_root(root)
    flags = linux.MS_REMOUNT | linux.MS_RDONLY | linux.MS_NOSUID | linux.MS_NODEV
    linux.mount("none", "/", flags=flags | linux.MS_BIND)


def close_the_door(limits):
    """Give a child its scratch folder, then take every right from it.

    Parameters
    ----------
    limits : dict
        Of :class:`~autograder.grade.wall.limits.Limits`.
    """
    linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWIPC)
    lay_scratch(limits)
    give_up_rights()


def lay_scratch(limits):
    """Lay an empty scratch folder for the learner's code."""
    size = f"size={limits['scratch']},nr_inodes=4096,mode=700"
    owner = f",uid={INSIDE_ID},gid={INSIDE_ID}"
    linux.mount("none", SCRATCH, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, size + owner)


def give_up_rights(allowed=()):
    """Go to the scratch folder and give up every right, for good.

    Parameters
    ----------
    allowed : tuple of str
        Names of system calls that are not refused.
    """
    os.chdir(SCRATCH)
    if os.getuid() != INSIDE_ID:
        os.setgroups([])
        os.setresgid(INSIDE_ID, INSIDE_ID, INSIDE_ID)
        os.setresuid(INSIDE_ID, INSIDE_ID, INSIDE_ID)
    linux.drop_capabilities()
    linux.refuse_calls(allowed)


def set_limits(limits):
    """Set the limits that the kernel keeps for a process and its children."""
    for kind, most in {
        resource.RLIMIT_AS: limits["address_space"],
        resource.RLIMIT_CPU: limits["cpu_seconds"],
        resource.RLIMIT_FSIZE: limits["scratch"],
        resource.RLIMIT_NOFILE: limits["open_files"],
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }.items():
        resource.setrlimit(kind, (most, most))


def limit_processes(most):
    """Limit how many processes the user of this namespace may have."""
    resource.setrlimit(resource.RLIMIT_NPROC, (most, most))


def map_users(pid):
    """Write the maps of a child's fresh user namespace; runs outside of it.

    Root maps itself, for the building of the wall, and ``nobody``, for the learner's code; an
    ordinary user has only the own number to map.
    """
    if os.geteuid() == 0:
        text = f"0 0 1\n{INSIDE_ID} {NOBODY} 1\n"
        users = groups = text
    else:
        Path(f"/proc/{pid}/setgroups").write_text("deny")
        users = f"{INSIDE_ID} {os.geteuid()} 1\n"
        groups = f"{INSIDE_ID} {os.getegid()} 1\n"
    Path(f"/proc/{pid}/uid_map").write_text(users)
    Path(f"/proc/{pid}/gid_map").write_text(groups)


def _forbid_more_namespaces():
    """A user namespace inside this one would give a learner's process the rights to mount."""
    Path("/proc/sys/user/max_user_namespaces").write_text("0")


def _show(source, root):
    """Show a file, folder or link of the system under the new root, at the same place."""
    target = root + source
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.islink(source):
        if not os.path.lexists(target):
            os.symlink(os.readlink(source), target)
        return
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        open(target, "x").close()
    linux.bind_read_only(source, target)


def _hide_packages(folders, root):
    """Lay an empty folder over all that could answer for the learner.

    That is some packages, other copies of the course's own, the masters with their solutions, and
    folders of packages that are there and not in use: another interpreter's, or the one of a system
    below a virtual environment.
    """
    used = [path for path in sys.path if os.path.isabs(path)]
    places, kept = {str(SHIPPED)}, {os.path.realpath(path) for path in PACKAGES.values()}
    in_use = [Path(os.path.realpath(path)) for path in used]
    for folder in _spellings([*folders, *used]):
        places |= {f"{folder}/{name}" for name in (*HIDDEN_PACKAGES, *PACKAGES)}
        for found in Path(folder).glob("python3*/*-packages"):
            if not any(path.is_relative_to(os.path.realpath(found)) for path in in_use):
                places.add(str(found))
    for place in _spellings(places):
        if os.path.isdir(root + place) and os.path.realpath(place) not in kept:
            linux.mount("none", root + place, "tmpfs", linux.MS_RDONLY, "size=0,mode=555")


def _spellings(paths):
    """Give each path as it is written and as it is where links are followed: both are shown."""
    return {way for path in paths for way in (path, os.path.realpath(path))}


def _show_course(course, root):
    """Lay a folder over each of the course's packages that has only what is listed."""
    for folder in PACKAGES.values():
        place = root + folder
        os.makedirs(place, exist_ok=True)
        linux.mount("none", place, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "size=64k,mode=755")
        for one in course:
            if one == folder or one.startswith(f"{folder}/"):
                _show(one, root)
        flags = linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY
        linux.mount("none", place, flags=flags | linux.MS_NOSUID | linux.MS_NODEV)
