"""How the exercises of lesson 1 stand to each kind of fault; see tests/lessons/kinds.py."""

import textwrap

from autograder.lessons.m01.judge.number import misses
from nnlib.lessons.lesson01 import own_misses
from tests.lessons.kinds import Right, Slip, Wrong, cannot, held


def right(source):
    return Right(textwrap.dedent(source))


def wrong(source, mistake=""):
    return Wrong(textwrap.dedent(source), mistake)


def _errors(w, b="e.mean()", output="0.5 * (1 + np.tanh(z / 2))", returned="w, b"):
    """Write a neuron_step out of what is averaged for w and b."""
    return f"""
def neuron_step(w, b, X, y, lr):
    z = X @ w + b
    e = y - {output}
    w, b = w + lr * ({w}), b + lr * ({b})
    return {returned}
"""


# ------------------------------------------------------------ neuron

NEURON = {
    "search": right("""
        def product(a, c):
            return a * c
        def neuron(x, w, b):
            z = b
            for place in range(len(x)):
                z = z + product(x[place], w[place])
            return z
    """),
    **cannot("it is the first exercise, and calls none", "asks for more"),
    "memory": (
        wrong("""
            def neuron(x, w, b, products=[]):
                for i in range(len(x)):
                    products.append(x[i] * w[i])
                return sum(products) + b
        """),
        wrong("""
            known = {}
            def neuron(x, w, b):
                if len(x) not in known:
                    known[len(x)] = x @ w + b
                return known[len(x)]
        """),
    ),
    **cannot("there is no graph: each product is used once", "graph"),
    **cannot("the answer is one number, which nothing is measured by", "scale"),
    **cannot("the sum is made of all inputs, whatever their size", "threshold"),
    "border": (
        wrong(
            """
            def neuron(x, w, b):
                z = b
                for i in range(len(x) - 1):
                    z += x[i] * w[i]
                return z
            """,
            "an input left out",
        ),
        wrong("def neuron(x, w, b): return x[1:] @ w[1:] + b", "an input left out"),
    ),
    **cannot("no two numbers are compared", "tolerance"),
    "range": (
        wrong("def neuron(x, w, b): return round(float(x @ w + b), 6)"),
        wrong("def neuron(x, w, b): return np.clip(x @ w + b, -1000, 1000)"),
    ),
    "default": wrong(
        """
        def neuron(x, w, b):
            z = b
            for i in range(3):
                z += x[i] * w[i]
            return z
        """,
        "three inputs only",
    ),
    "dtype": (
        wrong(
            """
            def neuron(x, w, b):
                products = np.zeros_like(x)
                for i in range(len(x)):
                    products[i] = x[i] * w[i]
                return products.sum() + b
            """,
            "cut to whole numbers",
        ),
        wrong(
            """
            def neuron(x, w, b):
                products = np.empty(len(w), w.dtype)
                products[:] = x * w
                return np.sum(products) + b
            """,
            "cut to whole numbers",
        ),
    ),
    "layout": wrong("""
        def neuron(x, w, b):
            step = x.itemsize
            row = np.lib.stride_tricks.as_strided(x, (1, len(x)), (step, step))
            return (row @ w).item() + b
    """),
    **cannot("the sum is one number, and no other is right", "free value"),
    "coincidence": (
        wrong(
            """
            def neuron(x, w, b):
                z = b
                for value in x:
                    z += value * w[list(x).index(value)]
                return z
            """,
            "looked up by value",
        ),
        wrong(
            """
            def neuron(x, w, b):
                z = b
                for weight in w:
                    z += weight * x[w.tolist().index(weight)]
                return z
            """,
            "looked up by value",
        ),
        wrong("def neuron(x, w, b): return sum(set(x * w)) + b"),
        wrong("""
            def neuron(x, w, b):
                weights = dict(zip(x, w))
                return sum(value * weights[value] for value in weights) + b
        """),
        wrong("""
            def neuron(x, w, b):
                z = b
                for value, weight in zip(x, w):
                    if value == 0:
                        break
                    z += value * weight
                return z
        """),
        wrong("def neuron(x, w, b): return x @ w + b if x.any() else 0.0"),
    ),
    "luck": (
        wrong("def neuron(x, w, b): return np.abs(x) @ w + b"),
        wrong("def neuron(x, w, b): return x @ np.abs(w) + b"),
        wrong("def neuron(x, w, b): return x @ w + abs(b)"),
        wrong("def neuron(x, w, b): return x[x > 0] @ w[x > 0] + b"),
    ),
    "constant": (
        wrong("def neuron(x, w, b): return x[0] * w[0] + x[1] * w[1] + b"),
        wrong("def neuron(x, w, b): return max(0.01 * (x @ w + b), x @ w + b)"),
    ),
    "two at once": wrong("def neuron(x, w, b): return max(0.0, x @ w - b)", "bias subtracted"),
}

