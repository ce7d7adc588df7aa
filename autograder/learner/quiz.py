"""The quiz: every answer, right or wrong, has a sentence that says what belief it is.

There are no points, and nothing is remembered: one may try each answer to read its sentence.
"""

from html import escape

from autograder.learner import cards
from autograder.learner.cards import inline
from autograder.learner.questions import QuestionError, load


def quiz(which, lesson=None):
    """Ask the questions of a lesson, or the three short ones on earlier lessons at its beginning.

    Parameters
    ----------
    which : int or str
        A lesson's number; or "still-there", with ``lesson``.
    lesson : int, optional
        The lesson that "still-there" opens.

    Raises
    ------
    QuestionError
        If there are no such questions.
    """
    if which == "still-there":
        asked = load(lesson).still_there
        title = "Still there?"
        if not asked:
            raise QuestionError(f"lesson {lesson} has no questions on earlier lessons")
    elif isinstance(which, str):
        raise QuestionError(f"expected a lesson's number or 'still-there', got {which!r}")
    else:
        asked, title = load(which).quiz, f"Check yourself, lesson {which}"
        if not asked:
            raise QuestionError(f"lesson {which} has no quiz")
    data = [
        {
            "question": question.question,
            "answers": [
                {"text": a.text, "right": a.right, "because": a.because} for a in question.answers
            ],
        }
        for question in asked
    ]
    cards.show("quiz", data, _text(title, asked), lambda: _html(title, asked))


def _text(title, asked):
    lines = [title]
    for number, question in enumerate(asked, 1):
        lines += [f"{number}. {question.question}"]
        lines += [f"   - {answer.text}" for answer in question.answers]
    return "\n".join(lines)


def _html(title, asked):
    """Lay the questions out for saved notebooks, the answers folded."""
    items = []
    for question in asked:
        choices = "".join(f"<li>{inline(answer.text)}</li>" for answer in question.answers)
        sentences = "".join(
            f"<li>{'✓ ' if answer.right else ''}<i>{inline(answer.text)}</i> "
            f"{inline(answer.because)}</li>"
            for answer in question.answers
        )
        items.append(
            f"<li>{inline(question.question)}<ul>{choices}</ul>"
            f"<details><summary>Answers</summary><ul>{sentences}</ul></details></li>"
        )
    return f"<p><b>{escape(title)}</b></p><ol>{''.join(items)}</ol>"
