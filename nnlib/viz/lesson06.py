"""The panels of lesson 6: two losses over one score, a quiet neuron, confidence, first losses."""

import dataclasses
import functools

import numpy as np
from IPython.display import display

from nnlib.losses import baseline_loss, bce_with_logits
from nnlib.probabilities import softmax
from nnlib.viz import canonical
from nnlib.viz.canonical import written
from nnlib.viz.controls import (
    Control,
    button,
    choice,
    count_control,
    init_scale,
    learning_rate,
    linear_control,
    seed,
    spoken_number,
)
from nnlib.viz.drawing import Drawing, Handle, handle
from nnlib.viz.handed_on import handed_on
from nnlib.viz.panel import Panel
from nnlib.viz.plots import Axis, Bars, Curves
from nnlib.viz.shown_picture import show_picture
from nnlib.viz.svg import Frame, Picture, ink, marks, minus
from nnlib.viz.trainer import Trainer

__getattr__ = handed_on("lesson06", "count_misread", "refusal_of", "run_of_your_own", "two_steps")


def in_decimals(value, digits=3):
    """Write a number with so many digits that count, and small ones without a power of ten.

    >>> in_decimals(-9.08e-5)
    '−0.00009'
    """
    if 1e-5 <= abs(value) < 1e-3:
        return minus(f"{value:.5f}")
    return spoken_number(float(value), digits)


# ------------------------------------------------------------ sure and wrong

HERO = (760, 336)
HERO_AT = (54, 28)  # left and top of the first area
FROM = -2.0  # where the score is at first
FAR = -9.5  # what the bet asks to be reached
HIGHEST = {"squared": 1.0, "entropy": 10.0}
KEY_STEP = canonical.WIDE / 40  # px of half a unit of the score


class _Score:
    """The score in a learner's hand: a ring on each curve moves it."""

    def __init__(self):
        self.z, self.lowest, self.was_moved, self._rings = FROM, FROM, False, None

    def take(self, *rings):
        """Follow whichever ring has moved."""
        if self._rings is not None:
            moved = [new for new, old in zip(rings, self._rings, strict=True) if new != old]
            self.z = moved[0] if moved else self.z
            self.was_moved |= bool(moved)
            self.lowest = min(self.lowest, self.z)
        self._rings = rings


def sure_and_wrong(bce=bce_with_logits, targets=(1,), hint="after your bet: drag it"):
    """Make the hero: one score, dragged on the curves of two losses.

    Parameters
    ----------
    bce : callable
        The learner's ``bce_with_logits`` or the engine's.
    targets : tuple of int
        To choose from. With one alone there is nothing to choose, and the picture stands higher:
        as a hero half of it has to be in the first window.
    hint : str
        What stands beside a ring that has not been moved.
    """
    from nnlib.lessons.lesson06 import entropy_by, squared_error

    score = _Score()
    # the curves stay while the score moves
    by_target = {
        (name, target): _once(functools.partial(loss, target=target))
        for name, loss in {"squared": squared_error, "entropy": entropy_by(bce)}.items()
        for target in (0, 1)
    }

    def compute(squared, entropy, target=targets[0]):
        score.take(squared, entropy)
        picture, target = Picture(*HERO), int(target)
        losses = [
            ("squared error", HIGHEST["squared"], by_target["squared", target]),
            ("cross-entropy", HIGHEST["entropy"], by_target["entropy", target]),
        ]
        found = canonical.two_losses(
            picture, *HERO_AT, score.z, losses, slopes=score.was_moved
        )  # fmt: skip
        _rings(picture, score, found, hint)
        return {"hero": str(picture)}, _said_of_score(score, target, found)

    left, top = HERO_AT
    handles = [
        _ring_on(name, by_target[name, 1], left + k * canonical.APART, top)
        for k, name in enumerate(HIGHEST)
    ]
    drawing = Drawing("One score, two losses", "hero", HERO, tuple(handles))
    controls = {"target": choice("target", targets)} if len(targets) > 1 else {}
    panel = Panel(compute, [drawing], controls, height=HERO[1] + 26)
    panel.task, panel.tried = (
        "drag a ring to the left end, to a score of −10",
        lambda: score.lowest <= FAR,
    )
    return panel


def drawn_by(bce, whose):
    """Show the hero once more, with the right curve and its slope drawn by a learner's function.

    Parameters
    ----------
    bce : callable
        The learner's ``bce_with_logits`` or the engine's.
    whose : str
        Which of the two it is: "yours" or "borrowed".
    """
    display(sure_and_wrong(bce, targets=(1, 0), hint="drag it"))
    print(f"The function of the right curve: {whose}.")


