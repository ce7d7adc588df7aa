"""How the exercises of lesson 3 stand to each kind of fault; see tests/lessons/kinds.py."""

from nnlib.lessons.lesson03 import own_errors
from tests.lessons.kinds import Right, Slip, Wrong, cannot, held

FIRST = "no earlier exercise is called by it"
NO_GRAPH = "each number goes one way, and no slopes are gathered"
NO_SIZE = "nothing in it is measured against a size"
ONE_VALUE = "each input has one right answer"
NO_NUMBER = "none of the registered mistakes has a number in it"

# ---------------------------------------------------------------- xor_network


def _xor(W1="[[1, 1], [1, 1]]", b1="[0, -1]", W2="[[1], [-2]]", b2="[0]"):
    return f"""
def xor_network():
    W1, b1 = np.array({W1}), np.array({b1})
    W2, b2 = np.array({W2}), np.array({b2})
    return [(W1, b1), (W2, b2)]
"""


XOR_NETWORK = {
    "search": Right("""
def xor_network():
    def relu(z):
        return max(0, z)
    def answer(x1, x2, w, b, c, d, e):
        return d * relu(w * x1 + w * x2 + b) + e * relu(w * x1 + w * x2 + c)
    numbers = range(-3, 4)
    for w in numbers:
        for b in numbers:
            for c in numbers:
                for d in numbers:
                    for e in numbers:
                        corners = [(0, 0), (0, 1), (1, 0), (1, 1)]
                        if [answer(*x, w, b, c, d, e) for x in corners] == [0, 1, 1, 0]:
                            W1, b1 = np.full((2, 2), w), np.array([b, c])
                            return [(W1, b1), (np.array([[d], [e]]), np.zeros(1))]
"""),
    "memory": Wrong("""
hidden = np.ones((2, 2)), np.array([0.0, -1.0])
output = np.array([[1.0], [-2.0]]), np.zeros(1)

def xor_network(params=[output, hidden]):
    params.reverse()
    return params
"""),
    "scale": Right(_xor("[[1e9, 1e9], [1e9, 1e9]]", "[0, -1e9]", "[[1e-9], [-2e-9]]")),
    "threshold": Wrong(_xor(b1="[0, -0.99]")),
    "border": Wrong(_xor(W2="[[0.5], [-1]]", b2="[0.5]")),
    "tolerance": Wrong(_xor(W2="[[0.999], [-1.998]]")),
    "range": Wrong(_xor("[[1e200, 1e200], [1e200, 1e200]]", "[0, -1e200]", "[[1e200], [-2e200]]")),
    "dtype": Wrong("""
def xor_network():
    W2 = np.zeros((2, 1), dtype=int)
    W2[:, 0] = 0.5, -1
    return [(np.full((2, 2), 2), np.array([0, -2])), (W2, np.zeros(1))]
"""),
    "layout": Right("""
def xor_network():
    W1, W2 = np.array([[1, 1], [1, 1]]).T, np.array([[1, -2]]).T
    return [(W1, np.array([0, 9, -1])[::2]), (W2, np.zeros(1))]
"""),
    "free value": Wrong(_xor(W2="[[1], [-1]]"), "OR"),
    "coincidence": Wrong(_xor("[[1, 0], [0, 1]]", "[0, 0]", "[[1], [1]]"), "OR"),
    "constant": (
        Wrong(_xor(W2="[[1], [-0.7]]"), "OR"),
        Wrong(_xor(b1="[-0.7, -1.2]", W2="[[1], [-1]]"), "made for steps"),
    ),
    "two at once": Wrong(_xor(W2="[[1, -1]]"), "on its side"),
    "asks for more": FIRST,
    "graph": NO_GRAPH,
    "default": "it takes no argument",
    "luck": "nothing is drawn: the four corners are the same under every seed",
}

# ---------------------------------------------------------------- mlp_forward


def _forward(
    relu="np.maximum(0, A)", start="X", affine="A @ W + b", end="A", where="i < len(params) - 1"
):
    return f"""
def mlp_forward(X, params):
    A = {start}
    for i, (W, b) in enumerate(params):
        A = {affine}
        if {where}:
            A = {relu}
    return {end}
"""


