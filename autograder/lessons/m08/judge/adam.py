"""Module 8: ``adam_step``, both averages corrected for a start at 0."""

import numpy as np

from autograder.core.exercise import Case, Misconception, Step
from autograder.lessons.corners import in_corner, in_float32, laid_out
from autograder.lessons.m08 import public
from autograder.lessons.m08.judge.drawn import arrays, whole
from nnlib.optimizers import adam_step as engine_adam_step

FIRST = ("first",)  # a tag: both averages come in at 0
OTHER = ("other options",)
# Beside a weight of this size the tolerance is 0.485: a step of a gradient as small as eps may be
# anything from 0.015 to 0.985 times the rate. So eps may act before the correction, where it makes
# it 0.03, or after it, 0.5. Inside the root (0.0001) or not at all (1) it is refused.
BESIDE_EPS = 485_000.0


def adam_step_cases(rng):
    """Draw the cases; a gradient of size 1 would hide a root that is missing."""
    example = {"w": np.array([1.0]), "g": np.array([2.0]), **_averages(1), "t": 1, "lr": 0.1}
    first, second, third = _three_steps(rng, (3,))
    table = _three_steps(rng, (2, 3))[1]
    numbers = {"lr": 0.05, "beta1": 0.8, "beta2": 0.95}
    other_first, _, other_third = _three_steps(rng, (4,), **numbers)
    orders = {"w": "strided", "g": "fortran", "m": "fortran", "v": "strided"}
    return [
        Case("the example of the docstring", example, tags=FIRST),
        Case("the first step of a vector, the numbers as they are", first, tags=FIRST),
        Case("the second step", {**second, "lr": 0.1}),
        Case("a table in between, at its second step", {**table, "lr": 0.1}),
        Case("the third step, and the gradient turns round", {**third, "lr": 0.1}),
        Case("a first step with other numbers", other_first, tags=FIRST, corners=OTHER),
        Case("a third step with other numbers", other_third, corners=OTHER),
        _a_thousand_steps(rng),
        *_later_steps(rng),
        _a_large_eps(rng),
        _without_gradient(rng),
        _as_small_as_eps(rng),
        _sizes(rng),
        in_corner(Case("arrays with three axes", _three_steps(rng, (2, 1, 3))[1]), "shapes"),
        in_float32(Case("", {**_three_steps(rng, (4,))[2], "lr": 0.1})),
        laid_out(Case("", {**_three_steps(rng, (3, 2))[2], "lr": 0.1}), **orders),
        _whole(rng),
    ]


def _averages(*shape):
    """Return m and v as they come in at the first step."""
    return {"m": np.zeros(shape), "v": np.zeros(shape)}


def _three_steps(rng, shape, lr=None, beta1=0.9, beta2=0.999):
    """Draw the inputs of three steps in a row; the third gradient is of half the size, and turned.

    Returns
    -------
    list of dict
        With ``lr`` also the numbers that come after ``t``.
    """
    g = arrays(rng, ("g",), shape)["g"]
    inputs, (m, v) = [], _averages(*shape).values()
    for t, gradient in enumerate((g, g * rng.uniform(0.8, 1.2, shape), -0.5 * g), start=1):
        w = arrays(rng, ("w",), shape)["w"]
        inputs.append({"w": w, "g": gradient, "m": m, "v": v, "t": t})
        if lr is not None:
            inputs[-1] |= {"lr": lr, "beta1": beta1, "beta2": beta2}
        m = beta1 * m + (1 - beta1) * gradient
        v = beta2 * v + (1 - beta2) * gradient**2
    return inputs


def _a_thousand_steps(rng):
    inputs = arrays(rng, ("w", "g", "m"), (4,))
    inputs |= {"v": rng.uniform(0.5, 2, 4), "t": 1000, "lr": 0.1}
    return in_corner(Case("step 1,000", inputs), "long")


def _later_steps(rng):
    """Draw two steps at which averages that forget slowly still need their correction."""
    for t, beta1, beta2 in ((120, 0.98, 0.995), (10_000, 0.9995, 0.9999)):
        inputs = arrays(rng, ("w", "g", "m"), (4,)) | {"v": rng.uniform(0.5, 2, 4)}
        inputs |= {"t": t, "lr": 0.1, "beta1": beta1, "beta2": beta2}
        yield in_corner(Case(f"step {t:,}, and averages that forget slowly", inputs), "long")


