"""Module 8: ``clip_by_global_norm``, one length for all arrays of a gradient."""

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.core.plain_data import Layout
from autograder.lessons.corners import array_of, away_from_zero, in_corner
from autograder.lessons.m08 import public
from nnlib.optimizers import clip_by_global_norm


def clip_cases(rng):
    """Draw the cases; gradients that are too long, short ones, and one exactly at the border."""
    example = {"grads": [np.array([3.0]), np.array([[4.0]])], "max_norm": 2.5}
    shapes = ((4, 3), (3,), (3, 2), (2,))

    def case(name, share, shapes=shapes, size=1.0, make=away_from_zero):
        """Draw arrays, and a limit that is a share of their length."""
        grads = [size * make(rng, shape) for shape in shapes]
        return Case(name, {"grads": grads, "max_norm": share * _length(grads)})

    # more entries than the example and the first cases: in those a wrong length shows at once
    three_and_four = [np.array([3.0, 0.0, 0.0]), np.zeros((2, 4)), np.array([-4.0])]
    at = Case("exactly as long as it may be", {"grads": three_and_four})
    at.inputs["max_norm"] = 5.0
    beside = Case("a little longer than it may be", {"grads": list(at.inputs["grads"])})
    beside.inputs["max_norm"] = 4.99
    single = case("", 0.5)
    single.inputs["grads"] = [g.astype(np.float32) for g in single.inputs["grads"]]
    other = case("arrays laid out another way in memory", 0.4)
    other.inputs["grads"] = [
        Layout(kind, g)
        for kind, g in zip(
            ("fortran", "strided", "fortran", "strided"), other.inputs["grads"], strict=True
        )
    ]
    whole = case("whole numbers", 0.3, size=1, make=lambda rng, shape: rng.integers(2, 9, shape))
    zeros = {"grads": [np.zeros((2, 3)), np.zeros(3)], "max_norm": 1.0}
    return [
        Case("the example of the docstring", example),
        case("two arrays, too long", 0.5, ((3,), (2,))),
        case("too long: W and b of two layers", 0.3),
        case("short enough: it stays as it is", 1.7),
        case("a single array, too long", 0.5, ((5,),)),
        _one_array_far_longer(rng),
        in_corner(at, "tie"),
        in_corner(beside, "beside"),
        in_corner(Case("gradients of 0", zeros), "zeros"),
        in_corner(case("tiny numbers", 0.2, size=1e-8), "decades"),
        in_corner(case("numbers of size 1,000,000", 0.2, size=1e6), "decades"),
        in_corner(case("twelve arrays", 0.1, 3 * shapes), "long"),
        in_corner(case("one, two and three axes", 0.6, ((3,), (2, 2), (2, 1, 3))), "shapes"),
        in_corner(single, "float32", name="numbers of float32"),
        in_corner(other, "layout"),
        in_corner(whole, "whole"),
    ]


def _length(grads):
    return float(np.sqrt(sum(np.sum(np.square(g, dtype=float)) for g in grads)))


def _one_array_far_longer(rng):
    """The long array alone is above the limit, the short one far below it."""
    grads = [10 * away_from_zero(rng, (3, 2)), 0.1 * away_from_zero(rng, (2,))]
    inputs = {"grads": grads, "max_norm": 0.5 * _length(grads)}
    return Case("one array far longer than the other", inputs)


def _as_list(value):
    """Take a tuple of arrays for the list that is asked for."""
    if type(value) in (tuple, list) and len(value) == 2 and type(value[0]) is tuple:
        return type(value)([list(value[0]), value[1]])
    return value


def _clipping(length=_length, factor=lambda most, norm: most / norm if norm > most else 1.0):
    """Make a version: right but for what the length is, or the factor."""

    def version(grads, max_norm):
        norm = length(grads)
        with np.errstate(all="ignore"):
            return [g * factor(max_norm, np.float64(norm)) for g in grads], float(norm)

    return version


def _each_by_itself(grads, max_norm):
    found = []
    for g in grads:
        norm = np.sqrt(np.sum(np.square(g, dtype=float)))
        found.append(g * (max_norm / norm if norm > max_norm else 1.0))
    return found, _length(grads)


def _entries_cut(grads, max_norm):
    return [np.clip(g, -max_norm, max_norm) for g in grads], _length(grads)


def _norm_kept_back(grads, max_norm):
    clipped, _ = _clipping()(grads, max_norm)
    return tuple(clipped)  # as the judge takes a list


def _length_after(grads, max_norm):
    clipped, norm = _clipping()(grads, max_norm)
    return clipped, min(norm, float(max_norm))


