"""A feedforward network is a list of layers: each takes what the one before it gives.

All parameters of the network lie in one flat vector, and so do all gradients, so "move every
weight a little downhill" is one line: params -= lr * grads.
"""

import copy
import functools
import itertools
import json
import zipfile
from pathlib import Path

import numpy as np

from nnlib._checks import (
    cast,
    check_count,
    check_dtype,
    check_generator,
    check_pairs,
    check_positive,
    check_sizes,
)
from nnlib.activations import ReLU, relu, sigmoid
from nnlib.activations import activation as by_name
from nnlib.affine import Affine, affine_forward
from nnlib.layer import Layer


class Sequential(Layer):
    """Run layers one after the other, on one flat parameter vector.

    Parameters
    ----------
    *layers : Layer
        In forward order, at least one. They belong to this network from now on: the objects are
        the same, their windows show the network's vector. A Sequential may be one of them.
    dtype : numpy dtype, optional
        What the network computes in. Default: the common dtype of the layers' parameters
        (float64, unless a layer was made otherwise).

    Attributes
    ----------
    layers : tuple of Layer
    params, grads : ndarray, shape (P,)
        Assigning copies into the vector: `net.params = net.params - lr * net.grads` works.

    Raises
    ------
    ValueError
        Without layers, or if a layer already belongs to a network, or comes twice.
    TypeError
        If something else than a layer is given.

    Notes
    -----
    Error messages count layers from 0, as `net.layers[0]` does. Leading axes are folded by the
    layers that need it (`Affine`): layers of lesson 12 do want to see time or space.
    """

    def __init__(self, *layers, dtype=None):
        _check_layers(layers)
        self._layers = layers
        self._shapes = {}
        if dtype is None:
            dtypes = [layer.dtype for layer in layers if layer.params.size]
            dtype = np.result_type(*dtypes) if dtypes else np.float64
        params = np.concatenate([layer.params for layer in layers])
        params = cast(params, check_dtype(dtype, "Sequential"), "Sequential")
        self._bind(params, np.zeros_like(params))
        self._rename("Sequential")

    @property
    def layers(self):
        """The layers, in forward order."""
        return self._layers

    def forward(self, X, training=False):
        """Send X through all layers.

        Parameters
        ----------
        X : array_like, shape (N, D) or (..., D)
            Cast once to the network's dtype.
        training : bool
            True while parameters are being learnt; some layers then behave differently.

        Returns
        -------
        Y : ndarray, shape (N, C) or (..., C)

        Raises
        ------
        ValueError
            `layer 2 (Affine) expected X of shape (N, 64), got (64, 32)`.
        """
        X = cast(X, self.params.dtype, self.name)
        for layer in self._layers:
            X = layer.forward(X, training=training)
        return X

    def backward(self, dY):
        """Send the slope of the loss back through all layers; overwrite all gradients.

        Parameters
        ----------
        dY : array_like, shape of Y
            Slope of the mean loss in the output of the last forward pass.

        Returns
        -------
        dX : ndarray, shape of X
        """
        return self._layers[0].backward(self._back_to_first(dY))

    def backward_params(self, dY):
        """Overwrite all gradients without dX: training does not ask how X should change.

        The first layer, often the largest, saves a third of its work.
        """
        self._layers[0].backward_params(self._back_to_first(dY))

    def _back_to_first(self, dY):
        """Send the slope back through all layers but the first."""
        dY = cast(dY, self.params.dtype, self.name)
        for layer in self._layers[:0:-1]:
            dY = layer.backward(dY)
        return dY

    def summary(self, X=None):
        """Return a table of the layers, their parameters and, given a batch, their outputs.

        Parameters
        ----------
        X : array_like, optional
            A batch to send through, for the shapes of the outputs.

        Returns
        -------
        table : str
            A line for each layer, and the total; for `print`.
        """
        rows = [("", "layer", "output", "parameters")]
        for i, layer in enumerate(self._layers):
            if X is not None:
                X = layer.forward(cast(X, self.dtype, self.name))
            name = "Sequential" if isinstance(layer, Sequential) else repr(layer)
            shape = "" if X is None else str(X.shape)
            rows.append((str(i), name, shape, f"{layer.params.size:,}"))
        return _aligned([*rows, ("", "total", "", f"{self.params.size:,}")])

    def predict(self, X):
        """Return the output as it is used after training: `forward` with training=False.

        It is a forward pass like another: a `backward` after it belongs to this X.
        """
        return self.forward(X, training=False)

    def parts(self):
        """List the layers inside, those of inner networks too, in forward order."""
        return [part for layer in self._layers for part in layer.parts()]

    def _bind(self, params, grads):
        super()._bind(params, grads)
        start = 0
        for layer in self._layers:
            end = start + layer.params.size
            layer._bind(params[start:end], grads[start:end])
            layer._in_network = True
            start = end

    def _rename(self, name):
        super()._rename(name)
        inside = "" if name == type(self).__name__ else f"{name}, "
        for i, layer in enumerate(self._layers):
            layer._rename(f"{inside}layer {i} ({type(layer).__name__})")

    def __repr__(self):
        lines = [f"  {i}: {layer!r}".replace("\n", "\n  ") for i, layer in enumerate(self._layers)]
        head = f"Sequential of {self.params.size:,} parameters, {self.dtype}:"
        return "\n".join([head, *lines])


