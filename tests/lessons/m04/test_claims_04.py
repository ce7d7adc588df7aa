"""Lesson 4: each claim of text, panels, experiment and questions against a run."""

import re

import numpy as np
import pytest

import nnlib
from autograder.learner.ledger import stored
from autograder.learner.questions import load
from autograder.lessons.m04.judge import facts
from autograder.lessons.m04.judge import number as m04_number
from autograder.lessons.own_number import CLOSE
from nnlib.activations import activation, dead_fraction, derivative
from nnlib.lessons import lesson04 as experiments
from nnlib.probabilities import softmax_jacobian
from nnlib.viz import lesson04 as panels
from tests.lessons.claims import turned_out

QUESTIONS = load(4)
SIX_TIMES = experiments.SCALES["6"]


def table(text, head):
    """Read the rows of the table below a line of the lesson."""
    lines = text.split("\n")
    (start,) = [i for i, line in enumerate(lines) if line.startswith(head)]
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


# ------------------------------------------------------------ the hook


def test_half_a_millionth_is_left_after_ten_layers():
    left = experiments.relay("sigmoid", experiments.start("sigmoid"))[:10]
    assert 4.5e-7 <= left[-1] <= 6e-7
    each = left / np.append(1, left[:-1])
    assert ((each > 0.15) & (each < 0.35)).all()  # no layer swallows it
    assert np.prod(each) ** 0.1 == pytest.approx(0.25, abs=0.02)
    others = [experiments.relay("sigmoid", experiments.start("sigmoid", k))[9] for k in range(1, 5)]
    assert min(others) > 1e-7
    assert max(others) < 1e-6


def test_the_relay_is_what_a_push_of_the_pixels_measures():
    X = nnlib.data.load_digits_split(seed=0)[0][:1]
    for name in ("sigmoid", "tanh", "relu"):
        net, nudge = experiments.start(name, 3), 1e-6
        moved = (net.predict(X + nudge / 8) - net.predict(X - nudge / 8)) / (2 * nudge)
        assert np.linalg.norm(moved) == pytest.approx(experiments.relay(name, net)[-1], rel=1e-2)


def test_the_hook_keeps_its_picture_back_until_something_is_drawn():
    panel = panels.ten_layers_one_hair()
    assert panel.spec["predict"]["question"].startswith("Ten layers.")
    assert "after layer 10 5·10⁻⁷" in panel.sentence


# ------------------------------------------------------------ slopes


def test_the_six_run_from_where_to_where_the_table_says(lesson_04):
    rows = table(lesson_04.text, "| function | value | from")
    for name, (_, _, span, *_) in zip(experiments.SIX, rows, strict=True):
        least = activation(name).value(np.linspace(-30, 30, 60001)).min()
        start = span.split()[0].replace("−", "-")
        assert start == "-∞" or float(start) == pytest.approx(least, abs=2e-3)


def test_sigmoid_alone_is_nowhere_steep():
    z = np.linspace(-8, 8, 16001)
    steepest = {name: derivative(name, z).max() for name in experiments.SIX}
    assert steepest.pop("sigmoid") == pytest.approx(0.25)
    assert all(slope >= 1 - 1e-6 for slope in steepest.values())
    assert turned_out("steepest") == "quarter"
    for name in ("relu", "leaky_relu", "elu", "silu"):
        assert (derivative(name, np.linspace(2, 8, 50)) > 0.99).all()


def test_saturated_at_both_ends_or_on_the_left():
    for name in ("sigmoid", "tanh"):
        assert (derivative(name, np.array([-9.0, 9.0])) < 2e-4).all()
    for name in ("relu", "elu"):
        assert derivative(name, np.array([-9.0]))[0] < 2e-4


def test_the_two_faces_and_where_they_overflow():
    z = np.array([-3.0, 0.5, 5.0])
    assert 1 / (1 + np.exp(-z)) == pytest.approx(np.exp(z) / (np.exp(z) + 1))
    with np.errstate(over="raise"):
        np.exp(709.0)
        np.exp(-1000.0)
        with pytest.raises(FloatingPointError):
            np.exp(710.0)
    assert 1e308 < np.finfo(float).max < 1e309
    with np.errstate(over="ignore"):
        assert 1 / (1 + np.exp(1000.0)) == 0  # right by luck


