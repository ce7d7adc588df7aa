"""What the engine and the wrong versions answer: kept, since a class asks for it often."""

import functools
from collections.abc import Sequence

from autograder.core.compare import same_value
from autograder.core.driver import drive


@functools.lru_cache(maxsize=256)
def drawn_cases(exercise, seed):
    """Draw the cases of an exercise; nobody changes them."""
    return tuple(exercise.draw(seed))


@functools.lru_cache(maxsize=256)
def expected_outcomes(exercise, seed):
    """Draw the cases and answer them with the engine's version; neither is ever changed.

    Returns
    -------
    cases : tuple of Case
    outcomes : tuple of Outcome

    Raises
    ------
    RuntimeError
        If the engine's version fails on a case, or takes one that is to be refused.
    """
    cases = drawn_cases(exercise, seed)
    outcomes = tuple(_unguarded(exercise, exercise.reference, case) for case in cases)
    for case, outcome in zip(cases, outcomes, strict=True):
        if bool(outcome.error) != case.must_refuse:
            what = "takes" if case.must_refuse else "fails on"
            raise RuntimeError(f"{exercise.name}: the reference {what} {case.name}: {outcome}")
    return cases, outcomes


@functools.lru_cache(maxsize=1024)  # all of a lesson: a class asks for the same ones again
def wrong_outcomes(exercise, seed, version):
    """Answer the cases with a wrong version of a misconception: a sequence of Outcome."""
    cases, _ = expected_outcomes(exercise, seed)
    return _OnDemand(lambda case: _unguarded(exercise, version, case), cases)


class _OnDemand(Sequence):
    """Outcomes that are worked out when they are first asked for.

    Most wrong versions differ from an answer in its first case: the others are then not needed.
    """

    def __init__(self, answer, cases):
        self._answer, self._cases, self._kept = answer, cases, {}

    def __len__(self):
        return len(self._cases)

    def __getitem__(self, index):
        case = self._cases[index]  # raises the IndexError that ends a loop
        if index not in self._kept:
            self._kept[index] = self._answer(case)
        return self._kept[index]


@functools.lru_cache(maxsize=1024)
def spoilt_parts(exercise, seed, version):
    """Say case by case which parts of the answer a wrong version spoils.

    Returns
    -------
    tuple
        For each case a tuple with a bool for each part, as far as both answers have parts.
    """
    _, expected = expected_outcomes(exercise, seed)
    wrong = wrong_outcomes(exercise, seed, version)
    return tuple(
        tuple(not same_value(r, w) for r, w in zip(_parts(right), _parts(off), strict=False))
        for right, off in zip(expected, wrong, strict=True)
    )


def _parts(outcome):
    """List the parts of an answer; an error and an answer that is one thing have none."""
    return outcome.value if type(outcome.value) in (tuple, list) else ()


def _unguarded(exercise, function, case):
    return drive(exercise, function, case, guarded=False, lends=exercise.reference)
