"""Lesson 6: two losses over one score, a line that is silently wrong, first losses, two readers."""

import copy
import functools
from dataclasses import dataclass

import numpy as np

import nnlib
from nnlib.activations import sigmoid
from nnlib.data import load_breast_cancer, load_digits, load_digits_split, split, standardize
from nnlib.losses import bce_with_logits, cross_entropy, mse
from nnlib.threads import one_blas_thread

SIZES = [64, 32, 10]
BATCH, FEW_DIGITS = 32, 300

# ------------------------------------------------------------ one score, two losses


def squared_error(z, target):
    """Compute the squared error of a sigmoid's output, and its slope with respect to the score.

    Parameters
    ----------
    z : ndarray
        Scores.
    target : {0, 1}

    Returns
    -------
    loss, slope : ndarray, shape of z
    """
    a = sigmoid(z)
    return (a - target) ** 2, 2 * (a - target) * a * (1 - a)


def entropy_by(bce):
    """Make the same for cross-entropy, of a function that takes a batch.

    Parameters
    ----------
    bce : callable
        The learner's ``bce_with_logits`` or the engine's.
    """

    def entropy(z, target):
        pairs = [bce(np.array([score]), np.array([float(target)])) for score in np.ravel(z)]
        return np.array([float(loss) for loss, _ in pairs]), np.array([dz[0] for _, dz in pairs])

    return entropy


START, ARRIVED = -1.0, 0.9  # w and b at scale 1, and the output that counts as learned
SHOWN = 10  # steps that the picture has room for from the beginning


class TwoNeurons:
    """One neuron under each of two losses, from the same start; see `nnlib.viz.Trainer`.

    The neuron has one input, 1, and the target 1.

    Parameters
    ----------
    lr : float
    scale : float
        Of the one pair of initial weights, w = b = −1.
    bce : callable
        The learner's ``bce_with_logits`` or the engine's.
    """

    def __init__(self, lr, scale, bce=bce_with_logits):
        self.lr, self.scale = lr, scale
        self.slopes = {"squared": squared_error, "entropy": entropy_by(bce)}
        self.w = dict.fromkeys(self.slopes, START * scale)
        self.b = dict(self.w)
        self.outputs, self.arrived = {name: [] for name in self.slopes}, {}
        self.steps, self.loud_steps = 0, 0
        self._look()

    def _look(self):
        for name, outputs in self.outputs.items():
            output = float(sigmoid(self.w[name] + self.b[name]))
            outputs.append(output)
            if output >= ARRIVED:
                self.arrived.setdefault(name, self.steps)

    @property
    def done(self):
        """Whether both have reached an output of 0.9."""
        return len(self.arrived) == len(self.slopes)

    def step(self):
        """Let both neurons learn once."""
        for name, loss in self.slopes.items():
            _, slope = loss(np.array([self.w[name] + self.b[name]]), 1)
            self.w[name] -= self.lr * float(slope[0])  # times the input, 1
            self.b[name] -= self.lr * float(slope[0])
        self.steps += 1
        self.loud_steps += self.lr >= 10
        self._look()

    def picture(self):
        """Show both outputs so far."""
        said = [self._said(name, words) for name, words in NAMES.items()]
        steps = "1 step" if self.steps == 1 else f"{self.steps:,} steps"
        began = f"{2 * START * self.scale:g}".replace("-", "−")
        sentence = (
            f"After {steps}: with squared error {said[0]}, with cross-entropy {said[1]}. The "
            f"initialization scale multiplies the one pair w = b = −1: the score began at {began}."
        )
        yet = [np.nan] * max(0, SHOWN - self.steps)  # the axis has room for some steps to come
        outputs = {name: found + yet for name, found in self.outputs.items()}
        return {"step": np.arange(self.steps + 1 + len(yet)), **outputs}, sentence

    def _said(self, name, words):
        output = self.outputs[name][-1]
        digits = 2 if output >= 0.01 else 5
        at = f" (0.9 at step {self.arrived[name]:,})" if name in self.arrived else ""
        return f"the output is {output:.{digits}f}{at}"


NAMES = {"squared": "squared error", "entropy": "cross-entropy"}


def steps_to_arrive(lr, scale, most=20_000):
    """Count the steps to an output of 0.9: with squared error, with cross-entropy."""
    run = TwoNeurons(lr, scale)
    while not run.done and run.steps < most:
        run.step()
    return tuple(run.arrived.get(name, np.inf) for name in NAMES)


