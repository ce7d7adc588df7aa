"""The pictures that return through the course, drawn on a `Picture`: each has one look.

A line between units is as wide as its weight is large, green above 0, purple and dashed below; gold
is how active a unit is; the numbers stand at the things that they belong to.
"""

import itertools
import math

import numpy as np

from nnlib.activations import sigmoid
from nnlib.viz.plots import Axis
from nnlib.viz.svg import (
    SHADES,
    Frame,
    element,
    fading,
    ink,
    marks,
    minus,
    png_url,
    tinted,
)

LOWERED = "₀₁₂₃₄₅₆₇₈₉"


def written(value, digits=2):
    """Write a number with so many decimals and a real minus sign."""
    return minus(f"{value:z.{digits}f}")


def briefly(value):
    """Write a number with two decimals, without zeros at their end."""
    return written(value).rstrip("0").rstrip(".")


def rounded(value):
    """Write a number with two significant digits: never 0.0 for one that is not 0."""
    return minus(f"{value:.2g}")


def percent(share):
    """Write a share in percent with two significant digits: never 0 % for one that is not 0."""
    value = 100 * float(share)
    if not math.isfinite(value):
        return "?"
    if value >= 99.95 and value < 100:
        return "> 99.9 %"
    if value >= 99:
        return f"{value:.3g} %"
    if value >= 9.95 or value == 0:
        return f"{value:.0f} %"
    if value >= 0.01:
        return f"{float(f'{value:.2g}'):g} %"
    return "< 0.01 %"


def lowered(name, k):
    """Write a name with its number below the line: x₁."""
    return name + "".join(LOWERED[int(digit)] for digit in str(k))


def neuron(
    picture, left, top, x, w, b, *, z=None, full=1.0, caption="", sums=True, activation=True
):  # fmt: skip
    """Draw a neuron at work: inputs, products, their sum with the bias, the curve, the output.

    Parameters
    ----------
    picture : Picture
    left, top : float
        Of the drawing, which takes 312 × (130 + 62 (D - 1)) pixels.
    x, w : array_like, shape (D,)
    b : float
    z : float, optional
        The weighted sum; a learner's function may have made it.
    full : float
        The weight whose line is as wide as lines get.
    caption : str
        Above it.
    sums : bool
        Whether the line of arithmetic is written out.
    activation : bool
        Whether the sum goes through the sigmoid.
    """
    x, w = np.asarray(x, float), np.asarray(w, float)
    z = float(x @ w + b) if z is None else float(z)
    a = float(sigmoid(z))
    height = 62 * (len(x) - 1)
    middle = top + 42 + height / 2
    if caption:
        picture.text(left, top, caption, size=12, colour="soft")
    for k, (value, weight) in enumerate(zip(x, w, strict=True)):
        at = top + 42 + 62 * k
        edge(picture, (left + 20, at), (left + 142, middle), weight / full)
        style = f"fill:{ink('wash')};stroke:{ink('hair')}"
        picture.add("circle", cx=left + 20, cy=at, r=19, style=style)
        picture.text(left + 20, at + 4, rounded(value), anchor="middle", size=12)
        name = lowered("x", k + 1)
        picture.text(left + 20, at - 24, name, anchor="middle", size=12, colour="soft")
        side = at + 18 if at > middle else at - 6
        label = f"{lowered('w', k + 1)} {briefly(weight)}"
        picture.text(left + 62, side, label, size=12, colour="soft")
    unit(picture, left + 142, middle, a if activation else None, "Σ", 22)
    bias = f"b {briefly(b)}"
    picture.text(left + 142, middle + 38, bias, anchor="middle", size=12, colour="soft")
    picture.line(left + 164, middle, left + 184, middle, colour="soft")
    if activation:
        curve_with_point(picture, (left + 202, middle - 38, 104, 76), z)
        picture.text(left + 202, middle + 68, f"activation {written(a)}")
    else:
        picture.text(left + 192, middle + 5, f"z = {written(z)}", bold=True)
    if sums:
        picture.parts.append(arithmetic(left, top + 42 + height + 72, x, w, b, z))


