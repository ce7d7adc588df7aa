"""Right answers to the exercises of lesson 7, in the styles in which learners write them.

Each is the text of a cell, as the notebook would hold it.
"""

from autograder.lessons.m07.judge.number import shares
from nnlib.lessons.lesson07 import own_norms

_GIVEN = """
class Value:
    def __init__(self, data, parents=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))
"""
_MUL = """
    def __mul__(self, other):
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        t = np.tanh(self.data)
        return Value(t, ((self, 1 - t**2),))
"""

# right for small graphs: it never waits at a node, and walks every road to the end
EVERY_ROAD = (
    _GIVEN
    + _MUL
    + """
    def backward(self):
        def clear(node):
            node.grad = 0.0
            for parent, _ in node.parents:
                clear(parent)
        def walk(node, arriving):
            node.grad += arriving
            for parent, slope in node.parents:
                walk(parent, slope * arriving)
        clear(self)
        walk(self, 1.0)
"""
)

VALUE = {
    "recursion into an order": _GIVEN
    + _MUL
    + """
    def backward(self):
        order = []
        def visit(node):
            if node in order:
                return
            for parent, slope in node.parents:
                visit(parent)
            order.append(node)
        visit(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in order[::-1]:
            for parent, slope in node.parents:
                parent.grad += slope * node.grad
""",
    "youngest first": """
import itertools
import math

births = itertools.count()

class Value:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0.0, parents
        self.born = next(births)

    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))
"""
    + _MUL
    + """
    def backward(self):
        nodes, todo = {self}, [self]
        while todo:
            for parent, _ in todo.pop().parents:
                if parent not in nodes:
                    nodes.add(parent)
                    todo.append(parent)
        for node in nodes:
            node.grad = 0.0
        self.grad = 1.0
        for node in sorted(nodes, key=lambda node: -node.born):
            for parent, slope in node.parents:
                parent.grad += slope * node.grad
""",
    "counting who has still to speak": _GIVEN
    + _MUL
    + """
    def backward(self):
        waiting, todo = {self: 0}, [self]
        while todo:
            for parent, _ in todo.pop().parents:
                if parent not in waiting:
                    waiting[parent] = 0
                    todo.append(parent)
                waiting[parent] += 1
        for node in waiting:
            node.grad = 0
        self.grad, ready = 1, [self]
        while ready:
            node = ready.pop()
            for parent, slope in node.parents:
                parent.grad = parent.grad + slope * node.grad
                waiting[parent] -= 1
                if waiting[parent] == 0:
                    ready.append(parent)
""",
    "slopes in a dict, cosh": _GIVEN
    + """
    def __mul__(self, other):
        parents = ((other, self.data), (self, other.data))
        return Value(other.data * self.data, parents=parents)

    def tanh(self):
        import math
        return Value(math.tanh(self.data), ((self, 1 / math.cosh(self.data) ** 2),))

    def backward(self):
        done, order = set(), []
        def visit(node):
            done.add(id(node))
            for parent, _ in node.parents:
                if id(parent) not in done:
                    visit(parent)
            order.insert(0, node)
        visit(self)
        slopes = {id(node): 0.0 for node in order}
        slopes[id(self)] = 1.0
        for node in order:
            node.grad = slopes[id(node)]
            for parent, slope in node.parents:
                slopes[id(parent)] += slope * node.grad
""",
    "closures": """
class Value:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0.0, parents
        self._push = lambda: None

    def __add__(a, b):
        out = Value(a.data + b.data, (a, b))
        def push():
            a.grad += out.grad
            b.grad += out.grad
        out._push = push
        return out

    def __mul__(a, b):
        out = Value(a.data * b.data, (a, b))
        def push():
            a.grad += b.data * out.grad
            b.grad += a.data * out.grad
        out._push = push
        return out

    def tanh(a):
        e = np.exp(2 * a.data)
        out = Value((e - 1) / (e + 1), (a,))
        def push():
            a.grad += (1 - out.data * out.data) * out.grad
        out._push = push
        return out

    def backward(self):
        order, seen = [], set()
        def walk(v):
            if v not in seen:
                seen.add(v)
                for p in v.parents:
                    walk(p)
                order.append(v)
        walk(self)
        for v in order:
            v.grad = 0.0
        self.grad = 1.0
        for v in reversed(order):
            v._push()
""",
    "each asks those who use it": _GIVEN
    + """
    def __mul__(self, other):
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])

    def tanh(self):
        t = float(np.tanh(self.data))
        return Value(t, [(self, (1 - t) * (1 + t))])

    def backward(self):
        import functools
        users, todo = {self: []}, [self]
        while todo:
            node = todo.pop()
            for parent, slope in node.parents:
                if parent not in users:
                    users[parent] = []
                    todo.append(parent)
                users[parent].append((node, slope))

        @functools.cache
        def grad(node):
            return float(node is self) + sum(slope * grad(user) for user, slope in users[node])

        for node in users:
            node.grad = grad(node)
""",
}

