"""Module 5: ``first_mismatch`` and ``flops_forward``, what shapes allow and what they cost."""

import itertools
import math

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import in_corner
from autograder.lessons.m05 import public
from nnlib.forward import first_mismatch, flops_forward

# ---------------------------------------------------------------- first_mismatch


def first_mismatch_cases(rng):
    """Draw the cases: where the first mismatch is, and whether there is one; all sizes differ."""

    def shapes(count, *off):
        """Draw shapes that fit, but for the places in ``off``."""
        sizes = [int(n) for n in rng.choice(range(3, 90), size=count + 1 + len(off), replace=False)]
        found = list(itertools.pairwise(sizes[: count + 1]))
        for place, rows in zip(off, sizes[count + 1 :], strict=True):
            found[place] = (rows, found[place][1])
        return found

    def case(name, *given):
        return Case(name, {"shapes": shapes(*given)})

    k = int(rng.integers(4, 9))
    square = [(k, k), (k, k), (k + 1, k)]
    # a width that came before comes again, in the place where it does not fit
    D, H, C = (int(n) for n in rng.choice(range(3, 60), size=3, replace=False))
    again = [(D, H), (H, C), (H, D), (D, C)]
    # wide, and all the same small enough for an answer that multiplies real matrices
    large = [(12, 49_152), (49_152, 16), (16, 49_152), (49_151, 12)]
    return [
        Case("the example of the docstring", {"shapes": [(64, 32), (32, 16), (10, 4)]}),
        case("the second matrix does not fit", 4, 1),
        case("the last one does not fit", 4, 3),
        case("two do not fit", 5, 2, 4),
        case("two in a row do not fit", 5, 1, 2),
        case("all fit", 4),
        in_corner(Case("all fit, and all are alike", {"shapes": square[:2]}), "equal sizes", "tie"),
        in_corner(Case("nearly all alike", {"shapes": square}), "equal sizes", "tie", "beside"),
        in_corner(Case("a width that came before", {"shapes": again}), "tie"),
        in_corner(Case("a matrix that came before", {"shapes": [(D, H), (H, C), (H, C)]}), "tie"),
        in_corner(Case("as wide as today's", {"shapes": large}), "decades", "beside"),
        in_corner(Case("one matrix alone", {"shapes": shapes(1)}), "one"),
        in_corner(case("a long chain", 12, 9), "long"),
    ]


def _pairs(shapes):
    """List for each join: index of the right matrix, the left one, the right one."""
    return [(i, *pair) for i, pair in enumerate(itertools.pairwise(shapes), start=1)]


def _found(give, off=lambda left, right: left[1] != right[0], order=list, none=None):
    """Make a version: the right one but for what is given as functions."""

    def version(shapes):
        for i, left, right in order(_pairs(shapes)):
            if off(left, right):
                return give(i, left, right)
        return none

    return version


def _compared_with_the_first(shapes):
    for i, shape in enumerate(shapes[1:], start=1):
        if shape[0] != shapes[0][1]:
            return i, shapes[0][1]
    return None


def _answered_too_soon(shapes):
    for i, left, right in _pairs(shapes):
        return None if left[1] == right[0] else (i, left[1])
    return None


FIRST_MISMATCH = public.FIRST_MISMATCH.judged(
    reference=first_mismatch,
    cases=first_mismatch_cases,
    under_more=True,
    visible_points=0.5,
    rubric={"answer": 1.5},
    tolerance=0.0,
    facts=lambda case: {"shapes": case.inputs["shapes"], "count": len(case.inputs["shapes"])},
    tidy=lambda value: tuple(value) if type(value) is list else value,
    misconceptions=(
        Misconception(
            "index of the join",
            "You give the number of the join, counted from 0. Asked for is the matrix that does "
            "not fit, the right one of the two: which index has it in {shapes}?",
            _found(lambda i, left, right: (i - 1, left[1])),
        ),
        Misconception(
            "counted from 1",
            "Your index is one too high: the first matrix of the list has the index 0. Which index "
            "has the one that does not fit?",
            _found(lambda i, left, right: (i + 1, left[1])),
        ),
        Misconception(
            "the rows that it has",
            "The index is right, and your number is the one that the matrix has already. How many "
            "rows would it need, so that its neighbour on the left fits?",
            _found(lambda i, left, right: (i, right[0])),
        ),
        Misconception(
            "its own columns",
            "The index is right. Your number counts the columns of the matrix, and these do not "
            "disturb anybody on the left. Which two numbers have to be the same at a join?",
            _found(lambda i, left, right: (i, right[1])),
        ),
        Misconception(
            "the last mismatch",
            "In {shapes} your answer names a mismatch that comes later than the first one. From "
            "which end does a batch walk through the list?",
            _found(lambda i, left, right: (i, left[1]), order=lambda pairs: pairs[::-1]),
        ),
        Misconception(
            "rows against rows",
            "You compare numbers that do not meet. At a join the columns of the left matrix meet "
            "what of the right one?",
            (
                _found(lambda i, left, right: (i, left[0]), lambda one, two: one[0] != two[0]),
                _found(lambda i, left, right: (i, left[1]), lambda one, two: one[1] != two[1]),
                _found(lambda i, left, right: (i, left[1]), lambda one, two: one[0] != two[0]),
                _found(lambda i, left, right: (i, left[0]), lambda one, two: one[0] != two[1]),
            ),
        ),
        Misconception(
            "compared with the first",
            "Every matrix is compared with the first one of the list. A batch that has passed the "
            "second has another width: which neighbour does a matrix have to fit?",
            _compared_with_the_first,
        ),
        Misconception(
            "answered at the first join",
            "Your loop gives its answer after the first join, whatever it finds there. When may it "
            "say that all fit, before the last join or after it?",
            _answered_too_soon,
        ),
        Misconception(
            "in another order",
            "Both numbers are there, in another order than asked: first which matrix, then how "
            "many rows it needs. Which of yours is the index?",
            _found(lambda i, left, right: (left[1], i)),
        ),
        Misconception(
            "another word for none",
            "Where all fit you say so in another way than asked. Python has one word for "
            "nothing at all: which one?",
            tuple(
                _found(lambda i, left, right: (i, left[1]), none=none)
                for none in (-1, 0, False, (), "None", (None, None))
            ),
        ),
    ),
)

