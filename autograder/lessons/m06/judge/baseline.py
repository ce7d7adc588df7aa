"""Module 6: ``baseline_loss``, the cross-entropy of the best answer that ignores the input."""

from dataclasses import replace

import numpy as np

from autograder.core.exercise import Case, Misconception
from autograder.lessons.corners import array_of, in_corner, laid_out
from autograder.lessons.m06 import public
from nnlib.losses import baseline_loss

ABSENT = ("classes that do not occur",)


def baseline_cases(rng):
    """Draw the cases: all classes occur, and each another number of times; then some do not."""

    def labels(*counts):
        """Draw labels of which each occurs so many times; the counts go to the classes by lot."""
        classes = rng.permutation(len(counts))
        return rng.permutation(np.repeat(classes, counts))

    def case(name, y, C, *tags):
        return Case(name, {"y": y, "C": C}, tags=tags)

    without = labels(5, 3, 1)
    gap = np.array([0, 2, 3])[without]  # class 1 does not occur
    rare = labels(980, 20, 1)  # few enough for a loop in a loop, and a share below 1/1000
    in_order = np.repeat(rng.permutation(3), (8, 3, 2))  # its first half is not like the whole
    small = case("labels of eight bits", labels(6, 3, 2).astype(np.uint8), 3)
    single = case("a single sample", rng.integers(0, 3, 1), 4, *ABSENT)
    ten = case("ten classes", labels(12, 11, 9, 8, 6, 5, 4, 3, 2, 1), 10)
    return [
        case("the example of the docstring", np.array([0, 0, 0, 1]), 2),
        case("three classes", labels(7, 4, 2), 3),
        case("two classes", labels(9, 4), 2),
        in_corner(ten, "other options"),
        in_corner(case("two of three equally often", labels(5, 5, 2), 3), "tie"),
        in_corner(
            replace(case("a class that comes once in 1,001 samples", rare, 3), calls=3_000_000),
            "decades",
            "long",
        ),
        laid_out(case("", in_order, 3), y="strided"),
        small,
        case("a class in the middle that does not occur", gap, 4, *ABSENT),
        case("last classes that do not occur", without, 6, *ABSENT),
        in_corner(single, "zeros"),
    ]


def _facts(case):
    y, C = array_of(case.inputs["y"]), case.inputs["C"]
    return {"N": len(y), "C": C, "present": len(np.unique(y))}


def _of(loss, share=lambda y, C: np.bincount(y, minlength=C) / len(y)):
    """Make a version from the shares of the classes that occur, in order."""

    def version(y, C):
        p = share(y, C)
        value = loss(p[p > 0], y, C)
        return float(value) if np.ndim(value) == 0 else value

    return version


def _entropy(p, y=None, C=None):
    return 0 - (p * np.log(p)).sum()


def _with_all_shares(y, C):
    p = np.bincount(y, minlength=C) / len(y)
    return float(0 - (p * np.log(p)).sum())


def _two_classes(y, C):
    p = np.mean(y == 0)
    return float(-(p * np.log(p) + (1 - p) * np.log(1 - p)))


def _counts(y, C):
    return np.bincount(y, minlength=C) * 1.0


