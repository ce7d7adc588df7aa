"""Right answers in the styles in which learners write them, and answers that are no answers.

Each is the text of a cell: a process outside executes the same text as the tests here. The
right answers of a lesson are in ``tests/lessons/mNN/right.py``: a dict RIGHT, exercise -> style ->
text.
"""

import base64
import collections
import functools
import importlib
import inspect
import io
import sys
from pathlib import Path

import cloudpickle

import autograder.lessons
import tests.core
import tests.lessons
from tests.core import toys

RIGHT = {
    "numerical_gradient": {
        "entry by entry": """
            def numerical_gradient(f, x, eps=1e-5):
                x = np.array(x, dtype=float)
                out = np.zeros(x.shape)
                for i in np.ndindex(x.shape):
                    keep = x[i]
                    x[i] = keep + eps
                    high = f(x)
                    x[i] = keep - eps
                    out[i] = (high - f(x)) / (2 * eps)
                    x[i] = keep
                return out
        """,
        "flat view, renamed": """
            def numerical_gradient(function, point, h=1e-5):
                moved = np.array(point, dtype=np.float64, order="C")
                flat = moved.reshape(-1)
                slopes = []
                for k in range(flat.size):
                    flat[k] += h
                    after = function(moved)
                    flat[k] -= 2 * h
                    before = function(moved)
                    flat[k] += h
                    slopes.append((after - before) / h / 2)
                return np.array(slopes).reshape(moved.shape)
        """,
        "list comprehension over unit arrays": """
            def numerical_gradient(f, x, eps=1e-5):
                e = eps * np.eye(x.size).reshape(-1, *x.shape)
                return np.array([(f(x + d) - f(x - d)) / (2 * eps) for d in e]).reshape(x.shape)
        """,
        "nditer": """
            def numerical_gradient(f, x, eps=1e-5):
                grad = np.empty(shape=x.shape, dtype=float)
                it = np.nditer(x, flags=["multi_index"])
                while not it.finished:
                    up, down = x.astype(float), x.astype(float)
                    up[it.multi_index] += eps
                    down[it.multi_index] -= eps
                    grad[it.multi_index] = (f(up) - f(down)) * 0.5 / eps
                    it.iternext()
                return grad
        """,
        "generator": """
            def numerical_gradient(f, x, eps=1e-5):
                def slopes():
                    for i in range(x.size):
                        step = np.zeros(x.size)
                        step[i] = eps
                        step = step.reshape(x.shape)
                        yield (f(x + step) - f(x - step)) / (2 * eps)
                return np.fromiter(slopes(), dtype=float, count=x.size).reshape(x.shape)
        """,
        "flat attribute and ravel": """
            def numerical_gradient(f, x, eps=1e-5):
                grad = np.zeros_like(a=x, dtype=float)
                for i, value in enumerate(np.ravel(x)):
                    z = x.copy().astype("float64")
                    z.flat[i] = value + eps
                    above = f(z)
                    z.flat[i] = value - eps
                    below = f(z)
                    grad.flat[i] = (above - below) / ((value + eps) - (value - eps))
                return grad
        """,
        "an inner helper": """
            def numerical_gradient(f, x, eps=1e-5):
                def slope(i):
                    mask = np.zeros(x.shape)
                    mask[i] = 1
                    return (f(x + eps * mask) - f(x - eps * mask)) / (2 * eps)
                indices = list(np.ndindex(*x.shape))
                grad = np.zeros(x.shape)
                for i, s in zip(indices, map(slope, indices)):
                    grad[i] = s
                return grad
        """,
        "float32 result": """
            def numerical_gradient(f, x, eps=1e-5):
                grad = np.zeros(x.shape, dtype=np.float32)
                for i, _ in np.ndenumerate(x):
                    up, down = np.array(x, float), np.array(x, float)
                    up[i], down[i] = x[i] + eps, x[i] - eps
                    grad[i] = (f(up) - f(down)) / (2 * eps)
                return grad
        """,
    },
    "affine_backward": {
        "np.dot": """
            def affine_backward(dZ, cache):
                X, W = cache
                return np.dot(dZ, W.T), np.dot(X.T, dZ), np.sum(dZ, axis=0)
        """,
        "einsum, renamed": """
            def affine_backward(upstream, kept):
                x, w = kept
                return (
                    np.einsum("nh,dh->nd", upstream, w),
                    np.einsum("nd,nh->dh", x, upstream),
                    np.einsum("nh->h", upstream),
                )
        """,
        "loops": """
            def affine_backward(dZ, cache):
                X, W = cache
                N, D = X.shape
                H = W.shape[1]
                dX, dW, db = np.zeros((N, D)), np.zeros((D, H)), np.zeros(H)
                for n in range(N):
                    for h in range(H):
                        db[h] += dZ[n, h]
                        for d in range(D):
                            dX[n, d] += W[d, h] * dZ[n, h]
                            dW[d, h] += X[n, d] * dZ[n, h]
                return dX, dW, db
        """,
        "sum of outer products": """
            def affine_backward(dZ, cache):
                X, W = cache
                dW = sum(np.outer(x, g) for x, g in zip(X, dZ))
                return np.array([W @ g for g in dZ]), dW, sum(dZ)
        """,
        "list comprehensions": """
            def affine_backward(dZ, cache):
                X, W = cache
                dX = [[sum(g * w for g, w in zip(row, line)) for line in W] for row in dZ]
                dW = [[sum(a * b for a, b in zip(x, g)) for g in dZ.T] for x in X.T]
                return np.array(dX), np.array(dW), np.array([sum(g) for g in dZ.T])
        """,
        "keyword names of numpy": """
            def affine_backward(dZ, cache):
                X, W = cache
                dX = np.matmul(dZ, np.transpose(a=W))
                dW = np.tensordot(a=X, b=dZ, axes=([0], [0]))
                return dX, dW, np.sum(a=dZ, axis=0, keepdims=False)
        """,
        "broadcasting": """
            def affine_backward(dZ, cache):
                X, W = cache
                dX = (dZ[:, None, :] * W[None]).sum(-1)
                dW = (X[:, :, None] * dZ[:, None, :]).sum(0)
                return dX, dW, np.add.reduce(dZ)
        """,
        "views and a product with ones": """
            def affine_backward(dZ, cache):
                X, W = cache
                padded = np.hstack([X, np.ones((X.shape[0], 1), X.dtype)])
                both = padded.T @ dZ
                return (W @ dZ.T).T, both[:-1], both[-1].reshape(-1)
        """,
        "a list of parts": """
            def affine_backward(dZ, cache):
                grads = [dZ @ cache[1].T]
                grads.append(cache[0].T @ dZ)
                grads += [dZ.sum(axis=-2)]
                return grads
        """,
        "float32 result": """
            def affine_backward(dZ, cache):
                X, W = cache
                found = dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)
                return tuple(part.astype(np.float32) for part in found)
        """,
        "out arguments": """
            def affine_backward(dZ, cache):
                X, W = cache
                dX, dW = np.empty_like(X), np.empty(W.shape, W.dtype)
                np.matmul(dZ, W.T, out=dX)
                np.matmul(X.T, dZ, out=dW)
                db = np.empty(W.shape[1], dZ.dtype)
                dZ.sum(axis=0, out=db)
                return dX, dW, db
        """,
    },
    "EarlyStopping": {
        "as in the toy": inspect.getsource(toys.EarlyStopping).replace("math.inf", "float('inf')"),
        "a history": """
            class EarlyStopping:
                def __init__(self, patience):
                    self.patience = patience
                    self.losses = []
                    self.kept = []

                def update(self, loss, weights):
                    self.losses.append(loss)
                    self.kept.append(np.array(weights))
                    best = self.losses.index(min(self.losses))
                    return bool(len(self.losses) - 1 - best >= self.patience)

                @property
                def best_weights(self):
                    return self.kept[int(np.argmin(self.losses))]
        """,
    },
    "center": {
        "keepdims": "def center(X): return X - np.mean(X, axis=0, keepdims=True)",
        "columns": "def center(t): return np.array([c - sum(c) / len(c) for c in t.T]).T",
    },
    "standardize": {
        "calls center": """
            def center(X): return X - X.mean(0)
            def standardize(X):
                C = center(X)
                return C / np.linalg.norm(C, axis=0) * len(X) ** 0.5
        """,
        "stands alone": "def standardize(X): return (X - X.mean(0)) / X.std(0)",
        "calls a wrong center": """
            def center(X): return X
            def standardize(X):
                C = center(X)
                return C / np.sqrt((C**2).mean(axis=0))
        """,
        "calls a center that is not written": """
            def center(X): raise NotImplementedError
            def standardize(X):
                C = center(X)
                return C / np.sqrt((C**2).mean(axis=0))
        """,
    },
}

