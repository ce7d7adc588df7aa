"""nbgrader for the tests, forked from one process, does and says what the real command does."""

import shutil

import pytest

import autograder.course.stock
from autograder.course import submissions
from autograder.course.stock import nbgrader, read_marks
from autograder.lessons.m01.judge.samples import SAMPLES

LESSON = "01_introduction"
# Imported before any test runs, so it is the real one; tests run the other.
REAL = autograder.course.stock.run_nbgrader


@pytest.fixture
def both(released_course, tmp_path, monkeypatch):
    """Two courses with one submission, and a function that runs a command really and forked."""
    course = released_course(LESSON, tmp_path / "real" / "course")
    answers = {name: text.strip() for name, text in SAMPLES["right"].answers.items()}
    nb = submissions.fill(submissions.read_release(course, LESSON), answers)
    submissions.hand_in(course, LESSON, "ada", nb)
    ways = {course: REAL, tmp_path / "forked" / "course": autograder.course.stock.run_nbgrader}
    assert len(set(ways.values())) == 2
    for copy in list(ways)[1:]:
        shutil.copytree(course, copy)

    def run(*arguments):
        results = []
        for folder, way in ways.items():
            monkeypatch.setattr(autograder.course.stock, "run_nbgrader", way)
            done = nbgrader(folder, *arguments, check=False)
            # sorted: the warnings of the database come in the order of a set
            said = sorted(done.stdout.replace(str(folder), "COURSE").splitlines())
            results.append((done.returncode, said))
        return results

    return list(ways), run


@pytest.mark.slow
def test_a_submission_gets_the_same_marks_with_the_same_words(both):
    courses, run = both
    real, forked = run("autograde", LESSON)
    assert real == forked
    assert real[0] == 0
    one, two = (read_marks(course, LESSON) for course in courses)
    assert one == two
    assert sum(mark or 0 for mark in one["ada"].values()) > 10


@pytest.mark.slow
def test_settings_that_end_a_command_end_it_with_the_same_status_and_words(both):
    courses, run = both
    for course in courses:
        (course / "private" / "seed").unlink()
    real, forked = run("autograde", LESSON)
    assert real == forked
    assert real[0] == 1
    assert "cannot read the course's seed" in "".join(real[1])
