"""Lesson 1: each claim of text, panels, experiments and questions against a run."""

import re
from importlib import resources

import numpy as np
import pytest

import nnlib
from autograder.learner.ledger import stored
from autograder.learner.questions import load
from autograder.lessons.m01.judge import facts
from autograder.lessons.m01.judge import number as m01_number
from nnlib.lessons import lesson01 as experiments
from nnlib.neuron import count_parameters, layer, neuron, neuron_step
from nnlib.viz import PALETTE
from nnlib.viz import lesson01 as panels
from tests.lessons.claims import right_answer, sibling, turned_out

QUESTIONS = load(1)
SYLLABUS = ["neural network", "neuron", "weight", "layer", "activation", "deep learning"]


@pytest.fixture(scope="module")
def prose(lesson_01):
    """The Markdown of the lesson as one line, so that line breaks do not matter."""
    cells = [c.source for c in lesson_01.master.solved.cells if c.cell_type == "markdown"]
    return " ".join("\n".join(cells).split())


@pytest.fixture(scope="module")
def says(prose):
    """Ask whether the text says some words."""

    def check(*claims):
        assert [claim for claim in claims if " ".join(claim.split()) not in prose] == []

    return check


# ------------------------------------------------------------ the hook


def wrong(angle, offset):
    return len(
        experiments.wrong_side(*experiments.line_by_hand(angle, offset), *experiments.tissue())
    )


@pytest.mark.slow
def test_the_machine_has_arrived():
    assert nnlib.data.BREAST_CANCER_FEATURES[23:25] == ("worst area", "worst smoothness")
    X, y = experiments.tissue()
    w, b, _ = experiments.learn(X, y, 10.0, 5000, *experiments.machine())
    assert len(experiments.wrong_side(w, b, X, y)) == facts.wrong_side()["machine"]


def test_a_patient_hand_wins():
    assert turned_out("beat-the-machine") == "few"
    left = facts.wrong_side()
    assert wrong(13, -0.1) == wrong(14, -0.1) == left["hand"] < left["machine"]
    offsets = np.arange(-40, 61) * 0.05
    assert min(wrong(angle, c) for angle in range(-90, 181) for c in offsets) == left["hand"]


def test_the_panel_of_the_hook_counts_and_keeps_the_best():
    panel = panels.you_against_the_machine()
    panel.choose(angle=13, offset=-0.1)
    assert panel.sentence.startswith("Your line leaves 21 of 569")
    panel.choose(angle=0, offset=0.0, shown=True)
    assert "leaves 46 of 569" in panel.sentence
    assert "Your best so far: 21." in panel.sentence
    assert "dashed, leaves 24" in panel.sentence
    assert "w = (8.5, 2.1), b = 0.4" in panel.sentence
    assert panel.shown["fault"] == ""


# ------------------------------------------------------------ neuron and activation


def test_four_times_the_numbers_are_the_same_line_and_surer_answers():
    assert turned_out("same-line") == "surer"
    right, miss = facts.right_with(), facts.miss_with()
    assert right[2] == right[4] == right[8] == 569 - right[-8]
    assert miss[2] > 1.5 * miss[4] > 2 * miss[8]


def test_the_panel_of_weights_says_the_same(says):
    panel = panels.weights_and_bias()
    panel.choose(w1=8.0, w2=2.0, b=0.0)
    assert "545 of 569" in panel.sentence
    assert "0.068" in panel.sentence
    # the broken lines stand where the sentence says, and all three keep the direction of w
    w1, w2, b = panel.data["line 0.9"]
    assert (w1, w2) == (8, 2)
    on_it = np.array([0.5, -(8 * 0.5 + b) / 2])
    assert nnlib.sigmoid(on_it @ [8, 2]) == pytest.approx(0.9)
    says("the broken ones where it is 0.1 and 0.9")
    panel.choose(w1=0.0, w2=0.0, b=0.0)
    assert panel.shown["fault"] == ""


# ------------------------------------------------------------ layer and network


