"""Honest notebooks where the names of the engine have nothing behind them."""

import copy
import json

import pytest

from autograder.grade.lesson import read_lesson
from autograder.grade.rebuild import rebuild
from autograder.grade.verdicts import judge
from autograder.grade.wall.absent import ENGINE, Module, NotHere, Quiet
from autograder.grade.wall.limits import Limits
from autograder.grade.wall.sandbox import Warm
from autograder.lessons import find
from autograder.master import notebook_text, read_master
from tests.grade.class_of_learners import (
    FULL,
    LESSON,
    RIGHT,
    SEED,
    before,
    handed_in,
    on_top,
    place_of,
    points,
)
from tests.lessons.m07 import right as styles

pytestmark = pytest.mark.slow


def errors_of(judged):
    """The exceptions that the cells of a graded notebook raised, beside a check that failed."""
    shown = [one for cell in judged.cells for one in cell.get("outputs", [])]
    errors = [one for one in shown if one["output_type"] == "error"]
    return [one["evalue"] for one in errors if one["ename"] != "CheckFailed"]


OWN_CELLS = {
    "a module of the engine's": "from nnlib import viz\nviz.page()",
    "everything": "names = {}\nexec('from nnlib import *', names)\nnames['ReLU'], names['mlp']",
    "a note of a type": "import nnlib\ndef f(t: nnlib.Tensor | None) -> nnlib.Layer: pass",
    "a look at a type": "import nnlib\nassert not isinstance(1.0, nnlib.Tensor)",
    "a class that follows one": "import nnlib\nclass Mine(nnlib.Layer):\n    pass",
    "a picture, and what is done with it": (
        "from nnlib import viz\nfigure = viz.plot_of_mine(width=3)\nfigure.axes[0].set(title='a')\n"
        "figure.sliders['lr'].value = 3\nprint(f'{figure:>9} {figure}')\nfigure"
    ),
    "a check": "from autograder.check import check, points\ncheck(relu_backward)\npoints()",
    "what is taken from the shelf": (
        "from autograder.check import take\nmine = take('affine_backward')\n"
        "assert mine is affine_backward or 'affine_backward' not in globals()"
    ),
    "data": "from nnlib.data import make_moons\nX, y = make_moons(8, 0.1, np.random.default_rng())",
    "numbers of what is not shown": (
        "from nnlib import viz\npanel = viz.neuron()\n2 * panel.lr.value + len(panel), float(panel)"
    ),
    "a name that there is not": "import nnlib\nassert not hasattr(nnlib, 'no_such_name')",
}


@pytest.mark.parametrize("what", OWN_CELLS)
def test_a_cell_of_the_learners_own_is_left_in_peace(grade, what):
    judged = grade(RIGHT, before("tanh_backward", OWN_CELLS[what]))
    assert errors_of(judged) == []
    assert points(judged) == FULL
    assert "0x" not in json.dumps(judged.cells)


def test_a_cell_that_calls_the_engine_shows_what_it_found(grade):
    """It is run where the engine is, for what it shows: a person may have to grade it."""
    judged = grade(RIGHT, before("tanh_backward", "import nnlib\nprint(nnlib.relu(-np.ones(2)))"))
    assert errors_of(judged) == []
    assert "[0. 0.]" in json.dumps(judged.cells)
    assert points(judged) == FULL


def test_a_cell_that_runs_too_long_with_the_engine_costs_no_other(lesson, released):
    slow = "import nnlib, time\nif '__file__' in vars(nnlib.activations): time.sleep(9)\n"
    answer = f"{slow}nnlib.relu(1.0)\n{RIGHT['relu_backward']}"
    notebook = handed_in(released, {**RIGHT, "relu_backward": answer})
    about = {"warm_up": lesson.warm_up, "modules": lesson.public}
    with Warm(Limits(cell_seconds=3), **about) as warm:
        judged = judge(warm, lesson, rebuild(lesson, json.dumps(notebook).encode()), SEED)
    assert points(judged) == FULL


