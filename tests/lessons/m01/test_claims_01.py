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
from nnlib.viz import browser
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


def drag(panel, name, x, y):
    """Drag a handle of a drawing to a place in its own pixels, as the browser sends it."""
    panel._received(
        panel, {"kind": "values", "inputs": {name: [x, y]}, "client": "t", "seq": 1}, []
    )


def test_the_line_follows_its_handles_and_the_panel_keeps_the_best():
    panel = panels.you_against_the_machine()
    first = panel.sentence
    assert re.match(r"Your line leaves \d+ of 569 samples on the wrong side", first)
    drag(panel, "middle", 250.0, 150.0)
    moved = panel.sentence
    drag(panel, "end", 250.0, 60.0)
    assert len({first, moved, panel.sentence}) == 3
    counts = [int(re.search(r"leaves (\d+)", text)[1]) for text in (first, moved, panel.sentence)]
    assert f"Your best so far: {min(counts)}." in panel.sentence
    assert "w = " not in panel.sentence  # only beside the neuron's
    panel.choose(shown=True)
    assert "dashed, leaves 24" in panel.sentence
    assert "w = (8.5, 2.1), b = 0.4" in panel.sentence
    assert panel.shown["fault"] == ""


def test_the_best_lines_can_be_reached_by_the_handles():
    panel, found = panels.you_against_the_machine(), []
    w, b = experiments.line_by_hand(13, -0.1)
    foot = -b * w  # the place of the line that is nearest to the middle
    frame = panels.Frame(panels.Picture(*panels.HERO), panels.HERO_PLANE, panels.ACROSS, panels.UP)
    drag(panel, "middle", frame.x(foot[0]), frame.y(foot[1]))
    for turn in (1, -1):  # one of its two ends
        end = foot + turn * panels.REACH * np.array([-w[1], w[0]])
        drag(panel, "end", frame.x(end[0]), frame.y(end[1]))
        found.append(int(re.search(r"leaves (\d+)", panel.sentence)[1]))
    assert sorted(found) == [facts.wrong_side()["hand"], 569 - facts.wrong_side()["hand"]]


# ------------------------------------------------------------ neuron and activation


def test_four_times_the_numbers_are_the_same_line_and_surer_outputs():
    assert turned_out("same-line") == "surer"
    right, error = facts.right_with(), facts.miss_with()
    assert right[2] == right[8]
    assert error[2] > 3 * error[8]
    X, y = experiments.tissue()
    assert len(experiments.wrong_side([-8, -2], 0, X, y)) == right[8]  # all signs flipped


def test_one_neuron_shows_the_sample_next_to_the_cross(says):
    panel = panels.one_neuron()
    panel.choose(w1=8.0, w2=2.0, b=0.0)
    assert "545 of 569" in panel.sentence
    assert "0.068" in panel.sentence
    # the broken lines stand where the text says, and all three keep the direction of w
    w1, w2, b = panel.data["line 0.9"]
    assert (w1, w2) == (8, 2)
    on_it = np.array([0.5, -(8 * 0.5 + b) / 2])
    assert nnlib.sigmoid(on_it @ [8, 2]) == pytest.approx(0.9)
    says("on the broken lines 0.1 and 0.9")
    X, _ = experiments.tissue()
    taken = X[np.argmin(((X - [1.0, 1.0]) ** 2).sum(axis=1))]
    assert f"This sample has the sum {taken @ [8, 2]:.2f}." in panel.sentence.replace("−", "-")
    assert f"{taken[0]:.1f}" in panel.data["neuron"]


def test_four_times_and_flipped_are_buttons():
    panel = panels.one_neuron()
    panel.press("four")
    assert (panel.values["w1"], panel.values["w2"]) == (8, 2)
    panel.press("four")
    assert "more than the sliders have" in panel.sentence
    assert panel.values["w1"] == 8
    panel.press("flip")
    assert (panel.values["w1"], panel.values["w2"]) == (-8, -2)
    assert "24 of 569 samples on the right side" in panel.sentence


