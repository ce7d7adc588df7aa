"""Answers that look right and are not, points by the rubric, and hints only when they are sure."""

import math
import tracemalloc
import warnings
from dataclasses import replace

import numpy as np
import pytest

from autograder.core import words
from autograder.core.assess import assess
from autograder.core.compare import compare, same_outcome, same_value
from autograder.core.driver import Outcome, drive
from autograder.core.exercise import Case, Exercise, Misconception
from autograder.core.plain_data import Foreign, to_plain

VECTOR = np.array([1.0, -2.0, 4.0])


# ------------------------------------------------------------ compare: one number, one array


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (VECTOR, VECTOR.copy()),
        (VECTOR, VECTOR + 3e-6),
        (VECTOR, np.array([1, -2, 4])),
        (VECTOR, VECTOR.astype(np.float32)),
        (VECTOR, VECTOR.astype(np.longdouble)),
        (VECTOR, (VECTOR * (1 + 3e-5)).astype(np.float32)),
        (VECTOR.astype(np.float32), VECTOR * (1 + 3e-5)),
        (2.0, 2),
        (2.0, np.array(2.0)),
        (np.array(2.0), 2.0),
        (2, 2.0),
        (np.arange(3), np.arange(3.0)),
        (True, True),
        (np.array([True, False]), np.array([True, False])),
        (1 + 2j, 1 + 2j),
        (1 + 0j, 1.0),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        (np.zeros(3), np.zeros(3)),
        (np.array([-np.inf, 1.0]), np.array([-np.inf, 1.0])),
        (np.array([np.inf]), np.array([np.inf])),
        (None, None),
        ("relu", "relu"),
        ([1.0, (VECTOR, "a")], [1, (VECTOR, "a")]),
        ({"a": 1.0}, {"a": 1.0}),
    ],
    ids=str,
)
def test_right_answers_pass(expected, got):
    assert compare(expected, got) is None


