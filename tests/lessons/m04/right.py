"""Right answers to the exercises of lesson 4, in the styles in which learners write them.

Each is the text of a cell, as the notebook would hold it.
"""

from nnlib.lessons.lesson04 import own_shares

SIGMOID = {
    "one tanh": """
def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * z))
""",
    "two masks": """
def sigmoid(z):
    a = np.empty(z.shape)
    up = z >= 0
    a[up] = 1 / (1 + np.exp(-z[up]))
    small = np.exp(z[~up])
    a[~up] = small / (1 + small)
    return a
""",
    "the distance from 0": """
def sigmoid(values):
    tail = np.exp(-np.abs(values))
    return np.where(values >= 0, 1 / (1 + tail), tail / (1 + tail))
""",
    "number by number": """
import math

def sigmoid(z):
    def one(v):
        v = float(v)
        if v >= 0:
            return 1 / (1 + math.exp(-v))
        return math.exp(v) / (1 + math.exp(v))
    return np.array([one(v) for v in z.ravel()]).reshape(z.shape)
""",
    "held back far out": """
def sigmoid(z):
    z = np.clip(z, -700, 700)
    return 1 / (1 + np.exp(-z))
""",
    "by logarithms": """
def sigmoid(z):
    return np.exp(-np.logaddexp(0, -1.0 * z))
""",
}

SOFTMAX = {
    "columns of maxima and sums": """
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)
""",
    "new axes": """
def softmax(scores):
    top = np.max(scores, axis=-1)[:, None]
    powers = np.exp(scores - top)
    return powers / np.sum(powers, axis=-1)[:, np.newaxis]
""",
    "row by row": """
def softmax(Z):
    rows = []
    for z in Z:
        e = np.exp(z - max(z))
        rows.append(e / sum(e))
    return np.array(rows)
""",
    "transposed": """
def softmax(Z):
    T = Z.T - Z.max(axis=1)
    E = np.exp(T)
    return (E / E.sum(axis=0)).T
""",
    "by logarithms": """
def softmax(Z):
    shifted = Z - Z.max(axis=1).reshape(-1, 1)
    return np.exp(shifted - np.log(np.exp(shifted).sum(axis=1)).reshape(-1, 1))
""",
    "filled in": """
def softmax(Z):
    P = np.zeros_like(Z)
    for n in range(Z.shape[0]):
        largest = Z[n, 0]
        for c in range(Z.shape[1]):
            largest = max(largest, Z[n, c])
        total = 0.0
        for c in range(Z.shape[1]):
            P[n, c] = np.exp(Z[n, c] - largest)
            total += P[n, c]
        P[n] /= total
    return P
""",
}

DERIVATIVES = {
    "from values": """
def derivatives(z):
    s, t = 0.5 * (1 + np.tanh(z / 2)), np.tanh(z)
    up = z > 0
    return (
        s * (1 - s),
        1 - t * t,
        np.where(up, 1.0, 0.0),
        np.where(up, 1.0, 0.01),
        np.where(up, 1.0, np.exp(np.minimum(z, 0))),
        s + z * s * (1 - s),
    )
""",
    "with one's own sigmoid": """
def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * z))

def derivatives(z):
    a = sigmoid(z)
    d_sigmoid = a * (1 - a)
    d_tanh = 4 * sigmoid(2 * z) * (1 - sigmoid(2 * z))
    d_relu = (z > 0) * 1.0
    d_leaky = d_relu + 0.01 * (1 - d_relu)
    d_elu = np.exp(np.clip(z, None, 0))
    d_silu = a + z * d_sigmoid
    return d_sigmoid, d_tanh, d_relu, d_leaky, d_elu, d_silu
""",
    "masks, a list": """
def derivatives(z):
    s = 1 / (1 + np.exp(-np.clip(z, -700, 700)))
    leaky, elu = np.ones_like(z), np.ones_like(z)
    leaky[z < 0] = 0.01
    elu[z < 0] = np.exp(z[z < 0])
    return [s * (1 - s), 1 - np.tanh(z) ** 2, np.heaviside(z, 0.0), leaky, elu,
            s * (1 + z * (1 - s))]
""",
    "number by number": """
import math

def derivatives(z):
    def six(v):
        v = float(v)
        s, t = 0.5 * (1 + math.tanh(v / 2)), math.tanh(v)
        above = v > 0
        return [
            s * (1 - s), 1 - t * t, 1.0 if above else 0.0, 1.0 if above else 0.01,
            1.0 if above else math.exp(v), s + v * s * (1 - s),
        ]
    table = np.array([six(v) for v in z.ravel()])
    return tuple(table[:, k].reshape(z.shape) for k in range(6))
""",
    "signs": """
def derivatives(z):
    sign = np.sign(z)
    half = 0.5 * np.tanh(0.5 * z)
    sig = 0.25 - half**2
    relu = (sign + 1) / 2
    return (
        sig, 1 - np.tanh(z)**2, relu, np.maximum(sign, 0.01), np.exp(z * (z < 0)),
        0.5 + half + z * sig,
    )
""",
    "a dictionary on the way": """
def derivatives(z):
    e = np.exp(-np.abs(z))
    s = np.where(z > 0, 1, e) / (1 + e)
    d = {"sigmoid": e / (1 + e)**2}
    d["tanh"] = (1 - np.tanh(z)) * (1 + np.tanh(z))
    d["relu"] = (z > 0).astype(float)
    d["leaky"] = np.where(z < 0, 0.01, 1)
    d["elu"] = np.where(z < 0, e, 1)
    d["silu"] = s + z * d["sigmoid"]
    return tuple(d.values())
""",
}

