"""Lesson 3: a dividing line, bumps, many starts on a spiral, folds."""

import functools

import numpy as np

import nnlib
from nnlib.data import make_spirals

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
ANSWERS = np.array([0, 1, 1, 0])


# ------------------------------------------------------------ the fold


def dividing_line(points, answers):
    """Find a line that puts as many points as possible on their side, with the widest gap.

    Parameters
    ----------
    points : ndarray, shape (N, 2)
    answers : ndarray of 0 and 1, shape (N,)

    Returns
    -------
    line : ndarray, shape (3,)
        w1, w2, b: ones are wanted where w1 x + w2 y + b is above 0.
    right : int
        How many points lie on their side.
    """
    best = (-1, -1.0, None)
    for angle in np.radians(np.arange(0, 360, 3)):
        w = np.array([np.cos(angle), np.sin(angle)])
        places = np.sort(points @ w)
        for gap, middle in zip(np.diff(places), (places[1:] + places[:-1]) / 2, strict=True):
            right = int(((points @ w > middle) == answers).sum())
            if gap > 1e-9 and (right, gap) > best[:2]:
                best = (right, gap, np.array([*w, -middle]))
    return best[2], best[0]


# ------------------------------------------------------------ bumps


LO, HI = 0.0, 6.0
STEEP = 40.0


def _wave(x):
    return np.sin(np.pi * np.asarray(x) / 3) + 0.5 * np.sin(np.pi * np.asarray(x))


def _kink(x):
    return 1.5 - np.abs(np.asarray(x) - 3) / 2


def _jump(x):
    x = np.asarray(x)
    return np.where((x > 1.6) & (x < 4.3), 1.0, 0.0)


TARGETS = {"wave": _wave, "kink": _kink, "jump": _jump}


def worst_error(name, n_bumps, approximate=nnlib.network.approximate):
    """Return the largest distance between a function and its bumps, inside the interval.

    Parameters
    ----------
    name : str
        Of `TARGETS`.
    n_bumps : int
    approximate : callable
    """
    return _worst(np.linspace(LO, HI, 601), TARGETS[name], n_bumps, approximate)


def _worst(x, f, n_bumps, approximate):
    k = STEEP * n_bumps / (HI - LO)
    return float(np.abs(approximate(x, f, n_bumps, LO, HI, k) - f(x)).max())


# ------------------------------------------------------------ twenty starts


STARTS = 20
STEPS = 300
RATE = 0.02
SOLVED = 0.99
LONG = 1000  # steps, where a shape is given time
FASTER = 0.05  # a learning rate that suits one wide layer better
DRAWS = range(11, 19)  # of further spirals, beside the panel's
FEWER = 10  # starts on each of these


