"""A course that was released with the old name of an exercise is graded like any other."""

import json

import pytest

from autograder.core.words import MISTAKES_MIME
from autograder.course.marks import _noted
from autograder.grade.lesson import read_lesson
from autograder.grade.rebuild import rebuild
from autograder.grade.verdicts import judge
from autograder.grade.wall.limits import Limits
from autograder.grade.wall.sandbox import Warm
from tests.core import renamed_toys

pytestmark = pytest.mark.slow

SEED = "not the seed of any real course"
RIGHT = "def centre(X):\n    return X - X.mean(axis=0)"
WRONG = "def centre(X):\n    return X - X.mean(axis=1, keepdims=True)"
SCALED = "def standardize(X):\n    C = centre(X)\n    return C / np.sqrt((C * C).mean(axis=0))"


@pytest.fixture(autouse=True)
def _renamed():
    renamed_toys.register_both()


@pytest.fixture(scope="module")
def warm():
    """A warm process, which knows no exercise: the questions bring all that it needs."""
    with Warm(Limits(), isolated=False) as warm:
        yield warm


def cell(name, source, **marks):
    flags = {"grade": False, "solution": False, "task": False, "locked": True}
    marks = {**flags, "grade_id": name, "schema_version": 3, **marks}
    return {"cell_type": "code", "id": name, "metadata": {"nbgrader": marks}, "source": source}


def lesson_of(folder, *answers):
    """Write source and release of a lesson with the old name, and a submission."""
    cells, release, handed = [cell("setup", "import numpy as np")], [], []
    for name in ("centre", "standardize"):
        hidden = f"### BEGIN HIDDEN TESTS\ngrade({name})\n### END HIDDEN TESTS"
        cells += [
            cell(name, "pass", solution=True, locked=False),
            cell(f"check_{name}", f"check({name})", grade=True, points=1),
            cell(f"hidden_{name}", f"# hidden\n{hidden}", grade=True, points=2),
        ]
    written = dict(zip(("centre", "standardize"), answers, strict=True))
    for one in cells:
        release.append({**one, "source": one["source"].partition("###")[0]})
        handed.append({**one, "source": written.get(one["id"], one["source"])})
    paths = []
    for name, content in {"source": cells, "release": release}.items():
        paths.append(folder / f"{name}.ipynb")
        paths[-1].write_text(json.dumps({"cells": content, "metadata": {}}))
    lesson = read_lesson(paths[1], paths[0])
    return lesson, rebuild(lesson, json.dumps({"cells": handed}).encode())


def marks_of(judged):
    return {name.replace("hidden_", "h_"): points for name, points in judged.marks.items()}


def test_right_answers_earn_everything(tmp_path, warm):
    lesson, rebuilt = lesson_of(tmp_path, RIGHT, SCALED)
    assert lesson.exercises == ("centre", "standardize")
    judged = judge(warm, lesson, rebuilt, SEED)
    assert marks_of(judged) == {
        "check_centre": 1,
        "h_centre": 2,
        "check_standardize": 1,
        "h_standardize": 2,
    }
    assert judged.comments == {"centre": None, "standardize": None}


def test_a_mistake_is_named_and_what_builds_on_it_is_judged_without_it(tmp_path, warm):
    judged = judge(warm, *lesson_of(tmp_path, WRONG, SCALED), SEED)
    assert marks_of(judged) == {
        "check_centre": 0,
        "h_centre": 0,
        "check_standardize": 1,
        "h_standardize": 2,
    }
    assert judged.mistakes == {"centre": ["mean of each sample"]}
    assert "Which axis holds the features?" in judged.comments["centre"]
    assert "given a right center" in json.dumps(judged.shown["hidden_standardize"])


def test_the_new_name_in_an_old_lesson_is_another_name(tmp_path, warm):
    judged = judge(warm, *lesson_of(tmp_path, RIGHT.replace("centre", "center"), SCALED), SEED)
    assert marks_of(judged)["h_centre"] == 0
    assert "name 'centre' is not defined" in judged.comments["centre"]


def test_marks_call_old_mistakes_by_their_present_names(tmp_path):
    place = tmp_path / "autograded" / "ada" / "one"
    place.mkdir(parents=True)
    output = {"output_type": "display_data", "metadata": {}}
    output["data"] = {MISTAKES_MIME: ["rows averaged", "of a newer version"]}
    graded = cell("hidden_centre", "", grade=True, points=2)
    graded |= {"outputs": [output], "execution_count": None}
    content = {"cells": [graded], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (place / "one.ipynb").write_text(json.dumps(content))
    assert _noted(place / "one.ipynb") == {
        "centre": (["mean of each sample", "of a newer version"], "")
    }