BASELINE_LOSS = public.BASELINE_LOSS.judged(
    reference=baseline_loss,
    cases=baseline_cases,
    visible_points=0.5,
    rubric={"classes that all occur": 1, "classes that do not occur": 0.5},
    facts=_facts,
    beside_0=1e-8,  # a little number in the logarithm, where one class has all samples
    another_way="""def baseline_loss(y, C):
    loss = 0.0
    for c in range(C):
        share = (y == c).mean()
        if share > 0:
            loss -= share * np.log(share)
    return loss""",
    misconceptions=(
        Misconception(
            "ten equal guesses",
            "You guess all classes equally. Three of four samples are of class 0 in the example: "
            "which guess would cost less than ½ and ½?",
            (
                _of(lambda p, y, C: np.log(C)),
                _of(lambda p, y, C: np.log(len(p))),
            ),
        ),
        Misconception(
            "a class that does not occur",
            "Right where all {C} classes occur. Here only {present} do, and the logarithm of 0 "
            "makes nan of all: what does a class cost that never comes?",
            (
                _with_all_shares,
                lambda y, C: _with_all_shares(y, 0),  # the last classes are not counted
            ),
        ),
        Misconception(
            "divided by the number of classes",
            "You divide the counts by {C}, and there are {C} classes. In the example class 0 would "
            "have a share of 3/2: of what is a share a part?",
            _of(_entropy, lambda y, C: np.bincount(y, minlength=C) / C),
        ),
        Misconception(
            "in bits",
            "Your loss is 1.44 times too large: that is the logarithm with base 2. Which one has "
            "the base e?",
            _of(lambda p, y, C: _entropy(p) / np.log(2)),
        ),
        Misconception(
            "logarithm with base 10",
            "Your loss is 2.3 times too small: that is the logarithm with base 10. Which one has "
            "the base e?",
            _of(lambda p, y, C: _entropy(p) / np.log(10)),
        ),
        Misconception(
            "divided by that of equal guesses",
            "You divide by log {C}, the cost of {C} equal guesses: that says which share of it is "
            "left, and not what a sample costs. By what was the sum to be divided, if by anything?",
            _of(lambda p, y, C: _entropy(p) / np.log(C)),
        ),
        Misconception(
            "sign of the loss",
            "Your loss has the other sign. The logarithm of a share is never above 0: what turns "
            "it into a price?",
            _of(lambda p, y, C: -_entropy(p)),
        ),
        Misconception(
            "the largest class alone",
            "You look at the largest class alone. Its samples cost −log of its share; what do the "
            "samples of the other classes cost under the same guess?",
            (
                _of(lambda p, y, C: p.max()),
                _of(lambda p, y, C: -np.log(p.max())),
                _of(lambda p, y, C: 1 - p.max()),
                _of(lambda p, y, C: -p.max() * np.log(p.max())),
            ),
        ),
        Misconception(
            "counts for shares",
            "You take the logarithm of counts, or weigh by them. With {N} samples the counts add "
            "up to {N}: to what do probabilities add up?",
            (
                _of(_entropy, _counts),
                _of(lambda p, y, C: -(p * np.log(p * len(y))).sum()),
                _of(lambda p, y, C: -(p * len(y) * np.log(p)).sum()),
            ),
        ),
        Misconception(
            "averaged over the classes",
            "You divide by the number of classes. The shares weigh the classes already, and they "
            "add up to 1: what is left to divide by?",
            (
                _of(lambda p, y, C: _entropy(p) / C),
                _of(lambda p, y, C: _entropy(p) / len(p)),
            ),
        ),
        Misconception(
            "every class weighs alike",
            "You add up, or average, −log of each share without its weight. A class that comes "
            "once in a thousand: how often is its price paid?",
            (
                _of(lambda p, y, C: -np.log(p).sum()),
                _of(lambda p, y, C: -np.log(p).mean()),
            ),
        ),
        Misconception(
            "no logarithm",
            "You have shares and squares of shares, and no logarithm. A guess with probability ¼ "
            "for what happens costs 1.386: what does it cost in yours?",
            (
                _of(lambda p, y, C: (p**2).sum()),
                _of(lambda p, y, C: 1 - (p**2).sum()),
            ),
        ),
        Misconception(
            "two classes only",
            "Right for two classes, as in the example. Here there are {C}: where does your code "
            "count to two?",
            _two_classes,
        ),
        Misconception(
            "a price for each class",
            "You return a number for each class, or one for each sample. What is the mean price of "
            "a sample?",
            (
                _of(lambda p, y, C: -p * np.log(p)),
                _of(lambda p, y, C: -np.log(p)),
                lambda y, C: -np.log(np.bincount(y)[y] / len(y)),
            ),
        ),
    ),
)
