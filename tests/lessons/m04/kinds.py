"""How the exercises of lesson 4 stand to each kind of fault; see tests/lessons/kinds.py."""

from nnlib.lessons.lesson04 import own_shares
from tests.lessons.kinds import Right, Slip, Wrong, cannot, held


def _sigmoid(body):
    return "def sigmoid(z):\n" + "".join(f"    {line}\n" for line in body.strip().splitlines())


_MASKS = """
a = np.zeros(z.shape)
up, down = {up}, {down}
a[up] = 1 / (1 + np.exp(-z[up]))
a[down] = np.exp(z[down]) / (1 + np.exp(z[down]))
return a
"""
_CLIPPED = "return 1 / (1 + np.exp(-np.clip(z, -{0}, {0})))"
_S = "0.5 * (1 + np.tanh(z / 2))"

SIGMOID = {
    "search": Right("""
def sigmoid(z):
    def one(v):
        small = 1.0
        for _ in range(1000):
            small *= math.exp(-abs(v) / 1000)
        return 1 / (1 + small) if v >= 0 else small / (1 + small)
    return np.array([one(float(v)) for v in z.ravel()]).reshape(z.shape)
"""),
    **cannot("it is the first exercise, and calls no earlier one", "asks for more"),
    "memory": Wrong("""
def sigmoid(z, found=[]):
    for v in z.ravel():
        found.append(0.5 * (1 + math.tanh(v / 2)))
    return np.array(found[-z.size:] if z.ndim > 1 else found).reshape(z.shape)
"""),
    **cannot("each number goes through one formula, along one road", "graph"),
    **cannot("each number is answered by itself, and measured against no other", "scale"),
    "threshold": (
        Wrong(_sigmoid(_MASKS.format(up="z > 0.001", down="z <= 0"))),
        Wrong(_sigmoid(_MASKS.format(up="z >= 0", down="z < -1e-9"))),
        Wrong(_sigmoid(_CLIPPED.format(30)), "cut off a little too near"),
    ),
    "border": Wrong(_sigmoid(_MASKS.format(up="z > 0", down="z < 0")), "nobody takes 0"),
    "tolerance": Wrong(_sigmoid(f"return np.where(np.isclose(z, 0, atol=1e-3), 0.5, {_S})")),
    "range": (
        Wrong(_sigmoid(f"return np.where(z < -20, 0.0, {_S})")),
        Wrong(_sigmoid(f"return np.where(z < -30, 0.0, {_S})")),
        Wrong(_sigmoid(f"return np.where(z > 8, 1.0, {_S})")),
        Wrong(_sigmoid(f"return np.where(np.abs(z) < 0.3, 0.5 + z / 4, {_S})")),
        Wrong(_sigmoid(f"return np.where(np.abs(z) < 0.1, 0.5 + z / 4, {_S})")),
        Wrong(_sigmoid(f"return np.where(np.abs(z) < 500, {_S}, 0.5)")),
        Wrong(_sigmoid("return (1 / (1 + np.exp(-z.astype(np.longdouble)))).astype(float)")),
    ),
    **cannot("its only argument is z, and no number of the formula is anybody's choice", "default"),
    "dtype": Wrong(
        _sigmoid(
            _MASKS.format(up="z >= 0", down="z < 0").replace("zeros(z.shape)", "empty_like(z)")
        ),
        "whole numbers",
    ),
    "layout": Wrong(
        _sigmoid("found = [0.5 * (1 + math.tanh(v / 2)) for v in np.nditer(z)]")
        + "    return np.array(found).reshape(z.shape)\n"
    ),
    **cannot("for each z one number alone is right", "free value"),
    "coincidence": Wrong(
        _sigmoid("return 0.5 + z / np.abs(z) * 0.5 * np.tanh(np.abs(z) / 2)"),
    ),
    "luck": (
        Wrong(_sigmoid(_CLIPPED.format(3.5))),
        Wrong(_sigmoid(_CLIPPED.format(3.95))),
    ),
    "constant": (
        Wrong(_sigmoid(_CLIPPED.format(7)), "cut off too near"),
        Wrong(_sigmoid(_CLIPPED.format(13)), "cut off too near"),
        Wrong(_sigmoid("return 1 / (1 + np.exp(-np.maximum(z, -9)))"), "cut off too near"),
        Wrong(_sigmoid(_CLIPPED.format(24)), "cut off a little too near"),
        Wrong(_sigmoid(f"return np.clip({_S}, 1e-7, 1 - 1e-7)"), "cut off a little too near"),
        Wrong(_sigmoid(f"return np.round({_S}, 4)"), "rounded"),
    ),
    "two at once": Wrong(
        _sigmoid("a = np.zeros_like(z)\na[...] = 1 / (1 + np.exp(-z))\nreturn a"), "no protection"
    ),
}


