"""How the exercises of lesson 7 stand to each kind of fault; see tests/lessons/kinds.py.

Most answers here are a right one with some of its text put in another's place.
"""

from autograder.lessons.m07.judge.number import shares
from nnlib.lessons.lesson07 import own_norms
from tests.lessons.kinds import Right, Slip, Wrong, cannot, changed, held, wrong_by
from tests.lessons.m07 import right as styles

# ------------------------------------------------------------ numerical_gradient


def nudge(quotient="(f(up) - f(down)) / (2 * h)", h="eps", default="1e-5", answer="slopes"):
    return f"""
def numerical_gradient(f, x, eps={default}):
    x = np.array(x, dtype=float)
    slopes = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        h = {h}
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        slopes[i] = {quotient}
    return {answer}
"""


NUDGE_OF_A_COPY = """
def numerical_gradient(f, x, eps=1e-5):
    x = np.array(x, float)
    slopes = np.zeros(x.shape)
    here = f(x)
    for i in np.ndindex(x.shape):
        x[i] += eps
        slopes[i] = (f(x) - here) / eps
    return slopes
"""
NUDGE_ONE_ARRAY = """
def numerical_gradient(f, x, eps=1e-5):
    slopes = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        xp = x
        xp[i] += eps
        xm = x
        xm[i] -= eps
        slopes[i] = (f(xp) - f(xm)) / (2 * eps)
    return slopes
"""
NUDGE_ONE_ARRAY_ASKED_BETWEEN = changed(
    NUDGE_ONE_ARRAY,
    ("        xm = x\n", "        above = f(xp)\n        xm = x\n"),
    ("(f(xp)", "(above"),
)
NUDGE_FLAT = """
def numerical_gradient(f, x, eps=1e-5):
    x = x.astype(float)
    flat, slopes = x.ravel(), []
    for k in range(flat.size):
        old = flat[k]
        flat[k] = old + eps
        above = f(x)
        flat[k] = old - eps
        slopes.append((above - f(x)) / (2 * eps))
        flat[k] = old
    return np.array(slopes).reshape(x.shape)
"""
NUDGE_BY_VALUE = """
def numerical_gradient(f, x, eps=1e-5):
    slopes = np.zeros(x.shape)
    for value in x.flat:
        i = tuple(np.argwhere(x == value)[0])
        up, down = x.astype(float), x.astype(float)
        up[i], down[i] = value + eps, value - eps
        slopes[i] = (f(up) - f(down)) / (2 * eps)
    return slopes
"""
NUMERICAL_GRADIENT = {
    "search": Right(
        nudge(quotient="np.mean([(f(up) - f(down)) / (2 * h) for _ in range(50)])", h="sum([eps])")
    ),
    **cannot("it calls no earlier exercise", "asks for more"),
    "memory": wrong_by(
        nudge(),
        ("eps=1e-5)", "eps=1e-5, found=[])"),
        ("slopes[i] = ", "found.append("),
        ("(2 * h)", "(2 * h))"),
        ("return slopes", "return np.array(found).reshape(x.shape)"),
    ),
    **cannot("each entry has one slope, to which nothing is added", "graph"),
    "scale": (Wrong(nudge(h="eps * max(1, abs(x[i]))")), Wrong(nudge(h="eps * np.abs(x).max()"))),
    "threshold": Wrong(nudge(answer="np.where(abs(slopes) < 1e-6, 0, slopes)")),
    "border": wrong_by(
        NUDGE_FLAT, ("x.ravel(), []", "x.reshape(-1), [0.0]"), ("range(", "range(1, ")
    ),
    "tolerance": Wrong(
        nudge("(8 * (f(up) - f(down)) - f(2 * up - x) + f(2 * down - x)) / (12 * h)"), "eps ignored"
    ),
    "range": Wrong(nudge(answer="np.round(slopes, 9)")),
    "default": (
        Wrong(nudge(h="1e-5"), "eps ignored"),
        Wrong(nudge(default="1e-6"), "another default"),
        Wrong(nudge(default="1e-3"), "another default"),
    ),
    "dtype": (
        wrong_by(nudge(), ("np.array(x, dtype=float)", "np.array(x)"), mistake="whole numbers"),
        wrong_by(nudge(), ("np.zeros(x.shape)", "np.zeros(x.shape, int)")),
    ),
    "layout": Wrong(NUDGE_FLAT),
    **cannot("the formula gives one number for each entry", "free value"),
    "coincidence": (Wrong(nudge(h="eps * abs(x[i])")), Wrong(NUDGE_BY_VALUE)),
    "luck": Wrong(nudge(answer="abs(slopes)")),
    "constant": (
        Wrong(nudge(h="1e-3"), "eps ignored"),
        Wrong(nudge(h="1e-7"), "eps ignored"),
        Wrong(nudge(default="1e-7"), "another default"),
    ),
    "two at once": Wrong(NUDGE_OF_A_COPY, "one-sided, entry not put back"),
}
# ------------------------------------------------------------ Value

