"""What stands behind the wall in place of the course: names with nothing behind them.

A learner's notebook imports the engine and the checks in its first cell. Where it is graded,
neither is there: what could answer an exercise is neither in a file nor in memory, so that nothing
has to keep a learner's code from calling, reading or copying it. The names are there all the same,
since the notebook imports them; what is called by one of them is told as delegation, as in the
notebook.

Data sets are the exception: they answer nothing, and the first cell loads them. The packages
themselves are there too: of the engine's that is a table of names.
"""

import importlib
import sys
import types
from importlib.machinery import ModuleSpec
from pathlib import Path

from autograder.grade.wall.isolation import PACKAGES

# What is there in earnest: data sets, and the looks at arguments that they share with the engine.
PRESENT = ("nnlib._checks", "nnlib.data")
ENGINE = ("nnlib",)  # all of it, for answers that are numbers of a learner's own run
ALL = tuple(PACKAGES)  # for a teacher's own tests
# What only shows something, and the checks, do nothing; what would compute is not there.
QUIET = ("autograder", "nnlib.viz")

_modules = set()  # the names of all modules of the course, noted down while their files are there


class NotHere(RuntimeError):
    """The engine was called, which is not there while a notebook is graded."""


class Quiet:
    """What something that only shows gives back: whatever is done with it does nothing."""

    def __getattr__(self, name):
        """Give itself for any name but those that Python and IPython ask for."""
        if name.startswith("_"):
            raise AttributeError(name)
        return self

    def __setattr__(self, name, value):
        """Keep nothing."""

    def __getitem__(self, key):
        """Give itself."""
        return self

    def __setitem__(self, key, value):
        """Keep nothing."""

    def __call__(self, *args, **named):
        """Give itself."""
        return self

    def __iter__(self):
        """Give nothing, one by one."""
        return iter(())

    def __bool__(self):
        """Say no."""
        return False

    def __enter__(self):
        """Give itself."""
        return self

    def __exit__(self, *error):
        """Let through what was raised."""

    def __len__(self):
        """Hold nothing."""
        return 0

    def __float__(self):
        """Be no number."""
        return float("nan")

    def __repr__(self):
        """Say what it is; where it stands in memory would differ from run to run."""
        return "(not shown while a notebook is graded)"

    def __format__(self, how):
        """Say the same, whatever the format."""
        return repr(self)

    def _ipython_display_(self):
        """Show nothing."""


def _itself(self, *others):
    """Give itself, whatever it is combined with."""
    return self


SUMS = ("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "matmul", "rmatmul")
for _name in (*SUMS, "pow", "neg", "abs"):
    setattr(Quiet, f"__{_name}__", _itself)


def _is_not_there(kind, *arguments):
    raise NotHere("the engine is not there while a notebook is graded")


class Kind(type):
    """The type of what stands for a class, or for a table: whatever is asked of it is not there."""

    def __getattr__(cls, name):
        """Refuse any name but those that Python and IPython ask for."""
        if name.startswith("_"):
            raise AttributeError(name)
        _is_not_there(cls)


for _name in (*SUMS, "getitem", "iter", "len", "contains", "float"):
    setattr(Kind, f"__{_name}__", _is_not_there)


class Module(types.ModuleType):
    """A module of the course's, in which every name is found and nothing is behind it."""

    def __getattr__(self, name):
        """Make what stands for a name of the module: a module if there is one, else a function."""
        whole = f"{self.__name__}.{name}"
        is_module = whole in _modules
        if name.startswith("_") and not is_module:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        made = importlib.import_module(whole) if is_module else stand_for(self.__name__, name)
        setattr(self, name, made)
        return made


def stand_for(home, name):
    """Make a function, or a class, that has the name and the home of one of the course's.

    Those are what the guard goes by, as it does in the notebook.
    """
    is_quiet = is_within(home, QUIET)
    if name[:1].isupper():
        verb = "__new__" if is_quiet else "__init__"
        kind = type if is_quiet else Kind
        return kind(name, (), {verb: _function(home, verb, is_quiet), "__module__": home})
    if (home, name) == ("autograder.check", "take"):
        return _take
    return _function(home, name, is_quiet)


def _function(home, name, is_quiet):
    body = _does_nothing if is_quiet else _is_not_here
    code = body.__code__.replace(co_name=name, co_qualname=name)
    space = {"__name__": home, "__builtins__": __builtins__, "NotHere": NotHere, "Quiet": Quiet}
    return types.FunctionType(code, space, name)


def _does_nothing(*args, **named):
    return Quiet()


def _is_not_here(*args, **named):
    raise NotHere("the engine is not there while a notebook is graded")


def _take(function, *rest, **named):
    """Give what stands in the notebook: whether it holds is not asked while it is graded."""
    if not isinstance(function, str):
        return function
    return sys._getframe(1).f_globals.get(function) or stand_for("nnlib", function)


class Finder:
    """Finds every module of the course that is not loaded: an empty one.

    Parameters
    ----------
    present : iterable of str
        Modules that it leaves to others, with what is in them.
    """

    def __init__(self, present):
        self._present = tuple(present)

    def find_spec(self, name, path=None, target=None):
        """Return the spec of an empty module, or None for what is somebody else's or present."""
        is_course = name in _modules and name not in PACKAGES
        if not is_course or is_within(name, self._present):
            return None
        return ModuleSpec(name, self, is_package=True)

    @staticmethod
    def create_module(spec):
        """Make the module."""
        return Module(spec.name)

    @staticmethod
    def exec_module(module):
        """Leave it empty."""


def is_within(name, modules):
    return any(f"{name}.".startswith(f"{one}.") for one in modules)


def files_of(present):
    """List what of the course is in the file system behind the wall: files and folders.

    Parameters
    ----------
    present : iterable of str
        Modules that are there in earnest.
    """
    parts = [name.split(".") for name in present]
    found = [Path(PACKAGES[home]).joinpath(*rest) for home, *rest in parts]
    return [str(path if path.is_dir() else path.with_suffix(".py")) for path in found]


def install(present):
    """Put the names in place of the engine, and of all of the course that is not loaded by now.

    Parameters
    ----------
    present : iterable of str
        Modules that are there in earnest: :data:`PRESENT`, or more.
    """
    for home, folder in PACKAGES.items():
        for path in Path(folder).rglob("*.py"):
            parts = path.relative_to(folder).with_suffix("").parts
            _modules.add(".".join([home, *parts]).removesuffix(".__init__"))
    for name in [one for one in sys.modules if one.startswith("nnlib.")]:
        del sys.modules[name]
    sys.meta_path.insert(0, Finder(present))
    for name in ("nnlib", *present):
        importlib.import_module(name)
