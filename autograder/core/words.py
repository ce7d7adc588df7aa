"""How a verdict is said and shown: one sentence, and the failing arrays side by side."""

from html import escape

import numpy as np
from IPython.display import display

from autograder.core.judging import is_stub, numbers_apart
from autograder.core.plain_data import Foreign, Ref

MISTAKES_MIME = "application/vnd.nnf.mistakes+json"
LARGEST_SHOWN = 64

STYLE = """<style>
.nnf-arrays{display:flex;flex-wrap:wrap;gap:1.5em;margin:.4em 0}
.nnf-arrays figure{margin:0}
.nnf-arrays figcaption{font-weight:600;padding-bottom:.2em}
.nnf-arrays table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.92em}
.nnf-arrays td{border:1px solid var(--jp-border-color2,#bbb);padding:.15em .5em;text-align:right}
.nnf-arrays td.off{font-weight:700;outline:2px solid #d55e00;outline-offset:-2px}
.nnf-arrays pre{margin:0}
.nnf-arrays th{text-align:right;font-weight:600;padding:.15em .5em}
.nnf-holds{border-left:4px solid #009e73;padding:.3em .8em}
.nnf-given{color:var(--jp-content-font-color2,#555)}
</style>"""


class Shown:
    """Something to display, as text and as HTML."""

    def __init__(self, text, html):
        self._text, self._html = text, html

    def __repr__(self):
        return self._text

    def _repr_html_(self):
        return self._html


def sentence(exercise, verdict):
    """Say in one or two sentences what is the matter with an answer that is not right."""
    name = exercise.name
    if verdict.delegated == "autograder.check.take" and exercise.builds_on:
        earlier = exercise.builds_on[0]
        return (
            f"{name} calls take(…), which is for the cells that only show something. Write "
            f"{earlier}(…), the name alone: where yours is not right yet, a right one stands in."
        )
    if verdict.delegated:
        return (
            f"{name} lets a library do the work ({verdict.delegated}). "
            "Write the steps with numpy: they are what this exercise is about."
        )
    if verdict.right and verdict.changed:
        return (
            f"{name} gives the right numbers but changes its input {verdict.changed[0]}. "
            "Whoever called it still needs that array: which line writes into it?"
        )
    if verdict.mistakes:
        return f"{name}: {verdict.hint}"
    failure = verdict.failure
    where = f"{name}, {failure.case.name}"
    if failure.mismatch.kind == "error":
        if is_stub(verdict):
            return _not_written(exercise, verdict)
        if failure.mismatch.text.startswith("raised Exhausted: "):
            return f"{where}: {failure.mismatch.text.removeprefix('raised Exhausted: ')}"
        return f"{where}: it {failure.mismatch.text.rstrip('. ')}{_in_line(failure.mismatch)}."
    if failure.mismatch.kind == "verified":
        return f"{where}: {failure.mismatch.text}"
    part = failure.part or "the answer"
    text = failure.mismatch.text
    changed = f" It changes its input {verdict.changed[0]}, too." if verdict.changed else ""
    end = "" if text.endswith("?") else "."
    return f"{where}: {part} {text}{end}{changed}{_praise(exercise, verdict)}"


def _in_points(number):
    return f"{number:g} point{'' if number == 1 else 's'}"


def earned(exercise, verdict):
    """Say which points were earned: "3 of 4 points: dX and dW hold"."""
    text = f"{verdict.points:g} of {_in_points(exercise.hidden_points)}"
    if verdict.fails and verdict.holds:
        text += f": {_hold(verdict.holds)}, {_listed(verdict.fails)} not yet"
    return text + _given(verdict)


def show_success(exercise, verdict, so_far):
    """Show that everything holds, and the points."""
    worth = "A bonus" if exercise.bonus else f"{exercise.points:g} of {_in_points(exercise.points)}"
    text = f"{exercise.name} {_where_it_holds(verdict)}{_given(verdict)}. {worth}."
    if so_far:
        text += f" Lesson {exercise.module} so far: {so_far:g}."
    display(Shown(text, f"{STYLE}<div class='nnf-holds'><b>✓</b> {escape(text)}</div>"))