def _aligned(rows):
    """Lay rows of four texts out under each other; the last column holds numbers."""
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    line = "  ".join(f"{{:{side}{width}}}" for side, width in zip("<<<>", widths, strict=True))
    return "\n".join(line.format(*row).rstrip() for row in rows)


def _check_layers(layers):
    """Refuse what cannot be a list of layers, before anything has been changed."""
    if not layers:
        raise ValueError("Sequential expected at least one layer")
    for i, layer in enumerate(layers):
        if isinstance(layer, type) and issubclass(layer, Layer):
            name = layer.__name__
            raise TypeError(f"layer {i} is the class {name}: write {name}(...) to make one")
        if not isinstance(layer, Layer):
            hint = ": write Sequential(*layers)" if isinstance(layer, list | tuple) else ""
            raise TypeError(f"layer {i} is no Layer but {type(layer).__name__}{hint}")
        name = type(layer).__name__
        if not hasattr(layer, "params"):
            raise TypeError(f"layer {i} ({name}) has no params: its __init__ has to call super()")
        if layer._in_network or any(layer is earlier for earlier in layers[:i]):
            # two networks would write their gradients into one window
            raise ValueError(
                f"layer {i} ({name}) already belongs to a network; make a new layer, "
                "or put copy.deepcopy(layer) there"
            )


def mlp(sizes, activation=ReLU, *, rng=None, dtype=np.float64):
    """Build a multi-layer perceptron: affine maps with an activation between each two.

    Parameters
    ----------
    sizes : sequence of int
        Features in, units of each hidden layer, outputs: [64, 32, 10].
    activation : str, class of Layer, or None
        A name of `nnlib.activations.ACTIVATIONS`, or what is called without arguments; None
        leaves the activations out. The last layer is affine: a loss takes logits.
    rng : numpy.random.Generator, optional
        Draws the start, layer by layer; without it the start cannot be repeated.
    dtype : numpy dtype, default float64

    Returns
    -------
    net : Sequential

    Raises
    ------
    ValueError
        If there are fewer than two sizes, one is no whole number of at least 1, or the name of
        the activation is unknown.
    TypeError
        If the activation is a layer that is made already: each place needs one of its own.
    """
    sizes = check_sizes(sizes, None, "mlp")
    rng = np.random.default_rng() if rng is None else check_generator(rng, "mlp")
    make = functools.partial(by_name, activation) if isinstance(activation, str) else activation
    if not (make is None or callable(make)):
        got = type(make).__name__
        raise TypeError(f"mlp expected activation='relu' or nnlib.ReLU, got an object {got}")
    layers = []
    for i, (D, H) in enumerate(itertools.pairwise(sizes)):
        if i > 0 and make is not None:
            layers.append(make())
        layers.append(Affine(D, H, rng=rng, dtype=dtype))
    return Sequential(*layers)