# ------------------------------------------------------------ layer

LAYER = {
    "search": right("""
        def product(a, c):
            return a * c
        def layer(X, W, b):
            Z = np.zeros((len(X), len(b)))
            for n in range(len(X)):
                for h in range(len(b)):
                    Z[n, h] = b[h] + sum(product(X[n, d], W[d, h]) for d in range(len(W)))
            return Z
    """),
    "asks for more": (
        right("def layer(X, W, b): return np.array([neuron(x, W, b) for x in X])"),
        right("def layer(X, W, b): return neuron(X, W, b)"),
        right("""
            def layer(X, W, b):
                columns = []
                for h in range(len(b)):
                    columns.append(neuron(X, W[:, h], b[h]))
                return np.array(columns).T
        """),
    ),
    "memory": (
        wrong("""
            def layer(X, W, b, rows=[]):
                for x in X:
                    rows.append(x @ W + b)
                return np.array(rows)
        """),
        wrong("""
            known = {}
            def layer(X, W, b):
                if X.shape + W.shape not in known:
                    known[X.shape + W.shape] = X @ W + b
                return known[X.shape + W.shape]
        """),
    ),
    **cannot("there is no graph: each product is used once", "graph"),
    **cannot("no entry is measured by another", "scale"),
    **cannot("the sums are made of all inputs, whatever their size", "threshold"),
    "border": (
        wrong(
            """
            def layer(X, W, b):
                Z = np.zeros((len(X), len(b)))
                for n in range(len(X) - 1):
                    Z[n] = X[n] @ W + b
                return Z
            """,
            "a loop too short",
        ),
        wrong(
            """
            def layer(X, W, b):
                Z = np.zeros((len(X), len(b)))
                for h in range(len(b) - 1):
                    Z[:, h] = X @ W[:, h] + b[h]
                return Z
            """,
            "a loop too short",
        ),
        wrong(
            """
            def layer(X, W, b):
                N, D = X.shape
                Z = np.zeros((N, len(b))) + b
                for d in range(D - 1):
                    Z += X[:, [d]] * W[d]
                return Z
            """,
            "a loop too short",
        ),
    ),
    **cannot("no two numbers are compared", "tolerance"),
    "range": (
        wrong("def layer(X, W, b): return np.round(X @ W + b, 6)"),
        wrong("def layer(X, W, b): return np.clip(X @ W + b, -1000, 1000)"),
    ),
    "default": (
        wrong(
            """
            def layer(X, W, b):
                Z = np.zeros((len(X), 2))
                for h in range(2):
                    Z[:, h] = X @ W[:, h] + b[h]
                return Z
            """,
            "two neurons only",
        ),
        wrong(
            """
            def layer(X, W, b):
                first, second = X[0], X[1]
                return np.array([first @ W + b, second @ W + b])
            """,
            "two samples only",
        ),
    ),
    "dtype": (
        wrong(
            """
            def layer(X, W, b):
                Z = np.zeros((X.shape[0], W.shape[1]), X.dtype)
                for n in range(len(X)):
                    Z[n] = X[n] @ W + b
                return Z
            """,
            "cut to whole numbers",
        ),
        wrong(
            """
            def layer(X, W, b):
                Z = np.zeros((X.shape[0], W.shape[1]), W.dtype)
                for n in range(len(X)):
                    for h in range(len(b)):
                        Z[n, h] = X[n] @ W[:, h] + b[h]
                return Z
            """,
            "cut to whole numbers",
        ),
        wrong(
            """
            def layer(X, W, b):
                Z = np.array([b] * len(X))
                Z += X @ W
                return Z
            """,
            "cut to whole numbers",
        ),
    ),
    "layout": (
        wrong("""
            def layer(X, W, b):
                entries = X.ravel(order="K")
                return np.array([x @ W + b for x in entries.reshape(X.shape)])
        """),
        wrong("""
            def layer(X, W, b):
                D, H = W.shape
                entries = W.ravel(order="K")
                return np.stack([X @ entries[h::H] + b[h] for h in range(H)], axis=1)
        """),
        wrong("""
            def layer(X, W, b):
                N, D = X.shape
                step = X.itemsize
                rows = np.lib.stride_tricks.as_strided(X, (N, D), (D * step, step))
                return rows @ W + b
        """),
    ),
    **cannot("the table of sums is one, and no other is right", "free value"),
    "coincidence": (
        wrong("""
            def layer(X, W, b):
                Z = np.zeros((len(X), len(b)))
                samples = X.tolist()
                for x in samples:
                    Z[samples.index(x)] = np.array(x) @ W + b
                return Z
        """),
        wrong("""
            def layer(X, W, b):
                neurons = W.T.tolist()
                columns = [X @ np.array(w) + b[neurons.index(w)] for w in neurons]
                return np.array(columns).T
        """),
        wrong("""
            def layer(X, W, b):
                Z = np.zeros((len(X), len(b)))
                for n, x in enumerate(X):
                    if x.any():
                        Z[n] = x @ W + b
                return Z
        """),
    ),
    "luck": (
        wrong("def layer(X, W, b): return X @ np.abs(W) + b"),
        wrong("def layer(X, W, b): return np.abs(X) @ W + b"),
        wrong("def layer(X, W, b): return X @ W + np.abs(b)"),
    ),
    "constant": wrong(
        "def layer(X, W, b): return np.stack([X @ W[:, h] + b[h] for h in range(3)], axis=1)"
    ),
    "two at once": wrong(
        "def layer(X, W, b): return np.stack([X @ W[:, 0], X @ W[:, 1]], axis=1)",
        "bias left out",
    ),
}

