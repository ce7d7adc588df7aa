"""Put a submission back into the lesson's form: its order, its tests, the learner's answers.

Of what a learner hands in only text is used: the answers, found by ``grade_id``, and the cells
that the learner added. Order, metadata and tests come from the lesson. What had to be mended is
said in plain words; what cannot be read is refused, for this learner alone.
"""

import json
import os
import re
import stat
import textwrap
from collections import Counter
from dataclasses import dataclass, field

from autograder.core import border
from autograder.course.pictures import MOST_PICTURES, pasted_pictures
from autograder.grade.lesson import LessonCell

MOST_CELLS = 2000
MOST_TEXT = 2 * 2**20
# A line that binds a name: of a changed test, an answer that was moved into it is kept.
BINDS = re.compile(r"^(?:(?:async )?def |class |import |from |@|\w[\w, ]*=[^=])", re.MULTILINE)
# Brackets in the bytes of a notebook: each may become a list of its own, which takes 64 bytes.
MOST_BRACKETS = 10**6


class Refused(ValueError):
    """A submission that cannot be graded; the message says why, to the learner."""


@dataclass
class Cell:
    """A cell of the rebuilt notebook.

    Parameters
    ----------
    kind : str
    source : str
    of : LessonCell or None
        The lesson's cell, None for one that the learner added.
    demo : bool
        Whether the cell only shows something and is not run.
    put_back : bool
        Whether it is an answer that was deleted: its place is shown, but what stood there at first
        is not run, for the learner may have the answer elsewhere.
    pictures : dict
        What the learner pasted into it, in the form of nbformat's attachments.
    """

    kind: str
    source: str
    of: LessonCell | None = None
    demo: bool = False
    put_back: bool = False
    pictures: dict = field(default_factory=dict)

    @property
    def runs(self):
        """Whether the cell is executed as a part of the notebook."""
        left_out = self.demo or self.put_back or (self.of and self.of.judged)
        return self.kind == "code" and not left_out


@dataclass
class Rebuilt:
    """A submission in the lesson's form.

    Parameters
    ----------
    cells : list of Cell
    repairs : list of str
        What was mended, in plain words.
    unanswered : set of str
        Names of answer cells that stand as they were handed out.
    """

    cells: list
    repairs: list = field(default_factory=list)
    unanswered: set = field(default_factory=set)


@dataclass
class _Found:
    """A cell of the submission, and the lesson's cell that it is taken for."""

    kind: str
    source: str
    id: str
    tags: tuple
    marked: str  # the grade_id that it carries itself, or ""
    pictures: dict
    name: str = ""
    demo: bool = False


@border.entrance("the file of a submitted notebook")
def read_submission(path, most):
    """Read the bytes of a submitted notebook.

    Parameters
    ----------
    path : path
    most : int
        Bytes that it may have.

    Raises
    ------
    Refused
        If it is no ordinary file, too large, or not there.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise Refused("no notebook was handed in") from None
    except OSError as error:
        raise Refused(f"the notebook cannot be opened: {error.strerror}") from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode) or status.st_size > most:
        os.close(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Refused("the notebook is no ordinary file")
        size, allowed = status.st_size / 2**20, most / 2**20
        raise Refused(f"the file has {size:.0f} MB; at most {allowed:.0f} MB are read")
    with os.fdopen(descriptor, "rb") as file:
        return file.read(most + 1)[:most]


def rebuild(lesson, data):
    """Put a submission into the lesson's form.

    Parameters
    ----------
    lesson : Lesson
    data : bytes
        The submitted notebook.

    Returns
    -------
    Rebuilt

    Raises
    ------
    Refused
        If the bytes are no notebook.
    """
    repairs = []
    found = _parse(data, repairs)
    _recognise(lesson, found, repairs)
    chosen = _choose(lesson, found, repairs)
    added = _added(lesson, chosen, repairs)
    rebuilt = Rebuilt(_lay_out(lesson, found, chosen, added), repairs)
    rebuilt.unanswered = _unanswered(rebuilt.cells, added)
    return rebuilt


def _unanswered(cells, added):
    """Name the answers that stand as they were handed out.

    A deleted one may stand elsewhere: it counts as missing only if nothing else names it. Words in
    the cell of a question may be the answer, for a person to read.
    """
    unanswered, in_question = set(), False
    for cell in cells:
        if not cell.of:
            continue
        if cell.of.role == "task":
            in_question = cell.of.name in added
        if cell.of.answers and cell.source == cell.of.released:
            elsewhere = cell.put_back and _is_named(cell.of.name, cells)
            if not elsewhere and not (cell.of.role == "manual" and in_question):
                unanswered.add(cell.of.name)
        if cell.of.role == "manual":
            in_question = False
    return unanswered


def _is_named(name, cells):
    """Tell whether the learner's own text names an answer, in whatever way it may be bound."""
    own = (c for c in cells if c.kind == "code" and not (c.demo or c.put_back))
    texts = (c.source for c in own if not c.of or c.of.answers)
    return any(re.search(rf"\b{re.escape(name)}\b", text) for text in texts)


