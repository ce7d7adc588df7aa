"""What Binder would build from a tree, and what is wrong with it.

`jupyter-repo2docker --no-build --debug` renders the build without docker: the Dockerfile on
standard output, what it decided (the version of Python) on standard error.
"""

import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

PYTHON = "3.11"
PROJECT = {".", "./", "-e .", "--editable .", "--editable=."}


@dataclass
class Render:
    """The parts of a rendered build that matter here."""

    python: str  # "" if repo2docker says that none was asked for
    pip: list  # the commands, as they stand in the Dockerfile
    scripts: list  # what runs after the installation
    start: str  # what wraps the server's start
    tree: Path
    dockerfile: str = field(repr=False)


def render(tree):
    """Render the build of a tree."""
    # As a module of this very Python: the script may not be on PATH.
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug"]
    done = subprocess.run(
        [*command, "--user-id", "1000", "--user-name", "jovyan", "."],
        cwd=tree,
        capture_output=True,
        text=True,
        timeout=120,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    # Which of the two streams a line is on differs between versions.
    said = done.stdout + done.stderr
    python = re.search(r"Building conda environment for python=([\d.]+)", said)
    chosen = "" if "Python version unspecified" in said else python.group(1) if python else ""
    start = re.search(r'^ENV R2D_ENTRYPOINT="([^"]*)"', said, re.MULTILINE)
    return Render(
        python=chosen,
        pip=re.findall(r"^RUN (.*bin/pip install .*)$", said, re.MULTILINE),
        scripts=re.findall(r"^RUN (\./.*)$", said, re.MULTILINE),
        start=start.group(1) if start else "",
        tree=Path(tree),
        dockerfile=said,
    )


def lines_of(path, root):
    """Return the lines of a requirements file and of those that it includes.

    pip takes `-r` relative to the file that says it, and `.` relative to where pip runs.
    """
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        line = re.sub(r"(^|\s)#.*", "", line).strip()
        included = re.fullmatch(r"(?:-r|--requirement)[ =]*(.+)", line)
        if included:
            found += lines_of((path.parent / included.group(1)).resolve(), root)
        elif line:
            found.append(line)
    return found


def installed(build):
    """Return every line that the build's pip commands install."""
    lines = []
    for command in build.pip:
        for name in re.findall(r'-r "?([^"\s]+)"?', command):
            lines += lines_of(build.tree / name, build.tree)
        if re.search(r"\s(\.|-e \.)$", command):
            lines.append(".")
    return lines


def problems(tree):
    """Return what would be wrong with the image that Binder builds; [] if nothing is."""
    return problems_of(render(tree))


def problems_of(build):
    """Return what is wrong with a rendered build, read together with the lists of its tree."""
    found = []
    if build.python != PYTHON:
        found.append(f"Python is {build.python or 'whatever repo2docker likes'}, not {PYTHON}")
    lines = installed(build)
    if not lines:
        found.append("nothing is installed")
    wanted = lines_of(build.tree / "requirements.txt", build.tree)
    missing = [line for line in wanted if line not in PROJECT and line not in lines]
    if missing:
        found.append(f"not installed: {', '.join(missing)}")
    times = sum(line in PROJECT for line in lines)
    if times != 1:  # pip refuses a project that is asked for twice
        found.append(f"the project is installed {times} times")
    copied = build.dockerfile.find("src/ ${REPO_DIR}/")
    if any(copied < 0 or build.dockerfile.find(command) < copied for command in build.pip):
        found.append("pip runs before the tree is there")
    if build.scripts != ["./binder/postBuild"]:
        found.append("postBuild is not run")
    if build.start != "${REPO_DIR}/binder/start":
        found.append("start is not used")
    return found
