"""Lesson 3: its sentences against draws, starts and splits that neither lesson nor facts use."""

import numpy as np
import pytest

import nnlib
from nnlib.lessons import lesson03 as experiments
from nnlib.network import approximate, bump, mlp_forward

pytestmark = pytest.mark.all

SPIRALS = range(21, 29)
SPLITS = range(41, 49)
XOR = {"first": 7000, "starts": 500}


def mean_and_error(values):
    """Return mean and standard error."""
    values = np.asarray(values, float)
    return values.mean(), values.std(ddof=1) / np.sqrt(len(values))


def share_and_error(hits):
    """Return a share and its standard error."""
    share = np.mean(hits)
    return share, np.sqrt(share * (1 - share) / len(hits))


# ------------------------------------------------------------ the spirals (A1)


def solved(hidden, draws=SPIRALS, **options):
    return np.array(
        [experiments.count_solved((2, *hidden, 2), draw=draw, **options) for draw in draws]
    )


def test_in_300_steps_two_layers_of_16_succeed_nearly_always_and_64_depends_on_the_spiral():
    # most spirals show little, a few show much: new ones (1.0 ± 0.6) with those of the table
    draws = (*SPIRALS, *experiments.DRAWS)
    deep, wide = solved((16, 16), draws), solved((64,), draws)
    mean, error = mean_and_error(deep - wide)
    said = f"n = 16 spirals of 20 starts: {deep} less {wide}: {mean:.1f} ± {error:.1f}"
    assert deep.min() >= 17, said
    assert np.ptp(wide) >= 10, said
    assert mean > 1.5 * error, said


def test_two_layers_of_8_do_not_do_as_well_as_one_of_64():
    small, wide = solved((8, 8)), solved((64,))
    mean, error = mean_and_error(small - wide)
    said = f"n = 8 spirals of 20 starts: {small} less {wide}: {mean:.1f} ± {error:.1f}"
    assert mean < -error, said
    assert (small < wide).sum() >= 5, said


def test_given_1000_steps_the_wide_layer_succeeds_too():
    # the cause removed: with time enough nothing is left of what depth gave
    wide = solved((64,), steps=experiments.LONG)
    assert wide.sum() >= 158, f"n = 160 starts on 8 spirals: {wide}"


def test_at_a_faster_rate_the_two_are_about_even():
    # the other cause removed: each shape at a rate that suits the wide one
    deep, wide = solved((16, 16), lr=experiments.FASTER), solved((64,), lr=experiments.FASTER)
    mean, error = mean_and_error(deep - wide)
    said = f"n = 8 spirals of 20 starts: {deep} less {wide}: {mean:.1f} ± {error:.1f}"
    assert abs(mean) < 1, said


def test_one_narrow_layer_succeeds_from_none_or_a_few():
    four, sixteen = solved((4,)), solved((16,))
    assert four.sum() == 0
    assert sixteen.sum() <= 30, f"n = 160 starts on 8 spirals: {sixteen}"  # a few


# ------------------------------------------------------------ XOR, found or not (A6)


def test_about_one_start_in_five_finds_xor_not_one_in_seven():
    found, _ = experiments.xor_from_further_starts(2, **XOR)
    share, error = share_and_error(found)
    said = f"n = 500 starts: {share:.3f} ± {error:.3f}"
    assert abs(share - 1 / 5) < 2 * error, said
    assert share - 1 / 7 > 2 * error, said
    eight, _ = experiments.xor_from_further_starts(8, **XOR)
    assert eight.mean() > 0.92, f"n = 500 starts: {eight.mean():.3f}"


def test_most_lost_starts_have_a_silent_unit_but_not_all():
    found, silent = experiments.xor_from_further_starts(2, **XOR)
    share, error = share_and_error(silent[~found])
    said = f"n = {(~found).sum()} lost starts: {share:.3f} ± {error:.3f} with a silent unit"
    assert share > 0.6, said
    assert 1 - share > 5 * error, said  # "silent units" alone would be wrong
    assert not silent[found].any()


def test_more_steps_save_hardly_any_of_the_others():
    found, silent = experiments.xor_from_further_starts(2, **XOR)
    later, _ = experiments.xor_from_further_starts(2, steps=5000, **XOR)
    awake = ~found & ~silent
    share, error = share_and_error(later[awake])
    assert share < 0.1, f"n = {awake.sum()} lost starts, awake: {share:.3f} ± {error:.3f} saved"


