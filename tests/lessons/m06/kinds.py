"""How the exercises of lesson 6 stand to each kind of fault; see tests/lessons/kinds.py."""

from autograder.lessons.m06.judge.number import losses
from nnlib.lessons.lesson06 import own_losses
from tests.lessons.kinds import Right, Slip, Wrong, cannot, held, wrong_by
from tests.lessons.m06 import right as styles


def function(head, *lines):
    """Write a function of its lines; the last of them is what it returns."""
    *before, answer = filter(None, lines)
    return "\n    ".join([f"def {head}:", *before, f"return {answer}"])


def read_on(array):
    """Write that an array of one axis is read as if its entries lay one after the other."""
    step = f"({array}.itemsize,)"
    return f"{array} = np.lib.stride_tricks.as_strided({array}, {array}.shape, {step})"


EARLIER = "it calls no earlier exercise"
NO_GRAPH = "each sample goes through one formula, along one road"
NO_SCALE = "no entry is measured by another"
NO_CHOICE = "loss and slopes are one number each"

# ------------------------------------------------------------ mse


PARTLY = (
    "Z.shape[-1] == Y.shape[-1]",
    "Z.shape[-2:] == Y.shape[-2:]",
    "len(Z) == len(Y) and Z.ndim == Y.ndim",
    "Z.shape[0] == Y.shape[0] and Z.shape[-1] == Y.shape[-1]",
)
SPREAD = (
    "(Z - Y).shape == Y.shape",
    "(Z - Y).shape == Z.shape",
    "np.broadcast(Z, Y).size == Y.size",
    "(Z + Y).size == Y.size",
)


def mse(
    loss="(E**2).mean()", dZ="2 * E / E.size", check="assert Z.shape == Y.shape", first="", more=""
):
    return function(f"mse(Z, Y{more})", check, "E = Z - Y", first, f"{loss}, {dZ}")


EACH_ENTRY = """
def mse(Z, Y):
    assert Z.shape == Y.shape
    def square(error): return error * error
    errors = [float(z) - float(y) for z, y in zip(Z.ravel(), Y.ravel())]
    loss = sum(square(error) for error in errors) / len(errors)
    return loss, np.array([2 * error / len(errors) for error in errors]).reshape(Z.shape)
"""
MSE = {
    "search": Right(EACH_ENTRY),
    **cannot(EARLIER, "asks for more"),
    "memory": (
        Wrong(mse("np.mean(squares)", first="squares.extend((E**2).ravel())", more=", squares=[]")),
        Wrong(
            "known = {}\n"
            + mse(dZ="known[Z.shape]", first="known.setdefault(Z.shape, 2 * E / E.size)")
        ),
    ),
    **cannot(NO_GRAPH, "graph"),
    **cannot(NO_SCALE, "scale"),
    "threshold": (
        Wrong(mse(first="E = np.where(np.abs(E) < 1e-3, 0, E)")),
        Wrong(mse(dZ="np.where(np.abs(E) < 0.01, 0, 2 * E / E.size)")),
    ),
    "border": (
        Wrong(mse("(E**2).ravel()[:-1].sum() / E.size")),
        Wrong(mse("(E**2)[1:].sum() / E.size")),
    ),
    "tolerance": (
        Wrong(mse(first="if np.allclose(Z, Y): return 0.0, 0.0 * E")),
        Wrong(mse(first="E = np.where(np.isclose(Z, Y), 0, E)")),
    ),
    "range": (
        Wrong(mse(first="E = np.clip(E, -1000, 1000)")),
        Wrong(mse(first="E = np.clip(E, -1e5, 1e5)")),
        Wrong(mse("(Z**2 - 2 * Z * Y + Y**2).mean()"), "square multiplied out"),
        Wrong(mse("(E**2).mean().round(6)")),
    ),
    "default": (
        Wrong(mse("(E**2).sum() / 4", "2 * E / 4"), "four as in the example"),
        Wrong(mse("(E**2).sum() / (2 * len(E))", "2 * E / (2 * len(E))")),
    ),
    "dtype": (
        Wrong(
            mse(dZ="dZ", first="dZ = np.zeros_like(Z); dZ[...] = 2 * E / E.size"),
            "slopes cut to whole numbers",
        ),
        Wrong(mse(dZ="(2 * E / E.size).astype(Z.dtype)"), "slopes cut to whole numbers"),
    ),
    "layout": Wrong(mse(first="E = (Z.ravel(order='K') - Y.ravel(order='K')).reshape(Z.shape)")),
    **cannot(NO_CHOICE, "free value"),
    "coincidence": (
        Wrong(mse("sum(set((E**2).ravel().tolist())) / E.size")),
        Wrong(mse(dZ="2 * E**2 / E / E.size")),
        Wrong(mse(check="assert Z.size == Y.size"), "as many entries are enough"),
        Wrong(mse(check="assert len(Z) == len(Y)"), "only the lengths compared"),
        Wrong(mse(check="assert Z.ndim == Y.ndim"), "only the number of axes compared"),
        *(Wrong(mse(check=f"assert {same}"), "one axis of several compared") for same in PARTLY),
        *(Wrong(mse(check=f"assert {same}"), "one of the two spread out") for same in SPREAD),
        Wrong(
            mse(
                check="assert Z.ndim == Y.ndim and sum(Z.shape) == sum(Y.shape) "
                "and Z.shape[0] == Y.shape[0]"
            )
        ),
        Wrong(mse(check="assert all(a == b or b == 1 for a, b in zip(Z.shape, Y.shape))")),
    ),
    "luck": (
        Wrong(mse(dZ="2 * np.abs(E) / E.size")),
        Wrong(mse(first="E = np.maximum(E, 0)")),
        Wrong(mse("(E * np.abs(E)).mean()")),
    ),
    "constant": (Wrong(mse("(E**2).mean() / 3")), Wrong(mse(dZ="1.5 * E / E.size"))),
    "two at once": (
        Wrong(mse("(E**2).sum()", check="")),
        Wrong(mse("(E**2).sum()", "E / E.size")),
        Wrong(mse("np.abs(E).mean()", "np.sign(E) / E.size"), "absolute errors"),
    ),
}

