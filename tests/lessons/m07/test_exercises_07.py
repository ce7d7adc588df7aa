"""Lesson 7: what earns nothing, what costs the check alone, what is no backward pass."""

from dataclasses import replace

import numpy as np
import pytest

from autograder.check import CheckFailed, check
from autograder.core.assess import assess
from autograder.core.driver import drive
from autograder.core.exercise import PRACTICE_SEED, Exercise
from autograder.lessons import find
from autograder.lessons.corners import array_of
from autograder.lessons.m07 import judge as m07
from autograder.lessons.m07.judge import number as m07_number
from autograder.lessons.own_number import CLOSE
from autograder.lessons.runs import runner
from nnlib import numerical_gradient, relative_error, softmax_cross_entropy
from nnlib.lessons import lesson07 as experiments
from nnlib.network import mlp_forward
from tests.core import learner_answers
from tests.core.cells import notebook
from tests.lessons.m07.expected import FULL
from tests.lessons.m07.right import EVERY_ROAD, NUDGE, RIGHT

SEEDS = [f"a quick seed {i}" for i in range(49)] + [PRACTICE_SEED]


@pytest.fixture(autouse=True)
def _no_course(monkeypatch):
    monkeypatch.delenv("NNF_COURSE", raising=False)


def judged(name, source, seed="0"):
    exercise = find(name)
    return assess(exercise, runner(exercise, notebook(source)[name]), seed)


def test_points():
    points = {e.name: (e.visible_points, e.hidden_points) for e in m07.EXERCISES}
    assert points == {**FULL, "softmax_vjp": (0, 0)}


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("body", ["return 0.0", "return None", "raise NotImplementedError", "pass"])
def test_no_answer_earns_nothing(name, body):
    verdict = judged(name, f"def {name}(*arguments):\n    {body}\n")
    assert (verdict.right, verdict.points) == (False, 0)


# ------------------------------------------------------------ what the cases must be able to see


def test_the_cases_of_the_network_are_what_a_nudge_says():
    # no Z so near 0 that the nudge and a right backward pass part at the kink
    for seed in SEEDS[:5]:
        for case in m07.MLP_BACKWARD.draw(seed):
            if "beside" in case.corners or "float32" in case.corners:
                continue  # scores a hair from 0, of which a nudge says nothing; and too few digits
            X, y, params = case.inputs.values()
            _, grads = m07.MLP_BACKWARD.reference(X, y, params)
            for i, (W, b) in enumerate(params):

                def loss(W, i=i, b=b, X=X, y=y, params=params):
                    changed = [*params[:i], (W, b), *params[i + 1 :]]
                    return softmax_cross_entropy(mlp_forward(X, changed), y)[0]

                assert relative_error(grads[i][0], numerical_gradient(loss, W), 1e-4) < 1e-6


@pytest.mark.parametrize(
    "slope", ["(Z > 0)", "(Z >= 0)", "np.heaviside(Z, 0.5)", "np.heaviside(Z, 0.9)"]
)
def test_every_slope_from_0_to_1_is_right_at_the_kink(slope):
    source = f"def relu_backward(dA, Z):\n    return dA * {slope}\n"
    for seed in SEEDS[:5]:
        assert judged("relu_backward", source, seed).right
    check(notebook(source)["relu_backward"])


@pytest.mark.parametrize(
    "slope",
    [
        "np.maximum(0, Z / np.abs(Z))",
        "np.where(Z == 0, 1.1, Z > 0)",
        "np.where(Z == 0, -0.1, Z > 0)",
    ],
)
def test_no_other_slope_is_right_at_the_kink(slope):
    source = f"def relu_backward(dA, Z):\n    return dA * {slope}\n"
    for seed in SEEDS[:5]:
        verdict = judged("relu_backward", source, seed)
        assert (verdict.right, verdict.points) == (False, 0)
        assert verdict.failure.case.name == "scores of 0, and close to it"


def test_some_scores_of_a_network_are_a_hair_from_0_and_one_is_0():
    for seed in SEEDS[:5]:
        (case,) = (case for case in m07.MLP_BACKWARD.draw(seed) if "beside" in case.corners)
        X, (W, b), (last, _) = case.inputs["X"], *case.inputs["params"]
        Z = X @ W + b
        assert {-1, 0, 1} == set(np.sign(Z[np.abs(Z) < 1e-9]))
        silent = (Z == 0).any(axis=0)
        assert (last[silent] == 0).all()  # nothing comes back to it
        assert not (last[~silent] == 0).any()