WRONG = {
    "not a number": (VECTOR, np.array([1.0, np.nan, 4.0]), "nan"),
    "all nan": (VECTOR, np.full(3, np.nan), "nan"),
    "infinite": (VECTOR, np.array([1.0, -np.inf, 4.0]), "nan"),
    "nan for a number": (2.0, float("nan"), "nan"),
    "nothing at all": (VECTOR, np.zeros(0), "shape"),
    "no rows": (np.ones((2, 3)), np.zeros((0, 3)), "shape"),
    "a column": (VECTOR, VECTOR[:, None], "shape"),
    "a row": (VECTOR, VECTOR[None], "shape"),
    "a vector for a column": (VECTOR[:, None], VECTOR, "shape"),
    "a table that broadcasts": (VECTOR, np.tile(VECTOR, (3, 1)), "shape"),
    "an array of one for a number": (2.0, np.array([2.0]), "shape"),
    "a number for an array of one": (np.array([2.0]), 2.0, "shape"),
    "a list": (VECTOR, [1.0, -2.0, 4.0], "type"),
    "a tuple": (VECTOR, (1.0, -2.0, 4.0), "type"),
    "None": (VECTOR, None, "type"),
    "text": (2.0, "2.0", "type"),
    "yes for 1": (1.0, True, "type"),
    "a mask for zeros and ones": (np.array([0.0, 1.0]), np.array([False, True]), "type"),
    "a mask for counts": (np.array([0, 1]), np.array([False, True]), "type"),
    "counts for a mask": (np.array([False, True]), np.array([0, 1]), "type"),
    "another mask": (np.array([False, True]), np.array([True, True]), "value"),
    "no for yes": (True, False, "value"),
    "complex": (VECTOR, VECTOR.astype(complex), "type"),
    "a complex number": (2.0, 2 + 0j, "type"),
    "float16": (VECTOR, VECTOR.astype(np.float16), "type"),
    "half a thousandth off": (VECTOR, VECTOR * (1 + 5e-4), "value"),
    "off beyond float64": (VECTOR, VECTOR * (1 + 3e-5), "value"),
    "off beyond float32": (VECTOR, (VECTOR * (1 + 5e-4)).astype(np.float32), "value"),
    "off in a small entry": (np.array([1.0, 1e-3]), np.array([1.0, 1e-3 + 1e-5]), "value"),
    "not quite zero": (np.zeros(3), np.full(3, 1e-9), "value"),
    "overflowing": (VECTOR, VECTOR * np.array([np.inf, 1, 1]), "nan"),
    "a whole number that wraps": (np.array([1.0]), np.array([255], np.uint8), "value"),
    "a subclass": (VECTOR, to_plain(VECTOR.view(np.matrix)), "type"),
    "an object": (VECTOR, Foreign("Equal"), "type"),
    "a number beyond 64 bits": (1.0, to_plain(2**70), "type"),
    "anything where inf is due": (np.array([np.inf, 1.0]), np.array([np.inf, 7.0]), "value"),
    "a number for inf": (np.array([-np.inf, 1.0]), np.array([3.0, 1.0]), "value"),
    "inf of another sign": (np.array([-np.inf]), np.array([np.inf]), "value"),
    "a number for nan": (float("nan"), 0.0, "value"),
    "too few parts": ([1.0, 2.0], [1.0], "shape"),
    "no parts": ((1.0, 2.0), (), "shape"),
    "a tuple for a list": ([1.0, 2.0], (1.0, 2.0), "type"),
    "wrong in the second part": ([1.0, 2.0], [1.0, 2.5], "value"),
    "another key": ({"a": 1.0}, {"b": 1.0}, "shape"),
    "another word": ("relu", "tanh", "value"),
    "something for nothing": (None, 0.0, "type"),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_wrong_answers_are_refused_for_the_right_reason(mistake):
    expected, got, kind = WRONG[mistake]
    with np.errstate(all="ignore"):
        mismatch = compare(expected, got)
    assert mismatch is not None
    assert mismatch.kind == kind


def test_two_errors_are_the_same_if_their_types_are():
    one, other = Outcome(error={"type": "A", "message": "1"}), Outcome(error={"type": "A"})
    assert same_outcome(one, other)
    assert not same_outcome(one, Outcome(error={"type": "B"}))
    assert not same_outcome(one, Outcome(value=None))


def test_two_errors_of_one_type_may_be_two_mistakes():
    def failed(function, *args):
        with pytest.raises(Exception) as caught:  # noqa: PT011  whatever it is
            function(*args)
        return Outcome(error={"type": caught.type.__name__, "message": str(caught.value)})

    missing, single = failed(lambda: 1, 2), failed(math.exp, VECTOR)
    assert missing.error["type"] == single.error["type"] == "TypeError"
    assert not same_outcome(missing, single)
    assert same_outcome(single, failed(math.tanh, VECTOR))
    # numbers and names may differ: another shape, another function
    assert same_outcome(failed(np.add, VECTOR, VECTOR[:2]), failed(np.add, np.ones(9), VECTOR))
    assert not same_outcome(failed(np.add, VECTOR, VECTOR[:2]), failed(bool, VECTOR))


@pytest.mark.parametrize(
    ("got", "said"),
    [
        (
            [1.0, -2.0, 4.0],
            "is a list of numbers; np.array(…) around it makes an array of shape (3",
        ),
        ((1, np.array(-2.0), 4), "is a tuple of numbers; np.array(…) around it"),
        ([1.0, -2.0], "is a list; expected an array of shape (3,)"),
        ([1.0, [2.0], 4.0], "is a list; expected"),
        ([1.0, "2", 4.0], "is a list; expected"),
        ([1.0, None, 4.0], "is a list; expected"),
        ([1.0, Foreign("thing"), 4.0], "is a list; expected"),
    ],
    ids=str,
)
def test_of_a_list_it_is_said_how_it_becomes_an_array(got, said):
    assert compare(VECTOR, got).text.startswith(said)


def test_of_a_list_with_a_long_text_no_array_is_made():
    tracemalloc.start()
    try:
        said = compare(VECTOR, ["x" * 2000, *["a"] * 5000]).text
        assert tracemalloc.get_traced_memory()[1] < 5e6
    finally:
        tracemalloc.stop()
    assert said == "is a list; expected an array of shape (3,)"


def test_a_list_of_arrays_is_called_one():
    rows = [VECTOR, 2 * VECTOR]
    assert compare(np.array(rows), rows).text.startswith("is a list of arrays; np.array(…)")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (np.array([np.nan, 1]), np.array([np.nan, 1]), True),
        (np.array([np.nan, 1]), np.array([1, np.nan]), False),
        (np.array([np.inf]), np.array([-np.inf]), False),
        (VECTOR, VECTOR[:, None], False),
        (VECTOR, [1.0, -2.0, 4.0], False),
        (1.0, to_plain(2**70), False),
        (Foreign("matrix"), Foreign("matrix"), True),
        ([VECTOR], [VECTOR, VECTOR], False),
        ((VECTOR, 1), (VECTOR, 1), True),
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"b": 1}, False),
        (np.zeros(0), np.zeros(0), True),
    ],
    ids=str,
)
def test_answers_are_the_same_nan_included(one, other, same):
    assert same_outcome(Outcome(value=one), Outcome(value=other)) is same