# ------------------------------------------------------------ bce_with_logits

SIGMOID = "def sigmoid(z): return 0.5 * (1 + np.tanh(z / 2))\n"
COSTS = "np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))"


def bce(
    costs=COSTS,
    dz="(sigmoid(z) - y) / z.size",
    loss="costs.mean()",
    check="assert z.shape == y.shape",
    first="",
    more="",
):
    lines = (check, first, f"costs = {costs}", f"{loss}, {dz}")
    return SIGMOID + function(f"bce_with_logits(z, y{more})", *lines)


def through_output(log):
    return f"-(y * {log('a')} + (1 - y) * {log('1 - a')})"


def propped_up(little):
    return bce(through_output(lambda p: f"np.log({p} + {little})"), first="a = sigmoid(z)")


NOBODY_TAKES_0 = """
    tail = np.zeros(z.shape)
    tail[z > 0] = np.log1p(np.exp(-z[z > 0]))
    tail[z < 0] = np.log1p(np.exp(z[z < 0]))
"""
EACH_SAMPLE = """
def sigmoid(z):
    return 0.5 * (1 + math.tanh(z / 2))
def bce_with_logits(z, y):
    assert z.shape == y.shape
    def price(score, target):
        return max(score, 0) - score * target + math.log1p(math.exp(-abs(score)))
    pairs = [(float(a), float(b)) for a, b in zip(z.ravel(), y.ravel())]
    dz = [(sigmoid(score) - target) / len(pairs) for score, target in pairs]
    return sum(price(*pair) for pair in pairs) / len(pairs), np.array(dz).reshape(z.shape)
"""
BCE_WITH_LOGITS = {
    "search": Right(EACH_SAMPLE),
    **cannot(EARLIER, "asks for more"),
    "memory": (
        Wrong(bce(loss="np.mean(kept)", first=f"kept.extend(({COSTS}).ravel())", more=", kept=[]")),
        Wrong(
            "known = {}\n"
            + bce(dz="known[z.shape]", first="known.setdefault(z.shape, (sigmoid(z) - y) / z.size)")
        ),
    ),
    **cannot(NO_GRAPH, "graph"),
    **cannot(NO_SCALE, "scale"),
    "threshold": (
        Right(bce("np.where(z > 30, z, np.log1p(np.exp(np.minimum(z, 30)))) - z * y")),
        # targets are 0 or 1
        Right(bce(f"np.where(y > 0.5, {COSTS.replace('y', '1')}, {COSTS.replace('y', '0')})")),
        Wrong(bce("np.where(z > 2.5, z, np.log1p(np.exp(np.minimum(z, 30)))) - z * y")),
        Wrong(bce(dz="(np.where(np.abs(z) > 5, z > 0, sigmoid(z)) - y) / z.size")),
    ),
    "border": (
        Wrong(bce("np.maximum(z, 0) - z * y + tail", first=NOBODY_TAKES_0.strip())),
        Wrong(bce(loss="costs.ravel()[:-1].sum() / costs.size")),
    ),
    "tolerance": (
        Wrong(bce(first="z = np.round(z, 2)")),
        Wrong(bce(f"np.where(np.abs(z) < 0.05, np.log(2), {COSTS})")),
    ),
    "range": (
        Wrong(bce(first="z = np.clip(z, -700, 700)"), "held back"),
        Wrong(bce(first="z = np.clip(z, -36, 36)"), "held back"),
        Wrong(bce(first="z = np.clip(z, -25, 25)")),
        Wrong(bce(through_output(lambda p: f"np.maximum(np.log({p}), -100)"),
                  first="a = sigmoid(z)"), "logarithm cut off"),
        Wrong(bce("-(y * np.log(1 / (1 + np.exp(-z))) + (1 - y) * np.log(1 / (1 + np.exp(z))))"),
              "logarithm of two sigmoids"),
        Wrong(bce(dz="a * (1 - a) * (a - y) / (a * (1 - a)) / z.size", first="a = sigmoid(z)"),
              "factors that should cancel"),
        Wrong(
            bce(through_output(lambda p: f"np.log({p})"), first="a = sigmoid(z)"), "logarithm of 0"
        ),
        Wrong(propped_up("1e-12"), "zero propped up"),
        Wrong(bce("np.log(1 + np.exp(z)) - z * y"), "right on one side only"),
        Wrong(bce("np.log1p(np.exp(-z)) + (1 - y) * z"), "right on one side only"),
    ),
    "default": (Wrong(bce(loss="costs.sum() / 2")), Wrong(bce(dz="(sigmoid(z) - y) / 2"))),
    "dtype": (
        Wrong(
            bce(dz="dz", first="dz = np.zeros_like(z); dz[...] = (sigmoid(z) - y) / z.size"),
            "slopes cut to whole numbers",
        ),
        Wrong(bce(first="kept = np.empty_like(z)", costs=f"kept; kept[...] = {COSTS}")),
    ),
    "layout": (Wrong(bce(first=read_on("z"))), Wrong(bce(first=read_on("y")))),
    **cannot(NO_CHOICE, "free value"),
    "coincidence": (
        Wrong(bce(loss="sum(set(costs.ravel().tolist())) / costs.size")),
        Wrong(bce(f"z / z * ({COSTS})")),
        Wrong(bce(check="assert z.size == y.size"), "as many entries are enough"),
        Wrong(bce(check="assert len(z) == len(y)"), "only the lengths compared"),
        Wrong(bce(check="assert z.ndim == y.ndim"), "only the number of axes compared"),
        *(
            Wrong(bce(check=f"assert {same.replace('Z', 'z').replace('Y', 'y')}"), name)
            for sames, name in (
                ((PARTLY[0], PARTLY[2]), "one axis of several compared"),
                (SPREAD, "one of the two spread out"),
            )
            for same in sames
        ),
    ),
    "luck": (
        Wrong(bce("np.maximum(z, 0) + z * y + np.log1p(np.exp(-np.abs(z)))"),
              "score times target added"),
        Wrong(bce(loss="sum(costs)"), "summed"),
        Wrong(bce("np.abs(z) - z * y + np.log1p(np.exp(-np.abs(z)))"),
              "size for the positive part"),
        Wrong(bce("np.maximum(z, 0) - z * y + np.log1p(np.exp(-z))"),
              "size for the positive part"),
    ),
    "constant": (
        *(Wrong(propped_up(little), "zero propped up") for little in ("1e-7", "1e-9", "1e-15")),
        Wrong(propped_up("3e-9")),
        Wrong(bce(loss="costs.mean() / np.log(10)"), "logarithm with base 10"),
        Wrong(propped_up("1e-6"), "zero propped up"),
    ),
    "two at once": (
        Wrong(bce(loss="costs.mean() / np.log(2)", dz="sigmoid(z) - y")),
        Wrong(bce(loss="costs.sum()", check="")),
    ),
}  # fmt: skip

