"""Lesson 2: every number of its text comes out of a run."""

import numpy as np
import pytest

import nnlib
from autograder.learner.questions import load
from autograder.lessons import of_module
from autograder.lessons.own_number import LARGEST, SMALLEST
from nnlib.data import load_digits_split, load_iris
from nnlib.lessons import lesson02 as experiments
from nnlib.perceptron import predict
from nnlib.viz import lesson02 as panels
from tests.lessons.claimed_numbers import left_over, missing, plain, prose_of

X, Y = experiments.petals()
NAMES = (
    r"(?<=, )(6 \(why error times input\)|8 \(learning rates)",
    r"(?<=and )(7|10)\.",
    r"lessons \d+(?= and)|^# *[78] and 10",
    r"lesson \d's",
)


def flowers(first, second):
    """All four measurements of two kinds of iris, and 0 or 1."""
    measured, kinds = load_iris()
    keep = np.isin(kinds, (first, second))
    return measured[keep], (kinds[keep] == second).astype(int)


def in_orders(measured, kinds, draws, max_epochs=1000):
    """The counts of each epoch, for several orders."""
    found = []
    for seed in range(draws):
        order = np.random.default_rng(seed).permutation(len(measured))
        found.append(nnlib.fit_perceptron(measured[order], kinds[order], 1.0, max_epochs)[2])
    return found


# ------------------------------------------------------------ the claims, part by part


def hook():
    made = len(experiments.trace(X, Y, 0.1).which)
    assert {len(experiments.trace(X, Y, lr).which) for lr in (0.001, 0.01, 1, 10)} == {made}
    yield "answers 1 if its weighted sum is above 0, and 0 otherwise"
    yield f"Here are {len(X)} irises of two kinds"
    yield f"With a learning rate of 0.1 the perceptron makes {made} mistakes before"
    yield (
        f"The same {made} mistakes, on the same flowers, and the same line, at every "
        "rate from 0.001 to 10."
    )
    yield "an answer only asks whether the score is above 0"


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
        yield f"| {t} | {answer} | {t - answer} | {what} | {then} |".replace("-", "−")
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
    score = f"{x @ w + 0.25}".replace("-", "−")
    yield (
        f"$x = (1, 2)$, target 1, $w = (0.5, -1)$, $b = 0.25$: the score is {score}, "
        "so the answer is 0 and the error 1."
    )
    yield "With a rate of 0.5, half of $x$ is added to $w$."
    yield "has the shape $(1, D)$, and the answer is entry 0"
    yield "Make 1 or 0 of it."


def star():
    places, kinds = np.vstack([X, [4.5, 1.4]]), np.append(Y, 0)
    moved = experiments.trace(places, kinds, epochs=10)
    yield f"number {len(places)}, a setosa, marked by a cross"
    made = len(experiments.trace(np.vstack([X, [1.4, 0.2]]), kinds).which)
    yield f"Left alone, the perceptron makes {made} mistakes and then none"
    yield (
        "With the flower at $(4.5, 1.4)$, in the middle of the versicolors, there "
        f"are {len(moved.which)} mistakes"
    )


def mistakes_by_rate(scale):
    return experiments.mistakes_by_rate(scale, panels.RATES.values)


def rate_and_start():
    yield "random numbers instead, most of them between −2 and 2."
    yield "Set the rate to 0.1 and remember"
    yield "Then set the scale to 10, and look"
    yield "| learning rate | scale 0.1 | scale 1 | scale 10 | from zero |"
    zero = len(experiments.trace(X, Y).which)
    for lr in (0.01, 0.1, 1, 10):
        place = panels.RATES.place_of(lr)
        counts = [int(mistakes_by_rate(scale)[place]) for scale in (0.1, 1.0, 10.0)]
        yield f"| {lr:g} | {' | '.join(f'{count:,}' for count in counts)} | {zero} |"
    yield "A start of size 10 with steps of 1 is a start of size 1 with steps of 0.1"
    yield "it has decided the first answers, where zero says 0,"
    yield f"those columns end at {mistakes_by_rate(1.0)[-1]} and not at {zero}"


def promise():
    yield "give every sample one more input that is always 1, so"
    yield "| $\\tilde x = (x, 1)$ |"
    yield "with + for class 1 and − for class 0"
    yield "at most $(R / \\gamma)^2$ mistakes**"
    yield "(Novikoff 1962)"  # the year as in FACTS
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
    scored = " and ".join(f"{score}" for score in scores).replace("-", "−")
    yield f"The scores are {scored}, and with the sign of the class both are {abs(scores).min()}."
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


def how_good():
    measured, kinds = flowers(0, 1)
    centred = measured - measured.mean(axis=0)
    bounds = [
        int(nnlib.margin_bound(here, kinds, *experiments.best_line(here, kinds)))
        for here in (measured, centred)
    ]
    made = [sum(errors) for errors in in_orders(measured, kinds, 10)]
    yield f"promises *at most {bounds[0]} mistakes*"
    yield f"{min(made)} to {max(made)} mistakes where {bounds[0]} were allowed"
    made = [sum(errors) for errors in in_orders(centred, kinds, 10)]
    yield f"the promise falls to {bounds[1]}, and {min(made)} or {max(made)} mistakes are made"


