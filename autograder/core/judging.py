"""Judge an answer: compare it case by case, name the mistake, give the points.

Everything here runs on the trusted side. The learner's answers arrive as plain data, from the
driver in this process or from a child process; both are judged by the same :func:`assess`.
"""

import functools
import itertools
import re
from dataclasses import dataclass, replace

import numpy as np

from autograder.core.driver import drive
from autograder.core.exercise import Case
from autograder.core.plain_data import Foreign

# Relative error that still counts as right where the learner's answer is in float32.
FLOAT32_TOLERANCE = 1e-4
# "dX and dW hold. ", "The loss holds. ", "dX and dW hold, and so do the numbers of db. But "
PRAISE = re.compile(
    r"^(?:The )?(?:(?:loss|d[A-Z]|db|every|and),? ?)+ ?holds?(?:\. |, and (?:so do[^.]*\. But )?)"
)


@dataclass(frozen=True)
class Mismatch:
    """How an answer (or one part of it) differs: the first of type, shape, nan, value.

    Of an answer that is judged by running it the kind is "verified", the text a whole sentence,
    and ``mistake`` the misconception that the exercise recognised, if it did. ``path`` leads to
    the place in a nested answer; ``whole`` says that the text is about all parts together;
    ``function`` is the name of the learner's function that raised, ``line`` the text of its line.
    """

    kind: str
    text: str
    mistake: object = None
    path: tuple = ()
    whole: bool = False
    function: str = ""
    line: str = ""


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
    """

    case: Case
    part: str
    got: object
    expected: object
    mismatch: Mismatch
    readings: tuple = ()


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
        None too if no explanation was asked for.
    facts : dict
        Numbers of the failing case that a hint may name.
    changed : tuple of str
        Inputs that were changed in place.
    delegated : str or None
    given : tuple of str
        Earlier exercises for which the engine's versions stood in (follow-through).
    printed : str
    cases : int
    """

    right: bool
    points: float
    holds: tuple
    fails: tuple
    mistakes: tuple = ()
    failure: Failure | None = None
    facts: dict | None = None
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

        One of two mistakes has no praise for the part that the other one spoiled.
        """
        hints = [mistake.hint.format(**(self.facts or {})) for mistake in self.mistakes]
        return " ".join(PRAISE.sub("", hint) if len(hints) > 1 else hint for hint in hints)


def assess(exercise, run, seed, explain=True):
    """Judge one exercise.

    Parameters
    ----------
    exercise : Exercise
    run : callable
        ``run(cases, replaced) -> list of Outcome``: drives the learner's function on the cases,
        with the engine's versions of the exercises named in ``replaced`` in place.
    seed : str
        What the cases are drawn from.
    explain : bool
        Whether to look for the mistake and for a case to show; of hidden cases neither is told.

    Returns
    -------
    Verdict
    """
    verdict = _judge_run(exercise, run, seed, (), explain)
    if verdict.right or verdict.delegated or not exercise.builds_on:
        return verdict
    followed = _judge_run(exercise, run, seed, exercise.builds_on, explain)
    if _as_good(verdict, followed):
        return verdict
    for name in exercise.builds_on:
        # which of the earlier functions was it? Often one alone
        single = _judge_run(exercise, run, seed, (name,), explain)
        if _as_good(single, followed):
            return single
    return followed


def _as_good(verdict, followed):
    """Tell whether follow-through brings nothing more: neither points nor a better word."""
    if followed.points != verdict.points:
        return followed.points < verdict.points
    if verdict.mistakes:
        return True
    # an earlier function that is not written yet says nothing about this one
    return not followed.mistakes and _is_missing(verdict) <= _is_missing(followed)


def is_stub(verdict):
    """Tell whether what failed is a line that was to be replaced."""
    return _raised(verdict, "NotImplementedError")


def _is_missing(verdict):
    """Tell whether something was called that is not written, or whose cell was not run."""
    return is_stub(verdict) or _raised(verdict, "NameError")


def _raised(verdict, error):
    failure = verdict.failure
    return bool(failure) and failure.mismatch.text.startswith(f"raised {error}")


def compare(expected, got, tolerance=1e-6):
    """Compare two pieces of plain data: exact type, shape, finiteness, then values.

    Parameters
    ----------
    expected, got : plain data
    tolerance : float
        Largest difference that counts as equal, relative to the largest entry of ``expected``.

    Returns
    -------
    Mismatch or None
    """
    if isinstance(got, Foreign):
        article = "an" if got.type_name[:1].lower() in "aeio" else "a"
        return Mismatch("type", f"is {article} {got.type_name}; expected {_kind_of(expected)}")
    if _is_number(expected):
        expected = np.asarray(expected)
    if isinstance(expected, np.ndarray):
        return _compare_arrays(expected, got, tolerance)
    if type(got) is not type(expected):
        if expected is None and _is_number(got):
            return Mismatch("type", f"is {numbers_apart(got)[0]}; expected None")
        return Mismatch("type", f"is {_kind_of(got)}; expected {_kind_of(expected)}")
    if isinstance(expected, (list, tuple)):
        if len(got) != len(expected):
            return Mismatch("shape", f"has {len(got)} entries; expected {len(expected)}")
        places = [(i, *pair) for i, pair in enumerate(zip(expected, got, strict=True))]
    elif isinstance(expected, dict):
        if got.keys() != expected.keys():
            return Mismatch("shape", f"has the keys {sorted(got)}; expected {sorted(expected)}")
        places = [(key, value, got[key]) for key, value in expected.items()]
    else:
        return None if got == expected else Mismatch("value", f"is {got!r}; expected {expected!r}")
    for place, *pair in places:
        mismatch = compare(*pair, tolerance)
        if mismatch:
            return replace(mismatch, path=(place, *mismatch.path))
    return None


def numbers_apart(*numbers):
    """Write numbers with three digits, or with as many as tell them apart."""
    numbers = [np.asarray(number).item() for number in numbers]
    for digits in (3, 6, 9, 17):
        texts = [_written(number, digits) for number in numbers]
        if len(set(texts)) == len(texts):
            break
    return texts


def same_outcome(one, other, tolerance=1e-6):
    """Tell whether two outcomes are the same answer, the same nan and the same error included."""
    if one.error or other.error:
        return bool(one.error and other.error) and _gist(one.error) == _gist(other.error)
    return _same_value(one.value, other.value, tolerance)


def _gist(error):
    """Tell errors apart as a reader does: by type and words, up to the first name or number.

    A TypeError alone says little: exp of an array, or an argument that is missing?
    """
    message = error.get("message")  # from the learner's side: whatever it is
    words = re.match(r"[A-Za-z ]*", message)[0].strip() if type(message) is str else ""
    return error["type"], words.partition(" in ")[0]  # an overflow is one in exp and in cosh


class Answered(list):
    """Outcomes that came as bytes, and a digest of these: equal digests are equal outcomes.

    Most learners of a class give answers that others have given, so they are recognised.
    """

    def __init__(self, outcomes, digest):
        super().__init__(outcomes)
        self.digest = digest

    def __eq__(self, other):
        return isinstance(other, Answered) and self.digest == other.digest

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash(self.digest)


def _judge_run(exercise, run, seed, replaced, explain):
    # the right answers come afterwards: a function can look at the frames above its own
    got = run(_drawn(exercise, seed), replaced)
    judge = _judge_known if isinstance(got, Answered) else _judge_outcomes
    return judge(exercise, got, seed, replaced, explain)


def _judge_outcomes(exercise, got, seed, replaced, explain):
    cases, expected = _expected(exercise, seed)
    if len(got) != len(cases):
        raise ValueError(f"expected {len(cases)} outcomes of {exercise.name}, got {len(got)}")
    if exercise.tidy:
        got = [replace(outcome, value=exercise.tidy(outcome.value)) for outcome in got]
    found = [_mismatches(exercise, *three) for three in zip(cases, expected, got, strict=True)]
    if not any(outcome.value is None for outcome in expected):
        found = [dict(map(_without_return, wrong.items())) for wrong in found]
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
        changed=next((outcome.changed for outcome in got if outcome.changed), ()),
        printed=next((outcome.printed for outcome in got if outcome.printed), ""),
    )
    if explain and not right and not delegated:
        mistakes = _verified_mistakes(found) if exercise.verify else _diagnose(exercise, seed, got)
        failure, outcome = _smallest_failure(exercise, cases, expected, got, found, mistakes)
        verdict |= dict(
            failure=failure,
            facts=exercise.facts(failure.case),
            mistakes=mistakes,
            printed=outcome.printed,
        )
    return Verdict(**verdict)


_judge_known = functools.lru_cache(maxsize=1024)(_judge_outcomes)


@functools.lru_cache(maxsize=256)
def _drawn(exercise, seed):
    return tuple(exercise.draw(seed))


@functools.lru_cache(maxsize=256)
def _expected(exercise, seed):
    """Draw the cases and answer them with the engine's version; neither is ever changed."""
    cases = _drawn(exercise, seed)
    outcomes = tuple(drive(exercise, exercise.reference, case, guarded=False) for case in cases)
    for case, outcome in zip(cases, outcomes, strict=True):
        if outcome.error:
            raise RuntimeError(f"{exercise.name}: the reference fails on {case.name}: {outcome}")
    return cases, outcomes


