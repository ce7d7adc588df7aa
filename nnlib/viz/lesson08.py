"""The panels of lesson 8: the long valley, batches that disagree, other units, four in a race."""

import dataclasses

import numpy as np

from nnlib.optimizers import adam_step, adamw_step, momentum_step, sgd_step
from nnlib.viz import canonical
from nnlib.viz.controls import (
    Control,
    button,
    choice,
    init_scale,
    learning_rate,
    linear_control,
    spoken_number,
    switch,
)
from nnlib.viz.drawing import Drawing, Handle, handle
from nnlib.viz.grids import HeatMap
from nnlib.viz.handed_on import handed_on
from nnlib.viz.panel import Panel
from nnlib.viz.plots import Axis, Bars, Curves
from nnlib.viz.shown_picture import show_picture
from nnlib.viz.svg import DASHES, Frame, Picture, curve_look, ink
from nnlib.viz.trainer import Trainer

__getattr__ = handed_on("lesson08", "read_with_adam", "try_rate")

# ------------------------------------------------------------ the long valley

HERO = (760, 322)  # half of it is in the first window
HERO_PLANE = (50, 12, 384, 266)
HERO_CURVE = (512, 12, 232, 176)
FARTHEST = 1.25  # where a walk may begin
CURVE_STEPS = 700  # of the curve of distances
SHARE = ("share of the limit", 0.3, 0.05, 1.10, 0.01)


class _Fewest:
    """The fewest steps so far in one valley from one starting point, and how they were taken."""

    def __init__(self):
        self.of, self.steps, self.how = None, None, ""

    def compare(self, of, steps, how):
        """Keep a walk that needs fewer; another valley or starting point begins anew."""
        if of != self.of:
            self.of, self.steps, self.how = of, None, ""
        if steps is not None and (self.steps is None or steps < self.steps):
            self.steps, self.how = steps, how


def the_long_valley():
    """Make the hero: a rate as a share of the limit, a walk that begins where one likes."""
    from nnlib.lessons.lesson08 import KAPPA, START, steps_to_the_bottom, walk

    seen, fewest = set(), _Fewest()
    axis = Axis("", range=(-1.3, 1.3))
    frame = Frame(Picture(*HERO), HERO_PLANE, axis, axis)

    def within(x, y):
        """Keep the beginning of the walk in the picture."""
        along, across = frame.values(x, y)
        return tuple(round(min(max(v, -FARTHEST), FARTHEST), 2) for v in (along, across))

    def compute(share, start, log):
        seen.add(share)
        steps = steps_to_the_bottom(start, share)
        if len(seen) > 1 or start != START:  # what stands there before a move is no record
            fewest.compare(start, steps, f"{share:g} of the limit")
        places = walk(start, share, steps=CURVE_STEPS)
        picture = Picture(*HERO)
        drawn = canonical.valley(picture, HERO_PLANE, KAPPA, places)
        _draw_distance(picture, HERO_CURVE, places, log)
        _draw_count(picture, HERO_CURVE[0] - 40, 260, steps, fewest)
        _draw_start(picture, drawn, start, len(seen) == 1)
        return {"hero": str(picture)}, _of_a_walk(share, steps, fewest, " from here")

    drawing = Drawing(
        "The valley from above, and the distance to its lowest point", "hero", HERO,
        (Handle("start", START, within, lambda at: (frame.x(at[0]), frame.y(at[1]))),),
    )  # fmt: skip
    controls = {"share": linear_control(*SHARE), "log": switch("distance in powers of ten")}
    panel = Panel(compute, [drawing], controls, height=HERO[1] + 26)
    panel.task = "move the slider: to 0.9 or more, and beyond the limit"
    panel.tried = lambda: max(seen) > 1 and any(0.9 <= share <= 1 for share in seen)
    return panel


def _draw_distance(picture, box, places, log, width=2):
    """Draw how far each place is from the bottom, as a share of the beginning."""
    from nnlib.lessons.lesson08 import ARRIVED, distances

    up = Axis("distance (beginning: 1)", log=log, range=(5e-4, 10) if log else (0, 1.5))
    frame = Frame(picture, box, Axis("step", range=(0, CURVE_STEPS)), up)
    frame.ticks()
    far = distances(places)[: CURVE_STEPS + 1]
    far = np.where((far < up.range[0]) | (far > up.range[1]), np.nan, far)
    frame.curve(np.arange(len(far)), far, width=width)
    if log:
        left, right, at = box[0], box[0] + box[2], frame.y(ARRIVED)
        picture.line(left, at, right, at, colour="soft", dash="2 4")
        picture.text(right, at - 5, "a thousandth", anchor="end", size=12, colour="soft")


