"""Lesson 2: what its text states in numbers, and the runs that give them."""

import functools

import numpy as np

import nnlib
from autograder.lessons.facts import Facts
from nnlib.lessons import lesson02 as experiments
from nnlib.perceptron import predict

FACTS = Facts(__file__)
RATES = (0.01, 0.1, 1, 10)
SCALES = (0.1, 1.0, 10.0)
ACROSS = (4.5, 1.4)  # in the middle of the versicolors
DRAWS = 5
SPLITS = 40


def _key(number):
    return f"{number:g}".replace(".", "_")


def _range(counts):
    return {"fewest": min(counts), "most": max(counts)}


# ------------------------------------------------------------ petals


@FACTS.fact("{}", spread=0)
def irises():
    """The flowers of two kinds, and the number of the one that can be moved."""
    moved, _ = experiments.petals_and(experiments.HOME)
    return {"two_kinds": len(experiments.petals()[0]), "moved": len(moved)}


@FACTS.fact("{}", spread=0)
def from_zero():
    """The mistakes on the petals, from weights of zero."""
    return len(experiments.trace(*experiments.petals()).which)


@FACTS.fact("{}", spread=0)
def one_more():
    """The mistakes in ten epochs with one more flower, at home and among the others."""
    places = {"home": experiments.HOME, "across": ACROSS}
    return {
        name: len(experiments.trace(*experiments.petals_and(place), epochs=10).which)
        for name, place in places.items()
    }


@FACTS.fact("{:,}", spread=0, several=" | ")
def drawn_start():
    """The mistakes by learning rate, from starts of scale 0.1, 1 and 10."""
    counts = np.array([experiments.mistakes_by_rate(scale, RATES) for scale in SCALES])
    return {_key(lr): list(counts[:, k]) for k, lr in enumerate(RATES)}


@FACTS.fact("{}", spread=0)
def start_forgotten():
    """The mistakes at the largest of these rates, from every scale."""
    return drawn_start()[_key(RATES[-1])]


LUCK, LUCK_RATE = 500, 10


@FACTS.fact("{}", spread=0)
def luck():
    """How many other starts, in percent, make fewer or more mistakes than zero, with long steps."""
    made = np.array([experiments.mistakes_from(1000 + seed, LUCK_RATE) for seed in range(LUCK)])
    counts = {"fewer": made < from_zero(), "more": made > from_zero()}
    shares = {name: round(100 * np.mean(each)) for name, each in counts.items()}
    return {"starts": LUCK, "rate": LUCK_RATE, **shares}


# ------------------------------------------------------------ the promise


@FACTS.fact(lambda bound: f"{int(bound)}", spread=1e-3)
def promised():
    """The promise of the best line, with the measurements as they are and with means of zero."""
    return {
        name: nnlib.margin_bound(X, y, *experiments.best_line(X, y))
        for name, (X, y) in _first_pair().items()
    }


@FACTS.fact("{}", spread=0)
def made():
    """The mistakes that are made, in ten orders."""
    return {
        name: _range([sum(_fit(X, y, seed)[2]) for seed in range(10)])
        for name, (X, y) in _first_pair().items()
    }


def _first_pair():
    X, y = experiments.flowers(0, 1)
    return {"measured": (X, y), "centred": (X - X.mean(axis=0), y)}


def _fit(X, y, seed):
    return nnlib.fit_perceptron(*experiments.shuffled(X, y, seed), 1.0, 200)


@FACTS.fact(lambda width: f"{width:.1f}" if width > 0.1 else f"{width:.2f}", spread=1e-9)
def street():
    """The widest street between two classes, by their distance."""
    return {distance: [gap for gap, _, _ in draws] for distance, draws in _divided().items()}


@FACTS.fact("{:,.0f}", spread=1e-6)
def street_promised():
    """The promise of the line in the middle of that street."""
    return {distance: [bound for _, bound, _ in draws] for distance, draws in _divided().items()}


@FACTS.fact("{}", spread=0, several=", ")
def street_made():
    """The mistakes in the same draws, and the fewest and the most of them."""
    made = {name: sorted(count for *_, count in draws) for name, draws in _divided().items()}
    return {name: {"all": counts, **_range(counts)} for name, counts in made.items()}


@functools.cache
def _divided():
    """Width of the street, promise and mistakes of each draw that a line divides."""
    found = {}
    for distance in (3.0, 2.5, 2.0):
        found[_key(distance)] = draws = []
        for draw in range(DRAWS):
            X, y = experiments.two_classes(distance, draw)
            gap, line = experiments.widest_street(X, y)
            if gap > 0:
                bound = nnlib.margin_bound(X, y, line[:2], line[2])
                draws.append((gap, bound, len(experiments.trace(X, y, epochs=10**5).which)))
    return found


# ------------------------------------------------------------ two pairs of irises, digits


@FACTS.fact("{}", spread=0)
def first_pair():
    """The mistakes of the pair that a line divides in its first epoch, in five orders."""
    return _range([_fit(*experiments.flowers(0, 1), seed)[2][0] for seed in range(DRAWS)])


# Two of the orders meet a score of exactly 0, where rounding decides. Six ways of adding up, with
# and without fused products, gave the same counts.
@FACTS.fact("{}", spread=0)
def second_pair():
    """The flowers of the other pair on the wrong side of the last line, in five orders."""
    X, y = experiments.flowers(1, 2)
    lines = [_fit(X, y, seed)[:2] for seed in range(DRAWS)]
    return {**_range([np.sum(predict(X, w, b) != y) for w, b in lines]), "of": len(y)}


@FACTS.fact("{}", spread=0)
def digits():
    """The pictures of 3 and 8, and the pixels of each."""
    X, y, _, y_test = nnlib.data.load_digits_split(seed=0)
    learn, test = (np.isin(kinds, (3, 8)).sum() for kinds in (y, y_test))
    return {"learn": learn, "test": test, "pixels": X.shape[1]}


@FACTS.fact("{}", spread=0)
def other_splits():
    """The test pictures of 3 and 8 that are misread, in splits that the ledger does not use."""
    missed = [experiments.misread(split) for split in range(11, 11 + SPLITS)]
    wrong, of = zip(*missed, strict=True)
    return {"draws": SPLITS, "wrong": list(wrong), "of": int(round(np.mean(of), -1))}
