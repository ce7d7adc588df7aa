"""Module 3: ``relu_regions_1d``, which counts straight pieces, and ``collapse_linear``."""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import away_from_zero, in_corner
from autograder.lessons.m03 import public
from nnlib.network import collapse_linear as engine_collapse_linear
from nnlib.network import relu_regions_1d as engine_relu_regions_1d

# ---------------------------------------------------------------- relu_regions_1d


def regions_cases(rng):
    """Draw the cases; weights are powers of two and kinks quarters, so no rounding decides."""
    example = {"w": np.array([1.0, 2.0, -1.0]), "b": np.array([0.0, -1.0, 2.0])}
    return [
        Case("the example of the docstring", {**example, "lo": -1.0, "hi": 3.0}),
        _regions_case(rng, "all kinks inside", 4, 0),
        _regions_case(rng, "some kinks outside", 3, 4),
        _regions_case(rng, "no kink inside", 0, 3),
        in_corner(_regions_case(rng, "two kinks in one place", 3, 2, twice=2), "tie"),
        in_corner(_regions_case(rng, "units of weight 0", 3, 1, flat=3), "zeros"),
        in_corner(_regions_case(rng, "a kink on the border", 3, 1, border=1), "beside"),
        _regions_case(rng, "all of it together", 5, 3, twice=2, flat=2, border=1),
    ]


def _regions_case(rng, name, inside, outside, twice=0, flat=0, border=0):
    """Draw an interval around 0, but not its middle, and units with kinks where they are wanted."""
    lo, hi = -int(rng.integers(1, 3)), int(rng.integers(5, 8))
    # not 0, where a unit of weight 0 would be put by mistake; none mirrored into the interval
    places = rng.permutation([k / 4 for k in range(4 * lo + 1, 4 * hi) if k])
    kinks = [*places[:inside], *(hi + 1 + rng.permutation(8)[:outside] / 4)]
    kinks += [*kinks[:twice], *[float(lo)] * border]
    w = rng.choice([-4.0, -2.0, -1.0, 1.0, 2.0, 4.0], len(kinks))
    w = np.concatenate([w, np.zeros(flat)])
    b = np.concatenate([-w[: len(kinks)] * kinks, rng.choice([-1.0, 1.0], flat)])
    order = rng.permutation(len(w))
    inputs = {"w": w[order], "b": b[order], "lo": float(lo), "hi": float(hi)}
    return Case(name, inputs, tags=("special units",) if twice or flat or border else ())


def _regions_facts(case):
    w = case.inputs["w"]
    return {"H": len(w), "flat": int((w == 0).sum()), "lo": case.inputs["lo"]}


def _kinks(w, b):
    return -b[w != 0] / w[w != 0]


def _count(kinks, lo, hi):
    return len({float(k) for k in kinks if lo < k < hi}) + 1


def _regions_but(kinks=_kinks, count=_count):
    return lambda w, b, lo, hi: count(kinks(w, b), lo, hi)


RELU_REGIONS_1D = public.RELU_REGIONS_1D.judged(
    reference=engine_relu_regions_1d,
    cases=regions_cases,
    visible_points=0.5,
    rubric={"ordinary": 1, "special units": 0.5},
    label_words={"ordinary": "ordinary units"},
    facts=_regions_facts,
    misconceptions=(
        Misconception(
            "every unit counted",
            "You count {H} units and add one, whatever their weights are. "
            "Does every one of them bend the line somewhere between lo and hi?",
            lambda w, b, lo, hi: len(w) + 1,
        ),
        Misconception(
            "kinks outside counted",
            "Some units bend the line beyond lo or hi, and you count them. "
            "Which part of the axis was asked about?",
            _regions_but(count=lambda kinks, lo, hi: len(np.unique(kinks)) + 1),
        ),
        Misconception(
            "one place counted twice",
            "Two units bend at the same place, and you count a piece for each. "
            "How long is the piece between them?",
            _regions_but(count=lambda kinks, lo, hi: int(((lo < kinks) & (kinks < hi)).sum()) + 1),
        ),
        Misconception(
            "kinks for pieces",
            "You count the places where the line bends. "
            "Cut a string once: how many pieces are in your hands?",
            _regions_but(count=lambda kinks, lo, hi: _count(kinks, lo, hi) - 1),
        ),
        Misconception(
            "kink mirrored",
            "Your kinks lie mirrored about 0. For the unit relu(x − 3): where does it bend, "
            "and what are its weight and its bias?",
            _regions_but(kinks=lambda w, b: -_kinks(w, b)),
        ),
        Misconception(
            "kink at minus b",
            "Your kinks forget how steep a unit is. For relu(2x − 6): at which x is the sum 0?",
            _regions_but(kinks=lambda w, b: -b[w != 0]),
        ),
        Misconception(
            "flat unit given a kink",
            "A unit of weight 0 has no kink: it says the same everywhere. Where did you put it?",
            _regions_but(kinks=lambda w, b: np.append(_kinks(w, b), np.zeros(np.sum(w == 0)))),
        ),
        Misconception(
            "kink on the border",
            "One unit bends exactly at {lo:g}, where the interval begins. "
            "Inside the interval, is there a piece on both sides of that place?",
            _regions_but(
                count=lambda kinks, lo, hi: len(np.unique(kinks[(kinks >= lo) & (kinks <= hi)])) + 1
            ),
        ),
    ),
)