def edge(picture, start, end, share):
    """Draw the line of a weight: as wide as its share of the largest, dashed below 0, thin at 0."""
    if share == 0:
        picture.line(*start, *end, colour="hair")
    else:
        colour, dash = ("minus", "7 4") if share < 0 else ("plus", "")
        picture.line(*start, *end, colour=colour, width=line_width(share), dash=dash)


def line_width(weight):
    """Return how wide the line of a weight is, in pixels."""
    return 1 + 5 * min(1.0, abs(float(weight)))


def unit(picture, x, y, activation=None, words="", radius=18):
    """Draw a unit: the fuller with gold, the more active."""
    gold = f"fill:{ink('paper')}"
    picture.add("circle", cx=x, cy=y, r=radius, style=gold)
    share = 0.0 if activation is None else 0.08 + 0.9 * float(np.clip(activation, 0, 1))
    style = f"fill:{ink('act')};fill-opacity:{share:.2f};stroke:{ink('ink')}"
    picture.add("circle", cx=x, cy=y, r=radius, style=style)
    if words:
        # a rim of paper, because gold may lie behind it
        rim = {"paint_order": "stroke", "stroke": ink("paper"), "stroke_width": 3}
        size = 17 if len(words) == 1 else 13
        picture.text(x, y + 6, words, anchor="middle", size=size, **rim)


def curve_with_point(picture, box, z, reach=4.0):
    """Draw the sigmoid, and on it the point to which a sum leads."""
    across, up = Axis("", range=(-reach, reach)), Axis("", range=(0.0, 1.0))
    frame = Frame(picture, box, across, up)
    left, top, width, height = box
    picture.line(left, top + height, left + width, top + height, colour="hair")
    picture.line(left, top, left, top + height, colour="hair")
    for value, text in ((0, "0"), (1, "1")):
        at = frame.y(value) + 4
        picture.text(left - 5, at, text, anchor="end", size=12, colour="soft")
    picture.text(frame.x(0), top + height + 15, "0", anchor="middle", size=12, colour="soft")
    places = np.linspace(-reach, reach, 61)
    frame.curve(places, sigmoid(places), colour="soft")
    at = float(np.clip(z, -reach, reach))
    x, y = frame.x(at), frame.y(float(sigmoid(at)))
    picture.line(x, top + height, x, y, dash="3 3")
    style = f"fill:{ink('act')};stroke:{ink('ink')}"
    picture.add("circle", cx=x, cy=y, r=5, style=style)


LONGEST = 41  # characters of a line of arithmetic that has room beside a plane


def arithmetic(left, top, x, w, b, z):
    """Write the weighted sum with its numbers, in the typeface of code."""
    factors = [(briefly(v), briefly(u)) for v, u in zip(x, w, strict=True)]
    products = [f"{v} · ({u})" if u.startswith("−") else f"{v} · {u}" for v, u in factors]
    text = f"{' + '.join(products)} + {briefly(b)} = {briefly(z)}".replace("+ −", "− ")
    if len(text) > LONGEST:
        text = text.replace(" · ", "·")
    style = f"font:12.5px ui-monospace,'DejaVu Sans Mono',monospace;fill:{ink('ink')}"
    return element("text", text, x=left, y=top, style=style)


