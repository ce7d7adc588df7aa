"""Lesson 8: what its text states in numbers, and the runs that give them."""

import functools

import numpy as np

from autograder.lessons.facts import Facts, plain
from nnlib.lessons import lesson08 as experiments
from nnlib.optimizers import Cosine, Warmup

FACTS = Facts(__file__)
SPLITS = (211, 223, 227, 229, 233, 239, 241, 251)
RACE = range(2000, 2024)  # the rates were chosen on 1000 to 1023
STARTS = range(8)
RULES = experiments.rules()
KEYS = {"SGD": "sgd", "momentum": "momentum", "RMSprop": "rmsprop", "Adam": "adam"}
LONG_EPOCHS = 30


@FACTS.fact("{:,}", spread=0)
def counts():
    """How many of what the lesson uses."""
    X, _, _, _ = experiments.pictures(0)
    batches = -(-len(X) // experiments.BATCH)
    return {
        "samples": len(X),
        "steps": experiments.EPOCHS * batches,
        "splits": len(SPLITS),
        "race": len(RACE),
        "panel": len(experiments.RACE_SPLITS),
        "starts": len(STARTS),
        "own": experiments.OWN_DIGITS,
    }


# ------------------------------------------------------------ the long valley


@FACTS.fact("{:,}", spread=0)
def valley():
    """The steps from (1, 1) until a thousandth of the distance is left, by the share."""
    shares = {"tenth": 0.1, "half": 0.5, "nine": 0.9, "below": 0.99}
    return {
        name: experiments.steps_to_the_bottom(experiments.START, s) for name, s in shares.items()
    }


@FACTS.fact("{:,}", spread=0)
def valley_from():
    """The same from other starting points."""
    starts = [experiments.starting_point(k) for k in STARTS]
    return {
        name: [experiments.steps_to_the_bottom(start, share) for start in starts]
        for name, share in (("half", 0.5), ("below", 0.99))
    }


@FACTS.fact(plain(3), spread=1e-9)
def best_share():
    """The share of the limit that needs the fewest steps from (1, 1), by the condition number."""
    return {k: experiments.best_share(experiments.START, float(k))[0] for k in (10, 100)}


@FACTS.fact("{}", spread=0)
def best_steps():
    """The steps at that share, and in the shorter valley at 0.99."""
    best = {k: experiments.best_share(experiments.START, float(k))[1] for k in (10, 100)}
    return best | {"beside": experiments.steps_to_the_bottom(experiments.START, 0.99, 10.0)}


@FACTS.fact("{:,}", spread=0)
def momentum_steps():
    """The steps until it stays, at the best of 40 rates, over the starting points."""
    starts = [experiments.starting_point(k) for k in STARTS]
    mus = {"none": 0.0, "best": 0.67, "nine": 0.9, "long": 0.99}
    return {name: experiments.fewest_steps(mu, starts).tolist() for name, mu in mus.items()}


# ------------------------------------------------------------ batches


@FACTS.fact("{:.2g}", spread=1e-6)
def noise():
    """How far batch gradients are from the full one, relative to its length, by their size."""
    return {
        size: np.mean([experiments.batch_noise(size, seed) for seed in SPLITS])
        for size in (1, 4, 16, 64, 256)
    }


@FACTS.fact("{:.0f}", spread=0.02)
def ten_epochs():
    """Percent read correctly after ten epochs, by steps of all samples and by batches of 32.

    The rate for all samples is the best of four.
    """
    full = _full_batches()[_best_of_full_batches()]
    batches = [experiments.final_accuracy(RULES["SGD"], 0.3, s) for s in SPLITS]
    return _with_spread({"full": full, "batches": batches})


@FACTS.fact("{:g}", spread=0)
def full_rate():
    """The best of four rates for steps of all samples."""
    return _best_of_full_batches()


def _best_of_full_batches():
    runs = _full_batches()
    return max(runs, key=lambda lr: np.mean(runs[lr]))


@functools.cache
def _full_batches():
    return {
        lr: [experiments.final_accuracy(RULES["SGD"], lr, s, batch=1297) for s in SPLITS]
        for lr in (0.3, 1.0, 2.0, 3.0)
    }


@FACTS.fact("{:#.2g}", spread=1e-6)  # 0.10 keeps its zero
def floor():
    """The loss that jumps from epoch 15 on, an epoch after the button, and at a small rate."""
    return {
        "jumps": [loss for run in _jumping() for loss in run.losses[15:22]],
        "after": [run.losses[22] for run in _jumping()],
        "small": [run.losses[22] for run in _at_a_small_rate()],
    }


@FACTS.fact("{:.2g}", spread=1e-6)
def floor_end():
    """The mean loss after 60 epochs: of steps that were shortened after 21, and of long ones."""
    short, long = ([run.losses[-1] for run in _sixty(at)] for at in (21, None))
    return {"short": np.mean(short), "long": np.mean(long)}


@FACTS.fact("{:.2g}", spread=1e-6)
def floor_wrong():
    """The same with every tenth label wrong, and shortened after 45 epochs."""
    short, long = ([run.losses[-1] for run in _sixty(at, WRONG)] for at in (45, None))
    return {"short": short, "long": long}


WRONG = 0.1  # share of the labels: these digits cannot all be fitted


@functools.cache
def _sixty(divided_at, wrong=0.0):
    """Train for 60 epochs, with a smaller rate after some of them or never."""
    runs = []
    for seed in SPLITS:
        run = experiments.JumpingLoss(seed=seed, wrong=wrong)
        for epoch in range(60):
            if epoch == divided_at:
                run.divide()
            run.step()
        runs.append(run)
    return runs


@FACTS.fact("{:.0f}", spread=1e-6)
def floor_times():
    """How many times as much loss a small rate from the beginning has left."""
    pairs = zip(_at_a_small_rate(), _jumping(), strict=True)
    return [small.losses[22] / run.losses[22] for small, run in pairs]


@FACTS.fact(lambda rises: str(rises or "none"), spread=0)
def floor_rises():
    """In how many of 399 steps with all samples the loss rose, after the first."""
    run = experiments.JumpingLoss("all")
    for _ in range(400):
        run.step()
    return int((np.diff(run.losses)[1:] > 0).sum())


@FACTS.fact("{:.1f}", spread=0.01)
def floor_right():
    """Percent of the test digits read correctly before the button, and an epoch after it."""
    before, after = zip(*(run.read for run in _jumping()), strict=True)
    return {"before": np.mean(before), "after": np.mean(after)}


@functools.cache
def _jumping():
    runs = []
    for seed in SPLITS:
        run = experiments.JumpingLoss(seed=seed)
        for _ in range(21):
            run.step()
        before = run.right()
        run.divide()
        run.step()
        run.read = before, run.right()
        runs.append(run)
    return runs


@functools.cache
def _at_a_small_rate():
    runs = [experiments.JumpingLoss(lr=0.05, seed=seed) for seed in SPLITS]
    for run in runs:
        for _ in range(22):
            run.step()
    return runs


# ------------------------------------------------------------ momentum and units


@FACTS.fact("{:.0f}", spread=0.02)
def factor_sgd():
    """Percent that SGD reads at rate 0.1, by the power of ten of the factor of the loss."""
    return {
        power: np.mean(
            [experiments.final_accuracy(RULES["SGD"], 0.1, s, factor=10.0**power) for s in SPLITS]
        )
        for power in range(-3, 2)
    }


@FACTS.fact("{:.0f}", spread=0.3)  # what is broken guesses: last digits decide
def factor_broken():
    """Percent that SGD reads at rate 0.1 where the loss is multiplied by 100 or 1,000."""
    factors = [(factor, s) for factor in (100.0, 1000.0) for s in SPLITS]
    return np.mean([experiments.final_accuracy(RULES["SGD"], 0.1, s, factor=f) for f, s in factors])


@FACTS.fact("{:.1f}", spread=0.01)
def factor_adam():
    """Percent that Adam reads at rate 0.003, over the seven factors."""
    found = [_read_by_adam(factor) for factor in experiments.FACTORS]
    spread = np.mean([np.std(runs, ddof=1) for runs in found])
    return {"mean": np.mean(found), "sd": spread}


def _read_by_adam(factor):
    rate = experiments.ADAM_RATE
    return [experiments.final_accuracy(RULES["Adam"], rate, s, factor=factor) for s in SPLITS]


# ------------------------------------------------------------ the race


@FACTS.fact("{:.0f}", spread=0.01)
def race_at():
    """Percent read correctly with 0.01 for all, by the rule."""
    return _with_spread(_by_key(_race("all")))


@FACTS.fact("{:.0f}", spread=0.01)
def race_tuned():
    """The same with a rate for each."""
    return _with_spread(_by_key(_race("tuned")))


@FACTS.fact("{:.0f}", spread=0.01)
def race_own():
    """The same with each pixel in its own unit."""
    return _with_spread(_by_key(_race("own")))


@FACTS.fact("{:.0f}", spread=0.01)
def race_ahead():
    """By how many points Adam is ahead of momentum in own units."""
    return _lead("own", "momentum")[0]


@FACTS.fact("{:.1f}", spread=0.01)
def race_untuned():
    """By how many points Adam is ahead of SGD at 0.01: the rounded means seem to give another."""
    return _lead("all", "SGD")[0]


@FACTS.fact("{:.0f}", spread=0.01)
def race_panel():
    """By how many points Adam is ahead of SGD at 0.01 in the learner's own panel."""
    curves = experiments.Race().all_at({"Adam": 0.01, "SGD": 0.01})
    return curves["Adam"][1][-1] - curves["SGD"][1][-1]


@FACTS.fact("{:.0f}", spread=0.01)
def race_panel_tuned():
    """The same where each has its tuned rate."""
    curves = experiments.Race().all_at({rule: experiments.TUNED[rule] for rule in ("Adam", "SGD")})
    return curves["Adam"][1][-1] - curves["SGD"][1][-1]


@FACTS.fact("{:.1f}", spread=0.01)
def race_close():
    """By how many points it is ahead where all are tuned, with the standard errors."""
    found = {}
    for other in ("SGD", "momentum"):
        found[KEYS[other]], found[f"{KEYS[other]}_error"] = _lead("tuned", other)
    return found


@FACTS.fact("{:.1f}", spread=0.01)
def race_longer():
    """By how many points Adam is ahead of SGD after 30 epochs, with the standard error."""
    lead, error = _lead("longer", "SGD")
    return {"sgd": lead, "sgd_error": error}


@FACTS.fact("{:.0f}", spread=0.01)
def scale_change():
    """By how many points initialization scales from 0.1 to 3 change a mean at most."""
    scales = (0.1, 0.3, 1.0, 3.0)
    return max(np.ptp([np.mean(_scales(s)[rule]) for s in scales]) for rule in RULES)


@FACTS.fact("{:.0f}", spread=0.02)
def scale_ten():
    """Percent read correctly from initial weights ten times as large: the four means, and ±."""
    runs = _scales(10.0).values()
    return {
        "means": [np.mean(read) for read in runs],
        "sds": [np.std(read, ddof=1) for read in runs],
    }


ROWS = {
    "all": (dict.fromkeys(RULES, 0.01), {}),
    "tuned": (experiments.TUNED, {}),
    "own": (experiments.TUNED_IN_OWN_UNITS, {"kind": "own units"}),
    "longer": (
        {k: experiments.TUNED[k] for k in ("SGD", "momentum", "Adam")},
        {"epochs": LONG_EPOCHS},
    ),
}


def _lead(row, other):
    """Return by how many points Adam is ahead, split by split, and the standard error."""
    return _paired(_race(row)["Adam"], _race(row)[other])


@functools.cache
def _race(row):
    rates, options = ROWS[row]
    return {
        rule: [experiments.final_accuracy(RULES[rule], lr, seed, **options) for seed in RACE]
        for rule, lr in rates.items()
    }


@functools.cache
def _scales(scale):
    return {
        rule: [experiments.final_accuracy(RULES[rule], lr, s, scale=scale) for s in SPLITS]
        for rule, lr in experiments.TUNED.items()
    }


# ------------------------------------------------------------ real data, schedules, more


@FACTS.fact("{:.0f}", spread=0.02)
def four():
    """Percent read correctly at the four rates."""
    names = ("smallest", "small", "good", "large")
    rates = dict(zip(names, experiments.FOUR_RATES, strict=True))
    return _with_spread(
        {
            name: [experiments.final_accuracy(RULES["SGD"], lr, s) for s in SPLITS]
            for name, lr in rates.items()
        }
    )


@functools.cache
def _broken():
    """In how many splits less than half is read, by the rate: last digits decide, so no fact."""
    return {
        lr: sum(experiments.final_accuracy(RULES["SGD"], lr, s) < 50 for s in RACE)
        for lr in (1.0, 1.3, 1.7)
    }


@FACTS.fact("{:.1f}", spread=0.01)
def schedule():
    """Percent that is read after 30 epochs at a constant rate of 0.3."""
    return _with_spread({"constant": _long("constant")})


@functools.cache
def _long(name):
    """Return what is read after 30 epochs, split by split, under a schedule of that name."""
    steps = LONG_EPOCHS * counts()["steps"] // experiments.EPOCHS
    rate = {
        "constant": 0.3,
        "one": 1.0,
        "cosine": Cosine(1.0, steps),
        "warm": Warmup(40, Cosine(1.0, steps - 40)),
    }[name]
    return [experiments.final_accuracy(RULES["SGD"], rate, s, epochs=LONG_EPOCHS) for s in RACE]


@FACTS.fact("{:.0f}", spread=0.02)
def units():
    """Percent read correctly after five epochs at the best of five rates, by kind of pixels."""
    names = {
        "plain": "as they are",
        "negative": "negative",
        "sixteen": "0 to 16",
        "bytes": "0 to 255",
        "standardized": "standardized",
        "centred": "mean subtracted",
        "negative_centred": "negative, mean subtracted",
    }
    rates = (0.003, 0.03, 0.1, 0.3, 1.0)
    found = {
        name: max((_five_epochs(kind, lr) for lr in rates), key=np.mean)
        for name, kind in names.items()
    }
    return _with_spread(found)


@FACTS.fact("{:.0f}", spread=0.02)
def bytes_short():
    """Percent read of pixels from 0 to 255 at the best of four far smaller rates."""
    return np.mean(max((_five_epochs("0 to 255", lr) for lr in SHORT_RATES), key=np.mean))


SHORT_RATES = (1e-5, 1e-4, 3e-4, 1e-3)


@functools.cache
def _five_epochs(kind, lr):
    options = {"kind": kind, "epochs": 5}
    return [experiments.final_accuracy(RULES["SGD"], lr, s, **options) for s in SPLITS]


@FACTS.fact("{:g}", spread=0)
def scale_rate():
    """The best of six rates, by the initialization scale."""
    rates = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)

    def best(scale):
        options = {"scale": scale, "epochs": 5}
        read = [
            np.mean([experiments.final_accuracy(RULES["SGD"], lr, s, **options) for s in SPLITS])
            for lr in rates
        ]
        return rates[int(np.argmax(read))]

    return {"small": best(0.01), "one": best(1.0), "large": best(10.0)}


# ------------------------------------------------------------ means and their errors


def _with_spread(runs):
    """Give the mean of each list, and under its name with ``_sd`` the standard deviation."""
    means = {name: np.mean(values) for name, values in runs.items()}
    return means | {f"{name}_sd": np.std(values, ddof=1) for name, values in runs.items()}


def _paired(ours, theirs):
    """Return the mean difference and its standard error."""
    difference = np.subtract(ours, theirs)
    return float(difference.mean()), float(difference.std(ddof=1) / len(difference) ** 0.5)


def _by_key(by_rule):
    return {KEYS[rule]: values for rule, values in by_rule.items()}
