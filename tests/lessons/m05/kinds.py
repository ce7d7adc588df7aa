"""How the exercises of lesson 5 stand to each kind of fault; see tests/lessons/kinds.py."""

from autograder.lessons.m05.judge.number import confidences
from nnlib.lessons.lesson05 import own_confidence
from tests.lessons.kinds import Right, Slip, Wrong, cannot, held


def function(head, *lines):
    """Write a function of its lines; the last of them is what it returns."""
    *before, answer = lines
    return "\n    ".join([f"def {head}:", *before, f"return {answer}"])


def remembered(answer, key, value):
    """Write an answer that makes a value once for each key, and then gives it again."""
    known = f"known[{key}]"
    return "known = {}\n" + answer(f"if {key} not in known: {known} = {value}", known)


PRODUCT = "def product(a, c): return a * c\n"

# ------------------------------------------------------------ affine_forward


def affine(*lines, more=""):
    return function(f"affine_forward(X, W, b{more})", *lines)


def affine_of(rows="X.reshape(len(X), -1)", Z="rows @ W + b", cache="(X, W)"):
    return affine(f"rows = {rows}", f"{Z}, {cache}")


def affine_filled(
    fill="Z[n] = rows[n] @ W + b", loop="for n in range(len(X))", start="np.zeros((len(X), len(b)))"
):
    rows = "rows = X.reshape(len(X), -1)"
    return affine(rows, f"Z = {start}", f"{loop}: {fill}", "Z, (X, W)")


EACH_ENTRY = "for n, h in np.ndindex(Z.shape)"
READ_ON = "np.lib.stride_tricks.as_strided(X, (len(X), len(W)), (len(W) * X.itemsize, X.itemsize))"
AFFINE_FORWARD = {
    "search": Right(
        PRODUCT
        + affine_filled(
            "Z[n, h] = b[h] + sum(product(rows[n, d], W[d, h]) for d in range(len(W)))", EACH_ENTRY
        )
    ),
    **cannot("it is the first exercise of its lesson, and calls none", "asks for more"),
    "memory": (
        Wrong(
            affine(
                "for x in X: rows.append(x.ravel() @ W + b)",
                "np.array(rows), (X, W)",
                more=", rows=[]",
            )
        ),
        Wrong(
            "known = {}\n"
            + affine(
                "key = X.shape + W.shape",
                "if key not in known: known[key] = X.reshape(len(X), -1) @ W + b",
                "known[key], (X, W)",
            )
        ),
    ),
    **cannot("there is no graph: each product is used once", "graph"),
    **cannot("no entry is measured by another", "scale"),
    **cannot("the sums are made of all features, whatever their size", "threshold"),
    "border": (
        Wrong(affine_filled(loop="for n in range(len(X) - 1)")),
        Wrong(affine_filled("Z[:, h] = rows @ W[:, h] + b[h]", "for h in range(len(b) - 1)")),
        Wrong(
            affine_filled(
                "Z += rows[:, [d]] * W[d]",
                "for d in range(len(W) - 1)",
                "np.zeros((len(X), len(b))) + b",
            )
        ),
    ),
    **cannot("no two numbers are compared", "tolerance"),
    "range": (
        Wrong(affine_of(Z="np.round(rows @ W + b, 6)")),
        Wrong(affine_of(Z="np.clip(rows @ W + b, -1000, 1000)")),
    ),
    "default": (
        Wrong(affine_of("X.reshape(2, -1)")),
        Wrong(affine_of("X.reshape(-1, 64)")),
    ),
    "dtype": (
        Wrong(
            affine("Z = X.reshape(len(X), -1) @ W", "Z += b", "Z, (X, W)"),
            "biases put into whole numbers",
        ),
        Wrong(
            affine_filled(start="np.zeros((len(X), len(b)), X.dtype)"),
            "cut to whole numbers",
        ),
        Wrong(
            affine_filled(
                "Z[n, h] = rows[n] @ W[:, h] + b[h]",
                EACH_ENTRY,
                "np.zeros((len(X), len(b)), W.dtype)",
            ),
            "cut to whole numbers",
        ),
    ),
    "layout": (
        Wrong(affine_of('X.ravel(order="K").reshape(len(X), -1)')),
        Wrong(affine_of(Z='rows @ W.ravel(order="K").reshape(W.shape) + b')),
        Wrong(affine_of(READ_ON)),
    ),
    **cannot("the table of sums is one, and no other is right", "free value"),
    "coincidence": (
        Wrong(
            affine_filled(
                "Z[samples.index(x)] = np.ravel(x) @ W + b",
                "samples = X.tolist()\n    for x in samples",
            )
        ),
        Wrong(
            affine(
                "units = W.T.tolist()",
                "Z = [X.reshape(len(X), -1) @ np.array(w) + b[units.index(w)] for w in units]",
                "np.array(Z).T, (X, W)",
            )
        ),
        Wrong(affine_filled("Z[n] = x @ W + b if x.any() else 0", "for n, x in enumerate(rows)")),
    ),
    "luck": (
        Wrong(affine_of(Z="rows @ np.abs(W) + b")),
        Wrong(affine_of(Z="np.abs(rows) @ W + b")),
        Wrong(affine_of(Z="rows @ W + np.abs(b)")),
    ),
    "constant": Wrong(
        affine(
            "rows = X.reshape(len(X), -1)",
            "np.stack([rows @ W[:, h] + b[h] for h in range(3)], axis=1), (X, W)",
        )
    ),
    "two at once": Wrong(affine_of(Z="rows @ W - b", cache="(X, W, b)")),
}