def test_the_small_network_lights_up_as_the_table_says():
    assert turned_out("what-changes") == "activations"
    panel = panels.lights_up()
    for x, y in ((-1, -1), (0, 0), (2, 0), (2, 2)):
        _, _, out = experiments.light((x, y))
        panel.choose(x1=float(x), x2=float(y))
        assert f"the last one {out[0]:.2f}" in panel.sentence
        # moving an input leaves the weights where they were
        np.testing.assert_array_equal(panel.data["W1"], experiments.W1)
    assert "All 13 parameters are as they were" in panel.sentence
    panel.choose(x1=1.0, x2=1.0)
    assert panel.data["out"].item() == pytest.approx(facts.output()["before"], abs=0.005)
    panel.choose(w=2.5)
    assert "One of the 13 parameters was moved" in panel.sentence
    assert panel.data["out"].item() == pytest.approx(facts.output()["after"], abs=0.005)
    panel.choose(x1=0.0)
    with_area_0 = panel.data["out"].item()
    panel.choose(w=-4.0)
    assert panel.data["out"] == with_area_0  # "With the area at 0 it moved nothing"
    assert count_parameters([2, 3, 1]) == 13


def test_the_signs_of_weights_look_as_the_text_says(says):
    drawn = resources.files("nnlib.viz.browser").joinpath("networks.js").read_text(encoding="utf-8")
    assert "ink.colours[w > 0 ? 1 : 0]" in drawn
    assert "setLineDash(w > 0 ? [] : [5, 4])" in drawn
    assert list(PALETTE)[:2] == ["blue", "vermilion"]
    says("A solid orange line is a weight above 0, a broken blue one a weight below 0")


# ------------------------------------------------------------ learning


def test_the_learners_machine_is_the_one_of_the_hook(lesson_01, says):
    assert lesson_01.names["left"] == 24  # after the 300 steps that its cell takes
    X, y = experiments.tissue()
    step = lesson_01.names["neuron_step"]
    w, b = np.zeros(2), 0.0
    left, miss = [], []
    for _ in range(300):
        left.append(len(experiments.wrong_side(w, b, X, y)))
        miss.append(experiments.mean_miss(w, b, X, y))
        w, b = step(w, b, X, y, lr=10.0)
    assert left[0] == y.sum() == facts.on_the_way()[0]
    assert left[50] == facts.on_the_way()[50] < left[100] == 24
    assert (np.diff(miss) < 0).all()  # "All that time its miss went down"
    says("it ended at 24 again")
    assert w == pytest.approx(experiments.machine()[0])
    assert len(experiments.wrong_side(w, b, X, y)) == 24


@pytest.mark.slow
def test_the_table_of_rates_and_starts():
    assert turned_out("ten-times-the-rate") == "closer"
    X, y = experiments.tissue()
    for lr in (0.001, 0.1, 1, 10):
        ends = [experiments.learn(X, y, lr, 100, s * experiments.WRONG_WAY) for s in (0.1, 1, 10)]
        if lr == 10:
            assert {len(experiments.wrong_side(w, b, X, y)) for w, b, _ in ends} == {24}
            assert (np.diff(ends[2][2]) > 0).any()  # the teacher's notes: "can rise for a moment"
        if lr == 1:  # why the far start is ahead: at its length the near one is as good
            (near, b, miss), (far, *_, far_miss) = ends[0], ends[2]
            longer = np.linalg.norm(far) / np.linalg.norm(near)
            assert longer > 1.05
            assert far_miss[-1] < 0.95 * miss[-1]
            assert experiments.mean_miss(longer * near, longer * b, X, y) < 1.03 * far_miss[-1]
    ends = [experiments.learn(X, y, lr, 100, experiments.WRONG_WAY)[2][-1] for lr in (0.1, 1, 10)]
    assert [round(miss, 2) for miss in ends] == [0.23, 0.1, 0.07]
    # "there is one best place, and every road leads there"
    far = [experiments.learn(X, y, 10.0, 3000, s * experiments.WRONG_WAY)[0] for s in (0.1, 1, 10)]
    np.testing.assert_allclose(far, [far[0]] * 3, rtol=1e-3)


def test_the_panel_of_rate_and_start():
    panel = panels.rate_and_start()
    panel.choose(lr=10.0, scale=10.0)
    assert "from 0.593 to 0.069 in 100 steps, and 24 of 569" in panel.sentence
    assert panel.shown["fault"] == ""


