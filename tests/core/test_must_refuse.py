"""Cases that are to be refused: an error of the learner's own line is right, a value is not."""

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
    ],
    ids=["assert", "another error", "division", "index"],
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


def test_to_raise_always_earns_nothing():
    verdict = judged(written("raise ValueError('no')"))
    assert (verdict.right, verdict.points) == (False, 0)


def test_the_engines_version_has_to_refuse_as_well():
    takes = Exercise("mean_of", 99, reference=lambda numbers: 0.0, cases=cases)
    run = lambda cases, replaced: [drive(takes, mean_of, case) for case in cases]  # noqa: E731
    with pytest.raises(RuntimeError, match="the reference takes no numbers"):
        assess(takes, run, PRACTICE_SEED)