MLP_FORWARD = {
    "search": Right("""
def mlp_forward(X, params):
    def relu(z):
        return max(0, z)
    def dot(x, w):
        return sum(map(lambda a, b: a * b, x, w))
    def unit(x, w, c):
        return dot(x, w) + c
    def layer(rows, W, b):
        return [[unit(x, w, c) for w, c in zip(W.T, b)] for x in rows]
    rows = layer(X, *params[0])
    for W, b in params[1:]:
        rows = layer([[relu(z) for z in row] for row in rows], W, b)
    return np.array(rows)
"""),
    "memory": Wrong("""
def mlp_forward(X, params, layers=[]):
    layers.extend(params)
    A = X
    for i, (W, b) in enumerate(layers):
        A = A @ W + b
        if i < len(layers) - 1:
            A = np.maximum(0, A)
    return A
"""),
    "threshold": (
        Wrong(_forward("np.where(A > 1e-6, A, 0)")),
        Wrong(_forward("np.where(A > -1e-6, A, 0)")),
    ),
    "border": Wrong(_forward(where="i < len(params) - 2"), "activation between some layers only"),
    "tolerance": (
        Wrong(_forward("np.where(np.isclose(A, 0), 0, np.maximum(0, A))")),
        Wrong(_forward(end="A.round(8)")),
    ),
    "range": (
        Wrong(_forward("np.clip(A, 0, 1000)")),
        Wrong(_forward("np.log(1 + np.exp(100 * A)) / 100")),
    ),
    "default": Wrong(
        """
def mlp_forward(X, params):
    A = X
    for i in range(2):
        W, b = params[i]
        A = A @ W + b
        if i == 0:
            A = np.maximum(0, A)
    return A
"""
    ),
    "dtype": Wrong("""
def mlp_forward(X, params):
    A = X
    for i, (W, b) in enumerate(params):
        Z = np.zeros((len(A), len(b)), dtype=X.dtype)
        Z[:] = A @ W + b
        A = np.maximum(0, Z) if i < len(params) - 1 else Z
    return A
"""),
    "layout": Wrong(_forward(start='X.ravel("K").reshape(X.shape)')),
    "coincidence": Wrong(_forward("A * (1 + A / abs(A)) / 2")),
    "luck": Wrong(_forward("np.clip(A, 0, 6)")),
    "constant": Wrong("""
def mlp_forward(X, params):
    def relu(Z):
        return np.maximum(0, Z)
    if len(params) == 1:
        return X @ params[0][0] + params[0][1]
    A = relu(X @ params[0][0] + params[0][1])
    if len(params) == 2:
        return A @ params[1][0] + params[1][1]
    A = relu(A @ params[1][0] + params[1][1])
    return A @ params[2][0] + params[2][1]
"""),
    "two at once": Wrong(
        """
def mlp_forward(X, params):
    (W1, b1), (W2, b2) = params
    A = np.maximum(0, X @ W1 + b1)
    return np.maximum(0, A @ W2 + b2)
""",
        "activation on the output",
    ),
    "asks for more": FIRST,
    "graph": NO_GRAPH,
    "scale": NO_SIZE,
    "free value": ONE_VALUE,
}

# ---------------------------------------------------------------- collapse_linear


def _collapse(W="W1 @ W2", b="b1 @ W2 + b2"):
    return f"""
def collapse_linear(W1, b1, W2, b2):
    W, b = {W}, {b}
    return W, b
"""