# ------------------------------------------------------------ reading


@border.entrance("the cells of a submitted notebook, their names, ids, tags and pictures")
def _parse(data, repairs):
    """Read the cells of a notebook, trusting nothing of its form."""
    if data.count(b"[") + data.count(b"{") > MOST_BRACKETS:
        raise Refused("the file holds more lists than any notebook")
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused("the file is no notebook: it is not written in UTF-8") from None
    except (ValueError, RecursionError):
        raise Refused(f"the file is no notebook: {_why_no_json(data)}") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise Refused("the file is no notebook of the present format: it has no list of cells")
    cells = notebook["cells"]
    if len(cells) > MOST_CELLS:
        raise Refused(f"the notebook has {len(cells)} cells; at most {MOST_CELLS} are read")
    found = [cell for cell in map(_found, cells) if cell]
    if len(found) < len(cells):
        repairs.append(f"{len(cells) - len(found)} damaged cells were left out")
    if sum(len(cell.source) for cell in found) > MOST_TEXT:
        raise Refused(f"the notebook holds more than {MOST_TEXT / 2**20:.0f} MB of text")
    _check_pictures(found, repairs)
    kernel = _at(notebook, "metadata", "kernelspec", "language") or "python"
    if kernel != "python":
        wanted = border.quoted(kernel, 30) if isinstance(kernel, str) else "no language"
        repairs.append(f"the notebook asked for a kernel of {wanted}; Python was used")
    return found


def _check_pictures(found, repairs):
    """Keep of what was pasted into Markdown cells the plain pictures, and tell of the others."""
    room, lost = MOST_PICTURES, []
    for cell in found:
        pasted = cell.pictures if cell.kind == "markdown" else {}
        cell.pictures, problems, room = pasted_pictures(pasted, room)
        lost += problems
    if lost:
        were = "1 pasted picture was" if len(lost) == 1 else f"{len(lost)} pasted pictures were"
        repairs.append(f"{were} left out: {', '.join(lost[:5])}")


def _why_no_json(data):
    text = data.strip()
    if not text:
        return "it is empty"
    if text.startswith(b"PK"):
        return "it is an archive; unpack it first"
    if b"<<<<<<<" in text:
        return "it holds the marks of a merge that was not finished"
    if not text.endswith(b"}"):
        return "its end is missing"
    return "it cannot be read"


def _at(value, *path):
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _found(cell):
    """Read one cell, or None if it is none."""
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        return None
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    if not all(isinstance(line, str) for line in lines):
        return None
    text = border.writable("".join(lines))
    name, own = _at(cell, "metadata", "nbgrader", "grade_id"), cell.get("id")
    tags = _at(cell, "metadata", "tags")
    return _Found(
        cell["cell_type"],
        text,
        own if isinstance(own, str) else "",
        tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        name if isinstance(name, str) else "",
        cell.get("attachments"),
    )


# ------------------------------------------------------------ recognising


def _recognise(lesson, found, repairs):
    """Say of each cell which of the lesson's it is: by grade_id, else by id, else by its text."""
    strange = []
    for cell in found:
        if cell.marked in lesson.cells:
            cell.name = cell.marked
        elif cell.marked:
            strange.append(border.quoted(cell.marked, 40))
        elif cell.id in lesson.cells:
            cell.name = cell.id
            repairs.append(f"{cell.id} had lost its grading data; it was found by its id")
        if not cell.name and (cell.id in lesson.demos or "demo" in cell.tags):
            cell.demo = True
    taken = {cell.name for cell in found}
    for name, wanted in lesson.cells.items():
        if name in taken:
            continue
        match = next((cell for cell in found if _looks_like(cell, wanted)), None)
        if match:
            match.name, match.demo = name, False
            repairs.append(f"{name} had lost its grading data; it was found by its text")
    if strange:
        answers = [name for name, wanted in lesson.cells.items() if wanted.answers]
        if answers and not {cell.name for cell in found}.intersection(answers):
            raise Refused("it is the notebook of another lesson: it holds no answer to this one")
        _tell_strange(strange, repairs)


