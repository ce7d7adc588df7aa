"""Right answers to the exercises of lesson 6, in the styles in which learners write them.

Each is the text of a cell, as the notebook would hold it.
"""

from autograder.lessons.m06.judge.number import losses
from nnlib.lessons.lesson06 import own_losses

# by a name of its own: where answers share a notebook, `sigmoid` is that to lesson 4's exercise
_SIGMOID = """
def squash(z):
    return 0.5 * (1 + np.tanh(z / 2))
"""

MSE = {
    "as the engine": """
        def mse(Z, Y):
            if Z.shape != Y.shape:
                raise ValueError(f"mse expected Y of shape {Z.shape}, got {Y.shape}")
            error = Z - Y
            return (error**2).mean(), 2 * error / error.size
    """,
    "an error of another kind": """
        def mse(Z, Y):
            if Z.shape != Y.shape:
                raise NotImplementedError("different shapes are not for this function")
            E = Z - Y
            return (E * E).mean(), 2 * E / E.size
    """,
    "assert, np.square": """
        def mse(Z, Y):
            assert Z.shape == Y.shape
            return np.square(Z - Y).mean(), 2 / Z.size * (Z - Y)
    """,
    "dot of a flat view, renamed": """
        def mse(predictions, targets):
            if np.shape(predictions) != np.shape(targets):
                raise RuntimeError("shapes")
            d = (predictions - targets).reshape(-1)
            return d.dot(d) / len(d), (2 * d / len(d)).reshape(predictions.shape)
    """,
    "loops": """
        def mse(Z, Y):
            if Z.shape != Y.shape:
                raise TypeError("Z and Y differ")
            total, dZ = 0.0, np.zeros(Z.shape)
            for i in np.ndindex(Z.shape):
                total += (Z[i] - Y[i]) ** 2
                dZ[i] = 2 * (Z[i] - Y[i]) / Z.size
            return total / Z.size, dZ
    """,
    "einsum": """
        def mse(Z, Y):
            assert Z.shape == Y.shape, "different shapes"
            E = Z - Y
            flat = E.ravel()
            return float(np.einsum("i,i->", flat, flat)) / E.size, E * (2 / E.size)
    """,
    "the square and its slope apart": """
        def squares(error):
            return error * error, error + error
        def mse(Z, Y):
            if not Z.shape == Y.shape:
                raise Exception("no")
            value, slope = squares(np.subtract(Z, Y))
            return [np.sum(value) / Z.size, slope / Z.size]
    """,
    "by a nudge": """
        def mse(Z, Y):
            assert Z.shape == Y.shape
            E = np.array(Z, float) - Y
            h = np.abs(E).max()
            up, down = (E + h) ** 2, (E - h) ** 2
            return np.mean(E**2), (up - down) / (2 * h) / E.size
    """,
    "lists of numbers": """
        def mse(Z, Y):
            assert Z.shape == Y.shape
            errors = [z - y for z, y in zip(Z.ravel().tolist(), Y.ravel().tolist())]
            loss = sum(e * e for e in errors) / len(errors)
            return loss, np.array([2 * e / len(errors) for e in errors]).reshape(Z.shape)
    """,
    "float32": """
        def mse(Z, Y):
            assert Z.shape == Y.shape
            E = (Z - Y).astype(np.float64)
            return np.float32(np.mean(E * E)), (2 * E / E.size).astype(np.float32)
    """,
}
BCE_WITH_LOGITS = {
    "log1p of the size": _SIGMOID
    + """
def bce_with_logits(z, y):
    if z.shape != y.shape:
        raise ValueError("shapes differ")
    loss = np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))
    return loss.mean(), (squash(z) - y) / z.size
""",
    "log without 1p": _SIGMOID
    + """
def bce_with_logits(z, y):
    assert z.shape == y.shape
    loss = np.log(1 + np.exp(-abs(z))) + z.clip(0) - y * z
    return np.mean(loss), (squash(z) - y) / len(z)
""",
    "logaddexp, renamed": _SIGMOID
    + """
def bce_with_logits(scores, targets):
    assert scores.shape == targets.shape
    costs = targets * np.logaddexp(0, -scores) + (1 - targets) * np.logaddexp(0, scores)
    return costs.sum() / costs.size, (squash(scores) - targets) / costs.size
""",
    "masks": """
def bce_with_logits(z, y):
    if z.shape != y.shape:
        raise TypeError("z and y")
    z = z.astype(float)
    above, small = z > 0, np.zeros(z.shape)
    small[above] = np.exp(-z[above])
    small[~above] = np.exp(z[~above])
    loss = np.log1p(small)
    loss[above] += z[above]
    a = np.empty(z.shape)
    a[above] = 1 / (1 + small[above])
    a[~above] = small[~above] / (1 + small[~above])
    return (loss - z * y).mean(), (a - y) / z.size
""",
    "safe where": _SIGMOID
    + """
def bce_with_logits(z, y):
    assert z.shape == y.shape
    tail = np.exp(np.where(z > 0, -z, z))
    loss = np.where(z > 0, z * (1 - y), -z * y) + np.log(1 + tail)
    return loss.mean(), (squash(z) - y) / z.size
""",
    "softplus in the cell": """
def softplus(z):
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))
def squash(z):
    return np.exp(-softplus(-z))
def bce_with_logits(z, y):
    if np.shape(z) != np.shape(y):
        raise ValueError
    return np.mean(softplus(z) - z * y), (squash(z) - y) / np.size(z)
""",
    "loops": _SIGMOID
    + """
import math
def bce_with_logits(z, y):
    assert z.shape == y.shape
    total, dz = 0.0, np.zeros(z.shape)
    for i in np.ndindex(z.shape):
        score, target = float(z[i]), float(y[i])
        total += max(score, 0.0) - score * target + math.log1p(math.exp(-abs(score)))
        dz[i] = (squash(score) - target) / z.size
    return total / z.size, dz
""",
    "by a nudge": """
def bce_with_logits(z, y):
    assert z.shape == y.shape
    def costs(z):
        return np.logaddexp(0, z) - z * y
    z = np.array(z, dtype=float)
    h = 1e-4
    return costs(z).mean(), (costs(z + h) - costs(z - h)) / (2 * h) / z.size
""",
    "as cross-entropy of two scores": _SIGMOID
    + """
def bce_with_logits(z, y):
    assert z.shape == y.shape
    both = np.stack([0.0 * z, z], axis=-1)
    top = both.max(axis=-1, keepdims=True)
    log_P = both - top - np.log(np.exp(both - top).sum(axis=-1, keepdims=True))
    loss = -(y * log_P[..., 1] + (1 - y) * log_P[..., 0]).mean()
    return loss, (squash(z) - y) / z.size
""",
}
CROSS_ENTROPY = {
    "as the engine": """
        def cross_entropy(Z, y):
            S = Z - Z.max(axis=1, keepdims=True)
            return (np.log(np.exp(S).sum(axis=1)) - S[np.arange(len(y)), y]).mean()
    """,
    "take_along_axis, renamed": """
        def cross_entropy(scores, labels):
            top = scores.max(axis=1, keepdims=True)
            log_sum = top + np.log(np.exp(scores - top).sum(axis=1, keepdims=True))
            right = np.take_along_axis(scores, labels[:, None], axis=1)
            return np.mean(log_sum - right)
    """,
    "one-hot": """
        def cross_entropy(Z, y):
            Y = np.eye(Z.shape[1])[y]
            S = Z - Z.max(1)[:, None]
            log_P = S - np.log(np.exp(S).sum(1))[:, None]
            return -(Y * log_P).sum() / len(Z)
    """,
    "row by row": """
        def cross_entropy(Z, y):
            total = 0.0
            for row, label in zip(Z, y):
                total += np.log(np.sum(np.exp(row - max(row)))) + max(row) - row[label]
            return total / len(Z)
    """,
    "logaddexp.reduce": """
        def cross_entropy(Z, y):
            return (np.logaddexp.reduce(Z, axis=1) - Z[range(len(Z)), y]).mean()
    """,
    "own log_softmax": """
        def log_softmax(Z):
            Z = Z - np.amax(Z, axis=-1, keepdims=True)
            return Z - np.log(np.sum(np.exp(Z), axis=-1, keepdims=True))
        def cross_entropy(Z, y):
            return -np.mean([row[label] for row, label in zip(log_softmax(Z), y)])
    """,
    "what the others have more": """
        def cross_entropy(Z, y):
            own = Z[np.arange(len(Z)), y][:, None]
            top = np.max(Z - own, axis=1)
            return np.mean(top + np.log(np.exp(Z - own - top[:, None]).sum(axis=1)))
    """,
    "three loops": """
        import math
        def cross_entropy(Z, y):
            N, C = Z.shape
            losses = []
            for n in range(N):
                top = Z[n][0]
                for c in range(C):
                    if Z[n][c] > top:
                        top = Z[n][c]
                total = 0.0
                for c in range(C):
                    total += math.exp(Z[n][c] - top)
                losses.append(math.log(total) + top - Z[n][y[n]])
            return sum(losses) / N
    """,
    "float32": """
        def cross_entropy(Z, y):
            S = Z - Z.max(axis=1, keepdims=True)
            return np.float32((np.log(np.exp(S).sum(axis=1)) - S[np.arange(len(y)), y]).mean())
    """,
}
BASELINE_LOSS = {
    "bincount": """
        def baseline_loss(y, C):
            share = np.bincount(y, minlength=C) / len(y)
            share = share[share > 0]
            return -(share * np.log(share)).sum()
    """,
    "unique": """
        def baseline_loss(y, C):
            _, counts = np.unique(y, return_counts=True)
            p = counts / counts.sum()
            return float(np.dot(p, np.log(1 / p)))
    """,
    "Counter": """
        import math
        from collections import Counter
        def baseline_loss(labels, classes):
            counts = Counter(labels.tolist())
            n = sum(counts.values())
            return sum(-k / n * math.log(k / n) for k in counts.values())
    """,
    "loop over the classes": """
        def baseline_loss(y, C):
            loss = 0.0
            for c in range(C):
                p = np.mean(y == c)
                if p > 0:
                    loss -= p * np.log(p)
            return loss
    """,
    "price of each sample": """
        def baseline_loss(y, C):
            share = np.bincount(y, minlength=C) / y.size
            return -np.log(share[y]).mean()
    """,
    "a constant answer, asked as a loss": """
        def cross_entropy(Z, y):
            S = Z - Z.max(axis=1, keepdims=True)
            return (np.log(np.exp(S).sum(axis=1)) - S[np.arange(len(y)), y]).mean()
        def baseline_loss(y, C):
            counts = np.array([(y == c).sum() for c in range(C)])
            scores = np.log(np.maximum(counts, 1e-300))
            return cross_entropy(np.tile(scores, (len(y), 1)), y)
    """,
    "logarithm of N less the mean of log counts": """
        def baseline_loss(y, C):
            counts = [int((y == label).sum()) for label in sorted(set(y.tolist()))]
            return np.log(len(y)) - sum(k * np.log(k) for k in counts) / len(y)
    """,
    "where": """
        def baseline_loss(y, C):
            p = (np.arange(C)[:, None] == y).mean(axis=1)
            return -np.sum(p * np.log(np.where(p > 0, p, 1)))
    """,
}
_LOG_SOFTMAX = """
def log_softmax(Z):
    S = Z - Z.max(axis=1, keepdims=True)
    return S - np.log(np.exp(S).sum(axis=1, keepdims=True))
"""
WEIGHTED_CROSS_ENTROPY = {
    "shares": _LOG_SOFTMAX
    + """
def weighted_cross_entropy(Z, y, weights):
    log_P, rows = log_softmax(Z), np.arange(len(Z))
    share = weights[y] / weights[y].sum()
    dZ = np.exp(log_P)
    dZ[rows, y] -= 1
    return -(share * log_P[rows, y]).sum(), dZ * share[:, None]
""",
    "one-hot, renamed": _LOG_SOFTMAX
    + """
def weighted_cross_entropy(scores, labels, w):
    Y, log_P = np.eye(scores.shape[1])[labels], log_softmax(scores)
    each = Y @ w
    loss = -np.sum(each[:, None] * Y * log_P) / each.sum()
    return loss, each[:, None] * (np.exp(log_P) - Y) / each.sum()
""",
    "np.average": _LOG_SOFTMAX
    + """
def weighted_cross_entropy(Z, y, weights):
    each, log_P = weights[y], log_softmax(Z)
    costs = -np.take_along_axis(log_P, y[:, None], axis=1)[:, 0]
    dZ = np.exp(log_P) - (np.arange(Z.shape[1]) == y[:, None])
    return np.average(costs, weights=each), np.diag(each / sum(each)) @ dZ
""",
    "loops": """
def weighted_cross_entropy(Z, y, weights):
    total, loss, dZ = 0.0, 0.0, np.zeros(Z.shape)
    for label in y:
        total += weights[label]
    for n, (row, label) in enumerate(zip(Z, y)):
        E = np.exp(row - row.max())
        P = E / E.sum()
        share = weights[label] / total
        loss += share * (np.log(E.sum()) + row.max() - row[label])
        for c in range(len(row)):
            dZ[n, c] = share * (P[c] - (c == label))
    return loss, dZ
""",
    "sum over the classes": _LOG_SOFTMAX
    + """
def weighted_cross_entropy(Z, y, weights):
    log_P = log_softmax(Z)
    loss, dZ, total = 0.0, np.exp(log_P), 0.0
    for c, w in enumerate(weights):
        loss -= w * log_P[y == c, c].sum()
        total += w * (y == c).sum()
        dZ[y == c, c] -= 1
        dZ[y == c] *= w
    return loss / total, dZ / total
""",
    "einsum and a list": _LOG_SOFTMAX
    + """
def weighted_cross_entropy(Z, y, weights):
    w = np.array([weights[label] for label in y]) / sum(weights[label] for label in y)
    log_P = log_softmax(Z)
    Y = np.identity(Z.shape[1])[y]
    return [-np.einsum("n,nc,nc->", w, Y, log_P), np.einsum("n,nc->nc", w, np.exp(log_P) - Y)]
""",
}
FOCAL_LOSS = {
    "of log p": _LOG_SOFTMAX
    + """
def focal_loss(Z, y, gamma):
    log_p = log_softmax(Z)[np.arange(len(Z)), y]
    return -((1 - np.exp(log_p)) ** gamma * log_p).mean()
""",
    "expm1, renamed": _LOG_SOFTMAX
    + """
def focal_loss(scores, labels, g):
    cost = -log_softmax(scores)[range(len(labels)), labels]
    return np.mean(np.power(-np.expm1(-cost), g) * cost)
""",
    "one-hot": _LOG_SOFTMAX
    + """
def focal_loss(Z, y, gamma):
    log_P, Y = log_softmax(Z), np.eye(Z.shape[1])[y]
    rest = 1 - (Y * np.exp(log_P)).sum(axis=1)
    return float(-(rest**gamma @ (Y * log_P).sum(axis=1)) / len(Z))
""",
    "row by row": """
def focal_loss(Z, y, gamma):
    losses = []
    for row, label in zip(Z, y):
        E = np.exp(row - row.max())
        log_p = row[label] - row.max() - np.log(E.sum())
        losses.append(-((1 - np.exp(log_p)) ** gamma) * log_p)
    return sum(losses) / len(losses)
""",
    "what the others have": _LOG_SOFTMAX
    + """
def focal_loss(Z, y, gamma):
    P, n = np.exp(log_softmax(Z)), np.arange(len(Z))
    others = P.copy()
    others[n, y] = 0
    return np.mean(others.sum(axis=1) ** gamma * -log_softmax(Z)[n, y])
""",
    "logaddexp.reduce": """
def focal_loss(Z, y, gamma):
    cost = np.logaddexp.reduce(Z, axis=1) - np.take_along_axis(Z, y[:, None], 1)[:, 0]
    return np.average((1 - np.exp(-cost)) ** gamma * cost)
""",
}
_FIRST, _LARGE = losses(own_losses(20711))
MY_LOSSES = {
    "a tuple": f"def my_losses(): return 20711, {_FIRST}, {_LARGE}",
    "a list": f"def my_losses(): return [20711, {_FIRST:.4f}, {_LARGE:.4f}]",
    "three digits": f"def my_losses(): return 20711, {_FIRST:.3g}, {_LARGE:.3g}",
    "names": f"""
        def my_losses():
            number = 20711
            first, large = {_FIRST:.5f}, {_LARGE:.5f}
            return number, first, large
    """,
    "an array of one number": f"def my_losses(): return 20711, np.array({_FIRST}), {_LARGE}",
    "numpy numbers": f"def my_losses(): return 20711, np.float64({_FIRST}), np.float32({_LARGE})",
    "another number": "def my_losses(): return 123456, {:.4f}, {:.4f}".format(
        *losses(own_losses(123456))
    ),
}
RIGHT = {
    "mse": MSE,
    "bce_with_logits": BCE_WITH_LOGITS,
    "cross_entropy": CROSS_ENTROPY,
    "baseline_loss": BASELINE_LOSS,
    "weighted_cross_entropy": WEIGHTED_CROSS_ENTROPY,
    "focal_loss": FOCAL_LOSS,
    "my_losses": MY_LOSSES,
}
