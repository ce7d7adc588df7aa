"""The panels of lesson 1: a line by hand, weights and bias, nodes that light up, a reader."""

import itertools

import numpy as np

from nnlib.activations import sigmoid
from nnlib.neuron import layer as weighted_sums
from nnlib.neuron import neuron as weighted_sum
from nnlib.neuron import neuron_step
from nnlib.viz import canonical
from nnlib.viz.controls import (
    button,
    init_scale,
    learning_rate,
    linear_control,
    seed,
    spoken_number,
    switch,
)
from nnlib.viz.diagrams import NetworkDiagram
from nnlib.viz.drawing import Drawing, Handle, handle
from nnlib.viz.grids import ImageGrid
from nnlib.viz.handed_on import handed_on
from nnlib.viz.panel import Panel
from nnlib.viz.planes import Field, Move, Plane, Points
from nnlib.viz.plots import Axis, Curves
from nnlib.viz.shown_picture import show_picture
from nnlib.viz.svg import SHADES, Frame, Picture, marks, png_url, tinted
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

ACROSS = Axis("size of the nuclei (worst, standardized)", range=(-2, 4.5))
UP = Axis("unevenness (worst, standardized)", range=(-3, 4.5))


SUM_OF = {0.9: np.log(9), 0.1: -np.log(9)}  # the sums of which the sigmoid makes these outputs


def _plane(title, lines, field=None, move=None):
    names = ("benign", "malignant")
    points = Points("x1", "x2", "kind", names=names, ring="wrong")
    return Plane(title, ACROSS, UP, points=points, lines=lines, field=field, move=move)


def _samples(X, y, wrong):
    return {"x1": X[:, 0], "x2": X[:, 1], "kind": y, "wrong": wrong}


# ------------------------------------------------------------ you against the machine

HERO = (760, 372)
HERO_PLANE = (50, 28, 372, 298)
KEY = (
    (60, "class-a", "disc", "benign"),
    (130, "class-b", "triangle", "malignant"),
    (220, "ink", "ring", "on the wrong side"),
)
BEST = {"colour": "soft", "dash": "2 5", "width": 1.6}  # how the best line so far is drawn
HALO = {"paint_order": "stroke", "stroke": "var(--nnf-paper,#fff)", "stroke_width": 4}
REACH = 1.5  # from the middle of the line to its handle
SIDE_WIDTH = 112  # px of "called malignant"
MARGIN = 0.3  # from the border of the picture to the middle of the line, so that some of it is seen


class _Hand:
    """A line in a learner's hand: a middle that moves it and an end that turns it."""

    def __init__(self, middle, degrees):
        self.middle, self.angle = middle, np.radians(degrees)
        self._end, self.was_moved = None, False

    def take(self, middle, end):
        """Follow whichever handle has moved."""
        self.was_moved |= self._end is not None and (middle, end) != (self.middle, self._end)
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


class _Best:
    """The best line so far: a pale mark in the picture once it is left."""

    def __init__(self, wrong):
        self.wrong, self.line = wrong, None

    def compare(self, wrong, line):
        """Keep a line that leaves fewer on the wrong side."""
        if wrong < self.wrong or self.line is None:
            self.wrong, self.line = wrong, line


