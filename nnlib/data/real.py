"""Measurements from the world: handwritten digits, irises, tissue samples; and how to divide them.

The digits are the data set that every lesson comes back to. Source, licence and checksum of each
file stand in SOURCES.md beside this one. Each call returns new arrays.
"""

import functools
from pathlib import Path

import numpy as np

from nnlib._checks import check_generator

_FOLDER = Path(__file__).parent

IRIS_FEATURES = ("sepal length", "sepal width", "petal length", "petal width")
IRIS_CLASSES = ("setosa", "versicolor", "virginica")
_CELL = (
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave points",
    "symmetry",
    "fractal dimension",
)
BREAST_CANCER_FEATURES = tuple(
    f"{kind} {name}" for kind in ("mean", "error of", "worst") for name in _CELL
)
BREAST_CANCER_CLASSES = ("benign", "malignant")


def _stored(name):
    """Return X and y of a file in this folder, as arrays of the caller's own."""
    X, y = _read(name)
    return X.copy(), y.astype(np.int64)


@functools.cache
def _read(name):
    """Read a file once: unpacking takes a hundred times as long as copying."""
    with np.load(_FOLDER / name, allow_pickle=False) as stored:
        return stored["X"], stored["y"]


def load_digits():
    """Load the handwritten digits.

    Returns
    -------
    X : ndarray of float64, shape (1797, 64), 0 to 1
        One picture a row, pixel by pixel from the top left, row after row: X[0].reshape(8, 8).
        0 is paper, 1 is ink; the steps are sixteenths.
    y : ndarray of int64, shape (1797,), 0 to 9
        The digit that was meant.

    Notes
    -----
    13 people wrote these; the pictures were scanned at 32 x 32 and counted down to 8 x 8.

    References
    ----------
    Alpaydin and Kaynak (1998), Optical recognition of handwritten digits, UCI Machine Learning
    Repository, doi 10.24432/C50P49.
    """
    X, y = _stored("digits.npz")
    return X / 16.0, y


def load_iris():
    """Load the sizes of the flowers of three kinds of iris.

    Returns
    -------
    X : ndarray of float64, shape (150, 4), in cm
        Length and width of sepal and petal, in the order of `IRIS_FEATURES`.
    y : ndarray of int64, shape (150,), 0 to 2
        The kind, see `IRIS_CLASSES`: 50 flowers of each, one kind after the other.

    Notes
    -----
    A line divides kind 0 from the others, and none divides 1 from 2.

    References
    ----------
    Fisher (1936), The use of multiple measurements in taxonomic problems; UCI Machine Learning
    Repository, doi 10.24432/C56C76.
    """
    X, y = _stored("iris.npz")
    return X / 10.0, y


def load_breast_cancer():
    """Load measurements of the cell nuclei in 569 samples of breast tissue.

    Returns
    -------
    X : ndarray of float64, shape (569, 30)
        For ten properties of the nuclei their mean, its standard error and the mean of the three
        largest ("worst"), in the order of `BREAST_CANCER_FEATURES`; units differ, so standardize.
    y : ndarray of int64, shape (569,), 0 or 1
        0 for the 357 benign, 1 for the 212 malignant samples.

    Notes
    -----
    Measurements from a published study, taken from patients: fit to learn with, not to diagnose.

    References
    ----------
    Street, Wolberg and Mangasarian (1993), Nuclear feature extraction for breast tumor diagnosis;
    UCI Machine Learning Repository, doi 10.24432/C5DW2B.
    """
    return _stored("breast_cancer.npz")


def standardize(X, *others):
    """Give each feature mean 0 and standard deviation 1, and change other data alike.

    Parameters
    ----------
    X : array_like, shape (N, D)
        Mean and standard deviation are measured on these: the data to learn from.
    *others : array_like, shape (M, D)
        Test data and the like: scaled by the numbers of X, so that nothing is learned from them.

    Returns
    -------
    X : ndarray, or tuple of ndarray if there are others
        A feature that never changes becomes 0.

    Raises
    ------
    ValueError
        If X is no table of at least one row, or another has a different number of features.
    """
    X = np.asarray(X, dtype=float)
    if X.ndim != 2 or len(X) == 0:
        raise ValueError(f"standardize expected X of shape (N, D), got {X.shape}")
    mean, std = X.mean(axis=0), X.std(axis=0)
    std[std == 0] = 1.0
    scaled = []
    for Y in (X, *others):
        Y = np.asarray(Y, dtype=float)
        if Y.ndim != 2 or Y.shape[1] != X.shape[1]:
            raise ValueError(f"standardize expected data of shape (N, {X.shape[1]}), got {Y.shape}")
        scaled.append((Y - mean) / std)
    return tuple(scaled) if others else scaled[0]


def split(X, y, *, test, rng):
    """Divide samples at random into those to learn from and those to be tested on.

    Parameters
    ----------
    X : ndarray, shape (N, ...)
    y : ndarray, shape (N, ...)
    test : int
        Number of test samples, 1 to N - 1.
    rng : numpy.random.Generator
        Draws one permutation of N.

    Returns
    -------
    X_train, y_train, X_test, y_test : ndarray
        Copies. Row n of each X belongs to row n of its y.

    Raises
    ------
    ValueError
        If X and y differ in length, or test is not a whole number from 1 to N - 1.
    TypeError
        If rng is no Generator.
    """
    check_generator(rng, "split")
    X, y = np.asarray(X), np.asarray(y)
    if len(X) != len(y):
        raise ValueError(f"split expected X and y of one length, got {X.shape} and {y.shape}")
    if not isinstance(test, int | np.integer) or not 1 <= test < len(X):
        raise ValueError(f"split: test must be a whole number from 1 to {len(X) - 1}, got {test!r}")
    order = rng.permutation(len(X))
    train, test = order[test:], order[:test]
    return X[train], y[train], X[test], y[test]


def load_digits_split(seed=0, test=500):
    """Load the digits, divided into 1,297 to learn from and 500 to be tested on.

    Parameters
    ----------
    seed : int
        Another seed, another split. The table that runs through the course uses 0.
    test : int
        Number of test samples.

    Returns
    -------
    X_train, y_train, X_test, y_test : ndarray
        Shapes (1297, 64), (1297,), (500, 64), (500,); see `load_digits`.

    Notes
    -----
    The split is random and knows nothing of writers: all of them are in both parts, so the
    result says how well other digits of *these* people are read.
    """
    X, y = load_digits()
    return split(X, y, test=test, rng=np.random.default_rng(seed))