GRAPH = styles.VALUE["recursion into an order"]
CLOSURES = styles.VALUE["closures"]
OWN = styles._GIVEN + styles._MUL
NOT_RESET = ("        for node in order:\n            node.grad = 0.0\n", "")
LIST_THAT_STAYS = """
    def in_order(self, found=[]):
        if self not in found:
            for parent, _ in self.parents:
                parent.in_order(found)
            found.append(self)
        return found

    def backward(self):
        order = self.in_order()
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in order[::-1]:
            for parent, slope in node.parents:
                parent.grad += slope * node.grad
"""
EACH_ASKS_ITS_PARENTS = """
    def backward(self, first=True):
        if first:
            self.grad = 1.0
        for parent, slope in self.parents:
            parent.grad += slope * self.grad
            parent.backward(False)
"""
UNTIL_NOTHING_CHANGES = """
    def backward(self):
        nodes = [self]
        for node in nodes:
            for parent, _ in node.parents:
                if all(parent is not other for other in nodes):
                    nodes.append(parent)
        for node in nodes:
            node.grad = 0.0
        for _ in range(2 * len(nodes)):
            grads = [float(node is self) for node in nodes]
            for node in nodes:
                for parent, slope in node.parents:
                    place = [other is parent for other in nodes].index(True)
                    grads[place] += slope * node.grad
            for node, grad in zip(nodes, grads):
                node.grad = grad
"""
TANH_ADDS = "a.grad += (1 - out.data * out.data) * out.grad"
VALUE = {
    "search": (
        Right(OWN + UNTIL_NOTHING_CHANGES),
        Right(changed(GRAPH, ("if node in order", "if any(node is other for other in order)"))),
    ),
    **cannot("it builds on no earlier exercise", "asks for more"),
    "memory": Wrong(OWN + LIST_THAT_STAYS, "another graph is cleared"),
    "graph": (
        wrong_by(
            CLOSURES,
            (TANH_ADDS, TANH_ADDS.replace("+=", "=")),
            mistake="overwrites in one operation",
        ),
        wrong_by(
            CLOSURES,
            ("a.grad += out.grad", "a.grad = out.grad"),
            ("b.grad += out.grad", "b.grad = out.grad"),
            mistake="overwrites in one operation",
        ),
        wrong_by(
            CLOSURES,
            ("a.grad += b.data", "a.grad = b.data"),
            ("b.grad += a.data", "b.grad = a.data"),
            mistake="overwrites in one operation",
        ),
        wrong_by(CLOSURES, ("b.grad += a.data", "b.grad = a.data")),
        wrong_by(CLOSURES, ("            a.grad += out.grad", "            a.grad = out.grad")),
        wrong_by(GRAPH, ("parent.grad += slope", "parent.grad = slope"), mistake="overwrites"),
    ),
    **cannot("no number is measured by another", "scale"),
    "threshold": wrong_by(GRAPH, ("1 - t**2", "1 - t**2 if abs(self.data) < 3 else 0.0")),
    **cannot("no number decides between two ways", "border"),
    "tolerance": wrong_by(
        GRAPH,
        ("if node in order", "if any(math.isclose(node.data, n.data) for n in order)"),
        mistake="equal numbers taken for one",
    ),
    "range": (
        wrong_by(GRAPH, ("np.tanh(self.data)", "self.data - self.data**3 / 3")),
        wrong_by(GRAPH, ("np.tanh(self.data)", "min(max(np.tanh(self.data), -0.99), 0.99)")),
    ),
    "default": (
        wrong_by(GRAPH, ("parents=()", "parents=None")),
        wrong_by(GRAPH, ("self.grad = 1.0", "self.grad = 0.1")),
    ),
    "dtype": wrong_by(GRAPH, ("node.grad = 0.0", "node.grad = np.zeros_like(node.data)")),
    **cannot("it holds single numbers, and no array", "layout"),
    **cannot("each slope is one number, in whatever order it is made", "free value"),
    "coincidence": (
        wrong_by(
            GRAPH,
            ("if node in order", "if node.data in [n.data for n in order]"),
            mistake="equal numbers taken for one",
        ),
        wrong_by(
            GRAPH,
            ("other.data), (other", "self.data * other.data / self.data), (other"),
        ),
    ),
    "luck": (
        wrong_by(GRAPH, ("np.tanh(self.data)", "np.tanh(abs(self.data))")),
        wrong_by(GRAPH, ("((self, other.data)", "((self, abs(other.data))")),
        wrong_by(GRAPH, ("(other, self.data)", "(other, abs(self.data))")),
    ),
    **cannot("none of its mistakes has a number in it that could be another", "constant"),
    "two at once": (
        Wrong(OWN + EACH_ASKS_ITS_PARENTS, "asked twice"),
        wrong_by(GRAPH, NOT_RESET, ("1 - t**2", "1 - t"), mistake="another slope for tanh"),
    ),
}
# ------------------------------------------------------------ affine_backward


def affine(dX="dZ @ W.T", dW="X.T @ dZ", db="dZ.sum(axis=0)", first="", more=""):
    return f"""
def affine_backward(dZ, cache{more}):
    X, W = cache
    {first}
    return {dX}, {dW}, {db}
"""


AFFINE_BY_LOOPS = """
def affine_backward(dZ, cache):
    X, W = cache
    def cell(a, b):
        return sum(map(lambda u, v: u * v, a, b))
    dX = np.array([[cell(row, w) for w in W] for row in dZ])
    dW = np.array([[cell(x, d) for d in dZ.T] for x in X.T])
    return dX, dW, np.array([sum(column) for column in dZ.T])
"""
AFFINE_BACKWARD = {
    "search": Right(AFFINE_BY_LOOPS),
    **cannot("it calls no earlier exercise", "asks for more"),
    "memory": (
        Wrong(affine(first="kept.append(cache); X, W = kept[0]", more=", kept=[]")),
        Wrong(affine(db="db[0]", first="db[0] = db[0] + dZ.sum(axis=0)", more=", db=[0]")),
    ),
    "graph": Wrong(affine(db="dZ[-1]")),
    **cannot("no entry is measured by another", "scale"),
    "threshold": Wrong(affine(dW="np.where(abs(X.T @ dZ) < 1e-4, 0, X.T @ dZ)")),
    "border": (Wrong(affine(db="dZ[:-1].sum(axis=0)")), Wrong(affine(dW="X[1:].T @ dZ[1:]"))),
    "tolerance": (
        Wrong(affine(db="np.round(dZ.sum(axis=0), 9)")),
        Wrong(affine(dX="((1 + 1e-11) * dZ) @ W.T")),
    ),
    "range": Wrong(affine(dW="np.clip(X.T @ dZ, -1, 1)")),
    "default": Wrong(affine(db="dZ[0] + dZ[1]")),
    "dtype": Wrong(affine(db="dZ.sum(axis=0, dtype=int)")),
    "layout": (
        Wrong(affine(dW="X.ravel('K').reshape(X.shape).T @ dZ")),
        Wrong(affine(dX="dZ @ W.flatten('K').reshape(W.shape).T")),
    ),
    **cannot("each slope is one number", "free value"),
    "coincidence": (
        Wrong(affine(dX="dZ @ W"), "W the wrong way round"),
        Wrong(affine(dW="X @ dZ")),
        Wrong(affine(dW="dZ.T @ X"), "dW lies on its side"),
    ),
    "luck": Wrong(affine(dX="dZ @ abs(W).T")),
    "constant": (
        Wrong(affine(dX="dZ @ (W - 0.5 * X.T @ dZ).T"), "weights moved first"),
        Wrong(affine(dX="dZ @ (W - 0.001 * X.T @ dZ).T"), "weights moved first"),
        Wrong(affine(dX="dZ @ (W - 0.3 * X.T @ dZ).T")),
    ),
    "two at once": Wrong(affine(dW="dZ.T @ X", db="dZ.mean(axis=0)")),
}
# ------------------------------------------------------------ relu_backward


