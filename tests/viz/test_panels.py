"""Panels without a browser: what is sent, in which order, and what happens when something fails."""

import threading
import time
from xml.etree import ElementTree

import numpy as np
import pytest

from nnlib.viz.controls import (
    choice,
    count_control,
    init_scale,
    learning_rate,
    log_control,
    spoken_number,
)
from nnlib.viz.frames import pack, unpack
from nnlib.viz.panel import Panel
from nnlib.viz.plots import Axis, Bars, Curves, DepthGauge, Row
from nnlib.viz.precompute import FIRST_FRAMES

PLOT = Curves("a parabola", Axis("x"), Axis("y"), {"curve": ("x", "y")}, cursor="at")


def parabola(height):
    x = np.linspace(-1, 1, 5)
    return {"x": x, "y": height * x**2, "at": [0.5]}, f"A parabola of height {height}."


def move(panel, **places):
    """Say what the browser says when controls are moved to these places."""
    inputs = {**panel.shown["inputs"], **places}
    panel._handle_custom_msg({"kind": "values", "inputs": inputs, "client": "t", "seq": 1}, [])


def wait_until(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition()


# ------------------------------------------------------------ frames


def test_a_frame_holds_its_arrays():
    arrays = [np.arange(3.0), np.array([255, 0, 7, 1, 9], np.uint8), np.zeros(0), [1.5]]
    read = unpack(pack(arrays))
    assert [a.dtype for a in read] == [np.float32, np.uint8, np.float32, np.float32]
    for old, new in zip(arrays, read, strict=True):
        np.testing.assert_array_equal(old, new)


def test_a_value_beyond_float32_becomes_infinite_and_warns_nobody(recwarn):
    assert np.isinf(unpack(pack([[1e300]]))[0][0])
    assert not recwarn.list


# ------------------------------------------------------------ controls


def test_the_start_is_a_value_of_every_logarithmic_control():
    for control in (learning_rate(), init_scale(), init_scale(1.0, 0.2, 5.0, 7)):
        values = np.array(control.values)
        assert values[control.start] == {"learning rate": 0.1}.get(control.label, 1.0)
        np.testing.assert_allclose(np.diff(np.log(values)), np.diff(np.log(values))[0])


def test_limits_of_a_control_are_never_passed():
    control = log_control("eps", 1e-1, 1e-13, 1e-1, 4)
    assert min(control.values) >= 0.999e-13
    assert max(control.values) <= 1.001e-1
    assert count_control("layers", 6, 1, 20).values == tuple(range(1, 21))


@pytest.mark.parametrize("limits", [(0.1, 0, 1), (0.1, 1, 0.5), (5, 0.1, 1), (-1, -2, 1)])
def test_limits_that_make_no_sense_are_refused(limits):
    start, low, high = limits
    with pytest.raises(ValueError, match="expected 0 < low <= start <= high"):
        log_control("rate", start, low, high, 10)


def test_a_start_that_is_no_value_is_refused():
    with pytest.raises(ValueError, match="expected a start among 2 values, got 2"):
        choice("activation", ["ReLU", "tanh"], start=2)


@pytest.mark.parametrize(
    ("number", "words"),
    [(0.1, "0.1"), (1.0, "1"), (0.0316, "0.032"), (9e-7, "9·10⁻⁷"), (1e-5, "10⁻⁵"), (-2.5, "−2.5")],
)
def test_numbers_are_written_as_people_do(number, words):
    assert spoken_number(number) == words


# ------------------------------------------------------------ live


def test_moving_a_slider_sends_one_frame_with_the_new_numbers():
    panel = Panel(parabola, [PLOT], {"height": choice("height", [1, 2, 3])})
    sent = []
    panel.observe(lambda change: sent.append(change["new"]), "frame")
    move(panel, height=2)
    assert len(sent) == 1
    np.testing.assert_allclose(unpack(sent[0])[1], 3 * np.linspace(-1, 1, 5) ** 2)
    assert panel.sentence == "A parabola of height 3."


def test_a_fault_is_told_in_the_panel_and_the_panel_lives_on(capfd):
    def compute(height):
        if height == 2:
            raise ValueError("no <height> 2")
        return parabola(height)

    panel = Panel(compute, [PLOT], {"height": choice("height", [1, 2, 3])})
    move(panel, height=1)
    assert panel.shown["fault"] == "ValueError: no <height> 2"
    assert panel.sentence == "A parabola of height 1."
    move(panel, height=2)
    assert panel.shown["fault"] == ""
    assert panel.sentence == "A parabola of height 3."
    assert capfd.readouterr() == ("", "")


def test_arrays_that_a_plot_misses_are_named():
    panel = Panel(lambda height: ({"x": [1]}, "?"), [PLOT], {"height": choice("height", [1])})
    assert "expected to give y, at" in panel.shown["fault"]


def test_the_last_value_wins_and_those_between_are_dropped():
    computed, slow = [], threading.Event()

    def compute(height):
        computed.append(height)
        if len(computed) == 2:
            slow.wait(5)
        return parabola(height)

    panel = Panel(compute, [PLOT], {"height": choice("height", list(range(10)))})
    first = threading.Thread(target=lambda: move(panel, height=1))
    first.start()
    wait_until(lambda: len(computed) == 2)
    for index in (2, 3, 4, 5):
        move(panel, height=index)
    slow.set()
    first.join(5)
    assert computed == [0, 1, 5]
    assert panel.sentence == "A parabola of height 5."


# ------------------------------------------------------------ computed ahead


def lengths(panel):
    return np.frombuffer(panel.offsets, "<i4").reshape(-1, 2)[:, 1]


def test_some_frames_are_there_at_once_and_all_of_them_soon():
    gate = threading.Event()

    def compute(height):
        if threading.current_thread() is not threading.main_thread():
            gate.wait(5)
        return parabola(height)

    values = list(range(40))
    panel = Panel(compute, [PLOT], {"height": choice("height", values, 7)}, precompute="height")
    there = np.flatnonzero(lengths(panel))
    assert FIRST_FRAMES <= len(there) <= FIRST_FRAMES + 1
    assert {0, 7, 39} <= set(there)
    gate.set()
    wait_until(lambda: (lengths(panel) > 0).all())
    table = np.frombuffer(panel.offsets, "<i4").reshape(-1, 2)
    for value, (start, length) in zip(values, table, strict=True):
        frame = panel.frames[start : start + length]
        np.testing.assert_allclose(unpack(frame)[1], value * np.linspace(-1, 1, 5) ** 2)
        assert panel.texts[value]["sentence"] == f"A parabola of height {value}."


def test_another_control_makes_all_frames_anew():
    def compute(height, sign):
        data, sentence = parabola(height * sign)
        return data, sentence

    controls = {"height": choice("height", [1, 2, 3]), "sign": choice("sign", [1, -1])}
    panel = Panel(compute, [PLOT], controls, precompute="height")
    move(panel, sign=1)
    wait_until(lambda: len(panel.offsets) and (lengths(panel) > 0).all())
    said = [text["sentence"] for text in panel.texts]
    assert said == [f"A parabola of height {-h}." for h in (1, 2, 3)]


# ------------------------------------------------------------ without a browser


def test_a_saved_panel_shows_a_picture_and_the_sentence():
    gauge = DepthGauge("gauge", (Row("size", "x"),))
    bars = Bars("bars", ("a", "b"), Axis("share"), "pair")

    def compute():
        return {**parabola(2)[0], "pair": [0.2, 0.8]}, "Three plots of a parabola."

    panel = Panel(None, [PLOT, gauge, bars])
    panel.push(*compute())
    assert panel._repr_mimebundle_()[0]["text/plain"] == "Three plots of a parabola."
    data, _ = panel.still()._repr_mimebundle_()
    assert data["text/plain"] == "Three plots of a parabola."
    assert 'alt="Three plots of a parabola."' in data["text/html"]
    drawn = ElementTree.fromstring(str(panel.still().picture()))
    assert len(list(drawn.iter())) > 30


def test_while_a_class_is_graded_nothing_is_computed(monkeypatch):
    monkeypatch.setenv("NNF_GRADING", "1")
    panel = Panel(lambda height: pytest.fail("computed"), [PLOT], {"height": choice("h", [1])})
    seen = []
    monkeypatch.setattr("nnlib.viz.panel.display", lambda data, raw: seen.append(data))
    panel._ipython_display_()
    assert seen == [{"text/plain": "(a panel; left out while grading)"}]
