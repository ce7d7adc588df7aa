"""The ledger: never empty, one's own line in place of the stored one, the spread shown."""

import json
from pathlib import Path

import pytest

from autograder.check import ledger
from autograder.learner.ledger import lines, stored

OWN = [30, 20, 25, 22, 21]


def table(capsys):
    capsys.readouterr()
    ledger()
    return capsys.readouterr().out


def test_it_is_never_empty_and_says_what_is_stored(folder, capsys):
    text = table(capsys)
    assert "ten neurons, no hidden layer  650  26 to 28 of 500  27  stored" in text
    assert text.count("stored") == len(stored())


def test_a_line_of_ones_own_takes_the_place_of_the_stored_one(folder, capsys):
    ledger.add("own-backward", wrong=OWN)
    (line,) = [row for row in table(capsys).splitlines() if row.startswith("7")]
    assert line.startswith("7  hidden layer of 32, trained by")
    assert line.endswith("2,410  20 to 30 of 500  22  your run")
    assert len(lines()) == len(stored())


def test_it_does_not_tell_what_later_lessons_find(folder, capsys):
    ledger.add("hidden-10", wrong=OWN)
    _head, *rows, last = table(capsys).splitlines()
    assert {row[0] for row in rows} == {"1", "2", "3"}
    assert last.endswith("Later lessons add their lines.")
    last = max(stored(), key=lambda name: stored()[name]["lesson"])
    ledger.add(last, wrong=OWN)
    assert "Later" not in table(capsys)


def test_running_again_replaces_the_line(folder):
    ledger.add("own-backward", wrong=OWN)
    ledger.add("own-backward", wrong=[1, 2, 3, 4, 5])
    assert [line["wrong"] for line in lines() if not line["stored"]] == [[1, 2, 3, 4, 5]]


def test_a_new_line_needs_its_words_and_finds_its_place(folder, capsys):
    with pytest.raises(ValueError, match="expected lesson, reader, parameters for the new line"):
        ledger.add("mine", wrong=OWN)
    ledger.add("mine", wrong=[9] * 5, lesson=4, reader="<b>tanh</b>", parameters=10, of=100)
    text = table(capsys)
    assert "4  <b>tanh</b>  10  9 of 100  9  your run" in text
    assert [line["lesson"] for line in lines()] == sorted(line["lesson"] for line in lines())


def test_words_are_escaped(folder, monkeypatch):
    from autograder.learner import ledger as module

    seen = []
    monkeypatch.setattr(module, "display", seen.append)
    ledger.add("mine", wrong=OWN, lesson=4, reader="<b>tanh</b>", parameters=10)
    ledger()
    assert "<b>tanh" not in seen[0]._repr_html_()


@pytest.mark.parametrize("wrong", [[3, 4], [], [1, 2, 3, 4, 501], [1, 2, 3, 4, -1], [0.97] * 5])
def test_what_cannot_be_a_count_of_five_starts_is_refused(wrong, folder):
    with pytest.raises(ValueError, match="expected 5 counts from 0 to 500"):
        ledger.add("own-backward", wrong=wrong)


@pytest.mark.parametrize("line", [
    None, [], {"lesson": 7}, {**stored()["hidden-10"], "wrong": [1]},
    {**stored()["hidden-10"], "wrong": [1, 2, 3, 4, "<b>"]},
    {**stored()["hidden-10"], "of": "many"}, {**stored()["hidden-10"], "lesson": None},
])  # fmt: skip
def test_a_spoilt_line_gives_way_to_the_stored_one(line, folder):
    Path(".course").mkdir()
    Path(".course/ledger.json").write_text(json.dumps({"own-backward": line}))
    assert all(line["stored"] for line in lines())
    assert len(lines()) == len(stored())


def test_numpy_counts_are_taken(folder):
    import numpy as np

    ledger.add("own-backward", wrong=np.array(OWN))
    assert json.loads(Path(".course/ledger.json").read_text())["own-backward"]["wrong"] == OWN
