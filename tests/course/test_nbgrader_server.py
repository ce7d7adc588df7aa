"""nbgrader for the tests, forked from one process, does and says what the real command does."""

import shutil

import pytest

from autograder.course import submissions
from autograder.course.stock import nbgrader, read_marks, run_nbgrader
from autograder.lessons.m01.judge.samples import SAMPLES
from tests.nbgrader_server import serving

# Imported before any test runs: the real one.
REAL = run_nbgrader
LESSON = "01_introduction"


@pytest.fixture(scope="module")
def course(released_course, tmp_path_factory):
    """A course with one submission."""
    course = released_course(LESSON, tmp_path_factory.mktemp("both") / "course")
    answers = {name: text.strip() for name, text in SAMPLES["right"].answers.items()}
    nb = submissions.fill(submissions.read_release(course, LESSON), answers)
    submissions.hand_in(course, LESSON, "ada", nb)
    return course


@pytest.fixture
def both(course, tmp_path, monkeypatch):
    """Two copies of the course, and a function that runs a command in each, the real one first."""
    copies = [shutil.copytree(course, tmp_path / way / "course") for way in ("real", "forked")]

    def run(*arguments):
        results = []
        with serving() as from_the_server:
            for way, folder in zip((REAL, from_the_server), copies, strict=True):
                monkeypatch.setattr("autograder.course.stock.run_nbgrader", way)
                done = nbgrader(folder, *arguments, check=False)
                results.append((done.returncode, done.stdout.replace(str(folder), "COURSE")))
        return results

    return copies, run


def test_a_submission_gets_the_same_marks_with_the_same_words(both):
    copies, run = both
    real, forked = run("autograde", LESSON)
    assert real == forked
    assert real[0] == 0
    one, two = (read_marks(folder, LESSON) for folder in copies)
    assert one == two
    assert sum(mark or 0 for mark in one["ada"].values()) > 10


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["autograde", "99_none"], 1, "99_none"),
        (["grade-all"], 1, "grade-all"),
        (["generate_feedback", "--help"], 0, "--help-all"),
        (["autograde", LESSON], 1, "secret seed is missing"),
    ],
    ids=["an unknown assignment", "an unknown command", "help", "settings that end it"],
)
def test_status_and_words_are_the_same(both, arguments, status, words):
    copies, run = both
    if "seed" in words:
        for folder in copies:
            (folder / "private" / "seed").unlink()
    real, forked = run(*arguments)
    assert real == forked
    assert real[0] == status
    assert words in real[1]