@pytest.mark.parametrize(
    ("expected", "got", "text"),
    [
        (6.36, 1.06, "is 1.06; expected 6.36"),
        (7.0, 1.0, "is 1; expected 7"),
        (1000.0, np.array(2000.0), "is 2000; expected 1000"),
        (1.0, 1.0001, "is 1.0001; expected 1"),
        (0.12345678, 0.12345, "is 0.12345; expected 0.123457"),
        (2.0, float("nan"), "is nan; expected 2"),
        (float("inf"), 3.5, "is 3.5; expected inf"),
        (True, False, "is False; expected True"),
        (2, None, "is None; expected 2"),
        (None, 3, "is 3; expected None"),
        (VECTOR, VECTOR * np.nan, "contains nan or inf"),
    ],
    ids=str,
)
def test_a_single_number_is_named_beside_what_was_expected(expected, got, text):
    # "off by up to 5.3" of one number leaves the reader to compute what came
    assert compare(expected, got).text == text


@pytest.mark.parametrize(
    ("expected", "got", "path"),
    [
        ([(VECTOR, 1.0), (VECTOR, 2.0)], [(VECTOR, 1.0), (2 * VECTOR, 2.0)], (1, 0)),
        ([(VECTOR, 1.0), (VECTOR, 2.0)], [(VECTOR, 1.0), (VECTOR,)], (1,)),
        ({"a": [1.0, 2.0]}, {"a": [1.0, 3.0]}, ("a", 1)),
        (VECTOR, 2 * VECTOR, ()),
    ],
    ids=str,
)
def test_the_place_in_a_nested_answer_is_named(expected, got, path):
    assert compare(expected, got).path == path


# ------------------------------------------------------------ points and hints


def cases(rng):
    return [
        Case("the example", {"x": np.array([1.0, 2.0])}, tags=("plain",)),
        Case("a longer one", {"x": rng.uniform(1, 2, 5)}, tags=("plain",)),
        Case("below zero", {"x": -rng.uniform(1, 2, 3)}, tags=("negative",)),
        Case("empty", {"x": np.zeros(0)}, tags=("empty",)),
    ]


def total(x):
    return float(np.sum(x))


