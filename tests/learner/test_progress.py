"""points(7) and `autograder progress`: plain words, from whatever the files hold."""

import json
from pathlib import Path

import numpy as np
import pytest

from autograder import lessons
from autograder.check import CheckFailed, ledger, points
from autograder.cli import main
from autograder.learner import kept_files, predictions
from autograder.learner.own_digits import own_digits
from autograder.learner.questions import find_prediction, load
from tests.learner.learner_help import AFFINE, AVERAGED, Notebook


def said(capsys, *arguments):
    capsys.readouterr()
    status = main(["progress", *arguments])
    return status, capsys.readouterr().out


def shown(capsys):
    capsys.readouterr()
    points(7)
    return capsys.readouterr().out


def test_points_name_what_is_kept_what_waits_and_the_sum(folder, capsys):
    Notebook(AFFINE).value("check(affine_backward)")
    lines = shown(capsys).splitlines()
    assert lines[0] == "Points of lesson 7"
    assert "  affine_backward: 6 of 6" in lines
    assert "  numerical_gradient: 0 of 4" in lines
    assert "  in your own words: 4, read by your teacher" in lines
    assert lines[-1] == "  so far: 6 of 40"


def test_practice_is_done_once_it_passed_also_where_nothing_goes_on_the_shelf(folder, capsys):
    limit = lessons.find("my_limit")  # a number of one's own, no function that is kept
    for passed, said in ((False, "practice"), (True, "practice, done"), (False, "practice, done")):
        kept_files.keep(limit, 0, (), passed)
        points(8)
        assert f"  my_limit: {said}" in capsys.readouterr().out.splitlines()


def test_the_points_of_the_lesson_add_up():
    checked = sum(exercise.points for exercise in lessons.of_module(7))
    assert checked + load(7).words <= load(7).points


def test_points_that_nobody_earned_do_not_count(folder, capsys):
    Path(".course").mkdir()
    entry = {"module": 7, "points": 999, "mistakes": []}
    record = {"affine_backward": entry, "invented": entry,
              "numerical_gradient": {**entry, "points": -5}}  # fmt: skip
    Path(".course/record.json").write_text(json.dumps(record))
    assert shown(capsys).splitlines()[-1] == "  so far: 6 of 40"


def test_an_empty_folder_says_how_it_begins(folder, capsys):
    status, text = said(capsys, "--work", str(folder))
    assert status == 0
    assert text.startswith(f"Nothing is kept in {folder / '.course'} yet.")
    assert "make lab" in text


def test_a_missing_folder_is_a_mistake_at_the_keyboard(folder, capsys):
    assert main(["progress", "--work", str(folder / "nowhere")]) == 1
    assert "there is no folder" in capsys.readouterr().err


def test_progress_tells_points_mistakes_predictions_shelf_and_ledger(folder, capsys):
    notebook = Notebook(AVERAGED)
    with pytest.raises(CheckFailed):
        notebook.value("check(affine_backward)")
    _, before = said(capsys, "--work", str(folder))
    assert "Mistakes that you met\n  affine_backward: bias averaged" in before
    assert "overcame" not in before
    notebook.run(AFFINE)
    notebook.value("check(affine_backward)")
    predictions.answer(
        find_prediction("v-curve"), {"commit": {"choice": "down", "sure": "certain"}}
    )
    predictions.note_move(find_prediction("v-curve"))
    ledger.add("own-backward", wrong=[1, 2, 3, 4, 5])
    _, text = said(capsys, "--work", str(folder))
    assert "  lesson 7: 6 of 40\n    affine_backward: 6 of 6" in text
    assert "Mistakes that you met and overcame\n  affine_backward: bias averaged" in text
    assert "certain and wrong: 1\n    look again at: How small should a nudge be?" in text
    assert "On your shelf: 1 of" in text
    assert "1 to 5 of 500 wrong" in text


def test_digits_alone_are_something_that_is_kept(folder, capsys):
    for label in (7, 3):
        own_digits.keep(label, np.full((8, 8), 0.5))
    status, text = said(capsys, "--work", str(folder))
    assert status == 0
    assert text.rstrip().endswith("Digits that you drew: 3, 7")


def test_progress_executes_nothing_that_lies_in_the_folder(folder, capsys):
    from autograder.learner import shelf

    path = Path(".course/shelf/affine_backward.py")
    path.parent.mkdir(parents=True)
    path.write_text(shelf._with_head("affine_backward", "open('touched', 'w')\n"))
    _, text = said(capsys, "--work", str(folder))
    assert "affine_backward" in text
    assert not Path("touched").exists()


@pytest.mark.parametrize("content", ["", "[]", "{", '{"a": 3}', '{"a": {"module": 7}}', "\x00"])
def test_spoilt_files_count_as_empty(content, folder, capsys):
    Path(".course").mkdir()
    for name in ("record.json", "predictions.json", "ledger.json"):
        Path(".course", name).write_text(content)
    status, text = said(capsys, "--work", str(folder))
    assert status == 0
    assert text.startswith("Nothing is kept")
