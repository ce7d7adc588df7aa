"""Module 4: ``derivatives``, ``softmax_jacobian`` and ``dead_fraction``."""

import numpy as np

from autograder.exercise import Case, Exercise, Misconception, Step
from nnlib.activations import dead_fraction as engine_dead_fraction
from nnlib.activations import derivative, softmax
from nnlib.activations import softmax_jacobian as engine_softmax_jacobian

# ---------------------------------------------------------------- derivatives

SIX = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "silu")


def six_slopes(z):
    """Return the slopes of the six functions at z, in the order of ``SIX``."""
    return tuple(derivative(name, z) for name in SIX)


def derivatives_cases(rng):
    """Draw the cases; no z is 0, where a kink has no slope."""

    def z(shape):
        return rng.uniform(0.3, 3, shape) * rng.choice([-1.0, 1.0], shape)

    vector = rng.permutation(z(5) * 0 + rng.uniform(0.3, 3, 5) * [1, 1, 1, -1, -1])
    far = rng.uniform(800, 2000, 4) * np.array([1, -1, 1, -1])
    return [
        Case("the example of the docstring", {"z": np.array([0.5, 2.0])}),
        Case("a vector", {"z": vector}),
        Case("a table", {"z": z((3, 4))}),
        Case("arrays of float32", {"z": z(6).astype(np.float32)}),
        Case("very large numbers on both sides", {"z": far}, tags=("far out",)),
    ]


def _right_but(**parts):
    """Make a wrong version: right but for the parts given as functions of z."""

    def version(z):
        found = dict(zip(SIX, six_slopes(z), strict=True))
        found |= {name: part(z) for name, part in parts.items()}
        return tuple(found.values())

    return version