def you_against_the_machine():
    """Make the hero: take a line by its middle and its end, and compare with the neuron's."""
    from nnlib.lessons.lesson01 import machine, tissue, wrong_side

    X, y = tissue()
    best, hand = _Best(len(y)), _Hand((0.6, 0.4), 120.0)
    frame = Frame(Picture(*HERO), HERO_PLANE, ACROSS, UP)

    def at(value):
        return frame.x(value[0]), frame.y(value[1])

    def within(x, y):
        """Keep the middle of the line in the picture."""
        (low, high), (bottom, top) = ACROSS.range, UP.range
        across, up = frame.values(x, y)
        across = min(max(across, low + MARGIN), high - MARGIN)
        return across, min(max(up, bottom + MARGIN), top - MARGIN)

    handles = (
        Handle("middle", hand.middle, within, at),
        Handle("end", hand.end, frame.values, at),
    )

    def compute(middle, end, shown):
        hand.take(middle, end)
        w, b = hand.weights()
        wrong = wrong_side(w, b, X, y)
        best.compare(len(wrong), (w, b))
        picture = Picture(*HERO)
        others = [(best.line, BEST)] if len(wrong) > best.wrong else []
        others += [(machine(), {"dash": "7 4"})] if shown else []
        _draw_hand(picture, hand, (w, b), (X, y, wrong), others)
        _draw_counts(
            picture, len(wrong), best.wrong, wrong_side(*machine(), X, y) if shown else None
        )
        seen = [k for k in wrong if -2 < X[k, 0] < 4.5 and -3 < X[k, 1] < 4.5]
        worst = max(seen, key=lambda k: abs(float(X[k] @ w + b)), default=0)
        if seen:
            Frame(picture, HERO_PLANE, ACROSS, UP).dots(*X[worst][:, None], "ink", "ring", 10)
        canonical.neuron(
            picture, 442, 44, X[worst], w, b, caption="the sample with two rings, farthest off"
        )  # fmt: skip
        sentence = (
            f"Your line leaves {len(wrong)} of {len(y)} samples on the wrong side, ringed here. "
            f"Your best so far: {best.wrong}."
        )
        if shown:
            mw, mb = machine()
            sentence += (
                f" The neuron's line, dashed, leaves {len(wrong_side(mw, mb, X, y))}: "
                f"w = ({mw[0]:.1f}, {mw[1]:.1f}), b = {mb:.1f}; yours: w = ({w[0]:z.2f}, "
                f"{w[1]:z.2f}), b = {b:z.2f}."
            ).replace("-", "−")
        return {"hero": str(picture)}, sentence

    drawing = Drawing("You against the neuron", "hero", HERO, handles)
    controls = {"shown": switch("show the neuron's line")}
    panel = Panel(compute, [drawing], controls, height=HERO[1] + 26)
    panel.task, panel.tried = "drag the line or its end", lambda: hand.was_moved
    return panel


def _draw_hand(picture, hand, line, samples, others):
    """Draw the samples with the line and its handles, and other lines as they look."""
    (w, b), (X, y, wrong) = line, samples
    frame = Frame(picture, HERO_PLANE, ACROSS, UP)
    frame.ticks()
    for at, colour, kind, words in KEY:
        picture.parts.append(marks([(at, 12)], colour, kind, 4.5))
        picture.text(at + 9, 16, words, size=12, colour="soft")
    inside = (X[:, 0] > -2) & (X[:, 0] < 4.5) & (X[:, 1] > -3) & (X[:, 1] < 4.5)
    frame.dots(*X[inside & (y == 0)].T, "class-a", "disc", 3.2)
    frame.dots(*X[inside & (y == 1)].T, "class-b", "triangle", 3.2)
    ringed = np.zeros(len(y), bool)
    ringed[wrong] = True
    frame.dots(*X[inside & ringed].T, "ink", "ring", 6.5)
    for (other, at), look in others:
        frame.straight([*other, at], **look)
    at = [(frame.x(x), frame.y(up)) for x, up in (hand.middle, hand.end)]
    frame.straight([*w, b], width=2.4)
    picture.line(*map(float, at[0]), *map(float, at[1]), width=2.4)  # also where it leaves the area
    _say_which_side(picture, frame, hand.middle, w)
    degrees = round(np.degrees(hand.angle)) % 180
    words = (
        ("middle", "the line: move it", f"{hand.middle[0]:.1f} across, {hand.middle[1]:.1f} up"),
        ("end", "the end of the line: turn it", f"{degrees} degrees"),
    )
    for (x, up), (name, label, says) in zip(at, words, strict=True):
        picture.parts.append(handle(x, up, name, label, says))
    if not hand.was_moved:
        for (x, up), verb in zip(at, ("drag it", "turn it"), strict=True):
            picture.text(x - 14, up + 4, verb, anchor="end", size=12, bold=True, **HALO)