# ------------------------------------------------------------ forward

ACTIVATIONS = """
ACTIVATIONS = {
    "identity": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "sigmoid": lambda z: 0.5 * (1 + np.tanh(z / 2)),
}
"""


def forward(
    Z="A @ W + b",
    A="ACTIVATIONS[name](Z)",
    loop="for (W, b), name in zip(params, activations)",
    start="A, caches = X, []",
    note="cache = {'X': A, 'Z': Z}",
    keep="caches.append(cache)",
    more="",
    answer="A, caches",
    functions="",
):
    """Write an answer as a loop over the layers, right but for the parts that are given."""
    inside = [note, f"A = {A}", "cache['A'] = A", keep]
    lines = [start, f"{loop}:", f"    Z = {Z}", *(f"    {line}" for line in inside)]
    return (
        ACTIVATIONS
        + functions
        + function(f"forward(X, params, activations{more})", *lines, answer)
        + "\n"
    )


ENTRIES = """
def entry(x, w, b):
    total = b
    for a, c in zip(x, w):
        total = total + product(a, c)
    return total
"""
FORWARD = {
    "search": Right(
        forward(
            "np.array([[entry(x, w, c) for w, c in zip(W.T, b)] for x in A])",
            functions=PRODUCT + ENTRIES,
        )
    ),
    "asks for more": (
        Right(forward("affine_forward(A, W, 0)[0] + b")),
        Right(forward("affine_forward(A, W, b.reshape(1, -1))[0]")),
        Right(forward("np.vstack([affine_forward(A[[n]], W, b)[0] for n in range(len(A))])")),
        Right(forward("affine_forward(A, W, np.zeros(1))[0] + b")),
    ),
    "memory": (
        Wrong(forward(start="A = X", more=", caches=[]")),
        Wrong(
            ACTIVATIONS
            + "known = {}\n"
            + forward(answer="known.setdefault(len(params), (A, caches))")
        ),
    ),
    **cannot("there is no graph, but one layer after the other", "graph"),
    **cannot("no entry is measured by another", "scale"),
    "threshold": (
        Wrong(forward(A="np.where(Z > 1e-6, Z, 0) if name == 'relu' else ACTIVATIONS[name](Z)")),
        Wrong(forward(A="Z * (Z > 0.001) if name == 'relu' else ACTIVATIONS[name](Z)")),
    ),
    "border": (
        Wrong(
            forward(
                loop="for i in range(len(params) - 1)",
                Z="A @ params[i][0] + params[i][1]",
                A="ACTIVATIONS[activations[i]](Z)",
            ),
            "last layer missing",
        ),
        Wrong(
            forward(
                loop="for i in range(1, len(params))",
                Z="A @ params[i][0] + params[i][1]",
                A="ACTIVATIONS[activations[i]](Z)",
            )
        ),
    ),
    "tolerance": Wrong(forward("np.where(np.isclose(A @ W + b, 0), 0, A @ W + b)")),
    "range": (
        Wrong(forward("np.round(A @ W + b, 6)")),
        Wrong(forward("np.clip(A @ W + b, -1000, 1000)")),
    ),
    "default": (
        Wrong(
            forward(
                loop="for i in range(2)",
                Z="A @ params[i][0] + params[i][1]",
                A="ACTIVATIONS[activations[i]](Z)",
            ),
            "two layers only",
        ),
        Wrong(
            ACTIVATIONS
            + function(
                "forward(X, params, activations)",
                "(W1, b1), (W2, b2) = params",
                "Z1 = X @ W1 + b1",
                "A1 = ACTIVATIONS[activations[0]](Z1)",
                "Z2 = A1 @ W2 + b2",
                "A2 = ACTIVATIONS[activations[1]](Z2)",
                "A2, [{'X': X, 'Z': Z1, 'A': A1}, {'X': A1, 'Z': Z2, 'A': A2}]",
            ),
            "two layers only",
        ),
    ),
    "dtype": Wrong(forward("(A @ W + b).astype(X.dtype)")),
    "layout": (
        Wrong(forward(start='A, caches = X.ravel(order="K").reshape(X.shape), []')),
        Wrong(forward('A @ W.ravel(order="K").reshape(W.shape) + b')),
        Wrong(forward("A @ W + np.lib.stride_tricks.as_strided(b, b.shape, (b.itemsize,))")),
    ),
    **cannot("sums and activations of each layer are what they are", "free value"),
    "coincidence": (
        Wrong(
            forward(
                loop="for name in activations",
                Z="A @ params[activations.index(name)][0] + params[activations.index(name)][1]",
            )
        ),
        Wrong(
            forward(A="Z * np.maximum(Z, 0) / Z if name == 'relu' else ACTIVATIONS[name](Z)"),
        ),
        Wrong(forward("A @ W + b if A.any(axis=1).all() else A @ W")),
    ),
    "luck": (
        Wrong(forward("A @ np.abs(W) + b")),
        Wrong(forward("A @ W + np.abs(b)")),
        Wrong(forward("np.abs(A) @ W + b")),
    ),
    "constant": (
        Wrong(forward(A="np.maximum(0.01 * Z, Z) if name == 'relu' else ACTIVATIONS[name](Z)")),
        Wrong(forward(A="ACTIVATIONS[activations[1]](Z)")),
    ),
    "two at once": Wrong(forward("A @ W", answer="A, caches[::-1]")),
}

