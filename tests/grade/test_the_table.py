"""The table is the gradebook's: what people gave, what lateness costs, who is missing, and why."""

import json
import os
import re
import shutil

import pytest
from nbgrader.api import Gradebook

from autograder.cli import UserError
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
    assert "words_judge was marked by hand; the answer has changed since" in report.repairs["ada"]
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        item = book.find_grade("words_judge", LESSON, LESSON, "ada")
        assert (item.manual_score, item.needs_manual_grade) == (2.0, True)


def test_the_answer_that_a_test_is_marked_for_by_hand_is_watched_as_well(course, released):
    lay(course, "ada", handed_in(released, RIGHT))
    grade(course)
    by_hand(course, "ada", hidden_affine_backward=4.0)
    assert "hidden_affine_backward" not in grade(course).repairs.get("ada", "")
    shutil.rmtree(course / "autograded")  # what was marked is remembered all the same
    wrong = {**RIGHT, "affine_backward": "def affine_backward(dZ, cache):\n    return 1"}
    lay(course, "ada", handed_in(released, wrong))
    said = grade(course).repairs["ada"]
    assert "hidden_affine_backward was marked by hand; the answer has changed since" in said


def test_more_points_by_hand_than_a_cell_has_now_are_told(course, released):
    lay(course, "ada", handed_in(released, RIGHT))
    grade(course)
    by_hand(course, "ada", words_judge=2.0)
    change_points(course, "words_judge", 0)
    nbgrader(course, "generate_assignment", LESSON, "--force")
    report = grade(course)
    assert "ada was given more by hand than there is now, and it counts: words_judge 2 of 0" in (
        report.text()
    )
    by_hand(course, "ada", words_judge=None)
    assert "more by hand" not in grade(course).text()


def change_points(course, cell, points):
    source = course / "source" / LESSON / f"{LESSON}.ipynb"
    notebook = json.loads(source.read_text())
    cell_of(notebook, cell)["metadata"]["nbgrader"]["points"] = points
    source.write_text(json.dumps(notebook))


def test_points_that_are_not_released_or_not_graded_are_told(course, released):
    lay(course, "ada", handed_in(released, RIGHT))
    change_points(course, "hidden_Value", 9)
    change_points(course, "check_softmax_vjp", 2)  # practice, which no gradebook knows
    report = grade(course)
    said = "hidden_Value has 9 points in source/ and 6 in release/, which count: nbgrader"
    assert f"{said} generate_assignment {LESSON} --force" in report.text()
    nbgrader(course, "generate_assignment", LESSON, "--force")
    report = grade(course)
    assert "check_softmax_vjp has points that count nowhere" in report.text()
    assert "hidden_Value has" not in report.text()
    assert "softmax_vjp" not in {name.partition("_")[2] for name in report.graded.most}
    assert report.graded.most == read_graded(course, LESSON).most


@pytest.mark.parametrize(
    "lost", ["the student", "the gradebook", "the pages", "a page", "the hints", "a mark"]
)
def test_what_is_gone_or_changed_is_graded_again_by_resume(course, released, lost):
    for student in ("ada", "bob"):
        lay(course, student, handed_in(released, RIGHT | {"relu_backward": DIVIDES}))
    grade(course)
    before = read_rows(course, LESSON)
    page = course / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb"
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        if lost == "the student":
            book.remove_student("ada")
        elif lost == "the hints":
            book.find_comment("relu_backward", LESSON, LESSON, "ada").auto_comment = None
        elif lost == "a mark":
            book.find_grade("hidden_Value", LESSON, LESSON, "ada").auto_score = None
        book.db.commit()
    if lost == "the gradebook":
        (course / "gradebook.db").unlink()
        nbgrader(course, "generate_assignment", LESSON, "--force")
    elif lost == "the pages":
        shutil.rmtree(page.parent)
    elif lost == "a page":
        page.chmod(0o600)
        page.write_text(page.read_text().replace("DivisionByZero", "").replace("[]", "[1]"))
    report = grade(course, resume=True)
    assert report.again == (["ada", "bob"] if lost == "the gradebook" else ["ada"])
    assert read_rows(course, LESSON) == before
    assert page.is_file()
    assert grade(course, resume=True).again == []


# ------------------------------------------------------------ notebooks of other names


def own_cell(kind, source, name, **marks):
    metadata = {"nbgrader": {"schema_version": 3, "grade_id": name, **NONE, **marks}}
    cell = {"cell_type": kind, "metadata": metadata, "source": source, "id": name}
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})


NONE = dict.fromkeys(("locked", "grade", "solution", "task"), False)


def own_lesson(course, assignment, **notebooks):
    """Lay out a lesson of the teacher's own: for each notebook the name of a test."""
    for name, test in notebooks.items():
        solved = f"def {name}(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
        cells = [
            own_cell("code", solved, name, solution=True),
            own_cell("code", f"assert {name}(2) == 4", test, grade=True, locked=True, points=2),
        ]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4}
        place = course / "source" / assignment / f"{name}.ipynb"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(notebook | {"nbformat_minor": 5}))
    nbgrader(course, "generate_assignment", assignment)


