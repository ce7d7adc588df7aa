"""Steps on the way: which hold, which hint comes, and that none of it is worth a point."""

import dataclasses
import inspect
import sys

import numpy as np
import pytest

from autograder.core.compare import same_outcome
from autograder.core.exercise import PRACTICE_SEED, Step
from autograder.core.known_outcomes import wrong_outcomes
from autograder.learner import kept_files, show, steps
from autograder.learner.steps import (
    HOLDS,
    NOT_NEEDED,
    NOT_WRITTEN,
    NOT_YET,
    board_of,
    check_steps,
    narrowed,
)
from autograder.lessons import find, known_names
from autograder.lessons.m07.judge import value_right as m07_value_right
from tests.core.cells import notebook
from tests.core.learner_answers import RIGHT

VALUE = find("Value")
WITH_STEPS = [find(name) for name in known_names() if find(name).steps]
STUB = "raise NotImplementedError()"
PRODUCT = "return Value(self.data * other.data, ((self, other.data), (other, self.data)))"
TANH = "t = np.tanh(self.data); return Value(t, ((self, 1 - t**2),))"
ORDER = """order = []
        def visit(node):
            if node not in order:
                for parent, _ in node.parents: visit(parent)
                order.append(node)
        visit(self)
        return order"""
AGAIN_AND_AGAIN = """order = []
        for parent, _ in self.parents:
            order += [node for node in parent.in_order() if node not in order]
        return [*order, self]"""
BACKWARD = """order = self.in_order()
        for node in order: node.grad = 0.0
        self.grad = 1.0
        for node in order[::-1]:
            for parent, slope in node.parents: parent.grad += slope * node.grad"""


def value(product=STUB, tanh=STUB, in_order=STUB, backward=STUB):
    """The text of a cell, as far as somebody has come."""
    return f"""
class Value:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0.0, parents
    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))
    def __mul__(self, other):
        {product}
    def tanh(self):
        {tanh}
    def in_order(self):
        {in_order}
    def backward(self):
        {backward}
"""


def states(source, exercise=VALUE):
    return [s.state for s in board_of(exercise, notebook(source)[exercise.name])]


@pytest.fixture
def shown(monkeypatch):
    found = []
    monkeypatch.setattr(steps, "display", found.append)
    monkeypatch.setattr(show, "display", found.append)
    return found


def asked(source, name="Value"):
    exec(f"check_steps({name!r})", notebook(source) | {"check_steps": check_steps})


# ------------------------------------------------------------ which steps hold


@pytest.mark.slow
def test_each_step_holds_as_soon_as_it_is_written():
    assert states(value()) == [NOT_WRITTEN] * 6
    assert states(value(PRODUCT)) == [HOLDS] + 5 * [NOT_WRITTEN]
    assert states(value(PRODUCT, TANH)) == [HOLDS] * 2 + [NOT_WRITTEN] * 4
    assert states(value(PRODUCT, TANH, ORDER)) == [HOLDS] * 3 + [NOT_WRITTEN] * 3
    assert states(value(PRODUCT, TANH, ORDER, BACKWARD)) == [HOLDS] * 6


def test_a_step_in_between_may_be_written_first():
    found = states(value(PRODUCT, STUB, ORDER, BACKWARD))
    assert found == [HOLDS, *[NOT_WRITTEN] * 2, HOLDS, NOT_WRITTEN, HOLDS]
    assert states(value(tanh=TANH))[:2] == [NOT_WRITTEN, NOT_WRITTEN]  # its cases hold products


def test_a_wrong_backward_leaves_product_and_tanh_their_ticks():
    found = states(value(PRODUCT, TANH, ORDER, BACKWARD.replace("+=", "=")))
    assert found == [HOLDS] * 3 + [NOT_YET] * 3
    found = states(value(PRODUCT, TANH, ORDER, BACKWARD.replace("node.grad = 0.0", "pass")))
    assert found == [HOLDS] * 5 + [NOT_YET]


