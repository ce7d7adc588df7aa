"""Lesson 2: what earns nothing, what costs the check alone, what is judged by running it."""

import operator
import tracemalloc
from fractions import Fraction

import numpy as np
import pytest

from autograder.check import CheckFailed, check
from autograder.core.assess import assess
from autograder.lessons import find
from autograder.lessons.corners import array_of
from autograder.lessons.m02.judge import xor as m02_xor
from autograder.lessons.m02.judge.predict import CLOSE
from autograder.lessons.runs import runner
from nnlib.lessons import lesson02 as experiments
from nnlib.perceptron import fit_perceptron, perceptron_update, predict
from tests.core.cells import notebook
from tests.lessons.m02.expected import FULL
from tests.lessons.m02.right import RIGHT

SEEDS = [f"a quick seed {i}" for i in range(50)]


def some_at_once(number):
    """Give the first seeds to `make test` and the others of a test that is dear to the longest."""
    others = pytest.param(SEEDS[number:], id="other seeds", marks=pytest.mark.all)
    return pytest.mark.parametrize("seeds", [pytest.param(SEEDS[:number], id="first"), others])


NAMES = ("(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)")


@pytest.fixture(autouse=True)
def _no_course(monkeypatch):
    monkeypatch.delenv("NNF_COURSE", raising=False)


def judged(name, source, seed="0"):
    exercise = find(name)
    return assess(exercise, runner(exercise, notebook(source)[name]), seed)


@pytest.mark.parametrize("name", RIGHT)
def test_points(name):
    exercise = find(name)
    assert (exercise.visible_points, exercise.hidden_points) == FULL[name]


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize(
    "body", ["return 0.0", "return None", "return [0, 0]", "raise NotImplementedError", "pass"]
)
def test_no_answer_earns_nothing(name, body):
    verdict = judged(name, f"def {name}(*arguments):\n    {body}\n")
    assert (verdict.right, verdict.points) == (False, 0)


@pytest.mark.parametrize("name", sorted(set(RIGHT) - {"my_mistakes"}))
def test_the_engine_may_not_answer(name):
    source = (
        "from nnlib import perceptron\n"
        f"def {name}(*arguments): return perceptron.{name}(*arguments)"
    )
    verdict = judged(name, source)
    assert (verdict.right, verdict.points, bool(verdict.delegated)) == (False, 0, True)


def test_weights_moved_in_place_cost_the_check_alone():
    source = """
def perceptron_update(x, t, w, b, lr):
    e = t - int(x @ w + b > 0)
    w += lr * e * x
    return w, b + lr * e
"""
    verdict = judged("perceptron_update", source)
    assert (verdict.right, verdict.points, verdict.changed) == (True, 2, ("w",))
    with pytest.raises(CheckFailed, match="changes its input w"):
        check(notebook(source)["perceptron_update"])


def test_training_holds_given_the_earlier_functions():
    broken = RIGHT["fit_perceptron"]["the earlier functions"].replace(
        "w + lr * e * x", "w - lr * e * x"
    )
    verdict = judged("fit_perceptron", broken)
    assert (verdict.right, verdict.points) == (True, 3)
    assert "perceptron_update" in verdict.given


# ------------------------------------------------------------ what the cases must be able to see


def exact_scores(X, w, b):
    """The scores in fractions, in which nothing is rounded."""
    rows = [[*map(Fraction, row)] for row in np.asarray(X, float).tolist()]
    w, b = [*map(Fraction, np.asarray(w, float).tolist())], Fraction(float(b))
    return [sum(map(operator.mul, row, w)) + b for row in rows]


def inputs_of(case):
    return [*map(array_of, case.inputs.values())]


def test_no_score_of_predict_lies_so_near_the_line_that_rounding_decides():
    for seed in SEEDS:
        for case in find("predict").draw(seed):
            X, w, b = inputs_of(case)
            scores = exact_scores(X, w, b)
            # what is near is exact, however it is added up: a number of at most 46 bits
            terms = np.abs(np.column_stack([X * w, np.full(len(X), b)])).max(axis=1)
            near = [z for z, size in zip(scores, terms, strict=True) if abs(z) < 1e-3 * size]
            assert {abs(z) for z in near} <= {0, Fraction(CLOSE)}
            assert max(terms[[abs(z) <= CLOSE for z in scores]], default=0) < 2**6
            close = {np.sign(z) for z in scores if 0 < abs(z) < 0.1}
            assert close == ({-1, 1} if "whole" in case.corners else set())
            assert any(z == 0 for z in scores) == ("on the line" in case.tags)


def test_no_score_of_perceptron_update_lies_so_near_the_line_that_rounding_decides():
    for seed in SEEDS:
        found = set()
        for case in find("perceptron_update").draw(seed):
            x, t, w, b, _ = inputs_of(case)
            (score,) = exact_scores([x], w, b)
            size = max(abs(x * w).max(), abs(b))
            if abs(score) <= 1e-3 * size:
                assert abs(score) in (0, Fraction(CLOSE))
                assert size < 2**6
                found.add((score > 0, t))
        assert found == {(False, 0), (False, 1), (True, 0)}


