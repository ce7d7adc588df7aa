"""The panels of lesson 1: a line by hand, weights and bias, nodes that light up, a reader."""

import numpy as np

from nnlib.activations import sigmoid
from nnlib.neuron import neuron_step
from nnlib.viz import canonical
from nnlib.viz.controls import (
    init_scale,
    learning_rate,
    linear_control,
    spoken_number,
    switch,
)
from nnlib.viz.diagrams import NetworkDiagram
from nnlib.viz.drawing import Drawing, Handle, handle
from nnlib.viz.figures import figure, show
from nnlib.viz.grids import ImageGrid
from nnlib.viz.handed_on import handed_on
from nnlib.viz.panel import Panel
from nnlib.viz.planes import Field, Plane, Points
from nnlib.viz.plots import Axis, Curves
from nnlib.viz.svg import Frame, Picture
from nnlib.viz.trainer import Trainer

__getattr__ = handed_on(
    "lesson01",
    "FEATURES",
    "halves",
    "mean_miss",
    "read_three_or_eight",
    "run_of_your_own",
    "thirty_measurements",
    "tissue",
    "wrong_side",
)

ACROSS = Axis("worst area (standardized)", range=(-2, 4.5))
UP = Axis("worst smoothness (standardized)", range=(-3, 4.5))


def _plane(title, lines, field=None):
    names = ("benign", "malignant")
    points = Points("x1", "x2", "kind", names=names, ring="wrong")
    return Plane(title, ACROSS, UP, points=points, lines=lines, field=field)


def _samples(X, y, wrong):
    return {"x1": X[:, 0], "x2": X[:, 1], "kind": y, "wrong": wrong}


# ------------------------------------------------------------ you against the machine

HERO = (760, 372)
HERO_PLANE = (50, 14, 400, 312)
REACH = 1.5  # from the middle of the line to its handle


class _Hand:
    """A line in a learner's hand: a middle that moves it and an end that turns it."""

    def __init__(self, middle, degrees):
        self.middle, self.angle = middle, np.radians(degrees)
        self._end = None

    def take(self, middle, end):
        """Follow whichever handle has moved."""
        if self._end not in (None, end) and middle == self.middle:
            self.angle = float(np.arctan2(end[1] - middle[1], end[0] - middle[0]))
        self.middle, self._end = middle, end

    @property
    def end(self):
        """Where the handle that turns it stands."""
        across, up = np.cos(self.angle), np.sin(self.angle)
        return self.middle[0] + REACH * across, self.middle[1] + REACH * up

    def weights(self):
        """Return (w, b): the side on the right of the way to the end is called malignant."""
        w = np.array([np.sin(self.angle), -np.cos(self.angle)])
        return w, -float(w @ self.middle)


def you_against_the_machine():
    """Make the hero: take a line by its middle and its end, and compare with the neuron's."""
    from nnlib.lessons.lesson01 import machine, tissue, wrong_side

    X, y = tissue()
    best, hand = [len(y)], _Hand((0.6, 0.4), 120.0)
    frame = Frame(Picture(*HERO), HERO_PLANE, ACROSS, UP)
    handles = tuple(
        Handle(name, start, frame.values, lambda value: (frame.x(value[0]), frame.y(value[1])))
        for name, start in (("middle", hand.middle), ("end", hand.end))
    )

    def compute(middle, end, shown):
        hand.take(middle, end)
        w, b = hand.weights()
        wrong = wrong_side(w, b, X, y)
        best[0] = min(best[0], len(wrong))
        picture = Picture(*HERO)
        _draw_hand(picture, hand, (w, b), (X, y, wrong), machine() if shown else None)
        _draw_counts(picture, len(wrong), best[0], wrong_side(*machine(), X, y) if shown else None)
        worst = max(wrong, key=lambda k: abs(float(X[k] @ w + b)), default=0)
        canonical.neuron(
            picture, 476, 30, X[worst], w, b, caption="the ringed sample that is farthest off"
        )  # fmt: skip
        sentence = (
            f"Your line leaves {len(wrong)} of {len(y)} samples on the wrong side, ringed here. "
            f"Your best so far: {best[0]}."
        )
        if shown:
            mw, mb = machine()
            sentence += (
                f" The neuron's line, dashed, leaves {len(wrong_side(mw, mb, X, y))}: "
                f"w = ({mw[0]:.1f}, {mw[1]:.1f}), b = {mb:.1f}; yours: w = ({w[0]:.2f}, "
                f"{w[1]:.2f}), b = {b:.2f}."
            ).replace("-", "−")
        return {"hero": str(picture)}, sentence

    drawing = Drawing("You against the neuron", "hero", HERO, handles)
    controls = {"shown": switch("show the neuron's line")}
    return Panel(compute, [drawing], controls, height=HERO[1] + 26)


