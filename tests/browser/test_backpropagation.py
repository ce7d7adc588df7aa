"""Lesson 7 as a learner meets it: run all, a wrong answer, the hint, Validate, the right answer."""

import pytest
from playwright.sync_api import expect

from autograder.course import submissions
from autograder.master import read_master

pytestmark = pytest.mark.slow

LESSON = "07_backpropagation.ipynb"
HINT = "Has somebody divided already?"

AVERAGED = """def affine_backward(dZ, cache):
    X, W = cache
    return dZ @ W.T, X.T @ dZ, dZ.mean(axis=0)"""
MENDED = AVERAGED.replace("mean", "sum")


def solutions(root):
    """The solved edition's answers, by grade id: what a learner has who has done everything."""
    master = root / "notebooks" / "source" / LESSON.replace(".ipynb", ".py")
    return submissions.solutions(read_master(master).solved)


def test_a_learner_runs_all_of_the_lesson(lesson_at_home):
    lesson = lesson_at_home
    lesson.open(LESSON)
    lesson.screenshot("1-opened")
    lesson.run_all()
    assert lesson.not_run() == []
    for alt, width in lesson.pictures():
        assert len(alt.split()) > 4
        assert width > 300
    assert len(lesson.pictures()) == 1
    lesson.screenshot_all("2-run-all")
    assert lesson.trouble == []


def test_a_wrong_answer_gets_its_hint_and_a_mended_one_its_points(lesson):
    lesson.open(LESSON)
    lesson.run("setup")
    lesson.write("affine_backward", AVERAGED)
    lesson.run("affine_backward")
    lesson.run("check_affine_backward")
    output = lesson.output("check_affine_backward")
    expect(output).to_contain_text(HINT)
    expect(output).not_to_contain_text("Traceback")
    expect(output).not_to_contain_text("CheckFailed")
    drawn = output.locator("figcaption")
    assert drawn.all_inner_texts() == ["yours", "expected", "difference"]
    hint = output.get_by_text(HINT)
    assert drawn.first.bounding_box()["y"] < hint.bounding_box()["y"]
    lesson.screenshot("3-wrong", "check_affine_backward")

    dialog = lesson.validate()
    expect(dialog).to_contain_text(HINT)
    expect(dialog).not_to_contain_text("Traceback")
    lesson.screenshot("4-validate-wrong")
    assert lesson.is_in_sight(dialog.locator("pre", has_text=HINT))
    lesson.close_dialog()

    lesson.write("affine_backward", MENDED)
    lesson.run("affine_backward")
    lesson.run("check_affine_backward")
    expect(output).to_contain_text("6 of 6 points")
    expect(output).not_to_contain_text(HINT)
    lesson.screenshot("5-mended", "check_affine_backward")
    assert lesson.trouble == []


def test_who_has_solved_everything_is_told_so(lesson, root):
    lesson.open(LESSON)
    lesson.run("setup")
    answers = solutions(root) | {"affine_backward": MENDED}
    for name, answer in answers.items():
        lesson.write(name, answer)
        lesson.run(name)
        lesson.run(f"check_{name}")
        expect(lesson.output(f"check_{name}")).to_contain_text("✓")
    lesson.screenshot("6-all", "check_numerical_gradient")

    dialog = lesson.validate()
    expect(dialog).to_contain_text("Success")
    lesson.screenshot("7-validate-right")
    lesson.close_dialog()

    lesson.save()
    saved = {cell["id"]: "".join(cell["source"]) for cell in lesson.cells()}
    assert saved["affine_backward"] == MENDED
    assert "BEGIN SOLUTION" in saved["numerical_gradient"]
    assert lesson.trouble == []


def test_all_of_the_lesson_runs_in_the_dark_theme(lesson):
    lesson.open(LESSON)
    lesson.use_theme("JupyterLab Dark")
    lesson.run_all()
    lesson.screenshot_all("dark")
    assert lesson.trouble == []


def test_a_hint_can_be_read_in_the_dark_theme(lesson):
    lesson.open(LESSON)
    lesson.use_theme("JupyterLab Dark")
    lesson.run("setup")
    lesson.write("affine_backward", AVERAGED)
    lesson.run("affine_backward")
    lesson.run("check_affine_backward")
    output = lesson.output("check_affine_backward")
    texts = [output.locator("figcaption").first, output.get_by_text(HINT)]
    texts += [output.locator("td").first, output.locator("td.off").first]
    assert all(lesson.contrast(text) >= 4.5 for text in texts)
    lesson.screenshot("dark-wrong", "check_affine_backward")
    lesson.write("affine_backward", MENDED)
    lesson.run("affine_backward")
    lesson.run("check_affine_backward")
    expect(output).to_contain_text("6 of 6 points")
    lesson.screenshot("dark-mended", "check_affine_backward")
    assert lesson.trouble == []


def test_validate_can_be_read_in_the_dark_theme(lesson):
    lesson.open(LESSON)
    lesson.use_theme("JupyterLab Dark")
    lesson.run("setup")
    lesson.write("affine_backward", AVERAGED)
    dialog = lesson.validate()
    expect(dialog).to_contain_text(HINT)
    lesson.screenshot("dark-validate")
    lesson.close_dialog()
    assert lesson.trouble == []
