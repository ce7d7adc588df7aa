"""Right answers to the exercises of lesson 5, in the styles in which learners write them.

Each is the text of a cell, as the notebook would hold it.
"""

from autograder.lessons.m05.judge.number import confidences
from nnlib.lessons.lesson05 import own_confidence

AFFINE_FORWARD = {
    "product": "def affine_forward(X, W, b): return X.reshape(len(X), -1) @ W + b, (X, W)",
    "np.dot, renamed": """
        def affine_forward(samples, weights, biases):
            rows = np.reshape(samples, (samples.shape[0], weights.shape[0]))
            return [np.dot(rows, weights) + biases, (samples, weights)]
    """,
    "einsum": """
        def affine_forward(X, W, b):
            Z = np.einsum("nd,dh->nh", X.reshape(len(X), -1), W) + b
            cache = X, W
            return Z, cache
    """,
    "tensordot over all axes of a sample": """
        def affine_forward(X, W, b):
            axes = X.ndim - 1
            W_as_pictures = W.reshape(*X.shape[1:], W.shape[1])
            return np.tensordot(X, W_as_pictures, axes=axes) + b, (X, W)
    """,
    "three loops": """
        def affine_forward(X, W, b):
            D, H = W.shape
            rows = X.reshape(X.shape[0], D)
            Z = np.zeros((len(rows), H))
            for n in range(len(rows)):
                for h in range(H):
                    total = b[h]
                    for d in range(D):
                        total = total + rows[n, d] * W[d, h]
                    Z[n, h] = total
            return Z, (X, W)
    """,
    "ravel per sample": """
        def affine_forward(X, W, b):
            Z = []
            for x in X:
                Z.append(x.ravel().dot(W) + b)
            return np.vstack(Z), [X, W]
    """,
    "unit by unit": """
        def affine_forward(X, W, b):
            flat = np.array([x.flatten() for x in X])
            columns = [flat @ w + bias for w, bias in zip(W.T, b)]
            return np.stack(columns, axis=1), (X, W)
    """,
    "a column of ones": """
        def affine_forward(X, W, b):
            rows = X.reshape(len(X), -1)
            rows = np.hstack([rows, np.ones((len(X), 1))])
            return rows @ np.vstack([W, b]), (X, W)
    """,
    "turned twice, copies in the cache": """
        def affine_forward(X, W, b):
            rows = X.copy().reshape(len(X), -1)
            return (W.T @ rows.T).T + b[None, :], (X.copy(), W.copy())
    """,
    "float32": """
        def affine_forward(X, W, b):
            Z = X.reshape(len(X), -1) @ W + b
            return Z.astype(np.float32), (X, W)
    """,
}
_ACTIVATIONS = """
ACTIVATIONS = {
    "identity": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "sigmoid": lambda z: 0.5 * (1 + np.tanh(z / 2)),
}
"""
AFFINE_FORWARD["a namedtuple as cache"] = """
        import collections
        Cache = collections.namedtuple("Cache", "X W")
        def affine_forward(X, W, b):
            return X.reshape(len(X), -1) @ W + b, Cache(X, W)
"""
FORWARD = {
    "zip, calls affine_forward": _ACTIVATIONS
    + """
def affine_forward(X, W, b):
    return X.reshape(len(X), -1) @ W + b, (X, W)
def forward(X, params, activations):
    A, caches = X, []
    for (W, b), name in zip(params, activations):
        Z, cache = affine_forward(A, W, b)
        caches.append({"X": cache[0], "Z": Z, "A": ACTIVATIONS[name](Z)})
        A = caches[-1]["A"]
    return A, caches
""",
    "index, plain product": _ACTIVATIONS
    + """
def forward(X, params, activations):
    caches = []
    for i in range(len(params)):
        W, b = params[i]
        Z = X @ W + b
        A = ACTIVATIONS[activations[i]](Z)
        caches.append({"X": X, "Z": Z, "A": A})
        X = A
    return X, caches
""",
    "recursion": _ACTIVATIONS
    + """
def forward(X, params, activations):
    if len(params) == 0:
        return X, []
    W, b = params[0]
    Z = np.dot(X, W) + b
    A = ACTIVATIONS[activations[0]](Z)
    last, notes = forward(A, params[1:], activations[1:])
    return last, [dict(X=X, Z=Z, A=A)] + notes
""",
    "if and elif": """
def forward(X, params, activations):
    notes = []
    for layer, (W, b) in enumerate(params):
        name = activations[layer]
        Z = np.einsum("nd,dh->nh", X, W) + b
        if name == "relu":
            A = Z * (Z > 0)
        elif name == "tanh":
            A = np.tanh(Z)
        elif name == "sigmoid":
            A = 1 / (1 + np.exp(-Z))
        else:
            A = Z
        note = {}
        note["X"], note["Z"], note["A"] = X, Z, A
        notes.append(note)
        X = A
    return X, notes
""",
    "tuples with copies, renamed": _ACTIVATIONS
    + """
def forward(batch, network, curves):
    out, kept = batch.copy(), ()
    for (weights, biases), curve in zip(network, curves):
        came_in = out.copy()
        sums = np.add(np.matmul(came_in, weights), biases)
        out = ACTIVATIONS[curve](sums.copy())
        kept = kept + ({"X": came_in, "Z": sums, "A": out.copy()},)
    return [out, kept]
""",
    "three lists first": _ACTIVATIONS
    + """
def forward(X, params, activations):
    A, Z = [X], []
    for (W, b), curve in zip(params, [ACTIVATIONS[name] for name in activations]):
        Z.append(A[-1] @ W + b)
        A.append(curve(Z[-1]))
    caches = [{"X": x, "Z": z, "A": a} for x, z, a in zip(A, Z, A[1:])]
    return A[-1], caches
""",
    "more in the notes": _ACTIVATIONS
    + """
def forward(X, params, activations):
    caches = [None] * len(params)
    for i, name in enumerate(activations):
        W, b = params[i]
        Z = np.array([x @ W for x in X]) + b
        caches[i] = {"X": X, "W": W, "b": b, "Z": Z, "A": ACTIVATIONS[name](Z), "name": name}
        X = caches[i]["A"]
    return caches[-1]["A"], caches
""",
    "a list that grows shorter": _ACTIVATIONS
    + """
def forward(X, params, activations):
    left, caches = list(zip(params, activations)), []
    while left:
        (W, b), name = left.pop(0)
        cache = {"X": X, "Z": (W.T @ X.T).T + b}
        cache["A"] = ACTIVATIONS[name](cache["Z"])
        X = cache["A"]
        caches.append(cache)
    return X, caches
""",
    "float32": _ACTIVATIONS
    + """
def forward(X, params, activations):
    A, caches = X.astype(np.float32), []
    for (W, b), name in zip(params, activations):
        Z = (A @ W + b).astype(np.float32)
        caches.append({"X": A, "Z": Z, "A": ACTIVATIONS[name](Z)})
        A = caches[-1]["A"]
    return A, caches
""",
}
FORWARD |= {
    "OrderedDict, a namedtuple": _ACTIVATIONS
    + """
import collections
Out = collections.namedtuple("Out", "A caches")
def forward(X, params, activations):
    caches = []
    for (W, b), name in zip(params, activations):
        Z = X @ W + b
        caches.append(collections.OrderedDict(X=X, Z=Z, A=ACTIVATIONS[name](Z)))
        X = caches[-1]["A"]
    return Out(X, caches)
""",
    "defaultdict": _ACTIVATIONS
    + """
import collections
def forward(X, params, activations):
    caches = []
    for (W, b), name in zip(params, activations):
        note = collections.defaultdict(list)
        note["X"], note["Z"] = X, X @ W + b
        note["A"] = X = ACTIVATIONS[name](note["Z"])
        caches.append(note)
    return X, caches
""",
}
MINIBATCHES = {
    "permutation, one by one": """
        def minibatches(X, y, batch_size, rng):
            order = rng.permutation(len(X))
            for start in range(0, len(X), batch_size):
                batch = order[start : start + batch_size]
                yield X[batch], y[batch]
    """,
    "a list, by while": """
        def minibatches(X, y, batch_size, rng):
            order, batches = rng.permutation(X.shape[0]), []
            while len(order) > 0:
                batches.append((X[order[:batch_size]], y[order[:batch_size]]))
                order = order[batch_size:]
            return batches
    """,
    "shuffled indices": """
        def minibatches(X, y, batch_size, rng):
            places = np.arange(len(y))
            rng.shuffle(places)
            batches = []
            for k in range(-(-len(y) // batch_size)):
                chosen = places[k * batch_size : (k + 1) * batch_size]
                batches.append([X[chosen], y[chosen]])
            return batches
    """,
    "argsort of random numbers": """
        def minibatches(X, y, batch_size, rng):
            order = np.argsort(rng.random(len(X)))
            X, y = X[order], y[order]
            return (
                (X[i : i + batch_size], y[i : i + batch_size])
                for i in range(0, len(X), batch_size)
            )
    """,
    "sorted by random keys": """
        def minibatches(X, y, batch_size, rng):
            order = sorted(range(len(X)), key=lambda n: rng.random())
            for start in range(0, len(order), batch_size):
                places = order[start : start + batch_size]
                yield np.array([X[n] for n in places]), np.array([y[n] for n in places])
    """,
    "array_split at fixed places": """
        def minibatches(X, y, batch_size, rng):
            order = rng.permutation(len(X))
            cuts = np.arange(batch_size, len(X), batch_size)
            return [(X[part], y[part]) for part in np.array_split(order, cuts)]
    """,
    "sample by sample": """
        def minibatches(X, y, batch_size, rng):
            xs, ys = [], []
            for n in rng.permutation(len(X)):
                xs.append(X[n])
                ys.append(y[n])
                if len(xs) == batch_size:
                    yield np.stack(xs), np.stack(ys)
                    xs, ys = [], []
            if xs:
                yield np.stack(xs), np.stack(ys)
    """,
    "choice without putting back, a tuple": """
        def minibatches(samples, labels, size, generator):
            left = list(range(len(samples)))
            deck = generator.choice(left, size=len(left), replace=False)
            hands = ()
            for at in range(0, len(deck), size):
                hand = deck[at : at + size].tolist()
                hands += ((samples[hand], labels[hand]),)
            return hands
    """,
}
MINIBATCHES |= {
    "a namedtuple as pair": """
        import collections
        Batch = collections.namedtuple("Batch", "X y")
        def minibatches(X, y, batch_size, rng):
            order = rng.permutation(len(X))
            for k in range(0, len(X), batch_size):
                yield Batch(X[order[k : k + batch_size]], y[order[k : k + batch_size]])
    """,
    "a number for each batch, rows as they came": """
        def minibatches(X, y, batch_size, rng):
            of = rng.permutation(np.arange(len(X)) // batch_size)
            for k in range(of.max() + 1):
                yield X[of == k], y[of == k]
    """,
    "drawn from a bag": """
        def minibatches(X, y, batch_size, rng):
            left = list(range(len(X)))
            while left:
                count = min(batch_size, len(left))
                hand = [left.pop(rng.integers(len(left))) for _ in range(count)]
                yield X[hand], y[hand]
    """,
}
FIRST_MISMATCH = {
    "index": """
        def first_mismatch(shapes):
            for i in range(1, len(shapes)):
                if shapes[i][0] != shapes[i - 1][1]:
                    return i, shapes[i - 1][1]
    """,
    "zip, counted": """
        def first_mismatch(shapes):
            for i, (left, right) in enumerate(zip(shapes, shapes[1:])):
                if left[1] == right[0]:
                    continue
                return (i + 1, left[1])
            return None
    """,
    "next": """
        def first_mismatch(shapes):
            joins = zip(range(1, len(shapes)), shapes, shapes[1:])
            return next(((i, out) for i, (_, out), (rows, _) in joins if out != rows), None)
    """,
    "the width so far": """
        def first_mismatch(shapes):
            width = shapes[0][0]
            for i, (rows, columns) in enumerate(shapes):
                if rows != width:
                    return [i, width]
                width = columns
            return None
    """,
    "recursion": """
        def first_mismatch(shapes, i=1):
            if i >= len(shapes):
                return None
            needed = shapes[i - 1][1]
            return first_mismatch(shapes, i + 1) if shapes[i][0] == needed else (i, needed)
    """,
    "numpy": """
        def first_mismatch(shapes):
            table = np.array(shapes)
            off = np.flatnonzero(table[1:, 0] != table[:-1, 1])
            if off.size == 0:
                return None
            return int(off[0]) + 1, int(table[off[0], 1])
    """,
    "all mismatches, the smallest": """
        def first_mismatch(shapes):
            found = []
            for i in reversed(range(1, len(shapes))):
                if shapes[i][0] - shapes[i - 1][1]:
                    found.append((i, shapes[i - 1][1]))
            return min(found) if found else None
    """,
    "a real product": """
        def first_mismatch(shapes):
            product = np.ones((1, shapes[0][0]))
            for i, shape in enumerate(shapes):
                try:
                    product = product @ np.ones(shape)
                except ValueError:
                    return i, product.shape[1]
            return None
    """,
}
FLOPS_FORWARD = {
    "zip": """
        def flops_forward(sizes, N=1):
            return 2 * N * sum(D * H for D, H in zip(sizes, sizes[1:]))
    """,
    "index": """
        def flops_forward(sizes, N=1):
            total = 0
            for i in range(len(sizes) - 1):
                total += 2 * N * sizes[i] * sizes[i + 1]
            return total
    """,
    "numpy": """
        def flops_forward(layers, samples=1):
            s = np.array(layers, dtype=np.int64)
            return int(2 * samples * (s[:-1] @ s[1:]))
    """,
    "the one before": """
        def flops_forward(sizes, N=1):
            before, weights = sizes[0], 0
            for size in sizes[1:]:
                weights += before * size
                before = size
            return weights * 2 * N
    """,
    "recursion": """
        def flops_forward(sizes, N=1):
            if len(sizes) < 2:
                return 0
            return 2 * N * sizes[0] * sizes[1] + flops_forward(sizes[1:], N)
    """,
    "sample by sample": """
        def flops_forward(sizes, N=1):
            operations = 0
            for _ in range(N):
                for D, H in zip(sizes[:-1], sizes[1:]):
                    operations += D * H  # products
                    operations += D * H  # additions
            return operations
    """,
    "a list that grows shorter": """
        def flops_forward(sizes, N=1):
            left, products = list(sizes), []
            while len(left) > 1:
                out = left.pop()
                products.append(left[-1] * out)
            return sum(products) * N * 2
    """,
}
_AT_1, _AT_1_2 = confidences(own_confidence(20711))
MY_CONFIDENCE = {
    "a tuple": f"def my_confidence(): return 20711, {_AT_1}, {_AT_1_2}",
    "a list": f"def my_confidence(): return [20711, {_AT_1:.4f}, {_AT_1_2:.4f}]",
    "three digits": f"def my_confidence(): return 20711, {_AT_1:.3g}, {_AT_1_2:.3g}",
    "names": f"""
        def my_confidence():
            number = 20711
            usual, larger = {_AT_1:.5f}, {_AT_1_2:.5f}
            return number, usual, larger
    """,
    "an array of one number": f"def my_confidence(): return 20711, np.array({_AT_1}), {_AT_1_2}",
    "numpy numbers": (
        f"def my_confidence(): return 20711, np.float64({_AT_1}), np.float32({_AT_1_2})"
    ),
    "another number": "def my_confidence(): return 123456, {:.4f}, {:.4f}".format(
        *confidences(own_confidence(123456))
    ),
}
RIGHT = {
    "affine_forward": AFFINE_FORWARD,
    "forward": FORWARD,
    "minibatches": MINIBATCHES,
    "first_mismatch": FIRST_MISMATCH,
    "flops_forward": FLOPS_FORWARD,
    "my_confidence": MY_CONFIDENCE,
}