# ------------------------------------------------------------ a count that does not move


NUDGE = 0.001


def untrained(run):
    """Make the reader before it learns, 64-32-10."""
    return nnlib.mlp(SIZES, rng=np.random.default_rng(run))


def answers_that_change(run):
    """Nudge each number of an untrained reader, and count the nudges that change the count.

    Returns
    -------
    count, loss : int
        How many nudges change how many of the training digits are read right; how many change the
        loss.
    """
    X, y, *_ = load_digits_split(0)
    net = untrained(run)

    def measured():
        Z = net.predict(X)
        return int((Z.argmax(axis=1) == y).sum()), cross_entropy(Z, y)

    with one_blas_thread():
        before, changed = measured(), np.zeros(2, int)
        for k in range(net.params.size):
            kept = net.params[k]
            net.params[k] = kept + NUDGE
            changed += np.not_equal(measured(), before)
            net.params[k] = kept
    return tuple(map(int, changed))


ONE_WEIGHT = (14, 5)  # from a hidden unit to the score of class 5
SHIFTS = np.linspace(-1.5, 1.5, 121)


def along_one_weight(run=0, digits=60):
    """Move one weight of the last layer, and measure the count of right answers and the loss.

    Returns
    -------
    right : ndarray of int, shape (121,)
    loss : ndarray, shape (121,)
    """
    X, y, *_ = load_digits_split(0)
    X, y = X[:digits], y[:digits]
    net = untrained(run)
    kept, right, losses = net.layers[-1].W[ONE_WEIGHT], [], []
    for shift in SHIFTS:
        net.layers[-1].W[ONE_WEIGHT] = kept + shift
        Z = net.predict(X)
        right.append(int((Z.argmax(axis=1) == y).sum()))
        losses.append(cross_entropy(Z, y))
    return np.array(right), np.array(losses)


# ------------------------------------------------------------ a column meets a row


TRUE_LINE = (2.0, 0.5)
LINE_POINTS, LINE_RATE, LINE_STEPS, LINE_NOISE = 50, 0.1, 300, 0.1


def fit_a_line(seed, as_column=True):
    """Fit a line by the mean squared error, with targets of one axis or as a column.

    Parameters
    ----------
    seed : int
        Draws x, the noise, and the first w.
    as_column : bool
        Whether the targets have the shape of the predictions, (50, 1), or are (50,).

    Returns
    -------
    x, y : ndarray, shape (50,)
    line : tuple of two floats
        Slope and intercept in the end.
    losses : ndarray, shape (301,)
    """
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, LINE_POINTS)
    y = TRUE_LINE[0] * x + TRUE_LINE[1] + rng.normal(0, LINE_NOISE, LINE_POINTS)
    w, b, losses = float(rng.normal()), 0.0, []
    X, Y = x[:, None], y[:, None] if as_column else y
    for step in range(LINE_STEPS + 1):
        error = w * X + b - Y
        losses.append(float((error**2).mean()))
        if step < LINE_STEPS:
            w -= LINE_RATE * float((2 * error * X).mean())
            b -= LINE_RATE * float((2 * error).mean())
    return x, y, (w, b), np.array(losses)


# ------------------------------------------------------------ the first loss


FIRST_RUNS = range(100)
RAW = 16  # a digit's pixels are whole numbers from 0 to 16, and are divided by that


def first_loss(run, times=1.0, loss=cross_entropy, inputs=1.0, weights=1.0):
    """Measure the loss of an untrained reader on the training digits.

    Parameters
    ----------
    run : int
        Draws the initial weights.
    times : float
        By which the last layer's weights are multiplied.
    loss : callable
        The learner's ``cross_entropy`` or the engine's.
    inputs, weights : float
        By which the pixels, and the weights of all layers, are multiplied.
    """
    X, y, *_ = load_digits_split(0)
    net = untrained(run)
    for layer in (layer for layer in net.layers if hasattr(layer, "W")):
        layer.W = weights * layer.W
    net.layers[-1].W = times * net.layers[-1].W
    with one_blas_thread():
        return float(loss(net.predict(inputs * X), y))


@functools.cache
def first_losses():
    """Measure the first loss from a hundred initial weights: an array of shape (100,)."""
    return np.array([first_loss(run) for run in FIRST_RUNS])