def network(picture, box, sizes, weights, activations, names=(), full=2.0, said=written):
    """Draw layers of units with their activations, and the weights between them.

    Parameters
    ----------
    picture : Picture
    box : tuple of four floats
    sizes : sequence of int
    weights : sequence of array_like, shape (in, out)
    activations : sequence of array_like
        Of each layer, inputs first; inputs are written, the others are gold.
    names : sequence of str
        Of the layers, below them.
    full : float
        The weight whose line is as wide as lines get.
    said : callable
        Writes an activation; as it is, with two decimals.
    """
    left, top, width, height = box
    across = width / max(len(sizes) - 1, 1)
    radius = min(18, 0.36 * height / max(sizes))
    places = [
        [(left + k * across, top + height * (i + 0.5) / n) for i in range(n)]
        for k, n in enumerate(sizes)
    ]
    for start, end, W in zip(places, places[1:], weights, strict=False):
        for here, row in zip(start, np.asarray(W, float), strict=True):
            for there, weight in zip(end, row, strict=True):
                edge(picture, here, there, weight / full)
    for k, (layer, values) in enumerate(zip(places, activations, strict=True)):
        for (x, y), value in zip(layer, np.ravel(values), strict=True):
            if k:
                unit(picture, x, y, value, said(value), radius)
            else:
                style = f"fill:{ink('wash')};stroke:{ink('hair')}"
                picture.add("circle", cx=x, cy=y, r=radius, style=style)
                picture.text(x, y + 4, rounded(value), anchor="middle")
        if k < len(names):
            at = top + height + 18
            picture.text(layer[0][0], at, names[k], anchor="middle", size=12, colour="soft")


def block(picture, left, top, values, *, cell=34, digits=1, title="", shape=True, signed=True):
    """Draw an array as coloured cells with its numbers, its name and its shape.

    Returns
    -------
    width, height : float
        What it takes.
    """
    values = np.atleast_2d(np.asarray(values, float))
    rows, columns = values.shape
    most = max(float(np.nanmax(np.abs(values), initial=0)), 1e-12)
    if title:
        words = f"{title} {values.shape[0]} × {values.shape[1]}" if shape else title
        picture.text(left, top - 8, words, size=12, colour="soft")
    for r in range(rows):
        for c in range(columns):
            value = values[r, c]
            colour = ("minus" if value < 0 else "plus") if signed else "act"
            share = 0.0 if math.isnan(value) else 0.08 + 0.55 * abs(value) / most
            x, y = left + c * cell, top + r * cell
            style = f"fill:{ink(colour)};fill-opacity:{share:.2f}"
            picture.add("rect", x=x, y=y, width=cell - 2, height=cell - 2, rx=3, style=style)
            text = "?" if math.isnan(value) else written(value, digits)
            picture.text(x + cell / 2 - 1, y + cell / 2 + 4, text, anchor="middle", size=12)
    return columns * cell, rows * cell


# ------------------------------------------------------------ functions: tangent and secant


def tangent(picture, box, across, up, function, slope, x, *, half=0.8):
    """Draw a function with a point on it and the tangent there.

    Parameters
    ----------
    picture : Picture
    box : tuple of four floats
        Left, top, width and height of the area between the axes.
    across, up : Axis
        With fixed ranges.
    function, slope : callable
        Of an array.
    x : float
        Where the point is.
    half : float
        How far the tangent goes to each side, in units of x at most.

    Returns
    -------
    Frame
    """
    frame = _with_curve(picture, box, across, up, function)
    y, steep = float(function(np.array(x))), float(slope(np.array(x)))
    reach = half / math.hypot(1.0, steep)
    ends = np.array([x - reach, x + reach])
    frame.curve(ends, y + steep * (ends - x), width=2.6)
    _point(frame, x, y)
    return frame


def secant(picture, box, across, up, function, x, nudge):
    """Draw a function with two points on it and the line through both, from a nudge each way.

    Parameters
    ----------
    picture, box, across, up, function, x
        As for `tangent`.
    nudge : float

    Returns
    -------
    frame : Frame
    slope : float
        Of the line.
    """
    frame = _with_curve(picture, box, across, up, function)
    places = np.array([x - nudge, x + nudge])
    heights = np.asarray(function(places), float)
    slope = float((heights[1] - heights[0]) / (2 * nudge))
    ends = np.array([across.range[0], across.range[1]])
    line = heights[0] + slope * (ends - places[0])
    inside = (line >= up.range[0]) & (line <= up.range[1])
    if not inside.all() and slope:  # as far as the area goes
        limits = np.clip(line, *up.range)
        ends, line = places[0] + (limits - heights[0]) / slope, limits
    frame.curve(ends, line, dash="7 4", width=1.6)
    for place, height in zip(places, heights, strict=True):
        _point(frame, place, height)
    return frame, slope


