"""Find the registered mistake that explains an answer.

A mistake explains an answer if one of its wrong versions gives the same outcome in every case, the
same error included. Where the answer has parts, two mistakes may explain it together.
"""

import itertools

from autograder.core.compare import is_no_error, same_outcome, same_value
from autograder.core.known_outcomes import expected_outcomes, spoilt_parts, wrong_outcomes


def diagnose(exercise, seed, got):
    """Find the one registered mistake, or else the one pair, that explains every case."""
    cases, _ = expected_outcomes(exercise, seed)
    for same in (_same, _same_but_for_refusals):
        single = [
            mistake
            for mistake in exercise.misconceptions
            if any(
                _explains(wrong_outcomes(exercise, seed, version), got, mistake, cases, same)
                for version in mistake.versions
            )
        ]
        if single:
            return tuple(single[:1]) if len(single) == 1 or exercise.first_alike else ()
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
    cases, expected = expected_outcomes(exercise, seed)
    off = [
        not _same(case, want, came, exercise.tolerance)
        for case, want, came in zip(cases, expected, got, strict=True)
    ]
    found = [
        mistake
        for mistake in exercise.misconceptions
        if any(
            _begins(wrong_outcomes(exercise, seed, version), exercise, seed, got, off, mistake)
            for version in mistake.versions
        )
    ]
    return tuple(found) if len(found) == 1 else ()


def _begins(wrong, exercise, seed, got, off, mistake):
    cases, expected = expected_outcomes(exercise, seed)
    explained, nothing_came = 0, all(g.error for g, is_off in zip(got, off, strict=True) if is_off)
    for case, w, e, g, is_off in zip(cases, wrong, expected, got, off, strict=True):
        shows = not _same(case, w, e, mistake.tolerance)
        if not is_off:
            if shows:  # it would have shown here
                return False
        elif shows and _same(case, w, g, mistake.tolerance):
            explained += 1
        elif not explained:  # the first case that is wrong is not of this mistake
            return False
    return explained >= 2 and (not nothing_came or explained == sum(off))


def _explains(wrong, got, mistake, cases, same):
    """Tell whether a wrong version gives what came, where a case says anything about it.

    A case that took too long says nothing, nor one in a corner that the mistake leaves open.
    """
    told = False
    for w, g, case in zip(wrong, got, cases, strict=True):
        if _exhausted(g) or set(case.corners) & set(mistake.open_in):
            continue
        if not same(case, w, g, mistake.tolerance):
            return False
        told = True
    return told


def shows(exercise, seed, mistake, index):
    """Tell whether a mistake changes the answer in a case."""
    cases, expected = expected_outcomes(exercise, seed)
    return any(
        not _same(
            cases[index],
            wrong_outcomes(exercise, seed, version)[index],
            expected[index],
            mistake.tolerance,
        )
        for version in mistake.versions
    )


def _same(case, one, other, tolerance):
    """Tell whether two outcomes of a case are the same answer.

    Inputs that are to be refused are refused by any error: everybody raises one of their own.
    """
    if case.must_refuse and one.error and not is_no_error(one.error):
        return bool(other.error) and not is_no_error(other.error)
    return same_outcome(one, other, tolerance)


def _same_but_for_refusals(case, one, other, tolerance):
    """Tell the same, but let one part do where inputs that are to be refused were taken.

    What is computed of them is nobody's right answer: the parts may be off in ways of their own.
    """
    taken = case.must_refuse and _all_of_one_length(one, other)
    if not taken:
        return _same(case, one, other, tolerance)
    return any(same_value(*parts, tolerance) for parts in zip(one.value, other.value, strict=True))


def _exhausted(outcome):
    return bool(outcome.error) and outcome.error["type"] == "Exhausted"


def _fits(exercise, seed, version, got):
    """Tell whether each part of the answer that a wrong version spoils came as it gives it.

    Where an error came there are no parts: the other mistake may have raised it.
    """
    cases, expected = expected_outcomes(exercise, seed)
    wrong, spoilt = (look(exercise, seed, version) for look in (wrong_outcomes, spoilt_parts))
    return all(
        case.must_refuse or g.error or (_all_of_one_length(right, w, g) and _gives(w, g, off))
        for case, right, w, off, g in zip(cases, expected, wrong, spoilt, got, strict=True)
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
    cases, expected = expected_outcomes(exercise, seed)
    for versions in itertools.product(some, more):
        wrong = [wrong_outcomes(exercise, seed, version) for version in versions]
        spoilt = [spoilt_parts(exercise, seed, version) for version in versions]
        if all(map(_composed_equals, cases, expected, *wrong, *spoilt, got)):
            return True
    return False


def _composed_equals(case, right, one, other, off_one, off_other, got):
    if case.must_refuse:  # both mistakes together take what one of them takes
        if got.error and is_no_error(got.error):
            return any(w.error and is_no_error(w.error) for w in (one, other))
        takers = [w for w in (one, other) if not w.error]
        if got.error or not takers:
            return bool(got.error) and not takers
        # what was taken came in the parts of a mistake that takes it, or is what it gives
        return any(_all_of_one_length(w, got) or same_outcome(w, got) for w in takers)
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
