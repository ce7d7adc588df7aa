"""What a lesson shows: text and HTML side by side, tables, and one style sheet for all of it."""

import functools
from html import escape
from pathlib import Path

STYLE_SHEET = Path(__file__).with_name("style.css")
# Classes of columns: numbers are aligned to the right, short texts not broken into lines.
NUMBER, SHORT = "nnf-number", "nnf-short"


class Shown:
    """Something to display, as text and as HTML."""

    def __init__(self, text, html):
        self._text, self._html = text, html

    def __repr__(self):
        return self._text

    def _repr_html_(self):
        return self._html

    @classmethod
    def table(cls, title, head, rows, text=None, before="", note="", **layout):
        """Show a table.

        Parameters
        ----------
        title, head, rows, **layout
            As for :func:`table`.
        text : list of str, optional
            The lines for a reader without HTML; by default a line for each row.
        before : str
            HTML above the table.
        note : str
            A sentence below it.

        Returns
        -------
        Shown
        """
        if text is None:
            text = ["  ".join(filter(None, row)) for row in (head, *rows)]
        html = f"{before}{table(title, head, rows, **layout)}"
        if note:
            text, html = [*text, note], f"{html}<p>{escape(note)}</p>"
        return cls("\n".join(text), styled(html))


class Html(str):
    """A text that is HTML already."""


class Off(str):
    """A cell that is not as it should be."""


def styled(html):
    """Put the style sheet in front of what is shown: an output has to bring its own."""
    return f"<style>\n{_style()}</style>{html}"


@functools.lru_cache(maxsize=1)
def _style():
    from nnlib.viz.browser import inks

    return inks() + STYLE_SHEET.read_text(encoding="utf-8")


def table(title, head, rows, kind="nnf-table", classes=None, names=(), strong=()):
    """Lay a table out as HTML.

    Parameters
    ----------
    title : str
        What a screen reader calls it; ``""`` where that is said around it.
    head : sequence of str
        Titles of the columns; empty for a table without.
    rows : list of sequences of str
        All but :class:`Html` is escaped.
    kind : str
        Class of the table in the style sheet.
    classes : dict, optional
        Number of a column -> class of its cells, as ``NUMBER`` or ``SHORT``.
    names : sequence of int
        Columns that name their rows.
    strong : sequence of int
        Rows that are set in bold.

    Returns
    -------
    str
    """
    classes = classes or {}

    def cell(k, text):
        tag = "th scope='row'" if k in names else "td"
        kind_of_cell = classes.get(k, "") or "off" * isinstance(text, Off)
        return f"<{tag}{_class(kind_of_cell)}>{_escaped(text)}</{tag[:2]}>"

    titles = [
        f"<th scope='col'{_class(classes.get(k, ''))}>{_escaped(text)}</th>"
        for k, text in enumerate(head)
    ]
    top = f"<thead><tr>{''.join(titles)}</tr></thead>" if titles else ""
    body = [
        f"<tr{_class('nnf-strong' * (number in strong))}>"
        f"{''.join(cell(k, text) for k, text in enumerate(row))}</tr>"
        for number, row in enumerate(rows)
    ]
    label = f" aria-label='{escape(title)}'" if title else ""
    return f"<table{_class(kind)}{label}>{top}<tbody>{''.join(body)}</tbody></table>"


def _class(names):
    return f" class={names}" if names else ""


def _escaped(text):
    return text if isinstance(text, Html) else escape(text)