def two_classes():
    def found(distance):
        for draw in range(5):
            here, kinds = experiments.two_classes(distance, draw)
            gap, line = experiments.widest_street(here, kinds)
            if gap > 0:
                made = len(experiments.trace(here, kinds, epochs=10**5).which)
                yield gap, nnlib.margin_bound(here, kinds, line[:2], line[2]), made

    yield f"Two classes of {len(experiments.two_classes(3.0)[0]) // 2} points each"
    for distance, joint in ((3.0, "or"), (2.5, "to")):
        gaps, bounds, made = np.array(list(found(distance))).T
        yield (
            f"| {distance:g} | {gaps.min():.1f} to {gaps.max():.1f} | {bounds.min():.0f} to "
            f"{bounds.max():.0f} | {made.min():.0f} {joint} {made.max():.0f} |"
        )
    gaps, bounds, made = np.array(list(found(2.0))).T
    assert len(gaps) == 4
    counts = [int(n) for n in sorted(made)]
    yield (
        f"| 2 | in four of five there is one: {gaps.min():.2f} to {gaps.max():.1f} | "
        f"{bounds.min():.0f} to {bounds.max():,.0f} | {', '.join(map(str, counts))} |"
    )
    assert list(found(1.0)) == []
    yield "| 1 | none in any | nothing | without end |"
    yield f"in one draw at distance 2 they are still {counts[0]}, in another {counts[-1]}."
    yield "it is measured among the samples with their 1,"


def four_points():
    yield "is 1 if exactly one of two inputs is 1."
    for a in (0, 1):
        for b in (0, 1):
            yield f"| {a} | {b} | {a ^ b} |"
    yield "0 \\cdot w_1 + 0 \\cdot w_2 + 0 \\cdot b > 0"
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


def irises():
    easy = in_orders(*flowers(0, 1), 5, 200)
    hard = in_orders(*flowers(1, 2), 5, 200)
    assert {len(errors) for errors in easy} == {2}
    assert min(min(errors) for errors in hard) > 0
    counts = sorted({sum(errors) for errors in easy})
    yield f"{len(hard[0])} epochs each, if they are needed."
    yield f"with {counts[0]} or {counts[1]} mistakes in the first"
    left = []
    measured, kinds = flowers(1, 2)
    for seed in range(5):
        order = np.random.default_rng(seed).permutation(100)
        w, b, _ = nnlib.fit_perceptron(measured[order], kinds[order], 1.0, 200)
        left.append(int((predict(measured, w, b) != kinds).sum()))
    yield f"has between {min(left)} and {max(left)} of the {len(kinds)} flowers on the wrong side"


def digits():
    _, y_train, _, y_test = load_digits_split(seed=0)
    train, test = (int(np.isin(y, (3, 8)).sum()) for y in (y_train, y_test))
    yield "### The ledger: 3 against 8"
    yield (
        f"reads the 3 and the 8, from zero, with five different orders of the {train} "
        "training pictures."
    )
    yield f"On {test} other pictures"
    yield (
        f"A line in {load_digits_split(0)[0].shape[1]} dimensions divides all {train} "
        "training pictures of 3 and 8"
    )
    digits_of = (len(str(number)) for number in (SMALLEST, LARGEST))
    yield "with {} to {} digits".format(*digits_of)
    yield f"It draws the order of the {train} pictures"
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
    yield "of the whole approach (Olazaran 1996)"


def its_end():
    # the years as in FACTS, with their sources there
    yield '"Perceptrons were invented in 1958."'
    yield "report is of January 1957, the paper of 1958; it was shown to the press in July 1958"
    yield "(Rosenblatt 1962, Ivakhnenko and Lapa 1965)"
    yield "(Olazaran 1996)"
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


def points():
    for exercise in of_module(2):
        what = f"{exercise.points:g} point{'s' * (exercise.points != 1)}"
        if exercise.name == "my_mistakes":
            yield f"### A number of your own ({what})"
        else:
            yield f"### Exercise: `{exercise.name}` ({what})"
    half = load(2).words / 2
    yield f"In your own words, 1 of 2 ({half:g} points"
    yield f"In your own words, 2 of 2 ({half:g} points"


PARTS = [hook, yes_or_no, the_rule, star, rate_and_start, promise, how_good, two_classes]
PARTS += [four_points, irises, digits, deep_dive, its_end, points]


@pytest.fixture(scope="module")
def prose(lesson_02):
    return prose_of(lesson_02.master.solved)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_the_text_says_what_the_run_gives(part, prose):
    assert missing(part, prose) == []


def test_no_number_stands_in_the_text_without_a_run(prose):
    assert left_over(PARTS, prose, NAMES) == []
