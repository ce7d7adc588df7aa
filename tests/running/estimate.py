"""How long the tests take, kept in ``tests/durations.json``, and what another lesson would add."""

import json

from tests.running.groups import DURATIONS, OF_A_LESSON, read_durations

WORKERS = 2
LESSONS = 12
# What twelve lessons may take, in minutes on the wall and of the processors.
WALL, CPU = 25.5, 28
# These tests go through all lessons, whichever name they bear: all their time grows with them.
THROUGH_ALL = ("tests/authoring/",)


def keep(calls):
    """Write the durations of a whole ``make test``: ``[CPU, wall]`` seconds of each unit."""
    units = {}
    for call in calls:
        for test in call.record["tests"].values():
            spent = units.setdefault(test["unit"], [0.0, 0.0])
            for phase in ("setup", "call", "teardown"):
                for i, seconds in enumerate(test.get(phase, (0, 0))):
                    spent[i] += seconds
    whole = [round(sum(call.cpu for call in calls)), round(sum(call.wall for call in calls))]
    rounded = {unit: [round(s, 1) for s in spent] for unit, spent in sorted(units.items())}
    lines = ",\n".join(f"{json.dumps(unit)}: {spent}" for unit, spent in rounded.items())
    text = f'{{"whole": {whole}, "units": {{\n{lines}\n}}}}\n'
    DURATIONS.write_text(text, encoding="utf-8")


def adds(durations):
    """Return ``(lessons there, (CPU, wall) minutes that one lesson adds on two workers)``."""
    lessons, cpu, wall = set(), 0.0, 0.0
    for unit, (unit_cpu, unit_wall) in durations["units"].items():
        path, _, lesson = unit.partition("#")
        if path.startswith(OF_A_LESSON):  # elsewhere a number may be of an invented lesson
            lessons |= {lesson} - {""}
        if lesson or path.startswith(THROUGH_ALL):
            cpu, wall = cpu + unit_cpu, wall + unit_wall / WORKERS
    there = max(len(lessons), 1)
    return len(lessons), (cpu / there / 60, wall / there / 60)


def estimate(durations=None):
    """Return the sentences about what a lesson adds, and about twelve."""
    durations = durations or read_durations()
    if not durations["units"]:
        return ["no durations are kept yet: `make test`, then `python -m tests.running durations`"]
    there, (cpu, wall) = adds(durations)
    whole_cpu, whole_wall = (seconds / 60 for seconds in durations["whole"])
    more = LESSONS - there
    return [
        f"a lesson adds {wall:.2f} min on the wall and {cpu:.2f} CPU min (by tests/durations.json)",
        f"{there} lessons: {whole_wall:.1f} min, {whole_cpu:.1f} CPU min; {LESSONS} lessons: "
        f"{whole_wall + more * wall:.1f} min (at most {WALL}), "
        f"{whole_cpu + more * cpu:.1f} CPU min (at most {CPU})",
    ]
