"""Find the registered mistake that explains an answer.

A mistake explains an answer if one of its wrong versions gives the same outcome in every case, the
same error included. Where the answer has parts, two mistakes may explain it together.
"""

import itertools

from autograder.core.compare import same_outcome, same_value
from autograder.core.known_outcomes import expected_outcomes, spoilt_parts, wrong_outcomes


def diagnose(exercise, seed, got):
    """Find the one registered mistake, or else the one pair, that explains every case."""
    cases, _ = expected_outcomes(exercise, seed)
    single = [
        mistake
        for mistake in exercise.misconceptions
        if any(
            _explains(wrong_outcomes(exercise, seed, version), got, mistake, cases)
            for version in mistake.versions
        )
    ]
    if single:
        return tuple(single) if len(single) == 1 else ()
    if not exercise.outputs:
        return _first_told_apart(exercise, seed, got)
    if all(outcome.error for outcome in got):
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


def _first_told_apart(exercise, seed, got):
    """Find, of several mistakes in an answer without parts, the one that shows in the first case.

    It gives what came in the easiest of the cases that are wrong and in another one, no other
    mistake does, and where the answer is right it shows nothing: in the cases that are left a
    second mistake has changed it. Where nothing but errors came it has to explain them all: many
    mistakes ask for an entry that is not there.
    """
    _, expected = expected_outcomes(exercise, seed)
    off = [
        not same_outcome(want, came, exercise.tolerance)
        for want, came in zip(expected, got, strict=True)
    ]
    found = [
        mistake
        for mistake in exercise.misconceptions
        if any(
            _begins(wrong_outcomes(exercise, seed, version), expected, got, off, mistake.tolerance)
            for version in mistake.versions
        )
    ]
    return tuple(found) if len(found) == 1 else ()


def _begins(wrong, expected, got, off, tolerance):
    explained, nothing_came = 0, all(g.error for g, is_off in zip(got, off, strict=True) if is_off)
    for w, e, g, is_off in zip(wrong, expected, got, off, strict=True):
        if not is_off:
            if not same_outcome(w, e, tolerance):  # it would have shown here
                return False
        elif same_outcome(w, g, tolerance) and not same_outcome(w, e, tolerance):
            explained += 1
        elif not explained:  # the first case that is wrong is not of this mistake
            return False
    return explained >= 2 and (not nothing_came or explained == sum(off))


def _explains(wrong, got, mistake, cases):
    """Tell whether a wrong version gives what came, where a case says anything about it.

    A case that took too long says nothing, nor one in a corner that the mistake leaves open.
    """
    told = False
    for w, g, case in zip(wrong, got, cases, strict=True):
        if _exhausted(g) or set(case.corners) & set(mistake.open_in):
            continue
        if not same_outcome(w, g, mistake.tolerance):
            return False
        told = True
    return told


def _exhausted(outcome):
    return bool(outcome.error) and outcome.error["type"] == "Exhausted"


def _fits(exercise, seed, version, got):
    """Tell whether each part of the answer that a wrong version spoils came as it gives it.

    Where an error came there are no parts: the other mistake may have raised it.
    """
    _, expected = expected_outcomes(exercise, seed)
    wrong, spoilt = (look(exercise, seed, version) for look in (wrong_outcomes, spoilt_parts))
    return all(
        g.error or (_all_of_one_length(right, w, g) and _gives(w, g, off))
        for right, w, off, g in zip(expected, wrong, spoilt, got, strict=True)
    )


def _gives(wrong, got, off):
    """Tell whether the parts that are off came as a wrong version gives them."""
    parts = zip(off, wrong.value, got.value, strict=True)
    return all(not spoils or same_value(part, came) for spoils, part, came in parts)


def _all_of_one_length(*outcomes):
    """Tell whether all outcomes are answers with the same number of parts."""
    if any(outcome.error or type(outcome.value) not in (tuple, list) for outcome in outcomes):
        return False
    return len({len(outcome.value) for outcome in outcomes}) == 1


def _pair_explains(exercise, seed, some, more, got):
    """Tell whether two mistakes in different parts of the answer give together what came."""
    _, expected = expected_outcomes(exercise, seed)
    for versions in itertools.product(some, more):
        wrong = [wrong_outcomes(exercise, seed, version) for version in versions]
        spoilt = [spoilt_parts(exercise, seed, version) for version in versions]
        if all(map(_composed_equals, expected, *wrong, *spoilt, got)):
            return True
    return False


def _composed_equals(right, one, other, off_one, off_other, got):
    if got.error:
        return same_outcome(one, got) or same_outcome(other, got)
    if not _all_of_one_length(right, one, other, got):
        return False
    parts = zip(right.value, one.value, other.value, off_one, off_other, got.value, strict=True)
    for r, a, b, is_off_in_a, is_off_in_b, g in parts:
        if is_off_in_a and is_off_in_b:
            return False
        composed = a if is_off_in_a else b if is_off_in_b else r
        if not same_value(composed, g):
            return False
    return True
