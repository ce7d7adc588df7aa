"""A script in a submission does not run in the browser of whoever reads it."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from nbgrader.api import Gradebook

from autograder.course.stock import nbgrader
from autograder.grade.assignment import grade_assignment
from tests.browser.scripts import (
    DOT,
    IN_MARKDOWN,
    hostile,
    script,
    taken,
    with_bad_pictures,
    with_pictures,
)
from tests.running.ports import free_port

pytestmark = pytest.mark.slow
LESSON = "07_backpropagation"
DEFENCES = {
    "text": 'c.HTMLExporter.filters = {"markdown2html": "autograder.pages.markdown"}',
    "names": "excluded = Excluded.of(course)",
    "outputs": 'c.HTMLExporter.preprocessors = ["autograder.pages.Harmless"]',
}
# The name of a folder, which a learner can choose in nbgrader's exchange; with a comma on purpose.
NAMED = f'"><img src=x, onerror={script("name")}>'
# What runs where a defence is off: so these scripts are real, and the defence is what stops them.
RUNS_IN_TEXT = {"tag", "onerror", "onload", "srcdoc", "ontoggle", "heading", "mermaid", "remark"}
RUNS_IN_TEXT |= {"style", "link", "Link", "referred", "autolink", "anchor", "button", "form"}
RUNS_IN_TEXT |= {"svg-link"}
RUNS_BESIDE_PICTURES = {"bracket", "image", "frame"}
RUNS_IN_OUTPUTS = {"shown-width", "shown-height"}


@pytest.fixture(scope="module")
def handed_in(released_course, tmp_path_factory):
    """A course with a hostile and an honest submission, not graded yet."""
    course = released_course(LESSON, tmp_path_factory.mktemp("scripts") / "course")
    text = (course / "release" / LESSON / f"{LESSON}.ipynb").read_text()
    classmates = {"ada": with_pictures, "mal": with_bad_pictures, "eve": hostile, NAMED: dict}
    for student, fill in classmates.items():
        path = course / "submitted" / student / LESSON / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(fill(json.loads(text))))
    for name in ("page.html", "page.HTM", "page.svg", "page.xhtml", "page.xml"):
        (path.parent / name).write_text("<script>1</script>")
    return course


# by stock nbgrader the same filters are in the course's settings
STOCK = pytest.param("nbgrader autograde", marks=pytest.mark.all)


@pytest.fixture(scope="module", params=["autograder grade", STOCK])
def course(request, handed_in):
    """The course, graded one way and then the other."""
    if request.param == "autograder grade":
        report = grade_assignment(handed_in, LESSON, workers=1, progress=False)
        assert set(report.faults) == {NAMED}, report.text()
    else:
        nbgrader(handed_in, "autograde", LESSON, "--force")
    return handed_in


@pytest.fixture(scope="module")
def pages(course, tmp_path_factory):
    """The pages of feedback, made with all defences: student -> page."""
    kept = tmp_path_factory.mktemp("pages")
    nbgrader(course, "generate_feedback", LESSON, "--force")
    shutil.copytree(course / "feedback", kept, dirs_exist_ok=True)
    return {
        student: kept / student / LESSON / f"{LESSON}.html" for student in ("ada", "eve", "mal")
    }


def without(course, *defences):
    """Take defences out of a course's configuration; give the texts that were there before."""
    paths = [course / "nbgrader_config.py", course / "nbgrader_config.json"]
    before = {path: path.read_text() for path in paths}
    text, always = before[paths[0]], json.loads(before[paths[1]])
    for line in defences:
        assert line in text
        text = text.replace(line, 'excluded = ""' if line.startswith("excluded") else "pass")
        always["HTMLExporter"].pop(line.partition(" =")[0].removeprefix("c.HTMLExporter."), None)
    paths[0].write_text(text)
    paths[1].write_text(json.dumps(always))
    return before


@contextmanager
def settings(course, *defences):
    """The course's configuration, for a while without these defences."""
    before = without(course, *(DEFENCES[name] for name in defences))
    try:
        yield
    finally:
        for path, text in before.items():
            path.write_text(text)


def feedback(course, student="eve"):
    """Make the feedback with the settings of the moment and return the page."""
    nbgrader(course, "generate_feedback", LESSON, "--force", "--student", student)
    return course / "feedback" / student / LESSON / f"{LESSON}.html"


@contextmanager
def formgrader(course):
    """Run JupyterLab in the course's folder, as the page for teachers says; give the address."""
    port = free_port()
    environment = dict(os.environ)
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        environment[name] = str(course.parent / name.lower())
    options = ["--no-browser", "--allow-root", "--IdentityProvider.token=", f"--port={port}"]
    with (course.parent / "server.log").open("w+") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            cwd=course,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(f"http://127.0.0.1:{port}/api", server, log)
            yield f"http://127.0.0.1:{port}/formgrader"
        finally:
            server.terminate()
            server.wait(30)


@pytest.fixture(scope="module")
def defended(handed_in):
    """Formgrader with all defences, before and after the course is graded the other way."""
    with formgrader(handed_in) as address:
        yield address