def test_tanh_is_a_sigmoid_that_was_stretched():
    z = np.linspace(-3, 3, 13)
    assert np.tanh(z) == pytest.approx(2 * nnlib.sigmoid(2 * z) - 1)
    assert derivative("tanh", 0.0) == 4 * derivative("sigmoid", 0.0)


def test_a_layer_of_sigmoids_says_about_a_half_and_nothing_below_0():
    net = experiments.start("sigmoid")
    A = net.layers[1].forward(net.layers[0].forward(nnlib.data.load_digits_split(0)[0][:200]))
    assert A.min() > 0
    assert A.mean() == pytest.approx(0.5, abs=0.1)


def test_the_six_curves_agree_with_their_panel():
    panel = panels.six_curves()
    for name in experiments.SIX:
        panel.choose(name=name, at=-1.0)
        assert panel.data["slopes"][experiments.SIX.index(name)] == pytest.approx(
            float(derivative(name, -1.0))
        )
        assert panel.sentence.startswith(f"{name.replace('_', ' ')} at z = −1:")
    panel.choose(name="sigmoid", at=5.0)
    assert "value 0.993, slope 0.0066" in panel.sentence  # near 1, and not there


@pytest.mark.slow
def test_dots_and_lines_agree_for_right_slopes_and_not_for_others(capsys):
    panels.against_a_nudge(lambda z: tuple(derivative(n, z) for n in experiments.SIX))
    panels.against_a_nudge(lambda z: (*(derivative(n, z) for n in experiments.SIX[:5]), z * 0))
    right, other = capsys.readouterr().out.splitlines()
    assert "10⁻¹" in right
    assert "for silu, by 1" in other


# ------------------------------------------------------------ the relay


def test_what_the_mark_scheme_says_of_twelve_quarters():
    assert pytest.approx(6e-8, rel=0.01) == 0.25**12


@pytest.mark.parametrize("seed", range(5))
def test_slopes_of_the_first_layer_are_less_than_a_millionth_of_the_last_ones(seed):
    first, last = experiments.first_and_last("sigmoid", seed)
    assert 1e-7 < first / last < 1e-6
    for name in ("tanh", "relu"):
        first, last = experiments.first_and_last(name, seed)
        assert first / last > 0.05


def test_the_numbers_that_go_forwards_look_healthy():
    A = nnlib.data.load_digits_split(0)[0][:200]
    net = experiments.start("sigmoid")
    for layer in net.layers:
        A = layer.forward(A)
        assert np.isfinite(A).all()
        assert 0.05 < np.abs(A).mean() < 2


def test_the_panel_of_the_relay_shows_what_the_table_says():
    panel = panels.the_relay()
    for name, scale in experiments.SCALES.items():
        panel.choose(scale=scale)
        for shown in experiments.FUNCTIONS:
            assert np.log10(panel.data[shown][-1]) == pytest.approx(facts.left()[shown][name])


def test_six_times_the_weights_let_thousands_of_times_as_much_through():
    assert turned_out("six-times") == "thousands"
    assert "thousands, from some starts a million" in QUESTIONS.predictions["six-times"].why
    assert min(facts.times_more()) > 5_000
    for seed in range(5):
        left = [
            experiments.relay("sigmoid", experiments.start("sigmoid", seed, s))[9] for s in (1, 6)
        ]
        assert left[1] / left[0] > 1000


def test_six_times_in_each_of_ten_relu_layers_is_six_to_the_tenth():
    left = [experiments.relay("relu", experiments.start("relu", 0, s))[9] for s in (1, 6)]
    assert left[1] / left[0] == pytest.approx(6**10)


def test_a_start_a_little_above_xaviers_keeps_a_relus_push():
    left = [
        experiments.relay("relu", experiments.start("relu", k, scheme="he"))[9] for k in range(5)
    ]
    assert min(left) > 0.1
    assert max(left) < 2
    small, he = (np.std(experiments.start("relu", scheme=s).layers[4].W) for s in ("xavier", "he"))
    assert he / small == pytest.approx(2**0.5)


# ------------------------------------------------------------ flat and dead


