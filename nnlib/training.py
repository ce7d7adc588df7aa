"""Training is a loop: take a batch, measure the loss, send its slope back, make a step, repeat.

One pass over all samples is an epoch. Everything else here is bookkeeping: shuffling, the curves,
a progress bar, and stopping in time when the loss explodes.
"""

import contextlib
import copy
import functools
import sys

import numpy as np

from nnlib._checks import cast, check_count, check_generator, check_object, check_positive
from nnlib.forward import minibatches
from nnlib.optimizers import clip_by_global_norm
from nnlib.threads import one_blas_thread


class History:
    """The curves of one training, each an array that grows by one entry an epoch.

    Attributes
    ----------
    loss : ndarray, shape (epochs,)
        Mean training loss, each sample measured before the step that its batch made.
    accuracy : ndarray, shape (epochs,) or (0,)
        Share of training samples answered right, measured at the same moments; empty when the
        targets are no class labels.
    val_loss, val_accuracy : ndarray, shape (epochs,) or (0,)
        On the validation data, measured after the epoch; empty without such data.
    batch_loss : ndarray, shape (steps,)
        The loss of every batch.
    stopped : str
        Why training ended early; empty if it ran to the end.
    """

    def __init__(self):
        self.loss = np.zeros(0)
        self.accuracy = np.zeros(0)
        self.val_loss = np.zeros(0)
        self.val_accuracy = np.zeros(0)
        self.batch_loss = np.zeros(0)
        self.stopped = ""

    def append(self, **values):
        """Add one number to each of the curves named; one that is None is left as it is."""
        for name, value in values.items():
            if value is not None:
                setattr(self, name, np.append(getattr(self, name), value))

    def last(self):
        """Return the last entry of each curve an epoch that has one, by name."""
        names = ("loss", "accuracy", "val_loss", "val_accuracy")
        return {name: float(getattr(self, name)[-1]) for name in names if len(getattr(self, name))}

    def __repr__(self):
        ends = ", ".join(f"{name} {value:.4g}" for name, value in self.last().items())
        return f"History of {len(self.loss)} epochs: {ends}" + (
            f"\n{self.stopped}" * bool(self.stopped)
        )


def accuracy(net, X, y):
    """Return the share of samples whose largest output is at the right class.

    Parameters
    ----------
    net : Sequential
    X : array_like, shape (N, D)
    y : array_like of int, shape (N,)

    Returns
    -------
    share : float, 0 to 1

    Raises
    ------
    ValueError
        `accuracy expected y of shape (5,), got (5, 1)`, or for an empty batch.
    TypeError
        If net is no network, or the labels are not integers.
    """
    check_object(net, "predict", "nnlib.mlp([2, 8, 1])", "accuracy: net")
    y = np.asarray(y)
    if y.dtype.kind not in "iu":
        raise TypeError(f"accuracy expected integer labels, got {y.dtype}")
    Z = net.predict(X)
    if y.shape != Z.shape[:-1] or y.size == 0:
        raise ValueError(f"accuracy expected y of shape {Z.shape[:-1]}, got {y.shape}")
    return float((Z.argmax(axis=-1) == y).mean())


def fit(
    net, loss, X, y, *, optimizer, epochs, batch_size, rng,
    X_val=None, y_val=None, penalty=None, max_norm=None, progress=True, callbacks=(),
):  # fmt: skip
    """Train a network, and return its curves.

    Parameters
    ----------
    net : Sequential
        Its parameters are changed.
    loss : object with forward(Z, y) and backward()
    X : array_like, shape (N, D)
    y : array_like, shape (N,) of int, or whatever the loss expects
    optimizer : object with step(net)
    epochs, batch_size : int
        At least 1.
    rng : numpy.random.Generator
        Shuffles, one permutation of N an epoch: the same seed gives the same training.
    X_val, y_val : array_like, optional
        Validation data, never learned from.
    penalty : object with value(net) and add_gradient(net), optional
        Such as `L2(0.01)`: acts on the steps. The curves show the loss without it.
    max_norm : float, optional
        Shorten each gradient that is longer than this, see `clip_by_global_norm`.
    progress : bool
        Show a progress bar on stdout, and say there why training stopped early.
    callbacks : iterable of callable
        Each is called after each epoch as callback(epoch, net, history), epochs counted from 1;
        returning True ends the training. One that has a method finish(net), as `EarlyStopping`
        has, gets it called at the very end, also when training is interrupted or fails.

    Returns
    -------
    history : History

    Raises
    ------
    ValueError
        If a count is below 1, X and y differ in length, X is not finite, only one of X_val and
        y_val is given, or the last batch would be a single sample and a layer cannot learn from
        one, as `BatchNorm` cannot.
    TypeError
        If rng is no Generator, or net, loss, optimizer, penalty or callbacks are no such thing:
        `fit: optimizer must be an object such as nnlib.SGD(0.1), got the class SGD`.

    Notes
    -----
    A loss that becomes nan or infinite ends the training before that step is made. It is no
    error: the curves up to there, the last entry included, are returned, and `history.stopped`
    names epoch and learning rate.

    BLAS runs on one thread meanwhile: on small matrices a second one only gets in the way.
    """
    _check_arguments(net, loss, optimizer, penalty, max_norm, callbacks)
    epochs = check_count(epochs, "fit: epochs")
    batch_size = check_count(batch_size, "fit: batch_size")
    check_generator(rng, "fit")
    X, y = _paired(net, X, y, "X and y")
    val = _validation(net, X_val, y_val)
    _check_last_batch(net, X, batch_size)
    step = functools.partial(_step, net, optimizer, penalty, max_norm)
    callbacks = tuple(callbacks)  # a generator would be used up after the first epoch

    history = History()
    # A diverging run overflows; the curve shows it, a warning on stderr would only disturb.
    quiet = np.errstate(over="ignore", invalid="ignore")
    try:
        with one_blas_thread(), quiet, _progress_bar(epochs, progress) as bar:
            for epoch in range(1, epochs + 1):
                _one_epoch(net, loss, minibatches(X, y, batch_size, rng), val, step, history)
                _advance(bar, history)
                history.stopped = _reason_to_stop(epoch, net, optimizer, history, callbacks)
                if history.stopped:
                    break
    finally:
        _finish(callbacks, net)
    if history.stopped and progress:
        print(history.stopped)
    return history