def mlp_forward(X, params):
    """Send a batch through affine maps with a ReLU between each two.

    Parameters
    ----------
    X : ndarray, shape (N, D)
    params : list of (W, b) pairs
        In forward order, shapes (D, H), (H,) up to (H, C), (C,).

    Returns
    -------
    Z : ndarray, shape (N, C)
        Logits: there is no ReLU after the last map.

    Raises
    ------
    ValueError
        If there is no pair, or a shape does not fit: `affine_forward expected X of shape …`.
    """
    check_pairs(params, "mlp_forward")
    Z, _ = affine_forward(X, *params[0])
    for W, b in params[1:]:
        Z, _ = affine_forward(relu(Z), W, b)
    return Z


def save(net, path):
    """Write a network to a file: what it is made of, its parameters, its running averages.

    Parameters
    ----------
    net : Sequential
        Of nnlib's own layers.
    path : str or path
        Ends in .npz.

    Raises
    ------
    ValueError
        If the path does not end in .npz.
    TypeError
        If net is no Sequential, or a layer is not one of nnlib's: another program could not make
        it.
    """
    if not isinstance(net, Sequential):
        raise TypeError(f"save expected a Sequential, got {type(net).__name__}")
    if Path(path).suffix != ".npz":
        raise ValueError(f"save expected a path that ends in .npz, got {str(path)!r}")
    made_of = json.dumps({"format": FORMAT, "net": _describe(net)})
    # of a copy, because the layers of an inner network bear its place in the larger one
    state = copy.deepcopy(net).named_state()
    np.savez(path, made_of=np.array(made_of), params=net.params, **state)


def load(path):
    """Read a network that `save` has written.

    Parameters
    ----------
    path : str or path

    Returns
    -------
    net : Sequential
        In the dtype in which it was saved. Layers that draw random numbers start afresh.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file holds no network, or one of a newer format than this nnlib knows.
    """
    foreign = f"load expected a file that nnlib.save has written, got {str(path)!r}"
    if Path(path).exists() and not zipfile.is_zipfile(path):
        raise ValueError(foreign)
    with np.load(path, allow_pickle=False) as stored:
        if "made_of" not in stored:
            raise ValueError(foreign)
        made_of = json.loads(str(stored["made_of"]))
        if made_of["format"] > FORMAT:
            raise ValueError(
                f"load knows files up to format {FORMAT}, got format {made_of['format']}: "
                "update nnlib"
            )
        net = _make(made_of["net"]).astype(stored["params"].dtype)
        net.params = stored["params"]
        net.set_state(stored)
    return net


FORMAT = 1  # of the files that `save` writes; goes up when an older `load` could not read them


def _describe(layer):
    """Say what a layer is made of, in words and numbers that fit into JSON."""
    # networks too: one of the learner's own kind would come back as a plain Sequential
    if _classes().get(type(layer).__name__) is not type(layer):
        raise TypeError(f"save knows nnlib's own layers only, got {type(layer).__name__}")
    if isinstance(layer, Sequential):
        return {"class": "Sequential", "layers": [_describe(inner) for inner in layer.layers]}
    config = {name: getattr(layer, name) for name in layer.config}
    return {"class": type(layer).__name__, "config": config}


def _make(described):
    """Make the layer that `_describe` has described."""
    if described["class"] == "Sequential":
        return Sequential(*map(_make, described["layers"]))
    known = _classes()
    if described["class"] not in known:
        raise ValueError(f"load met an unknown layer {described['class']!r}: update nnlib")
    return known[described["class"]](**described["config"])


def _classes(base=Layer):
    """Return nnlib's classes of layers by name."""
    # a class is known once its file is loaded, and nobody else may have asked for these yet
    from nnlib import normalization, regularization  # noqa: F401

    found = {}
    for cls in base.__subclasses__():
        if cls.__module__.startswith("nnlib."):
            found |= {cls.__name__: cls, **_classes(cls)}
    return found


# ---- what lesson 3 builds by hand


