"""Module 3: ``bump`` and ``approximate``, universal approximation with one's own hands."""

import itertools
from dataclasses import replace

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.core.plain_data import Family
from autograder.lessons.corners import away_from_zero, in_corner, in_float32, laid_out
from autograder.lessons.m03 import public
from autograder.lessons.m03.public import wave
from nnlib.activations import sigmoid
from nnlib.network import approximate as engine_approximate
from nnlib.network import bump as engine_bump

# ---------------------------------------------------------------- bump


def bump_cases(rng):
    """Draw the cases; steps are gentle, because then the formula shows."""
    example = {"x": np.array([-8.0, 0.0, 8.0]), "left": -4.0, "right": 4.0, "height": 1.0, "k": 1.0}
    cases = [Case("the example of the docstring", example)]
    for name, sign in (("a bump", 1), ("a bump that points down", -1)):
        cases.append(_bump_case(rng, name, rng.uniform(-3, 3, 7), sign))
    return [
        *cases,
        in_corner(_bump_case(rng, "a table of places", rng.uniform(-3, 3, (2, 3)), 1), "shapes"),
        in_float32(_bump_case(rng, "", rng.uniform(-3, 3, 7), 1)),
        _whole_places(_bump_case(rng, "", rng.integers(-4, 5, (2, 3, 1)), 1)),
        _far_outside(rng, _bump_case(rng, "places far outside", None, 1)),
        _steep_and_low(_bump_case(rng, "a very low bump with steep steps", None, 1)),
    ]


def _whole_places(case):
    """Lay whole numbers out another way; without height and k other mistakes can be seen."""
    case = in_corner(laid_out(case, x="fortran"), "whole", "shapes")
    name = "whole numbers with three axes, laid out another way"
    return replace(case, name=name, inputs={**case.inputs, "height": 1.0, "k": 1.0})


def _far_outside(rng, case):
    """Look where little is left of the bump, down to a millionth of its height."""
    left, right, _, k = [case.inputs[name] for name in ("left", "right", "height", "k")]
    steps = np.arange(8, 16) + rng.uniform(0, 0.5, 8)
    x = np.concatenate([left - steps / k, right + steps / k])
    return in_corner(case, "decades", inputs={**case.inputs, "x": x})


def _steep_and_low(case):
    """Ask exactly at the steps, beside them and so far away that an exponential overflows."""
    left, right = case.inputs["left"], case.inputs["right"]
    k = 1000 * case.inputs["k"]
    beside = [left - 1 / k, left + 2 / k, right - 2 / k, right + 1 / k]
    x = np.array([left - 2, left, (left + right) / 2, right, right + 2, *beside])
    inputs = {**case.inputs, "x": x, "height": 1e-6 * case.inputs["height"], "k": k}
    return in_corner(case, "decades", "tie", "beside", inputs=inputs)


def _bump_case(rng, name, x, sign):
    left, right = rng.uniform(-2, -1), rng.uniform(0.2, 0.8)
    height, k = sign * rng.uniform(1.5, 3), rng.uniform(1.5, 3)
    inputs = {"left": left, "right": right, "height": height, "k": k}
    return Case(name, {"x": x, **{n: float(v) for n, v in inputs.items()}})


def _steps_but(combine=np.subtract, inside=lambda x, place, k: k * (x - place), scale=lambda h: h):
    """Make a wrong version from two steps: right but for what is given."""

    def version(x, left, right, height, k):
        return scale(height) * combine(sigmoid(inside(x, left, k)), sigmoid(inside(x, right, k)))

    return version


BUMP = public.BUMP.judged(
    reference=engine_bump,
    stand_in="""
        def bump(x, left, right, height, k):
            def sigmoid(z):
                return 0.5 * (1 + np.tanh(z / 2))

            return height * (sigmoid(k * (x - left)) - sigmoid(k * (x - right)))
    """,
    cases=bump_cases,
    visible_points=0.5,
    rubric={"bumps": 0.5},
    version=2,
    misconceptions=(
        Misconception(
            "two steps up",
            "Far to the right your bump stays up, at twice its height. "
            "The second step has to undo the first: which sign does it come with?",
            _steps_but(combine=np.add),
        ),
        Misconception(
            "upside down",
            "Your bump points the other way. "
            "Between left and right only one of the two steps has been taken: which one?",
            _steps_but(combine=lambda up, down: down - up),
        ),
        Misconception(
            "height forgotten",
            "Your bump is 1 high, whatever height was asked for. "
            "Which number of the call is never used?",
            _steps_but(scale=lambda height: 1.0),
        ),
        Misconception(
            "height on one step only",
            "The height multiplies one of your two steps only. "
            "Far to the right both have been taken: how much does each add or subtract there?",
            (
                lambda x, left, right, height, k: (
                    height * sigmoid(k * (x - left)) - sigmoid(k * (x - right))
                ),
                lambda x, left, right, height, k: (
                    height * sigmoid(k * (x - left)) + 1 - sigmoid(k * (x - right))
                ),
            ),
        ),
        Misconception(
            "raised by its height",
            "Far to the left, where no step has been taken, your bump is at its full height "
            "already. What does 1 minus a step give there?",
            _steps_but(combine=lambda up, down: up + 1 - down),
        ),
        Misconception(
            "place not scaled",
            "Your steps are as steep as they should be, but not where they should be. "
            "At x = left, what goes into the first sigmoid, and what is asked there?",
            _steps_but(inside=lambda x, place, k: k * x - place),
        ),
        Misconception(
            "steepness upside down",
            "A larger k should make the steps steeper; yours become gentler. "
            "One unit to the right of left, how large should the sigmoid's input be?",
            _steps_but(inside=lambda x, place, k: (x - place) / k),
        ),
        Misconception(
            "steepness forgotten",
            "Your steps are the same for every k. Which number makes a sigmoid steep?",
            _steps_but(inside=lambda x, place, k: x - place),
        ),
        Misconception(
            "product of steps",
            "Your bump multiplies two steps. It looks nearly the same, but the output of a network "
            "adds its units up: how does one step take the other away?",
            _steps_but(combine=lambda up, down: up * (1 - down)),
        ),
    ),
)

