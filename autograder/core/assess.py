"""Judge an answer: compare it case by case, name the mistake, give the points.

Everything here runs on the trusted side. The learner's answers arrive as plain data, from the
driver in this process or from a child process; both are judged by the same :func:`assess`.
"""

import contextlib
import warnings
from dataclasses import dataclass, replace

import numpy as np

from autograder.core.compare import Mismatch, ask_for_the_return, compare, mismatches
from autograder.core.diagnose import diagnose, shows
from autograder.core.exercise import Case
from autograder.core.known_outcomes import drawn_cases, expected_outcomes

MOST_JUDGED = 1024
_judged = {}  # (exercise, digest of the answers, …) -> Verdict


@dataclass(frozen=True)
class Reading:
    """What one step of a script read, and what was expected there."""

    name: str
    got: object
    expected: object
    mismatch: Mismatch | None


@dataclass(frozen=True)
class Failure:
    """The smallest case that failed, for showing it to the learner.

    ``part`` names the place that is off, ``grads[1][0]`` or ``a.grad``, with what came there and
    what was expected; ``""`` stands for the whole answer. Of a script all ``readings`` are kept.
    ``output`` is the name of the exercise's output in which it is, if the answer has parts.
    """

    case: Case
    part: str
    got: object
    expected: object
    mismatch: Mismatch
    readings: tuple = ()
    output: str = ""


@dataclass(frozen=True)
class Verdict:
    """The judgement of one exercise under one seed.

    Parameters
    ----------
    right : bool
        Whether every part of every case is right.
    points : float
        Hidden points earned, a multiple of 0.25.
    holds, fails : tuple of str
        Labels of the rubric that are earned, and that are not.
    mistakes : tuple of Misconception
        The one registered mistake, or the pair, that explains all cases; else empty.
    failure : Failure or None
        Also None if no explanation was asked for.
    facts : tuple of dict
        For each mistake the numbers that its hint may name, of a failing case in which it shows.
    changed : tuple of str
        Inputs that were changed in place.
    delegated : str or None
    given : tuple of str
        Earlier exercises for which formulas stood in (follow-through).
    printed : str
    cases : int
    """

    right: bool
    points: float
    holds: tuple
    fails: tuple
    mistakes: tuple = ()
    failure: Failure | None = None
    facts: tuple = ()
    changed: tuple = ()
    delegated: str | None = None
    given: tuple = ()
    printed: str = ""
    cases: int = 0

    @property
    def mistake_names(self):
        """The names of the mistakes, for tables."""
        return tuple(mistake.name for mistake in self.mistakes)

    @property
    def hint(self):
        """The hints of the mistakes with their numbers filled in, or ``""``.

        Two mistakes are told by their hints alone: each may have spoiled what holds for the other.
        """
        alone = len(self.mistakes) == 1
        told = [mistake.words if alone else mistake.hint for mistake in self.mistakes]
        return " ".join(text.format(**facts) for text, facts in zip(told, self.facts, strict=True))


def assess(exercise, run, seed, explain=True):
    """Judge one exercise.

    Parameters
    ----------
    exercise : Exercise
    run : callable
        ``run(cases, replaced) -> list of Outcome``: drives the learner's function on the cases,
        with formulas in place of the exercises named in ``replaced``.
    seed : str
        What the cases are drawn from.
    explain : bool
        Whether to look for the mistake and for a case to show; of hidden cases neither is told.

    Returns
    -------
    Verdict
    """
    return follow_through(exercise, run, seed, alone(exercise, run, seed, explain), explain)


def alone(exercise, run, seed, explain=True):
    """Judge one exercise with the learner's own earlier functions; as :func:`assess` for the rest.

    Where a learner's code is asked in another process, all exercises are judged so first: a formula
    that stands in for an earlier function answers a question that must have been asked by then.
    """
    return _judge_run(exercise, run, seed, (), explain)


def is_followed(exercise, verdict):
    """Tell whether an exercise is judged again, with formulas in place of earlier functions."""
    return bool(exercise.builds_on) and not (verdict.right or verdict.delegated)


def follow_through(exercise, run, seed, verdict, explain=True):
    """Judge an exercise again that builds on others and failed, with formulas in their place.

    Parameters
    ----------
    exercise, run, seed, explain
        As in :func:`assess`.
    verdict : Verdict
        What :func:`alone` gave.

    Returns
    -------
    Verdict
        The given one, if that is as good.
    """
    if not is_followed(exercise, verdict):
        return verdict
    followed = _judge_run(exercise, run, seed, exercise.builds_on, explain)
    if _as_good(verdict, followed):
        return verdict
    for name in exercise.builds_on:
        # which of the earlier functions was it? Often it is only one
        single = _judge_run(exercise, run, seed, (name,), explain)
        if _as_good(single, followed):
            return single
    return followed