# ------------------------------------------------------------ count_parameters

COUNT_PARAMETERS = {
    "search": right("""
        def of_a_neuron(inputs):
            return inputs + 1
        def count_parameters(sizes):
            return sum(of_a_neuron(D) for D, H in zip(sizes, sizes[1:]) for neuron in range(H))
    """),
    **cannot("no earlier exercise counts anything", "asks for more"),
    "memory": (
        wrong("""
            def count_parameters(sizes, counts=[]):
                for i in range(1, len(sizes)):
                    counts.append((sizes[i - 1] + 1) * sizes[i])
                return sum(counts)
        """),
        wrong("""
            known = {}
            def count_parameters(sizes):
                if len(sizes) not in known:
                    known[len(sizes)] = sum(D * H + H for D, H in zip(sizes, sizes[1:]))
                return known[len(sizes)]
        """),
    ),
    **cannot("there is no graph: each size belongs to two neighbours", "graph"),
    **cannot("the answer is one number, which nothing is measured by", "scale"),
    **cannot("every size counts, whatever it is", "threshold"),
    "border": (
        wrong(
            """
            def count_parameters(sizes):
                total = 0
                for i in range(len(sizes) - 2):
                    total += sizes[i] * sizes[i + 1] + sizes[i + 1]
                return total
            """,
            "a pair left out",
        ),
        wrong(
            """
            def count_parameters(sizes):
                total = 0
                for i in range(2, len(sizes)):
                    total += sizes[i - 1] * sizes[i] + sizes[i]
                return total
            """,
            "a pair left out",
        ),
    ),
    **cannot("no two numbers are compared", "tolerance"),
    "range": (
        wrong("""
            def count_parameters(sizes):
                s = np.array(sizes, dtype=np.int16)
                return int(((s[:-1] + np.int16(1)) * s[1:]).sum(dtype=np.int16))
        """),
        wrong("""
            def count_parameters(sizes):
                s = np.array(sizes, dtype=np.uint16)
                return int(((s[:-1] + np.uint16(1)) * s[1:]).sum())
        """),
    ),
    "default": (
        wrong(
            """
            def count_parameters(sizes):
                total = 0
                for i in range(2):
                    total += sizes[i] * sizes[i + 1] + sizes[i + 1]
                return total
            """,
            "a fixed number of sizes",
        ),
        wrong(
            """
            def count_parameters(sizes):
                inputs, neurons = sizes
                return inputs * neurons + neurons
            """,
            "a fixed number of sizes",
        ),
    ),
    **cannot("the sizes are a list of Python's whole numbers", "dtype", "layout"),
    **cannot("the count is one number, and no other is right", "free value"),
    "coincidence": (
        wrong("""
            def count_parameters(sizes):
                total = 0
                for size in sizes[1:]:
                    total += sizes[sizes.index(size) - 1] * size + size
                return total
        """),
        wrong("""
            def count_parameters(sizes):
                return sum(D * H + H for D, H in set(zip(sizes, sizes[1:])))
        """),
        wrong("""
            def count_parameters(sizes):
                total = 0
                for size in sizes:
                    if size == sizes[-1]:
                        break
                    after = sizes[sizes.index(size) + 1]
                    total += size * after + after
                return total
        """),
        wrong("""
            def count_parameters(sizes):
                total, before = 0, sizes[0]
                for size in sizes:
                    if size != sizes[0]:
                        total += before * size + size
                        before = size
                return total
        """),
    ),
    "luck": (
        wrong("""
            def count_parameters(sizes):
                sizes = sorted(sizes)
                return sum(D * H + H for D, H in zip(sizes, sizes[1:]))
        """),
        wrong("""
            def count_parameters(sizes):
                return sum(D * H + min(D, H) for D, H in zip(sizes, sizes[1:]))
        """),
        wrong("""
            def count_parameters(sizes):
                return sum(D * H + max(D, H) for D, H in zip(sizes, sizes[1:]))
        """),
    ),
    "constant": wrong(
        """
        def count_parameters(sizes):
            D, H1, H2, C = sizes
            return D * H1 + H1 + H1 * H2 + H2 + H2 * C + C
        """,
        "a fixed number of sizes",
    ),
    "two at once": (
        wrong("""
            def count_parameters(sizes):
                return sizes[0] * sizes[1] + sizes[0] + sizes[1]
        """),
        wrong("def count_parameters(sizes): return sizes[0] * sizes[1]"),
    ),
}

