"""Controls with one look: values that were chosen with care, each with a label.

Learning rate and initialization stand in every lesson; they are made here and nowhere else, and so
are the other controls that come back: width, depth, batch size, activation, optimizer and so on.
"""

from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True)
class Control:
    """One value of a list, chosen by a slider, by name, or by a tick.

    Parameters
    ----------
    label : str
        What learners read and screen readers say.
    values : tuple
    start : int
        Place of the first value shown.
    spoken : callable
        Turns a value into the text beside the control.
    kind : {"slider", "choice", "switch"}
    stepper : bool
        Whether a slider has buttons that go one step.
    play : int
        Milliseconds from step to step when it plays by itself; 0 for a slider that does not.
    """

    label: str
    values: tuple
    start: int
    spoken: object = str
    kind: str = "slider"
    stepper: bool = False
    play: int = 0

    def __post_init__(self):
        if not 0 <= self.start < len(self.values):
            raise ValueError(
                f"{self.label}: expected a start among {len(self.values)} values, got {self.start}"
            )

    def spec(self, name):
        """Describe the control for the browser."""
        return {
            "name": name,
            "label": self.label,
            "kind": self.kind,
            "options": [str(self.spoken(value)) for value in self.values],
            "stepper": self.stepper,
            "play": self.play,
        }

    def read(self, place):
        """Return a place that the browser sent, if it is one.

        Raises
        ------
        ValueError
            `learning rate: expected a place from 0 to 40, got 41`.
        """
        if type(place) is not int or not 0 <= place < len(self.values):
            last = len(self.values) - 1
            raise ValueError(f"{self.label}: expected a place from 0 to {last}, got {place!r}")
        return place

    def widget(self):
        """Make the same control as a widget of ipywidgets, with ``value`` and ``observe``.

        Returns
        -------
        ipywidgets.SelectionSlider, Dropdown or Checkbox
        """
        import ipywidgets

        if self.kind == "switch":
            return ipywidgets.Checkbox(bool(self.values[self.start]), description=self.label)
        kinds = {"slider": ipywidgets.SelectionSlider, "choice": ipywidgets.Dropdown}
        options = [(str(self.spoken(value)), value) for value in self.values]
        return kinds[self.kind](
            options=options, value=self.values[self.start], description=self.label
        )  # fmt: skip

    def place_of(self, value):
        """Return the place of a value.

        Raises
        ------
        ValueError
            If it is none of the values; the message says which are.
        """
        if isinstance(value, float | int) and not isinstance(value, bool):
            for k, other in enumerate(self.values):
                if isinstance(other, float | int) and np.isclose(value, other, rtol=1e-9, atol=0):
                    return k
        elif value in self.values:
            return self.values.index(value)
        shown = ", ".join(str(self.spoken(other)) for other in self.values[:12])
        more = ", …" if len(self.values) > 12 else ""
        raise ValueError(f"{self.label}: expected one of {shown}{more}, got {value!r}")


@dataclass(frozen=True)
class Button:
    """A button; pressing it calls a function, and then the panel computes anew.

    Parameters
    ----------
    label : str
    action : callable
        Called without arguments.
    """

    label: str
    action: object

    def spec(self, name):
        """Describe the button for the browser."""
        return {"name": name, "label": self.label, "kind": "button", "options": []}


# ------------------------------------------------------------ kinds of controls


def log_control(label, start, low, high, steps):
    """Make a slider over powers of ten.

    Parameters
    ----------
    label : str
    start, low, high : float
        Above 0. The start is one of the values, whatever the limits.
    steps : int
        Number of steps to a factor of ten.

    Raises
    ------
    ValueError
        If not 0 < low <= start <= high.
    """
    if not 0 < low < high or not low <= start <= high:
        raise ValueError(
            f"{label}: expected 0 < low <= start <= high, got {low}, {start} and {high}"
        )
    first = int(np.ceil(steps * np.log10(low / start) - 1e-9))
    last = int(np.floor(steps * np.log10(high / start) + 1e-9))
    values = tuple(float(start * 10 ** (k / steps)) for k in range(first, last + 1))
    return Control(label, values, -first, spoken_number)


