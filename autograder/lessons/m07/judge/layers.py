"""Module 7: the backward steps of a network's parts, ``relu_backward`` to ``softmax_vjp``."""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import away_from_zero, in_corner, in_float32, laid_out
from autograder.lessons.m07 import public
from nnlib import relu_backward as engine_relu_backward
from nnlib import softmax, softmax_vjp, tanh_backward


def _cases(rng, example, draw, alone=6, columns="units"):
    """Draw the cases of all three; ``draw(rows, columns)`` makes the two arguments of one."""

    def case(name, *shape):
        return Case(name, draw(*shape), tags=("slopes",))

    N, H = (int(n) for n in rng.permutation([3, 5]))
    cases = [
        Case("the example of the docstring", example, tags=("slopes",)),
        case("a batch of samples", N, H),
        case("a batch of one", 1, alone),
        case(f"as many samples as {columns}", 4, 4),
    ]
    other = case("", N, H)
    first, second = example
    return [*cases, laid_out(other, **{first: "fortran", second: "fortran"}), in_float32(other)]


# ---------------------------------------------------------------- relu_backward


# Where the scores of a case are 0, and what comes back there: 0 to 1 times this is right. No other
# case has its shape, by which an answer to it is known.
KINK_SHAPE, KINK_COLUMN, KINK_SLOPES = (2, 7), 3, np.array([4.0, -4.0])


def relu_backward_cases(rng):
    """Draw the cases; one has scores of 0, where every slope from 0 to 1 is right."""

    def draw(*shape):
        dA, Z = (away_from_zero(rng, shape, 0.2, 2) for _ in range(2))
        # each of the four pairs of signs, whatever the draw
        signs = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]])
        count = min(4, Z.size)
        dA.flat[:count] = np.abs(dA.flat[:count]) * signs[:count, 0]
        Z.flat[:count] = np.abs(Z.flat[:count]) * signs[:count, 1]
        return {"dA": dA, "Z": Z}

    def kink():
        inputs = draw(*KINK_SHAPE)
        sizes = np.array([1e-300, 1e-12, 1e-6, 0, 1e-3, 1, 1e6])
        inputs["Z"] = sizes * np.array([[1], [-1]]) * rng.uniform(1, 2, KINK_SHAPE)
        inputs["dA"][:, KINK_COLUMN] = KINK_SLOPES
        return Case("scores of 0, and close to it", inputs, tags=("slopes",))

    example = {"dA": np.array([[5.0, 2.0, 3.0]]), "Z": np.array([[1.0, -4.0, 1.0]])}
    cases = _cases(rng, example, draw)
    # read in another order these signs are others, whatever the draw
    signs = cases[-2].inputs["Z"].array
    signs[:] = np.abs(signs)
    signs[1:] *= -1
    whole = draw(2, 3)
    whole["Z"] = np.where(whole["Z"] > 0, 1, -1) * rng.integers(1, 4, (2, 3))
    whole = Case("whole numbers in Z", whole, tags=("slopes",))
    return [*cases, in_corner(whole, "whole"), in_corner(kink(), "tie", "beside", "decades")]


def _any_slope_at_the_kink(value):
    """Take 0 for whatever is between 0 and the slope that came, where a score is 0."""
    if not isinstance(value, np.ndarray) or value.shape != KINK_SHAPE or value.dtype.kind == "b":
        return value
    at_kink = value[:, KINK_COLUMN]
    right = (at_kink / KINK_SLOPES >= 0) & (at_kink / KINK_SLOPES <= 1)
    value = value.copy()
    value[:, KINK_COLUMN] = np.where(right, 0, at_kink)
    return value


def _tidied(*versions):
    """Let wrong versions be free at the kink too: answers are compared with them when tidied."""

    def tidied(version):
        return lambda dA, Z: _any_slope_at_the_kink(version(dA, Z))

    return tuple(map(tidied, versions))


LEAKS = (0.001, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)


def _leaky(leak):
    return lambda dA, Z: np.where(Z > 0, dA, leak * dA)


