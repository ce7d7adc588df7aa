"""The shell behind the wall takes short ways, and does what IPython does."""

import contextlib
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest
from IPython.core.interactiveshell import InteractiveShell

from autograder.grade.wall.shell import Shell
from tests.grade.class_of_learners import RIGHT

IPYTHONS = {
    "a magic": "import math\n%timeit -n1 -r1 math.sqrt(2)",
    "a cell magic": "%%timeit -n1 -r1\nx = 1",
    "a magic's value": "x = 1\ny = %env HOME",
    "a value over two lines": "x = 1\ny = \\\n%env HOME",
    "a command": "x = 1\n!ls",
    "a command's value": "x = 1\nfiles = !ls",
    "a command in a block": "if True:\n    files = !ls",
    "help": "x = 1\nx?",
    "help before": "x = 1\n?x",
    "quoted arguments": "x = 1\n;print a b",
    "automatic brackets": "x = 1\n/print 1 2",
    "a prompt of Python's": ">>> x = 1\n>>> y = 2",
    "a prompt in text": "'''\n>>> x = 1\n'''",
    "a prompt of IPython's": "In [1]: x = 1\n   ...: y = 2",
    "white space on top": "\n\n  x = 1\n  y = 2",
    "an indented comment on top": "    # note\ndef f():\n    return 1",
    "one line": "exit",
    "one line and empty ones": "\n\nls\n\n",
}
PYTHON = {
    "a remainder": "x = 7\ny = (x\n     % 4) != 2",
    "a string with all of it": "x = 1\ntext = 'a % b ! c ? d >>> In [1]: '",
    "a stub": "def f(x):\n    ...\n",
    "no end of line": "x = 1\ny = 2",
    "a syntax error": "x = 1\ny = (",
    "an indentation error": "x = 1\n  y = 2",
    "nothing": "",
    **RIGHT,
}


@pytest.fixture(scope="module")
def shell():
    """The shell, alone in its process but for this."""
    before = InteractiveShell._instance
    InteractiveShell.clear_instance()
    yield Shell.instance()
    Shell.clear_instance()
    InteractiveShell._instance = before


@pytest.mark.parametrize("what", {**IPYTHONS, **PYTHON})
def test_a_cell_means_what_it_means_in_ipython(shell, what):
    source = {**IPYTHONS, **PYTHON}[what]
    assert shell.transform_cell(source) == InteractiveShell.transform_cell(shell, source)


@pytest.mark.parametrize("what", IPYTHONS)
def test_what_may_be_ipythons_takes_the_long_way(shell, what, monkeypatch):
    monkeypatch.setattr(InteractiveShell, "transform_cell", lambda shell, source: "the long way")
    assert shell.transform_cell(IPYTHONS[what]) == "the long way"


def test_what_a_learner_adds_to_ipython_is_used(shell):
    shell.input_transformers_post.append(lambda lines: [line.replace("7", "8") for line in lines])
    try:
        assert shell.run("x = 7\nx")["outputs"][0]["data"]["text/plain"] == "8"
    finally:
        shell.input_transformers_post.pop()
    assert shell.run("x = 7\nx")["outputs"][0]["data"]["text/plain"] == "7"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("import asyncio\nawait asyncio.sleep(0)\n'came back'", "'came back'"),
        ("async def numbers():\n    yield 1\n\n[n async for n in numbers()]", "[1]"),
    ],
)
def test_a_cell_may_await(shell, source, shown):
    # A thread of its own: where Playwright is used, the main thread's event loop runs already.
    with ThreadPoolExecutor(1) as thread:
        ran = thread.submit(shell.run, source).result()
    assert ran["outputs"][0]["data"]["text/plain"] == shown


RAISING = """
class Kind(type):
    {name} = property(lambda kind: 1 / 0)

class Error(Exception, metaclass=Kind):
    pass

raise Error
"""


@pytest.mark.parametrize("name", ["__name__", "__module__", "__str__"])
def test_an_error_whose_type_tells_nothing_is_an_error_like_others(shell, name):
    ran = None
    with contextlib.suppress(BaseException):  # pytest cannot describe it either
        ran = shell.run(RAISING.format(name=name))
    assert ran
    assert ran["error"]
    assert ran["outputs"][0]["ename"] == "Error"


@pytest.mark.parametrize(
    "source",
    [
        "raise ValueError(type('A', (), {'__str__': lambda a: 1 / 0})())",
        "raise ValueError(type('A', (), {'__str__': lambda a: exit()})())",
        "raise type('E', (ValueError,), {'__bool__': lambda e: False})",
        "raise type('E', (ValueError,), {'__bool__': lambda e: 1 / 0})",
        "raise type('E', (ValueError,), {'__str__': lambda e: 1 / 0})",
    ],
)
def test_an_error_that_says_nothing_or_is_false_is_an_error_like_others(shell, source):
    ran = shell.run(source)
    assert ran["error"]  # IPython formats it for its history as well, which may raise another one
    assert ran["outputs"][0]["ename"] in ("ValueError", "E")


def test_timers_end_with_the_cell_that_started_them(shell):
    alarms = signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF
    timers = signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF
    before = {alarm: signal.getsignal(alarm) for alarm in alarms}
    started = [timer for timer in timers if not signal.getitimer(timer)[0]]
    try:
        for alarm in alarms:
            signal.signal(alarm, signal.SIG_DFL)
        shell.run(
            "import signal\n"
            f"for alarm in {[*map(int, alarms)]}:\n"
            "    signal.signal(alarm, lambda *_: 1 / 0)\n"
            f"for timer in {started}:\n    signal.setitimer(timer, 30)"
        )
        left = [signal.getitimer(timer)[0] for timer in started]
        handlers = {signal.getsignal(alarm) for alarm in alarms}
    finally:
        for timer in started:
            signal.setitimer(timer, 0)
        for alarm, handler in before.items():
            signal.signal(alarm, handler)
    assert set(left) == {0.0}
    assert handlers == {signal.SIG_IGN}