def _draw_count(picture, left, top, steps, fewest):
    """Write large how many steps it takes, and below it the fewest so far."""
    words = "never" if steps is None else f"{steps:,}"
    picture.text(left, top, words, size=34, bold=True)
    about = "at the bottom*" if steps is None else "steps to the bottom*"
    picture.text(left + (22 * len(words) if steps is None else 24 * len(words)) + 8, top, about)
    short = fewest.how.replace(" of the limit", "").replace(" and", ",")  # it has to fit
    best = "" if fewest.steps is None else f"fewest so far {fewest.steps:,}, at {short}"
    picture.text(left, top + 24, best, size=12, colour="soft")
    note = "* it stays within a thousandth"
    picture.text(left, top + 44, note, size=12, colour="soft")


def _draw_start(picture, frame, start, is_new):
    """Draw the ring by which the beginning of a walk is taken."""
    x, y = float(frame.x(start[0])), float(frame.y(start[1]))
    says = f"{start[0]:g} along, {start[1]:g} across"
    picture.parts.append(handle(x, y, "start", "where the walk begins: move it", says))
    if is_new:
        halo = {"paint_order": "stroke", "stroke": ink("paper"), "stroke_width": 4}
        picture.text(x - 14, y + 4, "drag it", anchor="end", size=12, bold=True, **halo)


def _of_a_walk(share, steps, fewest, where=""):
    """Say what is seen of a walk in the valley; the fewest steps are those from one place."""
    if steps is not None:
        lead = "1 step leads" if steps == 1 else f"{steps:,} steps lead"
        cut = f" The pictures show the first {CURVE_STEPS}." if steps > CURVE_STEPS else ""
        here = f"At {share:g} of the limit {lead} to the bottom.{cut}"
    elif share > 1:
        here = (
            f"At {share:g} of the limit each step across is longer than the one before: it never "
            "gets to the bottom."
        )
    elif share == 1:
        here = (
            f"At {share:g} of the limit the steps across keep their length: it never gets to the "
            "bottom."
        )
    else:
        here = f"At {share:g} of the limit the bottom is farther than the steps that are tried."
    if fewest.steps is None:
        return here
    return f"{here} Fewest so far{where}: {fewest.steps:,}, at {fewest.how}."


def first_steps(step=sgd_step):
    """Show the canonical picture: the valley from above, with the first steps numbered.

    Parameters
    ----------
    step : callable
        The learner's ``sgd_step`` or the engine's.
    """
    from nnlib.lessons.lesson08 import START, curvatures

    kappa, lr, h = 10.0, 1.7, curvatures(10.0)
    places = [np.array(START)]
    for _ in range(30):
        places.append(step(places[-1], h * places[-1], lr))
    picture = Picture(740, 300)
    frame = canonical.valley(picture, (60, 14, 380, 236), kappa, places, numbered=6)
    beside = np.array([1.12, 1.0])  # the walk goes the same way
    canonical.arrow(frame, tuple(beside), tuple(beside - 0.55 * h * places[0]))
    picture.text(frame.x(1.28), frame.y(1.1), "−gradient", anchor="end", bold=True)
    notes = (
        "Along a level line the loss",
        "is the same. The gradient is",
        "at right angles to it, so a step",
        "leads across the valley,",
        "and only a little along it.",
        "",
        f"Across it is {kappa:g} times steeper.",
    )
    for k, words in enumerate(notes):
        picture.text(536, 60 + 20 * k, words, size=13, colour="soft")
    w = places[1]
    show_picture(
        picture,
        "A valley from above: long level lines, and a walk of numbered steps that goes from side "
        f"to side. Its first step leads from (1, 1) to ({w[0]:.2f}, −{-w[1]:.1f}).",
    )


