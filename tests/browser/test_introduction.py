"""Lesson 1 as a visitor meets it: first window, bet, a line in the hand, the next morning."""

import json
import re

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from nbconvert import HTMLExporter
from playwright.sync_api import expect

from autograder.learner.questions import load
from tests.browser.lesson_page import NotebookPage, box_at_rest

pytestmark = pytest.mark.slow

LESSON = "01_introduction.ipynb"
BET = "beat-the-machine"
CHOSEN = load(1).predictions[BET].choices["few"]


@pytest.fixture(scope="module")
def introduction(lesson_at_first_sight):
    """Lesson 1 in JupyterLab after "Run All", scrolled to the top; no bet is made."""
    with lesson_at_first_sight("lesson-1", LESSON) as opened:
        yield opened


def test_all_of_it_runs_and_nothing_goes_wrong(introduction):
    assert introduction.after_the_run == []


def test_the_hero_stands_in_the_first_window(introduction):
    introduction.assert_in_first_window(
        "Introduction to Neural Networks", "svg.nnf-drawing", ["[data-handle=middle]"]
    )


def test_no_two_groups_of_answers_share_their_mark(introduction):
    page = introduction.page
    for _ in introduction._screens():  # so that every card is made
        pass
    names = page.locator(".nnf-cards fieldset, .nnf-panel fieldset").evaluate_all(
        "all => all.map(one => [...new Set([...one.querySelectorAll('input')].map(i => i.name))])"
    )
    assert len(names) >= 20
    assert all(len(name) == 1 for name in names)
    assert len({name for (name,) in names}) == len(names)


@pytest.fixture
def without_bet(introduction):
    """The lesson with no bet on the hero: a test before may have made one."""
    introduction.take_back_the_bet()
    return introduction


@pytest.fixture
def with_bet(without_bet):
    """The lesson with a bet on the hero that was just made."""
    without_bet.bet_on_hero(CHOSEN)
    return without_bet


def test_ctrl_s_saves_from_within_a_card(without_bet):
    without_bet.card_in_sight().get_by_label(CHOSEN).check()
    with without_bet.page.expect_response(
        lambda answer: answer.request.method == "PUT" and LESSON in answer.url
    ):
        without_bet.page.keyboard.press("ControlOrMeta+s")


def fold_of(lesson):
    return lesson.page.locator(f"details.v-{BET}")


def test_nothing_is_told_after_run_all_without_a_bet(without_bet):
    text = without_bet.page.locator(".jp-Notebook").inner_text()  # what is folded is not in it
    for name, asked in load(1).predictions.items():
        said = [p for p in asked.gives_away if not p.isdigit() and p in text]
        assert said == [], name
    waits = without_bet.page.get_by_text("This tells how your bet above turns out.")
    assert waits.count() == 2  # the ledger of 3 against 8, and the thirty measurements


def test_before_the_bet_nothing_moves(without_bet):
    before = without_bet.finding.inner_text()
    drawing = without_bet.hero.locator("svg.nnf-drawing")
    expect(drawing).to_have_attribute("inert", "")
    drag(without_bet, "middle", 40, 30)
    assert without_bet.finding.inner_text() == before


def drag(lesson, name, right, down):
    """Drag a handle of the hero by some pixels of the screen."""
    page = lesson.page
    x, y = centre(lesson, name)
    page.mouse.move(x, y)
    page.mouse.down()
    for share in (0.3, 0.6, 1.0):
        page.mouse.move(x + share * right, y + share * down)
        page.wait_for_timeout(60)
    page.mouse.up()
    page.wait_for_timeout(500)


def drag_by_finger(lesson, name, right, down):
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


def centre(lesson, name):
    box = box_at_rest(lesson.hero.locator(f"[data-handle={name}]"))
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def place_in_drawing(lesson, name):
    """Where a handle is in its drawing, in pixels."""
    drawing = lesson.hero.locator("svg.nnf-drawing").bounding_box()
    x, y = centre(lesson, name)
    return x - drawing["x"], y - drawing["y"]


def test_a_bet_and_a_move_tell_what_turned_out(with_bet):
    card = with_bet.card_in_sight()
    expect(card).not_to_contain_text("It turned out")
    expect(fold_of(with_bet)).not_to_have_attribute("open", "")
    x, y = place_in_drawing(with_bet, "middle")
    drag(with_bet, "middle", 40, 30)
    expect(card).to_contain_text("It turned out")
    # the card waited until the line was let go: it would have pushed the picture away
    assert place_in_drawing(with_bet, "middle") == pytest.approx((x + 40, y + 30), abs=4)
    expect(fold_of(with_bet)).to_have_attribute("open", "")
    with_bet.screenshot("3-bet-and-move")
    # what somebody has closed stays closed, and who starts over finds all of it put away
    fold_of(with_bet).locator("summary").first.click()
    expect(fold_of(with_bet)).not_to_have_attribute("open", "")
    drag(with_bet, "middle", -40, -30)
    expect(fold_of(with_bet)).not_to_have_attribute("open", "")


