"""One submission stops no other: not by its bytes, its names, its time, nor by an error of ours."""

import contextlib
import json
import os
import time
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.core.exercise import PRACTICE_SEED
from autograder.core.plain_data import NotPlain
from autograder.course.stock import read_marks
from autograder.grade import answers, gradebook, outputs, pool, verdicts
from autograder.grade.answers import OriginalLost
from autograder.grade.assignment import grade_assignment
from autograder.grade.rebuild import Refused, rebuild
from autograder.grade.verdicts import judge
from autograder.grade.wall.limits import Limits
from autograder.lessons import find
from tests.core.test_border import is_harmless
from tests.grade.class_of_learners import (
    FULL,
    LESSON,
    RIGHT,
    SEED,
    handed_in,
    lay,
    points,
)
from tests.grade.ordinary_user import run_as_user
from tests.grade.test_entrances import texts_in

# ------------------------------------------------------------ whatever is handed in

TEXTS = st.one_of(
    st.text(st.characters(), max_size=40),
    st.sampled_from(["relu_backward", "check_Value", "\ud800", "\u202e", "a\x00b", "\x1b[2K"]),
)
LEAVES = st.one_of(
    st.none(), st.booleans(), st.floats(), TEXTS, st.integers(), st.sampled_from([2**70, -(10**40)])
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
CELLS = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "video"]) | ANYTHING,
        "source": TEXTS | st.lists(TEXTS, max_size=3) | ANYTHING,
        "id": TEXTS | ANYTHING,
        "attachments": ANYTHING,
        "outputs": ANYTHING,
        "metadata": st.fixed_dictionaries(
            {},
            optional={
                "tags": st.lists(TEXTS, max_size=2) | ANYTHING,
                "nbgrader": st.fixed_dictionaries({}, optional={"grade_id": TEXTS}) | ANYTHING,
            },
        ),
    },
)
NOTEBOOKS = st.fixed_dictionaries(
    {"cells": st.lists(CELLS | ANYTHING, max_size=6) | ANYTHING},
    optional={"metadata": st.fixed_dictionaries({}, optional={"kernelspec": ANYTHING})},
)
QUICK = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@QUICK
@given(NOTEBOOKS | ANYTHING)
def test_any_notebook_is_rebuilt_or_refused_in_a_sentence(lesson, notebook):
    try:
        rebuilt = rebuild(lesson, json.dumps(notebook).encode())
    except Refused as reason:
        rebuilt = SimpleNamespace(repairs=[str(reason)], cells=[])
    assert all(map(is_harmless, rebuilt.repairs))
    for cell in rebuilt.cells:
        cell.source.encode()
    if rebuilt.cells:
        assert [cell.of.name for cell in rebuilt.cells if cell.of] == list(lesson.cells)


@QUICK
@given(st.binary(max_size=300))
def test_any_bytes_are_rebuilt_or_refused(lesson, data):
    with contextlib.suppress(Refused):
        rebuild(lesson, data)


@QUICK
@given(st.fixed_dictionaries({"outputs": st.lists(ANYTHING, max_size=3)}) | ANYTHING)
def test_any_step_from_behind_the_wall_is_cleaned_or_refused(step):
    with contextlib.suppress(NotPlain):
        kept, _ = outputs.cleaned(step, 10_000)
        assert all(map(is_harmless, texts_in(kept)))


PLAIN = st.recursive(
    st.none() | st.booleans() | st.floats() | TEXTS | st.integers(-(2**63), 2**63),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(TEXTS, inner, max_size=3)
    ),
    max_leaves=10,
)
ERRORS = st.none() | st.fixed_dictionaries(
    {"type": TEXTS, "message": TEXTS},
    optional={"line": TEXTS | PLAIN, "function": TEXTS, "found": PLAIN, "silenced": PLAIN},
)