def relu(answer, first=""):
    return f"def relu_backward(dA, Z):\n    {first}\n    return {answer}\n"


RELU_BY_LOOPS = """
def relu_backward(dA, Z):
    def passes(slope, score):
        return slope if max(score, 0) > 0 else 0.0
    return np.array([list(map(passes, *rows)) for rows in zip(dA, Z)])
"""
NAN_AT_THE_KINK = relu("dA * np.maximum(0, Z / np.abs(Z))")
RELU_BACKWARD = {
    "search": Right(RELU_BY_LOOPS),
    **cannot("it calls no earlier exercise", "asks for more"),
    "memory": wrong_by(relu("dA * gate[0]", "gate.append(Z > 0)"), ("(dA, Z)", "(dA, Z, gate=[])")),
    **cannot("each number goes one way", "graph"),
    "scale": Wrong(relu("dA * (Z > 1e-9 * abs(Z).max())")),
    "threshold": (
        Wrong(relu("dA * (Z > 1e-9)")),
        Wrong(relu("dA * (Z > -1e-9)")),
        Wrong(relu("dA * (Z > 0.1)")),
        Wrong(relu("dA / (1 + np.exp(-1000 * Z.clip(-0.5, 0.5)))")),
    ),
    "border": (
        Right(relu("dA * (Z >= 0)")),
        Right(relu("dA * (Z > 0)")),
        Right(relu("dA * np.heaviside(Z, 0.9)")),
    ),
    "tolerance": Wrong(relu("np.where(np.isclose(Z, 0) | (Z < 0), 0, dA)")),
    "range": (
        Wrong(relu("dA * np.clip(Z, 0, 1)")),
        Wrong(relu("dA * np.tanh(1e6 * Z.clip(0))")),
        Wrong(relu("dA * (Z > 0) * (Z < 1000)")),
    ),
    "default": Wrong(relu("np.where(Z > 0, dA, 0.01 * dA)"), "leaky"),
    "dtype": (
        Wrong(
            relu("dZ", "dZ = np.zeros_like(Z); dZ[Z > 0] = dA[Z > 0]"),
            "slopes cut to whole numbers",
        ),
        Wrong(relu("(dA * (Z > 0)).astype(Z.dtype)"), "slopes cut to whole numbers"),
    ),
    "layout": (
        Wrong(relu("dA * (Z.ravel('K') > 0).reshape(Z.shape)")),
        Wrong(relu("dZ", "dZ = np.array(dA); dZ.ravel()[Z.ravel() <= 0] = 0")),
    ),
    "free value": (
        Wrong(NAN_AT_THE_KINK, "nan at the kink"),
        Wrong(relu("dA * np.where(Z == 0, 2, Z > 0)")),
        Wrong(relu("dA * np.where(Z == 0, -1, Z > 0)")),
        Wrong(relu("np.where(Z == 0, 1e-3, dA * (Z > 0))")),
    ),
    "coincidence": (
        Wrong(relu("dA * (Z > 0).all(axis=0)")),
        Wrong(relu("dA * np.maximum(Z, 0) / Z"), "nan at the kink"),
    ),
    "luck": (Wrong(relu("abs(dA) * (Z > 0)")), Wrong(relu("dA * (dA * Z > 0)"))),
    "constant": (
        Wrong(relu("np.where(Z > 0, dA, 0.2 * dA)"), "leaky"),
        Wrong(relu("np.where(Z > 0, dA, 0.001 * dA)"), "leaky"),
        Wrong(relu("np.where(Z > 0, dA, 0.07 * dA)")),
    ),
    "two at once": (Wrong(relu("np.maximum(dA * Z, 0)")), Wrong(relu("(Z <= 0) * 1.0"))),
}
# ------------------------------------------------------------ tanh_backward


def tanh(answer, first=""):
    return f"def tanh_backward(dA, A):\n    {first}\n    return {answer}\n"


TANH_BY_LOOPS = """
def tanh_backward(dA, A):
    def back(slope, a):
        return slope * (1 - pow(a, 2))
    return np.array([list(map(back, *rows)) for rows in zip(dA, A)])
"""
TANH_BACKWARD = {
    "search": Right(TANH_BY_LOOPS),
    **cannot("it calls no earlier exercise", "asks for more"),
    "memory": wrong_by(
        tanh("dA * kept[0]", "kept.append(1 - A**2)"), ("(dA, A)", "(dA, A, kept=[])")
    ),
    **cannot("each number goes one way", "graph"),
    "scale": Wrong(tanh("dA * (1 - (A / abs(A).max()) ** 2)")),
    "threshold": Wrong(tanh("dA * np.where(abs(A) < 0.999, 1 - A**2, 0)")),
    **cannot("tanh has no kink, and nothing is counted", "border"),
    "tolerance": (
        Wrong(tanh("dA * np.round(1 - A**2, 9)")),
        Wrong(tanh("dA * (np.tanh(Z + 1e-5) - np.tanh(Z - 1e-5)) / 2e-5", "Z = np.arctanh(A)")),
    ),
    "range": (
        Wrong(tanh("dA * (1 - A.clip(-0.99, 0.99) ** 2)")),
        Wrong(tanh("dA * np.maximum(1 - A**2, 1e-4)")),
    ),
    "default": Wrong(tanh("dA * (1 - A * 0.5)")),
    "dtype": Wrong(tanh("(dA * (1 - A**2)).astype(np.float16)")),
    "layout": (
        Wrong(tanh("dA * (1 - A.ravel('K') ** 2).reshape(A.shape)")),
        Wrong(tanh("dA.ravel('K').reshape(A.shape) * (1 - A**2)")),
    ),
    **cannot("each slope is one number", "free value"),
    "coincidence": (
        Wrong(tanh("dA * (1 / A - A) * A")),
        Wrong(tanh("dA - A**2"), "brackets missing"),
        Wrong(tanh("dA @ (1 - A**2)")),
    ),
    "luck": (Wrong(tanh("dA * (1 - A * abs(A))")), Wrong(tanh("abs(dA) * (1 - A**2)"))),
    **cannot("none of its mistakes has a number in it that could be another", "constant"),
    "two at once": Wrong(tanh("1 - A")),
}
# ------------------------------------------------------------ softmax_cross_entropy