def _slopes(**parts):
    """Write an answer that is right but for some parts, each a formula of z, s, t and up."""
    right = {
        "sigmoid": "s * (1 - s)",
        "tanh": "1 - t**2",
        "relu": "np.where(up, 1.0, 0.0)",
        "leaky": "np.where(up, 1.0, 0.01)",
        "elu": "np.where(up, 1.0, np.exp(np.minimum(z, 0)))",
        "silu": "s + z * s * (1 - s)",
    }
    assert parts.keys() <= right.keys()
    lines = [f"    {name} = {formula}\n" for name, formula in (right | parts).items()]
    return (
        (
            "def derivatives(z):\n    s, t, up = sigmoid(z), np.tanh(z), z > 0\n"
            + "".join(lines)
            + "    return sigmoid, tanh, relu, leaky, elu, silu\n"
        )
        .replace("sigmoid = ", "bell = ")
        .replace("return sigmoid", "return bell")
    )


_NUDGED = """
def derivatives(z):
    def curves(z):
        s = 1 / (1 + np.exp(-np.clip(z, -80, 80)))
        elu = np.where(z > 0, z, np.exp(np.minimum(z, 0)) - 1)
        return s, np.tanh(z), np.maximum(0, z), np.where(z > 0, z, 0.01 * z), elu, z * s
    h = {h}
    return [({over}) / {by} for a, b in zip(curves(z + h), curves({back}))]
"""
_CENTRAL = {"over": "a - b", "by": "(2 * h)", "back": "z - h"}

