"""How the exercises of lesson 1 stand to each kind of fault; see tests/lessons/kinds.py."""

from autograder.lessons.m01.judge.number import misses
from nnlib.lessons.lesson01 import own_misses
from tests.lessons.kinds import Right, Slip, Wrong, cannot, held, wrong_by


def function(head, *lines):
    """Write a function of its lines; the last of them is what it returns."""
    *before, answer = lines
    return "\n    ".join([f"def {head}:", *before, f"return {answer}"])


def remembered(answer, key, value):
    """Write an answer that makes a value once for each key, and then gives it again."""
    known = f"known[{key}]"
    return "known = {}\n" + answer(f"if {key} not in known: {known} = {value}", known)


def read_on(array, axes=1):
    """Write that an array is read as if its entries lay one after the other."""
    step = f"{array}.itemsize"
    steps = f"{step}," if axes == 1 else f"{array}.shape[1] * {step}, {step}"
    return f"{array} = np.lib.stride_tricks.as_strided({array}, {array}.shape, ({steps}))"


PRODUCT = "def product(a, c): return a * c\n"

# ------------------------------------------------------------ neuron


def neuron(*lines):
    return function("neuron(x, w, b)", *lines)


def neuron_sum(each="x[i] * w[i]", loop="for i in range(len(x))"):
    return neuron("z = b", f"{loop}:", f"    z += {each}", "z")


def neuron_products(array):
    fill = "for i in range(len(x)): products[i] = x[i] * w[i]"
    return neuron(f"products = {array}", fill, "products.sum() + b")


NEURON = {
    "search": Right(PRODUCT + neuron_sum("product(x[i], w[i])")),
    **cannot("it is the first exercise, and calls none", "asks for more"),
    "memory": (
        Wrong(
            function(
                "neuron(x, w, b, products=[])",
                "for i in range(len(x)): products.append(x[i] * w[i])",
                "sum(products) + b",
            )
        ),
        Wrong(remembered(neuron, "len(x)", "x @ w + b")),
    ),
    **cannot("there is no graph: each product is used once", "graph"),
    **cannot("the answer is one number, which nothing is measured by", "scale"),
    **cannot("the sum is made of all inputs, whatever their size", "threshold"),
    "border": (
        Wrong(neuron_sum(loop="for i in range(len(x) - 1)"), "an input left out"),
        Wrong(neuron("x[1:] @ w[1:] + b"), "an input left out"),
    ),
    **cannot("no two numbers are compared", "tolerance"),
    "range": (
        Wrong(neuron("round(float(x @ w + b), 6)")),
        Wrong(neuron("np.clip(x @ w + b, -1000, 1000)")),
    ),
    "default": Wrong(neuron_sum(loop="for i in range(3)"), "three inputs only"),
    "dtype": (
        Wrong(neuron_products("np.zeros_like(x)"), "cut to whole numbers"),
        Wrong(neuron_products("np.empty(len(w), w.dtype)"), "cut to whole numbers"),
    ),
    "layout": Wrong(neuron(read_on("x"), "(x @ w).item() + b")),
    **cannot("the sum is one number, and no other is right", "free value"),
    "coincidence": (
        Wrong(
            neuron_sum("value * w[list(x).index(value)]", "for value in x"), "looked up by value"
        ),
        Wrong(
            neuron_sum("weight * x[w.tolist().index(weight)]", "for weight in w"),
            "looked up by value",
        ),
        Wrong(neuron("sum(set(x * w)) + b")),
        Wrong(
            neuron(
                "weights = dict(zip(x, w))", "sum(value * weights[value] for value in weights) + b"
            )
        ),
        wrong_by(
            neuron_sum("value * weight", "for value, weight in zip(x, w)"),
            ("z += ", "if value == 0: break\n        z += "),
        ),
        Wrong(neuron("x @ w + b if x.any() else 0.0")),
    ),
    "luck": (
        Wrong(neuron("np.abs(x) @ w + b")),
        Wrong(neuron("x @ np.abs(w) + b")),
        Wrong(neuron("x @ w + abs(b)")),
        Wrong(neuron("x[x > 0] @ w[x > 0] + b")),
    ),
    "constant": (
        Wrong(neuron("x[0] * w[0] + x[1] * w[1] + b")),
        Wrong(neuron("max(0.01 * (x @ w + b), x @ w + b)")),
    ),
    "two at once": Wrong(neuron("max(0.0, x @ w - b)"), "bias subtracted"),
}