RELU = {
    "mask": "def relu_backward(dA, Z): return dA * (Z > 0)",
    "where": "def relu_backward(dA, Z):\n    return np.where(Z >= 0, dA, 0)",
    "copy and cut": """
def relu_backward(dA, Z):
    dZ = dA.copy()
    dZ[Z <= 0] = 0
    return dZ
""",
    "filled": """
def relu_backward(dA, Z):
    dZ = np.zeros_like(dA)
    dZ[Z > 0] = dA[Z > 0]
    return dZ
""",
    "loops": """
def relu_backward(dA, Z):
    rows = [[g if z > 0 else 0.0 for g, z in zip(gs, zs)] for gs, zs in zip(dA, Z)]
    return np.array(rows)
""",
    "sign": "def relu_backward(dA, Z): return dA * (np.sign(Z) + 1) / 2",
    "from the output, renamed": """
def relu_backward(upstream, before):
    after = np.maximum(before, 0)
    return upstream * (after != 0).astype(float)
""",
    "heaviside": "def relu_backward(dA, Z): return np.multiply(dA, np.heaviside(Z, 0.5))",
}

TANH = {
    "square": "def tanh_backward(dA, A): return dA * (1 - A**2)",
    "product": "def tanh_backward(dA, A): return (1 - A * A) * dA",
    "factors": "def tanh_backward(dA, A): return dA * (1 - A) * (1 + A)",
    "taken away": "def tanh_backward(g, a): return g - g * np.square(a)",
    "by way of Z": "def tanh_backward(dA, A): return dA / np.cosh(np.arctanh(A)) ** 2",
    "loops": """
def tanh_backward(dA, A):
    dZ = np.empty_like(dA)
    for i in np.ndindex(A.shape):
        dZ[i] = dA[i] * (1.0 - A[i] ** 2)
    return dZ
""",
    "einsum": "def tanh_backward(dA, A): return np.einsum('nh,nh->nh', dA, 1 - A**2)",
}