def _with_curve(picture, box, across, up, function):
    frame = Frame(picture, box, across, up)
    frame.ticks()
    places = np.linspace(*across.range, 161)
    values = np.asarray(function(places), float)
    values = np.where((values < up.range[0]) | (values > up.range[1]), np.nan, values)
    frame.curve(places, values, colour="soft")
    return frame


def _point(frame, x, y):
    style = f"fill:{ink('paper')};stroke:{ink('ink')};stroke-width:2"
    frame.picture.add("circle", cx=frame.x(x), cy=frame.y(y), r=5.5, style=style)


# ------------------------------------------------------------ two losses over one score

SCORES = Axis("score z", range=(-10.0, 10.0))
STEEPNESS = Axis("slope", range=(-1.05, 1.05))
WIDE, HIGH, LOW = 292, 120, 92  # px of a frame, and of the one below it
APART, BELOW = 382, 172  # px from frame to frame, across and down
ABOVE = 15  # px from a frame to its name: a ring on its upper edge stays free of it
HALF_TANGENT = 3.0  # units of the score to each side


def two_losses(picture, left, top, z, losses, *, slopes=True):
    """Draw two losses over one score, each with its point; below them their slopes.

    Parameters
    ----------
    picture : Picture
    left, top : float
        Of the first area between axes; the drawing takes 690 × 314 pixels from there.
    z : float
        The score, from −10 to 10.
    losses : sequence of (str, float, callable)
        Of each: its name, the highest number of its axis, and ``loss(z) -> (loss, slope)`` of an
        array of scores.
    slopes : bool
        Whether the tangents are drawn, and the curves of the slopes.

    Returns
    -------
    list of (Frame, float, float)
        Of each loss: the frame of its curve, and its value and slope at z.
    """
    found, places = [], np.linspace(*SCORES.range, 161)
    for k, (name, highest, loss) in enumerate(losses):
        at = left + k * APART
        values, steepness = loss(places)
        (value,), (slope,) = (np.ravel(part) for part in loss(np.array([z])))
        above = Axis("", range=SCORES.range), Axis("loss", range=(0.0, highest))
        frame = Frame(picture, (at, top, WIDE, HIGH), *above)
        frame.ticks()
        picture.text(at, top - ABOVE, name, bold=True)
        frame.curve(places, np.where(values <= highest, values, np.nan), colour="soft")
        below = Frame(picture, (at, top + BELOW, WIDE, LOW), SCORES, STEEPNESS)
        below.ticks()
        if slopes:
            _tangent_within(frame, z, value, slope)
            below.curve(places, steepness, colour="soft")
            sign = "minus" if slope < 0 else "plus"
            picture.line(below.x(z), below.y(0), below.x(z), below.y(slope), colour=sign, width=3)
            _point(below, z, slope)
        found.append((frame, float(value), float(slope)))
    return found


def _tangent_within(frame, z, value, slope):
    """Draw the tangent at a point as far as it stays in the area."""
    low, high = frame.y.low, frame.y.high
    ends = []
    for side in (-HALF_TANGENT, HALF_TANGENT):
        reach = side
        rise = value + slope * side
        if slope and not low <= rise <= high:
            reach = (min(max(rise, low), high) - value) / slope
        ends.append(min(max(z + reach, frame.x.low), frame.x.high))
    ends = np.array(ends)
    frame.curve(ends, value + slope * (ends - z), width=2.6)


# ------------------------------------------------------------ arrows, maps, products

HEAD = 10  # px of an arrow's head


