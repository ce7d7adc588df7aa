"""How the exercises of lesson 2 stand to each kind of fault; see tests/lessons/kinds.py."""

from nnlib.lessons.lesson02 import own_mistakes
from tests.lessons.kinds import Right, Slip, Wrong, cannot, held

NO_PATHS = "there is no graph, and nothing is handed back along several paths"
FIRST = "it builds on no earlier exercise, so there is none to ask"

# ------------------------------------------------------------ predict


def predict(answer, before=""):
    """The answer of ``predict`` from the scores z; ``before`` is a line in front."""
    return f"""
def predict(X, w, b):
    {before or "z = X @ w + b"}
    return {answer}
"""


PREDICT = {
    "search": Right("""
def product(a, b):
    return float(a) * float(b)
def score(x, w, b):
    return sum(product(x[d], w[d]) for d in range(len(w))) + float(b)
def answer(z):
    return int(bool(z > 0))
def predict(X, w, b):
    return np.array([answer(score(X[n], w, b)) for n in range(len(X))])
"""),
    "asks for more": FIRST,
    "memory": Wrong("""
def predict(X, w, b, answers=[]):
    for x in X:
        answers.append(1 if x @ w + b > 0 else 0)
    return np.array(answers)
"""),
    "graph": NO_PATHS,
    "scale": Wrong(predict("(z > 1e-12 * np.abs(z).max()).astype(int)")),
    "threshold": (
        Wrong(predict("(z > 0.1).astype(int)"), "a step beside 0"),
        Wrong(predict("(z > -1e-9).astype(int)"), "a step beside 0"),
        Wrong(predict("(z > 0.9).astype(int)"), "threshold of a half"),
    ),
    "border": Wrong(predict("np.where(X @ w >= -b, 1, 0)"), "on the line"),
    "tolerance": (
        Wrong(predict("np.where(np.isclose(z, 0), 0, z > 0)"), "a step beside 0"),
        Wrong(predict("(np.round(z, 6) >= 0).astype(int)"), "a step beside 0"),
        Right(predict("np.round(1 / (1 + np.exp(-z)))")),
    ),
    "range": (
        Wrong(predict("np.clip(np.rint(z), 0, 1)"), "threshold of a half"),
        Wrong(
            predict("(z.astype(np.float16) > 0).astype(int)", "z = X.astype(np.float16) @ w + b")
        ),
    ),
    "default": (
        Wrong(predict("(z > 0).astype(int)", "z = X @ w + 0.5")),
        Wrong(
            predict("(z > 0) * 1", "z = X[:, 0] * w[0] + X[:, 1] * w[1] + b"), "two features only"
        ),
    ),
    "dtype": Wrong(
        """
def predict(X, w, b):
    z = np.zeros(len(X), dtype=X.dtype)
    for n in range(len(X)):
        z[n] = X[n] @ w + b
    return (z > 0).astype(int)
""",
        "scores cut to whole numbers",
    ),
    "layout": Wrong("""
def predict(X, w, b):
    flat = np.array([float(v) for v in np.nditer(X)])
    return (flat.reshape(X.shape) @ w + b > 0).astype(int)
"""),
    "free value": (
        Right(predict("z > 0")),
        Wrong(predict("np.sign(z)"), "answers of −1"),
    ),
    "coincidence": (
        Wrong(predict("(z + np.abs(z)) / (2 * z)")),
        Wrong(predict("(np.sign(z) + 1) / 2")),
        Wrong("def predict(X, w, b): return ((X.T * w).sum(axis=1) + b > 0).astype(int)"),
    ),
    "luck": (
        Wrong(predict("(X @ w + abs(b) > 0).astype(int)")),
        Wrong(predict("(X @ w - abs(b) > 0).astype(int)")),
    ),
    "constant": (
        Wrong(predict("(z > 1).astype(int)"), "threshold of a half"),
        Wrong(predict("(z > 1e-12).astype(int)"), "a step beside 0"),
    ),
    "two at once": (
        Wrong(predict("(X @ w >= 0).astype(int)"), "bias left out"),
        Wrong(predict("np.where(z >= 0, 1, -1)"), "answers of −1"),
    ),
}

