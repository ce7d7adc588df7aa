"""Pages of their own: what they hold, and what they do not."""

import base64
import json
import re

import numpy as np
import pytest

from nnlib import viz
from nnlib.viz.frames import unpack

LINE = viz.Curves("line", viz.Axis("x"), viz.Axis("y"), {"y": ("x", "y")})
A, B = viz.count_control("a", 1, 0, 4), viz.count_control("b", 2, 0, 2)


def compute(a, b):
    return {"x": [0, 1], "y": [a, b]}, f"From {a} to {b} </script>."


def states(path):
    text = path.read_text(encoding="utf-8")
    found = re.findall(r'<script type="application/json">(.*?)</script>', text, re.DOTALL)
    return text, [json.loads(state) for state in found]


def test_a_page_holds_every_combination_and_nothing_from_elsewhere(tmp_path):
    panel = viz.Panel(compute, [LINE], {"a": A, "b": B}, precompute="b")
    path = viz.export_html([panel, "<p>between</p>", panel], tmp_path / "page.html")
    text, (state, again) = states(path)
    assert state == again
    assert [entry["name"] for entry in state["spec"]["ahead"]] == ["b", "a"]
    table = np.frombuffer(base64.b64decode(state["offsets"]), "<i4").reshape(3, 5, 2)
    frames = base64.b64decode(state["frames"])
    for b in range(3):
        for a in range(5):
            start, length = table[b, a]
            np.testing.assert_array_equal(unpack(frames[start : start + length])[1], [a, b])
            assert state["texts"][5 * b + a]["sentence"] == f"From {a} to {b} </script>."
    assert not re.findall(r"(?:src|href)=|import\(|fetch\(|https?://(?!www\.w3\.org)", text)
    assert text.count("<script") == text.count("</script>")


def test_controls_that_do_not_fit_stand_still_and_the_same_panel_gives_the_same_page(tmp_path):
    panel = viz.Panel(compute, [LINE], {"a": A, "b": B})
    first = viz.export_html(panel, tmp_path / "first.html", most=5)
    _, (state,) = states(first)
    assert [entry["name"] for entry in state["spec"]["ahead"]] == ["a"]
    second = viz.export_html(panel, tmp_path / "second.html", most=5)
    assert first.read_bytes() == second.read_bytes()


def test_what_is_no_panel_is_refused(tmp_path):
    with pytest.raises(TypeError, match="expected panels and texts, got int"):
        viz.export_html([1], tmp_path / "page.html")
