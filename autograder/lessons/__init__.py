"""The exercises of the course, looked up by the name of the learner's function.

Each lesson has a folder, ``m01`` to ``m12``, whose ``judge`` has a tuple ``EXERCISES``.
"""

import contextlib
import importlib
from pathlib import Path


class Registry:
    """Exercises by the name of the learner's function.

    Those of the course are loaded when one is first looked up, once: they are looked up many
    times for each submission.
    """

    def __init__(self):
        self._known, self._is_loaded = {}, False

    def register(self, exercise):
        """Make an exercise known; a second one of the same name is refused."""
        names = set(exercise.names)
        for other in self._known.values():
            if other is not exercise and not names.isdisjoint(other.names):
                both = min(names.intersection(other.names))
                raise ValueError(f"expected one exercise called {both!r}, got two")
        self._known[exercise.name] = exercise
        return exercise

    def names(self):
        """List the names, in the order of the course."""
        self._load()
        return list(self._known)

    def find(self, name):
        """Return the exercise that has this name, or had it before."""
        self._load()
        if name in self._known:
            return self._known[name]
        for exercise in self._known.values():
            if name in exercise.aliases:
                return exercise
        raise KeyError(f"expected one of {', '.join(self._known)}; got {name!r}")

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
        If another exercise has that name, or had it before.
    """
    return registry.register(exercise)


def known_names():
    """List the present names of all exercises, in the order of the course."""
    return registry.names()


def find(name):
    """Return the exercise whose function has this name, or had it before.

    Raises
    ------
    KeyError
        If the course has none; the message lists those it has.
    """
    return registry.find(name)


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
    """Return the names that the mistakes of an exercise have now, in the same order, each once."""
    known = find(name).misconceptions if is_known(name) else ()
    now = {old: m.name for m in known for old in m.aliases}
    return list(dict.fromkeys(now.get(mistake, mistake) for mistake in mistakes))


def of_module(number):
    """List the exercises of one module."""
    return [find(name) for name in known_names() if find(name).module == number]


def _modules():
    """List the folders of the lessons that have exercises."""
    found = [path for place in __path__ for path in Path(place).glob("m[0-9][0-9]/judge")]
    return sorted(path.parent.name for path in found)
