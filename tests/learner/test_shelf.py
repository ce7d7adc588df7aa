"""The shelf: yours if it is right, borrowed otherwise, and no kept file breaks a lesson."""

from pathlib import Path

import numpy as np
import pytest

from autograder import lessons
from autograder.check import CheckFailed
from autograder.core.exercise import Exercise
from autograder.learner import shelf
from nnlib import affine_backward as engines
from tests.learner.learner_help import AFFINE, AVERAGED, Notebook, center, register_two

KEPT = Path(".course/shelf/affine_backward.py")


@pytest.fixture
def filled(folder):
    """A folder in which the check of affine_backward has passed."""
    Notebook(AFFINE).value("check(affine_backward)")
    return folder


def put(source, name="affine_backward"):
    """Lay a text on the shelf as if the check had kept it."""
    path = Path(f".course/shelf/{name}.py")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(shelf._with_head(name, source))


def shown(capsys):
    capsys.readouterr()
    Notebook().value("shelf()")
    return capsys.readouterr().out


# ------------------------------------------------------------ yours


def test_a_later_notebook_finds_what_passed_here(filled):
    later = Notebook()
    mine = later.value("take('affine_backward')")
    assert later.value("whose('affine_backward')") == "yours"
    assert mine is not engines
    dX, _, db = mine(np.array([[1.0, 3.0]]), (np.array([[1.0, 2.0]]), np.array([[2.0, 1], [1, 4]])))
    np.testing.assert_array_equal(dX, [[5, 13]])
    np.testing.assert_array_equal(db, [1, 3])


def test_what_the_function_needs_is_kept_with_it(folder):
    helpers = """
import math as m
from numpy import dot
TWO = 2
def halved(x):
    return x / TWO
def _flip(W):
    return halved(W.T * m.sqrt(4.0))
"""
    notebook = Notebook(helpers, AFFINE.replace("W.T", "_flip(W)"))
    notebook.value("check(affine_backward)")
    assert Notebook().value("whose('affine_backward')") == "yours"
    assert "import math as m" in KEPT.read_text()


def test_a_table_of_functions_is_kept_with_what_uses_it(folder):
    table = """
def twice(z):
    return 2 * z
TABLE = {
    "sum": lambda dZ: halved(dZ.sum(axis=0)),
    "other": np.tanh,
}
def halved(x):
    return twice(x) / 4 * TWO
TWO = 2
"""
    notebook = Notebook(table + AFFINE.replace("dZ.sum(axis=0)", "TABLE['sum'](dZ)"))
    notebook.value("check(affine_backward)")
    assert Notebook().value("whose('affine_backward')") == "yours"


DEALT = """
def minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], y[batch]
"""


def test_a_function_that_draws_is_kept_and_an_answer_is_not(folder):
    Notebook(DEALT).value("check(minibatches)")
    assert Notebook().value("whose('minibatches')") == "yours"
    assert "minibatches" in shelf.places(5)
    assert "my_confidence" not in shelf.places(5)
    assert "xor_certificate" not in shelf.places(2)


VALUE = """
class Value:
    __slots__ = ("data", "grad", "inputs", "pull")

    def __init__(self, data, inputs=()):
        self.data, self.grad, self.inputs = data, 0.0, inputs
        self.pull = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))
        def pull():
            self.grad += out.grad
            other.grad += out.grad
        out.pull = pull
        return out

    __radd__ = __add__

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))
        def pull():
            self.grad += out.grad * other.data
            other.grad += out.grad * self.data
        out.pull = pull
        return out

    def tanh(self):
        out = Value(math.tanh(self.data), (self,))
        def pull():
            self.grad += out.grad * (1 - out.data ** 2)
        out.pull = pull
        return out

    def backward(self):
        order = in_order(self, [])
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            node.pull()
"""
IN_ORDER = """
import math
def in_order(node, done):
    if node not in done:
        for one in node.inputs:
            in_order(one, done)
        done.append(node)
    return done
"""


def test_a_class_is_kept_with_its_helper(folder):
    Notebook(IN_ORDER, VALUE).value("check(Value)")
    later = Notebook()
    assert later.value("whose('Value')") == "yours"
    a = later.value("take('Value')")(3.0)
    end = a * a + a
    end.backward()
    assert a.grad == 7


def test_the_notebook_at_hand_counts_before_the_shelf(filled):
    notebook = Notebook(AVERAGED)
    assert notebook.value("take('affine_backward')") is engines
    assert notebook.value("take(affine_backward)") is engines
    assert notebook.value("whose(affine_backward)") == "borrowed"
    notebook.run(AFFINE)
    assert notebook.value("take(affine_backward)") is notebook.names["affine_backward"]
    assert notebook.value("whose('affine_backward')") == "yours"


@pytest.mark.parametrize("broken", [AVERAGED, "def affine_backward(dZ, cache): return 1 / 0",
                                    "def affine_backward(dZ, cache): raise NotImplementedError",
                                    "def affine_backward(dZ, cache): exit()",
                                    "from nnlib import affine_backward"])  # fmt: skip
def test_borrowed_until_it_is_right(broken, folder):
    notebook = Notebook(broken)
    assert notebook.value("take('affine_backward')") is engines
    assert notebook.value("whose('affine_backward')") == "borrowed"


def test_a_cell_that_failed_leaves_no_name_and_breaks_no_demonstration(folder):
    assert Notebook().value("take('affine_backward')") is engines


CENTER = "def center(X):\n    return X - X.mean(axis=0)\n"
STANDARDIZE = """
def standardize(X):
    C = center(X)
    return C / np.sqrt((C * C).mean(axis=0))
"""


