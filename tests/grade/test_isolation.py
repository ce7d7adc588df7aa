"""The wall: what learners' code may not see, reach, use up or leave behind."""

import os
import platform
import subprocess
import sys
import time

import pytest

from autograder.grade.wall import isolation, linux, wire
from autograder.grade.wall.control_group import make_group, places_of_this_process
from autograder.grade.wall.isolation import CannotIsolate
from autograder.grade.wall.limits import MEGABYTE, Limits
from autograder.grade.wall.sandbox import ENVIRONMENT, OutOfMemory, Warm
from tests.grade.class_of_learners import LESSON
from tests.grade.ordinary_user import run_as_user

pytestmark = pytest.mark.slow

LIMITS = Limits(memory=400 * MEGABYTE, scratch=8 * MEGABYTE, processes=24, open_files=40)


@pytest.fixture(scope="module")
def small():
    """A warm process with small limits."""
    with Warm(LIMITS) as warm:
        yield warm


@pytest.fixture
def inside(small):
    """A function that runs code behind the wall and gives what it prints, or its exception."""

    def inside(source, seconds=20):
        with small.sandbox(1) as box:
            wire.send(box.control, [("run", source)])
            until = time.monotonic() + seconds
            answer = wire.receive(box.control, 10**6, until, box.check_memory)
        assert survivors(small) == []
        texts = [output.get("text", output.get("ename", "")) for output in answer["outputs"]]
        return "".join(texts).strip()

    return inside


def survivors(warm):
    """List what is left of a sandbox; the kernel may take a moment for it."""
    for _ in range(100):
        left = warm._memory.members()
        if not left:
            break
        time.sleep(0.02)
    return left


def test_of_files_only_code_is_there(inside, root):
    seen = inside("import os\nprint(*sorted(os.listdir('/')))").split()
    assert not {"home", "proc", "sys", "var", "boot", "mnt"} & {*seen} - {root.parts[1]}
    assert inside("print(open('/etc/passwd').read())") == "FileNotFoundError"
    # where the project's folder shows, it is for the two packages and the interpreter alone
    listing = inside(f"import os\nfor name in os.listdir({str(root)!r}):\n    print(name)")
    assert {*listing.split()} <= {"nnlib", "autograder", ".venv", "FileNotFoundError"}


def test_a_course_and_its_neighbours_cannot_be_seen(inside, tmp_path):
    secret = tmp_path / "private" / "seed"
    secret.parent.mkdir()
    secret.write_text("the seed")
    assert inside(f"print(open({str(secret)!r}).read())") == "FileNotFoundError"
    assert inside(f"import os; print(os.listdir({str(tmp_path)!r}))") == "FileNotFoundError"


@pytest.mark.parametrize("folder", ["/", "/usr/lib", "code", "libraries"])
def test_nothing_but_the_scratch_folder_can_be_written_to(inside, folder, root):
    folder = {"code": f"{root}/nnlib", "libraries": os.path.dirname(pytest.__file__)}.get(
        folder, folder
    )
    assert inside(f"open({folder + '/mine.py'!r}, 'w')") in ("OSError", "PermissionError")
    assert not os.path.exists(f"{folder}/mine.py")


def test_the_scratch_folder_is_small_and_fresh_each_time(inside):
    assert inside("open('x', 'w').write('a' * 1000); import os; print(os.listdir())") == "['x']"
    assert inside("import os; print(os.getcwd(), os.listdir())") == "/scratch []"
    assert inside("open('x', 'wb').write(bytes(9 * 2**20))") == "OSError"
    many = "for i in range(9):\n    open(f'x{i}', 'wb').write(bytes(2**20))"
    assert inside(many) == "OSError"
    assert inside("for i in range(9999):\n    open(f'x{i}', 'w').close()") == "OSError"


def test_of_the_environment_nothing_is_left(inside, monkeypatch):
    names = inside("import os; print(*sorted(os.environ))").split()
    assert set(names) <= {
        *ENVIRONMENT,
        "PYTHONPATH",
        "LC_CTYPE",
        "KMP_DUPLICATE_LIB_OK",
        "KMP_INIT_AT_FORK",
    }


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET"])
def test_there_is_no_network_and_no_socket(inside, family):
    assert inside(f"import socket\nsocket.socket(socket.{family})") == "PermissionError"