@pytest.mark.parametrize("style", RIGHT["Value"])
def test_whoever_is_right_in_another_way_needs_no_order_of_ours(style):
    found = states(RIGHT["Value"][style])
    assert found == [HOLDS] * 2 + [NOT_NEEDED] + [HOLDS] * 3


IN_A_CLOSURE = """
class Value:
    def __init__(self, data, parents=()):
        self.data, self.grad, self._pass, self._from = data, 0.0, lambda: None, parents
    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))
        def passes():
            self.grad += out.grad
            other.grad += out.grad
        out._pass = passes
        return out
    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))
        def passes():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out._pass = passes
        return out
    def tanh(self):
        out = Value(np.tanh(self.data), (self,))
        def passes():
            self.grad += (1 - out.data**2) * out.grad
        out._pass = passes
        return out
    def backward(self):
        order = []
        def visit(node):
            if node not in order:
                for parent in node._from:
                    visit(parent)
                order.append(node)
        visit(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in order[::-1]:
            node._pass()
"""


def test_a_graph_kept_in_closures_holds_by_its_own_backward():
    assert states(IN_A_CLOSURE) == [HOLDS] * 2 + [NOT_NEEDED] + [HOLDS] * 3


# ------------------------------------------------------------ hints


PLAIN_SIGMOID = """
def sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))
"""


def as_a_learners(exercise, version):
    """A wrong version of ours as if it stood in a notebook: the guard watches it there."""
    names = {"__name__": "__main__", "np": np}
    module = sys.modules[version.__module__]
    for source in (m07_value_right, module):
        text = inspect.getsource(source)
        exec(
            text.replace(
                "from autograder.lessons.m07.judge.value_right import parents_first", ""
            ).replace("from nnlib import sigmoid\n", PLAIN_SIGMOID),
            names,
        )
    if version.__name__ in names:
        return names[version.__name__]
    # one without a name of its own stands in the exercise only, at its place, or beside it
    twins = [e.misconceptions for e in names.values() if getattr(e, "name", "") == exercise.name]
    (twin,) = twins or [names["MISCONCEPTIONS"]]
    ours, theirs = (
        [version for mistake in mistakes for version in mistake.versions]
        for mistakes in (exercise.misconceptions, twin)
    )
    return theirs[ours.index(version)]


def alike(part, mistake, version, exercise):
    """Names of the mistakes that give, in a part of the answer, what a version gives: in order."""
    of = exercise.misconceptions.index(mistake), mistake.versions.index(version)
    if len(part.misconceptions) != len(exercise.misconceptions):
        return (mistake.name,)  # mistakes in the words of the step
    got = wrong_outcomes(part, PRACTICE_SEED, part.misconceptions[of[0]].versions[of[1]])
    return tuple(
        m.name
        for m in part.misconceptions
        if m.name == mistake.name
        or any(
            all(map(same_outcome, wrong_outcomes(part, PRACTICE_SEED, v), got)) for v in m.versions
        )
    )


@pytest.mark.slow
@pytest.mark.parametrize("exercise", WITH_STEPS, ids=lambda e: e.name)
def test_every_mistake_shows_at_a_step_and_is_named_there(exercise):
    first = {}
    for mistake in exercise.misconceptions:
        for version in mistake.versions:
            board = board_of(exercise, as_a_learners(exercise, version))
            step = next(s for s in board if s.state != HOLDS and not s.step.cases)
            own = {m.name for m in step.step.misconceptions}
            if own and mistake.name not in own:  # told in the words of the step, or not by name
                assert set(step.verdict.mistake_names) <= own
            else:
                named = alike(narrowed(exercise, step.step), mistake, version, exercise)
                assert step.verdict.mistake_names == named[:1], (mistake.name, version)
                assert mistake.name in named
            first.setdefault(mistake.name, step.step.name)
    if exercise is VALUE:
        assert {n for n, step in first.items() if step == "the product"} == {
            "own factor",
            "product like a sum",
            "no parents",
        }
        assert {n for n, step in first.items() if step == "tanh"} == {
            "slope of tanh from another number",
            "another slope for tanh",
            "a pair without a comma",
        }


