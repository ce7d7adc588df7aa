"""Plain data: what may cross the border between a learner's code and the judge.

A case goes to the learner's side and an answer comes back as numbers, strings, arrays and
containers of these, and as nothing else: an object with a clever ``__eq__`` never reaches a
comparison. In a separate process the same data travel as bytes; arrays are read with
``allow_pickle=False``.
"""

import functools
import io
import json
import re
from dataclasses import dataclass, field

import numpy as np

from autograder.core.border import BITS, entrance, fits, identifier, writable

MAX_DEPTH = 20
MAX_TEXT = 2000
MAX_BYTES = 64 * 2**20
# What is said about an answer that is no plain data: a type, or one of our phrases.
FOREIGN = re.compile(
    rf"\w{{1,60}}|array of dtype [\w<>=|\[\]]{{1,20}}|whole number beyond {BITS} bits"
    "|a container nested too deeply"
)
# Kinds of dtype that count as numbers: bool, int, unsigned, float, complex.
NUMBERS, REAL = "biufc", "biuf"
# Entries of an array that is made of an answer's lists: an answer has far fewer.
MOST_ENTRIES = 2**16
# The first bytes of an array in numpy's own format, version 1.0.
MAGIC = b"\x93NUMPY\x01\x00"


@dataclass(frozen=True)
class Family:
    """A function as data: the name of a family and the coefficients that pick its member."""

    name: str
    coefficients: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """An array that is to be laid out in memory as ``"strided"`` or ``"fortran"``."""

    kind: str
    array: np.ndarray


@dataclass(frozen=True)
class Ref:
    """In a script of calls: the object that an earlier step stored under this name."""

    name: str


@dataclass(frozen=True)
class Foreign:
    """Stands for an answer that is no plain data; only the name of its type crosses over."""

    type_name: str


class NotPlain(ValueError):
    """Bytes that are no plain data, or more of them than is allowed."""


def to_plain(value, depth=0):
    """Copy an answer into plain data; anything else becomes a :class:`Foreign`.

    A container counts as what it is built on: a namedtuple is a tuple, a defaultdict a dict. What
    is in it is read by the methods of the plain type, whatever the subclass says about itself. Of
    arrays and numbers the type counts exactly: a subclass multiplies and compares in its own way.
    """
    kind = _plain_kind(value)
    if kind is int and not fits(value):
        # numpy would make an object of it, and JSON does not take any length
        return Foreign(f"whole number beyond {BITS} bits")
    # by identity: a class may say that it is equal to another one
    if value is None or kind is float or kind is int or kind is bool or kind is complex:
        return value
    if kind is str:
        return writable(value[:MAX_TEXT])
    if depth >= MAX_DEPTH:
        return Foreign("a container nested too deeply")
    if kind is np.ndarray and value.dtype.kind in NUMBERS:
        return np.array(value, order="C")
    if isinstance(value, np.generic) and kind.__module__ == "numpy" and value.dtype.kind in NUMBERS:
        return np.array(value)
    if kind is list or kind is tuple:
        return kind([to_plain(entry, depth + 1) for entry in kind.__iter__(value)])
    if kind is dict and all(type(key) is str for key in dict.keys(value)):
        return {
            writable(key[:MAX_TEXT]): to_plain(entry, depth + 1) for key, entry in dict.items(value)
        }
    if kind is np.ndarray:
        # the fields of a table have names of the learner's choice
        return Foreign(f"array of dtype {'void' if value.dtype.kind == 'V' else value.dtype}")
    return Foreign(identifier(type_name(value), "object"))


def copied(value):
    """Copy a piece of plain data; `copy.deepcopy` takes many calls for it, each of them watched."""
    kind = type(value)
    if kind is np.ndarray:
        return value.copy("K")
    if kind is list or kind is tuple:
        return kind([copied(entry) for entry in value])
    if kind is dict:
        return {key: copied(entry) for key, entry in value.items()}
    return value


def type_name(value):
    """Return the name of a value's type, whatever its metaclass would say."""
    # the name that Python keeps may itself be of a class built on str
    return str.__str__(type.__dict__["__name__"].__get__(type(value)))


def _plain_kind(value):
    """Return the type of a value; of a container the plain one that its own is built on."""
    own = type(value)  # isinstance would believe what an object says of its class
    if own is float or own is np.ndarray or own is int or own is str:
        return own  # most values
    for kind in (list, tuple, dict):
        if issubclass(own, kind):
            return kind
    return own


def array_of(value):
    """Make an array of real numbers out of an answer: of an array, or of lists of lists.

    numpy gives each entry the room of the longest text, and copies an array as often as it stands
    in a list: of a small answer it can make gigabytes. So the entries are looked at before.

    Returns
    -------
    array or None
        None for anything else, and for lists of more than `MOST_ENTRIES`.
    """
    if not isinstance(value, np.ndarray):
        waiting, room = [value], MOST_ENTRIES
        while waiting:
            one = waiting.pop()
            if type(one) in (list, tuple):
                waiting.extend(one)
            elif not isinstance(one, (bool, int, float, np.ndarray, np.generic)):
                return None
            room -= max(np.size(one) if isinstance(one, np.ndarray) else 1, 1)
            if room < len(waiting):
                return None
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, OverflowError):  # rows of different lengths
        return None
    return array if array.dtype.kind in REAL else None


def encode(value):
    """Turn plain data into bytes: a line of JSON, then the arrays in numpy's own format."""
    arrays = []
    text = json.dumps(_pack(value, arrays)).encode()
    parts = [len(text).to_bytes(8, "little"), text]
    for array in arrays:
        if array.dtype.kind not in NUMBERS:
            raise ValueError(f"expected an array of numbers, got dtype {array.dtype}")
        fortran = array.flags.f_contiguous and not array.flags.c_contiguous
        parts.append(_header(array.dtype.str, fortran, array.shape))
        parts.append(array.tobytes("F" if fortran else "C"))
    return b"".join(parts)


