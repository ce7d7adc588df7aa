"""Lesson 2: the trace of a perceptron, two classes of any distance, the best line."""

import functools
from typing import NamedTuple

import numpy as np

from nnlib.data import load_digits_split, load_iris

MOST = 6000  # mistakes that a panel waits for


class Trace(NamedTuple):
    """What a perceptron did.

    Parameters
    ----------
    which : ndarray of int, shape (K,)
        The sample of each mistake.
    seen : ndarray of int, shape (K,)
        How many samples had been looked at by then.
    lines : ndarray, shape (K + 1, D + 1)
        Weights and bias at the start and after each mistake.
    stopped : bool
        Whether an epoch passed without a mistake.
    total : int
        Samples looked at in all.
    """

    which: np.ndarray
    seen: np.ndarray
    lines: np.ndarray
    stopped: bool
    total: int


def trace(X, y, lr=1.0, start=None, epochs=1000, most=MOST):
    """Train a perceptron and keep every mistake.

    Parameters
    ----------
    X : ndarray, shape (N, D)
    y : ndarray, shape (N,), 0 or 1
    lr : float
    start : ndarray, shape (D + 1,), optional
        Weights and bias to begin with; default: zeros.
    epochs, most : int
        When to give up: after so many epochs, or mistakes.

    Returns
    -------
    Trace
    """
    N = len(X)
    samples = np.column_stack([X, np.ones(N)])
    line = np.zeros(samples.shape[1]) if start is None else np.array(start, float)
    which, seen, lines, at, clean = [], [], [line], 0, 0
    while clean < N and at < epochs * N and len(which) < most:
        place = at % N
        # all that stand before the next mistake are answered by one product
        wrong = np.flatnonzero((samples[place:] @ line > 0) != y[place:])
        if len(wrong) == 0:
            clean, at = clean + N - place, at + N - place
            continue
        n = place + int(wrong[0])
        line = line + (lr if y[n] else -lr) * samples[n]
        at, clean = at + int(wrong[0]) + 1, 0
        which.append(n)
        seen.append(at)
        lines.append(line)
    # an epoch counts from its first sample: the last one has to be finished
    at += -at % N if clean >= N else 0
    return Trace(np.array(which, int), np.array(seen, int), np.array(lines), clean >= N, at)


def petals(order=1):
    """Return length and width of the petals of two kinds of iris, shuffled.

    Returns
    -------
    X : ndarray, shape (100, 2), in cm
    y : ndarray, shape (100,)
        0 for setosa, 1 for versicolor.
    """
    X, y = flowers(0, 1)
    return shuffled(X[:, 2:], y, order)


HOME = (1.4, 0.2)  # of the flower that can be moved


def petals_and(place):
    """Return the petals and those of one more setosa, of this length and width.

    Returns
    -------
    X : ndarray, shape (101, 2), in cm
    y : ndarray, shape (101,)
    """
    X, y = petals()
    return np.vstack([X, place]), np.append(y, 0)


def flowers(first, second):
    """Return all four measurements of two kinds of iris; setosa is 0, versicolor 1, virginica 2.

    Returns
    -------
    X : ndarray, shape (100, 4), in cm
    y : ndarray, shape (100,)
        0 for the first kind, 1 for the second.
    """
    X, kinds = load_iris()
    kept = np.isin(kinds, (first, second))
    return X[kept], (kinds[kept] == second).astype(int)


def shuffled(X, y, seed):
    """Return samples and targets in a drawn order.

    Returns
    -------
    X : ndarray, shape (N, D)
    y : ndarray, shape (N,)
    """
    order = np.random.default_rng(seed).permutation(len(X))
    return X[order], y[order]


# ------------------------------------------------------------ rate and start


@functools.cache
def mistakes_by_rate(scale, rates):
    """Count the mistakes from a drawn start of this size, for every learning rate.

    Parameters
    ----------
    scale : float
    rates : tuple of float, length K

    Returns
    -------
    ndarray of int, shape (K,)
        At most 6,000, where the panel stops waiting.
    """
    X, y = petals()
    start = scale * np.random.default_rng(0).normal(size=3)
    return np.array([len(trace(X, y, lr, start).which) for lr in rates])


def mistakes_from(seed, lr, order=1):
    """Count the mistakes on the petals from another drawn start.

    Parameters
    ----------
    seed : int
        Draws the start, of scale 1.
    lr : float
    order : int
        Draws the order of the flowers.

    Returns
    -------
    int
    """
    start = np.random.default_rng(seed).normal(size=3)
    return len(trace(*petals(order), lr, start).which)


# ------------------------------------------------------------ two classes


