"""Make the environment that the course runs in: ``python autograder/bootstrap.py [--dev]``.

Runs before anything is installed, so it uses the standard library only, and its syntax is
one that Python 3.6 can read: an old Python must be able to say that it is too old.

The environment is the folder ``.venv`` beside ``requirements.txt``. Three small files in it
tell what happened to it:

``nnf-made.json``        written first: this program made the folder, and may rebuild it
``nnf-installing.json``  pip is at work; found later, it means that pip was stopped half way
``nnf-stamp.json``       written last: a complete environment, and what it was made from
"""

import argparse
import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

MINIMUM = (3, 11)
NAMES = ("python3.13", "python3.12", "python3.11", "python3", "python")
MADE, INSTALLING, STAMP = "nnf-made.json", "nnf-installing.json", "nnf-stamp.json"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_NETWORK = re.compile(
    r"NewConnectionError|Failed to establish|Failed to resolve|Name or service not known|"
    r"Temporary failure in name resolution|getaddrinfo failed|Network is unreachable|"
    r"Connection refused|Connection reset|Connection broken|Connection aborted|ConnectTimeout|"
    r"ReadTimeout|timed out|ProxyError|No route to host|RemoteDisconnected",
)
PROBE = """
import json, sys
try:
    import pip
except ImportError:
    pip = None
base = getattr(sys, "_base_executable", None) or sys.executable
print(json.dumps([list(sys.version_info[:3]), base, pip is not None]))
"""


class Stop(Exception):
    """Nothing more can be done; the text says why, in a sentence or two."""


def say(text):
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


def dotted(version):
    """Write (3, 11, 7) as 3.11.7."""
    return ".".join(str(number) for number in version)


def probe(python):
    """Ask an interpreter for [version, path of its base interpreter, has pip], or None."""
    try:
        answer = subprocess.run(
            [python, "-c", PROBE],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=60,
        )
        return json.loads(answer.stdout.decode()) if answer.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def find_python():
    """Return the path of a Python that is new enough; Stop names what was found instead."""
    # The base interpreter, because ours may belong to the very environment to be rebuilt.
    found = []
    for name in (sys.executable, *NAMES):
        path = shutil.which(name) if name else None
        answer = probe(path) if path else None
        if not answer:
            continue
        version, base, _ = answer
        if tuple(version) >= MINIMUM and os.path.exists(base):
            return base
        if version not in [other for _, other in found]:
            found.append((os.path.basename(path), version))
    seen = ", ".join(f"{name} is {dotted(version)}" for name, version in found)
    raise Stop(
        f"The course needs Python {dotted(MINIMUM)} or later, and there is none here"
        + (f" ({seen})." if seen else ".")
        + " Install one beside it, then run the same command again."
    )