@settings(QUICK, max_examples=60)
@given(st.data())
def test_any_outcome_gets_a_verdict_in_every_exercise(data):
    name = data.draw(st.sampled_from(sorted(FULL)))
    exercise = find(name)
    fields = {
        "value": data.draw(PLAIN | ANYTHING),
        "error": data.draw(ERRORS),
        "changed": data.draw(st.tuples() | st.tuples(TEXTS) | st.tuples(PLAIN)),
        "delegated": data.draw(st.none() | TEXTS),
        "printed": data.draw(TEXTS),
    }
    try:
        outcome = answers.outcome_from_plain(fields)
    except NotPlain:
        return
    from autograder.core.assess import assess
    from autograder.core.points import grade_of
    from autograder.core.words import sentence

    for seed in (PRACTICE_SEED, SEED):
        verdict = assess(exercise, lambda cases, replaced: [outcome] * len(cases), seed)
        assert is_harmless(sentence(exercise, verdict)) or verdict.right
        assert is_harmless(grade_of(exercise, verdict, lambda v=verdict: v).message)


@QUICK
@given(ANYTHING)
def test_any_result_of_a_teachers_tests_is_scored(answer):
    points_, said = verdicts.score(answer, 2.0)
    assert 0 <= points_ <= 2
    assert is_harmless(said)


