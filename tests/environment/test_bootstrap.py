"""The environment: made once, stamped when complete, made again when it is no use.

A toy project stands in for the course: it has no requirements and builds itself, so that
everything here runs without a network (which is set to a closed port, to be sure).
"""

import ast
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
import zipfile
from pathlib import Path

import pytest

BACKEND = """
import os, time, zipfile
def get_requires_for_build_editable(config_settings=None):
    return []
def build_editable(folder, config_settings=None, metadata_directory=None):
    while os.path.exists("wait"):
        open("building", "w").close()
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
# A Python that says what the file `says` beside it says of it: `old` (older than 3.11), `bare`
# (without ensurepip) or what making an environment prints before it fails.
FAKE = """#!/bin/sh
says=$(cat "$(dirname "$0")/says")
case "$says $*" in
old*"(3, 11)"*) exit 1;;
bare*ensurepip*) echo python3.11-venv; exit 1;;
*"-m venv"*) echo "$says"; test "$says" = fine; exit;;
*" -I -c "*) exec "$REAL" -I -c 'print()';;
*" -c "*) exec "$REAL" "$@";;
esac
test "$1" = -I && shift
exec "$REAL" -I -c 'import runpy, sys
sys.executable = sys._base_executable = sys.argv[1]
sys.version, sys.argv = "3.8.18 (fake)", sys.argv[2:]
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
    assert len(text.splitlines()) <= 150


@pytest.mark.all
def test_an_environment_lives_through_updates_a_move_and_days_without_network(
    toy, offline, tmp_path
):
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
    assert stamp(toy) != before
    assert bootstrap(toy, offline, "--dev").returncode == 0
    assert stamp(toy)[1] == "dev"
    assert bootstrap(toy, offline).stdout == ""  # more than it needs is enough

    # A requirement that is not there, and no network: a learner goes on, tests cannot.
    (toy / "requirements.txt").write_text("-e .\nno-such-project-of-ours\n")
    learner = bootstrap(toy, offline)
    assert (learner.returncode, learner.stderr) == (0, "")
    assert "Going on with what was installed last" in learner.stdout
    tests = bootstrap(toy, offline, "--dev")
    assert tests.returncode == 1
    assert "no network?" in tests.stderr
    assert len(tests.stderr.splitlines()) == 1
    assert is_complete(toy)

    # Settings of pip that nobody can read.
    (tmp_path / "pip.conf").write_text("user = true")
    unread = bootstrap(toy, {**offline, "PIP_CONFIG_FILE": str(tmp_path / "pip.conf")})
    assert unread.returncode == 1
    assert "pip.conf" in unread.stderr
    assert len(unread.stderr.splitlines()) == 1

    # Moved: programs in bin/ name the old path, so it is made again.
    (toy / "requirements.txt").write_text("-e .\n")
    moved = toy.with_name("my course moved")
    toy.rename(moved)
    rebuilt = bootstrap(moved, offline)
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert is_complete(moved)
    assert str(moved) in (moved / ".venv" / "bin" / "pip").read_text()


@pytest.mark.all
def test_without_network_and_packages_it_says_so_and_stamps_nothing(toy, offline):
    (toy / "requirements.txt").write_text("-e .\nno-such-project-of-ours\n")
    done = bootstrap(toy, offline)
    assert done.returncode == 1
    assert "no network?" in done.stderr
    log = done.stderr.strip().split(" is in ")[1]
    assert len(done.stderr.splitlines()) == 1
    assert "no-such-project-of-ours" in Path(log).read_text()
    assert stamp(toy) is None


@pytest.mark.parametrize("kind", ["folder", "link", "broken link", "file"])
def test_a_foreign_environment_that_is_no_use_is_left_alone(toy, offline, tmp_path, kind):
    there = tmp_path / "elsewhere" if "link" in kind else toy / ".venv"
    if kind == "file":
        there.write_text("mine")
    elif kind != "broken link":
        (there / "bin").mkdir(parents=True)
        (there / "precious").write_text("mine")
        python = there / "bin" / "python"
        python.write_text("#!/bin/sh\nexit 1\n")
        python.chmod(0o755)
    if "link" in kind:
        (toy / ".venv").symlink_to(there)
    done = bootstrap(toy, offline)
    assert done.returncode == 1
    assert "did not make .venv" in done.stderr
    assert "rename it" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert [path.name for path in toy.glob(".venv*")] == [".venv"]
    assert (toy / ".venv").is_symlink() == ("link" in kind)
    if kind in ("folder", "link"):
        assert (there / "precious").read_text() == "mine"
        assert sorted(path.name for path in there.iterdir()) == ["bin", "precious"]