# ------------------------------------------------------------ cross_entropy


def entropy(
    costs="log_sum - S[np.arange(len(Z)), y]",
    shift="Z.max(axis=1, keepdims=True)",
    loss="costs.mean()",
    first="",
    more="",
):
    return function(
        f"cross_entropy(Z, y{more})",
        first,
        f"S = Z - {shift}",
        "log_sum = np.log(np.exp(S).sum(axis=1))",
        f"costs = {costs}",
        loss,
    )


def of_probability(p):
    return entropy(f"-np.log({p})", first="n = np.arange(len(Z))").replace(
        "    costs", "    P = np.exp(S - log_sum[:, None])\n    costs"
    )


EACH_ROW = """
def cross_entropy(Z, y):
    def log_of_sum(row):
        top = max(row)
        return top + math.log(sum(math.exp(score - top) for score in row))
    costs = [log_of_sum(row) - row[label] for row, label in zip(Z.tolist(), y.tolist())]
    return sum(costs) / len(costs)
"""
CUT = "cut to whole numbers"
ANOTHER_NUMBER = "another number than the maximum"
CROSS_ENTROPY = {
    "search": Right(EACH_ROW),
    **cannot(EARLIER, "asks for more"),
    "memory": (
        Wrong(
            entropy("log_sum - S[np.arange(len(Z)), y]; kept.extend(costs)",
                    loss="np.mean(kept)", more=", kept=[]")
        ),
        Wrong("known = {}\n" + entropy("known.setdefault(Z.shape, log_sum) - S[range(len(Z)), y]")),
    ),
    **cannot(NO_GRAPH, "graph"),
    **cannot(NO_SCALE, "scale"),
    "threshold": (
        Right(entropy(shift="(Z.max(axis=1, keepdims=True) if abs(Z).max() > 500 else 0)")),
        Wrong(entropy(shift="np.where(Z > 700, Z, 0).max(axis=1, keepdims=True)")),
    ),
    "border": (
        Wrong(entropy("log_sum - S[np.arange(len(Z)), y - 1]"), "classes counted from 1"),
        Wrong(entropy(first="y = np.minimum(y, Z.shape[1] - 2)")),
        Wrong(entropy(loss="costs[:-1].sum() / len(costs)"), "last sample left out"),
    ),
    "tolerance": (
        Wrong(entropy(loss="costs.mean().round(2)")),
        Wrong(entropy(first="Z = np.round(Z, 1)")),
    ),
    "range": (
        Wrong(entropy(first="Z = np.clip(Z, -700, 700)"), "held back"),
        Wrong(entropy(shift="Z.mean(axis=1, keepdims=True)"), ANOTHER_NUMBER),
        Wrong(entropy(shift="0.0"), "no protection"),
        Wrong(entropy(shift="Z.max()"), "maximum of the whole table"),
        Wrong(of_probability("P[n, y]"), "logarithm of 0"),
        Wrong(of_probability("P[n, y] + 1e-12"), "zero propped up"),
        Wrong(
            "def cross_entropy(Z, y):\n"
            "    E = np.exp(Z - Z.max(axis=1, keepdims=True))\n"
            "    Y = np.eye(Z.shape[1])[y]\n"
            "    return -(Y * np.log(E / E.sum(axis=1, keepdims=True))).sum() / len(Z)\n",
            "0 times minus infinity",
        ),
        Wrong(entropy(shift="Z[0].max()"), "maximum of one row"),
    ),
    "default": (
        Wrong(entropy("log_sum - (np.eye(4)[y] * S).sum(axis=1)")),
        Wrong(entropy(first="Z, y = Z[:2], y[:2]"), "two samples only"),
    ),
    "dtype": (
        Wrong(
            entropy(
                "-kept[np.arange(len(Z)), y]",
                first="kept = np.zeros_like(Z)",
                loss="costs.mean()",
            ).replace("    costs", "    kept[...] = S - log_sum[:, None]\n    costs"),
            CUT,
        ),
        Wrong(entropy("(log_sum - S[np.arange(len(Z)), y]).astype(Z.dtype)"), CUT),
    ),
    "layout": (
        Wrong(entropy(first="Z = Z.ravel(order='K').reshape(Z.shape)")),
        Wrong(entropy(first=read_on("y"))),
    ),
    **cannot("the loss is one number", "free value"),
    "coincidence": (
        Wrong(entropy(loss="sum(set(costs.round(9).tolist())) / len(costs)")),
        Wrong(entropy("log_sum - (S * (Z == Z.max(axis=1)[:, None])).sum(axis=1)"),
              "the largest score's loss"),
        Wrong(entropy(loss="costs.sum() / Z.shape[1]"), "divided by the classes"),
        Wrong(entropy("log_sum[:, None] - S[:, y]"), "whole columns"),
    ),
    "luck": (
        Wrong(entropy(first="Z = np.abs(Z)")),
        Wrong(entropy(shift="Z.max(axis=0)"), "maximum of the columns"),
    ),
    "constant": (
        *(
            Wrong(of_probability(f"P[n, y] + {little}"), "zero propped up")
            for little in ("1e-6", "1e-7", "1e-10", "1e-15", "np.finfo(float).eps")
        ),
        Wrong(of_probability("np.clip(P[n, y], 1e-15, 1 - 1e-15)"), "zero propped up"),
        Wrong(of_probability("np.clip(P[n, y], 1e-8, 1 - 1e-8)"), "zero propped up"),
        Wrong(of_probability("P[n, y] + 3e-9")),
        Wrong(entropy(first="Z = np.clip(Z, -600, 600)")),
    ),
    "two at once": (
        Wrong(entropy(loss="costs.sum() / np.log(2)")),
        Wrong(entropy(shift="0.0", loss="costs.sum()")),
    ),
}  # fmt: skip

