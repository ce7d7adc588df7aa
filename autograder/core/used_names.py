"""Find out what a learner's function uses, before it is called: the frameworks among its names.

A profiler sees no call of a ufunc and no operator of a tensor, so these are looked for. The names
are those that the code of the function looks up, its defaults and its closure, and those of
all the learner's functions, classes and containers that are reached in this way. A helper that the
function does not use is not looked at.
"""

import collections
import contextlib
import dis
import functools
import re
import types

import numpy as np

from autograder.core.libraries import FRAMEWORKS, library_named

FUNCTION = types.FunctionType
# What most names of a notebook hold: it comes from no library and holds nothing else.
PLAIN = {bool, bytes, float, int, np.ndarray, str, type(None)}
HARMLESS = PLAIN | {dict, list, set, tuple}
# What holds other things, and is looked into.
CONTAINERS = (dict, list, tuple, set, frozenset, collections.deque)
HOLDERS = (types.SimpleNamespace, np.vectorize)
MOST_ENTRIES = 100  # of a container: tools are few, data are many
MOST_LOOKED_AT = 2_000
# With these a function uses names that its code does not show.
BY_TEXT = {"eval", "exec", "globals", "vars", "locals"}


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
        library = library_of(value)
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
    """List what a function uses: its names, defaults, closure, and what is attached to it."""
    inside = [("", default) for default in function.__defaults__ or ()]
    if function.__kwdefaults__:
        inside += function.__kwdefaults__.items()
    if function.__closure__:
        inside += _cells(function)
    inside += function.__dict__.items()  # below a decorator there is __wrapped__
    if function.__globals__ is namespace:
        inside += [(name, namespace[name]) for name in _names_used(function.__code__, namespace)]
    return inside


def _attributes(value):
    """Return the attributes of an object, without running code of its class."""
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


def library_of(value):
    """Name the library that a function, class, module, ufunc or object comes from, or ``""``."""
    kind = type(value)
    if kind in HARMLESS:
        return ""
    if kind is FUNCTION or kind is type:  # most of the rest
        return library_named(value.__module__)
    if isinstance(value, types.ModuleType):
        return library_named(value.__name__)
    if isinstance(value, np.ufunc):
        # numpy's own, or made of a Python function by np.frompyfunc
        ours = getattr(np, value.__name__, None) is value or value.__name__.endswith("(vectorized)")
        return "" if ours else "scipy"
    if kind.__name__ == "fortran":
        return "scipy"  # LAPACK and BLAS: no module is named on them
    own = library_named(getattr(value, "__module__", None)) if callable(value) else ""
    # no hook sees the operators of a framework's object
    return own or library_named(kind.__module__)
