"""Lesson 6: what its text states in numbers, and the runs that give them."""

import functools

import numpy as np

from autograder.lessons.facts import Facts
from nnlib.lessons import lesson06 as experiments

FACTS = Facts(__file__)
LINES = range(60, 68)
SPLITS = range(31, 41)
OUTLIERS = range(200, 300)


@FACTS.fact("{:,}", spread=0)
def reader():
    """The weights and biases of the reader, and the digits that it learns from."""
    parameters = experiments.untrained(0).params.size
    return {"parameters": parameters, "digits": experiments.FEW_DIGITS}


@FACTS.fact("{}", spread=0)
def draws():
    """How many draws, runs, splits and epochs the experiments of the text take."""
    return {
        "lines": len(LINES),
        "first": len(experiments.FIRST_RUNS),
        "splits": len(SPLITS),
        "trial": len(experiments.TRIAL_SPLITS),
        "epochs": experiments.TRIAL_EPOCHS,
        "outliers": len(OUTLIERS),
    }


# ------------------------------------------------------------ a count that does not move


@functools.cache
def _moved():
    return [experiments.answers_that_change(run) for run in range(experiments.RUNS)]


@FACTS.fact("{:,}", spread=0)
def count_moved():
    """The nudges of 0.001 that change the number of right answers, over five runs."""
    return [count for count, _ in _moved()]


@FACTS.fact("{:,}", spread=0)
def loss_moved():
    """The nudges that change the loss."""
    return [loss for _, loss in _moved()]


@FACTS.fact("{}", spread=0)
def at_least_loss():
    """The right answers of 60 where one weight makes the loss smallest, and the most there are."""
    right, loss = experiments.along_one_weight()
    return {"right": int(right[loss.argmin()]), "most": int(right.max())}


# ------------------------------------------------------------ a column meets a row


@functools.cache
def _lines(as_column):
    return [experiments.fit_a_line(seed, as_column) for seed in LINES]


@FACTS.fact("{:.3f}", spread=1e-9)
def row_slope():
    """The size of the slope that a line finds when a column meets a row."""
    return [abs(line[0]) for _, _, line, _ in _lines(False)]


@FACTS.fact("{:.1f}", spread=1e-9)
def row_loss():
    """Where its loss ends."""
    return [losses[-1] for _, _, _, losses in _lines(False)]


@FACTS.fact("{:.2f}", spread=1e-9)
def column_slope():
    """The slope that is found with targets of the same shape."""
    return [line[0] for _, _, line, _ in _lines(True)]


# ------------------------------------------------------------ one neuron, two losses


@FACTS.fact("{:,}", spread=0)
def steps():
    """The steps to an output of 0.9, by the preset and the loss."""
    presets = {"works": (1.0, 1.0), "fails": (1.0, 5.0), "surprises": (10.0, 5.0)}
    presets["far"] = (1000.0, 5.0)
    return {
        f"{name}_{loss}": count
        for name, (lr, scale) in presets.items()
        for loss, count in zip(
            experiments.NAMES, experiments.steps_to_arrive(lr, scale), strict=True
        )
    }


# ------------------------------------------------------------ the first loss


@FACTS.fact("{:.2f}", spread=1e-9)
def first_loss():
    """The first loss over a hundred runs: the mean, the least and the most."""
    found = experiments.first_losses()
    return {"mean": found.mean(), "least": found.min(), "most": found.max()}


@FACTS.fact("{}", spread=0)
def first_above():
    """The runs whose first loss is above that of ten equal guesses."""
    return int((experiments.first_losses() > np.log(10)).sum())


@FACTS.fact("{:.0f}", spread=1e-9)
def first_large():
    """The first loss with a last layer ten times as large, over a hundred runs."""
    return [experiments.first_loss(run, 10.0) for run in experiments.FIRST_RUNS]


