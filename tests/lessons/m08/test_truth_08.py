"""Lesson 8: its comparisons and its reasons, on splits and starts that the lesson does not use."""

import numpy as np
import pytest

from autograder.lessons.m08.judge import facts
from nnlib.lessons import lesson08 as experiments
from nnlib.optimizers import Cosine, Warmup, adam_step
from tests.lessons.claims import turned_out

pytestmark = pytest.mark.all

OTHERS = range(5000, 5008)  # eight splits
MANY = range(5000, 5024)  # as many as the race has
STARTS = [experiments.starting_point(k) for k in range(100, 124)]
RULES = experiments.rules()


def paired(ours, theirs):
    """Return the mean difference, its standard error, and a text that says both."""
    difference = np.asarray(ours, float) - theirs
    mean, error = difference.mean(), difference.std(ddof=1) / len(difference) ** 0.5
    return mean, error, f"n = {len(difference)}: {mean:.2f} ± {error:.2f}"


def read(rule, lr, seeds=OTHERS, **options):
    """Percent of the test digits read correctly, split by split."""
    return np.array([experiments.final_accuracy(RULES[rule], lr, s, **options) for s in seeds])


# ------------------------------------------------------------ the valley


def test_a_little_below_the_limit_is_fastest_from_other_starting_points():
    counts = {
        share: np.array([experiments.steps_to_the_bottom(start, share) for start in STARTS])
        for share in (0.1, 0.5, 0.9, 0.99)
    }
    # both are a little below; where one begins decides between them. A walk that begins almost
    # straight across has little to go along the valley, and at half it is across in one step
    for share in (0.9, 0.99):
        assert (counts[share] < counts[0.5]).mean() > 0.9, counts
        mean, error, said = paired(counts[0.5], counts[share])
        assert mean > 5 * error, said
    assert (counts[0.5] < counts[0.1]).all()
    assert counts[0.99].max() < counts[0.9].max()  # from the worst starting point
    assert turned_out("long-valley") == "below"


@pytest.mark.parametrize("kappa", [20.0, 50.0, 200.0])
def test_the_best_share_is_where_both_distances_shrink_alike(kappa):
    shares = np.linspace(0.3, 1, 7001)[:, None]
    kept = np.abs(1 - experiments.LIMIT * shares * experiments.curvatures(kappa)).max(axis=1)
    assert abs(shares[kept.argmin(), 0] - kappa / (kappa + 1)) < 1e-3
    share, steps = experiments.best_share((1.0, 1.0), kappa)
    assert abs(share - kappa / (kappa + 1)) < 0.02
    if kappa >= 50:
        beside = experiments.steps_to_the_bottom((1.0, 1.0), 0.99, kappa)
        assert steps > 0.5 * beside  # "A little below" serves long valleys


def test_a_valley_without_a_flat_direction_needs_no_zigzag():
    # the cause removed: with κ = 1 half of the limit is there in one step
    assert experiments.steps_to_the_bottom((1.0, 1.0), 0.5, 1.0) == 1
    assert experiments.steps_to_the_bottom((1.0, 1.0), 0.99, 1.0) > 100


def test_the_steep_direction_alone_sets_the_limit():
    # the cause removed: who begins on the floor of the valley may step far beyond the limit
    on_the_floor = experiments.walk((1.0, 0.0), 20.0)
    assert experiments.arrival(on_the_floor) < 20


@pytest.mark.parametrize("scale", [0.01, 0.3, 100.0])
def test_a_valley_has_no_scale(scale):
    for start in STARTS[:8]:
        for share in (0.5, 0.9):
            near, far = (
                experiments.steps_to_the_bottom(s * np.asarray(start), share) for s in (1, scale)
            )
            assert near == far


def test_too_much_momentum_is_slower_than_none_and_some_is_faster():
    none, some, best, much = (experiments.fewest_steps(mu, STARTS) for mu in (0.0, 0.9, 0.67, 0.99))
    assert (much > none).mean() > 0.9
    mean, error, said = paired(much, none)
    assert mean > 3 * error, said
    assert (best < none).all()
    assert (some < none).mean() > 0.9


# ------------------------------------------------------------ batches


def test_noise_falls_with_the_root_of_the_batch():
    for small in (4, 16):
        ratios = [
            experiments.batch_noise(small, s) / experiments.batch_noise(4 * small, s)
            for s in OTHERS
        ]
        mean, error = np.mean(ratios), np.std(ratios, ddof=1) / len(ratios) ** 0.5
        assert abs(mean - 2) < 3 * error + 0.12, ratios  # batches are drawn without repetition