LOSS = styles.LOSS["log of the sum"]
OF_P = """
def softmax_cross_entropy(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    own = P[np.arange(len(y)), y]
    loss = -np.log(SMALL).mean()
    P[np.arange(len(y)), y] -= 1
    return loss, P / len(y)
"""
UNPROTECTED = """
def softmax_cross_entropy(Z, y):
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    P = np.exp(log_P)
    loss = -log_P[np.arange(len(y)), y].mean()
    P[np.arange(len(y)), y] -= 1
    return loss, P / len(y)
"""
LOSS_BY_LOOPS = """
def softmax_cross_entropy(Z, y):
    def exponentials(row):
        top = max(row)
        return [math.exp(score - top) for score in row]
    dZ, losses = [], []
    for row, label in zip(Z.tolist(), y.tolist()):
        total = sum(exponentials(row))
        losses.append(math.log(total) + max(row) - row[label])
        dZ.append([(e / total - (c == label)) / len(y) for c, e in enumerate(exponentials(row))])
    return sum(losses) / len(losses), np.array(dZ)
"""
MAXIMUM = "Z.max(axis=1, keepdims=True)"
ANOTHER_NUMBER = "another number than the maximum"


def propped_up(own):
    return Wrong(OF_P.replace("SMALL", own), "zero propped up")


SOFTMAX_CROSS_ENTROPY = {
    "search": Right(LOSS_BY_LOOPS),
    **cannot("it calls no earlier exercise", "asks for more"),
    "memory": (
        wrong_by(
            LOSS,
            ("(Z, y):", "(Z, y, sizes=[]):\n    sizes.append(len(Z))"),
            ("dZ / N", "dZ / sizes[0]"),
        ),
        wrong_by(
            LOSS,
            ("(Z, y):", "(Z, y, losses=[]):"),
            (
                "return -log_P[np.arange(N), y].mean()",
                "losses.extend(-log_P[np.arange(N), y])\n    return np.mean(losses)",
            ),
        ),
    ),
    "graph": wrong_by(LOSS, ("dZ[np.arange(N), y] -= 1", "dZ[np.arange(N), y] = -1")),
    "scale": wrong_by(LOSS, ("S = Z - ", "Z = Z / np.abs(Z).max()\n    S = Z - ")),
    "threshold": wrong_by(LOSS, (MAXIMUM, "np.where(Z > 700, Z, 0).max(axis=1, keepdims=True)")),
    "border": (
        wrong_by(LOSS, ("np.arange(N), y]", "np.arange(N), y - 1]")),
        wrong_by(LOSS, ("y):\n", "y):\n    y = np.minimum(y, Z.shape[1] - 2)\n")),
    ),
    "tolerance": (
        wrong_by(LOSS, (".mean(), dZ / N", ".mean(), np.round(dZ / N, 9)")),
        wrong_by(LOSS, (".mean(), dZ / N", ".mean().round(6), dZ / N")),
    ),
    "range": (
        wrong_by(LOSS, (MAXIMUM, "Z.mean(axis=1, keepdims=True)"), mistake=ANOTHER_NUMBER),
        wrong_by(LOSS, (MAXIMUM, "Z[:, :1]"), mistake=ANOTHER_NUMBER),
        wrong_by(LOSS, ("y):\n", "y):\n    Z = np.clip(Z, -700, 700)\n")),
        Wrong(UNPROTECTED, "no protection"),
        Wrong(OF_P.replace("SMALL", "own"), "logarithm of zero"),
        propped_up("own + 1e-12"),
    ),
    "default": wrong_by(styles.LOSS["one-hot"], ("np.eye(C)[y]", "np.eye(10)[y]")),
    "dtype": (
        wrong_by(
            styles.LOSS["row by row"],
            ("np.zeros(Z.shape)", "np.zeros_like(Z)"),
            mistake="slopes cut to whole numbers",
        ),
        wrong_by(
            LOSS,
            (".mean(), dZ / N", ".mean(), (dZ / N).astype(Z.dtype)"),
            mistake="slopes cut to whole numbers",
        ),
    ),
    "layout": wrong_by(
        LOSS, ("dZ[np.arange(N), y] -= 1", "dZ.ravel()[np.arange(N) * Z.shape[1] + y] -= 1")
    ),
    **cannot("the loss is one number, and so is each slope", "free value"),
    "coincidence": (
        wrong_by(LOSS, ("dZ / N", "dZ / Z.shape[1]"), mistake="divided by the classes"),
        wrong_by(LOSS, ("dZ[np.arange(N), y] -= 1", "dZ[:, y] -= 1")),
        wrong_by(
            LOSS,
            (
                "np.exp(log_P)",
                "np.exp(log_P)\n    dZ[log_P == log_P.max(axis=1, keepdims=True)] += 0.01",
            ),
        ),
    ),
    "luck": (
        propped_up("own + 1e-13"),
        wrong_by(LOSS, (MAXIMUM, "Z.max(axis=0)")),
    ),
    "constant": (
        *(propped_up(f"own + {small}") for small in ("1e-15", "1e-10", "3e-9", "1e-8", "1e-7")),
        *(propped_up(f"own + {small}") for small in ("2e-6", "1e-5", "1e-4", "1e-300")),
        propped_up("own + np.finfo(float).eps"),
        propped_up("np.maximum(own, 1e-10)"),
        propped_up("np.clip(own, 1e-7, 1 - 1e-7)"),
    ),
    "two at once": (
        wrong_by(UNPROTECTED, ("P / len(y)", "P")),
        wrong_by(OF_P, ("SMALL", "own + 1e-8"), ("P / len(y)", "P")),
        wrong_by(LOSS, (".mean(), dZ / N", ".sum(), dZ")),
    ),
}
# ------------------------------------------------------------ mlp_backward

