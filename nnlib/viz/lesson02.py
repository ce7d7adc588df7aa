"""The panels of lesson 2: a line that turns mistake by mistake, rate and start, two classes."""

import dataclasses

import numpy as np

from nnlib.perceptron import margin_bound
from nnlib.viz.controls import (
    count_control,
    init_scale,
    learning_rate,
    linear_control,
    seed,
    spoken_number,
)
from nnlib.viz.figures import PALETTE, figure, show
from nnlib.viz.handed_on import handed_on
from nnlib.viz.panel import Panel
from nnlib.viz.planes import Move, Plane, Points
from nnlib.viz.plots import Axis, Curves

__getattr__ = handed_on("lesson02", "best_line", "run_of_your_own")

LENGTH, WIDTH = Axis("petal length (cm)", range=(0, 6)), Axis("petal width (cm)", range=(0, 2.5))
KINDS = ("setosa (0)", "versicolor (1)")


def _stairs(seen, total):
    """Return the two arrays of a staircase: mistakes so far against samples seen."""
    counts = np.arange(len(seen) + 1)
    x = np.concatenate([[0], np.repeat(seen, 2), [total]])
    return x.astype(float), np.repeat(counts, 2).astype(float)


def _in_words(line, digits=3):
    w1, w2, b = (spoken_number(float(v), digits) for v in line)
    return f"w = ({w1}, {w2}), b = {b}"


# ------------------------------------------------------------ ten times faster?


def ten_times_faster():
    """Make the hook: a learning rate that changes nothing but the size of w and b."""
    from nnlib.lessons.lesson02 import petals, trace

    X, y = petals()

    def compute(lr):
        done = trace(X, y, lr)
        seen, mistakes = _stairs(done.seen, done.total)
        first = ", ".join(str(n + 1) for n in done.which[:6])
        data = {"seen": seen, "mistakes": mistakes, "line": done.lines[-1]}
        return data | {"x": X[:, 0], "y": X[:, 1], "kind": y}, (
            f"Learning rate {spoken_number(lr)}: {len(done.which)} mistakes, the first on flowers "
            f"{first}. It ends with {_in_words(done.lines[-1])}."
        )

    plots = [
        Curves(
            "Mistakes so far",
            Axis("flowers seen", range=(0, 200)),
            Axis("mistakes", range=(0, 20)),
            {"mistakes": ("seen", "mistakes")},
        ),
        Plane("The line it ends with", LENGTH, WIDTH, points=Points("x", "y", "kind", KINDS),
              lines={"line": "line"}),
    ]  # fmt: skip
    return Panel(compute, plots, {"lr": learning_rate(0.1)}, precompute="lr", columns=2, height=300)


# ------------------------------------------------------------ mistake by mistake


def mistake_by_mistake(epochs=10):
    """Make the star: step through the mistakes, and move one flower."""
    from nnlib.lessons.lesson02 import HOME, petals_and, trace

    def compute(step, flower):
        places, kinds = petals_and(flower)
        done = trace(places, kinds, epochs=epochs)
        k = min(step, len(done.which))
        seen, mistakes = _stairs(done.seen, done.total)
        data = {"x": places[:, 0], "y": places[:, 1], "kind": kinds, "seen": seen}
        data |= {"mistakes": mistakes, "ring": done.which[k - 1 : k] if k else []}
        data |= {"before": done.lines[max(k - 1, 0)], "after": done.lines[k]}
        data |= {"at": [done.seen[k - 1] if k else 0]}
        end = _end_in_words(places, kinds, done, epochs)
        return data, _step_in_words(done, k, step, kinds, end)

    plots = [
        Plane("The line after this mistake", LENGTH, WIDTH,
              points=Points("x", "y", "kind", KINDS, ring="ring"),
              lines={"after": "after", "before": "before"},
              move=Move("flower", HOME, 0.1)),
        Curves(
            "Mistakes so far",
            Axis("flowers seen", range=(0, 101 * epochs)),
            Axis("mistakes", range=(0, 80)),
            {"mistakes": ("seen", "mistakes")},
            cursor="at",
        ),
    ]  # fmt: skip
    steps = dataclasses.replace(count_control("mistake", 0, 0, 24), stepper=True, play=600)
    return Panel(compute, plots, {"step": steps}, columns=2, height=340)


