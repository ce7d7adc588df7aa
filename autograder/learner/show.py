"""The card of a check: the sentence, a call that can be copied, the arrays side by side."""

import re
from html import escape

import numpy as np
from IPython.display import display

from autograder.core.as_code import call_of, steps_of
from autograder.core.assess import is_stub
from autograder.core.compare import numbers_apart
from autograder.core.plain_data import Foreign
from autograder.core.text_table import Column, aligned
from autograder.core.words import success
from autograder.learner.gloss import gloss_of
from autograder.learner.html_table import Off, Shown, styled, table

LARGEST_SHOWN = 64


COPY = (
    "const code = this.parentNode.querySelector('textarea'); code.hidden = false; code.select(); "
    "if (document.execCommand('copy')) this.textContent = 'copied'; code.hidden = true"
)
SIGNS = {"yes": "✓", "no": "✗", "wait": "…"}
_last_said = {}


def show_success(exercise, verdict, so_far):
    """Show that everything holds, and the points; another way to write it can be unfolded."""
    text = success(exercise, verdict, so_far)
    more = []
    if exercise.another_way:
        more.append(
            "<details><summary>Another way to write it</summary>"
            f"<pre>{escape(exercise.another_way)}</pre></details>"
        )
    _last_said.pop(exercise.name, None)
    display(Shown(text, card("yes", text, *more)))


def show_failure(exercise, verdict, name, said, is_raised=True, function=None):
    """Show why a check does not pass: one card, in which the sentence stands first.

    Parameters
    ----------
    exercise : Exercise
    verdict : Verdict
    name : str
        The function, as the notebook calls it.
    said : str
        The sentence with which the check fails.
    is_raised : bool
        Whether it is also raised as an error, and so read by who sees no HTML.
    function : callable, optional
        The learner's: another one that makes the same mistake is not asked whether it was run.
    """
    plain = [] if is_raised else [said]
    if is_stub(verdict):
        display(Shown("".join(plain), card("wait", said)))
        return
    now = said, repr(verdict.failure), _codes_of(function)
    again = _last_said.get(exercise.name) == now
    _last_said[exercise.name] = now
    text, html = _of_failure(exercise, verdict, name, said) if verdict.failure else ([], [])
    if again:
        html = [f"<p class='nnf-quiet'>{AGAIN}</p>", *html]
    if verdict.printed:
        text.append(f"your function printed:\n{verdict.printed}")
        html.append(
            f"<p class='nnf-quiet'>your function printed:</p><pre>{escape(verdict.printed)}</pre>"
        )
    display(Shown("\n".join([*plain, *text]), card("no", said, *html)))


def _codes_of(function):
    """Return the code of a function, or of the methods of a class: equal if it reads alike."""
    parts = vars(function).values() if isinstance(function, type) else (function,)
    return [part.__code__ for part in parts if hasattr(part, "__code__")]


AGAIN = (
    "The same as the last time, to the digit. Has the cell with your function been run since you "
    "changed it?"
)


def card(kind, said, *more):
    """Lay out a card: a sign, a sentence in bold, and what else there is in HTML.

    Parameters
    ----------
    kind : {"yes", "no", "wait"}
    said : str
    *more : str
        HTML.
    """
    lead = f"<p class='nnf-lead'><span class='nnf-sign'>{SIGNS[kind]}</span> {escape(said)}</p>"
    return styled(f"<div class='nnf-check nnf-{kind}' role='status'>{lead}{''.join(more)}</div>")


def _of_failure(exercise, verdict, name, said):
    """Return text and HTML about the failing case: the line, the call, what came."""
    failure = verdict.failure
    mismatch = failure.mismatch
    text, html = [], []
    # of a mistake that is known by its name the hint says it; Python's own words are not quoted
    if gloss := "" if verdict.mistakes else gloss_of(mismatch):
        text.append(gloss)
        html.append(f"<p class='nnf-quiet'>{escape(gloss)}</p>")
    if mismatch.line and mismatch.line not in said:
        html.append(f"<p class='nnf-quiet'>Your line: <code>{escape(mismatch.line)}</code></p>")
    code = call_of(name, failure.case, exercise.families)
    if code:
        short = shortened(code)
        text += [f"{exercise.name}, {failure.case.name}", short]
        html.append(
            f"<p class='nnf-quiet'>Try it in a cell of your own ({escape(failure.case.name)}):</p>"
            f"<div class='nnf-call'><pre>{escape(short)}</pre>"
            f"<textarea hidden aria-hidden='true'>{escape(code)}</textarea>"
            f'<button style="display:none" onclick="{COPY}">copy</button></div>'
        )
    if failure.readings:
        rows = [("", "yours", "expected", ""), *map(_row_of_reading, failure.readings)]
        text += aligned(rows, [Column(">", gap=0), Column(">"), Column(">"), Column(">")])
        readings = table("", rows[0], map(_marked, rows[1:]), kind="", names=(0,))
        html.append(f"<div class='nnf-arrays'>{readings}</div>")
    elif not failure.case.script:
        arrays = _arrays(failure)
        off = _entries_off(failure.got, failure.expected) if len(arrays) == 3 else None
        text += [failure.part] if failure.part else []
        text += [f"{label}:\n{_as_text(array)}" for label, array in arrays]
        figures = "".join(_figure(label, array, off) for label, array in arrays)
        part = f"<p class='nnf-quiet'>{escape(failure.part)}</p>" if failure.part else ""
        html.append(f"{part}<div class='nnf-arrays'>{figures}</div>" if figures else "")
    return text, html


def _arrays(failure):
    """List what can be drawn: yours, expected, difference."""
    yours, expected = failure.got, failure.expected
    if all(map(_is_drawable, (yours, expected))):
        if np.shape(yours) != np.shape(expected):
            return [(f"yours, {_form(yours)}", yours), (f"expected, {_form(expected)}", expected)]
        difference = np.asarray(yours, float) - np.asarray(expected, float)
        return [("yours", yours), ("expected", expected), ("difference", difference)]
    if _is_drawable(expected) and failure.mismatch.kind != "error":
        return [("expected", expected)]
    return []


def _form(value):
    """Say what cannot be seen where the numbers stand: 9 and an array of one 9 look alike."""
    shape = np.shape(value)
    return f"shape {shape}" if shape else "one number"


def steps_as_code(make, script):
    """Write the steps of a script as lines of code, their numbers with four digits."""
    return [shortened(line) for line in steps_of(make, script)]


def shortened(code):
    """Write the long numbers in a text of code with four digits: for reading, not for running."""
    return re.sub(r"\d+\.\d{5,}(e-?\d+)?", lambda found: f"{float(found[0]):.4g}", code)


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
