"""The plugin of pytest: groups and order of the tests, their cost, the budget, the record."""

import json
import random
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.running import budget, groups

UNIT, COST = pytest.StashKey(), pytest.StashKey()
METER = budget.Meter()
# In a report a fixture is named from this many CPU seconds on.
WORTH_NAMING = 0.5


def pytest_addoption(parser):
    """Add the options that ``python -m tests.running`` uses."""
    group = parser.getgroup("running", "how this project runs its tests")
    group.addoption("--record", metavar="FILE", help="write what each test cost to a JSON file")
    group.addoption("--budget", action="store_true", help="fail what costs too much time")
    group.addoption("--part", help="only the tests of one part of `make test-all`")
    group.addoption("--order-seed", type=int, help="a random order, drawn from this seed")


def pytest_configure(config):
    """Keep a record, in the process that sees all tests."""
    if config.getoption("record") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Record(Path(config.getoption("record"))))


# ------------------------------------------------------------ which tests, in which order


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Choose a part, sort the tests."""
    part = config.getoption("part")
    if part:
        left = [item for item in items if groups.part_of(item) != part]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if groups.part_of(item) == part]
    for item in items:
        item.stash[UNIT] = groups.unit_of(item)
        if item.get_closest_marker("clock") and not groups.says_clock(item.path):
            raise pytest.UsageError(f"{item.nodeid}: mark it in its file by @pytest.mark.clock")
    if config.getoption("order_seed") is not None:
        shuffle(items, config.getoption("order_seed"))
    elif getattr(config.option, "loadgroup", False):  # set by xdist in its workers
        groups.dear_first(items)


class Groups(LoadScopeScheduling):
    """Gives each group of tests to one worker, in the order in which they come."""

    def _split_scope(self, nodeid):
        return groups.group_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Schedule by our groups; marks for xdist's own do nothing with 3.8 under pytest 9.2."""
    return Groups(config, log) if config.getvalue("dist") == "loadgroup" else None


def shuffle(items, seed):
    """Bring the files into a random order, and the tests of each file."""
    rng, files = random.Random(seed), {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    order = list(files.values())
    rng.shuffle(order)
    for tests in order:
        rng.shuffle(tests)
    items[:] = [item for tests in order for item in tests]


# ------------------------------------------------------------ what they cost


def _measured(item, phase):
    before = METER.read()
    try:
        return (yield)
    finally:
        item.stash.setdefault(COST, {})[phase] = METER.since(before)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item):
    """Measure the setup of a test."""
    FIXTURES_NOW.is_bound = not item.get_closest_marker("all")
    return (yield from _measured(item, "setup"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item):
    """Measure the test itself."""
    return (yield from _measured(item, "call"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item):
    """Measure the teardown of a test."""
    return (yield from _measured(item, "teardown"))


class Fixtures:
    """The fixtures that are being made or taken down, and those of the test that runs now."""

    def __init__(self):
        self.open, self.touched = [], []
        self.is_bound, self.free = True, set()

    def begin(self, cost):
        self.open.append((cost, METER.read(), [0.0, 0.0]))

    def end(self, name):
        """Add what was spent since `begin`, less what fixtures inside of it spent."""
        cost, before, inside = self.open.pop()
        spent = METER.since(before)
        if self.open:
            outer = self.open[-1][2]
            outer[:] = [a + b for a, b in zip(outer, spent, strict=True)]
        cost[:] = [c + s - i for c, s, i in zip(cost, spent, inside, strict=True)]
        self.touched.append((name, cost))

    def take(self):
        """Return the fixtures touched since the last call: ``[(name, [CPU, wall])]``."""
        touched, self.touched = self.touched, []
        return touched


FIXTURES_NOW = Fixtures()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_fixture_setup(fixturedef, request):
    """Measure how a fixture is made and, of those that live longer than a test, taken down."""
    name, cost = f"{fixturedef.argname} ({fixturedef.baseid or 'tests'})", [0.0, 0.0]
    if not FIXTURES_NOW.is_bound:  # made for the longest tier, whoever sees its end
        FIXTURES_NOW.free.add(name)
    lives_on = fixturedef.scope != "function"
    if lives_on:  # finalizers run last in, first out: this one after the fixture's own
        fixturedef.addfinalizer(lambda: FIXTURES_NOW.end(name))
    FIXTURES_NOW.begin(cost)
    try:
        return (yield)
    finally:
        FIXTURES_NOW.end(name)
        if lives_on:
            fixturedef.addfinalizer(lambda: FIXTURES_NOW.begin(cost))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Put the cost into the report, and fail what is over the budget."""
    report = yield
    report.unit = item.stash[UNIT]
    report.cost = item.stash[COST].get(call.when, [0.0, 0.0])
    report.fixtures = []
    said = []
    if call.when == "call":
        said = [budget.over_call(report.cost)]
    elif call.when == "teardown":  # so that a fixture that is too dear stops no test
        touched = FIXTURES_NOW.take()
        report.fixtures = [[name, *cost] for name, cost in touched if cost[0] > WORTH_NAMING]
        bound = [entry for entry in touched if entry[0] not in FIXTURES_NOW.free]
        said = [budget.over_fixture(*entry) for entry in bound]
    said = [words for words in said if words]
    is_bound = item.config.getoption("budget") and not item.get_closest_marker("all")
    if said and is_bound and report.passed:
        report.outcome, report.longrepr = "failed", "\n".join(dict.fromkeys(said))
    return report


# ------------------------------------------------------------ the record


class Record:
    """Writes at the end what each test cost and how it ended."""

    def __init__(self, path):
        self.path = path
        self.tests, self.fixtures, self.not_run = {}, {}, []

    def pytest_runtest_logreport(self, report):
        """Take one phase of one test."""
        if not hasattr(report, "cost"):  # a worker that crashed
            return
        test = self.tests.setdefault(report.nodeid, {"unit": report.unit})
        test[report.when] = [round(seconds, 3) for seconds in report.cost]
        for name, *cost in report.fixtures:
            self.fixtures[name] = max(self.fixtures.get(name, [0, 0]), cost)
        if report.skipped and isinstance(report.longrepr, tuple):
            reason = report.longrepr[2].removeprefix("Skipped: ")
            if reason.startswith("not run: "):
                self.not_run.append([report.nodeid, reason.removeprefix("not run: ")])

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter):
        """Write the file."""
        counts = {name: len(found) for name, found in terminalreporter.stats.items() if name}
        kept = {
            "counts": counts,
            "tests": self.tests,
            "fixtures": self.fixtures,
            "not_run": self.not_run,
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(kept), encoding="utf-8")
