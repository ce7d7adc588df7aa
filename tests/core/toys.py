"""Toy exercises that no lesson asks for: a class driven by scripts, and a pair that builds.

They show what the exercises need, on the smallest scale: scripts of calls, and follow-through.
:func:`register_all` makes them known; only tests call it.
"""

import math

import numpy as np

from autograder.core.exercise import Case, Exercise, Misconception
from autograder.core.plain_data import Ref
from autograder.lessons import register

MODULE = 99

# ---------------------------------------------------------------- EarlyStopping


class EarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.best = math.inf
        self.waited = 0
        self.best_weights = None

    def update(self, loss, weights):
        self.waited += 1
        if loss < self.best:
            self.best, self.best_weights, self.waited = loss, weights.copy(), 0
        return self.waited >= self.patience


class _Reference(EarlyStopping):
    def update(self, loss, weights):
        if loss < self.best:
            self.best_weights = weights
        kept = self.best_weights
        stop = super().update(loss, weights)
        self.best_weights = kept
        return stop


class _View(EarlyStopping):
    def update(self, loss, weights):
        self.waited = 0 if loss < self.best else self.waited + 1
        if loss < self.best:
            self.best, self.best_weights = loss, weights[:]
        return self.waited >= self.patience


class _FirstRise(EarlyStopping):
    def update(self, loss, weights):
        super().update(loss, weights)
        return loss > self.best


class _RiseSinceLast(EarlyStopping):
    last = math.inf

    def update(self, loss, weights):
        super().update(loss, weights)
        rose, self.last = loss > self.last, loss
        return rose


class _Last(EarlyStopping):
    def update(self, loss, weights):
        stop = super().update(loss, weights)
        self.best_weights = np.array(weights)
        return stop


class _LastButPatient(EarlyStopping):
    def update(self, loss, weights):
        self.best_weights = 1 * weights
        self.waited = 0 if loss < self.best else self.waited + 1
        self.best = min(self.best, loss)
        return self.waited >= self.patience


def early_stopping_cases(rng):
    def script(patience, losses, shown):
        steps = [("array", "weights", rng.normal(size=3)), ("make", "stopping", patience)]
        for loss in losses:
            update = ("call", "stop", "stopping", "update", loss, Ref("weights"))
            steps += [("change", "weights", int(rng.integers(3)), float(rng.normal())), update]
            steps += [("show", "stop")] if shown == "stop" else []
        if shown == "weights":
            steps += [("change", "weights", 0, float(rng.normal()))]
            steps += [("read", "stopping", "best_weights")]
        return tuple(steps)

    example = (
        ("make", "stopping", 2),
        ("call", "stop", "stopping", "update", 1.0, np.array([1.0, 2.0])),
        ("show", "stop"),
        ("read", "stopping", "best_weights"),
    )
    down = np.sort(rng.uniform(1, 2, 3))[::-1].tolist()
    up = np.sort(rng.uniform(2, 3, 4)).tolist()
    recovers = [*down, *up[:2], 0.9, *up]
    return [
        Case("the example", script=example, tags=("stops", "weights")),
        Case("falling losses", script=script(3, down, "stop"), tags=("stops",)),
        Case("a rise and a recovery", script=script(3, recovers, "stop"), tags=("stops",)),
        Case(
            "the weights at the best loss",
            script=script(9, [*down, *up], "weights"),
            tags=("weights",),
        ),
        Case("a recovery moves the best", script=script(3, recovers, "weights"), tags=("weights",)),
    ]


EARLY_STOPPING = Exercise(
    name="EarlyStopping",
    module=MODULE,
    reference=EarlyStopping,
    cases=early_stopping_cases,
    visible_points=0.5,
    rubric={"stops": 1, "weights": 0.75},
    misconceptions=(
        Misconception(
            "keeps a reference",
            "Your best weights go on changing after they were kept. Whose array is it?",
            (_Reference, _View),
        ),
        Misconception(
            "stops at the first rise",
            "One bad epoch, and you stop. How many did the caller want to wait?",
            (_FirstRise, _RiseSinceLast),
        ),
        Misconception(
            "keeps the last",
            "You hand back the weights of the last epoch. Which epoch had the smallest loss?",
            (_Last, _LastButPatient),
        ),
    ),
)

# ---------------------------------------------------------------- center, standardize


def center(X):
    return X - X.mean(axis=0)


def standardize(X):
    C = center(X)
    return C / np.sqrt((C * C).mean(axis=0))


def _of_samples(X):
    return X - X.mean(axis=1, keepdims=True)


def _of_samples_by_rows(X):
    return np.array([row - sum(row) / len(row) for row in X])


def _of_everything(X):
    return X - np.mean(X)


def _of_everything_flat(X):
    return (X.ravel() - X.sum() / X.size).reshape(X.shape)


def _variance(X):
    return (X - X.mean(axis=0)) / X.var(axis=0)


def _variance_by_columns(X):
    return np.stack([(x - x.mean()) / np.mean((x - x.mean()) ** 2) for x in X.T], axis=1)


def _one_less(X):
    return (X - X.mean(axis=0)) / X.std(axis=0, ddof=1)


def _one_less_by_hand(X):
    C = X - X.mean(axis=0)
    return C / np.sqrt(np.sum(C**2, axis=0) / (len(X) - 1))


def table_cases(rng):
    def case(name, *shape):
        X = rng.normal(size=shape) * rng.uniform(2, 3, shape[1]) + rng.uniform(2, 3, shape[1])
        return Case(name, {"X": X}, tags=("tables",))

    example = Case("the example", {"X": np.array([[1.0, 4.0], [3.0, 8.0]])}, tags=("tables",))
    return [example, case("a table", 4, 3), case("a square", 3, 3), case("one feature", 5, 1)]


CENTER = Exercise(
    name="center",
    module=MODULE,
    reference=center,
    stand_in="""
        def center(X):
            return X - X.mean(axis=0)
    """,
    cases=table_cases,
    visible_points=1,
    rubric={"tables": 2},
    misconceptions=(
        Misconception(
            "mean of each sample",
            "Your means belong to samples. Which axis holds the features?",
            (_of_samples, _of_samples_by_rows),
        ),
        Misconception(
            "mean of everything",
            "One mean for all features. Do they have one scale?",
            (_of_everything, _of_everything_flat),
        ),
    ),
)

STANDARDIZE = Exercise(
    name="standardize",
    module=MODULE,
    reference=standardize,
    cases=table_cases,
    visible_points=1,
    rubric={"tables": 2},
    builds_on=("center",),
    misconceptions=(
        Misconception(
            "variance",
            "Your spread is squared. In which unit is a variance?",
            (_variance, _variance_by_columns),
        ),
        Misconception(
            "one less",
            "You divide by one less than the number of samples. Is this an estimate?",
            (_one_less, _one_less_by_hand),
        ),
    ),
)

TOYS = (EARLY_STOPPING, CENTER, STANDARDIZE)


def register_all():
    """Make the toys known until the test ends (see ``conftest.py``)."""
    for exercise in TOYS:
        register(exercise)
