"""The shelf: each function that passed its check, kept with its source for later lessons.

A passed check writes the function's text, and what else of the notebook it needs, into
``shelf/NAME.py`` of the learner's home. A later lesson takes it from there, tries it once more and
uses it in place of the engine's version. A kept file never breaks a lesson: what does not read as
it was written, looks as if it did something besides arithmetic, or fails its check now is left on
its board, and the engine's version takes its place.

What "looks like" covers is meant against accidents and bad jokes, not against an attacker: the
folder is the learner's own, like the notebook beside it.
"""

import ast
import builtins
import contextlib
import hashlib
import io
import linecache
import re
import types
from html import escape

import numpy as np
from IPython.display import display

from autograder.core.assess import assess
from autograder.core.exercise import PRACTICE_SEED
from autograder.learner import home
from autograder.learner.html_table import Shown, styled
from autograder.lessons import find, of_module
from autograder.lessons.runs import runner
from autograder.project import TITLES

YOURS, BORROWED = "yours", "borrowed"
LARGEST = 100_000
HEAD = (
    "# Kept when your {name} passed its check; your lessons use it from here. To change it,\n"
    "# change your notebook and run the check again: an edited copy is not used. {digest}\n"
)
HEAD_FORM = re.compile(r"(?:# [^\n]*\n){2}")

MODULES = {"math", "cmath", "itertools", "functools", "operator", "collections", "dataclasses"}
MODULES |= {"numpy", "typing", "numbers", "abc", "copy", "__future__"}
# Names with which a text would do more than compute.
FORBIDDEN_NAMES = {"eval", "exec", "compile", "open", "input", "globals", "locals", "vars"}
FORBIDDEN_NAMES |= {"breakpoint", "exit", "quit", "getattr", "setattr", "delattr", "get_ipython"}
FORBIDDEN_ATTRIBUTES = {"load", "save", "savez", "savez_compressed", "loadtxt", "savetxt", "memmap"}
FORBIDDEN_ATTRIBUTES |= {"fromfile", "tofile", "genfromtxt", "fromregex", "dump", "dumps", "lib"}
FORBIDDEN_ATTRIBUTES |= {"ctypeslib", "ctypes", "f2py", "testing", "distutils", "os", "sys"}
FORBIDDEN_ATTRIBUTES |= {"DataSource", "show_config", "open_memmap"}
ALLOWED_DUNDERS = {"__init__", "__name__", "__add__", "__mul__", "__radd__", "__rmul__"}
ALLOWED_DUNDERS |= {"__sub__", "__neg__", "__pow__", "__truediv__", "__post_init__", "__repr__"}
ALLOWED_DUNDERS |= {"__rsub__", "__rtruediv__", "__matmul__", "__call__", "__len__", "__slots__"}

_tried = {}


# ------------------------------------------------------------ taking


def is_right(exercise, function):
    """Tell whether a function holds on the practice cases by itself, with no help."""
    verdict = assess(exercise, runner(exercise, function), PRACTICE_SEED)
    return verdict.right and not verdict.given and not verdict.changed


def kept(name):
    """Load the learner's kept version of a function and try it.

    Parameters
    ----------
    name : str
        Of an exercise.

    Returns
    -------
    callable or None
        None if nothing is kept, or what is kept cannot be used.
    """
    exercise = find(name)
    own, source = _kept_text(exercise)
    if source is None:
        return None
    # what it builds on comes from the shelf too: its text alone does not say how it is judged
    earlier = [kept_source(other) or "" for other in exercise.builds_on]
    key = (own, exercise.version, source, *earlier)
    if key not in _tried:
        _tried[key] = _load(exercise, own, source)
    return _tried[key]


def kept_source(name):
    """Return the kept text of a function as the check wrote it, or None; nothing is executed."""
    return _kept_text(find(name))[1]


def _kept_text(exercise):
    """Return the name that a kept function has, the present or an earlier one, and its text."""
    for name in exercise.names:
        source = _read_source(name)
        if source is not None:
            return name, source
    return exercise.name, None


def _read_source(name):
    path = home.path_of(f"shelf/{name}.py")
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return None
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    source = HEAD_FORM.sub("", text, count=1)
    return source if text == _with_head(name, source) else None


