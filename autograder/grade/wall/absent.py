"""What stands behind the wall in place of the course: names with nothing behind them.

A learner's notebook imports the engine and the checks in its first cell. Where it is graded,
neither is there: what could answer an exercise is neither in a file nor in memory, so that nothing
has to keep a learner's code from calling, reading or copying it. The names are there all the same,
since the notebook imports them; what is called by one of them is told as delegation, as in the
notebook.

Data sets are the exception: they answer nothing, and the first cell loads them.
"""

import importlib
import sys
import types
from importlib.machinery import ModuleSpec
from pathlib import Path

from autograder.grade.wall.isolation import COURSE, course_folders

# What is there in earnest: data sets, and the looks at arguments that they share with the engine.
PRESENT = ("nnlib._checks", "nnlib.data")
ENGINE = ("nnlib",)  # all of it, for answers that are numbers of a learner's own run
# What only shows something does nothing; what would compute says that it is not there.
QUIET = ("autograder", "nnlib.lessons", "nnlib.viz")


class NotHere(RuntimeError):
    """The engine was called, which is not there while a notebook is graded."""


class Module(types.ModuleType):
    """A module of the course's, in which every name is found and nothing is behind it."""

    def __getattr__(self, name):
        """Make what stands for a name of the module: a module if there is one, else a function."""
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        made = stand_for(self.__name__, name)
        setattr(self, name, made)
        return made


def stand_for(home, name):
    """Make a function that has the name and the home of one of the course's.

    Those are what the guard goes by, as it does in the notebook.
    """
    body = _does_nothing if _is_within(home, QUIET) else _is_not_here
    if (home, name) == ("autograder.check", "take"):
        body = _take
    code = body.__code__.replace(co_name=name, co_qualname=name)
    space = {"__name__": home, "__builtins__": __builtins__, "NotHere": NotHere, "NAME": name}
    return types.FunctionType(code, space, name)


def _take(function, *rest, **named):
    return function


def _does_nothing(*args, **named):
    return None


def _is_not_here(*args, **named):
    raise NotHere(f"{__name__}.{NAME} is not there while a notebook is graded")  # noqa: F821


class Finder:
    """Finds every module of the course that is not loaded: an empty one."""

    def __init__(self, present):
        self._present = tuple(present)

    def find_spec(self, name, path=None, target=None):
        """Return the spec of an empty module, or None for what is somebody else's or present."""
        if name.partition(".")[0] not in COURSE or _is_within(name, self._present):
            return None
        return ModuleSpec(name, self, is_package=True)

    @staticmethod
    def create_module(spec):
        """Make the module."""
        return Module(spec.name)

    @staticmethod
    def exec_module(module):
        """Leave it empty."""


def _module_of_the_course(name):
    if name.startswith("__"):
        raise AttributeError(f"module 'autograder' has no attribute {name!r}")
    return importlib.import_module(f"autograder.{name}")


def _is_within(name, modules):
    return any(f"{name}.".startswith(f"{one}.") for one in modules)


def files_of(present):
    """List what of the course is in the file system behind the wall: files and folders.

    Parameters
    ----------
    present : iterable of str
        Modules that are there in earnest.
    """
    homes = dict(zip(COURSE, course_folders(), strict=True))
    parts = [name.split(".") for name in present]
    found = [Path(homes[home]).joinpath(*rest) for home, *rest in parts]
    return [str(path if path.is_dir() else path.with_suffix(".py")) for path in found]


def install(present):
    """Put the names in place of the engine, and of all of the course that is not loaded by now.

    Parameters
    ----------
    present : iterable of str
        Modules that are there in earnest: :data:`PRESENT`, or more.
    """
    engine = course_folders()[COURSE.index("nnlib")]
    for name in [one for one in sys.modules if one.partition(".")[0] == "nnlib"]:
        del sys.modules[name]
    sys.meta_path.insert(0, Finder(present))
    if "nnlib" not in present:
        importlib.import_module("nnlib").__path__ = [engine]
    for name in present:
        importlib.import_module(name)
    # the course's own package finds its other modules as everybody's does, by attribute too
    sys.modules["autograder"].__getattr__ = _module_of_the_course
