"""What the tests of the engine share: random shapes, layouts of an array, and the measure."""

import numpy as np
import pytest
from hypothesis import settings

from tests.nnlib.engine_oracle import LAYOUTS, cases

# as in `layer_cases`: hypothesis allows 200 ms an example, which a busy machine does not keep
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


@pytest.fixture(params=cases(), ids=lambda case: f"{case[1]}-{case[2]}".replace(" ", ""))
def case(request):
    """One of 24: a generator, a shape (N, D, H, C) and a function that lays an array out."""
    seed, shape, layout = request.param
    return np.random.default_rng(seed), shape, LAYOUTS[layout]


@pytest.fixture
def rng():
    return np.random.default_rng(7)


@pytest.fixture
def rel():
    """The measure of the comparisons: max|a - b| / max|b|, with shapes equal and all finite."""

    def measure(a, b):
        a, b = np.asarray(a), np.asarray(b)
        assert a.shape == b.shape
        assert np.isfinite(a).all()
        assert np.isfinite(b).all()
        largest = np.abs(b).max()
        return np.abs(a - b).max() / (largest if largest > 0 else 1.0)

    return measure
