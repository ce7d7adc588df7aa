"""Static figures by matplotlib in the style of the course."""

import base64
import io
import os
from html import escape

from IPython.display import display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from nnlib.viz import browser

# After Okabe and Ito (2008), Color universal design: told apart by colour-blind readers too; the
# pale ones are darkened until lines stand out from white paper by 3 to 1.
PALETTE = dict(zip(browser.palette()["names"], browser.palette()["light"], strict=True))
# Black on white becomes white on nearly black, and blue stays blue.
DARK = (
    '<style>[data-jp-theme-light="false"] .nnf-figure'
    "{filter:invert(.93) hue-rotate(180deg)}</style>"
)
# One meaning in every plot: green is above 0, purple below, and between them is paper.
_INKS = browser.palette()["inks"]["light"]
SIGNED = LinearSegmentedColormap.from_list("nnf_signed", [_INKS["minus"], "#F7F7F7", _INKS["plus"]])
# Colour is never the only signal: the k-th curve has its own dashes and marker too.
DASHES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")


class ShownFigure:
    """A figure as notebooks keep it: a PNG with its alternative text.

    It is kept twice. JupyterLab and nbconvert show the HTML, because neither puts the ``alt`` that
    stands in the metadata of a bare PNG onto the picture; what knows no HTML takes the PNG. While
    a class is graded there is the PNG alone: sanitized feedback would print the HTML as text.
    """

    def __init__(self, png, alt, width):
        self._png, self._alt, self._width = png, alt, width

    def __repr__(self):
        return f"Figure: {self._alt}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        png = base64.b64encode(self._png).decode()
        html = (
            f'{DARK}<img class="nnf-figure" src="data:image/png;base64,{png}" '
            f'alt="{escape(self._alt)}" width="{self._width}">'
        )
        data = {"text/html": html, "image/png": png, "text/plain": repr(self)}
        if os.environ.get("NNF_GRADING"):
            del data["text/html"]
        return data, {"image/png": {"alt": self._alt, "width": self._width}}


def figure(columns=1, *, width=4.2, height=3.0, rows=1, dpi=150):
    """Make a figure with plots side by side.

    Parameters
    ----------
    columns : int
        Number of plots.
    width, height : float
        Of one plot, in inches.
    rows : int
        Rows of plots.
    dpi : int
        Pixels to the inch.

    Returns
    -------
    fig : matplotlib.figure.Figure
    axes : list of matplotlib.axes.Axes
        Row by row; their first seven curves differ in colour and marker.
    """
    fig = Figure(figsize=(width * columns, height * rows), dpi=dpi, layout="constrained")
    FigureCanvasAgg(fig)
    axes = fig.subplots(rows, columns, squeeze=False).ravel()
    for ax in axes:
        ax.spines[["top", "right"]].set_visible(False)
        ax.grid(color="0.9", linewidth=0.8)
        ax.set_axisbelow(True)
        ax.set_prop_cycle(
            color=list(PALETTE.values()),
            linestyle=[DASHES[k % len(DASHES)] for k in range(len(PALETTE))],
            marker=list(MARKERS),
        )
    return fig, list(axes)


def show(fig, *, alt):
    """Show a figure with its alternative text.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    alt : str
        One or two sentences: what is to be seen, with its numbers.

    Raises
    ------
    ValueError
        If the text is empty or too short to say anything.
    """
    if not isinstance(alt, str) or len(alt.split()) < 4:
        raise ValueError(f"show expected alt to say in a sentence what is to be seen, got {alt!r}")
    display(ShownFigure(png_of(fig), alt, int(100 * fig.get_size_inches()[0])))


def png_of(fig):
    """Return a figure as the bytes of a PNG."""
    buffer = io.BytesIO()
    # no date and no version in the file: the same figure is the same bytes
    fig.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()
