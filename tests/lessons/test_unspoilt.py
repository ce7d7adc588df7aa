"""Nothing gives a bet away before it is made: neither the text nor what the cells show."""

import re

import pytest

from autograder.authoring.length import FOLD, road
from autograder.learner.questions import load
from autograder.master import read_master
from autograder.project import role_of
from tests.lessons.parts import COMPLETE

GLANCE = "## At a glance"
BETS = [
    pytest.param(module, asked, id=f"m{module:02}-{name}")
    for module in COMPLETE
    for name, asked in load(module).predictions.items()
]
WITH_PHRASES = [one for one in BETS if one.values[1].gives_away]


def before_the_glance(module):
    """The cells in which nothing may be told: those above "At a glance"."""
    cells = road(read_master(COMPLETE[module]).solved.cells)
    for number, cell in enumerate(cells):
        if GLANCE in cell.source:
            return cells[:number]
    return cells


def without_its_fold(text, name):
    """A text without the fold of a bet, and what is folded inside of it."""
    opened = re.search(rf'<details class="nnf-fold v-{re.escape(name)}">', text)
    if not opened:
        return text
    depth = 0
    for tag in re.finditer(r"<(/?)details\b", text[opened.start() :]):
        depth += -1 if tag[1] else 1
        if depth == 0:
            end = opened.start() + tag.end() + 1
            return text[: opened.start()] + text[end:]
    raise AssertionError(f"the fold of {name} does not end")


def holds(text, phrase):
    """Whether a phrase stands in a text: a number as a number of its own."""
    edges = (r"(?<![\w.,])", r"(?![\w]|[.,]\d)") if phrase[0].isdigit() else ("", "")
    return re.search(edges[0] + re.escape(phrase) + edges[1], text) is not None


@pytest.mark.parametrize("module", COMPLETE)
def test_every_bet_is_made_in_its_lesson(module):
    text = "\n".join(cell.source for cell in read_master(COMPLETE[module]).solved.cells)
    made = re.findall(r'guess\(\s*"([\w-]+)"', text)
    assert sorted(made) == sorted(load(module).predictions)


@pytest.mark.parametrize("module", COMPLETE)
def test_every_bet_has_its_fold(module):
    text = "\n".join(cell.source for cell in read_master(COMPLETE[module]).solved.cells)
    folds = re.findall(r'<details class="nnf-fold v-([\w-]+)">', text)
    assert sorted(folds) == sorted(load(module).predictions)


@pytest.mark.parametrize(("module", "asked"), WITH_PHRASES)
def test_what_gives_a_bet_away_stands_in_its_fold_alone(module, asked):
    exempt = ("solution", "check", "hidden", "task", "manual")
    for cell in before_the_glance(module):
        if role_of(cell) in exempt or "### Exercise" in cell.source:
            continue
        text = without_its_fold(cell.source, asked.name)
        told = [phrase for phrase in asked.gives_away if holds(text, phrase)]
        assert told == [], text


@pytest.mark.parametrize(("module", "asked"), WITH_PHRASES)
def test_the_phrases_are_those_of_the_fold(module, asked):
    """Else the test before this one would look for words that nobody writes."""
    cells = read_master(COMPLETE[module]).solved.cells
    text = next(cell.source for cell in cells if f"v-{asked.name}" in cell.source)
    fold = text.removeprefix(without_its_fold(text, asked.name)) or text
    told = fold + asked.why + asked.choices[asked.turned_out]
    assert [phrase for phrase in asked.gives_away if not holds(told, phrase)] == []


@pytest.mark.parametrize(("module", "asked"), WITH_PHRASES)
def test_the_question_does_not_tell(module, asked):
    assert [phrase for phrase in asked.gives_away if holds(asked.question, phrase)] == []


SUMMARY = r'"nnf-fold v-[\w-]+"><summary><b>After your bet[^<]*:</b> ([^<]*)</summary>'


@pytest.mark.parametrize("module", COMPLETE)
def test_what_stands_on_a_closed_fold_tells_nothing(module):
    text = "\n".join(cell.source for cell in read_master(COMPLETE[module]).solved.cells)
    assert re.findall(SUMMARY, text) == ["what turned out"] * len(load(module).predictions)


def test_folds_within_folds_are_found():
    text = 'a <details class="nnf-fold v-x">b <details>c</details> d</details> e'
    assert without_its_fold(text, "x").split() == ["a", "e"]
    assert FOLD.search(text)


def test_a_number_counts_only_by_itself():
    assert holds("leaves 20 of them.", "20")
    assert not any(holds(text, "20") for text in ("120", "20.5", "1,20", "2020", "x20"))