def four_rates_by_hand():
    """Show the four walks of the text on a parabola of curvature 1."""
    picture, said = Picture(760, 226), []
    across, w = Axis("w", range=(-2.0, 2.5)), np.linspace(-2.0, 2.45, 81)
    for k, (lr, words) in enumerate(BY_HAND.items()):
        up = Axis("" if k else "loss", range=(0, 3.2))
        frame = Frame(picture, (58 + 178 * k, 34, 150, 140), across, up)
        frame.ticks(up=())
        frame.curve(w, w**2 / 2, colour="soft")
        places = (1 - lr) ** np.arange(3)
        frame.curve(places, places**2 / 2, dash="3 3", width=1.4)
        frame.dots(places, places**2 / 2, "ink", "disc", 3.5)
        for number, (x, y) in enumerate(zip(places, places**2 / 2, strict=True)):
            above = {(2.0, 2): 22, (1.5, 2): 18}.get((lr, number), 9)  # above what is there
            aside = 5 if lr == 0.5 and number == 2 else 0  # near step 1
            at = frame.x(x) - aside, frame.y(y) - above
            picture.text(*at, str(number), anchor="middle", size=12)
        for place in (-1, 1, 2):  # at 0 there is one already
            at = frame.x(place), 34 + 140 + 17
            picture.text(*at, _exactly(place), anchor="middle", size=12, colour="soft")
        picture.text(58 + 178 * k, 22, f"rate {lr:g}: {words}", size=12, bold=True)
        said.append(f"rate {lr:g}: {', '.join(_exactly(x) for x in places)}")
    show_picture(
        picture,
        f"Two steps from w = 1 on the curve w²/2, at four rates. {'; '.join(said)}.",
    )


BY_HAND = {0.5: "nearer", 1.5: "over it, nearer", 2.0: "over it, as far", 2.5: "over it, farther"}


# ------------------------------------------------------------ batches that disagree


def arrows_of_batches():
    """Show the gradients of random batches around the full one, for two sizes of a batch."""
    from nnlib.lessons.lesson08 import fans

    found = fans()
    all_arrows = np.concatenate(list(found.values()))
    far = 1.08 * np.abs(all_arrows[:, 0]).max()
    low, high = 1.1 * all_arrows[:, 1].min(), 1.08 * all_arrows[:, 1].max()
    wide = 310
    tall = wide * (high - low) / (2 * far)  # a unit is as long upwards as to the side
    picture = Picture(740, tall + 76)
    across, up = Axis("where batches differ most", range=(-far, far)), Axis("", range=(low, high))
    for k, (size, arrows) in enumerate(found.items()):
        frame = Frame(picture, (52 + 360 * k, 34, wide, tall), across, up)
        frame.ticks((), ())
        for x, y in arrows:
            picture.line(frame.x(0), frame.y(0), frame.x(x), frame.y(y), colour="soft", width=0.9)
        canonical.arrow(frame, (0.0, 0.0), (0.0, 1.0))
        picture.text(52 + 360 * k, 22, f"{len(arrows)} batches of {size}", bold=True)
    picture.text(362, 22, "thick: all 1,297 samples", anchor="end", size=12, colour="soft")
    middle = 34 + tall / 2
    picture.text(24, middle, "along the full gradient", anchor="middle", size=12, colour="soft",
                 transform=f"rotate(-90 24 {middle:.0f})")  # fmt: skip
    spread = [float(np.std(arrows[:, 0])) for arrows in found.values()]
    show_picture(
        picture,
        "Gradients of random batches as thin arrows around the gradient of all samples, a thick "
        f"one of length 1. To the side they spread by {spread[0]:.2f} for batches of 4 and by "
        f"{spread[1]:.2f} for batches of 64.",
    )


WAITS_AFTER = 20  # epochs


def the_jumping_loss(step=sgd_step):
    """Make the panel of a loss that jumps, and a button that divides the learning rate.

    Parameters
    ----------
    step : callable
        The learner's ``sgd_step`` or the engine's.
    """
    from nnlib.lessons.lesson08 import JumpingLoss

    top = 0.5

    class Run(JumpingLoss):
        def picture(self):
            data, sentence = super().picture()
            low = np.where(np.array(data["loss"]) > top, np.nan, data["loss"])
            note = " It waits for the button." if self.done else ""
            if self.divided_at:
                note = f" Divided by {self.SHARE} after epoch {self.divided_at[0]}."
            return data | {"low": low}, sentence + note

        @property
        def done(self):
            """With noise it stops while the jumps are large, until the rate is divided."""
            return self.noisy and len(self.losses) > WAITS_AFTER and not self.divided_at

    epochs = Axis("epoch", range=(0, 60))
    plots = [
        Curves(
            "Loss on all 1,000 digits", epochs, Axis("loss", range=(0, top)),
            {"": ("epoch", "low")}, gaps=True,
        ),
        Curves(
            "The same in powers of ten", epochs, Axis("loss", log=True, range=(0.005, 3)),
            {"": ("epoch", "loss")},
        ),
    ]  # fmt: skip
    controls = {
        "batch": choice("batch size", ("4", "32", "all")),
        "divide": button("learning rate ÷ 20", lambda: panel.run.divided_at or panel.run.divide()),
    }
    panel = Trainer(
        lambda batch: Run(batch, step=step), plots, controls, columns=2, limit=60, height=300,
        speeds=(1, 5),
    )  # fmt: skip
    panel.task = "play 15 epochs or more, press learning rate ÷ 20, and go on for one more epoch"
    panel.tried = lambda: _has_divided(panel.run)
    return panel


