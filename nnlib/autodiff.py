"""Differentiation by a machine: how much does a number change when its input is nudged?

Nudging needs no formula and no cleverness, so it is the judge of every backward pass. It asks
for two evaluations per input number, so it is far too slow to train with.

`Tensor` is the other way: it writes down each step of a calculation, and then walks the steps
backwards once. That gives all slopes together, for about the price of two evaluations.
"""

import copy

import numpy as np

from nnlib._checks import cast, check_positive
from nnlib.activations import relu, relu_backward, sigmoid, sigmoid_backward, tanh_backward
from nnlib.layer import Layer


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
        difference = _one_number(f(above)) - _one_number(f(below))
        gradient[i] = difference / (2 * eps)
    return gradient


def complex_step_gradient(f, x, step=1e-30):
    """Compute the gradient of f at x by a step in the imaginary direction.

    Parameters
    ----------
    f : callable
        Takes a complex128 array of x's shape and returns one complex number. It has to be made
        of analytic steps: no abs, no conjugate; kinks must compare real parts.
    x : array_like, any shape
        Real. Never changed.
    step : float, default 1e-30
        Above 0. It may be tiny: nothing is subtracted, so nothing cancels.

    Returns
    -------
    gradient : ndarray of float64, shape of x

    Raises
    ------
    ValueError
        If step is not a finite number above 0, or f returns an array.
    TypeError
        If x is complex, or f returns a real number: the imaginary part got lost on the way.

    Notes
    -----
    f(x + ih) = f(x) + ih f'(x) - h² f''(x) / 2 - …, so the imaginary part over h is f'(x) to
    rounding.

    References
    ----------
    Squire and Trapp (1998), Using complex variables to estimate derivatives of real functions,
    SIAM Review 40.
    """
    step = check_positive(step, "complex_step_gradient: step")
    if np.iscomplexobj(x):
        raise TypeError("complex_step_gradient expected real numbers, got complex ones")
    x = np.asarray(x, dtype=np.float64)
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        nudged = x.astype(np.complex128)
        nudged[i] += 1j * step
        value = _one_number(f(nudged))
        if not np.iscomplexobj(value):
            raise TypeError("complex_step_gradient expected f to return a complex number")
        gradient[i] = value.imag / step
    return gradient


def _one_number(value):
    """Return the value of f, refuse an array: whose slope would it be?"""
    if np.ndim(value) != 0:
        raise ValueError(f"f must return one number, got an array of shape {np.shape(value)}")
    return value


def relative_error(a, b, floor=0.0):
    """Compare two arrays: the largest difference relative to the largest entry of both.

    Parameters
    ----------
    a, b : array_like
        Of one shape.
    floor : float, default 0
        The divisor is never below it. Without one, two zeros that differ by rounding
        (1e-17 and 0) count as entirely different.

    Returns
    -------
    error : float
        0 if equal, about 1 if unrelated, at most 2; inf if an entry is nan or infinite.

    Raises
    ------
    ValueError
        If the shapes differ or the arrays are empty: broadcasting would compare other things.
    """
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape:
        raise ValueError(f"relative_error expected two equal shapes, got {a.shape} and {b.shape}")
    if a.size == 0:
        raise ValueError(f"relative_error got two empty arrays of shape {a.shape}")
    # inf and not nan: `error > tolerance` is False for nan, and a broken gradient would pass
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return float("inf")
    largest = max(np.abs(a).max(), np.abs(b).max(), floor)
    return float(np.abs(a - b).max() / largest) if largest > 0 else 0.0