@functools.lru_cache(maxsize=1024)  # all of a lesson: a class asks for the same ones again
def _wrong_outcomes(exercise, seed, version):
    cases, _ = _expected(exercise, seed)
    return tuple(drive(exercise, version, case, guarded=False) for case in cases)


def _tolerance(exercise, case):
    """Inputs in float32 leave the last digits open, whatever the answer is kept in."""
    single = _holds_float32(list(case.inputs.values()))
    return max(exercise.tolerance, FLOAT32_TOLERANCE) if single else exercise.tolerance


def _holds_float32(value):
    if isinstance(value, (list, tuple)):
        return any(map(_holds_float32, value))
    return isinstance(value, np.ndarray) and value.dtype == np.float32


def _mismatches(exercise, case, expected, outcome):
    """List what is not right in one outcome: part (``""`` for the whole) -> Mismatch."""
    if outcome.error:
        text = f"raised {outcome.error['type']}: {outcome.error['message']}"
        raised_in = {"function": _raised_in(outcome.error), "line": _line_of(outcome.error)}
        mismatch = Mismatch("error", text, whole=True, **raised_in)
        return dict.fromkeys(exercise.outputs or ("",), mismatch)
    if exercise.verify:
        mismatch = _verify(exercise, case, outcome.value)
        return {"": mismatch} if mismatch else {}
    want, got = expected.value, outcome.value
    if not exercise.outputs:
        mismatch = compare(want, got, _tolerance(exercise, case))
        return {"": mismatch} if mismatch else {}
    if type(got) not in (tuple, list) or len(got) != len(exercise.outputs):
        what = f"{len(got)} values" if type(got) in (tuple, list) else _kind_of(got)
        text = f"is {what}; expected {', '.join(exercise.outputs)}"
        return dict.fromkeys(exercise.outputs, Mismatch("type", text, whole=True))
    parts = zip(exercise.outputs, want, got, strict=True)
    tolerance = _tolerance(exercise, case)
    found = {name: compare(w, g, tolerance) for name, w, g in parts}
    return {name: mismatch for name, mismatch in found.items() if mismatch}