def two_classes(distance, draw=0, N=20):
    """Draw two round clouds whose centres lie ``distance`` apart.

    Returns
    -------
    X : ndarray, shape (2 N, 2)
    y : ndarray, shape (2 N,)
    """
    rng = np.random.default_rng(draw)
    cloud, y = rng.normal(0, 0.5, (2 * N, 2)), rng.permutation(np.repeat([0, 1], N))
    way = np.array([np.cos(0.5), np.sin(0.5)])
    return cloud + np.outer((y - 0.5) * distance, way), y


def widest_street(X, y, angles=3600):
    """Find the widest empty street between two classes in the plane.

    Returns
    -------
    gap : float
        Its width; not above 0 if no line divides the classes.
    line : ndarray, shape (3,)
        The middle of the street, as w1, w2, b with w of length 1.
    """
    ways = 2 * np.pi * np.arange(angles) / angles
    ways = np.column_stack([np.cos(ways), np.sin(ways)])
    heights = X @ ways.T
    low, high = heights[y == 0].max(axis=0), heights[y == 1].min(axis=0)
    best = int(np.argmax(high - low))
    return float(high[best] - low[best]), np.append(ways[best], -(high[best] + low[best]) / 2)


# ------------------------------------------------------------ the best line


def best_line(X, y, steps=20_000):
    """Find the line with the largest margin, the bias counted as one more weight.

    Parameters
    ----------
    X : ndarray, shape (N, D)
    y : ndarray, shape (N,), 0 or 1

    Returns
    -------
    w : ndarray, shape (D,)
    b : float

    Notes
    -----
    Turn the samples of class 0 round; the best line is the point of their convex hull that is
    nearest to the origin. Weight is moved from the sample with the largest product to the one with
    the smallest.

    References
    ----------
    Mitchell, Demyanov and Malozemov (1974), Finding the point of a polyhedron closest to the
    origin.
    """
    Z = np.column_stack([X, np.ones(len(X))]) * (2 * y - 1)[:, None]
    share = np.full(len(Z), 1 / len(Z))
    v = share @ Z
    for _ in range(steps):
        products = Z @ v
        near = int(np.argmin(products))
        far = int(np.argmax(np.where(share > 0, products, -np.inf)))
        if products[far] - products[near] < 1e-10:
            break
        way = Z[near] - Z[far]
        step = min(share[far], -(way @ v) / (way @ way))
        share[near] += step
        share[far] -= step
        v = v + step * way
    return v[:-1], float(v[-1])


# ------------------------------------------------------------ 3 against 8


def misread(split, order=0):
    """Let a perceptron learn 3 against 8 from zero, and count its mistakes on the test pictures.

    Parameters
    ----------
    split : int
        Draws which pictures are kept for the test.
    order : int
        Draws the order of the training pictures.

    Returns
    -------
    wrong, of : int
        How many are misread, and how many there are.
    """
    X, y, X_test, y_test = load_digits_split(seed=split)
    train, test = np.isin(y, (3, 8)), np.isin(y_test, (3, 8))
    line = trace(*shuffled(X[train], (y[train] == 8).astype(int), order)).lines[-1]
    found = X_test[test] @ line[:-1] + line[-1] > 0
    return int((found != (y_test[test] == 8)).sum()), int(test.sum())


# ------------------------------------------------------------ a run of your own


OWN_RATE = 0.1
MOST_OWN = 3000  # mistakes; no run of 4,000 numbers came near


def own_mistakes(number):
    """Count the mistakes of a perceptron on the training pictures of 3 and 8 until it stops.

    Parameters
    ----------
    number : int
        Draws the order of the pictures, then a start of normal random numbers.

    Returns
    -------
    from_zero, from_start : int
        With learning rate 0.1, from zero weights and from the drawn start.
    """
    X, y, *_ = load_digits_split(seed=0)
    keep = np.isin(y, (3, 8))
    X, y = X[keep], y[keep] == 8
    rng = np.random.default_rng(number)
    order = rng.permutation(len(X))
    start = np.append(rng.normal(size=X.shape[1]), 0.0)
    runs = (trace(X[order], y[order], OWN_RATE, line, most=MOST_OWN) for line in (None, start))
    return tuple(len(done.which) for done in runs)


def run_of_your_own(number):
    """Let a perceptron learn 3 against 8 in an order drawn from a number, and say what it did.

    Parameters
    ----------
    number : int
        A whole number of your own.
    """
    for name, count in zip(("from zero", "from a drawn start"), own_mistakes(number), strict=True):
        print(f"{name:19} {count} mistakes, then it stops")
