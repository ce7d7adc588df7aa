"""Module 7: the backward steps of a network's parts, ``relu_backward`` to ``softmax_vjp``."""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import away_from_zero, in_float32, laid_out
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
    return [*cases, laid_out(other, **{first: "fortran", second: "strided"}), in_float32(other)]


# ---------------------------------------------------------------- relu_backward


def relu_backward_cases(rng):
    """Draw the cases; no entry of Z is 0, where every slope from 0 to 1 would do."""

    def draw(*shape):
        dA, Z = (away_from_zero(rng, shape, 0.2, 2) for _ in range(2))
        # each of the four pairs of signs, whatever the draw
        signs = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]])
        count = min(4, Z.size)
        dA.flat[:count] = np.abs(dA.flat[:count]) * signs[:count, 0]
        Z.flat[:count] = np.abs(Z.flat[:count]) * signs[:count, 1]
        return {"dA": dA, "Z": Z}

    example = {"dA": np.array([[5.0, 2.0, 3.0]]), "Z": np.array([[1.0, -4.0, 1.0]])}
    return _cases(rng, example, draw)


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
    misconceptions=(
        Misconception(
            "no gate",
            "You passed every slope on. Nudge an entry of Z from −4 to −3.9: "
            "what does the output of the ReLU do?",
            lambda dA, Z: dA.copy(),
        ),
        Misconception(
            "gate from the slopes",
            "What passes in your answer depends on the sign of what comes back. "
            "Who shut the gate on the way forward: the slope, which nobody knew yet, or something "
            "else?",
            lambda dA, Z: np.maximum(dA, 0),
        ),
        Misconception(
            "only positive slopes pass",
            "Where the unit was silent you let nothing through: that holds. But negative slopes "
            "are gone as well. A slope of −2 says that the loss falls: may it not travel back?",
            lambda dA, Z: np.maximum(dA, 0) * (Z > 0),
        ),
        Misconception(
            "times the value",
            "Your slopes grow with Z. For an input of 5 the ReLU gives 5, and for 5.1 it gives "
            "5.1: how steep is it there, and how steep at 1?",
            (lambda dA, Z: dA * np.maximum(Z, 0), lambda dA, Z: dA * Z),
        ),
        Misconception(
            "nothing from behind",
            "You answered how steep the ReLU is: that is the local slope, and it holds. "
            "The chain rule multiplies two numbers: where is the other one?",
            lambda dA, Z: (Z > 0) * 1.0,
        ),
        Misconception(
            "upside down",
            "Slopes pass where the unit was silent, and stop where it spoke. "
            "On which side of 0 is the ReLU flat?",
            lambda dA, Z: dA * (Z < 0),
        ),
        Misconception(
            "forward once more",
            "This is the output of the ReLU, computed once more from Z. "
            "You were asked on the way back: what do you do with dA?",
            lambda dA, Z: np.maximum(Z, 0),
        ),
        Misconception(
            "leaky",
            "Where the unit spoke your slopes hold. Where it was silent, a little comes through. "
            "Move Z from −4 to −3.9: does the output move at all?",
            (
                lambda dA, Z: np.where(Z > 0, dA, 0.01 * dA),
                lambda dA, Z: dA * ((Z > 0) + 0.1 * (Z < 0)),
            ),
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
    return _cases(rng, example, draw)


TANH_BACKWARD = public.TANH_BACKWARD.judged(
    reference=tanh_backward,
    cases=tanh_backward_cases,
    visible_points=0.5,
    rubric={"slopes": 0.5},
    tolerance=1e-12,  # a nudge is 1e-11 off at best: backwards was asked for
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
            "Which of your slopes are equal there, and which are not?",
            lambda dA, A: dA * (1 - A),
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
    return _cases(rng, example, draw, alone=4, columns="classes")


def _weighted(P, G, axis):
    return np.sum(P * G, axis=axis, keepdims=True)


SOFTMAX_VJP = public.SOFTMAX_VJP.judged(
    reference=softmax_vjp,
    cases=softmax_vjp_cases,
    visible_points=0,
    rubric={},
    tolerance=1e-12,  # a nudge is 1e-11 off at best: backwards was asked for
    bonus=True,
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
