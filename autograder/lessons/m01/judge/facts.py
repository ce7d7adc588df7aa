"""Lesson 1: what its text states in numbers, and the runs that give them."""

import functools

import numpy as np

import nnlib
from autograder.lessons.facts import Facts
from nnlib.lessons import lesson01 as experiments
from nnlib.neuron import neuron_step

FACTS = Facts(__file__)
SPLITS = {"tissue": 60, "digits": 200}
FIRST_SPLIT = {"tissue": 1000, "digits": 2000}  # seeds that the lesson itself does not draw from
DRAWS, LEARNED = 200, (40, 100, 284, 500)


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
    """The samples on the wrong side after so many steps of the preset *works*."""
    run, left = experiments.LineLearns(10.0, 1.0, 0, neuron_step), []
    for _ in range(101):
        left.append(len(experiments.wrong_side(run.w, run.b, run.X, run.y)))
        run.step()
    return {at: left[at] for at in (50, 100)}


# ------------------------------------------------------------ weights and rates


@FACTS.fact("{}", spread=0)
def right_with():
    """The samples on the right side, by the first weight; the second is a quarter of it."""
    X, y = experiments.tissue()
    weights = {w: np.array([w, w / 4]) for w in (2, 8)}
    return {w: len(y) - len(experiments.wrong_side(both, 0, X, y)) for w, both in weights.items()}


@FACTS.fact("{:.3f}", spread=1e-9)
def miss_with():
    """The mean miss with the same weights."""
    X, y = experiments.tissue()
    return {w: experiments.mean_miss(np.array([w, w / 4]), 0, X, y) for w in (2, 8)}


# ------------------------------------------------------------ thirty measurements, digits


@FACTS.fact("{}", spread=0)
def splits():
    """The splits over which the text averages."""
    return SPLITS


@FACTS.fact("{:.1f}", spread=0)
def misread_tissue():
    """Samples held back on the wrong side, on average over the splits, by what the neuron reads."""
    return {name: np.mean(runs) for name, runs in _tissue().items()}


@FACTS.fact("{:.1f}", spread=0)
def misread_tissue_later():
    """The same for thirty measurements after 3,000 steps."""
    return {
        "thirty": np.mean(
            [
                experiments.thirty_measurements(neuron_step, seed, steps=3000)
                for seed in _seeds("tissue")
            ]
        )
    }


@FACTS.fact("{}", spread=0)
def misread_tissue_by_split():
    """The same for thirty measurements, the fewest and the most."""
    return _tissue()["thirty"]


def _seeds(which):
    return range(FIRST_SPLIT[which], FIRST_SPLIT[which] + SPLITS[which])


@functools.cache
def _tissue():
    read = {"two": experiments.FEATURES, "thirty": slice(None)}
    return {
        name: [
            experiments.thirty_measurements(neuron_step, seed, features)
            for seed in _seeds("tissue")
        ]
        for name, features in read.items()
    }


@FACTS.fact("{}", spread=0)
def digits():
    """The 3s and 8s, and the pixels of each."""
    X, _, X_test, _ = experiments.threes_and_eights()
    return {"learn": len(X), "test": len(X_test), "pixels": X.shape[1]}


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
    return [misread(seed) for seed in _seeds("digits")]


def misread(seed):
    """Count the test digits of a split that the neuron misreads."""
    X, y, X_test, y_test = nnlib.data.load_digits_split(seed)
    kept, kept_test = np.isin(y, (3, 8)), np.isin(y_test, (3, 8))
    X, y, X_test, y_test = X[kept], 1.0 * (y[kept] == 8), X_test[kept_test], y_test[kept_test] == 8
    w, b = np.random.default_rng(0).normal(0, 0.1, X.shape[1]), 0.0
    for _ in range(300):
        w, b = neuron_step(w, b, X, y, 0.5)
    return len(experiments.wrong_side(w, b, X_test, y_test))


# ------------------------------------------------------------ networks, rates