def test_in_place_answers_are_told_and_cost_the_check_only():
    source = "def relu_backward(dA, Z):\n    dA[Z <= 0] = 0\n    return dA\n"
    verdict = judged("relu_backward", source)
    assert (verdict.right, verdict.points, verdict.changed) == (True, 0.5, ("dA",))
    with pytest.raises(CheckFailed, match="changes its input dA"):
        check(notebook(source)["relu_backward"])


def test_no_protection_keeps_the_ordinary_scores_points():
    source = """
def softmax_cross_entropy(Z, y):
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    hot = np.eye(Z.shape[1])[y]
    return -np.log(P[hot == 1]).mean(), (P - hot) / len(y)
"""
    verdict = judged("softmax_cross_entropy", source)
    assert verdict.mistake_names == ("no protection",)
    assert (verdict.holds, verdict.points) == (("dZ", "loss"), 2.25)


def test_two_mistakes_in_two_parts_are_both_named():
    source = """
def softmax_cross_entropy(Z, y):
    S = Z - Z.max(axis=1, keepdims=True)
    log_P = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    Y = np.eye(Z.shape[1])[y]
    return -(Y * log_P).sum(), np.exp(log_P) - Y
"""
    assert set(judged("softmax_cross_entropy", source).mistake_names) == {
        "dZ not divided",
        "loss summed",
    }


def test_of_two_mistakes_neither_hint_praises_what_the_other_spoiled():
    source = """
def softmax_cross_entropy(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    loss = -np.log(P[np.arange(len(y)), y]).mean()
    P[np.arange(len(y)), y] -= 1
    return loss, P
"""
    verdict = judged("softmax_cross_entropy", source)
    assert len(verdict.mistakes) == 2
    assert all(" hold" in mistake.words.partition(".")[0] for mistake in verdict.mistakes)
    assert " hold" not in verdict.hint
    assert verdict.hint.startswith("Your dZ is as large as if the batch had one sample")
    kept = [m.name for m in verdict.mistakes if m.words.partition(".")[2].strip()]
    assert len(kept) == 2  # praise goes, the hint stays


def test_a_depth_that_is_fixed_keeps_its_points_for_two_layers():
    source = """
def mlp_backward(X, y, params):
    (W1, b1), (W2, b2) = params if len(params) == 2 else [(np.eye(X.shape[1]), 0), *params]
    if len(params) == 1:
        A, Z1 = X, None
    else:
        Z1 = X @ W1 + b1
        A = np.maximum(Z1, 0)
    Z = A @ W2 + b2
    S = Z - Z.max(axis=1, keepdims=True)
    P = np.exp(S) / np.exp(S).sum(axis=1, keepdims=True)
    loss = -np.log(P[range(len(y)), y]).mean()
    P[range(len(y)), y] -= 1
    P /= len(y)
    last = (A.T @ P, P.sum(axis=0))
    if len(params) == 1:
        return loss, [last]
    dZ1 = (P @ W2.T) * (Z1 > 0)
    return loss, [(X.T @ dZ1, dZ1.sum(axis=0)), last]
"""
    verdict = judged("mlp_backward", source)
    assert (verdict.holds, verdict.points) == (("grads", "loss"), 3)


def test_a_network_from_the_earlier_functions_is_right_given_those():
    verdict = judged(
        "mlp_backward", RIGHT["mlp_backward"]["the earlier functions, not written yet"]
    )
    assert verdict.given == ("affine_backward", "relu_backward", "softmax_cross_entropy")
    broken = RIGHT["mlp_backward"]["the earlier functions"].replace("X.T @ dZ", "dZ.T @ X")
    verdict = judged("mlp_backward", broken)
    assert (verdict.right, verdict.points) == (True, 4)
    assert "affine_backward" in verdict.given


STUBS = "".join(
    f"def {name}(*arguments):\n    raise NotImplementedError()\n"
    for name in m07.MLP_BACKWARD.builds_on
)


@pytest.mark.parametrize("earlier", ["", STUBS], ids=["never run", "not written"])
def test_an_earlier_function_that_is_missing_hides_no_failure_of_this_one(earlier):
    # wrong: "mlp_backward is not written yet", which sends the learner to the wrong cell
    right = RIGHT["mlp_backward"]["the earlier functions, not written yet"]
    one_too_many = (
        earlier
        + right
        + """
_right = mlp_backward
def mlp_backward(X, y, params):
    loss, grads = _right(X, y, params)
    return loss, grads[len(params)]
"""
    )
    with pytest.raises(CheckFailed, match="it raised IndexError: “list index out of range”"):
        check(notebook(one_too_many)["mlp_backward"])


