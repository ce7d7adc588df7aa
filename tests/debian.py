"""Debian's packages that the tests need: ``python tests/debian.py [--install]``.

The list is ``debian-packages.txt`` beside this file. With ``--install`` what is missing is
installed where that goes without asking (as root, or by ``sudo`` without a password); otherwise a
sentence says what to type, and the tests that need it are not run. Where ``CI`` is set, a package
that is missing is a failure.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

LIST = Path(__file__).with_name("debian-packages.txt")
LOG = Path(__file__).parents[1] / "build" / "debian.log"
# The programs of a package, if they have other names; any one of them will do.
PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    "procps": ("ps",),
}


def packages():
    """Return the names in the list."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return [words[0] for words in (line.partition("#")[0].split() for line in lines) if words]


def find(name):
    """Return the path of a package's program, or None where there is none.

    Parameters
    ----------
    name : str
        A package of the list.

    Raises
    ------
    ValueError
        If the list has no such package.
    """
    if name not in packages():
        raise ValueError(f"expected a package of {LIST.name}, got {name!r}")
    return next(filter(None, map(shutil.which, PROGRAMS.get(name, (name,)))), None)


def need(name):
    """Return the path of a package's program; without it, the test is not run, or fails in CI."""
    import pytest

    path = find(name)
    if path is None and os.environ.get("CI"):
        pytest.fail(f"needs Debian's {name}: sudo apt-get install {name}", pytrace=False)
    elif path is None:
        pytest.skip(f"not run: needs Debian's {name}")
    return path


def install(names):
    """Install packages where that goes without asking; what apt-get says goes to the log."""
    become = []
    if os.geteuid() != 0:
        become = ["sudo", "-n"]
        if (
            not shutil.which("sudo")
            or subprocess.run([*become, "true"], capture_output=True).returncode
        ):
            return
    if not shutil.which("apt-get"):
        return
    print(f"Installing Debian's {', '.join(names)} ...", flush=True)
    # env, because sudo drops the variable otherwise
    apt = [*become, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("wb") as log:
        for words in (["update"], ["install", "-y", "--no-install-recommends", *names]):
            subprocess.run([*apt, *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def main(argv=None):
    """Say what is missing, after trying to install it; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--install", action="store_true", help="install what is missing")
    args = parser.parse_args(argv)
    missing = [name for name in packages() if not find(name)]
    if missing and args.install:
        install(missing)
        missing = [name for name in missing if not find(name)]
    if not missing:
        return 0
    print(
        f"Not here: {', '.join(missing)}. Tests that need them are not run. On Debian or Ubuntu:"
        f" sudo apt-get install {' '.join(missing)}" + (f" (see {LOG})" if LOG.exists() else ""),
        flush=True,
    )
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
