"""Judge a submission from outside: run it behind the wall, compare, give points.

Expected values, the seed and the points exist in this process only. What comes from behind the
wall is plain bytes: text and images to show, and answers to cases.
"""

import html
import math
import os
import re
import time
import traceback
from dataclasses import dataclass, field, replace

from autograder.core import border
from autograder.core.assess import Verdict, alone, follow_through, is_followed, is_stub
from autograder.core.exercise import PRACTICE_SEED
from autograder.core.points import NOT_TRIED, grade_of
from autograder.core.words import in_points, number, sentence
from autograder.grade import outputs
from autograder.grade.answers import Answers, NoAnswers, OriginalLost, Snapshot
from autograder.grade.execute import finished, plan_run
from autograder.grade.wall.absent import ALL, ENGINE, NotHere
from autograder.lessons import known_names

NO_RESPONSE = "No response."
ENGINES = re.compile(r"\bnnlib\b|\blesson\d\d\b")  # names of the engine's in a learner's text
NOT_THAT = "gives other numbers than that run, with the engine as it is here."
PRACTICE_ONLY = (
    "The points of the check are given only to a function that also earns at least half of the "
    "hidden test."
)


# Errors by which it shows that a file is missed, which lies beside the notebook at home.
OF_FILES = ("ModuleNotFoundError", "FileNotFoundError")
HELPER = (
    " No file beside the notebook is there while it is graded: what an answer needs has to stand "
    "in the notebook."
)
PUT_BACK = "This cell was deleted. It was put back, and not run.\n"
NOT_JUDGED = (
    "The grader could not judge what came from this answer. That gives no points for now; your "
    "teacher is told."
)


@dataclass
class Judged:
    """A judged notebook.

    Parameters
    ----------
    marks : dict of str to float or None
        Of each graded cell, by ``grade_id``; None where a person has to read the answer.
    comments : dict of str to str or None
        Of each answer cell: the hint, or that there is no response.
    mistakes : dict of str to list of str
        Exercise -> names of the misconceptions that were recognised.
    shown : dict of str to list of dict
        The outputs of judged cells, by ``grade_id``.
    states : dict of str to str
        Exercise -> how its answer failed, where that is more than being wrong.
    look : set of str
        Graded cells that a person has to look at, since judging them ended in an error of ours.
    cells : list of dict
        The notebook's cells in nbformat's form, with outputs.
    repairs : list of str
    """

    marks: dict = field(default_factory=dict)
    comments: dict = field(default_factory=dict)
    mistakes: dict = field(default_factory=dict)
    shown: dict = field(default_factory=dict)
    states: dict = field(default_factory=dict)
    look: set = field(default_factory=set)
    cells: list = field(default_factory=list)
    repairs: list = field(default_factory=list)


@dataclass(frozen=True)
class Told:
    """What a learner is told, all of it taken before the first hidden case has left the judge.

    Parameters
    ----------
    practice : dict of int to Verdict or Exception
        Test point -> the verdict on the practice cases, or why there is none.
    shown : dict of int to list of dict
        The outputs of a cell, by its index.
    left_out : dict of int to str
        Why a cell was not run.
    """

    practice: dict
    shown: dict
    left_out: dict


