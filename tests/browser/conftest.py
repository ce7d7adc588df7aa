"""A real JupyterLab, started by the course's launcher, and a real browser in front of it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
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


@pytest.fixture
def jupyterlab(root, tmp_path, lab_python):
    """Start ``autograder lab`` in a new folder ``work/``; give its link and that folder."""
    with running_lab(root, tmp_path, lab_python) as started:
        yield started


@contextmanager
def running_lab(root, folder, python):
    """Run ``autograder lab`` with all its files in a folder; give its link and ``work/``."""
    work, said = folder / "work", folder / "said"
    environment = {name: value for name, value in os.environ.items() if not OURS.match(name)}
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        environment[name] = str(folder / name.lower())  # as on the first day, whoever tests
    command = [python, "-m", "autograder", "lab", "--no-browser"]
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


@pytest.fixture(scope="module")
def gallery(root, tmp_path_factory, chromium, lab_python):
    """The gallery of panels in JupyterLab, all cells run; its pictures are kept."""
    folder = tmp_path_factory.mktemp("gallery")
    with running_lab(root, folder, lab_python) as (link, work):
        shutil.copy2(root / "docs" / "gallery.ipynb", work / "gallery.ipynb")
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.set_default_timeout(20_000)
        lesson = LessonPage(page, link, work, root / "test-results" / "browser" / "gallery")
        lesson.open("gallery.ipynb")
        lesson.run_all(120)
        yield lesson
        lesson.screenshot("at-the-end")
        context.close()


@pytest.fixture
def lesson(root, jupyterlab, chromium, request):
    """A page of JupyterLab in which lessons can be opened; its pictures are kept."""
    link, work = jupyterlab
    shots = root / "test-results" / "browser" / request.node.name
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(20_000)
    lesson = LessonPage(page, link, work, shots)
    yield lesson
    lesson.screenshot("at-the-end")  # what a failed test had before its eyes
    context.close()
