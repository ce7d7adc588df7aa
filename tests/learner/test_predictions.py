"""The prediction book: committed is committed, a start over is noted, nothing is scored."""

import json
from pathlib import Path

import pytest

from autograder.learner import predictions
from autograder.learner.questions import Questions, find_prediction, load

ASKED = find_prediction("v-curve")


def commit(choice, sure="certain", name="v-curve"):
    return predictions.answer(find_prediction(name), {"commit": {"choice": choice, "sure": sure}})


def opened(capsys):
    capsys.readouterr()
    predictions.book(7)
    return capsys.readouterr().out


def test_a_prediction_is_kept_with_confidence_and_time(folder):
    state = commit("flat", "fairly")
    assert state["said"] == ASKED.choices["flat"]
    assert state["sure"] == "fairly sure"
    assert state["when"][:2] == "20"
    assert predictions.predictions()["v-curve"]["choice"] == "flat"


def test_committed_is_committed(folder):
    commit("flat")
    assert commit("vee")["said"] == ASKED.choices["flat"]


def test_starting_over_is_allowed_and_noted(folder, capsys):
    commit("flat")
    assert "said" not in predictions.answer(ASKED, {"again": True})
    assert "none yet" in opened(capsys)
    assert commit("vee")["note"] == "started over once"
    predictions.answer(ASKED, {"again": True})
    assert commit("down")["note"] == "started over 2 times"
    assert "(certain, started over 2 times)" in opened(capsys)


@pytest.mark.parametrize("message", [
    {}, {"commit": None}, {"commit": {}}, {"commit": {"choice": "vee"}},
    {"commit": {"choice": "nonsense", "sure": "certain"}},
    {"commit": {"choice": "vee", "sure": "very"}}, {"again": True}, {"again": "x"},
])  # fmt: skip
def test_a_message_that_no_card_sends_changes_nothing(message, folder):
    assert predictions.answer(ASKED, message) == {}
    assert not Path(".course").exists()


def test_a_list_where_a_word_is_expected_changes_nothing(folder):
    assert predictions.answer(ASKED, {"commit": {"choice": ["vee"], "sure": {}}}) == {}


@pytest.mark.parametrize("entry", [
    None, [], {"lesson": 7}, {"lesson": "7", "choice": "vee", "sure": "certain"},
    {"lesson": 7, "choice": "gone", "sure": "certain"},
    {"lesson": 7, "choice": "vee", "sure": "<b>"},
    {"lesson": 7, "choice": ["vee"], "sure": "certain", "restarts": -3},
    {"lesson": 7, "choice": "vee", "sure": ["certain"]},
])  # fmt: skip
def test_a_spoilt_entry_counts_as_none(entry, folder, capsys):
    Path(".course").mkdir()
    Path(".course/predictions.json").write_text(json.dumps({"v-curve": entry}))
    assert "none yet" in opened(capsys)
    assert commit("vee")["said"]


def test_a_spoilt_time_is_left_out(folder):
    commit("vee")
    path = Path(".course/predictions.json")
    content = json.loads(path.read_text())
    content["v-curve"]["when"] = "<i>yesterday</i>"
    path.write_text(json.dumps(content))
    assert predictions.answer(ASKED, {})["when"] == ""


def test_the_book_begins_with_certain_and_wrong_and_where_to_look(folder, capsys):
    commit("vee", "certain", "v-curve")
    commit("half", "certain", "depth")
    commit("one", "guessing", "cost")
    lines = opened(capsys).splitlines()
    assert lines[1] == "Certain and wrong: 1"
    assert lines[2].endswith("Look again at: " + find_prediction("depth").where)
    text = "\n".join(lines[3:])
    assert text.index("sin") < text.index("2,410") < text.index("Ten affine")  # the lesson's order
    assert "it turned out: as you said" in text
    assert "it turned out: It is several hundred times smaller." in text
    assert lines[-1] == f"Without a prediction so far: {len(load(7).predictions) - 3}."
    for word in ("score", "✗", "❌", "%"):
        assert word not in text


def test_an_empty_book_tells_no_result(folder, capsys):
    text = opened(capsys)
    assert "none yet" in text
    assert not any(asked.why in text for asked in load(7).predictions.values())


def test_what_was_not_predicted_is_not_told(folder, capsys):
    commit("vee")
    assert find_prediction("depth").why not in opened(capsys)


def test_questions_and_answers_are_escaped(folder, monkeypatch):
    evil = "<img src=x onerror=alert(1)>"
    asked = find_prediction("v-curve")
    changed = type(asked)("v-curve", 7, evil, {"a": evil, "b": "x"}, "b", evil, f"it's {evil}")
    file = Questions(7, 40, 4, {"v-curve": changed}, (), ())
    monkeypatch.setattr(predictions, "load", lambda lesson: file)
    seen = []
    monkeypatch.setattr(predictions, "display", seen.append)
    predictions.answer(changed, {"commit": {"choice": "a", "sure": "certain"}})
    predictions.book(7)
    html = seen[0]._repr_html_()
    assert "<img" not in html
    assert "href='#it&#x27;s-" in html