def show_failure(exercise, verdict):
    """Draw the smallest failing case: yours, expected, difference; and what the code printed.

    Of a script the steps are written out as code, and all that was read stands in a table.
    """
    failure = verdict.failure
    if failure.case.script and not is_stub(verdict):
        _show_script(exercise, verdict)
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
    html = [f"{STYLE}<div><b>{escape(title)}</b><div class='nnf-arrays'>"]
    html += [_table(name, array, off) for name, array in blocks]
    html.append("</div>")
    _display(verdict, text, html)


def message_html(message):
    """Escape a message for nbgrader's feedback: a learner's text must not become markup there."""
    return f"<div>{escape(message)}</div>"


def _show_script(exercise, verdict):
    """Show a failing script: its steps, and a table of what they read."""
    failure = verdict.failure
    title = f"{exercise.name}, {failure.case.name}"
    steps = "\n".join(steps_as_code(exercise.name, failure.case.script))
    text = [title, steps]
    html = [f"{STYLE}<div><b>{escape(title)}</b><div class='nnf-arrays'>"]
    html.append(f"<pre>{escape(steps)}</pre>")
    if failure.readings:
        rows = [("", "yours", "expected", ""), *map(_row_of_reading, failure.readings)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = [f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)]
            text.append("  ".join(cells).rstrip())
        html.append(_table_of_readings(rows))
    html.append("</div>")
    _display(verdict, text, html)


def _display(verdict, text, html):
    """Display what was put together, with what the learner's code printed below it."""
    if verdict.printed:
        text.append(f"your function printed:\n{verdict.printed}")
        html.append(f"your function printed:<pre>{escape(verdict.printed)}</pre>")
    display(Shown("\n".join(text), "".join(html) + "</div>"))


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


def _table_of_readings(rows):
    head, *body = [[escape(cell) for cell in row] for row in rows]
    lines = ["".join(f"<th scope='col'>{cell}</th>" for cell in head[:3]) + "<th></th>"]
    for name, yours, expected, off in body:
        mark = " class=off" if off else ""
        lines.append(
            f"<th scope='row'>{name}</th><td{mark}>{yours}</td><td>{expected}</td><td>{off}</td>"
        )
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _not_written(exercise, verdict):
    """Say that a stub is still there, and of a class in which of its methods."""
    method = verdict.failure.mismatch.function
    if isinstance(exercise.reference, type) and method:
        return (
            f"{exercise.name} is not written yet: {method} still raises NotImplementedError; "
            f"replace that line.{_praise(exercise, verdict)}"
        )
    return f"{exercise.name} is not written yet: replace the line that raises NotImplementedError."


def _in_line(mismatch):
    """Quote the line that raised: in a cell of fifteen lines the message alone is a riddle."""
    return f", in the line “{mismatch.line}”" if mismatch.line else ""


def _praise(exercise, verdict):
    """Say what holds, in a sentence of its own; names of the code keep their small letters."""
    if not verdict.holds:
        return ""
    said = _hold(verdict.holds)
    return f" {said if verdict.holds[0] in exercise.outputs else said[0].upper() + said[1:]}."


def _hold(labels):
    """Say that labels hold, with the verb that fits: "dZ holds", "products hold"."""
    several = len(labels) > 1 or (labels[0].endswith("s") and not labels[0].endswith("ss"))
    return f"{_listed(labels)} {'hold' if several else 'holds'}"


def _where_it_holds(verdict):
    return f"holds on all {verdict.cases} practice cases" if verdict.cases > 1 else "holds"


def _given(verdict):
    return f", given a right {_listed(verdict.given)}" if verdict.given else ""


def _listed(labels):
    *most, last = labels
    return f"{', '.join(most)} and {last}" if most else last


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


def _table(name, array, off):
    rows = np.atleast_2d(np.asarray(array, float))
    marks = np.zeros(rows.shape, bool) if off is None or name == "expected" else np.atleast_2d(off)
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{' class=off' if wrong else ''}>{number:.4g}</td>"
            for number, wrong in zip(row, mark, strict=True)
        )
        + "</tr>"
        for row, mark in zip(rows, marks, strict=True)
    )
    label = f"{name}: {rows.shape[0]} rows, {rows.shape[1]} columns; {int(marks.sum())} entries off"
    return (
        f"<figure aria-label='{escape(label)}'><figcaption>{name}</figcaption>"
        f"<table>{body}</table></figure>"
    )
