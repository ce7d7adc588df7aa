"""Many fingers at once: two panels, fast double drags, precomputing, from several threads."""

import threading
import time

import numpy as np
import pytest

from nnlib import viz
from nnlib.viz.frames import unpack

pytestmark = pytest.mark.clock
LINE = viz.Curves("line", viz.Axis("x"), viz.Axis("y"), {"y": ("x", "y")})


class Watched:
    """A panel whose compute notices if it runs twice at a time; keeps what is sent."""

    def __init__(self, **more):
        self.inside, self.together, self.sent = 0, 0, []
        controls = {"a": viz.count_control("a", 0, 0, 59), "b": viz.count_control("b", 0, 0, 9)}
        self.panel = viz.Panel(self.compute, [LINE], controls, **more)
        self.panel.send_state = self.keep

    def compute(self, a, b):
        self.inside += 1
        self.together = max(self.together, self.inside)
        time.sleep(0.0005)
        self.inside -= 1
        return {"x": [0, 1], "y": [a, b]}, f"{a} and {b}"

    def keep(self, key=None):
        names = {key} if isinstance(key, str) else set(key or ())
        if "frame" in names:
            y = unpack(self.panel.frame)[1]
            self.sent.append((tuple(y.astype(int)), self.panel.shown["sentence"], names))

    def drag(self, name, rounds, client):
        for seq in range(1, rounds + 1):
            place = seq % (60 if name == "a" else 10)
            message = {"kind": "values", "inputs": {name: place}, "client": client, "seq": seq}
            self.panel._handle_custom_msg(message, [])


def test_two_panels_dragged_twice_at_a_time_do_not_race():
    live, ahead = Watched(), Watched(precompute="a")
    threads = [
        threading.Thread(target=watched.drag, args=(name, 150, name))
        for watched in (live, ahead)
        for name in ("a", "b", "a")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    for watched in (live, ahead):
        last = {"kind": "values", "inputs": {"a": 59, "b": 7}, "client": "z", "seq": 1}
        watched.panel._handle_custom_msg(last, [])
        assert watched.panel.sentence == "59 and 7"
        assert watched.together == 1
        assert watched.sent
        for (a, b), sentence, names in watched.sent:
            assert sentence == f"{a} and {b}"  # a picture never stands over another's words
            assert "shown" in names  # one message for both
    end = time.monotonic() + 10
    while not ahead.panel.offsets or not lengths(ahead.panel).all():
        assert time.monotonic() < end
        time.sleep(0.01)
    for a, text in enumerate(ahead.panel.texts):
        assert text["sentence"] == f"{a} and 7"


def lengths(panel):
    return np.frombuffer(panel.offsets, "<i4").reshape(-1, 2)[:, 1]


def test_frames_ahead_are_complete_soon_although_a_cell_is_busy():
    started = time.monotonic()
    panel = Watched(precompute="a").panel
    assert time.monotonic() - started < 0.5
    end = time.monotonic() + 10
    while time.monotonic() < end and not (panel.offsets and lengths(panel).all()):
        sum(range(20_000))  # a cell that never rests
    assert lengths(panel).all()


def test_the_finger_goes_before_the_frames_ahead():
    slow = Watched()
    slow.panel = viz.Panel(
        lambda a, b: (time.sleep(0.01), slow.compute(a, b))[1],
        [LINE],
        {"a": viz.count_control("a", 0, 0, 199), "b": viz.count_control("b", 0, 0, 9)},
        precompute="a",
    )
    waits = []
    for b in range(1, 10):
        start = time.monotonic()
        slow.panel._handle_custom_msg(
            {"kind": "values", "inputs": {"b": b}, "client": "t", "seq": b}, []
        )
        waits.append(time.monotonic() - start)
        assert slow.panel.sentence == f"0 and {b}"
    assert np.median(waits) < 0.1  # one frame ahead may be under way, not two hundred
