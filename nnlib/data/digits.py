"""1,797 handwritten digits of 8 x 8 pixels, the data set that every lesson comes back to."""

from pathlib import Path

import numpy as np

from nnlib._checks import check_generator

_FILE = Path(__file__).with_name("digits.npz")


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
    13 people wrote these; the pictures were scanned at 32 x 32 and counted down to 8 x 8. Each
    call returns new arrays. Source, licence and checksum stand in SOURCES.md beside this file.

    References
    ----------
    Alpaydin and Kaynak (1998), Optical recognition of handwritten digits, UCI Machine Learning
    Repository, doi 10.24432/C50P49.
    """
    with np.load(_FILE, allow_pickle=False) as stored:
        return stored["X"] / 16.0, stored["y"].astype(np.int64)


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
