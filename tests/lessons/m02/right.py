"""Right answers to the exercises of lesson 2, in the styles in which learners write them.

Each is the text of a cell, as the notebook would hold it.
"""

from nnlib.lessons.lesson02 import own_mistakes

PREDICT = {
    "one product": "def predict(X, w, b): return (X @ w + b > 0).astype(int)",
    "where, floats": "def predict(X, w, b): return np.where(X.dot(w) + b > 0, 1.0, 0.0)",
    "true and false": "def predict(X, w, b): return np.dot(X, w) > -b",
    "loop over samples": """
        def predict(samples, weights, bias):
            answers = []
            for x in samples:
                if np.sum(x * weights) + bias > 0:
                    answers.append(1)
                else:
                    answers.append(0)
            return np.array(answers)
    """,
    "two loops": """
        def predict(X, w, b):
            y = np.zeros(len(X), dtype=int)
            for n in range(X.shape[0]):
                z = b
                for d in range(X.shape[1]):
                    z += X[n, d] * w[d]
                y[n] = int(z > 0)
            return y
    """,
    "einsum, heaviside": """
        def predict(X, w, b):
            return np.heaviside(np.einsum("nd,d->n", X, w) + b, 0).astype(np.int64)
    """,
    "ones folded in": """
        def predict(X, w, b):
            X1 = np.hstack([X, np.ones((len(X), 1))])
            z = X1 @ np.append(w, b)
            answers = np.zeros_like(z)
            answers[z > 0] = 1
            return answers
    """,
}

UPDATE = {
    "one formula": """
        def perceptron_update(x, t, w, b, lr):
            error = t - int(x @ w + b > 0)
            return w + lr * error * x, b + lr * error
    """,
    "three cases": """
        def perceptron_update(x, t, w, b, lr):
            answer = 1 if np.dot(w, x) + b > 0 else 0
            if answer == t:
                return w, b
            if t == 1:
                return w + lr * x, b + lr
            return w - lr * x, b - lr
    """,
    "calls predict": """
        def predict(X, w, b):
            return (X @ w + b > 0).astype(int)
        def perceptron_update(x, t, w, b, lr):
            step = lr * (t - predict(x[None, :], w, b)[0])
            return w + step * x, b + step
    """,
    "calls a predict that is not written": """
        def predict(X, w, b):
            raise NotImplementedError
        def perceptron_update(x, t, w, b, lr):
            step = lr * (t - predict(x.reshape(1, -1), w, b).item())
            return w + step * x, b + step
    """,
    "entry by entry": """
        def perceptron_update(sample, target, weights, bias, rate):
            score = sum(s * k for s, k in zip(sample, weights)) + bias
            error = target - (score > 0)
            moved = np.array([k + rate * error * s for s, k in zip(sample, weights)])
            return moved, bias + rate * error
    """,
    "a copy, in place": """
        def perceptron_update(x, t, w, b, lr):
            w = w.copy()
            if (x @ w + b > 0) != (t == 1):
                w += (2 * t - 1) * lr * x
                b += (2 * t - 1) * lr
            return w, b
    """,
    "folded": """
        def perceptron_update(x, t, w, b, lr):
            x1, w1 = np.append(x, 1.0), np.append(w, b)
            w1 = w1 + lr * (t - np.heaviside(x1 @ w1, 0)) * x1
            return [w1[:-1], w1[-1]]
    """,
}