NETWORK = styles.NETWORK["the earlier functions"]
GATE = "dZ = relu_backward(dA, Zs[i - 1])"


def gated(by):
    return changed(NETWORK, (GATE, f"dZ = dA * ({by})"))


PASSED_BY_ROWS = """
def mlp_backward(X, y, params):
    losses, total = [], None
    for x, label in zip(X, y):
        A, kept = x[None], []
        for W, b in params:
            Z = A @ W + b
            kept.append((A, W, Z))
            A = np.maximum(Z, 0)
        loss, dZ = softmax_cross_entropy(Z, [int(label)])
        losses.append(loss)
        grads = []
        for place, (A, W, _) in reversed(list(enumerate(kept))):
            dA, dW, db = affine_backward(dZ / len(X) if place == len(kept) - 1 else dZ, [A, W])
            grads.insert(0, (dW, db))
            dZ = place and relu_backward(dA[0], kept[place - 1][2][0])[None]
        pairs = zip(total, grads) if total else ()
        total = [(W + dW, b + db) for (W, b), (dW, db) in pairs] or grads
    return np.mean(losses), total
"""
MLP_BACKWARD = {
    "search": Right(
        changed(
            NETWORK,
            (
                "dZ @ W.T",
                "np.array([[sum(map(float, d * w)) for w in W] for d in dZ])",
            ),
        )
    ),
    "asks for more": (
        Right(PASSED_BY_ROWS),
        Right(styles.NETWORK["the earlier functions, not written yet"]),
    ),
    "memory": wrong_by(
        NETWORK, ("(X, y, params)", "(X, y, params, grads=[])"), ("    grads = []\n", "")
    ),
    **cannot("each layer hands its slopes to one other", "graph"),
    **cannot("no entry is measured by another", "scale"),
    "threshold": (
        Wrong(gated("Zs[i - 1] > 1e-9")),
        Wrong(gated("Zs[i - 1] > -1e-9")),
        Wrong(gated("Zs[i - 1] > 0.05")),
    ),
    "border": (
        Right(gated("Zs[i - 1] >= 0")),
        wrong_by(
            NETWORK,
            ("range(len(params) - 1, -1, -1)", "range(len(params) - 1, 0, -1)"),
            mistake="first layer left out",
        ),
    ),
    "tolerance": (
        Wrong(gated("~np.isclose(Zs[i - 1], 0) & (Zs[i - 1] > 0)")),
        wrong_by(NETWORK, ("grads.append((dW, db))", "grads.append((dW.round(9), db))")),
    ),
    "range": wrong_by(NETWORK, ("A = np.maximum(Z, 0)", "A = np.clip(Z, 0, 1)")),
    "default": (
        wrong_by(NETWORK, ("range(len(params) - 1, -1, -1)", "(1, 0)")),
        wrong_by(
            NETWORK,
            (
                "dZ = softmax_cross_entropy(Z, y)",
                "dZ = softmax_cross_entropy(Z, y)\n    dZ = dZ * len(X) / 7",
            ),
        ),
    ),
    "dtype": wrong_by(NETWORK, ("A, caches, Zs = X", "A, caches, Zs = X.astype(np.float16)")),
    "layout": (
        wrong_by(
            NETWORK, ("caches.append((A, W))", "caches.append((A, W.ravel('K').reshape(W.shape)))")
        ),
        wrong_by(
            NETWORK, ("caches.append((A, W))", "caches.append((A.ravel('K').reshape(A.shape), W))")
        ),
    ),
    "free value": Wrong(gated("np.maximum(0, Zs[i - 1] / np.abs(Zs[i - 1]))")),
    "coincidence": (
        Wrong(gated("Zs[i] > 0"), "gate of another layer"),
        wrong_by(
            NETWORK,
            (GATE, "dZ = relu_backward(dZ @ params[i][0], Zs[i - 1])"),
            mistake="W the wrong way round",
        ),
    ),
    "luck": (
        Wrong(gated("dA > 0"), "gate from the slopes"),
        Wrong(gated("Zs[i - 1] > Zs[i - 1].mean()")),
    ),
    "constant": (
        wrong_by(
            NETWORK,
            (GATE, "dZ = relu_backward(dZ @ (params[i][0] - 0.5 * dW).T, Zs[i - 1])"),
            mistake="weights moved first",
        ),
        wrong_by(
            NETWORK, (GATE, "dZ = relu_backward(dZ @ (params[i][0] - 0.3 * dW).T, Zs[i - 1])")
        ),
    ),
    "two at once": (
        wrong_by(NETWORK, ("return loss, grads[::-1]", "return loss * len(X), grads")),
        wrong_by(NETWORK, (GATE, "dZ = dA"), ("return loss, grads[::-1]", "return loss, grads")),
    ),
}
# ------------------------------------------------------------ my_number

HERE = shares(own_norms(271828))
EXAMPLE = shares(own_norms(4711))


def number(*values):
    return f"def my_number(): return {', '.join(map(str, values))}"


