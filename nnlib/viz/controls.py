"""Controls with one look: a slider over values that were chosen with care, each with a label.

Learning rate and initialization stand in every lesson; they are made here and nowhere else.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Control:
    """A slider over a list of values.

    Parameters
    ----------
    label : str
        What learners read and screen readers say.
    values : tuple
    start : int
        Place of the first value shown.
    spoken : callable
        Turns a value into the text beside the slider.
    """

    label: str
    values: tuple
    start: int
    spoken: object = str

    def __post_init__(self):
        if not 0 <= self.start < len(self.values):
            raise ValueError(
                f"{self.label}: expected a start among {len(self.values)} values, got {self.start}"
            )

    def widget(self):
        """Make the slider: keyboard, label and readout come with it."""
        import ipywidgets

        return ipywidgets.SelectionSlider(
            options=[(self.spoken(value), k) for k, value in enumerate(self.values)],
            index=self.start,
            description=self.label,
            continuous_update=True,
            style={"description_width": "150px"},
            layout={"width": "min(560px, 100%)"},
        )


def log_control(label, start, low, high, steps):
    """Make a control over powers of ten.

    Parameters
    ----------
    label : str
    start, low, high : float
        Above 0. The start is one of the values, whatever the limits.
    steps : int
        Number of steps to a factor of ten.
    """
    if not 0 < low < high or not low <= start <= high:
        raise ValueError(
            f"{label}: expected 0 < low <= start <= high, got {low}, {start} and {high}"
        )
    first = int(np.ceil(steps * np.log10(low / start) - 1e-9))
    last = int(np.floor(steps * np.log10(high / start) + 1e-9))
    values = tuple(float(start * 10 ** (k / steps)) for k in range(first, last + 1))
    return Control(label, values, -first, spoken_number)


def learning_rate(start=0.1, low=1e-3, high=10.0, steps=10):
    """Make the course's control for the learning rate."""
    return log_control("learning rate", start, low, high, steps)


def init_scale(start=1.0, low=0.1, high=10.0, steps=10):
    """Make the course's control for the scale of the initial weights, in units of the default."""
    return log_control("initialization scale", start, low, high, steps)


def count_control(label, start, low, high):
    """Make a control over whole numbers from low to high."""
    return Control(label, tuple(range(low, high + 1)), start - low)


def choice(label, names, start=0):
    """Make a control over a few names."""
    return Control(label, tuple(names), start)


def spoken_number(value, digits=2):
    """Write a number as people do: 0.032, 1.6, 9·10⁻⁷."""
    if value == 0 or not np.isfinite(value):
        return f"{value:g}"
    if 1e-3 <= abs(value) < 1e4:
        return f"{float(f'{value:.{digits}g}'):g}".replace("-", "−")
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    raised = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa}·10{raised}".replace("-", "−").removeprefix("1·")
