"""No kind of fault that graders have is left open in an exercise; see kinds.py."""

import importlib

import pytest

from autograder.core.assess import assess
from autograder.core.exercise import PRACTICE_SEED
from autograder.lessons import find, known_names
from autograder.lessons.corners import CORNERS, corners_of
from autograder.lessons.runs import runner
from tests.core.cells import notebook
from tests.lessons.kinds import KINDS, Right, Wrong
from tests.lessons.parts import COMPLETE


def lesson(name):
    """The lesson of an exercise as ids of tests have it: its tests go to one worker."""
    return f"m{find(name).module:02}"


NAMES = [name for name in known_names() if find(name).module in COMPLETE]
TABLES = [importlib.import_module(f"tests.lessons.m{module:02}.kinds") for module in COMPLETE]
ROWS = {name: row for table in TABLES for name, row in table.ROWS.items()}
HELD = {name: row for table in TABLES for name, row in table.CORNERS.items()}
SLIPS = [slip for table in TABLES for slip in table.SLIPS]
# those that are judged by running them have the same cases under every seed
DRAWN = [name for name in NAMES if not find(name).verify]
ANSWERS = [
    pytest.param(name, answer, id=f"{lesson(name)}-{name}-{kind}{i or ''}")
    for name, row in ROWS.items()
    for kind, told in row.items()
    if not isinstance(told, str)
    for i, answer in enumerate(told if isinstance(told, tuple) else (told,))
]
SLIPS = [
    pytest.param(slip, id=f"{lesson(slip.exercise)}-{slip.exercise}-{slip.mistake}-{i}")
    for i, slip in enumerate(SLIPS)
]
FEW = (PRACTICE_SEED,)
EXPLAINED = 6  # to look for the mistake takes longer than to judge
MORE = tuple(map(str, range(EXPLAINED)))
# a thousand are tried with each registered mistake, see tests/core/test_exercises.py
MANY = (PRACTICE_SEED, *map(str, range(25)))


def verdicts(name, source, seeds):
    exercise = find(name)
    function = notebook("import math\n" + source.strip("\n"))[name]
    for number, seed in enumerate(seeds):
        explain = number < EXPLAINED
        yield assess(exercise, runner(exercise, function), seed, explain)


@pytest.fixture(autouse=True)
def _no_course(monkeypatch):
    monkeypatch.delenv("NNF_COURSE", raising=False)


def test_each_exercise_has_a_row():
    assert list(ROWS) == NAMES
    assert list(HELD) == DRAWN


@pytest.mark.parametrize("name", NAMES)
def test_a_row_speaks_of_each_kind(name):
    assert set(ROWS[name]) == set(KINDS)


@pytest.mark.parametrize("name", NAMES)
def test_why_a_kind_cannot_occur_is_a_reason(name):
    told = [*ROWS[name].values(), *HELD.get(name, {}).values()]
    reasons = [why for why in told if isinstance(why, str)]
    assert [why for why in reasons if len(why.split()) < 3] == []


@pytest.mark.slow
@pytest.mark.parametrize(("name", "answer"), ANSWERS)
def test_an_answer_gets_what_it_deserves(name, answer):
    look_at(name, answer, FEW)


@pytest.mark.all
@pytest.mark.parametrize(("name", "answer"), ANSWERS)
def test_an_answer_gets_what_it_deserves_under_many_seeds(name, answer):
    look_at(name, answer, MANY)


def look_at(name, answer, seeds):
    """Under all the seeds it earns the same; by its name it is told under the first of them."""
    found = list(verdicts(name, answer.source, seeds))
    most = find(name).hidden_points
    if isinstance(answer, Right):
        assert {(v.right, v.points) for v in found} == {(True, most)}, found[0].failure
        return
    assert isinstance(answer, Wrong)
    assert {v.right for v in found} == {False}
    (points,) = {v.points for v in found}
    assert points < most or find(name).bonus
    if answer.mistake:
        told = {v.mistake_names for v in found[:EXPLAINED]}
        assert told == {(answer.mistake,)}, found[0].failure


def names_of(slip, seeds):
    found = verdicts(slip.exercise, slip.source, seeds)
    return {verdict.mistake_names for verdict in found}


@pytest.mark.slow
@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_by_its_name(slip):
    assert names_of(slip, FEW) == {(slip.mistake,)}


@pytest.mark.all
@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_by_its_name_under_more_seeds(slip):
    assert names_of(slip, MORE) == {(slip.mistake,)}


# ------------------------------------------------------------ corners

SEEDS = (1, 2, 3)


def corners_in(name):
    """The corners in which an exercise has a case under every seed."""
    found = [set().union(*map(corners_of, find(name).draw(seed)[1:])) for seed in SEEDS]
    return set.intersection(*found)


@pytest.mark.parametrize("name", DRAWN)
def test_a_row_speaks_of_each_corner(name):
    assert set(HELD[name]) == set(CORNERS)


@pytest.mark.parametrize("name", DRAWN)
def test_an_exercise_holds_the_corners_of_its_row(name):
    assert corners_in(name) == {corner for corner, told in HELD[name].items() if told is True}


@pytest.mark.parametrize("name", DRAWN)
def test_a_case_says_only_corners_that_there_are(name):
    for case in find(name).draw(1):
        assert set(case.corners) <= CORNERS.keys()


@pytest.mark.parametrize("name", DRAWN)
def test_the_example_is_ordinary(name):
    assert not find(name).draw(1)[0].corners