def judge(warm, lesson, rebuilt, seed):
    """Judge a rebuilt submission.

    Parameters
    ----------
    warm : autograder.grade.wall.sandbox.Warm
    lesson : Lesson
    rebuilt : Rebuilt
    seed : str
        The course's secret seed.

    Returns
    -------
    Judged
    """
    judged, plan = _started(lesson, rebuilt), plan_run(rebuilt)
    told, given, numbers, missed = None, {}, [], []

    def ask(asked):
        """Judge on the practice cases, then on the hidden ones, then with formulas."""
        nonlocal told
        if told is None:
            told = Told(_practise(asked), dict(plan.shown), dict(plan.left_out))
            missed.extend(index for index, shown in plan.shown.items() if _misses_engine(shown))
            numbers.extend(n for n in told.practice if _may_miss(rebuilt, plan, n, told))
            if missed:
                return None
        found = _examine(asked, seed)
        _follow(asked, seed, told.practice, given, found)
        return found

    def ask_with_engine(asked):
        """Take what cells show there, and judge numbers of a learner's own run."""
        told.shown.update({index: other.shown[index] for index in missed if index in other.shown})
        given.update(_judged_alone(asked, PRACTICE_SEED, explain=True))
        return _judged_alone(asked, seed, explain=False)

    found, own_runs = _sit(warm, rebuilt, plan, ask), {}
    if missed or numbers:
        other = plan_run(rebuilt)
        other.left_out.update(told.left_out)
        own_runs = _sit_elsewhere(warm, ENGINE, rebuilt, other, numbers, ask_with_engine)
    if missed:
        # this run sees hidden cases: what it shows is not used
        found = _unlike(plan, told, _sit(warm, rebuilt, plan, ask))
    found |= own_runs
    if tests := [point.number for point in plan.test_points if not point.exercise]:
        found |= _sit_elsewhere(warm, ALL, rebuilt, plan, tests, _run_tests)
    told.practice.update({n: _fit_to_tell(told.practice[n], one) for n, one in given.items()})
    _mark_points(judged, plan.test_points, found, told, rebuilt)
    for index, reason in sorted(told.left_out.items()):
        cell = rebuilt.cells[index]
        what = f"the cell {cell.of.name}" if cell.of else "a cell of the learner's own"
        judged.repairs.append(f"{what} was left out: {reason}")
    judged.cells = as_notebook(lesson, rebuilt, told, judged)
    return judged


def _sit(warm, rebuilt, plan, work):
    """Run a notebook, and let ``work`` ask what answers at its tests; give what that gives.

    Where an answer breaks down, all is done once more, with originals that are kept; and they are
    kept from the beginning in the runs that follow.

    Parameters
    ----------
    work : callable
        Takes a list of (TestPoint, Answers).
    """
    limits = warm.limits
    deadline = time.monotonic() + limits.notebook_seconds
    while True:
        try:
            with finished(warm, rebuilt, plan, deadline) as box:
                snapshots = [Snapshot(box, n, plan.broke) for n in range(plan.snapshots)]
                done = work(
                    [
                        (point, _answers_at(point, snapshots, limits.exercise_seconds, deadline))
                        for point in plan.test_points
                    ]
                )
                for snapshot in snapshots:
                    snapshot.close()
                return done
        except OriginalLost:
            plan.broke = True
            deadline += time.monotonic() - plan.began  # this try costs no time


def _sit_elsewhere(warm, present, rebuilt, plan, numbers, work):
    """Let ``work`` ask at some tests, in a run where more of the course is there.

    What goes wrong on the way is the result of these tests alone.
    """
    try:
        with warm.having(present) as other:
            return _sit(other, rebuilt, plan, lambda asked: work([asked[n] for n in numbers]))
    except Exception as error:
        return dict.fromkeys(numbers, error)


def _answers_at(point, snapshots, seconds, deadline):
    """Return who is asked for the answers of a test point."""
    if not point.reached:
        return NoAnswers()
    return Answers(snapshots[point.snapshot], point.number, seconds, deadline)


def _started(lesson, rebuilt):
    """Give every cell what it has before it is judged: 0 points, or no mark yet from a person."""
    judged = Judged(repairs=list(rebuilt.repairs))
    for cell in lesson.cells.values():
        unanswered = cell.name in rebuilt.unanswered
        if cell.role == "manual":
            judged.marks[cell.name] = 0.0 if unanswered and cell.answers else None
        elif cell.judged and cell.metadata["nbgrader"].get("grade"):
            judged.marks[cell.name] = 0.0
        if cell.answers and cell.metadata["nbgrader"].get("solution"):
            judged.comments[cell.name] = NO_RESPONSE if unanswered else None
    return judged


def _misses_engine(shown):
    """Tell whether a cell called the engine, which is not there."""
    return any(one.get("ename") == NotHere.__name__ for one in shown)