# ------------------------------------------------------------ perceptron_update


def update(answer="1 if z > 0 else 0", w="w + lr * error * x", b="b + lr * error"):
    """An update from the score z: what it answers, and where w and b move."""
    return f"""
def perceptron_update(x, t, w, b, lr):
    z = x @ w + b
    error = t - ({answer})
    return {w}, {b}
"""


def update_where(missed):
    """An update by a sign of the class, where ``missed`` says of s and z what is a mistake."""
    return f"""
def perceptron_update(x, t, w, b, lr):
    z = np.dot(w, x) + b
    s = 1 if t == 1 else -1
    if {missed}:
        w = w + lr * s * x
        b = b + lr * s
    return w, b
"""


UPDATE = {
    "search": Right("""
def times(a, b):
    return float(a) * float(b)
def score(x, w, b):
    return sum(times(x[d], w[d]) for d in range(len(w))) + float(b)
def answer(x, w, b):
    return int(score(x, w, b) > 0)
def perceptron_update(x, t, w, b, lr):
    new = [float(w[d]) + lr * (t - answer(x, w, b)) * float(x[d]) for d in range(len(w))]
    return np.array(new), b + lr * (t - answer(x, w, b))
"""),
    "asks for more": (
        Right("""
def perceptron_update(x, t, w, b, lr):
    error = t - predict(x, w, b)
    return w + lr * error * x, b + lr * error
"""),
        Right("""
def predict(X, w, b):
    raise NotImplementedError
def perceptron_update(x, t, w, b, lr):
    error = t - int(predict(X=x, w=w, b=b))
    return w + lr * error * x, float(b + lr * error)
"""),
    ),
    "memory": Wrong("""
def perceptron_update(x, t, w, b, lr, moved=[0.0]):
    moved[0] += lr * (t - int(x @ w + b > 0))
    return w + moved[0] * x, b + moved[0]
"""),
    "graph": NO_PATHS,
    "scale": Wrong(update("int(z > 1e-12 * np.abs(x * w).max())"), "a step beside 0"),
    "threshold": (
        Wrong(update("int(z > 0.5)"), "a step beside 0"),
        Wrong(update("int(z > 0.1)"), "a step beside 0"),
        Wrong(update("int(z > -0.1)"), "a step beside 0"),
    ),
    "border": (
        Wrong(update("int(z >= 0)"), "on the line"),
        Wrong(update_where("s * z <= 0"), "on the line"),
        Wrong(update_where("s * z < 0"), "on the line"),
    ),
    "tolerance": (
        Wrong(update("0 if np.isclose(z, 0) else int(z > 0)"), "a step beside 0"),
        Wrong(update("round(z, 9) > 0"), "a step beside 0"),
    ),
    "range": (
        Wrong(update("min(1, max(0, round(z)))"), "a step beside 0"),
        Right(update("round(1 / (1 + math.exp(-max(z, -700.0))))")),
    ),
    "default": (
        Wrong(update(w="w + 0.5 * error * x", b="b + 0.5 * error"), "rate left out"),
        Wrong("""
def perceptron_update(x, t, w, b, lr):
    error = t - int(x[0] * w[0] + x[1] * w[1] + b > 0)
    return np.array([w[0] + lr * error * x[0], w[1] + lr * error * x[1]]), b + lr * error
"""),
    ),
    "dtype": Wrong(
        """
def perceptron_update(x, t, w, b, lr):
    error = t - int(x @ w + b > 0)
    new = np.zeros_like(x)
    for d in range(len(x)):
        new[d] = w[d] + lr * error * x[d]
    return new, b + lr * error
""",
        "cut to whole numbers",
    ),
    "layout": Wrong("""
def perceptron_update(x, t, w, b, lr):
    x = np.frombuffer(x, dtype=x.dtype)
    error = t - int(x @ w + b > 0)
    return w + lr * error * x, b + lr * error
"""),
    "free value": (
        Right(update(b="np.float64(b + lr * error)")),
        Wrong(update(w="w + lr * error * x / np.linalg.norm(x)")),
    ),
    "coincidence": (
        Wrong(update("(np.sign(z) + 1) / 2"), "on the line"),
        Wrong(update_where("np.sign(z) != s"), "on the line"),
        Wrong(update("np.sign(z)"), "answers of −1"),
        Wrong(update("0.5 * (1 + z / abs(z))")),
    ),
    "luck": (
        Wrong(update(w="w + lr * error * abs(x)")),
        Wrong(update("int(x @ w + abs(b) > 0)")),
    ),
    "constant": (
        Wrong(update(w="w + 0.1 * error * x", b="b + 0.1 * error"), "rate left out"),
        Wrong(update(w="w + 0.01 * error * x", b="b + 0.01 * error"), "rate left out"),
        Wrong(update("int(z > 1e-3)"), "a step beside 0"),
    ),
    # two mistakes are told by both names
    "two at once": Wrong(update(w="w + lr * error", b="b + error")),
}