DERIVATIVES = {
    "search": Right("""
def derivatives(z):
    def exp(v):
        grown = 1.0
        for _ in range(1000):
            grown *= math.exp(v / 1000)
        return grown
    rows = []
    for v in z.ravel():
        v = float(v)
        small = exp(-abs(v))
        s = 1 / (1 + small) if v > 0 else small / (1 + small)
        bell = small / (1 + small) ** 2
        row = [bell, 1 - math.tanh(v) ** 2, 1, 1, 1] if v > 0 else [
            bell, 1 - math.tanh(v) ** 2, 0, 0.01, small]
        rows.append([*row, s + v * bell])
    return [np.array(part, float).reshape(z.shape) for part in zip(*rows)]
"""),
    "asks for more": Right("""
def derivatives(z):
    def six(v):
        s, t = float(sigmoid(v)), math.tanh(v)
        elu = 1.0 if v > 0 else math.exp(v)
        bell, leaky = s * (1 - s), 1.0 if v > 0 else 0.01
        return bell, 1 - t * t, float(v > 0), leaky, elu, s + v * bell
    table = np.array([six(float(v)) for v in z.flatten()])
    return tuple(part.reshape(z.shape) for part in table.T)
"""),
    "memory": Wrong("""
def derivatives(z, found=[]):
    s, t, up = sigmoid(z), np.tanh(z), z > 0
    found += [s * (1 - s), 1 - t**2, np.where(up, 1.0, 0.0), np.where(up, 1.0, 0.01)]
    found += [np.where(up, 1.0, np.exp(np.minimum(z, 0))), s + z * s * (1 - s)]
    return found[:6]
"""),
    **cannot("each slope is one formula of z; no slopes are passed on and added up", "graph"),
    **cannot("each number is answered by itself, and measured against no other", "scale"),
    "threshold": (
        Wrong(_slopes(relu="np.where(z > 0.1, 1.0, 0.0)")),
        Wrong(_slopes(relu="np.where(z > 1e-9, 1.0, 0.0)")),
        Wrong(_slopes(leaky="np.where(z < -1e-6, 0.01, 1.0)")),
        Wrong(_slopes(elu="np.where(z > -0.01, 1.0, np.exp(np.minimum(z, 0)))")),
    ),
    **cannot("the only border is 0, and no z is 0, as the docstring promises", "border"),
    "tolerance": Wrong(_slopes(relu="np.where(np.isclose(z, 0), 0.5, 1.0 * up)")),
    "range": (
        Wrong(_slopes(sigmoid="np.where(np.abs(z) > 18, 0.0, s * (1 - s))")),
        Wrong(_slopes(tanh="1 - np.tanh(np.clip(z, -3, 3)) ** 2")),
        Wrong(_slopes(silu="np.where(z > 15, 1.0, s + z * s * (1 - s))")),
        Wrong(_slopes(elu="np.where(up, 1.0, np.where(z < -5, 0.0, np.exp(np.minimum(z, 0))))")),
        Wrong(_slopes(tanh="np.where(np.abs(z) < 0.1, 1 - z**2, 1 - t**2)")),
        Wrong(_slopes(elu="np.where(up, 1.0, np.exp(z))"), "an exponential out of reach"),
    ),
    **cannot("its only argument is z: 0.01 is a part of what leaky_relu means", "default"),
    "dtype": (
        Wrong(
            _slopes(leaky="np.ones(z.shape, dtype=int)").replace(
                "    elu", "    leaky[z < 0] = 0.01\n    elu", 1
            ),
            "leaky_relu: no leak",
        ),
        Wrong(_NUDGED.format(h="1e-5", **_CENTRAL), "nudged"),
    ),
    "layout": Wrong("""
def derivatives(z):
    rows = []
    for v in np.nditer(z):
        s, t, up = 0.5 * (1 + math.tanh(v / 2)), math.tanh(v), v > 0
        elu = 1.0 if up else math.exp(v)
        rows.append((s * (1 - s), 1 - t * t, 1.0 * up, 1.0 if up else 0.01, elu,
                     s + v * s * (1 - s)))
    return [np.array(part).reshape(z.shape) for part in zip(*rows)]
"""),
    **cannot("no z is 0, and elsewhere one slope alone is right", "free value"),
    **cannot("equal numbers have equal slopes, and no z is 0", "coincidence"),
    "luck": (
        Wrong(_slopes(relu="np.where(z > 0.5, 1.0, 0.0)")),
        Wrong(_slopes(silu="np.where(z > 2.5, 1.0, s + z * s * (1 - s))")),
    ),
    "constant": (
        Wrong(_slopes(leaky="np.where(up, 1.0, 0.05)"), "leaky_relu: another leak"),
        Wrong(_NUDGED.format(h="1e-6", **_CENTRAL), "nudged"),
        Wrong(_NUDGED.format(h="1e-4", over="a - b", by="h", back="z"), "nudged"),
    ),
    "two at once": Wrong(_slopes(tanh="1 - z**2", leaky="np.where(up, 1.0, 0.0)")),
}


def _dead(line):
    return f"def dead_fraction(A):\n    return {line}\n"


_WHISPER = "a whisper taken for silence"

