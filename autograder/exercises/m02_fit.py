"""Module 2: ``fit_perceptron``, one sample after the other until an epoch has no mistake."""

import numpy as np

from autograder.exercise import Case, Exercise, Misconception
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
        _divided(rng, "stopped early", 15, 3, early=True),
    ]
    labels = {"lr": float(rng.uniform(0.2, 0.8)), "max_epochs": int(rng.integers(3, 7))}
    cases.append(Case("no line divides them", {**mixed, **labels}, tags=("no line",)))
    whole = {"X": X.astype(np.int64), "y": np.array([1, 0, 0, 0]), "lr": 0.5, "max_epochs": 20}
    cases.append(Case("whole numbers", whole))
    return cases


def _divided(rng, name, N, D, early=False):
    """Draw samples on both sides of a line that needs three to thirty epochs to be found."""
    while True:
        w, b = rng.normal(size=D), float(rng.uniform(0.3, 1.0) * rng.choice([-1, 1]))
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
    X = rng.uniform(0.5, 2, (N, D)) * rng.choice([-1, 1], (N, D))
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


# ---------------------------------------------------------------- wrong versions


def _epochs(
    epoch=None, last=lambda e: e == 0, finish=lambda errors, N: errors, rounds=0, start=0.0
):
    """Make a wrong version: right but for the way of an epoch, its end, or what is reported.

    ``epoch(w, b, X, y, lr)`` returns w, b and the count.
    """
    epoch = epoch or _one_by_one

    def version(X, y, lr, max_epochs):
        w, b, errors = np.full(X.shape[1], start), start, []
        for _ in range(max_epochs + rounds):
            w, b, count = epoch(w, b, X, y, lr)
            errors.append(count)
            if last(count):
                break
        return w, float(b), finish(errors, len(X))

    return version


def _one_by_one(w, b, X, y, lr, rate=True, bias=True, fresh=False, after=False):
    w, b = (np.zeros(X.shape[1]), 0.0) if fresh else (w, b)
    count, lr = 0, lr if rate else 1.0
    for x, t in zip(X, y, strict=True):
        e = int(t) - int(x @ w + b > 0)
        w = w + lr * e * x
        b = b + lr * e * bias
        count += int(int(x @ w + b > 0) != t) if after else abs(e)
    return w, b, count


def _but(**options):
    return lambda w, b, X, y, lr: _one_by_one(w, b, X, y, lr, **options)


def _by_index(w, b, X, y, lr, rate=1.0, bias=1.0, fresh=False, after=False):
    """The same epoch in another style: entry by entry."""
    w = [0.0] * X.shape[1] if fresh else [float(v) for v in w]
    b, wrong = 0.0 if fresh else b, 0

    def answer(n):
        return 1 if sum(float(v) * k for v, k in zip(X[n], w, strict=True)) + b > 0 else 0

    for n in range(len(X)):
        e = int(y[n]) - answer(n)
        if e:
            for d in range(len(w)):
                w[d] += (lr if rate else 1.0) * e * float(X[n][d])
            b += (lr if rate else 1.0) * e * bias
        wrong += int(answer(n) != y[n]) if after else abs(e)
    return np.array(w), b, wrong


def _by_index_but(**options):
    return lambda w, b, X, y, lr: _by_index(w, b, X, y, lr, **options)


def _all_at_once(w, b, X, y, lr):
    e = y - (X @ w + b > 0)
    return w + lr * e @ X, b + lr * e.sum(), int(np.abs(e).sum())


def _all_at_once_summed(w, b, X, y, lr):
    old, at, step, wrong = w, b, np.zeros(len(w)), 0
    for x, t in zip(X, y, strict=True):
        e = int(t) - int(x @ old + at > 0)
        step = step + lr * e * x
        b, wrong = b + lr * e, wrong + abs(e)
    return old + step, b, wrong


def _all_at_once_mean(w, b, X, y, lr):
    e = y - (X @ w + b > 0)
    return w + lr * X.T @ e / len(X), b + lr * e.mean(), int(np.abs(e).sum())


def _until_one_is_right(X, y, lr, max_epochs):
    w, b, errors = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        errors.append(0)
        for x, t in zip(X, y, strict=True):
            e = int(t) - int(x @ w + b > 0)
            if e == 0:
                return w, b, errors
            w, b = w + lr * e * x, b + lr * e
            errors[-1] += 1
    return w, b, errors


def _epoch_until_one_is_right(X, y, lr, max_epochs):
    w, b, errors = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        wrong = 0
        for x, t in zip(X, y, strict=True):
            e = int(t) - int(x @ w + b > 0)
            w, b, wrong = w + lr * e * x, b + lr * e, wrong + abs(e)
            if e == 0:
                break
        errors.append(wrong)
        if wrong == 0:
            break
    return w, b, errors


