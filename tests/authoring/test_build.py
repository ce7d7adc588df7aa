"""What would let a lesson go wrong in a classroom is refused before anybody sees it."""

import functools
import json
import shutil
from argparse import Namespace
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import build as builder
from autograder.authoring import master_rules as refusals_of_masters
from autograder.authoring.build import build, left_over
from autograder.authoring.master_rules import problems_of_master
from autograder.authoring.stock_check import check_by_stock, expected_points
from autograder.cli import UserError
from autograder.learner.questions import QuestionError
from autograder.lessons import of_module
from autograder.master import notebook_text, read_master
from autograder.project import masters, role_of

LESSON = "07_backpropagation"
GRADED = '"locked": true, "points": {}, "schema_version": 3, "solution": false, "task": false'
HIDDEN = """# hidden tests: 4 points, leave this cell
### BEGIN HIDDEN TESTS
grade(affine_backward)
### END HIDDEN TESTS
"""
HIDDEN_HEAD = (
    '# %% nbgrader={"grade": true, "grade_id": "hidden_affine_backward", '
    + GRADED.format(4)
    + "}\n"
)
MARKS = "1 point for a claim that is right: learning does not prove the gradient, or: only a"
MARKS += " comparison"
DEMO = '\n# %% tags=["demo"]\n'


@pytest.fixture(scope="session")
def master(root):
    """The text of the real master."""
    return (root / "notebooks" / "source" / f"{LESSON}.py").read_text(encoding="utf-8")


@pytest.fixture
def tampered(tmp_path, master, root):
    """A function that makes a project whose only master was changed, and returns its folder."""

    def make(old="", new="", text=master):
        assert old in text
        source = tmp_path / "project" / "notebooks" / "source"
        source.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / "pyproject.toml", tmp_path / "project")
        (source / f"{LESSON}.py").write_text(text.replace(old, new, 1), encoding="utf-8")
        return tmp_path / "project"

    return make


def refusals(project):
    """All that the build says against the master of a project."""
    return problems_of_master(read_master(masters(project)[0]))


# ------------------------------------------------------------ what is refused in a master


