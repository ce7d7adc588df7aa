"""A cell that ended with an error: what that means for the check below it.

A cell with a SyntaxError defines nothing. Then its check fails with a NameError, which says nothing
of the cell above, and looks as if the check were broken; or it passes, because a function of an
earlier run is still there, and the learner saves and hands in a cell that does not run.
"""

import functools
import re

from IPython import get_ipython
from IPython.display import display

from autograder.learner import home
from autograder.learner.html_table import Shown
from autograder.learner.show import card
from autograder.lessons import is_known

SAID = (
    "{name} is not there yet. Run the cell in which you write it; if that cell ends with an error, "
    "mend that first."
)


STALE = (
    "The cell in which you write {name} ended with {error}, so the {name} in use is still the old "
    "one. Mend that cell, run it, then check again."
)
DEFINED = re.compile(r"^[ \t]*(?:def|class)[ \t]+(\w+)", re.MULTILINE)
_before, _stale = {}, {}


def explain_missing_names():
    """Show a card above the NameError of an exercise's name, and watch cells, in notebooks."""
    shell = get_ipython()
    if shell is not None and hasattr(shell, "kernel") and not home.is_quiet():
        shell.set_custom_exc((NameError,), _explained)
        shell.events.register("pre_run_cell", functools.partial(_note_what_is_there, shell))
        shell.events.register("post_run_cell", functools.partial(_note_what_is_stale, shell))


def stale(name, function):
    """Say that a function is the one from before its cell failed; ``""`` if it is not."""
    error, old = _stale.get(name, ("", None))
    return STALE.format(name=name, error=error) if error and function is old else ""


def _note_what_is_there(shell, info):
    names = filter(is_known, DEFINED.findall(info.raw_cell or ""))
    _before.clear()
    _before.update({name: shell.user_ns.get(name) for name in names})


def _note_what_is_stale(shell, result):
    error = result.error_before_exec or result.error_in_exec
    for name, before in _before.items():
        _stale.pop(name, None)
        if error is not None and before is not None and shell.user_ns.get(name) is before:
            _stale[name] = _with_article(type(error).__name__), before
    _before.clear()


def _with_article(error):
    return f"an {error}" if error[0] in "AEIOU" else f"a {error}"


def _explained(shell, kind, error, trace, tb_offset=None):
    name = getattr(error, "name", None)
    if isinstance(name, str) and is_known(name):
        said = SAID.format(name=name)
        display(Shown(said, card("wait", said)))
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
