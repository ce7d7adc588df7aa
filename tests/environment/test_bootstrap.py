"""The environment: made once, stamped when complete, rebuilt or moved aside when it is no use.

A toy project stands in for the course: it has no requirements and builds itself, so that
everything here runs without a network (which is set to a closed port, to be sure).
"""

import ast
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

BACKEND = """
import os, time, zipfile
def get_requires_for_build_editable(config_settings=None):
    return []
def build_editable(folder, config_settings=None, metadata_directory=None):
    while os.path.exists("wait"):
        time.sleep(0.1)
    name, info = "toy-1.0-py3-none-any.whl", "toy-1.0.dist-info/"
    files = {
        "toy.pth": os.getcwd(),
        info + "METADATA": "Metadata-Version: 2.1\\nName: toy\\nVersion: 1.0\\n"
        "Provides-Extra: dev\\n",
        info + "WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    files[info + "RECORD"] = "".join(f"{file},,\\n" for file in [*files, info + "RECORD"])
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        for file, text in files.items():
            wheel.writestr(file, text)
    return name
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "toy"
version = "1.0"
optional-dependencies = {dev = []}
"""
# An interpreter that says it is another one: $VERSION, unable to make environments if $NO_VENV.
FAKE = """#!/bin/sh
case "$1 $2" in
"-c "*version_info\\[:3\\]*) echo "[[$FAKE_VERSION], \\"$0\\", true]"; exit 0;;
"-c "*) exit 0;;
"-m venv") echo "The virtual environment was not created successfully because ensurepip is not"
  echo "available. On Debian/Ubuntu systems, you need to install the python3-venv package"; exit 1;;
esac
exec "$REAL" -c 'import runpy, sys
sys.executable = sys.argv[1]; sys.argv = sys.argv[2:]
runpy.run_path(sys.argv[0], run_name="__main__")' "$0" "$@"
"""