# ------------------------------------------------------------ real data


@pytest.mark.slow
def test_thirty_measurements_halve_the_mistakes():
    assert turned_out("thirty") == "half"
    misread = facts.misread_tissue()
    assert 0.4 < misread["thirty"] / misread["two"] < 0.6
    assert "about 7 of 169" in QUESTIONS.predictions["thirty"].question
    why = QUESTIONS.predictions["thirty"].why
    assert f"{misread['thirty']:.1f} on average" in why
    by_split = facts.misread_tissue_by_split()
    assert f"give {min(by_split)} to {max(by_split)}." in why


def test_one_of_110_from_every_start_and_always_the_same(says):
    assert turned_out("three-eight") == "one"
    _, _, X_test, y_test = experiments.threes_and_eights()
    assert 0.45 < y_test.mean() < 0.55  # "chance is about a half"
    runs = [experiments.read_three_or_eight(neuron_step, seed) for seed in range(5)]
    found = [places.tolist() for places, _ in runs]
    assert found == [found[0]] * 5
    assert len(found[0]) == 1
    assert y_test[found[0][0]] == 0  # a 3; one and the same place: all answers are the same
    assert stored()["one-neuron"]["wrong"] == [1] * 5
    says("One of 110, from each of five")
    # the two that are shown beside it, and why it is misread
    assert y_test[[0, 9]].tolist() == [0, 1]
    assert not {0, 9} & set(found[0])
    run = experiments.ThreeAgainstEight(0.5, 1.0, neuron_step)
    for _ in range(300):
        run.step()
    patch = np.argsort(run.w)[-6:]
    ink = X_test[:, patch].mean(axis=1)
    threes = np.flatnonzero(y_test == 0)
    assert threes[ink[threes].argmax()] == found[0][0]  # "its ink falls on the orange patch"


def test_from_far_away_it_takes_more_steps():
    panel = panels.watch_it_learn()
    panel.choose(scale=10.0)
    panel.train(300)
    assert f"{facts.misread_from_far()} of 110" in panel.sentence
    far = experiments.ThreeAgainstEight(0.5, 10.0, neuron_step)
    for _ in range(3000):
        far.w, far.b = neuron_step(far.w, far.b, far.X, far.y, 0.5)
    near, _ = experiments.read_three_or_eight(neuron_step, 0)
    found = experiments.wrong_side(far.w, far.b, far.X_test, far.y_test)
    assert found.tolist() == near.tolist()  # "after 3,000 it is that one picture again"


def test_the_digits_that_are_shown_are_read_by_their_text():
    shown = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(panels, "show", lambda fig, alt: shown.append(alt))
        panels.show_digits([0, 1, 3, 2, 9, 10])
        panels.show_digits([0, 9], np.linspace(0, 1, 110))
    assert shown[0].endswith("8 by 8 pixels: a 3, a 3, a 3, an 8, an 8, an 8.")
    assert "a 3: 0.00, an 8: 0.08." in shown[1]


def test_the_weights_draw_the_left_side_of_an_8():
    run = experiments.ThreeAgainstEight(0.5, 1.0, neuron_step)
    start = run.w.copy()
    for _ in range(300):
        run.step()
    picture = run.w.reshape(8, 8)
    strongest = [divmod(int(place), 8) for place in np.argsort(run.w)[-6:]]
    assert {column for _, column in strongest} <= {2, 3}  # the left half
    assert {row < 4 for row, _ in strongest} == {True, False}  # above and below the middle
    X, y, *_ = experiments.threes_and_eights()
    ink = (X[y == 1].mean(axis=0) - X[y == 0].mean(axis=0)).reshape(8, 8)
    assert all(ink[place] > 0 for place in strongest)  # there an 8 has more ink
    assert picture.min() < -1  # and pixels that speak for a 3 there are, too
    # pixels that are always paper keep their start
    paper = X.max(axis=0) == 0
    assert paper.sum() > 3
    np.testing.assert_array_equal(run.w[paper], start[paper])
    assert len(run.misses) == 301


