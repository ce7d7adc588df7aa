"""The plugin on toys: what costs too much fails and is named, groups stay together, orders repeat.

Each toy runs in a pytest of its own, or its meter would be this one's.
"""

import json
from types import SimpleNamespace

import pytest

from tests.running import groups

BURN = """
import os, subprocess, sys, time
import pytest

def burn(seconds):
    start = time.process_time()
    while time.process_time() - start < seconds:
        pass

CHILD = [sys.executable, "-c", "import time\\nwhile time.process_time() < 1: pass"]
"""


@pytest.fixture
def run_toys(pytester, monkeypatch, root):
    """A function that runs pytest with the plugin in the folder of the toys."""
    monkeypatch.setenv("PYTHONPATH", str(root))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    pytester.makeini("[pytest]\nmarkers =\n    all\n    clock\n    slow\n")

    def run(*options):
        return pytester.runpytest_subprocess("-p", "tests.running.plugin", *options)

    return run


@pytest.fixture
def tight(pytester):
    """A budget that toys can spend."""
    limits = {"CALL_CPU": 0.6, "CALL_WALL": 4, "FIXTURE_CPU": 0.6}
    lines = [f"budget.{name} = {value}" for name, value in limits.items()]
    pytester.makeconftest("\n".join(["from tests.running import budget", *lines]))


DEAR = (
    BURN
    + """
def test_here():
    burn(0.8)

def test_in_a_child():
    subprocess.run(CHILD, check=True)

def test_in_a_child_that_lives_on():
    ends = "\\nopen('burnt', 'w').close()\\ntime.sleep(300)"
    globals()["kept"] = subprocess.Popen([*CHILD[:2], CHILD[2] + ends])
    while not os.path.exists("burnt"):
        time.sleep(0.1)

def test_cheap():
    kept.kill()
    kept.wait()

def test_long():
    time.sleep(4.5)

@pytest.mark.all
def test_of_the_longest_tier():
    burn(0.8)

def test_that_fails_anyway():
    burn(0.8)
    assert False, "its own reason"
"""
)


@pytest.mark.all
def test_a_test_over_the_budget_fails_and_is_named(pytester, run_toys, tight):
    pytester.makepyfile(DEAR)
    result = run_toys("--budget", "--record", "record.json")
    result.assert_outcomes(passed=2, failed=5)
    for name in ("here", "in_a_child", "in_a_child_that_lives_on", "long"):
        result.stdout.fnmatch_lines([f"FAILED *::test_{name}*"])
    result.stdout.fnmatch_lines(["over the budget: * CPU s in a test, at most 0.6"])
    result.stdout.fnmatch_lines(["over the budget: * s on the wall in a test, at most 4"])
    result.stdout.fnmatch_lines(["*AssertionError: its own reason*"])

    record = json.loads((pytester.path / "record.json").read_text())
    assert record["counts"] == {"passed": 2, "failed": 5}
    cost = {name.partition("::")[2]: test["call"] for name, test in record["tests"].items()}
    assert 0.8 <= cost["test_here"][0] < 2
    assert 0.95 <= cost["test_in_a_child"][0] < 3
    assert 0.95 <= cost["test_in_a_child_that_lives_on"][0] < 3
    assert cost["test_cheap"][0] < 0.5
    assert cost["test_long"][0] < 0.5 < 4.4 < cost["test_long"][1]


@pytest.mark.all
def test_without_the_option_nothing_is_over(pytester, run_toys, tight):
    pytester.makepyfile(BURN + "def test_here():\n    burn(0.8)\n")
    run_toys().assert_outcomes(passed=1)


@pytest.mark.all
def test_a_fixture_over_the_budget_is_an_error_and_stops_no_test(pytester, run_toys, tight):
    pytester.makepyfile(
        BURN
        + """
@pytest.fixture(scope="module")
def inner():
    burn(0.8)

@pytest.fixture(scope="module")
def outer(request):
    request.getfixturevalue("inner")

@pytest.fixture(scope="module")
def half(outer):
    burn(0.4)
    yield
    burn(0.4)

def test_one(outer):
    pass

def test_two(half):
    pass

@pytest.fixture(scope="module")
def of_the_longest_tier():
    burn(0.8)

@pytest.mark.all
def test_three(of_the_longest_tier):
    pass

def test_four():
    pass
"""
    )
    result = run_toys("--budget")
    result.assert_outcomes(passed=4, errors=2)
    result.stdout.fnmatch_lines(["over the budget: * CPU s in fixture inner (*), at most 0.6"])
    result.stdout.fnmatch_lines(["over the budget: * CPU s in fixture half (*), at most 0.6"])
    result.stdout.no_fnmatch_line("*fixture outer*")  # it waited for another one
    result.stdout.no_fnmatch_line("*fixture of_the_longest_tier*")  # though seen by others


SAYS_WHERE = """
import os, pytest
@pytest.mark.parametrize("number", range(3))
def test_it(number, record_property):
    with open(os.environ["WHERE"], "a") as file:
        print(__name__, os.environ.get("PYTEST_XDIST_WORKER"), file=file)
"""


