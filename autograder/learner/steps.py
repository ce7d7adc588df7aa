"""Steps on the way through a hard exercise: ``check_steps("Value")``, for no points.

A check says what is off first; whoever writes three methods wants to know which of them hold. The
board names every step of the exercise, tries each by itself, and gives the hint for the first one
that does not hold. A step looks at some cases or some parts of the answer only, and may lend a
class the methods that come later. What is kept are the mistakes that were met, never points.
"""

import functools
import os
import sys
from dataclasses import dataclass, replace
from html import escape

from IPython.display import display

from autograder.core.assess import Verdict, assess, is_stub
from autograder.core.exercise import PRACTICE_SEED
from autograder.core.known_outcomes import expected_outcomes
from autograder.core.words import said_of_it
from autograder.learner import kept_files
from autograder.learner.html_table import Shown, styled, table
from autograder.learner.show import brief, card, show_failure, steps_as_code
from autograder.learner.undefined import stale
from autograder.lessons import find
from autograder.lessons.runs import runner

HOLDS, NOT_YET, NOT_WRITTEN, NOT_NEEDED = "holds", "not yet", "not written", "not needed"
MARKS = {HOLDS: "✓", NOT_YET: "✗", NOT_WRITTEN: "·", NOT_NEEDED: "·"}
LONGEST = 90  # characters of a line that shows what a step gives


@dataclass(frozen=True)
class Standing:
    """How one step stands: its state, and the verdict that it comes from."""

    step: object
    state: str
    verdict: Verdict


def check_steps(name):
    """Show which steps of an exercise hold, and the hint for the first that does not.

    Parameters
    ----------
    name : str
        Of an exercise that has steps. A text, so that the cell runs before anything is written.

    Raises
    ------
    ValueError
        If the exercise has no steps.
    """
    exercise = find(name)
    if not exercise.steps:
        raise ValueError(f"expected an exercise that has steps, got {name}")
    if os.environ.get("NNF_GRADING"):
        return
    function = sys._getframe(1).f_globals.get(name)
    if not callable(function):
        text = f"There is no {name} yet: run the cell that defines it, then this one."
        display(Shown(text, styled(f"<div class='nnf-board-of-steps'>{escape(text)}</div>")))
        return
    if said := stale(exercise.name_of(function), function):
        display(Shown(said, card("wait", said)))
        return
    board = board_of(exercise, function)
    first = next((standing for standing in board if standing.state == NOT_YET), None)
    known = {mistake.name for mistake in exercise.misconceptions}
    met = [m for m in first.verdict.mistake_names if m in known] if first else ()
    kept_files.keep(exercise, 0, met)
    _show_board(exercise, board)
    if first:
        _show_hint(exercise, first, function)


def board_of(exercise, function):
    """Try every step of an exercise by itself.

    Parameters
    ----------
    exercise : Exercise
    function : callable
        The learner's function or class.

    Returns
    -------
    list of Standing
        In the order of the steps.
    """
    verdicts = [_try(exercise, step, function) for step in exercise.steps]
    graded = [v for step, v in zip(exercise.steps, verdicts, strict=True) if not step.cases]
    done = all(map(_passed, graded))
    return [
        Standing(step, _state(exercise, step, verdict, done), verdict)
        for step, verdict in zip(exercise.steps, verdicts, strict=True)
    ]


@functools.lru_cache(maxsize=256)
def narrowed(exercise, step, lent=True):
    """Make an exercise of one step: its cases, its parts of the answer, nothing else.

    Parameters
    ----------
    exercise : Exercise
    step : Step
    lent : bool
        Whether the reference's methods stand in for those that the step lends.

    Returns
    -------
    Exercise
    """
    tags, parts = set(step.labels) - set(exercise.outputs), asked_of(exercise, step)
    special = set(exercise.rubric) - set(exercise.outputs)

    def belongs(case):
        if tags or step.cases:
            return bool(step.cases or tags & set(case.tags))
        # as for its points: what a case is tagged for is no matter of a part of the answer
        about = [exercise.about.get(tag, parts) for tag in special & set(case.tags)]
        return not about or (bool(parts) and not any(parts & set(those) for those in about))

    def cases(rng):
        drawn = filter(belongs, exercise.tagged((step.cases or exercise.cases)(rng)))
        methods = step.lends if lent else ()
        return [replace(case, script=_lending(case.script, methods)) for case in drawn]

    def answers(function):
        if not parts:
            return function
        return lambda *args: _in_parts(exercise.outputs, parts, function(*args))

    own = bool(step.cases or step.misconceptions)
    mistakes = step.misconceptions if own else exercise.misconceptions
    return replace(
        exercise,
        reference=answers(exercise.reference),
        cases=cases,
        rubric={label: exercise.rubric[label] for label in step.labels if label in exercise.rubric},
        misconceptions=tuple(
            replace(mistake, versions=tuple(map(answers, mistake.versions))) for mistake in mistakes
        ),
        first_alike=bool(parts),
        bonus=False,
        visible_points=1,
        steps=(),
    )


