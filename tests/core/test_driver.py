"""The driver survives what learners write, hands every case out afresh, and tells what changed."""

import contextlib
import dataclasses
import itertools
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from autograder.core import driver
from autograder.core.driver import Outcome, Unusable, drive, run_script
from autograder.core.exercise import Case, Exercise
from autograder.core.plain_data import MAX_TEXT, Family, Foreign, Layout, Ref, encode
from tests.core.cells import define

EXERCISE = Exercise(
    name="f",
    module=99,
    reference=lambda x: x,
    cases=lambda rng: [],
    visible_points=1,
    rubric={"": 1},
    families={"line": lambda slope: lambda x: slope * x},
)


def outcome(source, script=(), **inputs):
    return drive(EXERCISE, define(source, "f"), Case("a case", inputs, script))


# ------------------------------------------------------------ inputs


@pytest.mark.parametrize(
    "value",
    [
        np.ones((3, 2)),
        Layout("fortran", np.ones((3, 2))),
        Layout("fortran", np.ones((3, 1))),
        Layout("fortran", np.ones(3)),
        Layout("strided", np.ones((3, 2))),
    ],
    ids=["array", "fortran", "fortran column", "fortran vector", "strided"],
)
@pytest.mark.parametrize("wrap", [lambda x: x, lambda x: (x, 1)], ids=["alone", "in a tuple"])
def test_a_case_is_the_same_after_a_function_that_zeroes_its_input(value, wrap):
    # one that is handed out itself would make every later answer look right or wrong at random
    case = Case("a case", {"x": wrap(value)})
    target = define("def f(x):\n    x = x[0] if type(x) is tuple else x\n    x *= 0", "f")
    before = encode(case.inputs)
    first, second = (drive(EXERCISE, target, case) for _ in range(2))
    assert encode(case.inputs) == before
    assert first.changed == second.changed == ("x",)


def test_inputs_that_were_changed_are_named_also_inside_the_cache():
    source = """
        def f(dZ, cache, options, untouched):
            X, W = cache
            W -= 0.1
            options["mask"][0] = 5
    """
    inputs = {
        "dZ": np.ones(2),
        "cache": (np.ones(2), np.ones(3)),
        "options": {"mask": np.zeros(2)},
        "untouched": [np.ones(2)],
    }
    assert outcome(source, **inputs).changed == ("cache", "options")


@pytest.mark.parametrize(
    "line",
    ["x[0] += 0", "x[:] = x.copy()", "x = x * 0", "x.sort()", "return x"],
)
def test_an_input_that_is_as_it_was_is_not_named(line):
    assert outcome(f"def f(x):\n    {line}", x=np.array([1.0, 2.0])).changed == ()


@pytest.mark.parametrize("line", ["x[0] = np.nan", "x[1] = -0.0", "x.resize(3, refcheck=False)"])
def test_a_change_that_compares_equal_is_seen_too(line):
    assert outcome(f"def f(x):\n    {line}", x=np.array([1.0, 0.0])).changed == ("x",)


@pytest.mark.parametrize(
    "line",
    [
        "params.pop(0)",
        "params.append(1)",
        "params.reverse()",
        "params[0].pop()",
        "options['b'][0] = 2",
    ],
)
def test_a_list_that_was_changed_is_named_as_an_array_is(line):
    inputs = {"params": [[np.ones(2), 1.0], [np.ones(3), 2.0]], "options": {"b": [1]}}
    name = line.partition("[")[0].partition(".")[0]
    assert outcome(f"def f(params, options):\n    {line}", **inputs).changed == (name,)
    kept = "[p.copy() for p in params], list(options['b'])"
    assert outcome(f"def f(params, options):\n    {kept}", **inputs).changed == ()


def test_changed_although_it_raised():
    assert outcome("def f(x):\n    x[0] = 9\n    raise ValueError", x=np.ones(2)).changed == ("x",)


