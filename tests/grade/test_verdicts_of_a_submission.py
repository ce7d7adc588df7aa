"""One submission behind the wall: right marks, fair when something breaks, nothing given away."""

import contextlib
import inspect
import json
import time
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.core.assess import assess
from autograder.core.exercise import PRACTICE_SEED
from autograder.core.plain_data import encode
from autograder.core.points import grade_of
from autograder.grade import verdicts
from autograder.grade.answers import OriginalLost
from autograder.grade.execute import only_binds, plan_run
from autograder.grade.rebuild import rebuild
from autograder.grade.verdicts import judge
from autograder.grade.wall import wire
from autograder.grade.wall.limits import MEGABYTE, Limits
from autograder.grade.wall.sandbox import Warm
from autograder.lessons import find
from autograder.lessons.runs import runner
from tests.core.learner_answers import as_text
from tests.grade.class_of_learners import (
    FULL,
    RIGHT,
    SEED,
    at_end,
    before,
    cell_of,
    handed_in,
    on_top,
    points,
)
from tests.grade.generated import BY_HAND

pytestmark = pytest.mark.slow

BIAS_AVERAGED = (
    "def affine_backward(dZ, cache):\n    X, W = cache\n"
    "    return dZ @ W.T, X.T @ dZ, dZ.mean(axis=0)\n"
)
NOTHING = dict.fromkeys(FULL, (0, 0))


def test_right_answers_get_everything_and_no_comment(grade):
    judged = grade(RIGHT)
    assert points(judged) == FULL
    assert {name: judged.comments[name] for name in RIGHT} == dict.fromkeys(RIGHT)
    assert judged.repairs == []


@pytest.mark.parametrize("name", BY_HAND)
def test_a_mistake_written_by_hand_costs_points_of_its_exercise_only(grade, name):
    for text in BY_HAND[name]:
        judged = grade({**RIGHT, name: text})
        assert points(judged).pop(name) < FULL[name]
        assert {n: p for n, p in points(judged).items() if n != name} == {
            n: p for n, p in FULL.items() if n != name
        }
        assert judged.comments[name]


def test_an_untouched_notebook_gets_nothing_and_says_so(grade):
    judged = grade({})
    assert points(judged) == NOTHING
    assert {judged.comments[name] for name in RIGHT} == {"No response."}


def test_a_mistake_costs_its_part_and_is_named(grade):
    judged = grade({**RIGHT, "affine_backward": BIAS_AVERAGED})
    assert points(judged) == {**FULL, "affine_backward": (0, 3)}
    assert judged.mistakes == {"affine_backward": ["bias averaged"]}
    assert "Has somebody divided already?" in judged.comments["affine_backward"]
    assert "3 of 4 points" in judged.comments["affine_backward"]
    shown = judged.shown["hidden_affine_backward"][0]["data"]
    assert shown["text/plain"] == "3"
    # mlp_backward was judged with a right affine_backward in place of theirs
    assert "given a right affine_backward" in json.dumps(judged.shown["hidden_mlp_backward"])


@pytest.mark.parametrize("name", FULL)
def test_the_marks_are_those_of_the_notebooks_own_check(grade, name):
    """One exercise answered, by its first wrong versions: as the judging in the notebook says."""
    exercise = find(name)
    for mistake in exercise.misconceptions[:2]:
        version = mistake.versions[0]
        try:
            source = inspect.getsource(version)
        except OSError:
            continue
        if not source.startswith("def ") or version.__closure__:
            continue
        source = source.replace(f"def {version.__name__}(", f"def {name}(", 1)
        namespace = {"np": np}
        exec(source, namespace)
        function = namespace[name]
        inside = assess(exercise, runner(exercise, function), SEED)
        practice = assess(exercise, runner(exercise, function), PRACTICE_SEED)
        expected = grade_of(exercise, inside, lambda practice=practice: practice)
        judged = grade({name: source})
        got = judged.marks[f"hidden_{name}"]
        assert got == expected.points, mistake.name


# ------------------------------------------------------------ fair when something breaks