# ------------------------------------------------------------ baseline_loss


def baseline(
    p="np.bincount(y, minlength=C) / len(y)",
    keep="p[p > 0]",
    loss="-(p * np.log(p)).sum()",
    first="",
    more="",
):
    return function(f"baseline_loss(y, C{more})", first, f"p = {p}", f"p = {keep}", loss)


def baseline_by_loop(classes="range(C)"):
    return function(
        "baseline_loss(y, C)",
        "loss = 0.0",
        f"for c in {classes}:",
        "    p = np.mean(y == c)",
        "    loss -= p * np.log(p) if p > 0 else 0",
        "loss",
    )


EACH_LABEL = """
def baseline_loss(y, C):
    def share(c):
        return sum(int(label == c) for label in y) / len(y)
    return -sum(math.log(share(label)) for label in y.tolist()) / len(y)
"""
RUNS_OF_LABELS = "np.diff(np.append(np.flatnonzero(np.diff(y.astype(int), prepend=-1)), len(y)))"
BASELINE_LOSS = {
    "search": Right(EACH_LABEL),
    **cannot(EARLIER, "asks for more"),
    "memory": (
        Wrong(
            baseline("np.bincount(seen, minlength=C) / len(seen)", first="seen.extend(y.tolist())",
                     more=", seen=[]")
        ),
        Wrong("known = {}\n" + baseline(keep="known.setdefault(C, p[p > 0])")),
    ),
    **cannot(NO_GRAPH, "graph"),
    **cannot("a share is measured by the whole, and that is what is asked", "scale"),
    "threshold": (
        Wrong(baseline(keep="p[p > 0.01]")),
        Wrong(baseline(loss="-(p * np.log(np.clip(p, 1e-3, 1))).sum()")),
        # off by 1e-12 where nothing but 0 is right
        Right(baseline(keep="p", loss="-(p * np.log(p + 1e-12)).sum()")),
    ),
    "border": (
        Wrong(baseline_by_loop("range(C - 1)")),
        Wrong(baseline_by_loop("range(1, C)")),
    ),
    "tolerance": Wrong(baseline(keep="p[~np.isclose(p, 0, atol=0.005)]")),
    "range": Wrong(baseline("np.bincount(y, minlength=C).astype(np.int8) / len(y)")),
    "default": (
        Wrong(
            baseline("np.array([np.mean(y == 0), np.mean(y != 0)])", keep="p"), "two classes only"
        ),
        Wrong(baseline_by_loop("range(3)")),
    ),
    "dtype": Wrong(
        baseline(
            "share",
            first="share = np.zeros(C, y.dtype); share[:] = np.bincount(y, minlength=C) / y.size",
        )
    ),
    "layout": Wrong(baseline(first=read_on("y"))),
    **cannot("the loss is one number", "free value"),
    "coincidence": (
        Wrong(baseline(keep="np.array(sorted(set(p[p > 0])))")),
        Wrong(baseline(keep="p"), "a class that does not occur"),
    ),
    "luck": Wrong(baseline(f"{RUNS_OF_LABELS} / len(y)")),
    "constant": (
        Wrong(baseline(loss="-(p * np.log(p)).sum() / 3")),
        Wrong(baseline(loss="-(p * np.log10(p)).sum()"), "logarithm with base 10"),
        Wrong(baseline(loss="-(p * np.log(p)).sum() / np.log(C)"),
              "divided by that of equal guesses"),
    ),
    "two at once": (
        Wrong(baseline(loss="-(p * np.log2(p)).sum() / C")),
        Wrong(baseline(keep="p", loss="(p * np.log(p)).sum()")),
    ),
}  # fmt: skip