def _once(loss):
    """Let the values of a whole curve be computed once; those of a point are computed anew."""
    kept = {}

    def remembered(z):
        if len(z) == 1:
            return loss(z)
        if len(z) not in kept:
            kept[len(z)] = loss(z)
        return kept[len(z)]

    return remembered


def _ring_on(name, loss, left, top):
    """Make the handle of a curve: it moves along, whatever the height."""
    box = (left, top, canonical.WIDE, canonical.HIGH)
    frame = Frame(Picture(*HERO), box, canonical.SCORES, Axis("", range=(0.0, HIGHEST[name])))

    def score_at(x, y):
        return round(frame.values(x, y)[0], 1)

    def at(z):
        return frame.x(z), frame.y(float(np.ravel(loss(np.array([z]))[0])[0]))

    return Handle(name, FROM, score_at, at, (KEY_STEP, 8.0))


def _rings(picture, score, found, hint):
    """Draw a ring on each curve, and the numbers beside the names."""
    for name, words, (frame, value, slope) in zip(
        HIGHEST, ("squared error", "cross-entropy"), found, strict=True
    ):
        left, top, width, _ = frame.box
        said = in_decimals(value)
        up = top - canonical.ABOVE
        picture.text(left + width, up, said, anchor="end", size=15, bold=True)
        if score.was_moved:
            at = top + canonical.BELOW
            said_slope = f"slope {in_decimals(slope)}"
            picture.text(left + width, at - 11, said_slope, anchor="end", size=13, bold=True)
        x, y = frame.x(score.z), frame.y(min(value, frame.y.high))
        label = f"the score, on the curve of {words}: move it"
        picture.parts.append(handle(x, y, name, label, f"score {written(score.z, 1)}"))
        if not score.was_moved:
            edge = {"paint_order": "stroke", "stroke": ink("paper"), "stroke_width": 4}
            picture.text(x + 14, y - 6, hint, size=12, bold=True, **edge)
            wait = "move the score to see its slope"
            middle = left + width / 2
            at = top + canonical.BELOW + canonical.LOW / 2 - 16
            picture.text(middle, at, wait, anchor="middle", size=12, colour="soft", **edge)


def _said_of_score(score, target, found):
    (_, squared, d_squared), (_, entropy, d_entropy) = found
    output = 1 / (1 + np.exp(-score.z))
    said = f"Score {written(score.z, 1)}, target {target}: the output is {in_decimals(output)}. "
    if not score.was_moved:
        return (
            f"{said}Squared error {in_decimals(squared)}, cross-entropy {in_decimals(entropy)}. "
            "Drag a ring: the score moves, and the slopes are drawn."
        )
    return (
        f"{said}Squared error {in_decimals(squared)}, slope {in_decimals(d_squared)}; "
        f"cross-entropy {in_decimals(entropy)}, slope {in_decimals(d_entropy)}."
    )


# ------------------------------------------------------------ a count that does not move


def staircase_and_curve():
    """Show the count of right answers and the loss, while one weight moves."""
    from nnlib.lessons.lesson06 import SHIFTS, along_one_weight

    right, loss = along_one_weight()
    picture = Picture(730, 236)
    across = Axis("one weight, moved by", range=(float(SHIFTS[0]), float(SHIFTS[-1])))
    for left, name, values in ((56, "right answers, of 60", right), (428, "loss", loss)):
        low, high = float(values.min()), float(values.max())
        room = 0.1 * (high - low)
        up = Axis(name, range=(low - room, high + room))
        frame = Frame(picture, (left, 22, 280, 160), across, up)
        frame.ticks()
        x, y = (SHIFTS, values) if name == "loss" else _stairs(SHIFTS, values)
        frame.curve(x, y, width=2.2)
    show_picture(
        picture,
        "One weight of a reader moves. On the left the count of right answers, of 60 digits, is a "
        f"staircase: flat, then a jump, between {right.min()} and {right.max()}. On the right the "
        "loss is a smooth curve without a flat piece.",
    )


def _stairs(x, y):
    """Return the corners of a staircase: each value up to the middle of its neighbour's place."""
    middles = (x[1:] + x[:-1]) / 2
    return np.concatenate([[x[0]], np.repeat(middles, 2), [x[-1]]]), np.repeat(y, 2)


# ------------------------------------------------------------ squares on the errors

BY_HAND = {"Z": (1.0, 2.0, 3.0), "Y": (1.0, 1.0, 1.0)}