# ------------------------------------------------------------ fit_perceptron


def fit(missed="e != 0", stop="count == 0", most="max_epochs", answer="z > 0", head="", **other):
    """A training loop: when a sample counts, when it stops, how many epochs it takes at most."""
    arguments = other.get("arguments", "X, y, lr=1.0, max_epochs=100")
    return f"""
def fit_perceptron({arguments}):
    w, b = np.zeros(X.shape[1]), 0.0
    errors = []
    {head or "pass"}
    for epoch in range({most}):
        before = w.copy()
        count = 0
        for n in {other.get("order", "range(len(X))")}:
            x, t = X[n], y[n]
            z = x @ w + b
            s = 1 if t == 1 else -1
            e = {other.get("error", f"int(t) - int({answer})")}
            if {missed}:
                count += 1
                w = w + lr * e * x
                b = b + lr * e
        errors.append(count)
        if {stop}:
            break
    return w, b, errors
"""


FIT = {
    "search": Right("""
def times(a, b):
    return float(a) * float(b)
def score(x, w, b):
    return sum(times(x[d], w[d]) for d in range(len(w))) + b
def answer(x, w, b):
    return int(score(x, w, b) > 0)
def fit_perceptron(X, y, lr=1.0, max_epochs=100):
    w, b, errors = [0.0] * len(X[0]), 0.0, []
    for epoch in range(max_epochs):
        errors.append(0)
        for n in range(len(X)):
            e = int(y[n]) - answer(X[n], w, b)
            errors[-1] += abs(answer(X[n], w, b) - int(y[n]))
            w = [w[d] + lr * e * float(X[n][d]) for d in range(len(w))]
            b = b + lr * e
        if sum(errors[-1:]) == 0:
            break
    return np.array(w), b, errors
"""),
    "asks for more": (
        Right("""
def fit_perceptron(X, y, lr=1.0, max_epochs=100):
    w, b, errors = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        errors.append(0)
        for x, t in zip(X, y):
            if predict(x, w, b) != t:
                errors[-1] += 1
                w, b = perceptron_update(x, t, w, b, lr)
        if errors[-1] == 0:
            break
    return w, b, errors
"""),
        Right("""
def predict(X, w, b):
    raise NotImplementedError
def fit_perceptron(X, y, lr=1.0, max_epochs=100):
    w, b, errors = np.zeros(X.shape[1]), 0.0, []
    while len(errors) < max_epochs and 0 not in errors:
        wrong = 0
        for x, t in zip(X, y):
            wrong += int(abs(predict(x, w, b) - t))
            w, b = perceptron_update(x=x, t=t, w=w, b=b, lr=lr)
        errors.append(wrong)
    return w, b, errors
"""),
    ),
    "memory": (
        Wrong(
            fit(arguments="X, y, lr=1.0, max_epochs=100, errors=[]").replace(
                "    errors = []\n", ""
            )
        ),
        Wrong("""
b = 0.0
def fit_perceptron(X, y, lr=1.0, max_epochs=100):
    global b
    w, errors = np.zeros(X.shape[1]), []
    for epoch in range(max_epochs):
        errors.append(0)
        for x, t in zip(X, y):
            e = t - int(x @ w + b > 0)
            w, b = w + lr * e * x, b + lr * e
            errors[-1] += abs(e)
        if not errors[-1]:
            break
    return w, b, errors
"""),
    ),
    "graph": NO_PATHS,
    "scale": Wrong(fit(answer="z > 1e-9 * np.abs(x * w).max()")),
    "threshold": (
        Wrong(fit(answer="z > 0.5"), "a step beside 0"),
        Wrong(fit(answer="z > 1e-7"), "a step beside 0"),
        Wrong(fit(answer="z > -1e-7"), "a step beside 0"),
    ),
    "border": (
        Wrong(fit(answer="z >= 0"), "on the line"),
        Wrong(fit("s * z <= 0", error="s"), "on the line"),
        Wrong(fit("s * z < 0", error="s"), "on the line"),
        Wrong(fit(most="max_epochs - 1"), "one epoch short"),
        Wrong(fit(most="max_epochs + 1"), "one epoch more"),
    ),
    "tolerance": (
        Wrong(fit(stop="count / len(X) < 0.01")),
        Wrong(fit(stop="np.allclose(w, before)")),
        Wrong(fit(answer="not np.isclose(z, 0) and z > 0"), "a step beside 0"),
    ),
    "range": (
        Wrong(fit(answer="round(float(z), 6) > 0"), "a step beside 0"),
        Right(fit(answer="round(1 / (1 + math.exp(-max(z, -700.0))))")),
    ),
    "default": (
        Wrong(fit(arguments="X, y, lr=1.0, max_epochs=10")),
        Wrong(fit(arguments="X, y, lr=0.1, max_epochs=100")),
        Wrong(fit(arguments="X, y, lr, max_epochs")),
        Wrong(fit(most="100"), "max_epochs ignored"),
    ),
    "dtype": Wrong("""
def fit_perceptron(X, y, lr=1.0, max_epochs=100):
    w, b, errors = np.zeros_like(X[0]), 0.0, []
    for epoch in range(max_epochs):
        count = 0
        for x, t in zip(X, y):
            e = t - int(x @ w + b > 0)
            for d in range(len(w)):
                w[d] = w[d] + lr * e * x[d]
            b = b + lr * e
            count += abs(e)
        errors.append(count)
        if count == 0:
            break
    return w, b, errors
"""),
    "layout": Wrong(fit(head="X = np.array([float(v) for v in np.nditer(X)]).reshape(X.shape)")),
    "free value": (
        Wrong(fit(order="range(len(X) - 1, -1, -1)")),
        Wrong(fit(order="np.random.default_rng(0).permutation(len(X))")),
    ),
    "coincidence": (
        Wrong(fit(stop="np.array_equal(w, before)")),
        Wrong(fit(stop="errors[-2:-1] == [count] or count == 0")),
        Wrong(fit(stop="count == 0 and epoch > 0")),
    ),
    "luck": (
        Wrong(fit(stop="count <= 1")),
        Wrong(fit(stop="epoch > 0 and errors[-1] >= errors[-2] or count == 0")),
    ),
    "constant": (
        Wrong(fit(most="1000"), "max_epochs ignored"),
        Wrong(fit(head="lr = 0.1"), "rate ignored"),
        Wrong(fit(head="lr = 0.01"), "rate ignored"),
        Wrong(fit(answer="z > 1e-4"), "a step beside 0"),
    ),
    # two mistakes are told by both names
    "two at once": Wrong(
        fit(head="lr = 1.0").replace("b, errors\n", "b, [len(X) - k for k in errors]\n")
    ),
}

