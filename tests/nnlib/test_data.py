"""The data sets in the package."""

import hashlib
import io
import re
import socket
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnlib.data
from nnlib.data import (
    BREAST_CANCER_CLASSES,
    BREAST_CANCER_FEATURES,
    IRIS_CLASSES,
    IRIS_FEATURES,
    load_breast_cancer,
    load_digits,
    load_digits_split,
    load_iris,
    make_blobs,
    make_circles,
    make_moons,
    make_spirals,
    make_step_curve,
    make_wave,
    make_xor,
    split,
    standardize,
)

FOLDER = Path(nnlib.data.__file__).parent


@pytest.fixture
def others():
    """The same data as scikit-learn has them; it takes seconds to import."""
    from sklearn import datasets

    return datasets


@pytest.mark.slow
def test_digits_are_those_of_uci(others):
    X, y = load_digits()
    theirs = others.load_digits()
    np.testing.assert_array_equal(X * 16, theirs.data)
    np.testing.assert_array_equal(y, theirs.target)
    np.testing.assert_array_equal(X[0].reshape(8, 8) * 16, theirs.images[0])


def test_digits_are_as_documented():
    X, y = load_digits()
    assert (X.dtype, X.shape, X.min(), X.max()) == (np.float64, (1797, 64), 0, 1)
    assert (y.dtype, y.shape, set(y)) == (np.int64, (1797,), set(range(10)))


@pytest.mark.slow
def test_iris_are_those_of_fisher(others):
    X, y = load_iris()
    theirs = others.load_iris()
    np.testing.assert_array_equal(X, theirs.data)
    np.testing.assert_array_equal(y, theirs.target)
    assert [f"{name} (cm)" for name in IRIS_FEATURES] == theirs.feature_names
    assert list(IRIS_CLASSES) == theirs.target_names.tolist()


@pytest.mark.slow
def test_breast_cancer_is_that_of_uci(others):
    # wrong: malignant and benign swapped; the names of another order of features
    X, y = load_breast_cancer()
    theirs = others.load_breast_cancer()
    np.testing.assert_array_equal(X, theirs.data)
    names = theirs.target_names[theirs.target].tolist()
    assert [BREAST_CANCER_CLASSES[label] for label in y] == names
    assert (np.bincount(y).tolist(), names.count("malignant")) == ([357, 212], 212)
    ours = [name.replace("error of ", "") + " error" * ("error" in name)
            for name in BREAST_CANCER_FEATURES]  # fmt: skip
    assert ours == [str(name) for name in theirs.feature_names]


LOADERS = [load_digits, load_iris, load_breast_cancer]


@pytest.mark.parametrize("load", LOADERS)
def test_each_call_returns_new_arrays(load):
    # wrong: a cached array that one lesson scales in place for all others
    X, y = load()
    X[:], y[:] = -1, -1
    X, y = load()
    assert (X.dtype, y.dtype) == (np.float64, np.int64)
    assert X.min() >= y.min() == 0


def test_checksums_in_the_sources():
    text = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    for name, part in zip(*[iter(re.split(r"^## (\S+\.npz)", text, flags=re.MULTILINE)[1:])] * 2,
                          strict=True):  # fmt: skip
        with np.load(FOLDER / name, allow_pickle=False) as stored:
            contents = [stored[key].tobytes() for key in ("X", "y")]
        contents.insert(0, (FOLDER / name).read_bytes())
        noted = re.findall(r"`([0-9a-f]{64})`", part)
        assert noted == [hashlib.sha256(content).hexdigest() for content in contents], name
        assert "Licence" in part


def test_every_file_has_its_source():
    text = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    files = sorted(path.name for path in FOLDER.glob("*.np*"))
    assert files == sorted(re.findall(r"^## (\S+\.npz)", text, flags=re.MULTILINE))


@pytest.mark.parametrize("name", ["digits", "iris", "breast_cancer"])
def test_the_file_carries_no_time_stamp(name):
    # wrong: another checksum each time the file is made, so nobody could tell a real change
    with np.load(FOLDER / f"{name}.npz", allow_pickle=False) as stored:
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
    assert [len(load()[0]) for load in LOADERS] == [1797, 150, 569]


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


# ---- scaling


def test_standardize_by_hand():
    X, other = standardize([[1.0, 5.0], [3.0, 5.0]], [[2.0, 6.0]])
    assert X.tolist() == [[-1, 0], [1, 0]]  # a feature that never changes becomes 0
    assert other.tolist() == [[0, 1]]  # wrong: scaled by its own mean, which leaks