def lr_range_test(net, loss, X, y, *, optimizer, low, high, steps, batch_size, rng):
    """Train with a learning rate that grows at every step, and watch where the loss turns.

    Parameters
    ----------
    net : Sequential
        Not changed: a copy is trained.
    loss : object with forward(Z, y) and backward()
    X : array_like, shape (N, D)
    y : array_like, shape (N,) of int, or whatever the loss expects
    optimizer : callable
        Makes an optimizer from a schedule: `nnlib.SGD`, or a function of one argument.
    low, high : float
        The first and the last rate, above 0; in between each is the one before times a factor.
    steps : int
        At least 2.
    batch_size : int
    rng : numpy.random.Generator

    Returns
    -------
    rates, losses : ndarray, shape (at most steps,)
        The loss of each batch before the step of that rate. It ends early when the loss is no
        longer finite.

    Raises
    ------
    ValueError
        If low is not below high, steps is below 2, or as `fit`.
    TypeError
        If optimizer cannot be called, such as `nnlib.SGD(0.1)`, which has a rate already; and as
        `fit`.

    References
    ----------
    Smith (2017), Cyclical learning rates for training neural networks, section 3.3.
    """
    low = check_positive(low, "lr_range_test: low")
    high = check_positive(high, "lr_range_test: high")
    if check_count(steps, "lr_range_test: steps") < 2 or not low < high:
        raise ValueError(
            f"lr_range_test expected low below high and at least 2 steps, "
            f"got {low:g}, {high:g} and {steps}"
        )
    if not callable(optimizer):
        got = type(optimizer).__name__
        raise TypeError(f"lr_range_test expected optimizer=nnlib.SGD, got an object {got}")
    rates = np.geomspace(low, high, steps)
    batches = -(-max(1, len(X)) // check_count(batch_size, "lr_range_test: batch_size"))

    def rate(t):
        return rates[min(t, steps) - 1]

    twin, epochs = copy.deepcopy(net), -(-steps // batches)
    options = {"batch_size": batch_size, "rng": rng, "progress": False}
    history = fit(twin, loss, X, y, optimizer=optimizer(rate), epochs=epochs, **options)
    losses = history.batch_loss[:steps]
    return rates[: len(losses)], losses


def update_ratios(net, optimizer):
    """Measure how far the next step would move each parameter, relative to its size.

    Parameters
    ----------
    net : Sequential
        After its `backward`. Not changed.
    optimizer : object with step(net)
        Not changed.

    Returns
    -------
    ratios : dict of str to float
        By the names of `named_params`: root mean square of the step over that of the parameter;
        inf for a parameter that is zero and moves. About 1e-3 is usual in healthy training.

    Raises
    ------
    TypeError
        If net is no network, or optimizer is none.
    """
    check_object(net, "named_params", "nnlib.mlp([2, 8, 1])", "update_ratios: net")
    check_object(optimizer, "step", "nnlib.SGD(0.1)", "update_ratios: optimizer")
    twin = copy.deepcopy(net)
    copy.deepcopy(optimizer).step(twin)
    before, after = net.named_params(), twin.named_params()
    ratios = {}
    for (name, old), new in zip(before.items(), after.values(), strict=True):
        size, moved = np.linalg.norm(old), np.linalg.norm(new - old)
        ratios[name] = float(moved / size) if size > 0 else (np.inf if moved > 0 else 0.0)
    return ratios


def _check_arguments(net, loss, optimizer, penalty, max_norm, callbacks):
    """Refuse classes, and things of another kind, before they fail in the middle of an epoch."""
    check_object(net, "backward_params", "nnlib.mlp([2, 8, 1])", "fit: net")
    check_object(loss, "backward", "nnlib.MeanSquaredError()", "fit: loss")
    check_object(optimizer, "step", "nnlib.SGD(0.1)", "fit: optimizer")
    if penalty is not None:
        check_object(penalty, "add_gradient", "nnlib.L2(0.01)", "fit: penalty")
    if max_norm is not None:
        check_positive(max_norm, "fit: max_norm")
    check_object(callbacks, "__iter__", "[nnlib.EarlyStopping()]", "fit: callbacks")


def _step(net, optimizer, penalty, max_norm):
    """Change the parameters once, after `backward`."""
    if penalty is not None:
        penalty.add_gradient(net)
    if max_norm is not None:
        net.grads, _ = clip_by_global_norm(net.grads, max_norm)
    optimizer.step(net)


def _one_epoch(net, loss, batches, val, step, history):
    """Learn from each batch once; record the epoch even if its loss explodes half-way."""
    losses, sizes, right = [], [], []
    for X, y in batches:
        Z = net.forward(X, training=True)
        losses.append(loss.forward(Z, y))
        sizes.append(len(X))
        right.append(_share_right(Z, y))
        if not np.isfinite(losses[-1]):
            break  # a step along nan would destroy the last parameters that mean something
        net.backward_params(loss.backward())
        step()
    # the last batch may be smaller: each *sample* counts the same
    mean_right = None if right[0] is None else np.average(right, weights=sizes)
    history.append(loss=np.average(losses, weights=sizes), accuracy=mean_right, batch_loss=losses)
    if val is not None:
        X, y = val
        Z = net.predict(X)
        history.append(val_loss=loss.forward(Z, y), val_accuracy=_share_right(Z, y))


def _share_right(Z, y):
    """Return the share of right answers, or None if y holds no class labels."""
    if y.dtype.kind not in "iu" or y.shape != Z.shape[:-1]:
        return None
    return (Z.argmax(axis=-1) == y).mean()


def _reason_to_stop(epoch, net, optimizer, history, callbacks):
    """Ask the callbacks and look at the loss; an empty answer means to go on."""
    # all of them are asked before one may end it: each has to see every epoch
    answers = [(callback, callback(epoch, net, history)) for callback in callbacks]
    for callback, answer in answers:
        # only a plain True: a callback that happens to return its plot does not end the training
        if isinstance(answer, bool | np.bool_) and answer:
            name = getattr(callback, "__name__", type(callback).__name__)
            return f"Training stopped by {name} after epoch {epoch}."
    if np.isfinite(history.batch_loss[-1]):
        return ""
    lr = getattr(optimizer, "lr", None)
    rate = "" if lr is None else f" at learning rate {lr:g}"
    return (
        f"Training stopped in epoch {epoch}: the loss became {history.batch_loss[-1]}{rate}. "
        "Try a smaller learning rate."
    )


def _paired(net, X, y, names):
    """Return X in the network's dtype and y as arrays of one length."""
    X, y = cast(X, net.dtype, "fit"), np.asarray(y)
    if X.ndim < 2 or y.ndim < 1 or len(X) != len(y) or len(X) == 0:
        raise ValueError(f"fit expected {names} of one length, got {X.shape} and {y.shape}")
    if not np.isfinite(X).all():  # otherwise the learning rate would get the blame
        raise ValueError(f"fit expected finite numbers in {names}, got nan or inf")
    return X, y


def _validation(net, X_val, y_val):
    """Return the validation data as arrays, or None without any."""
    if (X_val is None) != (y_val is None):
        raise ValueError("fit expected both X_val and y_val, or neither")
    return None if X_val is None else _paired(net, X_val, y_val, "X_val and y_val")


def _check_last_batch(net, X, batch_size):
    """Refuse a batch of one that some layer cannot learn from, before an epoch was spent on it."""
    if (len(X) - 1) % batch_size == 0:
        twin = copy.deepcopy(net)
        twin.forward(X[:2], training=True)  # what is wrong with every batch speaks for itself
        try:
            twin.forward(X[:1], training=True)
        except ValueError as error:
            raise ValueError(
                f"fit cannot use batches of {batch_size}: of {len(X)} samples the last batch "
                f"gets one, and {error}. Choose another batch_size"
            ) from error


def _finish(callbacks, net):
    """Tell the callbacks that want to know it that training is over."""
    for callback in callbacks:
        if hasattr(callback, "finish"):
            callback.finish(net)


def _progress_bar(epochs, progress):
    if not progress:
        return contextlib.nullcontext()
    from tqdm import tqdm  # here and not above: importing nnlib costs numpy alone

    # stderr, tqdm's default, is read as an error by the tools that grade notebooks
    return tqdm(total=epochs, desc="training", unit="epoch", file=sys.stdout)


def _advance(bar, history):
    """Move the progress bar on by an epoch, if there is one."""
    if bar is not None:
        bar.set_postfix(history.last(), refresh=False)
        bar.update()