def test_layouts_are_what_they_say():
    source = "def f(a, b): return a.flags.f_contiguous, a.flags.c_contiguous, b.strides, a, b"
    A = np.arange(6.0).reshape(2, 3)
    value = outcome(source, a=Layout("fortran", A), b=Layout("strided", A)).value
    assert value[:2] == (True, False)
    assert value[2] == (48, 16)  # every second of six numbers a row
    assert (value[3] == A).all()
    assert (value[4] == A).all()
    with pytest.raises(ValueError, match="sideways"):
        outcome("def f(a): pass", a=Layout("sideways", A))


def test_a_family_becomes_a_function():
    assert outcome("def f(g, x): return g(x)", g=Family("line", {"slope": 3}), x=2.0).value == 6.0


# ------------------------------------------------------------ what is printed


def test_prints_stderr_and_short_of_2_kb():
    source = """
        import sys
        def f(x):
            print("to stdout")
            print("to stderr", file=sys.stderr)
            for _ in range(10_000):
                print("again and again")
            return x
    """
    result = outcome(source, x=1)
    assert result.printed.startswith("to stdout\nto stderr\nagain")
    assert len(result.printed) == MAX_TEXT == 2000
    assert result.value == 1


def test_nothing_reaches_the_real_streams(capfd):
    outcome("import sys\ndef f(x):\n    print('A')\n    sys.stderr.write('B')", x=1)
    assert capfd.readouterr() == ("", "")


def test_a_warning_is_written_once_and_names_the_line_and_not_the_file():
    printed = outcome("""def f(x):
        for _ in range(3):
            np.log(x - 1)
        return x""", x=np.ones(1)).printed  # fmt: skip
    assert printed == "line 3: RuntimeWarning: divide by zero encountered in log\n"


def test_warnings_are_captured_where_no_test_runner_collects_them():
    # on stderr a warning costs an honest learner all points in stock nbgrader
    code = """
        import sys, warnings
        import numpy as np
        from autograder.core.driver import drive
        from autograder.core.exercise import Case, Exercise
        warnings.simplefilter("ignore")
        def f(x):
            warnings.warn("mind the gap")
            return x / np.zeros(1)
        exercise = Exercise(
            name="f",
            module=99,
            reference=f,
            cases=lambda rng: [],
            visible_points=1,
            rubric={"": 1},
        )
        for _ in range(2):
            printed = drive(exercise, f, Case("a case", {"x": np.ones(1)})).printed
            assert "mind the gap" in printed and "divide by zero" in printed, printed
    """
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True
    )
    assert (result.returncode, result.stderr, result.stdout) == (0, "", "")


# ------------------------------------------------------------ ways to end


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("exit()", "SystemExit"),
        ("import sys; sys.exit(3)", "SystemExit"),
        ("quit()", "SystemExit"),
        ("return f(x)", "RecursionError"),
        ("raise Exception", "Exception"),
        ("raise BaseException('all')", "BaseException"),
        ("raise NotImplementedError", "NotImplementedError"),
        ("return x.no_such_thing", "AttributeError"),
        ("assert False", "AssertionError"),
        ("return np.zeros((10**9, 10**9))", "MemoryError"),
        ("raise Broken", "Broken"),
    ],
)
def test_every_end_is_an_outcome(line, error):
    source = "class Broken(Exception):\n    def __str__(self): raise ValueError\n"
    result = outcome(f"{source}def f(x):\n    {line}", x=np.ones(2))
    assert result.error["type"].endswith(error)
    assert result.value is None


NAMELESS = """
class Nameless(type):
    __name__ = property(lambda kind: 1 / 0)

class E(Exception, metaclass=Nameless):
    pass
"""
CLASSLESS = "class E(Exception):\n    __class__ = property(lambda e: 1 / 0)\n"
SILENT = "class E(Exception):\n    def __str__(e): raise KeyboardInterrupt\n"
NO_TEXT = "class Text(str):\n    def __getitem__(t, i): return 3\n"
NO_TEXT += "class E(Exception):\n    def __str__(e): return Text('a text')\n"


