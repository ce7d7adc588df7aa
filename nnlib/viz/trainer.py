"""A panel that trains while the learner watches: play, pause, step, reset, speed.

The browser asks for the next picture when it has painted one. So nothing piles up behind a slow
line or a hidden tab, a panel whose cell runs again stops by itself, and no thread is left behind.
"""

import numpy as np

from nnlib.threads import one_blas_thread
from nnlib.viz.panel import Panel

MOST_STEPS = 1000  # of one picture, whatever the browser asks for


class Trainer(Panel):
    """Live training with its pictures.

    Parameters
    ----------
    make : callable
        ``make(**values) -> run``: a new run for the values of the controls. A run has ``step()``,
        which trains a little, and ``picture() -> (data, sentence)``. If it has an attribute
        ``done`` that becomes True, training stops.
    plots, controls :
        As a `Panel` has them.
    live : tuple of str
        Controls that change the run while it trains: ``run.lr = value`` for "lr". Any other control
        starts a new run.
    speeds : tuple of int
        Steps a picture, to choose from.
    limit : int, optional
        Number of steps after which a run is over.
    **layout
        ``columns``, ``height``, ``predict``, ``label``, as a `Panel` has them.

    Attributes
    ----------
    run : object
        What ``make`` made last.
    steps : int
        Of this run.
    """

    def __init__(
        self, make, plots, controls=None, *, live=(), speeds=(1, 5, 20), limit=None, **layout
    ):
        unknown = [name for name in live if name not in (controls or {})]
        if unknown:
            raise ValueError(f"Trainer: live expected names of controls, got {', '.join(unknown)}")
        self._make, self._live, self._limit = make, tuple(live), limit
        self.run, self.steps, self._made_for = None, 0, None
        trainer = {"speeds": [int(n) for n in speeds]}
        super().__init__(self._for_values, plots, controls, trainer=trainer, **layout)

    def train(self, steps=1):
        """Train some steps and show the picture, as the buttons do.

        Parameters
        ----------
        steps : int
        """
        self._tick(steps, None)

    def reset(self):
        """Begin a new run for the controls as they stand."""
        self._made_for = None
        self._picture_now()

    def _for_values(self, **values):
        fixed = {name: value for name, value in values.items() if name not in self._live}
        if self.run is None or repr(fixed) != self._made_for:
            self.run, self.steps, self._made_for = self._make(**values), 0, repr(fixed)
        for name in self._live:
            setattr(self.run, name, values[name])
        return self.run.picture()

    def _on_tick(self, content, reply):
        steps = content.get("steps")
        if type(steps) is not int or not 1 <= steps <= MOST_STEPS:
            raise ValueError(f"Trainer: expected 1 to {MOST_STEPS} steps, got {steps!r}")
        self._tick(steps, reply)

    def _on_reset(self, content, reply):
        self._inputs = self._read_inputs(content["inputs"])
        self._made_for = None
        self._picture_now(reply)

    def _is_over(self):
        over = self._limit is not None and self.steps >= self._limit
        return over or bool(getattr(self.run, "done", False))

    def _tick(self, steps, reply):
        with self._computing, one_blas_thread(), np.errstate(all="ignore"):
            for _ in range(steps):
                if self._is_over():
                    break
                self.run.step()
                self.steps += 1
            data, sentence = self.run.picture()
            # pushed under the lock: pictures of two ticks must not overtake one another
            self.push(data, sentence, reply=reply, stopped=self._is_over())
