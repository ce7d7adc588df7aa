"""Module 3: ``bump`` and ``approximate``, universal approximation with one's own hands."""

import itertools

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.core.plain_data import Family
from autograder.lessons.corners import away_from_zero, in_corner
from autograder.lessons.m03 import public
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
    cases.append(
        in_corner(_bump_case(rng, "a table of places", rng.uniform(-3, 3, (2, 3)), 1), "shapes")
    )
    return cases


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
    """Draw the cases; steps are gentle enough for the neighbours to be seen."""
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
        lo, width = rng.uniform(0.5, 1.5) * rng.choice([-3.0, 1.0]), rng.uniform(2, 4)
        waves = {part: away_from_zero(rng, 3, 0.5, 1.5) for part in ("sines", "cosines")}
        inputs = {
            "x": rng.uniform(lo - 0.5, lo + width + 0.5, 9),
            "f": Family("wave", {**waves, "level": float(rng.uniform(3, 4))}),
            "n_bumps": n,
            "lo": float(lo),
            "hi": float(lo + width),
            "k": float(rng.uniform(4, 8)),
        }
        cases.append(Case(name, inputs, tags=("one bump",) if n == 1 else ()))
    return cases


def _facts(case):
    return {"n": case.inputs["n_bumps"], "lo": f"{case.inputs['lo']:.3g}"}


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


APPROXIMATE = public.APPROXIMATE.judged(
    reference=engine_approximate,
    cases=approximate_cases,
    visible_points=0.5,
    rubric={"sums": 1, "one bump": 0.5},
    label_words={"sums": "sums of bumps", "one bump": "a single bump"},
    builds_on=("bump",),
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
            "one bump too few",
            "You made one bump less than {n}. Between how many fence posts do {n} gaps lie?",
            _sum_but(edges=lambda lo, hi, n: np.linspace(lo, hi, n)),
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