def test_not_one_unit_is_flat_where_the_push_is_lost():
    assert turned_out("how-flat") == "none"
    for seed in range(5):
        net, A = experiments.start("sigmoid", seed), nnlib.data.load_digits_split(0)[0][:200]
        for layer in net.layers[:-1]:
            if not isinstance(layer, nnlib.Affine):
                assert derivative("sigmoid", A).min() > 0.1 * 0.25
                assert derivative("sigmoid", A).mean() > 0.9 * 0.25
            A = layer.forward(A)


def test_scale_leaves_the_silent_relus_as_they_are():
    for layers in (3, 10):
        once, wide = (experiments.flat_units("ReLU", s, layers) for s in (1, SIX_TIMES))
        assert (once[0] == wide[0]).all()
        assert (once[1] == wide[1]).all()


def test_the_gauge_says_what_it_shows():
    panel = panels.depth_gauge()
    panel.choose(shown="tanh", scale=SIX_TIMES, layers=10)
    assert "73 % lie where the function is flat and 0 %" in panel.sentence
    assert np.log10(panel.data["left"][-1]) == pytest.approx(facts.left()["tanh"]["6"])
    assert set(panel.values) == {"scale", "layers", "shown"}
    first = min(panel.pictures.controls["layers"].values)
    panel.choose(layers=first)
    assert panel.sentence.startswith(f"{first} layer{'' if first == 1 else 's'} of tanh,")


def test_the_dead_unit_by_hand():
    A = np.array([[0, 0, 0], [2, 0, 1], [0, 0, 3.0]])
    assert (A == 0).sum() == 6
    assert (A == 0).all(axis=1).sum() == 1
    assert dead_fraction(A) == pytest.approx(1 / 3)


def test_a_dead_unit_gets_no_slope():
    net = experiments.start("relu", layers=1, scheme="he")
    net.layers[0].b = np.where(np.arange(32) == 5, -100.0, 0.0)
    X, y, *_ = nnlib.data.load_digits_split(0)
    loss = nnlib.SoftmaxCrossEntropy()
    loss.forward(net.forward(X, training=True), y)
    net.backward(loss.backward())
    assert (net.layers[0].dW[:, 5] == 0).all()
    assert net.layers[0].db[5] == 0
    assert (net.layers[0].dW[:, 4] != 0).any()


@pytest.mark.slow
def test_the_table_of_rates(lesson_04):
    # the lower two rows are means of 100 other starts, which test_truth_04.py measures
    rates = {f"{v:.2g}": v for v in panels.dying().pictures.controls["lr"].values}
    rows = table(lesson_04.text, "| learning rate | ReLU: dead")
    assert [row[0] for row in rows] == ["0.1", "0.32", "1", "2"]
    assert rates["0.32"] == pytest.approx(10**-0.5)  # as in the facts of the upper two
    for rate, *given in rows[2:]:
        for kind, texts in zip(experiments.KINDS, (given[:2], given[2:]), strict=True):
            found = experiments.units_that_die(rates[rate], kind=kind)
            for text, runs in zip(texts, found, strict=True):
                assert np.mean(runs) == pytest.approx(float(text.removeprefix("about ")), abs=20)


@pytest.mark.slow
def test_a_leak_keeps_units_alive_and_does_not_save_the_reader_at_rate_1():
    assert turned_out("leak") == "alive"
    dead, right = experiments.units_that_die(1.0, kind="leaky ReLU")
    assert dead.max() == 0
    assert right.max() < 60
    dead, right = experiments.units_that_die(1.0)
    assert dead.min() > 50
    assert right.max() < 60


@pytest.mark.slow
def test_a_few_dead_units_cost_nothing_at_rate_a_tenth():
    found = facts.dying()["0_1"]
    assert 100 / 10 < max(found["dead"]) < 100 / 8  # up to one in nine
    assert found["read"] == pytest.approx(found["leaky_read"], abs=1)


def test_a_start_ten_times_too_wide_kills_half_or_more():
    dead, _ = experiments.units_that_die(0.1, 10.0)
    assert np.mean(dead > 45) >= 0.8


@pytest.mark.slow
def test_the_panels_of_the_lesson_have_both_sliders():
    labels = {c.label for c in panels.dying().pictures.controls.values()}
    assert labels >= {"learning rate", "initialization scale"}


def test_dead_units_are_counted_by_the_function_that_is_given():
    called = []

    def counted(A):
        called.append(A.shape)
        return dead_fraction(A)

    experiments.units_that_die(0.1, dead_fraction=counted)
    assert called == [(1297, 32)] * 10