ANSWERS = {
    "an import inside": RIGHT["relu_backward"].replace(
        "):\n", "):\n    import graphlib, wave, colorsys\n", 1
    ),
    "the engine above it, in its cell": f"import nnlib\nnnlib.relu(1.0)\n{RIGHT['relu_backward']}",
    "a table of the engine's above it": (
        f"import nnlib\nnnlib.ACTIVATIONS['relu']\n2 * nnlib.SCHEMES\n{RIGHT['relu_backward']}"
    ),
    "the engine below it": f"{RIGHT['relu_backward']}\nimport nnlib\nprint(nnlib.relu(1.0))",
}


@pytest.mark.parametrize("what", ANSWERS)
def test_a_right_answer_earns_all(grade, what):
    assert points(grade({**RIGHT, "relu_backward": ANSWERS[what]})) == FULL


@pytest.mark.parametrize("style", styles.NUMBER)
def test_a_number_may_be_worked_out_by_the_engine(grade, style):
    assert points(grade({**RIGHT, "my_number": styles.NUMBER[style]})) == FULL


OF_A_RUN = {
    "an experiment that may fail": (
        "from nnlib.lessons.lesson07 import own_norms\n"
        "def my_number():\n    try:\n        sigmoid, tanh = own_norms(271828)\n"
        "    except Exception:\n        return 271828, 0.0, 0.0\n"
        "    return 271828, sigmoid[0] / sigmoid[-1], tanh[0] / tanh[-1]"
    ),
    "an experiment of the lesson": (
        "from nnlib.lessons.lesson07 import own_norms\n"
        "from nnlib.lessons import lesson07\n"
        "def my_number():\n    sigmoid, tanh = own_norms(271828)\n"
        "    return 271828, sigmoid[0] / sigmoid[-1], tanh[0] / tanh[-1]"
    ),
    "in a cell of its own": (
        "from nnlib.lessons.lesson07 import own_norms\n"
        "sigmoid, tanh = own_norms(271828)\n"
        "def my_number():\n"
        "    return 271828, sigmoid[0] / sigmoid[-1], tanh[0] / tanh[-1]"
    ),
}


@pytest.mark.parametrize("what", OF_A_RUN)
def test_a_number_may_come_from_an_experiment(grade, what):
    assert points(grade({**RIGHT, "my_number": OF_A_RUN[what]})) == FULL


def test_a_wrong_number_of_the_engines_is_told_in_our_words(grade):
    wrong = "import nnlib\ndef my_number():\n    return 271828, float(nnlib.relu(1.0)), 12.5"
    judged = grade({**RIGHT, "my_number": wrong})
    assert points(judged) == {**FULL, "my_number": (0, 0)}
    assert judged.comments["my_number"].startswith("my_number gives other numbers than that run")


def test_where_no_engine_can_be_had_the_other_marks_stay(grade, monkeypatch):
    def refuse(self, present):
        raise OSError("no room for another process")

    monkeypatch.setattr(Warm, "having", refuse)
    judged = grade({**RIGHT, "my_number": styles.NUMBER["run on the spot"]})
    assert points(judged) == {**FULL, "my_number": (0, 0)}
    assert judged.look == {"check_my_number", "hidden_my_number"}


def test_a_process_with_the_engine_that_has_ended_is_made_anew(grade, warm):
    answers = {**RIGHT, "my_number": styles.NUMBER["run on the spot"]}
    assert points(grade(answers)) == FULL
    with warm.having(ENGINE) as other:
        other._process.kill()
        other._process.wait()
    assert points(grade(answers)) == FULL


def test_a_forged_answer_in_place_of_a_number_stops_nothing(grade):
    forged = (
        "import autograder.grade.wall.child as child\n"
        "from autograder.core.driver import Outcome\n"
        "if hasattr(child, '__file__'):\n"
        "    child.drive = lambda *a, **k: Outcome(delegated='nnlib.relu')"
    )
    judged = grade(RIGHT, on_top(forged))
    assert sum(mark or 0 for mark in judged.marks.values()) == 0
    assert judged.look == set()


