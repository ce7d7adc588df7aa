"""The files in .course: whole or not at all, one writer at a time, never while grading."""

import json
import multiprocessing
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.check import CheckFailed, ledger
from autograder.learner import kept_files, predictions, shelf
from autograder.learner.questions import find_prediction
from tests.learner.learner_help import AFFINE, AVERAGED, Notebook

COMMIT = {"commit": {"choice": "vee", "sure": "certain"}}


def exercise(name, points=4):
    return SimpleNamespace(name=name, module=7, points=points)


def files(folder):
    return sorted(str(p.relative_to(folder)) for p in Path(folder).rglob("*") if p.is_file())


def keep_everything():
    """Do all that a lesson may keep."""
    notebook = Notebook(AFFINE)
    notebook.value("check(affine_backward)")
    predictions.answer(find_prediction("v-curve"), COMMIT)
    ledger.add("own-backward", wrong=[1, 2, 3, 4, 5])


def test_a_lesson_keeps_four_files_and_leaves_no_others(folder):
    keep_everything()
    names = ["ledger.json", "predictions.json", "record.json", "shelf/affine_backward.py"]
    assert files(folder) == [f".course/{name}" for name in names]


@pytest.mark.parametrize("name", ["NNF_GRADING", "NBGRADER_VALIDATING"])
def test_nothing_is_kept_while_a_notebook_is_graded_or_tested(name, folder, monkeypatch):
    monkeypatch.setenv(name, "1")
    keep_everything()
    assert files(folder) == []


def test_where_nothing_can_be_written_the_lesson_goes_on_and_says_so(folder):
    Path(".course").write_text("somebody's own file")
    keep_everything()
    assert Path(".course").read_text() == "somebody's own file"
    asked = find_prediction("v-curve")
    assert "until the kernel ends" in predictions.answer(asked, {})["note"]
    own = [line["name"] for line in shelf_of_lines() if not line["stored"]]
    assert own == ["own-backward"]


def shelf_of_lines():
    from autograder.learner.ledger import lines

    return lines()


def _keep_many(which):
    for number in range(25):
        kept_files.keep(exercise(f"{which}{number}"), 1, [])


def test_two_notebooks_at_once_lose_nothing(folder, monkeypatch):
    fork = multiprocessing.get_context("fork")
    writers = [fork.Process(target=_keep_many, args=(which,)) for which in "abcd"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(20)
        assert writer.exitcode == 0
    assert len(kept_files.read()) == 100


def test_a_damaged_file_is_put_aside_and_takes_nothing_else_with_it(folder):
    keep_everything()
    Path(".course/record.json").write_text('{"affine_backward": {"poin')
    assert kept_files.read() == {}
    assert predictions.predictions()["v-curve"]["choice"] == "vee"
    kept_files.keep(exercise("numerical_gradient"), 4, [])
    assert list(kept_files.read()) == ["numerical_gradient"]
    assert Path(".course/record.damaged").read_text() == '{"affine_backward": {"poin'
    assert shelf.kept("affine_backward")


def test_one_damaged_entry_costs_only_itself(folder):
    kept_files.keep(exercise("a"), 4, [])
    content = json.loads(Path(".course/record.json").read_text())
    for number, entry in enumerate([None, 3, {}, {"module": 7, "points": 1e999, "mistakes": []}]):
        content[f"bad{number}"] = entry
    Path(".course/record.json").write_text(json.dumps(content))
    assert list(kept_files.read()) == ["a"]
    assert kept_files.points_of_module(7) == 4


def test_a_write_that_fails_half_way_leaves_the_old_file(folder, monkeypatch):
    kept_files.keep(exercise("a"), 4, [])
    before = Path(".course/record.json").read_bytes()

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    kept_files.keep(exercise("b"), 4, [])
    assert Path(".course/record.json").read_bytes() == before
    assert os.listdir(".course") == ["record.json"]


def test_a_mistake_is_overcome_when_the_exercise_passes_after_it(folder):
    notebook = Notebook(AVERAGED)
    with pytest.raises(CheckFailed):
        notebook.value("check(affine_backward)")
    assert kept_files.overcome_in(kept_files.read()["affine_backward"]) == set()
    notebook.run(AFFINE)
    notebook.value("check(affine_backward)")
    assert kept_files.overcome_in(kept_files.read()["affine_backward"]) == {"bias averaged"}
    notebook.run(AFFINE.replace("X.T @ dZ", "(X.T @ dZ).T"))
    with pytest.raises(CheckFailed):
        notebook.value("check(affine_backward)")
    entry = kept_files.read()["affine_backward"]
    assert kept_files.overcome_in(entry) == {"bias averaged"}  # still, and the new one is not
    assert len(entry["mistakes"]) == 2
    assert entry["points"] == 6


def test_a_bonus_without_points_is_not_overcome_by_failing(folder):
    kept_files.keep(exercise("bonus", points=0), 0, ["diagonal only"], passed=False)
    assert kept_files.overcome_in(kept_files.read()["bonus"]) == set()