# ------------------------------------------------------------ margin_bound


def margin(
    R="np.linalg.norm(Z, axis=1).max()",
    norm="np.linalg.norm(v)",
    signs="2 * y - 1",
    nearest="np.min(d)",
    bound="(R / g) ** 2",
    head="",
):
    """The bound, from the samples with their ones Z and the line with its bias v."""
    return f"""
def margin_bound(X, y, w, b):
    {head or "pass"}
    Z, v = np.column_stack([X, np.ones(len(X))]), np.append(w, b)
    R = {R}
    d = ({signs}) * (Z @ v) / {norm}
    g = {nearest}
    return {bound}
"""


NO_LIMIT = "nothing is compared with a limit: the answer is a quotient of two lengths"
MARGIN = {
    "search": Right("""
def square(a):
    return float(a) ** 2
def length(numbers):
    return math.sqrt(sum(square(k) for k in numbers))
def with_one(x):
    return [float(k) for k in x] + [1.0]
def margin_bound(X, y, w, b):
    v = [float(k) for k in w] + [float(b)]
    best = max(length(with_one(x)) for x in X)
    room = [abs(sum(a * k for a, k in zip(with_one(x), v))) / length(v) for x in X]
    while len(room) > 1:
        room.remove(max(room))
    return (best / room[0]) ** 2
"""),
    "asks for more": FIRST,
    "memory": Wrong("""
def margin_bound(X, y, w, b, lengths=[]):
    for x in X:
        lengths.append(np.sqrt(x @ x + 1))
    d = np.abs(X @ w + b) / np.sqrt(w @ w + b * b)
    return (max(lengths) / d.min()) ** 2
"""),
    "graph": NO_PATHS,
    "scale": (
        Wrong(margin(bound="(np.linalg.norm(Z, axis=1) / d).max() ** 2")),
        Wrong(margin(R="np.linalg.norm(Z, axis=1)[d.argmin()]")),
    ),
    **cannot(NO_LIMIT, "threshold", "border"),
    "tolerance": (
        Wrong(margin(norm="(np.linalg.norm(v) + 1e-8)")),
        Wrong(margin(nearest="max(np.min(d), 1e-3)")),
    ),
    "range": (
        Wrong(margin(bound="(R / (g + 1e-8)) ** 2")),
        Wrong(margin(bound="int((R / g) ** 2)"), "cut to a whole number"),
    ),
    "default": Wrong(
        margin("np.sqrt(X[:, 0] ** 2 + X[:, 1] ** 2 + 1).max()"),
    ),
    "dtype": Wrong("""
def margin_bound(X, y, w, b):
    Z = np.ones((len(X), X.shape[1] + 1), dtype=X.dtype)
    Z[:, :-1] = X
    v = np.zeros(len(w) + 1, dtype=w.dtype)
    v[:-1], v[-1] = w, b
    R = np.sqrt((Z * Z).sum(axis=1).max())
    g = np.abs(Z @ v).min() / np.sqrt(v @ v)
    return float((R / g) ** 2)
"""),
    "layout": Wrong(margin(head="X = np.array([float(v) for v in np.nditer(X)]).reshape(X.shape)")),
    "free value": Right(margin(signs="np.sign(Z @ v)")),
    "coincidence": (
        Wrong(margin(nearest="np.abs(d)[y].min()")),
        Wrong(margin(nearest="np.abs(d)[[0, 1]].min()")),
        Wrong(margin(R="np.linalg.norm(Z[y], axis=1).max()")),
    ),
    "luck": (
        Wrong(margin(R="np.linalg.norm(Z[y == 1], axis=1).max()"), "one class only"),
        Wrong(margin(R="np.linalg.norm(Z[y == 0], axis=1).max()"), "one class only"),
        Wrong(margin(nearest="d[y == 1].min()"), "one class only"),
        Wrong(margin(nearest="d[y == 0].min()"), "one class only"),
        Wrong(margin(R="np.linalg.norm(Z[0])")),
    ),
    "constant": (
        Wrong(margin(signs="y - 0.5")),
        Wrong(margin(bound="(R / g) ** 3")),
    ),
    "two at once": (
        Wrong(margin(norm="1", bound="R / g ** 2"), "length of the line left in"),
        Wrong(margin("np.linalg.norm(X, axis=1).max()", "1"), "length of the line left in"),
        Wrong(margin(norm="1", bound="R / g"), "length of the line left in"),
    ),
}