def test_take_in_an_exercise_is_told_how_to_call_an_earlier_function():
    source = """
from autograder.check import take
def witness(loss, gradient, candidates):
    for i, x in enumerate(candidates):
        if (gradient(x) != take("numerical_gradient")(loss, x)).any():
            return i
"""
    with pytest.raises(CheckFailed, match=r"Write numerical_gradient\(…\), the name alone"):
        check(notebook(source)["witness"])


def test_a_mistake_is_named_although_an_earlier_function_is_wrong_too():
    right = RIGHT["mlp_backward"]["the earlier functions"]
    turned = (
        right
        + """
_right = mlp_backward
def mlp_backward(X, y, params):
    loss, grads = _right(X, y, params)
    return loss, grads[::-1]
"""
    )
    alone = judged("mlp_backward", turned)
    assert alone.mistake_names == ("last layer first",)
    both = judged("mlp_backward", turned.replace("X.T @ dZ", "dZ.T @ X"))
    assert (both.mistake_names, both.points) == (alone.mistake_names, alone.points)
    assert "affine_backward" in both.given


def test_an_input_that_was_changed_is_named_beside_what_is_off():
    source = """
def numerical_gradient(f, x, eps=1e-5):
    for i in np.ndindex(x.shape):
        x[i] += eps
    return np.ones(x.shape)
"""
    with pytest.raises(CheckFailed, match=r"It changes its input x, too\."):
        check(notebook(source)["numerical_gradient"])


def test_the_engine_may_not_answer():
    for name in set(RIGHT) - {"my_number", "Value", "witness"}:
        source = f"import nnlib\ndef {name}(*arguments): return nnlib.{name}(*arguments)"
        verdict = judged(name, source)
        assert (verdict.right, verdict.points, bool(verdict.delegated)) == (False, 0, True)


@pytest.mark.slow
def test_no_fault_is_milder_than_is_said_and_none_is_seen_by_chance():
    hunt = find("witness")
    for seed in SEEDS:
        for case in hunt.draw(seed)[1:]:
            loss = hunt.families["cost"](**case.inputs["loss"].coefficients)
            gradient = hunt.families["slope_of_cost"](**case.inputs["gradient"].coefficients)
            candidates = map(array_of, case.inputs["candidates"])
            pairs = [(gradient(x), numerical_gradient(loss, x)) for x in candidates]
            errors = np.array([np.abs(g - n).max() / np.abs(n).max() for g, n in pairs])
            if case.name == "just below the limit, and just above it":
                assert errors[:-1] == pytest.approx(0.99e-4, rel=1e-3)
                assert errors[-1] == pytest.approx(1.01e-4, rel=1e-3)
            else:
                assert (~(errors >= 1e-8) | (errors > 1e-2)).all(), (seed, case.name, errors)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "let_through"),
    [
        ("(g - n).max() <= 1e-4 * n.max()", "rising everywhere, claimed too flat"),
        ("(g - n).max() <= 1e-4 * abs(n).max()", "rising everywhere, claimed too flat"),
        ("abs(g - n).max() <= 1e-4 * n.max()", "falling everywhere"),
        ("(n - g).max() <= 1e-4 * abs(n).max()", "falling, claimed too flat"),
    ],
)
def test_a_hunt_without_abs_is_refused_and_named(rule, let_through):
    right = RIGHT["witness"]["largest difference over largest slope"]
    source = right.replace("np.abs(g - n).max() <= 1e-4 * np.abs(n).max()", rule)
    assert source != right
    hunt = find("witness")
    function = notebook(source)["witness"]
    for seed in SEEDS[:2]:
        assert judged("witness", source, seed).mistake_names == ("sign left in",)
        refused = {
            case.name
            for case in hunt.draw(seed)
            if drive(hunt, function, case).value
            != drive(hunt, hunt.reference, case, guarded=False).value
        }
        assert let_through in refused


# ------------------------------------------------------------ a number from one's own run


def number_verdict(*values):
    return judged("my_number", f"def my_number(): return {', '.join(map(repr, values))}")


def test_a_number_of_ones_own_is_judged_by_running_it():
    for number in (1000, 31337, 999_999_999):
        sigmoid, tanh = m07_number.shares(experiments.own_norms(number))
        assert number_verdict(number, sigmoid, tanh).right
        assert number_verdict(number, float(f"{sigmoid:.3g}"), float(f"{tanh:.3g}")).right
        for off in (0.97, 1.03):
            assert not number_verdict(number, off * sigmoid, tanh).right
            assert not number_verdict(number, sigmoid, off * tanh).right


