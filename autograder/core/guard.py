"""Delegation: notice when a learner's function lets a library do the work.

While a case runs, a call into ``nnlib`` or into a framework that could answer for the learner
raises :class:`Delegated` and is noted down, so that catching the exception does not help. The
guard sees imports, and every call of a Python or C function that such a package defines. What no
profiler sees, ufuncs and operators of other packages, is looked for before the case, among the
names that the function uses. It is made for the hurried, not for the hostile: whoever takes it
apart on purpose is dealt with by judging in another process.
"""

import builtins
import collections
import contextlib
import dis
import functools
import importlib
import re
import sys
import threading
import types

import numpy as np

from autograder.core.libraries import FRAMEWORKS, LIBRARIES

# Of the course's own package a case runs these modules; the others know the answers.
MACHINERY = {"autograder.core.driver", "autograder.core.guard", "autograder.core.plain_data"}
FUNCTION = types.FunctionType
# What most names of a notebook hold: no need to look where it comes from, nor into it.
PLAIN = {bool, bytes, float, int, np.ndarray, str, type(None)}
HARMLESS = PLAIN | {dict, list, set, tuple}
# What holds other things, and is looked into.
CONTAINERS = (dict, list, tuple, set, frozenset, collections.deque)
HOLDERS = (types.SimpleNamespace, np.vectorize)
MOST_ENTRIES = 100  # of a container: tools are few, data are many
MOST_LOOKED_AT = 2_000
# With these a function uses names that its code does not show.
BY_TEXT = {"eval", "exec", "globals", "vars", "locals"}
# Calls of functions in one case. Right answers take some hundreds; a walk along every road of a
# graph would go on for hours.
MOST_CALLS = 30_000
# With these an answer would silence an overflow. They are Python functions of one module.
SILENCERS = ("np.errstate", "np.seterr")
NUMPYS_SETTINGS = getattr(np.seterr, "__globals__", None)


IMPORT_MODULE = importlib.import_module.__code__


class Delegated(Exception):
    """A library was called where the learner's own code was asked for."""


class Exhausted(Exception):
    """A case took more calls of functions than any answer needs."""


