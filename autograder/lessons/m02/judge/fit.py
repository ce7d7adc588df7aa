"""Module 2: ``fit_perceptron``, one sample after the other until an epoch has no mistake."""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import away_from_zero, in_corner
from autograder.lessons.m02 import public
from autograder.lessons.m02.judge.fit_wrong import (
    all_at_once,
    always,
    counted_at_the_end,
    counted_at_the_start,
    epochs,
    never,
    stays,
    until_one_is_right,
)
from nnlib.perceptron import fit_perceptron as engine_fit_perceptron


def fit_perceptron_cases(rng):
    """Draw the cases; each separable one takes at least three epochs, so that epochs show."""
    X, y = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 1, 1])
    example = {"X": X, "y": y, "lr": 1.0, "max_epochs": 10}
    mixed = _mixed(rng, 6, 2)
    cases = [
        Case("the example of the docstring", example),
        _divided(rng, "two features", 12, 2),
        _divided(rng, "four features", 15, 4),
        _divided(rng, "a single feature", 9, 1),
        in_corner(_divided(rng, "stopped early", 15, 3, early=True), "other options"),
    ]
    labels = {"lr": float(rng.uniform(0.2, 0.8)), "max_epochs": int(rng.integers(3, 7))}
    cases.append(Case("no line divides them", {**mixed, **labels}, tags=("no line",)))
    whole = {"X": X.astype(np.int64), "y": np.array([1, 0, 0, 0]), "lr": 0.5, "max_epochs": 20}
    cases.append(in_corner(Case("whole numbers", whole), "whole"))
    return cases


def _divided(rng, name, N, D, early=False):
    """Draw samples on both sides of a line that needs three to thirty epochs to be found."""
    while True:
        w, b = rng.normal(size=D), float(away_from_zero(rng, (), 0.3, 1.0))
        X = rng.uniform(-2, 2, (N, D))
        y = (X @ w + b > 0).astype(np.int64)
        lr = float(rng.uniform(0.2, 0.8))
        errors = engine_fit_perceptron(X, y, lr, 40)[2]
        if _telling(X, y, lr, errors):
            break
    epochs = len(errors) - 2 if early else len(errors) + int(rng.integers(2, 6))
    return Case(name, {"X": X, "y": y, "lr": lr, "max_epochs": epochs})


def _telling(X, y, lr, errors):
    """Whether epochs differ, some have several mistakes, and no score is too near 0 to be sure."""
    if not (4 <= len(errors) <= 30 and errors[-1] == 0 and max(errors) >= 2):
        return False
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in errors:
        for x, t in zip(X, y, strict=True):
            score = x @ w + b
            if score != 0 and abs(score) < 1e-6:
                return False
            e = t - int(score > 0)
            w, b = w + lr * e * x, b + lr * e
    return True


def _mixed(rng, N, D):
    """Draw samples of which two lie on one place and are called 0 and 1."""
    X = away_from_zero(rng, (N, D))
    y = np.resize([0, 1, 1], N)
    X[-1], y[-1] = X[0], 1 - y[0]
    return {"X": X, "y": y}


def _listed(value):
    """Take the counts as an array or a tuple for the list."""
    if type(value) not in (tuple, list) or len(value) != 3:
        return value
    w, b, errors = value
    if isinstance(errors, np.ndarray) and errors.ndim == 1:
        errors = errors.tolist()
    return w, b, list(errors) if type(errors) is tuple else errors


def _added_up(errors, N):
    return np.cumsum(errors).tolist()