@functools.cache
def curve_of_a_reader(epochs=20):
    """Train the reader on all training digits, and return its loss after each epoch."""
    X, y, *_ = load_digits_split(0)
    history = _fit(untrained(0), X, y, 0.1, epochs, np.random.default_rng(0))
    return np.array([first_loss(0), *history.loss])


def _fit(net, X, y, lr, epochs, rng, loss=None):
    return nnlib.fit(
        net, loss or nnlib.SoftmaxCrossEntropy(), X, y, optimizer=nnlib.SGD(lr), epochs=epochs,
        batch_size=BATCH, rng=rng, progress=False,
    )  # fmt: skip


# ------------------------------------------------------------ two readers


READER_RATE, GENTLE_RATE = 0.3, 0.1
EPOCHS = {"early": 50, "late": 1000}
SURE = 0.9  # a confidence that is called sure
RUNS = 5


@dataclass(frozen=True, eq=False)
class Reader:
    """What a reader outputs for the test digits, and what they are.

    Parameters
    ----------
    Z : ndarray, shape (500, 10)
        Scores.
    y : ndarray of int, shape (500,)
    net : Sequential, optional
        The reader itself, to read other digits.
    """

    Z: np.ndarray
    y: np.ndarray
    net: nnlib.Sequential | None = None

    def confidence(self, T=1.0):
        """Return the largest probability of each digit, with the scores divided by T."""
        return nnlib.softmax(self.Z / T).max(axis=1)

    def answers(self, T=1.0):
        """Return the class with the largest score, of scores divided by T."""
        return (self.Z / T).argmax(axis=1)

    @property
    def wrong(self):
        """The places of the digits that are misread."""
        return np.flatnonzero(self.answers() != self.y)

    def loss(self, T=1.0):
        """Return the mean cross-entropy."""
        return cross_entropy(self.Z / T, self.y)

    def right(self):
        """Return the share of right answers."""
        return 1 - len(self.wrong) / len(self.y)

    def sure(self, T=1.0):
        """Return the mean confidence of all answers."""
        return float(self.confidence(T).mean())

    def sure_when_wrong(self, T=1.0):
        """Return the mean confidence of the mistakes."""
        return float(self.confidence(T)[self.wrong].mean())

    def sure_mistakes(self, T=1.0):
        """Return the places of the mistakes with a confidence above 90 %, the surest first."""
        sure = self.confidence(T)
        places = [k for k in self.wrong if sure[k] > SURE]
        return np.array(sorted(places, key=lambda k: -sure[k]), int)

    def half(self, which):
        """Return the first (0) or the second (1) half of the test digits as a reader."""
        middle = len(self.y) // 2
        part = slice(0, middle) if which == 0 else slice(middle, None)
        return Reader(self.Z[part], self.y[part])


def early_and_late(split_seed, init, batches, lr=READER_RATE):
    """Train a reader on 300 digits, and look at it after 50 epochs and after 1,000.

    Parameters
    ----------
    split_seed : int
    init, batches : numpy.random.Generator
        Draw the initial weights, and the batches; they may be one.
    lr : float

    Returns
    -------
    dict of str to Reader
        "early" and "late".
    """
    X, y, X_test, y_test = load_digits_split(split_seed)
    X, y = X[:FEW_DIGITS], y[:FEW_DIGITS]
    net, found, done = nnlib.mlp(SIZES, rng=init), {}, 0
    for name, epochs in EPOCHS.items():
        _fit(net, X, y, lr, epochs - done, batches)
        found[name] = Reader(net.predict(X_test), y_test, copy.deepcopy(net))
        done = epochs
    return found


@functools.cache
def two_readers(run=0):
    """Train the readers of the ledger: split 0, and a run that draws weights and batches."""
    return early_and_late(0, np.random.default_rng(run), np.random.default_rng(run))


def count_misread():
    """Train both readers of five runs, say which run it is, and count the misread test digits.

    Returns
    -------
    dict of str to list of int
        "early" and "late", run by run.
    """
    for run in range(RUNS):
        print(f"run {run + 1} of {RUNS}", end="  ", flush=True)
        two_readers(run)
    print()
    return {name: [len(two_readers(run)[name].wrong) for run in range(RUNS)] for name in EPOCHS}


@functools.cache
def readers_of_split(seed, lr=READER_RATE):
    """Train both readers on another split; one generator draws weights, then batches."""
    rng = np.random.default_rng(2000 + seed)
    return early_and_late(seed, rng, rng, lr)


BINS = 10


