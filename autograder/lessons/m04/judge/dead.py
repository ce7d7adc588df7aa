"""Module 4: ``dead_fraction``, the share of units that are silent for every sample."""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import array_of, in_corner, in_float32, laid_out
from autograder.lessons.m04 import public
from nnlib.activations import dead_fraction as engine_dead_fraction


def dead_fraction_cases(rng):
    """Draw the cases; outputs of ReLUs, with units that are dead, choosy and nearly silent."""

    def outputs(N, H, dead):
        A = rng.uniform(0.2, 3, (N, H)) * (rng.random((N, H)) < 0.5)
        # each speaks at least once, and no lower than any threshold
        A[rng.integers(2, N, size=H), np.arange(H)] = 3.5
        # the first sample meets a silence that is none, and a choosy unit
        A[0, :2], A[1, :2] = 0.0, 0.7
        A[:, H - dead :] = 0.0
        return A[:, rng.permutation(H)]

    # each sample has a unit that speaks for it alone: who leaves one out, misses a unit
    alone = np.diag(rng.uniform(3, 3.5, 7))[:, rng.permutation(7)]
    batch = np.hstack([outputs(7, 3, 2), alone])[:, rng.permutation(10)]
    faint = outputs(5, 6, 2)
    awake = np.flatnonzero(faint.any(axis=0))
    # below every threshold that anybody would write
    faint[:, awake[0]] = 1e-30 * rng.uniform(1, 2, 5)
    faint[:, awake[1]] = 1e-30 * np.eye(5)[rng.integers(5)]
    lively = outputs(5, 4, 0)
    lively[:, rng.integers(4)] = 3.2
    # one of hundreds is enough, the first as well as the last
    many = np.zeros((300, 4))
    many[[0, 299, rng.integers(120, 180)], rng.permutation(4)[:3]] = rng.uniform(3, 3.5, 3)
    # read in another order, no unit of these is dead
    turned = rng.uniform(3, 3.5, (4, 8))
    turned[:, rng.permutation(8)[: rng.integers(1, 4)]] = 0.0
    return [
        Case("the example of the docstring", {"A": np.array([[0.0, 2.0], [0.0, 3.0]])}),
        Case("a batch of samples", {"A": batch}),
        in_corner(
            in_float32(laid_out(Case("", {"A": turned}), A="fortran")),
            name="numbers of float32, laid out another way",
        ),
        Case("as many samples as units", {"A": outputs(6, 6, 1)}),
        in_corner(Case("nobody is dead", {"A": lively}), "zeros", "tie"),
        in_corner(Case("one sample, and all are silent", {"A": np.zeros((1, 4))}), "zeros"),
        in_corner(Case("many samples", {"A": many}), "long"),
        in_corner(
            Case("a unit that whispers", {"A": faint}, tags=("a whisper",)), "decades", "beside"
        ),
    ]


def _mostly(share):
    return lambda A: float(((A == 0).mean(axis=0) > share).mean())


DEAD_FRACTION = public.DEAD_FRACTION.judged(
    reference=engine_dead_fraction,
    cases=dead_fraction_cases,
    visible_points=0.5,
    rubric={"share": 1, "a whisper": 0.5},
    version=2,
    label_words={"share": "ordinary batches", "a whisper": "units that whisper"},
    facts=lambda case: dict(zip("NH", array_of(case.inputs["A"]).shape, strict=True)),
    misconceptions=(
        Misconception(
            "counts zeros",
            "You counted every zero of the table. A unit that is silent for one picture may speak "
            "for the next. For whom must it be silent to be dead?",
            lambda A: float((A == 0).mean()),
        ),
        Misconception(
            "silent once",
            "You call a unit dead as soon as one sample leaves it silent. "
            "Can it still learn from a sample for which it speaks?",
            lambda A: float((A == 0).any(axis=0).mean()),
        ),
        Misconception(
            "samples for units",
            "You looked along the rows: these are samples for which every unit is silent. "
            "In a table of {N} samples and {H} units, where does one unit stand?",
            lambda A: float((A == 0).all(axis=1).mean()),
        ),
        Misconception(
            "first sample only",
            "You asked the first sample alone. "
            "What if another picture wakes a unit that slept through the first one?",
            lambda A: float((A[0] == 0).mean()),
        ),
        Misconception(
            "the living",
            "This is the share of units that speak at least once. Which share was asked for?",
            lambda A: float((A > 0).any(axis=0).mean()),
        ),
        Misconception(
            "a count",
            "You counted the dead units. For {H} units the answer should lie between 0 and 1: "
            "out of how many did you count?",
            lambda A: int((A == 0).all(axis=0).sum()),
        ),
        Misconception(
            "divided by the samples",
            "You counted the dead units, and divided by {N}. "
            "Of what are they a share: of the samples, or of something else?",
            lambda A: float((A == 0).all(axis=0).sum() / A.shape[0]),
        ),
        Misconception(
            "divided by all numbers",
            "You counted the dead units, and divided by all {N} times {H} numbers of the table. "
            "Out of how many things did you count?",
            lambda A: float((A == 0).all(axis=0).sum() / A.size),
        ),
        Misconception(
            "in percent",
            "The share is right, in percent. A share is asked for: how is half written then?",
            lambda A: 100 * float((A == 0).all(axis=0).mean()),
        ),
        Misconception(
            "an answer for each unit",
            "You say of each of the {H} units whether it is dead, and each answer is right. "
            "Which share of them is a yes?",
            (lambda A: (A == 0).all(axis=0), lambda A: [bool(unit.max() == 0) for unit in A.T]),
        ),
        Misconception(
            "asked of the whole table",
            "You asked whether all numbers of the table are 0: one question, one yes or no. "
            "In a table of {N} samples and {H} units, how often should you ask, and along what?",
            lambda A: (A == 0).all(),
        ),
        Misconception(
            "a whisper taken for silence",
            "A unit whose outputs are tiny still says something, and slopes pass through it as "
            "through any other. Where do you draw the line between little and nothing?",
            lambda A: float((A.max(axis=0) < 1e-3).mean()),
        ),
        Misconception(
            "silent for most",
            "You call a unit dead that is silent for most samples. "
            "Can it still learn from the few for which it speaks?",
            tuple(map(_mostly, (0.5, 0.7, 0.8, 0.9))),
        ),
        Misconception(
            "looks below 0",
            "You find no dead unit in any table. What a ReLU gives for a sum below 0: "
            "is that a number below 0?",
            lambda A: float((A < 0).all(axis=0).mean()),
        ),
        Misconception(
            "always the same",
            "A unit whose answer never changes is dead for you. "
            "If it says 1.5 for every sample, is it silent?",
            lambda A: float((A.max(axis=0) == A.min(axis=0)).mean()),
        ),
    ),
)