@pytest.mark.parametrize(
    "kind",
    [NAMELESS, CLASSLESS, SILENT, NO_TEXT],
    ids=["no name", "no class", "no text", "a text of its own"],
)
def test_an_error_that_cannot_be_described_is_an_outcome(kind):
    result = None
    with contextlib.suppress(BaseException):  # pytest cannot describe it either
        result = outcome(f"{kind}def f(x):\n    raise E", x=1)
    assert result
    assert result.error["type"] == "E"
    assert {type(text) for text in result.error.values()} == {str}
    encode(result.as_plain())


def test_an_object_that_raises_whatever_it_is_asked_for_is_an_outcome():
    source = "class F:\n    def __getattr__(f, name): 1 / 0\n"
    result = outcome(f"{source}f = F()", x=1)
    assert result.error["type"] in ("TypeError", "ZeroDivisionError")


def test_the_case_after_a_recursion_without_end_runs():
    target = define("def f(x): return f(x) if x else 1", "f")
    ends = [drive(EXERCISE, target, Case("a case", {"x": x})) for x in (1, 0)]
    assert ends[0].error["type"] == "RecursionError"
    assert ends[1].value == 1


def test_the_stop_button_stops():
    with pytest.raises(KeyboardInterrupt):
        outcome("def f(x): raise KeyboardInterrupt", x=1)


def test_an_error_comes_with_the_learners_line(tmp_path):
    path = tmp_path / "lesson.py"
    path.write_text("import numpy as np\ndef f(x):\n    y = x + 1\n    return np.linalg.inv(y)\n")
    namespace = {}
    exec(compile(path.read_text(), str(path), "exec"), namespace)
    result = drive(EXERCISE, namespace["f"], Case("a case", {"x": np.ones((2, 2))}))
    assert result.error["type"] == "LinAlgError"
    assert result.error["line"] == "return np.linalg.inv(y)"
    assert result.error["function"] == "f"


def test_of_two_cells_the_line_is_one_of_the_functions_own(tmp_path):
    """A function of an earlier exercise may be right, and have got what does not fit."""
    namespace = {}
    for name, text in {
        "earlier": "import numpy as np\ndef earlier(y):\n    return np.linalg.inv(y)\n",
        "f": "def f(x):\n    y = x[:1]\n    return earlier(y)\n",
    }.items():
        path = tmp_path / f"{name}.py"
        path.write_text(text)
        exec(compile(text, str(path), "exec"), namespace)
    error = drive(EXERCISE, namespace["f"], Case("a case", {"x": np.ones((2, 2))})).error
    assert (error["line"], error["function"]) == ("return earlier(y)", "earlier")


def test_of_a_table_of_functions_the_line_is_quoted_that_calls_one(tmp_path):
    path = tmp_path / "lesson.py"
    table = 'TABLE = {\n    "relu": lambda z: np.maximum(z, 0),\n}\n'
    path.write_text(f'{table}def f(x):\n    return TABLE["relu"]((x, x[:1]))\n')
    namespace = {"np": np}
    exec(compile(path.read_text(), str(path), "exec"), namespace)
    error = drive(EXERCISE, namespace["f"], Case("a case", {"x": np.ones((2, 2))})).error
    assert error["line"] == 'return TABLE["relu"]((x, x[:1]))'


def test_an_error_names_the_innermost_of_the_learners_functions():
    source = "def f(x): return helper(x)\ndef helper(x): return np.linalg.inv(x)"
    assert outcome(source, x=np.ones((2, 2))).error["function"] == "helper"
    assert outcome("def f(): pass", x=1).error["function"] == ""


def test_of_a_recursion_without_end_one_line_is_read(tmp_path, monkeypatch):
    path = tmp_path / "lesson.py"
    path.write_text("def f(x):\n    return f(x)\n")
    namespace, read = {}, []
    exec(compile(path.read_text(), str(path), "exec"), namespace)
    line_at = driver._line_at
    monkeypatch.setattr(driver, "_line_at", lambda trace: read.append(trace) or line_at(trace))
    monkeypatch.setattr("traceback.extract_tb", None)
    error = drive(EXERCISE, namespace["f"], Case("a case", {"x": 1})).error
    assert (error["type"], error["function"]) == ("RecursionError", "f")
    assert error["line"] in ("def f(x):", "return f(x)")
    assert len(read) == 1