def _has_divided(run):
    """Tell whether, with batches of 4, the rate was divided after 15 epochs, and one followed."""
    at = run.divided_at[0] if run.divided_at else 0
    return run.size == 4 and at >= 15 and len(run.losses) - 1 > at


# ------------------------------------------------------------ momentum


def velocity_by_hand():
    """Show the velocity of the text: three gradients, and what is added up."""
    lr, mu, v, w = 0.5, 0.9, 0.0, 0.0
    picture, said = Picture(730, 222), []
    scale = Axis("", range=(-2.2, 2.2))
    for k, g in enumerate((1.0, 1.0, -1.0)):
        v = mu * v + g
        w -= lr * v
        frame = Frame(picture, (70, 26 + 58 * k, 380, 44), scale, Axis("", range=(-1, 1)))
        picture.line(frame.x(0), 26 + 58 * k, frame.x(0), 70 + 58 * k, colour="hair")
        picture.text(14, 52 + 58 * k, f"step {k + 1}", size=12, colour="soft")
        canonical.arrow(frame, (0.0, 0.5), (g, 0.5), colour="soft", dash="5 3")
        beyond, anchor = (10, "start") if g > 0 else (-10, "end")
        picture.text(frame.x(g) + beyond, frame.y(0.5) + 4, "g", anchor=anchor, bold=True)
        canonical.arrow(frame, (0.0, -0.5), (v, -0.5))
        picture.text(frame.x(v) + 10, frame.y(-0.5) + 4, "v", bold=True)
        numbers = [f"{name} = {_exactly(value)}" for name, value in (("g", g), ("v", v), ("w", w))]
        for place, words in enumerate(numbers):
            picture.text(480 + 80 * place, 52 + 58 * k, words)
        said.append(", ".join(numbers))
    show_picture(picture, f"Three gradients and the velocity they add up to: {'; '.join(said)}.")


def _exactly(number):
    """Write a number with as many decimals as it has."""
    return f"{number:.4g}".replace("-", "−")


MUS = (0.0, 0.5, 0.67, 0.8, 0.9, 0.95, 0.99)
KAPPAS = (2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0)
AGAIN = (760, 330)


def the_valley_with_momentum(step=momentum_step):
    """Make the valley again: with momentum, with other condition numbers, at another scale.

    Parameters
    ----------
    step : callable
        The learner's ``momentum_step`` or the engine's.
    """
    from nnlib.lessons.lesson08 import LIMIT, START, arrival, roll, walk

    fewest, moved = _Fewest(), set()
    box, curve = (62, 14, 372, 266), (512, 14, 232, 170)

    def compute(share, mu, kappa, scale):
        start = tuple(scale * v for v in START)
        if mu:
            places = roll(start, share * (1 + mu), mu, kappa, CURVE_STEPS, step=step)
        else:
            places = walk(start, share, kappa)
        steps = arrival(places)
        moved.add((share, mu, kappa, scale))
        if len(moved) > 1:  # what stands there before a move is no record
            # the scale changes nothing, so a walk is compared with all of the same valley
            fewest.compare(kappa, steps, f"{share:g} of the limit and μ = {mu:g}")
        picture = Picture(*AGAIN)
        far = (
            np.abs(places[:CURVE_STEPS][np.isfinite(places[:CURVE_STEPS]).all(axis=1)]).max()
            / scale
        )
        reach = scale * min(max(1.3, 1.12 * far), 4)  # the whole walk, unless it leaves
        dense = _is_dense(places, reach)
        look = {"width": 0.6, "colour": "soft"} if dense else None
        frame = canonical.valley(picture, box, kappa, places, reach=reach, look=look)
        frame.dots([start[0]], [start[1]], "ink", "disc", 5)  # a ring could be dragged
        _draw_distance(picture, curve, places, False, 0.6 if dense else 2)
        _draw_count(picture, curve[0] - 40, 256, steps, fewest)
        limit = f"The limit is {LIMIT * (1 + mu):.3g}."
        if scale != 1:
            limit += f" From ({start[0]:g}, {start[1]:g}) it is the same walk, and the same limit."
        said = _of_a_walk(share, steps, fewest, " in this valley")
        return {"valley": str(picture)}, f"{said} {limit}"

    def forget():
        fewest.__init__()
        moved.clear()

    controls = {
        "share": linear_control("share of the limit", 0.9, 0.05, 1.10, 0.01),
        "mu": Control("μ, share of v that is kept", MUS, 0, spoken_number),
        "kappa": Control("κ, condition number", KAPPAS, 5, spoken_number),
        "scale": init_scale(1.0, 0.01, 100.0, 1),
        "reset": button("Reset", forget),
    }
    drawing = Drawing("The valley, with momentum", "valley", AGAIN)
    return Panel(compute, [drawing], controls, height=AGAIN[1] + 26)