# ------------------------------------------------------------ layer


def layer(*lines):
    return function("layer(X, W, b)", *lines)


def layer_filled(
    fill="Z[n] = X[n] @ W + b", loop="for n in range(len(X))", start="np.zeros((len(X), len(b)))"
):
    return layer(f"Z = {start}", f"{loop}: {fill}", "Z")


EACH_ENTRY = "for n, h in np.ndindex(Z.shape)"
EACH_NEURON = "Z[:, h] = X @ W[:, h] + b[h]"
LAYER = {
    "search": Right(
        PRODUCT
        + layer_filled(
            "Z[n, h] = b[h] + sum(product(X[n, d], W[d, h]) for d in range(len(W)))", EACH_ENTRY
        )
    ),
    "asks for more": (
        Right(layer("np.array([neuron(x, W, b) for x in X])")),
        Right(layer("neuron(X, W, b)")),
        Right(layer("np.array([neuron(X, W[:, h], b[h]) for h in range(len(b))]).T")),
    ),
    "memory": (
        Wrong(
            function(
                "layer(X, W, b, rows=[])", "for x in X: rows.append(x @ W + b)", "np.array(rows)"
            )
        ),
        Wrong(remembered(layer, "X.shape + W.shape", "X @ W + b")),
    ),
    **cannot("there is no graph: each product is used once", "graph"),
    **cannot("no entry is measured by another", "scale"),
    **cannot("the sums are made of all inputs, whatever their size", "threshold"),
    "border": (
        Wrong(layer_filled(loop="for n in range(len(X) - 1)"), "a loop too short"),
        Wrong(layer_filled(EACH_NEURON, "for h in range(len(b) - 1)"), "a loop too short"),
        Wrong(
            layer_filled(
                "Z += X[:, [d]] * W[d]",
                "for d in range(len(W) - 1)",
                "np.zeros((len(X), len(b))) + b",
            ),
            "last input left out",
        ),
    ),
    **cannot("no two numbers are compared", "tolerance"),
    "range": (
        Wrong(layer("np.round(X @ W + b, 6)")),
        Wrong(layer("np.clip(X @ W + b, -1000, 1000)")),
    ),
    "default": (
        Wrong(
            layer_filled(EACH_NEURON, "for h in range(2)", "np.zeros((len(X), 2))"),
            "two neurons only",
        ),
        Wrong(
            layer("first, second = X[0], X[1]", "np.array([first @ W + b, second @ W + b])"),
            "two samples only",
        ),
    ),
    "dtype": (
        Wrong(layer_filled(start="np.zeros((len(X), len(b)), X.dtype)"), "cut to whole numbers"),
        Wrong(
            layer_filled(
                "Z[n, h] = X[n] @ W[:, h] + b[h]", EACH_ENTRY, "np.zeros((len(X), len(b)), W.dtype)"
            ),
            "cut to whole numbers",
        ),
        Wrong(layer("Z = np.array([b] * len(X))", "Z += X @ W", "Z"), "cut to whole numbers"),
    ),
    "layout": (
        Wrong(
            layer(
                'entries = X.ravel(order="K")',
                "np.array([x @ W + b for x in entries.reshape(X.shape)])",
            )
        ),
        Wrong(
            layer(
                "D, H = W.shape",
                'entries = W.ravel(order="K")',
                "np.stack([X @ entries[h::H] + b[h] for h in range(H)], axis=1)",
            )
        ),
        Wrong(layer(read_on("X", axes=2), "X @ W + b")),
    ),
    **cannot("the table of sums is one, and no other is right", "free value"),
    "coincidence": (
        Wrong(layer_filled("Z[X.tolist().index(x)] = np.array(x) @ W + b", "for x in X.tolist()")),
        Wrong(
            layer(
                "neurons = W.T.tolist()",
                "np.array([X @ np.array(w) + b[neurons.index(w)] for w in neurons]).T",
            )
        ),
        Wrong(layer_filled("Z[n] = x @ W + b if x.any() else 0", "for n, x in enumerate(X)")),
    ),
    "luck": (
        Wrong(layer("X @ np.abs(W) + b")),
        Wrong(layer("np.abs(X) @ W + b")),
        Wrong(layer("X @ W + np.abs(b)")),
    ),
    "constant": Wrong(layer("np.stack([X @ W[:, h] + b[h] for h in range(3)], axis=1)")),
    "two at once": Wrong(layer("np.stack([X @ W[:, 0], X @ W[:, 1]], axis=1)"), "bias left out"),
}