# ------------------------------------------------------------ weighted_cross_entropy

WEIGHTED = styles.WEIGHTED_CROSS_ENTROPY["shares"]
SHARE = "weights[y] / weights[y].sum()"
LOSS = "-(share * log_P[rows, y]).sum()"
WEIGHTED_CROSS_ENTROPY = {
    "search": Right(styles.WEIGHTED_CROSS_ENTROPY["loops"]),
    "asks for more": Right(
        "def cross_entropy(Z, y):\n"
        "    S = Z - Z.max(axis=1, keepdims=True)\n"
        "    return (np.log(np.exp(S).sum(axis=1)) - S[np.arange(len(y)), y]).mean()\n"
        + WEIGHTED.replace(
            LOSS, "sum(s * cross_entropy(Z[[n]], y[[n]]) for n, s in enumerate(share))"
        )
    ),
    "memory": (
        wrong_by(
            WEIGHTED,
            ("weights):", "weights, total=[0.0]):\n    total[0] += weights[y].sum()"),
            (SHARE, "weights[y] / total[0]"),
        ),
        wrong_by(
            "known = {}\n" + WEIGHTED,
            (f"share = {SHARE}", f"share = known.setdefault(Z.shape, {SHARE})"),
        ),
    ),
    **cannot(NO_GRAPH, "graph"),
    **cannot("the weights of samples are measured by their sum, as is asked", "scale"),
    "threshold": wrong_by(
        WEIGHTED, (SHARE, "np.where(weights[y] < 1, 0, weights[y]) / weights[y].sum()")
    ),
    "border": wrong_by(
        WEIGHTED, (SHARE, "weights[y - 1] / weights[y - 1].sum()")
    ),
    "tolerance": (
        wrong_by(WEIGHTED, (LOSS, f"({LOSS}).round(2)")),
        wrong_by(WEIGHTED, ("dZ * share", "dZ.round(2) * share")),
    ),
    "range": wrong_by(
        WEIGHTED, ("S = Z - Z.max(axis=1, keepdims=True)", "S = Z"), mistake="no protection"
    ),
    "default": wrong_by(WEIGHTED, (SHARE, "weights[y] / 4")),
    "dtype": wrong_by(
        WEIGHTED,
        ("dZ * share[:, None]", "(dZ * share[:, None]).astype(Z.dtype)"),
        mistake="slopes cut to whole numbers",
    ),
    "layout": (
        wrong_by(
            WEIGHTED, ("log_softmax(Z), np", "log_softmax(Z.ravel('K').reshape(Z.shape)), np")
        ),
        wrong_by(WEIGHTED, ("    log_P,", f"    {read_on('weights')}\n    log_P,")),
    ),
    **cannot(NO_CHOICE, "free value"),
    "coincidence": (
        wrong_by(
            WEIGHTED,
            (SHARE, "weights[y] / weights.sum()"),
            mistake="divided by the weights of the classes",
        ),
        wrong_by(
            WEIGHTED,
            (SHARE, "np.resize(weights, len(y)) / np.resize(weights, len(y)).sum()"),
            mistake="weights by place",
        ),
    ),
    "luck": wrong_by(WEIGHTED, (SHARE, "np.sort(weights)[y] / weights[y].sum()")),
    "constant": wrong_by(WEIGHTED, (SHARE, "weights[y] / (2 * weights[y].sum())")),
    "two at once": (
        wrong_by(WEIGHTED, (SHARE, "weights[y] / len(y)"), ("dZ[rows, y] -= 1", "pass")),
        wrong_by(WEIGHTED, (LOSS, LOSS[1:]), ("dZ * share", "-dZ * share")),
    ),
}  # fmt: skip