@FACTS.fact("{:.2f}", spread=1e-9)
def first_small():
    """The first loss with weights of variance 1/(3n), as PyTorch draws them: a sixth of 2/n."""
    found = [experiments.first_loss(run, weights=6**-0.5) for run in experiments.FIRST_RUNS]
    return float(np.mean(found))


@FACTS.fact("{:.0f}", spread=1e-9)
def first_raw():
    """The first loss with pixels from 0 to 16, on average over a hundred runs."""
    runs = experiments.FIRST_RUNS
    return float(np.mean([experiments.first_loss(run, inputs=experiments.RAW) for run in runs]))


# ------------------------------------------------------------ two readers


def _of_splits(measure, lr=experiments.READER_RATE):
    """Measure both readers on every split: early, late, and the paired difference."""
    pairs = np.array(
        [
            [measure(experiments.readers_of_split(seed, lr)[name]) for name in experiments.EPOCHS]
            for seed in SPLITS
        ]
    )
    return *pairs.T, np.diff(pairs, axis=1)[:, 0]


def _mean_and_error(values):
    return values.mean(), values.std(ddof=1) / len(values) ** 0.5


def _percent_right(looked):
    return 100 * looked.right()


def _loss(looked):
    return looked.loss()


@FACTS.fact("{:.1f}", spread=0)
def read():
    """Percent of the test digits read right, on average over the splits."""
    early, late, _ = _of_splits(_percent_right)
    return {"early": early.mean(), "late": late.mean()}


@FACTS.fact("{:.1f}", spread=0)
def read_more():
    """By how many percent the late reader is better, and the standard error of that."""
    _, _, more = _of_splits(_percent_right)
    return dict(zip(("by", "error"), _mean_and_error(more), strict=True))


@FACTS.fact("{:.1f}", spread=0)
def read_ends():
    """How much worse and how much better the late reader was in single splits."""
    _, _, more = _of_splits(_percent_right)
    return {"worse": -more.min(), "better": more.max()}


@FACTS.fact("{:.3f}", spread=0)
def test_loss():
    """The loss on the test digits."""
    early, late, _ = _of_splits(_loss)
    return {"early": early.mean(), "late": late.mean()}


@FACTS.fact("{:.3f}", spread=0)
def loss_more():
    """By how much the late reader's loss is larger, and the standard error of that."""
    _, _, more = _of_splits(_loss)
    return dict(zip(("by", "error"), _mean_and_error(more), strict=True))


@FACTS.fact("{:.2f}", spread=0)
def gentle_loss():
    """The loss on the test digits at a third of the rate."""
    early, late, _ = _of_splits(_loss, experiments.GENTLE_RATE)
    return {"early": early.mean(), "late": late.mean()}


def _sure_when_wrong(looked):
    return 100 * looked.sure_when_wrong()


@FACTS.fact("{:.0f}", spread=0)
def gentle_sure():
    """The mean confidence of the mistakes at a third of the rate, in percent."""
    early, late, _ = _of_splits(_sure_when_wrong, experiments.GENTLE_RATE)
    return {"early": early.mean(), "late": late.mean()}


@FACTS.fact("{:.1f}", spread=0)
def sure():
    """The mean confidence of all answers, in percent."""
    early, late, _ = _of_splits(lambda looked: 100 * looked.sure())
    return {"early": early.mean(), "late": late.mean()}


@FACTS.fact("{}", spread=0)
def higher_in():
    """The splits in which the late reader's loss is larger."""
    _, _, more = _of_splits(_loss)
    return int((more > 0).sum())


@FACTS.fact("{:.0f}", spread=0)
def sure_wrong():
    """The mean confidence of the mistakes, in percent."""
    early, late, _ = _of_splits(_sure_when_wrong)
    return {"early": early.mean(), "late": late.mean()}


@FACTS.fact("{}", spread=0)
def sure_mistakes():
    """The mistakes with a confidence above 90 %, in all splits together."""
    early, late, _ = _of_splits(lambda looked: len(looked.sure_mistakes()))
    return {"early": int(early.sum()), "late": int(late.sum())}


# ------------------------------------------------------------ temperature


