"""Every lesson has all the parts that docs/authoring.md lists."""

import itertools
import re

import pytest

from autograder.master import read_master
from autograder.project import masters
from tests.lessons.parts import PARTS, ROOT, missing


def test_the_page_lists_the_parts():
    assert "autograder/lessons/mNN/public.py" in PARTS
    assert "autograder/lessons/mNN/judge/__init__.py" in PARTS
    assert "tests/lessons/mNN/test_claims_NN.py" in PARTS
    assert "tests/lessons/mNN/worked.py" in PARTS
    assert "autograder/lessons/mNN/judge/facts.py" in PARTS
    assert len(PARTS) == 10


@pytest.mark.parametrize("master", masters(ROOT), ids=lambda path: path.stem)
def test_no_line_of_a_sentence_begins_like_a_list(master):
    # "of about size / 1. The scale": Markdown makes a numbered list of the second line
    for cell in read_master(master).solved.cells:
        lines = cell.source.split("\n") if cell.cell_type == "markdown" else []
        for before, line in itertools.pairwise(lines):
            if re.match(r" {0,3}(1[.)]|[-+*]) ", line):
                assert re.match(r"\s*(\d+[.)] |[-+*] |$)|  |<", before), (cell.id, line)


@pytest.mark.parametrize("master", masters(ROOT), ids=lambda path: path.stem)
def test_a_lesson_has_them_all(master):
    lacks = "\n  ".join(missing(master))
    assert not lacks, f"{master.stem} has none of these yet, see docs/authoring.md:\n  {lacks}"
