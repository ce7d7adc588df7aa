"""Module 8: ``adamw_step``, Adam's step and a decay that does not pass through the averages."""

import itertools

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import in_corner, in_float32, laid_out
from autograder.lessons.m08 import public
from autograder.lessons.m08.judge.drawn import arrays, whole, with_zero
from nnlib.optimizers import adamw_step

# The decay may come before Adam's step or after it. The two differ by lr² times the decay, in every
# case less than the tolerance.
SHORT = {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.1}


def adamw_step_cases(rng):
    """Draw the cases; where the rate is long, the gradient is 0 or the decay small."""
    example = {
        "w": np.array([2.0]), "g": np.zeros(1), "m": np.zeros(1), "v": np.zeros(1), "t": 1,
        "lr": 0.1, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.1,
    }  # fmt: skip
    other = {"lr": 0.02, "beta1": 0.8, "beta2": 0.95, "eps": 0.1, "weight_decay": 3e-4}
    orders = {"w": "strided", "g": "fortran", "m": "fortran", "v": "strided"}
    still = with_zero(_case(rng, "", (4,), 3, {**SHORT, "lr": 0.5}), "", "g", "m", "v")
    return [
        Case("the example of the docstring", example),
        _case(rng, "a vector, the numbers as they are", (3,), 3, {}),
        _case(rng, "a table, and a larger decay", (2, 3), 2, SHORT),
        in_corner(_case(rng, "other numbers throughout", (4,), 3, other), "other options"),
        in_corner(still, name="weights without a gradient, and a large rate"),
        _case(rng, "a decay of 0: Adam", (4,), 2, {**SHORT, "weight_decay": 0.0}),
        in_corner(_case(rng, "step 1,000", (4,), 1000, SHORT), "long"),
        _without_gradient(rng),
        in_corner(_sizes(rng), "decades"),
        in_corner(_small(rng), "decades"),
        in_corner(_case(rng, "arrays with three axes", (2, 1, 3), 2, SHORT), "shapes"),
        in_float32(_still(rng, (4,))),
        laid_out(_case(rng, "", (3, 2), 2, SHORT), **orders),
        _whole(rng),
    ]


def _case(rng, name, shape, t, numbers):
    inputs = arrays(rng, ("w", "g", "m"), shape)
    return Case(name, {**inputs, "v": rng.uniform(0.5, 2, shape), "t": t, **numbers})


def _still(rng, shape):
    """Draw weights without a gradient, at a rate and a decay that show in few digits."""
    numbers = {**SHORT, "lr": 0.5, "weight_decay": 0.4}
    return with_zero(_case(rng, "", shape, 3, numbers), "", "g", "m", "v")


def _without_gradient(rng):
    """Two weights go on by their averages, and two have never had a gradient: all of them decay."""
    seen = np.array([1.0, 1.0, 0.0, 0.0])
    inputs = _case(rng, "", (4,), 4, SHORT).inputs
    inputs |= {"g": np.zeros(4), "m": seen * inputs["m"], "v": seen * inputs["v"]}
    return in_corner(Case("gradients of 0, and averages that are not", inputs), "zeros")


def _sizes(rng):
    """Draw weights from 0.3 to a million, one of each decade, that are far larger than a step."""
    inputs = arrays(rng, ("w", "g", "m"), (7,))
    inputs["w"] = np.sign(inputs["w"]) * [0.3, 3.0, 30.0, 300.0, 3e3, 3e4, 1e6]
    inputs |= {"v": rng.uniform(0.5, 2, 7), "t": 2, **SHORT}
    return Case("weights from 0.3 to 1,000,000", inputs)


def _small(rng):
    """Draw weights below 1, whose decay is small as well."""
    case = _case(rng, "weights from 0.01 to 0.3", (4,), 2, SHORT)
    case.inputs["w"] = np.sign(case.inputs["w"]) * [0.3, 0.1, 0.03, 0.01]
    return case


def _whole(rng):
    zeros = {name: np.zeros(4, int) for name in ("m", "v")}
    inputs = {**whole(rng, ("w", "g"), (4,)), **zeros, "t": 1, **SHORT}
    return in_corner(Case("whole numbers", inputs), "whole")


# ---------------------------------------------------------------- wrong versions


