"""A drag over places whose frames are not computed yet: no older picture comes in between.

A panel of Python and the page's JavaScript, without JupyterLab between them: the test itself
carries the messages, so it decides when the kernel answers.
"""

import base64
import json

import pytest

from nnlib import viz
from nnlib.viz import browser
from nnlib.viz.precompute import Ahead

pytestmark = pytest.mark.slow

HARNESS = """
window.sent = [];
const bytes = (text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
const state = {}, listeners = [];
window.set = (fresh) => {
  for (const name of ["frame", "frames", "offsets"])
    if (name in fresh) fresh[name] = bytes(fresh[name]);
  Object.assign(state, fresh);
  for (const [event, call] of listeners) if (event.slice(7) in fresh) call();
};
const model = {
  get: (name) => state[name],
  on: (event, call) => listeners.push([event, call]),
  off: () => {},
  send: (content) => sent.push(JSON.parse(JSON.stringify(content))),
};
window.begin = (fresh) => {
  set(fresh);
  window.painted = [];
  document.addEventListener("nnf-painted", ({ detail }) => painted.push(detail.sentence), true);
  createPanel(newShared(), model, document.body);
};
"""
SYNCED = ("spec", "frame", "shown", "frames", "offsets", "texts")


class Line:
    """A page with a panel on it, and the messages between the two."""

    def __init__(self, chromium, panel):
        self.panel, self.page, self.before = panel, chromium.new_page(), {}
        self.page.set_content(
            f"<style>{browser.styles()}</style><body></body>"
            f"<script type=module>{browser.module()}{HARNESS}</script>"
        )
        self.page.wait_for_function("() => window.begin !== undefined")
        self.page.evaluate("s => begin(s)", self._fresh())
        self.page.wait_for_function("() => painted.length > 0")

    def _fresh(self):
        """What of the panel's state the page has not got yet."""
        now = {}
        for name in SYNCED:
            value = getattr(self.panel, name)
            raw = isinstance(value, bytes)
            now[name] = base64.b64encode(value).decode() if raw else json.loads(json.dumps(value))
        fresh = {name: v for name, v in now.items() if self.before.get(name) != v}
        self.before = now
        return fresh

    def answer(self):
        """Let the kernel read what was sent, and the page what comes back, until it asks no more.

        On a slow machine the finger rests between two places, so more questions are open than
        the page sends at one time: what it still wants to know it asks after an answer.
        """
        while contents := self.page.evaluate("sent.splice(0)"):
            for content in contents:
                self.panel._received(None, content, [])
                self.tell()

    def tell(self):
        """Let the page read what the kernel says."""
        self.page.evaluate("s => set(s)", self._fresh())

    def move(self, place):
        """Move the slider, and let the page paint."""
        self.page.get_by_role("slider").evaluate(
            "(s, place) => { s.value = place; s.dispatchEvent(new Event('input')) }", place
        )
        self.rest()

    def rest(self):
        self.page.evaluate("() => new Promise(r => setTimeout(() => requestAnimationFrame(r), 40))")

    def painted(self):
        """The places that were painted since the last look."""
        return [int(s.split()[-1]) for s in self.page.evaluate("painted.splice(0)")]

    def said(self):
        return int(self.page.locator(".nnf-finding").text_content().split()[-1])


@pytest.fixture
def line(chromium):
    """A panel with places 0 to 10, of which the odd ones are not computed ahead."""

    def place(at):
        if at == 9:
            raise ValueError("there is nothing at 9")
        return {"x": [0.0, 1.0], "y": [0.0, float(at)]}, f"at place {at:.0f}"

    x, y = viz.Axis("x", range=(0, 1)), viz.Axis("y", range=(0, 10))
    slider = viz.linear_control("at", 0, 0, 10, 1)
    panel = viz.Panel(
        place, [viz.Curves("y", x, y, {"y": ("x", "y")})], {"at": slider}, precompute="at"
    )
    work = Ahead(panel.pictures, ["at"], panel.shown["inputs"])
    for k in range(0, 11, 2):
        work.make(k)
    with panel._sending:
        panel._round += 1  # ends what computes the others in the background
        panel.frames, panel.offsets, panel.texts = work.joined()
    made = Line(chromium, panel)
    yield made
    made.page.close()


def test_a_missing_place_leaves_the_last_picture_until_its_own_comes(line):
    for place in (2, 4, 5, 6, 7):
        line.move(place)
    assert line.painted() == [0, 2, 4, 6]
    assert line.said() == 6
    line.answer()
    line.rest()
    assert line.painted() == [7]
    assert line.said() == 7


def test_what_the_kernel_shows_last_counts_where_no_frame_is(line):
    line.move(4)
    line.page.wait_for_timeout(500)  # until the page has told where the finger rests
    line.answer()
    line.panel.choose(at=3)
    line.tell()
    line.rest()
    assert line.painted() == [0, 4, 3]
    line.move(7)
    assert line.painted() == []  # 3 stays, until the answer comes
    line.answer()
    line.rest()
    assert line.painted() == [7]
    line.move(8)
    line.move(9)
    line.answer()
    line.rest()
    fault = line.page.locator(".nnf-fault")
    assert fault.text_content() == "ValueError: there is nothing at 9"
    line.move(8)
    assert fault.text_content() == ""
    assert line.said() == 8
