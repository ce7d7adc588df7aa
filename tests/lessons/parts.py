"""Which files a lesson of the course has: those that the table of docs/authoring.md lists."""

import re
from pathlib import Path

from autograder.project import masters, module_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
# the table at the top of the page, without the master itself
PARTS = [name for name in re.findall(r"^\| `([^`]*NN[^`]*)` \|", PAGE, re.MULTILINE)[1:]]


def missing(master):
    """List the parts that a lesson has not got yet."""
    number = f"{module_of(master):02}"
    return [part for part in PARTS if not (ROOT / part.replace("NN", number)).is_file()]


# A lesson that is being written is told what it lacks, by test_parts.py, and by no other test.
COMPLETE = {module_of(path): path for path in masters(ROOT) if not missing(path)}