def check_gradients(net, loss, X, y, method="central", training=False):
    """Compare a network's backward pass with the nudge, for every parameter and for X.

    Parameters
    ----------
    net : Sequential
        Not changed: all work is done on copies in float64.
    loss : object with forward(Z, y) and backward()
    X : array_like, shape (N, D)
        A few samples are enough: each number of X and of the parameters is nudged.
    y : array_like
        Whatever the loss expects.
    method : {"central", "complex"}
        Central differences agree to about 1e-7, the complex step to about 1e-13.
    training : bool
        How the forward pass is run. Each nudge starts from the same copy, so layers that draw
        random numbers draw the same ones each time.

    Returns
    -------
    errors : dict of str to float
        The relative error of each gradient, such as {"layer 0 (Affine).W": 2e-11, …, "X": 3e-11}.

    Raises
    ------
    ValueError
        If the method is unknown.
    """
    if method not in ("central", "complex"):
        raise ValueError(f"check_gradients: method must be 'central' or 'complex', got {method!r}")
    nudge, dtype = {
        "central": (numerical_gradient, np.float64),
        "complex": (complex_step_gradient, np.complex128),
    }[method]
    start, judge = net.astype(np.float64), copy.deepcopy(loss)
    X = np.asarray(X, dtype=np.float64)

    nudged = start.astype(dtype)

    def value(params, X):
        twin = copy.deepcopy(nudged) if training else nudged
        twin.params = params
        return judge.forward(twin.forward(X, training=training), y)

    by_nudge = start.astype(np.float64)
    by_nudge.grads = nudge(lambda params: value(params, X), start.params)
    dX_by_nudge = nudge(lambda X: value(start.params, X), X)

    by_net = start.astype(np.float64)
    judge.forward(by_net.forward(X, training=training), y)
    dX = by_net.backward(judge.backward())
    # Below 1e-4 the rounding of the nudge itself would dominate; a gradient that is missing
    # altogether still stands out.
    numbers = by_nudge.named_grads()
    errors = {k: relative_error(v, numbers[k], floor=1e-4) for k, v in by_net.named_grads().items()}
    errors["X"] = relative_error(dX, dX_by_nudge, floor=1e-4)
    return errors


class Node:
    """A place in a graph of calculations; the part of `Tensor` that has nothing to do with maths.

    It knows its numbers, what they were computed from, and for each of these parents a rule: how
    the slope of the end in these numbers turns into the slope of the end in the parent's.
    """

    __array_ufunc__ = None  # array + tensor shall come here and not run through the array's entries

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
        if self.data.size != 1:
            raise ValueError(
                f"backward expected a tensor of one number, got shape {self.data.shape}: "
                "take its .sum() or .mean() first"
            )
        order = _from_the_end(self)
        _check_memories(order)
        for node in order:
            node.grad = np.zeros_like(node.data)
        self.grad = np.ones_like(self.data)
        for node in order:
            for parent, rule in zip(node.parents, node._rules, strict=True):
                # += and not =: a parent that is used twice gets a share by each road
                parent.grad += unbroadcast(rule(node.grad), parent.data.shape)

    def local_slopes(self):
        """Return the slope of this number in each parent: one float for each.

        None stands where there is no such number: this tensor or the parent is an array, or the
        rule is a layer's.
        """
        alone = self.data.size == 1 and not self._memories
        one = np.ones_like(self.data)
        return [
            float(np.sum(rule(one))) if alone and parent.data.size == 1 else None
            for parent, rule in zip(self.parents, self._rules, strict=True)
        ]

    def draw(self):
        """Return a drawing of the graph, see `nnlib.viz.graph.draw`."""
        from nnlib.viz.graph import draw  # plots load when they are used

        return draw(self)

    def __array__(self, *args, **kwargs):
        raise TypeError("expected an array, got a Tensor: take its .data, or use Tensor.apply")

    def __repr__(self):
        words = " ".join(word for word in (self.name, self.op) if word)
        numbers = np.array2string(self.data, precision=4, threshold=10, separator=", ")
        return f"{type(self).__name__}({numbers}{words and ', '}{words})"


class Tensor(Node):
    """An array that remembers how it was computed: a node of a graph that knows its slopes.

    Below, each operation computes its value, and in the next line says for each parent how the
    slope dC of the end in the result turns into the slope of the end in that parent. `backward`
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
        Whoever writes into it between an operation and `backward` gets other slopes. After a
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
        if min(a.data.ndim, b.data.ndim) < 2 or a.data.shape[-1] != b.data.shape[-2]:
            shapes = f"{a.data.shape} and {b.data.shape}"
            raise ValueError(f"Tensor @ expected shapes (..., N, D) and (..., D, H), got {shapes}")
        C = a.data @ b.data
        return _node("@", C, (a, lambda dC: dC @ b.data.mT), (b, lambda dC: a.data.mT @ dC))

    def __getitem__(self, index):
        """Pick entries: log_P[np.arange(N), y] is the log-probability of each right class."""

        def rule(dC):
            slope = np.zeros_like(self.data)
            np.add.at(slope, index, dC)  # slope[index] += dC would count a repeated entry once
            return slope

        return _node("[ ]", self.data[index], (self, rule))

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

    @property
    def T(self):
        """All axes reversed: rows become columns."""
        return self.transpose()

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


def _tensor(value):
    return value if isinstance(value, Tensor) else Tensor(value)


def _node(op, data, *roads):
    """Make the result of an operation; a road is a parent and its rule."""
    out = Tensor(data)
    out.op = op
    out.parents = tuple(parent for parent, _ in roads)
    out._rules = tuple(rule for _, rule in roads)
    return out


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
