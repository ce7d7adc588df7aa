"""What is left of a panel where no kernel runs: a picture and its sentence."""

from html import escape

from nnlib.viz.svg import Picture, data_url

WIDTH, HEIGHT = 760, 320  # of the text column, and of a row of plots
# black on white becomes white on nearly black, and a hue stays what it is
DARK = (
    '<style>[data-jp-theme-light="false"] .nnf-figure'
    "{filter:invert(.93) hue-rotate(180deg)}</style>"
)


class StillPanel:
    """The picture of a panel for saved notebooks, for GitHub, for pages made of a notebook.

    Parameters
    ----------
    plots : list of Plot
    data : dict of str to array_like
    sentence : str
    columns : int
        Plots side by side.
    height : float
        Of a row of plots, in pixels.
    """

    def __init__(self, plots, data, sentence, columns=3, height=HEIGHT):
        self._plots, self._data, self._sentence = plots, data, sentence
        self._columns, self._height = min(max(columns, 1), len(plots) or 1), height

    def __repr__(self):
        return self._sentence

    def picture(self):
        """Draw all plots into one picture."""
        rows = -(-len(self._plots) // self._columns)
        high = self._height
        picture = Picture(WIDTH, rows * high)
        picture.add("rect", width=WIDTH, height=rows * high, fill="#fff")
        wide = WIDTH / self._columns
        for k, plot in enumerate(self._plots):
            cell = (k % self._columns * wide, k // self._columns * high, wide, high)
            picture.text(cell[0] + 8, cell[1] + 16, plot.title, bold=True)
            plot.draw(picture, cell, self._data)
        return picture

    def html(self):
        """Return picture and sentence as HTML."""
        said = escape(self._sentence)
        return (
            f'{DARK}<figure class="nnf-fixed" style="margin:0">'
            f'<img class="nnf-figure" src="{data_url(self.picture())}" alt="{said}" '
            f'style="max-width:100%"><figcaption>{said}</figcaption></figure>'
        )

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.html(), "text/plain": self._sentence}, {}
