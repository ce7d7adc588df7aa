"""The exercises of the course, looked up by the name of the learner's function.

Each lesson has a folder, ``m01`` to ``m12``, whose ``judge`` has a tuple ``EXERCISES``.
"""

import functools
import importlib
from pathlib import Path

_registered = {}


def register(exercise):
    """Make an exercise known; a second one of the same name is refused.

    Raises
    ------
    ValueError
        If another exercise has that name.
    """
    known = _registered.setdefault(exercise.name, exercise)
    if known is not exercise:
        raise ValueError(f"expected one exercise called {exercise.name!r}, got two")
    return exercise


def known_names():
    """List the names of all exercises, in the order of the course."""
    _load()
    return list(_registered)


def find(name):
    """Return the exercise whose function has this name.

    Raises
    ------
    KeyError
        If the course has none; the message lists those it has.
    """
    _load()
    if name not in _registered:
        raise KeyError(f"expected one of {', '.join(_registered)}; got {name!r}")
    return _registered[name]


def of_module(number):
    """List the exercises of one module."""
    return [find(name) for name in known_names() if find(name).module == number]


@functools.cache
def _load():
    """Import all exercises, once: they are looked up many times for each submission."""
    for module in _modules():
        for exercise in importlib.import_module(f"{__name__}.{module}.judge").EXERCISES:
            register(exercise)


@functools.cache
def _modules():
    """List the modules once: looking through the folder takes longer than a case."""
    found = [path for place in __path__ for path in Path(place).glob("m[0-9][0-9]/judge")]
    return sorted(path.parent.name for path in found)
