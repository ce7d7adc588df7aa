"""Lessons 1 and 2: one neuron, and one that learns from its mistakes only."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import nnlib
from nnlib import neuron, perceptron

XOR = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])


def separable(seed, N=30, D=3, gap=0.1):
    """Draw samples that a line divides, none closer to it than a gap; return the line too."""
    rng = np.random.default_rng(seed)
    w, b, X = rng.normal(size=D), rng.normal() / 4, rng.normal(size=(N, D))
    z = X @ w + b
    far = np.abs(z) > gap
    return X[far], (z[far] > 0).astype(int), w, b


# ---- a neuron


def test_a_neuron_by_hand():
    # wrong: the bias added to each product; an array of one number for a number
    z = neuron.neuron([1, 2, 3], [10, 20, 30], 5)
    assert z == 10 + 40 + 90 + 5
    assert type(neuron.neuron([1.0], [2.0], np.array([3.0]))) is float


@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5), st.integers(0, 99))
def test_a_layer_is_its_neurons(N, D, H, seed):
    # wrong: W transposed, which fits square shapes; a bias for each sample
    rng = np.random.default_rng(seed)
    X, W, b = rng.normal(size=(N, D)), rng.normal(size=(D, H)), rng.normal(size=H)
    Z = neuron.layer(X, W, b)
    one_by_one = [[neuron.neuron(x, W[:, h], b[h]) for h in range(H)] for x in X]
    np.testing.assert_allclose(Z, one_by_one, rtol=1e-12, atol=1e-12)


@given(st.lists(st.integers(1, 9), min_size=2, max_size=5))
def test_parameters_are_those_of_the_network(sizes):
    # wrong: biases for the inputs, none for the outputs
    assert nnlib.count_parameters(sizes) == nnlib.mlp(sizes).params.size


@given(st.integers(1, 20), st.integers(1, 20), st.integers(1, 500))
def test_the_widest_layer_fits_and_one_more_does_not(D, C, budget):
    # wrong: the biases of the outputs paid once for each hidden unit; -1 where nothing fits
    H = nnlib.widest_hidden(D, C, budget)
    assert H >= 0
    if H > 0:
        assert nnlib.count_parameters([D, H, C]) <= budget
    assert nnlib.count_parameters([D, H + 1, C]) > budget


def test_a_step_of_a_neuron_is_a_step_down_the_cross_entropy(rng):
    # wrong: prediction - target; a sum for the mean; w moved before the error of b is measured
    X, y = rng.normal(size=(7, 3)), rng.integers(0, 2, 7)
    w, b = rng.normal(size=3), 0.3
    kept = w.copy()

    def loss(wb):
        return nnlib.bce_with_logits(X @ wb[:3] + wb[3], y)[0]

    slope = nnlib.complex_step_gradient(loss, np.append(w, b))
    new_w, new_b = nnlib.neuron_step(w, b, X, y, 0.5)
    np.testing.assert_allclose(np.append(new_w, new_b), np.append(w, b) - 0.5 * slope, rtol=1e-13)
    np.testing.assert_array_equal(w, kept)
    assert type(new_b) is float


def test_a_neuron_learns_and():
    X, y, w, b = XOR[0], np.array([0, 0, 0, 1]), np.zeros(2), 0.0
    for _ in range(2000):
        w, b = nnlib.neuron_step(w, b, X, y, 1.0)
    assert ((nnlib.sigmoid(X @ w + b) > 0.5) == y).all()


# ---- a perceptron


def test_an_update_by_hand():
    # wrong: a step after a right answer; the sign; the bias left alone; w changed in place
    x, w = np.array([1.0, -2.0]), np.array([0.5, 0.5])
    w1, b1 = nnlib.perceptron_update(x, 1, w, 0.1, 0.5)
    assert (w1.tolist(), b1) == ([1.0, -0.5], 0.6)
    assert nnlib.perceptron_update(x, 0, w, 0.1, 0.5)[0].tolist() == [0.5, 0.5]
    w2, b2 = nnlib.perceptron_update(-x, 0, w, 0.1, 0.5)
    assert (w2.tolist(), b2) == ([1.0, -0.5], -0.4)
    assert w.tolist() == [0.5, 0.5]


def test_on_the_line_is_a_no():
    # wrong: >= 0, with which the first sample of class 1 teaches nothing
    assert perceptron.predict([[1.0, 1.0]], [1.0, -1.0], 0).tolist() == [0]
    assert perceptron.predict([[1.0, 1.0]], [1.0, -1.0], 0).dtype == np.int64
    w, b = nnlib.perceptron_update(np.ones(2), 1, np.zeros(2), 0.0, 1)
    assert (w.tolist(), b) == ([1, 1], 1)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 500), st.floats(1e-3, 1e3))
def test_from_zero_the_learning_rate_changes_nothing_but_the_scale(seed, lr):
    X, y, *_ = separable(seed)
    w, b, errors = nnlib.fit_perceptron(X, y, max_epochs=30)
    w2, b2, errors2 = nnlib.fit_perceptron(X, y, lr=lr, max_epochs=30)
    assert errors == errors2
    np.testing.assert_allclose(np.append(w2, b2), lr * np.append(w, b), rtol=1e-9, atol=1e-9 * lr)


def test_from_elsewhere_the_learning_rate_counts():
    # wrong: the start is ignored
    X, y, *_ = separable(3)
    runs = [nnlib.fit_perceptron(X, y, lr=lr, w=[3.0, -2.0, 5.0], b=1.0)[2] for lr in (0.01, 10)]
    assert runs[0] != runs[1]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2000))
def test_novikoffs_bound_is_kept(seed):
    # wrong: mistakes counted by epochs; a bound without the bias; a margin of the wrong class
    X, y, w, b = separable(seed)
    assume(len(X) and 0 < y.sum() < len(y))
    bound = nnlib.margin_bound(X, y, w, b)
    found_w, found_b, errors = nnlib.fit_perceptron(X, y, max_epochs=int(bound) + 2)
    assert errors[-1] == 0
    assert all(errors[:-1])
    assert sum(errors) <= bound
    assert (perceptron.predict(X, found_w, found_b) == y).all()
    assert nnlib.margin_bound(X, y, 7 * w, 7 * b) == pytest.approx(bound, rel=1e-9)


def test_the_bound_by_hand():
    # the line x = 0 between -1 and 2: R² = 2² + 1, γ = 1
    X, y = np.array([[-1.0], [2.0]]), np.array([0, 1])
    assert nnlib.margin_bound(X, y, [3.0], 0.0) == pytest.approx(5, rel=1e-15)
    for w, b in (([-1.0], 0.0), ([0.0], 0.0), ([1.0], -2.0)):
        with pytest.raises(ValueError, match="a line that divides the classes"):
            nnlib.margin_bound(X, y, w, b)


def test_a_line_of_zeros_is_refused_without_a_warning(recwarn):
    with pytest.raises(ValueError, match="a line that divides the classes"):
        nnlib.margin_bound([[-1.0], [2.0]], [0, 1], [0.0], 0.0)
    assert not recwarn.list


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 99), st.floats(1e-3, 1e3))
def test_xor_never_converges(seed, lr):
    w = np.random.default_rng(seed).normal(size=2)
    _, _, errors = nnlib.fit_perceptron(*XOR, lr=lr, w=w, max_epochs=60)
    assert len(errors) == 60
    assert min(errors) > 0


def test_the_certificate_of_xor_adds_up_to_nothing():
    # wrong: a row without its sign; multipliers below 0, which turn a condition round
    rows, multipliers = perceptron.xor_certificate()
    np.testing.assert_array_equal(multipliers @ rows, 0)
    assert (multipliers > 0).all()
    X, y = XOR
    signs = np.where(y == 1, 1, -1)
    np.testing.assert_array_equal(rows, signs[:, None] * np.column_stack([X, np.ones(4)]))


def test_mistakes_are_plain_numbers_counted_before_their_update():
    # wrong: np.int64(1), which prints as such; a mistake looked for after it was mended
    X, y = np.array([[1.0], [-3.0]]), np.array([1, 0])
    _, b, errors = nnlib.fit_perceptron(X, y)
    assert errors == [1, 0]
    assert {type(e) for e in errors} == {int}
    assert type(b) is float
    start = np.array([5.0])
    nnlib.fit_perceptron(X, y, w=start)
    assert start.tolist() == [5.0]
