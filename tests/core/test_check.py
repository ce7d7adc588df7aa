"""What a learner sees, what nbgrader reads, and what is written where: check and grade."""

import inspect
import json
import os
import re
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from autograder import lessons
from autograder.check import CheckFailed, Grade, check
from autograder.core import words
from autograder.core.assess import assess
from autograder.core.driver import Outcome, drive
from autograder.core.exercise import PRACTICE_SEED, Case, Exercise
from autograder.core.plain_data import Family, Layout, Ref
from autograder.core.seed import course_seed
from autograder.learner import kept_files, show
from autograder.lessons.m07.judge import value_right as m07_value_right
from tests.core import learner_answers, toys
from tests.core.cells import notebook

AFFINE = lessons.find("affine_backward")
RIGHT = textwrap.dedent(learner_answers.RIGHT["affine_backward"]["np.dot"])
AVERAGED = RIGHT.replace("np.sum(dZ, axis=0)", "np.mean(dZ, axis=0)")
UNHEARD = RIGHT.replace("W.T", "np.abs(W).T")


def tried(source, call="check(affine_backward)"):
    """The sentence with which a check fails."""
    with pytest.raises(CheckFailed) as failed:
        eval(call, notebook(source))
    return str(failed.value)


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A function that makes a course with a seed."""

    def make(seed):
        (tmp_path / "private").mkdir(exist_ok=True)
        (tmp_path / "private" / "seed").write_text(seed + "\n")
        monkeypatch.setenv("NNF_COURSE", str(tmp_path))

    return make


def fresh(code, cwd=None, **variables):
    """Run code in a new Python that knows nothing of this one."""
    quiet = ("NBGRADER_", "NNF_", "PYTEST_")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(quiet)}
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        env={**environment, **variables},
        cwd=cwd,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


# ------------------------------------------------------------ what a check says


@pytest.mark.parametrize(("points", "text"), [(1, "1 point"), (0.5, "0.5 points"), (2, "2 points")])
def test_points_are_counted_as_people_do(points, text):
    assert words.in_points(points) == text


def test_a_right_answer_passes_and_says_so(capsys):
    assert eval("check(affine_backward)", notebook(RIGHT)) is None
    assert "holds on all 10 practice cases" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (AVERAGED, "Has somebody divided already?"),
        (UNHEARD, "dX is off by up to"),
        ("def affine_backward(dZ, cache):\n    raise NotImplementedError", "is not written yet"),
        ("def affine_backward(dZ, cache):\n    return 1 / 0", "raised ZeroDivisionError"),
        ("def affine_backward(dZ): pass", "raised TypeError"),
        (
            "def affine_backward(dZ, cache): pass",
            "the answer is None: does the function end without a return?",
        ),
        ("from nnlib import affine_backward", "lets a library do the work"),
        (
            RIGHT.replace("    return", "    dZ += 1; dZ -= 1; W[:] = W.round(3)\n    return"),
            "dX",
        ),
    ],
    ids=["misconception", "unheard of", "stub", "error", "arguments", "None", "engine", "changed"],
)
def test_a_check_fails_with_what_is_the_matter(source, sentence):
    told = tried(source)
    assert sentence in told
    assert "affine_backward" in told
    assert "\n" not in told


def test_the_frames_above_hold_no_right_answer():
    source = """
import sys
def affine_backward(dZ, cache):
    frame = sys._getframe()
    while frame:
        if "expected" in frame.f_locals:
            for case, right in zip(*(frame.f_locals[name] for name in ("cases", "expected"))):
                if np.array_equal(getattr(case.inputs["dZ"], "array", case.inputs["dZ"]), dZ):
                    return right.value
        frame = frame.f_back
    return dZ, dZ, dZ