def read_json(path):
    """Return what a small file of ours says, or None where it is missing or damaged."""
    try:
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def write_json(path, content):
    """Write a small file whole or not at all."""
    with open(path + ".part", "w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".part", path)


def remove(path):
    """Remove a file if it is there."""
    with contextlib.suppress(FileNotFoundError):
        os.remove(path)


class Environment:
    """The folder ``.venv``, and what is known of it."""

    def __init__(self, root):
        self.root = root
        self.path = os.path.join(root, ".venv")
        scripts, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
        self.scripts = os.path.join(self.path, scripts)
        self.python = os.path.join(self.scripts, name)

    def file(self, name):
        """Return the path of a file in the environment."""
        return os.path.join(self.path, name)

    def flaw(self):
        """Say why the environment cannot be used, or return None: it can."""
        made = read_json(self.file(MADE))
        if made is not None and made.get("path") != os.path.realpath(self.path):
            return "it was moved or copied here from another folder"
        answer = probe(self.python)
        if not answer:
            return "its Python does not start"
        version, _, has_pip = answer
        if tuple(version) < MINIMUM:
            return f"its Python is {dotted(version)}"
        if not has_pip:
            return "it has no pip"
        activate = os.path.join(self.scripts, "activate")
        if made is None and os.path.isfile(activate):
            with open(activate, encoding="utf-8", errors="replace") as file:
                text = file.read()
            if self.path not in text and os.path.realpath(self.path) not in text:
                return "it was moved or copied here from another folder"
        return None

    def key(self):
        """Return the hash of all that a finished environment depends on."""
        answer = probe(self.python)
        digest = hashlib.sha256(repr((answer and answer[0], os.path.realpath(self.path))).encode())
        for name in ("requirements.txt", "pyproject.toml"):
            with open(os.path.join(self.root, name), "rb") as file:
                digest.update(hashlib.sha256(file.read()).digest())
        return digest.hexdigest()

    def is_ready(self, extras):
        """Tell whether the stamp says that all is installed, this requirement and no older one."""
        stamp = read_json(self.file(STAMP))
        return (
            stamp is not None
            and set(extras) <= set(stamp.get("extras", []))
            and stamp.get("key") == self.key()
        )


def set_aside(env, flaw):
    """Rename an environment that somebody else made: it is not ours to delete."""
    number = 1
    while os.path.lexists(f"{env.path}-old-{number}"):
        number += 1
    os.rename(env.path, f"{env.path}-old-{number}")
    say(f"The .venv that was here can't be used ({flaw}); it is now .venv-old-{number}.")


def create(env, log):
    """Leave an empty environment of our own at ``.venv``, whatever was there before."""
    python = find_python()
    if os.path.lexists(env.path):
        if os.path.islink(env.path):
            os.remove(env.path)
        else:
            shutil.rmtree(env.path)
    os.mkdir(env.path)
    write_json(env.file(MADE), {"path": os.path.realpath(env.path)})
    code, text = run([python, "-m", "venv", env.path], log, "Making the environment .venv")
    if code == 0 and probe(env.python):
        return
    shutil.rmtree(env.path, ignore_errors=True)
    if "No space left" in text:
        raise Stop("The disk is full: .venv needs about 1 GB.")
    if "ensurepip" in text or "No module named" in text:
        version = dotted(probe(python)[0][:2])
        raise Stop(
            f"{python} comes without the parts that make environments (venv, ensurepip)."
            " Debian and Ubuntu keep them in a package of their own:"
            f" sudo apt-get install python{version}-venv"
        )
    raise Stop(f"{python} could not make the environment .venv; what it said is in {log}")


def run(command, log, label, env=None, otherwise=None):
    """Run a command with one line of progress; its output goes to the log and is returned."""
    shown = sys.stdout.isatty()
    start = time.monotonic()
    lines = []
    print(label + " ...", end="", flush=True)
    with open(log, "a", encoding="utf-8") as file:
        file.write("\n$ " + " ".join(command) + "\n")
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=env,
        )
        try:
            for raw in child.stdout:
                line = raw.decode("utf-8", "replace")
                lines.append(line)
                file.write(line)
                file.flush()
                if shown and line.startswith(("Collecting ", "Downloading ", "Installing ")):
                    words = " ".join(line.split()[:2])[:40]
                    print(f"\r{label} ... {words:<40}", end="", flush=True)
            code = child.wait()
        finally:
            if child.poll() is None:
                child.terminate()
                try:
                    child.wait(10)
                except subprocess.TimeoutExpired:
                    child.kill()
            child.stdout.close()
    seconds = time.monotonic() - start
    end = f"{'done' if code == 0 else 'stopped'} after {seconds:.0f} s"
    if code != 0 and otherwise:
        end = otherwise
    print(f"\r{label} ... {end:<40}" if shown else f" {end}", flush=True)
    return code, "".join(lines)


def build_requirements(root):
    """Return what ``pyproject.toml`` says that building the course's own package takes."""
    with open(os.path.join(root, "pyproject.toml"), encoding="utf-8") as file:
        found = re.search(r"^requires *= *\[(.*?)\]", file.read(), re.MULTILINE | re.DOTALL)
    return re.findall(r"""["']([^"']+)["']""", found.group(1)) if found else []