def _a_large_eps(rng):
    """So late the correction of v is 1: whether eps comes before it or after it is the same."""
    inputs = arrays(rng, ("w", "g", "m"), (4,)) | {"v": rng.uniform(0.5, 2, 4)}
    inputs |= {"t": 1000, "lr": 0.1, "beta1": 0.8, "beta2": 0.95, "eps": 0.1}
    return in_corner(Case("step 1,000, and eps = 0.1", inputs), "long", *OTHER)


def _without_gradient(rng):
    """Two entries go on by their averages, and two have never had a gradient."""
    inputs = arrays(rng, ("w", "g", "m"), (4,))
    seen = np.array([1.0, 1.0, 0.0, 0.0])
    inputs |= {"g": np.zeros(4), "m": seen * inputs["m"], "v": seen * rng.uniform(0.5, 2, 4)}
    return in_corner(Case("gradients of 0", {**inputs, "t": 4, "lr": 0.1}), "zeros")


def _as_small_as_eps(rng):
    inputs = {
        "w": np.array([BESIDE_EPS, 0.5, -0.25, 1.5]),  # not the smallest case: that is shown
        "g": np.array([0.0, *1e-8 * rng.choice([-1.0, 1.0], 3)]),
        **_averages(4),
        "t": 1,
        "lr": 1.0,
    }
    case = Case("a gradient of 0, and some as small as eps", inputs, tags=FIRST)
    return in_corner(case, "decades")


def _sizes(rng):
    """Draw gradients from 0.3 to a million, one of each decade: their first steps are alike."""
    g = arrays(rng, ("g",), (8,))["g"]
    g = np.sign(g) * [0.3, 2.0, 20.0, 200.0, 2e3, 2e4, 2e5, 1e6]
    inputs = {**arrays(rng, ("w",), (8,)), "g": g, **_averages(8), "t": 1, "lr": 0.1}
    return in_corner(Case("gradients from 0.3 to 1,000,000", inputs, tags=FIRST), "decades")


def _whole(rng):
    """Draw whole numbers; the averages are 0, and whole as well."""
    zeros = {name: np.zeros(4, int) for name in ("m", "v")}
    inputs = {**whole(rng, ("w", "g"), (4,)), **zeros, "t": 1, "lr": 0.1}
    return in_corner(Case("whole numbers", inputs, tags=FIRST), "whole")


# ---------------------------------------------------------------- wrong versions