def test_one_neuron_runs_the_learners_function():
    asked = []

    def learners(x, w, b):
        asked.append(np.shape(x))
        return x @ w + b

    panel = panels.one_neuron(learners)
    assert asked == [(2,)]
    assert panel.shown["fault"] == ""


# ------------------------------------------------------------ layer and network


def test_the_small_network_lights_up_as_the_text_says():
    assert turned_out("what-changes") == "zero"
    panel = panels.lights_up()
    for x, y in ((-1, -1), (0, 0), (2, 0), (2, 2)):
        _, _, out = experiments.light((x, y))
        panel.choose(x1=float(x), x2=float(y))
        assert f"the last one {out[0]:.4f}" in panel.sentence
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
    assert panel.data["out"] == with_area_0  # "with the size at 0 it moves nothing"
    # with a size below 0 it moves a little, and that can be seen
    said = []
    for w in (2.0, 2.5):
        panel.choose(x1=-2.0, x2=0.0, w=w)
        said.append(re.search(r"the last one (\S+)\.", panel.sentence).group(1))
    assert said[0] != said[1]
    assert count_parameters([2, 3, 1]) == 13


def shown_by(call, *given):
    """What a static picture shows: its alternative text, and its SVG."""
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            panels, "show_picture", lambda picture, alt: found.append((alt, str(picture)))
        )
        call(*given)
    return found[0]


def test_the_static_pictures_show_the_numbers_of_the_text():
    alt, drawn = shown_by(panels.neuron_by_hand)
    assert alt.endswith("1 · 2 + 2 · 0 + 3 · 1 + 4 = 9.")
    assert "z = 9.00" in drawn
    alt, drawn = shown_by(panels.sigmoid_curve)
    for words in ("−2 becomes 0.12", "0 becomes 0.50", "2 becomes 0.88"):
        assert words in drawn
    alt, drawn = shown_by(panels.two_neurons, layer)
    assert "[[9.0, 5.0], [8.0, 1.0]]" in alt
    assert "Z is" not in shown_by(panels.two_neurons)[0]
    alt, _ = shown_by(panels.network_of_four)
    _, hidden, out = experiments.light((2.0, 0.0))
    assert [f"{v:.2f}" for v in hidden] == ["0.95", "0.27", "0.01"]
    assert "0.95, 0.27 and 0.01, and these to one with 0.8" in alt
    assert f"{out[0]:.2f}" == "0.80"
    assert "A sketch" in shown_by(panels.strokes_loops_digit)[0]


def test_the_signs_of_weights_look_alike_on_the_canvas_and_in_pictures():
    drawn = resources.files("nnlib.viz.browser").joinpath("networks.js").read_text(encoding="utf-8")
    assert "w > 0 ? ink.plus : w ? ink.minus : ink.grid" in drawn
    assert "setLineDash(w < 0 ? [5, 4] : [])" in drawn
    _, picture = shown_by(panels.network_of_four)
    assert "var(--nnf-plus" in picture
    assert "var(--nnf-minus" in picture


# ------------------------------------------------------------ learning


def test_the_neuron_had_a_better_line_and_left_it(lesson_01, says):
    panel, left = panels.the_line_learns(lesson_01.names["neuron_step"]), []
    panel.press("works")
    for steps in (10, 40, 50):
        panel.train(steps)
        left.append(int(re.search(r"and (\d+) of 569 samples", panel.sentence)[1]))
    nearly, at_50, at_100 = left
    assert nearly < 35  # "it stands nearly right after ten steps"
    assert (at_50, at_100) == tuple(facts.on_the_way().values())
    assert at_50 < at_100 == facts.wrong_side()["machine"]
    assert (np.diff(panel.run.errors) < 0).all()  # "All that time its mean absolute error fell"
    says("at step 100 there are 24")