COLLAPSE_LINEAR = {
    "search": Right("""
def collapse_linear(W1, b1, W2, b2):
    def product(x, y):
        return x * y
    def dot(row, column):
        return sum(map(product, row, column))
    W = np.array([[dot(row, column) for column in W2.T] for row in W1])
    return W, np.array([dot(b1, column) + c for column, c in zip(W2.T, b2)])
"""),
    "memory": (
        Wrong("""
def collapse_linear(W1, b1, W2, b2, known={}):
    if (W1.shape, W2.shape) not in known:
        known[W1.shape, W2.shape] = W1 @ W2, b1 @ W2 + b2
    return known[W1.shape, W2.shape]
"""),
        Wrong("""
def collapse_linear(W1, b1, W2, b2, layers=[]):
    layers += [(W1, b1), (W2, b2)]
    W, b = layers[0]
    for V, c in layers[1:]:
        W, b = W @ V, b @ V + c
    return W, b
"""),
    ),
    "tolerance": (
        Wrong(_collapse("(W1 @ W2).round(6)", "(b1 @ W2 + b2).round(6)")),
        Wrong(_collapse("np.where(np.isclose(W1 @ W2, 0), 0, W1 @ W2)")),
    ),
    "range": Wrong("""
def collapse_linear(W1, b1, W2, b2):
    def both(X):
        return (X @ W1 + b1) @ W2 + b2
    b = both(np.zeros(len(W1)))
    far = 1e-12
    return (both(far * np.eye(len(W1))) - b) / far, b
"""),
    "default": Wrong("""
def collapse_linear(W1, b1, W2, b2):
    b = b1[0] * W2[0] + b1[1] * W2[1] + b2
    return W1 @ W2, b
"""),
    "dtype": (
        Wrong("""
def collapse_linear(W1, b1, W2, b2):
    b = np.zeros_like(b1, shape=b2.shape)
    b[:] = b1 @ W2 + b2
    return W1 @ W2, b
"""),
        Wrong("""
def collapse_linear(W1, b1, W2, b2):
    W = np.empty((len(W1), len(b2)), dtype=W1.dtype)
    for i, row in enumerate(W1):
        W[i] = row @ W2
    return W, b1 @ W2 + b2
"""),
    ),
    "layout": Wrong(_collapse('W1.ravel("K").reshape(W1.shape) @ W2')),
    "coincidence": Wrong(_collapse(b="W2 @ b1 + b2"), "first bias along the rows"),
    "luck": Wrong(_collapse(b="abs(b1) @ W2 + b2")),
    "two at once": Wrong(_collapse("W2 @ W1", "1 * b2")),
    "asks for more": FIRST,
    "graph": NO_GRAPH,
    "scale": NO_SIZE,
    "free value": "W and b are one pair only, if they are to hold for every X",
    "constant": NO_NUMBER,
    **cannot("nothing in it is compared, so that there is no border", "threshold", "border"),
}

# ---------------------------------------------------------------- relu_regions_1d


def _regions(kink="-c / v", keep="lo < p < hi", dots="if v != 0", add="kinks.add(p)"):
    return f"""
def relu_regions_1d(w, b, lo, hi):
    kinks = set()
    for v, c in zip(w, b):
        {dots}:
            p = {kink}
            if {keep}:
                {add}
    return len(kinks) + 1
"""


_UNIQUE = """
def relu_regions_1d(w, b, lo, hi):
    kinks = []
    for v, c in zip(w, b):
        if v != 0 and lo < -c / v < hi:
            if not any({alike} for p in kinks):
                kinks.append(-c / v)
    return len(kinks) + 1
"""

RELU_REGIONS_1D = {
    "search": Right("""
def relu_regions_1d(w, b, lo, hi):
    def kink(v, c):
        return -c / v
    def inside(p):
        return min(max(p, lo), hi) == p and p not in (lo, hi)
    def first(i):
        return not any(map(lambda p: p == places[i], places[:i]))
    places = list(filter(inside, [kink(v, c) for v, c in zip(w, b) if bool(v)]))
    return sum(map(first, range(len(places)))) + 1
"""),
    "memory": Wrong("""
def relu_regions_1d(w, b, lo, hi, kinks=set()):
    for v, c in zip(w, b):
        if v != 0 and lo < -c / v < hi:
            kinks.add(-c / v)
    return len(kinks) + 1
"""),
    "scale": Wrong(_UNIQUE.format(alike="abs(p + c / v) < 1e-6 * (hi - lo)")),
    "threshold": (
        Wrong(_regions(keep="lo + 1e-7 < p < hi - 1e-7")),
        Wrong(_regions(keep="lo - 1e-7 < p < hi + 1e-7"), "kink on the border"),
    ),
    "border": (
        Wrong(_regions(keep="lo <= p < hi"), "kink on the border"),
        Wrong(_regions(keep="lo < p <= hi"), "kink on the border"),
    ),
    "tolerance": (
        Wrong(_UNIQUE.format(alike="np.isclose(p, -c / v)")),
        Wrong(_regions("round(-c / v, 6)")),
        Wrong(_regions(dots="if not np.isclose(v, 0)")),
    ),
    "range": Wrong("""
def relu_regions_1d(w, b, lo, hi):
    x = np.linspace(lo, hi, 4001)[1:-1]
    awake = np.outer(x, w) + b > 0
    return len(np.unique(awake, axis=0))
"""),
    "default": Wrong(_regions(keep="-1 < p < 3")),
    "dtype": Wrong("""
def relu_regions_1d(w, b, lo, hi):
    kinks = np.zeros_like(b)
    for h in range(len(w)):
        kinks[h] = -b[h] / w[h] if w[h] != 0 else lo
    return len(np.unique(kinks[(kinks > lo) & (kinks < hi)])) + 1
"""),
    "layout": Wrong("""
def relu_regions_1d(w, b, lo, hi):
    w, b = np.frombuffer(w, w.dtype), np.frombuffer(b, b.dtype)
    kinks = -b[w != 0] / w[w != 0]
    return len(set(kinks[(kinks > lo) & (kinks < hi)])) + 1
"""),
    "coincidence": (
        Wrong(
            """
def relu_regions_1d(w, b, lo, hi):
    kinks = [-c / v for v, c in zip(w, b) if v != 0]
    return len([p for p in kinks if lo < p < hi]) + 1
""",
            "one place counted twice",
        ),
        Wrong(_regions(dots="if v and c")),
    ),
    "luck": (
        Wrong(_regions("-c // v")),
        Wrong(_regions("round(-c / v)")),
        Wrong(_regions("int(-c / v)")),
        Wrong(_regions("-c"), "kink at minus b"),
        Wrong(_regions("c / v"), "kink mirrored"),
    ),
    "two at once": Wrong(
        """
def relu_regions_1d(w, b, lo, hi):
    kinks = [-c / v for v, c in zip(w, b) if v != 0]
    return len([p for p in kinks if lo < p < hi])
""",
        "kinks for pieces",
    ),
    "asks for more": FIRST,
    "graph": NO_GRAPH,
    "free value": ONE_VALUE,
    "constant": NO_NUMBER,
}

