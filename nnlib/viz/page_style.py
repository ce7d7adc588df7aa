"""The look of a lesson's page: one column, the course's inks."""

from IPython.display import display

from nnlib.viz.browser import FOLDER, inks
from nnlib.viz.panel import is_grading


def page():
    """Give the notebook the look of the course; the setup cell of each lesson calls it."""
    if is_grading():
        return
    styles = inks() + (FOLDER / "page.css").read_text(encoding="utf-8")
    html = f"<style>{styles}</style><div class='nnf-lesson'></div>"
    display({"text/html": html, "text/plain": ""}, raw=True)