MY_NUMBER = {
    "search": Right(styles.NUMBER["run on the spot"]),
    **cannot("it builds on no earlier exercise", "asks for more"),
    **cannot("it is called once, and nothing goes in", "memory"),
    **cannot("the run is the course's own, and only its numbers are told", "graph"),
    "scale": (
        Wrong(number(271828, *(1 / share for share in HERE)), "last over first"),
        Wrong(number(271828, *(share**2 for share in HERE)), "squares"),
        Wrong(number(271828, *(first for first, _ in own_norms(271828))), "sizes, no shares"),
    ),
    "threshold": (
        Right(number(271828, *(1.015 * share for share in HERE))),
        Wrong(number(271828, *(1.025 * share for share in HERE))),
    ),
    "border": (
        Right(number(1000, *shares(own_norms(1000)))),
        Wrong(number(999, *shares(own_norms(999)))),
        Right(number(999_999_999, *shares(own_norms(999_999_999)))),
        Wrong(number(1_000_000_000, *shares(own_norms(1_000_000_000)))),
    ),
    "tolerance": Wrong(number(271828, *(1.03 * share for share in HERE))),
    "range": Wrong(number(271828, 0.0, HERE[1])),
    "default": (
        Wrong(number(4711, *EXAMPLE), "number of the example"),
        Wrong(number(271828, *EXAMPLE), "run of the example"),
    ),
    "dtype": (
        Right(styles.NUMBER["numpy's numbers"]),
        Wrong(number("'271828'", *HERE)),
        Wrong(number("271828.5", *HERE)),
    ),
    **cannot("three numbers have no order in memory", "layout"),
    "free value": (
        Wrong(number(271829, *HERE)),
        Wrong(number(271828, "float('nan')", HERE[1])),
        Right(number(5823, *shares(own_norms(5823)))),
    ),
    "coincidence": Wrong(number(271828, HERE[0], HERE[0]), "one network twice"),
    **cannot("nothing is drawn: the learner chooses the number", "luck"),
    **cannot("none of its mistakes has a number in it that could be another", "constant"),
    "two at once": (
        Wrong(number(271828, *HERE[::-1]), "in another order"),
        Wrong(number(271828, *(1 / share for share in HERE[::-1]))),
    ),
}
# ------------------------------------------------------------ witness


def hunt(rule, found="i", loop="enumerate(candidates)"):
    return (
        styles.NUDGE
        + f"""
def witness(loss, gradient, candidates):
    for i, x in {loop}:
        g, n = gradient(x), numerical_gradient(loss, x)
        if not {rule}:
            return {found}
    return None
"""
    )


LARGEST = "abs(g - n).max() <= 1e-4 * abs(n).max()"
OWN_NUDGE = """
def witness(loss, gradient, candidates):
    for i, x in enumerate(candidates):
        n = np.zeros(x.size)
        for k in range(x.size):
            up, down = x.copy(), x.copy()
            up.ravel()[k] += 1e-6
            down.ravel()[k] -= 1e-6
            n[k] = (loss(up) - loss(down)) / 2e-6
        if not abs(gradient(x).ravel() - n).max() <= 1e-4 * abs(n).max():
            return i
"""
ALONG_DIRECTIONS = """
def witness(loss, gradient, candidates):
    for i, x in enumerate(candidates):
        g, n = gradient(x), np.zeros(x.shape)
        for k in np.ndindex(x.shape):
            way = np.zeros(x.shape)
            way[k] = 1
            n[k] = numerical_gradient(lambda t: loss(x + t * way), 0.0)
        flat = numerical_gradient(lambda v: loss(np.reshape(v, x.shape)), x.ravel().tolist())
        n = (n + np.reshape(flat, x.shape)) / 2
        if not abs(g - n).max() <= 1e-4 * abs(n).max():
            return i
"""
OWN_SIZE = "each slope by its own size"
WITNESS = {
    "search": Right(
        hunt("all(abs(a - b) <= 1e-4 * max(map(abs, n.flat)) for a, b in zip(g.flat, n.flat))")
    ),
    "asks for more": (
        Right(ALONG_DIRECTIONS),
        Right(styles.HUNT["numerical_gradient not written yet"]),
    ),
    "memory": wrong_by(
        hunt(LARGEST, found="found[0]"),
        ("candidates):\n    for", "candidates, found=[]):\n    for"),
        ("            return", "            found.append(i)\n            return"),
    ),
    **cannot("each gradient is looked at by itself", "graph"),
    "scale": (
        Wrong(hunt("np.allclose(g, n, rtol=1e-4, atol=0)"), OWN_SIZE),
        Wrong(hunt("np.allclose(g, n, rtol=1e-3, atol=0)"), OWN_SIZE),
        Wrong(hunt("(abs(g - n) / (abs(g) + abs(n)) <= 1e-4).all()"), OWN_SIZE),
        Wrong(hunt("abs(g - n).max() <= 1e-4 * abs(n).mean()"), "another limit"),
        Wrong(hunt("np.linalg.norm(g - n) <= 1e-4 * np.linalg.norm(n)"), "another limit"),
        Wrong(hunt("abs(g - n).mean() <= 1e-4 * abs(n).mean()"), "another limit"),
    ),
    "threshold": (
        Wrong(hunt("abs(g - n).max() <= 1.1e-4 * abs(n).max()"), "another limit"),
        Wrong(hunt("abs(g - n).max() <= 0.9e-4 * abs(n).max()"), "another limit"),
        Wrong(hunt("abs(g - n).max() <= 1e-6 * abs(n).max()"), "another limit"),
    ),
    "border": (
        Right(hunt("abs(g - n).max() < 1e-4 * abs(n).max()")),
        Wrong(hunt(LARGEST, loop="enumerate(candidates[:-1])")),
        Wrong(hunt(LARGEST, loop="list(enumerate(candidates))[1:]")),
        Wrong(hunt(LARGEST, found="i + 1"), "counted from 1"),
    ),
    "tolerance": (
        Wrong(hunt("np.allclose(g, n)"), "fixed tolerance"),
        Wrong(hunt("(g == n).all()"), "not a hair apart"),
    ),
    "range": (
        Wrong(hunt("abs(g - n).max() <= 1e-4"), "fixed tolerance"),
        Wrong(hunt("abs(g - n).max() / (abs(n).max() + 1e-8) <= 1e-4"), "a small number added"),
        Wrong(hunt("abs(g - n).max() / (abs(n).max() + 1e-12) <= 1e-4"), "a small number added"),
        Wrong(hunt("np.allclose(g, n, rtol=1e-4)"), "a small number added"),
        Wrong(hunt("abs(g - n).max() <= 1e-4 * max(abs(n).max(), 1e-15)"), "a small number added"),
    ),
    "default": Wrong(hunt(LARGEST, loop="zip(range(2), candidates)")),
    "dtype": wrong_by(OWN_NUDGE, (".ravel()[k]", ".flat[k]")),
    "layout": wrong_by(OWN_NUDGE, ("x.copy(), x.copy()", "np.array(x, float), np.array(x, float)")),
    **cannot("the first such place is one number", "free value"),
    "coincidence": (
        Wrong(hunt("abs(g.sum() - n.sum()) <= 1e-4 * abs(n.sum())"), "one number for all slopes"),
        Wrong(hunt("abs(g.max() - n.max()) <= 1e-4 * abs(n).max()")),
    ),
    "luck": (
        Wrong(hunt("max(abs(g - n).flat) <= 1e-4 * abs(n).max()"), "nan lost in max"),
        Wrong(hunt("np.nanmax(abs(g - n)) <= 1e-4 * abs(n).max()"), "nan slips through"),
    ),
    "constant": (
        Wrong(hunt("abs(g - n).max() <= 1e-2 * abs(n).max()"), "another limit"),
        Wrong(hunt("abs(g - n).max() <= 1e-5 * abs(n).max()"), "another limit"),
        Wrong(hunt("abs(g - n).max() <= 1e-3"), "fixed tolerance"),
        Wrong(hunt("np.allclose(g, n, rtol=0.01, atol=0)"), OWN_SIZE),
    ),
    "two at once": (
        Wrong(hunt("abs(g - n).max() <= 1e-4", found="i + 1")),
        Wrong(hunt(LARGEST, found="x", loop="list(enumerate(candidates))[::-1]")),
    ),
}
# ------------------------------------------------------------ softmax_vjp


