"""Lay the lessons out in ``work/`` and open JupyterLab there: ``autograder lab``.

Learners write in copies. A lesson is copied once; a file that is there is never written over,
whatever it holds. When a lesson changes after it was copied, the new edition is laid beside the
learner's copy, once. ``work/.editions.json`` remembers which editions were handed out.
"""

import contextlib
import hashlib
import importlib.machinery
import importlib.util
import json
import os
import re
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from autograder.cli import UserError
from autograder.core.whole_file import write_new, write_whole
from autograder.project import SHIPPED

LESSON = re.compile(r"\d\d_\w+\.ipynb")
MANIFEST = ".editions.json"
LOG = ".jupyterlab.log"
PROMPT = "autograder.lab.nodelay.PromptConnection"
# Small matrices: with more threads the same training takes 5 to 38 times as long on few cores.
THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# Settings of other Pythons, which would put their packages in front of ours. (IPython does so with
# VIRTUAL_ENV.) How text is written may stay.
FOREIGN = re.compile("PYTHON(?!DONTWRITE|IOENCODING|UNBUFFERED|UTF8)[A-Z]|VIRTUAL_ENV|__PYVENV")


def add_arguments(parser):
    """Declare the options of ``autograder lab``."""
    parser.add_argument("--work", metavar="DIR", help="where the copies lie (default: work/)")
    parser.add_argument("--port", type=int, default=8888, help="first port to try (default: 8888)")
    parser.add_argument("--no-browser", action="store_true", help="only print the link")
    parser.add_argument(
        "--in-class", action="store_true", help="with nbgrader's Validate button, as in a class"
    )
    parser.add_argument("--layout-only", action="store_true", help="lay the lessons out and stop")


def run(args):
    """Lay the lessons out, say what was done, and open JupyterLab unless told otherwise."""
    if not 0 <= args.port < 65536:
        raise UserError(f"expected a port from 1024 to 65535, got {args.port}")
    root = course_root()
    work = Path(args.work).absolute() if args.work else work_folder(root)
    if importlib.util.find_spec("jupyterlab") is None and not args.layout_only:
        raise UserError("this Python has no JupyterLab: install jupyterlab beside the course")
    for line in lay_out(root / "notebooks", work).lines():
        print(line, flush=True)
    for path, name in in_the_way(work):
        print(
            f"{path} is in the way: the lessons would import it in place of the module {name} that"
            " they need. Give it another name.",
            flush=True,
        )
    if args.layout_only:
        return 0
    return launch(work, args.port, not args.no_browser, args.in_class)


def course_root():
    """Return the folder that holds ``notebooks/``: the project's, or that of an installed copy."""
    for folder in (Path(__file__).resolve().parents[2], Path.cwd(), SHIPPED):
        if (folder / "notebooks").is_dir():
            return folder
    raise UserError("there is no folder notebooks/ here: run this in the course's folder")


def work_folder(root):
    """Return where the copies lie: in the project, or of an installed copy where the user is."""
    return (Path.cwd() if root == SHIPPED else root) / "work"


# --- the learner's copies ---------------------------------------------------------------------


@dataclass
class Report:
    """What ``lay_out`` did: file names, as they stand in the target folder."""

    target: Path
    copied: list = field(default_factory=list)
    kept: list = field(default_factory=list)
    beside: list = field(default_factory=list)  # pairs: the learner's copy, the new edition

    def lines(self):
        """Return the report as sentences for the person at the keyboard."""
        lines = []
        if self.copied:
            what = self.copied[0] if len(self.copied) == 1 else f"{len(self.copied)} lessons"
            lines.append(f"Copied {what} into {self.target}")
        for mine, new in self.beside:
            lines.append(f"{mine} has a newer edition: {new}, laid beside your copy.")
        return lines


def lay_out(source, target):
    """Copy each lesson of ``source`` that ``target`` lacks; lay newer editions beside.

    Parameters
    ----------
    source : path
        Folder with ``NN_name.ipynb`` files.
    target : path
        The learner's folder; made if it is missing.

    Returns
    -------
    Report

    Raises
    ------
    UserError
        If there is no lesson, or the target cannot be written.
    """
    source, target = Path(source), Path(target)
    lessons = sorted(path for path in source.glob("*.ipynb") if LESSON.fullmatch(path.name))
    if not lessons:
        raise UserError(f"there is no lesson in {source}")
    report = Report(target)
    try:
        target.mkdir(parents=True, exist_ok=True)
        editions = read_manifest(target)
        before = json.dumps(editions)
        try:
            for lesson in lessons:
                _lay_out_one(lesson, target, editions.setdefault(lesson.name, []), report)
        finally:
            # Also after a failure: what was handed out must not be handed out again.
            if json.dumps(editions) != before:
                _write_manifest(target, editions)
    except OSError as mistake:
        place = f" ({mistake.filename})" if mistake.filename else ""  # a full disk names no file
        raise UserError(
            f"can't lay the lessons out: {mistake.strerror}{place}; no file of yours was changed"
        ) from mistake
    return report