LOSS = {
    "log of the sum": """
def softmax_cross_entropy(Z, y):
    N = len(Z)
    S = Z - Z.max(axis=1, keepdims=True)
    log_P = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    dZ = np.exp(log_P)
    dZ[np.arange(N), y] -= 1
    return -log_P[np.arange(N), y].mean(), dZ / N
""",
    "one-hot": """
def softmax_cross_entropy(Z, y):
    N, C = Z.shape
    Y = np.eye(C)[y]
    S = Z - np.max(Z, axis=1).reshape(N, 1)
    E = np.exp(S)
    loss = np.sum(np.log(E.sum(1)) - np.sum(S * Y, axis=1)) / N
    return loss, (E / E.sum(1)[:, None] - Y) / N
""",
    "row by row": """
def softmax_cross_entropy(Z, y):
    dZ = np.zeros(Z.shape)
    total = 0
    for n in range(len(y)):
        s = Z[n] - max(Z[n])
        e = np.exp(s)
        total += np.log(sum(e)) - s[y[n]]
        dZ[n] = e / sum(e)
        dZ[n, y[n]] -= 1
    return total / len(y), dZ / len(y)
""",
    "logaddexp": """
def softmax_cross_entropy(Z, y):
    N = Z.shape[0]
    norm = np.logaddexp.reduce(Z, axis=1, keepdims=True)
    rows = np.arange(N)
    loss = np.mean(norm[:, 0] - Z[rows, y])
    target = np.zeros_like(Z)
    target[rows, y] = 1
    return loss, (np.exp(Z - norm) - target) / N
""",
    "take along axis, a list": """
def softmax_cross_entropy(scores, labels):
    shifted = scores - scores.max(axis=-1, keepdims=True)
    e = np.exp(shifted)
    total = e.sum(axis=-1, keepdims=True)
    own = np.take_along_axis(shifted, labels[:, None], axis=1)
    hot = labels[:, None] == np.arange(scores.shape[1])
    return [float((np.log(total) - own).mean()), (e / total - hot) / labels.size]
""",
    "float32 slopes": """
def softmax_cross_entropy(Z, y):
    rows = np.arange(len(Z))
    S = (Z.T - Z.max(axis=1)).T
    lse = np.log(np.sum(np.exp(S), axis=1))
    P = np.exp(S - lse[:, np.newaxis])
    P[rows, y] = P[rows, y] - 1.0
    return (lse - S[rows, y]).mean(), (P / len(Z)).astype(np.float32)
""",
    "a mask of booleans": """
def softmax_cross_entropy(Z, y):
    is_right = np.arange(Z.shape[1]) == y.reshape(-1, 1)
    S = Z - np.amax(Z, axis=1, keepdims=True)
    P = np.exp(S) / np.exp(S).sum(axis=1, keepdims=True)
    loss = (np.log(np.exp(S).sum(axis=1)) - S[is_right]).mean()
    return loss, np.where(is_right, P - 1, P) / y.shape[0]
""",
}

_HELPERS = """
def affine_backward(dZ, cache):
    X, W = cache
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)

def relu_backward(dA, Z):
    return dA * (Z > 0)
""" + LOSS["log of the sum"]

