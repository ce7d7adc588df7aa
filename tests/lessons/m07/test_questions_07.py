"""What the questions of lesson 7 state as a fact, run."""

import numpy as np
import pytest

import nnlib
from autograder.learner.questions import load
from nnlib.data import load_digits_split
from nnlib.lessons import lesson07 as experiments
from tests.measured import readers

QUESTIONS = load(7)
CONCEPTS = ["backpropagation", "chain rule", "gradient", "backward pass", "local gradient"]
CONCEPTS += ["computational graph", "gradient checking"]


def turned_out(name):
    return QUESTIONS.predictions[name].turned_out


def test_every_concept_of_the_lesson_has_a_question():
    assert {question.topic for question in QUESTIONS.quiz} >= set(CONCEPTS)
    assert [question.topic for question in QUESTIONS.still_there] == ["6", "4", "1"]


def test_three_of_six_networks_with_a_mistake_read_as_well_as_the_right_one():
    assert turned_out("nobody-noticed") == "three"
    for seed in range(3):
        last = {letter: curve[-1] for letter, curve in readers(seed).items()}
        right = last.pop("C")
        assert {letter for letter in last if abs(last[letter] - right) <= 0.5} == set("ADF")
        assert min(abs(last[letter] - right) for letter in "BEG") > 0.5


def test_the_two_curves_do_not_part():
    assert turned_out("same-curve") == "tiny"
    X, y, _, _ = load_digits_split(seed=0)
    start = nnlib.mlp([64, 32, 10], rng=np.random.default_rng(0))
    (W1, b1), (W2, b2) = ((layer.W.copy(), layer.b.copy()) for layer in start.layers[::2])
    order, own, steps = np.random.default_rng(0), [], 0
    for _ in range(30):
        losses = []
        for Xb, yb in nnlib.minibatches(X, y, 32, order):
            Z = Xb @ W1 + b1
            A = np.where(Z > 0, Z, 0)
            P = np.exp(A @ W2 + b2)
            P /= P.sum(axis=1, keepdims=True)
            losses.append(-np.log(P[np.arange(len(yb)), yb]).sum())
            dZ2 = (P - np.eye(10)[yb]) / len(yb)
            dZ1 = np.where(Z > 0, dZ2 @ W2.T, 0)
            W2, b2 = W2 - 0.1 * A.T @ dZ2, b2 - 0.1 * dZ2.sum(axis=0)
            W1, b1 = W1 - 0.1 * Xb.T @ dZ1, b1 - 0.1 * dZ1.sum(axis=0)
            steps += 1
        own.append(sum(losses) / len(y))
    engine = nnlib.fit(start, nnlib.SoftmaxCrossEntropy(), X, y, optimizer=nnlib.SGD(lr=0.1),
                       epochs=30, batch_size=32, rng=np.random.default_rng(0),
                       progress=False)  # fmt: skip
    assert steps == 1230
    assert 0 < np.abs(np.subtract(own, engine.loss)).max() < 1e-9


def test_silent_units_hide_what_happens_on_the_way_to_the_first_layer():
    assert turned_out("silent-units") == "first"
    hidden = set()
    for letter, (loss, gradient, (silent, _, _)) in experiments.suspects().items():
        by_nudge = nnlib.numerical_gradient(loss, silent)
        if letter != "C" and nnlib.relative_error(gradient(silent), by_nudge) < 1e-6:
            hidden.add(letter)
    assert hidden == set("BE")


def test_two_roads_make_7():
    slope = nnlib.numerical_gradient(lambda a: a[0] * a[0] + a[0], np.array([3.0]))[0]
    assert turned_out("two-roads") == "seven"
    assert slope == pytest.approx(7)


def test_the_error_of_a_nudge_falls_and_rises():
    def error(eps):
        found = nnlib.numerical_gradient(lambda x: np.sin(x[0]), np.array([1.0]), eps)[0]
        return abs(found - np.cos(1))

    assert turned_out("v-curve") == "vee"
    assert error(1e-1) > 1e4 * error(1e-5)
    assert max(error(10.0**-k) for k in (11, 12, 13)) > 1e4 * error(1e-5)


def test_one_pass_back_costs_a_handful_of_matrix_products():
    # products of a layer: X W forwards; dZ W^T and X^T dZ backwards
    forward = 64 * 32 + 32 * 10
    backward = 2 * forward
    assert turned_out("cost") == "handful"
    assert (forward + backward) / forward == 3
    assert len(nnlib.mlp([64, 32, 10], rng=np.random.default_rng(0)).params) == 2410


@pytest.mark.parametrize("seed", range(5))
def test_half_the_weights_leave_several_hundred_times_less(seed):
    X, y, _, _ = load_digits_split(seed=0)
    sizes = []
    for scale in (1, 0.5):
        net = nnlib.mlp([64, *[32] * 9, 10], rng=np.random.default_rng(seed))
        for layer in net.layers:
            if isinstance(layer, nnlib.Affine):
                layer.W = layer.W * scale
        loss = nnlib.SoftmaxCrossEntropy()
        loss.forward(net.forward(X[:32], training=True), y[:32])
        net.backward(loss.backward())
        sizes.append(np.linalg.norm(net.layers[0].dW))
    assert turned_out("depth") == "hundreds"
    assert 200 < sizes[0] / sizes[1] < 800


@pytest.mark.parametrize("seed", range(3))
def test_a_longer_step_keeps_less_of_its_promise(seed):
    X, y, _, _ = load_digits_split(seed=0)
    loss, kept = nnlib.SoftmaxCrossEntropy(), []
    for rate in (0.001, 0.01, 0.1, 1, 10):
        net = nnlib.mlp([64, 32, 10], rng=np.random.default_rng(seed))
        before = loss.forward(net.forward(X, training=True), y)
        net.backward(loss.backward())
        promised = rate * net.grads @ net.grads
        net.params = net.params - rate * net.grads
        kept.append((before - loss.forward(net.forward(X), y)) / promised)
    assert turned_out("tangent") == "short"
    assert kept[0] == pytest.approx(1, abs=0.01)
    assert kept == sorted(kept, reverse=True)
    assert kept[-1] < 0  # the loss rose


def right_answer(name):
    questions = {q.name: q for q in (*QUESTIONS.quiz, *QUESTIONS.still_there)}
    return next(a.text for a in questions[name].answers if a.right)


def test_the_numbers_of_the_quiz():
    assert right_answer("chain") == f"−{3 * 2}"
    layer = nnlib.Affine(64, 32, rng=np.random.default_rng(0))
    assert right_answer("shape") == str(layer.W.shape)
    assert right_answer("local").startswith("2")
    Z = np.log([[0.7, 0.2, 0.1]])
    loss = nnlib.SoftmaxCrossEntropy()
    loss.forward(Z, np.array([0]))
    assert loss.backward()[0, 0] == pytest.approx(-0.3)
    assert right_answer("back-6") == "−0.3"
    assert 0.5e-6 < 0.25**10 < 1.5e-6
    assert right_answer("back-1") == str(np.dot([1, 2, 3], [2, 0, -1]) + 1)