@pytest.mark.parametrize("exercise", WITH_STEPS, ids=lambda e: e.name)
def test_the_mistakes_of_a_step_are_named(exercise):
    for step in exercise.steps:
        for mistake in step.misconceptions if step.cases else ():
            assert mistake.hint.endswith("?")
            assert len(mistake.words) < 300
            assert len(set(mistake.versions)) >= 2
            for version in mistake.versions:
                (found,) = [
                    s
                    for s in board_of(exercise, as_a_learners(exercise, version))
                    if s.step is step
                ]
                verdict = found.verdict
                assert not verdict.right
                assert verdict.mistake_names == (mistake.name,), (mistake.name, version)
                assert found.state in (NOT_YET, NOT_NEEDED)


def test_a_right_product_is_praised_and_the_next_one_gets_its_hint(shown):
    asked(value(PRODUCT, TANH.replace("t**2", "self.data**2")))
    board, case = map(repr, shown)
    assert "✓ 1  the product  holds" in board
    assert "✗ 2  tanh  not yet" in board
    assert "out.backward()  # the engine's" in case
    assert case.startswith("tanh: Sums and products hold. tanh is almost flat")
    assert all("<script" not in s._repr_html_() for s in shown)


def test_a_number_in_place_of_a_value_is_called_by_its_name(shown):
    asked(value(PRODUCT, "return float(np.tanh(self.data))"))
    assert "out is a float; expected a Value" in repr(shown[-1])
    asked(value(PRODUCT, TANH.replace("((self, 1 - t**2),)", "(self, 1 - t**2)")))
    assert "A single pair needs a comma" in repr(shown[-1])
    asked(value("Value(self.data * other.data, ((self, 1), (other, 1)))"))
    assert "out is None: is a return missing; expected a Value" in repr(shown[-1])


def test_whoever_asks_every_parent_again_is_told_so_in_time(shown):
    every = "self.grad = 1.0\n        for p, s in self.parents:"
    every += " p.grad += s * self.grad; p.backward()"
    asked(value(PRODUCT, TANH, ORDER, every))
    assert "whose slope is 1 before anybody has spoken?" in repr(shown[-1])
    twice = "return [n for p, _ in self.parents for n in p.in_order()] + [self]"
    asked(value(PRODUCT, TANH, twice))
    assert "How could a visit know that it has been here before?" in repr(shown[-1])
    asked(value(PRODUCT, TANH, AGAIN_AND_AGAIN))
    assert "which part of the work does it do again and again?" in repr(shown[-1])


def test_the_board_says_when_all_is_done(shown):
    asked(value(PRODUCT, TANH, ORDER, BACKWARD))
    (board,) = shown
    assert repr(board).endswith("now the check below.")
    assert "row = a, c, out" in repr(board)  # something to be seen


# ------------------------------------------------------------ what a step costs


def test_no_step_is_worth_a_point_and_mistakes_met_are_kept(monkeypatch, tmp_path, shown):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NNF_HOME", str(tmp_path))
    monkeypatch.delenv("NBGRADER_VALIDATING")
    monkeypatch.delenv("NNF_GRADING", raising=False)
    asked(
        value(PRODUCT.replace("other.data), (other, self.data)", "self.data), (other, other.data)"))
    )
    entry = kept_files.read()["Value"]
    assert (entry["points"], entry["mistakes"]) == (0, ["own factor"])
    asked(value(PRODUCT, TANH, ORDER, BACKWARD))
    assert kept_files.read()["Value"]["points"] == 0


def test_nothing_is_shown_while_a_lesson_is_graded(monkeypatch, shown):
    monkeypatch.setenv("NNF_GRADING", "1")
    asked(value())
    assert shown == []