SUM = Exercise(
    name="total",
    module=99,
    reference=total,
    cases=cases,
    visible_points=1,
    rubric={"plain": 1, "negative": 0.5, "empty": 0.25},
    misconceptions=(
        Misconception("twice", "Twice?", (lambda x: 2 * total(x), lambda x: total(x) + total(x))),
        Misconception("sizes", "Of {n} sizes?", (lambda x: float(np.sum(np.abs(x))),)),
    ),
    facts=lambda case: {"n": case.inputs["x"].size},
)
PAIR = Exercise(
    name="pair",
    module=99,
    reference=lambda x: (x.sum(), x * 2, x.max(initial=0)),
    cases=cases,
    visible_points=1,
    rubric={"s": 1, "d": 0.5, "m": 0.25},
    outputs=("s", "d", "m"),
    misconceptions=(
        Misconception("mean", "s?", (lambda x: (x.sum() / (len(x) + 1), x * 2, x.max(initial=0)),)),
        Misconception("square", "d?", (lambda x: (x.sum(), x**2 + 7, x.max(initial=0)),)),
        Misconception("least", "m?", (lambda x: (x.sum(), x * 2, x.min(initial=9)),)),
    ),
)


def judged(exercise, function, seed="0"):
    return assess(exercise, lambda cs, _: [drive(exercise, function, c) for c in cs], seed)


def test_right_in_full():
    verdict = judged(SUM, lambda x: sum(x.tolist()) + 0.0)
    assert (verdict.right, verdict.points) == (True, SUM.hidden_points)
    assert verdict.holds == ("plain", "negative", "empty")
    assert (verdict.mistakes, verdict.failure, verdict.hint) == ((), None, "")


def test_a_property_that_fails_costs_its_own_points_only():
    verdict = judged(SUM, lambda x: x.sum() / bool(len(x)) if len(x) else np.nan)
    assert (verdict.points, verdict.holds, verdict.fails) == (
        1.5,
        ("plain", "negative"),
        ("empty",),
    )
    assert not verdict.right


def test_without_the_basis_a_special_property_earns_nothing():
    # np.zeros would be right for the empty array, and for nothing else
    verdict = judged(SUM, lambda x: 0.0)
    assert (verdict.points, verdict.holds) == (0, ())
    verdict = judged(SUM, lambda x: x.sum() if x.sum() <= 0 else x.max())
    assert (verdict.points, verdict.holds) == (0, ())


def test_one_wrong_case_of_a_property_costs_it():
    verdict = judged(SUM, lambda x: x.sum() if len(x) < 5 else 0.0)
    assert verdict.points == 0
    assert verdict.failure.case.name == "a longer one"


def test_a_tag_that_is_about_a_part_does_not_pay_for_the_others():
    negative = replace(PAIR, rubric={"s": 1, "d": 0.5, "m": 0.25, "negative": 0.25})
    about = replace(negative, about={"negative": ("s",)})

    def earned(exercise, function):
        return judged(exercise, function).holds

    def d_is_off(x):
        return x.sum(), x * 3, x.max(initial=0)

    assert earned(negative, d_is_off) == ("s", "m")
    assert earned(about, d_is_off) == ("s", "m", "negative")

    def d_is_off_there(x):
        return x.sum(), x * 2 + (x.sum() < 0), x.max(initial=0)

    assert earned(negative, d_is_off_there) == ("s", "d", "m")
    assert earned(about, d_is_off_there) == ("s", "m", "negative")

    def raises_there(x):
        if x.sum() < 0:
            raise ValueError
        return x.sum(), x * 2, x.max(initial=0)

    assert earned(about, raises_there) == ("s", "d", "m")


@pytest.mark.parametrize(
    ("got", "text"),
    [
        ([1.0], "has 1 entry; expected 2"),
        ([1.0, 2.0, 3.0], "has 3 entries; expected 2"),
        (to_plain(VECTOR.view(np.matrix)), "is a matrix; expected a list. A matrix of numpy takes"),
    ],
)
def test_what_came_is_said_in_plain_words(got, text):
    assert compare([1.0, 2.0], got).text.startswith(text)


def test_a_verb_agrees_with_the_name_of_a_part():
    said = words._agreeing("caches", "has 3 entries; expected 2")
    assert said == "have 3 entries; expected 2"
    for part in ("cache", "caches[0]", "bias", "loss"):
        assert words._agreeing(part, "has 3 entries") == "has 3 entries"


