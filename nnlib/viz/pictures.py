"""From the places of controls to a picture: the frame for the browser, and the words below it."""

import threading
from contextlib import contextmanager

import numpy as np

from nnlib.threads import one_blas_thread
from nnlib.viz.controls import Button
from nnlib.viz.frames import pack


class Pictures:
    """What a panel can show.

    Parameters
    ----------
    compute : callable, or None
        As a `Panel` has it.
    plots : list of Plot
    controls : dict of str to Control or Button

    Attributes
    ----------
    asks : dict of str to Ask
        What is set on the plots, by name.
    names : list of str
        The arrays of all plots, in the order of a frame.

    Raises
    ------
    ValueError
        If a control and a plot have the same name.

    Notes
    -----
    Places are what the browser counts in: the place of a value in its control's list, or what is
    set on a plot, by name. A lock lets one compute at a time.
    """

    def __init__(self, compute, plots, controls):
        self.compute, self.plots, self.controls = compute, plots, controls
        self.asks = {ask.name: ask for plot in plots for ask in plot.all_asks()}
        self.names = list(dict.fromkeys(name for plot in plots for name in plot.arrays))
        self._lock = threading.RLock()
        twice = self.asks.keys() & controls.keys()
        if twice:
            raise ValueError(f"Panel: {', '.join(twice)} is asked by a control and by a plot")

    # ------------------------------------------------------------ places

    def start(self):
        """Return the places at the beginning."""
        places = {n: c.start for n, c in self.controls.items() if not isinstance(c, Button)}
        return places | {name: ask.start for name, ask in self.asks.items()}

    def choices(self, name):
        """List all places of a control or a plot; nothing where they are too many to list."""
        control = self.controls.get(name)
        if control is not None:
            return list(range(len(getattr(control, "values", ()))))
        return self.asks[name].choices if name in self.asks else []

    def ahead_spec(self, name):
        """Describe for the browser a control whose frames are computed ahead."""
        columns = self.asks[name].more.get("columns", 1) if name in self.asks else 1
        return {"name": name, "count": len(self.choices(name)), "columns": columns}

    def check(self, places):
        """Refuse places that are none; what is sent here may come from anybody.

        Raises
        ------
        ValueError
            `learning rate: expected a place from 0 to 40, got 41`.
        """
        for name, place in places.items():
            (self.asks.get(name) or self.controls[name]).read(place)

    def place_of(self, name, value):
        """Return the place of a value of a control, or of what is set on a plot.

        Raises
        ------
        ValueError
            If there is no such control, or no such value; the message says which there are.
        """
        control, ask = self.controls.get(name), self.asks.get(name)
        if ask is not None and ask.write is not None:
            place = ask.write(value)
            ask.read(place)
            return place
        if control is None or isinstance(control, Button):
            raise ValueError(f"choose expected {', '.join(self.controls)}, got {name!r}")
        return control.place_of(value)

    def values(self, places):
        """Return the values at these places, by name, as ``compute`` gets them."""
        controls = {n: c.values[places[n]] for n, c in self.controls.items() if n in places}
        return controls | {name: ask.read(places[name]) for name, ask in self.asks.items()}

    # ------------------------------------------------------------ pictures

    @contextmanager
    def computing(self):
        """Let one compute at a time, by one thread, and without a word on stderr."""
        with self._lock, one_blas_thread(), np.errstate(all="ignore"):
            yield

    def data(self, places):
        """Compute the arrays and the sentence at these places.

        Returns
        -------
        data : dict of str to array_like
        sentence : str

        Raises
        ------
        TypeError
            `compute expected to return (data, sentence), got list`.
        """
        values = self.values(places)
        with self.computing():
            made = self.compute(**values)
        if not isinstance(made, tuple) or len(made) != 2:
            raise TypeError(
                f"compute expected to return (data, sentence), got {type(made).__name__}"
            )
        data, sentence = made
        return {**{name: values[name] for name in self.asks}, **data}, sentence

    def packed(self, data):
        """Pack arrays as the browser reads them.

        Returns
        -------
        frame : bytes
        note : str
            What is to be said of numbers that cannot be drawn.

        Raises
        ------
        KeyError, ValueError
            If an array is missing or has the wrong size; the message names it.
        """
        missing = [name for name in self.names if name not in data]
        if missing:
            raise KeyError(f"compute expected to give {', '.join(missing)}, gave {', '.join(data)}")
        notes, ready = [], {}
        for plot in self.plots:
            plot.check(data)
            for name in plot.arrays:
                notes += _look(name, data[name], plot)
                ready[name] = plot.prepare(name, data[name])
        return pack([ready[name] for name in self.names]), " ".join(dict.fromkeys(notes))

    def picture(self, places):
        """Compute a whole picture.

        Returns
        -------
        frame : bytes
        words : dict of str to str
            "sentence" and "note".
        """
        data, sentence = self.data(places)
        frame, note = self.packed(data)
        return frame, {"sentence": sentence, "note": note}


def _look(name, array, plot):
    """Refuse an array without numbers; note those that cannot be drawn."""
    array = np.asarray(array)
    if array.dtype.kind in "OU":  # a drawing
        return []
    if array.size == 0 and name not in plot.may_be_empty:
        raise ValueError(f"{plot.title}: expected numbers for {name}, got an empty array")
    if array.dtype.kind not in "fc" or name in plot.may_have_gaps:
        return []
    bad = array.size - int(np.isfinite(array).sum())
    return (
        [f"{name}: {bad} of {array.size} are not finite numbers and are not drawn."] if bad else []
    )