def _draw_hand(picture, hand, line, samples, other):
    """Draw the samples with the line and its handles."""
    (w, b), (X, y, wrong) = line, samples
    frame = Frame(picture, HERO_PLANE, ACROSS, UP)
    frame.ticks()
    inside = (X[:, 0] > -2) & (X[:, 0] < 4.5) & (X[:, 1] > -3) & (X[:, 1] < 4.5)
    frame.dots(*X[inside & (y == 0)].T, "class-a", "disc", 3.2)
    frame.dots(*X[inside & (y == 1)].T, "class-b", "triangle", 3.2)
    ringed = np.zeros(len(y), bool)
    ringed[wrong] = True
    frame.dots(*X[inside & ringed].T, "ink", "ring", 6.5)
    if other is not None:
        frame.straight([*other[0], other[1]], dash="7 4")
    frame.straight([*w, b], width=2.4)
    degrees = round(np.degrees(hand.angle)) % 180
    at = [(frame.x(x), frame.y(up)) for x, up in (hand.middle, hand.end)]
    words = (
        ("middle", "the line: move it", f"{hand.middle[0]:.1f} across, {hand.middle[1]:.1f} up"),
        ("end", "the end of the line: turn it", f"{degrees} degrees"),
    )
    for (x, up), (name, label, says) in zip(at, words, strict=True):
        picture.parts.append(handle(x, up, name, label, says))


def _draw_counts(picture, now, best, other):
    """Write the count large, and below it the best so far."""
    picture.text(476, 300, str(now), size=34, bold=True)
    picture.text(476 + 22 * len(str(now)) + 8, 300, "on the wrong side")
    picture.text(476, 326, f"best so far {best}", size=12, colour="soft")
    if other is not None:
        picture.text(600, 326, f"the neuron {len(other)}", size=12, colour="soft")


# ------------------------------------------------------------ weights and bias

SUM_OF = {0.9: np.log(9), 0.1: -np.log(9)}  # the sums of which the sigmoid makes these outputs


def weights_and_bias():
    """Make the panel of w and b: the line, how sure the neuron is, and what it gets right."""
    from nnlib.lessons.lesson01 import mean_miss, tissue, wrong_side

    X, y = tissue()
    # drawn as lines, because they are straight: those of a field wobble between its cells
    field = Field("output", (60, 60), levels=())
    borders = {"output 0.5": "line", "0.9": "line 0.9", "0.1": "line 0.1"}
    plane = _plane("What two weights and a bias draw", borders, field)

    def compute(w1, w2, b):
        w = np.array([w1, w2])
        wrong = wrong_side(w, b, X, y)
        output = sigmoid(plane.grid @ w.astype(np.float32) + np.float32(b))
        sentence = (
            f"w = ({w1:g}, {w2:g}), b = {b:g}: {len(y) - len(wrong)} of {len(y)} on the right side "
            f"({1 - len(wrong) / len(y):.1%}); the output is off by {mean_miss(w, b, X, y):.3f} on "
            f"average."
        )
        data = {"output": output, "line": [w1, w2, b]}
        data |= {f"line {level}": [w1, w2, b - SUM_OF[level]] for level in SUM_OF}
        return data | _samples(X, y, wrong), sentence.replace("-", "−")

    controls = {
        "w1": linear_control("w₁, weight of the area", 1.0, -10, 10, 0.5),
        "w2": linear_control("w₂, weight of the smoothness", 1.0, -10, 10, 0.5),
        "b": linear_control("b, bias", 0.0, -10, 10, 0.5),
    }
    return Panel(compute, [plane], controls, height=420)


# ------------------------------------------------------------ a network that lights up


