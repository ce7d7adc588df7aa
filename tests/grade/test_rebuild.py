"""Whatever a learner's notebook has been through, its answers are found, and each repair told."""

import copy
import json
import os

import pytest

from autograder.grade.rebuild import Refused, read_submission, rebuild
from tests.grade.class_of_learners import RIGHT, cell_of, code, handed_in, name_of, place_of

SQUARE = "def relu_backward(dA, Z):\n    return dA * (Z > 0)"


def mend(lesson, notebook):
    return rebuild(lesson, json.dumps(notebook).encode())


def answer(rebuilt, name):
    return next(cell.source for cell in rebuilt.cells if cell.of and cell.of.name == name)


@pytest.fixture
def notebook(released):
    return handed_in(released, {"relu_backward": SQUARE})


def test_an_undamaged_notebook_needs_no_repair(lesson, released):
    rebuilt = mend(lesson, handed_in(released, RIGHT))
    assert rebuilt.repairs == []
    assert [cell.of.name for cell in rebuilt.cells if cell.of] == list(lesson.cells)
    assert [cell.source for cell in rebuilt.cells if not cell.of] == [
        "".join(cell["source"]) for cell in released["cells"] if not name_of(cell)
    ]
    assert {name: answer(rebuilt, name) for name in RIGHT} == {
        k: v.strip() for k, v in RIGHT.items()
    }


def test_an_untouched_notebook_is_unanswered_throughout(lesson, released):
    answers = {name for name, cell in lesson.cells.items() if cell.answers}
    assert mend(lesson, released).unanswered == answers
    assert "relu_backward" in answers


def test_the_tests_are_the_lessons_own(lesson, notebook):
    cell_of(notebook, "check_relu_backward")["source"] = "pass"
    cell_of(notebook, "hidden_relu_backward")["source"] = "0.5"
    rebuilt = mend(lesson, notebook)
    assert answer(rebuilt, "check_relu_backward") == "check(relu_backward)"
    assert "grade(relu_backward)" in answer(rebuilt, "hidden_relu_backward")
    assert sorted(rebuilt.repairs) == [
        "check_relu_backward was changed; the lesson's own cell was used",
        "hidden_relu_backward was changed; the lesson's own cell was used",
    ]


def test_tags_and_foreign_metadata_are_dropped(lesson, notebook):
    hidden = cell_of(notebook, "hidden_relu_backward")
    hidden["metadata"]["tags"] = ["skip-execution", "demo"]
    hidden["metadata"]["nbgrader"] |= {"points": 1000, "locked": False, "schema_version": 99}
    found = next(c for c in mend(lesson, notebook).cells if c.of and c.of.name == name_of(hidden))
    assert not found.demo
    assert found.of.metadata["nbgrader"]["points"] == 0.5
    assert "tags" not in found.of.metadata


def test_a_deleted_test_is_put_back_in_its_place(lesson, notebook):
    notebook["cells"].remove(cell_of(notebook, "hidden_relu_backward"))
    rebuilt = mend(lesson, notebook)
    names = [cell.of.name for cell in rebuilt.cells if cell.of]
    assert names == list(lesson.cells)
    assert rebuilt.repairs == ["hidden_relu_backward was deleted; it was put back"]


def test_a_deleted_answer_counts_as_unanswered(lesson, notebook):
    notebook["cells"].remove(cell_of(notebook, "relu_backward"))
    rebuilt = mend(lesson, notebook)
    assert "relu_backward" in rebuilt.unanswered
    assert rebuilt.repairs == ["relu_backward was deleted; what has its name elsewhere counts"]


@pytest.mark.parametrize("first", [True, False])
def test_of_a_copied_cell_the_one_that_was_changed_counts(lesson, released, first):
    notebook = copy.deepcopy(released)
    twin = copy.deepcopy(cell_of(notebook, "relu_backward"))
    notebook["cells"].insert(place_of(notebook, "relu_backward") + (not first), twin)
    twin["source"] = SQUARE
    rebuilt = mend(lesson, notebook)
    assert answer(rebuilt, "relu_backward") == SQUARE
    assert rebuilt.repairs == ["relu_backward stands 2 times; the first that was changed counts"]


def test_a_second_changed_copy_stays_in_its_place(lesson, notebook):
    twin = copy.deepcopy(cell_of(notebook, "relu_backward"))
    twin["source"] = "def relu_backward(dA, Z):\n    return 0"
    notebook["cells"].append(twin)
    rebuilt = mend(lesson, notebook)
    assert answer(rebuilt, "relu_backward") == SQUARE
    assert rebuilt.cells[-1].source == twin["source"]
    assert rebuilt.cells[-1].of is None


def test_a_copied_test_is_dropped(lesson, notebook):
    notebook["cells"].append(copy.deepcopy(cell_of(notebook, "hidden_relu_backward")))
    names = [cell.of.name for cell in mend(lesson, notebook).cells if cell.of]
    assert names.count("hidden_relu_backward") == 1


