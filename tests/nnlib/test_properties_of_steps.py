"""What holds for every optimizer, for schedules and for clipping, whatever the gradients."""

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnlib
from tests.nnlib.layer_cases import QUICK

pytestmark = pytest.mark.slow

# eps is what feels the size of a gradient, so it is kept tiny here
TINY = 1e-150
RULES = {
    "SGD": lambda lr: nnlib.SGD(lr),
    "momentum": lambda lr: nnlib.SGD(lr, momentum=0.7),
    "Nesterov": lambda lr: nnlib.SGD(lr, momentum=0.7, nesterov=True),
    "Adagrad": lambda lr: nnlib.Adagrad(lr, eps=TINY),
    "RMSprop": lambda lr: nnlib.RMSprop(lr, rho=0.8, eps=TINY),
    "Adam": lambda lr: nnlib.Adam(lr, beta1=0.8, eps=TINY),
    "AdamW": lambda lr: nnlib.AdamW(lr, beta1=0.8, eps=TINY, weight_decay=0.3),
}
LINEAR = ("SGD", "momentum", "Nesterov")
lengths, seeds = st.integers(1, 6), st.integers(0, 10_000)


def walk(optimizer, start, slopes):
    """Return where a vector ends after a step along each slope."""
    vector = nnlib.Layer({"w": np.shape(start)})
    vector.w = start
    for g in slopes:
        vector.dw = g
        optimizer.step(vector)
    return vector.w.copy()


def slopes(n, seed):
    """Return a start and five slopes of n numbers, none near 0."""
    rng = np.random.default_rng(seed)
    size = rng.uniform(0.5, 2, (5, n)) * rng.choice([-1, 1], (5, n))
    return rng.normal(size=n), size


@pytest.mark.parametrize("name", RULES)
@given(n=lengths, m=lengths, seed=seeds)
@QUICK
def test_each_parameter_walks_alone(name, n, m, seed):
    # wrong: a length over all parameters, a memory of another place
    start, along = slopes(n + m, seed)
    together = walk(RULES[name](0.1), start, along)
    first = walk(RULES[name](0.1), start[:n], along[:, :n])
    second = walk(RULES[name](0.1), start[n:], along[:, n:])
    np.testing.assert_allclose(together, np.concatenate([first, second]), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", RULES)
@given(n=lengths, seed=seeds)
@QUICK
def test_left_and_right_are_alike(name, n, seed):
    # wrong: an absolute value, a step that always goes up
    start, along = slopes(n, seed)
    mirrored = walk(RULES[name](0.1), -start, -along)
    np.testing.assert_allclose(mirrored, -walk(RULES[name](0.1), start, along), rtol=1e-12)


@pytest.mark.parametrize("name", RULES)
@given(n=lengths, seed=seeds, scale=st.floats(1e-3, 1e3))
@QUICK
def test_who_feels_the_size_of_the_slopes(name, n, seed, scale):
    # wrong: no root over the squares, a correction that depends on g
    start, along = slopes(n, seed)
    optimizer = RULES[name]
    before = walk(optimizer(0.1), start, along) - start
    after = walk(optimizer(0.1), start, scale * along) - start
    np.testing.assert_allclose(after, before * (scale if name in LINEAR else 1), rtol=1e-8)


@pytest.mark.parametrize("name", [name for name in RULES if name != "AdamW"])
@given(n=lengths, seed=seeds, scale=st.floats(1e-3, 1e3))
@QUICK
def test_twice_the_rate_is_twice_the_way(name, n, seed, scale):
    # wrong: a rate inside the memory, so that changing it jerks. (AdamW also shrinks w itself.)
    start, along = slopes(n, seed)
    before = walk(RULES[name](0.1), start, along) - start
    after = walk(RULES[name](0.1 * scale), start, along) - start
    np.testing.assert_allclose(after, scale * before, rtol=1e-8, atol=1e-12 * scale)


@pytest.mark.parametrize("name", RULES)
@given(seed=seeds)
@QUICK
def test_a_network_of_float32_walks_in_float32(name, seed):
    # wrong: memories of float64 that lift the parameters
    start, along = slopes(4, seed)
    vector, optimizer = nnlib.Layer({"w": (4,)}, dtype=np.float32), RULES[name](0.1)
    if name in ("Adagrad", "RMSprop", "Adam", "AdamW"):
        optimizer.eps = 1e-12  # TINY is 0 in float32
    exact, twin = copy.deepcopy(optimizer), nnlib.Layer({"w": (4,)})
    vector.w = twin.w = start
    for g in along:
        vector.dw = twin.dw = g
        optimizer.step(vector)
        exact.step(twin)
    assert vector.params.dtype == np.float32
    memories = [getattr(optimizer, name) for name in optimizer.memories]
    assert all(memory.dtype == np.float32 for memory in memories)
    np.testing.assert_allclose(vector.w, twin.w, rtol=1e-4, atol=1e-5)


@given(n=lengths, seed=seeds, most=st.floats(1e-3, 1e3), size=st.floats(1e-3, 1e3))
@QUICK
def test_clipping_shortens_and_never_turns(n, seed, most, size):
    # wrong: each number cut by itself, short ones stretched, the norm after in place of before
    g = size * np.random.default_rng(seed).normal(size=n)
    clipped, norm = nnlib.clip_by_global_norm(g, most)
    assert norm == pytest.approx(np.linalg.norm(g), rel=1e-12)
    assert np.linalg.norm(clipped) == pytest.approx(min(norm, most), rel=1e-12)
    np.testing.assert_allclose(clipped * norm, g * min(norm, most), rtol=1e-10)
    twice, _ = nnlib.clip_by_global_norm(clipped, most * (1 + 1e-12))
    np.testing.assert_array_equal(twice, clipped)
    cut = n // 2
    parts, norm_of_parts = nnlib.clip_by_global_norm([g[:cut], g[cut:, None]], most)
    assert norm_of_parts == pytest.approx(norm, rel=1e-12)
    np.testing.assert_allclose(np.concatenate([p.ravel() for p in parts]), clipped, rtol=1e-12)


@given(steps=st.integers(1, 30), seed=seeds)
@QUICK
def test_schedules_stay_between_their_ends(steps, seed):
    # wrong: a rate that leaves the range, or jumps where two schedules meet
    rng = np.random.default_rng(seed)
    high = rng.uniform(0.1, 1)
    low = rng.uniform(0, high)
    cosine = nnlib.Cosine(high, steps, end=low)
    rates = [cosine(t) for t in range(1, 3 * steps)]
    assert all(low - 1e-12 <= rate <= high + 1e-12 for rate in rates)
    assert (np.diff(rates) <= 1e-12).all()
    warm = nnlib.Warmup(steps, cosine)
    rising = [warm(t) for t in range(1, steps + 1)]
    np.testing.assert_allclose(rising, high * np.arange(1, steps + 1) / steps, rtol=1e-12)
    assert warm(steps + 1) == pytest.approx(high)
    decay = nnlib.StepDecay(high, steps, 0.5)
    assert decay(steps) == pytest.approx(high)
    assert decay(steps + 1) == pytest.approx(high / 2)
    assert decay(3 * steps + 1) == pytest.approx(high / 8)