def test_without_a_flat_side_about_half_succeed():
    # the cause removed: no unit can be silent with a slope of 0.01 below 0
    found, _ = experiments.xor_from_further_starts(2, **XOR)
    leaky, _ = experiments.xor_from_further_starts(2, leak=0.01, **XOR)
    mean, error = mean_and_error(leaky.astype(int) - found.astype(int))
    said = f"n = 500 starts: {leaky.mean():.3f}, {mean:.3f} ± {error:.3f} more"
    assert mean > 0.25, said
    assert 0.47 < leaky.mean() < 0.62, said


# ------------------------------------------------------------ the digits (A2)


def wrong(hidden, lr=0.3, epochs=100):
    counts = [experiments.wrong_digits(split, hidden, lr, epochs) for split in SPLITS]
    return np.transpose(counts)


def test_ten_units_fit_the_training_digits_better_and_others_no_better():
    (learned, none), (learned_ten, ten) = wrong(()), wrong((10,))
    mean, error = mean_and_error(ten - none)
    said = f"n = 8 splits: {ten} less {none} of 500: {mean:.1f} ± {error:.1f}"
    assert mean > -error, said
    assert (learned_ten < learned).all(), (learned_ten, learned)  # a narrow door would not
    assert learned_ten.sum() < 0.2 * learned.sum(), (learned_ten, learned)


def test_ten_units_win_nothing_after_30_epochs_either():
    none, ten = wrong((), 0.1, 30)[1], wrong((10,), 0.1, 30)[1]
    mean, error = mean_and_error(ten - none)
    assert abs(mean) < 2 * error, f"n = 8 splits: {ten} less {none}: {mean:.1f} ± {error:.1f}"


def test_the_lead_of_32_units_is_in_part_a_head_start():
    none, none_late = wrong((), 0.1, 30)[1], wrong(())[1]
    early, late = wrong((32,), 0.1, 30)[1] - none, wrong((32,))[1] - none_late
    (mean, error), (mean_late, error_late) = map(mean_and_error, (early, late))
    said = f"n = 8 splits: {mean:.1f} ± {error:.1f}, longer {mean_late:.1f} ± {error_late:.1f}"
    assert mean < -2 * error, said
    assert mean < mean_late, said
    # the cause: without a hidden layer the network is not finished
    mean, error = mean_and_error(none_late - none)
    assert mean < -2 * error, f"n = 8 splits: {mean:.1f} ± {error:.1f} by longer training"


@pytest.mark.parametrize("split", SPLITS)
def test_ten_hidden_units_could_copy_the_ten_neurons(split):
    # the cause removed: everything goes through the "narrow door", and nothing is lost
    X, y, X_test, _ = nnlib.data.load_digits_split(split)
    rng = np.random.default_rng(split)
    net = nnlib.mlp([64, 10], rng=rng)
    nnlib.fit(net, nnlib.SoftmaxCrossEntropy(), X, y, optimizer=nnlib.SGD(lr=0.1), epochs=10,
              batch_size=32, rng=rng, progress=False)  # fmt: skip
    W, b = net.layers[0].W, net.layers[0].b
    copy = [(W, b + 100), (np.eye(10), np.full(10, -100.0))]
    read = mlp_forward(X_test, copy)
    assert read == pytest.approx(net.predict(X_test), abs=1e-9)
    assert (read.argmax(axis=1) == net.predict(X_test).argmax(axis=1)).all()


# ------------------------------------------------------------ the proof by bumps (A4)


def worst(f, n, lo, hi, beyond, k=None):
    """Measure the worst error, with so many bumps more beyond each end."""
    width = (hi - lo) / n
    x = np.linspace(lo, hi, 20 * n + 1)
    lower, upper = lo - beyond * width, hi + beyond * width
    made = approximate(x, lambda t: f(np.clip(t, lo, hi)), n + 2 * beyond, lower, upper,
                       k or 40 / width)  # fmt: skip
    return np.abs(made - f(x)).max()


