"""Lesson 7: its general sentences on splits, starts and functions that it does not use."""

import numpy as np
import pytest

import nnlib
from nnlib.data import load_digits_split
from nnlib.lessons import lesson07 as experiments
from tests.measured import readers

pytestmark = pytest.mark.all
SPLITS = range(200, 212)
WRONG = "ABDEFG"


# ------------------------------------------------------------ the hook


def end_of(letter, split, **options):
    return readers(split, letters=letter, **options)[letter][-1]


def behind(letter):
    """Points against C at the end, split by split; their mean and its standard error."""
    values = np.array([end_of(letter, split) - end_of("C", split) for split in SPLITS])
    return values, values.mean(), values.std(ddof=1) / np.sqrt(len(values))


@pytest.mark.parametrize("letter", "AF")
def test_a_and_f_read_as_well_as_c(letter):
    """n = 12 splits, difference -0.02 ± 0.03 points, none larger than 0.2."""
    values, mean, error = behind(letter)
    worst = np.abs(values).max()
    assert worst <= 0.5, f"n = {len(SPLITS)}: {mean:.2f} ± {error:.2f}, up to {worst:.1f}"


@pytest.mark.parametrize("letter", "DB")
def test_d_and_b_are_a_little_behind(letter):
    """n = 12 splits: D -0.68 ± 0.09 points, B -1.03 ± 0.17; "D reads as well as C" was false."""
    values, mean, error = behind(letter)
    said = f"n = {len(SPLITS)}: {letter} - C is {mean:.2f} ± {error:.2f} points"
    assert mean + 2 * error < 0, said
    assert mean + 2 * error > -1, said
    assert np.sum(np.abs(values) > 0.5) >= 3, said  # not "within half a percent"


@pytest.mark.parametrize("split", SPLITS[:8])
def test_e_and_g_are_the_two_that_show(split):
    """n = 8 splits: E 9 points or more behind C, G at chance; a shorter step brings G to C."""
    right = end_of("C", split)
    assert end_of("E", split) < right - 5
    assert end_of("G", split) < 15
    # not exactly the same run: the last batch of an epoch is smaller
    assert abs(end_of("G", split, lr=0.1 / 32) - right) <= 1


@pytest.mark.parametrize("split", SPLITS[:8])
def test_the_relative_errors_are_far_from_rounding(split):
    """n = 8 splits: D, the mildest, 0.5 to 1; C below 10^-9."""
    X, y, *_ = load_digits_split(split)
    for letter in "CD":
        found = nnlib.check_gradients(*experiments.make_reader(letter, split), X[:5], y[:5])
        worst = max(error for name, error in found.items() if name != "X")
        assert worst < 1e-9 if letter == "C" else worst > 0.3


# ------------------------------------------------------------ why a wrong gradient learns


def gradient_of(letter, params, X, y):
    net, loss = experiments.make_reader(letter)
    net.params = params
    loss.forward(net.forward(X, training=True), y)
    net.backward(loss.backward())
    return net.grads.copy()


@pytest.mark.parametrize("split", range(111, 119))
def test_every_wrong_gradient_points_roughly_downhill(split):
    """n = 8 splits, after 0, 1 and 6 epochs: the cosine with the right one is above 0.1."""
    X, y, *_ = load_digits_split(split)
    for letter in WRONG:
        net, loss = experiments.make_reader(letter, split)
        rng = np.random.default_rng(split)
        for epochs in (0, 1, 5):
            if epochs:
                nnlib.fit(
                    net,
                    loss,
                    X,
                    y,
                    optimizer=nnlib.SGD(0.1),
                    epochs=epochs,
                    batch_size=32,
                    rng=rng,
                    progress=False,
                )
            wrong, right = (gradient_of(k, net.params.copy(), X, y) for k in (letter, "C"))
            cosine = wrong @ right / np.linalg.norm(wrong) / np.linalg.norm(right)
            assert cosine > 0.1, f"{letter} after {epochs} more epochs: {cosine:.2f}"


class Uphill(experiments.Spoiled):
    """Turns the sign of its own gradient round."""

    def spoil(self, N):
        """Point uphill."""
        self.dW *= -1
        self.db *= -1


@pytest.mark.parametrize("split", range(111, 119))
def test_a_first_layer_that_goes_uphill_does_not_learn(split):
    """The cause removed, n = 8 splits: no longer downhill, and it stays near chance."""
    X, y, X_test, y_test = load_digits_split(split)
    rng = np.random.default_rng(split)
    layers = Uphill(64, 32, rng=rng), nnlib.ReLU(), nnlib.Affine(32, 10, rng=rng)
    net, loss = nnlib.Sequential(*layers), nnlib.SoftmaxCrossEntropy()
    with np.errstate(all="ignore"):
        nnlib.fit(
            net,
            loss,
            X,
            y,
            optimizer=nnlib.SGD(0.1),
            epochs=experiments.EPOCHS,
            batch_size=32,
            rng=np.random.default_rng(split),
            progress=False,
        )
    assert 100 * nnlib.accuracy(net, X_test, y_test) < 25


# ------------------------------------------------------------ nudges, and what a gradient is