def version_of(name, own=None):
    """Return a function that is right, and whose it is.

    Parameters
    ----------
    name : str
        Of an exercise.
    own : callable, optional
        What the notebook at hand holds under that name. If there is something, only that counts.

    Returns
    -------
    function : callable
        The learner's, or the engine's.
    whose : {"yours", "borrowed"}
    """
    exercise = find(name)
    if own is exercise.reference:
        return own, BORROWED
    if own is not None:
        return (own, YOURS) if is_right(exercise, own) else (exercise.reference, BORROWED)
    mine = kept(name)
    return (exercise.reference, BORROWED) if mine is None else (mine, YOURS)


def _load(exercise, own, source):
    if not looks_harmless(source):
        return None
    namespace = {"np": np, "__name__": f"shelf.{exercise.name}"}
    for other in exercise.builds_on:
        earlier = version_of(other)[0]
        namespace |= dict.fromkeys(find(other).names, earlier)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            exec(compile(source, f"<shelf {exercise.name}>", "exec"), namespace)
            function = namespace[own]
            return function if is_right(exercise, function) else None
    except (Exception, SystemExit):  # whatever is in the file, the lesson goes on
        return None


def looks_harmless(source):
    """Tell whether a text only defines: functions and tables of them, classes, constants, imports.

    The imports are of modules for computing.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    allowed = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign)
    if not all(isinstance(node, allowed) for node in tree.body):
        return False
    given = [node.value for node in tree.body if isinstance(node, ast.Assign)]
    if not all(_is_constant(value) or _is_table(value) for value in given):
        return False
    return not any(_is_suspect(node) for node in ast.walk(tree))


def _is_suspect(node):
    if isinstance(node, ast.Import):
        return any(alias.name.partition(".")[0] not in MODULES for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        names = {alias.name for alias in node.names}
        inside = (node.module or "").partition(".")[0] in MODULES and not node.level
        return not inside or bool(names & (FORBIDDEN_ATTRIBUTES | FORBIDDEN_NAMES))
    if isinstance(node, ast.Attribute):
        dunder = node.attr.startswith("__") and node.attr not in ALLOWED_DUNDERS
        return dunder or node.attr in FORBIDDEN_ATTRIBUTES
    if isinstance(node, ast.Name):
        dunder = node.id.startswith("__") and node.id not in ALLOWED_DUNDERS
        return dunder or node.id in FORBIDDEN_NAMES
    return False


def _is_constant(node):
    try:
        ast.literal_eval(node)
    except ValueError:
        return False
    return True


def _is_table(node):
    """Tell whether an expression is a dict of functions, which computes nothing by itself."""
    functions = (ast.Lambda, ast.Name, ast.Attribute)
    return (
        isinstance(node, ast.Dict)
        and all(isinstance(key, ast.Constant) for key in node.keys)
        and all(isinstance(value, functions) for value in node.values)
    )


def places(lesson):
    """List the functions of a lesson that have a place: pieces of the engine, no answers.

    An answer is judged by what it says. So is a function that draws at random, but by a script
    that calls it.
    """
    return [
        e.name for e in of_module(lesson) if not e.libraries and (e.verify is None or e.by_script)
    ]


# ------------------------------------------------------------ keeping


def keep(exercise, function):
    """Put a function that passed its check on the shelf; quietly does nothing where it cannot.

    Returns
    -------
    bool
        Whether it stands there now.
    """
    if home.is_quiet() or exercise.name not in places(exercise.module):
        return False
    source = self_contained(function, exercise)
    if source is None or not looks_harmless(source) or len(source.encode()) > LARGEST // 2:
        return False
    name = exercise.name_of(function)
    return home.write_text(f"shelf/{name}.py", _with_head(name, source))


def self_contained(function, exercise):
    """Return the text of a function with the helpers, imports and constants that it uses.

    Functions of other exercises are left out: whoever loads the text supplies them.

    Returns
    -------
    str or None
        None if the text of the function itself cannot be found, as for a lambda.
    """
    parts, waiting, seen = [], [function], {*exercise.names, "np"}
    # a helper that bears the name of an exercise comes from the shelf or the engine
    seen |= {name for other in exercise.builds_on for name in find(other).names}
    while waiting:
        current = waiting.pop()
        text = _text_of(current)
        if text is None:
            if current is function:
                return None
            continue
        parts.insert(0, text)
        namespace, names = _globals_of(current), _names_in(text)
        while names:
            name = names.pop(0)
            if name in seen or name not in namespace or hasattr(builtins, name):
                continue
            seen.add(name)
            value = namespace[name]
            if isinstance(value, types.ModuleType):
                parts.insert(0, f"import {value.__name__} as {name}\n")
            elif isinstance(value, (types.FunctionType, type)):
                waiting.append(value)
            elif type(value) in (bool, int, float, str):
                parts.insert(0, f"{name} = {value!r}\n")
            elif type(value) is dict:
                table = _table_of(current, name)
                parts.insert(0, table)
                names += _names_in(table)
    imports = [part for part in parts if part.startswith("import ")]
    return "\n\n".join([*imports, *(part for part in parts if part not in imports)])


def _cell_of(thing):
    """Return the text of the cell that a function or class comes from, and what it defines."""
    code = next(iter(_codes(thing)), None)
    if code is None:
        return "", [], None
    lines = "".join(linecache.getlines(code.co_filename, getattr(thing, "__globals__", None)))
    try:
        return lines, ast.parse(lines).body, code
    except (SyntaxError, ValueError, RecursionError):
        return "", [], None


def _table_of(thing, name):
    """Find the text of a table of functions in the cell of a function; empty if it has none."""
    lines, nodes, _ = _cell_of(thing)
    for node in nodes:
        named = isinstance(node, ast.Assign) and [getattr(t, "id", None) for t in node.targets]
        if named == [name] and _is_table(node.value):
            return ast.get_source_segment(lines, node) + "\n"
    return ""


def _text_of(thing):
    """Find the text of a function or class of a notebook; inspect finds no class of a notebook."""
    lines, nodes, code = _cell_of(thing)
    for node in nodes:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == thing.__name__:
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            if first <= code.co_firstlineno <= node.end_lineno:
                kept_lines = lines.splitlines()[first - 1 : node.end_lineno]
                return "\n".join(kept_lines) + "\n"
    return None


def _codes(thing):
    members = vars(thing).values() if isinstance(thing, type) else [thing]
    for member in members:
        member = getattr(member, "__func__", getattr(member, "fget", member))
        if isinstance(member, types.FunctionType):
            yield member.__code__


def _globals_of(thing):
    members = vars(thing).values() if isinstance(thing, type) else [thing]
    found = [m.__globals__ for m in members if isinstance(m, types.FunctionType)]
    return found[0] if found else {}


def _names_in(text):
    names = [node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)]
    return list(dict.fromkeys(names))


def _with_head(name, source):
    digest = hashlib.sha256(f"{name}\n{source}".encode()).hexdigest()[:16]
    return HEAD.format(name=name, digest=digest) + source


# ------------------------------------------------------------ showing


def shelf():
    """Show twelve boards: what is yours, what is borrowed from the engine, what is to come."""
    boards = {number: [(name, version_of(name)[1]) for name in places(number)] for number in TITLES}
    total = sum(map(len, boards.values()))
    mine = sum(whose == YOURS for board in boards.values() for _, whose in board)
    line = f"{mine} of {total} functions are yours; the others are borrowed from the engine."
    text, rows = [line], []
    for number, title in TITLES.items():
        items = [f"✓ {n} (yours)" if w == YOURS else f"{n} (borrowed)" for n, w in boards[number]]
        text.append(f"{number:2}  {title}: {', '.join(items) or 'to come'}")
        spans = "".join(
            f"<span class='nnf-yours'>✓ {escape(n)} · yours</span>"
            if w == YOURS
            else f"<span>{escape(n)} · borrowed</span>"
            for n, w in boards[number]
        )
        board = f"<b>{number} · {escape(title)}</b><div>{spans or '<em>to come</em>'}</div>"
        rows.append(f"<div class='nnf-board' role='listitem'>{board}</div>")
    html = (
        f"<div><p><b>Your shelf.</b> {escape(line)}</p>"
        f"<div class='nnf-shelf' role='list' aria-label='Your shelf'>{''.join(rows)}</div></div>"
    )
    display(Shown("\n".join(text), styled(html)))