def test_who_starts_over_finds_the_outcome_put_away(with_bet):
    drag(with_bet, "end", 30, 20)
    expect(fold_of(with_bet)).to_have_attribute("open", "")
    with_bet.card_in_sight().get_by_role("button", name="start over").click()
    expect(fold_of(with_bet)).not_to_have_attribute("open", "")
    expect(with_bet.card_in_sight()).not_to_contain_text("It turned out")
    expect(with_bet.hero.locator("svg.nnf-drawing")).to_have_attribute("inert", "")


def test_the_line_follows_mouse_finger_and_keys(with_bet):
    said = {with_bet.finding.inner_text()}
    for move, name, right, down in (
        (drag, "middle", -60, 20),
        (drag, "end", 30, 40),
        (drag_by_finger, "middle", 50, 30),
        (drag_by_finger, "end", -40, 30),
    ):
        x, y = place_in_drawing(with_bet, name)
        scrolled = with_bet.page.locator(".jp-WindowedPanel-outer").evaluate("v => v.scrollTop")
        move(with_bet, name, right, down)
        after = with_bet.page.locator(".jp-WindowedPanel-outer").evaluate("v => v.scrollTop")
        assert after == scrolled
        if name == "middle":  # an end goes round in a circle
            place = place_in_drawing(with_bet, name)
            assert place == pytest.approx((x + right, y + down), abs=4)
        said.add(with_bet.finding.inner_text())
    for name, key in (("middle", "ArrowLeft"), ("end", "ArrowUp")):
        with_bet.hero.locator(f"[data-handle={name}]").focus()
        for _ in range(4):
            with_bet.page.keyboard.press(key)
            with_bet.page.wait_for_timeout(200)
        said.add(with_bet.finding.inner_text())
        focused = with_bet.page.evaluate("document.activeElement.dataset.handle")
        assert focused == name  # the handle keeps it while the picture changes
    assert len(said) >= 6
    assert all(re.match(r"Your line leaves \d+ of 569", text) for text in said)


def opened(lesson, call):
    """The panel of a bet further down, opened without one."""
    output = lesson.output_of(call)
    anyway = output.get_by_role("button", name="show it without a bet")
    if anyway.is_visible():
        anyway.click()
    panel = output.locator(".nnf-panel")
    panel.scroll_into_view_if_needed()
    return panel


def test_a_sample_that_is_dragged_enters_the_neuron(introduction):
    panel = opened(introduction, "lesson01.one_neuron")
    page, said = introduction.page, panel.locator(".nnf-finding")
    plane = panel.get_by_role("application")
    before = said.inner_text()
    box = box_at_rest(plane)
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.6 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.3 * box["height"], steps=6)
    page.mouse.up()
    expect(said).not_to_have_text(before)
    # the drawn neuron shows what the sentence says, once the picture of the last place has come
    for _ in range(40):
        total = re.search(r"This sample has the sum (\S+)\.$", said.inner_text()).group(1)
        if f"= {total}" in panel.locator("svg.nnf-drawing").text_content():
            break
        page.wait_for_timeout(250)
    expect(panel.locator("svg.nnf-drawing")).to_contain_text(f"= {total}")
    dragged = said.inner_text()
    plane.focus()
    for _ in range(8):
        page.keyboard.press("ArrowLeft")
    expect(said).not_to_have_text(dragged)
    assert introduction.trouble == []


def test_four_times_the_weights_leave_the_line_and_make_the_neuron_surer(introduction):
    panel = opened(introduction, "lesson01.one_neuron")
    said = panel.locator(".nnf-finding")
    numbers = r"(\d+) of 569 samples on the right side; the outputs are off by (\S+) on"
    right, off = re.search(numbers, said.inner_text()).groups()
    panel.get_by_role("button", name="all three × 4").click()
    expect(said).not_to_contain_text(f"off by {off}")
    assert re.search(numbers, said.inner_text()).group(1) == right
    assert float(re.search(numbers, said.inner_text()).group(2)) < float(off)
    panel.get_by_role("button", name="flip all signs").click()
    expect(said).to_contain_text(f"{569 - int(right)} of 569 samples on the right side")


def test_what_was_shown_without_a_bet_stays_shown_when_the_cell_runs_again(introduction):
    cells = introduction.cells()
    here = next(c["id"] for c in cells if 'reveal("thirty"' in "".join(c["source"]))
    output = introduction.output(here)
    introduction.show_without_a_bet(output)
    expect(output).to_contain_text("It turned out")
    introduction.run(here)
    expect(output).to_contain_text("It turned out")
    expect(output).to_contain_text("measurements, five splits")
    expect(output.get_by_role("button", name="Bet", exact=True)).to_have_count(0)