DEAD_FRACTION = {
    "search": Right("""
def dead_fraction(A):
    def silent(number):
        return number == 0
    N, H = A.shape
    return sum(sum(silent(A[n, h]) for n in range(N)) == N for h in range(H)) / H
"""),
    **cannot("it builds on no earlier exercise, and calls none", "asks for more"),
    "memory": Wrong("""
def dead_fraction(A, dead=[]):
    for unit in A.T:
        dead.append(not unit.any())
    return sum(dead) / len(dead)
"""),
    **cannot("units are counted; nothing is passed on and added up along roads", "graph"),
    "scale": Wrong(_dead("float((A.max(axis=0) <= 1e-6 * A.max()).mean())"), _WHISPER),
    "threshold": (
        Wrong(_dead("float((A < 1e-9).all(axis=0).mean())"), _WHISPER),
        Wrong(_dead("float((A < 0.5).all(axis=0).mean())"), _WHISPER),
    ),
    "border": Wrong(_dead("float((A < 0).all(axis=0).mean())"), "looks below 0"),
    "tolerance": Wrong(_dead("float(np.isclose(A, 0).all(axis=0).mean())"), _WHISPER),
    "range": (
        Wrong(_dead("float((np.round(A, 8) == 0).all(axis=0).mean())"), _WHISPER),
        Wrong(_dead("float((1 + A.sum(axis=0) == 1).mean())"), _WHISPER),
    ),
    **cannot("its only argument is A, and 0 is a part of what silent means", "default"),
    "dtype": Wrong(_dead("float((A.astype(int) == 0).all(axis=0).mean())"), _WHISPER),
    "layout": Wrong("""
def dead_fraction(A):
    N, H = A.shape
    numbers = A.ravel(order="K")
    return sum(not numbers[h::H].any() for h in range(H)) / H
"""),
    **cannot("for each table one share alone is right", "free value"),
    "coincidence": Wrong(_dead("float((A.std(axis=0) == 0).mean())"), "always the same"),
    "luck": (
        Wrong(_dead("float((A[:2] == 0).all(axis=0).mean())")),
        Wrong(_dead("float((A[:-1] == 0).all(axis=0).mean())")),
        Wrong(_dead("float((A[1:] == 0).all(axis=0).mean())")),
        Wrong(_dead("float((A[:100] == 0).all(axis=0).mean())")),
    ),
    "constant": (
        Wrong(_dead("float((A.max(axis=0) <= 1e-12).mean())"), _WHISPER),
        Wrong(_dead("float((A.mean(axis=0) < 1e-3).mean())"), _WHISPER),
        Wrong(_dead("float(((A == 0).mean(axis=0) > 0.95).mean())"), "silent for most"),
        Wrong(_dead("float(((A == 0).mean(axis=0) >= 0.99).mean())"), "silent for most"),
    ),
    "two at once": Wrong(_dead("100 * float((A.max(axis=0) < 1e-3).mean())"), "in percent"),
}


def _softmax(before, of="Z"):
    """Write an answer with lines before the exponentials of a table."""
    lines = "".join(f"    {line}\n" for line in before.splitlines())
    end = f"    E = np.exp({of})\n    return E / E.sum(axis=1, keepdims=True)\n"
    return "def softmax(Z):\n" + lines + end


_TOP = "Z.max(axis=1, keepdims=True)"

SOFTMAX = {
    "search": Right("""
def softmax(Z):
    def largest(row):
        top = row[0]
        for v in row:
            top = max(top, v)
        return top
    def share(row, c):
        return math.exp(row[c] - largest(row)) / sum(math.exp(v - largest(row)) for v in row)
    return np.array([[share(row, c) for c in range(len(row))] for row in Z.tolist()])
"""),
    **cannot("it builds on no earlier exercise, and calls none", "asks for more"),
    "memory": Wrong("""
def softmax(Z, rows=[]):
    for row in Z:
        e = np.exp(row - row.max())
        rows.append(e / e.sum())
    return np.array(rows)
"""),
    **cannot("each row goes through one formula, along one road", "graph"),
    "scale": Wrong("""
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    E[E < 1e-3 * E.max()] = 0
    return E / E.sum(axis=1, keepdims=True)
"""),
    "threshold": (
        Wrong(_softmax(f"if Z.max() > 720: Z = Z - {_TOP}")),
        Wrong(_softmax(f"if Z.max() > 500: Z = Z - {_TOP}")),
        Wrong(_softmax(f"if np.abs(Z).max() > 800: Z = Z - {_TOP}")),
    ),
    **cannot("the largest of a row is the same, whether > or ≥ has found it", "border"),
    "tolerance": Wrong("""
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return np.where(np.isclose(P, 0, atol=1e-5), 0.0, P)
"""),
    "range": (
        Wrong(_softmax("Z = Z.astype(np.longdouble)")),
        Wrong(_softmax("", f"np.maximum(Z - {_TOP}, -2)")),
        Wrong(_softmax(f"Z = Z - np.maximum({_TOP}, 0)"), "not shifted below 0"),
    ),
    **cannot("its only argument is Z, and no number of the formula is anybody's choice", "default"),
    "dtype": Wrong("""
def softmax(Z):
    P = np.zeros(Z.shape, dtype=int)
    for n, row in enumerate(Z):
        e = np.exp(row - row.max())
        P[n] = e / e.sum()
    return P
"""),
    "layout": Wrong("""
def softmax(Z):
    N, C = Z.shape
    rows = Z.ravel(order="K").reshape(N, C)
    E = np.exp(rows - rows.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)
"""),
    **cannot("for each row one distribution alone is right", "free value"),
    "coincidence": Wrong("""
def softmax(Z):
    rows = []
    for row in Z:
        e = np.exp(row - row.max())
        rows.append(e / sum(set(e.tolist())))
    return np.array(rows)
"""),
    "luck": (
        Wrong(_softmax("Z = np.clip(Z, -4.5, 4.5)")),
        Wrong(_softmax("", f"np.maximum(Z - {_TOP}, -4)")),
    ),
    "constant": (
        Wrong(_softmax("Z = np.clip(Z, -250, 250)"), "held back"),
        Wrong(_softmax("Z = np.clip(Z, -15, 15)"), "held back"),
        Wrong(_softmax("Z = np.minimum(Z, 150)"), "held back"),
        Wrong(_softmax("Z = Z - 300"), "one number for every table"),
        Wrong(_softmax("Z = Z - 700"), "one number for every table"),
    ),
    "two at once": Wrong(
        "def softmax(Z):\n    E = np.exp(Z[0])\n    return E / E.sum()\n", "first row only"
    ),
}

