"""Predict first: the learner chooses or draws a curve; then the result stands over it."""

from dataclasses import dataclass

import numpy as np

from nnlib.viz.controls import spoken_number

POINTS = 33  # of a drawn curve


@dataclass
class Predict:
    """What a panel asks before it shows its result.

    Parameters
    ----------
    question : str
    choices : tuple of str
        To choose from. The panel's picture appears after the choice.
    curve : tuple of two str, optional
        Instead of choices: the title of a plot of curves, and the name of one of its curves. The
        axes stand empty, the learner draws the curve on them, then the result appears below it.
        Both axes need fixed ranges, so that they tell nothing.
    kept : callable, optional
        Called once with what was said: the words of the choice, or the list of drawn values.

    Notes
    -----
    A choice that the learner's book of predictions should keep, with its confidence, is asked by
    ``autograder.learner.predictions.predict`` above the panel.
    """

    question: str
    choices: tuple = ()
    curve: tuple | None = None
    kept: object = None
    _plot = None  # the plot of the curve; a panel tells which by `spec`

    def __post_init__(self):
        if bool(self.choices) == bool(self.curve):
            raise ValueError("Predict expected either choices or a curve")

    def spec(self, plots):
        """Describe the question for the browser.

        Raises
        ------
        ValueError
            If the plot or the curve does not exist, or an axis has no fixed range.
        """
        if self.choices:
            return {"question": self.question, "choices": list(self.choices), "plot": None}
        title, name = self.curve
        titles = [plot.title for plot in plots]
        if title not in titles:
            raise ValueError(f"Predict expected one of the plots {titles}, got {title!r}")
        plot = plots[titles.index(title)]
        if name not in getattr(plot, "curves", {}):
            raise ValueError(f"Predict expected a curve of {title!r}, got {name!r}")
        if plot.x.range is None or plot.y.range is None:
            raise ValueError(f"Predict expected fixed ranges for both axes of {title!r}")
        self._plot = plot
        place = titles.index(title)
        return {"question": self.question, "choices": None, "plot": place, "points": POINTS}

    def read(self, came, data):
        """Check what the browser sent, and say how it compares.

        Returns
        -------
        dict
            {"choice": place} or {"curve": values, "words": sentence}; plain data.
        """
        if self.choices:
            choice = came.get("choice") if isinstance(came, dict) else None
            if type(choice) is not int or not 0 <= choice < len(self.choices):
                raise ValueError(f"Predict expected a choice, got {choice!r}")
            return {"choice": choice}
        curve = came.get("curve") if isinstance(came, dict) else None
        if not isinstance(curve, list) or len(curve) != POINTS:
            raise ValueError(f"Predict expected a curve of {POINTS} values")
        values = [float(v) for v in curve]
        return {"curve": values, "words": self._compare(np.array(values), data)}

    def keep(self, said):
        """Hand over what was said."""
        if self.kept is not None:
            self.kept(self.choices[said["choice"]] if self.choices else said["curve"])

    def _compare(self, drawn, data):
        plot, (_, name) = self._plot, self.curve
        x, y = (np.ravel(np.asarray(data[array], float)) for array in plot.curves[name])
        places = np.linspace(*plot.x.range, POINTS)
        if plot.x.log:
            places = np.geomspace(*plot.x.range, POINTS)
        inside = (places >= x.min()) & (places <= x.max())
        order = np.argsort(x)
        true = np.interp(places[inside], x[order], y[order])
        if plot.y.log:
            factor = float(np.exp(np.mean(np.abs(np.log(drawn[inside] / true)))))
            return f"Your curve is off by a factor of {spoken_number(factor)} on average."
        miss = float(np.mean(np.abs(drawn[inside] - true)))
        return f"Your curve is off by {spoken_number(miss)} on average."
