"""Every layer of nnlib in small random sizes, for the tests of what holds whatever comes in."""

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

import nnlib

# a busy machine shall make a test slow and not red; the seeds draw the numbers
QUICK = settings(deadline=None, max_examples=25)
SIZES = st.tuples(st.integers(2, 6), st.integers(2, 6), st.integers(0, 10_000))


def _stack(D, rng):
    return nnlib.Sequential(
        nnlib.Affine(D, 4, rng=rng), nnlib.Sequential(nnlib.BatchNorm(4), nnlib.Tanh()),
        nnlib.Affine(4, 3, rng=rng),
    )  # fmt: skip


TABLES = {
    **{name: lambda D, rng, make=make: make() for name, make in nnlib.ACTIVATIONS.items()},
    "Softmax": lambda D, rng: nnlib.Softmax(),
    "LogSoftmax": lambda D, rng: nnlib.LogSoftmax(),
    "Affine": lambda D, rng: nnlib.Affine(D, 3, rng=rng),
    "DropConnect": lambda D, rng: nnlib.DropConnect(D, 3, 0.4, rng=rng),
    "Dropout": lambda D, rng: nnlib.Dropout(0.4, rng=rng),
    "AlphaDropout": lambda D, rng: nnlib.AlphaDropout(0.4, rng=rng),
    "BatchNorm": lambda D, rng: nnlib.BatchNorm(D),
    "LayerNorm": lambda D, rng: nnlib.LayerNorm(D),
    "GroupNorm": lambda D, rng: nnlib.GroupNorm(D // 2 if D % 2 == 0 else 1, D),
    "Sequential": _stack,
}
PICTURES = {
    **{name: TABLES[name] for name in ("relu", "Dropout", "BatchNorm", "GroupNorm")},
    "SpatialDropout": lambda D, rng: nnlib.SpatialDropout(0.4, rng=rng),
    "InstanceNorm": lambda D, rng: nnlib.InstanceNorm(D),
}
LAYERS = {**TABLES, **{f"{name}, pictures": make for name, make in PICTURES.items()}}
NOISY = {name for name in LAYERS if "Drop" in name}
# in training its means are taken over the batch, so a sample does know the others
OVER_THE_BATCH = {name for name in LAYERS if name.startswith("BatchNorm")} | {"Sequential"}


def build(name, size, dtype=np.float64):
    """Return a network of this one layer, a batch for it, and the generator to go on with.

    Parameters
    ----------
    name : str
        A key of `LAYERS`.
    size : tuple (N, D, seed)
        The batch has shape (N, D), or (N, D, 2, 3) for pictures.
    dtype : numpy dtype
    """
    N, D, seed = size
    rng = np.random.default_rng(seed)
    net = nnlib.Sequential(LAYERS[name](D, rng)).astype(dtype)
    net.params = net.params + 0.5 * rng.normal(size=net.params.shape)
    state = {key: rng.uniform(0.5, 2, value.shape) for key, value in net.named_state().items()}
    net.set_state(state)  # running averages that are no zeros and ones
    shape = (N, D, 2, 3) if name.endswith("pictures") else (N, D)
    return net, (1 + rng.normal(size=shape)).astype(dtype), rng


def run(net, X, dY, training):
    """Return the output, dX and a copy of all gradients."""
    Y = net.forward(X, training=training)
    return Y, net.backward(dY), net.grads.copy()