# ------------------------------------------------------------ count_parameters


def count(*lines):
    return function("count_parameters(sizes)", *lines)


def count_pairs(each="D * H + H", pairs="zip(sizes, sizes[1:])"):
    return count(f"sum({each} for D, H in {pairs})")


def count_by_loop(
    each="sizes[i] * sizes[i + 1] + sizes[i + 1]", loop="for i in range(len(sizes) - 1)"
):
    return count("total = 0", f"{loop}: total += {each}", "total")


UNTIL_THE_LAST_VALUE = """
def count_parameters(sizes):
    total = 0
    for size in sizes:
        if size == sizes[-1]:
            break
        after = sizes[sizes.index(size) + 1]
        total += size * after + after
    return total
"""
WITHOUT_THE_FIRST_VALUE = """
def count_parameters(sizes):
    total, before = 0, sizes[0]
    for size in sizes:
        if size != sizes[0]:
            total += before * size + size
            before = size
    return total
"""
COUNT_PARAMETERS = {
    "search": Right(
        "def of_a_neuron(inputs): return inputs + 1\n"
        + count("sum(of_a_neuron(D) for D, H in zip(sizes, sizes[1:]) for neuron in range(H))")
    ),
    **cannot("no earlier exercise counts anything", "asks for more"),
    "memory": (
        Wrong(
            function(
                "count_parameters(sizes, counts=[])",
                "for i in range(1, len(sizes)): counts.append((sizes[i - 1] + 1) * sizes[i])",
                "sum(counts)",
            )
        ),
        Wrong(remembered(count, "len(sizes)", "sum(D * H + H for D, H in zip(sizes, sizes[1:]))")),
    ),
    **cannot("there is no graph: each size belongs to two neighbours", "graph"),
    **cannot("the answer is one number, which nothing is measured by", "scale"),
    **cannot("every size counts, whatever it is", "threshold"),
    "border": (
        Wrong(count_by_loop(loop="for i in range(len(sizes) - 2)"), "a pair left out"),
        Wrong(count_by_loop(loop="for i in range(1, len(sizes) - 1)"), "a pair left out"),
    ),
    **cannot("no two numbers are compared", "tolerance"),
    "range": (
        Wrong(
            count(
                "s = np.array(sizes, dtype=np.int16)",
                "int(((s[:-1] + np.int16(1)) * s[1:]).sum(dtype=np.int16))",
            )
        ),
        Wrong(
            count(
                "s = np.array(sizes, dtype=np.uint16)",
                "int(((s[:-1] + np.uint16(1)) * s[1:]).sum())",
            )
        ),
    ),
    "default": (
        Wrong(count_by_loop(loop="for i in range(2)"), "a fixed number of sizes"),
        Wrong(
            count("inputs, neurons = sizes", "inputs * neurons + neurons"),
            "a fixed number of sizes",
        ),
    ),
    **cannot("the sizes are a list of Python's whole numbers", "dtype", "layout"),
    **cannot("the count is one number, and no other is right", "free value"),
    "coincidence": (
        Wrong(count_by_loop("sizes[sizes.index(size) - 1] * size + size", "for size in sizes[1:]")),
        Wrong(count_pairs(pairs="set(zip(sizes, sizes[1:]))")),
        Wrong(UNTIL_THE_LAST_VALUE),
        Wrong(WITHOUT_THE_FIRST_VALUE),
    ),
    "luck": (
        Wrong(count("sizes = sorted(sizes)", "sum(D * H + H for D, H in zip(sizes, sizes[1:]))")),
        Wrong(count_pairs("D * H + min(D, H)")),
        Wrong(count_pairs("D * H + max(D, H)")),
    ),
    "constant": Wrong(
        count("D, H1, H2, C = sizes", "D * H1 + H1 + H1 * H2 + H2 + H2 * C + C"),
        "a fixed number of sizes",
    ),
    "two at once": (
        Wrong(count("sizes[0] * sizes[1] + sizes[0] + sizes[1]")),
        Wrong(count("sizes[0] * sizes[1]")),
    ),
}

# ------------------------------------------------------------ widest_hidden