def test_what_is_off_is_said_without_the_value():
    sigmoid, tanh = m07_number.shares(experiments.own_norms(31337))
    said = {
        (31337, 2 * sigmoid, tanh): "gives another share with sigmoid; the one with tanh holds",
        (31337, sigmoid, 3 * tanh): "gives another share with tanh; the one with sigmoid holds",
        (31337, 2 * sigmoid, 3 * tanh): "gives other shares",
        (31337, 1.04 * sigmoid, tanh): "three digits",
        (999, sigmoid, tanh): "4 to 9 digits",
        (31337.5, sigmoid, tanh): "4 to 9 digits",
        (True, sigmoid, tanh): "4 to 9 digits",
        (10**9, sigmoid, tanh): "4 to 9 digits",
        (2**80, sigmoid, tanh): "4 to 9 digits",
        (31337, "0.01", tanh): "one of these is none",
        (31337, sigmoid, None): "one of these is none",
        (31337, sigmoid): "return three numbers",
        ("1234", sigmoid, tanh): "4 to 9 digits",
    }
    for values, text in said.items():
        verdict = number_verdict(*values)
        assert text in verdict.failure.mismatch.text, values
        assert verdict.failure.expected is None
        assert f"{sigmoid:.3g}" not in verdict.failure.mismatch.text
        assert f"{tanh:.3g}" not in verdict.failure.mismatch.text
    nan = judged("my_number", "def my_number(): return 31337, float('nan'), float('inf')")
    assert "one of these is none" in nan.failure.mismatch.text


def test_check_and_grade_say_the_same():
    namespace = notebook("def my_number(): return 31337, 0.5, 0.5")
    with pytest.raises(CheckFailed, match="your number 31337 gives other shares"):
        check(namespace["my_number"])
    result = eval("grade(my_number)", namespace)
    assert result.points == 0
    assert "your number 31337 gives other shares" in result.message
    right_one = notebook(RIGHT["my_number"]["a tuple"])
    check(right_one["my_number"])
    assert eval("grade(my_number)", right_one).points == 1.5


def test_the_lessons_run_prints_what_is_asked(capsys):
    experiments.run_of_your_own(31337)
    shares = [line.split()[-1] for line in capsys.readouterr().out.splitlines()]
    assert number_verdict(31337, *map(float, shares)).right


@pytest.mark.slow
def test_a_guess_does_not_pay():
    # the best of 900 guesses at both shares, tried on numbers that it was not made from
    made = np.array([m07_number.shares(experiments.own_norms(10_000 + 7 * i)) for i in range(200)])
    tried = np.array(
        [m07_number.shares(experiments.own_norms(500_000 + 11 * i)) for i in range(200)]
    )
    centres = np.exp([np.quantile(np.log(made), q, axis=0) for q in np.linspace(0.02, 0.98, 30)])
    guesses = [(s, t) for s in centres[:, 0] for t in centres[:, 1]]
    hits = [np.mean((np.abs(made / g - 1) <= CLOSE).all(axis=1)) for g in guesses]
    best = guesses[int(np.argmax(hits))]
    assert np.mean((np.abs(tried / best - 1) <= CLOSE).all(axis=1)) <= 0.02


def test_a_judge_that_fails_is_no_pass():
    def broken(case, value):
        raise ZeroDivisionError

    exercise = replace(m07_number.MY_NUMBER, verify=broken)
    function = notebook("def my_number(): return 1, 2, 3")["my_number"]
    verdict = assess(exercise, runner(exercise, function), "0")
    assert (verdict.right, verdict.points) == (False, 0)
    assert "ZeroDivisionError" in verdict.failure.mismatch.text


# ------------------------------------------------------------ the bonus


def test_a_bonus_is_worth_no_points_and_praised():
    with pytest.raises(ValueError, match="a bonus"):
        Exercise(name="x", module=7, reference=abs, cases=list, visible_points=0, rubric={})
    with pytest.raises(ValueError, match="a bonus"):
        Exercise(
            name="x", module=7, reference=abs, cases=list, visible_points=1, rubric={}, bonus=True
        )
    check(notebook(RIGHT["softmax_vjp"]["sum"])["softmax_vjp"])
    with pytest.raises(CheckFailed, match="If every entry of G is 1"):
        check(notebook("def softmax_vjp(P, G): return P * G")["softmax_vjp"])


