"""The part of the panels that runs in the browser: small JavaScript modules, joined to one.

Anywidget and exported pages load a single module, so the files are put one after the other, each
after those it imports, and what ties them together (``import``, ``export``) is dropped.
"""

import functools
import json
import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
FILES = (
    "places",
    "frames",
    "theme",
    "axes",
    "controls",
    "curves",
    "planes",
    "grids",
    "networks",
    "pointer",
    "drawings",
    "predict",
    "trainer",
    "kernel_link",
    "canvas",
    "panel",
)


def palette():
    """Read the course's colours.

    Returns
    -------
    dict
        "names", "light" and "dark": lists of seven, for what differs by kind; "inks": theme -> name
        -> colour, those with a meaning. The colours as "#RRGGBB".
    """
    return json.loads((FOLDER / "palette.json").read_text(encoding="utf-8"))


def constants():
    """Return the line of JavaScript that the modules expect in front of them."""
    colours = {theme: palette()[theme] for theme in ("light", "dark")}
    return f"const COLOURS = {json.dumps(colours)}, INKS = {json.dumps(palette()['inks'])};"


@functools.cache
def inks():
    """Return the inks as variables of a style sheet: ``--nnf-ink`` and so on, for both themes.

    A page of JupyterLab says which theme it has; on any other page the reader's system decides.
    """
    light, dark = (
        ";".join(f"--nnf-{name}:{colour}" for name, colour in palette()["inks"][theme].items())
        for theme in ("light", "dark")
    )
    return (
        f":root{{{light}}}\n"
        f'body[data-jp-theme-light="false"]{{{dark}}}\n'
        "@media (prefers-color-scheme:dark){"
        f":root:not(:has(body[data-jp-theme-light])){{{dark}}}}}\n"
    )


@functools.cache
def module(last="widget"):
    """Join the files to one module that needs no other.

    Parameters
    ----------
    last : {"widget", "page"}
        What the module is for: a notebook, or a page of its own.

    Returns
    -------
    str
    """
    return "\n".join([constants(), joined(*(FOLDER / f"{name}.js" for name in (*FILES, last)))])


def joined(*paths):
    """Put modules one after the other, each after those that it imports, as one module."""
    parts = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"^import [^;]*;\n", "", text, flags=re.MULTILINE)
        parts.append(re.sub(r"^export (?!default)", "", text, flags=re.MULTILINE))
    return "\n".join(parts)


@functools.cache
def styles():
    """Read the style sheet of a panel, with the inks."""
    return inks() + (FOLDER / "panel.css").read_text(encoding="utf-8")