def squares_on_errors():
    """Show the mean squared error of the text: each difference is the side of a square."""
    picture, unit = Picture(730, 172), 48  # px of 1
    foot, left = 196, 60
    target = foot - unit * BY_HAND["Y"][0]
    picture.line(left - 20, target, left + 440, target, colour="soft", dash="7 4")
    picture.text(left + 448, target + 4, "targets: 1, 1, 1", size=12, colour="soft")
    at = left
    for prediction, wanted in zip(*BY_HAND.values(), strict=True):
        difference = prediction - wanted
        top, side = foot - unit * prediction, unit * difference
        if difference:
            style = f"fill:{ink('ink')};fill-opacity:0.12;stroke:{ink('soft')}"
            picture.add("rect", x=at, y=top, width=side, height=side, style=style)
            words = f"{difference:g}² = {difference**2:g}"
            picture.text(at + side / 2, top + side / 2 + 5, words, anchor="middle")
        picture.parts.append(marks([(at, top)], "ink", "disc", 5))
        picture.text(at, top - 10, f"{prediction:g}", anchor="middle", bold=True)
        at += 110 if difference < 2 else 150
    notes = ("predictions: the dots", "differences: the sides", "mean of the three areas:")
    for k, words in enumerate(notes):
        picture.text(530, 46 + 20 * k, words, colour="soft")
    mean = np.mean(np.square(np.subtract(*BY_HAND.values())))
    picture.text(530, 112, f"(0 + 1 + 4) / 3 = {mean:.2f}", bold=True)
    show_picture(
        picture,
        "Three predictions, 1, 2 and 3, and three targets, all 1. The differences 0, 1 and 2 are "
        f"the sides of squares with the areas 0, 1 and 4. Their mean is {mean:.2f}.",
    )


# ------------------------------------------------------------ a column meets a row


SILENT = (730, 256)


def where_it_ended():
    """Show the panel of the line that was fitted, and of its loss."""
    display(silent_line())


def silent_line():
    """Make the panel of the line that was fitted, and of its loss, from a seed."""
    from nnlib.lessons.lesson06 import fit_a_line

    def compute(draw):
        x, y, line, losses = fit_a_line(int(draw), as_column=False)
        picture = Picture(*SILENT)
        _draw_loss_of_line(picture, losses)
        _draw_line(picture, x, y, line)
        return {"line": str(picture)}, _said_of_line(int(draw), y, line, losses)

    drawing = Drawing("A column meets a row", "line", SILENT)
    controls = {"draw": seed(high=99, label="seed of the points and of the first w")}
    return Panel(compute, [drawing], controls, height=SILENT[1] + 26)


def _draw_loss_of_line(picture, losses):
    steps = Axis("step", range=(0, len(losses) - 1))
    up = Axis("loss", range=(0, 1.25 * float(losses.max())))
    frame = Frame(picture, (56, 22, 270, 170), steps, up)
    frame.ticks()
    frame.curve(np.arange(len(losses)), losses, width=2.2)
    said = f"from {losses[0]:.2f} to {losses[-1]:.2f}"
    picture.text(326, 40, said, anchor="end", size=12, colour="soft")


def _draw_line(picture, x, y, line):
    from nnlib.lessons.lesson06 import TRUE_LINE

    up = Axis("y", range=(-2, 3))
    frame = Frame(picture, (428, 22, 280, 170), Axis("x", range=(-1, 1)), up)
    frame.ticks()
    frame.dots(x, y, "soft", "disc", 3)
    ends = np.array([-1.0, 1.0])
    frame.curve(ends, TRUE_LINE[0] * ends + TRUE_LINE[1], dash="7 4", width=1.6)
    frame.curve(ends, line[0] * ends + line[1], width=2.4)
    picture.text(428, 244, "solid: what was found; dashed: 2x + 0.5", size=12, colour="soft")


def _said_of_line(draw, y, line, losses):
    found = minus(f"{line[0]:.3f}".replace("-0.000", "0.000"))
    return (
        f"Seed {draw}: the loss falls from {losses[0]:.2f} to {losses[-1]:.2f}, and the variance "
        f"of the targets is {y.var():.2f}. The line has the slope {found} and passes at "
        f"{line[1]:.2f}; the mean of the targets is {y.mean():.2f}."
    )


# ------------------------------------------------------------ three tosses

TOSSES = "HHT"
SAID = (0.5, 2 / 3, 0.9)
SAID_IN_WORDS = ("½", "⅔", "0.9")