def _adam(w, g, m, v, t, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def _decaying(
    place=lambda w, new, lr, decay: new - lr * decay * w,
    averages=lambda m, v, kept: (m, v),
):
    """Make a version: the right one but for where w ends, or what becomes of the averages."""

    def version(
        w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01
    ):  # fmt: skip
        new, m, v = _adam(w, g, m, v, t, lr, beta1, beta2, eps)
        return place(w, new, lr, weight_decay), *averages(m, v, 1 - lr * weight_decay)

    return version


def _with_gradient(change):
    """Make a version that changes the gradient: change(g, w, lr, decay), and w in no other way."""

    def version(
        w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01
    ):  # fmt: skip
        return _adam(w, change(g, w, lr, weight_decay), m, v, t, lr, beta1, beta2, eps)

    return version


def _where_no_gradient(place):
    """Make a version in which a weight whose gradient is 0 takes no step."""

    def version(
        w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01
    ):  # fmt: skip
        new, m, v = _adam(w, g, m, v, t, lr, beta1, beta2, eps)
        right = new - lr * weight_decay * w
        return np.where(g == 0, place(w, new, lr, weight_decay), right), m, v

    return version


def _keeping(handed_on):
    """Make a version that hands only some of its numbers on to Adam: those named."""

    def version(
        w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01
    ):  # fmt: skip
        given = {"lr": lr, "beta1": beta1, "beta2": beta2, "eps": eps}
        used = USUAL | {name: given[name] for name in handed_on}
        new, m, v = _adam(w, g, m, v, t, **used)
        return new - lr * weight_decay * w, m, v

    return version


USUAL = {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
SOME = [some for count in range(4) for some in itertools.combinations(USUAL, count)]
SOME.remove(("beta1", "eps"))  # beside the usual beta2 and rate, eps does not show


def _old_returned(which):
    """Make a version that gives averages back as they came: m is 0, and v is 1."""

    def version(
        w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01
    ):  # fmt: skip
        new, *made = _adam(w, g, m, v, t, lr, beta1, beta2, eps)
        kept = (
            old if k in which else one
            for k, (old, one) in enumerate(zip((m, v), made, strict=True))
        )
        return new - lr * weight_decay * w, *kept

    return version


def _taken_for_one(place):
    """Make a version in which what adam_step returns is taken for w."""

    def version(
        w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01
    ):  # fmt: skip
        return place(w, _adam(w, g, m, v, t, lr, beta1, beta2, eps), lr * weight_decay)

    return version


def _averages_kept_back(pick):
    """Make a version that has all three right, and returns some of them."""

    def version(
        w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01
    ):  # fmt: skip
        new, m, v = _adam(w, g, m, v, t, lr, beta1, beta2, eps)
        return pick(new - lr * weight_decay * w, m, v)

    return version


def _betas_exchanged(
    w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01
):  # fmt: skip
    new, m, v = _adam(w, g, m, v, t, lr, beta2, beta1, eps)
    return new - lr * weight_decay * w, m, v


def _in_another_order(
    w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01
):  # fmt: skip
    new, m, v = _adam(w, g, m, v, t, lr, beta1, beta2, eps)
    return m, v, new - lr * weight_decay * w


ADAMW_STEP = public.ADAMW_STEP.judged(
    reference=adamw_step,
    cases=adamw_step_cases,
    visible_points=1,
    rubric={"w": 2.5, "m": 0.25, "v": 0.25},
    outputs=("w", "m", "v"),
    builds_on=("adam_step",),
    facts=lambda case: {
        "lr": f"{case.inputs.get('lr', 1e-3):g}",
        "decay": f"{case.inputs.get('weight_decay', 0.01):g}",
    },
    another_way="""
def adamw_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    kept = (1 - lr * weight_decay) * w
    return adam_step(kept, g, m, v, t, lr, beta1, beta2, eps)
""",
    misconceptions=(
        Misconception(
            "through the gradient",
            "Your decay is added to the gradient, so Adam divides it by the usual size of that "
            "gradient: a weight without a gradient takes a whole step. Past which part of Adam "
            "should the decay lead?",
            (
                _with_gradient(lambda g, w, lr, decay: g + decay * w),
                _with_gradient(lambda g, w, lr, decay: g + lr * decay * w),
            ),
        ),
        Misconception(
            "rate left out of the decay",
            "Each step takes the share {decay} of w, at whatever rate. Adam's part is {lr} times "
            "something: what should the decay be multiplied by, to slow down with it?",
            (
                _decaying(lambda w, new, lr, decay: new - decay * w),
                _decaying(lambda w, new, lr, decay: (1 - decay) * new),
            ),
            holds="m and v hold.",
        ),
        Misconception(
            "no decay",
            "A weight without a gradient stays where it is, as in Adam's step. Which share of the "
            "weight itself should a step take?",
            _decaying(lambda w, new, lr, decay: new),
            holds="m and v hold.",
        ),
        Misconception(
            "rate twice",
            "The decay has the rate twice, so weights hardly shrink at a small rate. A step should "
            "take the share lr · weight_decay: how often is lr in it?",
            _decaying(lambda w, new, lr, decay: new - lr**2 * decay * w),
            holds="m and v hold.",
        ),
        Misconception(
            "it grows",
            "A weight without a gradient grows in your step, by the share by which it should "
            "shrink. Which sign does a decay have?",
            _decaying(lambda w, new, lr, decay: new + lr * decay * w),
            holds="m and v hold.",
        ),
        Misconception(
            "decayed twice",
            "A weight without a gradient loses twice the share. In how many places of your code "
            "does w decay: before Adam's step, after it, or both?",
            (
                _decaying(lambda w, new, lr, decay: new - 2 * lr * decay * w),
                _decaying(lambda w, new, lr, decay: new - w + (1 - lr * decay) ** 2 * w),
            ),
            holds="m and v hold.",
        ),
        Misconception(
            "averages decayed",
            "Something besides the weights decays: m or v came back smaller than Adam leaves it. "
            "Decoupled means that the averages know nothing of the decay: which line tells them?",
            (
                _decaying(averages=lambda m, v, kept: (kept * m, v)),
                _decaying(averages=lambda m, v, kept: (m, kept * v)),
                _decaying(averages=lambda m, v, kept: (kept * m, kept * v)),
            ),
        ),
        Misconception(
            "the gradient decayed",
            "The share is taken of the gradient, and the weight itself keeps its size. With a "
            "gradient of 0, what should still happen to w?",
            _with_gradient(lambda g, w, lr, decay: (1 - lr * decay) * g),
        ),
        Misconception(
            "decay alone",
            "w loses its share and takes no step. AdamW is Adam's step and, besides, a decay: "
            "which line uses what adam_step gives for w?",
            _decaying(lambda w, new, lr, decay: w - lr * decay * w),
            holds="m and v hold.",
        ),
        Misconception(
            "kept instead of taken",
            "Of w only the share lr · decay is left. A step should take that share, and keep the "
            "rest: how much of w is the rest?",
            _decaying(lambda w, new, lr, decay: new - w + lr * decay * w),
            holds="m and v hold.",
        ),
        Misconception(
            "every weight by the same amount",
            "Each weight comes nearer to 0 by the same amount. A share is more of a large weight "
            "than of a small one: what should lr · decay be multiplied by?",
            _decaying(lambda w, new, lr, decay: new - lr * decay * np.sign(w)),
            holds="m and v hold.",
        ),
        Misconception(
            "no weight in the decay",
            "All weights lose the same, to the same side: the rate times the decay. By hand, a "
            "weight of 2 loses a hundredth of itself: which part of your decay knows the weight?",
            _decaying(lambda w, new, lr, decay: new - lr * decay),
            holds="m and v hold.",
        ),
        Misconception(
            "betas exchanged",
            "Your call hands the two betas on in the other order, so m remembers as long as v "
            "should. In which order does the first line of adam_step name them?",
            _betas_exchanged,
        ),
        Misconception(
            "usual decay in the code",
            "Right for a decay of 0.01. Here it is {decay}: does your line know of it?",
            _decaying(lambda w, new, lr, decay: new - lr * 0.01 * w),
            holds="m and v hold.",
        ),
        Misconception(
            "numbers not handed on",
            "Right with the usual numbers. Here the rate is {lr}, and other numbers came as well: "
            "what does your call of adam_step know of them?",
            tuple(_keeping(some) for some in SOME),
        ),
        Misconception(
            "stopped where the gradient is 0",
            "Without a gradient a weight of yours does not go on. Its m is not 0 yet, and Adam "
            "steps along m: for which weights does your code leave the step out?",
            (
                _where_no_gradient(lambda w, new, lr, decay: w - lr * decay * w),
                _where_no_gradient(lambda w, new, lr, decay: w),
            ),
            holds="m and v hold.",
        ),
        Misconception(
            "three things taken for one",
            "adam_step returns three arrays, and one of your lines takes them for w alone. Which "
            "names should stand before the = of its call?",
            (
                _taken_for_one(lambda w, three, share: (1 - share) * three),
                _taken_for_one(lambda w, three, share: three - share * w),
            ),
        ),
        Misconception(
            "old averages returned",
            "m or v came back as it came in. Adam's step makes new ones: which should the next "
            "call find?",
            (_old_returned((0, 1)), _old_returned((0,)), _old_returned((1,))),
            holds="w holds, but",
        ),
        Misconception(
            "averages not returned",
            "Not all three come back. The next call needs w and both averages: what is missing in "
            "your return?",
            (
                _averages_kept_back(lambda w, m, v: w),
                _averages_kept_back(lambda w, m, v: (w, m)),
                _averages_kept_back(lambda w, m, v: (w, v)),
            ),
        ),
        Misconception(
            "in another order",
            "All three arrays are right, and they come back in another order. In which order does "
            "the docstring name them?",
            _in_another_order,
        ),
    ),
)