"""
    tried(source)
    assert "dX is" in tried(source)  # a second time: nothing was left there by the first


def test_whoever_silences_an_overflow_is_told_so_after_the_hint():
    naive = "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))"
    hint = tried(naive, "check(sigmoid)")
    told = tried(f"@np.errstate(over='ignore')\n{naive}", "check(sigmoid)")
    assert told == f"{hint} np.errstate hides numpy's warning; what it warns of still happens."
    odd = "def sigmoid(z):\n    np.seterr(all='ignore')\n    return np.exp(z) / np.expm1(z)"
    told = tried(odd, "check(sigmoid)")
    assert "it raised FloatingPointError: " in told
    assert told.endswith("np.seterr hides numpy's warning; what it warns of still happens.")


@pytest.mark.parametrize("silenced", [None, 5, "np.exp", "<b>"])
def test_what_silenced_an_overflow_is_not_trusted(silenced):
    error = {"type": "FloatingPointError", "message": "overflow", "silenced": silenced}
    verdict = assess(AFFINE, lambda cases, _: [Outcome(error=error) for _ in cases], "0")
    assert verdict.failure.mismatch.silenced == ""


def test_right_numbers_with_a_spoilt_input_are_told_and_not_passed():
    source = textwrap.dedent(
        """
        def affine_backward(dZ, cache):
            X, W = cache
            found = dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)
            X *= 0
            return found
        """
    )
    assert "changes its input cache" in tried(source)


@pytest.mark.parametrize("argument", ["None", "42", "'affine_backward'", "np", "print", "len"])
def test_what_is_no_function_of_the_course_is_said_to_be_none(argument):
    told = tried(RIGHT, f"check({argument})")
    assert "expected one of the functions that the course asks for" in told


def test_the_result_of_a_call_is_not_taken_for_the_function():
    told = tried(RIGHT, "check(affine_backward(np.ones((1, 1)), (np.ones((1, 1)),) * 2))")
    assert "without calling it" in told


@pytest.mark.parametrize("value", ["0.5", "np.ones(3)"])
def test_a_name_that_was_taken_by_a_number_is_told_to_be_none(value):
    told = tried(f"{RIGHT}\naffine_backward = {value}")
    assert "affine_backward is a" in told
    assert "no function: another line has taken its name" in told


def test_a_function_is_known_by_the_name_that_the_notebook_gives_it():
    source = "def mine(dZ, cache): return 1\naffine_backward = mine"
    assert "affine_backward" in tried(source, "check(mine)")
    lambda_ = "affine_backward = lambda dZ, c: (dZ @ c[1].T, c[0].T @ dZ, dZ.sum(0))"
    assert eval("check(affine_backward)", notebook(lambda_)) is None


def test_the_failing_arrays_are_drawn_and_the_wrong_entries_marked(capsys, monkeypatch):
    shown = []
    monkeypatch.setattr(show, "display", shown.append)
    tried(UNHEARD)
    html = shown[0]._repr_html_()
    assert re.findall("<figcaption>(.*?)<", html) == ["yours", "expected", "difference"]
    assert "class=off" in html
    assert "entries off" in html  # colour is not the only signal
    assert "yours:" in repr(shown[0])


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (np.array([True, False]), np.array([True, True])),
        (np.array([1, 2], np.uint8), np.array([2, 1], np.uint8)),
        (np.array([1.0]), np.array([1.0 + 1j])),
        (np.array([1.0, 2.0]), np.array([np.nan, np.inf])),
        (1.0, np.array([[1.0]])),
        (np.zeros((0, 2)), np.zeros(0)),
        (np.ones((2, 2, 2)), np.ones(8)),
        ("relu", "<script>alert(1)</script>"),
        (True, False),
    ],
    ids=str,
)
def test_whatever_is_answered_can_be_drawn(expected, got, monkeypatch, recwarn):
    shown = []
    monkeypatch.setattr(show, "display", shown.append)
    exercise = Exercise(
        name="f",
        module=99,
        reference=lambda x: expected,
        cases=lambda rng: [Case("one", {"x": 1})],
        visible_points=1,
        rubric={"": 1},
    )
    verdict = assess(exercise, lambda cs, _: [drive(exercise, lambda x: got, c) for c in cs], "0")
    assert not verdict.right
    show.show_failure(exercise, verdict, exercise.name, "It differs.")
    assert "one" in words.sentence(exercise, verdict)
    assert len(shown) <= 1
    assert "<script>" not in "".join(s._repr_html_() for s in shown)
    assert not recwarn.list  # in a hidden cell a warning on stderr costs all points


VALUE = inspect.getsource(m07_value_right)  # its three parts stand in one cell


def test_a_failing_script_is_shown_as_code_with_a_table_of_what_was_read(monkeypatch):
    shown = []
    monkeypatch.setattr(show, "display", shown.append)
    source = VALUE.replace("(other, 1.0)", "(other, 2.0)")
    told = tried(source, "check(Value)")
    assert "Value, a number plus itself: a.grad is 3; expected 2." in told
    lines = repr(shown[0]).splitlines()
    assert re.fullmatch(r"a = Value\(-?\d\.\d{1,4}\)", lines[1])
    assert lines[2:4] == ["out = a + a", "out.backward()"]
    rows = [line.split() for line in lines[4:]]
    assert rows[0] == ["yours", "expected"]
    assert ["a.grad", "3", "2", "off"] in rows
    assert ["out.grad", "1", "1"] in rows
    html = shown[0]._repr_html_()
    assert "<td class=off>3</td><td>2</td><td>off</td>" in html  # colour is not the only signal


def test_what_stands_in_an_attribute_is_shown_and_escaped(monkeypatch):
    shown = []
    monkeypatch.setattr(show, "display", shown.append)
    source = VALUE.replace("self.grad = 1.0", "self.grad = 1.0; self.data = '<b>&'")
    assert "out.data is a str; expected a single number" in tried(source, "check(Value)")
    assert "&lt;b&gt;&amp;" in shown[0]._repr_html_()
    for answer, brief in (("None", "None"), ("np.ones((3, 3))", "an array of shape (3, 3)")):
        tried(source.replace("'<b>&'", answer), "check(Value)")
        assert f"  {brief}  " in repr(shown[-1])


def test_every_step_of_a_script_is_written_as_the_code_it_stands_for():
    script = (
        ("array", "w", np.array([1.0, 2.0])),
        ("make", "a", Ref("w")),
        ("make", "b", 0.123456, "word"),
        ("operate", "c", "+", Ref("a"), Ref("b")),
        ("change", "w", 0, 5.0),
        ("call", "back", "a", "spoil", 2),
        ("call", "nothing", "c", "spoil"),
        ("show", "back"),
        ("read", "c", "content"),
    )
    assert show.steps_as_code("Box", script) == [
        "w = np.array([1.0, 2.0])",
        "a = Box(w)",
        "b = Box(0.1235, 'word')",
        "c = a + b",
        "w[0] = 5.0",
        "back = a.spoil(2)",
        "c.spoil()",
    ]


def test_a_stub_in_a_class_is_named_with_what_holds_already():
    stub = "raise NotImplementedError\n        "
    told = tried(VALUE.replace("order = parents", f"{stub}order = parents", 1), "check(Value)")
    expected = "Value is not written yet: backward still raises NotImplementedError; "
    assert told == f"{expected}replace that line."
    told = tried(VALUE.replace("t = math", f"{stub}t = math"), "check(Value)")
    assert "tanh still raises NotImplementedError; replace that line." in told
    assert told.endswith(" Products, several roads and again hold.")
    helper = (
        "def Your_points_are_full(): raise NotImplementedError\n        Your_points_are_full()\n"
    )
    told = tried(VALUE.replace("t = math", f"{helper}        t = math"), "check(Value)")
    assert told == "Value is not written yet: replace the line that raises NotImplementedError."


def test_a_stub_of_a_function_is_told_in_one_sentence():
    told = tried("def affine_backward(dZ, cache):\n    raise NotImplementedError")
    expected = "affine_backward is not written yet: replace the line that raises "
    assert told == f"{expected}NotImplementedError."


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (("dZ",), "dZ holds"),
        (("loss",), "loss holds"),
        (("products",), "products hold"),
        (("dX", "dW"), "dX and dW hold"),
    ],
)
def test_the_verb_fits_what_holds(labels, said):
    assert words.hold(labels) == said


def test_of_a_nested_answer_the_array_that_is_off_is_drawn(monkeypatch):
    shown = []
    monkeypatch.setattr(show, "display", shown.append)
    source = """
        from nnlib import mlp_backward as engine
        def mlp_backward(X, y, params):
            loss, grads = engine(X, y, params)
            return loss, [(dW, db) if i == 0 else (3 * dW, db) for i, (dW, db) in enumerate(grads)]
    """
    namespace = notebook(textwrap.dedent(source))
    exercise, function = lessons.find("mlp_backward"), namespace["mlp_backward"]
    outcomes = [drive(exercise, function, c, guarded=False) for c in exercise.draw("0")]
    verdict = assess(exercise, lambda cases, replaced: outcomes, "0")
    assert "grads[1][0] is off by up to 3," in words.sentence(exercise, verdict)
    show.show_failure(exercise, verdict, exercise.name, "It differs.")
    html = shown[0]._repr_html_()
    assert all("grads[1][0]" in text for text in (repr(shown[0]), html))
    assert re.findall("<figcaption>(.*?)<", html) == ["yours", "expected", "difference"]


def test_only_a_function_that_is_the_same_is_asked_whether_its_cell_was_run(monkeypatch):
    cards, say = [], show.Shown
    monkeypatch.setattr(show, "Shown", lambda text, html: cards.append(html) or say(text, html))
    show._last_said.clear()
    one = "def affine_forward(X, W, b): return X.reshape(len(X), -1) @ W, (X, W)"
    other = "def affine_forward(X, W, b): return np.dot(X.reshape(len(X), -1), W), (X, W)"
    for source, is_asked in ((one, False), (one, True), (other, False), (other, True)):
        function = notebook(source)["affine_forward"]
        with pytest.raises(CheckFailed):
            check(function)
        assert (show.AGAIN in cards[-1]) == is_asked, source


def test_the_board_asks_only_a_function_that_is_the_same_whether_its_cell_was_run(monkeypatch):
    cards, say = [], show.Shown
    monkeypatch.setattr(show, "Shown", lambda text, html: cards.append(html) or say(text, html))
    show._last_said.clear()
    one = """
