"""Differentiation by a machine: how much does a number change when its input is nudged?

Nudging needs no formula and no cleverness, so it is the judge of every backward pass. It asks
for two evaluations per input number, so it is far too slow to train with.

`Tensor` is the other way: it writes down each step of a calculation, and then walks the steps
backwards once. That gives all slopes together, for about the price of two evaluations.
"""

import numpy as np

from nnlib._checks import cast, check_pairs, check_positive
from nnlib.activations import relu, relu_backward, sigmoid, sigmoid_backward, tanh_backward
from nnlib.affine import affine_backward, affine_forward
from nnlib.layer import Layer
from nnlib.losses import softmax_cross_entropy
from nnlib.probabilities import log_softmax, log_softmax_backward, softmax, softmax_vjp


def numerical_gradient(f, x, eps=1e-5):
    """Estimate the gradient of f at x by central differences.

    Parameters
    ----------
    f : callable
        Takes an array of x's shape (float64, its own each time) and returns one number.
    x : array_like, any shape
        Never changed. Integers count as floats.
    eps : float, default 1e-5
        The nudge, above 0.

    Returns
    -------
    gradient : ndarray of float64, shape of x

    Raises
    ------
    ValueError
        If eps is not a finite number above 0, or f returns an array.
    TypeError
        If x is complex.

    Notes
    -----
    (f(x + eps) - f(x - eps)) / (2 eps) errs by about eps² · f‴ / 6 from the curve and by about
    1e-16 · f / eps from rounding. Near 1e-5 the two together are smallest: a smaller nudge is
    not a better one.

    Examples
    --------
    >>> numerical_gradient(lambda x: (x**2).sum(), [1, 2, 3]).round(6)
    array([2., 4., 6.])
    """
    eps = check_positive(eps, "numerical_gradient: eps")
    if np.iscomplexobj(x):
        raise TypeError("numerical_gradient expected real numbers, got complex ones")
    x = np.asarray(x, dtype=np.float64)
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        # fresh arrays: x stays as it was whatever f does with its argument, even if it raises
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        difference = one_number(f(above)) - one_number(f(below))
        gradient[i] = difference / (2 * eps)
    return gradient


def one_number(value):
    """Return the value of f, refuse an array: whose slope would it be?"""
    if np.ndim(value) != 0:
        raise ValueError(f"f must return one number, got an array of shape {np.shape(value)}")
    return value


def mlp_backward(X, y, params):
    """Compute the loss of a multi-layer perceptron and its slope in every parameter.

    Backpropagation on one page: forward once, keeping what each step will need; then the same
    steps in reverse, each turning the slope in its output into the slope in its input.

    Parameters
    ----------
    X : ndarray, shape (N, D)
    y : array_like of int, shape (N,)
        The right class of each sample.
    params : list of (W, b) pairs
        As `mlp_forward` takes them. Not changed.

    Returns
    -------
    loss : float
        Mean cross-entropy of softmax(Z), in nats.
    grads : list of (dW, db) pairs
        In the order and in the shapes of params.

    Raises
    ------
    ValueError
        If there is no pair, or shapes or labels do not fit.

    References
    ----------
    Rumelhart, Hinton and Williams (1986), Learning representations by back-propagating errors,
    Nature 323.
    """
    check_pairs(params, "mlp_backward")
    A, Zs, caches, grads = X, [], [], []
    for W, b in params:
        Z, cache = affine_forward(A, W, b)
        A = relu(Z)  # of the last Z it is not used
        Zs.append(Z)
        caches.append(cache)
    loss, dZ = softmax_cross_entropy(Z, y)
    for i in reversed(range(len(params))):
        dA, dW, db = affine_backward(dZ, caches[i])
        grads.insert(0, (dW, db))
        if i > 0:  # before the first map there is no ReLU, only X
            dZ = relu_backward(dA, Zs[i - 1])
    return loss, grads


