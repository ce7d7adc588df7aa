"""Data made by a formula: two features, so that every decision can be drawn."""

import numpy as np

from nnlib._checks import check_count, check_generator


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
    if check_count(n, "make_moons: n") < 2:
        raise ValueError(f"make_moons: n must be at least 2, got {n}")
    if not 0 <= noise < np.inf:
        raise ValueError(f"make_moons: noise must be a finite number from 0 on, got {noise!r}")
    check_generator(rng, "make_moons")
    y = rng.permutation(np.arange(n) % 2)
    angle = rng.uniform(0, np.pi, n)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    # the lower moon is the upper one turned by half a turn about (0.5, 0.25)
    X = np.where(y[:, None] == 0, upper, [1.0, 0.5] - upper)
    return X + rng.normal(0.0, noise, (n, 2)), y
