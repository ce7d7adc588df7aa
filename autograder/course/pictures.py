"""Pictures that may go into a page: PNG, JPEG and GIF, in which nothing can act.

An SVG is a document with scripts, and what else calls itself an image may be anything. So a picture
counts as one if it is of these three kinds and begins as its kind does.
"""

import base64
import binascii
import re

from autograder.core import border

BEGINNINGS = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
}
# What JupyterLab and people call a file; nothing that means something in HTML or Markdown.
NAME = re.compile(r"[\w .,+@()%-]{1,200}")
MOST_PICTURE = 2 * 2**20
MOST_PICTURES = 10 * 2**20


@border.entrance("pictures that stand in a notebook")
def plain_picture(kind, data):
    """Check a picture that stands in a notebook as base64.

    Parameters
    ----------
    kind : str
        Such as ``"image/png"``.
    data : object
        Should be text.

    Returns
    -------
    bytes
        The picture; empty if it is none of that kind.
    """
    try:
        image = base64.b64decode("".join(data.split()), validate=True)
    except (AttributeError, binascii.Error, ValueError):
        return b""
    return image if image.startswith(BEGINNINGS.get(kind, ())) else b""


@border.entrance("pictures that a learner pasted into a cell")
def pasted_pictures(attachments, room):
    """Keep the plain pictures of what was pasted into a Markdown cell.

    Parameters
    ----------
    attachments : object
        What the cell says: should be a dict, name -> kind -> base64.
    room : int
        Bytes that the pictures may still have.

    Returns
    -------
    tuple of (dict, list of str, int)
        The pictures in the same form; of each other its name and why it was left out; and the room
        that is left.
    """
    kept, lost = {}, []
    if not isinstance(attachments, dict):
        return kept, lost, room
    for name, bundle in attachments.items():
        kind, image, problem = _one(name, bundle, room)
        if problem:
            lost.append(f"{border.quoted(border.name(name, 40))} ({problem})")
        else:
            kept[name] = {kind: base64.b64encode(image).decode()}
            room -= len(image)
    return kept, lost, room


def _one(name, bundle, room):
    """Find the picture in a bundle, its kind, and what speaks against it."""
    if not NAME.fullmatch(name):
        return "", b"", "not the name of a file"
    for kind in BEGINNINGS:
        data = bundle.get(kind) if isinstance(bundle, dict) else None
        if isinstance(data, list) and all(isinstance(line, str) for line in data):
            data = "".join(data)
        if image := plain_picture(kind, data):
            if len(image) > MOST_PICTURE:
                return kind, image, f"more than {MOST_PICTURE // 2**20} MB"
            if len(image) > room:
                return kind, image, f"more than {MOST_PICTURES // 2**20} MB in one notebook"
            return kind, image, ""
    return "", b"", "no PNG, JPEG or GIF"
