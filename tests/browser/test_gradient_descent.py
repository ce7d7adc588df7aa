"""Lesson 8 as a visitor meets it: first window, bet, a walk, lines put in order, a race."""

import re

import pytest
from playwright.sync_api import expect

from autograder.learner.order import with_gaps
from autograder.learner.questions import find_order, load
from tests.browser.lesson_page import box_at_rest

pytestmark = pytest.mark.slow

LESSON = "08_gradient_descent.ipynb"
BET = "long-valley"
CHOSEN = load(8).predictions[BET].choices["half"]
ADAM = find_order("adam_step")
LINES = [with_gaps(line) for line in ADAM.lines]


@pytest.fixture(scope="module")
def descent(lesson_at_first_sight):
    """Lesson 8 in JupyterLab after "Run All", scrolled to the top; no bet is made."""
    with lesson_at_first_sight("lesson-8", LESSON) as opened:
        yield opened


def fold_of(lesson):
    return lesson.page.locator(f"details.v-{BET}")


def test_all_of_it_runs_and_nothing_goes_wrong(descent):
    assert descent.after_the_run == []


def test_card_slider_and_start_of_the_walk_are_in_the_first_window(descent):
    descent.assert_in_first_window(
        "Gradient Descent", "svg.nnf-drawing", ["[data-handle=start]", "input[type=range]"]
    )


def test_nothing_is_told_after_run_all_without_a_bet(descent):
    text = descent.page.locator(".jp-Notebook").inner_text()  # what is folded is not in it
    for name, asked in load(8).predictions.items():
        said = [p for p in asked.gives_away if not p.isdigit() and p in text]
        assert said == [], name
    waits = descent.page.get_by_text("This tells how your bet above turns out.")
    assert waits.count() == 1  # the four rates


@pytest.fixture
def with_bet(descent):
    """The lesson with a bet on the hero that was just made."""
    descent.take_back_the_bet()
    descent.bet_on_hero(CHOSEN)
    return descent


def centre(lesson):
    box = box_at_rest(lesson.hero.locator("[data-handle=start]"))
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def by_mouse(lesson, x, y, right, down):
    """Take what is at a place, and let it go some pixels away."""
    mouse, page = lesson.page.mouse, lesson.page
    mouse.move(x, y)
    mouse.down()
    for share in (0.3, 0.6, 1.0):
        mouse.move(x + share * right, y + share * down)
        page.wait_for_timeout(60)
    mouse.up()
    page.wait_for_timeout(500)


def by_finger(lesson, x, y, right, down):
    """The same with a finger: the page must not scroll, and no mouse is there."""
    finger = lesson.page.context.new_cdp_session(lesson.page)

    def touch(kind, *points):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": x, "y": y})
    for share in (0.3, 0.6, 1.0):
        touch("touchMove", {"x": x + share * right, "y": y + share * down})
        lesson.page.wait_for_timeout(60)
    touch("touchEnd")
    finger.detach()
    lesson.page.wait_for_timeout(500)


def set_share(lesson, key, times):
    """Move the hero's slider by keys."""
    slider = lesson.hero.get_by_role("slider", name="share of the limit")
    slider.focus()
    for _ in range(times):
        lesson.page.keyboard.press(key)
    lesson.page.wait_for_timeout(500)


def test_the_bet_is_decided_near_the_limit_and_beyond_it(with_bet):
    card = with_bet.card_in_sight()
    expect(card).to_contain_text("move the slider: to 0.9 or more, and beyond the limit")
    set_share(with_bet, "End", 1)
    expect(with_bet.finding).to_contain_text("each step across is longer")
    expect(card).not_to_contain_text("It turned out")
    set_share(with_bet, "ArrowLeft", 11)
    expect(with_bet.finding).to_contain_text("At 0.99 of the limit 344 steps lead to the bottom.")
    expect(card).to_contain_text("It turned out")
    expect(fold_of(with_bet)).to_have_attribute("open", "")
    with_bet.screenshot("3-bet-and-move")


def test_the_walk_begins_where_mouse_finger_and_keys_put_it(with_bet):
    said, ring = {with_bet.finding.inner_text()}, with_bet.hero.locator("[data-handle=start]")
    for move, right, down in ((by_mouse, -60, 40), (by_finger, -70, 30)):
        scrolled = with_bet.page.locator(".jp-WindowedPanel-outer").evaluate("v => v.scrollTop")
        x, y = centre(with_bet)
        move(with_bet, x, y, right, down)
        assert centre(with_bet) == pytest.approx((x + right, y + down), abs=4)
        after = with_bet.page.locator(".jp-WindowedPanel-outer").evaluate("v => v.scrollTop")
        assert after == scrolled
        said.add(with_bet.finding.inner_text())
    ring.focus()
    for _ in range(6):
        with_bet.page.keyboard.press("ArrowLeft")
    with_bet.page.wait_for_timeout(600)
    said.add(with_bet.finding.inner_text())
    assert with_bet.page.evaluate("document.activeElement.dataset.handle") == "start"
    assert re.fullmatch(r"-?[\d.]+ along, -?[\d.]+ across", ring.get_attribute("aria-valuetext"))
    assert len(said) == 4  # another beginning, another walk