@pytest.mark.slow
def test_rates_and_initializations():
    assert turned_out("ten-times-the-rate") == "closer"
    X, y = experiments.tissue()
    ends = [experiments.learn(X, y, lr, 100, experiments.WRONG_WAY)[2][-1] for lr in (0.1, 1, 10)]
    assert [round(error, 2) for error in ends] == [0.23, 0.1, 0.07]
    assert f"{ends[2]:.2f}" == f"{facts.after_steps()['works']:.2f}"
    # "from every start that we tried": nine directions, three scales
    places = [
        experiments.learn(X, y, 10.0, 3000, scale * experiments.direction(k))[:2]
        for k in range(experiments.DIRECTIONS)
        for scale in (0.1, 1, 10)
    ]
    found = np.array([[*w, b] for w, b in places])
    np.testing.assert_allclose(found, [found[0]] * len(found), rtol=1e-3)
    assert [f"{v:.2f}" for v in found[0]] == ["8.56", "2.07", "0.42"]
    # the teacher's notes: it "can rise for a moment"
    far = experiments.learn(X, y, 10.0, 100, 10 * experiments.WRONG_WAY)[2]
    assert (np.diff(far) > 0).any()


def test_a_larger_rate_comes_closer_from_each_direction():
    X, y = experiments.tissue()
    for k in range(1, experiments.DIRECTIONS):
        w = experiments.direction(k)
        ends = [experiments.learn(X, y, lr, 100, w)[2][-1] for lr in (0.1, 1, 10)]
        assert ends[0] > ends[1] > ends[2]


def test_the_presets_are_what_they_are_called():
    panel = panels.the_line_learns()
    for name, low, high in (("works", 0.06, 0.08), ("fails", 0.5, 0.6), ("surprises", 0.4, 0.6)):
        panel.press(name)
        panel.train(100)
        assert panel.shown["fault"] == ""
        assert low < panel.run.errors[-1] < high, name
    # what surprises: at the same rate another initialization learns
    panel.press("surprises")
    panel.choose(scale=1.0)
    panel.train(100)
    assert panel.run.errors[-1] < 0.3


def test_another_direction_begins_anew():
    panel = panels.the_line_learns()
    panel.train(5)
    first = panel.run.first
    panel.press("turn")
    assert panel.steps == 0
    assert panel.run.first != first
    assert np.hypot(*panel.run.first[:2]) == pytest.approx(2**0.5)


def test_the_line_learns_by_any_step(lesson_01):
    panel = panels.the_line_learns(lesson_01.names["neuron_step"])
    panel.train(20)
    assert "After 20 steps" in panel.sentence
    assert panel.shown["fault"] == ""


# ------------------------------------------------------------ real data


@pytest.mark.slow
def test_thirty_measurements_halve_the_mistakes():
    assert turned_out("thirty") == "half"
    misread = facts.misread_tissue()
    assert 0.5 < misread["thirty"] / misread["two"] < 0.7  # "A little more than half as many"
    assert "between 7 and 8 of 169" in QUESTIONS.predictions["thirty"].question
    assert 7 < misread["two"] < 8
    assert "Over sixty splits it is about 4 on average" in QUESTIONS.predictions["thirty"].why
    assert (facts.SPLITS["tissue"], round(misread["thirty"])) == (60, 4)


def test_one_of_110_from_every_start_and_always_the_same(says):
    assert turned_out("three-eight") == "nearly"
    _, _, X_test, y_test = experiments.threes_and_eights()
    assert 0.45 < y_test.mean() < 0.55  # "chance is about a half"
    runs = [experiments.read_three_or_eight(neuron_step, seed) for seed in range(5)]
    found = [places.tolist() for places, _ in runs]
    assert found == [found[0]] * 5
    assert len(found[0]) == 1
    assert y_test[found[0][0]] == 0  # a 3; one and the same place: all answers are the same
    assert stored()["one-neuron"]["wrong"] == [1] * 5
    says("it is one of 110, from each of five")
    assert round(100 * 109 / 110) == 99
    # the two that are shown beside it, and why it is misread
    assert y_test[[0, 9]].tolist() == [0, 1]
    assert not {0, 9} & set(found[0])
    run = experiments.ThreeAgainstEight(0.5, 1.0, neuron_step)
    for _ in range(300):
        run.step()
    patch = np.argsort(run.w)[-6:]
    ink = X_test[:, patch].mean(axis=1)
    threes = np.flatnonzero(y_test == 0)
    assert threes[ink[threes].argmax()] == found[0][0]  # "the one that it still misreads … is a 3"
    # "A few pixels … tell most of them apart": by these six alone
    few = np.zeros(64)
    few[patch] = run.w[patch]
    X, y, *_ = experiments.threes_and_eights()
    border = (X[y == 1] @ few).mean() / 2 + (X[y == 0] @ few).mean() / 2
    assert len(experiments.wrong_side(few, -border, X_test, y_test)) < 15


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
    assert found.tolist() == near.tolist()  # "After 3,000 steps it is that one digit again"