# ------------------------------------------------------------ widest_hidden

_COUNT = """
        def count_parameters(sizes):
            return sum(D * H + H for D, H in zip(sizes, sizes[1:]))
"""
WIDEST_HIDDEN = {
    "search": (
        right(
            _COUNT
            + """
        def widest_hidden(D, C, budget):
            fits = [H for H in range(budget + 1) if count_parameters([D, H, C]) <= budget]
            return max(fits, default=0)
            """
        ),
        right("""
            def widest_hidden(D, C, budget):
                for H in range(budget, 0, -1):
                    sizes = [D, H, C]
                    if sum(sizes[i] * sizes[i + 1] + sizes[i + 1] for i in range(2)) <= budget:
                        return H
                return 0
        """),
        right("""
            def widest_hidden(D, C, budget):
                H = budget
                while H > 0 and count_parameters([D, H, C]) > budget:
                    H = H - 1
                return H
        """),
    ),
    "asks for more": (
        right("""
            def widest_hidden(D, C, budget):
                H = 0
                while count_parameters([D, H, C]) <= budget:
                    H += 1
                return max(H - 1, 0)
        """),
        right("""
            def widest_hidden(D, C, budget):
                fixed = count_parameters([D, 0, C])
                each = count_parameters([D, 1, C]) - fixed
                return max(0, (budget - fixed) // each)
        """),
        right("""
            def widest_hidden(D, C, budget):
                H = -1
                while count_parameters((D, H + 1, C)) <= budget:
                    H += 1
                return max(H, 0)
        """),
    ),
    "memory": (
        wrong("""
            def widest_hidden(D, C, budget, width=[0]):
                while D * (width[0] + 1) + (width[0] + 1) * (1 + C) + C <= budget:
                    width[0] += 1
                return width[0]
        """),
        wrong("""
            known = {}
            def widest_hidden(D, C, budget):
                if budget not in known:
                    known[budget] = max(0, (budget - C) // (D + 1 + C))
                return known[budget]
        """),
        wrong("""
            known = {}
            def widest_hidden(D, C, budget):
                if (D, C) not in known:
                    known[D, C] = max(0, (budget - C) // (D + 1 + C))
                return known[D, C]
        """),
    ),
    **cannot("there is no graph, only a count", "graph"),
    **cannot("the answer is one number, which nothing is measured by", "scale"),
    "threshold": (
        wrong("def widest_hidden(D, C, budget): return max(0, (budget - C + 1) // (D + 1 + C))"),
        wrong("def widest_hidden(D, C, budget): return max(0, (budget - C - 1) // (D + 1 + C))"),
        wrong("""
            def widest_hidden(D, C, budget):
                if budget < D * C:
                    return 0
                return max(0, (budget - C) // (D + 1 + C))
        """),
        wrong("""
            def widest_hidden(D, C, budget):
                if budget < D + C:
                    return 0
                return max(1, (budget - C) // (D + 1 + C))
        """),
    ),
    "border": (
        wrong(
            """
            def widest_hidden(D, C, budget):
                H = 0
                while D * (H + 1) + H + 1 + (H + 1) * C + C < budget:
                    H += 1
                return H
            """,
            "change demanded",
        ),
        wrong(
            """
            def widest_hidden(D, C, budget):
                H = 0
                while D * H + H + H * C + C < budget:
                    H += 1
                return H
            """,
            "rounded up",
        ),
    ),
    "tolerance": (
        wrong("""
            def widest_hidden(D, C, budget):
                H = 0
                while D * (H + 1) + H + 1 + (H + 1) * C + C <= 1.001 * budget:
                    H += 1
                return H
        """),
        wrong("""
            def widest_hidden(D, C, budget):
                def cost(H):
                    return D * H + H + H * C + C
                H = 0
                while cost(H + 1) <= budget or np.isclose(cost(H + 1), budget, rtol=1e-3):
                    H += 1
                return H
        """),
    ),
    "range": (
        wrong("""
            def widest_hidden(D, C, budget):
                best = 0
                for H in range(1000):
                    if D * H + H + H * C + C <= budget:
                        best = H
                return best
        """),
        wrong("""
            def widest_hidden(D, C, budget):
                best = 0
                for H in range(100):
                    if D * H + H + H * C + C <= budget:
                        best = H
                return best
        """),
    ),
    "default": (
        wrong(
            "def widest_hidden(D, C, budget): return max(0, (budget - 10) // 75)",
            "sizes of the example",
        ),
        wrong("def widest_hidden(D, C, budget): return max(0, (budget - 10) // (D + 11))"),
    ),
    **cannot("the three are Python's whole numbers", "dtype", "layout"),
    **cannot("the largest width is one number", "free value"),
    "coincidence": (
        wrong(
            """
            def widest_hidden(D, C, budget):
                return max(H for H in range(1, budget + 1) if D * H + H + H * C + C <= budget)
            """,
            "no answer where nothing fits",
        ),
        wrong(
            """
            def widest_hidden(D, C, budget):
                fits = [H for H in range(budget + 1) if (D + 1) * H + (H + 1) * C <= budget]
                return fits[-1]
            """,
            "no answer where nothing fits",
        ),
        wrong(
            """
            def widest_hidden(D, C, budget):
                for H in range(budget, 0, -1):
                    if (D + 1) * H + (H + 1) * C <= budget:
                        return H
            """,
            "no answer where nothing fits",
        ),
    ),
    "luck": (
        wrong("""
            def widest_hidden(D, C, budget):
                best = 0
                for H in range(budget // (D + C)):
                    if D * H + H + H * C + C <= budget:
                        best = H
                return best
        """),
        wrong(
            "def widest_hidden(D, C, budget): return max(0, (budget - D) // (D + 1 + C))",
            "inputs for outputs",
        ),
        wrong("def widest_hidden(D, C, budget): return max(0, (budget - 1) // (D + 1 + C))"),
        wrong("""
            def widest_hidden(D, C, budget):
                return max(0, (budget - min(C, D)) // (D + 1 + C))
        """),
    ),
    "constant": (
        wrong(
            """
            def widest_hidden(D, C, budget):
                return max(0, int((budget - C) / (D + 1 + C) + 0.6))
            """,
            "rounded to the nearest",
        ),
        wrong("""
            def widest_hidden(D, C, budget):
                return max(0, int((budget - C) / (D + 1 + C) + 0.2))
        """),
    ),
    "two at once": (
        wrong("def widest_hidden(D, C, budget): return max(1, budget // (D + 1 + C))"),
        wrong("def widest_hidden(D, C, budget): return (budget - C) // (D + C)"),
    ),
}

