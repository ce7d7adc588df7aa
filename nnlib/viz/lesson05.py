"""The panels of lesson 5: a mind to change, blocks that fit, ten layers, a race, mistakes."""

import dataclasses

import numpy as np

from nnlib.affine import affine_forward
from nnlib.forward import forward
from nnlib.forward import minibatches as engine_minibatches
from nnlib.probabilities import softmax
from nnlib.viz import canonical
from nnlib.viz.controls import (
    Control,
    button,
    choice,
    init_scale,
    learning_rate,
    linear_control,
    seed,
    spoken_number,
    switch,
)
from nnlib.viz.drawing import Drawing, Handle, handle
from nnlib.viz.grids import HeatMap, ImageGrid, PixelEditor
from nnlib.viz.handed_on import handed_on
from nnlib.viz.panel import Panel
from nnlib.viz.plots import Axis, Bars
from nnlib.viz.shown_picture import show_picture
from nnlib.viz.svg import SIGNED, Picture, element, ink, png_url, tinted
from nnlib.viz.trainer import Trainer

__getattr__ = handed_on(
    "lesson05",
    "black_for_white",
    "run_of_your_own",
)

DIGITS = tuple("0123456789")


def a_digit(k):
    """Name a digit with its article: a 3, an 8."""
    return f"an {k}" if k == 8 else f"a {k}"


def _pixels(count):
    """Write how many pixels."""
    return "one pixel" if count == 1 else f"{count} pixels"


# ------------------------------------------------------------ change its mind

SIDE = (370, 330)  # of the drawing beside the editor
TILE, MAP = 35, 24  # px from unit to unit, and of the map inside
STRONGEST = 8  # units whose say in the answer is drawn


class _Mind:
    """A digit under a learner's hand: what was changed, what came of it, what was best."""

    def __init__(self, X, places):
        self.X, self.places, self.at = X, list(places), 0
        self.shown = None  # a way that was found by the search: no merit of the learner's
        self.erred, self._note = False, (None, "")
        self.begin()

    def begin(self):
        """Take the digit as it was drawn."""
        self.seen, self.best = [self.x], None

    @property
    def place(self):
        """Where the digit is among the test digits."""
        return self.places[self.at]

    @property
    def x(self):
        """The digit as it was drawn, shape (64,)."""
        return self.X[self.place]

    def see(self, pixels):
        """Keep a picture that is new; what was noted of an earlier one is said no more."""
        if not np.array_equal(pixels, self.seen[-1]):
            self.seen.append(pixels)
            if not self.note(pixels):
                self._note = None, ""

    def say(self, pixels, text):
        """Note what is to be said as long as this picture is shown."""
        self._note = pixels, text

    def note(self, pixels):
        """Return what was noted of a picture."""
        about, text = self._note
        return text if about is not None and np.array_equal(about, pixels) else ""

    def judge(self, pixels, count, is_wrong):
        """Keep the fewest changes by hand after which the network errs."""
        by_hand = self.shown is None or not np.array_equal(pixels, self.shown)
        if is_wrong and by_hand:
            self.erred = True
            self.best = min(count, self.best or count)

    def undo(self):
        """Go back by one picture, and return the one before."""
        if len(self.seen) > 1:
            self.seen.pop()
        return self.seen[-1]

    def next(self):
        """Go on to the next digit, and return it."""
        self.at = (self.at + 1) % len(self.places)
        self.begin()
        return self.x


def change_its_mind(affine=affine_forward):
    """Make the hero: a digit to be changed pixel by pixel, until a network errs.

    Parameters
    ----------
    affine : callable
        The learner's ``affine_forward``, or the engine's; it gets the picture as (1, 8, 8).
    """
    from nnlib.lessons.lesson05 import (
        count_changes,
        digits,
        first_that_needs,
        reader,
        short_way,
        units_and_scores,
        wrong_of,
    )

    params, (_, _, X, y) = reader(), digits()
    right = np.setdiff1d(np.arange(len(y)), wrong_of(params, X, y))
    first = first_that_needs(2)
    mind = _Mind(X, [*right[right >= first], *right[right < first]])
    maps = _maps_of(params[0][0])

    def compute(pixels):
        flat, meant = pixels.ravel(), y[mind.place]
        mind.see(flat)
        A, Z = units_and_scores(pixels[None], params, affine)
        shares = softmax(Z)[0]
        read, count = int(shares.argmax()), count_changes(mind.x, flat)
        mind.judge(flat, count, read != meant)
        picture = Picture(*SIDE)
        _draw_units(picture, A[0], params[1][0][:, read], maps, read)
        canonical.percents(picture, 204, 24, shares, DIGITS, wide=96, pitch=24, bold=read)
        picture.text(176, 312, str(count), size=30, bold=True)
        after = 176 + 18 * len(str(count)) + 8
        picture.text(after, 300, f"pixel{'' if count == 1 else 's'} changed", size=12)
        best = "none yet" if mind.best is None else str(mind.best)
        picture.text(after, 317, f"fewest so far: {best}", size=12, colour="soft")
        data = {"network": str(picture), "before": mind.x}
        return data, _said_of_a_mind(mind, (meant, read), shares[read], count, mind.note(flat))

    def put(pixels):
        panel.choose(pixels=np.reshape(pixels, (8, 8)))

    def search():
        if not mind.erred:
            mind.say(mind.seen[-1], "First make it err yourself, with any number of pixels. ")
            return
        mind.shown = short_way(mind.x, params, y[mind.place])
        mind.say(mind.shown, _said_of_the_way(mind.x, mind.shown))
        put(mind.shown)

    editor = PixelEditor(
        "Click a pixel, or arrows, Space, + and −", "pixels", mind.x.reshape(8, 8), base="before"
    )
    drawing = Drawing("What the network makes of it", "network", SIDE)
    controls = {
        "undo": button("undo", lambda: put(mind.undo())),
        "back": button("put all back", lambda: put(mind.x)),
        "next": button("next digit", lambda: put(mind.next())),
        "way": button("a shortest way", search),
    }
    panel = Panel(compute, [editor, drawing], controls, columns=2, height=SIDE[1] + 26)
    panel.task = "change pixels until it reads another digit"
    panel.tried = lambda: mind.erred
    return panel


