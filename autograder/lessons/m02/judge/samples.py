"""Invented submissions for lesson 2."""

from autograder.lessons.sample import Sample, raise_on_top, twice, without

PREDICT = """
def predict(X, w, b):
    scores = np.dot(X, w) + b
    return np.where(scores > 0, 1, 0)
"""
PREDICT_LOOP = """
def predict(table, weights, bias):
    found = np.zeros(len(table), dtype=int)
    for place, row in enumerate(table):
        found[place] = int(np.dot(row, weights) > -bias)
    return found
"""
TIE_ABOVE = """
def predict(X, w, b):
    scores = np.dot(X, w) + b
    return 1 - np.where(scores < 0, 1, 0)
"""
UPDATE = """
def perceptron_update(x, t, w, b, lr):
    said = predict(np.array([x]), w, b)[0]
    change = lr * (t - said)
    return w + change * x, b + change
"""
UPDATE_CASES = """
def perceptron_update(x, target, w, b, rate):
    above = np.sum(x * w) + b > 0
    if above and target == 0:
        return w - rate * x, b - rate
    if target == 1 and not above:
        return w + rate * x, b + rate
    return w.copy(), b
"""
MOVES_ALWAYS = """
def perceptron_update(x, t, w, b, lr):
    if t == 1:
        return w + lr * x, b + lr
    return w - lr * x, b - lr
"""
NO_BIAS_STEP = """
def perceptron_update(x, t, w, b, lr):
    said = 1 if np.dot(x, w) + b > 0 else 0
    new = np.array(w) + lr * x * (t - said)
    return new, b
"""
NOBODY_EXPECTED_THIS = """
def perceptron_update(x, t, w, b, lr):
    said = 1 if np.dot(x, w) + b > 0 else 0
    return w + lr * (t - said) * np.abs(x), b + lr * (t - said)
"""
FIT = """
def fit_perceptron(X, y, lr=1.0, max_epochs=100):
    w = np.zeros(X.shape[1])
    b = 0.0
    history = []
    for epoch in range(max_epochs):
        missed = 0
        for n in range(len(X)):
            if predict(X[n : n + 1], w, b)[0] != y[n]:
                missed += 1
                w, b = perceptron_update(X[n], y[n], w, b, lr)
        history.append(missed)
        if missed == 0:
            break
    return w, b, history
"""
FIT_ON_AND_ON = FIT.replace("        if missed == 0:\n            break\n", "")
FIT_FRESH = FIT.replace(
    "        missed = 0\n", "        missed = 0\n        w, b = np.zeros(X.shape[1]), 0.0\n"
)
MARGIN = """
def margin_bound(X, y, w, b):
    folded = np.hstack([X, np.ones((len(X), 1))])
    arrow = np.concatenate([w, [b]])
    room = np.min(np.where(y == 1, 1, -1) * (folded @ arrow))
    longest = np.max(np.linalg.norm(folded, axis=1))
    return (longest * np.linalg.norm(arrow) / room) ** 2
"""
MARGIN_LONG = MARGIN.replace("longest * np.linalg.norm(arrow) / room", "longest / room")
XOR = """
def xor_certificate():
    rows = [[0, 1, 1], [1, 0, 1], [0, 0, -1], [-1, -1, -1]]
    return np.array(rows), np.array([5, 5, 5, 5])
"""
XOR_UNTURNED = """
def xor_certificate():
    rows = [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
    return np.array(rows), np.array([1, 2, 2, 1])
"""
NUMBER = """
def my_mistakes():
    return 73520, 66, 147
"""

RIGHT = {
    "predict": PREDICT,
    "perceptron_update": UPDATE,
    "fit_perceptron": FIT,
    "margin_bound": MARGIN,
    "xor_certificate": XOR,
    "my_mistakes": NUMBER,
}

SAMPLES = {
    "right": Sample(RIGHT),
    "right-other-style": Sample(
        {**RIGHT, "predict": PREDICT_LOOP, "perceptron_update": UPDATE_CASES}
    ),
    # predict is asked by the two after it, and that is not counted a second time
    "tie-above": Sample({**RIGHT, "predict": TIE_ABOVE}),
    "moves-always": Sample({**RIGHT, "perceptron_update": MOVES_ALWAYS}),
    "no-bias-step": Sample({**RIGHT, "perceptron_update": NO_BIAS_STEP}),
    "unheard-of": Sample({**RIGHT, "perceptron_update": NOBODY_EXPECTED_THIS}),
    "on-and-on": Sample({**RIGHT, "fit_perceptron": FIT_ON_AND_ON}),
    "two-mistakes": Sample({**RIGHT, "fit_perceptron": FIT_FRESH, "margin_bound": MARGIN_LONG}),
    "signs-not-turned": Sample({**RIGHT, "xor_certificate": XOR_UNTURNED}),
    "blank": Sample(),
    "exception-on-top": Sample(RIGHT, raise_on_top),
    "test-deleted": Sample(RIGHT, without("hidden_margin_bound")),
    "cell-copied": Sample(RIGHT, twice("perceptron_update"), alone=True),
}
