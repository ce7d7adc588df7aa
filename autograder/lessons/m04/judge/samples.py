"""Invented submissions for lesson 4."""

from autograder.lessons.sample import Sample, raise_on_top, twice, without

SIGMOID = """
def sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(z < 0, small, 1.0) / (1.0 + small)
"""
SIGMOID_OTHER = """
def sigmoid(values):
    half = np.tanh(values / 2) / 2
    return half + 0.5
"""
SIGMOID_NAIVE = """
def sigmoid(z):
    power = np.exp(-z)
    return 1.0 / (power + 1.0)
"""
SIGMOID_WHOLE = """
def sigmoid(z):
    answer = np.zeros(z.shape, dtype=z.dtype)
    answer[...] = (1 + np.tanh(z / 2)) / 2
    return answer
"""
SOFTMAX = """
def softmax(Z):
    highest = np.amax(Z, axis=1)
    powers = np.exp(Z - highest[:, np.newaxis])
    return powers / powers.sum(axis=1)[:, np.newaxis]
"""
SOFTMAX_OTHER = """
def softmax(scores):
    return np.stack([np.exp(s - s.max()) / np.exp(s - s.max()).sum() for s in scores])
"""
SOFTMAX_TABLE = """
def softmax(Z):
    highest = np.amax(Z)
    powers = np.exp(Z - highest)
    return powers / powers.sum(axis=1)[:, np.newaxis]
"""
SOFTMAX_COLUMNS = """
def softmax(Z):
    powers = np.exp(Z - np.amax(Z, axis=1)[:, np.newaxis])
    return powers / np.sum(powers, axis=0)
"""
SLOPES = """
def derivatives(z):
    a, t = sigmoid(z), np.tanh(z)
    below = z < 0
    bell = a * (1 - a)
    elu = np.ones(z.shape)
    elu[below] = np.exp(z[below])
    leaky = 1.0 - 0.99 * below
    return bell, 1 - t * t, 1.0 - below, leaky, elu, a + z * bell
"""
SLOPES_TWO = SLOPES.replace("1 - t * t", "1 - z * z").replace("0.99 * below", "below")
SLOPES_STRANGE = SLOPES.replace("a + z * bell", "a + z * t * t")
JACOBIAN = """
def softmax_jacobian(p):
    products = p[:, None] * p[None, :]
    return np.diag(p) - products
"""
JACOBIAN_TWICE = """
def softmax_jacobian(p):
    squares = np.outer(p * p, np.ones(len(p)))
    return np.diag(p) - squares
"""
DEAD = """
def dead_fraction(A):
    spoke = (A != 0).sum(axis=0)
    return float(np.mean(spoke == 0))
"""
DEAD_ZEROS = """
def dead_fraction(A):
    silent = np.sum(A == 0)
    return float(silent / (A.shape[0] * A.shape[1]))
"""
DEAD_WHISPER = """
def dead_fraction(A):
    loudest = np.max(A, axis=0)
    return float(np.mean(loudest < 1e-6))
"""
NUMBER = """
def my_relay():
    return 20711, 1.857e-07, 0.1768
"""
NUMBER_TURNED = """
def my_relay():
    return 20711, 0.1768, 1.857e-07
"""

RIGHT = {
    "sigmoid": SIGMOID,
    "derivatives": SLOPES,
    "dead_fraction": DEAD,
    "softmax": SOFTMAX,
    "softmax_jacobian": JACOBIAN,
    "my_relay": NUMBER,
}

SAMPLES = {
    "right": Sample(RIGHT),
    "right-other-style": Sample({**RIGHT, "sigmoid": SIGMOID_OTHER, "softmax": SOFTMAX_OTHER}),
    # derivatives calls it, and its overflow is not counted a second time
    "overflowing": Sample({**RIGHT, "sigmoid": SIGMOID_NAIVE}),
    "whole-numbers": Sample({**RIGHT, "sigmoid": SIGMOID_WHOLE}),
    "two-slopes-off": Sample({**RIGHT, "derivatives": SLOPES_TWO}),
    "unheard-of": Sample({**RIGHT, "derivatives": SLOPES_STRANGE}),
    "one-maximum": Sample({**RIGHT, "softmax": SOFTMAX_TABLE}),
    "columns-shared": Sample({**RIGHT, "softmax": SOFTMAX_COLUMNS}),
    "squares": Sample({**RIGHT, "softmax_jacobian": JACOBIAN_TWICE}),
    "zeros-counted": Sample({**RIGHT, "dead_fraction": DEAD_ZEROS}),
    "deaf": Sample({**RIGHT, "dead_fraction": DEAD_WHISPER}),
    "turned-round": Sample({**RIGHT, "my_relay": NUMBER_TURNED}),
    "blank": Sample(),
    "exception-on-top": Sample(RIGHT, raise_on_top),
    "test-deleted": Sample(RIGHT, without("hidden_softmax")),
    "cell-copied": Sample(RIGHT, twice("softmax"), alone=True),
}