def test_parts_of_an_answer_earn_by_themselves():
    verdict = judged(PAIR, lambda x: (0.0, x * 2, x.max(initial=0)))
    assert (verdict.holds, verdict.points) == (("d", "m"), 0.75)
    assert (verdict.failure.part, verdict.failure.got) == ("s", 0.0)


def test_a_list_of_the_parts_is_as_good_as_a_tuple():
    assert judged(PAIR, lambda x: [x.sum(), 2 * x, x.max(initial=0)]).right


@pytest.mark.parametrize(
    "answer", [None, 1.0, (), (1.0,), (1.0, 2.0, 3.0, 4.0), {}, "abc", np.ones((3, 2))], ids=repr
)
def test_another_number_of_parts_earns_nothing(answer):
    verdict = judged(PAIR, lambda x: answer)
    assert (verdict.points, verdict.right, verdict.failure.mismatch.kind) == (0, False, "type")


def test_raising_in_one_case_costs_every_part_that_all_cases_show():
    verdict = judged(PAIR, lambda x: (x.sum(), x * 2, np.max(x)))  # max of nothing raises
    assert verdict.points == 0
    assert verdict.failure.case.name == "empty"
    assert verdict.failure.mismatch.kind == "error"


def test_the_smallest_failing_case_is_shown():
    verdict = judged(PAIR, lambda x: (x.sum(), x * 2, 0.0))
    assert verdict.failure.case.name == "the example"
    assert verdict.failure.part == "m"


def test_a_failing_array_is_shown_rather_than_a_single_number():
    verdict = judged(PAIR, lambda x: (x.sum(), x * (len(x) != 5 and len(x) != 3) * 2, 0.0))
    assert verdict.failure.part == "d"
    assert verdict.failure.expected.size > 1


def test_an_error_in_the_example_is_shown_rather_than_an_array_elsewhere():
    def fails_in_the_example(x):
        return (x.sum(), x * 2 + (np.zeros(9) if len(x) == 2 else 1.0), x.max(initial=0))

    failure = judged(PAIR, fails_in_the_example).failure
    assert (failure.case.name, failure.mismatch.error) == ("the example", "ValueError")


def test_delegation_earns_nothing_although_all_numbers_are_right():
    outcomes = [drive(SUM, total, case) for case in SUM.draw("0")]
    outcomes[2].delegated = "torch.sum"
    verdict = assess(SUM, lambda cases, replaced: outcomes, "0")
    assert (verdict.right, verdict.points, verdict.delegated) == (False, 0, "torch.sum")
    assert verdict.holds == ()


def test_a_changed_input_is_told_and_costs_no_hidden_points():
    def zeroes_afterwards(x):
        value = float(x.sum())
        x[:] = 0
        return value

    verdict = judged(SUM, zeroes_afterwards)
    assert (verdict.right, verdict.points, verdict.changed) == (True, SUM.hidden_points, ("x",))


def test_outcomes_that_are_too_few_stop_the_judge():
    # zip would drop the cases that are missing, and they would count as right
    with pytest.raises(ValueError, match="expected 4 outcomes"):
        assess(SUM, lambda cases, replaced: [drive(SUM, total, cases[0])], "0")


def test_a_hint_names_the_numbers_of_the_failing_case():
    verdict = judged(SUM, lambda x: np.abs(x).sum())
    assert verdict.mistake_names == ("sizes",)
    assert verdict.hint == "Of 3 sizes?"


def test_a_hint_counts_in_a_case_where_there_is_something_to_count():
    # "Of 1 sizes" comes of the smallest case, where another would say "Of 4 sizes"
    def with_a_batch_of_one(rng):
        return [Case(f"{n} of them", {"x": -np.ones(n)}, tags=("plain",)) for n in (1, 4, 6)]

    several = replace(SUM, cases=with_a_batch_of_one, rubric={"plain": 1})
    assert judged(several, lambda x: np.abs(x).sum()).hint == "Of 4 sizes?"
    alone = replace(several, cases=lambda rng: with_a_batch_of_one(rng)[:1])
    assert judged(alone, lambda x: np.abs(x).sum()).hint == "Of 1 sizes?"