def _raised_in(error):
    """Name the learner's function that raised; the name comes from their side, if at all."""
    name = error.get("function")
    return name if type(name) is str and name.isidentifier() and len(name) < 50 else ""


def _line_of(error):
    """Return the learner's line that raised; it comes from their side as well."""
    line = error.get("line")
    return line if type(line) is str and line.isprintable() and len(line) < 100 else ""


def _without_return(item):
    """Ask for the return where the whole answer is None, and None is no answer to any case."""
    part, mismatch = item
    if (mismatch.whole or not part) and not mismatch.path and mismatch.text.startswith("is None;"):
        text = "is None: does the function end without a return?"
        mismatch = replace(mismatch, text=text)
    return part, mismatch


def _verify(exercise, case, value):
    """Let the exercise judge an answer by running it; whatever came must not stop the judge."""
    try:
        text = exercise.verify(case, value)
    except Exception as error:
        text = f"this answer cannot be judged ({type(error).__name__})."
    if not text:
        return None
    mistake = next((m for m in exercise.misconceptions if m.name == text), None)
    if mistake:
        text = mistake.hint.format(**exercise.facts(case))
    return Mismatch("verified", text, mistake)


def _verified_mistakes(found):
    """Name the mistake that ``verify`` recognised, if it is the same in every failing case."""
    named = {mismatch.mistake for wrong in found for mismatch in wrong.values()}
    return tuple(named) if len(named) == 1 and None not in named else ()