# ------------------------------------------------------------ xor_certificate

ROWS_OF_XOR = "[[0, 0, -1], [0, 1, 1], [1, 0, 1], [-1, -1, -1]]"


def xor(rows=ROWS_OF_XOR, multipliers="np.ones(4)"):
    """A certificate of rows and multipliers."""
    return f"""
def xor_certificate():
    rows = np.array({rows}, dtype=float)
    return {"rows" if "rows" not in multipliers else "rows.copy()"}, {multipliers}
"""


NOTHING_COMES = "the function takes nothing: the answer is one certificate, written down"
XOR = {
    "search": Right("""
import itertools
def xor_certificate():
    points = [(x1, x2, 1) for x1 in (0, 1) for x2 in (0, 1)]
    for signs in itertools.product((-1, 1), repeat=4):
        above = [s > 0 for s in signs]
        if above != [p[0] != p[1] for p in points]:
            continue
        rows = [[s * k for k in p] for s, p in zip(signs, points)]
        for m in itertools.product(range(4), repeat=4):
            sums = [sum(m[n] * rows[n][k] for n in range(4)) for k in range(3)]
            if any(m) and sums == [0, 0, 0]:
                return rows, list(m)
"""),
    "asks for more": FIRST,
    "memory": Wrong("""
def xor_certificate(rows=[]):
    for x1, x2 in [(0, 0), (0, 1), (1, 0), (1, 1)]:
        s = 1 if x1 != x2 else -1
        rows.append([s * x1, s * x2, s])
    return rows, [1] * 4
"""),
    "graph": NO_PATHS,
    "scale": (
        Right("""
def xor_certificate():
    rows = np.array([[0, 0, -1e7], [0, 1e-7, 1e-7], [1, 0, 1], [-3, -3, -3]])
    return rows, np.array([1e-7, 1e7, 1, 1 / 3])
"""),
        # the short row's long multiplier must not hide what the others add up to
        Wrong("""
def xor_certificate():
    rows = np.array([[0, 0, -1e-10], [0, 1, 1], [1, 0, 1], [-1, -1, -1]])
    return rows, np.array([1e10, 1, 1, 0.5])
"""),
    ),
    "threshold": NOTHING_COMES,
    "border": (
        Wrong(xor(multipliers="np.array([0, 1, 1, 0])")),
        Wrong(xor(multipliers="np.array([-1, -1, -1, -1])"), "negative multiplier"),
        Wrong(xor(multipliers="np.zeros(4)"), "nothing multiplied"),
    ),
    "tolerance": (
        Wrong(xor(multipliers="np.array([1, 1, 1, 1 + 1e-7])")),
        Wrong(xor("[[0, 0, -1], [0, 1, 1.0001], [1, 0, 1], [-1, -1, -1]]")),
        Right(xor(multipliers="np.ones(4) * 0.1 * 3")),
    ),
    "range": (
        Right(xor("np.array([[0, 0, -1], [0, 1, 1], [1, 0, 1], [-1, -1, -1]]) * 1e-200")),
        Right(xor(multipliers="np.full(4, 1e200)")),
    ),
    "default": NOTHING_COMES,
    "dtype": (
        Right("""
def xor_certificate():
    rows = np.array([[0, 0, -3], [0, 3, 3], [7, 0, 7], [-1, -1, -1]], dtype=np.float32)
    return rows, (1 / np.array([3, 3, 7, 1])).astype(np.float32)
"""),
        Right("""
def xor_certificate():
    rows = np.array([[0, 0, -1], [0, 1, 1], [1, 0, 1], [-1, -1, -1]], dtype=np.int8)
    return rows, np.array([True, True, True, True])
"""),
        Wrong("""
def xor_certificate():
    rows = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], dtype=np.uint8)
    return rows * np.array([[255], [1], [1], [255]], dtype=np.uint8), np.ones(4)
"""),
    ),
    "layout": (
        Right("""
def xor_certificate():
    columns = [[0, 0, 1, -1], [0, 1, 0, -1], [-1, 1, 1, -1]]
    return np.array(columns).T, np.ones(8)[::2]
"""),
        Wrong("""
def xor_certificate():
    columns = [[0, 0, 1, -1], [0, 1, 0, -1], [-1, 1, 1, -1]]
    return np.array(columns).reshape(4, 3), np.ones(4)
"""),
    ),
    "free value": (
        Right(xor("[[1, 0, 1], [-2, -2, -2], [0, 1, 1], [0, 0, -5]]", "[10, 5, 10, 2]")),
        Wrong(xor("[[0, 0, -1], [0, 1, 1], [0, 1, 1], [-1, -1, -1]]")),
        # one that proves something else: these rows add up to 0 as well
        Wrong(xor("[[0, 0, 1], [0, -1, -1], [-1, 0, -1], [1, 1, 1]]"), "all turned round"),
    ),
    "coincidence": (
        Wrong(xor("np.zeros((4, 3))")),
        Wrong(xor("[[0, 0, 1], [0, 1, 1], [1, 0, 1], [-1, -1, -1]]"), "conditions of NAND"),
    ),
    "luck": "its cases are the same under every seed, and draw nothing",
    "constant": (
        Wrong(xor("[[0, 0, 5], [0, 2, 2], [3, 0, 3], [1, 1, 1]]"), "signs not turned"),
        Wrong(xor(multipliers="np.array([2, -2, -2, 2])"), "negative multiplier"),
        Wrong(xor(multipliers="np.array([1, 2, 3, 4])")),
    ),
    "two at once": (
        Wrong(xor("[[0, 0, 0], [0, 1, 0], [1, 0, 0], [1, 1, 0]]"), "bias left out"),
        Wrong(
            xor("[[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]", "np.array([-1, 1, 1, -1])"),
            "signs not turned",
        ),
    ),
}

