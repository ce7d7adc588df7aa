"""Lesson 5: what its text states in numbers, and the runs that give them."""

import numpy as np

from autograder.lessons.facts import Facts, nearest, plain
from nnlib.forward import flops_forward
from nnlib.lessons import lesson05 as experiments

FACTS = Facts(__file__)
WHOLE = 1e-9  # whole digits: a processor that rounds otherwise has moved none of them
SURE = 1e-4  # percent of confidence


def _answers(count):
    """Write how many answers: no answer, 1 answer, 2 answers."""
    return f"{count or 'no'} answer{'s' if count > 1 else ''}"


# ------------------------------------------------------------ change its mind


@FACTS.fact("{:,}", spread=0)
def digits():
    """The digits to learn from, the new ones, and the shades of a pixel."""
    X, _, X_test, _ = experiments.digits()
    return {"learn": len(X), "test": len(X_test), "shades": experiments.LEVELS + 1}


@FACTS.fact("{:.0f}", spread=WHOLE)
def reads():
    """Percent of the test digits that the ledger's middle run reads right."""
    return float(np.median([_right(experiments.reader(run), 0) for run in experiments.RUNS]))


@FACTS.fact("{:.0f}", spread=WHOLE)
def enough():
    """Percent of the digits read right for which one pixel is enough, for which two, or more."""
    return _shares(0)


@FACTS.fact("{:.0f}", spread=WHOLE)
def enough_elsewhere():
    """The same for readers of other splits, the least and the most."""
    found = [_shares(split) for split in experiments.SPLITS]
    return {key: [shares[key] for shares in found] for key in ("one", "two")}


def _shares(split):
    needed = experiments.needed(split)
    return {
        name: 100 * float(np.mean(needed == count))
        for name, count in (("one", 1), ("two", 2), ("more", 3))
    }


@FACTS.fact("{:.1f}", spread=1e-4)
def lead():
    """Lead of the right score: medians of eight readers, and of readers by other recipes."""
    return {
        "right": [np.median(experiments.leads(split)[0]) for split in experiments.SPLITS],
        "otherwise": [np.median(before) for before, _ in _leads_otherwise()],
    }


@FACTS.fact("{:.0f}", spread=1e-3)
def pixel_takes():
    """Percent of the lead that the best pixel takes: medians of the same readers."""
    usual = [_taken(*experiments.leads(split)) for split in experiments.SPLITS]
    return {"usual": usual, "otherwise": [_taken(*found) for found in _leads_otherwise()]}


def _taken(before, taken):
    return 100 * float(np.median(taken / before))


def _leads_otherwise():
    readers = map(experiments.reader_by, experiments.RECIPES)
    return [experiments.leads(11, params) for params in readers]


# ------------------------------------------------------------ ten layers


SEEDS = range(experiments.FIRST_DEEP, experiments.FIRST_DEEP + experiments.SEEDS)
FAR_SEEDS = range(9000, 9100)  # of the runs in which the winner is looked at


@FACTS.fact("{:,}", spread=0)
def ten_layers():
    """The numbers of the network of ten layers, and the runs in which winners were compared."""
    params = experiments.deep(experiments.FIRST_DEEP)
    return {"numbers": sum(W.size + b.size for W, b in params), "runs": len(FAR_SEEDS)}


@FACTS.fact(_answers, spread=0)
def winners_changed():
    """Digits of all runs whose largest score moves to another class at half and double scale."""
    return sum(
        experiments.changed_winners(run, scale) for run in FAR_SEEDS for scale in (0.5, 2.0)
    )  # fmt: skip


@FACTS.fact("{:.0f}", spread=SURE)
def sure_before():
    """Mean confidence of untrained networks in percent, by scale."""
    return {name: [sure for sure, _ in runs] for name, runs in _untrained().items()}


@FACTS.fact("{:.1f}", spread=SURE)
def sure_twice():
    """The same at scale 2, where a digit more of precision is needed."""
    return [sure for sure, _ in _untrained()["double"]]


@FACTS.fact("{:.0f}", spread=WHOLE)
def right_before():
    """Percent of the test digits that untrained networks have right, over all scales."""
    return [right for runs in _untrained().values() for _, right in runs]


def _untrained():
    scales = {"half": 0.5, "usual": 1.0, "double": 2.0}
    return {
        name: [experiments.untrained(run, scale) for run in SEEDS]
        for name, scale in scales.items()
    }  # fmt: skip


