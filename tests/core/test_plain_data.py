"""Only numbers, strings, arrays and containers of these cross the border, and bytes may lie."""

import io
import json
import pickle
import tracemalloc
from collections import OrderedDict, defaultdict, namedtuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.core import plain_data
from autograder.core.plain_data import (
    Family,
    Foreign,
    Layout,
    NotPlain,
    Ref,
    array_of,
    decode,
    encode,
    to_plain,
)

DTYPES = ["bool", "int8", "uint64", "float16", "float32", "float64", "complex64", "complex128"]
SHAPES = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)
ARRAYS = st.sampled_from(DTYPES).flatmap(lambda dtype: hnp.arrays(dtype, SHAPES))
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=20),
    ARRAYS,
    st.builds(Foreign, st.text(max_size=5)),
    st.builds(Ref, st.text(max_size=5)),
    st.builds(Layout, st.sampled_from(["strided", "fortran"]), ARRAYS),
)
PLAIN = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=5), inner, max_size=3),
        st.builds(Family, st.text(max_size=5), st.dictionaries(st.text(max_size=5), inner)),
    ),
    max_leaves=8,
)


class AlwaysEqual:
    """Claims to be equal to everything, and to be an array."""

    shape, dtype, ndim, size = (), np.dtype(float), 0, 1

    def __eq__(self, other):
        return True

    def __array__(self, dtype=None, copy=None):
        return np.zeros(3)


class Text(str):
    """A string that is equal to every other."""

    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