@FACTS.fact("{:.2f}", spread=1e-9)
def output():
    """What the small network outputs for a large sample; at (1, 1), and after the nudge."""
    turned = experiments.W1.copy()
    turned[0, 0] += 0.5
    return {
        "right": experiments.light((2, 0))[2][0],
        "before": experiments.light((1, 1))[2][0],
        "after": experiments.light((1, 1), turned)[2][0],
    }


@FACTS.fact("{:.2f}", spread=1e-9)
def after_steps():
    """The mean absolute error after 100 steps of a preset of the panel."""
    X, y = experiments.tissue()
    return {"works": experiments.learn(X, y, 10.0, experiments.STEPS, experiments.WRONG_WAY)[2][-1]}


# ------------------------------------------------------------ who has won


@FACTS.fact("{}", spread=0)
def draws():
    """The draws of the contest over which the text averages."""
    return {"contest": DRAWS}


@FACTS.fact("{:.1f}", spread=0)
def contest_right():
    """Percent right on new samples, by who drew the line and by the samples learned from."""
    return {
        f"{who}_{learned}": _contest(learned)[:, k].mean()
        for learned in LEARNED
        for k, who in enumerate(("hand", "neuron"))
    }


@FACTS.fact("{:.2f}", spread=0)
def contest_ahead():
    """By how many percent the neuron is ahead, and the standard error of that."""
    ahead = {learned: np.diff(_contest(learned), axis=1) for learned in LEARNED}
    means = {f"by_{learned}": values.mean() for learned, values in ahead.items()}
    errors = {
        f"error_{learned}": values.std(ddof=1) / DRAWS**0.5 for learned, values in ahead.items()
    }
    return means | errors


@FACTS.fact("{}", spread=0)
def contest_at_284():
    """In how many draws each was ahead, with 284 samples to learn from."""
    hand, neuron = _contest(284).T
    return {"neuron": int((neuron > hand).sum()), "hand": int((hand > neuron).sum())}


@FACTS.fact("{:.1f}", spread=0)
def contest_panel():
    """By how many percent the neuron is ahead after 60 draws of the panel."""
    return {"by_40": np.diff(_contest(40)[:60], axis=1).mean()}


@FACTS.fact("{:.1f}", spread=0)
def contest_middle():
    """By how many percent the neuron is ahead of the line in the middle of all that count best."""
    return {f"by_{learned}": _others(learned)[:, 0].mean() for learned in (40, 284)}


# A sample that lies on the line but for the last digit is on the wrong side by the rounding of
# one processor and not by that of another: single draws differ, the printed digit does not.
@FACTS.fact("{:.1f}", spread=0.04)
def only_wrong():
    """By how many percent a neuron falls back that learns from samples on the wrong side alone."""
    return {f"by_{learned}": _others(learned)[:, 1].mean() for learned in (40, 284)}


@functools.cache
def _contest(learned):
    first = experiments.FIRST_DRAW
    return np.array([experiments.contest(first + k, learned) for k in range(DRAWS)])


@functools.cache
def _others(learned):
    first = experiments.FIRST_DRAW
    return np.array([without_the_cause(first + k, learned) for k in range(DRAWS)])


def without_the_cause(draw, learned):
    """Say how far the neuron is ahead where a cause of its lead, or of its line, is taken away.

    Returns
    -------
    middle, only_wrong : float
        Percent by which it is ahead of the line in the middle of all that count equally well; and
        of a neuron that learns only from the samples on the wrong side.
    """
    X, y, X_new, y_new, _ = experiments.drawn(draw, learned)
    angles, offsets = experiments.best_lines(X, y)
    middle = np.array([np.cos(angles).mean(), np.sin(angles).mean()]), -offsets.mean()

    def from_the_wrong_side(w, b, X, y, lr):
        wrong = experiments.wrong_side(w, b, X, y)
        return neuron_step(w, b, X[wrong], y[wrong], lr) if len(wrong) else (w, b)

    lines = [
        experiments.learn(X, y, **experiments.MACHINE)[:2],
        middle,
        experiments.learn(X, y, step=from_the_wrong_side, **experiments.MACHINE)[:2],
    ]
    neuron, by_hand, by_wrong = (experiments.percent_right(*line, X_new, y_new) for line in lines)
    return neuron - by_hand, neuron - by_wrong
