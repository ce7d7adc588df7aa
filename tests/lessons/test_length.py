"""How long a lesson is, by the rules of its form: see autograder/authoring/length.py."""

import os
import subprocess
import sys

import nbformat
import pytest

from autograder.authoring import length
from autograder.authoring.length import length_of
from autograder.master import read_master
from tests.lessons.parts import COMPLETE

# Lessons of the first edition, whose second is still to be written. The list may only shrink.
TO_FOLLOW = [2, 3, 4, 7]


@pytest.mark.parametrize("module", COMPLETE)
def test_a_lesson_is_no_longer_than_its_form_allows(module):
    over = length_of(read_master(COMPLETE[module])).over()
    if module in TO_FOLLOW:
        assert over, f"lesson {module} keeps the measure: take it off the list"
    else:
        assert over == []


def markdown(*texts):
    return [nbformat.v4.new_markdown_cell(text) for text in texts]


def test_what_is_folded_or_under_more_does_not_count():
    text = "One two. <details><summary>three</summary>four <details>five</details></details> six"
    assert length.count_words(length.visible(text)) == 3
    road = length.road(markdown("one", "# More\n\ntwo", "three"))
    assert [cell.source for cell in road] == ["one"]


def test_formulas_code_and_numbers_are_no_words():
    text = "Two words $x \\cdot w$ and `code` 3.14 of $$\\sum_n e_n$$ seven-day don't"
    assert length.count_words(length.visible(text)) == 6


def test_a_paragraph_with_four_numbers_is_crowded_and_a_table_is_not():
    crowded = "It was 1, then 2, −3.5 and 1,230."
    cells = markdown(
        f"# 1 2 3 4 5\n\nIt was 1, 2 and $3 4 5$ and `6`.\n\n{crowded}", "| 1 | 2 | 3 | 4 |"
    )
    assert list(length._crowded(cells)) == [crowded]


def test_an_exercise_may_have_more_numbers():
    cells = markdown("### Exercise: `f` (3 points)\n\nOf 1, 2, 3 and 4 return 10.")
    assert list(length._crowded(cells)) == []


RUN_THE_ROAD = """
import sys
from pathlib import Path
from autograder.authoring.length import road
from autograder.master import read_master

names = {}
for cell in road(read_master(Path(sys.argv[1])).solved.cells):
    if cell.cell_type == "code":
        exec(compile(cell.source, cell.id, "exec"), names)
print("matplotlib" in sys.modules, file=sys.stderr)
"""


@pytest.mark.slow
@pytest.mark.parametrize("module", [module for module in COMPLETE if module not in TO_FOLLOW])
def test_the_road_needs_no_matplotlib(module, tmp_path):
    # its import takes as long as all the rest, and its pictures would be a second style
    command = [sys.executable, "-c", RUN_THE_ROAD, COMPLETE[module]]
    environment = {**os.environ, "NNF_HOME": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.stderr.splitlines()[-1:] == ["False"], done.stderr