def three_tosses():
    """Show −log of what happened for three tosses, and its mean, for three probabilities."""
    picture, foot, high = Picture(730, 222), 156, 50  # px of 1 nat
    means = []
    for k, (p, words) in enumerate(zip(SAID, SAID_IN_WORDS, strict=True)):
        left = 60 + 230 * k
        costs = [-np.log(p if toss == "H" else 1 - p) for toss in TOSSES]
        means.append(float(np.mean(costs)))
        for i, (toss, cost) in enumerate(zip(TOSSES, costs, strict=True)):
            x, side = left + 44 * i, high * cost
            style = f"fill:{ink('ink')};fill-opacity:0.3"
            picture.add("rect", x=x, y=foot - side, width=34, height=side, style=style)
            picture.text(x + 17, foot + 16, toss, anchor="middle")
            said = f"{cost:.2f}"
            picture.text(x + 17, foot + 32, said, anchor="middle", size=12, colour="soft")
        picture.line(left - 8, foot, left + 132, foot, colour="soft")
        at = foot - high * means[-1]
        picture.line(left - 8, at, left + 132, at, dash="7 4", width=1.6)
        picture.text(left + 62, foot + 56, f"p = {words}: mean {means[-1]:.3f}", anchor="middle")
    picture.text(60, 24, "−log of the probability of what happened", colour="soft")
    said = ", ".join(
        f"{words} gives {mean:.3f}" for words, mean in zip(SAID_IN_WORDS, means, strict=True)
    )
    show_picture(
        picture,
        "Heads, heads, tails. Each bar is −log of the probability that was given to what happened; "
        f"their mean, dashed: heads with probability {said}.",
    )


# ------------------------------------------------------------ one neuron, two losses

ONE_TWO_FIVE = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
PRESETS = {
    "works": {"lr": 1.0, "scale": 1.0},
    "fails": {"lr": 1.0, "scale": 5.0},
    "surprises": {"lr": 10.0, "scale": 5.0},
}
LONG_ENOUGH = 100  # steps at rate 10 after which the outcome shows


def one_neuron_two_losses(bce=bce_with_logits):
    """Make the panel of one neuron that learns under two losses.

    Parameters
    ----------
    bce : callable
        The learner's ``bce_with_logits`` or the engine's.
    """
    from nnlib.lessons.lesson06 import NAMES, TwoNeurons

    curve = Curves(
        "The output of one neuron, target 1",
        Axis("step"),
        Axis("output", range=(0, 1)),
        {words: ("step", name) for name, words in NAMES.items()},
        levels={"0.9": 0.9},
        legend=True,
        gaps=True,
    )

    def preset(name):
        panel.choose(**PRESETS[name])
        panel.reset()

    scales = init_scale(1.0)
    controls = {
        "lr": learning_rate(1.0, steps=2),
        "scale": dataclasses.replace(scales, values=ONE_TWO_FIVE, start=ONE_TWO_FIVE.index(1.0)),
        **{name: button(name, lambda name=name: preset(name)) for name in PRESETS},
    }
    panel = Trainer(
        lambda lr, scale: TwoNeurons(lr, scale, bce),
        [curve], controls, speeds=(1, 20, 200), limit=20_000, height=300,
    )  # fmt: skip
    panel.task = "press surprises, then Play"
    panel.tried = lambda: panel.run.loud_steps >= LONG_ENOUGH
    return panel


# ------------------------------------------------------------ ten bars, one lit

DIGITS_SHOWN = 3


def ten_bars(loss=None):
    """Show the probabilities of test digits as ten bars each; that of the right class is lit.

    Parameters
    ----------
    loss : callable, optional
        The learner's ``cross_entropy`` or the engine's: it writes the loss of three digits below.
        Without it one digit is shown, and −log of its lit bar.
    """
    from nnlib.lessons.lesson06 import two_readers

    reader, X = two_readers()["early"], _test_digits()
    places = _digits_to_show(reader)[: DIGITS_SHOWN if loss else 1]
    picture, said = Picture(730, 168), []
    for k, place in enumerate(places):
        left, label = 20 + 240 * k, int(reader.y[place])
        P = softmax(reader.Z[place])
        canonical.digit(picture, left, 20, 76, X[place])
        _bars_of(picture, left + 92, P, label)
        cost = -np.log(P[label]) if loss is None else loss(reader.Z[[place]], reader.y[[place]])
        words = f"loss {in_decimals(float(cost), 2)}"
        picture.text(left + 92, 158, words, bold=True)
        said.append(f"a {label}, whose bar is {in_decimals(P[label])}: {words}")
    if loss is None:
        notes = (
            "Ten bars, one for each class.",
            "The lit one is that of the right class.",
            f"−log {in_decimals(P[label])} = {in_decimals(float(cost), 2)}",
        )
        for k, words in enumerate(notes):
            picture.text(330, 60 + 22 * k, words, colour="soft")
    show_picture(picture, f"Ten bars for each digit, the right one lit: {'; '.join(said)}.")


