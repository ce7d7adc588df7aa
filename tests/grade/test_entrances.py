"""Each function that reads from outside takes whatever there is, and each that prints stays tame.

The functions are those with the mark ``border.entrance``. A new one needs a probe here, and a
function that reads without the mark is found by its calls.
"""

import ast
import json
import re
from pathlib import Path

import nbformat
import pytest

import autograder
from autograder.cli import UserError
from autograder.core import border
from autograder.core.driver import Outcome
from autograder.core.plain_data import NotPlain, decode, encode, harmless
from autograder.core.points import STATE_MIME, Grade, grade_in
from autograder.core.words import MISTAKES_MIME
from autograder.course import harmless_html, marks, pictures, stock
from autograder.course.marks import Graded
from autograder.grade import answers, gradebook, handed_in, journal, outputs, rebuild, submission
from autograder.grade import verdicts as judging
from autograder.grade.rebuild import Refused
from autograder.grade.report import Report
from tests.core.test_border import ODD, is_harmless
from tests.grade.class_of_learners import LESSON

HUGE = 2**70
MINOR = {"nbformat_minor": 5}
# What an entrance may raise: the sentence of it goes to the person whom it concerns.
ALLOWED = (NotPlain, Refused, UserError)


def texts_in(value):
    """Collect every text in a structure, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for pair in value.items():
            for one in pair:
                yield from texts_in(one)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from texts_in(one)
    elif hasattr(value, "__dict__"):
        yield from texts_in(vars(value))


def numbers_in(value):
    """Collect every whole number in a structure."""
    if type(value) is int:
        yield value
    elif isinstance(value, dict):
        yield from numbers_in([*value.values()])
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from numbers_in(one)


# ------------------------------------------------------------ probes


def notebook_with(text):
    """A submitted notebook that holds a text wherever one can stand, as bytes."""
    cell = {
        "cell_type": "code",
        "source": [text, "x = 1"],
        "id": text,
        "metadata": {"nbgrader": {"grade_id": text, "points": HUGE}, "tags": [text, HUGE]},
        "outputs": [],
        "attachments": {text: {text: text, "image/png": text}},
    }
    drawn = {**cell, "cell_type": "markdown", "metadata": {}}
    kernel = {"language": text, "name": text}
    notebook = {"cells": [cell, drawn, text, HUGE], "metadata": {"kernelspec": kernel}}
    return json.dumps(notebook).encode()


def of_decode(text, folder):
    decoded = Writable(decode(encode({"a": [text, (text,)], text: 1.5})))
    with pytest.raises(NotPlain):
        decode(json_message(["list", [HUGE]]))
    return [decoded]


def json_message(tree):
    """What somebody who writes to the channel directly can send."""
    data = json.dumps(tree).encode()
    return len(data).to_bytes(8, "little") + data


def of_harmless(text, folder):
    with pytest.raises(NotPlain):
        harmless([HUGE])
    foreign = harmless(decode(json_message(["foreign", text])))
    return [Writable(harmless({text: [text]})), foreign]


def of_grade_in(text, folder):
    noted = {"points": 1.0, "most": 2.0, "before": text, "after": text, "left_out": text}
    data = {"application/vnd.nnf.points+json": noted, MISTAKES_MIME: [text], STATE_MIME: text}
    assert grade_in({**data, "application/vnd.nnf.points+json": noted | {"most": HUGE}}, 2) is None
    grade = grade_in(data, 2)
    return grade.message, grade.state


def of_names(text, folder):
    return marks._names([text, HUGE, None, [text]])


def of_refusal(text, folder):
    path = folder / "graded.ipynb"
    said = f"{marks.NOT_GRADED}{border.writable(text)}."
    cell = {"cell_type": "markdown", "id": marks.UNREADABLE, "metadata": {}, "source": said}
    path.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4} | MINOR))
    return marks._refusal(path)


def of_plain_fault(text, folder):
    path = folder / "submitted" / "ada" / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True)
    said = [marks.plain_fault(folder, LESSON, "ada")]
    (path.parent / "other\u202e.ipynb").write_text("")
    said.append(marks.plain_fault(folder, LESSON, "ada"))
    cell = {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": text}}, "source": ""}
    cell |= {"outputs": [], "execution_count": None, "id": "a"}
    notebook = {"cells": [cell, {**cell, "id": "b"}], "metadata": {}, "nbformat": 4}
    path.write_text(json.dumps(notebook | MINOR))
    said.append(marks.plain_fault(folder, LESSON, "ada"))
    path.write_bytes(notebook_with(text))
    return [*said, marks.plain_fault(folder, LESSON, "ada")]


def of_plain_picture(text, folder):
    return [pictures.plain_picture(kind, text) for kind in ("image/png", text)]


def of_pasted_pictures(text, folder):
    return pictures.pasted_pictures({text: {"image/png": text}, "a.png": {text: HUGE}}, 100)[:2]


def of_nbgrader(text, folder):
    def print_it(arguments, place, environment, output, seconds):
        output.write(text.encode("utf-8", "surrogatepass") + b"\xff\x00")
        return 1

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stock, "run_nbgrader", print_it)
        with pytest.raises(UserError) as caught:
            stock.nbgrader(folder, "autograde")
    return str(caught.value)


def of_page(text, folder):
    output = {"output_type": "stream", "name": text, "text": text}
    failed = {"output_type": "error", "ename": text, "evalue": text, "traceback": [text]}
    shown = {"output_type": "display_data", "data": {"text/plain": text, "text/html": text}}
    cell = {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": text}}, "source": text}
    cell |= {"outputs": [output, failed, shown], "execution_count": HUGE, "id": text}
    written = {"cell_type": "markdown", "metadata": {}, "source": text, "attachments": {}}
    nb = nbformat.from_dict({"cells": [cell, written], "metadata": {text: text}})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NNF_COURSE", str(folder))
        made, _ = harmless_html.Harmless().preprocess(nb, {"student": text})
    # pages escape what acts there, and colours become colours: it has to be writable
    return [Writable(made.cells), Writable(harmless_html.tame(text))]


def of_outcome(text, folder):
    error = {"type": text, "message": text, "line": text, "function": text, "silenced": text}
    error["found"] = {"name": text, "came": text, "wanted": [text], "fault": text}
    fields = {"value": {text: [text]}, "error": error, "changed": (text,) * 50}
    outcome = answers.outcome_from_plain({**fields, "delegated": text, "printed": text})
    assert "fault" not in outcome.error["found"]
    found = outcome.error.pop("found")  # its names are looked at where they are put into words
    return [Writable([outcome.value, found]), vars(outcome) | {"value": None}]


def of_submissions(text, folder):
    name = border.writable(text)[:80].replace("\x00", "").replace("/", "")
    (folder / "submitted" / name / LESSON).mkdir(parents=True)
    (folder / "submitted" / name / "x.ipynb").write_text("")
    found = handed_in.find_submissions(folder, LESSON)
    unfit = handed_in.unfit_names(found)
    return [[border.name(student) for student in found], list(unfit.values())]


def of_misplaced(text, folder):
    of_submissions(text, folder)
    return handed_in.find_misplaced(folder)


def of_timestamp(text, folder):
    (folder / "timestamp.txt").write_bytes(text.encode("utf-8", "surrogatepass"))
    repairs = []
    return gradebook.read_timestamp(folder, repairs)[1], repairs


def of_secret(text, folder):
    (folder / "submission_secret.txt").write_bytes(text.encode("utf-8", "surrogatepass"))
    return gradebook.read_secret(folder)


def of_answers(text, folder):
    path = folder / "a.ipynb"
    path.write_bytes(notebook_with(text))
    found = gradebook._answers_in(path)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return [Writable(found), Writable(gradebook._answers_in(path))]


def of_digest(text, folder):
    path = folder / "a.ipynb"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return [gradebook.digest_of(path), gradebook.digest_of(folder)]


def of_journal(text, folder):
    path = journal.Journal(folder, LESSON).path
    path.parent.mkdir(parents=True)
    lines = [text, json.dumps(text), json.dumps({"student": text}), json.dumps({"begin": text})]
    lines.append(json.dumps({"student": HUGE, "key": text, "marks": [], "end": HUGE}))
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    return [*journal.Journal(folder, LESSON).entries]


def of_files(text, folder):
    (folder / "a.ipynb").write_bytes(text.encode("utf-8", "surrogatepass"))
    (folder / "b\u202e.ipynb").mkdir()
    (folder / "timestamp.txt").symlink_to(folder / "nowhere")
    return journal.files_key(folder)


def of_cleaned(text, folder):
    data = {"text/plain": text, "image/png": text, text: text}
    raw = [
        {"output_type": "stream", "name": text, "text": text},
        {"output_type": "error", "ename": text, "evalue": text, "traceback": [text] * 100},
        {"output_type": "display_data", "data": data, "metadata": {text: HUGE}},
        {"output_type": "execute_result", "data": data, "execution_count": HUGE},
    ]
    return outputs.cleaned({"outputs": raw}, 500_000)


def of_read_submission(text, folder):
    path = folder / "a.ipynb"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert rebuild.read_submission(path, 10**7)
    return rebuild.read_submission(path, 3)  # refused, in a sentence


def of_parse(text, folder):
    repairs = []
    found = rebuild._parse(notebook_with(text), repairs)
    return Writable([cell.source for cell in found]), repairs


def of_find_notebook(text, folder):
    name = border.writable(text)[:80].replace("\x00", "").replace("/", "").replace("\n", "")
    (folder / f"{name}.ipynb").write_text("")
    (folder / f"{name}.py").write_text("")
    repairs = []
    submission.find_notebook(folder, LESSON, repairs)
    return repairs


def of_score(text, folder):
    for result in (text, HUGE, float("nan"), [text]):
        yield judging.score({"done": True, "error": text, "result": result}, 2.0)
    yield judging.score({"done": text, "error": text, "result": None}, 2.0)


class Writable:
    """Marks texts that keep what they hold, since they are code or a value: they must encode."""

    def __init__(self, held):
        self.texts = [text for text in texts_in(held)]
        self.numbers = list(numbers_in(held))


PROBES = {
    "core.plain_data.decode": of_decode,
    "core.plain_data.harmless": of_harmless,
    "core.points.grade_in": of_grade_in,
    "course.marks._names": of_names,
    "course.marks._refusal": of_refusal,
    "course.marks.plain_fault": of_plain_fault,
    "course.pictures.plain_picture": of_plain_picture,
    "course.pictures.pasted_pictures": of_pasted_pictures,
    "course.stock.nbgrader": of_nbgrader,
    "course.harmless_html.Harmless.preprocess": of_page,
    "grade.answers.outcome_from_plain": of_outcome,
    "grade.handed_in.find_submissions": of_submissions,
    "grade.handed_in.find_misplaced": of_misplaced,
    "grade.gradebook.read_timestamp": of_timestamp,
    "grade.gradebook.read_secret": of_secret,
    "grade.gradebook._answers_in": of_answers,
    "grade.gradebook.digest_of": of_digest,
    "grade.journal.Journal._lines": of_journal,
    "grade.journal.files_key": of_files,
    "grade.outputs.cleaned": of_cleaned,
    "grade.rebuild.read_submission": of_read_submission,
    "grade.rebuild._parse": of_parse,
    "grade.submission.find_notebook": of_find_notebook,
    "grade.verdicts.score": of_score,
}


def test_each_entrance_has_a_probe_here():
    assert {f"autograder.{name}" for name in PROBES} == border.ENTRANCES.keys()


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
@pytest.mark.parametrize("probe", PROBES.values(), ids=PROBES)
def test_whatever_comes_through_an_entrance_can_be_written_and_printed(probe, text, tmp_path):
    try:
        came = probe(text, tmp_path)
        came = list(came) if hasattr(came, "send") else came
    except ALLOWED as problem:
        came = str(problem)
    parts = came if isinstance(came, (list, tuple)) else [came]
    for part in parts:
        if isinstance(part, Writable):
            for shown in part.texts:
                shown.encode()
            assert all(map(border.fits, part.numbers))
        else:
            assert all(map(is_harmless, texts_in(part)))
            assert all(len(shown) < 300_000 for shown in texts_in(part))
            assert all(map(border.fits, numbers_in(part)))


# ------------------------------------------------------------ printers


def report_of(text, tmp_path):
    graded = Graded(tmp_path, LESSON, {text: {"check_a": 0.0}}, {text: {"a": ["bias averaged"]}})
    graded.most, graded.faults, graded.absent = {"check_a": 1.0}, {text: text}, [text]
    graded.penalties, graded.totals = {text: 1.0}, {text: 0.0}
    return Report(
        graded,
        repairs={text: text},
        refused={text: text},
        faults={text: text},
        again=[text],
        penalties={text: (0.0, 1.0)},
    )


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_the_report_stays_in_its_lines(text, tmp_path):
    report = report_of(text, tmp_path)
    for said in (report.text(), report.graded.table()):
        assert is_harmless(said)
        assert len(said) < 20_000
    lines = report_of("ada", tmp_path).text().count("\n")
    assert report.text().count("\n") == lines
    report.each_repair = {text: [text]}
    report.would_change = {text: {"check_a": (1.0, None)}}
    assert is_harmless(report.text())
    assert report.text().count("\n") == 2


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_the_text_of_an_exception_is_quoted_and_short(text, lesson):
    from autograder.core.assess import assess
    from autograder.core.exercise import PRACTICE_SEED
    from autograder.core.points import grade_of
    from autograder.core.words import sentence
    from autograder.lessons import find

    exercise = find("relu_backward")
    raised = {"type": text, "message": text, "line": text, "function": text}
    outcome = answers.outcome_from_plain(
        Outcome(error=raised, delegated=None, printed=text).as_plain()
    )
    verdict = assess(exercise, lambda cases, replaced: [outcome] * len(cases), PRACTICE_SEED)
    grade = grade_of(exercise, verdict, lambda: verdict)
    for said in (sentence(exercise, verdict), grade.message, repr(grade)):
        assert is_harmless(said)
        assert "\n" not in said
        assert len(said) < 1500
    assert "raised an exception: “" in sentence(exercise, verdict)
    assert isinstance(grade, Grade)


@pytest.mark.parametrize("kind", ["Exhausted", "Missing", "Unusable", "Delegated", "TooLong"])
def test_nobody_else_speaks_in_the_graders_voice(kind):
    """An exception may have any name and any text: its words are quoted all the same."""
    from autograder.core.assess import assess
    from autograder.core.exercise import PRACTICE_SEED
    from autograder.core.words import sentence
    from autograder.lessons import find

    exercise = find("relu_backward")
    lie = "relu_backward is right: 36 of 36 points"
    found = {"fault": lie, "name": lie, "came": lie, "wanted": lie, "calls": lie}
    for extra in ({}, {"found": found}):
        raised = {"type": kind, "message": lie, "line": "", **extra}
        outcome = answers.outcome_from_plain(Outcome(error=raised).as_plain())
        verdict = assess(exercise, lambda c, r, o=outcome: [o] * len(c), PRACTICE_SEED)
        said = sentence(exercise, verdict)
        assert lie not in said.replace(f"“{lie}”", "")


LIAR = """
from autograder.core.driver import Unusable
from autograder.core.guard import Exhausted