FIT_PERCEPTRON = public.FIT_PERCEPTRON.judged(
    reference=engine_fit_perceptron,
    cases=fit_perceptron_cases,
    visible_points=1,
    rubric={"w": 1, "b": 0.5, "errors_per_epoch": 1, "no line": 0.5},
    label_words={"no line": "samples that no line divides"},
    outputs=("w", "b", "errors_per_epoch"),
    builds_on=("predict", "perceptron_update"),
    facts=lambda case: {"N": len(case.inputs["X"]), "epochs": case.inputs["max_epochs"]},
    tidy=_listed,
    misconceptions=(
        Misconception(
            "whole epoch at once",
            "Within an epoch all your samples meet the same line; it moves once, at the end. "
            "A perceptron moves after every mistake: which line does the second sample meet?",
            (epochs(all_at_once), epochs(all_at_once, mean=True)),
        ),
        Misconception(
            "never stops",
            "Your list goes on with zeros until {epochs} epochs are over. After an epoch without "
            "a mistake, can another one change anything?",
            epochs(last=never),
            holds="w and b hold.",
        ),
        Misconception(
            "stops after one right sample",
            "You stopped as soon as one sample was answered right. "
            "The others have not been asked: when is the line good for all {N} of them?",
            (epochs(until_one_is_right, last=always), epochs(until_one_is_right)),
        ),
        Misconception(
            "counted with one line",
            "You counted all samples with one and the same line, before the epoch or after it. "
            "Within an epoch the line moves: which one answered each sample in its turn?",
            (epochs(counted_at_the_end), epochs(counted_at_the_start)),
            holds="w and b hold.",
        ),
        Misconception(
            "update not kept",
            "Your w and b are zero after {epochs} epochs. perceptron_update returns new ones and "
            "leaves yours as they were: what becomes of what it returns?",
            epochs(stays),
        ),
        Misconception(
            "mistakes cancel",
            "A miss adds 1 to your count and a false alarm takes 1 away, so an epoch with one of "
            "each looks like a clean one. How much should a mistake of either kind add?",
            epochs(signed=True),
        ),
        Misconception(
            "start at one",
            "Your first sample met weights of 1. From which w and b does this training begin, and "
            "which function makes such an array?",
            epochs(start=1.0),
        ),
        Misconception(
            "counted after the update",
            "Your counts ask each sample again after the line has moved for it. Whether there "
            "was a mistake: before or after the update, when do you know?",
            (epochs(after=True, last=never), epochs(after=True)),
            holds="w and b hold.",
        ),
        Misconception(
            "clean epoch not listed",
            "the epoch without a mistake is not among them. How would a reader see that it "
            "converged?",
            epochs(finish=lambda errors, N: [e for e in errors if e]),
            holds="w and b hold, and so do the counts, but",
        ),
        Misconception(
            "new start in every epoch",
            "Your second epoch begins at zero again, and so it repeats the first. "
            "In which line are w and b set to 0, and how often is that line run?",
            epochs(fresh=True),
        ),
        Misconception(
            "one epoch only",
            "One walk through the samples, and you are done. Samples that were right before the "
            "line moved may be missed now: how often may you go through them?",
            epochs(last=always),
        ),
        Misconception(
            "rate ignored",
            "Your w and b have the right direction and the size of a learning rate of 1: was lr "
            "handed on?",
            epochs(rate=False),
            holds="The counts hold.",
        ),
        Misconception(
            "bias never moves",
            "b is 0 at the end, so all your lines run through the origin. "
            "What does an update return besides w, and where do you keep it?",
            epochs(bias=False),
        ),
        Misconception(
            "max_epochs ignored",
            "Only {epochs} epochs were allowed, none of them is clean, and you went on. If no line "
            "divides the samples there is always one more mistake: what makes your loop give up?",
            # without any end a case is stopped by the guard, and says nothing
            (epochs(allowed=lambda most: 100), epochs(allowed=lambda most: 150)),
        ),
        Misconception(
            "one epoch short",
            "Where {epochs} epochs are allowed and all of them are needed, you stop one before. "
            "How many numbers does your range give?",
            epochs(allowed=lambda most: most - 1),
        ),
        Misconception(
            "counts added up",
            "Your list never falls: each entry has all earlier mistakes in it. Which line sets "
            "the counter back to 0, and how often is it run?",
            (epochs(last=never, finish=_added_up), epochs(finish=_added_up)),
            holds="w and b hold.",
        ),
        Misconception(
            "shares, no counts",
            "Your list holds shares of the {N} samples. Asked for are whole numbers: how many "
            "mistakes?",
            epochs(finish=lambda errors, N: [e / N for e in errors]),
            holds="w and b hold.",
        ),
        Misconception(
            "right ones counted",
            "Your counts and the mistakes add up to {N} in every epoch: which of the two have "
            "you counted?",
            epochs(finish=lambda errors, N: [N - e for e in errors]),
            holds="w and b hold.",
        ),
    ),
)