def forward(X, params, activations):
    return X @ params[0][0] + params[0][1], None
"""
    other = one.replace("X @ params[0][0]", "np.dot(X, params[0][0])")
    for source, is_asked in ((one, False), (one, True), (other, False), (other, True)):
        notebook(f'{source}from autograder.steps import check_steps\ncheck_steps("forward")\n')
        assert (show.AGAIN in cards[-1]) == is_asked, source


def test_a_mistake_that_is_known_is_told_without_what_python_says(monkeypatch):
    shown = []
    monkeypatch.setattr(show, "display", shown.append)
    source = """
ACTIVATIONS = {"relu": lambda z: np.maximum(z, 0), "identity": lambda z: z, "tanh": np.tanh}
def forward(X, params, activations):
    for (W, b), name in zip(params, activations):
        X = {}(X @ W + b)
    return X, []
"""
    for call, has_gloss in (("name", False), ("ACTIVATIONS[name](X)", True)):
        function = notebook(source.replace("{}(", f"{call}("))["forward"]
        with pytest.raises(CheckFailed):
            check(function)
        assert ("Round brackets stand behind" in repr(shown[-1])) == has_gloss, call


def test_what_a_function_printed_is_shown_and_escaped(monkeypatch):
    shown = []
    monkeypatch.setattr(show, "display", shown.append)
    tried("def affine_backward(dZ, cache):\n    print('<b>dZ</b>', dZ.shape)\n    return 1, 2, 3")
    assert "&lt;b&gt;dZ&lt;/b&gt; (1, 2)" in shown[0]._repr_html_()
    assert "<b>dZ</b> (1, 2)" in repr(shown[0])


@pytest.mark.slow
def test_in_a_real_kernel_a_failed_check_is_one_sentence_without_a_stack(tmp_path):
    import nbformat
    from nbclient import NotebookClient

    nb = nbformat.v4.new_notebook()
    head = "import numpy as np\nfrom autograder.check import check, grade\n"
    cells = [head + AVERAGED, "check(affine_backward)", "grade(affine_backward)"]
    nb.cells = [nbformat.v4.new_code_cell(source) for source in cells]
    NotebookClient(nb, allow_errors=True, resources={"metadata": {"path": tmp_path}}).execute()
    _, checked, graded = nb.cells
    (error,) = [output for output in checked.outputs if output.output_type == "error"]
    assert error.ename == "CheckFailed"
    assert " ".join(error.traceback) == error.evalue  # wrapped at spaces, and nothing besides
    assert error.evalue.endswith("Has somebody divided already?")
    assert [output.output_type for output in checked.outputs] == ["display_data", "error"]
    # what nbgrader reads: the value of the last expression, as a plain decimal
    (value,) = graded.outputs
    assert value.output_type == "execute_result"
    assert value.data["text/plain"] == "3"
    assert "divided already" in value.data["text/html"]
    assert value.data[words.MISTAKES_MIME] == ["bias averaged"]


# ------------------------------------------------------------ what nbgrader reads


def test_points_are_plain_decimals_in_ipythons_own_formatter():
    from IPython.core.formatters import DisplayFormatter

    for quarters in range(0, 41):
        value = Grade(quarters / 4, 10, "<b>", mistakes=("one",))
        data, _ = DisplayFormatter().format(value)
        assert re.fullmatch(r"\d+(\.\d+)?", data["text/plain"])
        assert float(data["text/plain"]) == quarters / 4
        assert data["text/html"].startswith("<div>&lt;b&gt;")
        assert data[words.MISTAKES_MIME] == ["one"]


@pytest.mark.parametrize("name", [e.name for e in (*toys.TOYS, AFFINE)])
def test_points_are_quarters_within_the_points_of_the_cell(name, with_toys, course):
    course("5eed" * 8)
    exercise = lessons.find(name)
    texts = [learner_answers.strange(name, kind) for kind in learner_answers.BODIES]
    texts += [
        learner_answers.wrong_version(exercise, number, style)
        for number, mistake in enumerate(exercise.misconceptions)
        for style in range(len(mistake.versions))
    ]
    texts += learner_answers.RIGHT[name].values()
    found = {float(repr(eval(f"grade({name})", notebook(text)))) for text in texts}
    assert all((4 * points) % 1 == 0 and 0 <= points <= exercise.hidden_points for points in found)
    assert {0.0, exercise.hidden_points} <= found


# ------------------------------------------------------------ nothing of a hidden case is told


def numbers_of(value):
    """Every number that occurs in a case or an answer."""
    if isinstance(value, Layout):
        return numbers_of(value.array)
    if isinstance(value, Family):
        return numbers_of(value.coefficients)
    if isinstance(value, dict):
        return numbers_of(tuple(value.values()))
    if isinstance(value, (list, tuple)):
        return set().union(*map(numbers_of, value))
    if isinstance(value, (float, np.ndarray)):
        return {f"{number:.3g}".lstrip("-") for number in np.ravel(value)}
    return set()


NUMBERS = r"\d+\.\d+"


def at_home(exercise, namespace):
    """What a wrong answer's check says in the notebook."""
    with pytest.raises(CheckFailed) as failed:
        eval(f"check({exercise})", namespace)
    return failed.value