# ------------------------------------------------------------ softmax


def test_adding_999_to_all_scores_changes_nothing():
    Z = np.array([[2.0, 1, 0]])
    assert nnlib.softmax(Z + 999) == pytest.approx(nnlib.softmax(Z))


def test_the_panel_of_the_fox_shows_what_the_table_says():
    panel = panels.five_scores()
    for score, shares in facts.shares().items():
        panel.choose(fox=float(score))
        assert 100 * panel.data["p"] == pytest.approx(shares)
    assert np.abs(panel.data["table"]).max() == pytest.approx(facts.largest_answer())
    assert facts.largest_answer() < 0.005  # nearly empty at a score of 8
    panel.choose(fox=7.75)
    assert panel.sentence.startswith("Score of fox 7.75: ")  # as the slider says


def test_the_others_lose_in_proportion():
    assert turned_out("who-loses") == "proportion"
    others = np.delete(list(facts.shares().values()), 2, axis=1)
    kept = others / others[:, :1]
    assert np.ptp(kept, axis=0).max() < 1e-12
    assert kept[0][1] == pytest.approx(np.exp(1 - 2))
    assert "Cat has 56 %, dog 21 %." in QUESTIONS.predictions["who-loses"].question
    assert facts.shares()["0"][:2] == pytest.approx([56, 21], abs=0.5)


def test_the_table_by_nudging_is_the_jacobian():
    scores = experiments.scores_with(0.0)
    J = softmax_jacobian(nnlib.softmax(scores[None])[0])
    assert experiments.table_by_nudging(nnlib.softmax, scores) == pytest.approx(J, abs=1e-9)


def test_the_siblings_are_right(lesson_04):
    names_of = "softplus|softsign_slope|busy_days|shares|shares_jacobian"
    found = rf"```python\n(def (?:{names_of})\(.*?)```"
    blocks = re.findall(found, lesson_04.text, re.DOTALL)
    names = {"np": np}
    for block in blocks:
        exec(block, names)
    z = np.array([-1000.0, -2.0, 0.5, 3.0, 1000.0])
    with np.errstate(over="raise"):
        assert names["softplus"](z) == pytest.approx(activation("softplus").value(z))
    nudge = 1e-6
    near = np.array([-2.0, 0.5, 3.0])
    softsign = [(near + d) / (1 + np.abs(near + d)) for d in (nudge, -nudge)]
    measured = (softsign[0] - softsign[1]) / (2 * nudge)
    assert names["softsign_slope"](near) == pytest.approx(measured, rel=1e-6)
    assert names["busy_days"](np.array([[0, 0.0], [1, 0], [0, 2], [0, 0]])) == 0.5
    x = np.array([1.0, 2.0, 5.0])
    moved = [(x + d) / (x + d).sum() for d in nudge * np.eye(3)]
    back = [(x - d) / (x - d).sum() for d in nudge * np.eye(3)]
    measured = (np.array(moved) - np.array(back)).T / (2 * nudge)
    assert names["shares_jacobian"](x) == pytest.approx(measured, rel=1e-6)
    assert names["shares"](np.ones((2, 4))).sum(axis=1) == pytest.approx([1, 1])
    assert len(blocks) == 5


# ------------------------------------------------------------ ten layers read digits


def test_sigmoid_stays_at_chance_and_tanh_reads(lesson_04):
    assert turned_out("who-reads") == "one"
    wrong = lesson_04.names["wrong"]
    assert min(wrong["sigmoid", 1]) >= 440
    assert max(wrong["tanh", 1]) <= 40
    assert max(wrong["relu", 1]) <= 150
    assert np.median(wrong["relu", 1]) <= 60
    assert max(wrong["sigmoid", 6]) < 250
    counts = np.bincount(nnlib.data.load_digits_split(0)[3])
    assert set(wrong["sigmoid", 1]) <= set((500 - counts).tolist())  # one digit for all
    assert 500 - counts.max() >= 440
    assert 500 - counts.min() <= 460