def arrow(frame, start, end, *, colour="ink", label="", dash=""):
    """Draw an arrow in the plane of a frame, from one place to another.

    Parameters
    ----------
    frame : Frame
    start, end : tuple of two floats
        In the units of the frame.
    colour : str
        An ink.
    label : str
        Beside its head.
    dash : str
    """
    (x0, y0), (x1, y1) = ((frame.x(x), frame.y(y)) for x, y in (start, end))
    picture, angle = frame.picture, math.atan2(y1 - y0, x1 - x0)
    picture.line(x0, y0, x1, y1, colour=colour, width=2.4, dash=dash)
    for side in (-0.4, 0.4):
        back = (x1 - HEAD * math.cos(angle + side), y1 - HEAD * math.sin(angle + side))
        picture.line(x1, y1, *back, colour=colour, width=2.4)
    if label:
        picture.text(x1 + 8, y1 - 4, label, bold=True)


def unit_map(picture, left, top, size, values, *, classes=False, points=()):
    """Draw what a unit says to each place of the plane: gold where it is active.

    Parameters
    ----------
    picture : Picture
    left, top, size : float
        Of a square, in pixels.
    values : array_like, shape (rows, columns)
        From 0 to 1, the lowest row first.
    classes : bool
        Whether 0 and 1 are the two classes, as at the output.
    points : sequence of (x, y, class)
        Samples, at shares of the square from its lower left corner.
    """
    colours = ("class-a", "paper", "class-b") if classes else ("paper", "act")
    faded = tuple(fading(name, 0.5) if classes and name != "paper" else name for name in colours)
    rgb = tinted(np.asarray(values, float)[::-1], 0, 1, faded)
    picture.add(
        "image", href=png_url(rgb), x=left, y=top, width=size, height=size,
        preserveAspectRatio="none",
    )  # fmt: skip
    style = f"fill:none;stroke:{ink('hair')}"
    picture.add("rect", x=left, y=top, width=size, height=size, rx=3, style=style)
    for kind, (colour, shape) in enumerate((("class-a", "disc"), ("class-b", "triangle"))):
        places = [(left + size * x, top + size * (1 - y)) for x, y, k in points if k == kind]
        if places:
            picture.parts.append(marks(places, colour, shape, 4))


def product(picture, left, top, X, W, b, Z, *, row=None, column=None, cell=34):
    """Draw X W + b = Z as cells with their shapes; one entry can be followed.

    Parameters
    ----------
    picture : Picture
    left, top : float
        Of the drawing, which takes about 620 × (cell (N + 2)) pixels for small tables.
    X, W, b, Z : array_like, shapes (N, D), (D, H), (H,), (N, H)
        nan in Z is left open.
    row, column : int, optional
        The entry of Z that is followed: its row of X, its column of W, its bias get a frame, and
        its line of arithmetic is written below.
    cell : float
        Pixels of an entry.
    """
    X, W, b, Z = (np.asarray(values, float) for values in (X, W, b, Z))
    high = cell * max(len(X), len(W))
    at, corner = left, {}
    for name, values, sign in (("X", X, "@"), ("W", W, "+"), ("b", b, "="), ("Z", Z, "")):
        table = np.atleast_2d(values)
        y = top + 20 + (high - cell * len(table)) / 2
        corner[name] = at, y
        wide, _ = block(picture, at, y, table, cell=cell, title=name, shape=False)
        shape = ", ".join(map(str, values.shape)) + ("," if values.ndim == 1 else "")
        picture.text(at + 14, y - 8, f"({shape})", size=12, colour="soft")
        picture.text(at + wide + 15, top + 25 + high / 2, sign, size=17, anchor="middle")
        at += wide + 32
    if row is None or column is None:
        return
    follow(picture, corner, len(W), row, column, cell)
    line = arithmetic(left, top + high + 46, X[row], W[:, column], b[column], Z[row, column])
    picture.parts.append(line)


