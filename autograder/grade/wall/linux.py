"""The Linux calls that Python's library does not offer (or only from 3.12 on), by ctypes.

Each function raises ``OSError`` with the name of the call if the kernel refuses.
"""

import ctypes
import functools
import os
import platform
import struct

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_NOSUID, MS_NODEV, MS_NOEXEC = 2, 4, 8
MS_REMOUNT, MS_RDONLY = 32, 1
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2
ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV = 1, 2, 4

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP = 1, 4, 22
PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER = 24, 36
PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 38, 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
LAST_CAPABILITY = 63

AT_FDCWD, AT_RECURSIVE = -100, 0x8000
SYS_MOUNT_SETATTR = 442  # the same on every architecture

# what a line of a filter of system calls does, and what a filter gives
LOAD, JUMP_EQUAL, JUMP_ABOVE, GIVE = 0x20, 0x15, 0x35, 0x06
ALLOW, KILL, PERMISSION = 0x7FFF0000, 0x80000000, 0x00050001

# syscall numbers that differ; elsewhere the isolation refuses
NUMBERS = {
    "x86_64": {"arch": 0xC000003E, "pivot_root": 155},
    "aarch64": {"arch": 0xC00000B7, "pivot_root": 41},
}
# What a notebook never needs and what would get round the limits on memory, widen the attack
# surface of the kernel, or leave a note for a later process in what all processes share, the page
# cache and the locks on files: refused with "operation not permitted".
REFUSED = {
    "x86_64": {
        "memfd_create": 319,
        "memfd_secret": 447,
        "shmget": 29,
        "msgget": 68,
        "semget": 64,
        "mq_open": 240,
        "ptrace": 101,
        "process_vm_readv": 310,
        "process_vm_writev": 311,
        "unshare": 272,
        "setns": 308,
        "mount": 165,
        "umount2": 166,
        "pivot_root": 155,
        "chroot": 161,
        "bpf": 321,
        "perf_event_open": 298,
        "userfaultfd": 323,
        "io_uring_setup": 425,
        "add_key": 248,
        "request_key": 249,
        "keyctl": 250,
        "open_by_handle_at": 304,
        "preadv2": 327,
        "pwritev2": 328,
        "fadvise64": 221,
        "readahead": 187,
        "mincore": 27,
        "cachestat": 451,
        "flock": 73,
        "inotify_init": 253,
        "inotify_init1": 294,
        "fanotify_init": 300,
        "socket": 41,
    },
    "aarch64": {
        "memfd_create": 279,
        "memfd_secret": 447,
        "shmget": 194,
        "msgget": 186,
        "semget": 190,
        "mq_open": 180,
        "ptrace": 117,
        "process_vm_readv": 270,
        "process_vm_writev": 271,
        "unshare": 97,
        "setns": 268,
        "mount": 40,
        "umount2": 39,
        "pivot_root": 41,
        "chroot": 51,
        "bpf": 280,
        "perf_event_open": 241,
        "userfaultfd": 282,
        "io_uring_setup": 425,
        "add_key": 217,
        "request_key": 218,
        "keyctl": 219,
        "open_by_handle_at": 265,
        "preadv2": 286,
        "pwritev2": 287,
        "fadvise64": 223,
        "readahead": 213,
        "mincore": 232,
        "cachestat": 451,
        "flock": 32,
        "inotify_init1": 26,
        "fanotify_init": 262,
        "socket": 198,
    },
}

# fcntl is needed, but not to lock a file or to watch it: GETLK, SETLK and SETLKW, the same for open
# file descriptions, leases, and notes of changes.
FCNTL = {"x86_64": 72, "aarch64": 25}
LOCKS = (5, 6, 7, 36, 37, 38, 1024, 1025, 1026)

_libc = ctypes.CDLL(None, use_errno=True)


def _check(name, result):
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def numbers():
    """Return the syscall numbers of this machine.

    Raises
    ------
    OSError
        If they are not known.
    """
    machine = platform.machine()
    if machine not in NUMBERS:
        raise OSError(f"the isolation knows x86_64 and aarch64, this machine is {machine}")
    return NUMBERS[machine]


def unshare(flags):
    """Leave the namespaces that the flags name for new ones."""
    _check("unshare", _libc.unshare(flags))


def join_namespace(descriptor, kind):
    """Enter the namespace behind an open file of ``/proc/PID/ns``."""
    _check("setns", _libc.setns(descriptor, kind))