# ------------------------------------------------------------ neuron_step

_SIGMOID = """
def sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))

"""


def _step(text):
    return _SIGMOID + text


NEURON_STEP = {
    "search": right(
        _step("""
def neuron_step(w, b, X, y, lr):
    N, D = X.shape
    def error(n):
        return y[n] - sigmoid(sum(X[n, d] * w[d] for d in range(D)) + b)
    new = [w[d] + lr * sum(error(n) * X[n, d] for n in range(N)) / N for d in range(D)]
    return np.array(new), b + lr * sum(error(n) for n in range(N)) / N
""")
    ),
    "asks for more": (
        right(
            _step("""
def neuron_step(w, b, X, y, lr):
    e = y - sigmoid(neuron(X, w, b))
    return w + lr * X.T @ e / len(e), b + lr * np.mean(e)
""")
        ),
        right(
            _step("""
def neuron_step(w, b, X, y, lr):
    e = y - sigmoid(layer(X, w, b))
    return w + lr * neuron(e, X, 0) / len(e), b + lr * np.mean(e)
""")
        ),
        right(
            _step("""
def neuron_step(w, b, X, y, lr):
    e = y - sigmoid(layer(X, w.reshape(-1, 1), b)[:, 0])
    return w + lr * X.T @ e / len(e), b + lr * np.mean(e)
""")
        ),
    ),
    "memory": (
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr, errors=[]):
    for x, target in zip(X, y):
        errors.append(target - sigmoid(x @ w + b))
    e = np.array(errors[:len(y)])
    return w + lr * e @ X / len(y), b + lr * e.mean()
""")
        ),
        wrong(
            _step("""
before = {}
def neuron_step(w, b, X, y, lr):
    if X.shape not in before:
        before[X.shape] = y - sigmoid(X @ w + b)
    e = before[X.shape]
    return w + lr * e @ X / len(y), b + lr * e.mean()
""")
        ),
    ),
    **cannot("there is no graph: each error is used for itself", "graph"),
    **cannot("no entry is measured by another", "scale"),
    "threshold": (
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    e = y - sigmoid(X @ w + b)
    e[np.abs(e) < 0.001] = 0
    return w + lr * e @ X / len(y), b + lr * e.mean()
""")
        ),
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    e = y - 1.0 * (sigmoid(X @ w + b) > 0.6)
    return w + lr * e @ X / len(y), b + lr * e.mean()