@FACTS.fact("{:.0f}", spread=WHOLE)
def sure_untrained():
    """Percent right of the answers of which an untrained network is over 90 % sure, at scale 2."""
    return [experiments.untrained_and_sure(run, 2.0) for run in SEEDS]


@FACTS.fact("{:.1f}", spread=1e-4)
def spread_kept():
    """Spread of the last hidden layer as a multiple of that of the first, at scale 1."""
    return [experiments.spread_kept(run, 1.0) for run in SEEDS]


# ------------------------------------------------------------ batches


@FACTS.fact(plain(2), spread=0)
def stored():
    """The stored times in milliseconds, of a processor that did nothing else."""
    return experiments.STORED


@FACTS.fact(nearest(5), spread=0)
def stored_ratio():
    """How many times as long the loop takes, by the stored times."""
    return experiments.STORED["loop"] / experiments.STORED["batch"]


@FACTS.fact("{:.0f}", spread=WHOLE)
def apart():
    """Percent of pairs that match, and of digits right, where X and y are shuffled apart."""
    kept, right = zip(*map(experiments.learned_apart, experiments.SPLITS), strict=True)
    return {"kept": [*kept], "right": [*right]}


@FACTS.fact(_answers, spread=0)
def company_changed():
    """Digits that are read otherwise alone than in a batch."""
    return sum(experiments.alone_or_in_company(split)[1] for split in experiments.SPLITS)


# ------------------------------------------------------------ real data


@FACTS.fact("{:.1f}", spread=WHOLE)
def right():
    """Percent of the test digits that are right, over the ledger's runs and over other splits."""
    return {
        "runs": [_right(experiments.reader(run), 0) for run in experiments.RUNS],
        "splits": [_right(experiments.reader_of_split(s), s) for s in experiments.SPLITS],
    }


def _right(params, split, turn=lambda X: X):
    _, _, X, y = experiments.digits(split)
    return experiments.share_right(experiments.scores(turn(X), params), y)


@FACTS.fact("{:.0f}", spread=SURE)
def surest():
    """Confidence of the surest mistake in percent, over the ledger's runs."""
    return [100 * float(sure[0]) for _, _, sure in _mistakes()]


@FACTS.fact("{}", spread=0)
def above_90():
    """Mistakes with a confidence above 90 %: the most of a reader, and the readers without."""
    found = []
    for split in experiments.SPLITS:
        _, _, X, y = experiments.digits(split)
        _, _, sure = experiments.mistakes(experiments.reader_of_split(split), X, y)
        found.append(int((sure > 0.9).sum()))
    return {"most": max(found), "splits_without": found.count(0)}


@FACTS.fact("{:.0f}", spread=SURE)
def surest_otherwise():
    """Confidence of the surest mistake of readers by other recipes, in percent."""
    _, _, X, y = experiments.digits(11)
    readers = map(experiments.reader_by, experiments.RECIPES)
    return [100 * float(experiments.mistakes(params, X, y)[2][0]) for params in readers]


@FACTS.fact("{:.0f}", spread=WHOLE)
def sure_answers():
    """Percent of answers that are over 90 % sure, and percent right of the others."""
    found = [experiments.right_by_confidence(split) for split in experiments.SPLITS]
    share, _, below = zip(*found, strict=True)
    return {"share": [*share], "below": [*below]}


@FACTS.fact("{:.1f}", spread=WHOLE)
def sure_right():
    """Percent right of the answers that are over 90 % sure."""
    return [experiments.right_by_confidence(split)[1] for split in experiments.SPLITS]


@FACTS.fact("{}", spread=0)
def misread():
    """Test digits that all runs of the ledger misread, and that some run does."""
    places = [set(places.tolist()) for places, _, _ in _mistakes()]
    return {"by_all": len(set.intersection(*places)), "by_some": len(set.union(*places))}


def _mistakes():
    _, _, X, y = experiments.digits()
    return [experiments.mistakes(experiments.reader(run), X, y) for run in experiments.RUNS]


@FACTS.fact("{:.0f}", spread=SURE)
def inverted_sure():
    """Mean confidence on inverted digits: run 0, all runs, other splits."""
    runs = [_sure_inverted(experiments.reader(run), 0) for run in experiments.RUNS]
    splits = [_sure_inverted(experiments.reader_of_split(s), s) for s in experiments.SPLITS]
    return {"first": runs[0], "runs": runs, "splits": splits}