def _digits_to_show(reader):
    """Choose a digit that is read without much confidence, one that is clear, and a mistake."""
    confidence, right = reader.confidence(), reader.answers() == reader.y
    places = np.flatnonzero(right)
    unsure = places[np.argmin(np.abs(confidence[places] - 0.6))]
    clear = places[np.argmax(confidence[places])]
    wrong = reader.wrong
    return unsure, clear, wrong[np.argmax(confidence[wrong])]


def _test_digits():
    from nnlib.data import load_digits_split

    return load_digits_split(0)[2]


def _bars_of(picture, left, P, label):
    """Draw ten bars; the one of the right class is gold."""
    foot, high, width = 124, 96, 13
    picture.line(left, foot, left + 10 * width, foot, colour="soft")
    for c, p in enumerate(P):
        x, side = left + width * c, max(high * float(p), 1.0)
        lit = c == label
        style = f"fill:{ink('act' if lit else 'ink')};fill-opacity:{1 if lit else 0.25}"
        if lit:
            style += f";stroke:{ink('ink')}"
        picture.add("rect", x=x + 1, y=foot - side, width=width - 3, height=side, style=style)
        colour = "ink" if lit else "soft"
        picture.text(
            x + width / 2, foot + 14, str(c), anchor="middle", size=11, colour=colour, bold=lit
        )


# ------------------------------------------------------------ the first loss


def hundred_first_losses():
    """Show the first losses of a hundred readers, each a dot."""
    from nnlib.lessons.lesson06 import first_losses

    found, picture = first_losses(), Picture(730, 178)
    frame = Frame(picture, (40, 20, 660, 104), Axis("loss before training", range=(2.0, 3.2)),
                  Axis("", range=(0, 1)))  # fmt: skip
    frame.ticks(up=())
    for loss, height in zip(np.sort(found), _spread(np.sort(found)), strict=True):
        at = [(frame.x(loss), frame.y(height))]
        picture.parts.append(marks(at, "ink", "disc", 3.5))
    equal = np.log(10)
    at = frame.x(equal)
    picture.line(at, 20, at, 124, dash="7 4", width=1.6)
    picture.text(at - 6, 16, "ten equal guesses", anchor="end", size=12, colour="soft")
    show_picture(
        picture,
        f"A hundred dots, the first losses of a hundred readers: {found.min():.2f} to "
        f"{found.max():.2f}, with the mean {found.mean():.2f}. The dashed line is the loss of ten "
        f"equal guesses, {equal:.3f}.",
    )


def _spread(values, near=0.0134, rows=11):
    """Lay dots that would cover one another above one another."""
    heights, last = [], []
    for value in values:
        last = [(v, row) for v, row in last if value - v < near]
        taken = {row for _, row in last}
        row = next((r for r in range(rows) if r not in taken), 0)
        last.append((value, row))
        heights.append(0.1 + row * 0.8 / (rows - 1))
    return heights


def curve_with_baseline(baseline=baseline_loss):
    """Show the loss of a reader while it learns, and the line that ignores the picture.

    Parameters
    ----------
    baseline : callable
        The learner's ``baseline_loss`` or the engine's.
    """
    from nnlib.data import load_breast_cancer, load_digits_split
    from nnlib.lessons.lesson06 import curve_of_a_reader

    losses, (_, y, *_) = curve_of_a_reader(), load_digits_split(0)
    level, of_tissue = float(baseline(y, 10)), float(baseline(load_breast_cancer()[1], 2))
    picture = Picture(730, 210)
    epochs = Axis("epoch", range=(0, len(losses) - 1))
    frame = Frame(picture, (56, 20, 480, 140), epochs, Axis("loss", range=(0, 2.8)))
    frame.ticks()
    frame.curve(np.arange(len(losses)), losses, width=2.2)
    picture.line(56, frame.y(level), 536, frame.y(level), dash="7 4", width=1.6)
    notes = {
        frame.y(level) + 4: f"baseline {level:.4f}",
        frame.y(level) + 21: f"ten equal guesses {np.log(10):.4f}",
        frame.y(level) + 54: "the tissue of lesson 1:",
        frame.y(level) + 71: f"baseline {of_tissue:.4f}",
        frame.y(level) + 88: f"two equal guesses {np.log(2):.4f}",
    }
    for at, words in notes.items():
        picture.text(548, at, words, size=12, colour="soft")
    picture.text(548, frame.y(losses[-1]) + 4, f"{losses[-1]:.2f}", size=12, colour="soft")
    show_picture(
        picture,
        f"The loss of a reader on the digits that it learns from falls from {losses[0]:.2f} to "
        f"{losses[-1]:.2f} in {len(losses) - 1} epochs. A dashed line at {level:.4f} is the best "
        f"loss of an answer that ignores the picture; ten equal guesses are at {np.log(10):.4f}. "
        f"Of the tissue it is {of_tissue:.4f}, and two equal guesses are at {np.log(2):.4f}.",
    )