def _is_dense(places, reach):
    """Tell whether so many steps of a walk cross the picture that they would be a black block."""
    with np.errstate(invalid="ignore"):
        inside = (np.abs(places) <= reach).all(axis=1)
        long = np.abs(np.diff(places, axis=0)).max(axis=1) > reach / 5
    return np.sum(inside[1:] & inside[:-1] & long) > 60


# ------------------------------------------------------------ the loss times a million


def times_a_million(adam=adam_step):
    """Make the panel of a loss in other units: SGD and Adam at seven factors.

    Parameters
    ----------
    adam : callable
        The learner's ``adam_step`` or the engine's.
    """
    from nnlib.lessons.lesson08 import ADAM_RATE, FACTORS, final_accuracy, rules

    known, tried, rule = {}, set(), rules(adam=adam)

    def right(name, lr, factor):
        if (name, lr, factor) not in known:
            known[name, lr, factor] = final_accuracy(rule[name], lr, factor=factor)
        return known[name, lr, factor]

    def compute(factor, lr):
        tried.add(factor)
        sgd, by_adam = right("SGD", lr, factor), right("Adam", ADAM_RATE, factor)
        data = {
            "sgd": [known.get(("SGD", lr, f), np.nan) for f in FACTORS],
            "adam": [known.get(("Adam", ADAM_RATE, f), np.nan) for f in FACTORS],
            "at": [FACTORS.index(factor)],
        }
        sentence = (
            f"Loss × {factor:,g}: SGD at rate {spoken_number(lr)} reads {sgd:.0f} % of the test "
            f"digits correctly, Adam at rate {ADAM_RATE:g} reads {by_adam:.0f} % (one split)."
        )
        return data, sentence

    bars = Bars(
        "Test digits read correctly after ten epochs",
        tuple(f"{factor:,g}" for factor in FACTORS),
        Axis("correct (%)", range=(0, 110)),
        {"SGD": "sgd", "Adam": "adam"},
        mark="at",
        gaps=True,
    )
    controls = {
        "factor": Control("factor of the loss", FACTORS, 3, lambda factor: f"{factor:,g}"),
        "lr": dataclasses.replace(learning_rate(0.1, 1e-3, 10.0, 2), label="learning rate of SGD"),
    }
    panel = Panel(compute, [bars], controls, height=300)
    panel.task = "try a factor of 0.01 or less, and one of 10 or more"
    panel.tried = lambda: min(tried) <= 0.01 and max(tried) >= 10
    return panel


# ------------------------------------------------------------ Adam


