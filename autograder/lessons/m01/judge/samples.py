"""Invented submissions for lesson 1."""

from autograder.lessons.sample import Sample, raise_on_top, twice, without

NEURON = """
def neuron(x, w, b):
    z = b
    for k, value in enumerate(x):
        z = z + w[k] * value
    return z
"""
NEURON_DOT = """
def neuron(inputs, weights, bias):
    return np.vdot(inputs, weights) + bias
"""
BIAS_D_TIMES = """
def neuron(x, w, b):
    terms = [xi * wi + b for xi, wi in zip(x, w)]
    return float(np.array(terms).sum())
"""
NEVER_NEGATIVE = """
def neuron(x, w, b):
    z = np.dot(x, w) + b
    if z < 0:
        z = 0.0
    return z
"""
LAYER = """
def layer(X, W, b):
    product = np.matmul(X, W)
    return product + b
"""
LAYER_BY_NEURON = """
def layer(X, W, b):
    Z = np.empty((len(X), len(b)))
    for row in range(len(X)):
        for column in range(len(b)):
            Z[row, column] = neuron(X[row], W[:, column], b[column])
    return Z
"""
WEIGHTS_FIRST = """
def layer(X, W, b):
    Z = np.matmul(W, X)
    return Z + b
"""
BIAS_DOWN_THE_ROWS = """
def layer(X, W, b):
    column = b.reshape(len(b), 1)
    return np.dot(X, W) + column
"""
NOBODY_EXPECTED_THIS = """
def layer(X, W, b):
    return X @ np.abs(W) + b
"""
COUNT = """
def count_parameters(sizes):
    n = 0
    for left, right in zip(sizes[:-1], sizes[1:]):
        n += right * (left + 1)
    return n
"""
COUNT_WITHOUT_BIASES = """
def count_parameters(sizes):
    n = 0
    for left, right in zip(sizes[:-1], sizes[1:]):
        n += left * right
    return n
"""
WIDEST = """
def widest_hidden(D, C, budget):
    H = 0
    while count_parameters([D, H + 1, C]) <= budget:
        H = H + 1
    return H
"""
ONE_TOO_WIDE = """
def widest_hidden(D, C, budget):
    width = 0
    while D * width + width + width * C + C <= budget:
        width = width + 1
    return width
"""
STEP = """
def sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))

def neuron_step(w, b, X, y, lr):
    a = sigmoid(np.dot(X, w) + b)
    miss = y - a
    push = np.zeros(len(w))
    for d in range(len(w)):
        push[d] = np.average(miss * X[:, d])
    return w + lr * push, b + lr * np.average(miss)
"""
AWAY = STEP.replace("y - a", "a - y")
BIAS_STAYS = STEP.replace("b + lr * np.average(miss)", "b")
BY_INPUTS_AND_BIAS_STAYS = BIAS_STAYS.replace(
    "np.average(miss * X[:, d])", "np.sum(miss * X[:, d]) / len(w)"
)
MISSES = """
def my_misses():
    return 20711, 0.4346, 0.1904
"""

RIGHT = {
    "neuron": NEURON,
    "layer": LAYER,
    "count_parameters": COUNT,
    "widest_hidden": WIDEST,
    "neuron_step": STEP,
    "my_misses": MISSES,
}

SAMPLES = {
    "right": Sample(RIGHT),
    "right-other-style": Sample({**RIGHT, "neuron": NEURON_DOT, "layer": LAYER_BY_NEURON}),
    "bias-three-times": Sample({**RIGHT, "neuron": BIAS_D_TIMES}),
    # their layer calls their own neuron, which is not counted a second time
    "never-negative": Sample({**RIGHT, "neuron": NEVER_NEGATIVE, "layer": LAYER_BY_NEURON}),
    "weights-first": Sample({**RIGHT, "layer": WEIGHTS_FIRST}),
    "bias-down-the-rows": Sample({**RIGHT, "layer": BIAS_DOWN_THE_ROWS}),
    "unheard-of": Sample({**RIGHT, "layer": NOBODY_EXPECTED_THIS}),
    # their search asks their own count
    "without-biases": Sample({**RIGHT, "count_parameters": COUNT_WITHOUT_BIASES}),
    "one-too-wide": Sample({**RIGHT, "widest_hidden": ONE_TOO_WIDE}),
    "away": Sample({**RIGHT, "neuron_step": AWAY}),
    "bias-stays": Sample({**RIGHT, "neuron_step": BIAS_STAYS}),
    "two-mistakes": Sample({**RIGHT, "neuron_step": BY_INPUTS_AND_BIAS_STAYS}),
    "blank": Sample(),
    "exception-on-top": Sample(RIGHT, raise_on_top),
    "test-deleted": Sample(RIGHT, without("hidden_layer")),
    "cell-copied": Sample(RIGHT, twice("layer"), alone=True),
}