def _said_of_a_mind(mind, answer, share, count, note):
    (meant, read), sure = answer, f"{canonical.percent(share)} sure"
    if note and read != meant:
        return f"{note}Now it reads {a_digit(read)}, {sure}."
    if count == 0:
        return (
            f"{note}It reads {a_digit(read)}, as was meant, {sure}. A click makes paper ink and "
            "ink paper; + and − change a pixel by 1/16, Backspace puts it back."
        )
    changed = f"{_pixels(count)} changed"
    if read == meant:
        return f"{note}{changed[0].upper()}{changed[1:]}: it still reads {a_digit(read)}, {sure}."
    return (
        f"Its mind is changed: {a_digit(meant)} is read as {a_digit(read)}, {sure}, with "
        f"{changed}. Your fewest on this digit: {mind.best}. Can you do with fewer?"
    )


def _said_of_the_way(x, changed):
    """Say which pixels a way changes, and how sure it is that there is no shorter one."""
    places = np.flatnonzero(x != changed)
    named = {0: "paper", 16: "ink"}
    what = "; ".join(
        f"row {k // 8 + 1}, column {k % 8 + 1} to {named.get(level, f'{level}/16')}"
        for k, level in zip(places, np.rint(16 * changed[places]).astype(int), strict=True)
    )
    if len(places) == 1:
        return f"One pixel will do here: {what}. "
    if len(places) == 2:
        return f"Two pixels will do here, and no single one in any shade: {what}. "
    return f"No single pixel and no two as paper or ink will do here; these {len(places)} do. "


def _maps_of(W):
    """Return the weights of each unit as an image, green above 0 and purple below.

    The largest weights have one colour: with a scale up to the very largest all others are pale.
    """
    most = np.quantile(np.abs(W), 0.95)
    return [png_url(tinted(w.reshape(8, 8), -most, most, SIGNED)) for w in W.T]


