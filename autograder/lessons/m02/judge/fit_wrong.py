"""Module 2: wrong versions of ``fit_perceptron``, put together from parts that are off."""

import numpy as np


def epochs(
    epoch=None,
    last=lambda e: e == 0,
    finish=lambda errors, N: errors,
    allowed=lambda most: most,
    start=0.0,
):
    """Make a wrong version: right but for the way of an epoch, its end, or what is reported.

    ``epoch(w, b, X, y, lr)`` returns w, b and the count.
    """
    epoch = epoch or one_by_one

    def version(X, y, lr, max_epochs):
        w, b, errors = np.full(X.shape[1], start), 0.0, []
        for _ in range(allowed(max_epochs)):
            w, b, count = epoch(w, b, X, y, lr)
            errors.append(count)
            if last(count):
                break
        return w, float(b), finish(errors, len(X))

    return version


def one_by_one(w, b, X, y, lr, rate=True, bias=True, fresh=False, after=False, signed=False):
    w, b = (np.zeros(X.shape[1]), 0.0) if fresh else (w, b)
    count, lr = 0, lr if rate else 1.0
    for x, t in zip(X, y, strict=True):
        e = int(t) - int(x @ w + b > 0)
        w = w + lr * e * x
        b = b + lr * e * bias
        count += int(int(x @ w + b > 0) != t) if after else e if signed else abs(e)
    return w, b, count


def but(**options):
    return lambda w, b, X, y, lr: one_by_one(w, b, X, y, lr, **options)


def by_index(w, b, X, y, lr, rate=1.0, bias=1.0, fresh=False, after=False, signed=False):
    """The same epoch in another style: entry by entry."""
    w = [0.0] * X.shape[1] if fresh else [float(v) for v in w]
    b, wrong = 0.0 if fresh else b, 0

    def answer(n):
        return 1 if sum(float(v) * k for v, k in zip(X[n], w, strict=True)) + b > 0 else 0

    for n in range(len(X)):
        e = int(y[n]) - answer(n)
        if e:
            for d in range(len(w)):
                w[d] += (lr if rate else 1.0) * e * float(X[n][d])
            b += (lr if rate else 1.0) * e * bias
        wrong += int(answer(n) != y[n]) if after else e if signed else abs(e)
    return np.array(w), b, wrong


def by_index_but(**options):
    return lambda w, b, X, y, lr: by_index(w, b, X, y, lr, **options)


def all_at_once(w, b, X, y, lr):
    e = y - (X @ w + b > 0)
    return w + lr * e @ X, b + lr * e.sum(), int(np.abs(e).sum())


def all_at_once_summed(w, b, X, y, lr):
    old, at, step, wrong = w, b, np.zeros(len(w)), 0
    for x, t in zip(X, y, strict=True):
        e = int(t) - int(x @ old + at > 0)
        step = step + lr * e * x
        b, wrong = b + lr * e, wrong + abs(e)
    return old + step, b, wrong


def all_at_once_mean(w, b, X, y, lr):
    e = y - (X @ w + b > 0)
    return w + lr * X.T @ e / len(X), b + lr * e.mean(), int(np.abs(e).sum())


def stays(w, b, X, y, lr):
    return w, b, missed(w, b, X, y)


def stays_by_index(w, b, X, y, lr):
    return w, b, sum(abs(int(t) - int(x @ w + b > 0)) for x, t in zip(X, y, strict=True))


def missed(w, b, X, y):
    return int(((X @ w + b > 0) != y).sum())


def counted_at_the_end(w, b, X, y, lr):
    w, b, _ = one_by_one(w, b, X, y, lr)
    return w, b, missed(w, b, X, y)


def counted_at_the_start(X, y, lr, max_epochs):
    w, b, errors = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        errors.append(missed(w, b, X, y))
        if errors[-1] == 0:
            break
        w, b, _ = by_index(w, b, X, y, lr)
    return w, b, errors


def until_one_is_right(X, y, lr, max_epochs):
    w, b, errors = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        errors.append(0)
        for x, t in zip(X, y, strict=True):
            e = int(t) - int(x @ w + b > 0)
            if e == 0:
                return w, b, errors
            w, b = w + lr * e * x, b + lr * e
            errors[-1] += 1
    return w, b, errors


def epoch_until_one_is_right(X, y, lr, max_epochs):
    w, b, errors = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        wrong = 0
        for x, t in zip(X, y, strict=True):
            e = int(t) - int(x @ w + b > 0)
            w, b, wrong = w + lr * e * x, b + lr * e, wrong + abs(e)
            if e == 0:
                break
        errors.append(wrong)
        if wrong == 0:
            break
    return w, b, errors


def never(count):
    return False


def both(options, **more):
    """The same mistake in two styles of an epoch."""
    by_index = {**options, **({"rate": 0} if "rate" in options else {})}
    return epochs(but(**options), **more), epochs(by_index_but(**by_index), **more)