def _lay_out_one(lesson, target, editions, report):
    """Hand out one lesson; ``editions`` is the list of hashes already handed out."""
    content = lesson.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    copy = target / lesson.name
    if write_new(copy, content):
        report.copied.append(copy.name)
    elif digest in editions or _holds(copy, digest):
        report.kept.append(copy.name)
    else:
        number = 1
        while True:
            ending = ".new-edition" + (f"-{number}" if number > 1 else "")
            beside = target / f"{lesson.stem}{ending}.ipynb"
            if _holds(beside, digest):
                report.kept.append(copy.name)
                break
            if write_new(beside, content):
                report.beside.append((copy.name, beside.name))
                break
            number += 1
    if digest not in editions:
        editions.append(digest)


def _holds(path, digest):
    """Tell whether a file has exactly this content."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def read_manifest(target):
    """Return {lesson: hashes of the editions handed out}; empty if lost or damaged."""
    try:
        content = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
        return {
            str(name): [str(digest) for digest in digests]
            for name, digests in content["editions"].items()
        }
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write_manifest(target, editions):
    """Write the manifest whole or not at all."""
    content = {"about": "Which editions of the lessons were copied here.", "editions": editions}
    write_whole(target / MANIFEST, json.dumps(content, indent=1, sort_keys=True) + "\n")


def in_the_way(target):
    """Find what a learner has made that Python would import in place of a module of ours.

    Python imports from the folder of the notebook first.

    Parameters
    ----------
    target : Path
        The learner's folder; its direct subfolders are looked through where they hold a notebook.

    Returns
    -------
    list of tuple of (Path, str)
        Each file or folder in the way, and the module that it would be taken for.
    """
    ours = Path(__file__).resolve().parents[2]
    elsewhere = [path for path in sys.path if path and Path(path).resolve() != ours]
    find = importlib.machinery.PathFinder.find_spec
    importlib.invalidate_caches()
    found = []
    for folder in sorted({target, *(notebook.parent for notebook in target.glob("*/*.ipynb"))}):
        names = {path.name.partition(".")[0] for path in folder.iterdir()}
        for name in sorted(names if folder.resolve() != ours else ()):
            spec = find(name, [str(folder)]) if name.isidentifier() else None
            if spec is None or name in sys.builtin_module_names or name == "test":
                continue  # nothing that Python would import, or nothing that the lessons would
            if spec.origin is None:  # a folder without __init__.py: only found where ours is not
                taken = name in ("autograder", "nnlib")
            elif name in ("autograder", "nnlib") or name in sys.stdlib_module_names:
                taken = True
            else:
                other = find(name, [path for path in elsewhere if Path(path) != folder])
                taken = other is not None and other.origin is not None
            if taken:
                where = Path(spec.origin or next(iter(spec.submodule_search_locations)))
                found.append((where.parent if where.stem == "__init__" else where, name))
    return found


# --- the server -------------------------------------------------------------------------------


def launch(work, port, open_browser, in_class=False):
    """Open JupyterLab in ``work``, or name the one that runs there; return the exit status."""
    running = running_server(work)
    if running:
        print(f"JupyterLab is already open for this folder:\n\n    {_link(running)}\n", flush=True)
        if open_browser:
            _open(running)
        return 0
    return serve(work, free_port(port), open_browser, in_class)


def running_server(work):
    """Return what is known of a server that runs for exactly this folder and answers, or None."""
    from jupyter_server.serverapp import list_running_servers

    for server in list_running_servers():
        if os.path.realpath(server.get("root_dir", "")) == os.path.realpath(work):
            with contextlib.suppress(OSError):
                _ask(server["url"] + "api")
                return server
    return None


def _link(server):
    """Return the address to open, with the token that lets the browser in."""
    token = server.get("token")
    return server["url"] + "lab" + (f"?token={token}" if token else "")


def _ask(url):
    """Fetch a page of the server, never by way of a proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=5) as answer:
        return answer.read()


