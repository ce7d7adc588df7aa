"""Pictures as SVG: what a panel leaves in a saved notebook, and the drawings that can be grabbed.

A picture is a list of elements in pixels. `Frame` puts a plot's axes on a part of it: it turns
numbers into pixels and draws ticks, curves, points and images. Colours are the names of the
course's inks; where a page has them as variables of its style sheet, it decides, else those of the
light theme stand.
"""

import base64
import math
import struct
import zlib
from html import escape

import numpy as np

from nnlib.viz import browser

# The inks and their one meaning each, in the light theme; a page's style sheet has both.
INKS = browser.palette()["inks"]["light"]
DASHES = ("", "7 4", "2 3", "9 3 2 3")
MARKS = ("disc", "triangle", "square", "ring")
# What differs by kind and has no meaning of its own, after Okabe and Ito (2008).
COLOURS = tuple(browser.palette()["light"])
SIGNED = ("minus", "paper", "plus")
SHADES = ("paper", "ink")
FONT = "system-ui, 'Segoe UI', 'Liberation Sans', sans-serif"
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def curve_look(k):
    """Return how the k-th curve of a plot looks: ink, told apart by dashes; later ones are grey."""
    return {"colour": "ink" if k % 7 < 4 else "soft", "dash": DASHES[k % len(DASHES)]}


def ink(name):
    """Return a colour as CSS: one of the inks by its name, anything else as it is."""
    return f"var(--nnf-{name},{INKS[name]})" if name in INKS else name


class Picture:
    """Elements on a white sheet.

    Parameters
    ----------
    width, height : float
        In pixels; the picture is scaled to the width of what holds it.
    """

    def __init__(self, width, height):
        self.width, self.height = width, height
        self.parts = []

    def add(self, tag, inside="", **attributes):
        """Add an element; ``stroke_width`` stands for ``stroke-width``.

        Parameters
        ----------
        tag : str
        inside : str
            SVG that is ready, or a text that was escaped.
        """
        self.parts.append(element(tag, inside, **attributes))

    def text(self, x, y, words, *, anchor="start", size=13, colour="ink", bold=False, **more):
        """Write words; ``y`` is their base line."""
        style = f"font:{'600 ' if bold else ''}{size}px {FONT};fill:{ink(colour)}"
        self.add(
            "text", escape(str(words)), x=x, y=y, text_anchor=anchor, style=style, **more
        )  # fmt: skip

    def line(self, x1, y1, x2, y2, *, colour="ink", width=1, dash="", **more):
        """Draw a straight line."""
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, **_stroke(colour, width, dash), **more)

    def path(self, points, *, colour="ink", width=2, dash="", fill="none", **more):
        """Draw a line through points; where one is not finite, the line has a gap."""
        commands, pen = [], "M"
        for x, y in points:
            if not (math.isfinite(x) and math.isfinite(y)):
                pen = "M"
                continue
            commands.append(f"{pen}{short(x)},{short(y)}")
            pen = "L"
        if commands:
            style = _stroke(colour, width, dash, fill)
            self.add("path", d="".join(commands), **style, **more)

    def __str__(self):
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {short(self.width)} '
            f'{short(self.height)}" width="{short(self.width)}" height="{short(self.height)}">'
            f"{''.join(self.parts)}</svg>"
        )


