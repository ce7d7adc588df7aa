"""The cards: text where nobody can click, a widget in a kernel, and text beside it for later."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import autograder
from autograder.check import predict, quiz
from autograder.learner import cards
from autograder.learner.questions import QuestionError, find_prediction, load
from nnlib.viz import browser

HOME = Path(autograder.__file__).parent
CELLS = [
    "from autograder.check import *",
    'predict("v-curve")',
    "quiz(7)",
    'quiz("still-there", lesson=7)',
    "def affine_backward(dZ, cache):\n    X, W = cache\n"
    "    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)",
    "check(affine_backward)",
    "shelf()",
    "ledger()",
    "book(7)",
    "points(7)",
    'print(whose("affine_backward"))',
    "import sys; print('anywidget' in sys.modules)",
]
WIDGET = "application/vnd.jupyter.widget-view+json"


def executed(folder, monkeypatch, **variables):
    """Run the cells in a kernel without a browser."""
    for name in list(os.environ):
        if name.startswith(("NNF_", "NBGRADER_", "PYTEST_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.setenv("NNF_HOME", str(folder / "home"))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    NotebookClient(
        nb, timeout=60, coalesce_streams=True, resources={"metadata": {"path": str(folder)}}
    ).execute()
    return nb.cells


@pytest.mark.slow
def test_in_a_kernel_each_question_is_a_place_for_a_widget_with_its_text_in_it(
    tmp_path, monkeypatch
):
    done = executed(tmp_path, monkeypatch)
    for cell in done[1:4]:
        (shown,) = (output.data for output in cell.outputs)
        assert WIDGET not in shown  # a view of a widget would be an error the next morning
        assert len(shown["text/plain"].splitlines()) > 3
        assert shown["text/html"].startswith('<div class="nnf-place ')
        assert all(part in shown["text/html"] for part in ("nnf-static", "nnf-wake"))
    assert done[2].outputs[0].data["text/html"].count("<details>") == len(load(7).quiz)
    assert "✓ affine_backward · yours" in done[6].outputs[0].data["text/html"]
    assert "16 to 23 of 500" in done[7].outputs[0].data["text/plain"]
    assert "6 of 6" in done[9].outputs[0].data["text/plain"]
    assert done[10].outputs[0].text == "yours\n"
    assert done[11].outputs[0].text == "True\n"
    assert (tmp_path / "home" / "record.json").is_file()


@pytest.mark.slow
def test_while_grading_it_is_text_and_nothing_is_written(tmp_path, monkeypatch):
    done = executed(tmp_path, monkeypatch, NNF_GRADING="1")
    for cell in done[1:4]:
        (output,) = cell.outputs
        assert output.output_type == "stream"
    assert done[1].outputs[0].text.startswith("Your bet: You measure the slope")
    assert done[11].outputs[0].text == "False\n"
    assert list(tmp_path.iterdir()) == []


def test_without_the_widgets_there_is_the_text(monkeypatch, folder):
    seen = []
    monkeypatch.setattr(cards, "get_ipython", lambda: True)
    monkeypatch.setattr(cards, "display", seen.append)

    def missing():
        raise ImportError("anywidget")

    monkeypatch.setattr(cards, "_widget_class", missing)
    quiz(7)
    assert "<details>" in seen[0]._repr_html_()


def test_outside_of_a_notebook_it_is_printed(folder, capsys):
    quiz("still-there", lesson=7)
    assert capsys.readouterr().out.startswith("Still there?\n1. A network")


def test_the_printed_questions_show_no_answer(folder, capsys):
    predict("v-curve")
    quiz(7)
    text = capsys.readouterr().out
    sentences = [a.because for q in load(7).quiz for a in q.answers]
    sentences += [find_prediction("v-curve").why]
    assert not [sentence for sentence in sentences if sentence in text]


@pytest.mark.parametrize("call", [lambda: quiz("still-here"), lambda: quiz("7"), lambda: quiz(99),
                                  lambda: quiz("still-there"), lambda: predict("x")])  # fmt: skip
def test_a_misspelt_question_is_said(call):
    with pytest.raises(QuestionError):
        call()


def test_text_is_escaped_and_only_backticks_mark_up():
    assert cards.inline("`a<b` & <i>") == "<code>a&lt;b</code> &amp; &lt;i&gt;"
    assert "<code>" not in cards.inline("one ` alone")


def test_the_script_makes_no_markup_of_text_and_fetches_nothing():
    script = (HOME / "learner" / "cards.js").read_text()
    style = (HOME / "learner" / "cards.css").read_text()
    assert not re.search(r"innerHTML|insertAdjacent|document\.write|eval\(|import\(", script)
    assert not re.search(r"https?:|//[a-z]|fetch\(|url\(|@import|localStorage", script + style)


def test_the_script_offers_real_radio_buttons_with_names():
    script = (HOME / "learner" / "cards.js").read_text()
    for part in ('"fieldset"', '"legend"', '"label"', 'type: "radio"', '"aria-live": "polite"'):
        assert part in script
    # the arrow keys belong to the buttons
    places = (browser.FOLDER / "places.js").read_text(encoding="utf-8")
    assert "data-lm-suppress-shortcuts" in places
    assert ":focus-visible" in (HOME / "learner" / "cards.css").read_text()


def test_the_state_answers_whatever_the_browser_sends(folder):
    widget = cards._widget_class()(kind="predict", cards=[], state={})
    for content in (None, 3, "x", [], {}):
        cards._answer(widget, lambda said: {"said": "a"}, content)
    assert widget.state == {"said": "a", "reply": 1}
    cards._answer(widget, lambda said: {"said": "b"}, {})
    assert widget.state == {"said": "b", "reply": 2}


def test_importing_the_checks_loads_no_widgets():
    code = (
        "import sys, autograder.check\n"
        "heavy = {'ipywidgets', 'anywidget', 'matplotlib', 'tomllib', 'nbformat', 'nbgrader'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout == "[]\n", result.stderr


def test_what_the_cards_need_is_part_of_the_package():
    import tomllib

    project = tomllib.loads((HOME.parent / "pyproject.toml").read_text())
    patterns = project["tool"]["setuptools"]["package-data"]["autograder"]
    found = {path for pattern in patterns for path in HOME.glob(pattern)}
    learner = HOME / "learner"
    needed = [*HOME.glob("lessons/*/*.toml"), learner / "cards.js", learner / "cards.css"]
    needed.append(learner / "ledger.toml")
    assert set(needed) <= found