class ManyStarts:
    """Networks of one shape from different starts, trained side by side on one data set.

    Parameters
    ----------
    sizes : list of int
        Features in, units of each hidden layer, classes.
    X, y : ndarray, shapes (N, D) and (N,)
    starts : int
        Seeds first, first + 1, and so on.
    lr : float
    scale : float
        Of the initial weights, in units of the engine's default start.
    first : int
    leak : float
        Slope of the hidden units below 0; a ReLU has 0.
    """

    def __init__(self, sizes, X, y, starts=STARTS, lr=RATE, scale=1.0, first=0, leak=0.0):
        self.X, self.y, self.lr, self.t = X.astype(np.float32), y, lr, 0
        self.leak = np.float32(leak)
        seeds = range(first, first + starts)
        nets = [nnlib.mlp(sizes, rng=np.random.default_rng(seed)) for seed in seeds]
        self.params = []
        for k in range(0, len(nets[0].layers), 2):
            layers = [net.layers[k] for net in nets]
            self.params.append(np.float32(scale) * _stacked([layer.W for layer in layers]))
            self.params.append(_stacked([layer.b[None] for layer in layers]))
        self.m = [np.zeros_like(p) for p in self.params]
        self.v = [np.zeros_like(p) for p in self.params]

    def forward(self, X):
        """Return what goes into each layer, and the scores: lists of (starts, N, units)."""
        inputs = [np.broadcast_to(X, (len(self.params[0]), *X.shape))]
        for k in range(0, len(self.params), 2):
            Z = inputs[-1] @ self.params[k] + self.params[k + 1]
            inputs.append(self._bend(Z) if k < len(self.params) - 2 else Z)
        return inputs

    def _bend(self, Z):
        return np.maximum(Z, self.leak * Z if self.leak else 0)

    def step(self):
        """Take one step with all training points, from every start."""
        *inputs, Z = self.forward(self.X)
        dZ = nnlib.softmax(Z)
        dZ[:, np.arange(len(self.y)), self.y] -= 1
        dZ /= len(self.y)
        grads = []
        for k in range(len(self.params) - 2, -1, -2):
            A = inputs[k // 2]
            grads = [A.swapaxes(1, 2) @ dZ, dZ.sum(axis=1, keepdims=True), *grads]
            if k:
                dZ = (dZ @ self.params[k].swapaxes(1, 2)) * np.where(
                    A > 0, np.float32(1), self.leak
                )
        self.t += 1
        for i, g in enumerate(grads):
            self.params[i], self.m[i], self.v[i] = nnlib.adam_step(
                self.params[i], g, self.m[i], self.v[i], self.t, self.lr
            )

    def right(self):
        """Return the share of training points on the right side, start by start."""
        return (self.forward(self.X)[-1].argmax(axis=-1) == self.y).mean(axis=-1)

    def solved(self):
        """Return whether all training points are on the right side, start by start."""
        return self.right() == 1


def _stacked(arrays):
    return np.stack(arrays).astype(np.float32)


def spiral(draw=0):
    """Draw 300 points; without a number, those of the panel."""
    return make_spirals(300, 0.03, np.random.default_rng(draw))


@functools.cache
def count_solved(sizes, lr=RATE, scale=1.0, steps=STEPS, draw=0, starts=STARTS):
    """Train from several starts and count those that learn a spiral.

    Parameters
    ----------
    sizes : tuple of int
    lr, scale : float
    steps, draw, starts : int

    Returns
    -------
    solved : int
        Starts from which at least 99 % of the 300 points come out right.
    """
    runs = ManyStarts(list(sizes), *spiral(draw), starts=starts, lr=lr, scale=scale)
    for _ in range(steps):
        runs.step()
    return int((runs.right() >= SOLVED).sum())


def count_xor(units, starts=50, steps=1000, lr=0.02):
    """Count from how many of 50 starts a network with this many hidden ReLUs learns XOR.

    Parameters
    ----------
    units : int
    starts, steps : int
    lr : float

    Returns
    -------
    solved : int
        Starts from which all four corners come out right.
    """
    return int(_xor_runs(units, starts, steps, lr=lr).solved().sum())


FURTHER = 500  # starts, beside the 50 of the lesson


def xor_from_further_starts(units, leak=0.0, steps=1000, first=5000, starts=FURTHER):
    """Train on XOR from starts that the lesson does not show.

    Parameters
    ----------
    units : int
    leak : float
        Slope of the hidden units below 0.
    steps, first, starts : int

    Returns
    -------
    solved, silent : ndarray of bool, shape (starts,)
        Whether all four corners come out right, and whether a unit gives 0 at all of them.
    """
    runs = _xor_runs(units, starts, steps, first=first, leak=leak)
    hidden = runs.forward(runs.X)[1]
    return runs.solved(), (hidden <= 0).all(axis=1).any(axis=1)


def _xor_runs(units, starts, steps, **options):
    runs = ManyStarts([2, units, 2], CORNERS, ANSWERS, starts, **options)
    for _ in range(steps):
        runs.step()
    return runs


# ------------------------------------------------------------ digits


SPLITS = range(31, 39)  # beside the lesson's


@functools.cache
def wrong_digits(split, hidden=(), lr=0.1, epochs=30):
    """Train a network on digits and count what it reads wrong.

    Parameters
    ----------
    split : int
        Seed of the split; it draws initial weights and batches too.
    hidden : tuple of int
        Units of each hidden layer.
    lr : float
    epochs : int

    Returns
    -------
    training, test : int
        Wrong of the 1,297 digits to learn from, and of the 500 others.
    """
    X, y, X_test, y_test = nnlib.data.load_digits_split(split)
    rng = np.random.default_rng(split)
    net = nnlib.mlp([64, *hidden, 10], rng=rng)
    loss, sgd = nnlib.SoftmaxCrossEntropy(), nnlib.SGD(lr=lr)
    options = {"epochs": epochs, "batch_size": 32, "rng": rng, "progress": False}
    nnlib.fit(net, loss, X, y, optimizer=sgd, **options)
    return tuple(
        int((net.predict(A).argmax(axis=1) != t).sum()) for A, t in ((X, y), (X_test, y_test))
    )


# ------------------------------------------------------------ folds on folds


def tent(x):
    """Fold the interval from 0 to 1 in the middle: two ReLUs, up and down again."""
    return 2 * np.maximum(x, 0) - 4 * np.maximum(x - 0.5, 0)


def square_by_folds(x, layers):
    """Follow x squared from 0 to 1 by folds on folds: a layer folds and carries the sum on."""
    y, folded = x, x
    for depth in range(1, layers + 1):
        folded = tent(folded)
        y = y - folded / 4**depth
    return y


# ------------------------------------------------------------ a run of your own


BUMPS = (10, 40)


def curve_of(number):
    """Draw a curve that is 0 at both ends of the interval.

    Parameters
    ----------
    number : int

    Returns
    -------
    f : callable
        Takes a number or an array.
    """
    rng = np.random.default_rng(number)
    height = 30 ** rng.uniform()
    parts = rng.normal(size=4)

    def f(x):
        x = np.asarray(x, dtype=float)
        waves = [a * np.sin((j + 1) * np.pi * (x - LO) / (HI - LO)) for j, a in enumerate(parts)]
        return height * sum(waves)

    return f


def own_errors(number, approximate=nnlib.network.approximate):
    """Compare the curve of a number with its bumps.

    Parameters
    ----------
    number : int
    approximate : callable
        The learner's, or the engine's.

    Returns
    -------
    ten, forty : tuple of two floats
        With 10 and with 40 bumps: the largest distance from LO to HI, and over the two units to
        the right of it.
    """
    f, inside, outside = curve_of(number), np.linspace(LO, HI, 601), np.linspace(HI, HI + 2, 201)
    return tuple(tuple(_worst(x, f, n, approximate) for x in (inside, outside[1:])) for n in BUMPS)


def run_of_your_own(number, approximate=nnlib.network.approximate):
    """Draw a curve from a number and say how closely bumps follow it.

    Parameters
    ----------
    number : int
        A whole number of your own.
    approximate : callable
        The learner's, or the engine's.
    """
    for n, (inside, outside) in zip(BUMPS, own_errors(number, approximate), strict=True):
        print(f"{n} bumps   worst error inside {inside:.4g}   outside {outside:.4g}")