def _end_in_words(places, kinds, done, epochs):
    from nnlib.lessons.lesson02 import widest_street

    total = len(done.which)
    if done.stopped:
        return f"After {total} mistakes it stops for good."
    soon = "and there is always another"
    if widest_street(places, kinds)[0] > 0:
        soon = "but a line divides the kinds, so it will stop"
    return f"It has not stopped: {total} mistakes in {epochs} epochs, {soon}."


def _step_in_words(done, k, step, kinds, end):
    total = len(done.which)
    if k == 0:
        return f"Before the first mistake w and b are 0 and every answer is 0. {end}"
    if step > k:
        return f"There are no more than {total} mistakes. {end}"
    n = done.which[k - 1]
    kind, way = (
        ("versicolor, answered 0", "added") if kinds[n] else ("setosa, answered 1", "taken away")
    )
    line = _in_words(done.lines[k])
    away = _outside(done.lines[k])
    return f"Mistake {k}: flower {n + 1}, a {kind}; its numbers are {way}: {line}. {away}{end}"


def _outside(line):
    """Say so if the line does not cross the picture: then all places in it have one answer."""
    corners = [(x, y) for x in LENGTH.range for y in WIDTH.range]
    above = {bool(np.dot(corner, line[:2]) + line[2] > 0) for corner in corners}
    if len(above) == 2:
        return ""
    return f"The line lies outside the picture: here every answer is {int(above.pop())}. "


# ------------------------------------------------------------ rate and start


RATES = learning_rate(1.0, 0.01, 100.0)


def rate_and_start():
    """Make the panel of learning rate and initialization scale."""
    from nnlib.lessons.lesson02 import MOST, mistakes_by_rate, petals, trace

    X, y = petals()
    zero = len(trace(X, y).which)
    rates = np.array(RATES.values)

    def compute(lr, scale):
        counts = mistakes_by_rate(scale, RATES.values)
        count = int(counts[RATES.place_of(lr)])
        shown = f"{count:,}" if count < MOST else f"{MOST:,} or more"
        data = {"rates": rates, "zero": np.full(len(rates), zero), "drawn": counts, "at": [lr]}
        return data | {"ratio": rates / scale, "here": [lr / scale], "count": [count]}, (
            f"Learning rate {spoken_number(lr)}, start {spoken_number(scale)} times a random one: "
            f"{shown} mistakes; from zero {zero}, as for every rate. Rate divided by scale: "
            f"{spoken_number(lr / scale)}."
        )

    mistakes = Axis("mistakes", log=True, range=(5, 10_000))
    plots = [
        Curves("Mistakes against the learning rate",
               Axis("learning rate", log=True, range=(0.01, 100)), mistakes,
               {"from zero": ("rates", "zero"), "drawn start": ("rates", "drawn")},
               cursor="at", legend=True),
        Curves("Mistakes against rate / scale", Axis("rate / scale", log=True, range=(1e-3, 1e3)),
               mistakes, {"drawn start": ("ratio", "drawn"), "here": ("here", "count")},
               dots=("here",), legend=True),
    ]  # fmt: skip
    controls = {"lr": RATES, "scale": init_scale(1.0, 0.1, 10.0, 5)}
    return Panel(compute, plots, controls, precompute="lr", columns=2, height=300)


# ------------------------------------------------------------ two classes