def _may_miss(rebuilt, plan, number, told):
    """Tell whether an answer failed that may call the engine: where that is, it could be right."""
    verdict = told.practice[number]
    may = plan.test_points[number].exercise.libraries and not isinstance(verdict, Exception)
    if not may or verdict.right or is_stub(verdict) or not verdict.failure:
        return False
    own = [one.source for one in rebuilt.cells if one.runs and (not one.of or one.of.answers)]
    return _raised(verdict, NotHere) or any(map(ENGINES.search, own))


def _raised(verdict, kind):
    return bool(verdict.failure) and verdict.failure.mismatch.error == kind.__name__


def _practise(asked):
    """Judge all exercises on the practice cases.

    What of the learner's is told is taken here: the text of an exception, a number. A process that
    has seen hidden cases could put them into it, or into a file for the others.

    Returns
    -------
    dict of int to Verdict or Exception
        By the number of the test point.
    """
    exercises = [(point, answers) for point, answers in asked if point.exercise]
    return _judged_alone(exercises, PRACTICE_SEED, explain=True)


def _examine(asked, seed):
    """Judge on hidden cases: where the hidden cell stands, or else at a check that has points.

    Returns
    -------
    dict of int to Verdict or Exception
        By the number of the test point.
    """
    exercises = [one for one in asked if one[0].exercise]
    chosen = [one for one in exercises if any(cell.role == "hidden" for cell in one[0].cells)]
    names = {point.exercise.name for point, _ in chosen}
    chosen += [
        (point, answers)
        for point, answers in exercises
        if point.exercise.name not in names and any(cell.points for cell in point.cells)
    ]
    return _judged_alone(chosen, seed, explain=False)


def _follow(asked, seed, practice, given, found):
    """Judge once more what failed and builds on others, with formulas in their place.

    A formula answers the earlier exercise, so it is told when all questions of that one have been
    asked: after everybody's own, and in the order of the course, in which exercises build on each
    other.

    Parameters
    ----------
    asked : list of tuple of (TestPoint, Answers)
    seed : str
    practice : dict of int to Verdict or Exception
        The verdicts on the practice cases.
    given : dict of int to Verdict or Exception
        Takes those with formulas.
    found : dict of int to Verdict or Exception
        The verdicts on hidden cases; takes those with formulas in their place.
    """
    order = {name: place for place, name in enumerate(known_names())}
    exercises = [one for one in asked if one[0].exercise and one[0].reached]
    for point, answers in sorted(exercises, key=lambda one: order[one[0].exercise.name]):
        exercise, number = point.exercise, point.number
        for cases, verdicts, kept in ((PRACTICE_SEED, practice, given), (seed, found, found)):
            verdict = verdicts.get(number)
            if isinstance(verdict, Verdict) and is_followed(exercise, verdict):
                run, explain = answers.runner(exercise, cases, point.name), verdicts is practice
                kept[number] = _tried(follow_through, exercise, run, cases, verdict, explain)


def _fit_to_tell(practice, given):
    """Choose between a verdict on the practice cases, and one with formulas, given later.

    Of the later one is told that it is right, or which mistake was made, and nothing of the
    learner's: by then hidden cases have been seen.
    """
    if given is practice or isinstance(given, Exception):
        return given
    is_ours = given.right or (given.mistakes and not given.delegated)
    if is_ours or _raised(practice, NotHere):
        return replace(given, failure=None, printed="")
    return practice


class RunsDiffer(Exception):
    """The notebook did not get as far as in the run for the practice cases."""


def _unlike(plan, told, found):
    """Leave to a person what failed in a run that left out other cells than the first one."""
    if plan.left_out.keys() == told.left_out.keys():
        return found
    failed = [n for n, one in found.items() if isinstance(one, Exception) or not one.right]
    return found | dict.fromkeys(failed, RunsDiffer())


def _run_tests(asked):
    """Run a teacher's own tests; what came back, by the number of the test point."""
    return {point.number: _tried(answers.tests, point.cells[0].source) for point, answers in asked}


def _judged_alone(asked, seed, explain):
    found = {}
    for point, answers in asked:
        run = answers.runner(point.exercise, seed, point.name)
        found[point.number] = _tried(alone, point.exercise, run, seed, explain)
    return found


