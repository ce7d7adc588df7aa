"""Notebook 7, the successor of the classic page: lessons and the gallery have the same panels."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import running_lab
from tests.browser.lesson_page import NotebookPage, box_at_rest

pytestmark = pytest.mark.all

LESSON = "07_backpropagation.ipynb"
# How many colours are on a canvas: a blank one has one.
COLOURS = """c => new Set(new Uint32Array(
  c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer)).size"""
PICTURE = "c => c.toDataURL()"
# Notebook 7 may say each of these once while it opens any notebook, the slower the machine the
# likelier: it asks for its list of shortcuts before that is there, which its authors know; and its
# list of files, which no page of a notebook shows, asks for the notebook as soon as the address is
# read, also where the part of it that knows the command is not awake yet.
OPENING = (
    "uncaught: Cannot read properties of undefined (reading 'schema')",
    "uncaught: Command 'filebrowser:open-path' not registered.",
)


@pytest.fixture(scope="module")
def notebook_7(root, tmp_path_factory, lab_python, chromium, shots):
    """Open a notebook in Notebook 7 and run all its cells; give its page.

    It has a server of its own: Jupyter's remembers files of a page by their bare names, so a font
    that JupyterLab has asked for before is then looked for in JupyterLab's folder, and refused.
    """
    with running_lab(root, tmp_path_factory.mktemp("notebook-7"), lab_python) as (link, work):
        shutil.copy2(root / "docs" / "gallery.ipynb", work / "gallery.ipynb")
        opened = []

        def go(name):
            context = chromium.new_context(viewport={"width": 1280, "height": 900})
            page = context.new_page()
            page.set_default_timeout(20_000)
            lesson = NotebookPage(page, link, work, shots("notebook-7"))
            opened.append((lesson, context))
            lesson.open(name)
            lesson.run_all(120)
            return lesson

        yield go
        for lesson, context in opened:
            lesson.screenshot(f"at-the-end-of-{lesson.name}")
            context.close()


def panels(lesson):
    """Give every panel of a notebook with the id of its cell, scrolled into sight."""
    for cell in lesson.cells():
        if cell["cell_type"] == "code" and re.search(r"lesson07|viz\.", "".join(cell["source"])):
            found = lesson.cell(cell["id"]).locator(".nnf-panel")
            for k in range(found.count()):
                found.nth(k).scroll_into_view_if_needed()
                yield cell["id"], found.nth(k)


def painted(lesson):
    """List the cells whose panels are painted; a panel that waits for a prediction is none yet."""
    names = []
    for name, panel in panels(lesson):
        canvas = panel.locator("canvas")
        if canvas.is_visible():
            expect(canvas).to_have_attribute("aria-label", re.compile(r"\w+"))
            expect(panel.locator(".nnf-fault")).to_be_empty()
            lesson.page.wait_for_function(
                f"c => ({COLOURS})(c) > 5", arg=canvas.element_handle(), timeout=5000
            )
            names.append(name)
        lesson.screenshot(f"{lesson.name[:7]}-{name}")
    return names


def drag(lesson, slider):
    """Drag a slider by mouse from its left end to its right end."""
    box = box_at_rest(slider)
    y = box["y"] + box["height"] / 2
    lesson.page.mouse.move(box["x"] + 8, y)
    lesson.page.mouse.down()
    lesson.page.mouse.move(box["x"] + box["width"] - 8, y, steps=20)
    lesson.page.mouse.up()


def said_by(sentence):
    """Read a sentence, also out of sight, where a browser gives no inner text."""
    text = sentence.text_content()
    assert text
    return text


def changes(panel, act):
    """Do something, and wait until the picture and the sentence are others than before."""
    canvas, sentence = panel.locator("canvas"), panel.locator(".nnf-finding")
    picture, said = canvas.evaluate(PICTURE), said_by(sentence)
    act()
    expect(sentence).not_to_have_text(said)
    panel.page.wait_for_function(
        f"([c, before]) => ({PICTURE})(c) !== before", arg=[canvas.element_handle(), picture]
    )


def but_for_opening(lesson):
    """List what went wrong, without what Notebook 7 says by itself; a second time it counts."""
    trouble = list(lesson.trouble)
    for known in OPENING:
        if known in trouble:
            trouble.remove(known)
    return trouble


def by_key(panel, name, key):
    panel.get_by_role("slider", name=name, exact=True).focus()
    panel.page.keyboard.press(key)


def test_lesson_7_lives_in_notebook_7(notebook_7):
    lesson = notebook_7(LESSON)
    assert lesson.not_run() == []
    assert len(painted(lesson)) == 2  # three are drawn when their bets are made
    for name in ("lesson07.depth_gauge", "lesson07.where_the_tangent_ends"):
        lesson.show_without_a_bet(lesson.output_of(name))
    gauge = lesson.output_of("lesson07.depth_gauge").locator(".nnf-panel")
    changes(gauge, lambda: drag(lesson, gauge.get_by_role("slider", name="hidden layers")))
    tangent = lesson.output_of("lesson07.where_the_tangent_ends").locator(".nnf-panel")
    changes(tangent, lambda: by_key(tangent, "learning rate", "End"))
    expect(lesson.output_of("lesson07.depth_gauge").locator(".nnf-fixed")).not_to_be_visible()
    assert but_for_opening(lesson) == []


def test_the_gallery_lives_in_notebook_7(notebook_7):
    gallery = notebook_7("gallery.ipynb")
    assert gallery.not_run() == []
    waiting = {"choice", "guess"}  # for a prediction
    names = {cell["id"] for cell in gallery.cells() if "viz.Panel(" in "".join(cell["source"])}
    assert len(names) > 10
    assert names - waiting <= set(painted(gallery))
    field = gallery.cell("field").locator(".nnf-panel")
    changes(field, lambda: drag(gallery, field.get_by_role("slider", name="learning rate")))
    network = gallery.cell("network").locator(".nnf-panel")
    changes(network, lambda: by_key(network, "x1", "Home"))
    assert but_for_opening(gallery) == []


def test_lesson_1_takes_a_bet_and_looks_well_the_next_morning(notebook_7):
    lesson = notebook_7("01_introduction.ipynb")
    page = lesson.page
    assert lesson.not_run() == []
    lesson.cell_with("Can you draw a better one?").scroll_into_view_if_needed()
    card, hero = page.locator(".nnf-card").first, page.locator(".nnf-panel").first
    card.get_by_label("about 20").check()
    card.get_by_label("fairly sure").check()
    card.get_by_role("button", name="Bet", exact=True).click()
    hero.locator("[data-handle=middle]").focus()
    page.keyboard.press("ArrowLeft")
    expect(card).to_contain_text("It turned out")
    expect(page.locator("details.v-beat-the-machine")).to_have_attribute("open", "")
    said = said_by(hero.locator(".nnf-finding"))
    page.wait_for_timeout(1500)  # the saved picture follows when nothing moves
    lesson.save()
    lesson.choose("Kernel", "Shut Down Kernel")
    lesson.open("01_introduction.ipynb")
    lesson.cell_with("Can you draw a better one?").scroll_into_view_if_needed()
    expect(page.locator(".nnf-fixed").first).to_be_visible()
    assert said in page.locator(".jp-Notebook").inner_text()
    assert "Error displaying widget" not in page.locator(".jp-Notebook").inner_text()
    page.locator(".nnf-wake").first.click()
    expect(page.locator(".nnf-card").first).to_contain_text("It turned out", timeout=60_000)
