"""Data made by a formula: two features, so that every decision can be drawn, and two curves."""

import numpy as np

from nnlib._checks import check_count, check_generator, check_not_negative, check_positive


def make_moons(n, noise, rng):
    """Make two interleaved half circles, which no straight line separates.

    Parameters
    ----------
    n : int
        Number of points, at least 2; half of them in each class, class 0 has the odd one.
    noise : float
        Standard deviation of the normal noise on both coordinates, at least 0. The half circles
        have radius 1; with 0.1 they stay apart, from about 0.3 on they overlap.
    rng : numpy.random.Generator
        Draws places, noise and order.

    Returns
    -------
    X : ndarray of float64, shape (n, 2)
    y : ndarray of int64, shape (n,), 0 or 1
        0 for the upper moon around (0, 0), 1 for the lower one around (1, 0.5).

    Raises
    ------
    ValueError
        If n is below 2, or noise is negative or not finite.
    TypeError
        If rng is no Generator.
    """
    _check(n, noise, rng, "make_moons", at_least=2)
    y = rng.permutation(np.arange(n) % 2)
    angle = rng.uniform(0, np.pi, n)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    # the lower moon is the upper one turned by half a turn about (0.5, 0.25)
    X = np.where(y[:, None] == 0, upper, [1.0, 0.5] - upper)
    return X + rng.normal(0.0, noise, (n, 2)), y


def make_circles(n, noise, rng, inner=0.5):
    """Make a circle inside another.

    Parameters
    ----------
    n : int
        Number of points, at least 2; half of them in each class, class 0 has the odd one.
    noise : float
        Standard deviation of the normal noise on both coordinates, at least 0.
    rng : numpy.random.Generator
        Draws places, noise and order.
    inner : float, default 0.5
        Radius of the inner circle, above 0 and below 1, the radius of the outer one.

    Returns
    -------
    X : ndarray of float64, shape (n, 2)
    y : ndarray of int64, shape (n,), 0 or 1
        0 for the outer circle, 1 for the inner one.

    Raises
    ------
    ValueError
        If a number is out of its range.
    TypeError
        If rng is no Generator.
    """
    _check(n, noise, rng, "make_circles", at_least=2)
    if not check_positive(inner, "make_circles: inner") < 1:
        raise ValueError(f"make_circles: inner must be below 1, got {inner!r}")
    y = rng.permutation(np.arange(n) % 2)
    angle = rng.uniform(0, 2 * np.pi, n)
    radius = np.where(y == 0, 1.0, inner)
    X = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return X + rng.normal(0.0, noise, (n, 2)), y


def make_spirals(n, noise, rng, turns=1.5, arms=2):
    """Make spirals that wind around each other.

    Parameters
    ----------
    n : int
        Number of points, at least as many as arms.
    noise : float
        Standard deviation of the normal noise on both coordinates, at least 0. The arms end at
        radius 1; with 1.5 turns and two arms they run 1/3 apart.
    rng : numpy.random.Generator
        Draws places, noise and order.
    turns : float, default 1.5
        How often an arm goes around, above 0.
    arms : int, default 2
        Number of classes.

    Returns
    -------
    X : ndarray of float64, shape (n, 2)
    y : ndarray of int64, shape (n,), 0 to arms - 1

    Raises
    ------
    ValueError
        If a number is out of its range.
    TypeError
        If rng is no Generator.
    """
    arms = check_count(arms, "make_spirals: arms")
    _check(n, noise, rng, "make_spirals", at_least=arms)
    turns = check_positive(turns, "make_spirals: turns")
    y = rng.permutation(np.arange(n) % arms)
    radius = np.sqrt(rng.uniform(0, 1, n))  # the root spreads the points evenly along the arm
    angle = 2 * np.pi * (turns * radius + y / arms)
    X = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return X + rng.normal(0.0, noise, (n, 2)), y


