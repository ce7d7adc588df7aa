"""What takes its answers from the course earns nothing, in any exercise of any lesson."""

import json
from pathlib import Path

import pytest

from autograder.grade.rebuild import rebuild
from autograder.grade.verdicts import judge
from autograder.grade.wall.absent import ALL
from autograder.grade.wall.limits import Limits
from autograder.grade.wall.sandbox import Warm
from autograder.master import read_master
from autograder.project import masters
from tests.grade.class_of_learners import SEED, handed_in, name_of, on_top

pytestmark = pytest.mark.slow

LESSONS = [path.stem for path in masters(Path(__file__).parents[2])]

LOOKED_UP = "from autograder.lessons import find\n"
# Kind -> a cell on top, and what stands in the place of each answer.
WAYS = {
    "another driver": (
        LOOKED_UP + "import autograder.grade.wall.child as child\n"
        "from autograder.core.driver import drive\n"
        "def mine(task, target, case, **more):\n"
        "    other = find(task.name)\n"
        "    return drive(other, other.reference, case, guarded=False, lends=other.reference)\n"
        "child.drive = mine",
        "def {name}(*arguments):\n    return 0.0",
    ),
    "a thread that nobody hears of": (
        LOOKED_UP + "import _thread, time\n"
        "def elsewhere(answer, arguments):\n"
        "    out = []\n"
        "    def work():\n"
        "        try: out.append(answer(*arguments))\n"
        "        except BaseException as error: out.append(error)\n"
        "    _thread.start_new_thread(work, ())\n"
        "    while not out: time.sleep(0.0005)\n"
        "    if isinstance(out[0], BaseException): raise out[0]\n"
        "    return out[0]",
        "{name}_box = [find('{name}').reference]\n"
        "def {name}(*arguments):\n    return elsewhere({name}_box[0], arguments)",
    ),
    "a guard that knows no library": (
        LOOKED_UP + "import autograder.core.guard as guard\n"
        "guard._answers_for_learners = lambda home: False",
        "{name} = find('{name}').reference",
    ),
    "the engine's source, run": (
        LOOKED_UP + "import inspect, pathlib\n"
        "def text_of(reference):\n"
        "    space = {'__name__': '__main__', '__file__': 'x', 'np': np}\n"
        "    text = pathlib.Path(inspect.getmodule(reference).__file__).read_text()\n"
        "    exec(compile(text, '<mine>', 'exec'), space)\n"
        "    return space[reference.__name__]",
        "{name} = text_of(find('{name}').reference)",
    ),
    "model answers, run": (
        "import glob, os, autograder, importlib\n"
        "home = os.path.dirname(autograder.__file__)\n"
        "places = glob.glob(home + '/lessons/m*/judge/samples.py')\n"
        "RIGHT = {}\n"
        "for place in places:\n"
        "    home = 'autograder.lessons.' + place.split(os.sep)[-3] + '.judge.samples'\n"
        "    RIGHT |= importlib.import_module(home).SAMPLES['right'].answers",
        "exec(RIGHT['{name}'], globals())",
    ),
    "formulas": (
        LOOKED_UP + "from autograder.core.stand_ins import plain_function",
        "{name} = plain_function('{name}', find('{name}').stand_in)",
    ),
    "published cases, looked up": (
        LOOKED_UP + "from autograder.core.known_outcomes import expected_outcomes\n"
        "from autograder.core.plain_data import encode, to_plain\n"
        "def known(name):\n"
        "    cases, right = expected_outcomes(find(name), 'practice')\n"
        "    return {encode(list(c.inputs.values())): r.value for c, r in zip(cases, right)}\n",
        "{name}_table = known('{name}')\n"
        "def {name}(*arguments):\n"
        "    return {name}_table.get(encode([to_plain(a) for a in arguments]))",
    ),
    "a wrong version, mended": (
        LOOKED_UP + "import types\n"
        "def own(function):\n"
        "    names = dict(function.__globals__, __name__='__main__')\n"
        "    for name, one in names.items():\n"
        "        if getattr(one, '__globals__', None) is function.__globals__:\n"
        "            names[name] = types.FunctionType(\n"
        "                one.__code__, names, name, one.__defaults__, one.__closure__)\n"
        "    return types.FunctionType(function.__code__, names, function.__name__,\n"
        "        function.__defaults__, function.__closure__)",
        "{name} = own(find('{name}').reference)",
    ),
}


@pytest.fixture(scope="module", params=LESSONS)
def of_lesson(request, root, lesson_called):
    """A lesson, its learner edition, and a warm process behind the wall."""
    lesson = lesson_called(request.param)
    released = root / "notebooks" / f"{request.param}.ipynb"
    with Warm(
        Limits(), warm_up=lesson.warm_up, modules=lesson.public, questions=lesson.questions
    ) as warm:
        yield lesson, json.loads(released.read_text()), warm


def test_what_is_right_earns_all(of_lesson, root):
    """The model answers stand where the names of the engine have nothing behind them."""
    lesson, released, warm = of_lesson
    solved = read_master(root / "notebooks" / "source" / f"{lesson.name}.py").solved
    answers = {name_of(c): c.source for c in solved.cells if name_of(c) in lesson.exercises}
    notebook = handed_in(released, answers)
    judged = judge(warm, lesson, rebuild(lesson, json.dumps(notebook).encode()), SEED)
    most = {name: cell.points for name, cell in lesson.cells.items() if cell.exercise}
    assert {n: m for n, m in judged.marks.items() if n in most and m != most[n]} == {}
    shown = [one for cell in judged.cells for one in cell.get("outputs", [])]
    assert [one["evalue"] for one in shown if one["output_type"] == "error"] == []


def marks_of(of_lesson, way, warm):
    """Judge a notebook in which every answer is taken by a way; what each cell earns."""
    lesson, released, _ = of_lesson
    top, answer = WAYS[way]
    cells = {name_of(cell) for cell in released["cells"]}
    answers = {name: answer.replace("{name}", name) for name in lesson.exercises if name in cells}
    assert answers
    notebook = handed_in(released, answers, on_top("import numpy as np\n" + top))
    judged = judge(warm, lesson, rebuild(lesson, json.dumps(notebook).encode()), SEED)
    assert not judged.look
    return judged.marks


@pytest.mark.parametrize("way", WAYS)
def test_it_earns_nothing(of_lesson, way):
    marks = marks_of(of_lesson, way, of_lesson[2])
    assert marks
    assert {name: mark for name, mark in marks.items() if mark} == {}


# In these every way finds what it looks for; a reference of another lesson may stand on others.
ALL_WAYS_EARN = ("02_perceptron", "07_backpropagation")


@pytest.mark.all
def test_they_earn_where_the_answers_are_there(of_lesson, monkeypatch):
    """The published cases earn where the check's points hang on nothing else."""
    lesson = of_lesson[0]
    monkeypatch.setattr("autograder.grade.verdicts.holds_hidden", lambda *about: True)
    with Warm(
        Limits(),
        warm_up=lesson.warm_up,
        modules=lesson.public,
        questions=lesson.questions,
        present=ALL,
    ) as warm:
        earned = {way: sum(m or 0 for m in marks_of(of_lesson, way, warm).values()) for way in WAYS}
    assert earned["another driver"] > 0
    assert lesson.name not in ALL_WAYS_EARN or 0 not in earned.values(), earned