def _say_which_side(picture, frame, middle, w):
    """Draw an arrow from the line to the side that it calls malignant."""
    start = np.array([frame.x(middle[0]), frame.y(middle[1])])
    towards = np.array([frame.x(middle[0] + w[0]), frame.y(middle[1] + w[1])]) - start
    towards /= np.hypot(*towards)
    tip, wide = start + 40 * towards, 5 * towards[::-1] * (1, -1)
    picture.line(*start, *tip, colour="class-b", width=2.4)
    head = [tip + 9 * towards, tip + wide, tip - wide]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in head)
    picture.add("polygon", points=points, style="fill:var(--nnf-class-b,#c24e12)")
    left, top, width, height = HERO_PLANE
    x, y = tip + 14 * towards
    if towards[0] >= 0:
        x, anchor = min(x, left + width - SIDE_WIDTH), "start"
    else:
        x, anchor = max(x, left + SIDE_WIDTH), "end"
    y = min(max(y, top + 14), top + height - 8)
    picture.text(
        x, y, "called malignant", anchor=anchor, size=12, colour="class-b", bold=True, **HALO
    )


def _draw_counts(picture, now, best, other):
    """Write the count large, and below it the best so far."""
    picture.text(442, 300, str(now), size=34, bold=True)
    picture.text(442 + 22 * len(str(now)) + 8, 300, "on the wrong side")
    dotted = "" if now == best else " (dotted)"
    picture.text(442, 326, f"best so far {best}{dotted}", size=12, colour="soft")
    if other is not None:
        picture.text(590, 326, f"the neuron {len(other)} (dashed)", size=12, colour="soft")


# ------------------------------------------------------------ a neuron by hand

BY_HAND = {"x": (1.0, 2.0, 3.0), "w": (2.0, 0.0, 1.0), "b": 4.0}


def neuron_by_hand():
    """Show the neuron of the text: three inputs, their weights, the bias and the sum."""
    picture, full = Picture(730, 284), max(BY_HAND["w"])
    canonical.neuron(picture, 40, 26, **BY_HAND, full=full, activation=False, caption="inputs")
    notes = (
        "Each input is multiplied by its weight.",
        "A thick line is a large weight: green above 0,",
        "purple and dashed below. A hairline is 0: that",
        "input has no say.",
        "",
        "The products and the bias b are added up.",
    )
    for k, words in enumerate(notes):
        picture.text(420, 70 + 20 * k, words, size=13, colour="soft")
    show_picture(
        picture,
        "A neuron: inputs 1, 2 and 3, weights 2, 0 and 1, bias 4. 1 · 2 + 2 · 0 + 3 · 1 + 4 = 9.",
    )


def sigmoid_curve():
    """Show the curve of the sigmoid with three of its points."""
    picture = Picture(730, 236)
    frame = Frame(
        picture, (60, 24, 420, 160), Axis("sum z", range=(-6, 6)), Axis("sigmoid", range=(0, 1))
    )
    frame.ticks()
    z = np.linspace(-6, 6, 121)
    frame.curve(z, sigmoid(z))
    for at in (-2.0, 0.0, 2.0):
        a = float(sigmoid(at))
        picture.line(frame.x(at), frame.y(0), frame.x(at), frame.y(a), colour="soft", dash="3 3")
        style = "fill:var(--nnf-act,#e3a008);stroke:var(--nnf-ink,#1b1f24)"
        picture.add("circle", cx=frame.x(at), cy=frame.y(a), r=5.5, style=style)
        words = f"{canonical.written(at, 0)} becomes {canonical.written(a)}"
        place = frame.x(at) - 10, frame.y(a) - 5
        picture.text(*place, words, anchor="end", size=12, colour="soft")
    for k, words in enumerate(("far below 0: close to 0", "far above 0: close to 1")):
        picture.text(510, 60 + 22 * k, words, colour="soft")
    show_picture(
        picture,
        "The sigmoid, a curve like an S: a sum of −2 becomes 0.12, 0 becomes 0.5, 2 becomes 0.88.",
    )


# ------------------------------------------------------------ one neuron, live

NEURON = (350, 250)


