"""What every page needs: headings in order, titles over all columns, lines of code in sight."""

import re
from itertools import pairwise

import nbformat
import pytest

from tests.lessons.parts import COMPLETE

# In JupyterLab and in Notebook 7 a cell is as wide as 94 characters of code.
IN_SIGHT = 92


@pytest.fixture(params=COMPLETE)
def cells(request, root):
    """The cells of a lesson as learners get it."""
    notebook = root / "notebooks" / f"{COMPLETE[request.param].stem}.ipynb"
    return nbformat.read(notebook, as_version=4).cells


def texts(cells):
    return [cell.source for cell in cells if cell.cell_type == "markdown"]


def test_no_heading_skips_a_level(cells):
    found = re.findall(r"^(#+) (.*)", "\n".join(texts(cells)), flags=re.MULTILINE)
    levels = [(len(marks), heading) for marks, heading in found]
    assert levels[0][0] == 1
    skipped = [heading for (before, _), (level, heading) in pairwise(levels) if level > before + 1]
    assert skipped == []


def test_every_column_of_a_table_has_a_title(cells):
    heads = re.findall(r"^(\|.*\|)\n\|[-:| ]+\|$", "\n".join(texts(cells)), flags=re.MULTILINE)
    assert heads  # every lesson has a table
    assert [head for head in heads if re.search(r"\|\s*\|", head)] == []


def test_no_line_of_code_has_to_be_scrolled(cells):
    lines = [line for c in cells if c.cell_type == "code" for line in c.source.splitlines()]
    assert [line for line in lines if len(line) > IN_SIGHT] == []