FIT = {
    "by hand": """
        def fit_perceptron(X, y, lr=1.0, max_epochs=100):
            w, b, counts = np.zeros(X.shape[1]), 0.0, []
            for epoch in range(max_epochs):
                count = 0
                for x, t in zip(X, y):
                    error = t - int(x @ w + b > 0)
                    if error != 0:
                        count += 1
                        w = w + lr * error * x
                        b = b + lr * error
                counts.append(count)
                if count == 0:
                    break
            return w, b, counts
    """,
    "the earlier functions": """
        def predict(X, w, b):
            return (X @ w + b > 0).astype(int)
        def perceptron_update(x, t, w, b, lr):
            e = t - predict(x[None], w, b)[0]
            return w + lr * e * x, b + lr * e
        def fit_perceptron(X, y, lr=1.0, max_epochs=100):
            w, b = np.zeros(X.shape[1]), 0
            errors = []
            while len(errors) < max_epochs and (not errors or errors[-1] > 0):
                errors.append(0)
                for i in range(len(X)):
                    errors[-1] += predict(X[i : i + 1], w, b)[0] != y[i]
                    w, b = perceptron_update(X[i], y[i], w, b, lr)
            return w, b, errors
    """,
    "the earlier functions, not written yet": """
        def predict(X, w, b):
            raise NotImplementedError
        def perceptron_update(x, t, w, b, lr):
            raise NotImplementedError
        def fit_perceptron(X, y, lr=1.0, max_epochs=100):
            w, b, errors = np.zeros(X.shape[1]), 0.0, []
            for _ in range(max_epochs):
                wrong = 0
                for x, t in zip(X, y):
                    wrong += int(predict(x[None], w, b)[0] != t)
                    w, b = perceptron_update(x, t, w, b, lr)
                errors.append(wrong)
                if not wrong:
                    break
            return w, b, errors
    """,
    "counts in an array": """
        def fit_perceptron(X, y, lr=1.0, max_epochs=100):
            w, b = np.zeros(X.shape[1]), 0.0
            counts = np.zeros(max_epochs, dtype=int)
            for epoch in range(max_epochs):
                for n in range(len(y)):
                    if (X[n] @ w + b > 0) and y[n] == 0:
                        w, b, counts[epoch] = w - lr * X[n], b - lr, counts[epoch] + 1
                    elif (X[n] @ w + b <= 0) and y[n] == 1:
                        w, b, counts[epoch] = w + lr * X[n], b + lr, counts[epoch] + 1
                if counts[epoch] == 0:
                    return w, b, counts[: epoch + 1]
            return w, b, counts
    """,
    "weights moved in place": """
        def fit_perceptron(samples, targets, rate=1.0, most=100):
            weights = np.zeros(samples.shape[1], dtype=np.float64)
            bias, history = 0.0, []
            for _ in range(most):
                moved = 0
                for s, t in zip(samples, targets):
                    e = int(t) - (1 if float(np.sum(s * weights)) + bias > 0 else 0)
                    weights += rate * e * s
                    bias += rate * e
                    moved += abs(e)
                history += [moved]
                if moved < 1:
                    break
            return weights, bias, tuple(history)
    """,
    "folded": """
        def fit_perceptron(X, y, lr=1.0, max_epochs=100):
            X1 = np.column_stack([X, np.ones(len(X))])
            line, errors = np.zeros(X1.shape[1]), []
            for _ in range(max_epochs):
                before = line.copy()
                mistakes = 0
                for x, t in zip(X1, y):
                    e = t - (x @ line > 0)
                    line = line + lr * e * x
                    mistakes += e != 0
                errors.append(int(mistakes))
                if np.array_equal(before, line) and mistakes == 0:
                    break
            return line[:-1], line[-1], errors
    """,
}

