"""Lesson 3: what its text states in numbers, and the runs that give them."""

import numpy as np

import nnlib
from autograder.lessons.facts import Facts, plain
from nnlib.lessons import lesson03 as experiments

FACTS = Facts(__file__)
STARTS = 5


# ------------------------------------------------------------ bumps


@FACTS.fact(plain(), spread=1e-9, several=" | ")
def worst_error():
    """The worst error inside the interval, by the number of bumps: a wave, a kink, a jump."""
    return {
        n: [experiments.worst_error(f, n) for f in experiments.TARGETS] for n in (5, 10, 20, 40)
    }


@FACTS.fact(plain(2), spread=1e-9)
def jump():
    """The worst error that most numbers of bumps leave at the jump, and the number that helps."""
    errors = {n: experiments.worst_error("jump", n) for n in range(1, 61)}
    return {"error": np.median(list(errors.values())), "bumps": min(errors, key=errors.get)}


# ------------------------------------------------------------ width and depth


@FACTS.fact("{}", spread=0)
def parameters():
    """The parameters of the networks on the spirals, and of those that read digits."""
    spirals = ((4,), (16,), (64,), (8, 8), (16, 16), (8, 8, 8))
    return {
        **{"_".join(map(str, h)): nnlib.neuron.count_parameters([2, *h, 2]) for h in spirals},
        "digits": nnlib.neuron.count_parameters([64, 10]),
        "digits_10": nnlib.neuron.count_parameters([64, 10, 10]),
    }


def _leaves_the_edge_open(solved):
    return "10 to 16" if solved < 17 else "17 to 20"


# Hundreds of steps in float32 amplify rounding: with five BLAS kernels the counts differed by 1.
@FACTS.fact(_leaves_the_edge_open, spread=2)
def solved():
    """Of 20 starts, those from which a network learns the spiral, by its hidden layers."""
    shapes = ((64,), (8, 8), (16, 16), (8, 8, 8))
    return {"_".join(map(str, h)): experiments.count_solved((2, *h, 2)) for h in shapes}


# ------------------------------------------------------------ digits


@FACTS.fact("{:,}", spread=0)
def digits():
    """The digits to learn from and to be tested on, and the pixels of each."""
    X, _, X_test, _ = nnlib.data.load_digits_split(0)
    return {"learn": len(X), "test": len(X_test), "pixels": X.shape[1]}


@FACTS.fact("{:.0f}", spread=0.04)  # one digit read otherwise from one of the starts
def right_of_100():
    """The test digits that ten neurons without a hidden layer read right, of a hundred."""
    return 100 * np.mean([_share_right(seed) for seed in range(STARTS)])


def _share_right(seed):
    X, y, X_test, y_test = nnlib.data.load_digits_split(0)
    net = nnlib.mlp([64, 10], rng=np.random.default_rng(seed))
    loss, sgd, order = nnlib.SoftmaxCrossEntropy(), nnlib.SGD(lr=0.1), np.random.default_rng(seed)
    options = {"epochs": 30, "batch_size": 32, "rng": order, "progress": False}
    nnlib.fit(net, loss, X, y, optimizer=sgd, **options)
    return np.mean(net.predict(X_test).argmax(axis=1) == y_test)