def trained_exactly(X, y, lr=1.0, max_epochs=100):
    """All scores of a training in fractions, each next to its largest term."""
    X1 = [[*map(Fraction, row), 1] for row in np.asarray(X, float).tolist()]
    line, lr, clean = [Fraction(0)] * len(X1[0]), Fraction(lr), False
    for _ in range(max_epochs):
        if clean:
            break
        clean = True
        for x, t in zip(X1, y.tolist(), strict=True):
            terms = [*map(operator.mul, x, line)]
            yield sum(terms), max(map(abs, terms))
            e = t - (sum(terms) > 0)
            clean &= not e
            line = [k + lr * e * v for k, v in zip(line, x, strict=True)]


def has_few_bits(number, bits=22):
    """Whether a number and sums of its like are exact, in float32 too."""
    return number.denominator.bit_length() + int(abs(number)).bit_length() <= bits


@pytest.mark.slow
def test_no_score_of_a_training_lies_so_near_the_line_that_rounding_decides():
    for seed in SEEDS[:8]:
        for case in find("fit_perceptron").draw(seed):
            inputs = dict(zip(case.inputs, inputs_of(case), strict=True))
            scores = [*trained_exactly(**inputs)]
            if "beside" in case.corners:
                near = [score for score, size in scores if 1000 * abs(score) < size]
                assert near == [Fraction(CLOSE) / 2]
                continue
            near = [
                (score, size) for score, size in scores if 10**4 * abs(score) < size or not score
            ]
            # ties in whole numbers and in numbers of few digits are meant, and never rounded
            assert all(score == 0 and has_few_bits(size) for score, size in near), case.name
            later = [score for score, size in scores if size]
            dyadic = all(has_few_bits(Fraction(float(k))) for k in inputs["X"].flat)
            assert dyadic or 0 not in later, case.name


@pytest.mark.slow
def test_many_samples_have_one_mistake_in_a_hundred_before_they_have_none():
    for seed in SEEDS[:10]:
        (case,) = (c for c in find("fit_perceptron").draw(seed) if "long" in c.corners)
        inputs = dict(zip(case.inputs, inputs_of(case), strict=True))
        assert fit_perceptron(**inputs)[2] == [1, 2, 1, 0]
        assert len(inputs["X"]) > 100


def test_samples_that_were_right_are_tagged_and_others_are_mistakes():
    for seed in SEEDS:
        for case in find("perceptron_update").draw(seed):
            x, t, w, b, lr = inputs_of(case)
            right = predict(np.asarray(x, float)[None], w, b)[0] == t
            assert right == ("already right" in case.tags)
            assert right == (perceptron_update(x, t, w, b, lr)[1] == b)


@pytest.mark.slow
@some_at_once(1)
def test_a_loop_that_only_a_clean_epoch_ends_is_named_and_not_waited_for(seeds):
    source = RIGHT["fit_perceptron"]["by hand"]
    source = source.replace("for epoch in range(max_epochs):", "while True:")
    for seed in seeds[:4]:
        verdict = judged("fit_perceptron", source, seed)
        assert (verdict.right, verdict.mistake_names) == (False, ("max_epochs ignored",))


@pytest.mark.slow
@some_at_once(10)
@pytest.mark.parametrize("first", "wb")
def test_who_asks_again_in_between_is_found_whichever_moves_first(first, seeds):
    lines = ["w = w + lr * (t - int(x @ w + b > 0)) * x", "b = b + lr * (t - int(x @ w + b > 0))"]
    if first == "b":
        lines.reverse()
    source = "def perceptron_update(x, t, w, b, lr):\n    {}\n    {}\n    return w, b".format(
        *lines
    )
    for seed in seeds:
        verdict = judged("perceptron_update", source, seed)
        assert verdict.mistake_names == ("asks again in between",)


# ------------------------------------------------------------ certificates


def verdict_of(rows, multipliers):
    return m02_xor.verify(None, (rows, multipliers))


def test_any_certificate_that_holds_is_accepted():
    rng = np.random.default_rng(0)
    for _ in range(200):
        lengths = rng.uniform(0.1, 9, 4)
        order = rng.permutation(4)
        rows = (m02_xor.CONDITIONS * lengths[:, None])[order]
        assert verdict_of(rows, (rng.uniform(0.1, 9) / lengths)[order]) == ""
        assert verdict_of(rows.tolist(), (3 / lengths)[order].tolist()) == ""