@entrance("messages from behind the wall")
def decode(data):
    """Read what :func:`encode` wrote.

    Raises
    ------
    NotPlain
        If the bytes are too many, cut off, or not in the format, or hold a number of more than 64
        bits.
    """
    if len(data) > MAX_BYTES:
        raise NotPlain(f"expected at most {MAX_BYTES} bytes of plain data, got {len(data)}")
    try:
        place = 8 + int.from_bytes(data[:8], "little")
        tree = json.loads(data[8:place].decode())
        arrays = []
        while place < len(data):
            array, place = _read_array(data, place)
            arrays.append(array)
        return _unpack(tree, arrays)
    except NotPlain:
        raise
    except Exception as error:
        # a liar chooses the bytes: whatever they bring about here must not stop the judge
        raise NotPlain(f"expected plain data, got bytes that do not parse: {error}") from error


def _pack(value, arrays):
    kind = type(value)
    if value is None or kind in (bool, int, float, str):
        return value
    if kind is np.ndarray:
        arrays.append(value)
        return ["array", len(arrays) - 1]
    if kind is complex:
        return ["complex", value.real, value.imag]
    if kind in (list, tuple):
        return [kind.__name__, [_pack(entry, arrays) for entry in value]]
    if kind is dict:
        return ["dict", {key: _pack(entry, arrays) for key, entry in value.items()}]
    if kind is Family:
        return ["family", value.name, _pack(value.coefficients, arrays)]
    if kind is Layout:
        return ["layout", value.kind, _pack(value.array, arrays)]
    if kind in (Ref, Foreign):
        return [kind.__name__.lower(), value.name if kind is Ref else value.type_name]
    raise TypeError(f"expected plain data, got {kind.__name__}")


@functools.lru_cache(maxsize=4096)
def _header(descr, fortran, shape):
    """Write a header; there are few different ones, and numpy takes longer than for the array."""
    buffer = io.BytesIO()
    fields = {"descr": descr, "fortran_order": fortran, "shape": shape}
    np.lib.format.write_array_header_1_0(buffer, fields)
    return buffer.getvalue()


def _read_array(data, place):
    """Read an array that starts at a place; return it and where it ends."""
    start = place + len(MAGIC) + 2
    if data[place : start - 2] != MAGIC:
        raise NotPlain("expected an array in numpy's format")
    start += int.from_bytes(data[start - 2 : start], "little")
    header = data[place + len(MAGIC) : start]
    # a liar's headers must not pile up
    shape, fortran, dtype = (_fields if len(header) < 500 else _fields.__wrapped__)(header)
    order = "F" if fortran else "C"
    array = np.ndarray(shape, dtype, data, start, order=order).copy(order)
    return array, start + array.nbytes


@functools.lru_cache(maxsize=4096)
def _fields(header):
    shape, fortran, dtype = np.lib.format.read_array_header_1_0(io.BytesIO(header))
    if dtype.kind not in NUMBERS:
        raise NotPlain(f"expected an array of numbers, got dtype {dtype}")
    return shape, fortran, dtype


def _unpack(tree, arrays):
    if not isinstance(tree, list):
        if isinstance(tree, dict):
            raise NotPlain("expected a tagged value, got a bare JSON object")
        if type(tree) is int and not fits(tree):
            raise NotPlain(f"expected numbers of at most {BITS} bits")
        return writable(tree) if type(tree) is str else tree
    tag, *rest = tree
    if tag == "array":
        return arrays[rest[0]]
    if tag == "complex":
        return complex(float(rest[0]), float(rest[1]))
    if tag == "list":
        return [_unpack(entry, arrays) for entry in rest[0]]
    if tag == "tuple":
        return tuple(_unpack(entry, arrays) for entry in rest[0])
    if tag == "dict":
        return {writable(key): _unpack(entry, arrays) for key, entry in rest[0].items()}
    if tag == "family":
        return Family(rest[0], _unpack(rest[1], arrays))
    if tag == "layout":
        return Layout(rest[0], _unpack(rest[1], arrays))
    if tag in ("ref", "foreign"):
        if type(rest[0]) is not str:
            raise NotPlain(f"expected a name, got {type(rest[0]).__name__}")
        return {"ref": Ref, "foreign": Foreign}[tag](rest[0])
    raise NotPlain(f"expected a known tag, got {tag!r}")


@entrance("the value of an answer")
def harmless(value, depth=0):
    """Bring an answer that was decoded into the bounds that :func:`to_plain` keeps.

    Behind the wall the driver cuts texts and depth; but there it may have been replaced.

    Raises
    ------
    NotPlain
        If it is nested more deeply, or holds what no answer holds.
    """
    kind = type(value)
    if kind is str:
        return writable(value[:MAX_TEXT])
    if kind is Foreign:
        return value if FOREIGN.fullmatch(value.type_name) else Foreign("object")
    if kind is int and not fits(value):
        raise NotPlain(f"expected numbers of at most {BITS} bits")
    if value is None or kind in (bool, int, float, complex, np.ndarray):
        return value
    if depth >= MAX_DEPTH or kind not in (list, tuple, dict):
        raise NotPlain(f"expected an answer, got {kind.__name__} at depth {depth}")
    if kind is dict:
        pairs = value.items()
        return {writable(key[:MAX_TEXT]): harmless(entry, depth + 1) for key, entry in pairs}
    return kind(harmless(entry, depth + 1) for entry in value)