SOFTMAX_JACOBIAN = {
    "diagonal less products": """
def softmax_jacobian(p):
    return np.diag(p) - np.outer(p, p)
""",
    "two loops": """
def softmax_jacobian(p):
    C = len(p)
    J = np.zeros((C, C))
    for i in range(C):
        for j in range(C):
            if i == j:
                J[i, j] = p[i] * (1 - p[i])
            else:
                J[i, j] = -p[i] * p[j]
    return J
""",
    "broadcasting": """
def softmax_jacobian(p):
    return p[:, None] * (np.eye(len(p)) - p[None, :])
""",
    "fill the diagonal": """
def softmax_jacobian(p):
    J = -np.matmul(p.reshape(-1, 1), p.reshape(1, -1))
    np.fill_diagonal(J, p - p**2)
    return J
""",
    "a list of lists": """
def softmax_jacobian(p):
    return np.array([[a * ((i == j) - b) for j, b in enumerate(p)] for i, a in enumerate(p)])
""",
    "rows that add up to 0": """
def softmax_jacobian(p):
    J = -np.outer(p, p)
    for i in range(p.size):
        J[i, i] = 0
        J[i, i] = -J[i].sum()
    return J
""",
}

DEAD_FRACTION = {
    "all down the columns": """
def dead_fraction(A):
    return float((A == 0).all(axis=0).mean())
""",
    "unit by unit": """
def dead_fraction(A):
    dead = 0
    for h in range(A.shape[1]):
        if not np.any(A[:, h]):
            dead += 1
    return dead / A.shape[1]
""",
    "largest output": """
def dead_fraction(outputs):
    return np.mean(outputs.max(axis=0) == 0)
""",
    "sums": """
def dead_fraction(A):
    loud = np.count_nonzero(A.sum(axis=0))
    return 1 - loud / len(A[0])
""",
    "columns as rows": """
def dead_fraction(A):
    return sum(all(a == 0 for a in unit) for unit in A.T) / len(A.T)
""",
    "count the zeros of each": """
def dead_fraction(A):
    N, H = A.shape
    zeros = (A <= 0).sum(axis=0)
    return np.sum(zeros == N) / H
""",
}


def _relay(number, style):
    sigmoid, tanh = own_shares(number)
    return style.format(n=number, s=sigmoid, t=tanh)


MY_RELAY = {
    "as printed": _relay(20261, "\ndef my_relay():\n    return {n}, {s:.4g}, {t:.4g}\n"),
    "a list": _relay(987654, "\ndef my_relay():\n    return [{n}, {s:.3g}, {t:.3g}]\n"),
    "all digits": _relay(31337, "\ndef my_relay():\n    return {n}, {s!r}, {t!r}\n"),
    "written out": _relay(
        55555,
        "\ndef my_relay():\n    sigmoid = {s:.4g}\n    tanh = {t:.4g}\n"
        "    return {n}, sigmoid, tanh\n",
    ),
    "numpy": _relay(123457, "\ndef my_relay():\n    return {n}, np.float64({s:.4g}), {t:.4g}\n"),
    "from an array": _relay(
        424242, "\ndef my_relay():\n    return ({n}, *np.array([{s:.4g}, {t:.4g}]))\n"
    ),
}

RIGHT = {
    "sigmoid": SIGMOID,
    "softmax": SOFTMAX,
    "derivatives": DERIVATIVES,
    "softmax_jacobian": SOFTMAX_JACOBIAN,
    "dead_fraction": DEAD_FRACTION,
    "my_relay": MY_RELAY,
}