# ------------------------------------------------------------ minibatches


def batches(*lines, more=""):
    return function(f"minibatches(X, y, batch_size, rng{more})", *lines)


def batches_of(
    order="rng.permutation(len(X))",
    starts="range(0, len(X), batch_size)",
    batch="order[k : k + batch_size]",
    pair="(X[batch], y[batch])",
    before="pass",
    more="",
):
    lines = [
        before,
        f"order = {order}",
        "found = []",
        f"for k in {starts}:",
        f"    batch = {batch}",
        f"    found.append({pair})",
    ]
    return batches(*lines, "found", more=more)


KEYS = """
def earlier(one, other): return one[0] < other[0]
def minibatches(X, y, batch_size, rng):
    places = [(rng.random(), n) for n in range(len(X))]
    for _ in places:
        for k in range(len(places) - 1):
            if earlier(places[k + 1], places[k]):
                places[k], places[k + 1] = places[k + 1], places[k]
    for k in range(0, len(X), batch_size):
        batch = [n for _, n in places[k : k + batch_size]]
        yield X[batch], y[batch]
"""
ONE_ARRAY = """
def minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    X_batch, y_batch = X[:batch_size].copy(), y[:batch_size].copy()
    for k in range(0, len(X), batch_size):
        batch = order[k : k + batch_size]
        X_batch[:len(batch)], y_batch[:len(batch)] = X[batch], y[batch]
        yield X_batch[:len(batch)], y_batch[:len(batch)]
"""
BOTH_SHUFFLED = """
def minibatches(X, y, batch_size, rng):
    starts = rng.permutation(np.arange(0, len(X), batch_size))
    for start in starts:
        batch = rng.permutation(np.arange(len(X))[start : start + batch_size])
        yield X[batch], y[batch]
"""
IN_ANY_ORDER = "rng.permutation(np.arange(0, len(X), batch_size))"
ENDLESS = """
def minibatches(X, y, batch_size, rng):
    while True:
        order = rng.permutation(len(X))
        for k in range(0, len(X), batch_size):
            yield X[order[k : k + batch_size]], y[order[k : k + batch_size]]
"""
MINIBATCHES = {
    "search": Right(KEYS),
    **cannot("it deals out samples, and asks no earlier function", "asks for more"),
    "memory": (
        Wrong(
            batches(
                "order = rng.permutation(len(X))",
                "for k in range(0, len(X), batch_size):",
                "    found.append((X[order[k : k + batch_size]], y[order[k : k + batch_size]]))",
                "found",
                more=", found=[]",
            )
        ),
        Wrong(
            "known = {}\n" + batches_of("known.setdefault(len(X), rng.permutation(len(X)))"),
            "every epoch alike",
        ),
        Wrong(ONE_ARRAY),
    ),
    **cannot("there is no graph: each sample goes its own way", "graph"),
    **cannot("no entry is measured by another", "scale"),
    **cannot("samples are dealt out whatever they hold", "threshold", "tolerance"),
    "border": (
        Wrong(batches_of(starts="range(0, len(X) - 1, batch_size)")),
        Wrong(batches_of(starts="range(0, len(X) + 1, batch_size)"), "empty batch"),
        Wrong(batches_of(batch="order[k : k + batch_size - 1]")),
    ),
    **cannot("places are whole numbers below N, whatever the samples hold", "range"),
    "default": (
        Wrong(batches_of(starts="range(0, len(X), 4)", batch="order[k : k + 4]")),
        Wrong(batches_of("rng.permutation(10)")),
    ),
    "dtype": Wrong(batches_of(pair="(X[batch].astype(int), y[batch])")),
    **cannot("a script makes fresh arrays, which lie in the usual order", "layout"),
    "free value": (
        Wrong(batches_of("np.arange(len(X))[::-1]")),
        Wrong(batches_of("(np.arange(len(X)) + rng.integers(len(X))) % len(X)")),
        Wrong(batches_of("np.arange(len(X))", before="rng.random()"), "not shuffled"),
        Wrong(
            batches(
                "order = np.arange(len(X))",
                "order[::2] = rng.permutation(order[::2])",
                "[(X[b], y[b]) for b in np.split(order, range(batch_size, len(X), batch_size))]",
            )
        ),
        Wrong(BOTH_SHUFFLED, "only inside a batch"),
    ),
    "coincidence": (
        Wrong(
            batches_of(starts="range(0, len(X) // batch_size * batch_size + 1, batch_size)"),
            "empty batch",
        ),
        Wrong(
            batches_of(
                pair="(np.array([X[labels.index(k)] for k in y[batch].ravel()]), y[batch])",
                before="labels = y.ravel().tolist()",
            )
        ),
    ),
    "luck": Wrong(batches_of("rng.integers(len(X), size=len(X))"), "with replacement"),
    "constant": (
        Wrong(batches_of(before="rng = np.random.default_rng(7)"), "every epoch alike"),
        Wrong(batches_of(before="rng = np.random.default_rng(len(X))"), "every epoch alike"),
    ),
    "two at once": Wrong(
        batches_of(
            starts="range(0, len(X) - batch_size + 1, batch_size)",
            pair="(X[batch], y[rng.permutation(len(y))[k : k + batch_size]])",
        )
    ),
}

