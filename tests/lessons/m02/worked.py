"""Lesson 2: the numbers of its text that are worked out by hand, or counted by others."""

import numpy as np
import pytest

import nnlib
from autograder.lessons.m02.judge import facts
from autograder.lessons.own_number import LARGEST, SMALLEST
from nnlib.lessons import lesson02 as experiments
from nnlib.perceptron import predict
from tests.lessons.worked import minus, plain

NAMES = (
    r"(?<=, )(6 \(why error times input\)|8 \(learning rates)",
    r"(?<=and )(7|10)\.",
    r"lessons \d+(?= and)|^# *[78] and 10",
    r"lesson \d's",
    r"\b3 against 8\b|3 and( the)? 8\b",
    r"^\| [\d.]+ \| @",
)


def by_definition():
    yield "answers 1 if its weighted sum is above 0, and 0 otherwise"
    yield "With a learning rate of 0.1 the perceptron makes"
    yield "at every rate from 0.001 to 10."  # run in test_claims_02
    yield "an answer only asks whether the score is above 0"
    yield f"With the flower at ${facts.ACROSS}$, in the middle of the versicolors,"
    yield "random numbers instead, most of them between −2 and 2."
    yield "Set the rate to 0.1 and remember"
    yield "Then set the scale to 10, and look"
    yield "| learning rate | scale 0.1 | scale 1 | scale 10 | from zero |"
    yield "A start of size 10 with steps of 1 is a start of size 1 with steps of 0.1"
    yield "answers 1 to the first flower, a setosa, where zero says 0."
    yield f"Two classes of {len(experiments.two_classes(3.0)[0]) // 2} points each"
    yield "| 2 | in four of five there is one:"
    yield "| 1 | none in any | nothing | without end |"
    yield "in one draw at distance 2 they are still"
    yield "it is measured among the samples with their 1,"
    yield "200 epochs each, if they are needed."


def yes_or_no():
    w, b = np.array([1.0, -1.0]), 0.5
    scores = np.array([[2, 1], [1, 3], [0, 0.5]]) @ w + b
    answers = (scores > 0).astype(int)
    yield "| $\\text{step}(z)$ | 0 or 1 | `1 if z > 0 else 0` | the answer |"
    yield "The **step function** gives 1 above the threshold 0 and 0 elsewhere."
    yield "a score such as −1.7 is neither"
    yield (
        "with $w = (1, -1)$ and $b = 0.5$: the sample $(2, 1)$ has the score $2 - 1 "
        f"+ 0.5 = {scores[0]}$, answer {answers[0]}."
    )
    yield f"The sample $(1, 3)$ has $1 - 3 + 0.5 = {scores[1]}$, answer {answers[1]}."
    yield (
        f"And $(0, 0.5)$ has the score {scores[2]:g} exactly: it lies on the line, "
        f"and 0 is not above 0, so the answer is {answers[2]}."
    )
    yield "$x \\cdot w > \\theta$ is $x \\cdot w - \\theta > 0$"
    yield "All places with score 0 form a straight line"
    yield "On one side the answer is 1, on the other 0."
    yield "Ask of each whether it is above 0. Turn the yes and no into 1 and 0."


def the_rule():
    yield "Let $t$ be the target, the right answer, 0 or 1."
    for t, answer, what, then in (
        (1, 1, "right", "stay"), (0, 0, "right", "stay"),
        (1, 0, "missed", "rise"), (0, 1, "false alarm", "fall"),
    ):  # fmt: skip
        yield minus(f"| {t} | {answer} | {t - answer} | {what} | {then} |")
    yield "and for the bias with 1 as its input"
    yield "has grown by $lr \\cdot (x \\cdot x + 1)$, which is above 0 whatever $x$ is"
    yield "On paper, with $lr = 1$ and a start at zero."
    w, b = np.zeros(2), 0.0
    for x, t in zip(np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), (0, 1, 1, 1), strict=True):
        score, said = x @ w + b, predict(x[None], w, b)[0]
        w, b = nnlib.perceptron_update(x, t, w, b, 1.0)
        yield (
            f"| $({x[0]}, {x[1]})$ | {t} | {score:g} | {said} | {t - said} "
            f"| $({w[0]:g}, {w[1]:g})$ | {b:g} |"
        )
    x, w = np.array([1, 2]), np.array([0.5, -1])
    yield "$x = (1, 2)$, target 1, $w = (0.5, -1)$, $b = 0.25$:"
    yield minus(f"the score is {x @ w + 0.25}, so the answer is 0 and the error 1.")
    yield "With a rate of 0.5, half of $x$ is added to $w$."
    yield "has the shape $(1, D)$, and the answer is entry 0"
    yield "Make 1 or 0 of it."