@pytest.mark.slow
@pytest.mark.parametrize("exercise", lessons.known_names())
def test_the_message_of_a_hidden_cell_is_the_hint_of_the_practice_cases(exercise, course):
    known = lessons.find(exercise)
    texts = [
        learner_answers.wrong_version(known, number, 0)
        for number, _ in enumerate(known.misconceptions)
    ]
    texts += [learner_answers.strange(exercise, kind) for kind in ("nothing", "raising", "nan")]
    texts += [UNHEARD] if known is AFFINE else []
    practice = numbers_of([case.inputs for case in known.draw(PRACTICE_SEED)])
    for text in texts:
        messages = set()
        for seed in ("a" * 20, "b" * 20, "c" * 20):
            course(seed)
            namespace = notebook(text)
            message = eval(f"grade({exercise})", namespace).message
            messages.add(message)
            drawn = numbers_of([case.inputs for case in known.draw(seed)]) - practice
            said, _, earned = message.rpartition(" (") if known.hidden_points else (message, "", "")
            assert bool(re.search(r" of (1 point|\S+ points)\b", earned)) == bool(earned)
            asked_at_home = re.findall(NUMBERS, str(at_home(exercise, namespace)))
            told = set(re.findall(NUMBERS, said)) - {*asked_at_home}
            assert not {f"{float(number):.3g}" for number in told} & drawn
        # the same words under every seed: nothing in them depends on it
        assert len(messages) == 1
        (message,) = messages
        assert message.startswith(str(at_home(exercise, namespace)))