def free_port(first):
    """Return the first free port from ``first`` on, naming those that are taken."""
    for port in range(first, min(first + 50, 65536)):
        with socket.socket() as visitor, socket.socket() as probe:
            visitor.settimeout(1)
            # Bound to all addresses by another program, the port can still be bound on macOS.
            answers = port != 0 and visitor.connect_ex(("127.0.0.1", port)) == 0
            if os.name != "nt":  # a port that was just given back is free; Windows means otherwise
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                if not answers:
                    probe.bind(("127.0.0.1", port))
                    return probe.getsockname()[1]
            except PermissionError:
                raise UserError(f"port {port} is not for everyone: take one from 1024 on") from None
            except OSError:
                pass
        print(f"Port {port} is taken by another program; trying {port + 1}.", flush=True)
    raise UserError(f"no free port from {first} on: give another one with --port")


def server_environment():
    """Return the environment of the server and its kernels: one thread, and only our own Python.

    Settings of other Pythons are left out, and our programs come first on PATH.
    """
    scripts = sysconfig.get_path("scripts")
    path = os.environ.get("PATH", os.defpath)
    kept = {name: value for name, value in os.environ.items() if not FOREIGN.match(name)}
    # nbgrader calls `alembic` by its name.
    return {**kept, **THREADS, "PATH": scripts + os.pathsep + path}


def server_command(work, port, open_browser, in_class=False):
    """Return the command line of the server.

    Who learns alone sees no Validate button: it would only say that five cells are not solved yet.
    """
    settings = Path(__file__).with_name("settings") / ("in_class" if in_class else "alone")
    command = [
        *(sys.executable, "-P", "-m", "jupyterlab"),  # -P: not from the learner's folder
        f"--ServerApp.root_dir={work}",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.kernel_websocket_connection_class={PROMPT}",
        "--JupyterApp.answer_yes=True",  # Ctrl-C ends it without a question
        # No news and no look for updates: the course sends nothing anywhere.
        "--LabApp.news_url=None",
        f"--LabApp.app_settings_dir={settings}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    if not open_browser:
        command.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # in containers; the server listens on loopback only
    return command


def serve(work, port, open_browser, in_class=False):
    """Run the server until it ends or is interrupted; print its link when it answers."""
    log, known = work / LOG, _told()

    def stop(number, frame):
        raise KeyboardInterrupt

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)
    # The log shows the token: for its owner's eyes only.
    with open(log, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as output:
        server = subprocess.Popen(
            server_command(work, port, open_browser, in_class),
            cwd=work,
            env=server_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        link = _wait_for_link(server, log, known)
        print(
            f"JupyterLab is open in {work}\n\n    {link}\n\n"
            "Leave this window open while you work; Ctrl-C ends JupyterLab. Save first.",
            flush=True,
        )
        if server.wait() > 0:
            raise UserError(f"JupyterLab ended with an error; what it said is in {log}")
    except KeyboardInterrupt:
        print("\nJupyterLab is closed; your work is in", work, flush=True)
    finally:
        _end(server)
    return 0


def _wait_for_link(server, log, known, seconds=120):
    """Wait until the server has told its address and answers there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            raise UserError(f"JupyterLab stopped before it was ready; what it said is in {log}")
        link = _new_link(log.parent, known)
        if link:
            return link
        time.sleep(0.1)
    raise UserError(f"JupyterLab did not answer within {seconds} s; what it said is in {log}")


def _new_link(work, known):
    """Return the link of a server for this folder that is not yet ``known``, see :func:`_told`.

    The process id is no help: on Windows the Python of an environment starts another one, which
    then is the server.
    """
    for path, _ in _told().items() - known.items():
        with contextlib.suppress(OSError, ValueError, KeyError):
            server = json.loads(path.read_text(encoding="utf-8"))
            if os.path.realpath(server["root_dir"]) == os.path.realpath(work):
                _ask(server["url"] + "api")
                return _link(server)
    return None


def _told():
    """Return {file in which a server tells its address: when it was written}."""
    from jupyter_core.paths import jupyter_runtime_dir

    found = {}
    for path in Path(jupyter_runtime_dir()).glob("jpserver-*.json"):
        with contextlib.suppress(OSError):  # a server that ends removes its file
            found[path] = path.stat().st_mtime_ns
    return found


def _end(server):
    """Stop the server, and only it; give its kernels time to end."""
    if server.poll() is None:
        with contextlib.suppress(KeyboardInterrupt):
            server.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(15)
    if server.poll() is None:
        server.kill()


def _open(server):
    """Show a server in the browser, where there is one.

    Everybody on the machine can read the arguments of a browser's process, and a link holds the
    token. So it is opened as JupyterLab itself does it: by a file of its own, for its owner's eyes.
    """
    import webbrowser

    from jupyter_core.paths import jupyter_runtime_dir

    page = Path(jupyter_runtime_dir()) / f"jpserver-{server.get('pid')}-open.html"
    if page.is_file():
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(page.as_uri())
