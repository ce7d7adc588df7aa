"""Lesson 1: a line by hand, a neuron's line, a network that lights up, a reader of 3 and 8."""

import functools

import numpy as np

from nnlib.activations import sigmoid
from nnlib.data import (
    load_breast_cancer,
    load_digits,
    load_digits_split,
    split,
    standardize,
)
from nnlib.neuron import neuron_step
from nnlib.threads import one_blas_thread

FEATURES = [23, 24]  # worst area, worst smoothness
MACHINE = {"lr": 10.0, "steps": 300}


@functools.cache
def tissue():
    """Return two measurements of the 569 samples, standardized, and 1 for malignant."""
    X, y = load_breast_cancer()
    return standardize(X[:, FEATURES]), y


def in_steps(steps):
    """Write how many steps."""
    return "1 step" if steps == 1 else f"{steps} steps"


def learn(X, y, lr, steps, w=(0.0, 0.0), b=0.0, step=neuron_step):
    """Let a neuron take steps, with the learner's ``step`` or the engine's.

    Returns
    -------
    w : ndarray
    b : float
    miss : ndarray, shape (steps + 1,)
        Mean |target − output| before the first step and after each.
    """
    w, miss = np.asarray(w, dtype=float), [mean_miss(w, b, X, y)]
    for _ in range(steps):
        w, b = step(w, b, X, y, lr)
        miss.append(mean_miss(w, b, X, y))
    return w, b, np.array(miss)


def mean_miss(w, b, X, y):
    """Return the mean of |target − output| over the samples."""
    return float(np.mean(np.abs(y - sigmoid(X @ w + b))))


def wrong_side(w, b, X, y):
    """Return the places of the samples that lie on the other side of the line than they should."""
    return np.flatnonzero((X @ w + b > 0) != (y == 1))


@functools.cache
def machine():
    """Return w and b of the neuron that learned from all samples."""
    with one_blas_thread():
        w, b, _ = learn(*tissue(), **MACHINE)
    return w, b


# ------------------------------------------------------------ you against the machine


def line_by_hand(angle, offset):
    """Return w of length 1, and b, of the line at right angles to ``angle``, ``offset`` away."""
    turned = np.radians(angle)
    return np.array([np.cos(turned), np.sin(turned)]), 0.0 - offset