""")
        ),
    ),
    "border": wrong(
        _step("""
def neuron_step(w, b, X, y, lr):
    dw, db = np.zeros(len(w)), 0.0
    for n in range(len(X) - 1):
        error = y[n] - sigmoid(X[n] @ w + b)
        dw = dw + error * X[n]
        db = db + error
    return w + lr * dw / len(X), b + lr * db / len(X)
"""),
        "last sample left out",
    ),
    "tolerance": (
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    a = sigmoid(X @ w + b)
    if np.allclose(a, y):
        return w, b
    return w + lr * (y - a) @ X / len(y), b + lr * (y - a).mean()
""")
        ),
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    e = y - sigmoid(X @ w + b)
    e[np.isclose(e, 0)] = 0
    return w + lr * e @ X / len(y), b + lr * e.mean()
""")
        ),
    ),
    "range": (
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    z = np.clip(X @ w + b, -10, 10)
    e = y - sigmoid(z)
    return w + lr * e @ X / len(y), b + lr * e.mean()
""")
        ),
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    e = y - np.clip(sigmoid(X @ w + b), 1e-6, 1 - 1e-6)
    return w + lr * e @ X / len(y), b + lr * e.mean()
""")
        ),
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    e = np.round(y - sigmoid(X @ w + b), 8)
    return w + lr * e @ X / len(y), b + lr * e.mean()
""")
        ),
    ),
    "default": (
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    lr = 1.0
    e = y - sigmoid(X @ w + b)
    return w + lr * e @ X / len(y), b + lr * e.mean()
"""),
            "learning rate left out",
        ),
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    e = y - sigmoid(X @ w)
    return w + lr * e @ X / len(y), 0 + lr * e.mean()
""")
        ),
    ),
    "dtype": (
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    e = np.zeros_like(y)
    for n in range(len(y)):
        e[n] = y[n] - sigmoid(X[n] @ w + b)
    return w + lr * e @ X / len(y), b + lr * e.mean()
"""),
            "cut to whole numbers",
        ),
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    e = y - sigmoid(X @ w + b)
    pushes = np.empty_like(X)
    for n in range(len(y)):
        pushes[n] = e[n] * X[n]
    return w + lr * pushes.mean(axis=0), b + lr * e.mean()
"""),
            "cut to whole numbers",
        ),
    ),
    "layout": (
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    X = X.ravel(order="K").reshape(X.shape)
    e = y - sigmoid(X @ w + b)
    return w + lr * e @ X / len(y), b + lr * e.mean()
""")
        ),
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    y = np.lib.stride_tricks.as_strided(y, y.shape, (y.itemsize,))
    e = y - sigmoid(X @ w + b)
    return w + lr * e @ X / len(y), b + lr * e.mean()
""")
        ),
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    N, D = X.shape
    step = X.itemsize
    rows = np.lib.stride_tricks.as_strided(X, (N, D), (D * step, step))
    e = y - sigmoid(rows @ w + b)
    return w + lr * e @ rows / N, b + lr * e.mean()
""")
        ),
    ),
    **cannot("the new w and b are two values, and no others are right", "free value"),
    "coincidence": (
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    samples = X.tolist()
    targets = np.array([y[samples.index(x)] for x in samples])
    e = targets - sigmoid(X @ w + b)
    return w + lr * e @ X / len(y), b + lr * e.mean()
""")
        ),
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    e = y - 1.0 * (X @ w + b > 0)
    return w + lr * e @ X / len(y), b + lr * e.mean()
