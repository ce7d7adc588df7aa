"""Invented submissions for lesson 3."""

from autograder.lessons.sample import Sample, raise_on_top, twice, without

XOR = """
def xor_network():
    first = np.array([[1.0, -1.0], [-1.0, 1.0]]), np.zeros(2)
    last = np.array([[1.0], [1.0]]), np.zeros(1)
    return [first, last]
"""
XOR_STEPS = """
def xor_network():
    # OR in the first unit, NOT AND in the second; both must hold
    hidden = np.array([[3.0, -2.0], [3.0, -2.0]]), np.array([-2.0, 3.0])
    out = np.array([[2.0], [2.0]]), np.array([-3.0])
    return [hidden, out]
"""
XOR_DOUBLE = XOR.replace("np.array([[1.0], [1.0]])", "np.array([[2.0], [2.0]])")
FORWARD = """
def mlp_forward(X, params):
    *before, final = params
    H = X
    for W, b in before:
        H = np.dot(H, W) + b
        H[H < 0] = 0
    return np.dot(H, final[0]) + final[1]
"""
FORWARD_OTHER = """
def mlp_forward(batch, pairs):
    signal = batch
    for number in range(len(pairs)):
        if number > 0:
            signal = np.where(signal < 0, 0.0, signal)
        signal = np.einsum("ij,jk->ik", signal, pairs[number][0]) + pairs[number][1]
    return signal
"""
FORWARD_CLIPPED = """
def mlp_forward(X, params):
    out = X
    for weights, bias in params:
        out = np.clip(np.dot(out, weights) + bias, 0, None)
    return out
"""
FORWARD_TWICE = """
def mlp_forward(X, params):
    weights1, bias1 = params[0]
    hidden = np.dot(X, weights1) + bias1
    hidden = hidden * (hidden > 0)
    weights2, bias2 = params[1]
    return np.dot(hidden, weights2) + bias2
"""
COLLAPSE = """
def collapse_linear(W1, b1, W2, b2):
    new_weights = np.matmul(W1, W2)
    new_bias = np.matmul(W2.T, b1) + b2
    return new_weights, new_bias
"""
COLLAPSE_BIAS = """
def collapse_linear(W1, b1, W2, b2):
    product = np.matmul(W1, W2)
    return product, b2.copy()
"""
COLLAPSE_STRANGE = """
def collapse_linear(W1, b1, W2, b2):
    product = np.matmul(W1, W2)
    return product, np.matmul(np.abs(b1), W2) + b2
"""
COLLAPSE_TWO = """
def collapse_linear(W1, b1, W2, b2):
    product = np.matmul(W2, W1)
    return product, b2.copy()
"""
PIECES = """
def relu_regions_1d(w, b, lo, hi):
    places = []
    for weight, bias in zip(w, b):
        if weight == 0:
            continue
        place = -bias / weight
        if place > lo and place < hi and place not in places:
            places.append(place)
    return 1 + len(places)
"""
PIECES_TWICE = PIECES.replace(" and place not in places", "")
BUMP = """
def sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))


def bump(x, left, right, height, k):
    up = sigmoid(k * (x - left))
    down = sigmoid(k * (x - right))
    return height * up - height * down
"""
BUMP_FLAT = BUMP.replace("height * up - height * down", "up - down")
APPROXIMATE = """
def approximate(x, f, n_bumps, lo, hi, k):
    w = (hi - lo) / n_bumps
    total = np.zeros(len(x)) if x.ndim == 1 else 0 * x
    for j in range(n_bumps):
        start = lo + j * w
        total = total + bump(x, start, start + w, f(start + 0.5 * w), k)
    return total
"""
APPROXIMATE_LEFT = APPROXIMATE.replace("f(start + 0.5 * w)", "f(start)")
NUMBER = """
def my_curve():
    return 20711, 0.8253, 0.2187
"""

RIGHT = {
    "xor_network": XOR,
    "mlp_forward": FORWARD,
    "collapse_linear": COLLAPSE,
    "relu_regions_1d": PIECES,
    "bump": BUMP,
    "approximate": APPROXIMATE,
    "my_curve": NUMBER,
}

SAMPLES = {
    "right": Sample(RIGHT),
    "right-other-style": Sample({**RIGHT, "mlp_forward": FORWARD_OTHER}),
    "made-for-steps": Sample({**RIGHT, "xor_network": XOR_STEPS}),
    "twice-as-high": Sample({**RIGHT, "xor_network": XOR_DOUBLE}),
    "clipped-output": Sample({**RIGHT, "mlp_forward": FORWARD_CLIPPED}),
    "two-layers": Sample({**RIGHT, "mlp_forward": FORWARD_TWICE}),
    "bias-lost": Sample({**RIGHT, "collapse_linear": COLLAPSE_BIAS}),
    "unheard-of": Sample({**RIGHT, "collapse_linear": COLLAPSE_STRANGE}),
    "two-mistakes": Sample({**RIGHT, "collapse_linear": COLLAPSE_TWO}),
    "counted-twice": Sample({**RIGHT, "relu_regions_1d": PIECES_TWICE}),
    # their own bump inside approximate is off, and that is not counted a second time
    "flat-bump": Sample({**RIGHT, "bump": BUMP_FLAT}),
    "left-edge": Sample({**RIGHT, "approximate": APPROXIMATE_LEFT}),
    "blank": Sample(),
    "exception-on-top": Sample(RIGHT, raise_on_top),
    "test-deleted": Sample(RIGHT, without("hidden_mlp_forward")),
    "cell-copied": Sample(RIGHT, twice("mlp_forward"), alone=True),
}
