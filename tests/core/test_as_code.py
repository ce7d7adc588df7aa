"""The call on the card of a check: copied into a cell, it does what the check has seen."""

import ast
import warnings

import numpy as np
import pytest

from autograder import lessons
from autograder.core.as_code import call_of, value_as_code
from autograder.core.assess import assess
from autograder.core.compare import compare, same_outcome
from autograder.core.driver import Outcome, drive
from autograder.core.exercise import PRACTICE_SEED, Case
from autograder.core.plain_data import Family, Layout, Ref, to_plain

EXERCISES = [
    exercise for exercise in map(lessons.find, lessons.known_names()) if not exercise.verify
]


def paste(code, names):
    """Run code as a cell of a notebook; return what its last line shows."""
    *lines, last = ast.parse(code).body
    shows = isinstance(last, ast.Expr)
    exec(compile(ast.Module(lines if shows else [*lines, last], []), "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if shows else None


def copied(code, names):
    """What a copied call brings, as the driver tells it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return Outcome(value=to_plain(paste(code, names)))
        except Exception as error:
            return Outcome(error={"type": type(error).__name__})


def tell_apart(exercise, version):
    """Say how the copied call differs from what the check has seen; ``""`` if in nothing."""
    seen = lambda cases, replaced: [drive(exercise, version, c, guarded=False) for c in cases]  # noqa: E731
    failure = assess(exercise, seen, PRACTICE_SEED).failure
    case = failure.case
    code = call_of(exercise.name, case, exercise.families)
    if not code:
        return f"no code for {case.name}"
    names = {"np": np, exercise.name: version}
    there, here = drive(exercise, version, case, guarded=False), copied(code, names)
    if there.error or here.error:
        kinds = [(outcome.error or {}).get("type") for outcome in (there, here)]
        if kinds[0] == "FloatingPointError":  # a notebook warns where the check refuses
            return "" if kinds[1] in (None, kinds[0]) else f"{kinds}"
        return "" if kinds[0] == kinds[1] else f"{kinds} from\n{code}"
    if not case.script:
        return "" if same_outcome(there, here, 1e-12) else f"{here.value} from\n{code}"
    if any(step[0] in ("change", "names", "lent") for step in case.script):
        return ""  # what was read in between is not there any more
    for reading in failure.readings:
        found = to_plain(eval(reading.name, names))
        if compare(reading.got, found, 1e-12):
            return f"{reading.name} is {found} after\n{code}"
    return ""


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
@np.errstate(all="ignore")
def test_a_copied_call_fails_as_the_check_did(exercise):
    told = {
        (mistake.name, style): tell_apart(exercise, version)
        for mistake in exercise.misconceptions
        for style, version in enumerate(mistake.versions)
    }
    assert {which: why for which, why in told.items() if why} == {}


VALUES = [
    0.1 + 0.2, 1e300, np.inf, -np.inf, True, None, 3, "a ' b", [1, (2,)], {"k": [1.5]},
    np.array([0.1, np.nan, np.inf]), np.array([[1, 2], [3, 4]]), np.zeros((0, 3)), np.zeros(2, int),
    np.array([0.1, 1 / 3], np.float32), np.asfortranarray(np.eye(2)), np.array(2.5),
    np.array([True, False]), np.array([1 + 2j]),
    np.array([1, 2], np.int32), np.array([], np.int64), (1,), [],
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_a_value_comes_back_to_the_last_bit(value):
    again = eval(value_as_code(value), {"np": np})
    assert type(again) is type(value)
    if isinstance(value, np.ndarray):
        assert (again.dtype, again.shape) == (value.dtype, value.shape)
        assert again.tobytes() == value.tobytes()
        assert again.flags.f_contiguous == value.flags.f_contiguous
    else:
        assert again == value


def test_layouts_are_written_out():
    square = np.arange(6.0).reshape(2, 3)
    fortran = eval(value_as_code(Layout("fortran", square)), {"np": np})
    strided = eval(value_as_code(Layout("strided", square)), {"np": np})
    for array in (fortran, strided):
        np.testing.assert_array_equal(array, square)
        assert not array.flags.c_contiguous


def test_a_function_among_the_inputs_is_imported_by_its_name():
    exercise = lessons.find("numerical_gradient")
    case = next(c for c in exercise.draw(PRACTICE_SEED) if type(c.inputs["f"]) is Family)
    first, call = call_of("numerical_gradient", case, exercise.families).split("\n")
    assert first.startswith("from autograder.lessons.m07.public import ")
    assert call.startswith(f"numerical_gradient({case.inputs['f'].name}(")


def test_what_nobody_would_paste_is_not_written():
    assert call_of("f", Case("long", {"x": np.arange(9000.0)})) == ""
    assert call_of("f", Case("strange", {"x": object()})) == ""


def test_a_function_that_draws_is_written_with_its_generator():
    script = (
        ("array", "x", np.array([1, 2])),
        ("generator", "rng", 7),
        ("make", "epoch", Ref("x"), 1, Ref("rng")),
        ("walk", "epoch"),
    )
    assert call_of("deal", Case("a draw", script=script)).split("\n") == [
        "x = np.array([1, 2])",
        "rng = np.random.default_rng(7)",
        "epoch = deal(x, 1, rng)",
        "list(epoch)",
    ]