def test_an_outcome_as_plain_data_keeps_what_is_foreign():
    # a dict in its place would be shown to the learner as "is a dict"
    result = outcome("def f(x): return [x, np.zeros((1, 2)).view(np.matrix)]", x=1)
    assert result.as_plain()["value"] == [1, Foreign("matrix")]
    assert Outcome(**result.as_plain()) == result


# ------------------------------------------------------------ scripts of calls


class Box:
    """Keeps what it is given, and spoils it."""

    def __init__(self, content):
        self.content = content

    def spoil(self, other=None):
        self.content *= 0
        return other

    def __add__(self, other):
        return Box(self.content + other.content)


def test_a_script_makes_calls_operates_changes_and_reads():
    script = (
        ("array", "w", [1.0, 2.0]),
        ("make", "a", Ref("w")),
        ("make", "b", 10.0),
        ("operate", "c", "+", Ref("a"), Ref("b")),
        ("change", "w", 0, 5.0),
        ("read", "a", "content"),
        ("read", "c", "content"),
        ("call", "back", "a", "spoil", "word"),
        ("show", "back"),
        ("read", "a", "content"),
    )
    read = run_script(Box, script)
    assert [np.asarray(value).tolist() for value in read] == [
        [5.0, 2.0],  # the very array, as a learner's object would hold it
        [11.0, 12.0],
        "word",
        [0.0, 0.0],
    ]


def test_what_was_read_stays_as_it_was_read():
    script = (
        ("array", "w", np.ones(2)),
        ("make", "a", Ref("w")),
        ("read", "a", "content"),
        ("call", "_", "a", "spoil"),
        ("show", "w"),
    )
    assert [value.tolist() for value in run_script(Box, script)] == [[1, 1], [0, 0]]


def test_a_script_is_the_same_after_an_object_that_changes_its_arguments():
    script = (("make", "a", np.ones(2)), ("call", "_", "a", "spoil"), ("read", "a", "content"))
    before = encode(script)
    assert run_script(Box, script)[0].tolist() == [0, 0]
    assert encode(script) == before


class Node:
    def __init__(self, parents=()):
        self.parents = parents

    def __add__(self, other):
        return Node((self, other))

    def row(self):
        return [*self.parents, self, 1.5]


def test_a_script_names_what_stands_in_a_list_and_lends_a_method():
    script = (
        ("make", "a"),
        ("operate", "c", "+", Ref("a"), Ref("a")),
        ("call", "row", "c", "row"),
        ("names", "row"),
        ("lent", "length", "c", "count"),
        ("show", "length"),
        ("names", "length"),
    )
    lend = {"count": lambda node: len(node.parents)}
    assert run_script(Node, script, lend) == [["a", "a", "c", "a float"], 2, 2]


@pytest.mark.parametrize(
    ("value", "found"),
    [(1.5, ("c", "float", "Node")), (None, ("c", "", "Node"))],
)
def test_what_stands_in_place_of_an_object_is_named(value, found, monkeypatch):
    monkeypatch.setattr(Node, "__add__", lambda self, other: value)
    start = (("make", "a"), ("operate", "c", "+", Ref("a"), Ref("a")))
    for step in (
        ("call", "row", "c", "row"),
        ("lent", "row", "c", "row"),
        ("read", "c", "parents"),
    ):
        with pytest.raises(Unusable) as caught:
            run_script(Node, (*start, step), {"row": Node.row})
        assert tuple(caught.value.found.values()) == found
    with pytest.raises(AttributeError, match="no attribute 'slopes'"):
        run_script(Node, (("make", "a"), ("read", "a", "slopes")))


def in_pairs(numbers, rng):
    order = rng.permutation(numbers)
    for start in range(0, len(order), 2):
        yield order[start : start + 2], start


def test_a_function_that_draws_gets_a_generator_and_is_walked_through():
    drawn = (("make", "epoch", Ref("x"), Ref("rng")), ("walk", "epoch"))
    script = (
        ("array", "x", [5, 6, 7]),
        ("generator", "rng", 3),
        *drawn,
        *drawn,
        ("generator", "rng", 3),
        *drawn,
        ("show", "x"),
    )
    first, second, again, x = run_script(in_pairs, script)
    assert [(batch.tolist(), start) for batch, start in first] == [
        (batch.tolist(), start) for batch, start in again
    ]
    assert [len(batch) for batch, _ in second] == [2, 1]
    assert x.tolist() == [5, 6, 7]
    assert encode(script)  # it crosses over as bytes


