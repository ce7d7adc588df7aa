"""Invented submissions for lesson 6."""

from autograder.lessons.sample import Sample, raise_on_top, twice, without

MSE = """
def mse(Z, Y):
    assert np.shape(Z) == np.shape(Y), "predictions and targets differ in shape"
    off = np.subtract(Z, Y)
    count = off.size
    return np.sum(np.square(off)) / count, (2.0 / count) * off
"""
MSE_FLAT = """
def mse(predictions, targets):
    if predictions.shape != targets.shape:
        raise RuntimeError("not the same shape")
    flat = np.ravel(predictions) - np.ravel(targets)
    slopes = [2 * d / len(flat) for d in flat]
    return np.dot(flat, flat) / len(flat), np.reshape(slopes, targets.shape)
"""
CHECKED = '    assert np.shape(Z) == np.shape(Y), "predictions and targets differ in shape"\n'
SILENT = MSE.replace(CHECKED, "")
SUM_OF_SQUARES = MSE.replace("np.sum(np.square(off)) / count", "np.sum(np.square(off))")
SILENT_AND_NO_TWO = SILENT.replace("(2.0 / count) * off", "off / count")
SIGMOID = """
def sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))
"""
BCE = (
    SIGMOID
    + """
def bce_with_logits(z, y):
    assert np.shape(z) == np.shape(y), "scores and targets differ in shape"
    size = np.absolute(z)
    price = np.where(z > 0, z, 0) + np.log(1 + np.exp(-size)) - y * z
    return np.average(price), (sigmoid(z) - y) / len(price)
"""
)
BCE_PAIRS = (
    SIGMOID
    + """
def bce_with_logits(scores, targets):
    if scores.shape != targets.shape:
        raise TypeError("one target for each score, please")
    n = scores.size
    losses = []
    for score, target in zip(scores.ravel(), targets.ravel()):
        losses.append(np.logaddexp(0.0, score) - score * target)
    return sum(losses) / n, (sigmoid(scores) - targets) / n
"""
)
PRICE = "np.where(z > 0, z, 0) + np.log(1 + np.exp(-size)) - y * z"
THROUGH_THE_OUTPUT = BCE.replace(
    PRICE, "-(y * np.log(sigmoid(z)) + (1 - y) * np.log(1 - sigmoid(z)))"
)
PROPPED_UP = BCE.replace(
    PRICE, "-(y * np.log(sigmoid(z) + 1e-9) + (1 - y) * np.log(1 - sigmoid(z) + 1e-9))"
)
ONE_SIDE = BCE.replace(PRICE, "np.log(1 + np.exp(z)) - y * z")
SLOPES_OF_A_SUM = BCE.replace("(sigmoid(z) - y) / len(price)", "sigmoid(z) - y")
ENTROPY = """
def cross_entropy(Z, y):
    top = np.amax(Z, axis=1)
    sums = np.sum(np.exp(Z - top[:, np.newaxis]), axis=1)
    own = np.take_along_axis(Z, y[:, np.newaxis], axis=1)[:, 0]
    return np.mean(top + np.log(sums) - own)
"""
ENTROPY_ONE_HOT = """
def cross_entropy(scores, labels):
    moved = scores - np.max(scores, axis=1, keepdims=True)
    targets = np.identity(scores.shape[1])[labels]
    return np.mean(np.log(np.exp(moved).sum(1)) - np.sum(targets * moved, axis=1))
"""
WHOLE_COLUMNS = """
def cross_entropy(Z, y):
    top = np.amax(Z, axis=1, keepdims=True)
    logs = Z - top - np.log(np.sum(np.exp(Z - top), axis=1, keepdims=True))
    return -np.mean(logs[:, y])
"""
UNPROTECTED = """
def cross_entropy(Z, y):
    sums = np.sum(np.exp(Z), axis=1)
    own = np.array([row[label] for row, label in zip(Z, y)])
    return np.mean(np.log(sums) - own)
"""
NOBODY_EXPECTED_THIS = ENTROPY.replace("return np.mean(", "return np.median(")
BASELINE = """
def baseline_loss(y, C):
    price = 0.0
    for label in range(C):
        often = np.count_nonzero(y == label)
        if often:
            price = price - often / y.size * np.log(often / y.size)
    return price
"""
EQUAL_GUESSES = """
def baseline_loss(y, C):
    guess = 1 / C
    return -np.log(guess)
"""
WITHOUT_AN_IF = """
def baseline_loss(y, C):
    often = np.array([np.count_nonzero(y == label) for label in range(C)])
    part = often / y.size
    return -np.sum(part * np.log(part))
"""
WEIGHTED = """
def weighted_cross_entropy(Z, y, weights):
    mine = np.take(weights, y)
    moved = Z - np.max(Z, axis=1, keepdims=True)
    P = np.exp(moved) / np.sum(np.exp(moved), axis=1, keepdims=True)
    price = np.log(np.sum(np.exp(moved), axis=1)) - moved[np.arange(len(y)), y]
    targets = np.identity(Z.shape[1])[y]
    return np.average(price, weights=mine), (mine / np.sum(mine))[:, np.newaxis] * (P - targets)
"""
FOCAL = """
def focal_loss(Z, y, gamma):
    moved = Z - np.max(Z, axis=1, keepdims=True)
    price = np.log(np.sum(np.exp(moved), axis=1)) - moved[np.arange(len(y)), y]
    return np.mean(np.power(1 - np.exp(-price), gamma) * price)
"""
LOSSES = """
def my_losses():
    return 20711, 2.683, 13.74
"""

RIGHT = {
    "mse": MSE,
    "bce_with_logits": BCE,
    "cross_entropy": ENTROPY,
    "baseline_loss": BASELINE,
    "weighted_cross_entropy": WEIGHTED,
    "focal_loss": FOCAL,
    "my_losses": LOSSES,
}

SAMPLES = {
    "right": Sample(RIGHT),
    "right-other-style": Sample(
        {
            **RIGHT,
            "mse": MSE_FLAT,
            "bce_with_logits": BCE_PAIRS,
            "cross_entropy": ENTROPY_ONE_HOT,
        }
    ),
    "silent": Sample({**RIGHT, "mse": SILENT}),
    "sum-of-squares": Sample({**RIGHT, "mse": SUM_OF_SQUARES}),
    "two-mistakes": Sample({**RIGHT, "mse": SILENT_AND_NO_TWO}),
    "through-the-output": Sample({**RIGHT, "bce_with_logits": THROUGH_THE_OUTPUT}),
    "propped-up": Sample({**RIGHT, "bce_with_logits": PROPPED_UP}),
    "one-side": Sample({**RIGHT, "bce_with_logits": ONE_SIDE}),
    "slopes-of-a-sum": Sample({**RIGHT, "bce_with_logits": SLOPES_OF_A_SUM}),
    "whole-columns": Sample({**RIGHT, "cross_entropy": WHOLE_COLUMNS}),
    "unprotected": Sample({**RIGHT, "cross_entropy": UNPROTECTED}),
    "unheard-of": Sample({**RIGHT, "cross_entropy": NOBODY_EXPECTED_THIS}),
    "equal-guesses": Sample({**RIGHT, "baseline_loss": EQUAL_GUESSES}),
    "without-an-if": Sample({**RIGHT, "baseline_loss": WITHOUT_AN_IF}),
    "blank": Sample(),
    "exception-on-top": Sample(RIGHT, raise_on_top),
    "test-deleted": Sample(RIGHT, without("hidden_mse")),
    "cell-copied": Sample(RIGHT, twice("mse"), alone=True),
}
