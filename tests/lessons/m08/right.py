"""Right answers to the exercises of lesson 8, in the styles in which learners write them.

Each is the text of a cell, as the notebook would hold it.
"""

from autograder.lessons.m08.judge.number import limit_and_loss
from nnlib.lessons.lesson08 import own_limit

SGD_STEP = {
    "one line": "def sgd_step(w, g, lr): return w - lr * g",
    "plus a negative step": """
        def sgd_step(weights, gradient, rate):
            step = -rate * gradient
            return weights + step
    """,
    "numpy functions": "def sgd_step(w, g, lr): return np.subtract(w, np.multiply(lr, g))",
    "entry by entry": """
        def sgd_step(w, g, lr):
            new = np.zeros(w.shape)
            for place in np.ndindex(w.shape):
                new[place] = w[place] - lr * g[place]
            return new
    """,
    "a flat list": """
        def sgd_step(w, g, lr):
            moved = [a - lr * b for a, b in zip(w.ravel(), g.ravel())]
            return np.array(moved).reshape(w.shape)
    """,
    "a copy that is moved": """
        def sgd_step(w, g, lr):
            w = w.astype(float)
            w -= lr * g
            return w
    """,
    "float32": "def sgd_step(w, g, lr): return (w - lr * g).astype(np.float32)",
}
MOMENTUM_STEP = {
    "two lines": """
        def momentum_step(w, g, v, lr, mu=0.9):
            v = mu * v + g
            return w - lr * v, v
    """,
    "kept and new apart": """
        def momentum_step(w, g, v, lr, mu=0.9):
            kept = mu * v
            return w - lr * kept - lr * g, kept + g
    """,
    "renamed, a list": """
        def momentum_step(position, slope, velocity, rate, keep=0.9):
            faster = np.add(np.multiply(keep, velocity), slope)
            return [position + np.negative(rate * faster), faster]
    """,
    "entry by entry": """
        def momentum_step(w, g, v, lr, mu=0.9):
            new_w, new_v = np.empty(w.shape), np.empty(w.shape)
            for i in np.ndindex(w.shape):
                new_v[i] = mu * v[i] + g[i]
                new_w[i] = w[i] - lr * new_v[i]
            return new_w, new_v
    """,
    "flat, by zip": """
        def momentum_step(w, g, v, lr, mu=0.9):
            faster = [mu * old + slope for old, slope in zip(v.flatten(), g.flatten())]
            faster = np.array(faster).reshape(v.shape)
            return w - lr * faster, faster
    """,
    "copies in place": """
        def momentum_step(w, g, v, lr, mu=0.9):
            w, v = np.array(w, dtype=float), np.array(v, dtype=float)
            v *= mu
            v += g
            w -= lr * v
            return w, v
    """,
    "the change of v": """
        def momentum_step(w, g, v, lr, mu=0.9):
            v = v + (g - (1 - mu) * v)
            return w - v * lr, v
    """,
    "stacked": """
        def momentum_step(w, g, v, lr, mu=0.9):
            new = np.tensordot([mu, 1.0], np.stack([v, g]), axes=1)
            return w - lr * new, new
    """,
    "float32": """
        def momentum_step(w, g, v, lr, mu=0.9):
            v = (mu * v + g).astype(np.float32)
            return (w - lr * v).astype(np.float32), v
    """,
}
ADAM_STEP = {
    "five lines": """
        def adam_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
            m = beta1 * m + (1 - beta1) * g
            v = beta2 * v + (1 - beta2) * g**2
            m_hat = m / (1 - beta1**t)
            v_hat = v / (1 - beta2**t)
            return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
    """,
    "a folded step": """
        def adam_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
            m = beta1 * m + (1 - beta1) * g
            v = beta2 * v + (1 - beta2) * g * g
            rate = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
            return w - rate * m / (np.sqrt(v) + eps), m, v
    """,
    "moving towards the gradient": """
        def adam_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
            m = m + (1 - beta1) * (g - m)
            v = v + (1 - beta2) * (g * g - v)
            usual = (v / (1 - beta2**t)) ** 0.5
            return [w - lr * (m / (1 - beta1**t)) / (usual + eps), m, v]
    """,
    "a helper for both averages": """
        def corrected(average, beta, t):
            return average / (1 - np.power(beta, t))

        def adam_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
            m, v = (b * old + (1 - b) * new for b, old, new in ((beta1, m, g), (beta2, v, g * g)))
            step = corrected(m, beta1, t) / (np.sqrt(corrected(v, beta2, t)) + eps)
            return w - lr * step, m, v
    """,
    "entry by entry": """
        import math
        def adam_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
            new = [np.zeros(w.shape) for _ in range(3)]
            for i in np.ndindex(w.shape):
                first = beta1 * m[i] + (1 - beta1) * g[i]
                second = beta2 * v[i] + (1 - beta2) * float(g[i]) ** 2
                size = math.sqrt(second / (1 - beta2**t)) + eps
                new[0][i] = w[i] - lr * first / (1 - beta1**t) / size
                new[1][i], new[2][i] = first, second
            return tuple(new)
    """,
    "copies in place": """
        def adam_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
            m, v = m.astype(float), v.astype(float)
            m *= beta1
            m += (1 - beta1) * g
            v *= beta2
            v += (1 - beta2) * np.square(g)
            down = np.sqrt(v / (1 - beta2**t))
            down += eps
            return w - lr * (m / (1 - beta1**t)) / down, m, v
    """,
    "powers by a loop": """
        def adam_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
            left1, left2 = 1.0, 1.0
            for _ in range(t):
                left1 *= beta1
                left2 *= beta2
            m = beta1 * m + g - beta1 * g
            v = beta2 * v + g * g - beta2 * g * g
            return w - lr * m / (1 - left1) / (np.sqrt(v / (1 - left2)) + eps), m, v
    """,
    "eps at the root of v": """
        def adam_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
            m = np.multiply(beta1, m) + np.multiply(1 - beta1, g)
            v = np.multiply(beta2, v) + np.multiply(1 - beta2, np.abs(g) ** 2)
            down = np.sqrt(v) / np.sqrt(1 - beta2**t) + eps
            return w - np.divide(lr * m / (1 - beta1**t), down), m, v
    """,
    "float32": """
        def adam_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
            m = beta1 * m + (1 - beta1) * g
            v = beta2 * v + (1 - beta2) * g**2
            step = lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
            return tuple(part.astype(np.float32) for part in (w - step, m, v))
    """,
}
_ADAM = ADAM_STEP["five lines"]
_HEAD = (
    "def adamw_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):"
)


