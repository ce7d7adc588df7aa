"""What a lesson costs in hand-written lines: ``python -m tests.environment.price_of_lessons``.

Lines that are not blank, by column; what the build or a run writes is not counted. Long lines would
make a lesson shorter on paper alone, so the longest file and the mean line stand beside. So does
how many of the lines are words for people and no code: text, questions, hints, docstrings.
"""

import argparse
import io
import re
import tokenize
from pathlib import Path

from autograder.core.text_table import Column, aligned

ROOT = Path(__file__).resolve().parents[2]
# Column -> files of lesson NN, below the root. A file counts in the first column that has it.
COLUMNS = {
    "samples": ("autograder/lessons/m{n}/judge/samples.py",),
    "claims and numbers": (
        "tests/lessons/m{n}/test_claims*.py",
        "tests/lessons/m{n}/test_numbers*.py",
        "tests/lessons/m{n}/worked.py",
        "autograder/lessons/m{n}/judge/facts.py",
    ),
    "exercises": ("autograder/lessons/m{n}/judge/*.py", "autograder/lessons/m{n}/*.py"),
    "right": ("tests/lessons/m{n}/right*.py",),
    "expected": ("tests/lessons/m{n}/expected.py",),
    "own tests": ("tests/lessons/m{n}/*.py",),
    "questions": ("autograder/lessons/m{n}/questions.toml",),
    "panels": ("nnlib/viz/lesson{n}*.py", "nnlib/lessons/lesson{n}*.py"),
    "master": ("notebooks/source/{n}_*.py",),
}
# In these columns what stands in quotes is words; in the others it is mostly answers of learners.
WORDED = ("samples", "exercises", "questions", "panels", "master")
# Tokens that make no code of a line of words.
QUIET = (
    tokenize.STRING,
    tokenize.COMMENT,
    tokenize.NEWLINE,
    tokenize.NL,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
)
# What all lessons share, in a column of its own: it is paid once.
SHARED = (
    "autograder/lessons/*.py",
    "nnlib/lessons/*.py",
    "tests/lessons/*.py",
    "tests/measured.py",
)


def lessons(root):
    """List the numbers of the lessons that have a master, as two digits."""
    found = (path.name[:2] for path in (root / "notebooks" / "source").glob("[0-9][0-9]_*.py"))
    return sorted(found)


def files_of(root, lesson):
    """Map each column to the files of a lesson, each file once."""
    taken, columns = set(), {}
    for column, patterns in COLUMNS.items():
        found = {path for p in patterns for path in root.glob(p.format(n=lesson))} - taken
        columns[column] = sorted(found)
        taken |= found
    return columns


def shared_files(root):
    """List the files that all lessons share."""
    found = {path for pattern in SHARED for path in root.glob(pattern)}
    return sorted(path for path in found if not re.match(r"lesson\d\d", path.name))


def lines(files):
    """List the lines that are not blank."""
    texts = (path.read_text(encoding="utf-8") for path in files)
    return [line for text in texts for line in text.splitlines() if line.strip()]


def words(path):
    """Count the lines of a file that hold nothing but words, a comma or a bracket."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return len(lines([path]))
    worded, code = set(), set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        spans = range(token.start[0], token.end[0] + 1)
        if token.type in (tokenize.STRING, tokenize.COMMENT):
            worded.update(spans)
        elif token.type not in QUIET and token.string not in ",()":
            code.update(spans)
    every = text.splitlines()
    return sum(bool(every[number - 1].strip()) for number in worded - code)


def price(root):
    """Count the lines of the lessons.

    Parameters
    ----------
    root : path
        A checkout of the project.

    Returns
    -------
    list of list
        A row for each lesson and one for what they share: its name, the lines of each column, their
        sum, how many of them are words, the number of folders, the lines of the longest file, the
        mean length of a line.
    """
    rows = []
    for lesson in lessons(root):
        columns = files_of(root, lesson)
        rows.append(_row(lesson, columns))
    rows.append(_row("shared", {column: [] for column in COLUMNS} | {"": shared_files(root)}))
    return rows


def _row(name, columns):
    counts = {column: len(lines(files)) for column, files in columns.items()}
    files = [path for found in columns.values() for path in found]
    written = lines(files)
    return [
        name,
        *(counts[column] for column in COLUMNS),
        len(written),
        sum(words(path) for column in WORDED for path in columns[column]),
        len({path.parent for path in files}),
        max(len(lines([path])) for path in files),
        round(sum(map(len, written)) / len(written), 1),
    ]


def main():
    """Print the table of a checkout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", nargs="?", type=Path, default=ROOT, help="a checkout")
    heads = ["lesson", *COLUMNS, "all", "of them words", "folders", "longest file", "mean line"]
    rows = [heads, *price(parser.parse_args().root)]
    for line in aligned([list(map(str, row)) for row in rows], [Column(">")] * len(heads)):
        print(line)


if __name__ == "__main__":
    main()
