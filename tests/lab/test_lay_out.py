"""The learner's copies: laid once, never written over, newer editions beside."""

import json
import os
import subprocess
import sys

import pytest

from autograder.cli import UserError
from autograder.lab import launch
from autograder.lab.launch import MANIFEST, lay_out

LESSON = "07_backpropagation.ipynb"
NEWER = "07_backpropagation.new-edition.ipynb"


def notebook(text):
    """A small notebook of one cell, as bytes."""
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": text}
    return json.dumps(
        {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    ).encode()


@pytest.fixture
def course(tmp_path):
    """Folders `notebooks` (two lessons) and `work` (not there yet), below one with a space."""
    source = tmp_path / "a course" / "notebooks"
    source.mkdir(parents=True)
    (source / LESSON).write_bytes(notebook("first"))
    (source / "08_gradient_descent.ipynb").write_bytes(notebook("other"))
    return source, tmp_path / "a course" / "work"


def no_links(*_):
    """What os.link does where there are no hard links."""
    raise OSError(95, "Operation not supported")


def contents(folder):
    """Every file of a folder with its bytes, the manifest apart."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != MANIFEST}


def test_each_lesson_is_copied_once(course):
    source, work = course
    (source / "draft.ipynb").write_bytes(notebook("no lesson"))
    (source / "source").mkdir()
    assert lay_out(source, work).copied == [LESSON, "08_gradient_descent.ipynb"]
    assert contents(work) == {
        LESSON: notebook("first"),
        "08_gradient_descent.ipynb": notebook("other"),
    }
    again = lay_out(source, work)
    assert (again.copied, again.beside) == ([], [])
    assert again.lines() == []


@pytest.mark.parametrize("mine", [b"", b"not a notebook \xff", notebook("my answer")])
def test_what_the_learner_has_is_never_written_over(course, mine):
    source, work = course
    lay_out(source, work)
    (work / LESSON).write_bytes(mine)
    (work / "notes.txt").write_bytes(b"mine")
    for text in ("second", "third", "third"):
        (source / LESSON).write_bytes(notebook(text))
        lay_out(source, work)
        assert (work / LESSON).read_bytes() == mine
        assert (work / "notes.txt").read_bytes() == b"mine"


def test_a_newer_edition_is_laid_beside_once(course):
    source, work = course
    lay_out(source, work)
    (source / LESSON).write_bytes(notebook("second"))
    report = lay_out(source, work)
    assert report.beside == [(LESSON, NEWER)]
    assert NEWER in report.lines()[0]
    assert (work / NEWER).read_bytes() == notebook("second")
    before = contents(work)
    for _ in range(3):
        assert lay_out(source, work).beside == []
    assert contents(work) == before


def test_the_learner_may_work_in_the_newer_edition_or_delete_it(course):
    source, work = course
    lay_out(source, work)
    (source / LESSON).write_bytes(notebook("second"))
    lay_out(source, work)
    (work / NEWER).write_bytes(notebook("my answer in the second"))
    (source / LESSON).write_bytes(notebook("third"))
    third = "07_backpropagation.new-edition-2.ipynb"
    assert lay_out(source, work).beside == [(LESSON, third)]
    assert (work / NEWER).read_bytes() == notebook("my answer in the second")
    (work / third).unlink()
    assert lay_out(source, work).beside == []  # handed out already, and thrown away


def test_going_back_to_an_earlier_edition_lays_nothing(course):
    source, work = course
    lay_out(source, work)
    for text in ("second", "first", "second"):
        (source / LESSON).write_bytes(notebook(text))
        lay_out(source, work)
    assert sorted(contents(work)) == [LESSON, NEWER, "08_gradient_descent.ipynb"]


def test_a_copy_that_was_deleted_comes_back_fresh(course):
    source, work = course
    lay_out(source, work)
    (work / LESSON).rename(work / "my seven.ipynb")
    assert lay_out(source, work).copied == [LESSON]


@pytest.mark.parametrize("damage", [None, b"{", b"[1]", b'{"editions": {"07": 3}}', b"\xff"])
def test_without_its_manifest_nothing_is_lost_and_copies_do_not_pile_up(course, damage):
    source, work = course
    lay_out(source, work)
    (work / LESSON).write_bytes(notebook("my answer"))
    for _ in range(3):
        if damage is None:
            (work / MANIFEST).unlink()
        else:
            (work / MANIFEST).write_bytes(damage)
        lay_out(source, work)
    assert contents(work) == {
        LESSON: notebook("my answer"),
        NEWER: notebook("first"),
        "08_gradient_descent.ipynb": notebook("other"),
    }


def test_a_failure_half_way_leaves_no_half_file_and_is_told(course, monkeypatch):
    source, work = course
    lay_out(source, work)
    (work / LESSON).write_bytes(notebook("my answer"))
    before = contents(work)
    (source / LESSON).write_bytes(notebook("second"))

    def full(*_):
        raise OSError(28, "No space left on device", "somewhere")

    monkeypatch.setattr(launch.os, "fsync", full)
    with pytest.raises(UserError, match="No space left on device"):
        lay_out(source, work)
    assert contents(work) == before
    monkeypatch.undo()
    assert lay_out(source, work).beside == [(LESSON, NEWER)]


def test_what_was_handed_out_before_a_failure_is_remembered(course, monkeypatch):
    source, work = course
    write = launch.write_new

    def second_fails(path, content):
        if path.name.startswith("08"):
            raise OSError(5, "Input/output error", str(path))
        return write(path, content)

    monkeypatch.setattr(launch, "write_new", second_fails)
    with pytest.raises(UserError):
        lay_out(source, work)
    monkeypatch.undo()
    (work / LESSON).write_bytes(notebook("my answer"))
    report = lay_out(source, work)
    assert (report.copied, report.beside) == (["08_gradient_descent.ipynb"], [])


@pytest.mark.parametrize("links", [True, False])
def test_a_name_taken_at_the_last_moment_is_respected(tmp_path, monkeypatch, links):
    path = tmp_path / LESSON
    path.write_bytes(b"mine")
    monkeypatch.setattr(launch.os.path, "lexists", lambda _: False)  # as if it came after the look
    if not links:
        monkeypatch.setattr(launch.os, "link", no_links)
    assert launch.write_new(path, b"ours") is False
    assert path.read_bytes() == b"mine"
    assert os.listdir(tmp_path) == [LESSON]


def test_a_file_system_without_hard_links_gets_whole_files(course, monkeypatch):
    source, work = course
    monkeypatch.setattr(launch.os, "link", no_links)
    lay_out(source, work)
    assert contents(work)[LESSON] == notebook("first")


def test_mistakes_of_the_person_are_sentences(course, tmp_path):
    source, work = course
    work.write_text("a file")
    with pytest.raises(UserError, match="no file of yours was changed"):
        lay_out(source, work)
    assert work.read_text() == "a file"
    with pytest.raises(UserError, match="no lesson"):
        lay_out(tmp_path, tmp_path / "w")


def test_the_command_lays_out_every_lesson_of_the_repository(root, tmp_path):
    work = tmp_path / "my work"
    command = [sys.executable, "-m", "autograder", "lab", "--layout-only", "--work", str(work)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    lessons = {path.name: path.read_bytes() for path in (root / "notebooks").glob("*.ipynb")}
    assert lessons
    assert contents(work) == lessons