def follow(picture, corners, D, row, column, cell):
    """Put a frame around what an entry of Z is made of: a row of X, a column of W, a bias.

    Parameters
    ----------
    picture : Picture
    corners : dict of str to sequence of float
        "X", "W", "b" and "Z" -> left and top of the block.
    D : int
        Features.
    row, column : int
        Of the entry.
    cell : float
        Pixels of an entry.
    """
    for name, r, c, rows, columns in (
        ("X", row, 0, 1, D), ("W", 0, column, D, 1), ("b", 0, column, 1, 1),
        ("Z", row, column, 1, 1),
    ):  # fmt: skip
        x, y = corners[name][0] + c * cell - 2, corners[name][1] + r * cell - 2
        style = f"fill:none;stroke:{ink('ink')};stroke-width:2"
        picture.add(
            "rect", x=x, y=y, width=columns * cell + 2, height=rows * cell + 2, rx=4, style=style
        )


# ------------------------------------------------------------ blocks: matrices whose shapes fit

SIDE = 34  # px for the length of a side, left of a block
SIGN = 26  # px for the sign between two blocks


def blocks(picture, left, top, row, *, cell=26, lefts=()):
    """Draw matrices to scale, top by top, each with the lengths of its sides.

    Parameters
    ----------
    picture : Picture
    left, top : float
        Of the row; the lengths of the columns are written above ``top``.
    row : sequence of (str, array_like or tuple, tuple of str, str)
        Of each matrix its name, its numbers or its shape alone, the names of its two lengths (None
        for one that is not written), and the sign that follows it.
    cell : float
        Pixels of an entry, or of a unit of length.
    lefts : sequence of float
        Where each matrix begins; without it they stand close together.

    Returns
    -------
    dict of str to tuple of four floats
        Name -> left, top, width and height of its block.
    """
    at, places, soft = left, {}, {"size": 12, "colour": "soft"}
    aside = 8 if lefts else 0  # room for a handle at the corner of a matrix
    for k, (name, values, lengths, sign) in enumerate(row):
        rows, columns = _shape_of(values)
        at = lefts[k] if lefts else at + SIDE
        wide, tall = cell * columns, cell * rows
        places[name] = at, top, wide, tall
        if isinstance(values, tuple):
            style = f"fill:{ink('wash')};stroke:{ink('soft')}"
            picture.add("rect", x=at, y=top, width=wide, height=tall, style=style)
        else:
            block(picture, at, top, values, cell=cell, digits=0)
        down, across = lengths
        if down is not None:
            words = f"{down} {rows:,}".strip()
            picture.text(at - 6, top + tall / 2 + 4, words, anchor="end", **soft)
        if across is not None:
            words = f"{across} {columns:,}".strip()
            picture.text(at + wide / 2, top - 7, words, anchor="middle", **soft)
        picture.text(at + wide / 2, top + tall + 18, name, anchor="middle", bold=True)
        at += wide + SIGN
        if sign:
            middle = min(tall, 2 * SIGN) / 2
            picture.text(at - SIGN / 2 + aside, top + middle + 6, sign, anchor="middle", size=17)
    return places


def _shape_of(values):
    """Return rows and columns of an array, or of what is a shape already."""
    return values if isinstance(values, tuple) else np.atleast_2d(np.asarray(values)).shape


HALF, TALL = 38, 28  # px of a half of a domino


