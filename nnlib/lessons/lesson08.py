"""Lesson 8: a long valley, gradients of batches, a loss in other units, four rules in a race."""

import functools

import numpy as np

from nnlib.data import load_digits, load_digits_split, standardize
from nnlib.losses import SoftmaxCrossEntropy
from nnlib.network import mlp
from nnlib.optimizers import adam_step, adamw_step, momentum_step, rmsprop_step, sgd_step
from nnlib.training import fit

# ------------------------------------------------------------ the long valley

KAPPA = 100.0  # condition number: largest curvature over smallest
LIMIT = 2.0  # the rate from which on steps across the valley grow: 2 / largest curvature, here 1
START = (1.0, 1.0)
ARRIVED = 1e-3  # of the distance at the start
STAYS = 300  # steps: longer than a swing past the bottom and back
MOST_STEPS = 20_000


def curvatures(kappa=KAPPA):
    """Return the curvature along the valley and across it: the loss is their sum of h w² / 2."""
    return np.array([1 / kappa, 1.0])


def walk(start, share, kappa=KAPPA, steps=MOST_STEPS):
    """Walk down the valley by gradient descent.

    Parameters
    ----------
    start : array_like, shape (2,)
        Along the valley, and across it.
    share : float
        The learning rate as a share of the limit.
    kappa : float
    steps : int

    Returns
    -------
    places : ndarray, shape (steps + 1, 2)
        Each step multiplies the distance along a curvature h by 1 - rate · h.
    """
    start, factors = np.asarray(start, float), 1 - LIMIT * share * curvatures(kappa)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        places = start * factors ** np.arange(steps + 1)[:, None]
    return np.where(start == 0, 0.0, places)  # 0 times infinity would be nan


def roll(start, share, mu, kappa=KAPPA, fewest=700, most=6000, step=momentum_step):
    """Walk down the valley with momentum, by the learner's ``momentum_step`` or the engine's.

    Returns
    -------
    places : ndarray, shape (fewest + 1 to most + 1, 2)
        The walk ends when it has stayed at the bottom, or has left the valley far behind.
    """
    h, lr = curvatures(kappa), LIMIT * share
    w, v = np.asarray(start, float), np.zeros(2)
    places, first, outside = [w], np.hypot(*w), 0
    for t in range(1, most + 1):
        w, v = step(w, h * w, v, lr, mu)
        places.append(w)
        far = np.hypot(*w) / first
        if not far <= ARRIVED:
            outside = t
        if t >= max(fewest, outside + STAYS) or not far < 1e6:
            break
    return np.array(places)


def distances(places):
    """Return how far each place is from the bottom, as a share of the first."""
    with np.errstate(over="ignore"):
        far = np.hypot(*np.moveaxis(places, -1, 0))
    return far / (far[0] or 1.0)


def arrival(places):
    """Return the step from which on a thousandth of the starting distance is left, or None.

    With momentum a walk passes the bottom and swings out again: what counts is when it stays.
    """
    outside = np.flatnonzero(~(distances(places) <= ARRIVED))
    steps = int(outside[-1]) + 1 if outside.size else 0
    return steps if steps < len(places) else None


def steps_to_the_bottom(start, share, kappa=KAPPA):
    """Count the steps from which on a thousandth of the distance is left; None if never."""
    return arrival(walk(start, share, kappa))


def best_share(start, kappa=KAPPA):
    """Try shares of the limit, a thousandth apart.

    Returns
    -------
    share : float
        In the middle of those that need the fewest steps.
    steps : int
    """
    shares = np.arange(0.5, 1.0, 0.001)
    counts = np.array([steps_to_the_bottom(start, s, kappa) or MOST_STEPS for s in shares])
    return float(shares[counts == counts.min()].mean()), int(counts.min())


def starting_point(number):
    """Draw a starting point as far from the bottom as (1, 1), by the number of a draw."""
    place = np.random.default_rng(800 + number).normal(size=2)
    return place * np.sqrt(2) / np.hypot(*place)


def fewest_steps(mu, starts, kappa=KAPPA, steps=2500):
    """Count the steps after which a walk stays at the bottom, at the best of 40 rates.

    The rates reach from a tenth of the limit, with momentum 2 (1 + mu) / h, to a little below it.

    Returns
    -------
    counts : ndarray of int, shape (starts,)
    """
    rates = LIMIT * (1 + mu) * (1 - np.geomspace(0.9, 0.002, 40))[:, None]
    w = np.repeat(np.asarray(starts, float)[:, None], len(rates), axis=1)
    v, h, first = np.zeros_like(w), curvatures(kappa), np.hypot(*np.moveaxis(w, -1, 0))
    counts = np.ones(w.shape[:2], int)
    for t in range(1, steps + 1):
        w, v = momentum_step(w, h * w, v, rates, mu)
        near = np.hypot(*np.moveaxis(w, -1, 0)) <= ARRIVED * first
        counts = np.where(near, counts, t + 1)
    return counts.min(axis=1)


