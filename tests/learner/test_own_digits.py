"""Digits of the learner's own: kept by label, read by every lesson, damaged ones left out."""

import json

import numpy as np
import pytest

from autograder.learner.own_digits import own_digits


def drawn(ink):
    pixels = np.zeros((8, 8))
    pixels[2:6, 3] = ink
    return pixels


def test_nothing_is_there_before_something_was_drawn(folder):
    X, y = own_digits()
    assert (X.shape, y.shape) == ((0, 64), (0,))


def test_digits_are_kept_by_label_and_given_in_order(folder):
    for label, ink in ((7, 1.0), (1, 0.5), (7, 0.25)):
        assert own_digits.keep(label, drawn(ink))
    X, y = own_digits()
    assert y.tolist() == [1, 7]
    assert np.array_equal(X[1].reshape(8, 8), drawn(0.25))
    assert json.loads((folder / ".course" / "digits.json").read_text()).keys() == {"1", "7"}


@pytest.mark.parametrize("label", [10, -1, 1.0, "3", True, None])
def test_another_label_is_refused(label, folder):
    with pytest.raises(ValueError, match="expected a label from 0 to 9"):
        own_digits.keep(label, drawn(1))


@pytest.mark.parametrize("pixels", [np.zeros(63), np.full((8, 8), 1.5), np.full(64, np.nan)])
def test_another_picture_is_refused(pixels, folder):
    with pytest.raises(ValueError, match="expected 8 × 8 pixels from 0 to 1"):
        own_digits.keep(3, pixels)


@pytest.mark.parametrize("damaged", [[0] * 63, [17] * 64, [0.5] * 64, "no", None])
def test_a_damaged_digit_is_left_out_and_takes_none_with_it(damaged, folder):
    own_digits.keep(2, drawn(1))
    path = folder / ".course" / "digits.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "4": damaged, "x": [0] * 64}))
    assert own_digits()[1].tolist() == [2]