# ------------------------------------------------------------ first_mismatch


def mismatch(*lines, more=""):
    return function(f"first_mismatch(shapes{more})", *lines)


def mismatch_by(
    off="shapes[i][0] != shapes[i - 1][1]",
    found="i, shapes[i - 1][1]",
    loop="for i in range(1, len(shapes))",
):
    return mismatch(f"{loop}:", f"    if {off}: return {found}", "None")


FIRST_MISMATCH = {
    "search": Right(
        "def fits(left, right): return left[1] == right[0]\n"
        + mismatch_by(off="not fits(shapes[i - 1], shapes[i])")
    ),
    **cannot("no earlier exercise looks at shapes", "asks for more"),
    "memory": (
        Wrong(
            mismatch(
                "for i in range(1, len(shapes)):",
                "    if shapes[i][0] != shapes[i - 1][1]: found.append((i, shapes[i - 1][1]))",
                "found[0] if found else None",
                more=", found=[]",
            )
        ),
        Wrong(
            "known = {}\n"
            + mismatch(
                "found = [(i, shapes[i - 1][1]) for i in range(1, len(shapes))"
                " if shapes[i][0] != shapes[i - 1][1]]",
                "known.setdefault(len(shapes), found[0] if found else None)",
            )
        ),
    ),
    **cannot("there is no graph, but one matrix after the other", "graph"),
    **cannot("no entry is measured by another", "scale"),
    "threshold": Wrong(mismatch_by(off="abs(shapes[i][0] - shapes[i - 1][1]) > 1")),
    "border": (
        Wrong(mismatch_by(loop="for i in range(1, len(shapes) - 1)")),
        Wrong(mismatch_by(loop="for i in range(2, len(shapes))")),
        Wrong(mismatch_by(off="shapes[i][0] > shapes[i - 1][1]")),
        Wrong(mismatch_by(off="shapes[i][0] < shapes[i - 1][1]")),
    ),
    "tolerance": Wrong(
        mismatch_by(off="not math.isclose(shapes[i][0], shapes[i - 1][1], rel_tol=1e-3)")
    ),
    "range": (
        Wrong(
            mismatch(
                "s = np.array(shapes, dtype=np.int16)",
                "off = np.flatnonzero(s[1:, 0] != s[:-1, 1])",
                "(int(off[0]) + 1, int(s[off[0], 1])) if len(off) else None",
            )
        ),
        Wrong(mismatch_by(found="i, min(shapes[i - 1][1], 1000)")),
    ),
    "default": (Wrong(mismatch("(2, 16)")), Wrong(mismatch_by(found="2, shapes[i - 1][1]"))),
    **cannot("the shapes are pairs of Python's whole numbers", "dtype", "layout"),
    **cannot("the first mismatch is one, and no other is right", "free value"),
    "coincidence": (
        Wrong(mismatch_by(found="shapes.index(shapes[i]), shapes[i - 1][1]")),
        Wrong(
            mismatch_by(
                off="shapes[i][0] not in {columns for _, columns in shapes[:i]}",
            )
        ),
    ),
    "luck": (
        Wrong(mismatch_by(found="i, min(shapes[i - 1][1], shapes[i][0])")),
        Wrong(mismatch_by(found="i, max(shapes[i - 1][1], shapes[i][0])")),
    ),
    "constant": (
        Wrong(mismatch_by(found="i + 2, shapes[i - 1][1]")),
        Wrong(mismatch_by(found="i, shapes[i - 1][0]")),
    ),
    "two at once": Wrong(mismatch_by(found="i - 1, shapes[i][0]")),
}