@pytest.mark.all
def test_each_group_goes_to_one_worker(pytester, run_toys, monkeypatch):
    where = pytester.path / "where"
    monkeypatch.setenv("WHERE", str(where))
    for name in ("browser/test_a", "nnlib/test_b", "browser/test_c"):
        path = pytester.path / "tests" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SAYS_WHERE)
    options = ["-p", "xdist.plugin", "-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder"]
    run_toys(*options, "--record", "record.json").assert_outcomes(passed=9)
    workers = {}
    for line in where.read_text().splitlines():
        module, worker = line.split()
        workers.setdefault(module, set()).add(worker)
    assert workers["test_a"] == workers["test_c"] != workers["test_b"]
    assert {len(some) for some in workers.values()} == {1}
    record = json.loads((pytester.path / "record.json").read_text())
    assert sorted(record["tests"]) == [
        f"tests/{name}.py::test_it[{number}]"
        for name in ("browser/test_a", "browser/test_c", "nnlib/test_b")
        for number in range(3)
    ]


def test_what_was_not_run_is_recorded_with_its_reason(pytester, run_toys):
    pytester.makepyfile(
        "import pytest\n"
        "def test_a(): pytest.skip('not run: no network')\n"
        "def test_b(): pytest.skip('another system')\n"
    )
    run_toys("--record", "record.json").assert_outcomes(skipped=2)
    record = json.loads((pytester.path / "record.json").read_text())
    name = "test_what_was_not_run_is_recorded_with_its_reason.py::test_a"
    assert record["not_run"] == [[name, "no network"]]


@pytest.mark.all
def test_a_random_order_is_another_one_and_comes_again(pytester, run_toys):
    for name in "abc":
        pytester.makepyfile(**{f"test_{name}": SAYS_WHERE})

    def order(*options):
        lines = run_toys("--collect-only", "-q", *options).outlines
        return [line for line in lines if "::" in line]

    plain, one, again = order(), order("--order-seed", "1"), order("--order-seed", "1")
    assert one == again != plain
    assert sorted(one) == plain
    files = [line.partition("::")[0] for line in one]
    assert files == sorted(files, key=files.index)  # a file's tests stay together


def test_a_mark_that_the_second_call_would_not_find_is_refused(pytester, run_toys):
    pytester.makepyfile("import pytest\nname = 'clock'\npytestmark = getattr(pytest.mark, name)\n"
                        "def test_a(): pass\n")  # fmt: skip
    result = run_toys()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "test_a: mark it in its file by @pytest.mark.clock" in result.stderr.str()


# ------------------------------------------------------------ which group, lesson, part


def item(nodeid, *marks, **params):
    return SimpleNamespace(
        nodeid=nodeid,
        name=nodeid.rpartition("::")[2],
        callspec=SimpleNamespace(params=params),
        get_closest_marker=lambda name: name in marks or None,
    )


@pytest.mark.parametrize(
    ("test", "lesson", "group"),
    [
        (item("tests/lessons/m07/test_claims.py::test_a"), 7, "lesson-07"),
        (item("tests/lessons/m03/test_claims_03.py::test_a"), 3, "lesson-03"),
        (item("tests/classroom/test_class.py::test_a[02_perceptron]"), 2, "lesson-02"),
        (item("tests/grade/test_verdicts_of_a_submission.py::test_a[m07]"), 7, "grade"),
        (
            item("tests/core/test_x.py::test_a[Value]", exercise=SimpleNamespace(module=7)),
            7,
            "tests/core/test_x.py",
        ),
        (item("tests/core/test_x.py::test_a[toy]", exercise=SimpleNamespace(module=99)), None,
         "tests/core/test_x.py"),
        (item("tests/learner/test_x.py::test_a[hidden-10]", name="hidden-10"), None,
         "tests/learner/test_x.py"),
        (item("tests/learner/test_x.py::test_a[10]", lesson=10), 10, "tests/learner/test_x.py"),
        (item("tests/lessons/test_x.py::test_a[lesson_04]"), 4, "lesson-04"),
        (item("tests/lessons/test_x.py::test_many_seeds[m02-neuron-hole1]"), 2,
         "tests/lessons/test_x.py[m02-neuron"),
        (item("tests/core/test_x.py::test_a_thousand_seeds[seed 600-neuron]"), None,
         "tests/core/test_x.py::test_a_thousand_seeds[seed 600-neuron]"),
    ],
)  # fmt: skip
def test_a_tests_lesson_and_group(test, lesson, group):
    assert groups.lesson_of(test) == lesson
    assert groups.group_of(test.nodeid) == group


@pytest.mark.parametrize(
    ("test", "part"),
    [
        (item("tests/binder/test_x.py::test_seeds", "all"), "places"),
        (item("tests/classroom/test_x.py::test_a"), "grading"),
        (item("tests/core/test_x.py::test_a_thousand_seeds[x]", "all"), "seeds"),
        (item("tests/core/test_x.py::test_fifty_seeds[x]"), "lessons"),
        (item("tests/lessons/test_editions.py::test_a", "all"), "lessons"),
    ],
)
def test_every_test_is_in_one_part(test, part):
    assert groups.part_of(test) == part


def test_groups_that_took_equally_long_stay_in_the_order_in_which_they_came(monkeypatch):
    """Each worker has another order of sets, and 0.1 + 0.2 + 0.3 is 0.6 in some orders only."""
    units, tests = {}, []
    for number in range(20):
        whole, parts = f"tests/core/test_a{number}.py", f"tests/core/test_b{number}.py"
        units[whole] = [0.6, 0.6]
        units |= {f"{parts}#{n:02}": [n / 10, n / 10] for n in (1, 2, 3)}
        tests.append(item(f"{whole}::test"))
        tests += [item(f"{parts}::test[{n}]", lesson=n) for n in (1, 2, 3)]
    monkeypatch.setattr(groups, "read_durations", lambda: {"units": units})
    sorted_by_cost = list(tests)
    groups.dear_first(sorted_by_cost)
    assert sorted_by_cost == tests
