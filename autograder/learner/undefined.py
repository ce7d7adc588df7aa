"""A name that is not there: what its error means below an exercise.

A cell with a SyntaxError defines nothing. Then its check fails with a NameError, which says nothing
of the cell above, and looks as if the check were broken.
"""

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


def explain_missing_names():
    """Show a card above the NameError of an exercise's name, in notebooks."""
    shell = get_ipython()
    if shell is not None and hasattr(shell, "kernel") and not home.is_quiet():
        shell.set_custom_exc((NameError,), _explained)


def _explained(shell, kind, error, trace, tb_offset=None):
    name = getattr(error, "name", None)
    if isinstance(name, str) and is_known(name):
        said = SAID.format(name=name)
        display(Shown(said, card("wait", said)))
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