def test_right_on_the_practice_cases_only_is_told_without_a_number(course):
    source = textwrap.dedent(
        """
        calls = 0
        def affine_backward(dZ, cache):
            X, W = cache
            known = round(float(abs(dZ).sum()), 4) in KNOWN  # the layout decides the last digit
            return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0) * known
        """
    )

    def sums(case):
        dZ = case.inputs["dZ"]
        return round(float(abs(dZ.array if isinstance(dZ, Layout) else dZ).sum()), 4)

    namespace = notebook(source)
    namespace["KNOWN"] = {sums(case) for case in AFFINE.draw(PRACTICE_SEED)}
    course("a" * 20)
    graded = eval("grade(affine_backward)", namespace)
    assert graded.points == 3
    assert graded.message == (
        "affine_backward is right on the practice cases and fails on others. "
        "(3 of 4 points: dX and dW hold, db not yet)"
    )


# ------------------------------------------------------------ the seed


def test_without_a_course_the_practice_cases_are_graded(monkeypatch):
    assert course_seed() == PRACTICE_SEED
    monkeypatch.setenv("NNF_COURSE", "")
    assert course_seed() == PRACTICE_SEED


def test_the_seed_is_read_without_its_newline(course):
    course("0123456789abcdef")
    assert course_seed() == "0123456789abcdef"