# ------------------------------------------------------------ two stacked bars

LAMBDA = 0.01
NETWORKS = {"network A": (0.22, 13), "network B": (0.25, 2)}  # loss, and sum of squared weights


def two_objectives():
    """Show loss and penalty of two networks, stacked."""
    picture, scale, said = Picture(730, 170), 1500, []
    for k, (name, (loss, squares)) in enumerate(NETWORKS.items()):
        top, penalty = 30 + 56 * k, LAMBDA / 2 * squares
        picture.text(20, top + 22, name)
        for left, width, share in ((110, loss, 0.44), (110 + scale * loss, penalty, 0.14)):
            style = f"fill:{ink('ink')};fill-opacity:{share};stroke:{ink('ink')}"
            picture.add("rect", x=left, y=top, width=scale * width, height=34, style=style)
        inside = {"paint_order": "stroke", "stroke": ink("paper"), "stroke_width": 4}
        middle = 110 + scale * loss / 2
        picture.text(middle, top + 22, f"loss {loss:g}", anchor="middle", **inside)
        end = 110 + scale * (loss + penalty)
        total = f"+ {penalty:.3f} = {loss + penalty:.3f}"
        picture.text(end + 10, top + 22, total, bold=True)
        said.append(f"{name} has loss {loss:g} and penalty {penalty:g}, {loss + penalty:.3f}")
    picture.text(110, 160, "on the left the loss, on the right the penalty", size=12, colour="soft")
    show_picture(picture, f"Two stacked bars: {'; '.join(said)} together.")


# ------------------------------------------------------------ two readers

READER_WORDS = {"early": "after 50 epochs", "late": "after 1,000 epochs"}
MOST_DIGITS = 14


def sure_mistakes():
    """Show the mistakes with a confidence above 90 %, of both readers."""
    from nnlib.lessons.lesson06 import two_readers

    X, side, said = _test_digits(), 48, []
    picture = Picture(730, 236)
    for k, (name, words) in enumerate(READER_WORDS.items()):
        reader, top = two_readers()[name], 26 + 112 * k
        places, confidence = reader.sure_mistakes(), reader.confidence()
        answers = reader.answers()
        title = f"{words}: {len(places)} of {len(reader.wrong)} mistakes are above 90 %"
        picture.text(8, top - 8, title, bold=True)
        for i, place in enumerate(places[:MOST_DIGITS]):
            left = 8 + 51 * i
            canonical.digit(picture, left, top, side, X[place])
            read = f"{reader.y[place]} as {answers[place]}"
            picture.text(left + side / 2, top + side + 15, read, anchor="middle", size=12)
            percent = f"{100 * confidence[place]:.0f} %"
            sure = ">99 %" if percent == "100 %" else percent
            picture.text(
                left + side / 2, top + side + 30, sure, anchor="middle", size=11, colour="soft"
            )
        said.append(title)
    show_picture(picture, f"Digits that were misread with great confidence. {'; '.join(said)}.")


RELIABILITY = (760, 330)
FEW = 5  # answers in a bin, below which its dot is open


def one_number():
    """Make the panel of confidence against the share that is right, with a temperature."""
    from nnlib.lessons.lesson06 import two_readers

    readers, seen = two_readers(), set()

    def compute(reader, T):
        name = _name_of_reader(reader)
        seen.add(name)
        looked = readers[name]
        picture = Picture(*RELIABILITY)
        _draw_reliability(picture, looked, T)
        _write_numbers(picture, looked, T)
        return {"reliability": str(picture)}, _said_of_reader(looked, reader, T)

    drawing = Drawing("How sure, and how often right", "reliability", RELIABILITY)
    controls = {
        "reader": choice("reader", tuple(READER_WORDS.values())),
        "T": linear_control("temperature T", 1.0, 0.5, 4.0, 0.05),
    }
    panel = Panel(compute, [drawing], controls, height=RELIABILITY[1] + 26)
    panel.task, panel.tried = "switch to the other reader", lambda: len(seen) == len(readers)
    return panel