def _as_good(verdict, followed):
    """Tell whether follow-through brings nothing more: neither points nor a mistake by name."""
    if followed.points != verdict.points:
        return followed.points < verdict.points
    if verdict.mistakes:
        return True
    # an earlier function that is not written yet says nothing about this one
    return not followed.mistakes and _is_missing(verdict) <= _is_missing(followed)


def is_stub(verdict):
    """Tell whether what failed is a line that was to be replaced, and none with words of theirs."""
    return _raised(verdict, "NotImplementedError") and not verdict.failure.mismatch.message


def _is_missing(verdict):
    """Tell whether something was called that is not written, or whose cell was not run."""
    return is_stub(verdict) or _raised(verdict, "NameError")


def _raised(verdict, error):
    return bool(verdict.failure) and verdict.failure.mismatch.error == error


class Answered(list):
    """Outcomes that came as bytes: equal digests mean equal outcomes.

    Most learners of a class give answers that others have given, and these are judged once.
    """

    def __init__(self, outcomes, digest):
        super().__init__(outcomes)
        self.digest = digest


def _judge_run(exercise, run, seed, replaced, explain):
    # the right answers come afterwards: a function can look at the frames above its own
    got = run(drawn_cases(exercise, seed), replaced)
    if not isinstance(got, Answered):
        return _judge_outcomes(exercise, got, seed, replaced, explain)
    key = exercise, got.digest, seed, replaced, explain
    if key not in _judged:
        if len(_judged) == MOST_JUDGED:
            del _judged[next(iter(_judged))]  # the oldest
        _judged[key] = _judge_outcomes(exercise, got, seed, replaced, explain)
    return _judged[key]


@contextlib.contextmanager
def _quiet():
    """Keep numpy's warnings of a learner's numbers from the teacher, who can do nothing about it.

    The learner's function has run by now: what it warns of is shown to the learner.
    """
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@_quiet()
def _judge_outcomes(exercise, got, seed, replaced, explain):
    cases, expected = expected_outcomes(exercise, seed)
    if len(got) != len(cases):
        raise ValueError(f"expected {len(cases)} outcomes of {exercise.name}, got {len(got)}")
    if exercise.outputs:
        got = [replace(o, value=tuple(o.value)) if type(o.value) is list else o for o in got]
    if exercise.tidy:
        got = [replace(outcome, value=exercise.tidy(outcome.value)) for outcome in got]
    written = any(
        not case.must_refuse and not _is_stub(outcome)
        for case, outcome in zip(cases, got, strict=True)
    )
    found = [
        mismatches(exercise, *three, written) for three in zip(cases, expected, got, strict=True)
    ]
    wanted = [o for case, o in zip(cases, expected, strict=True) if not case.must_refuse]
    if not exercise.verify and not any(outcome.value is None for outcome in wanted):
        found = [
            ask_for_the_return(wrong) if _is_nothing(case, outcome) else wrong
            for case, outcome, wrong in zip(cases, got, found, strict=True)
        ]
    delegated = next((outcome.delegated for outcome in got if outcome.delegated), None)
    holds = () if delegated else _labels_that_hold(exercise, cases, found)
    right = not delegated and not any(found)
    verdict = dict(
        right=right,
        points=sum(exercise.rubric[label] for label in holds),
        holds=holds,
        fails=tuple(label for label in exercise.rubric if label not in holds),
        delegated=delegated,
        given=replaced,
        cases=len(cases),
        changed=_changed(cases, got),
        printed=next((outcome.printed for outcome in got if outcome.printed), ""),
    )
    if explain and not right and not delegated:
        mistakes = _verified_mistakes(found) if exercise.verify else diagnose(exercise, seed, got)
        off = _failing_by_ease(exercise, cases, expected, got, found, mistakes)
        first = off[0]
        verdict |= dict(
            failure=_failure_of(exercise, cases[first], expected[first], got[first], found[first]),
            facts=tuple(exercise.facts(_case_of(exercise, seed, each, off)) for each in mistakes),
            mistakes=mistakes,
            printed=got[first].printed,
        )
    return Verdict(**verdict)


def _changed(cases, got):
    """Name the inputs that the first such case saw changed; no other name is taken over."""
    for case, outcome in zip(cases, got, strict=True):
        if changed := tuple(name for name in outcome.changed if name in case.inputs):
            return changed
    return ()


def _is_stub(outcome):
    """Tell whether a line was reached that was to be replaced."""
    return bool(outcome.error) and outcome.error.get("type") == "NotImplementedError"


def _is_nothing(case, outcome):
    """Tell whether a function ended without a value, where one was asked for."""
    return outcome.value is None and not outcome.error and not case.must_refuse