def _adamw(*lines):
    return "\n".join([_HEAD, *(f"    {line}" for line in lines), ""])


def _with_adam(*lines):
    import textwrap

    return textwrap.dedent(_ADAM) + "\n" + _adamw(*lines)


ADAMW_STEP = {
    "decay after Adam, of the old w": _with_adam(
        "new, m, v = adam_step(w, g, m, v, t, lr, beta1, beta2, eps)",
        "return new - lr * weight_decay * w, m, v",
    ),
    "decay before Adam": _with_adam(
        "w = (1 - lr * weight_decay) * w",
        "return adam_step(w, g, m, v, t, lr, beta1, beta2, eps)",
    ),
    "decay of Adam's w": _with_adam(
        "w, m, v = adam_step(w, g, m, v, t, lr=lr, beta1=beta1, beta2=beta2, eps=eps)",
        "w = w - lr * weight_decay * w",
        "return w, m, v",
    ),
    "the engine's Adam in place": _adamw(
        "stepped = adam_step(w, g, m, v, t, lr, beta1, beta2, eps)",
        "return [stepped[0] - lr * (weight_decay * w), stepped[1], stepped[2]]",
    ),
    "without adam_step": _adamw(
        "m = beta1 * m + (1 - beta1) * g",
        "v = beta2 * v + (1 - beta2) * g**2",
        "step = m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)",
        "return w - lr * (step + weight_decay * w), m, v",
    ),
    "the step from 0": _with_adam(
        "step, m, v = adam_step(np.zeros(w.shape), g, m, v, t, lr, beta1, beta2, eps)",
        "return w * (1 - lr * weight_decay) + step, m, v",
    ),
    "entry by entry": _with_adam(
        "new, m, v = adam_step(w, g, m, v, t, lr, beta1, beta2, eps)",
        "out = np.empty(w.shape)",
        "for i in np.ndindex(w.shape):",
        "    out[i] = new[i] - lr * weight_decay * w[i]",
        "return out, m, v",
    ),
    "float32": _with_adam(
        "new, m, v = adam_step(w, g, m, v, t, lr, beta1, beta2, eps)",
        "return tuple(p.astype(np.float32) for p in (new - lr * weight_decay * w, m, v))",
    ),
}
RMSPROP_STEP = {
    "two lines": """
        def rmsprop_step(w, g, s, lr, rho=0.99, eps=1e-8):
            s = rho * s + (1 - rho) * g**2
            return w - lr * g / (np.sqrt(s) + eps), s
    """,
    "moving towards the square": """
        def rmsprop_step(w, g, s, lr, rho=0.99, eps=1e-8):
            s = s + (1 - rho) * (g * g - s)
            return w - lr * (g / (s**0.5 + eps)), s
    """,
    "renamed, a list": """
        def rmsprop_step(weights, gradient, average, rate, keep=0.99, small=1e-8):
            new = keep * average + (1 - keep) * np.square(gradient)
            size = np.add(np.sqrt(new), small)
            return [np.subtract(weights, np.divide(rate * gradient, size)), new]
    """,
    "entry by entry": """
        def rmsprop_step(w, g, s, lr, rho=0.99, eps=1e-8):
            new_w, new_s = np.zeros(w.shape), np.zeros(w.shape)
            for i in np.ndindex(w.shape):
                new_s[i] = rho * s[i] + (1 - rho) * float(g[i]) ** 2
                new_w[i] = w[i] - lr * g[i] / (new_s[i] ** 0.5 + eps)
            return new_w, new_s
    """,
    "copies in place": """
        def rmsprop_step(w, g, s, lr, rho=0.99, eps=1e-8):
            w, s = w.astype(float), s.astype(float)
            s *= rho
            s += (1 - rho) * np.abs(g) ** 2
            w -= lr * g / (np.sqrt(s) + eps)
            return w, s
    """,
    "a rate for each": """
        def rmsprop_step(w, g, s, lr, rho=0.99, eps=1e-8):
            new = rho * s + (1 - rho) * g * g
            rates = lr / (np.sqrt(new) + eps)
            return w - rates * g, new
    """,
    "float32": """
        def rmsprop_step(w, g, s, lr, rho=0.99, eps=1e-8):
            s = rho * s + (1 - rho) * g**2
            w = w - lr * g / (np.sqrt(s) + eps)
            return w.astype(np.float32), s.astype(np.float32)
    """,
}
CLIP_BY_GLOBAL_NORM = {
    "sum of squares": """
        def clip_by_global_norm(grads, max_norm):
            norm = np.sqrt(sum(np.sum(g**2) for g in grads))
            factor = max_norm / norm if norm > max_norm else 1.0
            return [factor * g for g in grads], norm
    """,
    "one long vector": """
        def clip_by_global_norm(grads, max_norm):
            whole = np.concatenate([g.ravel() for g in grads])
            norm = np.linalg.norm(whole)
            if norm <= max_norm:
                return grads, norm
            return [g * (max_norm / norm) for g in grads], norm
    """,
    "a tuple of arrays, min": """
        def clip_by_global_norm(grads, max_norm):
            norm = sum((g * 1.0).ravel() @ g.ravel() for g in grads) ** 0.5
            share = min(1.0, max_norm / norm) if norm else 1.0
            return tuple(share * g for g in grads), norm
    """,
    "entry by entry": """
        def clip_by_global_norm(grads, max_norm):
            total = 0.0
            for g in grads:
                for value in g.flatten():
                    total += float(value) ** 2
            norm = total**0.5
            clipped = []
            for g in grads:
                clipped.append(g * max_norm / norm if norm > max_norm else g.copy())
            return clipped, norm
    """,
    "length of lengths": """
        def clip_by_global_norm(gradients, longest):
            lengths = [np.linalg.norm(g) for g in gradients]
            norm = float(np.linalg.norm(lengths))
            if norm > longest:
                gradients = [longest * (g / norm) for g in gradients]
            return list(gradients), norm
    """,
    "hypot": """
        import math
        def clip_by_global_norm(grads, max_norm):
            norm = math.hypot(*(float(x) for g in grads for x in g.flat))
            factor = 1 if norm < max_norm else max_norm / (norm or 1)
            return [np.multiply(g, factor) for g in grads], norm
    """,
    "float32": """
        def clip_by_global_norm(grads, max_norm):
            norm = np.sqrt(sum((g.astype(float) ** 2).sum() for g in grads))
            factor = max_norm / norm if norm > max_norm else 1.0
            return [(factor * g).astype(np.float32) for g in grads], np.float32(norm)
    """,
}
COSINE_RATE = {
    "numpy": """
        def cosine_rate(t, lr, steps, end=0.0):
            share = min(t / steps, 1)
            return end + (lr - end) * (1 + np.cos(np.pi * share)) / 2
    """,
    "math, an early return": """
        import math
        def cosine_rate(t, lr, steps, end=0.0):
            if t >= steps:
                return end
            return end + 0.5 * (lr - end) * (1 + math.cos(math.pi * t / steps))
    """,
    "mean and half the difference": """
        import math
        def cosine_rate(t, lr, steps, end=0.0):
            middle, swing = (lr + end) / 2, (lr - end) / 2
            return middle + swing * math.cos(math.pi * min(t, steps) / steps)
    """,
    "the square of half the angle": """
        import math
        def cosine_rate(step, start, steps, last=0.0):
            share = step / steps if step < steps else 1.0
            return last + (start - last) * math.cos(0.5 * math.pi * share) ** 2
    """,
    "a weighted mean": """
        def cosine_rate(t, lr, steps, end=0.0):
            left = (1 + np.cos(np.pi * np.clip(t / steps, 0, 1))) / 2
            return float(left * lr + (1 - left) * end)
    """,
    "a sine": """
        import math
        def cosine_rate(t, lr, steps, end=0.0):
            share = min(1.0, t / steps)
            return lr - (lr - end) * (1 - math.sin(math.pi * (0.5 - share))) / 2
    """,
    "a number without axes": """
        def cosine_rate(t, lr, steps, end=0.0):
            half = np.cos(np.linspace(0, np.pi, steps + 1))
            return np.array(end + (lr - end) * (1 + half[min(t, steps)]) / 2)
    """,
}
_RATE, _LOSS = limit_and_loss(own_limit(20711))
MY_LIMIT = {
    "a tuple": f"def my_limit(): return 20711, {_RATE}, {_LOSS}",
    "a list": f"def my_limit(): return [20711, {_RATE:.4f}, {_LOSS:.4f}]",
    "three digits": f"def my_limit(): return 20711, {_RATE:.3g}, {_LOSS:.3g}",
    "names": f"""
        def my_limit():
            number = 20711
            rate, loss = {_RATE:.5f}, {_LOSS:.5f}
            return number, rate, loss
    """,
    "an array of one number": f"def my_limit(): return 20711, np.array({_RATE}), {_LOSS}",
    "numpy numbers": f"def my_limit(): return 20711, np.float64({_RATE}), np.float32({_LOSS})",
    "another number": "def my_limit(): return 123456, {:.4g}, {:.4g}".format(
        *limit_and_loss(own_limit(123456))
    ),
}
RIGHT = {
    "sgd_step": SGD_STEP,
    "momentum_step": MOMENTUM_STEP,
    "adam_step": ADAM_STEP,
    "adamw_step": ADAMW_STEP,
    "rmsprop_step": RMSPROP_STEP,
    "clip_by_global_norm": CLIP_BY_GLOBAL_NORM,
    "cosine_rate": COSINE_RATE,
    "my_limit": MY_LIMIT,
}