# ------------------------------------------------------------ focal_loss

FOCAL = styles.FOCAL_LOSS["of log p"]
POWER = "(1 - np.exp(log_p)) ** gamma"
FOCAL_LOSS = {
    "search": Right(styles.FOCAL_LOSS["row by row"]),
    **cannot("no earlier exercise returns the costs of single samples", "asks for more"),
    "memory": wrong_by(
        FOCAL,
        ("gamma):", "gamma, kept=[]):"),
        (
            f"return -({POWER} * log_p).mean()",
            f"kept.extend(-{POWER} * log_p)\n    return np.mean(kept)",
        ),
    ),
    **cannot(NO_GRAPH, "graph"),
    **cannot(NO_SCALE, "scale"),
    "threshold": wrong_by(FOCAL, (POWER, f"np.where(log_p > -0.5, 0, {POWER})")),
    "border": wrong_by(FOCAL, ("[np.arange(len(Z)), y]", "[np.arange(len(Z)), y - 1]")),
    "tolerance": wrong_by(FOCAL, (".mean()", ".mean().round(2)")),
    "range": (
        wrong_by(FOCAL, ("S = Z - Z.max(axis=1, keepdims=True)", "S = Z"), mistake="no protection"),
        wrong_by(
            FOCAL,
            ("* log_p)", "* np.log(np.exp(log_p)))"),
            mistake="probability rounded to 0",
        ),
    ),
    "default": wrong_by(FOCAL, ("** gamma", "** 2"), mistake="gamma of the example"),
    "dtype": wrong_by(FOCAL, ("= log_softmax(Z)", "= log_softmax(Z).astype(Z.dtype)")),
    "layout": wrong_by(FOCAL, ("= log_softmax(Z)", "= log_softmax(Z.ravel('K').reshape(Z.shape))")),
    **cannot("the loss is one number", "free value"),
    "coincidence": wrong_by(FOCAL, (POWER, f"{POWER} / gamma * gamma")),
    "luck": wrong_by(FOCAL, ("= log_softmax(Z)", "= log_softmax(np.abs(Z))")),
    "constant": wrong_by(FOCAL, ("** gamma", "** 3")),
    "two at once": (
        wrong_by(FOCAL, (POWER, "np.exp(log_p) ** gamma"), (".mean()", ".sum()")),
        wrong_by(FOCAL, ("return -", "return "), (".mean()", ".sum()")),
    ),
}  # fmt: skip

# ------------------------------------------------------------ my_losses

HERE, EXAMPLE = losses(own_losses(31415)), losses(own_losses(4711))


