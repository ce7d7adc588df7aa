"""What stands in for an earlier exercise is a plain formula: no check of arguments, numpy alone."""

import ast
import textwrap

import pytest

from autograder.core.assess import assess
from autograder.core.driver import drive
from autograder.core.exercise import PRACTICE_SEED
from autograder.core.plain_data import encode
from autograder.lessons import find, known_names
from autograder.lessons.runs import runner, stand_ins
from tests.core.cells import notebook
from tests.core.test_exercises import solutions_of

EARLIER = sorted({name for later in known_names() for name in find(later).builds_on})
SEEDS = (PRACTICE_SEED, *map(str, range(24)))


def test_others_build_on_some():
    assert {"neuron", "predict", "affine_backward"} <= set(EARLIER)


@pytest.mark.parametrize("name", EARLIER)
def test_it_is_one_function_that_imports_numpy_alone(name):
    (function,) = ast.parse(textwrap.dedent(find(name).stand_in)).body
    assert function.name == name
    nodes = list(ast.walk(function))
    assert not [node for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom, ast.Raise))]
    stored = {node.arg for node in nodes if isinstance(node, ast.arg)}
    stored |= {
        node.id for node in nodes if isinstance(node, ast.Name) and type(node.ctx) is ast.Store
    }
    stored |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    assert used - stored <= {"np", "float", "int", "len", "range"}


@pytest.mark.parametrize("name", EARLIER)
def test_it_gives_what_the_lessons_solution_gives(name, root):
    exercise = find(name)
    solution = solutions_of(root, exercise.module)[0][name]
    plain = stand_ins([name])[name]
    for seed in SEEDS:
        for case in exercise.draw(seed):
            ours, theirs = (drive(exercise, f, case, guarded=False) for f in (plain, solution))
            assert encode(ours.as_plain()) == encode(theirs.as_plain()), (seed, case.name)


def judged(source, name):
    exercise = find(name)
    return assess(exercise, runner(exercise, notebook(source)[name]), "1")


# right with an own earlier function, and asks it for more than its docstring promises
ASKS_FOR_MORE = {
    "widest_hidden": """
        def widest_hidden(D, C, budget):
            H = 0
            while count_parameters([D, H, C]) <= budget:
                H += 1
            return max(H - 1, 0)
    """,
    "layer": "def layer(X, W, b): return np.array([neuron(x, W, b) for x in X])",
    "fit_perceptron": """
        def fit_perceptron(X, y, lr=1.0, max_epochs=100):
            w, b, errors = np.zeros(X.shape[1]), 0.0, []
            for _ in range(max_epochs):
                count = 0
                for x, t in zip(X, y):
                    if predict(x, w, b) != t:
                        count += 1
                        w, b = perceptron_update(x, t, w, b, lr)
                errors.append(count)
                if count == 0:
                    break
            return w, b, errors
    """,
}


@pytest.mark.parametrize("name", ASKS_FOR_MORE)
def test_an_answer_that_asks_for_more_is_right_beside_it(name):
    verdict = judged(ASKS_FOR_MORE[name], name)
    assert verdict.right, verdict.failure
    assert set() < set(verdict.given) <= set(find(name).builds_on)


def test_what_it_raises_is_not_quoted_as_the_learners():
    line = "return np.array([neuron(x, W.T, 'b') for x in X])"
    verdict = judged(f"def layer(X, W, b):\n    {line}", "layer")
    assert verdict.failure.mismatch.line in ("", line)