def test_other_processes_cannot_be_seen_or_signalled(inside):
    found = inside(
        "import os\nfound = []\nfor pid in range(3, 70000):\n    try:\n        os.kill(pid, 0)\n"
        "        found.append(pid)\n    except ProcessLookupError:\n        pass\nprint(found)"
    )
    assert found == "[]"
    assert inside(f"import os\nos.kill({os.getpid()}, 9)") == "ProcessLookupError"
    assert inside("import os\nos.kill(1, 9)\nprint('still here')") == "still here"


@pytest.mark.parametrize(
    "call",
    [
        "os.setuid(0)",
        "os.chroot('/')",
        "os.nice(-5)",
        "os.mknod('d', 0o20666, os.makedev(1, 1))",
        "libc('unshare', 0x10000000)",
        "libc('unshare', 0x00020000)",
        "libc('mount', b'none', b'/scratch', b'tmpfs', 0, None)",
        "libc('umount2', b'/scratch', 2)",
        "libc('memfd_create', b'x', 0)",
        "libc('shmget', 0, 4096, 0o1600)",
        "libc('ptrace', 16, 1, 0, 0)",
        "libc('sethostname', b'x', 1)",
        "resource.setrlimit(resource.RLIMIT_NPROC, (9999, 9999))",
        "resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
    ],
)
def test_rights_are_gone(inside, call):
    head = (
        "import ctypes, os, resource\nlib = ctypes.CDLL(None, use_errno=True)\n"
        "def libc(name, *args):\n    if getattr(lib, name)(*args) == -1:\n"
        "        raise OSError(ctypes.get_errno(), name)\n"
    )
    # a user that does not exist in this namespace is no matter of rights
    refusals = (
        {"OSError", "PermissionError"} if "setuid" in call else {"PermissionError", "ValueError"}
    )
    assert inside(head + call) in refusals


def test_a_program_that_is_started_gets_no_rights_either(inside):
    found = inside("import subprocess\nprint(subprocess.run(['/bin/sh', '-c', 'id']))")
    assert found == "FileNotFoundError"


def test_processes_and_files_are_counted(inside):
    forks = "import os\nfor i in range(999):\n    if not os.fork():\n        import time\n"
    assert inside(forks + "        time.sleep(99)") == "BlockingIOError"
    assert inside("kept = [open('/dev/null') for _ in range(999)]") == "OSError"


def test_memory_of_all_processes_together_is_limited(inside, small):
    with pytest.raises(OutOfMemory, match="400 MB"):
        inside("x = bytearray(600 * 2**20)\nwhile True: pass")
    several = (
        "import os, time\nfor i in range(6):\n    if not os.fork():\n"
        "        x = bytearray(100 * 2**20)\n        time.sleep(99)\ntime.sleep(99)"
    )
    with pytest.raises(OutOfMemory):
        inside(several)
    assert survivors(small) == []


def test_what_is_allowed_to_one_process_is_refused_to_the_next():
    number = linux.REFUSED[platform.machine()]["socket"].to_bytes(4, "little")
    before = {name: dict(calls) for name, calls in linux.REFUSED.items()}
    with_sockets, without = linux.refusals(("socket",)), linux.refusals(())
    assert number in without[0].raw
    assert number not in with_sockets[0].raw
    assert with_sockets[1] == without[1] - 1
    assert before == linux.REFUSED


def test_work_is_done_as_the_first_process_and_its_end_is_told():
    here, there = os.pipe()
    ends = {
        "the first": lambda: os.getpid() + 6,
        "nothing": lambda: None,
        "an error": lambda: [].missing,
    }
    codes = {
        name: isolation.run_inside(work, lambda error: os.write(there, str(error).encode()))
        for name, work in ends.items()
    }
    assert codes == {"the first": 7, "nothing": 0, "an error": 1}
    assert b"missing" in os.read(here, 999)
    os.close(here)
    os.close(there)


def test_address_space_is_limited(inside):
    assert inside("x = bytearray(5000 * 2**20)") == "MemoryError"


def test_detached_processes_are_killed_with_the_rest(inside, small):
    detach = (
        "import os, signal, time\nfor name in range(1, 32):\n    try: signal.signal(name, 1)\n"
        "    except (OSError, ValueError): pass\nif not os.fork():\n    os.setsid()\n"
        "    if not os.fork():\n        time.sleep(99)\n    os._exit(0)\nprint('left one')"
    )
    assert inside(detach) == "left one"


