"""Find the registered mistake that explains an answer.

A mistake explains an answer if one of its wrong versions gives the same outcome in every case, the
same error included. Where the answer has parts, two mistakes may explain it together.
"""

import itertools

from autograder.core.compare import same_outcome, same_value
from autograder.core.known_outcomes import expected_outcomes, wrong_outcomes


def diagnose(exercise, seed, got):
    """Find the one registered mistake, or else the one pair, that explains every case."""
    single = [
        mistake
        for mistake in exercise.misconceptions
        if any(
            _explains(wrong_outcomes(exercise, seed, version), got, mistake.tolerance)
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
    _, expected = expected_outcomes(exercise, seed)
    wrong = wrong_outcomes(exercise, seed, version)
    return all(
        _all_of_one_length(right, w, g)
        and all(
            same_value(r, spoilt) or same_value(spoilt, came)
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
    _, expected = expected_outcomes(exercise, seed)
    for versions in itertools.product(some, more):
        wrong = [wrong_outcomes(exercise, seed, version) for version in versions]
        if all(map(_composed_equals, expected, *wrong, got)):
            return True
    return False


def _composed_equals(right, one, other, got):
    if not _all_of_one_length(right, one, other, got):
        return False
    values = (right.value, one.value, other.value, got.value)
    for r, a, b, g in zip(*values, strict=True):
        touched = [wrong for wrong in (a, b) if not same_value(r, wrong)]
        if len(touched) == 2 or not same_value(touched[0] if touched else r, g):
            return False
    return True
