"""Find what a learner handed in, and grade it: the work of one worker for one submission."""

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from autograder.core import border
from autograder.course.marks import NOT_GRADED, UNREADABLE
from autograder.grade.rebuild import Refused, read_submission, rebuild
from autograder.grade.verdicts import NO_RESPONSE, Judged, Told, as_notebook, judge, where
from autograder.project import role_of, text_of

# What nbgrader lays beside a notebook when it is handed in, and reads again in its later commands.
NBGRADERS_OWN = ("timestamp.txt", "submission_secret.txt")


class NotThere(Exception):
    """One of several notebooks of an assignment was not handed in."""


@dataclass
class Result:
    """What a submission got; plain data, to be sent from a worker to the writer.

    Parameters
    ----------
    student : str
    notebooks : dict of str to dict
        Notebook -> ``marks``, ``comments``, ``look`` (the cells that a person has to look at),
        ``answers`` (of each graded cell the hash of the answer that it is given points for) and
        ``text``, the notebook as JSON.
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

    @property
    def comments(self):
        """What is said of the answers in all notebooks."""
        return {k: v for n in self.notebooks.values() for k, v in n["comments"].items()}

    @property
    def answers(self):
        """The hashes of the answers in all notebooks."""
        return {k: v for n in self.notebooks.values() for k, v in n["answers"].items()}

    @property
    def pages(self):
        """The hash of each graded notebook, by its name."""
        return {
            name: hashlib.sha256(notebook["text"].encode()).hexdigest()
            for name, notebook in self.notebooks.items()
            if notebook["text"]
        }


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
        names = [lesson.name for lesson in lessons]
        for lesson in lessons:
            judged = _grade_notebook(warm, lesson, names, seed, Path(folder), result)
            result.notebooks[lesson.name] = {
                "marks": judged.marks,
                "comments": judged.comments,
                "look": judged.look,
                "answers": answers_in(judged.cells),
                "text": _as_text(lesson, judged) if judged.cells else "",
            }
            result.mistakes |= judged.mistakes
            result.states |= judged.states
            result.repairs += judged.repairs
        result.repairs = list(dict.fromkeys(result.repairs))
    except Exception as error:
        return Result(student, fault=f"{where(error)}: {border.quoted(str(error))}")
    return result


def answers_in(cells):
    """Hash what a person may give points for, by the grade_id of the cell that has the points.

    Of an answer cell that is its text; of a question, what stands under it until the lesson's next;
    of a test, the function above it.

    Parameters
    ----------
    cells : list of dict
        Of a graded notebook.

    Returns
    -------
    dict of str to str
    """
    texts, question, solution = {}, "", ""
    for cell in cells:
        role = role_of(cell)
        if role:
            name = cell["metadata"]["nbgrader"]["grade_id"]
            question = name if role == "task" else ""
        if role == "solution":
            solution = text_of(cell)
        elif role in ("check", "hidden", "tests"):
            texts[name] = solution
        elif role == "manual":
            texts[name] = text_of(cell)
        elif role == "task":
            texts[name] = ""
        elif question and cell["cell_type"] == "markdown":
            texts[question] += text_of(cell)
    hashed = {name: border.writable(text).encode() for name, text in texts.items()}
    return {name: hashlib.sha256(text).hexdigest() for name, text in hashed.items()}


def _grade_notebook(warm, lesson, names, seed, folder, result):
    try:
        path = find_notebook(folder, lesson.name, result.repairs, names)
        data = read_submission(path, warm.limits.file)
        rebuilt = rebuild(lesson, data)
    except NotThere as reason:
        # as nbgrader does it: the others of the assignment count
        result.repairs.append(f"{reason}: 0 points for it")
        return refuse(lesson, str(reason), "not-there")
    except Refused as reason:
        result.refused = str(reason)
        return refuse(lesson, str(reason))
    return judge(warm, lesson, rebuilt, seed)


def refuse(lesson, reason, name=UNREADABLE):
    """Make the judgement of what cannot be read: nothing, with the reason as a comment.

    The notebook is the lesson as it was handed out, so that Formgrader has something to show.
    """
    empty = rebuild(lesson, b'{"cells": []}')
    judged = Judged(cells=as_notebook(lesson, empty, Told({}, {}, {}), Judged()))
    note = {
        "cell_type": "markdown",
        "id": name,
        "metadata": {},
        "source": f"{NOT_GRADED}{reason}.",
    }
    judged.cells.insert(0, note)
    for cell in lesson.cells.values():
        if cell.metadata["nbgrader"].get("grade"):
            judged.marks[cell.name] = 0.0
        if cell.answers:
            judged.comments[cell.name] = f"{NO_RESPONSE} {NOT_GRADED}{reason}."
    return judged


@border.entrance("the names of files in a submission")
def find_notebook(folder, name, repairs, names=()):
    """Find a notebook in a submission; one with another name will do if it is the only one.

    Parameters
    ----------
    folder : Path
    name : str
        Of the notebook, without its ending.
    repairs : list of str
        Gets a sentence if it has another name, or lies beside other files.
    names : collection of str
        Of all notebooks of the assignment.

    Raises
    ------
    NotThere
        If other notebooks of the assignment are there, and this one is not.
    Refused
        If the folder is none, or holds no notebook or several strange ones.
    """
    if folder.is_symlink() or folder.parent.is_symlink():
        raise Refused("the submission's folder is a link")
    if not folder.is_dir():
        raise Refused(f"a file stands where the folder with {name}.ipynb should be")
    path = folder / f"{name}.ipynb"
    asked = {path.name, *(f"{one}.ipynb" for one in names)}
    beside = {p.name for p in folder.iterdir() if p.name[0] != "."} - {*asked, *NBGRADERS_OWN}
    if os.path.lexists(path):
        _tell_others(beside, repairs)
        return path
    others = sorted(one for one in beside if one.lower().endswith(".ipynb"))
    if any(os.path.lexists(folder / one) for one in asked):
        raise NotThere(f"{path.name} was not handed in")
    if len(asked) == 1 and len(others) == 1:
        repairs.append(f"the notebook was called {_named(others)}")
        _tell_others(beside - {*others}, repairs)
        return folder / others[0]
    if others:
        raise Refused(f"expected a notebook {path.name}, got {_named(others)}")
    found = f", got {_named(sorted(beside))}" if beside else ""
    raise Refused(f"no notebook was handed in: expected {path.name}{found}")


def _tell_others(names, repairs):
    """Files beside the notebook are never read: one called numpy.py would take numpy's place."""
    if names:
        repairs.append(f"files beside the notebook were left out: {_named(sorted(names))}")


def _named(names):
    """List names of files, which are a learner's words; of many only some."""
    listed = ", ".join(border.quoted(border.name(name, 40)) for name in names[:5])
    return f"{listed} and {len(names) - 5} more" if len(names) > 5 else listed


def _as_text(lesson, judged):
    """Write a notebook with a line for each cell: to indent, Python leaves its fast encoder."""
    rest = {"metadata": lesson.metadata, "nbformat": 4, "nbformat_minor": 5}
    cells = ",\n".join(json.dumps(cell, ensure_ascii=False) for cell in judged.cells)
    return f'{{"cells": [\n{cells}\n],\n{json.dumps(rest, ensure_ascii=False)[1:]}\n'