def _verified_mistakes(found):
    """Name the mistake that ``verify`` recognised, if it is the same in every failing case."""
    named = {mismatch.mistake for wrong in found for mismatch in wrong.values()}
    return tuple(named) if len(named) == 1 and None not in named else ()


def _labels_that_hold(exercise, cases, found):
    """Give each label of the rubric its due.

    A tag holds if the cases that carry it are right in the parts that it is about; a part of the
    answer, if it is right in every case whose failure is not charged to a tag. The first label is
    the basis of the tags: the special property of a function that is wrong in the ordinary case
    earns nothing.
    """
    pairs = list(zip(cases, found, strict=True))
    tags = {label for label in exercise.rubric if label not in exercise.outputs}

    def is_charged(case, part, wrong):
        """Tell whether a tag of the case pays for a part, or for an error, which is in no part."""
        about = [exercise.about.get(tag) for tag in tags & {*case.tags}]
        return any(parts is None or part in parts for parts in about) or (
            bool(about) and wrong[part].whole
        )

    def right(label):
        if label in exercise.outputs:
            off = [(case, wrong) for case, wrong in pairs if label in wrong]
            return all(is_charged(case, label, wrong) for case, wrong in off)
        tagged = [wrong for case, wrong in pairs if label in case.tags]
        about = exercise.about.get(label)
        return bool(tagged) and not any(
            wrong if about is None else wrong.keys() & {*about} for wrong in tagged
        )

    earned = [label for label in exercise.rubric if right(label)]
    basis = next(iter(exercise.rubric), None)
    return tuple(label for label in earned if label in exercise.outputs or basis in earned)


def _failing_by_ease(exercise, cases, expected, got, found, mistakes):
    """Order the failing cases, the one that is easiest to follow by hand first: their indices.

    That is the one with the shortest script; or the example of the docstring, which is worked out
    above the exercise, or else the smallest one, but not a single number if there is another: no
    pattern shows in it. Of an error nothing is shown but itself. A hint that counts should have
    something to count.
    """

    def difficulty(index):
        case = cases[index]
        if case.script:
            return _counts_one(exercise, case, mistakes), False, False, len(case.script)
        three = expected[index], got[index], found[index]
        shown = _failure_of(exercise, case, *three).expected
        single = shown is not None and _size(shown) == 1
        size = _size(expected[index].value)
        return _counts_one(exercise, case, mistakes), single, index != 0, size

    return sorted((i for i, wrong in enumerate(found) if wrong), key=difficulty)


def _case_of(exercise, seed, mistake, off):
    """Find, of the failing cases in their order, the first in which a mistake shows.

    Of two mistakes one may show in other cases than the one that is told.
    """
    cases, _ = expected_outcomes(exercise, seed)
    told_apart = () if exercise.verify else off
    return cases[next((k for k in told_apart if shows(exercise, seed, mistake, k)), off[0])]


def _failure_of(exercise, case, expected, outcome, wrong):
    """Put together what is shown of one failing case: the place that is off, and what came."""
    part, mismatch = next(iter(wrong.items()))
    output = part
    if exercise.verify:
        # the engine's answer is one of many, and the learner's own stays hidden
        return Failure(case, part, outcome.value, None, mismatch)
    if mismatch.whole:
        want = None if exercise.outputs else expected.value
        return Failure(case, "", outcome.value, want, mismatch)
    want, got = expected.value, outcome.value
    path = mismatch.path
    if case.script and path:
        readings = _readings(exercise, case, want, got)
        place, *path = path
        part, want, got = readings[place].name, want[place], got[place]
    else:
        readings = ()
        if part:
            place = exercise.outputs.index(part)
            want, got = want[place], got[place]
    for place in path:
        want, got = want[place], got[place]
    if path:
        part = (part or "answer") + "".join(f"[{place!r}]" for place in path)
    return Failure(case, part, got, want, mismatch, readings, output)


def _readings(exercise, case, want, got):
    """List what the steps of a script read; the steps give the names."""
    steps = [step for step in case.script if step[0] in ("read", "show", "names", "walk")]
    names = [".".join(step[1:]) for step in steps]
    return tuple(
        Reading(name, g, w, compare(w, g, exercise.tolerance))
        for name, w, g in zip(names, want, got, strict=True)
    )


def _counts_one(exercise, case, mistakes):
    """Tell whether a hint would say "1 numbers" of this case."""
    facts = exercise.facts(case) if mistakes else {}
    named = set().union(*(mistake.facts_named for mistake in mistakes))
    return any(type(facts[name]) is int and facts[name] == 1 for name in named & facts.keys())


def _size(value):
    if isinstance(value, (list, tuple)):
        return sum(map(_size, value))
    return np.size(value)
