"""Cases that are to be refused: an error of the learner's own line is right, a value is not."""

import re
from dataclasses import replace

import numpy as np
import pytest

from autograder.core.assess import assess
from autograder.core.driver import drive
from autograder.core.exercise import PRACTICE_SEED, Case, Exercise, Misconception
from autograder.core.words import sentence
from tests.core.cells import notebook


def mean_of(numbers):
    if len(numbers) == 0:
        raise ValueError("mean_of expected at least one number, got none")
    return float(np.sum(numbers)) / len(numbers)


def cases(rng):
    numbers = rng.uniform(1, 2, 5)
    return [
        Case("three numbers", {"numbers": np.array([1.0, 2.0, 6.0])}),
        Case("five numbers", {"numbers": numbers}),
        Case("no numbers", {"numbers": np.zeros(0)}, tags=("refusals",), must_refuse=True),
    ]


MEAN_OF = Exercise(
    "mean_of",
    99,
    reference=mean_of,
    cases=cases,
    rubric={"values": 2, "refusals": 1},
    misconceptions=(
        Misconception(
            "takes nothing for 0",
            "Of no numbers there is no mean, and you answer 0. Who would notice?",
            lambda numbers: float(np.sum(numbers)) / max(len(numbers), 1),
        ),
    ),
)


def judged(source):
    function = notebook("import numpy as np\n\n" + source)["mean_of"]
    run = lambda cases, replaced: [drive(MEAN_OF, function, case) for case in cases]  # noqa: E731
    return assess(MEAN_OF, run, PRACTICE_SEED)


def written(*lines):
    return "\n    ".join(["def mean_of(numbers):", *lines])


@pytest.mark.parametrize(
    "lines",
    [
        ("assert len(numbers) > 0", "return sum(numbers) / len(numbers)"),
        ("if not len(numbers):", "    raise RuntimeError('nothing')", "return numbers.mean()"),
        # whichever error it is: here Python divides by 0
        ("return float(sum(numbers)) / len(numbers)",),
        ("numbers[0]", "return numbers.mean()"),
        ("if not len(numbers):", "    raise NotImplementedError", "return numbers.mean()"),
        ("if not len(numbers):", "    raise NotImplementedError('none')", "return numbers.mean()"),
    ],
    ids=["assert", "another error", "division", "index", "no words", "not implemented"],
)
def test_any_error_of_the_learners_own_line_is_a_refusal(lines):
    verdict = judged(written(*lines))
    assert (verdict.right, verdict.points) == (True, 3)


def test_a_value_is_none():
    verdict = judged(written("return numbers.sum() / max(len(numbers), 1)"))
    assert (verdict.right, verdict.points, verdict.fails) == (False, 2, ("refusals",))
    assert verdict.mistake_names == ("takes nothing for 0",)


def test_an_unknown_value_is_told_in_words():
    verdict = judged(written("return numbers.sum() / len(numbers) if len(numbers) else 7.0"))
    assert sentence(MEAN_OF, verdict) == (
        "mean_of, no numbers: the answer is a value; these inputs cannot be right, so an error "
        "has to be raised. Values hold."
    )


@pytest.mark.parametrize(
    "line", ["raise NotImplementedError", "return mean(numbers)"], ids=["a stub", "a name"]
)
def test_what_is_not_written_refuses_nothing(line):
    verdict = judged(written(line))
    assert (verdict.right, verdict.points) == (False, 0)
    assert verdict.fails == ("values", "refusals")


@pytest.mark.parametrize("given", ["'no numbers'", "print('no numbers')", "False"])
def test_to_raise_what_is_no_error_is_no_refusal(given):
    verdict = judged(written(f"if not len(numbers): raise {given}", "return numbers.mean()"))
    assert (verdict.right, verdict.points, verdict.fails) == (False, 2, ("refusals",))


def test_an_error_without_a_text_is_told_by_its_name():
    said = sentence(MEAN_OF, judged(written("assert len(numbers) > 9", "return 0.0")))
    assert said.endswith("it raised AssertionError.")


def test_a_refusal_of_right_inputs_is_not_called_a_stub():
    verdict = judged(written("raise NotImplementedError('numbers expected')"))
    assert (verdict.right, verdict.points) == (False, 0)
    said = sentence(MEAN_OF, verdict)
    assert "not written" not in said
    assert "it raised NotImplementedError: “numbers expected”" in said


def test_to_raise_always_earns_nothing():
    verdict = judged(written("raise ValueError('no')"))
    assert (verdict.right, verdict.points) == (False, 0)


def test_the_engines_version_has_to_refuse_as_well():
    takes = Exercise("mean_of", 99, reference=lambda numbers: 0.0, cases=cases)
    run = lambda cases, replaced: [drive(takes, mean_of, case) for case in cases]  # noqa: E731
    with pytest.raises(RuntimeError, match="the reference takes no numbers"):
        assess(takes, run, PRACTICE_SEED)


# ------------------------------------------------------------ mistakes beside a refusal


def spread_of(numbers):
    if len(numbers) == 0:
        raise ValueError("spread_of expected at least one number, got none")
    return float(np.min(numbers)), float(np.max(numbers))


def _lowest_twice(numbers):
    return spread_of(numbers)[0], 2 * spread_of(numbers)[0]


SPREAD_OF = Exercise(
    "spread_of",
    99,
    reference=spread_of,
    cases=cases,
    outputs=("low", "high"),
    rubric={"low": 1, "high": 1, "refusals": 1},
    misconceptions=(
        Misconception(
            "takes nothing for 0",
            "Of no numbers there is no smallest, and you answer 0. Who would notice?",
            lambda numbers: spread_of(numbers) if len(numbers) else (0.0, 0.0),
        ),
        Misconception("lowest twice", "Twice the lowest: which is the highest?", _lowest_twice),
    ),
)


