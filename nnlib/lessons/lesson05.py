"""Lesson 5: a reader that is made to err, ten layers that never learned, a batch against a loop."""

import functools
import time

import numpy as np

import nnlib
from nnlib.affine import affine_forward
from nnlib.data import load_digits_split
from nnlib.forward import forward, minibatches
from nnlib.threads import one_blas_thread

SIZES = [64, 32, 10]
NAMES = ["relu", "identity"]
RATE, EPOCHS, BATCH = 0.1, 30, 32
RUNS = range(5)  # of the ledger's reader, on split 0
SPLITS = range(11, 19)  # of other digits, for what is said of readers in general
LEVELS = 16  # a pixel is a whole number of sixteenths, from paper to ink


# ------------------------------------------------------------ readers


@functools.cache
def digits(split=0):
    """Return X, y, X_test, y_test of a split of the digits."""
    return load_digits_split(split)


class Learning:
    """A reader 64-32-10 while it learns, an epoch at each step.

    Parameters
    ----------
    X, y : ndarray, shapes (N, 64) and (N,)
        The digits to learn from.
    weights, order : numpy.random.Generator
        Draw the first weights, and the order of the samples; they may be one and the same.
    minibatches : callable
        The learner's, or the engine's.
    rate, epochs, batch, hidden : float, int, int, int
        The recipe, and how many hidden units there are, if they are to be others than the ledger's.
    """

    def __init__(
        self, X, y, weights, order, minibatches=minibatches, *, rate=RATE, epochs=EPOCHS,
        batch=BATCH, hidden=SIZES[1],
    ):  # fmt: skip
        self.X, self.y, self.order, self.minibatches = X, y, order, minibatches
        self.net = nnlib.mlp([SIZES[0], hidden, SIZES[2]], rng=weights)
        self.loss, self.optimizer = nnlib.SoftmaxCrossEntropy(), nnlib.SGD(rate)
        self.epoch, self.epochs, self.batch = 0, epochs, batch

    def step(self):
        """Learn from every sample once."""
        with one_blas_thread():
            for X, y in self.minibatches(self.X, self.y, self.batch, self.order):
                labels = np.asarray(y).astype(self.y.dtype, copy=False)
                self.loss.forward(self.net.forward(X, training=True), labels)
                self.net.backward_params(self.loss.backward())
                self.optimizer.step(self.net)
        self.epoch += 1

    def to_the_end(self):
        """Learn for as many epochs as the recipe says, and return the parameters."""
        while self.epoch < self.epochs:
            self.step()
        return self.params

    @property
    def params(self):
        """The weights and biases as a list of (W, b)."""
        return params_of(self.net)


def params_of(net):
    """List the (W, b) of a network's affine layers."""
    return [(layer.W, layer.b) for layer in net.layers if isinstance(layer, nnlib.Affine)]


def learning(run=0, minibatches=minibatches):
    """Begin a run of the ledger's reader: split 0, one seed for the weights and for the order."""
    X, y, _, _ = digits()
    return Learning(X, y, np.random.default_rng(run), np.random.default_rng(run), minibatches)


@functools.cache
def reader(run=0):
    """Train the ledger's reader, and return its (W, b)."""
    return learning(run).to_the_end()


def reader_of(X, y, split):
    """Train a reader for what is said of readers in general: one generator draws all of it."""
    rng = np.random.default_rng(1000 + split)
    return Learning(X, y, rng, rng).to_the_end()


@functools.cache
def reader_of_split(split):
    """Train a reader on another split of the digits."""
    X, y, _, _ = digits(split)
    return reader_of(X, y, split)


# what is said of the ledger's recipe is looked at with others, one thing changed at a time
RECIPES = {
    "slow": {"rate": 0.02},
    "fast": {"rate": 0.3},
    "short": {"epochs": 5},
    "long": {"epochs": 100},
    "small batches": {"batch": 8},
    "large batches": {"batch": 256},
}


@functools.cache
def reader_by(recipe, split=11):
    """Train a reader by another recipe, by its name in `RECIPES`."""
    X, y, _, _ = digits(split)
    rng = np.random.default_rng(1000 + split)
    return Learning(X, y, rng, rng, **RECIPES[recipe]).to_the_end()


def units_and_scores(X, params, affine=affine_forward):
    """Send digits through a reader.

    Parameters
    ----------
    X : ndarray, shape (N, 64)
    params : list of two (W, b)
    affine : callable
        The learner's ``affine_forward``, or the engine's.

    Returns
    -------
    A : ndarray, shape (N, 32)
        Activations of the hidden units.
    Z : ndarray, shape (N, 10)
        Scores.
    """
    first, last = params
    A = np.maximum(affine(X, *first)[0], 0)
    return A, affine(A, *last)[0]