# ---------------------------------------------------------------- approximate


def approximate_cases(rng):
    """Draw the cases; steps are gentle enough for the neighbours to be seen.

    Edges are sixteenths, so no rounding decides; but for two cases, where it does so under every
    seed: a walk from edge to edge does not end at hi.
    """
    example = {
        "x": np.array([0.5, 1.5]),
        "f": Family("square", {"power": 2}),
        "n_bumps": 2,
        "lo": 0.0,
        "hi": 2.0,
        "k": 1000.0,
    }
    cases = [Case("the example of the docstring", example)]
    for name, n in [("five bumps", 5), ("eight bumps", 8), ("a single bump", 1)]:
        case = _approximate_case(rng, name, n, *_sixteenths(rng, n))
        cases.append(replace(case, tags=("one bump",) if n == 1 else ()))
    short = _rounded(rng, _ends_before)
    low = _approximate_case(rng, "very low bumps, edges that are rounded", *short, size=1e-6)
    single = in_float32(_approximate_case(rng, "", *_rounded(rng, _ends_behind)))
    alone = _approximate_case(rng, "a single place", 4, *_sixteenths(rng, 4))
    return [
        *cases,
        replace(alone, inputs={**alone.inputs, "x": alone.inputs["x"][:1]}),
        in_corner(low, "decades", "long"),
        replace(single, name="numbers of float32, edges that are rounded"),
        _whole_x(_approximate_case(rng, "", 5, 0.0, 5.0)),
    ]


def _approximate_case(rng, name, n, lo, hi, size=1.0):
    waves = {part: size * away_from_zero(rng, 3, 0.5, 1.5) for part in ("sines", "cosines")}
    f = Family("wave", {**waves, "level": _level(rng, waves, size, hi + (hi - lo) / n / 2)})
    # beyond both ends, and in the middle of a bump that would be one too many
    beyond = [lo - 0.3, hi + 0.3, hi + (hi - lo) / n / 2]
    x = rng.permutation([*rng.uniform(lo - 0.5, hi + 0.5, 7), *beyond])
    k = float(rng.uniform(4, 8))
    return Case(name, {"x": x, "f": f, "n_bumps": n, "lo": lo, "hi": hi, "k": k})


def _level(rng, waves, size, place):
    """Draw how high the waves lie; a bump that stands at this place must not be flat."""
    while True:
        level = size * float(rng.uniform(3, 4))
        if abs(wave(**waves, level=level)(place)) > 0.1 * size:
            return level


def _sixteenths(rng, n):
    """Draw an interval that n bumps divide without any rounding."""
    lo = int(rng.choice([*range(-72, -23), *range(8, 25)]))
    width = int(rng.integers(32, 65)) // n
    return lo / 16, (lo + n * width) / 16


def _rounded(rng, fits):
    """Draw n, lo and hi such that rounding does to a walk what is asked for.

    Of a thousand intervals a few do: they are tried all at once.
    """
    while True:
        n, sign = int(rng.integers(6, 12)), rng.choice([-3, 1])
        lo = sign * rng.uniform(0.5, 1.5, 1000)
        hi = lo + rng.uniform(2, 4, 1000)
        found = np.flatnonzero(fits(n, lo, hi))
        if found.size:
            return n, float(lo[found[0]]), float(hi[found[0]])


def _ends_before(n, lo, hi):
    """Tell where a walk finds room for one bump more, whichever way it is made."""
    end, lefts, edges = _walks(n, lo, hi)
    return (end < hi) & (lefts > n) & (edges > n + 1)


def _ends_behind(n, lo, hi):
    """Tell where a walk finds no room for the last bump, and np.arange no bump too many."""
    end, lefts, edges = _walks(n, lo, hi)
    return (end > hi) & (lefts == n) & (edges == n + 1)


