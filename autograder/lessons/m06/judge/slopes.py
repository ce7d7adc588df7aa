"""Module 6: ``mse`` and ``bce_with_logits``, a loss with its slopes that looks at two shapes."""

import numpy as np

from autograder.core.exercise import Case, Misconception, Step
from autograder.lessons.corners import array_of, away_from_zero, in_corner, in_float32, laid_out
from autograder.lessons.m06 import public
from nnlib.losses import bce_with_logits, mse

SHAPES, LARGE = ("different shapes",), ("large scores",)


def _refused(N, names, draw, more=()):
    """Draw the cases whose two shapes differ; numpy would broadcast each of them.

    Parameters
    ----------
    N : int
    names : tuple of two str
        Of the two arguments.
    draw : callable
        ``draw(name, shape)``: an array for that argument.
    more : iterable of (str, tuple)
        Further cases: a name, and the two shapes.
    """
    pairs = {
        "a column, and targets with one axis": ((N, 1), (N,)),
        "one axis, and a column of targets": ((N,), (N, 1)),
        "one target alone": ((N,), (1,)),
        "a row, and a column of targets": ((1, N), (N, 1)),
        "one prediction, and more targets": ((1,), (N,)),
        "a column, and a column of one target": ((N, 1), (1, 1)),
        "a column of one, and more targets": ((1, 1), (N, 1)),
        "a column, and a table of targets": ((N, 1), (N, 3)),
        **dict(more),
    }
    cases = []
    for name, shapes in pairs.items():
        inputs = {which: draw(which, shape) for which, shape in zip(names, shapes, strict=True)}
        cases.append(Case(name, inputs, tags=SHAPES, must_refuse=True))
    return cases


# What is asked of predictions and targets; each returns the targets that the loss goes on with.


def _same(*facts):
    """Make a look that asks that predictions and targets have these facts in common."""

    def check(one, other):
        for fact in facts:
            if fact(one) != fact(other):
                raise ValueError(f"expected {fact(one)}, got {fact(other)}")
        return other

    return check


_same_shape = _same(np.shape)
_same_size = _same(np.size)
_same_length = _same(len)
_same_axes = _same(np.ndim)
_same_last = _same(lambda array: array.shape[-1])
_same_last_two = _same(lambda array: array.shape[-2:])
_same_first_and_last = _same(lambda array: (array.shape[0], array.shape[-1]))


def _spread_like(which):
    """Make a look at the shape of the difference: is it that of the first, or of the second?"""

    def check(one, other):
        if np.broadcast(one, other).shape != (one, other)[which].shape:
            raise ValueError(f"expected one shape, got {one.shape} and {other.shape}")
        return other

    return check


def _text_raised(one, other):
    if one.shape != other.shape:
        raise f"expected one shape, got {one.shape} and {other.shape}"
    return other


class _Instead(Exception):
    """Carries what a version returns where it should have refused."""


def _instead(value):
    """Make a look at the shapes that returns something, where an error is to be raised."""

    def check(one, other):
        if one.shape != other.shape:
            raise _Instead(value)
        return other

    return check


ERRORS = (ValueError, TypeError, Exception, AssertionError, RuntimeError, IndexError)


def _whatever(one, other):
    return other


def _reshaped(one, other):
    return other.reshape(one.shape)


def _number(value):
    return float(value) if np.ndim(value) == 0 else value


PARTLY = (_same_last, _same(np.ndim, len), _same(len, np.size), _same(np.ndim, np.size))