RELU_BACKWARD = public.RELU_BACKWARD.judged(
    reference=engine_relu_backward,
    stand_in="""
        def relu_backward(dA, Z):
            return dA * (Z > 0)
    """,
    cases=relu_backward_cases,
    visible_points=0.5,
    rubric={"slopes": 0.5},
    tolerance=1e-12,  # a nudge is 1e-11 off at best: backwards was asked for
    version=2,
    tidy=_any_slope_at_the_kink,
    misconceptions=(
        Misconception(
            "no gate",
            "You passed every slope on. Nudge an entry of Z from −4 to −3.9: "
            "what does the output of the ReLU do?",
            _tidied(lambda dA, Z: dA.copy()),
        ),
        Misconception(
            "gate from the slopes",
            "What passes in your answer depends on the sign of what comes back. "
            "Who shut the gate on the way forward: the slope, which nobody knew yet, or something "
            "else?",
            _tidied(lambda dA, Z: np.maximum(dA, 0)),
        ),
        Misconception(
            "only positive slopes pass",
            "Where the unit was silent you let nothing through: that holds. But negative slopes "
            "are gone as well. A slope of −2 says that the loss falls: may it not travel back?",
            _tidied(lambda dA, Z: np.maximum(dA, 0) * (Z > 0)),
        ),
        Misconception(
            "times the value",
            "Your slopes grow with Z. For an input of 5 the ReLU gives 5, and for 5.1 it gives "
            "5.1: how steep is it there, and how steep at 1?",
            _tidied(lambda dA, Z: dA * np.maximum(Z, 0), lambda dA, Z: dA * Z),
        ),
        Misconception(
            "nothing from behind",
            "You answered how steep the ReLU is: that is the local slope, and it holds. "
            "The chain rule multiplies two numbers: where is the other one?",
            _tidied(lambda dA, Z: (Z > 0) * 1.0, lambda dA, Z: Z > 0),
        ),
        Misconception(
            "upside down",
            "Slopes pass where the unit was silent, and stop where it spoke. "
            "On which side of 0 is the ReLU flat?",
            _tidied(lambda dA, Z: dA * (Z < 0)),
        ),
        Misconception(
            "forward once more",
            "This is the output of the ReLU, computed once more from Z. "
            "You were asked on the way back: what do you do with dA?",
            _tidied(lambda dA, Z: np.maximum(Z, 0)),
        ),
        Misconception(
            "leaky",
            "Where the unit spoke your slopes hold. Where it was silent, a little comes through. "
            "Move Z from −4 to −3.9: does the output move at all?",
            _tidied(*map(_leaky, LEAKS)),
        ),
        Misconception(
            "sign for the gate",
            "Where the unit was silent your slopes come back with the other sign: np.sign says −1 "
            "there. Move Z from −4 to −3.9: how far does the output of the ReLU move?",
            _tidied(lambda dA, Z: dA * np.sign(Z)),
        ),
        Misconception(
            "nan at the kink",
            "Where Z is exactly 0 your slope is nan, for 0 / 0 is no number. Any slope from 0 to "
            "1 would do there. Which question about Z needs no division?",
            lambda dA, Z: dA * np.maximum(0, Z / np.abs(Z)),
        ),
        Misconception(
            "the silent ones left out",
            "You return the slopes that pass, in one row, and Z is a table. "
            "Which number belongs in the places of the silent units?",
            lambda dA, Z: dA[Z > 0],
        ),
        Misconception(
            "product compared",
            "You return True and False. Python multiplies before it compares: which number of "
            "yours is asked whether it is above 0, and which one should be?",
            lambda dA, Z: dA * Z > 0,
        ),
        Misconception(
            "slopes cut to whole numbers",
            "Right where Z holds fractions, cut where Z is whole. "
            "What can an array that was made like Z keep of a slope of 0.7?",
            _tidied(lambda dA, Z: (dA * (Z > 0)).astype(Z.dtype)),
        ),
    ),
)

# ---------------------------------------------------------------- tanh_backward


def tanh_backward_cases(rng):
    """Draw the cases; A is what tanh gave, between −1 and 1."""

    def draw(*shape):
        A = np.tanh(away_from_zero(rng, shape, 0.2, 2))
        return {"dA": away_from_zero(rng, shape, 0.2, 2), "A": A}

    example = {"dA": np.array([[1.0, 1.0]]), "A": np.array([[0.5, 0.0]])}
    sizes = np.tanh(np.array([[1e-9, 1e-4, 0.01], [0.5, 4.0, 9.0]]) * rng.uniform(0.9, 1.1, (2, 3)))
    near_and_far = draw(2, 3)
    near_and_far["A"] = sizes * np.sign(near_and_far["A"])
    near_and_far = Case("A from nearly 0 to nearly 1", near_and_far, tags=("slopes",))
    return [*_cases(rng, example, draw), in_corner(near_and_far, "decades")]


