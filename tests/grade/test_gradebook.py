"""The gradebook after a run: nbgrader's tools find their way, and what people gave stays."""

import json
import os
import signal
import stat
import subprocess
import sys
import time

import pytest
from nbgrader.api import Gradebook

from autograder.cli import UserError, main
from autograder.course.stock import nbgrader, read_marks
from autograder.grade.assignment import grade_assignment
from autograder.grade.journal import Journal
from autograder.grade.submission import Result
from tests.grade.class_of_learners import FULL, LESSON, RIGHT, SEED, before, handed_in, lay, points

pytestmark = pytest.mark.slow

WRONG = {**RIGHT, "relu_backward": "def relu_backward(dA, Z):\n    return 1.0 * dA"}


@pytest.fixture
def course(new_class, tmp_path):
    return new_class(tmp_path / "course")


def grade(course, **options):
    return grade_assignment(course, LESSON, workers=1, progress=False, **options)


def everything(course):
    """Collect what the gradebook says of every cell: points, whether a person is due, comment."""
    found = {}
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        for submission in book.assignment_submissions(LESSON):
            for notebook in submission.notebooks:
                for item in notebook.grades:
                    key = submission.student.id, item.cell.name
                    found[key] = (item.auto_score, item.manual_score, item.needs_manual_grade)
                for comment in notebook.comments:
                    found[(submission.student.id, "comment " + comment.name)] = comment.comment
                found[(submission.student.id, "late")] = notebook.late_submission_penalty
    return found


def test_a_class_from_submissions_to_feedback(course, released, capsys):
    lay(course, "ada", handed_in(released, RIGHT))
    lay(course, "bob", handed_in(released, WRONG))
    lay(course, "cleo", b"PK\x03\x04")
    lay(course, "dan", handed_in(released, RIGHT), name="my solution.ipynb")
    lay(course, "dan", "print('never read')", name="numpy.py")
    assert main(["grade", LESSON, "--course", str(course), "--workers", "2"]) == 1
    said = capsys.readouterr().out
    assert "dan: the notebook was called “my solution.ipynb”" in said
    assert "files beside the notebook were left out: “numpy.py”" in said
    assert "cleo: the file is no notebook: it is an archive; unpack it first" in said
    assert "relu_backward: no gate" in said
    assert "4 graded, in" in said
    marks = read_marks(course, LESSON)
    assert points(marks["ada"]) == points(marks["dan"]) == FULL
    assert points(marks["bob"]) == {**FULL, "relu_backward": (0, 0)}
    assert points(marks["cleo"]) == dict.fromkeys(FULL, (0, 0))

    book = everything(course)
    assert book["ada", "hidden_Value"] == (6.0, None, False)
    assert book["ada", "words_judge"] == (None, None, True)
    assert book["cleo", "hidden_Value"] == (0.0, None, True)
    assert "which entries of Z" in book["bob", "comment relu_backward"] or (
        "0 of 0.5 points" in book["bob", "comment relu_backward"]
    )
    nbgrader(course, "generate_feedback", LESSON)
    page = (course / "feedback" / "bob" / LESSON / f"{LESSON}.html").read_text()
    assert "0 of 0.5 points" in page
    nbgrader(course, "export", "--to", "grades.csv")
    assert (course / "grades.csv").read_text().count(LESSON) == 4

    seed = (course / "private" / "seed").read_text().strip()
    holders = [p for p in course.rglob("*") if p.is_file() and seed.encode() in p.read_bytes()]
    assert holders == [course / "private" / "seed"]
    journal = course / "private" / "grading" / f"{LESSON}.jsonl"
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600