def test_what_cannot_be_walked_through_is_named():
    script = (("make", "epoch", 1.0), ("walk", "epoch"))
    for gives, found in ((None, ("", "", "")), (1.0, ("epoch", "float", ""))):
        with pytest.raises(Unusable) as caught:
            run_script(lambda x, gives=gives: gives, script)
        assert tuple(caught.value.found.values()) == found


def test_what_has_no_end_is_left_some_time():
    script = (("make", "epoch", 1.0), ("walk", "epoch"))
    (found,) = run_script(itertools.repeat, script)
    assert found == [1.0] * driver.MOST_WALKED


def test_a_step_that_nobody_knows_is_an_authors_mistake():
    with pytest.raises(ValueError, match="known step"):
        run_script(Box, (("jump", "a"),))


def test_a_script_stops_at_the_first_error():
    result = drive(EXERCISE, Box, Case("a case", script=(("read", "nobody", "content"),)))
    assert result.error["type"] == "KeyError"


# ------------------------------------------------------------ overflow

NAIVE = "def f(z): return 1 / (1 + np.exp(-z))"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (NAIVE, "overflow"),
        ("def f(z): return np.exp(-z) / np.exp(-z).sum()", "overflow"),
        ("def f(z): return z / (z + 1000)", "divide by zero"),
        ("def f(z): return (z + 1000) / (z + 1000)", "invalid value"),
    ],
)
def test_an_overflow_is_an_error_where_an_exercise_promises_that_there_is_none(source, said):
    z = np.array([-1000.0, 1.0])
    promises = dataclasses.replace(EXERCISE, overflow_counts=True)
    strict, lenient = (
        drive(e, define(source, "f"), Case("a case", {"z": z})) for e in (promises, EXERCISE)
    )
    assert said in strict.error["message"]
    assert strict.value is None
    assert lenient.error is None
    # what numpy does elsewhere stays as it was
    with np.errstate(over="ignore"):
        assert np.isinf(np.exp(1000.0))


@pytest.mark.parametrize(
    "silenced",
    [
        "def f(z):\n    with np.errstate(all='ignore'): return 1 / (1 + np.exp(-z))",
        "def f(z):\n    np.seterr(over='ignore')\n    return 1 / (1 + np.exp(-z))",
        "@np.errstate(over='ignore')\n" + NAIVE,
        "@np.errstate(all='ignore')\ndef g(z): return 1 / (1 + np.exp(-z))\ndef f(z): return g(z)",
        "quiet = np.errstate(over='ignore')\n"
        "def f(z):\n    with quiet: return 1 / (1 + np.exp(-z))",
        "from numpy import errstate\n"
        "def f(z):\n    with errstate(over='ignore'): return 1 / (1 + np.exp(-z))",
    ],
)
def test_silencing_the_warning_does_not_keep_the_promise(silenced):
    kept, before = (np.errstate, np.seterr), np.geterr()
    promises = dataclasses.replace(EXERCISE, overflow_counts=True)
    found = drive(promises, define(silenced, "f"), Case("a case", {"z": np.array([-1000.0])}))
    assert "overflow" in found.error["message"]
    assert found.error["silenced"] == ("np.seterr" if "seterr" in silenced else "np.errstate")
    assert (np.errstate, np.seterr) == kept
    assert np.geterr() == before