# ------------------------------------------------------------ flops_forward


def flops(*lines, more=""):
    return function(f"flops_forward(sizes, N=1{more})", *lines)


def flops_of(each="2 * N * D * H", pairs="zip(sizes, sizes[1:])"):
    return flops(f"sum({each} for D, H in {pairs})")


def flops_by_loop(
    each="2 * N * sizes[i] * sizes[i + 1]", loop="for i in range(len(sizes) - 1)", last="total"
):
    return flops("total = 0", f"{loop}: total += {each}", last)


FLOPS_FORWARD = {
    "search": Right(
        "def of_a_unit(inputs): return 2 * inputs\n"
        + flops("N * sum(of_a_unit(D) for D, H in zip(sizes, sizes[1:]) for unit in range(H))")
    ),
    **cannot("no earlier exercise counts anything", "asks for more"),
    "memory": (
        Wrong(
            flops(
                "for i in range(1, len(sizes)): counts.append(2 * N * sizes[i - 1] * sizes[i])",
                "sum(counts)",
                more=", counts=[]",
            )
        ),
        Wrong(
            remembered(flops, "len(sizes)", "sum(2 * N * D * H for D, H in zip(sizes, sizes[1:]))")
        ),
    ),
    **cannot("there is no graph: each size belongs to two neighbours", "graph"),
    **cannot("the answer is one number, which nothing is measured by", "scale"),
    **cannot("every weight counts, whatever it is", "threshold"),
    "border": (
        Wrong(flops_by_loop(loop="for i in range(len(sizes) - 2)")),
        Wrong(flops_by_loop(loop="for i in range(1, len(sizes) - 1)")),
    ),
    **cannot("no two numbers are compared", "tolerance"),
    "range": (
        Wrong(
            flops("s = np.array(sizes, dtype=np.int16)", "int(2 * N * (s[:-1] @ s[1:]))"),
        ),
        Wrong(flops("s = np.array(sizes, np.float32)", "int(2 * N * (s[:-1] @ s[1:]))")),
        Wrong(
            flops(
                "total = sum(D * H for D, H in zip(sizes, sizes[1:]))",
                "min(2 * N * total, 10**9)",
            )
        ),
    ),
    "default": (
        Wrong(flops_of("2 * 5 * D * H")),
        Wrong(
            function(
                "flops_forward(sizes, N)", "2 * N * sum(D * H for D, H in zip(sizes, sizes[1:]))"
            )
        ),
        Wrong(
            function(
                "flops_forward(sizes, N=32)", "2 * N * sum(D * H for D, H in zip(sizes, sizes[1:]))"
            )
        ),
    ),
    **cannot("the sizes are a list of Python's whole numbers", "dtype", "layout"),
    **cannot("the count is one number, and no other is right", "free value"),
    "coincidence": (
        Wrong(
            flops_by_loop("2 * N * size * sizes[sizes.index(size) + 1]", "for size in sizes[:-1]"),
            "looked up by value",
        ),
        Wrong(
            flops_by_loop("2 * N * size * sizes[sizes.index(size) - 1]", "for size in sizes[1:]"),
            "looked up by value",
        ),
        Wrong(flops_of(pairs="set(zip(sizes, sizes[1:]))")),
        Wrong(flops_of("2 * N * D * H * (D != H)")),
    ),
    "luck": (
        Wrong(
            flops("sizes = sorted(sizes)", "sum(2 * N * D * H for D, H in zip(sizes, sizes[1:]))")
        ),
        Wrong(flops_of("2 * N * min(D, H) ** 2")),
        Wrong(flops_of("2 * N * max(D, H) ** 2")),
    ),
    "constant": (
        Wrong(flops_of("3 * N * D * H")),
        Wrong(
            flops("D, H1, H2, C = sizes", "2 * N * (D * H1 + H1 * H2 + H2 * C)"),
            "a fixed number of sizes",
        ),
        Wrong(flops("D, H = sizes", "2 * N * D * H"), "a fixed number of sizes"),
    ),
    "two at once": Wrong(flops_of("D * H")),
}

# ------------------------------------------------------------ my_confidence


def my_confidence(number, usual, larger):
    return f"def my_confidence(): return {number}, {usual}, {larger}"


def measured(number):
    return confidences(own_confidence(number))


