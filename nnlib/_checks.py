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
    if type(X) is np.ndarray and X.dtype is dtype:  # the usual case, many times a training step
        return X
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
    return _number(value, lambda v: 0 < v < np.inf, "a finite number above 0", name)


def check_not_negative(value, name):
    """Return a finite number from 0 on as float, refuse the others.

    Raises
    ------
    ValueError
        If the value is negative, infinite, nan or no number at all.
    """
    return _number(value, lambda v: 0 <= v < np.inf, "a finite number from 0 on", name)


def check_share(value, name):
    """Return a number from 0 up to, but not including, 1 as float, refuse the others.

    Raises
    ------
    ValueError
        If the value is negative, 1 or more, nan or no number at all.
    """
    return _number(value, lambda v: 0 <= v < 1, "at least 0 and below 1", name)


def _number(value, fits, wanted, name):
    # True is an int in Python, and a learning rate of True a slip
    number = isinstance(value, int | float | np.integer | np.floating)
    if isinstance(value, bool) or not number or not fits(value):
        raise ValueError(f"{name} must be {wanted}, got {value!r}")
    return float(value)


def check_sizes(sizes, length, name):
    """Return a sequence of whole numbers of at least 1 as a list, refuse the others.

    Parameters
    ----------
    sizes : sequence of int
    length : int or None
        How many there have to be; None asks for at least two.
    name : str
        Who asks, for the message.

    Raises
    ------
    ValueError
        If it is no sequence, has another length, or an entry is no whole number of at least 1.
    """
    row = isinstance(sizes, list | tuple) or (isinstance(sizes, np.ndarray) and sizes.ndim == 1)
    if not row or not (len(sizes) == length if length else len(sizes) >= 2):
        wanted = f"{length} sizes" if length else "sizes such as [64, 32, 10]"
        raise ValueError(f"{name} expected {wanted}, got {sizes!r}")
    return [check_count(size, f"{name}: each size") for size in sizes]


def check_choice(value, choices, name):
    """Return the value if it is one of the choices, refuse the others.

    Raises
    ------
    ValueError
        `xavier: distribution must be one of normal, uniform, got 'gauss'`.
    """
    if value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(choices)}, got {value!r}")
    return value


def check_object(value, method, example, name):
    """Refuse an object without a method, and a class where something made of it has to be.

    Raises
    ------
    TypeError
        `fit: optimizer must be an object such as nnlib.SGD(0.1), got the class SGD`.
    """
    if isinstance(value, type) or not hasattr(value, method):
        got = f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__
        raise TypeError(f"{name} must be an object such as {example}, got {got}")


def check_pairs(params, name):
    """Refuse what is no list of (W, b), such as the flat list [W1, b1, W2, b2].

    Raises
    ------
    ValueError
        If there is no pair, or an entry is none.
    """
    row = isinstance(params, tuple | list) and len(params) > 0
    if not row or any(not isinstance(p, tuple | list) or len(p) != 2 for p in params):
        got = f"{len(params)} entries" if isinstance(params, tuple | list) else repr(params)
        raise ValueError(
            f"{name} expected params to be a list of (W, b) pairs, at least one, got {got}"
        )


def floats(X, name):
    """Return X as an array of a floating dtype: a mask or slope of whole numbers rounds to 0.

    Raises
    ------
    TypeError
        If X holds something else than numbers.
    """
    X = np.asarray(X)
    return X if X.dtype.kind in "fc" else cast(X, np.dtype(float), name)


def check_shape(dY, shape, dtype, name, letter="dY"):
    """Return an array of one shape, such as a slope; refuse one that numpy would broadcast.

    Parameters
    ----------
    dY : array_like
    shape : tuple of int
        For a slope that of the output.
    dtype : numpy.dtype or None
        What the layer computes in, so that a float32 layer answers in float32 whatever comes
        back to it; None leaves the choice to numpy.
    name, letter : str
        Who asks, and what it calls the array, for the message.

    Raises
    ------
    ValueError
        `Tanh expected dA of shape (7, 3), got (7, 1)`.
    """
    if type(dY) is np.ndarray and dY.shape == shape and dY.dtype is dtype:
        return dY  # the usual case, once a layer in every training step
    dY = np.asarray(dY) if dtype is None else cast(dY, dtype, name)
    if dY.shape != shape:
        raise ValueError(f"{name} expected {letter} of shape {shape}, got {dY.shape}")
    return dY


def check_single(value, name):
    """Refuse several numbers where there has to be one: numpy would broadcast them.

    Raises
    ------
    ValueError
        `neuron: b must be one number, got an array of shape (3,)`.
    """
    if np.size(value) != 1:
        raise ValueError(f"{name} must be one number, got an array of shape {np.shape(value)}")


def check_alike(named, name):
    """Return what is given as {"w": w, "g": g} as arrays of numbers, refuse different shapes.

    Raises
    ------
    ValueError
        `sgd_step expected g of shape (3,) as w, got (3, 1)`.
    TypeError
        If one holds something else than numbers.
    """
    arrays = [floats(value, name) for value in named.values()]
    shape = arrays[0].shape
    for key, array in zip(named, arrays, strict=True):
        if array.shape != shape:
            first = next(iter(named))
            raise ValueError(
                f"{name} expected {key} of shape {shape} as {first}, got {array.shape}"
            )
    return arrays