# ---------------------------------------------------------------- bump

_SIGMOID = """
def sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))

"""


def _bump(formula="height * (up - down)", place="k * (x - {})", sigmoid=_SIGMOID):
    return (
        sigmoid
        + f"""
def bump(x, left, right, height, k):
    up, down = sigmoid({place.format("left")}), sigmoid({place.format("right")})
    return {formula}
"""
    )


BUMP = {
    "search": Right("""
def bump(x, left, right, height, k):
    def sigmoid(z):
        return 0.5 * (1 + math.tanh(z / 2))
    def at(place):
        return height * (sigmoid(k * (place - left)) - sigmoid(k * (place - right)))
    return np.array([at(place) for place in x.ravel().tolist()]).reshape(x.shape)
"""),
    "memory": Wrong("""
def bump(x, left, right, height, k, y=[]):
    for place in np.ravel(x):
        up, down = 1 / (1 + np.exp(-k * (place - left))), 1 / (1 + np.exp(-k * (place - right)))
        y.append(height * (up - down))
    return np.array(y).reshape(x.shape)
"""),
    "threshold": Wrong(
        _bump(
            sigmoid="""
def sigmoid(z):
    return np.where(z > 10, 1.0, np.where(z < -10, 0.0, 0.5 * (1 + np.tanh(z / 2))))

"""
        )
    ),
    "border": Wrong(_bump("np.where((x >= left) & (x <= right), height * (up - down), 0)")),
    "tolerance": Wrong(_bump("(height * (up - down)).round(6)")),
    "range": (
        Wrong("""
def sigmoid(z):
    return 1 / (1 + math.exp(-z))

def bump(x, left, right, height, k):
    y = [height * (sigmoid(k * (p - left)) - sigmoid(k * (p - right))) for p in x.ravel()]
    return np.array(y).reshape(x.shape)
"""),
        Wrong(
            _bump(
                sigmoid="""
def sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))

"""
            )
        ),
        Wrong(
            _bump(
                sigmoid="""
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -12, 12)))

"""
            )
        ),
    ),
    "default": (
        Wrong(_bump("up - down"), "height forgotten"),
        Wrong(_bump(place="x - {}"), "steepness forgotten"),
    ),
    "dtype": Wrong(
        _SIGMOID
        + """
def bump(x, left, right, height, k):
    y = np.zeros_like(x)
    y[...] = height * (sigmoid(k * (x - left)) - sigmoid(k * (x - right)))
    return y
"""
    ),
    "layout": Wrong(
        _SIGMOID
        + """
def bump(x, left, right, height, k):
    y = height * (sigmoid(k * (x - left)) - sigmoid(k * (x - right)))
    return y.ravel("K").reshape(x.shape)
"""
    ),
    "coincidence": Wrong(
        _bump(
            sigmoid="""
def sigmoid(z):
    return 0.5 * (1 + np.where(z > 0, 1, -1) * np.tanh(np.where(z == 0, 1, abs(z)) / 2))

"""
        )
    ),
    "luck": Wrong(
        _bump("np.clip(height * (up - down), 1e-5, None) if height > 0 else height * (up - down)")
    ),
    "two at once": Wrong(_bump("down - up"), "upside down"),
    "asks for more": "sigmoid is given in its own cell, and nothing else is called",
    "graph": NO_GRAPH,
    "scale": NO_SIZE,
    "free value": ONE_VALUE,
    "constant": NO_NUMBER,
}

