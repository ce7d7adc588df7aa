"""What comes from behind the wall is text and images, or it is refused."""

import base64

import pytest

from autograder.core.plain_data import NotPlain
from autograder.grade.outputs import cleaned
from autograder.grade.verdicts import score

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"rest").decode()


def one(output):
    (kept,), _ = cleaned({"outputs": [output]}, 10**6)
    return kept


def test_text_and_images_are_kept_and_scripts_are_not():
    bundle = {
        "text/plain": "fine",
        "image/png": PNG,
        "text/html": "<script>alert(1)</script>",
        "image/svg+xml": "<svg onload='alert(1)'/>",
        "application/javascript": "alert(1)",
        "application/vnd.nnf.mistakes+json": ["forged"],
    }
    kept = one({"output_type": "display_data", "data": bundle})
    assert kept["data"] == {"text/plain": "fine", "image/png": PNG}


@pytest.mark.parametrize("image", ["not base64!", base64.b64encode(b"<script>").decode(), 7, None])
def test_what_only_says_that_it_is_an_image_is_dropped(image):
    kept = one({"output_type": "display_data", "data": {"image/png": image}})
    assert kept["data"] == {}


def test_orders_to_a_terminal_are_taken_out():
    text = "\x1b]0;title\x07\x1b[31mred\x1b[0m\tand\nplain\x00"
    assert one({"output_type": "stream", "text": text})["text"] == "red\tand\nplain"


def test_an_exception_keeps_its_lines():
    raw = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["a", "b"]}
    assert one(raw) == raw
    assert len(one(raw | {"traceback": ["x"] * 1000})["traceback"]) == 60


def test_output_beyond_the_room_is_cut():
    outputs = [{"output_type": "stream", "name": "stdout", "text": "x" * 600}] * 3
    kept, room = cleaned({"outputs": outputs}, 1000)
    assert [len(output["text"]) for output in kept] == [600, len(kept[1]["text"])]
    assert "left out" in kept[1]["text"]
    assert room == 0


@pytest.mark.parametrize(
    "junk",
    [
        None,
        7,
        [],
        {},
        {"outputs": "x"},
        {"outputs": [7]},
        {"outputs": [{}]},
        {"outputs": [{"output_type": "update_display_data"}]},
        {"outputs": [{"output_type": "stream", "text": 7}]},
        {"outputs": [{"output_type": "error", "ename": "E", "evalue": None}]},
        {"outputs": [{"output_type": "error", "ename": "E", "evalue": "", "traceback": [7]}]},
        {"outputs": [{"output_type": "display_data", "data": {"text/plain": ["x"]}}]},
    ],
    ids=repr,
)
def test_another_form_is_refused(junk):
    with pytest.raises(NotPlain):
        cleaned(junk, 1000)


def said(result=None, done=True, error=""):
    return {"done": done, "error": error, "result": result}


@pytest.mark.parametrize(
    ("answer", "points"),
    [
        (said(), 4.0),
        (said(2.5), 2.5),
        (said(0.0), 0.0),
        (said(4.0), 4.0),
        (said(4.25), 0.0),
        (said(-1.0), 0.0),
        (said(float("nan")), 0.0),
        (said(float("inf")), 0.0),
        (said(True), 0.0),
        (said(4), 0.0),
        (said("4"), 0.0),
        (said([4.0]), 0.0),
        (said(done=False, error="AssertionError"), 0.0),
        (said(done=1), 0.0),
        (said(done="yes"), 0.0),
        (None, 0.0),
        ({}, 0.0),
        ({**said(), "points": 4}, 0.0),
    ],
    ids=repr,
)
def test_of_a_teachers_own_tests_only_a_finite_number_in_range_counts(answer, points):
    assert score(answer, 4.0)[0] == points


def test_what_stopped_the_tests_is_named_and_no_more():
    assert score(said(done=False, error="AssertionError"), 4.0)[1] == (
        "the tests stopped at AssertionError"
    )
    assert "seed" not in score(said(done=False, error="the seed is 7"), 4.0)[1]
