"""Module 2: ``fit_perceptron``, one sample after the other until an epoch has no mistake."""

import itertools
from operator import eq, le

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import array_of, away_from_zero, in_corner, in_float32, laid_out
from autograder.lessons.m02 import public
from autograder.lessons.m02.judge.fit_wrong import (
    all_at_once,
    always,
    at_the_border,
    counted_at_the_end,
    counted_at_the_start,
    epochs,
    never,
    stays,
    until_one_is_right,
    with_a_sign,
)
from nnlib.perceptron import fit_perceptron as engine_fit_perceptron

CLOSE = 2.0**-40  # the score of a sample close beside the line, next to others of 1 and more
# Where no line is, a loop that waits for a clean epoch has no end. What has one takes up to 24
# samples in the first of these cases and 200 in the other: hundreds of calls for each.
ENDLESS = 8_000, 40_000
TINY = 2.0**-43  # a learning rate whose scores are all smaller than what many take for 0


def fit_perceptron_cases(rng):
    """Draw the cases; each separable one takes at least three epochs, so that epochs show."""
    X, y = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 1, 1])
    example = {"X": X, "y": y, "lr": 1.0, "max_epochs": 10}
    stopped = _divided(rng, "stopped early", 15, 3, early=True)
    whole = {"X": X.astype(np.int64), "y": np.array([1, 0, 0, 0]), "lr": 0.5, "max_epochs": 20}
    one_class = {"X": away_from_zero(rng, (3, 2)), "y": np.zeros(3, int), "lr": 0.5}
    one_class["max_epochs"] = 5
    name = "many samples of float32, laid out another way in memory"
    many = laid_out(in_float32(_many(rng)), X="fortran", y="strided")
    return [
        Case("the example of the docstring", example),
        _divided(rng, "two features", 12, 2, repeats=True),
        _divided(rng, "four features", 15, 4),
        _divided(rng, "a single feature", 9, 1),
        in_corner(stopped, "other options"),
        Case("no line divides them", _mixed(rng, 4, 2), tags=("no line",), calls=ENDLESS[0]),
        in_corner(_left_out(rng), "tie", "other options"),
        in_corner(Case("whole numbers", whole), "whole", "tie"),
        in_corner(_close(rng, "a score close to 0", 0.5, CLOSE), "beside"),
        in_corner(_close(rng, "tiny steps", TINY, 1.0), "decades"),
        in_corner(many, "long", name=name),
        in_corner(Case("all samples of class 0", one_class), "zeros"),
    ]


def _divided(rng, name, N, D, early=False, repeats=False):
    """Draw samples on both sides of a line that needs three to thirty epochs to be found.

    ``repeats``: the mistakes get no fewer from one epoch to the next, and yet a line is found.
    ``early``: stopped one epoch before the last mistake. What is off there is off in b, too.
    """
    while True:
        w, b = rng.normal(size=D), float(away_from_zero(rng, (), 0.3, 1.0))
        X = rng.uniform(-2, 2, (N, D))
        y = (X @ w + b > 0).astype(np.int64)
        lr = int(rng.integers(13, 52)) / 64  # b may come back to 0, and is 0 then
        errors, moves, scores = _trained(X, y, lr, 30)
        several = len(errors) >= 4 and errors[-1] == 0 and max(errors) >= 2
        # far enough from 0, so that neither rounding nor a step a little beside 0 decides
        if not several or np.abs(scores).min() <= 1e-3:
            continue
        if repeats and not (_goes_on(errors, moves, eq) and _goes_on(errors, moves, le)):
            continue
        if not early or (0 not in moves[-3:-1] and _order_shows(X, y, lr, moves[:-2])):
            break
    epochs = len(errors) - 2 if early else len(errors) + int(rng.integers(2, 6))
    return Case(name, {"X": X, "y": y, "lr": lr, "max_epochs": epochs})


def _goes_on(errors, moves, compare):
    """Tell whether b still moves after the first epoch that is no better than the one before."""
    stop = [n for n, pair in enumerate(itertools.pairwise(errors), 2) if compare(*pair)]
    return bool(stop) and sum(moves[stop[0] :]) != 0


def _order_shows(X, y, lr, moves):
    """Tell whether b ends elsewhere if the samples come backwards, or shuffled."""
    orders = [np.arange(len(X))[::-1]]
    orders += (np.random.default_rng(seed).permutation(len(X)) for seed in range(3))
    found = [_trained(X[order], y[order], lr, len(moves))[1] for order in orders]
    return all(sum(other) != sum(moves) for other in found)


def _trained(X, y, lr, most):
    """Train, and return of each epoch the mistakes and how often b rose more than it fell.

    And all scores since the first mistake.
    """
    w, b, errors, moves, scores = np.zeros(X.shape[1]), 0.0, [], [], []
    while len(errors) < most and (not errors or errors[-1]):
        errors.append(0)
        moves.append(0)
        for x, t in zip(X, y, strict=True):
            z = x @ w + b
            if sum(errors):
                scores.append(z)
            e = int(t) - int(z > 0)
            w, b = w + lr * e * x, b + lr * e
            errors[-1] += abs(e)
            moves[-1] += e
    return errors, moves, np.array(scores)


