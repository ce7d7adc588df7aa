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


@pytest.fixture(scope="module")
def dark(page_of_a_module):
    """The lesson in the dark theme; each test writes what it needs and runs it."""
    with page_of_a_module("lesson-7-dark") as lesson:
        lesson.open(LESSON)
        lesson.use_theme("JupyterLab Dark")
        yield lesson


def answer(lesson, source):
    """Write an answer to `affine_backward`, run it and its check; return what that puts out."""
    lesson.write("affine_backward", source)
    lesson.run("affine_backward")
    lesson.run("check_affine_backward")
    return lesson.output("check_affine_backward")


def test_a_learner_runs_all_of_the_lesson(backpropagation):
    lesson = backpropagation
    assert lesson.after_the_run == []
    assert lesson.pictures() == []  # what a bet turns out to be is drawn when it is made
    assert lesson.trouble == []


def test_a_picture_is_drawn_when_its_bet_is_made(backpropagation):
    lesson = backpropagation
    lesson.show_without_a_bet(lesson.output_of('guess("same-curve")'))
    shown = lesson.output_of("def two_curves")
    lesson.cell_with("def two_curves").locator(".cm-content").click()
    lesson.page.keyboard.press("ControlOrMeta+Enter")
    expect(shown).to_contain_text("largest difference of the two curves")
    ((alt, width),) = lesson.pictures()
    assert len(alt.split()) > 4
    assert width > 300
    lesson.screenshot("2-shown")
    assert lesson.trouble == []


def test_a_wrong_answer_gets_its_hint_and_a_mended_one_its_points(backpropagation):
    lesson = backpropagation
    lesson.run("setup")
    output = answer(lesson, AVERAGED)
    expect(output).to_contain_text(HINT)
    expect(output).not_to_contain_text("Traceback")
    expect(output).not_to_contain_text("CheckFailed")
    drawn = output.locator("figcaption")
    assert drawn.all_inner_texts() == ["yours", "expected", "difference"]
    hint = output.locator(".nnf-lead", has_text=HINT)
    assert hint.bounding_box()["y"] < drawn.first.bounding_box()["y"]  # the sentence comes first
    lesson.screenshot("3-wrong", "check_affine_backward")

    dialog = lesson.validate()
    expect(dialog).to_contain_text(HINT)
    expect(dialog).not_to_contain_text("Traceback")
    assert lesson.is_in_sight(dialog.locator("pre", has_text=HINT))
    lesson.screenshot("4-validate-wrong")
    lesson.close_dialog()

    answer(lesson, MENDED)
    expect(output).to_contain_text("6 of 6 points")
    expect(output).not_to_contain_text(HINT)
    lesson.screenshot("5-mended", "check_affine_backward")
    assert lesson.trouble == []


def test_who_has_solved_everything_is_told_so(backpropagation, root):
    lesson = backpropagation
    lesson.run("setup")
    answers = solutions(root) | {"affine_backward": MENDED}
    for name, source in answers.items():
        lesson.write(name, source)
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


@pytest.mark.all
def test_all_of_the_lesson_runs_in_the_dark_theme(dark):
    dark.run_all()
    assert dark.not_run() == []
    dark.screenshot_all("dark")
    assert dark.trouble == []


@pytest.mark.all
def test_a_hint_can_be_read_in_the_dark_theme(dark):
    dark.run("setup")
    output = answer(dark, AVERAGED)
    texts = [output.locator("figcaption").first, output.locator(".nnf-lead", has_text=HINT)]
    texts += [output.locator("td").first, output.locator("td.off").first]
    assert all(dark.contrast(text) >= 4.5 for text in texts)
    dark.screenshot("dark-wrong", "check_affine_backward")
    answer(dark, MENDED)
    expect(output).to_contain_text("6 of 6 points")
    dark.screenshot("dark-mended", "check_affine_backward")
    assert dark.trouble == []


@pytest.mark.all
def test_validate_gives_the_hint_and_can_be_read_in_the_dark_theme(dark):
    dark.run("setup")
    dark.write("affine_backward", AVERAGED)
    dialog = dark.validate()
    expect(dialog).to_contain_text(HINT)
    expect(dialog).not_to_contain_text("Traceback")
    dark.screenshot("dark-validate")
    assert dark.is_in_sight(dialog.locator("pre", has_text=HINT))
    dark.close_dialog()
    assert dark.trouble == []