def test_the_digits_that_are_shown_are_read_by_their_text():
    alt, _ = shown_by(panels.show_digits, [0, 1, 3, 2, 9, 10])
    assert alt.endswith("8 by 8 pixels: a 3, a 3, a 3, an 8, an 8, an 8.")
    alt, _ = shown_by(panels.show_digits, [0, 9], np.linspace(0, 1, 110))
    assert "a 3: output 0.00, an 8: output 0.08." in alt


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
    theme = resources.files("nnlib.viz.browser").joinpath("theme.js").read_text(encoding="utf-8")
    assert 'if (kind === "signed") return [of("minus"), paper, of("plus")];' in theme
    inks = browser.palette()["inks"]["light"]
    assert inks["plus"] == "#00795a"  # green
    assert inks["minus"] == "#8c3c88"  # purple
    assert "green speaks for 8, purple for 3" in str(panels.watch_it_learn().spec)
    says("green pixels count for 8, purple ones for 3.", "The green patch on the left")


def test_it_can_be_watched_with_any_step(lesson_01):
    panel = panels.watch_it_learn(lesson_01.names["neuron_step"])
    panel.train(300)
    assert "After 300 steps" in panel.sentence
    assert panel.shown["fault"] == ""


def test_on_new_samples_the_neuron_is_ahead():
    assert turned_out("who-wins") == "neuron"
    ahead, right = facts.contest_ahead(), facts.contest_right()
    for learned in (40, 100, 284):
        assert ahead[f"by_{learned}"] > 4 * ahead[f"error_{learned}"]
    # "the more so the fewer samples both have seen"
    assert ahead["by_40"] > ahead["by_100"] > ahead["by_284"] > ahead["by_500"]
    # "From 500 samples no advantage could be measured any more"
    assert ahead["by_500"] < 2 * ahead["error_500"]
    # the bet: 284 learned from, about one sample of 285
    assert 0.5 < 285 * ahead["by_284"] / 100 < 1.5
    assert right["neuron_40"] > right["hand_40"]


def test_all_lines_are_counted_right():
    X, y = experiments.tissue()
    counts = experiments.wrong_of_all_lines(X, y)
    assert counts.shape == (len(experiments.OFFSETS), len(experiments.ANGLES))
    rng = np.random.default_rng(0)
    for _ in range(200):
        k, j = rng.integers(len(experiments.OFFSETS)), rng.integers(len(experiments.ANGLES))
        degrees = np.degrees(experiments.ANGLES[j])
        assert counts[k, j] == wrong(degrees, experiments.OFFSETS[k])


def test_the_contest_is_drawn_step_by_step(lesson_01):
    panel = panels.who_has_won(lesson_01.names["neuron_step"])
    assert "No samples are drawn yet" in panel.sentence
    panel.train(3)
    assert panel.sentence.startswith("After 3 draws, the neuron against the hand: ")
    assert panel.shown["fault"] == ""


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
    assert layer(np.ones((10, 3)), np.ones((3, 4)), np.ones(4)).shape == (10, 4)
    assert right_answer(1, "layer-shape") == "(3, 4) and (10, 4)"
    assert right_answer(1, "network-receives") == "The activations of the first layer."


def test_slopes_are_not_called_gradients(prose):
    assert "gradient" not in prose.lower()