# ------------------------------------------------------------ gradients of batches

SIZES = (64, 32, 10)  # the reader of this lesson
BATCH, EPOCHS = 32, 10
ORDER = 7  # with the seed it draws the order of the batches


@functools.lru_cache(maxsize=64)
def pictures(seed, kind="as they are"):
    """Return the digits of a split, X, y, X_test, y_test, with the pixels in other units.

    Parameters
    ----------
    seed : int
    kind : str
        One of `OTHER_NUMBERS`, or "own units": each pixel times a factor from 0.1 to 10 of its own.
    """
    X, y, X_test, y_test = load_digits_split(seed)
    if kind == "own units":
        units = 10.0 ** np.random.default_rng([8, seed]).uniform(-1, 1, X.shape[1])
        return X * units, y, X_test * units, y_test
    X, X_test = OTHER_NUMBERS[kind](X, X_test)
    return X, y, X_test, y_test


UNITS = {
    "as they are": lambda X, X_test: (X, X_test),
    "negative": lambda X, X_test: (1 - X, 1 - X_test),
    "0 to 16": lambda X, X_test: (16 * X, 16 * X_test),
    "0 to 255": lambda X, X_test: (255 * X, 255 * X_test),
    "standardized": lambda X, X_test: standardize(X, X_test),
    "mean subtracted": lambda X, X_test: (X - X.mean(axis=0), X_test - X.mean(axis=0)),
}
OTHER_NUMBERS = UNITS | {
    "negative, mean subtracted": lambda X, X_test: (X.mean(axis=0) - X, X.mean(axis=0) - X_test)
}


def new_reader(seed, scale=1.0):
    """Make an untrained reader; ``scale`` multiplies its initial weights."""
    net = mlp(SIZES, rng=np.random.default_rng(1000 + seed))
    net.params = scale * net.params
    return net


def gradient(net, X, y):
    """Return the gradient of the mean loss over some samples, shape (P,)."""
    loss = SoftmaxCrossEntropy()
    loss.forward(net.forward(X, training=True), y)
    net.backward_params(loss.backward())
    return net.grads.copy()


def batch_gradients(size, count, seed=0):
    """Return the full gradient at the initial weights, and those of random batches.

    Returns
    -------
    full : ndarray, shape (P,)
    batches : ndarray, shape (count, P)
    """
    net, (X, y, _, _) = new_reader(seed), pictures(seed)
    rng = np.random.default_rng([ORDER, seed, size])
    picks = [rng.choice(len(X), size, replace=False) for _ in range(count)]
    return gradient(net, X, y), np.array([gradient(net, X[pick], y[pick]) for pick in picks])


def batch_noise(size, seed=0, count=200):
    """Measure how far batch gradients are from the full one, relative to its length."""
    full, batches = batch_gradients(size, count, seed)
    apart = np.linalg.norm(batches - full, axis=1)
    return float(np.sqrt(np.mean(apart**2)) / np.linalg.norm(full))


def fans(sizes=(4, 64), count=30, seed=0):
    """Lay batch gradients into the plane of the full gradient and the direction of most noise.

    Returns
    -------
    dict of int to ndarray, shape (count, 2)
        Batch size -> along the noise, and along the full gradient, whose length is 1.
    """
    full, batches = batch_gradients(16, 60, seed)
    along = full / np.linalg.norm(full)
    apart = batches - np.outer(batches @ along, along)
    _, _, (noisy, *_) = np.linalg.svd(apart - apart.mean(axis=0), full_matrices=False)
    noisy *= np.sign(noisy[np.abs(noisy).argmax()])  # a direction has two arrows: always the same
    plane = np.stack([noisy, along], axis=1) / np.linalg.norm(full)
    return {size: batch_gradients(size, count, seed)[1] @ plane for size in sizes}


