"""A lesson in JupyterLab, used through a browser as a learner uses it.

Everything goes by what is on the screen: menus, the keyboard, buttons. Only where a cell stands is
looked up in the saved notebook, because the page does not show the ids of cells.
"""

import json
import os
import re
import time
from pathlib import Path

from playwright.sync_api import expect

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
if hasattr(os, "geteuid") and os.geteuid() == 0:
    FLAGS.append("--no-sandbox")  # Chromium refuses to sandbox pages for root

HAS_RUN = re.compile(r"\[\d+\]")
PROMPTS = """cells => cells.map(cell => [
  Number(cell.dataset.windowedListIndex), cell.querySelector('.jp-InputPrompt')?.textContent ?? '',
])"""
# beside a living panel its picture for pages without a kernel hides itself
PICTURE = ".jp-OutputArea-output img:not(.nnf-fixed img)"


class LessonPage:
    """One browser page, and what went wrong in it.

    Attributes
    ----------
    page : playwright.sync_api.Page
    work : pathlib.Path
        The learner's folder.
    shots : pathlib.Path, optional
        Where pictures are kept that nobody compares: they are for people. A picture costs a third
        of a second.
    trouble : list of str
        Errors of the console, requests that failed, requests to other machines.
    after_the_run : list of str
        Of a page that several files of tests share: what was wrong when all cells had run.
    """

    def __init__(self, page, link, work, shots=None):
        self.page, self.link, self.work, self.shots = page, link, Path(work), shots
        self.trouble, self.after_the_run = [], []
        self.name = None
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.trouble.append(f"uncaught: {error}"))
        page.on("requestfailed", self._note_failure)
        page.on("response", self._note_status)
        page.on("request", self._note_target)

    # --- opening ------------------------------------------------------------------------------

    def open(self, name):
        """Follow the launcher's link and open a lesson from the list of files."""
        self.page.goto(self.link)
        self.open_tab(name)

    def open_tab(self, name):
        """Open a lesson from the list of files, on the page that is there."""
        self.name = name
        file = self.page.locator(".jp-DirListing-item", has_text=name)
        file.wait_for(timeout=60_000)
        box_at_rest(file)  # else another file may lie there when the click comes
        file.dblclick()
        self.page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        self._wait_until_idle()

    def notebook_address(self, name):
        """Return the address of a file in Notebook 7."""
        server, _, opened = self.link.partition("/lab")
        place, _, token = opened.partition("?")
        path = f"{place.partition('/tree/')[2]}/{name}".removeprefix("/")
        return f"{server}/notebooks/{path}?{token}"

    def choose(self, *path):
        """Choose from the menu: ``choose("Run", "Run All Cells")``."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text=_exactly(path[0])).click()
        for label in path[1:]:
            self.page.locator(".lm-Menu-itemLabel", has_text=_exactly(label)).click()

    def use_theme(self, theme):
        """Switch to a theme by the menu: "JupyterLab Light" or "JupyterLab Dark"."""
        self.choose("Settings", "Theme", theme)
        light = "false" if "Dark" in theme else "true"
        self.page.locator(f"body[data-jp-theme-light={light}]").wait_for(state="attached")

    # --- cells --------------------------------------------------------------------------------

    def cells(self):
        """Read the cells of the lesson as they are saved on disk."""
        path, end = self.work / self.name, time.monotonic() + 5
        while True:
            text = path.read_text(encoding="utf-8")
            try:
                return json.loads(text)["cells"]
            except json.JSONDecodeError:  # JupyterLab is writing the file at this moment
                assert time.monotonic() < end, f"{path} is not whole: {text[-80:]!r}"
                time.sleep(0.05)

    def cell(self, cell_id):
        """Find a cell by its id; the order on the page is the order in the file."""
        ids = [cell["id"] for cell in self.cells()]
        place = f"[data-windowed-list-index='{ids.index(cell_id)}']"
        return self._brought(self.page.locator(f".jp-Notebook .jp-Cell{place}"))

    def cell_with(self, text):
        """Find the first cell that shows a text."""
        return self._brought(self.page.locator(".jp-Notebook .jp-Cell", has_text=text)).first

    def _brought(self, found):
        """Scroll through the notebook until a cell is on the page, as a reader would.

        JupyterLab 4.6 keeps all cells on the page; 4.4 only those near the part in sight, and of
        the others it hides those that have a panel.
        """
        if not found.first.is_visible():
            for _ in self._screens():
                if found.first.is_visible():
                    break
        return found

    def _screens(self):
        """Scroll to the top, then down by half a screen after the other, to the end."""
        view = self.page.locator(".jp-WindowedPanel-outer")
        view.evaluate("view => view.scrollTo(0, 0)")
        for number in range(200):  # more than any lesson has
            self.page.wait_for_timeout(100)  # cells are put on the page as they come into sight
            yield number
            before = view.evaluate("view => view.scrollTop")
            view.evaluate("view => view.scrollBy(0, 0.5 * view.clientHeight)")
            if view.evaluate("view => view.scrollTop") == before:
                return

    def output(self, cell_id):
        """Find everything that a cell has put out."""
        return self.cell(cell_id).locator(".jp-Cell-outputArea")

    def output_of(self, text):
        """Find everything that the cell with this text has put out, scrolled into sight."""
        cell = self.cell_with(text).first
        cell.scroll_into_view_if_needed()
        return cell.locator(".jp-Cell-outputArea")

    def write(self, cell_id, source):
        """Replace the source of a cell."""
        editor = self.cell(cell_id).locator(".cm-content")
        editor.click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(source)

    def run(self, cell_id, seconds=30):
        """Run one cell with the keyboard and wait until it has finished."""
        self._unfold(cell_id)
        prompt = self.cell(cell_id).locator(".jp-InputPrompt")
        before = prompt.text_content()
        self.cell(cell_id).locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+Enter")
        expect(prompt).not_to_have_text(before)
        expect(prompt).to_have_text(HAS_RUN, timeout=1000 * seconds)

    def _unfold(self, cell_id):
        """Show the source of a cell that is collapsed, as a click on its dots does."""
        dots = self.cell(cell_id).locator(".jp-InputPlaceholder")
        if dots.is_visible():
            dots.click()

    def run_all(self, seconds=60):
        """Choose "Run All Cells" and wait until the last code cell with a prompt has run.

        It is looked for again and again: the outputs of the cells above push it out of sight, and
        JupyterLab 4.4 then takes it off the page, prompt and all. Collapsed cells below it, which
        show no prompt, are waited for as the kernel is.
        """
        self.choose("Run", "Run All Cells")
        last = [cell["id"] for cell in self.cells() if _shows_a_prompt(cell)][-1]
        end = time.monotonic() + seconds
        while not self._has_run(last):
            assert time.monotonic() < end, f"{last} has not run within {seconds} s"
            self.page.wait_for_timeout(500)
        self._wait_until_idle()

    def _has_run(self, cell_id):
        prompt = self.cell(cell_id).locator(".jp-InputPrompt")
        return prompt.is_visible() and HAS_RUN.match(prompt.text_content()) is not None

    def not_run(self):
        """List the code cells whose prompt shows no number: not reached, or still running."""
        left = {k: "" for k, cell in enumerate(self.cells()) if _shows_a_prompt(cell)}
        on_page = self.page.locator(".jp-Notebook .jp-CodeCell")
        for _ in self._screens():
            for place, prompt in on_page.evaluate_all(PROMPTS):
                if HAS_RUN.match(prompt):
                    left.pop(place, None)
                elif place in left:
                    left[place] = prompt
            if not left:
                break
        return list(left.values())

    # --- the buttons --------------------------------------------------------------------------

    def show_without_a_bet(self, output):
        """Press the button that opens a panel, or what a cell reveals, without a bet."""
        output.get_by_role("button", name="show it without a bet").click()

    def validate(self, seconds=60):
        """Press nbgrader's Validate button and return the dialog, still open."""
        self.page.get_by_role("button", name="Validate", exact=True).click()
        dialog = self.page.locator(".jp-Dialog")
        dialog.wait_for(timeout=1000 * seconds)
        return dialog

    def close_dialog(self):
        """Press the dialog's button."""
        self.page.locator(".jp-Dialog button.jp-mod-accept").click()
        self.page.locator(".jp-Dialog").wait_for(state="detached")

    def save(self):
        """Save with the keyboard and wait until nothing is unsaved."""
        self.page.keyboard.press("ControlOrMeta+s")
        self.page.locator(".lm-DockPanel-tabBar .lm-mod-current.jp-mod-dirty").wait_for(
            state="detached"
        )

    # --- looking ------------------------------------------------------------------------------

    def screenshot(self, name, cell_id=None):
        """Keep a picture of the page, scrolled to a cell if one is named."""
        if not self.shots:
            return
        if cell_id:
            self.cell(cell_id).scroll_into_view_if_needed()
            self.page.wait_for_timeout(200)  # the notebook draws cells as they come into view
        self.shots.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.shots / f"{name}.png")

    def screenshot_all(self, name):
        """Keep pictures of the whole notebook, one screen after the other."""
        if not self.shots:
            return
        view = self.page.locator(".jp-WindowedPanel-outer")
        view.evaluate("view => view.scrollTo(0, 0)")
        for number in range(1, 80):  # more screens than any lesson has
            self.page.wait_for_timeout(200)
            self.screenshot(f"{name}-{number:02d}")
            at_end = view.evaluate(
                "view => { const y = view.scrollTop; view.scrollBy(0, 0.9 * view.clientHeight);"
                " return view.scrollTop === y }"
            )
            if at_end:
                return
        raise AssertionError("the notebook has no end")

    def pictures(self):
        """Return [alternative text, width in pixels] of every picture in the outputs."""
        return self.page.locator(PICTURE).evaluate_all(
            "all => all.map(img => [img.alt, img.naturalWidth])"
        )

    # --- its hero ------------------------------------------------------------------------------

    def to_top(self):
        """Scroll to the top, where the hero is."""
        self.page.locator(".jp-WindowedPanel-outer").evaluate("view => view.scrollTo(0, 0)")
        self.page.wait_for_timeout(400)

    @property
    def hero(self):
        """The lesson's first panel."""
        return self.page.locator(".nnf-panel").first

    @property
    def finding(self):
        """What the first panel says of what it shows."""
        return self.hero.locator(".nnf-finding")

    @property
    def card(self):
        """The first bet's card."""
        return self.page.locator(".nnf-card").first

    def card_in_sight(self):
        """The first bet's card, after a scroll to the top."""
        self.to_top()
        return self.card

    def take_back_the_bet(self):
        """Start over at the first bet, if one was made: a test before may have."""
        again = self.card_in_sight().get_by_role("button", name="start over")
        if again.is_visible():
            again.click()
            expect(again).not_to_be_visible()

    def bet_on_hero(self, choice):
        """Make the first bet: an answer, and "fairly sure"."""
        card = self.card_in_sight()
        card.get_by_label(choice).check()
        card.get_by_label("fairly sure").check()
        card.get_by_role("button", name="Bet", exact=True).click()
        expect(card).to_contain_text("You said")

    def assert_in_first_window(self, heading, picture, whole):
        """Check what a visitor sees before scrolling, in a window of 1280 x 800.

        Parameters
        ----------
        heading : str
            Of the lesson; it and the card are seen whole.
        picture : str
            A selector in the hero; half of it is seen.
        whole : iterable of str
            Selectors in the hero of what is seen whole.
        """
        size = self.page.viewport_size
        self.page.set_viewport_size({"width": 1280, "height": 800})
        try:
            self.to_top()
            shown = self.page.locator(".jp-WindowedPanel-outer").bounding_box()
            title = self.page.locator("h1", has_text=heading).bounding_box()
            card, bottom = self.card.bounding_box(), shown["y"] + shown["height"]
            assert shown["y"] <= title["y"] < card["y"]
            assert card["y"] + card["height"] < bottom
            drawn = self.hero.locator(picture).first.bounding_box()
            assert drawn["y"] + drawn["height"] / 2 < bottom
            for seen in whole:
                box = self.hero.locator(seen).first.bounding_box()
                assert box["y"] + box["height"] < bottom, seen
            self.screenshot("2-first-window")
        finally:
            self.page.set_viewport_size(size)

    def is_in_sight(self, locator):
        """Tell whether a text stands whole inside its box: nothing runs over the edge."""
        return locator.evaluate("box => box.scrollWidth <= box.clientWidth")

    def contrast(self, locator):
        """Return the contrast of a text against what lies behind it, 1 to 21 (WCAG 2)."""
        return locator.evaluate(CONTRAST)

    # --- what went wrong ----------------------------------------------------------------------

    def start_running(self, cell_id):
        """Run one cell with the keyboard and do not wait for it."""
        self.cell(cell_id).locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+Enter")
        expect(self.cell(cell_id).locator(".jp-InputPrompt")).to_have_text("[*]:")

    def _wait_until_idle(self):
        # The circle beside the kernel's name is "idle" before there is a kernel; this is not.
        idle = self.page.locator("#jp-main-statusbar", has_text=re.compile(r"\| Idle"))
        idle.wait_for(timeout=60_000)

    def _note_console(self, message):
        if message.type == "error":
            where = message.location.get("url", "")
            self.trouble.append(f"console: {message.text} ({where})")

    def _note_failure(self, request):
        self.trouble.append(f"failed: {request.method} {request.url}: {request.failure}")

    def _note_status(self, response):
        if response.status >= 400:
            self.trouble.append(f"{response.status}: {response.request.method} {response.url}")

    def _note_target(self, request):
        ours = self.link.split("/lab")[0]
        if not request.url.startswith((ours, "data:", "blob:")):
            self.trouble.append(f"elsewhere: {request.url}")


