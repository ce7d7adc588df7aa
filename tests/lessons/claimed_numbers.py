"""Hold every number of a lesson's text against a run; ``test_numbers_07.py`` shows how it is used.

A claim is a few words of the lesson with the numbers of a run put in; "…" stands for any words of
the same line, and lines may break anywhere. A number of the text that stands in no claim, and is no
mere name of a place (a lesson, a hint, an index), is left over: a new sentence wants its run.
"""

import functools
import re

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
    value = float(f"{value:.{digits}g}")
    return f"{value:,.0f}" if value == round(value) else f"{value:g}"


def prose_of(solved):
    """Join the Markdown of a solved lesson, without code blocks and mark schemes."""
    text = "\n\n".join(cell.source for cell in solved.cells if cell.cell_type == "markdown")
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    return re.sub(r"=== BEGIN MARK SCHEME ===.*?=== END MARK SCHEME ===", "", text, flags=re.DOTALL)


def pattern(claim):
    """Let a claim match wherever the lines of the text break."""
    words = [r"[^\n]*?".join(map(re.escape, word.split("…"))) for word in claim.split()]
    return re.compile(r"\s+".join(words))


@functools.cache
def claims_of(part):
    """List the claims of a part: its runs are done once."""
    return list(part())


def missing(part, prose):
    """List the claims of a part that the text does not make."""
    return [claim for claim in claims_of(part) if not pattern(claim).search(prose)]


def left_over(parts, prose, names=()):
    """List the lines with a number that stands in no claim."""
    for part in parts:
        for claim in claims_of(part):
            prose = pattern(claim).sub(" ", prose)
    for name in (*NAMES, *names):
        prose = re.sub(name, " ", prose, flags=re.MULTILINE)
    return [line for line in prose.split("\n") if NUMBER.search(line)]