@QUICK
@given(st.binary(max_size=300))
def test_any_timestamp_and_secret_are_read(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("s", numbered=True)
    for name in ("timestamp.txt", "submission_secret.txt"):
        (folder / name).write_bytes(data)
    repairs = []
    _, stamp = gradebook.read_timestamp(folder, repairs)
    assert all(map(is_harmless, [stamp, gradebook.read_secret(folder), *repairs]))


@pytest.mark.parametrize("kind", ["a folder", "a fifo", "a link", "a device"])
def test_only_plain_files_are_read_beside_a_notebook(tmp_path, kind):
    path = tmp_path / "submission_secret.txt"
    if kind == "a folder":
        path.mkdir()
    elif kind == "a fifo":
        os.mkfifo(path)
    else:
        (tmp_path / "other").write_text("a secret of somebody else's")
        path.symlink_to("/dev/zero" if kind == "a device" else tmp_path / "other")
    assert gradebook.read_secret(tmp_path) == ""


# ------------------------------------------------------------ errors of ours


@pytest.mark.slow
def test_an_error_while_one_exercise_is_judged_costs_that_exercise_alone(
    lesson, released, warm, monkeypatch
):
    whole = verdicts.alone

    def alone(exercise, run, seed, explain=True):
        if exercise.name == "relu_backward":
            raise TypeError("what a \x1b[2K learner chose")
        return whole(exercise, run, seed, explain=explain)

    monkeypatch.setattr(verdicts, "alone", alone)
    notebook = json.dumps(handed_in(released, RIGHT)).encode()
    judged = judge(warm, lesson, rebuild(lesson, notebook), SEED)
    assert points(judged) == {**FULL, "relu_backward": (0, 0)}
    assert judged.look == {"check_relu_backward", "hidden_relu_backward"}
    assert "could not judge" in judged.comments["relu_backward"]
    (told,) = judged.repairs
    assert told.startswith("relu_backward could not be judged (TypeError at test_nothing_stops")
    assert "learner chose" not in told


@pytest.mark.slow
def test_what_cannot_be_recorded_is_a_fault_with_a_name(new_class, released, tmp_path, monkeypatch):
    course = new_class(tmp_path / "course")
    for student in ("ada", "bob", "cleo"):
        lay(course, student, handed_in(released, RIGHT))
    record = gradebook.Recorder._record_marks

    def refuse(self, result, *rest):
        record(self, result, *rest)
        if result.student == "bob":
            raise UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed")

    monkeypatch.setattr(gradebook.Recorder, "_record_marks", refuse)
    report = grade_assignment(course, LESSON, workers=1, progress=False)
    assert report.faults.keys() == {"bob"}
    assert report.faults["bob"].startswith("it could not be recorded: UnicodeEncodeError")
    marks = read_marks(course, LESSON)
    assert points(marks["ada"]) == points(marks["cleo"]) == FULL
    assert "bob" not in marks
    monkeypatch.undo()
    report = grade_assignment(course, LESSON, workers=1, progress=False, resume=True)
    assert (report.fresh, report.kept, report.faults) == (1, 2, {})


def test_what_a_second_run_shows_is_not_used(lesson, released, monkeypatch):
    """It follows hidden cases, and could show something of them."""
    runs = []

    @contextlib.contextmanager
    def finished(warm, rebuilt, plan, deadline):
        runs.append(deadline)
        plan.shown = {index: [outputs.stream(f"run {len(runs)}")] for index in range(9)}
        plan.left_out = {3: f"run {len(runs)}"}
        yield SimpleNamespace(channels=[None] * plan.snapshots)

    def practise(asked):
        return {point.number: ValueError(f"run {len(runs)}") for point, _ in asked}

    def examine(asked, seed):
        if len(runs) == 1:
            raise OriginalLost
        return {point.number: ValueError(f"run {len(runs)}") for point, _ in asked}

    monkeypatch.setattr(verdicts, "finished", finished)
    monkeypatch.setattr(verdicts, "_practise", practise)
    monkeypatch.setattr(verdicts, "_examine", examine)
    rebuilt = rebuild(lesson, json.dumps(handed_in(released, RIGHT)).encode())
    judged = judge(SimpleNamespace(limits=Limits()), lesson, rebuilt, SEED)
    assert len(runs) == 2
    text = json.dumps([judged.cells, judged.repairs])
    assert "run 1" in text
    assert "run 2" not in text


# ------------------------------------------------------------ workers


def busy(student, folder):
    """Stands for the grading of one submission."""
    if student == "busy":
        time.sleep(60)
    if student == "deadly":
        os._exit(3)
    return pool.Result(student)


@pytest.mark.slow
def test_a_worker_that_is_kept_too_long_or_dies_is_replaced(lesson, monkeypatch):
    monkeypatch.setattr(pool, "_grade", busy)
    monkeypatch.setattr(pool, "FOR_JUDGING", 1)
    monkeypatch.setattr(pool, "START_SECONDS", 0)
    jobs = [(name, "") for name in ("ada", "busy", "bob", "deadly", "cleo", "dan")]
    started = time.monotonic()
    with pool.Pool(2, [lesson], SEED, Limits(notebook_seconds=0.4), False) as workers:
        results = {result.student: result.fault for result in workers.grade(jobs)}
    assert results.keys() == {name for name, _ in jobs}
    assert results["busy"] == "it kept the grader for 3 s"
    assert "died over this submission" in results["deadly"]
    assert not any(results[name] for name in ("ada", "bob", "cleo", "dan"))
    assert time.monotonic() - started < 50


@pytest.mark.slow
def test_after_a_fault_the_next_try_has_a_new_warm_process(monkeypatch):
    made, faults = [], iter(["the warm process ended", ""])

    class FakeWarm:
        def __init__(self, *arguments, **options):
            made.append(self)

        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

    monkeypatch.setattr(pool, "Warm", FakeWarm)
    monkeypatch.setattr(
        pool, "grade_submission", lambda *rest: pool.Result("ada", fault=next(faults))
    )
    monkeypatch.setattr(pool, "_own", {})
    pool._own.update(lessons=[], seed=SEED, limits=Limits(), isolated=False, begin={})
    pool._begin_warm()
    assert pool._grade("ada", "") == pool.Result("ada")
    assert len(made) == 2


# ------------------------------------------------------------ files that cannot be read


@pytest.mark.slow
def test_what_cannot_be_read_is_told_with_a_name_and_the_others_are_graded(
    new_class, released, tmp_path, root
):
    if os.geteuid():
        pytest.skip("not run: needs root, to become another user")
    home = tmp_path / "home"
    home.mkdir()
    tmp_path.chmod(0o755)
    course = new_class(home / "course")
    for student in ("ada", "bob", "cleo"):
        lay(course, student, handed_in(released, RIGHT))
    (course / "submitted" / "dan\udcff" / LESSON).mkdir(parents=True)
    for path in [home, *home.rglob("*")]:
        os.chown(path, 54321, 54321)
    (course / "submitted" / "bob").chmod(0)
    (course / "submitted" / "cleo" / LESSON / f"{LESSON}.ipynb").chmod(0)
    python = os.path.join(os.path.dirname(os.sys.executable), "python")
    said = run_as_user(
        [python, "-m", "autograder", "grade", LESSON, "--course", str(course)], root, home
    ).stdout
    assert "Traceback" not in said
    for student in ("bob", "cleo", "dan\\udcff"):
        assert f"{student} " in said or f"{student}:" in said, said
    (course / "submitted" / "bob").chmod(0o755)
    assert points(read_marks(course, LESSON)["ada"]) == FULL