# ------------------------------------------------------------ my_mistakes

OWN = 52_817
ZERO, DRAWN = own_mistakes(OWN)


def numbers(*values):
    """Three numbers, written down."""
    return f"def my_mistakes(): return {', '.join(map(str, values))}"


MISTAKES = {
    "search": Right("""
from nnlib.lessons.lesson02 import own_mistakes
def my_mistakes():
    return 52817, *own_mistakes(52817)
"""),
    "asks for more": FIRST,
    "memory": "the answer is asked for once, and no second call is looked at",
    "graph": NO_PATHS,
    "scale": "three whole numbers are compared, each exactly: no size is measured",
    **cannot("counts are whole, and each is compared exactly", "threshold"),
    "border": (
        Wrong(numbers(999, ZERO, DRAWN)),
        Wrong(numbers(10**9, ZERO, DRAWN)),
        Right(numbers(1000, *own_mistakes(1000))),
    ),
    "tolerance": (
        Wrong(numbers(OWN, ZERO + 1, DRAWN)),
        Wrong(numbers(OWN, ZERO, DRAWN + 0.5)),
    ),
    "range": Wrong(numbers(2**80, ZERO, DRAWN)),
    "default": Wrong(numbers(4711, *own_mistakes(4711)), "number of the example"),
    "dtype": (
        Right(numbers(f"{OWN}.0", f"np.int64({ZERO})", f"np.float32({DRAWN})")),
        Wrong(numbers(OWN, f"'{ZERO}'", DRAWN)),
    ),
    "layout": Right(f"def my_mistakes(): return list(np.array([{DRAWN}, {ZERO}, {OWN}])[::-1])"),
    "free value": (
        Right(numbers(86_420, *own_mistakes(86_420))),
        Wrong(numbers(86_420, ZERO, DRAWN)),
    ),
    "coincidence": Wrong(numbers(OWN, ZERO, ZERO), "from zero twice"),
    "luck": "its one case is the same under every seed: the number is the learner's own",
    "constant": Wrong(numbers(OWN, *own_mistakes(4711)), "run of the example"),
    "two at once": Wrong(numbers(4711, DRAWN, ZERO), "number of the example"),
}