SOFTMAX_JACOBIAN = {
    "search": Right("""
def softmax_jacobian(p):
    def same(i, j):
        return 1.0 if i == j else 0.0
    def entry(i, j):
        return sum(same(i, k) * (same(k, j) - p[j]) * p[k] for k in range(len(p)))
    return np.array([[entry(i, j) for j in range(len(p))] for i in range(len(p))])
"""),
    **cannot("it starts from probabilities, and calls no earlier exercise", "asks for more"),
    "memory": Wrong("""
def softmax_jacobian(p, rows=[]):
    for i in range(len(p)):
        row = -p[i] * p
        row[i] += p[i]
        rows.append(row)
    return np.array(rows)
"""),
    **cannot("each entry is one formula of two probabilities, along one road", "graph"),
    "scale": Wrong("""
def softmax_jacobian(p):
    J = np.diag(p) - np.outer(p, p)
    J[np.abs(J) < 0.01 * np.abs(J).max()] = 0
    return J
"""),
    "threshold": Wrong("""
def softmax_jacobian(p):
    p = np.where(p < 1e-8, 0, p)
    return np.diag(p) - np.outer(p, p)
"""),
    **cannot("no size decides anything, so that no interval has an end", "border"),
    "tolerance": Wrong("""
def softmax_jacobian(p):
    same = np.isclose(p[:, None], p)
    return same * p - np.outer(p, p)
"""),
    "range": (
        Wrong("""
def softmax_jacobian(p):
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return np.diag(p) - np.outer(p, p)
"""),
        Wrong("""
def softmax_jacobian(p):
    p = p + 1e-12
    return np.diag(p) - np.outer(p, p)
"""),
    ),
    **cannot("its only argument is p, and the formula has no number", "default"),
    "dtype": Wrong("""
def softmax_jacobian(p):
    J = np.eye(len(p), dtype=int)
    for i in range(len(p)):
        for j in range(len(p)):
            J[i, j] = p[i] * (J[i, j] - p[j])
    return J
"""),
    "layout": Wrong("""
def softmax_jacobian(p):
    p = np.frombuffer(p, dtype=p.dtype)
    return np.diag(p) - np.outer(p, p)
"""),
    **cannot("for each p one table alone is right", "free value"),
    "coincidence": Wrong("""
def softmax_jacobian(p):
    return np.array([[a * (1 - a) if a == b else -a * b for b in p] for a in p])
"""),
    "luck": Wrong("""
def softmax_jacobian(p):
    p = np.maximum(p, 1e-6)
    return np.diag(p) - np.outer(p, p)
"""),
    **cannot("no registered mistake has a number in it", "constant"),
    "two at once": Wrong("""
def softmax_jacobian(p):
    E = np.exp(p - p.max())
    p = E / E.sum()
    return np.outer(p, p) - np.diag(p)
"""),
}


def _relay(number, write="{n}, {s:.4g}, {t:.4g}"):
    sigmoid, tanh = own_shares(number)
    return "def my_relay():\n    return " + write.format(n=number, s=sigmoid, t=tanh) + "\n"


_OWN = 20261
_S_OWN, _T_OWN = own_shares(_OWN)

