"""What nnlib refuses, with the messages as they were just raised.

`python bench/bench_bad_input.py` prints the table, with `--write` it goes into bench/README.md.
The tests make the same calls (`tests/nnlib/test_bad_input.py`).
"""

import sys
from pathlib import Path

from report import publish, table

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.nnlib import bad_input  # noqa: E402


def cell(text):
    """Return a text that does not break the table."""
    return " ".join(text.replace("|", r"\|").split()).replace(f"{ROOT}/", "")


def main():
    """Print a row for each wrong call."""
    rows = [
        [f"`{cell(row.call)}`", row.error.__name__, cell(row.message())]
        for row in bad_input.REFUSALS
    ]
    publish("bad-input", table(["call", "error", "message"], rows))


if __name__ == "__main__":
    main()
