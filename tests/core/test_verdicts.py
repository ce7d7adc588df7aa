"""One verdict, whoever judges: the check, stock grading, and a judge outside the process.

And when the process with a learner's notebook breaks down, it costs the exercise at which it
broke down, and no other.
"""

import itertools
import textwrap

import numpy as np
import pytest

from autograder import lessons
from autograder.check import grade
from autograder.core.assess import assess
from autograder.core.driver import drive
from autograder.core.exercise import PRACTICE_SEED
from autograder.core.plain_data import Foreign, NotPlain, encode
from autograder.grade.answers import outcome_from_plain
from autograder.grade.wall.wire import HEADER
from autograder.lessons.runs import runner, stand_ins
from tests.core import learner_answers, toys
from tests.core.cells import define, notebook
from tests.core.outside import notebook_outside

SEED = "0123456789abcdef" * 2
COURSE = [lessons.find(name) for name in lessons.known_names()]
ALL = [*COURSE, *toys.TOYS]
BY_NAME = {exercise.name: exercise for exercise in ALL}


def candidates(exercise):
    """Every text that is tried for an exercise: {what it is: source}, the telling ones first."""
    texts = {
        f"{mistake.name}, style {style}": learner_answers.wrong_version(exercise, number, style)
        for style in range(4)
        for number, mistake in enumerate(exercise.misconceptions)
        if style < len(mistake.versions)
    }
    odd = {kind: learner_answers.strange(exercise.name, kind) for kind in learner_answers.BODIES}
    right = {
        f"right: {k}": textwrap.dedent(t) for k, t in learner_answers.RIGHT[exercise.name].items()
    }
    mixed = itertools.chain.from_iterable(
        itertools.zip_longest(texts.items(), odd.items(), right.items())
    )
    return dict(pair for pair in mixed if pair)


def notebooks(*names):
    """Fill notebooks with one answer to each exercise: a child process takes its time to start."""
    columns = [[(name, *item) for item in candidates(BY_NAME[name]).items()] for name in names]
    return list(itertools.zip_longest(*columns))


def storey(name):
    """Tell how many exercises one stands on: its answers may bring functions with their names."""
    return max((1 + storey(below) for below in BY_NAME[name].builds_on), default=0)


# so the exercises of one storey share notebooks, and nobody's answer stands in another's
STOREYS = itertools.groupby(sorted(BY_NAME, key=storey), storey)
NOTEBOOKS = [notebook for _, names in STOREYS for notebook in notebooks(*names)]
QUICK = 12