# ---------------------------------------------------------------- collapse_linear


def collapse_cases(rng):
    """Draw the cases; where all widths are equal a product in another order runs."""
    D, H, C = (int(n) for n in rng.permutation([3, 5, 7]))
    example = {
        "W1": np.array([[1.0, 2.0], [0.0, 1.0]]),
        "b1": np.array([1.0, 0.0]),
        "W2": np.array([[1.0, 1.0], [0.0, 1.0]]),
        "b2": np.array([0.0, 5.0]),
    }
    return [
        Case("the example of the docstring", example),
        _collapse_case(rng, "three widths", D, H, C),
        _collapse_case(rng, "all widths equal", 4, 4, 4),
        _collapse_case(rng, "as many outputs as features", 3, 5, 3),
        _collapse_case(rng, "as many outputs as hidden units", 5, 3, 3),
        _collapse_case(rng, "one hidden unit", D, 1, C),
    ]


def _collapse_case(rng, name, D, H, C):
    b1 = rng.uniform(0.5, 1.5, H) * np.where(np.arange(H) % 2, 1, -1)
    inputs = {"W1": rng.normal(size=(D, H)), "b1": b1, "W2": rng.normal(size=(H, C))}
    return Case(name, {**inputs, "b2": away_from_zero(rng, C, 1, 2)})


def _collapse_but(W=lambda W1, W2: W1 @ W2, b=lambda b1, W2, b2: b1 @ W2 + b2):
    return lambda W1, b1, W2, b2: (W(W1, W2), b(b1, W2, b2))


COLLAPSE_LINEAR = public.COLLAPSE_LINEAR.judged(
    reference=engine_collapse_linear,
    cases=collapse_cases,
    visible_points=0.5,
    rubric={"W": 0.75, "b": 0.75},
    outputs=("W", "b"),
    misconceptions=(
        Misconception(
            "second bias only",
            "Feed in x = 0: what leaves the first layer, and what does the second do with it?",
            _collapse_but(b=lambda b1, W2, b2: 1.0 * b2),
            holds="W is right.",
        ),
        Misconception(
            "biases added",
            "Your b adds the two biases as they are; but b1 has one number for each hidden unit. "
            "What stands between the hidden units and the output?",
            _collapse_but(b=lambda b1, W2, b2: b1 + b2),
            holds="W is right.",
        ),
        Misconception(
            "first bias only",
            "b1 reaches the output as it should. Which number is added last of all, in the "
            "second layer?",
            _collapse_but(b=lambda b1, W2, b2: b1 @ W2),
            holds="W is right, and",
        ),
        Misconception(
            "first bias through a ReLU",
            "In your b the negative numbers of b1 are gone, as after a ReLU. Is there an "
            "activation between these two layers?",
            _collapse_but(b=lambda b1, W2, b2: np.maximum(b1, 0) @ W2 + b2),
            holds="W is right.",
        ),
        Misconception(
            "weights in the other order",
            "Your W multiplies the second layer's weights by the first layer's, which runs only "
            "where the shapes happen to meet. Which layer does a row of X meet first?",
            _collapse_but(W=lambda W1, W2: W2 @ W1),
            holds="b is right.",
        ),
        Misconception(
            "entry by entry",
            "The star multiplies numbers in the same place. From input i to output j there is a "
            "road through every hidden unit: what gathers them?",
            _collapse_but(W=lambda W1, W2: W1 * W2),
            holds="b is right.",
        ),
        Misconception(
            "bias kept as a row",
            "Your b stands in a table of one row: how many axes has a bias?",
            _collapse_but(b=lambda b1, W2, b2: b1[None] @ W2 + b2),
            holds="W is right, and so are the numbers of b.",
        ),
    ),
)
