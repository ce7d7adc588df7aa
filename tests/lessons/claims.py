"""What tests of claims ask of a lesson's questions and of its solved siblings."""

import math

import numpy as np

from autograder.learner.questions import find_prediction, load


def turned_out(prediction):
    """Return the key of what a prediction is said to have turned out."""
    return find_prediction(prediction).turned_out


def right_answer(module, question):
    """Return the text of the right answer to a question of a lesson's quiz or "still there?"."""
    asked = load(module)
    (found,) = [q for q in (*asked.quiz, *asked.still_there) if q.name == question]
    return next(answer.text for answer in found.answers if answer.right)


def sibling(lesson, name, **names):
    """Execute a sibling problem's solution as it stands in a hint, and return its function."""
    blocks = [part.split("```")[0] for part in lesson.text.split("```python\n")[1:]]
    (source,) = [block for block in blocks if f"def {name}(" in block]
    names = {"math": math, "np": np, **names}
    exec(source, names)
    return names[name]
