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


def test_settings_of_other_pythons_do_not_reach_server_and_kernels(monkeypatch):
    foreign = ["PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONOPTIMIZE", "PYTHONUSERBASE"]
    # IPython puts the packages of VIRTUAL_ENV first.
    for name in [*foreign, "VIRTUAL_ENV"]:
        monkeypatch.setenv(name, "/other")
    for name in ("PYTHONUTF8", "JUPYTER_CONFIG_DIR", "PYTHON_KEYRING_BACKEND"):
        monkeypatch.setenv(name, "stays")
    environment = launch.server_environment()
    assert {*foreign, "VIRTUAL_ENV"} & set(environment) == set()
    assert environment["PYTHONUTF8"] == environment["JUPYTER_CONFIG_DIR"] == "stays"
    assert environment["PYTHON_KEYRING_BACKEND"] == "stays"


def test_make_shuts_the_settings_of_other_pythons_out(root, tmp_path):
    ours = (root / "Makefile").read_text(encoding="utf-8")
    (tmp_path / "Makefile").write_text(f"{ours}\nshow:\n\t@env\n", encoding="utf-8")
    foreign = {"PYTHONPATH": "/x", "PYTHONHOME": "/x", "PYTHONSTARTUP": "/x", "VIRTUAL_ENV": "/x"}
    environment = {**os.environ, **foreign, "PYTHONUTF8": "1"}
    done = subprocess.run(
        ["make", "show"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    names = {line.partition("=")[0] for line in done.stdout.splitlines()}
    assert "PYTHONUTF8" in names
    assert names & set(foreign) == set()


def test_files_in_the_way_of_the_courses_modules_are_named(tmp_path, monkeypatch):
    week = tmp_path / "week 1"
    for folder in ("nnlib", "tqdm", "data", "matplotlib", "week 1", "empty"):
        (tmp_path / folder).mkdir()
    (tmp_path / "matplotlib" / "__init__.py").write_text("")
    (week / "07_backpropagation.ipynb").write_text("{}")
    for name in ("autograder.py", "numpy.py", "random.py", "mine.py", "time.py", "tests.py"):
        (week / name).write_text("")
    for name in ("numpy.csv", "nnlib.txt", "notes.py", "nnlib.ipynb"):
        (tmp_path / name).write_text("")
    (tmp_path / "empty" / "nnlib.py").write_text("")  # no lesson beside it
    assert launch.in_the_way(tmp_path) == [
        (tmp_path / "matplotlib", "matplotlib"),
        (tmp_path / "nnlib", "nnlib"),
        (week / "autograder.py", "autograder"),
        (week / "numpy.py", "numpy"),
        (week / "random.py", "random"),
    ]
    assert launch.in_the_way(Path(launch.__file__).resolve().parents[1]) == []  # the course's own


def test_a_file_in_the_way_is_told_and_left_alone(tmp_path, capsys):
    engine = tmp_path / "nnlib.py"
    engine.write_text("mine")
    assert main(["lab", "--layout-only", "--work", str(tmp_path)]) == 0
    assert f"{engine} is in the way" in capsys.readouterr().out
    assert engine.read_text() == "mine"


def test_a_file_in_the_way_does_not_stop_the_server(tmp_path):
    (tmp_path / "autograder.py").write_text("raise SystemExit('the wrong one')")
    command = launch.server_command(tmp_path, 8888, False)
    command[command.index("-m") :] = ["-c", "import autograder.lab.nodelay"]
    assert subprocess.run(command, cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii", "utf-8"])
def test_a_name_that_the_console_lacks_stops_no_command(root, tmp_path, encoding):
    # One letter that those code pages lack, one byte that is no letter in any.
    work = os.fsencode(tmp_path) + "/Łukasz".encode() + b"\xff"
    command = [sys.executable, "-m", "autograder", "lab", "--layout-only", "--work", work]
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"ukasz\\udcff" in done.stdout


def test_without_a_console_commands_go_on(tmp_path, monkeypatch):
    # As with pythonw.exe, or where somebody else catches what is printed.
    for stream in (None, SimpleNamespace(write=len, flush=bool)):
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(["lab", "--layout-only", "--work", str(tmp_path)]) == 0


def test_the_server_listens_on_loopback_and_asks_nobody_for_news(tmp_path):
    command = launch.server_command(tmp_path, 8888, False)
    assert "--ServerApp.ip=127.0.0.1" in command
    assert "--LabApp.news_url=None" in command
    assert "--no-browser" in command
    assert "--no-browser" not in launch.server_command(tmp_path, 8888, True)


def test_who_learns_alone_sees_no_validate_button(tmp_path):
    found = {}
    for in_class in (False, True):
        command = launch.server_command(tmp_path, 8888, False, in_class)
        (said,) = [part for part in command if part.startswith("--LabApp.app_settings_dir=")]
        config = Path(said.partition("=")[2]) / "page_config.json"
        found[in_class] = json.loads(config.read_text())["disabledExtensions"]
    button = "@jupyter/nbgrader:validate-assignment"
    assert found[False] == {**found[True], button: True}
    assert button not in found[True]


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


def test_the_token_of_a_running_server_is_no_argument_of_the_browser(monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    server = {"pid": 4711, "url": "http://127.0.0.1:1/", "token": "a-secret"}
    launch._open(server)
    assert opened == []  # it wrote no such file: the link is printed, to be clicked
    (tmp_path / "jpserver-4711-open.html").write_text("a page that leads on")
    launch._open(server)
    assert opened == [(tmp_path / "jpserver-4711-open.html").as_uri()]


def test_a_server_that_is_started_opens_the_browser_by_its_file(tmp_path):
    command = launch.server_command(tmp_path, 9000, open_browser=True)
    assert not [part for part in command if "token" in part or "use_redirect_file" in part]