def test_ten_epochs_of_batches_beat_ten_steps():
    mean, error, said = paired(read("SGD", 0.3), read("SGD", 1.0, batch=1297))
    assert mean > 5 * error, said
    assert mean > 20


def jumping(seed, batch="4", epochs=21):
    run = experiments.JumpingLoss(batch, seed=seed)
    for _ in range(epochs):
        run.step()
    return run


def test_the_loss_drops_when_the_rate_is_divided():
    drops = []
    for seed in OTHERS:
        run = jumping(seed)
        level = np.mean(run.losses[15:22])
        run.divide()
        run.step()
        drops.append(np.log(level / run.losses[-1]))
    mean, error = np.mean(drops), np.std(drops, ddof=1) / len(drops) ** 0.5
    assert mean > 3 * error
    assert mean > np.log(1.3)


def test_short_steps_are_calm_and_slow():
    rises, ends = [], []
    for seed in OTHERS:
        long, short = (jumping(seed) for _ in range(2))
        short.divide()
        for _ in range(39):
            long.step()
            short.step()
        rises.append(sum(np.diff(short.losses[22:]) > 0))
        ends.append(np.log(short.losses[-1] / long.losses[-1]))
        jumps = np.diff(long.losses)
        assert np.abs(jumps[40:]).mean() < np.abs(jumps[5:25]).mean()  # "less and less"
    assert np.mean(rises) < 0.25 * 38
    mean, error = np.mean(ends), np.std(ends, ddof=1) / len(ends) ** 0.5
    assert mean > 3 * error


def test_without_noise_there_are_no_jumps():
    # the cause removed, on other digits: all samples at every step
    for seed in OTHERS:
        losses = np.array(jumping(seed, "all", 100).losses)
        assert (np.diff(losses)[1:] < 0).all()


def test_without_the_long_rate_there_is_more_left():
    for seed in OTHERS:
        run, slow = jumping(seed), experiments.JumpingLoss(lr=0.05, seed=seed)
        run.divide()
        run.step()
        for _ in range(22):
            slow.step()
        assert slow.losses[-1] > 3 * run.losses[-1]


# ------------------------------------------------------------ units


def test_adam_is_flat_and_sgd_a_hill():
    adam = {f: read("Adam", experiments.ADAM_RATE, factor=f) for f in experiments.FACTORS}
    sgd = {f: read("SGD", 0.1, factor=f) for f in experiments.FACTORS}
    means = [values.mean() for values in adam.values()]
    assert min(means) > 93
    assert max(means) - min(means) < 2
    best = max(experiments.FACTORS, key=lambda f: sgd[f].mean())
    assert best in (1.0, 10.0)
    for end in (0.001, 1000.0):
        mean, error, said = paired(adam[end], sgd[end])
        assert mean > 20 * error, said


def test_where_eps_is_as_large_as_the_gradients_the_factor_matters():
    # a case chosen against it, and the cause removed: a smaller eps reads as well as ever
    rate = experiments.ADAM_RATE
    usual, tiny = read("Adam", rate), read("Adam", rate, factor=1e-6)
    mean, error, said = paired(usual, tiny)
    assert mean > 3 * error, said

    def with_small_eps(w, g, memory, t, lr):
        return adam_step(w, g, *(memory or (0 * w, 0 * w)), t, lr, eps=1e-14)

    mended = [experiments.final_accuracy(with_small_eps, rate, s, factor=1e-6) for s in OTHERS]
    mean, error, said = paired(usual, mended)
    assert abs(mean) < 2 * error + 0.2, said


# ------------------------------------------------------------ the race


def test_tuned_alike_adam_is_about_a_point_ahead_of_sgd():
    tuned = {rule: read(rule, lr, MANY) for rule, lr in experiments.TUNED.items()}
    mean, error, said = paired(tuned["Adam"], tuned["SGD"])
    assert 2 * error < mean < 2.5, said
    mean, error, said = paired(tuned["Adam"], tuned["momentum"])
    assert abs(mean) < 3 * error + 0.3, said
    # the lead at one rate for all, and its cause removed by tuning
    mean, error, said = paired(read("Adam", 0.01, MANY), read("SGD", 0.01, MANY))
    assert mean > 10 * error, said
    assert mean > 15