MARGIN = {
    "folded": """
        def margin_bound(X, y, w, b):
            X1 = np.column_stack([X, np.ones(len(X))])
            v = np.append(w, b)
            v = v / np.linalg.norm(v)
            gamma = np.min((2 * y - 1) * (X1 @ v))
            return (np.linalg.norm(X1, axis=1).max() / gamma) ** 2
    """,
    "distances without sign": """
        def margin_bound(X, y, w, b):
            gamma = np.abs((X @ w + b) / np.sqrt(w @ w + b * b)).min()
            return float(((X**2).sum(axis=1).max() + 1) / gamma**2)
    """,
    "loop": """
        def margin_bound(X, y, w, b):
            size = (sum(k * k for k in w) + b * b) ** 0.5
            R2, gamma = 0, float("inf")
            for x, t in zip(X, y):
                R2 = max(R2, sum(v * v for v in x) + 1)
                s = (sum(v * k for v, k in zip(x, w)) + b) / size
                gamma = min(gamma, s if t == 1 else -s)
            return R2 / gamma**2
    """,
    "turned samples": """
        def margin_bound(X, y, w, b):
            Z = np.hstack([X, np.ones((len(X), 1))])
            Z[y == 0] *= -1
            u = np.hstack([w, b])
            R = max(np.linalg.norm(z) for z in Z)
            return np.array(R * np.linalg.norm(u) / (Z @ u).min()) ** 2
    """,
    "two classes apart": """
        def margin_bound(X, y, w, b):
            z = X @ w + b
            room = min(z[y == 1].min(), -z[y == 0].max())
            return (1 + np.max(np.einsum("nd,nd->n", X, X))) * (w.dot(w) + b**2) / room**2
    """,
    "divided by the length first": """
        def margin_bound(points, labels, weights, bias):
            length = np.hypot(np.linalg.norm(weights), bias)
            weights, bias = weights / length, bias / length
            signs = np.array([1 if label else -1 for label in labels])
            gamma = sorted(signs * (points.dot(weights) + bias))[0]
            longest = np.sqrt(np.max(np.sum(points * points, axis=1)) + 1)
            return (longest / gamma) ** 2
    """,
}

XOR = {
    "ones": """
        def xor_certificate():
            rows = np.array([[0, 0, -1], [0, 1, 1], [1, 0, 1], [-1, -1, -1]])
            return rows, np.ones(4)
    """,
    "lists": """
        def xor_certificate():
            return [[0, 0, -1], [0, 1, 1], [1, 0, 1], [-1, -1, -1]], [3, 3, 3, 3]
    """,
    "in another order": """
        def xor_certificate():
            above = [[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]]
            below = [[-1.0, -1.0, -1.0], [0.0, 0.0, -1.0]]
            return np.array(above + below), np.full(4, 0.25)
    """,
    "rows of other lengths": """
        def xor_certificate():
            rows = np.array([[0, 0, -2], [0, 0.5, 0.5], [1, 0, 1], [-3, -3, -3]])
            return rows, np.array([1 / 2, 2, 1, 1 / 3])
    """,
    "from the table": """
        def xor_certificate():
            rows = []
            for x1 in (0, 1):
                for x2 in (0, 1):
                    sign = 1 if x1 != x2 else -1
                    rows.append((sign * x1, sign * x2, sign))
            return tuple(rows), (1, 1, 1, 1)
    """,
    "signs by a product": """
        def xor_certificate():
            points = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], dtype=np.float32)
            return [np.diag([-1, 1, 1, -1]) @ points, np.array([2, 2, 2, 2], dtype=np.int32)]
    """,
}


def _run(number):
    return number, *own_mistakes(number)


NUMBER = {
    "a tuple": "def my_mistakes(): return {}, {}, {}".format(*_run(20711)),
    "a list": "def my_mistakes(): return [{}, {}, {}]".format(*_run(1000)),
    "floats": "def my_mistakes(): return {}, {}.0, {}.0".format(*_run(31337)),
    "an array": "def my_mistakes(): return list(np.array([{}, {}, {}]))".format(*_run(8080)),
    "names": """
        def my_mistakes():
            number = {}
            from_zero = {}
            from_start = {}
            return number, from_zero, from_start
    """.format(*_run(271828)),
    "nine digits": "def my_mistakes(): return {}, {}, {}".format(*_run(999_999_999)),
}

RIGHT = {
    "predict": PREDICT,
    "perceptron_update": UPDATE,
    "fit_perceptron": FIT,
    "margin_bound": MARGIN,
    "xor_certificate": XOR,
    "my_mistakes": NUMBER,
}