def test_what_people_gave_is_kept_and_lateness_costs_what_the_course_says(course, released):
    path = lay(course, "ada", handed_in(released, WRONG))
    lay(course, "bob", handed_in(released, RIGHT))
    for student, hour in (("ada", 9), ("bob", 11)):
        stamp = course / "submitted" / student / LESSON / "timestamp.txt"
        stamp.write_text(f"2026-03-01 {hour:02}:00:00 UTC\n")
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        book.update_or_create_assignment(LESSON, duedate="2026-03-01 10:00:00 UTC")
    grade(course)
    assert everything(course)["ada", "late"] is None
    assert everything(course)["bob", "late"] == 36.0

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        for name, given in (("hidden_relu_backward", 0.25), ("words_judge", 2.0)):
            item = book.find_grade(name, LESSON, LESSON, "ada")
            item.manual_score, item.needs_manual_grade = given, False
        book.find_comment("relu_backward", LESSON, LESSON, "ada").manual_comment = "Nearly!"
        book.db.commit()
    path.write_text(json.dumps(handed_in(released, RIGHT)))
    grade(course)
    book = everything(course)
    # the new answer is right; the teacher's points stay, and wait for another look
    assert book["ada", "hidden_relu_backward"] == (0.5, 0.25, True)
    assert book["ada", "words_judge"] == (None, 2.0, False)
    assert book["ada", "comment relu_backward"] == "Nearly!"


def test_a_finished_run_starts_anew_and_resume_leaves_alone_what_has_not_changed(course, released):
    for student in ("ada", "bob"):
        lay(course, student, handed_in(released, RIGHT))
    assert (grade(course).fresh, grade(course).fresh) == (2, 2)
    lay(course, "bob", handed_in(released, WRONG))
    report = grade(course, resume=True)
    assert (report.fresh, report.kept) == (1, 1)
    assert points(report.graded.marks["ada"]) == FULL
    assert points(report.graded.marks["bob"])["relu_backward"] == (0, 0)
    report = grade(course, students=["ada"])
    assert (report.fresh, list(report.graded.marks)) == (1, ["ada"])
    assert set(Journal(course, LESSON).entries) == {"ada", "bob"}


def test_another_seed_or_another_release_is_no_reason_to_keep_a_mark(course, released):
    lay(course, "ada", handed_in(released, RIGHT))
    grade(course)
    (course / "private" / "seed").write_text(SEED)
    assert grade(course, resume=True).fresh == 1
    assert grade(course, resume=True).fresh == 0


def test_after_a_kill_the_next_run_goes_on(course, released):
    change = before("Value", "import time; time.sleep(0.3)")
    for number in range(8):
        lay(course, f"s{number}", handed_in(released, WRONG if number % 2 else RIGHT, change))
    command = [sys.executable, "-m", "autograder", "grade", LESSON, "--workers", "1"]
    run = subprocess.Popen(command, cwd=course, stderr=subprocess.DEVNULL, start_new_session=True)
    while len(Journal(course, LESSON).entries) < 3:
        assert run.poll() is None
        time.sleep(0.05)
    run.kill()
    run.wait()
    done = len(Journal(course, LESSON).entries)
    report = grade(course)
    assert (report.fresh, report.kept) == (8 - done, done)
    marks = {student: points(cells) for student, cells in read_marks(course, LESSON).items()}
    expected = {**FULL, "relu_backward": (0, 0)}
    assert marks == {f"s{n}": expected if n % 2 else FULL for n in range(8)}


def test_ctrl_c_stops_and_says_that_nothing_is_lost(course, released):
    change = before("Value", "import time; time.sleep(0.3)")
    for number in range(8):
        lay(course, f"s{number}", handed_in(released, RIGHT, change))
    command = [sys.executable, "-m", "autograder", "grade", LESSON, "--workers", "1"]
    run = subprocess.Popen(command, cwd=course, stderr=subprocess.PIPE, start_new_session=True)
    while not Journal(course, LESSON).entries:
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGINT)
    said = run.stderr.read().decode()
    assert run.wait() == 130
    assert "the same command goes on here" in said
    assert "Traceback" not in said
    assert grade(course).kept >= 1


def test_a_line_that_a_kill_cut_off_counts_as_not_written(tmp_path):
    with Journal(tmp_path, LESSON) as journal:
        journal.begin()
        journal.note("ada", "1", Result("ada"))
        os.write(journal._descriptor, b'{"student": "bob", "ke')
    with Journal(tmp_path, LESSON) as journal:
        assert set(journal.entries) == {"ada"}
        assert not journal.finished
        journal.end()
    assert Journal(tmp_path, LESSON).finished


