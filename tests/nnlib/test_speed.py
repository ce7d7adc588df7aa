"""The engine's speed, as a ratio to frozen plain numpy on the same work; no times are asked for.

What the engine is worth against torch stands in bench/README.md. Here a short form guards what
is there: each bound lies well below what a busy machine shows, and well above what the mistake
in the comment would leave.
"""

import statistics
import sys
from pathlib import Path

import numpy as np
import pytest

import nnlib
from nnlib.threads import one_blas_thread
from tests.nnlib.plain_numpy import PlainNetwork

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "bench"))

from report import paired_rounds

CASES = {
    # name: sizes, batch, dtype, optimizer, smallest plain / engine
    "small SGD": ((2, 16, 16, 1), 64, np.float64, "SGD", 1.1),
    "small Adam": ((2, 16, 16, 1), 64, np.float64, "Adam", 1.5),
    "large SGD": ((784, 128, 64, 10), 128, np.float32, "SGD", 0.85),
    "large Adam": ((784, 128, 64, 10), 128, np.float32, "Adam", 0.9),
}


def both(sizes, N, dtype, optimizer):
    """Return a step of the engine and the same step in plain numpy, from one start."""
    rng = np.random.default_rng(0)
    net = nnlib.mlp(sizes, rng=rng, dtype=dtype)
    X = rng.normal(size=(N, sizes[0])).astype(dtype)
    if sizes[-1] == 1:
        loss, y, kind = nnlib.MeanSquaredError(), rng.normal(size=(N, 1)).astype(dtype), "numbers"
    else:
        loss, y, kind = nnlib.SoftmaxCrossEntropy(), rng.integers(0, sizes[-1], N), "classes"
    pairs = [(layer.W, layer.b) for layer in net.layers[::2]]
    plain = PlainNetwork(pairs, kind, optimizer)
    rule = nnlib.SGD(0.01, momentum=0.9) if optimizer == "SGD" else nnlib.Adam(1e-3)

    def engine():
        value = loss.forward(net.forward(X, training=True), y)
        net.backward_params(loss.backward())
        rule.step(net)
        return value

    return engine, lambda: plain.step(X, y)


@pytest.mark.parametrize("name", CASES)
def test_the_work_is_the_same(name):
    sizes, N, dtype, optimizer, _ = CASES[name]
    engine, plain = both(sizes, N, dtype, optimizer)
    ours, theirs = zip(*[(engine(), plain()) for _ in range(20)], strict=True)
    np.testing.assert_allclose(ours, theirs, rtol=1e-12 if dtype == np.float64 else 1e-4)
    assert ours[-1] < ours[0]


@pytest.mark.clock
@pytest.mark.parametrize("name", CASES)
def test_a_step_is_not_slower_than_it_was(name):
    # wrong: parameters copied each step, checks that copy, dX of the first layer, one array a layer
    sizes, N, dtype, optimizer, least = CASES[name]
    engine, plain = both(sizes, N, dtype, optimizer)
    with one_blas_thread():
        times = paired_rounds({"engine": engine, "plain": plain}, rounds=9, block=0.02)
    ratios = [p / e for p, e in zip(times["plain"], times["engine"], strict=True)]
    assert statistics.median(ratios) >= least, ratios
