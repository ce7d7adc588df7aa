"""Lesson 3: what is said of a network for XOR is true of it, whatever its weights are."""

import itertools

import numpy as np
import pytest

from autograder.lessons.m03.judge.xor import CORNERS, WANTED, XOR_NETWORK, verify

SIDES, VALUES = XOR_NETWORK.cases(None)
NAMES = [mistake.name for mistake in XOR_NETWORK.misconceptions]


def network(W1, b1, W2, b2=0):
    return [(np.reshape(W1, (2, 2)), np.array(b1)), (np.reshape(W2, (2, 1)), np.array([b2]))]


def hidden_and_output(params):
    (W1, b1), (W2, b2) = params
    hidden = np.maximum(0, CORNERS @ W1 + b1)
    return hidden, (hidden @ W2 + b2)[:, 0]


def small_networks():
    """Weights of 1 and -1 or of 1 and 0, thresholds at whole and half numbers: each seventh."""
    tables = [*itertools.product([1, -1], repeat=4), *itertools.product([1, 0], repeat=4)]
    biases = itertools.product([-1.5, -1, -0.5, 0, 1, 1.5], repeat=2)
    outputs = [(1, 1), (1, -1), (1, -2), (2, -1), (-1, 2)]
    all_of_them = itertools.product(tables, biases, outputs, [0, -0.5])
    for W1, b1, W2, b2 in itertools.islice(all_of_them, 0, None, 7):
        yield network(W1, b1, W2, b2)


# What a hint says of the hidden biases, of the hidden units at the four corners, and of the output.
CLAIMS = {
    "made for steps": lambda b, H, y: not np.isin(H, (0, 1)).all(),
    "compared with 0": lambda b, H, y: ((y > 0) == WANTED).all(),
    "one input ignored": lambda b, H, y: np.allclose(y[:2], y[2:]) or np.allclose(y[::2], y[1::2]),
    "no thresholds": lambda b, H, y: not b.any() and y[0] != y[3],
    "OR": lambda b, H, y: (y > 0.5).tolist() == [False, True, True, True],
    "AND": lambda b, H, y: (y > 0.5).tolist() == [False, False, False, True],
    "upside down": lambda b, H, y: (y > 0.5).tolist() == [True, False, False, True],
    "one corner only": lambda b, H, y: y[0] <= 0.5 >= y[3] and (y[1] > 0.5) != (y[2] > 0.5),
}


@pytest.mark.slow
def test_hints_are_true_of_small_networks():
    said = dict.fromkeys(NAMES, 0)
    for params in small_networks():
        hidden, output = hidden_and_output(params)
        text = verify(SIDES, params)
        off = np.where(WANTED == 1, output <= 0.5, output >= 0.5)
        assert (text == "") == (not off.any())
        if text not in said:
            continue
        said[text] += 1
        assert CLAIMS.get(text, lambda *_: True)(params[0][1], hidden, output), (text, params)
    assert [name for name in CLAIMS if not said[name]] == []


def test_half_is_on_neither_side():
    assert "0.5" in verify(SIDES, network([1, 1, 1, 1], [0, -1], [0.5, -1], 0.5))
    assert verify(SIDES, network([1, 1, 1, 1], [0, -1], [0.5, -1], 0.25)) == ""


def test_a_network_that_needs_no_threshold_is_not_asked_for_one():
    assert verify(SIDES, network([1, -1, -1, 1], [0, 0], [1, 1])) == ""
    assert verify(SIDES, network([1, -1, -1, 1], [0, 0], [1, -1])) == "one corner only"


def test_an_output_that_overflows_is_not_put_down_to_the_weights():
    large = network([1e200] * 4, [0, -1e200], [1e200, -2e200])
    assert "the output is not a finite number" in verify(SIDES, large)


def test_an_output_that_is_nearly_right_is_told_with_the_digits_that_differ():
    nearly = network([1, 1, 1, 1], [0, -1], [1.0001, -2.0002])
    assert "answers 1.0001, and 1 was asked" in verify(VALUES, nearly)


@pytest.mark.parametrize(
    "weights",
    [np.eye(2).tolist(), np.eye(2, dtype=bool), [np.eye(2)[0], [0, 1]]],
    ids=["lists", "truth values", "rows"],
)
def test_weights_may_be_lists_of_numbers(weights):
    (_, b1), out = network([1, 0, 0, 1], [0, 0], [1, 1])
    assert "are arrays of numbers" not in verify(SIDES, [(weights, b1), out])


@pytest.mark.parametrize(
    "weights",
    [[["1", "0"], ["0", "1"]], [[1, 0], [0, None]], np.eye(2) * 1j, [np.zeros(2**15)] * 100],
    ids=["texts", "nothing", "complex", "an array over and over"],
)
def test_of_what_is_no_table_of_numbers_no_array_is_made(weights):
    (_, b1), out = network([1, 0, 0, 1], [0, 0], [1, 1])
    assert "are arrays of numbers" in verify(SIDES, [(weights, b1), out])