@pytest.mark.parametrize(
    "silenced",
    [
        "import contextlib\ndef f(z):\n    with contextlib.ExitStack() as stack:\n"
        "        stack.enter_context(np.errstate(all='ignore'))\n"
        "        return 1 / (1 + np.exp(-z))",
        "@np.vectorize\n@np.errstate(over='ignore')\n" + NAIVE,
        "def f(z):\n    kept = np.seterr(all='ignore')\n    np.seterr(over='ignore')\n"
        "    try: return 1 / (1 + np.exp(-z))\n    finally: np.seterr(**kept)",
        "def quietly(g):\n    with np.errstate(over='ignore'): return g()\n"
        "def f(z): return quietly(lambda: 1 / (1 + np.exp(-z)))",
    ],
)
def test_other_ways_of_silencing_are_undone_too(silenced):
    before = np.geterr()
    promises = dataclasses.replace(EXERCISE, overflow_counts=True)
    found = drive(promises, define(silenced, "f"), Case("a case", {"z": np.array([-1000.0])}))
    assert "overflow" in found.error["message"]
    assert found.error["silenced"]
    assert np.geterr() == before


@pytest.mark.parametrize(
    "source",
    [
        "@np.errstate(all='ignore')\ndef f(z): return np.tanh(z)",
        "def f(z):\n    with np.errstate(all='raise'): return np.exp(z)",  # it fades to 0
        "def f(z):\n    np.seterr(all='ignore')\n    return np.tanh(z)",
        "def f(z):\n    assert np.geterr()['over'] == 'raise'\n    return np.nanmean(z)",
        "def f(z):\n    str(z)\n    return np.linalg.inv(np.eye(2)) * z",
    ],
)
def test_what_overflows_nowhere_may_be_silenced_or_not(source):
    promises = dataclasses.replace(EXERCISE, overflow_counts=True)
    found = drive(promises, define(source, "f"), Case("a case", {"z": np.array([-1000.0])}))
    assert found.error is None
    assert found.value is not None


@pytest.mark.parametrize(
    "source",
    [
        NAIVE,
        "def f(z):\n    np.geterr()\n    return 1 / (1 + np.exp(-z))",
        "def f(z):\n    np.linalg.inv(np.eye(2))\n    np.nanmean(z)\n    str(z)\n"
        "    return 1 / (1 + np.exp(-z))",
    ],
)
def test_of_an_overflow_that_nobody_silenced_that_is_not_said(source):
    promises = dataclasses.replace(EXERCISE, overflow_counts=True)
    found = drive(promises, define(source, "f"), Case("a case", {"z": np.array([-1000.0])}))
    assert "overflow" in found.error["message"]
    assert "silenced" not in found.error


def test_what_fades_to_0_is_no_overflow():
    promises = dataclasses.replace(EXERCISE, overflow_counts=True)
    source = "def f(z): return np.exp(z)"
    found = drive(promises, define(source, "f"), Case("a case", {"z": np.array([-1000.0])}))
    assert (found.error, found.value.tolist()) == (None, [0.0])


WRAPPED = """
import functools

def noting(function):
    @functools.wraps(function)
    def wrapped(*args):
        return function(*args)
    return wrapped

"""


@pytest.mark.parametrize(
    "around",
    [
        "@noting",
        "@noting\n@noting",
        "@noting\n@np.errstate(over='ignore')",
        "@np.errstate(over='ignore')\n@noting",
        "@np.vectorize",
        "@functools.partial",
    ],
)
def test_what_stands_around_a_function_does_not_stop_the_judge(around):
    promises = dataclasses.replace(EXERCISE, overflow_counts=True)
    source = f"{WRAPPED}{around}\ndef f(z): return np.tanh(z)"
    found = drive(promises, define(source, "f"), Case("a case", {"z": np.array([-1000.0])}))
    assert (found.error, found.value.tolist()) == (None, [-1.0])
    # and the names beside the function are those of the notebook, not of who wrapped it
    calls = f"{WRAPPED}import nnlib\n{around}\ndef f(z): return nnlib.sigmoid(z)"
    called = drive(EXERCISE, define(calls, "f"), Case("a case", {"z": np.array([1.0])}))
    assert "nnlib" in called.delegated


@pytest.mark.parametrize("inside", ["f", "3"])
def test_what_a_function_says_it_wraps_may_be_nonsense(inside):
    target = define(f"def f(z): return z\nf.__wrapped__ = {inside}", "f")
    assert drive(EXERCISE, target, Case("a case", {"z": 1.0})).value == 1.0
