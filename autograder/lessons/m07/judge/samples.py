"""Invented submissions for lesson 7."""

from autograder.lessons.sample import Sample, raise_on_top, twice, without

GRADIENT = """
def numerical_gradient(f, x, eps=1e-5):
    x = np.asarray(x, float)
    grad = np.empty_like(x)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += eps
        down[index] -= eps
        grad[index] = (f(up) - f(down)) / (2 * eps)
    return grad
"""
GRADIENT_LIST = """
def numerical_gradient(func, point, step=1e-5):
    point = np.array(point, dtype=np.float64)
    units = np.eye(point.size).reshape((point.size,) + point.shape)
    slopes = [(func(point + step * u) - func(point - step * u)) / step / 2 for u in units]
    return np.array(slopes).reshape(point.shape)
"""
ONE_SIDED = """
def numerical_gradient(f, x, eps=1e-5):
    here = f(x)
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        z = x.astype(float)
        z[i] = z[i] + eps
        grad[i] = (f(z) - here) / eps
    return grad
"""
NOT_PUT_BACK = """
def numerical_gradient(f, x, eps=1e-5):
    z = x * 1.0
    grad = z * 0
    for i, _ in np.ndenumerate(x):
        z[i] += eps
        a = f(z)
        z[i] -= 2 * eps
        b = f(z)
        grad[i] = (a - b) / (2 * eps)
    return grad
"""
AFFINE = """
def affine_backward(dZ, cache):
    X, W = cache
    return np.dot(dZ, W.T), np.dot(X.T, dZ), np.sum(dZ, axis=0)
"""
AFFINE_EINSUM = """
def affine_backward(upstream, kept):
    inputs, weights = kept
    dX = np.einsum("nh,dh->nd", upstream, weights)
    dW = sum(np.outer(x, g) for x, g in zip(inputs, upstream))
    db = np.array([column.sum() for column in upstream.T])
    return dX, dW, db
"""
BIAS_AVERAGED = """
def affine_backward(dZ, cache):
    X, W = cache
    N = X.shape[0]
    dX = dZ.dot(W.T)
    dW = X.T.dot(dZ)
    db = np.sum(dZ, axis=0) / N
    return dX, dW, db
"""
DW_ON_ITS_SIDE = """
def affine_backward(dZ, cache):
    X, W = cache
    dX = (W @ dZ.T).T
    dW = np.einsum("nd,nh->hd", X, dZ)
    return dX, dW, dZ.sum(0)
"""
NOBODY_EXPECTED_THIS = """
def affine_backward(dZ, cache):
    X, W = cache
    return dZ @ np.abs(W).T, X.T @ dZ, dZ.sum(axis=0)
"""
TWO_MISTAKES = """
def affine_backward(dZ, cache):
    X, W = cache
    dX = dZ @ W.T
    dW = dZ.T @ X
    db = np.average(dZ, axis=0)
    return dX, dW, db
"""