@pytest.mark.slow
def test_the_sigmoids_say_the_same_of_every_picture():
    net = experiments.start("sigmoid", scheme="xavier")
    experiments._learn(net, experiments.RATE, experiments.LONG, 0)
    said = net.predict(nnlib.data.load_digits_split(0)[2]).argmax(axis=1)
    assert len(set(said.tolist())) == 1
    # and the layers next to the input stay what they were
    fresh = experiments.start("sigmoid")
    moved, size = (net.layers[0].W - fresh.layers[0].W), fresh.layers[0].W
    assert np.abs(moved).max() < 1e-3 * np.std(size)
    last = net.layers[-1].W - fresh.layers[-1].W
    assert np.abs(last).max() > 0.1 * np.std(fresh.layers[-1].W)


def test_the_matches_of_the_teachers_row():
    passed = [100]
    while passed[-1]:
        passed.append(passed[-1] // 4)
    assert passed == [100, 25, 6, 1, 0]


def test_one_hidden_layer_with_a_fifth_of_the_parameters_reads_better():
    lines = stored()
    assert lines["ten-tanh"]["parameters"] / lines["hidden-32"]["parameters"] == pytest.approx(
        5, abs=0.1
    )
    assert np.mean(lines["hidden-32"]["wrong"]) < np.mean(lines["ten-tanh"]["wrong"])


def test_own_slopes_carry_the_training(lesson_04):
    assert lesson_04.names["own"] == lesson_04.names["wrong"]["tanh", 1][0]


# ------------------------------------------------------------ deep dive


def test_selu_keeps_mean_and_variance_and_has_a_kink():
    a = nnlib.activations.selu(np.random.default_rng(1).normal(size=400_000))
    assert (a.mean(), a.var()) == pytest.approx((0, 1), abs=0.01)
    kink = facts.kink_of_selu()
    assert kink["left"] > 1.5 * kink["right"]
    left, right = derivative("elu", np.array([-1e-9, 1e-9]))
    assert left == pytest.approx(right)


def test_gelu_and_silu_dip_and_come_back():
    for name in ("gelu", "silu"):
        least = facts.lowest()[name]
        assert least < 0
        assert activation(name).value(np.array([-8.0]))[0] > 0.1 * least


# ------------------------------------------------------------ the quiz


def test_what_the_quiz_says_of_numbers():
    assert pytest.approx(0.09) == 0.9 * (1 - 0.9)
    assert pytest.approx(0.19) == 1 - 0.9**2
    tanh, sigmoid = (10 ** facts.left()[name]["1"] for name in ("tanh", "sigmoid"))
    assert tanh == pytest.approx(0.25, abs=0.03)
    assert tanh / sigmoid == pytest.approx(500_000, rel=0.05)
    assert pytest.approx(1000, rel=0.03) == 2**10
    for shown in ("tanh", "sigmoid"):
        assert experiments.flat_units(shown, 1.0, 10)[0].max() < 0.001


# ------------------------------------------------------------ the number, questions, points


def test_the_lessons_run_prints_what_is_asked(capsys):
    experiments.run_of_your_own(31337)
    printed = [float(line.split()[-1]) for line in capsys.readouterr().out.splitlines()]
    assert printed == pytest.approx(experiments.own_shares(31337), rel=1e-3)
    assert m04_number.MY_RELAY.verify(None, (31337, *printed)) == ""


@pytest.mark.slow
def test_a_guess_does_not_pay():
    made = np.array([experiments.own_shares(int(n)) for n in 10_000 + 7 * np.arange(60)])
    tried = np.array([experiments.own_shares(int(n)) for n in 500_000 + 11 * np.arange(60)])
    hits = [np.mean((np.abs(tried / g - 1) <= CLOSE).all(axis=1)) for g in made]
    assert max(hits) <= 0.04


def test_what_is_no_answer_is_told_so():
    for answer in (None, 3, [], [1, 2], ["a", "b", "c"], (20261, float("nan"), 0.1)):
        assert m04_number.MY_RELAY.verify(None, answer)
    sigmoid, tanh = experiments.own_shares(20261)
    assert "another share with tanh" in m04_number.MY_RELAY.verify(None, (20261, sigmoid, 0.5))
    assert "another share with sigmoid" in m04_number.MY_RELAY.verify(None, (20261, 0.5, tanh))
    assert "other shares" in m04_number.MY_RELAY.verify(None, (20261, 0.5, 0.5))


def test_the_text_of_the_number_names_its_sizes():
    assert experiments.OWN_SIZES[1:-1] == [8] * experiments.LAYERS