def _about_shapes(right_but, partly):
    """List the mistakes in looking at shapes, of a function that makes versions.

    Parameters
    ----------
    right_but : callable
        ``right_but(check=…)``: right but for what is asked of the two shapes.
    partly : tuple of callable
        Looks at a part of the shapes that let one of the cases pass.
    """
    return (
        Misconception(
            "no look at the shapes",
            "{first} predictions and {second} targets became {pairs} pairs, and no error said so. "
            "Print the two shapes first: which question should stop your function there?",
            right_but(check=_whatever),
        ),
        Misconception(
            "as many entries are enough",
            "You ask whether there are as many targets as predictions. A column and a row have as "
            "many, and they still become a table of {pairs} pairs: what about the two would you "
            "have to compare?",
            right_but(check=_same_size),
        ),
        Misconception(
            "silently reshaped",
            "You give the targets the shape of the predictions. Then nobody learns that the two "
            "differed, and a prediction may meet a target that is not its own: which message would "
            "have helped you if you had called this function?",
            right_but(check=_reshaped),
        ),
        Misconception(
            "only the lengths compared",
            "You compare the lengths of the two. A column of {first} has that length, and so has "
            "an array with one axis: what is there beside the length?",
            right_but(check=_same_length),
        ),
        Misconception(
            "only the number of axes compared",
            "You compare how many axes there are. A row and a column have two axes each: do they "
            "fit together?",
            right_but(check=_same_axes),
        ),
        Misconception(
            "one axis of several compared",
            "You compare a part of the two shapes, and {first} predictions meet {second} targets "
            "without an error. Write both shapes down, one below the other: which places does your "
            "comparison leave out?",
            tuple(right_but(check=check) for check in partly),
        ),
        Misconception(
            "one of the two spread out",
            "You compare the shape of the difference with that of one of the two. Where the other "
            "one has a single entry, numpy repeats it, and the shape is that of the larger: which "
            "two shapes did you want to be alike?",
            (right_but(check=_spread_like(0)), right_but(check=_spread_like(1))),
        ),
        Misconception(
            "a text raised",
            "Python stopped, but not with your words: raise takes an error, and what you gave it "
            "is none. Which name has an error that holds a text?",
            right_but(check=_text_raised),
        ),
        Misconception(
            "returned, not raised",
            "Where the shapes differ your function returns something, or prints it, and goes home "
            "in peace: whoever called it goes on. Which word stops a function with an error?",
            tuple(right_but(check=_instead(value)) for value in (None, *(e() for e in ERRORS))),
        ),
    )


def _facts_of(first, second):
    """Make the ``facts`` of an exercise whose arguments have these names."""

    def facts(case):
        one, other = array_of(case.inputs[first]), array_of(case.inputs[second])
        return {
            "N": len(one),
            "size": one.size,
            "first": one.size,
            "second": other.size,
            "pairs": np.broadcast(one, other).size,
        }

    return facts


# ---------------------------------------------------------------- mse

MORE_SHAPES = {
    "a table, and a column of targets": ((4, 3), (4, 1)),
    "a table, and a row of targets": ((4, 3), (1, 3)),
    "a table, and targets with one axis": ((4, 3), (3,)),
    "three axes, and targets with two": ((2, 3, 2), (3, 2)),
    "three axes, and targets with one in the middle": ((3, 2, 4), (3, 1, 4)),
    "three axes, and targets with two of them exchanged": ((3, 1, 4), (3, 4, 1)),
}


def _nearly_right(rng, N, C):
    """Draw until the square, multiplied out, is off by more than a right answer may be."""
    while True:
        Y = away_from_zero(rng, (N, C), 1, 2)
        Z = Y + 1e-6 * away_from_zero(rng, (N, C))
        exact = ((Z - Y) ** 2).mean()
        rounded = (Z**2 - 2 * Z * Y + Y**2, Z**2 + Y**2 - 2 * Z * Y)
        if all(abs(form.mean() / exact - 1) > 1e-5 for form in rounded):
            case = Case("predictions that are nearly right", {"Z": Z, "Y": Y})
            return in_corner(case, "decades")