def scores(X, params):
    """Return the scores of digits, shape (N, 10)."""
    return units_and_scores(X, params)[1]


def wrong_of(params, X, y):
    """Return the places of the digits that a reader misreads."""
    return np.flatnonzero(scores(X, params).argmax(axis=1) != y)


def confidence(Z):
    """Return the probability of the largest score of each row: how sure the network is."""
    return nnlib.softmax(Z).max(axis=-1)


def lead(Z, meant):
    """Return by how much the score of a class leads over the largest other one; below 0 it lost."""
    others = np.delete(Z, meant, axis=-1)
    return Z[..., meant] - others.max(axis=-1)


# ------------------------------------------------------------ change its mind


def one_pixel(x):
    """Return a digit with one of its pixels changed, in every way: shape (64 · 17, 64)."""
    changed = np.repeat(x[None], len(x) * (LEVELS + 1), axis=0)
    pixels = np.repeat(np.arange(len(x)), LEVELS + 1)
    changed[np.arange(len(changed)), pixels] = np.tile(np.arange(LEVELS + 1), len(x)) / LEVELS
    return changed


@functools.cache
def _pairs(pixels=64):
    """List all pairs of changes (pixel, paper or ink) that concern two pixels, as two arrays."""
    first, second = np.triu_indices(2 * pixels, 1)
    apart = first // 2 != second // 2
    return first[apart], second[apart]


def two_pixels(x, params, meant):
    """Make two pixels of a digit paper or ink, in every way.

    Parameters
    ----------
    x : ndarray, shape (64,)
    params : list of two (W, b)
    meant : int

    Returns
    -------
    lead : ndarray, shape (8064,)
        What is left of the lead of the digit that is meant.

    Notes
    -----
    A changed pixel adds a multiple of its row of W to the sums of the hidden units, so that no
    picture has to be sent through the first layer again.
    """
    (W, b), last = params
    change = np.stack([0 - x, 1 - x], axis=1).ravel()  # to paper and to ink, pixel by pixel
    moves = change[:, None] * np.repeat(W, 2, axis=0)
    first, second = _pairs(len(x))
    hidden = np.maximum(x @ W + b + moves[first] + moves[second], 0)
    return lead(hidden @ last[0] + last[1], meant)


def least_changes(x, params, meant):
    """Return how many pixels have to change at least until a reader errs: 1, 2, or 3 for more.

    One pixel is tried in all its shades; of two, paper and ink alone are tried.
    """
    if lead(scores(one_pixel(x), params), meant).min() < 0:
        return 1
    return 2 if two_pixels(x, params, meant).min() < 0 else 3


