"""Pictures in the text of a lesson: SVG, with words for readers who cannot see it."""

from html import escape

from IPython.display import display

from nnlib.viz.panel import is_grading


def show_picture(picture, alt):
    """Show a picture below its cell, as wide as the text.

    Parameters
    ----------
    picture : Picture
    alt : str
        What is to be seen.

    Raises
    ------
    ValueError
        If there are no words.
    """
    if not alt.strip():
        raise ValueError("show_picture expected words that say what is to be seen, got none")
    words = {"text/plain": f"Picture: {alt}"}
    if is_grading():  # sanitized feedback would print the drawing as text
        display(words, raw=True)
        return
    html = (
        f'<figure class="nnf-drawn" role="img" aria-label="{escape(alt)}" '
        f'style="margin:0.4em 0">{scaled(picture)}</figure>'
    )
    display({"text/html": html, **words}, raw=True)


def scaled(picture):
    """Return a picture as SVG that is no wider than what it stands in."""
    return str(picture).replace("<svg ", '<svg style="max-width:100%;height:auto" ', 1)