def test_a_cell_that_failed_has_defined_nothing_and_stops_nobody(shown):
    asked("")
    assert "There is no Value yet" in repr(shown[0])


def test_an_exercise_without_steps_has_no_board():
    with pytest.raises(ValueError, match="expected an exercise that has steps, got relu_backward"):
        check_steps("relu_backward")


@pytest.mark.parametrize("exercise", WITH_STEPS, ids=lambda e: e.name)
def test_steps_cover_what_is_graded(exercise):
    tags = {tag for case in exercise.draw(PRACTICE_SEED) for tag in case.tags}
    labels = {label for step in exercise.steps for label in step.labels}
    assert set(exercise.rubric) <= labels <= set(exercise.rubric) | tags
    for step in exercise.steps:
        assert bool(step.labels) != bool(step.cases)
        assert narrowed(exercise, step).draw(PRACTICE_SEED)


# ------------------------------------------------------------ parts of an answer


def test_a_part_of_the_answer_can_be_a_step():
    # as a backward pass of three parts is written: one after the other
    exercise = dataclasses.replace(
        find("affine_backward"),
        steps=(Step("db", ("db",)), Step("dW", ("dW",)), Step("dX", ("dX",))),
    )
    begun = "def affine_backward(dZ, cache): return None, None, dZ.sum(axis=0)"
    assert states(begun, exercise) == [HOLDS, NOT_WRITTEN, NOT_WRITTEN]
    by_units = begun.replace("axis=0", "axis=1")
    board = board_of(exercise, notebook(by_units)["affine_backward"])
    assert board[0].verdict.mistake_names == ("bias summed over the units",)
    half = "def affine_backward(dZ, cache): return None, cache[0].T @ dZ, dZ.mean(axis=0)"
    assert states(half, exercise) == [NOT_YET, HOLDS, NOT_WRITTEN]
    forgot = "def affine_backward(dZ, cache): dZ.sum(axis=0)"
    assert states(forgot, exercise) == [NOT_YET] * 3
    right = "def affine_backward(dZ, cache): return [dZ @ cache[1].T, cache[0].T @ dZ, dZ.sum(0)]"
    assert states(right, exercise) == [HOLDS] * 3
    alone = "def affine_backward(dZ, cache): return dZ.sum(axis=0)"
    assert "expected dX, dW, db" in board_text(exercise, alone)


def test_a_step_of_cases_waits_for_the_part_that_is_still_open():
    head = "def bce_with_logits(z, y):\n    assert z.shape == y.shape\n    "
    loss = "np.logaddexp(0, z).mean() - (z * y).mean()"
    exercise = find("bce_with_logits")
    begun = f"{head}return {loss}, None"
    assert states(begun, exercise) == [HOLDS, NOT_WRITTEN, HOLDS, HOLDS]
    done = f"{head}return {loss}, (0.5 * (1 + np.tanh(z / 2)) - y) / z.size"
    assert states(done, exercise) == [HOLDS] * 4
    naive = done.replace("np.logaddexp(0, z)", "np.log(1 + np.exp(z))")
    assert states(naive, exercise) == [HOLDS, HOLDS, NOT_YET, HOLDS]


def board_text(exercise, source):
    first = board_of(exercise, notebook(source)[exercise.name])[0]
    return first.verdict.failure.mismatch.text


def test_a_function_that_changes_its_input_holds_no_step():
    exercise = dataclasses.replace(find("relu_backward"), steps=(Step("all", ("dZ",)),))
    if set(exercise.rubric) != {"dZ"}:
        exercise = dataclasses.replace(exercise, steps=(Step("all", tuple(exercise.rubric)),))
    source = "def relu_backward(dA, Z):\n    dA[Z <= 0] = 0\n    return dA"
    assert np.all([state == NOT_YET for state in states(source, exercise)])
