"""Lesson 7: each claim of text, panels, experiments and questions against a run."""

import numpy as np
import pytest

import nnlib
from autograder.learner.questions import load
from autograder.lessons.m07.judge import facts
from autograder.lessons.m07.judge.number import shares
from nnlib.lessons import lesson07 as experiments
from nnlib.viz import lesson07 as panels
from tests.lessons.claims import right_answer, sibling, turned_out
from tests.measured import readers

# ------------------------------------------------------------ the hook


@pytest.fixture(scope="module")
def three_splits():
    curves = [readers(seed) for seed in range(3)]
    return {letter: [run[letter][-1] for run in curves] for letter in experiments.READERS}


@pytest.mark.slow
def test_four_readers_stand_at_the_top_on_every_split(three_splits):
    assert turned_out("nobody-noticed") == "four"
    for letter in "ACDF":
        assert min(three_splits[letter]) >= 95.5
        assert max(three_splits[letter]) <= 97.5
    apart = {k: np.abs(np.subtract(three_splits[k], three_splits["C"])) for k in "ABDEFG"}
    assert max(apart[k][0] for k in "ABDF") <= 2 < min(apart[k][0] for k in "EG")


@pytest.mark.slow
def test_the_others_stand_where_the_table_says(three_splits):
    assert 94 <= min(three_splits["B"]) <= max(three_splits["B"]) <= 96
    assert 77 <= min(three_splits["E"]) <= max(three_splits["E"]) <= 83
    assert 8 <= min(three_splits["G"]) <= max(three_splits["G"]) <= 12


@pytest.mark.slow
def test_only_c_agrees_with_the_nudge():
    assert facts.honest_error_below() <= 1e-9
    assert min(facts.worst_error().values()) > 0.5


def test_a_rate_32_times_smaller_heals_g():
    assert readers(0, lr=0.1 / 32, letters="G")["G"][-1] > 95


# ------------------------------------------------------------ the nudge


def test_the_error_is_a_v_with_its_point_near_1e_5():
    assert turned_out("v-curve") == "vee"
    data = panels.nudge_size().data
    sizes, both, one = data["sizes"], data["both"], data["one"]
    assert 1e-6 < sizes[both.argmin()] < 1e-4
    assert both[0] > 1e3 * both.min()
    assert both[-1] > 1e3 * both.min()
    # "shrinks with eps squared (from one side only: with eps)" on the left arm
    left = sizes > 3e-5
    slopes = [np.polyfit(np.log(sizes[left]), np.log(error[left]), 1)[0] for error in (both, one)]
    assert slopes == pytest.approx([2, 1], abs=0.1)


def test_a_nudge_asks_twice_for_each_number():
    passes = 0

    def f(params):
        nonlocal passes
        passes += 1
        return 0.0

    nnlib.numerical_gradient(f, np.zeros(facts.parameters()["reader"]))
    assert passes == facts.parameters()["nudges"]


def test_one_pass_back_costs_a_handful_of_matrix_products():
    assert turned_out("cost") == "handful"
    # products of a layer: X W forwards; dZ W^T and X^T dZ backwards
    forward = 64 * 32 + 32 * 10
    assert (forward + 2 * forward) / forward == 3


@pytest.mark.clock
def test_a_gradient_backwards_costs_a_few_forward_passes():
    # forwards one product a layer, backwards two, in the first layer one: 2.1 by products, and less
    # by the clock, because a pass costs something besides
    forward, first = 64 * 32 + 32 * 10, 64 * 32
    products = (3 * forward - first) / forward
    assert products < 3
    assert 1.2 < experiments.cost_of_a_gradient() < 2 * products


# ------------------------------------------------------------ graphs