def _tell_strange(strange, repairs):
    if len(strange) == 1:
        repairs.append(f"a cell {strange[0]} belongs to no cell of this lesson")
    else:
        more = ", …" if len(strange) > 3 else ""
        listed = ", ".join(strange[:3]) + more
        repairs.append(f"{len(strange)} cells belong to no cell of this lesson: {listed}")


def _looks_like(cell, wanted):
    if cell.name or cell.demo:
        return False
    if wanted.answers and wanted.kind == "code":
        pattern = rf"^(?:def|class) {re.escape(wanted.name)}\b"
        return bool(re.search(pattern, cell.source, re.MULTILINE))
    return cell.source.strip() == wanted.released.strip() and bool(wanted.released.strip())


def _choose(lesson, found, repairs):
    """Pick for each of the lesson's cells the one that stands for it; others become extra cells."""
    chosen = {}
    for name, wanted in lesson.cells.items():
        same = [cell for cell in found if cell.name == name]
        if not same:
            _tell_missing(wanted, repairs)
            continue
        answered = [cell for cell in same if cell.source != wanted.released]
        chosen[name] = pick = (answered or same)[0] if wanted.answers else same[0]
        if len(same) > 1:
            which = "the first that was changed" if wanted.answers else "the lesson's own"
            repairs.append(f"{name} stands {len(same)} times; {which} counts")
        if pick.kind != wanted.kind:
            repairs.append(f"{name} was a {pick.kind} cell; it counts as {wanted.kind}")
    return chosen


def _added(lesson, chosen, repairs):
    """Collect what a learner wrote into cells of the lesson's own, which stay as they are.

    Returns
    -------
    dict of str to str
        Name of the cell -> the lines that the lesson does not have there.
    """
    added = {}
    for name, pick in chosen.items():
        wanted = lesson.cells[name]
        if wanted.answers or pick.source.strip() == wanted.released.strip():
            continue
        text = _lines_beyond(wanted.released, pick.source)
        if not text or (wanted.judged and not BINDS.search(text)):
            repairs.append(f"{name} was changed; the lesson's own cell was used")
            continue
        added[name] = text
        repairs.append(f"{name} was changed; what was added stands in a cell behind it")
    return added


def _lines_beyond(released, text):
    """Return the lines of a text that another one has not, as often as it has them."""
    left = Counter(line.rstrip() for line in released.splitlines())
    beyond = []
    for line in text.splitlines():
        if left[line.rstrip()]:
            left[line.rstrip()] -= 1
        else:
            beyond.append(line)
    return textwrap.dedent("\n".join(beyond)).strip("\n")


def _tell_missing(wanted, repairs):
    if wanted.answers:
        repairs.append(f"{wanted.name} was deleted; what has its name elsewhere counts")
    else:
        repairs.append(f"{wanted.name} was deleted; it was put back")


def _lay_out(lesson, found, chosen, added):
    """Order the cells as the lesson does; those of the learner's own stay behind a neighbour."""
    own, anchor = {"": []}, ""
    for cell in found:
        if chosen.get(cell.name) is cell:
            anchor = cell.name
            if anchor in added:
                kind = "code" if cell.kind == "code" else "markdown"
                own[anchor] = [Cell(kind, added[anchor])]
        elif _counts_as_extra(lesson, cell):
            extra = Cell(cell.kind, cell.source, demo=cell.demo, pictures=cell.pictures)
            own.setdefault(anchor, []).append(extra)
    cells = own[""]
    for name, wanted in lesson.cells.items():
        if wanted.answers and name in chosen:
            answer, pictures = chosen[name].source, chosen[name].pictures
        else:
            answer, pictures = wanted.source, {}
        put_back = wanted.role == "solution" and name not in chosen
        cells.append(Cell(wanted.kind, answer, wanted, put_back=put_back, pictures=pictures))
        cells += own.get(name, [])
    return cells


def _counts_as_extra(lesson, cell):
    """A further copy of an answer may matter; one of a test or of an untouched cell does not."""
    if not cell.name:
        return True
    wanted = lesson.cells[cell.name]
    return wanted.answers and cell.source != wanted.released
