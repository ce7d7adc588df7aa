"""Every part of the engine against torch in float64, on 24 shapes each; see `engine_oracle`."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import nnlib
from tests.nnlib import engine_oracle


@pytest.mark.slow
@pytest.mark.parametrize("name", engine_oracle.COMPONENTS)
def test_agrees_with_torch(name, case):
    # wrong: transposes that fit square shapes only, sums for means, one road of three, a state lost
    error = engine_oracle.largest_error(engine_oracle.COMPONENTS[name](*case))
    assert error <= engine_oracle.tolerance(name)


def test_the_measure_sees_what_it_should():
    right, off = np.array([1.0, 1e-6]), np.array([1.0, 2e-6])
    assert engine_oracle.largest_error([(right, right), (off, right)]) == pytest.approx(1e-6)
    with pytest.raises(AssertionError, match="shapes"):
        engine_oracle.largest_error([(right[:, None], right)])
    with pytest.raises(AssertionError):
        engine_oracle.largest_error([(np.array([np.nan]), np.array([1.0]))])


def test_nothing_is_compared_with_nothing():
    # wrong: a layer, loss or optimizer that is added later and has no component
    assert set(nnlib.ACTIVATIONS) - set(engine_oracle.TORCH_ACTIVATIONS) == {"step"}  # by hand
    text = " ".join(engine_oracle.COMPONENTS)
    bases = nnlib.Layer, nnlib.Loss, nnlib.Optimizer
    public = [getattr(nnlib, name) for name in nnlib.__all__]
    classes = {c for c in public if isinstance(c, type) and issubclass(c, bases)}
    classes -= {*nnlib.ACTIVATIONS.values(), nnlib.Activation, *bases}
    missing = {c.__name__ for c in classes if c.__name__ not in text}
    # the first two under other names; of the random ones moments and gradients are tested
    assert missing == {"Sequential", "Dropout", "SpatialDropout", "AlphaDropout"}


# ---- where torch chose otherwise, or where two answers are right


def test_torchs_softplus_jumps_to_a_line():
    # above 20 torch returns x itself; ours is the function
    x = np.array([20.5])
    assert F.softplus(torch.tensor(x)).item() == 20.5
    assert nnlib.softplus(x).item() == 20.5 + np.log1p(np.exp(-20.5))


def test_torch_clips_a_little_further():
    g = np.array([3.0, 4.0])
    t = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    t.grad = torch.tensor(g)
    torch.nn.utils.clip_grad_norm_([t], 1.0)
    assert np.linalg.norm(nnlib.clip_by_global_norm(g, 1.0)[0]) == pytest.approx(1, abs=1e-15)
    assert 1 - np.linalg.norm(t.grad) == pytest.approx(1e-6 / 5, rel=1e-3)


@pytest.mark.parametrize("name", sorted(engine_oracle.TORCH_ACTIVATIONS))
def test_slope_exactly_at_zero(name):
    x = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    engine_oracle.TORCH_ACTIVATIONS[name](x).backward()
    assert nnlib.derivative(name, [0.0]).item() == pytest.approx(x.grad.item(), rel=1e-15)


def test_ties_of_a_maximum_share_the_slope():
    x = nnlib.Tensor([[2.0, 2.0, 1.0]])
    x.max().backward()
    t = torch.tensor([[2.0, 2.0, 1.0]], requires_grad=True)
    t.amax().backward()
    assert x.grad.tolist() == t.grad.tolist() == [[0.5, 0.5, 0]]