def lights_up():
    """Make the panel of the network 2-3-1 whose nodes show their activations."""
    from nnlib.lessons.lesson01 import W1, W2, light

    diagram = NetworkDiagram(
        "A network of four neurons",
        (2, 3, 1),
        ("W1", "W2"),
        activations=("inputs", "hidden", "out"),
        names=("inputs", "three neurons", "one neuron"),
        inputs=("area", "smoothness"),
        outputs=("malignant?",),
        full=1.0,
    )

    def compute(x1, x2, w):
        first = W1.copy()
        first[0, 0] = w
        _, hidden, out = light((x1, x2), first)
        moved = "One of the 13 parameters was moved, by you." if w != W1[0, 0] else (
            "All 13 parameters are as they were."
        )  # fmt: skip
        sentence = (
            f"Inputs ({x1:g}, {x2:g}). The three neurons answer {hidden[0]:.2f}, {hidden[1]:.2f} "
            f"and {hidden[2]:.2f}, the last one {out[0]:.2f}. {moved}"
        )
        hidden, out = np.round(hidden, 2), np.round(out, 2)  # a node has room for 0.01, not 7·10⁻³
        data = {"W1": first, "W2": W2, "inputs": [x1, x2], "hidden": hidden, "out": out}
        return data, sentence.replace("-", "−")

    controls = {
        "x1": linear_control("input: area", 0.0, -2, 3, 0.25),
        "x2": linear_control("input: smoothness", 0.0, -2, 3, 0.25),
        "w": linear_control("weight: area to the first neuron", 2.0, -4, 4, 0.5),
    }
    return Panel(compute, [diagram], controls, height=300)


# ------------------------------------------------------------ learning rate and start


def rate_and_start():
    """Make the panel of one neuron's curve: learning rate, and how far off it starts."""
    from nnlib.lessons.lesson01 import STEPS, WRONG_WAY, learn, tissue, wrong_side

    X, y = tissue()
    curve = Curves(
        "How far off the neuron is",
        Axis("step", range=(0, STEPS)),
        Axis("mean |target − output|", range=(0, 0.65)),
        {"miss": ("step", "miss")},
    )
    plane = _plane(f"The line after {STEPS} steps", {"now": "line", "at the start": "start"})

    def compute(lr, scale):
        start = scale * WRONG_WAY
        w, b, miss = learn(X, y, lr, STEPS, start)
        wrong = wrong_side(w, b, X, y)
        data = {"step": np.arange(STEPS + 1), "miss": miss, "line": [*w, b], "start": [*start, 0.0]}
        sentence = (
            f"Learning rate {spoken_number(lr)}, start w = ({start[0]:.2g}, {start[1]:.2g}): the "
            f"miss goes from {miss[0]:.3f} to {miss[-1]:.3f} in {STEPS} steps, and {len(wrong)} of "
            f"{len(y)} samples are left on the wrong side."
        )
        return data | _samples(X, y, wrong), sentence.replace("(-", "(−")

    controls = {"lr": learning_rate(0.1, steps=4), "scale": init_scale(1.0, steps=4)}
    return Panel(compute, [curve, plane], controls, columns=2, height=330)


# ------------------------------------------------------------ three against eight


def watch_it_learn(step=neuron_step):
    """Make the panel of the 64 weights while they learn.

    Parameters
    ----------
    step : callable
        The learner's ``neuron_step`` or the engine's.
    """
    from nnlib.lessons.lesson01 import ThreeAgainstEight

    picture = ImageGrid(
        "The 64 weights", "weights", columns=1, signed=True, range=(-2.5, 2.5),
        captions=("orange speaks for 8, blue for 3",),
    )  # fmt: skip
    curve = Curves(
        "How far off it is",
        Axis("step", range=(0, 300)),
        Axis("mean |target − output|", range=(0, 0.6)),
        {"miss": ("step", "miss")},
    )
    controls = {"lr": learning_rate(0.5, steps=4), "scale": init_scale(steps=4)}
    return Trainer(
        lambda lr, scale: ThreeAgainstEight(lr, scale, step),
        [picture, curve], controls, live=("lr",), columns=2, limit=300, height=330,
    )  # fmt: skip


def show_digits(places, output=None):
    """Show test digits side by side, with what a neuron says to them.

    Parameters
    ----------
    places : sequence of int
        Among the 110.
    output : ndarray, shape (110,), optional
        What `read_three_or_eight` gives.
    """
    from nnlib.lessons.lesson01 import threes_and_eights

    _, _, X_test, y_test = threes_and_eights()
    fig, axes = figure(len(places), width=1.5, height=1.8)
    said = []
    for ax, place in zip(axes, places, strict=True):
        said.append("an 8" if y_test[place] else "a 3")
        if output is not None:
            said[-1] += f": {output[place]:.2f}"
        ax.imshow(X_test[place].reshape(8, 8), cmap="Greys")
        ax.set(title=said[-1], xticks=[], yticks=[])
        ax.grid(False)
        ax.spines[:].set_visible(True)
    meaning = "" if output is None else " The number is the neuron's output."
    show(fig, alt=f"Handwritten digits of 8 by 8 pixels: {', '.join(said)}.{meaning}")
