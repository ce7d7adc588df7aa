"""Right answers to the exercises of lesson 3, in the styles in which learners write them.

Each is the text of a cell, as the notebook would hold it.
"""

from nnlib.lessons.lesson03 import own_errors

XOR_NETWORK = {
    "sums, the second takes away": """
def xor_network():
    W1 = np.array([[1.0, 1.0], [1.0, 1.0]])
    b1 = np.array([0.0, -1.0])
    W2 = np.array([[1.0], [-2.0]])
    b2 = np.array([0.0])
    return [(W1, b1), (W2, b2)]
""",
    "differences": """
def xor_network():
    first = np.array([[1, -1], [-1, 1]]), np.zeros(2)
    last = np.ones((2, 1)), np.zeros(1)
    return [first, last]
""",
    "from above": """
def xor_network():
    # one unit is awake where no input is 1, the other where both are
    W1 = np.array([[-1.0, 1.0], [-1.0, 1.0]])
    return [(W1, np.array([1.0, -1.0])), (np.array([[-1.0], [-1.0]]), np.array([1.0]))]
""",
    "lists": """
def xor_network():
    return [([[1, 1], [1, 1]], [0, -1]), ([[1], [-2]], [0])]
""",
    "a tuple, float32": """
def xor_network():
    W1 = 2 * np.ones((2, 2), dtype=np.float32)
    W2 = np.array([0.5, -1.0], dtype=np.float32)[:, None]
    return (W1, np.float32([0, -2])), (W2, np.zeros(1, np.float32))
""",
    "in steps": """
def xor_network():
    params = []
    params.append((np.full((2, 2), 3.0), np.array([0.0, -3.0])))
    params.append([np.reshape([1 / 3, -2 / 3], (2, 1)), np.array([0.0])])
    return params
""",
}

MLP_FORWARD = {
    "loop with an index": """
def mlp_forward(X, params):
    A = X
    for i, (W, b) in enumerate(params):
        A = A @ W + b
        if i < len(params) - 1:
            A = np.maximum(A, 0)
    return A
""",
    "hidden layers first": """
def mlp_forward(X, params):
    *hidden, (W, b) = params
    for weights, bias in hidden:
        X = np.maximum(0, np.dot(X, weights) + bias)
    return np.dot(X, W) + b
""",
    "recursion": """
def mlp_forward(batch, layers):
    W, b = layers[0]
    Z = np.matmul(batch, W) + b
    if len(layers) == 1:
        return Z
    return mlp_forward(np.where(Z > 0, Z, 0), layers[1:])
""",
    "sample by sample": """
def mlp_forward(X, params):
    rows = []
    for x in X:
        for place, (W, b) in enumerate(params):
            z = [sum(x[d] * W[d, h] for d in range(len(x))) + b[h] for h in range(len(b))]
            x = z if place == len(params) - 1 else [max(0, value) for value in z]
        rows.append(x)
    return np.array(rows)
""",
    "a mask in place": """
def mlp_forward(X, params):
    Z = X
    for k in range(len(params)):
        if k:
            Z = Z * (Z > 0)
        W, b = params[k]
        Z = np.einsum("nd,dh->nh", Z, W)
        Z += b
    return Z
""",
    "a helper of one's own": """
def layer(X, W, b):
    return X @ W + b[None, :]

def mlp_forward(X, params):
    Z = layer(X, *params[0])
    for pair in params[1:]:
        Z = layer(Z.clip(min=0), *pair)
    return Z
""",
    "reduce": """
from functools import reduce

def mlp_forward(X, params):
    def go(Z, pair):
        return (abs(Z) + Z) / 2 @ pair[0] + pair[1]
    W, b = params[0]
    return reduce(go, params[1:], X @ W + b)
""",
}

