"""The driver: run a learner's function on a case and report what came back, as plain data.

The same driver serves ``check`` in the notebook, ``grade`` under stock nbgrader and the judge's
child process. It runs on the learner's side, so it may be lied to: only right answers to inputs
first seen here earn hidden points. What it says about inputs that were changed or about calls
that were counted costs visible points at most.
"""

import contextlib
import io
import itertools
import linecache
import operator
import os
import sys
import warnings
from dataclasses import dataclass, fields

import numpy as np

from autograder.core.guard import Delegated, Exhausted, Guard
from autograder.core.plain_data import MAX_TEXT, Family, Layout, Ref, copied, to_plain, type_name

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # autograder, all of it
MOST_WALKED = 100  # of what a function gives one by one: an endless one has to be left some time
OPERATORS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


class Unusable(TypeError):
    """What a script goes on with is none of what it asks for: no line of the learner's raised.

    Parameters
    ----------
    name : str
        Of what is unusable; ``""`` where nothing came back.
    came, wanted : str
        Names of types; ``""`` for None, and where nothing in particular was wanted.
    """

    def __init__(self, name="", came="", wanted=""):
        super().__init__(name, came, wanted)
        self.found = {"name": name, "came": came, "wanted": wanted}


@dataclass
class Outcome:
    """What one case brought: plain data only.

    Parameters
    ----------
    value : plain data
        The answer, or for a script the list of what its steps read.
    error : dict or None
        ``type``, ``message`` and, where they are known, ``line`` and ``function`` of an exception;
        ``found`` where driver or guard found something, and no line of the learner's raised.
    changed : tuple of str
        The inputs that the function changed in place.
    delegated : str or None
        The library's function that was called.
    printed : str
        What was written to stdout, to stderr or as a warning, cut to 2 kB.
    """

    value: object = None
    error: dict | None = None
    changed: tuple = ()
    delegated: str | None = None
    printed: str = ""

    def as_plain(self):
        """Return the fields as a dict; what they hold stays as it is, a Foreign included."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def drive(exercise, target, case, guarded=True, stand_ins=None, lends=None):
    """Run ``target`` on a case.

    Parameters
    ----------
    exercise : Exercise
        Supplies the families of functions that a case may name, and says whether libraries may be
        called and whether an overflow is an error.
    target : callable
        The learner's function or class, the engine's, or a misconception.
    case : Case
    guarded : bool
        Whether calls into libraries are refused; False for the engine's own version.
    stand_ins : dict, optional
        Name of an earlier exercise -> the function that stands in for it (follow-through).
    lends : object, optional
        Has the methods that a script calls in place of the learner's.

    Returns
    -------
    Outcome
        Whatever the function does, short of ending the process.
    """
    namespace = _namespace_of(target) if guarded else {}
    guarded = guarded and not exercise.libraries
    guard = Guard(namespace, case.calls)
    given = {name: guard.allow(function) for name, function in (stand_ins or {}).items()}
    live = {name: _materialize(value, exercise, guard) for name, value in case.inputs.items()}
    before = [(name, array, array.copy()) for name, array in _arrays_in(live)]
    lists = [(name, row, list(row)) for name, row in _lists_in(live)]
    outcome = Outcome()
    with _captured() as printed, warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = _noting(printed)
        try:
            with (
                _standing_in(namespace, given),
                _float_errors(exercise, guard),
                guard.watching(target) if guarded else contextlib.nullcontext(),
            ):
                value = (
                    run_script(target, case.script, _lend(lends, case, guard))
                    if case.script
                    else target(*live.values())
                )
            outcome.value = to_plain(value)  # in the plain types' own way: nothing to be watched
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:
            # exit() in a learner's function must not take the other exercises with it
            outcome.error = _describe(error, target)
            if guard.silenced and issubclass(type(error), FloatingPointError):
                outcome.error["silenced"] = guard.silenced
    outcome.delegated = guard.delegated
    outcome.printed = printed.getvalue()[:MAX_TEXT]
    changed = [name for name, array, old in before if not _same_bits(old, array)]
    changed += [name for name, row, old in lists if [*map(id, row)] != [*map(id, old)]]
    outcome.changed = tuple(dict.fromkeys(changed))
    return outcome


@contextlib.contextmanager
def _float_errors(exercise, guard):
    """Let numpy raise where it would warn, for an exercise that promises not to overflow.

    Silencing the warning is no way to keep the promise: the guard undoes it.
    """
    if not exercise.overflow_counts:
        yield
        return
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        guard.float_errors = np.geterr()
        yield


def run_script(make, script, lend=None):
    """Run a script of calls on objects of a learner's class and return the list of what it read.

    The steps are tuples; ``Ref(name)`` among the arguments stands for a stored object:

    ======================================== ================================================
    ``("array", name, array)``               store a fresh copy of an array
    ``("generator", name, seed)``            store a generator of random numbers, made from a seed
    ``("make", name, *args)``                store ``make(*args)``
    ``("call", name, object, method, *args)``  store what a method returns
    ``("lent", name, object, method, *args)``  the same by ``lend[method]``, for a step on the way
    ``("operate", name, symbol, a, b)``      store ``a symbol b`` for ``+ - * /``
    ``("change", name, index, value)``       change a stored array in place
    ``("read", name, attribute)``            read an attribute
    ``("show", name)``                       read the stored object itself
    ``("walk", name)``                       walk through a stored object, and read all it gives
    ``("names", name)``                      read the names of the objects in a stored list
    ======================================== ================================================
    """
    stored, read = {}, []

    def resolve(args):
        # copies: an object that changes its arguments must not change the case
        return [stored[arg.name] if type(arg) is Ref else copied(arg) for arg in args]

    for verb, name, *args in script:
        if verb == "array":
            stored[name] = np.array(args[0])
        elif verb == "generator":
            stored[name] = np.random.default_rng(args[0])
        elif verb == "make":
            stored[name] = make(*resolve(args))
        elif verb == "call":
            owner, method, *rest = args
            stored[name] = _member(stored, owner, method, make)(*resolve(rest))
        elif verb == "lent":
            owner, method, *rest = args
            if not isinstance(stored[owner], make if isinstance(make, type) else object):
                _refuse(owner, stored[owner], make)
            stored[name] = lend[method](stored[owner], *resolve(rest))
        elif verb == "operate":
            symbol, a, b = args
            stored[name] = OPERATORS[symbol](*resolve([a, b]))
        elif verb == "change":
            index, value = args
            stored[name][index] = value
        elif verb == "read":
            # copied at once: a later step may change the object behind it
            read.append(to_plain(_member(stored, name, args[0], make)))
        elif verb == "show":
            read.append(to_plain(stored[name]))
        elif verb == "walk":
            read.append(to_plain(_walked(stored, name, make)))
        elif verb == "names":
            read.append(_names_in(stored[name], stored))
        else:
            raise ValueError(f"expected a known step of a script, got {verb!r}")
    return read


def _member(stored, name, attribute, make):
    """Look up an attribute; whatever is there in place of the learner's object is named."""
    owner = stored[name]
    if hasattr(owner, attribute) or isinstance(owner, make if isinstance(make, type) else ()):
        return getattr(owner, attribute)
    _refuse(name, owner, make)


