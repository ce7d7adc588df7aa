"""Masters: a lesson as it is written, a Jupytext percent script under ``notebooks/source``.

Reading one gives the solved edition, an nbgrader source notebook, and the teacher's notes.
"""

import copy
import json
import re
from dataclasses import dataclass
from pathlib import Path

import jupytext
import nbformat

from autograder.cli import UserError
from autograder.core.notebook import METADATA
from autograder.core.whole_file import write_whole
from autograder.lessons.facts import LIKE_A_PLACE, PLACE, FactError, facts_of
from autograder.project import module_of, role_of


@dataclass
class Master:
    """A lesson as it was written.

    Parameters
    ----------
    name : str
        ``07_backpropagation``.
    solved : nbformat.NotebookNode
        The solved edition, without the teacher's notes.
    notes : str
        The teacher's notes, in Markdown.
    asked : frozenset of str
        The facts whose numbers its text states.
    """

    name: str
    solved: nbformat.NotebookNode
    notes: str
    asked: frozenset = frozenset()


def read_master(path, *, fill=True):
    """Read a master and part it into the solved edition and the teacher's notes.

    Parameters
    ----------
    path : path
    fill : bool
        Whether to put the lesson's facts into its text; else it says ``{{name}}``.

    Returns
    -------
    Master

    Raises
    ------
    UserError
        If its text asks for a number that no experiment writes.
    """
    path = Path(path)
    nb = jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent")
    nb.metadata = nbformat.from_dict(copy.deepcopy(METADATA))
    nb.nbformat, nb.nbformat_minor = 4, 5
    try:
        asked = _fill(nb, module_of(path.stem)) if fill else frozenset()
    except FactError as error:
        raise UserError(f"{path.stem}: {error}") from None
    teacher = [cell for cell in nb.cells if "teacher" in cell.metadata.get("tags", [])]
    nb.cells = [cell for cell in nb.cells if cell not in teacher]
    _set_ids(nb, path.stem)
    _collapse(nb)
    return Master(path.stem, nb, _notes(nb, teacher), asked)


def notebook_text(nb):
    """Write a notebook as text: sorted keys, one final newline, no trace of the day."""
    nbformat.validate(nb)
    return json.dumps(nb, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def write_notebook(nb, path):
    """Write a notebook to a file, making its folder."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, notebook_text(nb))


def _fill(nb, module):
    """Put the lesson's facts into its text cells, and return the names of those it asks for."""
    asking = [cell for cell in nb.cells if cell.cell_type == "markdown" and "{{" in cell.source]
    asked = frozenset(name for cell in asking for name in PLACE.findall(cell.source))
    facts = facts_of(module)
    texts = facts.texts() if facts and asked else {}
    unknown = sorted(asked - texts.keys())
    if unknown:
        known = ", ".join(texts) or "none"
        raise FactError(f"the text asks for {', '.join(unknown)}; the facts of the lesson: {known}")
    for cell in asking:
        cell.source = PLACE.sub(lambda place: texts[place[1]], cell.source)
    _refuse_what_stays(nb, facts)
    return asked


def _refuse_what_stays(nb, facts):
    """Refuse braces that were meant as a place: with blanks in a text, or in a code cell."""
    known = {fact.name for fact in facts or ()}
    for cell in nb.cells:
        for place in LIKE_A_PLACE.finditer(cell.source):
            meant = place[1].partition(".")[0] in known
            if meant and cell.cell_type == "code":
                raise FactError(f"{place[0]} is in a code cell; facts go into text cells alone")
            if cell.cell_type == "markdown" and place[0] != place[0].replace(" ", ""):
                name = place[0].replace(" ", "")
                raise FactError(
                    f"{place[0]} is no place for a fact; expected {name}, without blanks"
                )


def _set_ids(nb, lesson):
    """Give every cell an id that stays the same from build to build: jupytext's are random."""
    heading, counter, taken = "start", 0, set()
    for cell in nb.cells:
        cell.metadata.pop("lines_to_next_cell", None)
        title = re.search(r"^#+ (.+)$", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown" and title:
            heading, counter = _slug(title.group(1)), 0
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        while not name or name in taken:
            counter += 1
            name = f"{lesson[:2]}-{heading}-{counter}"
        cell["id"] = name
        taken.add(name)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def _collapse(nb):
    """Collapse what nobody has to read: the setup, and the cells of the hidden tests.

    JupyterLab takes it from the metadata, what makes pages of notebooks from the tag.
    """
    for cell in nb.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name == "setup" or role_of(cell) == "hidden":
            cell.metadata["jupyter"] = {"source_hidden": True}
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]


def _slug(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40]


def _notes(nb, teacher):
    """Put the teacher's notes under the lesson's title, two levels down."""
    if not teacher:
        return ""
    title = next(cell.source.splitlines()[0].lstrip("# ") for cell in nb.cells if cell.source)
    text = "\n\n".join(cell.source for cell in teacher)
    return f"## {title}\n\n" + re.sub(r"^#", "##", text, flags=re.MULTILINE) + "\n"