class JumpingLoss:
    """Softmax regression on 1,000 digits, epoch by epoch; see `nnlib.viz.Trainer`.

    Parameters
    ----------
    batch : {"4", "32", "all"}
    lr : float
    seed : int
        Draws the digits and the order of the batches.
    step : callable
        The learner's ``sgd_step`` or the engine's.
    wrong : float
        Share of the 1,000 whose label is changed to another one: they cannot all be fitted.
    """

    SAMPLES, SHARE = 1000, 20  # the button divides the rate by so much

    def __init__(self, batch="4", lr=1.0, seed=0, step=sgd_step, wrong=0.0):
        X, y, X_test, y_test = pictures(seed)
        y = _some_wrong(y[: self.SAMPLES], wrong, seed)
        self.X, self.y = _with_ones(X[: self.SAMPLES]), np.eye(10)[y]
        self.X_test, self.y_test = _with_ones(X_test), y_test
        self.size = self.SAMPLES if batch == "all" else int(batch)
        self.lr, self._step, self._rng = lr, step, np.random.default_rng([ORDER, seed])
        self.W, self.divided_at = np.zeros((65, 10)), []
        self.losses = [self.loss()]

    @property
    def noisy(self):
        """Whether a step sees a part of the digits alone."""
        return self.size < self.SAMPLES

    def loss(self):
        """Return the mean loss over all 1,000."""
        Z = self.X @ self.W
        high = Z.max(axis=1)
        logs = np.log(np.exp(Z - high[:, None]).sum(axis=1)) + high
        return float(np.mean(logs - (Z * self.y).sum(axis=1)))

    def step(self):
        """Learn once from all 1,000, batch by batch."""
        order = self._rng.permutation(self.SAMPLES)
        for start in range(0, self.SAMPLES, self.size):
            rows = order[start : start + self.size]
            X, Z = self.X[rows], self.X[rows] @ self.W
            P = np.exp(Z - Z.max(axis=1, keepdims=True))
            P /= P.sum(axis=1, keepdims=True)
            self.W = self._step(self.W, X.T @ (P - self.y[rows]) / len(rows), self.lr)
        self.losses.append(self.loss())

    def divide(self):
        """Take a smaller rate from here on."""
        self.lr /= self.SHARE
        self.divided_at.append(len(self.losses) - 1)

    def right(self):
        """Return the percent of test digits that it reads correctly."""
        return 100 * float(np.mean((self.X_test @ self.W).argmax(axis=1) == self.y_test))

    def picture(self):
        """Show the loss so far."""
        epochs = len(self.losses) - 1
        words = "Nothing is learned yet." if not epochs else f"After epoch {epochs} the loss is"
        number = f" {self.losses[-1]:.3f}" if epochs else ""
        change = f", after {self.losses[-2]:.3f} one epoch before" if epochs else ""
        rate = f"{self.lr:.3g}"
        sentence = f"{words}{number}{change}{'.' if epochs else ''} Learning rate {rate}."
        return {"epoch": np.arange(epochs + 1), "loss": self.losses}, sentence


def _some_wrong(y, share, seed):
    """Change a share of the labels to other ones."""
    rng = np.random.default_rng([8, seed])
    chosen = rng.random(len(y)) < share
    return np.where(chosen, (y + rng.integers(1, 10, len(y))) % 10, y)


def _with_ones(X):
    """Append a column of ones, so that the biases are one more row of W."""
    return np.hstack([X, np.ones((len(X), 1))])


# ------------------------------------------------------------ rules, and training by them


def rules(momentum=momentum_step, adam=adam_step):
    """Return the rules of the race: name -> rule(w, g, memory, t, lr) -> (w, *memory).

    Parameters
    ----------
    momentum, adam : callable
        The learner's ``momentum_step`` and ``adam_step``, or the engine's.
    """
    return {
        "SGD": lambda w, g, memory, t, lr: (sgd_step(w, g, lr),),
        "momentum": lambda w, g, memory, t, lr: momentum(w, g, *(memory or (0 * w,)), lr),
        "RMSprop": lambda w, g, memory, t, lr: rmsprop_step(w, g, *(memory or (0 * w,)), lr),
        "Adam": lambda w, g, memory, t, lr: adam(w, g, *(memory or (0 * w, 0 * w)), t, lr),
    }


class Stepper:
    """Steps a network by a rule, as `nnlib.fit` asks it of an optimizer.

    Parameters
    ----------
    rule : callable
        One of `rules`.
    lr : float or callable
        A rate, or a schedule that is called with the number of each step, from 1.
    factor : float
        Of the loss, and so of every gradient.
    """

    def __init__(self, rule, lr, factor=1.0):
        self._rule, self._factor, self._schedule = rule, factor, lr if callable(lr) else None
        self.lr, self.t, self._memory = lr(1) if callable(lr) else lr, 0, ()

    def step(self, net):
        """Move the parameters of a network once."""
        self.t += 1
        if self._schedule:
            self.lr = self._schedule(self.t)
        g = self._factor * net.grads
        net.params, *self._memory = self._rule(net.params, g, self._memory, self.t, self.lr)


