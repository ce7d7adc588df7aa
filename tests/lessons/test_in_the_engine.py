"""The last lines of a lesson name the files of the engine that hold what a learner has written."""

import inspect
import re

import pytest

from autograder.lessons import of_module
from autograder.project import module_of
from tests.lessons.parts import COMPLETE

MASTERS = list(COMPLETE.values())


@pytest.mark.parametrize("master", MASTERS, ids=[path.stem for path in MASTERS])
def test_every_file_that_holds_an_exercise_is_named(master):
    text = master.read_text(encoding="utf-8")
    paragraph = re.findall(r"^# In the engine: .*?Compare", text, re.MULTILINE | re.DOTALL)
    assert len(paragraph) == 1, "expected one paragraph, In the engine: `nnlib/…`. Compare …"
    homes = {inspect.unwrap(e.reference).__module__ for e in of_module(module_of(master.stem))}
    wanted = {f"{home.replace('.', '/')}.py" for home in homes if home.startswith("nnlib.")}
    assert wanted
    assert wanted <= set(re.findall(r"`(nnlib/\w+\.py)`", paragraph[0]))