class Tensor:
    """An array that remembers how it was computed: a node of a graph that knows its slopes.

    Below, each operation computes its value, and in the next line gives for each parent a rule: how
    the slope dC of the end in the result turns into the slope of the end in that parent. `backward`
    applies all these rules once, from the end to the inputs.

    Parameters
    ----------
    data : array_like, any shape
        Copied, as float64. A single number is the case without axes.
    name : str, optional
        What drawings call it.

    Attributes
    ----------
    data : ndarray of float64
        Writing into it between an operation and `backward` makes the slopes wrong. After a
        backward, `w.data -= lr * w.grad` is a step of learning.
    grad : ndarray, shape of data, or None
        The slope of the end in each number; None before the first `backward`.
    parents : tuple of Tensor
        What it was computed from, in the order of the operation; empty for an input.
    op : str
        The operation; empty for an input.

    Raises
    ------
    TypeError
        If the data are no real numbers.

    Notes
    -----
    + - * / take a tensor, an array or a number on either side and broadcast as numpy does.

    References
    ----------
    Linnainmaa (1970), The representation of the cumulative rounding error of an algorithm as a
    Taylor expansion of the local rounding errors; Baydin, Pearlmutter, Radul and Siskind (2018),
    Automatic differentiation in machine learning: a survey, section 3.2.

    Examples
    --------
    >>> x = Tensor(3.0)
    >>> y = x * x + 2 * x
    >>> y.backward()
    >>> x.grad
    array(8.)
    """

    __array_ufunc__ = None  # so that array + tensor calls `__radd__`, not each entry of the array

    def __init__(self, data, name=""):
        self.data = np.array(cast(data, np.dtype(float), "Tensor"))
        self.grad = None
        self.name, self.op = name, ""
        self.parents, self._rules, self._memories = (), (), ()

    def backward(self):
        """Fill `grad` of this tensor and of everything that it was computed from.

        The tensor has to hold one number, usually a loss. All these gradients start afresh, so a
        second call gives the same ones; to add up two losses, add the tensors. The parameters of
        layers get theirs in `layer.dW`, `layer.db`.

        Raises
        ------
        ValueError
            If there is more than one number: whose slope would it be?
        RuntimeError
            If a layer was run again after it had been recorded, so that it no longer remembers
            the run that this graph is about.
        """
        _send_back(self)

    def local_slopes(self):
        """Return the slope of this number in each parent: one float for each.

        None stands for a number that does not exist: this tensor or the parent is an array, or
        the rule is a layer's.
        """
        return [_local_slope(self, *road) for road in zip(self.parents, self._rules, strict=True)]

    def draw(self):
        """Return a drawing of the graph, see `nnlib.viz.graph_layout.draw`."""
        from nnlib.viz.graph_layout import draw  # plots load when they are used

        return draw(self)

    def __array__(self, *args, **kwargs):
        raise TypeError("expected an array, got a Tensor: take its .data, or use Tensor.apply")

    def __repr__(self):
        words = " ".join(word for word in (self.name, self.op) if word)
        numbers = np.array2string(self.data, precision=4, threshold=10, separator=", ")
        return f"Tensor({numbers}{words and ', '}{words})"

    # ---- + - * / ** @

    def __add__(self, other):
        other = _tensor(other)
        return _node("+", self.data + other.data, (self, lambda dC: dC), (other, lambda dC: dC))

    def __sub__(self, other):
        other = _tensor(other)
        return _node("-", self.data - other.data, (self, lambda dC: dC), (other, lambda dC: -dC))

    def __mul__(self, other):
        a, b = self, _tensor(other)
        return _node("*", a.data * b.data, (a, lambda dC: dC * b.data), (b, lambda dC: dC * a.data))

    def __truediv__(self, other):
        a, b = self, _tensor(other)
        C = a.data / b.data
        return _node("/", C, (a, lambda dC: dC / b.data), (b, lambda dC: -dC * C / b.data))

    def __radd__(self, other):
        return _tensor(other) + self

    def __rsub__(self, other):
        return _tensor(other) - self

    def __rmul__(self, other):
        return _tensor(other) * self

    def __rtruediv__(self, other):
        return _tensor(other) / self

    def __rmatmul__(self, other):
        return _tensor(other) @ self

    def __neg__(self):
        return _node("neg", -self.data, (self, lambda dC: -dC))

    def __pow__(self, n):
        if isinstance(n, bool) or not isinstance(n, int | float | np.integer | np.floating):
            raise TypeError(f"Tensor ** expected a number as exponent, got {type(n).__name__}")
        down = n - 1 if n != 0 else 0  # x**0 has the slope 0, also where x**-1 does not exist
        return _node(f"**{n:g}", self.data**n, (self, lambda dC: dC * (n * self.data**down)))

    def __matmul__(self, other):
        """Multiply matrices, shapes (..., N, D) and (..., D, H); leading axes broadcast."""
        a, b = self, _tensor(other)
        _check_product(a.data.shape, b.data.shape)
        C = a.data @ b.data
        return _node("@", C, (a, lambda dC: dC @ b.data.mT), (b, lambda dC: a.data.mT @ dC))

    # ---- what moves, picks or adds up entries

    def __getitem__(self, index):
        """Pick entries: log_P[np.arange(N), y] is the log-probability of each right class."""

        def rule(dC):
            slope = np.zeros_like(self.data)
            np.add.at(slope, index, dC)  # slope[index] += dC would count a repeated entry once
            return slope

        return _node("[ ]", self.data[index], (self, rule))

    def sum(self, axis=None, keepdims=False):
        """Add up over one axis, several or all; each summand has the slope of its sum."""

        def rule(dC):
            dC = dC if axis is None or keepdims else np.expand_dims(dC, axis)
            return np.broadcast_to(dC, self.data.shape)

        return _node("sum", self.data.sum(axis, keepdims=keepdims), (self, rule))

    def mean(self, axis=None, keepdims=False):
        """Return the sum divided by the number of summands, two steps of the graph."""
        total = self.sum(axis, keepdims)
        return total / (self.data.size / total.data.size)

    def max(self, axis=None, keepdims=False):
        """Return the largest number; where several are, they share the slope equally."""
        largest = self.data.max(axis, keepdims=True)
        share = self.data == largest
        share = share / share.sum(axis, keepdims=True)
        C = self.data.max(axis, keepdims=keepdims)
        return _node("max", C, (self, lambda dC: share * dC.reshape(largest.shape)))

    def reshape(self, *shape):
        """Lay the same numbers out in another shape."""
        C = self.data.reshape(*shape)
        return _node("reshape", C, (self, lambda dC: dC.reshape(self.data.shape)))

    def transpose(self, axes=None):
        """Reorder the axes; without an order, reverse them."""
        back = None if axes is None else np.argsort(np.asarray(axes) % self.data.ndim)
        C = self.data.transpose(axes)
        return _node("transpose", C, (self, lambda dC: dC.transpose(back)))

    T = property(transpose, doc="All axes reversed: rows become columns.")

    @staticmethod
    def concatenate(tensors, axis=-1):
        """Put tensors side by side along an axis; each gets its own part of the slope."""
        return _concatenate([_tensor(t) for t in tensors], axis)

    # ---- functions of each number, or of each row

    def exp(self):
        """Return e to the power of each number."""
        C = np.exp(self.data)
        return _node("exp", C, (self, lambda dC: dC * C))

    def log(self):
        """Return the natural logarithm of each number."""
        return _node("log", np.log(self.data), (self, lambda dC: dC / self.data))

    def tanh(self):
        """Return tanh of each number."""
        A = np.tanh(self.data)
        return _node("tanh", A, (self, lambda dA: tanh_backward(dA, A)))

    def sigmoid(self):
        """Return 1 / (1 + exp(-x)) of each number x."""
        A = sigmoid(self.data)
        return _node("sigmoid", A, (self, lambda dA: sigmoid_backward(dA, A)))

    def relu(self):
        """Return max(0, x) of each number x; its slope at 0 is 0."""
        return _node("relu", relu(self.data), (self, lambda dA: relu_backward(dA, self.data)))

    def softmax(self):
        """Return the probabilities of each row of scores, along the last axis."""
        P = softmax(self.data)
        return _node("softmax", P, (self, lambda dP: softmax_vjp(P, dP)))

    def log_softmax(self):
        """Return their logarithms, which do not round to log(0)."""
        log_P = log_softmax(self.data)
        return _node("log_softmax", log_P, (self, lambda dC: log_softmax_backward(dC, log_P)))

    def masked_fill(self, mask, value):
        """Put a number wherever mask is True; no slope passes there. Attention masks with -inf."""
        C = np.where(mask, value, self.data)
        return _node("masked", C, (self, lambda dC: np.where(mask, 0.0, dC)))

    # ---- layers and losses

    @staticmethod
    def apply(layer, x, y=None, *, training=False):
        """Run a layer or a loss, and record its own `backward` as the rule.

        Parameters
        ----------
        layer : Layer or Loss
            Also a whole Sequential. It remembers one run, so it can stand in a graph once.
        x : Tensor or array_like
        y : array_like, optional
            The targets of a loss; no tensor, since a loss has no slope in them.
        training : bool
            How the layer's forward pass is run.

        Returns
        -------
        out : Tensor

        Raises
        ------
        TypeError
            If a loss comes without targets, or a layer with them.

        Notes
        -----
        Whether the layer was run since is seen by what it keeps in `_cache`, as every layer of
        nnlib does. A layer that keeps it elsewhere is only noticed twice in one graph.
        """
        return _record(layer, x, y, training)