def widest(*lines):
    return function("widest_hidden(D, C, budget)", *lines)


def widest_upwards(condition, start="0", answer="H"):
    return widest(f"H = {start}", f"while {condition}: H += 1", answer)


def widest_downwards(cost, otherwise):
    found = f"    if {cost} <= budget: return H"
    return widest("for H in range(budget, 0, -1):", found, otherwise)


def widest_tried(widths):
    found = "    if D * H + H + H * C + C <= budget: best = H"
    return widest("best = 0", f"for H in {widths}:", found, "best")


ONE_MORE = "D * (H + 1) + H + 1 + (H + 1) * C + C"
NO_ANSWER = "no answer where nothing fits"
WIDEST_HIDDEN = {
    "search": (
        Right(
            f"{count_pairs()}\n"
            + widest(
                "fits = [H for H in range(budget + 1) if count_parameters([D, H, C]) <= budget]",
                "max(fits, default=0)",
            )
        ),
        Right(widest_downwards("sum(n * m + m for n, m in [(D, H), (H, C)])", otherwise="0")),
        Right(
            widest(
                "H = budget", "while H > 0 and count_parameters([D, H, C]) > budget: H = H - 1", "H"
            )
        ),
    ),
    "asks for more": (
        Right(widest_upwards("count_parameters([D, H, C]) <= budget", answer="max(H - 1, 0)")),
        Right(
            widest(
                "fixed = count_parameters([D, 0, C])",
                "each = count_parameters([D, 1, C]) - fixed",
                "max(0, (budget - fixed) // each)",
            )
        ),
        Right(widest_upwards("count_parameters((D, H + 1, C)) <= budget", "-1", "max(H, 0)")),
    ),
    "memory": (
        Wrong(
            function(
                "widest_hidden(D, C, budget, width=[0])",
                "while (D + 1 + C) * (width[0] + 1) + C <= budget: width[0] += 1",
                "width[0]",
            )
        ),
        Wrong(remembered(widest, "budget", "max(0, (budget - C) // (D + 1 + C))")),
        Wrong(remembered(widest, "(D, C)", "max(0, (budget - C) // (D + 1 + C))")),
    ),
    **cannot("there is no graph, only a count", "graph"),
    **cannot("the answer is one number, which nothing is measured by", "scale"),
    "threshold": (
        Wrong(widest("max(0, (budget - C + 1) // (D + 1 + C))")),
        Wrong(widest("max(0, (budget - C - 1) // (D + 1 + C))")),
        Wrong(widest("if budget < D * C: return 0", "max(0, (budget - C) // (D + 1 + C))")),
        Wrong(widest("if budget < D + C: return 0", "max(1, (budget - C) // (D + 1 + C))")),
    ),
    "border": (
        Wrong(widest_upwards(f"{ONE_MORE} < budget"), "change demanded"),
        Wrong(widest_upwards("D * H + H + H * C + C < budget"), "rounded up"),
    ),
    "tolerance": (
        Wrong(widest_upwards(f"{ONE_MORE} <= 1.001 * budget")),
        Wrong(widest_upwards(f"{ONE_MORE} <= budget or np.isclose({ONE_MORE}, budget, rtol=1e-3)")),
    ),
    "range": (Wrong(widest_tried("range(1000)")), Wrong(widest_tried("range(100)"))),
    "default": (
        Wrong(widest("max(0, (budget - 10) // 75)"), "sizes of the example"),
        Wrong(widest("max(0, (budget - 10) // (D + 11))")),
    ),
    **cannot("the three are Python's whole numbers", "dtype", "layout"),
    **cannot("the largest width is one number", "free value"),
    "coincidence": (
        Wrong(
            widest("max(H for H in range(1, budget + 1) if D * H + H + H * C + C <= budget)"),
            NO_ANSWER,
        ),
        Wrong(
            widest("[H for H in range(budget + 1) if (D + 1) * H + (H + 1) * C <= budget][-1]"),
            NO_ANSWER,
        ),
        Wrong(widest_downwards("(D + 1) * H + (H + 1) * C", otherwise="None"), NO_ANSWER),
    ),
    "luck": (
        Wrong(widest_tried("range(budget // (D + C))")),
        Wrong(widest("max(0, (budget - D) // (D + 1 + C))"), "inputs for outputs"),
        Wrong(widest("max(0, (budget - 1) // (D + 1 + C))")),
        Wrong(widest("max(0, (budget - min(C, D)) // (D + 1 + C))")),
    ),
    "constant": (
        Wrong(widest("max(0, int((budget - C) / (D + 1 + C) + 0.6))"), "rounded to the nearest"),
        Wrong(widest("max(0, int((budget - C) / (D + 1 + C) + 0.2))")),
    ),
    "two at once": (
        Wrong(widest("max(1, budget // (D + 1 + C))")),
        Wrong(widest("(budget - C) // (D + C)")),
    ),
}