@pytest.mark.parametrize(
    "trouble", ["no course", "no seed", "a folder", "no text", "short", "empty"]
)
def test_without_a_readable_seed_there_are_no_marks(trouble, course, tmp_path, monkeypatch):
    # marks on public cases would look real
    course({"short": "0123456789abcde", "empty": ""}.get(trouble, "x" * 20))
    if trouble == "no course":
        monkeypatch.setenv("NNF_COURSE", str(tmp_path / "nowhere"))
    if trouble in ("no seed", "a folder"):
        (tmp_path / "private" / "seed").unlink()
    if trouble == "a folder":
        (tmp_path / "private" / "seed").mkdir()
    if trouble == "no text":
        (tmp_path / "private" / "seed").write_bytes(b"\xff" * 20)
    with pytest.raises(RuntimeError, match="seed") as error:
        eval("grade(affine_backward)", notebook(RIGHT))
    assert "0123456789" not in str(error.value)


# ------------------------------------------------------------ the learner's own record


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A learner's folder, in which no test seems to run."""
    for name in [n for n in os.environ if n.startswith(("NBGRADER_", "NNF_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NNF_HOME", str(tmp_path / ".course"))
    return tmp_path


def test_the_best_result_is_kept_and_every_mistake_met(folder):
    tried(AVERAGED)
    assert kept_files.read()["affine_backward"]["points"] == 3
    eval("check(affine_backward)", notebook(RIGHT))
    tried(UNHEARD)
    tried(RIGHT.replace("X.T, dZ)", "X.T, dZ).T"))
    entry = {"module": 7, "of": 6, "points": 6}
    mistakes = ["bias averaged", "dW lies on its side"]
    overcome = ["bias averaged"]
    kept = {**entry, "mistakes": mistakes, "overcome": overcome}
    assert kept_files.read() == {"affine_backward": kept}
    assert kept_files.points_of_module(7) == 6
    files = [path.name for path in (folder / ".course").iterdir() if path.is_file()]
    assert files == ["record.json"]


@pytest.mark.parametrize("name", ["NBGRADER_VALIDATING", "NBGRADER_EXECUTION", "NNF_GRADING"])
def test_nothing_is_written_while_something_is_graded_or_tested(name, folder, monkeypatch):
    monkeypatch.setenv(name, "1")
    eval("check(affine_backward)", notebook(RIGHT))
    tried(AVERAGED)
    eval("grade(affine_backward)", notebook(RIGHT))
    assert list(folder.iterdir()) == []


def test_a_hidden_cell_writes_nothing_at_all(folder):
    eval("grade(affine_backward)", notebook(RIGHT))
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("obstacle", ["a file in its place", "a folder in its place"])
def test_where_nothing_can_be_written_the_check_goes_on(obstacle, folder):
    if obstacle == "a file in its place":
        (folder / ".course").write_text("mine")
    else:
        (folder / ".course" / "record.json").mkdir(parents=True)
    assert eval("check(affine_backward)", notebook(RIGHT)) is None
    assert "divided" in tried(AVERAGED)
    assert kept_files.read() == {}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b'{"affine_backward": 5}',
        b'{"affine_backward": {}}',
        b'{"affine_backward": {"points": "many", "module": 7, "mistakes": []}}',
        b'{"affine_backward": {"points": 1, "module": 7, "mistakes": null}}',
        b'{"affine_backward": {"points": 1, "module": 7, "mistakes": [1, "a"]}}',
        b'{"other": {"points": null, "module": 7}}',
    ],
    ids=repr,
)
def test_a_spoilt_record_is_no_obstacle(content, folder):
    (folder / ".course").mkdir()
    (folder / ".course" / "record.json").write_bytes(content)
    eval("check(affine_backward)", notebook(RIGHT))
    assert json.loads((folder / ".course" / "record.json").read_text())["affine_backward"] == {
        "module": 7,
        "of": 6,
        "points": 6,
        "mistakes": [],
    }
    assert kept_files.points_of_module(7) == 6


