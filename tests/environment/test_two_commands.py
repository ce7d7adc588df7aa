"""The two commands of README.md, as on a fresh machine: clone, `make lab`."""

import json
import os
import signal
import subprocess
import time

import pytest

from tests.lab.test_launch import fetch, first_link
from tests.running.ports import free_port


def seconds_of_work():
    """CPU time of all children that have ended: what else the machine does is not in it."""
    times = os.times()
    return times.children_user + times.children_system


@pytest.mark.all
@pytest.mark.clock
def test_clone_and_make_lab(root, tmp_path):
    clone = tmp_path / "my courses" / "neural networks"
    subprocess.run(["git", "clone", "--quiet", root, clone], check=True)
    runtime = tmp_path / "runtime"
    # Nothing of the environment that runs this test may help.
    outer = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    environment = {name: value for name, value in os.environ.items() if name not in outer}
    environment["JUPYTER_RUNTIME_DIR"] = str(runtime)
    command = ["make", "lab", f"LAB=--no-browser --port {free_port()}"]
    output = tmp_path / "output"
    with open(output, "w") as file:
        first = subprocess.Popen(
            command,
            cwd=clone,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
        )
    try:
        link = first_link(output, first, 480)
        assert fetch(link)[0] == 200
        listed = json.loads(fetch(link.replace("/lab?", "/api/contents?"))[1])["content"]
        lessons = sorted(path.name for path in (clone / "notebooks").glob("*.ipynb"))
        assert sorted(item["name"] for item in listed) == lessons != []

        (clone / "work" / lessons[0]).write_bytes(b"my answer")
        work, waiting = [], []
        for _ in range(2):
            start, clock = seconds_of_work(), time.monotonic()
            again = subprocess.run(
                command, cwd=clone, env=environment, capture_output=True, text=True
            )
            work.append(seconds_of_work() - start)
            waiting.append(time.monotonic() - clock)
            assert again.returncode == 0, again.stderr
            assert link in again.stdout
        # Work is what this machine's other jobs do not change; the clock would show a wait for
        # something that does not answer (2.4 s with four jobs on two cores).
        assert min(work) < 5
        assert min(waiting) < 15
        assert (clone / "work" / lessons[0]).read_bytes() == b"my answer"
        # git has nothing to say about a learner's folder.
        status = ["git", "status", "--porcelain"]
        assert subprocess.run(status, cwd=clone, capture_output=True).stdout == b""
    finally:
        for path in runtime.glob("jpserver-*.json"):
            os.kill(json.loads(path.read_text())["pid"], signal.SIGTERM)
        try:
            first.wait(60)
        except subprocess.TimeoutExpired:
            first.terminate()
            raise
    assert first.returncode == 0, output.read_text()
