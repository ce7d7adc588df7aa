"""The walled kernel for stock nbgrader: the same marks, and no sight of the teacher's files."""

import json
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from autograder.course.stock import nbgrader, read_marks
from tests.grade.class_of_learners import LESSON, RIGHT, code, handed_in, lay, shown_in
from tests.grade.ordinary_user import run_as_user

pytestmark = [
    pytest.mark.all,
    pytest.mark.skipif(sys.platform != "linux", reason="not run: the wall is Linux's"),
]
KERNELS = ("nnf-grading", "nnf-walled")
# Each says FOUND if it gets what it wants; @COURSE@ and so on stand for what a learner knows.
ATTACKS = {
    "gradebook": "open('@COURSE@/gradebook.db', 'rb').read(9)",
    "source": "open('@COURSE@/source/@LESSON@/@LESSON@.ipynb').read(9)",
    "neighbour": "open('@COURSE@/submitted/right/@LESSON@/@LESSON@.ipynb').read(9)",
    "folders": "import os; os.listdir('@COURSE@/private')",
    "home": "open('@HOME@/diary').read()",
    "environment": "import os; os.environ['TEACHERS_TOKEN']",
    "memory": "import ctypes\nblock, i, found = (ctypes.c_char_p * 999).from_address(\n"
    "    ctypes.c_void_p.in_dll(ctypes.CDLL(None), 'environ').value), 0, False\n"
    "while block[i]:\n    found, i = found or b'TEACHERS' in block[i], i + 1\nassert found",
    "writing": "open('@COURSE@/source/written', 'w').close()",
    "writing here": "open('../../written', 'w').close()",
    "network": "import socket\n"
    "socket.create_connection(('127.0.0.1', @PORT@), 3).sendall(b'hello')",
    "sockets": "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_STREAM).connect("
    "('127.0.0.1', @PORT@))",
    "processes": "import os; os.kill(@PID@, 0)",
    "file beside": "import helper",
    "program": "import subprocess\nsubprocess.run(['/bin/sh', '-c', 'true'], check=True)",
    "terminal": "import os; assert not os.path.samefile('/dev/fd/1', '/dev/null')",
}
STAYS = (
    "import os, time\nif not os.fork():\n    os.setsid()\n    if not os.fork():\n"
    "        time.sleep(600)\n    os._exit(0)"  # longer than the others' grading takes
)
SLOW = "def tanh_backward(dA, A):\n    while True:\n        pass"


@pytest.fixture(scope="module")
def graded(new_class, released, tmp_path_factory, listener):
    """Per kernel: the marks, what the attacker was shown, and the processes that stayed."""
    base = tmp_path_factory.mktemp("walled")
    (base / "home").mkdir()
    temporary = base / ("temporary, and so long that no address of a socket has room for it" * 2)
    temporary.mkdir()
    (base / "home" / "diary").write_text("dear diary")
    (base / "home" / "diary").chmod(0o600)
    done = {}
    for kernel in KERNELS:
        course = new_class(base / kernel)
        config = course / "nbgrader_config.py"
        line = 'c.ExecutePreprocessor.kernel_name = "nnf-grading"'
        assert line in config.read_text()
        text = config.read_text().replace(line, line.replace("nnf-grading", kernel))
        config.write_text(text.replace("timeout = 60", "timeout = 5"))
        # the same cases for both
        (course / "private" / "seed").write_text("one seed for both of these courses")
        known = {"COURSE": course, "LESSON": LESSON, "HOME": base / "home", "PID": os.getpid()}
        _hand_in(course, released, {**known, "PORT": listener[0]})
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TEACHERS_TOKEN", "a token")
            patch.setenv("TMPDIR", str(temporary))
            said = nbgrader(course, "autograde", LESSON, check=False)
        assert said.returncode == 0, said.stdout[-3000:]
        path = course / "autograded" / "eve" / LESSON / f"{LESSON}.ipynb"
        shown = shown_in(json.loads(path.read_text())["cells"])
        done[kernel] = read_marks(course, LESSON), shown, _end_what_stays(course)
        assert not list(temporary.glob("nnf-kernel-*"))
    return done


def _hand_in(course, released, known):
    lay(course, "right", handed_in(released, RIGHT))
    partly = {**RIGHT, "relu_backward": "def relu_backward(dA, Z):\n    return dA", "Value": ""}
    lay(course, "partly", handed_in(released, partly))
    lay(course, "slow", handed_in(released, {**RIGHT, "tanh_backward": SLOW}))
    notebook = handed_in(released, RIGHT)
    for name, source in {**ATTACKS, "stays": STAYS}.items():
        for word, value in known.items():
            source = source.replace(f"@{word}@", str(value))
        notebook["cells"].append(code(f"{source}\nprint('FOUND', {name!r})"))
    lay(course, "eve", notebook)
    lay(course, "eve", "print('hello')", name="helper.py")


def _end_what_stays(course):
    """Kill the processes that have outlived the grading of a course, and count them."""
    time.sleep(1)
    stayed, mark = 0, f"NNF_COURSE={course}".encode()
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (place / "environ").read_bytes():
                os.kill(int(place.name), signal.SIGKILL)
                stayed += 1
        except OSError:
            continue
    return stayed


def test_the_marks_are_the_same(graded):
    (plain, _, _), (walled, _, _) = (graded[kernel] for kernel in KERNELS)
    for student in ("right", "partly", "slow", "eve"):
        assert walled[student] == plain[student], student
    assert sum(mark or 0 for mark in walled["right"].values()) == 36
    assert 20 < sum(mark or 0 for mark in walled["partly"].values()) < 36
    assert walled["slow"]["hidden_tanh_backward"] == 0  # an interrupt reaches the kernel
    assert walled["slow"]["hidden_witness"] == 3


@pytest.mark.parametrize("name", ATTACKS)
def test_what_works_in_a_plain_kernel_does_not_behind_the_wall(graded, name):
    assert f"FOUND {name}\n" in graded["nnf-grading"][1]  # so the attack is real
    assert f"FOUND {name}\n" not in graded["nnf-walled"][1]


def test_of_the_two_kernels_the_plain_one_alone_is_heard_and_leaves_something(graded, listener):
    assert listener[1].count(b"hello") == 1
    assert graded["nnf-grading"][2] > 0
    assert graded["nnf-walled"][2] == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="these tests run as an ordinary user already")
def test_an_ordinary_user_gets_the_same_wall(root, tmp_path):
    done = run_as_user(
        [
            *(sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", __file__),
            *("-k", "not ordinary_user", "--basetemp", str(tmp_path / "base")),
        ],
        root,
        tmp_path,
    )
    assert done.returncode == 0, done.stdout[-3000:]