COLLAPSE_LINEAR = {
    "products": """
def collapse_linear(W1, b1, W2, b2):
    return W1 @ W2, b1 @ W2 + b2
""",
    "dot, a list": """
def collapse_linear(W1, b1, W2, b2):
    W = np.dot(W1, W2)
    b = np.dot(b1, W2) + b2
    return [W, b]
""",
    "einsum": """
def collapse_linear(V, c, U, d):
    return np.einsum("dh,hc->dc", V, U), np.einsum("h,hc->c", c, U) + d
""",
    "loops": """
def collapse_linear(W1, b1, W2, b2):
    D, H = W1.shape
    C = W2.shape[1]
    W, b = np.zeros((D, C)), np.array(b2, dtype=float)
    for c in range(C):
        for h in range(H):
            b[c] += b1[h] * W2[h, c]
            for d in range(D):
                W[d, c] += W1[d, h] * W2[h, c]
    return W, b
""",
    "asks at zero and at unit samples": """
def collapse_linear(W1, b1, W2, b2):
    def both(X):
        return (X @ W1 + b1) @ W2 + b2
    b = both(np.zeros((1, len(W1))))[0]
    return both(np.eye(len(W1))) - b, b
""",
    "a row for the bias": """
def collapse_linear(W1, b1, W2, b2):
    stacked = np.vstack([W1, b1]) @ W2
    return stacked[:-1], stacked[-1] + b2
""",
}

RELU_REGIONS_1D = {
    "a set": """
def relu_regions_1d(w, b, lo, hi):
    kinks = set()
    for weight, bias in zip(w, b):
        if weight != 0:
            place = -bias / weight
            if lo < place < hi:
                kinks.add(place)
    return len(kinks) + 1
""",
    "unique": """
def relu_regions_1d(w, b, lo, hi):
    bends = w != 0
    kinks = -b[bends] / w[bends]
    return len(np.unique(kinks[(kinks > lo) & (kinks < hi)])) + 1
""",
    "division by zero and all": """
def relu_regions_1d(w, b, lo, hi):
    places = np.unique(-b / w)
    return int(np.sum((places > lo) & (places < hi))) + 1
""",
    "sorted, gap by gap": """
def relu_regions_1d(w, b, lo, hi):
    cuts = sorted(-c / v for v, c in zip(w, b) if v)
    pieces, last = 1, lo
    for cut in cuts:
        if last < cut < hi:
            pieces += 1
            last = cut
    return pieces
""",
    "numpy number": """
def relu_regions_1d(weights, biases, lo, hi):
    places = [round(-c / v, 9) for v, c in zip(weights, biases) if v != 0]
    inside = {p for p in places if p > lo and p < hi}
    return np.int64(1 + len(inside))
""",
    "which units are awake, between all kinks": """
def relu_regions_1d(w, b, lo, hi):
    ends = [lo, hi] + [-c / v for v, c in zip(w, b) if v != 0 and lo < -c / v < hi]
    ends = sorted(ends)
    middles = [(p + q) / 2 for p, q in zip(ends, ends[1:]) if q > p]
    return len({tuple(w * x + b > 0) for x in middles})
""",
}

_GIVEN = """
def sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))
"""

BUMP = {
    "difference": _GIVEN
    + """
def bump(x, left, right, height, k):
    return height * (sigmoid(k * (x - left)) - sigmoid(k * (x - right)))
""",
    "up, then down": _GIVEN
    + """
def bump(x, left, right, height, k):
    up = height * sigmoid(k * x - k * left)
    down = -height * sigmoid(k * x - k * right)
    return up + down
""",
    "down as one minus": _GIVEN
    + """
def bump(places, start, end, h, steepness):
    return h * (sigmoid((places - start) * steepness) + sigmoid((end - places) * steepness) - 1)
""",
    "a helper": _GIVEN
    + """
def bump(x, left, right, height, k):
    def step(place):
        return sigmoid(k * (x - place))
    return (step(left) - step(right)) * height
""",
    "exponentials": """
def bump(x, left, right, height, k):
    return height / (1 + np.exp(-k * (x - left))) - height / (1 + np.exp(-k * (x - right)))
""",
    "a product with the output weights": _GIVEN
    + """
def bump(x, left, right, height, k):
    hidden = sigmoid(k * (np.asarray(x)[..., None] - np.array([left, right])))
    return hidden @ np.array([height, -height])
""",
}