REFUSED = {
    "no hidden test": (HIDDEN_HEAD + HIDDEN, "", "affine_backward has no hidden test"),
    "no visible check": (
        '"grade_id": "check_affine',
        '"grade_id": "seen_affine',
        "no visible check",
    ),
    "no solution cell": ('"grade_id": "affine_backward"', '"grade_id": "mine"', "no solution cell"),
    "an exercise that nobody registered": (
        '"grade_id": "affine_backward"',
        '"grade_id": "mine"',
        "the solution cell mine belongs to no exercise of autograder/lessons/m07",
    ),
    "no board of an exercise with steps": (
        'check_steps("Value")',
        "points(7)",
        "Value has steps and no cell check_steps",
    ),
    "a board that is graded": (
        '# %% tags=["demo"]\ncheck_steps("Value")',
        '# %%\ncheck_steps("Value")',
        "is no demonstration",
    ),
    "a board of an exercise without steps": (
        'check_steps("Value")',
        'check_steps("Value")' + DEMO + 'check_steps("witness")',
        "witness has no steps",
    ),
    "a repeated grade id": (
        '"grade_id": "setup"',
        '"grade_id": "words_judge"',
        "the grade id 'words_judge' stands twice",
    ),
    "a solution that is not marked": (
        "    ### BEGIN SOLUTION\n    dX = dZ @ W.T",
        "    dX = dZ @ W.T",
        "the solution of affine_backward is not marked",
    ),
    "a hidden cell without its first line": (
        "# hidden tests: 4 points, leave this cell\n",
        "",
        "the hidden cell of affine_backward has another form",
    ),
    "a hidden cell that grades another function": (
        "grade(affine_backward)",
        "grade(numerical_gradient)",
        "the hidden cell of affine_backward has another form",
    ),
    # stock nbgrader gives all points for a statement after the number
    "a statement after the number": (
        "grade(affine_backward)\n",
        "grade(affine_backward)\nprint()\n",
        "the hidden cell of affine_backward has another form",
    ),
    "a statement before the number": (
        "grade(affine_backward)\n",
        "x = 1\ngrade(affine_backward)\n",
        "the hidden cell of affine_backward has another form",
    ),
    "an assignment in place of the number": (
        "grade(affine_backward)\n",
        "points = grade(affine_backward)\n",
        "the hidden cell of affine_backward has another form",
    ),
    "a visible line below the region": (
        "grade(affine_backward)\n### END HIDDEN TESTS",
        "grade(affine_backward)\n### END HIDDEN TESTS\n4.0",
        "the hidden cell of affine_backward has another form",
    ),
    # a cell wholly hidden is released empty, and gets deleted
    "nothing visible above the region": (
        "# hidden tests: 4 points, leave this cell\n### BEGIN HIDDEN TESTS\ngrade(affine",
        "### BEGIN HIDDEN TESTS\n# hidden tests: 4 points, leave this cell\ngrade(affine",
        "the hidden cell of affine_backward has another form",
    ),
    "a check cell with more than the check": (
        "\ncheck(affine_backward)",
        "\nimport nnlib\ncheck(affine_backward)",
        "is not check(affine_backward) alone",
    ),
    "points in the first line that disagree": (
        "# hidden tests: 4 points",
        "# hidden tests: 5 points",
        "says 5 and has 4 points; the exercise gives 4",
    ),
    "points in the metadata that disagree": (
        '"hidden_affine_backward", ' + GRADED.format(4),
        '"hidden_affine_backward", ' + GRADED.format(3),
        "says 4 and has 3 points; the exercise gives 4",
    ),
    "points of the check that disagree": (
        '"check_affine_backward", ' + GRADED.format(2),
        '"check_affine_backward", ' + GRADED.format(1),
        "has 1 points; the exercise gives 2",
    ),
    "points of a question in words that its file counts otherwise": (
        '"words_judge", "locked": true, "points": 2',
        '"words_judge", "locked": true, "points": 3',
        "m07/questions.toml says words = 4, and the cells have 5",
    ),
    "a question in words without a mark scheme": (
        "# === BEGIN MARK SCHEME ===\n",
        "",
        "the question words_judge has no mark scheme",
    ),
    "a question in words that learners may change": (
        '"words_judge", "locked": true',
        '"words_judge", "locked": false',
        "the question words_judge is not a locked Markdown cell",
    ),
    "a question in words with no room for the answer": (
        "# %% [markdown]\n# *Your answer",
        '# %% tags=["demo"]\n# *Your answer',
        "the question words_judge is not followed by a text cell",
    ),
    "a mark scheme without an end": (
        "# === END MARK SCHEME ===\n",
        "",
        "words_judge has 1 × BEGIN MARK SCHEME and 0 × END MARK SCHEME",
    ),
    "a solution without an end": (
        "    ### END SOLUTION\n",
        "",
        "numerical_gradient has 1 × BEGIN SOLUTION and 0 × END SOLUTION",
    ),
    "a solution in a demonstration": (
        "# %% [markdown]\n# # A · One number at a time",
        DEMO + "### BEGIN SOLUTION\n1\n### END SOLUTION\n\n"
        "# %% [markdown]\n# # A · One number at a time",
        "has a region SOLUTION, and its header says nothing of that",
    ),
    "a grade id with a space": ('"grade_id": "setup"', '"grade_id": "set up"', "got 'set up'"),
    "metadata of an older nbgrader": (
        '"grade_id": "setup", "locked": true, "schema_version": 3',
        '"grade_id": "setup", "locked": true, "schema_version": 2',
        "the cell setup has schema_version 2; expected 3",
    ),
    "a header that is no JSON": (
        '# %% nbgrader={"grade": false, "grade_id": "setup"',
        '# %% nbgrader={"grade" false, "grade_id": "setup"',
        'cannot be read; expected JSON, got nbgrader={"grade" false',
    ),
    "raises-exception": (
        '# %% tags=["demo"]',
        '# %% tags=["demo", "raises-exception"]',
        "a solved lesson must not raise",
    ),
    "the engine in an exercise": (
        "    ### BEGIN SOLUTION\n",
        "    import nnlib.activations\n    ### BEGIN SOLUTION\n",
        "uses nnlib: only the setup cell and demonstrations may",
    ),
    "a demonstration that is graded": (
        '# %% nbgrader={"grade": false, "grade_id": "setup"',
        '# %% tags=["demo"] nbgrader={"grade": false, "grade_id": "setup"',
        "is a demonstration and graded at once",
    ),
    "an image without alternative text": (
        "# ## The nudge",
        "# ![](nudge.png)\n#\n# ## The nudge",
        "an image without alternative text",
    ),
    "an image with a blank for a text": ("# ## The nudge", "# ![ ](n.png)", "alternative text"),
    "an img tag without alt": ("# ## The nudge", '# <img src="n.png">', "alternative text"),
    "an img tag with an empty alt": (
        "# ## The nudge",
        '# <img src="n.png" alt="">',
        "alternative text",
    ),
    "a figure that is shown without words": (
        "# %% [markdown]\n# # A · One number at a time",
        DEMO + "viz.show(fig)\n\n# %% [markdown]\n# # A · One number at a time",
        "shows a figure without alternative text",
    ),
    "a figure with empty words": (
        "# %% [markdown]\n# # A · One number at a time",
        DEMO + 'viz.show(fig, alt="")\n\n# %% [markdown]\n# # A · One number at a time',
        "shows a figure without alternative text",
    ),
    "a figure that is never shown": (
        "# %% [markdown]\n# # A · One number at a time",
        DEMO + "fig, axes = viz.figure()\n\n# %% [markdown]\n# # A · One number at a time",
        "does not show it by viz.show",
    ),
    "plt.show": (
        "# %% [markdown]\n# # A · One number at a time",
        DEMO + "plt.plot([1, 2])\nplt.show()\n\n# %% [markdown]\n# # A · One number at a time",
        "uses plt.show",
    ),
    "a cell that does not parse": (
        "# %% [markdown]\n# # A · One number at a time",
        DEMO + "for x in\n\n# %% [markdown]\n# # A · One number at a time",
        "does not parse",
    ),
}