class Guard:
    """Watch one call of a learner's function.

    Parameters
    ----------
    namespace : dict, optional
        The names of the notebook, where the function looks up what it uses.

    Attributes
    ----------
    float_errors : dict or None
        What ``np.geterr`` gives and the case must not change, where an overflow is an error.
    delegated : str or None
        The first library that was called or used.
    silenced : str
        The first of ``SILENCERS`` that was called, if ``float_errors`` are kept.
    """

    def __init__(self, namespace=None):
        self.namespace = namespace if namespace is not None else {}
        self.float_errors = None
        self.delegated = None
        self.silenced = ""
        self._suspended = 0
        self._calls = 0
        self._hook = None  # what the interpreter calls while a case runs

    def refuse(self, what):
        """Note a call and raise."""
        self.delegated = self.delegated or what
        raise Delegated(what)

    def allow(self, function):
        """Wrap a function that the case itself hands out: inside it, libraries may be used."""

        def allowed(*args, **kwargs):
            if self._hook is None:
                return function(*args, **kwargs)
            self._suspended += 1
            sys.setprofile(None)  # nothing in there is counted, so nothing has to be looked at
            try:
                return function(*args, **kwargs)
            finally:
                sys.setprofile(self._hook)
                self._suspended -= 1

        return allowed

    @contextlib.contextmanager
    def watching(self, target=None):
        """Be on guard for the length of a ``with`` block.

        Parameters
        ----------
        target : callable, optional
            The learner's function: what it uses is looked through first.

        Raises
        ------
        Delegated
            If it uses a library whose calls could not be seen.
        """
        used = framework_used(target, self.namespace)
        if used:
            self.refuse(used)
        real_import, real_profile = builtins.__import__, sys.getprofile()

        def guarded_import(name, *args, **kwargs):
            if name.partition(".")[0] in LIBRARIES and not self._suspended:
                self.refuse(name)
            return real_import(name, *args, **kwargs)

        real_hook = threading.getprofile()
        try:
            builtins.__import__ = guarded_import
            self._hook = self._watch
            threading.setprofile(self._hook)  # of threads that are started from now on
            sys.setprofile(self._hook)
            yield self
        finally:
            self._hook = None
            self._stop(real_profile)
            threading.setprofile(real_hook)
            builtins.__import__ = real_import

    def _stop(self, real_profile):
        self._suspended += 1  # the one call of setprofile that is ours
        try:
            sys.setprofile(real_profile)
        finally:
            self._suspended -= 1

    def _watch(self, frame, event, function):
        # runs at every call of the learner's: a class waits for whatever it does
        if event == "call":
            caller = home = frame.f_globals.get("__name__") or ""
            if frame.f_code is IMPORT_MODULE:  # this way does not lead by __import__
                home = frame.f_locals["name"]
        elif event == "c_call":
            caller = frame.f_globals.get("__name__")
            owner = getattr(function, "__self__", None)
            # methods of lists and arrays are most of them; without an owner it may be anybody's
            method = owner is not None and type(owner) in HARMLESS
            home = "" if method else _home_of_builtin(function)
        else:
            if self.float_errors and event == "c_return" and frame.f_globals is NUMPYS_SETTINGS:
                self._keep_float_errors(frame)
            return
        if self._suspended:
            return
        if function is sys.setprofile:
            self.refuse(_name_of(home, frame, function))  # who switches it off has a reason
        # a print is caught by several calls of ours
        if caller not in MACHINERY:
            self._calls += 1
            if self._calls > MOST_CALLS:
                raise Exhausted(
                    f"it called functions more than {MOST_CALLS:,} times in this case; "
                    "which part of the work does it do again and again?"
                )
        if home and _answers_for_learners(home):
            self.refuse(_name_of(home, frame, function))

    def _keep_float_errors(self, frame):
        """Undo what a function of numpy has just set: silencing an overflow does not mend it."""
        if np.geterr() == self.float_errors:
            return
        np.seterr(**self.float_errors)
        while frame.f_globals is NUMPYS_SETTINGS:
            name, frame = frame.f_code.co_name, frame.f_back
        home = frame.f_globals.get("__name__") or ""
        # numpy's own functions keep warnings back too, by a with
        if not self.silenced and (name != "__enter__" or home.partition(".")[0] != "numpy"):
            self.silenced = "np.seterr" if name == "seterr" else "np.errstate"


def _name_of(home, frame, function):
    """Name what is called: a function of C, or else the one whose frame it is."""
    name = frame.f_code.co_name if function is None else getattr(function, "__name__", "")
    return f"{home}.{name}"


@functools.lru_cache(maxsize=4096)
def _answers_for_learners(home):
    return bool(_root(home)) or _knows_answers(home)


def _knows_answers(home):
    return home.partition(".")[0] == "autograder" and home not in MACHINERY


def _home_of_builtin(function):
    home = getattr(function, "__module__", None)
    if not home:
        owner = getattr(function, "__self__", None)
        home = getattr(owner if isinstance(owner, type) else type(owner), "__module__", "")
    return home if isinstance(home, str) else ""


# ------------------------------------------------------------ the look before the case


def framework_used(target, namespace):
    """Name a framework among all that a function uses, directly or by way of others.

    The engine is not looked for: all of it is Python, so each call of it is seen when it is made,
    and a function that only mentions it is left in peace.

    Parameters
    ----------
    target : callable
        The learner's function or class.
    namespace : dict
        The notebook's names. Of functions and classes that do not belong to it only the home is
        looked at.

    Returns
    -------
    str
        `scipy (expit)`; ``""`` if there is none.
    """
    waiting, seen = [("", target)], {id(np), id(None)}
    while waiting and len(seen) < MOST_LOOKED_AT:
        name, value = waiting.pop()
        kind = type(value)
        if id(value) in seen or kind in PLAIN:
            continue
        seen.add(id(value))
        library = _library_of(value)
        if library in FRAMEWORKS:
            return f"{library} ({name})" if name else library
        waiting += _uses(value, namespace)
    return ""