@pytest.mark.parametrize("size", [1e-300, 1e-150, 1e-9, 1.0, 1e9, 1e150, 1e300])
def test_a_certificate_of_any_size_is_judged_alike(size):
    C = m02_xor.CONDITIONS
    for k in range(4):
        one = np.ones(4)
        one[k] = size  # one long or short row, and its multiplier the other way
        assert verdict_of(C * one[:, None], 1 / one) == ""
        assert verdict_of(C * size, 1 / one * one) == ""
        assert verdict_of(C, size * np.ones(4)) == ""
        for factor in (0, 0.5, 1 - 1e-6, 1 + 1e-6, 2):
            off = np.ones(4)
            off[(k + 1) % 4] = factor
            for rows, multipliers in [
                (C * one[:, None], off / one),
                (C * size, off),
                (C * size, off * size),
                (C, off * size),
            ]:
                said = verdict_of(rows, multipliers)
                assert said.startswith("the rows hold. Multiplied and added up"), (k, factor)


def test_a_sign_is_turned_in_the_rows_and_nowhere_else():
    C, unturned = m02_xor.CONDITIONS, m02_xor.POINTS
    signs = [-1, 1, 1, -1]
    assert verdict_of(unturned, signs) == "signs not turned"
    assert verdict_of(-C, [-1, -1, -1, -1]) == "all turned round"
    for k in range(4):
        rows = C.copy()
        rows[k] *= -1  # one condition the other way round
        said = {0: "conditions of NAND", 3: "conditions of OR"}
        opposite = f"one row asks the opposite of what a line has to do at {NAMES[k]}: on which "
        assert verdict_of(rows, np.ones(4)).startswith(said.get(k, opposite))


def test_thirds_in_float32_add_up():
    C = m02_xor.CONDITIONS.astype(np.float32)
    thirds = (C * np.float32(3), np.full(4, 1 / 3, np.float32))
    mixed = (C * np.float32([[3], [1], [7], [1]]), 1 / np.float32([3, 1, 7, 1]))
    for rows, multipliers in (thirds, mixed, (mixed[0], mixed[1].astype(float))):
        assert verdict_of(rows, multipliers) == ""
        assert "add" in verdict_of(rows, multipliers * np.float32([1, 1, 1, 1.0001]))


def test_of_a_certificate_with_a_long_text_no_array_is_made():
    tracemalloc.start()
    try:
        assert "finite numbers" in verdict_of(["x" * 2000, *["a"] * 5000], np.ones(4))
        assert tracemalloc.get_traced_memory()[1] < 5e6
    finally:
        tracemalloc.stop()


def test_what_is_no_certificate_is_refused():
    C, ones = m02_xor.CONDITIONS, np.ones(4)
    repeated = C[[0, 1, 1, 3]]
    for rows, multipliers, text in [
        (C, [1, 1, 1, 2], r"add"),
        (C, [1, 1, 1, 0.999999], "add"),
        (C, [0, 1, 1, 0], "add"),
        (C, [1, 1, 1], "shape"),
        (C[:3], ones, "shape"),
        (repeated, ones, "no row says what a line has to do at (1, 0)"),
        (np.zeros((4, 3)), ones, "zeros only"),
        (C[:, :2], ones, "bias left out"),
        (C * [1, 1, 0], ones, "bias left out"),
        # the short row's long multiplier hid the sum of the others
        (C * [[1e-10], [1], [1], [1]], [1e10, 1, 1, 0.5], "add"),
        # products that overflow are nan, and nan is no sum of 0
        (C * 1e10, [1e308, 1e308, 1e308, 5e307], "add"),
        (C * np.nan, ones, "finite"),
        (C, ones * np.inf, "finite"),
        (C, [1, "1", 1, 1], "finite"),
        ([[1], [1, 2]], ones, "finite"),
        (C * 1j, ones, "finite"),
        (None, None, "finite"),
    ]:
        said = verdict_of(rows, multipliers)
        assert text in said, (rows, multipliers, said)
    for value in (None, 3, "text", [C], (C, ones, 1)):
        assert "two things" in m02_xor.verify(None, value)


# ------------------------------------------------------------ a number from one's own run


def number_verdict(*values):
    return judged("my_mistakes", f"def my_mistakes(): return {', '.join(map(repr, values))}")


def test_a_number_of_ones_own_is_judged_by_running_it():
    for number in (1000, 31337, 999_999_999):
        zero, start = experiments.own_mistakes(number)
        assert number_verdict(number, zero, start).right
        assert not number_verdict(number, zero + 1, start).right
        assert not number_verdict(number, zero, start - 1).right


def test_what_is_off_is_said_without_the_value():
    zero, start = experiments.own_mistakes(31337)
    said = {
        (31337, zero + 1, start): "another count from zero; the one from the drawn start holds",
        (31337, zero, start + 1): "another count from the drawn start; the one from zero holds",
        (31337, zero + 1, start + 1): "gives other counts",
        (999, zero, start): "4 to 9 digits",
        (31337.5, zero, start): "4 to 9 digits",
        (True, zero, start): "4 to 9 digits",
        (2**80, zero, start): "4 to 9 digits",
        (31337, "5", start): "whole numbers that your run has printed",
        (31337, zero, None): "whole numbers that your run has printed",
        (31337, zero): "return three whole numbers",
    }
    for values, text in said.items():
        verdict = number_verdict(*values)
        assert text in verdict.failure.mismatch.text, values
        assert verdict.failure.expected is None
