"""A layer is one step of a network: `forward` computes its output, `backward` its gradients.

Its parameters are stored in one flat vector, and names such as `W` are views of parts of it. A
layer alone has a vector of its own; in a network, its names are views of the network's vector.
"""

import copy
import math

import numpy as np

from nnlib._checks import cast, check_dtype


class ParameterViews:
    """Named arrays that are views of one flat vector; the bookkeeping behind every layer.

    Assigning to a view, or to `params` and `grads` themselves, copies *into* the vector and
    checks the shape; the view stays where it is. A copy has a vector of its own.
    """

    _views = ()
    _cache = None
    _in_network = False

    def __init__(self, shapes=None, dtype=np.float64):
        dtype = check_dtype(dtype, type(self).__name__)
        self._shapes = {key: tuple(shape) for key, shape in (shapes or {}).items()}
        size = sum(math.prod(shape) for shape in self._shapes.values())
        self._rename(type(self).__name__)
        self._bind(np.zeros(size, dtype), np.zeros(size, dtype))

    @property
    def dtype(self):
        """The dtype of the parameters."""
        return self.params.dtype

    def astype(self, dtype):
        """Return a copy whose vector has another floating dtype."""
        dtype = check_dtype(dtype, self.name)
        twin = copy.deepcopy(self)
        twin._bind(cast(twin.params, dtype, self.name), cast(twin.grads, dtype, self.name))
        return twin

    def _bind(self, params, grads):
        """Take these two vectors as params and grads, and make the names views of them."""
        # __dict__ and not `self.params = …`: that would copy the numbers into the old vector
        self.__dict__.update(params=params, grads=grads, _views=("params", "grads"))
        start = 0
        for key, shape in self._shapes.items():
            end = start + math.prod(shape)
            self.__dict__[key] = params[start:end].reshape(shape)
            self.__dict__["d" + key] = grads[start:end].reshape(shape)
            self._views += (key, "d" + key)
            start = end

    def __setattr__(self, name, value):
        # Without this, `layer.W = …` would put a new array beside the vector: the layer would
        # compute with it, the optimizer would go on changing the old one, and nothing would tell.
        if name not in self._views:
            object.__setattr__(self, name, value)
            return
        view = self.__dict__[name]
        if value is view:  # `layer.W *= 2` has already written into the vector
            return
        value = np.asarray(value)
        if value.shape != view.shape:
            who = f"{self.name}.{name}"
            raise ValueError(f"{who} expected an array of shape {view.shape}, got {value.shape}")
        view[...] = cast(value, self.dtype, self.name)

    def __getstate__(self):
        # The copy makes views of its own vector. The cache is left out because it holds views of
        # the original's: a backward pass of the copy would read the original's W.
        left_out = {*self._views, "_views", "_cache", "_in_network", "name"}
        state = {key: value for key, value in self.__dict__.items() if key not in left_out}
        return state | {"params": self.params, "grads": self.grads}

    def __setstate__(self, state):
        params, grads = state.pop("params"), state.pop("grads")
        self.__dict__.update(state)
        self._rename(type(self).__name__)
        self._bind(params, grads)

    def __copy__(self):
        # A shallow copy would share the vector: training the copy would train the original.
        return copy.deepcopy(self)


class Layer(ParameterViews):
    """Hold parameters as views into one flat vector; the base of every layer.

    A layer writes its own `forward(X, training=False)` and `backward(dY)`. `backward` returns dX
    and overwrites the gradients of the parameters, so nothing has to be set to zero in between.

    Parameters
    ----------
    shapes : dict of str to tuple of int, optional
        Name and shape of each parameter: {"W": (64, 32), "b": (32,)} gives the attributes
        `W`, `b` (initially zero) and `dW`, `db`.
    dtype : numpy dtype, default float64
        A floating type; complex128 serves complex-step tests only.

    Attributes
    ----------
    params, grads : ndarray, shape (P,)
        All parameters and their gradients, one number after the other.
    name : str
        What error messages call the layer: "Affine", or "layer 2 (Affine)" inside a network.

    Notes
    -----
    Assigning to `params`, `grads` or a view copies *into* the vector and checks the shape; the
    view stays where it is. An array taken out earlier (`W = layer.W`) is a view too, and goes
    stale when the layer is put into a network.

    What `forward` keeps for `backward` is not copied: it may be the array X itself, the output
    that was returned, or the view W. If you write into one of them between `forward` and
    `backward`, the gradients are wrong. nnlib itself never writes into an array it was given.

    A slope of another dtype is cast to that of the output, so a float32 layer returns float32,
    alone as in a network. The functions (`relu_backward`, …) leave the dtype to numpy.

    A copy (copy, deepcopy or pickle) has a vector of its own and remembers no forward pass.

    `config` and `state` are what `nnlib.save` needs to know of a class.
    """

    config = ()  # names of the constructor's arguments, each kept as an attribute: for `save`
    state = ()  # names of arrays that forward changes besides parameters, such as running averages

    def forward(self, X, training=False):
        """Compute the output and keep what `backward` needs."""
        raise NotImplementedError(f"{type(self).__name__} has no forward yet")

    def backward(self, dY):
        """Return dX, the slope of the loss in the input, and overwrite the gradients."""
        raise NotImplementedError(f"{type(self).__name__} has no backward yet")

    def backward_params(self, dY):
        """Overwrite the gradients only: for a first layer, whose dX nobody needs."""
        self.backward(dY)

    def named_params(self):
        """Return the views of the parameters by name: {"Affine.W": W, "Affine.b": b}."""
        return {f"{p.name}.{key}": p.__dict__[key] for p in self.parts() for key in p._shapes}

    def named_grads(self):
        """Return the views of the gradients under the names of their parameters."""
        return {f"{p.name}.{key}": p.__dict__["d" + key] for p in self.parts() for key in p._shapes}

    def named_state(self):
        """Return the arrays besides parameters that a forward pass changes, by name."""
        return {f"{p.name}.{key}": getattr(p, key) for p in self.parts() for key in p.state}

    def set_state(self, values):
        """Take over copies of the arrays of `named_state`."""
        for part in self.parts():
            for key in part.state:
                setattr(part, key, np.array(values[f"{part.name}.{key}"]))

    def parts(self):
        """List the layers inside, in forward order; a single layer is its only part."""
        return [self]

    def _remember(self, *cache):
        """Keep what `backward` needs, without the detour through `__setattr__`."""
        self.__dict__["_cache"] = cache

    def _remembered(self):
        """Return what `forward` kept."""
        if self._cache is None:
            raise RuntimeError(f"{self.name}: backward was called before forward")
        return self._cache

    def _rename(self, name):
        """Take the name that error messages use."""
        self.name = name

    def __repr__(self):
        parts = [f"{key} {shape}" for key, shape in self._shapes.items()]
        return f"{type(self).__name__}({', '.join(parts)})"