def _tried(function, *args):
    """Call a function of ours; what it raises is its result, so that it costs no other test."""
    try:
        return function(*args)
    except OriginalLost:
        raise
    except Exception as error:
        return error


def _mark_points(judged, points, verdicts, told, rebuilt):
    """Give the marks of all tests; an error in one of them, which would be ours, costs no other."""
    examined = [p for p in points if p.exercise and p.number in verdicts]
    by_name = {point.exercise.name: verdicts[point.number] for point in examined}
    for point in points:
        practice, verdict = told.practice.get(point.number), verdicts.get(point.number)
        if verdict is None and point.exercise:  # a check that stands apart from its hidden cell
            verdict = by_name.get(point.exercise.name)
        try:
            for one in (practice, verdict):
                if isinstance(one, Exception):
                    raise one
            if point.exercise:
                broken = _why_missing(point, practice, rebuilt, told)
                _mark_exercise(judged, point, practice, verdict, broken)
            else:
                _mark_tests(judged, point.cells[0], verdict)
        except Exception as error:
            _not_judged(judged, point, error)


def _not_judged(judged, point, error):
    """Give nothing for a test that could not be judged, and ask a person to look at it."""
    for cell in point.cells:
        _mark(judged, cell.name, 0.0)
        judged.look.add(cell.name)
        judged.shown[cell.name] = [outputs.failed("NotJudged", NOT_JUDGED)]
    name = point.name or point.cells[0].name
    judged.repairs.append(f"{name} could not be judged ({where(error)}); it waits for your look")
    if point.name in judged.comments:
        judged.comments[point.name] = f"{name}: {NOT_JUDGED}"


def where(error):
    """Say of an exception its type and the place in our code, and nothing that anybody wrote."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    places = [f" at {os.path.basename(frame.filename)}:{frame.lineno}" for frame in last]
    return f"{type(error).__name__}{''.join(places)}"


def _why_missing(point, practice, rebuilt, told):
    """Say why there is no function to ask: its cell did not run; ``""`` if that is not the reason.

    That the name is missing says nothing to who has forgotten a colon.
    """
    mismatch = practice.failure and practice.failure.mismatch
    if not mismatch or mismatch.error != "NameError" or mismatch.line:
        return ""
    for index, cell in enumerate(rebuilt.cells):
        if cell.of and cell.of.name == point.name:
            if index in told.left_out:
                return f"{point.name}: its cell was left out: {told.left_out[index]}."
            errors = [o for o in told.shown.get(index, []) if o["output_type"] == "error"]
            if errors:
                name, said = border.line(errors[-1]["ename"], 60), errors[-1]["evalue"]
                helper = HELPER if name in OF_FILES else ""
                why = f"{border.exception_name(name)}: {border.quoted(said)}"
                return f"{point.name}: its cell did not run to its end, it raised {why}.{helper}"
    return ""


def _mark_exercise(judged, point, practice, verdict, broken=""):
    """Mark the cells of one exercise, given the verdicts on practice and on hidden cases."""
    exercise = point.exercise
    passed = practice.right and not practice.changed
    is_told = practice.right or practice.failure or practice.mistakes or practice.delegated
    broken = broken or ("" if is_told else f"{exercise.name} {NOT_THAT}")
    words = "" if passed else broken or sentence(exercise, practice)
    if words and not broken and practice.failure and practice.failure.mismatch.error in OF_FILES:
        words = broken = f"{words}{HELPER}"
    names = {cell.role: cell.name for cell in point.cells}
    most = {cell.role: cell.points for cell in point.cells}
    withheld = passed and most.get("check") and not holds_hidden(exercise, verdict)
    if "check" in names:
        _mark(judged, names["check"], most["check"] if passed and not withheld else 0.0)
        text = f"{exercise.name} holds on the practice cases."
        words = f"{text} {PRACTICE_ONLY}" if withheld else words
        judged.shown[names["check"]] = [
            outputs.failed("CheckFailed", words) if words else outputs.shown(text)
        ]
    if "hidden" in names:
        grade = grade_of(exercise, verdict, lambda: practice, broken).scaled(most["hidden"])
        if judged.comments.get(point.name) == NO_RESPONSE:
            grade.state = NOT_TRIED
        _mark(judged, names["hidden"], grade.points)
        judged.shown[names["hidden"]] = [outputs.result(grade._repr_mimebundle_())]
        if not verdict.right:
            words = f"{grade.message} {PRACTICE_ONLY}" if withheld else grade.message
        if grade.mistakes and grade.most:
            judged.mistakes[point.name] = list(grade.mistakes)
        if grade.state and grade.most:
            judged.states[point.name] = grade.state
    if words and judged.comments.get(point.name, NO_RESPONSE) != NO_RESPONSE:
        # nbgrader's feedback shows comments as they are, and an exception's text is the learner's
        judged.comments[point.name] = html.escape(words, quote=False)


def holds_hidden(exercise, verdict):
    """Tell whether the check's points are earned by what came of hidden cases: half of them.

    The practice cases are known to all, and a table answers them. An answer that is judged by
    running it has the same cases for all: there the two verdicts are one.
    """
    return verdict.right or 0 < exercise.hidden_points <= 2 * verdict.points


def _mark(judged, name, points):
    """Give points to a cell that is worth any: the check of a bonus is not."""
    if name in judged.marks:
        judged.marks[name] = float(points)


def _mark_tests(judged, cell, answer):
    """Score a teacher's own tests: what did not run to its end, or gives no number, is nothing."""
    points, text = score(answer, cell.points)
    _mark(judged, cell.name, points)
    judged.shown[cell.name] = [outputs.failed("TestsFailed", text)] if text else []