def my_losses(*values):
    return f"def my_losses(): return {', '.join(map(str, values))}"


def of_number(number):
    return my_losses(number, *losses(own_losses(number)))


MY_LOSSES = {
    "search": Right(
        "def my_losses():\n"
        "    def one(number): return number\n"
        f"    return tuple(map(one, (31415, {HERE[0]}, {HERE[1]})))"
    ),
    **cannot("it builds on no earlier exercise", "asks for more"),
    **cannot("it is called once, and nothing goes in", "memory"),
    **cannot("the run is the course's own, and only its numbers are told", "graph"),
    "scale": (
        Wrong(my_losses(31415, HERE[0], HERE[1] / HERE[0]), "how many times more"),
        Wrong(my_losses(31415, *(loss / 0.6931472 for loss in HERE)), "in bits"),
    ),
    "threshold": (
        Right(my_losses(31415, *(1.004 * loss for loss in HERE))),
        Wrong(my_losses(31415, *(1.008 * loss for loss in HERE))),
    ),
    "border": (
        Right(of_number(1000)),
        Wrong(of_number(999)),
        Right(of_number(999_999_999)),
        Wrong(of_number(1_000_000_000)),
    ),
    "tolerance": Wrong(my_losses(31415, *(1.02 * loss for loss in HERE))),
    "range": Wrong(my_losses(31415, 0.0, HERE[1])),
    "default": (
        Wrong(my_losses(4711, *EXAMPLE), "number of the example"),
        Wrong(my_losses(31415, *EXAMPLE), "run of the example"),
    ),
    "dtype": (
        Right(my_losses("31415.0", *HERE)),
        Right(f"def my_losses(): return np.array([31415, {HERE[0]}, {HERE[1]}])"),
        Right(my_losses(31415, f"np.float64({HERE[0]})", f"np.float32({HERE[1]})")),
        Wrong(my_losses("'31415'", *HERE)),
        Wrong(my_losses("31415.5", *HERE)),
    ),
    **cannot("three numbers have no order in memory", "layout"),
    "free value": (
        Wrong(my_losses(31416, *HERE)),
        Wrong(my_losses(31415, "float('nan')", HERE[1])),
        Right(of_number(5823)),
    ),
    "coincidence": (
        Wrong(my_losses(31415, HERE[0], HERE[0]), "one line twice"),
        Wrong(
            my_losses(31415, own_losses(31415)[0][0], HERE[1]),
            "first loss of the digits to learn from",
        ),
    ),
    **cannot("nothing is drawn: the learner chooses the number", "luck"),
    **cannot("none of its mistakes has a number in it that could be another", "constant"),
    "two at once": (
        Wrong(my_losses(31415, *HERE[::-1]), "in another order"),
        Wrong(my_losses(31415, *(loss / 0.6931472 for loss in HERE[::-1]))),
    ),
}

ROWS = {
    "mse": MSE,
    "bce_with_logits": BCE_WITH_LOGITS,
    "cross_entropy": CROSS_ENTROPY,
    "baseline_loss": BASELINE_LOSS,
    "weighted_cross_entropy": WEIGHTED_CROSS_ENTROPY,
    "focal_loss": FOCAL_LOSS,
    "my_losses": MY_LOSSES,
}

# ------------------------------------------------------------ corners

NO_BORDER = "no number is compared with a border"
NO_OPTIONS = "it has no options"
TWO_AXES = "scores have two axes, by the docstring"
CORNERS = {
    "mse": held(
        "one, equal sizes, float32, layout, whole, tie, decades, shapes, long",
        beside=NO_BORDER,
        other_options=NO_OPTIONS,
        zeros="an error of 0 is in the whole numbers",
    ),
    "bce_with_logits": held(
        "one, float32, layout, whole, tie, decades, long",
        equal_sizes="scores have one axis, or one column",
        beside="0 is in the whole numbers, and the scores next to it among the tiny ones",
        other_options=NO_OPTIONS,
        shapes="scores have one axis or are a column, by the docstring",
        zeros="scores of 0 are in the whole numbers",
    ),
    "cross_entropy": held(
        "one, equal sizes, float32, layout, whole, tie, decades, long",
        beside=NO_BORDER,
        other_options=NO_OPTIONS,
        shapes=TWO_AXES,
        zeros="rows of equal scores differ from others by nothing that an answer could miss",
    ),
    "baseline_loss": held(
        "one, layout, tie, decades, other options, zeros, long",
        equal_sizes="labels have one axis",
        beside=NO_BORDER,
        float32="labels are whole numbers",
        whole="labels are whole numbers in every case",
        shapes="labels have one axis",
    ),
    "weighted_cross_entropy": held(
        "one, equal sizes, float32, layout, whole, tie, decades, zeros, long",
        beside=NO_BORDER,
        other_options="the weights differ from case to case",
        shapes=TWO_AXES,
    ),
    "focal_loss": held(
        "one, equal sizes, float32, layout, whole, tie, decades, other options, zeros, long",
        beside=NO_BORDER,
        shapes=TWO_AXES,
    ),
}

