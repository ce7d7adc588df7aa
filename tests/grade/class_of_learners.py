"""Invented submissions for the tests: answers put into a learner edition, and things gone wrong."""

import copy
import json

from autograder.lessons.m07.judge.samples import RIGHT

LESSON = "07_backpropagation"
SEED = "not the seed of any real course"
FULL = {
    "numerical_gradient": (1, 3),
    "Value": (2, 6),
    "affine_backward": (2, 4),
    "relu_backward": (0.5, 0.5),
    "tanh_backward": (0.5, 0.5),
    "softmax_cross_entropy": (1, 3),
    "mlp_backward": (2, 4),
    "my_number": (0.5, 1.5),
    "witness": (1, 3),
}


def handed_in(released, answers, change=None):
    """Fill answers into a copy of a learner edition, then let ``change`` spoil it."""
    notebook = copy.deepcopy(released)
    for name, source in answers.items():
        cell_of(notebook, name)["source"] = source.strip()
    if change:
        change(notebook)
    return notebook


def cell_of(notebook, name):
    """Find a cell by its grade_id."""
    return next(cell for cell in notebook["cells"] if name_of(cell) == name)


def name_of(cell):
    """Return the grade_id of a cell, or ``""``."""
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def place_of(notebook, name):
    """Return the place of a cell in the notebook."""
    return notebook["cells"].index(cell_of(notebook, name))


def code(source, **metadata):
    """Make a code cell of the learner's own."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": f"own-{abs(hash(source)) % 10**8}",
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }


def before(name, source, **metadata):
    """Make a change that puts a cell of the learner's own before another one."""

    def change(notebook):
        notebook["cells"].insert(place_of(notebook, name), code(source, **metadata))

    return change


def on_top(source, **metadata):
    """Make a change that puts a cell first."""
    return lambda notebook: notebook["cells"].insert(0, code(source, **metadata))


def at_end(source, **metadata):
    """Make a change that puts a cell last."""
    return lambda notebook: notebook["cells"].append(code(source, **metadata))


def shown_in(cells):
    """Join what cells show as one text: what one prints can come in several messages."""
    parts = []
    for cell in cells:
        for output in cell.get("outputs", []):
            if output["output_type"] == "stream":
                parts.append("".join(output["text"]))
            else:
                parts.append(json.dumps(output))
        parts.append("\n")  # what two cells show is not one word
    return "".join(parts)


def points(judged):
    """Collect (visible, hidden) points of each exercise."""
    marks = judged.marks if hasattr(judged, "marks") else judged
    return {name: (marks[f"check_{name}"], marks[f"hidden_{name}"]) for name in FULL}


def lay(course, student, notebook, name=f"{LESSON}.ipynb"):
    """Lay a notebook (as JSON, text or bytes) where a submission belongs."""
    path = course / "submitted" / student / LESSON / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(notebook, dict):
        notebook = json.dumps(notebook)
    path.write_bytes(notebook if isinstance(notebook, bytes) else notebook.encode())
    return path


__all__ = ["FULL", "LESSON", "RIGHT", "SEED"]