MY_RELAY = {
    "search": Right("""
def my_relay():
    from nnlib.lessons.lesson04 import own_shares
    number = 0
    for _ in range(20261):
        number += abs(1)
    return number, *own_shares(number)
"""),
    **cannot(
        "it writes down what the lesson's run printed, and calls no exercise", "asks for more"
    ),
    **cannot("each call is judged by itself, and any number of one's own will do", "memory"),
    **cannot("three numbers are written down, and nothing is computed along roads", "graph"),
    "scale": (
        Wrong(_relay(_OWN, "{n}, 0.0, {t:.4g}")),
        Wrong(f"def my_relay():\n    return {_OWN}, {2 * _S_OWN}, {_T_OWN}\n"),
        Wrong(f"def my_relay():\n    return {_OWN}, {_S_OWN}, {_T_OWN + _S_OWN + 0.01}\n"),
    ),
    "threshold": (
        Right(f"def my_relay():\n    return {_OWN}, {1.005 * _S_OWN}, {0.995 * _T_OWN}\n"),
        Wrong(f"def my_relay():\n    return {_OWN}, {1.03 * _S_OWN}, {_T_OWN}\n"),
        Wrong(f"def my_relay():\n    return {_OWN}, {_S_OWN}, {0.97 * _T_OWN}\n"),
    ),
    "border": (
        Right(_relay(1000)),
        Right(_relay(999_999_999)),
        Wrong(_relay(999)),
        Wrong(_relay(1_000_000_000)),
    ),
    "tolerance": Wrong(_relay(_OWN, "{n}, {s:.0e}, {t:.1g}")),
    "range": Wrong(_relay(_OWN, "{n}, round({s:.4g}, 6), {t:.4g}")),
    "default": Wrong(_relay(4711), "number of the example"),
    "dtype": (
        Right(_relay(_OWN, "{n}.0, {s:.4g}, {t:.4g}")),
        Wrong(_relay(_OWN, "{n}, '{s:.4g}', '{t:.4g}'")),
        Right(_relay(_OWN, "np.int32({n}), np.float32({s:.4g}), np.float32({t:.4g})")),
    ),
    **cannot("it takes no array and returns none", "layout"),
    "free value": (
        Wrong(_relay(4711).replace("4711", str(_OWN)), "run of the example"),
        Wrong(_relay(_OWN).replace(str(_OWN), str(_OWN + 1))),
    ),
    "coincidence": Wrong(_relay(_OWN, "{n}, {s:.4g}, {s:.4g}"), "one network twice"),
    **cannot("its one case is the learner's own run, under every seed", "luck"),
    "constant": (
        Wrong(_relay(_OWN).replace("e-", "e"), "minus of the power lost"),
        Wrong(_relay(_OWN, "{n}, {s:.4g} * 100, {t:.4g} * 100"), "in percent"),
    ),
    "two at once": Wrong(_relay(_OWN, "{n}, {t:.4g} * 100, {s:.4g} * 100")),
}

ROWS = {
    "sigmoid": SIGMOID,
    "derivatives": DERIVATIVES,
    "dead_fraction": DEAD_FRACTION,
    "softmax": SOFTMAX,
    "softmax_jacobian": SOFTMAX_JACOBIAN,
    "my_relay": MY_RELAY,
}

_ONE_ARGUMENT = "there is no argument beside the array"

CORNERS = {
    "sigmoid": held(
        "float32, layout, whole, beside, decades, shapes",
        one="no axis is summed over, so that its length does not matter",
        equal_sizes="nothing is turned or multiplied, so that a square is a table like others",
        tie="at 0, in the docstring's example and among the whole numbers, both forms agree",
        other_options=_ONE_ARGUMENT,
        zeros="0 is an ordinary number here, and stands in the docstring's example",
        long="each number is answered by itself, however many there are",
    ),
    "derivatives": held(
        "float32, layout, beside, decades, shapes",
        one="no axis is summed over, so that its length does not matter",
        equal_sizes="nothing is turned or multiplied, so that a square is a table like others",
        whole="the docstring promises an array of floats",
        tie="the docstring promises that no z is 0",
        other_options=_ONE_ARGUMENT,
        zeros="the docstring promises that no z is 0",
        long="each number is answered by itself, however many there are",
    ),
    "dead_fraction": held(
        "one, equal sizes, float32, layout, tie, beside, decades, zeros, long",
        whole="the answer is one number, and no array like A is needed for it",
        other_options=_ONE_ARGUMENT,
        shapes="the docstring promises one axis of samples and one of units",
    ),
    "softmax": held(
        "one, equal sizes, float32, layout, tie, beside, decades",
        whole="scores are floats: the docstring promises no whole numbers",
        other_options=_ONE_ARGUMENT,
        shapes="the docstring promises one axis of samples and one of classes",
        zeros="scores of 0 are scores like others: a row of equal ones is a tie",
        long="each row is answered by itself, however many there are",
    ),
    "softmax_jacobian": held(
        "one, float32, layout, tie, decades, zeros, long",
        equal_sizes="p has one axis, and the answer is square in every case",
        whole="probabilities are floats, as a softmax gives them",
        beside="no number decides anything, so that nothing lies beside a border",
        other_options=_ONE_ARGUMENT,
        shapes="the docstring promises the probabilities of one sample",
    ),
}