def _name_of_reader(words):
    return next(name for name, said in READER_WORDS.items() if said == words)


def _draw_reliability(picture, reader, T):
    """Draw a dot for each bin of confidence: the larger, the more digits are in it."""
    from nnlib.lessons.lesson06 import reliability

    frame = Frame(
        picture, (60, 22, 330, 250), Axis("confidence", range=(0, 1.06)),
        Axis("share that is right", range=(0, 1.08)),  # room for the largest dot
    )  # fmt: skip
    frame.ticks()
    frame.curve([0, 1], [0, 1], colour="soft", dash="7 4", width=1.4)
    for confidence, right, count in zip(*reliability(reader, T), strict=True):
        if not count:
            continue
        open_ = count < FEW
        style = f"fill:{ink('paper' if open_ else 'ink')};stroke:{ink('ink')};stroke-width:1.6"
        x, y = frame.x(float(confidence)), frame.y(float(right))
        picture.add("circle", cx=x, cy=y, r=3 + 0.55 * float(count) ** 0.5, style=style)


def _write_numbers(picture, reader, T):
    right = f"{100 * reader.right():.1f} %"
    rows = (
        (f"{len(reader.wrong)}", f"of {len(reader.y)} misread"),
        (f"{reader.loss(T):.3f}", "loss"),
        (f"{100 * reader.sure(T):.1f} %", f"mean confidence ({right} are right)"),
        (f"{100 * reader.sure_when_wrong(T):.0f} %", "mean confidence of the mistakes"),
        (f"{len(reader.sure_mistakes(T))}", "mistakes above 90 %"),
    )
    for k, (number, words) in enumerate(rows):
        y = 48 + 54 * k
        picture.text(450, y, number, size=26, bold=True)
        picture.text(450, y + 19, words, size=12, colour="soft")
    notes = "dashed line: as sure as right. A larger dot: more digits; an open one: fewer than 5"
    picture.text(60, 324, notes, size=12, colour="soft")


def _said_of_reader(reader, words, T):
    if T == 1:
        unchanged = ""
    elif np.array_equal(reader.answers(T), reader.answers()):
        unchanged = f" Compared with T = 1, none of the {len(reader.y)} answers has changed."
    else:
        unchanged = " Some answers differ from those at T = 1."
    return (
        f"The reader {words}, T = {T:g}: {len(reader.wrong)} of {len(reader.y)} misread, loss "
        f"{reader.loss(T):.3f}. Its mean confidence is {100 * reader.sure(T):.1f} %, and "
        f"{100 * reader.right():.1f} % are right; that of its mistakes is "
        f"{100 * reader.sure_when_wrong(T):.0f} %.{unchanged}"
    )


# ------------------------------------------------------------ under More: squared error on trial

TRIAL_VALUES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
TRIAL_SPLIT = 51


def squared_error_on_trial():
    """Make the panel of three losses at one learning rate."""
    from nnlib.lessons.lesson06 import TRIAL_EPOCHS, TRIED, trial

    read = functools.cache(lambda lr: [trial(lr, TRIAL_SPLIT, which) for which in TRIED])

    def compute(lr):
        found = read(lr)
        said = ", ".join(f"{name} {value:.0f} %" for name, value in zip(TRIED, found, strict=True))
        return {"read": found}, (
            f"Rate {lr:g}, after {TRIAL_EPOCHS} epochs, on one split: {said} of the digits."
        )

    bars = Bars(
        "Test digits read, by the loss that was minimized",
        ("cross-entropy", "squared error, probabilities", "squared error, scores"),
        Axis("read (%)", range=(0, 110)),
        "read",
    )
    rates = learning_rate(0.3, low=0.03)
    rates = dataclasses.replace(rates, values=TRIAL_VALUES, start=TRIAL_VALUES.index(0.3))
    return Panel(compute, [bars], {"lr": rates}, precompute="lr", height=300)


# ------------------------------------------------------------ under More: outliers


