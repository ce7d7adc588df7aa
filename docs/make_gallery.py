"""Make docs/gallery.ipynb from its master docs/gallery.py, or a page that needs no kernel.

``python docs/make_gallery.py`` writes the notebook; with ``--check`` it writes nothing and fails if
the notebook is not what the master gives; ``--page FILE`` writes the page.
"""

import ast
import json
import sys
from html import escape
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


def page(path):
    """Run the master and write its texts, its code and its panels into one page."""
    from nnlib import viz
    from nnlib.viz import figures

    parts, space = [], {}
    figures.display = lambda shown: parts.append(shown._repr_mimebundle_()[0]["text/html"])
    for cell in jupytext.read(HERE / "gallery.py").cells:
        if cell.cell_type == "markdown":
            head, *text = cell.source.split("\n")
            body = escape(" ".join(text)).replace("`", "")
            level = head.index(" ")
            parts.append(f"<h{level}>{escape(head[level:])}</h{level}><p>{body}</p>")
            continue
        shown = _run(cell.source, space)
        parts.append(f"<details><summary>Code</summary><pre>{escape(cell.source)}</pre></details>")
        if isinstance(shown, viz.Panel):
            parts.append(shown)
    return viz.export_html(parts, path, title="The parts of a panel", most=60, steps=60)


def _run(code, space):
    """Run a cell; return the value of its last line, as a notebook shows it."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "gallery", "exec"), space)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), "gallery", "eval"), space)


def main(arguments):
    """Write, or check."""
    path = HERE / "gallery.ipynb"
    if "--check" in arguments:
        if path.read_text(encoding="utf-8") != notebook():
            sys.exit("docs/gallery.ipynb is stale: run python docs/make_gallery.py")
        return
    if "--page" in arguments:
        print(page(arguments[arguments.index("--page") + 1]))
        return
    path.write_text(notebook(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