@pytest.mark.parametrize("rule", RULES)
def test_the_rates_are_those_that_other_splits_choose(rule):
    """On 1000 to 1023 no other rate of the ladder is better by more than half a point."""
    seeds = range(1000, 1024)
    means = {lr: read(rule, lr, seeds).mean() for lr in experiments.RATES[1:-1]}
    assert means[experiments.TUNED[rule]] > max(means.values()) - 0.5, means


@pytest.mark.parametrize("rule", RULES)
def test_so_are_those_in_own_units(rule):
    seeds, own = range(1000, 1024), {"kind": "own units"}
    means = {lr: read(rule, lr, seeds, **own).mean() for lr in experiments.RATES[:-2]}
    assert means[experiments.TUNED_IN_OWN_UNITS[rule]] > max(means.values()) - 0.7, means


def test_in_own_units_a_step_for_each_weight_pays():
    own = {"kind": "own units"}
    adam = read("Adam", experiments.TUNED_IN_OWN_UNITS["Adam"], MANY, **own)
    momentum = read("momentum", experiments.TUNED_IN_OWN_UNITS["momentum"], MANY, **own)
    mean, error, said = paired(adam, momentum)
    assert mean > 4 * error, said
    assert 3.5 < mean < 4.5, said  # "over as many others it was about four"
    assert turned_out("four-in-a-race") == "some"
    # the cause removed: where all pixels have one unit the lead is gone
    both = (read(rule, experiments.TUNED[rule], MANY) for rule in ("Adam", "momentum"))
    mean_of_one, _, said = paired(*both)
    assert mean_of_one < mean / 4, said


def test_after_thirty_epochs_there_is_no_difference():
    options = {"epochs": facts.LONG_EPOCHS}
    adam, momentum = (
        read(rule, experiments.TUNED[rule], MANY, **options) for rule in ("Adam", "momentum")
    )
    mean, error, said = paired(adam, momentum)
    assert abs(mean) < 2 * error, said


def test_momentum_is_mostly_ten_times_the_rate():
    for rate in (0.03, 0.003):
        mean, _, said = paired(read("momentum", rate, MANY), read("SGD", 10 * rate, MANY))
        assert abs(mean) < 1, said  # "to within a point"
    # and at the same rate it is far ahead
    mean, _, said = paired(read("momentum", 0.01), read("SGD", 0.01))
    assert mean > 10, said


# ------------------------------------------------------------ rates of a network, schedules


def test_four_rates_keep_their_order_on_other_splits():
    smallest, small, good, large = (read("SGD", lr) for lr in experiments.FOUR_RATES)
    assert (small > smallest).all()
    assert 0 < (good < small).sum() <= 2  # "on one of eight others 0.3 and 0.03 changed places"
    assert (smallest > large).all()
    mean, error, said = paired(good, small)
    assert mean > 3 * error, said
    assert turned_out("four-rates") == "third"


def test_a_factor_of_three_hardly_matters():
    good = read("SGD", 0.3)
    for other in (0.1, 1.0):
        mean, _, said = paired(good, read("SGD", other))
        assert mean < 4, said


def test_a_network_breaks_little_by_little():
    share = [np.mean(read("SGD", lr, MANY) < 50) for lr in (1.0, 1.3, 1.7)]
    assert share[0] < 0.05
    assert 0.3 < share[1] < 0.95
    assert share[2] > 0.9


def test_schedules_change_little():
    options, steps = {"epochs": facts.LONG_EPOCHS}, facts.LONG_EPOCHS * 41
    constant = read("SGD", 0.3, MANY, **options)
    for rate in (1.0, Cosine(1.0, steps), Warmup(40, Cosine(1.0, steps - 40))):
        mean, _, said = paired(read("SGD", rate, MANY, **options), constant)
        assert abs(mean) < 1, said


def test_large_inputs_need_a_smaller_rate():
    # the cause removed: pixels up to 255 are read at a rate that is small enough
    rates = (0.003, 0.03, 0.1, 0.3, 1.0)
    options = {"kind": "0 to 255", "epochs": 5}
    best = max(read("SGD", lr, **options).mean() for lr in rates)
    short = max(read("SGD", lr, **options).mean() for lr in (1e-5, 3e-5, 1e-4, 3e-4))
    assert best < 60
    assert short > best + 20