# ---------------------------------------------------------------- approximate


def _approximate(
    height="f(left + width / 2)",
    bump="bump(x, left, left + width, height, k)",
    start="0.0",
    end="y",
):
    return (
        BUMP_RIGHT
        + f"""
def approximate(x, f, n_bumps, lo, hi, k):
    width = (hi - lo) / n_bumps
    y = {start}
    for i in range(n_bumps):
        left = lo + i * width
        height = {height}
        y = y + {bump}
    return {end}
"""
    )


def _starts(starts):
    return (
        BUMP_RIGHT
        + f"""
def approximate(x, f, n_bumps, lo, hi, k):
    w, y = (hi - lo) / n_bumps, 0.0
    for left in {starts}:
        y = y + bump(x, left, left + w, f(left + w / 2), k)
    return y
"""
    )


def _walk(condition):
    return (
        BUMP_RIGHT
        + f"""
def approximate(x, f, n_bumps, lo, hi, k):
    w, left, y = (hi - lo) / n_bumps, lo, 0.0
    while {condition}:
        y = y + bump(x, left, left + w, f(left + w / 2), k)
        left += w
    return y
"""
    )


BUMP_RIGHT = _bump()

APPROXIMATE = {
    "search": Right("""
def approximate(x, f, n_bumps, lo, hi, k):
    def step(place, edge):
        return 0.5 * (1 + math.tanh(k * (place - edge) / 2))
    def one(place, i):
        left, right = lo + i * (hi - lo) / n_bumps, lo + (i + 1) * (hi - lo) / n_bumps
        return f((left + right) / 2) * (step(place, left) - step(place, right))
    return np.array([sum(one(place, i) for i in range(n_bumps)) for place in x.tolist()])
"""),
    "asks for more": (
        Right("""
def approximate(x, f, n_bumps, lo, hi, k):
    edges = np.linspace(lo, hi, n_bumps + 1)
    heights = f((edges[1:] + edges[:-1]) / 2)
    return bump(x[:, None], edges[:-1], edges[1:], heights, k).sum(axis=1)
"""),
        Right("""
def approximate(x, f, n_bumps, lo, hi, k):
    e = np.linspace(lo, hi, n_bumps + 1)
    tops = [f((a + b) / 2) for a, b in zip(e, e[1:])]
    return np.array([sum(map(bump, [p] * n_bumps, e, e[1:], tops, [k] * n_bumps)) for p in x])
"""),
    ),
    "memory": Wrong(
        BUMP_RIGHT
        + """
def approximate(x, f, n_bumps, lo, hi, k, parts=[]):
    edges = np.linspace(lo, hi, n_bumps + 1)
    for a, b in zip(edges, edges[1:]):
        parts.append(bump(x, a, b, f((a + b) / 2), k))
    return sum(parts)
"""
    ),
    "scale": Wrong(_approximate("f(left + width / 2) if abs(f(left + width / 2)) > 1e-3 else 0")),
    "threshold": Wrong(
        _approximate(bump="(abs(x - left) < 1.5 * width) * bump(x, left, left + width, height, k)")
    ),
    "border": (
        Wrong(_approximate(end="np.where((x >= lo) & (x <= hi), y, 0)")),
        Wrong(_walk("left <= hi"), "one bump too many"),
    ),
    "tolerance": (
        Wrong(_approximate(end="y.round(6)")),
        Wrong(_walk("left + w <= hi"), "one bump too few"),
    ),
    "range": Wrong("""
def approximate(x, f, n_bumps, lo, hi, k):
    def step(place, edge):
        return 1 / (1 + math.exp(-k * (place - edge)))
    edges = np.linspace(lo, hi, n_bumps + 1)
    pairs = list(zip(edges, edges[1:]))
    return np.array([sum(f((a + b) / 2) * (step(p, a) - step(p, b)) for a, b in pairs) for p in x])
"""),
    "default": Wrong(_approximate(bump="bump(x, left, left + width, height, 1000)")),
    "dtype": Wrong(
        BUMP_RIGHT
        + """
def approximate(x, f, n_bumps, lo, hi, k):
    edges = np.linspace(lo, hi, n_bumps + 1)
    y = np.zeros_like(x)
    for a, b in zip(edges, edges[1:]):
        y += bump(x, a, b, f((a + b) / 2), k)
    return y
"""
    ),
    "layout": Wrong(
        _approximate().replace("    y = 0.0", "    x, y = np.frombuffer(x, x.dtype), 0.0")
    ),
    "coincidence": Wrong(_approximate().replace("left = lo + i", "left = i"), "start forgotten"),
    "luck": (
        Wrong(_starts("np.arange(lo, hi, w)"), "one bump too many"),
        Wrong(_starts("np.arange(lo, hi + w, w)[:-1]"), "one bump too many"),
        Wrong(_walk("left < hi"), "one bump too many"),
        Right(_starts("np.arange(lo, hi - w / 2, w)")),
    ),
    "two at once": Wrong(
        _approximate("f(left)").replace("left = lo + i", "left = i"), "height from the left edge"
    ),
    "graph": "it has one sum, and no second operation that could overwrite it",
    "free value": ONE_VALUE,
    "constant": NO_NUMBER,
}