def _labels_that_hold(exercise, cases, found):
    """Give each label of the rubric its due.

    A tag holds if the cases that carry it are right; a part of the answer, if it is right in
    every case whose failure is not charged to a tag. The first label is the basis of the tags:
    the special property of a function that is wrong in the ordinary case earns nothing.
    """
    pairs = list(zip(cases, found, strict=True))
    tags = {label for label in exercise.rubric if label not in exercise.outputs}

    def right(label):
        if label in exercise.outputs:
            return not any(label in wrong for case, wrong in pairs if not tags & {*case.tags})
        tagged = [wrong for case, wrong in pairs if label in case.tags]
        return bool(tagged) and not any(tagged)

    earned = [label for label in exercise.rubric if right(label)]
    basis = next(iter(exercise.rubric), None)
    return tuple(label for label in earned if label in exercise.outputs or basis in earned)


def _smallest_failure(exercise, cases, expected, got, found, mistakes):
    """Pick the failing case that is easiest to follow by hand.

    That is the one with the shortest script, or the smallest one, but not a single number if
    there is another: no pattern shows in it. A hint that counts should have something to count.
    """

    def at(index):
        return _failure_of(exercise, cases[index], expected[index], got[index], found[index])

    def difficulty(index):
        case = cases[index]
        if case.script:
            return _counts_one(exercise, case, mistakes), False, len(case.script)
        single = _size(at(index).expected) == 1
        return _counts_one(exercise, case, mistakes), single, _size(expected[index].value)

    index = min((i for i, wrong in enumerate(found) if wrong), key=difficulty)
    return at(index), got[index]


def _failure_of(exercise, case, expected, outcome, wrong):
    """Put together what is shown of one failing case: the place that is off, and what came."""
    part, mismatch = next(iter(wrong.items()))
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
    return Failure(case, part, got, want, mismatch, readings)


def _readings(exercise, case, want, got):
    """List what the steps of a script read; the steps give the names."""
    steps = [step for step in case.script if step[0] in ("read", "show", "names")]
    names = [".".join(step[1:]) for step in steps]
    return tuple(
        Reading(name, g, w, compare(w, g, exercise.tolerance))
        for name, w, g in zip(names, want, got, strict=True)
    )


def _counts_one(exercise, case, mistakes):
    """Tell whether a hint would say "1 numbers" of this case."""
    facts = exercise.facts(case) if mistakes else {}
    named = [name for name in facts if any(f"{{{name}}}" in m.hint for m in mistakes)]
    return any(type(facts[name]) is int and facts[name] == 1 for name in named)