@pytest.mark.parametrize(
    ("f", "lo", "hi"), [(np.square, 0, 2), (np.cos, 0, 2), (np.exp, -1, 1), (np.abs, -3, 2)]
)
def test_at_an_end_half_the_value_stays_as_error_until_a_bump_stands_beyond(f, lo, hi):
    ends = np.abs(f(np.array([lo, hi]))).max() / 2
    short = [worst(f, n, lo, hi, beyond=0) for n in (10, 100, 1000)]
    assert short[-1] == pytest.approx(ends, rel=0.01)  # for ever
    further = [worst(f, n, lo, hi, beyond=1) for n in (10, 100, 1000)]
    assert further[1] < 0.15 * further[0]
    assert further[2] < 0.15 * further[1]
    # and steps that do not get steeper leave an error that no number of bumps takes away
    fixed = [worst(f, n, lo, hi, beyond=1, k=20) for n in (100, 1000)]
    assert fixed[1] > 0.8 * fixed[0]


# ------------------------------------------------------------ smooth curves and depth (A5)


def squaring_network(layers):
    """Write folds on folds as a ReLU network of three units a layer: the fold's two, the sum."""
    fold = np.array([2.0, -4.0, 0.0])
    params, tent, carried = [], np.ones(1), np.ones(1)
    for depth in range(layers):
        if depth:
            tent, carried = fold, np.array([0.0, 0.0, 1.0]) - fold / 4**depth
        params.append((np.stack([tent, tent, carried], axis=1), np.array([0.0, -0.5, 0.0])))
    last = np.array([0.0, 0.0, 1.0]) - fold / 4**layers
    return [*params, (last[:, None], np.zeros(1))]


def test_x_squared_gains_from_depth():
    x = np.linspace(0, 1, 2**15 + 1)[:, None]
    net = squaring_network(10)
    assert sum(len(b) for _, b in net[:-1]) == 30
    deep = np.abs(mlp_forward(x, net) - x**2).max()
    assert mlp_forward(x, net)[:, 0] == pytest.approx(experiments.square_by_folds(x[:, 0], 10))
    # one layer of 30 units makes 31 pieces; one is at least 1/31 wide, and on it a line is off by
    # a quarter of the second difference
    width = 1 / 31
    wide = (0 - 2 * (width / 2) ** 2 + width**2) / 4
    assert wide == pytest.approx(1 / (8 * 31**2))
    assert deep < wide / 500
    pieces = np.sqrt(1 / (8 * deep))
    assert 700 < pieces < 750  # units that one layer needs for the same


def test_the_chord_moved_down_is_the_best_that_31_pieces_do():
    x, knots = np.linspace(0, 1, 31 * 200 + 1), np.linspace(0, 1, 32)
    chord = np.interp(x, knots, knots**2) - 1 / (8 * 31**2)
    assert np.abs(chord - x**2).max() == pytest.approx(1 / (8 * 31**2), rel=1e-6)


# ------------------------------------------------------------ boxes (A7)


def test_steps_along_the_axes_make_a_box_only_with_a_second_hidden_layer():
    rng = np.random.default_rng(5)
    inside, outside = 0.5, 2.5

    def mixed(f):
        """Give what no sum of a function of x1 and one of x2 can have."""
        return f(inside, inside) - f(inside, outside) - f(outside, inside) + f(outside, outside)

    for _ in range(100):
        units = rng.normal(size=(40, 4))  # steps along one axis each

        def one_layer(x1, x2, units=units):
            at = np.where(np.arange(40) % 2, x1, x2)
            return float(units[:, 3] @ nnlib.sigmoid(5 * units[:, 0] * (at - units[:, 1])))

        assert mixed(one_layer) == pytest.approx(0, abs=1e-9)

    def two_layers(x1, x2):
        both = bump(x1, 0, 1, 1, 40) + bump(x2, 0, 1, 1, 40)
        return float(nnlib.sigmoid(40 * (both - 1.5)))

    assert mixed(two_layers) == pytest.approx(1, abs=1e-6)  # as a box has it


def test_boxes_grow_exponentially_with_the_dimension():
    boxes = [len(list(np.ndindex(*[10] * d))) for d in range(1, 6)]
    assert np.divide(boxes[1:], boxes[:-1]) == pytest.approx(10)  # a power D^k would slow down