# ---------------------------------------------------------------- my_curve

NUMBER = 864_205
(TEN, FAR), (FORTY, FARTHER) = own_errors(NUMBER)


def _own(*three):
    return f"""
def my_curve():
    return {", ".join(map(str, three))}
"""


MY_CURVE = {
    "search": Right(f"""
def my_curve():
    digits = "".join(chr(ord(d)) for _ in range(9000) for d in "{NUMBER}")
    return int(digits[:6]), {TEN}, {FORTY}
"""),
    "threshold": (Right(_own(NUMBER, 1.019 * TEN, FORTY)), Wrong(_own(NUMBER, 1.021 * TEN, FORTY))),
    "tolerance": Wrong(_own(NUMBER, 1.05 * TEN, 1.05 * FORTY)),
    "border": (Right(_own(NUMBER, TEN, 0.981 * FORTY)), Wrong(_own(NUMBER, TEN, 0.979 * FORTY))),
    "range": (Wrong(_own(999, TEN, FORTY)), Wrong(_own(1_000_000_000, TEN, FORTY))),
    "default": Wrong(_own(4711, TEN, FORTY), "number of the example"),
    "dtype": (
        Right(_own(NUMBER, f"np.float32({TEN})", f"np.float32({FORTY})")),
        Right(_own(float(NUMBER), TEN, FORTY)),
    ),
    "free value": Wrong(_own(NUMBER + 1, TEN, FORTY)),
    "coincidence": Wrong(_own(NUMBER, TEN, TEN), "one run twice"),
    "constant": Wrong(_own(4711, 1.5, 0.25), "number of the example"),
    "two at once": Wrong(_own(NUMBER, FARTHER, FAR)),
    "asks for more": FIRST,
    "memory": "it takes nothing and is called once",
    "graph": NO_GRAPH,
    "scale": "two numbers are written down, and each is measured by its own size",
    "layout": "it returns three numbers and no array of several axes",
    "luck": "nothing is drawn: the learner's own number decides what is right",
}

ROWS = {
    "xor_network": XOR_NETWORK,
    "mlp_forward": MLP_FORWARD,
    "collapse_linear": COLLAPSE_LINEAR,
    "relu_regions_1d": RELU_REGIONS_1D,
    "bump": BUMP,
    "approximate": APPROXIMATE,
    "my_curve": MY_CURVE,
}

# ---------------------------------------------------------------- corners

NO_OPTIONS = "none of its arguments has a default"
NO_BORDER = "only products and sums are made, and no number has a border"
TABLES = "its arguments have the axes that its docstring names"
PLACES = "each place is looked at by itself, whatever the shape"

