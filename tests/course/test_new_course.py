"""`autograder new-course`: nothing is written over, the seed is secret, the settings hold."""

import json
import os
import runpy
import subprocess

import pytest
from traitlets.config import Config

from autograder.cli import UserError, main
from autograder.core.exercise import PRACTICE_SEED
from autograder.course.new_course import new_course
from autograder.project import find_root, masters

LESSON = "07_backpropagation"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course in a folder with a space and an apostrophe in its name."""
    folder = tmp_path_factory.mktemp("classes") / "Ada's spring"
    assert new_course(folder, [LESSON]) == [LESSON]
    return folder


@pytest.fixture
def settings(course, monkeypatch):
    """A function that reads the course's configuration as nbgrader does."""
    for name in ("NNF_GRADING", "NNF_COURSE", "JUPYTER_PATH"):
        monkeypatch.setenv(name, "")  # the configuration sets them; afterwards they are as before

    def read():
        config = Config()
        path = course / "nbgrader_config.py"
        runpy.run_path(str(path), init_globals={"get_config": lambda: config})
        return config

    return read


def test_what_is_there_is_never_written_over(course):
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}
    with pytest.raises(UserError, match="expected an empty or new folder"):
        new_course(course, [LESSON])
    with pytest.raises(UserError, match="expected an empty or new folder"):
        new_course(course / "private" / "seed", [LESSON])
    assert {path: path.read_bytes() for path in before} == before


def test_no_course_lies_in_the_project(root, tmp_path):
    with pytest.raises(UserError, match="must not lie in the project"):
        new_course(root / "my class", [LESSON])
    link = tmp_path / "elsewhere"
    link.symlink_to(root, target_is_directory=True)
    with pytest.raises(UserError, match="must not lie in the project"):
        new_course(link / "my class", [LESSON])
    assert not (root / "my class").exists()


def test_an_unknown_lesson_is_named_with_those_that_there_are(tmp_path, capsys):
    assert main(["new-course", str(tmp_path / "c"), "--lesson", "7"]) == 1
    said = capsys.readouterr().err
    assert all(path.stem in said for path in masters(find_root()))
    assert said.endswith("got '7'\n")
    assert not (tmp_path / "c").exists()


def test_each_course_draws_a_seed_that_its_owner_alone_can_read(course, tmp_path):
    new_course(tmp_path / "other", [LESSON])
    seeds = [
        (folder / "private" / "seed").read_text().strip() for folder in (course, tmp_path / "other")
    ]
    assert len({*seeds, PRACTICE_SEED}) == 3
    assert min(map(len, seeds)) >= 32
    assert (course / "private").stat().st_mode & 0o077 == 0
    assert (course / "private" / "seed").stat().st_mode & 0o777 == 0o600


def test_what_to_do_next_can_be_typed_as_it_stands(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["new-course", "Bo's class", "--lesson", LESSON]) == 0
    change, _ = capsys.readouterr().out.splitlines()[-1].removeprefix("Next: ").split(" && ")
    done = subprocess.run(["sh", "-c", f"{change} && pwd"], capture_output=True, text=True)
    assert done.stdout.strip() == str(tmp_path / "Bo's class")


def test_the_settings_protect_what_they_say(course, settings, monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", "/of/the/school")
    config, again = settings(), settings()
    assert os.environ["NNF_GRADING"] == "1"
    assert os.environ["NNF_COURSE"] == str(course)
    # the grading kernel first, and the school's own kernels still there
    places = os.environ["JUPYTER_PATH"].split(os.pathsep)
    assert places[0] == str(course / "jupyter")
    assert "/of/the/school" in places
    assert config.ExecutePreprocessor.kernel_name == "nnf-grading"
    assert config.OverwriteCells.add_missing_cells is True
    pages = {
        "sanitize_html": True,
        "preprocessors": ["autograder.pages.Harmless"],
        "filters": {"markdown2html": "autograder.pages.markdown"},
    }
    assert config.HTMLExporter == pages
    # and in the other file, which holds where this one cannot be read
    always = json.loads((course / "nbgrader_config.json").read_text())
    assert always["HTMLExporter"] == pages
    tags = {c.ExecutePreprocessor.skip_cells_with_tag for c in (config, again)}
    assert len(tags) == 2  # nobody can know the tag that skips a test
    assert "skip-execution" not in tags


def test_without_its_seed_a_course_grades_nobody(course, settings):
    seed = course / "private" / "seed"
    aside = seed.rename(seed.with_name("aside"))
    try:
        with pytest.raises(SystemExit, match="cannot read the course's seed"):
            settings()
    finally:
        aside.rename(seed)
