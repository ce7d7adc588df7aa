"""The table is the gradebook's: what people gave, what lateness costs, who is missing, and why."""

import json
import re

import pytest
from nbgrader.api import Gradebook

from autograder.course.marks import read_graded
from autograder.course.stock import nbgrader, read_rows
from autograder.grade.assignment import grade_assignment
from tests.grade.class_of_learners import LESSON, RIGHT, cell_of, handed_in, lay, place_of

pytestmark = pytest.mark.slow

LOOPS = "def relu_backward(dA, Z):\n    while True:\n        pass"
NO_COLON = "def relu_backward(dA, Z)\n    return dA * (Z > 0)"
NO_HELPER = "import helper\n\ndef relu_backward(dA, Z):\n    return helper.gate(dA, Z)"
DIVIDES = "def relu_backward(dA, Z):\n    return dA / []"


@pytest.fixture
def course(new_class, tmp_path):
    return new_class(tmp_path / "course")


def grade(course, **options):
    return grade_assignment(course, LESSON, workers=1, progress=False, **options)


def line_of(table, student):
    return re.search(rf"^{student} .*$", table, re.MULTILINE)[0]


def total_of(table, student):
    """The last number before the words."""
    return float(re.findall(r"(?<= )[\d.]+(?= |$)", line_of(table, student).split("  ", 1)[1])[-1])


def by_hand(course, student, **given):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        for name, points in given.items():
            item = book.find_grade(name, LESSON, LESSON, student)
            item.manual_score, item.needs_manual_grade = points, False
        book.db.commit()


def exported(course, student):
    nbgrader(course, "export", "--to", "grades.csv")
    rows = (course / "grades.csv").read_text().splitlines()
    head, row = rows[0].split(","), next(r for r in rows if f",{student}," in r).split(",")
    return float(row[head.index("score")])


def test_after_marking_by_hand_there_is_one_number_everywhere(course, released):
    config = course / "nbgrader_config.py"
    late = """
from nbgrader.plugins import LateSubmissionPlugin


class Tenth(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / 10


c.AssignLatePenalties.plugin_class = Tenth
"""
    config.write_text(config.read_text() + late)
    nbgrader(course, "db", "assignment", "add", LESSON, "--duedate=2026-03-01 10:00 UTC")
    lay(course, "ada", handed_in(released, RIGHT))
    lay(course, "ada", "2026-03-01 11:00:00 UTC", name="timestamp.txt")
    assert total_of(grade(course).text(), "ada") == pytest.approx(0.9 * 36)
    by_hand(course, "ada", words_judge=3.5)
    report = grade(course, resume=True)
    assert report.kept == 1
    assert report.penalties == {"ada": (pytest.approx(3.6), pytest.approx(3.95))}
    assert "ada: 3.95 instead of 3.6 is taken off" in report.text()
    for table in (report.graded.table(), read_graded(course, LESSON).table()):
        assert total_of(table, "ada") == pytest.approx(35.55)
        assert "−3.95" in line_of(table, "ada")
    assert exported(course, "ada") == pytest.approx(35.55)


def test_a_new_due_date_is_noticed(course, released):
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    nbgrader(course, "db", "assignment", "add", LESSON, "--duedate=2026-03-01 10:00 UTC")
    lay(course, "ada", handed_in(released, RIGHT))
    lay(course, "ada", "2026-03-01 11:00:00 UTC", name="timestamp.txt")
    assert total_of(grade(course).text(), "ada") == 0
    nbgrader(course, "db", "assignment", "add", LESSON, "--duedate=2026-03-01 12:00 UTC")
    report = grade(course, resume=True)
    assert report.penalties == {"ada": (36.0, 0.0)}
    assert total_of(report.text(), "ada") == 36
    assert grade(course, resume=True).penalties == {}


def test_more_time_for_one_learner(course, released):
    config = course / "nbgrader_config.py"
    config.write_text(
        config.read_text()
        + "c.LateSubmissionPlugin.penalty_method = 'zero'\n"
        + "c.AssignLatePenalties.plugin_class = 'autograder.stock.ExtraTime'\n"
        + "c.ExtraTime.hours = {'ada': 2}\n"
    )
    nbgrader(course, "db", "assignment", "add", LESSON, "--duedate=2026-03-01 10:00 UTC")
    for student in ("ada", "bob"):
        lay(course, student, handed_in(released, RIGHT))
        lay(course, student, "2026-03-01 11:00:00 UTC", name="timestamp.txt")
    table = grade(course).text()
    assert (total_of(table, "ada"), total_of(table, "bob")) == (36, 0)


def test_who_handed_in_nothing_is_listed(course, released):
    for name in ("ada", "bob", "zoe"):
        nbgrader(course, "db", "student", "add", name)
    lay(course, "ada", handed_in(released, RIGHT))
    for table in (grade(course).text(), read_graded(course, LESSON).table()):
        assert "handed in nothing: bob, zoe" in table