@pytest.mark.parametrize("mistake", REFUSED)
def test_a_master_with_a_mistake_is_refused(mistake, tampered):
    old, new, words = REFUSED[mistake]
    with pytest.raises(UserError, match=LESSON) as refused:
        build(tampered(old, new))
    assert words in str(refused.value)


def test_a_hidden_test_above_its_exercise_is_refused(tampered, master):
    # "Run All" would grade a function that is not there yet
    text = master.replace(HIDDEN_HEAD + HIDDEN, "")
    place = text.index('# %% nbgrader={"grade": false, "grade_id": "affine_backward"')
    text = text[:place] + HIDDEN_HEAD + HIDDEN + "\n" + text[place:]
    told = "the cells of affine_backward are not in the order solution, check, hidden test"
    assert told in refusals(tampered(text=text))


def test_the_master_itself_passes(tampered):
    assert refusals(tampered()) == []


def test_lines_for_ipython_are_no_mistake(tampered):
    old = "# %% [markdown]\n# # A · One number at a time"
    assert refusals(tampered(old, f"{DEMO}%matplotlib inline\n!ls\n\n{old}")) == []


@pytest.mark.parametrize("name", ["7_backpropagation", "07_Backpropagation", "notes"])
def test_a_master_that_no_lesson_would_be_made_of_is_named(name, tampered):
    project = tampered()
    (project / "notebooks" / "source" / f"{name}.py").write_text("# %%\n")
    with pytest.raises(UserError, match=f"{name}.py: expected a name such as 07_"):
        build(project)


def test_two_masters_of_one_lesson_are_named(tampered, master):
    project = tampered()
    (project / "notebooks" / "source" / "07_again.py").write_text(master, encoding="utf-8")
    with pytest.raises(UserError, match=r"07_again.py and 07_backpropagation.py are both lesson 7"):
        build(project)