# ------------------------------------------------------------ neuron_step

SIGMOID = "def sigmoid(z): return 0.5 * (1 + np.tanh(z / 2))\n"


def step_of(*lines, more=""):
    return SIGMOID + function(f"neuron_step(w, b, X, y, lr{more})", *lines)


def step(
    e="y - sigmoid(X @ w + b)",
    w="w + lr * e @ X / len(y)",
    b="b + lr * e.mean()",
    before="",
    after="",
    more="",
):
    lines = filter(None, [before, f"e = {e}", after, f"{w}, {b}"])
    return step_of(*lines, more=more)


NEURON_STEP = {
    "search": Right(
        step_of(
            "N, D = X.shape",
            "def error(n):",
            "    return y[n] - sigmoid(sum(X[n, d] * w[d] for d in range(D)) + b)",
            "new = [w[d] + lr * sum(error(n) * X[n, d] for n in range(N)) / N for d in range(D)]",
            "np.array(new), b + lr * sum(error(n) for n in range(N)) / N",
        )
    ),
    "asks for more": (
        Right(step("y - sigmoid(neuron(X, w, b))")),
        Right(step("y - sigmoid(layer(X, w, b))", "w + lr * neuron(e, X, 0) / len(e)")),
        Right(step("y - sigmoid(layer(X, w.reshape(-1, 1), b)[:, 0])")),
    ),
    "memory": (
        Wrong(
            step(
                "np.array(errors[:len(y)])",
                before="for x, t in zip(X, y): errors.append(t - sigmoid(x @ w + b))",
                more=", errors=[]",
            )
        ),
        Wrong(
            "known = {}\n"
            + step(
                "known[X.shape]",
                before="if X.shape not in known: known[X.shape] = y - sigmoid(X @ w + b)",
            )
        ),
    ),
    **cannot("there is no graph: each error is used for itself", "graph"),
    **cannot("no entry is measured by another", "scale"),
    "threshold": (
        Wrong(step(after="e[np.abs(e) < 0.001] = 0")),
        Wrong(step("y - 1.0 * (sigmoid(X @ w + b) > 0.6)")),
    ),
    "border": Wrong(
        step_of(
            "dw, db = np.zeros(len(w)), 0.0",
            "for n in range(len(X) - 1):",
            "    error = y[n] - sigmoid(X[n] @ w + b)",
            "    dw = dw + error * X[n]",
            "    db = db + error",
            "w + lr * dw / len(X), b + lr * db / len(X)",
        ),
        "last sample left out",
    ),
    "tolerance": (
        Wrong(step(after="if np.allclose(sigmoid(X @ w + b), y): return w, b")),
        Wrong(step(after="e[np.isclose(e, 0)] = 0")),
    ),
    "range": (
        Wrong(step("y - sigmoid(np.clip(X @ w + b, -10, 10))")),
        Wrong(step("y - np.clip(sigmoid(X @ w + b), 1e-6, 1 - 1e-6)")),
        Wrong(step("np.round(y - sigmoid(X @ w + b), 8)")),
    ),
    "default": (
        Wrong(step(before="lr = 1.0"), "learning rate left out"),
        Wrong(step("y - sigmoid(X @ w)", b="0 + lr * e.mean()")),
    ),
    "dtype": (
        Wrong(
            step(
                "np.zeros_like(y)",
                after="for n in range(len(y)): e[n] = y[n] - sigmoid(X[n] @ w + b)",
            ),
            "cut to whole numbers",
        ),
        Wrong(
            step_of(
                "e = y - sigmoid(X @ w + b)",
                "pushes = np.empty_like(X)",
                "for n in range(len(y)): pushes[n] = e[n] * X[n]",
                "w + lr * pushes.mean(axis=0), b + lr * e.mean()",
            ),
            "cut to whole numbers",
        ),
    ),
    "layout": (
        Wrong(step(before='X = X.ravel(order="K").reshape(X.shape)')),
        Wrong(step(before=read_on("y"))),
        Wrong(step(before=read_on("X", axes=2))),
    ),
    **cannot("the new w and b are two values, and no others are right", "free value"),
    "coincidence": (
        Wrong(
            step(
                "np.array([y[samples.index(x)] for x in samples]) - sigmoid(X @ w + b)",
                before="samples = X.tolist()",
            )
        ),
        Wrong(step("y - 1.0 * (X @ w + b > 0)"), "yes or no"),
        Wrong(step("y - 1.0 * (X @ w + b >= 0)"), "yes or no"),
        Wrong(step(w="w + lr * e @ X / np.maximum(np.count_nonzero(X, axis=0), 1)")),
    ),
    "luck": (
        Wrong(step(after="lr = min(lr, 1)")),
        Wrong(step("y - sigmoid(X @ w + abs(b))")),
        Wrong(step("y - sigmoid(np.abs(X) @ w + b)", "w + lr * e @ np.abs(X) / len(y)")),
        Wrong(step("y - sigmoid(X @ np.abs(w) + b)")),
    ),
    "constant": (
        Wrong(step(w="w + 0.1 * e @ X / len(y)", b="b + 0.1 * e.mean()")),
        Wrong(step(w="w + lr * e @ X / 2", b="b + lr * e.sum() / 2")),
    ),
    "two at once": Wrong(step("sigmoid(X @ w + b) - y", b="b")),
}