def test_the_line_swings_while_it_plays(introduction):
    panel = opened(introduction, "lesson01.the_line_learns")
    said = panel.locator(".nnf-finding")
    seen = set()
    panel.get_by_role("button", name="works").click()
    panel.get_by_role("button", name="Play").click()
    for _ in range(40):
        seen.add(said.inner_text())
        introduction.page.wait_for_timeout(50)
    assert len(seen) >= 10  # it moves, and is not only there at the end
    slider = panel.get_by_role("slider", name="learning rate")
    before = slider.get_attribute("aria-valuetext")
    slider.focus()
    introduction.page.keyboard.press("Home")
    assert slider.get_attribute("aria-valuetext") != before
    introduction.screenshot("6-the-line-learns")


def test_no_rule_of_accessibility_is_offended_in_the_first_cells(introduction):
    introduction.to_top()
    for context in (".nnf-card", ".nnf-panel"):
        found = Axe().run(introduction.page, context=context).response["violations"]
        assert [one["id"] for one in found] == [], context


def next_morning(lesson, name):
    """Check what stands on the page of a lesson that was saved after a bet and a move."""
    page = lesson.page
    lesson.to_top()
    expect(page.locator(".nnf-fixed").first).to_be_visible()
    text = page.locator(".jp-Notebook").inner_text()
    assert "Error displaying widget" not in text
    assert "<" not in page.locator(".nnf-place").first.inner_text()
    expect(page.locator(".nnf-static", has_text=f"You said: {CHOSEN}").first).to_be_visible()
    lesson.screenshot(name)
    return text


def saved_after_a_bet(lesson):
    """Move the line, wait until the saved picture follows, save; give the sentence."""
    drag(lesson, "middle", 40, 30)
    expect(lesson.card_in_sight()).to_contain_text("It turned out")
    lesson.page.wait_for_timeout(1500)  # it follows when nothing moves
    lesson.save()
    return lesson.finding.inner_text()


def test_the_next_morning_nothing_looks_broken_and_one_button_wakes_the_page(with_bet):
    lesson, page = with_bet, with_bet.page
    yesterday = saved_after_a_bet(lesson)
    lesson.choose("Kernel", "Shut Down Kernel")
    lesson.open(LESSON)
    assert yesterday in next_morning(lesson, "4-next-morning")
    page.locator(".nnf-wake").first.click()
    expect(lesson.hero.locator("svg.nnf-drawing")).to_be_visible(timeout=60_000)
    expect(page.locator(".nnf-card").first).to_contain_text("It turned out")
    lesson.run_all()


def test_what_is_moved_in_a_tab_that_was_closed_and_opened_again_is_saved(with_bet):
    before = saved_after_a_bet(with_bet)
    with_bet.choose("File", "Close Tab")
    with_bet.open_tab(LESSON)
    with_bet.to_top()
    expect(with_bet.finding).to_have_text(before)
    drag(with_bet, "middle", -60, -20)
    expect(with_bet.finding).not_to_have_text(before)
    with_bet.page.wait_for_timeout(1500)  # what is saved follows when nothing moves
    with_bet.save()
    now = with_bet.finding.inner_text().partition(",")[0]  # "Your line leaves 42 of 569 …"
    assert now in (with_bet.work / LESSON).read_text(encoding="utf-8")


def test_a_notebook_that_is_not_trusted_shows_pictures_and_sentences(with_bet):
    lesson = with_bet
    yesterday = saved_after_a_bet(lesson)
    notebook = json.loads((lesson.work / LESSON).read_text(encoding="utf-8"))
    notebook["metadata"]["from"] = "somewhere else"  # so nobody has signed it
    (lesson.work / "strange.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    # in Notebook 7, beside the other page
    page = lesson.page.context.new_page()
    strange = NotebookPage(page, lesson.link, lesson.work, lesson.shots)
    strange.open("strange.ipynb")
    assert yesterday in next_morning(strange, "5-not-trusted")
    pictures = page.locator(".nnf-fixed img")
    assert pictures.count() >= 3
    for k in range(pictures.count()):
        assert len(pictures.nth(k).get_attribute("alt")) > 20
        assert pictures.nth(k).evaluate("img => img.naturalWidth") > 100
    strange.screenshot_all("5-not-trusted")
    page.close()


def test_a_page_that_is_made_from_it_has_pictures_folds_and_no_button(with_bet, chromium):
    saved_after_a_bet(with_bet)
    notebook = nbformat.read(with_bet.work / LESSON, as_version=4)
    page = chromium.new_page(viewport={"width": 1000, "height": 900})
    page.route("**/*", lambda route: route.abort())  # the mathematics comes from elsewhere
    page.set_content(HTMLExporter().from_notebook_node(notebook)[0])
    expect(page.locator(".nnf-fixed img").first).to_be_visible()
    expect(page.locator(".nnf-wake").first).not_to_be_visible()
    fold = page.locator(f"details.v-{BET}")
    expect(fold.locator("p").first).not_to_be_visible()
    fold.locator("summary").first.click()
    expect(fold.locator("p").first).to_be_visible()
    for context in (".nnf-place", ".nnf-drawn", "details.nnf-fold"):
        found = Axe().run(page, context=context).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == [], context
    page.close()