@pytest.mark.all
def test_a_foreign_environment_that_works_is_used_and_kept(toy, offline):
    subprocess.run([sys.executable, "-m", "venv", toy / ".venv"], check=True)
    (toy / ".venv" / "precious").write_text("mine")
    assert bootstrap(toy, offline).returncode == 0
    assert is_complete(toy)
    assert (toy / ".venv" / "precious").read_text() == "mine"
    # With packages of another Python in sight, "installed" would not mean "in .venv".
    config = toy / ".venv" / "pyvenv.cfg"
    text = config.read_text()
    config.write_text(text.replace("packages = false", "packages = true"))
    assert bootstrap(toy, offline).returncode == 1
    config.write_text(text)
    # Moved, it is no use any more, but still somebody else's.
    moved = toy.with_name("moved")
    toy.rename(moved)
    done = bootstrap(moved, offline)
    assert done.returncode == 1
    assert "did not make .venv" in done.stderr
    assert (moved / ".venv" / "precious").read_text() == "mine"


def wheel(folder, name):
    """Write a wheel of an empty package, for `--find-links`; return its folder."""
    folder.mkdir(exist_ok=True)
    info = f"{name}-1.0.dist-info/"
    files = {
        f"{name}.py": "",
        info + "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        info + "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[info + "RECORD"] = "".join(f"{file},,\n" for file in [*files, info + "RECORD"])
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
    return folder


@pytest.mark.all
def test_settings_of_other_pythons_are_shut_out_and_the_way_to_packages_stays(
    toy, offline, tmp_path
):
    # The one package is found by a setting of the user's: nothing else knows the folder.
    wheels = wheel(tmp_path / "wheels", "brick")
    (toy / "requirements.txt").write_text("-e .\nbrick\n")
    # A robot's packages have one of the same name, and modules that break Python itself.
    robot = tmp_path / "robot"
    robot.mkdir()
    with zipfile.ZipFile(wheels / "brick-1.0-py3-none-any.whl") as archive:
        archive.extractall(robot)
    for module in ("configparser", "pip", "venv"):
        (robot / f"{module}.py").write_text("raise SystemExit('a foreign module')")
    home = tmp_path / "home"
    (home / ".config" / "pip").mkdir(parents=True)
    (home / ".config" / "pip" / "pip.conf").write_text(
        f"[global]\nuser = true\nquiet = 3\nno-deps = true\nfind-links = {wheels}\n"
        f"[install]\nprefix = {tmp_path}/prefix\nno-index = true\npython = /nowhere\n"
    )
    foreign = {
        "PIP_TARGET": str(tmp_path / "target"),
        "PIP_ROOT": str(tmp_path / "root"),
        "PIP_DRY_RUN": "1",
        "PIP_CONSTRAINT": str(tmp_path / "none.txt"),
        "PIP_REQUIRE_HASHES": "1",
        "PYTHONPATH": str(robot),
        "PYTHONUSERBASE": str(tmp_path / "base"),
        "PYTHONSAFEPATH": "1",
        "PYTHONOPTIMIZE": "2",
        "VIRTUAL_ENV": str(tmp_path / "other"),
    }
    own = {**offline, "HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config")}
    del own["PIP_CONFIG_FILE"], own["PIP_INDEX_URL"]
    done = bootstrap(toy, {**own, **foreign})
    assert done.returncode == 0, done.stdout + done.stderr
    assert is_complete(toy)
    code = "import brick; print(brick.__file__)"
    python = toy / ".venv" / "bin" / "python"
    where = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True).stdout
    assert where.startswith(str(toy / ".venv"))
    for name in ("target", "root", "prefix", "base"):
        assert not (tmp_path / name).exists()
    # Python itself starts with PYTHONHOME only where that is its own; then pip would install there.
    (toy / "requirements.txt").write_text("-e .\nbrick>=1\n")
    done = bootstrap(toy, {**own, "PYTHONHOME": sys.base_prefix})
    assert done.returncode == 0, done.stdout + done.stderr
    assert is_complete(toy)