CLIP_BY_GLOBAL_NORM = public.CLIP_BY_GLOBAL_NORM.judged(
    reference=clip_by_global_norm,
    cases=clip_cases,
    under_more=True,
    visible_points=0.5,
    rubric={"grads": 1, "norm": 0.5},
    outputs=("grads", "norm"),
    tidy=_as_list,
    facts=lambda case: {
        "arrays": str(len(case.inputs["grads"])),
        "most": f"{case.inputs['max_norm']:.3g}",
        "norm": f"{_length([array_of(g) for g in case.inputs['grads']]):.3g}",
    },
    misconceptions=(
        Misconception(
            "each array by itself",
            "Every array is shortened by a length of its own, so the gradient as a whole turns to "
            "another side. All {arrays} arrays are one arrow: how many factors may there be?",
            _each_by_itself,
        ),
        Misconception(
            "entries cut off",
            "Single entries are cut at the limit, so the gradient turns to another side. What can "
            "all entries be multiplied by, so that it keeps its direction?",
            _entries_cut,
        ),
        Misconception(
            "largest entry",
            "You measure the gradient by its largest entry. Its length is made of all of them: "
            "what did Pythagoras do with two?",
            _clipping(lambda grads: max(np.abs(g).max() for g in grads)),
        ),
        Misconception(
            "lengths added up",
            "You add up the lengths of the {arrays} arrays. Two arrays of lengths 3 and 4 are an "
            "arrow of length 5: what is added up, and when is the root taken?",
            _clipping(lambda grads: sum(_length([g]) for g in grads)),
        ),
        Misconception(
            "sizes added up",
            "You add up the sizes of all entries. Entries of 3 and 4 make an arrow of length 5, "
            "and yours is 7: what did Pythagoras do with them first?",
            _clipping(lambda grads: sum(np.abs(g).sum() for g in grads)),
        ),
        Misconception(
            "root of added lengths",
            "You add up the lengths of the {arrays} arrays, and take the root of that. What has to "
            "be added up, so that the root of it is a length?",
            _clipping(lambda grads: np.sqrt(sum(_length([g]) for g in grads))),
        ),
        Misconception(
            "no root",
            "Your norm is the sum of the squares. For the entries 3 and 4 it is 25, and the arrow "
            "has length 5: what is left to do?",
            _clipping(lambda grads: _length(grads) ** 2),
        ),
        Misconception(
            "a mean square",
            "Your norm is divided by the number of entries. A longer list of equal entries is a "
            "longer arrow: does yours grow with it?",
            _clipping(lambda grads: _length(grads) / np.sqrt(sum(np.size(g) for g in grads))),
        ),
        Misconception(
            "short ones stretched",
            "A gradient of length {norm} may be {most} long, and yours was changed. What should "
            "happen to one that is short enough, and what to one of length 0?",
            _clipping(factor=lambda most, norm: most / norm),
        ),
        Misconception(
            "comparison turned round",
            "What is short enough is stretched in your code, and what is too long stays. The "
            "length is {norm} and the limit {most}: what should your comparison ask?",
            _clipping(factor=lambda most, norm: most / norm if norm < most else 1.0),
        ),
        Misconception(
            "a little added to the length",
            "Right for gradients of ordinary size. You add 0.000001 to the length, as PyTorch "
            "does, and here that is not little: the length is {norm}. When is the length 0, and do "
            "you divide then?",
            _clipping(factor=lambda most, norm: min(1.0, most / (norm + 1e-6))),
            holds="norm holds.",
        ),
        Misconception(
            "never shortened",
            "A gradient of length {norm} may be {most} long at most, and yours stayed as it was. "
            "Which comparison decides, and which of the two arrays is returned?",
            _clipping(factor=lambda most, norm: 1.0),
            holds="norm holds.",
        ),
        Misconception(
            "factor upside down",
            "Yours grows where it should shrink. The factor turns a length of {norm} into {most}: "
            "which of the two is above the line?",
            _clipping(factor=lambda most, norm: norm / most if norm > most else 1.0),
            holds="norm holds.",
        ),
        Misconception(
            "down to length 1",
            "What is too long ends with length 1 in your code. Here the limit is {most}: how long "
            "should it be?",
            _clipping(factor=lambda most, norm: 1 / norm if norm > most else 1.0),
            holds="norm holds.",
        ),
        Misconception(
            "limit of the example",
            "Right for a limit of 2.5, as in the example. Here it is {most}: do your lines know of "
            "it?",
            lambda grads, max_norm: _clipping()(grads, 2.5),
            holds="norm holds.",
        ),
        Misconception(
            "length afterwards",
            "norm is the length that the clipped gradient has. Asked for is the one before: which "
            "tells that a step was about to go too far?",
            _length_after,
            holds="grads hold, and",
        ),
        Misconception(
            "norm not returned",
            "Only the arrays come back. Asked for are two things, the list of arrays and, after a "
            "comma, the length before: what does your return hand over?",
            _norm_kept_back,
        ),
        Misconception(
            "in another order",
            "Both are right, and they come back in another order. In which order does the "
            "docstring name them?",
            lambda grads, max_norm: _clipping()(grads, max_norm)[::-1],
        ),
    ),
)