def moving_apart(epochs=60):
    """Make the panel of two classes that are moved together until no line divides them."""
    from nnlib.lessons.lesson02 import trace, two_classes

    def compute(distance, draw):
        X, y = two_classes(distance, draw)
        done = trace(X, y, epochs=epochs)
        counts = np.bincount((done.seen - 1) // len(X), minlength=epochs)[:epochs]
        data = {"x": X[:, 0], "y": X[:, 1], "class": y, "line": done.lines[-1]}
        return data | {"epoch": np.arange(1.0, epochs + 1), "counts": counts}, _apart_in_words(
            X, y, distance, done, epochs
        )

    plots = [
        Plane("Two classes, and the line after the last mistake", Axis("feature 1", range=(-4, 4)),
              Axis("feature 2", range=(-3, 3)), points=Points("x", "y", "class", ("0", "1")),
              lines={"line": "line"}),
        Curves("Mistakes in each epoch", Axis("epoch", range=(1, epochs)),
               Axis("mistakes", range=(0, 30)), {"mistakes": ("epoch", "counts")}),
    ]  # fmt: skip
    controls = {"distance": linear_control("distance of the centres", 3.0, 0.0, 4.0, 0.1)}
    return Panel(
        compute,
        plots,
        controls | {"draw": seed(0, 4)},
        precompute="distance",
        columns=2,
        height=320,
    )


def _apart_in_words(X, y, distance, done, epochs):
    from nnlib.lessons.lesson02 import widest_street

    gap, line = widest_street(X, y)
    count = len(done.which)
    if gap <= 0:
        return (
            f"Centres {spoken_number(distance)} apart: no line divides these classes. "
            f"{count} mistakes in {epochs} epochs, and it would go on for ever."
        )
    bound = margin_bound(X, y, line[:2], line[2])
    end = "then it stops" if done.stopped else f"and after {epochs} epochs it is still at it"
    return (
        f"Centres {spoken_number(distance)} apart: the widest street between the classes is "
        f"{gap:.2f} wide. Promised are at most {bound:,.0f} mistakes; it makes {count}, {end}."
    )


# ------------------------------------------------------------ R and the margin


def radius_and_margin():
    """Draw R and the margin for four samples of one number each.

    With one number and the folded-in 1 a sample has two, so everything fits into the plane.
    """
    x, y, w, b = np.array([-1.0, 0.0, 2.5, 3.0]), np.array([0, 0, 1, 1]), 1.0, -1.0
    samples = np.column_stack([x, np.ones(4)])
    line = np.array([w, b]) / np.hypot(w, b)
    distances = (2 * y - 1) * (samples @ line)
    far, near = int(np.argmax(np.hypot(*samples.T))), int(np.argmin(distances))
    R, gamma = float(np.hypot(*samples[far])), float(distances[near])
    foot = samples[near] - (samples[near] @ line) * line
    fig, (ax,) = figure(width=6, height=3)
    along = np.array([[-1.2, 2.2], [-1.2, 2.2]])
    ax.plot(*along, color="black", linestyle="--", marker="", label="score 0")
    for kind, colour, marker in ((0, "blue", "o"), (1, "vermilion", "s")):
        ax.plot(*samples[y == kind].T, color=PALETTE[colour], linestyle="", marker=marker,
                label=f"class {kind}")  # fmt: skip
    ax.annotate("", samples[far], (0, 0), arrowprops={"arrowstyle": "->"})
    ax.annotate("R", samples[far] / 2, (4, -14), textcoords="offset points")
    ax.plot(*np.array([samples[near], foot]).T, color="black", linestyle="-", marker="")
    ax.annotate("γ", (samples[near] + foot) / 2, (-12, -8), textcoords="offset points")
    ax.set(xlabel="x", ylabel="the added 1", xlim=(-1.5, 4), ylim=(-0.4, 1.8), aspect="equal")
    ax.set_title("R to the farthest sample, γ from the nearest one")
    ax.legend(loc="lower right", ncols=3, fontsize="small")
    show(
        fig,
        alt="Four samples at height 1, and the dashed line of score 0 through the origin. An arrow "
        f"from the origin to the farthest sample, at x = {x[far]:g}, is R = {R:.2f}. From the "
        f"nearest sample, at x = {x[near]:g}, a stroke square to the line is γ = {gamma:.2f}.",
    )