def linear_control(label, start, low, high, step):
    """Make a slider over evenly spaced numbers; the start is one of them.

    Raises
    ------
    ValueError
        If not low <= start <= high, or the step is not above 0.
    """
    if not low <= start <= high or not step > 0 or not low < high:
        raise ValueError(
            f"{label}: expected low <= start <= high and a step above 0, "
            f"got {low}, {start}, {high} and {step}"
        )
    first = int(np.ceil((low - start) / step - 1e-9))
    last = int(np.floor((high - start) / step + 1e-9))
    values = tuple(round(start + k * step, 12) for k in range(first, last + 1))
    return Control(label, values, -first, lambda value: spoken_number(value, 3))


def count_control(label, start, low, high):
    """Make a slider over whole numbers from low to high."""
    return Control(label, tuple(range(low, high + 1)), start - low)


def powers_control(label, start, low, high):
    """Make a slider over the powers of two from low to high, which are powers of two themselves."""
    values = tuple(2**k for k in range(low.bit_length() - 1, high.bit_length()))
    if start not in values:
        raise ValueError(f"{label}: expected one of {values}, got {start}")
    return Control(label, values, values.index(start))


def choice(label, names, start=0):
    """Make a choice among a few names."""
    return Control(label, tuple(names), start, kind="choice")


def switch(label, on=False):
    """Make a tick: its value is True or False."""
    return Control(label, (False, True), int(on), kind="switch")


def button(label, action):
    """Make a button that calls ``action()``."""
    return Button(label, action)


# ------------------------------------------------------------ the course's own


def learning_rate(start=0.1, low=1e-3, high=10.0, steps=10):
    """Make the course's control for the learning rate."""
    return log_control("learning rate", start, low, high, steps)


def init_scale(start=1.0, low=0.1, high=10.0, steps=10, among=()):
    """Make the course's control for the scale of the initial weights, in units of the scheme.

    Parameters
    ----------
    start, low, high : float
    steps : int
        Number of steps to a factor of ten.
    among : tuple of float
        These values in place of even steps, where a scale has to be exact; start is one of them.
    """
    even = log_control("initialization scale", start, low, high, steps)
    return replace(even, values=among, start=among.index(start)) if among else even


def init_scheme(names=("zero", "LeCun", "Xavier", "He"), start=3):
    """Make the course's control for how the initial weights are drawn."""
    return choice("initialization", names, start)


def width(start=16, low=1, high=128):
    """Make a control for the number of units in a hidden layer, in powers of two."""
    return powers_control("units in a layer", start, low, high)


def depth(start=2, low=1, high=20):
    """Make a control for the number of hidden layers."""
    return count_control("hidden layers", start, low, high)


def batch_size(start=32, low=1, high=512):
    """Make a control for the number of samples in a batch, in powers of two."""
    return powers_control("batch size", start, low, high)


def activation(names=("sigmoid", "tanh", "ReLU"), start=2):
    """Make a control for the activation function."""
    return choice("activation", names, start)


def optimizer(names=("SGD", "momentum", "Adam"), start=0):
    """Make a control for the optimizer."""
    return choice("optimizer", names, start)


def dropout(start=0.0, high=0.9, step=0.1):
    """Make a control for the share of units that are left out."""
    return linear_control("dropout", start, 0.0, high, step)


def weight_decay(start=1e-3, low=1e-5, high=1.0, steps=2):
    """Make a control for λ, the weight of the penalty on large weights."""
    return log_control("λ, weight decay", start, low, high, steps)


def seed(start=0, high=9, label="seed"):
    """Make a control for the seed, the number from which a start is drawn."""
    return count_control(label, start, 0, high)


def dataset(names=("moons", "digits"), start=0):
    """Make a control for the data set."""
    return choice("data", names, start)


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


def about(value):
    """Write a number with one digit that counts: 0.03, 2, 9·10⁻⁷."""
    return spoken_number(value, 1)