def promise():
    yield "give every sample one more input that is always 1, so"
    yield "| $\\tilde x = (x, 1)$ |"
    yield "with + for class 1 and − for class 0"
    yield "at most $(R / \\gamma)^2$ mistakes**"
    yield "(Novikoff 1962, *On convergence proofs on perceptrons*)"
    example = np.array([[2, 2, 1], [0, 0, 1]])
    lengths = np.linalg.norm(example, axis=1)
    line = np.array([1, 1, -2])
    scores = example @ line
    bound = nnlib.margin_bound(example[:, :2], np.array([1, 0]), line[:2], line[2])
    assert bound == pytest.approx(13.5)
    yield "$(2, 2)$ of class 1, $(0, 0)$ of class 0, and the line $w = (1, 1)$, $b = -2$."
    yield (
        f"are $(2, 2, 1)$, of length {lengths[0]:g}, and $(0, 0, 1)$, of length "
        f"{lengths[1]:g}, so $R = {lengths.max():g}$."
    )
    yield minus(f"The scores are {scores[0]} and {scores[1]},")
    yield f"and with the sign of the class both are {abs(scores).min()}."
    yield (
        f"The arrow $(1, 1, -2)$ has length $\\sqrt {line @ line}$, so $\\gamma = 2 / "
        f"\\sqrt {line @ line}$."
    )
    yield (
        f"The bound is ${lengths.max() ** 2:g} / (4/6) = {bound:.1f}$: at most "
        f"{int(bound)} mistakes."
    )
    yield (
        f"and those divided by $\\sqrt {line @ line}$. How do you turn targets 0 and "
        "1 into signs −1 and 1?"
    )
    yield "With its 1 a sample has two numbers, a place in the plane, and"
    yield "the line of score 0 runs through the origin"
    drawn = np.array([[-1.0], [0.0], [2.5], [3.0]])
    bound = nnlib.margin_bound(drawn, np.array([0, 0, 1, 1]), [1.0], -1.0)
    yield (
        f"Here $R = \\sqrt{{{3**2 + 1}}}$ and $\\gamma = 1 / \\sqrt 2$, so at most "
        f"$10 / (1/2) = {bound:.0f}$ mistakes."
    )
    yield "turn the sign for class 0, and"


def four_points():
    yield "is 1 if exactly one of two inputs is 1."
    for a in (0, 1):
        for b in (0, 1):
            yield f"| {a} | {b} | {a ^ b} |"
    yield "0 \\cdot w_1 + 0 \\cdot w_2 + 0 \\cdot b > 0"
    yield 'at least one that says "above 0" by a number above 0, and added up to'
    yield "the line would have to make $0 > 0$"
    yield "points on an axis at 0, 1 and 2 with the answers 0, 1, 0."
    rows, multipliers = np.array([[0, -1], [1, 1], [-2, -1]]), np.array([1, 2, 1])
    assert not (multipliers @ rows).any()
    conditions = (
        ("$b \\le 0$", "$-b \\ge 0$"), ("$w + b > 0$",) * 2, ("$2w + b \\le 0$", "$-2w - b \\ge 0$")
    )  # fmt: skip
    for point, (said, turned) in enumerate(conditions):
        row = ", ".join(map(str, rows[point]))
        yield f"| {point} | {point % 2} | {said} | {turned} | $({row})$ | {multipliers[point]} |"
    yield 'as "… is at least / above 0"'
    w, b = (rows * multipliers[:, None]).T
    yield (
        f"Added up: ${w[0]} + {w[1]} - {-w[2]} = {w.sum()}$ for $w$, and ${b[0]} + "
        f"{b[1]} - {-b[2]} = {b.sum()}$ for $b$."
    )
    yield 'One of the conditions was "above 0", so the sum is above 0 too: $0 > 0$.'
    yield "No threshold on that axis answers 0, 1, 0."
    yield (
        "At $(0, 1)$ the score is $0 \\cdot w_1 + 1 \\cdot w_2 + 1 \\cdot b$, and it "
        "must be above 0."
    )
    yield "Add the two scores that must be above 0. Add the two that must be at most 0."
    yield (
        "Where the answer has to be 0, the score is at most 0: turn all three signs, "
        'so that it reads "at least 0".'
    )
    yield "make each of the three columns add up to 0"


def own_number():
    low, high = len(str(SMALLEST)), len(str(LARGEST))
    yield f"with {low} to {high} digits that nobody"
    yield f"with learning rate {plain(experiments.OWN_RATE)}: from zero"


def deep_dive():
    yield "Take $lr = 1$ and a start at zero"
    yield "Turn the samples of class 0 round"
    yield "a line is right if *all* scores are above 0"
    yield "Let $u$ be an arrow of length 1 that"
    yield "\\rVert^2$ grows by at most $R^2$"
    yield (
        "\\rVert^2 = \\lVert \\tilde w \\rVert^2 + 2\\, \\tilde w \\cdot \\tilde x + "
        "\\lVert \\tilde x \\rVert^2$, and the middle part is not above 0"
    )
    yield "which is $k \\le (R/\\gamma)^2$"
    yield "networks of several layers were known in the 1960s"
    yield "Minsky and Papert (*Perceptrons*, 1969) proved what one layer cannot do"
    yield "of the whole approach (Olazaran 1996)"


def its_end():
    # years as in the literature that is named beside them
    yield '"Perceptrons were invented in 1958."'
    yield "report is of January 1957, the paper of 1958; it was shown to the press in July 1958"
    yield "(Rosenblatt 1962, Ivakhnenko and Lapa 1965)"
    yield "mistakes, up to rounding where a score is exactly 0."
    yield "is a time in the 1970s with little money for AI"
    yield "The proofs of Minsky and Papert (1969) were *read* as the end (Olazaran 1996)"
    yield "Lighthill's report (1973) judged AI in Britain"
    yield "On 8 July 1958 the New York Times"
    yield "Those with inputs above 0 do. With an input below 0 the weight"
    yield "the weight of an input that is always 1 | `b` |"
    yield "| **step function** | 1 above 0, else 0 |"
    yield "after at most $(R/\\gamma)^2$ mistakes, and stops"
    yield "A step has slope 0 nearly everywhere."
    yield "About 40 minutes to read and play, and 50 for"  # asked of readers, not of a run
    # an invented classmate, an invented course of training
    yield 'starts at zero and needs 80 mistakes. "I will take a learning rate of 100,"'
    yield "14, 7, 5, 8, 4, 6, 9, 3, 7, 5, and so on for 200 epochs, between 2 and 9."


PARTS = (
    by_definition,
    yes_or_no,
    the_rule,
    promise,
    four_points,
    own_number,
    deep_dive,
    its_end,
)