BREAKDOWNS = {
    "ends the process": "def relu_backward(dA, Z):\n    import os\n    os._exit(0)",
    "crashes": "def relu_backward(dA, Z):\n    import ctypes\n    ctypes.string_at(0)",
    "raises SystemExit": "def relu_backward(dA, Z):\n    raise SystemExit",
    "never ends": "def relu_backward(dA, Z):\n    while True: pass",
    "sleeps": "import time\ndef relu_backward(dA, Z):\n    time.sleep(99)",
    "swallows interrupts": (
        "import time\ndef relu_backward(dA, Z):\n    while True:\n        try:\n"
        "            time.sleep(1)\n        except BaseException:\n            pass"
    ),
    "takes all memory": "def relu_backward(dA, Z):\n    kept = [np.ones(10**8)] * 1\n"
    "    while True: kept.append(np.ones(10**7))",
    "answers endlessly much": "def relu_backward(dA, Z):\n    return np.ones(10**7)",
}
QUICK = Limits(exercise_seconds=2, cell_seconds=4, memory=600 * MEGABYTE)


@pytest.fixture(scope="module")
def impatient(lesson):
    """A warm process whose limits are soon reached."""
    with Warm(
        QUICK, warm_up=lesson.warm_up, modules=lesson.public, questions=lesson.questions
    ) as warm:
        yield warm


@pytest.mark.parametrize("what", BREAKDOWNS)
def test_a_function_that_breaks_down_costs_its_own_points_only(grade, impatient, what):
    judged = grade({**RIGHT, "relu_backward": BREAKDOWNS[what]}, warm=impatient)
    # mlp_backward calls it, and is judged with the engine's in its place
    assert points(judged) == {**FULL, "relu_backward": (0, 0)}
    assert judged.comments["relu_backward"]


def test_questions_that_are_held_are_answered_like_those_that_are_sent(grade, lesson, monkeypatch):
    sent, send_bytes = [], wire.send_bytes

    def counted(channel, data):
        sent.append(len(data))
        send_bytes(channel, data)

    monkeypatch.setattr(wire, "send_bytes", counted)
    wrong = {**RIGHT, "affine_backward": BIAS_AVERAGED, "relu_backward": "relu_backward = 3"}
    with Warm(Limits(), warm_up=lesson.warm_up, modules=lesson.public) as without:
        for answers in (RIGHT, wrong):
            sent.clear()
            here = grade(answers)
            held = sum(sent)
            sent.clear()
            there = grade(answers, warm=without)
            assert (here.marks, here.comments) == (there.marks, there.comments)
            assert here.mistakes == there.mistakes
            practice = sum(len(encode(question)) for question in lesson.questions.values())
            assert sum(sent) - held > 0.9 * practice > 50_000


RUNS = {
    "nothing": ({}, 1),
    "a breakdown": ({"relu_backward": "import os\ndef relu_backward(dA, Z):\n    os._exit(0)"}, 2),
    "a formula": ({"relu_backward": "def relu_backward(dA, Z):\n    return dA"}, 1),
    "a wrong number": ({"my_number": "def my_number():\n    return 20710, 0.5, 0.5"}, 1),
    "a number that misses the engine": (
        {"my_number": "import nnlib\ndef my_number():\n    return nnlib.relu(1.0)"},
        2,
    ),
    "a cell that misses it": (
        {"my_number": f"import nnlib\nnnlib.relu(1.0)\n{RIGHT['my_number']}"},
        3,
    ),
}


@pytest.mark.parametrize("what", RUNS)
def test_a_notebook_is_run_again_only_where_it_must_be(grade, monkeypatch, what):
    opened, sandbox = [], Warm.sandbox
    monkeypatch.setattr(Warm, "sandbox", lambda self, n: opened.append(n) or sandbox(self, n))
    answers, runs = RUNS[what]
    judged = grade({**RIGHT, **answers})
    assert points(judged)["tanh_backward"] == FULL["tanh_backward"]
    assert len(opened) == runs


def test_a_first_try_that_is_lost_costs_no_time_and_no_marks(lesson, released, monkeypatch):
    deadlines, tries = [], []

    @contextlib.contextmanager
    def finished(warm, rebuilt, plan, deadline):
        deadlines.append(deadline)
        plan.began = time.monotonic() - 5
        yield SimpleNamespace(channels=[None] * plan.snapshots)

    def work(asked):
        tries.append(asked)
        if len(tries) == 1:
            raise OriginalLost
        return {0: "of this try"}

    monkeypatch.setattr(verdicts, "finished", finished)
    rebuilt = rebuild(lesson, json.dumps(handed_in(released, RIGHT)).encode())
    plan = plan_run(rebuilt)
    assert verdicts._sit(SimpleNamespace(limits=Limits()), rebuilt, plan, work) == {
        0: "of this try"
    }
    assert (len(deadlines), plan.broke) == (2, True)
    assert 5 <= deadlines[1] - deadlines[0] < 6