def _never(count):
    return False


def _both(options, **more):
    """The same mistake in two styles of an epoch."""
    by_index = {**options, **({"rate": 0} if "rate" in options else {})}
    return _epochs(_but(**options), **more), _epochs(_by_index_but(**by_index), **more)


FIT_PERCEPTRON = Exercise(
    name="fit_perceptron",
    module=2,
    reference=engine_fit_perceptron,
    cases=fit_perceptron_cases,
    visible_points=1,
    rubric={"w": 1, "b": 0.5, "errors_per_epoch": 1, "no line": 0.5},
    outputs=("w", "b", "errors_per_epoch"),
    builds_on=("predict", "perceptron_update"),
    facts=lambda case: {"N": len(case.inputs["X"]), "epochs": case.inputs["max_epochs"]},
    tidy=_listed,
    misconceptions=(
        Misconception(
            "whole epoch at once",
            "Within an epoch all your samples meet the same line; it moves once, at the end. "
            "A perceptron moves after every mistake: which line does the second sample meet?",
            (_epochs(_all_at_once), _epochs(_all_at_once_summed), _epochs(_all_at_once_mean)),
        ),
        Misconception(
            "never stops",
            "w and b hold. Your list goes on with zeros until {epochs} epochs are over. "
            "After an epoch without a mistake, can another one change anything?",
            (_epochs(last=_never), _epochs(_by_index, last=_never)),
        ),
        Misconception(
            "stops after one right sample",
            "You stopped as soon as one sample was answered right. "
            "The others have not been asked: when is the line good for all {N} of them?",
            (_until_one_is_right, _epoch_until_one_is_right),
        ),
        Misconception(
            "counted after the update",
            "w and b hold. Your counts ask each sample again after the line has moved for it. "
            "Whether there was a mistake: before or after the update, when do you know?",
            (
                _epochs(_but(after=True), last=_never),
                _epochs(_but(after=True)),
                _epochs(_by_index_but(after=True)),
            ),
        ),
        Misconception(
            "clean epoch not listed",
            "w and b hold, and so do the counts, but the epoch without a mistake is not among "
            "them. How would a reader see that it converged?",
            (
                _epochs(finish=lambda errors, N: [e for e in errors if e]),
                _epochs(_by_index, finish=lambda errors, N: [e for e in errors if e > 0]),
            ),
        ),
        Misconception(
            "new start in every epoch",
            "Your second epoch begins at zero again, and so it repeats the first. "
            "In which line are w and b set to 0, and how often is that line run?",
            _both({"fresh": True}),
        ),
        Misconception(
            "one epoch only",
            "One walk through the samples, and you are done. Samples that were right before the "
            "line moved may be missed now: how often may you go through them?",
            (_epochs(last=lambda e: True), _epochs(_by_index, last=lambda e: True)),
        ),
        Misconception(
            "rate ignored",
            "The counts hold. Your w and b have the right direction and the size of a learning "
            "rate of 1: was lr handed on?",
            _both({"rate": False}),
        ),
        Misconception(
            "bias never moves",
            "b is 0 at the end, so all your lines run through the origin. "
            "What does an update return besides w, and where do you keep it?",
            _both({"bias": 0}),
        ),
        Misconception(
            "one epoch short",
            "Where {epochs} epochs are allowed and all of them are needed, you stop one before. "
            "How many numbers does your range give?",
            (_epochs(rounds=-1), _epochs(_by_index, rounds=-1)),
        ),
        Misconception(
            "counts added up",
            "w and b hold. Your list never falls: each entry has all earlier mistakes in it. "
            "Which line sets the counter back to 0, and how often is it run?",
            (
                _epochs(finish=lambda errors, N: [int(n) for n in np.cumsum(errors)]),
                _epochs(
                    finish=lambda errors, N: [sum(errors[: k + 1]) for k in range(len(errors))]
                ),
            ),
        ),
        Misconception(
            "shares, no counts",
            "w and b hold. Your list holds shares of the {N} samples. "
            "Asked for are whole numbers: how many mistakes?",
            (
                _epochs(finish=lambda errors, N: [e / N for e in errors]),
                _epochs(_by_index, finish=lambda errors, N: list(np.array(errors) / N)),
            ),
        ),
        Misconception(
            "right ones counted",
            "w and b hold. Your counts and the mistakes add up to {N} in every epoch: "
            "which of the two have you counted?",
            (
                _epochs(finish=lambda errors, N: [N - e for e in errors]),
                _epochs(_by_index, finish=lambda errors, N: [int(k) for k in N - np.array(errors)]),
            ),
        ),
    ),
)