USUAL, LARGER = measured(20711)
MY_CONFIDENCE = {
    "search": Right(
        "from nnlib.lessons.lesson05 import own_confidence\n"
        + function(
            "my_confidence()",
            "(usual, _), (larger, _) = own_confidence(20711)",
            "20711, 100 * usual, 100 * larger",
        )
    ),
    **cannot("it is a number that one writes down, and calls no exercise", "asks for more"),
    **cannot("it is called once, and without arguments", "memory"),
    **cannot("there is no graph in three numbers", "graph"),
    # off by more than is allowed of itself, whatever the other one is
    "scale": (
        Wrong(my_confidence(20711, 1.01 * USUAL, LARGER)),
        Wrong(my_confidence(20711, USUAL, 0.99 * LARGER)),
    ),
    "threshold": (
        Right(my_confidence(20711, 1.004 * USUAL, 0.996 * LARGER)),
        Wrong(my_confidence(20711, 1.008 * USUAL, LARGER)),
        Wrong(my_confidence(20711, USUAL, 0.992 * LARGER)),
    ),
    "border": (
        Right(my_confidence(1000, *measured(1000))),
        Right(my_confidence(999_999_999, *measured(999_999_999))),
        Wrong(my_confidence(999, *measured(999))),
        Wrong(my_confidence(1_000_000_000, *measured(1_000_000_000))),
    ),
    "tolerance": Wrong(my_confidence(20711, 1.1 * USUAL, 1.1 * LARGER)),
    "range": (Wrong(my_confidence(7, *measured(7))), Wrong(my_confidence(10**30, 30.0, 60.0))),
    "default": Wrong(my_confidence(4711, *measured(4711)), "number of the example"),
    "dtype": (
        Right(my_confidence("np.int64(20711)", f"np.float32({USUAL})", f"np.array({LARGER})")),
        Wrong(my_confidence("'20711'", USUAL, LARGER)),
        Wrong(my_confidence(20711, f"'{USUAL:.4f}'", f"'{LARGER:.4f}'")),
    ),
    **cannot("no array comes in", "layout"),
    "free value": (
        Right(my_confidence(31415, *measured(31415))),
        Wrong(my_confidence(20711, "float('nan')", "float('nan')")),
        Wrong(my_confidence(20711, "math.inf", LARGER)),
        Wrong(my_confidence("True", USUAL, LARGER)),
    ),
    "coincidence": Wrong(my_confidence(20711, USUAL, USUAL), "one line twice"),
    **cannot("its one case draws nothing", "luck"),
    "constant": (
        Wrong(my_confidence(1000, *(sure / 100 for sure in measured(1000))), "shares"),
        Wrong(my_confidence(31415, *measured(31415)[::-1]), "in another order"),
    ),
    "two at once": Wrong(my_confidence(20711, LARGER / 100, USUAL / 100)),
}

ROWS = {
    "affine_forward": AFFINE_FORWARD,
    "forward": FORWARD,
    "minibatches": MINIBATCHES,
    "first_mismatch": FIRST_MISMATCH,
    "flops_forward": FLOPS_FORWARD,
    "my_confidence": MY_CONFIDENCE,
}

# ------------------------------------------------------------ corners

NUMBERS = "what comes in are Python's whole numbers, and no array"
CORNERS = {
    "affine_forward": held(
        "one, equal sizes, float32, layout, whole, tie, decades, shapes, zeros, long",
        beside="no number is compared with a border",
        other_options="it has no options",
    ),
    "forward": held(
        "one, equal sizes, float32, layout, whole, tie, beside, decades, zeros, long",
        other_options="all three arguments are always given",
        shapes="X has two axes, by the docstring",
    ),
    "first_mismatch": held(
        "one, equal sizes, tie, beside, decades, long",
        other_options="the list is its only argument",
        zeros="a matrix without rows is none",
        shapes="a matrix has two axes",
        **cannot(NUMBERS, "float32", "layout", "whole"),
    ),
    "flops_forward": held(
        "one, equal sizes, tie, decades, other options, long",
        beside="no number is compared with a border",
        zeros="a layer without units is none",
        shapes="a list has one axis",
        **cannot(NUMBERS, "float32", "layout", "whole"),
    ),
}

# ------------------------------------------------------------ slips

