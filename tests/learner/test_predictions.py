"""The prediction book: committed is committed, a start over is noted, nothing is scored."""

import json
from pathlib import Path

import pytest

from autograder.learner import predictions
from autograder.learner.questions import Questions, find_prediction, load

ASKED = find_prediction("v-curve")


def commit(choice, sure="certain", name="v-curve"):
    return predictions.answer(find_prediction(name), {"commit": {"choice": choice, "sure": sure}})


def decide(choice, sure="certain", name="v-curve"):
    """Make a bet, and try in its panel what it asks for."""
    commit(choice, sure, name)
    predictions.note_move(find_prediction(name))


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
    decide("vee", "certain", "v-curve")
    decide("half", "certain", "depth")
    decide("one", "guessing", "cost")
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


def test_a_bet_that_is_open_is_not_told_in_the_book(folder, capsys):
    asked = find_prediction("depth")
    commit("half", "certain", "depth")
    text = opened(capsys)
    assert "Certain and wrong: 0" in text
    assert "it turned out: still open" in text
    assert asked.why not in text
    assert asked.choices[asked.turned_out] not in text
    assert asked.where not in text
    predictions.note_move(asked)
    text = opened(capsys)
    assert "Certain and wrong: 1" in text
    assert asked.why in text


def test_a_bet_without_a_panel_is_decided_when_it_is_made(folder, capsys):
    asked = find_prediction("cost")
    bet = predictions.Bet(asked)
    bet._said({"commit": {"choice": "one", "sure": "fairly"}})
    assert f"why: {asked.why}" in opened(capsys)


def test_a_bet_of_an_earlier_edition_without_a_panel_is_decided_when_it_is_shown(folder, capsys):
    commit("one", "fairly", "cost")
    assert "still open" in opened(capsys)
    predictions.Bet(find_prediction("cost")).show()
    assert "still open" not in opened(capsys)


class Measuring:
    """A panel that measures what turned out here."""

    task, locked, ratio = "press Measure", True, 83

    def when_moved(self, call):
        self.move = call

    def found(self):
        return ("thirty" if self.ratio < 170 else "thousand"), f"Here it was {self.ratio} times."


@pytest.mark.parametrize(("ratio", "right"), [(83, "thirty"), (400, "thousand")])
def test_what_a_panel_has_measured_decides_its_bet(folder, capsys, ratio, right):
    asked, panel = find_prediction("one-by-one"), Measuring()
    panel.ratio = ratio
    bet = predictions.Bet(asked, panel)
    bet._said({"commit": {"choice": "thousand", "sure": "certain"}})
    bet._prepare_panel()
    assert "turned_out" not in bet._state()
    panel.move()
    state = bet._state()
    assert state["turned_out"].startswith(asked.choices[right])
    assert state["why"].startswith(f"Here it was {ratio} times. ")
    assert state["right"] == (right == "thousand")
    panel.ratio = 5  # what is measured later decides nothing
    panel.move()
    assert bet._state() == state
    capsys.readouterr()
    predictions.book(5)
    text = capsys.readouterr().out
    assert ("it turned out: as you said" in text) == (right == "thousand")
    assert f"why: Here it was {ratio} times. " in text


def test_what_was_measured_is_said_without_a_bet_too(folder):
    bet = predictions.Bet(find_prediction("one-by-one"), Measuring())
    try:
        bet._said({"anyway": True})
        bet._panel.move()
        assert bet._state()["why"].startswith("Here it was 83 times. ")
    finally:
        predictions._seen_without_a_bet.discard("one-by-one")


def test_questions_and_answers_are_escaped(folder, monkeypatch):
    evil = "<img src=x onerror=alert(1)>"
    asked = find_prediction("v-curve")
    changed = type(asked)("v-curve", 7, evil, {"a": evil, "b": "x"}, "b", evil, f"it's {evil}")
    file = Questions(7, 40, 4, {"v-curve": changed}, (), ())
    monkeypatch.setattr(predictions, "load", lambda lesson: file)
    seen = []
    monkeypatch.setattr(predictions, "display", seen.append)
    predictions.answer(changed, {"commit": {"choice": "a", "sure": "certain"}})
    predictions.note_move(changed)
    predictions.book(7)
    html = seen[0]._repr_html_()
    assert "<img" not in html
    assert "href='#it&#x27;s-" in html
