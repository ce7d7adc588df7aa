"""A table of the published cases earns nothing: they are known to all who look for them."""

import dataclasses
import importlib

import numpy as np
import pytest

from autograder.core.assess import assess
from autograder.core.driver import drive
from autograder.core.exercise import PRACTICE_SEED
from autograder.core.known_outcomes import expected_outcomes
from autograder.core.plain_data import encode
from autograder.grade.verdicts import holds_hidden
from autograder.lessons import find, known_names
from autograder.lessons.runs import runner
from tests.core.cells import notebook

pytestmark = pytest.mark.slow
SEEDS = [f"seed {number}" for number in range(10)]


def drawn(name, seed):
    """The cases of an exercise, to be compared."""
    return encode([[c.inputs, c.script] for c in find(name).draw(seed)])


# They are judged by running them, and nothing in their cases is drawn: an answer that is right on
# the published cases is right.
SAME_FOR_ALL = [
    "my_misses",
    "xor_certificate",
    "my_mistakes",
    "xor_network",
    "my_curve",
    "my_relay",
    "my_confidence",
    "my_losses",
    "my_number",
    "my_limit",
]


def by_table(exercise, otherwise):
    """Make a run that answers published cases as they are answered, and others somehow."""
    cases, right = expected_outcomes(exercise, PRACTICE_SEED)
    known = {encode([c.inputs, c.script]): outcome for c, outcome in zip(cases, right, strict=True)}

    def run(asked, replaced):
        return [known.get(encode([c.inputs, c.script])) or otherwise(c) for c in asked]

    return run


def of_the_shape(exercise):
    """Make what answers with an array of the right shape, and nothing in it."""

    def blank(value):
        if isinstance(value, (list, tuple)):
            return type(value)(map(blank, value))
        if isinstance(value, dict):
            return {key: blank(one) for key, one in value.items()}
        if isinstance(value, np.ndarray):
            return np.zeros_like(value)
        return type(value)() if isinstance(value, (int, float)) else value

    def answer(case):
        right = drive(exercise, exercise.reference, case, guarded=False, lends=exercise.reference)
        if case.must_refuse:  # it takes everything
            return dataclasses.replace(right, error=None, value=0.0)
        return dataclasses.replace(right, value=blank(right.value))

    return answer


def nothing(exercise):
    """Make what gives nothing back."""
    return lambda case: dataclasses.replace(of_the_shape(exercise)(case), value=None)


def test_these_have_the_same_cases_for_all():
    """The list is here to be looked at."""
    seeds = ("practice", *SEEDS)
    same = [name for name in known_names() if len({drawn(name, seed) for seed in seeds}) == 1]
    assert same == SAME_FOR_ALL
    assert {name for name in known_names() if find(name).verify} == {*same, "minibatches"}


@pytest.mark.parametrize("otherwise", [of_the_shape, nothing])
@pytest.mark.parametrize("name", [n for n in known_names() if n not in SAME_FOR_ALL])
def test_a_table_of_the_published_cases_earns_nothing(name, otherwise):
    exercise = find(name)
    run = by_table(exercise, otherwise(exercise))
    alone = dataclasses.replace(exercise, builds_on=())
    assert assess(alone, run, PRACTICE_SEED, explain=False).right
    for seed in SEEDS:
        verdict = assess(alone, run, seed, explain=False)
        assert verdict.points == 0, (seed, verdict.holds)
        assert not holds_hidden(exercise, verdict)


def samples_of(number):
    """The invented submissions of a lesson."""
    return importlib.import_module(f"autograder.lessons.m{number:02d}.judge.samples").SAMPLES


SAMPLES = [
    (sample, name)
    for number in sorted({find(name).module for name in known_names()})
    for sample in samples_of(number).values()
    for name in sample.answers
    if name in known_names()
]


def test_of_honest_answers_none_passes_its_check_and_earns_under_half():
    """So the rule takes the check's points from no sample of the course."""
    between = []
    for sample, name in SAMPLES:
        exercise = find(name)
        function = notebook("\n".join(sample.answers.values())).get(name)
        run = runner(exercise, function)
        if not assess(exercise, run, PRACTICE_SEED, explain=False).right:
            continue
        verdicts = [assess(exercise, run, seed, explain=False) for seed in SEEDS[:3]]
        between += [name for verdict in verdicts if not holds_hidden(exercise, verdict)]
    assert len(SAMPLES) > 300
    assert between == []