def _tensor(value):
    return value if isinstance(value, Tensor) else Tensor(value)


def _node(op, data, *roads):
    """Make the result of an operation; a road is a parent and its rule."""
    out = Tensor(data)
    out.op = op
    out.parents = tuple(parent for parent, _ in roads)
    out._rules = tuple(rule for _, rule in roads)
    return out


def _check_product(left, right):
    """Refuse shapes that @ of tables cannot multiply."""
    if min(len(left), len(right)) < 2 or left[-1] != right[-2]:
        raise ValueError(
            f"Tensor @ expected shapes (..., N, D) and (..., D, H), got {left} and {right}"
        )


def _concatenate(tensors, axis):
    """Do the work of `Tensor.concatenate`."""
    C = np.concatenate([t.data for t in tensors], axis)
    ends = np.cumsum([t.data.shape[axis] for t in tensors])

    def part(i):
        return lambda dC: np.split(dC, ends[:-1], axis)[i]

    return _node("concatenate", C, *((t, part(i)) for i, t in enumerate(tensors)))


def unbroadcast(slope, shape):
    """Add a slope up until it has the shape that numpy had broadcast.

    Parameters
    ----------
    slope : array_like
        Of the shape that broadcasting made out of `shape`.
    shape : tuple of int

    Returns
    -------
    slope : ndarray of that shape

    Notes
    -----
    Broadcasting uses one number in several places: b of shape (H,) is added to each of N rows.
    The end answers to a nudge of that number by all these places together, so their slopes are
    added: over the axes in front that were missing, and over those of length 1 that were stretched.
    """
    slope = np.asarray(slope)
    if slope.shape == shape:
        return slope
    slope = slope.sum(axis=tuple(range(slope.ndim - len(shape))))
    stretched = tuple(i for i, size in enumerate(shape) if size == 1)
    return slope.sum(axis=stretched, keepdims=True)