def test_what_is_right_only_beside_the_engine_is_not_yours(folder):
    register_two()
    notebook = Notebook(CENTER.replace("mean(axis=0)", "mean()"), STANDARDIZE)
    notebook.value("check(standardize)")  # passes: right, given a right center
    assert notebook.value("whose(standardize)") == "borrowed"
    assert shelf.kept("standardize") is None


def test_what_builds_on_another_function_finds_it_on_the_shelf_or_in_the_engine(folder):
    register_two()
    notebook = Notebook(CENTER, STANDARDIZE)
    notebook.value("check(standardize)")
    alone = shelf.kept("standardize")
    assert alone.__globals__["center"] is center
    notebook.value("check(center)")
    assert shelf.kept("standardize").__globals__["center"] is shelf.kept("center")


def test_a_failed_check_keeps_nothing_and_takes_nothing_away(filled):
    before = KEPT.read_text()
    with pytest.raises(CheckFailed):
        Notebook(AVERAGED).value("check(affine_backward)")
    assert KEPT.read_text() == before


def test_an_unknown_name_is_said_with_those_that_there_are(folder):
    with pytest.raises(KeyError, match=r"affine_backward.*got 'affine_bakward'"):
        Notebook().value("take('affine_bakward')")


def test_a_lambda_passes_its_check_and_stays_in_its_notebook(folder):
    notebook = Notebook()
    notebook.names["affine_backward"] = lambda dZ, c: (dZ @ c[1].T, c[0].T @ dZ, dZ.sum(axis=0))
    notebook.value("check(affine_backward)")
    assert not KEPT.exists()


# ------------------------------------------------------------ files that are not as they were

RIGHT = AFFINE.lstrip()


@pytest.mark.parametrize("spoil", [
    lambda text: text.replace("sum", "mean"),  # edited
    lambda text: text.replace("return", "while True: pass\n    return"),  # would never end
    lambda text: text + "\n",
    lambda text: "",
    lambda text: "\x00",
    lambda text: text.split("\n", 2)[2],  # without its head
    lambda text: "# " * 100_000 + text,
])  # fmt: skip
def test_an_edited_copy_is_not_used(spoil, filled, capsys):
    KEPT.write_text(spoil(KEPT.read_text()))
    assert Notebook().value("whose('affine_backward')") == "borrowed"
    assert "affine_backward (borrowed)" in shown(capsys)


def test_bytes_that_are_no_text_and_a_folder_in_its_place(filled):
    KEPT.write_bytes(b"\xff\xfe\x80")
    assert Notebook().value("take('affine_backward')") is engines
    KEPT.unlink()
    KEPT.mkdir()
    assert Notebook().value("take('affine_backward')") is engines


@pytest.mark.parametrize("text", [
    "open('touched', 'w')\n" + RIGHT,
    RIGHT + "\nopen('touched', 'w')\n",
    "import os\nos.mkdir('touched')\n" + RIGHT,
    "from pathlib import Path\n" + RIGHT.replace("return", "Path('touched').touch(); return"),
    RIGHT.replace("return", "open('touched', 'w'); return"),
    RIGHT.replace("return", "eval('open')('touched', 'w'); return"),
    RIGHT.replace("return", "__import__('os').mkdir('touched'); return"),
    RIGHT.replace("return", "np.save('touched', X); return"),
    RIGHT.replace("return", "X.tofile('touched'); return"),
    RIGHT.replace("return", "getattr(X, 'to' + 'file')('touched'); return"),
    RIGHT.replace("return", "np.lib.npyio.os.mkdir('touched'); return"),
    RIGHT.replace("return", "[].__class__.__base__.__subclasses__(); open('touched', 'w'); return"),
    "@open('touched', 'w').write\n" + RIGHT,
    "from numpy import save\n" + RIGHT.replace("return", "save('touched', X); return"),
    "import nnlib\n" + RIGHT,
    "while True: pass\n" + RIGHT,
    "x = [0] * 10 ** 20\n" + RIGHT,
    "T = {'t': open('touched', 'w')}\n" + RIGHT,
    "T = {'t': lambda: open('touched', 'w')}\n" + RIGHT.replace("return", "T['t'](); return"),
    "T = {open('touched', 'w'): np.sum}\n" + RIGHT,
    "def affine_backward(dZ, cache)\n",
    "(" * 5000,
    "other = 1\n",
    AVERAGED,
    "affine_backward = 3\n",
    "class affine_backward:\n    raise SystemExit\n",
])  # fmt: skip
def test_a_text_that_does_more_than_compute_is_left_alone(text, folder):
    put(text)
    assert shelf.kept_source("affine_backward") is not None  # as if the check had written it
    assert Notebook().value("take('affine_backward')") is engines
    assert not list(folder.glob("touched*"))


# ------------------------------------------------------------ the picture


def test_the_shelf_has_twelve_boards_and_says_what_is_yours(filled, capsys):
    text = shown(capsys).splitlines()
    assert [line.split()[0] for line in text[1:]] == [str(k) for k in range(1, 13)]
    assert "✓ affine_backward (yours)" in text[7]
    assert "numerical_gradient (borrowed)" in text[7]
    assert text[12].endswith("to come") or "borrowed" in text[12]


def test_names_and_titles_are_escaped(folder, monkeypatch):
    seen = []
    monkeypatch.setattr(shelf, "display", seen.append)
    lessons.register(
        Exercise(
            name="<script>",
            module=2,
            reference=engines,
            cases=lambda rng: [],
            visible_points=1,
            rubric={"a": 1},
        )
    )
    shelf.shelf()
    assert "<script>" not in seen[0]._repr_html_()
    assert "&lt;script&gt;" in seen[0]._repr_html_()
