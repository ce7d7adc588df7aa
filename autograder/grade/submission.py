"""Find what a learner handed in, and grade it: the work of one worker for one submission."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from autograder.core import border
from autograder.grade.rebuild import Refused, read_submission, rebuild
from autograder.grade.verdicts import NO_RESPONSE, Judged, Told, as_notebook, judge, where
from autograder.project import role_of, text_of

# What nbgrader lays beside a notebook when it is handed in, and reads again in its later commands.
NBGRADERS_OWN = ("timestamp.txt", "submission_secret.txt")


@dataclass
class Result:
    """What a submission got; plain data, to be sent from a worker to the writer.

    Parameters
    ----------
    student : str
    notebooks : dict of str to dict
        Notebook -> ``marks``, ``comments``, ``look`` (the cells that a person has to look at),
        ``answers`` (what a person reads and marks, by grade_id) and ``text``, the notebook as
        JSON.
    mistakes : dict
        Exercise -> names of the misconceptions.
    states : dict
        Exercise -> how its answer failed, where that is more than being wrong.
    repairs : list of str
    refused : str
        Why the submission could not be read; it gets 0 and a person's look.
    fault : str
        What went wrong on our side; then there is no mark.
    """

    student: str
    notebooks: dict = field(default_factory=dict)
    mistakes: dict = field(default_factory=dict)
    states: dict = field(default_factory=dict)
    repairs: list = field(default_factory=list)
    refused: str = ""
    fault: str = ""

    @property
    def marks(self):
        """The marks of all notebooks."""
        return {k: v for notebook in self.notebooks.values() for k, v in notebook["marks"].items()}


def grade_submission(warm, lessons, seed, student, folder):
    """Grade a submission; whatever it is, it costs nobody else anything.

    Parameters
    ----------
    warm : autograder.grade.wall.sandbox.Warm
    lessons : list of Lesson
        The notebooks of the assignment.
    seed : str
    student : str
    folder : path
        What was handed in.

    Returns
    -------
    Result
    """
    result = Result(student)
    try:
        for lesson in lessons:
            judged = _grade_notebook(warm, lesson, seed, Path(folder), result)
            result.notebooks[lesson.name] = {
                "marks": judged.marks,
                "comments": judged.comments,
                "look": judged.look,
                "answers": read_by_people(judged.cells),
                "text": _as_text(lesson, judged) if judged.cells else "",
            }
            result.mistakes |= judged.mistakes
            result.states |= judged.states
            result.repairs += judged.repairs
    except Exception as error:
        return Result(student, fault=f"{where(error)}: {border.quoted(str(error))}")
    return result


def read_by_people(cells):
    """Collect what a person reads and marks, by the grade_id of the cell that has the points.

    Of an answer cell that is its text; of a question, what stands under it until the lesson's next.

    Parameters
    ----------
    cells : list of dict
        Of a graded notebook.

    Returns
    -------
    dict of str to str
    """
    texts, question = {}, ""
    for cell in cells:
        role = role_of(cell)
        if role:
            name = cell["metadata"]["nbgrader"]["grade_id"]
            question = name if role == "task" else ""
        if role == "manual":
            texts[name] = text_of(cell)
        elif role == "task":
            texts[name] = ""
        elif question and cell["cell_type"] == "markdown":
            texts[question] += text_of(cell)
    return texts


def _grade_notebook(warm, lesson, seed, folder, result):
    try:
        path = find_notebook(folder, lesson.name, result.repairs, one=True)
        data = read_submission(path, warm.limits.file)
        rebuilt = rebuild(lesson, data)
    except Refused as reason:
        result.refused = str(reason)
        return refuse(lesson, str(reason))
    return judge(warm, lesson, rebuilt, seed)


def refuse(lesson, reason):
    """Make the judgement of what cannot be read: nothing, with the reason as a comment.

    The notebook is the lesson as it was handed out, so that Formgrader has something to show.
    """
    empty = rebuild(lesson, b'{"cells": []}')
    judged = Judged(cells=as_notebook(lesson, empty, Told({}, {}, {}), Judged()))
    note = {
        "cell_type": "markdown",
        "id": "note",
        "metadata": {},
        "source": f"Not graded: {reason}.",
    }
    judged.cells.insert(0, note)
    for cell in lesson.cells.values():
        if cell.metadata["nbgrader"].get("grade"):
            judged.marks[cell.name] = 0.0
        if cell.answers:
            judged.comments[cell.name] = f"{NO_RESPONSE} Not graded: {reason}."
    return judged


@border.entrance("the names of files in a submission")
def find_notebook(folder, name, repairs, one):
    """Find a notebook in a submission; one with another name will do if it is the only one.

    Raises
    ------
    Refused
        If the folder is a link, or holds no notebook or several strange ones.
    """
    if folder.is_symlink() or folder.parent.is_symlink():
        raise Refused("the submission's folder is a link")
    path = folder / f"{name}.ipynb"
    if os.path.lexists(path):
        _tell_others(folder, path, repairs)
        return path
    others = sorted(p for p in folder.iterdir() if p.suffix == ".ipynb" and p.name[0] != ".")
    if one and len(others) == 1:
        repairs.append(f"the notebook was called {border.quoted(border.name(others[0].name))}")
        _tell_others(folder, others[0], repairs)
        return others[0]
    if others:
        raise Refused(f"expected a notebook {name}.ipynb, got {len(others)} with other names")
    raise Refused(f"no notebook was handed in: expected {name}.ipynb")


def _tell_others(folder, path, repairs):
    """Files beside the notebook are never read: one called numpy.py would take numpy's place."""
    names = [p.name for p in folder.iterdir() if p.name not in (path.name, *NBGRADERS_OWN)]
    names = sorted(name for name in names if name[0] != ".")
    if names:
        listed = ", ".join(border.name(name, 40) for name in names[:5])
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        repairs.append(f"files beside the notebook were left out: {listed}{more}")


def _as_text(lesson, judged):
    """Write a notebook with a line for each cell: to indent, Python leaves its fast encoder."""
    rest = {"metadata": lesson.metadata, "nbformat": 4, "nbformat_minor": 5}
    cells = ",\n".join(json.dumps(cell, ensure_ascii=False) for cell in judged.cells)
    return f'{{"cells": [\n{cells}\n],\n{json.dumps(rest, ensure_ascii=False)[1:]}\n'