def test_the_worked_graph_speaks_in_one_order_only():
    panel = panels.SpeakInTurn(experiments.worked_graph())
    panel.speak("c")
    assert "refuses: d and L have not spoken" in panel.sentence
    panel.speak("L")
    panel.speak("c")
    assert "refuses: d has not spoken" in panel.sentence
    panel.speak("d")
    panel.speak("c")
    assert panel.sentence.endswith("All slopes are known.")
    panel.speak("c")
    assert "already" in panel.sentence
    a, b, c, d, end = panel._nodes
    assert [float(node.grad) for node in (a, b, c, d, end)] == [7, -24, -7, -3, 1]


def test_two_roads_make_7():
    assert turned_out("two-roads") == "seven"
    slope = nnlib.numerical_gradient(lambda a: a[0] * a[0] + a[0], np.array([3.0]))[0]
    assert slope == pytest.approx(7)


def test_the_neuron_learns_its_target(lesson_07):
    assert lesson_07.names["squared"].data < 1e-4


# ------------------------------------------------------------ layers


def test_the_scaling_layer_that_is_shown_solved_is_right(lesson_07):
    rng = np.random.default_rng(0)
    X, s, dZ = rng.standard_normal((5, 3)), rng.standard_normal(3), rng.standard_normal((5, 3))
    dX, ds = sibling(lesson_07, "scale_backward")(dZ, (X, s))
    by_nudge = nnlib.numerical_gradient(lambda x: float((x * s * dZ).sum()), X)
    assert nnlib.relative_error(dX, by_nudge) < 1e-8
    by_nudge = nnlib.numerical_gradient(lambda t: float((X * t * dZ).sum()), s)
    assert nnlib.relative_error(ds, by_nudge) < 1e-8


def test_the_other_siblings_are_right(lesson_07):
    rng = np.random.default_rng(1)
    slopes = sibling(lesson_07, "right_slopes")(lambda x: x[0] ** 2 + 3 * x[1], [2.0, 1.0])
    assert slopes == pytest.approx([4, 3], abs=1e-4)

    z = rng.normal(size=4)
    dA = rng.normal(size=4)
    back = sibling(lesson_07, "sigmoid_backward")(dA, nnlib.sigmoid(z))
    by_nudge = nnlib.numerical_gradient(lambda z: float((nnlib.sigmoid(z) * dA).sum()), z)
    assert nnlib.relative_error(back, by_nudge) < 1e-8

    entropy, t = sibling(lesson_07, "sigmoid_cross_entropy"), np.array([0, 1, 1, 0])
    _, dz = entropy(z, t)
    by_nudge = nnlib.numerical_gradient(lambda z: float(entropy(z, t)[0]), z)
    assert nnlib.relative_error(dz, by_nudge) < 1e-8
    assert np.isfinite(entropy(np.array([1000.0, -1000.0]), np.array([0, 1]))[0])

    def end(scales, x=0.7):
        for s in scales:
            x = np.tanh(s * x)
        return float(x)

    scales = [0.5, -1.5, 2.0]
    slopes = sibling(lesson_07, "chain_backward")(0.7, scales)
    assert slopes == pytest.approx(nnlib.numerical_gradient(end, scales), rel=1e-7)

    first = sibling(lesson_07, "first_difference")
    assert first([1.0, 2.0, float("nan")], [1.0, 2.0, 3.0]) == 2
    assert first([1e9, 1e-9], [1e9 + 1, 1e-9]) is None


# ------------------------------------------------------------ it learns


