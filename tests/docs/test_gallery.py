"""The gallery of panels: up to date, every cell runs, every panel has its words."""

import ast
import re
import shutil
import subprocess
import sys
from html import escape
from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbformat import read

from autograder.course.stock import nbgrader

ROOT = Path(__file__).resolve().parents[2]
GALLERY = ROOT / "docs" / "gallery.ipynb"
EXAMPLE = re.compile(r"^```python panel\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.mark.slow
def test_the_notebook_is_what_its_master_gives():
    result = subprocess.run(
        [sys.executable, ROOT / "docs" / "make_gallery.py", "--check"],
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr


def test_every_part_and_every_control_is_shown():
    from nnlib import viz

    text = (ROOT / "docs" / "gallery.py").read_text(encoding="utf-8")
    helpers = {
        "PALETTE",
        "GraphSteps",
        "interact",
        "page",
        "graph_steps",
        "export_html",
        "log_control",
        "powers_control",
    }
    unseen = [name for name in viz.__all__ if name not in helpers and f"viz.{name}" not in text]
    assert unseen == []


def test_the_example_of_the_authoring_page_is_a_panel_without_a_fault():
    (code,) = EXAMPLE.findall((ROOT / "docs" / "authoring.md").read_text(encoding="utf-8"))
    tree = ast.parse(code)
    space = {}
    exec(compile(ast.Module(tree.body[:-1], []), "example", "exec"), space)
    panel = eval(compile(ast.Expression(tree.body[-1].value), "example", "eval"), space)
    assert panel.shown["fault"] == panel.shown["note"] == ""
    assert "of the points lie on the right side" in panel.sentence


@pytest.fixture(scope="module")
def executed():
    """The gallery after "Run All" without a browser."""
    notebook = read(GALLERY, as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    return notebook


@pytest.mark.slow
def test_every_cell_runs_and_every_panel_leaves_a_picture_and_a_sentence(executed):
    check_panels(executed)
    assert "widgets" not in executed.metadata or len(str(executed.metadata.widgets)) < 10**7


@pytest.mark.all
def test_autograding_runs_every_panel(tmp_path):
    """The gallery as a submission: nbgrader's own commands execute it, without a browser."""
    for folder in (tmp_path / "source", tmp_path / "submitted" / "ada"):
        (folder / "gallery").mkdir(parents=True)
        shutil.copy(GALLERY, folder / "gallery")
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    nbgrader(tmp_path, "generate_assignment", "gallery")
    nbgrader(tmp_path, "autograde", "gallery")
    check_panels(read(tmp_path / "autograded" / "ada" / "gallery" / "gallery.ipynb", as_version=4))


def check_panels(notebook):
    """No cell failed or warned; each panel left its picture with its sentence, and no dead view."""
    panels = 0
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            assert output.output_type != "error"
            assert output.output_type != "stream", output.text
            assert "application/vnd.jupyter.widget-view+json" not in output.data
            kept = output.data.get("text/html", "")
            if "nnf-place" in kept:
                panels += 1
                words = output.data["text/plain"]
                assert len(words.split()) > 2
                assert f'alt="{escape(words)}"' in kept
                assert len(kept) > 1500
    assert panels == 16


@pytest.mark.all
def test_nbval_finds_the_same_outputs_again(executed, tmp_path):
    """`--nbval` is the strict mode, which compares every output; `--nbval-lax` compares few."""
    from nbformat import write

    write(executed, tmp_path / "gallery.ipynb")
    # each run names the places of its panels anew
    names = tmp_path / "names.ini"
    names.write_text("[place]\nregex: nnf-[0-9a-f]{32}\nreplace: nnf-ID\n")
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider"]
    command += ["--nbval-sanitize-with", str(names)]
    result = subprocess.run(
        [*command, str(tmp_path / "gallery.ipynb")], cwd=tmp_path, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout[-3000:]