@pytest.fixture(scope="module")
def offline():
    """Variables of a machine without a network, and without any settings of pip."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        closed = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    kept.pop("CI", None)
    return {
        **kept,
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": f"http://127.0.0.1:{closed}/simple",
        "PIP_RETRIES": "0",
        "PIP_DEFAULT_TIMEOUT": "5",
    }


@pytest.fixture
def toy(tmp_path, root):
    """The toy project in a folder with a space in its name."""
    folder = tmp_path / "my course"
    (folder / "autograder").mkdir(parents=True)
    shutil.copy(root / "autograder" / "bootstrap.py", folder / "autograder")
    shutil.copy(root / "Makefile", folder)
    (folder / "backend.py").write_text(BACKEND)
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / "requirements.txt").write_text("-e .\n")
    return folder


def bootstrap(folder, environment, *options, python=sys.executable):
    """Run bootstrap.py; nothing it says may be a traceback."""
    command = [python, "autograder/bootstrap.py", *options]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


def stamp(folder):
    """The stamp of a complete environment, or None."""
    path = folder / ".venv" / "nnf-stamp.json"
    return json.loads(path.read_text()) if path.exists() else None


def is_complete(folder):
    """Whether the environment is stamped, and really holds the project."""
    code = "import importlib.metadata as m; m.version('toy')"
    python = folder / ".venv" / "bin" / "python"
    return bool(stamp(folder)) and subprocess.run([python, "-c", code]).returncode == 0


def test_python_36_can_read_it(root):
    text = (root / "autograder" / "bootstrap.py").read_text()
    ast.parse(text, feature_version=(3, 6))
    with pytest.raises(SyntaxError):  # so that the line above means something
        ast.parse("(x := 1)", feature_version=(3, 6))


def test_an_environment_lives_through_updates_a_move_and_days_without_network(toy, offline):
    first = bootstrap(toy, offline)
    assert first.returncode == 0, first.stderr
    assert is_complete(toy)

    start = time.monotonic()
    again = bootstrap(toy, offline)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert time.monotonic() - start < 5

    # Other requirements, all of them there: checked, and nothing fetched.
    (toy / "requirements.txt").write_text("# changed\n-e .\n")
    before = stamp(toy)
    checked = bootstrap(toy, offline)
    assert checked.returncode == 0, checked.stderr
    assert "Installing" not in checked.stdout
    assert stamp(toy)["key"] != before["key"]
    assert bootstrap(toy, offline, "--dev").returncode == 0
    assert stamp(toy)["extras"] == ["dev"]
    assert bootstrap(toy, offline).stdout == ""  # more than it needs is enough

    # A requirement that is not there, and no network: a learner goes on, tests cannot.
    (toy / "requirements.txt").write_text("-e .\nno-such-project-of-ours\n")
    learner = bootstrap(toy, offline)
    assert (learner.returncode, learner.stderr) == (0, "")
    assert "going on with what was installed last" in learner.stdout
    tests = bootstrap(toy, offline, "--dev")
    assert tests.returncode == 1
    assert "no network?" in tests.stderr
    assert len(tests.stderr.splitlines()) == 1
    assert is_complete(toy)

    # Moved: programs in bin/ name the old path, so it is made again.
    (toy / "requirements.txt").write_text("-e .\n")
    moved = toy.with_name("my course moved")
    toy.rename(moved)
    rebuilt = bootstrap(moved, offline)
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert "moved or copied here" in rebuilt.stdout
    assert is_complete(moved)
    assert not list(moved.glob(".venv-old*"))  # it was ours


def test_without_network_and_packages_it_says_so_and_stamps_nothing(toy, offline):
    (toy / "requirements.txt").write_text("-e .\nno-such-project-of-ours\n")
    done = bootstrap(toy, offline)
    assert done.returncode == 1
    assert "no network?" in done.stderr
    log = done.stderr.strip().split(" is in ")[1]
    assert "no-such-project-of-ours" in Path(log).read_text()
    assert stamp(toy) is None


@pytest.mark.parametrize("link", [False, True])
def test_a_foreign_environment_of_an_old_python_is_moved_aside(toy, offline, tmp_path, link):
    there = tmp_path / "elsewhere" if link else toy / ".venv"
    (there / "bin").mkdir(parents=True)
    (there / "precious").write_text("mine")
    old = there / "bin" / "python"
    old.write_text("#!/bin/sh\necho '[[3, 8, 18], \"/usr/bin/python3.8\", true]'\n")
    old.chmod(0o755)
    if link:
        (toy / ".venv").symlink_to(there)
    (toy / ".venv-old-1").mkdir()  # the number is taken
    done = bootstrap(toy, offline)
    assert done.returncode == 0, done.stderr
    assert "its Python is 3.8.18" in done.stdout
    assert ".venv-old-2" in done.stdout
    assert (toy / ".venv-old-2" / "precious").read_text() == "mine"
    assert is_complete(toy)


@pytest.mark.slow
def test_a_foreign_environment_that_works_is_used_and_kept(toy, offline):
    subprocess.run([sys.executable, "-m", "venv", toy / ".venv"], check=True)
    (toy / ".venv" / "precious").write_text("mine")
    assert bootstrap(toy, offline).returncode == 0
    assert is_complete(toy)
    assert (toy / ".venv" / "precious").read_text() == "mine"
    # Moved, it is no use any more, but still somebody else's.
    moved = toy.with_name("moved")
    toy.rename(moved)
    done = bootstrap(moved, offline)
    assert done.returncode == 0, done.stderr
    assert (moved / ".venv-old-1" / "precious").read_text() == "mine"
    assert is_complete(moved)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_an_interrupted_installation_is_never_stamped(toy, offline, name):
    (toy / "wait").touch()  # the build of the toy waits for this file to go
    child = subprocess.Popen(
        [sys.executable, "autograder/bootstrap.py"],
        cwd=toy,
        env=offline,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    log = toy / "build" / "bootstrap.log"
    end = time.monotonic() + 120
    while not (log.exists() and "Obtaining file" in log.read_text()):
        assert child.poll() is None, child.communicate()
        assert time.monotonic() < end
        time.sleep(0.1)
    child.send_signal(getattr(signal, name))
    _, error = child.communicate(timeout=60)
    assert child.returncode == 130
    assert "Interrupted" in error
    assert "Traceback" not in error
    assert stamp(toy) is None
    (toy / "wait").unlink()
    again = bootstrap(toy, offline)
    assert again.returncode == 0, again.stderr
    assert "its installation was not finished" in again.stdout
    assert is_complete(toy)


@pytest.mark.slow
def test_an_update_that_was_killed_is_not_taken_for_a_complete_environment(toy, offline):
    assert bootstrap(toy, offline).returncode == 0
    environment = toy / ".venv"
    # What a kill -9 during an update leaves: the stamp renamed, packages half replaced.
    (environment / "nnf-stamp.json").rename(environment / "nnf-installing.json")
    done = bootstrap(toy, offline)
    assert "its installation was not finished" in done.stdout
    assert is_complete(toy)
    assert not (environment / "nnf-installing.json").exists()


@pytest.mark.slow
def test_two_at_the_same_time_take_turns(toy, offline):
    (toy / "wait").touch()
    command = [sys.executable, "autograder/bootstrap.py"]
    options = {"cwd": toy, "env": offline, "text": True}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    first = subprocess.Popen(command, **options, **pipes)
    while not (toy / ".venv" / "nnf-made.json").exists():
        assert first.poll() is None
        time.sleep(0.05)
    second = subprocess.Popen(command, **options, **pipes)
    line = second.stdout.readline()
    (toy / "wait").unlink()
    said = first.communicate(timeout=120)[0], line + second.communicate(timeout=120)[0]
    assert (first.returncode, second.returncode) == (0, 0), said
    assert "waiting" in said[1]
    assert "Installing" not in said[1]
    assert is_complete(toy)


@pytest.fixture
def fake(tmp_path):
    """A folder with only a `python3` that says it is whatever FAKE_VERSION holds."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "python3").write_text(FAKE)
    (folder / "python3").chmod(0o755)
    return {"PATH": str(folder), "REAL": sys.executable, "HOME": os.environ.get("HOME", "/")}


