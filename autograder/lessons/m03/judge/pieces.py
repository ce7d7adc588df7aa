"""Module 3: ``relu_regions_1d``, which counts straight pieces, and ``collapse_linear``."""

from dataclasses import replace

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import array_of, away_from_zero, in_corner, in_float32, laid_out
from autograder.lessons.m03 import public
from nnlib.network import collapse_linear as engine_collapse_linear
from nnlib.network import relu_regions_1d as engine_relu_regions_1d

# ---------------------------------------------------------------- relu_regions_1d


def regions_cases(rng):
    """Draw the cases; weights are powers of two and kinks quarters, so no rounding decides."""
    example = {"w": np.array([1.0, 2.0, -1.0]), "b": np.array([0.0, -1.0, 2.0])}

    def special(case, *corners, **changes):
        return in_corner(case, *corners, tags=("special units",), **changes)

    def case(name, inside, outside, **special_units):
        return _regions_case(rng, name, inside, outside, **special_units)

    whole = _as_whole(case("whole numbers", 3, 1, weights=(-8.0, -4.0, 4.0, 8.0)))
    return [
        Case("the example of the docstring", {**example, "lo": -1.0, "hi": 3.0}),
        case("all kinks inside", 5, 0),
        case("some kinks outside", 3, 3, below=1),
        case("no kink inside", 0, 3),
        special(case("two kinks in one place", 3, 2, twice=2), "tie"),
        special(case("units of weight 0", 3, 1, flat=3), "zeros"),
        special(case("a kink on the border", 3, 1, at_lo=1), "tie"),
        special(case("a single unit, its kink on the upper border", 0, 0, at_hi=1), "tie"),
        special(_beside(rng), "beside"),
        special(_tiny(rng, case("a tiny interval, weights of all sizes", 4, 0)), "decades"),
        special(_huge(case("", 3, 2)), name="a huge interval, float32, laid out another way"),
        special(whole, "whole"),
        special(case("all of it together", 5, 3, twice=2, flat=2, at_lo=1), "long"),
    ]


# What lies this close to a border or to another kink is not on it: exact in binary, and more than
# a billionth, to which an honest answer may round.
CLOSE = 2.0**-26
WEIGHTS = (-4.0, -2.0, -1.0, 1.0, 2.0, 4.0)


def _interval(rng):
    """Draw whole numbers around 0, but not with 0 in the middle."""
    return -int(rng.integers(1, 3)), int(rng.integers(5, 8))


def _regions_case(
    rng, name, inside, outside, below=0, twice=0, flat=0, at_lo=0, at_hi=0, weights=WEIGHTS
):
    """Draw an interval and units with as many kinks as wanted inside, above, below and so on."""
    lo, hi = _interval(rng)
    # Three kinks that are three under every seed: they fall together if they are cut to whole
    # numbers, and outside if they are mirrored or if their weight is forgotten.
    middle = int(rng.integers(3, hi))
    first = [middle - 0.25, middle + 0.25, middle + 0.5]
    # not 0, where a unit of weight 0 would be put by mistake
    others = [k / 4 for k in range(4 * lo + 1, 4 * hi) if k and k / 4 not in first]
    kinks = [*first, *rng.permutation(others)][:inside]
    # below in eighths: one that lost its sign would meet none of the others
    kinks += [*(hi + 1 + rng.permutation(8)[:outside] / 4), *[lo - 1.125] * below]
    kinks += [*kinks[:twice], *[float(lo)] * at_lo, *[float(hi)] * at_hi]
    w = rng.choice(weights, len(kinks))
    w[:3] = rng.choice([v for v in weights if v < 0 or v > 2], len(w[:3]))
    w, kinks = np.append(w, np.zeros(flat)), np.append(kinks, np.zeros(flat))
    b = np.where(w == 0, rng.choice([-1.0, 1.0], len(w)), -w * kinks)
    order = rng.permutation(len(w))
    return Case(name, {"w": w[order], "b": b[order], "lo": float(lo), "hi": float(hi)})


def _beside(rng):
    """Put kinks beside both borders, inside and outside, and two beside each other."""
    lo, hi = _interval(rng)
    middle = int(rng.integers(1, hi)) + 0.25
    places = [lo - CLOSE, lo + CLOSE, hi - CLOSE, hi + CLOSE, middle, middle + CLOSE]
    kinks = rng.permutation(places)
    w = rng.choice([-8.0, 8.0], 6)  # without the weights all kinks are outside
    inputs = {"w": w, "b": -w * kinks, "lo": float(lo), "hi": float(hi)}
    return Case("kinks close to the borders, and to each other", inputs)


def _scaled(case, scale):
    """Stretch the axis: the interval, and with it every kink."""
    stretched = {name: scale * case.inputs[name] for name in ("b", "lo", "hi")}
    return replace(case, inputs={**case.inputs, **stretched})