def test_none_asks_for_the_return_unless_none_is_an_answer():
    verdict = judged(SUM, lambda x: None)
    assert verdict.failure.mismatch.text == "is None: does the function end without a return?"
    hunt = replace(SUM, reference=lambda x: total(x) if len(x) else None)
    verdict = judged(hunt, lambda x: None)
    assert verdict.failure.mismatch.text == "is None; expected 3"


class Counter:
    """A class for scripts: reads back what it was given."""

    def __init__(self, start):
        self.total, self.calls = start, 0

    def add(self, number):
        self.total, self.calls = self.total + number, self.calls + 1


class Forgetful(Counter):
    def add(self, number):
        self.total = number


COUNTER = Exercise(
    name="Counter",
    module=99,
    reference=Counter,
    cases=lambda rng: [
        Case(name, script=(("make", "a", 1.5), *calls, *read), tags=("sums",))
        for name, calls, read in (
            ("long", [("call", "_", "a", "add", 2.0)] * 3, [("read", "a", "total")]),
            (
                "short",
                [("call", "_", "a", "add", 2.0)],
                [("read", "a", "total"), ("read", "a", "calls")],
            ),
            ("without a call", [], [("read", "a", "total")]),
        )
    ],
    visible_points=1,
    rubric={"sums": 1},
)


def test_of_failing_scripts_the_shortest_is_shown_and_the_reading_named():
    failure = judged(COUNTER, Forgetful).failure
    assert (failure.case.name, failure.part) == ("short", "a.total")
    assert failure.mismatch.text == "is 2; expected 3.5"
    named = [(r.name, r.got, r.expected, bool(r.mismatch)) for r in failure.readings]
    assert named == [("a.total", 2.0, 3.5, True), ("a.calls", 0, 1, True)]


def test_an_attribute_that_is_none_is_no_missing_return():
    class Empty(Counter):
        def add(self, number):
            self.total = None

    assert judged(COUNTER, Empty).failure.mismatch.text == "is None; expected 3.5"


@pytest.mark.parametrize("name", [None, 5, "<b>", "a b", "x" * 99, "add"])
def test_the_name_of_what_raised_is_not_trusted(name):
    error = {"type": "ValueError", "message": "no", "line": "", "function": name}
    verdict = assess(SUM, lambda cases, _: [Outcome(error=error) for _ in cases], "0")
    assert verdict.failure.mismatch.function == ("add" if name == "add" else "")


@pytest.mark.parametrize("line", [None, 5, "a\nb", "x" * 999, "y = 1 / 0"])
def test_the_line_that_raised_is_not_trusted(line):
    error = {"type": "ValueError", "message": "no", "line": line, "function": "add"}
    verdict = assess(SUM, lambda cases, _: [Outcome(error=error) for _ in cases], "0")
    shown = ", in the line “y = 1 / 0”" if line == "y = 1 / 0" else ""
    assert words.sentence(SUM, verdict).endswith(f"it raised ValueError: “no”{shown}.")


def test_a_mistake_explains_the_easiest_case_and_another_or_it_is_not_named():
    """Two mistakes at once, in an answer without parts: the one that can be told apart is named."""
    assert judged(SUM, lambda x: 2 * x.sum()).mistake_names == ("twice",)
    assert judged(SUM, lambda x: 2 * x.sum() if len(x) < 5 else 1.0).mistake_names == ("twice",)
    assert judged(SUM, lambda x: 2 * x.sum() if len(x) > 4 else 1.0).mistakes == ()


def test_the_right_answer_in_some_cases_does_not_hide_a_mistake_in_others():
    verdict = judged(SUM, lambda x: 2 * x.sum() if len(x) == 5 else x.sum())
    assert verdict.mistakes == ()


def test_two_mistakes_that_both_explain_give_no_hint():
    twin = Misconception("also twice", "Also?", (lambda x: total(x) * 2,))
    both = Exercise(
        name="total",
        module=99,
        reference=total,
        cases=cases,
        visible_points=1,
        rubric=SUM.rubric,
        misconceptions=(*SUM.misconceptions, twin),
    )
    verdict = judged(both, lambda x: 2 * x.sum())
    assert (verdict.mistakes, verdict.hint) == ((), "")