def test_questions_that_are_not_complete_are_named_before_anybody_asks_them(tampered, monkeypatch):
    def refuse(lesson):
        raise QuestionError(
            "m07/questions.toml, quiz 'chain': expected one answer with right = true, got 0"
        )

    monkeypatch.setattr(refusals_of_masters, "load", refuse)
    (told,) = refusals(tampered())
    assert told.startswith(
        "autograder/lessons/m07/questions.toml, quiz 'chain': expected one answer"
    )


def test_a_lesson_without_questions_is_no_mistake(tampered, monkeypatch):
    monkeypatch.setattr(refusals_of_masters, "lessons", list)
    assert refusals(tampered()) == []


def test_all_mistakes_are_named_at_once(tampered, master):
    text = master.replace("# hidden tests: 4 points", "# hidden tests: 5 points")
    text = text.replace("# ## The nudge", "# ![](nudge.png)")
    with pytest.raises(UserError) as refused:
        build(tampered(text=text))
    assert "says 5" in str(refused.value)
    assert "nudge.png" in str(refused.value)


# ------------------------------------------------------------ what is left in the learner edition


@pytest.fixture(scope="session")
def editions(root):
    """The solved edition, and the learner edition that is committed."""
    solved = read_master(root / "notebooks" / "source" / f"{LESSON}.py").solved
    return solved, nbformat.read(root / "notebooks" / f"{LESSON}.ipynb", as_version=4)


@pytest.mark.parametrize(
    ("kind", "source", "words"),
    [
        ("code", "### BEGIN SOLUTION\npass", "BEGIN SOLUTION"),
        ("code", "### BEGIN HIDDEN TESTS\n1", "BEGIN HIDDEN TESTS"),
        ("markdown", "=== BEGIN MARK SCHEME ===", "BEGIN MARK SCHEME"),
        ("code", "if True:\n        db = dZ.sum(axis=0)", "shows the line 'db = dZ.sum(axis=0)'"),
        ("markdown", f"x\n{MARKS}", "shows the line '1 point for a claim"),
        ("code", "grade(affine_backward)", "calls grade"),
    ],
)
def test_what_is_left_of_the_solved_edition_is_seen(kind, source, words, editions):
    solved, learner = editions
    assert left_over(solved, learner) == []
    cells = [*learner.cells, nbformat.from_dict({"cell_type": kind, "source": source, "id": "x"})]
    told = left_over(solved, nbformat.from_dict({"cells": cells}))
    assert any(words in problem for problem in told), told


@pytest.mark.slow
def test_a_solution_shown_elsewhere_in_the_master_is_refused(tampered):
    old = "# %% [markdown]\n# # A · One number at a time"
    project = tampered(old, f"{DEMO}slopes[i] = (above - below) / (2 * eps)\n\n{old}")
    with pytest.raises(UserError, match=r"shows the line 'slopes\[i\]"):
        build(project)


def test_the_committed_edition_has_no_outputs_and_may_raise_only_where_it_must(editions):
    _, learner = editions
    for cell in learner.cells:
        tags = cell.metadata.get("tags", [])
        assert ("raises-exception" in tags) == (role_of(cell) in ("solution", "check")), cell.id
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None), cell.id
    roles = [role_of(cell) for cell in learner.cells]
    exercises = of_module(7)
    graded = [exercise for exercise in exercises if not exercise.bonus]
    assert {role: roles.count(role) for role in ("solution", "check", "hidden", "task")} == {
        "solution": len(exercises),
        "check": len(exercises),
        "hidden": len(graded),
        "task": 2,
    }
    assert "widgets" not in learner.metadata


def test_the_committed_edition_keeps_the_visible_line_of_hidden_cells(editions):
    _, learner = editions
    for cell in learner.cells:
        if role_of(cell) == "hidden":
            points = cell.metadata.nbgrader.points
            many = "point" if points == 1 else "points"
            assert cell.source == f"# hidden tests: {points} {many}, leave this cell"