def accuracy_curve(
    rule, lr, seed=0, *, scale=1.0, kind="as they are", factor=1.0, epochs=EPOCHS, batch=BATCH
):  # fmt: skip
    """Train the reader by a rule.

    Parameters
    ----------
    rule : callable
    lr : float or callable
    seed : int
        Draws the split, the initial weights and the order of the batches.
    scale : float
        Of the initial weights.
    kind : str
        Of the `pictures`.
    factor : float
        Of the loss.
    epochs, batch : int

    Returns
    -------
    percent : ndarray, shape (epochs + 1,)
        Of the test digits that are read correctly, before training and after each epoch. A
        training that ends early, because the loss is no number any more, goes on as it ended.
    """
    X, y, X_test, y_test = pictures(seed, kind)
    net = new_reader(seed, scale)
    first = np.mean(net.predict(X_test).argmax(axis=1) == y_test)
    history = fit(
        net, SoftmaxCrossEntropy(), X, y, optimizer=Stepper(rule, lr, factor), epochs=epochs,
        batch_size=batch, rng=np.random.default_rng([ORDER, seed]), X_val=X_test, y_val=y_test,
        progress=False,
    )  # fmt: skip
    after = history.val_accuracy
    return 100 * np.concatenate([[first], after, np.full(epochs - len(after), after[-1])])


def final_accuracy(rule, lr, seed=0, **options):
    """Return the last entry of `accuracy_curve`."""
    return float(accuracy_curve(rule, lr, seed, **options)[-1])


# ------------------------------------------------------------ the loss times a million

FACTORS = tuple(10.0**power for power in range(-3, 4))
ADAM_RATE = 0.003  # of Adam's line; the learner moves the rate of SGD


# ------------------------------------------------------------ four in a race

RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
TUNED = {"SGD": 0.3, "momentum": 0.1, "RMSprop": 0.01, "Adam": 0.01}
TUNED_IN_OWN_UNITS = {"SGD": 0.1, "momentum": 0.01, "RMSprop": 0.01, "Adam": 0.01}
TRIES = 3  # different rates a rule, before there is a rank
RACE_SPLITS = range(8)  # a try is their mean: on split 0 alone Adam leads by three points


class Race:
    """The tries of a learner: rates for four rules, each with its curve.

    Parameters
    ----------
    momentum, adam : callable
        The learner's ``momentum_step`` and ``adam_step``, or the engine's.
    """

    def __init__(self, momentum=momentum_step, adam=adam_step):
        self.rules = rules(momentum, adam)
        self.tries = {}  # (own units, initialization scale) -> rule -> rate -> curve
        self._curves = {}

    def run(self, rule, lr, own=False, scale=1.0):
        """Train by one rule at one rate; a try is kept, and a rule has as many as any other."""
        table = self.table(own, scale)
        if lr not in table[rule] and len(table[rule]) < TRIES:
            table[rule][lr] = self._mean_curve(rule, lr, own, scale)

    def table(self, own=False, scale=1.0):
        """Return what was tried: rule -> rate -> curve."""
        return self.tries.setdefault((own, scale), {rule: {} for rule in self.rules})

    def forget(self, own=False, scale=1.0):
        """Begin anew: all four rules get their tries again."""
        self.tries.pop((own, scale), None)

    def is_tuned(self, own=False, scale=1.0):
        """Tell whether every rule has had its tries."""
        return all(len(tried) == TRIES for tried in self.table(own, scale).values())

    def best(self, own=False, scale=1.0):
        """Return the best rate of each rule and its curve: rule -> (rate, curve)."""
        return {
            rule: max(tried.items(), key=lambda try_: try_[1][-1])
            for rule, tried in self.table(own, scale).items()
            if tried
        }

    def all_at(self, rates, own=False, scale=1.0):
        """Train by all four rules at given rates, beside the tries: rule -> (rate, curve)."""
        return {rule: (lr, self._mean_curve(rule, lr, own, scale)) for rule, lr in rates.items()}

    def _mean_curve(self, rule, lr, own, scale):
        """Train on each split, and return the mean of the curves; the same is not trained twice."""
        asked = rule, lr, own, scale
        if asked not in self._curves:
            options = {"kind": "own units" if own else "as they are", "scale": scale}
            curves = [accuracy_curve(self.rules[rule], lr, s, **options) for s in RACE_SPLITS]
            self._curves[asked] = np.mean(curves, axis=0)
        return self._curves[asked]


