"""How long a lesson is: words, tables, numbers in a paragraph, minutes; see docs/authoring.md.

What counts is the road: all that stands above the heading "More" and outside folds.
"""

import ast
import re
from dataclasses import dataclass

from autograder.learner.questions import load
from autograder.lessons import of_module
from autograder.project import ANSWERS, module_of, role_of

MORE = re.compile(r"^# More$", re.MULTILINE)
FOLD = re.compile(r"<details\b(?:(?!<details\b).)*?</details>", re.DOTALL)
FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
NUMBER = re.compile(r"(?<![\w.])[−-]?\d+(?:[.,]\d+)*")
TABLE = re.compile(r"^\|[ :|-]+\|$", re.MULTILINE)
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)
MOST_TABLES, MOST_NUMBERS = 4, 3
FEW_LINES = 3  # of a solution that takes five minutes
# Sittings of a lesson -> the most words and minutes; lessons 7 and 12 have a marked stop.
MOST_WORDS, MOST_MINUTES = {1: 3000, 2: 4500}, {1: 90, 2: 180}
TWO_SITTINGS = (7, 12)
WORDS_A_MINUTE, PICTURE, CARD, IN_WORDS = 150, 2.5, 1.5, 6


@dataclass(frozen=True)
class Length:
    """What a lesson asks of its readers.

    Parameters
    ----------
    words, tables : int
    crowded : tuple of str
        Paragraphs with more than three numbers.
    minutes : float
    sittings : int
        1 or 2.
    """

    words: int
    tables: int
    crowded: tuple
    minutes: float
    sittings: int = 1

    def over(self):
        """List what is more than a lesson of so many sittings may have."""
        words, minutes = MOST_WORDS[self.sittings], MOST_MINUTES[self.sittings]
        found = [
            (f"{self.words:,} words on the road, at most {words:,}", self.words > words),
            (f"{self.tables} tables on the road, at most {MOST_TABLES}", self.tables > MOST_TABLES),
            (f"{self.minutes:.0f} minutes, at most {minutes}", self.minutes > minutes),
            *((f"more than {MOST_NUMBERS} numbers: {text}", True) for text in self.crowded),
        ]
        return [text for text, is_over in found if is_over]


def length_of(master):
    """Measure a lesson.

    Parameters
    ----------
    master : autograder.master.Master

    Returns
    -------
    Length
    """
    module, cells = module_of(master.name), road(master.solved.cells)
    texts = [visible(cell.source) for cell in cells if cell.cell_type == "markdown"]
    code = [cell for cell in cells if cell.cell_type == "code"]
    calls = [call for cell in code for call in _calls(cell.source)]
    questions = load(module)
    bets = [name for name in map(_bet, calls) if name in questions.predictions]
    cards = _words_of_cards(questions, bets, any(_name(call) == "quiz" for call in calls))
    words = sum(map(count_words, [*texts, *cards, *map(_docstrings, code)]))
    in_words = sum(role_of(cell) == "task" for cell in cells)
    known = {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in cells}
    exercises = [exercise for exercise in of_module(module) if exercise.name in known]
    solutions = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in code}
    pictures = sum(_name(call) == "guess" and len(call.args) > 1 for call in calls)
    minutes = (
        words / WORDS_A_MINUTE
        + PICTURE * pictures
        + CARD * (len(bets) + len(questions.quiz))
        + sum(_minutes_of(exercise, solutions[exercise.name]) for exercise in exercises)
        + IN_WORDS * in_words
    )
    tables = sum(len(TABLE.findall(text)) for text in texts)
    sittings = 2 if module in TWO_SITTINGS else 1
    return Length(words, tables, tuple(_crowded(cells)), minutes, sittings)


def road(cells):
    """Return the cells above the heading "More"; all of them where there is none."""
    for number, cell in enumerate(cells):
        if cell.cell_type == "markdown" and MORE.search(cell.source):
            return cells[:number]
    return cells


def visible(text):
    """Return what of a text stands open: without folds, mark schemes, formulas and markup."""
    text = re.sub(r"=== BEGIN MARK SCHEME ===.*?=== END MARK SCHEME ===", "", text, flags=re.DOTALL)
    while FOLD.search(text):
        text = FOLD.sub("", text)
    return re.sub(r"<[^>]+>", "", FORMULA.sub("", text))


def count_words(text):
    """Count the words of a text; numbers and names in code are none."""
    return len(WORD.findall(CODE.sub("", text)))


def _crowded(cells):
    """Yield the paragraphs with too many numbers; headings, tables and exercises may have more."""
    for cell in cells:
        if cell.cell_type != "markdown" or role_of(cell) in ("task", *ANSWERS):
            continue
        text = re.split(r"^### Exercise", visible(cell.source), flags=re.MULTILINE)[0]
        for paragraph in CODE.sub("", text).split("\n\n"):
            is_prose = not paragraph.lstrip().startswith(("#", "|"))
            if is_prose and len(NUMBER.findall(paragraph)) > MOST_NUMBERS:
                yield " ".join(paragraph.split())


def _calls(source):
    """List the calls of plain names in a cell."""
    try:
        nodes = ast.walk(ast.parse(source))
    except SyntaxError:
        return []
    return [node for node in nodes if isinstance(node, ast.Call) and _name(node)]


def _bet(call):
    """Return the name of the bet that a call asks for, if it asks for one."""
    first = call.args[0] if call.args else None
    asks = _name(call) in ("guess", "predict") and isinstance(first, ast.Constant)
    return first.value if asks else None


def _name(call):
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _docstrings(cell):
    """Join the docstrings of what a cell defines."""
    try:
        nodes = ast.walk(ast.parse(cell.source))
    except SyntaxError:
        return ""
    kinds = (ast.FunctionDef, ast.ClassDef)
    return "\n".join(ast.get_docstring(node) or "" for node in nodes if isinstance(node, kinds))


def _words_of_cards(questions, bets, has_quiz):
    """List the texts of the cards on the road: what is read before an answer is given."""
    texts = [
        text
        for name in bets
        for asked in [questions.predictions[name]]
        for text in (asked.question, *asked.choices.values())
    ]
    if has_quiz:
        texts += [
            text
            for asked in questions.quiz
            for text in (asked.question, *(answer.text for answer in asked.answers))
        ]
    return texts


def _minutes_of(exercise, source):
    """Say how long an exercise takes: one to three lines 5, longer ones 10, in steps 15."""
    if exercise.steps:
        return 15
    regions = SOLUTION.findall(source)
    lines = [line for region in regions for line in region.splitlines() if line.strip()]
    return 5 if sum(not line.lstrip().startswith("#") for line in lines) <= FEW_LINES else 10