def _tiny(rng, case):
    """Shrink the interval to some millionths; weights go from a trillionth to a trillion."""
    inputs = _scaled(case, 2.0**-20).inputs
    sizes = rng.permutation(2.0 ** np.array([-40, -20, 20, 40]))
    return replace(case, inputs={**inputs, "w": inputs["w"] * sizes, "b": inputs["b"] * sizes})


def _huge(case):
    """Stretch the interval to some millions; what is float32 is exact all the same."""
    return laid_out(in_corner(in_float32(_scaled(case, 2.0**20)), "decades"), w="strided")


def _as_whole(case):
    """Make whole numbers of weights, biases and interval; the kinks are none."""
    whole = {name: case.inputs[name].astype(int) for name in ("w", "b")}
    borders = {name: int(case.inputs[name]) for name in ("lo", "hi")}
    return replace(case, inputs={**whole, **borders})


def _regions_facts(case):
    return {"H": len(array_of(case.inputs["w"]))}


def _kinks(w, b):
    return -b[w != 0] / w[w != 0]


def _count(kinks, lo, hi):
    return len({float(k) for k in kinks if lo < k < hi}) + 1


def _regions_but(kinks=_kinks, count=_count):
    return lambda w, b, lo, hi: count(kinks(w, b), lo, hi)


def _with_borders(inside):
    return _regions_but(
        count=lambda kinks, lo, hi: len(np.unique(kinks[inside(kinks, lo, hi)])) + 1
    )


RELU_REGIONS_1D = public.RELU_REGIONS_1D.judged(
    reference=engine_relu_regions_1d,
    cases=regions_cases,
    visible_points=0.5,
    rubric={"ordinary": 1, "special units": 0.5},
    label_words={"ordinary": "ordinary units"},
    version=2,
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
            "sign of the kink lost",
            "None of your kinks lies below 0, so those that do have lost their sign. "
            "For the unit relu(x + 1): where does it bend?",
            _regions_but(kinks=lambda w, b: np.abs(_kinks(w, b))),
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
            "One unit bends exactly where the interval begins or ends. "
            "Inside the interval, is there a piece on both sides of that place?",
            (
                _with_borders(lambda kinks, lo, hi: (lo <= kinks) & (kinks <= hi)),
                _with_borders(lambda kinks, lo, hi: (lo <= kinks) & (kinks < hi)),
                _with_borders(lambda kinks, lo, hi: (lo < kinks) & (kinks <= hi)),
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
        _collapse_tiny(_collapse_case(rng, "", D, H, C)),
        _collapse_huge(_collapse_case(rng, "", D, H, C)),
        _collapse_whole(rng, _collapse_case(rng, "whole numbers in the first layer", D, H, C)),
    ]


def _collapse_scaled(case, scale):
    """Multiply both answers by a number."""
    scaled = {name: scale * case.inputs[name] for name in ("W1", "b1", "b2")}
    return replace(case, inputs={**case.inputs, **scaled})


def _collapse_tiny(case):
    case = in_float32(_collapse_scaled(case, 1e-9))
    return in_corner(case, "decades", name="tiny numbers of float32")


def _collapse_huge(case):
    layouts = {"W1": "fortran", "b1": "strided", "W2": "strided", "b2": "strided"}
    case = laid_out(_collapse_scaled(case, 1e6), **layouts)
    return in_corner(case, "decades", name="large numbers, laid out another way")


def _collapse_whole(rng, case):
    (D, H), sign = case.inputs["W1"].shape, np.sign(case.inputs["b1"]).astype(int)
    first = {"W1": rng.integers(-3, 4, (D, H)), "b1": sign * rng.integers(1, 4, H)}
    return in_corner(case, "whole", inputs={**case.inputs, **first})


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
    version=2,
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
            (
                _collapse_but(W=lambda W1, W2: W2 @ W1),
                # raises with other words
                _collapse_but(W=lambda W1, W2: np.dot(W2, W1)),
            ),
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
            "first bias along the rows",
            "Your b follows the rows of the second layer's weights, which runs only where there "
            "are as many outputs as hidden units. Which of its numbers lead to output 0: a row or "
            "a column?",
            (
                _collapse_but(b=lambda b1, W2, b2: W2 @ b1 + b2),
                _collapse_but(b=lambda b1, W2, b2: np.dot(W2, b1) + b2),
            ),
        ),
        Misconception(
            "bias kept as a row",
            "Your b stands in a table of one row: how many axes has a bias?",
            _collapse_but(b=lambda b1, W2, b2: b1[None] @ W2 + b2),
            holds="W is right, and so are the numbers of b.",
        ),
    ),
)