def _walks(n, lo, hi):
    """Return where n steps end, and how many numbers np.arange makes up to hi and beyond."""
    width, end = (hi - lo) / n, lo
    for _ in range(n):
        end = end + width
    return end, np.ceil((hi - lo) / width), np.ceil((hi + width - lo) / width)


def _whole_x(case):
    """Ask at whole numbers; the interval begins at 0, so that other mistakes can be seen."""
    inputs = {**case.inputs, "x": np.array([-1, 0, 1, 2, 3, 4, 5, 6])}
    case = in_corner(laid_out(replace(case, inputs=inputs), x="strided"), "whole", "tie")
    return replace(case, name="whole numbers, laid out another way")


def _facts(case):
    lo, hi = (f"{case.inputs[name]:.3g}".replace("-", "−") for name in ("lo", "hi"))
    return {"n": case.inputs["n_bumps"], "lo": lo, "hi": hi}


def _sum_but(
    edges=lambda lo, hi, n: np.linspace(lo, hi, n + 1),
    asked=lambda left, right, x: (left + right) / 2,
    finish=sum,
):
    """Make a wrong version from a sum over neighbouring edges: right but for what is given."""

    def version(x, f, n_bumps, lo, hi, k):
        parts = []
        for left, right in itertools.pairwise(edges(lo, hi, n_bumps)):
            parts.append(engine_bump(x, left, right, f(asked(left, right, x)), k))
        return finish(parts)

    return version


def _walked(lo, hi, n):
    """Walk from edge to edge as far as hi; rounding may leave out the last."""
    width, edges = (hi - lo) / n, [lo]
    while edges[-1] + width <= hi:
        edges.append(edges[-1] + width)
    return edges


def _bumps_from(starts):
    """Make a wrong version whose bumps have the right width and start at these places."""

    def version(x, f, n_bumps, lo, hi, k):
        width = (hi - lo) / n_bumps
        parts = []
        for left in starts(lo, hi, n_bumps):
            parts.append(engine_bump(x, left, left + width, f(left + width / 2), k))
        return sum(parts)

    return version


APPROXIMATE = public.APPROXIMATE.judged(
    reference=engine_approximate,
    cases=approximate_cases,
    visible_points=0.5,
    rubric={"sums": 1, "one bump": 0.5},
    label_words={"sums": "sums of bumps", "one bump": "a single bump"},
    builds_on=("bump",),
    version=2,
    facts=_facts,
    misconceptions=(
        Misconception(
            "height from the left edge",
            "Each of your bumps is as high as f at its left edge. On a slope they all lag behind: "
            "which place of its base stands for all of it?",
            _sum_but(asked=lambda left, right, x: left),
        ),
        Misconception(
            "height from the right edge",
            "Each of your bumps is as high as f at its right edge. On a slope they all run ahead: "
            "which place of its base stands for all of it?",
            _sum_but(asked=lambda left, right, x: right),
        ),
        Misconception(
            "middle misplaced",
            "You ask f at another place than the middle of a bump's base. "
            "For the base from 2 to 3: which number does your line for the middle give?",
            (
                _sum_but(asked=lambda left, right, x: left + right / 2),
                _sum_but(asked=lambda left, right, x: (right - left) / 2),
            ),
        ),
        Misconception(
            "one bump too few",
            "You made one bump less than {n}. Between how many fence posts do {n} gaps lie?",
            (_sum_but(edges=lambda lo, hi, n: np.linspace(lo, hi, n)), _sum_but(_walked)),
        ),
        Misconception(
            "one bump too many",
            "{n} bumps are asked for, and you make one more, beyond {hi}. What decides how many "
            "there are: a count, or a place that is compared with hi?",
            (
                _bumps_from(lambda lo, hi, n: lo + np.arange(n + 1) * (hi - lo) / n),
                _bumps_from(lambda lo, hi, n: np.arange(lo, hi, (hi - lo) / n)),
                _bumps_from(_walked),
            ),
        ),
        Misconception(
            "starts up to the end",
            "You have {n} places where a bump starts, and the last of them is {hi}. If the last "
            "bump is to end there, where does it start?",
            _bumps_from(np.linspace),
        ),
        Misconception(
            "start forgotten",
            "Your bumps stand side by side, beginning at 0. "
            "The interval begins at {lo}: who tells the first bump?",
            _sum_but(edges=lambda lo, hi, n: np.arange(n + 1) * (hi - lo) / n),
        ),
        Misconception(
            "last bump only",
            "Of all your bumps the last one is left. "
            "What happens to the bumps before it when the next one comes?",
            _sum_but(finish=lambda parts: parts[-1]),
        ),
        Misconception(
            "mean of the bumps",
            "Your curve is {n} times too low, and there are {n} bumps. "
            "At one place only one of them is up: what does dividing do to it?",
            _sum_but(finish=lambda parts: np.mean(parts, axis=0)),
        ),
        Misconception(
            "f asked at x",
            "Your curve is too good: it asks f again at every x, and a network could not. A bump "
            "has one height, fixed before any x comes: at which place is f asked for it?",
            _sum_but(asked=lambda left, right, x: x),
        ),
    ),
)