def reliability(reader, T=1.0):
    """Sort the digits by confidence into ten bins.

    Returns
    -------
    confidence, right, count : ndarray, shape (10,)
        Mean confidence and share of right answers, nan in an empty bin; and how many there are.
    """
    sure = reader.confidence(T)
    is_right = reader.answers(T) == reader.y
    place = np.minimum((sure * BINS).astype(int), BINS - 1)
    count = np.bincount(place, minlength=BINS)
    with np.errstate(invalid="ignore"):
        confidence = np.bincount(place, sure, BINS) / count
        right = np.bincount(place, is_right, BINS) / count
    return confidence, right, count


TEMPERATURES = np.arange(0.5, 4.001, 0.05)


def best_temperature(reader):
    """Return the temperature with the smallest loss."""
    return float(min(TEMPERATURES, key=reader.loss))


# ------------------------------------------------------------ squared error on trial


TRIAL_RATES = (0.1, 0.3, 1.0, 3.0)
TRIAL_EPOCHS = 30
TRIAL_SPLITS = range(51, 59)
TRIED = ("cross-entropy", "squared error on probabilities", "squared error on scores")


class OneHotError(nnlib.MeanSquaredError):
    """Squared error against one-hot targets, summed over the classes: of probabilities, Brier's."""

    def forward(self, Z, y):
        """Return the mean over samples of the sum over classes."""
        return Z.shape[1] * super().forward(Z, np.eye(Z.shape[1], dtype=Z.dtype)[y])

    def backward(self):
        """Return dZ, shape of Z."""
        difference = self._remembered()
        return difference * (2 / len(difference))


def trial(lr, split_seed, which):
    """Train the reader with one of three losses, and return the percent of test digits read.

    Parameters
    ----------
    lr : float
    split_seed : int
    which : str
        One of `TRIED`.
    """
    X, y, X_test, y_test = load_digits_split(split_seed)
    rng = np.random.default_rng(3000 + split_seed)
    net = nnlib.mlp(SIZES, rng=rng)
    if which == TRIED[1]:
        net = nnlib.Sequential(net, nnlib.Softmax())
    loss = nnlib.SoftmaxCrossEntropy() if which == TRIED[0] else OneHotError()
    with np.errstate(all="ignore"):  # at rate 10 some explode
        _fit(net, X, y, lr, TRIAL_EPOCHS, rng, loss)
        return 100 * float((net.predict(X_test).argmax(axis=1) == y_test).mean())


# ------------------------------------------------------------ lines and outliers


OUTLIER_POINTS, HUBER = 60, 0.3
FITTED = ("squared", "absolute", "Huber")