# ------------------------------------------------------------ ways that are not the way


def test_walking_every_road_costs_the_order():
    verdict = judged("Value", EVERY_ROAD)
    assert (verdict.right, verdict.fails) == (False, ("order",))
    assert "called functions more than" in verdict.failure.mismatch.ours


NUDGES = (
    NUDGE
    + """
nudge = numerical_gradient

def affine_backward(dZ, cache):
    X, W = cache
    f = lambda X, W, b: float(np.sum(dZ * (X @ W + b)))
    b = np.zeros(W.shape[1])
    dX, dW = nudge(lambda x: f(x, W, b), X), nudge(lambda w: f(X, w, b), W)
    return dX, dW, nudge(lambda c: f(X, W, c), b)

def tanh_backward(dA, A):
    return nudge(lambda z: float(np.sum(dA * np.tanh(z))), np.arctanh(A))

def cost(Z, y):
    S = Z - Z.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(S).sum(axis=1)) - S[np.arange(len(y)), y]))

def softmax_cross_entropy(Z, y):
    return cost(Z, y), nudge(lambda z: cost(z, y), Z)

def mlp_backward(X, y, params):
    def loss(params):
        A = X
        for W, b in params:
            Z = A @ W + b
            A = np.maximum(Z, 0)
        return cost(Z, y)
    def swapped(i, k, value):
        changed = [list(pair) for pair in params]
        changed[i][k] = value
        return loss(changed)
    grads = [tuple(nudge(lambda v, i=i, k=k: swapped(i, k, v), params[i][k]) for k in (0, 1))
             for i in range(len(params))]
    return loss(params), grads
"""
)


@pytest.mark.parametrize(
    "name", ["affine_backward", "tanh_backward", "softmax_cross_entropy", "mlp_backward"]
)
def test_nudging_is_no_backward_pass(name):
    verdict = judged(name, NUDGES)
    slopes = {"softmax_cross_entropy": ("dZ",), "mlp_backward": ("grads",)}.get(name)
    assert set(slopes or find(name).rubric) <= set(verdict.fails)


SHORTEST_NUDGE = """
def affine_backward(dZ, cache):
    X, W = cache
    f = lambda X, W: (X @ W * dZ).sum()
    dX, dW = np.zeros(X.shape), np.zeros(W.shape)
    for i in np.ndindex(X.shape):
        x = X.copy()
        x[i] += 1
        dX[i] = f(x, W) - f(X, W)
    for i in np.ndindex(W.shape):
        w = W.copy()
        w[i] += 1
        dW[i] = f(X, w) - f(X, W)
    return dX, dW, dZ.sum(axis=0)
"""


@pytest.mark.parametrize("source", [NUDGES.replace("1e-5", "1"), SHORTEST_NUDGE])
def test_nor_is_a_long_nudge_through_a_layer_although_it_is_exact(source):
    verdict = judged("affine_backward", source)
    assert set(verdict.fails) == set(find("affine_backward").rubric)
    assert verdict.failure.case.name == "a thousand features"
    assert "called functions more than" in verdict.failure.mismatch.ours


def test_right_answers_to_a_thousand_features_stay_far_below_the_limit():
    exercise = find("affine_backward")
    fewer = replace(
        exercise, cases=lambda rng: [replace(c, calls=21_000) for c in exercise.cases(rng)]
    )
    for source in [*learner_answers.RIGHT["affine_backward"].values(), BY_GENERATORS]:
        assert assess(fewer, runner(fewer, notebook(source)["affine_backward"]), "0").right, source


BY_GENERATORS = """
def affine_backward(dZ, cache):
    X, W = cache
    (N, D), H = X.shape, W.shape[1]
    dX = [[sum(dZ[n, h] * W[d, h] for h in range(H)) for d in range(D)] for n in range(N)]
    dW = [[sum(X[n, d] * dZ[n, h] for n in range(N)) for h in range(H)] for d in range(D)]
    return np.array(dX), np.array(dW), np.array([sum(dZ[n, h] for n in range(N)) for h in range(H)])
"""


@pytest.mark.parametrize(
    "source",
    [
        "from autograder.lessons.m07.judge.value_right import Value",
        "from autograder.lessons import find\nValue = find('Value').reference",
        "from autograder.lessons.m07.judge.value_right import Value as V\nclass Value(V): pass",
    ],
)
def test_the_courses_own_answers_are_not_the_learners(source):
    verdict = judged("Value", source)
    assert (verdict.points, bool(verdict.delegated)) == (0, True)