def lengths_of_steps():
    """Show how long Adam's steps are under a gradient of 1, with the correction and without it."""
    t = np.arange(1, 101)
    m, v = 1 - 0.9**t, 1 - 0.999**t
    raw = m / np.sqrt(v)
    picture = Picture(730, 250)
    frame = Frame(
        picture, (64, 24, 400, 176), Axis("step", range=(0, 100)),
        Axis("length / learning rate", range=(0, 7)),
    )  # fmt: skip
    frame.ticks()
    frame.curve(t, raw, **curve_look(1))
    frame.curve(t, np.ones_like(t), **curve_look(0))
    top = int(raw.argmax())
    picture.text(frame.x(34), frame.y(raw[33]) - 10, "averages as they are", size=12)
    picture.text(frame.x(62), frame.y(1) - 8, "corrected", size=12)
    notes = (
        "The gradient is 1 at every step.",
        "",
        f"After step 1: m = {m[0]:.1f} and v = {v[0]:.3f}.",
        f"The root of v is {np.sqrt(v[0]):.3f}: it is",
        f"too small, and m / √v is {raw[0]:.2f}.",
        f"At step {t[top]} it is {raw[top]:.1f}.",
    )
    for k, words in enumerate(notes):
        picture.text(490, 60 + 20 * k, words, size=13, colour="soft")
    show_picture(
        picture,
        f"The length of Adam's steps under a constant gradient. Uncorrected they begin at "
        f"{raw[0]:.2f} times the learning rate and rise to {raw[top]:.1f} at step {t[top]}; "
        "corrected, each is as long as the rate.",
    )


def weights_without_a_gradient(step=adamw_step):
    """Show how a weight decays that has no gradient: apart from Adam, and through its gradient.

    Parameters
    ----------
    step : callable
        The learner's ``adamw_step`` or the engine's.
    """
    from nnlib.lessons import lesson08 as experiments

    apart, through = experiments.weights_without_a_gradient(step)
    t = np.arange(len(apart))
    picture = Picture(730, 236)
    frame = Frame(
        picture, (60, 20, 420, 168), Axis("step", range=(0, len(apart) - 1)),
        Axis("weight", range=(0, experiments.FIRST_WEIGHT)),
    )  # fmt: skip
    frame.ticks()
    frame.curve(t, apart)
    frame.curve(t, through, dash=DASHES[1])
    picture.text(frame.x(28), frame.y(apart[28]) - 10, "apart from the gradient: AdamW")
    picture.text(frame.x(46), frame.y(through[46]) - 8, "through the gradient: Adam")
    notes = (
        "A share of the weight,",
        "against a step of full length,",
        "however large the weight.",
    )
    for k, words in enumerate(notes):
        picture.text(510, 80 + 20 * k, words, size=13, colour="soft")
    show_picture(
        picture,
        f"A weight of {apart[0]:g} without a gradient. Decayed apart from the gradient it shrinks "
        f"to {apart[-1]:.2f} in {t[-1]} steps; through Adam's gradient it falls by about the rate, "
        f"{experiments.DECAY['lr']:g}, at each of them, to {through[-1]:.1f}.",
    )


# ------------------------------------------------------------ four in a race

TABLE = (360, 250)


def four_in_a_race(momentum=momentum_step, adam=adam_step):
    """Make the star: three tries of a rate for each of four rules, and then a rank.

    Parameters
    ----------
    momentum, adam : callable
        The learner's ``momentum_step`` and ``adam_step``, or the engine's.
    """
    from nnlib.lessons.lesson08 import (
        EPOCHS,
        RACE_SPLITS,
        RATES,
        TUNED,
        TUNED_IN_OWN_UNITS,
        Race,
    )

    race, preset, seen = Race(momentum, adam), {}, set()
    names = tuple(race.rules)

    def run():
        preset.clear()
        now = panel.values
        race.run(now["rule"], now["lr"], now["own"], now["scale"])

    def reset():
        preset.clear()
        race.forget(panel.values["own"], panel.values["scale"])

    def show(name, rates, own):
        preset.clear()
        if race.is_tuned():
            found = race.all_at(rates, own)
            seen.add(name)
            panel.choose(own=own, scale=1.0)
            preset["found"] = found
        preset.update(name=name, at=panel.values)

    def compute(lr, scale, rule, own):
        if preset and preset["at"] != {"lr": lr, "scale": scale, "rule": rule, "own": own}:
            preset.clear()  # something was moved since
        found = preset.get("found") or race.best(own, scale)
        none = np.full(EPOCHS + 1, np.nan)
        data = {"epoch": np.arange(EPOCHS + 1.0), "table": _table_of_tries(race, own, scale, rule)}
        data |= {name: found[name][1] if name in found else none for name in names}
        return data, _of_the_race(race, preset, lr, scale, rule, own)

    curves = Curves(
        f"Read correctly, mean of {len(RACE_SPLITS)} splits",
        Axis("epoch", range=(0, EPOCHS)),
        Axis("correct (%)", range=(0, 100)),
        {name: ("epoch", name) for name in names},
        legend=True,
        gaps=True,
    )
    ladder = dataclasses.replace(learning_rate(0.01), values=RATES, start=RATES.index(0.01))
    presets = {
        "works": (TUNED, False),
        "fails": (dict.fromkeys(names, 3.0), False),
        "surprises": (TUNED_IN_OWN_UNITS, True),
    }
    controls = {
        "rule": choice("rule", names),
        "lr": ladder,
        "scale": init_scale(1.0, 0.1, 10.0, 2),
        "own": switch("each pixel in its own unit"),
        "run": button("Run", run),
        **{n: button(n, lambda n=n: show(n, *presets[n])) for n in presets},
        "reset": button("Reset", reset),
    }
    drawing = Drawing("Your tries", "table", TABLE)
    panel = Panel(compute, [curves, drawing], controls, columns=2, height=TABLE[1] + 56)
    panel.task = "try three rates for each rule, and then press surprises"
    panel.tried = lambda: "surprises" in seen or race.is_tuned(own=True)
    return panel


