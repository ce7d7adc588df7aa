"""Draw a verdict in a notebook: the failing arrays side by side, or the steps of a script."""

from html import escape

import numpy as np
from IPython.display import display

from autograder.core.assess import is_stub
from autograder.core.compare import numbers_apart
from autograder.core.plain_data import Foreign, Ref
from autograder.core.text_table import Column, aligned
from autograder.core.words import success
from autograder.learner.html_table import Off, Shown, styled, table

LARGEST_SHOWN = 64


def show_success(exercise, verdict, so_far):
    """Show that everything holds, and the points."""
    text = success(exercise, verdict, so_far)
    display(Shown(text, styled(f"<div class='nnf-holds'><b>✓</b> {escape(text)}</div>")))


def show_failure(exercise, verdict, name):
    """Draw the smallest failing case: yours, expected, difference; and what the code printed.

    The steps of a script are written out as code, and what they read is shown in a table. The
    code calls the learner's class by ``name``.
    """
    failure = verdict.failure
    if failure.case.script and not is_stub(verdict):
        _show_script(exercise, verdict, name)
        return
    yours, expected = failure.got, failure.expected
    blocks = []
    if all(_is_drawable(array) for array in (yours, expected)):
        blocks = [("yours", yours), ("expected", expected)]
        if np.shape(yours) == np.shape(expected):
            blocks.append(("difference", np.asarray(yours, float) - np.asarray(expected, float)))
    elif _is_drawable(expected) and failure.mismatch.kind != "error":
        blocks = [("expected", expected)]
    if not blocks and not verdict.printed:
        return
    part = failure.part or "the answer"
    title = f"{exercise.name}, {failure.case.name}: {part}"
    off = _entries_off(yours, expected) if len(blocks) == 3 else None
    text = [title] + [f"{name}:\n{_as_text(array)}" for name, array in blocks]
    html = [f"<div><b>{escape(title)}</b><div class='nnf-arrays'>"]
    html += [_figure(name, array, off) for name, array in blocks]
    html.append("</div>")
    _display(verdict, text, html)


def _show_script(exercise, verdict, name):
    """Show a failing script: its steps, and a table of what they read."""
    failure = verdict.failure
    title = f"{exercise.name}, {failure.case.name}"
    steps = "\n".join(steps_as_code(name, failure.case.script))
    text = [title, steps]
    html = [f"<div><b>{escape(title)}</b><div class='nnf-arrays'>"]
    html.append(f"<pre>{escape(steps)}</pre>")
    if failure.readings:
        rows = [("", "yours", "expected", ""), *map(_row_of_reading, failure.readings)]
        text += aligned(rows, [Column(">", gap=0), Column(">"), Column(">"), Column(">")])
        html.append(table("", rows[0], map(_marked, rows[1:]), kind="", names=(0,)))
    html.append("</div>")
    _display(verdict, text, html)


def _display(verdict, text, html):
    """Display what was put together, with what the learner's code printed below it."""
    if verdict.printed:
        text.append(f"your function printed:\n{verdict.printed}")
        html.append(f"your function printed:<pre>{escape(verdict.printed)}</pre>")
    display(Shown("\n".join(text), styled("".join(html) + "</div>")))


def steps_as_code(make, script):
    """Write the steps of a script as the lines of code that they stand for."""
    lines = []
    for i, (verb, name, *args) in enumerate(script):
        kept = f"{name} = " if _is_used(name, script[i + 1 :]) else ""
        if verb == "array":
            lines.append(f"{name} = np.array({_code(args[0])})")
        elif verb == "make":
            lines.append(f"{kept}{make}({', '.join(map(_code, args))})")
        elif verb in ("call", "lent"):
            owner, method, *rest = args
            note = "  # the engine's" if verb == "lent" else ""
            lines.append(f"{kept}{owner}.{method}({', '.join(map(_code, rest))}){note}")
        elif verb == "operate":
            symbol, one, other = args
            lines.append(f"{kept}{_code(one)} {symbol} {_code(other)}")
        elif verb == "change":
            index, value = args
            lines.append(f"{name}[{index!r}] = {_code(value)}")
    return lines


def _is_used(name, later):
    """Tell whether later steps need what a step stores: else the line stores nothing."""
    for verb, own, *args in later:
        if verb in ("read", "show", "names", "change") and own == name:
            return True
        if Ref(name) in [arg for arg in args if isinstance(arg, Ref)]:
            return True
        if verb in ("call", "lent") and args[0] == name:
            return True
    return False


def _code(value):
    """Write an argument of a step as code, its numbers with four digits."""
    if isinstance(value, Ref):
        return value.name
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if type(value) is list:
        return f"[{', '.join(map(_code, value))}]"
    return repr(float(f"{value:.4g}")) if type(value) is float else repr(value)


def _row_of_reading(reading):
    """Make the row of a table: name, yours, expected, and a word where they differ."""
    yours, expected = brief(reading.got), brief(reading.expected)
    if reading.mismatch and yours == expected and _is_number(reading.got):
        yours, expected = numbers_apart(reading.got, reading.expected)
    return reading.name, yours, expected, "off" if reading.mismatch else ""


def brief(value):
    """Write a value into a few characters, whatever it is."""
    if isinstance(value, Foreign):
        return f"a {value.type_name}"[:40]
    if _is_number(value):
        return f"{value:.4g}"
    if isinstance(value, np.ndarray):
        if value.size > 8 or value.dtype.kind not in "biuf":
            return f"an array of shape {value.shape}"
        return " ".join(np.array2string(value, precision=4, suppress_small=True).split())
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        value = ", ".join(value)
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _is_number(value):
    return type(value) in (int, float)


def _marked(row):
    """Mark what is off in the row of a reading."""
    name, yours, expected, off = row
    return name, Off(yours) if off else yours, expected, off


def _is_drawable(value):
    """Numbers, vectors and tables with few enough entries to read."""
    if type(value) in (int, float):
        return True
    drawable = isinstance(value, np.ndarray) and value.dtype.kind in "biuf"
    return drawable and value.ndim <= 2 and 0 < value.size <= LARGEST_SHOWN


def _entries_off(yours, expected):
    yours, expected = np.asarray(yours, float), np.asarray(expected, float)
    scale = np.max(np.abs(expected), initial=1e-12)
    return ~(np.abs(yours - expected) <= 1e-6 * scale)


def _as_text(array):
    return np.array2string(np.asarray(array, float), precision=4, suppress_small=True)


def _figure(name, array, off):
    """Draw an array as a table below its name, with the entries marked that are off."""
    rows = np.atleast_2d(np.asarray(array, float))
    marks = np.zeros(rows.shape, bool) if off is None or name == "expected" else np.atleast_2d(off)
    cells = [
        [Off(f"{n:.4g}") if wrong else f"{n:.4g}" for n, wrong in zip(row, mark, strict=True)]
        for row, mark in zip(rows, marks, strict=True)
    ]
    label = f"{name}: {rows.shape[0]} rows, {rows.shape[1]} columns; {int(marks.sum())} entries off"
    return (
        f"<figure aria-label='{escape(label)}'><figcaption>{name}</figcaption>"
        f"{table('', (), cells, kind='')}</figure>"
    )