"""),
            "yes or no",
        ),
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    e = y - 1.0 * (X @ w + b >= 0)
    return w + lr * e @ X / len(y), b + lr * e.mean()
"""),
            "yes or no",
        ),
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    e = y - sigmoid(X @ w + b)
    count = np.count_nonzero(X, axis=0)
    return w + lr * e @ X / np.maximum(count, 1), b + lr * e.mean()
""")
        ),
    ),
    "luck": (
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    e = y - sigmoid(X @ w + b)
    lr = min(lr, 1)
    return w + lr * e @ X / len(y), b + lr * e.mean()
""")
        ),
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    e = y - sigmoid(X @ w + abs(b))
    return w + lr * e @ X / len(y), b + lr * e.mean()
""")
        ),
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    e = y - sigmoid(np.abs(X) @ w + b)
    return w + lr * e @ np.abs(X) / len(y), b + lr * e.mean()
""")
        ),
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    e = y - sigmoid(X @ np.abs(w) + b)
    return w + lr * e @ X / len(y), b + lr * e.mean()
""")
        ),
    ),
    "constant": (
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    e = y - sigmoid(X @ w + b)
    return w + 0.1 * e @ X / len(y), b + 0.1 * e.mean()
""")
        ),
        wrong(
            _step("""
def neuron_step(w, b, X, y, lr):
    e = y - sigmoid(X @ w + b)
    return w + lr * e @ X / 2, b + lr * e.sum() / 2
""")
        ),
    ),
    "two at once": wrong(
        _step("""
def neuron_step(w, b, X, y, lr):
    off = sigmoid(X @ w + b) - y
    return w + lr * off @ X / len(y), b
""")
    ),
}

# ------------------------------------------------------------ my_misses

_BEFORE, _AFTER = misses(own_misses(20711))


def _misses(number, before, after):
    return f"def my_misses(): return {number}, {before}, {after}"


MY_MISSES = {
    "search": right("""
        from nnlib.lessons.lesson01 import own_misses
        def my_misses():
            _, (before, after) = own_misses(20711)
            return 20711, before, after
    """),
    **cannot("it is a number that one writes down, and calls no exercise", "asks for more"),
    **cannot("it is called once, and without arguments", "memory"),
    **cannot("there is no graph in three numbers", "graph"),
    # off by less than 0.6 % of the larger miss, and by more than 1 % of its own
    "scale": wrong(_misses(20711, _BEFORE, _AFTER + 0.0025)),
    "threshold": (
        right(_misses(20711, 1.005 * _BEFORE, 0.995 * _AFTER)),
        wrong(_misses(20711, 1.007 * _BEFORE, _AFTER)),
        wrong(_misses(20711, _BEFORE, 0.993 * _AFTER)),
    ),
    "border": (
        right(_misses(1000, *misses(own_misses(1000)))),
        right(_misses(999_999_999, *misses(own_misses(999_999_999)))),
        wrong(_misses(999, *misses(own_misses(999)))),
        wrong(_misses(1_000_000_000, *misses(own_misses(1_000_000_000)))),
    ),
    "tolerance": wrong(_misses(20711, f"{_BEFORE:.1g}", f"{_AFTER:.1g}")),
    "range": (
        wrong(_misses(7, *misses(own_misses(7)))),
        wrong(_misses(10**30, 0.5, 0.2)),
    ),
    "default": wrong(_misses(4711, *misses(own_misses(4711))), "number of the example"),
    "dtype": (
        right(_misses("np.int64(20711)", f"np.float32({_BEFORE})", f"np.array({_AFTER})")),
        wrong(_misses("'20711'", _BEFORE, _AFTER)),
        wrong(_misses(20711, f"'{_BEFORE:.4f}'", f"'{_AFTER:.4f}'")),
    ),
    **cannot("no array comes in", "layout"),
    "free value": (
        right(_misses(31415, *misses(own_misses(31415)))),
        wrong(_misses(20711, "float('nan')", "float('nan')")),
        wrong(_misses(20711, "math.inf", _AFTER)),
        wrong(_misses("True", _BEFORE, _AFTER)),
    ),
    "coincidence": wrong(_misses(20711, _AFTER, _AFTER), "one line twice"),
    **cannot("its one case draws nothing", "luck"),
    "constant": (
        wrong(_misses(1000, *(100 * miss for miss in misses(own_misses(1000)))), "percent"),
        wrong(_misses(31415, *misses(own_misses(31415))[::-1]), "in another order"),
    ),
    "two at once": wrong(_misses(20711, 100 * _AFTER, 100 * _BEFORE)),
}

