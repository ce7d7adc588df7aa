"""A real JupyterLab, started by the course's launcher, and a real browser in front of it."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.lesson_page import FLAGS, LessonPage
from tests.debian import need
from tests.running.ports import free_port

# A learner has none of these, and the course behaves otherwise where they are set.
OURS = re.compile(r"NNF_|NBGRADER_|PYTEST_")


def pytest_addoption(parser):
    """Let another environment run JupyterLab: ``--lab-python PATH/bin/python``."""
    parser.addoption(
        "--lab-python",
        default=sys.executable,
        help="Python whose JupyterLab is tested, for example one with Binder's 4.4.9",
    )
    parser.addoption(
        "--screenshots",
        action="store_true",
        help="keep pictures for people in test-results/browser; otherwise the last of each page",
    )


@pytest.fixture(scope="session")
def lab_python(request):
    """The Python that runs JupyterLab and the kernels."""
    return request.config.getoption("--lab-python")


@pytest.fixture(scope="session")
def chromium():
    """A browser that pages are opened in."""
    path = need("chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def open_lab(root, tmp_path_factory, lab_python):
    """The JupyterLab of all these tests: the launcher's link, and ``work/``."""
    with running_lab(root, tmp_path_factory.mktemp("lab"), lab_python) as started:
        yield started


@pytest.fixture(scope="session")
def folder_of(root, open_lab):
    """A context for a folder in ``work/`` and the link that opens it: ``folder_of(name)``.

    The folder holds the lessons and has a workspace of its own, so that no tab of another test is
    opened again. At the end its kernels are shut down, and settings are those of the first day.
    """
    link, work = open_lab
    address, token = link.split("/lab?token=")

    def ask(path, method="GET"):
        request = urllib.request.Request(f"{address}/api/{path}", method=method)
        request.add_header("Authorization", f"token {token}")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read()

    @contextmanager
    def folder_of(name):
        name = re.sub(r"\W+", "-", name)
        folder = work / name
        folder.mkdir()
        for lesson in (root / "notebooks").glob("*.ipynb"):
            shutil.copy2(lesson, folder)
        try:
            yield f"{address}/lab/workspaces/{name}/tree/{name}?token={token}", folder
        finally:
            for session in json.loads(ask("sessions")):
                if session["path"].startswith(f"{name}/"):
                    ask(f"sessions/{session['id']}", "DELETE")
            shutil.rmtree(work.parent / "jupyter_config_dir" / "lab", ignore_errors=True)

    return folder_of


@contextmanager
def running_lab(root, folder, python):
    """Run ``autograder lab`` with all its files in a folder; give its link and ``work/``."""
    work, said = folder / "work", folder / "said"
    environment = {name: value for name, value in os.environ.items() if not OURS.match(name)}
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        environment[name] = str(folder / name.lower())  # as on the first day, whoever tests
    environment["NNF_HOME"] = str(folder / "home")
    command = [python, "-m", "autograder", "lab", "--no-browser", "--in-class"]
    command += ["--work", str(work), "--port", str(free_port())]
    with open(said, "wb") as output:
        launcher = subprocess.Popen(
            command,
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _link(launcher, said), work
    finally:
        launcher.send_signal(signal.SIGTERM)  # it ends its server, and the server its kernels
        try:
            launcher.wait(30)
        except subprocess.TimeoutExpired:
            launcher.kill()
            raise


def _link(launcher, said, seconds=120):
    """Wait for the link that the launcher prints."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and launcher.poll() is None:
        found = re.search(r"http://\S+", said.read_text())
        if found:
            return found.group()
        time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start: {said.read_text()}")


@pytest.fixture(scope="session")
def shots(root, request):
    """A function: the folder for the pictures under a name, or None where none are kept."""
    kept = request.config.getoption("--screenshots")
    return lambda name: root / "test-results" / "browser" / name if kept else None


@pytest.fixture(scope="session")
def gallery_page(root, once):
    """The gallery as a page that needs no kernel."""

    def make(folder):
        folder.mkdir()
        command = [sys.executable, root / "docs" / "make_gallery.py", "--page"]
        subprocess.run([*command, folder / "gallery.html"], check=True, capture_output=True)

    return once("gallery-page", make) / "gallery.html"


@pytest.fixture(scope="module")
def gallery(root, page_of_a_module):
    """The gallery of panels in JupyterLab, all cells run; its pictures are kept."""
    with page_of_a_module("gallery") as lesson:
        shutil.copy2(root / "docs" / "gallery.ipynb", lesson.work / "gallery.ipynb")
        lesson.open("gallery.ipynb")
        lesson.run_all(120)
        yield lesson


@pytest.fixture(scope="session")
def backpropagation(page_at, open_lab):
    """Lesson 7 behind the launcher's link, where it lies in ``work/`` itself, all cells run.

    What was wrong after that run is kept in ``after_the_run``: each test moves other panels of the
    page, or writes the answers that it needs and runs them.
    """
    with page_at(open_lab, "lesson-7") as lesson:
        lesson.open("07_backpropagation.ipynb")
        lesson.use_theme("JupyterLab Light")
        lesson.screenshot("1-opened")
        lesson.run_all()
        lesson.after_the_run = [*lesson.not_run(), *lesson.trouble]
        lesson.screenshot_all("2-run-all")
        yield lesson


@pytest.fixture(scope="session")
def lesson_at_first_sight(page_of_a_module):
    """A context for a lesson after "Run All", scrolled to the top; no bet is made.

    ``lesson_at_first_sight("lesson-1", "01_introduction.ipynb")``; what was wrong after the run is
    kept in ``after_the_run``.
    """

    @contextmanager
    def lesson_at_first_sight(name, file):
        with page_of_a_module(name) as lesson:
            lesson.open(file)
            lesson.use_theme("JupyterLab Light")
            lesson.run_all()
            lesson.after_the_run = [*lesson.not_run(), *lesson.trouble]
            lesson.to_top()
            lesson.screenshot("1-after-run-all")
            yield lesson

    return lesson_at_first_sight


@pytest.fixture(scope="session")
def page_of_a_module(folder_of, page_at):
    """A context for a page that the tests of a module share: ``page_of_a_module(name)``."""

    @contextmanager
    def page_of_a_module(name):
        with folder_of(name) as opened, page_at(opened, name) as lesson:
            yield lesson

    return page_of_a_module


@pytest.fixture(scope="session")
def page_at(root, chromium, shots):
    """A context for a page of JupyterLab: ``page_at((link, folder), name)``."""

    @contextmanager
    def page_at(opened, name):
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.set_default_timeout(20_000)
        yield LessonPage(page, *opened, shots(name))
        # what a failed test had before its eyes
        page.screenshot(path=root / "test-results" / "browser" / name / "at-the-end.png")
        context.close()

    return page_at
