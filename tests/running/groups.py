"""Which tests go to one worker, which lesson and which part of ``make test-all`` they belong to."""

import json
import math
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DURATIONS = ROOT / "tests" / "durations.json"

# What these tests share is dear and is made once for each worker, so they are one group. Other
# tests go by file.
SHARED = {
    # two hundred submissions by stock nbgrader, a third of an hour: first, and beside the others
    "tests/grade/test_against_stock": "stock",
    "tests/browser/": "browser",  # Chromium, JupyterLab with the gallery
    "tests/grade/": "grade",  # a warm process, a released class
    "tests/authoring/": "authoring",  # the build of all lessons
}
LONGEST = "stock"
# What a lesson's tests share: the names that its cells leave behind, its graded class.
OF_A_LESSON = ("tests/lessons/", "tests/classroom/")

PLACES = ("environment", "binder", "browser", "docs", "lab")
GRADING = ("grade", "classroom", "course")


def lesson_of(item):
    """Return the number of the lesson that a test is about, or None."""
    params = item.callspec.params if hasattr(item, "callspec") else {}
    for name, value in params.items():
        number = value if name in ("lesson", "module") else getattr(value, "module", None)
        if isinstance(number, int) and 1 <= number <= 12:
            return number
    return named_lesson(item.nodeid)


def named_lesson(nodeid):
    """Return the number of the lesson that the name of a test tells, or None."""
    path, _, name = nodeid.partition("::")
    found = re.search(r"/m(\d\d)/|_m?(\d\d)\.py$", path)
    found = found or re.search(r"[\[-](?:m(\d\d)\b|(\d\d)_[a-z]|lesson_(\d\d)\b)", name)
    number = int(next(filter(None, found.groups()))) if found else 0
    return number if 1 <= number <= 12 else None


def unit_of(item):
    """Return the name under which a test's time is kept: its file, and its lesson if it has one."""
    lesson = lesson_of(item)
    path = item.nodeid.partition("::")[0]
    return path if lesson is None else f"{path}#{lesson:02}"


def group_of(nodeid):
    """Return the group of a test, from its name alone: it is asked for where no test is loaded."""
    for folder, group in SHARED.items():
        if nodeid.startswith(folder):
            return group
    if "_seeds[" in nodeid:  # the longest tests of all share nothing but the cases of an exercise
        drawn = re.search(r"\[m\d\d-\w+", nodeid)
        return f"{nodeid.partition('::')[0]}{drawn[0]}" if drawn else nodeid
    lesson = named_lesson(nodeid)
    if lesson and nodeid.startswith(OF_A_LESSON):
        return f"lesson-{lesson:02}"
    return nodeid.partition("::")[0]


def part_of(item):
    """Return the part of ``make test-all`` that a test belongs to: each to exactly one."""
    folder = item.nodeid.split("/")[1]
    if folder in PLACES:
        return "places"
    if folder in GRADING:
        return "grading"
    seeds = item.get_closest_marker("all") and "seeds" in item.name
    return "seeds" if seeds else "lessons"


def dear_first(items):
    """Sort tests by what their groups took last time; the longest comes first, new ones last.

    Each worker sorts for itself, and all must come to one order. So the sums are exact: a set has
    another order in each process, and so would rounded sums of nearly equal groups.
    """
    units = read_durations()["units"]
    of_group = {}
    for item in items:
        of_group.setdefault(group_of(item.nodeid), set()).add(unit_of(item))
    took = {
        group: math.fsum(units.get(unit, (0, 0))[1] for unit in found)
        for group, found in of_group.items()
    }
    took[LONGEST] = math.inf  # in `make test`, whose durations these are, it has nothing to do
    items.sort(key=lambda item: -took[group_of(item.nodeid)])


def read_durations():
    """Return the committed durations, or empty ones."""
    if not DURATIONS.exists():
        return {"units": {}}
    return json.loads(DURATIONS.read_text(encoding="utf-8"))


def clock_files():
    """List the test files that hold a test which measures time."""
    return sorted(path for path in ROOT.glob("tests/**/test_*.py") if says_clock(path))


def says_clock(path):
    """Whether a test file marks tests as measuring time."""
    return "pytest.mark.clock" in path.read_text(encoding="utf-8")
