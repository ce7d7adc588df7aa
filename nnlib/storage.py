"""A network in a file: what it is made of, its parameters, its running averages."""

import copy
import json
import zipfile
from pathlib import Path

import numpy as np

# the layers that a file may name: a class is known once its module is loaded
from nnlib import activations, affine, normalization, probabilities, regularization  # noqa: F401
from nnlib.layer import Layer
from nnlib.sequential import Sequential

FORMAT = 1  # of the files that `save` writes; goes up when an older `load` could not read them


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
    found = {}
    for cls in base.__subclasses__():
        if cls.__module__.startswith("nnlib."):
            found |= {cls.__name__: cls, **_classes(cls)}
    return found