ROWS = {
    "neuron": NEURON,
    "layer": LAYER,
    "count_parameters": COUNT_PARAMETERS,
    "widest_hidden": WIDEST_HIDDEN,
    "neuron_step": NEURON_STEP,
    "my_misses": MY_MISSES,
}

# ------------------------------------------------------------ corners

_NUMBERS = "what comes in are Python's whole numbers, and no array"
CORNERS = {
    "neuron": held(
        "one, float32, layout, whole, tie, decades, zeros, long",
        equal_sizes="inputs and weights are rows: there is no table",
        beside="no number is compared with a border",
        other_options="it has no options",
        shapes="x has one axis, by the docstring",
    ),
    "layer": held(
        "one, equal sizes, float32, layout, whole, tie, decades, zeros, long",
        beside="no number is compared with a border",
        other_options="it has no options",
        shapes="X and W have two axes, by the docstring",
    ),
    "count_parameters": held(
        "one, equal sizes, tie, decades, long",
        beside="no number is compared with a border",
        other_options="the list is its only argument",
        zeros="a layer without neurons is none",
        shapes="a list has one axis",
        **cannot(_NUMBERS, "float32", "layout", "whole"),
    ),
    "widest_hidden": held(
        "one, tie, beside, decades, other options, long",
        zeros="a network has inputs and outputs, and a budget of 0 pays for none",
        **cannot(_NUMBERS, "equal_sizes", "float32", "layout", "whole", "shapes"),
    ),
    "neuron_step": held(
        "one, equal sizes, float32, layout, whole, tie, decades, other options",
        beside="no number is compared with a border",
        shapes="X has two axes, by the docstring",
        zeros="the example begins with w and b at 0",
        long="it is one step, whatever the number of samples",
    ),
}

# ------------------------------------------------------------ slips

SLIPS = (
    Slip(
        "neuron",
        "def neuron(x, w, b): return [x[i] * w[i] for i in range(len(x))] + b",
        "not summed",
    ),
    Slip("neuron", "def neuron(x, w, b): return np.dot(x, w + b)", "bias multiplied"),
    Slip(
        "neuron",
        "def neuron(x, w, b): return sum((a + b) * c for a, c in zip(x, w))",
        "bias multiplied",
    ),
    Slip("layer", "def layer(X, W, b): return (X @ W).T + b", "on its side before the bias"),
    Slip("layer", "def layer(X, W, b): return np.dot(W.T, X.T) + b", "on its side before the bias"),
    Slip("layer", "def layer(X, W, b): return 0.5 * (1 + np.tanh((X @ W + b) / 2))", "squeezed"),
    Slip(
        "count_parameters",
        "def count_parameters(sizes): return sum(sizes[1:])",
        "neurons, not connections",
    ),
    Slip(
        "count_parameters",
        "def count_parameters(sizes): return sum(sizes)",
        "neurons, not connections",
    ),
    Slip(
        "widest_hidden",
        """
def widest_hidden(D, C, budget):
    return max([H for H in range(budget) if count_parameters([D, H, C]) <= budget])
""",
        "no answer where nothing fits",
    ),
    Slip("neuron_step", _errors("(e * X).mean(axis=0)"), "errors along the rows"),
    Slip("neuron_step", _errors("np.sum(e * X, axis=0) / len(y)"), "errors along the rows"),
    Slip(
        "neuron_step",
        _errors("X.T @ e / len(y)").replace("w + lr *", "w +"),
        "rate for b alone",
    ),
    Slip("neuron_step", _errors("(e * X).mean()"), "one push, errors along the rows"),
    Slip("neuron_step", _errors("np.mean(e.reshape(-1, 1) * X)"), "one push for all weights"),
    Slip("neuron_step", _errors("X @ e / len(y)"), "X on its side"),
    Slip("neuron_step", _errors("np.dot(X, e) / len(e)"), "X on its side"),
    Slip("neuron_step", _errors("X.T @ e / len(e)", returned="b, w"), "in another order"),
    Slip(
        "neuron_step",
        _errors("X.T @ e / len(e)", output="1 / (1 + math.exp(-z))"),
        "exp of one number",
    ),
    Slip(
        "neuron_step",
        _errors("X[:-1].T @ e[:-1] / len(e)", "e[:-1].sum() / len(e)"),
        "last sample left out",
    ),
    Slip(
        "my_misses",
        _misses(31415, *(round(100 * miss) for miss in misses(own_misses(31415)))),
        "percent",
    ),
    Slip(
        "my_misses",
        _misses(31415, *(1 - miss for miss in misses(own_misses(31415)))),
        "hits, not misses",
    ),
)
