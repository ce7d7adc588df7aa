"""Lesson 7: each claim of text, panels and experiments against a run."""

import doctest

import numpy as np
import pytest

import nnlib
from autograder.core.assess import assess
from autograder.lessons import find, of_module
from nnlib.lessons import lesson07 as experiments
from nnlib.viz import lesson07 as panels
from tests.measured import readers

# ------------------------------------------------------------ the hook


@pytest.fixture(scope="module")
def three_splits():
    curves = [readers(seed) for seed in range(3)]
    return {letter: [run[letter][-1] for run in curves] for letter in experiments.READERS}


def test_four_readers_stand_at_the_top_on_every_split(three_splits):
    for letter in "ACDF":
        assert min(three_splits[letter]) >= 95.5
        assert max(three_splits[letter]) <= 97.5
    for letter in "ADF":
        differences = np.subtract(three_splits[letter], three_splits["C"])
        assert np.abs(differences).max() <= 2  # fewer than 10 digits of 500


def test_the_others_stand_where_the_table_says(three_splits):
    assert 94 <= min(three_splits["B"]) <= max(three_splits["B"]) <= 96
    assert 77 <= min(three_splits["E"]) <= max(three_splits["E"]) <= 83
    assert 8 <= min(three_splits["G"]) <= max(three_splits["G"]) <= 12


def test_the_table_of_the_hook_says_what_the_panel_shows(three_splits, lesson_07):
    for letter in experiments.READERS:
        (row,) = [
            line for line in lesson_07.text.split("\n") if line.startswith(f"| {letter} |")
        ] or [line for line in lesson_07.text.split("\n") if line.startswith(f"| **{letter}** |")]
        assert f"{three_splits[letter][0]:.0f} %" in row


@pytest.mark.slow
def test_only_c_agrees_with_the_nudge():
    errors = {k: max(found.values()) for k, found in experiments.nudge_readers().items()}
    assert errors.pop("C") < 1e-9
    assert min(errors.values()) > 0.5
    assert [round(errors[letter], 1) for letter in "ABDEFG"] == [0.8, 1.6, 1, 1, 1, 0.8]


def test_a_rate_32_times_smaller_heals_g():
    assert readers(0, lr=0.1 / 32, letters="G")["G"][-1] > 95


# ------------------------------------------------------------ the nudge


def test_the_nudge_by_hand():
    def f(x):
        return x[0] ** 2 + 3 * x[1]

    assert f([2.1, 1]) == pytest.approx(7.41)
    assert f([1.9, 1]) == pytest.approx(6.61)
    assert nnlib.numerical_gradient(f, [2.0, 1.0], 0.1) == pytest.approx([4, 3])


def test_the_error_is_a_v_with_its_point_near_1e_5():
    data = panels.nudge_size().data
    sizes, both, one = data["sizes"], data["both"], data["one"]
    assert 1e-6 < sizes[both.argmin()] < 1e-4
    assert both[0] > 1e3 * both.min()
    assert both[-1] > 1e3 * both.min()
    # "shrinks with eps squared (from one side only: with eps)" on the left arm
    left = sizes > 3e-5
    slopes = [np.polyfit(np.log(sizes[left]), np.log(error[left]), 1)[0] for error in (both, one)]
    assert slopes == pytest.approx([2, 1], abs=0.1)


def test_2410_numbers_and_4820_forward_passes():
    net, _ = experiments.make_reader("C")
    assert net.params.size == 2410
    passes = 0

    def f(params):
        nonlocal passes
        passes += 1
        return 0.0

    nnlib.numerical_gradient(f, net.params)
    assert passes == 4820


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


def test_the_worked_graph_by_machine_and_by_nudge():
    a, b, c, d, end = experiments.worked_graph()
    assert [float(node.data) for node in (c, d, end)] == [-3, -4, 12]
    end.backward()
    assert [float(node.grad) for node in (a, b, c, d)] == [7, -24, -7, -3]

    def f(x):
        return x[0] * x[1] * (x[0] * x[1] + x[1])

    assert f([3.1, -1]) == pytest.approx(12.71)
    assert f([2.9, -1]) == pytest.approx(11.31)
    assert nnlib.numerical_gradient(f, [3.0, -1.0]) == pytest.approx([7, -24])


def test_the_neuron_learns_its_target(lesson_07):
    assert lesson_07.names["e"].data < 1e-4


# ------------------------------------------------------------ layers