class NotebookPage(LessonPage):
    """The same, in Notebook 7: one notebook fills the page, without a list of files beside it."""

    def open(self, name):
        """Open a lesson at its own address."""
        self.name = name
        self.page.goto(self.notebook_address(name))
        self.page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
        self._wait_until_idle()

    def save(self):
        """Save with the keyboard and wait until it is on the disk."""
        with self.page.expect_response(lambda answer: answer.request.method == "PUT"):
            self.page.keyboard.press("ControlOrMeta+s")

    def _wait_until_idle(self):
        # There is no status bar, and its circle is "idle" also before there is a kernel.
        kernel = self.page.locator(".jp-Toolbar-kernelName")
        expect(kernel).to_have_text(re.compile("Python"), timeout=60_000)
        idle = ".jp-Notebook-ExecutionIndicator[data-status=idle]"
        self.page.locator(idle).wait_for(timeout=60_000)


def box_at_rest(locator):
    """Scroll something into sight, and give its box once it stands still.

    Cells are laid out when they come into sight, and then push others; under load that takes a
    while, and a mouse that goes by a box from before misses.
    """
    locator.scroll_into_view_if_needed()
    before = None
    for _ in range(100):
        box = locator.bounding_box()
        if box == before:
            return box
        before = box
        locator.page.wait_for_timeout(150)
    raise AssertionError(f"it never stood still, and was last at {before}")


def _shows_a_prompt(cell):
    """Tell whether a cell of a notebook file is code whose source is not collapsed."""
    hidden = cell["metadata"].get("jupyter", {}).get("source_hidden")
    return cell["cell_type"] == "code" and not hidden


def _exactly(label):
    return re.compile(f"^{re.escape(label)}$")


CONTRAST = """element => {
  const parts = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b]
    .map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
  let behind = element;
  const solid = e => { const c = parts(getComputedStyle(e).backgroundColor);
                       return c.length === 3 || c[3] === 1; };
  while (behind.parentElement && !solid(behind)) behind = behind.parentElement;
  const [low, high] = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor]
    .map(text => light(parts(text))).sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}"""
