"""Words and signs of the field: each is explained in the paragraph that uses it first."""

import re

import pytest

from autograder.master import read_master
from tests.lessons.parts import COMPLETE
from tests.lessons.worked import prose_of

# word of the field -> the lesson that uses it first, and how the paragraph there explains it
EXPLAINED = {
    "transpose": (1, "rows and columns have changed places"),
    "matrix": (1, "A table of numbers is called a *matrix*"),
    "mean absolute error": (1, "The *mean absolute error* (MAE) is the mean of |error|"),
    "batch": (1, "Several samples that are shown together are a *batch*"),
    "generalize": (1, "that *generalizes* better: it carries over to new samples"),
    "overfitting": (1, "fits what is mere chance in its samples. That is **overfitting**"),
    "dot product": (1, "the sum of products the *dot product* $w \\cdot x$"),
    "epoch": (2, "One walk through all samples is called an **epoch**"),
    "affine": (3, "*affine* layers (weighted sums and biases, nothing more)"),
    "gradient": (4, "*gradient*, for now the slopes of the loss, one number for each weight"),
    "jacobian": (4, "a *Jacobian*, the table of all"),
    "with respect to": (6, "with respect to *the score says how many times as far the loss moves"),
    r"\partial": (
        6,
        r"The slope with respect to $z$ is written $\partial \mathcal{L} / \partial z,$",
    ),
    "one-hot": (6, "elsewhere, called *one-hot*"),
    "partial derivative": (7, "*partial derivative* for a slope in one number while the others"),
    "upstream": (7, "*upstream × local = downstream*"),
    "logit": (5, "here ten *scores*, one for each digit; books call them *logits*"),
    "pre-activation": (1, "The sum is called *pre-activation* $z$"),
    "vector-jacobian product": (7, "a *vector-Jacobian product*"),
    "jacobian-vector product": (7, "*Jacobian-vector product*"),
    "hyperparameter": (8, "a *hyperparameter*: a number that is not learned, but chosen"),
    "condition number": (8, "steeper across than along: its *condition number* κ is 100"),
}
PROSE = {n: prose_of(read_master(path).solved) for n, path in sorted(COMPLETE.items())}


def paragraphs(number):
    """The paragraphs of a lesson, without names in code, headings and lists of what is to come."""
    for text in re.split(r"\n\s*(?:>\s*)?\n", re.sub("`[^`]*`", "", PROSE[number])):
        if not text.lstrip().startswith(("- ", "#")):
            yield " ".join(text.replace("\n> ", "\n").split())


@pytest.mark.parametrize("word", EXPLAINED)
def test_a_word_is_explained_where_it_is_first_used(word):
    number, explained = EXPLAINED[word]
    used = [(n, text) for n in PROSE for text in paragraphs(n) if word in text.lower()]
    assert used, f"no lesson uses {word}: take it off the list"
    assert used[0][0] == number, used[0]
    assert explained in used[0][1], used[0][1]


# what books write and no lesson says yet; who uses one puts it above, with its explanation
NOT_YET = ("receptive field",)


@pytest.mark.parametrize("word", NOT_YET)
def test_a_word_that_no_lesson_explains_is_not_used(word):
    assert [n for n in PROSE if word in PROSE[n].lower()] == []
