"""What the questions of lesson 7 state as a fact, run."""

import numpy as np
import pytest

import nnlib
from autograder.questions import load
from nnlib.data import load_digits_split

QUESTIONS = load(7)
CONCEPTS = ["backpropagation", "chain rule", "gradient", "backward pass", "local gradient"]
CONCEPTS += ["computational graph", "gradient checking"]


def turned_out(name):
    return QUESTIONS.predictions[name].turned_out


def test_every_concept_of_the_lesson_has_a_question():
    assert {question.topic for question in QUESTIONS.quiz} >= set(CONCEPTS)
    assert [question.topic for question in QUESTIONS.still_there] == ["6", "4", "1"]


class AveragedBias(nnlib.Affine):
    def backward(self, dZ):
        dX = super().backward(dZ)
        self.db /= len(dZ)
        return dX


class OpenGate(nnlib.ReLU):
    def backward(self, dA):
        return dA


def test_nobody_noticed_costs_fewer_than_10_digits():
    X_train, y_train, X_test, y_test = load_digits_split(seed=0)
    right = []
    for affine, relu in [(nnlib.Affine, nnlib.ReLU), (AveragedBias, nnlib.ReLU),
                         (nnlib.Affine, OpenGate)]:  # fmt: skip
        rng = np.random.default_rng(0)
        net = nnlib.Sequential(affine(64, 32, rng=rng), relu(), affine(32, 10, rng=rng))
        nnlib.fit(net, nnlib.SoftmaxCrossEntropy(), X_train, y_train,
                  optimizer=nnlib.SGD(lr=0.1), epochs=30, batch_size=32,
                  rng=np.random.default_rng(0), progress=False)  # fmt: skip
        right.append(round(500 * nnlib.accuracy(net, X_test, y_test)))
    assert turned_out("nobody-noticed") == "level"
    assert all(right[0] - one < 10 for one in right)


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