# ------------------------------------------------------------ real data

FOUR_RATES = (0.003, 0.03, 0.3, 3.0)


def four_curves(seed=0, step=sgd_step):
    """Train the reader by gradient descent at four rates: rate -> percent right, by epoch."""
    return {
        lr: accuracy_curve(lambda w, g, memory, t, lr: (step(w, g, lr),), lr, seed)
        for lr in FOUR_RATES
    }


def read_with_adam(start, adam=adam_step):
    """Train the reader of split 0 for ten epochs by Adam, and count what it misreads of 500.

    Parameters
    ----------
    start : int
        Draws the initial weights and the order of the batches, as for every line of the ledger.
    adam : callable
        The learner's ``adam_step`` or the engine's.
    """
    X, y, X_test, y_test = pictures(0)
    net = mlp(SIZES, rng=np.random.default_rng(start))
    fit(
        net, SoftmaxCrossEntropy(), X, y, optimizer=Stepper(rules(adam=adam)["Adam"], 0.01),
        epochs=EPOCHS, batch_size=BATCH, rng=np.random.default_rng(start), progress=False,
    )  # fmt: skip
    return int(np.sum(net.predict(X_test).argmax(axis=1) != y_test))


# ------------------------------------------------------------ weights without a gradient

DECAY = {"lr": 0.05, "weight_decay": 0.5, "steps": 80}
FIRST_WEIGHT = 20.0


def weights_without_a_gradient(step=adamw_step):
    """Let a weight decay that has no gradient: apart from Adam, and through Adam's gradient.

    Returns
    -------
    apart, through : ndarray, shape (steps + 1,)
    """
    lr, decay = DECAY["lr"], DECAY["weight_decay"]

    def decayed(one_step):
        w, m, v = np.array([FIRST_WEIGHT]), np.zeros(1), np.zeros(1)
        found = [FIRST_WEIGHT]
        for t in range(1, DECAY["steps"] + 1):
            w, m, v = one_step(w, m, v, t)
            found.append(w.item())
        return np.array(found)

    apart = decayed(lambda w, m, v, t: step(w, 0 * w, m, v, t, lr, weight_decay=decay))
    return apart, decayed(lambda w, m, v, t: adam_step(w, decay * w, m, v, t, lr))


# ------------------------------------------------------------ a limit of your own

OWN_DIGITS, OWN_STEPS = 200, 1000


@functools.lru_cache(maxsize=256)
def own_problem(number):
    """Draw 200 digits and the darkness of their ink from a number: X with a 1 in each row, y."""
    rng = np.random.default_rng(number)
    X, y = load_digits()
    rows = rng.choice(len(X), OWN_DIGITS, replace=False)
    return _with_ones(rng.uniform(0.5, 2) * X[rows]), 1.0 * (y[rows] % 2)


def own_losses(number, lr, steps=OWN_STEPS):
    """Return the loss of a linear reader of odd digits before and after steps at a rate."""
    X, y = own_problem(number)
    w, H, c = np.zeros(X.shape[1]), X.T @ X / len(X), X.T @ y / len(X)
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(steps):
            w = sgd_step(w, H @ w - c, lr)
        return float(np.mean(y**2) / 2), float(np.mean((X @ w - y) ** 2) / 2)


def own_limit(number):
    """Find the rate that breaks the reader of a number.

    Returns
    -------
    limit : float
        2 / largest curvature.
    at_half : float
        The loss after 1,000 steps at half of it.
    curvature, before : float
        The largest curvature, and the loss before the first step.
    """
    X, _ = own_problem(number)
    curvature = float(np.linalg.eigvalsh(X.T @ X / len(X))[-1])
    before, at_half = own_losses(number, 1 / curvature)
    return 2 / curvature, at_half, curvature, before


def try_rate(number, lr):
    """Train the reader of a number at a rate, and say what becomes of its loss.

    Parameters
    ----------
    number : int
        A whole number of your own.
    lr : float
    """
    before, after = own_losses(number, lr)
    what = "falls" if after < before else "rises"
    end = f"to {after:.4g}" if np.isfinite(after) else "beyond all numbers"
    print(f"rate {lr:g}: in {OWN_STEPS:,} steps the loss {what} from {before:.4f} {end}")