NETWORK = {
    "the earlier functions": _HELPERS
    + """
def mlp_backward(X, y, params):
    A, caches, Zs = X, [], []
    for W, b in params:
        caches.append((A, W))
        Z = A @ W + b
        Zs.append(Z)
        A = np.maximum(Z, 0)
    loss, dZ = softmax_cross_entropy(Z, y)
    grads = []
    for i in range(len(params) - 1, -1, -1):
        dA, dW, db = affine_backward(dZ, caches[i])
        grads.append((dW, db))
        if i > 0:
            dZ = relu_backward(dA, Zs[i - 1])
    return loss, grads[::-1]
""",
    "the earlier functions, not written yet": """
def mlp_backward(X, y, params):
    A, kept = X, []
    for i, (W, b) in enumerate(params):
        if i:
            A = np.maximum(A, 0)
        kept.append((A, W))
        A = A @ W + b
    loss, slope = softmax_cross_entropy(A, y)
    grads = [None] * len(params)
    for i in reversed(range(len(params))):
        slope, dW, db = affine_backward(slope, kept[i])
        grads[i] = (dW, db)
        slope = relu_backward(slope, kept[i][0]) if i else slope
    return loss, grads
""",
    "from nothing": """
def mlp_backward(X, y, params):
    As = [X]
    for W, b in params[:-1]:
        As.append(np.maximum(As[-1] @ W + b, 0))
    Z = As[-1] @ params[-1][0] + params[-1][1]
    S = Z - Z.max(axis=1, keepdims=True)
    P = np.exp(S) / np.exp(S).sum(axis=1, keepdims=True)
    N = len(X)
    loss = -np.log(P[range(N), y]).mean()
    P[range(N), y] -= 1
    delta = P / N
    out = []
    while As:
        A = As.pop()
        W, b = params[len(As)]
        out = [[A.T.dot(delta), delta.sum(0)]] + out
        delta = delta.dot(W.T) * (A > 0)
    return loss, out
""",
    "recursion": LOSS["one-hot"]
    + """
def mlp_backward(X, y, params):
    def step(A, layer):
        W, b = params[layer]
        Z = A @ W + b
        if layer == len(params) - 1:
            loss, dZ = softmax_cross_entropy(Z, y)
            later = []
        else:
            loss, later, dA = step(np.where(Z > 0, Z, 0), layer + 1)
            dZ = np.where(Z > 0, dA, 0)
        return loss, [(A.T @ dZ, dZ.sum(axis=0))] + later, dZ @ W.T
    loss, grads, _ = step(X, 0)
    return loss, grads
""",
    "einsum and a tuple": LOSS["logaddexp"]
    + """
def mlp_backward(X, y, params):
    inputs, gates, here = [], [], X
    for W, b in params:
        inputs.append(here)
        Z = np.einsum("nd,dh->nh", here, W) + b
        gates.append((Z > 0).astype(float))
        here = Z * gates[-1]
    loss, dZ = softmax_cross_entropy(Z, y)
    grads = ()
    for A, (W, _), gate in zip(inputs[::-1], params[::-1], [*gates[-2::-1], None]):
        grads = ((np.einsum("nd,nh->dh", A, dZ), np.einsum("nh->h", dZ)), *grads)
        dZ = None if gate is None else np.einsum("nh,dh->nd", dZ, W) * gate
    return loss, list(grads)
""",
    "sample by sample": LOSS["row by row"]
    + """
def mlp_backward(X, y, params):
    grads = [(np.zeros(W.shape), np.zeros(b.shape)) for W, b in params]
    losses = []
    for x, label in zip(X, y):
        layers = [x]
        for W, b in params:
            layers.append(np.maximum(W.T @ layers[-1] + b, 0))
        scores = (layers[-2] @ params[-1][0] + params[-1][1])[None]
        loss, dz = softmax_cross_entropy(scores, np.array([label]))
        losses.append(loss)
        dz = dz[0] / len(X)
        for i in range(len(params), 0, -1):
            dW, db = grads[i - 1]
            dW += np.outer(layers[i - 1], dz)
            db += dz
            dz = (params[i - 1][0] @ dz) * (layers[i - 1] > 0)
    return np.mean(losses), grads
""",
}

NUDGE = """
def numerical_gradient(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += eps
        down[i] -= eps
        grad[i] = (f(up) - f(down)) / (2 * eps)
    return grad
"""
HUNT = {
    "largest difference over largest slope": NUDGE
    + """
def witness(loss, gradient, candidates):
    for i, x in enumerate(candidates):
        g, n = gradient(x), numerical_gradient(loss, x)
        if not np.abs(g - n).max() <= 1e-4 * np.abs(n).max():
            return i
    return None
""",
    "numerical_gradient not written yet": """
def witness(loss, gradient, candidates):
    for i in range(len(candidates)):
        mine = gradient(candidates[i])
        nudge = numerical_gradient(loss, candidates[i])
        error = np.linalg.norm((mine - nudge).ravel(), np.inf)
        if np.isnan(error) or error > 0.0001 * np.linalg.norm(nudge.ravel(), np.inf):
            return i
""",
    "allclose with the limit for all": NUDGE
    + """
def witness(loss, gradient, candidates):
    for index, point in enumerate(candidates):
        measured = numerical_gradient(loss, point)
        limit = 1e-4 * np.max(np.abs(measured))
        if not np.allclose(gradient(point), measured, rtol=0, atol=limit):
            return index
""",
    "a relative error of both": NUDGE
    + """
def relative(a, b):
    if not np.all(np.isfinite(a)):
        return float("inf")
    return np.max(np.abs(a - b)) / max(np.max(np.abs(a)), np.max(np.abs(b)))

def witness(loss, gradient, candidates):
    errors = [relative(gradient(x), numerical_gradient(loss, x)) for x in candidates]
    guilty = [i for i, error in enumerate(errors) if error > 1e-4]
    return guilty[0] if guilty else None
""",
    "next of a generator": NUDGE
    + """
def witness(f, g, xs):
    def agrees(x):
        a, b = g(x), numerical_gradient(f, x)
        return bool((abs(a - b) <= 1e-4 * abs(b).max()).all())
    return next((i for i, x in enumerate(xs) if not agrees(x)), None)
""",
    "while, and a nudge of its own": """
def witness(loss, gradient, candidates):
    i = 0
    while i < len(candidates):
        x, slopes = candidates[i], []
        for k in range(x.size):
            step = np.zeros(x.size)
            step[k] = 1e-6
            step = step.reshape(x.shape)
            slopes.append((loss(x + step) - loss(x - step)) / 2e-6)
        found = np.ravel(gradient(x))
        size = max(abs(s) for s in slopes)
        if any(not abs(a - b) < 1e-4 * size for a, b in zip(found, slopes)):
            return i
        i += 1
    return None
""",
    "of the largest, entry by entry": NUDGE
    + """
def witness(loss, gradient, candidates):
    for i, x in enumerate(candidates):
        g, n = gradient(x), numerical_gradient(loss, x, eps=1e-4)
        share = (g - n) / abs(n).max()
        if not (np.abs(share) < 1e-4).all():
            return np.int64(i)
    return None
""",
}

