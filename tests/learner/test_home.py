"""One home for all lessons, and what an earlier edition kept beside each of them comes into it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.learner import home as files
from autograder.learner import kept_files, ledger, predictions, shelf
from autograder.learner.home import change_file, home, read_file
from autograder.learner.taking_over import take_over
from tests.learner.learner_help import AFFINE, Notebook

RECORD = {"module": 7, "points": 6, "of": 6, "mistakes": []}


def bet(choice, when):
    return {"lesson": 7, "choice": choice, "sure": "certain", "when": when, "restarts": 0}


@pytest.fixture
def two_lessons(folder, monkeypatch):
    """A home of its own, and a function that goes into the folder of a lesson."""
    monkeypatch.setenv("NNF_HOME", str(folder / "home"))

    def go(name, **kept):
        place = folder / name
        (place / ".course").mkdir(parents=True, exist_ok=True)
        for file, content in kept.items():
            (place / ".course" / f"{file}.json").write_text(json.dumps(content))
        monkeypatch.chdir(place)
        return place / ".course"

    return go


def earlier():
    return sorted(str(p.relative_to(home())) for p in (home() / "earlier").rglob("*.*"))


def test_two_lessons_in_different_folders_share_it(two_lessons, folder):
    two_lessons("one")
    kept_files.keep(find_exercise("affine_backward"), 6, [])
    two_lessons("other")
    assert kept_files.read()["affine_backward"]["points"] == 6
    assert sorted(p.name for p in home().iterdir()) == ["beside-lessons", "record.json"]
    assert not (folder / "one" / ".course").exists()


def find_exercise(name):
    from autograder.lessons import find

    return find(name)


def test_without_a_name_it_is_in_the_users_data_folder(folder, monkeypatch):
    monkeypatch.delenv("NNF_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    monkeypatch.setenv("HOME", str(folder))
    assert folder in home().parents
    assert home().name == "neural-networks-fundamentals"


def test_a_relative_name_does_not_move_with_the_notebook(folder, monkeypatch):
    monkeypatch.setenv("NNF_HOME", "mine")
    assert home() == folder / "mine"
    assert home().is_absolute()


def test_every_answer_of_two_lessons_is_found(two_lessons, monkeypatch):
    place = two_lessons(
        "lesson-1",
        record={"neuron": {**RECORD, "module": 1}},
        predictions={"same-line": {**bet("same", "2026-01-02T10:00:00+00:00"), "lesson": 1}},
    )
    assert kept_files.read()["neuron"]["points"] == 6
    assert predictions.predictions()["same-line"]["choice"] == "same"
    two_lessons(
        "lesson-7",
        record={"affine_backward": RECORD},
        predictions={"v-curve": bet("vee", "2026-01-03T10:00:00+00:00")},
        ledger={"own-backward": line([1, 2, 3, 4, 5])},
    )
    assert set(kept_files.read()) == {"neuron", "affine_backward"}
    assert set(predictions.predictions()) == {"same-line", "v-curve"}
    own = [one for one in ledger.lines() if not one["stored"]]
    assert [one["wrong"] for one in own] == [[1, 2, 3, 4, 5]]
    assert not place.exists()  # nothing is handed in with the lesson, and nothing is lost
    moved = [sorted(p.name for p in one.iterdir()) for one in (home() / "beside-lessons").iterdir()]
    names = ["predictions.json", "record.json"]
    assert sorted(moved) == [["ledger.json", *names], names]
    assert earlier() == []


def line(wrong):
    return {"lesson": 7, "reader": "mine", "parameters": 10, "of": 500, "wrong": wrong}


def test_the_shelf_comes_along(two_lessons, folder, monkeypatch):
    beside = two_lessons("old")
    monkeypatch.setenv("NNF_HOME", str(beside))
    monkeypatch.chdir(folder)
    Notebook(AFFINE).value("check(affine_backward)")
    assert (beside / "shelf" / "affine_backward.py").is_file()
    monkeypatch.chdir(beside.parent)
    monkeypatch.setenv("NNF_HOME", str(folder / "home"))
    assert shelf.kept("affine_backward")
    assert (home() / "shelf" / "affine_backward.py").is_file()


@pytest.mark.parametrize("home_is_later", [True, False])
def test_of_two_bets_the_later_one_wins_and_the_other_is_kept(two_lessons, home_is_later):
    days = ["2026-01-02T10:00:00+00:00", "2026-01-03T10:00:00+00:00"]
    at_home, beside = reversed(days) if home_is_later else days
    two_lessons("new")
    change_file(
        "predictions.json", lambda content: content.update({"v-curve": bet("vee", at_home)})
    )
    two_lessons("old", predictions={"v-curve": bet("flat", beside)})
    assert predictions.predictions()["v-curve"]["choice"] == ("vee" if home_is_later else "flat")
    (kept,) = earlier()
    other = json.loads((home() / kept).read_text())
    assert other["v-curve"]["choice"] == ("flat" if home_is_later else "vee")


@pytest.mark.parametrize("home_is_later", [True, False])
def test_of_two_lines_and_two_functions_that_of_the_later_file_wins(
    two_lessons, folder, home_is_later
):
    for name in ("home", "old/.course"):
        (folder / name / "shelf").mkdir(parents=True)
        (folder / name / "shelf" / "layer.py").write_text(f"# {name}\n")
        wrong = [0] * 5 if name == "home" else [9] * 5
        (folder / name / "ledger.json").write_text(json.dumps({"own": line(wrong)}))
        for file in (folder / name).rglob("*.*"):
            time = 2_000_000_000 if (name == "home") == home_is_later else 1_000_000_000
            os.utime(file, (time, time))
    two_lessons("old")
    assert read_file("ledger.json")["own"]["wrong"] == [0 if home_is_later else 9] * 5
    won = "home" if home_is_later else "old/.course"
    assert (home() / "shelf" / "layer.py").read_text() == f"# {won}\n"
    ledgers, functions = earlier()
    assert ledgers.startswith("earlier/ledger-")
    assert functions.startswith("earlier/shelf/layer-")


def test_points_and_mistakes_are_joined(two_lessons):
    two_lessons("one")
    better = {**RECORD, "mistakes": ["bias averaged"]}
    change_file("record.json", lambda content: content.update({"affine_backward": better}))
    worse = {**RECORD, "points": 2, "mistakes": ["weights transposed"]}
    two_lessons("other", record={"affine_backward": worse})
    entry = kept_files.read()["affine_backward"]
    assert (entry["points"], len(entry["mistakes"])) == (6, 2)


def test_what_was_taken_over_is_not_taken_again(two_lessons):
    two_lessons("old", predictions={"v-curve": bet("flat", "2026-01-02T10:00:00+00:00")})
    assert predictions.predictions()["v-curve"]["choice"] == "flat"
    change_file("predictions.json", lambda content: content.pop("v-curve"))
    assert predictions.predictions() == {}
    assert take_over(Path.cwd() / ".course", home()) is False


def test_what_cannot_be_moved_is_taken_over_once(two_lessons, monkeypatch):
    monkeypatch.setattr("autograder.learner.taking_over._move", lambda beside, at_home: False)
    beside = two_lessons("old", predictions={"v-curve": bet("flat", "2026-01-02T10:00:00+00:00")})
    assert predictions.predictions()["v-curve"]["choice"] == "flat"
    change_file("predictions.json", lambda content: content.pop("v-curve"))
    assert predictions.predictions() == {}
    assert beside.is_dir()


def test_a_folder_that_an_earlier_edition_took_over_and_left_is_moved(two_lessons):
    beside = two_lessons("old", record={"affine_backward": RECORD})
    home().mkdir()
    (home() / "taken-over.json").write_text(json.dumps([str(beside)]))
    assert kept_files.read() == {}
    assert not beside.exists()


def test_a_home_inside_a_lessons_folder_is_not_taken(folder, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    monkeypatch.setenv("NNF_HOME", "mine")
    monkeypatch.chdir(folder)
    assert home() == folder / "mine"
    (folder / "07_backpropagation.ipynb").write_text("{}")
    assert home() == folder / "data" / "neural-networks-fundamentals"


@pytest.mark.parametrize("content", ["", "[]", "{", "[1, 2]", '"a"'])
def test_a_spoilt_list_of_what_was_taken_over_is_no_obstacle(two_lessons, content):
    home().mkdir()
    (home() / "taken-over.json").write_text(content)
    two_lessons("old", record={"affine_backward": RECORD})
    assert kept_files.read()["affine_backward"]["points"] == 6


def test_while_a_notebook_is_graded_nothing_moves(two_lessons, monkeypatch):
    monkeypatch.setenv("NNF_GRADING", "1")
    two_lessons("old", record={"affine_backward": RECORD})
    assert kept_files.read()["affine_backward"]["points"] == 6  # read where it lies
    assert not home().exists()


def test_where_the_home_cannot_be_made_nothing_is_written_beside_the_lesson(two_lessons, folder):
    (folder / "home").write_text("somebody's own file")
    beside = two_lessons("old", record={"affine_backward": RECORD})
    assert kept_files.read()["affine_backward"]["points"] == 6  # read where it lies
    kept_files.keep(find_exercise("numerical_gradient"), 4, [])
    assert set(json.loads((beside / "record.json").read_text())) == {"affine_backward"}


def test_the_folder_is_looked_up_late(folder):
    """A check costs no import of platformdirs where the variable is set."""
    code = "import sys, autograder.check\nfrom autograder.learner import home\nhome.home()\n"
    code += "print('platformdirs' in sys.modules)"
    environment = {**os.environ, "NNF_HOME": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout == "False\n"
    assert files.VARIABLE == "NNF_HOME"
