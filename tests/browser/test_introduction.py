"""Lesson 1 as a visitor meets it: first window, bet, a line in the hand, the next morning."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from autograder.learner.questions import load

pytestmark = pytest.mark.slow

LESSON = "01_introduction.ipynb"
BET = "beat-the-machine"
CHOSEN = load(1).predictions[BET].choices["few"]


@pytest.fixture(scope="module")
def introduction(page_of_a_module):
    """Lesson 1 in JupyterLab after "Run All", scrolled to the top; no bet is made."""
    with page_of_a_module("lesson-1") as lesson:
        lesson.open(LESSON)
        lesson.use_theme("JupyterLab Light")
        lesson.run_all()
        lesson.after_the_run = [*lesson.not_run(), *lesson.trouble]
        top(lesson)
        lesson.screenshot("1-after-run-all")
        yield lesson


def top(lesson):
    """Scroll to the top, where the hero is."""
    lesson.page.locator(".jp-WindowedPanel-outer").evaluate("view => view.scrollTo(0, 0)")
    lesson.page.wait_for_timeout(400)


def hero(lesson):
    return lesson.page.locator(".nnf-panel").first


def finding(lesson):
    return hero(lesson).locator(".nnf-finding")


def test_all_of_it_runs_and_nothing_goes_wrong(introduction):
    assert introduction.after_the_run == []


def test_the_hero_stands_in_the_first_window(introduction):
    top(introduction)
    page = introduction.page
    assert page.viewport_size == {"width": 1280, "height": 900}
    page.set_viewport_size({"width": 1280, "height": 800})
    try:
        top(introduction)
        shown = page.locator(".jp-WindowedPanel-outer").bounding_box()
        bottom = shown["y"] + shown["height"]
        card = page.locator(".nnf-card").first.bounding_box()
        drawing = hero(introduction).locator("svg.nnf-drawing").bounding_box()
        heading = page.locator("h1", has_text="Introduction to Neural Networks").bounding_box()
        assert shown["y"] <= heading["y"] < card["y"]
        assert card["y"] + card["height"] < bottom
        assert drawing["y"] + drawing["height"] / 2 < bottom
        handle = hero(introduction).locator("[data-handle=middle]").bounding_box()
        assert handle["y"] + handle["height"] < bottom
        introduction.screenshot("2-first-window")
    finally:
        page.set_viewport_size({"width": 1280, "height": 900})


def test_nothing_is_told_after_run_all_without_a_bet(introduction):
    text = introduction.page.locator(".jp-Notebook").inner_text()  # what is folded is not in it
    for name, asked in load(1).predictions.items():
        said = [p for p in asked.gives_away if not p.isdigit() and p in text]
        assert said == [], name
    waits = introduction.page.get_by_text("This tells how your bet above turns out.")
    assert waits.count() == 2  # the ledger of 3 against 8, and the thirty measurements


def test_before_the_bet_nothing_moves(introduction):
    top(introduction)
    before = finding(introduction).inner_text()
    drawing = hero(introduction).locator("svg.nnf-drawing")
    expect(drawing).to_have_attribute("inert", "")
    drag(introduction, "middle", 40, 30)
    assert finding(introduction).inner_text() == before


def drag(lesson, name, right, down):
    """Drag a handle of the hero by some pixels of the screen."""
    page = lesson.page
    box = hero(lesson).locator(f"[data-handle={name}]").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for share in (0.3, 0.6, 1.0):
        page.mouse.move(x + share * right, y + share * down)
        page.wait_for_timeout(60)
    page.mouse.up()
    page.wait_for_timeout(500)


def place_of_middle(lesson):
    """Where the line's middle is in its drawing, in pixels."""
    drawing = hero(lesson).locator("svg.nnf-drawing").bounding_box()
    box = hero(lesson).locator("[data-handle=middle]").bounding_box()
    return box["x"] + box["width"] / 2 - drawing["x"], box["y"] + box["height"] / 2 - drawing["y"]


def test_a_bet_and_a_move_tell_what_turned_out(introduction):
    top(introduction)
    page = introduction.page
    card, fold = page.locator(".nnf-card").first, page.locator(f"details.v-{BET}")
    expect(fold).not_to_have_attribute("open", "")
    card.get_by_label(CHOSEN).check()
    card.get_by_label("fairly sure").check()
    card.get_by_role("button", name="Bet", exact=True).click()
    expect(card).to_contain_text("You said")
    expect(card).not_to_contain_text("It turned out")
    x, y = place_of_middle(introduction)
    drag(introduction, "middle", 40, 30)
    expect(card).to_contain_text("It turned out")
    # the card waited until the line was let go: it would have pushed the picture away
    assert place_of_middle(introduction) == pytest.approx((x + 40, y + 30), abs=4)
    expect(page.locator(f"details.v-{BET}")).to_have_attribute("open", "")
    introduction.screenshot("3-bet-and-move")


def test_the_line_follows_mouse_and_keys(introduction):
    top(introduction)
    said = {finding(introduction).inner_text()}
    for name, right, down in (("middle", -60, 20), ("end", 30, 40)):
        drag(introduction, name, right, down)
        said.add(finding(introduction).inner_text())
    for name, key in (("middle", "ArrowLeft"), ("end", "ArrowUp")):
        hero(introduction).locator(f"[data-handle={name}]").focus()
        for _ in range(4):
            introduction.page.keyboard.press(key)
            introduction.page.wait_for_timeout(200)
        said.add(finding(introduction).inner_text())
        focused = introduction.page.evaluate("document.activeElement.dataset.handle")
        assert focused == name  # the handle keeps it while the picture changes
    assert len(said) >= 4
    assert all(re.match(r"Your line leaves \d+ of 569", text) for text in said)


def test_no_rule_of_accessibility_is_offended_in_the_first_cells(introduction):
    top(introduction)
    for context in (".nnf-card", ".nnf-panel"):
        found = Axe().run(introduction.page, context=context).response["violations"]
        assert [one["id"] for one in found] == [], context


def test_the_next_morning_nothing_looks_broken_and_one_button_wakes_the_page(introduction):
    top(introduction)
    lesson, page = introduction, introduction.page
    yesterday = finding(lesson).inner_text()
    lesson.page.wait_for_timeout(1500)  # the saved picture follows when nothing moves
    lesson.save()
    lesson.choose("Kernel", "Shut Down Kernel")
    lesson.open(LESSON)
    top(lesson)
    expect(page.locator(".nnf-fixed").first).to_be_visible()
    text = page.locator(".jp-Notebook").inner_text()
    assert "Error displaying widget" not in text
    assert yesterday in text
    assert CHOSEN in page.locator(".nnf-static").first.inner_text()
    lesson.screenshot("4-next-morning")
    page.locator(".nnf-wake").first.click()
    expect(hero(lesson).locator("svg.nnf-drawing")).to_be_visible(timeout=60_000)
    expect(page.locator(".nnf-card").first).to_contain_text("It turned out")