def test_the_siblings_are_right(lesson_01):
    assert sibling(lesson_01, "distance")([0, 0], [3, 4]) == 5
    X, P = np.random.default_rng(0).normal(size=(2, 4, 4))
    names = {"distance": sibling(lesson_01, "distance")}
    found = sibling(lesson_01, "distances", **names)(X, P[:, :3])
    assert found == pytest.approx(np.linalg.norm(X[:, :, None] - P[None, :, :3], axis=1))
    assert sibling(lesson_01, "handshakes")([2, 3, 4]) == 18
    assert sibling(lesson_01, "most_shelves")(10, 2, 1.5) == 4
    step, b = sibling(lesson_01, "bias_step", sigmoid=nnlib.sigmoid), 0.0
    for _ in range(2000):
        b = step(b, [1, 0, 0, 0], 1.0)
    assert nnlib.sigmoid(b) == pytest.approx(0.25)


def test_what_holds_the_hand_back(says):
    ahead, (middle, wrong) = facts.contest_ahead(), (facts.contest_middle(), facts.only_wrong())
    # "among few samples most of its lead is the other's bad luck", with many it is not
    assert middle["by_40"] < ahead["by_40"] / 2
    assert middle["by_284"] > ahead["by_284"] / 2
    for learned in (40, 284):
        others = facts._others(learned)
        errors = others.std(axis=0, ddof=1) / len(others) ** 0.5
        # a line in the middle of the best still fits chance; the samples that are right do count
        assert (others.mean(axis=0) > (2 if learned == 40 else 4) * errors).all()
        assert wrong[f"by_{learned}"] > 1
    says("among few samples many leave equally few on the wrong side")


def test_many_lines_count_equally_well_among_few_samples():
    found = []
    for draw in range(80_000, 80_020):
        X, y, *_ = experiments.drawn(draw, 40)
        found.append(len(experiments.best_lines(X, y)[0]))
    assert np.median(found) > 20


def test_the_panel_of_the_contest_says_what_the_mark_scheme_quotes():
    run = experiments.Contest(neuron_step)
    for _ in range(60):
        run.step()
    _, sentence = run.picture()
    by = facts.contest_panel()
    assert (
        f"After 60 draws, the neuron against the hand: {by['by_40']:+.1f} points with 40"
        in sentence
    )
    other = experiments.Contest(neuron_step, seed=3)
    other.step()
    run.rows = run.rows[:1]
    assert other.rows != run.rows  # the draws of another seed are others


def test_the_error_is_only_a_gauge():
    X, y = experiments.tissue()
    w, b = experiments.machine()
    assert experiments.mean_miss(10 * w, 10 * b, X, y) < experiments.mean_miss(w, b, X, y) - 0.01
    # "from other starts the mean absolute error may rise all the while"
    far = 10 * experiments.direction(6)
    _, _, miss = experiments.learn(X, y, 10.0, 300, far)
    assert (np.diff(miss) > 0).sum() > 200


def test_steps_that_are_too_long_never_settle():
    X, y = experiments.tissue()
    w, b, _ = experiments.learn(X, y, 100.0, 3000, experiments.WRONG_WAY)
    after, _ = neuron_step(w, b, X, y, 100.0)
    assert np.abs(after - w).max() > 0.05
    w, b, _ = experiments.learn(X, y, 10.0, 3000, experiments.WRONG_WAY)
    after, _ = neuron_step(w, b, X, y, 10.0)
    assert np.abs(after - w).max() < 1e-6
    # "With others of the same table it never settles"
    X, y = nnlib.data.load_breast_cancer()
    X = nnlib.data.standardize(X[:, [4, 29]])
    w, b, _ = experiments.learn(X, y, 10.0, 3000)
    after, _ = neuron_step(w, b, X, y, 10.0)
    assert np.abs(after - w).max() > 0.1


def test_a_pixel_that_is_mostly_paper_hardly_moves_its_weight():
    for seed in range(8):
        run = experiments.ThreeAgainstEight(0.5, 1.0, neuron_step, seed + 20)
        start = run.w.copy()
        for _ in range(300):
            run.step()
        pale = (run.X > 0).mean(axis=0) < 0.2
        assert pale.sum() > 5
        assert np.abs(run.w - start)[pale].max() < 0.4
        _, sentence = run.picture()
        assert "A pixel that is always paper keeps its weight:" in sentence


def test_learning_on_takes_part_of_the_gain_away():
    now, later = facts.misread_tissue(), facts.misread_tissue_later()
    assert now["thirty"] + 1 < later["thirty"] < now["two"]
