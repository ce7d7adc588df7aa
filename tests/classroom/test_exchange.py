"""The whole round through nbgrader's exchange, with a teacher and two learners of the system.

Each has an account of its own that the test makes and removes: it needs root.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys

import pytest

from autograder.lessons.m01.judge.samples import RIGHT
from tests.grade.class_of_learners import cell_of
from tests.grade.ordinary_user import run_as_user

pytestmark = [pytest.mark.all]

LESSON = "01_introduction"
BIN = os.path.dirname(sys.executable)


@pytest.fixture(scope="module")
def accounts():
    """Three accounts and their numbers: teacher, ada, bob."""
    if os.geteuid() or not shutil.which("useradd"):
        pytest.skip("not run: needs root, to make accounts")
    names = {who: f"nnf-{who}-{os.getpid() % 10_000}" for who in ("teacher", "ada", "bob")}
    with contextlib.ExitStack() as stack:
        numbers = {}
        for who, name in names.items():
            subprocess.run(["useradd", "--no-create-home", "--user-group", name], check=True)
            stack.callback(subprocess.run, ["userdel", name], check=True)
            said = subprocess.run(["id", "-u", name], capture_output=True, text=True, check=True)
            numbers[who] = int(said.stdout)
        yield names, numbers


@pytest.fixture(scope="module")
def run(accounts, root, tmp_path_factory):
    """A function that runs a command as one of them in a folder below their home."""
    base = tmp_path_factory.mktemp("exchange")
    base.chmod(0o755)
    _, numbers = accounts
    exchange = base / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    for who, number in numbers.items():
        (base / who).mkdir(mode=0o755)
        os.chown(base / who, number, number)

    def run(who, *command, folder="", fails=False):
        place = base / who / folder
        done = run_as_user(
            [f"{BIN}/{command[0]}", *command[1:]],
            root,
            base / who,
            user=numbers[who],
            group=numbers[who],
            needs=[base],
            folder=place,
        )
        assert (done.returncode != 0) == fails, done.stdout
        return done.stdout

    run.base = base
    return run


# What the first check or bet in a notebook does; the tests set the variable for all else.
OPEN_A_LESSON = """
import os
del os.environ["NBGRADER_VALIDATING"]
from autograder.learner import kept_files
kept_files.read()
"""
SETTINGS = "c.CourseDirectory.course_id = 'spring'\nc.Exchange.root = {exchange!r}\n"


@pytest.fixture(scope="module")
def round_trip(run, accounts):
    """All of it, once: what each command said, by a name of its own."""
    base, said, numbers = run.base, {}, accounts[1]
    lines = SETTINGS.format(exchange=str(base / "exchange"))
    run("teacher", "autograder", "new-course", "spring", "--lesson", LESSON)
    config = base / "teacher" / "spring" / "nbgrader_config.py"
    config.write_text(config.read_text() + "\n" + lines)
    teach = {"folder": "spring"}
    run("teacher", "nbgrader", "generate_assignment", LESSON, **teach)
    run("teacher", "nbgrader", "release_assignment", LESSON, **teach)
    for who in ("ada", "bob"):
        (base / who / "nbgrader_config.py").write_text(f"c = get_config()\n{lines}")
        run(who, "nbgrader", "fetch_assignment", LESSON)
        (base / who / LESSON / ".course").mkdir()
        (base / who / LESSON / ".course" / "record.json").write_text("{}")
        for path in (base / who / LESSON).rglob(".course*"):
            os.chown(path, numbers[who], numbers[who])
    solve(base / "ada" / LESSON / f"{LESSON}.ipynb", {})
    solve(base / "bob" / LESSON / f"{LESSON}.ipynb", RIGHT)
    for who in ("ada", "bob"):
        run(who, "python", "-c", OPEN_A_LESSON, folder=LESSON)
        run(who, "nbgrader", "submit", LESSON)
    run("teacher", "nbgrader", "collect", LESSON, **teach)
    said["grade"] = run("teacher", "autograder", "grade", LESSON, **teach)
    feedback(run)
    said["first"] = pages(base / "ada")
    solve(base / "ada" / LESSON / f"{LESSON}.ipynb", RIGHT)
    run("ada", "nbgrader", "submit", LESSON)
    run("teacher", "nbgrader", "collect", LESSON, "--update", **teach)
    said["again"] = run("teacher", "autograder", "grade", LESSON, "--resume", **teach)
    feedback(run)
    return base, said


def solve(path, answers):
    notebook = json.loads(path.read_text())
    for name, text in answers.items():
        cell_of(notebook, name)["source"] = text.strip()
    path.write_text(json.dumps(notebook))


def feedback(run):
    teach = {"folder": "spring"}
    run("teacher", "nbgrader", "generate_feedback", LESSON, "--force", **teach)
    run("teacher", "nbgrader", "release_feedback", LESSON, **teach)
    for who in ("ada", "bob"):
        run(who, "nbgrader", "fetch_feedback", LESSON)


def pages(home):
    return sorted((home / LESSON / "feedback").rglob("*.html"))


def test_everybody_gets_a_page_and_after_a_second_hand_in_another(round_trip):
    base, said = round_trip
    assert len(said["first"]) == 1
    assert len(pages(base / "ada")) == 2
    assert len(pages(base / "bob")) == 1
    first, second = (page.read_text() for page in said["first"]), pages(base / "ada")
    newer = [page.read_text() for page in second if page not in said["first"]]
    assert "No response." in "".join(first)
    assert "No response." not in newer[0].partition("words_")[0]


def test_what_nbgrader_lays_beside_a_notebook_is_no_repair(round_trip):
    _, said = round_trip
    for words in (said["grade"], said["again"]):
        assert "Repairs" not in words
        assert "submission_secret" not in words
    assert "2 graded" in said["grade"]
    assert "1 graded, 1 left as they were" in said["again"]


def test_what_a_learner_keeps_is_not_handed_in(round_trip):
    base, _ = round_trip
    course = base / "teacher" / "spring"
    names = {path.name for path in course.glob(f"submitted/*/{LESSON}/*")}
    assert names == {f"{LESSON}.ipynb", "timestamp.txt", "submission_secret.txt"}
    assert not list((base / "exchange").rglob(".course"))


def test_nobody_but_the_teacher_sees_the_course(round_trip, run):
    base, _ = round_trip
    assert "Permission denied" in run("ada", "python", "-c", LIST, str(base), fails=True)


LIST = """
import os, sys
try:
    os.listdir(sys.argv[1] + "/teacher/spring/source")
except PermissionError as error:
    sys.exit(str(error))
"""