def test_a_changed_cell_type_is_changed_back(lesson, notebook):
    cell = cell_of(notebook, "relu_backward")
    cell["cell_type"] = "markdown"
    rebuilt = mend(lesson, notebook)
    found = next(c for c in rebuilt.cells if c.of and c.of.name == "relu_backward")
    assert (found.kind, found.runs) == ("code", True)
    assert rebuilt.repairs == ["relu_backward was a markdown cell; it counts as code"]


def test_vanished_metadata_is_made_up_for_by_the_cells_id(lesson, notebook):
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    rebuilt = mend(lesson, notebook)
    assert answer(rebuilt, "relu_backward") == SQUARE
    assert "relu_backward had lost its grading data; it was found by its id" in rebuilt.repairs


def test_vanished_metadata_and_ids_are_made_up_for_by_the_text(lesson, released):
    notebook = handed_in(released, RIGHT)
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"], cell["id"] = {}, f"new-{number}"
    rebuilt = mend(lesson, notebook)
    assert {name: answer(rebuilt, name) for name in RIGHT} == {
        k: v.strip() for k, v in RIGHT.items()
    }
    assert "Value had lost its grading data; it was found by its text" in rebuilt.repairs


def test_a_cell_of_another_notebook_is_one_of_the_learners_own(lesson, notebook):
    foreign = code("x = 1", nbgrader={"grade_id": "of_another_lesson", "grade": True})
    notebook["cells"].append(foreign)
    rebuilt = mend(lesson, notebook)
    assert rebuilt.cells[-1].of is None
    assert rebuilt.repairs == ["a cell “of_another_lesson” belongs to no cell of this lesson"]


def test_several_cells_of_another_lesson_are_one_sentence(lesson, notebook):
    for name in "abcd":
        notebook["cells"].append(code(name, nbgrader={"grade_id": name}))
    told = "4 cells belong to no cell of this lesson: “a”, “b”, “c”, …"
    assert mend(lesson, notebook).repairs == [told]


def test_the_notebook_of_another_lesson_waits_for_a_look(lesson, root):
    other = root / "notebooks" / "01_introduction.ipynb"
    with pytest.raises(Refused, match="of another lesson"):
        rebuild(lesson, other.read_bytes())


def test_another_order_is_put_right_and_own_cells_stay_with_their_neighbour(lesson, notebook):
    cell = cell_of(notebook, "relu_backward")
    notebook["cells"].remove(cell)
    notebook["cells"].insert(0, code("mine = 1"))
    notebook["cells"].insert(0, cell)
    rebuilt = mend(lesson, notebook)
    assert [c.of.name for c in rebuilt.cells if c.of] == list(lesson.cells)
    place = next(i for i, c in enumerate(rebuilt.cells) if c.of and c.of.name == "relu_backward")
    assert rebuilt.cells[place + 1].source == "mine = 1"


def test_demonstrations_are_not_run_also_when_their_tags_are_gone(lesson, notebook):
    for cell in notebook["cells"]:
        cell["metadata"].pop("tags", None)
    running = [cell for cell in mend(lesson, notebook).cells if cell.runs]
    assert all(cell.of for cell in running)


def test_another_kernel_is_named(lesson, notebook):
    notebook["metadata"]["kernelspec"] = {"name": "ir", "language": "R"}
    assert mend(lesson, notebook).repairs == [
        "the notebook asked for a kernel of “R”; Python was used"
    ]


def test_sources_may_stand_as_lines_and_half_characters_are_replaced(lesson, notebook):
    cell_of(notebook, "relu_backward")["source"] = ["a = 1\n", "b = '\ud800'"]
    assert answer(mend(lesson, notebook), "relu_backward") == "a = 1\nb = '�'"


@pytest.mark.parametrize(
    "junk", [None, 7, "text", {}, {"cell_type": "video"}, {"cell_type": "code", "source": [1]}]
)
def test_damaged_cells_are_left_out(lesson, notebook, junk):
    notebook["cells"].insert(3, junk)
    rebuilt = mend(lesson, notebook)
    assert rebuilt.repairs == ["1 damaged cells were left out"]
    assert answer(rebuilt, "relu_backward") == SQUARE


@pytest.mark.parametrize("strange", [7, ["a"], {"b": 1}, None])
@pytest.mark.parametrize("key", ["nbgrader", "tags", "id"])
def test_strange_metadata_does_no_harm(lesson, notebook, key, strange):
    cell = notebook["cells"][5]
    (cell if key == "id" else cell["metadata"])[key] = strange
    mend(lesson, notebook)


