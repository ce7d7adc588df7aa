"""What holds is said in words for learners, and never of the part that has just been called off."""

import pytest

from autograder.core import words
from autograder.core.assess import assess
from autograder.core.exercise import PRACTICE_SEED
from autograder.lessons import find, known_names
from autograder.lessons.runs import runner
from tests.core.cells import define

# right for ordinary scores, and lost where they are large
NO_MAXIMUM = """
    def softmax_cross_entropy(Z, y):
        N = len(y)
        loss = np.mean(np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(N), y])
        E = np.exp(Z - Z.max(axis=1, keepdims=True))
        dZ = E / E.sum(axis=1, keepdims=True)
        dZ[np.arange(N), y] -= 1
        return loss, dZ / N
"""


def said(name, text):
    exercise = find(name)
    function = define(text, name)
    return words.sentence(exercise, assess(exercise, runner(exercise, function), PRACTICE_SEED))


def test_the_part_that_is_off_is_not_praised():
    told = said("softmax_cross_entropy", NO_MAXIMUM)
    assert "loss hold" not in told
    assert "loss is inf" not in told or told.count("loss") == 1


@pytest.mark.parametrize("name", known_names())
def test_labels_that_have_words_are_labels(name):
    exercise = find(name)
    assert set(exercise.label_words) <= set(exercise.rubric) - set(exercise.outputs)


# short names of ours, which nobody would say of what holds
OURS = ("fits", "ordinary", "unit length", "any length", "already right", "curve", "batch", "finds")


@pytest.mark.parametrize("name", known_names())
def test_a_short_name_of_ours_is_not_said_to_learners(name):
    exercise = find(name)
    shown = {exercise.label_words.get(label, label) for label in exercise.rubric}
    assert shown.isdisjoint(OURS)


def test_points_are_given_for_what_learners_can_read():
    exercise = find("margin_bound")
    longest = "def margin_bound(X, y, w, b): return float(" + BOUND + ")"
    verdict = assess(exercise, runner(exercise, define(longest, "margin_bound")), PRACTICE_SEED)
    assert verdict.holds == ("unit length",)
    told = words.because(exercise, verdict)
    assert told == ": lines of length 1 hold, lines of other lengths not yet"


BOUND = """(
    (1 + (X ** 2).sum(axis=1).max()) / ((2 * y - 1) * (X @ w + b)).min() ** 2
)"""


def test_a_name_of_one_letter_is_no_plural():
    assert words.hold(["s"]) == "s holds"
    assert words.hold(["grads"]) == "grads hold"