_BUMP = BUMP["difference"]
APPROXIMATE = {
    "a walk": _BUMP
    + """
def approximate(x, f, n_bumps, lo, hi, k):
    width = (hi - lo) / n_bumps
    y = np.zeros(x.shape)
    for i in range(n_bumps):
        left = lo + i * width
        y += bump(x, left, left + width, f(left + width / 2), k)
    return y
""",
    "bump not written": """
def approximate(x, f, n_bumps, lo, hi, k):
    edges = np.linspace(lo, hi, n_bumps + 1)
    return sum(bump(x, a, b, f((a + b) / 2), k) for a, b in zip(edges, edges[1:]))
""",
    "bump upside down": _BUMP.replace("(k * (x - left)) - sigmoid", "(k * (x - left)) + sigmoid")
    + """
def approximate(x, f, n_bumps, lo, hi, k):
    w = (hi - lo) / n_bumps
    middles = lo + w * (np.arange(n_bumps) + 0.5)
    return np.sum([bump(x, m - w / 2, m + w / 2, f(m), k) for m in middles], axis=0)
""",
    "one array": """
def approximate(x, f, n_bumps, lo, hi, k):
    edges = np.linspace(lo, hi, n_bumps + 1)
    heights = np.array([f(m) for m in (edges[1:] + edges[:-1]) / 2])
    steps = 0.5 + 0.5 * np.tanh(k * (x[:, None] - edges) / 2)
    return (steps[:, :-1] - steps[:, 1:]) @ heights
""",
    "steps that share an edge": """
def approximate(x, f, n_bumps, lo, hi, k):
    places = np.linspace(lo, hi, num=n_bumps + 1)
    heights = [0.0] + [float(f((p + q) / 2)) for p, q in zip(places, places[1:])] + [0.0]
    y = 0.0
    for place, before, after in zip(places, heights, heights[1:]):
        y = y + (after - before) / (1 + np.exp(-k * (x - place)))
    return y
""",
    "f of an array": _BUMP
    + """
def approximate(x, f, n_bumps, lo, hi, k):
    edges = lo + (hi - lo) * np.arange(n_bumps + 1) / n_bumps
    tops = f(0.5 * (edges[1:] + edges[:-1]))
    out = np.zeros_like(x)
    for place, top in enumerate(tops):
        out = out + bump(x, edges[place], edges[place + 1], top, k)
    return out
""",
}


def _own(number, text):
    (ten, _), (forty, _) = own_errors(number)
    return f"def my_curve():\n    {text.format(number, ten, forty)}\n"


MY_CURVE = {
    "a tuple": _own(31337, "return {}, {:.4g}, {:.4g}"),
    "a list": _own(86420, "return [{}, {:.3g}, {:.3g}]"),
    "all digits": _own(1234567, "return {}, {!r}, {!r}"),
    "numpy numbers": _own(5551212, "return np.int64({}), np.float64({}), np.float64({})"),
    "by name": _own(9999, "number, ten, forty = {}, {:.5g}, {:.5g}\n    return number, ten, forty"),
    "from an array": _own(271828, "return ({}, *np.array([{:.4g}, {:.4g}]))"),
}

RIGHT = {
    "xor_network": XOR_NETWORK,
    "mlp_forward": MLP_FORWARD,
    "collapse_linear": COLLAPSE_LINEAR,
    "relu_regions_1d": RELU_REGIONS_1D,
    "bump": BUMP,
    "approximate": APPROXIMATE,
    "my_curve": MY_CURVE,
}