def mount(source, target, kind=None, flags=0, data=None):
    """Mount; the arguments are those of mount(2), as text."""
    args = [None if text is None else os.fsencode(text) for text in (source, target, kind, data)]
    _check(f"mount {target}", _libc.mount(*args[:3], ctypes.c_ulong(flags), args[3]))


def bind_read_only(source, target):
    """Show a file or folder, with all that is mounted below it, at another place, read-only."""
    mount(source, target, flags=MS_BIND | MS_REC)
    attributes = struct.pack("4Q", ATTR_RDONLY | ATTR_NOSUID, 0, 0, 0)
    result = _libc.syscall(
        SYS_MOUNT_SETATTR,
        AT_FDCWD,
        os.fsencode(target),
        AT_RECURSIVE,
        attributes,
        ctypes.c_size_t(len(attributes)),
    )
    _check(f"mount_setattr {target}", result)


def change_root(folder):
    """Make a mounted folder the root and let go of everything else."""
    os.chdir(folder)
    # the old root is stacked on the new one and then taken away: no folder is needed for it
    _check("pivot_root", _libc.syscall(numbers()["pivot_root"], b".", b"."))
    _check("umount", _libc.umount2(b".", MNT_DETACH))
    os.chdir("/")


def prctl(option, *args):
    """Call prctl(2) with whole numbers."""
    padded = [ctypes.c_ulong(arg) for arg in (*args, 0, 0, 0, 0)[:4]]
    _check(f"prctl {option}", _libc.prctl(option, *padded))


def drop_capabilities():
    """Give up every capability for good, also those that a program could bring along."""
    for capability in range(LAST_CAPABILITY + 1):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            break  # past the last one that this kernel has
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = struct.pack("Ii", 0x20080522, 0)
    _check("capset", _libc.capset(header, bytes(24)))
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def refuse_calls(allowed=()):
    """Install the seccomp filter: the calls of :data:`REFUSED` fail from now on.

    Parameters
    ----------
    allowed : tuple of str
        Names of calls that are let through nevertheless.
    """
    _install(refusals(allowed))
    _install(no_locks())


@functools.cache
def no_locks():
    """Write a filter down that refuses the commands of fcntl in :data:`LOCKS`."""
    program = [
        (LOAD, 0, 0, 0),
        (JUMP_EQUAL, 0, len(LOCKS) + 1, FCNTL[platform.machine()]),
        (LOAD, 0, 0, 24),
        *((JUMP_EQUAL, len(LOCKS) - place, 0, one) for place, one in enumerate(LOCKS)),
        (GIVE, 0, 0, ALLOW),
        (GIVE, 0, 0, PERMISSION),
    ]
    return _written(program)


def refuse_families(allowed):
    """Refuse all sockets but those of some families, which are named by their numbers."""
    load, load_argument = (LOAD, 0, 0, 0), (LOAD, 0, 0, 16)
    program = [
        load,
        (JUMP_EQUAL, 0, len(allowed) + 2, REFUSED[platform.machine()]["socket"]),
        load_argument,
        *((JUMP_EQUAL, len(allowed) - place, 0, one) for place, one in enumerate(allowed)),
        (GIVE, 0, 0, PERMISSION),
        (GIVE, 0, 0, ALLOW),
    ]
    _install(_written(program))


@functools.cache
def refusals(allowed):
    """Write the filter down, as a program for the kernel and the number of its lines."""
    table = REFUSED[platform.machine()]
    refused = sorted({number for name, number in table.items() if name not in allowed})
    program = [
        (LOAD, 0, 0, 4),
        (JUMP_EQUAL, 1, 0, numbers()["arch"]),
        (GIVE, 0, 0, KILL),
        (LOAD, 0, 0, 0),
        # numbers from here on belong to the x32 variant of the same calls
        (JUMP_ABOVE, len(refused) + 1, 0, 0x40000000),
    ]
    for place, number in enumerate(refused):
        program.append((JUMP_EQUAL, len(refused) - place, 0, number))
    program += [(GIVE, 0, 0, ALLOW), (GIVE, 0, 0, PERMISSION)]
    return _written(program)


def _written(program):
    lines = b"".join(struct.pack("HBBI", *line) for line in program)
    return ctypes.create_string_buffer(lines), len(program)


def _install(written):
    """Install a filter beside those that are there: of a call the strictest decides."""
    code, length = written
    filter_ = struct.pack("HxxxxxxP", length, ctypes.addressof(code))
    buffer = ctypes.create_string_buffer(filter_)
    result = _libc.prctl(PR_SET_SECCOMP, 2, ctypes.c_void_p(ctypes.addressof(buffer)), 0, 0)
    _check("seccomp", result)
