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
        If another exercise has that name, or had it before.
    """
    names = set(exercise.names)
    for other in _registered.values():
        if other is not exercise and not names.isdisjoint(other.names):
            both = min(names.intersection(other.names))
            raise ValueError(f"expected one exercise called {both!r}, got two")
    _registered[exercise.name] = exercise
    return exercise


def known_names():
    """List the present names of all exercises, in the order of the course."""
    _load()
    return list(_registered)


def find(name):
    """Return the exercise whose function has this name, or had it before.

    Raises
    ------
    KeyError
        If the course has none; the message lists those it has.
    """
    _load()
    if name in _registered:
        return _registered[name]
    for exercise in _registered.values():
        if name in exercise.aliases:
            return exercise
    raise KeyError(f"expected one of {', '.join(_registered)}; got {name!r}")


def is_known(name):
    """Tell whether an exercise has this name, or had it before."""
    try:
        find(name)
    except KeyError:
        return False
    return True


def present_name(name):
    """Return the name that an exercise has now; an unknown name stays as it is."""
    return find(name).name if is_known(name) else name


def present_mistakes(name, mistakes):
    """Return the names that the mistakes of an exercise have now, in the same order."""
    if not is_known(name):
        return list(mistakes)
    now = {old: m.name for m in find(name).misconceptions for old in m.aliases}
    return [now.get(mistake, mistake) for mistake in mistakes]


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