def _diagnose(exercise, seed, got):
    """Find the one registered mistake, or else the one pair, that explains every case."""
    single = [
        mistake
        for mistake in exercise.misconceptions
        if any(
            _explains(_wrong_outcomes(exercise, seed, version), got, mistake.tolerance)
            for version in mistake.versions
        )
    ]
    if single:
        return tuple(single) if len(single) == 1 else ()
    if not exercise.outputs:
        return ()
    # few mistakes have a part in what came; all pairs of thirty would take a second
    parts = [
        (m, [v for v in m.versions if _fits(exercise, seed, v, got)])
        for m in exercise.misconceptions
    ]
    pairs = [
        (one, other)
        for (one, some), (other, more) in itertools.combinations(parts, 2)
        if some and more and _pair_explains(exercise, seed, some, more, got)
    ]
    return pairs[0] if len(pairs) == 1 else ()


def _explains(wrong, got, tolerance):
    """Tell whether a wrong version gives what came; a case that took too long says nothing."""
    pairs = [(w, g) for w, g in zip(wrong, got, strict=True) if not _exhausted(g)]
    return bool(pairs) and all(same_outcome(w, g, tolerance) for w, g in pairs)


def _exhausted(outcome):
    return bool(outcome.error) and outcome.error["type"] == "Exhausted"


def _fits(exercise, seed, version, got):
    """Tell whether each part of the answer that a wrong version spoils came as it gives it."""
    _, expected = _expected(exercise, seed)
    wrong = _wrong_outcomes(exercise, seed, version)
    return all(
        _all_of_one_length(right, w, g)
        and all(
            _same_value(r, spoilt) or _same_value(spoilt, came)
            for r, spoilt, came in zip(right.value, w.value, g.value, strict=True)
        )
        for right, w, g in zip(expected, wrong, got, strict=True)
    )


def _all_of_one_length(*outcomes):
    """Tell whether all outcomes are answers with the same number of parts."""
    if any(outcome.error or type(outcome.value) not in (tuple, list) for outcome in outcomes):
        return False
    return len({len(outcome.value) for outcome in outcomes}) == 1


def _pair_explains(exercise, seed, some, more, got):
    """Tell whether two mistakes in different parts of the answer give together what came."""
    _, expected = _expected(exercise, seed)
    for versions in itertools.product(some, more):
        wrong = [_wrong_outcomes(exercise, seed, version) for version in versions]
        if all(map(_composed_equals, expected, *wrong, got)):
            return True
    return False


def _composed_equals(right, one, other, got):
    if not _all_of_one_length(right, one, other, got):
        return False
    values = (right.value, one.value, other.value, got.value)
    for r, a, b, g in zip(*values, strict=True):
        touched = [wrong for wrong in (a, b) if not _same_value(r, wrong)]
        if len(touched) == 2 or not _same_value(touched[0] if touched else r, g):
            return False
    return True


def _compare_arrays(expected, got, tolerance):
    wanted = _kind_of(expected)
    if _is_number(got):
        got = np.asarray(got)
    if not isinstance(got, np.ndarray):
        if got is None and not expected.ndim:
            wanted = numbers_apart(expected)[0]
        if _is_list_for_array(expected, got):
            text = f"is a {type(got).__name__} of numbers; np.array(…) around it makes {wanted}"
            return Mismatch("type", text)
        return Mismatch("type", f"is {_kind_of(got)}; expected {wanted}")
    if got.shape != expected.shape:
        return Mismatch("shape", f"is {_kind_of(got)}; expected {wanted}")
    allowed = {"b": "b", "i": "iuf", "u": "iuf", "f": "iuf", "c": "iufc"}[expected.dtype.kind]
    if got.dtype.kind not in allowed or got.dtype == np.float16:
        return Mismatch("type", f"has dtype {got.dtype}; expected {expected.dtype}")
    if got.size == 0 or _plainly_close(expected, got, tolerance):
        return None
    finite = np.isfinite(expected)
    if not np.isfinite(got[finite]).all():
        return Mismatch("nan", _number_off(got, expected) or "contains nan or inf")
    if not np.array_equal(got[~finite], expected[~finite], equal_nan=True):
        text = _number_off(got, expected) or "should contain nan or inf in other places"
        return Mismatch("value", text)
    whole = got, expected
    # where inf was expected, it would forgive every other entry
    got, expected = got[finite], expected[finite]
    if got.size == 0:
        return None
    if np.float32 in (got.dtype, expected.dtype):
        tolerance = max(tolerance, FLOAT32_TOLERANCE)
    if got.dtype.kind == "b":
        got, expected = got.astype(int), expected.astype(int)  # numpy subtracts no bools
    with np.errstate(all="ignore"):
        worst = float(np.max(np.abs(got - expected.astype(np.result_type(got, expected)))))
        largest = float(np.max(np.abs(expected)))
    if not worst <= tolerance * max(largest, 1e-12):
        text = f"is off by up to {worst:.3g}, and its largest entry should be {largest:.3g}"
        return Mismatch("value", _number_off(*whole) or text)
    return None


