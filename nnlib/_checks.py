"""Checks that several modules share, so that a wrong argument gets the same sentence everywhere."""

import numpy as np


def cast(X, dtype, name):
    """Return X as an array of the given dtype, without a copy where none is needed.

    Parameters
    ----------
    X : array_like
        Any shape.
    dtype : numpy.dtype
        What the caller computes in.
    name : str
        Who asks, for the message.

    Raises
    ------
    TypeError
        If the cast would lose more than digits: complex into real, text into numbers.
    """
    X = np.asarray(X)
    if X.dtype == dtype:
        return X
    # astype alone would drop an imaginary part with a mere warning, and a complex step with it
    if not np.can_cast(X.dtype, dtype, "same_kind"):
        raise TypeError(f"{name} computes in {dtype}, got an array of {X.dtype}")
    return X.astype(dtype)


def check_dtype(dtype, name):
    """Return a floating or complex dtype, refuse the others.

    Raises
    ------
    TypeError
        For integers and the rest: a weight of 0.3 would be stored as 0.
    """
    dtype = np.dtype(dtype)
    if dtype.kind not in "fc":
        raise TypeError(f"{name} expected a floating dtype such as np.float64, got {dtype}")
    return dtype


def check_generator(rng, name):
    """Refuse anything but a random generator: a seed used twice would start two layers alike.

    Raises
    ------
    TypeError
        If rng is not a numpy.random.Generator.
    """
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"{name} expected rng=np.random.default_rng(seed), got {rng!r}")
    return rng


def check_count(value, name):
    """Return a whole number of at least 1 as int, refuse the others.

    Raises
    ------
    ValueError
        If the value is no whole number or below 1.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
        raise ValueError(f"{name} must be a whole number of at least 1, got {value!r}")
    return int(value)


def check_positive(value, name):
    """Return a finite number above 0 as float, refuse the others.

    Raises
    ------
    ValueError
        If the value is zero, negative, infinite, nan or no number at all.
    """
    number = isinstance(value, int | float | np.integer | np.floating)
    if isinstance(value, bool) or not number or not 0 < value < np.inf:
        raise ValueError(f"{name} must be a finite number above 0, got {value!r}")
    return float(value)
