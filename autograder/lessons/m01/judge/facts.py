"""Lesson 1: what its text states in numbers, and the runs that give them."""

import functools

import numpy as np

import nnlib
from autograder.lessons.facts import Facts
from nnlib.lessons import lesson01 as experiments
from nnlib.neuron import neuron_step

FACTS = Facts(__file__)
SPLITS = {"tissue": 100, "digits": 200}
RATES = (0.001, 0.1, 1, 10)


# ------------------------------------------------------------ you against the machine


@FACTS.fact("{}", spread=0)
def samples():
    """The samples of breast tissue, their measurements, and how many are held back."""
    X, _ = nnlib.data.load_breast_cancer()
    test = experiments.TISSUE_HELD_BACK
    return {"all": len(X), "measurements": X.shape[1], "test": test, "learn": len(X) - test}


@FACTS.fact("{}", spread=0)
def wrong_side():
    """The samples that a line leaves on the wrong side."""
    X, y = experiments.tissue()

    def by_hand(angle, offset):
        return len(experiments.wrong_side(*experiments.line_by_hand(angle, offset), X, y))

    return {
        "upright": by_hand(0, 0),
        "machine": len(experiments.wrong_side(*experiments.machine(), X, y)),
        "hand": by_hand(13, -0.1),
        "best": fewest_of_all_lines(X, y),
    }


def fewest_of_all_lines(X, y):
    """Count the samples that the best of all lines leaves on the wrong side.

    Any line can be moved until it touches two samples without any other changing sides; a little
    turn or shift then brings these two to whichever side they should be on. So it is enough to look
    at the lines through two samples, and to count the others.
    """
    fewest = len(X)
    for i, corner in enumerate(X[:-1]):
        along = X[i + 1 :] - corner
        side = along[:, :1] * (X[:, 1] - corner[1]) - along[:, 1:] * (X[:, 0] - corner[0])
        side[:, i] = side[np.arange(len(along)), np.arange(i + 1, len(X))] = 0  # it is on the line
        one, other = ((side > 0) != (y == 1)), ((side < 0) != (y == 1))
        for wrong in (one, other):
            wrong[side == 0] = False
            fewest = min(fewest, wrong.sum(axis=1).min())
    return fewest


@FACTS.fact("{}", spread=0)
def on_the_way():
    """The samples on the wrong side after so many steps of the machine."""
    X, y = experiments.tissue()
    w, b, left = np.zeros(2), 0.0, []
    for _ in range(experiments.MACHINE["steps"] + 1):
        left.append(len(experiments.wrong_side(w, b, X, y)))
        w, b = neuron_step(w, b, X, y, experiments.MACHINE["lr"])
    return {step: left[step] for step in (0, 50)}


# ------------------------------------------------------------ weights and rates


@FACTS.fact("{}", spread=0)
def right_with():
    """The samples on the right side, by the first weight; the second is a quarter of it."""
    X, y = experiments.tissue()
    weights = {w: np.array([w, w / 4]) for w in (2, 4, 8, -8)}
    return {w: len(y) - len(experiments.wrong_side(both, 0, X, y)) for w, both in weights.items()}


@FACTS.fact("{:.3f}", spread=1e-9)
def miss_with():
    """The mean miss with the same weights."""
    X, y = experiments.tissue()
    return {w: experiments.mean_miss(np.array([w, w / 4]), 0, X, y) for w in (2, 4, 8, -8)}


@FACTS.fact("{:.2f}", spread=1e-9, several=", ")
def hidden():
    """The activations of the hidden layer that lights up, by its two inputs."""
    places = {"low": (-1, -1), "middle": (0, 0), "right": (2, 0), "high": (2, 2)}
    return {name: experiments.light(x)[1] for name, x in places.items()}


@FACTS.fact("{:.2f}", spread=1e-9)
def output():
    """The output of the same network; and at (1, 1), before and after the nudge."""
    places = {"low": (-1, -1), "middle": (0, 0), "right": (2, 0), "high": (2, 2), "before": (1, 1)}
    turned = experiments.W1.copy()
    turned[0, 0] += 0.5
    outputs = {name: experiments.light(x)[2][0] for name, x in places.items()}
    return {**outputs, "after": experiments.light((1, 1), turned)[2][0]}