# ------------------------------------------------------------ slips

SLIPS = (
    Slip("mse", mse("(E**2).sum() / len(Z)"), "divided by the samples"),
    Slip("mse", mse(check=""), "no look at the shapes"),
    Slip("mse", mse(check="if Z.shape != Y.shape: print('shapes!')"), "no look at the shapes"),
    Slip("mse", mse(check="Y = Y.reshape(Z.shape)"), "silently reshaped"),
    Slip("mse", mse(check="if Z.shape != Y.shape: raise 'shapes'"), "a text raised"),
    Slip("mse", mse(check="if Z.shape != Y.shape: raise print('shapes')"), "a text raised"),
    *(
        Slip("mse", mse(check=f"if Z.shape != Y.shape: return {it}('no')"), "returned, not raised")
        for it in ("ValueError", "print")
    ),
    Slip(
        "bce_with_logits",
        bce(check="if z.shape != y.shape: return ValueError('no')"),
        "returned, not raised",
    ),
    Slip("mse", mse("np.sqrt((E**2).mean())"), "root taken"),
    Slip("mse", mse(dZ="2 * E.mean()"), "one slope for all"),
    Slip("mse", mse(dZ="2 * (Y - Z) / Z.size"), "the other way"),
    Slip("mse", mse(dZ="2 * E"), "slope not divided"),
    Slip("bce_with_logits", bce(dz="sigmoid(z) - y"), "dz not divided"),
    Slip("bce_with_logits", bce(dz="(y - sigmoid(z)) / len(z)"), "target minus output"),
    Slip("bce_with_logits", bce(loss="-costs.mean()"), "sign of the loss"),
    Slip("bce_with_logits", bce(check=""), "no look at the shapes"),
    Slip(
        "bce_with_logits",
        bce("-y * np.log(np.clip(a, 1e-7, 1 - 1e-7)) "
            "- (1 - y) * np.log(1 - np.clip(a, 1e-7, 1 - 1e-7))", first="a = sigmoid(z)"),
        "zero propped up",
    ),
    Slip("bce_with_logits", bce("np.logaddexp(0, -y * z)"), "targets as plus and minus"),
    Slip("bce_with_logits", bce(loss="costs"), "not averaged"),
    Slip("cross_entropy", of_probability("P[:, y]"), "whole columns"),
    Slip("cross_entropy", entropy("log_sum - S.max(axis=1)"), "the largest score's loss"),
    Slip(
        "cross_entropy", entropy("-S[np.arange(len(Z)), y]"), "sum of exponentials forgotten"
    ),
    Slip(
        "cross_entropy",
        "def cross_entropy(Z, y):\n"
        "    E = np.exp(Z - Z.max(axis=1, keepdims=True))\n"
        "    P, Y = E / E.sum(axis=1, keepdims=True), np.eye(Z.shape[1])[y]\n"
        "    return -(Y * np.log(P) + (1 - Y) * np.log(1 - P)).sum() / len(Z)\n",
        "two classes for each",
    ),
    Slip("cross_entropy", entropy(loss="costs.sum()"), "summed"),
    Slip("cross_entropy", entropy(loss="-costs.mean()"), "sign of the loss"),
    Slip("cross_entropy", entropy("np.log2(np.exp(log_sum - S[np.arange(len(Z)), y]))"),
         "in bits"),
    Slip("baseline_loss", baseline(loss="np.log(C)"), "ten equal guesses"),
    Slip("baseline_loss", baseline(loss="p.max()"), "the largest class alone"),
    Slip("baseline_loss", baseline("np.bincount(y, minlength=C)"), "counts for shares"),
    Slip("baseline_loss", baseline(loss="-np.mean(np.log(p))"), "every class weighs alike"),
    Slip("baseline_loss", baseline(loss="-np.mean(p * np.log(p))"), "averaged over the classes"),
    Slip(
        "weighted_cross_entropy",
        WEIGHTED.replace(SHARE, "weights[y] / len(y)"),
        "divided by the samples",
    ),
    Slip(
        "weighted_cross_entropy",
        WEIGHTED.replace("dZ * share[:, None]", "dZ / len(y)"),
        "slopes without weights",
    ),
    Slip(
        "focal_loss",
        FOCAL.replace(".mean()", f".sum() / ({POWER}).sum()"),
        "divided by the factors",
    ),
    Slip("focal_loss", FOCAL.replace(POWER, "np.exp(log_p) ** gamma"), "easy samples favoured"),
)  # fmt: skip