def test_threads_of_the_notebook_have_no_part_in_the_answers(grade):
    """What goes on in the background ends where the answers begin, as in any other fork."""
    ticking = (
        "import threading, time\nticks = [0]\n"
        "def tick():\n    while True:\n        ticks[0] += 1\n        time.sleep(0.001)\n"
        "threading.Thread(target=tick, daemon=True).start()"
    )
    still = (
        "def relu_backward(dA, Z):\n    seen = ticks[0]\n    time.sleep(0.03)\n"
        "    return dA * (Z > 0) if ticks[0] == seen else None"
    )
    judged = grade({**RIGHT, "relu_backward": still}, on_top(ticking))
    assert points(judged)["relu_backward"] == FULL["relu_backward"]


CELLS = {
    "os._exit(0)": "the process ended",
    "import ctypes; ctypes.string_at(0)": "the process ended",
    "while True: pass": "it took more than 4 s",
    "kept = [np.ones(10**7) for _ in range(10**6)]": "it took more than 600 MB of memory",
}


@pytest.mark.parametrize("source", CELLS)
def test_a_cell_that_ends_the_notebook_is_left_out_and_told(grade, impatient, source):
    change = before("softmax_cross_entropy", f"import os\nimport numpy as np\n{source}")
    judged = grade(RIGHT, change, warm=impatient)
    assert points(judged) == FULL
    assert judged.repairs == [f"a cell of the learner's own was left out: {CELLS[source]}"]


@pytest.mark.parametrize(
    "source", ["exit()", "quit", "import sys; sys.exit(3)", "raise SystemExit"]
)
def test_leaving_the_notebook_does_not_end_it(grade, source):
    assert points(grade(RIGHT, before("softmax_cross_entropy", source))) == FULL


def test_a_notebook_that_ends_itself_in_every_cell_comes_to_an_end(grade, impatient):
    answers = {name: f"import os\n{source}\nos._exit(0)" for name, source in RIGHT.items()}
    assert points(grade(answers, warm=impatient))["witness"] == (0, 0)


def test_an_exception_in_a_cell_of_their_own_costs_nothing(grade):
    judged = grade(RIGHT, on_top("print(1 / 0)"))
    assert points(judged) == FULL
    assert judged.cells[0]["outputs"][0]["ename"] == "ZeroDivisionError"


def test_a_missing_name_is_nothing(grade):
    judged = grade({**RIGHT, "relu_backward": "pass"})
    assert points(judged)["relu_backward"] == (0, 0)
    assert "not defined" in judged.comments["relu_backward"]


def test_a_name_defined_after_its_test_is_missing_there(grade):
    change = at_end(RIGHT["relu_backward"])
    judged = grade({**RIGHT, "relu_backward": "pass"}, change)
    assert points(judged)["relu_backward"] == (0, 0)


def test_each_test_sees_the_notebook_as_it_stood_there(grade):
    """Later cells bind the names anew, change an array in place, delete: all too late to matter."""
    keeps = "mask = np.array([1.0])\ndef relu_backward(dA, Z):\n    return dA * (Z > 0) * mask[0]"
    answers = {**RIGHT, "relu_backward": keeps}
    late = before("softmax_cross_entropy", "mask[0] = 0\ndel affine_backward\nnp = None")
    judged = grade(answers, late)
    assert points(judged)["relu_backward"] == (0.5, 0.5)
    assert points(judged)["affine_backward"] == (2, 4)
    assert points(judged)["softmax_cross_entropy"] == (0, 0)
    late = at_end("def relu_backward(dA, Z):\n    return 0")
    assert points(grade(RIGHT, late))["relu_backward"] == (0.5, 0.5)


def test_the_same_notebook_gets_the_same_marks(grade):
    draws = (
        "import random\ndef relu_backward(dA, Z):\n"
        "    return dA * (Z > 0) + (random.random() > 0.5)"
    )
    first, second = (grade({"relu_backward": draws}) for _ in range(2))
    assert first.marks == second.marks
    assert first.shown == second.shown


# ------------------------------------------------------------ nothing is given away


LEAKS = {
    "by an exception": "raise ValueError(str(seen))",
    "by printing": "print('SEEN', seen); import sys; print('SEEN', seen, file=sys.stderr)",
    "by a file": "open('/scratch/seen', 'a').write(str(seen))",
}