for _path in sorted((Path(__file__).parents[1] / "lessons").glob("m[0-9][0-9]/right.py")):
    RIGHT |= importlib.import_module(f"tests.lessons.{_path.parent.name}.right").RIGHT
# an exercise without answers fails the test that counts them, and not the collection of all tests
RIGHT = collections.defaultdict(dict, RIGHT)

BODIES = {
    "not written": "raise NotImplementedError",
    "a name that is not there": "return undefined_name",
    "raising": "raise ValueError('no')",
    "without end": "return {name}(*arguments)",
    "leaving": "raise SystemExit",
    "nothing": "return None",
    "zero": "return 0.0",
    "nan": "return np.nan",
    "a matrix": "return np.zeros((2, 2)).view(np.matrix)",
    "a masked array": "return np.ma.masked_array(np.zeros(3), True)",
    "a generator": "return (a for a in arguments)",
    "an object": "return type('Equal', (), {{'__eq__': lambda s, o: True}})()",
    "text of its own": "return type('Text', (str,), {{}})('a')",
    "three objects": "return [np.array([None, 1.0])] * 3",
    "a number beyond 64 bits": "return 2**80",
    "the arguments": "return arguments",
    "an answer that holds itself": "a = []; a.append(a); return a",
    "the engine": "import nnlib; return nnlib.{name}(*arguments)",
    "torch": "import torch; return torch.tensor(0.0)",
}