def mse_cases(rng):
    """Draw the cases: errors of both signs, none near 0; then shapes that differ."""
    example = {"Z": np.array([[1.0, 2.0], [3.0, 5.0]]), "Y": np.ones((2, 2))}
    N, C = (int(n) for n in rng.permutation([3, 5]))

    def case(name, *shape, size=1.0):
        error = away_from_zero(rng, shape)
        error.flat[0], error.flat[-1] = abs(error.flat[0]), -abs(error.flat[-1])
        Y = rng.uniform(-2, 2, shape)
        return Case(name, {"Z": size * (Y + error), "Y": size * Y})

    whole = {"Z": rng.integers(2, 6, (3, 2)), "Y": rng.integers(-3, 1, (3, 2))}
    whole["Z"][0, 0] = whole["Y"][0, 0] + 4  # with six entries its slope is no whole number
    whole["Z"][1], whole["Y"][1] = whole["Z"][0], whole["Y"][0]  # two samples alike
    whole["Z"][2, 0] = whole["Y"][2, 0]  # one prediction is right
    nearly = _nearly_right(rng, N, C)
    another_order = laid_out(case("", C, N), Z="fortran", Y="strided")
    single = laid_out(in_float32(case("", N, C)), Z="strided")
    return [
        Case("the example of the docstring", example),
        case("one axis", 4),
        case("a table: samples and outputs", N, C),
        case("as many samples as outputs", 3, 3),
        case("one sample with three outputs", 1, 3),
        case("a column", 5, 1),
        case("a single prediction", 1),
        in_corner(case("three axes", 2, 3, 2), "shapes"),
        in_corner(Case("whole numbers", whole), "whole", "tie"),
        in_corner(case("differences far below 1", N, C, size=1e-5), "decades"),
        nearly,
        in_corner(case("differences in the thousands", N, C, size=1e4), "decades"),
        in_corner(case("differences in the hundreds of millions", N, C, size=1e9), "decades"),
        in_corner(case("a hundred predictions", 100), "long"),
        another_order,
        in_corner(single, name="numbers of float32, each the second in its row"),
        *_refused(5, ("Z", "Y"), lambda name, shape: rng.uniform(-2, 2, shape), MORE_SHAPES),
    ]


def _mse(
    loss=lambda E: (E**2).mean(), dZ=lambda E: 2 * E / E.size, check=_same_shape
):  # fmt: skip
    """Make a version: right but for the parts that are given; E holds the errors."""

    def version(Z, Y):
        try:
            E = Z - check(Z, Y)
        except _Instead as returned:
            return returned.args[0]
        return _number(loss(E)), dZ(E)

    return version


def _squares_subtracted(Z, Y):
    _same_shape(Z, Y)
    return float((Z**2 - Y**2).mean()), 2 * (Z - Y) / Z.size


def _multiplied_out(square):
    def version(Z, Y):
        _same_shape(Z, Y)
        return float(square(Z, Y).mean()), 2 * (Z - Y) / Z.size

    return version


def _cut(Z, Y):
    _same_shape(Z, Y)
    loss, dZ = _mse()(Z, Y)
    return loss, dZ.astype(Z.dtype)


