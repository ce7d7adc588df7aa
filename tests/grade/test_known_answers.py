"""Answers that others have given are judged once; the marks are the same, and nobody else's."""

from dataclasses import replace

import numpy as np
import pytest

from autograder.core import assess as judging
from autograder.core.exercise import PRACTICE_SEED
from autograder.core.plain_data import encode
from autograder.grade import answers
from autograder.lessons import find
from tests.grade.class_of_learners import FULL, RIGHT, points

RELU = find("relu_backward")
CASES = len(RELU.draw(PRACTICE_SEED))


class Box:
    """Stands for a sandbox whose process has sent these messages."""

    keep_original, held = True, ()

    def __init__(self, messages):
        self.messages, self.box = list(messages), self

    def ends(self):
        return self, self

    def sendall(self, data):
        pass

    def receive_bytes(self, most, deadline, tick):
        return self.messages.pop(0)

    def check_memory(self):
        pass

    def close(self):
        pass


def answered(messages, count):
    """What a learner whose process sent these messages is judged by."""
    desk = answers.Answers(Box(messages), 0, 10, np.inf)
    return desk.runner(RELU, PRACTICE_SEED)(RELU.draw(PRACTICE_SEED)[:1] * count, ())


def message(value, **other):
    outcome = {"value": value, "error": None, "changed": (), "delegated": None, "printed": ""}
    return encode(outcome | other)


@pytest.fixture
def asked(monkeypatch):
    """Count how often answers were to be judged, and how often they were judged anew."""
    counts = {"in all": 0, "anew": 0}

    def counting(name, kind):
        function = getattr(judging, name)

        def counted(*args):
            counts[kind] += 1
            return function(*args)

        monkeypatch.setattr(judging, name, counted)

    counting("_judge_run", "in all")
    counting("_judge_outcomes", "anew")
    return counts


@pytest.mark.slow
def test_a_second_learner_with_the_same_answers_is_recognised_and_gets_the_same(grade, asked):
    grade(RIGHT)
    before = dict(asked)
    judged = grade(RIGHT)
    assert asked["anew"] == before["anew"]
    # the bonus has no hidden cases
    assert asked["in all"] == before["in all"] + 2 * len(FULL) + 1
    assert points(judged) == FULL


def test_one_other_number_is_another_answer():
    def digest(*messages):
        return answered(messages, 2).digest

    same = [message(np.zeros(3)), message(1.0)]
    other = [message(np.array([0.0, 0.0, -0.0])), message(1.0)]
    assert digest(*same) == digest(*list(same))
    assert digest(*same) != digest(*other)
    assert digest(*same) != digest(*same[::-1])
    assert digest(message(0, printed="x"), message(1)) != digest(
        message(0), message(1, printed="x")
    )


def test_where_one_message_ends_counts(monkeypatch):
    monkeypatch.setattr(answers, "_read_outcome", bytes)
    assert answered([b"ab", b"c"], 2).digest != answered([b"a", b"bc"], 2).digest


def test_what_broke_down_and_what_is_large_is_not_kept():
    assert isinstance(answered([message(1.0)] * 2, 2), judging.Answered)
    broken = answered([message(1.0), b"\x00" * 20], 2)
    assert not isinstance(broken, judging.Answered)
    assert [outcome.error and outcome.error["type"] for outcome in broken] == [None, "NoAnswer"]
    large = answered([message(np.zeros(answers.MOST_KNOWN // 8))], 1)
    assert not isinstance(large, judging.Answered)
    assert large[0].value.size == answers.MOST_KNOWN // 8


def test_the_same_answers_to_another_exercise_are_judged_anew(asked):
    same = answered([message(0.81273)] * CASES, CASES)  # which no other test answers
    for exercise in (RELU, replace(RELU, misconceptions=())):
        judging.assess(exercise, lambda cases, replaced: same, PRACTICE_SEED)
    assert asked == {"in all": 2, "anew": 2}


def test_few_verdicts_are_kept(monkeypatch):
    monkeypatch.setattr(judging, "MOST_JUDGED", 3)
    monkeypatch.setattr(judging, "_judged", {})
    for number in range(5):
        same = answered([message(float(number))] * CASES, CASES)
        judging.assess(RELU, lambda cases, replaced, same=same: same, PRACTICE_SEED)
    assert [digest for _, digest, *_ in judging._judged] == [
        answered([message(float(number))] * CASES, CASES).digest for number in (2, 3, 4)
    ]