def vjp(answer, first=""):
    return f"def softmax_vjp(P, G):\n    {first}\n    return {answer}\n"


VJP = "P * (G - (P * G).sum(axis=1, keepdims=True))"
VJP_BY_LOOPS = """
def softmax_vjp(P, G):
    def entry(p, g, c):
        return sum(p[k] * ((k == c) - p[c]) * g[k] for k in range(len(p)))
    return np.array([[entry(p, g, c) for c in range(len(p))] for p, g in zip(P, G)])
"""
INTO_AN_ARRAY_LIKE_G = vjp("out", f"out = np.zeros_like(G); out[:] = {VJP}")
SOFTMAX_VJP = {
    "search": Right(VJP_BY_LOOPS),
    **cannot("it calls no earlier exercise", "asks for more"),
    "memory": wrong_by(
        vjp("P * (G - means[0])", "means.append((P * G).sum(axis=1, keepdims=True))"),
        ("(P, G)", "(P, G, means=[])"),
    ),
    "graph": Wrong(vjp("P * G"), "sum forgotten"),
    **cannot("no entry is measured by another", "scale"),
    "threshold": Wrong(vjp(f"np.where(P < 1e-6, 0, {VJP})")),
    "border": Wrong(vjp("P * (G - (P * G)[:, :-1].sum(axis=1, keepdims=True))")),
    "tolerance": Wrong(vjp(f"np.round({VJP}, 9)")),
    "range": (
        Wrong(
            vjp("P * (G - (P * G).sum(axis=1, keepdims=True))", "P = np.clip(P, 1e-7, 1 - 1e-7)")
        ),
        Wrong(vjp(f"{VJP} * P / P")),
    ),
    "default": Wrong(vjp("P * (G - (P * G).mean(axis=1, keepdims=True) * 4)")),
    "dtype": Wrong(INTO_AN_ARRAY_LIKE_G, "slopes cut to whole numbers"),
    "layout": (
        Wrong(vjp(VJP, "P = P.ravel('K').reshape(P.shape)")),
        Wrong(vjp(VJP, "G = G.ravel('K').reshape(G.shape)")),
    ),
    **cannot("each slope is one number", "free value"),
    "coincidence": (
        Wrong(vjp("P * (G - (P * G).sum(axis=1))")),
        Wrong(vjp("P * (G - (P * G).sum())"), "summed over everything"),
        Wrong(vjp("P * (G - G.mean(axis=1, keepdims=True))"), "plain mean"),
    ),
    "luck": Wrong(vjp("P * (G - (P * abs(G)).sum(axis=1, keepdims=True))")),
    **cannot("none of its mistakes has a number in it that could be another", "constant"),
    "two at once": Wrong(vjp("G - G.sum(axis=1, keepdims=True)")),
}

# ------------------------------------------------------------ the tables

ROWS = {
    "numerical_gradient": NUMERICAL_GRADIENT,
    "Value": VALUE,
    "affine_backward": AFFINE_BACKWARD,
    "relu_backward": RELU_BACKWARD,
    "tanh_backward": TANH_BACKWARD,
    "softmax_cross_entropy": SOFTMAX_CROSS_ENTROPY,
    "mlp_backward": MLP_BACKWARD,
    "my_number": MY_NUMBER,
    "witness": WITNESS,
    "softmax_vjp": SOFTMAX_VJP,
}