def _sigma(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


def _one_number_each(z):
    s, t, above = _sigma(z), np.tanh(z), bool(z > 0)
    low = float(np.exp(z))
    return s * (1 - s), 1 - t * t, float(above), 1.0 if above else 0.01, low, s + z * s * (1 - s)


DERIVATIVES = Exercise(
    name="derivatives",
    module=4,
    reference=six_slopes,
    cases=derivatives_cases,
    visible_points=1,
    outputs=SIX,
    rubric={
        "sigmoid": 0.25,
        "tanh": 0.25,
        "relu": 0.25,
        "leaky_relu": 0.25,
        "elu": 0.5,
        "silu": 0.25,
        "far out": 0.25,
    },
    overflow_counts=True,
    builds_on=("sigmoid",),
    tolerance=1e-9,
    steps=(
        Step("sigmoid", ("sigmoid",)),
        Step("tanh", ("tanh",)),
        Step("relu", ("relu",)),
        Step("leaky_relu", ("leaky_relu",)),
        Step("elu", ("elu", "far out")),
        Step("silu", ("silu",)),
    ),
    misconceptions=(
        Misconception(
            "sigmoid: input for value",
            "Your slope of the sigmoid at z = 2 is below 0, and the curve rises everywhere. "
            "In a (1 − a), which number is a: what went in, or what came out?",
            (_right_but(sigmoid=lambda z: z * (1 - z)), _right_but(sigmoid=lambda z: z - z**2)),
        ),
        Misconception(
            "tanh: input for value",
            "Your slope of tanh at z = 2 is −3, and the curve rises everywhere. "
            "In 1 − a², which number is a: what went in, or what came out?",
            (
                _right_but(tanh=lambda z: 1 - z**2),
                _right_but(tanh=lambda z: (1 - z) * (1 + z)),
            ),
        ),
        Misconception(
            "tanh: slope of the sigmoid",
            "tanh's values run from −1 to 1, and the rule a (1 − a) belongs to a curve from 0 to "
            "1. At z = 0 tanh rises by as much as z: what does your rule say there?",
            (
                _right_but(tanh=lambda z: np.tanh(z) * (1 - np.tanh(z))),
                _right_but(tanh=lambda z: np.tanh(z) - np.tanh(z) ** 2),
            ),
        ),
        Misconception(
            "relu: its value",
            "For relu you gave what comes out, not how steep it is. "
            "Going from z = 2 to z = 2.1, by how much does the output move?",
            (
                _right_but(relu=lambda z: np.maximum(z, 0)),
                _right_but(relu=lambda z: z * (z > 0)),
            ),
        ),
        Misconception(
            "relu: truth values",
            "Your slopes of relu are True and False. They stand in the right places; "
            "which numbers do they stand for?",
            (_right_but(relu=lambda z: z > 0), _right_but(relu=lambda z: ~(z < 0))),
        ),
        Misconception(
            "leaky_relu: no leak",
            "Below 0 your leaky_relu is flat, like a plain relu. "
            "From z = −2 to z = −1 its output goes from −0.02 to −0.01: how steep is that?",
            (
                _right_but(leaky_relu=lambda z: np.where(z > 0, 1.0, 0.0)),
                _right_but(leaky_relu=lambda z: (z > 0) * 1.0),
            ),
        ),
        Misconception(
            "leaky_relu: downhill",
            "Below 0 your slope of leaky_relu is negative. "
            "From z = −2 to z = −1 the output goes from −0.02 to −0.01: does it rise or fall?",
            (
                _right_but(leaky_relu=lambda z: np.where(z > 0, 1.0, -0.01)),
                _right_but(leaky_relu=lambda z: np.sign(z) * np.where(z > 0, 1.0, 0.01)),
            ),
        ),
        Misconception(
            "leaky_relu: its value",
            "For leaky_relu you gave the value, at least below 0. "
            "Its left arm is a straight line: can its slope depend on how far out z lies?",
            (
                _right_but(leaky_relu=lambda z: np.where(z > 0, 1.0, 0.01 * z)),
                _right_but(leaky_relu=lambda z: np.maximum(z, 0.01 * z)),
            ),
        ),
        Misconception(
            "elu: its value",
            "Below 0 your slope of elu is negative, and the curve rises there. "
            "What is left of exp(z) − 1 when you take its slope?",
            (
                _right_but(elu=lambda z: np.where(z > 0, 1.0, np.expm1(np.minimum(z, 0)))),
                _right_but(elu=lambda z: np.where(z > 0, 1.0, np.exp(np.minimum(z, 0)) - 1)),
            ),
        ),
        Misconception(
            "elu: flat below",
            "You made elu flat below 0. It does level off at −1, but only in the end: "
            "from z = −1 to z = −0.9, does exp(z) − 1 move?",
            (
                _right_but(elu=lambda z: np.where(z > 0, 1.0, 0.0)),
                _right_but(elu=lambda z: np.heaviside(z, 0.0)),
            ),
        ),
        Misconception(
            "elu: both branches computed",
            "All six hold for ordinary numbers. At z = 1000 one of them asks for an exponential "
            "that is never used: does np.where look before it computes?",
            (
                _right_but(elu=lambda z: np.where(z > 0, 1.0, np.exp(z))),
                _right_but(elu=lambda z: np.exp(z) * (z <= 0) + (z > 0)),
            ),
        ),
        Misconception(
            "silu: one factor held still",
            "In z · sigmoid(z) both factors move when z moves, and you let one of them stand "
            "still. What does the other one add?",
            (
                _right_but(silu=_sigma),
                _right_but(silu=lambda z: z * _sigma(z) * (1 - _sigma(z))),
                _right_but(silu=lambda z: _sigma(z) * (1 - _sigma(z))),
            ),
        ),
        Misconception(
            "silu: its value",
            "For silu you gave z · sigmoid(z) itself. "
            "Nudge z from 0 to 0.1: that value goes from 0 to about 0.05, so how steep is it at 0?",
            (
                _right_but(silu=lambda z: z * _sigma(z)),
                _right_but(silu=lambda z: z / (1 + np.exp(-np.clip(z, -700, 700)))),
            ),
        ),
        Misconception(
            "one number at a time",
            "Many numbers came at once, some above 0 and some below, and an `if` can go one way "
            "only. How could each of them get its own slope?",
            (_one_number_each, lambda z: (1.0 if z > 0 else 0.0,) * 6),
        ),
    ),
)

# ---------------------------------------------------------------- softmax_jacobian


def softmax_jacobian_cases(rng):
    """Draw the cases; the probabilities of one sample."""

    def case(name, p):
        return Case(name, {"p": p}, tags=("table",))

    C = int(rng.choice([4, 5]))
    with_zero = rng.permutation(np.append(softmax(rng.normal(size=3)), 0.0))
    return [
        case("the example of the docstring", np.array([0.5, 0.5])),
        case("three classes", softmax(rng.normal(size=3))),
        case("more classes", softmax(rng.normal(0, 1.5, C))),
        case("a class that is ruled out", with_zero),
        case("an array of float32", softmax(rng.normal(size=4)).astype(np.float32)),
    ]


def _by_entries(entry):
    return lambda p: np.array(
        [[entry(p, i, j) for j in range(len(p))] for i in range(len(p))], float
    )


SOFTMAX_JACOBIAN = Exercise(
    name="softmax_jacobian",
    module=4,
    reference=engine_softmax_jacobian,
    cases=softmax_jacobian_cases,
    visible_points=0.5,
    rubric={"table": 1.5},
    facts=lambda case: {"C": len(case.inputs["p"])},
    misconceptions=(
        Misconception(
            "diagonal only",
            "One score rose, its probability rose: the diagonal holds. "
            "Your table says that nobody else lost anything; where did it come from?",
            (
                lambda p: np.diag(p * (1 - p)),
                _by_entries(lambda p, i, j: p[i] * (1 - p[i]) if i == j else 0.0),
            ),
        ),
        Misconception(
            "a list for a table",
            "You answered {C} numbers: how each probability answers to its own score. "
            "How many pairs of a probability and a score are there?",
            (lambda p: p * (1 - p), lambda p: p - p**2),
        ),
        Misconception(
            "the same probability twice",
            "The diagonal holds. Beside it your numbers know only one of the two classes. "
            "Nudge the score of a class that has 1 % only: who can lose much to it?",
            (
                lambda p: p * (np.eye(len(p)) - p),
                lambda p: np.diag(p) - (p**2)[:, None],
                _by_entries(lambda p, i, j: p[i] * ((i == j) - p[i])),
            ),
        ),
        Misconception(
            "softmax taken twice",
            "You put p through softmax once more. "
            "These numbers add up to 1 already: what are they?",
            (
                lambda p: np.diag(softmax(p)) - np.outer(softmax(p), softmax(p)),
                _by_entries(lambda p, i, j: softmax(p)[i] * ((i == j) - softmax(p)[j])),
            ),
        ),
        Misconception(
            "signs turned",
            "Every sign is turned: your diagonal is below 0. "
            "Raise the score of a class: does its own probability rise or fall?",
            (
                lambda p: np.outer(p, p) - np.diag(p),
                _by_entries(lambda p, i, j: p[i] * (p[j] - (i == j))),
            ),
        ),
        Misconception(
            "others rise as well",
            "Beside the diagonal your numbers are above 0: one score rises, and every probability "
            "with it. They add up to 1 before and after: can all of them rise?",
            (
                lambda p: np.diag(p) + np.outer(p, p),
                lambda p: np.outer(p, p) + np.diag(p * (1 - 2 * p)),
            ),
        ),
        Misconception(
            "diagonal forgotten",
            "Beside the diagonal your table holds. On the diagonal it says that a class loses when "
            "its own score rises. What comes on top where both indices are the same?",
            (
                lambda p: -np.outer(p, p),
                _by_entries(lambda p, i, j: -p[i] * p[j]),
            ),
        ),
        Misconception(
            "ones on the diagonal",
            "You let a class of probability 0.01 rise as strongly as one of 0.5. "
            "When its score moves by a little, by which share of itself does a probability move?",
            (
                lambda p: np.eye(len(p)) - np.outer(p, p),
                _by_entries(lambda p, i, j: (i == j) - p[i] * p[j]),
                lambda p: np.eye(len(p)) - p,
            ),
        ),
    ),
)

# ---------------------------------------------------------------- dead_fraction


def dead_fraction_cases(rng):
    """Draw the cases; outputs of ReLUs, with units that are dead, choosy and nearly silent."""

    def outputs(N, H, dead):
        A = rng.uniform(0.2, 3, (N, H)) * (rng.random((N, H)) < 0.5)
        A[rng.integers(N, size=H), np.arange(H)] = 1.5  # each speaks at least once
        # the first sample meets a silence that is none, and a choosy unit
        A[0, :2], A[1, :2] = 0.0, 0.7
        A[:, H - dead :] = 0.0
        return A[:, rng.permutation(H)]

    def case(name, A, tag="share"):
        return Case(name, {"A": A}, tags=(tag,))

    faint = outputs(5, 6, 2)
    living = int(np.flatnonzero(faint.any(axis=0))[0])
    faint[:, living] = 1e-7 * rng.uniform(1, 2, 5)
    return [
        case("the example of the docstring", np.array([[0.0, 2.0], [0.0, 3.0]])),
        case("a batch of samples", outputs(7, 5, 2)),
        case("another batch", outputs(4, 8, int(rng.integers(1, 4)))),
        case("as many samples as units", outputs(6, 6, 1)),
        case("nobody is dead", outputs(5, 4, 0)),
        case("all are dead", np.zeros((3, 4))),
        case("a unit that whispers", faint, "a whisper"),
    ]


def _counted(A):
    return {"N": _sizes(A)[0], "H": _sizes(A)[1], "zeros": int((A == 0).sum())}


def _sizes(A):
    """Return the two sizes of A as plain numbers."""
    return tuple(int(n) for n in A.shape)


DEAD_FRACTION = Exercise(
    name="dead_fraction",
    module=4,
    reference=engine_dead_fraction,
    cases=dead_fraction_cases,
    visible_points=0.5,
    rubric={"share": 1, "a whisper": 0.5},
    facts=lambda case: _counted(case.inputs["A"]),
    misconceptions=(
        Misconception(
            "counts zeros",
            "You counted every zero of the table. A unit that is silent for one picture may speak "
            "for the next. For whom must it be silent to be dead?",
            (lambda A: float((A == 0).mean()), lambda A: 1 - np.count_nonzero(A) / A.size),
        ),
        Misconception(
            "silent once",
            "You call a unit dead as soon as one sample leaves it silent. "
            "Can it still learn from a sample for which it speaks?",
            (
                lambda A: float((A == 0).any(axis=0).mean()),
                lambda A: float((A.min(axis=0) == 0).mean()),
            ),
        ),
        Misconception(
            "samples for units",
            "You looked along the rows: these are samples for which every unit is silent. "
            "In a table of {N} samples and {H} units, where does one unit stand?",
            (
                lambda A: float((A == 0).all(axis=1).mean()),
                lambda A: sum(row.max() == 0 for row in A) / len(A),
            ),
        ),
        Misconception(
            "first sample only",
            "You asked the first sample alone. "
            "What if another picture wakes a unit that slept through the first one?",
            (lambda A: float((A[0] == 0).mean()), lambda A: sum(a == 0 for a in A[0]) / len(A[0])),
        ),
        Misconception(
            "the living",
            "This is the share of units that speak at least once. Which share was asked for?",
            (
                lambda A: float((A > 0).any(axis=0).mean()),
                lambda A: 1 - float((A == 0).all(axis=0).mean()),
            ),
        ),
        Misconception(
            "a count",
            "You counted the dead units. For {H} units the answer should lie between 0 and 1: "
            "out of how many did you count?",
            (lambda A: int((A == 0).all(axis=0).sum()), lambda A: sum(~A.any(axis=0).astype(bool))),
        ),
        Misconception(
            "divided by the samples",
            "You counted the dead units, and divided by {N}. "
            "Of what are they a share: of the samples, or of something else?",
            (
                lambda A: float((A == 0).all(axis=0).sum() / A.shape[0]),
                lambda A: float(sum(column.max() == 0 for column in A.T) / len(A)),
            ),
        ),
        Misconception(
            "a whisper taken for silence",
            "A unit that says 0.0000001 still says something, and slopes pass through it as "
            "through any other. Where do you draw the line between little and nothing?",
            (
                lambda A: float((A.max(axis=0) < 1e-3).mean()),
                lambda A: float(np.isclose(A, 0, atol=1e-3).all(axis=0).mean()),
            ),
        ),
    ),
)