# ------------------------------------------------------------ lines in order


@pytest.fixture
def puzzle(descent):
    """The card of lines, with no line taken."""
    card = descent.output_of('put_in_order("adam_step")').locator(".nnf-card")
    card.scroll_into_view_if_needed()
    while (at := shown(card).index(BAR)) > 0:
        text = shown(card)[at - 1]
        button(card, "down", text).click()
    return card


BAR = "left out: what is below this bar"


def shown(card):
    """The lines of the card, from above."""
    return [
        line.locator("code").inner_text() if line.locator("code").count() else line.inner_text()
        for line in card.locator(".nnf-lines li").all()
    ]


def button(card, way, text):
    return card.get_by_role("button", name=f"move {way}: {text}", exact=True)


def test_lines_are_put_in_order_by_their_buttons_and_run(descent, puzzle):
    for place, text in enumerate(LINES):
        while shown(puzzle).index(text) > place:
            button(puzzle, "up", text).click()
    assert shown(puzzle)[: len(LINES) + 1] == [*LINES, BAR]
    puzzle.get_by_role("button", name="Run these lines").click()
    expect(puzzle.locator("p.nnf-said")).to_have_text(
        "✓ It runs, and gives the right answers. Now write it."
    )
    descent.screenshot("4-in-order")
    # another order that is right: v before m
    button(puzzle, "up", LINES[1]).click()
    puzzle.get_by_role("button", name="Run these lines").click()
    expect(puzzle.locator("p.nnf-said")).to_contain_text("✓")


def test_a_wrong_order_is_told_and_no_gap_is(descent, puzzle):
    button(puzzle, "up", shown(puzzle)[1]).click()
    puzzle.get_by_role("button", name="Run these lines").click()
    said = puzzle.locator("p.nnf-said")
    expect(said).to_have_class(re.compile("nnf-look"))
    assert "beta1**t" not in puzzle.inner_text()
    assert "np.sqrt" not in puzzle.inner_text()


def test_a_line_is_moved_by_arrow_keys_and_keeps_the_focus(descent, puzzle):
    text = LINES[0]
    button(puzzle, "up", text).focus()
    place = shown(puzzle).index(text)
    descent.page.keyboard.press("ArrowUp")
    assert shown(puzzle).index(text) == place - 1
    focused = descent.page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused == f"move up: {text}"
    descent.page.keyboard.press("ArrowDown")
    assert shown(puzzle).index(text) == place


@pytest.mark.parametrize("move", [by_mouse, by_finger], ids=["mouse", "finger"])
def test_a_line_is_dragged_over_the_bar_and_back(descent, puzzle, move):
    text = shown(puzzle)[4]
    line = puzzle.locator(".nnf-lines li", has=descent.page.get_by_text(text, exact=True))
    bar = box_at_rest(puzzle.locator(".nnf-bar"))
    box = box_at_rest(line.locator("code"))
    x, y = box["x"] + 60, box["y"] + box["height"] / 2
    move(descent, x, y, 0, bar["y"] - y - 4)
    assert shown(puzzle)[:2] == [text, BAR]
    expect(puzzle.locator(".nnf-held")).to_have_count(0)
    box = box_at_rest(line.locator("code"))
    y = box["y"] + box["height"] / 2
    last = box_at_rest(puzzle.locator(".nnf-lines li").last)
    move(descent, x, y, 0, last["y"] + last["height"] - y)
    assert shown(puzzle)[-1] == text


# ------------------------------------------------------------ the race


def test_a_try_is_run_and_a_rank_waits_for_all_twelve(descent):
    output = descent.output_of("lesson08.four_in_a_race")
    anyway = output.get_by_role("button", name="show it without a bet")
    if anyway.is_visible():
        anyway.click()
    panel = output.locator(".nnf-panel")
    panel.scroll_into_view_if_needed()
    said = panel.locator(".nnf-finding")
    expect(said).to_contain_text("press Run to try it. Tries left: SGD 3, momentum 3")
    panel.get_by_role("button", name="Run", exact=True).click()
    expect(said).to_contain_text("% of the test digits are read correctly. Tries left: SGD 2")
    panel.get_by_role("button", name="works").click()
    expect(said).to_contain_text("First 3 rates for each rule")
    descent.screenshot("5-race")
    assert descent.trouble == []
