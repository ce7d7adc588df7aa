"""Delegation: notice when a learner's function lets a library do the work.

While a case runs, a call into ``nnlib`` or into a framework that could answer for the learner
raises :class:`Delegated` and is noted down, so that catching the exception does not help. The
guard sees imports, and every call of a Python or C function that such a package defines. What no
profiler sees, ufuncs and operators of other packages, is looked for before the case, among the
names that the function uses. It is made for the hurried learner in the notebook, whom it tells
what was called. Where a class is graded behind the wall no mark hangs on it: there is nothing to
call.
"""

import builtins
import contextlib
import functools
import sys
import threading

import numpy as np

from autograder.core.exercise import MOST_CALLS
from autograder.core.libraries import library_named
from autograder.core.used_names import framework_used

# Of the course's own package a case runs these modules; the others know the answers.
MACHINERY = {"autograder.core.driver", "autograder.core.guard", "autograder.core.libraries"}
MACHINERY |= {
    "autograder.core.plain_data",
    "autograder.core.border",
    "autograder.grade.wall.absent",
}
# What methods mostly belong to: no need to look where they come from.
HARMLESS = {bool, bytes, dict, float, int, list, np.ndarray, set, str, tuple, type(None)}
# With these an answer would silence an overflow. They are Python functions of one module.
SILENCERS = ("np.errstate", "np.seterr")
NUMPYS_SETTINGS = getattr(np.seterr, "__globals__", None)


class Delegated(Exception):
    """A library was called where the learner's own code was asked for."""


class Exhausted(Exception):
    """A case took more calls of functions than any answer needs.

    Parameters
    ----------
    calls : int or None
        How many there may be; None if the learner's function called none in Python but itself.
    """

    def __init__(self, calls):
        super().__init__(calls)
        self.found = {"calls": calls}


class Guard:
    """Watch one call of a learner's function.

    Parameters
    ----------
    namespace : dict, optional
        The names of the notebook, where the function looks up what it uses.
    most_calls : int
        How many calls of functions there may be.

    Attributes
    ----------
    float_errors : dict or None
        What ``np.geterr`` gives and the case must not change, where an overflow is an error.
    delegated : str or None
        The first library that was called or used.
    silenced : str
        The first of ``SILENCERS`` that was called, if ``float_errors`` are kept.
    """

    def __init__(self, namespace=None, most_calls=MOST_CALLS):
        self.namespace = namespace if namespace is not None else {}
        self.most_calls = most_calls
        self.float_errors = None
        self.delegated = None
        self.silenced = ""
        self._suspended = 0
        self._calls = self._own_calls = 0  # all, and those of functions in Python
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
        # __import__ is everybody's: panels go on computing, and importing, in a thread of theirs
        others = sys._current_frames().keys() - {threading.get_ident()}

        def guarded_import(name, *args, **kwargs):
            ours = threading.get_ident() not in others
            if ours and library_named(name) and not self._suspended:
                self.refuse(name)
            return real_import(name, *args, **kwargs)

        try:
            builtins.__import__ = guarded_import
            self._hook = self._watch
            sys.setprofile(self._hook)
            yield self
        finally:
            self._hook = None
            sys.setprofile(real_profile)
            builtins.__import__ = real_import

    def _watch(self, frame, event, function):
        # runs at every call of the learner's: a class waits for whatever it does
        if event == "call":
            caller = home = frame.f_globals.get("__name__") or ""
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
        # a print is caught by several calls of ours
        if caller not in MACHINERY:
            self._calls += 1
            self._own_calls += event == "call"
            if self._calls > self.most_calls:
                raise Exhausted(self.most_calls if self._own_calls > 1 else None)
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
        # numpy's own functions silence warnings too, in a with statement
        if not self.silenced and (name != "__enter__" or home.partition(".")[0] != "numpy"):
            self.silenced = "np.seterr" if name == "seterr" else "np.errstate"


def _name_of(home, frame, function):
    """Name what is called: a function of C, or the one whose frame it is, or the class it makes."""
    name = frame.f_code.co_name if function is None else getattr(function, "__name__", "")
    if function is None and name == "__init__":
        made = frame.f_locals.get(next(iter(frame.f_code.co_varnames), ""))
        # of a learner's subclass the class of the library
        for one in type(made).__mro__:
            if library_named(one.__module__):
                return f"{one.__module__}.{one.__qualname__}"
    return f"{home}.{name}"


@functools.lru_cache(maxsize=4096)
def _answers_for_learners(home):
    return bool(library_named(home)) or _knows_answers(home)


def _knows_answers(home):
    return home.partition(".")[0] == "autograder" and home not in MACHINERY


def _home_of_builtin(function):
    home = getattr(function, "__module__", None)
    if not home:
        owner = getattr(function, "__self__", None)
        home = getattr(owner if isinstance(owner, type) else type(owner), "__module__", "")
    return home if isinstance(home, str) else ""
