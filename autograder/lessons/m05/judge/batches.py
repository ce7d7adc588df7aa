"""Module 5: ``minibatches``, one epoch of small batches, judged by what they hold.

Each case is a script: the function is called, with a generator made from a seed, and what it gives
is walked through. Every row of X is different, so that each is known again wherever it went.
"""

import itertools

import numpy as np

from autograder.core.driver import MOST_WALKED
from autograder.core.exercise import Case, Misconception
from autograder.core.plain_data import Ref
from autograder.lessons.corners import away_from_zero
from autograder.lessons.m05 import public
from nnlib.forward import minibatches as engine_minibatches

PAIRS, KIND, ONCE, LAST = "pairs", "kind of labels", "each once", "smaller one last"
ORDER = "random order"
NEIGHBOURS = 0.6  # of the samples: with more of them side by side as before, not all is shuffled
# What chance makes of 24 samples, four in a batch, in twenty epochs (mean ± standard deviation of
# 100,000 right answers): an answer is refused where a right one comes less than once in a million.
EPOCHS = 20
AT_HOME = 50  # samples that come where they stood, of 480: 20.0 ± 4.5
SAME = 13  # epochs in which a sample is in one place, or follows one other: at most 9 were seen
IN_ONE_BATCH = 16  # epochs in which a sample is in the same batch: 20 of a sixth each
RISING = 40  # steps to a later sample, of 460, beside a half: ± 6.4
NEVER = 55  # pairs that never share a batch, of 276: 16.9 ± 3.6


