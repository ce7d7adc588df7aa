"""Make the environment that the course runs in: ``python autograder/bootstrap.py [--dev]``.

Needs no package, and Python 3.6 can read it, to say that it is too old. In ``.venv`` it keeps
nnf-made.json (the folder is its own), nnf-installing.json (pip at work), nnf-stamp.json (whole)."""

import os
import sys

if __name__ == "__main__" and not sys.flags.isolated and os.name != "nt":
    # Again, without the user's PYTHONPATH, before a module of the lines below comes from there.
    os.execv(sys.executable, [sys.executable, "-I", os.path.abspath(__file__), *sys.argv[1:]])

import configparser
import contextlib
import re
import shutil
import signal
import subprocess
from pathlib import Path

ROOT = Path(os.path.abspath(__file__)).parents[1]
VENV, BUILD = ROOT / ".venv", ROOT / "build"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
MADE, INSTALLING, STAMP = (VENV / f"nnf-{name}.json" for name in ("made", "installing", "stamp"))
# Settings of other Pythons are shut out; of pip's stay those that say how to reach the packages.
FOREIGN = re.compile("PYTHON[A-Z]|_?PIP_|VIRTUAL_ENV|SETUPTOOLS_|DIST_EXTRA_CONFIG|__PYVENV")
CLEAN = {name: value for name, value in os.environ.items() if not FOREIGN.match(name)}
WAY = "PIP_.*(INDEX|LINKS|HOST|PROXY|CERT|KEYRING|FEATURE|CACHE|TIMEOUT|RETRIES)"
PIP_CONF = "/etc/xdg/pip/pip.conf|/etc/pip.conf|/Library/Application Support/pip/pip.conf|\
$HOME/.pip/pip.conf|$HOME/.config/pip/pip.conf|$HOME/Library/Application Support/pip/pip.conf|\
$XDG_CONFIG_HOME/pip/pip.conf|$APPDATA/pip/pip.ini"
OFFLINE = "connection broken|Connection (aborted|refused|reset)|Failed to (establish|resolve)|\
name resolution|timed out|unreachable|from versions: none(?!(.|\n)*Ignored the following versions)"
NEW = "import sys; assert sys.version_info >= (3, 11) and sys.prefix == sys.base_prefix"
PARTS = "import sys; print('python%d.%d-venv' % sys.version_info[:2]); import ensurepip, venv"
# Fails if the environment can't be used; otherwise prints a hash of all that it is made from.
KEY = """import hashlib, os, pip, sys
files = [open(name, "rb").read() for name in ("requirements.txt", "pyproject.toml")]
places = sys.argv[1], os.path.realpath(sys.argv[1])
lines = [x.strip() for x in open(".venv/pyvenv.cfg", encoding="utf-8") if x.startswith("command")]
assert sys.version_info >= (3, 11) and all(line.endswith(places) for line in lines)
assert all(path.startswith(places) for path in sys.path if path.endswith("-packages"))
print(hashlib.sha256(repr((files, places, sys.version_info)).encode()).hexdigest(), end="")"""


def run(python, *options, env=CLEAN):
    """Run a Python in the course's folder; return its exit status and what it said."""
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with contextlib.suppress(OSError):
        done = subprocess.run([str(python), "-I", *options], cwd=str(ROOT), env=env, **pipes)
        return done.returncode, done.stdout.decode("utf-8", "replace")
    return 1, f"{python} does not start"


def stop(said):
    """Stop with a sentence that says what went wrong; all that was said goes to the log."""
    log, reason = BUILD / "bootstrap.log", ("nothing was said\n" + said.strip()).splitlines()[-1]
    with contextlib.suppress(OSError):
        log.write_text(said, "utf-8")
    if "No space left" in said or shutil.disk_usage(str(ROOT)).free < 2**26:
        reason = "the disk is full; it takes about 1 GB (3 GB with what the tests need)"
    elif re.search(OFFLINE, said):
        reason = "packages are missing, and their index can't be reached (no network?)"
    sys.exit(f"The environment .venv is not finished: {reason}. More about it is in {log}")


