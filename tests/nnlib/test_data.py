"""The data sets in the package."""

import hashlib
import io
import re
import socket
from pathlib import Path

import numpy as np
import pytest
import sklearn.datasets
from hypothesis import given
from hypothesis import strategies as st

import nnlib.data
from nnlib.data import load_digits, load_digits_split, make_moons, split

FOLDER = Path(nnlib.data.__file__).parent


def test_digits_are_those_of_uci():
    X, y = load_digits()
    theirs = sklearn.datasets.load_digits()
    np.testing.assert_array_equal(X * 16, theirs.data)
    np.testing.assert_array_equal(y, theirs.target)
    np.testing.assert_array_equal(X[0].reshape(8, 8) * 16, theirs.images[0])


def test_digits_are_as_documented():
    X, y = load_digits()
    assert (X.dtype, X.shape, X.min(), X.max()) == (np.float64, (1797, 64), 0, 1)
    assert (y.dtype, y.shape, set(y)) == (np.int64, (1797,), set(range(10)))


def test_each_call_returns_new_arrays():
    # wrong: a cached array that one lesson scales in place for all others
    X, y = load_digits()
    X[:], y[:] = -1, -1
    X, y = load_digits()
    assert X.min() == y.min() == 0


def test_checksums_in_the_sources():
    text = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    with np.load(FOLDER / "digits.npz", allow_pickle=False) as stored:
        contents = [stored[name].tobytes() for name in ("X", "y")]
    contents.insert(0, (FOLDER / "digits.npz").read_bytes())
    noted = re.findall(r"`([0-9a-f]{64})`", text)
    assert noted == [hashlib.sha256(content).hexdigest() for content in contents]


def test_every_file_has_its_source():
    text = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    files = sorted(path.name for path in FOLDER.glob("*.np*"))
    assert files == sorted(re.findall(r"^## (\S+\.npz)", text, flags=re.MULTILINE))


def test_the_file_carries_no_time_stamp():
    # wrong: another checksum each time the file is made, so nobody could tell a real change
    with np.load(FOLDER / "digits.npz", allow_pickle=False) as stored:
        X, y = stored["X"], stored["y"]
        assert {entry.date_time for entry in stored.zip.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    made = io.BytesIO()
    np.savez_compressed(made, X=X, y=y)
    made_again = io.BytesIO()
    np.savez_compressed(made_again, X=X, y=y)
    assert made.getvalue() == made_again.getvalue()


def test_loaders_never_touch_the_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a loader asked for the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert len(load_digits()[0]) == 1797


def test_digits_split():
    X, y, X_test, y_test = load_digits_split()
    assert [part.shape for part in (X, y, X_test, y_test)] == [
        (1297, 64),
        (1297,),
        (500, 64),
        (500,),
    ]
    for ours, again in zip((X, y, X_test, y_test), load_digits_split(0), strict=True):
        np.testing.assert_array_equal(ours, again)
    assert load_digits_split(1)[1].tolist() != y.tolist()


@given(st.integers(2, 40), st.data())
def test_split_deals_every_sample_once(N, data):
    # wrong: samples in both parts; X and y dealt apart
    test = data.draw(st.integers(1, N - 1))
    X, y = np.arange(N)[:, None], np.arange(N)
    X_train, y_train, X_test, y_test = split(X, y, test=test, rng=np.random.default_rng(0))
    assert len(y_test) == test
    assert sorted([*y_train, *y_test]) == list(range(N))
    np.testing.assert_array_equal(X_train[:, 0], y_train)
    np.testing.assert_array_equal(X_test[:, 0], y_test)


def test_split_refuses(rng):
    X, y = np.zeros((5, 2)), np.zeros(5)
    for test in (0, 5, -1, 0.2):
        with pytest.raises(ValueError, match="test must be a whole number from 1 to 4"):
            split(X, y, test=test, rng=rng)
    with pytest.raises(ValueError, match=r"one length, got \(5, 2\) and \(4,\)"):
        split(X, y[:4], test=2, rng=rng)
    with pytest.raises(TypeError, match="split expected rng="):
        split(X, y, test=2, rng=0)


def test_moons_without_noise_lie_on_their_circles(rng):
    X, y = make_moons(101, 0, rng)
    assert (X.shape, X.dtype, y.shape, y.dtype) == ((101, 2), np.float64, (101,), np.int64)
    upper, lower = X[y == 0], X[y == 1]
    assert (len(upper), len(lower)) == (51, 50)
    np.testing.assert_allclose(np.hypot(*upper.T), 1, rtol=1e-12)
    np.testing.assert_allclose(np.hypot(*(lower - [1, 0.5]).T), 1, rtol=1e-12)
    assert upper[:, 1].min() >= 0
    assert lower[:, 1].max() <= 0.5
    assert 0 < np.abs(np.diff(y)).sum() < 100  # mixed, not sorted by class


def test_moons_noise_and_seed():
    make = lambda noise, seed=1: make_moons(2000, noise, np.random.default_rng(seed))[0]  # noqa: E731
    assert (make(0.3) - make(0.0)).std() == pytest.approx(0.3, rel=0.05)
    np.testing.assert_array_equal(make(0.3), make(0.3))
    assert make(0.3).tolist() != make(0.3, seed=2).tolist()


def test_moons_refuse(rng):
    for n in (1, 0, 2.0):
        with pytest.raises(ValueError, match="make_moons: n must be"):
            make_moons(n, 0.1, rng)
    for noise in (-0.1, np.nan, np.inf):
        with pytest.raises(ValueError, match="noise must be a finite number from 0 on"):
            make_moons(10, noise, rng)
    with pytest.raises(TypeError, match="make_moons expected rng="):
        make_moons(10, 0.1, 7)