MSE = public.MSE.judged(
    reference=mse,
    cases=mse_cases,
    visible_points=1,
    rubric={"loss": 1.25, "dZ": 1, "different shapes": 0.75},
    outputs=("loss", "dZ"),
    facts=_facts_of("Z", "Y"),
    another_way="""def mse(Z, Y):
    assert Z.shape == Y.shape, f"{Z.shape} and {Y.shape}"
    error = (Z - Y).ravel()
    loss = error @ error / len(error)
    return loss, (2 / len(error)) * (Z - Y)""",
    misconceptions=(
        *_about_shapes(_mse, (*PARTLY, _same_last_two, _same_first_and_last)),
        Misconception(
            "summed",
            "Your loss is the sum of all {size} squares. Twice as many predictions with the same "
            "differences would be twice as bad: what makes a mean of a sum?",
            _mse(loss=lambda E: (E**2).sum()),
            holds="dZ holds.",
        ),
        Misconception(
            "divided by the samples",
            "With one output for each sample all is right; with more of them you divide by the "
            "number of samples. How many squares did you add up here?",
            (
                _mse(loss=lambda E: (E**2).sum() / len(E)),
                _mse(loss=lambda E: (E**2).sum() / len(E), dZ=lambda E: 2 * E / len(E)),
                _mse(dZ=lambda E: 2 * E / len(E)),
            ),
        ),
        Misconception(
            "half of it",
            "Your loss is half of what it should be. Some books put a ½ in front, so that the "
            "slope has no 2; here it is the mean of the squares: where is your ½?",
            (
                _mse(loss=lambda E: (E**2).mean() / 2),
                _mse(loss=lambda E: (E**2).mean() / 2, dZ=lambda E: E / E.size),
            ),
        ),
        Misconception(
            "root taken",
            "You took the square root of the mean at the end. Its unit is that of the errors, and "
            "it has another slope: was it asked for?",
            _mse(loss=lambda E: np.sqrt((E**2).mean())),
            holds="dZ holds.",
        ),
        Misconception(
            "absolute errors",
            "Your loss is the mean of the sizes of the differences. One of 4 then counts four "
            "times as much as one of 1: how much more should it count?",
            (
                _mse(loss=lambda E: np.abs(E).mean()),
                _mse(loss=lambda E: np.abs(E).mean(), dZ=lambda E: np.sign(E) / E.size),
            ),
        ),
        Misconception(
            "square of the mean",
            "You take the mean of the differences first, and those of both signs cancel in it. "
            "A prediction that is 3 too high and one that is 3 too low: how large is your loss?",
            _mse(loss=lambda E: E.mean() ** 2),
            holds="dZ holds.",
        ),
        Misconception(
            "squares subtracted",
            "You square predictions and targets, and subtract afterwards. For 3 and 2 that gives "
            "5: what is the square of the difference there?",
            _squares_subtracted,
            holds="dZ holds.",
        ),
        Misconception(
            "square multiplied out",
            "Right, until predictions are nearly right: then you subtract numbers that are nearly "
            "equal, and what is left is the rounding. What should be subtracted first, and what "
            "squared?",
            _multiplied_out(lambda Z, Y: Z**2 - 2 * Z * Y + Y**2),
            tolerance=1e-3,
            holds="dZ holds.",
        ),
        Misconception(
            "not averaged",
            "Your loss has a number for each prediction, and training wants one number. "
            "What makes one of them?",
            _mse(loss=lambda E: E**2),
            holds="dZ holds.",
        ),
        Misconception(
            "a loss for each output",
            "Your loss has several numbers where a sample has several outputs. Over which of the "
            "axes is the mean taken, and over which should it be?",
            (
                _mse(loss=lambda E: (E**2).mean(axis=0)),
                _mse(loss=lambda E: (E**2).mean(axis=-1)),
            ),
            holds="dZ holds.",
        ),
        Misconception(
            "slope without the 2",
            "Your slopes are half as steep as a nudge measures. What does the square leave behind "
            "when you take its slope?",
            _mse(dZ=lambda E: E / E.size),
            holds="The loss holds.",
        ),
        Misconception(
            "slope not divided",
            "Your slopes are {size} times too steep, and there are {size} predictions. Of a mean, "
            "how much belongs to a single one of them?",
            _mse(dZ=lambda E: 2 * E),
            holds="The loss holds.",
        ),
        Misconception(
            "the error for the slope",
            "You return the differences themselves. A slope of the loss also has the 2 of the "
            "square and the {size} of the mean: where do they come in?",
            _mse(dZ=lambda E: E),
            holds="The loss holds.",
        ),
        Misconception(
            "the other way",
            "Your slopes point the other way. A prediction that is too high: does the loss rise "
            "or fall if it grows, and which sign has its slope?",
            _mse(dZ=lambda E: -2 * E / E.size),
            holds="The loss holds.",
        ),
        Misconception(
            "one slope for all",
            "You return one slope, the mean of all. Each of the {size} predictions has a "
            "difference of its own: which of them would move by yours?",
            (
                _mse(dZ=lambda E: _number(2 * E.mean())),
                _mse(dZ=lambda E: np.full(E.shape, 2 * E.mean())),
            ),
            holds="The loss holds.",
        ),
        Misconception(
            "loss only",
            "You return the loss alone, and two things are asked for: the loss and an array of "
            "slopes. How does a function return a pair?",
            lambda Z, Y: _mse()(Z, Y)[0],
        ),
        Misconception(
            "in another order",
            "Loss and slopes are right, and they come back in another order. In which order does "
            "the docstring name them?",
            lambda Z, Y: _mse()(Z, Y)[::-1],
        ),
        Misconception(
            "four as in the example",
            "Right for four entries, as in the example. Here there are {size}: where does your "
            "code count to four?",
            _mse(loss=lambda E: (E**2).sum() / 4, dZ=lambda E: 2 * E / 4),
        ),
        Misconception(
            "slopes cut to whole numbers",
            "Where the predictions are whole numbers, your slopes are cut to whole numbers as "
            "well. What can an array that was made like Z keep of a slope of 0.5?",
            _cut,
            holds="The loss holds.",
        ),
    ),
)

