"""Hold the numbers that a lesson's text works out by hand against a calculation.

A claim is a few words of the lesson with numbers put in; "…" stands for any words of the same line,
and lines may break anywhere. What an experiment measures is filled in by the build, see
``autograder.lessons.facts``: here such a number is ``@``. A number of the text that is neither, and
no mere name of a place (a lesson, a hint, an index), is left over: a new sentence wants its run.
"""

import functools
import re

from autograder.learner.questions import load
from autograder.lessons import facts
from autograder.lessons import of_module as exercises_of

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
# What is a name in every lesson and measures nothing.
NAMES = (
    r"^# \d+ · ",
    r"[Ll]essons? \d+( to \d+)?(?=[ .:*),(;\n])",
    r"Hint \d",
    r"words, \d of \d",
    r"[_^]\{[^}]*\}",
    r"_\d",
    r"`[^`]*`",
)


def plain(value, digits=3):
    """Write a number as a text does: 7.41, -24, 4,820."""
    return facts.plain(digits)(value)


def minus(text):
    """Write what is below 0 as prose does."""
    return str(text).replace("-", "−")


def matrix(rows):
    """Write a matrix of whole numbers as the lessons do."""
    text = " \\\\ ".join(" & ".join(f"{n:g}" for n in row) for row in rows)
    return f"\\begin{{pmatrix}} {text} \\end{{pmatrix}}"


def prose_of(nb):
    """Join the Markdown of a lesson, without code blocks and mark schemes; a fact is ``@``."""
    text = "\n\n".join(cell.source for cell in nb.cells if cell.cell_type == "markdown")
    text = re.sub(r"```.*?```", "", facts.PLACE.sub("@", text), flags=re.DOTALL)
    return re.sub(r"=== BEGIN MARK SCHEME ===.*?=== END MARK SCHEME ===", "", text, flags=re.DOTALL)


def headings(module):
    """Claim the points that stand over the exercises and the questions in words."""
    for exercise in exercises_of(module):
        name = "A number of your own" if exercise.name.startswith("my_") else f"`{exercise.name}`"
        if not (exercise.bonus or exercise.under_more):
            yield f"{name}…({exercise.points:g} point"
    yield f"In your own words…({load(module).words / 2:g} points"


def pattern(claim):
    """Let a claim match wherever the lines of the text break."""
    words = [r"[^\n]*?".join(map(re.escape, word.split("…"))) for word in claim.split()]
    return re.compile(r"\s+".join(words))


@functools.cache
def claims_of(part, *args):
    """List the claims of a part: its calculations are done once."""
    return list(part(*args))


def missing(claims, prose):
    """List the claims that the text does not make."""
    return [claim for claim in claims if not pattern(claim).search(prose)]


def left_over(claims, prose, names=()):
    """List the lines with a number that stands in no claim."""
    for claim in claims:
        prose = pattern(claim).sub(" ", prose)
    for name in (*NAMES, *names):
        prose = re.sub(name, " ", prose, flags=re.MULTILINE)
    return [line for line in prose.split("\n") if NUMBER.search(line)]