def _mixed(rng, N, D):
    """Draw samples of which two are in one place and are called 0 and 1; no sum is rounded."""
    X = rng.integers(4, 17, (N, D)) * rng.choice([-1, 1], (N, D)) / 8
    y = np.resize([0, 1, 1], N)
    X[-1], y[-1] = X[0], 1 - y[0]
    lr = int(rng.integers(2, 7)) / 8
    return {"X": X, "y": y, "lr": lr, "max_epochs": int(rng.integers(3, 7))}


def _left_out(rng):
    """Make a case for the defaults: each epoch but the first takes back what it has moved."""
    place = rng.integers(1, 5, 2) * rng.choice([-1.0, 1.0], 2)
    inputs = {"X": np.array([place, place]), "y": np.array([0, 1])}
    name = "no line divides them, lr and max_epochs left out"
    return Case(name, inputs, tags=("no line",), calls=ENDLESS[1])


def _close(rng, name, lr, close):
    """Draw three samples of three features; the score of the second is lr · close.

    All scores are multiples of the learning rate, and the second one is exact.
    """
    y = np.array([1, 0, 1])
    missed = epochs(error=at_the_border(lambda z: z > 2 * lr * close))
    while True:
        first, second, third = rng.integers(1, 4, (3, 3)) * rng.choice([-1.0, 1.0], (3, 3))
        first[0] = 1
        second[0] = -1 - first[1:] @ second[1:] + close
        X = np.array([first, second, third])
        errors, _, scores = _trained(X, y, lr, 9)
        near = np.sort(np.abs(scores))[:2] / lr
        inputs = {"X": X, "y": y, "lr": lr, "max_epochs": len(errors) + 2}
        if 3 <= len(errors) < 9 and near[0] == close and near[1] > 1e-3:
            # who takes that score for 0, or stops because w has hardly moved, must be off in each
            # part of the answer
            stopped = engine_fit_perceptron(**{**inputs, "max_epochs": 1})
            if not _has_a_right_part(inputs, missed(**inputs), stopped):
                return Case(name, inputs)


def _many(rng):
    """Make 104 samples, of which one mistake is less than 1 %; no sum is rounded.

    The first four are the example's, seen in mirrors; all others are so far on their sides that
    they are right as soon as they are met: 1, 2, 1 and 0 mistakes.
    """
    corners, far = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), 100
    while True:
        y = np.concatenate([[0, 1, 1, 1], rng.permutation(np.resize([0, 1], far))])
        along = rng.integers(64, 129, (far, 1)) * (2 * y[4:, np.newaxis] - 1)
        X = np.concatenate([corners, (along + rng.integers(-16, 17, (far, 2))) / 8])
        X = X * rng.choice([-1, 1], 2)
        inputs = {"X": X, "y": y, "lr": int(rng.integers(2, 7)) / 8, "max_epochs": 6}
        # who reads the memory, where the columns lie one after the other, is off in each part
        misread = engine_fit_perceptron(**{**inputs, "X": X.T.reshape(X.shape)})
        if not _has_a_right_part(inputs, misread):
            return Case("many samples", inputs)


def _has_a_right_part(inputs, *answers):
    """Tell whether one of some wrong answers is right in one of its parts, by chance."""
    right = engine_fit_perceptron(**inputs)
    pairs = (pair for answer in answers for pair in zip(answer, right, strict=True))
    return any(np.array_equal(one, other) for one, other in pairs)


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
    version=3,
    rubric={"w": 1, "b": 0.5, "errors_per_epoch": 1, "no line": 0.5},
    label_words={"no line": "samples that no line divides"},
    outputs=("w", "b", "errors_per_epoch"),
    builds_on=("predict", "perceptron_update"),
    facts=lambda case: {
        "N": len(array_of(case.inputs["X"])),
        "epochs": case.inputs.get("max_epochs", 100),
    },
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
            "Your w and b have the right direction and the size of a different learning rate: was "
            "lr handed on?",
            (epochs(rate=1.0), epochs(rate=0.1), epochs(rate=0.01), epochs(rate=0.5)),
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
            (epochs(allowed=lambda most: 100), epochs(allowed=lambda most: 1000)),
        ),
        Misconception(
            "one epoch short",
            "Where {epochs} epochs are allowed and all of them are needed, you stop one before. "
            "How many numbers does your range give?",
            epochs(allowed=lambda most: most - 1),
        ),
        Misconception(
            "one epoch more",
            "Where {epochs} epochs are allowed and none of them is clean, your list has one more "
            "entry. At which number does your loop begin, and at which does it end?",
            epochs(allowed=lambda most: most + 1),
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
        Misconception(
            "on the line",
            "From w and b of 0 the first score is 0, whatever the sample. What does the "
            "perceptron answer there, and for which target is that a mistake?",
            (
                epochs(error=at_the_border(lambda z: z >= 0)),
                epochs(error=with_a_sign(lambda z: z <= 0)),
                epochs(error=with_a_sign(lambda z: z < 0)),
            ),
        ),
        Misconception(
            "a step beside 0",
            "Your step is not at 0: some scores close to it get the answer of the other side. "
            "How far above 0 does a score have to be for a 1?",
            (
                epochs(error=at_the_border(lambda z: z > 1e-5)),
                epochs(error=at_the_border(lambda z: z > -1e-5)),
                epochs(error=at_the_border(lambda z: z > 0.5)),
            ),
        ),
    ),
)