def strange(name, kind):
    """The text of a function that is no answer."""
    return f"def {name}(*arguments):\n    {BODIES[kind].format(name=name)}\n"


def wrong_version(exercise, number, style):
    """The text of a cell that has a registered wrong version for the learner's answer.

    The version is in the text: where a class is graded there is no module that has it.
    """
    return f"{exercise.name} = {as_text(exercise.misconceptions[number].versions[style])}\n"


def as_text(value):
    """An expression that makes a value; functions of the grader's become the notebook's own."""
    file = io.BytesIO()
    _AsOwn(file).dump(value)
    pickled = base64.b64encode(file.getvalue()).decode()
    return f"__import__('pickle').loads(__import__('base64').b64decode('{pickled}'))"


class _AsOwn(cloudpickle.CloudPickler):
    """Pickles functions and classes of the grader's with their code, under the notebook's name."""

    def __init__(self, file):
        super().__init__(file)
        for name, module in sys.modules.items():
            if name.startswith(("autograder.lessons.", "tests.")):
                self.globals_ref[id(vars(module))] = {"__name__": "__main__"}

    def reducer_override(self, thing):
        """Of a function that keeps what it found the function itself."""
        if hasattr(thing, "cache_info"):
            return functools.partial, (thing.__wrapped__,)
        return super().reducer_override(thing)


for _package in (autograder.lessons, tests.core, tests.lessons):
    cloudpickle.register_pickle_by_value(_package)
