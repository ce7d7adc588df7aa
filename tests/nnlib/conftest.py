"""What the tests of the engine share: random shapes, layouts of an array, and the measure."""

import numpy as np
import pytest


def _strided(A):
    """Return A as a view on every second entry of a larger array."""
    larger = np.full([2 * size for size in A.shape], np.nan)
    view = larger[tuple(slice(None, None, 2) for _ in A.shape)]
    view[...] = A
    return view


LAYOUTS = {"C": np.ascontiguousarray, "Fortran": np.asfortranarray, "strided": _strided}


def _cases():
    """Make 24 shapes (N, D, H, C) with a seed and a layout; each layout meets a batch of one."""
    rng = np.random.default_rng(20)
    for seed in range(24):
        N, D, H, C = (int(size) for size in rng.integers(2, 40, 4))
        N = 1 if seed < 3 else N
        yield seed, (N, D, H, C), list(LAYOUTS)[seed % 3]


@pytest.fixture(params=_cases(), ids=lambda case: f"{case[1]}-{case[2]}".replace(" ", ""))
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
