"""A feedforward network is a list of layers: each takes what the one before it gives.

All parameters of the network lie in one flat vector, and so do all gradients, so "move every
weight a little downhill" is one line: params -= lr * grads.
"""

import itertools

import numpy as np

from nnlib._checks import cast, check_count, check_dtype, check_generator
from nnlib.activations import ReLU, relu, relu_backward
from nnlib.affine import Affine, affine_backward, affine_forward
from nnlib.layer import Layer
from nnlib.losses import softmax_cross_entropy


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
        X = cast(X, self.dtype, self.name)
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
        dY = cast(dY, self.dtype, self.name)
        for layer in reversed(self._layers):
            dY = layer.backward(dY)
        return dY

    def predict(self, X):
        """Return the output as it is used after training: `forward` with training=False.

        It is a forward pass like another: a `backward` after it belongs to this X.
        """
        return self.forward(X, training=False)

    def named_params(self):
        """Return the windows of all layers by name: {"layer 0 (Affine).W": W, …}."""
        return {k: v for layer in self._layers for k, v in layer.named_params().items()}

    def named_grads(self):
        """Return the windows on the gradients under the names of their parameters."""
        return {k: v for layer in self._layers for k, v in layer.named_grads().items()}

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
    activation : class of Layer, or None
        Called without arguments; None leaves the activations out. The last layer is affine: a
        loss takes logits.
    rng : numpy.random.Generator, optional
        Draws the start, layer by layer; without it the start cannot be repeated.
    dtype : numpy dtype, default float64

    Returns
    -------
    net : Sequential

    Raises
    ------
    ValueError
        If there are fewer than two sizes, or one is no whole number of at least 1.
    """
    if np.ndim(sizes) != 1 or len(sizes) < 2:
        raise ValueError(f"mlp expected sizes such as [64, 32, 10], got {sizes!r}")
    rng = np.random.default_rng() if rng is None else check_generator(rng, "mlp")
    sizes = [check_count(size, "mlp: each size") for size in sizes]
    layers = []
    for i, (D, H) in enumerate(itertools.pairwise(sizes)):
        if i > 0 and activation is not None:
            layers.append(activation())
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
    _check_pairs(params, "mlp_forward")
    Z, _ = affine_forward(X, *params[0])
    for W, b in params[1:]:
        Z, _ = affine_forward(relu(Z), W, b)
    return Z


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
    _check_pairs(params, "mlp_backward")
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


def _check_pairs(params, name):
    """Refuse what is no list of (W, b), such as the flat list [W1, b1, W2, b2]."""
    if len(params) == 0 or any(not isinstance(p, tuple | list) or len(p) != 2 for p in params):
        raise ValueError(f"{name} expected params to be a list of (W, b) pairs, at least one")