def _table_of_tries(race, own, scale, rule):
    """Draw what was tried: a row for each rule, a cell for each try."""
    from nnlib.lessons.lesson08 import TRIES

    picture, best = Picture(*TABLE), race.best(own, scale)
    picture.text(108, 20, "learning rate, and correct at the end (%)", size=12, colour="soft")
    for k, (name, tried) in enumerate(race.table(own, scale).items()):
        y = 36 + 50 * k
        picture.text(8, y + 26, name, bold=name == rule)
        for place in range(TRIES):
            x = 108 + 84 * place
            style = f"fill:{ink('wash')};stroke:{ink('hair')}"
            picture.add("rect", x=x, y=y, width=78, height=40, rx=4, style=style)
        for place, (lr, curve) in enumerate(tried.items()):
            x, is_best = 108 + 84 * place, best[name][0] == lr
            if is_best:
                style = f"fill:none;stroke:{ink('ink')};stroke-width:2"
                picture.add("rect", x=x, y=y, width=78, height=40, rx=4, style=style)
            picture.text(x + 39, y + 15, f"{lr:g}", anchor="middle", size=12, colour="soft")
            picture.text(x + 39, y + 33, f"{curve[-1]:.1f}", anchor="middle", bold=is_best)
    return str(picture)


WHY = {
    "works": "each rule at a rate of its own",
    "fails": "one rate, far too large for all",
    "surprises": "pixels in units of their own, and each rule at its best rate there",
}


def _of_the_race(race, preset, lr, scale, rule, own):
    """Say what is seen of the race."""
    from nnlib.lessons.lesson08 import TRIES

    if "name" in preset and "found" not in preset:
        return f"First {TRIES} rates for each rule: before that a rank would say who was tuned."
    if "found" in preset:
        ends = ", ".join(
            f"{name} {curve[-1]:.1f} at {rate:g}" for name, (rate, curve) in preset["found"].items()
        )
        shown = "The curves are those of the preset, not your tries."
        return f"{preset['name'].capitalize()}, {WHY[preset['name']]}: {ends}. {shown}"
    table = race.table(own, scale)
    at = f"{rule} at rate {lr:g}, initialization scale {spoken_number(scale)}"
    if lr in table[rule]:
        here = f"{at}: {table[rule][lr][-1]:.1f} % of the test digits are read correctly."
    elif len(table[rule]) == TRIES:
        here = f"{at}: {rule} has had its {TRIES} tries, and Run does nothing more for it."
    else:
        here = f"{at}: press Run to try it."
    if not race.is_tuned(own, scale):
        left = ", ".join(f"{name} {TRIES - len(tried)}" for name, tried in table.items())
        return f"{here} Tries left: {left}."
    ends = {name: curve[-1] for name, (_, curve) in race.best(own, scale).items()}
    order = sorted(ends, key=ends.get, reverse=True)
    rank = ", ".join(f"{name} {ends[name]:.1f}" for name in order)
    other = "momentum" if own else "SGD"
    ahead = f"{ends['Adam'] - ends[other]:+.1f}".replace("-", "−")
    return (
        f"{here} Rank, each at its best try: {rank}. Adam against {other}: {ahead} points."
        f"{_at_the_edge(race, own, scale)}"
    )


