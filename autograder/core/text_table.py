"""Tables of text, as the command line prints them and a notebook shows them without HTML."""

from typing import NamedTuple


class Column(NamedTuple):
    """How a column is set: the side that its entries are aligned to, and its blanks.

    Parameters
    ----------
    side : {"<", ">"}
    gap : int
        Blanks before it.
    width : int
        Characters that it has at least.
    """

    side: str
    gap: int = 2
    width: int = 0


def aligned(rows, columns):
    """Lay rows out in columns.

    Parameters
    ----------
    rows : list of sequences of str
    columns : list of Column

    Returns
    -------
    list of str
        A line for each row, without blanks at its end.
    """
    widths = [max([c.width, *(len(row[k]) for row in rows)]) for k, c in enumerate(columns)]
    lines = []
    for row in rows:
        parts = zip(row, columns, widths, strict=True)
        line = "".join(" " * c.gap + f"{entry:{c.side}{width}}" for entry, c, width in parts)
        lines.append(line.rstrip())
    return lines