def test_not_tried_crashed_too_long_and_wrong_are_told_apart(course, released):
    answers = {"blank": {}, "loops": {"relu_backward": LOOPS}, "wrong": {"relu_backward": DIVIDES}}
    for student, some in answers.items():
        lay(course, student, handed_in(released, {**(RIGHT if some else {}), **some}))
    report = grade(course)
    for graded in (report.graded, read_graded(course, LESSON)):
        assert graded.states["loops"] == {"relu_backward": "took too long"}
        assert graded.states["wrong"] == {"relu_backward": "crashed"}
        assert set(graded.states["blank"].values()) == {"not tried"}
        table = graded.table()
        assert "took too long: relu_backward" in line_of(table, "loops")
        assert "crashed: relu_backward" in line_of(table, "wrong")
        assert line_of(table, "blank").endswith("  nothing was tried")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (NO_COLON, "its cell did not run to its end, it raised SyntaxError: “expected ':'"),
        (NO_HELPER, "ModuleNotFoundError: “No module named 'helper'”. No file beside the notebook"),
    ],
)
def test_a_cell_that_did_not_run_is_named_as_such(grade_one, answer, words):
    judged = grade_one({**RIGHT, "relu_backward": answer})
    said = judged.comments["relu_backward"].replace("&#x27;", "'")
    assert words in said
    assert "NameError" not in said


@pytest.fixture
def grade_one(lesson, released, warm):
    from autograder.grade.rebuild import rebuild
    from autograder.grade.verdicts import judge

    def grade_one(answers):
        notebook = json.dumps(handed_in(released, answers)).encode()
        return judge(warm, lesson, rebuild(lesson, notebook), "a seed of sixteen characters")

    return grade_one


def test_what_is_the_matter_in_the_whole_class_is_told_once(course, released):
    for student in ("ada", "bob", "cleo", "dan"):
        notebook = handed_in(released, RIGHT)
        notebook["cells"].remove(cell_of(notebook, "check_Value"))
        lay(course, student, notebook)
    notebook["cells"].remove(cell_of(notebook, "check_witness"))
    lay(course, "dan", notebook)
    said = grade(course).text()
    assert said.count("check_Value was deleted") == 1
    assert "check_Value was deleted; it was put back (4 of 4)" in said
    assert "dan: check_witness was deleted; it was put back" in said


# ------------------------------------------------------------ what others changed


def test_marks_that_another_program_changed_are_graded_again(course, released):
    for student in ("ada", "bob"):
        lay(course, student, handed_in(released, RIGHT))
    grade(course)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        book.find_grade("hidden_Value", LESSON, LESSON, "ada").auto_score = 1.0
        book.db.commit()
    report = grade(course, resume=True)
    assert (report.fresh, report.kept, report.again) == (1, 1, ["ada"])
    assert "Something else had changed marks; graded once more: ada" in report.text()
    assert read_rows(course, LESSON)[0]["ada"].marks["hidden_Value"] == 6


def test_other_marks_by_another_version_are_shown_before_they_are_written(
    course, released, monkeypatch
):
    for student in ("ada", "bob"):
        lay(course, student, handed_in(released, RIGHT))
    monkeypatch.setattr("autograder.grade.assignment.code_key", lambda: "an older version")
    grade(course)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        book.find_grade("hidden_Value", LESSON, LESSON, "ada").auto_score = 1.0
        book.db.commit()
    journal = course / "private" / "grading" / f"{LESSON}.jsonl"
    journal.write_text(journal.read_text().replace('"hidden_Value": 6.0', '"hidden_Value": 1.0', 1))
    monkeypatch.undo()
    before = read_rows(course, LESSON)
    report = grade(course)
    assert report.status == 1
    assert report.would_change == {"ada": {"hidden_Value": (1.0, 6.0)}}
    assert "  ada: hidden_Value 1 → 6" in report.text()
    assert f"autograder grade {LESSON} --accept-changes" in report.text()
    assert read_rows(course, LESSON) == before
    assert grade(course, accept_changes=True).status == 0
    assert read_rows(course, LESSON)[0]["ada"].marks["hidden_Value"] == 6
    assert grade(course).would_change == {}


def test_an_answer_that_was_replaced_after_it_was_marked_is_flagged(course, released):
    def said(words):
        under = {"cell_type": "markdown", "metadata": {}, "source": words, "id": "own"}

        def change(notebook):
            notebook["cells"].insert(place_of(notebook, "words_judge") + 1, under)

        return handed_in(released, RIGHT, change)

    lay(course, "ada", said("Because it is smaller."))
    grade(course)
    by_hand(course, "ada", words_judge=2.0)
    assert "words_judge" not in grade(course).repairs.get("ada", "")
    lay(course, "ada", said("Because it is larger."))
    report = grade(course)
    assert "words_judge was marked by hand; its words have changed since" in report.repairs["ada"]
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        item = book.find_grade("words_judge", LESSON, LESSON, "ada")
        assert (item.manual_score, item.needs_manual_grade) == (2.0, True)