def _uses(value, namespace):
    """List what a function, a class or a container of the learner's uses: (name, value)."""
    if type(value) is FUNCTION:
        return _used_by(value, namespace)
    if isinstance(value, type):
        if value.__module__ != namespace.get("__name__"):
            return []
        return [*vars(value).items(), *(("", base) for base in value.__bases__)]
    if isinstance(value, dict):
        return [("", held) for held in list(value.values())[:MOST_ENTRIES]]
    if isinstance(value, CONTAINERS):
        return [("", held) for held, _ in zip(value, range(MOST_ENTRIES), strict=False)]
    if isinstance(value, functools.partial):
        return [("", value.func), ("", value.args), ("", value.keywords)]
    if isinstance(value, (types.MethodType, staticmethod, classmethod)):
        return [("", value.__func__), ("", getattr(value, "__self__", None))]
    if isinstance(value, property):
        return [("", value.fget), ("", value.fset), ("", value.fdel)]
    kind = type(value)
    inside = [("", kind)] if kind.__module__ == namespace.get("__name__") else []
    attributes = _attributes(value)
    if inside or isinstance(value, HOLDERS) or "__wrapped__" in attributes:
        inside += attributes.items()
    return inside


def _used_by(function, namespace):
    """List what a function uses: its names, defaults, closure, and what it is wrapped around."""
    inside = [("", default) for default in function.__defaults__ or ()]
    if function.__kwdefaults__:
        inside += function.__kwdefaults__.items()
    if function.__closure__:
        inside += _cells(function)
    if function.__dict__:
        inside.append(("", function.__dict__.get("__wrapped__")))
    if function.__globals__ is namespace:
        inside += [(name, namespace[name]) for name in _names_used(function.__code__, namespace)]
    return inside


def _attributes(value):
    """The attributes of an object, by no code of its class."""
    try:
        found = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return {}
    return found if type(found) is dict else {}


def _cells(function):
    """List the names of a closure that have a value."""
    for name, cell in zip(function.__code__.co_freevars, function.__closure__, strict=True):
        with contextlib.suppress(ValueError):
            yield name, cell.cell_contents


def _names_used(code, namespace):
    """List the names of the notebook that a code uses, those of nested functions included."""
    names, texts = _mentioned(code)
    held = [name for name in names if name in namespace and type(namespace[name]) not in PLAIN]
    if held and held != ["np"]:
        # co_names mixes them with attributes: x.softmax is no use of the name softmax
        held = [name for name in held if name in _loaded(code)]
    if texts and BY_TEXT & names:
        held += [name for name in texts if name in namespace]
    return held


@functools.lru_cache(maxsize=1024)
def _mentioned(code):
    """Collect the names that a code mentions, and the words of its texts."""
    codes = list(_codes(code))
    names = frozenset(name for one in codes for name in one.co_names)
    texts = [text for one in codes for text in one.co_consts if type(text) is str]
    return names, frozenset(re.findall(r"[^\W\d]\w*", " ".join(texts))) if BY_TEXT & names else ()


@functools.lru_cache(maxsize=1024)
def _loaded(code):
    """Collect the names that a code looks up by themselves."""
    steps = (step for one in _codes(code) for step in dis.get_instructions(one))
    return frozenset(step.argval for step in steps if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"))


def _codes(code):
    """Yield a code and all that are nested in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)


def _library_of(value):
    """Name the library that a function, class, module, ufunc or object comes from, or ``""``."""
    kind = type(value)
    if kind in HARMLESS:
        return ""
    if kind is FUNCTION or kind is type:  # most of the rest
        return _in_libraries(value.__module__)
    if isinstance(value, types.ModuleType):
        return _in_libraries(value.__name__)
    if isinstance(value, np.ufunc):
        # numpy's own, or made of a Python function by np.frompyfunc
        ours = getattr(np, value.__name__, None) is value or value.__name__.endswith("(vectorized)")
        return "" if ours else "scipy"
    if kind.__name__ == "fortran":
        return "scipy"  # LAPACK and BLAS: no module is named on them
    own = _in_libraries(getattr(value, "__module__", None)) if callable(value) else ""
    # operators of a framework's object are seen by nobody
    return own or _in_libraries(kind.__module__)


def _in_libraries(module):
    """Name the library that a module belongs to, or ``""``; what it says of itself may be odd."""
    return _root(module) if type(module) is str else ""


@functools.lru_cache(maxsize=4096)
def _root(module):
    root = module.partition(".")[0]
    return root if root in LIBRARIES else ""
