"""What others already have keeps working: a course and notebooks that an earlier version made.

``laid_out_before`` holds a course as it was laid out and released then, with two submissions, and
the marks that they got; its gradebook is text. ``editions_before`` holds the learner editions of
that day and the solutions of their masters. None of these files is ever made anew.
"""

import contextlib
import hashlib
import io
import json
import re
import runpy
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from traitlets.config import Config

from autograder.course.stock import nbgrader
from autograder.lessons import find, present_name
from autograder.stock import ExecuteLesson

HERE = Path(__file__).resolve().parent
LAID_OUT, EDITIONS = HERE / "laid_out_before", HERE / "editions_before"
EXPECTED = json.loads((LAID_OUT / "marks.json").read_text(encoding="utf-8"))
LESSON = "02_perceptron"
MARKS = """
    SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score
    FROM grade
    JOIN base_cell ON base_cell.id = grade.cell_id
    JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
    JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
"""


def test_nobody_has_changed_what_was_made_then():
    digest = hashlib.sha256()
    for folder in (LAID_OUT, EDITIONS):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                digest.update(path.relative_to(HERE).as_posix().encode() + path.read_bytes())
    assert digest.hexdigest() == (
        "d1951d7f61d9f62957537e31c3a822353424cdabdf25315e795109b7ed1e00c6"
    )


# ------------------------------------------------------------ a course


@pytest.fixture(scope="module")
def new_copy(tmp_path_factory):
    """A function that lays the course out as its teacher has it, in a folder of this name."""

    def copy():
        course = tmp_path_factory.mktemp("before") / "course"
        shutil.copytree(LAID_OUT / "course", course)
        with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as book:
            book.executescript((LAID_OUT / "gradebook.sql").read_text(encoding="utf-8"))
        return course

    return copy


def marks_of(course):
    """Read the recorded marks from the gradebook: student -> cell -> points."""
    marks = {}
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as book:
        for student, cell, points in book.execute(MARKS):
            marks.setdefault(student, {})[cell] = points
    return marks


def cells_of(course, student):
    path = course / "autograded" / student / LESSON / f"{LESSON}.ipynb"
    return nbformat.read(path, as_version=4).cells


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="not run: the wall is Linux's")
def test_autograder_grades_it_with_the_marks_of_then(new_copy):
    course = new_copy()
    command = [sys.executable, "-m", "autograder", "grade", LESSON]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert marks_of(course) == EXPECTED["marks"]
    untold = [m for m in EXPECTED["mistakes"] if not re.search(rf"^ +1  {m}$", done.stdout, re.M)]
    assert untold == []
    assert "Repairs" not in done.stdout


@pytest.mark.slow
def test_stock_nbgrader_grades_it_with_its_own_settings_and_the_marks_of_then(new_copy):
    course = new_copy()
    done = nbgrader(course, "autograde", LESSON)
    assert marks_of(course) == EXPECTED["marks"]
    # settings that cannot be read are left out by nbgrader, with exit status 0
    assert "Exception while loading config" not in done.stdout
    assert "Traceback" not in done.stdout
    code = [cell for cell in cells_of(course, "right") if cell.cell_type == "code"]
    demos = [cell for cell in code if "demo" in cell.metadata.get("tags", [])]
    assert demos
    assert [cell.source for cell in demos if cell.execution_count] == []
    others = [c for c in code if c not in demos and c.source]
    assert [cell.source for cell in others if not cell.execution_count] == []


@pytest.fixture
def settings(new_copy, monkeypatch):
    """The course's folder and its settings, read as nbgrader reads them."""
    for name in ("NNF_GRADING", "NNF_COURSE", "JUPYTER_PATH"):
        monkeypatch.setenv(name, "")  # the settings set them; afterwards they are as before
    course, config = new_copy(), Config()
    runpy.run_path(str(course / "nbgrader_config.py"), {"get_config": lambda: config})
    return course, config


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="not run: the wall is Linux's")
def test_its_walled_kernel_starts(settings):
    course, config = settings
    spec = KernelSpecManager(kernel_dirs=[str(course / "jupyter" / "kernels")])
    assert spec.get_kernel_spec("nnf-walled").argv[1:-1] == ["-P", "-m", "autograder.grade.walled"]
    config.ExecutePreprocessor.kernel_name = "nnf-walled"
    source = "import os, pathlib\nprint(pathlib.Path(os.environ['NNF_COURSE'], 'private').exists())"
    cell = nbformat.v4.new_code_cell(source)
    notebook, _ = ExecuteLesson(config=config).preprocess(
        nbformat.v4.new_notebook(cells=[cell]), {}
    )
    assert "".join(output.text for output in notebook.cells[0].outputs) == "True\n"