def gist(verdict):
    """What must be equal wherever an answer is judged."""
    shown = verdict.failure and (verdict.failure.case.name, verdict.failure.part)
    return {
        "right": verdict.right,
        "points": verdict.points,
        "holds": verdict.holds,
        "fails": verdict.fails,
        "mistakes": verdict.mistake_names,
        "hint": verdict.hint,
        "given": verdict.given,
        "delegated": verdict.delegated,
        "changed": verdict.changed,
        "shown": shown,
        "why": verdict.failure and verdict.failure.mismatch.text,
    }


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with a seed."""
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "seed").write_text(SEED + "\n")
    monkeypatch.setenv("NNF_COURSE", str(tmp_path))
    return tmp_path


def tier(number):
    """The telling texts of each exercise come first; two of three others wait for the longest."""
    if number < QUICK:
        return []
    return [pytest.mark.slow if number % 3 == 0 else pytest.mark.all]


NUMBERS = [pytest.param(i, marks=tier(i)) for i in range(len(NOTEBOOKS))]


@pytest.mark.slow
@pytest.mark.parametrize("number", NUMBERS)
def test_equal_verdicts(number, course, with_toys, warm):
    entries = [entry for entry in NOTEBOOKS[number] if entry]
    cells = ["import numpy as np", *(source for _, _, source in entries)]
    with notebook_outside(warm, cells) as outside:
        assert set(outside.errors) == {""}
        for name, what, source in entries:
            exercise = BY_NAME[name]
            namespace = notebook(source)
            function = namespace[name]
            inside = assess(exercise, runner(exercise, function), SEED)
            from_outside = outside.verdict(exercise, SEED)
            # the child's notebook holds other answers too, so other functions may have to stand in
            shared = {"given"} if exercise.builds_on and exercise in COURSE else set()
            here, there = (
                {key: value for key, value in gist(verdict).items() if key not in shared}
                for verdict in (inside, from_outside)
            )
            assert there == here, (name, what)
            stock = eval(f"grade({name})", namespace)
            assert stock.points == inside.points, (name, what)
            practice = assess(exercise, runner(exercise, function), PRACTICE_SEED)
            wanted = () if inside.right else practice.mistake_names
            assert stock.mistakes == wanted, (name, what)
            if what.startswith("right: "):
                assert inside.points == exercise.hidden_points, (name, what)
            else:
                lost = inside.points < exercise.hidden_points
                assert lost or (exercise.bonus and not inside.right), (name, what)
            if what == "the engine" and name in ("affine_backward", "numerical_gradient"):
                assert (inside.points, bool(inside.delegated)) == (0, True)
            if what == "torch" and not exercise.libraries:
                assert inside.delegated == "torch"


# ------------------------------------------------------------ follow-through


WRONG_CENTER = "def center(X): return X - X.mean(axis=1, keepdims=True)\n"
BLANK_CENTER = "def center(X):\n    raise NotImplementedError\n"
STANDARDIZE = (
    "def standardize(X):\n    C = center(X)\n    return C / np.sqrt((C * C).mean(axis=0))\n"
)
VARIANCE = "def standardize(X):\n    C = center(X)\n    return C / C.var(axis=0)\n"


def judged(source, name="standardize"):
    exercise = BY_NAME[name]
    return assess(exercise, runner(exercise, define(source, name)), SEED)


@pytest.mark.parametrize(
    "earlier", [WRONG_CENTER, BLANK_CENTER, ""], ids=["wrong", "blank", "none"]
)
def test_right_given_the_engines_version_is_right(earlier, with_toys, course):
    verdict = judged(earlier + STANDARDIZE)
    assert (verdict.right, verdict.points) == (True, toys.STANDARDIZE.hidden_points)
    assert verdict.given == ("center",)
    assert "right center" in grade(define(earlier + STANDARDIZE, "standardize")).message


def test_nothing_is_said_of_help_where_none_was_needed(with_toys):
    right = "def center(X): return X - X.mean(axis=0)\n"
    assert judged(right + STANDARDIZE).given == ()


def test_wrong_stays_wrong_also_with_the_engines_version(with_toys):
    verdict = judged(WRONG_CENTER + VARIANCE)
    assert (verdict.right, verdict.points) == (False, 0)


def test_the_learners_own_version_is_back_afterwards(with_toys):
    function = define(WRONG_CENTER + STANDARDIZE, "standardize")
    own = function.__globals__["center"]
    assess(toys.STANDARDIZE, runner(toys.STANDARDIZE, function), SEED)
    assert function.__globals__["center"] is own
    function = define(STANDARDIZE, "standardize")
    assess(toys.STANDARDIZE, runner(toys.STANDARDIZE, function), SEED)
    assert "center" not in function.__globals__


def test_a_stand_in_that_the_function_deletes_costs_nothing(with_toys):
    deleting = STANDARDIZE.replace("C = center(X)", "C = center(X); del globals()['center']")
    function = define(WRONG_CENTER + deleting, "standardize")
    own = function.__globals__["center"]
    case = toys.STANDARDIZE.draw(SEED)[0]
    outcome = drive(toys.STANDARDIZE, function, case, stand_ins=stand_ins(["center"]))
    assert outcome.error is None
    assert function.__globals__.get("center") is own


def test_the_earlier_exercise_keeps_its_own_mark(with_toys):
    assert judged(WRONG_CENTER + STANDARDIZE, "center").points == 0


# ------------------------------------------------------------ a child that breaks down


RIGHT_GRADIENT = textwrap.dedent(learner_answers.RIGHT["numerical_gradient"]["entry by entry"])
# to find the way out, a learner's code has to look for it: this one does
TO_THE_PIPE = "import os\nfor end in range(3, 64):\n    try: {}\n    except OSError: pass\n"
BREAKDOWNS = {
    "it dies": "import os\nos._exit(3)",
    "it kills itself": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "the pipe is shut": TO_THE_PIPE.format("os.close(end)"),
    "it sends garbage": TO_THE_PIPE.format("os.write(end, b'garbage' * 9)"),
    "it sends too much": TO_THE_PIPE.format("os.write(end, bytes([255] * 8))"),
    "it sends another message": TO_THE_PIPE.format(
        f"os.write(end, {HEADER.pack(6) + b'abcdef'!r})"
    ),
    "it sends a huge answer": "return np.zeros(10**7), 1, 2",
}


@pytest.mark.slow
@pytest.mark.parametrize("way", BREAKDOWNS)
def test_a_child_that_breaks_down_costs_that_exercise_only(way, warm):
    bad = "def affine_backward(dZ, cache):\n" + textwrap.indent(BREAKDOWNS[way], "    ") + "\n"
    gradient, affine = BY_NAME["numerical_gradient"], BY_NAME["affine_backward"]
    with notebook_outside(warm, ["import numpy as np", RIGHT_GRADIENT, bad]) as outside:
        lost = outside.verdict(affine, SEED)
        assert (lost.right, lost.points, lost.mistakes) == (False, 0, ())
        assert outside.verdict(gradient, SEED).points == gradient.hidden_points


def test_a_notebook_that_dies_while_it_is_executed_earns_nothing_and_stops_nobody(warm):
    with notebook_outside(warm, [RIGHT_GRADIENT, "import os\nos._exit(1)"]) as outside:
        for exercise in COURSE:
            assert outside.verdict(exercise, SEED).points == 0


def test_cells_that_raise_or_print_stop_nothing(warm):
    cells = ["print('x' * 100_000)", "1 / 0", "exit()", "raise SystemExit", "1 +", RIGHT_GRADIENT]
    with notebook_outside(warm, ["import numpy as np", *cells]) as outside:
        assert outside.errors[1:3] == ["", "ZeroDivisionError"]
        assert outside.errors[4:] == ["SystemExit", "SyntaxError", ""]
        assert outside.verdict(BY_NAME["numerical_gradient"], SEED).right
        missing = outside.verdict(BY_NAME["affine_backward"], SEED)
        assert "NameError" in missing.failure.mismatch.text


def test_the_child_knows_neither_the_seed_nor_the_course(course, warm):
    source = """
        import os
        def affine_backward(dZ, cache):
            raise ValueError("yes" if "NNF_COURSE" in os.environ else "no")
    """
    with notebook_outside(warm, [textwrap.dedent(source)]) as outside:
        verdict = outside.verdict(BY_NAME["affine_backward"], SEED)
    assert verdict.failure.mismatch.text == "raised ValueError: “no”"


# ------------------------------------------------------------ what a child may send


def test_an_outcome_survives_the_border():
    case = BY_NAME["affine_backward"].draw(SEED)[0]
    for source in ("return 1 / 0", "return np.zeros((1, 2)).view(np.matrix), 1", "dZ[:] = 0"):
        function = define(f"def affine_backward(dZ, cache):\n    {source}", "affine_backward")
        outcome = drive(BY_NAME["affine_backward"], function, case)
        assert outcome_from_plain(outcome.as_plain()) == outcome


GOOD = {"value": 1.0, "error": None, "changed": (), "delegated": None, "printed": ""}


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        "text",
        Foreign("dict"),
        {**GOOD, "points": 4.0},
        {key: GOOD[key] for key in list(GOOD)[1:]},
        {**GOOD, "error": "text"},
        {**GOOD, "error": {}},
        {**GOOD, "error": {"type": 1, "message": ""}},
        {**GOOD, "error": {"type": "A", "message": np.zeros(1)}},
        {**GOOD, "changed": ["X"]},
        {**GOOD, "changed": (1,)},
        {**GOOD, "delegated": 0},
        {**GOOD, "printed": None},
    ],
    ids=repr,
)
def test_an_outcome_of_another_form_is_refused(answer):
    assert outcome_from_plain(dict(GOOD)).value == 1.0
    encode(answer)
    with pytest.raises(NotPlain):
        outcome_from_plain(answer)