def test_an_old_python_is_named(toy, fake):
    (toy / "autograder" / "lab.py").write_text("")
    make = [shutil.which("make"), "lab"]
    environment = {**fake, "FAKE_VERSION": "3, 8, 18"}
    done = subprocess.run(make, cwd=toy, env=environment, capture_output=True, text=True)
    assert done.returncode != 0
    assert "needs Python 3.11 or later" in done.stderr
    assert "python3 is 3.8.18" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (toy / ".venv").exists()


def test_no_python_at_all_is_named(toy, tmp_path):
    make = [shutil.which("make"), "lab"]
    done = subprocess.run(
        make, cwd=toy, env={"PATH": str(tmp_path / "none")}, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "needs Python 3.11 or later" in done.stderr


def test_debian_without_its_venv_package_is_named(toy, fake):
    environment = {**fake, "FAKE_VERSION": "3, 11, 2"}
    done = bootstrap(toy, environment, python=fake["PATH"] + "/python3")
    assert done.returncode == 1
    assert "apt-get install python3.11-venv" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (toy / ".venv").exists()


def test_a_folder_that_cannot_be_written_is_named(toy, offline):
    (toy / "build").write_text("a file where a folder should be")
    done = bootstrap(toy, offline)
    assert done.returncode == 1
    assert "File exists" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.fixture
def module(root):
    """bootstrap.py as a module."""
    spec = importlib.util.spec_from_file_location("bootstrap", root / "autograder/bootstrap.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def test_a_missing_browser_fails_in_ci_and_is_told_elsewhere(module, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CI", "true")
    with pytest.raises(module.Stop, match="Chromium"):
        module.install_browser(str(tmp_path / "log"))
    monkeypatch.delenv("CI")
    module.install_browser(str(tmp_path / "log"))
    assert "apt-get install chromium" in capsys.readouterr().out


def test_the_tools_that_build_the_project_are_read_from_its_own_list(module, root):
    assert module.build_requirements(str(root)) == ["setuptools>=77"]