def test_a_pair_in_different_parts_is_named_as_a_pair():
    verdict = judged(PAIR, lambda x: (x.sum() / (len(x) + 1), x**2 + 7, x.max(initial=0)))
    assert verdict.mistake_names == ("mean", "square")
    assert verdict.hint == "s? d?"
    assert verdict.points == 0.25


def test_two_pairs_that_both_explain_give_no_hint():
    again = Misconception("average", "s?", PAIR.misconceptions[0].versions)
    more = Exercise(
        name="pair",
        module=99,
        reference=PAIR.reference,
        cases=cases,
        visible_points=1,
        rubric=PAIR.rubric,
        outputs=PAIR.outputs,
        misconceptions=(*PAIR.misconceptions, again),
    )
    verdict = judged(more, lambda x: (x.sum() / (len(x) + 1), x**2 + 7, x.max(initial=0)))
    assert verdict.mistakes == ()


def test_three_mistakes_at_once_are_nobodys():
    verdict = judged(PAIR, lambda x: (x.sum() / (len(x) + 1), x**2 + 7, x.min(initial=9)))
    assert verdict.mistakes == ()


def test_a_pair_with_something_unheard_of_is_no_pair():
    verdict = judged(PAIR, lambda x: (x.sum() / (len(x) + 1), x**2 + 8, x.max(initial=0)))
    assert verdict.mistakes == ()


def test_raising_everywhere_is_no_misconception():
    verdict = judged(SUM, lambda x: x.no_such_thing)
    assert (verdict.points, verdict.mistakes) == (0, ())


@pytest.mark.parametrize("points", [0, -1, 0.3, 1 / 3])
def test_rubric_points_are_quarters(points):
    # nbgrader's feedback would show 1.33, and a sum of thirds is not the points of the cell
    with pytest.raises(ValueError, match=r"0\.25"):
        Exercise(
            name="total",
            module=99,
            reference=total,
            cases=cases,
            visible_points=1,
            rubric={"plain": points},
        )


def test_a_reference_that_fails_is_the_authors_mistake():
    broken = Exercise(
        name="total",
        module=99,
        reference=lambda x: x.nothing,
        cases=cases,
        visible_points=1,
        rubric={"plain": 1},
    )
    with pytest.raises(RuntimeError, match="the reference fails on the example"):
        judged(broken, total)


EDGES = [0.0, -0.0, 1e-15, 2e-15, 1.0, 1 + 9e-7, 1 + 2e-6, -1.0, 1e308, -1e308, np.inf, -np.inf]


@pytest.mark.parametrize("one", [*EDGES, np.nan])
@pytest.mark.parametrize("other", [*EDGES, np.nan])
def test_numbers_alone_in_arrays_and_beside_nan_are_compared_alike(one, other):
    # three ways through the comparison, the first two of them short cuts
    alone = same_value(one, other)
    assert same_value(np.array([one]), np.array([other])) == alone
    assert same_value(np.array([one, np.nan]), np.array([other, np.nan])) == alone


@pytest.mark.parametrize(
    "came", [complex(np.nan, 1), np.longdouble("nan"), complex(np.inf)], ids=str
)
def test_numpys_warnings_of_what_came_reach_nobody(came):
    def divides(value):
        warnings.warn("a warning of another kind", stacklevel=1)
        return value / np.zeros(2) if isinstance(value, np.ndarray) else value

    exercise = Exercise(
        name="f",
        module=99,
        reference=lambda x: x,
        cases=lambda rng: [Case("a case", {"x": VECTOR[:2]})],
        visible_points=1,
        rubric={"": 1},
        tidy=divides,
    )
    given = [Outcome(value=np.full(2, came))]
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        verdict = assess(exercise, lambda cases, replaced: given, "a seed")
    assert (verdict.right, warned) == (False, [])
