"""Every part of a panel in a real JupyterLab: keys, mouse, words, themes, and what is exact.

The tests share one page, on which the gallery has run once. Each leaves its panel as it found it.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.lesson_page import box_at_rest

pytestmark = pytest.mark.slow

PANELS = [
    "field", "lines", "valley", "curves", "heat", "pixels", "network", "images", "gauge",
    "graph", "trainer", "choice", "guess", "controls", "drawing", "faults",
]  # fmt: skip
WITHOUT_CANVAS = {"choice", "guess", "drawing"}  # the first two wait for a prediction
THEMES = [pytest.param("JupyterLab Dark", marks=pytest.mark.all), "JupyterLab Light"]


def panel(gallery, name):
    """The panel of a cell, scrolled into sight."""
    found = gallery.cell(name).locator(".nnf-panel")
    gallery.cell(name).scroll_into_view_if_needed()
    found.scroll_into_view_if_needed()
    return found


def finding(found):
    return found.locator(".nnf-finding")


def pixels(found):
    """A digest of what is painted: it differs as soon as one pixel does."""
    return found.locator("canvas").evaluate(
        "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data"
        ".reduce((h, v) => (h * 31 + v) | 0, 7)"
    )


def holds(gallery, what, seconds=10):
    """Tell whether something becomes true within a time that a busy machine keeps, too."""
    for _ in range(10 * seconds):
        if what():
            return True
        gallery.page.wait_for_timeout(100)
    return what()


# ------------------------------------------------------------ all panels


@pytest.mark.parametrize("theme", THEMES)
def test_no_panel_offends_a_rule_of_accessibility(gallery, theme):
    gallery.use_theme(theme)
    for name in PANELS:
        panel(gallery, name)
        gallery.page.wait_for_timeout(150)
        found = Axe().run(gallery.page, context=".nnf-panel").response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == [], name
        gallery.screenshot(f"{theme.split()[-1].lower()}-{name}")


def test_every_panel_is_painted_and_says_what_is_to_be_seen(gallery):
    for name in PANELS:
        found = panel(gallery, name)
        if name not in WITHOUT_CANVAS:
            expect(finding(found)).not_to_be_empty()
            expect(found.locator("canvas")).to_have_attribute("aria-label", re.compile("\\w+"))
            colours = found.locator("canvas").evaluate(
                "c => new Set(new Uint32Array(c.getContext('2d')"
                ".getImageData(0, 0, c.width, c.height).data.buffer)).size"
            )
            assert colours > 5, name


def test_a_living_panel_stands_in_the_place_of_its_picture(gallery):
    panel(gallery, "field")
    expect(gallery.output("field").locator(".nnf-place .nnf-panel")).to_have_count(1)
    expect(gallery.output("field").locator(".nnf-fixed, .nnf-wake")).to_have_count(0)


def test_a_handle_of_a_drawing_follows_mouse_and_keys(gallery):
    found = panel(gallery, "drawing")
    handle = found.locator("[data-handle]")
    before = finding(found).text_content()
    handle.focus()
    gallery.page.keyboard.press("ArrowRight")
    expect(finding(found)).not_to_have_text(before)
    gallery.page.keyboard.press("ArrowLeft")
    expect(finding(found)).to_have_text(before)
    box = box_at_rest(handle)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    gallery.page.mouse.move(x, y)
    gallery.page.mouse.down()
    gallery.page.mouse.move(x + 60, y, steps=6)
    expect(finding(found)).not_to_have_text(before)
    gallery.page.mouse.move(x, y, steps=6)
    gallery.page.mouse.up()
    expect(finding(found)).to_have_text(before)


def test_the_keys_of_jupyterlab_do_not_move_the_cells_while_a_slider_is_moved(gallery):
    slider = panel(gallery, "lines").get_by_role("slider", name="angle")
    slider.focus()
    for key in ("ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft", "a", "b", "j"):
        gallery.page.keyboard.press(key)
    expect(slider).to_be_focused()
    expect(slider).to_have_attribute("aria-valuetext", "60")


# ------------------------------------------------------------ controls


def test_every_control_is_reached_by_tab_and_moved_by_keys(gallery):
    found = panel(gallery, "controls")
    found.get_by_role("slider").first.focus()
    reached = []
    for _ in range(14):
        reached.append(
            gallery.page.evaluate(
                "() => { const e = document.activeElement;"
                " return e.closest('fieldset')?.querySelector('legend').textContent"
                " ?? e.labels?.[0]?.textContent ?? e.textContent }"
            )
        )
        before = finding(found).text_content()
        if reached[-1] != "Draw again":
            key = "Space" if reached[-1] == "noise on the labels" else "ArrowRight"
            back = "Space" if key == "Space" else "ArrowLeft"
            gallery.page.keyboard.press(key)
            expect(finding(found)).not_to_have_text(before)
            gallery.page.keyboard.press(back)
            expect(finding(found)).to_have_text(before)
        gallery.page.keyboard.press("Tab")
    assert reached == [
        "learning rate", "initialization", "initialization scale", "units in a layer",
        "hidden layers", "batch size", "activation", "optimizer", "dropout", "λ, weight decay",
        "seed", "data", "noise on the labels", "Draw again",
    ]  # fmt: skip


def test_a_precomputed_control_speaks_its_value_and_takes_its_ends(gallery):
    found = panel(gallery, "field")
    rate = found.get_by_role("slider", name="learning rate")
    rate.focus()
    for key, spoken, said in (("End", "10", "Learning rate 10,"), ("Home", "0.001", "rate 0.001,")):
        gallery.page.keyboard.press(key)
        expect(rate).to_have_attribute("aria-valuetext", spoken)
        expect(finding(found)).to_contain_text(said)
    live = found.get_by_role("slider", name="initialization scale")
    live.focus()
    gallery.page.keyboard.press("End")
    expect(finding(found)).to_contain_text("start 10 times")
    rate.focus()
    gallery.page.keyboard.press("End")
    expect(finding(found)).to_contain_text("Learning rate 10, start 10 times")


# ------------------------------------------------------------ set on the plot


def test_a_point_a_cell_and_pixels_are_set_by_keys_and_by_mouse(gallery):
    keyboard = gallery.page.keyboard
    valley = panel(gallery, "valley")
    hand = valley.get_by_role("application")
    before = finding(valley).text_content()
    hand.focus()
    keyboard.press("Shift+ArrowRight")
    expect(finding(valley)).not_to_have_text(before)
    moved = finding(valley).text_content()
    box = box_at_rest(hand)
    hand.click(position={"x": box["width"] * 0.9, "y": box["height"] * 0.4})
    expect(finding(valley)).not_to_have_text(moved)

    heat = panel(gallery, "heat")
    heat.get_by_role("application").focus()
    keyboard.press("ArrowUp")
    expect(finding(heat)).to_contain_text("Learning rate 2.2, start 1:")
    keyboard.press("Home")
    expect(finding(heat)).to_contain_text("start 0.1:")
    heat.get_by_role("application").click(position={"x": 5, "y": 5})
    expect(finding(heat)).to_contain_text("Learning rate 10, start 0.1:")

    digit = panel(gallery, "pixels")
    editor = digit.get_by_role("application")
    editor.focus()
    for key, changed in (("+", 1), ("ArrowRight", 1), ("Space", 2), ("Backspace", 1)):
        keyboard.press(key)
        expect(finding(digit)).to_contain_text(f"Pixels changed: {changed}")
    box = box_at_rest(editor)
    gallery.page.mouse.move(box["x"] + 8, box["y"] + box["height"] - 8)
    gallery.page.mouse.down()
    gallery.page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] - 8, steps=20)
    gallery.page.mouse.up()
    expect(finding(digit)).to_contain_text(re.compile("Pixels changed: [6-9]"))
    gallery.screenshot("pixels-painted")
    editor.focus()
    keyboard.press("Escape")
    expect(finding(digit)).to_contain_text("Pixels changed: 0")


def test_a_graph_goes_forwards_and_back_by_buttons(gallery):
    found = panel(gallery, "graph")
    for _ in range(7):
        found.get_by_role("button", name="step forward").click()
    expect(finding(found)).to_contain_text("c passes its slope back: a gets −7 · −1 = 7")
    gallery.screenshot("graph-at-its-end")
    found.get_by_role("button", name="step back").click()
    expect(finding(found)).to_contain_text("d passes its slope back")


# ------------------------------------------------------------ training


def steps_of(found):
    return int(re.search(r"After (\d+) steps", finding(found).text_content())[1])


def test_training_plays_pauses_steps_and_resets(gallery):
    found = panel(gallery, "trainer")
    button = found.get_by_role("button", name="Play")
    button.click()
    expect(found.get_by_role("button", name="Pause")).to_have_attribute("aria-pressed", "true")
    gallery.page.wait_for_timeout(2000)
    playing = steps_of(found)
    assert playing > 20
    # a live control changes the run and does not begin a new one
    rate = found.get_by_role("slider", name="learning rate")
    rate.focus()
    gallery.page.keyboard.press("ArrowRight")
    gallery.page.wait_for_timeout(300)
    assert steps_of(found) > playing
    found.get_by_role("button", name="Pause").click()
    gallery.page.wait_for_timeout(500)
    paused = steps_of(found)
    gallery.page.wait_for_timeout(700)
    assert steps_of(found) == paused
    gallery.screenshot("trainer-paused")
    found.get_by_role("button", name="Step").click()
    expect(finding(found)).to_contain_text(f"After {paused + 1} steps")
    found.get_by_role("button", name="Reset").click()
    expect(finding(found)).to_contain_text("After 0 steps")


def test_training_stops_when_its_cell_runs_again(gallery):
    found = panel(gallery, "trainer")
    found.get_by_role("button", name="Play").click()
    gallery.page.wait_for_timeout(500)
    gallery.run("trainer")
    found = panel(gallery, "trainer")
    expect(finding(found)).to_contain_text("After 0 steps")
    gallery.page.wait_for_timeout(500)
    assert steps_of(found) == 0


# ------------------------------------------------------------ predictions


def test_a_choice_comes_before_the_picture(gallery):
    found = panel(gallery, "choice")
    expect(found.locator("canvas")).not_to_be_visible()
    expect(found.get_by_role("slider").first).to_be_disabled()
    found.get_by_role("radio", name="It is larger").check()
    found.get_by_role("button", name="This is my prediction").click()
    expect(found.locator(".nnf-said")).to_have_text("You said: It is larger")
    expect(found.locator("canvas")).to_be_visible()
    expect(found.get_by_role("slider").first).to_be_enabled()


def test_a_stroke_may_begin_and_go_on_beside_the_axes(gallery):
    found = panel(gallery, "guess")
    hand, left = found.get_by_role("application"), found.locator(".nnf-predict .nnf-note")
    box, mouse = box_at_rest(hand), gallery.page.mouse
    share = lambda x, y: (box["x"] + x * box["width"], box["y"] + y * box["height"])  # noqa: E731
    # left of the axes, where the numbers stand
    mouse.move(box["x"] - 30, share(0, 0.3)[1])
    mouse.down()
    mouse.move(*share(0.25, 0.5), steps=3)
    # below them, and on
    mouse.move(share(0.5, 0)[0], box["y"] + box["height"] + 25, steps=3)
    mouse.up()
    expect(left).to_contain_text("16 of 33 places are left")
    # from outside of the picture, with the button held down
    mouse.move(box["x"] + box["width"] + 60, share(0, 0.5)[1])
    mouse.down()
    mouse.move(*share(0.75, 0.5), steps=8)
    mouse.up()
    expect(left).to_contain_text("7 of 33 places are left")
    gallery.screenshot("guess-from-beside")


def test_a_curve_is_drawn_by_mouse_and_keys_and_stays_over_the_result(gallery):
    found = panel(gallery, "guess")
    done = found.get_by_role("button", name="This is my prediction")
    expect(done).to_be_disabled()
    hand = found.get_by_role("application")
    box = box_at_rest(hand)
    gallery.page.mouse.move(box["x"] + 3, box["y"] + box["height"] * 0.8)
    gallery.page.mouse.down()
    gallery.page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 60, steps=4)
    gallery.page.mouse.up()
    expect(done).to_be_disabled()
    hand.focus()
    for _ in range(16):
        gallery.page.keyboard.press("ArrowRight")
        gallery.page.keyboard.press("ArrowUp")
    expect(done).to_be_enabled()
    gallery.screenshot("guess-drawn")
    veiled = pixels(found)
    done.click()
    expect(found.locator(".nnf-said")).to_contain_text("Your curve is off by a factor of")
    assert pixels(found) != veiled
    gallery.screenshot("guess-and-result")


# ------------------------------------------------------------ when something goes wrong


def test_what_goes_wrong_is_a_line_and_the_panel_lives_on(gallery):
    found = panel(gallery, "faults")
    fault, what = found.locator(".nnf-fault"), found.get_by_role("combobox", name="what comes")
    what.select_option("nan")
    expect(found.locator(".nnf-note")).to_contain_text("y: 10 of 61 are not finite numbers")
    for choice, line in (
        ("empty", "ValueError: A parabola: expected numbers for x, got an empty array"),
        ("raises", "ValueError: the lesson's function says why"),
        ("wrong size", "ValueError: A parabola: expected x and y of one length, got 61 and 7"),
    ):
        what.select_option(choice)
        expect(fault).to_have_text(line)
    gallery.screenshot("fault")
    what.select_option("five seconds")
    expect(found.locator(".nnf-note")).to_contain_text("Still computing", timeout=4000)
    expect(finding(found)).to_have_text("This is: five seconds.", timeout=9000)
    what.select_option("all well")
    expect(finding(found)).to_have_text("This is: all well.")
    expect(fault).to_be_empty()


# ------------------------------------------------------------ what is exact

WATCH = """canvas => {
  const seen = window.seen = {painted: [], released: 0, after: 0, blank: 0};
  addEventListener('pointerup', () => { seen.released = performance.now(); }, true);
  canvas.addEventListener('nnf-painted', ({detail}) => {
    const now = performance.now();
    seen.painted.push(detail.sentence);
    if (seen.released && now > seen.released) seen.after += 1;
  });
  const small = document.createElement('canvas'); small.width = small.height = 8;
  const look = small.getContext('2d', {willReadFrequently: true});
  const loop = () => {
    look.drawImage(canvas, 0, 0, canvas.width, canvas.height, 0, 0, 8, 8);
    const dots = new Uint32Array(look.getImageData(0, 0, 8, 8).data.buffer);
    if (dots.every(v => v === dots[0])) seen.blank += 1;
    requestAnimationFrame(loop);
  };
  loop();
}"""


def drag(gallery, slider, steps):
    """Drag a slider by mouse from its left end to its right end."""
    slider.focus()
    gallery.page.keyboard.press("Home")
    gallery.page.wait_for_timeout(600)
    box = box_at_rest(slider)
    x, y = box["x"] + 8, box["y"] + box["height"] / 2
    gallery.page.mouse.move(x, y)
    gallery.page.mouse.down()
    for k in range(1, steps + 1):
        gallery.page.mouse.move(x + (box["width"] - 16) * k / steps, y)
        gallery.page.wait_for_timeout(15)
    gallery.page.mouse.up()


def test_a_live_drag_leaves_no_trail_no_gap_and_sends_little(gallery):
    found = panel(gallery, "network")
    slider = found.get_by_role("slider", name="x1")
    slider.focus()
    gallery.page.keyboard.press("Home")
    sizes = []
    session = gallery.page.context.new_cdp_session(gallery.page)
    session.send("Network.enable")
    session.on(
        "Network.webSocketFrameReceived", lambda e: sizes.append(len(e["response"]["payloadData"]))
    )
    found.locator("canvas").evaluate(WATCH)
    drag(gallery, slider, 80)
    expect(finding(found)).to_contain_text("For x = (2,")
    gallery.page.wait_for_timeout(800)
    seen = gallery.page.evaluate("window.seen")
    session.detach()
    assert seen["after"] <= 2
    assert seen["blank"] == 0
    assert len(set(seen["painted"])) > 10
    assert max(sizes) * 3 / 4 < 20_000


def test_a_precomputed_drag_paints_nearly_every_step(gallery):
    found = panel(gallery, "curves")
    found.locator("canvas").evaluate(WATCH)
    drag(gallery, found.get_by_role("slider", name="z"), 120)
    expect(finding(found)).to_contain_text("At z = 6")
    gallery.page.wait_for_timeout(300)
    seen = gallery.page.evaluate("window.seen")
    assert len(set(seen["painted"])) >= 0.9 * 49
    assert seen["blank"] == 0


def test_the_canvas_follows_the_theme_and_the_width(gallery):
    found = panel(gallery, "curves")
    light = pixels(found)
    gallery.use_theme("JupyterLab Dark")
    assert holds(gallery, lambda: pixels(panel(gallery, "curves")) != light)
    gallery.use_theme("JupyterLab Light")
    gallery.page.set_viewport_size({"width": 900, "height": 900})
    gallery.page.wait_for_timeout(600)
    for name in PANELS:
        found = panel(gallery, name)
        assert holds(gallery, lambda f=found: f.evaluate("e => e.scrollWidth <= e.clientWidth + 1"))
    gallery.page.set_viewport_size({"width": 1280, "height": 900})


# Called in the same breath as the panel's own observer, and after it: what it sees is painted.
CUT_OFF = """() => {
  window.cut = [];
  const look = new ResizeObserver(entries => {
    for (const {target} of entries) {
      const canvas = target.querySelector('canvas');
      if (target.clientWidth && canvas.offsetWidth > target.clientWidth)
        cut.push([target.parentElement.ariaLabel, canvas.offsetWidth, target.clientWidth]);
    }
  });
  for (const stage of document.querySelectorAll('.nnf-stage')) look.observe(stage);
}"""

# Cells above that come into sight change their height and may push the panel out of sight again.
FITS = """panel => {
  panel.scrollIntoView({block: 'center'});
  const stage = panel.querySelector('.nnf-stage').clientWidth;
  return stage > 0 && panel.querySelector('canvas').offsetWidth <= stage;
}"""


@pytest.mark.parametrize("theme", THEMES)
def test_no_picture_is_cut_off_at_its_right_edge_when_the_window_shrinks(gallery, theme):
    page = gallery.page
    panel(gallery, "field")
    page.evaluate(CUT_OFF)
    gallery.use_theme(theme)
    # 600: as narrow as 900 pixels are at 150 % zoom. Panels out of sight hear of it when they come.
    for width in (900, 600, 1280, 900):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        for name in ("field", "curves", "images", "trainer", "faults"):
            page.wait_for_function(FITS, arg=panel(gallery, name).element_handle(), timeout=5000)
    assert page.evaluate("cut") == []
    page.set_viewport_size({"width": 1280, "height": 900})


def test_nothing_went_wrong_on_the_page(gallery):
    assert gallery.trouble == []