def dominoes(picture, left, top, shapes, names=()):
    """Lay the shapes of matrices side by side like dominoes: where two meet, numbers have to match.

    Parameters
    ----------
    picture : Picture
    left, top : float
    shapes : sequence of (int, int)
        Rows and columns, in the order of the product.
    names : sequence of str
        Of the matrices, and last that of the product; below them.

    Returns
    -------
    int or None
        The first one that does not fit its neighbour on the left; None if all fit, and then the
        shape of the product is drawn as well.
    """
    fits = [one[1] == other[0] for one, other in itertools.pairwise(shapes)]
    off = fits.index(False) + 1 if False in fits else None
    at = left
    for k, shape in enumerate(shapes):
        meets = (k > 0, k < len(shapes) - 1)
        _domino(picture, at, top, shape, meets, names[k] if k < len(names) else "")
        at += 2 * HALF
        if k < len(shapes) - 1:
            sign = "=" if fits[k] else "≠"
            picture.text(at + 14, top + TALL / 2 + 6, sign, anchor="middle", size=17, bold=True)
            at += 28
    if off is None:
        picture.text(at + 24, top + TALL / 2 + 6, "gives", anchor="middle", colour="soft")
        whole = (shapes[0][0], shapes[-1][1])
        name = names[len(shapes)] if len(shapes) < len(names) else ""
        _domino(picture, at + 48, top, whole, (False, False), name)
    return off


def _domino(picture, left, top, shape, meets, name):
    """Draw one domino; the halves that meet another one are tinted."""
    for k, (length, meeting) in enumerate(zip(shape, meets, strict=True)):
        style = f"fill:{ink('wash' if meeting else 'paper')};stroke:{ink('ink')}"
        x = left + k * HALF
        picture.add("rect", x=x, y=top, width=HALF, height=TALL, rx=4, style=style)
        picture.text(x + HALF / 2, top + TALL / 2 + 5, f"{length:,}", anchor="middle", bold=meeting)
    if name:
        below = top + TALL + 16
        picture.text(left + HALF, below, name, anchor="middle", size=12, colour="soft")


# ------------------------------------------------------------ layers of squares, bars, digits

ABREAST = 2  # squares of a layer side by side


