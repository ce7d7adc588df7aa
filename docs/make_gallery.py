"""Make docs/gallery.ipynb and docs/gallery.html from docs/gallery.py.

``python docs/make_gallery.py`` writes both; with ``--check`` it writes nothing and fails if the
notebook is not what the master gives.
"""

import json
import sys
from pathlib import Path

import jupytext

HERE = Path(__file__).resolve().parent


def notebook():
    """Return the text of the notebook: the same master gives the same bytes."""
    made = jupytext.read(HERE / "gallery.py")
    for k, cell in enumerate(made.cells):
        cell["id"] = cell.metadata.pop("id", f"text-{k}")
        cell.metadata.pop("lines_to_next_cell", None)
    made.metadata = {"kernelspec": made.metadata["kernelspec"]}
    return json.dumps(made, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def main(arguments):
    """Write, or check."""
    path = HERE / "gallery.ipynb"
    if "--check" in arguments:
        if path.read_text(encoding="utf-8") != notebook():
            sys.exit("docs/gallery.ipynb is stale: run python docs/make_gallery.py")
        return
    path.write_text(notebook(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