def element(tag, inside="", **attributes):
    """Write one element of SVG."""
    written = "".join(
        f' {name.replace("_", "-").rstrip("-")}="{_attribute(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{written}>{inside}</{tag}>" if inside else f"<{tag}{written}/>"


def _attribute(value):
    return short(value) if isinstance(value, (float, np.floating)) else escape(str(value))


def _stroke(colour, width, dash, fill="none"):
    style = f"stroke:{ink(colour)};stroke-width:{short(width)};fill:{ink(fill)}"
    return {"style": f"{style};stroke-dasharray:{dash}" if dash else style}


def short(number):
    """Write a place with two decimals at most."""
    return f"{float(number):.2f}".rstrip("0").rstrip(".").replace("-0", "0") if number else "0"


def data_url(picture):
    """Return a picture as the address of an image that holds all of it."""
    return "data:image/svg+xml;base64," + base64.b64encode(str(picture).encode()).decode()


# ------------------------------------------------------------ axes

MARGIN = {"top": 46, "right": 16, "bottom": 46, "left": 62}


class Frame:
    """A plot's area on a picture, with its two axes.

    Parameters
    ----------
    picture : Picture
    box : tuple of four floats
        Left, top, width and height of the area between the axes, in pixels.
    x, y : Axis
    xs, ys : array_like
        Numbers that an axis without limits of its own has to hold.
    """

    def __init__(self, picture, box, x, y, xs=(), ys=()):
        self.picture, self.box = picture, box
        left, top, width, height = box
        self.x = Scale(x, xs, left, left + width)
        self.y = Scale(y, ys, top + height, top)

    def values(self, x, y):
        """Return the numbers that belong to a place in pixels, no farther than the area goes."""
        return self.x.value(x), self.y.value(y)

    def ticks(self, across=None, up=None):
        """Draw the axes with their ticks and titles.

        Parameters
        ----------
        across, up : sequence of str, optional
            Names in place of numbers, at 0, 1, 2 …; with () there are none.
        """
        left, top, width, height = self.box
        picture, bottom = self.picture, top + height
        for value, text in _named(up) or self.y.ticks(height / 38) if up != () else ():
            at = self.y(value)
            picture.line(left, at, left + width, at, colour="hair")
            picture.text(left - 8, at + 4, text, anchor="end", size=12, colour="soft")
        for value, text in _named(across) or self.x.ticks(width / 70) if across != () else ():
            picture.text(
                self.x(value), bottom + 17, text, anchor="middle", size=12, colour="soft"
            )  # fmt: skip
        picture.line(left, bottom, left + width, bottom, colour="soft")
        picture.line(left, top, left, bottom, colour="soft")
        picture.text(
            left + width, bottom + 36, self.x.axis.label, anchor="end", size=12, colour="soft"
        )
        x, y = left - 40, top + height / 2
        turned = f"rotate(-90 {short(x)} {short(y)})"
        picture.text(
            x, y, self.y.axis.label, anchor="middle", size=12, colour="soft", transform=turned
        )  # fmt: skip

    def curve(self, x, y, **look):
        """Draw a line through points."""
        pairs = zip(np.ravel(x), np.ravel(y), strict=True)
        self.picture.path([(self.x(a), self.y(b)) for a, b in pairs], **look)

    def dots(self, x, y, colour="ink", kind="disc", size=4.5):
        """Draw points: discs, open triangles, squares or rings; those outside are left out."""
        places = [(self.x(a), self.y(b)) for a, b in zip(np.ravel(x), np.ravel(y), strict=True)]
        inside = [place for place in places if self._holds(*place)]
        if inside:
            self.picture.parts.append(marks(inside, colour, kind, size))

    def _holds(self, x, y):
        """Tell whether a place lies in the area or on its border."""
        left, top, width, height = self.box
        return -1 <= x - left <= width + 1 and -1 <= y - top <= height + 1

    def straight(self, weights, **look):
        """Draw the line on which w₁x + w₂y + b is 0, as far as the area goes."""
        ends = clipped(weights, (self.x.low, self.x.high), (self.y.low, self.y.high))
        if ends:
            (x0, y0), (x1, y1) = ends
            self.picture.path([(self.x(x0), self.y(y0)), (self.x(x1), self.y(y1))], **look)

    def image(self, rgb, smooth=False):
        """Fill the area with an image, shape (rows, columns, 3), the first row on top."""
        left, top, width, height = self.box
        self.picture.add(
            "image", href=png_url(rgb), x=left, y=top, width=width, height=height,
            preserveAspectRatio="none", style="" if smooth else "image-rendering:pixelated",
        )  # fmt: skip

    def names(self, named):
        """Write what was drawn in a row above the area: (name, look of a line or a mark) each."""
        left, top, width, _ = self.box
        at = left
        for name, look in named:
            if "mark" in look:
                place = [(at + 5, top - 9)]
                self.picture.parts.append(marks(place, look["colour"], look["mark"], 4.5))
            else:
                self.picture.path([(at, top - 9), (at + 26, top - 9)], **look)
            before = 14 if "mark" in look else 31
            self.picture.text(at + before, top - 5, name, size=12, colour="soft")
            at += before + 10 + _about(name)
            if at > left + width:
                break


def _about(words):
    """Return about how wide words of size 12 are, in pixels."""
    return sum(
        10.5 if letter in "mwMW" else 3.5 if letter in "ijlft .,|" else 7 for letter in words
    )


def _named(names):
    """List (place, name) of names along an axis, at most ten of them."""
    if names is None:
        return None
    every = -(-len(names) // 10)
    return list(enumerate(names))[:: max(every, 1)]


def inner(cell):
    """Return the area between the axes of a plot that has this cell."""
    left, top, width, height = cell
    return (
        left + MARGIN["left"],
        top + MARGIN["top"],
        width - MARGIN["left"] - MARGIN["right"],
        height - MARGIN["top"] - MARGIN["bottom"],
    )


class Scale:
    """Turns numbers of an axis into pixels."""

    def __init__(self, axis, values, start, end):
        self.axis, self._start, self._end = axis, start, end
        self.low, self.high = axis.range or _extent(values, axis.log)
        if axis.reversed:
            self._start, self._end = end, start

    def __call__(self, value):
        f = math.log10 if self.axis.log else float
        if self.axis.log and not value > 0:
            return math.nan
        low, high = f(self.low), f(self.high)
        return self._start + (self._end - self._start) * (f(value) - low) / (high - low)

    def value(self, pixel):
        """Return the number that belongs to a place, at most that of the nearer end."""
        share = (pixel - self._start) / (self._end - self._start)
        share = min(max(share, 0.0), 1.0)
        if self.axis.log:
            return self.low * (self.high / self.low) ** share
        return self.low + share * (self.high - self.low)

    def ticks(self, room):
        """List (value, text) of at least two ticks, about as many as there is room for."""
        room = max(2, room)
        if self.axis.log:
            first, last = (math.floor(math.log10(v) + 1e-9) for v in (self.low, self.high))
            first += math.log10(self.low) - first > 1e-9
            step = max(1, -(-(last - first + 1) // int(room)))
            return [(10.0**n, _power(n)) for n in range(last, first - 1, -step)]
        span = self.high - self.low
        base = 10 ** math.floor(math.log10(span / room))
        step = next(m * base for m in (1, 2, 5, 10, 20) if m * base >= span / room)
        digits = max(0, -math.floor(math.log10(step) + 1e-9))
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [(k * step, minus(f"{k * step:.{digits}f}")) for k in range(first, last + 1)]


def minus(text):
    """Put a real minus sign into a number, and none before 0."""
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "−")


def _power(n):
    return minus(f"{10.0**n:g}") if -1 <= n <= 3 else f"10{str(n).translate(RAISED)}"


def _extent(values, log):
    values = np.ravel(np.asarray(values, float))
    values = values[np.isfinite(values) & (values > 0 if log else True)]
    if not values.size:
        return (0.1, 10) if log else (0, 1)
    low, high = float(values.min()), float(values.max())
    if low == high:
        return (low / 3, high * 3) if log else (low - 0.5, high + 0.5)
    if log:
        return low / 1.5, high * 1.5
    return low - 0.05 * (high - low), high + 0.05 * (high - low)


def clipped(weights, xs, ys):
    """Return the two ends of the line w₁x + w₂y + b = 0 inside a rectangle, or None."""
    w1, w2, b = (float(v) for v in np.ravel(weights))
    if not (w1 or w2) or not all(map(math.isfinite, (w1, w2, b))):
        return None
    found = []
    for x in xs:
        if w2 and min(ys) <= (y := -(b + w1 * x) / w2) <= max(ys):
            found.append((x, y))
    for y in ys:
        if w1 and min(xs) <= (x := -(b + w2 * y) / w1) <= max(xs):
            found.append((x, y))
    found = sorted(set(found))
    return (found[0], found[-1]) if len(found) > 1 else None


def marks(places, colour="ink", kind="disc", size=4.5):
    """Return points as SVG: one path for all of them."""
    r = size * (1.2 if kind == "triangle" else 1)
    one, two = short(r), short(2 * r)
    outline = {
        "triangle": f"l{short(0.95 * r)},{short(1.75 * r)}h{short(-1.9 * r)}z",
        "square": f"h{two}v{two}h-{two}z",
    }.get(kind, f"a{one},{one} 0 1 0 {two},0a{one},{one} 0 1 0 -{two},0")
    dx, dy = {"triangle": (0, -r), "square": (-r, -r)}.get(kind, (-r, 0))
    d = "".join(f"M{short(x + dx)},{short(y + dy)}{outline}" for x, y in places)
    fill, edge, width = {
        "ring": ("none", ink(colour), 1.3),
        "triangle": (ink("paper"), ink(colour), 1.8),
    }.get(kind, (ink(colour), ink("paper"), 1))
    return element("path", d=d, style=f"fill:{fill};stroke:{edge};stroke-width:{width}")


# ------------------------------------------------------------ images


def png_url(rgb):
    """Return an image, shape (rows, columns, 3), as the address of a PNG."""
    rgb = np.ascontiguousarray(rgb, np.uint8)
    rows, columns, _ = rgb.shape
    raw = b"".join(b"\0" + row.tobytes() for row in rgb)
    header = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b""))
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
    return "data:image/png;base64," + base64.b64encode(data).decode()


def tinted(values, low, high, colours):
    """Turn numbers into colours that go evenly from the first to the last.

    Parameters
    ----------
    values : array_like, shape (rows, columns)
    low, high : float
        Numbers of the first and the last colour; beyond them it is theirs. nan is paper.
    colours : sequence of str
        Inks, or "#rrggbb".

    Returns
    -------
    rgb : ndarray of uint8, shape (rows, columns, 3)
    """
    values = np.asarray(values, float)
    share = np.clip((values - low) / ((high - low) or 1.0), 0, 1)
    stops = np.array([rgb_of(colour) for colour in colours], float)
    place = np.nan_to_num(share) * (len(stops) - 1)
    k = np.minimum(place.astype(int), len(stops) - 2)
    part = (place - k)[..., None]
    mixed = stops[k] * (1 - part) + stops[k + 1] * part
    mixed[np.isnan(values)] = rgb_of("paper")
    return np.round(mixed).astype(np.uint8)


def rgb_of(colour):
    """Return a colour as three numbers from 0 to 255."""
    text = INKS.get(colour, colour).lstrip("#")
    return tuple(int(text[k : k + 2], 16) for k in (0, 2, 4))


def fading(colour, share):
    """Mix a colour with paper, as "#rrggbb"."""
    mixed = [255 - share * (255 - part) for part in rgb_of(colour)]
    return "#" + "".join(f"{round(part):02x}" for part in mixed)


def contour(values, level):
    """Find where a field crosses a level.

    Parameters
    ----------
    values : ndarray, shape (rows, columns)
    level : float

    Returns
    -------
    list of ndarray, shape (2, 2)
        Short pieces: row and column of their two ends, counted in cells from the first corner.

    Notes
    -----
    Marching squares on the middles of the cells; of the two ways to cross a saddle one is taken.
    """
    above, pieces = values > level, []
    mixed = above[:-1, :-1] + above[:-1, 1:] + above[1:, :-1] + above[1:, 1:].astype(int)
    for r, c in zip(*np.nonzero((mixed > 0) & (mixed < 4)), strict=True):
        corners = [(r, c), (r, c + 1), (r + 1, c + 1), (r + 1, c)]
        ends = []
        for (r0, c0), (r1, c1) in zip(corners, corners[1:] + corners[:1], strict=True):
            if above[r0, c0] != above[r1, c1]:
                share = (level - values[r0, c0]) / (values[r1, c1] - values[r0, c0])
                ends.append((r0 + share * (r1 - r0) + 0.5, c0 + share * (c1 - c0) + 0.5))
        pieces += [np.array(ends[k : k + 2]) for k in range(0, len(ends) - 1, 2)]
    return pieces