def _plainly_close(expected, got, tolerance):
    """Tell whether two arrays of finite float64 are close: nearly all of a right answer is."""
    if not expected.dtype == got.dtype == np.float64:
        return False
    with np.errstate(all="ignore"):
        worst = np.abs(got - expected).max()
        largest = np.abs(expected).max()
    # nan compares as false, and inf is left to a closer look
    return bool(worst <= tolerance * largest < np.inf)


def _is_list_for_array(expected, got):
    """Tell whether a list (of lists) of numbers has the shape of the array that was expected."""
    if type(got) not in (list, tuple) or not expected.ndim:
        return False
    try:
        made = np.array(got)
    except (ValueError, TypeError):  # rows of different lengths
        return False
    return made.shape == expected.shape and made.dtype.kind in "biuf"


def _number_off(got, expected):
    """Say what a single number is and should be; ``""`` of an array."""
    return "" if expected.ndim else "is {}; expected {}".format(*numbers_apart(got, expected))


def _same_value(one, other, tolerance=1e-6):
    """Equal as answers go: nan equals nan, rounding is forgiven."""
    if _is_number(one) or isinstance(one, np.ndarray):
        if not (_is_number(other) or isinstance(other, np.ndarray)):
            return False
        one, other = np.asarray(one), np.asarray(other)
        # truth values are refused where numbers are expected, so they are another answer
        if one.shape != other.shape or (one.dtype.kind == "b") != (other.dtype.kind == "b"):
            return False
        if np.float32 in (one.dtype, other.dtype):
            tolerance = max(tolerance, FLOAT32_TOLERANCE)
        return _all_close(one, other, tolerance)
    if type(one) is not type(other):
        return False
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(
            _same_value(a, b, tolerance) for a, b in zip(one, other, strict=True)
        )
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(
            _same_value(one[key], other[key], tolerance) for key in one
        )
    return one == other


def _all_close(one, other, tolerance):
    """Do what np.allclose does with equal_nan, in a third of the time: it is asked very often."""
    with np.errstate(all="ignore"):
        scale = np.max(np.abs(one), initial=0.0, where=np.isfinite(one))
        close = np.abs(one - other.astype(np.result_type(other, 1.0))) <= tolerance * scale + 1e-15
        if close.all():
            return True
        return bool((close | (one == other) | (np.isnan(one) & np.isnan(other))).all())


def _is_number(value):
    return type(value) in (bool, int, float, complex)


def _written(number, digits):
    """Write a whole number out, and any other with so many digits."""
    if type(number) is float and number.is_integer() and abs(number) < 1e6:
        number = int(number)
    return str(number) if type(number) in (int, bool) else f"{number:.{digits}g}"


def _kind_of(value):
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    if _is_number(value) or isinstance(value, np.ndarray):
        return "a single number"
    return "None" if value is None else f"a {type(value).__name__}"


def _size(value):
    if isinstance(value, (list, tuple)):
        return sum(map(_size, value))
    return np.size(value)