def layers_of_squares(picture, left, top, layers, *, full, words=(), pitch=44, square=13):
    """Draw layers as columns of squares, one for each unit: the fuller with gold, the more active.

    Parameters
    ----------
    picture : Picture
    left, top : float
    layers : sequence of array_like, shape (units,)
        Activations, 0 or above.
    full : sequence of float
        For each layer the activation whose square is full.
    words : sequence of str
        Below the columns, in two rows by turns so that long ones do not meet.
    pitch, square : float
        Pixels from layer to layer, and of a square with its gap.

    Returns
    -------
    height : float
        Of the highest column.
    """
    high = 0.0
    for k, (units, most) in enumerate(zip(layers, full, strict=True)):
        x, units = left + k * pitch, np.ravel(np.asarray(units, float))
        rects = []
        for i, value in enumerate(units):
            share = float(np.clip(value / most, 0, 1)) if most > 0 else 0.0
            rects.append(
                element(
                    "rect", x=x + i % ABREAST * square, y=top + i // ABREAST * square,
                    width=square - 2, height=square - 2, fill_opacity=f"{share:.2f}",
                )
            )  # fmt: skip
        style = f"fill:{ink('act')};stroke:{ink('hair')}"
        picture.add("g", "".join(rects), style=style)
        tall = square * -(-len(units) // ABREAST)
        high = max(high, tall)
        if k < len(words):
            below = top + tall + 14 + 15 * (k % 2)
            middle = x + ABREAST * square / 2
            picture.text(middle, below, words[k], anchor="middle", size=11, colour="soft")
    return high


def percents(picture, left, top, shares, names, *, wide=110, pitch=22, bold=None):
    """Draw shares as bars across, each with its name before it and its percent behind it.

    Parameters
    ----------
    picture : Picture
    left, top : float
    shares : array_like, shape (C,), 0 to 1
    names : sequence of str
    wide : float
        Pixels of a bar of 100 %.
    pitch : float
        Pixels from bar to bar.
    bold : int, optional
        The one that is written in bold.
    """
    for k, (share, name) in enumerate(zip(np.ravel(shares), names, strict=True)):
        y, is_bold = top + k * pitch, k == bold
        share = float(share)
        picture.text(left, y + 11, name, anchor="end", bold=is_bold)
        style = f"fill:{ink('act')};stroke:{ink('ink')};stroke-width:0.7"
        picture.add("rect", x=left + 8, y=y, width=max(1.0, wide * share), height=14, style=style)
        picture.text(
            left + 14 + max(1.0, wide * share), y + 11, percent(share), size=12, bold=is_bold,
            colour="ink" if is_bold else "soft",
        )  # fmt: skip


def digit(picture, left, top, size, pixels, *, words=(), frame="hair"):
    """Draw a digit of 8 × 8 pixels from 0, paper, to 1, ink, with lines of words below it."""
    rgb = tinted(np.reshape(np.asarray(pixels, float), (8, 8)), 0, 1, SHADES)
    picture.add(
        "image", href=png_url(rgb), x=left, y=top, width=size, height=size,
        style="image-rendering:pixelated",
    )  # fmt: skip
    style = f"fill:none;stroke:{ink(frame)}"
    picture.add("rect", x=left, y=top, width=size, height=size, style=style)
    for k, text in enumerate(words):
        y = top + size + 16 + 16 * k
        colour = "ink" if k == 0 else "soft"
        picture.text(left + size / 2, y, text, anchor="middle", size=12, colour=colour)


# ------------------------------------------------------------ the valley with its path

HEIGHTS = (0.03, 0.06, 0.1, 0.16, 0.25, 0.4, 0.6, 0.85, 1.15)  # of the level lines, across it
MOST_PLACES = 400  # of a path that are drawn


def valley(
    picture, box, kappa, places, *, reach=1.3, numbered=3, dots=60, look=None, names=("w₁", "w₂")
):  # fmt: skip
    """Draw the valley w₁²/κ + w₂² from above, and a walk down to its lowest point.

    Parameters
    ----------
    picture : Picture
    box : tuple of four floats
        Left, top, width and height of the area between the axes.
    kappa : float
        How many times steeper it is across than along.
    places : array_like, shape (steps + 1, 2)
        Along the valley and across it; those outside of the area are left out.
    reach : float
        Where the axes end.
    numbered : int
        Steps that have their number beside them.
    dots : int
        Places that are marked.
    look : dict, optional
        Of the path.
    names : tuple of two str
        Of the two numbers.

    Returns
    -------
    Frame
    """
    along = Axis(f"{names[0]}, along the valley", range=(-reach, reach))
    across = Axis(f"{names[1]}, across", range=(-reach, reach))
    frame = Frame(picture, box, along, across)
    turn = np.linspace(0, 2 * np.pi, 241)
    for height in HEIGHTS:
        x, y = reach * height * kappa**0.5 * np.cos(turn), reach * height * np.sin(turn)
        frame.curve(*_within(x, y, reach), colour="hair", width=1.3)
    frame.ticks()
    picture.text(frame.x(0), frame.y(0) + 5, "+", anchor="middle", bold=True)
    places = np.asarray(places, float)[:MOST_PLACES]
    x, y = _within(*places.T, reach)
    seen = np.isfinite(x)
    frame.dots(x[seen][1:dots], y[seen][1:dots], "ink", "disc", 2.6)
    frame.curve(x, y, **{"width": 1.5, **(look or {})})  # over the rims of the dots
    written = []
    for k in range(1, min(numbered + 1, len(x))):
        where = frame.x(x[k]) + 6, frame.y(y[k]) - 5
        if seen[k] and all(math.dist(where, other) > 14 for other in written):
            rim = {"paint_order": "stroke", "stroke": ink("paper"), "stroke_width": 3}
            picture.text(*where, str(k), size=12, colour="soft", **rim)
            written.append(where)
    return frame


def _within(x, y, reach):
    """Leave a gap where a line is outside of an area."""
    inside = (np.abs(x) <= reach) & (np.abs(y) <= reach)
    return np.where(inside, x, np.nan), np.where(inside, y, np.nan)