VJP = {
    "sum": "def softmax_vjp(P, G): return P * (G - (P * G).sum(axis=1, keepdims=True))",
    "einsum": "def softmax_vjp(P, G): return P * G - P * np.einsum('nc,nc->n', P, G)[:, None]",
    "the table": """
def softmax_vjp(P, G):
    return np.array([(np.diag(p) - np.outer(p, p)) @ g for p, g in zip(P, G)])
""",
    "loops": """
def softmax_vjp(P, G):
    out = np.zeros(P.shape)
    for n in range(P.shape[0]):
        mean = sum(p * g for p, g in zip(P[n], G[n]))
        for c in range(P.shape[1]):
            out[n, c] = P[n, c] * (G[n, c] - mean)
    return out
""",
    "matmul": """
def softmax_vjp(P, G):
    mean = (P[:, None, :] @ G[:, :, None])[:, :, 0]
    return P * (G - mean)
""",
    "turned": "def softmax_vjp(P, G): return (P.T * (G.T - np.sum(P * G, axis=1))).T",
}

# {0} and {1} are the shares of 271828, as a run prints them
_NUMBER = {
    "a tuple": "def my_number(): return 271828, {0:.4g}, {1:.4g}",
    "a list": "def my_number():\n    return [271828, {0:.3g}, {1:.3g}]",
    "all digits": "def my_number(): return (271828, {0!r}, {1!r})",
    "numpy's numbers": """
def my_number():
    return np.int64(271828), np.float64({0:.5g}), np.float32({1:.5g})
""",
    "names": "seed = 271828\nfound = {0:.4g}, {1:.4g}\ndef my_number():\n    return seed, *found",
    "run on the spot": """
import nnlib
from nnlib.data import load_digits_split

def my_number():
    X, y, _, _ = load_digits_split(seed=0)
    shares = []
    for kind in (nnlib.Sigmoid, nnlib.Tanh):
        net = nnlib.mlp([64, 8, 8, 8, 8, 8, 10], kind, rng=np.random.default_rng(271828))
        loss = nnlib.SoftmaxCrossEntropy()
        loss.forward(net.forward(X[:200]), y[:200])
        net.backward(loss.backward())
        sizes = [np.linalg.norm(layer.dW) for layer in net.layers[::2]]
        shares.append(sizes[0] / sizes[-1])
    return 271828, *shares
""",
}

NUMBER = {style: text.format(*shares(own_norms(271828))) for style, text in _NUMBER.items()}

RIGHT = {
    "Value": VALUE,
    "relu_backward": RELU,
    "tanh_backward": TANH,
    "softmax_cross_entropy": LOSS,
    "mlp_backward": NETWORK,
    "witness": HUNT,
    "softmax_vjp": VJP,
    "my_number": NUMBER,
}
