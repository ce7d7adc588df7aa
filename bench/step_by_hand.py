"""One training step written out in numpy for one network: what an engine on numpy could reach.

No layers, no checks, nothing allocated, every array made once and overwritten at each step. Nobody
should write a network like that; it says how much of the distance to torch is numpy's and how much
is the engine's.
"""

import itertools
import math

import numpy as np


class StepByHand:
    """Train an MLP with ReLU in arrays that are all made in advance.

    Parameters
    ----------
    net : nnlib.Sequential
        What `nnlib.mlp` has built; its start is copied.
    X : list of ndarray, shape (N, D)
        Batches, taken in turn.
    y : list of ndarray, shape (N,) or (N, 1)
        Classes for several outputs, numbers for one.
    optimizer : {"SGD", "Adam"}
        SGD with rate 0.01 and momentum 0.9; Adam with rate 0.001.
    """

    def __init__(self, net, X, y, optimizer):
        dtype, self.w = net.dtype, net.params.copy()
        self.g, self.v, self.m, self.u = np.zeros((4, self.w.size), dtype)
        sizes = [X[0].shape[1], *(layer.b.size for layer in net.layers[::2])]
        self.layers, start = [], 0
        for D, H in itertools.pairwise(sizes):
            middle, end = start + D * H, start + D * H + H
            windows = [(a[start:middle].reshape(D, H), a[middle:end]) for a in (self.w, self.g)]
            (W, b), (dW, db) = windows
            self.layers.append((W, W.T, b, dW, db))
            start = end
        N = len(X[0])
        self.A = [np.empty((N, H), dtype) for H in sizes[1:]]
        self.dA = [np.empty((N, H), dtype) for H in sizes[1:]]
        self.slope = [np.empty((N, H), dtype) for H in sizes[1:]]
        self.above = [np.empty((N, H), bool) for H in sizes[1:]]
        self.AT = [A.T for A in self.A]
        self.ones, self.number = np.ones(N, dtype), dtype.type  # a plain number is cast each time
        self.zero = self.number(0)
        self.column, self.rows = np.empty((N, 1), dtype), np.arange(N)
        self.batches = itertools.cycle([(x, x.T, t) for x, t in zip(X, y, strict=True)])
        self.rule = self.sgd if optimizer == "SGD" else self.adam
        self.t = 0

    def __call__(self):
        """Make one step and return the loss before it."""
        X, XT, y = next(self.batches)
        self.t += 1
        last, A = len(self.layers) - 1, X
        for k, (W, _, b, _, _) in enumerate(self.layers):
            Z = A.dot(W, self.A[k])
            np.add(Z, b, Z)
            A = np.maximum(Z, self.zero, Z) if k < last else Z
        loss = self.squares(Z, y) if Z.shape[1] == 1 else self.cross_entropy(Z, y)
        dZ = self.dA[-1]
        for k in range(last, -1, -1):
            _, WT, _, dW, db = self.layers[k]
            (self.AT[k - 1] if k else XT).dot(dZ, dW)
            self.ones.dot(dZ, db)
            if k:
                above, slope = self.above[k - 1], self.slope[k - 1]
                np.greater(self.A[k - 1], self.zero, above)
                slope[...] = above
                dZ = np.multiply(dZ.dot(WT, self.dA[k - 1]), slope, slope)
        self.rule()
        return loss

    def squares(self, Z, y):
        """Return the mean squared error and write its slope."""
        d = np.subtract(Z, y, self.dA[-1])
        flat = d.ravel()
        loss = flat.dot(flat) / flat.size
        np.multiply(d, self.number(2 / flat.size), d)
        return loss

    def cross_entropy(self, Z, y):
        """Return the cross-entropy of softmax and write its slope."""
        d = np.subtract(
            Z, np.maximum.reduce(Z, axis=1, out=self.column, keepdims=True), self.dA[-1]
        )
        right = d[self.rows, y]
        np.exp(d, d)
        total = np.add.reduce(d, axis=1, out=self.column, keepdims=True)
        loss = (np.log(total[:, 0]) - right).mean()
        np.multiply(total, len(Z), total)
        np.divide(d, total, d)
        d[self.rows, y] -= 1 / len(Z)
        return loss

    def sgd(self):
        """Momentum 0.9, rate 0.01."""
        w, g, v, u, number = self.w, self.g, self.v, self.u, self.number
        np.multiply(v, number(0.9), v)
        np.add(v, g, v)
        np.multiply(v, number(0.01), u)
        np.subtract(w, u, w)

    def adam(self):
        """Rate 0.001; the factors of the averages wait until the end."""
        w, g, v, m, u, number = self.w, self.g, self.v, self.m, self.u, self.number
        np.multiply(m, number(0.9), m)
        np.add(m, g, m)
        np.multiply(v, number(0.999), v)
        np.multiply(g, g, u)
        np.add(v, u, v)
        r = math.sqrt((1 - 0.999) / (1 - 0.999**self.t))
        np.sqrt(v, u)
        np.add(u, number(1e-8 / r), u)
        np.divide(m, u, u)
        np.multiply(u, number(1e-3 * (1 - 0.9) / (1 - 0.9**self.t) / r), u)
        np.subtract(w, u, w)
