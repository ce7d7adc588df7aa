"""JupyterLab as `autograder lab` starts it: its port, its environment, one server a folder."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from traitlets.utils.importstring import import_item

from autograder.cli import UserError, main
from autograder.lab import launch

LAUNCH = "import sys; from pathlib import Path; from autograder.lab.launch import launch; " + (
    "sys.exit(launch(Path(sys.argv[1]), int(sys.argv[2]), False))"
)


def test_a_taken_port_is_named_and_the_next_one_tried(capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        port = launch.free_port(taken)
    assert taken < port < taken + 50
    assert f"Port {taken} is taken" in capsys.readouterr().out


def test_a_port_of_the_system_is_refused_in_a_sentence(monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(launch.socket.socket, "bind", refuse)
    monkeypatch.setattr(launch.socket.socket, "connect_ex", lambda *_: 111)  # nobody answers there
    with pytest.raises(UserError, match="port 80 "):
        launch.free_port(80)


@pytest.mark.parametrize("port", ["-1", "70000"])
def test_a_port_that_cannot_be_is_refused_before_anything_is_done(port, tmp_path, capsys):
    work = tmp_path / "work"
    assert main(["lab", "--no-browser", "--work", str(work), "--port", port]) == 1
    assert f"got {port}" in capsys.readouterr().err
    assert not work.exists()


def test_the_server_gets_one_thread_and_our_programs_first(monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "8")
    environment = launch.server_environment()
    assert {environment[name] for name in launch.THREADS} == {"1"}
    first = Path(environment["PATH"].split(os.pathsep)[0])
    assert (first / "alembic").exists()  # nbgrader makes a gradebook with it


def test_the_server_listens_on_loopback_and_asks_nobody_for_news(tmp_path):
    command = launch.server_command(tmp_path, 8888, False)
    assert "--ServerApp.ip=127.0.0.1" in command
    assert "--LabApp.news_url=None" in command
    assert "--no-browser" in command
    assert "--no-browser" not in launch.server_command(tmp_path, 8888, True)


def test_messages_of_the_kernel_do_not_wait_for_one_another(tmp_path, monkeypatch):
    name = "ServerApp.kernel_websocket_connection_class"
    found = [part for part in launch.server_command(tmp_path, 8888, False) if name in part]
    made = import_item(found[0].split("=")[1])
    assert issubclass(made, ZMQChannelsWebsocketConnection)
    done = []
    monkeypatch.setattr(
        ZMQChannelsWebsocketConnection, "connect", lambda self: done.append("connected")
    )
    connection = made.__new__(made)
    handler = SimpleNamespace(set_nodelay=done.append)
    monkeypatch.setattr(made, "websocket_handler", handler)
    connection.connect()
    assert done == [True, "connected"]


def fetch(url):
    """Status and text of a page, without any proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=20) as answer:
        return answer.status, answer.read().decode()


def first_link(path, process, seconds=90):
    """The link that a running command has printed into a file."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = re.search(r"http://\S+", path.read_text())
        if found:
            return found.group()
        assert process.poll() is None, path.read_text()
        time.sleep(0.1)
    raise AssertionError(f"no link within {seconds} s: {path.read_text()}")


@pytest.mark.slow
def test_a_second_start_names_the_server_that_runs(tmp_path):
    work = tmp_path / "my work"
    work.mkdir()
    (work / "07_backpropagation.ipynb").write_text("{}")
    environment = {**os.environ, "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime")}
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        command = [sys.executable, "-c", LAUNCH, str(work), str(taken)]
        output = tmp_path / "output"
        with open(output, "w") as file:
            first = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=file
            )
        try:
            link = first_link(output, first)
            assert f"Port {taken} is taken" in output.read_text()
            assert fetch(link)[0] == 200
            listed = json.loads(fetch(link.replace("/lab?", "/api/contents?"))[1])["content"]
            assert [item["name"] for item in listed] == ["07_backpropagation.ipynb"]

            again = subprocess.run(command, env=environment, capture_output=True, text=True)
            assert again.returncode == 0
            assert link in again.stdout
            # The token opens the server to anyone who has it.
            assert (work / launch.LOG).stat().st_mode & 0o077 == 0
        finally:
            first.send_signal(signal.SIGTERM)
            first.wait(30)
    assert "is closed" in output.read_text()
    with pytest.raises(OSError, match="refused"):
        fetch(link)
    assert first.returncode == 0


BEHIND_ANOTHER = """
import subprocess, sys
from pathlib import Path
from autograder.lab import launch as lab
real = lab.server_command
between = "import subprocess, sys; subprocess.call(sys.argv[1:])"
def command(*args):
    return [sys.executable, "-c", between, *real(*args)]
lab.server_command = command
sys.exit(lab.launch(Path(sys.argv[1]), int(sys.argv[2]), False))
"""


@pytest.mark.slow
def test_a_server_with_another_process_id_is_found(tmp_path):
    # On Windows the python.exe of an environment starts another Python, and waits for it.
    work, runtime = tmp_path / "work", tmp_path / "runtime"
    work.mkdir()
    runtime.mkdir()
    stale = {"root_dir": str(work), "url": "http://127.0.0.1:1/", "token": "stale", "pid": 1}
    (runtime / "jpserver-1.json").write_text(json.dumps(stale))
    output = tmp_path / "output"
    with open(output, "w") as file:
        launcher = subprocess.Popen(
            [sys.executable, "-c", BEHIND_ANOTHER, str(work), "8950"],
            env={**os.environ, "JUPYTER_RUNTIME_DIR": str(runtime)},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
        )
    try:
        link = first_link(output, launcher)
        assert "stale" not in link
        assert fetch(link)[0] == 200
    finally:
        for path in runtime.glob("jpserver-*.json"):
            pid = json.loads(path.read_text())["pid"]
            if pid > 1:
                os.kill(pid, signal.SIGTERM)
        launcher.send_signal(signal.SIGTERM)
        launcher.wait(30)


def test_a_server_that_cannot_start_is_told_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(
        launch, "server_command", lambda *_: [sys.executable, "-c", "raise SystemExit('broken')"]
    )
    handlers = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGHUP)}
    try:
        with pytest.raises(UserError, match="stopped before it was ready"):
            launch.serve(tmp_path, 8888, False)
    finally:
        for name, handler in handlers.items():
            signal.signal(name, handler)
    assert "broken" in (tmp_path / launch.LOG).read_text()
