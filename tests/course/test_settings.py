"""Without a course's settings nothing is graded and no page is made; the button grades as we do."""

import os
import stat
import subprocess
import sys

import pytest
from traitlets.config import Config

from autograder.cli import UserError
from autograder.course import formgrader, settings, stock
from autograder.course.new_course import new_course
from autograder.course.stock import read_marks
from autograder.grade.assignment import grade_assignment
from tests.grade.class_of_learners import FULL, LESSON, RIGHT, handed_in, lay, points
from tests.grade.ordinary_user import run_as_user


@pytest.fixture(scope="module")
def released(root):
    import json

    return json.loads((root / "notebooks" / f"{LESSON}.ipynb").read_text())


@pytest.fixture
def course(released_course, released, tmp_path):
    course = released_course(LESSON, tmp_path / "course")
    lay(course, "ada", handed_in(released, RIGHT))
    return course


def nbgrader(course, *arguments, argv="-m"):
    """Run nbgrader as a teacher does, in a process of its own; status and what it printed."""
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course,
        env={**os.environ, "JUPYTER_NO_CONFIG": "1", "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout


def spoil(course, how):
    config = course / "nbgrader_config.py"
    text = config.read_text()
    if how == "a letter too many":
        config.write_text(text + "\nc.CourseDirectory.course_id = = 'spring'\n")
    elif how == "a module that is gone":
        config.write_text(text.replace("import os\n", "import os\nimport gone_with_the_wind\n", 1))
    elif how == "a name that is gone":
        config.write_text(text.replace("import Excluded,", "import Excluded, NotThere,", 1))
    elif how == "a last line that raises":
        config.write_text(text + '\nc.ExtraTime.hours = {"ada": hours_of_ada}\n')
    elif how == "a last line that imports what is gone":
        config.write_text(text + "\nimport gone_with_the_wind\n")
    elif how == "no file at all":
        config.unlink()
    elif how == "no seed":
        (course / "private" / "seed").unlink()
    elif how == "a folder for a file":
        config.unlink()
        config.mkdir()


SPOILT = ["a letter too many", "a module that is gone", "a name that is gone", "no seed"]
SPOILT += ["a last line that raises", "a last line that imports what is gone"]
SPOILT += ["no file at all", "a folder for a file"]


@pytest.mark.all
@pytest.mark.parametrize("how", SPOILT)
def test_settings_that_cannot_be_read_stop_everything(course, how):
    grade_assignment(course, LESSON, progress=False)
    before = read_marks(course, LESSON)
    assert points(before["ada"]) == FULL
    page = course / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb"
    graded = page.read_bytes()
    spoil(course, how)
    for command in (["autograde", "--force"], ["generate_feedback"], ["generate_assignment"]):
        status, said = nbgrader(course, command[0], LESSON, *command[1:])
        assert status != 0, said
        assert "othing was done" in said, said
    assert read_marks(course, LESSON) == before
    assert page.read_bytes() == graded
    assert not (course / "feedback").exists()
    if how not in ("a name that is gone", "no file at all", "a folder for a file"):
        with pytest.raises((UserError, SystemExit), match=r"nobody was graded|cannot"):
            grade_assignment(course, LESSON, progress=False)
        assert read_marks(course, LESSON) == before


@pytest.mark.all
def test_with_its_settings_a_course_is_graded_by_stock(course):
    for command in ("autograde", "generate_feedback"):
        status, said = nbgrader(course, command, LESSON)
        assert status == 0, said
    assert points(read_marks(course, LESSON)["ada"]) == FULL
    assert list((course / "feedback" / "ada" / LESSON).glob("*.html"))


def test_a_command_ends_with_the_sentence_and_a_server_goes_on(monkeypatch):
    monkeypatch.delenv("NNF_COURSE", raising=False)
    monkeypatch.setattr("sys.argv", ["/usr/bin/nbgrader", "autograde"])
    with pytest.raises(SystemExit, match="nothing was done"):
        settings.refuse_without()
    monkeypatch.setattr("sys.argv", ["/usr/bin/jupyter-lab"])
    with pytest.raises(settings.NotLoaded, match="nothing was done"):
        settings.refuse_without()
    monkeypatch.setenv("NNF_COURSE", "/a/course")
    settings.refuse_without()  # of a course from before there was a second file


def test_what_a_converter_has_got_is_asked_and_no_variable(monkeypatch, tmp_path):
    monkeypatch.setattr("sys.argv", ["/usr/bin/jupyter-lab"])
    monkeypatch.setenv("NNF_COURSE", str(tmp_path))  # set by a line above the one that raised
    (tmp_path / "nbgrader_config.json").write_text("{}")

    class Converter:
        def __init__(self, **sections):
            self.config = Config(sections)
            settings.refuse_without()

    Converter(LaidOut={"course": "spring"})
    with pytest.raises(settings.NotLoaded):
        Converter(HTMLExporter={"sanitize_html": True})


WRONG = {
    "no method of that name": 'c.LateSubmissionPlugin.penalty_method = "Zero"',
    "a plugin that is gone": 'c.AssignLatePenalties.plugin_class = "autograder.stock.ExtraTim"',
    "hours that are a text": """c.AssignLatePenalties.plugin_class = "autograder.stock.ExtraTime"
c.ExtraTime.hours = {"ada": "24"}""",
    "hours that are no number": """c.AssignLatePenalties.plugin_class = "autograder.stock.ExtraTime"
c.ExtraTime.hours = {"ada": float("nan")}""",
    "a switch that is a text": 'c.CourseDirectory.groupshared = "yes"',
    "a plugin that raises": """from nbgrader.plugins import LateSubmissionPlugin
class Raises(LateSubmissionPlugin):
    def late_submission_penalty(self, *late):
        return 1 / 0
c.AssignLatePenalties.plugin_class = Raises""",
    "a penalty that is a text": """from nbgrader.plugins import LateSubmissionPlugin
class Text(LateSubmissionPlugin):
    def late_submission_penalty(self, *late):
        return "3"
c.AssignLatePenalties.plugin_class = Text""",
}


@pytest.mark.slow
@pytest.mark.parametrize("lines", WRONG.values(), ids=WRONG)
def test_settings_of_a_wrong_type_stop_before_anybody_is_graded(course, lines):
    config = course / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\n{lines}\n")
    with pytest.raises(UserError, match=r"nobody was graded: the course's settings in .*: \S"):
        grade_assignment(course, LESSON, progress=False)
    assert read_marks(course, LESSON) == {}


@pytest.mark.slow
def test_the_second_file_has_to_be_whole_too(course):
    (course / "nbgrader_config.json").write_text("{")
    status, said = nbgrader(course, "autograde", LESSON)
    assert status != 0
    assert "Nothing was done" in said
    with pytest.raises((UserError, SystemExit), match=r"nbgrader_config\.json cannot be read"):
        grade_assignment(course, LESSON, progress=False)


# ------------------------------------------------------------ the button


@pytest.fixture
def api(monkeypatch):
    """nbgrader's programming interface, as Formgrader's button calls it, untouched afterwards."""
    import nbgrader.apps.api as module

    monkeypatch.setattr(module.NbGraderAPI, "autograde", module.NbGraderAPI.autograde)
    monkeypatch.setitem(sys.modules, "nbgrader.server_extensions.formgrader", module)
    return module.NbGraderAPI


def coursedir(course):
    from nbgrader.coursedir import CourseDirectory

    return CourseDirectory(root=str(course), course_id="spring")


@pytest.mark.slow
def test_the_button_does_what_autograder_grade_does(course, api):
    formgrader.take_the_button()
    formgrader.take_the_button()  # once is enough
    said = api(coursedir(course)).autograde(LESSON, "ada")
    assert said["success"] is True
    assert "1 graded, in" in said["log"]
    assert points(read_marks(course, LESSON)["ada"]) == FULL
    notebook = (course / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb").read_text()
    assert "relu_backward holds on the practice cases." in notebook  # as we write it, not stock


@pytest.mark.slow
def test_what_is_the_matter_is_shown_by_the_button(course, api):
    formgrader.take_the_button()
    said = api(coursedir(course)).autograde(LESSON, "bob")
    assert said["success"] is False
    assert "'bob' has handed nothing in" in said["error"]


def test_in_a_course_of_somebody_elses_the_button_is_stocks(tmp_path, api, monkeypatch):
    monkeypatch.setattr(api, "autograde", lambda self, *arguments: ("stock", *arguments))
    formgrader.take_the_button()
    said = api(coursedir(tmp_path)).autograde("ps1", "ada")
    assert said == ("stock", "ps1", "ada", True, True)


def test_outside_a_formgrader_nothing_is_replaced(monkeypatch):
    import nbgrader.apps.api as module

    before = module.NbGraderAPI.autograde
    monkeypatch.delitem(sys.modules, "nbgrader.server_extensions.formgrader", raising=False)
    formgrader.take_the_button()
    assert module.NbGraderAPI.autograde is before


# ------------------------------------------------------------ who may look


def modes(course):
    return {path: stat.S_IMODE(path.stat().st_mode) for path in [course, *course.rglob("*")]}


@pytest.mark.slow
def test_a_course_is_for_its_teacher_alone(tmp_path, root, released):
    course = tmp_path / "spring"
    new_course(course, [LESSON], root)
    stock.nbgrader(course, "generate_assignment", LESSON)
    lay(course, "ada", handed_in(released, RIGHT))
    grade_assignment(course, LESSON, progress=False)
    open_ = {path: oct(mode) for path, mode in modes(course).items() if mode & 0o077}
    made = {path.name for path in course.iterdir()}
    assert {"source", "release", "gradebook.db", "private", "autograded"} <= made
    # what nbgrader itself makes open lies in a folder that nobody else may enter
    assert stat.S_IMODE(course.stat().st_mode) == 0o700
    for name in ("source", "gradebook.db", "private", "nbgrader_config.py"):
        assert not [path for path in open_ if path.is_relative_to(course / name)], open_


@pytest.mark.slow
def test_a_course_of_a_group_can_be_worked_in_by_all_of_it(tmp_path, root, released):
    if os.geteuid():
        pytest.skip("not run: needs root, to give a folder to a group")
    course = tmp_path / "spring"
    new_course(course, [LESSON], root, group="games")
    stock.nbgrader(course, "generate_assignment", LESSON)
    lay(course, "ada", handed_in(released, RIGHT))
    grade_assignment(course, LESSON, progress=False)
    import grp

    group = grp.getgrnam("games").gr_gid
    for path, mode in modes(course).items():
        if path.is_relative_to(course / "submitted"):
            continue  # laid there by the test
        assert path.stat().st_gid == group, path
        assert mode & 0o007 == 0 or path.is_relative_to(course / "release"), (path, oct(mode))
        assert mode & 0o040, (path, oct(mode))
        if path.is_dir():
            assert mode & 0o2070 == 0o2070, (path, oct(mode))
    for name in ("gradebook.db", f"private/grading/{LESSON}.jsonl", "nbgrader_config.py"):
        assert (course / name).stat().st_mode & 0o020, name


@pytest.mark.all
def test_a_second_teacher_of_the_group_can_grade_and_somebody_else_cannot(tmp_path, root, released):
    if os.geteuid():
        pytest.skip("not run: needs root, to become another user")
    import grp

    first, second, group = 54321, 54322, grp.getgrnam("games").gr_gid
    tmp_path.chmod(0o755)
    course = tmp_path / "spring"
    homes = {user: tmp_path / str(user) for user in (first, second, 54323)}
    for home in homes.values():
        home.mkdir(mode=0o700)
    new_course(course, [LESSON], root, group="games")
    for path in [course, *course.rglob("*")]:
        os.chown(path, first, group)
        os.chmod(path, path.stat().st_mode | (0o2000 if path.is_dir() else 0))
    grader, nbgrader_ = (os.path.join(os.path.dirname(sys.executable), n) for n in PROGRAMS)

    def run(user, *command, group=group):
        home = homes[user]
        return run_as_user(command, root, home, user, group, needs=[tmp_path], folder=course)

    done = run(first, nbgrader_, "generate_assignment", LESSON)
    assert done.returncode == 0, done.stdout
    lay(course, "ada", handed_in(released, RIGHT))
    for path in [course / "submitted", *(course / "submitted").rglob("*")]:
        os.chown(path, first, group)
    for user in (first, second, first):
        done = run(user, grader, "grade", LESSON)
        assert done.returncode == 0, done.stdout
        assert points(read_marks(course, LESSON)["ada"]) == FULL
        done = run(user, nbgrader_, "generate_feedback", LESSON, "--force")
        assert done.returncode == 0, done.stdout
    before = read_marks(course, LESSON)
    with pytest.raises(subprocess.SubprocessError):  # not even into the folder
        run(54323, grader, "grade", LESSON, group=54323)
    assert read_marks(course, LESSON) == before


PROGRAMS = ("autograder", "nbgrader")


def test_a_group_that_is_not_there_is_named(tmp_path, root):
    with pytest.raises(UserError, match="expected a group of this system, got 'no-such-group'"):
        new_course(tmp_path / "spring", [LESSON], root, group="no-such-group")
    assert not (tmp_path / "spring").exists()


@pytest.mark.parametrize("name", ["spring [2026]", "who?", "a*b", "{0}", "50%", "c#", "a\u202eb"])
def test_a_path_that_nbgrader_takes_for_a_pattern_is_refused(tmp_path, root, name):
    with pytest.raises(UserError, match="expected a folder whose path has no"):
        new_course(tmp_path / name / "course", [LESSON], root)
    assert not (tmp_path / name).exists()