def make_xor(n=4, noise=0.0, rng=None):
    """Make points around the four corners of a square; opposite corners are of one class.

    Parameters
    ----------
    n : int, default 4
        Number of points, at least 4, dealt to the corners (0, 0), (0, 1), (1, 0), (1, 1) in turn.
    noise : float, default 0
        Standard deviation of the normal noise on both coordinates, at least 0.
    rng : numpy.random.Generator, optional
        Draws the noise; needed only if there is any.

    Returns
    -------
    X : ndarray of float64, shape (n, 2)
    y : ndarray of int64, shape (n,), 0 or 1
        1 where exactly one coordinate of the corner is 1.

    Raises
    ------
    ValueError
        If a number is out of its range.
    TypeError
        If there is noise and rng is no Generator.
    """
    rng = np.random.default_rng(0) if rng is None and noise == 0 else rng
    _check(n, noise, rng, "make_xor", at_least=4)
    corner = np.arange(n) % 4
    X = np.stack([corner // 2, corner % 2], axis=1)
    y = X.sum(axis=1) % 2
    return X + rng.normal(0.0, noise, (n, 2)), y


def make_blobs(n, centers, std, rng):
    """Make clouds of points around given places.

    Parameters
    ----------
    n : int
        Number of points, at least as many as places; dealt out equally.
    centers : array_like, shape (C, D)
        One place for each class.
    std : float
        Standard deviation of each cloud in every direction, at least 0.
    rng : numpy.random.Generator
        Draws places and order.

    Returns
    -------
    X : ndarray of float64, shape (n, D)
    y : ndarray of int64, shape (n,), 0 to C - 1

    Raises
    ------
    ValueError
        If centers is no table of finite numbers, or a number is out of its range.
    TypeError
        If rng is no Generator.
    """
    centers = np.asarray(centers, dtype=float)
    if centers.ndim != 2 or centers.size == 0 or not np.isfinite(centers).all():
        raise ValueError(f"make_blobs expected finite centers of shape (C, D), got {centers!r}")
    _check(n, std, rng, "make_blobs", at_least=len(centers))
    y = rng.permutation(np.arange(n) % len(centers))
    return centers[y] + rng.normal(0.0, std, (n, centers.shape[1])), y


def make_wave(n, noise, rng):
    """Make samples of a curve with waves: y = sin(3 x) + x / 2, for x from -2 to 2.

    Parameters
    ----------
    n : int
        Number of samples, at least 1.
    noise : float
        Standard deviation of the normal noise on y, at least 0.
    rng : numpy.random.Generator
        Draws x uniformly, and the noise.

    Returns
    -------
    X : ndarray of float64, shape (n, 1)
        In rising order.
    Y : ndarray of float64, shape (n, 1)

    Raises
    ------
    ValueError
        If a number is out of its range.
    TypeError
        If rng is no Generator.
    """
    return _curve(lambda X: np.sin(3 * X) + X / 2, n, noise, rng, "make_wave")


def make_step_curve(n, noise, rng):
    """Make samples of a curve with a jump: y = x / 2 below 0 and 1 - x / 2 above.

    Parameters and returns are those of `make_wave`. No continuous function follows a jump, so a
    network shows here how steep it can become.
    """
    return _curve(lambda X: np.where(X < 0, X / 2, 1 - X / 2), n, noise, rng, "make_step_curve")


def _curve(f, n, noise, rng, name):
    _check(n, noise, rng, name)
    X = np.sort(rng.uniform(-2, 2, (n, 1)), axis=0)
    return X, f(X) + rng.normal(0.0, noise, (n, 1))


def _check(n, noise, rng, name, at_least=1):
    """Refuse a number of points or a noise that makes no sense."""
    if check_count(n, f"{name}: n") < at_least:
        raise ValueError(f"{name}: n must be at least {at_least}, got {n}")
    check_not_negative(noise, f"{name}: noise")
    check_generator(rng, name)