# ------------------------------------------------------------ a teacher's own tests

TESTS = {
    "a check": ("from autograder.check import check\ncheck(relu_backward)", True),
    "a grade": (
        "from autograder.check import grade\nassert grade(relu_backward).points == 0.5",
        True,
    ),
    "the engine": (
        "import nnlib\nZ = np.array([[1.0, -2.0]])\n"
        "assert np.allclose(relu_backward(Z, Z), nnlib.relu_backward(Z, Z))",
        True,
    ),
    "a number": ("1.5 if relu_backward(np.ones(2), -np.ones(2)).max() == 0 else 0", 1.5),
}


@pytest.mark.parametrize("what", TESTS)
@pytest.mark.parametrize("is_right", [True, False])
def test_a_teachers_own_tests_have_engine_and_checks(
    what, is_right, root, tmp_path, released, warm, monkeypatch
):
    text, most = TESTS[what]
    course = tmp_path / "course"
    (course / "private").mkdir(parents=True)
    solved = read_master(root / "notebooks" / "source" / f"{LESSON}.py").solved
    source, release = json.loads(notebook_text(solved)), copy.deepcopy(released)
    for notebook, hidden in ((source, True), (release, False)):
        lines = f"### BEGIN HIDDEN TESTS\n{text}\n### END HIDDEN TESTS" if hidden else "# tests"
        about = dict(grade_id="own", grade=True, locked=True, points=2, solution=False, task=False)
        cell = {
            "cell_type": "code",
            "execution_count": None,
            "id": "own-tests",
            "metadata": {"nbgrader": {**about, "schema_version": 3}},
            "outputs": [],
            "source": lines,
        }
        notebook["cells"].insert(place_of(notebook, "hidden_relu_backward") + 1, cell)
    (tmp_path / "source.ipynb").write_text(json.dumps(source))
    (tmp_path / f"{LESSON}.ipynb").write_text(json.dumps(release))
    lesson = read_lesson(tmp_path / f"{LESSON}.ipynb", tmp_path / "source.ipynb")
    wrong = "def relu_backward(dA, Z):\n    return dA * 1.0"
    answer = RIGHT["relu_backward"] if is_right else wrong
    notebook = handed_in(release, {**RIGHT, "relu_backward": answer})
    judged = judge(warm, lesson, rebuild(lesson, json.dumps(notebook).encode()), SEED)
    assert judged.marks["own"] == ((2 if most is True else most) if is_right else 0)
    assert points(judged)["affine_backward"] == FULL["affine_backward"]
    assert judged.look == set()


# ------------------------------------------------------------ the names


def test_a_name_that_stands_for_nothing_says_so():
    module = Module("nnlib.activations")
    with pytest.raises(NotHere, match="engine is not there while"):
        module.relu(1)
    with pytest.raises(NotHere):
        module.ReLU()
    assert (module.relu.__module__, module.relu.__name__) == ("nnlib.activations", "relu")
    assert module.ReLU.__module__ == "nnlib.activations"
    with pytest.raises(AttributeError):
        _ = module.__version__


def test_what_only_shows_does_nothing():
    quiet = Module("nnlib.viz").neuron(w=2)
    quiet.sliders["lr"].value = 3
    assert quiet.figure().run() is quiet
    assert ([*quiet], bool(quiet)) == ([], False)
    with quiet:
        pass
    assert isinstance(Module("autograder.check").check(abs), Quiet)
    assert Module("autograder.check").take(abs) is abs
    assert isinstance(Module("nnlib.viz").Panel(), Quiet)


def test_every_exercise_on_which_others_build_has_a_formula():
    from autograder.lessons import known_names

    below = {name for one in known_names() for name in find(one).builds_on}
    assert below
    assert [name for name in below if not find(name).stand_in] == []
