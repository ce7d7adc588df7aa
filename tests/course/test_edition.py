"""A course says which edition it was laid out with; grading says when another one is installed."""

import pytest

from autograder.course import edition
from autograder.course.edition import FILE, other_edition
from autograder.course.marks import Graded
from autograder.course.new_course import new_course
from autograder.grade.report import Report
from autograder.project import find_root, masters

LESSON = "07_backpropagation"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("editions") / "course"
    new_course(folder, [LESSON])
    return folder


@pytest.fixture
def written(course):
    """A function that changes the file for one test."""
    path = course / FILE
    before = path.read_text()

    def write(old, new):
        assert old in before
        path.write_text(before.replace(old, new))

    yield write
    path.write_text(before)


def test_the_same_lessons_give_the_same_bytes(course, tmp_path):
    new_course(tmp_path / "course", [LESSON])
    assert (tmp_path / "course" / FILE).read_bytes() == (course / FILE).read_bytes()
    assert other_edition(course, LESSON) == ""


def test_another_version_is_named(course, written):
    written(f'"{edition._version()}"', '"0.0.7"')
    said = other_edition(course, LESSON)
    assert said == (
        f"{LESSON} was laid out with version 0.0.7 of the course; "
        f"version {edition._version()} graded it."
    )


def test_another_text_of_the_lesson_is_named(course, written):
    (master,) = (path for path in masters(find_root()) if path.stem == LESSON)
    written(edition._digest(master), "0123456789abcdef")
    assert other_edition(course, LESSON).startswith(
        f"{LESSON} was laid out with a different edition"
    )


def test_ends_of_lines_make_no_edition(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"# %%\n1\n")
    two.write_bytes(b"# %%\r\n1\r\n")
    assert edition._digest(one) == edition._digest(two)


@pytest.mark.parametrize("text", [None, "", "version = 1", "lessons = 3\nversion = ''", "\x00"])
def test_a_course_that_does_not_say_is_graded_without_a_word(text, tmp_path):
    if text is not None:
        (tmp_path / FILE).write_text(text)
    assert other_edition(tmp_path, LESSON) == ""


def test_the_report_says_it_and_the_status_stays(tmp_path):
    report = Report(Graded(tmp_path, LESSON, {}, {}))
    before = report.text()
    report.edition = "another edition."
    assert report.text() == f"{before}\nanother edition."
    assert report.status == 0