# ---------------------------------------------------------------- bce_with_logits


def bce_cases(rng):
    """Draw the cases; scores of both signs with both targets, of every size."""
    example = {"z": np.array([2.0, -1.0]), "y": np.array([1.0, 0.0])}

    def scores(N, low=0.5, high=3.0):
        """Draw scores that are right and others that are off, of both signs."""
        z = rng.uniform(low, high, N) * np.array([1, 1, -1, -1])[np.arange(N) % 4]
        y = np.array([1.0, 0.0, 1.0, 0.0])[np.arange(N) % 4]
        order = rng.permutation(N)
        return z[order], y[order]

    def case(name, z, y, *tags):
        return Case(name, {"z": z, "y": y}, tags=tags)

    column = tuple(part[:, None] for part in scores(5))
    whole = rng.permutation([-3, 0, 0, 2, 1]), rng.permutation([0, 1, 0, 1, 1])
    small, targets = scores(6)
    small = np.array([1e-6, 1e-4, 1e-2, 0.1, 1.0, 3.0]) * small / 3
    order = rng.permutation(4)  # no draw: what is added to a probability shows here or nowhere
    far = np.array([3.0, -6.0, 10.0, -10.0])[order], np.array([0.0, 1.0, 0.0, 1.0])[order]
    forty = np.array([40.0, -40.0, 40.0, -40.0])[order], np.array([0.0, 1.0, 1.0, 0.0])[order]
    thousand = 1000 * np.sign(forty[0]) + rng.uniform(-9, 9, 4), forty[1]
    every = np.array([100.0, -100.0, 300.0, -300.0, 720.0, -720.0]) + rng.uniform(-5, 5, 6)
    right_or_not = np.array([0.0, 1.0, 1.0, 0.0, 0.0, 1.0])
    another_order = laid_out(case("", *scores(6)), z="strided", y="strided")
    single = in_float32(case("", *scores(5)))
    long = case("sixty-four samples", *scores(64))
    draw = {
        "z": lambda shape: rng.uniform(-2, 2, shape),
        "y": lambda shape: rng.integers(0, 2, shape).astype(float),
    }
    return [
        Case("the example of the docstring", example),
        case("a batch of samples", *scores(5)),
        case("a column", *column),
        case("one sample", np.array([rng.uniform(1, 2)]), np.array([0.0])),
        in_corner(case("whole numbers", *whole), "whole", "tie"),
        in_corner(case("scores from tiny to ordinary", small, targets), "decades"),
        in_corner(case("scores that are far off", *far, *LARGE), "decades"),
        another_order,
        single,
        in_corner(long, "long"),
        in_corner(case("scores of 40", *forty, *LARGE), "decades"),
        in_corner(case("scores of a thousand", *thousand, *LARGE), "decades"),
        in_corner(case("scores of 100, 300 and 720", every, right_or_not, *LARGE), "decades"),
        # where the sigmoid by tanh gives 0, and the one by exp not yet
        case("scores below −38, and target 1", np.array([-39.0, -45.0]), np.ones(2), *LARGE),
        *_refused(5, ("z", "y"), lambda name, shape: draw[name](shape)),
    ]


def _sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


def _sigmoid_by_exp(z):
    return 1 / (1 + np.exp(-z))


def _softplus(z):
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def _costs(z, y):
    return _softplus(z) - z * y


def _mean_cost(z, y):
    return _costs(z, y).mean()


def _slopes(z, y):
    return (_sigmoid(z) - y) / z.size


def _bce(loss=_mean_cost, dz=_slopes, check=_same_shape):
    """Make a version: right but for the parts that are given."""

    def version(z, y):
        try:
            y = check(z, y)
        except _Instead as returned:
            return returned.args[0]
        return _number(loss(z, y)), dz(z, y)

    return version


def _through_the_output(sigmoid, log):
    """Make a loss that goes from the output, by some logarithm."""

    def loss(z, y):
        a = sigmoid(z)
        return -(y * log(a) + (1 - y) * log(1 - a)).mean()

    return loss