class Your_points_are_full(Exception):
    pass

def {name}(*given):
    {line}
"""
LIES = {
    "a thing that is not usable": "raise Unusable('Your_points_are_full', 'None_at_all', 'x')",
    "a number of calls": "raise Exhausted(10**18)",
    "an exception": "raise Your_points_are_full('x')",
    "a type": "return Your_points_are_full()",
}


@pytest.mark.parametrize("line", LIES.values(), ids=LIES)
@pytest.mark.parametrize("name", ["relu_backward", "Value"])
def test_no_name_of_a_learners_is_said_in_the_graders_voice(name, line):
    from autograder.core.assess import assess
    from autograder.core.exercise import PRACTICE_SEED
    from autograder.core.words import sentence
    from autograder.lessons import find
    from autograder.lessons.runs import runner
    from tests.core.cells import define

    exercise = find(name)
    function = define(LIAR.format(name=name, line=line), name)
    said = sentence(exercise, assess(exercise, runner(exercise, function), PRACTICE_SEED))
    ours = re.sub("“[^”]*”", "", said)
    for lie in ("Your_points_are_full", "None_at_all", "None", "1,000,000,000,000,000,000"):
        assert lie not in ours


def test_what_came_in_place_of_the_learners_object_is_quoted_if_it_is_a_class_of_theirs():
    from autograder.core.compare import mismatches
    from autograder.lessons import find

    exercise = find("Value")
    case = next(case for case in exercise.draw("1") if case.script)
    name = case.script[0][1]

    def said(came, wanted="Value"):
        found = {"name": name, "came": came, "wanted": wanted}
        outcome = Outcome(error={"type": "Unusable", "message": "", "found": found})
        return mismatches(exercise, case, outcome, outcome)[""].ours

    assert said("float") == f"{name} is a float; expected a Value."
    assert said("Full_points") == f"{name} is a “Full_points”; expected a Value."
    assert said("float", "Full_points") == f"{name} is a float."


def test_neither_is_the_name_of_a_library_or_of_an_input():
    from autograder.core.assess import assess
    from autograder.core.exercise import PRACTICE_SEED
    from autograder.core.words import sentence
    from autograder.lessons import find

    def said(delegated, changed):
        fields = {"value": 1.0, "error": None, "changed": changed, "printed": ""}
        outcome = answers.outcome_from_plain({**fields, "delegated": delegated})
        exercise = find("relu_backward")
        verdict = assess(exercise, lambda c, r: [outcome] * len(c), PRACTICE_SEED)
        return sentence(exercise, verdict)

    for own in ("Full_points", "Full.points", "nnlibrary.points"):
        assert "do the work (a library)" in said(own, ())
    assert "do the work (torch.relu)" in said("torch.relu", ())
    assert "do the work (autograder.lessons.m06)" in said("autograder.lessons.m06", ())
    assert "Full_points" not in said(None, ("Full_points",))
    assert "changes its input Z, too" in said(None, ("Full_points", "Z"))


# ------------------------------------------------------------ what was handed in


@pytest.mark.parametrize(
    "name", ["bob   4     8     6     1", "a  b", " a", "a ", "a\u200b", "a\xa0"]
)
def test_a_name_that_can_be_taken_for_another_is_unfit(name):
    assert "rename it" in handed_in.unfit_names([name, "ada"])[name]
    assert handed_in.unfit_names(["ada", "a b", "a.b"]) == {}


def test_a_name_that_begins_with_a_point_is_unfit():
    assert "no feedback page" in handed_in.unfit_names([".ada", "bob"])[".ada"]


def test_whatever_lies_where_a_submission_belongs_was_handed_in(tmp_path):
    for student in ("ada", "reg", "sym", "zoe"):
        (tmp_path / "submitted" / student).mkdir(parents=True)
    (tmp_path / "submitted" / "ada" / LESSON).mkdir()
    (tmp_path / "submitted" / "reg" / LESSON).write_text("{}")
    (tmp_path / "submitted" / "sym" / LESSON).symlink_to(tmp_path / "nowhere")
    (tmp_path / "submitted" / "a.txt").write_text("")
    assert list(handed_in.find_submissions(tmp_path, LESSON)) == ["ada", "reg", "sym"]


@pytest.mark.parametrize(
    "find", [lambda c: handed_in.find_submissions(c, LESSON), handed_in.find_misplaced]
)
def test_submitted_that_is_no_folder_or_cannot_be_read_is_told(tmp_path, monkeypatch, find):
    (tmp_path / "submitted").write_text("")
    with pytest.raises(UserError, match="expected a folder with the submissions, got the file"):
        find(tmp_path)

    def denied(folder):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", denied)
    with pytest.raises(UserError, match="submitted cannot be read: Permission denied"):
        find(tmp_path)


# ------------------------------------------------------------ nothing reads without the mark

READERS = {"read_text", "read_bytes", "iterdir", "glob", "rglob", "listdir", "loads", "recv_bytes"}
READERS |= {"read", "decode", "nbformat.read", "open", "fdopen"}
# What these read is the course's own or the system's, and no learner chose it.
OUR_OWN = {
    "course/edition.py": "source, release and edition.toml, which the teacher lays out",
    "course/new_course.py": "the folder that the teacher named, and our own template",
    "course/settings.py": "the settings of the course",
    "grade/lesson.py": "source and release, which the teacher lays out",
    "grade/answers.py": "bytes that decode and outcome_from_plain take over",
    "grade/wall/": "both sides of the wall: what comes over it passes decode",
    "grade/journal.py:code_key": "our own code",
    "grade/journal.py:_content": "hashes what files_key found",
    "grade/handed_in.py:_listed": "for find_submissions",
    "grade/assignment.py:__iter__": "what this process has written itself",
    "grade/gradebook.py:_small_text": "for read_timestamp and read_secret",
    "course/marks.py:read_graded": "names of folders, printed by Graded.table",
    "course/marks.py:_cells_of": "for _refusal, and for _noted, which passes _names",
    "course/stock.py:of": "names that are compared with a pattern",
    "course/stock.py:_stop_at_unknown": "source, which the teacher lays out",
    "course/submissions.py": "the release",
    "course/formgrader.py": "what autograder grade prints",
    "grade/outputs.py:_bundle": "for cleaned",
    "grade/journal.py:__enter__": "opens it for writing",
}


def readers_in(path):
    """List the functions of a file that read something, with what they call."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        marks_of = [ast.unparse(one) for one in node.decorator_list]
        calls = {
            call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            for call in ast.walk(node)
            if isinstance(call, ast.Call)
        }
        if calls & READERS and not any("entrance" in one for one in marks_of):
            found.add(node.name)
    return found


def test_what_reads_has_the_mark_or_reads_what_is_ours():
    package = Path(autograder.__file__).parent
    strange = []
    for path in sorted([*package.glob("grade/**/*.py"), *package.glob("course/*.py")]):
        name = path.relative_to(package).as_posix()
        for function in readers_in(path):
            known = (name, f"{name}:{function}", "grade/wall/" if "/wall/" in name else name)
            if not any(one in OUR_OWN for one in known):
                strange.append(f"{name}:{function}")
    assert strange == []
