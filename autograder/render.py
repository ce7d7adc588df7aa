"""How a verdict is said and shown: one sentence, and the failing arrays side by side."""

from html import escape

import numpy as np
from IPython.display import display

MISTAKES_MIME = "application/vnd.nnf.mistakes+json"
LARGEST_SHOWN = 64

STYLE = """<style>
.nnf-arrays{display:flex;flex-wrap:wrap;gap:1.5em;margin:.4em 0}
.nnf-arrays figure{margin:0}
.nnf-arrays figcaption{font-weight:600;padding-bottom:.2em}
.nnf-arrays table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.92em}
.nnf-arrays td{border:1px solid var(--jp-border-color2,#bbb);padding:.15em .5em;text-align:right}
.nnf-arrays td.off{font-weight:700;outline:2px solid #d55e00;outline-offset:-2px}
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
        return (
            f"{where}: it {failure.mismatch.text.rstrip('.')}."
            if not _is_stub(failure)
            else (f"{name} is not written yet: replace the line that raises NotImplementedError.")
        )
    if failure.mismatch.kind == "verified":
        return f"{where}: {failure.mismatch.text}"
    part = failure.part or "the answer"
    return f"{where}: {part} {failure.mismatch.text}.{_praise(verdict)}"


def earned(exercise, verdict):
    """Say which points were earned: "3 of 4 points: dX and dW hold"."""
    text = f"{verdict.points:g} of {exercise.hidden_points:g} points"
    if verdict.fails and verdict.holds:
        text += f": {_listed(verdict.holds)} hold, {_listed(verdict.fails)} not yet"
    return text + _given(verdict)


def show_success(exercise, verdict, so_far):
    """Show that everything holds, and the points."""
    worth = "A bonus" if exercise.bonus else f"{exercise.points:g} of {exercise.points:g} points"
    text = f"{exercise.name} {_where_it_holds(verdict)}{_given(verdict)}. {worth}."
    if so_far:
        text += f" Lesson {exercise.module} so far: {so_far:g}."
    display(Shown(text, f"{STYLE}<div class='nnf-holds'><b>✓</b> {escape(text)}</div>"))


def show_failure(exercise, verdict):
    """Draw the smallest failing case: yours, expected, difference; and what the code printed."""
    failure = verdict.failure
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
    if verdict.printed:
        text.append(f"your function printed:\n{verdict.printed}")
        html.append(f"your function printed:<pre>{escape(verdict.printed)}</pre>")
    display(Shown("\n".join(text), "".join(html) + "</div>"))


def message_html(message):
    """Escape a message for nbgrader's feedback: a learner's text must not become markup there."""
    return f"<div>{escape(message)}</div>"


def _is_stub(failure):
    return failure.mismatch.text.startswith("raised NotImplementedError")


def _praise(verdict):
    return f" {_listed(verdict.holds)} hold." if verdict.holds else ""


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
