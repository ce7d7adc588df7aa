"""Invented submissions for lesson 5."""

from autograder.lessons.sample import Sample, raise_on_top, twice, without

AFFINE = """
def affine_forward(X, W, b):
    rows = X.reshape(X.shape[0], -1)
    Z = np.matmul(rows, W)
    return Z + b, (X, W)
"""
AFFINE_BY_SAMPLE = """
def affine_forward(batch, weights, biases):
    rows = []
    for sample in batch:
        rows.append(np.dot(sample.flatten(), weights) + biases)
    return np.array(rows), (batch, weights)
"""
NOT_FLATTENED = """
def affine_forward(X, W, b):
    product = np.matmul(X, W)
    return product + b, (X, W)
"""
FLAT_CACHE = """
def affine_forward(X, W, b):
    X = X.reshape(X.shape[0], -1)
    Z = np.matmul(X, W)
    return Z + b, (X, W)
"""
BIAS_DOWN_THE_ROWS = """
def affine_forward(X, W, b):
    rows = X.reshape(X.shape[0], -1)
    column = b.reshape(len(b), 1)
    return np.matmul(rows, W) + column, (X, W)
"""
BIAS_AWAY_AND_CACHE_TURNED = """
def affine_forward(X, W, b):
    rows = X.reshape(X.shape[0], -1)
    Z = np.matmul(rows, W)
    return np.subtract(Z, b), (W, X)
"""
ACTIVATIONS = """
ACTIVATIONS = {
    "identity": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "sigmoid": lambda z: 0.5 * (1 + np.tanh(z / 2)),
}
"""
FORWARD = (
    ACTIVATIONS
    + """
def forward(X, params, activations):
    notes = []
    for layer, curve in enumerate(activations):
        W, b = params[layer]
        Z = affine_forward(X, W, b)[0]
        A = ACTIVATIONS[curve](Z)
        notes.append(dict(X=X, Z=Z, A=A))
        X = A
    return X, notes
"""
)
FORWARD_BACK_TO_FRONT = (
    ACTIVATIONS
    + """
def forward(X, params, activations):
    todo = list(zip(params, activations))[::-1]
    notes = []
    while todo:
        (weights, biases), curve = todo.pop()
        sums = X.dot(weights) + biases
        notes += [{"A": ACTIVATIONS[curve](sums), "Z": sums, "X": X}]
        X = notes[-1]["A"]
    return [X, notes]
"""
)
ONE_NOTE = (
    ACTIVATIONS
    + """
def forward(X, params, activations):
    note, notes = {}, []
    for layer, curve in enumerate(activations):
        W, b = params[layer]
        note.update(X=X, Z=affine_forward(X, W, b)[0])
        X = ACTIVATIONS[curve](note["Z"])
        note.update(A=X)
        notes.append(note)
    return X, notes
"""
)
BARE_OUTPUT = (
    ACTIVATIONS
    + """
def forward(X, params, activations):
    notes = []
    for layer, (W, b) in enumerate(params):
        Z = affine_forward(X, W, b)[0]
        A = Z if layer + 1 == len(params) else ACTIVATIONS[activations[layer]](Z)
        notes.append(dict(X=X, Z=Z, A=A))
        X = A
    return X, notes
"""
)
NOBODY_EXPECTED_THIS = (
    ACTIVATIONS
    + """
def forward(X, params, activations):
    notes = []
    for layer, curve in enumerate(activations):
        W, b = params[layer]
        Z = affine_forward(X, W, b)[0] / len(W)
        A = ACTIVATIONS[curve](Z)
        notes.append(dict(X=X, Z=Z, A=A))
        X = A
    return X, notes
"""
)
BATCHES = """
def minibatches(X, y, batch_size, rng):
    places = rng.permutation(len(y))
    dealt, at = [], 0
    while at < len(places):
        hand = places[at:at + batch_size]
        dealt.append((X[hand], y[hand]))
        at += batch_size
    return dealt
"""
BATCHES_BY_KEYS = """
def minibatches(X, y, batch_size, rng):
    keys = rng.random(len(X))
    places = np.argsort(keys)
    X, y = X[places], y[places]
    for at in range(0, len(X), batch_size):
        yield X[at:at + batch_size], y[at:at + batch_size]
"""
SHUFFLED_APART = """
def minibatches(X, y, batch_size, rng):
    pictures = rng.permutation(X)
    labels = rng.permutation(y)
    for at in range(0, len(X), batch_size):
        yield pictures[at:at + batch_size], labels[at:at + batch_size]
"""
REST_DROPPED = BATCHES.replace("at < len(places)", "at + batch_size <= len(places)")
MISMATCH = """
def first_mismatch(shapes):
    for k, (left, right) in enumerate(zip(shapes[:-1], shapes[1:])):
        if left[1] != right[0]:
            return (k + 1, left[1])
"""
THE_ROWS_IT_HAS = MISMATCH.replace("(k + 1, left[1])", "(k + 1, right[0])")
FLOPS = """
def flops_forward(sizes, N=1):
    count = 0
    for here, there in zip(sizes[:-1], sizes[1:]):
        count += here * there
    return 2 * count * N
"""
PRODUCTS_ALONE = FLOPS.replace("2 * count * N", "count * N")
CONFIDENCE = """
def my_confidence():
    return 20711, 22.86, 84.58
"""

RIGHT = {
    "affine_forward": AFFINE,
    "forward": FORWARD,
    "minibatches": BATCHES,
    "first_mismatch": MISMATCH,
    "flops_forward": FLOPS,
    "my_confidence": CONFIDENCE,
}

SAMPLES = {
    "right": Sample(RIGHT),
    "right-other-style": Sample(
        {
            **RIGHT,
            "affine_forward": AFFINE_BY_SAMPLE,
            "forward": FORWARD_BACK_TO_FRONT,
            "minibatches": BATCHES_BY_KEYS,
        }
    ),
    "not-flattened": Sample({**RIGHT, "affine_forward": NOT_FLATTENED}),
    "flat-cache": Sample({**RIGHT, "affine_forward": FLAT_CACHE}),
    # their forward calls their own affine_forward, which is not counted a second time
    "bias-down-the-rows": Sample({**RIGHT, "affine_forward": BIAS_DOWN_THE_ROWS}),
    "two-mistakes": Sample({**RIGHT, "affine_forward": BIAS_AWAY_AND_CACHE_TURNED}),
    "one-note": Sample({**RIGHT, "forward": ONE_NOTE}),
    "bare-output": Sample({**RIGHT, "forward": BARE_OUTPUT}),
    "unheard-of": Sample({**RIGHT, "forward": NOBODY_EXPECTED_THIS}),
    "shuffled-apart": Sample({**RIGHT, "minibatches": SHUFFLED_APART}),
    "rest-dropped": Sample({**RIGHT, "minibatches": REST_DROPPED}),
    "rows-it-has": Sample({**RIGHT, "first_mismatch": THE_ROWS_IT_HAS}),
    "products-alone": Sample({**RIGHT, "flops_forward": PRODUCTS_ALONE}),
    "blank": Sample(),
    "exception-on-top": Sample(RIGHT, raise_on_top),
    "test-deleted": Sample(RIGHT, without("hidden_forward")),
    "cell-copied": Sample(RIGHT, twice("forward"), alone=True),
}