# ------------------------------------------------------------ my_misses


def my_misses(number, before, after):
    return f"def my_misses(): return {number}, {before}, {after}"


def measured(number):
    return misses(own_misses(number))


BEFORE, AFTER = measured(20711)
MY_MISSES = {
    "search": Right(
        "from nnlib.lessons.lesson01 import own_misses\n"
        + function("my_misses()", "_, (before, after) = own_misses(20711)", "20711, before, after")
    ),
    **cannot("it is a number that one writes down, and calls no exercise", "asks for more"),
    **cannot("it is called once, and without arguments", "memory"),
    **cannot("there is no graph in three numbers", "graph"),
    # off by less than 0.6 % of the larger miss, and by more than 1 % of its own
    "scale": Wrong(my_misses(20711, BEFORE, AFTER + 0.0025)),
    "threshold": (
        Right(my_misses(20711, 1.005 * BEFORE, 0.995 * AFTER)),
        Wrong(my_misses(20711, 1.007 * BEFORE, AFTER)),
        Wrong(my_misses(20711, BEFORE, 0.993 * AFTER)),
    ),
    "border": (
        Right(my_misses(1000, *measured(1000))),
        Right(my_misses(999_999_999, *measured(999_999_999))),
        Wrong(my_misses(999, *measured(999))),
        Wrong(my_misses(1_000_000_000, *measured(1_000_000_000))),
    ),
    "tolerance": Wrong(my_misses(20711, f"{BEFORE:.1g}", f"{AFTER:.1g}")),
    "range": (Wrong(my_misses(7, *measured(7))), Wrong(my_misses(10**30, 0.5, 0.2))),
    "default": Wrong(my_misses(4711, *measured(4711)), "number of the example"),
    "dtype": (
        Right(my_misses("np.int64(20711)", f"np.float32({BEFORE})", f"np.array({AFTER})")),
        Wrong(my_misses("'20711'", BEFORE, AFTER)),
        Wrong(my_misses(20711, f"'{BEFORE:.4f}'", f"'{AFTER:.4f}'")),
    ),
    **cannot("no array comes in", "layout"),
    "free value": (
        Right(my_misses(31415, *measured(31415))),
        Wrong(my_misses(20711, "float('nan')", "float('nan')")),
        Wrong(my_misses(20711, "math.inf", AFTER)),
        Wrong(my_misses("True", BEFORE, AFTER)),
    ),
    "coincidence": Wrong(my_misses(20711, AFTER, AFTER), "one line twice"),
    **cannot("its one case draws nothing", "luck"),
    "constant": (
        Wrong(my_misses(1000, *(100 * miss for miss in measured(1000))), "percent"),
        Wrong(my_misses(31415, *measured(31415)[::-1]), "in another order"),
    ),
    "two at once": Wrong(my_misses(20711, 100 * AFTER, 100 * BEFORE)),
}

