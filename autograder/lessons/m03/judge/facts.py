"""Lesson 3: what its text states in numbers, and the runs that give them."""

import numpy as np

import nnlib
from autograder.lessons.facts import Facts, nearest, plain, power_of_ten
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


# ------------------------------------------------------------ it exists, but is it found


@FACTS.fact("{}", spread=0)
def xor_starts():
    """The starts beside the 50 of the lesson."""
    return experiments.FURTHER


@FACTS.fact(nearest(5), spread=0.6)  # three starts of 500
def xor():
    """Of 100 starts, those that learn XOR; of 100 lost ones, those with a silent unit."""
    two, silent = experiments.xor_from_further_starts(2)
    leaky, _ = experiments.xor_from_further_starts(2, leak=0.01)
    eight, _ = experiments.xor_from_further_starts(8)
    shares = {"two": two, "eight": eight, "silent": silent[~two], "leaky": leaky}
    return {name: 100 * share.mean() for name, share in shares.items()}


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


def _roughly(solved):
    return "nearly all" if solved > 75 else "over 50" if solved > 50 else "under 50"


@FACTS.fact(_roughly, spread=2)  # a start on the edge in half of the draws
def further():
    """Of 80 starts, ten on each of eight other spirals, those that learn theirs."""
    shapes = ((64,), (8, 8), (16, 16), (8, 8, 8))
    return {
        "_".join(map(str, h)): sum(
            experiments.count_solved((2, *h, 2), draw=draw, starts=experiments.FEWER)
            for draw in experiments.DRAWS
        )
        for h in shapes
    }


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


@FACTS.fact(nearest(20), spread=3)
def longer():
    """Digits read wrong over eight splits, after 100 epochs at a learning rate of 0.3."""
    shapes = {"none": (), "ten": (10,)}
    wrong = {name: _over_splits(h) for name, h in shapes.items()}
    return {name: test for name, (_, test) in wrong.items()} | {"missed": wrong["none"][0]}


@FACTS.fact("{:,}", spread=0)
def over_splits():
    """The digits of eight splits together."""
    X, _, X_test, _ = nnlib.data.load_digits_split(0)
    splits = len(experiments.SPLITS)
    return {"learn": splits * len(X), "test": splits * len(X_test)}


def _over_splits(hidden):
    """Add up what is read wrong, of the digits learned from and of the others."""
    return np.sum(
        [experiments.wrong_digits(split, hidden, 0.3, 100) for split in experiments.SPLITS], axis=0
    ).tolist()


def _share_right(seed):
    X, y, X_test, y_test = nnlib.data.load_digits_split(0)
    net = nnlib.mlp([64, 10], rng=np.random.default_rng(seed))
    loss, sgd, order = nnlib.SoftmaxCrossEntropy(), nnlib.SGD(lr=0.1), np.random.default_rng(seed)
    options = {"epochs": 30, "batch_size": 32, "rng": order, "progress": False}
    nnlib.fit(net, loss, X, y, optimizer=sgd, **options)
    return np.mean(net.predict(X_test).argmax(axis=1) == y_test)


# ------------------------------------------------------------ folds on folds


def _in_powers(error):
    return power_of_ten(np.log10(error))


@FACTS.fact(_in_powers, spread=1e-9)
def square():
    """The worst error at x squared: ten layers of three units, and one layer of 30 at its best."""
    x = np.linspace(0, 1, 2**15 + 1)
    deep = np.abs(experiments.square_by_folds(x, 10) - x**2).max()
    return {"deep": float(deep), "wide": 1 / (8 * 31**2)}  # 31 pieces of equal width
