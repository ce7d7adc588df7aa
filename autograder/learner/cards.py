"""Cards with real radio buttons: a bet before something is tried, the questions of a quiz.

A card is ordinary HTML (fieldset, legend, label, radio button), so that keyboard and screen reader
work as they do on any page. It stands in the saved HTML of its cell (``nnlib.viz.placed``): a
notebook that is opened again without its kernel shows the questions, and what was said, as text.
"""

import functools
import re
from html import escape
from pathlib import Path

from IPython import get_ipython
from IPython.display import display

from autograder.learner import home
from autograder.learner.html_table import Shown, styled

FOLDER = Path(__file__).resolve().parent


def show(kind, cards, text, html, state=None, on_message=None, panel=None, fold=""):
    """Show cards in their place, or as plain text where nobody can click.

    Parameters
    ----------
    kind : {"bet", "quiz", "order"}
    cards : list of dict
        Plain data for ``cards.js``.
    text : str
        The questions for a reader without HTML; printed alone while a notebook is graded.
    html : callable
        ``html() -> str``: what a notebook keeps of the cards now.
    state : dict, optional
        What is known of the learner's answer.
    on_message : callable, optional
        ``on_message(content) -> dict``, the new state; called when a button was pressed.
    panel : callable, optional
        ``panel() -> Panel or None``: what stands below the card now.
    fold : str
        Class of the folds of the notebook that open when the state says so.

    Returns
    -------
    widget or None
    """
    if home.is_quiet() or get_ipython() is None:
        print(text)
        return None
    try:
        Cards = _widget_class()
    except ImportError:
        display(Shown(text, html()))
        return None
    widget = Cards(kind=kind, cards=cards, state=state or {}, fold=fold)
    widget.text, widget.html, widget.panel = text, html, panel or (lambda: None)
    if on_message:
        widget.on_msg(lambda _, content, buffers: _answer(widget, on_message, content))
    display(widget)
    return widget


def inline(text):
    """Escape a text; what stands between backticks becomes code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _answer(widget, on_message, content):
    """Take what the browser says as what anybody may have said."""
    if isinstance(content, dict):
        widget.tell(on_message(content))


@functools.lru_cache(maxsize=1)
def _widget_class():
    import traitlets

    from nnlib.viz import browser
    from nnlib.viz.placed import Placed

    class Cards(Placed):
        _esm = browser.joined(browser.FOLDER / "places.js", FOLDER / "cards.js")
        _css = browser.inks() + (FOLDER / "cards.css").read_text(encoding="utf-8")
        kind = traitlets.Unicode().tag(sync=True)
        cards = traitlets.List().tag(sync=True)
        state = traitlets.Dict().tag(sync=True)
        fold = traitlets.Unicode().tag(sync=True)
        panel = staticmethod(lambda: None)

        def tell(self, state):
            """Let the card show a new state; what the notebook keeps follows at once.

            Not while a finger is on the panel: its page is made anew then, and a drag would end.
            """
            self.state = {**state, "reply": self.state.get("reply", 0) + 1}
            if not self.is_held():
                self.saved_now()

        def is_held(self):
            below = self.panel()
            return self.held or (below is not None and below.held)

        def saved_html(self):
            return styled(f"<div class='nnf-static'>{self.html()}</div>")

        def saved_text(self):
            return self.text

        def saved(self):
            below = self.panel()
            if below is None:
                return super().saved()
            below.stand_in(self)
            return {
                "text/html": self.place_html(wake="") + below.place_html(),
                "text/plain": f"{self.text}\n{below.saved_text()}",
            }

        def __repr__(self):
            return self.text

    return Cards
