"""A panel whose kernel has gone: the four states of a saved notebook, and a page of its own."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from nbconvert import HTMLExporter
from nbformat import reads
from playwright.sync_api import expect

from nnlib import viz
from tests.browser.lesson_page import NotebookPage

pytestmark = pytest.mark.slow

SETUP = """
import numpy as np
from nnlib import viz
x, y = viz.Axis("x", range=(0, 1)), viz.Axis("y", range=(0, 9))
line = viz.Curves("line", x, y, {"y": ("x", "y")})
def compute(a, b):
    return {"x": [0, 1], "y": [a, b]}, f"The line goes from {a} to {b}."
a, b = viz.count_control("a", 1, 0, 9), viz.count_control("b", 2, 0, 9)
"""
CELLS = {
    "setup": SETUP,
    "live": 'viz.Panel(compute, [line], {"a": a, "b": b})',
    "ahead": 'viz.Panel(compute, [line], {"a": a, "b": b}, precompute=("a", "b"))',
}


@pytest.fixture(scope="module")
def saved(page_of_a_module):
    """A notebook with a live and a precomputed panel, run and saved: its page, and its text."""
    with page_of_a_module("panels-without-a-kernel") as lesson:
        yield lesson, run_and_saved(lesson)


def run_and_saved(lesson):
    cells = [
        {"cell_type": "code", "id": name, "source": source, "metadata": {}, "outputs": [],
         "execution_count": None}
        for name, source in CELLS.items()
    ]  # fmt: skip
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}}
    text = json.dumps({**notebook, "cells": cells})
    (lesson.work / "panels.ipynb").write_text(text, encoding="utf-8")
    lesson.open("panels.ipynb")
    lesson.run_all()
    expect(lesson.output("ahead").locator("canvas")).to_be_visible()
    lesson.save()
    return (lesson.work / "panels.ipynb").read_text(encoding="utf-8")


def parts(lesson, name):
    output = lesson.output(name)
    return output.locator(".nnf-panel"), output.locator(".nnf-fixed")


def press(panel, control, key):
    panel.get_by_role("slider", name=control, exact=True).focus()
    panel.page.keyboard.press(key)


def restart(lesson):
    lesson.choose("Kernel", "Restart Kernel…")
    lesson.page.locator(".jp-Dialog button.jp-mod-accept").click()
    lesson.page.wait_for_timeout(1500)
    lesson._wait_until_idle()


def test_the_four_states_of_a_saved_notebook(saved):
    lesson, _ = saved
    # fresh
    for name in ("live", "ahead"):
        panel, picture = parts(lesson, name)
        expect(panel).to_be_visible()
        expect(picture).not_to_be_visible()
        press(panel, "a", "End")
        expect(panel.locator(".nnf-finding")).to_have_text("The line goes from 9 to 2.")
    lesson.page.wait_for_timeout(800)  # the kernel hears of a precomputed place when it rests
    # reloaded, with its kernel: as it was left, and alive
    lesson.open("panels.ipynb")
    for name in ("live", "ahead"):
        panel, picture = parts(lesson, name)
        expect(panel.locator(".nnf-finding")).to_have_text("The line goes from 9 to 2.")
        expect(panel.get_by_role("slider", name="a", exact=True)).to_have_value("9")
        expect(picture).not_to_be_visible()
        press(panel, "b", "Home")
        expect(panel.locator(".nnf-finding")).to_have_text("The line goes from 9 to 0.")
    # restarted: the picture and its sentence, as it was left, and a button that wakes the page
    lesson.page.wait_for_timeout(800)
    restart(lesson)
    as_it_was_left(lesson)
    lesson.screenshot("restarted")
    # and so when it is loaded again
    lesson.save()
    lesson.open("panels.ipynb")
    as_it_was_left(lesson)
    lesson.screenshot("restarted-and-reloaded")
    # one cell run again is alive beside one that is not, and the button wakes all above it
    lesson.run("setup")
    lesson.run("live")
    expect(parts(lesson, "live")[1]).not_to_be_visible()
    expect(parts(lesson, "ahead")[1]).to_be_visible()
    lesson.output("ahead").locator(".nnf-wake").click()
    for name in ("live", "ahead"):
        panel, picture = parts(lesson, name)
        expect(panel.locator(".nnf-finding")).to_have_text("The line goes from 1 to 2.")
        expect(picture).to_have_count(0)


def as_it_was_left(lesson):
    for name in ("live", "ahead"):
        panel, picture = parts(lesson, name)
        expect(picture).to_be_visible()
        expect(picture.locator("img")).to_have_attribute("alt", "The line goes from 9 to 0.")
        expect(picture.locator("figcaption")).to_contain_text("The line goes from 9 to 0.")
        expect(lesson.output(name).locator(".nnf-wake")).to_be_visible()
        expect(panel).to_have_count(0)


def test_a_saved_notebook_keeps_words_and_a_picture_and_no_state(saved, chromium):
    _, text = saved
    notebook = reads(text, as_version=4)
    assert "widgets" not in notebook.metadata
    for cell in notebook.cells[1:]:
        (shown,) = cell.outputs
        assert shown.data["text/plain"] == "The line goes from 1 to 2."
        assert set(shown.data) == {"text/html", "text/plain"}  # no view that could be missing
    assert len(text) < 60_000
    page = chromium.new_page()
    page.set_content(HTMLExporter().from_notebook_node(notebook)[0])
    expect(page.locator(".nnf-fixed img")).to_have_count(2)
    expect(page.locator(".nnf-fixed img").first).to_be_visible()
    expect(page.locator(".nnf-wake").first).not_to_be_visible()  # a page has no kernel
    page.close()


@pytest.mark.all
def test_notebook_7_shows_the_same_panels(saved):
    lesson, text = saved
    (lesson.work / "seven.ipynb").write_text(text, encoding="utf-8")
    page = lesson.page.context.new_page()
    notebook = NotebookPage(page, lesson.link, lesson.work)
    notebook.open("seven.ipynb")
    notebook.run_all()
    for k in range(2):
        panel = page.locator(".nnf-panel").nth(k)
        expect(panel.locator("canvas")).to_be_visible()
        press(panel, "a", "End")
        expect(panel.locator(".nnf-finding")).to_have_text("The line goes from 9 to 2.")
    expect(page.locator(".nnf-fixed")).to_have_count(0)
    page.close()


# ------------------------------------------------------------ a page of its own


def test_the_page_of_the_gallery_has_every_panel_and_needs_no_net(gallery_page, chromium):
    page = chromium.new_page()
    trouble = []
    page.on("console", lambda m: trouble.append(m.text) if m.type == "error" else None)
    page.on("request", lambda r: trouble.append(r.url) if r.url.startswith("http") else None)
    page.goto(gallery_page.as_uri())
    expect(page.locator(".nnf-panel")).to_have_count(16)
    for canvas in page.locator(".nnf-panel canvas").all()[:10]:
        expect(canvas).to_have_attribute("aria-label", re.compile("\\w+"))
    assert Axe().run(page).response["violations"] == []
    assert trouble == []
    page.close()


@pytest.fixture
def offline(chromium, tmp_path):
    """Open an exported page without a net; give it with the list of what went wrong."""
    context = chromium.new_context(viewport={"width": 900, "height": 800}, offline=True)
    opened = []

    def go(panels, **options):
        path = viz.export_html(panels, tmp_path / "page.html", **options)
        page, trouble = context.new_page(), []
        page.on("console", lambda m: trouble.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on(
            "request",
            lambda r: None if r.url.startswith(("file:", "data:")) else trouble.append(r.url),
        )
        page.goto(path.as_uri())
        opened.append(trouble)
        return page

    yield go
    context.close()
    assert opened
    assert all(trouble == [] for trouble in opened)


LINE = viz.Curves(
    "line", viz.Axis("x", range=(0, 1)), viz.Axis("y", range=(0, 9)), {"y": ("x", "y")}
)


def rise(**values):
    a, b = values.get("a", 3), values.get("b", 4)
    return {"x": [0, 1], "y": [a, b]}, f"The line goes from {a} to {b}."


def test_an_exported_panel_lives_by_keyboard_in_both_themes(offline):
    a, b = viz.count_control("a", 1, 0, 9), viz.count_control("b", 2, 0, 99)
    page = offline(viz.Panel(rise, [LINE], {"a": a, "b": b}), most=100, title="Lines </script>")
    finding = page.locator(".nnf-finding")
    expect(finding).to_have_text("The line goes from 1 to 2.")
    page.keyboard.press("Tab")
    for key, start in (("End", 9), ("ArrowLeft", 8), ("Home", 0), ("PageUp", 1)):
        page.keyboard.press(key)
        expect(finding).to_have_text(f"The line goes from {start} to 2.")
    # of the other control there would be too many pictures
    expect(page.get_by_role("slider", name="b", exact=True)).to_be_disabled()
    expect(page.locator(".nnf-note", has_text="The grey controls")).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert Axe().run(page).response["violations"] == []


class Count:
    done = False

    def __init__(self):
        self.n = 0

    def step(self):
        self.n += 1
        self.done = self.n == 9

    def picture(self):
        return {"x": [0, 1], "y": [0, self.n]}, f"Step {self.n} is done."


def test_an_exported_training_plays_what_was_recorded(offline):
    page = offline(viz.Trainer(Count, [LINE]))
    expect(page.locator(".nnf-finding")).to_have_text("Step 0 is done.")
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".nnf-finding")).to_have_text("Step 9 is done.")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.get_by_role("button", name="step back").click()
    expect(page.locator(".nnf-finding")).to_have_text("Step 8 is done.")


def test_an_exported_prediction_comes_before_its_result(offline):
    ask = viz.Predict("Where does it go?", ("up", "down"))
    page = offline(viz.Panel(rise, [LINE], {"a": viz.count_control("a", 1, 0, 9)}, predict=ask))
    expect(page.locator("canvas")).not_to_be_visible()
    page.get_by_role("radio", name="up").check()
    page.get_by_role("button", name="This is my prediction").click()
    expect(page.locator(".nnf-said")).to_have_text("You said: up")
    expect(page.locator("canvas")).to_be_visible()


def test_a_heat_map_keeps_its_cursor_on_a_page(offline):
    heat = viz.HeatMap("h", viz.Axis("x"), viz.Axis("y"), (1, 2, 3), (1, 2), "v", cursor="cell")
    page = offline(viz.Panel(lambda cell: ({"v": range(6)}, f"Cell {cell} of six."), [heat]))
    page.get_by_role("application").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    expect(page.locator(".nnf-finding")).to_have_text("Cell (1, 2) of six.")