def _draw_units(picture, activations, say, maps, read):
    """Draw the hidden units, the fuller with gold the more active, and what they say to a digit."""
    soft = {"size": 12, "colour": "soft"}
    picture.text(4, 14, "32 units, lit by activity", **soft)
    picture.text(250, 14, "output", anchor="middle", **soft)
    places = [(4 + TILE * (k % 4), 24 + TILE * (k // 4)) for k in range(len(maps))]
    full = max(float(activations.max()), 1e-12)
    parts = activations * say
    most = max(float(np.abs(parts).max()), 1e-12)
    loudest = np.argsort(-np.abs(parts))[:STRONGEST]
    for k in loudest:
        x, y = places[k]
        start = (x + TILE / 2, y + TILE / 2)
        canonical.edge(picture, start, (190, 31 + 24 * read), 0.6 * parts[k] / most)
    for k, ((x, y), value, image) in enumerate(zip(places, activations, maps, strict=True)):
        size = {"x": x, "y": y, "width": TILE - 3, "height": TILE - 3, "rx": 4}
        picture.add("rect", **size, style=f"fill:{ink('paper')}")
        share = f"{float(np.clip(value / full, 0, 1)):.2f}"
        # the units that the lines come from have a frame: below the tiles the lines cannot be seen
        frame = f"{ink('ink')};stroke-width:2" if k in loudest else ink("hair")
        picture.add("rect", **size, style=f"fill:{ink('act')};fill-opacity:{share};stroke:{frame}")
        picture.add(
            "image", href=image, x=x + 4, y=y + 4, width=MAP, height=MAP,
            style="image-rendering:pixelated",
        )  # fmt: skip


# ------------------------------------------------------------ blocks

BOARD = (760, 286)
CELL, MOST = 24, 5
LEFTS = (44, 224, 404, 584)  # of X, W, b and Z
TOP = 30
# the corner of each table is the example of the text
TABLES = {
    "X": np.array(
        [[1, 2, 3, 0, -1], [4, 5, 6, 1, 2], [0, -1, 2, 3, 1], [2, 0, 1, -2, 3], [-1, 3, 0, 2, 0]]
    ),
    "W": np.array(
        [[1, 0, 2, -1, 1], [0, 1, -1, 2, 0], [1, 1, 0, 1, -2], [2, -1, 1, 0, 1], [0, 2, 1, -1, 3]]
    ),
    "b": np.array([10, 20, 0, -5, 1]),
}


def blocks(affine=affine_forward):
    """Make the panel of matrices that fit together like dominoes, or do not.

    Parameters
    ----------
    affine : callable
        The learner's ``affine_forward``, or the engine's.
    """

    def corner(left):
        """A handle at the lower right corner of a block: its value is (rows, columns)."""

        def value(x, y):
            rows, columns = round((y - TOP) / CELL), round((x - left) / CELL)
            return min(max(rows, 1), MOST), min(max(columns, 1), MOST)

        return value, lambda shape: (left + CELL * shape[1], TOP + CELL * shape[0])

    def entry(x, y):
        row, column = int((y - TOP) // CELL), int((x - LEFTS[3]) // CELL)
        return min(max(row, 0), MOST - 1), min(max(column, 0), MOST - 1)

    def middle(place):
        return LEFTS[3] + CELL * (place[1] + 0.5), TOP + CELL * (place[0] + 0.5)

    step = (CELL, CELL)
    handles = (
        Handle("x_shape", (2, 3), *corner(LEFTS[0]), step),
        Handle("w_shape", (3, 2), *corner(LEFTS[1]), step),
        Handle("entry", (0, 1), entry, middle, step),
    )

    def compute(x_shape, w_shape, entry):
        (N, D), (rows, H) = x_shape, w_shape
        X, W, b = TABLES["X"][:N, :D], TABLES["W"][:rows, :H], TABLES["b"][:H]
        place = min(entry[0], N - 1), min(entry[1], H - 1)
        fits = rows == D
        Z = np.asarray(affine(X, W, b)[0], float) if fits else np.full((N, H), np.nan)
        picture = Picture(*BOARD)
        _draw_blocks(picture, (X, W, b, Z), place)
        for name, label, shape, left in (
            ("x_shape", "the corner of X: samples and features", x_shape, LEFTS[0]),
            ("w_shape", "the corner of W: features and units", w_shape, LEFTS[1]),
        ):
            at = left + CELL * shape[1], TOP + CELL * shape[0]
            says = f"{_counted(shape[0], 'row')}, {_counted(shape[1], 'column')}"
            picture.parts.append(handle(*at, name, label, says))
        return {"blocks": str(picture)}, _said_of_blocks((N, D), (rows, H), Z, place)

    title = "Drag the corners of X and W, and choose an entry of Z"
    drawing = Drawing(title, "blocks", BOARD, handles)
    return Panel(compute, [drawing], height=BOARD[1] + 26)


def _draw_blocks(picture, tables, place):
    """Draw X W + b = Z to scale, the entry that is followed, its sum, and the two dominoes."""
    X, W, b, Z = tables
    fits = X.shape[1] == W.shape[0]
    inner = "D" if fits else ""  # one letter cannot be two numbers
    row = (
        ("X", X, ("N", inner), "@"), ("W", W, (inner, "H"), "+"), ("b", b, (None, "H"), "="),
        ("Z", Z, ("N", "H"), ""),
    )  # fmt: skip
    corners = canonical.blocks(picture, 0, TOP, row, cell=CELL, lefts=LEFTS)
    if fits:
        canonical.follow(picture, corners, len(W), *place, CELL)
        line = canonical.arithmetic(
            44, 206, X[place[0]], W[:, place[1]], b[place[1]], Z[place]
        )  # fmt: skip
        picture.parts.append(line)
        picture.parts.append(_entry(place, Z))
    else:
        picture.text(44, 206, "a row of X and a column of W differ in length: no product")
    canonical.dominoes(picture, 44, 222, [X.shape, W.shape], ("X", "W", "X W"))
    _, top, wide, tall = corners["Z"]
    style = "fill:transparent;cursor:pointer"
    picture.add(
        "rect", x=LEFTS[3], y=top, width=wide, height=tall, class_="nnf-grab", data_handle="entry",
        style=style,
    )  # fmt: skip


def _entry(place, Z):
    """Return the frame around the entry that is followed: it is moved by keys."""
    x, y = LEFTS[3] + CELL * place[1], TOP + CELL * place[0]
    return element(
        "rect", x=x - 2, y=y - 2, width=CELL + 2, height=CELL + 2, rx=4, class_="nnf-grab",
        tabindex=0, role="slider", aria_label="the entry of Z that is followed", aria_valuenow=0,
        aria_valuetext=f"row {place[0]}, column {place[1]}: {Z[place]:g}", data_handle="entry",
        data_x=float(x + CELL / 2), data_y=float(y + CELL / 2),
        style=f"fill:none;stroke:{ink('ink')};stroke-width:2.5",
    )  # fmt: skip


def _counted(count, noun):
    """Write 1 row, 2 rows."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _said_of_blocks(x_shape, w_shape, Z, place):
    (N, D), (rows, H) = x_shape, w_shape
    if rows != D:
        return (
            f"X has {_counted(D, 'column')} and W has {_counted(rows, 'row')}: the inner numbers "
            f"differ, and there is no product. Give W {_counted(D, 'row')}, or X "
            f"{_counted(rows, 'column')}."
        )
    row, column = place
    return (
        f"X ({N}, {D}) and W ({rows}, {H}) meet in {D}; the outer numbers stay, and Z has shape "
        f"({N}, {H}). Entry ({row}, {column}) of Z, row {row} of X with column {column} of W, is "
        f"{Z[place]:g}."
    ).replace("-", "−")


def tall_block():
    """Show the matrices of 500 digits on their way through the reader, to scale."""
    picture, sizes = Picture(730, 340), ((500, 64), (64, 32), (32, 10))
    row = (
        ("X", sizes[0], ("N", ""), "@"), ("W₁", sizes[1], ("", ""), "@"),
        ("W₂", sizes[2], ("", ""), "="), ("scores", (500, 10), ("N", ""), ""),
    )  # fmt: skip
    canonical.blocks(picture, 16, 24, row, cell=0.46, lefts=(60, 170, 280, 390))
    canonical.dominoes(picture, 60, 290, sizes, ("X", "W₁", "W₂", "scores"))
    notes = (
        "A digit is a row. More digits make",
        "X and the scores taller; the weights",
        "stay as they are.",
        "",
        "Biases and ReLU change no shape:",
        "they are left out here.",
    )
    for k, words in enumerate(notes):
        picture.text(470, 60 + 20 * k, words, colour="soft")
    show_picture(
        picture,
        "Matrices to scale: X with 500 rows and 64 columns is tall, the weights 64 by 32 and 32 by "
        "10 are small, and the scores have 500 rows and 10 columns.",
    )


# ------------------------------------------------------------ tensors, and a network by hand


def tensor():
    """Show two digits as a tensor of three axes, and as two rows of 64 numbers."""
    from nnlib.lessons.lesson05 import digits

    _, _, X, _ = digits()
    picture, size = Picture(730, 190), 104
    for k in (1, 0):
        canonical.digit(picture, 30 + 26 * k, 50 - 24 * k, size, X[k], frame="ink")
    picture.text(95, 176, "(2, 8, 8): sample, row, column", anchor="middle", size=12)
    picture.text(214, 100, "→", anchor="middle", size=20)
    for k in (0, 1):
        rgb = tinted(X[k][None], 0, 1, ("paper", "ink"))
        y = 62 + 40 * k
        picture.add(
            "image", href=png_url(rgb), x=250, y=y, width=448, height=22,
            preserveAspectRatio="none", style="image-rendering:pixelated",
        )  # fmt: skip
        style = f"fill:none;stroke:{ink('soft')}"
        picture.add("rect", x=250, y=y, width=448, height=22, style=style)
    picture.text(474, 176, "(2, 64): a row for each sample", anchor="middle", size=12)
    show_picture(
        picture,
        "Two pictures of 8 by 8 pixels, one behind the other, and beside them the same numbers as "
        "two rows of 64.",
    )


BY_HAND = {
    "X": np.array([[1.0, 2.0]]),
    "params": [
        (np.array([[1.0, 0.0], [1.0, -1.0]]), np.array([0.0, 1.0])),
        (np.array([[2.0], [5.0]]), np.array([-10.0])),
    ],
    "activations": ["relu", "identity"],
}


def forward_by_hand(pass_forward=forward):
    """Show the network of the text with the numbers of every step.

    Parameters
    ----------
    pass_forward : callable
        The learner's ``forward``, or the engine's.
    """
    A, caches = pass_forward(*BY_HAND.values())
    picture = Picture(730, 236)
    layers = [BY_HAND["X"][0], np.asarray(caches[0]["A"])[0], np.asarray(A)[0]]
    weights = [W for W, _ in BY_HAND["params"]]
    names = ("input layer", "hidden layer", "output layer")
    written, box = canonical.briefly, (60, 20, 330, 170)
    canonical.network(picture, box, (2, 2, 1), weights, layers, names, full=5.0, said=written)
    hidden, last = (np.asarray(cache["Z"])[0] for cache in caches)
    notes = (
        "hidden layer",
        f"   Z = ({written(hidden[0])}, {written(hidden[1])})",
        f"   A = ({written(layers[1][0])}, {written(layers[1][1])}), after ReLU",
        "",
        "output layer",
        f"   Z = A = {written(last[0])}",
    )
    for k, words in enumerate(notes):
        picture.text(452, 50 + 22 * k, words, colour="ink" if k in (0, 4) else "soft")
    show_picture(
        picture,
        "A network of two inputs, 1 and 2, two hidden units and one output: the sums "
        f"{hidden[0]:g} and {hidden[1]:g} become {layers[1][0]:g} and {layers[1][1]:g}, and the "
        f"output is {layers[2][0]:g}.",
    )


# ------------------------------------------------------------ ten layers

STAR = (760, 300)
TINY = 1e-12
PRESETS = {"works": 1.0, "fails": 0.5, "surprises": 2.0}


def ten_layers(pass_forward=forward):
    """Make the star: ten layers that never learned, their spread, and ten bars.

    Parameters
    ----------
    pass_forward : callable
        The learner's ``forward``, or the engine's.
    """
    from nnlib.lessons.lesson05 import (
        FIRST_DEEP,
        HIDDEN,
        SCALES,
        SEEDS,
        confidence,
        deep,
        digits,
        moved_by_a_step,
        scaled,
        share_right,
        through,
    )

    _, _, X, y = digits()
    seen, known, steps = set(), {}, {}

    def compute(scale, lr, own, weights):
        params = scaled(deep(FIRST_DEEP + weights), scale)
        before = _flat(params)
        Z, layers = through(X, params, pass_forward=pass_forward)
        moved = int((before != _flat(params)).sum())
        # the same scores, to the last bit, as at any learning rate that was tried before
        kept = known.setdefault((weights, scale), Z.tobytes()) == Z.tobytes()
        # of this digit alone: in a batch the last bits may differ
        largest, first = (
            float(through(X[:1], made)[0].max()) for made in (params, deep(FIRST_DEEP + weights))
        )
        seen.add(scale)
        picture = Picture(*STAR)
        _draw_layers(picture, X[0], y[0], [A[0] for A in layers], [A.std() for A in layers], own)
        # never quite 0 or 1, although the last digits of a large scale are lost
        shares = np.clip(softmax(Z)[0], TINY, 1 - TINY)
        sure = min(float(confidence(Z).mean()), 1 - TINY)
        canonical.percents(picture, 566, 40, shares, DIGITS, bold=int(shares.argmax()))
        sentence = (
            f"Scale {scale:g}: the largest score of this digit is {_with_commas(largest)}"
            f"{_times(largest, first)}. Over {len(y)} test digits the network is "
            f"{canonical.percent(sure)} sure and {share_right(Z, y):.0f} % right. "
            f"Learning rate {spoken_number(lr)}: {moved} of {before.size:,} numbers have moved"
            f"{', and no score' if kept else ''}."
            f"{_said_of_a_step(steps.get((scale, lr, weights)), before.size)}"
            " A forward pass has no learning rate."
        )
        return {"layers": str(picture)}, sentence

    def preset(name):
        panel.choose(scale=PRESETS[name])

    def step():
        """Train a copy by one step, at this rate, and count: a forward pass is another thing."""
        scale, lr, weights = (panel.values[name] for name in ("scale", "lr", "weights"))
        steps[scale, lr, weights] = moved_by_a_step(FIRST_DEEP + weights, scale, lr)

    drawing = Drawing(f"{HIDDEN} hidden layers of 32 units", "layers", STAR)
    controls = {
        "scale": init_scale(1.0, among=SCALES),
        "lr": learning_rate(0.1, steps=4),
        "step": button("one training step", step),
        "own": switch("a colour scale for each layer"),
        **{name: button(name, lambda name=name: preset(name)) for name in PRESETS},
        "weights": seed(high=SEEDS - 1, label="seed of the weights"),
    }
    panel = Panel(compute, [drawing], controls, height=STAR[1] + 26)
    panel.task, panel.tried = "set the initialization scale to 0.5", lambda: 0.5 in seen
    return panel


def _said_of_a_step(moved, size):
    """Say how many numbers a training step moves; nothing before one was taken."""
    if moved is None:
        return ""
    return f" A training step at this rate, on a copy, moves {moved:,} of {size:,}."


def _flat(params):
    """Lay all parameters out in one row, as a copy."""
    return np.concatenate([part.ravel() for pair in params for part in pair])


def _times(score, first):
    """Say what a score is of the one at scale 1; nothing where it is that one."""
    if score == first or first == 0 or score == 0:
        return ""
    parts = first / score
    if parts >= 2 and parts == round(parts) and parts < 1e5:
        return f", 1/{parts:,.0f} of that at scale 1"
    times = score / first
    whole = 2 <= times < 1e5 and times == round(times)
    return f", {f'{times:,.0f}' if whole else _with_commas(times)} times that at scale 1"


def _with_commas(value):
    """Write a number with two digits that count, and a large one without a power of ten."""
    rounded = float(f"{value:.2g}")
    return f"{rounded:,.0f}" if 1000 <= abs(rounded) < 1e6 else spoken_number(value)


def _draw_layers(picture, x, label, layers, spreads, own):
    """Draw a digit, ten columns of units for it, and below each the spread of its layer."""
    canonical.digit(picture, 8, 92, 64, x, words=(f"meant: {label}",))
    soft = {"size": 12, "colour": "soft"}
    most = max(float(units.max()) for units in layers)
    full = [float(units.max()) if own else most for units in layers]
    for k in range(len(layers)):
        picture.text(96 + 44 * k + 13, 28, str(k + 1), anchor="middle", **soft)
    picture.text(8, 28, "hidden layer", **soft)
    picture.text(574, 28, "output, in percent", **soft)
    # two digits that count, also where the second one is a zero
    words = [f"{s:#.2g}" if 1e-3 <= s < 10 else spoken_number(float(s)) for s in spreads]
    canonical.layers_of_squares(picture, 96, 40, layers, full=full, words=words)
    picture.text(8, 262, "spread", **soft)
    picture.text(8, 277, "of the layer", **soft)


# ------------------------------------------------------------ a batch against a loop


TIMES = {"two": 2, "ten": 10, "thirty": 30, "thousand": 1000}  # answers of the bet


def batch_against_loop():
    """Make the panel that takes the time: digits one by one, and in one product."""
    from nnlib.lessons.lesson05 import MANY, WIDTHS, race

    found = {}
    bars = Bars(
        f"{MANY:,} digits through a network",
        ("one by one", "in one product"),
        Axis("milliseconds"),
        "ms",
        gaps=True,
    )

    def measure():
        units = panel.values["units"]
        found[units] = race(units)

    def compute(units):
        if units not in found:
            sentence = f"Nothing is measured yet with {units:,} hidden units: press Measure."
            return {"ms": [np.nan, np.nan]}, sentence
        loop, batch = found[units]
        sentence = (
            f"Measured here with {units:,} hidden units: one by one {spoken_number(loop)} ms, in "
            f"one product {spoken_number(batch)} ms, {loop / batch:.0f} times as long."
        )
        return {"ms": [loop, batch]}, sentence

    def nearest():
        """Return the answer of the bet that is nearest to what this machine has measured."""
        loop, batch = found[WIDTHS[0]]
        times = loop / batch
        choice = min(TIMES, key=lambda name: abs(np.log(TIMES[name] / times)))
        return choice, f"Your machine took {times:.0f} times as long; this answer is the nearest."

    controls = {
        "measure": button("Measure", measure),
        "units": choice("hidden units", WIDTHS),
    }
    panel = Panel(compute, [bars], controls, height=300)
    panel.task = f"press Measure, with {WIDTHS[0]} hidden units"
    panel.tried, panel.found = lambda: WIDTHS[0] in found, nearest
    return panel


# ------------------------------------------------------------ batches as pictures


TWO_ROWS = (760, 250)


def one_batch(minibatches=engine_minibatches, size=8):
    """Make the panel of a first batch, beside one whose pictures and labels were shuffled apart.

    Parameters
    ----------
    minibatches : callable
        The learner's, or the engine's.
    size : int
        Of the batches.
    """
    from nnlib.lessons.lesson05 import apart, digits, pairs_kept

    X, y, _, _ = digits()

    def compute(draw):
        picture, kept = Picture(*TWO_ROWS), []
        for r, (name, make) in enumerate((("minibatches", minibatches), ("apart", apart))):
            batches = list(make(X, y, size, np.random.default_rng(draw)))
            kept.append(pairs_kept(X, y, batches))
            top = 22 + 126 * r
            words = "minibatches" if name == "minibatches" else "X and y shuffled apart"
            picture.text(16, top - 8, words, size=12, colour="soft")
            for k, (image, label) in enumerate(zip(*batches[0], strict=True)):
                words = (f"label {label}",)
                canonical.digit(picture, 16 + 92 * k, top, 76, np.ravel(image), words=words)
        sentence = (
            f"Of all {len(y):,} pairs of an epoch {kept[0]:.3g} % match with minibatches, and "
            f"{kept[1]:.1f} % where X and y were shuffled apart."
        )
        return {"batch": str(picture)}, sentence

    drawing = Drawing("The first batch of an epoch", "batch", TWO_ROWS)
    controls = {"draw": seed(label="seed of the order")}
    return Panel(compute, [drawing], controls, height=TWO_ROWS[1] + 26)


# ------------------------------------------------------------ the surest mistakes

GALLERY = (760, 330)
TWELVE = 12


class _Watched:
    """A reader that learns, and its surest mistakes after every epoch; see `nnlib.viz.Trainer`."""

    def __init__(self, run, minibatches):
        from nnlib.lessons.lesson05 import digits, learning, mistakes

        self.run, (_, _, self.X, self.y) = learning(run, minibatches), digits()
        self._mistakes = mistakes

    def step(self):
        """Learn for an epoch."""
        self.run.step()

    def picture(self):
        """Draw the twelve surest mistakes: what was meant, what is read, and how sure it is."""
        places, read, sure = self._mistakes(self.run.params, self.X, self.y)
        right = 1 - len(places) / len(self.y)
        picture = Picture(*GALLERY)
        for k, (place, digit, share) in enumerate(
            zip(places[:TWELVE], read, sure, strict=False)
        ):  # fmt: skip
            words = (
                f"{self.y[place]} read as {digit}",
                f"{canonical.percent(share)} sure",
            )
            left, top = 16 + 125 * (k % 6), 10 + 152 * (k // 6)
            canonical.digit(picture, left, top, 100, self.X[place], words=words)
        epochs = "one epoch" if self.run.epoch == 1 else f"{self.run.epoch} epochs"
        if self.run.epoch == 0:
            sentence = (
                f"Nothing is learned yet: {100 * right:.1f} % of {len(self.y)} test digits are "
                "right. Press Play."
            )
            return {"gallery": str(picture)}, sentence
        sentence = (
            f"After {epochs}: {100 * right:.1f} % of {len(self.y)} test digits are right. Of the "
            f"{len(places)} mistakes the surest is {a_digit(self.y[places[0]])} read as "
            f"{a_digit(read[0])}, {canonical.percent(sure[0])} sure."
        )
        return {"gallery": str(picture)}, sentence


def surest_mistakes(minibatches=engine_minibatches):
    """Make the panel in which a reader learns, and its surest mistakes are seen.

    Parameters
    ----------
    minibatches : callable
        The learner's, or the engine's.
    """
    from nnlib.lessons.lesson05 import EPOCHS, RUNS

    drawing = Drawing("The surest mistakes among 500 test digits", "gallery", GALLERY)
    controls = {"run": seed(high=len(RUNS) - 1, label="run")}
    panel = Trainer(
        lambda run: _Watched(run, minibatches), [drawing], controls, limit=EPOCHS,
        height=GALLERY[1] + 26, speeds=(1,),
    )  # fmt: skip
    panel.task = "press Play, and let it learn for 30 epochs"
    panel.tried = lambda: panel.steps >= EPOCHS
    return panel


# ------------------------------------------------------------ black for white

SIX = (760, 160)


def black_or_white():
    """Make the panel in which ink becomes paper and paper ink, and a reader reads on."""
    from nnlib.lessons.lesson05 import confidence, digits, inverted, reader, scores, share_right

    params, (_, _, X, y), seen = reader(), digits(), set()
    firsts = np.sort(np.unique(y, return_index=True)[1])[:6]  # six different digits

    def compute(share):
        seen.add(share)
        turned = inverted(X, share)
        Z = scores(turned, params)
        sure, read = confidence(Z), Z.argmax(axis=1)
        picture = Picture(*SIX)
        for k, n in enumerate(firsts):
            words = (f"{y[n]} read as {read[n]}", f"{canonical.percent(sure[n])} sure")
            canonical.digit(picture, 16 + 125 * k, 10, 100, turned[n], words=words)
        sentence = (
            f"{_percent_of(share)} black for white: {share_right(Z, y):.3g} % of {len(y)} digits "
            f"are right, and the network is {canonical.percent(sure.mean())} sure on average."
        )
        return {"six": str(picture)}, sentence

    drawing = Drawing("Six of the test digits", "six", SIX)
    slider = linear_control("black for white", 0.0, 0.0, 1.0, 0.1)
    controls = {"share": dataclasses.replace(slider, spoken=_percent_of)}
    panel = Panel(compute, [drawing], controls, height=SIX[1] + 26)
    panel.task, panel.tried = "move the slider to the end", lambda: 1.0 in seen
    return panel


def _percent_of(share):
    return f"{100 * share:.0f} %"


# ------------------------------------------------------------ under More: bits, units, own digits


def few_bits():
    """Make the panel in which weights keep fewer and fewer bits."""
    from nnlib.lessons.lesson05 import BITS, coarse, digits, reader, scores, share_right

    params, (_, _, X, y), found = reader(), digits(), {}
    bars = Bars(
        "Test digits that are right", tuple(f"{bits} bit{'s' * (bits > 1)}" for bits in BITS),
        Axis("right (%)", range=(0, 110)), "right", mark="at", gaps=True,
    )  # fmt: skip
    maps = ImageGrid("The weights of six units", "maps", columns=3, signed=True, range=(-1, 1))

    def compute(bits):
        rough = coarse(params, bits)
        found[bits] = share_right(scores(X, rough), y)
        shown = rough[0][0][:, :6].T
        zero = 100 * float((rough[0][0] == 0).mean())
        sentence = (
            f"{bits} bit{'s' * (bits > 1)} for each weight: {found[bits]:.1f} % of {len(y)} digits "
            f"are right; {zero:.0f} % of the first layer's weights are 0. With 64 bits it is "
            f"{share_right(scores(X, params), y):.1f} %."
        )
        data = {
            "right": [found.get(one, np.nan) for one in BITS],
            "at": [float(BITS.index(bits))],
            "maps": shown / np.abs(shown).max(),
        }
        return data, sentence

    controls = {"bits": Control("bits for a weight", BITS, len(BITS) - 1, stepper=True)}
    panel = Panel(compute, [bars, maps], controls, columns=2, height=300)
    panel.task, panel.tried = "go down to 2 bits, and then to 1", lambda: {1, 2} <= set(found)
    return panel


def switch_one_off():
    """Make the panel in which one hidden unit of the reader is switched off."""
    from nnlib.lessons.lesson05 import changed_answers, digits, more_mistakes, reader

    params, (_, _, X, y) = reader(), digits()
    more, other = more_mistakes(params, X, y), changed_answers(params, X)
    most = float(np.abs(more).max())
    table = HeatMap(
        "Mistakes added without a unit", Axis("units, eight to a row"), Axis("row"),
        tuple(range(8)), tuple(range(4)), "more", range=(-most, most), signed=True, cursor="unit",
    )  # fmt: skip
    picture = ImageGrid(
        "Its 64 weights", "map", columns=1, signed=True, range=(-1, 1),
        captions=("green for positive, purple for negative",),
    )  # fmt: skip

    def compute(unit):
        k = 8 * unit[0] + unit[1]
        w, change = params[0][0][:, k], int(more[k])
        sentence = (
            f"Without unit {k}: of {len(y)} answers {other[k]} "
            f"change{'s' if other[k] == 1 else ''}, and {_mistakes(change)}."
        )
        return {"more": more.astype(float), "map": w / np.abs(w).max(), "unit": unit}, sentence

    return Panel(compute, [table, picture], columns=2, height=300)


def _mistakes(change):
    """Write by how much a number of mistakes changes."""
    if change == 0:
        return "there are as many mistakes as before"
    count = f"{abs(change)} {'fewer' if change < 0 else 'more'}"
    return f"there is {count} mistake" if abs(change) == 1 else f"there are {count} mistakes"


def own_ten_digits(store):
    """Make the panel in which ten digits of one's own are drawn, kept and read.

    Parameters
    ----------
    store : callable
        ``store()`` gives X, shape (N, 64), and y; ``store.keep(label, pixels)`` keeps a digit, and
        tells whether it is kept beyond this kernel.
    """
    from nnlib.lessons.lesson05 import reader, scores

    params, note = reader(), [""]

    def compute(pixels, meant):
        X, y = store()
        read = scores(X, params).argmax(axis=1) if len(y) else np.zeros(0, int)
        picture, drawn = Picture(*SIDE), "" if note[0] else "Nothing is drawn. "
        if pixels.any():
            note[0] = ""
            shares = softmax(scores(pixels.reshape(1, 64), params))[0]
            best = int(shares.argmax())
            drawn = (
                f"The network reads {a_digit(best)}, {canonical.percent(shares[best])} sure; "
                f"{a_digit(meant)} is meant. "
            )
            canonical.percents(picture, 24, 8, shares, DIGITS, wide=200, pitch=17, bold=best)
        else:
            picture.text(8, 80, "Draw a digit on the left: click or drag.", colour="soft")
        _draw_kept(picture, X, y, read)
        sentence = (
            f"{note[0]}{drawn}You keep {len(y)} of ten digits, and the network reads "
            f"{int((read == y).sum())} of them as you mean it."
        )
        return {"kept": str(picture)}, sentence

    def keep():
        pixels, meant = panel.values["pixels"], panel.values["meant"]
        if not pixels.any():
            note[0] = "Draw something first. "
            return
        again = meant in store()[1]
        lasts = store.keep(meant, pixels)
        note[0] = f"Your {meant} is kept{'' if lasts else ' until the kernel ends'}"
        note[0] += f", in place of your earlier {meant}. " if again else ". "
        panel.choose(pixels=np.zeros((8, 8)), meant=(meant + 1) % 10)

    editor = PixelEditor("Draw here: click or drag, + and − for grey", "pixels", np.zeros((8, 8)))
    drawing = Drawing("What the network makes of it, and what you keep", "kept", SIDE)
    controls = {
        "meant": choice("it is meant to be", tuple(range(10))),
        "keep": button("keep it", keep),
        "clear": button("clear", lambda: panel.choose(pixels=np.zeros((8, 8)))),
    }
    panel = Panel(compute, [editor, drawing], controls, columns=2, height=SIDE[1] + 26)
    return panel


def _draw_kept(picture, X, y, read):
    """Draw the ten places of one's own digits, filled or empty."""
    places = {int(label): k for k, label in enumerate(y)}
    if places:
        picture.text(8, 184, "what you keep: meant → read", size=12, colour="soft")
    for label in range(10):
        left, top = 16 + 72 * (label % 5), 192 + 68 * (label // 5)
        if label in places:
            k = places[label]
            words = (f"{label} → {read[k]}",)
            canonical.digit(picture, left, top, 40, X[k], words=words)
        else:
            style = f"fill:{ink('wash')};stroke:{ink('hair')}"
            picture.add("rect", x=left, y=top, width=40, height=40, style=style)
            picture.text(left + 20, top + 25, label, anchor="middle", colour="soft")