def one_neuron(neuron=weighted_sum):
    """Make the panel of one neuron at work beside what it says to every place.

    Parameters
    ----------
    neuron : callable
        The learner's ``neuron`` or the engine's.
    """
    from nnlib.lessons.lesson01 import mean_miss, tissue, wrong_side

    X, y = tissue()
    field = Field("output", (60, 60), levels=())
    borders = {"output 0.5": "line", "0.9": "line 0.9", "0.1": "line 0.1"}
    plane = _plane("What it says to every place", borders, field, Move("at", (1.0, 1.0)))
    drawing = Drawing("The neuron, and the sample next to the cross", "neuron", NEURON)
    note, pressed = [""], []

    def compute(w1, w2, b, at):
        w = np.array([w1, w2])
        wrong = wrong_side(w, b, X, y)
        taken = int(np.argmin(((X - at) ** 2).sum(axis=1)))
        z = float(neuron(X[taken], w, b))
        picture = Picture(*NEURON)
        canonical.neuron(picture, 6, 40, X[taken], w, b, z=z, full=10.0)
        is_called = "malignant" if z > 0 else "benign" if z < 0 else "neither"
        is_really = "malignant" if y[taken] else "benign"
        picture.text(6, 244, f"it says {is_called}; it is {is_really}", size=12, colour="soft")
        sentence = (
            f"{len(y) - len(wrong)} of {len(y)} samples on the right side; the outputs are off by "
            f"{mean_miss(w, b, X, y):.3f} on average. This sample has the sum {z:.2f}.{note[0]}"
        )
        note[0] = ""
        output = sigmoid(plane.grid @ w.astype(np.float32) + np.float32(b))
        data = {"neuron": str(picture), "output": output, "line": [w1, w2, b]}
        data |= {f"line {level}": [w1, w2, b - SUM_OF[level]] for level in SUM_OF}
        return data | _samples(X, y, wrong), sentence.replace("-", "−")

    def times(factor):
        values = {name: factor * panel.values[name] for name in ("w1", "w2", "b")}
        if max(map(abs, values.values())) > 10:
            note[0] = " Four times that is more than the sliders have."
        else:
            panel.choose(**values)
            pressed.append(factor)

    controls = {
        "w1": linear_control("w₁ (size)", 2.0, -10, 10, 0.5),
        "w2": linear_control("w₂ (unevenness)", 0.5, -10, 10, 0.5),
        "b": linear_control("b (bias)", 0.0, -10, 10, 0.5),
        "four": button("all three × 4", lambda: times(4)),
        "flip": button("flip all signs", lambda: times(-1)),
    }
    panel = Panel(compute, [drawing, plane], controls, columns=2, height=350)
    panel.task, panel.tried = "press all three × 4", lambda: 4 in pressed
    return panel


# ------------------------------------------------------------ two neurons side by side

TWO = {
    "X": np.array([[1.0, 2.0, 3.0], [2.0, 1.0, 0.0]]),
    "W": np.array([[2.0, 1.0], [0.0, -1.0], [1.0, 2.0]]),
    "b": np.array([4.0, 0.0]),
}


def two_neurons(layer=None):
    """Show the layer of the text as coloured cells: X W + b = Z.

    Parameters
    ----------
    layer : callable, optional
        The learner's ``layer`` or the engine's; without it Z is left open.
    """
    X, W, b = TWO["X"], TWO["W"], TWO["b"]
    picture = Picture(730, 210)
    open_ = np.full((len(X), W.shape[1]), np.nan)
    Z = open_ if layer is None else np.asarray(layer(X, W, b), float)
    followed = {} if layer is None else {"row": 0, "column": 1}
    canonical.product(picture, 20, 22, X, W, b, Z, cell=36, **followed)
    for k, words in enumerate(("a row for each sample,", "a column for each neuron")):
        picture.text(540, 84 + 18 * k, words, size=12, colour="soft")
    is_known = "" if layer is None else f" Z is {Z.tolist()}."
    show_picture(
        picture,
        "X has two rows of three inputs, W three rows and two columns, one column for each "
        "neuron, b two numbers; Z has a row for each sample and a column for each neuron."
        + is_known,
    )


# ------------------------------------------------------------ a network, and many layers