def test_of_the_settings_of_pip_only_the_way_to_the_packages_is_taken(root, tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    own = {
        "index-url": "http://mine/simple",
        "extra-index-url": "http://a http://b",
        "trusted-host": "mine",
        "proxy": "http://proxy:3128",
        "cert": "/cert.pem",
        "client_cert": "/mine.pem",
        "cache-dir": "/cache",
        "keyring-provider": "subprocess",
        "timeout": "7",
    }
    others = ["user", "target", "prefix", "root", "python", "no-deps", "dry-run", "constraint"]
    others += ["require-virtualenv", "ignore-installed", "no-binary", "pre", "quiet", "log", "src"]
    lines = [f"{name} = {value}" for name, value in own.items()]
    lines += [f"{name} = 1" for name in others]
    (tmp_path / ".config" / "pip").mkdir(parents=True)
    (tmp_path / ".config" / "pip" / "pip.conf").write_text("[global]\n" + "\n".join(lines))
    (tmp_path / "more.conf").write_text("[install]\ncert = /more.pem\n[freeze]\nproxy = none\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "no"))
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "more.conf"))
    monkeypatch.setenv("PIP_TIMEOUT", "9")
    monkeypatch.setenv("PIP_INDEX_URL", "")  # pip takes no notice of these
    for name in others:
        monkeypatch.setenv("PIP_" + name.upper().replace("-", "_"), "1")
    monkeypatch.setenv("HTTPS_PROXY", "http://stays")
    spec = importlib.util.spec_from_file_location("bootstrap", root / "autograder/bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    taken = module.settings()
    wanted = {"PIP_" + name.upper().replace("-", "_"): value for name, value in own.items()}
    wanted |= {"PIP_CERT": "/more.pem", "PIP_TIMEOUT": "9"}
    assert {name: taken.get(name) for name in wanted} == wanted
    ours = {"PIP_CONFIG_FILE", "PIP_RETRIES"}
    there = {"PIP_FIND_LINKS", "PIP_NO_INDEX"}  # the machine's own pip.conf may say so
    assert {name for name in taken if name.startswith("PIP_")} - {*wanted, *there} == ours
    assert taken["HTTPS_PROXY"] == "http://stays"
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    assert "PIP_CERT" not in module.settings()


@pytest.mark.all
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
    end = time.monotonic() + 120
    while not (toy / "building").exists():
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
    left = toy / ".venv" / "left-behind"
    left.touch()
    again = bootstrap(toy, offline)
    assert again.returncode == 0, again.stderr
    assert not left.exists()  # made again, not gone on with
    assert is_complete(toy)


@pytest.mark.all
def test_an_update_that_was_killed_is_not_taken_for_a_complete_environment(toy, offline):
    assert bootstrap(toy, offline).returncode == 0
    environment = toy / ".venv"
    # What a kill -9 during an update leaves: the stamp renamed, packages half replaced.
    (environment / "nnf-stamp.json").rename(environment / "nnf-installing.json")
    (environment / "left-behind").touch()
    bootstrap(toy, offline)
    assert not (environment / "left-behind").exists()
    assert is_complete(toy)
    assert not (environment / "nnf-installing.json").exists()


@pytest.mark.all
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
    """A function that makes a `python3`, the only one on PATH, that says such things of itself."""

    def make(says):
        folder = tmp_path / "bin"
        folder.mkdir()
        (folder / "says").write_text(says)
        (folder / "python3").write_text(FAKE)
        (folder / "python3").chmod(0o755)
        for name in ("cat", "dirname", "test", "sh"):
            (folder / name).symlink_to(shutil.which(name))
        return {"PATH": str(folder), "REAL": sys.executable, "HOME": os.environ.get("HOME", "/")}

    return make


def test_an_old_python_is_named(toy, fake):
    make = [shutil.which("make"), "lab"]
    done = subprocess.run(make, cwd=toy, env=fake("old"), capture_output=True, text=True)
    assert done.returncode != 0
    assert "needs Python 3.11 or later" in done.stderr
    assert "3.8.18" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (toy / ".venv").exists()


def test_no_python_at_all_is_named(toy, tmp_path):
    make = [shutil.which("make"), "lab"]
    done = subprocess.run(
        make, cwd=toy, env={"PATH": str(tmp_path / "none")}, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "needs Python 3.11 or later" in done.stderr


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ("bare", "apt-get install python3.11-venv"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("Error: something else", "Error: something else"),
        ("fine", "pyproject.toml"),  # which is not there: a fault of the system's
    ],
)
def test_what_goes_wrong_is_told_in_one_sentence(toy, fake, says, told):
    (toy / "pyproject.toml").unlink()
    environment = fake(says)
    done = bootstrap(toy, environment, python=environment["PATH"] + "/python3")
    assert done.returncode == 1
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert stamp(toy) is None
    if says == "bare":
        assert not (toy / ".venv").exists()


def test_the_tools_that_build_the_project_are_written_as_bootstrap_reads_them(root):
    text = (root / "pyproject.toml").read_text()
    requires = tomllib.loads(text)["build-system"]["requires"]
    assert re.findall('"(.+?)"', re.search("^requires = .*", text, re.M).group()) == requires != []
