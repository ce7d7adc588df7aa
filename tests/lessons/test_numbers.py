"""Every number of every lesson's text: measured by a run, worked out by hand, or a mere name."""

import importlib

import pytest

from autograder.lessons.facts import facts_of
from autograder.master import read_master
from tests.lessons.parts import COMPLETE
from tests.lessons.worked import claims_of, headings, left_over, missing, prose_of

LESSONS = COMPLETE
# a quarter of a minute and more each: their runs are compared in `make test-all`
DEAR = {(3, "further"), (3, "longer")}


def worked(lesson):
    return importlib.import_module(f"tests.lessons.m{lesson:02}.worked")


@pytest.fixture(scope="module", params=LESSONS, ids="lesson_{:02}".format)
def lesson(request):
    return request.param


@pytest.fixture(scope="module")
def prose(lesson):
    return prose_of(read_master(LESSONS[lesson], fill=False).solved)


@pytest.fixture(scope="module")
def claims(lesson):
    parts = [claim for part in worked(lesson).PARTS for claim in claims_of(part)]
    return [*parts, *claims_of(headings, lesson)]


def test_the_text_says_what_the_calculation_gives(claims, prose):
    assert missing(claims, prose) == []


def test_no_number_stands_in_the_text_without_a_run(lesson, claims, prose):
    assert left_over(claims, prose, worked(lesson).NAMES) == []


def test_a_number_that_is_changed_or_new_is_seen(lesson, claims, prose):
    said = next(claim for claim in claims if "12" in claim or "2" in claim)
    changed = prose.replace("2", "3")
    assert said in missing(claims, changed)
    new = "With 31 layers it takes 47 times as long.\nIn lesson 8."
    assert left_over(claims, new, worked(lesson).NAMES) == new.split("\n")[:1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "fact"),
    [
        pytest.param(
            number,
            fact,
            id=f"m{number:02}-{fact.name}",
            marks=[pytest.mark.all] if (number, fact.name) in DEAR else [],
        )
        for number in LESSONS
        for fact in facts_of(number)
    ],
)
def test_what_a_run_gives_is_what_is_printed(number, fact):
    kept = facts_of(number).kept()[fact.name]
    run = fact.value(fact.measure())
    assert fact.differs(kept, run) == [], (kept, run)
