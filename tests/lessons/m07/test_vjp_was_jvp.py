"""``softmax_vjp`` was called ``softmax_jvp``: what others have under the old name goes on."""

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import nnlib
from autograder.check import CheckFailed
from autograder.course.edition import refuse_unknown
from autograder.grade.lesson import read_lesson
from autograder.grade.rebuild import rebuild
from autograder.grade.verdicts import judge
from autograder.grade.wall.limits import Limits
from autograder.grade.wall.sandbox import Warm
from autograder.learner import shelf
from autograder.lessons import find
from tests.learner.learner_help import Notebook
from tests.lessons.m07.expected import FULL

BEFORE = Path(__file__).resolve().parents[2] / "classroom" / "editions_before"
LESSON = "07_backpropagation"
SOLUTIONS = json.loads((BEFORE / "solutions.json").read_text(encoding="utf-8"))[LESSON]
OLD = SOLUTIONS["softmax_jvp"]
WRONG = "def softmax_jvp(P, G):\n    return P * G\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder to run in, with no course around it."""
    for name in [name for name in os.environ if name.startswith(("NNF_", "NBGRADER_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NNF_HOME", str(tmp_path / ".course"))
    monkeypatch.setattr(shelf, "_tried", {})


def test_it_has_the_cases_of_then():
    now = find("softmax_jvp")
    assert (now.name, now.aliases) == ("softmax_vjp", ("softmax_jvp",))
    then = replace(now, name="softmax_jvp", aliases=())
    assert repr(now.draw("a seed")) == repr(then.draw("a seed"))
    assert repr(now.draw("a seed")) != repr(replace(then, name="softmax_vjp").draw("a seed"))


@pytest.mark.parametrize("home", ["nnlib", "nnlib.probabilities"])
def test_an_old_notebook_imports_and_calls_it(home):
    names = {}
    exec(f"from {home} import softmax_jvp", names)
    assert names["softmax_jvp"] is nnlib.softmax_vjp
    assert "softmax_jvp" not in nnlib.__all__
    P, G = np.array([[0.5, 0.5]]), np.array([[2.0, 4.0]])
    np.testing.assert_array_equal(nnlib.softmax_jvp(P, G), [[-0.5, 0.5]])


def test_an_old_notebook_checks_and_grades_it(folder, capsys):
    notebook = Notebook(OLD)
    notebook.value("check(softmax_jvp)")
    assert "A bonus." in capsys.readouterr().out
    assert notebook.value("grade(softmax_jvp)").points == 0  # a bonus, and right
    assert notebook.value("whose(softmax_jvp)") == notebook.value("whose('softmax_jvp')") == "yours"
    assert notebook.value("take('softmax_jvp')") is notebook.names["softmax_jvp"]


def test_an_old_notebook_hears_of_its_mistake(folder):
    notebook = Notebook(WRONG)
    with pytest.raises(CheckFailed, match="If every entry of G is 1"):
        notebook.value("check(softmax_jvp)")
    assert notebook.value("take(softmax_jvp)") is nnlib.softmax_vjp


def test_an_old_notebook_checks_what_it_imported(folder):
    notebook = Notebook("from nnlib import softmax_jvp\n")
    with pytest.raises(CheckFailed, match="softmax_vjp lets a library do the work"):
        notebook.value("check(softmax_jvp)")
    assert notebook.value("whose(softmax_jvp)") == "borrowed"
    assert notebook.value("take(softmax_jvp)") is nnlib.softmax_vjp


def test_what_was_kept_on_the_shelf_is_found_by_both_names(folder):
    Notebook(OLD).value("check(softmax_jvp)")
    assert [path.name for path in Path(".course/shelf").iterdir()] == ["softmax_jvp.py"]
    shelf._tried.clear()
    for name in ("softmax_jvp", "softmax_vjp"):
        assert Notebook().value(f"whose({name!r})") == "yours"


# ------------------------------------------------------------ a released course with the old cells


@pytest.fixture(scope="module")
def warm():
    with Warm(Limits(), isolated=False, modules=("autograder.lessons.m07.public",)) as warm:
        yield warm


@pytest.fixture
def course(tmp_path):
    """The edition of then as a teacher has it: released, and with hidden tests in the source."""
    release = json.loads((BEFORE / f"{LESSON}.ipynb").read_text(encoding="utf-8"))
    source = json.loads(json.dumps(release))
    for cell in source["cells"]:
        _, is_hidden, name = (
            cell["metadata"].get("nbgrader", {}).get("grade_id", "").partition("hidden_")
        )
        if is_hidden:
            cell["source"] += f"\n### BEGIN HIDDEN TESTS\ngrade({name})\n### END HIDDEN TESTS"
    for kind, notebook in {"source": source, "release": release}.items():
        path = tmp_path / kind / LESSON / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
    return tmp_path


def handed_in(course, **changed):
    paths = [course / kind / LESSON / f"{LESSON}.ipynb" for kind in ("release", "source")]
    lesson = read_lesson(*paths)
    notebook = json.loads(paths[0].read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = {**SOLUTIONS, **changed}.get(name, cell["source"])
    return lesson, rebuild(lesson, json.dumps(notebook).encode())


@pytest.mark.slow
@pytest.mark.parametrize("answer", [OLD, WRONG], ids=["right", "wrong"])
def test_a_released_course_with_the_old_cells_is_graded(course, warm, answer):
    refuse_unknown(course)
    lesson, rebuilt = handed_in(course, softmax_jvp=answer)
    assert "softmax_jvp" in lesson.exercises
    judged = judge(warm, lesson, rebuilt, "not the seed of any real course")
    marks = {name: (judged.marks[f"check_{name}"], judged.marks[f"hidden_{name}"]) for name in FULL}
    assert marks == FULL
    assert not any("softmax" in name and "vp" in name for name in judged.marks)
    said = json.dumps(judged.shown.get("check_softmax_jvp", ""))
    assert ("holds on the practice cases" if answer == OLD else "If every entry of G is 1") in said