def network_of_four(layer=weighted_sums):
    """Show the network 2-3-1 with its activations for a sample with large nuclei.

    Parameters
    ----------
    layer : callable
        The learner's ``layer`` or the engine's.
    """
    from nnlib.lessons.lesson01 import B1, B2, W1, W2

    picture = Picture(730, 250)
    X = np.array([[2.0, 0.0]])
    hidden = sigmoid(layer(X, W1, B1))
    layers = [X[0], hidden[0], sigmoid(layer(hidden, W2, B2))[0]]
    names = ("inputs", "three neurons", "one neuron")
    canonical.network(picture, (60, 24, 330, 180), (2, 3, 1), (W1, W2), layers, names, full=3.0)
    notes = (
        "The first neuron speaks for large nuclei,",
        "the second for uneven ones, the third for",
        "small and even ones.",
        "",
        "The last one looks at these three only:",
        "activations are the inputs of the next layer.",
    )
    for k, words in enumerate(notes):
        picture.text(452, 60 + 19 * k, words, size=12, colour="soft")
    hidden, (out,) = (np.round(layer, 2) for layer in layers[1:])
    show_picture(
        picture,
        "A network: two inputs, 2 and 0, lead to three neurons with the activations "
        f"{hidden[0]:g}, {hidden[1]:g} and {hidden[2]:g}, and these to one with {out:g}.",
    )


STROKES = (
    "M-13,0 a13,13 0 0 1 26,0", "M-13,0 a13,13 0 0 0 26,0", "M0,-13 v26", "M-13,0 h26",
)  # fmt: skip
LOOPS = ("M-8,0 a8,8 0 1 0 16,0 a8,8 0 1 0 -16,0", "M-11,0 a11,11 0 1 0 22,0 a11,11 0 1 0 -22,0")
EIGHT = "M0,-2 a8,8 0 1 1 0.1,0 a10,10 0 1 1 -0.2,0 z"


def strokes_loops_digit():
    """Show what layers may come to look for: strokes, then loops, then digits. A sketch."""
    picture = Picture(730, 190)
    columns = (
        (120, STROKES, "strokes"),
        (330, LOOPS, "loops"),
        (540, (EIGHT,), "an 8"),
    )
    for (x, shapes, _), (further, others, _) in itertools.pairwise(columns):
        for one in _heights(shapes):
            for other in _heights(others):
                picture.line(x + 22, one, further - 22, other, colour="hair")
    for x, shapes, words in columns:
        for y, path in zip(_heights(shapes), shapes, strict=True):
            style = "fill:var(--nnf-paper,#fff);stroke:var(--nnf-ink,#1b1f24)"
            picture.add("circle", cx=x, cy=y, r=19, style=style)
            picture.add(
                "path", d=path, transform=f"translate({x} {y}) scale(0.85)",
                style="fill:none;stroke:var(--nnf-ink,#1b1f24);stroke-width:2.2",
            )  # fmt: skip
        picture.text(x, 184, words, anchor="middle", size=12, colour="soft")
    show_picture(
        picture,
        "A sketch of three layers: the first looks for strokes, the second puts strokes together "
        "into loops, the third puts loops together into an 8.",
    )


def _heights(shapes):
    return [88 + 41 * (k - (len(shapes) - 1) / 2) for k in range(len(shapes))]


# ------------------------------------------------------------ the line learns

PRESETS = {
    "works": {"lr": 10.0, "scale": 1.0},
    "fails": {"lr": 0.001, "scale": 1.0},
    "surprises": {"lr": 0.1, "scale": 10.0},
}


def the_line_learns(step=neuron_step):
    """Make the panel in which a neuron's line swings into place.

    Parameters
    ----------
    step : callable
        The learner's ``neuron_step`` or the engine's.
    """
    from nnlib.lessons.lesson01 import DIRECTIONS, LineLearns

    towards = [0]
    plane = _plane("The line, and where it began", {"now": "line", "at the start": "start"})
    curve = Curves(
        "How far off the outputs are",
        Axis("step", range=(0, 300)),
        Axis("MAE: mean |target − output|", range=(0, 1)),
        {"": ("step", "error")},
    )

    def preset(name):
        towards[0] = 0
        panel.choose(**PRESETS[name])
        panel.reset()

    def turn():
        towards[0] = (towards[0] + 1) % DIRECTIONS
        panel.reset()

    controls = {
        "lr": learning_rate(0.1, steps=4),
        "scale": init_scale(1.0, steps=4),
        **{name: button(name, lambda name=name: preset(name)) for name in PRESETS},
        "turn": button("another direction", turn),
    }
    panel = Trainer(
        lambda lr, scale: LineLearns(lr, scale, towards[0], step),
        [plane, curve], controls, live=("lr",), columns=2, limit=300, height=330,
    )  # fmt: skip
    panel.task = "press Reset, choose a rate of 1 or 10, play"
    panel.tried = lambda: panel.run.long_steps >= 50
    return panel