# ------------------------------------------------------------ what it costs to import


def test_a_solved_exercise_is_checked_without_the_heavy_packages(tmp_path):
    code = f"""
        import sys
        class Blocked:
            def find_spec(self, name, path=None, target=None):
                heavy = {{"nbgrader", "nbformat", "jupytext", "nbconvert", "matplotlib",
                         "ipywidgets", "anywidget", "tqdm", "threadpoolctl", "torch", "scipy"}}
                if name.partition(".")[0] in heavy:
                    raise ImportError("blocked: " + name)
        sys.meta_path.insert(0, Blocked())
        import numpy as np
        from autograder.check import check, grade
        exec({RIGHT!r})
        check(affine_backward)
        print(grade(affine_backward))
    """
    printed = fresh(code, cwd=tmp_path)
    assert "holds on all" in printed
    assert printed.splitlines()[-1] == "4"


def test_the_import_brings_only_numpy_and_what_ipython_brings():
    code = """
        import json, sys
        import numpy, IPython.display
        before = set(sys.modules)
        from autograder.lessons import find
        import autograder.check
        find("affine_backward")
        print(json.dumps(sorted({m.partition(".")[0] for m in set(sys.modules) - before})))
    """
    new = set(json.loads(fresh(code))) - set(sys.stdlib_module_names)
    # numpy's and IPython's own parts may load late; nothing else may come
    assert new <= {"autograder", "nnlib", "numpy", "IPython"}
    assert {"autograder", "nnlib"} <= new


@pytest.mark.clock
def test_the_import_and_the_exercises_of_a_lesson_cost_less_than_50_ms_each(tmp_path):
    # beyond numpy and IPython; the exercises bring the engine with them. Python compiles a file
    # once and keeps the result: as on a learner's machine, also where the tests' own does not
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(tmp_path)}
    code = """
        import time
        import numpy, IPython.display
        start = time.process_time()
        import autograder, autograder.check, autograder.lessons
        imported = time.process_time()
        exercises = map(autograder.lessons.find, autograder.lessons.known_names())
        lessons = len({exercise.module for exercise in exercises})
        print(imported - start, (time.process_time() - imported) / lessons)
    """
    fresh(code, **kept)
    assert list(tmp_path.rglob("check.*.pyc"))
    # the best of seven: whatever else the machine does only adds to it
    runs = [tuple(map(float, fresh(code, **kept).split())) for _ in range(7)]
    assert min(imported for imported, _ in runs) < 0.050, runs
    assert min(loaded for _, loaded in runs) < 0.050, runs


def test_an_interrupted_check_asks_for_the_loop_without_an_end():
    said = tried("def affine_backward(*arguments):\n    raise KeyboardInterrupt\n")
    assert said.startswith("affine_backward was interrupted before it came to an end.")


def test_an_input_changed_in_place_is_told_where_whole_numbers_refuse_it():
    told = tried(
        "def momentum_step(w, g, v, lr, mu=0.9):\n"
        "    v *= mu\n"
        "    v += g\n"
        "    return w - lr * v, v\n",
        "check(momentum_step)",
    )
    assert told.startswith("momentum_step changes its input v in place.")
    assert "ufunc" not in told
