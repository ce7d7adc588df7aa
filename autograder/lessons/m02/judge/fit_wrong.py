"""Module 2: wrong versions of ``fit_perceptron``, put together from parts that are off."""

import numpy as np


def epochs(
    epoch=None,
    last=lambda count: count == 0,
    finish=lambda errors, N: errors,
    allowed=lambda most: most,
    start=0.0,
    **options,
):
    """Make a wrong version: right but for the way of an epoch, its end, or what is reported.

    ``epoch(w, b, X, y, lr, **options)`` returns w, b and the count.
    """
    epoch = epoch or one_by_one

    def version(X, y, lr=1.0, max_epochs=100):
        w, b, errors = np.full(X.shape[1], start), 0.0, []
        for _ in range(allowed(max_epochs)):
            w, b, count = epoch(w, b, X, y, lr, **options)
            errors.append(count)
            if last(count):
                break
        return w, float(b), finish(errors, len(X))

    return version


def never(count):
    return False


def always(count):
    return True


def error_of(z, t):
    return int(t) - int(z > 0)


def at_the_border(above):
    """Make the error of one whose step is elsewhere: ``above(z)`` says whether the answer is 1."""
    return lambda z, t: int(t) - int(above(z))


def with_a_sign(missed):
    """Make the error of one who asks whether the score with the sign of the class is missed."""

    def error(z, t):
        sign = 2 * int(t) - 1
        return sign * int(missed(sign * z))

    return error


def one_by_one(
    w, b, X, y, lr, error=error_of, rate=None, bias=True, fresh=False, after=False, signed=False
):
    w, b = (np.zeros(X.shape[1]), 0.0) if fresh else (w, b)
    count, lr = 0, rate or lr
    for x, t in zip(X, y, strict=True):
        e = error(x @ w + b, t)
        w = w + lr * e * x
        b = b + lr * e * bias
        count += int(int(x @ w + b > 0) != t) if after else e if signed else abs(e)
    return w, b, count


def all_at_once(w, b, X, y, lr, mean=False):
    e = y - (X @ w + b > 0)
    step = lr / len(X) if mean else lr
    return w + step * e @ X, b + step * e.sum(), int(np.abs(e).sum())


def stays(w, b, X, y, lr):
    return w, b, missed(w, b, X, y)


def missed(w, b, X, y):
    return int(((X @ w + b > 0) != y).sum())


def counted_at_the_end(w, b, X, y, lr):
    w, b, _ = one_by_one(w, b, X, y, lr)
    return w, b, missed(w, b, X, y)


def counted_at_the_start(w, b, X, y, lr):
    count = missed(w, b, X, y)
    w, b, _ = one_by_one(w, b, X, y, lr)
    return w, b, count


def until_one_is_right(w, b, X, y, lr):
    count = 0
    for x, t in zip(X, y, strict=True):
        e = int(t) - int(x @ w + b > 0)
        if e == 0:
            break
        w, b, count = w + lr * e * x, b + lr * e, count + 1
    return w, b, count
