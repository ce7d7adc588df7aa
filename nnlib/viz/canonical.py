"""The pictures that return through the course, drawn on a `Picture`: each has one look.

A line between units is as wide as its weight is large, green above 0, purple and dashed below; gold
is how active a unit is; the numbers stand at the things that they belong to.
"""

import math

import numpy as np

from nnlib.activations import sigmoid
from nnlib.viz.plots import Axis
from nnlib.viz.svg import Frame, element, fading, ink, marks, minus, png_url, tinted

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


def network(picture, box, sizes, weights, activations, names=(), full=2.0):
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
                unit(picture, x, y, value, written(value), radius)
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
    D = len(W)
    for name, r, c, rows, columns in (
        ("X", row, 0, 1, D), ("W", 0, column, D, 1), ("b", 0, column, 1, 1),
        ("Z", row, column, 1, 1),
    ):  # fmt: skip
        x, y = corner[name][0] + c * cell - 2, corner[name][1] + r * cell - 2
        style = f"fill:none;stroke:{ink('ink')};stroke-width:2"
        picture.add(
            "rect", x=x, y=y, width=columns * cell + 2, height=rows * cell + 2, rx=4, style=style
        )
    line = arithmetic(left, top + high + 46, X[row], W[:, column], b[column], Z[row, column])
    picture.parts.append(line)