def _adam(
    m=lambda m, g, b: b * m + (1 - b) * g,
    v=lambda v, g, b, m: b * v + (1 - b) * g**2,
    m_hat=lambda m, b, t: m / (1 - b**t),
    v_hat=lambda v, b, t: v / (1 - b**t),
    way=lambda m_hat, v_hat, eps: m_hat / (np.sqrt(v_hat) + eps),
    place=lambda w, step, lr, eps: w - lr * step,
):
    """Make a version: the right one but for the parts that are given as functions."""

    def version(w, g, m_old, v_old, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        m_new = m(m_old, g, beta1)
        v_new = v(v_old, g, beta2, m_new)
        step = way(m_hat(m_new, beta1, t), v_hat(v_new, beta2, t), eps)
        return place(w, step, lr, eps), m_new, v_new

    return version


def _with_corrections(wrong):
    """Make the versions in which both averages are corrected wrongly, or one of the two."""
    return _adam(m_hat=wrong, v_hat=wrong), _adam(m_hat=wrong), _adam(v_hat=wrong)


def _returning(pick):
    """Make a version that has all of it right and returns something else."""

    def version(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        right = _adam()(w, g, m, v, t, lr, beta1, beta2, eps)
        return pick(w, lr, beta1, beta2, t, *right)

    return version


def _with_numbers(**fixed):
    """Make a version in which some of the usual numbers stand in the code."""

    def version(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        given = {"lr": lr, "beta1": beta1, "beta2": beta2, "eps": eps} | fixed
        return _adam()(w, g, m, v, t, **given)

    return version


def _as_it_is(average, b, t):
    return average


def _one_less(average, b, t):
    return average / np.float64(1 - b ** (t - 1))


def _one_more(average, b, t):
    return average / (1 - b ** (t + 1))


def _by_the_first(average, b, t):
    return average / (1 - b)


def _multiplied(average, b, t):
    return average * (1 - b**t)


def _power_of_the_rest(average, b, t):
    return average / (1 - b) ** t


def _without_brackets(average, b, t):
    return average / 1 - b**t


def _times(average, b, t):
    return average / (1 - b * t)


def _betas_exchanged(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    return _adam()(w, g, m, v, t, lr, beta2, beta1, eps)


def _averages_exchanged(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    return _adam(
        m=lambda m, g, b: beta2 * m + (1 - beta2) * g,
        v=lambda v, g, b, m: beta1 * v + (1 - beta1) * g**2,
    )(w, g, m, v, t, lr, beta1, beta2, eps)


def _under_one_name(corrected, too_early=False):
    """Make a version in which averages are corrected under their own name, and again for the hat.

    Parameters
    ----------
    corrected : str
        Which of "m" and "v".
    too_early : bool
        Whether that is done before the gradient comes in.
    """

    def version(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        of_m = 1 - beta1**t if "m" in corrected else 1.0
        of_v = 1 - beta2**t if "v" in corrected else 1.0
        if too_early:
            return _adam()(w, g, m / of_m, v / of_v, t, lr, beta1, beta2, eps)
        return _adam(
            m=lambda m, g, b: (b * m + (1 - b) * g) / of_m,
            v=lambda v, g, b, m: (b * v + (1 - b) * g**2) / of_v,
        )(w, g, m, v, t, lr, beta1, beta2, eps)

    return version


def _one_beta_for_both(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    return _adam(v_hat=lambda v, b, t: v / (1 - beta1**t))(w, g, m, v, t, lr, beta1, beta2, eps)


def _corrections_exchanged(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    return _adam(
        m_hat=lambda m, b, t: m / (1 - beta2**t), v_hat=lambda v, b, t: v / (1 - beta1**t)
    )(w, g, m, v, t, lr, beta1, beta2, eps)


def _old_averages(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    _, m, v = _adam()(w, g, m, v, t, lr, beta1, beta2, eps)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def _gradient_above(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    _, m, v = _adam()(w, g, m, v, t, lr, beta1, beta2, eps)
    return w - lr * g / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def _sign_of_gradient(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    _, m, v = _adam()(w, g, m, v, t, lr, beta1, beta2, eps)
    return w - lr * np.sign(g), m, v


ADAM_STEP = public.ADAM_STEP.judged(
    reference=engine_adam_step,
    stand_in="""
        def adam_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
            m = beta1 * m + (1 - beta1) * g
            v = beta2 * v + (1 - beta2) * g**2
            m_hat = m / (1 - beta1**t)
            v_hat = v / (1 - beta2**t)
            return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
    """,
    cases=adam_step_cases,
    visible_points=1.5,
    rubric={"w": 3.5, "m": 1, "v": 1},
    outputs=("w", "m", "v"),
    steps=(
        Step(public.ADAM_STEP.steps[0], ("m", "v")),
        Step(public.ADAM_STEP.steps[1], ("first", "w")),
        Step(public.ADAM_STEP.steps[2], ("w",)),
    ),
    facts=lambda case: {
        "lr": f"{case.inputs.get('lr', 1e-3):g}",
        "eps": f"{case.inputs.get('eps', 1e-8):g}",
    },
    another_way="""
def adam_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = m + (1 - beta1) * (g - m)
    v = v + (1 - beta2) * (g * g - v)
    rate = lr * (1 - beta2**t) ** 0.5 / (1 - beta1**t)
    return w - rate * m / (np.sqrt(v) + eps), m, v
""",
    misconceptions=(
        Misconception(
            "no correction",
            "With the usual numbers your first step is 3.16 times the learning rate, and the first "
            "step of Adam has a known length. At t = 1, how much of the gradient is in m, and how "
            "much of its square in v?",
            _adam(m_hat=_as_it_is, v_hat=_as_it_is),
            holds="m and v hold.",
        ),
        Misconception(
            "only m corrected",
            "m is corrected for its start at 0 and v is not, so what you divide by is too small at "
            "first, and the step too long. At t = 1, how much of the squared gradient is in v?",
            _adam(v_hat=_as_it_is),
            holds="m and v hold.",
        ),
        Misconception(
            "only v corrected",
            "v is corrected for its start at 0 and m is not, so your first steps are too short. At "
            "t = 1, how much of the gradient is in m?",
            _adam(m_hat=_as_it_is),
            holds="m and v hold.",
        ),
        Misconception(
            "no root",
            "Make every gradient ten times larger: Adam's step should hardly change, and yours "
            "shrinks tenfold. v has the units of a squared gradient: what of it has the units of a "
            "gradient?",
            _adam(way=lambda m_hat, v_hat, eps: m_hat / (v_hat + eps)),
            holds="m and v hold.",
        ),
        Misconception(
            "corrected values kept",
            "you return averages that are corrected. The next call averages on with them, and "
            "corrects them a second time: which m and v should it find?",
            (
                _returning(
                    lambda old, lr, b1, b2, t, w, m, v: (w, m / (1 - b1**t), v / (1 - b2**t))
                ),
                _returning(lambda old, lr, b1, b2, t, w, m, v: (w, m / (1 - b1**t), v)),
                _returning(lambda old, lr, b1, b2, t, w, m, v: (w, m, v / (1 - b2**t))),
            ),
            holds="w holds, but",
        ),
        Misconception(
            "corrected twice",
            "An average is divided by its share twice: under its own name, and again under the "
            "hat. The m and v that go on to the next call are not corrected: which line gives a "
            "corrected one the old name?",
            tuple(map(_under_one_name, ("m", "v", "mv"))),
        ),
        Misconception(
            "corrected too early",
            "Right at the first step. Later the average that came in is divided by its share, and "
            "then the new gradient is added. What came in goes on as it is: which line belongs "
            "after the new average, and under which name?",
            tuple(_under_one_name(which, too_early=True) for which in ("m", "v", "mv")),
        ),
        Misconception(
            "no power",
            "Right at the first step. Later you still correct by the share of t = 1, while more "
            "and more of the gradients is in the averages. What in 1 − βᵗ grows with t?",
            _with_corrections(_by_the_first),
            holds="m and v hold.",
        ),
        Misconception(
            "power of the rest",
            "Right at the first step. Later you divide by a number that gets smaller and smaller, "
            "and the share that is in the averages grows: what does the power belong to, beta or "
            "1 − beta?",
            _with_corrections(_power_of_the_rest),
            holds="m and v hold.",
        ),
        Misconception(
            "no brackets",
            "A correction of yours divides by 1, and subtracts the power afterwards: Python "
            "divides before it subtracts. What should be worked out first, and how do you say so?",
            _with_corrections(_without_brackets),
            holds="m and v hold.",
        ),
        Misconception(
            "beta times t",
            "Right at the first step, and from the second on the correction leaves its range. One "
            "star or two: what do beta * 2 and beta ** 2 say for a beta of 0.9?",
            _with_corrections(_times)[:2],  # of v alone: a root below 0, as if of both
            holds="m and v hold.",
        ),
        Misconception(
            "correction multiplied",
            "At first the averages are too small, and a correction of yours makes one smaller "
            "still. A tenth of g is in m: what has to be done with it, and with which number, to "
            "get g?",
            _with_corrections(_multiplied),
            holds="m and v hold.",
        ),
        Misconception(
            "one beta for both",
            "v is corrected by the beta of m. The two averages forget at different speeds: which "
            "share of the squared gradient is in v at t = 1?",
            _one_beta_for_both,
            holds="m and v hold.",
        ),
        Misconception(
            "corrections exchanged",
            "Each average is corrected by the beta of the other one. At t = 1 a tenth of g is in "
            "m, and a thousandth of its square in v: by which share has m to be divided?",
            _corrections_exchanged,
            holds="m and v hold.",
        ),
        Misconception(
            "root before the correction",
            "You take the root of v, and divide the root by the share of v. At t = 1 a thousandth "
            "of the squared gradient is in v: how much of the gradient is in its root, and what "
            "should be done first?",
            _adam(v_hat=lambda v, b, t: v / (1 - b**t) ** 2),
            holds="m and v hold.",
        ),
        Misconception(
            "a square for the power",
            "The correction of v has the power 2 at every step. The 2 belongs to the gradient, "
            "which is squared inside of v: which number does the correction count with?",
            _adam(v_hat=lambda v, b, t: v / (1 - b**2)),
            holds="m and v hold.",
        ),
        Misconception(
            "t counted from 0",
            "Your correction is that of another step: one beside t. The first call comes with "
            "t = 1, when the averages have seen one gradient: which power belongs to it?",
            (
                _adam(m_hat=_one_more, v_hat=_one_more),
                _adam(m_hat=_one_less, v_hat=_one_less),
            ),
            holds="m and v hold.",
        ),
        Misconception(
            "betas exchanged",
            "m remembers as long as v should, and v as short as m. One of the two usual numbers "
            "keeps about ten gradients, the other a thousand: which average has which?",
            (_betas_exchanged, _averages_exchanged),
        ),
        Misconception(
            "centred on m",
            "Your v averages the squared distance of the gradient from m, a variance. The second "
            "moment that is asked for is measured from 0: what is squared in it?",
            _adam(v=lambda v, g, b, m: b * v + (1 - b) * (g - m) ** 2),
            holds="m holds.",
        ),
        Misconception(
            "square of the average",
            "Your v takes in the square of the average gradient. Gradients that change their sign "
            "cancel in m, and their squares should not: which comes first, squaring or averaging?",
            _adam(v=lambda v, g, b, m: b * v + (1 - b) * m**2),
            holds="m holds.",
        ),
        Misconception(
            "gradient not squared",
            "v averages the gradient itself, so it can fall below 0, where a root is nan. What is "
            "the same for a gradient of −2 and of 2, and can be averaged?",
            _adam(v=lambda v, g, b, m: b * v + (1 - b) * g),
            holds="m holds.",
        ),
        Misconception(
            "sizes averaged",
            "Your v averages the sizes of the gradients. Adam averages something else of them, and "
            "undoes it with a root at the end: what does a root undo?",
            (
                _adam(v=lambda v, g, b, m: b * v + (1 - b) * np.abs(g)),
                _adam(
                    v=lambda v, g, b, m: b * v + (1 - b) * np.abs(g),
                    way=lambda m_hat, v_hat, eps: m_hat / (v_hat + eps),
                ),
            ),
        ),
        Misconception(
            "whole gradients added",
            "Your averages take in the whole gradient, as momentum does. An average of equal "
            "gradients should be that gradient: how much of a new one may come in, if a share beta "
            "is kept?",
            (
                _adam(m=lambda m, g, b: b * m + g, v=lambda v, g, b, m: b * v + g**2),
                _adam(m=lambda m, g, b: b * m + g),
                _adam(v=lambda v, g, b, m: b * v + g**2),
            ),
        ),
        Misconception(
            "state lost",
            "The first step is right, and the second looks like a first: nothing of the averages "
            "that came in is left. Where do m and v wait between two calls?",
            (
                _adam(m=lambda m, g, b: (1 - b) * g, v=lambda v, g, b, m: (1 - b) * g**2),
                _adam(m=lambda m, g, b: (1 - b) * g),
                _adam(v=lambda v, g, b, m: (1 - b) * g**2),
            ),
        ),
        Misconception(
            "step by the old averages",
            "w moves by the averages that came in, so at the first step, where both are 0, it "
            "stays where it is. Which comes first, the new averages or the step?",
            _old_averages,
            holds="m and v hold.",
        ),
        Misconception(
            "gradient above",
            "Your step has this one gradient above, divided by its usual size: that is RMSprop "
            "with a correction. What does m do in Adam?",
            _gradient_above,
            holds="m and v hold.",
        ),
        Misconception(
            "the sign alone",
            "All your steps have the full length of the rate, as Adam's first one has. When the "
            "gradient turns round, should w turn at once, or what does m remember?",
            _sign_of_gradient,
            holds="m and v hold.",
        ),
        Misconception(
            "no eps that helps",
            "A weight that has never had a gradient becomes nan: 0 divided by 0. eps is there for "
            "it: to what must it be added, so that nothing is divided by 0?",
            _adam(way=lambda m_hat, v_hat, eps: m_hat / np.sqrt(v_hat)),
        ),
        Misconception(
            "eps without brackets",
            "Python divides before it adds: your eps is added after the division, and a weight "
            "that has never had a gradient is 0 divided by 0. What should be added up first, and "
            "how do you say so?",
            (
                _adam(way=lambda m_hat, v_hat, eps: m_hat / np.sqrt(v_hat) + eps),
                _adam(
                    way=lambda m_hat, v_hat, eps: m_hat / np.sqrt(v_hat),
                    place=lambda w, step, lr, eps: w - lr * step + eps,
                ),
            ),
            holds="m and v hold.",
        ),
        Misconception(
            "eps as a floor",
            "You divide by the larger of two numbers, the root or eps: so eps counts only where "
            "the root is tiny. In Adam it always counts a little: what is done with the two?",
            _adam(way=lambda m_hat, v_hat, eps: m_hat / np.maximum(np.sqrt(v_hat), eps)),
            holds="m and v hold.",
        ),
        Misconception(
            "usual eps in the code",
            "Right for the usual eps, 0.00000001. Here it is {eps}: do your lines know of it?",
            _with_numbers(eps=1e-8),
            holds="m and v hold.",
        ),
        Misconception(
            "eps inside the root",
            "Right while gradients are large. At a gradient as large as eps your step is far too "
            "short: is eps added before the root or after it?",
            (
                _adam(way=lambda m_hat, v_hat, eps: m_hat / np.sqrt(v_hat + eps)),
                _adam(way=lambda m_hat, v_hat, eps: m_hat / np.sqrt(v_hat + eps**2)),
            ),
        ),
        Misconception(
            "uphill",
            "w moves as far as it should, to the other side. m is an average of gradients, and a "
            "gradient points uphill: to which side does the step lead?",
            _adam(way=lambda m_hat, v_hat, eps: -m_hat / (np.sqrt(v_hat) + eps)),
            holds="m and v hold.",
        ),
        Misconception(
            "rate left out",
            "The first step of Adam is as long as the rate, here {lr}. Yours is 1: in which line "
            "should the rate be?",
            _with_numbers(lr=1.0),
            holds="m and v hold.",
        ),
        Misconception(
            "rate in the code",
            "Right for one rate, and here it is {lr}: a rate stands as a number in your code. "
            "Which name does the caller's rate have?",
            (_with_numbers(lr=0.001), _with_numbers(lr=0.1)),
            holds="m and v hold.",
        ),
        Misconception(
            "betas in the code",
            "Right for the usual betas, 0.9 and 0.999. Here they are other ones: do your lines "
            "know of them?",
            (
                _with_numbers(beta1=0.9, beta2=0.999),
                _with_numbers(beta1=0.9),
                _with_numbers(beta2=0.999),
            ),
        ),
        Misconception(
            "the step alone",
            "You return how far w moves. Where is it afterwards?",
            (
                _returning(lambda old, lr, b1, b2, t, w, m, v: (w - old, m, v)),
                _returning(lambda old, lr, b1, b2, t, w, m, v: (old - w, m, v)),
            ),
            holds="m and v hold.",
        ),
        Misconception(
            "averages not returned",
            "Not all three come back. The next call needs w and both averages: what is missing in "
            "your return?",
            (
                _returning(lambda old, lr, b1, b2, t, w, m, v: w),
                _returning(lambda old, lr, b1, b2, t, w, m, v: (w, m)),
                _returning(lambda old, lr, b1, b2, t, w, m, v: (w, v)),
            ),
        ),
        Misconception(
            "in another order",
            "All three arrays are right, and they come back in another order. In which order does "
            "the docstring name them?",
            (
                _returning(lambda old, lr, b1, b2, t, w, m, v: (m, v, w)),
                _returning(lambda old, lr, b1, b2, t, w, m, v: (w, v, m)),
            ),
        ),
    ),
)