# ------------------------------------------------------------ who has won


def who_has_won(step=neuron_step):
    """Make the panel of the contest on new samples, draw by draw.

    Parameters
    ----------
    step : callable
        The learner's ``neuron_step`` or the engine's.
    """
    from nnlib.lessons.lesson01 import Contest

    curve = Curves(
        "New samples on the right side, mean of the draws",
        Axis("samples that both learn from", range=(0, 300)),
        Axis("right (%)", range=(88, 98)),
        {"hand": ("learned", "hand"), "neuron": ("learned", "neuron")},
        gaps=True,
    )
    panel = Trainer(
        lambda seed: Contest(step, seed), [curve], {"seed": seed(label="seed of the draws")},
        limit=60, height=300, speeds=(1, 5),
    )  # fmt: skip
    panel.task, panel.tried = (
        "let it draw at least ten times",
        lambda: panel.steps >= 10,
    )
    return panel


# ------------------------------------------------------------ weights and bias


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
        "w1": linear_control("w₁ (size)", 1.0, -10, 10, 0.5),
        "w2": linear_control("w₂ (unevenness)", 1.0, -10, 10, 0.5),
        "b": linear_control("b (bias)", 0.0, -10, 10, 0.5),
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
        inputs=("size", "unevenness"),
        outputs=("malignant?",),
        full=1.0,
        strongest=4.0,
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
            f"and {hidden[2]:.2f}, the last one {out[0]:.4f}. {moved}"
        )
        hidden, out = np.round(hidden, 2), np.round(out, 2)  # a node has room for 0.01, not 7·10⁻³
        data = {"W1": first, "W2": W2, "inputs": [x1, x2], "hidden": hidden, "out": out}
        return data, sentence.replace("-", "−")

    controls = {
        "x1": linear_control("input: size", 0.0, -2, 3, 0.25),
        "x2": linear_control("input: unevenness", 0.0, -2, 3, 0.25),
        "w": linear_control("weight of the size", 2.0, -4, 4, 0.5),
    }
    panel = Panel(compute, [diagram], controls, height=300)
    panel.task, panel.tried = "move the weight", lambda: panel.values["w"] != W1[0, 0]
    return panel


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
        captions=("green speaks for 8, purple for 3",),
    )  # fmt: skip
    curve = Curves(
        "How far off the outputs are",
        Axis("step", range=(0, 300)),
        Axis("MAE: mean |target − output|", range=(0, 0.6)),
        {"": ("step", "miss")},
    )
    controls = {
        "lr": learning_rate(0.5, steps=4),
        "scale": init_scale(steps=4),
        "seed": seed(label="seed of the first weights"),
    }
    panel = Trainer(
        lambda lr, scale, seed: ThreeAgainstEight(lr, scale, step, seed),
        [picture, curve], controls, live=("lr",), columns=2, limit=300, height=330,
    )  # fmt: skip
    panel.task, panel.tried = "press Play", lambda: panel.steps >= 100
    return panel


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
    side, said = 104, []
    picture = Picture(side * len(places), side + (26 if output is None else 44))
    for k, place in enumerate(places):
        said.append("an 8" if y_test[place] else "a 3")
        digit = tinted(X_test[place].reshape(8, 8), 0, 1, SHADES)
        picture.add(
            "image", href=png_url(digit), x=side * k + 4, y=2, width=side - 8, height=side - 8,
            style="image-rendering:pixelated;outline:1px solid var(--nnf-hair,#d8dde2)",
        )  # fmt: skip
        picture.text(side * (k + 0.5), side + 16, said[-1], anchor="middle")
        if output is not None:
            words = f"output {output[place]:.2f}"
            picture.text(side * (k + 0.5), side + 34, words, anchor="middle", size=12)
            said[-1] += f": {words}"
    meaning = "" if output is None else " The number is the neuron's output."
    show_picture(picture, f"Handwritten digits of 8 by 8 pixels: {', '.join(said)}.{meaning}")
