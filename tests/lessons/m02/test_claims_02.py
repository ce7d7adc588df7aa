"""Lesson 2: each claim of text, panels, experiments and quiz against a run."""

import re

import numpy as np
import pytest

import nnlib
from autograder.learner.questions import load
from autograder.lessons.m02.judge import facts
from nnlib.lessons import lesson02 as experiments
from nnlib.viz import lesson02 as panels
from tests.lessons.claims import right_answer, sibling, turned_out
from tests.lessons.worked import missing

QUESTIONS = load(2)


# ------------------------------------------------------------ the panels' own training


@pytest.mark.parametrize("order", range(5))
@pytest.mark.parametrize("scale", [0, 1])
def test_the_panels_perceptron_is_the_engines(order, scale):
    X, y = experiments.petals(order)
    start = scale * np.random.default_rng(order).normal(size=3)
    found = experiments.trace(X, y, 0.5, start)
    w, b, errors = nnlib.fit_perceptron(X, y, 0.5, 1000, start[:2], start[2])
    assert found.lines[-1] == pytest.approx([*w, b])
    assert (len(found.which), found.stopped) == (sum(errors), True)
    assert found.total == len(X) * len(errors)
    assert np.bincount((found.seen - 1) // len(X)).tolist() == errors[:-1]


# ------------------------------------------------------------ the hook


@pytest.mark.parametrize("lr", [0.001, 0.01, 0.1, 1, 10])
def test_from_zero_the_rate_changes_nothing_but_the_size(lr):
    X, y = experiments.petals()
    one, other = experiments.trace(X, y, 1.0), experiments.trace(X, y, lr)
    assert one.which.tolist() == other.which.tolist()
    assert other.lines == pytest.approx(lr * one.lines, abs=1e-12)
    assert turned_out("ten-times") == "same"
    assert len(one.which) == facts.from_zero()
    assert f"{facts.from_zero()} mistakes" in QUESTIONS.predictions["ten-times"].question


def test_so_it_is_on_other_data_and_in_other_orders():
    for seed in range(5):
        X, y = experiments.shuffled(*experiments.flowers(0, 1), seed)
        counts = {tuple(nnlib.fit_perceptron(X, y, lr)[2]) for lr in (1 / 64, 1, 64)}
        assert len(counts) == 1


def test_the_hooks_slider_moves_the_numbers_and_not_the_staircase():
    panel = panels.ten_times_faster()
    low, high = (panel.pictures.compute(lr=lr) for lr in (0.001, 10.0))
    np.testing.assert_array_equal(low[0]["mistakes"], high[0]["mistakes"])
    np.testing.assert_array_equal(low[0]["seen"], high[0]["seen"])
    assert low[0]["line"] * 1e4 == pytest.approx(high[0]["line"])
    assert all(f"{facts.from_zero()} mistakes" in sentence for _, sentence in (low, high))
    # "at every rate": every one that the slider has
    rates = panel.pictures.controls["lr"].values
    assert (min(rates), max(rates)) == pytest.approx((0.001, 10))
    X, y = experiments.petals()
    flowers_missed = {tuple(experiments.trace(X, y, lr).which) for lr in rates}
    assert len(flowers_missed) == 1


def test_after_the_last_flower_the_first_comes_again():
    X, y = experiments.petals()
    done = experiments.trace(X, y)
    assert done.total == 200  # the second round is the one without a mistake
    assert done.seen[-1] <= 100


# ------------------------------------------------------------ by hand


def test_an_update_moves_the_score_by_the_rate_times_the_length():
    rng = np.random.default_rng(0)
    for _ in range(50):
        x, w, b, lr = rng.normal(size=3), rng.normal(size=3), rng.normal(), rng.uniform(0.1, 2)
        t = 1 - int(x @ w + b > 0)
        new_w, new_b = nnlib.perceptron_update(x, t, w, b, lr)
        moved = (x @ new_w + new_b) - (x @ w + b)
        assert moved == pytest.approx((2 * t - 1) * lr * (x @ x + 1))
        # weights of negative inputs go the other way
        assert (np.sign(new_w - w) == (2 * t - 1) * np.sign(x)).all()


def test_the_siblings_are_right(lesson_02):
    found = sibling(lesson_02, "above_the_mean")(np.array([1.0, 2.0, 6.0]))
    np.testing.assert_array_equal(found, [0, 0, 1])
    adjust = sibling(lesson_02, "adjust")
    assert [adjust(20, *c, 0.5) for c in ((1, 0), (0, 1), (0, 0))] == [20.5, 19.5, 20]
    guess, moves = sibling(lesson_02, "find")([3, 3, 3])
    assert (guess, moves) == (3, [3, 0])
    wall = sibling(lesson_02, "nearest")(np.array([[0, 0], [3, 4]]), np.array([3, 4]), 5)
    assert wall == pytest.approx(1)
    rows, multipliers = sibling(lesson_02, "axis_certificate")()
    assert (multipliers @ rows).tolist() == [0, 0]


# ------------------------------------------------------------ mistake by mistake


def test_one_flower_across_and_it_never_stops():
    panel, made = panels.mistake_by_mistake(), facts.one_more()
    last = max(panel.pictures.controls["step"].values)
    home, across = (
        panel.pictures.compute(step=last, flower=at) for at in (experiments.HOME, facts.ACROSS)
    )
    assert f"There are no more than {made['home']} mistakes" in home[1]
    assert f"Mistake {last}: " in across[1]  # of the flower in the crowd not all can be stepped to
    assert f"After {made['home']} mistakes it stops for good" in home[1]
    assert home[0]["mistakes"].max() == made["home"]
    assert f"has not stopped: {made['across']} mistakes in 10 epochs" in across[1]
    X, y = experiments.petals_and(facts.ACROSS)
    assert experiments.widest_street(X, y)[0] < 0  # no line: it can never stop
    late = experiments.trace(X, y, epochs=2000, most=10**6)
    assert not late.stopped
    assert np.bincount((late.seen - 1) // 101, minlength=2000).min() >= 1
    assert turned_out("one-flower") == "forever"


def test_every_step_of_the_panel_is_one_update():
    panel, made = panels.mistake_by_mistake(), facts.one_more()["home"]
    assert max(panel.pictures.controls["step"].values) >= made
    for k in range(1, made + 1):
        data, sentence = panel.pictures.compute(step=k, flower=experiments.HOME)
        (n,) = data["ring"]
        x, t = data["x"][n], data["kind"][n]
        before = data["before"]
        w, b = nnlib.perceptron_update([x, data["y"][n]], t, before[:2], before[2], 1.0)
        assert [*w, b] == pytest.approx(data["after"])
        assert f"Mistake {k}: flower {n + 1}, a {'versicolor' if t else 'setosa'}" in sentence


# ------------------------------------------------------------ rate and start


def mistakes_by_rate(scale):
    return experiments.mistakes_by_rate(scale, panels.RATES.values)


def test_the_panel_counts_what_the_table_says():
    places = [panels.RATES.place_of(lr) for lr in facts.RATES]
    counts = [mistakes_by_rate(scale)[places] for scale in facts.SCALES]
    np.testing.assert_array_equal(np.transpose(counts), list(facts.drawn_start().values()))


def test_only_the_ratio_matters():
    counts = {scale: mistakes_by_rate(scale) for scale in (0.1, 1.0, 10.0)}
    # ten steps of the slider are a factor of ten
    np.testing.assert_array_equal(counts[1.0][10:], counts[0.1][:-10])
    np.testing.assert_array_equal(counts[10.0][10:], counts[1.0][:-10])
    assert turned_out("ratio") == "stays"


def test_one_rate_alone_gives_the_old_number_at_scale_ten(lesson_02):
    assert (
        missing(["Set the rate to 0.1 and remember the number of mistakes."], lesson_02.text) == []
    )
    old = mistakes_by_rate(1.0)[panels.RATES.place_of(0.1)]
    rates = [panels.RATES.values[k] for k in np.flatnonzero(mistakes_by_rate(10.0) == old)]
    assert rates == pytest.approx([1.0])


def test_most_starting_weights_are_between_minus_two_and_two(lesson_02):
    assert missing(["most of them between −2 and 2"], lesson_02.text) == []
    draws = np.concatenate([np.random.default_rng(seed).normal(size=3) for seed in range(1000)])
    assert 0.94 < (np.abs(draws) < 2).mean() < 0.96
    assert (np.abs(draws[:3]) < 2).all()  # those of the panel


def test_what_a_long_step_leaves_of_the_start():
    # "decides the first mistake and nothing else": from some rate on the count stays
    ends = mistakes_by_rate(1.0)[panels.RATES.place_of(1) :]
    (made,) = set(facts.start_forgotten())
    assert set(ends.tolist()) == {made}
    # of other starts some make more mistakes than zero
    X, y = experiments.petals()
    draws = [
        len(experiments.trace(X, y, 10.0, np.random.default_rng(seed).normal(size=3)).which)
        for seed in range(30)
    ]
    assert min(draws) < facts.from_zero() <= max(draws)


# ------------------------------------------------------------ the promise


def test_the_promise_for_the_flowers_and_what_is_made(lesson_02):
    promises = lesson_02.names["promises"]
    for printed, name in (("as measured", "measured"), ("means taken away", "centred")):
        promised, made = promises[printed]
        assert promised == pytest.approx(facts.promised()[name])
        assert {"fewest": min(made), "most": max(made)} == facts.made()[name]
        assert max(made) < promised
    assert turned_out("promise") == "below"
    asked, promised = QUESTIONS.predictions["promise"], int(facts.promised()["measured"])
    assert f"at most {promised} mistakes" in asked.question
    assert asked.choices["below"].startswith("Fewer than 20 ")
    (bound,) = [question for question in QUESTIONS.quiz if question.name == "bound"]
    said = f"on the irises {promised} were allowed, and fewer than 20 made."
    assert any(answer.because.endswith(said) for answer in bound.answers)
    assert facts.made()["measured"]["most"] < 20


def test_the_figure_of_R_and_the_margin(monkeypatch):
    shown = {}
    monkeypatch.setattr(panels, "show", lambda fig, alt: shown.update(fig=fig, alt=alt))
    panels.radius_and_margin()
    (ax,) = shown["fig"].axes
    drawn = {line.get_label(): line.get_xydata() for line in ax.lines}
    line, below, above = (drawn[name] for name in ("score 0", "class 0", "class 1"))
    (stroke,) = (xy for name, xy in drawn.items() if name.startswith("_"))
    (arrow,) = (text for text in ax.texts if getattr(text, "arrow_patch", None))
    samples, y = np.vstack([below, above]), np.repeat([0, 1], [len(below), len(above)])
    assert (samples[:, 1] == 1).all()
    # the line of score 0 runs through the origin, and w and b are square to it
    (x0, one0), (x1, one1) = line
    assert x0 * one1 == pytest.approx(one0 * x1)
    w, b = np.array([one1 - one0, x0 - x1]) / np.hypot(x1 - x0, one1 - one0)
    distances = (2 * y - 1) * (samples @ [w, b])
    assert (distances > 0).all()
    R, gamma = np.hypot(*samples.T).max(), distances.min()
    # the arrow is R, from the origin to the one sample that is farthest
    assert arrow.xyann == (0, 0)
    assert np.hypot(*arrow.xy) == pytest.approx(R)
    assert (np.hypot(*samples.T) > R - 1e-9).sum() == 1
    # the stroke is the margin: from the one nearest sample, square to the line, to the line
    near, foot = stroke
    assert near.tolist() == samples[np.argmin(distances)].tolist()
    assert (distances < gamma + 1e-9).sum() == 1
    assert np.hypot(*(near - foot)) == pytest.approx(gamma)
    assert foot @ [w, b] == pytest.approx(0)
    assert f"at x = {arrow.xy[0]:g}, is R = {R:.2f}" in shown["alt"]
    assert f"at x = {near[0]:g}, a stroke square to the line is γ = {gamma:.2f}" in shown["alt"]
    # what the text beneath adds up, and the same bound by the engine
    bound = nnlib.margin_bound(samples[:, :1], y, [w], b)
    assert (R**2, 1 / gamma**2, bound) == pytest.approx((10, 2, (R / gamma) ** 2))
    assert ax.get_title()
    assert ax.get_xlabel()
    assert ax.get_ylabel()


def test_the_best_line_has_the_largest_margin():
    X, y = experiments.flowers(0, 1)
    w, b = experiments.best_line(X, y)
    best = nnlib.margin_bound(X, y, w, b)
    rng = np.random.default_rng(0)
    for size in (0.001, 0.01, 0.1):
        for _ in range(100):
            w2, b2 = w + size * rng.normal(size=4), b + size * rng.normal()
            if ((X @ w2 + b2 > 0) == y).all():
                assert nnlib.margin_bound(X, y, w2, b2) >= best * (1 - 1e-6)


def test_the_promise_is_kept_on_drawn_data():
    for seed in range(200):
        rng = np.random.default_rng(seed)
        X, w, b = rng.normal(size=(20, 3)), rng.normal(size=3), rng.normal()
        y = (X @ w + b > 0).astype(int)
        if 0 < y.sum() < 20:
            found = experiments.trace(X, y, rng.uniform(0.1, 3), epochs=10**6, most=10**5)
            assert found.stopped
            assert len(found.which) <= nnlib.margin_bound(X, y, w, b)


def test_the_steps_of_the_proof():
    X, y = experiments.petals()
    done = experiments.trace(X, y)
    w, b = experiments.best_line(X, y)
    u = np.append(w, b) / np.linalg.norm(np.append(w, b))
    samples = np.column_stack([X, np.ones(100)])
    R = np.linalg.norm(samples, axis=1).max()
    gamma = ((2 * y - 1) * (samples @ u)).min()
    k = np.arange(len(done.lines))
    assert (done.lines @ u >= k * gamma - 1e-9).all()
    assert (np.linalg.norm(done.lines, axis=1) <= np.sqrt(k) * R + 1e-9).all()


def test_as_the_street_closes_the_promise_grows_and_some_counts_do():
    promised, made = facts.street_promised(), facts.street_made()
    assert max(promised["2"]) > 10 * max(promised["2_5"]) > 50 * max(promised["3"])
    assert [len(draws["all"]) for draws in made.values()] == [5, 5, 4]  # "in four of five"
    assert made["2"]["fewest"] == made["2_5"]["fewest"]
    assert made["2"]["most"] > 100 * made["2_5"]["most"]
    assert turned_out("narrow") == "some"
    # "none in any"
    gaps = [experiments.widest_street(*experiments.two_classes(1.0, draw))[0] for draw in range(5)]
    assert max(gaps) <= 0


def test_the_margin_is_a_little_less_than_half_the_street():
    for draw in range(5):
        X, y = experiments.two_classes(3.0, draw)
        gap, line = experiments.widest_street(X, y)
        R = np.sqrt((X**2).sum(axis=1).max() + 1)
        gamma = R / np.sqrt(nnlib.margin_bound(X, y, line[:2], line[2]))
        assert 0.9 * gap / 2 < gamma < gap / 2


@pytest.mark.slow
@pytest.mark.parametrize("draw", range(5))
def test_no_count_leaves_the_picture(draw):
    panel = panels.moving_apart()
    top = panel.spec["plots"][1]["y"]["range"][1]
    for distance in panel.pictures.controls["distance"].values:
        data, _ = panel.pictures.compute(distance=distance, draw=draw)
        assert data["counts"].max() <= top, distance


@pytest.mark.parametrize("draw", range(5))
def test_a_street_is_found_exactly_where_a_perceptron_can_stop(draw):
    for distance in panels.moving_apart().pictures.controls["distance"].values:
        X, y = experiments.two_classes(float(distance), draw)
        gap, _ = experiments.widest_street(X, y)
        # every direction that could divide stands across two points: an exact second opinion
        pairs = (X[:, None] - X[None]).reshape(-1, 2)
        ways = np.concatenate([pairs, -pairs]) @ np.array([[0, 1], [-1, 0]])
        heights = X @ ways.T
        touching = (heights[y == 1].min(axis=0) >= heights[y == 0].max(axis=0) - 1e-12) & (
            np.abs(ways).max(axis=1) > 0
        )
        assert (gap > 0) == bool(touching.any())


# ------------------------------------------------------------ XOR


def test_xor_never_settles_and_the_certificate_holds(lesson_02):
    errors = lesson_02.names["xor_errors"]
    assert errors[2:] == [4] * 10
    assert min(errors) > 0
    rows, multipliers = lesson_02.names["xor_certificate"]()
    assert not (np.asarray(multipliers) @ np.asarray(rows)).any()
    rng = np.random.default_rng(0)
    corners = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
    answers = rng.normal(size=(10_000, 3)) @ corners.T > 0
    assert not (answers == [False, True, True, False]).all(axis=1).any()


# ------------------------------------------------------------ irises, digits


def test_one_pair_stops_and_the_other_never_does(lesson_02):
    easy, hard = lesson_02.names["easy"], lesson_02.names["hard"]
    assert [len(errors) for errors in easy] == [2] * 5
    assert {sum(errors) for errors in easy} == set(facts.first_pair().values())
    assert all(len(errors) == 200 and min(errors) > 0 for errors in hard)
    # "goes up and down": the last hundred epochs still differ
    assert all(len(set(errors[100:])) > 2 for errors in hard)
    assert turned_out("second-pair") == "restless"


def test_the_last_line_of_the_second_pair_is_not_the_best_one(lesson_02):
    left, best = [], []
    for seed in range(5):
        X, y = experiments.shuffled(*experiments.flowers(1, 2), seed)
        lines = experiments.trace(X, y, epochs=200).lines
        wrong = ((np.column_stack([X, np.ones(100)]) @ lines.T > 0) != y[:, None]).sum(axis=0)
        left.append(int(wrong[-1]))
        best.append(int(wrong.min()))
    assert lesson_02.names["left"] == left
    assert 4 in [errors[-1] for errors in lesson_02.names["hard"]]  # so a sample answer says
    assert facts.second_pair() == {"fewest": min(left), "most": max(left), "of": 100}
    assert set(best) == {1, 2}
    assert missing(["a line on the way that had only one or two"], lesson_02.text) == []


@pytest.mark.slow
def test_the_second_pair_cannot_be_divided():
    # the point of the hull nearest to the origin is the origin: no margin is left
    X, y = experiments.flowers(1, 2)
    w, b = experiments.best_line(X, y, steps=50_000)
    assert not ((X @ w + b > 0) == y).all()
    assert np.linalg.norm([*w, b]) < 1e-3


def test_three_against_eight(lesson_02):
    names, digits = lesson_02.names, facts.digits()
    assert names["X_38"].shape == (digits["learn"], digits["pixels"])
    assert names["test"].sum() == digits["test"]
    assert missing([f"{{missed}} of {digits['test']} test digits wrong"], lesson_02.text) == []
    assert names["wrong"] == [1, 1, 1, 1, 0]
    assert all(errors[-1] == 0 for _, _, errors in names["read"])
    assert names["engine"] == [errors for _, _, errors in names["read"]]


def test_the_number_of_ones_own_is_what_the_cell_prints(capsys):
    experiments.run_of_your_own(31337)
    printed = [int(n) for n in re.findall(r"(\d+) mistakes", capsys.readouterr().out)]
    assert tuple(printed) == experiments.own_mistakes(31337)


@pytest.mark.slow
def test_a_guess_at_the_number_does_not_pay():
    found = [experiments.own_mistakes(1000 + 7 * k) for k in range(300)]
    assert max(found.count(pair) for pair in found) <= 3
    assert max(max(pair) for pair in found) < experiments.MOST_OWN / 3


# ------------------------------------------------------------ quiz and points


def test_the_numbers_of_the_quiz():
    assert right_answer(2, "bias-sign") == "−3"
    w, _ = nnlib.perceptron_update([2.0, -1.0], 0, np.array([1.0, 1.0]), 1.0, 0.5)
    assert (w - 1).tolist() == [-1, 0.5]
    assert right_answer(2, "false-alarm") == "By (−1, 0.5)"
    assert (5 / 0.5) ** 2 == 100
    assert right_answer(2, "bound").startswith("At most 100 mistakes")
    assert right_answer(2, "perceptron-sum") == str(np.dot([2, -1], [3, 4]) - 1)
    change = 0.1 * (1 - 0.7) * -2
    assert change == pytest.approx(-0.06)
    assert right_answer(2, "perceptron-rule") == "−0.06"
    assert right_answer(2, "perceptron-count") == str(nnlib.count_parameters([64, 1]))