@border.entrance("the result of a teacher's own tests")
def score(answer, most):
    """Turn what tests said into points.

    Parameters
    ----------
    answer : plain data
        Should be a dict with ``done``, ``error`` and ``result``.
    most : float
        The points of the cell.

    Returns
    -------
    tuple of (float, str)
        The points, and why they are not all; ``""`` if they are.
    """
    if type(answer) is not dict or answer.keys() != {"done", "error", "result"}:
        return 0.0, "the tests did not run to their end"
    done, error, result = answer["done"], answer["error"], answer["result"]
    if done is not True:
        name = border.exception_name(error) if type(error) is str else "an exception"
        return 0.0, f"the tests stopped at {name}"
    if result is None:
        return most, ""
    if type(result) is not float or not math.isfinite(result) or not 0 <= result <= most:
        return 0.0, f"the tests gave no number between 0 and {most:g}"
    return result, "" if result == most else f"{number(result)} of {in_points(most)}"


def without_tags(cell):
    """Write a learner's text so that no page makes HTML of it.

    nbgrader's feedback and Formgrader render Markdown with all the HTML in it, and raw cells as
    they stand, whatever the course's configuration says.
    """
    text = re.sub(r"<(?=[a-zA-Z/!?])", "&lt;", cell.source)
    return f"```\n{text}\n```" if cell.kind == "raw" else text


def as_notebook(lesson, rebuilt, told, judged):
    """Write the cells in nbformat's form, with what they showed."""
    cells = []
    for index, cell in enumerate(rebuilt.cells):
        name = cell.of.name if cell.of else ""
        made = {
            "cell_type": cell.kind,
            "id": f"cell-{index}",
            "metadata": dict(cell.of.metadata) if cell.of else {},
            "source": cell.source,
        }
        if cell.demo:
            made["metadata"] = {"tags": ["demo"]}
        written = cell.kind != "code" and (not cell.of or cell.of.answers)
        if written and cell.source not in lesson.texts:
            made |= {"cell_type": "markdown", "source": without_tags(cell)}
        if cell.pictures and cell.kind == "markdown":
            made["attachments"] = cell.pictures
        if cell.kind == "code":
            made["execution_count"] = None
            made["outputs"] = judged.shown.get(name, told.shown.get(index, []))
            if cell.put_back:
                made["outputs"] = [outputs.stream(PUT_BACK)]
            if index in told.left_out:
                made["outputs"] = [outputs.failed("LeftOut", told.left_out[index])]
        cells.append(made)
    return cells