@functools.cache
def halves(step=neuron_step, rounds=10):
    """Fit a line to half of the samples twice, by counting mistakes and by a neuron.

    Parameters
    ----------
    step : callable
        The learner's ``neuron_step`` or the engine's.
    rounds : int

    Returns
    -------
    ndarray, shape (rounds, 4)
        Samples on the wrong side: the line that counts best, on its half and on the other half;
        the neuron's line, on its half and on the other half.
    """
    X, y = tissue()
    found = []
    for seed in range(rounds):
        one, t, other, u = split(X, y, test=len(X) // 2, rng=np.random.default_rng(seed))
        counts, elsewhere = wrong_of_all_lines(one, t), wrong_of_all_lines(other, u)
        w, b, _ = learn(one, t, step=step, **MACHINE)
        own, new = (len(wrong_side(w, b, Z, k)) for Z, k in ((one, t), (other, u)))
        at = np.unravel_index(counts.argmin(), counts.shape)
        found.append((counts[at], elsewhere[at], own, new))
    return np.array(found)


ANGLES = np.radians(np.arange(-90, 270))
OFFSETS = np.arange(-2, 2.001, 0.05)


def wrong_of_all_lines(X, y):
    """Count the samples on the wrong side of each line of a tireless hand.

    Returns
    -------
    ndarray of int, shape (81, 360)
        By offset and by angle; see `line_by_hand`.
    """
    along = X @ np.stack([np.cos(ANGLES), np.sin(ANGLES)])
    passed = np.searchsorted(OFFSETS, along)  # the offsets whose line calls the sample malignant
    most = len(OFFSETS) + 1

    def counted(rows):
        places = (rows + most * np.arange(len(ANGLES))).ravel()
        return np.bincount(places, minlength=most * len(ANGLES)).reshape(-1, most).T

    benign, malignant = counted(passed[y == 0]), counted(passed[y == 1])
    missed = malignant.cumsum(axis=0)[:-1]
    accused = benign[::-1].cumsum(axis=0)[::-1][1:]
    return missed + accused


CONTEST_SIZES = (40, 100, 284)  # samples that both learn from
FIRST_DRAW = 5000


def drawn(draw, learned):
    """Draw the samples of one contest: X, y to learn from, X, y of all others, the generator."""
    X, y = tissue()
    rng = np.random.default_rng(draw)
    return *split(X, y, test=len(X) - learned, rng=rng), rng


def percent_right(w, b, X, y):
    """Return the percent of samples that lie on the right side of a line."""
    return 100 * (1 - len(wrong_side(w, b, X, y)) / len(y))


def best_lines(X, y):
    """Return angles (in radians) and offsets of all the lines that leave the fewest wrong."""
    wrong = wrong_of_all_lines(X, y)
    offset, angle = np.nonzero(wrong == wrong.min())
    return ANGLES[angle], OFFSETS[offset]


def contest(draw, learned, step=neuron_step):
    """Let a hand and a neuron learn from the same samples, and test both on all others.

    Parameters
    ----------
    draw : int
        Draws the samples, and one of the lines that count equally well.
    learned : int
        How many samples they learn from.
    step : callable
        The learner's ``neuron_step`` or the engine's.

    Returns
    -------
    hand, neuron : float
        Percent of the other samples on the right side.
    """
    X, y, X_new, y_new, rng = drawn(draw, learned)
    angles, offsets = best_lines(X, y)
    one = rng.integers(len(angles))
    w, b, _ = learn(X, y, step=step, **MACHINE)
    lines = line_by_hand(np.degrees(angles[one]), offsets[one]), (w, b)
    return tuple(percent_right(*line, X_new, y_new) for line in lines)


DRAWS_A_SEED = 1000


class Contest:
    """Draws samples again and again for a hand and a neuron; see `nnlib.viz.Trainer`.

    Parameters
    ----------
    step : callable
        The learner's ``neuron_step`` or the engine's.
    seed : int
        Of the draws: each seed has its own 1,000.
    """

    def __init__(self, step, seed=0):
        self.learn, self.first, self.rows = step, FIRST_DRAW + DRAWS_A_SEED * seed, []

    def step(self):
        """Draw once for each number of samples."""
        draw = self.first + len(self.rows)
        self.rows.append([contest(draw, learned, self.learn) for learned in CONTEST_SIZES])

    def picture(self):
        """Show how many new samples both got right so far, on average."""
        sizes = np.array(CONTEST_SIZES, float)
        if not self.rows:
            none = np.full(len(sizes), np.nan)
            said = "No samples are drawn yet. Press Play: each step draws others for both."
            return {"learned": sizes, "hand": none, "neuron": none}, said
        hand, neuron = np.mean(self.rows, axis=0).T
        ahead = neuron - hand
        said = ", ".join(
            f"{gain:+.1f} points with {size}"
            for size, gain in zip(CONTEST_SIZES, ahead, strict=True)
        ).replace("-", "−")
        draws = f"{len(self.rows)} draws" if len(self.rows) > 1 else "one draw"
        sentence = f"After {draws}, the neuron against the hand: {said} samples to learn from."
        return {"learned": sizes, "hand": hand, "neuron": neuron}, sentence


# ------------------------------------------------------------ a network that lights up


# Set by hand, so that they can be followed: one neuron for large nuclei, one for rough ones, one
# for those that are neither. The answer adds the first two and takes the third away.
W1 = np.array([[2.0, 0.0, -2.0], [0.0, 2.0, -2.0]])
B1 = np.array([-1.0, -1.0, -1.0])
W2 = np.array([[3.0], [2.0], [-3.0]])
B2 = np.array([-2.0])


def light(x, W1=W1):
    """Return the activations of the small network, layer by layer."""
    hidden = sigmoid(np.asarray(x, float) @ W1 + B1)
    return np.asarray(x, float), hidden, sigmoid(hidden @ W2 + B2)


# ------------------------------------------------------------ rate and start

STEPS = 100  # of the panel; it starts the wrong way, times the scale
WRONG_WAY = np.array([-1.0, 1.0])
DIRECTIONS = 9  # the wrong way, and eight that are drawn


def direction(k):
    """Return w of length √2: the wrong way for 0, and one that is drawn for 1 to 8."""
    if k == 0:
        return WRONG_WAY
    w = np.random.default_rng(299 + k).normal(size=2)
    return w * np.sqrt(2) / np.linalg.norm(w)


class LineLearns:
    """A run in which the line of one neuron swings into place; see `nnlib.viz.Trainer`.

    Parameters
    ----------
    lr : float
    scale : float
        Of the first weights.
    towards : int
        Which `direction` they have.
    step : callable
        The learner's ``neuron_step`` or the engine's.
    """

    def __init__(self, lr, scale, towards, step):
        self.X, self.y = tissue()
        self.w, self.b, self.lr, self.learn = scale * direction(towards), 0.0, lr, step
        self.first, self.errors, self.long_steps = [*self.w, self.b], [], 0
        self._measure()

    def _measure(self):
        self.errors.append(mean_miss(self.w, self.b, self.X, self.y))

    def step(self):
        """Learn once from all samples."""
        self.long_steps += self.lr >= 1  # how many were taken at a rate of 1 or more
        self.w, self.b = self.learn(self.w, self.b, self.X, self.y, self.lr)
        self._measure()

    def picture(self):
        """Show the samples with the line as it stands, and the curve so far."""
        X, y, steps = self.X, self.y, len(self.errors) - 1
        wrong = wrong_side(self.w, self.b, X, y)
        sentence = (
            f"After {in_steps(steps)} the outputs are off by {self.errors[-1]:.3f} on average "
            f"(MAE), and {len(wrong)} of {len(y)} samples are on the wrong side."
        )
        return {
            "x1": X[:, 0], "x2": X[:, 1], "kind": y, "wrong": wrong,
            "line": [*self.w, self.b], "start": self.first,
            "step": np.arange(steps + 1), "error": self.errors,
        }, sentence  # fmt: skip


# ------------------------------------------------------------ three against eight


@functools.cache
def threes_and_eights():
    """Return the 3s and 8s of the digits' split 0, X, y, X_test, y_test; an 8 has target 1."""
    X, y, X_test, y_test = load_digits_split(seed=0)
    train, test = np.isin(y, (3, 8)), np.isin(y_test, (3, 8))
    return X[train], 1.0 * (y[train] == 8), X_test[test], 1.0 * (y_test[test] == 8)


def _paper(_):
    """Return the first pixel that is paper in all training digits: its weight stays."""
    return np.flatnonzero(threes_and_eights()[0].max(axis=0) == 0)[0]


class ThreeAgainstEight:
    """A run of the neuron that tells an 8 from a 3; see `nnlib.viz.Trainer`.

    Parameters
    ----------
    lr, scale : float
    step : callable
        The learner's ``neuron_step`` or the engine's.
    seed : int
        Draws the first weights.
    """

    def __init__(self, lr, scale, step, seed=0):
        self.X, self.y, self.X_test, self.y_test = threes_and_eights()
        self.w = np.random.default_rng(seed).normal(0, 0.1 * scale, 64)
        self.b, self.lr, self.learn, self.misses = 0.0, lr, step, []
        self._measure()

    def _measure(self):
        self.misses.append(mean_miss(self.w, self.b, self.X, self.y))

    def step(self):
        """Learn once from all 3s and 8s."""
        self.w, self.b = self.learn(self.w, self.b, self.X, self.y, self.lr)
        self._measure()

    def _weight(self, which):
        """Write one of the weights with its place."""
        row, column = divmod(int(which(self.w)), 8)
        number = f"{self.w[8 * row + column]:.2f}".replace("-", "−")
        return f"{number} in row {row}, column {column}"

    def picture(self):
        """Show the 64 weights as a picture, and the curve so far."""
        wrong = len(wrong_side(self.w, self.b, self.X_test, self.y_test))
        steps = len(self.misses) - 1
        of, are = len(self.y_test), "is" if wrong == 1 else "are"
        sentence = (
            f"After {in_steps(steps)} the outputs for the training digits are off by "
            f"{self.misses[-1]:.3f} on average (MAE), and {wrong} of {of} test digits {are} "
            f"misread. Largest weight: {self._weight(np.argmax)}; smallest: "
            f"{self._weight(np.argmin)}. A pixel that is always paper keeps its weight: "
            f"{self._weight(_paper)}. Rows and columns are counted from 0."
        )
        data = {"weights": self.w, "step": np.arange(steps + 1), "miss": self.misses}
        return data, sentence


def read_three_or_eight(step, seed, lr=0.5, steps=300):
    """Let one neuron learn from the 3s and 8s, from a start that a seed draws.

    Returns
    -------
    wrong : ndarray of int
        Places of the test digits that it misreads.
    output : ndarray, shape (110,)
        What it says to each of the test digits.
    """
    X, y, X_test, y_test = threes_and_eights()
    w, b = np.random.default_rng(seed).normal(0, 0.1, 64), 0.0
    for _ in range(steps):
        w, b = step(w, b, X, y, lr)
    return wrong_side(w, b, X_test, y_test), sigmoid(X_test @ w + b)


# ------------------------------------------------------------ all thirty, and a run of your own


TISSUE_HELD_BACK = 169


def thirty_measurements(step, seed, features=slice(None), test=TISSUE_HELD_BACK, lr=2.0, steps=100):
    """Let one neuron learn from the tissue samples but those held back.

    Returns
    -------
    wrong : int
        Samples held back that it puts on the wrong side.
    """
    X, y = load_breast_cancer()
    X, y, X_test, y_test = split(X[:, features], y, test=test, rng=np.random.default_rng(seed))
    X, X_test = standardize(X, X_test)
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        w, b = step(w, b, X, y, lr)
    return len(wrong_side(w, b, X_test, y_test))


HELD_BACK, OWN_STEPS, OWN_RATE = 110, 20, 0.5  # of a run of your own


def own_misses(number):
    """Let a neuron learn 3 against 8, from pictures and a start that a number draws.

    Parameters
    ----------
    number : int
        Draws the 110 pictures that are held back, and where the 64 weights start.

    Returns
    -------
    learned, held_back : tuple of two floats
        Mean |target − output| at the start and after 20 steps of 0.5: on the pictures that it
        learns from, and on those held back.
    """
    rng = np.random.default_rng(number)
    X, y = load_digits()
    kept = np.isin(y, (3, 8))
    X, y, X_test, y_test = split(X[kept], 1.0 * (y[kept] == 8), test=HELD_BACK, rng=rng)
    w, b = rng.normal(0, 1, 64), 0.0
    before = mean_miss(w, b, X, y), mean_miss(w, b, X_test, y_test)
    for _ in range(OWN_STEPS):
        w, b = neuron_step(w, b, X, y, OWN_RATE)
    after = mean_miss(w, b, X, y), mean_miss(w, b, X_test, y_test)
    return tuple(zip(before, after, strict=True))


def run_of_your_own(number):
    """Draw pictures to hold back and a start from a number, and say how far off the neuron is.

    Parameters
    ----------
    number : int
        A whole number of your own.
    """
    _, (before, after) = own_misses(number)
    print(f"before:  MAE on the {HELD_BACK} pictures held back  {before:.4f}")
    print(f"after:   MAE on the {HELD_BACK} pictures held back  {after:.4f}")
