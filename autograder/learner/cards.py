"""Question cards: real radio buttons in the browser, and the same questions as folded text.

The widget is one anywidget with ordinary HTML (fieldset, legend, label, radio button), so that
keyboard and screen reader work as they do on any page. A saved notebook has no kernel: beside
every widget stands a text version, which hides itself while the widget lives.
"""

import functools
import re
from html import escape
from pathlib import Path

from IPython import get_ipython
from IPython.display import display

from autograder.learner import home
from autograder.learner.html_table import Shown

FOLDER = Path(__file__).resolve().parent


def show(kind, cards, text, html, state=None, on_message=None):
    """Show cards as a widget with its text version, or as plain text where nobody can click.

    Parameters
    ----------
    kind : {"predict", "quiz"}
    cards : list of dict
        Plain data for ``cards.js``.
    text : str
        The questions for a reader without HTML; printed alone while a notebook is graded.
    html : str
        The text version for saved notebooks.
    state : dict, optional
        What is known of the learner's answer.
    on_message : callable, optional
        ``on_message(content) -> dict``, the new state; called when a button was pressed.
    """
    if home.is_quiet() or get_ipython() is None:
        print(text)
        return
    try:
        Cards = _widget_class()
    except ImportError:
        display(Shown(text, html))
        return
    widget = Cards(kind=kind, cards=cards, state=state or {})
    if on_message:
        widget.on_msg(lambda _, content, buffers: _answer(widget, on_message, content))
    widget.plain = text
    display(widget)
    note = "<p><i>Run the cell to answer here.</i></p>"
    display(Shown("", f"<div class='nnf-static'>{html}{note}</div>"))


def inline(text):
    """Escape a text; what stands between backticks becomes code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _answer(widget, on_message, content):
    """Take what the browser says as what anybody may have said."""
    if isinstance(content, dict):
        widget.state = {**on_message(content), "reply": widget.state.get("reply", 0) + 1}


@functools.lru_cache(maxsize=1)
def _widget_class():
    import anywidget
    import traitlets

    class Cards(anywidget.AnyWidget):
        _esm = (FOLDER / "cards.js").read_text(encoding="utf-8")
        _css = (FOLDER / "cards.css").read_text(encoding="utf-8")
        kind = traitlets.Unicode().tag(sync=True)
        cards = traitlets.List().tag(sync=True)
        state = traitlets.Dict().tag(sync=True)
        plain = ""

        def __repr__(self):
            return self.plain

        def _repr_mimebundle_(self, **kwargs):
            data, metadata = super()._repr_mimebundle_(**kwargs)
            return {**data, "text/plain": self.plain}, metadata

    return Cards