def minibatches_cases(rng):
    """Draw the cases: for each label of the rubric some of its own."""

    def case(label, name, N, size, features=(3,), targets=(), alike=1):
        X = away_from_zero(rng, (N, *features))
        y = rng.permutation(10 * (np.arange(N) // alike + 1)).reshape(N, *targets)
        draw = (("make", "epoch", Ref("X"), Ref("y"), size, Ref("rng")), ("walk", "epoch"))
        return Case(name, script=(*_given(rng, X, y), *draw), tags=(label,))

    return [
        case(PAIRS, "10 samples in batches of 4", 10, 4),
        # few: places that are drawn among ten samples are hardly ever all among these
        case(PAIRS, "pictures, and targets in a column", 6, 3, (2, 3), (1,)),
        case(PAIRS, "batches of one sample", 5, 1),
        case(KIND, "7 samples, and labels that are whole numbers", 7, 3),
        case(ONCE, "10 samples in batches of 4, each once", 10, 4),
        case(ONCE, "8 samples in batches of 4, each once", 8, 4),
        case(ONCE, "15 samples, and room for 20", 15, 20),
        case(ONCE, "9 samples one by one, each once", 9, 1),
        case(ONCE, "10 samples, each label twice", 10, 4, alike=2),
        case(ONCE, "12 pictures in batches of 5, each once", 12, 5, (2, 2), (1,)),
        _epochs(rng, LAST, "15 samples in batches of 4, over and over", 15),
        _epochs(rng, ORDER, "twenty epochs of 24 samples", 24),
    ]


def _given(rng, X, y):
    """Make the steps in which arrays and generator are stored."""
    return (("array", "X", X), ("array", "y", y), ("generator", "rng", int(rng.integers(1000))))


def _epochs(rng, label, name, N, size=4):
    """Ask for many epochs of one generator, and for the first once more from its seed."""
    X, y = rng.permutation(N).reshape(N, 1) + 0.5, rng.permutation(N)
    given = _given(rng, X, y)
    steps = [*given]
    for epoch in (*(f"epoch{k}" for k in range(EPOCHS)), "again"):
        if epoch == "again":
            steps.append(given[2])
        steps.append(("make", epoch, Ref("X"), Ref("y"), size, Ref("rng")))
        steps.append(("walk", epoch))
    return Case(name, script=(*steps, ("show", "X"), ("show", "y")), tags=(label,))


def _facts(case):
    N, size = _asked(case)[2:]
    return {"N": N, "size": size}


def _asked(case):
    """Return X, y, the number of samples and the batch size of a case."""
    given = {name: args for verb, name, *args in case.script if verb == "array"}
    size = next(args[2] for verb, _, *args in case.script if verb == "make")
    X, y = given["X"][0], given["y"][0]
    return X, y, len(X), size


# ---------------------------------------------------------------- judging


def verify(case, value):
    """Judge what came by what it holds, whatever way it was drawn; see ``Exercise.verify``."""
    label = case.tags[0]
    several = label in (LAST, ORDER)
    epochs = value[: EPOCHS + 1] if several else value
    places = []
    for epoch in epochs:
        found, said = _places(case, epoch)
        said = said or (label not in (PAIRS, KIND) and _counted(case, found))
        if said:
            return said
        places.append(found)
    if label == LAST:
        last = all(min(map(len, epoch)) == len(epoch[-1]) for epoch in places)
        return "" if last else _cut_first(places[0]) or "smaller batch first"
    return _ordered(case, places, value[EPOCHS + 1 :]) if label == ORDER else ""


def _places(case, epoch):
    """Return for each batch the places of its samples among all, and what is the matter."""
    X, y, N, size = _asked(case)
    if len(epoch) >= MOST_WALKED:
        return [], "no end"
    arrays = len(epoch) == 2 and all(isinstance(part, np.ndarray) for part in epoch)
    if arrays and not _look_at_a_pair(epoch, X, y):
        return [], "only one batch"
    found, rows = [], 0
    for pair in epoch:
        if type(pair) not in (tuple, list) or len(pair) != 2:
            return [], "each batch is a pair, (X_batch, y_batch): one of yours is something else."
        said = _look_at_a_pair(pair, X, y)
        if said:
            return [], said
        rows += len(pair[0])
        if rows > MOST_WALKED * N:  # no mistake makes as many: they are not looked at one by one
            most = f"{MOST_WALKED * N:,}"
            return [], f"more than {most} rows came: an epoch shows each of the {N} samples once."
        found.append([])
        for row in pair[0]:
            place = _place_of(row, X)
            if place is None:
                said = "a row of your X_batch is no row of X: a batch holds samples as they came."
                return [], said
            found[-1].append(place)
    labels = [pair[1] for pair in epoch]
    if not all(map(np.array_equal, labels, (y[batch] for batch in found))):
        return [], "labels sorted" if _are_sorted(labels, found, y) else "X and y shuffled apart"
    if case.tags == (KIND,) and any(one.dtype.kind != y.dtype.kind for one in labels):
        return [], "labels of another kind"
    if len(found) == 1 and size < N and len(found[0]) < N:
        return found, "only one batch"
    if not found and size <= N:
        return found, "no batch came at all."
    return found, ""


def _are_sorted(labels, found, y):
    """Tell whether each batch has its own labels, in rising order."""
    return all(
        np.array_equal(one, np.sort(y[batch], axis=0))
        for one, batch in zip(labels, found, strict=True)
    )


def _look_at_a_pair(pair, X, y):
    """Say what is the matter with the form of a batch."""
    for part, name in zip(pair, ("X_batch", "y_batch"), strict=True):
        if not isinstance(part, np.ndarray) or part.dtype.kind not in "biuf" or not part.ndim:
            return f"{name} has to be an array: np.array(…) around a list makes one."
    (ours, theirs), features, targets = pair, X.shape[1:], y.shape[1:]
    came = ours.shape[1:], theirs.shape[1:]
    if came == (features, targets) and len(ours) == len(theirs):
        return ""
    if came == (targets, features) and features != targets:
        return "y before X"
    if len(ours) != len(theirs):
        return f"a batch of yours has {len(ours)} samples and {len(theirs)} labels."
    return (
        f"X_batch has shape {ours.shape} and y_batch {theirs.shape}; a batch of k samples has "
        f"{('k', *features)} and {('k', *targets)}.".replace("'", "")
    )


def _place_of(row, X):
    """Return where a row is in X, or None."""
    same = np.equal(row, X).reshape(len(X), -1).all(axis=1)
    return int(same.argmax()) if same.any() else None


def _counted(case, places):
    """Say whether every sample came once, in batches of the right sizes; ``""`` if so."""
    _, _, N, size = _asked(case)
    sizes, rest = [len(batch) for batch in places], N % size
    in_a_row = [place for batch in places for place in batch]
    came, rows = len(set(in_a_row)), len(in_a_row)
    if came == N == rows:
        if sorted(filter(None, sizes)) == sorted([size] * (N // size) + [rest] * (rest > 0)):
            return "empty batch" if 0 in sizes else ""
        if len(sizes) in (1, size):
            return "batch_size for something else"
        return f"all samples came, in batches of {sizes}; asked for were batches of {size}."
    overlap = [a[1:] == b[: len(a) - 1] for a, b in itertools.pairwise(places)]
    if rows > N and size > 1 and overlap and all(overlap):
        return "one step to the next batch"
    if rows > N and len(set(in_a_row[:N])) == N:
        return "last batch filled up"
    if came < rows:
        again = f"all {N} samples came, and some again: {rows} rows in one epoch."
        # who draws and puts back may have shown all of them, by luck
        return again if came == N and _overlap(places) else "with replacement"
    if rest and rows == N - rest:
        return "last batch dropped"
    return f"{came} of the {N} samples came: an epoch shows each of them once."


def _overlap(places):
    """Tell whether each batch begins with what the batch before it has ended with."""
    return all(
        any(before[-k:] == after[:k] for k in range(1, len(before) + 1))
        for before, after in itertools.pairwise(places)
    )


def _ordered(case, places, shown):
    """Say whether the order was drawn anew by the generator, over all samples."""
    X, y, N, size = _asked(case)
    *orders, again = (np.concatenate(epoch) for epoch in places)
    first = orders[0]
    in_turn = [np.array_equal(order, np.arange(N)) for order in orders]
    if all(in_turn):
        return "not shuffled"
    if (np.diff(y[first].ravel()) > 0).all():
        return "sorted by label"
    if said := _cut_first(places[0]):
        return said
    if (np.abs(np.diff(orders)) == 1).mean() > NEIGHBOURS:
        return "only batches shuffled"
    if any(in_turn):  # six batches that are shuffled come in turn once in 720 epochs
        return "not shuffled"
    as_before = [
        isinstance(one, np.ndarray) and np.array_equal(one, given)
        for one, given in zip(shown[:2], (X, y), strict=True)
    ]
    if not all(as_before):
        return "X shuffled in place"
    if all(np.array_equal(first, order) for order in orders):
        return "every epoch alike"
    if not np.array_equal(first, again):
        return "another source of chance"
    return "" if _is_like_chance(np.array(orders), size) else "not every order can come"


def _cut_first(batches):
    """Name what was shuffled, if batches of neighbours were cut before; else ``""``."""
    if all((np.abs(np.diff(batch)) == 1).all() for batch in batches):
        return "only batches shuffled"
    side_by_side = all(np.ptp(batch) == len(batch) - 1 for batch in batches)
    return "only inside a batch" if side_by_side else ""


def _is_like_chance(orders, size):
    """Tell whether twenty orders are as chance makes them: any sample may come anywhere.

    Inside its batch a sample may come where it likes, so that rows picked by a mask, which come
    as they stood, are right.
    """
    N = orders.shape[1]
    at, follows = np.zeros((N, N), int), np.zeros((N, N), int)
    within, together = np.zeros((N, N // size), int), np.zeros((N, N), bool)
    for order in orders:
        at[order, np.arange(N)] += 1
        follows[order[:-1], order[1:]] += 1
        batch = np.argsort(order) // size
        within[np.arange(N), batch] += 1
        together |= batch[:, None] == batch
    if within.max() >= IN_ONE_BATCH or (~together).sum() / 2 >= NEVER:
        return False
    if (np.diff(orders.reshape(len(orders), -1, size)) > 0).all():
        return True
    rising = (np.diff(orders) > 0).sum() - orders[:, 1:].size / 2
    seldom = np.trace(at) < AT_HOME and max(at.max(), follows.max()) < SAME
    return bool(seldom and abs(rising) < RISING)


# ---------------------------------------------------------------- wrong versions


def _right(N, size, rng):
    order = rng.permutation(N)
    return [order[start : start + size] for start in range(0, N, size)]


def _batches(places, of_y=None):
    """Make a version from a function that lists the places of each batch, from (N, size, rng).

    ``of_y`` lists other places for the labels.
    """

    def version(X, y, batch_size, rng):
        ours = places(len(X), batch_size, rng)
        theirs = of_y(len(X), batch_size, rng) if of_y else ours
        return [(X[one], y[other]) for one, other in zip(ours, theirs, strict=False)]

    return version


def _in_turn(N, size, rng):
    return [np.arange(start, min(start + size, N)) for start in range(0, N, size)]


def _one_too_many(N, size, rng):
    order = rng.permutation(N)
    return [order[k * size : (k + 1) * size] for k in range(N // size + 1)]


def _filled_up(N, size, rng):
    order = rng.permutation(N)
    whole = np.resize(order, size * -(-N // size))
    return np.split(whole, len(whole) // size)


def _drawn_with_replacement(N, size, rng):
    return [rng.integers(N, size=size) for _ in range(-(-N // size))]


def _same_size_with_replacement(N, size, rng):
    order = rng.integers(N, size=N)
    return [order[start : start + size] for start in range(0, N, size)]


def _batches_shuffled(N, size, rng):
    whole = _in_turn(N, size, rng)
    return [whole[k] for k in rng.permutation(len(whole))]


def _inside_shuffled(N, size, rng):
    return [rng.permutation(batch) for batch in _in_turn(N, size, rng)]


def _smaller_first(N, size, rng):
    order = rng.permutation(N)
    return [order[max(k - size, 0) : k] for k in range(N % size or size, N + 1, size)]


def _batches_in_any_order(N, size, rng):
    parts = _right(N, size, rng)
    return [parts[k] for k in rng.permutation(len(parts))]


def _step_of_one(N, size, rng):
    order = rng.permutation(N)
    return [order[k : k + size] for k in range(N)]


def _from_an_order(make):
    """Make a list of places from an order that is made of (N, size, rng)."""
    return _batches(lambda N, size, rng: np.split(make(N, size, rng), range(size, N, size)))


def _stride(N, size, rng):
    return (7 * np.arange(N) + rng.integers(N)) % N


def _first_stays(N, size, rng):
    return np.append(0, 1 + rng.permutation(N - 1))


def _halves_apart(N, size, rng):
    half = N // 2
    return np.append(half + rng.permutation(N - half), rng.permutation(half))


def _in_windows(N, size, rng):
    places = np.arange(N)
    parts = [rng.permutation(places[k : k + 2 * size]) for k in range(0, N, 2 * size)]
    return np.concatenate(parts)


def _by_few_keys(keys):
    return lambda N, size, rng: np.argsort(rng.integers(keys, size=N), kind="stable")


def _some_swaps(N, size, rng):
    order = np.arange(N)
    for _ in range(N // 2):
        i, j = rng.integers(N, size=2)
        order[[i, j]] = order[[j, i]]
    return order


def _without_end(X, y, batch_size, rng):
    while True:
        yield from _batches(_right)(X, y, batch_size, rng)


def _own_generator(make):
    """Make a list of places that is drawn from another generator than the one that came."""
    return lambda N, size, rng: _right(N, size, make())


def _global(N, size, rng):
    order = np.random.permutation(N)  # noqa: NPY002 - it is the mistake
    return [order[start : start + size] for start in range(0, N, size)]


def _in_place(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    X[:], y[:] = X[order], y[order]
    return [(X[k : k + batch_size], y[k : k + batch_size]) for k in range(0, len(X), batch_size)]


def _apart_in_place(X, y, batch_size, rng):
    rng.shuffle(X)
    rng.shuffle(y)
    return _batches(_in_turn)(X, y, batch_size, rng)


MINIBATCHES = public.MINIBATCHES.judged(
    reference=engine_minibatches,
    cases=minibatches_cases,
    visible_points=1,
    rubric={PAIRS: 1.25, KIND: 0.25, ONCE: 0.75, LAST: 0.25, ORDER: 1.5},
    label_words={
        PAIRS: "pairs",
        KIND: "labels that stay whole numbers",
        ONCE: "counts and sizes",
        LAST: "the smaller batch at the end",
        ORDER: "the random order",
    },
    facts=_facts,
    verify=verify,
    another_way="""def minibatches(X, y, batch_size, rng):
    order = sorted(range(len(X)), key=lambda n: rng.random())
    while order:
        batch, order = order[:batch_size], order[batch_size:]
        yield X[batch], y[batch]""",
    misconceptions=(
        Misconception(
            "X and y shuffled apart",
            "Labels of your batches belong to other samples: X and y are in two different orders. "
            "How many orders does an epoch have, and who uses it?",
            (
                _batches(_right, _right),
                _batches(_right, _in_turn),
                _batches(_in_turn, _right),
                _apart_in_place,
            ),
        ),
        Misconception(
            "labels sorted",
            "Each batch has the labels of its samples, in another order than the samples: they "
            "are sorted. To whom does the first label of a batch belong?",
            lambda X, y, size, rng: [
                (x, np.sort(t, axis=0)) for x, t in _batches(_right)(X, y, size, rng)
            ],
        ),
        Misconception(
            "labels of another kind",
            "Every label is with its sample, and whole numbers have become floats on the way. What "
            "counts classes needs whole numbers, and 3.0 is none: in which line do the labels come "
            "together with the features?",
            lambda X, y, size, rng: [
                (x, t.astype(float)) for x, t in _batches(_right)(X, y, size, rng)
            ],
        ),
        Misconception(
            "y before X",
            "Both halves of your pairs are there, the labels first. In which order does the "
            "docstring name them?",
            lambda X, y, size, rng: [(t, x) for x, t in _batches(_right)(X, y, size, rng)],
        ),
        Misconception(
            "only one batch",
            "One batch of yours came, and then nothing more. How many batches are {N} samples in "
            "batches of {size}, and how often does your loop run?",
            (
                lambda X, y, size, rng: _batches(_right)(X, y, size, rng)[0],
                lambda X, y, size, rng: _batches(_right)(X, y, size, rng)[:1],
            ),
        ),
        Misconception(
            "batch_size for something else",
            "All samples came, in batches of other sizes than asked for. {N} samples in batches of "
            "{size}: does batch_size say how many samples a batch has, or how many batches there "
            "are?",
            (
                _batches(lambda N, size, rng: np.array_split(rng.permutation(N), size)),
                _batches(lambda N, size, rng: [rng.permutation(N)]),
            ),
        ),
        Misconception(
            "one step to the next batch",
            "Each batch begins one sample after the batch before it, so that samples come again "
            "and again. If a batch holds {size} of them, where does the next one begin?",
            _batches(_step_of_one),
        ),
        Misconception(
            "no end",
            "Batches come on and on, more than a hundred of them. An epoch shows every sample "
            "once: after which batch does your loop know that it is over?",
            _without_end,
        ),
        Misconception(
            "smaller batch first",
            "The sizes are right, and the smaller batch is not the last one. What is left over at "
            "the end of a walk from 0, and what if the walk begins elsewhere?",
            (_batches(_smaller_first), _batches(_batches_in_any_order)),
        ),
        Misconception(
            "last batch dropped",
            "{N} samples in batches of {size}: the rest that fills no whole batch never comes. "
            "Those samples have been measured like all the others: where do they go?",
            _batches(lambda N, size, rng: _right(N, size, rng)[: N // size]),
        ),
        Misconception(
            "empty batch",
            "After the last sample one more batch comes, with nothing in it. {N} samples in "
            "batches of {size}: how many batches are there, and how many does your loop make?",
            _batches(_one_too_many),
        ),
        Misconception(
            "last batch filled up",
            "Your last batch is as large as the others, and some of its samples have come before. "
            "May the last batch of an epoch be a smaller one?",
            _batches(_filled_up),
        ),
        Misconception(
            "with replacement",
            "Some samples come again, and others may never come. To draw and put back is one "
            "thing, to deal a pack of cards another: which of them shows every sample once?",
            (
                _batches(_drawn_with_replacement),
                _batches(_same_size_with_replacement),
            ),
        ),
        Misconception(
            "not shuffled",
            "Every pair is there, in the order in which the samples came. The same neighbours "
            "would share a batch in every epoch: what is rng there for?",
            _batches(_in_turn),
        ),
        Misconception(
            "sorted by label",
            "Every pair is there, in the order of the labels, and that order is the same in every "
            "epoch. A batch should be a fair sample of all classes: what is rng there for?",
            lambda X, y, size, rng: _batches(
                lambda *_: np.split(np.argsort(y.ravel()), range(size, len(X), size))
            )(X, y, size, rng),
        ),
        Misconception(
            "not every order can come",
            "Chance has a part in your order, and over twenty epochs some samples keep their "
            "places, their neighbours or their batch. Any order should be as likely as any other: "
            "which choices of yours are not left to rng?",
            (
                _from_an_order(_stride),
                _from_an_order(_first_stays),
                _from_an_order(_halves_apart),
                _from_an_order(_in_windows),
                _from_an_order(_by_few_keys(2)),
                _from_an_order(_by_few_keys(6)),
                _from_an_order(_some_swaps),
            ),
        ),
        Misconception(
            "only batches shuffled",
            "The batches come in random order, and in each of them the samples are neighbours, as "
            "they came. What has to be shuffled, so that any two samples may meet?",
            _batches(_batches_shuffled),
        ),
        Misconception(
            "only inside a batch",
            "Inside a batch the order is random, and each batch holds samples that stood side by "
            "side. Any two samples should be able to meet: what comes first, to cut or to shuffle?",
            _batches(_inside_shuffled),
        ),
        Misconception(
            "every epoch alike",
            "All epochs came in the same order. A rule without chance gives the same "
            "order each time, and so does a generator that is made anew: what draws yours, and "
            "which generator was handed in?",
            (
                _batches(_own_generator(lambda: np.random.default_rng(0))),
                _batches(_own_generator(lambda: np.random.default_rng(42))),
            ),
        ),
        Misconception(
            "another source of chance",
            "With the same generator your order was another one: it is drawn from elsewhere, and "
            "nobody could repeat it. Which generator was handed in?",
            (
                _batches(_own_generator(lambda: np.random.default_rng())),
                _batches(_global),
            ),
        ),
        Misconception(
            "X shuffled in place",
            "Your batches are right, and X and y themselves are in another order now. The code "
            "that called you still needs them as they were: what can be shuffled in their place?",
            _in_place,
        ),
    ),
)