TANH_BACKWARD = public.TANH_BACKWARD.judged(
    reference=tanh_backward,
    cases=tanh_backward_cases,
    visible_points=0.5,
    rubric={"slopes": 0.5},
    tolerance=1e-12,  # a nudge is 1e-11 off at best: backwards was asked for
    version=2,
    misconceptions=(
        Misconception(
            "slope of the sigmoid",
            "A · (1 − A) is how steep a sigmoid is, and it runs from 0 to 1. tanh runs from −1 to "
            "1: at its middle, where A is 0, is it really flat?",
            lambda dA, A: dA * A * (1 - A),
        ),
        Misconception(
            "tanh taken twice",
            "Your slopes are too steep where A is far from 0. "
            "A has been through tanh already: what does your code do with it before it squares?",
            lambda dA, A: dA * (1 - np.tanh(A) ** 2),
        ),
        Misconception(
            "nothing from behind",
            "You answered how steep tanh is: that is the local slope, and it holds. "
            "The chain rule multiplies two numbers: where is the other one?",
            lambda dA, A: 1 - A**2,
        ),
        Misconception(
            "brackets missing",
            "Right where dA is 1, off elsewhere. "
            "With dA = 10 and A = 0.5: do you take a share of the 10, or 0.25 away from it?",
            lambda dA, A: dA - A**2,
        ),
        Misconception(
            "not squared",
            "At A = 0.5 and at A = −0.5 tanh is equally steep, by its symmetry. "
            "Are your two slopes equal there, and which part of your formula knows the sign of A?",
            (lambda dA, A: dA * (1 - A), lambda dA, A: dA * (1 - A) ** 2),
        ),
        Misconception(
            "plus for minus",
            "Your slopes are above 1, and the further out, the steeper. Sketch tanh: is it steeper "
            "at its middle, or where A is nearly 1?",
            lambda dA, A: dA * (1 + A**2),
        ),
        Misconception(
            "no slope at all",
            "What came back left unchanged. Far out, where A is 0.999, hardly a nudge gets "
            "through tanh: what does your answer let through there?",
            lambda dA, A: dA.copy(),
        ),
        Misconception(
            "times the output",
            "Where A is 0 nothing passes in your answer, and near 1 nearly all. "
            "Sketch tanh: where is it steep, and where is it flat?",
            (lambda dA, A: dA * A, lambda dA, A: dA * A**2),
        ),
        Misconception(
            "dA inside the square",
            "Your answer takes the square of something that has come from behind already. "
            "The slope of tanh was settled on the way forward: which number alone decides it?",
            (lambda dA, A: 1 - (dA * A) ** 2, lambda dA, A: dA**2 * (1 - A**2)),
        ),
    ),
)

# ---------------------------------------------------------------- softmax_vjp (a bonus)


def softmax_vjp_cases(rng):
    """Draw the cases; the rows of P are probabilities, G is whatever came from behind."""

    def draw(*shape):
        P = softmax(rng.normal(size=shape))
        return {"P": P, "G": away_from_zero(rng, shape, 0.2, 2)}

    example = {"P": np.array([[0.5, 0.5]]), "G": np.array([[2.0, 4.0]])}
    whole = draw(2, 3)
    whole["G"] = rng.permuted(np.array([[1, 2, 4], [-3, 1, 2]]), axis=1)
    whole = in_corner(Case("whole numbers in G", whole, tags=("slopes",)), "whole")
    sure = draw(2, 3)
    sure["P"] = rng.permuted(np.array([[1 - 1e-9, 1e-9, 0.0], [0.0, 0.2, 0.8]]), axis=1)
    sure["G"] = rng.permuted(np.array([[-1.5, 0.3, 1.2]] * 2), axis=1) * rng.uniform(0.9, 1.1)
    sure = in_corner(Case("nearly sure of a class", sure, tags=("slopes",)), "decades")
    return [*_cases(rng, example, draw, alone=4, columns="classes"), whole, sure]


def _weighted(P, G, axis):
    return np.sum(P * G, axis=axis, keepdims=True)


SOFTMAX_VJP = public.SOFTMAX_VJP.judged(
    reference=softmax_vjp,
    cases=softmax_vjp_cases,
    visible_points=0,
    rubric={},
    tolerance=1e-12,  # a nudge is 1e-11 off at best: backwards was asked for
    bonus=True,
    version=2,
    aliases=("softmax_jvp",),
    misconceptions=(
        Misconception(
            "diagonal only",
            "You used the diagonal of the table alone. One score rises, its probability rises: "
            "what do the other probabilities of that row do, and does G not care?",
            lambda P, G: P * (1 - P) * G,
        ),
        Misconception(
            "sum forgotten",
            "If every entry of G is 1, a nudge changes nothing: the probabilities of a row add up "
            "to 1 before and after. What does your answer say for such a G?",
            lambda P, G: P * G,
        ),
        Misconception(
            "summed over the batch",
            "You added up over the samples. "
            "Whose probabilities have to make room when one score rises: those of other pictures?",
            lambda P, G: P * (G - _weighted(P, G, 0)),
        ),
        Misconception(
            "summed over everything",
            "A batch of one holds. With more samples one number is taken away from all rows. "
            "Which rows should know of each other?",
            lambda P, G: P * (G - np.sum(P * G)),
        ),
        Misconception(
            "slopes cut to whole numbers",
            "Right where G holds fractions, cut where G is whole. "
            "What can an array that was made like G keep of a slope of 0.7?",
            lambda P, G: (P * (G - _weighted(P, G, 1))).astype(G.dtype),
            tolerance=1e-12,  # in all other cases it is right, and what is nearly right is not it
        ),
        Misconception(
            "plain mean",
            "Right where all classes are equally likely. "
            "A class of probability 0.98 and one of 0.01: do both have the same say?",
            lambda P, G: P * (G - G.mean(axis=1, keepdims=True)),
        ),
        Misconception(
            "plain sum",
            "The rows of your answer do not add up to 0, and probability cannot get lost. "
            "When you gather the slopes of a row, how much weight does each class have?",
            lambda P, G: P * (G - G.sum(axis=1, keepdims=True)),
        ),
        Misconception(
            "last factor missing",
            "The brackets hold. But a class of probability 0 answers as loudly as one of 0.9. "
            "How far does a nudge of its score move a probability that is nearly 0?",
            lambda P, G: G - _weighted(P, G, 1),
        ),
    ),
)
