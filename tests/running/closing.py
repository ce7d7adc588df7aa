"""What is printed when the tests have run: the slowest, the whole, pytest's own last line."""

import datetime
from collections import Counter

# In pytest's order. Deselected tests are not added up: one call leaves out what the other runs.
KINDS = ("failed", "passed", "skipped", "xfailed", "xpassed", "warnings", "error")
SHOWN, FIXTURES_SHOWN = 50, 10


def counted(calls):
    """Return how many tests of several calls passed, failed and so on."""
    counts = sum((Counter(call.counts) for call in calls), Counter())
    said = [f"{counts[kind]} {_many(kind, counts[kind])}" for kind in KINDS if counts[kind]]
    return ", ".join(said) or "no tests ran"


def closing_line(calls):
    """Return one line in pytest's form for several calls."""
    seconds = sum(call.wall for call in calls)
    took = f"{seconds:.2f}s"
    if seconds >= 60:
        took += f" ({datetime.timedelta(seconds=int(seconds))})"
    return f" {counted(calls)} in {took} ".center(80, "=")


def _many(kind, count):
    if kind in ("warnings", "error"):
        return kind.removesuffix("s") + "s" * (count > 1)
    return kind


def slowest(calls):
    """Return lines about the tests and the fixtures that took most time."""
    tests, fixtures = [], {}
    for call in calls:
        for name, test in call.record.get("tests", {}).items():
            cpu, wall = test.get("call", (0, 0))
            tests.append((wall, cpu, name))
        for name, (cpu, wall) in call.record.get("fixtures", {}).items():
            fixtures[name] = max(fixtures.get(name, (0, 0)), (wall, cpu))
    made = sorted(((wall, cpu, name) for name, (wall, cpu) in fixtures.items()), reverse=True)
    return [
        f"slowest {SHOWN} tests:    wall      CPU",
        *(_cost(*test) for test in sorted(tests, reverse=True)[:SHOWN]),
        f"slowest {FIXTURES_SHOWN} fixtures: wall      CPU",
        *(_cost(*fixture) for fixture in made[:FIXTURES_SHOWN]),
    ]


def _cost(wall, cpu, name):
    return f"{wall:21.1f} s {cpu:6.1f} s  {name}"


def whole(calls, load):
    """Return the line about wall, processors and load."""
    wall, cpu = (sum(getattr(call, name) for call in calls) for name in ("wall", "cpu"))
    return (
        f"wall {wall / 60:.1f} min, CPU {cpu / 60:.1f} min with all child processes, "
        f"load before the start {load:.2f}"
    )
