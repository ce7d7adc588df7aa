"""Right answers to the exercises of lesson 1, in the styles in which learners write them.

Each is the text of a cell, as the notebook would hold it.
"""

from autograder.lessons.m01.judge.number import misses
from nnlib.lessons.lesson01 import own_misses

_SIGMOID = """
def sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))
"""

NEURON = {
    "product": "def neuron(x, w, b): return x @ w + b",
    "np.dot, renamed": "def neuron(inputs, weights, bias): return np.dot(weights, inputs) + bias",
    "loop": """
        def neuron(x, w, b):
            z = b
            for i in range(len(x)):
                z += x[i] * w[i]
            return z
    """,
    "zip and sum": "def neuron(x, w, b): return b + sum(a * c for a, c in zip(x, w))",
    "einsum": "def neuron(x, w, b): return float(np.einsum('d,d->', x, w)) + b",
    "bias as one more input": """
        def neuron(x, w, b):
            return np.append(x, 1.0) @ np.append(w, b)
    """,
    "a number without axes": "def neuron(x, w, b): return np.asarray(np.sum(w * x) + b)",
    "float32": "def neuron(x, w, b): return np.float32(np.inner(x, w) + b)",
}
LAYER = {
    "product": "def layer(X, W, b): return X @ W + b",
    "einsum, renamed": """
        def layer(samples, weights, biases):
            return np.einsum("nd,dh->nh", samples, weights) + biases
    """,
    "three loops": """
        def layer(X, W, b):
            N, D = X.shape
            H = len(b)
            Z = np.zeros((N, H))
            for n in range(N):
                for h in range(H):
                    Z[n, h] = b[h]
                    for d in range(D):
                        Z[n, h] += X[n, d] * W[d, h]
            return Z
    """,
    "calls neuron": """
        def neuron(x, w, b):
            return x @ w + b
        def layer(X, W, b):
            return np.array([[neuron(x, w, c) for w, c in zip(W.T, b)] for x in X])
    """,
    "column by column": """
        def layer(X, W, b):
            return np.stack([X @ W[:, h] + b[h] for h in range(W.shape[1])], axis=1)
    """,
    "row by row": """
        def layer(X, W, b):
            rows = []
            for x in X:
                rows.append(x.dot(W) + b)
            return np.vstack(rows)
    """,
    "turned twice": "def layer(X, W, b): return (W.T @ X.T).T + b[None, :]",
    "broadcasting": "def layer(X, W, b): return (X[:, :, None] * W).sum(axis=1) + b",
    "a column of ones": """
        def layer(X, W, b):
            return np.hstack([X, np.ones((len(X), 1))]) @ np.vstack([W, b])
    """,
    "float32": "def layer(X, W, b): return (X @ W + b).astype(np.float32)",
}
COUNT_PARAMETERS = {
    "zip": """
        def count_parameters(sizes):
            return sum(D * H + H for D, H in zip(sizes, sizes[1:]))
    """,
    "index": """
        def count_parameters(sizes):
            total = 0
            for i in range(len(sizes) - 1):
                total += sizes[i] * sizes[i + 1] + sizes[i + 1]
            return total
    """,
    "one more input": """
        def count_parameters(layers):
            count = 0
            for k in range(1, len(layers)):
                count = count + (layers[k - 1] + 1) * layers[k]
            return count
    """,
    "numpy": """
        def count_parameters(sizes):
            s = np.array(sizes)
            return int((s[:-1] + 1) @ s[1:])
    """,
    "the one before": """
        def count_parameters(sizes):
            before, total = sizes[0], 0
            for size in sizes[1:]:
                total += before * size + size
                before = size
            return total
    """,
    "real arrays": """
        def count_parameters(sizes):
            arrays = []
            for D, H in zip(sizes[:-1], sizes[1:]):
                arrays += [np.zeros((D, H)), np.zeros(H)]
            return sum(a.size for a in arrays)
    """,
    "recursion": """
        def count_parameters(sizes):
            if len(sizes) < 2:
                return 0
            return (sizes[0] + 1) * sizes[1] + count_parameters(sizes[1:])
    """,
}
WIDEST_HIDDEN = {
    "division": """
        def widest_hidden(D, C, budget):
            return max(0, (budget - C) // (D + 1 + C))
    """,
    "search upwards": """
        def count_parameters(sizes):
            return sum(D * H + H for D, H in zip(sizes, sizes[1:]))
        def widest_hidden(D, C, budget):
            H = 0
            while count_parameters([D, H + 1, C]) <= budget:
                H += 1
            return H
    """,
    "search, then one back": """
        def widest_hidden(D, C, budget):
            H = 1
            while D * H + H + H * C + C <= budget:
                H = H + 1
            return H - 1
    """,
    "search downwards": """
        def widest_hidden(inputs, outputs, most):
            H = most
            while H > 0 and (inputs + 1) * H + (H + 1) * outputs > most:
                H -= 1
            return H
    """,
    "paying unit by unit": """
        def widest_hidden(D, C, budget):
            left, H = budget - C, 0
            while left >= D + 1 + C:
                left -= D + 1 + C
                H += 1
            return H
    """,
    "if": """
        def widest_hidden(D, C, budget):
            left = budget - C
            if left < 0:
                return 0
            return int(left / (D + C + 1))
    """,
    "a list of all that fit": """
        def widest_hidden(D, C, budget):
            fits = [H for H in range(budget + 1) if H * (D + 1 + C) + C <= budget]
            return max(fits, default=0)
    """,
}
NEURON_STEP = {
    "product": _SIGMOID
    + """
def neuron_step(w, b, X, y, lr):
    error = y - sigmoid(X @ w + b)
    return w + lr * X.T @ error / len(y), b + lr * error.mean()
""",
    "column of errors": _SIGMOID
    + """
def neuron_step(w, b, X, y, lr):
    error = y - sigmoid(X @ w + b)
    w = w + lr * np.mean(error[:, np.newaxis] * X, axis=0)
    b = b + lr * np.mean(error)
    return w, b
""",
    "loop over samples": _SIGMOID
    + """
def neuron_step(w, b, X, y, lr):
    dw, db = np.zeros_like(w), 0.0
    for n in range(len(X)):
        error = y[n] - sigmoid(X[n] @ w + b)
        dw += error * X[n]
        db += error
    return w + lr * dw / len(X), b + lr * db / len(X)
""",
    "loop over weights": _SIGMOID
    + """
def neuron_step(w, b, X, y, lr):
    outputs = np.array([sigmoid(sum(x * w) + b) for x in X])
    errors = y - outputs
    new = w.copy()
    for d in range(w.size):
        new[d] += lr * (errors * X[:, d]).mean()
    return new, b + lr * errors.mean()
""",
    "output minus target, and minus": _SIGMOID
    + """
def neuron_step(w, b, X, y, lr):
    off = sigmoid(X @ w + b) - y
    return [w - lr * (off @ X) / len(off), b - lr * off.sum() / len(off)]
""",
    "bias as a weight": _SIGMOID
    + """
def neuron_step(w, b, X, y, lr):
    X1 = np.column_stack([X, np.ones(len(X))])
    both = np.append(w, b)
    both = both + lr * ((y - sigmoid(X1 @ both))[:, None] * X1).mean(0)
    return both[:-1], both[-1]
""",
    "calls neuron, exponential": """
def neuron(x, w, b):
    return x @ w + b
def neuron_step(w, b, X, y, lr):
    a = np.array([1 / (1 + np.exp(-neuron(x, w, b))) for x in X])
    e = y - a
    return w + lr * np.einsum("n,nd->d", e, X) / e.size, b + lr * np.average(e)
""",
    "float32": _SIGMOID
    + """
def neuron_step(w, b, X, y, lr):
    e = (y - sigmoid(np.dot(X, w) + b)).astype(np.float32)
    w = w + lr / len(e) * np.dot(X.T, e)
    return w.astype(np.float32), np.float32(b + lr * e.mean())
""",
}
_BEFORE, _AFTER = misses(own_misses(20711))
MY_MISSES = {
    "a tuple": f"def my_misses(): return 20711, {_BEFORE}, {_AFTER}",
    "a list": f"def my_misses(): return [20711, {_BEFORE:.4f}, {_AFTER:.4f}]",
    "three digits": f"def my_misses(): return 20711, {_BEFORE:.3g}, {_AFTER:.3g}",
    "names": f"""
        def my_misses():
            number = 20711
            before, after = {_BEFORE:.5f}, {_AFTER:.5f}
            return number, before, after
    """,
    "an array of one number": f"def my_misses(): return 20711, np.array({_BEFORE}), {_AFTER}",
    "numpy numbers": f"def my_misses(): return 20711, np.float64({_BEFORE}), np.float32({_AFTER})",
    "another number": "def my_misses(): return 123456, {:.4f}, {:.4f}".format(
        *misses(own_misses(123456))
    ),
}
RIGHT = {
    "neuron": NEURON,
    "layer": LAYER,
    "count_parameters": COUNT_PARAMETERS,
    "widest_hidden": WIDEST_HIDDEN,
    "neuron_step": NEURON_STEP,
    "my_misses": MY_MISSES,
}