SLIPS = (
    Slip("affine_forward", affine("X.dot(W) + b, (X, W)"), "not flattened"),
    Slip("affine_forward", affine_of("X.reshape(len(W), -1).T"), "samples mixed by reshape"),
    Slip("affine_forward", affine_of("X.flatten()"), "the batch as one sample"),
    Slip("affine_forward", affine_of(Z="W.T @ rows.T + b"), "on its side before the bias"),
    Slip("affine_forward", affine_of(Z="W.T @ rows.T + b[:, None]"), "on its side"),
    Slip("affine_forward", affine_of(Z="rows @ W + b.reshape(-1, 1)"), "bias along the samples"),
    Slip("affine_forward", affine_of(Z="np.dot(rows, W)"), "bias forgotten"),
    Slip("affine_forward", affine_of(cache="(rows, W)"), "cache of the flat X"),
    Slip("affine_forward", affine_of(cache="(X, W, b, rows @ W + b)"), "Z in the cache"),
    Slip("affine_forward", affine("X.reshape(len(X), -1) @ W + b"), "no cache"),
    Slip(
        "affine_forward",
        affine("X.shape = (len(X), -1)", "X @ W + b, (X, W)"),
        "X reshaped in place",
    ),
    Slip("forward", forward(A="np.maximum(0, Z)"), "ReLU whatever the name"),
    Slip("forward", forward(A="ACTIVATIONS[activations[0]](Z)"), "one name for all layers"),
    Slip(
        "forward",
        forward(loop="for (W, b), name in zip(params, activations[:-1])"),
        "last layer missing",
    ),
    Slip("forward", forward("X @ W + b", note="cache = {'X': X, 'Z': Z}"), "X fed to every layer"),
    Slip("forward", forward(note="cache = {'X': X, 'Z': Z}"), "first X in every note"),
    Slip("forward", forward(keep="Z[:] = A; caches.append(cache)"), "activation in place"),
    Slip("forward", forward(keep="cache['X'] = A; caches.append(cache)"), "X noted too late"),
    Slip("forward", forward(keep="caches.insert(0, cache)"), "notes in reverse"),
    Slip(
        "forward",
        forward(start="A, caches, cache = X, [], {}", note="cache['X'], cache['Z'] = A, Z"),
        "one note for all layers",
    ),
    Slip("forward", forward(answer="A, []"), "notes not returned"),
    Slip("forward", forward(keep="caches.append((cache['X'], Z, A))"), "notes without names"),
    Slip(
        "forward",
        forward(answer="np.exp(A) / np.exp(A).sum(axis=1, keepdims=True), caches"),
        "softmax added",
    ),
    Slip(
        "minibatches",
        batches(
            "order = rng.permutation(len(X))",
            "for k in range(0, len(X), batch_size):",
            "    return X[order[k : k + batch_size]], y[order[k : k + batch_size]]",
            "None",
        ),
        "only one batch",
    ),
    Slip(
        "minibatches",
        batches_of("np.arange(len(X))", before="X, y = rng.permutation(X), rng.permutation(y)"),
        "X and y shuffled apart",
    ),
    Slip("minibatches", batches_of("rng.choice(len(X), size=len(X))"), "with replacement"),
    Slip("minibatches", batches_of("np.random.permutation(len(X))"), "another source of chance"),
    Slip(
        "minibatches",
        batches_of(
            starts="range(len(X) // batch_size)",
            batch="order[k * batch_size : (k + 1) * batch_size]",
        ),
        "last batch dropped",
    ),
    Slip(
        "minibatches",
        batches_of(
            starts="range(len(X) // batch_size + 1)",
            batch="order[k * batch_size : (k + 1) * batch_size]",
        ),
        "empty batch",
    ),
    Slip("minibatches", batches_of(pair="(y[batch], X[batch])"), "y before X"),
    Slip("minibatches", batches_of("np.arange(len(X))"), "not shuffled"),
    Slip(
        "minibatches",
        batches_of("np.arange(len(X))", batch="rng.permutation(order[k : k + batch_size])"),
        "only inside a batch",
    ),
    Slip("affine_forward", affine_of(cache="X, W"), "three answers"),
    Slip("affine_forward", affine_of(cache="X"), "cache of X alone"),
    Slip("affine_forward", affine_of(cache="dict(X=X, W=W)"), "a dict as cache"),
    Slip("affine_forward", affine_of(Z="rows @ W + b + b"), "bias added twice"),
    Slip(
        "affine_forward", affine_of(Z="np.where(rows @ W + b > 0, rows @ W + b, 0)"), "ReLU added"
    ),
    Slip(
        "affine_forward",
        affine(
            "rows = X",
            "if X.ndim == 3: rows = X.reshape(len(X), X.shape[1] * X.shape[2])",
            "rows @ W + b, (X, W)",
        ),
        "two axes at most",
    ),
    Slip(
        "affine_forward",
        affine(
            "D = X.shape[1] if X.ndim == 2 else X.shape[1] * X.shape[2]",
            "X.reshape(len(X), D) @ W + b, (X, W)",
        ),
        "two axes at most",
    ),
    *(
        Slip(
            "forward",
            function(
                "forward(X, params, activations)",
                layers,
                "Z1 = X @ W1 + b1",
                "A1 = np.maximum(Z1, 0)",
                "Z2 = A1 @ W2 + b2",
                "Z2, [{'X': X, 'Z': Z1, 'A': A1}, {'X': A1, 'Z': Z2, 'A': Z2}]",
            ),
            "the network of the example",
        )
        for layers in ("(W1, b1), (W2, b2) = params", "(W1, b1), (W2, b2) = params[0], params[1]")
    ),
    *(
        Slip("forward", forward(keep=f"caches.append(cache); return {answer}"), "first layer only")
        for answer in ("cache['A'], caches", "cache['A'], None")
    ),
    Slip("forward", forward(answer="Z, caches"), "sums returned"),
    Slip("forward", forward(answer="caches, A"), "caches first"),
    Slip(
        "forward",
        forward(loop="for i, (W, b) in enumerate(params)", A="ACTIVATIONS[activations[i - 1]](Z)"),
        "the name of the layer before",
    ),
    Slip(
        "forward",
        forward(
            loop="for i, (W, b) in enumerate(params)",
            A="np.maximum(Z, 0) if i < len(params) - 1 else ACTIVATIONS[activations[i]](Z)",
        ),
        "ReLU in all hidden layers",
    ),
    Slip("forward", forward(note="caches = []; cache = {'X': A, 'Z': Z}"), "one note alone"),
    Slip("forward", forward(keep="pass", answer="A, caches + [cache]"), "one note alone"),
    Slip(
        "forward",
        forward(keep="caches.append({k.lower(): v for k, v in cache.items()})"),
        "other names in the notes",
    ),
    Slip(
        "forward",
        forward(answer="A, {k: [cache[k] for cache in caches] for k in 'XZA'}"),
        "a dict of lists",
    ),
    Slip("forward", forward("X @ W + b", note="cache = {'X': X, 'Z': Z}; X = Z"), "the sums go on"),
    Slip(
        "minibatches",
        batches(
            "N = len(X)",
            "both = rng.permutation(np.hstack([X.reshape(N, -1), y.reshape(N, -1)]))",
            "X, y = (part.reshape(one.shape) for part, one in zip(np.split("
            "both, [X[0].size], axis=1), (X, y)))",
            "[(X[k : k + batch_size], y[k : k + batch_size]) for k in range(0, N, batch_size)]",
        ),
        "labels of another kind",
    ),
    Slip(
        "minibatches",
        batches_of(pair="(X[batch], y[batch].astype(float))"),
        "labels of another kind",
    ),
    Slip("minibatches", batches_of(pair="(X[batch], np.sort(y[batch], axis=0))"), "labels sorted"),
    Slip("minibatches", batches_of("np.argsort(y.ravel())"), "sorted by label"),
    Slip("minibatches", batches_of(starts="range(len(X))"), "one step to the next batch"),
    Slip(
        "minibatches",
        batches(
            "order = rng.permutation(len(X))",
            "[(X[part], y[part]) for part in np.array_split(order, batch_size)]",
        ),
        "batch_size for something else",
    ),
    Slip("minibatches", batches_of(starts="[0]", batch="order"), "batch_size for something else"),
    Slip("minibatches", ENDLESS, "no end"),
    Slip(
        "minibatches",
        batches(
            "order, rest = rng.permutation(len(X)), len(X) % batch_size",
            "parts = np.split(order, range(rest, len(X), batch_size))",
            "[(X[part], y[part]) for part in parts if len(part)]",
        ),
        "smaller batch first",
    ),
    Slip("minibatches", batches_of(starts=IN_ANY_ORDER), "smaller batch first"),
    *(
        Slip("minibatches", batches_of(order), "not every order can come")
        for order in (
            "(7 * np.arange(len(X)) + rng.integers(len(X))) % len(X)",
            "np.append(0, 1 + rng.permutation(len(X) - 1))",
            "sorted(range(len(X)), key=lambda n: rng.integers(2))",
            "np.argsort(rng.integers(6, size=len(X)), kind='stable')",
            "np.append(rng.permutation(len(X) // 2), len(X) // 2 + "
            "rng.permutation(len(X) - len(X) // 2))",
            "np.concatenate([rng.permutation(part) for part in "
            "np.split(np.arange(len(X)), range(2 * batch_size, len(X), 2 * batch_size))])",
        )
    ),
    Slip("flops_forward", flops_of("2 * N * (D + 1) * H"), "biases counted"),
    Slip(
        "first_mismatch",
        mismatch_by(
            "shapes[i][1] != shapes[i + 1][0]",
            "i, shapes[i][1]",
            "for i in range(len(shapes) - 1)",
        ),
        "index of the join",
    ),
    Slip("first_mismatch", mismatch_by(found="i, shapes[i][0]"), "the rows that it has"),
    *(
        Slip("first_mismatch", mismatch_by(off, found), "rows against rows")
        for off in ("shapes[i - 1][0] != shapes[i][1]", "shapes[i - 1][0] != shapes[i][0]")
        for found in ("i, shapes[i - 1][0]", "i, shapes[i - 1][1]")
    ),
    Slip("first_mismatch", mismatch_by(found="i + 1, shapes[i - 1][1]"), "counted from 1"),
    Slip(
        "first_mismatch",
        mismatch_by(loop="for i in range(len(shapes) - 1, 0, -1)"),
        "the last mismatch",
    ),
    Slip("flops_forward", flops("2 * N * int(np.prod(sizes))"), "all sizes multiplied"),
    Slip("flops_forward", flops("2 * sum(sizes) * N"), "sizes added"),
    Slip("flops_forward", flops_of("N * (2 * D * H + H)"), "biases counted"),
    Slip("flops_forward", flops_of("D * H * N"), "products alone"),
    Slip(
        "my_confidence",
        my_confidence(31415, *(round(sure / 100, 4) for sure in measured(31415))),
        "shares",
    ),
    Slip(
        "my_confidence",
        my_confidence(31415, *(100 - sure for sure in measured(31415))),
        "doubt, not confidence",
    ),
)