ROWS = {
    "predict": PREDICT,
    "perceptron_update": UPDATE,
    "fit_perceptron": FIT,
    "margin_bound": MARGIN,
    "xor_certificate": XOR,
    "my_mistakes": MISTAKES,
}

NO_OPTIONS = "no argument is an option: all are drawn in each case"
CORNERS = {
    "predict": held(
        "one, equal sizes, float32, layout, whole, tie, beside, decades, zeros",
        other_options=NO_OPTIONS,
        shapes="X is a table and w has one axis, as the docstring says",
        long="a sample is answered by itself: many of them are the same as few",
    ),
    "perceptron_update": held(
        "one, float32, layout, whole, tie, beside, decades, other options, zeros",
        equal_sizes="x and w have one axis: there is no table that could be square",
        shapes="x and w have one axis, as the docstring says",
        long="it takes one step for one sample, and no step follows",
    ),
    "fit_perceptron": held(
        "one, equal sizes, float32, layout, whole, tie, beside, decades, other options, zeros, "
        "long",
        shapes="X is a table and y has one axis, as the docstring says",
    ),
    "margin_bound": held(
        "one, equal sizes, float32, layout, whole, decades",
        tie="of two samples that are equally near, or equally long, both give the same answer",
        beside="no score is near a border: the line divides the classes",
        other_options=NO_OPTIONS,
        shapes="X is a table and y has one axis, as the docstring says",
        zeros="a line of zeros divides no classes, and the example has a sample of zeros",
        long="the largest and the smallest of many are found as those of few",
    ),
}