def install(env, extras, log):
    """Install what the course needs; return False if only the update of a complete one failed."""
    requirements = ["-r", "requirements.txt"]
    if extras:
        requirements += ["-e", ".[" + ",".join(extras) + "]"]
    pip = [env.python, "-m", "pip", "install", "--no-input"]
    clean = {name: value for name, value in os.environ.items() if name not in FOREIGN_PIP}
    clean.setdefault("PIP_RETRIES", "2")
    clean["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    os.chdir(env.root)
    was_complete = os.path.exists(env.file(STAMP))
    half_done = os.path.exists(env.file(INSTALLING))
    if was_complete:
        # Perhaps all is there already; then no network is needed.
        offline = ["--isolated", "--no-index", "--no-build-isolation", *requirements]
        label, otherwise = "Checking the environment", "more is needed"
        if run([*pip, *offline], log, label, clean, otherwise)[0] == 0:
            finish(env, extras)
            return True
        os.replace(env.file(STAMP), env.file(INSTALLING))
    else:
        write_json(env.file(INSTALLING), {})
    # The tools that build our own package stay installed, so that the check above needs no network.
    build = build_requirements(env.root)
    steps = [["--no-build-isolation", *requirements]]
    if build:
        steps.insert(0, build)
    if half_done:
        pip.append("--force-reinstall")
    for step in steps:
        label = "Installing the build tools" if step is build else "Installing the course"
        code, text = run([*pip, *step], log, label, clean)
        if code != 0:
            return failed(env, code, text, log, was_complete and not extras)
    remove(env.file(INSTALLING))
    finish(env, extras)
    return True


# Settings that would make pip install somewhere else than into .venv.
FOREIGN_PIP = {"PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONHOME"}


def finish(env, extras):
    """Stamp the environment as complete."""
    write_json(env.file(STAMP), {"key": env.key(), "extras": extras})


def failed(env, code, text, log, may_go_on):
    """Say what stopped pip; return False if the environment of the last time is still whole."""
    was_complete = bool(read_json(env.file(INSTALLING)))
    # A negative code is a signal: pip had no chance to undo what it had begun.
    if code > 0:
        if was_complete:
            os.replace(env.file(INSTALLING), env.file(STAMP))
        else:
            remove(env.file(INSTALLING))
    # Of a name on our list the index has versions: "none" means that it was not reached.
    nothing_found = "(from versions: none)" in text and "Ignored the following" not in text
    if NO_NETWORK.search(text) or nothing_found:
        if code > 0 and may_go_on:
            say("No way to the package index (no network?): going on with what was installed last.")
            return False
        raise Stop(
            "Packages are missing and there is no way to the package index from here (no network?)."
            f" Run the same command again when there is; what pip said is in {log}"
        )
    if "No space left" in text:
        raise Stop("The disk is full: the packages need about 1 GB (3 GB with those for tests).")
    missing = re.search(r"No matching distribution found for ([^\n]*)", text)
    if missing:
        raise Stop(f"pip found no version of {missing.group(1)} for this Python; see {log}")
    raise Stop(f"pip could not install the course; what it said is in {log}")


@contextlib.contextmanager
def only_one(folder):
    """Let one run at a time work on the environment (where the system has file locks)."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with open(os.path.join(folder, "bootstrap.lock"), "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("Another command is installing into .venv; waiting for it ...")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def prepare(root, extras=()):
    """Leave a complete environment at ``root/.venv``."""
    env = Environment(root)
    extras = list(extras)
    if env.is_ready(extras) and env.flaw() is None:
        return
    build = os.path.join(root, "build")
    os.makedirs(build, exist_ok=True)
    with only_one(build):
        if env.is_ready(extras) and env.flaw() is None:
            return
        log = os.path.join(build, "bootstrap.log")
        remove(log)
        if not os.path.lexists(env.path):
            create(env, log)
        else:
            flaw = env.flaw()
            if read_json(env.file(MADE)) is not None:
                if not flaw and not os.path.exists(env.file(STAMP)):
                    flaw = "its installation was not finished"
                if flaw:
                    find_python()  # before anything is removed
                    say(f"The environment .venv is made again ({flaw}).")
                    create(env, log)
            elif flaw:
                find_python()
                set_aside(env, flaw)
                create(env, log)
        install(env, extras, log)


def browser():
    """Return the path of a browser that tests can drive, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def install_browser(log):
    """Get Chromium from Debian's packages, where that is possible without asking."""
    if browser():
        return
    become = []
    if getattr(os, "geteuid", lambda: 1)() != 0:
        become = ["sudo", "-n"]
        allowed = shutil.which("sudo") and subprocess.call(
            ["sudo", "-n", "true"], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        become = become if allowed == 0 else None
    if become is not None and shutil.which("apt-get"):
        # env, because sudo drops the variable otherwise
        apt = [*become, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
        run([*apt, "update"], log, "Reading Debian's list of packages")
        get = [*apt, "install", "-y", "--no-install-recommends", "chromium"]
        run(get, log, "Installing Debian's package chromium")
    if browser():
        return
    if os.environ.get("CI"):
        raise Stop(f"The tests need Chromium, and it could not be installed; see {log}")
    say(
        "No Chromium here, and it can't be installed without asking you: the tests in a browser"
        " will fail. On Debian or Ubuntu: sudo apt-get install chromium"
    )


def main(argv=None):
    """Prepare the environment; return the exit status."""
    parser = argparse.ArgumentParser(description="Make the course's environment, .venv.")
    parser.add_argument("--dev", action="store_true", help="install what the tests need, too")
    parser.add_argument("--browser", action="store_true", help="install Chromium, too")
    args = parser.parse_args(argv)
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

    def stop(number, frame):
        raise KeyboardInterrupt

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)
    try:
        prepare(root, ["dev"] if args.dev else [])
        if args.browser:
            install_browser(os.path.join(root, "build", "bootstrap.log"))
    except Stop as reason:
        print(str(reason), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted: .venv is not finished. Run the same command again.", file=sys.stderr)
        return 130
    except OSError as mistake:
        place = f" ({mistake.filename})" if mistake.filename else ""
        print(f"{mistake.strerror or mistake}{place}: nothing more was done.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