def test_every_notebook_has_a_master_and_every_master_a_notebook(root):
    made = {f"{path.stem}.ipynb" for path in masters(root)} | {"source"}
    passing = {".ipynb_checkpoints", "__pycache__"}
    assert {path.name for path in (root / "notebooks").iterdir()} - passing == made
    names = {path.name for path in (root / "notebooks" / "source").iterdir()} - passing
    assert names == {f"{path.stem}.py" for path in masters(root)} | {"ruff.toml"}


# ------------------------------------------------------------ the same bytes, and nothing stale


def test_ids_are_the_same_from_reading_to_reading_and_stand_once(root):
    path = root / "notebooks" / "source" / f"{LESSON}.py"
    one, two = ([cell["id"] for cell in read_master(path).solved.cells] for _ in range(2))
    assert one == two
    assert len(set(one)) == len(one)
    assert notebook_text(read_master(path).solved) == notebook_text(read_master(path).solved)


@pytest.mark.slow
def test_two_builds_are_byte_identical_and_are_what_is_committed(root, built):
    # the committed files are what another build made, on another day
    for path, text in built.items():
        assert (root / path).read_bytes() == text.encode(), path
    learner = json.loads(built[next(path for path in built if path.suffix == ".ipynb")])
    assert learner["nbformat"] == 4


@pytest.mark.slow
def test_a_teachers_own_settings_of_nbgrader_change_no_lesson(
    root, tampered, tmp_path, monkeypatch
):
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    settings = 'c = get_config()\nc.ClearSolutions.code_stub = {"python": "# of another course"}\n'
    (tmp_path / "nbgrader_config.py").write_text(settings)
    notebook = build(tampered())[Path("notebooks") / f"{LESSON}.ipynb"]
    assert "of another course" not in notebook
    assert notebook.encode() == (root / "notebooks" / f"{LESSON}.ipynb").read_bytes()


@pytest.mark.slow
def test_check_is_red_on_a_stale_notebook_and_writes_nothing(tampered, monkeypatch, capsys):
    project = tampered()
    monkeypatch.chdir(project)
    # a build of the same master gives the same: once is enough here
    monkeypatch.setattr(builder, "build", functools.cache(build))
    with pytest.raises(UserError, match=f"stale.*{LESSON}.ipynb"):
        builder.run(Namespace(check=True, no_stock=True))
    assert not (project / "notebooks" / f"{LESSON}.ipynb").exists()

    builder.run(Namespace(check=False, no_stock=True))
    builder.run(Namespace(check=True, no_stock=True))
    assert "2 generated files are what the masters give" in capsys.readouterr().out

    notebook = project / "notebooks" / f"{LESSON}.ipynb"
    made = notebook.read_bytes()
    for stale in (made.replace(b"The nudge", b"The Nudge"), made + b"\n", made[:-1]):
        notebook.write_bytes(stale)
        with pytest.raises(UserError, match=f"stale.*{LESSON}.ipynb"):
            builder.run(Namespace(check=True, no_stock=True))
        assert notebook.read_bytes() == stale


# ------------------------------------------------------------ stock nbgrader has the last word


@pytest.mark.slow
def test_stock_gives_nothing_for_nothing_and_everything_for_the_solution(root):
    marks = check_by_stock(root, [LESSON])
    assert marks == {LESSON: expected_points(7)}
    full = sum(expected_points(7)["solved"].values())
    assert (full, sum(marks[LESSON]["wrong"].values())) == (36, 0)


@pytest.mark.all
def test_stock_is_red_for_a_broken_solution(tampered):
    project = tampered("    db = dZ.sum(axis=0)\n", "    db = dZ.mean(axis=0)\n")
    with pytest.raises(UserError) as refused:
        check_by_stock(project, [LESSON])
    told = str(refused.value)
    for version in ("solved", "nodemo"):
        assert f"{LESSON}, {version}: check_affine_backward got 0.0, expected 2" in told
        assert f"{LESSON}, {version}: hidden_affine_backward got 3.0, expected 4" in told
    assert "numerical_gradient" not in told
    assert "untouched" not in told