TABLE = "a table with a row for each sample is all that it is asked for"
NO_OPTION = "all its arguments are in every case, and none has a default"
SMOOTH = "no score is compared with a border, and no place is counted"
FRACTIONS = "what comes in are slopes and numbers on their way through a network, with fractions"
ZERO = "zeros are among the entries of other cases; zeros throughout hide what is done with them"
BATCH = "it is one step over a table; the cases have up to 7 rows, and none is written out by hand"
CORNERS = {
    "numerical_gradient": held(
        "one, equal sizes, layout, whole, tie, decades, other options, shapes",
        float32="a nudge of 1e-5 drowns in the rounding of float32, and nobody promises it",
        beside="no number is compared with a border; a 0 is among the entries",
        zeros="an entry of 0 is in two cases; at zeros throughout a cube has no slope to show",
        long="it is one loop over the entries, and nine of them are written out by nobody",
    ),
    "Value": held(
        "whole, tie, decades, long",
        **cannot(
            "it holds single numbers, and no array",
            "one",
            "equal_sizes",
            "float32",
            "layout",
            "shapes",
        ),
        beside="no number is compared with a border; two that nearly agree are in a case",
        other_options="its one default, no parents, is what each case begins with",
        zeros="a 0 is among the numbers that are alike",
    ),
    "affine_backward": held(
        "one, equal sizes, float32, layout, decades, long",
        whole=FRACTIONS + ", and np.empty_like(X) for an answer is right",
        tie="no entry is compared with another",
        beside=SMOOTH,
        other_options=NO_OPTION,
        shapes=TABLE,
        zeros=ZERO,
    ),
    "relu_backward": held(
        "one, equal sizes, float32, layout, whole, tie, beside, decades",
        other_options=NO_OPTION,
        shapes=TABLE,
        zeros="Z of 0 throughout is free, and dA of 0 shows nothing",
        long=BATCH,
    ),
    "tanh_backward": held(
        "one, equal sizes, float32, layout, decades",
        whole=FRACTIONS,
        tie="no entry is compared with another",
        beside=SMOOTH,
        other_options=NO_OPTION,
        shapes=TABLE,
        zeros=ZERO,
        long=BATCH,
    ),
    "softmax_cross_entropy": held(
        "one, equal sizes, float32, layout, whole, tie, decades",
        beside=SMOOTH,
        other_options=NO_OPTION,
        shapes=TABLE,
        zeros="equal scores are in two cases, and a number added to a row changes nothing",
        long=BATCH,
    ),
    "mlp_backward": held(
        "one, equal sizes, float32, layout, whole, tie, beside, zeros, long",
        decades="scores in the thousands are asked for, and cost points, in softmax_cross_entropy",
        other_options=NO_OPTION,
        shapes=TABLE,
    ),
    "witness": held(
        "one, equal sizes, layout, whole, beside, decades, shapes, long",
        float32="a nudge of 1e-5 drowns in the rounding of float32, and nobody promises it",
        tie="the limit itself is hit by no measured slope, only by rounding",
        other_options=NO_OPTION,
        zeros="at 0 the losses have a kink, and a nudge of it means nothing",
    ),
    "softmax_vjp": held(
        "one, equal sizes, float32, layout, whole, decades",
        tie="no entry is compared with another; the example has equal ones",
        beside=SMOOTH,
        other_options=NO_OPTION,
        shapes=TABLE,
        zeros="a probability of 0 is among the entries; a row of them is no softmax",
        long=BATCH,
    ),
}

SLIPS = (
    Slip("numerical_gradient", nudge("(f(up) - f(down)) / h"), "width of the nudge"),
    Slip("numerical_gradient", nudge("(f(up) - f(down)) / 2 * h"), "brackets around the width"),
    Slip("numerical_gradient", nudge("(f(up) - f(x)) / h"), "one-sided difference"),
    Slip("numerical_gradient", nudge(answer="slopes.sum()"), "all entries at once"),
    Slip("numerical_gradient", NUDGE_OF_A_COPY, "one-sided, entry not put back"),
    Slip("numerical_gradient", NUDGE_ONE_ARRAY, "all slopes 0"),
    Slip("numerical_gradient", NUDGE_ONE_ARRAY_ASKED_BETWEEN, "two names for one array"),
    Slip("Value", OWN + EACH_ASKS_ITS_PARENTS, "asked twice"),
    Slip(
        "Value",
        changed(GRAPH, ("((self, 1 - t**2),)", "(self, 1 - t**2)")),
        "a pair without a comma",
    ),
    Slip(
        "Value",
        changed(GRAPH, ("((self, 1 - t**2),)", "((self, 1 - t**2))")),
        "a pair without a comma",
    ),
    Slip("Value", changed(GRAPH, (", ((self, 1 - t**2),))", ")")), "no parents"),
    Slip("affine_backward", affine(db="dZ"), "bias not summed"),
    Slip("affine_backward", affine(db="dZ.sum()"), "bias added up to one number"),
    Slip("affine_backward", affine(dX="dZ @ W"), "W the wrong way round"),
    Slip("relu_backward", relu("dA * np.sign(Z)"), "sign for the gate"),
    Slip("relu_backward", relu("dA[Z > 0]"), "the silent ones left out"),
    Slip("relu_backward", relu("dA * Z > 0"), "product compared"),
    Slip("relu_backward", relu("Z > 0"), "nothing from behind"),
    Slip("relu_backward", NAN_AT_THE_KINK, "nan at the kink"),
    Slip("tanh_backward", tanh("dA * (1 - A) ** 2"), "not squared"),
    Slip("tanh_backward", tanh("dA * (1 + A**2)"), "plus for minus"),
    Slip("softmax_cross_entropy", UNPROTECTED, "no protection"),
    Slip("softmax_cross_entropy", OF_P.replace("SMALL", "own + 1e-300"), "zero propped up"),
    Slip(
        "mlp_backward",
        changed(NETWORK, ("Z = A @ W + b", "Z = A @ W")),
        "no biases on the way forward",
    ),
    Slip(
        "mlp_backward",
        changed(NETWORK, ("append((dW, db))", "append((db, dW))")),
        "pairs the other way round",
    ),
    Slip(
        "mlp_backward",
        changed(NETWORK, ("append((dW, db))", "append(dW)")),
        "no biases among the slopes",
    ),
    Slip("softmax_vjp", vjp("P * G - P**2 * G"), "diagonal only"),
)
