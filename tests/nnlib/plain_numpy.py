"""The same training step in plain numpy, frozen: what the engine's speed is held against.

An array for each parameter, no checks, no views: the code of a good exercise. It is not to be
made faster; a change of the engine shows in the ratio of the two.
"""

import numpy as np


class PlainNetwork:
    """Affine maps with ReLU between them, on separate arrays."""

    def __init__(self, params, kind, optimizer):
        self.params = [array.copy() for pair in params for array in pair]
        self.kind, self.optimizer, self.t = kind, optimizer, 0
        self.m = [np.zeros_like(p) for p in self.params]
        self.v = [np.zeros_like(p) for p in self.params]

    def step(self, X, y):
        """Make one step of SGD with momentum 0.9, or of Adam; return the loss."""
        A, kept = X, []
        for W, b in zip(self.params[::2], self.params[1::2], strict=True):
            kept.append(A)
            Z = A @ W + b
            A = np.maximum(Z, 0)
        loss, dZ = self.loss(Z, y)
        grads = []
        for i in reversed(range(len(kept))):
            grads[:0] = [kept[i].T @ dZ, dZ.sum(axis=0)]
            if i > 0:
                dZ = (dZ @ self.params[2 * i].T) * (kept[i] > 0)
        self.t += 1
        update = self.adam if self.optimizer == "Adam" else self.momentum
        for i, (p, g) in enumerate(zip(self.params, grads, strict=True)):
            update(i, p, g)
        return loss

    def loss(self, Z, y):
        """Return mean squared error or cross-entropy, and its slope in Z."""
        if self.kind == "numbers":
            difference = Z - y
            return (difference * difference).mean(), difference * (2 / difference.size)
        E = np.exp(Z - Z.max(axis=1, keepdims=True))
        P = E / E.sum(axis=1, keepdims=True)
        rows = np.arange(len(y))
        loss = -np.log(P[rows, y]).mean()
        P[rows, y] -= 1
        return loss, P / len(y)

    def momentum(self, i, p, g):
        """Step parameter i."""
        self.m[i] *= 0.9
        self.m[i] += g
        p -= 0.01 * self.m[i]

    def adam(self, i, p, g):
        """Step parameter i."""
        self.m[i] = 0.9 * self.m[i] + 0.1 * g
        self.v[i] = 0.999 * self.v[i] + 0.001 * g * g
        m, v = self.m[i] / (1 - 0.9**self.t), self.v[i] / (1 - 0.999**self.t)
        p -= 1e-3 * m / (np.sqrt(v) + 1e-8)
