"""Lesson 6: its comparisons and its reasons, on splits and draws that the lesson does not use."""

import numpy as np
import pytest

import nnlib
from autograder.lessons.m06.judge import facts
from nnlib.lessons import lesson06 as experiments
from tests.lessons.claims import turned_out

pytestmark = pytest.mark.all

OTHERS = range(141, 153)  # splits
OTHER_LINES = range(760, 860)


def paired(ours, theirs):
    """Return the mean difference, its standard error, and a text that says both."""
    difference = np.asarray(ours, float) - theirs
    mean, error = difference.mean(), difference.std(ddof=1) / len(difference) ** 0.5
    return mean, error, f"n = {len(difference)}: {mean:.4f} ± {error:.4f}"


@pytest.fixture(scope="module")
def readers():
    """Both readers on twelve other splits."""
    return [experiments.readers_of_split(seed) for seed in OTHERS]


def test_the_late_reader_has_the_higher_loss_and_is_about_as_often_right(readers):
    late, early = ([pair[name].loss() for pair in readers] for name in ("late", "early"))
    mean, error, said = paired(late, early)
    assert mean > 3 * error, said
    assert turned_out("two-readers") == "higher"
    wrong = [[len(pair[name].wrong) for pair in readers] for name in ("late", "early")]
    mean, error, said = paired(*wrong)
    assert abs(mean) < 5, said  # of 500: "about as often"


def test_the_late_reader_is_surer_when_it_is_wrong(readers):
    sure = [[pair[name].sure_when_wrong() for pair in readers] for name in ("late", "early")]
    mean, error, said = paired(*sure)
    assert mean > 5 * error, said
    many = [[len(pair[name].sure_mistakes()) for pair in readers] for name in ("late", "early")]
    mean, error, said = paired(*many)
    assert mean > 3 * error, said


def test_the_confidence_of_mistakes_is_the_cause(readers):
    """With the mistakes left out, the late reader has the lower loss."""

    def of_right(reader):
        right = np.setdiff1d(np.arange(len(reader.y)), reader.wrong)
        return experiments.Reader(reader.Z[right], reader.y[right]).loss()

    late, early = ([of_right(pair[name]) for pair in readers] for name in ("late", "early"))
    mean, error, said = paired(late, early)
    assert mean < -3 * error, said


def test_a_temperature_helps_the_late_reader_and_not_the_early_one(readers):
    gains = {}
    for name in ("late", "early"):
        halves = [(pair[name].half(0), pair[name].half(1)) for pair in readers]
        chosen = [experiments.best_temperature(first) for first, _ in halves]
        after = [other.loss(T) for (_, other), T in zip(halves, chosen, strict=True)]
        gains[name] = paired([other.loss() for _, other in halves], after)
    mean, error, said = gains["late"]
    assert mean > 3 * error, said
    mean, error, said = gains["early"]
    assert mean < 2 * error, said


def test_the_silent_line_is_level_on_a_hundred_draws():
    for seed in OTHER_LINES:
        _, y, (w, _), losses = experiments.fit_a_line(seed, as_column=False)
        assert abs(w) < 1e-3
        assert losses[-1] == pytest.approx(y.var(), rel=1e-5)
        _, _, (w, _), _ = experiments.fit_a_line(seed)
        assert 1.85 < w < 2.15


def test_the_first_loss_is_above_ten_equal_guesses_on_a_hundred_other_runs():
    found = np.array([experiments.first_loss(run) for run in range(5000, 5100)])
    assert found.mean() - np.log(10) > 10 * found.std(ddof=1) / 10
    assert (found > np.log(10)).mean() > 0.9
    assert abs(found.mean() - experiments.first_losses().mean()) < 0.1


def test_the_size_of_the_last_layer_is_the_cause_of_a_large_first_loss():
    sizes = [
        np.mean([experiments.first_loss(run, times) for run in range(5100, 5120)])
        for times in (0.0, 0.1, 0.3, 1.0, 3.0, 10.0)
    ]
    assert sizes[0] == pytest.approx(np.log(10))
    assert (np.diff(sizes) > 0).all()


def test_nudges_move_the_count_seldom_on_other_runs():
    for run in range(50, 58):
        count, loss = experiments.answers_that_change(run)
        assert count < 0.05 * experiments.untrained(run).params.size
        assert loss > 0.5 * experiments.untrained(run).params.size


def test_squared_error_on_probabilities_ties_on_other_splits():
    best = facts.trial_read()
    rates = experiments.TRIAL_RATES
    at = {
        which: rates[int(np.argmax(best[name]))]
        for name, which in facts.NAMES_OF_TRIALS.items()
        if name != "scores"
    }
    found = [
        [experiments.trial(lr, seed, which) for seed in range(171, 179)] for which, lr in at.items()
    ]
    mean, error, said = paired(*found)
    assert abs(mean) < max(3 * error, 1.0), said


def test_outliers_pull_squares_on_other_draws():
    found = np.array([experiments.error_in_the_middle(seed, 0.1) for seed in range(900, 1000)])
    for k in (1, 2):
        mean, error, said = paired(found[:, 0], found[:, k])
        assert mean > 10 * error, said


def test_weights_trade_one_kind_of_mistake_for_the_other_on_other_splits():
    few, many = (
        np.array([experiments.two_kinds_of_mistake(seed, weight) for seed in range(700, 712)])
        for weight in (1, 30)
    )
    mean, error, said = paired(few[:, 0], many[:, 0])
    assert mean > 2 * error, said
    mean, error, said = paired(many[:, 1], few[:, 1])
    assert mean > 3 * error, said


def test_a_network_that_is_right_everywhere_may_have_any_loss():
    """The quiz: every digit right, cross-entropy 0.3 is no contradiction."""
    Z, y = np.eye(10) * 5.0, np.arange(10)
    for T in (0.5, 1.0, 2.0, 5.0):
        assert (Z / T).argmax(axis=1).tolist() == y.tolist()
    assert nnlib.cross_entropy(Z / 5, y) > 0.3 > nnlib.cross_entropy(Z, y)