def xor_network():
    """Return the weights of a network of two hidden ReLUs that computes XOR.

    Returns
    -------
    params : list of (W, b) pairs
        Shapes (2, 2), (2,), (2, 1), (1,), for `mlp_forward`; the output is 0 or 1.

    Notes
    -----
    Both hidden units add the inputs up; the second counts from 1 on. So the sum 0, 1, 2 becomes
    0, 1, 2 and 0, 0, 1, and the first minus twice the second is 0, 1, 0.
    """
    W1, b1 = np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0.0, -1.0])
    W2, b2 = np.array([[1.0], [-2.0]]), np.array([0.0])
    return [(W1, b1), (W2, b2)]


def relu_regions_1d(w, b, lo, hi):
    """Count the straight pieces that a layer of ReLUs of one input cuts an interval into.

    Parameters
    ----------
    w, b : array_like, shape (H,)
        Weight and bias of each unit, relu(w x + b).
    lo, hi : float
        The interval, lo < hi.

    Returns
    -------
    pieces : int
        One more than the different places -b/w strictly inside; a unit of weight 0 bends nothing.

    Raises
    ------
    ValueError
        If the shapes differ or lo is not below hi.
    """
    w, b = np.asarray(w, dtype=float), np.asarray(b, dtype=float)
    if w.ndim != 1 or w.shape != b.shape:
        raise ValueError(f"relu_regions_1d expected w and b (H,), got {w.shape} and {b.shape}")
    if not lo < hi:
        raise ValueError(f"relu_regions_1d expected lo below hi, got {lo} and {hi}")
    bends = w != 0
    kinks = -b[bends] / w[bends]
    return len(np.unique(kinks[(lo < kinks) & (kinks < hi)])) + 1


def bump(x, left, right, height, k):
    """Raise a block between two places, by one sigmoid that steps up and one that steps down.

    Parameters
    ----------
    x : array_like, any shape
    left, right : float
        Where the steps are.
    height : float
    k : float
        Steepness, above 0: a step takes about 4 / k from bottom to top.

    Returns
    -------
    y : ndarray, shape of x

    Raises
    ------
    ValueError
        If k is not a finite number above 0.
    """
    x, k = np.asarray(x), check_positive(k, "bump: k")
    return height * (sigmoid(k * (x - left)) - sigmoid(k * (x - right)))


def approximate(x, f, n_bumps, lo, hi, k):
    """Lay bumps side by side until they follow a function: universal approximation by hand.

    Parameters
    ----------
    x : array_like, any shape
        Where to evaluate.
    f : callable
        Takes a number.
    n_bumps : int
        At least 1; they divide lo to hi equally.
    lo, hi : float
        The interval; nothing is promised outside.
    k : float
        Steepness of each step, above 0.

    Returns
    -------
    y : ndarray, shape of x
        Each bump is as high as f in the middle of its base.

    Raises
    ------
    ValueError
        If n_bumps is below 1, lo is not below hi or k is not above 0.
    """
    check_count(n_bumps, "approximate: n_bumps")
    if not lo < hi:
        raise ValueError(f"approximate expected lo below hi, got {lo} and {hi}")
    edges = np.linspace(lo, hi, n_bumps + 1)
    middles = (edges[1:] + edges[:-1]) / 2
    places = zip(edges[:-1], edges[1:], middles, strict=True)
    return sum(bump(x, left, right, f(middle), k) for left, right, middle in places)


def collapse_linear(W1, b1, W2, b2):
    """Return the one affine map that does what two in a row do.

    Parameters
    ----------
    W1, b1 : array_like, shapes (D, H), (H,)
    W2, b2 : array_like, shapes (H, C), (C,)

    Returns
    -------
    W, b : ndarray, shapes (D, C), (C,)
        X W + b = (X W1 + b1) W2 + b2 for every X: without an activation, depth buys nothing.

    Raises
    ------
    ValueError
        If the shapes do not fit: `affine_forward expected …`.
    """
    W, _ = affine_forward(W1, W2, np.zeros(np.shape(b2)))
    b, _ = affine_forward(np.asarray(b1)[None], W2, b2)
    return W, b[0]