def _sure_inverted(params, split):
    _, _, X, _ = experiments.digits(split)
    Z = experiments.scores(experiments.inverted(X), params)
    return 100 * float(experiments.confidence(Z).mean())


@FACTS.fact("{:.1f}", spread=WHOLE)
def inverted_right():
    """Percent of inverted digits that are right, over other splits: the largest."""
    return max(
        _right(experiments.reader_of_split(s), s, experiments.inverted) for s in experiments.SPLITS
    )


@FACTS.fact("{:.1f}", spread=WHOLE)
def inverted_narrow():
    """The same for readers of 8 hidden units: the largest."""
    return max(
        _right(experiments.narrow_reader(s), s, experiments.inverted) for s in experiments.SPLITS
    )


@FACTS.fact("{:.0f}", spread=WHOLE)
def inverted_learned():
    """The same for readers that learned both kinds: the least, and the others."""
    found = [
        _right(experiments.reader_of_both(s), s, experiments.inverted) for s in experiments.SPLITS
    ]
    least, *others = sorted(found)
    return {"least": least, "others": others}


@FACTS.fact("{:.0f}", spread=WHOLE)
def lowest_score():
    """Percent of inverted digits whose right score is one of the three lowest; run 0."""
    _, _, X, y = experiments.digits()
    Z = experiments.scores(experiments.inverted(X), experiments.reader())
    return 100 * float(np.mean(experiments.right_place(Z, y) < 3))


# ------------------------------------------------------------ under More


@FACTS.fact("{:+.1f}", spread=WHOLE)
def bits_lost():
    """By how much the accuracy changes with few bits, in percent, over eight readers."""
    full = [_right(experiments.reader_of_split(s), s) for s in experiments.SPLITS]
    many = [
        experiments.right_in_bits(s, bits) - before
        for s, before in zip(experiments.SPLITS, full, strict=True)
        for bits in (8, 7, 6)
    ]
    return {"many": many} | {
        f"of_{bits}": [
            experiments.right_in_bits(s, bits) - before
            for s, before in zip(experiments.SPLITS, full, strict=True)
        ]
        for bits in (5, 4, 3)
    }


@FACTS.fact("{:.0f}", spread=WHOLE)
def bits_right():
    """Percent right with 2 bits, with 1, with 2 of a smaller step, and with four values."""
    return {
        "four": [experiments.right_in_four_levels(s) for s in experiments.SPLITS],
        "two": [experiments.right_in_bits(s, 2) for s in experiments.SPLITS],
        "one": [experiments.right_in_bits(s, 1) for s in experiments.SPLITS],
        "smaller": [
            experiments.right_in_bits(s, 2, experiments.smaller_step) for s in experiments.SPLITS
        ],
    }


@FACTS.fact("{:.0f}", spread=WHOLE)
def bits_zero():
    """Percent of the first layer's weights that 2 bits round to 0."""
    return [experiments.rounded_to_zero(split) for split in experiments.SPLITS]


@FACTS.fact("{:g}", spread=0)
def one_off():
    """Mistakes that are added when one unit is switched off, over eight readers."""
    found = [_one_off(split) for split in experiments.SPLITS]
    return {
        "changed": [float(np.median(_changed(split))) for split in experiments.SPLITS],
        "median": [float(np.median(more)) for more in found],
        "worst": [int(more.max()) for more in found],
        "helped": sum(int(more.min() < 0) for more in found),
    }


def _changed(split):
    _, _, X, _ = experiments.digits(split)
    return experiments.changed_answers(experiments.reader_of_split(split), X)


def _one_off(split):
    _, _, X, y = experiments.digits(split)
    return experiments.more_mistakes(experiments.reader_of_split(split), X, y)


@FACTS.fact("{:,}", spread=0)
def operations():
    """Operations of the reader for one digit."""
    return flops_forward(experiments.SIZES)


@FACTS.fact("{:.0f}", spread=0.1)
def kilobytes():
    """The weights of the reader, in thousands of bytes."""
    return sum(W.nbytes for W, _ in experiments.reader()) / 1000


@FACTS.fact("{}", spread=0)
def readers():
    """How many readers of other splits are measured."""
    return len(experiments.SPLITS)