@pytest.mark.parametrize("way", LEAKS)
def test_hidden_cases_reach_nothing_that_is_shown(grade, way):
    """A function that gives away its inputs: those of the hidden cases stay in the dark."""
    leak = (
        "import os\nseen = []\ndef relu_backward(dA, Z):\n"
        "    seen.append(Z.ravel()[:3].tolist())\n"
        "    if os.path.exists('/scratch/seen'):\n"
        "        seen.append(open('/scratch/seen').read()[-250:])\n"
        "    if Z[0, 0] == 1:  # the example, which is no secret\n        return dA * (Z > 0)\n"
        f"    {LEAKS[way]}\n    return dA\n"
    )
    spy = "def tanh_backward(dA, A):\n    raise ValueError(open('/scratch/seen').read()[-250:])"
    judged = grade({**RIGHT, "relu_backward": leak, "tanh_backward": spy})
    shown = json.dumps([judged.cells, judged.comments, judged.repairs])
    exercise = find("relu_backward")

    def first_numbers(seed):
        arrays = [case.inputs["Z"] for case in exercise.draw(seed)]
        arrays = [getattr(array, "array", array) for array in arrays]
        texts = {str(array.ravel()[0])[:8] for array in arrays}
        return {text for text in texts if len(text) == 8}

    hidden = first_numbers(SEED) - first_numbers(PRACTICE_SEED)
    assert len(hidden) >= 3
    assert not {text for text in hidden if text in shown}
    # and the road is open: what the practice cases hold does arrive there
    assert way != "by an exception" or any(text in shown for text in first_numbers(PRACTICE_SEED))
    assert SEED not in shown


def test_a_function_that_knows_the_practice_cases_earns_nothing(grade):
    cases = find("relu_backward").draw(PRACTICE_SEED)
    known = [[getattr(a, "array", a) for a in c.inputs.values()] for c in cases]
    table = (
        f"known = {as_text(known)}\n"
        "def relu_backward(dA, Z):\n    for d, z in known:\n"
        "        if z.shape == Z.shape and np.array_equal(z, Z):\n            return d * (z > 0)\n"
        "    return dA\n"
    )
    judged = grade({**RIGHT, "relu_backward": table})
    assert points(judged)["relu_backward"] == (0, 0)
    assert "practice cases" in judged.comments["relu_backward"]


FORKS = {
    "in a cell": ("import os\nif not os.fork():\n    pass", None),
    "in a function that a cell calls": ("import os\ndef f():\n    return os.fork()\nf()", None),
    "and raises": ("import os\nif not os.fork():\n    1 / 0", None),
    "in an answer": (
        "import os",
        "def relu_backward(dA, Z):\n    os.fork()\n    return dA * (Z > 0)",
    ),
}


@pytest.mark.parametrize("what", FORKS)
def test_a_process_that_is_forked_off_speaks_to_nobody(grade, what):
    cell, answer = FORKS[what]
    judged = grade({**RIGHT, "relu_backward": answer or RIGHT["relu_backward"]}, on_top(cell))
    assert points(judged) == FULL
    assert judged.repairs == []


def test_a_cell_whose_message_cannot_be_read_is_said_to_disturb(grade):
    speaks = (
        "import os, socket, stat\nfor number in range(3, 30):\n    try:\n"
        "        if stat.S_ISSOCK(os.fstat(number).st_mode):\n"
        "            os.write(number, bytes([255]) * 100)\n"
        "    except OSError:\n        pass"
    )
    judged = grade(RIGHT, on_top(speaks))
    (told,) = judged.repairs
    assert told.endswith("was left out: it disturbed the process of the notebook")
    assert points(judged) == FULL


# of the time that the process works, so that it goes off late on a busy machine too
ALARM = (
    "import signal\ndef late(*_):\n    1 / 0\nsignal.signal(signal.SIGPROF, late)\n"
    "signal.setitimer(signal.ITIMER_PROF, 0.005, 0.001)"
)


def test_a_timer_that_a_cell_leaves_running_ends_with_it(grade):
    def change(notebook):
        on_top(ALARM)(notebook)
        before("relu_backward", "sum(range(10**6))\none = 1")(notebook)

    answer = "def relu_backward(dA, Z):\n    return one * dA * (Z > 0)"
    assert points(grade({**RIGHT, "relu_backward": answer}, change)) == FULL


def test_a_timer_of_an_answer_ends_with_it(grade):
    body = ALARM.replace("\n", "\n    ")
    answer = f"def relu_backward(dA, Z):\n    {body}\n    return dA * (Z > 0)"
    slow = "def tanh_backward(dA, A):\n    sum(range(10**6))\n    return dA * (1 - A * A)"
    assert points(grade({**RIGHT, "relu_backward": answer, "tanh_backward": slow})) == FULL