def _wait(url, server, log, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    log.seek(0)
    raise AssertionError(f"JupyterLab did not start: {log.read()}")


def submission_of(course, student="eve"):
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        return gradebook.find_submission_notebook(LESSON, LESSON, student).id


def test_no_script_runs_in_the_feedback(pages, chromium):
    assert "relu_backward" in pages["eve"].read_text()
    assert taken(chromium, pages["eve"].as_uri()) == []


def test_no_script_runs_in_formgrader_and_its_own_still_do(course, defended, chromium):
    view = f"{defended}/submissions/{submission_of(course)}/"
    assert taken(chromium, view) == []
    assert taken(chromium, f"{defended}/submissions/{submission_of(course, 'mal')}/") == []
    # and taken back by hand, for Formgrader would go on to show what it has once read
    for written, kept in (("0.5", 0.5), ("", None)):
        assert _give_points_by_hand(chromium, view, written) == written
        with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
            grade = gradebook.find_grade("hidden_relu_backward", LESSON, LESSON, "eve")
            assert grade.manual_score == kept


def _give_points_by_hand(chromium, view, written):
    """Type points into Formgrader's page, as a teacher does, and read them after a reload."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(view, wait_until="domcontentloaded")
    field = page.locator("#hidden_relu_backward")
    is_filled_in = "() => document.querySelector('#hidden_relu_backward').placeholder !== ''"
    page.wait_for_function(is_filled_in)
    field.fill(written)
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        field.blur()
    page.reload(wait_until="domcontentloaded")
    page.wait_for_function(is_filled_in)
    read = field.input_value()
    context.close()
    return read


def test_the_name_of_a_folder_does_not_act_either(course, defended, chromium, request):
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        assert {student.id for student in gradebook.students} == {"ada", "eve", "mal"}
    if "nbgrader" not in request.node.callspec.params["course"]:
        return
    with settings(course, "names"):
        nbgrader(course, "autograde", LESSON, "--student", NAMED)
    view = f"/submissions/{submission_of(course, NAMED)}/"
    assert taken(chromium, defended + view) == []
    # this page of nbgrader's own nobody else can mend: so no such name may get so far
    assert taken(chromium, f"{defended}/manage_students/{quote(NAMED)}", "body") == ["name"]
    with settings(course, "outputs"), formgrader(course) as address:
        assert "name" in taken(chromium, address + view)
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        gradebook.remove_student(NAMED)


@pytest.mark.all
def test_each_defence_is_what_stops_them(course, chromium, request):
    graded_by_stock = "nbgrader" in request.node.callspec.params["course"]
    with settings(course, "text"):
        run = set(taken(chromium, feedback(course).as_uri()))
    links = {"link", "Link", "referred"}
    assert {f"text-{name}" for name in (RUNS_IN_TEXT if graded_by_stock else links)} <= run
    if not graded_by_stock:
        assert "comment-link" in run  # the text of an exception, in the comment on the answer
    with settings(course, "outputs"):
        run = set(taken(chromium, feedback(course).as_uri()))
    # autograder grade keeps no size of a picture: that way is closed already where it records
    assert run == (RUNS_IN_OUTPUTS if graded_by_stock else set())
    if graded_by_stock:
        with settings(course, "text", "outputs"), formgrader(course) as address:
            run = set(taken(chromium, f"{address}/submissions/{submission_of(course)}/"))
        assert {f"text-{name}" for name in RUNS_IN_TEXT} | RUNS_IN_OUTPUTS <= run


def test_pages_beside_the_notebook_are_left_behind(course):
    kept = {path.name for path in (course / "autograded" / "eve" / LESSON).iterdir()}
    assert {name for name in kept if not name.endswith(".ipynb")} == set()


def test_a_pasted_picture_is_there_and_costs_nobody_the_page(pages, chromium):
    assert taken(chromium, pages["ada"].as_uri()) == []
    text = pages["ada"].read_text()
    assert 'alt="my png"' in text
    assert f"data:image/png;base64,{DOT}" in text
    assert "svg+xml" not in text


def test_no_script_comes_with_a_pasted_picture(course, pages, chromium, request):
    assert taken(chromium, pages["mal"].as_uri()) == []
    if "nbgrader" in request.node.callspec.params["course"]:
        with settings(course, "text", "outputs"):
            run = set(taken(chromium, feedback(course, "mal").as_uri()))
        assert run == {f"pasted-{name}" for name in RUNS_BESIDE_PICTURES}


def test_what_an_honest_learner_writes_looks_as_before(pages):
    text = pages["eve"].read_text()
    assert "<details>" in text  # the lesson's own hints still unfold
    assert re.search(r'<span class="k">def</span>', text)  # and code keeps its colours
    assert set(re.findall(r'<div class="(panel[ -]\w+)', text))  # and nbgrader its boxes
    # nothing is lost: what might have acted can be read
    assert text.count("&lt;script&gt;console.log") >= 2
    assert len(IN_MARKDOWN) > 20
