"""A script in a submission does not run in the browser of whoever reads it."""

import json

import pytest
from nbconvert import HTMLExporter
from traitlets.config import Config

from autograder.course import new_course
from autograder.grade.assignment import grade_assignment
from autograder.stock import nbgrader

LESSON = "07_backpropagation"
TITLE = "document.title = 'taken over'"
SCRIPT = f'<script>{TITLE}</script><img src="x" onerror="{TITLE}"><svg onload="{TITLE}"></svg>'
SHOWS = (
    "from IPython.display import HTML, Javascript, display\n"
    f"display(HTML({SCRIPT!r}), Javascript({TITLE!r}))\n"
    f"raise ValueError({SCRIPT!r})"
)


def hostile(notebook):
    """Put scripts wherever a learner can write: text, code, outputs, exceptions, names, files."""
    own = {"metadata": {}, "id": "own"}
    outputs = [{"output_type": "display_data", "metadata": {}, "data": {"text/html": SCRIPT}}]
    notebook["cells"][2:2] = [
        {**own, "cell_type": "markdown", "source": SCRIPT},
        {**own, "cell_type": "raw", "source": SCRIPT},
        {**own, "cell_type": "code", "execution_count": 1, "source": SHOWS, "outputs": outputs},
    ]
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "relu_backward":
            cell["source"] = f"def relu_backward(dA, Z):\n    raise ValueError({SCRIPT!r})"
    notebook["metadata"]["title"] = SCRIPT
    return notebook


def title_of(chromium, page):
    """Open a file and return its title, once all in it had time to run."""
    context = chromium.new_context()
    opened = context.new_page()
    opened.goto(page.as_uri(), wait_until="domcontentloaded")
    opened.wait_for_timeout(1500)
    title = opened.title()
    context.close()
    return title


@pytest.mark.slow
def test_a_script_in_a_notebook_does_not_run_in_the_teachers_browser(chromium, tmp_path):
    course = tmp_path / "course"
    new_course(course, [LESSON])
    nbgrader(course, "generate_assignment", LESSON)
    released = course / "release" / LESSON / f"{LESSON}.ipynb"
    handed = course / "submitted" / "eve" / LESSON / f"{LESSON}.ipynb"
    handed.parent.mkdir(parents=True)
    handed.write_text(json.dumps(hostile(json.loads(released.read_text()))))
    grade_assignment(course, LESSON, workers=1, progress=False)
    nbgrader(course, "generate_feedback", LESSON)
    page = course / "feedback" / "eve" / LESSON / f"{LESSON}.html"
    assert "relu_backward" in page.read_text()
    assert title_of(chromium, page) == LESSON

    # and the scripts are real: the same notebook, as it was handed in, takes a careless page over
    careless = HTMLExporter(config=Config({"HTMLExporter": {"sanitize_html": False}}))
    text, _ = careless.from_filename(str(handed))
    page = tmp_path / "careless.html"
    page.write_text(text)
    assert title_of(chromium, page) == "taken over"
