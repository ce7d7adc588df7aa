"""What is written on and around a panel can be read, however narrow the window is."""

import re
import shutil
from pathlib import Path

import pytest

import nnlib
from nnlib import viz
from nnlib.viz import browser, lesson01, lesson04, lesson07

pytestmark = pytest.mark.slow

PROBE = Path(__file__).with_name("words_probe.js")
# As wide as the text of a page can be; of JupyterLab with its list of files in a window of 900
# pixels; the same at 150 % zoom, and a telephone.
WIDTHS = [1000, 430, 340]

TOPS = "all => all.map(button => button.offsetTop)"


@pytest.fixture(scope="module")
def pages(gallery_page, tmp_path_factory):
    """The gallery, and the panels of lesson 7, as pages that need no kernel."""
    folder = tmp_path_factory.mktemp("words")
    shutil.copy(gallery_page, folder)
    panels = [
        lesson07.nudge_size(nnlib.numerical_gradient),
        lesson07.speak_in_turn(),
        lesson07.depth_gauge(),
        lesson07.where_the_tangent_ends(),
    ]
    viz.export_html(panels, folder / "lesson07.html", title="Lesson 7", most=12)
    # long names: beside the nodes of a network, and below bars
    panels = [lesson01.lights_up(), lesson04.six_curves()]
    viz.export_html(panels, folder / "names.html", title="Long names", most=12)
    return folder


def trouble(panel, least):
    """List what cannot be read on a panel, or is cut off; a word may be squeezed to `least`."""
    canvas = panel.locator("canvas")
    words = canvas.evaluate("badWords", least) if canvas.is_visible() else []
    return words + panel.evaluate("p => cutOff(p)")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["gallery", "lesson07", "names"])
def test_all_words_can_be_read_at_every_width(pages, chromium, name, width):
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.add_init_script(path=PROBE)
    page.goto((pages / f"{name}.html").as_uri())
    page.wait_for_function("[...document.querySelectorAll('.nnf-panel')].every(p => p.textContent)")
    page.wait_for_timeout(500)
    found, least = {}, 0.85 if width > 400 else 0.7
    for panel in page.locator(".nnf-panel").all():
        found[panel.get_attribute("aria-label")] = trouble(panel, least)
        slider = panel.get_by_role("slider", disabled=False).first
        if slider.count() and panel.locator(".nnf-stepped").count():
            tops = panel.locator(".nnf-steps").locator("button").evaluate_all(TOPS)
            assert len(set(tops)) == 1  # back and forward stand side by side
            # with all that has come by then
            slider.press("End")
            page.wait_for_timeout(200)
            found[f"{panel.get_attribute('aria-label')}, at its end"] = trouble(panel, least)
    page.close()
    assert len(found) >= 2
    assert {label: bad for label, bad in found.items() if bad} == {}


def test_every_bar_keeps_its_name_in_a_narrow_window(pages, chromium):
    page = chromium.new_page(viewport={"width": 430, "height": 900})
    page.add_init_script(path=PROBE)
    page.goto((pages / "names.html").as_uri())
    canvas = page.locator(".nnf-panel").last.locator("canvas")
    page.wait_for_function("c => c.words?.length > 20", arg=canvas.element_handle())
    words = canvas.evaluate("c => c.words.map(word => word.text)")
    page.close()
    assert {"sigmoid", "tanh", "relu", "leaky", "elu", "silu"} <= set(words)


def test_numbers_on_a_colour_have_contrast(chromium):
    source = (browser.FOLDER / "theme.js").read_text(encoding="utf-8")
    source = re.sub(r"^export ", "", source, flags=re.MULTILINE)
    page = chromium.new_page()
    colours = page.evaluate(
        f"""() => {{ {browser.constants()}; {source};
        const kinds = ["field", "signed", "active", "height", "amount"];
        const all = [true, false].flatMap((dark) =>
          [...kinds.map((kind) => ramp(kind, dark)), classRamp(dark)]);
        return all.flatMap((bytes) => [...Array(256).keys()].map((i) => tint(bytes, i))); }}"""
    )
    page.close()
    assert len(colours) == 2 * 6 * 256
    assert min(contrast(colour["fill"], colour["text"]) for colour in colours) >= 4.5


def contrast(fill, text):
    """The contrast of black or white text on a colour, 1 to 21 (WCAG 2)."""
    parts = [int(v) / 255 for v in re.findall(r"\d+", fill)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    light = sum(v * share for v, share in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))
    return 1.05 / (light + 0.05) if text == "#fff" else (light + 0.05) / 0.05