def test_links_are_refused_for_that_one_learner(course, released, tmp_path):
    lay(course, "ada", handed_in(released, RIGHT))
    solved = course / "source" / LESSON / f"{LESSON}.ipynb"
    for student in ("bob", "cleo"):
        (course / "submitted" / student).mkdir()
    (course / "submitted" / "bob" / LESSON).symlink_to(solved.parent)
    (course / "submitted" / "cleo" / LESSON).mkdir()
    (course / "submitted" / "cleo" / LESSON / f"{LESSON}.ipynb").symlink_to(solved)
    report = grade(course)
    assert set(report.refused) == {"bob", "cleo"}
    marks = read_marks(course, LESSON)
    assert points(marks["ada"]) == FULL
    assert points(marks["bob"]) == points(marks["cleo"]) == dict.fromkeys(FULL, (0, 0))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda course: (course / "private" / "seed").unlink(), "cannot read the course's seed"),
        (lambda course: (course / "private" / "seed").write_text("short"), "at least 16"),
        (lambda course: (course / "gradebook.db").unlink(), "no assignment"),
        (lambda course: (course / "release" / LESSON).rename(course / "x"), "not released yet"),
        (
            lambda course: (course / "submitted" / "ada").rename(course / "y"),
            "expected submissions",
        ),
        (
            lambda course: (course / "submitted" / "ada" / LESSON).rename(
                course / "submitted" / "ada" / "7"
            ),
            "expected submissions",
        ),
        (
            lambda course: (
                (course / "submitted" / "ada" / LESSON / f"{LESSON}.ipynb").rename(
                    course / "submitted" / "ada.ipynb"
                )
                and (course / "submitted" / "ada" / LESSON).rmdir()
            ),
            "submitted/ada.ipynb does not lie in such a folder",
        ),
    ],
)
def test_a_course_that_is_not_ready_is_told_in_one_sentence(course, released, spoil, words):
    lay(course, "ada", handed_in(released, RIGHT))
    spoil(course)
    with pytest.raises(UserError, match=words):
        grade(course)


@pytest.mark.parametrize(
    ("folder", "name", "words"),
    [(".", "7", f"no assignment '7'; it has {LESSON}"), ("submitted", LESSON, "is no course")],
)
def test_a_wrong_name_or_folder_is_told_with_what_there_is(course, folder, name, words):
    with pytest.raises(UserError, match=words):
        grade_assignment(course / folder, name, progress=False)


def test_a_notebook_in_the_wrong_place_is_told(course, released):
    notebook = handed_in(released, RIGHT)
    lay(course, "ada", notebook)
    for place in ("bob.ipynb", f"cleo/{LESSON}.ipynb", "zoë.ipynb"):
        (course / "submitted" / place).parent.mkdir(exist_ok=True)
        (course / "submitted" / place).write_text(json.dumps(notebook))
    text = grade(course).text()
    assert f"lies elsewhere than submitted/NAME/{LESSON}/" in text
    for place in ("bob.ipynb", f"cleo/{LESSON}.ipynb", "zoë.ipynb"):
        assert f"  submitted/{place}" in text.splitlines()


def test_the_settings_of_a_course_leave_our_environment_as_it_was(course, released):
    # wrong: NNF_GRADING stays set, and every panel of this process shows nothing from then on
    lay(course, "ada", handed_in(released, RIGHT))
    before = dict(os.environ)
    grade(course)
    assert {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"} == {
        k: v for k, v in before.items() if k != "PYTEST_CURRENT_TEST"
    }


def test_a_student_without_a_submission_is_named(course, released):
    lay(course, "ada", handed_in(released, RIGHT))
    with pytest.raises(UserError, match="'bob' has handed nothing in"):
        grade(course, students=["bob"])


def test_without_isolation_log_and_report_say_so(course, released, capsys):
    lay(course, "ada", handed_in(released, RIGHT))
    assert main(["grade", LESSON, "--course", str(course), "--no-isolation"]) == 0
    said = capsys.readouterr()
    assert "WITHOUT ISOLATION" in said.err
    assert "WITHOUT ISOLATION" in said.out
    assert points(read_marks(course, LESSON)["ada"]) == FULL
