"""Lesson 7: each claim of the text against a run."""

import numpy as np
import pytest

import nnlib


def test_all_three_readers_read_484_of_500(lesson_07):
    assert lesson_07.names["right"] == {"A": 484, "B": 484, "C": 484}
    assert "All three read 484 of 500 digits" in lesson_07.text


def test_only_the_nudge_tells_them_apart(lesson_07):
    rows = lesson_07.names["rows"]
    assert list(rows["A"]) == ["0.W", "0.b", "2.W", "2.b"]
    errors = {name: list(found.values()) for name, found in rows.items()}
    first_W, first_b, last_W, last_b = range(4)
    assert max(errors["B"]) < 1e-9  # "agrees to nine digits or better"
    assert min(errors["A"][first_b], errors["A"][last_b]) > 0.5  # "off in every bias"
    assert max(errors["A"][first_W], errors["A"][last_W]) < 1e-9
    assert min(errors["C"][first_W], errors["C"][first_b]) > 0.5  # "the whole first layer"
    assert max(errors["C"][last_W], errors["C"][last_b]) < 1e-9


def test_the_nudge_by_hand():
    def f(x):
        return x[0] ** 2 + 3 * x[1]

    assert f([2.1, 1]) == pytest.approx(7.41)
    assert f([1.9, 1]) == pytest.approx(6.61)
    assert nnlib.numerical_gradient(f, [2.0, 1.0], 0.1) == pytest.approx([4, 3])


def test_the_error_is_a_v_with_its_point_near_1e_5(lesson_07):
    sizes, errors = lesson_07.names["sizes"], np.array(lesson_07.names["errors"])
    best = sizes[errors.argmin()]
    assert 1e-6 < best < 1e-4
    assert errors[0] > 1e3 * errors.min()
    assert errors[-1] > 1e3 * errors.min()
    # "the error is about eps squared" on the left arm: a tenth of the nudge, a hundredth of it
    left = sizes > 3e-5
    slope = np.polyfit(np.log10(sizes[left]), np.log10(errors[left]), 1)[0]
    assert slope == pytest.approx(2, abs=0.1)


def test_2410_numbers_and_4820_forward_passes(lesson_07):
    net = lesson_07.names["reader"](nnlib.Affine, nnlib.ReLU)
    assert net.params.size == 2410
    passes = 0
    loss = nnlib.SoftmaxCrossEntropy()
    X, y = lesson_07.names["X_train"][:2], lesson_07.names["y_train"][:2]

    def f(params):
        nonlocal passes
        passes += 1
        net.params = params
        return loss.forward(net.forward(X), y)

    nnlib.numerical_gradient(f, net.params.copy())
    assert passes == 4820


def test_the_layer_by_hand():
    X, W = np.array([[1.0, 2.0]]), np.array([[2.0, 1.0], [1.0, 4.0]])
    dX, dW, db = nnlib.affine_backward(np.array([[1.0, 3.0]]), (X, W))
    np.testing.assert_array_equal(dX, [[5, 13]])
    np.testing.assert_array_equal(dW, [[1, 3], [2, 6]])
    np.testing.assert_array_equal(db, [1, 3])


def test_the_sibling_that_is_shown_solved_is_right(lesson_07):
    source = lesson_07.text.split("```python\n")[1].split("```")[0]
    names = {}
    exec(source, names)
    rng = np.random.default_rng(0)
    X, s, dZ = rng.standard_normal((5, 3)), rng.standard_normal(3), rng.standard_normal((5, 3))
    dX, ds = names["scale_backward"](dZ, (X, s))
    by_nudge_X = nnlib.numerical_gradient(lambda x: float((x * s * dZ).sum()), X)
    by_nudge_s = nnlib.numerical_gradient(lambda t: float((X * t * dZ).sum()), s)
    assert nnlib.relative_error(dX, by_nudge_X) < 1e-8
    assert nnlib.relative_error(ds, by_nudge_s) < 1e-8


def test_the_learners_backward_pass_trains_the_reader_as_the_engine_does(lesson_07):
    assert lesson_07.names["whose"] == "Your"
    assert lesson_07.names["n"] == lesson_07.names["right"]["B"]