def test_the_learners_curve_lies_on_the_engines(lesson_07):
    assert turned_out("same-curve") == "tiny"
    own, engines = lesson_07.names["runs"][0][0], experiments.engine_curve(0)
    assert 0 < np.abs(np.subtract(own, engines)).max() < 1e-10
    steps = -(-len(lesson_07.names["X_train"]) // 32)
    assert experiments.EPOCHS * steps == 1230


def test_five_starts_read_what_the_ledger_has_stored(lesson_07):
    assert [wrong for _, wrong in lesson_07.names["runs"]] == [16, 19, 23, 23, 20]


def test_the_witnesses_against_the_seven(lesson_07):
    assert turned_out("silent-units") == "first"
    # B and E are right by accident while all units are silent; C is right
    expected = {"A": 0, "B": 1, "C": None, "D": 0, "E": 1, "F": 0, "G": 0}
    assert lesson_07.names["verdicts"] == expected


def test_where_every_unit_speaks_a_missing_gate_does_not_matter():
    loss, gradient, (_, speaking, _) = experiments.suspects()["D"]
    by_nudge = nnlib.numerical_gradient(loss, speaking)
    assert nnlib.relative_error(gradient(speaking), by_nudge) < 1e-7


def test_graph_and_layers_agree(lesson_07):
    assert lesson_07.names["agreement"] < 1e-12


# ------------------------------------------------------------ depth, tangent


def test_half_the_weights_leave_several_hundred_times_less():
    assert turned_out("depth") == "hundreds"
    smaller = facts.first_gradient()["smaller"]
    assert 200 < smaller.min() < smaller.max() < 900


def test_ten_layers_lose_alike():
    for seed in range(facts.STARTS):
        half, one = (experiments.depth_signals(9, scale, seed)[2] for scale in (0.5, 1))
        assert np.max(one / half) < 3 * np.min(one / half)


def test_little_arrives_with_sigmoid_and_much_with_tanh():
    found = np.array([shares(experiments.own_norms(number)) for number in range(1000, 1040)])
    assert np.median(found[:, 0]) < 0.1
    assert np.median(found[:, 1]) > 1


def test_signal_and_slope_are_mirror_images():
    forward, backward, _ = experiments.depth_signals(9, 0.5)
    # both lose about the same factor a layer, one forwards, the other backwards
    factors = [forward[-1] / forward[0], backward[0] / backward[-1]]
    assert np.log(factors[0]) == pytest.approx(np.log(factors[1]), rel=0.2)


@pytest.mark.parametrize("seed", range(3))
def test_a_longer_step_keeps_less_of_its_promise(seed):
    assert turned_out("tangent") == "short"
    _, promised, actual = experiments.tangent(1.0, seed)
    kept = (actual / promised)[::10]  # a decade apart
    assert kept[0] == pytest.approx(1, abs=0.01)
    assert (np.diff(kept) < 0).all()
    assert kept[-1] < 0  # the loss rose


def test_a_small_step_keeps_it_to_the_last_digit_shown():
    step = facts.short_step()
    assert f"{step['promised_0_01']:.2g}" == f"{step['falls_0_01']:.2g}"


def test_with_larger_weights_the_promise_breaks_earlier():
    breaks = []
    for scale in (1.0, 2.0, 4.0):
        rates, promised, actual = experiments.tangent(scale)
        breaks.append(rates[np.argmax(actual < 0.5 * promised)])
    assert breaks == sorted(breaks, reverse=True)
    assert breaks[0] > 2 * breaks[-1]


# ------------------------------------------------------------ questions, points


def test_the_numbers_of_the_quiz():
    assert right_answer(7, "chain") == f"−{3 * 2}"
    layer = nnlib.Affine(64, 32, rng=np.random.default_rng(0))
    assert right_answer(7, "shape") == str(layer.W.shape)
    assert right_answer(7, "local").startswith("2")
    Z = np.log([[0.7, 0.2, 0.1]])
    loss = nnlib.SoftmaxCrossEntropy()
    loss.forward(Z, np.array([0]))
    assert loss.backward()[0, 0] == pytest.approx(-0.3)
    assert right_answer(7, "back-6") == "−0.3"
    assert 0.5e-6 < 0.25**10 < 1.5e-6
    assert right_answer(7, "back-1") == str(np.dot([1, 2, 3], [2, 0, -1]) + 1)


def test_gradient_checking_has_a_question_too():
    assert "gradient checking" in {question.topic for question in load(7).quiz}
