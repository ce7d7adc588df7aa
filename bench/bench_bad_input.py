"""Print what nnlib refuses, with the messages as they were just raised, as a Markdown table.

python bench/bench_bad_input.py
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "nnlib")]

import bad_input  # noqa: E402


def cell(text):
    """Return a text that does not break the table."""
    return " ".join(text.replace("|", r"\|").split()).replace(f"{ROOT}/", "")


def main():
    """Print a row for each wrong call."""
    print("| call | error | message |\n|---|---|---|")
    for row in bad_input.REFUSALS:
        print(f"| `{cell(row.call)}` | {row.error.__name__} | {cell(row.message())} |")


if __name__ == "__main__":
    main()