def settings():
    """Return the variables for pip; of the user's own settings, only those that match WAY."""
    config, more = configparser.RawConfigParser(), os.environ.get("PIP_CONFIG_FILE", "")
    config.read_dict({"global": {}, "install": {}})
    config.read([*os.path.expandvars(PIP_CONF).split("|"), more] * (more != os.devnull))
    own = [("PIP_" + k, v) for part in ("global", "install") for k, v in config.items(part)]
    own = [(k.upper().replace("-", "_"), v) for k, v in own + list(os.environ.items()) if v]
    kept = {k: v for k, v in own if re.match(WAY, k)}
    return {**CLEAN, "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "2", **kept}


def make():
    """Leave an empty environment at ``.venv``; remove nothing that this program did not make."""
    if os.path.lexists(str(VENV)) and not MADE.exists():
        sys.exit("This program did not make .venv and can't use it: rename it and run this again.")
    base = getattr(sys, "_base_executable", sys.executable)  # ours may be in .venv itself
    names = (base, "python3.13", "python3.12", "python3.11", "python3", "python")
    python = next((name for name in names if run(name, "-c", NEW)[0] == 0), None)
    if not python:
        sys.exit(f"The course needs Python 3.11 or later; here is only {sys.version.split()[0]}.")
    code, said = run(python, "-c", PARTS)
    if code:
        sys.exit(f"{python} lacks venv; on Debian, do: sudo apt-get install {said.split()[0]}")
    VENV.mkdir(exist_ok=True)
    MADE.touch()
    for entry in set(VENV.iterdir()) - {MADE}:  # a stop here must not disown the folder
        shutil.rmtree(str(entry)) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    code, said = run(python, "-m", "venv", str(VENV))
    if code:
        stop(said)


def install(dev):
    """Install what the course needs, and stamp the environment when all is in it."""
    print("Installing what the course needs into .venv ...", flush=True)
    whole, half = STAMP.exists(), ["--force-reinstall"] * INSTALLING.exists()
    pip = ["-m", "pip", "install", "--no-input", "--disable-pip-version-check", *half]
    STAMP.replace(INSTALLING) if whole else INSTALLING.touch()
    # The tools that build the course's package stay there, so that the next time needs no network.
    tools = re.search("^requires = .*", (ROOT / "pyproject.toml").read_text("utf-8"), re.M).group()
    course = ["--no-build-isolation", "-r", "requirements.txt", *["-e", ".[dev]"] * bool(dev)]
    for step in filter(None, (re.findall('"(.+?)"', tools), course)):
        code, said = run(PYTHON, *pip, *step, env=settings())
        if whole and code > 0 and "Installing collected" not in said:  # nothing has changed yet
            INSTALLING.replace(STAMP)
            if not dev and re.search(OFFLINE, said):
                return print("No network? Going on with what was installed last.", flush=True)
        if code:
            stop(said)
    INSTALLING.write_text('["{}", "{}"]'.format(run(PYTHON, "-c", KEY, str(VENV))[1], dev))
    INSTALLING.replace(STAMP)


def main(dev):
    """Leave a complete environment at ``.venv``, with what the tests need if dev is "dev"."""
    with contextlib.suppress(ImportError, OSError):  # Windows; a folder that is only for reading
        import fcntl

        BUILD.mkdir(exist_ok=True)
        lock = open(BUILD / "bootstrap.lock", "w")  # noqa: SIM115
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another command is installing into .venv; waiting for it ...", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
    code, key = run(PYTHON, "-c", KEY, str(VENV))
    stamp = STAMP.read_text() if STAMP.is_file() else ""
    if code or key not in stamp or dev not in stamp:
        if code or (MADE.exists() and not stamp):
            make()
        install(dev)


if __name__ == "__main__":
    if "--help" in sys.argv:
        sys.exit(print(f"usage: bootstrap.py [--dev]\n\n{__doc__}"))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        main("dev" if "--dev" in sys.argv else "")
    except KeyboardInterrupt:
        print("\nInterrupted: .venv is not finished. Run the same command again.", file=sys.stderr)
        sys.exit(130)
    except (OSError, ValueError, configparser.Error) as mistake:
        stop(str(mistake).replace("\n", " "))