def test_the_end_of_the_notebook_is_noticed(inside):
    for end in ("import os; os._exit(0)", "import ctypes; ctypes.string_at(0)"):
        with pytest.raises(wire.Ended):
            inside(end)


def test_the_import_path_works_where_the_folder_is_gone(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", ["", "__editable__.course.finder.__path_hook__", *sys.path])
    folder = tmp_path / "gone"
    folder.mkdir()
    code = "import os, sys; os.rmdir(sys.argv[1]); os.execv(sys.executable, [*sys.argv[2:]])"
    found = subprocess.run(
        [sys.executable, "-c", code, folder, sys.executable, "-P", "-c", "import nnlib; print(1)"],
        cwd=folder,
        env={"PYTHONPATH": isolation.import_path()},
        capture_output=True,
        text=True,
    )
    assert (found.stdout, found.returncode) == ("1\n", 0), found.stderr


def test_libraries_that_could_answer_are_not_there(inside):
    for name in ("torch", "scipy", "sklearn", "nbgrader"):
        assert inside(f"import {name}.special") in ("ModuleNotFoundError", "ImportError"), name
    assert inside("import nnlib, numpy, matplotlib.pyplot; print('these are')") == "these are"


def test_a_system_that_cannot_isolate_is_refused(monkeypatch):
    monkeypatch.setattr("autograder.grade.wall.sandbox.code_folders", lambda: ["/dev/null/x"])
    with pytest.raises(CannotIsolate), Warm(LIMITS):
        pass


def test_without_isolation_everything_is_still_killed(tmp_path):
    with Warm(LIMITS, isolated=False) as warm, warm.sandbox(1) as box:
        detach = "import os, time\nif not os.fork():\n    os.setsid()\n    time.sleep(99)\n"
        wire.send(box.control, [("run", detach + f"open({str(tmp_path / 'x')!r}, 'w')")])
        wire.receive(box.control, 10**6, time.monotonic() + 20)
        assert len(warm._memory._family.members()) == 3
    assert (tmp_path / "x").exists()
    assert survivors(warm) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="these tests run as an ordinary user already")
def test_the_same_wall_stands_for_an_ordinary_user(root, tmp_path):
    done = run_as_user(
        [
            *(sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", __file__),
            *("-k", "not ordinary_user", "--basetemp", str(tmp_path / "base")),
        ],
        root,
        tmp_path,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert LESSON not in done.stdout


# ------------------------------------------------------------ memory that the kernel counts


def test_a_group_is_made_where_one_can_be_and_left_ones_are_removed(tmp_path):
    assert make_group(2**30, [(tmp_path / "nowhere", 2)]) is None
    (tmp_path / "nnf-999999999-0").mkdir()
    assert make_group(2**30, [(tmp_path, 2)]) is None  # an ordinary folder is no place for it
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_kernel_keeps_the_limit_where_it_has_groups():
    places = places_of_this_process()
    group = make_group(200 * 2**20)
    if group is None:
        pytest.skip(f"not run: needs a place where a control group may be made, of {places}")
    code = "import os\nos.write({door}, b'0')\nx = bytearray({size} * 2**20)\nprint('SURVIVED')"
    try:
        for size, survives in ((50, True), (600, False)):
            done = subprocess.run(
                [sys.executable, "-c", code.format(door=group.door, size=size)],
                pass_fds=[group.door],
                capture_output=True,
                text=True,
            )
            assert ("SURVIVED" in done.stdout) == survives, done
        assert group.kills() == 1
    finally:
        folder = group.folder
        group.close()
    assert not folder.exists()


@pytest.mark.slow
def test_a_submission_is_in_a_group_of_its_own_warm_process():
    with Warm(Limits()) as warm:
        if warm._group is None:
            pytest.skip("not run: needs a place where a control group may be made")
        procs = warm._group.folder / "cgroup.procs"
        assert procs.read_text() == ""
        with warm.sandbox(1) as box:
            wire.send(box.control, [("run", "import time; time.sleep(1)")])
            time.sleep(0.5)
            inside = {int(line) for line in procs.read_text().split()}
            assert inside == set(warm._memory.members())
        folder = warm._group.folder
    assert not folder.exists()