def _by_both_sides(z, y):
    one, zero = _sigmoid_by_exp(z), _sigmoid_by_exp(-z)
    return -(y * np.log(one) + (1 - y) * np.log(zero)).mean()


def _uncancelled(sigmoid):
    """Make slopes of the two factors, one below a fraction line, that should have cancelled."""

    def dz(z, y):
        a = sigmoid(z)
        return a * (1 - a) * ((a - y) / (a * (1 - a))) / z.size

    return dz


def _held_back(bound):
    return lambda z, y: _mean_cost(np.clip(z, -bound, bound), y)


def _propped(little):
    return _through_the_output(_sigmoid, lambda p: np.log(p + little))


def _clipped(little):
    return _through_the_output(_sigmoid, lambda p: np.log(np.clip(p, little, 1 - little)))


def _output_clipped(little):
    def loss(z, y):
        a = np.clip(_sigmoid(z), little, 1 - little)
        return -(y * np.log(a) + (1 - y) * np.log(1 - a)).mean()

    return loss


# A number of 1e-6 inside a logarithm is one mistake with one of 1e-12, and costs as much: in scores
# of everyday size it is off by 6e-6 at most, and one of 1e-5 by 6e-5.
TOLERANCE = 2e-5
# What is added inside a logarithm, or what p is cut off at. From 1e-10 on both are one.
ADDED = [10.0**-power for power in (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 30, 100)]
ADDED += [1e-300, float(np.finfo(float).eps), 1.5e-8]
HELD_AT = (20, 30, 36, 40, 50, 60, 100, 500, 600, 700)
CUT_AT = [10.0**-power for power in range(3, 17)]


def _squared_error_slopes(z, y):
    a = _sigmoid(z)
    return 2 * (a - y) * a * (1 - a) / z.size


def _scores_as_probabilities(z, y):
    return -(y * np.log(z) + (1 - y) * np.log(1 - z)).mean()


def _swapped(z, y):
    return _bce()(y, z)


def _cut_slopes(z, y):
    loss, dz = _bce()(z, y)
    return loss, dz.astype(z.dtype)