def test_standardize_leaves_what_it_was_given(rng):
    X = rng.normal(size=(20, 3))
    before = X.copy()
    scaled = standardize(X)
    np.testing.assert_allclose(scaled.mean(axis=0), 0, atol=1e-14)
    np.testing.assert_allclose(scaled.std(axis=0), 1)
    np.testing.assert_array_equal(X, before)


def test_standardize_refuses():
    for X in (np.zeros((0, 3)), np.zeros(3)):
        with pytest.raises(ValueError, match=r"standardize expected X of shape \(N, D\), got"):
            standardize(X)
    with pytest.raises(ValueError, match=r"of shape \(N, 3\), got \(2, 4\)"):
        standardize(np.ones((2, 3)), np.ones((2, 4)))


# ---- the other formulas


def test_circles(rng):
    X, y = make_circles(101, 0, rng, inner=0.3)
    assert np.bincount(y).tolist() == [51, 50]
    np.testing.assert_allclose(np.hypot(*X.T), np.where(y == 0, 1, 0.3), rtol=1e-12)
    assert np.abs(X.mean(axis=0)).max() < 0.3  # all around


def test_spirals(rng):
    X, y = make_spirals(600, 0, rng, turns=1.5, arms=3)
    assert np.bincount(y).tolist() == [200, 200, 200]
    radius = np.hypot(*X.T)
    assert 0.99 < radius.max() <= 1
    # each point lies on its own arm: the angle tells the radius, up to whole turns
    turned = np.arctan2(X[:, 1], X[:, 0]) / (2 * np.pi) - 1.5 * radius - y / 3
    np.testing.assert_allclose(turned, np.round(turned), atol=1e-9)


def test_xor():
    X, y = make_xor()
    assert X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert y.tolist() == [0, 1, 1, 0]
    noisy, labels = make_xor(400, 0.1, np.random.default_rng(0))
    np.testing.assert_array_equal(np.rint(noisy), np.tile(X, (100, 1)))
    np.testing.assert_array_equal(labels, np.tile(y, 100))


def test_blobs(rng):
    centers = [[0, 0, 9], [5, -5, 0]]
    X, y = make_blobs(1001, centers, 0.5, rng)
    assert np.bincount(y).tolist() == [501, 500]
    for label in (0, 1):
        np.testing.assert_allclose(X[y == label].mean(axis=0), centers[label], atol=0.1)
        np.testing.assert_allclose(X[y == label].std(axis=0), 0.5, rtol=0.1)


@pytest.mark.parametrize(
    ("make", "curve"),
    [
        (make_wave, lambda x: np.sin(3 * x) + x / 2),
        (make_step_curve, lambda x: np.where(x < 0, x / 2, 1 - x / 2)),
    ],
)
def test_curves(make, curve, rng):
    X, Y = make(300, 0, rng)
    assert X.shape == Y.shape == (300, 1)
    assert (np.diff(X[:, 0]) >= 0).all()
    assert -2 <= X.min() < -1.9 < 1.9 < X.max() <= 2
    np.testing.assert_array_equal(Y, curve(X))
    X, Y = make(2000, 0.3, rng)
    assert (Y - curve(X)).std() == pytest.approx(0.3, rel=0.1)


MAKERS = [
    make_circles,
    make_spirals,
    make_xor,
    make_wave,
    make_step_curve,
    lambda n, noise, rng: make_blobs(n, [[0, 0], [1, 1]], noise, rng),
]


@pytest.mark.parametrize("make", MAKERS)
def test_the_same_seed_makes_the_same_data(make):
    one, again, other = (make(40, 0.2, np.random.default_rng(seed)) for seed in (1, 1, 2))
    for a, b in zip(one, again, strict=True):
        np.testing.assert_array_equal(a, b)
    assert one[0].tolist() != other[0].tolist()


@pytest.mark.parametrize("make", MAKERS)
def test_makers_refuse(make, rng):
    for n in (0, 2.5, "4"):
        with pytest.raises(ValueError, match="n must be"):
            make(n, 0.1, rng)
    for noise in (-0.1, np.nan):
        with pytest.raises(ValueError, match="must be a finite number from 0 on, got"):
            make(10, noise, rng)
    with pytest.raises(TypeError, match=r"expected rng=np\.random\.default_rng\(seed\), got 7"):
        make(10, 0.1, 7)


def test_makers_refuse_what_is_their_own(rng):
    with pytest.raises(ValueError, match="inner must be below 1, got 2"):
        make_circles(10, 0, rng, inner=2)
    with pytest.raises(ValueError, match="n must be at least 3, got 2"):
        make_spirals(2, 0, rng, arms=3)
    with pytest.raises(ValueError, match=r"finite centers of shape \(C, D\)"):
        make_blobs(10, [1, 2], 0.1, rng)
