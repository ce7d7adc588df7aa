"""The ledger of the digit reader: what reads the digits now, at what size, and how well.

Every lesson adds its line from its own run. Lines of lessons that were not run here are stored
with the course and marked as stored, so that the table is never empty. What later lessons find is
not told before they are reached.
"""

import functools
from pathlib import Path

from IPython.display import display

from autograder.learner import home
from autograder.learner.html_table import NUMBER, SHORT, Shown

FILE = "ledger.json"
STORED = Path(__file__).with_suffix(".toml")
RUNS = 5
EXPLAINED = (
    "Wrong: how many test digits are misread, fewest to most of five runs with other initial "
    "weights; the middle one is their median."
)
LATER = "Later lessons add their lines."
HEAD = ("lesson", "what reads the digits", "parameters", "wrong, five runs", "middle", "source")
COLUMNS = {0: SHORT, 2: NUMBER, 3: SHORT, 4: NUMBER, 5: SHORT}
_unwritten = {}  # where the folder cannot be written, a line lasts as long as the kernel


@functools.lru_cache(maxsize=1)
def stored():
    """Read the stored lines: name -> {"lesson", "reader", "parameters", "of", "wrong"}."""
    import tomllib

    return tomllib.loads(STORED.read_text(encoding="utf-8"))


def lines():
    """List the lines in the order of the lessons, each with its name and whether it is stored."""
    merged = {name: {**line, "name": name, "stored": True} for name, line in stored().items()}
    for name, line in {**home.read_file(FILE), **_unwritten}.items():
        if _is_line(line):
            merged[name] = {**line, "name": name, "stored": False}
    return sorted(merged.values(), key=lambda line: line["lesson"])


class Ledger:
    """``ledger()`` shows the table, ``ledger.add(...)`` writes a line of one's own."""

    def __call__(self):
        """Show the table, as far as the last lesson with a line of one's own."""
        known = lines()
        reached = [line["lesson"] for line in known if not line["stored"]]
        shown = [line for line in known if not reached or line["lesson"] <= max(reached)]
        rows = [_row(line) for line in shown]
        own = [number for number, line in enumerate(shown) if not line["stored"]]
        note = f"{EXPLAINED} {LATER}" if len(shown) < len(known) else EXPLAINED
        label = "The ledger of the digit reader"
        display(Shown.table(label, HEAD, rows, note=note, classes=COLUMNS, strong=own))

    def add(self, name, wrong, *, lesson=None, reader=None, parameters=None, of=None):
        """Write a line from a run of one's own; the same name again replaces it.

        Parameters
        ----------
        name : str
            Of the line, "own-backward". What is not given below is taken from the stored line.
        wrong : list of int, length 5
            How many test digits were misread, run by run.
        lesson : int, optional
        reader : str, optional
            What reads the digits.
        parameters : int, optional
        of : int, optional
            Number of test digits; 500 unless the stored line says otherwise.

        Raises
        ------
        ValueError
            `ledger.add expected 5 counts from 0 to 500, got [3, 4]`
        """
        known = {"of": 500, **stored().get(name, {})}
        given = {"lesson": lesson, "reader": reader, "parameters": parameters, "of": of}
        line = {**known, **{key: value for key, value in given.items() if value is not None}}
        missing = [key for key in given if key not in line]
        if missing:
            raise ValueError(f"ledger.add expected {', '.join(missing)} for the new line {name!r}")
        counts = list(wrong)
        whole = all(float(count).is_integer() and 0 <= count <= line["of"] for count in counts)
        if len(counts) != RUNS or not whole:
            raise ValueError(
                f"ledger.add expected {RUNS} counts from 0 to {line['of']}, got {counts}"
            )
        line["wrong"] = [int(count) for count in counts]
        line["lesson"], line["parameters"] = int(line["lesson"]), int(line["parameters"])
        _unwritten.pop(name, None)
        if not home.change_file(FILE, lambda content: content.update({name: line})):
            _unwritten[name] = line


ledger = Ledger()


def _is_line(line):
    numbers = ("lesson", "parameters", "of")
    return (
        isinstance(line, dict)
        and all(type(line.get(key)) is int for key in numbers)
        and isinstance(line.get("reader"), str)
        and isinstance(line.get("wrong"), list)
        and len(line["wrong"]) == RUNS
        and all(type(count) is int and 0 <= count <= line["of"] for count in line["wrong"])
    )


def _row(line):
    wrong = sorted(line["wrong"])
    spread = f"{wrong[0]} to {wrong[-1]}" if wrong[0] < wrong[-1] else f"{wrong[0]}"
    return [
        str(line["lesson"]),
        line["reader"],
        f"{line['parameters']:,}",
        f"{spread} of {line['of']}",
        str(wrong[len(wrong) // 2]),
        "stored" if line["stored"] else "your run",
    ]