def _walked(stored, name, make):
    """Walk through what a learner's function gave, a list or a generator, to its end.

    One that has no end is left after `MOST_WALKED` of what it gives.
    """
    if stored[name] is None:
        raise Unusable
    if not hasattr(stored[name], "__iter__"):
        _refuse(name, stored[name], make)
    return list(itertools.islice(stored[name], MOST_WALKED))


def _refuse(name, value, make):
    came = "" if value is None else type_name(value)
    raise Unusable(name, came, make.__name__ if isinstance(make, type) else "")


def _names_in(row, stored):
    """Say which stored objects stand in a list; objects say nothing by themselves."""
    if not isinstance(row, (list, tuple)):
        return to_plain(row)
    return [
        next((n for n, held in stored.items() if held is entry), f"a {type_name(entry)}")
        for entry in row
    ]


def _lend(lends, case, guard):
    """Collect the methods that a script calls in place of the learner's."""
    methods = {step[3] for step in case.script if step[0] == "lent"}
    return {name: guard.allow(getattr(lends, name)) for name in methods}


def _materialize(value, exercise, guard):
    """Turn plain data into what the learner's function receives: fresh, and its own."""
    if isinstance(value, Family):
        return guard.allow(exercise.families[value.name](**value.coefficients))
    if isinstance(value, Layout):
        return _laid_out(value)
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, (list, tuple)):
        return type(value)(_materialize(entry, exercise, guard) for entry in value)
    if isinstance(value, dict):
        return {key: _materialize(entry, exercise, guard) for key, entry in value.items()}
    return value


def _laid_out(layout):
    if layout.kind == "fortran":
        return np.array(layout.array, order="F")
    if layout.kind == "strided":
        # every second entry of a larger array: right code does not notice
        wide = np.zeros((*layout.array.shape[:-1], 2 * layout.array.shape[-1]), layout.array.dtype)
        wide[..., ::2] = layout.array
        return wide[..., ::2]
    raise ValueError(f"expected a layout 'fortran' or 'strided', got {layout.kind!r}")


def _arrays_in(live):
    """Yield (name of the input, array) for every array in it, also inside containers."""
    for name, value in live.items():
        if isinstance(value, np.ndarray):
            yield name, value
        elif isinstance(value, (list, tuple)):
            for entry in value:
                yield from _arrays_in({name: entry})
        elif isinstance(value, dict):
            for entry in value.values():
                yield from _arrays_in({name: entry})


def _lists_in(inputs):
    """List every list among the inputs, with the name of the input."""
    for name, value in inputs.items():
        waiting = [value]
        while waiting:
            part = waiting.pop()
            if isinstance(part, list):
                yield name, part
            if isinstance(part, (list, tuple)):
                waiting.extend(part)
            elif isinstance(part, dict):
                waiting.extend(part.values())


