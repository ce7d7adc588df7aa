"""Outputs of cells in nbformat's form: the learner's, cleaned; and those of judged cells."""

import base64
import textwrap

from autograder.core import border
from autograder.core.plain_data import NotPlain
from autograder.course.pictures import plain_picture

MOST_OUTPUTS = 200
# Characters of a field; the shell behind the wall keeps no more, but may have been taken over.
MOST_STREAM, MOST_OF_ERROR, MOST_LINES = 250_000, 2000, 60


@border.entrance("what cells print and display")
def cleaned(step, room):
    """Check what came from behind the wall, and keep text and images of it.

    Parameters
    ----------
    step : plain data
        What the child says that a cell gave.
    room : int
        Characters that may be kept.

    Returns
    -------
    tuple of (list of dict, int)
        The outputs in nbformat's form, and the room that is left.

    Raises
    ------
    NotPlain
        If it has another form than the child sends.
    """
    outputs = step.get("outputs") if type(step) is dict else None
    if type(outputs) is not list:
        raise NotPlain("expected the outputs of a cell")
    kept = []
    for output in outputs[:MOST_OUTPUTS]:
        if type(output) is not dict:
            raise NotPlain("expected an output of a cell")
        made = _clean(output)
        size = sum(map(len, _texts(made)))
        if size > room:
            kept.append(stream("[more output was left out]\n"))
            return kept, 0
        room -= size
        kept.append(made)
    return kept, room


def stream(text, name="stdout"):
    """Make the output of a print."""
    return {"output_type": "stream", "name": name, "text": text}


def failed(name, text):
    """Make the output of an exception without a stack, with words of ours."""
    lines = textwrap.wrap(text, 100) or [name]
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": lines}


def shown(text):
    """Make the output of a display."""
    return {"output_type": "display_data", "metadata": {}, "data": {"text/plain": text}}


def result(bundle, count=None):
    """Make the output of a last expression."""
    data = dict(bundle)
    return {
        "output_type": "execute_result",
        "metadata": {},
        "data": data,
        "execution_count": count,
    }


def _clean(output):
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return stream(_text(output.get("text"), MOST_STREAM), name)
    if kind == "error":
        name, text = (_text(output.get(key), MOST_OF_ERROR) for key in ("ename", "evalue"))
        lines = output.get("traceback")
        lines = lines[:MOST_LINES] if type(lines) is list else [text]
        lines = [_text(line, MOST_OF_ERROR) for line in lines]
        return {"output_type": kind, "ename": name, "evalue": text, "traceback": lines}
    if kind in ("display_data", "execute_result"):
        data = output.get("data")
        bundle = _bundle(data) if type(data) is dict else {}
        if kind == "execute_result":
            return result(bundle)
        return {"output_type": kind, "metadata": {}, "data": bundle}
    raise NotPlain("expected an output of a known kind")


def _bundle(data):
    """Keep text and PNG images; HTML, SVG and JavaScript could act in a teacher's browser."""
    kept = {}
    if "text/plain" in data:
        kept["text/plain"] = _text(data["text/plain"], MOST_STREAM)
    if image := plain_picture("image/png", data.get("image/png")):
        kept["image/png"] = base64.b64encode(image).decode()
    return kept


def _text(value, most):
    if type(value) is not str:
        raise NotPlain(f"expected text in an output, got {type(value).__name__}")
    return border.plain(value, most)


def _texts(output):
    yield output.get("text", "")
    yield from output.get("data", {}).values()
    yield from output.get("traceback", ())
