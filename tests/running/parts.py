"""The parts of the tests, and how each is run."""

import json
import random
from dataclasses import dataclass, field
from pathlib import Path

from tests.running import calls, closing, groups
from tests.running.estimate import WORKERS

RECORDS = groups.ROOT / "build" / "tests"
EVERYTHING, MOST = "not all or all", "not all"
FAST = "not all and not slow and not clock"
PARTS = ("lessons", "grading", "seeds", "places", "order")


@dataclass
class Result:
    """How a part ended: its calls, what is said of it, what was not run and why."""

    calls: list
    said: str
    not_run: list = field(default_factory=list)

    @property
    def is_green(self):
        """Whether nothing failed, and something was run."""
        return all(call.is_green for call in self.calls) and any(
            call.status == 0 for call in self.calls
        )


def on_workers(name, expression, options=()):
    """Run the tests that a marker expression selects on the workers."""
    workers = ["-n", str(WORKERS), "--dist", "loadgroup", "--no-loadscope-reorder"]
    return _recorded(f"{name}-workers", [*workers, "--budget", "-m", expression, *options])


def without_workers(name, expression, options=()):
    """Run the tests that measure time, one after the other and with nothing beside them."""
    is_path = any(Path(option.partition("::")[0]).exists() for option in options)
    files = [] if is_path else [str(path) for path in groups.clock_files()]
    select = ["--budget", "-m", f"({expression}) and clock", *options]
    return _recorded(f"{name}-clock", [*select, *files])


def _recorded(name, arguments):
    record = RECORDS / f"{name}.json"
    record.parent.mkdir(parents=True, exist_ok=True)
    call = calls.pytest(arguments, record)
    record.write_text(json.dumps(vars(call)), encoding="utf-8")
    return call


def recorded(name):
    """Return the two calls that `in_two_calls` recorded under a name, or none."""
    files = [RECORDS / f"{name}-{call}.json" for call in ("workers", "clock")]
    if not all(file.exists() for file in files):
        return []
    return [calls.Call(**json.loads(file.read_text(encoding="utf-8"))) for file in files]


def in_two_calls(name, expression, options=()):
    """Run tests on the workers, and those that measure time after them."""
    two = [on_workers(name, f"({expression}) and not clock", options)]
    if two[0].status != calls.INTERRUPTED:
        two.append(without_workers(name, expression, options))
    not_run = [found for call in two for found in call.record.get("not_run", [])]
    return Result(two, closing.counted(two), not_run)


def run_part(name):
    """Run one part of ``make test-all``."""
    if name == "order":
        return order()
    return in_two_calls(name, EVERYTHING, ["--part", name])


def order():
    """Run every file alone, and then all fast tests in a random order, whose seed is printed."""
    files = sorted(groups.ROOT.glob("tests/**/test_*.py"))
    logs = RECORDS / "alone"
    logs.mkdir(parents=True, exist_ok=True)
    print(f"{len(files)} test files, each alone")
    commands = []
    for path in files:
        name = path.relative_to(groups.ROOT)
        select = ["-q", "-p", "no:cacheprovider", "-m", FAST, str(name)]
        commands.append(([*calls.PYTEST, *select], logs / f"{'-'.join(name.parts)}.log"))
    statuses, wall, cpu = calls.run(commands, at_once=WORKERS)
    if calls.INTERRUPTED in statuses:
        return Result([calls.Call(calls.INTERRUPTED, wall, cpu)], "")
    failed = 0
    for (command, log), status in zip(commands, statuses, strict=True):
        if status not in (0, calls.NOTHING_SELECTED):
            failed += 1
            print(f"{command[-1]} alone: exit status {status}, {log}", log.read_text()[-2000:])
    counts = {"passed": len(files) - failed, "failed": failed}
    alone = calls.Call(1 if failed else 0, wall, cpu, {"counts": counts})
    seed = random.randrange(10**6)
    print(f"a random order, --order-seed {seed}")
    mixed = on_workers("order", FAST, ["--order-seed", str(seed)])
    said = f"each of {len(files)} files alone: {closing.counted([alone])}; "
    said += f"in a random order of seed {seed}: {closing.counted([mixed])}"
    return Result([alone, mixed], said)
