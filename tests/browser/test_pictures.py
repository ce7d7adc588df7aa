"""Figures outside JupyterLab: as a page made by nbconvert, and as nbgrader's sanitized feedback."""

import re

import pytest
from nbconvert import HTMLExporter
from nbformat import v4

from nnlib import viz
from nnlib.viz import figures

ALT = 'Two "points" on a line, one at 0 & one at 1.'


@pytest.fixture
def page(monkeypatch):
    """A function that makes the HTML page of a notebook with one figure."""

    def make(sanitize):
        shown = []
        monkeypatch.setattr(figures, "display", shown.append)
        fig, (ax,) = viz.figure()
        ax.plot([0, 1])
        viz.show(fig, alt=ALT)
        data, metadata = shown[0]._repr_mimebundle_()
        output = v4.new_output("display_data", data=data, metadata=metadata)
        notebook = v4.new_notebook(cells=[v4.new_code_cell("fig", outputs=[output])])
        return HTMLExporter(sanitize_html=sanitize).from_notebook_node(notebook)[0]

    return make


def pictures(html):
    return re.findall(r"<img[^>]*data:image/png[^>]*>", html)


def test_a_page_made_from_a_notebook_keeps_the_alternative_text(page):
    (picture,) = pictures(page(sanitize=False))
    assert 'Two "points" on a line, one at 0 &amp; one at 1.' in picture


def test_feedback_shows_the_picture_and_does_not_print_it_as_text(page, monkeypatch):
    monkeypatch.setenv("NNF_GRADING", "1")
    html = page(sanitize=True)
    assert len(pictures(html)) == 1
    assert "&lt;img" not in html