def test_the_layer_by_hand():
    X, W = np.array([[1.0, 2.0]]), np.array([[2.0, 1.0], [4.0, 3.0]])
    dX, dW, db = nnlib.affine_backward(np.array([[1.0, 3.0]]), (X, W))
    np.testing.assert_array_equal(dX, [[5, 13]])
    np.testing.assert_array_equal(dW, [[1, 3], [2, 6]])
    np.testing.assert_array_equal(db, [1, 3])


def test_the_loss_by_hand():
    loss, dZ = nnlib.softmax_cross_entropy(np.array([[2.0, 2.0]]), np.array([0]))
    assert round(loss, 3) == 0.693
    np.testing.assert_allclose(dZ, [[-0.5, 0.5]])


@pytest.mark.parametrize("exercise", [e.name for e in of_module(7)])
def test_the_example_of_every_docstring_is_true(exercise, lesson_07):
    names = dict(lesson_07.names)
    parser = doctest.DocTestParser()
    example = parser.get_doctest(names[exercise].__doc__, names, exercise, None, None)
    assert example.examples or exercise == "my_number"
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    assert runner.run(example).failed == 0


def sibling(lesson, name):
    """Execute a sibling problem's solution as it stands in a hint."""
    blocks = [part.split("```")[0] for part in lesson.text.split("```python\n")[1:]]
    (source,) = [block for block in blocks if f"def {name}(" in block]
    names = {"np": np, "math": __import__("math")}
    exec(source, names)
    return names[name]


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
    assert lesson_07.names["difference"] < 1e-10
    assert len(lesson_07.names["X_train"]) // 32 + 1 == 41  # 30 epochs: 1,230 steps


def test_five_starts_read_what_the_ledger_has_stored(lesson_07):
    assert [wrong for _, wrong in lesson_07.names["runs"]] == [16, 19, 23, 23, 20]


def test_the_witnesses_against_the_seven(lesson_07):
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


def test_half_and_double_the_start_over_five_starts():
    smaller, larger, layers = [], [], []
    for seed in range(5):
        half, one, two = (experiments.depth_signals(9, scale, seed)[2] for scale in (0.5, 1, 2))
        smaller.append(one[0] / half[0])
        larger.append(two[0] / one[0])
        layers.append(one / half)
    assert 540 < min(smaller) < max(smaller) < 870
    assert 1090 < min(larger) < max(larger) < 1850
    # "for each of the ten layers alike": within a factor of three of each other
    assert max(np.max(found) / np.min(found) for found in layers) < 3


def test_little_arrives_with_sigmoid_and_much_with_tanh():
    from autograder.lessons.m07.judge.number import shares

    found = np.array([shares(experiments.own_norms(number)) for number in range(1000, 1040)])
    assert np.median(found[:, 0]) < 0.1
    assert np.median(found[:, 1]) > 1


def test_a_hint_about_scores_of_a_thousand():
    loss, _ = nnlib.softmax_cross_entropy(np.array([[1000.0, 0.0]]), np.array([1]))
    assert loss == pytest.approx(1000)


def test_signal_and_slope_are_mirror_images():
    forward, backward, _ = experiments.depth_signals(9, 0.5)
    # both lose about the same factor a layer, one forwards, the other backwards
    factors = [forward[-1] / forward[0], backward[0] / backward[-1]]
    assert np.log(factors[0]) == pytest.approx(np.log(factors[1]), rel=0.2)


def test_the_table_of_the_tangent():
    rates, promised, actual = experiments.tangent(1.0)
    at = [int(np.argmin(np.abs(np.log(rates / lr)))) for lr in (0.01, 0.1, 1, 10)]
    assert [float(f"{promised[k]:.2g}") for k in at] == [0.004, 0.04, 0.4, 4.0]
    assert [float(f"{actual[k]:.2g}") for k in at] == [0.004, 0.037, 0.21, -2.1]


def test_with_larger_weights_the_promise_breaks_earlier():
    breaks = []
    for scale in (1.0, 2.0, 4.0):
        rates, promised, actual = experiments.tangent(scale)
        breaks.append(rates[np.argmax(actual < 0.5 * promised)])
    assert breaks == sorted(breaks, reverse=True)
    assert breaks[0] > 2 * breaks[-1]


# ------------------------------------------------------------ points


def test_forty_points():
    asked = sum(exercise.points for exercise in of_module(7))
    assert asked + 4 == 40
    assert find("softmax_jvp").bonus


def test_the_solved_lesson_passes_every_exercise(lesson_07):
    from autograder.lessons.runs import runner

    for exercise in of_module(7):
        run = runner(exercise, lesson_07.names[exercise.name])
        assert assess(exercise, run, "any seed").right, exercise.name
