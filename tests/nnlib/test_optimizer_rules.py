"""Lesson 8: the rules as functions, as classes, and the rates and lengths around them."""

import copy
import math

import numpy as np
import pytest

import nnlib

LR = 0.05


def vector(values):
    """Return a layer of one vector of parameters."""
    layer = nnlib.Layer({"w": (len(values),)})
    layer.params = values
    return layer


def gradients(n=20, size=6):
    rng = np.random.default_rng(3)
    return [rng.normal(size=size) * 10.0 ** rng.integers(-3, 3, size) for _ in range(n)]


def two(step, **options):
    """Return a rule of one memory as a function of (w, g, memories, t)."""
    return lambda w, g, m, t: step(w, g, m.setdefault("s", 0 * w), LR, **options)


def adam(step, **options):
    def rule(w, g, m, t):
        w, *m["mv"] = step(w, g, *m.get("mv", (0 * w, 0 * w)), t, LR, **options)
        return (w,)

    return rule


RULES = {
    "SGD": (nnlib.SGD(LR), lambda w, g, m, t: (nnlib.sgd_step(w, g, LR),)),
    "momentum": (nnlib.SGD(LR, momentum=0.8), two(nnlib.momentum_step, mu=0.8)),
    "Nesterov": (
        nnlib.SGD(LR, momentum=0.8, nesterov=True),
        two(nnlib.momentum_step, mu=0.8, nesterov=True),
    ),
    "Adagrad": (nnlib.Adagrad(LR), two(nnlib.adagrad_step)),
    "RMSprop": (nnlib.RMSprop(LR, rho=0.9), two(nnlib.rmsprop_step, rho=0.9)),
    "Adam": (nnlib.Adam(LR, beta1=0.8), adam(nnlib.adam_step, beta1=0.8)),
    "AdamW": (
        nnlib.AdamW(LR, weight_decay=0.3),
        adam(nnlib.adamw_step, weight_decay=0.3),
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_the_class_does_what_the_function_says(name):
    # wrong: a correction with t - 1; eps inside the root; the network's gradient written into
    optimizer, rule = RULES[name]
    optimizer, net, w, memories = copy.deepcopy(optimizer), vector(np.arange(6.0)), None, {}
    w = net.params.copy()
    for t, g in enumerate(gradients(), start=1):
        kept = w.copy(), g.copy()
        new, *s = rule(w, g, memories, t)
        memories |= {"s": s[0]} if s else {}
        np.testing.assert_array_equal((w, g), kept)
        w = new
        net.grads = g
        optimizer.step(net)
        np.testing.assert_array_equal(net.grads, g)
        np.testing.assert_allclose(net.params, w, rtol=1e-12, atol=1e-14)
    assert optimizer.t == 20


@pytest.mark.parametrize("name", RULES)
def test_an_optimizer_goes_on_where_its_copy_was_made(name):
    # wrong: memories shared with the copy, or left behind
    straight, steps = vector(np.arange(6.0)), gradients()
    optimizer = copy.deepcopy(RULES[name][0])
    for t, g in enumerate(steps):
        if t == 10:
            twin, half = copy.deepcopy(optimizer), copy.deepcopy(straight)
        straight.grads = g
        optimizer.step(straight)
    for g in steps[10:]:
        half.grads = g
        twin.step(half)
    np.testing.assert_array_equal(half.params, straight.params)


@pytest.mark.parametrize("name", RULES)
def test_another_network_is_refused(name):
    # wrong: memories of one network stretched over another, or started anew in silence
    optimizer = copy.deepcopy(RULES[name][0])
    optimizer.step(vector(np.ones(6)))
    other = vector(np.ones(1))
    with pytest.raises(ValueError, match="a network of 6 parameters, got one of 1: make a new"):
        optimizer.step(other)
    assert other.params.tolist() == [1]
    assert optimizer.t == 1


# ---- what the rules are known for


def test_the_first_step_of_adam_is_the_rate():
    # wrong: one of the corrections left out: 0.1 or 31.6 times the rate
    g = np.array([1e-4, -3.0, 1e5])
    w, m, v = nnlib.adam_step(np.zeros(3), g, np.zeros(3), np.zeros(3), 1, 0.01)
    np.testing.assert_allclose(w, -0.01 * np.sign(g), rtol=2e-4)
    np.testing.assert_allclose(m, 0.1 * g, rtol=1e-12)
    np.testing.assert_allclose(v, 0.001 * g * g, rtol=1e-12)


def test_both_corrections_hold_for_a_constant_gradient():
    # wrong: corrections by beta and not by beta^t, right at the first step only
    w, m, v = np.zeros(1), np.zeros(1), np.zeros(1)
    for t in range(1, 50):
        before = w
        w, m, v = nnlib.adam_step(w, np.array([7.0]), m, v, t, 0.01)
        assert (before - w).item() == pytest.approx(0.01, rel=1e-7)


def test_momentum_ends_ten_times_as_fast():
    # wrong: the form with (1 - mu), under the same name
    w, v = np.zeros(1), np.zeros(1)
    for _ in range(300):
        before = w
        w, v = nnlib.momentum_step(w, np.ones(1), v, 0.1)
    assert (before - w).item() == pytest.approx(0.1 / (1 - 0.9), rel=1e-9)


def test_rmsprop_divides_by_the_root():
    # wrong: by the mean square, with which a gradient ten times as large steps a tenth
    steps = [-nnlib.rmsprop_step(0.0, g, 0.0, 0.01)[0] for g in (0.1, 1.0, 10.0)]
    np.testing.assert_allclose(steps, 0.1, rtol=1e-5)


def test_adagrad_slows_down_with_the_root_of_the_steps():
    w, s, steps = 0.0, 0.0, []
    for _ in range(100):
        before = w
        w, s = nnlib.adagrad_step(w, 2.0, s, 1.0)
        steps.append(before - w)
    np.testing.assert_allclose(steps, 1 / np.sqrt(np.arange(1, 101)), rtol=1e-9)


def test_coupled_decay_hardly_moves_adam_and_decoupled_does():
    # wrong: AdamW that adds its decay to the gradient
    coupled, decoupled = vector([2.0, 2.0]), vector([2.0, 2.0])
    first, second = nnlib.Adam(0.01, weight_decay=0.1), nnlib.AdamW(0.01, weight_decay=0.1)
    for net, optimizer in ((coupled, first), (decoupled, second)):
        net.grads = [1000.0, 0.0]
        optimizer.step(net)
    np.testing.assert_allclose(coupled.params, [2 - 0.01, 2 - 0.01], rtol=1e-6)
    np.testing.assert_allclose(decoupled.params, [2 - 0.002 - 0.01, 2 - 0.002], rtol=1e-9)
    sgd = vector([2.0])
    nnlib.SGD(0.01, weight_decay=0.1).step(sgd)
    assert sgd.params.item() == pytest.approx(2 * (1 - 0.001), rel=1e-15)


# ---- rates


def test_step_decay_at_its_corners():
    # wrong: counted from 0, so that the first change comes a step early
    rate = nnlib.StepDecay(1.0, 3, 0.5)
    assert [rate(t) for t in range(1, 8)] == [1, 1, 1, 0.5, 0.5, 0.5, 0.25]


def test_cosine_at_its_corners():
    # wrong: rises again after its end; half-way elsewhere than half-way
    rate = nnlib.Cosine(1.0, 10, end=0.2)
    assert rate(1) == 1
    assert rate(6) == pytest.approx(0.6, rel=1e-15)
    assert [rate(t) for t in (11, 12, 500)] == pytest.approx([0.2] * 3, rel=1e-15)
    rates = [rate(t) for t in range(1, 12)]
    assert rates == sorted(rates, reverse=True)


def test_the_rate_by_the_steps_that_were_taken():
    # wrong: counted from 1; without an end; an end that is added to the whole cosine
    assert nnlib.cosine_rate(0, 0.3, 10, end=0.1) == 0.3
    assert nnlib.cosine_rate(5, 0.3, 10, end=0.1) == pytest.approx(0.2, rel=1e-15)
    quarter = 0.1 + 0.2 * (1 + math.sqrt(0.5)) / 2
    assert nnlib.cosine_rate(2.5, 0.3, 10, end=0.1) == pytest.approx(quarter, rel=1e-15)
    assert [nnlib.cosine_rate(t, 0.3, 10, end=0.1) for t in (10, 11, 10**6)] == [0.1] * 3
    assert nnlib.cosine_rate(7, 0.3, 7) == 0
    schedule = nnlib.Cosine(0.3, 10, end=0.1)
    taken = [nnlib.cosine_rate(t - 1, 0.3, 10, end=0.1) for t in range(1, 15)]
    assert [schedule(t) for t in range(1, 15)] == taken


def test_warmup_at_its_corners():
    # wrong: a first rate of 0; a step of the schedule skipped or made twice
    rate = nnlib.Warmup(4, nnlib.StepDecay(1.0, 2, 0.5))
    assert [rate(t) for t in range(1, 9)] == [0.25, 0.5, 0.75, 1, 1, 1, 0.5, 0.5]
    constant = nnlib.Warmup(2, 0.3)
    assert [constant(t) for t in (1, 2, 3, 99)] == [0.15, 0.3, 0.3, 0.3]


def test_an_optimizer_follows_its_schedule():
    # wrong: the rate of the step before; a schedule that is asked for step 0
    asked = []

    def rate(t):
        asked.append(t)
        return 0.1 * t

    net, optimizer = vector([0.0]), nnlib.SGD(rate)
    asked.clear()
    for t in range(1, 4):
        before = net.params.item()
        net.grads = [1.0]
        optimizer.step(net)
        assert before - net.params.item() == pytest.approx(0.1 * t)
        assert optimizer.lr == pytest.approx(0.1 * t)
    assert asked == [1, 2, 3]
    fixed = nnlib.SGD(0.1)
    fixed.lr = 0.5
    fixed.step(net)
    assert net.params.item() == pytest.approx(-0.6 - 0.5)


# ---- length


def test_clipping_by_hand():
    # wrong: each array by itself, each entry by itself, a short gradient stretched
    grads = [np.array([3.0, 0.0]), np.array([[0.0], [4.0]])]
    clipped, norm = nnlib.clip_by_global_norm(grads, 2.5)
    assert norm == 5
    assert [c.tolist() for c in clipped] == [[1.5, 0], [[0], [2]]]
    assert grads[0].tolist() == [3, 0]
    same, norm = nnlib.clip_by_global_norm(grads[0], 3.0)
    assert same.tolist() == [3, 0]
    assert norm == 3
    assert nnlib.clip_by_global_norm(np.zeros(3), 1.0)[0].tolist() == [0, 0, 0]
    single, _ = nnlib.clip_by_global_norm(np.float32([3, 4]), 1.0)
    assert single.dtype == np.float32
    assert math.hypot(*single) == pytest.approx(1, rel=1e-6)


@pytest.mark.parametrize(("dtype", "size"), [(np.float32, 1e25), (np.float64, 1e200)])
def test_clipping_a_huge_gradient_keeps_its_direction(dtype, size):
    # wrong: the squares overflow, the norm is inf and a finite gradient becomes all zeros
    g = np.array([3 * size, 4 * size], dtype)
    clipped, norm = nnlib.clip_by_global_norm(g, 1.0)
    assert norm == pytest.approx(5 * size, rel=1e-6)
    np.testing.assert_allclose(clipped, [0.6, 0.8], rtol=1e-6)
