"""Plots made of cells: heat map, image grid, pixel editor."""

from dataclasses import dataclass

import numpy as np

from nnlib.viz.frames import as_bytes
from nnlib.viz.plots import Ask, Axis, Plot
from nnlib.viz.svg import SHADES, SIGNED, Frame, ink, inner, png_url, tinted


def _limits(values, given, signed):
    """Return the range of colours: as given, or from the values."""
    if given is not None:
        return tuple(given)
    finite = np.asarray(values, float)
    finite = finite[np.isfinite(finite)]
    if not finite.size:
        return 0.0, 1.0
    if signed:
        most = max(float(np.abs(finite).max()), 1e-12)
        return -most, most
    return float(finite.min()), float(finite.max()) or 1.0


@dataclass(frozen=True)
class HeatMap(Plot):
    """A table of numbers as shades, with a cursor that is moved by keys or mouse.

    Parameters
    ----------
    title : str
    x, y : Axis
        Only their labels count.
    columns, rows : tuple
        Names along the axes.
    values : str
        Name of the array, shape (rows, columns), the first row first.
    range : tuple of two floats, optional
    signed : bool
        Whether the colours run from below 0 to above 0 with paper in the middle.
    upward : bool
        Whether the first row is the lowest one, as on an axis; else the highest, as in a table.
    cursor : str, optional
        Under which ``compute`` gets the cell that learners point at, as (row, column).
    start : tuple of two int
        The first cell pointed at.
    """

    title: str
    x: Axis
    y: Axis
    columns: tuple
    rows: tuple
    values: str
    range: tuple | None = None
    signed: bool = False
    upward: bool = False
    cursor: str | None = None
    start: tuple = (0, 0)

    @property
    def arrays(self):
        """The names of the arrays that the plot wants."""
        return [self.values]

    @property
    def asks(self):
        """The cell that is pointed at."""
        if self.cursor is None:
            return None
        cells = [[r, c] for r in range(len(self.rows)) for c in range(len(self.columns))]
        start, more = [int(v) for v in self.start], {"columns": len(self.columns)}
        return Ask(self.cursor, start, self._read, more, cells)

    def _read(self, came):
        shape = (len(self.rows), len(self.columns))
        good = isinstance(came, list) and len(came) == 2 and all(type(v) is int for v in came)
        if not good or not all(0 <= v < n for v, n in zip(came, shape, strict=True)):
            raise ValueError(f"{self.title}: expected a cell of {shape}, got {came!r}")
        return tuple(came)

    def check(self, data):
        """Refuse another number of values than cells."""
        self._expect(self.values, data[self.values], len(self.rows) * len(self.columns))

    def spec(self, place):
        """Describe the plot for the canvas."""
        return {
            "type": "heat",
            "title": self.title,
            "x": self.x.spec(),
            "y": self.y.spec(),
            "columns": [str(name) for name in self.columns],
            "rows": [str(name) for name in self.rows],
            "values": place[self.values],
            "range": None if self.range is None else [float(v) for v in self.range],
            "signed": self.signed,
            "upward": self.upward,
            "asks": self.asks.spec() if self.asks else None,
        }

    def draw(self, picture, cell, data):
        """Draw the table into a cell of a picture."""
        values = np.reshape(np.asarray(data[self.values], float), (len(self.rows), -1))
        low, high = _limits(values, self.range, self.signed)
        rows, columns = values.shape
        x = Axis(self.x.label, range=(-0.5, columns - 0.5))
        y = Axis(self.y.label, range=(-0.5, rows - 0.5), reversed=not self.upward)
        frame = Frame(picture, inner(cell), x, y)
        rgb = tinted(values, low, high, SIGNED if self.signed else SHADES)
        frame.image(rgb[::-1] if self.upward else rgb)
        frame.ticks([str(name) for name in self.columns], [str(name) for name in self.rows])
        if self.cursor:
            r, c = data[self.cursor]
            left, right = sorted((frame.x(c - 0.5), frame.x(c + 0.5)))
            top, bottom = sorted((frame.y(r - 0.5), frame.y(r + 0.5)))
            picture.path(
                [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
            )  # fmt: skip


@dataclass(frozen=True)
class ImageGrid(Plot):
    """Small images side by side: digits, filters, maps of attention.

    Parameters
    ----------
    title : str
    images : str
        Name of the array, shape (K, rows, columns) or (K, rows * columns).
    shape : tuple of two int
        Rows and columns of one image.
    columns : int
        Images in a row.
    captions : tuple of str
        Below the images.
    numbers : str, optional
        Name of an array with a number for each image, in place of captions.
    range : tuple of two floats
        Values of paper and ink; for signed images of full blue and full orange.
    signed : bool
    mark : str, optional
        Name of an array: places of the images that get a thick frame; it may be empty.
    """

    title: str
    images: str
    shape: tuple = (8, 8)
    columns: int = 8
    captions: tuple = ()
    numbers: str | None = None
    range: tuple = (0.0, 1.0)
    signed: bool = False
    mark: str | None = None

    @property
    def arrays(self):
        """The names of the arrays that the plot wants."""
        return [name for name in (self.images, self.numbers, self.mark) if name]

    @property
    def may_be_empty(self):
        """The frames."""
        return (self.mark,) if self.mark else ()

    def prepare(self, name, array):
        """Turn the images into bytes."""
        return as_bytes(array, *self.range) if name == self.images else np.asarray(array)

    def check(self, data):
        """Refuse what is not a whole number of images."""
        size, got = int(np.prod(self.shape)), np.size(data[self.images])
        if got % size:
            raise ValueError(f"{self.title}: expected images of {size} pixels, got {got} numbers")
        if self.numbers:
            self._expect(self.numbers, data[self.numbers], got // size)

    def spec(self, place):
        """Describe the plot for the canvas."""
        return {
            "type": "images",
            "title": self.title,
            "images": place[self.images],
            "shape": [int(n) for n in self.shape],
            "columns": self.columns,
            "captions": [str(text) for text in self.captions] or None,
            "numbers": place[self.numbers] if self.numbers else None,
            "signed": self.signed,
            "mark": place[self.mark] if self.mark else None,
        }

    def draw(self, picture, cell, data):
        """Draw the images into a cell of a picture."""
        rows, columns = self.shape
        images = np.asarray(data[self.images], float).reshape(-1, rows, columns)
        across = min(self.columns, max(len(images), 1))
        down = -(-len(images) // across)
        left, top, width, height = cell
        side = min(width / across, (height - 30) / max(down, 1) * columns / (rows + 2))
        for k, image in enumerate(images):
            x = left + (k % across) * side + 3
            y = top + 30 + (k // across) * side * (rows + 2) / columns
            rgb = tinted(image, *self.range, SIGNED if self.signed else SHADES)
            picture.add(
                "image", href=png_url(rgb), x=x, y=y, width=side - 6,
                height=(side - 6) * rows / columns, style="image-rendering:pixelated",
            )  # fmt: skip
            text = self.captions[k] if k < len(self.captions) else ""
            picture.text(
                x + side / 2 - 3, y + side * rows / columns + 8, text, anchor="middle", size=11
            )  # fmt: skip


@dataclass(frozen=True)
class PixelEditor(Plot):
    """An image that learners change pixel by pixel, with keys or mouse.

    Parameters
    ----------
    title : str
    name : str
        Under which ``compute`` gets the image: shape (rows, columns), 0 to 1.
    start : array_like, shape (rows, columns), 0 to 1
    levels : int
        Number of shades; the digits have 17, in sixteenths.
    base : str, optional
        Name of an array, the image with which the present one is compared: what differs carries a
        dot, and is put back to it. Without one that is the start.
    """

    title: str
    name: str
    start: object
    levels: int = 17
    base: str | None = None

    @property
    def arrays(self):
        """The name of the image that is compared with, if there is one."""
        return [self.base] if self.base else []

    @property
    def asks(self):
        """The image, pixel by pixel in whole steps."""
        return Ask(
            self.name, self._write(self.start), self._read, {"levels": self.levels},
            write=self._write,
        )  # fmt: skip

    def check(self, data):
        """Refuse an image of another size to compare with."""
        if self.base:
            self._expect(self.base, data[self.base], np.size(self.start))

    def _write(self, image):
        return self._steps(image).ravel().tolist()

    def _steps(self, image):
        return np.rint(np.asarray(image, float) * (self.levels - 1)).astype(int)

    def _read(self, came):
        size, most = np.size(self.start), self.levels - 1
        good = isinstance(came, list) and len(came) == size
        if not good or not all(type(v) is int and 0 <= v <= most for v in came):
            raise ValueError(f"{self.title}: expected {size} whole numbers from 0 to {most}")
        return np.reshape(came, np.shape(self.start)) / most

    def spec(self, place):
        """Describe the plot for the canvas."""
        return {
            "type": "pixels",
            "title": self.title,
            "shape": list(np.shape(self.start)),
            "base": place[self.base] if self.base else None,
            "asks": self.asks.spec(),
        }

    def draw(self, picture, cell, data):
        """Draw the image into a cell of a picture."""
        image = np.asarray(data[self.name], float)
        left, top, width, height = cell
        rows, columns = image.shape
        unit = min((width - 28) / columns, (height - 44) / rows)
        left, top = left + 14, top + 30
        picture.add(
            "image", href=png_url(tinted(image, 0, 1, SHADES)), x=left, y=top,
            width=unit * columns, height=unit * rows, style="image-rendering:pixelated",
        )  # fmt: skip
        frame = f"fill:none;stroke:{ink('soft')}"
        picture.add(
            "rect", x=left, y=top, width=unit * columns, height=unit * rows, style=frame
        )  # fmt: skip
        start = np.reshape(data[self.base] if self.base else self.start, image.shape)
        for r, c in np.argwhere(self._steps(image) != self._steps(start)):
            dot = f"fill:{ink('paper' if image[r, c] > 0.5 else 'ink')}"
            x, y = left + unit * (c + 0.5), top + unit * (r + 0.5)
            picture.add("circle", cx=x, cy=y, r=max(2.0, unit / 9), style=dot)