def _record(layer, x, y, training):
    """Do the work of `Tensor.apply`."""
    x = _tensor(x)
    if isinstance(layer, Layer) != (y is None):
        raise TypeError("Tensor.apply expected a Layer without y, or a loss with its targets y")
    if y is None:
        Y = layer.forward(x.data, training=training)
        out = _node(layer.name, Y, (x, lambda dY: layer.backward(dY)))
    else:
        loss = layer.forward(x.data, y)
        out = _node(type(layer).__name__, loss, (x, lambda dY: dY * layer.backward()))
    out._memories = _memories(layer)
    return out


def _send_back(end):
    """Do the work of `Tensor.backward`."""
    if end.data.size != 1:
        raise ValueError(
            f"backward expected a tensor of one number, got shape {end.data.shape}: "
            "take its .sum() or .mean() first"
        )
    order = _from_the_end(end)
    _check_memories(order)
    for node in order:
        node.grad = np.zeros_like(node.data)
    end.grad = np.ones_like(end.data)
    for node in order:
        for parent, rule in zip(node.parents, node._rules, strict=True):
            # += and not =: a parent that is used twice gets a share by each road
            parent.grad += unbroadcast(rule(node.grad), parent.data.shape)


def _local_slope(node, parent, rule):
    """Return the slope of a node of one number in a parent of one number, else None."""
    if node.data.size != 1 or parent.data.size != 1 or node._memories:
        return None
    return float(np.sum(rule(np.ones_like(node.data))))


def _from_the_end(end):
    """List the tensors of a graph so that each comes after all those that use it.

    A tensor may pass its slope on only when the slope is complete. It is complete when every road
    that leaves the tensor has reported, so the roads are counted first. There is no recursion: a
    chain may have more steps than Python has levels.
    """
    roads, found = {end: 0}, [end]
    for node in found:  # grows meanwhile
        for parent in node.parents:
            if parent not in roads:
                roads[parent] = 0
                found.append(parent)
            roads[parent] += 1
    order = [end]
    for node in order:
        for parent in node.parents:
            roads[parent] -= 1
            if roads[parent] == 0:
                order.append(parent)
    return order


def _memories(layer):
    """List what a layer, and each layer inside it, keeps from its last forward pass."""
    inside = [memory for part in getattr(layer, "layers", ()) for memory in _memories(part)]
    return [(layer, getattr(layer, "_cache", None)), *inside]


def _check_memories(nodes):
    """Refuse a graph with a layer that by now remembers another run than the one recorded."""
    seen = set()
    for node in nodes:
        for layer, cache in node._memories:
            if layer in seen or getattr(layer, "_cache", None) is not cache:
                name = getattr(layer, "name", type(layer).__name__)
                raise RuntimeError(
                    f"{name} was run again after Tensor.apply recorded it, and remembers its last "
                    "run only: take one layer for each place, call backward before the next run"
                )
            seen.add(layer)