BCE_WITH_LOGITS = public.BCE_WITH_LOGITS.judged(
    reference=bce_with_logits,
    cases=bce_cases,
    visible_points=1,
    rubric={"loss": 1.25, "dz": 1.25, "large scores": 1, "different shapes": 0.5},
    # a slope that is wrong everywhere is charged once
    about={"large scores": ("loss",)},
    tolerance=TOLERANCE,
    outputs=("loss", "dz"),
    facts=_facts_of("z", "y"),
    another_way="""def bce_with_logits(z, y):
    assert z.shape == y.shape, f"{z.shape} and {y.shape}"
    loss = np.logaddexp(0, z) - z * y  # log(e^0 + e^z)
    return loss.mean(), (sigmoid(z) - y) / len(z)""",
    steps=(
        Step("the loss", ("loss",)),
        Step("its slope", ("dz",)),
        Step("scores of any size", ("large scores",)),
        Step("different shapes", ("different shapes",)),
    ),
    misconceptions=(
        *_about_shapes(_bce, PARTLY),
        Misconception(
            "logarithm of 0",
            "Right for everyday scores. From about 40 on the output is rounded to 0 or 1, and its "
            "logarithm is lost. Is there a way from the score to the loss on which you never see "
            "the output?",
            (
                _bce(_through_the_output(_sigmoid, np.log)),
                _bce(_through_the_output(_sigmoid_by_exp, np.log)),
            ),
            holds="dz holds.",
        ),
        Misconception(
            "zero propped up",
            "no inf is to be seen. But a score that is 1,000 off costs 1,000, and with your small "
            "number it costs no more than that number's own logarithm. Is there a way to the loss "
            "that never passes a probability of 0?",
            (
                *(_bce(_propped(little)) for little in ADDED),
                # what is cut off below 1e-9 answers as if it were added
                *(_bce(_clipped(little)) for little in CUT_AT[:7]),
                # and the two ways to cut are told apart by the rounding of 1 - a alone
                *(_bce(_output_clipped(little)) for little in CUT_AT[10:]),
            ),
            holds="dz holds, and",
        ),
        Misconception(
            "logarithm cut off",
            "no inf is to be seen, because you replace what is too far below 0. But a score that "
            "is 1,000 off costs 1,000: from which score on does a worse answer cost no more in "
            "yours, and is there a way that needs no replacement?",
            tuple(
                _bce(_through_the_output(sigmoid, log))
                for sigmoid in (_sigmoid, _sigmoid_by_exp)
                for log in (
                    lambda p: np.maximum(np.log(p), -100),
                    lambda p: np.nan_to_num(np.log(p)),
                )
            ),
            holds="dz holds, and",
        ),
        Misconception(
            "held back",
            "Nothing overflows, because you hold the scores back. But beyond your bound two scores "
            "become alike: what does a score of 1,000 with target 0 cost, and what in yours?",
            tuple(_bce(_held_back(bound)) for bound in HELD_AT),
        ),
        Misconception(
            "logarithm of two sigmoids",
            "You take the logarithm of a sigmoid on either side, and that carries you to about "
            "700. Beyond, one of them is rounded to 0, and 0 times its logarithm is nan: which way "
            "from the score to the loss never has a 0 in a logarithm?",
            _bce(_by_both_sides),
            holds="dz holds.",
        ),
        Misconception(
            "size for the positive part",
            "For scores above 0 all is right. For those below you add the size of the score as "
            "well: what is left of the round corner where z is far below 0?",
            (
                _bce(lambda z, y: (_costs(z, y) + np.maximum(-z, 0)).mean()),
                # the same, as far as exp can go
                _bce(lambda z, y: (np.maximum(z, 0) - z * y + np.log(1 + np.exp(-z))).mean()),
            ),
            holds="dz holds.",
        ),
        Misconception(
            "right on one side only",
            "Your way from the score is a good one, and it is right up to about 700. Beyond, on "
            "one side, exp is asked for more than all numbers: on which side of 0 could you hand "
            "it the score with the other sign?",
            # with exp(-z) and z (1 - y) the same comes: each case of large scores has both signs
            _bce(lambda z, y: (np.log(1 + np.exp(z)) - z * y).mean()),
            holds="dz holds.",
        ),
        Misconception(
            "a sigmoid that overflows",
            "Your slopes are nan at a score of 1,000: above and below the fraction line you ask "
            "exp for more than all numbers. Which other form has the sigmoid, and which of the two "
            "asks for the exponential of a number below 0 there?",
            _bce(dz=lambda z, y: (np.exp(z) / (1 + np.exp(z)) - y) / z.size),
            holds="The loss holds.",
        ),
        Misconception(
            "score times target added",
            "For samples with target 0 all is right. With target 1 yours costs more, the higher "
            "the score: should a score of 5 cost much there, or next to nothing?",
            _bce(lambda z, y: (_softplus(z) + z * y).mean()),
            holds="dz holds.",
        ),
        Misconception(
            "in bits",
            "Your loss is 1.44 times too large: that is the logarithm with base 2. Which one has "
            "the base e?",
            _bce(lambda z, y: _mean_cost(z, y) / np.log(2)),
            holds="dz holds.",
        ),
        Misconception(
            "logarithm with base 10",
            "Your loss is 2.3 times too small: that is the logarithm with base 10. Which one has "
            "the base e?",
            _bce(lambda z, y: _mean_cost(z, y) / np.log(10)),
            holds="dz holds.",
        ),
        Misconception(
            "sign of the loss",
            "Your loss has the other sign. The logarithm of a probability is never above 0: what "
            "turns it into a price?",
            _bce(lambda z, y: -_mean_cost(z, y)),
            holds="dz holds.",
        ),
        Misconception(
            "scores and targets exchanged",
            "You took the scores for targets and the targets for scores. Which of the two "
            "arguments comes first, and which of them goes through the sigmoid?",
            _swapped,
        ),
        Misconception(
            "summed",
            "Your loss is the sum over {N} samples. Would two batches of different size be "
            "comparable by it?",
            (
                _bce(lambda z, y: _costs(z, y).sum()),
                _bce(lambda z, y: _costs(z, y).sum(axis=0)),  # in a loop: of a column one number
            ),
            holds="dz holds.",
        ),
        Misconception(
            "not averaged",
            "Your loss has a number for each sample, and training wants one number. "
            "What makes one of them?",
            _bce(_costs),
            holds="dz holds.",
        ),
        Misconception(
            "mean of a column",
            "Right where the scores have one axis. Of a column your mean goes along one axis, and "
            "an array with one number is left: over which entries should a mean go here?",
            _bce(lambda z, y: _costs(z, y).mean(axis=0)),
            holds="dz holds.",
        ),
        Misconception(
            "only samples of class 1",
            "A sample with target 0 costs nothing in your loss, whatever the score is. Which term "
            "of the formula is there for it?",
            _bce(lambda z, y: (y * _softplus(-z)).mean()),
            holds="dz holds.",
        ),
        Misconception(
            "targets as plus and minus",
            "Your loss is that for targets of 1 and −1. Here the other class has the target 0, and "
            "0 times a score says nothing: which formula is for 0 and 1?",
            (
                _bce(lambda z, y: _softplus(-y * z).mean()),
                _bce(
                    lambda z, y: _softplus(-y * z).mean(),
                    lambda z, y: -y * _sigmoid(-y * z) / z.size,
                ),
            ),
        ),
        Misconception(
            "scores taken for probabilities",
            "You took z for a probability. A score may be −3 or 5, and the logarithm of −3 is no "
            "number: what has to become of a score first?",
            _bce(_scores_as_probabilities),
        ),
        Misconception(
            "squared error",
            "This loss is the squared error of the outputs. Which loss was asked for, and what "
            "does it make of a probability?",
            _bce(lambda z, y: ((_sigmoid(z) - y) ** 2).mean()),
        ),
        Misconception(
            "dz not divided",
            "Your slopes are {N} times too steep, and there are {N} samples. How much of a mean "
            "belongs to a single one?",
            _bce(dz=lambda z, y: _sigmoid(z) - y),
            holds="The loss holds.",
        ),
        Misconception(
            "dz with the slope of the sigmoid",
            "Your dz has the slope of the sigmoid in it, as a factor. In squared error it stays. "
            "What becomes of it where the loss is steeper by the same factor?",
            (
                _bce(dz=lambda z, y: _slopes(z, y) * _sigmoid(z) * (1 - _sigmoid(z))),
                _bce(dz=_squared_error_slopes),
            ),
            holds="The loss holds.",
        ),
        Misconception(
            "factors that should cancel",
            "Your slopes are right for everyday scores. At 40 the sigmoid's slope is rounded to 0, "
            "and you divide by it: what is left of the two factors on paper, before any number is "
            "put in?",
            tuple(_bce(dz=_uncancelled(sigmoid)) for sigmoid in (_sigmoid, _sigmoid_by_exp)),
            holds="The loss holds.",
        ),
        Misconception(
            "target minus output",
            "Your slopes point the other way. Raise the score of a sample with target 1 a little: "
            "does the loss rise or fall, and which sign has its slope?",
            _bce(dz=lambda z, y: -_slopes(z, y)),
            holds="The loss holds.",
        ),
        Misconception(
            "target taken from the scores",
            "In dz you subtract the target from the score itself. A score of 1,000 with target 1 "
            "is right: how steep should the loss be there?",
            _bce(dz=lambda z, y: (z - y) / z.size),
            holds="The loss holds.",
        ),
        Misconception(
            "target left out of dz",
            "Your dz is above 0 for every sample, so every score is told to fall. Which of them "
            "should rise, and where does dz say so?",
            _bce(dz=lambda z, y: _sigmoid(z) / z.size),
            holds="The loss holds.",
        ),
        Misconception(
            "loss only",
            "You return the loss alone, and two things are asked for: the loss and an array of "
            "slopes. How does a function return a pair?",
            lambda z, y: _bce()(z, y)[0],
        ),
        Misconception(
            "in another order",
            "Loss and slopes are right, and they come back in another order. In which order does "
            "the docstring name them?",
            lambda z, y: _bce()(z, y)[::-1],
        ),
        Misconception(
            "slopes cut to whole numbers",
            "Where the scores are whole numbers, your slopes are cut to whole numbers as well. "
            "What can an array that was made like z keep of a slope of 0.1?",
            _cut_slopes,
            holds="The loss holds.",
        ),
    ),
)
