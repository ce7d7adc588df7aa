"""The exercises of the course, one file a module; looked up by the learner's function's name."""

import importlib

# Modules of the course that have exercises; each file has a tuple EXERCISES.
MODULES = ("m07",)

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


def _load():
    for module in MODULES:
        for exercise in importlib.import_module(f"{__name__}.{module}").EXERCISES:
            register(exercise)
