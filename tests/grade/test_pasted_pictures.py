"""Pictures that a learner pasted into a cell: kept if they are plain ones, and told if not."""

import base64
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from nbconvert import HTMLExporter
from nbformat import from_dict
from traitlets.config import Config

from autograder.course.pictures import MOST_PICTURE, MOST_PICTURES, pasted_pictures, plain_picture
from autograder.grade.lesson import LessonCell
from autograder.grade.rebuild import rebuild
from tests.grade.class_of_learners import RIGHT, handed_in, name_of, place_of

pytestmark = pytest.mark.slow

PLAIN = {
    "image/png": b"\x89PNG\r\n\x1a\nrest",
    "image/jpeg": b"\xff\xd8\xff\xe0rest",
    "image/gif": b"GIF89arest",
}
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"
SCRIPT = "<script>x()</script>"
MARKED = '" onerror="x()'


def text(data):
    return base64.b64encode(data).decode()


PNG = text(PLAIN["image/png"])
PNG_ADDRESS = f"data:image/png;base64,{PNG}"
# A cell's text and what was pasted into it; none of these may reach a page.
BAD = {
    "svg": ("a.svg", "image/svg+xml", text(SVG)),
    "svg that says png": ("a.png", "image/png", text(SVG)),
    "png that says html": ("a.png", "text/html", PNG),
    "html": ("a.png", "text/html", text(SCRIPT.encode())),
    "markup in the kind": ("a.png", f"image/png{MARKED}", PNG),
    "markup in the data": ("a.png", "image/png", PNG + MARKED),
    "no base64": ("a.png", "image/png", PNG + "<"),
    "a number": ("a.png", "image/png", 1),
    "nothing": ("a.png", "image/png", ""),
    "quotes in the name": (f"a{MARKED}.png", "image/png", PNG),
    "brackets in the name": (f"a) {SCRIPT}", "image/png", PNG),
    "an address as name": ("javascript:x()", "image/png", PNG),
    "a path as name": ("../../a.png", "image/png", PNG),
}


