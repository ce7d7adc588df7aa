"""Delegation: notice when a learner's function lets a library do the work.

While a case runs, a call into ``nnlib`` or into a framework that could answer for the learner
raises :class:`Delegated` and is noted down, so that catching the exception does not help. The
guard sees imports, names in the notebook that hold a library's function (numpy's ufuncs made by
other packages call no Python function that a profiler could see), and every call of a Python or
C function that such a package defines. It is made for the hurried, not for the hostile: whoever
takes it apart on purpose is dealt with by judging in another process.
"""

import builtins
import contextlib
import functools
import sys
import threading
import types

import numpy as np

LIBRARIES = {"autograd", "jax", "jaxlib", "keras", "nnlib", "scipy", "sklearn", "tensorflow"}
LIBRARIES |= {"tinygrad", "torch"}
# Of the course's own package a case runs these modules; the others know the answers.
MACHINERY = {"autograder.core.driver", "autograder.core.guard", "autograder.core.plain_data"}
# What most names of a notebook hold: no need to look where it comes from.
FUNCTION = types.FunctionType
HARMLESS = {bool, bytes, dict, float, int, list, np.ndarray, set, str, tuple, type(None)}
# Calls of functions in one case. Right answers take some hundreds; a walk along every road of a
# graph would go on for hours.
MOST_CALLS = 30_000


class Delegated(Exception):
    """A library was called where the learner's own code was asked for."""


class Exhausted(Exception):
    """A case took more calls of functions than any answer needs."""


class Guard:
    """Watch one call of a learner's function; ``delegated`` names the first library called."""

    def __init__(self, namespace=None):
        self.namespace = namespace if namespace is not None else {}
        self.delegated = None
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
            The learner's function: its default arguments and its closure are looked through too.
        """
        real_import, real_profile = builtins.__import__, sys.getprofile()

        def guarded_import(name, *args, **kwargs):
            if name.partition(".")[0] in LIBRARIES and not self._suspended:
                self.refuse(name)
            return real_import(name, *args, **kwargs)

        undo, real_hook = [], threading.getprofile()
        try:
            self._veil_names(self.namespace, undo)
            for function in _functions(target, self.namespace):
                self._veil_function(function, undo)
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
            for step, *args in reversed(undo):
                step(*args)

    def _stop(self, real_profile):
        self._suspended += 1  # the one call of setprofile that is ours
        try:
            sys.setprofile(real_profile)
        finally:
            self._suspended -= 1

    def _veil(self, name, value):
        library = _library_of(value)
        return _Veil(self, value, f"{library} ({name})") if library else value

    def _veil_names(self, names, undo):
        veiled = {
            name: value
            for name, value in names.items()
            if type(value) not in HARMLESS and _library_of(value)
        }
        if veiled:
            undo.append((names.update, veiled))
            names.update({name: self._veil(name, value) for name, value in veiled.items()})

    def _veil_function(self, function, undo):
        defaults = function.__defaults__
        if defaults:
            undo.append((setattr, function, "__defaults__", defaults))
            function.__defaults__ = tuple(self._veil("default", v) for v in defaults)
        if function.__kwdefaults__:
            self._veil_names(function.__kwdefaults__, undo)
        if not function.__closure__:
            return
        for name, cell in zip(function.__code__.co_freevars, function.__closure__, strict=True):
            with contextlib.suppress(ValueError):  # a name that has no value yet
                undo.append((setattr, cell, "cell_contents", cell.cell_contents))
                cell.cell_contents = self._veil(name, cell.cell_contents)

    def _watch(self, frame, event, function):
        # runs at every call of the learner's: what it does without, a class does not wait for
        if event == "call":
            caller = home = frame.f_globals.get("__name__") or ""
        elif event == "c_call":
            caller = frame.f_globals.get("__name__")
            owner = getattr(function, "__self__", None)
            # methods of lists and arrays are most of them; without an owner it may be anybody's
            method = owner is not None and type(owner) in HARMLESS
            home = "" if method else _home_of_builtin(function)
        else:
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


def _name_of(home, frame, function):
    """Name what is called: a function of C, or else the one whose frame it is."""
    name = frame.f_code.co_name if function is None else getattr(function, "__name__", "")
    return f"{home}.{name}"


@functools.lru_cache(maxsize=4096)
def _answers_for_learners(home):
    return bool(_root(home)) or _knows_answers(home)


class _Veil:
    """Stands for a library's object in the notebook's namespace while a case runs."""

    def __init__(self, guard, value, what):
        self.__dict__.update(_guard=guard, _value=value, _what=what)

    def __getattr__(self, name):
        if self._guard._suspended:
            return getattr(self._value, name)
        self._guard.refuse(f"{self._what}.{name}")

    def __call__(self, *args, **kwargs):
        if self._guard._suspended:
            return self._value(*args, **kwargs)
        self._guard.refuse(self._what)


def _functions(target, namespace):
    """List the learner's own functions: the one that is judged, and the helpers beside it."""
    found = {id(value): value for value in namespace.values() if type(value) is FUNCTION}
    if type(target) is FUNCTION:
        found[id(target)] = target
    return [value for value in found.values() if value.__globals__ is namespace]


def _knows_answers(home):
    return home.partition(".")[0] == "autograder" and home not in MACHINERY


def _home_of_builtin(function):
    home = getattr(function, "__module__", None)
    if not home:
        owner = getattr(function, "__self__", None)
        home = getattr(owner if isinstance(owner, type) else type(owner), "__module__", "")
    return home if isinstance(home, str) else ""


def _library_of(value):
    """Name the library that a function, class, module or ufunc comes from, or ``""``."""
    kind = type(value)
    if kind in HARMLESS:
        return ""
    if kind is FUNCTION or kind is type:  # most of the rest
        return _in_libraries(value.__module__)
    if kind is types.ModuleType:
        return _in_libraries(value.__name__)
    if isinstance(value, np.ufunc):
        # numpy's own, or made of a Python function by np.frompyfunc
        ours = getattr(np, value.__name__, None) is value or value.__name__.endswith("(vectorized)")
        return "" if ours else "scipy"
    if kind.__name__ == "fortran":
        return "scipy"  # LAPACK and BLAS: no module is named on them
    if isinstance(value, types.ModuleType):
        return _in_libraries(value.__name__)
    return _in_libraries(getattr(value, "__module__", None)) if callable(value) else ""


def _in_libraries(module):
    """Name the library that a module belongs to, or ``""``; what it says of itself may be odd."""
    return _root(module) if type(module) is str else ""


@functools.lru_cache(maxsize=4096)
def _root(module):
    root = module.partition(".")[0]
    return root if root in LIBRARIES else ""