def points_with_outliers(seed, share):
    """Draw points of a line, of which some are raised by 3 to 6."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, OUTLIER_POINTS)
    y = TRUE_LINE[0] * x + TRUE_LINE[1] + rng.normal(0, LINE_NOISE, OUTLIER_POINTS)
    raised = rng.permutation(OUTLIER_POINTS)[: round(share * OUTLIER_POINTS)]
    y[raised] += rng.uniform(3, 6, len(raised))
    return x, y


def fit_by(loss, x, y, rounds=200):
    """Fit a line by one of three losses: squares that are weighted anew, again and again.

    Parameters
    ----------
    loss : {"squared", "absolute", "Huber"}
    x, y : ndarray, shape (N,)

    Returns
    -------
    slope, intercept : float

    Notes
    -----
    Where a loss has the slope s(r) at the error r, it is least where the squares weighted by
    s(r) / r are least: 1 for squares, 1 / |r| for absolute errors, cut off at 1 / δ for Huber's.
    """
    A = np.column_stack([x, np.ones_like(x)])
    weight = np.ones_like(y)
    for _ in range(1 if loss == "squared" else rounds):
        root = np.sqrt(weight)
        line, *_ = np.linalg.lstsq(A * root[:, None], y * root, rcond=None)
        floor = HUBER if loss == "Huber" else 1e-6
        weight = 1 / np.maximum(np.abs(y - A @ line), floor)
    return tuple(map(float, line))


def error_in_the_middle(seed, share):
    """Measure how far each line is from the true one at x = 0: an array of shape (3,)."""
    x, y = points_with_outliers(seed, share)
    return np.array([abs(fit_by(loss, x, y)[1] - TRUE_LINE[1]) for loss in FITTED])


# ------------------------------------------------------------ two kinds of mistake


WEIGHTS = (1, 3, 10, 30)
TISSUE_HELD_BACK, TISSUE_RATE, TISSUE_STEPS = 169, 1.0, 500
TISSUE_SPLITS, TISSUE_MORE_SPLITS = range(80, 88), range(80, 144)


def two_kinds_of_mistake(seed, weight):
    """Let one neuron learn from the tissue samples, the malignant ones weighing more.

    Parameters
    ----------
    seed : int
        Draws the 169 samples that are held back.
    weight : float
        Of a malignant sample; a benign one weighs 1.

    Returns
    -------
    missed, alarms : int
        Malignant samples held back that are called benign, and the reverse.
    """
    X, y = load_breast_cancer()
    rng = np.random.default_rng(seed)
    X, y, X_test, y_test = split(X, y, test=TISSUE_HELD_BACK, rng=rng)
    X, X_test = standardize(X, X_test)
    w, b = np.zeros(X.shape[1]), 0.0
    share = np.where(y == 1, float(weight), 1.0)
    share /= share.sum()
    for _ in range(TISSUE_STEPS):
        dz = share * (sigmoid(X @ w + b) - y)
        w, b = w - TISSUE_RATE * dz @ X, b - TISSUE_RATE * dz.sum()
    called = X_test @ w + b > 0
    return int((~called & (y_test == 1)).sum()), int((called & (y_test == 0)).sum())


@functools.cache
def mean_mistakes(weight):
    """Return both counts of mistakes on average over eight splits: an array of shape (2,)."""
    return np.mean([two_kinds_of_mistake(seed, weight) for seed in TISSUE_SPLITS], axis=0)


# ------------------------------------------------------------ lesson 1's rule


def two_steps(neuron_step, bce, batches=1, seed=0):
    """Step by the rule of lesson 1 and against the slope of cross-entropy, from the same place.

    Parameters
    ----------
    neuron_step, bce : callable
        The learner's functions or the engine's.
    batches : int
        Of 8 samples with 3 inputs each.
    seed : int

    Returns
    -------
    apart : float
        The largest difference between the two new w, and between the two new b.
    """
    rng, apart, lr = np.random.default_rng(seed), 0.0, 0.5
    for _ in range(batches):
        X, y = rng.normal(size=(8, 3)), rng.integers(0, 2, 8).astype(float)
        w, b = rng.normal(size=3), float(rng.normal())
        w_rule, b_rule = neuron_step(w, b, X, y, lr)
        _, dz = bce(X @ w + b, y)
        by_slope = np.append(w - lr * dz @ X, b - lr * dz.sum())
        apart = max(apart, float(np.abs(by_slope - np.append(w_rule, b_rule)).max()))
    return apart


def refusal_of(mse=mse):
    """Hand a column of predictions and a row of targets to a loss, and return what it says."""
    x, y, *_ = fit_a_line(0)
    try:
        mse(TRUE_LINE[0] * x[:, None] + TRUE_LINE[1], y)
    except Exception as refusal:  # any error of the learner's own is a refusal
        return f"{type(refusal).__name__}: {refusal}"
    return ""


# ------------------------------------------------------------ a run of your own


OWN_HELD_BACK, OWN_TIMES = 500, 10.0


def own_losses(number):
    """Measure the first losses of a reader whose initial weights a number draws.

    Parameters
    ----------
    number : int
        Draws the 500 digits that are held back, and the initial weights.

    Returns
    -------
    learned, held_back : tuple of two floats
        The first loss, and the one with a last layer ten times as large: on the digits to learn
        from, and on those held back.
    """
    rng = np.random.default_rng(number)
    X, y, X_test, y_test = split(*load_digits(), test=OWN_HELD_BACK, rng=rng)
    net = nnlib.mlp(SIZES, rng=rng)
    found = []
    for times in (1.0, OWN_TIMES):
        net.layers[-1].W = times * net.layers[-1].W
        found.append((cross_entropy(net.predict(X), y), cross_entropy(net.predict(X_test), y_test)))
    return tuple(zip(*found, strict=True))


def run_of_your_own(number):
    """Draw digits and initial weights from a number, and print the first losses.

    Parameters
    ----------
    number : int
        A whole number of your own.
    """
    _, (first, large) = own_losses(number)
    for words, loss in (
        (f"first loss on the {OWN_HELD_BACK} digits held back", first),
        (f"the same, last layer times {OWN_TIMES:g}", large),
    ):
        print(f"{words:<42}{loss:8.4f}")
