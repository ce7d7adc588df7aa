"""Widgets that stand in the saved HTML of their cell: the next morning nothing looks broken.

A notebook that was saved and is opened with another kernel knows nothing of the widgets of the old
one: JupyterLab shows "Error displaying widget" in place of their views. So there are no views.
What a cell shows is one HTML output: a picture, a sentence and a button, in a place with a name.
While the kernel lives, the browser puts the widget into the place (``browser/places.js``).
"""

import json
import threading
import uuid
from html import escape

import anywidget
import traitlets
from IPython.display import display, update_display

RESTS = 0.5  # seconds without a change until the saved picture follows


def run_button(label, *commands, name="nnf-run"):
    """Return a button that gives commands of JupyterLab for the cell in which it stands.

    Parameters
    ----------
    label : str
    commands : str
        Names of JupyterLab's commands; a click makes the button's cell the active one first.
    name : str
        The button's class.

    Returns
    -------
    str
        HTML. A page that was made from a notebook has no kernel, and shows no button.
    """
    args = escape(json.dumps({"commands": commands}))
    return (
        f"<style>:root:not(:has(.lm-Widget)) .{name}{{display:none}}</style>"
        f'<button class="{name}" style="font:inherit;padding:2px 12px;margin:6px 0;cursor:pointer;'
        'border:1px solid #8a8f98;border-radius:6px;background:transparent;color:inherit" '
        f'data-commandlinker-command="apputils:run-all-enabled" data-commandlinker-args="{args}">'
        f"{escape(label)}</button>"
    )


WAKE = run_button(
    "Wake all panels up to this one", "notebook:run-all-above", "notebook:run-cell", name="nnf-wake"
)


class Placed(anywidget.AnyWidget):
    """A widget that stands in a place of a saved output.

    Attributes
    ----------
    place : str
        The class of the HTML element in which it stands.
    held : bool
        Whether a finger is on it: then the saved picture waits.
    opening : str
        A name that the browser gave to the opening of the notebook in which it was made.
    opened_anew : bool
        Whether the notebook was opened again since: then the browser puts what is saved into it,
        because JupyterLab no longer knows which output may be changed.
    """

    place = traitlets.Unicode().tag(sync=True)
    held = traitlets.Bool(False).tag(sync=True)
    opening = traitlets.Unicode().tag(sync=True)
    opened_anew = traitlets.Bool(False).tag(sync=True)
    # also of a widget that is refused while it is made
    _later, _is_shown, _host = None, False, None

    def __init__(self, **state):
        name = uuid.uuid4().hex
        super().__init__(model_id=name, place=f"nnf-{name}", **state)
        self.observe(lambda _: self.saved_changed(), "held")

    def saved_html(self):
        """Return what a notebook keeps of it, as HTML."""
        raise NotImplementedError

    def saved_text(self):
        """Return the same as text."""
        raise NotImplementedError

    def place_html(self, wake=WAKE):
        """Return the place with what a notebook keeps of it, and the button that wakes the page."""
        return f'<div class="nnf-place {self.place}">{self.saved_html()}{wake}</div>'

    def saved(self):
        """Return the output of the cell: type -> content."""
        return {"text/html": self.place_html(), "text/plain": self.saved_text()}

    def _ipython_display_(self):
        display(self.saved(), raw=True, display_id=self.place)
        self._is_shown = True

    def stand_in(self, host):
        """Let the output of another widget hold this one's place: what is saved is then its."""
        self._host = host

    def saved_changed(self):
        """Note that the saved picture is out of date; it follows when nothing has moved a while."""
        (self._host or self)._follow_later()

    def saved_now(self):
        """Let the saved picture follow at once: it has more or other parts now."""
        if not (self._is_shown and self.comm):
            return
        saved = self.saved()
        if self.opened_anew:
            self.send({"saved": saved})
        else:
            update_display(saved, raw=True, display_id=self.place)

    def _follow_later(self):
        if not self._is_shown:
            return
        if self._later:
            self._later.cancel()
        self._later = threading.Timer(RESTS, self._follow)
        self._later.daemon = True
        self._later.start()

    def is_held(self):
        """Tell whether a finger is on it, or on what stands in its place as well."""
        return self.held

    def _follow(self):
        if not self.is_held():
            self.saved_now()

    def close(self):
        """Close the widget; its picture stays."""
        if self._later:
            self._later.cancel()
        super().close()