VALUE = """
class Value:
    def __init__(self, data, parents=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        pairs = (self, other.data), (other, self.data)
        return Value(self.data * other.data, pairs)

    def tanh(self):
        up, down = math.exp(self.data), math.exp(-self.data)
        out = (up - down) / (up + down)
        return Value(out, ((self, (1 + out) * (1 - out)),))

    def backward(self):
        users = {self: 0}
        todo = [self]
        while todo:
            for parent, _ in todo.pop().parents:
                if parent not in users:
                    users[parent] = 0
                    todo.append(parent)
                users[parent] += 1
        for node in users:
            node.grad = 0.0
        self.grad = 1.0
        ready = [self]
        while ready:
            node = ready.pop()
            for parent, slope in node.parents:
                parent.grad += slope * node.grad
                users[parent] -= 1
                if users[parent] == 0:
                    ready.append(parent)
"""
VALUE_OVERWRITES = VALUE.replace("parent.grad += slope", "parent.grad = slope")
RELU = """
def relu_backward(dA, Z):
    dZ = np.array(dA)
    dZ[Z <= 0] = 0
    return dZ
"""
RELU_OPEN = """
def relu_backward(dA, Z):
    return 1.0 * dA
"""
TANH = """
def tanh_backward(dA, A):
    return dA - dA * np.square(A)
"""
LOSS = """
def softmax_cross_entropy(Z, y):
    rows = np.arange(Z.shape[0])
    top = np.max(Z, axis=1)
    E = np.exp(Z - top[:, np.newaxis])
    total = E.sum(axis=1)
    loss = float(np.mean(np.log(total) + top - Z[rows, y]))
    wanted = np.zeros(Z.shape)
    wanted[rows, y] = 1
    return loss, (E / total[:, np.newaxis] - wanted) / Z.shape[0]
"""
LOSS_NOT_DIVIDED = LOSS.replace(" - wanted) / Z.shape[0]", " - wanted)")
NETWORK = """
def mlp_backward(X, y, params):
    kept = []
    A = X
    for place, (W, b) in enumerate(params):
        Z = np.dot(A, W) + b
        kept.append((A, W, Z))
        A = np.where(Z > 0, Z, 0)
    loss, slope = softmax_cross_entropy(Z, y)
    grads = []
    while kept:
        A, W, Z = kept.pop()
        slope, dW, db = affine_backward(slope, (A, W))
        grads.append((dW, db))
        if kept:
            slope = relu_backward(slope, kept[-1][2])
    return loss, grads[::-1]
"""
NUMBER = """
def my_number():
    return 20711, 0.01407, 2.677
"""
WITNESS = """
def witness(loss, gradient, candidates):
    for k in range(len(candidates)):
        said = np.asarray(gradient(candidates[k]), dtype=float)
        seen = numerical_gradient(loss, candidates[k])
        gap, largest = np.abs(said - seen).max(), max(seen.max(), -seen.min())
        if np.isnan(gap) or gap / largest > 0.0001:
            return k
"""

RIGHT = {
    "numerical_gradient": GRADIENT,
    "Value": VALUE,
    "affine_backward": AFFINE,
    "relu_backward": RELU,
    "tanh_backward": TANH,
    "softmax_cross_entropy": LOSS,
    "mlp_backward": NETWORK,
    "my_number": NUMBER,
    "witness": WITNESS,
}

SAMPLES = {
    "right": Sample(RIGHT),
    "right-other-style": Sample(
        {**RIGHT, "numerical_gradient": GRADIENT_LIST, "affine_backward": AFFINE_EINSUM}
    ),
    "one-sided": Sample({**RIGHT, "numerical_gradient": ONE_SIDED}),
    "not-put-back": Sample({**RIGHT, "numerical_gradient": NOT_PUT_BACK}),
    "bias-averaged": Sample({**RIGHT, "affine_backward": BIAS_AVERAGED}),
    "on-its-side": Sample({**RIGHT, "affine_backward": DW_ON_ITS_SIDE}),
    "unheard-of": Sample({**RIGHT, "affine_backward": NOBODY_EXPECTED_THIS}),
    "two-mistakes": Sample({**RIGHT, "affine_backward": TWO_MISTAKES}),
    "overwrites": Sample({**RIGHT, "Value": VALUE_OVERWRITES}),
    # their own functions inside mlp_backward are wrong, and that is not counted a second time
    "gate-open": Sample({**RIGHT, "relu_backward": RELU_OPEN}),
    "not-divided": Sample({**RIGHT, "softmax_cross_entropy": LOSS_NOT_DIVIDED}),
    "blank": Sample(),
    "exception-on-top": Sample(RIGHT, raise_on_top),
    "test-deleted": Sample(RIGHT, without("hidden_affine_backward")),
    "cell-copied": Sample(RIGHT, twice("affine_backward"), alone=True),
}