_ONE = "one number at a time"
_BEYOND = "an exponential out of reach"


def _jacobian(line):
    return f"def softmax_jacobian(p):\n    return {line}\n"


_LOOPS = """
def softmax_jacobian(p):
    C = len(p)
    J = np.zeros((C, C))
    for i in range(C):
        for j in range(C):
            J[i, j] = {same} if i == j else {other}
    return J
"""

_FROM_ZERO = """
def softmax(Z):
    rows = []
    for row in Z:
        top = 0
        for v in row:
            if v > top:
                top = v
        e = np.exp(row - top)
        rows.append(e / e.sum())
    return np.array(rows)
"""
_ROUNDED = """
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return np.round(E / E.sum(axis=1, keepdims=True), {})
"""

SLIPS = (
    Slip("sigmoid", _sigmoid("return 1 / (1 + np.exp(-z))"), "no protection"),
    Slip(
        "sigmoid",
        _sigmoid("with np.errstate(all='ignore'):\n    return 1 / (1 + np.exp(-z))"),
        "no protection",
    ),
    Slip("sigmoid", _sigmoid("return np.exp(z) / (np.exp(z) + 1)"), "the other side overflows"),
    Slip(
        "sigmoid",
        _sigmoid("return np.where(z < 0, np.exp(z) / (1 + np.exp(z)), 1 / (1 + np.exp(-z)))"),
        "both branches computed",
    ),
    Slip("sigmoid", _sigmoid("z = max(z, -700)\nreturn 1 / (1 + np.exp(-z))"), _ONE),
    Slip(
        "sigmoid",
        _sigmoid("if z > 0:\n    return 1 / (1 + np.exp(-z))\nreturn np.exp(z) / (1 + np.exp(z))"),
        _ONE,
    ),
    Slip("sigmoid", _sigmoid("return 1 / (1 + math.exp(-z))"), "exp of one number"),
    *(Slip("sigmoid", _sigmoid(_CLIPPED.format(c)), "cut off too near") for c in (4, 9, 11)),
    *(Slip("sigmoid", _sigmoid(_CLIPPED.format(c)), "cut off a little too near") for c in (18, 36)),
    Slip("sigmoid", _sigmoid(f"return np.maximum({_S}, 1e-4)"), "cut off too near"),
    Slip("sigmoid", _sigmoid(f"return np.maximum({_S}, 1e-10)"), "cut off a little too near"),
    *(Slip("sigmoid", _sigmoid(f"return ({_S}).round({d})"), "rounded") for d in (2, 3, 8)),
    Slip("derivatives", _slopes(tanh="1 - t"), "tanh: the square"),
    Slip("derivatives", _slopes(relu="up"), "relu: truth values"),
    Slip("derivatives", _slopes(relu="max(0, z)"), _ONE),
    Slip("derivatives", _slopes(elu="np.where(up, 1, np.exp(z) - 1)"), "elu: its value"),
    Slip("derivatives", _slopes(elu="np.where(up, z, np.exp(z) - 1)"), "elu: its value"),
    Slip("derivatives", _slopes(elu="np.where(up, 1, -np.exp(z))"), "elu: sign of its exponential"),
    Slip("derivatives", _slopes(elu="np.where(up, 1, np.exp(-z))"), "elu: sign of its exponential"),
    Slip(
        "derivatives",
        _slopes(elu="np.ones(z.shape)").replace(
            "    silu", "    elu[z < 0] = np.exp(-z[z < 0])\n    silu", 1
        ),
        "elu: sign of its exponential",
    ),
    Slip("derivatives", _slopes(elu="np.exp(z)"), "elu: not straight above"),
    Slip("derivatives", _slopes(elu="np.where(up, z, np.exp(z))"), "elu: not straight above"),
    Slip("derivatives", _slopes(tanh="1 / np.cosh(z) ** 2"), _BEYOND),
    Slip("derivatives", _slopes(sigmoid="np.exp(-z) / (1 + np.exp(-z)) ** 2"), _BEYOND),
    *(
        Slip("derivatives", _slopes(leaky=f"np.where(up, 1, {leak})"), "leaky_relu: another leak")
        for leak in (0.1, 0.3, 0.02)
    ),
    Slip(
        "derivatives",
        _slopes(leaky="np.where(up, 1, 0.2)").replace(
            "return bell, tanh, relu, leaky, elu, silu",
            "return [bell, tanh, relu, leaky, elu, silu]",
        ),
        "leaky_relu: another leak",
    ),
    *(Slip("derivatives", _NUDGED.format(h=h, **_CENTRAL), "nudged") for h in (1e-3, 1e-4)),
    Slip("derivatives", _NUDGED.format(h=1e-5, over="a - b", by="h", back="z"), "nudged"),
    *(
        Slip("dead_fraction", _dead(f"float((A < {small}).all(axis=0).mean())"), _WHISPER)
        for small in (1e-3, 1e-6, 1e-8, 1e-16)
    ),
    Slip("dead_fraction", _dead("float(np.isclose(A.sum(axis=0), 0).mean())"), _WHISPER),
    Slip("dead_fraction", _dead("float((A < 0).all(axis=0).mean())"), "looks below 0"),
    *(
        Slip(
            "dead_fraction",
            _dead(f"float(((A == 0).mean(axis=0) > {most}).mean())"),
            "silent for most",
        )
        for most in (0.5, 0.9, 0.99)
    ),
    Slip("dead_fraction", _dead("float((A.var(axis=0) == 0).mean())"), "always the same"),
    Slip(
        "softmax",
        "def softmax(Z):\n    return np.eye(Z.shape[1])[Z.argmax(axis=1)]\n",
        "largest takes all",
    ),
    Slip(
        "softmax", f"def softmax(Z):\n    return (Z == {_TOP}).astype(float)\n", "largest takes all"
    ),
    Slip("softmax", _softmax("Z = Z - max(Z)"), "Python's max"),
    Slip("softmax", _FROM_ZERO, "not shifted below 0"),
    *(Slip("softmax", _softmax(f"Z = np.clip(Z, -{c}, {c})"), "held back") for c in (30, 100, 500)),
    *(Slip("softmax", _softmax(f"Z = np.minimum(Z, {c})"), "held back") for c in (100, 600)),
    *(
        Slip("softmax", _softmax(f"Z = Z - {c}"), "one number for every table")
        for c in (200, 500, 1000)
    ),
    *(Slip("softmax", _ROUNDED.format(d), "rounded") for d in (2, 3, 4)),
    Slip("softmax_jacobian", _jacobian("np.diag(p) - np.dot(p, p)"), "one number for all products"),
    Slip("softmax_jacobian", _jacobian("np.diag(p) - (p**2).sum()"), "one number for all products"),
    Slip("softmax_jacobian", _jacobian("np.diag(p) - p * p"), "the same probability twice"),
    Slip("softmax_jacobian", _LOOPS.format(same="p[i] * (1 - p[i])", other="0"), "diagonal only"),
    Slip(
        "softmax_jacobian",
        _LOOPS.format(same="p[i] * (1 - p[i])", other="p[i] * p[j]"),
        "others rise as well",
    ),
    Slip(
        "softmax_jacobian",
        _LOOPS.format(same="-p[i] * p[i]", other="-p[i] * p[j]"),
        "diagonal forgotten",
    ),
    Slip(
        "softmax_jacobian",
        _jacobian("np.outer(p, 1 - p)"),
        "others rise as well",
    ),
    Slip("my_relay", _relay(_OWN).replace("e-", "e"), "minus of the power lost"),
    Slip("my_relay", _relay(_OWN, "{n}, {s:.4g} * 100, {t:.4g} * 100"), "in percent"),
    Slip("my_relay", _relay(_OWN, "{n}, {t:.4g}, {s:.4g}"), "in another order"),
)