def _same_bits(old, new):
    return old.shape == new.shape and old.tobytes() == new.tobytes()


def _namespace_of(target):
    """Find the globals in which a learner's function, class or object looks up its names."""
    try:
        namespace = _globals_of(target)
    except Exception:  # an object may raise whatever it is asked for
        return {}
    return namespace if isinstance(namespace, dict) else {}


def _globals_of(target):
    if not isinstance(target, type):
        target = _innermost(target)
        if hasattr(target, "__globals__"):
            return target.__globals__
        target = type(target)
    members = vars(target).values()
    return next((m.__globals__ for m in members if hasattr(m, "__globals__")), {})


def _innermost(target):
    """Take off what decorators have put around a function, however many they are."""
    seen = []
    while not any(target is one for one in seen):
        seen.append(target)
        # functools.wraps, functools.partial, np.vectorize
        layers = (getattr(target, name, None) for name in ("__wrapped__", "func", "pyfunc"))
        target = next(filter(callable, layers), target)
    return target


@contextlib.contextmanager
def _standing_in(namespace, given):
    """Put formulas into the notebook's namespace, and what was there back."""
    own = {name: namespace[name] for name in given if name in namespace}
    namespace.update(given)
    try:
        yield
    finally:
        for name in given:
            namespace.pop(name, None)  # the function may have deleted it
        namespace.update(own)


@contextlib.contextmanager
def _captured():
    """Collect stdout, stderr and warnings; a warning on stderr would cost an honest learner all."""
    buffer = _ShortBuffer()
    with contextlib.redirect_stdout(buffer), contextlib.redirect_stderr(buffer):
        yield buffer


def _noting(buffer):
    """Make a ``showwarning`` that writes each warning once, and not the path of a cell."""
    noted = set()

    def note(message, category, filename, lineno, file=None, line=None):
        # a line of numpy's own says nothing to a learner
        place = "" if "site-packages" in filename else f"line {lineno}: "
        text = f"{place}{category.__name__}: {message}\n"
        if text not in noted:
            noted.add(text)
            buffer.write(text)

    return note


class _ShortBuffer(io.StringIO):
    """Keeps the first 2 kB: a learner's endless ``print`` must not fill the memory."""

    def write(self, text):
        room = MAX_TEXT - self.tell()
        if room > 0:
            super().write(text[:room])
        return len(text)


def _describe(error, target):
    """Put an exception into plain data: type, message, the learner's line and its function.

    The line is one of the cell that holds ``target``, if the stack went through it: a function of
    an earlier exercise may be right, and have got what does not fit.
    """
    kind, name = type(error), type_name(error)[:MAX_TEXT]
    try:
        message = str.__str__(str(error))[:300]
    except BaseException:  # the learner's own exception class may have a broken __str__
        message = ""
    # isinstance would ask the error for its class, and it may raise
    if issubclass(kind, Delegated):
        return {"type": "Delegated", "message": message, "line": ""}
    if issubclass(kind, (Unusable, Exhausted)):
        return {"type": name, "message": "", "line": "", "found": error.found}
    line = function = ""
    try:
        trace, in_cell = _innermost_of_theirs(sys.exc_info()[2], _file_of(target))
        if trace is not None:
            line, function = _line_at(in_cell or trace), trace.tb_frame.f_code.co_name
        elif issubclass(kind, TypeError):
            message += _of_a_star(target)
    except BaseException:  # the target may be an object that answers to any name, or raises
        line = function = ""
    return {"type": name, "message": message, "line": line, "function": function}


def _of_a_star(target):
    """Say why a call by places failed, if a star in the def line asks for names."""
    code = getattr(target, "__code__", None)
    if not getattr(code, "co_kwonlyargcount", 0):
        return ""
    first = code.co_varnames[code.co_argcount]
    return f" (after the * in the def line, {first} can only be given by name; here it is not)"


def _innermost_of_theirs(trace, cell):
    """Find where a stack was last in code of the learner's, and where in one cell, or None."""
    found = in_cell = None
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if not (filename.startswith(PACKAGE) or "site-packages" in filename):
            found = trace
            # a table of functions is given above an exercise: the line that calls one of them says
            # more than the one of the table
            is_of_a_table = trace.tb_frame.f_code.co_qualname == "<lambda>"
            if filename == cell and not (in_cell and is_of_a_table):
                in_cell = trace
        trace = trace.tb_next
    return found, in_cell


def _file_of(target):
    """Return under which name a function, or the first method of a class, was compiled, or None."""
    methods = vars(target).values() if isinstance(target, type) else ()
    codes = (getattr(one, "__code__", None) for one in (target, *methods))
    return next((code.co_filename for code in codes if code is not None), None)


def _line_at(trace):
    """Read one line; traceback.extract_tb reads those of a recursion's thousand frames."""
    filename = trace.tb_frame.f_code.co_filename
    linecache.checkcache(filename)
    line = linecache.getline(filename, trace.tb_lineno, trace.tb_frame.f_globals)
    return line.strip()[:200]