UNREADABLE = {
    b"": "it is empty",
    b"PK\x03\x04rest": "it is an archive; unpack it first",
    b'{"cells": [': "its end is missing",
    b'{\n<<<<<<< HEAD\n"cells": []\n=======\n}': "the marks of a merge",
    b"\xff\xfe{\x00}\x00": "it is not written in UTF-8",
    b"[]": "it has no list of cells",
    b'{"worksheets": [{"cells": []}]}': "it has no list of cells",
    b"[" * 100_000 + b"}": "it cannot be read",
    b'{"cells": ' + b"9" * 10_000 + b"}": "it cannot be read",
}


@pytest.mark.parametrize("data", UNREADABLE, ids=UNREADABLE.values())
def test_what_is_no_notebook_is_refused_in_plain_words(lesson, data):
    with pytest.raises(Refused, match=UNREADABLE[data]):
        rebuild(lesson, data)


def test_a_byte_order_mark_does_no_harm(lesson, notebook):
    rebuilt = rebuild(lesson, b"\xef\xbb\xbf" + json.dumps(notebook).encode())
    assert answer(rebuilt, "relu_backward") == SQUARE


def test_too_many_cells_or_too_much_text_are_refused(lesson, notebook):
    with pytest.raises(Refused, match="3000 cells"):
        mend(lesson, {"cells": [code("x")] * 3000})
    with pytest.raises(Refused, match="2 MB of text"):
        mend(lesson, {"cells": [code("x" * 3_000_000)]})


def test_links_folders_pipes_and_large_files_are_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("x")
    (tmp_path / "link").symlink_to(secret)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "large").write_bytes(b"x" * 1001)
    for name, words in {
        "link": "cannot be opened",
        "pipe": "no ordinary file",
        "folder": "no ordinary file",
        "large": "at most",
        "missing": "no notebook was handed in",
    }.items():
        with pytest.raises(Refused, match=words):
            read_submission(tmp_path / name, 1000)
    assert read_submission(secret, 1000) == b"x"


# ------------------------------------------------------------ answers in other places


def test_an_answer_that_was_deleted_is_shown_and_not_run(lesson, notebook):
    notebook["cells"].remove(cell_of(notebook, "tanh_backward"))
    rebuilt = mend(lesson, notebook)
    (cell,) = [cell for cell in rebuilt.cells if cell.of and cell.of.name == "tanh_backward"]
    assert (cell.put_back, cell.runs) == (True, False)
    assert cell.source == cell.of.released


IMPORT = "import itertools"


@pytest.mark.parametrize("place", ["top", "end", "between"])
def test_lines_added_to_a_cell_of_the_lessons_run_behind_it(lesson, notebook, place):
    setup = cell_of(notebook, "setup")
    lines = "".join(setup["source"]).split("\n")
    lines.insert({"top": 0, "end": len(lines), "between": 2}[place], IMPORT)
    setup["source"] = "\n".join(lines)
    rebuilt = mend(lesson, notebook)
    names = [cell.of.name if cell.of else "" for cell in rebuilt.cells]
    behind = rebuilt.cells[names.index("setup") + 1]
    assert (behind.source, behind.kind, behind.of, behind.runs) == (IMPORT, "code", None, True)
    assert answer(rebuilt, "setup") == lesson.cells["setup"].released
    assert rebuilt.repairs == ["setup was changed; what was added stands in a cell behind it"]


def test_an_answer_written_into_a_test_is_kept_behind_it(lesson, notebook):
    tanh = "def tanh_backward(dA, A):\n    return dA * (1 - A**2)"
    cell_of(notebook, "check_relu_backward")["source"] += f"\n\n{tanh}"
    notebook["cells"].remove(cell_of(notebook, "tanh_backward"))
    rebuilt = mend(lesson, notebook)
    assert answer(rebuilt, "check_relu_backward") == "check(relu_backward)"
    assert tanh in [cell.source for cell in rebuilt.cells if not cell.of]
    assert "tanh_backward" not in rebuilt.unanswered


def test_words_typed_into_a_question_stand_under_it(lesson, notebook):
    cell = cell_of(notebook, "words_judge")
    cell["source"] = "".join(cell["source"]) + "\n\nBecause the last one is known first."
    rebuilt = mend(lesson, notebook)
    names = [cell.of.name if cell.of else "" for cell in rebuilt.cells]
    behind = rebuilt.cells[names.index("words_judge") + 1]
    assert (behind.kind, behind.source) == ("markdown", "Because the last one is known first.")
    assert answer(rebuilt, "words_judge") == lesson.cells["words_judge"].released


def test_a_line_that_stands_twice_counts_once(lesson, notebook):
    setup = cell_of(notebook, "setup")
    text = "".join(setup["source"])
    first = text.split("\n")[1]
    setup["source"] = f"{text}\n{first}"
    rebuilt = mend(lesson, notebook)
    assert first in [cell.source for cell in rebuilt.cells if not cell.of]


def test_a_file_of_brackets_is_refused_before_it_is_read(lesson):
    with pytest.raises(Refused, match="more lists than any notebook"):
        rebuild(lesson, b'{"cells": [' + b"[]," * 10**6 + b"[]]}")