def hand_in_own(course, student, assignment, *names):
    for name in names:
        place = course / "submitted" / student / assignment
        place.mkdir(parents=True, exist_ok=True)
        text = (course / "release" / assignment / f"{name}.ipynb").read_text()
        answer = json.dumps(f"def {name}(x):\n    return x + x")
        notebook = json.loads(text)
        cell_of(notebook, name)["source"] = json.loads(answer)
        (place / f"{name}.ipynb").write_text(json.dumps(notebook))


def test_a_notebook_need_not_have_the_name_of_its_assignment(course):
    own_lesson(course, "week7", problem="test_problem")
    hand_in_own(course, "ada", "week7", "problem")
    report = grade_assignment(course, "week7", workers=1, progress=False)
    assert report.repairs == {}
    for table in (report.graded.table(), read_graded(course, "week7").table()):
        assert line_of(table, "ada").split() == ["ada", "2", "2"]


def test_of_two_notebooks_one_may_be_missing(course):
    own_lesson(course, "quiz", second="test_second", first="test_first")
    hand_in_own(course, "ada", "quiz", "first", "second")
    hand_in_own(course, "bob", "quiz", "first")
    report = grade_assignment(course, "quiz", workers=1, progress=False)
    assert report.status == 0
    assert report.repairs == {"bob": "second.ipynb was not handed in: 0 points for it"}
    marks = {s: row.marks for s, row in read_rows(course, "quiz")[0].items()}
    assert marks["ada"] == {"test_first": 2, "test_second": 2}
    assert marks["bob"] == {"test_first": 2, "test_second": 0}
    assert report.graded.table() == read_graded(course, "quiz").table()


def test_a_name_that_two_notebooks_give_a_cell_is_refused(course):
    own_lesson(course, "quiz", second="test_it", first="test_it")
    hand_in_own(course, "ada", "quiz", "first", "second")
    both = r"the cell test_it stands in first\.ipynb and in second\.ipynb"
    with pytest.raises(UserError, match=f"nobody was graded: {both}"):
        grade_assignment(course, "quiz", workers=1, progress=False)
    with pytest.raises(UserError, match="the cell test_it stands in "):
        read_graded(course, "quiz")


@pytest.mark.parametrize(
    ("name", "total", "words"),
    [
        ("My Answers.IPYNB", "36", "the notebook was called “My Answers.IPYNB”"),
        (f"{LESSON}.ipynb.txt", "0", f"got “{LESSON}.ipynb.txt”"),
    ],
)
def test_a_file_of_another_name_is_read_or_named(course, released, name, total, words):
    text = json.dumps(handed_in(released, RIGHT))
    lay(course, "ada", text.encode(), name=name)
    report = grade(course)
    assert words in report.text()
    for table in (report.graded.table(), read_graded(course, LESSON).table()):
        assert f" {total} " in f"{line_of(table, 'ada')} "
    if total == "0":
        assert f"could not be read: no notebook was handed in: expected {LESSON}.ipynb" in table


def test_a_file_in_place_of_the_folder_is_a_submission_that_cannot_be_read(course, released):
    lay(course, "ada", handed_in(released, RIGHT))
    (course / "submitted" / "bob").mkdir()
    (course / "submitted" / "bob" / LESSON).write_text("a notebook without its ending")
    (course / "submitted" / "zoe").mkdir()
    os.mkfifo(course / "submitted" / "zoe" / LESSON)
    report = grade(course)
    said = f"a file stands where the folder with {LESSON}.ipynb should be"
    assert report.refused == {"bob": said, "zoe": said}
    assert not report.faults


def test_a_missing_file_is_explained_also_where_the_function_misses_it(course, released):
    helper = "def relu_backward(dA, Z):\n    from helper import gate\n    return gate(dA, Z)"
    lay(course, "ada", handed_in(released, RIGHT | {"relu_backward": helper}))
    grade(course)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        said = book.find_comment("relu_backward", LESSON, LESSON, "ada").auto_comment
    assert "No module named 'helper'" in said
    assert "No file beside the notebook is there while it is graded" in said


def test_more_time_for_nobody_is_told(course, released):
    with open(course / "nbgrader_config.py", "a") as config:
        config.write(
            'c.AssignLatePenalties.plugin_class = "autograder.stock.ExtraTime"\n'
            'c.ExtraTime.hours = {"Ada": 24}\n'
        )
    lay(course, "ada", handed_in(released, RIGHT))
    assert "the settings give “Ada” more time, and no learner has that name" in grade(course).text()


def test_a_number_beyond_reason_does_not_break_the_table(course, released):
    lay(course, "ada", handed_in(released, RIGHT))
    grade(course)
    by_hand(course, "ada", words_judge=1e300)
    assert "1e+300" in read_graded(course, LESSON).table()