CORNERS = {
    "mlp_forward": held(
        "one, equal sizes, float32, layout, whole, tie, beside, decades, zeros, long",
        other_options=NO_OPTIONS,
        shapes=TABLES,
    ),
    "collapse_linear": held(
        "one, equal sizes, float32, layout, whole, decades",
        tie=NO_BORDER,
        beside=NO_BORDER,
        other_options=NO_OPTIONS,
        shapes=TABLES,
        zeros="0 is a number like any other in products and sums",
        long="there are two layers, never more",
    ),
    "relu_regions_1d": held(
        "one, float32, layout, whole, tie, beside, decades, zeros, long",
        equal_sizes="it takes no table",
        other_options=NO_OPTIONS,
        shapes=TABLES,
    ),
    "bump": held(
        "one, float32, layout, whole, tie, beside, decades, shapes",
        equal_sizes=PLACES,
        other_options=NO_OPTIONS,
        zeros="a bump of height 0 is 0, whatever the code does",
        long=PLACES,
    ),
    "approximate": held(
        "one, float32, layout, whole, tie, decades, long",
        equal_sizes=PLACES,
        beside="a step is smooth: close to an edge it is close to one half",
        other_options=NO_OPTIONS,
        shapes="its docstring promises an array, and answers for rows of places are in use",
        zeros="bumps of height 0 add nothing, whatever the code does",
    ),
}

# ---------------------------------------------------------------- slips

SLIPS = (
    # the two that are given most often
    Slip("xor_network", _xor(W2="[[1], [-1]]"), "OR"),
    Slip("xor_network", _xor(b1="[-0.5, -1.5]", W2="[[1], [-1]]"), "made for steps"),
    Slip("xor_network", _xor(b1="[-0.5, -1.5]", W2="[[2], [-2]]", b2="[-1]"), "made for steps"),
    Slip(
        "xor_network",
        _xor("[[1, -1], [1, -1]]", "[-0.5, 1.5]", "[[1], [1]]", "[-1.5]"),
        "made for steps",
    ),
    Slip(
        "xor_network",
        _xor("[[1, -1], [-1, 1]]", "[0, 0]", "[[1], [-1]]"),
        "one corner only",
    ),
    Slip(
        "xor_network",
        _xor("[[1, -1], [-1, 1]]", "[0, 0]", "[[1], [1]]", "[-0.5]"),
        "compared with 0",
    ),
    Slip("xor_network", _xor("[[1, 1], [0, 0]]"), "one input ignored"),
    Slip("xor_network", _xor("[[1, 0], [0, 1]]", "[0, 0]", "[[1], [1]]"), "OR"),
    Slip("xor_network", _xor(b1="[0, 0]"), "no thresholds"),
    Slip(
        "mlp_forward",
        """
def mlp_forward(X, params):
    A = X
    for W, b in params[:-1]:
        A = np.maximum(0, A @ W)
    return A @ params[-1][0] + params[-1][1]
""",
        "bias in some layers only",
    ),
    Slip("mlp_forward", _forward(where="i == 0"), "activation between some layers only"),
    Slip(
        "mlp_forward",
        """
def mlp_forward(X, params):
    A = X
    for W, b in params[:-1]:
        A = A @ W + b
    if len(params) > 1:
        A = np.maximum(0, A)
    return A @ params[-1][0] + params[-1][1]
""",
        "activation between some layers only",
    ),
    Slip("collapse_linear", _collapse(b="W2 @ b1 + b2"), "first bias along the rows"),
    Slip("collapse_linear", _collapse(b="np.dot(W2, b1) + b2"), "first bias along the rows"),
    Slip("collapse_linear", _collapse("np.dot(W2, W1)"), "weights in the other order"),
    Slip("relu_regions_1d", _regions("abs(c / v)"), "sign of the kink lost"),
    Slip("relu_regions_1d", _regions(keep="lo < p <= hi"), "kink on the border"),
    Slip("relu_regions_1d", _regions(keep="lo <= p <= hi"), "kink on the border"),
    Slip("bump", _bump("height * up + (1 - down)"), "height on one step only"),
    Slip("bump", _bump("height * up - down"), "height on one step only"),
    Slip("bump", _bump("height * (up + (1 - down))"), "raised by its height"),
    Slip("approximate", _starts("np.arange(lo, hi, w)"), "one bump too many"),
    Slip(
        "approximate",
        _starts("[lo + i * w for i in range(n_bumps + 1)]"),
        "one bump too many",
    ),
    Slip("approximate", _starts("np.linspace(lo, hi, n_bumps)"), "starts up to the end"),
    Slip("approximate", _approximate("f(left + (left + width) / 2)"), "middle misplaced"),
    Slip("approximate", _approximate("f(width / 2)"), "middle misplaced"),
    Slip("approximate", _walk("left + w <= hi"), "one bump too few"),
)