SLIPS = (
    Slip("predict", predict("(z >= 0).astype(int)"), "on the line"),
    Slip("predict", predict("np.where(z > 0.5, 1, 0)"), "threshold of a half"),
    Slip("predict", predict("1 / (1 + np.exp(-z))"), "curve in place of the step"),
    Slip("predict", predict("(X @ w > b).astype(int)"), "bias as a threshold"),
    Slip("perceptron_update", update("int(z > 0.5)"), "a step beside 0"),
    Slip("perceptron_update", update(w="b + lr * error", b="w + lr * error * x"), "b first"),
    Slip("perceptron_update", update_where("s * z <= 0"), "on the line"),
    Slip("perceptron_update", update(w="w + error * x", b="b + error"), "rate left out"),
    Slip("fit_perceptron", fit("s * z <= 0", error="s"), "on the line"),
    Slip("fit_perceptron", fit("s * z < 0", error="s"), "on the line"),
    Slip("fit_perceptron", fit(answer="z >= 0"), "on the line"),
    Slip("fit_perceptron", fit(most="max_epochs + 1"), "one epoch more"),
    Slip("fit_perceptron", fit(head="lr = 0.1"), "rate ignored"),
    Slip("margin_bound", margin(norm="1", bound="R / g ** 2"), "length of the line left in"),
    Slip(
        "margin_bound",
        margin(R="np.linalg.norm(Z[y == 1], axis=1).max()"),
        "one class only",
    ),
    Slip("margin_bound", margin(bound="math.floor((R / g) ** 2)"), "cut to a whole number"),
    Slip(
        "xor_certificate",
        xor("[[0, 0, 1], [0, 1, 1], [1, 0, 1], [-1, -1, -1]]"),
        "conditions of NAND",
    ),
)