def short_way(x, params, meant):
    """Find few changes after which a reader errs.

    Returns
    -------
    changed : ndarray, shape (64,)
        The digit with the changes made: with one or two of them there is no shorter way, one
        pixel in any shade or two as paper or ink; a longer way is found pair by pair.
    """
    once = one_pixel(x)
    left = lead(scores(once, params), meant)
    if left.min() < 0:
        return once[left.argmin()]
    first, second = _pairs(len(x))
    changed = x.copy()
    for _ in range(len(x) // 2):
        if lead(scores(changed[None], params)[0], meant) < 0:
            break
        best = two_pixels(changed, params, meant).argmin()
        for k in (first[best], second[best]):
            changed[k // 2] = k % 2
    return changed


def count_changes(x, changed):
    """Count the pixels in which two digits differ."""
    return int((np.rint(LEVELS * x) != np.rint(LEVELS * changed)).sum())


@functools.cache
def needed(split):
    """Say of every test digit that a reader reads right how many pixels have to change.

    Parameters
    ----------
    split : int
        0 for the ledger's reader, else one of `SPLITS`.

    Returns
    -------
    ndarray of int
        1, 2, or 3 for more.
    """
    params = reader() if split == 0 else reader_of_split(split)
    _, _, X, y = digits(split)
    right = np.setdiff1d(np.arange(len(y)), wrong_of(params, X, y))
    with one_blas_thread():
        return np.array([least_changes(X[n], params, y[n]) for n in right])


@functools.cache
def first_that_needs(pixels):
    """Find the first test digit that so many pixels are needed for, 1 or 2."""
    params, (_, _, X, y) = reader(), digits()
    right = scores(X, params).argmax(axis=1) == y
    return next(
        n for n in np.flatnonzero(right) if least_changes(X[n], params, y[n]) == pixels
    )  # fmt: skip


def leads(split, params=None):
    """Return the lead of each test digit that is read right, and what the best pixel takes of it.

    Parameters
    ----------
    split : int
    params : list of two (W, b), optional
        Of a reader by another recipe.

    Returns
    -------
    lead, taken : ndarray
    """
    params, (_, _, X, y) = params or reader_of_split(split), digits(split)
    right = np.setdiff1d(np.arange(len(y)), wrong_of(params, X, y))
    before = np.array([lead(scores(X[n : n + 1], params)[0], y[n]) for n in right])
    after = np.array([lead(scores(one_pixel(X[n]), params), y[n]).min() for n in right])
    return before, before - after


# ------------------------------------------------------------ ten layers


HIDDEN = 10
DEEP = [64, *[32] * HIDDEN, 10]
FIRST_DEEP = 500  # seed of the first network that the panel shows
SEEDS = 8
SCALES = (0.1, 0.2, 0.5, 0.8, 1.0, 1.2, 1.5, 2.0, 3.0)


@functools.lru_cache(maxsize=32)
def deep(seed):
    """Draw the (W, b) of ten hidden layers, by He's scheme, biases 0."""
    return params_of(nnlib.mlp(DEEP, rng=np.random.default_rng(seed)))


def scaled(params, scale):
    """Multiply all weights; biases stay."""
    return [(scale * W, b) for W, b in params]


def through(X, params, names=None, pass_forward=forward):
    """Send a batch through layers.

    Parameters
    ----------
    X : ndarray, shape (N, D)
    params : list of (W, b)
    names : list of str, optional
        Of the activations; without it ReLU, and none after the last layer.
    pass_forward : callable
        The learner's ``forward``, or the engine's.

    Returns
    -------
    Z : ndarray, shape (N, C)
        Scores.
    layers : list of ndarray
        Activations of each hidden layer.
    """
    names = names or ["relu"] * (len(params) - 1) + ["identity"]
    Z, caches = pass_forward(X, params, names)
    return Z, [cache["A"] for cache in caches[:-1]]


def share_right(Z, y):
    """Return the percent of rows whose largest score is at the right class."""
    return 100 * float((Z.argmax(axis=1) == y).mean())


def untrained(seed, scale):
    """Say how an untrained network of ten layers does on the test digits.

    Returns
    -------
    sure, right : float
        Mean confidence and share that is right, both in percent.
    """
    _, _, X, y = digits()
    Z, _ = through(X, scaled(deep(seed), scale))
    return 100 * float(confidence(Z).mean()), share_right(Z, y)


def untrained_and_sure(seed, scale, sure=0.9):
    """Return the percent right of those answers of which an untrained network is so sure."""
    _, _, X, y = digits()
    Z, _ = through(X, scaled(deep(seed), scale))
    return share_right(*_sure_ones(Z, y, sure))


def _sure_ones(Z, y, sure):
    chosen = confidence(Z) > sure
    return Z[chosen], y[chosen]


def spread_kept(seed, scale):
    """Return the spread of the last hidden layer, as a multiple of that of the first."""
    _, _, X, _ = digits()
    _, layers = through(X, scaled(deep(seed), scale))
    return float(layers[-1].std() / layers[0].std())


def moved_by_a_step(seed, scale, lr):
    """Count the numbers of a network of ten layers that one step of training moves."""
    X, y, _, _ = digits()
    net = nnlib.mlp(DEEP, rng=np.random.default_rng(seed))
    for W, _ in params_of(net):
        W *= scale
    before = np.concatenate([part.ravel() for pair in params_of(net) for part in pair])
    loss = nnlib.SoftmaxCrossEntropy()
    loss.forward(net.forward(X[:BATCH], training=True), y[:BATCH])
    net.backward_params(loss.backward())
    nnlib.SGD(lr).step(net)
    after = np.concatenate([part.ravel() for pair in params_of(net) for part in pair])
    return int((before != after).sum())


def changed_winners(seed, scale, bias=0.0, names=None):
    """Count the test digits whose largest score is at another class when all weights are scaled.

    Parameters
    ----------
    seed : int
    scale : float
    bias : float
        Size of the biases, which are drawn and not scaled.
    names : list of str, optional
        Of the activations.
    """
    _, _, X, _ = digits()
    rng = np.random.default_rng(seed)
    params = [(W, bias * rng.normal(size=b.shape)) for W, b in deep(seed)]
    before, after = (through(X, scaled(params, s), names)[0].argmax(axis=1) for s in (1.0, scale))
    return int((before != after).sum())


# ------------------------------------------------------------ a batch against a loop


MANY = 1000  # digits that are sent through
# milliseconds, one by one and in one product, measured on a processor that did nothing else
STORED = {"loop": 3.8, "batch": 0.13}
WIDTHS = (32, 128, 512)


def _plain(X, params):
    (W1, b1), (W2, b2) = params
    return np.maximum(X @ W1 + b1, 0) @ W2 + b2


def race(units=SIZES[1], count=MANY, repeats=3):
    """Send digits through a network one by one, and all at once, and take the time.

    Parameters
    ----------
    units : int
        Hidden ones.
    count : int
        Digits.
    repeats : int
        The shortest of so many times counts: what else the machine does can only add to it.

    Returns
    -------
    loop, batch : float
        Milliseconds.
    """
    X = digits()[0][:count]
    params = params_of(nnlib.mlp([64, units, 10], rng=np.random.default_rng(0)))
    samples = [x[None] for x in X]

    def one_by_one():
        for x in samples:
            _plain(x, params)

    with one_blas_thread():
        return tuple(_shortest(work, repeats) for work in (one_by_one, lambda: _plain(X, params)))


def _shortest(work, repeats):
    found = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        found.append(1000 * (time.perf_counter() - start))
    return min(found)


def alone_or_in_company(split):
    """Compare the scores of each test digit alone with those in the whole batch.

    Returns
    -------
    apart : float
        The largest difference of two scores.
    changed : int
        Digits that are read otherwise.
    """
    params, (_, _, X, _) = reader_of_split(split), digits(split)
    together = scores(X, params)
    alone = np.concatenate([scores(x[None], params) for x in X])
    changed = int((together.argmax(axis=1) != alone.argmax(axis=1)).sum())
    return float(np.abs(together - alone).max()), changed


# ------------------------------------------------------------ pairs that are broken


def apart(X, y, batch_size, rng):
    """Shuffle X and y each for itself: what must not be done to them."""
    n, m = rng.permutation(len(X)), rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        here = slice(start, start + batch_size)
        yield X[n[here]], y[m[here]]


def pairs_kept(X, y, batches):
    """Return the percent of samples whose label is still their own; rows of X are all different."""
    label = {x.tobytes(): k for x, k in zip(X, y, strict=True)}
    kept = [label[x.tobytes()] == k for xs, ks in batches for x, k in zip(xs, ks, strict=True)]
    return 100 * float(np.mean(kept))


def learned_apart(split):
    """Train a reader on pairs that are broken anew in every epoch.

    Returns
    -------
    kept, right : float
        Percent of the pairs that matched by chance, and of the test digits that are right.
    """
    X, y, X_test, y_test = digits(split)
    rng = np.random.default_rng(1000 + split)
    params = Learning(X, y, rng, rng, apart).to_the_end()
    kept = pairs_kept(X, y, apart(X, y, BATCH, rng))
    return kept, share_right(scores(X_test, params), y_test)


# ------------------------------------------------------------ real data


def mistakes(params, X, y):
    """List the mistakes of a reader, the surest first.

    Returns
    -------
    places, read : ndarray of int
    sure : ndarray
        Confidence, from 0 to 1.
    """
    Z = scores(X, params)
    sure, read = confidence(Z), Z.argmax(axis=1)
    wrong = np.flatnonzero(read != y)
    wrong = wrong[np.argsort(-sure[wrong], kind="stable")]
    return wrong, read[wrong], sure[wrong]


def right_by_confidence(split, sure=0.9):
    """Say how the answers of a trained reader do of which it is surer than that, and the others.

    Returns
    -------
    share, above, below : float
        Percent of the answers that are surer, and percent right among these and among the rest.
    """
    params, (_, _, X, y) = reader_of_split(split), digits(split)
    Z = scores(X, params)
    chosen = confidence(Z) > sure
    above, below = (share_right(Z[part], y[part]) for part in (chosen, ~chosen))
    return 100 * float(chosen.mean()), above, below


def inverted(X, share=1.0):
    """Turn paper into ink and ink into paper, wholly or by a share."""
    return (1 - share) * X + share * (1 - X)


def right_place(Z, y):
    """Return how many of the ten scores are below that of the right class, row by row."""
    right = Z[np.arange(len(y)), y]
    return (right[:, None] > Z).sum(axis=1)


def black_for_white(run, minibatches=minibatches):
    """Count the inverted test digits that a reader of the ledger misreads.

    Parameters
    ----------
    run : int
    minibatches : callable
        The learner's, or the engine's.
    """
    _, _, X, y = digits()
    is_engines = minibatches is nnlib.minibatches
    params = reader(run) if is_engines else learning(run, minibatches).to_the_end()
    return len(wrong_of(params, inverted(X), y))


NARROW = 8  # hidden units


@functools.cache
def narrow_reader(split):
    """Train a reader of few hidden units."""
    X, y, _, _ = digits(split)
    rng = np.random.default_rng(1000 + split)
    return Learning(X, y, rng, rng, hidden=NARROW).to_the_end()


@functools.cache
def reader_of_both(split):
    """Train a reader on the digits of a split and on the same digits inverted."""
    X, y, _, _ = digits(split)
    return reader_of(np.concatenate([X, inverted(X)]), np.concatenate([y, y]), split)


# ------------------------------------------------------------ how few bits


BITS = (1, 2, 3, 4, 5, 6, 7, 8)


def in_bits(W, bits, step=None):
    """Round weights to so few bits.

    Parameters
    ----------
    W : ndarray
    bits : int
        With 1 only the sign is left, times the mean size. With more the largest weight is the
        last of the steps on its side: 2 bits are −step, 0 and step.
    step : float, optional
        Distance of two values, in place of that.
    """
    if bits == 1:
        return np.sign(W) * np.abs(W).mean()
    last = 2 ** (bits - 1) - 1
    step = np.abs(W).max() / last if step is None else step
    return step * np.clip(np.rint(W / step), -last, last)


def four_levels(W):
    """Round weights to four values, as many as 2 bits can tell: ± the largest, ± a third of it."""
    levels = np.abs(W).max() * np.array([-1, -1 / 3, 1 / 3, 1])
    return levels[np.abs(W[..., None] - levels).argmin(axis=-1)]


def right_in_four_levels(split):
    """Return the percent of test digits that are right with weights of four values."""
    params, (_, _, X, y) = reader_of_split(split), digits(split)
    return share_right(scores(X, [(four_levels(W), b) for W, b in params]), y)


def smaller_step(W):
    """Return a step for 2 bits that fits the usual weights better than the largest one does."""
    return 1.5 * np.abs(W).mean()


def coarse(params, bits, step=None):
    """Round the weights of a reader; ``step`` may be a function of W."""
    return [(in_bits(W, bits, step(W) if step else None), b) for W, b in params]


def right_in_bits(split, bits, step=None):
    """Return the percent of test digits that are right with rounded weights."""
    params, (_, _, X, y) = reader_of_split(split), digits(split)
    return share_right(scores(X, coarse(params, bits, step)), y)


def rounded_to_zero(split, bits=2):
    """Return the percent of the first layer's weights that become 0."""
    W, _ = reader_of_split(split)[0]
    return 100 * float((in_bits(W, bits) == 0).mean())


# ------------------------------------------------------------ switch one off


def more_mistakes(params, X, y):
    """Switch off each hidden unit by itself, and count the mistakes that are added by it.

    Returns
    -------
    more : ndarray of int, shape (32,)
        Below 0 where the reader does better without the unit.
    """
    wrong = len(wrong_of(params, X, y))
    return (_read_without(params, X) != y).sum(axis=1) - wrong


def changed_answers(params, X):
    """Switch off each hidden unit by itself, and count the answers that become others."""
    return (_read_without(params, X) != scores(X, params).argmax(axis=1)).sum(axis=1)


def _read_without(params, X):
    """Return what is read of each digit without each unit, shape (32, N)."""
    A, Z = units_and_scores(X, params)
    without = Z - A.T[:, :, None] * params[1][0][:, None, :]
    return without.argmax(axis=2)


# ------------------------------------------------------------ a run of your own


OWN_SCALES = (1.0, 1.2)


def own_confidence(number):
    """Draw ten layers from a number, and say how sure they are before they have learned.

    Parameters
    ----------
    number : int

    Returns
    -------
    tuple of two (float, float)
        For scale 1 and for scale 1.2: mean confidence on the test digits, share that is right.
    """
    return tuple(
        tuple(value / 100 for value in untrained(number, scale)) for scale in OWN_SCALES
    )  # fmt: skip


def run_of_your_own(number):
    """Print what your own number gives.

    Parameters
    ----------
    number : int
        A whole number of your own.
    """
    for scale, (sure, right) in zip(OWN_SCALES, own_confidence(number), strict=True):
        print(f"scale {scale:g}:   mean confidence {100 * sure:.2f} %   right {100 * right:.1f} %")
