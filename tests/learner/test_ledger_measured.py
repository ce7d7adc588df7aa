"""The stored lines of the ledger, measured again."""

import itertools

import numpy as np
import pytest

import nnlib
from autograder.learner.ledger import stored
from nnlib.data import load_digits_split
from nnlib.lessons import lesson04, lesson05, lesson06, lesson08

# Another processor or library rounds otherwise, and one digit more or less changes its answer.
ROUNDING = 3


class ByHand(nnlib.Affine):
    """The layer with the backward pass that lesson 7 asks for."""

    def forward(self, X, training=False):
        self.X = X
        return super().forward(X, training)

    def backward(self, dZ):
        self.dW, self.db = self.X.T @ dZ, dZ.sum(axis=0)
        return dZ @ self.W.T

    def backward_params(self, dZ):
        self.backward(dZ)  # the first layer of a network is asked for dW and db alone


def measured(sizes, affine=nnlib.Affine):
    X_train, y_train, X_test, y_test = load_digits_split(seed=0)
    wrong = []
    for start in range(5):
        rng = np.random.default_rng(start)
        layers = []
        for pair in itertools.pairwise(sizes):
            layers += [affine(*pair, rng=rng), nnlib.ReLU()]
        net = nnlib.Sequential(*layers[:-1])
        nnlib.fit(net, nnlib.SoftmaxCrossEntropy(), X_train, y_train,
                  optimizer=nnlib.SGD(lr=0.1), epochs=30, batch_size=32,
                  rng=np.random.default_rng(start), progress=False)  # fmt: skip
        wrong.append(round(500 * (1 - nnlib.accuracy(net, X_test, y_test))))
    return len(net.params), wrong


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "sizes", "affine"),
    [
        ("no-hidden-layer", (64, 10), nnlib.Affine),
        ("hidden-10", (64, 10, 10), nnlib.Affine),
        ("hidden-32", (64, 32, 10), nnlib.Affine),
        ("own-backward", (64, 32, 10), ByHand),
    ],
)
def test_the_stored_line_is_what_the_engine_gives(name, sizes, affine):
    line = stored()[name]
    parameters, wrong = measured(sizes, affine)
    assert parameters == line["parameters"]
    assert np.abs(np.subtract(wrong, line["wrong"])).max() <= ROUNDING, wrong


def test_one_neuron_reads_threes_and_eights_as_stored():
    line = stored()["one-neuron"]
    X, y, X_test, y_test = load_digits_split(seed=0)
    (X, y), (X_test, y_test) = (
        (pictures[kept], 1.0 * (digits[kept] == 8))
        for pictures, digits in ((X, y), (X_test, y_test))
        for kept in [np.isin(digits, (3, 8))]
    )
    wrong = []
    for start in range(5):
        w, b = np.random.default_rng(start).normal(0, 0.1, 64), 0.0
        for _ in range(300):
            error = y - 1 / (1 + np.exp(-(X @ w + b)))
            w, b = w + 0.5 * X.T @ error / len(X), b + 0.5 * error.mean()
        wrong.append(int(((X_test @ w + b > 0) != y_test).sum()))
    assert (w.size + 1, len(y_test)) == (line["parameters"], line["of"])
    assert np.abs(np.subtract(wrong, line["wrong"])).max() <= ROUNDING, wrong


def test_the_perceptrons_line_is_what_the_engine_gives():
    X_train, y_train, X_test, y_test = load_digits_split(seed=0)
    train, test = np.isin(y_train, (3, 8)), np.isin(y_test, (3, 8))
    X, y = X_train[train], (y_train[train] == 8).astype(int)
    wrong = []
    for seed in range(5):
        order = np.random.default_rng(seed).permutation(len(X))
        w, b, _ = nnlib.fit_perceptron(X[order], y[order])
        wrong.append(int(((X_test[test] @ w + b > 0) != (y_test[test] == 8)).sum()))
    line = stored()["perceptron-3-8"]
    assert (len(w) + 1, int(test.sum())) == (line["parameters"], line["of"])
    assert np.abs(np.subtract(wrong, line["wrong"])).max() <= ROUNDING, wrong


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_the_ten_layers_lines_are_what_the_engine_gives(name):
    line = stored()[f"ten-{name}"]
    wrong = [lesson04.ten_layers(name, seed) for seed in range(5)]
    assert lesson04.start(name).params.size == line["parameters"]
    assert np.abs(np.subtract(wrong, line["wrong"])).max() <= ROUNDING, wrong


@pytest.mark.slow
def test_black_for_white_is_what_the_engine_gives():
    line = stored()["black-for-white"]
    wrong = [lesson05.black_for_white(run) for run in lesson05.RUNS]
    assert sum(W.size + b.size for W, b in lesson05.reader()) == line["parameters"]
    assert np.abs(np.subtract(wrong, line["wrong"])).max() <= ROUNDING, wrong


@pytest.mark.slow
@pytest.mark.parametrize("name", ["early", "late"])
def test_the_lines_of_the_two_readers_are_what_the_engine_gives(name):
    line = stored()[f"{name}-reader"]
    wrong = [len(lesson06.two_readers(run)[name].wrong) for run in range(5)]
    assert lesson06.untrained(0).params.size == line["parameters"]
    assert np.abs(np.subtract(wrong, line["wrong"])).max() <= ROUNDING, wrong


@pytest.mark.slow
def test_adams_line_is_what_the_engine_gives():
    line = stored()["adam-ten-epochs"]
    wrong = [lesson08.read_with_adam(start) for start in range(5)]
    assert lesson08.new_reader(0).params.size == line["parameters"]
    assert np.abs(np.subtract(wrong, line["wrong"])).max() <= ROUNDING, wrong


def test_a_test_measures_every_stored_line():
    marks = test_the_stored_line_is_what_the_engine_gives.pytestmark
    cases = next(mark.args[1] for mark in marks if mark.name == "parametrize")
    own = {"one-neuron", "perceptron-3-8", "ten-sigmoid", "ten-tanh", "black-for-white"}
    own |= {"early-reader", "late-reader"}
    own |= {"adam-ten-epochs"}
    assert own | {name for name, *_ in cases} == set(stored())