@functools.cache
def _cooled(name):
    """Choose a temperature on half of the test digits, and read the other half with it.

    Returns
    -------
    ndarray, shape (10, 4)
        By split: the temperature, by how much the loss falls, and the confidence of the mistakes
        in percent, before and after.
    """
    rows = []
    for seed in SPLITS:
        looked = experiments.readers_of_split(seed)[name]
        T, other = experiments.best_temperature(looked.half(0)), looked.half(1)
        sure = [100 * other.sure_when_wrong(at) for at in (1.0, T)]
        rows.append([T, other.loss() - other.loss(T), *sure])
    return np.array(rows)


@FACTS.fact("{:.1f}", spread=0)
def temperature():
    """The temperatures of the late reader."""
    return _cooled("late")[:, 0]


@FACTS.fact("{:.3f}", spread=0)
def cooled():
    """By how much a temperature raises the early reader's loss and lowers the late one's."""
    early, early_error = _mean_and_error(_cooled("early")[:, 1])
    late, late_error = _mean_and_error(_cooled("late")[:, 1])
    return {
        "early_rises": -early,
        "early_error": early_error,
        "late": late,
        "late_error": late_error,
    }


@FACTS.fact("{}", spread=0)
def cooled_in():
    """The splits in which it lowers the late reader's loss."""
    return int((_cooled("late")[:, 1] > 0).sum())


@FACTS.fact("{:.0f}", spread=0)
def sure_cooled():
    """The confidence of the late reader's mistakes in percent, before and after."""
    _, _, before, after = _cooled("late").mean(axis=0)
    return {"before": before, "after": after}


# ------------------------------------------------------------ under More


@functools.cache
def _trial(which):
    """Train with one of the three losses: an array of shape (splits, rates)."""
    return np.array(
        [
            [experiments.trial(lr, seed, which) for lr in experiments.TRIAL_RATES]
            for seed in experiments.TRIAL_SPLITS
        ]
    )


NAMES_OF_TRIALS = dict(
    zip(("entropy", "probabilities", "scores"), experiments.TRIED, strict=True)
)  # fmt: skip


@FACTS.fact("{:.0f}", spread=0, several=" | ")
def trial_read():
    """Percent of test digits read, by the loss; in the order of the rates."""
    return {name: _trial(which).mean(axis=0) for name, which in NAMES_OF_TRIALS.items()}


@FACTS.fact("{:.1f}", spread=0)
def trial_best():
    """By how much cross-entropy is ahead of squared error, each at its best rate."""
    at_best = [
        found[:, found.mean(axis=0).argmax()]
        for found in (_trial(which) for which in experiments.TRIED[:2])
    ]
    ahead, error = _mean_and_error(at_best[0] - at_best[1])
    return {"by": ahead, "error": error}


@FACTS.fact("{:.2f}", spread=1e-6)
def outliers():
    """How far three lines are off in the middle, with a tenth of the points raised."""
    found = np.mean([experiments.error_in_the_middle(seed, 0.1) for seed in OUTLIERS], axis=0)
    return dict(zip(("squared", "absolute", "huber"), found, strict=True))


@FACTS.fact("{}", spread=0)
def tissue():
    """The splits with the tissue, and those in which weight 30 leaves no fewer missed."""
    splits = experiments.TISSUE_MORE_SPLITS
    few, many = (
        np.array([experiments.two_kinds_of_mistake(seed, weight)[0] for seed in splits])
        for weight in (1, 30)
    )
    return {"splits": len(splits), "as_many": int((many >= few).sum())}


@FACTS.fact("{:.1f}", spread=0)
def missed():
    """Malignant samples that are missed, by the weight of such a sample."""
    return {weight: experiments.mean_mistakes(weight)[0] for weight in (1, 30)}


@FACTS.fact("{:.1f}", spread=0)
def alarms():
    """Benign samples that are called malignant."""
    return {weight: experiments.mean_mistakes(weight)[1] for weight in (1, 30)}