# ---------------------------------------------------------------- flops_forward


def flops_forward_cases(rng):
    """Draw the cases: few layers and many, one sample and many, and the default of N."""

    def sizes(count):
        return [int(n) for n in rng.choice(range(3, 60), size=count, replace=False)]

    def case(name, sizes, N, *corners):
        inputs = {"sizes": sizes} if N is None else {"sizes": sizes, "N": N}
        return Case(name, inputs, corners=corners)

    first, second, third = sizes(3)
    k = int(rng.integers(3, 9))
    return [
        case("the example of the docstring", [3, 2, 4], 5),
        case("one layer", sizes(2), int(rng.integers(2, 9))),
        case("three layers", sizes(4), int(rng.integers(2, 9))),
        case("five layers", sizes(6), int(rng.integers(2, 9)), "long"),
        case("N left out", sizes(3), None, "other options"),
        case("one sample", sizes(3), 1, "one"),
        case("all layers alike", [k, k, k], 7, "equal sizes", "tie"),
        case("some layers alike", [first, second, first, third, second], 3, "tie"),
        case("as large as today's", [12_287, 49_153, 12_289], 2047, "decades"),
    ]


def _macs(sizes):
    return sum(D * H for D, H in itertools.pairwise(sizes))


def _for_sizes(count):
    """Make a version that counts on so many sizes."""

    def version(sizes, N=1):
        if len(sizes) != count:  # as `D, H, C = sizes` does
            few = "not enough" if len(sizes) < count else "too many"
            raise ValueError(f"{few} values to unpack (expected {count})")
        return 2 * N * _macs(sizes)

    return version


def _after_the_first_alike(sizes, N=1):
    return 2 * N * sum(size * sizes[sizes.index(size) + 1] for size in sizes[:-1])


def _before_the_first_alike(sizes, N=1):
    return 2 * N * sum(sizes[sizes.index(size) - 1] * size for size in sizes[1:])


FLOPS_FORWARD = public.FLOPS_FORWARD.judged(
    reference=flops_forward,
    cases=flops_forward_cases,
    under_more=True,
    visible_points=0.5,
    rubric={"count": 0.5},
    tolerance=0.0,  # a count is a whole number
    facts=lambda case: {
        "sizes": case.inputs["sizes"],
        "count": len(case.inputs["sizes"]),
        "N": case.inputs.get("N", 1),
    },
    misconceptions=(
        Misconception(
            "products alone",
            "You count half as many: one operation for each weight. A product is there, and then "
            "it is put together with the others: which operation is that?",
            lambda sizes, N=1: N * _macs(sizes),
        ),
        Misconception(
            "biases counted",
            "Your count is higher by something for each unit and sample: the biases. The rule of "
            "thumb counts two for each weight: what does it leave out?",
            (
                lambda sizes, N=1: 2 * N * _macs(sizes) + N * sum(sizes[1:]),
                lambda sizes, N=1: 2 * N * sum((D + 1) * H for D, H in itertools.pairwise(sizes)),
            ),
        ),
        Misconception(
            "N forgotten",
            "Your count is that of a single sample, and the batch has {N}. Does each of them meet "
            "all the weights?",
            lambda sizes, N=1: 2 * _macs(sizes),
        ),
        Misconception(
            "first layer only",
            "The first layer is counted in full. How many pairs of neighbours are there in "
            "{sizes}?",
            lambda sizes, N=1: 2 * N * sizes[0] * sizes[1],
        ),
        Misconception(
            "last layer only",
            "The last layer is counted in full, and nothing else is left in your sum. What does a "
            "round of your loop do with the count of the rounds before?",
            lambda sizes, N=1: 2 * N * sizes[-2] * sizes[-1],
        ),
        Misconception(
            "all sizes multiplied",
            "You multiply all sizes of the network with each other. The weights between two "
            "layers know only these two: what is done with the counts of several layers?",
            lambda sizes, N=1: 2 * N * math.prod(sizes),
        ),
        Misconception(
            "sizes added",
            "You add up units. An operation belongs to a connection: how many connections are "
            "there between 3 units and 2?",
            (
                lambda sizes, N=1: 2 * N * sum(sizes),
                lambda sizes, N=1: 2 * N * sum(D + H for D, H in itertools.pairwise(sizes)),
            ),
        ),
        Misconception(
            "one operation less",
            "Your sums begin with their first product, which needs no addition. True, and the rule "
            "of thumb is coarser: how many operations does it count for each weight?",
            lambda sizes, N=1: N * sum((2 * D - 1) * H for D, H in itertools.pairwise(sizes)),
        ),
        Misconception(
            "a fixed number of sizes",
            "Your code counts on a list of one length, and this network has {count} sizes. Which "
            "step would you repeat for a longer list?",
            (_for_sizes(3), _for_sizes(2), _for_sizes(4)),
        ),
        Misconception(
            "looked up by value",
            "Right while all sizes differ. In {sizes} a size comes twice, and your code finds the "
            "first of the two both times: which neighbours has the second one?",
            (_after_the_first_alike, _before_the_first_alike),
        ),
    ),
)