def test_its_pages_are_harmless(settings):
    _, config = settings
    said = "<script>act()</script><img src=x onerror='act()'>"
    output = nbformat.v4.new_output("display_data", {"text/html": said})
    cells = [nbformat.v4.new_markdown_cell(said), nbformat.v4.new_code_cell("", outputs=[output])]
    page, _ = HTMLExporter(config=config).from_notebook_node(nbformat.v4.new_notebook(cells=cells))
    assert "act()" in page
    assert not re.search(r"<script>act|<img[^>]*onerror", page)


def test_its_settings_leave_out_folders_that_would_act(settings):
    course, config = settings
    assert config.CourseDirectory.student_id_exclude.split(",") == []
    (course / "submitted" / "<b>, eve").mkdir()
    runpy.run_path(str(course / "nbgrader_config.py"), {"get_config": lambda: config})
    assert config.CourseDirectory.student_id_exclude.split(",") == ["<b>, eve"]


# ------------------------------------------------------------ notebooks


def code_of(lesson, solutions=None):
    """Yield (id, source, may it raise) of the code cells.

    With solutions they are filled in, and the demonstrations left out as they are in grading.
    """
    notebook = nbformat.read(EDITIONS / f"{lesson}.ipynb", as_version=4)
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "code" and not (solutions and "demo" in tags):
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            yield cell.id, (solutions or {}).get(name, cell.source), "raises-exception" in tags


def run_all(cells, names):
    """Execute cells as "Run All" does; return what they printed and the cells that raised."""
    raised, printed = [], io.StringIO()
    with contextlib.redirect_stdout(printed):
        for name, source, may_raise in cells:
            try:
                exec(compile(source, name, "exec"), names)
            except Exception:
                if not may_raise:
                    raise
                raised.append(name)
    return printed.getvalue(), raised


@pytest.fixture
def away(tmp_path, monkeypatch):
    """An empty folder to run in, with no course around it."""
    for name in ("NNF_GRADING", "NNF_COURSE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


# trains twenty networks of ten layers, longer than any other notebook
DEAR = "04_activations"
HANDED_OUT = [
    pytest.param(lesson, marks=pytest.mark.all if lesson == DEAR else ())
    for lesson in EXPECTED["checks"]
]


@pytest.mark.slow
@pytest.mark.parametrize("lesson", HANDED_OUT)
def test_a_notebook_as_it_was_handed_out_runs_to_its_end(lesson, away):
    _, raised = run_all(code_of(lesson), {})
    # every check, and nothing else, says that its function is not written
    assert set(raised) == {f"check_{name}" for name in EXPECTED["checks"][lesson]}


def all_of(name):
    """What a check says that gives everything."""
    exercise = find(name)
    if exercise.bonus:
        return "A bonus"
    if exercise.under_more:
        return "Practice, without points"
    return f"{exercise.points:g} of {exercise.points:g}"


@pytest.mark.slow
@pytest.mark.parametrize("lesson", EXPECTED["checks"])
def test_a_notebook_with_the_solutions_of_then_passes_every_check(lesson, away):
    solutions = json.loads((EDITIONS / "solutions.json").read_text(encoding="utf-8"))[lesson]
    names = {}
    printed, raised = run_all(code_of(lesson, solutions), names)
    assert raised == []
    worth = r"A bonus|Practice, without points|[\d.]+ of [\d.]+"
    found = re.findall(rf"^(\w+) holds.*?({worth}) ?(?:points?)?\.", printed, re.M)
    # what has been renamed since is called by its present name, and has its present points
    expected = {
        present_name(name): all_of(present_name(name)) for name in EXPECTED["checks"][lesson]
    }
    assert dict(found) == expected
    exec("from autograder.check import grade", names)
    for name in EXPECTED["hidden"][lesson]:
        points = eval(f"grade({name})", names)
        assert points.points == points.most == find(present_name(name)).hidden_points


@pytest.mark.slow
def test_a_notebook_runs_in_a_kernel(tmp_path):
    notebook = nbformat.read(EDITIONS / f"{LESSON}.ipynb", as_version=4)
    # cells that may raise go on; any other error is raised here
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert notebook.cells[-1].cell_type == "markdown" or notebook.cells[-1].execution_count
