"""The exercises of the course, looked up by the name of the learner's function.

Each lesson has a folder, ``m01`` to ``m12``, whose ``judge`` has a tuple ``EXERCISES``.
"""

import contextlib
import functools
import importlib
import pkgutil
import re


class Registry:
    """Exercises by the name of the learner's function.

    Those of the course are loaded when one is first looked up, once: they are looked up many
    times for each submission.
    """

    def __init__(self):
        self._known, self._is_loaded = {}, False

    def register(self, exercise):
        """Make an exercise known; a second one of the same name is refused."""
        known = self._known.setdefault(exercise.name, exercise)
        if known is not exercise:
            raise ValueError(f"expected one exercise called {exercise.name!r}, got two")
        return exercise

    def names(self):
        """List the names, in the order of the course."""
        self._load()
        return list(self._known)

    def find(self, name):
        """Return the exercise of this name."""
        self._load()
        if name not in self._known:
            raise KeyError(f"expected one of {', '.join(self._known)}; got {name!r}")
        return self._known[name]

    @contextlib.contextmanager
    def with_toys(self):
        """Forget afterwards what was registered meanwhile; the course's exercises stay."""
        self._load()  # before the copy: what is loaded into it would be gone for good
        before = dict(self._known)
        try:
            yield
        finally:
            self._known = before

    def _load(self):
        if not self._is_loaded:
            for module in _modules():
                for exercise in importlib.import_module(f"{__name__}.{module}.judge").EXERCISES:
                    self.register(exercise)
            self._is_loaded = True


registry = Registry()


def register(exercise):
    """Make an exercise known; a second one of the same name is refused.

    Raises
    ------
    ValueError
        If another exercise has that name.
    """
    return registry.register(exercise)


def known_names():
    """List the names of all exercises, in the order of the course."""
    return registry.names()


def find(name):
    """Return the exercise whose function has this name.

    Raises
    ------
    KeyError
        If the course has none; the message lists those it has.
    """
    return registry.find(name)


def of_module(number):
    """List the exercises of one module."""
    return [find(name) for name in known_names() if find(name).module == number]


@functools.cache
def _modules():
    """List the modules once: looking through the folder takes longer than a case."""
    found = (entry.name for entry in pkgutil.iter_modules(__path__))
    return sorted(name for name in found if re.fullmatch(r"m\d\d", name))