ROWS = {
    "neuron": NEURON,
    "layer": LAYER,
    "neuron_step": NEURON_STEP,
    "count_parameters": COUNT_PARAMETERS,
    "widest_hidden": WIDEST_HIDDEN,
    "my_misses": MY_MISSES,
}

# ------------------------------------------------------------ corners

NUMBERS = "what comes in are Python's whole numbers, and no array"
CORNERS = {
    "neuron": held(
        "one, float32, layout, whole, tie, decades, zeros, long",
        equal_sizes="inputs and weights are rows: there is no table",
        beside="no number is compared with a border",
        other_options="it has no options",
        shapes="x has one axis, by the docstring",
    ),
    "layer": held(
        "one, equal sizes, float32, layout, whole, tie, decades, zeros, long",
        beside="no number is compared with a border",
        other_options="it has no options",
        shapes="X and W have two axes, by the docstring",
    ),
    "neuron_step": held(
        "one, equal sizes, float32, layout, whole, tie, decades, other options",
        beside="no number is compared with a border",
        shapes="X has two axes, by the docstring",
        zeros="the example begins with w and b at 0",
        long="it is one step, whatever the number of samples",
    ),
    "count_parameters": held(
        "one, equal sizes, tie, decades, long",
        beside="no number is compared with a border",
        other_options="the list is its only argument",
        zeros="a layer without neurons is none",
        shapes="a list has one axis",
        **cannot(NUMBERS, "float32", "layout", "whole"),
    ),
    "widest_hidden": held(
        "one, tie, beside, decades, other options, long",
        zeros="a network has inputs and outputs, and a budget of 0 pays for none",
        **cannot(NUMBERS, "equal_sizes", "float32", "layout", "whole", "shapes"),
    ),
}

# ------------------------------------------------------------ slips

SLIPS = (
    Slip("neuron", neuron("[x[i] * w[i] for i in range(len(x))] + b"), "not summed"),
    Slip("neuron", neuron("np.dot(x, w + b)"), "bias multiplied"),
    Slip("neuron", neuron("sum((a + b) * c for a, c in zip(x, w))"), "bias multiplied"),
    Slip("layer", layer("(X @ W).T + b"), "on its side before the bias"),
    Slip("layer", layer("np.dot(W.T, X.T) + b"), "on its side before the bias"),
    Slip("layer", layer("0.5 * (1 + np.tanh((X @ W + b) / 2))"), "squeezed"),
    Slip("count_parameters", count("sum(sizes[1:])"), "neurons, not connections"),
    Slip("count_parameters", count("sum(sizes)"), "neurons, not connections"),
    Slip(
        "widest_hidden",
        widest("max([H for H in range(budget) if count_parameters([D, H, C]) <= budget])"),
        NO_ANSWER,
    ),
    Slip("neuron_step", step(w="w + lr * (e * X).mean(axis=0)"), "errors along the rows"),
    Slip(
        "neuron_step", step(w="w + lr * (np.sum(e * X, axis=0) / len(y))"), "errors along the rows"
    ),
    Slip("neuron_step", step(w="w + X.T @ e / len(y)"), "rate for b alone"),
    Slip("neuron_step", step(w="w + lr * (e * X).mean()"), "one push, errors along the rows"),
    Slip(
        "neuron_step", step(w="w + lr * np.mean(e.reshape(-1, 1) * X)"), "one push for all weights"
    ),
    Slip("neuron_step", step(w="w + lr * (X @ e / len(y))"), "X on its side"),
    Slip("neuron_step", step(w="w + lr * (np.dot(X, e) / len(e))"), "X on its side"),
    Slip(
        "neuron_step",
        step(w="b + lr * e.mean()", b="w + lr * (X.T @ e / len(e))"),
        "in another order",
    ),
    Slip("neuron_step", step("y - 1 / (1 + math.exp(-(X @ w + b)))"), "exp of one number"),
    Slip(
        "neuron_step",
        step(w="w + lr * (X[:-1].T @ e[:-1] / len(e))", b="b + lr * (e[:-1].sum() / len(e))"),
        "last sample left out",
    ),
    Slip(
        "my_misses", my_misses(31415, *(round(100 * miss) for miss in measured(31415))), "percent"
    ),
    Slip(
        "my_misses", my_misses(31415, *(1 - miss for miss in measured(31415))), "hits, not misses"
    ),
)
