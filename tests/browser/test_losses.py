"""Lesson 6 as a visitor meets it: first window, bet, one score dragged on two curves, presets."""

import re

import pytest
from playwright.sync_api import expect

from autograder.learner.questions import load
from tests.browser.lesson_page import box_at_rest

pytestmark = pytest.mark.slow

LESSON = "06_losses.ipynb"
BET = "sure-and-wrong"
CHOSEN = load(6).predictions[BET].choices["flat"]
SAYS = r"Score (\S+), target ([01]): the output is (\S+)\. Squared error (\S+), slope (\S+); "


@pytest.fixture(scope="module")
def losses(lesson_at_first_sight):
    """Lesson 6 in JupyterLab after "Run All", scrolled to the top; no bet is made."""
    with lesson_at_first_sight("lesson-6", LESSON) as opened:
        yield opened


def test_all_of_it_runs_and_nothing_goes_wrong(losses):
    assert losses.after_the_run == []


def test_the_hero_is_in_the_first_window(losses):
    losses.assert_in_first_window(
        "Loss Functions", "svg.nnf-drawing", ["[data-handle=squared]", "[data-handle=entropy]"]
    )


def test_nothing_is_told_after_run_all_without_a_bet(losses):
    text = losses.page.locator(".jp-Notebook").inner_text()  # what is folded is not in it
    for name, asked in load(6).predictions.items():
        said = [p for p in asked.gives_away if not p[0].isdigit() and p in text]
        assert said == [], name
    waits = losses.page.get_by_text("This tells how your bet above turns out.")
    # the line, the hero by one's own function, the first losses, and the ledger
    assert waits.count() == 4


def centre(lesson, name):
    box = box_at_rest(lesson.hero.locator(f"[data-handle={name}]"))
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(lesson, name, right, down=0):
    """Drag a ring of the hero by some pixels of the screen."""
    page = lesson.page
    x, y = centre(lesson, name)
    page.mouse.move(x, y)
    page.mouse.down()
    for share in (0.3, 0.6, 1.0):
        page.mouse.move(x + share * right, y + share * down)
        page.wait_for_timeout(60)
    page.mouse.up()
    page.wait_for_timeout(500)


def drag_by_finger(lesson, name, right, down=0):
    """The same with a finger: the page must not scroll, and no mouse is there."""
    page = lesson.page
    x, y = centre(lesson, name)
    finger = page.context.new_cdp_session(page)

    def touch(kind, *points):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": x, "y": y})
    for share in (0.3, 0.6, 1.0):
        touch("touchMove", {"x": x + share * right, "y": y + share * down})
        page.wait_for_timeout(60)
    touch("touchEnd")
    finger.detach()
    page.wait_for_timeout(500)


def fold_of(lesson):
    return lesson.page.locator(f"details.v-{BET}")


@pytest.fixture
def with_bet(losses):
    """The lesson with a bet on the hero that was just made."""
    losses.take_back_the_bet()
    losses.bet_on_hero(CHOSEN)
    return losses


def test_before_the_bet_nothing_moves(losses):
    losses.to_top()
    before = losses.finding.inner_text()
    assert "slope −" not in before
    expect(losses.hero.locator("svg.nnf-drawing")).to_have_attribute("inert", "")
    drag(losses, "squared", -60)
    assert losses.finding.inner_text() == before


def test_the_bet_is_decided_at_the_left_end_and_not_before(with_bet):
    card = with_bet.card
    expect(card).to_contain_text("drag a ring to the left end")
    drag(with_bet, "squared", -30)
    expect(card).not_to_contain_text("It turned out")
    assert re.match(SAYS, with_bet.finding.inner_text())
    drag(with_bet, "squared", -400)
    expect(card).to_contain_text("It turned out")
    expect(fold_of(with_bet)).to_have_attribute("open", "")
    expect(with_bet.finding).to_contain_text("Score −10.0")
    with_bet.screenshot("3-bet-and-move")


def test_the_score_follows_mouse_finger_and_keys_on_both_curves(with_bet):
    said = {with_bet.finding.inner_text()}
    for move, name, right in (
        (drag, "squared", 60),
        (drag, "entropy", 50),
        (drag_by_finger, "squared", 30),
        (drag_by_finger, "entropy", -40),
    ):
        rings = [centre(with_bet, ring)[0] for ring in ("squared", "entropy")]
        move(with_bet, name, right)
        after = [centre(with_bet, ring)[0] for ring in ("squared", "entropy")]
        # both rings have the one score: they move alike
        moved = [now - then for now, then in zip(after, rings, strict=True)]
        assert moved[0] == pytest.approx(moved[1], abs=2)
        assert moved[0] == pytest.approx(right, abs=6)
        said.add(with_bet.finding.inner_text())
    for name, key in (("squared", "ArrowLeft"), ("entropy", "ArrowRight")):
        with_bet.hero.locator(f"[data-handle={name}]").focus()
        for _ in range(3):
            with_bet.page.keyboard.press(key)
            with_bet.page.wait_for_timeout(200)
        said.add(with_bet.finding.inner_text())
        focused = with_bet.page.evaluate("document.activeElement.dataset.handle")
        assert focused == name
    assert len(said) >= 6


def opened(lesson, call):
    """The panel of a bet further down, opened without one."""
    output = lesson.output_of(call)
    anyway = output.get_by_role("button", name="show it without a bet")
    if anyway.is_visible():
        anyway.click()
    panel = output.locator(".nnf-panel")
    panel.scroll_into_view_if_needed()
    return panel


def test_the_presets_play(losses):
    panel = opened(losses, "lesson06.one_neuron_two_losses")
    said = panel.locator(".nnf-finding")
    panel.get_by_role("button", name="surprises").click()
    expect(said).to_contain_text("the score began at −10.")
    panel.get_by_role("button", name="Play").click()
    expect(said).to_contain_text("(0.9 at step 1)")
    slider = panel.get_by_role("slider", name="learning rate")
    before = slider.get_attribute("aria-valuetext")
    slider.focus()
    losses.page.keyboard.press("Home")
    assert slider.get_attribute("aria-valuetext") != before
    losses.screenshot("4-quiet-neuron")


def test_the_two_readers_and_their_temperature(losses):
    panel = opened(losses, "lesson06.one_number")
    said = panel.locator(".nnf-finding")
    expect(said).to_contain_text("The reader after 50 epochs, T = 1")
    panel.get_by_label("after 1,000 epochs").check()
    expect(said).to_contain_text("The reader after 1,000 epochs")
    slider = panel.get_by_role("slider", name="temperature T")
    slider.focus()
    losses.page.keyboard.press("End")
    expect(said).to_contain_text("T = 4")
    expect(said).to_contain_text("none of the 500 answers has changed")
    losses.screenshot("5-two-readers")
    assert losses.trouble == []


def test_a_button_shows_what_a_bet_in_the_cell_above_was_about(losses):
    card = losses.output_of('guess("first-loss")')
    told = losses.output_of('reveal("first-loss"')
    button = told.get_by_role("button", name="I have made it: show me")
    button.scroll_into_view_if_needed()
    button.click()
    expect(told).to_contain_text("Make it first")  # no bet, and nothing is told
    card.get_by_role("radio").first.check()
    card.get_by_label("fairly sure").check()
    card.get_by_role("button", name="Bet", exact=True).click()
    expect(card).to_contain_text("It turned out")
    button.click()
    expect(told.locator("svg").first).to_be_visible()
    expect(told).not_to_contain_text("Make it first")