def same(one, other):
    """Equal in type, shape, dtype and every bit."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, (Family, Layout)):
        return same(vars(one), vars(other))
    return repr(one) == repr(other)


def raw(tree, *arrays):
    """Bytes in the format of :func:`encode`, whatever they hold."""
    text = json.dumps(tree).encode()
    return len(text).to_bytes(8, "little") + text + b"".join(arrays)


def npy(array, **options):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, **options)
    return buffer.getvalue()


# ------------------------------------------------------------ the way there and back


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(PLAIN)
def test_what_goes_in_comes_out_bit_for_bit(value):
    assert same(decode(encode(value)), value)


@settings(deadline=None, max_examples=40)
@given(PLAIN)
def test_every_kind_has_the_same_bytes_twice(value):
    assert encode(value) == encode(decode(encode(value)))


@pytest.mark.parametrize("value", [float("nan"), float("-inf"), -0.0, 2**63, 1e-320])
def test_extreme_numbers_survive(value):
    assert repr(decode(encode(value))) == repr(value)


def test_a_fortran_array_and_a_view_keep_their_entries():
    A = np.arange(12.0).reshape(3, 4)
    for view in (np.asfortranarray(A), A[:, ::2], A.T, A[::-1]):
        assert (decode(encode(view)) == view).all()


# ------------------------------------------------------------ answers become plain data


def test_answers_are_copies_so_that_nobody_can_change_them_later():
    A = np.zeros(3)
    answer = to_plain({"A": [A]})
    A[0] = 9
    assert answer["A"][0].tolist() == [0, 0, 0]


def test_a_number_of_numpy_is_an_array_without_axes():
    answer = to_plain(np.float32(0.5))
    assert (type(answer), answer.shape, answer.dtype) == (np.ndarray, (), np.float32)


class Liar(list):
    """Says that it is empty, and gives other numbers when it is walked through."""

    def __len__(self):
        return 0

    def __iter__(self):
        return iter([7.0])


Cache = namedtuple("Cache", "X W")


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Cache(1.0, 2.0), (1.0, 2.0)),
        (OrderedDict(b=1.0, a=2.0), {"b": 1.0, "a": 2.0}),
        (defaultdict(list, a=1.0), {"a": 1.0}),
        (Liar([1.0, 2.0]), [1.0, 2.0]),
        ([Cache(1.0, [Cache(3.0, 4.0)])], [(1.0, [(3.0, 4.0)])]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_container_counts_as_what_it_is_built_on(value, plain):
    answer = to_plain(value)
    assert (answer, type(answer)) == (plain, type(plain))
    assert "Cache" not in repr(answer)
    assert encode(answer)  # it crosses over as bytes


def test_what_says_that_it_is_a_list_is_none():
    class Actor:
        __class__ = list

    assert to_plain(Actor()) == Foreign("Actor")


class Equal(type):
    """Classes that say that they are whatever they are compared with."""

    def __eq__(cls, other):
        return True

    __hash__ = type.__hash__


@pytest.mark.parametrize(
    "value",
    [
        Equal("Same", (), {})(),
        Equal("Numbers", (float,), {})(1.0),
        np.zeros((1, 2)).view(np.matrix),
        np.ma.masked_array([1.0, 2.0], [False, True]),
        np.zeros(2, [("x", float)]).view(np.recarray),
        AlwaysEqual(),
        Text("1.0"),
        type("Float", (float,), {})(1.0),
        type("Int", (int,), {})(1),
        {1: 2.0},
        {1.0, 2.0},
        b"1.0",
        (n for n in [1.0]),
        lambda x: x,
        float,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_could_lie_about_itself_becomes_its_types_name(value):
    answer = to_plain([value])
    assert answer == [Foreign(type(value).__name__)]


@pytest.mark.parametrize(
    "array",
    [
        np.array([1.0, None]),
        np.array(["a"]),
        np.array(["2026-11-01"], "datetime64[D]"),
        np.zeros(2, [("x", float)]),
    ],
    ids=lambda array: array.dtype.kind,
)
def test_an_array_of_anything_but_numbers_is_foreign(array):
    shown = "void" if array.dtype.kind == "V" else array.dtype  # its fields have any names
    assert to_plain(array) == Foreign(f"array of dtype {shown}")


def test_a_whole_number_without_end_is_foreign():
    # numpy turns it into an object, and json refuses to write more than 4300 digits
    assert to_plain(10**5000) == Foreign("whole number beyond 64 bits")
    assert to_plain(2**64 - 1) == 2**64 - 1


def test_an_answer_that_holds_itself_ends():
    loop = []
    loop.append(loop)
    assert "nested too deeply" in repr(to_plain(loop))


def test_long_text_is_cut():
    assert to_plain("a" * 5000) == "a" * plain_data.MAX_TEXT


# ------------------------------------------------------------ bytes that are no plain data


def test_a_pickle_is_refused_and_not_run(tmp_path):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "sprung"), "w"))

    array = np.array([Trap(), 1.0], dtype=object)
    for data in (raw(["array", 0], npy(array, allow_pickle=True)), pickle.dumps(Trap())):
        with pytest.raises(NotPlain):
            decode(data)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    "array",
    [
        np.array(["a"]),
        np.zeros(2, [("x", float)]),
        np.array(["2026-11-01"], "datetime64[D]"),
        np.zeros(2, "V3"),
    ],
    ids=lambda array: array.dtype.kind,
)
def test_arrays_of_other_things_than_numbers_are_refused(array):
    # np.isfinite raises on them: in the trusted process that would stop the judge
    with pytest.raises(NotPlain, match="numbers"):
        decode(raw(["array", 0], npy(array)))


def test_too_many_bytes_are_refused_before_they_are_read(monkeypatch):
    data = encode(np.zeros(100))
    monkeypatch.setattr(plain_data, "MAX_BYTES", len(data))
    assert decode(data).shape == (100,)
    monkeypatch.setattr(plain_data, "MAX_BYTES", len(data) - 1)
    with pytest.raises(NotPlain, match="at most"):
        decode(data)


def test_bytes_cut_off_anywhere_are_refused():
    data = encode({"a": [np.arange(6.0), "text"], "b": (1, 2.5)})
    for end in range(len(data)):
        with pytest.raises(NotPlain):
            decode(data[:end])


def test_an_array_that_claims_to_be_huge_is_refused():
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (9000000000000000,), }\n"
    huge = npy(np.zeros(3))[:8] + len(header).to_bytes(2, "little") + header + bytes(24)
    with pytest.raises(NotPlain):
        decode(raw(["array", 0], huge))


@pytest.mark.parametrize(
    "tree",
    [
        ["module", "os"],
        ["array", 0],
        ["array", "0"],
        ["array"],
        [],
        [["list", []]],
        ["dict", []],
        ["dict", "text"],
        ["list", 5],
        {"bare": 1},
        ["list", [{"bare": 1}]],
        ["complex", "a", "b"],
        ["complex", 10**400, 0],
        ["complex", 1],
        ["family", "name"],
        ["ref", ["list", []]],
        ["foreign", None],
    ],
    ids=json.dumps,
)
def test_unknown_and_broken_tags_are_refused(tree):
    with pytest.raises(NotPlain):
        decode(raw(tree))


def test_nesting_without_end_is_refused():
    depth = 100_000
    text = b'["list", [' * depth + b"]]" * depth
    with pytest.raises(NotPlain):
        decode(len(text).to_bytes(8, "little") + text)


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=60), st.data())
def test_no_bytes_bring_anything_but_plain_data_or_a_refusal(garbage, data):
    good = encode({"a": (np.arange(4.0), 1), "b": ["x", None, 2.5j]})
    start = data.draw(st.integers(0, len(good)))
    for candidate in (garbage, good[:start] + garbage + good[start + len(garbage) :]):
        try:
            value = decode(candidate)
        except NotPlain:
            continue
        encode(value)


@pytest.mark.parametrize(
    "value", [object(), {1, 2}, np.float64(1.0), Text("a")], ids=lambda v: type(v).__name__
)
def test_a_case_that_is_no_plain_data_is_an_authors_mistake(value):
    with pytest.raises(TypeError, match="expected plain data"):
        encode({"x": value})


@pytest.mark.parametrize(
    ("value", "made"),
    [
        ([1, 2.5], np.array([1, 2.5])),
        ([[True], (False,)], np.array([[True], [False]])),
        ([np.zeros(2), [1, 2]], np.array([[0, 0], [1.0, 2.0]])),
        (np.arange(3), np.arange(3)),
        (3, np.array(3)),
        ([], np.array([])),
        ([1, [2]], None),
        ([1, "2"], None),
        ([1, None], None),
        ([1, 2j], None),
        (np.array([1j]), None),
        ("12", None),
        (None, None),
        ([Foreign("thing")], None),
        ({"a": 1}, None),
    ],
    ids=str,
)
def test_an_array_is_made_of_numbers_alone(value, made):
    array = array_of(value)
    assert (array is None) == (made is None)
    if made is not None:
        assert (array.dtype, array.tolist()) == (made.dtype, made.tolist())


@pytest.mark.parametrize(
    "value",
    [
        ["x" * 2000, *["a"] * 5000],
        [1.0, *["a" * 100] * 50_000],
        [np.zeros(2**15)] * 40,
        [[np.zeros(2**15)] * 20] * 2,
        [[0] * 1000] * 70,
        [[[]] * 1000] * 70,
    ],
    ids=["a long text", "a number and texts", "one array", "lists of one", "lists", "empty ones"],
)
def test_what_is_not_made_an_array_takes_no_memory(value):
    tracemalloc.start()
    try:
        assert array_of(value) is None
        assert tracemalloc.get_traced_memory()[1] < 5e6
    finally:
        tracemalloc.stop()