def asked_of(exercise, step):
    """Return the parts of the answer that a step asks for; empty if for all of them.

    Where it names none, it asks for those that its tags are about.
    """
    parts = set(step.labels) & set(exercise.outputs)
    return parts or parts.union(*(exercise.about.get(label, ()) for label in step.labels))


def _try(exercise, step, function):
    """Judge a step; a class that keeps its graph in another form is tried with all its own."""
    verdict = _judge(exercise, step, function, True)
    if not step.lends or _passed(verdict):
        return verdict
    own = _judge(exercise, step, function, False)
    return own if _passed(own) else verdict


def _judge(exercise, step, function, lent):
    part, parts = narrowed(exercise, step, lent), asked_of(exercise, step)
    run_all = runner(part, function)

    def run(cases, replaced):
        outcomes = run_all(cases, replaced)
        if parts:
            for outcome in outcomes:
                outcome.value = _in_parts(exercise.outputs, parts, outcome.value)
        return outcomes

    return assess(part, run, PRACTICE_SEED)


def _lending(script, methods):
    return tuple(
        ("lent", *rest) if verb == "call" and rest[2] in methods else (verb, *rest)
        for verb, *rest in script
    )


def _in_parts(outputs, parts, value):
    """Put None in the place of every part that the step does not ask for."""
    if not isinstance(value, (tuple, list)) or len(value) != len(outputs):
        return value
    pairs = zip(outputs, value, strict=True)
    return type(value)(entry if name in parts else None for name, entry in pairs)


def _passed(verdict):
    return verdict.right and not verdict.changed


def _state(exercise, step, verdict, done):
    if _passed(verdict):
        return HOLDS
    if step.cases and done:
        return NOT_NEEDED
    is_open = is_stub(verdict) or _is_left_open(exercise, step, verdict.failure)
    return NOT_WRITTEN if is_open else NOT_YET


def _is_left_open(exercise, step, failure):
    """Tell whether the part of the answer that a step asks for is still None, as it may be.

    A step that asks for no part by name asks for all those that other steps ask for.
    """
    parts = asked_of(exercise, step)
    if not parts:
        parts = {label for s in exercise.steps for label in s.labels} & set(exercise.outputs)
    return failure is not None and failure.part in parts and failure.got is None


# ------------------------------------------------------------ showing


def _show_board(exercise, board):
    rows = [
        (f"{MARKS[s.state]} {number}", s.step.name, s.state, _seen(exercise, s))
        for number, s in enumerate(board, 1)
    ]
    done = all(s.state in (HOLDS, NOT_NEEDED) for s in board)
    title = f"{exercise.name}, step by step (no points)"
    last = "All of it holds: now the check below." if done else ""
    text = [title, *("  ".join(filter(None, row)) for row in rows), last]
    board_of_steps = table("", (), rows, kind="", classes={3: "nnf-seen"}, names=(1,))
    html = (
        f"<div class='nnf-board-of-steps{' nnf-done' if done else ''}'>"
        f"<b>{escape(title)}</b>{board_of_steps}{escape(last)}</div>"
    )
    display(Shown("\n".join(filter(None, text)), styled(html)))


def _show_hint(exercise, standing, function):
    """Show the smallest case of a step that does not hold, and below it the hint."""
    part, name = narrowed(exercise, standing.step), standing.step.name
    own = exercise.name_of(function)
    said = said_of_it(part, standing.verdict)
    said = f"{name}: {'it ' if standing.verdict.changed else ''}{said}"
    show_failure(part, standing.verdict, own, said, is_raised=False, function=function)


def _seen(exercise, standing):
    """Write what a step that holds gives on its first case, if a line can hold it."""
    if standing.state != HOLDS:
        return ""
    part = narrowed(exercise, standing.step)
    case = part.draw(PRACTICE_SEED)[0]
    if not case.script:
        return ""
    made = [step for step in case.script if step[0] == "make"]
    rest = tuple(step for step in case.script if step[0] != "make")
    reads = [".".join(step[1:]) for step in rest if step[0] in ("read", "show", "names", "walk")]
    given = [f"{name} = {brief(*args)}" for _, name, *args in made if len(args) == 1]
    code = [line for line in steps_as_code(exercise.name, rest) if " = " in line]
    last = code[-1].partition(" = ")[0] if code else ""
    values = expected_outcomes(part, PRACTICE_SEED)[1][0].value
    found = [
        f"{name} = {brief(value)}"
        for name, value in zip(reads, values, strict=True)
        if not name.startswith(f"{last}.")  # the end itself: its slope is known before
    ]
    line = f"{'; '.join([*given, *code])} → {', '.join(found)}"
    return line if len(line) <= LONGEST else ""
