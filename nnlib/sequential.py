"""A feedforward network is a list of layers: each takes what the one before it gives.

All parameters of the network lie in one flat vector, and so do all gradients, so "move every
weight a little downhill" is one line: params -= lr * grads.
"""

import numpy as np

from nnlib._checks import cast, check_dtype
from nnlib.layer import Layer


class Sequential(Layer):
    """Run layers one after the other, on one flat parameter vector.

    Parameters
    ----------
    *layers : Layer
        In forward order, at least one. They belong to this network from now on: the objects stay
        the same, but W, b and so on are views of the network's vector. One may be a Sequential.
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
            True while parameters are being learned; some layers then behave differently.

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
            # two networks would write their gradients into the same views
            raise ValueError(
                f"layer {i} ({name}) already belongs to a network; make a new layer, "
                "or put copy.deepcopy(layer) there"
            )