@pytest.fixture
def page(monkeypatch):
    """A function that makes a page of a graded notebook, with a course's defences or without."""
    monkeypatch.setenv("NNF_COURSE", "/a/course")

    def page(cells, harmless=True):
        config = Config()
        if harmless:
            config.HTMLExporter.preprocessors = ["autograder.pages.Harmless"]
            config.HTMLExporter.filters = {"markdown2html": "autograder.pages.markdown"}
        notebook = from_dict({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
        exporter = HTMLExporter(config=config, template_name="classic")
        return exporter.from_notebook_node(notebook)[0].partition("<body>")[2]

    return page


def pasted(name, kind, data, source=None):
    source = f"![a picture](attachment:{name})" if source is None else source
    return {
        "cell_type": "markdown",
        "id": "own",
        "metadata": {},
        "source": source,
        "attachments": {name: {kind: data}},
    }


def tags(shown):
    """List the tags of a page, each with its attributes."""
    found, parser = [], HTMLParser()
    parser.handle_starttag = lambda tag, attributes: found.append((tag, dict(attributes)))
    parser.feed(shown)
    return found


def nothing_acts(shown):
    """Make sure that a page has no script, no event and no picture but plain ones."""
    for tag, said in tags(shown):
        assert tag not in ("script", "svg", "iframe", "object")
        assert not [name for name in said if name.startswith("on")]
        assert not re.match(r"\s*javascript:", said.get("href", ""))
        if tag == "img":
            assert said.get("src", "") in ("", "data:image/png;base64,", PNG_ADDRESS)


@pytest.mark.parametrize("kind", PLAIN)
def test_a_plain_picture_reaches_the_page(grade, released, page, kind):
    notebook = handed_in(released, RIGHT)
    notebook["cells"].insert(3, pasted("my picture.x", kind, text(PLAIN[kind]), ""))
    notebook["cells"][3]["source"] = "![a picture](attachment:my%20picture.x)"
    judged = grade(notebook=notebook)
    assert judged.repairs == []
    (cell,) = [cell for cell in judged.cells if "attachments" in cell]
    assert cell["attachments"] == {"my picture.x": {kind: text(PLAIN[kind])}}
    image = {"alt": "a picture", "src": f"data:{kind};base64,{text(PLAIN[kind])}"}
    assert ("img", image) in tags(page([cell]))


def test_a_picture_in_an_answer_in_words_reaches_the_teacher(grade, released):
    notebook = handed_in(released, RIGHT)
    answer = notebook["cells"][place_of(notebook, "words_judge") + 1]
    assert answer["cell_type"] == "markdown"
    answer.update(source="![](attachment:a.png)", attachments={"a.png": {"image/png": PNG}})
    judged = grade(notebook=notebook)
    places = [name_of(cell) or cell.get("attachments") for cell in judged.cells]
    assert places[places.index("words_judge") + 1] == {"a.png": {"image/png": PNG}}


def test_so_does_one_in_an_answer_cell_of_nbgraders(lesson, released):
    marks = {"grade_id": "why", "solution": True, "grade": True, "points": 2}
    why = LessonCell("why", "manual", "markdown", "Here.", "Here.", {"nbgrader": marks}, 2.0)
    notebook = handed_in(released, RIGHT)
    answer = pasted("a.png", "image/png", PNG)
    notebook["cells"].append({**answer, "metadata": {"nbgrader": marks}})
    rebuilt = rebuild(
        replace(lesson, cells={**lesson.cells, "why": why}), json.dumps(notebook).encode()
    )
    assert rebuilt.cells[-1].of is why
    assert rebuilt.cells[-1].pictures == {"a.png": {"image/png": PNG}}


@pytest.mark.parametrize("what", BAD)
def test_anything_else_is_left_out_and_told(grade, released, page, what):
    notebook = handed_in(released, RIGHT)
    notebook["cells"].insert(3, pasted(*BAD[what]))
    judged = grade(notebook=notebook)
    (told,) = judged.repairs
    assert told.startswith("1 pasted picture was left out: ")
    assert not [cell for cell in judged.cells if "attachments" in cell]
    nothing_acts(page([cell for cell in judged.cells if "attachment:" in cell["source"]]))


@pytest.mark.parametrize("what", sorted(BAD.keys() - {"a number"}))
def test_the_pages_leave_it_out_themselves_when_stock_has_graded(page, what):
    nothing_acts(page([pasted(*BAD[what])]))


def test_without_the_defences_some_would_be_there(page):
    for what in ("svg", "png that says html", "html"):
        _, kind, data = BAD[what]
        there = f"data:{kind};base64,{data}"
        assert any(there in said.values() for _, said in tags(page([pasted(*BAD[what])], False)))
    cell = pasted(*BAD["brackets in the name"])
    cell["attachments"]["a"] = {"image/png": PNG}
    with pytest.raises(AssertionError):
        nothing_acts(page([cell], harmless=False))


def test_of_a_bundle_the_plain_picture_is_taken():
    bundle = {"image/svg+xml": text(SVG), "image/png": [PNG[:4], PNG[4:]]}
    kept, lost, room = pasted_pictures({"a": bundle}, 100)
    assert (kept, lost) == ({"a": {"image/png": PNG}}, [])
    assert room == 100 - len(PLAIN["image/png"])
    assert pasted_pictures("no dict", 7) == ({}, [], 7)
    assert pasted_pictures({"a.png": ["no dict"]}, 7)[1] == ["“a.png” (no PNG, JPEG or GIF)"]


def test_a_kind_begins_as_it_does_and_no_other_is_taken():
    for kind, image in PLAIN.items():
        assert plain_picture(kind, text(image)) == image
        assert {k for k in PLAIN if plain_picture(k, text(image))} == {kind}
    assert plain_picture("image/svg+xml", text(SVG)) == b""
    assert plain_picture("anything", text(SVG)) == b""


def test_pictures_have_a_size(lesson, released):
    def picture(size):
        return text(PLAIN["image/png"].ljust(size, b"."))

    notebook = handed_in(released, RIGHT)
    sizes = {"large.png": MOST_PICTURE + 1, **{f"{i}.png": MOST_PICTURE for i in range(6)}}
    for name, size in sizes.items():
        notebook["cells"].append(pasted(name, "image/png", picture(size)))
    rebuilt = rebuild(lesson, json.dumps(notebook).encode())
    (told,) = rebuilt.repairs
    assert told == (
        "2 pasted pictures were left out: “large.png” (more than 2 MB), "
        "“5.png” (more than 10 MB in one notebook)"
    )
    kept = [name for cell in rebuilt.cells for name in cell.pictures]
    assert kept == [f"{i}.png" for i in range(MOST_PICTURES // MOST_PICTURE)]