def named(*lines):
    source = "\n    ".join(["import numpy as np\n\ndef spread_of(numbers):", *lines])
    function = notebook(source)["spread_of"]
    run = lambda cases, replaced: [drive(SPREAD_OF, function, case) for case in cases]  # noqa: E731
    return assess(SPREAD_OF, run, PRACTICE_SEED).mistake_names


@pytest.mark.parametrize(
    ("of_none", "name"),
    [
        ("0.0, 0.0", ("takes nothing for 0",)),
        ("0.0, 1.0", ("takes nothing for 0",)),
        ("1.0, 1.0", ()),
        ("None", ()),
    ],
)
def test_what_is_taken_has_to_come_in_part(of_none, name):
    """What is computed of inputs that are to be refused may be off in a way of its own."""
    assert (
        named(f"if len(numbers) == 0: return {of_none}", "return min(numbers), max(numbers)")
        == name
    )


@pytest.mark.parametrize(
    "refusal",
    ["assert len(numbers)", "if len(numbers) == 0: raise RuntimeError('of what?')", "numbers[0]"],
    ids=["assert", "another error", "index"],
)
def test_a_mistake_is_named_whatever_refuses(refusal):
    assert named(refusal, "return min(numbers), 2 * min(numbers)") == ("lowest twice",)


def test_what_comes_in_place_of_a_refusal_tells_mistakes_apart():
    told = [
        named(f"if not len(numbers): return {low}, {low}", "return min(numbers), max(numbers)")
        for low in (0.0, 7.0)
    ]
    assert told == [("takes nothing for 0",), ()]


def test_a_mistake_and_a_missing_refusal_are_named_together():
    told = named("low = min(numbers, default=3.0)", "return low, 2 * low")
    assert set(told) == {"takes nothing for 0", "lowest twice"}


def _says_it(numbers):
    return spread_of(numbers) if len(numbers) else "no numbers"


@pytest.mark.parametrize(
    ("of_none", "name"), [("(3.0, 6.0)", "takes nothing for 0"), ("'no numbers'", "says it")]
)
def test_of_two_ways_not_to_refuse_the_one_that_came_is_named_in_a_pair(of_none, name):
    says_it = Misconception("says it", "A text is given back. What stops the program?", _says_it)
    both = replace(SPREAD_OF, misconceptions=(*SPREAD_OF.misconceptions, says_it))
    source = f"""def spread_of(numbers):
    return {of_none} if len(numbers) == 0 else (min(numbers), 2 * min(numbers))"""
    function = notebook(source)["spread_of"]
    run = lambda cases, replaced: [drive(both, function, case) for case in cases]  # noqa: E731
    assert set(assess(both, run, PRACTICE_SEED).mistake_names) == {name, "lowest twice"}


def test_each_of_two_hints_has_the_numbers_of_a_case_of_its_own():
    counted = [
        Misconception(m.name, f"Of {{n}} numbers, for {m.name}?", m.versions)
        for m in SPREAD_OF.misconceptions
    ]
    both = replace(
        SPREAD_OF,
        misconceptions=tuple(counted),
        facts=lambda case: {"n": len(case.inputs["numbers"])},
    )
    source = """def spread_of(numbers):
    low = min(numbers, default=0.0)
    return low, 2 * low"""
    function = notebook(source)["spread_of"]
    run = lambda cases, replaced: [drive(both, function, case) for case in cases]  # noqa: E731
    hint = assess(both, run, PRACTICE_SEED).hint
    assert "Of 0 numbers, for takes nothing for 0?" in hint
    assert re.search("Of [1-9] numbers, for lowest twice?", hint)


# ------------------------------------------------------------ what a tag is about


ABOUT_LOW = replace(
    SPREAD_OF,
    cases=lambda rng: [
        *cases(rng),
        Case("far apart", {"numbers": np.array([1.0, 1e6])}, tags=("far apart",)),
    ],
    rubric={"low": 1, "high": 1, "far apart": 1, "refusals": 1},
    misconceptions=(),
)
ONLY_LOW = {"far apart": ("low",)}


@pytest.mark.parametrize(
    ("answer", "about", "holds"),
    [
        # what is wrong everywhere is charged once
        ("min(numbers), 2 * max(numbers)", {}, ("low", "refusals")),
        ("min(numbers), 2 * max(numbers)", ONLY_LOW, ("low", "far apart", "refusals")),
        # another part is charged by its own label, also if it is wrong there alone
        ("min(numbers), min(max(numbers), 9.0)", {}, ("low", "high", "refusals")),
        ("min(numbers), min(max(numbers), 9.0)", ONLY_LOW, ("low", "far apart", "refusals")),
        ("max(min(numbers), max(numbers) - 9.0), max(numbers)", ONLY_LOW,
         ("low", "high", "refusals")),
    ],
)  # fmt: skip
def test_a_tag_may_be_about_some_parts_of_the_answer(answer, about, holds):
    exercise = replace(ABOUT_LOW, about=about)
    source = f"import numpy as np\n\ndef spread_of(numbers):\n    return {answer}"
    function = notebook(source)["spread_of"]
    run = lambda cases, replaced: [drive(exercise, function, case) for case in cases]  # noqa: E731
    assert assess(exercise, run, PRACTICE_SEED).holds == holds