def lines_and_outliers():
    """Make the panel of three lines through points of which some were raised."""
    from nnlib.lessons.lesson06 import FITTED, OUTLIER_POINTS, fit_by, points_with_outliers

    ends = np.array([-1.0, 1.0])

    def compute(raised):
        share = raised / 100
        x, y = points_with_outliers(0, share)
        lines = {name: fit_by(name, x, y) for name in FITTED}
        data = {"x": x, "y": y, "ends": ends}
        data |= {name: w * ends + b for name, (w, b) in lines.items()}
        said = ", ".join(f"{name} {b - 0.5:+.2f}" for name, (_, b) in lines.items())
        return data, (
            f"{round(share * OUTLIER_POINTS)} of {OUTLIER_POINTS} points were raised. In the "
            f"middle the lines are off by: {said}."
        ).replace("-", "−")

    plot = Curves(
        "Three lines through the same points",
        Axis("x", range=(-1, 1)),
        Axis("y", range=(-2, 8.5)),
        # the points come last: the dashes of the first three curves differ most
        {**{name: ("ends", name) for name in FITTED}, "points": ("x", "y")},
        dots=("points",),
        legend=True,
    )
    controls = {"raised": count_control("points raised (%)", 10, 0, 40)}
    return Panel(compute, [plot], controls, height=320)


# ------------------------------------------------------------ under More: two kinds of mistake


def two_kinds():
    """Make the panel of the two kinds of mistake, by the weight of a malignant sample."""
    from nnlib.lessons.lesson06 import TISSUE_HELD_BACK, TISSUE_SPLITS, WEIGHTS, mean_mistakes

    def compute(weight):
        missed, alarms = mean_mistakes(weight)
        return {"mistakes": [missed, alarms]}, (
            f"With weight {weight}, on average over {len(TISSUE_SPLITS)} splits with "
            f"{TISSUE_HELD_BACK} samples held back: {missed:.1f} malignant samples are missed, and "
            f"{alarms:.1f} benign ones are called malignant."
        )

    bars = Bars(
        "What one neuron gets wrong",
        ("malignant, missed", "benign, called malignant"),
        Axis("samples", range=(0, 14)),
        "mistakes",
    )
    controls = {"weight": Control("weight of a malignant sample", WEIGHTS, 0)}
    return Panel(compute, [bars], controls, precompute="weight", height=280)


# ------------------------------------------------------------ under More: digits of one's own


def your_own_digits(store):
    """Show how both readers read the digits that the learner has drawn.

    Parameters
    ----------
    store : callable
        ``store()`` gives X, shape (N, 64), and what they are meant to be, shape (N,).
    """
    from nnlib.lessons.lesson06 import two_readers

    (X, y), readers = store(), two_readers()
    picture, said = Picture(730, 128 if len(y) else 40), []
    if not len(y):
        words = "None is drawn yet: the editor is under More in lesson 5."
        picture.text(8, 24, words, colour="soft")
        show_picture(picture, f"Digits of your own. {words}")
        return
    for row, words in enumerate(READER_WORDS.values()):
        picture.text(8, 90 + 22 * row, words.removeprefix("after "), size=12, colour="soft")
    for k, (pixels, meant) in enumerate(zip(X, y, strict=True)):
        left, reads = 100 + 63 * k, []
        canonical.digit(picture, left, 12, 52, pixels)
        for row, name in enumerate(READER_WORDS):
            P = softmax(readers[name].net.predict(pixels[None]))[0]
            best = int(P.argmax())
            look = {"anchor": "middle", "size": 12, "bold": best == meant}
            picture.text(left + 26, 90 + 22 * row, f"{best}, {100 * P[best]:.0f} %", **look)
            reads.append(f"{READER_WORDS[name]} as {best} with {100 * P[best]:.0f} %")
        said.append(f"your {meant} is read {', '.join(reads)}")
    show_picture(picture, f"Digits of your own: {'; '.join(said)}. Bold is as you meant it.")


# ------------------------------------------------------------ under More: focal loss


def easy_and_hard():
    """Show how the focal loss weighs a sample by the probability of its right class."""
    picture = Picture(730, 220)
    across = Axis("probability of the right class", range=(0, 1))
    frame = Frame(picture, (56, 20, 420, 150), across, Axis("loss", range=(0, 3)))
    frame.ticks()
    p = np.linspace(0.02, 1, 120)
    for k, gamma in enumerate((0, 2, 5)):
        loss = -((1 - p) ** gamma) * np.log(p)
        dash = ("", "7 4", "2 3")[k]
        frame.curve(p, np.where(loss <= 3, loss, np.nan), dash=dash)
        picture.line(500, 48 + 24 * k, 530, 48 + 24 * k, dash=dash, width=2)
        picture.text(540, 52 + 24 * k, f"γ = {gamma}", size=12, colour="soft")
    show_picture(
        picture,
        "Three curves over the probability of the right class: with γ = 0 the cross-entropy; with "
        "γ = 2 and 5 the loss of a sample that is read well is far smaller.",
    )