def _at_the_edge(race, own, scale):
    """Name the rules whose best rate is the smallest or largest of their tries."""
    tables, best = race.table(own, scale), race.best(own, scale)
    edge = [name for name in tables if best[name][0] in (min(tables[name]), max(tables[name]))]
    if not edge:
        return ""
    return f" Best at the edge of the tries, so not tuned yet: {', '.join(edge)}."


# ------------------------------------------------------------ real data


def four_rates(step=sgd_step):
    """Train the reader at four rates, and show the four curves.

    Parameters
    ----------
    step : callable
        The learner's ``sgd_step`` or the engine's.
    """
    from nnlib.lessons.lesson08 import EPOCHS, four_curves

    found = four_curves(step=step)
    picture = Picture(730, 290)
    frame = Frame(
        picture, (60, 20, 460, 220), Axis("epoch", range=(0, EPOCHS)),
        Axis("test digits read correctly (%)", range=(0, 100)),
    )  # fmt: skip
    frame.ticks()
    picture.text(530, 276, "one split", size=12, colour="soft")
    for k, curve in enumerate(found.values()):
        frame.curve(np.arange(EPOCHS + 1), curve, **curve_look(k))
    ends = sorted(found, key=lambda lr: found[lr][-1])
    floor = frame.y(0)
    for lr in ends:  # from below, no two closer than a line
        floor = min(frame.y(found[lr][-1]), floor - 16)
        words = f"rate {lr:g}: {found[lr][-1]:.0f} %"
        picture.text(530, floor + 4, words, size=12, colour="soft")
    said = ", ".join(f"{lr:g}: {found[lr][-1]:.0f}" for lr in found)
    show_picture(
        picture,
        f"Percent of the test digits read correctly over {EPOCHS} epochs, at four learning rates, "
        f"on one split. At the end {said}.",
    )


# ------------------------------------------------------------ more


def same_pictures_other_numbers():
    """Make the panel of five ways to write the same pixels: which rates can read them?"""
    from nnlib.lessons.lesson08 import UNITS, final_accuracy, rules

    rates, known, sgd = (0.003, 0.03, 0.1, 0.3, 1.0), {}, rules()["SGD"]

    def compute(kind):
        if kind not in known:
            known[kind] = [final_accuracy(sgd, lr, kind=kind, epochs=5) for lr in rates]
        best = int(np.argmax(known[kind]))
        sentence = (
            f"Pixels {kind}: at its best rate, {rates[best]:g}, the reader reads "
            f"{known[kind][best]:.0f} % of the test digits correctly after five epochs (one split)."
        )
        return {"right": known[kind], "best": [best]}, sentence

    bars = Bars(
        "Test digits read correctly, by learning rate", tuple(f"{lr:g}" for lr in rates),
        Axis("correct (%)", range=(0, 110)), "right", mark="best",
    )  # fmt: skip
    return Panel(compute, [bars], {"kind": choice("pixels", tuple(UNITS))}, height=280)


def scale_and_rate():
    """Make the panel of initialization scale and learning rate: which pairs can read digits?"""
    from nnlib.lessons.lesson08 import final_accuracy, rules

    scales, rates, known = (0.01, 1.0, 10.0), (0.01, 0.03, 0.1, 0.3, 1.0, 3.0), {}

    def right(scale, lr):
        options = {"scale": scale, "epochs": 5}
        return np.mean([final_accuracy(rules()["SGD"], lr, seed, **options) for seed in range(4)])

    def compute(cell):
        if not known:
            known["right"] = np.array([[right(s, lr) for lr in rates] for s in scales])
        shown, (row, column) = known["right"], cell
        best = [f"{rates[k]:g} at {s:g}" for s, k in zip(scales, shown.argmax(1), strict=True)]
        sentence = (
            f"Initialization scale {scales[row]:g}, learning rate {rates[column]:g}: "
            f"{shown[row, column]:.0f} % are read correctly after five epochs, on four splits. "
            f"The best rate of each scale: {', '.join(best)}."
        )
        return {"right": shown}, sentence

    heat = HeatMap(
        "Test digits read correctly (%): the stronger the colour, the more",
        Axis("learning rate"), Axis("initialization scale"),
        tuple(f"{lr:g}" for lr in rates), tuple(f"{s:g}" for s in scales), "right",
        range=(0, 100), cursor="cell", start=(1, 3),
    )  # fmt: skip
    return Panel(compute, [heat], height=300)
