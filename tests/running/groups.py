"""Which tests go to one worker, which lesson and which part of ``make test-all`` they belong to."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DURATIONS = ROOT / "tests" / "durations.json"

# What these tests share is dear and is made once for each worker, so they are one group. Other
# tests go by file, and by lesson where the file has tests of several.
SHARED = {
    "tests/browser/": "browser",  # Chromium, JupyterLab with the gallery
    "tests/grade/": "grade",  # a warm process, a released class
    "tests/grading/": "grade",
    "tests/build/": "build",  # the build of all lessons
}
# What a lesson's tests share: the names that its cells leave behind, its graded class.
OF_A_LESSON = ("tests/lessons/", "tests/classroom/")

PLACES = ("environment", "binder", "browser", "docs", "lab")
GRADING = ("grade", "grading", "classroom", "course")


def lesson_of(item):
    """Return the number of the lesson that a test is about, or None."""
    params = item.callspec.params if hasattr(item, "callspec") else {}
    for name, value in params.items():
        number = value if name in ("lesson", "module") else getattr(value, "module", None)
        if isinstance(number, int) and 1 <= number <= 12:
            return number
    path, _, name = item.nodeid.partition("::")
    found = re.search(r"/m(\d\d)/|_m?(\d\d)\.py$", path)
    found = found or re.search(r"[\[-](?:m(\d\d)\b|(\d\d)_[a-z])", name)
    number = int(found[1] or found[2]) if found else 0
    return number if 1 <= number <= 12 else None


def unit_of(item):
    """Return the name under which a test's time is kept: its file, and its lesson if it has one."""
    lesson = lesson_of(item)
    path = item.nodeid.partition("::")[0]
    return path if lesson is None else f"{path}#{lesson:02}"


def group_of(unit):
    """Return the name of the group that a unit's tests go to."""
    for folder, group in SHARED.items():
        if unit.startswith(folder):
            return group
    path, _, lesson = unit.partition("#")
    return f"lesson-{lesson}" if lesson and path.startswith(OF_A_LESSON) else unit


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
    """Sort tests by what their groups took last time; new groups come last."""
    took = {}
    for unit, (_, wall) in read_durations()["units"].items():
        took[group_of(unit)] = took.get(group_of(unit), 0) + wall
    items.sort(key=lambda item: -took.get(group_of(unit_of(item)), 0))


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