def test_the_colours_are_those_that_the_text_names(says):
    ink = resources.files("nnlib.viz.browser").joinpath("theme.js").read_text(encoding="utf-8")
    below, _, above = re.search(r"signed: \{ light: \[(.*?)\]", ink)[1].replace('"', "").split(", ")
    assert (below, above) == (PALETTE["blue"], PALETTE["vermilion"])
    assert "orange speaks for 8, blue for 3" in str(panels.watch_it_learn().spec)
    says("Orange pixels speak for 8, blue ones for 3.", "The orange patch stands on the left")


def test_it_can_be_watched_with_any_step(lesson_01):
    panel = panels.watch_it_learn(lesson_01.names["neuron_step"])
    panel.train(300)
    assert "After 300 steps" in panel.sentence
    assert panel.shown["fault"] == ""


@pytest.mark.slow
def test_on_the_other_half_the_machine_is_ahead():
    assert turned_out("who-wins") == "neuron"
    assert "11.0 against 12.6" in QUESTIONS.predictions["who-wins"].why
    mean = facts.halves()
    assert mean["hand"] < mean["machine"]
    assert mean["machine_new"] < mean["hand_new"]
    # "of a hundred halvings": the difference of the ten is no accident
    ahead = facts.contest()
    assert ahead["neuron"] > 2 * ahead["hand"]
    # by counting on its own half nobody can be better than the best
    contest = experiments.halves()
    assert (contest[:, 0] <= contest[:, 2] + 1).all()


# ------------------------------------------------------------ a number of one's own


def test_the_run_prints_what_the_exercise_asks_for(capsys):
    for number in (4711, 20711, 987_654):
        experiments.run_of_your_own(number)
        printed = [float(line.split()[-1]) for line in capsys.readouterr().out.splitlines()]
        assert printed == pytest.approx(m01_number.misses(experiments.own_misses(number)), abs=5e-5)


def test_nobody_can_guess_both_misses():
    found = np.array(
        [m01_number.misses(experiments.own_misses(number)) for number in range(1000, 1300)]
    )
    close = (np.abs(found[:, None] - found) <= m01_number.CLOSE * found).all(axis=2)
    assert close.sum(axis=0).max() <= 6  # 2 % of 300


# ------------------------------------------------------------ questions, words, points


def test_what_the_quiz_states():
    z = neuron([2, 1], [3, -4], 1)
    assert z == 3
    assert nnlib.sigmoid(3.0) == pytest.approx(0.95, abs=0.005)
    assert nnlib.sigmoid(4.0) == pytest.approx(0.98, abs=0.005)
    assert right_answer(1, "neuron-sum").startswith("About 0.95")
    assert right_answer(1, "network-count") == str(count_parameters([4, 3, 2])) == "23"
    assert layer(np.ones((10, 3)), np.ones((3, 4)), np.ones(4)).shape == (10, 4)
    assert right_answer(1, "layer-shape") == "(3, 4) and (10, 4)"
    (w,), _ = neuron_step([np.log(9) / -2], 0.0, [[-2.0]], [0.0], 1.0)
    assert nnlib.sigmoid(np.log(9)) == pytest.approx(0.9)
    assert w - np.log(9) / -2 == pytest.approx(-0.9 * -2)
    assert right_answer(1, "which-way").startswith("Up: the error is −0.9")


def test_slopes_are_not_called_gradients(prose):
    assert "gradient" not in prose.lower()


def test_the_siblings_are_right(lesson_01):
    assert sibling(lesson_01, "distance")([0, 0], [3, 4]) == 5
    X, P = np.random.default_rng(0).normal(size=(2, 4, 4))
    found = sibling(lesson_01, "distances")(X, P[:, :3])
    assert found == pytest.approx(np.abs(X[:, :, None] - P[None, :, :3]).sum(axis=1))
    assert sibling(lesson_01, "handshakes")([2, 3, 4]) == 18
    assert sibling(lesson_01, "most_shelves")(10, 2, 1.5) == 4
    step, b = sibling(lesson_01, "bias_step", sigmoid=nnlib.sigmoid), 0.0
    for _ in range(2000):
        b = step(b, [1, 0, 0, 0], 1.0)
    assert nnlib.sigmoid(b) == pytest.approx(0.25)