# ------------------------------------------------------------ where a process is left behind

ONLY_BINDS = [
    "def f(x, y=1, *a, k='s', **o):\n    global z\n    return open('x')",
    "async def f(): await g()",
    "class A:\n    '''doc'''\n    n = 3\n    def f(self): return 1",
    "x = 1\ny = -2.5\nname = 'a', None",
    "'a string alone'\npass",
    "",
]
DOES_MORE = [
    "x[0] = 1",
    "x.y = 1",
    "x += 1",
    "f()",
    "x = f()",
    "y = x",
    "import math",
    "@f\ndef g(): pass",
    "def g(x=f()): pass",
    "def g(x: f()): pass",
    "class A(B): pass",
    "class A(metaclass=B): pass",
    "class A:\n    x = f()",
    "del x",
    "for i in x: pass",
    "%matplotlib inline",
    "!ls",
    "x?",
    "def f(:",
    "x, y = 1, 2",
    "await f()",
    "x = [1]",
    "x = f'{y}'",
    pytest.param(f"x = {'-' * 1500}1", id="a thousand signs"),
    pytest.param(f"x = {'not ' * 1200}True", id="a thousand times not"),
    pytest.param(f"def f(x={'-' * 1500}1): pass", id="a thousand signs in a def line"),
    pytest.param(f"x = a{'.b' * 5000}", id="attributes of attributes"),
]


@pytest.mark.parametrize("source", ONLY_BINDS)
def test_cells_that_only_bind(source):
    assert only_binds(source)


@pytest.mark.parametrize("source", DOES_MORE)
def test_cells_that_do_more(source):
    assert not only_binds(source)


@pytest.mark.filterwarnings("error")
def test_of_what_python_warns_in_a_cell_nothing_is_said():
    assert only_binds(r"x = '\d'")


def test_a_cell_without_end_costs_nobody_the_verdict(grade):
    judged = grade(RIGHT, at_end(f"x = {'-' * 1500}1"))
    assert points(judged) == FULL


def test_snapshots_are_taken_before_cells_that_do_more(lesson, released):
    def snapshots(change=None):
        notebook = handed_in(released, RIGHT, change)
        return plan_run(rebuild(lesson, json.dumps(notebook).encode())).snapshots

    assert snapshots() == 1
    assert snapshots(on_top("print(1)")) == 1
    assert snapshots(before("affine_backward", "def helper(): pass")) == 1
    assert snapshots(before("affine_backward", "print(1)")) == 2
    assert snapshots(at_end("print(1)")) == 2


def test_every_order_of_snapshots_gives_the_same_marks(lesson, released, warm):
    """With a snapshot before every test the marks are those of one snapshot for all."""
    answers = {**RIGHT, "affine_backward": BIAS_AVERAGED}
    one = handed_in(released, answers)
    many = handed_in(released, answers)
    for name in FULL:
        before(name, "print('a cell that does more')")(many)
    first, second = (
        judge(warm, lesson, rebuild(lesson, json.dumps(notebook).encode()), SEED)
        for notebook in (one, many)
    )
    assert first.marks == second.marks
    assert first.comments == second.comments


def test_an_answer_counts_wherever_its_name_is_bound(grade):
    """In the cell of its neighbour, in one of the learner's own, or by an assignment."""
    relu, tanh = (RIGHT[name].strip() for name in ("relu_backward", "tanh_backward"))

    def without(name, change=None):
        def spoil(notebook):
            notebook["cells"].remove(cell_of(notebook, name))
            if change:
                change(notebook)

        return spoil

    both = {**RIGHT, "relu_backward": f"{relu}\n\n\n{tanh}"}
    rest = {name: text for name, text in both.items() if name != "tanh_backward"}
    assert points(grade(rest, without("tanh_backward"))) == FULL
    rest = {name: text for name, text in RIGHT.items() if name != "tanh_backward"}
    for own in (tanh, f"made = {{}}\nexec({tanh!r}, globals(), made)\nglobals().update(made)"):
        assert points(grade(rest, without("tanh_backward", on_top(own)))) == FULL


def test_an_import_in_the_cell_of_imports_is_kept(grade):
    uses = RIGHT["numerical_gradient"].replace(
        "np.ndindex(x.shape)", "itertools.product(*map(range, x.shape))"
    )
    assert "itertools" in uses

    def change(notebook):
        setup = cell_of(notebook, "setup")
        setup["source"] = "".join(setup["source"]) + "\nimport itertools"

    assert points(grade({**RIGHT, "numerical_gradient": uses}, change)) == FULL