@FACTS.fact("{:.3f}", spread=1e-9, several=" | ")
def miss_after():
    """The miss after the steps of the panel, by learning rate, from starts 0.1, 1 and 10."""
    X, y = experiments.tissue()

    def end(lr, scale):
        return experiments.learn(X, y, lr, experiments.STEPS, scale * experiments.WRONG_WAY)[2][-1]

    return {f"{lr:g}".replace(".", "_"): [end(lr, s) for s in (0.1, 1, 10)] for lr in RATES}


# ------------------------------------------------------------ thirty measurements, digits


@FACTS.fact("{}", spread=0)
def splits():
    """The splits over which the text averages."""
    return SPLITS


@FACTS.fact("{:.1f}", spread=0)
def misread_tissue():
    """Samples held back on the wrong side, on average over the splits, by what the neuron reads."""
    return {name: np.mean(runs) for name, runs in _tissue().items()}


@FACTS.fact("{}", spread=0)
def misread_tissue_by_split():
    """The same for thirty measurements, the fewest and the most."""
    return _tissue()["thirty"]


@functools.cache
def _tissue():
    read = {"two": experiments.FEATURES, "thirty": slice(None)}
    return {
        name: [
            experiments.thirty_measurements(neuron_step, seed, features)
            for seed in range(SPLITS["tissue"])
        ]
        for name, features in read.items()
    }


@FACTS.fact("{}", spread=0)
def digits():
    """The 3s and 8s, and the pixels of each."""
    X, _, X_test, _ = experiments.threes_and_eights()
    return {"learn": len(X), "test": len(X_test), "pixels": X.shape[1]}


@FACTS.fact("{:.2f}", spread=1e-6)
def says():
    """What the neuron says to the one test digit that it misreads, and to a clear 3."""
    (place,), output = experiments.read_three_or_eight(neuron_step, 0)
    return {"misread": output[place], "clear": output[0]}


@FACTS.fact("{:.1f}", spread=0)
def halves():
    """Samples on the wrong side, seen and new, by the line that counts best and by the neuron."""
    names = ("hand", "hand_new", "machine", "machine_new")
    return dict(zip(names, experiments.halves().mean(axis=0), strict=True))


@FACTS.fact("{}", spread=0)
def contest():
    """Of a hundred halvings: those in which the neuron is ahead on new samples, and the others."""
    hand, machine = experiments.halves(rounds=100)[:, [1, 3]].T
    return {
        "neuron": np.sum(machine < hand),
        "hand": np.sum(machine > hand),
        "even": np.sum(machine == hand),
    }


@FACTS.fact("{}", spread=0)
def misread_from_far():
    """The test digits that are misread after 300 steps from a start ten times as large."""
    run = experiments.ThreeAgainstEight(0.5, 10.0, neuron_step)
    for _ in range(300):
        run.step()
    return len(experiments.wrong_side(run.w, run.b, run.X_test, run.y_test))


@FACTS.fact("{}", spread=0)
def misread_by_split():
    """The test digits that are misread, the fewest and the most of the splits."""
    return [misread(seed) for seed in range(SPLITS["digits"])]


def misread(seed):
    """Count the test digits of a split that the neuron misreads."""
    X, y, X_test, y_test = nnlib.data.load_digits_split(seed)
    kept, kept_test = np.isin(y, (3, 8)), np.isin(y_test, (3, 8))
    X, y, X_test, y_test = X[kept], 1.0 * (y[kept] == 8), X_test[kept_test], y_test[kept_test] == 8
    w, b = np.random.default_rng(0).normal(0, 0.1, X.shape[1]), 0.0
    for _ in range(300):
        w, b = neuron_step(w, b, X, y, 0.5)
    return len(experiments.wrong_side(w, b, X_test, y_test))