FUNCTIONS = {
    "exp": (np.exp, np.exp),
    "log": (np.log, lambda x: 1 / x),
    "sqrt": (np.sqrt, lambda x: 0.5 / np.sqrt(x)),
    "tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    "cube": (lambda x: x**3, lambda x: 3 * x**2),
    "1/x": (lambda x: 1 / x, lambda x: -1 / x**2),
    "arctan": (np.arctan, lambda x: 1 / (1 + x**2)),
    "cos": (np.cos, lambda x: -np.sin(x)),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_point_of_the_v_is_near_1e_5(name):
    """The best nudge of eight other functions, in the median over 40 places."""
    f, slope = FUNCTIONS[name]
    sizes, best = np.logspace(-13, -1, 121), []
    for x in np.random.default_rng(5).uniform(0.5, 2, 40):
        errors = np.abs((f(x + sizes) - f(x - sizes)) / (2 * sizes) - slope(x))
        smooth = np.exp(np.convolve(np.log(errors + 1e-18), np.ones(9) / 9, "same"))
        best.append(sizes[4:-4][smooth[4:-4].argmin()])
        assert min(errors[0], errors[-1]) > 100 * errors.min()  # it falls, then rises again
    assert 10**-6.2 < np.median(best) < 10**-4.2


@pytest.mark.parametrize("seed", range(8))
def test_no_direction_is_steeper_than_the_gradient(seed):
    rng = np.random.default_rng(seed)
    params = rng.normal(0, 0.7, 82)
    loss, gradient, _ = experiments.suspects(seed)["C"]
    g = gradient(params)
    steepest = (loss(params + 1e-6 * g / np.linalg.norm(g)) - loss(params)) / 1e-6
    for way in rng.normal(size=(200, 82)):
        assert (loss(params + 1e-6 * way / np.linalg.norm(way)) - loss(params)) / 1e-6 < steepest


# ------------------------------------------------------------ it learns


@pytest.mark.parametrize("split", range(61, 69))
def test_two_right_gradients_give_one_curve(split):
    """n = 8 splits and starts: below 10^-9 after 1,230 steps, with all sums in another order."""
    X_train, y_train, *_ = load_digits_split(split)
    nets = [nnlib.mlp([64, 32, 10], rng=np.random.default_rng(split)) for _ in range(2)]
    params = [[layer.W.copy(), layer.b.copy()] for layer in nets[0].layers[::2]]
    curves = [
        [],
        nnlib.fit(
            nets[1],
            nnlib.SoftmaxCrossEntropy(),
            X_train,
            y_train,
            optimizer=nnlib.SGD(lr=0.1),
            epochs=30,
            batch_size=32,
            rng=np.random.default_rng(split + 7),
            progress=False,
        ).loss,
    ]
    order, steps = np.random.default_rng(split + 7), 0
    for _ in range(30):
        losses = []
        for X, y in nnlib.minibatches(X_train, y_train, 32, order):
            loss, grads = nnlib.mlp_backward(X[::-1], y[::-1], params)
            losses.append(loss * len(y))
            steps += 1
            for (W, b), (dW, db) in zip(params, grads, strict=True):
                W -= 0.1 * dW
                b -= 0.1 * db
        curves[0].append(sum(losses) / len(y_train))
    assert steps == 1230
    assert 0 < np.abs(np.subtract(*curves)).max() < 1e-9


# ------------------------------------------------------------ depth, tangent, hunt


@pytest.mark.parametrize("seed", range(100, 108))
def test_half_the_weights_are_nine_halves_and_the_scores(seed):
    """n = 8 starts; the cause removed: with the slope of the scores held, it is 2^9 exactly."""
    X, *_ = load_digits_split(0)
    sizes = []
    for scale in (0.5, 1):
        net = nnlib.mlp([64, *[32] * 9, 10], rng=np.random.default_rng(seed))
        net.params *= scale
        net.forward(X[:200], training=True)
        net.backward(np.random.default_rng(seed).normal(size=(200, 10)))
        sizes.append(np.concatenate([layer.dW.ravel() for layer in net.layers[::2]]))
    half, one = sizes
    np.testing.assert_allclose(one, 2**9 * half, rtol=1e-9, atol=1e-300)
    first = [experiments.depth_signals(9, scale, seed)[2][0] for scale in (0.5, 1)]
    assert 200 < first[1] / first[0] < 3000


@pytest.mark.parametrize("seed", range(71, 87))
def test_a_longer_step_falls_short_more_and_more(seed):
    """n = 16 starts: the share of the promise falls from decade to decade, and ends below 5 %."""
    _, promised, actual = experiments.tangent(1.0, seed)
    kept = (actual / promised)[::10]
    assert (np.diff(kept) < 0).all(), kept
    assert kept[1] > 0.97
    assert kept[-1] < 0.05


@pytest.mark.parametrize("seed", range(71, 87))
def test_with_larger_weights_the_promise_breaks_at_a_smaller_rate(seed):
    breaks = []
    for scale in (1.0, 4.0):
        rates, promised, actual = experiments.tangent(scale, seed)
        breaks.append(rates[np.argmax(actual < 0.5 * promised)])
    assert breaks[1] < breaks[0]


@pytest.mark.parametrize("seed", range(1, 9))
def test_who_is_convicted_by_which_candidate(seed):
    """n = 8 draws: B and E hide where all are silent, D where all speak, nobody in between."""
    hidden = {0: "BCE", 1: "CD", 2: "C"}
    for letter, (loss, gradient, candidates) in experiments.suspects(seed).items():
        for place, x in enumerate(candidates):
            by_nudge = nnlib.numerical_gradient(loss, x)
            agrees = nnlib.relative_error(gradient(x), by_nudge) < 1e-4
            assert agrees == (letter in hidden[place]), (letter, place)
